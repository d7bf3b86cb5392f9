//! Flags that mirror the query's fields: one for each, made from the fields' own table, kept in the order typed.

use super::completing::indexed;
use crate::query::{FIELDS, Field, Flag, FlagKind};
use clap::{Arg, ArgAction, ArgMatches, Args, Command, Error, FromArgMatches};
use clap_complete::engine::ArgValueCompleter;
use std::ffi::OsStr;

/// Flags that say in a word what the query language says in several: which, value's name, help.
const OTHERS: [(FlagKind, &str, &str); 6] = [
    (FlagKind::Phrase, "TEXT", "These words in a row; beside --speaker, in one quote of theirs"),
    (FlagKind::Not, "QUERY", "Leave out what this query finds"),
    (FlagKind::Since, "DATE", "Published on or after DATE (a month or a year counts from its first day)"),
    (FlagKind::Until, "DATE", "Published on or before DATE (a month or a year counts to its last day)"),
    (FlagKind::On, "DATE", "Published on DATE, which may be a month or a year"),
    (FlagKind::MinConfidence, "N", "Only quotes attributed at least this surely, from 0 to 1"),
];

/// The flags typed, in order.
#[derive(Clone, Debug, Default)]
pub(super) struct FieldFlags {
    /// Each flag and its value.
    pub(super) typed: Vec<Flag>,
}

fn kinds() -> impl Iterator<Item = FlagKind> {
    FIELDS.iter().map(|info| FlagKind::Field(info.field)).chain(OTHERS.iter().map(|(kind, ..)| *kind))
}

fn flag(kind: FlagKind, value: &'static str, help: String) -> Arg {
    let name = kind.name();
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
        let others = OTHERS.iter().map(|(kind, value, help)| flag(*kind, value, (*help).to_owned()));
        let fields = FIELDS.iter().map(|info| {
            let field = info.field;
            let arg = flag(FlagKind::Field(field), "VALUE", format!("As in {}", info.example));
            match field {
                Field::Speaker | Field::Place | Field::Dateline | Field::Focus | Field::Source => {
                    arg.add(ArgValueCompleter::new(move |typed: &OsStr| indexed(field, typed)))
                }
                _ => arg,
            }
        });
        command.args(others).args(fields)
    }

    fn augment_args_for_update(command: Command) -> Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for FieldFlags {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let mut typed = Vec::new();
        for kind in kinds() {
            let name = kind.name();
            let (Some(indices), Some(values)) = (matches.indices_of(name), matches.get_many::<String>(name)) else {
                continue;
            };
            typed.extend(indices.zip(values).map(|(index, value)| (index, Flag { kind, value: value.clone() })));
        }
        typed.sort_by_key(|(index, _)| *index);
        Ok(Self { typed: typed.into_iter().map(|(_, flag)| flag).collect() })
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
        let typed: Vec<_> = flags.typed.iter().map(|flag| (flag.kind.name(), flag.value.as_str())).collect();
        assert_eq!(typed, [("said", "a b"), ("speaker", "X"), ("phrase", "y"), ("speaker", "Z")]);
    }

    #[test]
    fn no_flag_is_named_twice() {
        let mut all: Vec<_> = kinds().map(FlagKind::name).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), FIELDS.len() + OTHERS.len());
    }
}
