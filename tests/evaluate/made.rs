//! Articles made by lot, of few words, so that every operator has something to find.

use dateline::article::{
    Article, Breaks, Confidence, Cue, DateKind, DateMention, Evidence, Field as Line, Focus, PartialDate, Person,
    Place, PlaceId, PlaceKind, PlaceLevel, PlaceRole, Published, Quote, QuoteKind, Source, Span, Speaker,
};
use proptest::prelude::*;

const WORDS: [&str; 18] = [
    "war",
    "wars",
    "War",
    "WAR",
    "peace",
    "Peace",
    "oil",
    "talk",
    "talks",
    "talked",
    "U.S.",
    "Trump’s",
    "Trump",
    "coca-cola",
    "1,200",
    "re-\nopened",
    "don't",
    "Ada",
];
pub(crate) const SPEAKERS: [&str; 4] = ["Ada Zelensky", "Ben Zelenskyy", "Ada B. Crane", "Cai Dunn"];
const MENTIONS: [&str; 3] = ["she", "President Zelensky", "Ms. Crane"];
const CUES: [&str; 3] = ["said", "says", "according to"];
const SOURCES: [&str; 2] = ["Evening Post", "Post"];
const SECTIONS: [&str; 2] = ["World", "World Sport"];

/// Id, name, country, division.
const PLACES: [(i64, &str, Option<&str>, Option<&str>); 3] = [
    (524_901, "Moscow", Some("RU"), Some("48")),
    (2_988_507, "Paris", Some("FR"), Some("11")),
    (-99_999, "Atlantis", None, None),
];

/// What an article is made from.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    headline: Vec<usize>,
    /// Paragraphs of sentences of words.
    body: Vec<Vec<Vec<usize>>>,
    quotes: Vec<QuoteRecipe>,
    date: Option<PartialDate>,
    when: Vec<PartialDate>,
    place: Option<usize>,
    /// Source, section, author, someone named.
    furniture: [Option<usize>; 4],
}

#[derive(Clone, Debug)]
struct QuoteRecipe {
    speaker: Option<(usize, usize)>,
    cue: Option<usize>,
    pieces: Vec<Vec<usize>>,
    /// In quarters.
    confidence: u8,
}

fn words() -> impl Strategy<Value = Vec<usize>> {
    prop::collection::vec(0..WORDS.len(), 1..7)
}

fn date() -> impl Strategy<Value = PartialDate> {
    (2018..2021i64, prop::option::of(1..4i64), prop::option::of(1..29i64))
        .prop_map(|(year, month, day)| PartialDate::new(year, month, month.and(day)).unwrap())
}

fn quote() -> impl Strategy<Value = QuoteRecipe> {
    let speaker = prop::option::of((0..SPEAKERS.len(), 0..MENTIONS.len()));
    (speaker, prop::option::of(0..CUES.len()), prop::collection::vec(words(), 1..3), 0..5u8)
        .prop_map(|(speaker, cue, pieces, confidence)| QuoteRecipe { speaker, cue, pieces, confidence })
}

pub(crate) fn recipe() -> impl Strategy<Value = Recipe> {
    let sentences = prop::collection::vec(words(), 1..4);
    let one_of = |n: usize| prop::option::of(0..n);
    (
        prop::collection::vec(0..WORDS.len(), 0..4),
        prop::collection::vec(sentences, 0..5),
        prop::collection::vec(quote(), 0..4),
        prop::option::of(date()),
        prop::collection::vec(date(), 0..3),
        prop::option::of(0..PLACES.len()),
        (one_of(SOURCES.len()), one_of(SECTIONS.len()), one_of(SPEAKERS.len()), one_of(SPEAKERS.len())),
    )
        .prop_map(|(headline, body, quotes, date, when, place, (source, section, author, person))| Recipe {
            headline,
            body,
            quotes,
            date,
            when,
            place,
            furniture: [source, section, author, person],
        })
}

