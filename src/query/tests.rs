//! What queries mean: tables of queries and their canonical form, which the printer's own tests tie to the tree.

mod docs;
mod errors;
mod properties;

use super::*;
use jiff::civil::date;

/// A Wednesday.
pub(super) const TODAY: civil::Date = date(2025, 6, 11);

pub(super) fn parsed(query: &str) -> Query {
    parse(query, TODAY).unwrap_or_else(|error| panic!("{}", error.render(query)))
}

pub(super) fn printed(query: &str) -> String {
    parsed(query).to_string()
}

fn check(query: &str, expected: &str) {
    assert_eq!(printed(query), expected, "{query}");
    assert_eq!(printed(expected), expected, "the canonical form of {query} is not its own");
}

/// Checks that a query is one word or several, searched as typed.
fn check_text(query: &str) {
    let parsed = parsed(query);
    let words: Vec<&str> = query.split(' ').collect();
    let nodes = match &parsed.root.value {
        Expr::And(nodes) => nodes.iter().collect(),
        _ => vec![&parsed.root],
    };
    let typed: Vec<&str> = nodes
        .iter()
        .map(|node| match &node.value {
            Expr::Text(Interval::Term { term: Term::Word(word), case: Case::Any }) => word.as_str(),
            other => panic!("{query} is no text: {other:?}"),
        })
        .collect();
    assert_eq!(typed, words);
}

fn leaf(query: &str) -> Expr {
    match parsed(query).root.value {
        Expr::Field(_, value) => value.value,
        Expr::Quote(inner) => match inner.value {
            Expr::Field(_, value) => value.value,
            other => other,
        },
        other => other,
    }
}

#[test]
fn a_blank_is_and_and_binds_tighter_than_or() {
    check("a b c", "a b c");
    check("a AND b & c && d", "a b c d");
    check("a b OR c d", "a b OR c d");
    check("a OR b | c || d", "a OR b OR c OR d");
    check("a|b", "a OR b");
    check("(a OR b) c", "(a OR b) c");
    check("((a OR b) OR c) (d e)", "(a OR b OR c) d e");
    check("a (b (c))", "a b c");
    check("a and b", "a and b");
}

#[test]
fn negation_binds_looser_than_proximity() {
    check("NOT a", "-a");
    check("-a", "-a");
    check("a -b NOT c", "a -b -c");
    check("a AND NOT b", "a -b");
    check("a OR NOT b", "a OR -b");
    check("-(a OR b)", "-(a OR b)");
    check("-(a b)", "-(a b)");
    check("-(-a)", "-(-a)");
    check("(-a)", "-a");
    check("-a NEAR/5 b", "-a NEAR/5 b");
    check("a|-b", "a OR -b");
    check("-\"a b\" -speaker:X -quote{said:x}", "-\"a b\" -quote{speaker:X} -quote{said:x}");
}

#[test]
fn punctuation_inside_words_is_text() {
    for text in [
        "10:30",
        "http://example.org/a?b=c&d=1",
        "don't",
        "don’t",
        "U.S.",
        "coca-cola",
        "50%",
        "AT&T",
        "C++",
        "war?",
        "who?!",
        "what??",
        "$5",
        "~100",
        "#metoo",
        "@reuters",
        "and/or",
        "9/11",
        "24/7",
        "1,000",
        "3.5",
        "a..b",
        "a=b",
        "e-mail:",
        "Breaking: news",
        "10:30am at St.Mary's",
        "naïve café",
        "北京",
        "Ελλάδα",
        "or",
        "not and or",
        "near w adj",
        "George W Bush",
        "and AND/OR",
        "TCP/IP",
        "x^y",
        "foo~bar",
        "rock'n'roll",
        "workers'",
        "<b>",
        "a>b",
    ] {
        check_text(text);
    }
}

#[test]
fn punctuation_alone_is_left_out() {
    check("war — peace", "war peace");
    check("war -- peace", "war peace");
    check("Trump & Putin", "Trump Putin");
    check("war …", "war");
    check("… war", "war");
    check("(war —)", "war");
    check("headline:(war — peace)", "headline:(war peace)");
}

