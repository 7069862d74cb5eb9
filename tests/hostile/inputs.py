"""Files that no one should have to judge, and what policylint says of each.

Each input makes a file in a folder and gives the path to check. `expects` are the LINT rules that must be among the
findings; without any the file is judged as a request, whatever the schema rules then say of it.
"""

import codecs
import gzip
import json
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.effort import deep
from tests.requests import minimal_job

MANY = 50_000 if deep() else 5_000
JOB = json.dumps(minimal_job(), indent=2)
FLAT = json.dumps(minimal_job())
YAML_JOB = "\n".join(f"{key}: {json.dumps(value)}" for key, value in minimal_job().items()) + "\n"


@dataclass(frozen=True)
class Hostile:
    """One input: its id in reports, how it is made, and the LINT rules that it must meet."""

    name: str
    make: Callable[[Path], Path]
    expects: frozenset[str]


def _file(name: str, content: str | bytes) -> Callable[[Path], Path]:
    def make(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content)
        return path

    return make


def _made(make: Callable[[Path], None], name: str) -> Callable[[Path], Path]:
    def at(folder: Path) -> Path:
        make(folder / name)
        return folder / name

    return at


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name is short
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def _with(**changes: Any) -> str:
    return json.dumps({**minimal_job(), **changes})


def _hostile(name: str, make: Callable[[Path], Path], *expects: str) -> Hostile:
    return Hostile(name, make, frozenset(expects))


def _bombs() -> str:
    levels = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    levels += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    return "\n".join(levels) + "\n"


