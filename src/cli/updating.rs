//! Bringing the index up to date, with progress and a report: what `index` does and `--in` does first.

use super::args::{Labelled, Location, Making};
use super::error::CliError;
use super::locate::{self, Located};
use super::reading;
use super::terminal::Terminal;
use super::user_files::UserFiles;
use crate::index::{
    self, KnownRoots, Progress, Prune, Reader, Reckoning, Report, Root, Told, UpdateOptions, WriterOptions,
};
pub(super) use crate::render::hits_text::grouped;
use crate::render::hits_text::plural;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Set when the user interrupts: the run commits what it has and ends.
static STOP: AtomicBool = AtomicBool::new(false);

/// What was brought up to date.
pub(super) struct Updated {
    /// The index.
    pub(super) index: PathBuf,
    /// The roots that were named.
    pub(super) roots: Vec<Root>,
    /// What the run did.
    pub(super) report: Report,
}

/// How loudly to report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verbosity {
    /// The last line always.
    Full,
    /// Only when something was indexed, dropped or failed.
    Changes,
}

/// What to bring up to date, and how.
pub(super) struct Wanted<'a> {
    /// Files and folders, or `-`.
    pub(super) paths: &'a [PathBuf],
    /// Folders with names.
    pub(super) labelled: &'a [Labelled],
    /// What is said of all of them.
    pub(super) told: Told,
    pub(super) location: &'a Location,
    pub(super) making: &'a Making,
    pub(super) prune: Prune,
    pub(super) verbosity: Verbosity,
    /// Whether a question follows, which an index that cannot be changed answers too.
    pub(super) is_asking: bool,
}

/// Indexes what changed.
pub(super) fn update(wanted: &Wanted<'_>, terminal: Terminal) -> Result<Updated, CliError> {
    let located = locate::locate(&wanted.location.index)?;
    let mut spool = None;
    let roots = roots(wanted, &located, &mut spool)?;
    announce(&located, terminal);
    stop_on_interrupt();
    let report = run(wanted, &located.path, &roots, terminal)?;
    Ok(Updated { index: located.path, roots, report })
}

/// One run over roots that have their names.
pub(super) fn run(wanted: &Wanted<'_>, folder: &Path, roots: &[Root], terminal: Terminal) -> Result<Report, CliError> {
    let started = Instant::now();
    let user_files = UserFiles::of(folder);
    let places = user_files.places()?;
    let atlas = places.atlas().clone();
    let options = UpdateOptions {
        extract: crate::extract::Options { atlas, ..crate::extract::Options::default() },
        writer: writer_options(wanted.making),
        prune: wanted.prune,
        corrections: user_files.corrections(terminal)?,
        places,
        not_articles: user_files.paths(),
        checkpoint_bytes: u64::from(wanted.making.checkpoint) << 20,
        ..UpdateOptions::new(now_ns(), &STOP)
    };
    let bar = bar();
    let outcome = index::update(folder, roots, &options, &mut |progress| advance(&bar, progress));
    bar.finish_and_clear();
    let report = match outcome {
        // A question is answered from what the index holds.
        Err(error @ index::Error::ReadOnly { .. }) if wanted.is_asking => {
            terminal.note(&format!("warning: {error}: what is new or changed since it was made is not searched"));
            return Ok(Report::default());
        }
        outcome => outcome.map_err(|error| index_error(&error))?,
    };
    tell(&report, started.elapsed(), wanted.verbosity, terminal);
    Ok(report)
}

/// Whether the user asked to stop.
pub(super) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// What the flags that every command has say of a folder.
pub(super) fn told(making: &Making) -> Told {
    Told { assume_date: making.assume_date.as_ref().map(|said| said.0), ..Told::default() }
}

