//! The house's invariants (docs/ARCHITECTURE.md), checked against the source as it stands.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from bottom to top. A room may use any room of a lower rank, never one of its own or a higher.
const RANKS: [(&str, u8); 11] = [
    ("article", 0),
    ("lexicon", 1),
    ("text", 2),
    ("read", 3),
    ("extract", 3),
    ("query", 3),
    ("knowledge", 4),
    ("index", 5),
    ("search", 6),
    ("render", 7),
    ("cli", 8),
];

struct Source {
    /// Path below `src`, `/` between parts.
    name: String,
    /// The file without its comments, string literals kept, and without its test modules.
    code: String,
    text: String,
}

fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| entry.expect("the source tree is readable").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    found.sort();
    found
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let sources: Vec<Source> = files(&src, "rs")
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("sources are UTF-8");
            let name = path.strip_prefix(&src).expect("below src").to_string_lossy().replace('\\', "/");
            let code = text
                .split("#[cfg(test)]\nmod ")
                .next()
                .unwrap_or_default()
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"))
                .collect::<Vec<_>>()
                .join("\n");
            Source { name, code, text }
        })
        .collect();
    assert!(sources.len() > 20, "the walk found the source tree");
    sources
}

fn room(name: &str) -> &str {
    name.split('/').next().unwrap_or(name).trim_end_matches(".rs")
}

fn rank(room: &str) -> Option<u8> {
    RANKS.iter().find(|(name, _)| *name == room).map(|(_, rank)| *rank)
}

/// Every `crate::x` that code names, also inside `use crate::{x, y}`.
fn rooms_used(code: &str) -> Vec<String> {
    let mut used = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let group = group.split('}').next().unwrap_or_default();
            used.extend(group.split(',').map(|part| part.trim().split("::").next().unwrap_or_default().to_owned()));
        } else {
            used.push(rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect());
        }
    }
    used
}

#[test]
fn nothing_points_back() {
    let mut wrong = Vec::new();
    for source in sources() {
        let own = room(&source.name);
        let Some(own_rank) = rank(own) else {
            assert!(matches!(own, "lib" | "main"), "src/{}: a room without a rank; give it one here", source.name);
            continue;
        };
        for used in rooms_used(&source.code) {
            if used != own && rank(&used).is_some_and(|used_rank| used_rank >= own_rank) {
                wrong.push(format!("src/{} uses crate::{used}", source.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Fails for every source outside the rooms of `allowed` whose code holds one of `words`.
fn only_in(allowed: &[&str], words: &[&str], why: &str) {
    let mut wrong = Vec::new();
    for source in sources() {
        if allowed.iter().any(|place| source.name.starts_with(place)) {
            continue;
        }
        for word in words.iter().filter(|word| source.code.contains(**word)) {
            wrong.push(format!("src/{}: {word} ({why})", source.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn only_the_command_line_touches_the_terminal_and_the_environment() {
    let words = [
        "println!",
        "print!(",
        "eprintln!",
        "eprint!(",
        "io::stdout",
        "io::stderr",
        "io::stdin",
        "std::env",
        "env::var",
    ];
    only_in(&["cli/", "main.rs"], &words, "only cli touches the terminal and the environment");
}

#[test]
fn only_the_command_line_reads_the_clock() {
    let words = ["SystemTime::now", "Instant::now", "Zoned::now", "Timestamp::now"];
    only_in(&["cli/"], &words, "time is an argument below cli");
}

#[test]
fn no_socket_is_opened() {
    only_in(&[], &["std::net", "TcpStream", "UdpSocket", "TcpListener", "UnixStream"], "dateline opens no socket");
}

#[test]
fn only_the_schema_knows_field_names() {
    let words = [
        "get_field(\"",
        "schema().get_field(",
        "add_text_field(",
        "add_u64_field(",
        "add_i64_field(",
        "add_f64_field(",
        "add_bytes_field(",
    ];
    only_in(&["index/schema.rs"], &words, "field names live in the schema");
}

#[test]
fn extractors_and_queries_do_no_input_or_output() {
    let mut wrong = Vec::new();
    for source in sources() {
        let pure = ["article", "lexicon", "text", "extract", "query"].contains(&room(&source.name));
        if pure && ["std::fs", "std::io", "File::"].iter().any(|word| source.code.contains(word)) {
            wrong.push(source.name);
        }
    }
    assert!(wrong.is_empty(), "these do I/O: {wrong:?}");
}

#[test]
fn only_the_lexicon_reads_data() {
    only_in(&["lexicon/"], &["/data/"], "the lexicon is data's only reader");
}

#[test]
fn every_file_says_its_job_first() {
    for source in sources() {
        assert!(source.text.starts_with("//! "), "src/{} opens with no module doc", source.name);
    }
}

#[test]
fn every_list_names_its_source_and_licence() {
    let lists = files(&Path::new(env!("CARGO_MANIFEST_DIR")).join("data"), "tsv");
    assert!(!lists.is_empty());
    for path in lists {
        let text = fs::read_to_string(&path).expect("lists are UTF-8");
        let header: String = text.lines().take_while(|line| line.starts_with('#')).collect::<Vec<_>>().join("\n");
        for word in ["Source:", "Licence:", "Columns:"] {
            assert!(header.contains(word), "{}: the header lacks `{word}`", path.display());
        }
    }
}
