//! Archives as they are: folders, containers and charsets that archives come in, and what breaks in them.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/packed.rs"]
mod packed;

use dateline::article::{DiagnosticCode, RawArticle};
use dateline::read::{self, FileEntry, Format, Item, Options, WalkOptions};
use packed::zipped;
use std::fs;
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;

const RAIN: &str = "Rain fell on the harbour.\n";

#[derive(Debug, Default)]
struct Yield {
    articles: Vec<RawArticle>,
    failures: Vec<String>,
    skipped: Vec<String>,
}

impl Yield {
    fn ids(&self) -> Vec<&str> {
        self.articles.iter().map(|article| article.id.as_str()).collect()
    }

    fn take(&mut self, item: Item) {
        match item {
            Item::Article(article) => self.articles.push(*article),
            Item::Failure(failure) => self.failures.push(failure.to_string()),
            Item::Skipped(skipped) => self.skipped.push(skipped.to_string()),
        }
    }
}

/// Everything under a folder, in order.
fn read_all(root: &Path, options: &Options) -> Yield {
    let mut found = Yield::default();
    for entry in read::walk(root, &WalkOptions::default()) {
        match entry {
            Ok(entry) => read::read_file(&entry, options, &mut |item| found.take(item)),
            Err(failure) => found.failures.push(failure.to_string()),
        }
    }
    found
}

/// What a file of these bytes yields.
fn read_bytes(name: &str, bytes: &[u8]) -> Yield {
    read_bytes_with(name, bytes, &Options::default())
}

fn read_bytes_with(name: &str, bytes: &[u8], options: &Options) -> Yield {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    read_all(folder.path(), options)
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        tar.append_data(&mut header, name, *bytes).unwrap();
    }
    tar.into_inner().unwrap()
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

#[test]
fn folders_are_walked_in_the_same_order_and_only_for_articles() {
    let folder = TempDir::new().unwrap();
    for path in
        ["b/2.txt", "b/1.txt", "a.txt", ".git/config", ".dateline/meta.json", "c/.svn/entries", "c/de\u{301}ja.txt"]
    {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, RAIN).unwrap();
    }
    let options = WalkOptions { prefix: "morgue".to_owned(), exclude: vec![folder.path().join("b/2.txt")] };
    let entries: Vec<FileEntry> = read::walk(folder.path(), &options).map(Result::unwrap).collect();
    let names: Vec<&str> = entries.iter().map(|entry| entry.relative.as_str()).collect();
    assert_eq!(names, ["morgue/a.txt", "morgue/b/1.txt", "morgue/c/déja.txt"]);
    assert_eq!(entries[0].size, RAIN.len() as u64);
    assert!(entries[0].modified_ns.is_some_and(|modified| modified > 0));
    let root: Vec<_> = read::walk(&folder.path().join("a.txt"), &WalkOptions::default()).collect();
    assert_eq!(root[0].as_ref().unwrap().relative, "a.txt");
}

#[test]
fn a_path_that_does_not_exist_is_a_failure() {
    let entries: Vec<_> = read::walk(Path::new("no/such/morgue"), &WalkOptions::default()).collect();
    let failure = entries[0].as_ref().unwrap_err();
    assert_eq!((entries.len(), failure.path.as_str()), (1, "morgue"));
}

#[cfg(unix)]
#[test]
fn loops_pipes_and_odd_names_stop_nothing() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let folder = TempDir::new().unwrap();
    let inner = folder.path().join("inner");
    fs::create_dir(&inner).unwrap();
    std::os::unix::fs::symlink(folder.path(), inner.join("loop")).unwrap();
    std::os::unix::fs::symlink("nowhere", inner.join("dangling")).unwrap();
    fs::write(inner.join(OsStr::from_bytes(b"caf\xE9.txt")), RAIN).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(inner.join("pipe")).status().unwrap().success());
    let found = read_all(folder.path(), &Options::default());
    assert_eq!(found.ids(), ["inner/caf%E9.txt"]);
    assert_eq!(found.failures.len(), 3, "{:?}", found.failures);
    assert!(found.failures.iter().any(|failure| failure.starts_with("inner/loop: a link to a folder that it lies in")));
    assert!(found.failures.iter().any(|failure| failure == "inner/pipe: neither a file nor a folder"));
    assert!(found.failures.iter().any(|failure| failure.starts_with("inner/dangling: ")));
}

