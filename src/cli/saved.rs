//! `dateline watch`: searches that are kept, and what is new since each was looked at.
//!
//! Each is a file of its own beside the index, written whole and renamed into place, after its news were printed: a run that is
//! cut short tells them again, and none is lost. Of two runs at once the second waits, so that none is told twice. What was seen
//! is known by the articles' ids and texts, so that an index can be made anew, and a file renamed.

use super::args::{self, Format, WatchCommand};
use super::asking;
use super::error::CliError;
use super::locate;
use super::terminal::{Outcome, Terminal, finish};
use super::user_files::UserFiles;
use crate::query::{Flag, FlagKind, Query};
use crate::render::hits_table::HitsTable;
use crate::render::hits_text::plural;
use crate::render::hits_writer::HitsWriter;
use crate::render::table::TableForm;
use crate::render::{csv_table, hits_json, hits_text, sanitize};
use crate::search::{ArticleHit, Hits, Output, Request, Searcher, Seen, Undated};
use serde::{Deserialize, Serialize};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A search that is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Saved {
    /// Version of the file's form.
    v: u32,
    name: String,
    /// As typed, quotation marks and all; "last week" is reckoned anew each time.
    query: String,
    /// Flags by their names, in order.
    flags: Vec<(String, String)>,
    undated: bool,
    /// When it was looked at last.
    looked: Option<String>,
    /// The articles seen.
    seen: Seen,
}

/// The form that is written, and the only one that is read: the first knew no moved articles.
const VERSION: u32 = 2;

/// What the name of a file begins with until it is whole.
const UNFINISHED: &str = ".new-";

/// The file that is locked while a search is looked at.
const LOCK: &str = ".lock";

/// Adds, lists, removes or looks at searches.
pub(super) fn run(args: &args::Watch, terminal: Terminal) -> Outcome {
    let folders = locate::locate_all(&args.index)?;
    let home = folders.first().cloned().unwrap_or_default();
    let shelf = Shelf { folder: UserFiles::of(&home).watches_path() };
    match &args.command {
        WatchCommand::Add(add) => add_watch(add, &shelf, &folders, terminal),
        WatchCommand::List => list(&shelf, terminal),
        WatchCommand::Remove { name } => {
            let _alone = shelf.lock(terminal)?;
            shelf.read(name)?;
            fs::remove_file(shelf.path(name)).map_err(|error| failed("remove", &shelf.path(name), &error))?;
            Ok(ExitCode::SUCCESS)
        }
        WatchCommand::Run(look) => look_all(look, &shelf, &folders, terminal),
    }
}

fn add_watch(add: &args::WatchAdd, shelf: &Shelf, folders: &[PathBuf], terminal: Terminal) -> Outcome {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if add.name.is_empty() || add.name.starts_with('.') || !add.name.chars().all(is_plain) {
        return Err(CliError::new(format!("`{}` is no name for a search", sanitize::line(&add.name)))
            .with_hint("use letters, digits, - and _"));
    }
    let _alone = shelf.lock(terminal)?;
    if shelf.path(&add.name).exists() && !add.replace {
        return Err(
            CliError::new(format!("there is a search called {}", add.name)).with_hint("--replace makes it anew")
        );
    }
    let flags = add.flags.typed.iter().map(|flag| (flag.kind.name().to_owned(), flag.value.clone()));
    let mut saved = Saved {
        v: VERSION,
        name: add.name.clone(),
        query: add.query.join(" "),
        flags: flags.collect(),
        undated: add.undated == args::Undated::Include,
        looked: None,
        seen: Seen::default(),
    };
    if saved.query.trim().is_empty() && saved.flags.is_empty() {
        return Err(CliError::new("what is to be looked for?").with_hint("dateline watch add dams 'dam -beaver'"));
    }
    let query = saved.parse(terminal)?;
    if !add.all && folders.iter().all(|folder| folder.exists()) {
        let searcher = searcher(folders, terminal)?;
        let news = searcher.news(&saved.request(&query), &mut saved.seen);
        let n_there = news.map_err(|error| asking::search_error(error, &query))?.len();
        terminal.note(&format!("{} there already", plural(n_there as u64, "article")));
    }
    shelf.write(&saved)?;
    terminal.note(&format!("{}: {}", saved.name, sanitize::line(&query.to_string())));
    Ok(ExitCode::SUCCESS)
}

