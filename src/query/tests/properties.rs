//! For every tree there is a text, and for every text a tree or an error that points into it.

use super::TODAY;
use crate::article::{Day, DayRange, Span};
use crate::query::ast::*;
use crate::query::lexer::Start;
use crate::query::parser::{Parser, Scope};
use crate::query::{FIELDS, Field, ValueType, group, lexer, parse};
use proptest::prelude::*;

fn at<T>(value: T) -> Spanned<T> {
    Spanned::new(Span::new(0, 0), value)
}

/// Words, among them everything that could be read as something else.
fn word() -> impl Strategy<Value = String> {
    let odd = prop::sample::select(vec![
        "AND",
        "OR",
        "NOT",
        "NEAR/5",
        "/s1",
        "W/3",
        "TO",
        "none",
        "or",
        "not",
        "10:30",
        "http://x",
        "don't",
        "U.S.",
        "coca-cola",
        "50%",
        "AT&T",
        "C++",
        "war?",
        "speaker:x",
        "-a",
        "=a",
        "+a",
        "!a",
        "a*b",
        "a~1",
        "a^2",
        "~9",
        ">5",
        "a..b",
        "a b",
        "\"a",
        "a”",
        "(a)",
        "a|b",
        "a\\b",
        "{a}",
        "[a]",
        "a~5km",
        "LEAD",
        "quote",
        "*1",
        "?1",
        "«1»",
        "/a/",
        "a?b",
        "&c",
        "NEAR",
        "<a",
        "it's",
        "ﬁ",
        "北京",
        "e\u{301}",
        "a\u{200b}b",
        "a\nb",
        "a?",
        "a\\",
    ]);
    prop_oneof![
        4 => "[a-z]{1,6}",
        2 => odd.prop_map(str::to_owned),
        1 => "\\PC{0,4}[a-z]\\PC{0,4}",
    ]
}

fn pattern() -> impl Strategy<Value = Pattern> {
    let piece = prop_oneof![
        3 => "[a-z]{1,3}".prop_map(PatternPiece::Literal),
        1 => Just(PatternPiece::Literal("a*b".to_owned())),
        2 => Just(PatternPiece::AnyChars),
        2 => Just(PatternPiece::AnyChar),
    ];
    // A letter at the end, so that a `?` before it is a wildcard; a wildcard, so that it is a pattern.
    prop::collection::vec(piece, 0..4).prop_map(|pieces| {
        let mut pattern = Pattern(vec![PatternPiece::Literal("a".to_owned()), PatternPiece::AnyChars]);
        for piece in pieces.into_iter().chain([PatternPiece::Literal("z".to_owned())]) {
            match (pattern.0.last_mut(), piece) {
                (Some(PatternPiece::Literal(text)), PatternPiece::Literal(more)) => text.push_str(&more),
                (Some(PatternPiece::AnyChars), PatternPiece::AnyChars) => {}
                (_, piece) => pattern.0.push(piece),
            }
        }
        pattern
    })
}

fn term() -> impl Strategy<Value = Term> {
    prop_oneof![
        4 => word().prop_map(Term::Word),
        1 => word().prop_map(Term::Exact),
        1 => pattern().prop_map(Term::Wild),
        1 => fuzzy(),
    ]
}

fn fuzzy() -> impl Strategy<Value = Term> {
    (word(), 1..=2_u8).prop_map(|(word, distance)| Term::Fuzzy { word, distance })
}

fn phrase() -> impl Strategy<Value = Phrase> {
    let term = || prop_oneof![3 => word().prop_map(Term::Word), 1 => pattern().prop_map(Term::Wild), 1 => fuzzy()];
    let slot = prop_oneof![
        5 => term().prop_map(Slot::Term),
        1 => Just(Slot::AnyWord),
        1 => prop::collection::vec(term().prop_map(at), 2..4).prop_map(Slot::OneOf),
    ];
    (term(), prop::collection::vec(slot, 0..4), prop_oneof![Just(0), 0..20_u32]).prop_map(|(first, rest, slop)| {
        let slots = std::iter::once(Slot::Term(first)).chain(rest).map(at).collect();
        Phrase { slots, slop }
    })
}

