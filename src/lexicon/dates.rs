//! What each word says of a date: `data/en/date_words.tsv` as one small record a word.

use super::words::{Class, WordId, WordTable};
use serde::Deserialize;
use serde::de::IntoDeserializer;
use serde::de::value::Error as ValueError;

/// A stretch of time that dates are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A night.
    Night,
    /// A day.
    Day,
    /// A Saturday and Sunday.
    Weekend,
    /// A week, Monday to Sunday.
    Week,
    /// Two weeks.
    Fortnight,
    /// A month.
    Month,
    /// A quarter of a year.
    Quarter,
    /// A year.
    Year,
    /// Ten years.
    Decade,
    /// A hundred years.
    Century,
    /// A thousand years.
    Millennium,
}

/// A season, the year's first is spring.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Season {
    /// March to May.
    Spring,
    /// June to August.
    Summer,
    /// September to November.
    Autumn,
    /// December to February.
    Winter,
}

/// A part of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Before noon.
    Morning,
    /// Noon.
    Midday,
    /// After noon.
    Afternoon,
    /// Before night.
    Evening,
    /// The dark hours.
    Night,
    /// The light hours.
    Daytime,
}

/// A word that picks one of several periods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shift {
    /// "last": the one before this.
    Last,
    /// "this".
    This,
    /// "next".
    Next,
    /// "past": the last, up to now.
    Past,
    /// "coming": the next, from now.
    Coming,
    /// "previous": the one before that one.
    Previous,
    /// "following": the one after that one.
    Following,
    /// "same": that one.
    Same,
    /// "that".
    That,
    /// "current".
    Current,
    /// "final": the last part of a whole.
    Final,
    /// "these", "recent": several, about now.
    These,
}

/// Which part of a period is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Edge {
    /// "early".
    Early,
    /// "mid".
    Mid,
    /// "late".
    Late,
    /// "beginning of".
    Start,
    /// "end of".
    End,
    /// "earlier": before now in it.
    Earlier,
    /// "later": after now in it.
    Later,
}

/// Before or after which moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// "ago": before now.
    Ago,
    /// "earlier": before then.
    Earlier,
    /// "later": after then.
    Later,
    /// "hence": after now.
    Hence,
}

/// A time that is not counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Vague {
    /// "recently".
    Past,
    /// "now".
    Present,
    /// "soon".
    Future,
}

/// A little word that holds a date together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Glue {
    /// "the".
    The,
    /// "of".
    Of,
    /// "a", "an".
    A,
    /// "and", "or".
    And,
    /// "to".
    To,
    /// "each", "every", "per".
    Each,
    /// "old", after an age.
    Old,
    /// "o'clock".
    Clock,
    /// The clitic "'s".
    Possessive,
}

/// What one word says of a date; nothing, for most words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateWord {
    /// Month, 1 to 12.
    pub month: Option<u8>,
    /// Weekday, Monday 1 to Sunday 7.
    pub weekday: Option<u8>,
    /// Written short ("Jan", "Mon"): a date only beside a number or a full stop.
    pub short: bool,
    /// Several: "Mondays", "weeks", "evenings".
    pub plural: bool,
    /// A unit of time.
    pub unit: Option<Unit>,
    /// A number in words.
    pub number: Option<u8>,
    /// What it multiplies by: "hundred", "dozen".
    pub scale: Option<u16>,
    /// A number of no certain size.
    pub is_vague_number: bool,
    /// "couple".
    pub is_couple: bool,
    /// "half".
    pub is_half: bool,
    /// An ordinal in words.
    pub ordinal: Option<u8>,
    /// A decade of a century: "nineties" is 90.
    pub decade: Option<u8>,
    /// A season.
    pub season: Option<Season>,
    /// A part of a day.
    pub part: Option<Part>,
    /// A day counted from the article's own.
    pub day: Option<i8>,
    /// Which of several.
    pub shift: Option<Shift>,
    /// Which part of a period.
    pub edge: Option<Edge>,
    /// Before or after.
    pub direction: Option<Direction>,
    /// A time that is not counted.
    pub vague: Option<Vague>,
    /// How often.
    pub every: Option<Unit>,
    /// A word that rounds a number.
    pub is_hedge: bool,
    /// Hours that a meridiem adds: 0 or 12.
    pub meridiem: Option<u8>,
    /// Quarters of an hour ahead of UTC.
    pub zone: Option<i8>,
    /// Months from the article's own, in the old style ("ult." -1).
    pub instant: Option<i8>,
    /// A quarter of a year ("Q3").
    pub quarter: Option<u8>,
    /// A half of a year ("H1").
    pub half_year: Option<u8>,
    /// "fiscal", "financial".
    pub is_fiscal: bool,
    /// "calendar".
    pub is_calendar: bool,
    /// A little word.
    pub glue: Option<Glue>,
    /// A preposition that dates follow.
    pub is_preposition: bool,
    /// An adjective between a number and its unit ("two straight days").
    pub is_stretch: bool,
    /// What is counted by numbers that look like years.
    pub is_counted: bool,
    /// What numbers things ("No.", "Room").
    pub is_numbering: bool,
    /// Before "the day" it makes that a certain day ("ended the day").
    pub is_closing: bool,
    /// Comes before "spring" and "fall" where those are seasons.
    pub is_season_sign: bool,
    /// Where its phrases stand in the list of phrases.
    phrases: (u16, u16),
    /// Says "for the length of" ("over", "within").
    pub is_span: bool,
    /// Comes before "a year" where that means each year ("twice").
    pub is_rate: bool,
    /// Also a given name, a verb or a noun.
    pub is_ambiguous: bool,
    /// An hour with a name, 12 or 24.
    pub clock: Option<u8>,
    /// Whether a date can begin at it.
    pub begins: bool,
}

