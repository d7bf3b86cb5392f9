//! Values for a shell's Tab key, from the index that the line typed so far would search.

use super::locate;
use crate::index::Reader;
use crate::query::Field;
use crate::search::completions;
use clap_complete::engine::CompletionCandidate;
use std::env;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// The most values that a Tab shows.
const MOST_CANDIDATES: usize = 100;

/// What the index that would be used here holds; a shell that completes has nobody to tell an error to.
pub(super) fn indexed(field: Field, typed: &OsStr) -> Vec<CompletionCandidate> {
    let values = || {
        let home = env::var_os("HOME").map(PathBuf::from);
        let told = named(env::args_os(), home.as_deref());
        let folders = locate::locate_all(&told).ok()?;
        let reader = Reader::open_all(&folders).ok()?;
        completions(&reader, field, typed.to_str()?, MOST_CANDIDATES).ok()
    };
    values().unwrap_or_default().into_iter().map(CompletionCandidate::new).collect()
}

/// The indexes named on a line that is completed: `dateline -- dateline search --index DIR --speaker pes`.
///
/// A shell hands over the words as they were typed: quotation marks and `~` are still there, and bash cuts at `=`.
fn named(words: impl Iterator<Item = OsString>, home: Option<&Path>) -> Vec<PathBuf> {
    let words = words.skip_while(|word| word != "--").skip(1).take_while(|word| word != "--");
    let mut words = words.filter_map(|word| word.into_string().ok()).peekable();
    let mut folders = Vec::new();
    while let Some(word) = words.next() {
        let value = match word.strip_prefix("--index") {
            Some("") => {
                words.next_if(|word| word == "=");
                words.next()
            }
            Some(rest) => rest.strip_prefix('=').map(str::to_owned),
            None => None,
        };
        folders.extend(value.filter(|value| !value.is_empty()).map(|value| path(&value, home)));
    }
    folders
}

/// The path that a shell would make of a word.
fn path(word: &str, home: Option<&Path>) -> PathBuf {
    let mut plain = String::with_capacity(word.len());
    let (mut chars, mut quote) = (word.chars(), None);
    while let Some(c) = chars.next() {
        match (c, quote) {
            ('\\', None) => plain.extend(chars.next()),
            ('"' | '\'', None) => quote = Some(c),
            (c, Some(open)) if c == open => quote = None,
            (c, _) => plain.push(c),
        }
    }
    match (word.strip_prefix("~/").and(plain.strip_prefix("~/")), home) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => PathBuf::from(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_the_line_is_the_one_asked() {
        for (line, expected) in [
            (&["search", "--speaker", "pes"][..], &[][..]),
            (&["search", "--index", "a", "--speaker", "pes"], &["a"]),
            (&["search", "--index=a", "--index", "=", "b", "x"], &["a", "b"]),
            (&["search", "--index", "~/my\\ morgue"], &["/home/x/my morgue"]),
            (&["search", "--index", "'~/my morgue'"], &["~/my morgue"]),
            (&["search", "--indexes", "a", "--", "--index", "b"], &[]),
            (&["search", "--index"], &[]),
        ] {
            let words = ["dateline", "--", "dateline"].iter().chain(line).map(OsString::from);
            let expected: Vec<PathBuf> = expected.iter().map(PathBuf::from).collect();
            assert_eq!(named(words, Some(Path::new("/home/x"))), expected, "{line:?}");
        }
    }
}
