//! What the index keeps of an article to find its copies and its versions.
//!
//! It is a function of the article alone, so that it can be made again from the index.

use super::super::columns::{read_number, write_number};
use super::super::document::{scrambled, tie};
use super::headline::{self, Revision};
use super::sketch::{Sketch, hash_of_words};
use crate::article::Article;
use crate::lexicon::{RevisionKind, revision_kind};

/// Texts with fewer words than this are the same only under the same headline: every paper prints "photo".
const FEW_WORDS: u32 = 16;

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Signature {
    /// The article's id; the bytes of none where the article is gone.
    pub id: String,
    /// A hash of the id, by which the articles of the index are known.
    pub key: u64,
    /// Whether the article is gone.
    pub is_gone: bool,
    /// Its words.
    pub sketch: Sketch,
    /// The first day it may have been published on; where there is none, the last of all days.
    pub day: i64,
    /// A hash of its source and the publisher's id of the story; 0 where there is none.
    pub story: u64,
    /// A hash of its source and its headline without words like "UPDATE 2"; 0 where that says too little.
    pub title: u64,
    /// Whether its source is known.
    pub is_sourced: bool,
    /// Its version, as the file says; 0 where it does not.
    pub version: u64,
    /// When it was updated, in seconds since 1970, as the file says; 0 where it does not.
    pub updated: i64,
    /// What its headline says of its version.
    pub revision: Revision,
}

impl Signature {
    /// The signature of an article.
    pub fn of(article: &Article) -> Self {
        let headline = article.headline.as_ref().map_or("", |headline| headline.text.as_str());
        let source = hash_of_words(article.source.as_deref().unwrap_or_default());
        let of_source = |hash: u64| if hash == 0 { 0 } else { scrambled(hash, source).max(1) };
        let mut sketch = Sketch::of(&article.text, 0);
        if sketch.n_words < FEW_WORDS {
            sketch = Sketch::of(&article.text, hash_of_words(headline));
        }
        let (title, mut revision) = headline::read(headline);
        let edition = &article.edition;
        let status = edition.status.as_deref().unwrap_or_default().to_lowercase();
        revision.is_kill |= revision_kind(&status) == Some(RevisionKind::Kill);
        Self {
            id: article.id.clone(),
            key: tie(&article.id),
            is_gone: false,
            sketch,
            day: article.published.as_ref().map_or(i64::MAX, |published| published.date.range().first.0),
            story: of_source(edition.story.as_deref().map_or(0, hash_of_words)),
            title: of_source(title),
            is_sourced: article.source.is_some(),
            version: edition.version.as_deref().map_or(0, number),
            updated: edition.updated.as_deref().map_or(0, seconds),
            revision,
        }
    }

    /// The word that the article with that id is gone.
    pub fn gone(id: &str) -> Self {
        Self { key: tie(id), is_gone: true, ..Self::default() }
    }

    /// Appends its bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.key.to_le_bytes());
        let Revision { number, is_kill, is_marked } = self.revision;
        let flags = [self.is_gone, is_kill, is_marked, self.is_sourced];
        let flags = flags.into_iter().rev().fold(0, |all, flag| all << 1 | u8::from(flag));
        out.push(flags);
        if self.is_gone {
            return;
        }
        for hash in [self.sketch.words, self.story, self.title] {
            out.extend(hash.to_le_bytes());
        }
        for number in [
            zigzag(self.day),
            zigzag(self.updated),
            self.version,
            u64::from(number),
            u64::from(self.sketch.n_words),
            u64::from(self.sketch.bound),
            self.id.len() as u64,
        ] {
            write_number(number, out);
        }
        write_ascending(&self.sketch.shingles, out);
        write_ascending(&self.sketch.numbers, out);
        out.extend(self.id.as_bytes());
    }

    /// Takes a signature off the front of some bytes; `None` where none is there.
    pub(super) fn read(bytes: &mut &[u8]) -> Option<Self> {
        let key = read_hash(bytes)?;
        let (&flags, rest) = bytes.split_first()?;
        *bytes = rest;
        let [is_gone, is_kill, is_marked, is_sourced] = [0, 1, 2, 3].map(|bit| flags >> bit & 1 == 1);
        if is_gone {
            return Some(Self { key, is_gone, ..Self::default() });
        }
        let (words, story, title) = (read_hash(bytes)?, read_hash(bytes)?, read_hash(bytes)?);
        let (day, updated) = (unzigzag(read_number(bytes)?), unzigzag(read_number(bytes)?));
        let version = read_number(bytes)?;
        let mut narrow = || u32::try_from(read_number(bytes)?).ok();
        let (number, n_words, bound, id_length) = (narrow()?, narrow()?, narrow()?, narrow()?);
        let (shingles, numbers) = (read_ascending(bytes)?, read_ascending(bytes)?);
        let (id, rest) = bytes.split_at_checked(id_length as usize)?;
        *bytes = rest;
        Some(Self {
            id: String::from_utf8(id.to_vec()).ok()?,
            key,
            is_gone,
            sketch: Sketch { words, n_words, shingles, bound, numbers },
            day,
            story,
            title,
            is_sourced,
            version,
            updated,
            revision: Revision { number: u16::try_from(number).ok()?, is_kill, is_marked },
        })
    }
}

