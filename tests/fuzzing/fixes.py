"""Drawn files through `check --fix --unsafe-fixes`: what may never come of it, whatever a file holds."""

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from policylint.catalogue import load
from policylint.examples import example
from policylint.rule import Example
from tests.fuzzing.documents import WRITERS, File, document, encoded, seeds
from tests.fuzzing.runs import Case, emptied, run
from tests.fuzzing.values import mutated

YAML = (".yaml", ".yml")


@cache
def faulty() -> tuple[Any, ...]:
    """Requests with faults, of which many can be fixed: the bad examples of the rules."""
    rules = [rule for rule in load().rules.values() if not isinstance(rule.bad, Example)]
    return tuple(example(rule.operation, rule.bad) for rule in rules if isinstance(rule.bad, dict))


def fixable(dice: Random) -> File:
    """A file in which something can likely be fixed."""
    if dice.random() < 0.3:
        return document(dice)
    value = mutated(dice.choice(faulty()), seeds(), dice, dice.choice([0, 0, 1, 2]))
    value = _misspelled(value, dice)
    name, text = dice.choice(WRITERS)(value, dice)
    if name.endswith(YAML) and dice.random() < 0.4:
        text = _with_block_scalars(text, dice)
    line_break = dice.choice(["\n", "\n", "\n", "\r\n"])
    return File(name, encoded(text.replace("\n", line_break), dice))


def _misspelled(value: Any, dice: Random) -> Any:
    """Members in another case, numbers as text and text as numbers, as people write them."""
    if isinstance(value, dict):
        return {_respelled(key, dice): _misspelled(item, dice) for key, item in value.items()}
    if isinstance(value, list):
        return [_misspelled(item, dice) for item in value]
    if isinstance(value, int) and not isinstance(value, bool) and dice.random() < 0.1:
        return str(value)
    if isinstance(value, str) and value.isdigit() and dice.random() < 0.3:
        return int(value)
    if isinstance(value, str) and dice.random() < 0.05:
        return value.lower()
    return value


def _respelled(key: Any, dice: Random) -> Any:
    if not isinstance(key, str) or dice.random() > 0.06:
        return key
    snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", key).lower()
    return dice.choice([snake, key.lower(), key[:1].lower() + key[1:], key[:-1], key + "s"])


def _with_block_scalars(text: str, dice: Random) -> str:
    """A text with values as block scalars, comments behind their signs."""
    found = re.compile(r"^( *)((?:- )?[\w-]+): ([\w./:@-]+)$", re.MULTILINE)

    def block(match: "re.Match[str]") -> str:
        if dice.random() > 0.25:
            return match[0]
        sign = dice.choice(["|", ">", "|-", ">+"]) + dice.choice(["", " # why", "  # because: of it"])
        indent = match[1] + " " * (2 + 2 * match[2].startswith("- "))
        return f"{match[1]}{match[2]}: {sign}\n{indent}{match[3]}"

    return found.sub(block, text)


def wrong(file: File, folder: Path) -> tuple[bool, Sequence[str]]:
    """Whether anything was fixed in a file, and what is wrong with that; the folder is emptied before and after."""
    shown = run(Case((file,), ("check", "--isolated", "--diff", "--unsafe-fixes", file.name)), emptied(folder))
    before = _findings(file, folder)
    fixed = run(Case((file,), ("check", "--isolated", "--fix", "--unsafe-fixes", file.name)), emptied(folder))
    content = fixed.written[file.name]
    after = File(file.name, content)
    if content == file.content:
        return False, ["a diff is shown, and nothing is fixed"] if shown.out.startswith("--- ") else []
    return True, [*_faults(file, after, before, shown.out, folder)]


def _faults(file: File, after: File, before: Counter[str], diff: str, folder: Path) -> Iterator[str]:
    if file.name.endswith(YAML) and not _reads(file):
        yield "PyYAML refuses it, and it was edited"
    elif not _reads(after):
        yield "it no longer parses"
    lost = _comments(file) - _comments(after) if file.name.endswith(YAML) else None
    # A comment behind a member goes with it where the member is removed.
    if lost and lost.total() > diff.count("\n-") - diff.count("\n+"):
        yield f"comments are lost: {sorted(lost)}"
    if new := _findings(after, folder) - before:
        yield f"new findings: {sorted(new)}"
    again = run(Case((after,), ("check", "--isolated", "--fix", "--unsafe-fixes", file.name)), emptied(folder))
    if again.written[file.name] != after.content:
        yield "a second run changes it again"
    yield from _not_applied(file, after, diff, folder)


def _not_applied(file: File, after: File, diff: str, folder: Path) -> Iterator[str]:
    text = file.content.decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    # What a terminal would act upon is written out, and secrets are hidden: such a diff is for reading alone.
    if (
        not all(char.isprintable() or char in "\t\r\n" for char in text)
        or re.search(r"\r(?!\n)", text)
        or "****" in diff
    ):
        return
    for command in (["git", "apply", "-p0", "-"], ["patch", "-p0", "--silent", "--binary"]):
        if shutil.which(command[0]) is None:
            continue
        (emptied(folder) / file.name).write_bytes(file.content)
        done = subprocess.run(command, cwd=folder, input=diff.encode(), capture_output=True, check=False)
        if done.returncode or (folder / file.name).read_bytes() != after.content:
            yield f"the diff cannot be applied by {command[0]}: {(done.stderr + done.stdout).decode()[:400]}"


def _findings(file: File, folder: Path) -> Counter[str]:
    outcome = run(Case((file,), ("check", "--isolated", "--output-format=json", file.name)), emptied(folder))
    found = json.loads(outcome.out)["findings"]
    return Counter(one["rule"] for one in found)


def _reads(file: File) -> bool:
    """Whether what reads such files reads this one: Python's JSON, PyYAML without regard to tags."""
    text = file.content.decode("utf-8-sig", "surrogateescape")
    try:
        if file.name.endswith(YAML):
            [*yaml.compose_all(text, yaml.SafeLoader)]
        elif file.name.endswith(".json"):
            json.loads(text)
    except (ValueError, yaml.YAMLError, RecursionError):
        return False
    return True


def _comments(file: File) -> Counter[str]:
    """The comments of a YAML text: what no token covers from a number sign on."""
    text = file.content.decode("utf-8-sig", "surrogateescape")
    try:
        covered = [
            (token.start_mark.index, token.end_mark.index)
            for token in yaml.scan(text, yaml.SafeLoader)
            if isinstance(token, yaml.ScalarToken)
        ]
    except yaml.YAMLError:
        return Counter()
    kept = []
    at = 0
    for start, end in covered:
        kept.append(text[at:start])
        header = re.match(r"[|>][-+0-9]*([ \t]+#[^\r\n]*)?", text[start:end])
        kept.append(f"{header[1] or ''}\n" if header else "")
        at = end
    return Counter(found.strip() for found in re.findall(r"#[^\r\n]*", "".join([*kept, text[at:]])))
