//! Segments searched, and hits read, side by side where there is enough to do.

use std::cmp::Reverse;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use tantivy::query::{Scorer, Weight};
use tantivy::{Result, Searcher, SegmentReader};

/// As many documents take some ten times as long to go through as a thread takes to start.
const WORTH_A_THREAD: u64 = 1 << 14;

/// As many hits take some ten times as long to read.
const HITS_WORTH_A_THREAD: usize = 4;

/// How many threads a search may have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Threads {
    /// `None` for one for each core.
    most: Option<NonZeroUsize>,
    /// What the rest must cost for another thread to be started, as [`tantivy::DocSet::cost`] has it.
    worth: u64,
}

impl Default for Threads {
    fn default() -> Self {
        Self { most: None, worth: WORTH_A_THREAD }
    }
}

impl Threads {
    pub(super) fn at_most(most: NonZeroUsize) -> Self {
        Self { most: Some(most), ..Self::default() }
    }

    /// So many where there are as many segments, however little there is to do.
    #[cfg(test)]
    pub(super) fn always(most: usize) -> Self {
        Self { most: NonZeroUsize::new(most), worth: 0 }
    }

    fn most(self) -> usize {
        static CORES: OnceLock<usize> = OnceLock::new();
        let cores = || *CORES.get_or_init(|| std::thread::available_parallelism().map_or(1, usize::from));
        self.most.map_or_else(cores, usize::from)
    }

    /// How many are to work on some segments, of which the first, the largest, costs so much.
    fn for_segments(self, segments: &[(u32, &SegmentReader)], cost_of_first: u64) -> usize {
        let [(_, first), others @ ..] = segments else { return 1 };
        let others: u64 = others.iter().map(|(_, reader)| u64::from(reader.max_doc())).sum();
        let cost_of_others = cost_of_first.saturating_mul(others) / u64::from(first.max_doc()).max(1);
        if cost_of_others.min(cost_of_first) < self.worth { 1 } else { self.most().min(segments.len()) }
    }

    /// Calls `read` with each hit, on several threads where that pays. What comes of it is in the order of the hits.
    pub(super) fn read_each<A: Sync, T: Send, E: Send>(
        self,
        hits: &[A],
        read: &(dyn Fn(&A) -> std::result::Result<T, E> + Sync),
    ) -> std::result::Result<Vec<T>, E> {
        let worth = hits.len() / HITS_WORTH_A_THREAD;
        let n_threads = if worth < 2 { 1 } else { self.most().min(worth) };
        share(hits.len(), n_threads, &|n| read(&hits[n])).into_iter().collect()
    }
}

/// What is done with a segment: its number, its reader, and what finds the documents in it.
type SearchSegment<'s, T> = dyn Fn(u32, &SegmentReader, Box<dyn Scorer>) -> Result<T> + Sync + 's;

/// Calls `search` with the scorer of each segment, on several threads where that pays. What comes of it is in the order of the
/// segments, and the same for any number of threads.
pub(super) fn search_each<T: Send>(
    engine: &Searcher,
    weight: &dyn Weight,
    threads: Threads,
    search: &SearchSegment<'_, T>,
) -> Result<Vec<T>> {
    // The largest segment is begun with: what it costs tells what the others will.
    let mut segments: Vec<(u32, &SegmentReader)> = (0..).zip(engine.segment_readers()).collect();
    segments.sort_by_key(|(_, reader)| Reverse(reader.max_doc()));
    let Some((_, largest)) = segments.first() else { return Ok(Vec::new()) };
    let opened = weight.scorer(largest, 1.0)?;
    let n_threads = threads.for_segments(&segments, opened.cost());
    let opened = Mutex::new(Some(opened));
    let found = share(segments.len(), n_threads, &|n| {
        let (number, reader) = segments[n];
        let opened = if n == 0 { opened.lock().unwrap_or_else(PoisonError::into_inner).take() } else { None };
        let scorer = opened.map_or_else(|| weight.scorer(reader, 1.0), Ok)?;
        Ok((number, search(number, reader, scorer)?))
    });
    let mut found = found.into_iter().collect::<Result<Vec<_>>>()?;
    found.sort_by_key(|(number, _)| *number);
    Ok(found.into_iter().map(|(_, found)| found).collect())
}

/// Does some pieces of work on so many threads, this one among them; what comes of them is in their order.
fn share<T: Send>(n_pieces: usize, n_threads: usize, work: &(dyn Fn(usize) -> T + Sync)) -> Vec<T> {
    if n_threads < 2 {
        return (0..n_pieces).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take_part = || {
        let pieces = std::iter::from_fn(|| Some(next.fetch_add(1, Ordering::Relaxed)).filter(|&n| n < n_pieces));
        pieces.map(|n| (n, work(n))).collect::<Vec<_>>()
    };
    let mut done = std::thread::scope(|scope| {
        // Where the system has no thread to give, there is one fewer.
        let start = |_| std::thread::Builder::new().spawn_scoped(scope, take_part).ok();
        let others: Vec<_> = (1..n_threads).filter_map(start).collect();
        let mut done = take_part();
        for other in others {
            done.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        done
    });
    done.sort_by_key(|(n, _)| *n);
    done.into_iter().map(|(_, piece)| piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_piece_is_done_once_and_in_order() {
        for n_threads in 0..5 {
            for n_pieces in [0, 1, 2, 100] {
                let times: Vec<AtomicUsize> = (0..n_pieces).map(|_| AtomicUsize::new(0)).collect();
                let done = share(n_pieces, n_threads, &|n| {
                    times[n].fetch_add(1, Ordering::SeqCst);
                    n
                });
                assert_eq!(done, (0..n_pieces).collect::<Vec<_>>(), "{n_threads}");
                assert!(times.iter().all(|times| times.load(Ordering::SeqCst) == 1), "{n_threads}");
            }
        }
    }
}
