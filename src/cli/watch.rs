//! `dateline index --watch`: a run after every change, until interrupted.

use super::error::CliError;
use super::terminal::Terminal;
use super::updating::{self, Updated, Verbosity, Wanted};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecursiveMode, Watcher};
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

/// Changes closer together than this are one: an editor, a copy and a download touch a file many times.
const QUIET: Duration = Duration::from_millis(300);

/// The longest that changes are gathered before they are indexed.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often everything is looked at, told of a change or not: network drives tell of none, and a full queue drops some.
const ROUND: Duration = Duration::from_mins(5);

/// How often, where nothing can be told of changes.
const BLIND_ROUND: Duration = Duration::from_secs(30);

/// How soon an interruption is seen.
const TICK: Duration = Duration::from_millis(200);

/// Follows the roots that were brought up to date.
pub(super) fn follow(mut wanted: Wanted<'_>, updated: &Updated, terminal: Terminal) -> Result<(), CliError> {
    wanted.verbosity = Verbosity::Changes;
    let index = updated.index.canonicalize().unwrap_or_else(|_| updated.index.clone());
    let (sender, changes) = mpsc::channel();
    let watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.map_or(true, |event| is_change(&event, &index)) {
            // Nobody listens any more when the run ends.
            let _ = sender.send(());
        }
    })
    .and_then(|mut watcher| {
        let mut roots = updated.roots.iter().filter(|root| !root.is_stream);
        roots.try_for_each(|root| watcher.watch(&root.path, RecursiveMode::Recursive))?;
        Ok(watcher)
    });
    let round = match &watcher {
        Ok(_) => ROUND,
        Err(error) => {
            let reason = crate::render::sanitize::line(&error.to_string()).into_owned();
            let seconds = BLIND_ROUND.as_secs();
            terminal.note(&format!("the system tells of no changes ({reason}); looking every {seconds} seconds"));
            BLIND_ROUND
        }
    };
    terminal.note("watching; Ctrl-C ends it");
    // What changed between the first run and the watch is found by the first round.
    let mut is_due = true;
    while !updating::is_stopped() {
        if is_due && let Err(error) = updating::run(&wanted, &updated.index, &updated.roots, terminal) {
            // A drive that comes and goes, another writer: the next round may do better.
            terminal.note(error.render().trim_end());
        }
        is_due = wait(&changes, round);
    }
    drop(watcher);
    Ok(())
}

/// Whether an event may have changed an article.
fn is_change(event: &Event, index: &Path) -> bool {
    let is_about_reading = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => false,
        EventKind::Access(_) => true,
        _ => false,
    };
    !is_about_reading && (event.paths.is_empty() || event.paths.iter().any(|path| !path.starts_with(index)))
}

/// Waits for changes to come and to cease, or for the round to end; false where the user interrupts.
fn wait(changes: &Receiver<()>, round: Duration) -> bool {
    let began = Instant::now();
    loop {
        if updating::is_stopped() {
            return false;
        }
        match changes.recv_timeout(TICK) {
            Ok(()) => break,
            Err(RecvTimeoutError::Timeout) if began.elapsed() < round => {}
            Err(RecvTimeoutError::Timeout) => return true,
            // Nothing will ever be told.
            Err(RecvTimeoutError::Disconnected) => {
                std::thread::sleep(TICK);
                if began.elapsed() >= round {
                    return true;
                }
            }
        }
    }
    let first = Instant::now();
    while first.elapsed() < PATIENCE && changes.recv_timeout(QUIET).is_ok() {}
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use notify::event::{CreateKind, ModifyKind};

    fn event(kind: EventKind, path: &str) -> Event {
        Event::new(kind).add_path(path.into())
    }

    #[test]
    fn reading_and_indexing_are_no_changes() {
        let index = Path::new("/a/.dateline");
        let is_change = |kind, path| is_change(&event(kind, path), index);
        assert!(is_change(EventKind::Create(CreateKind::File), "/a/x.txt"));
        assert!(is_change(EventKind::Access(AccessKind::Close(AccessMode::Write)), "/a/x.txt"));
        assert!(!is_change(EventKind::Access(AccessKind::Open(AccessMode::Read)), "/a/x.txt"));
        assert!(!is_change(EventKind::Modify(ModifyKind::Any), "/a/.dateline/format-1/x"));
    }

    #[test]
    fn a_burst_is_one_change() {
        let (sender, changes) = mpsc::channel();
        (0..10).for_each(|_| sender.send(()).unwrap());
        assert!(wait(&changes, Duration::from_secs(60)));
        assert!(changes.try_recv().is_err());
        let began = Instant::now();
        assert!(wait(&changes, Duration::from_millis(1)), "a round ends without a change");
        assert!(began.elapsed() < Duration::from_secs(30));
    }
}
