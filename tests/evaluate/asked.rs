//! Queries made by lot, as text: every operator of the language, over words that the articles have.

use proptest::prelude::*;
use proptest::sample::select;

/// What queries are made of.
#[derive(Clone, Debug)]
pub(crate) struct Pool {
    /// Words for text: plain, with marks inside, in any case.
    pub(crate) words: Vec<String>,
    /// Words in a row.
    pub(crate) phrases: Vec<String>,
    /// Of words: with `*` and `?`, and with `~1` or `~2`.
    pub(crate) patterns: Vec<String>,
    /// Clauses about an article that is no text.
    pub(crate) facts: Vec<String>,
    /// Clauses about a quote beside `said:`.
    pub(crate) attributions: Vec<String>,
}

fn word(pool: &Pool) -> BoxedStrategy<String> {
    prop_oneof![
        6 => select(pool.words.clone()),
        2 => select(pool.words.clone()).prop_map(|word| format!("={word}")),
        2 => select(pool.patterns.clone()),
    ]
    .boxed()
}

fn phrase(pool: &Pool) -> BoxedStrategy<String> {
    let bare = || prop_oneof![4 => select(pool.words.clone()), 1 => select(pool.patterns.clone())];
    let slot = prop_oneof![
        5 => bare(),
        1 => Just("*".to_owned()),
        1 => (bare(), bare()).prop_map(|(a, b)| format!("({a}|{b})")),
    ];
    let made =
        (bare(), prop::collection::vec(slot, 0..3)).prop_map(|(first, slots)| [vec![first], slots].concat().join(" "));
    let words = prop_oneof![2 => made, 1 => select(pool.phrases.clone())];
    (words, prop::option::of(1..4u32))
        .prop_map(|(words, slop)| format!("\"{words}\"{}", slop.map(|n| format!("~{n}")).unwrap_or_default()))
        .boxed()
}

fn nearness() -> impl Strategy<Value = &'static str> {
    select(vec!["NEAR/2", "NEAR/12", "W/1", "W/4", "PRE/1", "PRE/7", "ADJ/3", "/s", "/p", "W/s", "W/p"])
}

/// What can stand beside `NEAR`.
fn pattern(pool: &Pool) -> BoxedStrategy<String> {
    let leaf = prop_oneof![
        6 => word(pool),
        4 => phrase(pool),
        1 => word(pool).prop_map(|word| format!("CAPS({word})")),
        1 => phrase(pool).prop_map(|phrase| format!("ALLCAPS({phrase})")),
    ];
    leaf.prop_recursive(2, 6, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), nearness(), inner.clone()).prop_map(|(a, op, b)| format!("({a} {op} {b})")),
            1 => (inner.clone(), nearness(), inner.clone(), nearness(), inner.clone())
                .prop_map(|(a, op, b, then, c)| format!("({a} {op} {b} {then} {c})")),
            1 => (inner.clone(), nearness(), inner.clone()).prop_map(|(a, op, b)| format!("({a} NOT {op} {b})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} OR {b})")),
        ]
    })
    .boxed()
}

/// Text in one place.
pub(crate) fn text(pool: &Pool) -> BoxedStrategy<String> {
    prop_oneof![
        8 => pattern(pool),
        1 => pattern(pool).prop_map(|pattern| format!("CAPS({pattern})")),
        1 => pattern(pool).prop_map(|pattern| format!("ALLCAPS({pattern})")),
        2 => (1..4u32, pattern(pool)).prop_map(|(n, pattern)| format!("ATLEAST{n}({pattern})")),
    ]
    .boxed()
}

/// A boolean of texts in one place.
fn texts(pool: &Pool) -> BoxedStrategy<String> {
    prop_oneof![
        4 => text(pool),
        1 => (text(pool), text(pool)).prop_map(|(a, b)| format!("{a} {b}")),
        1 => (text(pool), text(pool)).prop_map(|(a, b)| format!("{a} -{b}")),
        1 => (text(pool), text(pool)).prop_map(|(a, b)| format!("{a} OR {b}")),
    ]
    .boxed()
}

/// A clause about an article.
pub(crate) fn about_article(pool: &Pool) -> BoxedStrategy<String> {
    let facts = || select(pool.facts.clone());
    prop_oneof![
        8 => text(pool),
        2 => texts(pool).prop_map(|texts| format!("LEAD({texts})")),
        2 => texts(pool).prop_map(|texts| format!("headline:({texts})")),
        1 => texts(pool).prop_map(|texts| format!("HEADLINE({texts})")),
        8 => facts(),
        1 => (facts(), any::<prop::sample::Index>()).prop_map(grouped),
    ]
    .boxed()
}

/// `date:2019` → `date:(2019 OR none)`, and so on: a boolean of values.
fn grouped((fact, choice): (String, prop::sample::Index)) -> String {
    let Some((field, value)) = fact.split_once(':').filter(|(_, value)| !value.starts_with('(')) else { return fact };
    match choice.index(3) {
        0 => format!("{field}:({value} OR {value})"),
        1 => format!("{field}:(-{value})"),
        _ => format!("{field}:(* -{value})"),
    }
}

/// A clause about a quote.
pub(crate) fn about_quote(pool: &Pool) -> BoxedStrategy<String> {
    prop_oneof![
        2 => texts(pool).prop_map(|texts| format!("said:({texts})")),
        3 => select(pool.attributions.clone()),
    ]
    .boxed()
}

/// A boolean of what `leaf` makes.
pub(crate) fn boolean(leaf: BoxedStrategy<String>) -> BoxedStrategy<String> {
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            3 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} {b})")),
            2 => (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} OR {b})")),
            1 => inner.prop_map(|a| format!("-({a})")),
        ]
    })
    .boxed()
}

