//! Names on disk to names in the archive: `/` between parts, NFC, nothing lost.

use std::ffi::OsStr;
use unicode_normalization::UnicodeNormalization;

/// The archive's name for one part of a path.
///
/// The same name typed on a Mac and on Linux is the same (NFC). A name that is not UTF-8 has its
/// other bytes, and its `%`, percent-escaped.
pub(super) fn part(name: &OsStr) -> String {
    match name.to_str() {
        Some(name) => name.nfc().collect(),
        None => escape(name.as_encoded_bytes(), false),
    }
}

/// Like [`part`], with every byte outside ASCII escaped: for a name whose usual form its neighbour has taken.
pub(super) fn escaped_part(name: &OsStr) -> String {
    escape(name.as_encoded_bytes(), true)
}

/// The archive's name for a member of a container: relative, whatever the container says.
pub(super) fn inside(name: &str) -> String {
    let name = if name.contains('/') { name.to_owned() } else { name.replace('\\', "/") };
    let parts: Vec<&str> = name.split('/').filter(|part| !matches!(*part, "" | "." | "..")).collect();
    parts.join("/").nfc().collect()
}

fn escape(bytes: &[u8], all: bool) -> String {
    let mut escaped = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            if c == '%' || (all && !c.is_ascii()) {
                c.encode_utf8(&mut [0; 4]).bytes().for_each(|byte| push_escaped(&mut escaped, byte));
            } else {
                escaped.push(c);
            }
        }
        chunk.invalid().iter().for_each(|&byte| push_escaped(&mut escaped, byte));
    }
    escaped
}

fn push_escaped(out: &mut String, byte: u8) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push('%');
    out.push(char::from(DIGITS[usize::from(byte >> 4)]));
    out.push(char::from(DIGITS[usize::from(byte & 15)]));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decomposed_names_are_composed() {
        assert_eq!(part(OsStr::new("re\u{301}sume\u{301} 100%25.txt")), "résumé 100%25.txt");
    }

    #[test]
    fn members_stay_inside_their_container() {
        assert_eq!(inside("../../etc/./passwd"), "etc/passwd");
        assert_eq!(inside("1998\\march\\story.xml"), "1998/march/story.xml");
    }

    #[cfg(unix)]
    #[test]
    fn names_that_are_not_utf8_keep_every_byte() {
        use std::os::unix::ffi::OsStrExt;
        assert_eq!(part(OsStr::from_bytes(b"caf\xE9 5%.txt")), "caf%E9 5%25.txt");
        assert_eq!(part(OsStr::from_bytes("é\u{3a9}".as_bytes())), "éΩ");
    }
}
