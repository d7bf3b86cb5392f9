//! Intervals of word positions, and the operators that make intervals out of intervals.
//!
//! The operators are those of Clarke, Cormack and Burkowski (1995) and Boldi and Vigna (2016) with one
//! difference: alternatives keep all their intervals, also one that holds another, so that
//! `british W/1 ("prime minister" OR minister)` finds what each alternative alone would find.
//! A proximity and a phrase make *minimal* intervals: none of them holds another.
//!
//! Everything here runs in time linear in the number of intervals, or sorts them once.

use std::collections::VecDeque;

/// A run of word positions, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Interval {
    /// Position of the first word.
    pub(crate) start: u32,
    /// Position of the last word.
    pub(crate) end: u32,
}

impl Interval {
    pub(crate) fn new(start: u32, end: u32) -> Self {
        debug_assert!(start <= end, "interval {start}..={end} runs backwards");
        Self { start, end }
    }
}

/// How near two intervals must be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Reach<'a> {
    /// Later start − earlier end is at most this, in either order.
    Within(u32),
    /// Right start − left end is at most this, in this order.
    Before(u32),
    /// No unit begins inside the interval that both make; the positions, ascending, at which units begin.
    SameUnit(&'a [u32]),
}

/// Leaves the intervals that hold no other, ascending by start and by end.
pub(crate) fn minimise(intervals: &mut Vec<Interval>) {
    if intervals.windows(2).all(|pair| pair[0].start < pair[1].start && pair[0].end < pair[1].end) {
        return;
    }
    intervals.sort_unstable_by_key(|i| (i.end, std::cmp::Reverse(i.start)));
    let mut latest_start = None;
    intervals.retain(|i| {
        let minimal = latest_start.is_none_or(|latest| i.start > latest);
        if minimal {
            latest_start = Some(i.start);
        }
        minimal
    });
}

/// Sorts by start, then by end, each interval once.
pub(crate) fn sort(intervals: &mut Vec<Interval>) {
    if !intervals.windows(2).all(|pair| pair[0] < pair[1]) {
        intervals.sort_unstable();
        intervals.dedup();
    }
}

/// The minimal intervals that hold one of `left` and one of `right`, apart and within reach.
pub(crate) fn near(left: &[Interval], right: &[Interval], reach: Reach<'_>) -> Vec<Interval> {
    let mut out = Vec::new();
    in_order(left, right, reach, &mut out);
    if !matches!(reach, Reach::Before(_)) {
        in_order(right, left, reach, &mut out);
    }
    minimise(&mut out);
    out
}

/// For each of `later` the shortest pair with one of `earlier` that ends before it begins.
///
/// Of the partners within reach the one that begins last wins; a queue of falling starts keeps it in front.
fn in_order(earlier: &[Interval], later: &[Interval], reach: Reach<'_>, out: &mut Vec<Interval>) {
    let earlier = by_end(earlier);
    let mut candidates = earlier.iter().copied().peekable();
    let mut partners: VecDeque<Interval> = VecDeque::new();
    for &last in later {
        while let Some(first) = candidates.next_if(|first| first.end < last.start) {
            while partners.back().is_some_and(|back| back.start <= first.start) {
                partners.pop_back();
            }
            partners.push_back(first);
        }
        if let Reach::Within(gap) | Reach::Before(gap) = reach {
            while partners.front().is_some_and(|front| last.start - front.end > gap) {
                partners.pop_front();
            }
        }
        let Some(first) = partners.front() else { continue };
        let pair = Interval::new(first.start, last.end);
        match reach {
            Reach::SameUnit(units) if !is_within_unit(pair, units) => {}
            _ => out.push(pair),
        }
    }
}

/// Whether [`near`] would find anything, where both sides are single words.
pub(crate) fn any_near(left: &[u32], right: &[u32], reach: Reach<'_>) -> bool {
    match reach {
        Reach::Within(gap) => follows(left, right, gap) || follows(right, left, gap),
        Reach::Before(gap) => follows(left, right, gap),
        Reach::SameUnit(units) => {
            let unit_of = |position: u32| units.partition_point(|&unit| unit <= position);
            let mut right = right.iter().copied().peekable();
            left.iter().any(|&word| {
                let unit = unit_of(word);
                while right.next_if(|&other| unit_of(other) < unit).is_some() {}
                // The word itself is no neighbour of its own; the next may be.
                let mut here = right.clone().take_while(|&other| unit_of(other) == unit);
                here.any(|other| other != word)
            })
        }
    }
}

