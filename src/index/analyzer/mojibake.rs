//! Text that was decoded twice: `cafÃ©` is how Windows-1252 reads the UTF-8 of `café`.

/// A run of text as it was meant, and where in the run each of its bytes comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Mended {
    pub(super) text: String,
    /// For each byte of the text, and for its end, an offset into the run.
    pub(super) origins: Vec<usize>,
}

/// Mends a run; `None` where nothing in it looks as if it had been decoded twice.
pub(super) fn mend(run: &str) -> Option<Mended> {
    if !run.contains(['Â', 'Ã', 'â', 'Ä', 'Å', 'Ð', 'Ñ', 'Î', 'Ï']) {
        return None;
    }
    let mut mended = Mended { text: String::with_capacity(run.len()), origins: Vec::with_capacity(run.len() + 1) };
    let mut is_mended = false;
    let mut at = 0;
    let mut before = ' ';
    while let Some(printed) = run[at..].chars().next() {
        let (meant, length) = match meant(&run[at..], before) {
            Some(found) => {
                is_mended = true;
                found
            }
            None => (printed, printed.len_utf8()),
        };
        mended.origins.extend(std::iter::repeat_n(at, meant.len_utf8()));
        mended.text.push(meant);
        at += length;
        before = meant;
    }
    mended.origins.push(run.len());
    is_mended.then_some(mended)
}

/// The character that the first few of a run were before they were decoded twice, and the length of these.
fn meant(run: &str, before: char) -> Option<(char, usize)> {
    let mut chars = run.chars();
    let first = byte_of(chars.next()?).filter(|byte| (0xc2..=0xef).contains(byte))?;
    let n_bytes = if first < 0xe0 { 2 } else { 3 };
    let mut bytes = [first, 0, 0];
    for byte in &mut bytes[1..n_bytes] {
        *byte = byte_of(chars.next()?).filter(|byte| (0x80..=0xbf).contains(byte))?;
    }
    let meant = std::str::from_utf8(&bytes[..n_bytes]).ok()?.chars().next()?;
    // A capital before a closing quotation mark is a capital: `CROMÂ»`.
    let is_mark = !meant.is_alphabetic() && n_bytes == 2;
    if is_mark && before.is_ascii_uppercase() {
        return None;
    }
    Some((meant, run.len() - chars.as_str().len()))
}

/// The byte that Windows-1252 reads as a character.
fn byte_of(c: char) -> Option<u8> {
    const UPPER: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    match c {
        '\u{80}'..='\u{ff}' => u8::try_from(u32::from(c)).ok(),
        _ => UPPER.chars().position(|upper| upper == c).and_then(|place| u8::try_from(0x80 + place).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_decoded_twice_is_mended() {
        for (run, expected) in [
            ("cafÃ©", "café"),
            ("ZÃ¼rich", "Zürich"),
            ("ZÃœRICH", "ZÜRICH"),
            ("GarcÃ\u{ad}a", "García"),
            ("â€œnoâ€\u{9d}", "“no”"),
            ("donâ€™t", "don’t"),
            ("ÅÃ³dÅº", "Łódź"),
            ("Ð¼Ð¸Ñ€", "мир"),
            ("voilÃ\u{a0}", "voilà"),
        ] {
            // The Windows reading of Ł is a control character.
            let run = run.replacen("ÅÃ³", "Å\u{81}Ã³", 1);
            let mended = mend(&run).unwrap();
            assert_eq!(mended.text, expected);
            assert_eq!((mended.origins.len(), mended.origins.last()), (expected.len() + 1, Some(&run.len())));
            assert!(mended.origins.iter().all(|&at| run.is_char_boundary(at)));
        }
    }

    #[test]
    fn what_is_right_is_left_alone() {
        for run in ["café", "São", "CROMÂ»", "Ñandú", "Île", "Ångström", "château…", "Ã", "plain", ""] {
            assert_eq!(mend(run), None, "{run}");
        }
    }
}