fn list(shelf: &Shelf, terminal: Terminal) -> Outcome {
    let mut out = terminal.stdout();
    let mut written = Ok(());
    let mut status = ExitCode::SUCCESS;
    for name in shelf.names()? {
        let saved = match shelf.read(&name) {
            Ok(saved) => saved,
            Err(error) => {
                terminal.note(error.render().trim_end());
                status = ExitCode::from(2);
                continue;
            }
        };
        let flags: String = saved.flags.iter().map(|(name, value)| format!(" --{name} '{value}'")).collect();
        let looked = saved.looked.as_deref().unwrap_or("never");
        let asked = format!("{}{flags}", saved.query);
        written = written.and_then(|()| {
            writeln!(out, "{name}\t{}\tlooked at {looked}, {} seen", sanitize::line(asked.trim()), saved.seen.0.len())
        });
    }
    finish(written.and_then(|()| out.flush()), status)
}

fn look_all(look: &args::WatchRun, shelf: &Shelf, folders: &[PathBuf], terminal: Terminal) -> Outcome {
    let names = if look.names.is_empty() { shelf.names()? } else { look.names.clone() };
    if names.is_empty() {
        return Err(CliError::new("no search is kept").with_hint("dateline watch add dams 'dam -beaver'"));
    }
    // What is seen under the lock is newer than what whoever held it before has seen.
    let _alone = if look.peek { None } else { shelf.lock(terminal)? };
    let searcher = searcher(folders, terminal)?;
    let (mut n_new, mut failures) = (0, Vec::new());
    for name in &names {
        // One search that cannot be asked any more does not keep the others from being looked at.
        match shelf.read(name).and_then(|saved| look_at(&saved, look, shelf, &searcher, terminal)) {
            Ok(n) => n_new += n,
            Err(error) => failures.push((name, error)),
        }
    }
    for (name, error) in &failures {
        terminal.note(&format!("{name}: {}", error.render().trim_end()));
    }
    Ok(if failures.is_empty() { ExitCode::from(u8::from(n_new == 0)) } else { ExitCode::from(2) })
}

/// Prints what is new, then remembers it; says how many there were.
fn look_at(
    saved: &Saved,
    look: &args::WatchRun,
    shelf: &Shelf,
    searcher: &Searcher,
    terminal: Terminal,
) -> Result<usize, CliError> {
    let query = saved.parse(terminal)?;
    let request = saved.request(&query);
    let failed = |error| asking::search_error(error, &query);
    let mut now = saved.clone();
    let mut hits: Vec<(ArticleHit, &str)> = Vec::new();
    for news in searcher.news(&request, &mut now.seen).map_err(failed)? {
        if let Some(hit) = searcher.hit(&request, &news.id).map_err(failed)? {
            hits.push((hit, if news.is_changed { "changed" } else { "new" }));
        }
    }
    let n = hits.len();
    match print(saved, hits, look.form.chosen(), terminal) {
        // Whoever closes the pipe early has not read all of it: it is told again.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(n),
        written => written.map_err(|error| CliError::from_error(&error))?,
    }
    if !look.peek {
        now.looked = Some(jiff::Timestamp::now().strftime("%Y-%m-%dT%H:%M:%SZ").to_string());
        shelf.write(&now)?;
    }
    Ok(n)
}

