//! A slow and direct reading of a query: walks its tree over the words of each article and tries every interval.
//!
//! It shares with the engine the analyser, the rules of inflection and of spelling, the gazetteer and the parser; these
//! have tests of their own.

use dateline::article::{Article, Breaks, DayRange, Place, PlaceId, PlaceRole, Quote, Span};
use dateline::index::analyzer::{fold, tokens};
use dateline::index::{percent, utterance_confidence, utterances};
use dateline::lexicon::gazetteer::{EntryKind, Gazetteer};
use dateline::lexicon::{inflections, spelling_key};
use dateline::query::{
    Case, DateValue, Expr, Field, Interval, NearPlace, Nearness, Node, Pattern, PatternPiece, Phrase, Proximity, Slot,
    Term,
};
use dateline::search::{LEAD_WORDS, Undated};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;

/// Every term of the articles, by number.
#[derive(Default)]
struct Terms {
    all: Vec<String>,
    numbers: HashMap<String, u32>,
    /// What was accepted before: looking at every term takes long.
    accepted: RefCell<HashMap<String, Rc<Accepted>>>,
}

/// For each word that a term as typed takes up, the terms it accepts.
type Accepted = Vec<HashSet<u32>>;

/// What a bare word may stand for.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Bare {
    Inflected,
    Exact,
    Spelled,
}

impl Terms {
    fn number(&mut self, term: &str) -> u32 {
        if let Some(&number) = self.numbers.get(term) {
            return number;
        }
        let number = self.all.len() as u32;
        self.all.push(term.to_owned());
        self.numbers.insert(term.to_owned(), number);
        number
    }

    fn that(&self, accepts: impl Fn(&str) -> bool) -> HashSet<u32> {
        (0..).zip(&self.all).filter(|(_, term)| accepts(term)).map(|(number, _)| number).collect()
    }

    fn known<'a>(&self, terms: impl IntoIterator<Item = &'a String>) -> HashSet<u32> {
        terms.into_iter().filter_map(|term| self.numbers.get(term).copied()).collect()
    }

    fn accepted(&self, term: &Term, bare: Bare) -> Rc<Accepted> {
        let key = format!("{bare:?} {term:?}");
        if let Some(known) = self.accepted.borrow().get(&key) {
            return Rc::clone(known);
        }
        let accepted = Rc::new(self.look(term, bare));
        self.accepted.borrow_mut().insert(key, Rc::clone(&accepted));
        accepted
    }

    fn look(&self, term: &Term, bare: Bare) -> Accepted {
        match term {
            Term::Word(typed) => {
                let places = words_of(typed);
                let inflects = bare == Bare::Inflected && places.len() == 1;
                let forms = |place: &Vec<String>| match bare {
                    Bare::Spelled => {
                        let key = spelling_key(&place[0]);
                        self.that(|term| term == place[0] || spelling_key(term) == key)
                    }
                    _ if inflects => self.known(inflections(&place[0]).iter().chain(place)),
                    _ => self.known(place),
                };
                places.iter().map(forms).collect()
            }
            Term::Exact(typed) => words_of(typed).iter().map(|place| self.known(place)).collect(),
            Term::Wild(pattern) => typed(pattern)
                .split('-')
                .map(|word| {
                    let pattern: Vec<char> = fold(word).chars().collect();
                    self.that(|term| glob(&pattern, &term.chars().collect::<Vec<_>>()))
                })
                .collect(),
            Term::Fuzzy { word, distance } => words_of(word)
                .iter()
                .map(|place| self.that(|term| strsim::osa_distance(&place[0], term) <= usize::from(*distance)))
                .collect(),
        }
    }
}

/// The words of a text as typed; a number also stands for itself without the marks that part thousands.
fn words_of(typed: &str) -> Vec<Vec<String>> {
    let mut places: Vec<Vec<String>> = Vec::new();
    let mut tokens = tokens(typed);
    while let Some(token) = tokens.advance() {
        if !token.is_alternative {
            places.push(vec![token.term.to_owned()]);
        } else if token.term.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            places.last_mut().unwrap().push(token.term.to_owned());
        }
    }
    places
}