/// Whether a word of `later` stands at most `gap` behind one of `earlier`.
fn follows(earlier: &[u32], later: &[u32], gap: u32) -> bool {
    let mut at = 0;
    earlier.iter().any(|&word| {
        while later.get(at).is_some_and(|&next| next <= word) {
            at += 1;
        }
        later.get(at).is_some_and(|&next| next - word <= gap)
    })
}

fn by_end(intervals: &[Interval]) -> std::borrow::Cow<'_, [Interval]> {
    if intervals.is_sorted_by_key(|i| i.end) {
        return intervals.into();
    }
    let mut sorted = intervals.to_vec();
    sorted.sort_unstable_by_key(|i| i.end);
    sorted.into()
}

fn is_within_unit(interval: Interval, units: &[u32]) -> bool {
    let next_unit = units.partition_point(|&unit| unit <= interval.start);
    units.get(next_unit).is_none_or(|&unit| unit > interval.end)
}

/// Those of `left` and of `right` that make the `pairs`, which [`near`] found.
pub(crate) fn partners(
    left: &[Interval],
    right: &[Interval],
    reach: Reach<'_>,
    pairs: &[Interval],
) -> (Vec<Interval>, Vec<Interval>) {
    let mut partners = (Vec::new(), Vec::new());
    collect_partners(left, right, reach, pairs, &mut partners.0, &mut partners.1);
    if !matches!(reach, Reach::Before(_)) {
        collect_partners(right, left, reach, pairs, &mut partners.1, &mut partners.0);
    }
    sort(&mut partners.0);
    sort(&mut partners.1);
    partners
}

fn collect_partners(
    earlier: &[Interval],
    later: &[Interval],
    reach: Reach<'_>,
    pairs: &[Interval],
    out_earlier: &mut Vec<Interval>,
    out_later: &mut Vec<Interval>,
) {
    let later = by_end(later);
    for pair in pairs {
        let begins = earlier.partition_point(|i| i.start < pair.start);
        let ends = later.partition_point(|i| i.end < pair.end);
        for &first in earlier[begins..].iter().take_while(|i| i.start == pair.start) {
            for &last in later[ends..].iter().take_while(|i| i.end == pair.end) {
                let in_reach = match reach {
                    Reach::Within(gap) | Reach::Before(gap) => last.start.saturating_sub(first.end) <= gap,
                    Reach::SameUnit(_) => true,
                };
                if first.end < last.start && in_reach {
                    out_earlier.push(first);
                    out_later.push(last);
                }
            }
        }
    }
}

/// Those of `left` that have none of `right` within reach.
///
/// One that overlaps is within any reach but an ordered one, unless it is the same interval:
/// `york NOT W/2 "new york"` wants another York, `war NOT W/5 war` a lone war.
pub(crate) fn not_near(left: &[Interval], right: &[Interval], reach: Reach<'_>) -> Vec<Interval> {
    let keep: Box<dyn Fn(Interval) -> bool> = match reach {
        Reach::Before(gap) => {
            let starts: Vec<u32> = right.iter().map(|i| i.start).collect();
            Box::new(move |x| count_from_to(&starts, x.end.saturating_add(1), x.end.saturating_add(gap)) == 0)
        }
        Reach::Within(gap) => {
            let starts: Vec<u32> = right.iter().map(|i| i.start).collect();
            let ends: Vec<u32> = by_end(right).iter().map(|i| i.end).collect();
            Box::new(move |x| {
                let begun = starts.partition_point(|&start| start <= x.end.saturating_add(gap));
                let over = ends.partition_point(|&end| end < x.start.saturating_sub(gap));
                begun - over == usize::from(right.binary_search(&x).is_ok())
            })
        }
        Reach::SameUnit(units) => {
            // One that crosses the border of a unit shares no unit with anything.
            let whole: Vec<Interval> = right.iter().copied().filter(|&i| is_within_unit(i, units)).collect();
            Box::new(move |x| {
                if !is_within_unit(x, units) {
                    return true;
                }
                let next = units.partition_point(|&unit| unit <= x.start);
                let first = if next == 0 { 0 } else { units[next - 1] };
                let begun_before = whole.partition_point(|i| i.start < first);
                let begun = match units.get(next) {
                    Some(&end) => whole.partition_point(|i| i.start < end),
                    None => whole.len(),
                };
                begun - begun_before == usize::from(whole.binary_search(&x).is_ok())
            })
        }
    };
    left.iter().copied().filter(|&x| keep(x)).collect()
}

