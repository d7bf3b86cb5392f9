//! An index follows its files: what changed is read again, what is gone is marked, what a run did is said.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "common/packed.rs"]
mod packed;

use dateline::article::DiagnosticCode;
use dateline::index::{Error, Manifest, Prune, Reader, Report, Root, Told, UpdateOptions, forget, remember, update};
use packed::zipped;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

const NOW_NS: i64 = 1_800_000_000_000_000_000;
static GO: AtomicBool = AtomicBool::new(false);

/// A folder of articles beside an index.
struct Archive {
    folder: TempDir,
}

impl Archive {
    fn new(files: &[(&str, &str)]) -> Self {
        let archive = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(archive.root()).unwrap();
        for (path, text) in files {
            archive.write(path, text, 0);
        }
        archive
    }

    fn root(&self) -> PathBuf {
        self.folder.path().join("morgue")
    }

    fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    /// Writes a file that was last changed `minutes` after the others.
    fn write(&self, path: &str, text: impl AsRef<[u8]>, minutes: u64) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        touch(&path, minutes);
    }

    fn remove(&self, path: &str) {
        fs::remove_file(self.root().join(path)).unwrap();
    }

    fn update(&self) -> Report {
        self.update_with(&UpdateOptions::new(NOW_NS, &GO)).unwrap()
    }

    fn update_with(&self, options: &UpdateOptions<'_>) -> Result<Report, Error> {
        self.update_roots(&[self.folder("", Told::default())], options)
    }

    fn update_roots(&self, roots: &[Root], options: &UpdateOptions<'_>) -> Result<Report, Error> {
        let mut last = 0;
        let report = update(&self.index(), roots, options, &mut |progress| {
            assert!(progress.n_bytes >= last && progress.n_bytes <= progress.n_bytes_total, "{progress:?}");
            last = progress.n_bytes;
        })?;
        assert!(self.reader().reckoning().unwrap().is_even(), "{report:?}");
        Ok(report)
    }

    /// A folder of the archive, and what is said of it.
    fn folder(&self, name: &str, told: Told) -> Root {
        let path = if name.is_empty() { self.root() } else { self.root().join(name) };
        Root { path, prefix: name.to_owned(), told, ..Root::default() }
    }

    fn reader(&self) -> Reader {
        Reader::open(&self.index()).unwrap()
    }

    fn manifest(&self) -> Manifest {
        self.reader().manifest().unwrap()
    }

    /// The text of every article, by id.
    fn articles(&self) -> BTreeMap<String, String> {
        let reader = self.reader();
        let mut articles = BTreeMap::new();
        let manifest = reader.manifest().unwrap();
        for path in manifest.files.keys() {
            for known in reader.articles_of(path, &manifest).unwrap() {
                let address = reader.find(&known.id).unwrap().expect("what is known is found");
                let before = articles.insert(known.id, reader.article(address).unwrap().text);
                assert_eq!(before, None, "an id is of one article");
            }
        }
        assert_eq!(
            articles.len() as u64,
            reader.n_articles().unwrap(),
            "every article belongs to a file of the manifest"
        );
        articles
    }

    fn ids(&self) -> Vec<String> {
        self.articles().into_keys().collect()
    }
}

fn touch(path: &Path, minutes: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000 + 60 * minutes);
    File::options().write(true).open(path).unwrap().set_modified(time).unwrap();
}

fn records(records: &[(&str, &str)]) -> String {
    records.iter().map(|(id, text)| format!("{{\"id\":\"{id}\",\"text\":\"{text}\"}}\n")).collect()
}

#[test]
fn a_first_run_indexes_and_a_second_reads_nothing() {
    let archive = Archive::new(&[("a.txt", "One article."), ("1998/b.txt", "Another one.")]);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged, report.n_files, report.n_files_read), (2, 0, 2, 2));
    assert_eq!(archive.ids(), ["1998/b.txt", "a.txt"]);
    let commit = archive.reader().commit().clone();
    assert_eq!((commit.files.n_files, commit.files.n_articles, commit.started_ns), (2, 2, NOW_NS));
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged, report.n_files, report.n_files_read), (0, 2, 2, 0));
    assert_eq!(archive.reader().commit(), &commit, "nothing to do, nothing written");
}