fn typed(pattern: &Pattern) -> String {
    let piece = |piece: &PatternPiece| match piece {
        PatternPiece::Literal(text) => text.clone(),
        PatternPiece::AnyChars => "*".to_owned(),
        PatternPiece::AnyChar => "?".to_owned(),
    };
    pattern.0.iter().map(piece).collect()
}

fn glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        (['*', rest @ ..], _) => (0..=text.len()).any(|n| glob(rest, &text[n..])),
        (['?', rest @ ..], [_, text @ ..]) => glob(rest, text),
        ([c, rest @ ..], [d, text @ ..]) if c == d => glob(rest, text),
        _ => false,
    }
}

/// A text as a pattern sees it.
#[derive(Default)]
struct Text {
    positions: HashMap<u32, Vec<u32>>,
    /// Of the words as printed.
    spans: BTreeMap<u32, Span>,
    capitalised: HashSet<u32>,
    all_capitals: HashSet<u32>,
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
}

/// The distance the index puts between the pieces of an utterance.
const PIECE_GAP: u32 = 1;

impl Text {
    /// A text that begins at `offset` in the one that the breaks are of.
    fn new(whole: &str, offset: usize, breaks: &Breaks, terms: &mut Terms) -> Self {
        Self::of_pieces(whole, &[Span::new(0, whole.len())], offset, breaks, terms)
    }

    /// Pieces of a text: the terms at the positions of the words that they touch. A position holds also the end of a word before it
    /// that the end of a line parts.
    fn of_pieces(whole: &str, pieces: &[Span], offset: usize, breaks: &Breaks, terms: &mut Terms) -> Self {
        // Of each word: its bytes and its position; of each term: what it is and its position.
        let mut words: Vec<(Span, u32)> = Vec::new();
        let mut places: Vec<(u32, u32)> = Vec::new();
        let mut tokens = tokens(whole);
        while let Some(token) = tokens.advance() {
            if !token.is_alternative {
                words.push((token.span, token.position));
            }
            places.push((terms.number(token.term), token.position));
        }
        let mut text = Self::default();
        let mut first = 0;
        for piece in pieces {
            let inside: Vec<_> = words.iter().filter(|(word, _)| word.overlaps(*piece)).collect();
            let Some(&&(_, begin)) = inside.first() else {
                first += PIECE_GAP;
                continue;
            };
            let after = words.iter().find(|(word, _)| word.start >= piece.end).map(|(_, position)| *position);
            let end = after.unwrap_or_else(|| places.iter().map(|(_, position)| position + 1).max().unwrap_or(0));
            let at = |position: u32| (begin..end).contains(&position).then(|| first + position - begin);
            for (span, position) in inside.iter().filter_map(|(span, position)| Some((span, at(*position)?))) {
                text.print(position, &whole[span.start..span.end]);
                let span = Span::new(span.start + offset, span.end + offset);
                text.spans.entry(position).and_modify(|known| known.end = span.end).or_insert(span);
            }
            for (term, position) in places.iter().filter_map(|(term, position)| Some((*term, at(*position)?))) {
                let at = text.positions.entry(term).or_default();
                if at.last() != Some(&position) {
                    at.push(position);
                }
            }
            let begins = |breaks: &[u32]| -> Vec<u32> {
                let breaks = breaks.iter().map(|&b| b as usize).filter(|b| (offset..offset + whole.len()).contains(b));
                breaks
                    .filter_map(|b| words.iter().find(|(word, _)| word.start + offset >= b))
                    .filter_map(|(_, position)| at(*position))
                    .collect()
            };
            text.sentences.extend(begins(&breaks.sentences));
            text.paragraphs.extend(begins(&breaks.paragraphs));
            first += end - begin + PIECE_GAP;
        }
        text
    }

    fn print(&mut self, position: u32, word: &str) {
        if !word.starts_with(char::is_uppercase) {
            return;
        }
        self.capitalised.insert(position);
        let letters: Vec<char> = word.chars().filter(|c| c.is_alphabetic()).collect();
        if letters.len() > 1 && letters.iter().all(|c| c.is_uppercase()) {
            self.all_capitals.insert(position);
        }
    }

    fn holds_all(&self, places: &Accepted) -> bool {
        places.iter().all(|accepted| self.positions.keys().any(|term| accepted.contains(term)))
    }
}