#[test]
fn a_backslash_makes_the_next_character_itself() {
    let literal = |query: &str| match leaf(query) {
        Expr::Text(Interval::Term { term: Term::Word(word), .. }) => word,
        other => panic!("{other:?}"),
    };
    assert_eq!(literal(r"\AND"), "AND");
    assert_eq!(literal(r"a\*b"), "a*b");
    assert_eq!(literal(r"\-a"), "-a");
    assert_eq!(literal(r"\=a"), "=a");
    assert_eq!(literal(r"a\ b"), "a b");
    assert_eq!(literal(r"speaker\:x"), "speaker:x");
    assert_eq!(literal(r"a\\b"), r"a\b");
    assert_eq!(literal(r"a\"), r"a\");
    check(r#""say \"no\" now""#, r#""say \"no\" now""#);
}

#[test]
fn words_match_inflections_exactly_by_pattern_or_nearly() {
    check("=war", "=war");
    check("conversat*", "conversat*");
    check("*gate", "*gate");
    check("wom?n", "wom?n");
    check("w**r", "w*r");
    check("fuzy~1 wrod~2", "fuzy~1 wrod~2");
    check("sanction*, oil", "sanction* oil");
    check("(wrod~1.)", "wrod~1");
    assert_eq!(
        leaf("wom?n*"),
        Expr::Text(Interval::Term {
            term: Term::Wild(Pattern(vec![
                PatternPiece::Literal("wom".to_owned()),
                PatternPiece::AnyChar,
                PatternPiece::Literal("n".to_owned()),
                PatternPiece::AnyChars,
            ])),
            case: Case::Any,
        })
    );
}

#[test]
fn every_quotation_glyph_opens_a_phrase() {
    for query in [
        "\"end this war\"",
        "“end this war”",
        "„end this war“",
        "„end this war”",
        "”end this war”",
        "«end this war»",
        "« end this war »",
        "»end this war«",
        "‹end this war›",
        "「end this war」",
        "＂end this war＂",
        "“end this war\"",
        "\"end this war”",
        "“end this war“",
    ] {
        check(query, "\"end this war\"");
    }
    check("“one\" two “three”", "\"one\" two \"three\"");
    check("“don't” \"U.S. — Russia\"", "\"don't\" \"U.S. Russia\"");
}

#[test]
fn phrases_have_slop_wildcards_and_alternatives() {
    check("\"end war\"~5", "\"end war\"~5");
    check("\"end war\"~0", "\"end war\"");
    check("\"climat* chang?s\"", "\"climat* chang\\?s\"".replace("\\?", "?").as_str());
    check("\"the (president|premier) said\"", "\"the (president|premier) said\"");
    check("\"the ( president | premier ), said\"", "\"the (president|premier) said\"");
    check("\"the (then) president(s)\"", "\"the \\(then\\) president\\(s\\)\"");
    check("\"war * peace\"", "\"war * peace\"");
    check("\"Zelensk*~ x~\"", "\"Zelensk* x\\~\"");
    check("\"wrod~1 peace\"", "\"wrod~1 peace\"");
    check("\"what is it?\"", "\"what is it?\"");
    check("\"about ~100 | people\"", "\"about \\~100 people\"");
    check("=\"end war\"", "\"end war\"");
    check("\"war\"", "\"war\"");
}

#[test]
fn proximity_binds_to_the_left_and_takes_groups() {
    check("a NEAR/5 b", "a NEAR/5 b");
    check("a W/5 b", "a NEAR/5 b");
    check("a w/5 b near/3 c", "a NEAR/5 b NEAR/3 c");
    check("a PRE/5 b ADJ/1 c", "a PRE/5 b PRE/1 c");
    check("a NEAR/5 (b PRE/2 c)", "a NEAR/5 (b PRE/2 c)");
    check("(a NEAR/5 b) PRE/2 c", "a NEAR/5 b PRE/2 c");
    check("\"a b\" NEAR/5 \"c d\"~2", "\"a b\" NEAR/5 \"c d\"~2");
    check("(a OR \"b c\") NEAR/5 d*", "(a OR \"b c\") NEAR/5 d*");
    check("(a OR (b NEAR/1 c)) /s d", "(a OR b NEAR/1 c) /s d");
    check("a /s b /p c", "a /s b /p c");
    check("a W/S b W/p c", "a /s b /p c");
    check("a NOT NEAR/5 b", "a NOT NEAR/5 b");
    check("a NEAR/2 b NOT W/5 c", "a NEAR/2 b NOT NEAR/5 c");
    check("(a NOT NEAR/5 b) NEAR/3 c", "(a NOT NEAR/5 b) NEAR/3 c");
    check("a NOT /s b", "a NOT /s b");
    check("x a NEAR/5 b y", "x a NEAR/5 b y");
    check("said:(sanctions NEAR/5 oil)", "quote{said:(sanctions NEAR/5 oil)}");
    check("speaker:(Vladimir W/2 Putin)", "quote{speaker:(Vladimir NEAR/2 Putin)}");
}

#[test]
fn functions_name_a_part_a_count_or_capitals() {
    check("HEADLINE(a b)", "headline:(a b)");
    check("headline(a OR b)", "headline:(a OR b)");
    check("LEAD(a \"b c\")", "LEAD(a \"b c\")");
    check("LEAD(a NEAR/5 b)", "LEAD(a NEAR/5 b)");
    check("ATLEAST3(war)", "ATLEAST3(war)");
    check("atleast3(war OR \"end of war\")", "ATLEAST3(war OR \"end of war\")");
    check("said:(ATLEAST2(war))", "quote{said:(ATLEAST2(war))}");
    check("said:ATLEAST2(war)", "quote{said:(ATLEAST2(war))}");
    check("LEAD(ATLEAST2(war) CAPS(a))", "LEAD(ATLEAST2(war) CAPS(a))");
    check("CAPS(apple)", "CAPS(apple)");
    check("ALLCAPS(epa)", "ALLCAPS(epa)");
    check("CAPS(apple) NEAR/5 iphone", "CAPS(apple) NEAR/5 iphone");
    check("headline:CAPS(apple)", "headline:(CAPS(apple))");
    check("CAPS(lead) (caps)", "CAPS(lead) caps");
}

#[test]
fn capitals_are_asked_of_each_word() {
    check("CAPS(white house)", "CAPS(white) CAPS(house)");
    check("CAPS(a OR \"b c\")", "CAPS(a) OR CAPS(\"b c\")");
    check("CAPS(a -b)", "CAPS(a) -CAPS(b)");
    check("CAPS(a NEAR/2 (b OR c))", "CAPS(a) NEAR/2 (CAPS(b) OR CAPS(c))");
    check("CAPS(a ALLCAPS(b))", "CAPS(a) ALLCAPS(b)");
    check("ALLCAPS(CAPS(a))", "ALLCAPS(a)");
    check("CAPS(ATLEAST2(a))", "ATLEAST2(CAPS(a))");
}

#[test]
fn every_field_takes_its_own_kind_of_value() {
    for info in &FIELDS {
        check(info.example, &printed(info.example));
    }
    check("title:a author:b by:c", "headline:a byline:b quote{speaker:c}");
    check("Headline:a DATE:2019", "headline:a date:2019");
    check("headline:(a OR \"b c\" -d)", "headline:(a OR \"b c\" -d)");
    check("headline:(a (b OR c))", "headline:(a (b OR c))");
    check("speaker:* headline:*", "quote{speaker:*} headline:*");
    check("headline:Putin:war", r"headline:\Putin:war");
    check("headline:“end this war”", "headline:\"end this war\"");
    check("speaker:\"Donald Trump\"", "quote{speaker:\"Donald Trump\"}");
}

#[test]
fn places_are_names_with_their_commas() {
    check("place:Russia", "place:Russia");
    check("place:\"Paris, Texas\"", "place:\"Paris, Texas\"");
    check("place:=Russia", "place:=Russia");
    check("place:=\"New York\"", "place:=\"New York\"");
    check("place:\"Saint-P* burg\"", "place:\"Saint-P* burg\"");
    check("place:Kharkov~1 focus:K*v", "place:Kharkov~1 focus:K*v");
    check("place:(Russia OR \"New York\")", "place:(Russia OR \"New York\")");
    check("near:Kharkiv~50km", "near:Kharkiv~50km");
    check("near:\"New York\"~30.5mi", "near:\"New York\"~30.5mi");
    check("near:(Kharkiv~50KM OR Odesa~20mi)", "near:(Kharkiv~50km OR Odesa~20mi)");
    assert_eq!(leaf("place:=Paris\\ "), Expr::Place(Term::Exact("Paris".to_owned())));
    assert_eq!(leaf("place:\"Paris, Texas\""), Expr::Place(Term::Word("Paris, Texas".to_owned())));
    let Expr::Near(near) = leaf("near:X~100mi") else { panic!("a distance") };
    assert!((near.distance.kilometres() - 160.9344).abs() < 1e-9);
}

#[test]
fn numbers_and_their_ranges() {
    check("words:500", "words:=500");
    check("words:=500", "words:=500");
    check("words:>500", "words:>500");
    check("words:<=500", "words:<=500");
    check("words:≥500", "words:>=500");
    check("words:100..500", "words:100..500");
    check("words:[100 TO 500]", "words:100..500");
    check("words:[* TO 500]", "words:<=500");
    check("words:100..", "words:>=100");
    check("words:(100..200 OR >1000)", "words:(100..200 OR >1000)");
    check("words:*", "words:*");
    check("confidence:>=0.8", "quote{confidence:>=0.8}");
    check("confidence:.5...75", "quote{confidence:0.5..0.75}");
    check("confidence:=1", "quote{confidence:=1}");
    let Expr::Number(range) = leaf("words:>500") else { panic!("a number") };
    assert!(range.contains(501.0) && !range.contains(500.0));
    let Expr::Number(range) = leaf("words:1..3") else { panic!("a number") };
    assert!(range.contains(1.0) && range.contains(3.0) && !range.contains(3.5));
}

#[test]
fn words_of_a_fields_own() {
    check("has:byline has:quotes has:Date-Conflict", "has:byline has:quote has:date-conflict");
    check("has:\"date conflict\"", "has:date-conflict");
    check("-has:truncated", "-has:truncated");
    check("date-source:(dateline OR metadata)", "date-source:(dateline OR metadata)");
    check("kind:direct", "quote{kind:direct}");
    check("lang:EN lang:pt-br", "lang:en lang:pt-br");
}

#[test]
fn paths_and_ids_are_as_typed() {
    check("path:1998/03/story.txt", "path:1998/03/story.txt");
    check("path:1998/*", "path:1998/*");
    check("path:dump.zip!/1998/?.xml", "path:dump.zip!/1998/?.xml");
    check("path:\"a folder/with blanks.txt\"", r"path:a\ folder/with\ blanks.txt");
    check("path:./x/y", "path:x/y");
    check("path:../x", "path:../x");
    check("path:\">=x\" path:\"-x\"", r"path:\>=x path:\-x");
    check("path:** path:*", "path:* path:*");
    check("path://host/share", "path://host/share");
    check("id:wire.jsonl#17", "id:wire.jsonl#17");
    check("id:a:b:c=d~1^2", r"id:a:b:c=d\~1\^2");
    check("path:(a.txt OR b/*)", "path:(a.txt OR b/*)");
    assert_eq!(leaf(r"path:a\*b"), Expr::Path(Pattern(vec![PatternPiece::Literal("a*b".to_owned())])));
}

#[test]
fn everything() {
    check("*", "*");
    check("* -speaker:X", "* -quote{speaker:X}");
    check("quote{*}", "quote{*}");
}

#[test]
fn spans_point_at_what_was_typed() {
    let query = "war speaker:“Donald Trump” (a OR b) said:x";
    let typed = |node: &Node| query[node.span.start..node.span.end].to_owned();
    let parsed = parsed(query);
    let Expr::And(factors) = &parsed.root.value else { panic!("a list") };
    let shown: Vec<_> = factors.iter().map(typed).collect();
    assert_eq!(shown, ["war", "speaker:“Donald Trump” (a OR b) said:x", "(a OR b)"]);
    let Expr::Quote(group) = &factors[1].value else { panic!("a group") };
    let Expr::And(members) = &group.value else { panic!("two members") };
    assert_eq!(members.iter().map(typed).collect::<Vec<_>>(), ["speaker:“Donald Trump”", "said:x"]);
}

#[test]
fn nesting_and_length_are_bounded() {
    let kind = |query: &str| parse(query, TODAY).unwrap_err().kind;
    for opening in ["(", "-(", "headline:(", "CAPS(", "quote{", "a NEAR/1 ("] {
        let result = kind(&opening.repeat(20_000));
        assert!(!matches!(result, ErrorKind::Empty), "{opening}: {result:?}");
    }
    assert_eq!(kind(&"(".repeat(100_000)), ErrorKind::TooDeep { limit: MAX_NESTING });
    assert_eq!(kind(&"a NEAR/1 ".repeat(1_000)), ErrorKind::TooDeep { limit: MAX_NESTING });
    assert_eq!(kind(&"a ".repeat(200_000)), ErrorKind::TooLong { limit: MAX_QUERY_BYTES });
    let deep = format!("{}a{}", "(".repeat(MAX_NESTING), ")".repeat(MAX_NESTING));
    assert_eq!(printed(&deep), "a");
    let long = vec!["name"; 30_000].join(" OR ");
    assert_eq!(parsed(&long).to_string(), long);
}

#[test]
fn hostile_repetition_stays_linear() {
    // Each of these once was, or easily becomes, a scan within a scan; a quadratic one would take minutes.
    for piece in
        ["\"", "“", "“\"", "„\"", "'", "?", "*", "a?", "~", "\\", "(a|", "\"(", "a:", "-a", "..", "a^", "=", "&", "/"]
    {
        let query = piece.repeat(MAX_QUERY_BYTES / piece.len());
        let _ = parse(&query, TODAY).map(|query| query.to_string());
        let phrase = format!("\"{}\"", piece.replace('"', "").repeat(MAX_QUERY_BYTES / piece.len() / 2));
        let shown = parse(&phrase, TODAY).map_or_else(|error| error.render(&phrase), |query| query.to_string());
        assert!(!shown.is_empty());
    }
}

fn flag(name: &str, value: &str) -> Flag {
    Flag { kind: FlagKind::by_name(name).unwrap(), value: value.to_owned() }
}

fn with_flags(query: &str, flags: &[(&str, &str)]) -> Query {
    let flags: Vec<_> = flags.iter().map(|(name, value)| flag(name, value)).collect();
    parse_with_flags(query, &flags, TODAY).unwrap_or_else(|error| panic!("{}", error.render(&compose(query, &flags))))
}

#[test]
fn flags_are_clauses_joined_by_and() {
    let check = |query: &str, flags: &[(&str, &str)], expected: &str| {
        assert_eq!(with_flags(query, flags).to_string(), expected, "{query} {flags:?}");
        assert_eq!(printed(expected), expected);
    };
    check(
        "",
        &[("speaker", "peskov"), ("said", "neither confirm nor deny")],
        "quote{speaker:peskov said:\"neither confirm nor deny\"}",
    );
    check("", &[("speaker", "Donald Trump")], "quote{speaker:\"Donald Trump\"}");
    check(
        "",
        &[("speaker", "A"), ("said", "x"), ("speaker", "B"), ("said", "y")],
        "quote{speaker:A said:x} quote{speaker:B said:y}",
    );
    check("war OR peace", &[("place", "New York")], "(war OR peace) place:\"New York\"");
    check("war", &[("phrase", "go to the moon")], "war \"go to the moon\"");
    check("", &[("phrase", "“go to the moon”")], "\"go to the moon\"");
    check("", &[("phrase", "climat* (change|crisis)")], "\"climat* (change|crisis)\"");
    check("war", &[("not", "a OR b")], "war -(a OR b)");
    check("war", &[("not", "speaker:A")], "war -quote{speaker:A}");
    check("", &[("said", "sanction*"), ("headline", "war")], "quote{said:sanction*} headline:war");
    check("", &[("said", "(sanctions OR \"oil price\")")], "quote{said:(sanctions OR \"oil price\")}");
    check("", &[("said", "\"oil price\"~3")], "quote{said:\"oil price\"~3}");
    check("", &[("said", "“oil” and gas")], "quote{said:\"\\“oil\\” and gas\"}");
    check("", &[("speaker", "OR")], "quote{speaker:\\OR}");
    check("", &[("place", "Paris, Texas"), ("near", "New York~50mi")], "place:\"Paris, Texas\" near:\"New York\"~50mi");
    check("", &[("path", "a folder/*"), ("id", "x#1")], r"path:a\ folder/* id:x#1");
    check("", &[("has", "byline"), ("lang", "en"), ("words", ">=100")], "has:byline lang:en words:>=100");
    check("", &[("date", "last week")], "date:2025-06-02..2025-06-08");
    check("", &[("date", "2019 .. 2021"), ("when", "(1969 OR 1970)")], "date:2019..2021 when:(1969 OR 1970)");
    check("", &[("title", "moon")], "headline:moon");
    check("   ", &[("speaker", "x")], "quote{speaker:x}");
}

#[test]
fn a_phrase_beside_a_speaker_is_what_they_said() {
    let printed = |flags: &[(&str, &str)]| with_flags("", flags).to_string();
    assert_eq!(
        printed(&[("speaker", "kennedy"), ("phrase", "go to the moon")]),
        "quote{speaker:kennedy said:\"go to the moon\"}"
    );
    assert_eq!(printed(&[("phrase", "go"), ("speaker", "kennedy")]), "quote{said:\"go\" speaker:kennedy}");
}

#[test]
fn since_until_and_on_take_whole_months_and_years() {
    let printed = |flags: &[(&str, &str)]| with_flags("", flags).to_string();
    assert_eq!(printed(&[("since", "2019-03")]), "date:2019-03..");
    assert_eq!(printed(&[("until", "2025-02")]), "date:..2025-02");
    assert_eq!(printed(&[("since", "2019"), ("until", "2021-06")]), "date:2019-01..2021-06");
    assert_eq!(printed(&[("until", "2021"), ("speaker", "A"), ("since", "2019")]), "quote{speaker:A} date:2019..2021");
    assert_eq!(printed(&[("on", "yesterday")]), "date:2025-06-10");
    assert_eq!(printed(&[("since", "3 days ago")]), "date:2025-06-08..");
}

#[test]
fn a_minimum_of_confidence_is_asked_of_every_group() {
    let minimum = |query: &str, flags: &[(&str, &str)]| {
        let flags = [flags, &[("min-confidence", "0.8")]].concat();
        with_flags(query, &flags).to_string()
    };
    assert_eq!(minimum("", &[("speaker", "A")]), "quote{speaker:A confidence:>=0.8}");
    assert_eq!(
        minimum("", &[("speaker", "A"), ("speaker", "B")]),
        "quote{speaker:A confidence:>=0.8} quote{speaker:B confidence:>=0.8}"
    );
    assert_eq!(minimum("said:x", &[]), "quote{said:x confidence:>=0.8}");
    assert_eq!(minimum("speaker:A confidence:>0.5", &[]), "quote{speaker:A confidence:>0.5}");
    assert_eq!(minimum("war -speaker:A", &[]), "war -quote{speaker:A} quote{confidence:>=0.8}");
    assert_eq!(minimum("", &[]), "quote{confidence:>=0.8}");
}

#[test]
fn spans_of_flags_index_the_composed_text() {
    let query = with_flags("war", &[("speaker", "Donald Trump"), ("date", "2019")]);
    assert_eq!(query.text, "war --speaker Donald Trump --date 2019");
    let Expr::And(factors) = &query.root.value else { panic!("a list") };
    let typed: Vec<_> = factors.iter().map(|node| &query.text[node.span.start..node.span.end]).collect();
    assert_eq!(typed, ["war", "Donald Trump", "2019"]);
}

#[test]
fn quote_clauses_in_the_query_and_in_flags_are_doubtful() {
    let query = with_flags("said:x", &[("speaker", "A")]);
    assert_eq!(query.to_string(), "quote{said:x} quote{speaker:A}");
    assert_eq!(query.warnings.len(), 1);
    assert_eq!(with_flags("", &[("said", "a OR b")]).warnings.len(), 1);
}

#[test]
fn words_in_a_row_may_have_been_a_phrase() {
    let phrase = |query: &Query| query.with_words_as_phrase().map(|query| query.to_string());
    assert_eq!(phrase(&parsed("end this war")).as_deref(), Some("\"end this war\""));
    let flags = with_flags("end this war", &[("date", "2019"), ("not", "a b")]);
    assert_eq!(phrase(&flags).as_deref(), Some("\"end this war\" date:2019 -(a b)"));
    for query in ["war", "end OR war", "end \"this war\"", "end -war", "end wa*", "end speaker:x", "said:(a b)"] {
        assert_eq!(phrase(&parsed(query)), None, "{query}");
    }
    assert_eq!(phrase(&with_flags("war", &[("headline", "x"), ("phrase", "a b")])), None);
}