#[test]
fn a_changed_file_takes_the_place_of_the_old() {
    let archive = Archive::new(&[("a.txt", "One article."), ("b.txt", "Another one.")]);
    archive.update();
    archive.write("b.txt", "Another day.", 1);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged, report.n_files_read), (1, 1, 1));
    assert_eq!(archive.articles()["b.txt"], "Another day.");
    touch(&archive.root().join("a.txt"), 2);
    let report = archive.update();
    assert_eq!(
        (report.n_indexed, report.n_unchanged, report.n_files_read),
        (0, 2, 1),
        "read, and found to be the same"
    );
}

#[test]
fn a_file_changed_since_the_last_run_began_is_read_again() {
    let archive = Archive::new(&[("a.txt", "One article.")]);
    let file_ns = 1_700_000_000_000_000_000;
    let at = |now_ns| UpdateOptions::new(now_ns, &GO);
    assert_eq!(archive.update_with(&at(file_ns)).unwrap().n_indexed, 1);
    // The same size, and the same time as far as the system tells.
    archive.write("a.txt", "Two articles", 0);
    assert_eq!(archive.update_with(&at(file_ns + 1)).unwrap().n_indexed, 1);
    assert_eq!(archive.update_with(&at(file_ns + 2)).unwrap().n_files_read, 0);
}

#[test]
fn records_of_a_file_are_followed_one_by_one() {
    let archive = Archive::new(&[("w.jsonl", &records(&[("1", "Alpha."), ("2", "Beta."), ("3", "Gamma.")]))]);
    archive.update();
    assert_eq!(archive.ids(), ["w.jsonl#1", "w.jsonl#2", "w.jsonl#3"]);
    archive.write("w.jsonl", records(&[("1", "Alpha."), ("2", "Changed."), ("4", "Delta.")]), 1);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged, report.n_dropped), (2, 1, 1));
    let articles = archive.articles();
    assert_eq!(articles.keys().collect::<Vec<_>>(), ["w.jsonl#1", "w.jsonl#2", "w.jsonl#4"]);
    assert_eq!(articles["w.jsonl#2"], "Changed.");
}

#[test]
fn members_of_a_container_are_followed_one_by_one() {
    let inner = zipped(&[("x.txt", b"Rain."), ("y.txt", b"Snow.")]);
    let archive = Archive::new(&[]);
    archive.write("d.zip", zipped(&[("a.txt", b"Hail."), ("in/inner.zip", &inner)]), 0);
    // Neither is the container's, whatever their names begin with.
    archive.write("d.zip!/fog.txt", "Fog.", 0);
    archive.write("d.zipped.txt", "Mist.", 0);
    assert_eq!(archive.update().n_indexed, 5);
    let inner = zipped(&[("x.txt", b"Rain."), ("z.txt", b"Sleet.")]);
    archive.write("d.zip", zipped(&[("a.txt", b"Hailstones."), ("in/inner.zip", &inner)]), 1);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged, report.n_dropped), (2, 3, 1));
    let inside = ["d.zip!/a.txt", "d.zip!/fog.txt", "d.zip!/in/inner.zip!/x.txt", "d.zip!/in/inner.zip!/z.txt"];
    assert_eq!(archive.ids()[..4], inside);
    archive.remove("d.zip");
    archive.update_with(&UpdateOptions { prune: Prune::Forced, ..UpdateOptions::new(NOW_NS, &GO) }).unwrap();
    assert_eq!(archive.ids(), ["d.zip!/fog.txt", "d.zipped.txt"]);
}

