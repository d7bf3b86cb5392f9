//! A sorted list of names in few bytes, searched where it lies.
//!
//! ```text
//! n_names   u32
//! lengths   256 bytes: how many letters each code stands for
//! letters   what each code stands for, one after the other: single bytes, and pairs that are frequent
//! heads     for each block the first eight bytes of its first name, padded with zeros
//! starts    for each block where it begins in the blocks, u24
//! blocks    BLOCK_NAMES names each: what a name shares with the one before it, and codes for the rest
//! ```
//!
//! A name begins with a byte that holds how many bytes it shares (five bits) and how many codes follow (three); a
//! number that does not fit is all ones, and a further byte holds what is missing. The first of a block shares nothing.

use super::packed::u24;
use std::collections::BTreeMap;
use std::ops::Range;

/// Names in a block.
const BLOCK_NAMES: usize = 32;
/// Bytes of a name that are kept beside the blocks.
const HEAD_BYTES: usize = 8;
const N_CODES: usize = 256;
const SHARED_MAX: usize = 31;
const REST_MAX: usize = 7;

/// See the module.
pub struct Dictionary<'a> {
    n_names: u32,
    /// Where the letters of each code end.
    ends: [u16; N_CODES],
    letters: &'a [u8],
    heads: &'a [[u8; HEAD_BYTES]],
    starts: &'a [[u8; 3]],
    blocks: &'a [u8],
}

/// The first name that is not smaller than a key.
#[derive(Clone, Copy)]
pub struct Bound<'a> {
    /// Its position among the names; their number where there is none.
    pub rank: u32,
    /// How it stands to the key.
    pub follows: Follows,
    /// What comes after it in its block.
    rest: &'a [u8],
}

/// How a name goes on after a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Follows {
    /// It does not begin with the key.
    Other,
    /// It is the key.
    End,
    /// With this byte.
    Byte(u8),
}

/// A name as stored: what it shares with the one before, and the codes of the rest.
struct Entry<'a> {
    shared: usize,
    codes: &'a [u8],
}

/// Takes the first entry off a block.
fn next_entry<'a>(block: &mut &'a [u8]) -> Option<Entry<'a>> {
    let (&head, mut rest) = block.split_first()?;
    let mut number = |bits: u8, max: usize| {
        let mut number = usize::from(bits);
        if number == max {
            let (&more, after) = rest.split_first()?;
            (number, rest) = (number + usize::from(more), after);
        }
        Some(number)
    };
    let (shared, n_codes) = (number(head >> 3, SHARED_MAX)?, number(head & 7, REST_MAX)?);
    let (codes, rest) = rest.split_at_checked(n_codes)?;
    *block = rest;
    Some(Entry { shared, codes })
}

/// The first bytes of a name as a number that sorts as they do.
fn head_of(name: &[u8]) -> [u8; HEAD_BYTES] {
    let mut head = [0; HEAD_BYTES];
    let n = name.len().min(HEAD_BYTES);
    head[..n].copy_from_slice(&name[..n]);
    head
}

impl<'a> Dictionary<'a> {
    /// Reads what [`write`] wrote.
    pub fn open(bytes: &'a [u8]) -> Option<Self> {
        let (n_names, rest) = bytes.split_first_chunk::<4>()?;
        let n_names = u32::from_le_bytes(*n_names);
        let (lengths, rest) = rest.split_first_chunk::<N_CODES>()?;
        let mut ends = [0; N_CODES];
        let mut end = 0;
        for (length, slot) in lengths.iter().zip(&mut ends) {
            end += u16::from(*length);
            *slot = end;
        }
        let n_blocks = (n_names as usize).div_ceil(BLOCK_NAMES);
        let (letters, rest) = rest.split_at_checked(end.into())?;
        let (heads, rest) = rest.split_at_checked(n_blocks * HEAD_BYTES)?;
        let (starts, blocks) = rest.split_at_checked(n_blocks * 3)?;
        Some(Self { n_names, ends, letters, heads: heads.as_chunks().0, starts: starts.as_chunks().0, blocks })
    }

