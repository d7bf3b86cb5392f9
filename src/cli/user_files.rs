//! The files that the user owns: beside the index folder, never inside it.

use super::error::CliError;
use super::locate;
use super::terminal::Terminal;
use crate::knowledge::{Correction, Corrections, LocalPlaces, Problem, Speakers};
use crate::render::sanitize;
use std::env;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// The environment variable that names the folder.
pub(super) const VARIABLE: &str = "DATELINE_USER_FILES";

/// What the user put right.
const CORRECTIONS: &str = "corrections.jsonl";

/// Who is who.
const SPEAKERS: &str = "speakers.toml";

/// Who held an office, and when.
const HOLDERS: &str = "holders.tsv";

/// Places that no list has.
const PLACES: &str = "places.tsv";

/// The folder of searches that are kept.
const WATCHES: &str = "dateline-watches";

/// How many lines that cannot be used are told at once.
const MOST_PROBLEMS: usize = 10;

/// Where the user's files are.
#[derive(Debug)]
pub(super) struct UserFiles {
    folder: PathBuf,
}

impl UserFiles {
    /// Those that belong to an index: in `$DATELINE_USER_FILES`, else in the folder that holds the index folder.
    pub(super) fn of(index: &Path) -> Self {
        let told = env::var_os(VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        let beside = || index.parent().filter(|holder| !holder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Self { folder: told.unwrap_or_else(|| beside().to_owned()) }
    }

    /// Those to read files with that belong to no index: in `$DATELINE_USER_FILES`, else beside the index that would be used
    /// here; `None` where there is neither.
    pub(super) fn here() -> Result<Option<Self>, CliError> {
        let located = locate::locate(&[])?;
        let is_told = env::var_os(VARIABLE).is_some_and(|value| !value.is_empty());
        Ok((is_told || !located.is_new).then(|| Self::of(&located.path)))
    }

    /// The file of that name, there or not.
    fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    pub(super) fn corrections_path(&self) -> PathBuf {
        self.path(CORRECTIONS)
    }

    pub(super) fn watches_path(&self) -> PathBuf {
        self.path(WATCHES)
    }

    /// Those of them that a walk must not take for articles.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        [CORRECTIONS, SPEAKERS, HOLDERS, PLACES, WATCHES].map(|name| self.path(name)).to_vec()
    }

    /// Of those that are there, the name and the hash of what they hold.
    pub(super) fn hashes(&self) -> Vec<(&'static str, String)> {
        let hash = |name| Some((name, blake3::hash(&fs::read(self.path(name)).ok()?).to_hex().to_string()));
        [CORRECTIONS, SPEAKERS, HOLDERS, PLACES].into_iter().filter_map(hash).collect()
    }

    /// Who is who: a file that cannot be read as a whole is an error, since every count would be another.
    pub(super) fn speakers(&self, terminal: Terminal) -> Result<Speakers, CliError> {
        let path = self.path(SPEAKERS);
        let mut speakers = match read(&path)? {
            Some(text) => Speakers::parse_toml(&text).map_err(|problem| {
                CliError::new(format!("{}:{}: {}", path.display(), problem.line, problem.reason))
                    .with_hint("it holds [[merge]], [[rename]] and [[split]]; see dateline help speakers")
            })?,
            None => Speakers::default(),
        };
        let path = self.path(HOLDERS);
        if let Some(text) = read(&path)? {
            tell(&path, &speakers.add_holders(&text), terminal);
        }
        Ok(speakers)
    }

    /// Places that no list has: a file that cannot be read as a whole is an error, since its names would be found elsewhere.
    pub(super) fn places(&self) -> Result<LocalPlaces, CliError> {
        let path = self.path(PLACES);
        let Some(text) = read(&path)? else { return Ok(LocalPlaces::default()) };
        LocalPlaces::parse(&text).map_err(|problems| {
            let told = problems
                .iter()
                .take(MOST_PROBLEMS)
                .map(|Problem { line, reason }| format!("{}:{line}: {}", path.display(), sanitize::line(reason)));
            let mut told: Vec<String> = told.collect();
            if problems.len() > MOST_PROBLEMS {
                told.push(format!("and {} more lines", problems.len() - MOST_PROBLEMS));
            }
            CliError::new(told.join("\n  "))
                .with_hint("a line is name, lat, lon, country and parent, parted by tabs; see dateline help places")
        })
    }

    /// What the user put right; lines that cannot be used are told.
    pub(super) fn corrections(&self, terminal: Terminal) -> Result<Corrections, CliError> {
        let path = self.corrections_path();
        let Some(text) = read(&path)? else { return Ok(Corrections::default()) };
        let (corrections, problems) = Corrections::parse(&text);
        tell(&path, &problems, terminal);
        Ok(corrections)
    }

    /// Writes a correction to the end of the file, durably.
    pub(super) fn add(&self, correction: &Correction) -> Result<PathBuf, CliError> {
        let path = self.corrections_path();
        append(&path, &correction.to_line()).map_err(|error| failed("write", &path, &error))?;
        Ok(path)
    }
}

/// A file's text; `None` where there is no file.
fn read(path: &Path) -> Result<Option<String>, CliError> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(failed("read", path, &error)),
    }
}

fn append(path: &Path, line: &str) -> io::Result<()> {
    let mut file = OpenOptions::new().create(true).append(true).read(true).open(path)?;
    let mut last = [b'\n'];
    if file.seek(SeekFrom::End(0))? > 0 {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    let break_before = if last == *b"\n" { "" } else { "\n" };
    file.write_all(format!("{break_before}{line}\n").as_bytes())?;
    file.sync_all()
}

fn failed(action: &str, path: &Path, error: &io::Error) -> CliError {
    CliError {
        causes: vec![error.to_string()],
        ..CliError::new(format!("cannot {action} {}", path.display()))
            .with_hint(format!("choose another folder for your own files with ${VARIABLE}"))
    }
}

fn tell(path: &Path, problems: &[Problem], terminal: Terminal) {
    for Problem { line, reason } in problems {
        terminal.note(&format!("warning: {}:{line} is left out: {}", path.display(), sanitize::line(reason)));
    }
}
