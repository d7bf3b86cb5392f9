//! Counts: how many of the matching articles and quotes fall to each speaker, place, year or source.
//!
//! Exact, over everything that matches. An article whose date is wider than a bucket belongs to none for certain and is
//! counted apart, and so is what has no value.

use super::Searcher;
use super::error::Result;
use super::folding::{Folding, Kin};
use super::join::Family;
use super::plan::Plan;
use super::request::{Note, Request, Tally};
use super::tally;
use crate::article::{Day, PlaceId, PlaceLevel};
use crate::index::duplicates::{Groups, Member, fold};
use crate::index::schema::{FIELDS, Kind, PlaceTerm, i64_column, str_column};
use crate::lexicon::gazetteer::{EntryKind, Gazetteer};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, SegmentReader, TERMINATED};

/// What to count by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Facet {
    /// Speakers of the matching quotes.
    Speaker,
    /// Reporting words of the matching quotes.
    Cue,
    /// How the matching quotes are reported.
    Kind,
    /// Places named or filed from.
    Place,
    /// Countries of these.
    Country,
    /// These at one level: countries, their first divisions, or what is smaller.
    PlaceAt(PlaceLevel),
    /// Places that the articles are about, at every level.
    Focus,
    /// These at one level.
    FocusAt(PlaceLevel),
    /// Year of publication.
    Year,
    /// Month of publication.
    Month,
    /// Day of publication.
    Day,
    /// Day of the week of publication.
    Weekday,
    /// Years that the text talks about.
    WhenYear,
    /// Months that the text talks about.
    WhenMonth,
    /// Days that the text talks about.
    WhenDay,
    /// Days of the week of these.
    WhenWeekday,
    /// Publication or outlet.
    Source,
    /// Section or desk.
    Section,
    /// Language.
    Lang,
    /// Where the publication date was taken from.
    DateSource,
    /// File.
    Path,
}

impl Facet {
    /// Every facet, in the order in which help lists them.
    pub const ALL: [Facet; 19] = [
        Self::Speaker,
        Self::Place,
        Self::Country,
        Self::Focus,
        Self::Year,
        Self::Month,
        Self::Day,
        Self::Weekday,
        Self::WhenYear,
        Self::WhenMonth,
        Self::WhenDay,
        Self::WhenWeekday,
        Self::Source,
        Self::Section,
        Self::Lang,
        Self::Cue,
        Self::Kind,
        Self::DateSource,
        Self::Path,
    ];

    /// Its name on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Cue => "cue",
            Self::Kind => "kind",
            Self::Place | Self::PlaceAt(_) => "place",
            Self::Focus | Self::FocusAt(_) => "focus",
            Self::Country => "country",
            Self::Year => "year",
            Self::Month => "month",
            Self::Day => "day",
            Self::Weekday => "weekday",
            Self::WhenYear => "when-year",
            Self::WhenMonth => "when-month",
            Self::WhenDay => "when-day",
            Self::WhenWeekday => "when-weekday",
            Self::Source => "source",
            Self::Section => "section",
            Self::Lang => "lang",
            Self::DateSource => "date-source",
            Self::Path => "path",
        }
    }

    /// The facet of that name.
    pub fn by_name(name: &str) -> Option<Facet> {
        Self::ALL.into_iter().find(|facet| facet.name() == name)
    }

    /// The same at one level; `None` for what has no levels.
    pub fn at(self, level: PlaceLevel) -> Option<Facet> {
        match self {
            Self::Place | Self::PlaceAt(_) => Some(Self::PlaceAt(level)),
            Self::Focus | Self::FocusAt(_) => Some(Self::FocusAt(level)),
            _ => None,
        }
    }

    fn counts_quotes(self) -> bool {
        matches!(self, Self::Speaker | Self::Cue | Self::Kind)
    }
}

