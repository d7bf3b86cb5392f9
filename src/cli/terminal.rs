//! Standard output and standard error as this run uses them: colour or none, width, and a closed pipe.

use super::args::Color;
use crate::render::hits_text::Matches;
use anstream::{AutoStream, ColorChoice};
use std::io::{self, IsTerminal, Write};
use std::process::{Command, ExitCode, Stdio};

/// How a command ends.
pub(super) type Outcome = Result<ExitCode, super::error::CliError>;

/// Colour and width, decided once.
#[derive(Clone, Copy, Debug)]
pub(super) struct Terminal {
    color: Color,
    hyperlinks: Color,
}

impl Terminal {
    /// Colour and links as asked for.
    pub(super) fn new(color: Color, hyperlinks: Color) -> Self {
        Self { color, hyperlinks }
    }

    /// Whether paths on standard output are links. They go the way of colour: what is stripped of that is stripped of them.
    pub(super) fn has_links(self) -> bool {
        match self.hyperlinks {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => supports_hyperlinks::on(supports_hyperlinks::Stream::Stdout),
        }
    }

    /// Whether anything is printed in colour.
    pub(super) fn is_colored(self) -> bool {
        let found = [AutoStream::choice(&io::stdout()), AutoStream::choice(&io::stderr())];
        found.into_iter().any(|found| self.choice(found) != ColorChoice::Never)
    }

    /// Standard output; styles are stripped where it takes none.
    pub(super) fn stdout(self) -> io::BufWriter<AutoStream<io::StdoutLock<'static>>> {
        let stdout = io::stdout();
        let choice = self.choice(AutoStream::choice(&stdout));
        io::BufWriter::with_capacity(1 << 16, AutoStream::new(stdout.lock(), choice))
    }

    /// Standard output for data: nothing in it is a style, so nothing is looked for.
    pub(super) fn data(self) -> io::BufWriter<io::StdoutLock<'static>> {
        io::BufWriter::with_capacity(1 << 16, io::stdout().lock())
    }

    /// Standard output for tables and records: byte for byte, but never an escape sequence of an article to a terminal.
    pub(super) fn records(self) -> Box<dyn Write + Send> {
        let stdout = io::stdout();
        if stdout.is_terminal() {
            return Box::new(io::BufWriter::new(AutoStream::new(stdout, ColorChoice::Never)));
        }
        Box::new(io::BufWriter::with_capacity(1 << 16, stdout))
    }

    /// Standard error; styles are stripped where it takes none.
    pub(super) fn stderr(self) -> AutoStream<io::Stderr> {
        let stderr = io::stderr();
        let choice = self.choice(AutoStream::choice(&stderr));
        AutoStream::new(stderr, choice)
    }

    /// How matches stand out on standard output: without colour they need brackets.
    pub(super) fn matches(self) -> Matches {
        match self.choice(AutoStream::choice(&io::stdout())) {
            ColorChoice::Never => Matches::Bracketed,
            _ => Matches::Colored,
        }
    }

    /// Shows `text` through the user's pager where standard output is a terminal and one is named or `less` is there; says
    /// whether it did.
    pub(super) fn page(self, text: &[u8]) -> bool {
        if !io::stdout().is_terminal() {
            return false;
        }
        let named = ["DATELINE_PAGER", "PAGER"].into_iter().find_map(|name| std::env::var(name).ok());
        let pager = named.unwrap_or_else(|| "less".to_owned());
        let mut words = pager.split_whitespace();
        let Some(program) = words.next().filter(|program| *program != "cat") else { return false };
        let mut command = Command::new(program);
        command.args(words).stdin(Stdio::piped());
        if std::env::var_os("LESS").is_none() {
            // One screen is printed as it is, colours are shown, the screen is left as it was.
            command.env("LESS", "FRX");
        }
        let Ok(mut child) = command.spawn() else { return false };
        if let Some(mut input) = child.stdin.take() {
            // Who leaves the pager early has read enough.
            let _ = input.write_all(text);
        }
        child.wait().is_ok()
    }

    /// Columns of the terminal, or 100 where there is none.
    pub(super) fn width(self) -> usize {
        if !io::stdout().is_terminal() {
            return 100;
        }
        terminal_size::terminal_size().map_or(100, |(width, _)| usize::from(width.0).clamp(40, 160))
    }

    /// Columns of the terminal; `None` where standard output is none.
    pub(super) fn columns(self) -> Option<usize> {
        io::stdout().is_terminal().then(|| self.width())
    }

    fn choice(self, found: ColorChoice) -> ColorChoice {
        match self.color {
            Color::Auto => found,
            Color::Always => ColorChoice::Always,
            Color::Never => ColorChoice::Never,
        }
    }

    /// Prints a remark on standard error; a closed standard error is nobody's loss.
    pub(super) fn note(self, text: &str) {
        let _ = writeln!(self.stderr(), "{text}");
    }
}

/// The outcome of writing an answer: a closed pipe (`| head`) is success, any other failure an error.
pub(super) fn finish(written: io::Result<()>, status: ExitCode) -> Outcome {
    match written {
        Ok(()) => Ok(status),
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        Err(error) => Err(super::error::CliError {
            causes: vec![error.to_string()],
            ..super::error::CliError::new("cannot write the answer")
        }),
    }
}
