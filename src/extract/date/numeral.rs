//! What a token that begins with a digit says: `14th`, `1,200`, `1990s`, `10:30`, `8pm`.

/// A token of digits, read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Numeral {
    /// Digits alone: their value and how many there are.
    Plain { value: u32, n_digits: u8 },
    /// A number with thousands marked off ("1,200").
    Grouped(u32),
    /// A number with one decimal ("2.5"), in tenths.
    Tenths(u32),
    /// "14th".
    Ordinal(u32),
    /// "1990s", "90s".
    Plural { value: u32, n_digits: u8 },
    /// "10:30", "8pm", "10:30am", "18:30hrs": hour, minute, hours the meridiem adds.
    Clock { hour: u8, minute: u8, second: Option<u8>, meridiem: Option<u8> },
    /// "03.05.2019": three numbers between full stops.
    Dotted(u32, u32, u32),
}

impl Numeral {
    /// Reads a token; `None` for what is no number that dates are made of ("3D", "1.234").
    pub(super) fn read(token: &str) -> Option<Self> {
        let bytes = token.as_bytes();
        let n_digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
        let value = number(&bytes[..n_digits])?;
        let rest = &bytes[n_digits..];
        let n_digits = u8::try_from(n_digits).ok()?;
        match rest {
            [] => Some(Self::Plain { value, n_digits }),
            [b'0'..=b'9', ..] => None,
            [b',', ..] => grouped(value, rest).map(Self::Grouped),
            [b'.', d] if d.is_ascii_digit() => Some(Self::Tenths(value.checked_mul(10)? + u32::from(d - b'0'))),
            [b'.' | b':', ..] => clock(value, rest).or_else(|| dotted(value, rest)),
            [b's' | b'S'] => Some(Self::Plural { value, n_digits }),
            _ if is_ordinal_suffix(rest) => Some(Self::Ordinal(value)),
            _ => clock(value, rest),
        }
    }

    /// A day of the month, 1 to 31, written plainly or as an ordinal.
    pub(super) fn day(self) -> Option<u8> {
        match self {
            Self::Plain { value, n_digits: 1..=2 } | Self::Ordinal(value) if (1..=31).contains(&value) => {
                u8::try_from(value).ok()
            }
            _ => None,
        }
    }

    /// A year of four digits.
    pub(super) fn year(self) -> Option<i16> {
        match self {
            Self::Plain { value, n_digits: 4 } if (1500..2100).contains(&value) => i16::try_from(value).ok(),
            _ => None,
        }
    }
}

/// The value of up to nine digits.
fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 9 {
        return None;
    }
    Some(digits.iter().fold(0, |sum, d| sum * 10 + u32::from(d - b'0')))
}

fn is_ordinal_suffix(rest: &[u8]) -> bool {
    [b"st", b"nd", b"rd", b"th"].iter().any(|suffix| rest.eq_ignore_ascii_case(*suffix))
}

/// "1,200,000": groups of three.
fn grouped(first: u32, rest: &[u8]) -> Option<u32> {
    rest.chunks(4).try_fold(first, |sum, group| match group {
        [b',', digits @ ..] if digits.len() == 3 && digits.iter().all(u8::is_ascii_digit) => {
            sum.checked_mul(1000)?.checked_add(number(digits)?)
        }
        _ => None,
    })
}

/// What follows the hour: ":30", ".30", ":30:15", then "am", "pm" or "hrs".
fn clock(hour: u32, rest: &[u8]) -> Option<Numeral> {
    let (minute, rest) = sixty(rest, b":.")?;
    let (second, rest) = if minute.is_some() { sixty(rest, b":")? } else { (None, rest) };
    let meridiem = match rest {
        [b'a' | b'A', b'm' | b'M'] => Some(0),
        [b'p' | b'P', b'm' | b'M'] => Some(12),
        [] if minute.is_some() => None,
        _ if rest.eq_ignore_ascii_case(b"hrs") || rest.eq_ignore_ascii_case(b"h") && minute.is_some() => None,
        _ => return None,
    };
    let hour = u8::try_from(hour).ok().filter(|h| *h <= if meridiem.is_some() { 12 } else { 24 })?;
    Some(Numeral::Clock { hour, minute: minute.unwrap_or(0), second, meridiem })
}

/// A separator and two digits below sixty; `None` inside where there is no separator, outside where it is malformed.
fn sixty<'b>(rest: &'b [u8], separators: &[u8]) -> Option<(Option<u8>, &'b [u8])> {
    match rest {
        [mark, a, b, rest @ ..] if separators.contains(mark) => {
            let value = number(&[*a, *b].map(|d| if d.is_ascii_digit() { d } else { b'9' }))?;
            (value < 60).then(|| (u8::try_from(value).ok(), rest))
        }
        [b':' | b'.', ..] => None,
        _ => Some((None, rest)),
    }
}

/// "03.05.2019".
fn dotted(first: u32, rest: &[u8]) -> Option<Numeral> {
    let mut parts = rest.strip_prefix(b".")?.split(|b| *b == b'.');
    let (second, third) = (parts.next()?, parts.next()?);
    let plain = |part: &[u8]| if part.iter().all(u8::is_ascii_digit) { number(part) } else { None };
    let dotted = Numeral::Dotted(first, plain(second)?, plain(third)?);
    parts.next().is_none().then_some(dotted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_of_digits() {
        for (token, expected) in [
            ("2025", Some(Numeral::Plain { value: 2025, n_digits: 4 })),
            ("07", Some(Numeral::Plain { value: 7, n_digits: 2 })),
            ("1,250,000", Some(Numeral::Grouped(1_250_000))),
            ("1,25", None),
            ("2.5", Some(Numeral::Tenths(25))),
            ("3.14", Some(Numeral::Clock { hour: 3, minute: 14, second: None, meridiem: None })),
            ("22ND", Some(Numeral::Ordinal(22))),
            ("1990s", Some(Numeral::Plural { value: 1990, n_digits: 4 })),
            ("10:30", Some(Numeral::Clock { hour: 10, minute: 30, second: None, meridiem: None })),
            ("3:07:35", Some(Numeral::Clock { hour: 3, minute: 7, second: Some(35), meridiem: None })),
            ("8pm", Some(Numeral::Clock { hour: 8, minute: 0, second: None, meridiem: Some(12) })),
            ("8.30PM", Some(Numeral::Clock { hour: 8, minute: 30, second: None, meridiem: Some(12) })),
            ("05:30hrs", Some(Numeral::Clock { hour: 5, minute: 30, second: None, meridiem: None })),
            ("10:75", None),
            ("31.12.1999", Some(Numeral::Dotted(31, 12, 1999))),
            ("3D", None),
            ("99999999999", None),
        ] {
            assert_eq!(Numeral::read(token), expected, "{token}");
        }
    }
}
