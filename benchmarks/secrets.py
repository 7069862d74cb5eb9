"""Secrets found and false alarms, beside the scanners that people run over repositories, on the same files.

    python -m benchmarks.secrets [habits | FILE.jsonl]

Without a file: requests made here, each of the detectors' credentials planted among harmless settings. `habits` are the
credentials and harmless values of `benchmarks.habits`, which was made without a look at the detectors. A file holds a
labelled request a line, `{"request": {...}, "secrets": [{"path": "Environment.TOKEN"}]}`; paths under `lenient` are
neither right nor wrong. Peers are measured where they are on PATH: detect-secrets, credsweeper, kingfisher, secretlint.
A finding counts by file and line, since that is all that some of them tell.
"""

import json
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path
from typing import Any

from benchmarks.habits import SETS, cases
from benchmarks.harmless import harmless
from policylint.examples import example
from policylint.job import TRAINING
from policylint.path import parse_path
from policylint.secrets.detectors import detectors
from policylint.sources.document import Document
from policylint.sources.formats.json_ import FORMAT
from tests.secrets.planted import PLACES, WORD_PLACES, is_one_word, name_for, texts

Place = tuple[str, int]
Found = set[Place]


def made() -> Iterator[dict[str, Any]]:
    """Labelled requests: one for each credential format at some place, and as many with nothing to find."""
    for number, detector in enumerate(detectors()):
        places = list({**PLACES, **(WORD_PLACES if is_one_word(detector) else {})}.values())
        for seed in range(2):
            changes, path = places[(number + seed * 5) % len(places)](name_for(detector), texts(detector, seed + 50)[0])
            base = harmless(number * 2 + seed)
            around = {f"HyperParameters.{name}": value for name, value in base["HyperParameters"].items()}
            overlaid = {key: value for key, value in around.items() if "HyperParameters" not in changes}
            yield {"request": example(TRAINING, {**overlaid, **changes}), "secrets": [{"path": path}]}
            yield {"request": example(TRAINING, base | {"TrainingJobName": "quiet"}), "secrets": []}


def habits() -> Iterator[dict[str, Any]]:
    """The sets of habits as labelled requests."""
    for name, file in product(SETS, ("secret.yaml", "harmless.yaml")):
        for case in cases(name, file, seeds=2):
            whole = example(TRAINING, {})
            for member, value in case.request.items():
                whole[member] = {**whole.get(member, {}), **value} if isinstance(value, dict) else value
            yield {"request": whole, "secrets": [] if case.path is None else [{"path": case.path}]}


def labelled_requests(named: list[str]) -> list[dict[str, Any]]:
    """What the arguments ask for."""
    if named == ["habits"]:
        return list(habits())
    return [json.loads(line) for line in Path(named[0]).read_text().splitlines()] if named else list(made())


def lay_out(labelled: list[dict[str, Any]], folder: Path) -> tuple[Found, Found]:
    """Write the requests, a file each and a value a line; the places of the secrets, and those that don't count."""
    wanted: Found = set()
    passed: Found = set()
    for number, record in enumerate(labelled):
        name = f"{number}.json"
        text = json.dumps(record["request"], indent=2)
        (folder / name).write_text(text)
        document = Document(name, FORMAT, record["request"], text)
        for places, key in ((wanted, "secrets"), (passed, "lenient")):
            routes = [parse_path(secret["path"]) for secret in record.get(key, [])]
            places |= {(name, at.value.line) for at in document.locate(routes).values()}
    return wanted, passed


def ours(folder: Path) -> Found:
    found = _json(
        [sys.executable, "-m", "policylint", "check", "--isolated", "--select", "SEC", "--output-format", "json", "."],
        folder,
    )
    return {(Path(f["file"]).name, f["position"]["line"]) for f in found["findings"] if f["rule"] != "SEC1005"}


def detect_secrets(folder: Path) -> Found:
    found = _json(["detect-secrets", "scan", "--all-files", "--no-verify", "."], folder)
    return {(Path(file).name, f["line_number"]) for file, fs in found["results"].items() for f in fs}


def credsweeper(folder: Path) -> Found:
    with tempfile.TemporaryDirectory() as out:
        report = Path(out) / "report.json"
        _run(["credsweeper", "--path", ".", "--save-json", str(report)], folder)
        found = json.loads(report.read_text()) if report.exists() else []
    return {(Path(line["path"]).name, line["line_num"]) for f in found for line in f["line_data_list"]}


def kingfisher(folder: Path) -> Found:
    command = ["kingfisher", "scan", ".", "--format", "jsonl", "--no-validate", "--no-update-check"]
    lines = _run(command, folder).splitlines()
    found = [json.loads(line) for line in lines if line.startswith("{")]
    told = [f.get("finding", f) for f in found]
    return {(Path(f["path"]).name, int(f["line"])) for f in told if "path" in f and "line" in f}


def secretlint(folder: Path) -> Found:
    rules = '{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}'
    with tempfile.TemporaryDirectory() as out:
        report = Path(out) / "report.json"  # what it prints to a pipe is cut off at 64 KiB
        _run(["secretlint", "**/*", "--format", "json", "--output", str(report), "--secretlintrcJSON", rules], folder)
        found = json.loads(report.read_text()) if report.exists() else []
    return {(Path(f["filePath"]).name, m["loc"]["start"]["line"]) for f in found for m in f["messages"]}


PEERS: dict[str, Callable[[Path], Found]] = {
    "detect-secrets": detect_secrets,
    "credsweeper": credsweeper,
    "kingfisher": kingfisher,
    "secretlint": secretlint,
}


def _run(command: list[str], folder: Path) -> str:
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False).stdout


def _json(command: list[str], folder: Path) -> Any:
    return json.loads(_run(command, folder))


def main() -> None:
    labelled = labelled_requests(sys.argv[1:])
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wanted, passed = lay_out(labelled, folder)
        print(f"{len(labelled)} requests, {len(wanted)} lines with secrets")
        print(f"{'':<16}{'recall':>8}{'precision':>11}{'F1':>7}{'seconds':>9}{'ms a request':>14}")
        contenders = {"policylint": ours} | {peer: run for peer, run in PEERS.items() if shutil.which(peer)}
        for contender, run in contenders.items():
            start = time.perf_counter()
            found = run(folder) - passed
            seconds = time.perf_counter() - start
            right = len(found & wanted)
            recall, precision = right / len(wanted), right / len(found) if found else 1.0
            f1 = 2 * recall * precision / (recall + precision) if right else 0.0
            figures = f"{recall:>8.3f}{precision:>11.3f}{f1:>7.3f}{seconds:>9.2f}{seconds * 1e3 / len(labelled):>14.2f}"
            print(f"{contender:<16}{figures}")
        for absent in PEERS.keys() - contenders.keys():
            print(f"{absent:<16} not on PATH")


if __name__ == "__main__":
    main()