/// What every word says of dates.
#[derive(Debug)]
pub struct DateWords {
    /// By word number; the first, of unknown words, says nothing.
    table: Vec<DateWord>,
    /// Grouped by first word, the longest first.
    phrases: Vec<Phrase>,
}

/// Several words that stand for a date.
#[derive(Debug)]
pub struct Phrase {
    /// Its words, split as text is.
    pub words: Vec<&'static str>,
    /// What they stand for.
    pub meaning: Meaning,
}

/// What a phrase stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// A time that is not counted.
    Vague(Vague),
    /// A day of every year.
    Yearly(Yearly),
    /// One day: year, month, day.
    Once(i16, u8, u8),
    /// No date.
    Nothing,
}

/// Which day of a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Yearly {
    /// Month and day.
    Fixed(u8, u8),
    /// The nth weekday of a month, the last where n is 0.
    Nth(u8, u8, u8),
    /// Days from Easter Sunday.
    Easter(i8),
}

impl DateWords {
    /// Reads the word list and numbers its words.
    pub(super) fn load(file: &'static str, phrases: &'static str, words: &mut WordTable) -> Self {
        let mut dates = Self { table: vec![DateWord::default()], phrases: Vec::new() };
        for row in super::rows(file) {
            let [word, facet, value] = row[..] else { panic!("{row:?} has three columns") };
            let slot = dates.slot(word, words);
            slot.set(facet, value).unwrap_or_else(|| panic!("{row:?} means nothing"));
        }
        dates.load_phrases(phrases, words);
        dates
    }

    /// The record of a word, made where it has none.
    fn slot(&mut self, word: &'static str, words: &mut WordTable) -> &mut DateWord {
        let index = words.add(word, Class::Date).0 as usize;
        if self.table.len() <= index {
            self.table.resize(index + 1, DateWord::default());
        }
        &mut self.table[index]
    }

    fn load_phrases(&mut self, file: &'static str, words: &mut WordTable) {
        self.phrases = super::rows(file)
            .map(|row| {
                let [phrase, kind, value] = row[..] else { panic!("{row:?} has three columns") };
                let meaning = meaning(kind, value).unwrap_or_else(|| panic!("{row:?} means nothing"));
                Phrase { words: split(phrase), meaning }
            })
            .collect();
        self.phrases.sort_by_key(|phrase| (phrase.words[0], std::cmp::Reverse(phrase.words.len())));
        for (at, first) in self.phrases.iter().map(|phrase| phrase.words[0]).enumerate().collect::<Vec<_>>() {
            let at = u16::try_from(at).expect("the list is short");
            let slot = self.slot(first, words);
            let start = if slot.phrases == (0, 0) { at } else { slot.phrases.0 };
            slot.phrases = (start, at + 1);
            slot.begins = true;
        }
    }

    /// The phrases that begin with a word, the longest first.
    pub fn phrases(&self, word: &DateWord) -> &[Phrase] {
        &self.phrases[usize::from(word.phrases.0)..usize::from(word.phrases.1)]
    }

    /// The phrases that begin with a number.
    pub fn numeric_phrases(&self) -> &[Phrase] {
        let n =
            self.phrases.iter().take_while(|phrase| phrase.words[0].starts_with(|c: char| c.is_ascii_digit())).count();
        &self.phrases[..n]
    }

    /// Whether a date can begin at a word.
    pub fn begins(&self, word: WordId) -> bool {
        self.table.get(word.0 as usize).is_some_and(|word| word.begins)
    }