#[test]
fn what_cannot_be_read_is_noted_and_tried_again() {
    let archive =
        Archive::new(&[("w.jsonl", "{\"text\":\"Good.\"}\n{broken\n"), ("x.bin", "\0\u{1}\0"), ("e.txt", "")]);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_failed), (1, 1));
    assert_eq!(report.failures[0].line, Some(2));
    let manifest = archive.manifest();
    assert_eq!((manifest.files["w.jsonl"].n_articles, manifest.files["w.jsonl"].n_failed), (1, 1));
    let counts = archive.reader().commit().files;
    assert_eq!(counts.n_files, 3);
    assert_eq!(counts.n_failed + counts.n_skipped + counts.n_articles, 4, "every file and record is accounted for");
    assert_eq!(report.skipped.values().sum::<u64>() + report.n_failed + report.n_indexed, 4);
}

#[test]
fn a_file_that_is_gone_stays_findable_until_pruned() {
    let names: Vec<String> = (0..10).map(|n| format!("{n}.txt")).collect();
    let archive = Archive::new(&names.iter().map(|name| (name.as_str(), "Words.")).collect::<Vec<_>>());
    archive.update();
    archive.remove("3.txt");
    let report = archive.update();
    assert_eq!((report.n_missing, report.n_dropped), (1, 0));
    assert!(archive.manifest().files["3.txt"].is_missing);
    assert_eq!(archive.ids().len(), 10);
    let prune = |prune| UpdateOptions { prune, ..UpdateOptions::new(NOW_NS, &GO) };
    let report = archive.update_with(&prune(Prune::Careful)).unwrap();
    assert_eq!((report.n_missing, report.n_dropped), (0, 1));
    assert_eq!(archive.ids().len(), 9);
    for name in &names[4..7] {
        archive.remove(name);
    }
    let error = archive.update_with(&prune(Prune::Careful)).unwrap_err();
    assert!(error.to_string().starts_with("3 of 9 indexed files are gone from "), "{error}");
    assert!(error.hint().unwrap().contains("--force"));
    assert_eq!(archive.ids().len(), 9);
    assert_eq!(archive.update_with(&prune(Prune::Forced)).unwrap().n_dropped, 3);
    assert_eq!(archive.ids().len(), 6);
}

#[test]
fn a_file_that_comes_back_is_marked_no_longer() {
    let archive = Archive::new(&[("a.txt", "One article."), ("b.txt", "Another one.")]);
    archive.update();
    archive.remove("a.txt");
    assert_eq!(archive.update().n_missing, 1);
    archive.write("a.txt", "One article.", 0);
    let report = archive.update();
    assert_eq!((report.n_missing, report.n_files_read), (0, 0));
    assert!(!archive.manifest().files["a.txt"].is_missing);
}

#[test]
fn articles_move_with_their_files() {
    let records = [("1", "Rain."), ("2", "Snow.")];
    let files = [("a.txt", "One."), ("b.txt", "Two."), ("c.jsonl", &*self::records(&records)), ("kept.txt", "Three.")];
    let archive = Archive::new(&files);
    archive.update();
    fs::create_dir(archive.root().join("1998")).unwrap();
    for (from, to) in [("a.txt", "1998/a.txt"), ("c.jsonl", "1998/wires.jsonl")] {
        fs::rename(archive.root().join(from), archive.root().join(to)).unwrap();
    }
    archive.remove("b.txt");
    // A copy of what is still there has not moved from there.
    archive.write("copy.txt", "Three.", 0);
    let later = NOW_NS + 40 * 24 * 60 * 60 * 1_000_000_000;
    let report = archive.update_with(&UpdateOptions::new(later, &GO)).unwrap();
    assert_eq!((report.n_indexed, report.n_moved, report.n_missing), (4, 2, 1));
    let expected = ["1998/a.txt", "1998/wires.jsonl#1", "1998/wires.jsonl#2", "b.txt", "copy.txt", "kept.txt"];
    assert_eq!(archive.ids(), expected);
    let added = |file: &str| archive.reader().articles_of(file, &archive.manifest()).unwrap()[0].added;
    assert_eq!(added("1998/a.txt"), added("kept.txt"), "it was there before");
    assert!(added("copy.txt") > added("kept.txt"));
}

