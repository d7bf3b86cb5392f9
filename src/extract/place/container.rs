//! Names that say which place another name means: "Paris, Texas", "Xenia (Ohio)", "TROY, N.C."

use super::candidate::Mention;
use crate::article::PlaceKind;
use crate::lexicon::gazetteer::{EntryKind, Gazetteer, PlaceNumber};
use crate::text::Prose;

/// A container's name that could mean more divisions than this settles nothing.
const MAX_CONTAINERS: usize = 8;

/// For each mention, the place it means where the name after it says so.
pub(super) fn settle(mentions: &[Mention<'_>], prose: &Prose<'_>, gazetteer: &Gazetteer) -> Vec<Option<PlaceNumber>> {
    let mut settled: Vec<Option<PlaceNumber>> = vec![None; mentions.len()];
    // From the right, so that in "Xenia, Greene County, Ohio" the county is known when the town asks for it.
    for at in (0..mentions.len().saturating_sub(1)).rev() {
        let (inner, outer) = (&mentions[at], &mentions[at + 1]);
        if !is_followed_by(inner, outer, prose)
            || outer.kind() == PlaceKind::Demonym
            || is_listing(mentions, at, prose, gazetteer)
        {
            continue;
        }
        let containers: Vec<PlaceNumber> = match settled[at + 1] {
            Some(place) => vec![place],
            None => outer
                .bearers()
                .map(|candidate| candidate.place)
                .filter(|&place| gazetteer.can_hold(place))
                .take(MAX_CONTAINERS)
                .collect(),
        };
        settled[at] = match inner.feature {
            Some(_) => containers.first().copied(),
            None => inside(inner, &containers, gazetteer),
        };
        if let Some(place) = settled[at]
            && settled[at + 1].is_none()
        {
            settled[at + 1] = containers.into_iter().find(|&container| gazetteer.is_within(place, container));
        }
    }
    settled
}

/// The largest bearer of the name inside one of the containers.
fn inside(mention: &Mention<'_>, containers: &[PlaceNumber], gazetteer: &Gazetteer) -> Option<PlaceNumber> {
    let holds = |place: PlaceNumber| {
        containers.iter().any(|&container| place != container && gazetteer.is_within(place, container))
    };
    mention.bearers().map(|candidate| candidate.place).find(|&place| holds(place))
}

/// Whether only a comma or an opening parenthesis parts the two, or nothing before an abbreviated state.
fn is_followed_by(inner: &Mention<'_>, outer: &Mention<'_>, prose: &Prose<'_>) -> bool {
    match outer.first.checked_sub(inner.end) {
        Some(0) => true,
        Some(1) => matches!(prose.str(inner.end), "," | "("),
        _ => false,
    }
}

/// Whether the two are items of a list of like places ("California, Maryland and Virginia"), not a place and its container.
fn is_listing(mentions: &[Mention<'_>], at: usize, prose: &Prose<'_>, gazetteer: &Gazetteer) -> bool {
    let level =
        |n: usize| mentions.get(n).and_then(|m| m.bearers().next()).map(|candidate| gazetteer.kind(candidate.place));
    let (inner, outer) = (level(at), level(at + 1));
    if inner != outer || !matches!(inner, Some(EntryKind::Country | EntryKind::Admin1)) {
        return false;
    }
    if inner == Some(EntryKind::Country) {
        return true;
    }
    let joins = |left: usize| {
        let (Some(a), Some(b)) = (mentions.get(left), mentions.get(left + 1)) else { return false };
        let between = a.end..b.first;
        (1..=2).contains(&between.len())
            && between.clone().all(|t| matches!(prose.str(t), "," | "and" | "or" | "&" | "to"))
    };
    let before = at > 0 && joins(at - 1) && level(at - 1) == inner;
    before || joins(at + 1) && level(at + 2) == inner
}
