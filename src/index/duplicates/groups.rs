//! The groups of an archive as a reader knows them: who is a copy of whom, and which version of a story holds.

use super::super::Error;
use super::super::columns::{read_number, write_number};
use super::cluster::{Figures, clusters};
use super::shelf::{Row, Shelf};
use super::signature::{unzigzag, zigzag};
use super::story::{Standing, standings, stories};
use std::path::Path;

/// An article that is not alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Hash of its id.
    pub key: u64,
    /// Its id.
    pub id: String,
    /// The first day it may have been published on; where there is none, the last of all days.
    pub day: i64,
    /// The number of its copies' group; `None` where it has none.
    pub copies: Option<u32>,
    /// The number of its story; `None` where there is one version.
    pub story: Option<u32>,
    /// What became of it.
    pub standing: Standing,
    /// Hash of its words: exact copies have the same.
    pub words: u64,
    /// Whether it has a figure that the first of its copies lacks, and lacks one of that.
    pub has_other_figures: bool,
}

/// Where an article that is not alone belongs.
#[derive(Clone, Copy, Default)]
struct Place {
    copies: Option<u32>,
    story: Option<u32>,
    standing: Standing,
}

/// See the module.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Groups {
    /// In the order of their keys.
    members: Vec<Member>,
    /// Indices of members: those of a group of copies side by side, the earliest first.
    copies: Vec<Vec<u32>>,
    /// The same of stories, the first version first.
    stories: Vec<Vec<u32>>,
    /// How many articles there are, with those that are alone.
    n_articles: u64,
}

/// How many articles are not alone, and why.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct GroupCounts {
    /// Articles that are left where one stands for its copies and the last version for its story.
    pub n_distinct: u64,
    /// Groups of copies.
    pub n_groups: u64,
    /// Articles in them.
    pub n_copies: u64,
    /// Articles of which there is a later version.
    pub n_superseded: u64,
    /// Articles whose story was killed.
    pub n_retracted: u64,
}

impl Groups {
    /// Finds the groups among signatures.
    pub(super) fn find(rows: &[Row], shelf: &Shelf) -> Self {
        let copies = of_roots(&clusters(rows, shelf));
        let stories = stories(rows, shelf);
        let mut places: Vec<Option<Place>> = vec![None; rows.len()];
        for (number, group) in (0u32..).zip(&copies) {
            group.iter().for_each(|&n| places[n as usize].get_or_insert_default().copies = Some(number));
        }
        for (number, versions) in (0u32..).zip(&stories) {
            for (&n, standing) in versions.iter().zip(standings(rows, versions)) {
                let place = places[n as usize].get_or_insert_default();
                (place.story, place.standing) = (Some(number), standing);
            }
        }
        for (place, _) in places.iter_mut().zip(rows).filter(|(_, row)| row.is_kill) {
            place.get_or_insert_default().standing = Standing::Retracted;
        }
        let member = |(row, place): (&Row, Option<Place>)| {
            let Place { copies, story, standing } = place?;
            let id = shelf.signature(row).id;
            let Row { key, day, words, .. } = *row;
            Some(Member { key, id, day, copies, story, standing, words, has_other_figures: false })
        };
        let members: Vec<Member> = rows.iter().zip(places).filter_map(member).collect();
        let mut groups = Self { n_articles: rows.len() as u64, ..Self::of_members(members, &stories, rows) };
        groups.compare_figures(rows, shelf);
        groups
    }

