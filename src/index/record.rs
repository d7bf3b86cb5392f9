//! What was extracted from an article, as the index keeps it for rendering.
//!
//! The text lies beside it, stored once as the body; whatever can be read off the text or the gazetteer is not kept
//! again. The rest is [`columns`](super::columns) of small numbers, a group for each list; strings and kinds of
//! evidence are named by their number in tables at the front. With all its evidence an article's JSON is twice as long as its text; this is a tenth. A place that a
//! later gazetteer does not know is left out: that index says it is stale, and indexing again puts it right.

use super::Error;
use super::columns::{ColumnsReader, ColumnsWriter, read_number, write_number};
use crate::article::{
    Article, Confidence, Cue, DateKind, DateMention, Dateline, Day, DayRange, Diagnostic, DiagnosticCode, Edition,
    Evidence, Field, PartialDate, Person, Place, PlaceId, PlaceKind, PlaceRole, Precision, Published, Quote, QuoteKind,
    Source, Span, Speaker,
};
use crate::lexicon::gazetteer::Gazetteer;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::StrDeserializer;

/// Changes with the layout. Readers know all versions up to their own.
const VERSION: u8 = 1;

// Codes are positions; new ones go to the end.
const SOURCES: [Source; 7] =
    [Source::Metadata, Source::Dateline, Source::Line, Source::Prose, Source::Url, Source::Path, Source::User];
const QUOTE_KINDS: [QuoteKind; 3] = [QuoteKind::Direct, QuoteKind::Indirect, QuoteKind::Mixed];
const PLACE_KINDS: [PlaceKind; 3] = [PlaceKind::Toponym, PlaceKind::Demonym, PlaceKind::Metonym];
const DATE_KINDS: [DateKind; 4] = [DateKind::Date, DateKind::Time, DateKind::Duration, DateKind::Set];
const PRECISIONS: [Precision; 3] = [Precision::Year, Precision::Month, Precision::Day];

// Columns by what they hold; a group uses those it needs.
const FLAGS: usize = 0;
const START: usize = 1;
const LENGTH: usize = 2;
const EVIDENCE: usize = 3;
const STRING: usize = 4;
const NUMBER: usize = 5;
const MENTION_START: usize = 6;
const MENTION_LENGTH: usize = 7;
const CUE_START: usize = 8;
const CUE_LENGTH: usize = 9;
const SECOND_NUMBER: usize = 10;
const NAME: usize = 11;

/// Steps of a confidence between 0 and 1: none means more.
const CONFIDENCE_STEPS: f32 = 100.0;
/// Steps of a degree of latitude or longitude, as fine as GeoNames gives them.
const DEGREE_STEPS: f64 = 100_000.0;

/// The stored form of everything but the text.
pub(super) fn encode(article: &Article) -> Vec<u8> {
    let mut encoder = Encoder::new(article);
    encoder.article(article);
    encoder.finish()
}

/// The article of a stored form and its text.
pub(super) fn decode(record: &[u8], text: String) -> Result<Article, Error> {
    let damaged = |why: &str| Error::Damaged { what: "the record of an article".to_owned(), why: why.to_owned() };
    let mut article = match record.split_first() {
        Some((&VERSION, rest)) => Decoder::new(rest, &text).and_then(|mut decoder| decoder.article()),
        Some(_) => return Err(damaged("its version is not known")),
        None => None,
    }
    .ok_or_else(|| damaged("it is cut short or holds what was never written"))?;
    article.content_hash = blake3::hash(text.as_bytes()).to_hex().to_string();
    article.text = text;
    Ok(article)
}

/// What evidence says apart from where it stands: the same for many values of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
struct EvidenceKind {
    source: u64,
    /// Number of the rule's string.
    rule: u64,
    confidence: u64,
}

/// Yes or no, several to a number.
#[derive(Clone, Copy, Default)]
struct Flags(u64);

impl Flags {
    fn of<const N: usize>(flags: [bool; N]) -> Self {
        Self(flags.into_iter().rev().fold(0, |all, flag| all << 1 | u64::from(flag)))
    }

    /// The first of those that are left.
    fn take(&mut self) -> bool {
        let flag = self.0 & 1 == 1;
        self.0 >>= 1;
        flag
    }
}

struct Encoder<'a> {
    text: &'a str,
    numbers: FxHashMap<&'a str, u64>,
    strings: Vec<&'a str>,
    evidences: Vec<EvidenceKind>,
    columns: ColumnsWriter,
    out: Vec<u8>,
    /// Where the last span began: the next is nearby.
    last_start: usize,
    /// The day that others are counted from.
    base_day: i64,
}

impl<'a> Encoder<'a> {
    fn new(article: &'a Article) -> Self {
        Self {
            text: &article.text,
            numbers: FxHashMap::default(),
            strings: Vec::new(),
            evidences: Vec::new(),
            columns: ColumnsWriter::default(),
            out: Vec::new(),
            last_start: 0,
            base_day: base_day(article.published.as_ref()),
        }
    }

