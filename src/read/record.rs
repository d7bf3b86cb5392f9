//! Records, that is names with values, to drafts: JSON objects, CSV rows, front matter.
//!
//! Which names mean what is data (`data/field_names.tsv`). Values keep their words; only their
//! wrapping goes: a list of authors is joined, `{"name": …}` is its name.

use super::markup::{html_text, is_html};
use super::output::Draft;
use super::stamp;
use crate::article::Metadata;
use crate::lexicon;
use rustc_hash::FxHashMap;
use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::Map;
use std::fmt;
use std::sync::OnceLock;

/// A part of an article that a field can hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Id,
    Title,
    Text,
    Markup,
    Summary,
    Date,
    Updated,
    Author,
    Place,
    Speaker,
    Source,
    Url,
    Language,
    Section,
}

impl Part {
    const ALL: [(&'static str, Part); 14] = [
        ("id", Part::Id),
        ("title", Part::Title),
        ("text", Part::Text),
        ("markup", Part::Markup),
        ("summary", Part::Summary),
        ("date", Part::Date),
        ("updated", Part::Updated),
        ("author", Part::Author),
        ("place", Part::Place),
        ("speaker", Part::Speaker),
        ("source", Part::Source),
        ("url", Part::Url),
        ("language", Part::Language),
        ("section", Part::Section),
    ];
}

/// What a field's name says: the part, and how good a name for it (0 is best of the list, the user's are better).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Naming {
    pub(super) part: Part,
    rank: i32,
}

/// Names of fields that the user knows better than the list: `headline` for the title of one archive.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldMap(FxHashMap<String, Naming>);

impl FieldMap {
    /// Takes `PART=NAME`: fields called NAME hold this part.
    pub fn add(&mut self, pair: &str) -> Result<(), BadFieldMap> {
        let (part, name) = pair.split_once('=').ok_or_else(|| BadFieldMap(pair.to_owned()))?;
        let known = Part::ALL.into_iter().find(|(known, _)| *known == part.trim());
        let (_, part) = known.filter(|_| !name.trim().is_empty()).ok_or_else(|| BadFieldMap(pair.to_owned()))?;
        self.0.insert(folded(name), Naming { part, rank: -1 });
        Ok(())
    }

    /// The part that a field of this name holds.
    pub(super) fn naming(&self, name: &str) -> Option<Naming> {
        // Longer than any name on the list.
        if name.len() > 64 {
            return None;
        }
        let folded = folded(name);
        self.0.get(&folded).copied().or_else(|| listed(&folded))
    }

    /// The record of a JSON object.
    pub(super) fn object(&self, object: &Map<String, serde_json::Value>) -> Record {
        RecordSeed(self).deserialize(object).unwrap_or_default()
    }
}

/// A mapping that is no `PART=NAME`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` maps no field; write PART=NAME, where PART is {parts}", parts = Part::ALL.map(|(name, _)| name).join(", "))]
pub struct BadFieldMap(String);

/// Names are compared without case, blanks and punctuation.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn listed(folded: &str) -> Option<Naming> {
    static NAMES: OnceLock<FxHashMap<&str, Naming>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        lexicon::field_names()
            .flat_map(|row| {
                let part = Part::ALL.into_iter().find(|(name, _)| *name == row[0]);
                let (_, part) = part.expect("the list names known parts");
                row[1].split(' ').zip(0..).map(move |(name, rank)| (name, Naming { part, rank }))
            })
            .collect()
    });
    names.get(folded).copied()
}

/// The best value seen for each part.
#[derive(Debug, Default)]
pub(super) struct Record {
    values: [Option<(i32, String)>; Part::ALL.len()],
}

impl Record {
    /// Takes a value, unless a better-named field gave one.
    pub(super) fn offer(&mut self, naming: Naming, value: String) {
        let slot = &mut self.values[naming.part as usize];
        let is_better = slot.as_ref().is_none_or(|(rank, _)| naming.rank < *rank);
        if is_better && !value.trim().is_empty() {
            *slot = Some((naming.rank, value));
        }
    }

    pub(super) fn take(&mut self, part: Part) -> Option<String> {
        self.values[part as usize].take().map(|(_, value)| value)
    }

    pub(super) fn has(&self, part: Part) -> bool {
        self.values[part as usize].is_some()
    }

    /// Whether it holds a text of any kind.
    pub(super) fn has_body(&self) -> bool {
        self.has(Part::Text) || self.has(Part::Markup) || self.has(Part::Summary)
    }

    /// Whether it holds a title.
    pub(super) fn has_title(&self) -> bool {
        self.has(Part::Title)
    }

