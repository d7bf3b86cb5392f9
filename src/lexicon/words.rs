//! One table for every word of every list, so that a token is looked up once and then compared by number.

use rustc_hash::FxHashMap;

/// The number of a word in the table; [`WordId::UNKNOWN`] for words that no list names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WordId(pub u32);

impl WordId {
    /// Every word that no list names.
    pub const UNKNOWN: WordId = WordId(0);
}

/// Declares the classes with the names that data files call them by.
macro_rules! classes {
    ($($(#[doc = $doc:literal])* $name:ident = $text:literal,)*) => {
        /// A list a word can stand on. Add one per list; a word may be on many.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub enum Class { $($(#[doc = $doc])* $name,)* }

        impl Class {
            /// The class a data file means by `name`.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$name),)* _ => None }
            }
        }
    };
}

classes! {
    /// Written with a full stop that ends no sentence ("Mr.", "Calif.").
    Abbreviation = "abbreviation",
    /// The, a, this, his, some.
    Determiner = "determiner",
    /// The: who or what follows is known.
    Definite = "definite",
    /// His, her, their.
    Possessive = "possessive",
    /// Any personal or indefinite pronoun.
    Pronoun = "pronoun",
    /// He, she, they: what can stand before a verb.
    SubjectPronoun = "subject-pronoun",
    /// Him, her, them.
    ObjectPronoun = "object-pronoun",
    /// He, him, his, himself.
    MalePronoun = "male-pronoun",
    /// She, her, herself.
    FemalePronoun = "female-pronoun",
    /// They, them, their.
    PluralPronoun = "plural-pronoun",
    /// It, its.
    NeuterPronoun = "neuter-pronoun",
    /// I, we and theirs.
    FirstPerson = "first-person",
    /// You and yours.
    SecondPerson = "second-person",
    /// Someone, everybody, nothing.
    Indefinite = "indefinite",
    /// Himself, herself.
    Reflexive = "reflexive",
    /// A pronoun with its verb ("he'd").
    Contraction = "contraction",
    /// There, as in "there is".
    Expletive = "expletive",
    /// Is, was, being.
    Be = "be",
    /// Has, did, would.
    Auxiliary = "auxiliary",
    /// Would, may, must.
    Modal = "modal",
    /// Not, never, didn't.
    Negation = "negation",
    /// Of, in, with.
    Preposition = "preposition",
    /// To, before a verb.
    Infinitive = "infinitive",
    /// And, but, or.
    Conjunction = "conjunction",
    /// But, while, although: opens a clause that is no longer reported.
    Contrast = "contrast",
    /// After, because, if.
    Subordinator = "subordinator",
    /// That, whether, how: opens a reported clause.
    Complementizer = "complementizer",
    /// Who, which, whose.
    Relative = "relative",
    /// No noun phrase runs over it.
    ClauseBreak = "clause-break",
    /// May follow a cue that ends its clause ("said on Monday").
    ClauseEnd = "clause-end",
    /// Also, later, then: may stand between a subject and its verb.
    Adverb = "adverb",
    /// Out, up, back.
    Particle = "particle",
    /// May stand between a cue and its quotation.
    Light = "light",
    /// Two, three, dozens.
    Numeral = "numeral",
    /// Week, morning, year.
    TimeNoun = "time-noun",
    /// Monday, yesterday.
    Day = "day",
    /// January.
    Month = "month",
    /// According, as in "according to".
    Attribution = "attribution",
    /// Declined, refused: before "to", to say nothing.
    Refusal = "refusal",
    /// Formerly, née: a name given up follows.
    FormerName = "former-name",
    /// "Laut X": the source stands after it.
    SourceAfter = "source-after",
    /// "X zufolge": the source stands before it.
    SourceBefore = "source-before",
    /// "…, so X.": the source stands after it and ends the sentence.
    SourceLast = "source-last",
    /// Yes, oh, please.
    Answer = "answer",
    /// Statement, interview, reporters: where or to whom something is said.
    Venue = "venue",
    /// De, van, bin: inside a personal name.
    NameParticle = "name-particle",
    /// A given name.
    GivenName = "given-name",
    /// A given name that is also a common word, place or surname.
    GivenNameOrWord = "given-name-or-word",
    /// Borne by men: a given name, a title, a noun.
    Male = "male",
    /// Borne by women.
    Female = "female",
    /// University, Ministry, Times: part of an organisation's name.
    Organisation = "organisation",
    /// Borne as a surname too ("Park").
    Surname = "surname",
    /// President, spokesman: stands before a name or for one.
    Title = "title",
    /// Vice, prime, former: inside a title.
    TitleModifier = "title-modifier",
    /// Vice, deputy: makes an office another's.
    Deputy = "deputy",
    /// Former: makes an office one that was.
    Former = "former",
    /// President, prime (minister): one person's at a time.
    SoleOffice = "sole",
    /// Mr, Ms, Sir.
    Honorific = "honorific",
    /// A title that finds its holder: "the president".
    Office = "office",
    /// Officials, witnesses, woman: names people by what they are.
    PersonNoun = "person-noun",
    /// A verb that reports speech.
    Cue = "cue",
    /// Part of dates; what it says is in [`super::DateWords`].
    Date = "date",
    /// Says that a date beside it lies behind.
    PastCue = "past-cue",
    /// Says that a date beside it lies ahead.
    FutureCue = "future-cue",
    /// A noun that says so of a date before it ("deadline").
    FutureNoun = "future-noun",
    /// Says so where no tense says anything ("through June").
    WeakFutureCue = "weak-future-cue",
    /// Says so where "to" follows.
    IntentCue = "intent-cue",
}

/// A set of [`Class`]es.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Classes(u128);

impl Classes {
    /// The set that holds just `class`.
    pub const fn only(class: Class) -> Self {
        Self(1 << class as u8)
    }

    /// This set and `class`.
    pub const fn with(self, class: Class) -> Self {
        Self(self.0 | 1 << class as u8)
    }

    /// What is in either.
    pub const fn union(self, other: Classes) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether `class` is in it.
    pub const fn has(self, class: Class) -> bool {
        self.0 & (1 << class as u8) != 0
    }

    /// Whether the two share a class.
    pub const fn any(self, other: Classes) -> bool {
        self.0 & other.0 != 0
    }
}

/// Words, their numbers and their classes.
#[derive(Debug)]
pub struct WordTable {
    ids: FxHashMap<&'static str, WordId>,
    /// The ASCII words of up to 8 bytes by their bytes, so that a token is found without comparing strings.
    short: FxHashMap<u64, WordId>,
    /// Those of 9 to 16.
    middling: FxHashMap<u128, WordId>,
    classes: Vec<Classes>,
    texts: Vec<&'static str>,
    /// Bytes of the longest word.
    longest: usize,
    /// What an unknown word may end with to be a compound of a known one, longest first.
    endings: Vec<(&'static str, WordId)>,
}

/// The most bytes of a word that is found by number.
const PACKED_BYTES: usize = 16;

/// The bytes of a short ASCII word as one number, in lower case.
fn packed(word: &[u8]) -> u128 {
    let mut bytes = [0; PACKED_BYTES];
    bytes[..word.len()].copy_from_slice(word);
    bytes.make_ascii_lowercase();
    u128::from_le_bytes(bytes)
}

/// One bit is all that parts a capital letter from a small one.
const SMALL: u8 = 0x20;

impl Default for WordTable {
    fn default() -> Self {
        Self {
            ids: FxHashMap::default(),
            short: FxHashMap::default(),
            middling: FxHashMap::default(),
            classes: vec![Classes::default()],
            texts: vec!["?"],
            longest: 0,
            endings: Vec::new(),
        }
    }
}

impl WordTable {
    /// A table with room for about so many words.
    pub fn with_capacity(n_words: usize) -> Self {
        let mut table = Self::default();
        table.ids.reserve(n_words);
        table.short.reserve(n_words * 2 / 3);
        table.middling.reserve(n_words / 3);
        table.classes.reserve(n_words);
        table.texts.reserve(n_words);
        table
    }

    /// Puts every word of a list's first column (lower case in the file) into `class`.
    pub fn add_list(&mut self, file: &'static str, class: Class) {
        for row in super::rows(file) {
            self.add(row[0], class);
        }
    }

    /// Puts every word of a list's first column into the classes that its second column names.
    pub fn add_classified(&mut self, file: &'static str) {
        for row in super::rows(file) {
            for name in row.get(1).copied().unwrap_or_default().split(',') {
                let class = Class::from_name(name);
                debug_assert!(class.is_some(), "{row:?} names no class");
                if let Some(class) = class {
                    self.add(row[0], class);
                }
            }
        }
    }

    /// Reads words that end compounds: what a capitalised word that no list has ends with, it is ("Bundesaußenminister").
    pub fn add_endings(&mut self, file: &'static str) {
        self.add_classified(file);
        self.endings.extend(super::rows(file).map(|row| (row[0], self.ids[row[0]])));
        self.endings.sort_by_key(|(ending, _)| std::cmp::Reverse(ending.len()));
    }

    /// The word whose compound a word is, where it is one.
    fn of_compound(&self, printed: &str) -> WordId {
        // What is left is a word, or the sound that joins two.
        const LEAST_BEFORE: usize = 3;
        let is_noun = printed.starts_with(char::is_uppercase);
        let ends_with = |ending: &&(&str, WordId)| {
            let before = printed.len().checked_sub(ending.0.len()).filter(|&before| before >= LEAST_BEFORE);
            before.and_then(|before| printed.get(before..)) == Some(ending.0)
        };
        let found = if is_noun { self.endings.iter().find(ends_with) } else { None };
        found.map_or(WordId::UNKNOWN, |(_, id)| *id)
    }

    /// Puts the words whose second column holds `mark` into `class`.
    pub fn add_marked(&mut self, file: &'static str, mark: &str, class: Class) {
        for row in super::rows(file).filter(|row| row.get(1) == Some(&mark)) {
            self.add(row[0], class);
        }
    }

    /// Reads the given names with the sex of their bearers (`m`, `f`, `mf`; `w` for names that are words too).
    pub fn add_given_names(&mut self, file: &'static str) {
        for row in super::rows(file) {
            self.add(row[0], Class::GivenName);
            for mark in row.get(1).copied().unwrap_or_default().split(',') {
                match mark {
                    "m" => self.add(row[0], Class::Male),
                    "f" => self.add(row[0], Class::Female),
                    "w" => self.add(row[0], Class::GivenNameOrWord),
                    _ => continue,
                };
            }
        }
    }

    /// Puts one lower-case word into `class` and returns its number.
    pub fn add(&mut self, word: &'static str, class: Class) -> WordId {
        let id = self.number(word);
        let slot = &mut self.classes[id.0 as usize];
        *slot = slot.with(class);
        id
    }

    /// The number of a lower-case word, given now where it had none.
    pub fn number(&mut self, word: &'static str) -> WordId {
        let next = WordId(u32::try_from(self.classes.len()).expect("the lists hold fewer than four billion words"));
        let id = *self.ids.entry(word).or_insert(next);
        if id == next {
            self.classes.push(Classes::default());
            self.texts.push(word);
            self.longest = self.longest.max(word.len());
            if word.len() <= PACKED_BYTES && word.is_ascii() {
                let packed = packed(word.as_bytes());
                match u64::try_from(packed) {
                    Ok(packed) => self.short.insert(packed, id),
                    Err(_) => self.middling.insert(packed, id),
                };
            }
        }
        id
    }

    /// The number of a word as printed: capitals, curly apostrophes, soft hyphens and a last full stop do not matter.
    pub fn find(&self, printed: &str) -> WordId {
        self.or_compound(self.find_whole(printed), printed)
    }

    /// The same where the lists have no compounds, and for words they have.
    fn or_compound(&self, found: WordId, printed: &str) -> WordId {
        if found == WordId::UNKNOWN && !self.endings.is_empty() { self.of_compound(printed) } else { found }
    }

    fn find_whole(&self, printed: &str) -> WordId {
        let is_stopped = printed.len() > 1 && printed.ends_with('.');
        let stem = if is_stopped { printed.trim_end_matches('.') } else { printed };
        if stem.is_ascii() {
            if stem.len() <= PACKED_BYTES {
                return self.find_packed(packed(stem.as_bytes()));
            }
            if stem.len() > self.longest {
                return WordId::UNKNOWN;
            }
        }
        self.find_folded(stem)
    }

    /// The number of a word of one to eight ASCII letters, which `bytes` begins with, the lowest byte first.
    pub fn find_short_letters(&self, bytes: u64, printed: &str) -> WordId {
        let lower = bytes | u64::from_le_bytes([SMALL; 8]);
        let packed = lower & (u64::MAX >> (8 * (8 - printed.len())));
        self.or_compound(self.short.get(&packed).copied().unwrap_or_default(), printed)
    }

    /// The number of the word at `start..end` of `text`, all ASCII letters: the common case, without a copy.
    pub fn find_letters(&self, text: &str, start: usize, end: usize) -> WordId {
        let length = end - start;
        match text.as_bytes().get(start..).and_then(|bytes| bytes.first_chunk::<PACKED_BYTES>().copied()) {
            Some(bytes) if length <= PACKED_BYTES => {
                let lower = u128::from_le_bytes(bytes) | u128::from_le_bytes([SMALL; PACKED_BYTES]);
                let found = self.find_packed(lower & (u128::MAX >> (8 * (PACKED_BYTES - length))));
                self.or_compound(found, &text[start..end])
            }
            _ => self.find(&text[start..end]),
        }
    }

    fn find_packed(&self, packed: u128) -> WordId {
        let found = match u64::try_from(packed) {
            Ok(packed) => self.short.get(&packed),
            Err(_) => self.middling.get(&packed),
        };
        found.copied().unwrap_or_default()
    }

    /// The same for words that do not fit a number: rare enough to copy.
    fn find_folded(&self, stem: &str) -> WordId {
        const CURLY_EXTRA: usize = 8;
        if stem.len() > self.longest * 2 + CURLY_EXTRA {
            return WordId::UNKNOWN;
        }
        let mut folded = String::with_capacity(stem.len());
        for c in stem.chars() {
            match c {
                '’' => folded.push('\''),
                '\u{ad}' => {}
                _ => folded.extend(c.to_lowercase()),
            }
        }
        self.id(&folded)
    }

    /// The number of a word, lower-cased and with straight apostrophes.
    pub fn id(&self, folded: &str) -> WordId {
        self.ids.get(folded).copied().unwrap_or_default()
    }

    /// How many numbers there are, that of unknown words among them.
    pub fn n_words(&self) -> usize {
        self.texts.len()
    }

    /// Whether a word, as printed, has its number for its own sake, and not for its ending's.
    pub fn is_whole(&self, id: WordId, printed: &str) -> bool {
        id != WordId::UNKNOWN && (self.endings.is_empty() || self.texts[id.0 as usize].len() == printed.len())
    }

    /// A word as its list spells it; "?" for [`WordId::UNKNOWN`].
    pub fn text(&self, id: WordId) -> &'static str {
        self.texts[id.0 as usize]
    }

    /// The classes of a word.
    pub fn classes(&self, id: WordId) -> Classes {
        self.classes[id.0 as usize]
    }
}
