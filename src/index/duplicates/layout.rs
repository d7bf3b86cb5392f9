//! How groups lie in a file. A search looks up the few articles it finds where they lie, however many there are.
//!
//! ```text
//! articles, members, groups of copies, stories   eight bytes each
//! members   in the order of their keys, 44 bytes each: key, words, day, end of its id, group of copies, story, state
//! copies    the end of each group's list, then the lists: members by number, the earliest first
//! stories   the same, the first version first
//! ids       one after the other
//! ```
//!
//! Every number is little-endian; those of members and groups have four bytes.

use super::groups::Member;
use super::story::Standing;
use tantivy::directory::OwnedBytes;

const N_BYTES: usize = 44;
const NONE: u32 = u32::MAX;

/// See the module.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Layout {
    bytes: OwnedBytes,
    pub(super) n_articles: u64,
    pub(super) n_members: usize,
    pub(super) copies: Lists,
    pub(super) stories: Lists,
    ids_at: usize,
}

/// Where lists of members lie.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct Lists {
    pub(super) n: usize,
    at: usize,
}

impl Layout {
    /// Lays out groups. Members are in the order of their keys, and lists name them by number.
    pub(super) fn of(n_articles: u64, members: &[Member<'_>], copies: &[Vec<u32>], stories: &[Vec<u32>]) -> Self {
        let mut out =
            Vec::with_capacity(64 + members.iter().map(|member| N_BYTES + 4 + member.id.len()).sum::<usize>());
        for n in [n_articles, members.len() as u64, copies.len() as u64, stories.len() as u64] {
            out.extend(n.to_le_bytes());
        }
        let mut end = 0u64;
        for member in members {
            end += member.id.len() as u64;
            for n in [member.key, member.words, member.day as u64, end] {
                out.extend(n.to_le_bytes());
            }
            let state = member.standing as u32 | u32::from(member.has_other_figures) << 2;
            for n in [member.copies.unwrap_or(NONE), member.story.unwrap_or(NONE), state] {
                out.extend(n.to_le_bytes());
            }
        }
        for lists in [copies, stories] {
            let mut end = 0u32;
            for list in lists {
                end += list.len() as u32;
                out.extend(end.to_le_bytes());
            }
            lists.iter().flatten().for_each(|n| out.extend(n.to_le_bytes()));
        }
        members.iter().for_each(|member| out.extend(member.id.as_bytes()));
        Self::open(OwnedBytes::new(out)).expect("what was just laid out can be opened")
    }

    /// Groups as [`Self::of`] laid them out; `None` where they cannot be that.
    pub(super) fn open(bytes: OwnedBytes) -> Option<Self> {
        let word = |n: usize| u64_at(&bytes, 8 * n);
        let count = |n| usize::try_from(word(n)?).ok();
        let (n_articles, n_members) = (word(0)?, count(1)?);
        let mut at = n_members.checked_mul(N_BYTES)?.checked_add(32)?;
        let mut lists = |n: usize| {
            let lists = Lists { n, at };
            at = n.checked_add(lists.end(&bytes, n)?)?.checked_mul(4)?.checked_add(at)?;
            Some(lists)
        };
        let (copies, stories) = (lists(count(2)?)?, lists(count(3)?)?);
        let layout = Self { n_articles, n_members, copies, stories, ids_at: at, bytes };
        (layout.bytes.len().checked_sub(at)? == layout.end_of_id(n_members)?).then_some(layout)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The member with that number.
    pub(super) fn member(&self, n: u32) -> Option<Member<'_>> {
        let n = n as usize;
        if n >= self.n_members {
            return None;
        }
        let at = 32 + n * N_BYTES;
        let narrow = |place: usize| u32_at(&self.bytes, at + 32 + 4 * place);
        let group = |place| Some(Some(narrow(place)?).filter(|&number| number != NONE));
        let id = self.bytes.get(self.ids_at + self.end_of_id(n)?..self.ids_at + self.end_of_id(n + 1)?)?;
        let state = narrow(2)?;
        Some(Member {
            key: u64_at(&self.bytes, at)?,
            id: std::str::from_utf8(id).ok()?,
            day: u64_at(&self.bytes, at + 16)? as i64,
            copies: group(0)?,
            story: group(1)?,
            standing: *Standing::ALL.get((state & 3) as usize)?,
            words: u64_at(&self.bytes, at + 8)?,
            has_other_figures: state & 4 != 0,
        })
    }

    pub(super) fn members(&self) -> impl Iterator<Item = Member<'_>> {
        (0..self.n_members as u32).filter_map(|n| self.member(n))
    }