    /// The groups of several archives side by side: what is a copy of what is in another is not known.
    pub(in crate::index) fn joined(parts: &[std::sync::Arc<Self>]) -> Self {
        let mut all = Self::default();
        // A member, the part it is of and its place there.
        let mut members: Vec<(Member, usize, u32)> = Vec::new();
        let mut n_copies = 0;
        for (part, groups) in parts.iter().enumerate() {
            all.n_articles += groups.n_articles;
            let numbered = (0u32..).zip(&groups.members).map(|(at, member)| {
                let copies = member.copies.map(|number| number + n_copies);
                (Member { copies, ..member.clone() }, part, at)
            });
            members.extend(numbered);
            n_copies += groups.copies.len() as u32;
        }
        members.sort_by_key(|(member, ..)| member.key);
        let mut places: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.members.len()]).collect();
        for (now, (_, part, at)) in (0u32..).zip(&members) {
            places[*part][*at as usize] = now;
        }
        all.members = members.into_iter().map(|(member, ..)| member).collect();
        for (groups, places) in parts.iter().zip(&places) {
            for versions in &groups.stories {
                let versions: Vec<u32> = versions.iter().map(|&at| places[at as usize]).collect();
                let number = all.stories.len() as u32;
                versions.iter().for_each(|&at| all.members[at as usize].story = Some(number));
                all.stories.push(versions);
            }
        }
        all.copies = all.earliest_first();
        all
    }

    /// `stories` names rows; what is kept names members.
    fn of_members(members: Vec<Member>, stories: &[Vec<u32>], rows: &[Row]) -> Self {
        let index = |n: &u32| {
            let found = members.binary_search_by_key(&rows[*n as usize].key, |member| member.key);
            found.expect("every row of a story is a member") as u32
        };
        let stories = stories.iter().map(|versions| versions.iter().map(index).collect()).collect();
        let mut groups = Self { members, copies: Vec::new(), stories, n_articles: 0 };
        groups.copies = groups.earliest_first();
        groups
    }

    /// The groups of copies, each with the earliest first.
    fn earliest_first(&self) -> Vec<Vec<u32>> {
        let n_groups = self.members.iter().filter_map(|member| member.copies).max().map_or(0, |n| n as usize + 1);
        let mut copies = vec![Vec::new(); n_groups];
        for (n, member) in (0u32..).zip(&self.members) {
            if let Some(number) = member.copies {
                copies[number as usize].push(n);
            }
        }
        for group in &mut copies {
            group.sort_by(|&a, &b| self.earlier(a, b));
        }
        copies
    }

    fn earlier(&self, a: u32, b: u32) -> std::cmp::Ordering {
        let (a, b) = (&self.members[a as usize], &self.members[b as usize]);
        (a.day, &a.id).cmp(&(b.day, &b.id))
    }

    fn compare_figures(&mut self, rows: &[Row], shelf: &Shelf) {
        let row = |member: &Member| {
            let found = rows.binary_search_by_key(&member.key, |row| row.key);
            &rows[found.expect("every member has a row")]
        };
        for group in &self.copies {
            let first = shelf.sketch(row(&self.members[group[0] as usize]));
            for &n in &group[1..] {
                let own = shelf.sketch(row(&self.members[n as usize]));
                self.members[n as usize].has_other_figures = Figures::compare(&first, &own).differ();
            }
        }
    }

    /// What is known of the article with that key; `None` where it is alone.
    pub fn of(&self, key: u64) -> Option<&Member> {
        let found = self.members.binary_search_by_key(&key, |member| member.key).ok()?;
        self.members.get(found)
    }

    /// Whether nothing is grouped.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// A member's copies and itself, the earliest first.
    pub fn copies_of(&self, member: &Member) -> impl Iterator<Item = &Member> {
        let group = member.copies.and_then(|number| self.copies.get(number as usize));
        group.into_iter().flatten().filter_map(|&n| self.members.get(n as usize))
    }

    /// A member's versions and itself, the first version first.
    pub fn versions_of(&self, member: &Member) -> impl DoubleEndedIterator<Item = &Member> {
        let versions = member.story.and_then(|number| self.stories.get(number as usize));
        versions.into_iter().flatten().filter_map(|&n| self.members.get(n as usize))
    }

    /// Every group of copies, the earliest first in each.
    pub fn all_copies(&self) -> impl Iterator<Item = Vec<&Member>> {
        self.copies.iter().map(|group| group.iter().filter_map(|&n| self.members.get(n as usize)).collect())
    }

    /// How many articles are not alone.
    pub fn counts(&self) -> GroupCounts {
        let n_of = |standing| self.members.iter().filter(|member| member.standing == standing).count() as u64;
        let all: Vec<&Member> = self.members.iter().collect();
        let n_folded = super::fold::fold(self, &all, super::fold::Folding::default()).n_folded() as u64;
        GroupCounts {
            n_distinct: self.n_articles - n_folded,
            n_groups: self.copies.len() as u64,
            n_copies: self.copies.iter().map(|group| group.len() as u64).sum(),
            n_superseded: n_of(Standing::Superseded),
            n_retracted: n_of(Standing::Retracted),
        }
    }

    /// Appends its bytes.
    pub(super) fn write(&self, out: &mut Vec<u8>) {
        write_number(self.n_articles, out);
        write_number(self.members.len() as u64, out);
        for member in &self.members {
            out.extend(member.key.to_le_bytes());
            out.extend(member.words.to_le_bytes());
            let number = |number: Option<u32>| number.map_or(0, |number| u64::from(number) + 1);
            let state = member.standing as u64 | u64::from(member.has_other_figures) << 2;
            for n in [number(member.copies), zigzag(member.day), state, member.id.len() as u64] {
                write_number(n, out);
            }
            out.extend(member.id.as_bytes());
        }
        write_number(self.stories.len() as u64, out);
        for versions in &self.stories {
            write_number(versions.len() as u64, out);
            versions.iter().for_each(|&n| write_number(u64::from(n), out));
        }
    }

    /// Reads what [`Self::write`] wrote; `None` where it cannot be.
    pub(super) fn read(bytes: &mut &[u8]) -> Option<Self> {
        let (n_articles, n_members) = (read_number(bytes)?, read_number(bytes)?);
        let mut members = Vec::new();
        for _ in 0..n_members {
            members.push(read_member(bytes)?);
        }
        let mut stories = Vec::new();
        for number in 0..u32::try_from(read_number(bytes)?).ok()? {
            let mut versions = Vec::new();
            for _ in 0..read_number(bytes)? {
                let n = u32::try_from(read_number(bytes)?).ok()?;
                members.get_mut(n as usize)?.story = Some(number);
                versions.push(n);
            }
            stories.push(versions);
        }
        let most = members.len() as u32;
        if members.iter().any(|member: &Member| member.copies.is_some_and(|number| number >= most)) {
            return None;
        }
        let mut groups = Self { members, copies: Vec::new(), stories, n_articles };
        groups.copies = groups.earliest_first();
        Some(groups)
    }
}

