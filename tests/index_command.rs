//! `dateline index` as a person uses it over months: folders with names, what they were told, drives that move, files that
//! change under its eyes, and a system that refuses.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test fails by panicking, and one is run to see what it takes"
)]

#[path = "common/binary.rs"]
mod binary;

use binary::{dateline, run};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A folder with files in it.
fn desk(files: &[(&str, &str)]) -> TempDir {
    let desk = tempfile::tempdir().unwrap();
    for (path, text) in files {
        write(desk.path(), path, text);
    }
    desk
}

fn write(folder: &Path, path: &str, text: &str) {
    let path = folder.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn files(desk: &TempDir, query: &str) -> Vec<String> {
    let out = run(desk, &["search", "--index", "lib/.dateline", "-l", "--sort", "oldest", query]);
    let mut files: Vec<String> = out.lines().map(str::to_owned).collect();
    files.sort_unstable();
    files
}

#[test]
fn a_folder_keeps_its_name_wherever_it_lies() {
    let desk = desk(&[("a/news/1.txt", "Rain fell."), ("b/news/2.txt", "Rain rose."), ("lib/x.txt", "No rain.")]);
    run(&desk, &["index", "--index", "lib/.dateline", "a/news"]);
    let output = dateline(&desk, &["index", "--index", "lib/.dateline", "b/news"]);
    assert_eq!(output.status.code(), Some(2), "two folders of one name are not mixed");
    assert!(said(&output).contains("--root NAME="), "{}", said(&output));
    run(&desk, &["index", "--index", "lib/.dateline", "lib", "--root", "times=b/news"]);
    assert_eq!(files(&desk, "rain"), ["news/1.txt", "times/2.txt", "x.txt"]);
    fs::rename(desk.path().join("b/news"), desk.path().join("disk")).unwrap();
    let output = dateline(&desk, &["index", "--index", "lib/.dateline", "--root", "times=disk"]);
    assert!(said(&output).contains("indexed 0 articles (0 quotes), 1 unchanged"), "{}", said(&output));
    // A path is known by the name of the folder it lies in, also where only a part of that is named.
    write(desk.path(), "disk/1998/3.txt", "More rain.");
    assert_eq!(
        run(&desk, &["search", "--index", "lib/.dateline", "--in", "disk/1998", "-l", "rain"]),
        "times/1998/3.txt\n"
    );
    let status = run(&desk, &["status", "--index", "lib/.dateline", "--files"]);
    assert!(status.contains("times") && status.contains("disk"), "{status}");
    assert!(status.contains("4 files = 4 with articles; 4 articles of them = 4 in the index"), "{status}");
}

#[test]
fn an_archive_and_its_index_move_together() {
    let desk = desk(&[("old/morgue/1.txt", "Rain fell."), ("old/morgue/2.txt", "Snow fell.")]);
    run(desk.path().join("old"), &["index", "morgue"]);
    fs::rename(desk.path().join("old"), desk.path().join("new")).unwrap();
    let output = dateline(desk.path().join("new"), &["index", "morgue"]);
    assert!(said(&output).contains("indexed 0 articles (0 quotes), 2 unchanged"), "{}", said(&output));
}

#[test]
fn what_a_folder_was_told_holds_until_it_is_taken_back() {
    let records =
        "{\"slug\":\"Rain at last\",\"text\":\"It rained.\"}\n{\"slug\":\"No snow\",\"text\":\"It did not snow.\"}\n";
    let desk = desk(&[("lib/wires.jsonl", records)]);
    let index = |flags: &[&str]| {
        let output = dateline(&desk, &[&["index", "--index", "lib/.dateline", "lib"], flags].concat());
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    let count = |query: &str| run(&desk, &["search", "--index", "lib/.dateline", "-c", query]).trim().to_owned();
    index(&[]);
    assert_eq!((count("HEADLINE(rain)"), count("date:1994")), ("0".to_owned(), "0".to_owned()));
    index(&["--map", "title=slug", "--assume-date", "1994"]);
    assert_eq!((count("HEADLINE(rain)"), count("date:1994")), ("1".to_owned(), "2".to_owned()));
    // Neither another run nor a search in the folder forgets it.
    assert!(index(&[]).contains("2 unchanged"));
    let search = ["search", "--index", "lib/.dateline", "--in", "lib", "-c", "HEADLINE(rain) date:1994"];
    assert_eq!(run(&desk, &search), "1\n");
    let status = run(&desk, &["status", "--index", "lib/.dateline"]);
    assert!(status.contains("--assume-date 1994 --map title=slug"), "{status}");
    index(&["--assume-date", "none"]);
    assert_eq!((count("HEADLINE(rain)"), count("date:1994")), ("1".to_owned(), "0".to_owned()));
    index(&["--map", "none", "--from", "text"]);
    assert_eq!(count("*"), "1", "as one text");
    for wrong in [["--map", "shape=slug"], ["--from", "docx"], ["--root", "a#b=lib"], ["--lang", "xx"]] {
        let output = dateline(&desk, &[&["index", "--index", "lib/.dateline", "lib"], &wrong[..]].concat());
        assert_eq!(output.status.code(), Some(2), "{wrong:?}: {}", said(&output));
        assert!(
            said(&output).contains("error:") && !said(&output).contains("panicked"),
            "{wrong:?}: {}",
            said(&output)
        );
    }
}

/// A process that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Asks until the answer is right; a minute is more than a busy machine needs.
fn until(is_so: impl Fn() -> bool) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(60) {
        if is_so() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    false
}

#[test]
fn a_watched_folder_is_followed() {
    let desk = desk(&[("lib/1.txt", "Rain fell.")]);
    let binary = assert_cmd::cargo::cargo_bin("dateline");
    let mut command = Command::new(binary);
    command.args(["index", "--watch", "--index", "lib/.dateline", "lib"]).current_dir(&desk).stderr(Stdio::null());
    let mut watch = Running(command.env_remove("DATELINE_INDEX").spawn().unwrap());
    let finds = |query: &str, n: &str| {
        let output = dateline(&desk, &["search", "--index", "lib/.dateline", "-c", query]);
        String::from_utf8_lossy(&output.stdout).trim() == n
    };
    assert!(until(|| finds("rain", "1")), "the first run");
    write(desk.path(), "lib/1998/2.txt", "Rain again.");
    assert!(until(|| finds("rain", "2")), "a new file in a new folder");
    write(desk.path(), "lib/1998/2.txt", "Snow at last.");
    assert!(until(|| finds("rain", "1") && finds("snow", "1")), "a changed file");
    fs::rename(desk.path().join("lib/1.txt"), desk.path().join("lib/one.txt")).unwrap();
    assert!(until(|| files(&desk, "rain") == ["one.txt"]), "a renamed file");
    assert!(watch.0.try_wait().unwrap().is_none(), "it goes on");
    #[cfg(unix)]
    {
        Command::new("kill").args(["-INT", &watch.0.id().to_string()]).status().unwrap();
        assert!(until_ended(&mut watch.0), "an interruption ends it");
    }
}

#[cfg(unix)]
fn until_ended(child: &mut Child) -> bool {
    (0..600).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        child.try_wait().unwrap().is_some()
    })
}

