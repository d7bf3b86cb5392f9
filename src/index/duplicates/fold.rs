//! Which of some articles stand for the others: of a story the last version, of copies the earliest.
//!
//! It is done among the articles that match a question, so that what is folded away is always said of one that is shown.

use super::groups::{Groups, Member};
use super::story::Standing;
use rustc_hash::FxHashMap;

/// What is folded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Folding {
    /// Copies are, into the earliest.
    pub copies: bool,
    /// Earlier versions are, into the last.
    pub versions: bool,
}

impl Default for Folding {
    fn default() -> Self {
        Self { copies: true, versions: true }
    }
}

impl Folding {
    /// Whether anything is.
    pub fn is_any(self) -> bool {
        self.copies || self.versions
    }
}

/// Some articles, the others folded into them: each a place in the list that was folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// For each that was folded, what it was folded into.
    into: FxHashMap<usize, usize>,
    /// What was folded into each, in the order of the groups: copies the earliest first, versions the last first.
    held: FxHashMap<usize, Vec<usize>>,
}

impl Folded {
    /// Whether a place was folded away.
    pub fn is_folded(&self, place: usize) -> bool {
        self.into.contains_key(&place)
    }

    /// How many were.
    pub fn n_folded(&self) -> usize {
        self.into.len()
    }

    /// What was folded into a place.
    pub fn held_by(&self, place: usize) -> &[usize] {
        self.held.get(&place).map_or(&[], Vec::as_slice)
    }

    /// Adds what was folded among some of the places: its nth place is `places[n]`.
    pub fn add(&mut self, among: Folded, places: &[usize]) {
        self.into.extend(among.into.into_iter().map(|(place, into)| (places[place], places[into])));
        let held = among.held.into_iter();
        self.held
            .extend(held.map(|(into, held)| (places[into], held.into_iter().map(|place| places[place]).collect())));
    }

    fn put(&mut self, place: usize, into: usize) {
        self.into.insert(place, into);
        let below = self.held.remove(&place).unwrap_or_default();
        self.into.extend(below.iter().map(|&below| (below, into)));
        let held = self.held.entry(into).or_default();
        held.push(place);
        held.extend(below);
    }
}

/// Folds articles that are not alone.
pub fn fold(groups: &Groups, members: &[Member<'_>], folding: Folding) -> Folded {
    let mut folded = Folded::default();
    if folding.versions {
        for mut versions in together(members, |member| member.story, |_| true) {
            let order =
                |place: usize| groups.versions_of(members[place]).position(|member| member.key == members[place].key);
            versions.sort_by_cached_key(|&place| std::cmp::Reverse(order(place)));
            for &earlier in &versions[1..] {
                folded.put(earlier, versions[0]);
            }
        }
    }
    if folding.copies {
        let is_left = |place: usize| !folded.is_folded(place);
        for mut copies in together(members, |member| member.copies, is_left) {
            // What has versions stands for what has none: to fold it would hide that there are others.
            let rank = |place: usize| {
                let member = members[place];
                (member.story.is_none(), member.standing, member.day, member.id)
            };
            copies.sort_by(|&a, &b| rank(a).cmp(&rank(b)));
            for &copy in &copies[1..] {
                if folding.versions || members[copy].story.is_none() {
                    folded.put(copy, copies[0]);
                }
            }
        }
    }
    folded
}

/// The places of members of one group, for each group that two or more are of.
fn together(
    members: &[Member<'_>],
    group: impl Fn(&Member<'_>) -> Option<u32>,
    is_wanted: impl Fn(usize) -> bool,
) -> Vec<Vec<usize>> {
    let places = members.iter().enumerate().filter(|(place, _)| is_wanted(*place));
    let mut of_group: Vec<(u32, usize)> =
        places.filter_map(|(place, member)| group(member).map(|number| (number, place))).collect();
    of_group.sort_unstable();
    let shared = of_group.chunk_by(|a, b| a.0 == b.0).filter(|shared| shared.len() > 1);
    shared.map(|shared| shared.iter().map(|&(_, place)| place).collect()).collect()
}

/// Whether a member is a copy of what no longer holds, and of nothing that does.
pub fn is_copy_of_the_past(groups: &Groups, member: Member<'_>) -> Option<Standing> {
    if member.standing != Standing::Current {
        return None;
    }
    let same = || groups.copies_of(member).filter(|other| other.words == member.words && other.story.is_some());
    let is_current = same().any(|other| other.standing == Standing::Current);
    if is_current { None } else { same().map(|other| other.standing).max() }
}
