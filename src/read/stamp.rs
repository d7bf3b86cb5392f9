//! Machine-made dates, whose form the format fixes, as ISO 8601; any other is left as it is printed.

use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimeParser;

/// A date of a mail header, a feed or a web server.
pub(super) fn rfc_2822(date: &str) -> String {
    let trimmed = date.trim();
    DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_zoned(trimmed)
        .map_or_else(|_| iso(trimmed), |zoned| zoned.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string())
}

/// `20170102T222800+0000`, as wires and NITF write it, with its signs; others unchanged.
pub(super) fn iso(date: &str) -> String {
    let trimmed = date.trim();
    let digits = trimmed.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 14 && trimmed.len() == 14 {
        return iso(&format!("{}T{}", &trimmed[..8], &trimmed[8..]));
    }
    if digits != 8 {
        return trimmed.to_owned();
    }
    let day = format!("{}-{}-{}", &trimmed[..4], &trimmed[4..6], &trimmed[6..8]);
    let rest = &trimmed[8..];
    let time =
        rest.strip_prefix('T').filter(|time| time.len() >= 6 && time.as_bytes()[..6].iter().all(u8::is_ascii_digit));
    let Some(time) = time else { return if rest.is_empty() { day } else { trimmed.to_owned() } };
    let zone = match &time[6..] {
        zone if zone.len() == 5 && zone.starts_with(['+', '-']) && zone.is_ascii() => {
            format!("{}:{}", &zone[..3], &zone[3..])
        }
        zone => zone.to_owned(),
    };
    format!("{day}T{}:{}:{}{zone}", &time[..2], &time[2..4], &time[4..6])
}

/// Seconds or milliseconds since 1970, where a number can be nothing else.
pub(super) fn epoch(number: i64) -> Option<String> {
    let timestamp = match number {
        1_000_000_000_000..=9_999_999_999_999 => Timestamp::from_millisecond(number),
        100_000_000..=9_999_999_999 => Timestamp::from_second(number),
        _ => return None,
    };
    timestamp.ok().map(|timestamp| timestamp.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

/// `03/12/2015` where the format says that the day comes first.
pub(super) fn day_first(date: &str) -> String {
    let mut parts = date.trim().splitn(3, '/');
    let (Some(day), Some(month), Some(year)) = (parts.next(), parts.next(), parts.next()) else {
        return date.trim().to_owned();
    };
    match (day.parse::<u8>(), month.parse::<u8>(), year.parse::<u16>()) {
        (Ok(day @ 1..=31), Ok(month @ 1..=12), Ok(year @ 1000..)) => format!("{year:04}-{month:02}-{day:02}"),
        _ => date.trim().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stamps_become_iso() {
        assert_eq!(rfc_2822("Mon, 29 Jul 2013 16:03:54 +0200"), "2013-07-29T16:03:54+02:00");
        assert_eq!(rfc_2822("Sun, 29 Jul 2013 16:03:54 GMT"), "2013-07-29T16:03:54+00:00");
        assert_eq!(rfc_2822("2013-07-29"), "2013-07-29");
        assert_eq!(iso("20170102T222800+0000"), "2017-01-02T22:28:00+00:00");
        assert_eq!(iso("20170102T222800Z"), "2017-01-02T22:28:00Z");
        assert_eq!(iso("20170102"), "2017-01-02");
        assert_eq!(iso("2 January 2017"), "2 January 2017");
        assert_eq!(epoch(1_486_684_800).as_deref(), Some("2017-02-10T00:00:00Z"));
        assert_eq!(epoch(1_486_684_800_000).as_deref(), Some("2017-02-10T00:00:00Z"));
        assert_eq!(epoch(1994), None);
        assert_eq!(day_first("03/12/2015"), "2015-12-03");
        assert_eq!(day_first("31/31/2015"), "31/31/2015");
    }
}