CUTS = sorted({len(JOB) * part // 12 for part in range(1, 12)})

JSON_FILES = [
    *(_hostile(f"cut off after {cut} characters", _file("job.json", JOB[:cut]), "LINT1003") for cut in CUTS),
    _hostile("empty", _file("job.json", ""), "LINT1004"),
    _hostile("white space", _file("job.json", " \n\t\n"), "LINT1004"),
    _hostile("a byte order mark alone", _file("job.json", codecs.BOM_UTF8), "LINT1004"),
    _hostile("NaN", _file("job.json", JOB.replace("3600", "NaN")), "LINT1007"),
    _hostile("Infinity", _file("job.json", JOB.replace("3600", "Infinity")), "LINT1007"),
    _hostile("-Infinity", _file("job.json", JOB.replace("3600", "-Infinity")), "LINT1007"),
    _hostile("a number of 10,000 digits", _file("job.json", JOB.replace("3600", "9" * 10_000)), "LINT1005"),
    _hostile("a number of 40 digits", _file("job.json", JOB.replace("3600", "9" * 40))),
    _hostile("1e999", _file("job.json", JOB.replace("3600", "1e999"))),
    _hostile("100,000 open brackets", _file("job.json", "[" * 100_000), "LINT1005"),
    _hostile("100,000 nested lists", _file("job.json", "[" * 100_000 + "]" * 100_000), "LINT1005"),
    _hostile("100,000 nested objects", _file("job.json", '{"a":' * 100_000 + "1" + "}" * 100_000), "LINT1005"),
    _hostile("a trailing comma", _file("job.json", FLAT[:-1] + ",}"), "LINT1011"),
    _hostile("two trailing commas", _file("job.json", FLAT[:-1] + ",,}"), "LINT1003"),
    _hostile("single quotes", _file("job.json", FLAT.replace('"', "'")), "LINT1003"),
    _hostile("a comment", _file("job.json", "// a job\n" + JOB), "LINT1011"),
    _hostile("a comment without end", _file("job.json", "/* a job\n" + JOB), "LINT1003"),
    _hostile("True", _file("job.json", _with(EnableNetworkIsolation=True).replace("true", "True")), "LINT1003"),
    _hostile("two objects", _file("job.json", FLAT + FLAT), "LINT1003"),
    _hostile("JSON Lines named .json", _file("job.json", FLAT + "\n" + FLAT + "\n"), "LINT1003"),
    _hostile("a key given twice", _file("job.json", FLAT[:-1] + ', "RoleArn": "arn"}'), "LINT1006"),
    _hostile(
        "an inner key given twice", _file("job.json", JOB.replace('"Ins', '"InstanceCount": 2, "Ins', 1)), "LINT1006"
    ),
    _hostile(
        "a raw control character in a string", _file("job.json", FLAT.replace("churn", "ch\x01urn", 1)), "LINT1003"
    ),
    _hostile("a raw line break in a string", _file("job.json", FLAT.replace("churn", "ch\nurn", 1)), "LINT1003"),
    _hostile("an escaped NUL", _file("job.json", FLAT.replace("churn", "ch\\u0000urn", 1))),
    _hostile("half a surrogate pair, escaped", _file("job.json", FLAT.replace("churn", "ch\\ud800urn", 1))),
    _hostile("half a surrogate pair as a key", _file("job.json", FLAT[:-1] + ', "\\udfff": 1}')),
    _hostile("a string of 10 MB", _file("job.json", _with(RoleArn="a" * 10_000_000))),
    _hostile("a key of 1 MB", _file("job.json", _with(**{"k" * 1_000_000: 1}))),
    _hostile("many unknown members", _file("job.json", _with(Environment={f"E{n}": "v" for n in range(MANY)}))),
    _hostile("null for everything", _file("job.json", json.dumps(dict.fromkeys(minimal_job())))),
    _hostile("lists for everything", _file("job.json", json.dumps({key: [[]] for key in minimal_job()}))),
    _hostile("numbers for everything", _file("job.json", json.dumps(dict.fromkeys(minimal_job(), -1.5)))),
    _hostile("an empty object", _file("job.json", "{}"), "LINT1008"),
    _hostile("an empty list", _file("job.json", "[]"), "LINT1008"),
    _hostile("a string", _file("job.json", '"job"'), "LINT1008"),
    _hostile("a number", _file("job.json", "7"), "LINT1008"),
    _hostile("null", _file("job.json", "null"), "LINT1008"),
    _hostile("a list of numbers", _file("job.json", "[1, 2, 3]"), "LINT1008"),
    _hostile("a request among numbers", _file("job.json", f"[1, {FLAT}, null]")),
    _hostile("70 MB", _file("job.json", _with(RoleArn="a" * 70_000_000)), "LINT1005"),
]

ENCODINGS = [
    _hostile("UTF-8 with a mark", _file("job.json", codecs.BOM_UTF8 + JOB.encode())),
    _hostile("UTF-16, little endian", _file("job.json", codecs.BOM_UTF16_LE + JOB.encode("utf-16-le"))),
    _hostile("UTF-16, big endian", _file("job.json", codecs.BOM_UTF16_BE + JOB.encode("utf-16-be"))),
    _hostile("UTF-16, an odd byte", _file("job.json", codecs.BOM_UTF16_LE + JOB.encode("utf-16-le")[:-1]), "LINT1002"),
    _hostile("UTF-32", _file("job.json", codecs.BOM_UTF32_LE + JOB.encode("utf-32-le")), "LINT1002"),
    _hostile("Latin-1", _file("job.json", JOB.replace("churn", "chürn", 1).encode("latin-1")), "LINT1002"),
    _hostile("overlong UTF-8", _file("job.json", JOB.encode().replace(b"churn", b"ch\xc0\xafrn", 1)), "LINT1002"),
    _hostile("a surrogate in UTF-8", _file("job.json", JOB.replace("churn", "ch\ud800urn", 1)), "LINT1002"),
    _hostile("gzip", _file("job.json", gzip.compress(JOB.encode())), "LINT1002"),
    _hostile("a PNG", _file("job.json", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "LINT1002"),
    _hostile("CRLF", _file("job.json", JOB.replace("\n", "\r\n"))),
    _hostile("CR alone", _file("job.json", JOB.replace("\n", "\r"))),
]

YAML_FILES = [
    _hostile("YAML: an alias bomb", _file("job.yaml", YAML_JOB + _bombs()), "LINT1005"),
    _hostile("YAML: an alias in itself", _file("job.yaml", YAML_JOB + "Tags: &t [*t]\n"), "LINT1005"),
    _hostile("YAML: an alias without anchor", _file("job.yaml", YAML_JOB + "Tags: *t\n"), "LINT1003"),
    _hostile("YAML: 100,000 open brackets", _file("job.yaml", "[" * 100_000), "LINT1005"),
    _hostile(
        "YAML: 5,000 indentations", _file("job.yaml", "".join(" " * n + "a:\n" for n in range(5_000))), "LINT1005"
    ),
    _hostile("YAML: a tab as indentation", _file("job.yaml", YAML_JOB + "Tags:\n\t- a\n"), "LINT1003"),
    _hostile("YAML: an unclosed quote", _file("job.yaml", YAML_JOB + 'Tags: "a\n'), "LINT1003"),
    _hostile("YAML: bad indentation", _file("job.yaml", "A:\n   b: 1\n  c: 2\n"), "LINT1003"),
    _hostile("YAML: a key given twice", _file("job.yaml", YAML_JOB + "RoleArn: arn\n"), "LINT1006"),
    _hostile("YAML: .nan", _file("job.yaml", YAML_JOB.replace("3600", ".nan")), "LINT1007"),
    _hostile("YAML: -.inf", _file("job.yaml", YAML_JOB.replace("3600", "-.inf")), "LINT1007"),
    _hostile(
        "YAML: a Python object", _file("job.yaml", YAML_JOB + "Tags: !!python/object/apply:os.getcwd []\n"), "LINT1003"
    ),
    _hostile("YAML: a timestamp", _file("job.yaml", YAML_JOB.replace('"churn-2026-11-24"', "2026-11-24"))),
    _hostile(
        "YAML: an impossible date", _file("job.yaml", YAML_JOB.replace('"churn-2026-11-24"', "2026-13-45")), "LINT1003"
    ),
    _hostile("YAML: bad base64", _file("job.yaml", YAML_JOB + "Tags: !!binary x\n"), "LINT1003"),
    _hostile("YAML: numbers as keys", _file("job.yaml", YAML_JOB + "HyperParameters: {1: a, true: b, null: c}\n")),
    _hostile("YAML: a list as a key", _file("job.yaml", YAML_JOB + "HyperParameters: {[1, 2]: a}\n"), "LINT1003"),
    _hostile("YAML: a merge of a number", _file("job.yaml", YAML_JOB + "HyperParameters: {<<: 7}\n"), "LINT1003"),
    _hostile("YAML: a set", _file("job.yaml", YAML_JOB + "Tags: !!set {a, b}\n"), "LINT1003"),
    _hostile("YAML: a broken second document", _file("job.yaml", YAML_JOB + "---\na: [\n"), "LINT1003"),
    _hostile("YAML: a control character", _file("job.yaml", YAML_JOB + "Tags: \x07\n"), "LINT1003"),
    _hostile("YAML: only a comment", _file("job.yaml", "# nothing\n"), "LINT1004"),
    _hostile("YAML: only separators", _file("job.yaml", "---\n---\n"), "LINT1004"),
]

LINES = [
    _hostile("JSON Lines: a bad line", _file("jobs.jsonl", f"{FLAT}\n{{bad\n{FLAT}\n"), "LINT1003"),
    _hostile("JSON Lines: a foreign line", _file("jobs.jsonl", f"{FLAT}\n7\n{FLAT}\n"), "LINT1008"),
    _hostile("JSON Lines: a cut-off last line", _file("jobs.jsonl", f"{FLAT}\n{FLAT[:99]}"), "LINT1003"),
    _hostile("JSON Lines: blank lines alone", _file("jobs.jsonl", "\n\n\n"), "LINT1004"),
    _hostile("JSON Lines: a line of Latin-1", _file("jobs.jsonl", f"{FLAT}\n".encode() + b'"\xe9"\n'), "LINT1002"),
    _hostile("JSON Lines: UTF-16", _file("jobs.jsonl", f"{FLAT}\n{FLAT}\n".encode("utf-16"))),
]

PLACES = [
    _hostile("no such file", lambda folder: folder / "nowhere.json", "LINT1001"),
    _hostile("a name too long", lambda folder: folder / ("n" * 300 + ".json"), "LINT1001"),
    _hostile("a named pipe", _made(os.mkfifo, "job.json"), "LINT1001"),
    _hostile("a socket", _made(_socket, "job.json"), "LINT1001"),
    _hostile("a device", lambda _: Path("/dev/zero"), "LINT1001"),
    _hostile("a broken link", _made(lambda path: path.symlink_to("nowhere"), "job.json"), "LINT1001"),
    _hostile("a link to itself", _made(lambda path: path.symlink_to(path.name), "job.json"), "LINT1001"),
    _hostile("an empty folder named as a file", _made(lambda path: path.mkdir(), "job.json"), "LINT1009"),
    _hostile("a name that is no UTF-8", _file(os.fsdecode(b"job-\xff.json"), JOB)),
    _hostile("a name with an escape sequence", _file("job\x1b[31m\n.json", JOB)),
]

HOSTILE = [*JSON_FILES, *ENCODINGS, *YAML_FILES, *LINES, *PLACES]