#[test]
fn ten_thousand_files_in_a_folder() {
    let desk = tempfile::tempdir().unwrap();
    fs::create_dir(desk.path().join("lib")).unwrap();
    for n in 0..10_000 {
        fs::write(desk.path().join(format!("lib/{n}.txt")), format!("Ship {n} sailed.")).unwrap();
    }
    let output = dateline(&desk, &["index", "lib"]);
    assert!(said(&output).contains("indexed 10,000 articles"), "{}", said(&output));
    let output = dateline(&desk, &["index", "lib"]);
    assert!(said(&output).contains("indexed 0 articles (0 quotes), 10,000 unchanged"), "{}", said(&output));
    assert_eq!(run(&desk, &["search", "-l", "=9876"]), "lib/9876.txt\n");
}

/// Runs the binary under a shell that sets limits first.
#[cfg(unix)]
fn limited(folder: &Path, limits: &str, arguments: &str) -> Output {
    let binary: PathBuf = assert_cmd::cargo::cargo_bin("dateline");
    let script = format!("{limits} exec '{}' {arguments}", binary.display());
    Command::new("bash").args(["-c", &script]).current_dir(folder).env_remove("DATELINE_INDEX").output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_disk_that_is_full_costs_nothing_that_was_committed() {
    let desk = desk(&[("lib/1.txt", "Rain fell.")]);
    run(&desk, &["index", "lib"]);
    let words: String = (0..400_000).map(|n| format!("word{n} ")).collect();
    write(desk.path(), "lib/2.txt", &words);
    // No file may grow beyond 64 KiB, as on a disk that is full.
    let output = limited(desk.path(), "trap '' XFSZ; ulimit -f 64;", "index lib");
    let said = said(&output);
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("error:") && !said.contains("panicked"), "{said}");
    assert_eq!(run(&desk, &["search", "-c", "rain OR word7"]), "1\n", "what was committed is found");
    let output = dateline(&desk, &["index", "lib"]);
    assert!(output.status.success(), "with room again it goes on: {}", self::said(&output));
    assert_eq!(run(&desk, &["search", "-c", "rain OR word7"]), "2\n");
}

