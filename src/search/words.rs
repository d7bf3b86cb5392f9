//! Words as typed to the terms of the index they stand for.
//!
//! `talked` → `talk talked talking talks` as far as the index holds them, `U.S.` → `u.s`, `coca-cola` → `coca` then
//! `cola`, `conversat*` → every term that begins so. What is not in the index stands for nothing.

use super::any_term::{FoundTerms, Wanted};
use super::error::{Error, ErrorKind, Result};
use super::speakers::Directory;
use super::wildcard::{self, Wildcard};
use crate::article::Span;
use crate::index::analyzer::{fold, tokens};
use crate::lexicon::{has_spelling_key, inflections, spelling_initials, spelling_key};
use crate::query::{Pattern, PatternPiece, Term as Typed};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::postings::TermInfo;
use tantivy::query::FuzzyTermQuery;
use tantivy::schema::Field;
use tantivy::{Searcher, SegmentReader, Term};
use tantivy_fst::Automaton;
use tantivy_fst::automaton::AlwaysMatch;

/// The most terms that one wildcard or fuzzy word may stand for.
pub const MAX_TERMS: usize = 10_000;

/// The terms one place of a text may hold, ascending, and in how many documents the commonest occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) terms: Vec<String>,
    pub(crate) doc_freq: u64,
    /// Where the terms were found, if that was by walking through a field's dictionaries.
    pub(crate) found: Option<Arc<FoundTerms>>,
    /// The term that was typed, and in how many documents it occurs, where the others are other forms of it.
    pub(crate) typed: Option<(String, u64)>,
}

impl Words {
    /// A single term.
    pub(crate) fn of_term(term: String, doc_freq: u64) -> Self {
        Self { terms: vec![term], doc_freq, ..Self::default() }
    }

    /// What to look for in a field, of which any is enough.
    pub(crate) fn wanted(&self, field: Field) -> Vec<Wanted> {
        match &self.found {
            Some(found) => vec![Wanted::Found(Arc::clone(found))],
            None => self.terms.iter().map(|term| Wanted::Term(Term::from_field_text(field, term))).collect(),
        }
    }
}

/// What a bare word stands for beside itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Forms {
    /// Nothing.
    Exact,
    /// Its inflections.
    Inflections,
    /// Other spellings of a name.
    Spellings,
}

/// Looks words up in one commit of an index, and remembers the forms of those it has seen.
pub(crate) struct Vocabulary {
    searcher: Searcher,
    speakers: Directory,
    forms: Mutex<FxHashMap<(Field, Forms, String), Arc<Words>>>,
}

impl Vocabulary {
    pub(crate) fn new(searcher: Searcher, speakers: Directory) -> Self {
        Self { searcher, speakers, forms: Mutex::default() }
    }

    /// Who is who, as the user has it.
    pub(crate) fn speakers(&self) -> &Directory {
        &self.speakers
    }

    /// The places of a text that a word as typed takes up, with what may stand at each.
    pub(crate) fn resolve(&self, typed: &Typed, span: Span, field: Field, forms: Forms) -> Result<Vec<Words>> {
        match typed {
            Typed::Word(word) => {
                let places = places(word);
                match (places.as_slice(), forms) {
                    ([place], Forms::Inflections) => Ok(vec![self.remembered(place, field, forms)?]),
                    (places, Forms::Spellings) => {
                        places.iter().map(|place| self.remembered(place, field, forms)).collect()
                    }
                    (places, _) => self.each(places, field),
                }
            }
            Typed::Exact(word) => self.each(&places(word), field),
            Typed::Wild(pattern) => pattern_words(pattern).iter().map(|word| self.wild(word, span, field)).collect(),
            Typed::Fuzzy { word, distance } => {
                places(word).iter().map(|place| self.fuzzy(&place[0], *distance, span, field)).collect()
            }
        }
    }

