#!/usr/bin/env python3
"""How dateline grows: the same measurements at archives of several sizes, and a plot.

    benches/compare/scale.py NEWS.jsonl [--sizes 10000,50000,200000,1000000] [--work DIR] [--out DIR] [--built DIR] [--keep]

Articles beyond those of NEWS.jsonl (one a line: id, text, and source and date where they are known) are made by
putting paragraphs of different articles together, as many as an article of the file has. So that words go on being
new as they do in life (Heaps 1978: about n^0.6 distinct words among n), names are invented at that rate and put in
the place of real ones. The same file makes the same articles, and a smaller archive is the beginning of a larger one;
what lies in --work from before is used again. The corpus is compressed by the program `zstd`. A million articles need
12 GB of disk and about a quarter of an hour of two cores; five million 45 GB and an hour and a half.

Written to --out (default `benches/runs/DATE-machine`): `scale.jsonl`, every raw measurement, and `scale.svg`.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from run import HOUSE, Dateline, Measured, Tantivy, build, size_of  # noqa: E402

HEAPS = 0.6
SYLLABLES = [a + b for a in "b d f g k l m n p r s t v z br st".split() for b in "a e i o u an er in or".split()]
NAME = re.compile(r"\b[A-Z][a-z]{3,}\b")


class Maker:
    """Makes articles of the paragraphs of real ones."""

    def __init__(self, news, seed=1):
        self.random = random.Random(seed)
        self.paragraphs, self.lengths, self.heads = [], [], []
        self.n_words = self.n_names = 0
        with open(news) as lines:
            for line in lines:
                record = json.loads(line)
                own = [part for part in record["text"].split("\n\n") if part.strip()]
                self.paragraphs += own
                self.lengths.append(len(own))
                self.heads.append((record.get("title"), record.get("source"), record.get("date")))

    def name(self, number):
        """The invented name of that number: short ones first, like no other's."""
        syllables = []
        number += len(SYLLABLES)
        while number:
            number, last = divmod(number, len(SYLLABLES))
            syllables.append(SYLLABLES[last])
        return "".join(syllables).capitalize()

    def article(self, number):
        pick = self.random
        length = pick.choice(self.lengths)
        text = "\n\n".join(pick.choice(self.paragraphs) for _ in range(length))
        self.n_words += text.count(" ")
        due = int(self.n_words**HEAPS) - self.n_names
        if due > 0:
            def invented(match):
                nonlocal due
                if due == 0 or pick.random() < 0.5:
                    return match.group()
                due -= 1
                self.n_names += 1
                return self.name(self.n_names)

            text = NAME.sub(invented, text)
        title, source, date = pick.choice(self.heads)
        return {"id": f"made/{number}", "title": title, "source": source, "date": date, "text": text}


def write_corpus(news, size, path):
    """Real articles first, then made ones, compressed; returns the bytes of text."""
    n_bytes = n = 0
    command = ["zstd", "-q", "-f", "-1", "-o", str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True, encoding="utf-8") as zstd, zstd.stdin as out:
        with open(news) as lines:
            for line in lines:
                if n == size:
                    return n_bytes
                n_bytes += len(json.loads(line)["text"].encode())
                out.write(line)
                n += 1
        maker = Maker(news)
        while n < size:
            record = maker.article(n)
            n_bytes += len(record["text"].encode())
            out.write(json.dumps(record, ensure_ascii=False) + "\n")
            n += 1
    return n_bytes


def corpus_of(news, size, work):
    """The file with that many articles, and the bytes of their text: written now, or before."""
    path, counted = work / f"news-{size}.jsonl.zst", work / f"news-{size}.bytes"
    if not (path.exists() and counted.exists()):
        counted.unlink(missing_ok=True)
        counted.write_text(str(write_corpus(news, size, path)))
    return path, int(counted.read_text())


class Watched:
    """What a command cost, as `Measured` says it, and what its greatest memory was made of.

    Memory of its own has to be there; pages of files the system takes back when it needs them, and both count as
    the memory of a process. Looked at ten times a second, the greatest of each; `memory` is the greatest of both, as the
    system has counted it.
    """

    def __init__(self, command):
        self.own = self.pages = 0
        with tempfile.TemporaryFile() as told:
            begun = time.monotonic()
            process = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL, stdout=told, stderr=told)
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                self.look(pathlib.Path(f"/proc/{process.pid}/status"))
                time.sleep(0.1)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.wall = time.monotonic() - begun
            self.cpu = usage.ru_utime + usage.ru_stime
            self.memory = usage.ru_maxrss * 1024
            if process.returncode != 0:
                told.seek(0)
                sys.exit(f"{command}: status {process.returncode}\n{told.read().decode(errors='replace')[-2000:]}")

    def look(self, status):
        facts = dict(line.split(":", 1) for line in status.read_text().splitlines())
        # A process that has just ended has none.
        if "RssAnon" in facts:
            self.own = max(self.own, int(facts["RssAnon"].split()[0]) * 1024)
            self.pages = max(self.pages, int(facts["RssFile"].split()[0]) * 1024)