fn nearness(prose: bool) -> impl Strategy<Value = Nearness> {
    (0..if prose { 4 } else { 2 }, 1..300_u32).prop_map(|(kind, n)| match kind {
        0 => Nearness::Within(n),
        1 => Nearness::Before(n),
        2 => Nearness::Sentence,
        _ => Nearness::Paragraph,
    })
}

/// Words, phrases and proximities; in prose also capitals and sentences.
fn interval(prose: bool) -> impl Strategy<Value = Interval> {
    let case = move || {
        let cases = if prose { vec![Case::Any, Case::Capitalised, Case::AllCapitals] } else { vec![Case::Any] };
        prop::sample::select(cases)
    };
    let leaf = prop_oneof![
        3 => (term(), case()).prop_map(|(term, case)| Interval::Term { term, case }),
        2 => (phrase(), case()).prop_map(|(phrase, case)| Interval::Phrase { phrase, case }),
    ];
    leaf.prop_recursive(3, 12, 3, move |inner| {
        let operand = || prop_oneof![2 => inner.clone(), 1 => any_of(inner.clone())];
        (operand(), nearness(prose), any::<bool>(), operand()).prop_map(|(left, operator, negated, right)| {
            Interval::Near(Box::new(Proximity { left: at(left), operator, negated, right: at(right) }))
        })
    })
}

fn any_of(inner: impl Strategy<Value = Interval> + 'static) -> impl Strategy<Value = Interval> {
    prop::collection::vec(inner.prop_map(at), 2..4).prop_map(Interval::Any)
}

fn at_least() -> impl Strategy<Value = Expr> {
    let interval = prop_oneof![interval(true), any_of(interval(true))];
    (1..20_u32, interval).prop_map(|(count, interval)| Expr::AtLeast { count, interval: at(interval) })
}

fn date() -> impl Strategy<Value = Expr> {
    let calendar = crate::query::date::calendar();
    let day = calendar.first.0..=calendar.last.0;
    prop_oneof![
        1 => Just(DateValue::None),
        4 => (day.clone(), day.clone()).prop_map(|(a, b)| DateValue::Overlaps(DayRange::new(Day(a.min(b)), Day(a.max(b))))),
        2 => (day.clone(), day).prop_map(|(a, b)| DateValue::Within(DayRange::new(Day(a.min(b)), Day(a.max(b))))),
        1 => (1..=9999_i64).prop_map(|year| DateValue::Overlaps(crate::article::PartialDate::new(year, None, None).unwrap().range())),
    ]
    .prop_map(Expr::Date)
}

fn number(count: bool) -> impl Strategy<Value = Expr> {
    let value = || {
        prop_oneof![Just(0.5), Just(0.0), 0.0..=1.0_f64].prop_map(move |v| if count { (v * 1e6).floor() } else { v })
    };
    let bound = |value, inclusive| Some(Bound { value, inclusive });
    (value(), value(), any::<bool>(), 0..4).prop_map(move |(a, b, inclusive, kind)| {
        Expr::Number(match kind {
            0 => NumberRange { min: bound(a, inclusive), max: None },
            1 => NumberRange { min: None, max: bound(a, inclusive) },
            2 => NumberRange { min: bound(a, true), max: bound(a, true) },
            _ => NumberRange { min: bound(a.min(b), true), max: bound(a.max(b), true) },
        })
    })
}

/// A name that keeps its blanks, trimmed as the parser trims it.
fn name() -> impl Strategy<Value = String> {
    prop_oneof![word(), (word(), word()).prop_map(|(a, b)| format!("{a}, {b}"))]
        .prop_map(|name| name.trim().to_owned())
        .prop_filter("a name has a letter", |name| name.chars().any(char::is_alphanumeric))
}