/// How what matches is spread over the values of a facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Breakdown {
    /// Each value with its counts: the times in order, the others with the commonest first.
    pub rows: Vec<Tally>,
    /// How many articles match.
    pub articles: u64,
    /// How many of them are neither copies nor earlier versions of others of them.
    pub distinct: u64,
    /// How many quotes match, where quotes are counted.
    pub quotes: Option<u64>,
    /// Articles (or quotes, where these are counted) without a value: undated, no speaker.
    pub without: u64,
    /// Articles whose date is wider than a bucket.
    pub uncertain: u64,
    /// Undated articles that a date clause left out; `None` where none was asked for.
    pub undated_left_out: Option<u64>,
    /// What the user should know of how the query was understood.
    pub notes: Vec<Note>,
}

impl Searcher {
    /// Counts what matches by the values of a facet.
    pub fn count_by(&self, request: &Request, facet: Facet) -> Result<Breakdown> {
        let plan = self.plan(request)?;
        let all = plan.query(Kind::Article);
        let (articles, matched) = self.fold(all.as_ref(), Folding::default())?;
        let mut breakdown = Breakdown {
            articles,
            distinct: articles - matched.n_folded(),
            undated_left_out: self.undated_left_out(&plan, request)?,
            notes: self.notes(&plan)?,
            ..Breakdown::default()
        };
        match facet {
            Facet::Year | Facet::Month | Facet::Day | Facet::Weekday => self.by_time(&plan, facet, &mut breakdown)?,
            Facet::WhenYear | Facet::WhenMonth | Facet::WhenDay | Facet::WhenWeekday => {
                self.by_time_talked_about(&plan, facet, &mut breakdown)?;
            }
            Facet::Place => {
                breakdown.rows = tally::places(self, &plan)?;
                breakdown.without = self.without_value(&plan, FIELDS.place_id)?;
                tell_apart(&mut breakdown.rows, self.gazetteer());
            }
            Facet::Country => self.by_place(&plan, FIELDS.place, Some(PlaceLevel::Country), &mut breakdown)?,
            Facet::PlaceAt(level) => self.by_place(&plan, FIELDS.place, Some(level), &mut breakdown)?,
            Facet::Focus => self.by_place(&plan, FIELDS.focus, None, &mut breakdown)?,
            Facet::FocusAt(level) => self.by_place(&plan, FIELDS.focus, Some(level), &mut breakdown)?,
            Facet::Speaker => {
                let counted = tally::by_speaker(self, self.quotes_query(&plan).as_ref())?;
                breakdown.rows = counted.rows;
                breakdown.quotes = Some(counted.quotes);
                breakdown.without = counted.without;
            }
            _ => self.by_value(&plan, facet, &mut breakdown)?,
        }
        Ok(breakdown)
    }

    fn by_value(&self, plan: &Plan, facet: Facet, breakdown: &mut Breakdown) -> Result<()> {
        let query = if facet.counts_quotes() { self.quotes_query(plan) } else { plan.query(Kind::Article) };
        let groups = self.reader().groups();
        let mut counts: BTreeMap<String, Counted<'_>> = BTreeMap::new();
        let mut n_documents = 0;
        tally::for_each_document(self.engine(), query.as_ref(), &mut |reader, docs| {
            n_documents += docs.len() as u64;
            let mut add = |value: &str, counted| counts.entry(value.to_owned()).or_default().add(counted);
            let docs_of = Docs { reader, docs, kin: Kin::open(groups, reader)? };
            let with_value = match facet {
                Facet::Speaker => by_column(&docs_of, FIELDS.speaker_name, &mut add)?,
                Facet::Source => by_column(&docs_of, FIELDS.source, &mut add)?,
                Facet::Section => by_column(&docs_of, FIELDS.section, &mut add)?,
                Facet::Lang => by_column(&docs_of, FIELDS.lang, &mut add)?,
                Facet::Path => by_column(&docs_of, FIELDS.path, &mut add)?,
                Facet::Cue => by_terms(&docs_of, FIELDS.cue, &|_| true, &mut add)?,
                Facet::Kind => by_terms(&docs_of, FIELDS.quote_kind, &|_| true, &mut add)?,
                _ => by_terms(&docs_of, FIELDS.date_source, &|_| true, &mut add)?,
            };
            breakdown.without += docs.len() as u64 - with_value;
            Ok(())
        })?;
        breakdown.quotes = facet.counts_quotes().then_some(n_documents);
        let tally = |(value, counted): (String, Counted<'_>)| Tally {
            quotes: facet.counts_quotes().then_some(counted.documents),
            ..counted.tally(value, None, groups)
        };
        breakdown.rows = counts.into_iter().map(tally).collect();
        commonest_first(&mut breakdown.rows);
        Ok(())
    }