def measure(size, n_bytes, corpus, index, memory):
    shutil.rmtree(index, ignore_errors=True)
    made = Watched([Dateline.binary, "index", corpus, "--index", index, "--memory", memory])
    in_process = {}
    told = Measured([Tantivy.binary, "time", index, HOUSE / "benches/compare/queries.tsv"])
    for line in told.stdout.decode().splitlines():
        run = json.loads(line)
        in_process[f"{run['kind']}: {run['words']}"] = run["us"]

    def command_ms(query):
        search = [Dateline.binary, "search", "--index", index, "-c", query]
        return statistics.median(Measured(search).wall * 1e3 for _ in range(15))

    return {
        "articles": size, "text_bytes": n_bytes, "wall_s": made.wall, "cpu_s": made.cpu, "peak_bytes": made.memory,
        "peak_own_bytes": made.own, "peak_pages_bytes": made.pages, "memory_flag_mb": int(memory),
        "index_bytes": size_of(index), "segments": len(list(index.rglob("*.store"))), "in_process_us": in_process,
        "command_ms": command_ms('"prime minister"'), "command_rare_ms": command_ms('"nuclear deterrent"'),
    }


def plot(runs):
    """Four small charts side by side, sizes on a logarithmic axis, each with its own scale from zero."""
    charts = [
        ("MB of text a second of processor", lambda run: run["text_bytes"] / run["cpu_s"] / 1e6),
        ("peak memory, MB", lambda run: run["peak_bytes"] / 1e6),
        ("index over text", lambda run: run["index_bytes"] / run["text_bytes"]),
        ("a phrase, whole command, ms", lambda run: run["command_ms"]),
    ]
    width, height, left, top = 240, 150, 40, 30
    import math
    low, high = (math.log10(runs[end]["articles"]) for end in (0, -1))
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{width * 4}" height="{height + 70}" '
             'font-family="sans-serif" font-size="11">', '<rect width="100%" height="100%" fill="white"/>']
    for n, (title, value) in enumerate(charts):
        values = [value(run) for run in runs]
        most = max(values) * 1.15
        x0 = n * width + left
        across = width - left - 20
        point = lambda run, v: (
            x0 + across * (math.log10(run["articles"]) - low) / max(high - low, 1e-9), top + height * (1 - v / most))
        places = [point(run, v) for run, v in zip(runs, values)]
        parts.append(f'<text x="{x0}" y="{top - 12}">{title}</text>')
        parts.append(f'<path d="M{x0} {top} V{top + height} H{x0 + across}" fill="none" stroke="#888"/>')
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        parts.append(f'<polyline points="{line}" fill="none" stroke="#1a5fb4" stroke-width="2"/>')
        for (x, y), run, v in zip(places, runs, values):
            label = f"{run['articles'] // 1000}k" if run["articles"] < 10**6 else f"{run['articles'] / 1e6:g}M"
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="#1a5fb4"/>')
            parts.append(f'<text x="{x:.1f}" y="{y - 8:.1f}" text-anchor="middle">{v:.3g}</text>')
            parts.append(f'<text x="{x:.1f}" y="{top + height + 16}" text-anchor="middle">{label}</text>')
    parts.append("</svg>\n")
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("news", type=pathlib.Path)
    parser.add_argument("--sizes", default="10000,50000,200000")
    parser.add_argument("--work", type=pathlib.Path, default=pathlib.Path("/tmp/dateline-scale"))
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--memory", default="2000", help="megabytes to index with: a quarter of 8 GB, as by default there")
    parser.add_argument("--built", type=pathlib.Path, help="the folder with `dateline` and `examples`; made now by default")
    parser.add_argument("--keep", action="store_true", help="leave the made articles and indexes where they are")
    args = parser.parse_args()
    day = datetime.date.today().isoformat()
    out = args.out or HOUSE / f"benches/runs/{day}-{platform.machine()}-{os.cpu_count()}"
    out.mkdir(parents=True, exist_ok=True)
    args.work.mkdir(parents=True, exist_ok=True)
    if args.built:
        Dateline.binary, Tantivy.binary = args.built / "dateline", args.built / "examples/tantivy-alone"
    else:
        build()
    runs = []
    # Sizes measured before are kept: a large one takes long.
    known = out / "scale.jsonl"
    if known.exists():
        runs = [json.loads(line) for line in known.read_text().splitlines()]
    for size in map(int, args.sizes.split(",")):
        corpus, n_bytes = corpus_of(args.news, size, args.work)
        index = args.work / f"index-{size}"
        run = measure(size, n_bytes, corpus, index, args.memory)
        runs = sorted([run, *(other for other in runs if other["articles"] != size)], key=lambda run: run["articles"])
        known.write_text("".join(json.dumps(run) + "\n" for run in runs))
        (out / "scale.svg").write_text(plot(runs))
        print(json.dumps({key: run[key] for key in run if key != "in_process_us"}))
        if not args.keep:
            corpus.unlink()
            (args.work / f"news-{size}.bytes").unlink()
            shutil.rmtree(index)


if __name__ == "__main__":
    main()
