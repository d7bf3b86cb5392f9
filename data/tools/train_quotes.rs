//! Fits the linear models of the quote extractor.
//!
//!     train_quotes MODEL GOLD.jsonl > data/en/MODEL_weights.tsv        for clause_end, report, antecedent, in this order
//!     train_quotes MODEL GOLD.jsonl 0/2                                the same without every second article
//!     train_quotes --examples MODEL GOLD.jsonl 0/2 >> examples.txt     the questions of just those articles
//!     train_quotes --fit MODEL examples.txt                            fits a model to such questions
//!     train_quotes --table examples.txt                                confidence against how often it is right
//!
//! Build again after each, since the next depends on it. `confidence` is fitted to questions of articles that the
//! other models have not seen: train them without one half, print the examples of that half, then the other way
//! round. GOLD holds one article a line: `{"text": …, "quotes": [{"start", "end", "speech"?, "speaker_start"?,
//! "speaker_text"?, "speaker_canonical"?}]}` with offsets in characters. Only weights come out.

#![allow(clippy::print_stdout, reason = "a command for whoever fits the weights anew")]

use dateline::extract::training::{Example, Gold, examples, probability};
use std::collections::{BTreeMap, HashMap};
use std::io::BufRead;

const EPOCHS: usize = 30;
const LEARNING_RATE: f32 = 0.1;
const SHRINKAGE: f32 = 4.0;
const MIN_COUNT: usize = 4;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--examples", model, path, fold] => print_examples(&read(model, path, |n| n % parts(fold).1 == parts(fold).0)),
        ["--fit", model, path] => print_weights(model, &[read_examples(path)]),
        ["--table", path] => print_table(&read_examples(path)),
        [model, path] => print_weights(model, &read(model, path, |_| true)),
        [model, path, fold] => print_weights(model, &read(model, path, |n| n % parts(fold).1 != parts(fold).0)),
        _ => panic!("see the first lines of data/tools/train_quotes.rs"),
    }
}

/// "0/2": the part and the number of parts.
fn parts(fold: &str) -> (usize, usize) {
    let (part, of) = fold.split_once('/').expect("a fold is PART/PARTS");
    (part.parse().expect("a number"), of.parse().expect("a number"))
}

/// The questions that the wanted articles put to a model; the examples of a set compete.
fn read(model: &str, path: &str, wanted: impl Fn(usize) -> bool) -> Vec<Vec<Example>> {
    let file = std::io::BufReader::new(std::fs::File::open(path).expect("the gold file opens"));
    let mut found = Vec::new();
    for (_, line) in file.lines().enumerate().filter(|(n, _)| wanted(*n)) {
        let article: serde_json::Value =
            serde_json::from_str(&line.expect("the gold file is text")).expect("every line is an article");
        let text = article["text"].as_str().expect("an article has a text");
        let all = examples(text, &gold(&article, text));
        found.extend(match model {
            "report" => vec![all.report],
            "clause_end" => vec![all.clause_end],
            "antecedent" => all.antecedent,
            "confidence" => vec![all.confidence],
            _ => panic!("no such model: {model}"),
        });
    }
    found
}

fn print_weights(model: &str, found: &[Vec<Example>]) {
    let all = found.concat();
    let weights = if model == "antecedent" { fit(&all, found) } else { fit(&all, &[]) };
    header(model, &all);
    for (feature, weight) in weights {
        println!("{feature}\t{weight:.2}");
    }
}

fn print_examples(found: &[Vec<Example>]) {
    for example in found.iter().flatten() {
        println!("{}\u{1f}{}", u8::from(example.label), example.features.join("\u{1f}"));
    }
}

fn read_examples(path: &str) -> Vec<Example> {
    std::fs::read_to_string(path)
        .expect("the examples file opens")
        .lines()
        .map(|line| {
            let mut fields = line.split('\u{1f}');
            Example { label: fields.next() == Some("1"), features: fields.map(str::to_owned).collect() }
        })
        .collect()
}

/// Confidence in steps of a tenth: how many quotes, and how many of them are right. Each half is judged by weights fitted to the other.
fn print_table(examples: &[Example]) {
    let mut bins = [(0usize, 0usize); 11];
    for part in 0..2 {
        let (judged, known): (Vec<_>, Vec<_>) =
            examples.iter().cloned().enumerate().partition(|(n, _)| n / 50 % 2 == part);
        let known: Vec<Example> = known.into_iter().map(|(_, example)| example).collect();
        let weights = fit(&known, &[]);
        for (_, example) in judged {
            let score: f32 = example.features.iter().filter_map(|feature| weights.get(feature)).sum();
            let bin = &mut bins[(10.0 * probability(score)) as usize];
            bin.0 += 1;
            bin.1 += usize::from(example.label);
        }
    }
    println!("{:>10} {:>8} {:>8}", "confidence", "quotes", "right");
    for (n, (quotes, right)) in bins.iter().enumerate().filter(|(_, (quotes, _))| *quotes > 0) {
        println!("{:>9.1}+ {quotes:>8} {:>8.3}", n as f32 / 10.0, *right as f32 / *quotes as f32);
    }
}

