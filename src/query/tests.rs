//! What queries mean, as tables, and every mistake with its message.

use super::*;
use jiff::civil::date;

pub(super) const TODAY: civil::Date = date(2025, 6, 11);

pub(super) fn parsed(query: &str) -> Query {
    parse(query, TODAY).unwrap_or_else(|error| panic!("{}", error.render(query)))
}

pub(super) fn printed(query: &str) -> String {
    parsed(query).to_string()
}
