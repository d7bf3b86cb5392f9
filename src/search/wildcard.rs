//! Wildcards as an automaton over the bytes of a term, all states of it in the bits of a few words.
//!
//! `wom?n*` → `woman`, `women`, `womankind`. The time of a step does not depend on the pattern, and no
//! pattern makes the automaton grow.

use crate::query::{Pattern, PatternPiece};
use std::sync::Arc;
use tantivy_fst::Automaton;

/// The most bytes and `?` a pattern may have.
pub(crate) const MAX_LENGTH: usize = 64 * N_WORDS - 1;

const N_WORDS: usize = 4;

/// Bit i: the first i characters of the pattern have been matched.
pub(crate) type States = [u64; N_WORDS];

/// A pattern that terms match as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Wildcard {
    tables: Arc<Tables>,
}

#[derive(Debug)]
struct Tables {
    /// For each byte, the states from which it leads on.
    steps: [States; 256],
    /// The states with a `*`, which any byte leaves as they are.
    stars: States,
    /// The states after a `?`, which the further bytes of one character leave as they are.
    after_any: States,
    last: usize,
    /// What every match begins with.
    prefix: Vec<u8>,
}

impl Wildcard {
    /// `None` where the pattern is longer than [`MAX_LENGTH`]. Its text is taken as it stands.
    pub(crate) fn new(pattern: &Pattern) -> Option<Self> {
        let mut tables = Tables {
            steps: [States::default(); 256],
            stars: [0; N_WORDS],
            after_any: [0; N_WORDS],
            last: 0,
            prefix: vec![],
        };
        for piece in &pattern.0 {
            match piece {
                PatternPiece::AnyChars => set(&mut tables.stars, tables.last),
                PatternPiece::AnyChar => {
                    let first_bytes = (0..=255_u8).filter(|&byte| !continues_char(byte));
                    first_bytes.for_each(|byte| set(&mut tables.steps[usize::from(byte)], tables.last));
                    tables.advance()?;
                    set(&mut tables.after_any, tables.last);
                }
                PatternPiece::Literal(text) => {
                    for byte in text.bytes() {
                        set(&mut tables.steps[usize::from(byte)], tables.last);
                        tables.advance()?;
                    }
                }
            }
        }
        if let Some(PatternPiece::Literal(text)) = pattern.0.first() {
            tables.prefix.extend(text.bytes());
        }
        Some(Self { tables: Arc::new(tables) })
    }

    /// What every term that matches begins with.
    pub(crate) fn prefix(&self) -> &[u8] {
        &self.tables.prefix
    }
}

impl Tables {
    fn advance(&mut self) -> Option<()> {
        self.last += 1;
        (self.last <= MAX_LENGTH).then_some(())
    }
}

fn set(states: &mut States, state: usize) {
    states[state / 64] |= 1 << (state % 64);
}

fn continues_char(byte: u8) -> bool {
    byte & 0b1100_0000 == 0b1000_0000
}

impl Automaton for Wildcard {
    type State = States;

    fn start(&self) -> States {
        let mut states = [0; N_WORDS];
        set(&mut states, 0);
        states
    }

    fn is_match(&self, states: &States) -> bool {
        let last = self.tables.last;
        states[last / 64] >> (last % 64) & 1 == 1
    }

    fn can_match(&self, states: &States) -> bool {
        states.iter().any(|&word| word != 0)
    }

    fn will_always_match(&self, states: &States) -> bool {
        let last = self.tables.last;
        self.is_match(states) && self.tables.stars[last / 64] >> (last % 64) & 1 == 1
    }

    fn accept(&self, states: &States, byte: u8) -> States {
        let tables = &*self.tables;
        let steps = &tables.steps[usize::from(byte)];
        let mut next = [0; N_WORDS];
        let mut carry = 0;
        for word in 0..N_WORDS {
            let stepping = states[word] & steps[word];
            next[word] = stepping << 1 | carry | states[word] & tables.stars[word];
            carry = stepping >> 63;
            if continues_char(byte) {
                next[word] |= states[word] & tables.after_any[word];
            }
        }
        next
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn pattern(typed: &str) -> Pattern {
        let mut pieces: Vec<PatternPiece> = Vec::new();
        for c in typed.chars() {
            match (c, pieces.last_mut()) {
                ('*', Some(PatternPiece::AnyChars)) => {}
                ('*', _) => pieces.push(PatternPiece::AnyChars),
                ('?', _) => pieces.push(PatternPiece::AnyChar),
                (c, Some(PatternPiece::Literal(text))) => text.push(c),
                (c, _) => pieces.push(PatternPiece::Literal(c.to_string())),
            }
        }
        Pattern(pieces)
    }

    fn matches(typed: &str, term: &str) -> bool {
        let wildcard = Wildcard::new(&pattern(typed)).unwrap();
        let state = term.bytes().fold(wildcard.start(), |state, byte| wildcard.accept(&state, byte));
        wildcard.is_match(&state)
    }

    /// The definition, one character at a time.
    fn by_definition(pattern: &[char], term: &[char]) -> bool {
        match (pattern, term) {
            ([], []) => true,
            (['*', rest @ ..], _) => (0..=term.len()).any(|n| by_definition(rest, &term[n..])),
            (['?', rest @ ..], [_, term @ ..]) => by_definition(rest, term),
            ([c, rest @ ..], [d, term @ ..]) if c == d => by_definition(rest, term),
            _ => false,
        }
    }

    #[test]
    fn stars_and_question_marks() {
        for (typed, term, expected) in [
            ("wom?n*", "womankind", true),
            ("wom?n", "womn", false),
            ("*sky", "zelensky", true),
            ("z*y", "zy", true),
            ("?", "é", true),
            ("??", "é", false),
            ("а?б", "авб", true),
            ("*é?", "caféé", true),
        ] {
            assert_eq!(matches(typed, term), expected, "{typed} {term}");
        }
    }

    #[test]
    fn patterns_cross_words_of_bits() {
        let long = "ab".repeat(100);
        assert!(matches(&format!("{long}*z"), &format!("{long}yyz")));
        assert!(!matches(&format!("{long}*z"), &format!("{long}yy")));
        assert!(Wildcard::new(&pattern(&"a".repeat(MAX_LENGTH))).is_some());
        assert!(Wildcard::new(&pattern(&"a".repeat(MAX_LENGTH + 1))).is_none());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn matching_is_its_definition(typed in "[aé*?]{0,6}", term in "[aéÿ語]{0,6}") {
            let chars = |text: &str| text.chars().collect::<Vec<_>>();
            prop_assert_eq!(matches(&typed, &term), by_definition(&chars(&typed), &chars(&term)));
        }
    }
}