#[test]
fn what_was_forgotten_stays_out_wherever_its_text_turns_up() {
    let archive = Archive::new(&[
        ("a.txt", "A secret xylophone."),
        ("copy.txt", "A secret xylophone."),
        ("b.jsonl", &records(&[("1", "A secret drum."), ("2", "A horn.")])),
    ]);
    archive.update();
    forget(&archive.index(), &["a.txt".to_owned(), "b.jsonl#1".to_owned()]).unwrap();
    assert_eq!(archive.ids(), ["b.jsonl#2", "copy.txt"]);
    // The files move, and the copy that was left is read again.
    fs::rename(archive.root().join("a.txt"), archive.root().join("moved.txt")).unwrap();
    archive.remove("b.jsonl");
    archive.write("c.jsonl", records(&[("7", "A secret drum."), ("8", "A horn.")]), 2);
    touch(&archive.root().join("copy.txt"), 3);
    let report = archive.update();
    assert_eq!(archive.ids(), ["c.jsonl#8", "copy.txt"]);
    assert_eq!(report.skipped.values().sum::<u64>(), 2, "{:?}", report.skipped);
    assert!(report.reckoning.unwrap().is_even());
    assert_eq!(archive.update().n_files_read, 0);
    // Either id takes it back, and with it what was kept out because of it.
    assert_eq!(remember(&archive.index(), &["moved.txt".to_owned(), "b.jsonl#1".to_owned()]).unwrap(), 2);
    archive.update();
    assert_eq!(archive.ids(), ["c.jsonl#7", "c.jsonl#8", "copy.txt", "moved.txt"]);
    assert!(archive.manifest().forgotten.is_empty());
}

#[test]
fn a_file_that_moved_in_part_stays() {
    let archive = Archive::new(&[("wires.jsonl", &records(&[("1", "Rain."), ("2", "Snow.")]))]);
    archive.update();
    archive.remove("wires.jsonl");
    archive.write("rain.jsonl", records(&[("1", "Rain.")]), 0);
    let report = archive.update();
    assert_eq!((report.n_moved, report.n_missing), (0, 1));
    assert_eq!(archive.ids(), ["rain.jsonl#1", "wires.jsonl#1", "wires.jsonl#2"]);
}

#[test]
fn a_folder_keeps_what_it_was_told() {
    let archive = Archive::new(&[("a/1.txt", "He came."), ("a/old/2.txt", "He left."), ("b/3.txt", "He slept.")]);
    let now = UpdateOptions::new(NOW_NS, &GO);
    let dated = |date: &str| Told { assume_date: Some(date.parse().ok()), ..Told::default() };
    let dates = || {
        let reader = archive.reader();
        let published = |id: &str| {
            let article = reader.article(reader.find(id).unwrap().unwrap()).unwrap();
            article.published.map(|published| published.date.to_string()).unwrap_or_default()
        };
        ["a/1.txt", "a/old/2.txt", "b/3.txt"].map(published)
    };
    archive.update();
    assert_eq!(dates(), ["", "", ""]);
    let report = archive.update_roots(&[archive.folder("a", dated("1994"))], &now).unwrap();
    assert_eq!((report.n_indexed, report.n_unchanged), (2, 0));
    archive.update_roots(&[archive.folder("a/old", dated("1901-05"))], &now).unwrap();
    assert_eq!(dates(), ["1994", "1901-05", ""]);
    let report = archive.update();
    assert_eq!((report.n_indexed, report.n_unchanged), (0, 3), "nothing new was said");
    archive.write("a/1.txt", "He came back.", 1);
    archive.update();
    assert_eq!(dates(), ["1994", "1901-05", ""]);
    let report = archive.update_roots(&[archive.folder("", dated("2001"))], &now).unwrap();
    assert_eq!((report.n_indexed, dates()), (1, ["1994", "1901-05", "2001"].map(str::to_owned)));
    archive.update_roots(&[archive.folder("a", dated("none"))], &now).unwrap();
    assert_eq!(dates(), ["2001", "1901-05", "2001"]);
}

