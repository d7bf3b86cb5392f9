//! The user's theme: a file of their own, read where anything is printed in colour.

use super::error::CliError;
use super::terminal::Terminal;
use crate::knowledge::Problem;
use crate::render::sanitize;
use crate::render::theme::Theme;
use std::env;
use std::fs;
use std::io;
use std::path::PathBuf;

/// The environment variable that names the file.
const VARIABLE: &str = "DATELINE_THEME";

/// Reads the theme and makes it the look of this run. One that was named must be there; another need not.
pub(super) fn put_on(terminal: Terminal) -> Result<(), CliError> {
    if !terminal.is_colored() {
        return Ok(());
    }
    let named = variable(VARIABLE);
    let Some(path) = named.clone().or_else(usual_path) else { return Ok(()) };
    let text = match fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound && named.is_none() => return Ok(()),
        Err(error) => {
            return Err(CliError {
                causes: vec![error.to_string()],
                ..CliError::new(format!("cannot read the theme {}", path.display()))
                    .with_hint(format!("${VARIABLE} names it; --color never goes without"))
            });
        }
    };
    let theme = Theme::parse(text.strip_prefix('\u{feff}').unwrap_or(&text)).map_err(|Problem { line, reason }| {
        CliError::new(format!("{}:{line}: {}", path.display(), sanitize::line(&reason)))
            .with_hint("a line is PART = \"STYLE\", as in match = \"bold yellow\"; see dateline help look")
    })?;
    theme.wear();
    Ok(())
}

/// `theme.toml` in the folder where the user's programs keep their settings.
fn usual_path() -> Option<PathBuf> {
    let told = variable("XDG_CONFIG_HOME").or_else(|| if cfg!(windows) { variable("APPDATA") } else { None });
    let folder = told.or_else(|| Some(variable("HOME")?.join(".config")))?;
    Some(folder.join("dateline").join("theme.toml"))
}

fn variable(name: &str) -> Option<PathBuf> {
    env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}
