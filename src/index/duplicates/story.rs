//! Which articles are versions of one story, and which of them holds now.
//!
//! A version is known by the publisher's own id of the story, or by a headline that is the same but for words like
//! "UPDATE 2" and stands over an article of the same source within days. A version is no copy: what it corrects may be
//! one figure.

use super::cluster::{ALIKE, ALIKE_LATER, Figures, Joined, LEAST_COMPARED, Likeness};
use super::shelf::{Row, Shelf};
use super::signature::Signature;

/// What became of an article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It holds.
    #[default]
    Current,
    /// There is a later version.
    Superseded,
    /// Its story was killed.
    Retracted,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 3] = [Self::Current, Self::Superseded, Self::Retracted];

    /// Its name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Current => "current",
            Self::Superseded => "superseded",
            Self::Retracted => "retracted",
        }
    }
}

/// What two versions have in common at least, where nothing but an id says that they are some.
const A_LITTLE: f32 = 0.25;
/// Of the shingles of the shorter text, the share that the longer one has where nothing was said anew.
const REPRINTED: f32 = 0.97;
/// One word more in so many is something new.
const GROWTH: u32 = 20;
/// Days after which the same headline is of another story.
const MOST_DAYS: i64 = 3;

/// Stories, each the numbers of its articles from the first version to the last.
pub(super) fn stories(rows: &[Row], shelf: &Shelf) -> Vec<Vec<u32>> {
    let mut joined = Joined::new(rows.len());
    by_id(rows, shelf, &mut joined);
    by_headline(rows, shelf, &mut joined);
    let mut of_root: Vec<(u32, u32)> = (0..rows.len() as u32).map(|n| (joined.root(n), n)).collect();
    of_root.sort_unstable();
    let mut stories: Vec<Vec<u32>> = Vec::new();
    for story in of_root.chunk_by(|a, b| a.0 == b.0).filter(|story| story.len() > 1) {
        let mut versions: Vec<u32> = story.iter().map(|&(_, n)| n).collect();
        // The same words over again are copies.
        if versions.iter().any(|&n| !is_same_version(&rows[n as usize], &rows[versions[0] as usize], shelf)) {
            versions.sort_by_cached_key(|&n| age(shelf.signature(&rows[n as usize])));
            stories.push(versions);
        }
    }
    stories
}

/// What became of each version of a story, in its order.
pub(super) fn standings(rows: &[Row], versions: &[u32], shelf: &Shelf) -> Vec<Standing> {
    let row = |n: u32| &rows[n as usize];
    let Some(&last) = versions.last() else { return Vec::new() };
    let standing = |&n: &u32| match (row(last).is_kill(), is_same_version(row(n), row(last), shelf)) {
        (true, _) => Standing::Retracted,
        (false, true) => Standing::Current,
        (false, false) => Standing::Superseded,
    };
    versions.iter().map(standing).collect()
}

/// The later, the greater; of one age, in the order of their ids.
fn age(signature: Signature) -> (u64, i64, i64, bool, u16, String) {
    let Signature { version, updated, day, revision, id, .. } = signature;
    (version, updated, day, revision.is_kill, revision.number, id)
}

fn is_same_version(a: &Row, b: &Row, shelf: &Shelf) -> bool {
    (a.words, a.n_words, a.is_kill()) == (b.words, b.n_words, b.is_kill()) && version(a, shelf) == version(b, shelf)
}

fn version(row: &Row, shelf: &Shelf) -> u64 {
    shelf.signature(row).version
}

/// Joins records with one id of a story. Where they have no versions that differ, the headline must be the same or the
/// words akin: not every collection's ids are its own.
fn by_id(rows: &[Row], shelf: &Shelf, joined: &mut Joined) {
    for records in of_one(rows, |row| row.story) {
        let first = records[0];
        for &n in &records[1..] {
            let (a, b) = (&rows[first as usize], &rows[n as usize]);
            let is_versioned = || version(a, shelf) != version(b, shelf);
            let is_titled = a.title != 0 && a.title == b.title;
            if is_titled || a.is_kill() != b.is_kill() || is_versioned() || is_akin(a, b, shelf) {
                joined.join(first, n);
            }
        }
    }
}

fn is_akin(a: &Row, b: &Row, shelf: &Shelf) -> bool {
    let likeness = Likeness::of(&shelf.sketch(a), &shelf.sketch(b));
    likeness.n_compared < LEAST_COMPARED || likeness.share >= A_LITTLE
}

/// Joins articles of one headline to those before them: where the headline says that they are versions, and where a
/// known source prints most of the same words again on a later day.
fn by_headline(rows: &[Row], shelf: &Shelf, joined: &mut Joined) {
    for mut articles in of_one(rows, |row| if row.day() == i64::MAX { 0 } else { row.title }) {
        let row = |n: u32| &rows[n as usize];
        articles.sort_by_key(|&n| (row(n).day(), row(n).is_kill(), row(n).revision, n));
        let (mut first, mut last) = (articles[0], articles[0]);
        for &n in &articles[1..] {
            let is_near = row(n).day() - row(last).day() <= MOST_DAYS;
            let is_next = || {
                row(n).is_marked()
                    || is_same_version(row(n), row(first), shelf)
                    || is_rewritten(row(last), row(n), shelf)
            };
            if is_near && is_next() {
                joined.join(first, n);
            } else {
                first = n;
            }
            last = n;
        }
    }
}

/// Whether one says the story of the other anew, though its headline does not say so.
///
/// A source may be a body with many hands: the same words sent out again are a copy, and the same form with other figures
/// is about somebody else.
fn is_rewritten(before: &Row, after: &Row, shelf: &Shelf) -> bool {
    if !after.is_sourced() || after.day() < before.day() {
        return false;
    }
    let (earlier, later) = (shelf.signature(before), shelf.signature(after));
    (earlier.day, earlier.updated) < (later.day, later.updated) && {
        let (earlier, later) = (earlier.sketch, later.sketch);
        let (likeness, figures) = (Likeness::of(&earlier, &later), Figures::compare(&earlier, &later));
        let has_grown = after.n_words > before.n_words + before.n_words / GROWTH;
        let is_changed = figures.differ() || likeness.share < REPRINTED || has_grown;
        let least = if figures.are_of_one() { ALIKE } else { ALIKE_LATER };
        is_changed && likeness.n_compared >= LEAST_COMPARED && likeness.share >= least
    }
}

/// The articles that share a key, for each that two or more do; 0 is none.
fn of_one(rows: &[Row], key: impl Fn(&Row) -> u64) -> Vec<Vec<u32>> {
    let mut keyed: Vec<(u64, u32)> =
        (0u32..).zip(rows).map(|(n, row)| (key(row), n)).filter(|(key, _)| *key != 0).collect();
    keyed.sort_unstable();
    let shared = keyed.chunk_by(|a, b| a.0 == b.0).filter(|shared| shared.len() > 1);
    shared.map(|shared| shared.iter().map(|&(_, n)| n).collect()).collect()
}
