"""Findings on the values of public configuration, none of which is a secret of anyone: false alarms, or examples.

    python -m benchmarks.public_values [FOLDER ...]

Reads every JSON, YAML, TOML and INI file below the folders (without any: the packages that are installed) and looks at
each different value under its name as if it were an environment variable.
"""

import configparser
import json
import sys
import sysconfig
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from policylint.job import TRAINING
from policylint.secrets.detector import Kind
from policylint.secrets.scanner import Scanner

LARGEST = 400_000
LONGEST = 4_096
SHORTEST = 6


def _ini(text: str) -> Any:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    return {section: dict(parser[section]) for section in parser}


def _yaml(text: str) -> Any:
    return list(yaml.load_all(text, Loader=yaml.CSafeLoader))


READERS: dict[str, Callable[[str], Any]] = {
    ".json": json.loads,
    ".yaml": _yaml,
    ".yml": _yaml,
    ".toml": tomllib.loads,
    ".ini": _ini,
    ".cfg": _ini,
}


def values(folder: Path) -> Iterator[tuple[Path, str, str]]:
    """Each value of each file that can be read: file, name, value."""
    for file in sorted(folder.rglob("*")):
        if file.suffix in READERS and file.is_file() and file.stat().st_size <= LARGEST:
            try:
                read = READERS[file.suffix](file.read_text(encoding="utf-8"))
            except (ValueError, RecursionError, OSError, yaml.YAMLError, configparser.Error):
                continue
            yield from ((file, name, value) for name, value in _below(read, ""))


def _below(value: Any, name: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _below(item, str(key))
    elif isinstance(value, list):
        for item in value:
            yield from _below(item, name)
    elif isinstance(value, str | int | float) and SHORTEST <= len(str(value)) <= LONGEST:
        yield name, str(value)


def main() -> None:
    folders = sys.argv[1:] or [sysconfig.get_path("purelib")]
    scanner, seen, found = Scanner(), set[tuple[str, str]](), Counter[str]()
    for folder in folders:
        for file, name, value in values(Path(folder)):
            if (name, value) in seen:
                continue
            seen.add((name, value))
            for secret in scanner.scan({"Environment": {name or "VALUE": value}}, TRAINING):
                if secret.kind is not Kind.EXAMPLE:
                    found[secret.detector.id] += 1
                    print(f"{file.relative_to(folder)}: {name}: {secret.detector.id} {secret.mask}")
    rate = found.total() * 20_000 / max(1, len(seen))
    print(f"{len(seen)} values, {found.total()} findings: {rate:.2f} in 20,000 values")


if __name__ == "__main__":
    main()