#[test]
fn a_root_that_is_gone_is_an_error_and_pruned_only_by_force() {
    let archive = Archive::new(&[("a.txt", "One article.")]);
    archive.update();
    fs::remove_dir_all(archive.root()).unwrap();
    let prune = |prune| UpdateOptions { prune, ..UpdateOptions::new(NOW_NS, &GO) };
    assert!(matches!(archive.update_with(&prune(Prune::Never)), Err(Error::NoSuchPath { .. })));
    assert!(matches!(archive.update_with(&prune(Prune::Careful)), Err(Error::PruneRefused { .. })));
    assert_eq!(archive.update_with(&prune(Prune::Forced)).unwrap().n_dropped, 1);
    assert!(archive.ids().is_empty());
}

#[test]
fn other_roots_are_left_alone() {
    let archive = Archive::new(&[("a/1.txt", "One."), ("b/1.txt", "Two.")]);
    let options = UpdateOptions::new(NOW_NS, &GO);
    let root = |name: &str| Root { path: archive.root().join(name), prefix: name.to_owned(), ..Root::default() };
    let run = |roots: &[Root]| update(&archive.index(), roots, &options, &mut |_| {}).unwrap();
    assert_eq!(run(&[root("a"), root("b")]).n_indexed, 2);
    archive.remove("a/1.txt");
    archive.write("b/1.txt", "Three.", 1);
    let report = run(&[root("b")]);
    assert_eq!((report.n_indexed, report.n_missing), (1, 0));
    assert_eq!(archive.ids(), ["a/1.txt", "b/1.txt"]);
    let file = Root { path: archive.root().join("b/1.txt"), prefix: "b".to_owned(), ..Root::default() };
    assert_eq!(run(&[file]).n_unchanged, 1);
}

#[test]
fn other_options_extract_everything_anew() {
    let archive = Archive::new(&[("a.txt", "One article."), ("b.txt", "Another one.")]);
    archive.update();
    let mut options = UpdateOptions::new(NOW_NS, &GO);
    options.extract.assume_date = Some("1998-03".parse().unwrap());
    let report = archive.update_with(&options).unwrap();
    assert!(report.is_made_anew);
    assert_eq!((report.n_indexed, report.n_unchanged), (2, 0));
    let reader = archive.reader();
    let article = reader.article(reader.find("a.txt").unwrap().unwrap()).unwrap();
    assert_eq!(article.published.unwrap().date.to_string(), "1998-03");
    assert_eq!(archive.update_with(&options).unwrap().n_files_read, 0);
}

#[test]
fn any_number_of_threads_makes_the_same_index() {
    let texts: Vec<(String, String)> = (0..200)
        .map(|n| {
            (format!("{:02}/{n}.txt", n % 7), format!("Story {n}\n\nMayor Ann Lee said \"we open bridge {n}\".\n"))
        })
        .collect();
    let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (path.as_str(), text.as_str())).collect();
    let contents = |threads: usize| {
        let archive = Archive::new(&files);
        let mut options = UpdateOptions::new(NOW_NS, &GO);
        options.writer.threads = threads;
        let report = archive.update_with(&options).unwrap();
        let reader = archive.reader();
        (report, archive.articles(), archive.manifest(), reader.n_quotes().unwrap())
    };
    let one = contents(1);
    assert_eq!(one.0.n_indexed, 200);
    assert_eq!(contents(4), one);
}