fn print(saved: &Saved, hits: Vec<(ArticleHit, &'static str)>, format: Format, terminal: Terminal) -> io::Result<()> {
    let statuses: Vec<&str> = hits.iter().map(|(_, status)| *status).collect();
    let n_changed = statuses.iter().filter(|status| **status == "changed").count();
    let hits = Hits::Articles(hits.into_iter().map(|(hit, _)| hit).collect());
    let total = hits.len() as u64;
    let mut out = terminal.stdout();
    match format {
        Format::Text => {
            let changed = if n_changed > 0 { format!(", {n_changed} of them changed") } else { String::new() };
            terminal.note(&format!("{}: {} new{changed}", saved.name, plural(total, "article")));
            hits_text::write(&mut out, &hits, 1, terminal.matches())?;
        }
        Format::Csv if total > 0 => {
            let table = TableForm::Csv(csv_table::Reader::Program);
            let mut table = HitsTable::new(terminal.records(), Output::Articles, table)?;
            table.write(&hits)?;
            table.finish(&serde_json::Value::Null)?;
        }
        Format::Csv => {}
        Format::Json | Format::Jsonl => {
            for (mut hit, status) in hits_json::hits(&hits).into_iter().zip(statuses) {
                hit["watch"] = saved.name.as_str().into();
                hit["status"] = status.into();
                writeln!(out, "{hit}")?;
            }
        }
    }
    out.flush()
}

fn searcher(folders: &[PathBuf], terminal: Terminal) -> Result<Searcher, CliError> {
    let files = UserFiles::of(&folders.first().cloned().unwrap_or_default());
    let (speakers, places) = (files.speakers(terminal)?, files.places()?);
    let reader = locate::open_all(folders, terminal)?;
    Ok(Searcher::with_speakers(reader, &speakers).with_atlas(places.atlas().clone()))
}

impl Saved {
    fn parse(&self, terminal: Terminal) -> Result<Query, CliError> {
        let flag = |(name, value): &(String, String)| {
            let kind = FlagKind::by_name(name)?;
            Some(Flag { kind, value: value.clone() })
        };
        let flags = self.flags.iter().map(flag).collect::<Option<Vec<_>>>();
        let flags = flags.ok_or_else(|| CliError::new(format!("{}: a flag of this search is not known", self.name)))?;
        asking::parse(&self.query, &flags, asking::today(None)?, terminal)
    }

    fn request(&self, query: &Query) -> Request {
        let undated = if self.undated { Undated::Include } else { Undated::Exclude };
        Request { undated, ..Request::new(query.clone()) }
    }
}

/// Where the searches are kept.
struct Shelf {
    folder: PathBuf,
}

impl Shelf {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(format!("{name}.json"))
    }

    fn names(&self) -> Result<Vec<String>, CliError> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(failed("read", &self.folder, &error)),
        };
        let name = |entry: io::Result<fs::DirEntry>| {
            let name = entry.ok()?.file_name().into_string().ok()?;
            name.strip_suffix(".json").map(str::to_owned)
        };
        let mut names: Vec<String> = entries.filter_map(name).collect();
        names.sort();
        Ok(names)
    }

    fn read(&self, name: &str) -> Result<Saved, CliError> {
        let path = self.path(name);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(CliError::new(format!("no search is called {}", sanitize::line(name)))
                    .with_hint("dateline watch list"));
            }
            Err(error) => return Err(failed("read", &path, &error)),
        };
        let damaged = |cause: String| CliError {
            causes: vec![cause],
            ..CliError::new(format!("{} cannot be used", path.display()))
                .with_hint(format!("dateline watch add {name} --replace QUERY"))
        };
        // The form is looked at first: what another one holds need not be readable as this.
        let saved: serde_json::Value = serde_json::from_slice(&text).map_err(|error| damaged(error.to_string()))?;
        if saved["v"] != VERSION {
            return Err(damaged(format!("it is of form {}, and this version reads form {VERSION}", saved["v"])));
        }
        serde_json::from_value(saved).map_err(|error| damaged(error.to_string()))
    }

    /// Keeps other runs out until what is returned is dropped; where the file system has no locks there are none.
    fn lock(&self, terminal: Terminal) -> Result<Option<File>, CliError> {
        let path = self.folder.join(LOCK);
        let open = || {
            fs::create_dir_all(&self.folder)?;
            File::options().create(true).truncate(false).write(true).open(&path)
        };
        let file = open().map_err(|error| failed("write", &path, &error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::Error(_)) => return Ok(None),
            Err(TryLockError::WouldBlock) => {
                terminal.note("another run looks at these searches; waiting for it");
                file.lock().map_err(|error| failed("lock", &path, &error))?;
            }
        }
        self.sweep();
        Ok(Some(file))
    }

    /// Drops what a run that was killed left unfinished.
    fn sweep(&self) {
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            if entry.file_name().to_str().is_some_and(|name| name.starts_with(UNFINISHED)) {
                // What cannot be dropped is in nobody's way.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    fn write(&self, saved: &Saved) -> Result<(), CliError> {
        let path = self.path(&saved.name);
        let write = || -> io::Result<()> {
            fs::create_dir_all(&self.folder)?;
            let mut file = tempfile::Builder::new().prefix(UNFINISHED).tempfile_in(&self.folder)?;
            file.write_all(&serde_json::to_vec(saved)?)?;
            file.as_file().sync_all()?;
            file.persist(&path)?;
            // The name itself is durable once the folder is.
            File::open(&self.folder).and_then(|folder| folder.sync_all()).or(Ok(()))
        };
        write().map_err(|error| failed("write", &path, &error))
    }
}

fn failed(action: &str, path: &Path, error: &io::Error) -> CliError {
    CliError { causes: vec![error.to_string()], ..CliError::new(format!("cannot {action} {}", path.display())) }
}