    /// How many names there are.
    pub fn n_names(&self) -> u32 {
        self.n_names
    }

    /// The name at a position.
    pub fn get(&self, rank: u32) -> Vec<u8> {
        let (mut block, mut name) = (self.block(rank as usize / BLOCK_NAMES), Vec::with_capacity(32));
        for _ in 0..=rank as usize % BLOCK_NAMES {
            let Some(entry) = next_entry(&mut block) else { break };
            name.truncate(entry.shared);
            entry.codes.iter().for_each(|&code| name.extend_from_slice(self.expand(code)));
        }
        name
    }

    /// The first name that is not smaller than `key`; `within` must hold its position, or end at it.
    pub fn bound(&self, key: &[u8], within: Range<u32>) -> Bound<'a> {
        let blocks = within.start as usize / BLOCK_NAMES..(within.end as usize).div_ceil(BLOCK_NAMES);
        let (heads, wanted) = (&self.heads[blocks.clone()], head_of(key));
        let smaller = |head: &[u8; HEAD_BYTES]| u64::from_be_bytes(*head) < u64::from_be_bytes(wanted);
        let mut after = blocks.start + heads.partition_point(smaller);
        if key.len() > HEAD_BYTES {
            let alike = self.heads[after..blocks.end].partition_point(|head| *head == wanted);
            let (mut low, mut high) = (after, after + alike);
            while low < high {
                let middle = low.midpoint(high);
                match self.get((middle * BLOCK_NAMES) as u32).as_slice() < key {
                    true => low = middle + 1,
                    false => high = middle,
                }
            }
            after = low;
        }
        // The last block whose first name is smaller holds it, or it is the first of the next.
        let inside = after.checked_sub(1).filter(|_| after > blocks.start).and_then(|block| self.scan(block, key));
        inside.unwrap_or_else(|| self.first_of(after, key))
    }

    /// Calls `branch` with each byte that follows `key` in a name, and says how many names begin with it.
    pub fn branches(&self, key: &[u8], within: Range<u32>, mut branch: impl FnMut(u8)) -> u32 {
        let Bound { rank: first, mut follows, mut rest } = self.bound(key, within);
        let mut rank = first;
        loop {
            match follows {
                Follows::Other => return rank - first,
                Follows::End => {}
                Follows::Byte(byte) => branch(byte),
            }
            // What shares more than the key has gone the same way.
            follows = loop {
                rank += 1;
                match next_entry(&mut rest) {
                    None if rank == self.n_names => break Follows::Other,
                    None => {
                        let bound = self.first_of(rank as usize / BLOCK_NAMES, key);
                        rest = bound.rest;
                        break bound.follows;
                    }
                    Some(entry) if entry.shared > key.len() => {}
                    Some(entry) if entry.shared < key.len() => break Follows::Other,
                    Some(entry) => {
                        break entry.codes.first().map_or(Follows::End, |c| Follows::Byte(self.expand(*c)[0]));
                    }
                }
            };
        }
    }

    fn block(&self, block: usize) -> &'a [u8] {
        let end = self.starts.get(block + 1).map_or(self.blocks.len(), |start| u24(start) as usize);
        self.starts.get(block).map_or(&[], |start| &self.blocks[u24(start) as usize..end])
    }

    fn expand(&self, code: u8) -> &'a [u8] {
        let start = code.checked_sub(1).map_or(0, |before| self.ends[usize::from(before)]);
        &self.letters[start.into()..self.ends[usize::from(code)].into()]
    }

    /// The first name of a block, which is not smaller than the key.
    fn first_of(&self, block: usize, key: &[u8]) -> Bound<'a> {
        let mut rest = self.block(block);
        let rank = ((block * BLOCK_NAMES) as u32).min(self.n_names);
        let Some(entry) = next_entry(&mut rest) else { return Bound { rank, follows: Follows::Other, rest } };
        let (matched, next) = self.compare(entry.codes, key);
        let follows = match next {
            _ if matched < key.len() => Follows::Other,
            None => Follows::End,
            Some(byte) => Follows::Byte(byte),
        };
        Bound { rank, follows, rest }
    }

    /// The first name of a block that is not smaller than the key; the block's first is.
    fn scan(&self, block: usize, key: &[u8]) -> Option<Bound<'a>> {
        let mut rest = self.block(block);
        let mut rank = (block * BLOCK_NAMES) as u32;
        // How much of the key the name before begins with.
        let mut matched = 0;
        while let Some(entry) = next_entry(&mut rest) {
            if entry.shared < matched {
                return Some(Bound { rank, follows: Follows::Other, rest });
            }
            if entry.shared == matched {
                let (more, next) = self.compare(entry.codes, &key[matched..]);
                matched += more;
                let follows = match (next, key.get(matched)) {
                    (None, None) => Some(Follows::End),
                    (Some(byte), None) => Some(Follows::Byte(byte)),
                    (Some(byte), Some(wanted)) if byte > *wanted => Some(Follows::Other),
                    _ => None,
                };
                if let Some(follows) = follows {
                    return Some(Bound { rank, follows, rest });
                }
            }
            rank += 1;
        }
        None
    }

    /// How many bytes of `key` the codes begin with, and the byte after these.
    fn compare(&self, codes: &[u8], key: &[u8]) -> (usize, Option<u8>) {
        let mut matched = 0;
        for &code in codes {
            for &byte in self.expand(code) {
                if key.get(matched) != Some(&byte) {
                    return (matched, Some(byte));
                }
                matched += 1;
            }
        }
        (matched, None)
    }
}

