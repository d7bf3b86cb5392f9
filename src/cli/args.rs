//! What can be typed: every command, its flags and their help.

use super::field_flags::FieldFlags;
use crate::article::PartialDate;
use crate::index::check::FindingKind;
use crate::lexicon::Language;
use crate::query::Dialect;
use crate::read::{BadFieldMap, FieldMap, Format as InputFormat};
use crate::render::citation::Style;
use crate::search::Facet;
use clap::builder::{PossibleValuesParser, Resettable, StyledStr, TypedValueParser};
use clap::{ArgMatches, CommandFactory, FromArgMatches, Parser, Subcommand, ValueEnum, ValueHint};
use std::ops::Deref;
use std::path::PathBuf;
use std::str::FromStr;

/// Search a news archive: who said what, when and where.
#[derive(Debug, Parser)]
#[command(
    name = "dateline",
    version,
    propagate_version = true,
    disable_help_subcommand = true,
    after_help = "Examples:
  dateline search --in morgue --speaker kennedy --phrase 'go to the moon'
  dateline search 'speaker:peskov said:deny' --date 2025
  dateline count --by speaker sanctions
  dateline help query",
    max_term_width = 100
)]
pub(super) struct Args {
    /// When to use colour; `auto` means on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN", hide_possible_values = true)]
    pub(super) color: Color,
    /// When paths are links to their files; `auto` means on a terminal that is known to open them
    #[arg(long, global = true, value_enum, default_value = "auto", value_name = "WHEN", hide_possible_values = true)]
    pub(super) hyperlinks: Color,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Where the parts of a help page stand: what the command is for, then how it is used by example.
const HELP_TEMPLATE: &str = "{about-with-newline}\n{before-help}{usage-heading} {usage}\n\n{all-args}{after-help}";

/// The command line as it is shown: the examples, with which what follows a command's help begins, come before its usage.
pub(super) fn command() -> clap::Command {
    examples_first(Args::command())
}

fn examples_first(command: clap::Command) -> clap::Command {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (examples, rest) = match help.split_once("\n\n") {
        Some((examples, rest)) if examples.starts_with("Example") => (examples, rest),
        None if help.starts_with("Example") => (help.as_str(), ""),
        _ => ("", help.as_str()),
    };
    let given = |text: &str| match text {
        "" => Resettable::Reset,
        text => Resettable::Value(StyledStr::from(text.to_owned())),
    };
    let (examples, rest) = (given(examples), given(rest));
    let command = command.before_help(examples).after_help(rest).help_template(HELP_TEMPLATE);
    command.mut_subcommands(examples_first)
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Index an archive, or what changed in it
    Index(Deferred<Index>),
    /// Find articles and quotes
    Search(Deferred<Search>),
    /// Count matching articles or quotes by speaker, place, time or source
    Count(Deferred<Count>),
    /// Print one article with everything found in it
    Show(Deferred<Show>),
    /// List what one speaker said, in the order it was printed
    Said(Deferred<Said>),
    /// Follow a sentence: where it stands first, who else said it, how its wording drifted
    Trace(Deferred<Trace>),
    /// Say who is quoted, and who is only talked about
    People(Deferred<People>),
    /// Keep searches, and say what is new since each was looked at
    Watch(Deferred<Watch>),
    /// Check citations made earlier against the archive
    Verify(Deferred<Verify>),
    /// Put right who said something, or when and where an article was published
    Fix(Deferred<Fix>),
    /// Print what is found in articles (quotes, speakers, places, dates) without indexing them
    Extract(Deferred<Extract>),
    /// List what to look at: doubtful and missing dates, empty and unreadable files, duplicates
    Check(Deferred<Check>),
    /// Say what the index holds and whether it is up to date
    Status(Deferred<Status>),
    /// Take articles out of the index for good, bytes and all
    Forget(Deferred<Forget>),
    /// Print help on a command or a topic (query, speakers)
    Help(Deferred<Help>),
    /// Print a completion script for a shell
    Completions(Deferred<Completions>),
    /// Print the manual page, or that of a command
    Man(Deferred<Man>),
}

/// What can be typed after a command's name, described only once the command is typed: to describe every command takes
/// longer than a small search.
#[derive(Debug)]
pub(super) struct Deferred<T>(Box<T>);

impl<T: clap::Args> clap::Args for Deferred<T> {
    fn augment_args(command: clap::Command) -> clap::Command {
        command.defer(|command| described(command, T::augment_args))
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        command.defer(|command| described(command, T::augment_args_for_update))
    }
}

/// A command with its arguments: what it is for stays as it is in the list of commands, whatever is said of a group of arguments.
fn described(command: clap::Command, with_args: fn(clap::Command) -> clap::Command) -> clap::Command {
    let about = command.get_about().cloned().map_or(Resettable::Reset, Resettable::Value);
    examples_first(with_args(command)).about(about)
}

impl<T: FromArgMatches> FromArgMatches for Deferred<T> {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        T::from_arg_matches(matches).map(|args| Self(Box::new(args)))
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        self.0.update_from_arg_matches(matches)
    }
}

