//! Work on many threads, answers in the order of the questions, within a bounded amount of memory.
//!
//! One thread produces, several work, and the caller consumes in the order of production whatever the
//! number of threads: the same input gives the same output.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex};

/// How much may be under way at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Threads that work.
    pub n_threads: usize,
    /// Total weight (bytes of text, say) of what is produced and not yet consumed; one item may exceed it alone.
    pub weight_max: usize,
}

/// Runs `work` on everything `produce` hands out and gives `consume` the answers in order.
///
/// `produce` stops early when `consume` returns `false`: its next hand-out returns `false` too.
pub fn map_in_order<In: Send, Out: Send>(
    bounds: Bounds,
    weigh: impl Fn(&In) -> usize + Sync,
    produce: impl FnOnce(&mut dyn FnMut(In) -> bool) + Send,
    work: impl Fn(In) -> Out + Sync,
    mut consume: impl FnMut(Out) -> bool,
) {
    let budget = Budget::new(bounds.weight_max);
    let n_threads = bounds.n_threads.max(1);
    let (to_work, for_work) = bounded::<(u64, usize, In)>(n_threads * 2);
    let (to_consume, for_consume) = bounded::<(u64, usize, Out)>(n_threads * 2);
    std::thread::scope(|scope| {
        let (budget, weigh, work) = (&budget, &weigh, &work);
        scope.spawn(move || number(budget, weigh, &to_work, produce));
        for _ in 0..n_threads {
            let (for_work, to_consume): (Receiver<_>, Sender<_>) = (for_work.clone(), to_consume.clone());
            scope.spawn(move || {
                let _guard = CloseOnPanic(budget);
                for (n, weight, item) in for_work {
                    if to_consume.send((n, weight, work(item))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((for_work, to_consume));
        let mut early = BTreeMap::new();
        let mut next = 0;
        for (n, weight, answer) in &for_consume {
            early.insert(n, (weight, answer));
            while let Some((weight, answer)) = early.remove(&next) {
                next += 1;
                budget.give_back(weight);
                if !consume(answer) {
                    budget.close();
                    return drop(for_consume);
                }
            }
        }
    });
}

fn number<In: Send>(
    budget: &Budget,
    weigh: &(impl Fn(&In) -> usize + Sync),
    to_work: &Sender<(u64, usize, In)>,
    produce: impl FnOnce(&mut dyn FnMut(In) -> bool),
) {
    let mut n = 0;
    produce(&mut |item| {
        let weight = weigh(&item);
        let sent = budget.take(weight) && to_work.send((n, weight, item)).is_ok();
        n += 1;
        sent
    });
}

/// Lets the others end when a worker panics: what it held is never given back, and they would wait for it.
struct CloseOnPanic<'a>(&'a Budget);

impl Drop for CloseOnPanic<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

/// A weight that is lent out and given back.
struct Budget {
    max: usize,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    lent: usize,
    closed: bool,
}

impl Budget {
    fn new(max: usize) -> Self {
        Self { max, state: Mutex::default(), changed: Condvar::new() }
    }

    /// Waits until `weight` fits, or nothing else is out; `false` once the budget is closed.
    fn take(&self, weight: usize) -> bool {
        let mut state = self.state.lock().expect("no thread panics while it holds the lock");
        while !state.closed && state.lent > 0 && state.lent + weight > self.max {
            state = self.changed.wait(state).expect("no thread panics while it holds the lock");
        }
        state.lent += weight;
        !state.closed
    }

    fn give_back(&self, weight: usize) {
        self.state.lock().expect("no thread panics while it holds the lock").lent -= weight;
        self.changed.notify_all();
    }

    fn close(&self) {
        self.state.lock().expect("no thread panics while it holds the lock").closed = true;
        self.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_order_for_any_number_of_threads() {
        for n_threads in [1, 2, 7] {
            let mut answers = Vec::new();
            map_in_order(
                Bounds { n_threads, weight_max: 10 },
                |n: &usize| n % 23,
                |hand_out| assert!((0..500).all(hand_out)),
                |n| {
                    // Uneven work, so that later items finish earlier.
                    let n_rounds = if n % 5 == 0 { 20_000 } else { 1 };
                    (0..n_rounds).fold(n, |sum, k| std::hint::black_box(sum ^ k ^ k))
                },
                |answer| {
                    answers.push(answer);
                    true
                },
            );
            assert_eq!(answers, (0..500).collect::<Vec<_>>(), "{n_threads} threads");
        }
    }

    #[test]
    #[should_panic(expected = "a scoped thread panicked")]
    fn a_panic_ends_the_run_instead_of_hanging_it() {
        let work = |n: usize| assert_ne!(n, 3, "the worker's own fault");
        let bounds = Bounds { n_threads: 2, weight_max: 2 };
        map_in_order(bounds, |_| 1, |hand_out| assert!(!(0..100_000).all(hand_out)), work, |()| true);
    }

    #[test]
    fn a_consumer_that_has_enough_stops_the_producer() {
        let mut n_consumed = 0;
        let mut was_told = false;
        map_in_order(
            Bounds { n_threads: 2, weight_max: 3 },
            |_| 1,
            |hand_out| was_told = !(0..1_000_000).all(hand_out),
            |n: usize| n,
            |_| {
                n_consumed += 1;
                n_consumed < 10
            },
        );
        assert!(was_told);
        assert_eq!(n_consumed, 10);
    }
}
