//! `dateline status`.

use super::args::{self, Format};
use super::locate;
use super::terminal::{Outcome, Terminal, finish};
use super::updating::{grouped, index_error, uneven_text};
use super::user_files::UserFiles;
use crate::index::duplicates::GroupsAt;
use crate::index::{Commit, FINGERPRINT, Manifest, NoteKind, Reader, Reckoning, Space, misfits};
use crate::knowledge::Misfit;
use crate::render::sanitize;
use serde_json::{Value, json};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Says what the index holds.
pub(super) fn run(args: &args::Status, terminal: Terminal) -> Outcome {
    let located = locate::locate(&args.location.index)?;
    let reader = Reader::open(&located.path).map_err(|error| index_error(&error))?;
    let n_quotes = reader.n_quotes().map_err(|error| index_error(&error))?;
    let manifest = if args.files { Some(reader.manifest().map_err(|error| index_error(&error))?) } else { None };
    let reckoning = manifest.as_ref().map(|manifest| reader.reckon(manifest)).transpose();
    let files = UserFiles::of(&located.path);
    let corrections = files.corrections(terminal)?;
    let facts = Facts {
        folder: &located.path,
        commit: reader.commit(),
        n_quotes,
        lack_of_groups: reader.lack_of_groups(),
        reckoning: reckoning.map_err(|error| index_error(&error))?,
        n_bytes: folder_size(&located.path),
        data_hash: reader.data_hash().map_err(|error| index_error(&error))?,
        corrections_path: files.corrections_path(),
        n_corrections: corrections.len(),
        misfits: misfits(&reader, &corrections).map_err(|error| index_error(&error))?,
    };
    let space = if args.space { Some(reader.space().map_err(|error| index_error(&error))?) } else { None };
    let mut out = terminal.stdout();
    let written = match args.form.chosen() {
        Format::Text => text(&mut out, &facts, manifest.as_ref())
            .and_then(|()| space.iter().flatten().try_for_each(|part| space_line(&mut out, part, facts.n_bytes))),
        Format::Csv => csv(&mut out, manifest.as_ref()),
        Format::Json => writeln!(out, "{:#}", json(&facts, manifest.as_ref(), space.as_deref())),
        Format::Jsonl => writeln!(out, "{}", json(&facts, manifest.as_ref(), space.as_deref())),
    };
    let is_uneven = facts.reckoning.is_some_and(|reckoning| !reckoning.is_even());
    finish(written.and_then(|()| out.flush()), if is_uneven { ExitCode::from(2) } else { ExitCode::SUCCESS })
}

struct Facts<'a> {
    folder: &'a Path,
    commit: &'a Commit,
    n_quotes: u64,
    lack_of_groups: Option<String>,
    /// Where every file was asked for.
    reckoning: Option<Reckoning>,
    n_bytes: u64,
    data_hash: String,
    corrections_path: PathBuf,
    n_corrections: usize,
    misfits: Vec<Misfit>,
}

impl Facts<'_> {
    fn is_current(&self) -> bool {
        self.commit.fingerprint == FINGERPRINT
    }
}

fn folder_size(folder: &Path) -> u64 {
    let entries = walkdir::WalkDir::new(folder).into_iter().filter_map(Result::ok);
    entries.filter_map(|entry| entry.metadata().ok()).filter(std::fs::Metadata::is_file).map(|file| file.len()).sum()
}

fn text(out: &mut impl Write, facts: &Facts<'_>, manifest: Option<&Manifest>) -> io::Result<()> {
    let files = &facts.commit.files;
    writeln!(out, "index     {} ({:.1} MB)", facts.folder.display(), facts.n_bytes as f64 / 1e6)?;
    writeln!(out, "articles  {} with {} quotes", grouped(files.n_articles), grouped(facts.n_quotes))?;
    match (&facts.commit.groups, &facts.lack_of_groups) {
        (_, Some(why)) => writeln!(out, "copies    not known: {why}; dateline index PATH finds them")?,
        (Some(GroupsAt { counts, .. }), None) => writeln!(
            out,
            "distinct  {} articles: {} are copies in {} groups, {} superseded, {} retracted",
            grouped(counts.n_distinct),
            grouped(counts.n_copies),
            grouped(counts.n_groups),
            grouped(counts.n_superseded),
            grouped(counts.n_retracted)
        )?,
        (None, None) => {}
    }
    writeln!(
        out,
        "files     {} read: {} that hold no article, {} that could not be read, {} gone since",
        grouped(files.n_files),
        grouped(files.n_skipped),
        grouped(files.n_failed),
        grouped(files.n_missing)
    )?;
    if let Some(sum) = &facts.reckoning {
        writeln!(out, "reckoned  {}", reckoned(sum))?;
    }
    for (name, root) in &facts.commit.roots {
        let name = if name.is_empty() { "." } else { name };
        let path = root.path.as_deref().unwrap_or("below the folder that holds the index");
        writeln!(out, "folder    {} is {} {}", sanitize::line(name), sanitize::line(path), root.settings.flags())?;
    }
    let made = if facts.is_current() { "this version" } else { "another version; dateline index PATH renews it" };
    if facts.n_corrections > 0 {
        let path = facts.corrections_path.display();
        writeln!(out, "corrected {} times by hand in {path}", grouped(facts.n_corrections as u64))?;
        for Misfit { line, correction, reason } in &facts.misfits {
            let article = sanitize::line(&correction.article);
            writeln!(out, "{path}:{line}: {article} no longer fits: {reason}")?;
        }
    }
    writeln!(out, "made by   {} {} ({made})", facts.commit.version, facts.commit.fingerprint)?;
    writeln!(out, "data      {}", facts.data_hash)?;
    for (path, line, kind, reason) in manifest.into_iter().flat_map(remarks) {
        let line = line.map(|line| format!(":{line}")).unwrap_or_default();
        writeln!(out, "{kind}  {}{line}: {}", sanitize::line(path), sanitize::line(reason))?;
    }
    Ok(())
}

