//! What can be typed.

use crate::article::PartialDate;
use crate::read::Format;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Search a news archive: who said what, when and where.
#[derive(Debug, Parser)]
#[command(name = "dateline", version)]
pub(super) struct Args {
    #[command(subcommand)]
    pub(super) command: Command,
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print what is found in articles (quotes, speakers, places, dates) without indexing them
    Extract(Extract),
}

#[derive(Debug, clap::Args)]
pub(super) struct Extract {
    /// Files and folders to read; `-` or none reads standard input
    pub(super) paths: Vec<PathBuf>,
    /// Format of the input
    #[arg(long, value_name = "FORMAT", value_parser = formats())]
    pub(super) from: Option<Format>,
    /// Unit of offsets
    #[arg(long, value_enum, default_value = "bytes")]
    pub(super) offsets: OffsetUnit,
    /// Threads to extract with
    #[arg(long)]
    pub(super) threads: Option<usize>,
    /// Publication date of articles that give none (1994, 1994-03 or 1994-03-07)
    #[arg(long, value_name = "DATE")]
    pub(super) assume_date: Option<PartialDate>,
    /// Output format
    #[arg(long, value_enum, default_value = "jsonl")]
    pub(super) format: ExtractFormat,
}

/// Every format by its name.
fn formats() -> impl TypedValueParser<Value = Format> {
    PossibleValuesParser::new(Format::ALL.iter().map(|format| format.name())).try_map(|name| name.parse())
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