fn place() -> impl Strategy<Value = Expr> {
    prop_oneof![
        3 => name().prop_map(Term::Word),
        1 => name().prop_map(Term::Exact),
        1 => pattern().prop_map(Term::Wild),
        1 => fuzzy(),
    ]
    .prop_map(Expr::Place)
}

fn near_place() -> impl Strategy<Value = Expr> {
    (name(), 1..10_000_u32, any::<bool>()).prop_map(|(place, tenths, miles)| {
        let unit = if miles { DistanceUnit::Miles } else { DistanceUnit::Kilometres };
        Expr::Near(NearPlace { place, distance: Distance { amount: f64::from(tenths) / 10.0, unit } })
    })
}

fn path() -> impl Strategy<Value = Expr> {
    let literal = "[a-z0-9/.#!: -]{0,8}[a-z]".prop_map(|text| Pattern(vec![PatternPiece::Literal(text)]));
    prop_oneof![literal, pattern()].prop_map(Expr::Path).prop_filter("a leading ./ is dropped", |path| {
        !matches!(path, Expr::Path(Pattern(pieces)) if matches!(&pieces[0], PatternPiece::Literal(text) if text.starts_with("./")))
    })
}

fn leaf(field: Field) -> BoxedStrategy<Expr> {
    match field.info().value {
        ValueType::Prose => prop_oneof![3 => interval(true).prop_map(Expr::Text), 1 => at_least()].boxed(),
        ValueType::Label => interval(false).prop_map(Expr::Text).boxed(),
        ValueType::Place => place().boxed(),
        ValueType::NearPlace => near_place().boxed(),
        ValueType::Date => date().boxed(),
        ValueType::Count => number(true).boxed(),
        ValueType::Fraction => number(false).boxed(),
        ValueType::OneOf(words) => prop::sample::select(words).prop_map(|word| Expr::Keyword(word.to_owned())).boxed(),
        ValueType::LanguageCode => "[a-z]{2,3}(-[a-z0-9]{2,4})?".prop_map(Expr::Keyword).boxed(),
        ValueType::Path => path().boxed(),
    }
}

/// Booleans over leaves: no AND in AND, no OR in OR.
fn booleans(leaf: impl Strategy<Value = Node> + 'static) -> BoxedStrategy<Node> {
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(|nodes| joined(nodes, true)),
            prop::collection::vec(inner.clone(), 2..4).prop_map(|nodes| joined(nodes, false)),
            inner.prop_map(|node| at(Expr::Not(Box::new(node)))),
        ]
    })
    .boxed()
}

fn joined(nodes: Vec<Node>, and: bool) -> Node {
    let mut flat = Vec::new();
    for node in nodes {
        match (node.value, and) {
            (Expr::And(inner), true) | (Expr::Or(inner), false) => flat.extend(inner),
            (value, _) => flat.push(at(value)),
        }
    }
    at(if and { Expr::And(flat) } else { Expr::Or(flat) })
}

fn clause(field: Field) -> impl Strategy<Value = Node> {
    let value =
        prop_oneof![1 => Just(at(Expr::All)), 6 => leaf(field).prop_map(at), 3 => booleans(leaf(field).prop_map(at))];
    value.prop_map(move |value| at(Expr::Field(field, Box::new(value))))
}

fn clauses(of_quote: bool) -> impl Strategy<Value = Node> {
    let fields: Vec<_> =
        FIELDS.iter().map(|info| info.field).filter(|field| !of_quote || field.is_of_quote()).collect();
    prop::sample::select(fields).prop_flat_map(clause)
}

