//! Words in a row.
//!
//! Documents that hold all of the words are found first. Where it matters how often the phrase stands in them, the places of the
//! rarest word become bits, and those of the others are looked up among them: of two long lists every other comparison of a merge
//! is guessed wrong, which takes longer than all else.

use super::checked::{self, Check};
use super::join::explain;
use super::similarity::lengths_of;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{Bm25Weight, EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SeekDangerResult, SegmentReader, Term};

/// Documents in which terms of one field stand at fixed distances from each other.
#[derive(Clone, Debug)]
pub(crate) struct PhraseQuery {
    /// Each with its place in the phrase.
    terms: Vec<(u32, Term)>,
}

impl PhraseQuery {
    /// Two terms or more, each with its place.
    pub(crate) fn new(terms: Vec<(u32, Term)>) -> Self {
        Self { terms }
    }
}

impl Query for PhraseQuery {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let similarity = match scoring {
            EnableScoring::Enabled { statistics_provider, .. } => {
                let terms: Vec<Term> = self.terms.iter().map(|(_, term)| term.clone()).collect();
                Some(Bm25Weight::for_terms(statistics_provider, &terms)?)
            }
            EnableScoring::Disabled { .. } => None,
        };
        Ok(Box::new(PhraseWeight { terms: self.terms.clone(), similarity }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.terms.iter().for_each(|(_, term)| visitor(term, true));
    }
}

struct PhraseWeight {
    terms: Vec<(u32, Term)>,
    similarity: Option<Bm25Weight>,
}

impl PhraseWeight {
    /// `None` where the segment lacks a word.
    fn matcher(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Option<PhraseMatcher>> {
        let last = self.terms.iter().map(|(place, _)| *place).max().unwrap_or(0);
        let mut words = Vec::with_capacity(self.terms.len());
        for (place, term) in &self.terms {
            let index = reader.inverted_index(term.field())?;
            let Some(postings) = index.read_postings(term, IndexRecordOption::WithFreqsAndPositions)? else {
                return Ok(None);
            };
            words.push(Word { postings, shift: last - place });
        }
        words.sort_by_key(|word| word.postings.doc_freq());
        let similarity = match (&self.similarity, self.terms.first()) {
            (Some(similarity), Some((_, term))) => {
                Some((similarity.boost_by(boost), lengths_of(term.field(), reader)?))
            }
            _ => None,
        };
        let (places, begun, positions) = (Places::default(), Vec::new(), Vec::new());
        Ok(Some(PhraseMatcher {
            words,
            max_doc: reader.max_doc(),
            freq: 0,
            boost,
            similarity,
            places,
            begun,
            positions,
        }))
    }
}

impl Weight for PhraseWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(checked::scorer(self.matcher(reader, boost)?))
    }

    fn scorer_danger(
        &self,
        reader: &SegmentReader,
        target: DocId,
        boost: Score,
    ) -> tantivy::Result<(SeekDangerResult, Box<dyn Scorer>)> {
        Ok(checked::scorer_danger(self.matcher(reader, boost)?, target))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        explain(self, reader, doc, "words in a row")
    }
}

/// A word of the phrase.
struct Word {
    postings: SegmentPostings,
    /// What makes its places those of the last word.
    shift: u32,
}

struct PhraseMatcher {
    /// The rarest first.
    words: Vec<Word>,
    max_doc: DocId,
    /// How often the phrase stands in the document checked last.
    freq: u32,
    boost: Score,
    /// Where it is scored: how, and how long the documents are.
    similarity: Option<(Bm25Weight, FieldNormReader)>,
    places: Places,
    /// Where the words looked at so far stand as they should.
    begun: Vec<u32>,
    positions: Vec<u32>,
}

impl PhraseMatcher {
    /// About how many documents hold all of the words.
    fn n_candidates(&self) -> u32 {
        let Some((rarest, others)) = self.words.split_first() else { return 0 };
        let n_docs = |word: &Word| f64::from(word.postings.size_hint());
        // Words of one phrase are in the same documents somewhat more often than by chance.
        let share = |word: &Word| (1.3 * n_docs(word) / f64::from(self.max_doc)).min(1.0);
        others.iter().map(share).fold(n_docs(rarest), |n, share| n * share).ceil() as u32
    }