    /// The tables, then what names their entries.
    fn finish(mut self) -> Vec<u8> {
        let mut out = vec![VERSION];
        for string in &self.strings {
            self.columns.push(LENGTH, string.len() as u64);
        }
        write_number(self.strings.len() as u64, &mut out);
        self.columns.write(self.strings.len(), &mut out);
        for string in &self.strings {
            out.extend_from_slice(string.as_bytes());
        }
        for kind in &self.evidences {
            self.columns.push(NUMBER, kind.source);
            self.columns.push(STRING, kind.rule);
            self.columns.push(SECOND_NUMBER, kind.confidence);
        }
        write_number(self.evidences.len() as u64, &mut out);
        self.columns.write(self.evidences.len(), &mut out);
        out.extend_from_slice(&self.out);
        out
    }

    fn put(&mut self, column: usize, n: u64) {
        self.columns.push(column, n);
    }

    fn put_signed(&mut self, column: usize, n: i64) {
        self.put(column, (n.cast_unsigned() << 1) ^ (n >> 63).cast_unsigned());
    }

    /// Ends a group of `length` items.
    fn end(&mut self, length: usize) {
        self.columns.write(length, &mut self.out);
        self.last_start = 0;
    }

    fn flags<const N: usize>(&mut self, flags: [bool; N]) {
        self.put(FLAGS, Flags::of(flags).0);
    }

    fn number_of(&mut self, string: &'a str) -> u64 {
        let next = self.strings.len() as u64;
        let number = *self.numbers.entry(string).or_insert(next);
        if number == next {
            self.strings.push(string);
        }
        number
    }

    fn string(&mut self, string: &'a str) {
        let number = self.number_of(string);
        self.put(STRING, number);
    }

    fn optional(&mut self, string: Option<&'a str>) {
        self.optional_with(string, |encoder, string| encoder.string(string));
    }

    /// Whether the text has `string` at `span`.
    fn is_printed(&self, string: &str, span: Option<Span>) -> bool {
        span.is_some_and(|span| self.text.get(span.start..span.end) == Some(string))
    }

    /// A string that the text mostly has at `span`.
    fn printed(&mut self, string: &'a str, span: Option<Span>) {
        let is_printed = self.is_printed(string, span);
        self.flags([is_printed]);
        if !is_printed {
            self.string(string);
        }
    }

    fn start(&mut self, start: usize) {
        self.put_signed(START, start as i64 - self.last_start as i64);
        self.last_start = start;
    }

    fn span(&mut self, span: Span) {
        self.start(span.start);
        self.put(LENGTH, (span.end - span.start) as u64);
    }

    fn optional_span(&mut self, span: Option<Span>) {
        self.optional_with(span, Self::span);
    }

    /// All of the evidence but its span.
    fn evidence_kind(&mut self, evidence: &'a Evidence) {
        let kind = EvidenceKind {
            source: code(&SOURCES, &evidence.source),
            rule: self.number_of(&evidence.rule),
            confidence: (evidence.confidence.get() * CONFIDENCE_STEPS).round() as u64,
        };
        let known = self.evidences.iter().position(|known| *known == kind);
        let number = known.unwrap_or_else(|| {
            self.evidences.push(kind);
            self.evidences.len() - 1
        });
        self.put(EVIDENCE, number as u64);
    }

    /// `own` is where the value stands that the evidence is of.
    fn evidence(&mut self, evidence: &'a Evidence, own: Option<Span>) {
        self.evidence_kind(evidence);
        let is_own = evidence.span == own;
        self.flags([is_own]);
        if !is_own {
            self.optional_span(evidence.span);
        }
    }