/// Runs commands where nobody may write to `locked`, not even root: permissions where they hold, else a read-only mount of
/// its own that only these commands see. `None` where the system has neither.
#[cfg(unix)]
fn where_locked(desk: &Path, locked: &str, commands: &[&str]) -> Option<Vec<Output>> {
    use std::os::unix::fs::PermissionsExt;
    let folder = desk.join(locked);
    let folders: Vec<PathBuf> = walkdir::WalkDir::new(&folder)
        .into_iter()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().is_dir())
        .map(walkdir::DirEntry::into_path)
        .collect();
    let allow = |mode| folders.iter().for_each(|f| fs::set_permissions(f, fs::Permissions::from_mode(mode)).unwrap());
    allow(0o500);
    let holds = fs::write(folder.join("probe"), "").is_err();
    let mount = format!("mount --bind {locked} {locked} && mount -o remount,bind,ro {locked} &&");
    let run = |command: &&str| {
        let binary: PathBuf = assert_cmd::cargo::cargo_bin("dateline");
        let (shell, first) = if holds { ("bash", "") } else { ("unshare", mount.as_str()) };
        let script = format!("{first} exec '{}' {command}", binary.display());
        let wrapped = if holds { vec!["-c", &script] } else { vec!["-rm", "bash", "-c", &script] };
        Command::new(shell).args(wrapped).current_dir(desk).env_remove("DATELINE_INDEX").output().unwrap()
    };
    let can_mount = holds || {
        let probe = format!("{mount} true");
        let status = Command::new("unshare").args(["-rm", "bash", "-c", &probe]).current_dir(desk).status();
        status.is_ok_and(|status| status.success())
    };
    let outputs = can_mount.then(|| commands.iter().map(run).collect());
    allow(0o700);
    let _ = fs::remove_file(folder.join("probe"));
    outputs
}

#[cfg(unix)]
#[test]
fn an_index_that_nobody_may_write_to_answers_as_any() {
    let desk = desk(&[("lib/1.txt", "Rain fell, “and it was cold,” said Ada Rowe."), ("lib/2.txt", "Snow fell.")]);
    run(&desk, &["index", "lib"]);
    write(desk.path(), "lib/3.txt", "Rain rose.");
    let names =
        || walkdir::WalkDir::new(desk.path().join(".dateline")).into_iter().map(|entry| entry.unwrap().into_path());
    let before: std::collections::BTreeSet<PathBuf> = names().collect();
    let answers = [
        "search -l rain",
        "count --by speaker rain",
        "show lib/1.txt",
        "status --files",
        "check",
        "search -c --output quotes '*'",
    ];
    let refused = ["index lib", "index --prune lib", "forget lib/1.txt", "index --watch lib"];
    let asking = ["search -l --in lib rain"];
    let all = [&answers[..], &refused, &asking].concat();
    let Some(outputs) = where_locked(desk.path(), ".dateline", &all) else { return };
    assert_eq!(names().collect::<std::collections::BTreeSet<_>>(), before, "nothing was written");
    for (command, output) in answers.iter().zip(&outputs) {
        let arguments: Vec<&str> = command.split(' ').map(|word| word.trim_matches('\'')).collect();
        let free = dateline(&desk, &arguments);
        let answer = |output: &Output| String::from_utf8_lossy(&output.stdout).into_owned();
        assert_eq!((answer(output), said(output)), (answer(&free), said(&free)), "{command}");
        assert!(!output.stdout.is_empty(), "{command}");
    }
    for (command, output) in refused.iter().zip(&outputs[answers.len()..]) {
        let said = said(output);
        assert_eq!(output.status.code(), Some(2), "{command}: {said}");
        assert!(
            said.contains("can be searched, but not changed") && said.contains("hint: copy it"),
            "{command}: {said}"
        );
    }
    // A question that was to bring it up to date first is answered from what it holds, and says so.
    let output = &outputs[all.len() - 1];
    assert_eq!((output.status.code(), String::from_utf8_lossy(&output.stdout).as_ref()), (Some(0), "lib/1.txt\n"));
    assert!(said(output).contains("what is new or changed since it was made is not searched"), "{}", said(output));
}