fn evidence(confidence: f32) -> Evidence {
    Evidence { span: None, rule: "test".into(), confidence: Confidence::new(confidence), source: Source::Prose }
}

fn text_of(numbers: &[usize]) -> String {
    numbers.iter().map(|&n| WORDS[n]).collect::<Vec<_>>().join(" ")
}

pub(crate) fn article(number: usize, recipe: &Recipe) -> Article {
    let mut text = String::new();
    let mut breaks = Breaks::default();
    for paragraph in &recipe.body {
        breaks.paragraphs.push(text.len() as u32);
        for sentence in paragraph {
            breaks.sentences.push(text.len() as u32);
            text.push_str(&text_of(sentence));
            text.push_str(". ");
        }
        text.push_str("\n\n");
    }
    let mut quotes = Vec::new();
    for (utterance, quote) in (0..).zip(&recipe.quotes) {
        for piece in &quote.pieces {
            breaks.paragraphs.push(text.len() as u32);
            breaks.sentences.push(text.len() as u32);
            let start = text.len();
            text.push_str(&format!("“{}”", text_of(piece)));
            let span = Span::new(start, text.len());
            text.push_str("\n\n");
            quotes.push(Quote {
                span,
                utterance,
                kind: if quote.confidence % 2 == 0 { QuoteKind::Direct } else { QuoteKind::Indirect },
                speaker: quote.speaker.map(|(name, mention)| Speaker {
                    name: SPEAKERS[name].to_owned(),
                    mention: MENTIONS[mention].to_owned(),
                    span: None,
                }),
                cue: quote.cue.map(|cue| Cue { text: CUES[cue].to_owned(), span }),
                evidence: evidence(f32::from(quote.confidence) / 4.0),
            });
        }
    }
    let headline = text_of(&recipe.headline);
    let line = |text: &str| Line { text: text.to_owned(), evidence: evidence(1.0) };
    let mention = |date: &PartialDate| DateMention {
        span: Span::new(0, 0),
        kind: DateKind::Date,
        value: date.to_string(),
        range: Some(date.range()),
        evidence: evidence(1.0),
    };
    let [source, section, author, person] = recipe.furniture;
    let path = format!("{}/{number}.txt", if number.is_multiple_of(3) { "a" } else { "b" });
    Article {
        id: path.clone(),
        path,
        source: source.map(|n| SOURCES[n].to_owned()),
        section: section.map(|n| SECTIONS[n].to_owned()),
        byline: author.map(|n| line(SPEAKERS[n])),
        people: person
            .map(|n| Person { name: SPEAKERS[n].to_owned(), first: Span::new(0, 0), n_mentions: 1 })
            .into_iter()
            .collect(),
        headline: (!headline.is_empty()).then(|| line(&headline)),
        language: "en".to_owned(),
        published: recipe.date.map(|date| Published { date, evidence: evidence(1.0) }),
        dates: recipe.when.iter().map(mention).collect(),
        places: recipe.place.map(|n| place(n, number)).into_iter().collect(),
        focus: recipe.place.filter(|_| number.is_multiple_of(5)).map(focus).into_iter().collect(),
        quotes,
        breaks,
        text,
        ..Article::default()
    }
}

fn focus(n: usize) -> Focus {
    let (id, name, country, division) = PLACES[n];
    Focus {
        id: PlaceId(id),
        name: name.to_owned(),
        level: PlaceLevel::City,
        country: country.map(str::to_owned),
        admin1: division.map(str::to_owned),
        percent: 100,
    }
}

fn place(n: usize, number: usize) -> Place {
    let (id, name, country, division) = PLACES[n];
    Place {
        id: PlaceId(id),
        name: name.to_owned(),
        latitude: 0.0,
        longitude: 0.0,
        country: country.map(str::to_owned),
        admin1: division.map(str::to_owned),
        role: if number.is_multiple_of(2) { PlaceRole::Dateline } else { PlaceRole::Mention },
        kind: PlaceKind::Toponym,
        evidence: evidence(1.0),
    }
}
