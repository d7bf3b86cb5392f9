//! Names compared: upper and lower case do not matter, and a key finds a name without a copy of it.

use std::hash::{Hash, Hasher};

/// A word of a name, equal to any other way of capitalising it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Folded<'a>(pub(super) &'a str);

impl Folded<'_> {
    fn chars(&self) -> impl Iterator<Item = char> + '_ {
        self.0
            .chars()
            .filter(|c| *c != '.')
            .map(|c| if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) })
    }
}

impl PartialEq for Folded<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0 || self.chars().eq(other.chars())
    }
}

impl Eq for Folded<'_> {}

impl Hash for Folded<'_> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        // One word for the hasher, however long the name.
        const SPREAD: u64 = 0x0100_0000_01b3;
        let mixed = self.chars().fold(0_u64, |mixed, c| (mixed ^ u64::from(c)).wrapping_mul(SPREAD).rotate_left(5));
        state.write_u64(mixed);
    }
}