#[test]
fn a_stopped_run_keeps_what_is_done_and_the_next_completes_it() {
    let lines: Vec<(String, String)> = (0..2_000).map(|n| (n.to_string(), format!("Story number {n}."))).collect();
    let lines: Vec<(&str, &str)> = lines.iter().map(|(id, text)| (id.as_str(), text.as_str())).collect();
    let archive = Archive::new(&[("a.txt", "First."), ("w.jsonl", &records(&lines)), ("z.txt", "Last.")]);
    let stop = AtomicBool::new(false);
    let root = Root { path: archive.root(), prefix: String::new(), ..Root::default() };
    let options = UpdateOptions { checkpoint_bytes: 1000, ..UpdateOptions::new(NOW_NS, &stop) };
    let report = update(&archive.index(), &[root], &options, &mut |progress| {
        stop.store(progress.n_articles >= 200, Ordering::Relaxed);
    })
    .unwrap();
    assert!(report.is_stopped);
    let n_before = archive.reader().n_articles().unwrap();
    assert!(archive.reader().reckoning().unwrap().is_even(), "also of files that threads are still at");
    assert!((200..2_000).contains(&n_before), "{n_before}");
    let report = archive.update();
    assert!(!report.is_stopped);
    assert_eq!(report.n_indexed + report.n_unchanged, 2_002);
    assert!(report.n_unchanged >= n_before, "what was done is not done again");
    assert_eq!(archive.ids().len(), 2_002);
    assert_eq!(archive.update().n_files_read, 0);
}

#[test]
fn a_record_never_takes_the_place_of_a_file_with_its_name() {
    let archive = Archive::new(&[("w.jsonl", &records(&[("1", "A record.")])), ("w.jsonl#1", "A file.")]);
    archive.update();
    let articles = archive.articles();
    assert_eq!(articles["w.jsonl#1"], "A file.");
    assert_eq!(articles["w.jsonl#1#2"], "A record.");
    let reader = archive.reader();
    let article = reader.article(reader.find("w.jsonl#1#2").unwrap().unwrap()).unwrap();
    assert!(article.diagnostics.iter().any(|diagnostic| diagnostic.code == DiagnosticCode::RepeatedId));
    assert_eq!(archive.update().n_files_read, 0);
}

#[test]
fn an_index_inside_its_archive_is_no_part_of_it() {
    let archive = Archive::new(&[("a.txt", "One article.")]);
    let index = archive.root().join("deep/index");
    let root = Root { path: archive.root(), prefix: String::new(), ..Root::default() };
    for n_indexed in [1, 0] {
        let report =
            update(&index, std::slice::from_ref(&root), &UpdateOptions::new(NOW_NS, &GO), &mut |_| {}).unwrap();
        assert_eq!((report.n_indexed, report.n_files), (n_indexed, 1));
    }
}

#[cfg(unix)]
#[test]
fn a_read_only_index_is_searched_and_left_as_it_is() {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::new(&[("a.txt", "One article.")]);
    archive.update();
    let folders = || walkdir::WalkDir::new(archive.index()).into_iter().map(Result::unwrap);
    let names = || folders().map(walkdir::DirEntry::into_path).collect::<Vec<_>>();
    let before = names();
    for entry in folders().filter(|entry| entry.file_type().is_dir()) {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o500)).unwrap();
    }
    assert_eq!(archive.ids(), ["a.txt"]);
    assert_eq!(archive.update().n_unchanged, 1);
    assert_eq!(names(), before);
    for entry in folders().filter(|entry| entry.file_type().is_dir()) {
        fs::set_permissions(entry.path(), fs::Permissions::from_mode(0o700)).unwrap();
    }
}

#[test]
fn a_reader_keeps_its_commit_while_a_writer_goes_on() {
    let archive = Archive::new(&[("a.txt", "One article.")]);
    archive.update();
    let reader = archive.reader();
    for minutes in 1..6 {
        archive.write("a.txt", "Changed again and again. ".repeat(minutes as usize), minutes);
        archive.update();
    }
    let address = reader.find("a.txt").unwrap().unwrap();
    assert_eq!(reader.article(address).unwrap().text, "One article.");
    assert_eq!(archive.articles()["a.txt"].len(), 125);
}
