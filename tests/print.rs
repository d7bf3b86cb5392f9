//! Print's habits and other scripts over the real binary: a word is found as a reader sees it, and shown as it is printed.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/binary.rs"]
mod binary;

use binary::run;
use serde_json::Value;
use std::fs;
use tempfile::TempDir;

const HABITS: [(&str, &str); 8] = [
    ("soft.txt", "Night ferry\n\nThe govern\u{ad}ment re\u{ad}opened the ferry on Friday.\n"),
    ("hyphen.txt", "Night ferry\n\nThe commit-\ntee met, and the well-known pilot spoke of sea-\nweed.\n"),
    ("ligature.txt", "Night ferry\n\nThe ﬁshermen found a ﬂoating oﬃce, and the ﬁnal ﬂag.\n"),
    ("spaced.txt", "T H E  H A R B O U R\n\nRain fell on the quay all day.\n"),
    ("double.txt", "Night ferry\n\nThe cafÃ© of Mr. GarcÃ\u{ad}a said â€œno moreâ€\u{9d} to ZÃ¼rich.\n"),
    ("nbsp.txt", "Night ferry\n\nThe\u{a0}mayor paid 1\u{202f}200\u{a0}crowns for the lighthouse\u{a0}keeper.\n"),
    ("hebrew.txt", "מעבורת\n\nראש העיר אמר בירושלים כי הגשר נפתח.\n"),
    ("chinese.txt", "渡轮\n\n市长星期五宣布大桥重新开放。\n"),
];

fn indexed() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("print")).unwrap();
    for (name, text) in HABITS {
        fs::write(folder.path().join("print").join(name), text).unwrap();
    }
    run(&folder, &["index", "print"]);
    folder
}

/// The files a query finds, and the words of their texts that satisfied it.
fn found(folder: &TempDir, query: &str) -> Vec<(String, Vec<String>)> {
    let out = run(folder, &["search", "--json", "--group", "none", query]);
    let lines = out.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let hits = lines.filter(|line| line["type"] == "article");
    let mut found: Vec<_> = hits
        .map(|hit| {
            let name = hit["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
            let text = HABITS.iter().find(|(habit, _)| *habit == name).unwrap().1;
            let offset = |value: &Value| value.as_u64().unwrap() as usize;
            let words = hit["matches"].as_array().unwrap().iter();
            (name, words.map(|span| text[offset(&span[0])..offset(&span[1])].to_owned()).collect())
        })
        .collect();
    found.sort();
    found
}

#[test]
fn a_word_is_found_as_a_reader_sees_it_and_marked_as_it_is_printed() {
    let folder = indexed();
    for (query, file, printed) in [
        ("government", "soft.txt", "govern\u{ad}ment"),
        ("reopened", "soft.txt", "re\u{ad}opened"),
        ("committee", "hyphen.txt", "commit-\ntee"),
        ("seaweed", "hyphen.txt", "sea-\nweed"),
        ("\"the committee met\"", "hyphen.txt", "The commit-\ntee met"),
        ("fishermen", "ligature.txt", "ﬁshermen"),
        ("office", "ligature.txt", "oﬃce"),
        ("\"floating office\"", "ligature.txt", "ﬂoating oﬃce"),
        ("\"lighthouse keeper\"", "nbsp.txt", "lighthouse\u{a0}keeper"),
        ("\"the mayor paid\"", "nbsp.txt", "The\u{a0}mayor paid"),
        ("garcia", "double.txt", "GarcÃ\u{ad}a"),
        ("cafe", "double.txt", "cafÃ©"),
        ("zurich", "double.txt", "ZÃ¼rich"),
        ("harbour", "spaced.txt", "H A R B O U R"),
        ("\"the harbour\"", "spaced.txt", "T H E  H A R B O U R"),
        ("בירושלים", "hebrew.txt", "בירושלים"),
        ("הגשר", "hebrew.txt", "הגשר"),
        ("大桥", "chinese.txt", "大桥"),
        ("\"宣布大桥\"", "chinese.txt", "宣布大桥"),
    ] {
        let found = found(&folder, query);
        let (name, words) = found.first().unwrap_or_else(|| panic!("{query} is not found"));
        assert_eq!((found.len(), name.as_str()), (1, file), "{query}: {found:?}");
        let printed: Vec<&str> = printed.split('|').collect();
        assert_eq!(words, &printed, "{query}");
    }
}
