//! A bound on the bytes that wait to be indexed: tantivy's queue is bounded in batches, not in bytes.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Lets bytes in up to a limit.
#[derive(Debug)]
pub(super) struct Gate {
    inside: Mutex<usize>,
    left: Condvar,
    limit: usize,
}

/// Bytes that are inside until this is dropped.
#[derive(Debug)]
pub(super) struct Permit {
    gate: Arc<Gate>,
    bytes: usize,
}

impl Gate {
    pub(super) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { inside: Mutex::new(0), left: Condvar::new(), limit })
    }

    /// Waits until there is room, however long it takes; what is larger than the gate goes in alone.
    ///
    /// `is_open` is asked now and then while waiting; an error of it ends the wait.
    pub(super) fn enter<E>(self: &Arc<Self>, bytes: usize, is_open: impl Fn() -> Result<(), E>) -> Result<Permit, E> {
        const PATIENCE: Duration = Duration::from_millis(500);
        let mut inside = self.inside();
        while *inside > 0 && *inside + bytes > self.limit {
            let (guard, wait) = self.left.wait_timeout(inside, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            inside = guard;
            if wait.timed_out() {
                drop(inside);
                is_open()?;
                inside = self.inside();
            }
        }
        *inside += bytes;
        Ok(Permit { gate: Arc::clone(self), bytes })
    }

    /// A count survives the panic of a thread that held it.
    fn inside(&self) -> MutexGuard<'_, usize> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        *self.gate.inside() -= self.bytes;
        self.gate.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};

    #[test]
    fn no_more_than_the_limit_is_inside() {
        let gate = Gate::new(10);
        let (now, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for bytes in [3, 7, 1, 9, 4].repeat(50) {
                        let permit = gate.enter(bytes, || Ok::<(), ()>(())).unwrap();
                        most.fetch_max(now.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                        now.fetch_sub(bytes, Ordering::SeqCst);
                        drop(permit);
                    }
                });
            }
        });
        assert!(most.load(Ordering::SeqCst) <= 10);
    }

    #[test]
    fn what_is_larger_than_the_gate_goes_in_alone() {
        let gate = Gate::new(10);
        let permit = gate.enter(100, || Ok::<(), ()>(())).unwrap();
        assert!(gate.enter(1, || Err("closed")).is_err_and(|why| why == "closed"));
        drop(permit);
        assert!(gate.enter(1, || Err("closed")).is_ok());
    }
}