/// A text, or its first words.
#[derive(Clone, Copy)]
struct View<'a> {
    text: &'a Text,
    n_words: u32,
}

impl<'a> View<'a> {
    fn whole(text: &'a Text) -> Self {
        Self { text, n_words: u32::MAX }
    }

    fn positions(&self, case: Case, accepted: &HashSet<u32>) -> Vec<u32> {
        let all = &self.text.positions;
        let lists: Vec<&Vec<u32>> = if accepted.len() < all.len() {
            accepted.iter().filter_map(|term| all.get(term)).collect()
        } else {
            all.iter().filter(|(term, _)| accepted.contains(term)).map(|(_, list)| list).collect()
        };
        let fits = |position: &u32| match case {
            Case::Any => true,
            Case::Capitalised => self.text.capitalised.contains(position),
            Case::AllCapitals => self.text.all_capitals.contains(position),
        };
        let found: BTreeSet<u32> =
            lists.into_iter().flatten().copied().filter(|&p| p < self.n_words).filter(fits).collect();
        found.into_iter().collect()
    }
}

/// First and last position.
type Stretch = (u32, u32);

/// Those that hold no other.
fn minimal(mut all: Vec<Stretch>) -> Vec<Stretch> {
    all.sort_unstable_by_key(|&(start, end)| (start, std::cmp::Reverse(end)));
    all.dedup();
    let mut first_end = u32::MAX;
    let mut kept = Vec::new();
    for &(start, end) in all.iter().rev() {
        if end < first_end || kept.is_empty() {
            first_end = end;
            kept.push((start, end));
        }
    }
    kept.reverse();
    kept
}

/// One word of a phrase: its place, and where it may stand.
type Placed = (u32, Vec<u32>);

/// Every way to place the words at distinct positions that strays no more than `slop`, the shortest of them.
fn row(slots: &[Placed], slop: u32) -> Vec<Stretch> {
    fn place(slots: &[Placed], chosen: &mut Vec<u32>, slop: i64, all: &mut Vec<Stretch>) {
        let shifted = |n: usize, position: u32| i64::from(position) - i64::from(slots[n].0);
        let n = chosen.len();
        let Some((_, positions)) = slots.get(n) else {
            all.push((*chosen.iter().min().unwrap(), *chosen.iter().max().unwrap()));
            return;
        };
        for &position in positions {
            let strays = |(m, &other): (usize, &u32)| (shifted(m, other) - shifted(n, position)).abs() > slop;
            if !chosen.contains(&position) && !chosen.iter().enumerate().any(strays) {
                chosen.push(position);
                place(slots, chosen, slop, all);
                chosen.pop();
            }
        }
    }
    let mut all = Vec::new();
    if !slots.is_empty() && slots.iter().all(|(_, positions)| !positions.is_empty()) {
        place(slots, &mut Vec::new(), i64::from(slop), &mut all);
    }
    minimal(all)
}

/// An article, ready to be read.
pub(crate) struct Plain<'a> {
    pub(crate) article: &'a Article,
    headline: Text,
    body: Text,
    source: Text,
    section: Text,
    byline: Text,
    people: Text,
    quotes: Vec<Utterance<'a>>,
}

struct Utterance<'a> {
    pieces: Vec<&'a Quote>,
    said: Text,
    speaker: Text,
    mention: Text,
}

/// Articles, ready to be read.
pub(crate) struct Corpus<'a> {
    terms: Terms,
    pub(crate) articles: Vec<Plain<'a>>,
    /// The day all of them were added.
    added: DayRange,
    undated: Undated,
}

impl<'a> Corpus<'a> {
    pub(crate) fn new(articles: &'a [Article], added: DayRange) -> Self {
        let mut terms = Terms::default();
        let articles = articles.iter().map(|article| Plain::new(article, &mut terms)).collect();
        Self { terms, articles, added, undated: Undated::Exclude }
    }

    /// The same, with what becomes of undated articles.
    pub(crate) fn with_undated(self, undated: Undated) -> Self {
        Self { undated, ..self }
    }