impl<T> Deref for Deferred<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

/// Where the index is.
#[derive(Debug, clap::Args)]
pub(super) struct Location {
    /// Index folder; searches take several as one [default: $DATELINE_INDEX, else the nearest .dateline upward, else a new one here]
    #[arg(long, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) index: Vec<PathBuf>,
}

/// How an index is made.
#[derive(Debug, clap::Args)]
pub(super) struct Making {
    /// Publication date of articles that give none (1994, 1994-03 or 1994-03-07); the folder keeps it until it is told
    /// another, or `none`
    #[arg(long, value_name = "DATE")]
    pub(super) assume_date: Option<OrNone<PartialDate>>,
    /// Threads to read and index with [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) threads: Option<u16>,
    /// Memory to index with, in megabytes [default: a quarter of the machine's, at least 256]
    #[arg(long, value_name = "MB", value_parser = clap::value_parser!(u32).range(64..=1_048_576))]
    pub(super) memory: Option<u32>,
    /// Megabytes of text after which what is done is kept should the run be cut short
    #[arg(long, value_name = "MB", default_value_t = 1_024, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) checkpoint: u32,
    /// Exit with status 2 if any file could not be read
    #[arg(long)]
    pub(super) strict: bool,
    /// What standard input, named `-`, is called in the archive; a run replaces what came under the same name before
    #[arg(long, value_name = "NAME", default_value = "stdin")]
    pub(super) stdin_name: String,
}

/// A setting, or `none`, which takes back the one before.
#[derive(Clone, Debug)]
pub(super) struct OrNone<T>(pub(super) Option<T>);

impl<T: FromStr> FromStr for OrNone<T> {
    type Err = T::Err;

    fn from_str(text: &str) -> Result<Self, T::Err> {
        if text == "none" { Ok(Self(None)) } else { text.parse().map(|value| Self(Some(value))) }
    }
}

/// A folder and what it is called.
#[derive(Clone, Debug)]
pub(super) struct Labelled {
    pub(super) label: String,
    pub(super) path: PathBuf,
}

impl FromStr for Labelled {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let is_name = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['#', '!', '\\']);
        match text.split_once('=') {
            Some((label, path)) if !path.is_empty() && label.split('/').all(is_name) => {
                Ok(Self { label: label.to_owned(), path: PathBuf::from(path) })
            }
            _ => Err("write NAME=PATH, where NAME has none of # ! = \\ in it".to_owned()),
        }
    }
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline index morgue
  dateline index wire.jsonl --map title=slug --assume-date 1994
  dateline index --root times=/media/disk/times
  dateline index morgue --watch

A folder keeps what it was told (--assume-date, --lang, --from, --map), also for --in, until it is told otherwise, or none.
Its files are called after its place below the folder that holds the index, else by its name; --root gives it another
name, and with the same name finds it where it was moved to.