    /// How often the phrase stands in the document where all words are; where nothing is scored, once if it does.
    fn count(&mut self) -> u32 {
        let Self { words, places, begun, positions, similarity, .. } = self;
        let [first, others @ .., last] = words.as_mut_slice() else { return 0 };
        first.postings.positions_with_offset(first.shift, begun);
        for word in others {
            word.postings.positions_with_offset(word.shift, positions);
            places.keep_shared(begun, positions);
            std::mem::swap(begun, positions);
            if begun.is_empty() {
                return 0;
            }
        }
        last.postings.positions_with_offset(last.shift, positions);
        if similarity.is_some() { places.n_shared(begun, positions) } else { u32::from(meet(begun, positions)) }
    }
}

impl Check for PhraseMatcher {
    fn check(&mut self, doc: DocId) -> Result<(), DocId> {
        for word in &mut self.words {
            let here = word.postings.doc();
            let here = if here < doc { word.postings.seek(doc) } else { here };
            if here != doc {
                return Err(here);
            }
        }
        self.freq = self.count();
        if self.freq > 0 { Ok(()) } else { Err(doc + 1) }
    }

    fn score(&mut self, doc: DocId) -> Score {
        match &self.similarity {
            Some((similarity, lengths)) => similarity.score(lengths.fieldnorm_id(doc), self.freq),
            None => self.boost,
        }
    }

    fn size_hint(&self) -> u32 {
        self.n_candidates() / 10
    }

    /// Reading positions is dear.
    fn cost(&self) -> u64 {
        u64::from(self.n_candidates()) * 10 * self.words.len() as u64
    }
}

/// Whether two ascending lists share anything. The first that is shared comes early where anything is.
fn meet(a: &[u32], b: &[u32]) -> bool {
    let (mut at_a, mut at_b) = (0, 0);
    while let (Some(one), Some(other)) = (a.get(at_a), b.get(at_b)) {
        if one == other {
            return true;
        }
        at_a += usize::from(one < other);
        at_b += usize::from(one > other);
    }
    false
}

/// A bit for each place of a document; between one call and the next none is set.
#[derive(Default)]
struct Places(Vec<u64>);

impl Places {
    /// Keeps those of `positions` that are among `places`; both ascend.
    fn keep_shared(&mut self, places: &[u32], positions: &mut Vec<u32>) {
        self.with(places, |places| {
            let mut n = 0;
            for at in 0..positions.len() {
                let place = positions[at];
                positions[n] = place;
                n += has(places, place) as usize;
            }
            positions.truncate(n);
        });
    }

    /// How many of `positions` are among `places`; both ascend. A place that is named twice counts once: a word may hold one term
    /// twice, as itself and as an alternative to itself.
    fn n_shared(&mut self, places: &[u32], positions: &[u32]) -> u32 {
        self.with(places, |places| {
            let (mut n, mut before) = (0, u32::MAX);
            for &place in positions {
                n += has(places, place) & u32::from(place != before);
                before = place;
            }
            n
        })
    }

    /// Calls `look` with the bits of `places`, which ascend.
    fn with<T>(&mut self, places: &[u32], look: impl FnOnce(&[u64]) -> T) -> T {
        let n_words = places.last().map_or(0, |&last| last as usize / 64 + 1);
        if n_words > self.0.len() {
            self.0.resize(n_words.next_power_of_two(), 0);
        }
        let bits = &mut self.0[..n_words];
        for &place in places {
            bits[place as usize / 64] |= 1 << (place % 64);
        }
        let found = look(bits);
        // A long text with few of the words is not gone through for their sake.
        if n_words < 4 * places.len() {
            bits.fill(0);
        } else {
            places.iter().for_each(|&place| bits[place as usize / 64] = 0);
        }
        found
    }
}