#[cfg(unix)]
#[test]
fn a_folder_is_listed_once_however_many_links_lead_to_it() {
    use std::os::unix::fs::symlink;
    let folder = TempDir::new().unwrap();
    let at = |path: &str| folder.path().join(path);
    for path in ["lib/a/1.txt", "lib/b/2.txt", "else/3.txt", "else/in/4.txt"] {
        fs::create_dir_all(at(path).parent().unwrap()).unwrap();
        fs::write(at(path), RAIN).unwrap();
    }
    // Followed to the end, these make thousands of paths.
    for n in 0..8 {
        symlink(at("lib/b"), at(&format!("lib/a/b{n}"))).unwrap();
        symlink(at("lib/a"), at(&format!("lib/b/a{n}"))).unwrap();
        symlink(at("else"), at(&format!("lib/else{n}"))).unwrap();
    }
    symlink(at("else/in"), at("lib/in")).unwrap();
    symlink(at("else/3.txt"), at("lib/three.txt")).unwrap();
    let found = read_all(&at("lib"), &Options::default());
    assert_eq!(found.ids(), ["a/1.txt", "b/2.txt", "else0/3.txt", "else0/in/4.txt", "three.txt"]);
    assert_eq!(found.failures, [""; 0]);
}

#[test]
fn a_file_gone_before_it_is_read_is_a_failure() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("a.txt"), RAIN).unwrap();
    let entry = read::walk(folder.path(), &WalkOptions::default()).next().unwrap().unwrap();
    fs::remove_file(&entry.path).unwrap();
    let mut found = Yield::default();
    read::read_file(&entry, &Options::default(), &mut |item| found.take(item));
    assert!(found.articles.is_empty() && found.failures[0].starts_with("a.txt: "));
}

#[test]
fn a_file_cut_while_it_is_read_keeps_what_was_read() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("wire.jsonl");
    let record = |n: usize| format!("{{\"id\":{n},\"text\":\"{}\"}}\n", "rain ".repeat(1_000));
    let records: String = (0..200).map(record).collect();
    fs::write(&path, &records).unwrap();
    let entry = read::walk(folder.path(), &WalkOptions::default()).next().unwrap().unwrap();
    let mut found = Yield::default();
    // Cut within the hundredth record, after the first was handed on.
    let kept: usize = (0..100).map(|n| record(n).len()).sum::<usize>() - 100;
    read::read_file(&entry, &Options::default(), &mut |item| {
        if found.articles.is_empty() {
            fs::File::options().write(true).open(&path).unwrap().set_len(kept as u64).unwrap();
        }
        found.take(item);
    });
    assert_eq!(found.articles.len(), 99);
    assert_eq!(found.failures.len(), 1, "{:?}", found.failures);
    assert!(found.failures[0].starts_with("wire.jsonl:100: not a JSON record"), "{:?}", found.failures);
    // Cut between the walk and the reading, to nothing and within a packed file.
    fs::write(&path, "").unwrap();
    let mut found = Yield::default();
    read::read_file(&entry, &Options::default(), &mut |item| found.take(item));
    assert_eq!(found.skipped, ["wire.jsonl: empty"]);
    let packed = gzipped(records.as_bytes());
    fs::write(&path, &packed[..packed.len() / 2]).unwrap();
    let mut found = Yield::default();
    read::read_file(&entry, &Options::default(), &mut |item| found.take(item));
    assert_eq!(found.failures.len(), 1, "{:?}", found.failures);
}

