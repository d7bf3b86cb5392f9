//! Bytes to text, whatever charset they are in and whatever they claim to be in.
//!
//! A byte order mark decides; then valid UTF-8, which no other charset produces by accident; then
//! what the file declares; then a guess from the letters.

use super::input::Input;
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use encoding_rs_io::DecodeReaderBytesBuilder;
use std::borrow::Cow;
use std::io::{self, Read};

/// Text, and whether bytes were lost on the way.
pub(super) struct Decoded {
    pub(super) text: String,
    /// How many places held bytes that do not belong to the charset; they are U+FFFD now.
    pub(super) n_replaced: usize,
    /// The charset's name.
    pub(super) charset: &'static str,
}

/// Decodes a whole text; `declared` is what the file says of itself.
pub(super) fn decode(bytes: &[u8], declared: Option<&'static Encoding>) -> Decoded {
    if let Some(text) = utf_32(bytes) {
        return Decoded { n_replaced: n_replaced(&text), text, charset: "UTF-32" };
    }
    let encoding = encoding(bytes, declared);
    let (text, encoding, _) = encoding.decode(bytes);
    let n_replaced =
        if matches!(text, Cow::Borrowed(_)) { 0 } else { n_replaced(&text).saturating_sub(n_replaced_in(bytes)) };
    Decoded { text: text.into_owned(), n_replaced, charset: encoding.name() }
}

/// The charset of a Windows code page.
pub(super) fn of_code_page(number: i32) -> Option<&'static Encoding> {
    let label = match number {
        65001 => "utf-8".to_owned(),
        932 => "shift_jis".to_owned(),
        936 => "gbk".to_owned(),
        949 => "euc-kr".to_owned(),
        950 => "big5".to_owned(),
        10000 => "macintosh".to_owned(),
        number => format!("windows-{number}"),
    };
    Encoding::for_label(label.as_bytes())
}

/// The charset that `text/html; charset=…` names.
pub(super) fn of_media_type(media_type: &str) -> Option<&'static Encoding> {
    let (_, label) = media_type.split_once("charset=")?;
    Encoding::for_label(label.split(';').next().unwrap_or(label).trim_matches(['"', '\'', ' ']).as_bytes())
}

/// Makes lines end in `\n` bytes: UTF-16 becomes UTF-8, and other charsets are named.
pub(super) fn as_lines(mut input: Input<'_>) -> io::Result<(Input<'_>, &'static Encoding)> {
    let encoding = encoding(input.head()?, None);
    if encoding != UTF_16LE && encoding != UTF_16BE {
        return Ok((input, encoding));
    }
    Ok((Input::new(decoder(input, encoding)), UTF_8))
}

/// The stream in UTF-8, whatever it is in; bytes that do not belong become U+FFFD.
pub(super) fn as_utf_8<'a>(mut input: Input<'a>, declared: Option<&'static Encoding>) -> io::Result<impl Read + 'a> {
    let encoding = encoding(input.head()?, declared);
    Ok(decoder(input, encoding))
}

fn decoder<'a>(input: Input<'a>, encoding: &'static Encoding) -> impl Read + 'a {
    DecodeReaderBytesBuilder::new().encoding(Some(encoding)).bom_override(true).build(input)
}

/// The charset of `bytes`, which may be only the beginning of a file.
pub(super) fn encoding(bytes: &[u8], declared: Option<&'static Encoding>) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding;
    }
    if let Some(encoding) = utf_16(bytes) {
        return encoding;
    }
    // The one declared charset whose bytes are valid UTF-8 and mean something else.
    if declared == Some(ISO_2022_JP) && bytes.contains(&0x1B) {
        return ISO_2022_JP;
    }
    if is_mostly_utf_8(bytes) {
        return UTF_8;
    }
    match declared {
        Some(declared) if declared != UTF_8 && declared != UTF_16LE && declared != UTF_16BE => declared,
        _ => guess(bytes),
    }
}

fn guess(bytes: &[u8]) -> &'static Encoding {
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guess = detector.guess(None, chardetng::Utf8Detection::Deny);
    // Few accented letters in a short Western text look like anything; English news is Windows-1252.
    let n_high = bytes.iter().filter(|byte| **byte >= 0x80).count();
    if n_high < 3 { WINDOWS_1252 } else { guess }
}