    /// Counts the places of a field, each with all that lies in it where a level is given.
    fn by_place(&self, plan: &Plan, field: Field, level: Option<PlaceLevel>, breakdown: &mut Breakdown) -> Result<()> {
        let gazetteer = self.gazetteer();
        let groups = self.reader().groups();
        let mut counts: BTreeMap<PlaceId, Counted<'_>> = BTreeMap::new();
        let place = |term: &str| place_at(term, level, gazetteer);
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let mut add = |term: &str, counted| {
                if let Some(id) = place(term) {
                    counts.entry(id).or_default().add(counted);
                }
            };
            let docs_of = Docs { reader, docs, kin: Kin::open(groups, reader)? };
            let with_value = by_terms(&docs_of, field, &|term| place(term).is_some(), &mut add)?;
            breakdown.without += docs.len() as u64 - with_value;
            Ok(())
        })?;
        let tally = |(id, counted): (PlaceId, Counted<'_>)| {
            let name = gazetteer.entry(id).map_or_else(|| format!("#{}", id.0), |entry| entry.name.to_owned());
            counted.tally(name, Some(id.0), groups)
        };
        breakdown.rows = counts.into_iter().map(tally).collect();
        commonest_first(&mut breakdown.rows);
        tell_apart(&mut breakdown.rows, self.gazetteer());
        Ok(())
    }

    /// Counts an article in every bucket that one of the dates it talks about lies in.
    fn by_time_talked_about(&self, plan: &Plan, facet: Facet, breakdown: &mut Breakdown) -> Result<()> {
        let groups = self.reader().groups();
        let mut counts: BTreeMap<(u8, String), Counted<'_>> = BTreeMap::new();
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let first = i64_column(reader, FIELDS.when_first)?;
            let last = i64_column(reader, FIELDS.when_last)?;
            let kin = Kin::open(groups, reader)?;
            for &doc in docs {
                let mut n_dates = 0u64;
                let mut buckets = BTreeSet::new();
                for (first, last) in first.values_for_doc(doc).zip(last.values_for_doc(doc)) {
                    n_dates += 1;
                    buckets.extend(whole_bucket(Day(first), Day(last), facet));
                }
                breakdown.without += u64::from(n_dates == 0);
                breakdown.uncertain += u64::from(n_dates > 0 && buckets.is_empty());
                for bucket in buckets {
                    counts.entry(bucket).or_default().article(kin.of(doc));
                }
            }
            Ok(())
        })?;
        breakdown.rows = counts.into_iter().map(|((_, value), counted)| counted.tally(value, None, groups)).collect();
        Ok(())
    }

    fn by_time(&self, plan: &Plan, facet: Facet, breakdown: &mut Breakdown) -> Result<()> {
        let groups = self.reader().groups();
        let mut counts: BTreeMap<(u8, String), Counted<'_>> = BTreeMap::new();
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let first = i64_column(reader, FIELDS.first_day)?;
            let last = i64_column(reader, FIELDS.last_day)?;
            let kin = Kin::open(groups, reader)?;
            for &doc in docs {
                let (Some(first), Some(last)) = (first.first(doc), last.first(doc)) else {
                    breakdown.without += 1;
                    continue;
                };
                match whole_bucket(Day(first), Day(last), facet) {
                    Some(bucket) => counts.entry(bucket).or_default().article(kin.of(doc)),
                    None => breakdown.uncertain += 1,
                }
            }
            Ok(())
        })?;
        breakdown.rows = counts.into_iter().map(|((_, value), counted)| counted.tally(value, None, groups)).collect();
        Ok(())
    }

    /// How many matching articles have no value in a column.
    fn without_value(&self, plan: &Plan, field: Field) -> Result<u64> {
        let mut without = 0;
        tally::for_each_document(self.engine(), plan.query(Kind::Article).as_ref(), &mut |reader, docs| {
            let values = i64_column(reader, field)?;
            without += docs.iter().filter(|&&doc| values.first(doc).is_none()).count() as u64;
            Ok(())
        })?;
        Ok(without)
    }
}

