//! JSON: an article, a list of them, or articles anywhere below.

use super::context::Context;
use super::input::{Input, Ration};
use super::output::{Draft, Output};
use super::record::FieldMap;
use super::{charset, json_ld, ninjs};
use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};
use std::fmt;
use std::io::BufReader;

/// Reads a document; the items of a list at its top are read one by one, so that it may be of any size.
pub(super) fn read(input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let stream = match charset::as_utf_8(input, None) {
        Ok(stream) => stream,
        Err(error) => return output.failure(None, error),
    };
    let ration = Ration::new(context.options.max_article_bytes);
    let stream = ration.limit(BufReader::new(stream));
    let mut parser = serde_json::Deserializer::from_reader(stream);
    let mut item = |value: Value| {
        ration.refill();
        let drafts = drafts(value, &context.options.field_map);
        drafts.into_iter().for_each(|draft| output.one_of_many(draft));
    };
    let result = TopLevel { item: &mut item }.deserialize(&mut parser).and_then(|()| parser.end());
    match result {
        Ok(()) if output.is_silent() => output.skipped(None, "JSON that holds no articles"),
        Ok(()) => {}
        Err(error) => output.failure(Some(error.line() as u64), reason(&error)),
    }
}

/// What is wrong with a document, as a person would say it.
fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    let what = text.split(" at line ").next().unwrap_or(&text);
    if error.is_io() { what.to_owned() } else { format!("broken JSON: {what} at column {}", error.column()) }
}

/// Every outermost article in a value.
pub(super) fn drafts(value: Value, fields: &FieldMap) -> Vec<Draft> {
    let mut drafts = Vec::new();
    collect(value, fields, &mut drafts);
    drafts
}

fn collect(value: Value, fields: &FieldMap, drafts: &mut Vec<Draft>) {
    match value {
        Value::Array(items) => items.into_iter().for_each(|item| collect(item, fields, drafts)),
        Value::Object(object) => match article(&object, fields) {
            Some(draft) => drafts.push(draft),
            None => object.into_iter().for_each(|(_, value)| collect(value, fields, drafts)),
        },
        _ => {}
    }
}

/// The article that an object is.
fn article(object: &Map<String, Value>, fields: &FieldMap) -> Option<Draft> {
    if ninjs::is_item(object) {
        return ninjs::draft(object);
    }
    if let Some(draft) = json_ld::article(object) {
        return Some(draft);
    }
    let record = fields.object(object);
    record.is_article().then(|| record.into_article())
}

/// A document whose list items are handed out as they are parsed.
struct TopLevel<'a> {
    item: &'a mut dyn FnMut(Value),
}

impl<'de> DeserializeSeed<'de> for TopLevel<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for TopLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<(), A::Error> {
        while let Some(item) = items.next_element()? {
            (self.item)(item);
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<(), A::Error> {
        let mut object = Map::new();
        while let Some((key, value)) = entries.next_entry()? {
            object.insert(key, value);
        }
        (self.item)(Value::Object(object));
        Ok(())
    }
}