/// Writes names, which must be sorted and distinct, as [`Dictionary`] reads them. The same names give the same bytes.
pub fn write(names: &[&[u8]]) -> Vec<u8> {
    let mut before: &[u8] = &[];
    let rests: Vec<(usize, &[u8])> = names
        .iter()
        .enumerate()
        .map(|(rank, name)| {
            let shared = match rank % BLOCK_NAMES {
                0 => 0,
                _ => name.iter().zip(before).take_while(|(a, b)| a == b).count(),
            };
            before = name;
            (shared, &name[shared..])
        })
        .collect();
    let (expansions, codes) = pair_up(rests.iter().map(|(_, rest)| *rest));
    let mut starts: Vec<u8> = Vec::new();
    let mut blocks: Vec<u8> = Vec::new();
    for (rank, ((shared, _), codes)) in rests.iter().zip(&codes).enumerate() {
        if rank % BLOCK_NAMES == 0 {
            starts.extend(&(blocks.len() as u32).to_le_bytes()[..3]);
        }
        blocks.push((*shared).min(SHARED_MAX) as u8 * 8 + codes.len().min(REST_MAX) as u8);
        blocks.extend(shared.checked_sub(SHARED_MAX).map(|more| more as u8));
        blocks.extend(codes.len().checked_sub(REST_MAX).map(|more| more as u8));
        blocks.extend(codes);
    }
    let mut written = (names.len() as u32).to_le_bytes().to_vec();
    written.extend((0..N_CODES).map(|code| expansions.get(code).map_or(0, |letters| letters.len() as u8)));
    expansions.iter().for_each(|letters| written.extend(letters));
    names.iter().step_by(BLOCK_NAMES).for_each(|name| written.extend(head_of(name)));
    written.extend(starts);
    written.extend(blocks);
    written
}