fn commonest_first(rows: &mut [Tally]) {
    let count = |tally: &Tally| tally.quotes.unwrap_or(tally.articles);
    rows.sort_by(|a, b| (count(b), &a.value).cmp(&(count(a), &b.value)));
}

/// Says of namesakes which is which.
fn tell_apart(rows: &mut [Tally], gazetteer: &Gazetteer) {
    let mut n_of_name: BTreeMap<String, usize> = BTreeMap::new();
    for row in rows.iter() {
        *n_of_name.entry(row.value.clone()).or_default() += 1;
    }
    for row in rows.iter_mut().filter(|row| n_of_name[&row.value] > 1) {
        if let Some(entry) = row.id.and_then(|id| gazetteer.entry(PlaceId(id))) {
            row.value = gazetteer.unmistakable(entry.number);
        }
    }
}

/// The place that a term counts for at a level; with no level, the place itself.
fn place_at(term: &str, level: Option<PlaceLevel>, gazetteer: &Gazetteer) -> Option<PlaceId> {
    let division = |country, admin1| gazetteer.division(country, admin1).map(|number| gazetteer.place(number).id);
    match level {
        None => PlaceTerm::own_id(term),
        Some(PlaceLevel::City) => {
            let id = PlaceTerm::own_id(term)?;
            let kind = gazetteer.entry(id).map_or(EntryKind::City, |entry| entry.kind);
            matches!(kind, EntryKind::City | EntryKind::Admin2).then_some(id)
        }
        Some(level) => {
            let code = term.strip_prefix('@')?;
            match (code.split_once('.'), level) {
                (None, PlaceLevel::Country) => division(code, None),
                (Some((country, admin1)), PlaceLevel::Region) => division(country, Some(admin1)),
                _ => None,
            }
        }
    }
}

/// The bucket that holds all days from one to another.
fn whole_bucket(first: Day, last: Day, facet: Facet) -> Option<(u8, String)> {
    let of_last = bucket(last, facet)?;
    // The same weekday weeks apart is not one day.
    let is_one_day = !matches!(facet, Facet::Weekday | Facet::WhenWeekday) || first == last;
    bucket(first, facet).filter(|of_first| is_one_day && *of_first == of_last)
}

/// The bucket of a day: a number to sort by, and its name.
fn bucket(day: Day, facet: Facet) -> Option<(u8, String)> {
    let date = day.to_civil()?;
    Some(match facet {
        Facet::Year | Facet::WhenYear => (0, format!("{:04}", date.year())),
        Facet::Month | Facet::WhenMonth => (0, format!("{:04}-{:02}", date.year(), date.month())),
        Facet::Weekday | Facet::WhenWeekday => {
            let number = date.weekday().to_monday_zero_offset();
            (number.unsigned_abs(), date.strftime("%A").to_string())
        }
        _ => (0, date.to_string()),
    })
}

