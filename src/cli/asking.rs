//! From what was typed to a request: brings the index up to date where asked, parses, opens.

use super::args::{Asking, Form, Format, Undated as UndatedArg};
use super::error::CliError;
use super::locate;
use super::terminal::Terminal;
use super::updating::{self, Updated, Verbosity, Wanted, index_error, told};
use super::user_files::UserFiles;
use crate::article::{PartialDate, Span};
use crate::index::{Prune, Root};
use crate::query::{self, Expr, Field, Flag, FlagKind, Node, Pattern, PatternPiece, Query, QueryError};
use crate::render::hits_json::Question;
use crate::render::hits_text::plural;
use crate::render::sanitize;
use crate::search::{self, Searcher, Undated};
use jiff::civil;
use std::path::PathBuf;

/// A question and the index it is put to.
pub(super) struct Asked {
    pub(super) searcher: Searcher,
    pub(super) query: Query,
    /// The same with its words as a phrase, where the shell may have taken the quotation marks away.
    pub(super) as_phrase: Option<Query>,
    pub(super) undated: Undated,
    /// The day that relative dates are reckoned from.
    pub(super) today: civil::Date,
    pub(super) question: Question,
    /// The index folder.
    pub(super) folder: PathBuf,
    /// What `--in` did, where it was given.
    pub(super) updated: Option<Updated>,
}

/// Everything that `search` and `count` do before they differ.
pub(super) fn ask(asking: &Asking, form: &Form, terminal: Terminal) -> Result<Asked, CliError> {
    ask_text(asking, &asking.query.join(" "), form, terminal)
}

/// The same where no query need be typed: all articles are meant then, unless a flag says which.
pub(super) fn ask_any(asking: &Asking, form: &Form, terminal: Terminal) -> Result<Asked, CliError> {
    let typed = asking.query.join(" ");
    let is_nothing = typed.trim().is_empty() && asking.flags.typed.is_empty();
    ask_text(asking, if is_nothing { "*" } else { &typed }, form, terminal)
}

fn ask_text(asking: &Asking, typed: &str, form: &Form, terminal: Terminal) -> Result<Asked, CliError> {
    let query = parse_typed(asking, typed, terminal)?;
    // `'end this war'` reaches us as one argument of three words.
    let is_quoted = asking.query.iter().any(|argument| argument.trim().contains(char::is_whitespace));
    let as_phrase = if is_quoted { query.with_words_as_phrase() } else { None };
    let asked = ask_parsed(asking, query, form, terminal)?;
    let roots = asked.updated.as_ref().map_or(&[][..], |updated| &updated.roots);
    let as_phrase = as_phrase.map(|phrase| Query { root: within(phrase.root, roots), ..phrase });
    Ok(Asked { as_phrase, ..asked })
}

/// The same where the query was parsed already.
pub(super) fn ask_parsed(
    asking: &Asking,
    mut query: Query,
    form: &Form,
    terminal: Terminal,
) -> Result<Asked, CliError> {
    let today = today(asking.today)?;
    let updated = match asking.inside.as_slice() {
        [] => None,
        paths => {
            let wanted = Wanted {
                paths,
                labelled: &[],
                told: told(&asking.making),
                location: &asking.location,
                making: &asking.making,
                prune: Prune::Never,
                verbosity: Verbosity::Changes,
                is_asking: true,
            };
            let updated = updating::update(&wanted, terminal)?;
            query.root = within(query.root, &updated.roots);
            Some(updated)
        }
    };
    let folders = match &updated {
        Some(updated) => vec![updated.index.clone()],
        None => locate::locate_all(&asking.location.index)?,
    };
    let reader = locate::open_all(&folders, terminal)?;
    // Of several, the first is home: the user's own files lie beside it, and it keeps the numbers of results.
    let folder = folders.into_iter().next().unwrap_or_default();
    let commit = reader.commit();
    if commit.fingerprint != crate::index::FINGERPRINT {
        terminal.note("note: the index was made by another version; dateline index PATH brings it up to date");
    }
    if let Some(why) = reader.lack_of_groups() {
        terminal.note(&format!("note: copies are not known: {why}; dateline index PATH finds them"));
    }
    let user_files = UserFiles::of(&folder);
    let speakers = user_files.speakers(terminal)?;
    let places = user_files.places()?;
    if commit.manifest > 0 && commit.places != places.digest() {
        terminal.note("note: the index was made with another places.tsv; dateline index PATH brings it up to date");
    }
    let question = Question {
        canonical: query.to_string(),
        today: today.to_string(),
        fingerprint: commit.fingerprint.clone(),
        data_hash: match form.chosen() {
            Format::Json | Format::Jsonl => Some(reader.data_hash().map_err(|error| index_error(&error))?),
            Format::Text | Format::Csv => None,
        },
        commit: commit.manifest,
        n_failed: commit.files.n_failed,
        user_files: user_files.hashes(),
        threshold: threshold(&asking.flags.typed),
        parameters: serde_json::Value::Null,
    };
    if asking.explain {
        terminal.note(&format!("query: {}", question.canonical));
    }
    let undated = match asking.undated {
        UndatedArg::Exclude => Undated::Exclude,
        UndatedArg::Include => Undated::Include,
    };
    Ok(Asked {
        searcher: Searcher::with_speakers(reader, &speakers).with_atlas(places.atlas().clone()),
        query,
        as_phrase: None,
        undated,
        today,
        question,
        folder,
        updated,
    })
}