#[test]
fn two_writers_at_once() {
    let desk = desk(&[("lib/1.txt", "Rain fell.")]);
    run(&desk, &["index", "lib"]);
    write(desk.path(), "lib/2.txt", "Rain rose.");
    let writer = dateline::index::Writer::open(&desk.path().join(".dateline"), &Default::default()).unwrap();
    let output = dateline(&desk, &["index", "lib"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("another dateline is writing to the index in"), "{}", said(&output));
    assert_eq!(run(&desk, &["search", "-c", "rain"]), "1\n", "searching goes on");
    drop(writer);
    // Of many that start together some are told to wait; what is held in the end is the same.
    let together: Vec<_> = (0..4)
        .map(|_| {
            let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
            command.args(["index", "lib"]).current_dir(&desk).env_remove("DATELINE_INDEX").stderr(Stdio::piped());
            command.spawn().unwrap()
        })
        .collect();
    for child in together {
        let output = child.wait_with_output().unwrap();
        let is_told = said(&output).contains("another dateline is writing");
        assert!(output.status.success() || is_told, "{}", said(&output));
    }
    assert_eq!(run(&desk, &["search", "-c", "rain"]), "2\n");
    assert!(run(&desk, &["status", "--files"]).contains("2 files = 2 with articles"));
}

/// The most memory that a command had, in bytes, as the system counts it, and what it said.
#[cfg(target_os = "linux")]
fn peak_memory(desk: &Path, arguments: &[&str]) -> (u64, Output) {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("dateline"));
    command
        .args(arguments)
        .current_dir(desk)
        .env_remove("DATELINE_INDEX")
        .stderr(Stdio::piped())
        .stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut peak = 0;
    while child.try_wait().unwrap().is_none() {
        let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let held =
            status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(held.unwrap_or(0u64) << 10);
        std::thread::sleep(Duration::from_millis(20));
    }
    (peak, child.wait_with_output().unwrap())
}

