"""The sentences that several formats share: places, counts and the verdict on a run."""

import re
from collections.abc import Iterable
from pathlib import PurePath

from policylint.counting import are, counted
from policylint.finding import Fix, Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Fixable, FixTotals
from policylint.reports.visible import visible
from policylint.reports.wire import compact
from policylint.rule import Rule


def place(finding: ShownFinding) -> str:
    """FILE:LINE:COLUMN of a finding; a file's start where no position is known, the path where there is no file."""
    if not finding.file:
        return where(finding)
    line, column = (finding.position.line, finding.position.column) if finding.position else (1, 1)
    return f"{_name(finding.file)}:{line}:{column}"


def _name(file: str) -> str:
    """A file's name for the beginning of a line: one that begins with `::` is a command to a GitHub runner."""
    return f"./{visible(file)}" if file.lstrip().startswith(":") else visible(file)


def inert(text: str) -> str:
    """Visible text in which no CI system hears a command: Azure DevOps and GitHub look for `##[` anywhere in a line."""
    return re.sub(r"##(?=(?:vso)?\[)", "# #", text, flags=re.IGNORECASE)


def where(finding: ShownFinding) -> str:
    """The path of the member that a finding is about, or "request" for the request as a whole."""
    return visible(finding.path) or "request"


def title(rule: Rule) -> str:
    """A rule's id and name; an organisation's own policies have one word for both."""
    return rule.id if rule.id == rule.name else f"{rule.id} {rule.name}"


def documentation(rule: Rule) -> str | None:
    """The address of the page behind a rule as a valid URI; None where its source is not a web page."""
    from urllib.parse import quote

    if not rule.source.startswith(("https://", "http://")):
        return None
    return quote(rule.source, safe=":/?#@!$&*+,;=%~", errors="replace")


def slashed(file: str) -> str:
    """A file as web services know it: with forward slashes, below the folder without a `./`; "" stays "" (no file)."""
    return PurePath(file).as_posix() if file else ""


def tally(report: Report) -> str:
    """How many findings of each severity: "3 errors, 1 warning and 2 notes"; without findings, "no findings"."""
    return tally_of(report, report.findings)


def tally_of(report: Report, findings: Iterable[ShownFinding], adjective: str = "") -> str:
    """The same of some of its findings; with an adjective, "2 new errors"."""
    severities = [report.severity_of(finding) for finding in findings]
    before = f"{adjective} " if adjective else ""
    counts = [(severities.count(severity), f"{before}{severity.value}") for severity in Severity]
    parts = [counted(number, noun) for number, noun in counts if number]
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts) or f"no {before}findings"


def verdict(report: Report) -> str:
    """The outcome in one sentence."""
    if report.findings:
        files = _files(report.findings)
        found = f"Found {tally(report)}" + (f" in {counted(files, 'file')}" if files else "")
        checked = f"checked {counted(report.jobs, 'request')}"
        return f"{found} ({checked} in {counted(report.files, 'file')})." if report.files else f"{found} ({checked})."
    if report.jobs == 0:
        return "No requests found."
    return "The request passes." if report.jobs == 1 else f"All {report.jobs:,} requests pass."


def remarks(report: Report) -> list[str]:
    """What a reader must know besides the verdict, a sentence each."""
    unjudged = _files(finding for finding in report.findings if report.keeps_unjudged(finding))
    sentences = []
    if report.unjudged:
        what = counted(unjudged, "file") if unjudged else "The request"
        sentences.append(f"{what} could not be judged, or only in part, so the exit code is 2.")
    if report.jobs:
        sentences.append(_policies(sum(rule.category == "policy" for rule in report.rules.values())))
    if report.unknowns:
        is_are, they = ("is", "it was") if report.unknowns == 1 else ("are", "they were")
        sentences.append(f"{counted(report.unknowns, 'value')} {is_are} filled in elsewhere, so {they} not judged.")
    waived = sum(bool(suppressed.waived) for suppressed in report.suppressed)
    for number, how in ((waived, "waived"), (len(report.suppressed) - waived, "suppressed")):
        if number:
            sentences.append(f"{counted(number, 'finding')} {are(number)} {how}.")
    if report.skipped:
        holds = "holds no request and was" if len(report.skipped) == 1 else "hold no request and were"
        sentences.append(f"{counted(len(report.skipped), 'file')} {holds} skipped.")
    return sentences


def unread(report: Report, most: int | None = None) -> list[str]:
    """What speaks of training and was not read, a line each below one that counts them; none where there is nothing.

    With `most`, no more than that many, and a line about the others.
    """
    if not report.unread:
        return []
    shown = report.unread[:most]
    lines = [unread_total(report).removesuffix(".") + ":"]
    lines += [inert(f"  {_name(item.file)}: {visible(item.reason)}. {visible(item.advice)}") for item in shown]
    left = len(report.unread) - len(shown)
    return [*lines, f"  and {left:,} more; `-v` names them all"] if left else lines


def unread_total(report: Report) -> str:
    """How much speaks of training and was not read, as a sentence."""
    number = len(report.unread)
    speaks = "speaks of training jobs and was" if number == 1 else "speak of training jobs and were"
    folders = sum(item.is_folder for item in report.unread)
    what = [counted(many, noun) for many, noun in ((number - folders, "file"), (folders, "folder")) if many]
    return f"{' and '.join(what)} {speaks} not read."


def _policies(number: int) -> str:
    if not number:
        return "No policies of an organisation apply here; `--policies baseline` applies the pack that ships."
    return "1 policy applies." if number == 1 else f"{number:,} policies apply."


def proposal(fix: Fix) -> str:
    """What a fix would do, in words."""
    parts = []
    for edit in fix.edits:
        path = visible(edit.path)
        parts.append(
            {
                "set": f"set {path} to {compact(edit.value)}",
                "remove": f"remove {path}",
                "rename": f"rename {path} to {compact(edit.value)}",
                "quote": f"put {path} in quotes",
            }[edit.operation]
        )
    text = ", ".join(parts)
    return f"{text[0].upper()}{text[1:]}" + ("" if fix.safe else " (this may change the meaning)")


def fixable(fixes: Fixable) -> list[str]:
    """How many findings of files could be fixed by policylint itself: a sentence, or none."""
    if not fixes.safe + fixes.more:
        return []
    number, options, more = (fixes.safe, "--fix", fixes.more) if fixes.safe else (fixes.more, "--fix --unsafe-fixes", 0)
    most = "" if fixes.tried else "Up to "
    return [f"{most}{counted(number, 'finding')} {are(number)} fixable with {options}{_unsafe(more)}."]


_MOST_SKIPPED = 20


def fix_totals(fixes: FixTotals, verb: str = "Fixed") -> list[str]:
    """What fixing came to: a sentence, and a line for each fix that was not made, with the reason."""
    sentences = [f"{verb} {counted(fixes.fixed, 'finding')}{_unsafe(fixes.unsafe)}."]
    if fixes.skipped:
        was = "1 fix was" if len(fixes.skipped) == 1 else f"{len(fixes.skipped):,} fixes were"
        sentences += [f"{was} not made:", *(f"  {inert(line)}" for line in fixes.skipped[:_MOST_SKIPPED])]
        left = len(fixes.skipped) - _MOST_SKIPPED
        sentences += [f"  and {left:,} more"] if left > 0 else []
    return sentences


def _unsafe(number: int) -> str:
    return f" ({number:,} more with --unsafe-fixes)" if number else ""


def _files(findings: Iterable[ShownFinding]) -> int:
    return len({finding.file for finding in findings if finding.file})
