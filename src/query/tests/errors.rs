//! Every mistake, as a person sees it.

use super::TODAY;
use crate::query::{Flag, FlagKind, compose, parse, parse_with_flags};

/// The message for a query that is wrong.
fn fault(query: &str) -> String {
    match parse(query, TODAY) {
        Ok(query) => format!("no error: {query}"),
        Err(error) => error.render(query),
    }
}

/// The message for flags that are wrong, each `name=value`.
fn flag_fault(query: &str, flags: &[&str]) -> String {
    let flags: Vec<Flag> = flags
        .iter()
        .filter_map(|flag| flag.split_once('='))
        .map(|(name, value)| Flag { kind: FlagKind::by_name(name).unwrap(), value: value.to_owned() })
        .collect();
    match parse_with_flags(query, &flags, TODAY) {
        Ok(query) => format!("no error: {query}"),
        Err(error) => error.render(&compose(query, &flags)),
    }
}

/// What was doubtful about a query that is right.
fn doubts(query: &str) -> String {
    let parsed = super::parsed(query);
    let doubts: Vec<_> = parsed.warnings.iter().map(|warning| warning.render(query)).collect();
    [vec![parsed.to_string()], doubts].concat().join("\n")
}

#[test]
fn brackets_and_quotation_marks() {
    insta::assert_snapshot!(fault(""), @r#"
    error: there is nothing to search for
    hint: give a word, a "phrase", or `*` for every article
    "#);
    insta::assert_snapshot!(fault("   "), @r#"
    error: there is nothing to search for
    hint: give a word, a "phrase", or `*` for every article
    "#);
    insta::assert_snapshot!(fault("“end this war"), @"
    error: the quotation mark `“` is never closed
      “end this war
      ^
    hint: close it, as in `“end this war”`, or leave it out
    ");
    insta::assert_snapshot!(fault(r#"speaker:"Donald Trump"#), @r#"
    error: the quotation mark `"` is never closed
      speaker:"Donald Trump
              ^
    hint: close it, as in `"Donald Trump"`, or leave it out
    "#);
    insta::assert_snapshot!(fault("«la guerre"), @"
    error: the quotation mark `«` is never closed
      «la guerre
      ^
    hint: close it, as in `«la guerre»`, or leave it out
    ");
    insta::assert_snapshot!(fault("(a OR b"), @"
    error: `(` is never closed
      (a OR b
      ^
    hint: add a `)` where it ends
    ");
    insta::assert_snapshot!(fault("a)"), @"
    error: `)` closes nothing
      a)
       ^
    hint: leave it out, or put its partner before it
    ");
    insta::assert_snapshot!(fault("a]"), @"
    error: `]` closes nothing
      a]
       ^
    hint: leave it out, or put its partner before it
    ");
    insta::assert_snapshot!(fault("a}"), @"
    error: `}` closes nothing
      a}
       ^
    hint: leave it out, or put its partner before it
    ");
    insta::assert_snapshot!(fault("()"), @"
    error: there is nothing inside `(`
      ()
      ^^
    hint: put a clause inside, or leave the brackets out
    ");
    insta::assert_snapshot!(fault("a ( )"), @"
    error: there is nothing inside `(`
      a ( )
        ^^^
    hint: put a clause inside, or leave the brackets out
    ");
    insta::assert_snapshot!(fault("CAPS()"), @"
    error: there is nothing inside `CAPS(`
      CAPS()
      ^^^^^^
    hint: put a clause inside, or leave the brackets out
    ");
    insta::assert_snapshot!(fault("quote{}"), @"
    error: there is nothing inside `quote{`
      quote{}
      ^^^^^^^
    hint: put a clause inside, or leave the brackets out
    ");
    insta::assert_snapshot!(fault("quote{speaker:A"), @"
    error: `quote{` is never closed
      quote{speaker:A
      ^^^^^^
    hint: add a `}` where it ends
    ");
    insta::assert_snapshot!(fault("((a) b"), @"
    error: `(` is never closed
      ((a) b
      ^
    hint: add a `)` where it ends
    ");
    insta::assert_snapshot!(fault("(a}"), @"
    error: `(` is never closed
      (a}
      ^
    hint: add a `)` where it ends
    ");
    insta::assert_snapshot!(fault("quote{said:x)"), @"
    error: `quote{` is never closed
      quote{said:x)
      ^^^^^^
    hint: add a `}` where it ends
    ");
    insta::assert_snapshot!(fault("quote {said:x}"), @"
    error: `{` has no meaning here
      quote {said:x}
            ^
    hint: write `quote{…}` without a blank for one quote, or quotation marks for the text
    ");
    insta::assert_snapshot!(fault("{a}"), @"
    error: `{` has no meaning here
      {a}
      ^
    hint: write `quote{…}` without a blank for one quote, or quotation marks for the text
    ");
    insta::assert_snapshot!(fault("[sic]"), @"
    error: `[` has no meaning here
      [sic]
      ^
    hint: ranges follow a field, as in `date:[2019 TO 2021]`; for the text use quotation marks
    ");
    insta::assert_snapshot!(fault("a [b] c"), @"
    error: `[` has no meaning here
      a [b] c
        ^
    hint: ranges follow a field, as in `date:[2019 TO 2021]`; for the text use quotation marks
    ");
    insta::assert_snapshot!(fault(r#""—""#), @r#"
    error: `—` has no letter or digit to search for
      "—"
       ^
    hint: put a word between the quotation marks
    "#);
    insta::assert_snapshot!(fault(r#""""#), @r#"
    error: there is nothing between the quotation marks
      ""
      ^^
    hint: put a word between them, or leave them out
    "#);
    insta::assert_snapshot!(fault(r#""…" war"#), @r#"
    error: `…` has no letter or digit to search for
      "…
       ^
    hint: put a word between the quotation marks
    "#);
    insta::assert_snapshot!(fault("$"), @"
    error: `$` has no letter or digit to search for
      $
      ^
    hint: give a word, or leave it out
    ");
    insta::assert_snapshot!(fault("— OR war"), @"
    error: `—` has no letter or digit to search for
      — OR war
      ^
    hint: give a word, or leave it out
    ");
}

#[test]
fn operators_without_operands() {
    insta::assert_snapshot!(fault("AND"), @r#"
    error: `AND` has nothing on its left
      AND
      ^^^
    hint: put a word on its left, or write `"AND"` to search for the text
    "#);
    insta::assert_snapshot!(fault("OR b"), @r#"
    error: `OR` has nothing on its left
      OR b
      ^^
    hint: put a word on its left, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a OR"), @r#"
    error: `OR` has nothing on its right
      a OR
        ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a OR OR b"), @r#"
    error: `OR` has nothing on its right
      a OR OR b
        ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a AND OR b"), @r#"
    error: `AND` has nothing on its right
      a AND OR b
        ^^^
    hint: put a word on its right, or write `"AND"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a AND"), @r#"
    error: `AND` has nothing on its right
      a AND
        ^^^
    hint: put a word on its right, or write `"AND"` to search for the text
    "#);
    insta::assert_snapshot!(fault("AND a"), @r#"
    error: `AND` has nothing on its left
      AND a
      ^^^
    hint: put a word on its left, or write `"AND"` to search for the text
    "#);
    insta::assert_snapshot!(fault("NOT"), @"
    error: `NOT` has nothing on its right
      NOT
      ^^^
    hint: write what to exclude directly after it
    ");
    insta::assert_snapshot!(fault("-"), @"
    error: `-` with a blank after it excludes nothing
      -
      ^
    hint: write `-word` to exclude a word, or leave the `-` out
    ");
    insta::assert_snapshot!(fault("a NOT"), @"
    error: `NOT` has nothing on its right
      a NOT
        ^^^
    hint: write what to exclude directly after it
    ");
    insta::assert_snapshot!(fault("a - b"), @"
    error: `-` with a blank after it excludes nothing
      a - b
        ^
    hint: write `-word` to exclude a word, or leave the `-` out
    ");
    insta::assert_snapshot!(fault("(a -)"), @"
    error: `-` with a blank after it excludes nothing
      (a -)
         ^
    hint: write `-word` to exclude a word, or leave the `-` out
    ");
    insta::assert_snapshot!(fault("a |"), @"
    error: `|` has nothing on its right
      a |
        ^
    hint: put a word on its right, or leave it out
    ");
    insta::assert_snapshot!(fault("a & "), @"
    error: `&` has nothing on its right
      a &
        ^
    hint: put a word on its right, or leave it out
    ");
    insta::assert_snapshot!(fault("NEAR/5 b"), @r#"
    error: `NEAR/5` has nothing on its left
      NEAR/5 b
      ^^^^^^
    hint: put a word on its left, or write `"NEAR/5"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a NEAR/5"), @r#"
    error: `NEAR/5` has nothing on its right
      a NEAR/5
        ^^^^^^
    hint: put a word on its right, or write `"NEAR/5"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a NEAR/5 OR b"), @r#"
    error: `NEAR/5` has nothing on its right
      a NEAR/5 OR b
        ^^^^^^
    hint: put a word on its right, or write `"NEAR/5"` to search for the text
    "#);
    insta::assert_snapshot!(fault("(a OR)"), @r#"
    error: `OR` has nothing on its right
      (a OR)
         ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(fault("a /s"), @r#"
    error: `/s` has nothing on its right
      a /s
        ^^
    hint: put a word on its right, or write `"/s"` to search for the text
    "#);
    insta::assert_snapshot!(fault("NOT NEAR/5 b"), @"
    error: `NOT` has nothing on its right
      NOT NEAR/5 b
      ^^^
    hint: write what to exclude directly after it
    ");
    insta::assert_snapshot!(fault("NOT NOT a"), @"
    error: two negations in a row
      NOT NOT a
      ^^^^^^^
    hint: leave both out, or write one `-` to exclude
    ");
    insta::assert_snapshot!(fault("- NOT a"), @"
    error: `-` with a blank after it excludes nothing
      - NOT a
      ^
    hint: write `-word` to exclude a word, or leave the `-` out
    ");
    insta::assert_snapshot!(fault("NOT -a"), @"
    error: two negations in a row
      NOT -a
      ^^^^^
    hint: leave both out, or write one `-` to exclude
    ");
    insta::assert_snapshot!(fault("--a"), @"
    error: two negations in a row
      --a
      ^^
    hint: write one `-` to exclude
    ");
    insta::assert_snapshot!(fault("-(-)"), @"
    error: `-` with a blank after it excludes nothing
      -(-)
        ^
    hint: write `-word` to exclude a word, or leave the `-` out
    ");
    insta::assert_snapshot!(fault("a, OR"), @r#"
    error: `OR` has nothing on its right
      a, OR
         ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
}

#[test]
fn operators_of_other_languages() {
    insta::assert_snapshot!(fault("!putin"), @r#"
    error: `!` does not exclude
      !putin
      ^
    hint: write `-putin` to exclude, or `"!putin"` for the text
    "#);
    insta::assert_snapshot!(fault("war^2"), @"
    error: weights such as `^2` are not part of the query language
      war^2
         ^^
    hint: leave it out: `war`
    ");
    insta::assert_snapshot!(fault(r#""end war"^2.5"#), @r#"
    error: weights such as `^2.5` are not part of the query language
      "end war"^2.5
               ^^^^
    hint: leave it out
    "#);
    insta::assert_snapshot!(fault("/col(o|ou)r/"), @r#"
    error: regular expressions are not part of the query language
      /col(o|ou)r/
      ^^^^
    hint: use wildcards such as `colo*r` or `wom?n`, or search for the text: `"/col"`
    "#);
    insta::assert_snapshot!(fault("/colou?r/"), @r#"
    error: regular expressions are not part of the query language
      /colou?r/
      ^^^^^^^^^
    hint: use wildcards such as `colo*r` or `wom?n`, or search for the text: `"/colou?r/"`
    "#);
    insta::assert_snapshot!(fault("trump /5 putin"), @r#"
    error: `/5` is not an operator
      trump /5 putin
            ^^
    hint: write `W/5` for within 5 words, or `"/5"` for the text
    "#);
    insta::assert_snapshot!(fault("a NEAR b"), @r#"
    error: `NEAR` does not say how near
      a NEAR b
        ^^^^
    hint: write `NEAR/10` for within 10 words, or `"NEAR"` to search for the word
    "#);
    insta::assert_snapshot!(fault("a ADJ b"), @r#"
    error: `ADJ` does not say how near
      a ADJ b
        ^^^
    hint: write `ADJ/10` for within 10 words, or `"ADJ"` to search for the word
    "#);
    insta::assert_snapshot!(fault("a W/ b"), @"
    error: `W/` does not say how near
      a W/ b
        ^^
    hint: write `W/10` for within 10 words
    ");
    insta::assert_snapshot!(fault("a NEAR/ b"), @"
    error: `NEAR/` does not say how near
      a NEAR/ b
        ^^^^^
    hint: write `NEAR/10` for within 10 words
    ");
    insta::assert_snapshot!(fault("a NAER/5 b"), @r#"
    error: unknown operator `NAER/5`
      a NAER/5 b
        ^^^^^^
    hint: did you mean `NEAR/5`? To search for the text write `"NAER/5"`
    "#);
    insta::assert_snapshot!(fault("a NOTNEAR/5 b"), @"
    error: unknown operator `NOTNEAR/5`
      a NOTNEAR/5 b
        ^^^^^^^^^
    hint: write `NOT NEAR/5`
    ");
    insta::assert_snapshot!(fault("HLEAD(x)"), @"
    error: unknown function `HLEAD`
      HLEAD(x)
      ^^^^^
    hint: write `(HEADLINE(…) OR LEAD(…))`
    ");
    insta::assert_snapshot!(fault("HEADLIN(x)"), @"
    error: unknown function `HEADLIN`
      HEADLIN(x)
      ^^^^^^^
    hint: did you mean `HEADLINE(…)`? For the word itself put a blank before the `(`
    ");
    insta::assert_snapshot!(fault("ATLEST5(x)"), @"
    error: unknown function `ATLEST5`
      ATLEST5(x)
      ^^^^^^^
    hint: did you mean `ATLEAST3(…)`? For the word itself put a blank before the `(`
    ");
    insta::assert_snapshot!(fault("ATLEAST(x)"), @"
    error: `ATLEAST` does not say how often
      ATLEAST(x)
      ^^^^^^^
    hint: write the number directly after it: `ATLEAST3(…)`
    ");
    insta::assert_snapshot!(fault(r#""big bad wo"*"#), @r#"
    error: `*` after a phrase does not reach into it
      "big bad wo"*
                  ^
    hint: put the `*` inside: `"climate chang*"`
    "#);
    insta::assert_snapshot!(fault("roam~"), @"
    error: `roam~` does not say how many letters may differ: 1 or 2
      roam~
      ^^^^^
    hint: write `roam~1`, `roam~2`, or `=roam` for no other spelling
    ");
    insta::assert_snapshot!(fault("roam~0.8"), @"
    error: `roam~0.8` does not say how many letters may differ: 1 or 2
      roam~0.8
      ^^^^^^^^
    hint: write `roam~1`, `roam~2`, or `=roam` for no other spelling
    ");
    insta::assert_snapshot!(fault("speaker:{a TO b}"), @"
    error: `speaker:` is text and has no ranges
      speaker:{a TO b}
              ^
    hint: write `speaker:(a OR b)` for several values
    ");
    insta::assert_snapshot!(fault("words:>1..2"), @"
    error: `>1..2` is a comparison and a range at once
      words:>1..2
            ^^^^^
    hint: write either a comparison or a range: `words:>1000`
    ");
    insta::assert_snapshot!(fault("date:{2019 TO 2020}"), @"
    error: ranges without their ends are not written with braces
      date:{2019 TO 2020}
           ^
    hint: write `[a TO b]` with both ends, or `>a` without it
    ");
}

#[test]
fn numbers_out_of_range() {
    insta::assert_snapshot!(fault("a NEAR/0 b"), @"
    error: `NEAR/0` is out of range: 1 to 10000
      a NEAR/0 b
        ^^^^^^
    hint: write `NEAR/1` for side by side, `NEAR/10000` for the farthest
    ");
    insta::assert_snapshot!(fault("a NEAR/99999 b"), @"
    error: `NEAR/99999` is out of range: 1 to 10000
      a NEAR/99999 b
        ^^^^^^^^^^
    hint: write `NEAR/1` for side by side, `NEAR/10000` for the farthest
    ");
    insta::assert_snapshot!(fault("a W/99999999999999999999 b"), @"
    error: `W/99999999999999999999` is out of range: 1 to 10000
      a W/99999999999999999999 b
        ^^^^^^^^^^^^^^^^^^^^^^
    hint: write `W/1` for side by side, `W/10000` for the farthest
    ");
    insta::assert_snapshot!(fault("ATLEAST0(x)"), @"
    error: `ATLEAST0` is out of range: 1 to 10000
      ATLEAST0(x)
      ^^^^^^^^
    hint: write `ATLEAST2(…)` for twice or more
    ");
    insta::assert_snapshot!(fault("ATLEAST99999(x)"), @"
    error: `ATLEAST99999` is out of range: 1 to 10000
      ATLEAST99999(x)
      ^^^^^^^^^^^^
    hint: write `ATLEAST2(…)` for twice or more
    ");
    insta::assert_snapshot!(fault(r#""a b"~99999"#), @r#"
    error: `~99999` is out of range: 0 to 10000
      "a b"~99999
           ^^^^^^
    hint: write `~10000` for the farthest
    "#);
    insta::assert_snapshot!(fault(r#""a b"~"#), @r#"
    error: `~` after a phrase does not say how far its words may stray
      "a b"~
           ^
    hint: write a number, as in `"…"~5`
    "#);
    insta::assert_snapshot!(fault(r#""a b"~x"#), @r#"
    error: `~` after a phrase does not say how far its words may stray
      "a b"~x
           ^^
    hint: write a number, as in `"…"~5`
    "#);
    insta::assert_snapshot!(fault("word~3"), @"
    error: `word~3` does not say how many letters may differ: 1 or 2
      word~3
      ^^^^^^
    hint: write `word~1`, `word~2`, or `=word` for no other spelling
    ");
    insta::assert_snapshot!(fault("word~0"), @"
    error: `word~0` does not say how many letters may differ: 1 or 2
      word~0
      ^^^^^^
    hint: write `word~1`, `word~2`, or `=word` for no other spelling
    ");
}

#[test]
fn proximity_of_what_has_no_place() {
    insta::assert_snapshot!(fault("a NEAR/5 (b c)"), @r#"
    error: `NEAR/5` takes words and phrases, not several clauses joined by AND
      a NEAR/5 (b c)
               ^^^^^
    hint: write `"b c"` for the phrase, or put `OR` or another operator between
    "#);
    insta::assert_snapshot!(fault("(a -b) NEAR/5 c"), @"
    error: `NEAR/5` takes words and phrases, not what must be absent
      (a -b) NEAR/5 c
      ^^^^^^
    hint: put the negated part outside
    ");
    insta::assert_snapshot!(fault("a NEAR/5 -b"), @"
    error: `NEAR/5` takes words and phrases, not what must be absent
      a NEAR/5 -b
               ^
    hint: write `a NOT NEAR/5 b` for an `a` without a `b` near it
    ");
    insta::assert_snapshot!(fault("a NEAR/5 NOT b"), @"
    error: `NEAR/5` takes words and phrases, not what must be absent
      a NEAR/5 NOT b
               ^^^
    hint: write `a NOT NEAR/5 b` for an `a` without a `b` near it
    ");
    insta::assert_snapshot!(fault("a NEAR/5 (-b)"), @"
    error: `NEAR/5` takes words and phrases, not what must be absent
      a NEAR/5 (-b)
               ^^^^
    hint: put the negated part outside
    ");
    insta::assert_snapshot!(fault("said:a NEAR/5 said:b"), @"
    error: `NEAR/5` takes words and phrases, not a field
      said:a NEAR/5 said:b
      ^^^^^^
    hint: put the field around it: `said:(… NEAR/5 …)`
    ");
    insta::assert_snapshot!(fault("said:a NEAR/5 b"), @"
    error: `NEAR/5` takes words and phrases, not a field
      said:a NEAR/5 b
      ^^^^^^
    hint: put the field around it: `said:(… NEAR/5 …)`
    ");
    insta::assert_snapshot!(fault("headline:a NEAR/5 b"), @"
    error: `NEAR/5` takes words and phrases, not a field
      headline:a NEAR/5 b
      ^^^^^^^^^^
    hint: put the field around it: `headline:(… NEAR/5 …)`
    ");
    insta::assert_snapshot!(fault("(said:a) NEAR/5 b"), @"
    error: `NEAR/5` takes words and phrases, not a field
      (said:a) NEAR/5 b
       ^^^^^^
    hint: put the field around it: `said:(… NEAR/5 …)`
    ");
    insta::assert_snapshot!(fault("a NEAR/5 *"), @"
    error: `NEAR/5` takes words and phrases, not `*`
      a NEAR/5 *
               ^
    hint: give a word, or leave the operator out
    ");
    insta::assert_snapshot!(fault("a NEAR/5 quote{said:b}"), @"
    error: `NEAR/5` takes words and phrases, not `quote{}`
      a NEAR/5 quote{said:b}
               ^^^^^^^^^^^^^
    hint: write `said:(… NEAR/5 …)` for words near each other in a quote
    ");
    insta::assert_snapshot!(fault("a NEAR/5 LEAD(b)"), @"
    error: `NEAR/5` takes words and phrases, not a function other than CAPS and ALLCAPS
      a NEAR/5 LEAD(b)
               ^^^^^^^
    hint: put the operator inside the function
    ");
    insta::assert_snapshot!(fault("a NEAR/5 ATLEAST2(b)"), @"
    error: `NEAR/5` takes words and phrases, not a function other than CAPS and ALLCAPS
      a NEAR/5 ATLEAST2(b)
               ^^^^^^^^^^^
    hint: put the operator inside the function
    ");
    insta::assert_snapshot!(fault("a NOT NEAR/5 b NEAR/3 c"), @"
    error: `NOT NEAR/5` must be the last of its chain
      a NOT NEAR/5 b NEAR/3 c
                     ^^^^^^
    hint: put the part up to `NOT NEAR/5 …` in parentheses, or `NOT NEAR/5` last
    ");
    insta::assert_snapshot!(fault("speaker:(a /s b)"), @"
    error: `/s` needs running text, and `speaker` is a name
      speaker:(a /s b)
                 ^^
    hint: use `W/5`
    ");
    insta::assert_snapshot!(fault("speaker:(CAPS(a))"), @"
    error: `CAPS` needs running text, and `speaker` is a name
      speaker:(CAPS(a))
               ^^^^
    hint: leave the function out
    ");
    insta::assert_snapshot!(fault("date:(2019 NEAR/5 2020)"), @"
    error: `NEAR/5` joins text, and `date:` is none
      date:(2019 NEAR/5 2020)
                 ^^^^^^
    hint: write `OR` or a blank between the values
    ");
    insta::assert_snapshot!(fault("ATLEAST3(a b)"), @r#"
    error: `ATLEAST3` takes words and phrases, not several clauses joined by AND
      ATLEAST3(a b)
               ^^^
    hint: write `"a b"` for the phrase, or put `OR` or another operator between
    "#);
    insta::assert_snapshot!(fault("ATLEAST3(-a)"), @"
    error: `ATLEAST3` takes words and phrases, not what must be absent
      ATLEAST3(-a)
               ^^
    hint: put the negated part outside
    ");
    insta::assert_snapshot!(fault("ATLEAST3(said:a)"), @"
    error: `said:` cannot stand inside `ATLEAST3()`
      ATLEAST3(said:a)
               ^^^^
    hint: put the function inside the field: `said:(ATLEAST3(…))`
    ");
    insta::assert_snapshot!(fault("CAPS(*)"), @"
    error: `*` cannot stand inside a function
      CAPS(*)
           ^
    hint: give a word, or leave the function out
    ");
    insta::assert_snapshot!(fault("CAPS(speaker:A)"), @"
    error: `speaker:` cannot stand inside `CAPS()`
      CAPS(speaker:A)
           ^^^^^^^
    hint: put the field outside: `speaker` is no running text
    ");
    insta::assert_snapshot!(fault("LEAD(date:2019)"), @"
    error: `date:` cannot stand inside `LEAD()`
      LEAD(date:2019)
           ^^^^
    hint: put the field outside, with a blank between
    ");
    insta::assert_snapshot!(fault("HEADLINE(said:x)"), @"
    error: `said:` cannot stand inside `headline:`
      HEADLINE(said:x)
               ^^^^
    hint: close `headline:` before it, with a blank between
    ");
    insta::assert_snapshot!(fault("LEAD(HEADLINE(x))"), @"
    error: `HEADLINE()` cannot stand inside `LEAD()`
      LEAD(HEADLINE(x))
           ^^^^^^^^
    hint: put it outside, with a blank or OR between
    ");
    insta::assert_snapshot!(fault("headline:(LEAD(x))"), @"
    error: `LEAD()` cannot stand inside `headline:`
      headline:(LEAD(x))
                ^^^^
    hint: put it outside, with a blank or OR between
    ");
    insta::assert_snapshot!(fault("LEAD(quote{said:x})"), @"
    error: `quote{}` cannot stand inside `LEAD()`
      LEAD(quote{said:x})
           ^^^^^^
    hint: put it outside
    ");
}

#[test]
fn fields() {
    insta::assert_snapshot!(fault("speker:peskov AND date:2025"), @r#"
    error: unknown field `speker`
      speker:peskov AND date:2025
      ^^^^^^
    hint: did you mean `speaker:`? Or for the text itself write `"speker:peskov"`
    "#);
    insta::assert_snapshot!(fault("speker: peskov"), @r#"
    error: unknown field `speker`
      speker: peskov
      ^^^^^^
    hint: did you mean `speaker:`? Or for the text itself write `"speker:"`
    "#);
    insta::assert_snapshot!(fault("foo:bar"), @r#"
    error: unknown field `foo`
      foo:bar
      ^^^
    hint: for the text itself write `"foo:bar"`. Fields: speaker, said, cue, kind, confidence, mentions, date, when, date-source, added, place, dateline, focus, near, headline, byline, source, section, lang, words, path, id, has
    "#);
    insta::assert_snapshot!(fault(r#"note:"a b""#), @r#"
    error: unknown field `note`
      note:"a b"
      ^^^^
    hint: for the text itself put a blank after the colon. Fields: speaker, said, cue, kind, confidence, mentions, date, when, date-source, added, place, dateline, focus, near, headline, byline, source, section, lang, words, path, id, has
    "#);
    insta::assert_snapshot!(fault("speaker:"), @"
    error: `speaker:` has no value
      speaker:
      ^^^^^^^^
    hint: write the value directly after the colon, as in `speaker:Peskov`
    ");
    insta::assert_snapshot!(fault("speaker: Trump"), @"
    error: `speaker:` has no value
      speaker: Trump
      ^^^^^^^^
    hint: leave the blank out: `speaker:Trump`
    ");
    insta::assert_snapshot!(fault("war speaker: OR x"), @"
    error: `speaker:` has no value
      war speaker: OR x
          ^^^^^^^^
    hint: write the value directly after the colon, as in `speaker:Peskov`
    ");
    insta::assert_snapshot!(fault("speaker:)"), @"
    error: `speaker:` has no value
      speaker:)
      ^^^^^^^^
    hint: give a value, as in `speaker:Peskov`
    ");
    insta::assert_snapshot!(fault("speaker:-Trump"), @"
    error: a value cannot be negated
      speaker:-Trump
              ^^^^^^
    hint: negate the whole clause: `-speaker:Trump`
    ");
    insta::assert_snapshot!(fault("speaker:said:x"), @"
    error: `said:` cannot stand inside `speaker:`
      speaker:said:x
              ^^^^^^
    hint: close `speaker:` before it, with a blank between
    ");
    insta::assert_snapshot!(fault("speaker:(A said:x)"), @"
    error: `said:` cannot stand inside `speaker:`
      speaker:(A said:x)
                 ^^^^
    hint: close `speaker:` before it, with a blank between
    ");
    insta::assert_snapshot!(fault("date:(date:2019)"), @"
    error: `date:` cannot stand inside `date:`
      date:(date:2019)
            ^^^^
    hint: close `date:` before it, with a blank between
    ");
    insta::assert_snapshot!(fault("headline:(quote{said:x})"), @"
    error: `quote{}` cannot stand inside `headline:`
      headline:(quote{said:x})
                ^^^^^^
    hint: put it outside
    ");
    insta::assert_snapshot!(fault("quote{headline:x}"), @"
    error: `headline:` belongs to the article, not to one quote
      quote{headline:x}
            ^^^^^^^^
    hint: put it outside the braces; inside stand speaker, said, cue, kind and confidence
    ");
    insta::assert_snapshot!(fault("quote{date:2019}"), @"
    error: `date:` belongs to the article, not to one quote
      quote{date:2019}
            ^^^^
    hint: put it outside the braces; inside stand speaker, said, cue, kind and confidence
    ");
    insta::assert_snapshot!(fault("quote{war}"), @"
    error: text inside `quote{}` needs a field
      quote{war}
            ^^^
    hint: write `said:war` or `speaker:war`
    ");
    insta::assert_snapshot!(fault(r#"quote{"end war"}"#), @r#"
    error: text inside `quote{}` needs a field
      quote{"end war"}
            ^^^^^^^^^
    hint: write `said:"end war"` or `speaker:"end war"`
    "#);
    insta::assert_snapshot!(fault("quote{quote{said:x}}"), @"
    error: `quote{}` cannot stand inside `quote{}`
      quote{quote{said:x}}
            ^^^^^^
    hint: leave the inner `quote{}` out: its clauses bind to the same quote
    ");
    insta::assert_snapshot!(fault("quote{CAPS(x)}"), @"
    error: `CAPS()` cannot stand inside `quote{}`
      quote{CAPS(x)}
            ^^^^
    hint: give it a field: `said:(CAPS(…))`
    ");
    insta::assert_snapshot!(fault("headline:[a TO b]"), @"
    error: `headline:` is text and has no ranges
      headline:[a TO b]
               ^
    hint: write `headline:(a OR b)` for several values
    ");
    insta::assert_snapshot!(fault("speaker:>5"), @"
    error: `speaker:` is text and has no ranges
      speaker:>5
              ^^
    hint: write `speaker:(a OR b)` for several values
    ");
    insta::assert_snapshot!(fault("place:Kharkiv~50km"), @"
    error: a distance belongs to `near:`
      place:Kharkiv~50km
            ^^^^^^^^^^^^
    hint: write `near:Kharkiv~50km`
    ");
    insta::assert_snapshot!(fault(r#"place:"New York"~50km"#), @r#"
    error: a distance belongs to `near:`
      place:"New York"~50km
                      ^^^^^
    hint: write `near:"…"~50km` for a distance, or leave it out
    "#);
    insta::assert_snapshot!(fault("Kharkiv~50km"), @"
    error: a distance belongs to `near:`
      Kharkiv~50km
      ^^^^^^^^^^^^
    hint: write `near:Kharkiv~50km`
    ");
    insta::assert_snapshot!(fault("near:Kharkiv"), @r#"
    error: `near:` does not say how near
      near:Kharkiv
           ^^^^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault("near:Kharkiv~x"), @r#"
    error: `x` is not a distance
      near:Kharkiv~x
                  ^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault("near:Kharkiv~0km"), @r#"
    error: `0km` is not a distance
      near:Kharkiv~0km
                  ^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault("near:Kharkiv~99999km"), @r#"
    error: `99999km` is not a distance
      near:Kharkiv~99999km
                  ^^^^^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault("near:~50km"), @r#"
    error: `near:` has no value
      near:~50km
           ^^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault(r#"near:"New York""#), @r#"
    error: `near:` does not say how near
      near:"New York"
           ^^^^^^^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(fault("has:bylin"), @"
    error: `has:` knows no `bylin`
      has:bylin
          ^^^^^
    hint: did you mean `has:byline`? it takes headline, byline, dateline, date, when, place, quote, speaker, source, section, url, date-conflict, date-future, date-unreadable, charset-replaced, repeated-id, empty-body, truncated, word-too-long
    ");
    insta::assert_snapshot!(fault("has:money"), @"
    error: `has:` knows no `money`
      has:money
          ^^^^^
    hint: it takes headline, byline, dateline, date, when, place, quote, speaker, source, section, url, date-conflict, date-future, date-unreadable, charset-replaced, repeated-id, empty-body, truncated, word-too-long
    ");
    insta::assert_snapshot!(fault("date-source:guess"), @"
    error: `date-source:` knows no `guess`
      date-source:guess
                  ^^^^^
    hint: it takes metadata, dateline, line, prose, url, path, user
    ");
    insta::assert_snapshot!(fault("kind:verbatim"), @"
    error: `kind:` knows no `verbatim`
      kind:verbatim
           ^^^^^^^^
    hint: it takes direct, indirect, mixed
    ");
    insta::assert_snapshot!(fault("lang:english"), @"
    error: `lang:` takes a language code, not `english`
      lang:english
           ^^^^^^^
    hint: write a code of two or three letters, as in `lang:en`
    ");
    insta::assert_snapshot!(fault("words:many"), @"
    error: `words:` takes a whole number, not `many`
      words:many
            ^^^^
    hint: write it as in `words:>1000`
    ");
    insta::assert_snapshot!(fault("words:1.5"), @"
    error: `words:` takes a whole number, not `1.5`
      words:1.5
            ^^^
    hint: write it as in `words:>1000`
    ");
    insta::assert_snapshot!(fault("words:-5"), @"
    error: a value cannot be negated
      words:-5
            ^^
    hint: negate the whole clause: `-words:5`
    ");
    insta::assert_snapshot!(fault("words:1..x"), @"
    error: `words:` takes a whole number, not `x`
      words:1..x
               ^
    hint: write it as in `words:>1000`
    ");
    insta::assert_snapshot!(fault("words:500..100"), @"
    error: the range runs backwards
      words:500..100
            ^^^^^^^^
    hint: write the earlier or smaller end first: `100..500`
    ");
    insta::assert_snapshot!(fault("words:.."), @"
    error: the range is empty
      words:..
            ^^
    hint: give at least one end: `words:>1000`
    ");
    insta::assert_snapshot!(fault("confidence:0.8"), @"
    error: `confidence:` takes a lower or upper bound, not `0.8`
      confidence:0.8
                 ^^^
    hint: write `confidence:>=0.8`
    ");
    insta::assert_snapshot!(fault("confidence:>=80"), @"
    error: `confidence:` takes a number from 0 to 1, not `80`
      confidence:>=80
                   ^^
    hint: write it as in `confidence:>=0.8`
    ");
    insta::assert_snapshot!(fault("confidence:high"), @"
    error: `confidence:` takes a number from 0 to 1, not `high`
      confidence:high
                 ^^^^
    hint: write it as in `confidence:>=0.8`
    ");
    insta::assert_snapshot!(fault("lang:[a TO b]"), @"
    error: `lang:` is text and has no ranges
      lang:[a TO b]
           ^
    hint: write it as in `lang:en`
    ");
    insta::assert_snapshot!(fault(r#"path:"""#), @r#"
    error: there is nothing between the quotation marks
      path:""
           ^^
    hint: put a path between them, or leave them out
    "#);
    insta::assert_snapshot!(fault(r#"date:"""#), @r#"
    error: the range is empty
      date:""
            ^
    hint: give at least one end: `date:2019`, `date:2019..2021` or `date:>=2019-03`
    "#);
    insta::assert_snapshot!(fault(r#"has:"""#), @r#"
    error: `has:` knows no ``
      has:""
          ^^
    hint: it takes headline, byline, dateline, date, when, place, quote, speaker, source, section, url, date-conflict, date-future, date-unreadable, charset-replaced, repeated-id, empty-body, truncated, word-too-long
    "#);
    insta::assert_snapshot!(fault(r#"place:"""#), @r#"
    error: `` has no letter or digit to search for
      place:""
             ^
    hint: give a word, or leave it out
    "#);
    insta::assert_snapshot!(fault(r#"lang:"""#), @r#"
    error: `lang:` takes a language code, not ``
      lang:""
           ^^
    hint: write a code of two or three letters, as in `lang:en`
    "#);
}

#[test]
fn words() {
    insta::assert_snapshot!(fault("=wi*d"), @"
    error: `=wi*d` is exact and cannot hold `*`, `?` or `~`
      =wi*d
      ^^^^^
    hint: leave out the `=`: `wi*d`
    ");
    insta::assert_snapshot!(fault("=word~1"), @"
    error: `=word~1` is exact and cannot hold `*`, `?` or `~`
      =word~1
      ^^^^^^^
    hint: leave out the `=`: `word~1`
    ");
    insta::assert_snapshot!(fault("wi*d~1"), @"
    error: `wi*d~1` is fuzzy and has a wildcard; it can be one of them
      wi*d~1
      ^^^^^^
    hint: write `wi*d` for the wildcard alone
    ");
    insta::assert_snapshot!(fault("**"), @"
    error: `**` is all wildcards
      **
      ^^
    hint: write `*` alone for everything
    ");
    insta::assert_snapshot!(fault(" ?*"), @"
    error: `?*` is all wildcards
       ?*
       ^^
    hint: give at least one letter: `a*`
    ");
    insta::assert_snapshot!(fault("speaker:**"), @"
    error: `**` is all wildcards
      speaker:**
              ^^
    hint: write `*` alone for everything
    ");
    insta::assert_snapshot!(fault(r#""(climate change|warming)""#), @r#"
    error: each alternative inside a phrase is one word, and `climate change` is more or less
      "(climate change|warming)"
        ^^^^^^^^^^^^^^
    hint: write whole phrases with OR between them: `"a b" OR "a c"`
    "#);
    insta::assert_snapshot!(fault(r#""(a|)""#), @r#"
    error: each alternative inside a phrase is one word, and `(a|)` is more or less
      "(a|)"
       ^^^^
    hint: write whole phrases with OR between them: `"a b" OR "a c"`
    "#);
    insta::assert_snapshot!(fault(r#""(walk|run)ing""#), @r#"
    error: alternatives inside a phrase stand for whole words
      "(walk|run)ing"
                 ^^^
    hint: write each word whole: `(walking|running)`
    "#);
    insta::assert_snapshot!(fault(r#""word~3 x""#), @r#"
    error: `word~3` does not say how many letters may differ: 1 or 2
      "word~3 x"
       ^^^^^^
    hint: write `word~1`, `word~2`, or `=word` for no other spelling
    "#);
}

#[test]
fn dates() {
    insta::assert_snapshot!(fault("date:2025-02-30"), @"
    error: 2025-02 has no day 30; its last is 2025-02-28
      date:2025-02-30
           ^^^^^^^^^^
    hint: the nearest is `2025-02-28`
    ");
    insta::assert_snapshot!(fault("date:2025-13"), @"
    error: there is no month 13; months run from 1 to 12
      date:2025-13
           ^^^^^^^
    hint: the nearest is `2025-12`
    ");
    insta::assert_snapshot!(fault("date:2023-02-29"), @"
    error: 2023-02 has no day 29; its last is 2023-02-28
      date:2023-02-29
           ^^^^^^^^^^
    hint: the nearest is `2023-02-28`
    ");
    insta::assert_snapshot!(fault("date:0000"), @"
    error: `0000` lies outside the years 1 to 9999
      date:0000
           ^^^^
    hint: give a year from 0001 to 9999
    ");
    insta::assert_snapshot!(fault("date:12019"), @"
    error: `12019` lies outside the years 1 to 9999
      date:12019
           ^^^^^
    hint: give a year from 0001 to 9999
    ");
    insta::assert_snapshot!(fault("date:2019-00-10"), @"
    error: there is no month 0; months run from 1 to 12
      date:2019-00-10
           ^^^^^^^^^^
    hint: the nearest is `2019-01`
    ");
    insta::assert_snapshot!(fault("date:2019-01-00"), @"
    error: 2019-01 has no day 0; its last is 2019-01-31
      date:2019-01-00
           ^^^^^^^^^^
    hint: the nearest is `2019-01-01`
    ");
    insta::assert_snapshot!(fault(r#"date:"30 february 2025""#), @r#"
    error: 2025-02 has no day 30; its last is 2025-02-28
      date:"30 february 2025"
            ^^^^^^^^^^^^^^^^
    hint: the nearest is `2025-02-28`
    "#);
    insta::assert_snapshot!(fault("date:03/04/2019"), @"
    error: `03/04/2019` is day and month, or month and day
      date:03/04/2019
           ^^^^^^^^^^
    hint: write `2019-04-03` or `2019-03-04`
    ");
    insta::assert_snapshot!(fault("date:25/12/2019"), @"
    error: `25/12/2019` is day and month, or month and day
      date:25/12/2019
           ^^^^^^^^^^
    hint: write `2019-12-25`
    ");
    insta::assert_snapshot!(fault("date:12/25/19"), @"
    error: `12/25/19` is day and month, or month and day
      date:12/25/19
           ^^^^^^^^
    hint: write `2019-12-25`
    ");
    insta::assert_snapshot!(fault("date:soon"), @r#"
    error: `soon` is not a date
      date:soon
           ^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault("date:junne"), @"
    error: `junne` is not a date
      date:junne
           ^^^^^
    hint: did you mean `june`?
    ");
    insta::assert_snapshot!(fault(r#"date:"3 marhc 2019""#), @r#"
    error: `3 marhc 2019` is not a date
      date:"3 marhc 2019"
            ^^^^^^^^^^^^
    hint: did you mean `march`?
    "#);
    insta::assert_snapshot!(fault("date:last week"), @r#"
    error: `last` is not a date
      date:last week
           ^^^^^^^^^
    hint: put it in quotation marks: `"last week"`
    "#);
    insta::assert_snapshot!(fault("date:3 march 2019"), @r#"
    error: `3` is not a date
      date:3 march 2019
           ^^^^^^^^^^^^
    hint: put it in quotation marks: `"3 march 2019"`
    "#);
    insta::assert_snapshot!(fault("date:2021..2019"), @"
    error: the range runs backwards
      date:2021..2019
           ^^^^^^^^^^
    hint: write the earlier or smaller end first: `2019..2021`
    ");
    insta::assert_snapshot!(fault("date:.."), @"
    error: the range is empty
      date:..
           ^^
    hint: give at least one end: `date:2019`, `date:2019..2021` or `date:>=2019-03`
    ");
    insta::assert_snapshot!(fault("date:[* TO *]"), @"
    error: the range is empty
      date:[* TO *]
           ^^^^^^^^
    hint: give at least one end, or write `*` for any value
    ");
    insta::assert_snapshot!(fault("date:[2019 2020]"), @"
    error: a range in brackets is `[a TO b]`
      date:[2019 2020]
           ^^^^^^^^^^^
    hint: write `[2019 TO 2021]`, or `2019..2021`
    ");
    insta::assert_snapshot!(fault("date:[2019 TO 2020"), @"
    error: `[` is never closed
      date:[2019 TO 2020
           ^
    hint: write `[2019 TO 2021]`, or `2019..2021`
    ");
    insta::assert_snapshot!(fault("date:[2019 TO ]"), @"
    error: a range in brackets is `[a TO b]`
      date:[2019 TO ]
           ^^^^^^^^^^
    hint: write `[2019 TO 2021]`, or `2019..2021`
    ");
    insta::assert_snapshot!(fault("date:2019-2021"), @"
    error: `2019-2021` is not a date
      date:2019-2021
           ^^^^^^^^^
    hint: write `2019..2021` for all years between them
    ");
    insta::assert_snapshot!(fault("date:>9999"), @"
    error: the range is empty
      date:>9999
           ^^^^^
    hint: dates run from 0001 to 9999
    ");
    insta::assert_snapshot!(fault("date:<0001"), @"
    error: the range is empty
      date:<0001
           ^^^^^
    hint: dates run from 0001 to 9999
    ");
    insta::assert_snapshot!(fault("date:>=2019..2020"), @"
    error: `>=2019..2020` is a comparison and a range at once
      date:>=2019..2020
           ^^^^^^^^^^^^
    hint: write either a comparison or a range: `date:2019`, `date:2019..2021` or `date:>=2019-03`
    ");
    insta::assert_snapshot!(fault("date:>"), @"
    error: the range is empty
      date:>
           ^
    hint: give at least one end: `date:2019`, `date:2019..2021` or `date:>=2019-03`
    ");
    insta::assert_snapshot!(fault("date:="), @"
    error: the range is empty
      date:=
           ^
    hint: give at least one end: `date:2019`, `date:2019..2021` or `date:>=2019-03`
    ");
    insta::assert_snapshot!(fault("date:90s"), @"
    error: `90s` is not a date
      date:90s
           ^^^
    hint: write a decade in full, as in `1990s`
    ");
    insta::assert_snapshot!(fault("date:1995s"), @"
    error: `1995s` is not a date
      date:1995s
           ^^^^^
    hint: write a decade in full, as in `1990s`
    ");
    insta::assert_snapshot!(fault("date:2019-Q5"), @"
    error: there is no quarter 5; quarters run from 1 to 4
      date:2019-Q5
           ^^^^^^^
    hint: the nearest is `2019-Q4`
    ");
    insta::assert_snapshot!(fault("date:2019-W60"), @"
    error: 2019 has no week 60
      date:2019-W60
           ^^^^^^^^
    hint: the nearest is `2019-W52`
    ");
    insta::assert_snapshot!(fault("date:2025-01-10T10:00"), @"
    error: `2025-01-10T10:00` is not a date
      date:2025-01-10T10:00
           ^^^^^^^^^^^^^^^^
    hint: leave the time out: `2025-01-10`
    ");
    insta::assert_snapshot!(fault(r#"date:"monday 4 march 2025""#), @r#"
    error: 2025-03-04 is a Tuesday
      date:"monday 4 march 2025"
            ^^^^^^^^^^^^^^^^^^^
    hint: leave the weekday out: `2025-03-04`
    "#);
    insta::assert_snapshot!(fault(r#"date:"last 0 days""#), @r#"
    error: the range is empty
      date:"last 0 days"
            ^^^^^^^^^^^
    hint: give a number from 1
    "#);
    insta::assert_snapshot!(fault(r#"date:"99999 years ago""#), @r#"
    error: `99999 years ago` is not a date
      date:"99999 years ago"
            ^^^^^^^^^^^^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault(r#"date:"9000 years ago""#), @r#"
    error: `9000 years ago` lies outside the years 1 to 9999
      date:"9000 years ago"
            ^^^^^^^^^^^^^^
    hint: give a year from 0001 to 9999
    "#);
    insta::assert_snapshot!(fault("date:19"), @r#"
    error: `19` is not a date
      date:19
           ^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault(r#"when:"not a date""#), @r#"
    error: `not a date` is not a date
      when:"not a date"
            ^^^^^^^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault("date:2019..soon"), @r#"
    error: `soon` is not a date
      date:2019..soon
                 ^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault("date:(2019 OR soon)"), @r#"
    error: `soon` is not a date
      date:(2019 OR soon)
                    ^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(fault("date:Trump"), @r#"
    error: `Trump` is not a date
      date:Trump
           ^^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
}

#[test]
fn flags() {
    insta::assert_snapshot!(flag_fault("", &["speaker="]), @"
    error: `--speaker` has no value
      --speaker
      ^^^^^^^^^
    hint: give a value, as in `--speaker Peskov`
    ");
    insta::assert_snapshot!(flag_fault("war", &["date=2025-02-30"]), @"
    error: 2025-02 has no day 30; its last is 2025-02-28
      war --date 2025-02-30
                 ^^^^^^^^^^
    hint: the nearest is `2025-02-28`
    ");
    insta::assert_snapshot!(flag_fault("war", &["since=2021", "until=2019"]), @"
    error: the range runs backwards
      war --since 2021 --until 2019
                               ^^^^
    hint: give `--since` the earlier date and `--until` the later
    ");
    insta::assert_snapshot!(flag_fault("", &["min-confidence=80%"]), @"
    error: `--min-confidence` takes a number from 0 to 1, not `80%`
      --min-confidence 80%
                       ^^^
    hint: give a number from 0 to 1, as in `--min-confidence 0.8`
    ");
    insta::assert_snapshot!(flag_fault("", &["min-confidence="]), @"
    error: `--min-confidence` has no value
      --min-confidence
      ^^^^^^^^^^^^^^^^
    hint: give a value, as in `--min-confidence 0.8`
    ");
    insta::assert_snapshot!(flag_fault("", &["not=a OR"]), @r#"
    error: `OR` has nothing on its right
      --not a OR
              ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(flag_fault("", &["near=Kharkiv"]), @r#"
    error: `near:` does not say how near
      --near Kharkiv
             ^^^^^^^
    hint: write the place and how far, as in `near:Kharkiv~50km` or `near:"New York"~30mi`
    "#);
    insta::assert_snapshot!(flag_fault("", &["speaker=-Trump"]), @"
    error: a value cannot be negated
      --speaker -Trump
                ^^^^^^
    hint: negate the whole clause: `-speaker:Trump`
    ");
    insta::assert_snapshot!(flag_fault("", &["said=(a OR"]), @r#"
    error: `OR` has nothing on its right
      --said (a OR
                ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(flag_fault("", &["since=2019..2020"]), @r#"
    error: `2019..2020` is not a date
      --since 2019..2020
              ^^^^^^^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(flag_fault("", &["phrase=—"]), @"
    error: `—` has no letter or digit to search for
      --phrase —
               ^
    hint: put a word between the quotation marks
    ");
    insta::assert_snapshot!(flag_fault("", &["kind=verbatim"]), @"
    error: `kind:` knows no `verbatim`
      --kind verbatim
             ^^^^^^^^
    hint: it takes direct, indirect, mixed
    ");
    insta::assert_snapshot!(flag_fault("a OR", &["speaker=B"]), @r#"
    error: `OR` has nothing on its right
      a OR --speaker B
        ^^
    hint: put a word on its right, or write `"OR"` to search for the text
    "#);
    insta::assert_snapshot!(flag_fault("", &["date=soon"]), @r#"
    error: `soon` is not a date
      --date soon
             ^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
    insta::assert_snapshot!(flag_fault("", &["words=many"]), @"
    error: `words:` takes a whole number, not `many`
      --words many
              ^^^^
    hint: write it as in `words:>1000`
    ");
    insta::assert_snapshot!(flag_fault("", &["not="]), @"
    error: `--not` has no value
      --not
      ^^^^^
    hint: give a value
    ");
    insta::assert_snapshot!(flag_fault("", &["lang=english"]), @"
    error: `lang:` takes a language code, not `english`
      --lang english
             ^^^^^^^
    hint: write a code of two or three letters, as in `lang:en`
    ");
    insta::assert_snapshot!(flag_fault("", &["since=date"]), @r#"
    error: `date` is not a date
      --since date
              ^^^^
    hint: write 2019, 2019-03, 2019-03-07, 2019..2021, 1990s, june, "june 2019", "last week" or none
    "#);
}

#[test]
fn doubts_about_what_was_meant() {
    insta::assert_snapshot!(doubts("speaker:Donald Trump"), @r#"
    quote{speaker:Donald} Trump
    warning: `Trump` is searched in the whole article, not in `speaker:`
      speaker:Donald Trump
              ^^^^^^^^^^^^
    hint: write `speaker:"Donald Trump"` if they belong together
    "#);
    insta::assert_snapshot!(doubts("speaker:Trump sanctions"), @"quote{speaker:Trump} sanctions");
    insta::assert_snapshot!(doubts("place:New York"), @r#"
    place:New York
    warning: `York` is searched in the whole article, not in `place:`
      place:New York
            ^^^^^^^^
    hint: write `place:"New York"` if they belong together
    "#);
    insta::assert_snapshot!(doubts("date:june 2019"), @r#"
    date:2025-06 2019
    warning: `2019` is searched in the whole article, not in `date:`
      date:june 2019
           ^^^^^^^^^
    hint: write `date:"june 2019"` if they belong together
    "#);
    insta::assert_snapshot!(doubts("putin or trump"), @"
    putin or trump
    warning: `or` is searched as a word
      putin or trump
            ^^
    hint: write `OR` for the operator
    ");
    insta::assert_snapshot!(doubts("putin not trump"), @"
    putin not trump
    warning: `not` is searched as a word
      putin not trump
            ^^^
    hint: write `NOT` for the operator
    ");
    insta::assert_snapshot!(doubts("+putin trump"), @r#"
    \+putin trump
    warning: the `+` of `+putin` has no effect: every word is required
      +putin trump
      ^^^^^^
    hint: write `putin`
    "#);
    insta::assert_snapshot!(doubts("recycl!"), @"
    recycl!
    warning: the `!` of `recycl!` is punctuation here
      recycl!
      ^^^^^^^
    hint: write `recycl*` for every word that begins so
    ");
    insta::assert_snapshot!(doubts("'end this war'"), @r#"
    'end this war'
    warning: single quotation marks do not make a phrase
      'end this war'
      ^^^^^^^^^^^^^^
    hint: write `"end this war"` for the phrase
    "#);
    insta::assert_snapshot!(doubts("said:a|b"), @"
    quote{said:a} OR b
    warning: `b` is searched in the whole article, not in `said:`
      said:a|b
            ^
    hint: write `said:(a OR b)` if both belong to it
    ");
    insta::assert_snapshot!(doubts("speaker:Trump OR Putin"), @"
    quote{speaker:Trump} OR Putin
    warning: `Putin` is searched in the whole article, not in `speaker:`
      speaker:Trump OR Putin
                    ^^
    hint: write `speaker:(Trump OR Putin)` if both belong to it
    ");
    insta::assert_snapshot!(doubts("speaker:Trump AND Putin"), @"
    quote{speaker:Trump} Putin
    warning: `Putin` is searched in the whole article, not in `speaker:`
      speaker:Trump AND Putin
                    ^^^
    hint: write `speaker:Trump speaker:Putin` if both belong to it
    ");
    insta::assert_snapshot!(doubts("speaker:Trump OR sanctions"), @"quote{speaker:Trump} OR sanctions");
    insta::assert_snapshot!(doubts("date:2019 OR 2021"), @"
    date:2019 OR 2021
    warning: `2021` is searched in the whole article, not in `date:`
      date:2019 OR 2021
                ^^
    hint: write `date:(2019 OR 2021)` if both belong to it
    ");
    insta::assert_snapshot!(doubts("date:2019|2021"), @"
    date:2019 OR 2021
    warning: `2021` is searched in the whole article, not in `date:`
      date:2019|2021
               ^
    hint: write `date:(2019 OR 2021)` if both belong to it
    ");
    insta::assert_snapshot!(doubts("(speaker:Trump) OR Putin"), @"quote{speaker:Trump} OR Putin");
    insta::assert_snapshot!(doubts("war — peace"), @"
    war peace
    warning: `—` has no letter or digit and is left out
      war — peace
          ^
    hint: leave it out, or name what it stands for
    ");
    insta::assert_snapshot!(doubts("Trump -- Putin"), @"
    Trump Putin
    warning: `--` has no letter or digit and is left out
      Trump -- Putin
            ^^
    hint: leave it out, or name what it stands for
    ");
    insta::assert_snapshot!(doubts("war or"), @"war or");
    insta::assert_snapshot!(doubts("date:1900s"), @"
    date:1900..1909
    warning: `1900s` is read as the ten years 1900..1909
      date:1900s
           ^^^^^
    hint: write `1900..1999` for the century
    ");
}