    /// The keys of all members, ascending.
    pub(super) fn keys(&self) -> impl ExactSizeIterator<Item = u64> {
        self.bytes[32..32 + self.n_members * N_BYTES].chunks_exact(N_BYTES).map(|member| {
            let key = member.first_chunk().expect("a member begins with the eight bytes of its key");
            u64::from_le_bytes(*key)
        })
    }

    /// The member with that key.
    pub(super) fn find(&self, key: u64) -> Option<Member<'_>> {
        let key_of = |n: usize| u64_at(&self.bytes, 32 + n * N_BYTES);
        let (mut start, mut end) = (0, self.n_members);
        while start < end {
            let middle = start + (end - start) / 2;
            if key_of(middle)? < key { start = middle + 1 } else { end = middle }
        }
        if key_of(start)? == key { self.member(start as u32) } else { None }
    }

    /// The members of one of some lists, by number.
    pub(super) fn list(&self, lists: Lists, number: u32) -> impl DoubleEndedIterator<Item = u32> {
        let number = number as usize;
        let range = (number < lists.n)
            .then(|| Some(lists.end(&self.bytes, number)?..lists.end(&self.bytes, number + 1)?))
            .flatten();
        range.unwrap_or(0..0).filter_map(move |n| u32_at(&self.bytes, lists.at + 4 * (lists.n + n)))
    }

    /// Where the first `n` ids end.
    fn end_of_id(&self, n: usize) -> Option<usize> {
        match n.checked_sub(1) {
            None => Some(0),
            Some(last) => usize::try_from(u64_at(&self.bytes, 32 + last * N_BYTES + 24)?).ok(),
        }
    }
}

impl Lists {
    /// Where the first `n` lists end.
    fn end(self, bytes: &[u8], n: usize) -> Option<usize> {
        match n.checked_sub(1) {
            None => Some(0),
            Some(last) => Some(u32_at(bytes, last.checked_mul(4)?.checked_add(self.at)?)? as usize),
        }
    }
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn member(key: u64, id: &str, copies: Option<u32>, story: Option<u32>) -> Member<'_> {
        let standing = if story.is_some() { Standing::Superseded } else { Standing::Current };
        Member { key, id, day: -3, copies, story, standing, words: !key, has_other_figures: key == 7 }
    }

    fn members() -> [Member<'static>; 4] {
        [
            member(3, "a.txt", Some(0), None),
            member(5, "", Some(1), Some(0)),
            member(7, "ü/c", Some(0), Some(0)),
            member(u64::MAX, "d", Some(1), None),
        ]
    }

    fn layout() -> Layout {
        Layout::of(9, &members(), &[vec![2, 0], vec![1, 3]], &[vec![1, 2]])
    }

    #[test]
    fn what_was_laid_out_is_found() {
        let layout = layout();
        assert_eq!(layout.members().collect::<Vec<_>>(), members());
        for member in members() {
            assert_eq!(layout.find(member.key), Some(member));
        }
        assert_eq!([0, 4, 6, 8].map(|key| layout.find(key)), [None; 4]);
        let lists = |lists: Lists| (0..3).map(|n| layout.list(lists, n).collect()).collect::<Vec<Vec<u32>>>();
        assert_eq!(lists(layout.copies), [vec![2, 0], vec![1, 3], vec![]]);
        assert_eq!(lists(layout.stories), [vec![1, 2], vec![], vec![]]);
    }

    #[test]
    fn what_is_damaged_or_cut_short_never_panics() {
        let whole = layout().bytes().to_vec();
        for at in 0..whole.len() {
            assert!(Layout::open(OwnedBytes::new(whole[..at].to_vec())).is_none(), "cut at {at}");
            for byte in [0, 1, 0x7f, 0xff] {
                let mut damaged = whole.clone();
                damaged[at] = byte;
                let Some(layout) = Layout::open(OwnedBytes::new(damaged)) else { continue };
                assert!(layout.members().count() <= 4);
                assert!(members().iter().filter_map(|member| layout.find(member.key)).count() <= 4);
                for lists in [layout.copies, layout.stories] {
                    (0..lists.n as u32).for_each(|n| assert!(layout.list(lists, n).count() <= whole.len()));
                }
            }
        }
    }
}