/// How many of the ascending `values` lie in `first..=last`.
fn count_from_to(values: &[u32], first: u32, last: u32) -> usize {
    values.partition_point(|&value| value <= last).saturating_sub(values.partition_point(|&value| value < first))
}

/// One place of a phrase: which place, and where in the text its word stands, ascending.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Slot<'a> {
    pub(crate) offset: u32,
    pub(crate) positions: &'a [u32],
}

/// Where the words of a phrase stand in a row, each at its offset from the first.
pub(crate) fn phrase(slots: &[Slot<'_>]) -> Vec<Interval> {
    let Some((rarest, others)) = rarest_first(slots) else { return Vec::new() };
    let (Some(first), Some(last)) = (slots.iter().map(|s| s.offset).min(), slots.iter().map(|s| s.offset).max()) else {
        return Vec::new();
    };
    let mut cursors = vec![0; others.len()];
    let mut out = Vec::new();
    'positions: for &position in rarest.positions {
        // Where a word stands at place 0; a phrase cannot begin before the text does.
        let Some(origin) = position.checked_sub(rarest.offset - first) else { continue };
        for (slot, cursor) in others.iter().zip(&mut cursors) {
            let wanted = origin + (slot.offset - first);
            *cursor += gallop(&slot.positions[*cursor..], wanted);
            match slot.positions.get(*cursor) {
                None => break 'positions,
                Some(&found) if found == wanted => {}
                Some(_) => continue 'positions,
            }
        }
        out.push(Interval::new(origin, origin + (last - first)));
    }
    out
}

fn rarest_first<'a>(slots: &[Slot<'a>]) -> Option<(Slot<'a>, Vec<Slot<'a>>)> {
    let mut sorted = slots.to_vec();
    sorted.sort_by_key(|slot| slot.positions.len());
    let (rarest, others) = sorted.split_first()?;
    Some((*rarest, others.to_vec()))
}

/// How many of the ascending `values` are below `wanted`, quick where they are few.
fn gallop(values: &[u32], wanted: u32) -> usize {
    let mut step = 1;
    while step <= values.len() && values[step - 1] < wanted {
        step *= 2;
    }
    let from = step / 2;
    from + values[from..step.min(values.len())].partition_point(|&value| value < wanted)
}

/// A word that a loose phrase may use.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    /// Position less offset: equal for all words of an exact phrase.
    shifted: i64,
    position: u32,
    slot: usize,
}

/// Where the words of a phrase stand at distinct positions, straying by no more than `slop`:
/// max(pᵢ − i) − min(pᵢ − i) ≤ `slop`, in any order. Minimal intervals.
pub(crate) fn loose_phrase(slots: &[Slot<'_>], slop: u32) -> Vec<Interval> {
    let mut out = match LooseEnds::new(slots, slop) {
        Some(ends) => ends.intervals(),
        None => crowded_loose_phrase(slots, slop),
    };
    minimise(&mut out);
    out
}

/// For each word that can be the last of a loose phrase, the latest place of every other.
///
/// What is asked of the places is that no two shifted positions differ by more than the slop, and that
/// slots with the same words take them in order (any other order strays at least as far). With two
/// choices of places the later of each pair of places is a choice too, so there is a latest one: it is
/// found by starting from the latest words and moving back only what must move.
struct LooseEnds<'a> {
    slots: &'a [Slot<'a>],
    slop: i64,
    /// The slot before with the same words.
    same_before: Vec<Option<usize>>,
}

