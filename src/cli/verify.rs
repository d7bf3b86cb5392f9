//! `dateline verify`.

use super::args::{self, Format};
use super::error::CliError;
use super::locate;
use super::terminal::{Outcome, Terminal, finish};
use crate::render::citation;
use crate::search::{BadEntry, Checked, Searcher, parse_citations};
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::ExitCode;

/// Checks every citation of every file.
pub(super) fn run(args: &args::Verify, terminal: Terminal) -> Outcome {
    let folders = locate::locate_all(&args.location.index)?;
    let searcher = Searcher::open(locate::open_all(&folders, terminal)?);
    let mut checked: Vec<(String, Checked)> = Vec::new();
    let mut n_bad = 0;
    for path in &args.files {
        let name = path.display().to_string();
        let (entries, bad) = parse_citations(&read(path)?);
        n_bad += bad.len();
        for BadEntry { line, reason } in bad {
            terminal.note(&format!("error: {name}:{line}: {reason}"));
        }
        for entry in entries {
            let entry = searcher.verify(entry).map_err(|error| CliError::from_error(&error))?;
            checked.push((name.clone(), entry));
        }
    }
    let mut out = terminal.stdout();
    let written = write(&mut out, &checked, args.form.chosen());
    let n_held = checked.iter().filter(|(_, checked)| checked.holds()).count();
    terminal.note(&format!("{n_held} of {} citations hold", checked.len()));
    let status = if n_bad > 0 { 2 } else { u8::from(n_held < checked.len()) };
    finish(written.and_then(|()| out.flush()), ExitCode::from(status))
}

fn read(path: &Path) -> Result<String, CliError> {
    let mut bytes = Vec::new();
    let outcome = match path == Path::new("-") {
        true => io::stdin().read_to_end(&mut bytes).map(|_| ()),
        false => fs::read(path).map(|read| bytes = read),
    };
    outcome.map_err(|error| CliError {
        causes: vec![error.to_string()],
        ..CliError::new(format!("cannot read {}", path.display()))
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write(out: &mut impl Write, checked: &[(String, Checked)], format: Format) -> io::Result<()> {
    let lines = || checked.iter().map(|(file, checked)| citation::verdict_json(file, checked));
    match format {
        Format::Text => checked.iter().try_for_each(|(file, checked)| citation::verdict(out, file, checked)),
        Format::Jsonl => lines().try_for_each(|line| writeln!(out, "{line}")),
        Format::Json => writeln!(out, "{:#}", serde_json::Value::from_iter(lines())),
        Format::Csv => {
            let mut table = csv::Writer::from_writer(out);
            table.write_record(["file", "line", "title", "id", "verdict", "holds", "standing"])?;
            for (file, checked) in checked {
                let cited = &checked.cited;
                table.write_record([
                    file.as_str(),
                    &cited.line.to_string(),
                    &cited.title,
                    cited.id.as_deref().unwrap_or_default(),
                    checked.verdict.as_str(),
                    &checked.holds().to_string(),
                    checked.standing.map(|standing| standing.as_str()).unwrap_or_default(),
                ])?;
            }
            table.flush()
        }
    }
}