/// The first whole number of a version ("3", "v3", "3N").
fn number(version: &str) -> u64 {
    let digits = version.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit);
    digits.take(18).collect::<String>().parse().unwrap_or_default()
}

/// Seconds since 1970 of a moment in ISO 8601; 0 for what is none.
fn seconds(moment: &str) -> i64 {
    let in_utc = |moment: jiff::civil::DateTime| moment.to_zoned(jiff::tz::TimeZone::UTC).ok();
    let stamp = moment.parse::<jiff::Timestamp>().ok();
    let stamp = stamp.or_else(|| moment.parse().ok().and_then(in_utc).map(|zoned| zoned.timestamp()));
    stamp.map_or(0, jiff::Timestamp::as_second)
}

pub(super) fn zigzag(n: i64) -> u64 {
    (n << 1 ^ n >> 63).cast_unsigned()
}

pub(super) fn unzigzag(n: u64) -> i64 {
    (n >> 1).cast_signed() ^ -(n & 1).cast_signed()
}

fn read_hash(bytes: &mut &[u8]) -> Option<u64> {
    let (hash, rest) = bytes.split_first_chunk()?;
    *bytes = rest;
    Some(u64::from_le_bytes(*hash))
}

fn write_ascending(hashes: &[u32], out: &mut Vec<u8>) {
    write_number(hashes.len() as u64, out);
    let mut last = 0;
    for &hash in hashes {
        write_number(u64::from(hash - last), out);
        last = hash;
    }
}

fn read_ascending(bytes: &mut &[u8]) -> Option<Vec<u32>> {
    /// No sketch is longer; a length that was never written is not believed.
    const LONGEST: u64 = 1 << 12;
    let length = read_number(bytes)?;
    if length > LONGEST {
        return None;
    }
    let mut hashes = Vec::with_capacity(length as usize);
    let mut last = 0u32;
    for _ in 0..length {
        last = last.checked_add(u32::try_from(read_number(bytes)?).ok()?)?;
        hashes.push(last);
    }
    Some(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let text = "Crews reopened 12 bridges on Friday, and 1,500 people crossed them before noon, the mayor said.";
        let mut article = Article { id: "a/é.txt#3".to_owned(), text: text.to_owned(), ..Article::default() };
        article.source = Some("The Courier".to_owned());
        article.edition.story = Some("urn:x:1".to_owned());
        article.edition.version = Some("v12".to_owned());
        article.edition.updated = Some("1998-03-04T10:00:00Z".to_owned());
        article.edition.status = Some("Canceled".to_owned());
        let signatures = [Signature::of(&article), Signature::gone("b"), Signature::of(&Article::default())];
        assert_eq!((signatures[0].version, signatures[0].updated), (12, 888_998_400 + 7200));
        assert!(signatures[0].revision.is_kill);
        let mut bytes = Vec::new();
        signatures.iter().for_each(|signature| signature.write(&mut bytes));
        let mut rest = bytes.as_slice();
        for signature in &signatures {
            assert_eq!(Signature::read(&mut rest).as_ref(), Some(signature));
        }
        assert!(rest.is_empty());
        for length in 0..bytes.len() {
            let mut cut = &bytes[..length];
            while Signature::read(&mut cut).is_some() {}
        }
    }

    #[test]
    fn moments_and_versions_are_read_as_far_as_they_are_known() {
        for (moment, expected) in [
            ("1970-01-02T00:00:00Z", 86_400),
            ("1970-01-02T02:00:00+02:00", 86_400),
            ("1970-01-02T00:00:00", 86_400),
            ("yesterday", 0),
        ] {
            assert_eq!(seconds(moment), expected, "{moment}");
        }
        assert_eq!(["3", "v4.1", "5N", "draft"].map(number), [3, 4, 5, 0]);
    }
}
