//! `dateline forget`.

use super::args;
use super::error::CliError;
use super::locate;
use super::terminal::{Outcome, Terminal};
use super::updating::index_error;
use crate::index;
use crate::render::hits_text::plural;
use crate::render::sanitize;
use std::process::ExitCode;

/// Takes articles out for good, or lets them in again.
pub(super) fn run(args: &args::Forget, terminal: Terminal) -> Outcome {
    let folder = locate::locate(&args.location.index)?.path;
    // A writer would make an index where there is none.
    index::Reader::open(&folder).map_err(|error| index_error(&error))?;
    if args.undo {
        let n = index::remember(&folder, &args.ids).map_err(|error| index_error(&error))?;
        if n == 0 {
            return Err(
                CliError::new("none of these was forgotten").with_hint("dateline status --files lists what was")
            );
        }
        terminal.note(&format!("{} will be indexed again by dateline index PATH", plural(n as u64, "article")));
        return Ok(ExitCode::SUCCESS);
    }
    let paths = index::forget(&folder, &args.ids).map_err(|error| index_error(&error))?;
    for path in &paths {
        terminal.note(&format!("forgotten; its file is left as it is: {}", sanitize::line(path)));
    }
    Ok(ExitCode::SUCCESS)
}
