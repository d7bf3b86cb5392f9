//! The look: which style each part of an answer is printed in.
//!
//! Styles are always written; the stream that takes them strips them where there is no colour.

use anstyle::{AnsiColor, Style};

/// A headline.
pub(super) const HEADLINE: Style = Style::new().bold();
/// A speaker.
pub(super) const SPEAKER: Style = Style::new().bold();
/// A date.
pub(super) const DATE: Style = AnsiColor::Cyan.on_default();
/// A place.
pub(super) const PLACE: Style = AnsiColor::Magenta.on_default();
/// What satisfied the query.
pub(super) const HIT: Style = AnsiColor::Yellow.on_default().bold();
/// What helps and is not the answer: paths, rules, counts.
pub(super) const ASIDE: Style = Style::new().dimmed();
/// A remark that something is doubtful.
pub(super) const DOUBT: Style = AnsiColor::Red.on_default();
/// Words that an earlier wording has and this one lacks.
pub(super) const GONE: Style = AnsiColor::Red.on_default().strikethrough();
/// Words that this wording has and an earlier one lacks.
pub(super) const NEW: Style = AnsiColor::Green.on_default();
