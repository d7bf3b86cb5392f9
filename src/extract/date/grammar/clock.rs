//! Times of day by the clock: "8 p.m.", "10:30 GMT", "0800 GMT", "noon", "8 o'clock".

use super::super::expression::{Base, Point, TimeOfDay};
use super::super::numeral::Numeral;
use super::{Grammar, Parsed};
use crate::lexicon::dates::Glue;

impl Grammar<'_> {
    /// A time of day that stands at `at`.
    pub(super) fn clock(&self, at: usize) -> Parsed<Point> {
        let (hour, minute, next) = self.hour_and_minute(at)?;
        let (zone, end) = match self.word(next).zone {
            Some(zone) => (Some(zone), next + 1),
            None => (None, next),
        };
        let time = Some(TimeOfDay::Clock { hour, minute, zone });
        Some((Point { base: Base::Today, edge: None, time }, end))
    }

    fn hour_and_minute(&self, at: usize) -> Option<(u8, u8, usize)> {
        if let Some(hour) = self.word(at).clock {
            return Some((hour, 0, at + 1));
        }
        let next = at + 1;
        let meridiem = self.word(next).meridiem;
        match self.numeral(at)? {
            Numeral::Clock { second: Some(_), .. } => None,
            Numeral::Clock { hour, minute, meridiem: Some(pm), .. } => Some((with_meridiem(hour, pm)?, minute, next)),
            Numeral::Clock { hour, minute, meridiem: None, .. } => match meridiem {
                Some(pm) => Some((with_meridiem(hour, pm)?, minute, next + 1)),
                None if self.is_clock_sign(at) => Some((hour, minute, next)),
                None => None,
            },
            Numeral::Plain { value, n_digits: 1..=2 } => {
                let hour = u8::try_from(value).ok()?;
                match meridiem {
                    Some(pm) => Some((with_meridiem(hour, pm)?, 0, next + 1)),
                    None if self.is_glue(next, Glue::Clock) && hour <= 12 => Some((hour, 0, next + 1)),
                    None => None,
                }
            }
            Numeral::Plain { value, n_digits: 4 } if self.word(next).zone.is_some() => {
                let (hour, minute) = (u8::try_from(value / 100).ok()?, u8::try_from(value % 100).ok()?);
                (hour <= 24 && minute < 60).then_some((hour, minute, next))
            }
            _ => None,
        }
    }

    /// Whether "10:30" without "a.m." is a time: after a preposition, with two digits behind a colon, or with a zone.
    fn is_clock_sign(&self, at: usize) -> bool {
        let colon = self.prose.str(at).contains(':');
        let before = self.before(at);
        self.word(at + 1).zone.is_some()
            || self.prose.str(at).ends_with(['s', 'S'])
            || colon && (before.is_preposition || before.is_hedge || at > 0 && self.is_hyphen(at - 1))
    }
}

fn with_meridiem(hour: u8, pm: u8) -> Option<u8> {
    (1..=12).contains(&hour).then_some(hour % 12 + pm)
}
