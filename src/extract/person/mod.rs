//! Who is named: capitalised runs to people, each with a fullest name, a sex, titles and mentions.
//!
//! `Kremlin spokesman Dmitry Peskov … Peskov … Mr. Peskov` is one person, "Dmitry Peskov", a
//! spokesman, mentioned three times. It knows names by evidence (given names, titles, an age, the
//! verb "said" beside them), never by a list of famous people, and does not ask who is quoted.

mod name;
mod roster;
mod run;

pub(crate) use roster::{Holding, Mention, People, PersonId, Sex, printed, sex_of};

use crate::article;
use crate::text::Prose;

/// Finds everyone the article names.
pub(crate) fn people(prose: &Prose<'_>) -> People {
    let runs = run::find(prose);
    roster::gather(prose, &runs)
}

/// The people as the index wants them, in the order they are first named.
pub(crate) fn list(prose: &Prose<'_>, people: &People) -> Vec<article::Person> {
    people.listed(prose)
}