    /// The ids of the articles that match.
    pub(crate) fn find(&self, root: &Node) -> BTreeSet<&'a str> {
        let found = self.articles.iter().filter(|plain| self.matches(plain, root, true));
        found.map(|plain| plain.article.id.as_str()).collect()
    }

    /// The quotes that satisfy a group, in articles that match: id and utterance.
    pub(crate) fn find_quotes(&self, root: &Node, groups: &[&Node]) -> BTreeSet<(String, u32)> {
        let mut found = BTreeSet::new();
        for plain in self.articles.iter().filter(|plain| self.matches(plain, root, true)) {
            for quote in &plain.quotes {
                let satisfies = |group: &&Node| match &group.value {
                    Expr::Quote(inner) => self.quote_matches(inner, quote),
                    other => panic!("no group: {other:?}"),
                };
                if groups.is_empty() || groups.iter().any(satisfies) {
                    found.insert((plain.article.id.clone(), quote.pieces[0].utterance));
                }
            }
        }
        found
    }

    /// The stretches of an article's body at which one pattern matches, as spans.
    pub(crate) fn spans(&self, plain: &Plain<'_>, interval: &Interval) -> Vec<Span> {
        let spans = &plain.body.spans;
        let found = self.stretches(interval, View::whole(&plain.body), Bare::Inflected);
        let at = |position: u32| spans.range(..=position).next_back().unwrap().1;
        found.into_iter().map(|(first, last)| Span::new(at(first).start, at(last).end)).collect()
    }

    fn matches(&self, plain: &Plain<'_>, node: &Node, is_wanted: bool) -> bool {
        match &node.value {
            Expr::And(nodes) => nodes.iter().all(|node| self.matches(plain, node, is_wanted)),
            Expr::Or(nodes) => nodes.iter().any(|node| self.matches(plain, node, is_wanted)),
            Expr::Not(inner) => !self.matches(plain, inner, !is_wanted),
            Expr::Quote(inner) => plain.quotes.iter().any(|quote| self.quote_matches(inner, quote)),
            Expr::Field(field, inner) => self.field(plain, *field, inner, is_wanted),
            Expr::Lead(inner) => {
                let lead = View { text: &plain.body, n_words: LEAD_WORDS };
                self.holds_in(inner, &[lead], Bare::Inflected)
            }
            _ => self.holds_in(node, &plain.texts(), Bare::Inflected),
        }
    }

    fn field(&self, plain: &Plain<'_>, field: Field, node: &Node, is_wanted: bool) -> bool {
        let article = plain.article;
        let label = |text: &Text| self.holds_in(node, &[View::whole(text)], Bare::Exact);
        let dates = || article.dates.iter().filter_map(|date| date.range).collect::<Vec<_>>();
        match (&node.value, field) {
            (Expr::And(nodes), _) => nodes.iter().all(|node| self.field(plain, field, node, is_wanted)),
            (Expr::Or(nodes), _) => nodes.iter().any(|node| self.field(plain, field, node, is_wanted)),
            (Expr::Not(inner), _) => !self.field(plain, field, inner, !is_wanted),
            (Expr::All, _) => has_any(article, field),
            (_, Field::Headline) => self.holds_in(node, &[View::whole(&plain.headline)], Bare::Inflected),
            (_, Field::Source) => label(&plain.source),
            (_, Field::Section) => label(&plain.section),
            (_, Field::Byline) => label(&plain.byline),
            (Expr::Date(date), Field::Date) => {
                let days = article.published.as_ref().map(|published| published.date.range());
                let is_kept = days.is_none() && is_wanted && self.undated == Undated::Include;
                in_range(*date, days.as_slice()) || (is_kept && *date != DateValue::None)
            }
            (Expr::Date(date), Field::When) => in_range(*date, &dates()),
            (Expr::Date(date), Field::Added) => in_range(*date, &[self.added]),
            (Expr::Place(name), Field::Dateline) => {
                let mut filed_from = article.places.iter().filter(|place| place.role == PlaceRole::Dateline);
                filed_from.any(|place| is_place(place.id, &place.name, name))
            }
            (Expr::Place(name), Field::Focus) => {
                article.focus.iter().any(|focus| is_place(focus.id, &focus.name, name))
            }
            (Expr::Place(name), Field::Place) => {
                article.places.iter().any(|place| is_place(place.id, &place.name, name))
            }
            (Expr::Near(near), _) => article.places.iter().any(|place| is_near(place, near)),
            (Expr::Keyword(word), Field::Has) => parts_of(article).contains(word.as_str()),
            (Expr::Keyword(word), Field::Lang) => article.language == *word,
            (Expr::Keyword(word), Field::DateSource) => {
                article.published.as_ref().is_some_and(|published| published.evidence.source.as_str() == word)
            }
            (Expr::Number(range), Field::Words) => range.contains(article.text.split_whitespace().count() as f64),
            (Expr::Path(pattern), _) => {
                let (value, pattern) = (if field == Field::Id { &article.id } else { &article.path }, typed(pattern));
                let is_below =
                    field == Field::Path && !pattern.contains('*') && value.starts_with(&format!("{pattern}/"));
                is_below || glob(&pattern.chars().collect::<Vec<_>>(), &value.chars().collect::<Vec<_>>())
            }
            (Expr::Text(interval), Field::Mentions) => {
                let is_there = |view: &View<'_>| !self.stretches(interval, *view, Bare::Exact).is_empty();
                let name = self.name(interval);
                plain.texts().iter().any(is_there) || name.iter().all(|word| plain.people.holds_all(word))
            }
            (value, field) => panic!("{field:?}: {value:?}"),
        }
    }

    fn quote_matches(&self, node: &Node, quote: &Utterance<'_>) -> bool {
        match &node.value {
            Expr::And(nodes) => nodes.iter().all(|node| self.quote_matches(node, quote)),
            Expr::Or(nodes) => nodes.iter().any(|node| self.quote_matches(node, quote)),
            Expr::Not(inner) => !self.quote_matches(inner, quote),
            Expr::Field(field, inner) => self.quote_field(*field, inner, quote),
            Expr::All => true,
            other => panic!("{other:?}"),
        }
    }

    fn quote_field(&self, field: Field, node: &Node, quote: &Utterance<'_>) -> bool {
        let pieces = &quote.pieces;
        let kinds = || pieces.iter().map(|piece| piece.kind.as_str());
        match (&node.value, field) {
            (Expr::And(nodes), _) => nodes.iter().all(|node| self.quote_field(field, node, quote)),
            (Expr::Or(nodes), _) => nodes.iter().any(|node| self.quote_field(field, node, quote)),
            (Expr::Not(inner), _) => !self.quote_field(field, inner, quote),
            (Expr::All, Field::Speaker) => pieces.iter().any(|piece| piece.speaker.is_some()),
            (Expr::All, Field::Cue) => pieces.iter().any(|piece| piece.cue.is_some()),
            (Expr::All, _) => true,
            (_, Field::Said) => self.holds_in(node, &[View::whole(&quote.said)], Bare::Inflected),
            (Expr::Text(interval), Field::Speaker) => self.is_speaker(interval, quote),
            (Expr::Text(interval), Field::Cue) => {
                pieces.iter().filter_map(|piece| piece.cue.as_ref()).any(|cue| is_cue(interval, &fold(&cue.text)))
            }
            (Expr::Keyword(word), Field::Kind) => kinds().any(|kind| kind == word),
            (Expr::Number(range), Field::Confidence) => {
                range.contains(percent(utterance_confidence(pieces)) as f64 / 100.0)
            }
            (value, field) => panic!("{field:?}: {value:?}"),
        }
    }

    /// One word is a word of the name; of several each is a word of the name or of the mention, and one of the name.
    fn is_speaker(&self, interval: &Interval, quote: &Utterance<'_>) -> bool {
        let name = self.name(interval);
        let in_name = |word: &Rc<Accepted>| quote.speaker.holds_all(word);
        match name.as_slice() {
            [only] => in_name(only),
            words => {
                let words: Vec<Rc<Accepted>> =
                    words.iter().flat_map(|word| word.iter().map(|part| Rc::new(vec![part.clone()]))).collect();
                words.iter().any(in_name) && words.iter().all(|word| in_name(word) || quote.mention.holds_all(word))
            }
        }
    }

    /// The words of a name as typed.
    fn name(&self, interval: &Interval) -> Vec<Rc<Accepted>> {
        let accepted = |term: &Term| self.terms.accepted(term, Bare::Spelled);
        match interval {
            Interval::Term { term, .. } => vec![accepted(term)],
            Interval::Phrase { phrase, .. } => {
                let slot = |slot: &Slot| match slot {
                    Slot::Term(term) => accepted(term),
                    other => panic!("{other:?}"),
                };
                phrase.slots.iter().map(|at| slot(&at.value)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    /// A boolean of texts over the same texts.
    fn holds_in(&self, node: &Node, views: &[View<'_>], bare: Bare) -> bool {
        let count = |interval: &Interval, view: &View<'_>| minimal(self.stretches(interval, *view, bare)).len();
        match &node.value {
            Expr::All => true,
            Expr::And(nodes) => nodes.iter().all(|node| self.holds_in(node, views, bare)),
            Expr::Or(nodes) => nodes.iter().any(|node| self.holds_in(node, views, bare)),
            Expr::Not(inner) => !self.holds_in(inner, views, bare),
            Expr::Text(interval) => views.iter().any(|view| count(interval, view) > 0),
            Expr::AtLeast { count: least, interval } => {
                views.iter().any(|view| count(&interval.value, view) >= *least as usize)
            }
            other => panic!("no text: {other:?}"),
        }
    }

    fn stretches(&self, interval: &Interval, view: View<'_>, bare: Bare) -> Vec<Stretch> {
        match interval {
            Interval::Term { term, case } => {
                let accepted = self.terms.accepted(term, bare);
                let lists: Vec<_> = accepted.iter().map(|accepted| view.positions(*case, accepted)).collect();
                row(&(0..).zip(lists).collect::<Vec<_>>(), 0)
            }
            Interval::Phrase { phrase, case } => self.phrase(phrase, *case, view),
            Interval::Any(parts) => {
                let all: BTreeSet<Stretch> =
                    parts.iter().flat_map(|part| self.stretches(&part.value, view, bare)).collect();
                all.into_iter().collect()
            }
            Interval::Near(near) => self.near(near, view, bare),
        }
    }

    fn phrase(&self, phrase: &Phrase, case: Case, view: View<'_>) -> Vec<Stretch> {
        let resolved = |term: &Term| -> Vec<Option<Vec<u32>>> {
            let accepted = self.terms.accepted(term, Bare::Exact);
            accepted.iter().map(|accepted| Some(view.positions(case, accepted))).collect()
        };
        // Each alternative makes a phrase of its own; `*` holds a place open.
        let mut variants: Vec<(u32, Vec<Placed>)> = vec![(0, Vec::new())];
        for slot in &phrase.slots {
            let choices: Vec<Vec<Option<Vec<u32>>>> = match &slot.value {
                Slot::AnyWord => vec![vec![None]],
                Slot::Term(term) => vec![resolved(term)],
                Slot::OneOf(terms) => terms.iter().map(|term| resolved(&term.value)).collect(),
            };
            let longer = |(length, words): &(u32, Vec<Placed>), choice: &Vec<Option<Vec<u32>>>| {
                let placed = (*length..).zip(choice).filter_map(|(offset, list)| Some((offset, list.clone()?)));
                (length + choice.len() as u32, words.iter().cloned().chain(placed).collect())
            };
            variants = variants.iter().flat_map(|one| choices.iter().map(move |choice| longer(one, choice))).collect();
        }
        let all: BTreeSet<Stretch> = variants.iter().flat_map(|(_, words)| row(words, phrase.slop)).collect();
        all.into_iter().collect()
    }

    fn near(&self, near: &Proximity, view: View<'_>, bare: Bare) -> Vec<Stretch> {
        let left = self.stretches(&near.left.value, view, bare);
        if left.is_empty() {
            return left;
        }
        let right = self.stretches(&near.right.value, view, bare);
        let gap = |a: Stretch, b: Stretch| b.0.checked_sub(a.1).filter(|&gap| gap > 0);
        let in_one = |units: &[u32], a: Stretch, b: Stretch| {
            let (start, end) = (a.0.min(b.0), a.1.max(b.1));
            !units.iter().any(|&unit| start < unit && unit <= end)
        };
        let is_near = |a: Stretch, b: Stretch| match near.operator {
            Nearness::Within(n) => gap(a, b).or(gap(b, a)).is_some_and(|gap| gap <= n),
            Nearness::Before(n) => gap(a, b).is_some_and(|gap| gap <= n),
            Nearness::Sentence => in_one(&view.text.sentences, a, b),
            Nearness::Paragraph => in_one(&view.text.paragraphs, a, b),
        };
        let overlap = |a: Stretch, b: Stretch| a.0 <= b.1 && b.0 <= a.1;
        if near.negated {
            let disturbs = |a: Stretch, b: Stretch| match near.operator {
                _ if a == b => false,
                Nearness::Within(_) if overlap(a, b) => true,
                _ => is_near(a, b),
            };
            return left.into_iter().filter(|&a| !right.iter().any(|&b| disturbs(a, b))).collect();
        }
        let pairs = left.iter().flat_map(|&a| right.iter().map(move |&b| (a, b)));
        let joined = pairs.filter(|&(a, b)| !overlap(a, b) && is_near(a, b)).map(|(a, b)| (a.0.min(b.0), a.1.max(b.1)));
        minimal(joined.collect())
    }
}

impl<'a> Plain<'a> {
    fn new(article: &'a Article, terms: &mut Terms) -> Self {
        let none = Breaks::default();
        let mut line = |text: Option<&str>| Text::new(text.unwrap_or_default(), 0, &none, terms);
        let source = line(article.source.as_deref());
        let section = line(article.section.as_deref());
        let byline = line(article.byline.as_ref().map(|byline| byline.text.as_str()));
        let people: Vec<&str> = article.people.iter().map(|person| person.name.as_str()).collect();
        let people = line(Some(&people.join(" , ")));
        let headline = match &article.headline {
            None => Text::default(),
            Some(headline) => match headline.evidence.span {
                Some(span) => Text::new(&headline.text, span.start, &article.breaks, terms),
                None => Text::new(&headline.text, 0, &none, terms),
            },
        };
        let body = Text::new(&article.text, 0, &article.breaks, terms);
        let quotes = utterances(article).into_iter().map(|pieces| Utterance::new(article, pieces, terms)).collect();
        Self { article, headline, body, source, section, byline, people, quotes }
    }

    fn texts(&self) -> [View<'_>; 2] {
        [View::whole(&self.headline), View::whole(&self.body)]
    }
}

impl<'a> Utterance<'a> {
    fn new(article: &'a Article, pieces: Vec<&'a Quote>, terms: &mut Terms) -> Self {
        let spans: Vec<Span> = pieces.iter().map(|piece| piece.span).collect();
        let said = Text::of_pieces(&article.text, &spans, 0, &article.breaks, terms);
        let speakers = || pieces.iter().filter_map(|piece| piece.speaker.as_ref());
        let name = speakers().next().map_or("", |speaker| &speaker.name);
        let mentions: Vec<&str> = speakers().map(|speaker| speaker.mention.as_str()).collect();
        let none = Breaks::default();
        let speaker = Text::new(name, 0, &none, terms);
        let mention = Text::new(&mentions.join(" , "), 0, &none, terms);
        Self { pieces, said, speaker, mention }
    }
}

/// Whether `FIELD:*` finds it.
fn has_any(article: &Article, field: Field) -> bool {
    match field {
        Field::Headline => article.headline.is_some(),
        Field::Byline => article.byline.is_some(),
        Field::Source => article.source.is_some(),
        Field::Section => article.section.is_some(),
        Field::Date | Field::DateSource => article.published.is_some(),
        Field::When => article.dates.iter().any(|date| date.range.is_some()),
        Field::Place | Field::Near => !article.places.is_empty(),
        Field::Dateline => article.dateline.is_some(),
        Field::Mentions => parts_of(article).contains("speaker"),
        Field::Focus => !article.focus.is_empty(),
        _ => true,
    }
}

fn parts_of(article: &Article) -> BTreeSet<&'static str> {
    let parts = [
        ("quote", !article.quotes.is_empty()),
        ("speaker", article.quotes.iter().any(|quote| quote.speaker.is_some())),
        ("date", article.published.is_some()),
        ("when", article.dates.iter().any(|date| date.range.is_some())),
        ("dateline", article.dateline.is_some()),
        ("headline", article.headline.is_some()),
        ("byline", article.byline.is_some()),
        ("place", !article.places.is_empty()),
        ("url", article.url.is_some()),
        ("source", article.source.is_some()),
        ("section", article.section.is_some()),
    ];
    let codes = article.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str());
    parts.into_iter().filter(|(_, is_there)| *is_there).map(|(part, _)| part).chain(codes).collect()
}

/// A cue is one value: its inflections, itself, or what a pattern makes of it.
fn is_cue(interval: &Interval, cue: &str) -> bool {
    match interval {
        Interval::Term { term: Term::Word(word), .. } => inflections(&fold(word)).iter().any(|form| form == cue),
        Interval::Term { term: Term::Exact(word), .. } => fold(word) == cue,
        Interval::Term { term: Term::Wild(pattern), .. } => {
            glob(&fold(&typed(pattern)).chars().collect::<Vec<_>>(), &cue.chars().collect::<Vec<_>>())
        }
        Interval::Term { term: Term::Fuzzy { word, distance }, .. } => {
            strsim::osa_distance(&fold(word), cue) <= usize::from(*distance)
        }
        Interval::Phrase { phrase, .. } => {
            let word = |slot: &Slot| match slot {
                Slot::Term(Term::Word(word)) => word.clone(),
                other => panic!("{other:?}"),
            };
            let words: Vec<String> = phrase.slots.iter().map(|slot| word(&slot.value)).collect();
            fold(&words.join(" ")) == cue
        }
        other => panic!("{other:?}"),
    }
}

fn in_range(date: DateValue, ranges: &[DayRange]) -> bool {
    match date {
        DateValue::None => ranges.is_empty(),
        DateValue::Overlaps(wanted) => ranges.iter().any(|range| range.overlaps(wanted)),
        DateValue::Within(wanted) => ranges.iter().any(|range| wanted.contains(*range)),
    }
}

/// Whether a place bears the name, or lies in one that does; with `=` only the former.
fn is_place(id: PlaceId, own: &str, name: &Term) -> bool {
    let own = fold(own).into_owned();
    let gazetteer = Gazetteer::embedded();
    match name {
        Term::Exact(name) => own == fold(name) || gazetteer.resolve(name).iter().any(|bearer| bearer.id == id),
        Term::Word(name) => match name.split_once(", ") {
            Some((inner, outer)) => lies_in(id, inner) && lies_in(id, outer),
            None => own == fold(name) || lies_in(id, name),
        },
        Term::Wild(pattern) => {
            glob(&fold(&typed(pattern)).chars().collect::<Vec<_>>(), &own.chars().collect::<Vec<_>>())
        }
        Term::Fuzzy { word, distance } => strsim::osa_distance(&fold(word), &own) <= usize::from(*distance),
    }
}

fn lies_in(id: PlaceId, name: &str) -> bool {
    let gazetteer = Gazetteer::embedded();
    let bearers: Vec<_> = gazetteer.lookup(name).map(|candidate| candidate.place).collect();
    let Some(entry) = gazetteer.entry(id) else { return false };
    let mut around = gazetteer.ancestry(entry.number).map(|outer| outer.number).chain([entry.number]);
    around.any(|outer| bearers.contains(&outer))
}

const EARTH_RADIUS_KM: f64 = 6_371.0;

fn is_near(place: &Place, near: &NearPlace) -> bool {
    let gazetteer = Gazetteer::embedded();
    let Some(place) = gazetteer.entry(place.id) else { return false };
    // What is larger than a point is not where its middle is.
    let is_large = match place.kind {
        EntryKind::Country | EntryKind::Admin1 => true,
        EntryKind::Region => place.population > 500_000,
        EntryKind::Admin2 | EntryKind::City => false,
    };
    if is_large {
        return false;
    }
    let centres = gazetteer.resolve(&near.place);
    let centre = &centres[0];
    let [lat, lon, lat2, lon2] =
        [place.latitude, place.longitude, centre.latitude, centre.longitude].map(f64::to_radians);
    let cosine = lat.sin() * lat2.sin() + lat.cos() * lat2.cos() * (lon - lon2).cos();
    cosine.clamp(-1.0, 1.0).acos() * EARTH_RADIUS_KM <= near.distance.kilometres()
}