    fn each(&self, places: &[Vec<String>], field: Field) -> Result<Vec<Words>> {
        places.iter().map(|terms| self.known(terms, field)).collect()
    }

    /// Those of the terms that the index holds.
    pub(crate) fn known<S: AsRef<str>>(&self, terms: &[S], field: Field) -> Result<Words> {
        let mut words = Words::default();
        for term in terms {
            let doc_freq = self.searcher.doc_freq(&Term::from_field_text(field, term.as_ref()))?;
            if doc_freq > 0 {
                words.doc_freq = words.doc_freq.max(doc_freq);
                words.terms.push(term.as_ref().to_owned());
            }
        }
        words.terms.sort_unstable();
        Ok(words)
    }

    /// The forms of a word that the index holds, looked up once.
    fn remembered(&self, place: &[String], field: Field, forms: Forms) -> Result<Words> {
        let [word, others @ ..] = place else { return Ok(Words::default()) };
        let key = (field, forms, word.clone());
        let cached = self.forms.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        if let Some(words) = cached {
            return Ok(Words::clone(&words));
        }
        let words = match forms {
            Forms::Spellings => self.spelled_alike(word, field)?,
            Forms::Inflections | Forms::Exact => {
                let mut all = inflections(word);
                all.extend(others.iter().cloned());
                let doc_freq = self.searcher.doc_freq(&Term::from_field_text(field, word))?;
                let typed = (doc_freq > 0).then(|| (word.clone(), doc_freq));
                Words { typed, ..self.known(&all, field)? }
            }
        };
        self.forms.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Arc::new(words.clone()));
        Ok(words)
    }

    /// The terms that are other spellings of a name.
    fn spelled_alike(&self, name: &str, field: Field) -> Result<Words> {
        let key = spelling_key(name);
        let mut doc_freqs: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            let index = reader.inverted_index(field)?;
            for initial in spelling_initials(name) {
                let prefix = initial.to_string();
                let range = index.terms().range().ge(&prefix).lt(after_prefix(prefix.as_bytes()));
                let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
                while let Some((term, info)) = stream.next() {
                    if let Ok(term) = std::str::from_utf8(term)
                        && (term == name || has_spelling_key(term, &key))
                    {
                        *doc_freqs.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
                    }
                }
            }
        }
        let doc_freq = doc_freqs.values().copied().max().unwrap_or(0);
        Ok(Words { terms: doc_freqs.into_keys().collect(), doc_freq, ..Words::default() })
    }

    fn wild(&self, pattern: &Pattern, span: Span, field: Field) -> Result<Words> {
        let too_long = || {
            let kind = ErrorKind::WildcardTooLong { typed: pattern_text(pattern), limit: wildcard::MAX_LENGTH };
            Error::query(span, kind, "write fewer letters and a `*`")
        };
        let too_many = || {
            let kind = ErrorKind::TooManyWords { typed: pattern_text(pattern), limit: MAX_TERMS };
            Error::query(span, kind, "write more of its letters")
        };
        match pattern.0.as_slice() {
            // All terms that begin so are side by side.
            [PatternPiece::Literal(prefix), PatternPiece::AnyChars] if prefix.len() <= wildcard::MAX_LENGTH => {
                self.matching(&AlwaysMatch, prefix.as_bytes(), field, too_many)
            }
            _ => {
                let wildcard = Wildcard::new(pattern).ok_or_else(too_long)?;
                self.matching(&wildcard, wildcard.prefix(), field, too_many)
            }
        }
    }

    fn fuzzy(&self, word: &str, distance: u8, span: Span, field: Field) -> Result<Words> {
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, word), distance, true).automaton()?;
        self.matching(&automaton, &[], field, || {
            let kind = ErrorKind::TooManyWords { typed: format!("{word}~{distance}"), limit: MAX_TERMS };
            Error::query(span, kind, "allow fewer letters to differ")
        })
    }

    /// The whole values of a folded field that a pattern as typed matches.
    pub(crate) fn folded_matching(&self, pattern: &Pattern, span: Span, field: Field) -> Result<Words> {
        let folded = |piece: &PatternPiece| match piece {
            PatternPiece::Literal(text) => PatternPiece::Literal(fold_inside(text)),
            other => other.clone(),
        };
        self.wild(&Pattern(pattern.0.iter().map(folded).collect()), span, field)
    }

    /// The whole values of a folded field that differ by so many letters.
    pub(crate) fn folded_fuzzy(&self, value: &str, distance: u8, span: Span, field: Field) -> Result<Words> {
        self.fuzzy(&fold(value), distance, span, field)
    }

    /// Terms that differ from `term` by two letters, or by one where it is short, with their document frequencies.
    pub(crate) fn near(&self, term: &str, field: Field) -> Result<Vec<(String, u64)>> {
        let distance = if term.chars().count() < 5 { 1 } else { 2 };
        let automaton = FuzzyTermQuery::new(Term::from_field_text(field, term), distance, true).automaton()?;
        let mut near: BTreeMap<String, u64> = BTreeMap::new();
        for reader in self.searcher.segment_readers() {
            for_each_in_segment(reader, &automaton, &[], field, &mut |term, info| {
                *near.entry(term.to_owned()).or_default() += u64::from(info.doc_freq);
                Ok(())
            })?;
        }
        Ok(near.into_iter().collect())
    }

    /// Every term that an automaton accepts, as long as they are not too many.
    fn matching<A: Automaton>(
        &self,
        automaton: &A,
        prefix: &[u8],
        field: Field,
        too_many: impl Fn() -> Error,
    ) -> Result<Words>
    where
        A::State: Clone,
    {
        // Each segment's terms ascend: to sort them is to merge a few runs.
        let mut doc_freqs: Vec<(String, u64)> = Vec::new();
        let mut found = FoundTerms::new(field);
        for reader in self.searcher.segment_readers() {
            let mut infos = Vec::new();
            for_each_in_segment(reader, automaton, prefix, field, &mut |term, info| {
                if infos.len() == MAX_TERMS {
                    return Err(too_many());
                }
                doc_freqs.push((term.to_owned(), u64::from(info.doc_freq)));
                infos.push(info.clone());
                Ok(())
            })?;
            found.add(reader.segment_id(), infos);
        }
        doc_freqs.sort();
        doc_freqs.dedup_by(|later, first| {
            later.0 == first.0 && {
                first.1 += later.1;
                true
            }
        });
        if doc_freqs.len() > MAX_TERMS {
            return Err(too_many());
        }
        let doc_freq = doc_freqs.iter().map(|(_, doc_freq)| *doc_freq).max().unwrap_or(0);
        let terms = doc_freqs.into_iter().map(|(term, _)| term).collect();
        Ok(Words { terms, doc_freq, found: Some(Arc::new(found)), ..Words::default() })
    }
}