#[test]
fn what_holds_no_article_says_why() {
    for (bytes, reason) in [
        (&b""[..], "empty"),
        (b" \n\r\n", "empty"),
        (b"\x7FELF\0\0\0\0\0\0", "binary"),
        (b"\x89PNG\r\n\x1A\n", "image"),
        (b"{\\rtf1{\\info{\\title x}}}", "a document without text"),
        (b"{\"colour\": \"blue\"}", "JSON that holds no articles"),
    ] {
        let found = read_bytes("file", bytes);
        assert_eq!(found.skipped, [format!("file: {reason}")]);
        assert!(found.articles.is_empty() && found.failures.is_empty());
    }
}

#[test]
fn every_charset_reads_the_same() {
    let text = "Łódź — “café” naïve, 7 March 1994. Rain fell on the harbour.\r\nAnd on the pier.\r";
    let utf_16 = |bytes: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let marked = [&b"\xEF\xBB\xBF"[..], text.as_bytes()].concat();
    for bytes in [text.as_bytes().to_vec(), marked, utf_16(u16::to_le_bytes), utf_16(u16::to_be_bytes)] {
        assert_eq!(read_bytes("a.txt", &bytes).articles[0].text, text);
    }
    let western = "The café’s “rain” – naïve, it’s said – fell.";
    let (bytes, _, _) = encoding_rs::WINDOWS_1252.encode(western);
    assert_eq!(read_bytes("a.txt", &bytes).articles[0].text, western);
    let records = "{\"id\":\"1\",\"text\":\"Łódź\"}\n{\"id\":\"2\",\"text\":\"rain\"}\n";
    let bytes: Vec<u8> = records.encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_bytes("a.jsonl", &bytes).articles[0].text, "Łódź");
}

#[test]
fn damage_is_kept_and_said() {
    let mut bytes = "Rain fell on the café, “naïvely”, said Zoë. ".repeat(20).into_bytes();
    bytes.extend_from_slice(b"\xFF end");
    let found = read_bytes("a.txt", &bytes);
    assert_eq!(found.articles[0].diagnostics[0].code, DiagnosticCode::CharsetReplaced);
    assert!(found.articles[0].text.ends_with("\u{FFFD} end"));
}

#[test]
fn containers_are_opened_and_named() {
    let records = b"{\"id\":\"one\",\"text\":\"x\"}\n{\"text\":\"y\"}\n";
    let tar = gzipped(&tarred(&[("./1998/march/story.txt", RAIN.as_bytes()), ("1998/two.jsonl", records)]));
    let zip = zipped(&[("../../etc/a.txt", RAIN.as_bytes()), ("b/", b""), ("b/morgue.tar.gz", &tar), (".git/x", b"x")]);
    let found = read_bytes("dump.zip", &zip);
    let ids = [
        "dump.zip!/etc/a.txt",
        "dump.zip!/b/morgue.tar.gz!/1998/march/story.txt",
        "dump.zip!/b/morgue.tar.gz!/1998/two.jsonl#one",
        "dump.zip!/b/morgue.tar.gz!/1998/two.jsonl#2",
    ];
    assert_eq!(found.ids(), ids, "{found:?}");
    assert!(found.failures.is_empty() && found.skipped.is_empty());
}

