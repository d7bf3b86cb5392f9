//! RTF to text: what wires, word processors and databases' exports are saved as.
//!
//! Only the words are read. Fonts, colours, pictures, fields' instructions and other destinations that are
//! not shown are passed over; a paragraph is a line of its own, as in the word processor.

use super::charset;
use super::context::Context;
use super::export;
use super::input::Input;
use super::output::{Draft, Output};
use crate::article::Metadata;
use encoding_rs::{Encoding, WINDOWS_1252};

/// Groups nested deeper than this are read as if they were not there.
const MAX_DEPTH: usize = 500;

/// Reads a document; one that is a database's export holds many articles.
pub(super) fn read(mut input: Input<'_>, context: Context<'_>, output: &mut Output<'_>) {
    let bytes = match input.all(context.options.max_article_bytes) {
        Ok(bytes) => bytes,
        Err(error) => return output.failure(None, error),
    };
    let mut document = Document::default();
    document.read(&bytes);
    let text = document.body.trim().to_owned();
    if text.is_empty() {
        output.skipped(None, "a document without text");
    } else if export::is_export(&text) {
        export::read_text(&text, context, output);
    } else {
        let fact = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let metadata = Metadata { title: fact(document.title), author: fact(document.author), ..Metadata::default() };
        output.whole(Draft { text, metadata, ..Draft::default() });
    }
}

/// Where the words of a group go.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Destination {
    #[default]
    Body,
    Title,
    Author,
    Nowhere,
}

/// What a group inherits and its end undoes.
#[derive(Clone, Copy)]
struct State {
    destination: Destination,
    /// How many characters of the old charset stand behind a Unicode character, for old readers.
    n_fallback: usize,
    is_hidden: bool,
}

struct Document {
    body: String,
    title: String,
    author: String,
    encoding: &'static Encoding,
    state: State,
    outer: Vec<State>,
    n_too_deep: usize,
    /// Bytes of the old charset not yet decoded: a character may have two.
    pending: Vec<u8>,
    /// The first half of a pair of UTF-16.
    high: Option<u16>,
    n_to_skip: usize,
}

impl Default for Document {
    fn default() -> Self {
        Self {
            body: String::new(),
            title: String::new(),
            author: String::new(),
            encoding: WINDOWS_1252,
            state: State { destination: Destination::Body, n_fallback: 1, is_hidden: false },
            outer: Vec::new(),
            n_too_deep: 0,
            pending: Vec::new(),
            high: None,
            n_to_skip: 0,
        }
    }
}