    /// A group of its own, where it holds anything.
    fn list<T>(&mut self, items: &'a [T], mut item: impl FnMut(&mut Self, &'a T)) {
        if !items.is_empty() {
            items.iter().for_each(|value| item(self, value));
            self.end(items.len());
        }
    }

    fn optional_with<T>(&mut self, value: Option<T>, some: impl FnOnce(&mut Self, T)) {
        self.flags([value.is_some()]);
        if let Some(value) = value {
            some(self, value);
        }
    }

    fn article(&mut self, article: &'a Article) {
        let Article {
            id,
            path,
            line,
            url,
            source,
            headline,
            byline,
            section,
            language,
            edition,
            text: _,
            breaks: _,
            published,
            dateline,
            quotes,
            people,
            places,
            // What it is about is read off its places again.
            focus: _,
            dates,
            diagnostics,
            content_hash: _,
        } = article;
        self.string(id);
        self.string(path);
        self.put(NUMBER, line.map_or(0, |line| line + 1));
        let Edition { story, version, status, updated } = edition;
        for string in [url, source, section, story, version, status, updated] {
            self.optional(string.as_deref());
        }
        self.string(language);
        self.optional_with(published.as_ref(), Self::published);
        for field in [headline, byline] {
            self.optional_with(field.as_ref(), Self::field);
        }
        self.optional_with(dateline.as_ref(), Self::dateline);
        let (distinct, numbers) = distinct_places(places);
        for length in [quotes.len(), people.len(), distinct.len(), places.len(), dates.len(), diagnostics.len()] {
            self.put(LENGTH, length as u64);
        }
        self.end(1);
        self.list(quotes, Self::quote);
        self.list(people, Self::person);
        for place in &distinct {
            self.place(place);
        }
        self.end(distinct.len());
        let mut numbers = numbers.into_iter();
        self.list(places, |encoder, place| {
            encoder.put(NUMBER, numbers.next().expect("there is a number for each place") as u64);
            encoder.mention(place);
        });
        self.list(dates, Self::date_mention);
        self.list(diagnostics, Self::diagnostic);
    }

    fn published(&mut self, published: &'a Published) {
        self.date(published.date);
        self.evidence(&published.evidence, None);
    }

    fn date(&mut self, date: PartialDate) {
        self.put(NUMBER, date.year().cast_unsigned().into());
        self.put(NUMBER, date.month().map_or(0, |month| month.cast_unsigned().into()));
        self.put(NUMBER, date.day().map_or(0, |day| day.cast_unsigned().into()));
    }

    fn field(&mut self, field: &'a Field) {
        self.evidence(&field.evidence, None);
        self.printed(&field.text, field.evidence.span);
    }

    fn dateline(&mut self, dateline: &'a Dateline) {
        self.evidence(&dateline.evidence, None);
        self.printed(&dateline.text, dateline.evidence.span);
        for string in [&dateline.place, &dateline.region, &dateline.agency] {
            self.optional(string.as_deref());
        }
        self.optional_with(dateline.date, Self::date);
        self.optional_span(dateline.place_span);
    }

    fn quote(&mut self, quote: &'a Quote) {
        let speaker = quote.speaker.as_ref();
        let cue = quote.cue.as_ref();
        let kind = code(&QUOTE_KINDS, &quote.kind);
        self.flags([
            quote.evidence.span == Some(quote.span),
            kind & 1 == 1,
            kind & 2 == 2,
            speaker.is_some(),
            speaker.is_some_and(|speaker| speaker.span.is_some()),
            speaker.is_some_and(|speaker| self.is_printed(&speaker.mention, speaker.span)),
            cue.is_some_and(|cue| self.is_printed(&cue.text, Some(cue.span))),
            cue.is_some(),
        ]);
        self.put(NUMBER, quote.utterance.into());
        self.span(quote.span);
        self.evidence_kind(&quote.evidence);
        if quote.evidence.span != Some(quote.span) {
            self.optional_span(quote.evidence.span);
        }
        let mut nearby = quote.span.end;
        if let Some(speaker) = speaker {
            let name = self.number_of(&speaker.name);
            self.put(NAME, name);
            if let Some(span) = speaker.span {
                self.put_signed(MENTION_START, span.start as i64 - nearby as i64);
                self.put(MENTION_LENGTH, (span.end - span.start) as u64);
                nearby = span.end;
            }
            if !self.is_printed(&speaker.mention, speaker.span) {
                self.string(&speaker.mention);
            }
        }
        if let Some(cue) = cue {
            self.put_signed(CUE_START, cue.span.start as i64 - nearby as i64);
            self.put(CUE_LENGTH, (cue.span.end - cue.span.start) as u64);
            if !self.is_printed(&cue.text, Some(cue.span)) {
                self.string(&cue.text);
            }
        }
    }

    fn person(&mut self, person: &'a Person) {
        self.span(person.first);
        self.printed(&person.name, Some(person.first));
        self.put(NUMBER, person.n_mentions.into());
    }

    fn place(&mut self, place: &'a Place) {
        let is_listed = listed(place.id).is_some_and(|listed| is_same(&listed, place));
        self.flags([is_listed]);
        self.put_signed(SECOND_NUMBER, place.id.0);
        if !is_listed {
            self.string(&place.name);
            self.put_signed(NUMBER, (place.latitude * DEGREE_STEPS).round() as i64);
            self.put_signed(NUMBER, (place.longitude * DEGREE_STEPS).round() as i64);
            self.optional(place.country.as_deref());
            self.optional(place.admin1.as_deref());
        }
    }

    fn mention(&mut self, place: &'a Place) {
        let kind = code(&PLACE_KINDS, &place.kind);
        let is_named = place.evidence.span.is_some_and(|span| span.end - span.start == place.name.len());
        self.flags([
            place.role == PlaceRole::Dateline,
            kind & 1 == 1,
            kind & 2 == 2,
            place.evidence.span.is_some(),
            is_named,
        ]);
        self.evidence_kind(&place.evidence);
        if let Some(span) = place.evidence.span {
            self.start(span.start);
            if !is_named {
                self.put(LENGTH, (span.end - span.start) as u64);
            }
        }
    }

    fn date_mention(&mut self, mention: &'a DateMention) {
        // Most values are the range in other words.
        let precision = mention.range.map_or(UNSPELLED, |range| {
            let spelled = |precision: &Precision| spell(range, *precision).as_ref() == Some(&mention.value);
            PRECISIONS.iter().position(spelled).map_or(UNSPELLED, |precision| precision as u64)
        });
        let kind = code(&DATE_KINDS, &mention.kind);
        let is_own = mention.evidence.span == Some(mention.span);
        self.flags([
            kind & 1 == 1,
            kind & 2 == 2,
            precision & 1 == 1,
            precision & 2 == 2,
            mention.range.is_some(),
            is_own,
        ]);
        self.span(mention.span);
        if let Some(range) = mention.range {
            self.put_signed(NUMBER, range.first.0 - self.base_day);
            if precision == UNSPELLED {
                self.put(SECOND_NUMBER, (range.last.0 - range.first.0).cast_unsigned());
            }
        }
        if precision == UNSPELLED {
            self.string(&mention.value);
        }
        self.evidence_kind(&mention.evidence);
        if !is_own {
            self.optional_span(mention.evidence.span);
        }
    }

    fn diagnostic(&mut self, diagnostic: &'a Diagnostic) {
        self.string(diagnostic.code.as_str());
        self.string(&diagnostic.message);
        self.optional_span(diagnostic.span);
    }
}