#[test]
fn compressed_files_keep_their_path() {
    let mut bzip2 = bzip2::write::BzEncoder::new(Vec::new(), bzip2::Compression::fast());
    bzip2.write_all(RAIN.as_bytes()).unwrap();
    // RAIN, packed by the reference implementation.
    let xz = [
        0xFD, 0x37, 0x7A, 0x58, 0x5A, 0x00, 0x00, 0x04, 0xE6, 0xD6, 0xB4, 0x46, 0x02, 0x00, 0x21, 0x01, 0x16, 0x00,
        0x00, 0x00, 0x74, 0x2F, 0xE5, 0xA3, 0x01, 0x00, 0x19, 0x52, 0x61, 0x69, 0x6E, 0x20, 0x66, 0x65, 0x6C, 0x6C,
        0x20, 0x6F, 0x6E, 0x20, 0x74, 0x68, 0x65, 0x20, 0x68, 0x61, 0x72, 0x62, 0x6F, 0x75, 0x72, 0x2E, 0x0A, 0x00,
        0x00, 0x00, 0xF3, 0x88, 0x4D, 0xF7, 0xB7, 0x19, 0x42, 0xB5, 0x00, 0x01, 0x32, 0x1A, 0x20, 0x18, 0x94, 0x30,
        0x1F, 0xB6, 0xF3, 0x7D, 0x01, 0x00, 0x00, 0x00, 0x00, 0x04, 0x59, 0x5A,
    ];
    let two_members = [gzipped(b"Rain fell "), gzipped(b"on the harbour.\n")].concat();
    let zstd = zstd::encode_all(RAIN.as_bytes(), 3).unwrap();
    for bytes in [gzipped(RAIN.as_bytes()), two_members, bzip2.finish().unwrap(), xz.to_vec(), zstd] {
        let found = read_bytes("a.txt.packed", &bytes);
        assert_eq!((found.ids(), found.articles[0].text.as_str()), (vec!["a.txt.packed"], RAIN));
    }
}

#[test]
fn depth_and_size_of_what_is_packed_are_bounded() {
    let mut nested = zipped(&[("a.txt", RAIN.as_bytes())]);
    for _ in 0..8 {
        nested = zipped(&[("inner.zip", &nested)]);
    }
    let found = read_bytes("deep.zip", &nested);
    assert!(found.articles.is_empty() && found.failures[0].ends_with("packed more than 6 deep"), "{found:?}");

    let mut options = Options::default();
    options.free_unpacked_bytes = 1 << 20;
    options.max_unpack_ratio = 10;
    options.format = Some(Format::JsonLines);
    let blank = " \n".repeat(4 << 20);
    let found = read_bytes_with("bomb.gz", &gzipped(blank.as_bytes()), &options);
    assert!(found.failures[0].contains("taken for a bomb"), "{found:?}");
    options.max_unpack_ratio = 100_000;
    assert!(read_bytes_with("flat.gz", &gzipped(blank.as_bytes()), &options).failures.is_empty());
}

#[test]
fn a_broken_container_keeps_what_comes_before_the_break() {
    let records: String =
        (0..5_000).map(|n| format!("{{\"id\":{n},\"text\":\"rain {}\"}}\n", n * 7919 % 1000)).collect();
    let packed = gzipped(records.as_bytes());
    let found = read_bytes("cut.jsonl.gz", &packed[..packed.len() / 2]);
    assert!(found.articles.len() > 100 && found.failures.len() == 1, "{} {:?}", found.articles.len(), found.failures);

    let mut zip = zipped(&[("a.txt", RAIN.as_bytes()), ("b.txt", RAIN.as_bytes())]);
    // A byte of the first member's packed text.
    zip[38] ^= 0x55;
    let found = read_bytes("bad.zip", &zip);
    assert_eq!(found.ids(), ["bad.zip!/b.txt"]);
    assert!(found.failures[0].starts_with("bad.zip!/a.txt: "), "{found:?}");
    let found = read_bytes("cut.zip", &zip[..zip.len() - 10]);
    assert!(found.articles.is_empty() && found.failures[0].starts_with("cut.zip: "));
}