fn gold(article: &serde_json::Value, text: &str) -> Vec<Gold> {
    let bytes: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
    let offset =
        |quote: &serde_json::Value, name: &str| bytes[quote[name].as_u64().expect("a quote has offsets") as usize];
    article["quotes"]
        .as_array()
        .expect("an article has quotes")
        .iter()
        .map(|quote| Gold {
            start: offset(quote, "start"),
            end: offset(quote, "end"),
            is_speech: quote["speech"].as_bool().unwrap_or(true),
            speaker_start: quote["speaker_start"].as_u64().map(|at| bytes[at as usize]),
            speaker: quote["speaker_canonical"].as_str().map(str::to_owned),
            mention: quote["speaker_text"].as_str().filter(|text| !is_pronoun(text)).map(str::to_owned),
        })
        .collect()
}

fn is_pronoun(text: &str) -> bool {
    let pronouns = ["i", "we", "you", "he", "she", "it", "they", "who", "his", "her", "their", "its", "him", "them"];
    pronouns.contains(&text.to_lowercase().as_str())
}

fn header(model: &str, examples: &[Example]) {
    let n_yes = examples.iter().filter(|example| example.label).count();
    println!(
        "# Weights of the linear model \"{model}\": numbers fitted by data/tools/train_quotes.rs to annotated news."
    );
    println!("# Source: our own fit; holds no text. Licence: CC0-1.0.");
    println!("# Examples: {} yes, {} no.", n_yes, examples.len() - n_yes);
    println!("# Columns: kind, first value, second value (#tag, =number or word), weight in log odds");
}

/// Logistic regression by stochastic gradient descent with per-feature rates, in a fixed order; over `sets`,
/// where given, the examples of a set compete.
fn fit(examples: &[Example], sets: &[Vec<Example>]) -> BTreeMap<String, f32> {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for feature in examples.iter().flat_map(|example| &example.features) {
        *counts.entry(feature).or_default() += 1;
    }
    let mut names: Vec<&str> = counts.iter().filter(|(_, n)| **n >= MIN_COUNT).map(|(name, _)| *name).collect();
    names.sort_unstable();
    let ids: HashMap<&str, usize> = names.iter().enumerate().map(|(id, name)| (*name, id)).collect();
    let row = |example: &Example| -> (Vec<usize>, f32) {
        let features = example.features.iter().filter_map(|name| ids.get(name.as_str()).copied()).collect();
        (features, if example.label { 1.0 } else { 0.0 })
    };
    let rows: Vec<Vec<(Vec<usize>, f32)>> = if sets.is_empty() {
        examples.iter().map(|example| vec![row(example)]).collect()
    } else {
        sets.iter().map(|set| set.iter().map(row).collect()).collect()
    };
    let mut weights = vec![0f32; names.len()];
    let mut squares = vec![1e-6f32; names.len()];
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = 0x2545_f491_4f6c_dd1du64;
    for _ in 0..EPOCHS {
        for i in (1..order.len()).rev() {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            order.swap(i, (random % (i as u64 + 1)) as usize);
        }
        for &set in &order {
            let rows = &rows[set];
            let scores: Vec<f32> =
                rows.iter().map(|(features, _)| features.iter().map(|&id| weights[id]).sum()).collect();
            let beliefs = if sets.is_empty() { vec![1.0 / (1.0 + (-scores[0]).exp())] } else { softmax(&scores) };
            let n_right: f32 = rows.iter().map(|(_, label)| label).sum::<f32>().max(1.0);
            for ((features, label), belief) in rows.iter().zip(beliefs) {
                let error = label / n_right - belief;
                for &id in features {
                    let gradient = error - SHRINKAGE * weights[id] / counts[names[id]] as f32;
                    squares[id] += gradient * gradient;
                    weights[id] += LEARNING_RATE * gradient / squares[id].sqrt();
                }
            }
        }
    }
    names.iter().map(|name| (*name).to_owned()).zip(weights).filter(|(_, weight)| weight.abs() >= 0.03).collect()
}

fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::MIN, f32::max);
    let powers: Vec<f32> = scores.iter().map(|score| (score - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|power| power / sum).collect()
}