/// Hands every term of a segment that an automaton accepts, and that begins with `prefix`, to `visit`.
fn for_each_in_segment<A: Automaton>(
    reader: &SegmentReader,
    automaton: &A,
    prefix: &[u8],
    field: Field,
    visit: &mut dyn FnMut(&str, &TermInfo) -> Result<()>,
) -> Result<()>
where
    A::State: Clone,
{
    let index = reader.inverted_index(field)?;
    let range = index.terms().search(automaton).ge(prefix).lt(after_prefix(prefix));
    let mut stream = range.into_stream().map_err(tantivy::TantivyError::from)?;
    while let Some((term, info)) = stream.next() {
        if let Ok(term) = std::str::from_utf8(term) {
            visit(term, info)?;
        }
    }
    Ok(())
}

/// What comes after all terms that begin with `prefix`.
pub(crate) fn after_prefix(prefix: &[u8]) -> Vec<u8> {
    // No UTF-8 begins so: it comes after every term.
    end_of_prefix(prefix).unwrap_or_else(|| vec![0xff])
}

/// The first term after all those that begin with `prefix`.
fn end_of_prefix(prefix: &[u8]) -> Option<Vec<u8>> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if last < 0xff {
            end.push(last + 1);
            return Some(end);
        }
    }
    None
}

