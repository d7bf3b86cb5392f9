#!/usr/bin/env python3
"""dateline beside its peers: one corpus, the same questions, one run, a table of ratios.

    benches/compare/run.py NEWS.jsonl [--articles N] [--work DIR] [--out DIR] [--only ENGINE,...] [--rounds N]

NEWS.jsonl holds one article a line: id, text, and source and date where they are known. The peers are Debian's
packages (`apt-get install ripgrep sqlite3 recoll xapian-omega xapian-tools python3-xapian python3-recoll`); what
is not installed is left out and said so. tantivy alone is `tantivy_alone.rs` beside this file.

Engines take turns in every round, so that a noisy machine is noisy for all of them. Written to --out (default
`benches/runs/DATE-machine`): `runs.jsonl`, every raw measurement, and `README.md`, the tables with the ratios.
Needs 64-bit Linux, Python 3.9, and about ten times the corpus of disk in --work.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import sqlite3
import statistics
import subprocess
import sys
import time

HOUSE = pathlib.Path(__file__).resolve().parents[2]
TURNS = 15


def questions():
    for line in (HOUSE / "benches/compare/queries.tsv").read_text().splitlines():
        if not line.startswith("#"):
            kind, words, *year = line.split("\t")
            yield kind, words, year[0] if year else None


class Measured:
    """What a command cost: seconds on the clock and on the processor, and its greatest memory in bytes."""

    def __init__(self, command, env=None, may_fail=False):
        begun = time.monotonic()
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=env,
        )
        self.stdout, self.stderr = process.stdout.read(), process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.wall = time.monotonic() - begun
        self.cpu = usage.ru_utime + usage.ru_stime
        self.memory = usage.ru_maxrss * 1024
        if process.returncode not in (0, 1) and not may_fail:
            sys.exit(f"{command}: status {process.returncode}\n{self.stderr.decode(errors='replace')[-2000:]}")


def size_of(path):
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def boolean(kind, phrase, words, prefix, conjunction):
    """The question in a language with quotation marks, OR and `*`, or nothing where it has no way to ask that."""
    joined = conjunction.join(words)
    return {"phrase": phrase, "or": " OR ".join(words), "prefix": prefix, "word": joined, "and": joined}.get(kind)


class Engine:
    """An engine: how it indexes, and how one question is typed at it."""

    name = ""
    reads = "jsonl"
    is_slow = False

    def __init__(self, work):
        self.index = work / self.name.replace(" ", "-")

    def is_there(self):
        return True

    def clear(self):
        shutil.rmtree(self.index, ignore_errors=True)

    def command(self, kind, words, year):
        """The command that prints ten hits, or nothing where the engine cannot be asked that."""
        raise NotImplementedError

    def in_process(self):
        """A function that answers a question in this process, or nothing."""
        return None


class Dateline(Engine):
    name = "dateline"
    binary = HOUSE / "target/release/dateline"

    def make(self, corpus):
        return [self.binary, "index", corpus.jsonl, "--index", self.index]

    def query(self, kind, words, year):
        terms = [f"={word}" for word in words.split()]
        kind = kind.split()[0]
        return {
            "phrase": lambda: f'"{words}"',
            "or": lambda: " OR ".join(terms),
            "prefix": lambda: f"{words}*",
            "dated": lambda: f'"{words}" date:{year}',
            "speaker": lambda: "speaker:{} said:\"{}\" date:{}".format(*words.split(" ", 1), year),
        }.get(kind, lambda: " ".join(terms))()

    def command(self, kind, words, year):
        query = self.query(kind, words, year)
        if kind == "facet":
            return [self.binary, "count", "--index", self.index, "--by", "source", query]
        return [self.binary, "search", "--index", self.index, "-n", "10", query]


class DatelineTree(Dateline):
    name = "dateline, tree"
    reads = "tree"

    def make(self, corpus):
        return [self.binary, "index", corpus.tree, "--index", self.index]

    def command(self, kind, words, year):
        return None


class Tantivy(Engine):
    name = "tantivy alone"
    binary = HOUSE / "target/release/examples/tantivy-alone"

    def make(self, corpus):
        return [self.binary, "index", self.index, corpus.jsonl, os.cpu_count()]

    def command(self, kind, words, year):
        if kind.split()[0] in ("speaker", "facet"):
            return None
        return [self.binary, "search", self.index, kind, words] + ([year] if year else [])


class Sqlite(Engine):
    name = "SQLite FTS5"

    def is_there(self):
        return shutil.which("sqlite3") is not None

    def make(self, corpus):
        return [sys.executable, __file__, "--fill-sqlite", corpus.jsonl, self.index]

    @staticmethod
    def fill(news, path):
        database = sqlite3.connect(path)
        database.execute("PRAGMA journal_mode = OFF")
        database.execute("PRAGMA synchronous = OFF")
        database.execute("CREATE TABLE article (id TEXT, source TEXT, date TEXT)")
        database.execute("CREATE VIRTUAL TABLE words USING fts5(body, tokenize = 'unicode61')")

        def records():
            with open(news) as lines:
                for line in lines:
                    yield json.loads(line)

        for record in records():
            row = database.execute(
                "INSERT INTO article VALUES (?, ?, ?)", (record["id"], record.get("source"), record.get("date"))
            ).lastrowid
            database.execute("INSERT INTO words (rowid, body) VALUES (?, ?)", (row, record["text"]))
        database.commit()

    def clear(self):
        self.index.unlink(missing_ok=True)

    def sql(self, kind, words, year):
        kind = kind.split()[0]
        match = {
            "phrase": f'"{words}"', "dated": f'"{words}"', "or": " OR ".join(words.split()), "prefix": f"{words}*",
        }.get(kind, words)
        asked = f"FROM words JOIN article ON article.rowid = words.rowid WHERE words MATCH '{match}'"
        if kind == "speaker":
            return None
        if kind == "facet":
            return f"SELECT source, count(*) {asked} GROUP BY source"
        dated = f" AND date BETWEEN '{year}' AND '{year}-12-31'" if kind == "dated" else ""
        return f"SELECT id {asked}{dated} ORDER BY rank LIMIT 10"

    def command(self, kind, words, year):
        sql = self.sql(kind, words, year)
        return sql and ["sqlite3", self.index, sql]

    def in_process(self):
        database = sqlite3.connect(self.index)

        def answer(kind, words, year):
            sql = self.sql(kind, words, year)
            return sql and (lambda: database.execute(sql).fetchall())

        return answer


class Recoll(Engine):
    name = "Recoll"
    reads = "tree"
    is_slow = True

    def is_there(self):
        return shutil.which("recollindex") is not None

    def make(self, corpus):
        self.index.mkdir(parents=True)
        (self.index / "recoll.conf").write_text(f"topdirs = {corpus.tree}\nloglevel = 1\n")
        return ["recollindex", "-c", self.index, "-k"]

    def query(self, kind, words, year):
        kind = kind.split()[0]
        # A capital keeps Recoll from looking for other forms of the word.
        capital = [word.capitalize() for word in words.split()]
        return boolean(kind, f'"{words}"l', capital, f"{words}*", " ")

    def command(self, kind, words, year):
        query = self.query(kind, words, year)
        return query and ["recollq", "-c", self.index, "-n", "10", "-b", query]


class Xapian(Engine):
    name = "Xapian"
    reads = "tree"
    is_slow = True

    def is_there(self):
        return shutil.which("omindex") is not None

    def make(self, corpus):
        return ["omindex", "--db", self.index, "--url", "/", "--stemmer", "none", corpus.tree]

    def query(self, kind, words, year):
        kind = kind.split()[0]
        return boolean(kind, f'"{words}"', words.split(), f"{words}*", " AND ")

    def command(self, kind, words, year):
        query = self.query(kind, words, year)
        flags = "phrase,boolean,wildcard"
        return query and ["quest", "-d", self.index, "-s", "none", "-m", "10", f"--flags={flags}", query]


class Ripgrep(Engine):
    name = "ripgrep"
    reads = "tree"

    def is_there(self):
        return shutil.which("rg") is not None

    def make(self, corpus):
        self.tree = corpus.tree
        return None

    def command(self, kind, words, year):
        kind = kind.split()[0]
        pattern = {"word": words, "phrase": words.replace(" ", r"\s+"), "prefix": rf"\b{words}"}.get(kind)
        if not pattern:
            return None
        return ["rg", "-i", "-l", "-U"] + ([] if kind == "prefix" else ["-w"]) + [pattern, self.tree]


class Corpus:
    """The same articles as one JSONL file and as a tree of text files."""

    def __init__(self, news, work, most):
        self.jsonl, self.tree = work / "news.jsonl", work / "tree"
        self.n_articles = self.n_bytes = 0
        shutil.rmtree(self.tree, ignore_errors=True)
        with open(news) as lines, open(self.jsonl, "w") as records:
            for n, line in enumerate(lines):
                if n == most:
                    break
                record = json.loads(line)
                records.write(line)
                self.n_articles += 1
                self.n_bytes += len(record["text"].encode())
                file = self.tree / f"{n // 1000:04}" / f"{n:07}.txt"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(record["text"])


def build():
    cargo = ["cargo", "build", "--release", "--locked", "--bin", "dateline", "--example", "tantivy-alone"]
    subprocess.run(cargo, cwd=HOUSE, check=True)


def indexing(engines, corpus, rounds, write):
    for turn in range(rounds):
        for engine in engines:
            if turn > 0 and engine.is_slow:
                continue
            engine.clear()
            command = engine.make(corpus)
            if command is None:
                continue
            cost = Measured(command)
            write({
                "what": "index", "engine": engine.name, "reads": engine.reads, "wall_s": cost.wall, "cpu_s": cost.cpu,
                "peak_bytes": cost.memory, "index_bytes": size_of(engine.index), "text_bytes": corpus.n_bytes,
            })


def commands(engines, write):
    for kind, words, year in questions():
        asked = [(engine, engine.command(kind, words, year)) for engine in engines]
        asked = [(engine, command) for engine, command in asked if command]
        walls = {engine.name: [] for engine, _ in asked}
        for turn in range(TURNS + 1):
            for engine, command in asked:
                if isinstance(engine, Ripgrep) and turn > 3:
                    continue
                cost = Measured(command)
                if turn:
                    walls[engine.name].append(cost.wall * 1e3)
        for name, times in walls.items():
            write({"what": "command", "kind": kind, "words": words, "engine": name, "ms": times})


def in_process(engines, write):
    by_name = {engine.name: engine for engine in engines}
    if {"dateline", "tantivy alone"} <= by_name.keys():
        ask = Measured([
            Tantivy.binary, "ask", by_name["tantivy alone"].index, by_name["dateline"].index,
            HOUSE / "benches/compare/queries.tsv",
        ])
        for line in ask.stdout.decode().splitlines():
            write({"what": "in process", **json.loads(line)})
    for engine in engines:
        answer = engine.in_process()
        for kind, words, year in questions() if answer else ():
            run = answer(kind, words, year)
            if not run:
                continue
            times = []
            for _ in range(TURNS):
                begun = time.perf_counter()
                run()
                times.append((time.perf_counter() - begun) * 1e6)
            write({
                "what": "in process", "kind": kind, "words": words,
                "us": {f"{engine.name} ten": statistics.median(times)},
            })


def again(engine, corpus, write):
    """A run over files of which none has changed."""
    cost = Measured(engine.make(corpus))
    write({"what": "unchanged", "engine": engine.name, "wall_s": cost.wall, "cpu_s": cost.cpu, "files": corpus.n_articles})


def table(head, rows):
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def ratio(ours, theirs):
    return f"{ours / theirs:.2f}" if ours and theirs else ""


def report(runs, corpus, versions):
    """The tables, each with dateline's figure over the peer's; where it is above one, dateline loses unless more is better."""
    index = {}
    for run in runs:
        if run["what"] == "index":
            index.setdefault(run["engine"], []).append(run)
    best = {name: min(of, key=lambda run: run["cpu_s"]) for name, of in index.items()}
    rate = lambda run: run["text_bytes"] / run["wall_s"] / 1e6
    ours = {"jsonl": best.get("dateline"), "tree": best.get("dateline, tree")}
    rows = []
    for name, run in best.items():
        base = ours[run["reads"]]
        rows.append([
            name, run["reads"], f"{rate(run):.1f}", f"{run['cpu_s']:.1f}", f"{run['peak_bytes'] / 1e6:.0f}",
            f"{run['index_bytes'] / run['text_bytes']:.2f}", ratio(rate(base), rate(run)) if base else "",
        ])
    text = [
        f"# {corpus.n_articles:,} articles, {corpus.n_bytes / 1e6:.0f} MB of text",
        f"{versions}. Made by `benches/compare/run.py`; `runs.jsonl` has every measurement.",
        "## Indexing", table(
            ["", "reads", "MB/s", "processor s", "peak MB", "index over text", "dateline's rate over its"], rows),
    ]
    unchanged = [run for run in runs if run["what"] == "unchanged"]
    if unchanged:
        text.append("".join(
            f"A run of {run['engine']} over {run['files']:,} files that did not change: {run['wall_s']:.2f} s."
            for run in unchanged))
    names = ["dateline", "tantivy alone", "SQLite FTS5", "Recoll", "Xapian", "ripgrep"]
    rows = []
    for kind, words, _ in questions():
        least = {run["engine"]: statistics.median(run["ms"]) for run in runs
                 if run["what"] == "command" and (run["kind"], run["words"]) == (kind, words)}
        if least:
            cells = [f"{least[name]:.1f}" if name in least else "" for name in names]
            rows.append([kind, words, *cells, ratio(least.get("dateline"), least.get("tantivy alone"))])
    text += ["## The whole command: ten hits, milliseconds, median, warm",
             table(["", "", *names, "over tantivy"], rows)]
    rows = []
    for kind, words, _ in questions():
        us = {}
        for run in runs:
            if run["what"] == "in process" and (run["kind"], run["words"]) == (kind, words):
                us.update(run["us"])
        cell = lambda name: f"{us[name]:.0f}" if name in us else ""
        if us:
            for part in (part for part in ("facet", "count", "best", "ten") if f"dateline {part}" in us):
                rows.append([
                    kind, words, part, cell(f"dateline {part}"), cell(f"tantivy {part}"),
                    cell("tantivy ten, uncounted") if part == "ten" else "", cell("SQLite FTS5 ten") if part in ("facet", "ten") else "",
                    ratio(us.get(f"dateline {part}"), us.get(f"tantivy {part}")),
                ])
    text += ["## In process, microseconds, median", (
        "best: which are the ten best, and how many match; nothing of them is read. dateline's ten hits are whole: counted, decoded, with the words that matched, snippets, quotes and copies. tantivy's are "
        "counted and their text is fetched; uncounted, it may stop early and fetches nothing."),
        table(["", "", "", "dateline", "tantivy", "tantivy, uncounted", "SQLite FTS5", "over tantivy"], rows)]
    lost = sorted({f"{row[0]}" for row in rows if row[-1] and float(row[-1]) > 1})
    text.append("Slower than tantivy alone in process: " + (", ".join(lost) or "none") + ".")
    return "\n\n".join(text) + "\n"


def machine():
    model = next((line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")), "")
    return f"{platform.machine()}, {os.cpu_count()} cores ({model})"


def main():
    if sys.argv[1:2] == ["--fill-sqlite"]:
        return Sqlite.fill(*sys.argv[2:4])
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=pathlib.Path)
    parser.add_argument("--articles", type=int, default=-1)
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/dateline-compare"))
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--only")
    parser.add_argument("--rounds", type=int, default=2, help="how often the quick engines index (Recoll and Xapian: once)")
    args = parser.parse_args()
    day = datetime.date.today().isoformat()
    out = args.out or HOUSE / f"benches/runs/{day}-{platform.machine()}-{os.cpu_count()}"
    args.work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    build()
    engines = [kind(args.work) for kind in (Dateline, Tantivy, Sqlite, DatelineTree, Xapian, Recoll, Ripgrep)]
    wanted = args.only and args.only.split(",")
    engines = [engine for engine in engines if not wanted or engine.name in wanted]
    for engine in list(engines):
        if not engine.is_there():
            print(f"{engine.name} is not installed: left out", file=sys.stderr)
            engines.remove(engine)
    corpus = Corpus(args.news, args.work, args.articles)
    runs = []
    with open(out / "runs.jsonl", "w") as raw:
        def write(run):
            runs.append(run)
            raw.write(json.dumps(run) + "\n")
            raw.flush()
            print(json.dumps(run)[:150], file=sys.stderr)

        indexing(engines, corpus, args.rounds, write)
        for engine in engines:
            if engine.name == "dateline, tree":
                again(engine, corpus, write)
        commands(engines, write)
        in_process(engines, write)
    versions = f"{day}, {machine()}"
    (out / "README.md").write_text(report(runs, corpus, versions))
    print((out / "README.md").read_text())


if __name__ == "__main__":
    main()