/// Gives codes to single bytes and then, one by one, to the pair of codes that is the most frequent. What each code
/// stands for, and the texts in codes.
fn pair_up<'n>(texts: impl Iterator<Item = &'n [u8]> + Clone) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let mut singles: BTreeMap<u8, u8> = texts.clone().flatten().map(|&byte| (byte, 0)).collect();
    let mut expansions = Vec::new();
    for (&byte, code) in &mut singles {
        *code = u8::try_from(expansions.len()).expect("there are as many codes as bytes");
        expansions.push(vec![byte]);
    }
    let mut coded: Vec<Vec<u8>> = texts.map(|text| text.iter().map(|byte| singles[byte]).collect()).collect();
    while expansions.len() < N_CODES {
        let mut counts: BTreeMap<[u8; 2], usize> = BTreeMap::new();
        for pair in coded.iter().flat_map(|text| text.windows(2)) {
            *counts.entry([pair[0], pair[1]]).or_default() += 1;
        }
        let Some((&pair, _)) = counts.iter().max_by_key(|(_, n)| **n).filter(|(_, n)| **n > 1) else { break };
        let code = expansions.len() as u8;
        for text in &mut coded {
            join(text, pair, code);
        }
        expansions.push(pair.iter().flat_map(|half| expansions[usize::from(*half)].clone()).collect());
    }
    (expansions, coded)
}

/// Writes `code` for each `pair`.
fn join(text: &mut Vec<u8>, pair: [u8; 2], code: u8) {
    let (mut read, mut written) = (0, 0);
    while read < text.len() {
        let is_pair = text[read..].starts_with(&pair);
        text[written] = if is_pair { code } else { text[read] };
        read += 1 + usize::from(is_pair);
        written += 1;
    }
    text.truncate(written);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names with long shared beginnings, names that begin others, and enough of them for many blocks.
    fn names() -> Vec<Vec<u8>> {
        let mut names: Vec<Vec<u8>> = (0..2_000_u32)
            .map(|n| format!("{}{}", ["san ", "", "new ", "saint-"][n as usize % 4], n.wrapping_mul(2_654_435_761)))
            .map(String::into_bytes)
            .collect();
        names.extend(["new", "new york", "new york city", "york", "łódź"].map(|name| name.as_bytes().to_vec()));
        names.extend((1..40).map(|n| b"ab".repeat(n)));
        names.sort();
        names
    }

    #[test]
    fn every_name_comes_back_and_is_found_where_it_stands() {
        let names = names();
        let bytes = write(&names.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let dictionary = Dictionary::open(&bytes).expect("it was written just now");
        assert_eq!(dictionary.n_names() as usize, names.len());
        for (rank, name) in (0..).zip(&names) {
            assert_eq!(dictionary.get(rank), *name);
            for within in [0..dictionary.n_names(), rank..rank + 1, rank.saturating_sub(40)..rank + 1] {
                let bound = dictionary.bound(name, within);
                assert_eq!((bound.rank, bound.follows), (rank, Follows::End));
            }
        }
    }

    #[test]
    fn a_key_that_is_no_name_finds_the_next() {
        let names = names();
        let bytes = write(&names.iter().map(Vec::as_slice).collect::<Vec<_>>());
        let dictionary = Dictionary::open(&bytes).expect("it was written just now");
        let beginnings = names.iter().flat_map(|name| (0..=name.len()).map(|end| name[..end].to_vec()));
        let others =
            names.iter().flat_map(|name| [[name.as_slice(), b" "].concat(), [name.as_slice(), b"\xff"].concat()]);
        for key in beginnings.chain(others) {
            let bound = dictionary.bound(&key, 0..dictionary.n_names());
            let rank = names.partition_point(|name| *name < key);
            let follows = match names.get(rank).and_then(|name| name.strip_prefix(key.as_slice())) {
                None => Follows::Other,
                Some([]) => Follows::End,
                Some([byte, ..]) => Follows::Byte(*byte),
            };
            assert_eq!((bound.rank as usize, bound.follows), (rank, follows), "{key:?}");
            let mut branches = Vec::new();
            let n_names = dictionary.branches(&key, 0..dictionary.n_names(), |byte| branches.push(byte));
            let inside: Vec<&[u8]> = names.iter().filter_map(|name| name.strip_prefix(key.as_slice())).collect();
            let mut expected: Vec<u8> = inside.iter().filter_map(|rest| rest.first().copied()).collect();
            expected.dedup();
            branches.dedup();
            assert_eq!((n_names as usize, branches), (inside.len(), expected), "{key:?}");
        }
    }
}
