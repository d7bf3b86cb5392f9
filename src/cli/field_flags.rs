//! Flags that mirror the query's fields: one for each, made from the fields' own table, kept in the order typed.

use crate::query::FIELDS;
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};

/// Flags that say in a word what the query language says in several: name, value's name, help.
const OTHERS: [(&str, &str, &str); 6] = [
    ("phrase", "TEXT", "These words in a row; beside --speaker, in one quote of theirs"),
    ("not", "QUERY", "Leave out what this query finds"),
    ("since", "DATE", "Published on or after DATE (a month or a year counts from its first day)"),
    ("until", "DATE", "Published on or before DATE (a month or a year counts to its last day)"),
    ("on", "DATE", "Published on DATE, which may be a month or a year"),
    ("min-confidence", "N", "Only quotes attributed at least this surely, from 0 to 1"),
];

/// The flags typed, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldFlags {
    /// Each flag's name and its value.
    pub(super) typed: Vec<(&'static str, String)>,
}

fn names() -> impl Iterator<Item = &'static str> {
    FIELDS.iter().map(|info| info.name).chain(OTHERS.iter().map(|(name, ..)| *name))
}

fn flag(name: &'static str, value: &'static str, help: String) -> Arg {
    Arg::new(name)
        .long(name)
        .value_name(value)
        .help(help)
        .action(ArgAction::Append)
        // A value such as `-speaker:x` or `..june` is the query's to judge.
        .allow_hyphen_values(true)
        .help_heading("What to look for")
}

impl Args for FieldFlags {
    fn augment_args(command: Command) -> Command {
        let others = OTHERS.iter().map(|(name, value, help)| flag(name, value, (*help).to_owned()));
        let fields = FIELDS.iter().map(|info| flag(info.name, "VALUE", format!("As in {}", info.example)));
        command.args(others).args(fields)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FieldFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut typed = Vec::new();
        for name in names() {
            let (Some(indices), Some(values)) = (matches.indices_of(name), matches.get_many::<String>(name)) else {
                continue;
            };
            typed.extend(indices.zip(values).map(|(index, value)| (index, name, value.clone())));
        }
        typed.sort_by_key(|(index, ..)| *index);
        Ok(Self { typed: typed.into_iter().map(|(_, name, value)| (name, value)).collect() })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_keep_the_order_typed() {
        let command = FieldFlags::augment_args(Command::new("search"));
        let line = ["search", "--said", "a b", "--speaker", "X", "--phrase", "y", "--speaker", "Z"];
        let flags = FieldFlags::from_arg_matches(&command.try_get_matches_from(line).unwrap()).unwrap();
        let typed: Vec<_> = flags.typed.iter().map(|(name, value)| (*name, value.as_str())).collect();
        assert_eq!(typed, [("said", "a b"), ("speaker", "X"), ("phrase", "y"), ("speaker", "Z")]);
    }

    #[test]
    fn no_flag_is_named_twice() {
        let mut all: Vec<_> = names().collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), FIELDS.len() + OTHERS.len());
    }
}