#[test]
fn an_article_has_a_largest_size() {
    let mut options = Options::default();
    options.max_article_bytes = 1 << 20;
    let long = "x".repeat(3 << 20);
    let found = read_bytes_with("long.txt", long.as_bytes(), &options);
    assert!(found.failures[0].contains("larger than 1 MiB"), "{found:?}");
    let records = format!("{{\"text\":\"a\"}}\n{{\"text\":\"{long}\"}}\n{{\"text\":\"b\"}}\n");
    let found = read_bytes_with("long.jsonl", records.as_bytes(), &options);
    assert_eq!(found.ids(), ["long.jsonl#1", "long.jsonl#3"]);
    assert!(found.failures[0].starts_with("long.jsonl:2: larger than"), "{:?}", found.failures);
    let feed = format!(
        "<rss><channel><item><title>a</title><description>x</description></item><item>{long}</item></channel></rss>"
    );
    let found = read_bytes_with("long.xml", feed.as_bytes(), &options);
    assert!(found.articles.len() == 1 && found.failures[0].contains("larger than 1 MiB"), "{found:?}");
    let table = format!("title,text\na,b\nc,\"{long}\n");
    let found = read_bytes_with("long.csv", table.as_bytes(), &options);
    assert!(found.articles.len() == 1 && found.failures[0].contains("larger than 1 MiB"), "{found:?}");
}

#[test]
fn nesting_is_bounded() {
    let nested = |n: usize| format!("{}{{\"title\":\"t\",\"text\":\"x\"}}{}", "[".repeat(n), "]".repeat(n));
    assert_eq!(read_bytes("a.json", nested(100).as_bytes()).articles[0].text, "x");
    let found = read_bytes("a.json", nested(100_000).as_bytes());
    assert!(found.articles.is_empty() && found.failures.len() == 1, "{found:?}");
    let deep = format!("<html><body>{}rain", "<div><b><i>".repeat(100_000));
    assert_eq!(read_bytes("a.html", deep.as_bytes()).articles[0].text, "rain");
}

#[test]
fn office_documents_are_read() {
    let word = "<w:document xmlns:w='x'><w:body><w:p><w:r><w:t>Rain </w:t></w:r><w:r><w:t>fell.</w:t></w:r></w:p>\
        <w:p><w:del><w:r><w:t>Struck out.</w:t></w:r></w:del><w:r><w:t>Then</w:t><w:br/><w:t>sun.</w:t></w:r></w:p></w:body></w:document>";
    let facts = "<cp:coreProperties><dc:title>Weather</dc:title><dc:creator>Ada Rowe</dc:creator></cp:coreProperties>";
    let found = read_bytes(
        "a.docx",
        &zipped(&[("word/document.xml", word.as_bytes()), ("docProps/core.xml", facts.as_bytes())]),
    );
    let article = &found.articles[0];
    assert_eq!((article.id.as_str(), article.text.as_str()), ("a.docx", "Rain fell.\n\nThen\nsun."));
    assert_eq!(article.metadata.author.as_deref(), Some("Ada Rowe"));
    let open = "<office:document-content><office:body><office:text><text:h>Weather</text:h><text:p>Rain<text:s/>fell.</text:p></office:text></office:body></office:document-content>";
    let members: [(&str, &[u8]); 3] = [
        ("mimetype", b"application/vnd.oasis.opendocument.text"),
        ("content.xml", open.as_bytes()),
        ("META-INF/manifest.xml", b"<m/>"),
    ];
    assert_eq!(read_bytes("a.odt", &zipped(&members)).articles[0].text, "Weather\n\nRain fell.");
    let found = read_bytes("a.xlsx", &zipped(&[("xl/workbook.xml", b"<x/>")]));
    assert_eq!(found.skipped, ["a.xlsx: spreadsheet"]);
}

#[test]
fn a_web_archive_may_be_packed_record_by_record() {
    let archive = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats/warc/site.warc")).unwrap();
    let starts: Vec<usize> =
        archive.windows(8).enumerate().filter(|(_, bytes)| *bytes == b"WARC/1.0").map(|(at, _)| at).collect();
    let ends = starts.iter().skip(1).copied().chain([archive.len()]);
    let packed: Vec<u8> = starts.iter().zip(ends).flat_map(|(&start, end)| gzipped(&archive[start..end])).collect();
    let (plain, packed) = (read_bytes("site.warc", &archive), read_bytes("site.warc", &packed));
    assert_eq!(packed.ids(), plain.ids());
    assert_eq!(plain.articles.len(), 2);
}

