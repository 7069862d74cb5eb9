"""What fixing would change, as a unified diff in which no secret can be read."""

import re
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from functools import cache

from policylint.fixing.apply import FixOutcome
from policylint.fixing.trial import Trial
from policylint.reports.visible import visible
from policylint.sources.requests import Request

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+")
_MARK = "\ufeff"
_CONTEXT = 3
_Masked = Callable[[int, str], str]


def diff(outcome: FixOutcome) -> Iterator[str]:
    """The lines of the diff of one file, each with its line break; none where nothing changes.

    It can be applied by `patch -p0`, except where a secret is hidden in it.
    """
    before, after = _lines(outcome.before), _lines(outcome.after)
    if before == after:
        return
    mask = _masks(outcome)
    yield f"--- {visible(outcome.before.file)}\n"
    yield f"+++ {visible(outcome.before.file)}\n"
    for hunk in SequenceMatcher(None, before, after).get_grouped_opcodes(_CONTEXT):
        (_, start, _, new_start, _), (_, _, end, _, new_end) = hunk[0], hunk[-1]
        yield f"@@ -{_range(start, end)} +{_range(new_start, new_end)} @@\n"
        for tag, at, until, new_at, new_until in hunk:
            if tag == "equal":
                yield from _shown(" ", before, at, until, mask)
            else:
                yield from _shown("-", before, at, until, mask)
                yield from _shown("+", after, new_at, new_until, mask)


def _lines(trial: Trial) -> list[str]:
    return _LINE.findall(_MARK * trial.has_mark + trial.text)


def _range(start: int, end: int) -> str:
    length = end - start
    first = start + 1 if length else start
    return str(first) if length == 1 else f"{first},{length}"


def _shown(sign: str, lines: list[str], start: int, end: int, mask: _Masked) -> Iterator[str]:
    for number in range(start, end):
        text = lines[number].rstrip("\r\n")
        ending = lines[number][len(text) :]
        # A tab is shown as it is, or no patch of a file that is indented with tabs would fit.
        # The same holds for a byte order mark, which no terminal shows.
        mark = _MARK if number == 0 and text.startswith(_MARK) else ""
        yield sign + mark + "\t".join(map(visible, mask(number + 1, text.removeprefix(mark)).split("\t")))
        yield ("\r\n" if ending == "\r\n" else "\n") if ending else "\n\\ No newline at end of file\n"


def _masks(outcome: FixOutcome) -> _Masked:
    """How lines are shown: without the secrets of the requests that stand in them, before and after."""
    from policylint.secrets.redaction import Redactor

    engine = outcome.before.ruleset.engine
    subjects: dict[int | None, list[Request]] = {}
    for trial in (outcome.before, outcome.after):
        for subject in trial.subjects.values():
            line = subject.document.first_line if subject.document.format.name == "jsonl" else None
            subjects.setdefault(line, []).append(subject)

    @cache
    def redactor(line: int | None) -> Redactor:
        return Redactor(()).joined(engine.redactor(subject.job) for subject in subjects.get(line, ()))

    return lambda number, line: engine.masked(redactor(None).mask(redactor(number).mask(line)))
