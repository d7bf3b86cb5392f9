//! What a person is told when a command cannot be carried out.

use std::fmt::Write;

/// An error on its way to standard error: what failed, why, and one thing to type next.
#[derive(Debug)]
pub(super) struct CliError {
    /// What failed, with the path; perhaps several lines, where it shows a query with carets.
    pub(super) message: String,
    /// Why, from the outermost cause inwards.
    pub(super) causes: Vec<String>,
    /// What to type next.
    pub(super) hint: Option<String>,
}

impl CliError {
    /// An error that says only what failed.
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), causes: Vec::new(), hint: None }
    }

    /// An error that was put into lines already, hint and all.
    pub(super) fn rendered(lines: String) -> Self {
        let message = lines.trim_end().trim_start_matches("error: ").to_owned();
        Self::new(message)
    }

    /// The same with something to type next.
    pub(super) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The message of `error` and those of its sources.
    pub(super) fn from_error(error: &dyn std::error::Error) -> Self {
        let mut causes = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            causes.push(cause.to_string());
            source = cause.source();
        }
        Self { message: error.to_string(), causes, hint: None }
    }

    /// The lines to print.
    pub(super) fn render(&self) -> String {
        let mut out = format!("error: {}\n", self.message);
        for cause in &self.causes {
            // Writing to a string cannot fail.
            let _ = writeln!(out, "  caused by: {cause}");
        }
        if let Some(hint) = &self.hint {
            let _ = writeln!(out, "hint: {hint}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_says_what_why_and_what_next() {
        let missing = std::io::Error::other("disk gone");
        let error = CliError { hint: Some("try again".into()), ..CliError::from_error(&missing) };
        assert_eq!(error.render(), "error: disk gone\nhint: try again\n");
        let chained = CliError { causes: vec!["a".into(), "b".into()], ..CliError::new("x") };
        assert_eq!(chained.render(), "error: x\n  caused by: a\n  caused by: b\n");
    }
}