/// Whether the text is UTF-8 but for a few damaged bytes, or a character cut at its end.
fn is_mostly_utf_8(bytes: &[u8]) -> bool {
    let (mut n_valid, mut n_invalid) = (0usize, 0usize);
    let mut chunks = bytes.utf8_chunks().peekable();
    while let Some(chunk) = chunks.next() {
        n_valid += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
        let is_cut_end = chunks.peek().is_none() && chunk.invalid().len() < 4 && n_valid > 0;
        n_invalid += usize::from(!chunk.invalid().is_empty() && !is_cut_end);
    }
    n_invalid == 0 || n_valid >= 8 * n_invalid
}

/// UTF-16 without a mark: in news every other byte is NUL (Latin letters, spaces, digits).
fn utf_16(bytes: &[u8]) -> Option<&'static Encoding> {
    let bytes = &bytes[..bytes.len().min(4096) & !1];
    let nuls = |offset: usize| bytes.iter().skip(offset).step_by(2).filter(|byte| **byte == 0).count();
    let (n_units, n_even, n_odd) = (bytes.len() / 2, nuls(0), nuls(1));
    if n_odd >= 4 && n_odd * 10 >= n_units * 3 && n_even * 50 <= n_units {
        Some(UTF_16LE)
    } else if n_even >= 4 && n_even * 10 >= n_units * 3 && n_odd * 50 <= n_units {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// UTF-32 has no decoder in browsers, hence none in their library; it is told by its mark.
fn utf_32(bytes: &[u8]) -> Option<String> {
    let (mark, rest) = bytes.split_first_chunk::<4>()?;
    let unit: fn([u8; 4]) -> u32 = match mark {
        [0xFF, 0xFE, 0, 0] => u32::from_le_bytes,
        [0, 0, 0xFE, 0xFF] => u32::from_be_bytes,
        _ => return None,
    };
    let (units, _) = rest.as_chunks::<4>();
    Some(units.iter().map(|bytes| char::from_u32(unit(*bytes)).unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

fn n_replaced(text: &str) -> usize {
    text.matches(char::REPLACEMENT_CHARACTER).count()
}

/// Replacement characters that were in the file already, as UTF-8.
fn n_replaced_in(bytes: &[u8]) -> usize {
    memchr::memmem::find_iter(bytes, "\u{FFFD}").count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], declared: Option<&'static Encoding>, charset: &str, text: &str) {
        let decoded = decode(bytes, declared);
        assert_eq!((decoded.charset, decoded.text.as_str(), decoded.n_replaced), (charset, text, 0));
    }

    fn utf_16_bytes(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn marks_decide_and_are_dropped() {
        check(b"\xEF\xBB\xBFWarsaw", None, "UTF-8", "Warsaw");
        check(&utf_16_bytes("\u{FEFF}Łódź, Monday", u16::to_le_bytes), None, "UTF-16LE", "Łódź, Monday");
        check(&utf_16_bytes("\u{FEFF}Łódź, Monday", u16::to_be_bytes), None, "UTF-16BE", "Łódź, Monday");
        check(b"\xFF\xFE\0\0A\0\0\0", None, "UTF-32", "A");
    }

    #[test]
    fn utf_16_is_known_without_a_mark() {
        check(&utf_16_bytes("Rain fell on the café.", u16::to_le_bytes), None, "UTF-16LE", "Rain fell on the café.");
        check(&utf_16_bytes("Rain fell on the café.", u16::to_be_bytes), None, "UTF-16BE", "Rain fell on the café.");
    }

    #[test]
    fn one_byte_charsets_are_guessed() {
        check(b"He said \x93no\x94 \x96 twice", None, "windows-1252", "He said “no” – twice");
        check(b"a caf\xE9", None, "windows-1252", "a café");
    }

    #[test]
    fn a_declaration_that_lies_is_not_believed() {
        check("naïve".as_bytes(), Some(WINDOWS_1252), "UTF-8", "naïve");
        check(b"a caf\xE9", Some(UTF_8), "windows-1252", "a café");
        check(b"\xB3\xF3d\xBC", Some(encoding_rs::ISO_8859_2), "ISO-8859-2", "łódź");
    }

    #[test]
    fn damage_in_utf_8_is_replaced_and_counted() {
        let mut bytes = "é".repeat(20).into_bytes();
        bytes.push(0xFF);
        bytes.extend_from_slice(b" end");
        let decoded = decode(&bytes, None);
        assert_eq!((decoded.charset, decoded.n_replaced), ("UTF-8", 1));
    }
}
