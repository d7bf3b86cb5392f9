//! Work on many threads, answers in the order of the questions, within a bounded amount of memory.
//!
//! One thread produces, several work, and the caller consumes in the order of production whatever the
//! number of threads: the same input gives the same output.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard};

/// How much may be under way at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Threads that work.
    pub n_threads: usize,
    /// Total weight (bytes of text, say) of what is produced and not yet consumed; one item may exceed it alone.
    pub weight_max: usize,
}

/// A worker takes at most so many items at once, and a fair share of those that wait: one that takes each by
/// itself spends as much on waking the others as on a short article.
const BATCH_MAX: usize = 32;
/// And no more once they weigh so much.
const BATCH_WEIGHT_MAX: usize = 256 << 10;
/// So many items may wait for a worker.
const N_WAITING_MAX: usize = 4 * BATCH_MAX;

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
    let n_threads = bounds.n_threads.max(1);
    let desk = Desk::new(bounds.weight_max, n_threads);
    std::thread::scope(|scope| {
        let (desk, weigh, work) = (&desk, &weigh, &work);
        scope.spawn(move || {
            let _guard = CloseOnPanic(desk);
            produce(&mut |item| desk.hand_in(weigh(&item), item));
            desk.end();
        });
        for _ in 0..n_threads {
            scope.spawn(move || {
                let _guard = CloseOnPanic(desk);
                let (mut batch, mut answers) = (Vec::new(), Vec::new());
                while desk.take(&mut batch) {
                    answers.extend(batch.drain(..).map(|(n, weight, item)| (n, weight, work(item))));
                    desk.answer(&mut answers);
                }
            });
        }
        let mut answers = Vec::new();
        while desk.answers(&mut answers) {
            for (_, answer) in &mut answers {
                if answer.take().is_some_and(|answer| !consume(answer)) {
                    return desk.close();
                }
            }
        }
    });
}

/// Lets the others end when a thread panics: what it held is never given back, and they would wait for it.
struct CloseOnPanic<'a, In, Out>(&'a Desk<In, Out>);

impl<In, Out> Drop for CloseOnPanic<'_, In, Out> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            self.0.close();
        }
    }
}

/// A number, a weight, and what has them.
type Numbered<T> = (u64, usize, T);

/// Where work is handed in, taken, and given back; each waits only where there is nothing for it to do.
struct Desk<In, Out> {
    weight_max: usize,
    n_threads: usize,
    state: Mutex<State<In, Out>>,
    /// Something is to be worked on, or nothing ever will be.
    for_workers: Condvar,
    /// There is room for more.
    for_producer: Condvar,
    /// The next answer is there, or there will be none.
    for_consumer: Condvar,
}

struct State<In, Out> {
    waiting: VecDeque<Numbered<In>>,
    /// Answers by number; those before `n_consumed` are gone.
    answered: BTreeMap<u64, (usize, Out)>,
    /// Weight of all that was handed in and not yet consumed.
    weight: usize,
    n_handed_in: u64,
    n_consumed: u64,
    n_idle: usize,
    is_producer_waiting: bool,
    is_consumer_waiting: bool,
    has_ended: bool,
    is_closed: bool,
}