/// Each place once, in the order they are first named, and the number of each mention's.
fn distinct_places(places: &[Place]) -> (Vec<&Place>, Vec<usize>) {
    let mut distinct: Vec<&Place> = Vec::new();
    let mut numbers_of: FxHashMap<PlaceId, Vec<usize>> = FxHashMap::default();
    let mut numbers = Vec::with_capacity(places.len());
    for place in places {
        let same_id = numbers_of.entry(place.id).or_default();
        let number = same_id.iter().copied().find(|&number| is_same(distinct[number], place));
        numbers.push(number.unwrap_or_else(|| {
            distinct.push(place);
            same_id.push(distinct.len() - 1);
            distinct.len() - 1
        }));
    }
    (distinct, numbers)
}

/// The code of a value whose range is no year, month or day, or that says it in another way.
const UNSPELLED: u64 = PRECISIONS.len() as u64;

fn code<T: PartialEq>(codes: &[T], value: &T) -> u64 {
    codes.iter().position(|known| known == value).expect("the table of codes has every variant") as u64
}

/// The place as the gazetteer has it.
fn listed(id: PlaceId) -> Option<Place> {
    let entry = Gazetteer::embedded().entry(id)?;
    let evidence = Evidence { span: None, rule: "".into(), confidence: Confidence::CERTAIN, source: Source::Prose };
    Some(entry.to_place(PlaceRole::Mention, PlaceKind::Toponym, evidence))
}

/// The date a range begins with.
fn first_date(range_first: Day, precision: Precision) -> Option<PartialDate> {
    let first = range_first.to_civil()?;
    let (year, month, day) = (first.year().into(), first.month().into(), first.day().into());
    let date = match precision {
        Precision::Year => PartialDate::new(year, None, None),
        Precision::Month => PartialDate::new(year, Some(month), None),
        Precision::Day => PartialDate::new(year, Some(month), Some(day)),
    };
    date.ok().filter(|date| date.range().first == range_first)
}

fn base_day(published: Option<&Published>) -> i64 {
    published.map_or(0, |published| published.date.range().first.0)
}

fn is_same(a: &Place, b: &Place) -> bool {
    a.id == b.id
        && a.name == b.name
        && (a.latitude, a.longitude) == (b.latitude, b.longitude)
        && a.country == b.country
        && a.admin1 == b.admin1
}

/// The range as a year, a month or a day, where it is one.
fn spell(range: DayRange, precision: Precision) -> Option<String> {
    first_date(range.first, precision).filter(|date| date.range() == range).map(|date| date.to_string())
}

fn moved(from: usize, distance: i64) -> Option<usize> {
    usize::try_from(i64::try_from(from).ok()?.checked_add(distance)?).ok()
}

fn decoded<T: Copy>(codes: &[T], code: u64) -> Option<T> {
    codes.get(usize::try_from(code).ok()?).copied()
}

/// Reads what [`Encoder`] wrote; `None` where it cannot have written it.
struct Decoder<'a> {
    text: &'a str,
    rest: &'a [u8],
    strings: Vec<&'a str>,
    evidences: Vec<EvidenceKind>,
    columns: ColumnsReader,
    last_start: usize,
    base_day: i64,
}