/// `cargo test --release --test index_command two_gigabytes -- --ignored --nocapture` prints what it took.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "writes 2 GB"]
fn files_of_two_gigabytes() {
    use std::io::Write;
    let desk = desk(&[("lib/1.txt", "Rain fell.")]);
    // Many records, each with a megabyte of what is no text: what an archive with pictures in its records is like.
    let padding = "A".repeat(1 << 20);
    let mut records = std::io::BufWriter::new(fs::File::create(desk.path().join("lib/wire.jsonl")).unwrap());
    for n in 0..2_100 {
        writeln!(records, "{{\"id\":{n},\"text\":\"Rain fell for day {n}.\",\"picture\":\"{padding}\"}}").unwrap();
    }
    records.into_inner().unwrap();
    // One article of two gigabytes: refused, and the rest goes on.
    let mut page = std::io::BufWriter::new(fs::File::create(desk.path().join("lib/long.txt")).unwrap());
    for _ in 0..2_100 {
        page.write_all(padding.as_bytes()).unwrap();
    }
    page.into_inner().unwrap();
    let started = Instant::now();
    let (peak, output) = peak_memory(desk.path(), &["index", "lib"]);
    println!("{:.0} s, {} MiB at the most\n{}", started.elapsed().as_secs_f64(), peak >> 20, said(&output));
    assert!(said(&output).contains("lib/long.txt: larger than 64 MiB"), "{}", said(&output));
    assert_eq!(run(&desk, &["search", "-c", "rain"]), "2101\n");
    assert!(peak < 512 << 20, "{peak} bytes");
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_and_files_that_shrink() {
    use std::os::unix::ffi::OsStrExt;
    let desk = desk(&[("lib/1.txt", "Rain fell.")]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xE9 \x1B[31m.txt");
    fs::write(desk.path().join("lib").join(name), "Rain in a caf\u{E9}.").unwrap();
    run(&desk, &["index", "lib"]);
    let found = run(&desk, &["search", "-l", "rain"]);
    assert!(found.contains("%E9") && !found.contains('\u{1B}'), "{found:?}");
    let output = dateline(&desk, &["index", "lib"]);
    assert!(said(&output).contains("2 unchanged"), "{}", said(&output));
    fs::write(desk.path().join("lib/1.txt"), "").unwrap();
    run(&desk, &["index", "lib"]);
    assert_eq!(run(&desk, &["search", "-c", "rain"]), "1\n");
    assert!(run(&desk, &["status", "--files"]).contains("2 files = 1 with articles + 1 that hold none"));
}

/// Two archives, each with an index, and both in a third.
fn libraries() -> TempDir {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-corpus");
    let mut decades: Vec<PathBuf> = fs::read_dir(corpus).unwrap().map(|entry| entry.unwrap().path()).collect();
    decades.sort_unstable();
    let desk = desk(&[]);
    for (n, decade) in decades.iter().filter(|path| path.is_dir()).enumerate() {
        let half = if n % 3 == 0 { "old" } else { "new" };
        for file in fs::read_dir(decade).unwrap().map(|entry| entry.unwrap().path()) {
            let name = format!("{half}/{}/{}", n, file.file_name().unwrap().to_str().unwrap());
            let to = desk.path().join(name);
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file, to).unwrap();
        }
    }
    for roots in [&["old"][..], &["new"], &["old", "new"]] {
        let index = format!("{}.index", roots.join("-"));
        let named: Vec<String> = roots.iter().map(|root| format!("{root}={root}")).collect();
        let mut arguments = vec!["index", "--index", &index];
        named.iter().for_each(|root| arguments.extend(["--root", root]));
        run(&desk, &arguments);
    }
    desk
}

#[test]
fn several_indexes_are_searched_as_one() {
    let desk = libraries();
    let both = ["--index", "old.index", "--index", "new.index"];
    let one = ["--index", "old-new.index"];
    let mut n_hits = 0;
    for asked in [
        "search war",
        "search president -n 5",
        "search \"the president\" --sort newest",
        "search speaker:* said:we --output quotes -n 100",
        "search moon OR strike OR vote --sort random --seed 7",
        "search place:London -n 100",
        "search date:1940..1969 -n 100 --group none",
        "count --by speaker *",
        "count --by year peace OR war",
        "count --by place *",
    ] {
        let (command, rest) = asked.split_once(' ').unwrap();
        let answer = |index: &[&str]| {
            let mut arguments = vec![command];
            arguments.extend(index);
            arguments.extend(["--json"]);
            let (query, flags) = rest.split_once(" -").map_or((rest, String::new()), |(q, f)| (q, format!("-{f}")));
            let flags: Vec<&str> = flags.split(' ').filter(|flag| !flag.is_empty()).collect();
            let (by, query) = query.strip_prefix("--by ").map_or((None, query), |rest| {
                let (by, query) = rest.split_once(' ').unwrap();
                (Some(by), query)
            });
            by.iter().for_each(|by| arguments.extend(["--by", by]));
            arguments.push(query);
            arguments.extend(flags);
            run(&desk, &arguments)
        };
        let (ours, expected) = (answer(&both), answer(&one));
        let hits = |out: &str| -> Vec<String> {
            out.lines().filter(|line| !line.contains("\"summary\"")).map(str::to_owned).collect()
        };
        assert_eq!(hits(&ours), hits(&expected), "{asked}");
        n_hits += hits(&expected).len();
    }
    assert!(n_hits > 100, "{n_hits}");
    // The words of an article are shown, whichever index it is in.
    let listed = run(&desk, &["search", "--index", "old.index", "--index", "new.index", "president"]);
    assert!(!listed.is_empty());
    let shown = run(&desk, &["show", "--index", "old.index", "--index", "new.index", "2"]);
    let id = shown.lines().nth(1).and_then(|line| line.rsplit(" · ").next()).unwrap();
    assert!(listed.contains(&format!(" · {id}\n")), "{listed}\n{shown}");
}

#[test]
fn several_indexes_are_not_one_twice_nor_written_to() {
    let desk = desk(&[("a/1.txt", "Rain fell."), ("b/2.txt", "Rain rose.")]);
    run(&desk, &["index", "--index", "a.index", "a"]);
    run(&desk, &["index", "--index", "b.index", "b"]);
    let count = |indexes: &[&str]| {
        let mut arguments = vec!["search", "-c", "rain"];
        indexes.iter().for_each(|index| arguments.extend(["--index", index]));
        dateline(&desk, &arguments)
    };
    assert_eq!(String::from_utf8_lossy(&count(&["a.index", "b.index", "./a.index"]).stdout), "2\n");
    fs::create_dir_all(desk.path().join("copy")).unwrap();
    let copied = Command::new("cp").args(["-r", "a.index", "copy/a.index"]).current_dir(&desk).status().unwrap();
    assert!(copied.success());
    let output = count(&["a.index", "copy/a.index"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("copy/a.index is a copy of that in a.index"), "{}", said(&output));
    let output = count(&["a.index", "none.index"]);
    assert!(said(&output).contains("no index in none.index"), "{}", said(&output));
    for command in [&["index", "a"][..], &["status"], &["check"], &["forget", "a/1.txt"]] {
        let output = dateline(&desk, &[command, &["--index", "a.index", "--index", "b.index"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?}");
        assert!(said(&output).contains("only a search takes several indexes"), "{}", said(&output));
    }
}