impl<In, Out> Desk<In, Out> {
    fn new(weight_max: usize, n_threads: usize) -> Self {
        let state = State {
            waiting: VecDeque::new(),
            answered: BTreeMap::new(),
            weight: 0,
            n_handed_in: 0,
            n_consumed: 0,
            n_idle: 0,
            is_producer_waiting: false,
            is_consumer_waiting: false,
            has_ended: false,
            is_closed: false,
        };
        Self {
            weight_max,
            n_threads,
            state: Mutex::new(state),
            for_workers: Condvar::new(),
            for_producer: Condvar::new(),
            for_consumer: Condvar::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<In, Out>> {
        self.state.lock().expect("no thread panics while it holds the lock")
    }

    /// Hands in an item once it fits, or nothing else is under way; `false` once the desk is closed.
    fn hand_in(&self, weight: usize, item: In) -> bool {
        let mut state = self.lock();
        let is_full = |state: &State<In, Out>| {
            state.weight > 0 && state.weight + weight > self.weight_max || state.waiting.len() >= N_WAITING_MAX
        };
        while !state.is_closed && is_full(&state) {
            state.is_producer_waiting = true;
            state = self.for_producer.wait(state).expect("no thread panics while it holds the lock");
        }
        state.is_producer_waiting = false;
        if state.is_closed {
            return false;
        }
        state.weight += weight;
        let n = state.n_handed_in;
        state.n_handed_in += 1;
        state.waiting.push_back((n, weight, item));
        // Waking what does not sleep would cost as much as waking it.
        if state.n_idle > 0 {
            state.n_idle -= 1;
            self.for_workers.notify_one();
        }
        true
    }

    /// Nothing more will be handed in.
    fn end(&self) {
        self.lock().has_ended = true;
        self.for_workers.notify_all();
        self.for_consumer.notify_all();
    }

    /// Takes a worker's share of what waits; `false` where there is nothing and will be nothing.
    fn take(&self, batch: &mut Vec<Numbered<In>>) -> bool {
        let mut state = self.lock();
        while !state.is_closed && !state.has_ended && state.waiting.is_empty() {
            state.n_idle += 1;
            state = self.for_workers.wait(state).expect("no thread panics while it holds the lock");
        }
        if state.is_closed || state.waiting.is_empty() {
            return false;
        }
        let share = state.waiting.len().div_ceil(self.n_threads * 2).min(BATCH_MAX);
        let mut total = 0;
        while batch.len() < share
            && total < BATCH_WEIGHT_MAX
            && let Some(item) = state.waiting.pop_front()
        {
            total += item.1;
            batch.push(item);
        }
        state.wake_producer(&self.for_producer);
        true
    }

    fn answer(&self, answers: &mut Vec<Numbered<Out>>) {
        let mut state = self.lock();
        let next = state.n_consumed;
        let is_next = answers.iter().any(|(n, ..)| *n == next);
        state.answered.extend(answers.drain(..).map(|(n, weight, answer)| (n, (weight, answer))));
        if is_next && std::mem::take(&mut state.is_consumer_waiting) {
            self.for_consumer.notify_one();
        }
    }

    /// Gives back the weight of the answers it gave last, waits for the next and takes what follows it without a
    /// gap; `false` after the last.
    fn answers(&self, out: &mut Vec<(usize, Option<Out>)>) -> bool {
        let mut state = self.lock();
        state.weight -= out.drain(..).map(|(weight, _)| weight).sum::<usize>();
        loop {
            while out.len() < BATCH_MAX
                && let Some((weight, answer)) = state.next_answer()
            {
                out.push((weight, Some(answer)));
            }
            let is_last = state.has_ended && state.n_consumed == state.n_handed_in;
            if !out.is_empty() || is_last || state.is_closed {
                break;
            }
            state.wake_producer(&self.for_producer);
            state.is_consumer_waiting = true;
            state = self.for_consumer.wait(state).expect("no thread panics while it holds the lock");
        }
        state.wake_producer(&self.for_producer);
        !out.is_empty()
    }

    fn close(&self) {
        self.lock().is_closed = true;
        self.for_workers.notify_all();
        self.for_producer.notify_all();
        self.for_consumer.notify_all();
    }
}

impl<In, Out> State<In, Out> {
    /// Lets the producer see whether there is room.
    fn wake_producer(&mut self, for_producer: &Condvar) {
        if std::mem::take(&mut self.is_producer_waiting) {
            for_producer.notify_one();
        }
    }

    fn next_answer(&mut self) -> Option<(usize, Out)> {
        let answer = self.answered.remove(&self.n_consumed)?;
        self.n_consumed += 1;
        Some(answer)
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
