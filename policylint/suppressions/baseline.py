"""Baselines: findings that were there when a team adopted policylint, each with what it is known again by."""

import json
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any, Literal, NamedTuple

from policylint.counting import are, counted
from policylint.dataclass_ import dataclass
from policylint.finding import Finding, ShownFinding
from policylint.identity import fingerprint, from_root
from policylint.known import UNMARKED, Known, is_marked, mark, meet
from policylint.lint import UNUSED_BASELINE_ENTRY
from policylint.report import Suppressed
from policylint.settings.option import ConfigError
from policylint.shown import Shown, own, renders

BASELINE_VERSION = 2
_READ = (1, BASELINE_VERSION)
_CONFLICT = re.compile(r"^<{7} .*?^>{7} [^\n]*\n?", re.MULTILINE | re.DOTALL)
_SPARE_COMMA = re.compile(r",(?=\s*[\]}])")
_SALT_BYTES = 16

Way = Literal["write", "add", "prune"]
"""What becomes of an existing baseline: it is written anew where it was checked, only added to, or only shortened."""


class Settled(NamedTuple):
    """Findings sorted into those that are reported and those that the baseline accepts, and how many of each of its
    entries are left."""

    reported: list[ShownFinding]
    suppressed: list[Suppressed]
    left: Counter[int]