#[test]
fn records_of_a_stream_have_their_own_ids() {
    let records = "{\"id\":\"da/1\",\"text\":\"Title here\\n\\nx\",\"title\":null}\n{\"text\":\"y\"}\nbroken\n";
    let mut options = Options::default();
    options.format = Some(Format::JsonLines);
    let mut found = Yield::default();
    read::read_stream("-", records.as_bytes(), &options, &mut |item| found.take(item));
    assert_eq!(found.ids(), ["da/1", "2"]);
    assert!(found.failures[0].starts_with("-:3: not a JSON record"), "{found:?}");
    let mut found = Yield::default();
    read::read_stream("-", RAIN.as_bytes(), &Options::default(), &mut |item| found.take(item));
    assert_eq!(found.ids(), ["-"]);
}

#[test]
fn fields_are_mapped_as_the_user_says() {
    let mut options = Options::default();
    options.field_map.add("title=Kop").unwrap();
    options.field_map.add("text=tekst_tot").unwrap();
    for file in ["{\"kop\":\"Rain\",\"tekst-tot\":\"It fell.\",\"title\":\"no\"}\n", "kop,tekst_tot\nRain,It fell.\n"] {
        let found = read_bytes_with("a", file.as_bytes(), &options);
        assert_eq!(
            (found.articles[0].metadata.title.as_deref(), found.articles[0].text.as_str()),
            (Some("Rain"), "It fell.")
        );
    }
    for bad in ["headline", "colour=x", "title="] {
        assert!(options.field_map.add(bad).unwrap_err().to_string().contains("PART=NAME"));
    }
}

mod damaged {
    use super::*;
    use proptest::prelude::*;

    fn fixtures() -> Vec<Vec<u8>> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/formats");
        let entries = read::walk(&root, &WalkOptions::default());
        let mut fixtures: Vec<Vec<u8>> = entries.map(|entry| fs::read(entry.unwrap().path).unwrap()).collect();
        fixtures.push(zipped(&[("a.txt", RAIN.as_bytes()), ("b.json", b"{}")]));
        fixtures.push(gzipped(RAIN.as_bytes()));
        fixtures.push(tarred(&[("a.txt", RAIN.as_bytes())]));
        fixtures
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever happens to a file, reading it ends, and says something of it.
        #[test]
        fn every_file_ends_as_something(
            which in any::<prop::sample::Index>(),
            cut in any::<prop::sample::Index>(),
            changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 0..12),
        ) {
            let fixtures = fixtures();
            let mut bytes = which.get(&fixtures).clone();
            if cut.index(4) == 0 {
                bytes.truncate(cut.index(bytes.len()));
            }
            for (at, byte, kind) in changes {
                if bytes.is_empty() {
                    break;
                }
                let at = at.index(bytes.len());
                match kind {
                    0 => bytes[at] = byte,
                    1 => bytes.insert(at, byte),
                    _ => { bytes.remove(at); }
                }
            }
            let mut n_items = 0;
            read::read_stream("-", &bytes[..], &Options::default(), &mut |_| n_items += 1);
            prop_assert!(n_items > 0);
        }

        /// The same of any format's reader, given anything.
        #[test]
        fn every_reader_survives_any_text(text in "(<|>|/|\"|'|\\{|\\}|:|,|\\n|\\t|&|;|=|-|[a-z]{1,3}|é|\u{1}|\u{2}| ){0,200}", which in any::<prop::sample::Index>()) {
            let mut options = Options::default();
            options.format = Some(*which.get(Format::ALL));
            let mut n_items = 0;
            read::read_stream("-", text.as_bytes(), &options, &mut |_| n_items += 1);
            prop_assert!(n_items > 0);
        }
    }
}