/// What was typed, with the names that its files have in the archive.
fn roots(
    wanted: &Wanted<'_>,
    located: &Located,
    spool: &mut Option<tempfile::NamedTempFile>,
) -> Result<Vec<Root>, CliError> {
    let mut known = match Reader::open(&located.path) {
        Ok(reader) => reader.commit().roots.clone(),
        // Whatever is wrong with it is said when it is written to.
        Err(_) => KnownRoots::default(),
    };
    let mut roots = Vec::with_capacity(wanted.paths.len() + wanted.labelled.len());
    for path in wanted.paths {
        if path == Path::new("-") {
            let stream = spool.insert(spooled()?).path().to_owned();
            let prefix = wanted.making.stdin_name.clone();
            roots.push(Root { path: stream, prefix, is_stream: true, ..Root::default() });
        } else {
            roots.push(root(path, None, located, &mut known)?);
        }
    }
    for Labelled { label, path } in wanted.labelled {
        roots.push(root(path, Some(label), located, &mut known)?);
    }
    roots.iter_mut().for_each(|root| root.told = wanted.told.clone());
    Ok(roots)
}

/// An index error with its hint.
pub(super) fn index_error(error: &index::Error) -> CliError {
    CliError { hint: error.hint(), ..CliError::from_error(error) }
}

/// A path with the name it has in the archive.
fn root(path: &Path, label: Option<&str>, located: &Located, known: &mut KnownRoots) -> Result<Root, CliError> {
    let whole = path.canonicalize().map_err(|error| CliError {
        causes: vec![error.to_string()],
        ..CliError::new(format!("cannot read {}", path.display()))
    })?;
    let holder = located.path.parent().filter(|holder| !holder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let holder = holder.canonicalize().ok();
    let folder = if whole.is_dir() { whole.as_path() } else { whole.parent().unwrap_or(&whole) };
    Root::named(path.to_owned(), folder, label, holder.as_deref(), known).map_err(|error| index_error(&error))
}

/// Standard input, in a file: how large it is, and whether it is packed, has to be known before it is read.
fn spooled() -> Result<tempfile::NamedTempFile, CliError> {
    let spool = || {
        let mut file = tempfile::NamedTempFile::new()?;
        std::io::copy(&mut std::io::stdin().lock(), &mut file)?;
        Ok(file)
    };
    spool().map_err(|error: std::io::Error| CliError {
        causes: vec![error.to_string()],
        ..CliError::new("cannot keep standard input in a temporary file")
            .with_hint("set TMPDIR to a folder with room, or index a file instead of -")
    })
}

fn announce(located: &Located, terminal: Terminal) {
    if !located.is_new {
        return;
    }
    terminal.note(&format!("making an index in {}", located.path.display()));
    if let Some(service) = located
        .path
        .canonicalize()
        .ok()
        .or_else(|| std::env::current_dir().ok())
        .as_deref()
        .and_then(locate::synced_folder)
    {
        terminal.note(&format!(
            "warning: this folder is synced by {service}, which can damage an index that is being written; \
             choose another place with --index or ${}",
            locate::VARIABLE
        ));
    }
}

fn writer_options(making: &Making) -> WriterOptions {
    WriterOptions {
        threads: reading::n_threads(making.threads),
        memory: making.memory.map_or_else(reading::memory, |megabytes| megabytes as usize * 1_000_000),
    }
}

/// Nanoseconds since 1970.
fn now_ns() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
    i64::try_from(since.as_nanos()).unwrap_or(i64::MAX)
}

fn stop_on_interrupt() {
    // A second interrupt ends the process at once; what was committed stays. A handler that was set already stays too.
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::SeqCst) {
            std::process::exit(130);
        }
    });
}