Exit status: 0 done, 2 nothing could be read, or with --strict not everything; 130 interrupted.")]
pub(super) struct Index {
    /// Files and folders to index; `-` reads standard input
    #[arg(required_unless_present = "roots", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// A folder to index, and what its files are called by in the archive (may be repeated)
    #[arg(long = "root", value_name = "NAME=PATH")]
    pub(super) roots: Vec<Labelled>,
    #[command(flatten)]
    pub(super) location: Location,
    #[command(flatten)]
    pub(super) making: Making,
    /// Language of every article (en, de), or none [default: each article's own, as the file says or its words tell]
    #[arg(long, value_name = "LANG")]
    pub(super) lang: Option<OrNone<Language>>,
    /// Format of every file, as `extract --from` lists them, or none [default: found out from its content]
    #[arg(long, value_name = "FORMAT")]
    pub(super) from: Option<OrNone<InputFormat>>,
    /// The field of records that holds a part of the article (title=heading), or none (may be repeated)
    #[arg(long = "map", value_name = "PART=FIELD", value_parser = field_pair)]
    pub(super) map: Vec<String>,
    /// Go on: index what changes, until interrupted
    #[arg(long, conflicts_with = "prune")]
    pub(super) watch: bool,
    /// Drop articles whose files are gone
    #[arg(long)]
    pub(super) prune: bool,
    /// Prune even when the folder itself, or more than a fifth of its files, is gone
    #[arg(long, requires = "prune")]
    pub(super) force: bool,
}

/// What to look for.
#[derive(Debug, clap::Args)]
pub(super) struct Asking {
    /// What to look for: words, "phrases", FIELD:VALUE, AND OR NOT (see `dateline help query`)
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) flags: FieldFlags,
    /// Index what changed under PATH first, then search what lies under it (may be repeated)
    #[arg(long = "in", value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) inside: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) location: Location,
    #[command(flatten)]
    pub(super) making: Making,
    /// The day that "today" and "last week" are reckoned from [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<PartialDate>,
    /// What a date clause does with undated articles
    #[arg(long, value_enum, default_value = "exclude", value_name = "WHAT")]
    pub(super) undated: Undated,
    /// Print the canonical form of the query and the hits of each clause on standard error
    #[arg(long)]
    pub(super) explain: bool,
    /// Read the query as another archive's: what differs is translated and printed, what has no equal is an error
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub(super) dialect: Option<DialectArg>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DialectArg {
    Nexis,
    Factiva,
    Lucene,
}