impl<'a> LooseEnds<'a> {
    /// `None` where two slots share some of their words and not all.
    fn new(slots: &'a [Slot<'a>], slop: u32) -> Option<Self> {
        let same_before: Vec<Option<usize>> =
            (0..slots.len()).map(|i| (0..i).rev().find(|&j| slots[i].positions == slots[j].positions)).collect();
        let firsts = slots.iter().zip(&same_before).filter(|(_, same)| same.is_none());
        let mut all: Vec<u32> = firsts.flat_map(|(slot, _)| slot.positions.iter().copied()).collect();
        all.sort_unstable();
        let is_crowded = all.windows(2).any(|pair| pair[0] == pair[1]);
        (!is_crowded).then_some(Self { slots, slop: i64::from(slop), same_before })
    }

    fn intervals(&self) -> Vec<Interval> {
        let is_last_of_its_words = |slot: &usize| !self.same_before.contains(&Some(*slot));
        let mut ends: Vec<(u32, usize)> = (0..self.slots.len())
            .filter(is_last_of_its_words)
            .flat_map(|slot| self.slots[slot].positions.iter().map(move |&position| (position, slot)))
            .collect();
        ends.sort_unstable();
        let mut n_before = vec![0; self.slots.len()];
        let mut places = vec![0; self.slots.len()];
        let mut out = Vec::new();
        for (end, last) in ends {
            for (n, slot) in n_before.iter_mut().zip(self.slots) {
                *n += gallop(&slot.positions[*n..], end + 1);
            }
            places.clone_from(&n_before);
            if let Some(start) = self.settle(&mut places, last) {
                out.push(Interval::new(start, end));
            }
        }
        out
    }

    /// Moves places back, each counted from 1, until all agree with slot `last`, which stays; the first position of all.
    fn settle(&self, places: &mut [usize], last: usize) -> Option<u32> {
        if places.contains(&0) {
            return None;
        }
        let position = |places: &[usize], slot: usize| self.slots[slot].positions[places[slot] - 1];
        loop {
            let shifted =
                |places: &[usize], slot: usize| i64::from(position(places, slot)) - i64::from(self.slots[slot].offset);
            let highest = (0..places.len()).map(|slot| shifted(places, slot)).min()? + self.slop;
            let mut moved = false;
            for slot in (0..places.len()).rev() {
                let later = (slot + 1..places.len()).find(|&later| self.same_before[later] == Some(slot));
                let by_order = later.map_or(i64::MAX, |later| i64::from(position(places, later)) - 1);
                let bound = by_order.min(highest + i64::from(self.slots[slot].offset));
                if i64::from(position(places, slot)) > bound {
                    let before = &self.slots[slot].positions[..places[slot]];
                    places[slot] = before.partition_point(|&p| i64::from(p) <= bound);
                    if places[slot] == 0 || slot == last {
                        return None;
                    }
                    moved = true;
                }
            }
            if !moved {
                return (0..places.len()).map(|slot| position(places, slot)).min();
            }
        }
    }
}