impl<'a> Decoder<'a> {
    fn new(bytes: &'a [u8], text: &'a str) -> Option<Self> {
        let mut rest = bytes;
        let n_strings = usize::try_from(read_number(&mut rest)?).ok()?;
        let columns = ColumnsReader::read(n_strings, &mut rest)?;
        let (strings, evidences) = (Vec::new(), Vec::new());
        let mut decoder = Self { text, rest, strings, evidences, columns, last_start: 0, base_day: 0 };
        while let Some(length) = decoder.columns.next(LENGTH) {
            let (string, rest) = decoder.rest.split_at_checked(usize::try_from(length).ok()?)?;
            decoder.strings.push(std::str::from_utf8(string).ok()?);
            decoder.rest = rest;
        }
        let n_evidences = usize::try_from(read_number(&mut decoder.rest)?).ok()?;
        decoder.begin(n_evidences)?;
        while let Some(source) = decoder.columns.next(NUMBER) {
            let (rule, confidence) = (decoder.take(STRING)?, decoder.take(SECOND_NUMBER)?);
            decoder.evidences.push(EvidenceKind { source, rule, confidence });
        }
        decoder.begin(1)?;
        Some(decoder)
    }

    /// Begins the next group, of `length` items.
    fn begin(&mut self, length: usize) -> Option<()> {
        self.columns = ColumnsReader::read(length, &mut self.rest)?;
        self.last_start = 0;
        Some(())
    }

    fn take(&mut self, column: usize) -> Option<u64> {
        self.columns.next(column)
    }

    fn take_signed(&mut self, column: usize) -> Option<i64> {
        let n = self.take(column)?;
        Some((n >> 1).cast_signed() ^ -((n & 1).cast_signed()))
    }

    fn take_size(&mut self, column: usize) -> Option<usize> {
        usize::try_from(self.take(column)?).ok()
    }

    fn flags(&mut self) -> Option<Flags> {
        self.take(FLAGS).map(Flags)
    }

    fn flag(&mut self) -> Option<bool> {
        self.flags().map(|mut flags| flags.take())
    }

