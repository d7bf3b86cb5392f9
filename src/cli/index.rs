//! `dateline index`.

use super::args;
use super::terminal::{Outcome, Terminal};
use super::updating::{self, Verbosity};
use crate::index::Prune;
use std::process::ExitCode;

/// Brings the index up to date with the paths named.
pub(super) fn run(args: &args::Index, terminal: Terminal) -> Outcome {
    let prune = match (args.prune, args.force) {
        (false, _) => Prune::Never,
        (true, false) => Prune::Careful,
        (true, true) => Prune::Forced,
    };
    let updated =
        updating::update(&args.paths, &args.location, &args.making, args.lang, prune, Verbosity::Full, terminal)?;
    Ok(status(&updated, args.making.strict))
}

/// 130 when interrupted; 2 when nothing could be read, or with `--strict` when anything could not; else 0.
pub(super) fn status(updated: &updating::Updated, strict: bool) -> ExitCode {
    let report = &updated.report;
    let nothing_read = report.n_failed > 0 && report.n_indexed + report.n_unchanged == 0;
    if report.is_stopped {
        ExitCode::from(130)
    } else if nothing_read || (strict && report.n_failed > 0) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}
