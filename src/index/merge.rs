//! Which segments to merge when a run ends: few for a search to visit, and no large one rewritten for a few articles.
//!
//! Nothing is merged while a run goes on: a first run would rewrite most articles several times, and whether a merge
//! of the background is finished would decide what a search finds first.

/// A segment, as far as merging is concerned.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Size {
    /// Documents that are alive.
    pub(super) n_alive: u32,
    /// Documents that are deleted and still take room.
    pub(super) n_deleted: u32,
    /// Bytes of its stored texts, which a merge holds whole, those of one segment after the other.
    pub(super) store_bytes: u64,
}

/// About the most documents of a segment that is made of others, so that no merge takes more than minutes and several
/// cores have something to do.
const LARGEST: u64 = 1_000_000;
/// No merge opens more segments at once: each has some eight files.
const MOST_OPEN: usize = 16;
/// Segments of one level differ by less than this factor.
const LEVEL: u32 = 4;
/// A level of this many segments becomes one of the next.
const CROWD: usize = 4;
/// A segment is rewritten where this share of it is deleted, in percent.
const MOSTLY_DELETED: u64 = 30;

/// Groups of segments to merge, as indices into `sizes`; a group of one is rewritten without what is deleted.
///
/// `n_new` is the number of documents that this run added. Segments with more than `store_bytes_max` are left as they are.
pub(super) fn plan(sizes: &[Size], n_new: u64, store_bytes_max: u64) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&i| (sizes[i].n_alive, i));
    let n_alive: u64 = sizes.iter().map(|size| u64::from(size.n_alive)).sum();
    let same = if n_new * 2 >= n_alive { |_: u32| 0 } else { level };
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for tier in order.chunk_by(|&a, &b| same(sizes[a].n_alive) == same(sizes[b].n_alive)) {
        let (small, large): (Vec<usize>, Vec<usize>) =
            tier.iter().partition(|&&i| sizes[i].store_bytes <= store_bytes_max);
        if small.len() < CROWD {
            groups.extend(tier.iter().map(|&i| vec![i]));
        } else {
            groups.extend(even_groups(&small, sizes));
            groups.extend(large.into_iter().map(|i| vec![i]));
        }
    }
    groups.retain(|group| group.len() > 1 || is_mostly_deleted(sizes[group[0]]));
    groups
}

/// As few groups as may be, of about as many documents each. `tier` is in the order of its sizes, and so is each group.
fn even_groups(tier: &[usize], sizes: &[Size]) -> Vec<Vec<usize>> {
    let n_documents: u64 = tier.iter().map(|&i| u64::from(sizes[i].n_alive)).sum();
    let n_groups = n_documents.div_ceil(LARGEST).max(tier.len().div_ceil(MOST_OPEN) as u64).max(1);
    let mut groups = vec![(0, Vec::new()); n_groups as usize];
    for &i in tier.iter().rev() {
        let open = groups.iter_mut().filter(|(_, group)| group.len() < MOST_OPEN);
        let least = open.min_by_key(|(n_documents, _)| *n_documents);
        let (n_documents, group) = least.expect("there are groups for all segments of a tier");
        *n_documents += u64::from(sizes[i].n_alive);
        group.push(i);
    }
    groups.iter_mut().for_each(|(_, group)| group.reverse());
    groups.into_iter().map(|(_, group)| group).filter(|group| !group.is_empty()).collect()
}

fn level(n_alive: u32) -> u32 {
    n_alive.max(1).ilog(LEVEL)
}

fn is_mostly_deleted(size: Size) -> bool {
    let all = u64::from(size.n_alive) + u64::from(size.n_deleted);
    u64::from(size.n_deleted) * 100 > all * MOSTLY_DELETED
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(alive: &[u32], n_new: u64, expected: &[&[usize]]) {
        let sizes: Vec<Size> = alive.iter().map(|&n_alive| Size { n_alive, ..Size::default() }).collect();
        assert_eq!(plan(&sizes, n_new, 0), expected, "{alive:?}");
    }

    #[test]
    fn a_first_run_ends_with_few_segments() {
        check(&[70_000, 60_000, 65_000, 9], 195_009, &[&[3, 1, 2, 0]]);
        check(&[400_000, 300_000, 200_000, 100_000, 90_000], 1_090_000, &[&[4, 3, 0], &[2, 1]]);
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
        let size = |n_alive, n_deleted, store_bytes| Size { n_alive, n_deleted, store_bytes };
        let sizes = [size(100, 60, 9), size(100_000, 10_000, 9)];
        assert_eq!(plan(&sizes, 1, 0), [vec![0]]);
    }

    #[test]
    fn no_merge_holds_large_stores_or_opens_many_files() {
        let mut sizes = [Size { n_alive: 100, n_deleted: 0, store_bytes: 10 }; 40];
        sizes[7].store_bytes = 11;
        sizes[9] = Size { n_deleted: 100, store_bytes: 11, ..sizes[9] };
        let groups = plan(&sizes, 4_000, 10);
        assert!(groups.contains(&vec![9]));
        assert!(groups.iter().all(|group| group.len() <= MOST_OPEN && !group.contains(&7)));
        assert_eq!(groups.iter().map(Vec::len).sum::<usize>(), 39);
        assert_eq!(groups.len(), 4);
    }
}
