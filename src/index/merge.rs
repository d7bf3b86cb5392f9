//! Which segments to merge when a run ends: few for a search to visit, and no large one rewritten for a few articles.
//!
//! Nothing is merged while a run goes on: a first run would rewrite most articles several times, and whether a merge
//! of the background is finished would decide what a search finds first.

/// A segment, as far as merging is concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Size {
    /// Documents that are alive.
    pub(super) n_alive: u32,
    /// Documents that are deleted and still take room.
    pub(super) n_deleted: u32,
}

/// No merge makes a larger segment, in documents, so that none takes more than minutes.
const LARGEST: u32 = 2_000_000;
/// Segments of one level differ by less than this factor.
const LEVEL: u32 = 4;
/// A level of this many segments becomes one of the next.
const CROWD: usize = 4;
/// A segment is rewritten where this share of it is deleted, in percent.
const MOSTLY_DELETED: u64 = 30;

/// Groups of segments to merge, as indices into `sizes`; a group of one is rewritten without what is deleted.
///
/// `n_new` is the number of documents that this run added.
pub(super) fn plan(sizes: &[Size], n_new: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&i| (sizes[i].n_alive, i));
    let n_alive: u64 = sizes.iter().map(|size| u64::from(size.n_alive)).sum();
    let same = if n_new * 2 >= n_alive { |_: u32| 0 } else { level };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for tier in order.chunk_by(|&a, &b| same(sizes[a].n_alive) == same(sizes[b].n_alive)) {
        let is_crowded = tier.len() >= CROWD;
        let mut group: Vec<usize> = Vec::new();
        for &i in tier {
            if !group.is_empty() && (!is_crowded || documents(&group, sizes) + sizes[i].n_alive > LARGEST) {
                groups.push(std::mem::take(&mut group));
            }
            group.push(i);
        }
        groups.push(group);
    }
    groups.retain(|group| group.len() > 1 || is_mostly_deleted(sizes[group[0]]));
    groups
}

fn level(n_alive: u32) -> u32 {
    n_alive.max(1).ilog(LEVEL)
}

fn documents(group: &[usize], sizes: &[Size]) -> u32 {
    group.iter().map(|&i| sizes[i].n_alive).sum()
}

fn is_mostly_deleted(size: Size) -> bool {
    let all = u64::from(size.n_alive) + u64::from(size.n_deleted);
    u64::from(size.n_deleted) * 100 > all * MOSTLY_DELETED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(alive: &[u32], n_new: u64, expected: &[&[usize]]) {
        let sizes: Vec<Size> = alive.iter().map(|&n_alive| Size { n_alive, n_deleted: 0 }).collect();
        assert_eq!(plan(&sizes, n_new), expected, "{alive:?}");
    }

    #[test]
    fn a_first_run_ends_with_few_segments() {
        check(&[70_000, 60_000, 65_000, 9], 195_009, &[&[3, 1, 2, 0]]);
        check(&[900_000, 900_000, 900_000, 300_000], 3_000_000, &[&[3, 0], &[1, 2]]);
        // Two threads have made one each, and are done: to merge them takes a tenth of the run, and a search gains little.
        check(&[100_000, 110_000], 210_000, &[]);
        check(&[10], 10, &[]);
        check(&[], 0, &[]);
    }

    #[test]
    fn a_few_new_articles_rewrite_nothing_large() {
        check(&[200_000, 10], 10, &[]);
        check(&[200_000, 10, 11, 9, 12], 12, &[&[3, 1, 2, 4]]);
        check(&[200_000, 10, 11, 9, 700], 700, &[]);
    }

    #[test]
    fn what_is_mostly_deleted_is_rewritten() {
        let sizes = [Size { n_alive: 100, n_deleted: 60 }, Size { n_alive: 100_000, n_deleted: 10_000 }];
        assert_eq!(plan(&sizes, 1), [vec![0]]);
    }
}