/// What falls under one value.
#[derive(Default)]
pub(super) struct Counted<'g> {
    documents: u64,
    articles: u64,
    /// The articles that are not alone.
    members: Vec<&'g Member>,
}

impl<'g> Counted<'g> {
    fn add(&mut self, mut more: Counted<'g>) {
        self.documents += more.documents;
        self.articles += more.articles;
        self.members.append(&mut more.members);
    }

    /// Counts an article, which may be one of several.
    pub(super) fn article(&mut self, member: Option<&'g Member>) {
        self.articles += 1;
        self.members.extend(member);
    }

    pub(super) fn tally(self, value: String, id: Option<i64>, groups: &Groups) -> Tally {
        let n_folded = fold::fold(groups, &self.members, Folding::default()).n_folded() as u64;
        let Self { articles, .. } = self;
        Tally { value, variants: Vec::new(), id, articles, distinct: Some(articles - n_folded), quotes: None }
    }
}

/// Documents of a segment, ascending.
struct Docs<'d, 'g> {
    reader: &'d SegmentReader,
    docs: &'d [DocId],
    kin: Kin<'g>,
}

/// Counts documents by the values of a fast string field; how many have one.
fn by_column<'g>(of: &Docs<'_, 'g>, field: Field, add: &mut dyn FnMut(&str, Counted<'g>)) -> tantivy::Result<u64> {
    let Docs { reader, docs, kin } = of;
    let Some(column) = str_column(reader, field)? else { return Ok(0) };
    let family = Family::open(reader)?;
    // Of each value: what was counted, and the last article it was counted in.
    let mut counts: FxHashMap<u64, (Counted<'_>, DocId)> = FxHashMap::default();
    let mut with_value = 0;
    for &doc in *docs {
        let article = family.article_of(doc);
        let mut has_value = false;
        for ord in column.term_ords(doc) {
            has_value = true;
            let (counted, last) = counts.entry(ord).or_insert((Counted::default(), DocId::MAX));
            counted.documents += 1;
            if *last != article {
                counted.article(kin.of(article));
            }
            *last = article;
        }
        with_value += u64::from(has_value);
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_unstable_by_key(|(ord, _)| *ord);
    let mut value = String::new();
    for (ord, (counted, _)) in counts {
        value.clear();
        column.ord_to_str(ord, &mut value)?;
        add(&value, counted);
    }
    Ok(with_value)
}

/// Counts documents by the terms of a field; how many have one.
fn by_terms<'g>(
    of: &Docs<'_, 'g>,
    field: Field,
    wanted: &dyn Fn(&str) -> bool,
    add: &mut dyn FnMut(&str, Counted<'g>),
) -> tantivy::Result<u64> {
    let Docs { reader, docs, kin } = of;
    let index = reader.inverted_index(field)?;
    let family = Family::open(reader)?;
    let mut with_value: FxHashSet<DocId> = FxHashSet::default();
    let mut terms = index.terms().stream()?;
    while let Some((term, info)) = terms.next() {
        let Some(term) = std::str::from_utf8(term).ok().filter(|term| wanted(term)) else { continue };
        let mut postings = index.read_postings_from_terminfo(info, IndexRecordOption::Basic)?;
        let mut counted = Counted::default();
        let mut last = DocId::MAX;
        let mut at = 0;
        let mut doc = postings.doc();
        while doc != TERMINATED && at < docs.len() {
            at += docs[at..].partition_point(|&matching| matching < doc);
            match docs.get(at) {
                Some(&matching) if matching == doc => {
                    let article = family.article_of(doc);
                    counted.documents += 1;
                    if last != article {
                        counted.article(kin.of(article));
                    }
                    last = article;
                    with_value.insert(doc);
                    doc = postings.advance();
                }
                Some(&matching) => doc = postings.seek(matching),
                None => break,
            }
        }
        if counted.documents > 0 {
            add(term, counted);
        }
    }
    Ok(with_value.len() as u64)
}
