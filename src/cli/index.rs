//! `dateline index`.

use super::args;
use super::terminal::{Outcome, Terminal};
use super::updating::{self, Verbosity, Wanted};
use super::watch;
use crate::index::{Prune, Told};
use std::process::ExitCode;

/// Brings the index up to date with the paths named, once or until interrupted.
pub(super) fn run(args: &args::Index, terminal: Terminal) -> Outcome {
    let prune = match (args.prune, args.force) {
        (false, _) => Prune::Never,
        (true, false) => Prune::Careful,
        (true, true) => Prune::Forced,
    };
    let wanted = Wanted {
        paths: &args.paths,
        labelled: &args.roots,
        told: told(args),
        location: &args.location,
        making: &args.making,
        prune,
        verbosity: Verbosity::Full,
        is_asking: false,
    };
    let updated = updating::update(&wanted, terminal)?;
    if args.watch && !updated.report.is_stopped {
        watch::follow(wanted, &updated, terminal)?;
    }
    Ok(status(&updated, args.making.strict))
}

/// What the flags say of the folders; `--map none` takes back what was mapped.
fn told(args: &args::Index) -> Told {
    let mapped = args.map.iter().filter(|pair| *pair != "none").cloned().collect();
    Told {
        language: args.lang.as_ref().map(|said| said.0),
        format: args.from.as_ref().map(|said| said.0),
        fields: (!args.map.is_empty()).then_some(mapped),
        ..updating::told(&args.making)
    }
}

/// 130 when interrupted; 2 when nothing could be read, when files and articles do not add up, or with `--strict` when anything could not; else 0.
pub(super) fn status(updated: &updating::Updated, strict: bool) -> ExitCode {
    let report = &updated.report;
    let is_uneven = report.reckoning.is_some_and(|reckoning| !reckoning.is_even());
    let nothing_read = report.n_failed > 0 && report.n_indexed + report.n_unchanged == 0;
    if report.is_stopped {
        ExitCode::from(130)
    } else if nothing_read || is_uneven || (strict && report.n_failed > 0) {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    }
}