    /// What a word says.
    pub fn get(&self, word: WordId) -> &DateWord {
        self.table.get(word.0 as usize).unwrap_or(&self.table[0])
    }
}

impl DateWord {
    /// Sets one facet; `None` where facet or value is unknown.
    fn set(&mut self, facet: &str, value: &str) -> Option<()> {
        let number = value.parse::<i16>().ok();
        let small = number.and_then(|n| u8::try_from(n).ok());
        let signed = number.and_then(|n| i8::try_from(n).ok());
        self.plural |= matches!(facet, "weekdays" | "units" | "parts");
        self.short |= facet.ends_with("_short");
        self.begins |= !matches!(
            facet,
            "glue"
                | "preposition"
                | "stretch"
                | "counted"
                | "numbering"
                | "span"
                | "rate"
                | "ambiguous"
                | "hedge"
                | "scale"
                | "direction"
                | "meridiem"
                | "zone"
                | "instant"
        );
        match facet {
            "month" | "month_short" => self.month = Some(small?),
            "weekday" | "weekday_short" | "weekdays" => self.weekday = Some(small?),
            "unit" | "units" => self.unit = Some(named(value)?),
            "number" => self.number = Some(small?),
            "scale" => self.scale = Some(u16::try_from(number?).ok()?),
            "vague" => self.is_vague_number = true,
            "couple" => self.is_couple = true,
            "half" => self.is_half = true,
            "ordinal" => self.ordinal = Some(small?),
            "decade" => self.decade = Some(small?),
            "season" => self.season = Some(named(value)?),
            "part" | "parts" => self.part = Some(named(value)?),
            "day" => self.day = Some(signed?),
            "shift" => self.shift = Some(named(value)?),
            "edge" => self.edge = Some(named(value)?),
            "direction" => self.direction = Some(named(value)?),
            "reference" => self.vague = Some(named(value)?),
            "every" => self.every = Some(named(value)?),
            "hedge" => self.is_hedge = true,
            "meridiem" => self.meridiem = Some(small?),
            "zone" => self.zone = Some(signed?),
            "instant" => self.instant = Some(signed?),
            "quarter" => self.quarter = Some(small?),
            "half_year" => self.half_year = Some(small?),
            "fiscal" => self.is_fiscal = true,
            "calendar" => self.is_calendar = true,
            "stretch" => self.is_stretch = true,
            "glue" => self.glue = Some(named(value)?),
            "preposition" => self.is_preposition = true,
            "counted" => self.is_counted = true,
            "seasonal" => self.is_season_sign = true,
            "closing" => self.is_closing = true,
            "span" => self.is_span = true,
            "rate" => self.is_rate = true,
            "numbering" => self.is_numbering = true,
            "ambiguous" => self.is_ambiguous = true,
            "clock" => self.clock = Some(small?),
            _ => return None,
        }
        Some(())
    }
}

/// The variant of that name.
fn named<T: for<'de> Deserialize<'de>>(name: &str) -> Option<T> {
    T::deserialize(IntoDeserializer::<ValueError>::into_deserializer(name)).ok()
}

/// The words of a phrase as text is cut: "new year's eve" has four, "9/11" three.
fn split(phrase: &'static str) -> Vec<&'static str> {
    let mut words = Vec::new();
    for word in phrase.split(' ') {
        match word.split_once('/') {
            Some((before, after)) => words.extend([before, "/", after]),
            None => match word.split_at(word.find('\'').unwrap_or(word.len())) {
                (stem, "") => words.push(stem.trim_end_matches('.')),
                (stem, clitic) => words.extend([stem, clitic]),
            },
        }
    }
    words
}

/// What a row says that its phrase stands for.
fn meaning(kind: &str, value: &str) -> Option<Meaning> {
    let mut numbers = value.split('-').map(|part| part.parse::<i16>().ok());
    let mut number = || numbers.next()?;
    Some(match kind {
        "none" => Meaning::Nothing,
        "fixed" => Meaning::Yearly(Yearly::Fixed(small_number(number())?, small_number(number())?)),
        "nth" => {
            Meaning::Yearly(Yearly::Nth(small_number(number())?, small_number(number())?, small_number(number())?))
        }
        "easter" => Meaning::Yearly(Yearly::Easter(value.parse().ok()?)),
        "date" => Meaning::Once(number()?, small_number(number())?, small_number(number())?),
        _ => Meaning::Vague(named(kind)?),
    })
}

fn small_number(number: Option<i16>) -> Option<u8> {
    u8::try_from(number?).ok()
}
