//! Real articles, and what to ask of them: words, names and dates drawn from the articles themselves.

use super::asked::Pool;
use super::draw::Draw;
use dateline::article::Article;
use dateline::extract::{Options, extract};
use dateline::read::{self, Item, WalkOptions};
use std::path::Path;

/// The first articles of a file or a folder.
pub(crate) fn articles(root: &Path, limit: usize) -> Vec<Article> {
    let mut articles: Vec<Article> = Vec::new();
    for entry in read::walk(root, &WalkOptions::default()) {
        read::read_file(&entry.unwrap(), &read::Options::default(), &mut |item| {
            if let Item::Article(raw) = item
                && articles.len() < limit
            {
                articles.push(extract(*raw, &Options::default()));
            }
        });
    }
    articles
}

impl Draw {
    fn one<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        if all.is_empty() { None } else { Some(&all[self.below(all.len())]) }
    }
}

/// How many of each kind of thing are drawn.
const N_DRAWN: usize = 300;

pub(crate) fn pool(articles: &[Article]) -> Pool {
    let mut draw = Draw(0x9E37_79B9_7F4A_7C15);
    let mut pool = Pool { words: vec![], phrases: vec![], patterns: vec![], facts: vec![], attributions: vec![] };
    while pool.words.len() < N_DRAWN {
        let article = draw.one(articles).unwrap();
        draw_text(article, &mut draw, &mut pool);
        draw_facts(article, &mut draw, &mut pool);
        draw_attributions(article, &mut draw, &mut pool);
    }
    let always = [
        "date:none",
        "date:*",
        "when:none",
        "added:1970",
        "added:2001",
        "has:quote",
        "has:byline",
        "has:dateline",
        "has:place",
        "words:>400",
        "words:100..300",
        "lang:en",
        "lang:fr",
        "*",
        "date-source:prose",
        "date-source:dateline",
        "date-source:metadata",
        "place:Russia",
        "place:France",
        "place:\"United States\"",
        "place:Europe",
        "dateline:Germany",
        "near:London~50km",
        "near:Kyiv~400km",
        "section:sport",
        "mentions:*",
    ];
    pool.facts.extend(always.map(str::to_owned));
    let always = [
        "speaker:*",
        "cue:say",
        "cue:=said",
        "cue:told",
        "cue:den*",
        "kind:direct",
        "kind:indirect",
        "kind:mixed",
        "confidence:>=0.8",
        "confidence:<0.6",
        "said:*",
    ];
    pool.attributions.extend(always.map(str::to_owned));
    pool
}

fn is_plain(word: &str) -> bool {
    word.chars().all(char::is_alphanumeric) && word.chars().count() > 2
}

/// Not an operator, nor what a hint would be given for.
fn is_word(word: &str) -> bool {
    is_plain(word) && !matches!(word, "AND" | "OR" | "NOT") && !word.chars().all(|c| c.is_ascii_digit())
}

fn draw_text(article: &Article, draw: &mut Draw, pool: &mut Pool) {
    let words: Vec<&str> = article.text.split_whitespace().collect();
    if words.len() < 5 {
        return;
    }
    let at = draw.below(words.len() - 4);
    if is_word(words[at]) {
        pool.words.push(words[at].to_owned());
        pool.patterns.extend(patterns(words[at], draw));
    }
    let n = 2 + draw.below(3);
    if words[at..at + n].iter().all(|word| is_word(word)) {
        pool.phrases.push(words[at..at + n].join(" "));
    }
}

/// The word with a wildcard in it, or slightly wrong.
fn patterns(word: &str, draw: &mut Draw) -> Option<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 5 {
        return None;
    }
    let at = 1 + draw.below(letters.len() - 2);
    let (before, after): (String, String) = (letters[..at].iter().collect(), letters[at + 1..].iter().collect());
    Some(match draw.below(5) {
        0 => format!("{before}?{after}"),
        1 => format!("{}*", letters[..4].iter().collect::<String>()),
        2 => format!("*{}", letters[letters.len() - 4..].iter().collect::<String>()),
        3 => format!("{before}{after}~1"),
        _ => format!("{before}x{after}~2"),
    })
}

fn draw_facts(article: &Article, draw: &mut Draw, pool: &mut Pool) {
    let mut name = |field: &str, name: Option<&str>| {
        let Some(name) = name else { return };
        let words: Vec<&str> = name.split_whitespace().filter(|word| is_word(word)).collect();
        pool.facts.extend(draw.one(&words).map(|word| format!("{field}:{word}")));
        if words.len() > 1 {
            pool.facts.push(format!("{field}:\"{}\"", words[..2].join(" ")));
        }
    };
    name("source", article.source.as_deref());
    name("section", article.section.as_deref());
    name("byline", article.byline.as_ref().map(|byline| byline.text.as_str()));
    name("mentions", article.people.first().map(|person| person.name.as_str()));
    let places: Vec<&str> = article.places.iter().map(|place| place.name.as_str()).collect();
    if let Some(place) = draw.one(&places).filter(|place| place.split(' ').all(is_word)) {
        pool.facts.push(format!("place:\"{place}\""));
        pool.facts.push(format!("dateline:\"{place}\""));
        pool.facts.push(format!("focus:\"{place}\""));
        pool.facts.push(format!("place:=\"{place}\""));
    }
    if let Some(published) = &article.published {
        let day = published.date.range().first;
        pool.facts.push(format!("date:{day}"));
        pool.facts.push(format!("date:={}", &day.to_string()[..7]));
        pool.facts.push(format!("date:..{}", &day.to_string()[..4]));
    }
    if let Some(range) = article.dates.iter().find_map(|date| date.range) {
        pool.facts.push(format!("when:{}", range.first));
        pool.facts.push(format!("when:={}", &range.first.to_string()[..4]));
    }
    pool.facts
        .push(format!("path:{}", &article.path.split('/').next().unwrap_or_default().replace([' ', '(', ')'], "?")));
    pool.facts.push(format!("words:>{}", article.text.split_whitespace().count()));
}

fn draw_attributions(article: &Article, draw: &mut Draw, pool: &mut Pool) {
    let Some(quote) = draw.one(&article.quotes) else { return };
    if let Some(speaker) = &quote.speaker {
        let words: Vec<&str> = speaker.name.split(' ').filter(|word| is_word(word)).collect();
        pool.attributions.extend(draw.one(&words).map(|word| format!("speaker:{word}")));
        if words.len() > 1 {
            pool.attributions.push(format!("speaker:\"{}\"", words.join(" ")));
        }
        let mention: Vec<&str> = speaker.mention.split(' ').filter(|word| is_word(word)).collect();
        if mention.len() > 1 {
            pool.attributions.push(format!("speaker:\"{}\"", mention.join(" ")));
        }
    }
    if let Some(cue) = quote.cue.as_ref().filter(|cue| cue.text.split(' ').all(is_word)) {
        pool.attributions.push(format!("cue:\"{}\"", cue.text));
    }
}
