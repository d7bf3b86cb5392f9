//! Article text made safe for a terminal.
//!
//! An article may hold escape sequences that retitle a window, move the cursor or hide what follows.
//! Every byte of article text that reaches a terminal passes through here.

use std::borrow::Cow;

/// `text` with every control and direction-override character shown as U+FFFD; line and page breaks and tabs become
/// blanks.
pub fn line(text: &str) -> Cow<'_, str> {
    replace(text, |c| match c {
        '\n' | '\r' | '\t' | '\u{c}' => Some(' '),
        _ if is_dangerous(c) => Some('\u{fffd}'),
        _ => None,
    })
}

/// `text` with every control and direction-override character shown as U+FFFD, line breaks and tabs kept; a page
/// break is a line break.
pub fn block(text: &str) -> Cow<'_, str> {
    replace(text, |c| match c {
        '\n' | '\t' => None,
        '\r' | '\u{c}' => Some('\n'),
        _ if is_dangerous(c) => Some('\u{fffd}'),
        _ => None,
    })
}

fn replace(text: &str, mut by: impl FnMut(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| by(c).is_none()) {
        return Cow::Borrowed(text);
    }
    // A CRLF is one line break.
    Cow::Owned(text.replace("\r\n", "\n").chars().map(|c| by(c).unwrap_or(c)).collect())
}

fn is_dangerous(c: char) -> bool {
    c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_never_reach_the_terminal() {
        for (text, as_line, as_block) in [
            ("plain “text”", "plain “text”", "plain “text”"),
            ("a\x1b[2Jb", "a\u{fffd}[2Jb", "a\u{fffd}[2Jb"),
            ("page one\u{c}two", "page one two", "page one\ntwo"),
            ("a\r\nb\tc\rd", "a b c d", "a\nb\tc\nd"),
            ("x\u{202e}y\u{9b}z", "x\u{fffd}y\u{fffd}z", "x\u{fffd}y\u{fffd}z"),
        ] {
            assert_eq!(line(text), as_line);
            assert_eq!(block(text), as_block);
        }
    }
}