impl From<DialectArg> for Dialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Nexis => Self::Nexis,
            DialectArg::Factiva => Self::Factiva,
            DialectArg::Lucene => Self::Lucene,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Undated {
    Exclude,
    Include,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline search --in morgue --speaker kennedy --phrase 'go to the moon'
  dateline search sanctions --place russia --since 2022
  dateline search --speaker peskov --said 'neither confirm nor deny' --output quotes
  dateline search -c 'speaker:trump said:\"end this war\"'
  dateline search --more-like 3 --since 2020
  dateline search --output quotes --sort random --seed 7 -n 200 --excel --provenance drawn.json sanctions > sample.csv
  dateline search --output quotes --speaker kennedy --format ris > kennedy.ris
  dateline search --dialect nexis 'hlead(climate change) w/10 tax!'
  dateline search -c -f queries.txt

Exit status: 0 hits, 1 none, 2 error.")]
pub(super) struct Search {
    #[command(flatten)]
    pub(super) asking: Asking,
    /// Answer every query of a file, one a line (# begins a remark); a faulty line is reported, and the next goes on
    #[arg(short = 'f', long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with_all = ["query", "kwic", "files"])]
    pub(super) queries: Option<PathBuf>,
    /// Order of the results; `recent` is relevance that fades with age
    #[arg(long, value_enum, default_value = "relevance", value_name = "ORDER")]
    pub(super) sort: Sort,
    /// With --sort recent, in how many days the part of a score that can fade (three quarters) falls to half
    #[arg(long, value_name = "DAYS", default_value_t = 365, value_parser = clap::value_parser!(u32).range(1..))]
    pub(super) half_life: u32,
    /// How much the score of a headline counts against that of the text (see `dateline help ranking`)
    #[arg(long, value_name = "FACTOR", default_value_t = 1.0, value_parser = factor)]
    pub(super) headline_weight: f32,
    /// Articles like this one (an id, part of it, or its number in the results listed last), without its copies
    #[arg(long, value_name = "ID", conflicts_with = "queries")]
    pub(super) more_like: Option<String>,
    /// Seed of `--sort random`: the same seed draws the same sample
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) seed: u64,
    /// How many results to print; 0 prints all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
    /// How many results to pass over first
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(super) offset: usize,
    /// What to print
    #[arg(long, value_enum, default_value = "articles", value_name = "WHAT")]
    pub(super) output: Output,
    /// Show copies of a text together, as the earliest that matches, or each by itself
    #[arg(long, value_enum, default_value = "copies", value_name = "WHAT")]
    pub(super) group: Group,
    /// Show of each story the latest version that matches, or every one
    #[arg(long, value_enum, default_value = "latest", value_name = "WHICH")]
    pub(super) versions: Versions,
    #[command(flatten)]
    pub(super) form: CitableForm,
    #[command(flatten)]
    pub(super) keeping: Keeping,
    /// Print one line for each match, the words that matched in a column
    #[arg(long, conflicts_with_all = ["format", "json", "excel", "count", "files", "quiet"])]
    pub(super) kwic: bool,
    /// Print only the number of articles (of quotes with --output quotes)
    #[arg(short = 'c', long, conflicts_with_all = ["files", "quiet"])]
    pub(super) count: bool,
    /// Print only the paths of files that match
    #[arg(short = 'l', long = "files", conflicts_with = "quiet")]
    pub(super) files: bool,
    /// Print nothing; the exit status tells
    #[arg(short = 'q', long)]
    pub(super) quiet: bool,
    /// End each path with a NUL byte instead of a line break
    #[arg(short = '0', long = "null", requires = "files")]
    pub(super) null: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Group {
    Copies,
    None,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Versions {
    Latest,
    All,
}

/// The form of an answer that can also be cited.
#[derive(Debug, clap::Args)]
pub(super) struct CitableForm {
    /// Form of the answer; ris, bibtex and csl-json are citations that `dateline verify` checks, parquet is a table for
    /// data frames where dateline was built with it
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<CitableFormat>,
    /// The same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum CitableFormat {
    Text,
    Json,
    Jsonl,
    Csv,
    Parquet,
    Ris,
    Bibtex,
    CslJson,
}

impl CitableForm {
    /// The form where it is no citation.
    pub(super) fn plain(&self) -> Form {
        let format = match self.format {
            Some(CitableFormat::Json) => Format::Json,
            Some(CitableFormat::Jsonl) => Format::Jsonl,
            Some(CitableFormat::Csv | CitableFormat::Parquet) => Format::Csv,
            Some(_) => Format::Text,
            None => return Form { format: None, json: self.json },
        };
        Form { format: Some(format), json: false }
    }

    pub(super) fn chosen(&self) -> Format {
        self.plain().chosen()
    }

    /// Whether the table, which is CSV otherwise, is to be Parquet.
    pub(super) fn is_parquet(&self) -> bool {
        self.format == Some(CitableFormat::Parquet)
    }

    /// The style of the citations, where these were asked for.
    pub(super) fn citation(&self) -> Option<Style> {
        match self.format? {
            CitableFormat::Ris => Some(Style::Ris),
            CitableFormat::Bibtex => Some(Style::Bibtex),
            CitableFormat::CslJson => Some(Style::Csl),
            _ => None,
        }
    }
}

/// The form of an answer that can also be a table for data frames.
#[derive(Debug, clap::Args)]
pub(super) struct TableForm {
    /// Form of the answer; parquet is a table for data frames, where dateline was built with it
    #[arg(long, value_enum, value_name = "FORMAT")]
    format: Option<TableFormat>,
    /// The same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum TableFormat {
    Text,
    Json,
    Jsonl,
    Csv,
    Parquet,
}

impl TableForm {
    /// The form where Parquet is not asked for.
    pub(super) fn plain(&self) -> Form {
        let format = self.format.map(|format| match format {
            TableFormat::Text => Format::Text,
            TableFormat::Json => Format::Json,
            TableFormat::Jsonl => Format::Jsonl,
            TableFormat::Csv | TableFormat::Parquet => Format::Csv,
        });
        Form { format, json: self.json }
    }

    /// Whether the table, which is CSV otherwise, is to be Parquet.
    pub(super) fn is_parquet(&self) -> bool {
        self.format == Some(TableFormat::Parquet)
    }
}

/// The form of the answer.
#[derive(Debug, clap::Args)]
pub(super) struct Form {
    /// Form of the answer
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub(super) format: Option<Format>,
    /// The same as --format jsonl
    #[arg(long, conflicts_with = "format")]
    pub(super) json: bool,
}

impl Form {
    pub(super) fn chosen(&self) -> Format {
        if self.json { Format::Jsonl } else { self.format.unwrap_or(Format::Text) }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    Text,
    Json,
    Jsonl,
    Csv,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Sort {
    Relevance,
    Recent,
    Newest,
    Oldest,
    Random,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Output {
    Articles,
    Quotes,
    Files,
    Speakers,
    Places,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline count --by speaker 'said:\"climate change\"'
  dateline count --by speaker,year -n 10 --draw sparkline sanctions
  dateline count --by year --share --speaker kennedy
  dateline count --by place --level country --in morgue
  dateline count --by speaker,month --excel --provenance asked.json 'date:1990s' > speakers.csv

Counts are exact, over everything that matches. By a field of quotes (speaker, cue, kind) quotes are counted, else
articles. `distinct` quotes are what is left where the same words by the same speaker in copies or versions of one article
are one. What has no value stands last, as (none), and a date that is too wide or contradicts itself as (uncertain).

Exit status: 0 hits, 1 none, 2 error. See also: dateline help counting")]
pub(super) struct Count {
    #[command(flatten)]
    pub(super) asking: Asking,
    /// What to count by: one field, or two parted by a comma
    #[arg(long, value_name = "FIELD", value_parser = facets(), value_delimiter = ',', required = true)]
    pub(super) by: Vec<Facet>,
    /// Level of places to count at, each with all that lies in it [default: every place as it is named]
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub(super) level: Option<Level>,
    /// What to count [default: quotes by speaker, cue or kind, else articles]
    #[arg(long, value_enum, value_name = "WHAT")]
    pub(super) unit: Option<CountUnit>,
    /// Add of how many articles and words in all, period by period (or source by source): of the whole archive, or with
    /// --share=QUERY of what that finds
    #[arg(long, value_name = "QUERY", num_args = 0..=1, require_equals = true, default_missing_value = "*")]
    pub(super) share: Option<String>,
    /// What becomes of dates that contradict themselves or lie in the future
    #[arg(long, value_enum, default_value = "apart", value_name = "WHAT")]
    pub(super) doubtful_dates: DoubtfulDates,
    /// How to draw the counts [default: bars; by speaker, or by two fields, a table]
    #[arg(long, value_enum, value_name = "HOW", conflicts_with_all = ["format", "json", "excel"])]
    pub(super) draw: Option<Draw>,
    /// How many values (of the first field) to print; 0 prints all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 0)]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) form: TableForm,
    #[command(flatten)]
    pub(super) keeping: Keeping,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CountUnit {
    Quotes,
    Articles,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum DoubtfulDates {
    /// Counted as uncertain
    Apart,
    /// Counted like any other
    Keep,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Draw {
    Bars,
    Table,
    Sparkline,
}

/// What is kept of an answer, and for whom.
#[derive(Debug, clap::Args)]
pub(super) struct Keeping {
    /// CSV for Excel: marked as UTF-8, and nothing in it is taken for a formula
    #[arg(long, conflicts_with = "json")]
    pub(super) excel: bool,
    /// Write what was asked of which data to FILE, so that the answer can be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) provenance: Option<PathBuf>,
}

fn facets() -> impl TypedValueParser<Value = Facet> {
    PossibleValuesParser::new(Facet::ALL.iter().map(|facet| facet.name()))
        .map(|name| Facet::by_name(&name).expect("clap takes only the names listed"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Level {
    Country,
    Region,
    City,
}

/// The name of a value as it is typed.
pub(super) fn typed_name(value: &impl ValueEnum) -> String {
    value.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
}

#[derive(Debug, clap::Args)]
#[command(
    mut_arg("query", |arg| arg.value_name("SPEAKER [about QUERY]").help("Who said it; after `about`, what the quotes are of")),
    after_help = "Examples:
  dateline said kennedy
  dateline said john kennedy about moon
  dateline said peskov about 'ceasefire OR truce' --since 2022 --format csv

Words after `about` are looked for in the speaker's own quotes; place:, date: and their like are the article's.
Exit status: 0 quotes, 1 none, 2 error."
)]
pub(super) struct Said {
    #[command(flatten)]
    pub(super) asking: Asking,
    /// The last printed first
    #[arg(long)]
    pub(super) newest: bool,
    /// How many quotes to print; 0 prints all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 0)]
    pub(super) limit: usize,
    /// Leave out quotes that a copy of an article repeats, or list each by itself
    #[arg(long, value_enum, default_value = "copies", value_name = "WHAT")]
    pub(super) group: Group,
    #[command(flatten)]
    pub(super) form: TableForm,
}

#[derive(Debug, clap::Args)]
#[command(
    mut_arg("query", |arg| arg.value_name("SENTENCE").help("The words to follow, or the id of a quote (1962/rice.txt:q0)")),
    after_help = "Examples:
  dateline trace 'we choose to go to the moon'
  dateline trace 1962/rice.txt:q0
  dateline trace 'the pound in your pocket' --until 1970 --format csv

Quotes are found in their own words and in words near to them: up to three of ten may differ, but another noun, name or number,
or a \"not\" more or less, is another sentence. Outside quotes the exact words are looked for. Flags choose the articles.
Exit status: 0 found, 1 not, 2 error."
)]
pub(super) struct Trace {
    #[command(flatten)]
    pub(super) asking: Asking,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, clap::Args)]
#[command(
    mut_arg("query", |arg| arg.value_name("ID|QUERY").help("An article's id or number in the results listed last, or what to look for")),
    after_help = "Examples:
  dateline people 1962/rice.txt
  dateline people 'place:Houston date:1962'
  dateline people sanctions --since 2022 --format csv -n 0

\"No quote found\" is not \"not quoted\": quotes whose speaker is not known or doubtful, and articles that are cut short,
are counted beside. Copies of an article are looked at once. Exit status: 0 articles, 1 none, 2 error."
)]
pub(super) struct People {
    #[command(flatten)]
    pub(super) asking: Asking,
    /// How many people of each kind to print; 0 prints all
    #[arg(short = 'n', long, value_name = "N", default_value_t = 20)]
    pub(super) limit: usize,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline show 3
  dateline show 1962/rice.txt '\"go to the moon\"'
  dateline show 1962/rice.txt --why 'speaker:kennedy said:moon date:1961'
  dateline show 1962/rice.txt:q3 --format bibtex")]
pub(super) struct Show {
    /// An article's id, a beginning or an end that only it has, its number in the results listed last, or a quote's id
    pub(super) id: String,
    /// Mark what satisfies this query
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    /// Say which clause of the query matched where, by which rule, and which failed
    #[arg(long, requires = "query")]
    pub(super) why: bool,
    /// Print straight to the terminal, not through $PAGER
    #[arg(long)]
    pub(super) no_pager: bool,
    #[command(flatten)]
    pub(super) location: Location,
    #[command(flatten)]
    pub(super) form: CitableForm,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline watch add dams '\"dam will hold\" -beaver'
  dateline watch add peskov --speaker peskov --since 2022
  dateline watch run > news.txt && mail -s 'In the archive' desk@example.org < news.txt

Kept in the folder dateline-watches beside the index folder ($DATELINE_USER_FILES chooses another). An article is new where its
id was not seen, nor its text under an id that is gone (a file that was renamed), and changed where its text did. Of two runs at
once one waits for the other. Exit status of run: 0 news, 1 none, 2 error.")]
pub(super) struct Watch {
    #[command(subcommand)]
    pub(super) command: WatchCommand,
    /// Index folder [default: $DATELINE_INDEX, else the nearest .dateline upward]
    #[arg(long, global = true, value_name = "DIR", value_hint = ValueHint::DirPath)]
    pub(super) index: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub(super) enum WatchCommand {
    /// Keep a search; what it finds today is not news
    Add(WatchAdd),
    /// List the searches kept
    #[command(after_help = "Example:\n  dateline watch list")]
    List,
    /// Forget a search
    #[command(after_help = "Example:\n  dateline watch remove dams")]
    Remove {
        /// Its name
        name: String,
    },
    /// Print what is new since the last look
    Run(WatchRun),
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline watch add dams '\"dam will hold\" -beaver'
  dateline watch add peskov --speaker peskov --since 2022")]
pub(super) struct WatchAdd {
    /// What to call it
    pub(super) name: String,
    /// What to look for, as in `dateline search`
    #[arg(value_name = "QUERY")]
    pub(super) query: Vec<String>,
    #[command(flatten)]
    pub(super) flags: FieldFlags,
    /// What a date clause does with undated articles
    #[arg(long, value_enum, default_value = "exclude", value_name = "WHAT")]
    pub(super) undated: Undated,
    /// Let the first look print what is there already
    #[arg(long)]
    pub(super) all: bool,
    /// Take the place of a search of that name
    #[arg(long)]
    pub(super) replace: bool,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline watch run
  dateline watch run --peek peskov")]
pub(super) struct WatchRun {
    /// Which searches [default: all]
    #[arg(value_name = "NAME")]
    pub(super) names: Vec<String>,
    /// Look without remembering
    #[arg(long)]
    pub(super) peek: bool,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  dateline search --output quotes --speaker kennedy --format ris > kennedy.ris
  dateline verify kennedy.ris

Read are RIS, BibTeX and CSL JSON, as they were written or as a reference manager gives them back. Compared is what the
index holds: run `dateline index` first where files may have changed.
Exit status: 0 every citation holds, 1 some do not, 2 error or an entry that cannot be read.")]
pub(super) struct Verify {
    /// Files of citations; `-` reads standard input
    #[arg(required = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) files: Vec<PathBuf>,
    #[command(flatten)]
    pub(super) location: Location,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, clap::Args)]
#[command(
    group(clap::ArgGroup::new("what").required(true).args(["speaker", "reject", "published", "place"])),
    after_help = "Examples:
  dateline fix 1994/peskov.txt:q3 --speaker 'Dmitry Peskov' --note 'he is named two paragraphs above'
  dateline fix 1994/peskov.txt:q4 --reject
  dateline fix 1994/peskov.txt --quote 'We wait.' --speaker 'Dmitry Peskov'
  dateline fix 1994/peskov.txt --published 1994-03-07

Corrections are kept in corrections.jsonl, in the folder that holds the index folder ($DATELINE_USER_FILES chooses
another), and every index run applies them again. To take one back, delete its line and index again."
)]
pub(super) struct Fix {
    /// A quote's id, as show and --json print it (1994/peskov.txt:q3), or an article's
    #[arg(value_name = "ID")]
    pub(super) id: String,
    /// Who said it
    #[arg(long, value_name = "NAME")]
    pub(super) speaker: Option<String>,
    /// It is nobody's quote
    #[arg(long)]
    pub(super) reject: bool,
    /// Words of the article that are a quote and were not found to be one
    #[arg(long, value_name = "WORDS", requires = "speaker")]
    pub(super) quote: Option<String>,
    /// When the article was published (1994, 1994-03 or 1994-03-07)
    #[arg(long, value_name = "DATE")]
    pub(super) published: Option<PartialDate>,
    /// Where the article was filed from: a name, with its country where that is needed, or a GeoNames number
    #[arg(long, value_name = "PLACE")]
    pub(super) place: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
    #[command(flatten)]
    pub(super) location: Location,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline forget 1962/rice.txt
  dateline forget --undo 1962/rice.txt

The index is rewritten without them, and later runs of `index` skip them even where their files
remain: delete the files too where the words must go from this machine. Corrections and lists of your own are not touched.")]
pub(super) struct Forget {
    /// Ids of articles, whole
    #[arg(required = true, value_name = "ID")]
    pub(super) ids: Vec<String>,
    /// Let the next run of `index` take them in again
    #[arg(long)]
    pub(super) undo: bool,
    #[command(flatten)]
    pub(super) location: Location,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline status
  dateline status --files --json")]
pub(super) struct Status {
    #[command(flatten)]
    pub(super) location: Location,
    /// List every file that was not indexed, and why
    #[arg(long)]
    pub(super) files: bool,
    /// List what each part of each field takes on disk
    #[arg(long)]
    pub(super) space: bool,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline check
  dateline check morgue --only date-conflict,weekday-conflict
  dateline check --except undated --format csv

Exit status: 0 nothing to look at, 1 something, 2 error.")]
pub(super) struct Check {
    /// Files and folders to look at, without an index [default: everything in the index]
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// List these kinds only
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = finding_kinds())]
    pub(super) only: Vec<FindingKind>,
    /// List all but these kinds
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = finding_kinds())]
    pub(super) except: Vec<FindingKind>,
    #[command(flatten)]
    pub(super) location: Location,
    /// Format of the files [default: found out from their content]
    #[arg(long, value_name = "FORMAT", value_parser = formats(), requires = "paths")]
    pub(super) from: Option<InputFormat>,
    /// Publication date of articles that give none (1994, 1994-03 or 1994-03-07)
    #[arg(long, value_name = "DATE", requires = "paths")]
    pub(super) assume_date: Option<PartialDate>,
    /// Threads to extract with [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512), requires = "paths")]
    pub(super) threads: Option<u16>,
    /// The day after which a publication date lies in the future [default: today]
    #[arg(long, value_name = "DATE")]
    pub(super) today: Option<PartialDate>,
    #[command(flatten)]
    pub(super) form: Form,
}

/// Every kind of finding by its name.
fn finding_kinds() -> impl TypedValueParser<Value = FindingKind> {
    PossibleValuesParser::new(FindingKind::all().map(FindingKind::as_str)).try_map(|name| name.parse())
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline extract 1962/rice.txt
  dateline extract morgue --assume-date 1962 > found.jsonl
  curl -s https://example.org/story.html | dateline extract --from html -")]
pub(super) struct Extract {
    /// Files and folders to read; `-` or none reads standard input
    #[arg(value_name = "PATH", value_hint = ValueHint::AnyPath)]
    pub(super) paths: Vec<PathBuf>,
    /// Format of the input [default: found out from its content]
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(super) from: Option<InputFormat>,
    /// Unit of the offsets in the output
    #[arg(long, value_enum, default_value = "bytes", value_name = "UNIT")]
    pub(super) offsets: OffsetUnit,
    /// Threads to extract with [default: one for each core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=512))]
    pub(super) threads: Option<u16>,
    /// Publication date of articles that give none (1994, 1994-03 or 1994-03-07)
    #[arg(long, value_name = "DATE")]
    pub(super) assume_date: Option<PartialDate>,
    /// Language of every article (en, de) [default: each article's own, as the file says or its words tell]
    #[arg(long, value_name = "LANG", value_parser = languages())]
    pub(super) lang: Option<Language>,
    /// Form of the output
    #[arg(long, value_enum, default_value = "jsonl", value_name = "FORMAT")]
    pub(super) format: ExtractFormat,
}

/// A number that a score can be multiplied by.
fn factor(text: &str) -> Result<f32, String> {
    match text.parse() {
        Ok(factor) if (0.0..=100.0).contains(&factor) => Ok(factor),
        _ => Err("a number from 0 to 100 is needed".to_owned()),
    }
}

/// A pair that [`FieldMap`] takes, as it is, or `none`.
fn field_pair(pair: &str) -> Result<String, BadFieldMap> {
    if pair != "none" {
        FieldMap::default().add(pair)?;
    }
    Ok(pair.to_owned())
}

/// Every language by its tag.
fn languages() -> impl TypedValueParser<Value = Language> {
    PossibleValuesParser::new(Language::ALL.iter().map(|language| language.tag())).try_map(|tag| tag.parse())
}

/// Every format by its name.
fn formats() -> impl TypedValueParser<Value = InputFormat> {
    PossibleValuesParser::new(InputFormat::ALL.iter().map(|format| format.name())).try_map(|name| name.parse())
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum OffsetUnit {
    Bytes,
    Chars,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum ExtractFormat {
    Jsonl,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  dateline help search
  dateline help query")]
pub(super) struct Help {
    /// A command, or a topic: guide, query, ranking, counting, speakers, places, copies, look
    pub(super) topic: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Example:
  for page in '' search said trace; do dateline man $page > dateline${page:+-$page}.1; done")]
pub(super) struct Man {
    /// A command [default: the whole]
    #[arg(value_name = "COMMAND")]
    pub(super) page: Option<String>,
}

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  source <(dateline completions bash)
  dateline completions fish > ~/.config/fish/completions/dateline.fish

Values are completed too: --speaker pes<TAB> lists the speakers of the index that would be searched here, and so do --place,
--dateline, --focus and --source.")]
pub(super) struct Completions {
    /// The shell to complete in
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}