/// `3 files = 2 with articles + 1 failed + …; 4 articles of them = 4 in the index`.
fn reckoned(sum: &Reckoning) -> String {
    let mut text = format!("{} files = {} with articles", grouped(sum.n_files), grouped(sum.n_with_articles));
    let without =
        [(sum.n_skipped, "that hold none"), (sum.n_failed, "that could not be read"), (sum.n_under_way, "under way")];
    for (n, what) in without.into_iter().filter(|(n, _)| *n > 0) {
        text.push_str(&format!(" + {} {what}", grouped(n)));
    }
    text.push_str(&format!("; {} articles of them = {} in the index", grouped(sum.n_articles), grouped(sum.n_held)));
    if sum.is_even() { text } else { format!("{text}: {}", uneven_text(sum)) }
}

/// `positions  body   61.2 MB  22.6 %`.
fn space_line(out: &mut impl Write, space: &Space, n_bytes: u64) -> io::Result<()> {
    let share = 100.0 * space.n_bytes as f64 / n_bytes.max(1) as f64;
    writeln!(out, "{:<10}{:<16}{:>10.3} MB {share:>5.1} %", space.part, space.field, space.n_bytes as f64 / 1e6)
}

/// Path, line, what became of it and why, for everything that came to nothing.
fn remarks(manifest: &Manifest) -> impl Iterator<Item = (&str, Option<u64>, &'static str, &str)> {
    manifest.files.iter().flat_map(|(path, file)| {
        let missing = file.is_missing.then_some((path.as_str(), None, "gone", "its articles are still found"));
        let notes = file.notes.iter().map(|note| {
            let kind = match note.kind {
                NoteKind::Failed => "failed",
                NoteKind::Skipped => "skipped",
            };
            (path.as_str(), note.line, kind, note.reason.as_str())
        });
        missing.into_iter().chain(notes)
    })
}

fn csv(out: &mut impl Write, manifest: Option<&Manifest>) -> io::Result<()> {
    let mut table = csv::Writer::from_writer(out);
    table.write_record(["path", "line", "outcome", "reason"])?;
    for (path, line, kind, reason) in manifest.into_iter().flat_map(remarks) {
        table.write_record([path, &line.map(|line| line.to_string()).unwrap_or_default(), kind, reason])?;
    }
    table.flush()
}

fn misfit(misfit: &Misfit) -> Value {
    let Misfit { line, correction, reason } = misfit;
    json!({"line": line, "article": correction.article, "content": correction.content, "reason": reason})
}

fn groups(at: GroupsAt) -> Value {
    let counts = at.counts;
    json!({
        "distinct": counts.n_distinct,
        "groups": counts.n_groups,
        "copies": counts.n_copies,
        "superseded": counts.n_superseded,
        "retracted": counts.n_retracted,
    })
}

fn json(facts: &Facts<'_>, manifest: Option<&Manifest>, space: Option<&[Space]>) -> Value {
    let files = &facts.commit.files;
    let remark = |(path, line, outcome, reason): (&str, Option<u64>, &str, &str)| json!({"path": path, "line": line, "outcome": outcome, "reason": reason});
    json!({
        "index": facts.folder.display().to_string(),
        "bytes": facts.n_bytes,
        "articles": files.n_articles,
        "quotes": facts.n_quotes,
        "groups": facts.commit.groups.filter(|_| facts.lack_of_groups.is_none()).map(groups),
        "files": {"read": files.n_files, "skipped": files.n_skipped, "failed": files.n_failed, "missing": files.n_missing},
        "reckoning": facts.reckoning.map(|sum| json!({
            "files": sum.n_files,
            "with_articles": sum.n_with_articles,
            "skipped": sum.n_skipped,
            "failed": sum.n_failed,
            "under_way": sum.n_under_way,
            "articles": sum.n_articles,
            "held": sum.n_held,
            "even": sum.is_even(),
        })),
        "folders": facts.commit.roots.iter().map(|(name, root)| json!({
            "name": name,
            "path": root.path,
            "settings": root.settings.flags(),
        })).collect::<Vec<_>>(),
        "version": facts.commit.version,
        "fingerprint": facts.commit.fingerprint,
        "data_hash": facts.data_hash,
        "corrections": {
            "path": facts.corrections_path.display().to_string(),
            "n": facts.n_corrections,
            "misfits": facts.misfits.iter().map(misfit).collect::<Vec<_>>(),
        },
        "current": facts.is_current(),
        "space": space.map(|parts| {
            let part = |space: &Space| json!({"part": space.part, "field": space.field, "bytes": space.n_bytes});
            parts.iter().map(part).collect::<Vec<_>>()
        }),
        "remarks": manifest.map(|manifest| remarks(manifest).map(remark).collect::<Vec<_>>()),
    })
}