@dataclass(slots=True)
class Baseline:
    """A baseline file, whose files are named from `root`."""

    file: str = ""
    entries: Sequence[Known] = ()
    root: Path = field(default_factory=Path.cwd)
    was_in_conflict: bool = False

    @classmethod
    def read(cls, file: Path, root: Path, *, resolve: bool = False) -> "Baseline":
        """Read a baseline file; with `resolve` both sides of a merge conflict in it.

        Raises:
            ConfigError: it cannot be read or is not a baseline.
        """
        try:
            text = file.read_text(encoding="utf-8")
        except (OSError, ValueError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            raise ConfigError(f"{file}: the baseline cannot be read: {why}") from error
        sides = _sides(text)
        if len(sides) > 1 and not resolve:
            again = "run `policylint baseline` again over all of its files, which resolves it"
            raise ConfigError(f"{file}: git has left a merge conflict in the baseline; {again}")
        found: dict[Known, int] = {}
        for side in sides:
            for one in _entries(file, side, merged=len(sides) > 1):
                kind = replace(one, count=1)
                found[kind] = max(found.get(kind, 0), one.count)
        entries = tuple(replace(one, count=count) for one, count in found.items())
        return cls(str(file), entries, root.absolute(), len(sides) > 1)

    def settle(self, findings: Sequence[ShownFinding]) -> Settled:
        """Sort findings by whether the baseline accepts them, each entry as often as it counts."""
        if not self.entries:
            return Settled(list(findings), [], Counter())
        met, left = self._meet(findings)
        reported = [finding for finding, known in zip(findings, met, strict=True) if known is None]
        suppressed = [
            Suppressed(finding, "external", own("in the baseline"))
            for finding, known in zip(findings, met, strict=True)
            if known is not None
        ]
        return Settled(reported, suppressed, left)

    def unused(self, left: Mapping[int, int], judged: Iterable[str]) -> Iterator[Finding]:
        """A note for each entry about a judged file of which something is fixed: the baseline can shrink."""
        files = {from_root(file, self.root) for file in judged}
        for at, one in enumerate(self.entries):
            gone = left.get(at, one.count)
            if gone and one.file in files:
                what = f"{gone} of {one.count} findings of {one.rule}" if one.count > 1 else one.rule
                job = f" of {one.job}" if one.job else ""
                message = f"{what} at {one.path or 'the request'}{job} in {one.file} {are(gone)} gone"
                yield Finding.about_file(self.file, message, UNUSED_BASELINE_ENTRY.id)

    def _meet(self, findings: Sequence[ShownFinding]) -> tuple[list[Known | None], Counter[int]]:
        return meet(findings, self.entries, exists=self._exists, named=lambda file: from_root(file, self.root))

    def _exists(self, file: str) -> bool:
        return (self.root / file).exists()


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A baseline brought up to date: its text, and how many findings are what in it.

    Attributes:
        text: the file.
        added, kept: findings of today that are new in it, and that were in it.
        elsewhere: those of files or rules that were not checked, left as they are.
        gone: those that are fixed and taken out; spared: fixed, and left in since it was only to be added to.
        left_out: findings of today that it does not accept, since it was only to be shortened.
    """

    text: Shown
    added: int
    kept: int
    elsewhere: int
    gone: int
    spared: int
    left_out: int


def rewritten(
    old: Baseline, findings: Sequence[ShownFinding], covers: Callable[[Known], bool], way: Way = "write"
) -> Rewritten:
    """A baseline brought up to date by the findings of a run.

    Args:
        old: the baseline as it is, perhaps without any entry.
        findings: those of today that can be accepted.
        covers: whether the run would have found what an entry says.
        way: what becomes of entries and findings that have no counterpart.
    """
    met, left = old._meet(findings)
    entries: Counter[Known] = Counter()
    salts = (one.secret.split(":")[1] for one in old.entries if isinstance(one.secret, str) and ":" in one.secret)
    salt = next(salts, "") or os.urandom(_SALT_BYTES).hex()
    added = kept = left_out = 0
    for finding, known in zip(findings, met, strict=True):
        file = from_root(finding.file, old.root)
        is_copy = known is not None and known.file != file and old._exists(known.file)
        if way == "prune" and (known is None or is_copy):
            left_out += known is None
            continue
        kept += known is not None
        added += known is None
        entries[_entry(finding, file, known, salt)] += 1
    elsewhere = gone = spared = 0
    for at, one in enumerate(old.entries):
        rest = left[at]
        if not covers(one):
            elsewhere += rest
        elif way == "add":
            spared += rest
        else:
            gone += rest
            continue
        if rest:
            entries[replace(one, count=1)] += rest
    return Rewritten(_written(entries), added, kept, elsewhere, gone, spared, left_out)


def _entry(finding: ShownFinding, file: str, known: Known | None, salt: str) -> Known:
    """A finding of today as an entry; of a secret that is known the mark stays, so that the file does."""
    subject = finding.subject
    secret: str | bytes = ""
    if subject.secret:
        same = known is not None and isinstance(known.secret, str) and is_marked(subject.secret, known.secret)
        secret = known.secret if same and known is not None else mark(subject.secret, salt)
    return Known(finding.rule, file, finding.job, finding.path, 1, subject.content, subject.numbers, secret)


@renders
def _written(entries: Mapping[Known, int]) -> str:
    """The text of a baseline: an entry a line and sorted, so that it merges well."""
    lines = [
        json.dumps(
            {
                "rule": one.rule,
                "file": one.file,
                "job": one.job,
                "path": one.path,
                "fingerprint": fingerprint(one.rule, one.file, one.job, one.path),
                "count": count,
                **({"content": one.content} if one.content else {}),
                **({"numbers": list(one.numbers)} if one.numbers else {}),
                **({"secret": one.secret} if one.secret else {}),
            }
        )
        for one, count in sorted(entries.items(), key=lambda entry: _order(entry[0]))
    ]
    listed = ",".join(f"\n    {line}" for line in lines) + "\n  " * bool(lines)
    return f'{{\n  "version": {BASELINE_VERSION},\n  "findings": [{listed}]\n}}\n'


def _order(one: Known) -> tuple[str, str, str, str, tuple[float, ...], str, str]:
    return one.file, one.job, one.path, one.rule, one.numbers, str(one.secret), one.content


def _sides(text: str) -> list[str]:
    """The text, or, where a merge left conflicts in it, that of each side."""
    if not _CONFLICT.search(text):
        return [text]
    return [_CONFLICT.sub(lambda found, side=side: _of_side(found[0], side), text) for side in (0, 1)]  # type: ignore[misc]


def _of_side(conflict: str, side: int) -> str:
    """What one side has in a conflict: what comes before `=======` (and the common ancestor), or what comes after."""
    kept: list[str] = []
    at = 0
    for line in conflict.splitlines(keepends=True)[1:-1]:
        if line.startswith("|||||||"):
            at = -1
        elif line.startswith("======="):
            at = 1
        elif at == side:
            kept.append(line)
    return "".join(kept)


def _entries(file: Path, text: str, *, merged: bool) -> Iterator[Known]:
    """The entries in the text of a baseline; of one side of a merge a last one may have a comma behind it."""
    try:
        data = json.loads(_SPARE_COMMA.sub("", text) if merged else text)
        version = data["version"]
        found = [_known(entry, version) for entry in data["findings"]]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ConfigError(f"{file}: is not a baseline; write one with `policylint baseline`") from error
    if version not in _READ:
        raise ConfigError(f"{file}: is a baseline of version {version}; this policylint reads {BASELINE_VERSION}")
    yield from found


def _known(entry: Mapping[str, Any], version: int) -> Known:
    rule = str(entry["rule"])
    numbers = tuple(number for number in entry.get("numbers", ()) if isinstance(number, int | float))
    before_marks = UNMARKED if version == 1 and rule.startswith("SEC") else ""
    return Known(
        rule,
        str(entry["file"]),
        str(entry["job"]),
        str(entry["path"]),
        int(entry.get("count", 1)),
        str(entry.get("content", "")),
        numbers,
        str(entry.get("secret", before_marks)),
    )


def summary(done: Rewritten, file: Path) -> str:
    """What has become of a baseline, in a sentence or two."""
    total = done.added + done.kept + done.elsewhere + done.spared
    parts = [
        f"{number:,} {what}"
        for number, what in (
            (done.added, "new"),
            (done.kept, "known before"),
            (done.elsewhere, "of what was not checked"),
            (done.spared, "fixed, which `--prune` takes out"),
        )
        if number
    ]
    detail = f": {', '.join(parts)}" if parts and done.added < total else ""
    gone = f"; {counted(done.gone, 'finding')} {are(done.gone)} fixed and taken out" if done.gone else ""
    out = f" {counted(done.left_out, 'finding')} {are(done.left_out)} not in it: `--add` adds" if done.left_out else ""
    rest = f"{out} {'it' if done.left_out == 1 else 'them'}." if out else ""
    return f"Wrote {counted(total, 'finding')} to {file}{detail}{gone}.{rest}"