/// The terms of a text as typed, place by place: each as it stands, and numbers also without the marks that part thousands.
///
/// The other forms that the index holds of a word are for those who typed them: `U.S.` does not stand for `us`.
pub(crate) fn places(typed: &str) -> Vec<Vec<String>> {
    let mut places: Vec<Vec<String>> = Vec::new();
    let mut tokens = tokens(typed);
    while let Some(token) = tokens.advance() {
        let is_number = token.term.bytes().all(|b| b.is_ascii_digit() || b == b'.');
        match places.last_mut() {
            Some(place) if token.is_alternative && is_number => place.push(token.term.to_owned()),
            _ if token.is_alternative => {}
            _ => places.push(vec![token.term.to_owned()]),
        }
    }
    places
}

/// A pattern as typed to the patterns of its words, folded.
pub(crate) fn pattern_words(pattern: &Pattern) -> Vec<Pattern> {
    let mut words = vec![Vec::new()];
    for piece in &pattern.0 {
        let PatternPiece::Literal(text) = piece else {
            if let Some(word) = words.last_mut() {
                word.push(piece.clone());
            }
            continue;
        };
        for (n, part) in text.split(parts_words).enumerate() {
            if n > 0 {
                words.push(Vec::new());
            }
            let folded = fold(part);
            match words.last_mut() {
                Some(word) if !folded.is_empty() => word.push(PatternPiece::Literal(folded.into_owned())),
                _ => {}
            }
        }
    }
    words.retain(|word| !word.is_empty());
    words.into_iter().map(Pattern).collect()
}

/// Folds a part of a value, with the blanks at its ends.
fn fold_inside(part: &str) -> String {
    let blank = |is_there: bool| if is_there { " " } else { "" };
    let (starts, ends) = (part.starts_with(char::is_whitespace), part.ends_with(char::is_whitespace));
    format!("{}{}{}", blank(starts), fold(part), blank(ends && !part.trim().is_empty()))
}

fn parts_words(c: char) -> bool {
    !(c.is_alphanumeric() || matches!(c, '\'' | '’' | '.' | ','))
}

/// A pattern as it was typed.
pub(crate) fn pattern_text(pattern: &Pattern) -> String {
    let piece = |piece: &PatternPiece| match piece {
        PatternPiece::Literal(text) => text.clone(),
        PatternPiece::AnyChars => "*".to_owned(),
        PatternPiece::AnyChar => "?".to_owned(),
    };
    pattern.0.iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn typed_words_take_up_places() {
        for (typed, expected) in [
            ("U.S.", "u.s"),
            ("coca-cola", "coca cola"),
            ("Trump’s", "trump's"),
            ("1,200", "1,200|1200"),
            ("Łódź", "lodz"),
            ("10:30", "10 30"),
            ("%", ""),
        ] {
            let places: Vec<String> = places(typed).iter().map(|place| place.join("|")).collect();
            assert_eq!(places.join(" "), expected, "{typed}");
        }
    }

    #[test]
    fn patterns_are_cut_at_punctuation() {
        let literal = |text: &str| PatternPiece::Literal(text.to_owned());
        let typed = Pattern(vec![literal("Coca-Col"), PatternPiece::AnyChars, literal("Ä")]);
        let words: Vec<String> = pattern_words(&typed).iter().map(pattern_text).collect();
        assert_eq!(words, ["coca", "col*a"]);
    }

    #[test]
    fn prefixes_end() {
        assert_eq!(end_of_prefix(b"ab"), Some(b"ac".to_vec()));
        assert_eq!(end_of_prefix(&[0x61, 0xff]), Some(vec![0x62]));
        assert_eq!(end_of_prefix(&[]), None);
    }
}