impl Asked {
    /// Another query of the same question: asked of the same folders, from the same day.
    pub(super) fn another(&self, text: &str, terminal: Terminal) -> Result<Query, CliError> {
        let mut query = parse(text, &[], self.today, terminal)?;
        if let Some(updated) = &self.updated {
            query.root = within(query.root, &updated.roots);
        }
        Ok(query)
    }
}

/// The confidence below which quotes are left out by a flag.
fn threshold(flags: &[Flag]) -> Option<f64> {
    let minimum = flags.iter().rev().find(|flag| flag.kind == FlagKind::MinConfidence)?;
    minimum.value.trim().parse().ok()
}

/// Says on standard error how many undated articles a date clause left out, where any were.
pub(super) fn note_undated(left_out: Option<u64>, terminal: Terminal) {
    if let Some(n) = left_out.filter(|n| *n > 0) {
        let undated = plural(n, "undated article");
        terminal.note(&format!("{undated} left out by the date clause (--undated include keeps them)"));
    }
}

/// The query that was typed, in whichever language, with the flags.
pub(super) fn parse_typed(asking: &Asking, text: &str, terminal: Terminal) -> Result<Query, CliError> {
    let today = today(asking.today)?;
    let flags = &asking.flags.typed;
    let Some(dialect) = asking.dialect else { return parse(text, flags, today, terminal) };
    let ours = query::translate(text, dialect.into()).map_err(|error| CliError::rendered(error.render(text)))?;
    let query = parse(&ours, flags, today, terminal)?;
    terminal.note(&format!("query: {}", sanitize::line(&query.to_string())));
    Ok(query)
}

/// The query that was typed; what may have been meant otherwise is said on standard error.
pub(super) fn parse(text: &str, flags: &[Flag], today: civil::Date, terminal: Terminal) -> Result<Query, CliError> {
    told_query(query::parse_with_flags(text, flags, today), text, flags, terminal)
}

/// What a parser made of a text and flags, as a person is told it.
pub(super) fn told_query(
    parsed: Result<Query, QueryError>,
    text: &str,
    flags: &[Flag],
    terminal: Terminal,
) -> Result<Query, CliError> {
    let query = parsed.map_err(|error| {
        // The parser's own rendering has the query, the caret and the hint.
        CliError::rendered(error.render(&query::compose(text, flags)))
    })?;
    for warning in &query.warnings {
        terminal.note(warning.render(&query.text).trim_end());
    }
    Ok(query)
}

/// The day that relative dates are reckoned from.
pub(super) fn today(told: Option<PartialDate>) -> Result<civil::Date, CliError> {
    match told {
        None => Ok(jiff::Zoned::now().date()),
        Some(date) => date.to_civil().ok_or_else(|| {
            CliError::new(format!("--today {date} is not a day")).with_hint(format!("--today {date}-15, say"))
        }),
    }
}

/// The query, asked of what lies under the roots.
fn within(root: Node, roots: &[Root]) -> Node {
    let span = root.span;
    let mut places: Vec<Node> = roots.iter().filter_map(|root| below(root, span)).collect();
    // A root without a prefix is the whole archive.
    if roots.is_empty() || places.len() < roots.len() {
        return root;
    }
    let place = if places.len() == 1 { places.swap_remove(0) } else { Node::new(span, Expr::Or(places)) };
    let mut factors = match root.value {
        Expr::All => Vec::new(),
        Expr::And(factors) => factors,
        other => vec![Node::new(span, other)],
    };
    if factors.is_empty() {
        return place;
    }
    factors.push(place);
    Node::new(span, Expr::And(factors))
}

fn below(root: &Root, span: Span) -> Option<Node> {
    let mut pieces = Vec::new();
    if root.is_stream {
        pieces.push(PatternPiece::Literal(root.prefix.clone()));
    } else if root.path.is_dir() {
        if root.prefix.is_empty() {
            return None;
        }
        pieces.push(PatternPiece::Literal(format!("{}/", root.prefix)));
        pieces.push(PatternPiece::AnyChars);
    } else {
        let name = root.path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let path = if root.prefix.is_empty() { name } else { format!("{}/{name}", root.prefix) };
        pieces.push(PatternPiece::Literal(path));
    }
    let pattern = Node::new(span, Expr::Path(Pattern(pieces)));
    Some(Node::new(span, Expr::Field(Field::Path, Box::new(pattern))))
}

/// A failed search as a person is told it, with a caret where the query is at fault.
pub(super) fn search_error(error: search::Error, query: &Query) -> CliError {
    match error {
        search::Error::Query { span, kind, hint } => {
            CliError::rendered(query::render("error", &kind.to_string(), &query.text, span, &hint))
        }
        search::Error::Index(error) => index_error(&error),
        other => CliError::from_error(&other),
    }
}