/// Trees as the parser makes them, before quote groups are bound.
fn tree() -> impl Strategy<Value = Node> {
    let text = || interval(true).prop_map(|interval| at(Expr::Text(interval)));
    let lead = booleans(prop_oneof![text(), at_least().prop_map(at)]).prop_map(|node| at(Expr::Lead(Box::new(node))));
    let in_quote = prop_oneof![1 => Just(at(Expr::All)), 5 => booleans(clauses(true))];
    let leaf = prop_oneof![
        1 => Just(at(Expr::All)),
        4 => text(),
        6 => clauses(false),
        1 => at_least().prop_map(at),
        1 => lead,
        2 => in_quote.prop_map(|node| at(Expr::Quote(Box::new(node)))),
    ];
    leaf.prop_recursive(3, 24, 4, |inner| {
        let list = || prop::collection::vec(inner.clone(), 2..4);
        prop_oneof![
            // Lists in lists, as parentheses make them; a quote clause alone in parentheses.
            2 => list().prop_map(|nodes| at(Expr::And(nodes))),
            1 => clauses(true).prop_map(|node| at(Expr::And(vec![node]))),
            2 => list().prop_map(|nodes| joined(nodes, false)),
            1 => inner.clone().prop_map(|node| at(Expr::Not(Box::new(node)))),
        ]
    })
}

fn surface(text: &str) -> Node {
    let range = Span::new(0, text.len());
    let tokens = lexer::lex(text, range, Start::Query).unwrap_or_else(|error| panic!("{}", error.render(text)));
    let parsed = Parser::new(text, &tokens, range, TODAY).parse(Scope::Article);
    parsed.unwrap_or_else(|error| panic!("{}", error.render(text))).0
}

/// Pieces of queries, valid and not.
fn query_like() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "a",
        "war",
        " ",
        " ",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "«",
        "»",
        "|",
        "OR",
        "AND",
        "NOT",
        "-",
        "NEAR/5",
        "W/",
        "/s",
        "PRE/0",
        "speaker:",
        "said:",
        "date:",
        "near:",
        "words:",
        "path:",
        "has:",
        "quote{",
        "}",
        "{",
        "[",
        "]",
        " TO ",
        "2019",
        "..",
        ">=",
        "<",
        "=",
        "*",
        "?",
        "~",
        "~1",
        "~50km",
        "^2",
        "CAPS(",
        "ATLEAST3(",
        "LEAD(",
        "\\",
        "'",
        ",",
        "é",
        "北",
        "\u{301}",
        "\u{200d}",
        "\0",
        "last week",
        "none",
        "!",
        "+",
        "&",
        ":",
        ".",
        "0.5",
        "1990s",
        "//",
    ]);
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn check_any_text(text: &str) {
    match parse(text, TODAY) {
        Ok(query) => {
            let printed = query.to_string();
            let again = parse(&printed, TODAY);
            let again = again.unwrap_or_else(|error| panic!("{text:?} prints as\n{}", error.render(&printed)));
            assert_eq!(again.root, query.root, "{text:?} prints as {printed}");
            for warning in &query.warnings {
                assert!(text.get(warning.span.start..warning.span.end).is_some(), "{text:?}: {warning:?}");
            }
        }
        Err(error) => {
            assert!(text.get(error.span.start..error.span.end).is_some(), "{text:?}: {error:?}");
            assert!(!error.to_string().is_empty() && !error.hint.is_empty(), "{text:?}: {error:?}");
            assert!(error.render(text).starts_with("error: "));
        }
    }
}

proptest! {
    // Four times the usual, also where PROPTEST_CASES raises that.
    #![proptest_config(ProptestConfig { cases: ProptestConfig::default().cases * 4, ..ProptestConfig::default() })]

    #[test]
    fn a_printed_tree_parses_to_itself(tree in tree()) {
        let printed = tree.to_string();
        prop_assert_eq!(surface(&printed), tree, "{}", printed);
    }

    #[test]
    fn a_bound_tree_is_bound_once_and_for_all(tree in tree()) {
        let bound = group::bind(tree);
        let printed = bound.to_string();
        let again = parse(&printed, TODAY).unwrap_or_else(|error| panic!("{}", error.render(&printed)));
        prop_assert_eq!(again.root, bound, "{}", printed);
    }

    #[test]
    fn any_text_is_a_tree_or_an_error(text in any::<String>()) {
        check_any_text(&text);
    }

    #[test]
    fn any_pieces_of_queries_are_a_tree_or_an_error(text in query_like()) {
        check_any_text(&text);
    }
}
