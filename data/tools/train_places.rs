//! Fits the two linear models of the place extractor: whether a name is a place's, and which place it means.
//!
//!     train_places clues data/en/place_clues.tsv GOLD.jsonl…           prints the file with new weights
//!     train_places senses data/en/place_senses.tsv GOLD.jsonl…         the same; build with new clues before
//!     train_places --fold 0/2 clues data/en/place_clues.tsv GOLD…      the same without every second article
//!     train_places --held-out clues data/en/place_clues.tsv GOLD…      how good the weights are: those of the file, and
//!                                                                      those fitted without the fifth that is judged
//!
//! GOLD holds one article a line: `{"text": …, "places": [{"start", "end", "lat"?, "lon"?, "country"?, "demonym"?}]}` with
//! offsets in characters. Only weights and counts come out. The observations of senses depend on what the weights
//! in the program make of the other names: fit, build and fit again until the figures stand.

#![allow(clippy::print_stdout, reason = "a command for whoever fits the weights anew")]

use dateline::extract::place_training::{Example, Examples, Gold, examples};
use std::collections::BTreeMap;
use std::io::BufRead;

const EPOCHS: usize = 60;
const LEARNING_RATE: f32 = 0.1;
/// How strongly a weight is drawn to nothing, as if so many examples spoke for it.
const SHRINKAGE: f32 = 2.0;
const N_FOLDS: usize = 5;

type Weights = BTreeMap<String, f32>;
/// Questions: of the examples of one, those that are right share the belief; a question of one example is a yes or no.
type Questions = Vec<Vec<Example>>;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--held-out", model, table, ref gold @ ..] if !gold.is_empty() => held_out(model, table, gold),
        ["--fold", fold, model, table, ref gold @ ..] if !gold.is_empty() => {
            let (part, of) = fold.split_once('/').expect("a fold is PART/PARTS");
            let (part, of): (usize, usize) = (part.parse().expect("a number"), of.parse().expect("a number"));
            print(table, &fit(&questions(model, &read(gold), |n| n % of != part)));
        }
        [model, table, ref gold @ ..] if !gold.is_empty() => {
            print(table, &fit(&questions(model, &read(gold), |_| true)));
        }
        _ => panic!("see the first lines of data/tools/train_places.rs"),
    }
}

/// The questions of every article of every file.
fn read(paths: &[&str]) -> Vec<Examples> {
    let mut articles = Vec::new();
    for path in paths {
        let file = std::io::BufReader::new(std::fs::File::open(path).expect("the gold file opens"));
        for line in file.lines() {
            let article: serde_json::Value =
                serde_json::from_str(&line.expect("the gold file is text")).expect("every line is an article");
            let text = article["text"].as_str().expect("an article has a text");
            articles.push(examples(text, &gold(&article, text)));
        }
    }
    articles
}

fn gold(article: &serde_json::Value, text: &str) -> Vec<Gold> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let places = article["places"].as_array().expect("an article has places").iter();
    places
        .map(|place| Gold {
            start: bytes[place["start"].as_u64().expect("a place has offsets") as usize],
            end: bytes[place["end"].as_u64().expect("a place has offsets") as usize],
            point: place["lat"].as_f64().zip(place["lon"].as_f64()),
            country: place["country"].as_str().map(str::to_owned),
            is_neutral: place["demonym"].as_bool().unwrap_or(false),
        })
        .collect()
}

fn questions(model: &str, articles: &[Examples], wanted: impl Fn(usize) -> bool) -> Questions {
    let of_article = |article: &Examples| match model {
        "clues" => article.clues.iter().map(|example| vec![example.clone()]).collect(),
        "senses" => article.senses.clone(),
        _ => panic!("no such model: {model}"),
    };
    articles.iter().enumerate().filter(|(n, _)| wanted(*n)).flat_map(|(_, article)| of_article(article)).collect()
}

/// The table with the weights in its second column.
fn print(table: &str, weights: &Weights) {
    for line in std::fs::read_to_string(table).expect("the table opens").lines() {
        let cells: Vec<&str> = line.split('\t').collect();
        match cells[..] {
            [name, _, ref rest @ ..] if !line.starts_with('#') => {
                let weight = weights.get(name).copied().unwrap_or_default();
                println!("{name}\t{weight:.2}\t{}", rest.join("\t"));
            }
            _ => println!("{line}"),
        }
    }
}

fn weights_of(table: &str) -> Weights {
    let text = std::fs::read_to_string(table).expect("the table opens");
    let rows = text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    rows.map(|(name, rest)| {
        let weight = rest.split('\t').next().and_then(|cell| cell.parse().ok());
        (name.to_owned(), weight.expect("the second column holds weights"))
    })
    .collect()
}