impl Document {
    fn read(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            rest = match byte {
                b'{' => {
                    self.open();
                    after
                }
                b'}' => {
                    self.close();
                    after
                }
                b'\\' => self.control(after),
                b'\r' | b'\n' | 0 => after,
                _ => {
                    self.byte(byte);
                    after
                }
            };
        }
        self.flush();
    }

    fn open(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.outer.len() < MAX_DEPTH { self.outer.push(self.state) } else { self.n_too_deep += 1 }
    }

    fn close(&mut self) {
        self.flush();
        self.n_to_skip = 0;
        if self.n_too_deep > 0 {
            self.n_too_deep -= 1;
        } else if let Some(state) = self.outer.pop() {
            self.state = state;
        }
    }

    /// What follows a backslash; returns what follows that.
    fn control<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let Some((&first, after)) = rest.split_first() else { return rest };
        if first.is_ascii_alphabetic() {
            return self.word(rest);
        }
        match first {
            b'\'' => {
                let byte = after.get(..2).and_then(|hex| u8::from_str_radix(str::from_utf8(hex).ok()?, 16).ok());
                if let Some(byte) = byte {
                    self.byte(byte);
                }
                return after.get(2..).unwrap_or_default();
            }
            b'*' => self.state.destination = Destination::Nowhere,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("\u{2011}"),
            b'\\' | b'{' | b'}' => self.byte(first),
            b'\r' | b'\n' => self.text("\n"),
            _ => {}
        }
        after
    }

    /// A control word, its number, and the blank that ends it.
    fn word<'b>(&mut self, rest: &'b [u8]) -> &'b [u8] {
        let end = rest.iter().position(|byte| !byte.is_ascii_alphabetic()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        let n_sign = usize::from(after.first() == Some(&b'-'));
        let n_digits = after[n_sign..].iter().take_while(|byte| byte.is_ascii_digit()).count();
        let end = if n_digits > 0 { n_sign + n_digits } else { 0 };
        let number: Option<i32> = str::from_utf8(&after[..end]).ok().and_then(|number| number.parse().ok());
        let after = &after[end..];
        let after = after.strip_prefix(b" ").unwrap_or(after);
        if name == b"bin" {
            // So many bytes of anything, braces included.
            return after.get(usize::try_from(number.unwrap_or(0)).unwrap_or(0)..).unwrap_or_default();
        }
        self.obey(name, number);
        after
    }

    fn obey(&mut self, name: &[u8], number: Option<i32>) {
        match name {
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.text("\n"),
            b"tab" | b"cell" => self.text("\t"),
            b"emdash" => self.text("—"),
            b"endash" => self.text("–"),
            b"lquote" => self.text("‘"),
            b"rquote" => self.text("’"),
            b"ldblquote" => self.text("“"),
            b"rdblquote" => self.text("”"),
            b"bullet" => self.text("•"),
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.state.n_fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1),
            b"v" => self.state.is_hidden = number != Some(0),
            b"plain" => self.state.is_hidden = false,
            b"ansicpg" => self.encoding = number.and_then(charset::of_code_page).unwrap_or(WINDOWS_1252),
            b"title" => self.state.destination = Destination::Title,
            b"author" => self.state.destination = Destination::Author,
            b"fonttbl" | b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"fldinst" | b"header"
            | b"footer" | b"headerl" | b"headerr" | b"footerl" | b"footerr" | b"generator" | b"themedata"
            | b"datastore" | b"listtable" | b"xmlnstbl" => self.state.destination = Destination::Nowhere,
            _ => {}
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        // Written as a signed 16-bit number.
        let unit = u16::try_from(number.rem_euclid(0x1_0000)).unwrap_or(0xFFFD);
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        if (0xD800..0xDC00).contains(&unit) && units.len() == 1 {
            self.high = Some(unit);
        } else {
            let text = String::from_utf16_lossy(&units);
            self.push(&text);
        }
        self.n_to_skip = self.state.n_fallback;
    }

    fn byte(&mut self, byte: u8) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
        } else {
            self.pending.push(byte);
        }
    }

    fn text(&mut self, text: &str) {
        if self.n_to_skip > 0 {
            self.n_to_skip -= 1;
            return;
        }
        self.flush();
        self.push(text);
    }

    fn flush(&mut self) {
        if !self.pending.is_empty() {
            let bytes = std::mem::take(&mut self.pending);
            let (text, _) = self.encoding.decode_without_bom_handling(&bytes);
            self.push(&text);
        }
    }

    fn push(&mut self, text: &str) {
        match self.state.destination {
            _ if self.state.is_hidden => {}
            Destination::Body => self.body.push_str(text),
            Destination::Title => self.title.push_str(text),
            Destination::Author => self.author.push_str(text),
            Destination::Nowhere => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rtf: &str) -> String {
        let mut document = Document::default();
        document.read(rtf.as_bytes());
        document.body
    }

    #[test]
    fn words_are_read_and_the_rest_is_not() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Times;}}{\\info{\\title T}}{\\*\\generator x;}\
            \\f0 Caf\\'e9 \\ldblquote rain\\rdblquote\\par\n\\b Bold\\b0  {\\v hidden}\\u8364\\'805 \\{x\\}\\par}";
        assert_eq!(text(rtf), "Café “rain”\nBold €5 {x}\n");
    }

    #[test]
    fn pairs_code_pages_and_raw_bytes_are_understood() {
        assert_eq!(text("{\\rtf1\\uc0\\u-10179\\u-8704 \\uc1\\u269 ?x}"), "😀čx");
        assert_eq!(text("{\\rtf1\\ansicpg1251 \\'cc\\'ee\\'f1\\'ea\\'e2\\'e0}"), "Москва");
        assert_eq!(text("{\\rtf1 a{\\pict\\bin3 }}}b}c"), "ac");
    }

    #[test]
    fn depth_and_damage_stop_nothing() {
        assert_eq!(text(&format!("{}x{}", "{".repeat(100_000), "}".repeat(50))), "x");
        assert_eq!(text("{\\rtf1 a\\'"), "a");
        assert_eq!(text("\\"), "");
    }
}
