//! The look: which style each part of an answer is printed in, and themes that have it otherwise.
//!
//! Styles are always written; the stream that takes them strips them where there is no colour.

use crate::knowledge::Problem;
use anstyle::{AnsiColor, Style};
use std::fmt;
use std::sync::OnceLock;
use toml::de::{DeTable, DeValue};

/// A part of an answer; printed, it begins its style, and with `:#` it ends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Headline,
    Speaker,
    Date,
    Place,
    Match,
    Aside,
    Doubt,
    Gone,
    New,
}

/// A headline.
pub(super) const HEADLINE: Role = Role::Headline;
/// A speaker.
pub(super) const SPEAKER: Role = Role::Speaker;
/// A date.
pub(super) const DATE: Role = Role::Date;
/// A place.
pub(super) const PLACE: Role = Role::Place;
/// What satisfied the query.
pub(super) const HIT: Role = Role::Match;
/// What helps and is not the answer: paths, rules, counts.
pub(super) const ASIDE: Role = Role::Aside;
/// A remark that something is doubtful.
pub(super) const DOUBT: Role = Role::Doubt;
/// Words that an earlier wording has and this one lacks.
pub(super) const GONE: Role = Role::Gone;
/// Words that this wording has and an earlier one lacks.
pub(super) const NEW: Role = Role::New;

impl Role {
    /// Each by the name that a theme has for it.
    const NAMED: [(&str, Self); 9] = [
        ("headline", Self::Headline),
        ("speaker", Self::Speaker),
        ("date", Self::Date),
        ("place", Self::Place),
        ("match", Self::Match),
        ("aside", Self::Aside),
        ("doubt", Self::Doubt),
        ("gone", Self::Gone),
        ("new", Self::New),
    ];

    fn usual(self) -> Style {
        match self {
            Self::Headline | Self::Speaker => Style::new().bold(),
            Self::Date => AnsiColor::Cyan.on_default(),
            Self::Place => AnsiColor::Magenta.on_default(),
            Self::Match => AnsiColor::Yellow.on_default().bold(),
            Self::Aside => Style::new().dimmed(),
            Self::Doubt => AnsiColor::Red.on_default(),
            Self::Gone => AnsiColor::Red.on_default().strikethrough(),
            Self::New => AnsiColor::Green.on_default(),
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = THEME.get().map_or_else(|| self.usual(), |theme| theme.style(*self));
        fmt::Display::fmt(&style, f)
    }
}

/// The theme of this run. It is the look of everything that is printed, and no part of any answer.
static THEME: OnceLock<Theme> = OnceLock::new();

/// Styles that take the place of the usual ones.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Theme(Vec<(Role, Style)>);

impl Theme {
    /// Reads a theme: TOML, a line for each part of an answer, its style in the words of Git (`match = "bold #ffaa00"`).
    pub fn parse(text: &str) -> Result<Self, Problem> {
        let problem = |at: usize, reason: String| Problem { line: line_of(text, at), reason };
        let table = DeTable::parse(text)
            .map_err(|error| problem(error.span().map_or(0, |span| span.start), error.message().to_owned()))?;
        let mut styles = Vec::new();
        for (name, value) in table.get_ref() {
            let named = Role::NAMED.iter().find(|(known, _)| known == name.get_ref());
            let (_, role) = named.ok_or_else(|| {
                let known = Role::NAMED.map(|(known, _)| known).join(", ");
                problem(name.span().start, format!("nothing is called `{}`; there are {known}", name.get_ref()))
            })?;
            let DeValue::String(words) = value.get_ref() else {
                return Err(problem(value.span().start, format!("{} is no style in quotation marks", name.get_ref())));
            };
            let style = style(words).map_err(|reason| problem(value.span().start, reason))?;
            styles.push((*role, style));
        }
        Ok(Self(styles))
    }

    /// Makes it the look of whatever this process prints; the first one stays.
    pub fn wear(self) {
        let _ = THEME.set(self);
    }

    fn style(&self, role: Role) -> Style {
        self.0.iter().find(|(known, _)| *known == role).map_or_else(|| role.usual(), |(_, style)| *style)
    }
}

fn line_of(text: &str, at: usize) -> usize {
    1 + text[..text.floor_char_boundary(at)].matches('\n').count()
}

fn style(words: &str) -> Result<Style, String> {
    let unknown = || format!("`{words}` is no style: write colours and bold, dim, ul, italic, strike or reverse");
    if !words.is_ascii() {
        return Err(unknown());
    }
    anstyle_git::parse(words).map_err(|_| unknown())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_theme_has_some_styles_otherwise() {
        let theme = Theme::parse("# mine\nmatch = \"black yellow\"\nspeaker = \"#ff8800 ul\"\naside = \"\"\n").unwrap();
        assert_eq!(theme.style(Role::Match), AnsiColor::Black.on(AnsiColor::Yellow));
        assert_eq!(theme.style(Role::Aside), Style::new());
        assert_eq!(theme.style(Role::Headline), Role::Headline.usual());
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_line() {
        for (text, line, reason) in [
            ("match = \"red\"\nspeakr = \"bold\"\n", 2, "nothing is called `speakr`; there are headline, speaker,"),
            ("\n\ndate = \"blod\"\n", 3, "`blod` is no style"),
            ("date = \"#é1\"\n", 1, "is no style"),
            ("date = 3\n", 1, "date is no style in quotation marks"),
            ("date = \"red\"\nplace\n", 2, ""),
        ] {
            let problem = Theme::parse(text).unwrap_err();
            assert!(problem.line == line && problem.reason.contains(reason), "{text}: {problem:?}");
        }
    }
}