    /// Whether an object among others reads like an article: a text, and something that tells which.
    pub(super) fn is_article(&self) -> bool {
        let facts = [Part::Title, Part::Date, Part::Author, Part::Url, Part::Source, Part::Speaker, Part::Id];
        let is_known = facts.into_iter().any(|part| self.has(part));
        // Many things have a name and a description; news has a date.
        let has_summary = self.has(Part::Summary) && self.has(Part::Title) && self.has(Part::Date);
        (self.has(Part::Text) || self.has(Part::Markup)) && is_known || has_summary
    }

    /// The article with its text: as given where the field is called `text`, without its tags elsewhere.
    pub(super) fn into_article(mut self) -> Draft {
        let is_given = matches!(self.values[Part::Text as usize], Some((0, _)));
        let text = self.take(Part::Text).or_else(|| self.take(Part::Markup)).or_else(|| self.take(Part::Summary));
        let text = text.map(|text| if !is_given && is_html(&text) { html_text(&text) } else { text });
        Draft { text: text.unwrap_or_default(), ..self.into_draft() }
    }

    /// The record's facts, without its text.
    pub(super) fn into_draft(mut self) -> Draft {
        let mut source = self.take(Part::Source);
        let mut url = self.take(Part::Url);
        // "source: https://…" names the page, not the paper.
        if url.is_none() && source.as_deref().is_some_and(is_url) {
            url = source.take();
        }
        Draft {
            id: self.take(Part::Id),
            metadata: Metadata {
                title: self.take(Part::Title),
                date: self.take(Part::Date),
                updated: self.take(Part::Updated),
                author: self.take(Part::Author),
                place: self.take(Part::Place),
                speaker: self.take(Part::Speaker),
                source,
                url,
                language: self.take(Part::Language),
                section: self.take(Part::Section),
                ..Metadata::default()
            },
            ..Draft::default()
        }
    }
}

fn is_url(value: &str) -> bool {
    value.starts_with("https://") || value.starts_with("http://")
}

/// Reads a record by a map of field names.
pub(super) struct RecordSeed<'m>(pub(super) &'m FieldMap);

impl<'de> DeserializeSeed<'de> for RecordSeed<'_> {
    type Value = Record;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RecordSeed<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object with named fields")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let mut record = Record::default();
        while let Some(naming) = map.next_key_seed(FieldName(self.0))? {
            match naming {
                Some(naming) => {
                    let value: Value = map.next_value()?;
                    if let Some(value) = value.flat(naming.part) {
                        record.offer(naming, value);
                    }
                }
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(record)
    }
}

/// A key, looked up without being copied.
struct FieldName<'m>(&'m FieldMap);

impl<'de> DeserializeSeed<'de> for FieldName<'_> {
    type Value = Option<Naming>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Option<Naming>, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for FieldName<'_> {
    type Value = Option<Naming>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a field name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Option<Naming>, E> {
        Ok(self.0.naming(name))
    }
}

/// A value of any shape, as far as an article's part can be made of it.
enum Value {
    Nothing,
    One(String),
    Many(Vec<Value>),
}

impl Value {
    /// One string: lists of paragraphs are paragraphs, other lists are enumerations.
    fn flat(self, part: Part) -> Option<String> {
        match self {
            Self::Nothing => None,
            Self::One(value) => Some(match part {
                Part::Date | Part::Updated => value.parse().ok().and_then(stamp::epoch).unwrap_or(value),
                _ => value,
            }),
            Self::Many(values) => {
                let between = if matches!(part, Part::Text | Part::Markup | Part::Summary) { "\n\n" } else { ", " };
                let values: Vec<String> = values.into_iter().filter_map(|value| value.flat(part)).collect();
                (!values.is_empty()).then(|| values.join(between))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ValueVisitor)
    }
}

struct ValueVisitor;

/// Names under which an object keeps the one value that it stands for, best first.
const INNER_NAMES: [&str; 9] =
    ["name", "rendered", "value", "text", "title", "main", "original", "literal", "$__toml_private_datetime"];

impl<'de> Visitor<'de> for ValueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::One(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::One(value))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::One(value.to_string()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::One(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::One(value.to_string()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Nothing)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = seq.next_element()? {
            values.push(value);
        }
        Ok(Value::Many(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut best = (INNER_NAMES.len(), Value::Nothing);
        while let Some(key) = map.next_key::<String>()? {
            match INNER_NAMES.iter().position(|name| *name == key) {
                Some(rank) if rank < best.0 => best = (rank, map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(best.1)
    }
}