/// `quote{…}`, with booleans and negations inside.
pub(crate) fn group(pool: &Pool) -> BoxedStrategy<String> {
    prop_oneof![
        5 => boolean(about_quote(pool)).prop_map(|group| format!("quote{{{group}}}")),
        1 => Just("quote{*}".to_owned()),
    ]
    .boxed()
}

pub(crate) fn query(pool: &Pool) -> BoxedStrategy<String> {
    let leaf = prop_oneof![6 => about_article(pool), 3 => about_quote(pool), 1 => group(pool)].boxed();
    // Side by side without parentheses, quote clauses bind as they do for people.
    let list = prop::collection::vec(leaf.clone(), 2..5).prop_map(|clauses| clauses.join(" "));
    prop_oneof![4 => boolean(leaf), 2 => list].boxed()
}

/// Pieces of queries in any order, most of them no query.
pub(crate) fn scraps(pool: &Pool) -> BoxedStrategy<String> {
    let signs = [
        " ",
        " ",
        " ",
        "(",
        ")",
        "\"",
        "“",
        "”",
        "|",
        " OR ",
        " AND ",
        " NOT ",
        "-",
        " NEAR/5 ",
        " W/",
        " /s ",
        " PRE/2 ",
        "said:(",
        "speaker:",
        "quote{",
        "}",
        "CAPS(",
        "LEAD(",
        "ATLEAST2(",
        "=",
        "*",
        "?",
        "~1",
        "~",
        "..",
        "date:",
        ":",
        "é",
        "near:",
        "focus:",
        "place:",
        "headline:(",
        "\\",
        "’s ",
        "北京",
    ];
    let scrap = prop_oneof![
        4 => select(signs.map(str::to_owned).to_vec()),
        3 => select(pool.words.clone()),
        1 => select(pool.patterns.clone()),
        2 => select(pool.facts.clone()),
        1 => select(pool.attributions.clone()),
        1 => text(pool),
    ];
    prop::collection::vec(scrap, 1..9).prop_map(|scraps| scraps.concat()).boxed()
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// For the articles that are made by lot.
pub(crate) fn made_pool() -> Pool {
    Pool {
        words: owned(&[
            "war",
            "wars",
            "peace",
            "oil",
            "talk",
            "talking",
            "U.S.",
            "us",
            "trump",
            "Trump's",
            "coca-cola",
            "cola",
            "1200",
            "1,200",
            "reopened",
            "opened",
            "don't",
            "nothing",
            "Ada",
        ]),
        phrases: owned(&["war talks", "coca-cola", "talk talk", "re opened", "U.S. war"]),
        patterns: owned(&[
            "wa*", "*l", "p?ace", "t*k*", "coca-c*", "w?r", "o*", "waar~1", "paece~1", "tak~1", "opene~2",
        ]),
        facts: owned(&[
            "date:2019",
            "date:=2019",
            "date:2019-02",
            "date:=2019-02",
            "date:..2018",
            "date:2020..",
            "date:none",
            "date:*",
            "when:2019",
            "when:=2019",
            "when:2018-01..2019-02",
            "when:=2018-01..2019-02",
            "when:none",
            "when:*",
            "added:1970",
            "added:2020",
            "added:none",
            "place:Moscow",
            "place:Russia",
            "place:France",
            "place:Atlantis",
            "place:Europe",
            "place:\"Paris, France\"",
            "place:atl*",
            "place:Mosco~1",
            "place:*",
            "dateline:Russia",
            "focus:Russia",
            "focus:=Russia",
            "focus:*",
            "place:=Russia",
            "place:=Moscow",
            "dateline:Paris",
            "near:Moscow~20km",
            "near:Kharkiv~900km",
            "near:Paris~5mi",
            "source:Post",
            "source:\"Evening Post\"",
            "source:Posts",
            "source:*",
            "section:World",
            "section:Sp*",
            "section:\"World Sport\"",
            "byline:Zelensky",
            "byline:\"Ada Zelensky\"",
            "byline:*",
            "title:war",
            "has:quote",
            "has:headline",
            "has:speaker",
            "has:place",
            "has:byline",
            "has:when",
            "headline:*",
            "path:a",
            "path:b/*",
            "path:*/1*.txt",
            "id:a/0.txt",
            "id:*1.txt",
            "words:>10",
            "words:3..20",
            "words:<5",
            "lang:en",
            "lang:de",
            "*",
            "date-source:prose",
            "date-source:metadata",
            "mentions:Zelensky",
            "mentions:\"Ada Crane\"",
            "mentions:\"Crane Ada\"",
            "mentions:Trump",
            "mentions:*",
        ]),
        attributions: owned(&[
            "speaker:Zelensky",
            "speaker:Ada",
            "speaker:\"Ada Crane\"",
            "speaker:\"Ms. Crane\"",
            "speaker:\"President Zelensky\"",
            "speaker:=Zelensky",
            "speaker:Dunn",
            "speaker:*",
            "speaker:\"Crane Ada\"",
            "speaker:\"Ada Dunn\"",
            "speaker:Zel*",
            "speaker:Dun~1",
            "speaker:(Ada OR Cai)",
            "speaker:(-Ada)",
            "cue:say",
            "cue:=said",
            "cue:\"according to\"",
            "cue:sa*",
            "cue:sayd~1",
            "cue:*",
            "kind:direct",
            "kind:indirect",
            "kind:(-direct)",
            "confidence:>=0.5",
            "confidence:<0.5",
            "confidence:0.25..0.75",
            "confidence:*",
            "said:*",
        ]),
    }
}