fn read_member(bytes: &mut &[u8]) -> Option<Member> {
    let mut hash = || {
        let (hash, rest) = bytes.split_first_chunk()?;
        *bytes = rest;
        Some(u64::from_le_bytes(*hash))
    };
    let (key, words) = (hash()?, hash()?);
    let copies = u32::try_from(read_number(bytes)?).ok()?.checked_sub(1);
    let day = unzigzag(read_number(bytes)?);
    let state = read_number(bytes)?;
    let length = usize::try_from(read_number(bytes)?).ok()?;
    let (id, rest) = bytes.split_at_checked(length)?;
    *bytes = rest;
    Some(Member {
        key,
        id: String::from_utf8(id.to_vec()).ok()?,
        day,
        copies,
        story: None,
        standing: *Standing::ALL.get((state & 3) as usize)?,
        words,
        has_other_figures: state & 4 != 0,
    })
}

/// The sets of two or more that have one root, in the order of the roots.
fn of_roots(roots: &[u32]) -> Vec<Vec<u32>> {
    let mut order: Vec<(u32, u32)> = roots.iter().copied().zip(0u32..).collect();
    order.sort_unstable();
    let shared = order.chunk_by(|a, b| a.0 == b.0).filter(|shared| shared.len() > 1);
    shared.map(|shared| shared.iter().map(|&(_, n)| n).collect()).collect()
}

/// That what a file holds cannot be what was written.
pub(super) fn damaged(path: &Path, why: &str) -> Error {
    Error::Damaged { what: path.display().to_string(), why: why.to_owned() }
}