/// As [`loose_phrase`], where slots compete for words: looks through every window of the text, so the time also
/// grows with the slop.
fn crowded_loose_phrase(slots: &[Slot<'_>], slop: u32) -> Vec<Interval> {
    let mut out = Vec::new();
    let mut minimal_so_far = 0;
    for_windows(slots, slop, |window| {
        shortest_ranges(window, slots.len(), &mut out);
        if out.len() > 1024 + 2 * minimal_so_far {
            minimise(&mut out);
            minimal_so_far = out.len();
        }
    });
    out
}

/// Which position each word of a loose phrase takes within `interval`, if it lies there.
pub(crate) fn loose_phrase_words(slots: &[Slot<'_>], slop: u32, interval: Interval) -> Option<Vec<u32>> {
    let inside: Vec<Slot<'_>> = slots
        .iter()
        .map(|slot| {
            let from = slot.positions.partition_point(|&p| p < interval.start);
            let to = slot.positions.partition_point(|&p| p <= interval.end);
            Slot { offset: slot.offset, positions: &slot.positions[from..to] }
        })
        .collect();
    let mut words = None;
    for_windows(&inside, slop, |window| {
        if words.is_none() {
            words = distinct_positions(window, slots.len());
        }
    });
    words
}

/// Calls `visit` with every largest set of words whose shifted positions differ by at most `slop` and
/// that has one for every slot.
fn for_windows(slots: &[Slot<'_>], slop: u32, mut visit: impl FnMut(&[Candidate])) {
    if slots.iter().any(|slot| slot.positions.is_empty()) {
        return;
    }
    let mut words: Vec<Candidate> = Vec::with_capacity(slots.iter().map(|slot| slot.positions.len()).sum());
    for (slot, Slot { offset, positions }) in slots.iter().enumerate() {
        words.extend(positions.iter().map(|&position| Candidate {
            shifted: i64::from(position) - i64::from(*offset),
            position,
            slot,
        }));
    }
    words.sort_unstable_by_key(|word| word.shifted);

    let mut n_of_slot = vec![0_usize; slots.len()];
    let mut n_filled = 0;
    let (mut end, mut grown) = (0, false);
    for begin in 0..words.len() {
        while end < words.len() && words[end].shifted - words[begin].shifted <= i64::from(slop) {
            n_filled += usize::from(n_of_slot[words[end].slot] == 0);
            n_of_slot[words[end].slot] += 1;
            (end, grown) = (end + 1, true);
        }
        // A window that only shrank has nothing that the one before had not.
        if n_filled == slots.len() && grown {
            visit(&words[begin..end]);
            grown = false;
        }
        n_of_slot[words[begin].slot] -= 1;
        n_filled -= usize::from(n_of_slot[words[begin].slot] == 0);
    }
}

/// The shortest ranges of positions in which every slot finds a word of its own.
fn shortest_ranges(window: &[Candidate], n_slots: usize, out: &mut Vec<Interval>) {
    let mut words = window.to_vec();
    words.sort_unstable_by_key(|word| word.position);
    let mut n_of_slot = vec![0_usize; n_slots];
    let mut n_filled = 0;
    let mut end = 0;
    for begin in 0..words.len() {
        let is_complete = |end: usize, n_filled: usize| {
            n_filled == n_slots && distinct_positions(&words[begin..end], n_slots).is_some()
        };
        while !is_complete(end, n_filled) {
            let Some(word) = words.get(end) else { return };
            n_filled += usize::from(n_of_slot[word.slot] == 0);
            n_of_slot[word.slot] += 1;
            end += 1;
        }
        out.push(Interval::new(words[begin].position, words[end - 1].position));
        n_of_slot[words[begin].slot] -= 1;
        n_filled -= usize::from(n_of_slot[words[begin].slot] == 0);
    }
}

/// A position for every slot, no two the same, if there is one: a matching by augmenting paths.
fn distinct_positions(words: &[Candidate], n_slots: usize) -> Option<Vec<u32>> {
    let mut choices: Vec<Vec<u32>> = vec![Vec::new(); n_slots];
    for word in words {
        // As many choices as there are slots are enough: the others can take no more than the rest.
        let choices = &mut choices[word.slot];
        if choices.len() < n_slots && !choices.contains(&word.position) {
            choices.push(word.position);
        }
    }
    let mut taken: Vec<(u32, usize)> = Vec::with_capacity(n_slots);
    for slot in 0..n_slots {
        let mut tried = Vec::new();
        if !take(slot, &choices, &mut taken, &mut tried) {
            return None;
        }
    }
    let mut positions = vec![0; n_slots];
    for (position, slot) in taken {
        positions[slot] = position;
    }
    Some(positions)
}

/// Finds `slot` a position, moving others from theirs where that helps.
fn take(slot: usize, choices: &[Vec<u32>], taken: &mut Vec<(u32, usize)>, tried: &mut Vec<u32>) -> bool {
    for &position in &choices[slot] {
        if tried.contains(&position) {
            continue;
        }
        tried.push(position);
        let owner = taken.iter().position(|&(p, _)| p == position);
        match owner {
            None => {
                taken.push((position, slot));
                return true;
            }
            Some(index) => {
                let other = taken[index].1;
                if take(other, choices, taken, tried) {
                    // The other one has found a place of its own; its old entry becomes ours.
                    taken[index].1 = slot;
                    return true;
                }
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn list(pairs: &[(u32, u32)]) -> Vec<Interval> {
        pairs.iter().map(|&(start, end)| Interval::new(start, end)).collect()
    }

    fn words(positions: &[u32]) -> Vec<Interval> {
        positions.iter().map(|&p| Interval::new(p, p)).collect()
    }

    /// The definition: of all the intervals, those that hold no other.
    fn minimal(all: &[Interval]) -> Vec<Interval> {
        let holds = |a: &Interval, b: &Interval| a != b && a.start <= b.start && b.end <= a.end;
        let mut out: Vec<_> = all.iter().copied().filter(|a| !all.iter().any(|b| holds(a, b))).collect();
        out.sort();
        out.dedup();
        out
    }

    fn overlap(a: Interval, b: Interval) -> bool {
        a.start <= b.end && b.start <= a.end
    }

    fn within_reach(a: Interval, b: Interval, reach: Reach<'_>) -> bool {
        let gap = |first: Interval, last: Interval| last.start.checked_sub(first.end).filter(|&gap| gap > 0);
        match reach {
            Reach::Within(n) => gap(a, b).or(gap(b, a)).is_some_and(|gap| gap <= n),
            Reach::Before(n) => gap(a, b).is_some_and(|gap| gap <= n),
            Reach::SameUnit(units) => {
                let (start, end) = (a.start.min(b.start), a.end.max(b.end));
                !units.iter().any(|&unit| start < unit && unit <= end)
            }
        }
    }

    /// The definition of a proximity: every pair that is apart and within reach.
    fn near_by_definition(left: &[Interval], right: &[Interval], reach: Reach<'_>) -> Vec<Interval> {
        let mut all = Vec::new();
        for &a in left {
            for &b in right {
                if !overlap(a, b) && within_reach(a, b, reach) {
                    all.push(Interval::new(a.start.min(b.start), a.end.max(b.end)));
                }
            }
        }
        minimal(&all)
    }

    fn not_near_by_definition(left: &[Interval], right: &[Interval], reach: Reach<'_>) -> Vec<Interval> {
        let disturbs = |a: Interval, b: Interval| match reach {
            _ if a == b => false,
            Reach::Within(_) if overlap(a, b) => true,
            _ => within_reach(a, b, reach),
        };
        left.iter().copied().filter(|&a| !right.iter().any(|&b| disturbs(a, b))).collect()
    }

    /// The definition of a phrase: every choice of distinct positions that strays no more than `slop`.
    fn loose_phrase_by_definition(slots: &[(u32, Vec<u32>)], slop: u32) -> Vec<Interval> {
        fn choose(slots: &[(u32, Vec<u32>)], chosen: &mut Vec<u32>, slop: u32, all: &mut Vec<Interval>) {
            let Some((_, positions)) = slots.get(chosen.len()) else {
                let shifted = || chosen.iter().zip(slots).map(|(&p, (offset, _))| i64::from(p) - i64::from(*offset));
                if shifted().max().unwrap() - shifted().min().unwrap() <= i64::from(slop) {
                    all.push(Interval::new(*chosen.iter().min().unwrap(), *chosen.iter().max().unwrap()));
                }
                return;
            };
            for &position in positions {
                if !chosen.contains(&position) {
                    chosen.push(position);
                    choose(slots, chosen, slop, all);
                    chosen.pop();
                }
            }
        }
        let mut all = Vec::new();
        choose(slots, &mut Vec::new(), slop, &mut all);
        minimal(&all)
    }

    fn as_slots(slots: &[(u32, Vec<u32>)]) -> Vec<Slot<'_>> {
        slots.iter().map(|(offset, positions)| Slot { offset: *offset, positions }).collect()
    }

    #[test]
    fn near_counts_from_end_to_start() {
        for (left, right, reach, expected) in [
            (words(&[3]), words(&[4]), Reach::Within(1), list(&[(3, 4)])),
            (words(&[4]), words(&[3]), Reach::Within(1), list(&[(3, 4)])),
            (words(&[4]), words(&[3]), Reach::Before(1), list(&[])),
            (words(&[3]), words(&[5]), Reach::Within(1), list(&[])),
            (list(&[(0, 2)]), list(&[(5, 7)]), Reach::Within(3), list(&[(0, 7)])),
            (list(&[(0, 2)]), list(&[(5, 7)]), Reach::Within(2), list(&[])),
            // The same word twice is two words.
            (words(&[1, 3]), words(&[1, 3]), Reach::Within(2), list(&[(1, 3)])),
            (words(&[1]), words(&[1]), Reach::Within(2), list(&[])),
            // The longer alternative is the nearer one.
            (words(&[0]), list(&[(1, 2), (2, 2)]), Reach::Within(1), list(&[(0, 2)])),
            (words(&[1]), words(&[3]), Reach::SameUnit(&[0, 1]), list(&[(1, 3)])),
            (words(&[1]), words(&[3]), Reach::SameUnit(&[0, 3]), list(&[])),
        ] {
            assert_eq!(near(&left, &right, reach), expected, "{left:?} {right:?} {reach:?}");
        }
    }

    #[test]
    fn not_near_wants_another() {
        let york = words(&[1, 9]);
        let new_york = list(&[(0, 1)]);
        assert_eq!(not_near(&york, &new_york, Reach::Within(2)), words(&[9]));
        assert_eq!(not_near(&words(&[2, 4, 20]), &words(&[2, 4, 20]), Reach::Within(5)), words(&[20]));
        assert_eq!(not_near(&words(&[2, 4]), &words(&[5]), Reach::SameUnit(&[0, 3])), words(&[2]));
    }

    #[test]
    fn phrases_stand_in_a_row() {
        let phrase_of = |slots: &[(u32, Vec<u32>)]| phrase(&as_slots(slots));
        assert_eq!(phrase_of(&[(0, vec![1, 5, 9]), (1, vec![2, 3, 10])]), list(&[(1, 2), (9, 10)]));
        assert_eq!(phrase_of(&[(0, vec![1, 4]), (2, vec![3, 9])]), list(&[(1, 3)]));
        assert_eq!(phrase_of(&[(0, vec![0]), (1, vec![0])]), list(&[]));
        assert_eq!(phrase_of(&[(0, vec![]), (1, vec![0])]), list(&[]));
    }

    #[test]
    fn loose_phrases_stray() {
        for (slots, slop, expected) in [
            (vec![(0, vec![4]), (1, vec![6])], 1, list(&[(4, 6)])),
            (vec![(0, vec![4]), (1, vec![6])], 0, list(&[])),
            // Swapped neighbours stray by two, as in Lucene.
            (vec![(0, vec![5]), (1, vec![4])], 1, list(&[])),
            (vec![(0, vec![5]), (1, vec![4])], 2, list(&[(4, 5)])),
            // One word cannot stand for two.
            (vec![(0, vec![4]), (1, vec![4])], 3, list(&[])),
            (vec![(0, vec![4, 5]), (1, vec![4])], 3, list(&[(4, 5)])),
        ] {
            assert_eq!(loose_phrase(&as_slots(&slots), slop), expected, "{slots:?}~{slop}");
        }
    }

    #[test]
    fn a_text_of_one_word_stays_linear() {
        let positions: Vec<u32> = (0..200_000).collect();
        let all = words(&positions);
        assert_eq!(near(&all, &all, Reach::Within(200)).len(), positions.len() - 1);
        assert_eq!(not_near(&all, &all, Reach::Within(200)).len(), 0);
        let twice = [Slot { offset: 0, positions: &positions }, Slot { offset: 1, positions: &positions }];
        assert_eq!(loose_phrase(&twice, 10_000).len(), positions.len() - 1);
        // One rare word among very many of another.
        let apart = [Slot { offset: 0, positions: &positions[1..] }, Slot { offset: 1, positions: &[0] }];
        assert_eq!(loose_phrase(&apart, 10_000), list(&[(0, 1)]));
    }

    prop_compose! {
        fn intervals()(pairs in prop::collection::vec((0_u32..24, 0_u32..4), 0..8)) -> Vec<Interval> {
            let mut out: Vec<_> = pairs.iter().map(|&(start, more)| Interval::new(start, start + more)).collect();
            sort(&mut out);
            out
        }
    }

    /// Places of a phrase whose words stand anywhere, or each position is one of three words that the places ask for.
    fn slots() -> impl Strategy<Value = Vec<(u32, Vec<u32>)>> {
        let anywhere = prop::collection::btree_set(0_u32..12, 0..5).prop_map(|set| set.into_iter().collect());
        let anywhere = prop::collection::vec((0_u32..2, anywhere), 1..5);
        let text = prop::collection::vec(0_u8..4, 0..12);
        let of_words = (text, prop::collection::vec((0_u32..2, 0_u8..3), 1..5)).prop_map(|(text, asked)| {
            let stands = |word: u8| (0..).zip(&text).filter(|(_, w)| **w == word).map(|(p, _)| p).collect::<Vec<u32>>();
            asked.into_iter().map(|(gap, word)| (gap, stands(word))).collect::<Vec<_>>()
        });
        prop_oneof![anywhere, of_words].prop_map(|slots| {
            let mut offset = 0;
            slots
                .into_iter()
                .map(|(gap, positions)| {
                    let slot = (offset, positions);
                    offset += 1 + gap;
                    slot
                })
                .collect()
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn minimise_is_its_definition(all in intervals()) {
            let mut minimised = all.clone();
            minimise(&mut minimised);
            prop_assert_eq!(minimised, minimal(&all));
        }

        #[test]
        fn words_are_near_where_their_intervals_are(
            left in prop::collection::btree_set(0_u32..20, 0..6),
            right in prop::collection::btree_set(0_u32..20, 0..6),
            units in prop::collection::btree_set(0_u32..20, 0..5),
            gap in 1_u32..6,
        ) {
            let [left, right, units] = [left, right, units].map(|set| set.into_iter().collect::<Vec<_>>());
            for reach in [Reach::Within(gap), Reach::Before(gap), Reach::SameUnit(&units)] {
                let expected = !near(&words(&left), &words(&right), reach).is_empty();
                prop_assert_eq!(any_near(&left, &right, reach), expected, "{:?}", reach);
            }
        }

        #[test]
        fn proximity_is_its_definition(
            left in intervals(),
            right in intervals(),
            gap in 0_u32..9,
            units in prop::collection::btree_set(0_u32..28, 0..6),
        ) {
            let units: Vec<u32> = units.into_iter().collect();
            for reach in [Reach::Within(gap), Reach::Before(gap), Reach::SameUnit(&units)] {
                prop_assert_eq!(near(&left, &right, reach), near_by_definition(&left, &right, reach), "{:?}", reach);
                prop_assert_eq!(
                    not_near(&left, &right, reach),
                    not_near_by_definition(&left, &right, reach),
                    "NOT {:?}", reach
                );
            }
        }

        #[test]
        fn partners_make_the_pairs(left in intervals(), right in intervals(), gap in 0_u32..9) {
            for reach in [Reach::Within(gap), Reach::Before(gap)] {
                let pairs = near(&left, &right, reach);
                let (own_left, own_right) = partners(&left, &right, reach, &pairs);
                prop_assert!(own_left.iter().all(|i| left.contains(i)) && own_right.iter().all(|i| right.contains(i)));
                prop_assert_eq!(near(&own_left, &own_right, reach), pairs.clone());
                let unused = |i: &Interval| !pairs.iter().any(|p| p.start == i.start || p.end == i.end);
                prop_assert!(!own_left.iter().chain(&own_right).any(unused));
            }
        }

        #[test]
        fn a_phrase_is_its_definition(slots in slots(), slop in 0_u32..5) {
            let expected = loose_phrase_by_definition(&slots, slop);
            prop_assert_eq!(loose_phrase(&as_slots(&slots), slop), expected.clone());
            for interval in expected {
                let words = loose_phrase_words(&as_slots(&slots), slop, interval).unwrap();
                let chosen: Vec<_> = slots.iter().zip(&words).map(|((offset, _), &p)| (*offset, vec![p])).collect();
                prop_assert_eq!(loose_phrase_by_definition(&chosen, slop), vec![interval]);
            }
            prop_assert_eq!(phrase(&as_slots(&slots)), loose_phrase_by_definition(&slots, 0));
        }
    }
}
