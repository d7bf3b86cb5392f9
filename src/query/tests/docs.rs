//! The reference that users read, run through the parser.

use super::{TODAY, parsed, printed};
use crate::query::{FIELDS, FlagKind, ValueType, parse};

const REFERENCE: &str = include_str!("../../../docs/query.md");

/// The lines of every fenced block of a style.
fn blocks(style: &str) -> Vec<Vec<&'static str>> {
    let opening = format!("```{style}");
    let mut blocks = Vec::new();
    let mut lines = REFERENCE.lines();
    while lines.by_ref().any(|line| line == opening) {
        blocks.push(lines.by_ref().take_while(|line| *line != "```").collect());
    }
    assert!(!blocks.is_empty(), "no block of style {style}");
    blocks
}

#[test]
fn every_example_parses() {
    let examples: Vec<_> = blocks("query").concat();
    assert!(examples.len() > 50);
    for line in examples {
        let query = line.split("  #").next().unwrap_or(line).trim();
        let parsed = parsed(query);
        assert!(parsed.warnings.is_empty(), "{query}: {:?}", parsed.warnings);
    }
}

#[test]
fn every_canonical_form_is_the_printers() {
    for line in blocks("canonical").concat() {
        let (query, canonical) = line.split_once("  =>  ").unwrap_or_else(|| panic!("no => in {line}"));
        assert_eq!(printed(query.trim()), canonical);
    }
}

#[test]
fn every_message_is_what_a_person_sees() {
    for block in blocks("error") {
        let error = parse(block[0], TODAY).unwrap_err();
        assert_eq!(error.render(block[0]), block[1..].join("\n"));
    }
    for block in blocks("warning") {
        assert_eq!(parsed(block[0]).warnings[0].render(block[0]), block[1..].join("\n"));
    }
}

#[test]
fn every_field_value_and_flag_is_documented() {
    for info in &FIELDS {
        let row = REFERENCE.lines().find(|line| line.starts_with(&format!("| `{}:` |", info.name)));
        let row = row.unwrap_or_else(|| panic!("{} has no row", info.name));
        assert!(row.contains(&format!("`{}`", info.example)), "{row}");
        for alias in info.aliases {
            assert!(row.contains(&format!("`{alias}:`")), "{row}");
        }
        if let ValueType::OneOf(words) = info.value {
            for word in words {
                assert!(REFERENCE.contains(&format!("`{word}`")), "{}:{word}", info.name);
            }
        }
    }
    let others =
        [FlagKind::Phrase, FlagKind::Not, FlagKind::Since, FlagKind::Until, FlagKind::On, FlagKind::MinConfidence];
    for flag in others {
        assert!(REFERENCE.contains(&format!("`--{} ", flag.name())), "{}", flag.name());
    }
}
