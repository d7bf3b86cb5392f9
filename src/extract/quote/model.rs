//! Linear models: what is seen at a place in the text, weighed.
//!
//! A [`Feature`] is a kind and two values, each a word of the lexicon, a tag or a small number; a
//! [`Model`] gives features weights, and their sum says how much more likely yes is than no. The
//! weights are data (`data/en/*_weights.tsv`), fitted by `data/tools/train_quotes.rs`.

use crate::lexicon::{Lexicon, WordId, rows};
use rustc_hash::FxHashMap;

/// Declares an enumeration with the names that the weight files call its members by.
macro_rules! named {
    ($(#[doc = $doc:literal])* $enum:ident { $($name:ident = $text:literal,)* }) => {
        $(#[doc = $doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        #[allow(missing_docs, reason = "the names say it")]
        pub(super) enum $enum { $($name,)* }

        impl $enum {
            const ALL: &[(Self, &'static str)] = &[$((Self::$name, $text),)*];

            fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().find(|(_, text)| *text == name).map(|(value, _)| *value)
            }

            fn name(self) -> &'static str {
                Self::ALL[self as usize].1
            }
        }
    };
}

named! {
    /// What a feature looks at.
    Kind {
        Bias = "bias",
        Form = "form",
        Verb = "verb",
        VerbFirst = "verb-first",
        VerbSecond = "verb-second",
        Tense = "tense",
        Subject = "subject",
        SubjectHead = "subject-head",
        BeforeSubject = "before-subject",
        BeforeSubjectWord = "before-subject-word",
        BeforeCue = "before-cue",
        First = "first",
        FirstWord = "first-word",
        Second = "second",
        FirstTwo = "first-two",
        Last = "last",
        HasVerb = "has-verb",
        HasQuotation = "has-quotation",
        Length = "length",
        Gap = "gap",
        GapWord = "gap-word",
        After = "after",
        AfterWord = "after-word",
        AfterTwo = "after-two",
        Before = "before",
        End = "end",
        Case = "case",
        Break = "break",
        BreakNext = "break-next",
        BreakNextWord = "break-next-word",
        BreakNextTwo = "break-next-two",
        BreakPrevious = "break-previous",
        BreakThird = "break-third",
        Rest = "rest",
        Distance = "distance",
        Paragraphs = "paragraphs",
        Rank = "rank",
        Sex = "sex",
        Position = "position",
        Recent = "recent",
        Count = "count",
        Object = "object",
        Followed = "followed",
        Pattern = "pattern",
        Other = "other",
    }
}

named! {
    /// A value that is no word.
    Tag {
        // Frames: how the words and their cue stand to each other.
        QuotationBefore = "quotation-before",
        QuotationBeforeInverted = "quotation-before-inverted",
        ClauseBefore = "clause-before",
        ClauseBeforeInverted = "clause-before-inverted",
        QuotationAfter = "quotation-after",
        SplitAfter = "split-after",
        That = "that",
        Bare = "bare",
        Infinitive = "infinitive",
        NounPhrase = "noun-phrase",
        Prepositional = "prepositional",
        ParenthesisAfter = "parenthesis-after",
        // Shapes of items.
        Edge = "edge",
        Quotation = "quotation",
        Comma = "comma",
        Dash = "dash",
        Colon = "colon",
        Semicolon = "semicolon",
        Stop = "stop",
        Question = "question",
        Mark = "mark",
        Number = "number",
        Proper = "proper",
        Capitalised = "capitalised",
        Title = "title",
        PersonNoun = "person-noun",
        Determiner = "determiner",
        Possessive = "possessive",
        Pronoun = "pronoun",
        FirstPerson = "first-person",
        They = "they",
        It = "it",
        ObjectPronoun = "object-pronoun",
        Indefinite = "indefinite",
        Be = "be",
        Auxiliary = "auxiliary",
        Modal = "modal",
        Negation = "negation",
        To = "to",
        Preposition = "preposition",
        Conjunction = "conjunction",
        Contrast = "contrast",
        Subordinator = "subordinator",
        Complementizer = "complementizer",
        Relative = "relative",
        Adverb = "adverb",
        Day = "day",
        Venue = "venue",
        CuePast = "cue-past",
        CuePresent = "cue-present",
        CueParticiple = "cue-participle",
        CueBase = "cue-base",
        Attribution = "attribution",
        EndsEd = "ends-ed",
        EndsIng = "ends-ing",
        EndsS = "ends-s",
        Word = "word",
        // Subjects.
        Shared = "shared",
        Name = "name",
        NounEnd = "noun-end",
        Long = "long",
        // Yes and no.
        Yes = "yes",
        No = "no",
        Past = "past",
        Present = "present",
        Participle = "participle",
        Base = "base",
        Clitic = "clitic",
    }
}

/// A value of a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Value(u32);

const TAG: u32 = 1 << 24;
const NUMBER: u32 = 2 << 24;

impl From<Tag> for Value {
    fn from(tag: Tag) -> Self {
        Self(TAG | tag as u32)
    }
}

impl From<WordId> for Value {
    fn from(word: WordId) -> Self {
        Self(word.0)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self(NUMBER | number.min(255) as u32)
    }
}

impl From<bool> for Value {
    fn from(yes: bool) -> Self {
        (if yes { Tag::Yes } else { Tag::No }).into()
    }
}

impl Value {
    fn parse(text: &str, lexicon: &Lexicon) -> Option<Self> {
        if let Some(tag) = text.strip_prefix('#') {
            return Tag::from_name(tag).map(Into::into);
        }
        if let Some(number) = text.strip_prefix('=') {
            return number.parse::<usize>().ok().map(Into::into);
        }
        let word = lexicon.words.id(text);
        (word != WordId::UNKNOWN || text == "?").then(|| word.into())
    }

    fn print(self, lexicon: &Lexicon) -> String {
        match self.0 & (TAG | NUMBER) {
            TAG => format!("#{}", Tag::ALL[(self.0 & 0xff) as usize].0.name()),
            NUMBER => format!("={}", self.0 & 0xff),
            _ => lexicon.words.text(WordId(self.0)).to_owned(),
        }
    }
}

/// Something seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Feature {
    kind: Kind,
    first: Value,
    second: Value,
}

impl Feature {
    pub(super) fn new(kind: Kind, first: impl Into<Value>, second: impl Into<Value>) -> Self {
        Self { kind, first: first.into(), second: second.into() }
    }

    /// As weight files write it: kind and values between tabs.
    pub(super) fn print(self, lexicon: &Lexicon) -> String {
        format!("{}\t{}\t{}", self.kind.name(), self.first.print(lexicon), self.second.print(lexicon))
    }

    fn parse(row: &[&str], lexicon: &Lexicon) -> Option<(Self, f32)> {
        let [kind, first, second, weight] = row else { return None };
        let feature = Self {
            kind: Kind::from_name(kind)?,
            first: Value::parse(first, lexicon)?,
            second: Value::parse(second, lexicon)?,
        };
        Some((feature, weight.parse().ok()?))
    }
}

/// Weights for features; those it does not know weigh nothing.
#[derive(Debug, Default)]
pub(super) struct Model {
    weights: FxHashMap<Feature, f32>,
}

impl Model {
    /// Reads a weight file; rows that name what the lexicon no longer holds are left out.
    pub(super) fn read(file: &'static str, lexicon: &Lexicon) -> Self {
        let mut weights = FxHashMap::default();
        weights.reserve(memchr::memchr_iter(b'\n', file.as_bytes()).count());
        weights.extend(rows(file).filter_map(|row| Feature::parse(&row, lexicon)));
        Self { weights }
    }

    /// The log odds that the answer is yes.
    pub(super) fn score(&self, features: &[Feature]) -> f32 {
        features.iter().filter_map(|feature| self.weights.get(feature)).sum()
    }
}

/// Buckets of a count: exact up to four, then coarser.
pub(super) fn bucket(n: usize) -> usize {
    match n {
        0..=4 => n,
        5..=6 => 5,
        7..=9 => 6,
        10..=14 => 7,
        15..=22 => 8,
        23..=35 => 9,
        _ => 10,
    }
}