/// A bar on a terminal, nothing elsewhere.
fn bar() -> ProgressBar {
    if !std::io::stderr().is_terminal() {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(0);
    let template = "{bar:24} {bytes}/{total_bytes} {binary_bytes_per_sec} {msg} ETA {eta}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}

fn advance(bar: &ProgressBar, progress: Progress) {
    bar.set_length(progress.n_bytes_total);
    bar.set_position(progress.n_bytes);
    bar.set_message(format!("{} articles", grouped(progress.n_articles)));
}

/// How many failures are named before the rest is only counted.
const FAILURES_SHOWN: usize = 10;

fn tell(report: &Report, elapsed: Duration, verbosity: Verbosity, terminal: Terminal) {
    for failure in report.failures.iter().take(FAILURES_SHOWN) {
        terminal.note(&format!("warning: {}", crate::render::sanitize::line(&failure.to_string())));
    }
    let n_more = report.n_failed.saturating_sub(FAILURES_SHOWN.min(report.failures.len()) as u64);
    if n_more > 0 {
        terminal
            .note(&format!("warning: {} more could not be read; dateline status --files lists them", grouped(n_more)));
    }
    if report.is_made_anew {
        terminal.note("the index was made by another version or with other options: everything was extracted anew");
    }
    if let Some(uneven) = report.reckoning.filter(|reckoning| !reckoning.is_even()) {
        terminal.note(&format!("error: {}; dateline status --files", uneven_text(&uneven)));
    }
    let changed = report.n_indexed + report.n_dropped + report.n_moved + report.n_failed + report.n_missing > 0
        || report.is_stopped;
    if verbosity == Verbosity::Full || changed {
        terminal.note(&summary(report, elapsed));
    }
}

/// What does not add up.
pub(super) fn uneven_text(reckoning: &Reckoning) -> String {
    let held = grouped(reckoning.n_held);
    let came = plural(reckoning.n_articles, "article");
    let lost = plural(reckoning.n_lost(), "file");
    format!("the index does not add up: {came} came of its files and {held} are in it; {lost} came to nothing at all")
}

/// `indexed 50 articles, 12 unchanged, skipped 1 (a table …: 1), 2 failed; 0.3 s, 12.1 MB/s`.
fn summary(report: &Report, elapsed: Duration) -> String {
    let mut parts = vec![
        format!("indexed {} ({})", plural(report.n_indexed, "article"), plural(report.n_quotes, "quote")),
        format!("{} unchanged", grouped(report.n_unchanged)),
    ];
    let n_skipped: u64 = report.skipped.values().sum();
    if n_skipped > 0 {
        let reasons: Vec<_> = report.skipped.iter().map(|(reason, n)| format!("{}: {reason}", grouped(*n))).collect();
        parts.push(format!("{} skipped ({})", grouped(n_skipped), reasons.join("; ")));
    }
    for (n, what) in [
        (report.n_dropped, "dropped"),
        (report.n_moved, "in files that moved"),
        (report.n_missing, "whose files are gone (still found; --prune drops them)"),
        (report.n_failed, "failed"),
    ] {
        if n > 0 {
            parts.push(format!("{} {what}", grouped(n)));
        }
    }
    let seconds = elapsed.as_secs_f64();
    let rate = report.n_bytes_read as f64 / 1e6 / seconds.max(1e-9);
    let ending = if report.is_stopped { "; interrupted, the next run goes on from here" } else { "" };
    format!("{} in {seconds:.1} s, {rate:.1} MB/s{ending}", parts.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn roots_are_named_from_the_folder_that_holds_the_index() {
        let home = tempfile::tempdir().unwrap();
        let morgue = home.path().join("morgue/1998");
        std::fs::create_dir_all(&morgue).unwrap();
        std::fs::write(morgue.join("a.txt"), "x").unwrap();
        let inside = Located { path: home.path().join(".dateline"), is_new: true };
        let elsewhere = Located { path: home.path().join("indexes/one"), is_new: true };
        std::fs::create_dir(home.path().join("indexes")).unwrap();
        let prefix = |path: &Path, located| root(path, None, located, &mut KnownRoots::default()).unwrap().prefix;
        assert_eq!(prefix(&morgue, &inside), "morgue/1998");
        assert_eq!(prefix(home.path(), &inside), "");
        assert_eq!(prefix(&morgue.join("a.txt"), &inside), "morgue/1998");
        assert_eq!(prefix(&home.path().join("morgue"), &elsewhere), "morgue");
        assert!(root(&home.path().join("nowhere"), None, &inside, &mut KnownRoots::default()).is_err());
    }

    #[test]
    fn the_last_line_says_what_came_of_everything() {
        let report = Report {
            n_indexed: 1200,
            n_quotes: 3,
            n_failed: 2,
            n_bytes_read: 4_000_000,
            skipped: [("no text".to_owned(), 7)].into(),
            ..Report::default()
        };
        assert_eq!(
            summary(&report, Duration::from_secs(2)),
            "indexed 1,200 articles (3 quotes), 0 unchanged, 7 skipped (7: no text), 2 failed in 2.0 s, 2.0 MB/s"
        );
    }
}
