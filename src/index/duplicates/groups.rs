//! The groups of an archive as a reader knows them: who is a copy of whom, and which version of a story holds.

use super::super::Error;
use super::across::salt;
use super::cluster::{Figures, clusters};
use super::layout::Layout;
use super::shelf::{Row, Shelf};
use super::sketch::Sketch;
use super::story::{Standing, standings, stories};
use std::collections::BTreeMap;
use std::path::Path;
use tantivy::directory::OwnedBytes;

/// An article that is not alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member<'g> {
    /// Hash of its id.
    pub key: u64,
    /// Its id.
    pub id: &'g str,
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
#[derive(Clone, PartialEq, Eq)]
pub struct Groups(Layout);

impl Default for Groups {
    fn default() -> Self {
        Self(Layout::of(0, &[], &[], &[]))
    }
}

impl std::fmt::Debug for Groups {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.members()).finish()
    }
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
    /// Finds the groups among signatures, with `sorted_bytes` of memory beside what is held of each.
    pub(super) fn find(rows: &[Row], shelf: &Shelf, sorted_bytes: usize) -> Self {
        let copies = of_roots(&clusters(rows, shelf, sorted_bytes));
        let stories = stories(rows, shelf);
        let mut places: BTreeMap<u32, Place> = BTreeMap::new();
        for (number, group) in (0u32..).zip(&copies) {
            group.iter().for_each(|&n| places.entry(n).or_default().copies = Some(number));
        }
        for (number, versions) in (0u32..).zip(&stories) {
            for (&n, standing) in versions.iter().zip(standings(rows, versions, shelf)) {
                let place = places.entry(n).or_default();
                (place.story, place.standing) = (Some(number), standing);
            }
        }
        for (n, _) in (0u32..).zip(rows).filter(|(_, row)| row.is_kill()) {
            places.entry(n).or_default().standing = Standing::Retracted;
        }
        let with_id = |(n, place): (u32, Place)| {
            let row = &rows[n as usize];
            (row, place, shelf.signature(row).id)
        };
        let kept: Vec<(&Row, Place, String)> = places.into_iter().map(with_id).collect();
        let mut members: Vec<Member<'_>> = kept
            .iter()
            .map(|(row, place, id)| {
                let Place { copies, story, standing } = *place;
                let (key, day, words) = (row.key, row.day(), row.words);
                Member { key, id, day, copies, story, standing, words, has_other_figures: false }
            })
            .collect();
        let copies = earliest_first(&members);
        compare_figures(&mut members, &copies, |n| shelf.sketch(kept[n as usize].0));
        // Stories name rows; what is kept names members.
        let of_row = |n: &u32| {
            let found = members.binary_search_by_key(&rows[*n as usize].key, |member| member.key);
            found.expect("every row of a story is a member") as u32
        };
        let stories: Vec<Vec<u32>> = stories.iter().map(|versions| versions.iter().map(of_row).collect()).collect();
        Self(Layout::of(rows.len() as u64, &members, &copies, &stories))
    }

    /// The groups of several archives side by side: what is a copy of what is in another is not known. Keys are changed by what
    /// [`salt`] says of each.
    pub(in crate::index) fn joined(parts: &[std::sync::Arc<Self>]) -> Self {
        // A member, the part it is of and its place there.
        let mut numbered: Vec<(Member<'_>, usize, u32)> = Vec::new();
        let mut n_copies = 0;
        for (part, Self(groups)) in parts.iter().map(|part| part.as_ref()).enumerate() {
            numbered.extend((0u32..).zip(groups.members()).map(|(at, member)| {
                let copies = member.copies.map(|number| number + n_copies);
                (Member { copies, key: member.key ^ salt(part), ..member }, part, at)
            }));
            n_copies += groups.copies.n as u32;
        }
        numbered.sort_by_key(|(member, ..)| member.key);
        let mut places: Vec<Vec<u32>> = parts.iter().map(|part| vec![0; part.0.n_members]).collect();
        for (now, (_, part, at)) in (0u32..).zip(&numbered) {
            places[*part][*at as usize] = now;
        }
        let mut members: Vec<Member<'_>> = numbered.into_iter().map(|(member, ..)| member).collect();
        let mut stories: Vec<Vec<u32>> = Vec::new();
        for (Self(groups), places) in parts.iter().map(|part| part.as_ref()).zip(&places) {
            for number in 0..groups.stories.n as u32 {
                let versions = groups.list(groups.stories, number).map(|at| places[at as usize]).collect::<Vec<_>>();
                versions.iter().for_each(|&at| members[at as usize].story = Some(stories.len() as u32));
                stories.push(versions);
            }
        }
        let n_articles = parts.iter().map(|part| part.0.n_articles).sum();
        Self(Layout::of(n_articles, &members, &earliest_first(&members), &stories))
    }

    /// What is known of the article with that key; `None` where it is alone.
    pub fn of(&self, key: u64) -> Option<Member<'_>> {
        self.0.find(key)
    }

    /// What is known of the nth of the articles that are not alone, in the order of their keys.
    pub fn member(&self, n: u32) -> Option<Member<'_>> {
        self.0.member(n)
    }

    /// The keys of all articles that are not alone, ascending.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = u64> {
        self.0.keys()
    }

    /// Whether nothing is grouped.
    pub fn is_empty(&self) -> bool {
        self.0.n_members == 0
    }

    /// A member's copies and itself, the earliest first.
    pub fn copies_of(&self, member: Member<'_>) -> impl Iterator<Item = Member<'_>> {
        let groups = &self.0;
        member.copies.into_iter().flat_map(|number| groups.list(groups.copies, number)).filter_map(|n| groups.member(n))
    }

    /// A member's versions and itself, the first version first.
    pub fn versions_of(&self, member: Member<'_>) -> impl DoubleEndedIterator<Item = Member<'_>> {
        let groups = &self.0;
        member.story.into_iter().flat_map(|number| groups.list(groups.stories, number)).filter_map(|n| groups.member(n))
    }

    /// Every group of copies, the earliest first in each.
    pub fn all_copies(&self) -> impl Iterator<Item = Vec<Member<'_>>> {
        let groups = &self.0;
        let members = |number| groups.list(groups.copies, number).filter_map(|n| groups.member(n)).collect();
        (0..groups.copies.n as u32).map(members)
    }

    /// How many articles are not alone.
    pub fn counts(&self) -> GroupCounts {
        let all: Vec<Member<'_>> = self.0.members().collect();
        let n_of = |standing| all.iter().filter(|member| member.standing == standing).count() as u64;
        let n_folded = super::fold::fold(self, &all, super::fold::Folding::default()).n_folded() as u64;
        GroupCounts {
            n_distinct: self.0.n_articles - n_folded,
            n_groups: self.0.copies.n as u64,
            n_copies: all.iter().filter(|member| member.copies.is_some()).count() as u64,
            n_superseded: n_of(Standing::Superseded),
            n_retracted: n_of(Standing::Retracted),
        }
    }

    /// Its bytes, which [`Self::open`] takes.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    /// Groups where they lie; `None` where these are none.
    pub(super) fn open(bytes: OwnedBytes) -> Option<Self> {
        Layout::open(bytes).map(Self)
    }
}

/// The members of each group of copies, the earliest first.
fn earliest_first(members: &[Member<'_>]) -> Vec<Vec<u32>> {
    let n_groups = members.iter().filter_map(|member| member.copies).max().map_or(0, |n| n as usize + 1);
    let mut copies = vec![Vec::new(); n_groups];
    for (n, member) in (0u32..).zip(members) {
        if let Some(number) = member.copies {
            copies[number as usize].push(n);
        }
    }
    for group in &mut copies {
        group.sort_by_key(|&n| (members[n as usize].day, members[n as usize].id));
    }
    copies
}

fn compare_figures(members: &mut [Member<'_>], copies: &[Vec<u32>], sketch: impl Fn(u32) -> Sketch) {
    for group in copies {
        let first = sketch(group[0]);
        for &n in &group[1..] {
            members[n as usize].has_other_figures = Figures::compare(&first, &sketch(n)).differ();
        }
    }
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