/// Prints how good the weights of the table are, and those fitted without the fifth that is judged.
fn held_out(model: &str, table: &str, gold: &[&str]) {
    let articles = read(gold);
    let all = questions(model, &articles, |_| true);
    let mut judged = Figures::default();
    let of_table = weights_of(table);
    all.iter().for_each(|question| judged.add(question, &of_table));
    judged.print("as the table has them");
    let (mut apart, mut inside) = (Figures::default(), Figures::default());
    for fold in 0..N_FOLDS {
        let weights = fit(&questions(model, &articles, |n| n % N_FOLDS != fold));
        let others = questions(model, &articles, |n| n % N_FOLDS == fold);
        others.iter().for_each(|question| apart.add(question, &weights));
    }
    let weights = fit(&all);
    all.iter().for_each(|question| inside.add(question, &weights));
    inside.print("fitted to all");
    apart.print("held out");
}

/// How many answers are right.
#[derive(Default)]
struct Figures {
    n: usize,
    right: usize,
    /// Of yes and no: said yes rightly, said yes, is yes.
    yes: (usize, usize, usize),
    is_choice: bool,
    loss: f64,
}

impl Figures {
    fn add(&mut self, question: &[Example], weights: &Weights) {
        let beliefs = beliefs(&scores(question, weights));
        self.n += 1;
        if let [example] = question {
            let said = beliefs[0] >= 0.5;
            self.right += usize::from(said == example.label);
            let add = |count: &mut usize, holds| *count += usize::from(holds);
            add(&mut self.yes.0, said && example.label);
            add(&mut self.yes.1, said);
            add(&mut self.yes.2, example.label);
            self.loss -= f64::from(if example.label { beliefs[0] } else { 1.0 - beliefs[0] }).max(1e-9).ln();
            return;
        }
        self.is_choice = true;
        let best = (0..question.len()).reduce(|best, at| if beliefs[at] > beliefs[best] { at } else { best });
        self.right += usize::from(best.is_some_and(|best| question[best].label));
        let belief: f32 = question.iter().zip(&beliefs).filter(|(one, _)| one.label).map(|(_, belief)| belief).sum();
        self.loss -= f64::from(belief).max(1e-9).ln();
    }

    fn print(&self, what: &str) {
        let share = |part: usize, whole: usize| part as f64 / whole.max(1) as f64;
        let (precision, recall) = (share(self.yes.0, self.yes.1), share(self.yes.0, self.yes.2));
        let f1 = 2.0 * precision * recall / (precision + recall).max(1e-9);
        let yes = if self.is_choice { String::new() } else { format!("  P {precision:.3} R {recall:.3} F1 {f1:.3}") };
        let loss = self.loss / self.n.max(1) as f64;
        println!("{what:<24}{:>7} questions  right {:.3}{yes}  loss {loss:.3}", self.n, share(self.right, self.n));
    }
}

fn scores(question: &[Example], weights: &Weights) -> Vec<f32> {
    let score = |example: &Example| {
        example.features.iter().map(|(name, value)| weights.get(*name).copied().unwrap_or_default() * value).sum()
    };
    question.iter().map(score).collect()
}

/// The probability of each example: of a choice they sum to one.
fn beliefs(scores: &[f32]) -> Vec<f32> {
    if let [score] = scores {
        return vec![1.0 / (1.0 + (-score).exp())];
    }
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}

/// Regression by stochastic gradient descent with rates of each feature's own, in a fixed order; the weights are
/// those of the last half of the way, averaged.
fn fit(questions: &Questions) -> Weights {
    let mut counts: BTreeMap<&str, f32> = BTreeMap::new();
    for (name, _) in questions.iter().flatten().flat_map(|example| &example.features) {
        *counts.entry(name).or_default() += 1.0;
    }
    let ids: BTreeMap<&str, usize> = counts.keys().enumerate().map(|(id, name)| (*name, id)).collect();
    let counts: Vec<f32> = counts.values().copied().collect();
    let (mut weights, mut squares, mut sums) = (vec![0f32; ids.len()], vec![1e-6f32; ids.len()], vec![0f64; ids.len()]);
    let mut order: Vec<usize> = (0..questions.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1du64;
    for epoch in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        for &at in &order {
            let question = &questions[at];
            let score = |example: &Example| example.features.iter().map(|(name, v)| weights[ids[name]] * v).sum();
            let beliefs = beliefs(&question.iter().map(score).collect::<Vec<f32>>());
            let right: f32 = question.iter().zip(&beliefs).filter(|(one, _)| one.label).map(|(_, belief)| belief).sum();
            for (example, belief) in question.iter().zip(&beliefs) {
                // Of several right ones the likelier has the larger part.
                let wanted = match (question.len(), example.label) {
                    (1, label) => f32::from(u8::from(label)),
                    (_, true) => belief / right.max(1e-9),
                    (_, false) => 0.0,
                };
                for (name, value) in &example.features {
                    let id = ids[name];
                    let gradient = (wanted - belief) * value - SHRINKAGE * weights[id] / counts[id];
                    squares[id] += gradient * gradient;
                    weights[id] += LEARNING_RATE * gradient / squares[id].sqrt();
                }
            }
        }
        if epoch >= EPOCHS / 2 {
            sums.iter_mut().zip(&weights).for_each(|(sum, weight)| *sum += f64::from(*weight));
        }
    }
    let n_summed = (EPOCHS - EPOCHS / 2) as f64;
    ids.into_iter().map(|(name, id)| (name.to_owned(), (sums[id] / n_summed) as f32)).collect()
}
