//! Every fixture of `tests/formats`, read whole: what each format yields is in `tests/snapshots/formats@*.snap`.
//!
//! A new case is a new file there; its snapshot says the title, date, author and body that a person checked.

use dateline::article::{Metadata, RawArticle};
use dateline::read::{self, Item, Options, WalkOptions};
use std::fmt::Write as _;
use std::path::Path;

/// Everything that a file yields, in order, as lines to read.
fn printed(entry: &read::FileEntry) -> String {
    let mut text = String::new();
    read::read_file(entry, &Options::default(), &mut |item| match item {
        Item::Article(article) => print_article(&article, &mut text),
        Item::Failure(failure) => writeln!(text, "FAILURE {failure}").expect("strings take all"),
        Item::Skipped(skipped) => writeln!(text, "SKIPPED {skipped}").expect("strings take all"),
    });
    text
}

fn print_article(article: &RawArticle, out: &mut String) {
    let line = article.line.map(|line| format!(" (line {line})")).unwrap_or_default();
    let _ = writeln!(out, "ARTICLE {}{line}", article.id);
    let Metadata {
        title,
        date,
        updated,
        author,
        place,
        speaker,
        source,
        url,
        language,
        section,
        guid,
        version,
        status,
    } = &article.metadata;
    let facts = [
        ("title", title),
        ("date", date),
        ("updated", updated),
        ("author", author),
        ("place", place),
        ("speaker", speaker),
        ("source", source),
        ("url", url),
        ("language", language),
        ("section", section),
        ("guid", guid),
        ("version", version),
        ("status", status),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            let _ = writeln!(out, "{name}: {fact}");
        }
    }
    for diagnostic in &article.diagnostics {
        let _ = writeln!(out, "{}: {}", diagnostic.code.as_str(), diagnostic.message);
    }
    let _ = writeln!(out, "{:?}\n", article.text);
}

#[test]
fn every_fixture_yields_what_its_snapshot_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
    let mut n_fixtures = 0;
    for entry in read::walk(&root, &WalkOptions::default()) {
        let entry = entry.expect("the fixtures can be listed");
        n_fixtures += 1;
        insta::with_settings!({ snapshot_suffix => entry.relative.replace('/', "__"), prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("formats", printed(&entry));
        });
    }
    assert!(n_fixtures > 40, "the walk found the fixtures, {n_fixtures} of them");
}