    fn str(&mut self) -> Option<&'a str> {
        self.string_numbered(STRING)
    }

    fn string_numbered(&mut self, column: usize) -> Option<&'a str> {
        let number = self.take_size(column)?;
        self.strings.get(number).copied()
    }

    fn string(&mut self) -> Option<String> {
        self.str().map(str::to_owned)
    }

    fn optional_with<T>(&mut self, some: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { some(self).map(Some) } else { Some(None) }
    }

    fn optional(&mut self) -> Option<Option<String>> {
        self.optional_with(Self::string)
    }

    fn printed(&mut self, span: Option<Span>) -> Option<String> {
        let is_printed = self.flag()?;
        self.string_or(is_printed, span)
    }

    /// What the text has at `span`, or another string.
    fn string_or(&mut self, is_printed: bool, span: Option<Span>) -> Option<String> {
        if !is_printed {
            return self.string();
        }
        let span = span?;
        self.text.get(span.start..span.end).map(str::to_owned)
    }

    fn start(&mut self) -> Option<usize> {
        let distance = self.take_signed(START)?;
        self.last_start = moved(self.last_start, distance)?;
        Some(self.last_start)
    }

    fn span_from(start: usize, length: usize) -> Option<Span> {
        Some(Span { start, end: start.checked_add(length)? })
    }

    fn span(&mut self) -> Option<Span> {
        let start = self.start()?;
        Self::span_from(start, self.take_size(LENGTH)?)
    }

    fn optional_span(&mut self) -> Option<Option<Span>> {
        self.optional_with(Self::span)
    }

    fn evidence_of(&mut self, span: Option<Span>) -> Option<Evidence> {
        let number = self.take_size(EVIDENCE)?;
        let kind = *self.evidences.get(number)?;
        let rule = (*self.strings.get(usize::try_from(kind.rule).ok()?)?).to_owned();
        Some(Evidence {
            span,
            rule: rule.into(),
            confidence: Confidence::new(kind.confidence as f32 / CONFIDENCE_STEPS),
            source: decoded(&SOURCES, kind.source)?,
        })
    }

    fn evidence(&mut self, own: Option<Span>) -> Option<Evidence> {
        let evidence = self.evidence_of(own)?;
        let is_own = self.flag()?;
        self.placed(evidence, is_own)
    }

    /// The evidence with a span of its own, where it has one.
    fn placed(&mut self, mut evidence: Evidence, is_own: bool) -> Option<Evidence> {
        if !is_own {
            evidence.span = self.optional_span()?;
        }
        Some(evidence)
    }

    fn list<T>(&mut self, length: usize, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        if length == 0 {
            return Some(Vec::new());
        }
        self.begin(length)?;
        // Not collected by size: a length that was never written must not be made room for.
        let mut items = Vec::new();
        for _ in 0..length {
            items.push(item(self)?);
        }
        Some(items)
    }

    fn article(&mut self) -> Option<Article> {
        let id = self.string()?;
        let path = self.string()?;
        let line = self.take(NUMBER)?.checked_sub(1);
        let (url, source, section) = (self.optional()?, self.optional()?, self.optional()?);
        let (story, version) = (self.optional()?, self.optional()?);
        let (status, updated) = (self.optional()?, self.optional()?);
        let language = self.string()?;
        let published = self.optional_with(Self::published)?;
        self.base_day = base_day(published.as_ref());
        let headline = self.optional_with(Self::field)?;
        let byline = self.optional_with(Self::field)?;
        let dateline = self.optional_with(Self::dateline)?;
        let mut length = || self.take_size(LENGTH);
        let (n_quotes, n_people, n_distinct, n_places) = (length()?, length()?, length()?, length()?);
        let (n_dates, n_diagnostics) = (length()?, length()?);
        let quotes = self.list(n_quotes, Self::quote)?;
        let people = self.list(n_people, Self::person)?;
        let places = self.places(n_distinct, n_places)?;
        let dates = self.list(n_dates, Self::date_mention)?;
        let diagnostics = self.list(n_diagnostics, Self::diagnostic)?;
        Some(Article {
            id,
            path,
            line,
            url,
            source,
            section,
            language,
            edition: Edition { story, version, status, updated },
            published,
            headline,
            byline,
            dateline,
            quotes,
            people,
            focus: crate::extract::focus(&places),
            places,
            dates,
            diagnostics,
            ..Article::default()
        })
    }

    fn published(&mut self) -> Option<Published> {
        Some(Published { date: self.date()?, evidence: self.evidence(None)? })
    }

    fn date(&mut self) -> Option<PartialDate> {
        let year = i64::try_from(self.take(NUMBER)?).ok()?;
        let mut part = || Some(i64::try_from(self.take(NUMBER)?).ok().filter(|&part| part > 0));
        PartialDate::new(year, part()?, part()?).ok()
    }

    fn field(&mut self) -> Option<Field> {
        let evidence = self.evidence(None)?;
        Some(Field { text: self.printed(evidence.span)?, evidence })
    }

    fn dateline(&mut self) -> Option<Dateline> {
        let evidence = self.evidence(None)?;
        Some(Dateline {
            text: self.printed(evidence.span)?,
            place: self.optional()?,
            region: self.optional()?,
            agency: self.optional()?,
            date: self.optional_with(Self::date)?,
            place_span: self.optional_span()?,
            evidence,
        })
    }

    fn quote(&mut self) -> Option<Quote> {
        let mut flags = self.flags()?;
        let is_own = flags.take();
        let kind = decoded(&QUOTE_KINDS, u64::from(flags.take()) | u64::from(flags.take()) << 1)?;
        let [has_speaker, is_named, is_mention_printed, is_cue_printed, has_cue] = [(); 5].map(|()| flags.take());
        let utterance = u32::try_from(self.take(NUMBER)?).ok()?;
        let span = self.span()?;
        let evidence = self.evidence_of(Some(span))?;
        let evidence = self.placed(evidence, is_own)?;
        let speaker = if has_speaker { Some(self.speaker(span.end, is_named, is_mention_printed)?) } else { None };
        let nearby = speaker.as_ref().and_then(|speaker| speaker.span).map_or(span.end, |span| span.end);
        let cue = if has_cue { Some(self.cue(nearby, is_cue_printed)?) } else { None };
        Some(Quote { span, utterance, kind, speaker, cue, evidence })
    }

    fn span_near(&mut self, nearby: usize, start: usize, length: usize) -> Option<Span> {
        let start = moved(nearby, self.take_signed(start)?)?;
        Self::span_from(start, self.take_size(length)?)
    }

    fn speaker(&mut self, nearby: usize, is_named: bool, is_printed: bool) -> Option<Speaker> {
        let name = self.string_numbered(NAME)?.to_owned();
        let span = if is_named { Some(self.span_near(nearby, MENTION_START, MENTION_LENGTH)?) } else { None };
        Some(Speaker { name, mention: self.string_or(is_printed, span)?, span })
    }

    fn cue(&mut self, nearby: usize, is_printed: bool) -> Option<Cue> {
        let span = self.span_near(nearby, CUE_START, CUE_LENGTH)?;
        Some(Cue { text: self.string_or(is_printed, Some(span))?, span })
    }

    fn person(&mut self) -> Option<Person> {
        let first = self.span()?;
        let name = self.printed(Some(first))?;
        Some(Person { name, first, n_mentions: u32::try_from(self.take(NUMBER)?).ok()? })
    }

    fn places(&mut self, n_distinct: usize, n_places: usize) -> Option<Vec<Place>> {
        let mut distinct = Vec::new();
        self.begin(n_distinct)?;
        for _ in 0..n_distinct {
            distinct.push(self.place()?);
        }
        let mentions = self.list(n_places, |decoder| {
            let place = distinct.get(decoder.take_size(NUMBER)?)?;
            decoder.mention(place)
        })?;
        Some(mentions.into_iter().flatten().collect())
    }

    /// A place without its mention; nothing where the gazetteer has forgotten it.
    fn place(&mut self) -> Option<(usize, Option<Place>)> {
        let is_listed = self.flag()?;
        let id = PlaceId(self.take_signed(SECOND_NUMBER)?);
        if is_listed {
            let place = listed(id);
            return Some((place.as_ref().map_or(0, |place| place.name.len()), place));
        }
        let name = self.string()?;
        let place = Place {
            id,
            latitude: self.take_signed(NUMBER)? as f64 / DEGREE_STEPS,
            longitude: self.take_signed(NUMBER)? as f64 / DEGREE_STEPS,
            country: self.optional()?,
            admin1: self.optional()?,
            role: PlaceRole::Mention,
            kind: PlaceKind::Toponym,
            evidence: Evidence { span: None, rule: "".into(), confidence: Confidence::CERTAIN, source: Source::Prose },
            name,
        };
        Some((place.name.len(), Some(place)))
    }

    fn mention(&mut self, (name_length, place): &(usize, Option<Place>)) -> Option<Option<Place>> {
        let mut flags = self.flags()?;
        let role = if flags.take() { PlaceRole::Dateline } else { PlaceRole::Mention };
        let kind = decoded(&PLACE_KINDS, u64::from(flags.take()) | u64::from(flags.take()) << 1)?;
        let (has_span, is_named) = (flags.take(), flags.take());
        let mut evidence = self.evidence_of(None)?;
        if has_span {
            let start = self.start()?;
            let length = if is_named { *name_length } else { self.take_size(LENGTH)? };
            evidence.span = Some(Self::span_from(start, length)?);
        }
        Some(place.as_ref().map(|place| Place { role, kind, evidence, ..place.clone() }))
    }

    fn date_mention(&mut self) -> Option<DateMention> {
        let mut flags = self.flags()?;
        let kind = decoded(&DATE_KINDS, u64::from(flags.take()) | u64::from(flags.take()) << 1)?;
        let precision = u64::from(flags.take()) | u64::from(flags.take()) << 1;
        let (has_range, is_own) = (flags.take(), flags.take());
        let span = self.span()?;
        let first = if has_range { Some(self.base_day.checked_add(self.take_signed(NUMBER)?)?) } else { None };
        let (range, value) = match (first, decoded(&PRECISIONS, precision)) {
            (Some(first), Some(precision)) => {
                let date = first_date(Day(first), precision)?;
                (Some(date.range()), date.to_string())
            }
            (Some(first), None) => {
                let last = first.checked_add(i64::try_from(self.take(SECOND_NUMBER)?).ok()?)?;
                (Some(DayRange { first: Day(first), last: Day(last) }), self.string()?)
            }
            (None, _) => (None, self.string()?),
        };
        let evidence = self.evidence_of(Some(span))?;
        Some(DateMention { span, kind, value, range, evidence: self.placed(evidence, is_own)? })
    }

    fn diagnostic(&mut self) -> Option<Diagnostic> {
        let code: StrDeserializer<'_, serde::de::value::Error> = self.str()?.into_deserializer();
        Some(Diagnostic {
            code: DiagnosticCode::deserialize(code).ok()?,
            message: self.string()?,
            span: self.optional_span()?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn evidence(span: Option<Span>, rule: &'static str, source: Source) -> Evidence {
        Evidence { span, rule: rule.into(), confidence: Confidence::new(0.88), source }
    }

    fn place(name: &str, start: usize) -> Place {
        let span = Some(Span::new(start, start + 4));
        Place {
            id: PlaceId(-7),
            name: name.to_owned(),
            latitude: 48.85341,
            longitude: -2.3488,
            country: Some("FR".to_owned()),
            admin1: None,
            role: PlaceRole::Mention,
            kind: PlaceKind::Demonym,
            evidence: evidence(span, "p", Source::Prose),
        }
    }

    /// Moscow, as the gazetteer has it.
    fn listed_place() -> Place {
        let span = Some(Span::new(1, 7));
        Place { evidence: evidence(span, "p", Source::Prose), ..listed(PlaceId(524_901)).expect("Moscow is listed") }
    }

    fn date(start: usize, value: &str, range: Option<DayRange>) -> DateMention {
        let span = Span::new(start, start + 5);
        let evidence = evidence(Some(span), "d", Source::Prose);
        DateMention { span, kind: DateKind::Date, value: value.to_owned(), range, evidence }
    }

    /// Every field filled, most of them in each of the ways they can be.
    fn sample() -> Article {
        let text = "PARIS, March 3 (Wire) — “Non,” Ada Brook said. “Oui,” she said in “été” 1998.".to_owned();
        let range = |text: &str| text.parse::<PartialDate>().unwrap().range();
        let speaker =
            |mention: &str, span| Some(Speaker { name: "Ada Brook".to_owned(), mention: mention.to_owned(), span });
        let at = |word: &str| {
            let start = text.find(word).unwrap();
            Span::new(start, start + word.len())
        };
        let cue = Some(Cue { text: "said".to_owned(), span: at("said") });
        let quote = |span, utterance, kind, speaker, cue| Quote {
            span,
            utterance,
            kind,
            speaker,
            cue,
            evidence: evidence(Some(span), "q", Source::Prose),
        };
        let mut article = Article {
            id: "w.jsonl#1".to_owned(),
            path: "w.jsonl".to_owned(),
            line: Some(1),
            url: Some("https://example.org/a".to_owned()),
            source: Some("The Courier".to_owned()),
            headline: Some(Field { text: "Non".to_owned(), evidence: evidence(Some(at("Non")), "h", Source::Line) }),
            byline: Some(Field { text: "B. Line".to_owned(), evidence: evidence(None, "m", Source::Metadata) }),
            section: None,
            language: "en".to_owned(),
            edition: Edition { story: Some("urn:a".to_owned()), version: Some("3".to_owned()), ..Edition::default() },
            breaks: crate::article::Breaks::default(),
            published: Some(Published {
                date: "1998-03".parse().unwrap(),
                evidence: evidence(Some(at("March 3")), "dl", Source::Dateline),
            }),
            dateline: Some(Dateline {
                text: "PARIS, March 3 (Wire)".to_owned(),
                place: Some("PARIS".to_owned()),
                region: None,
                agency: Some("Wire".to_owned()),
                date: Some("1998-03-03".parse().unwrap()),
                place_span: Some(at("PARIS")),
                evidence: evidence(Some(at("PARIS, March 3 (Wire)")), "dl", Source::Dateline),
            }),
            quotes: vec![
                quote(at("“Non,”"), 0, QuoteKind::Direct, speaker("Ada Brook", Some(at("Ada Brook"))), cue),
                quote(at("“Oui,”"), 1, QuoteKind::Mixed, speaker("she", Some(at("she"))), None),
                quote(at("“été”"), 1, QuoteKind::Indirect, speaker("", None), None),
                quote(at("été"), 2, QuoteKind::Direct, None, None),
            ],
            people: vec![Person { name: "Ada Brook".to_owned(), first: at("Ada Brook"), n_mentions: 2 }],
            places: vec![
                place("Paris", 3),
                place("Lutèce", 9),
                listed_place(),
                Place { role: PlaceRole::Dateline, ..place("Paris", 0) },
            ],
            dates: vec![
                date(7, "1998-03-03", Some(range("1998-03-03"))),
                date(7, "1605", Some(range("1605"))),
                date(7, "1998-W10", Some(DayRange::new(Day(10_286), Day(10_292)))),
                date(2, "PAST_REF", None),
            ],
            diagnostics: vec![Diagnostic {
                code: DiagnosticCode::DateConflict,
                message: "two dates".to_owned(),
                span: Some(at("March 3")),
            }],
            focus: Vec::new(),
            content_hash: blake3::hash(text.as_bytes()).to_hex().to_string(),
            text,
        };
        article.focus = crate::extract::focus(&article.places);
        article
    }

    #[test]
    fn an_article_comes_back_as_it_was() {
        for article in
            [sample(), Article { content_hash: blake3::hash(b"").to_hex().to_string(), ..Article::default() }]
        {
            assert_eq!(decode(&encode(&article), article.text.clone()).unwrap(), article);
        }
    }

    #[test]
    fn every_code_has_its_variant() {
        let quotes = sample().quotes;
        assert!(QUOTE_KINDS.iter().all(|kind| quotes.iter().any(|quote| quote.kind == *kind)));
        assert!(SOURCES.iter().enumerate().all(|(code, source)| *source as usize == code));
        assert!(PLACE_KINDS.iter().enumerate().all(|(code, kind)| *kind as usize == code));
        assert!(DATE_KINDS.iter().enumerate().all(|(code, kind)| *kind as usize == code));
    }

    #[test]
    fn what_is_damaged_is_refused_and_never_panics() {
        let article = sample();
        let record = encode(&article);
        for length in 0..record.len() {
            assert!(decode(&record[..length], article.text.clone()).is_err(), "cut at {length}");
        }
        for at in 0..record.len() {
            for byte in [0, 1, 0x7f, 0x80, 0xff] {
                let mut damaged = record.clone();
                damaged[at] = byte;
                // Any article, or an error.
                let _ = decode(&damaged, article.text.clone()).is_ok();
            }
        }
        assert!(decode(&record, String::new()).is_err(), "another text");
    }
}