/// One where the bit of a place is set, else nought.
fn has(bits: &[u64], place: u32) -> u32 {
    bits.get(place as usize / 64).map_or(0, |bits| (bits >> (place % 64)) as u32 & 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tantivy::schema::{Schema, TEXT};
    use tantivy::{Index, IndexWriter, TERMINATED, TantivyDocument};

    /// What a walk over the words finds: the documents with the phrase, and how often.
    fn expected(docs: &[Vec<usize>], phrase: &[(u32, usize)]) -> Vec<(DocId, u32)> {
        let count = |words: &Vec<usize>| {
            let stands = |at: usize| phrase.iter().all(|&(place, word)| words.get(at + place as usize) == Some(&word));
            (0..words.len()).filter(|&at| stands(at)).count() as u32
        };
        (0..).zip(docs).map(|(doc, words)| (doc, count(words))).filter(|(_, freq)| *freq > 0).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn it_finds_what_a_walk_over_the_words_finds(
            docs in prop::collection::vec(prop::collection::vec(0..3usize, 0..300), 1..80),
            phrase in prop::collection::vec((1..3u32, 0..3usize), 2..5),
            steps in prop::collection::vec((0..12u32, any::<bool>()), 0..30),
        ) {
            let names = ["of", "the", "house"];
            let mut schema = Schema::builder();
            let field = schema.add_text_field("text", TEXT);
            let index = Index::create_in_ram(schema.build());
            let mut writer: IndexWriter = index.writer_with_num_threads(1, 15_000_000).unwrap();
            for words in &docs {
                let mut document = TantivyDocument::new();
                document.add_text(field, words.iter().map(|&word| names[word]).collect::<Vec<_>>().join(" "));
                writer.add_document(document).unwrap();
            }
            writer.commit().unwrap();
            let searcher = index.reader().unwrap().searcher();
            prop_assert_eq!(searcher.segment_readers().len(), 1);
            let reader = searcher.segment_reader(0);
            let mut end = 0;
            let phrase: Vec<(u32, usize)> = phrase.iter().map(|&(gap, word)| { end += gap; (end - 1, word) }).collect();
            let first = phrase[0].0;
            let phrase: Vec<(u32, usize)> = phrase.into_iter().map(|(place, word)| (place - first, word)).collect();
            let expected = expected(&docs, &phrase);
            let terms = |(place, word): &(u32, usize)| (*place, Term::from_field_text(field, names[*word]));
            let query = PhraseQuery::new(phrase.iter().map(terms).collect());
            let theirs = phrase.iter().map(terms).map(|(place, term)| (place as usize, term)).collect();
            let theirs = tantivy::query::PhraseQuery::new_with_offset(theirs);
            let scoring = EnableScoring::enabled_from_searcher(&searcher);
            let mut ours = query.weight(scoring).unwrap().scorer(reader, 2.0).unwrap();
            let mut theirs = theirs.weight(scoring).unwrap().scorer(reader, 2.0).unwrap();
            for &(doc, _) in &expected {
                prop_assert_eq!((ours.doc(), theirs.doc()), (doc, doc));
                prop_assert_eq!(ours.score(), theirs.score());
                ours.advance();
                theirs.advance();
            }
            prop_assert_eq!(ours.doc(), TERMINATED);
            let unscored = query.weight(EnableScoring::disabled_from_searcher(&searcher)).unwrap();
            prop_assert_eq!(unscored.count(reader).unwrap() as usize, expected.len());
            let mut scorer = unscored.scorer(reader, 1.0).unwrap();
            let from = |target: DocId| expected.iter().map(|(doc, _)| *doc).find(|&doc| doc >= target).unwrap_or(TERMINATED);
            let (mut at, mut is_valid) = (from(0), true);
            for (step, is_danger) in steps {
                if at == TERMINATED { break }
                if is_danger {
                    at += step + 1;
                    match scorer.seek_danger(at) {
                        SeekDangerResult::Found => prop_assert_eq!(from(at), at),
                        SeekDangerResult::SeekLowerBound(later) => prop_assert!(at < later && later <= from(at)),
                    }
                    is_valid = from(at) == at;
                } else if is_valid {
                    at = from(at + step);
                    prop_assert_eq!(scorer.seek(at), at);
                }
            }
        }
    }
}
