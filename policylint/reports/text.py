"""The format for people: each finding with its source line and a caret, then the verdict."""

from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from policylint.finding import Position, Severity, ShownFinding
from policylint.report import Report
from policylint.reports.context import Context
from policylint.reports.excerpt import excerpt
from policylint.reports.visible import visible
from policylint.reports.wording import fix_totals, fixable, inert, place, proposal, remarks, verdict, where
from policylint.shown import renders

_Paint = Callable[[str, str], str]

_STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "place": "1",
    "frame": "34",
    "pass": "1;32",
}
_NARROWEST = 40


@renders
def render(report: Report, context: Context) -> str:
    """One line for each finding if `quiet`; else findings in full, or `statistics` in their place, and a summary."""
    paint = _painter(context.colour)
    if context.statistics:
        blocks = ["\n".join(_statistics(report, paint))] if report.findings else []
    elif context.quiet:
        blocks = ["\n".join(_headline(report, finding, paint) for finding in report.findings)]
    else:
        blocks = list(_findings(report, context, paint))
    if not context.quiet:
        blocks.append("\n".join(_summary(report, context, paint)))
    text = "\n\n".join(block for block in blocks if block)
    return inert(f"{text}\n") if text else ""


def _painter(colour: bool) -> _Paint:
    if not colour:
        return lambda text, style: text
    return lambda text, style: f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text else ""


def _headline(report: Report, finding: ShownFinding, paint: _Paint) -> str:
    severity = report.severity_of(finding).value
    tag = paint(f"{visible(finding.rule)} [{severity}]", severity)
    return f"{paint(f'{place(finding)}:', 'place')} {tag} {visible(finding.message.strip())}"


def _findings(report: Report, context: Context, paint: _Paint) -> Iterator[str]:
    for _, group in groupby(report.findings, key=lambda finding: finding.file):
        findings = list(group)
        several = len({finding.job for finding in findings}) > 1
        for finding in findings:
            lines = [_headline(report, finding, paint)]
            lines += _body(report, finding, context, paint, name_job=several or context.verbose)
            yield "\n".join(lines)


def _body(report: Report, finding: ShownFinding, context: Context, paint: _Paint, *, name_job: bool) -> Iterator[str]:
    marks = _marks(report, finding)
    lines = [(mark, context.line(finding.file, mark[0].line)) for mark in marks] if finding.file else []
    gutter = max((len(str(mark[0].line)) for mark, line in lines if line is not None), default=1) + 1
    rim = " " * gutter + paint(" |", "frame")
    room = max(_NARROWEST, context.width - gutter - 3)

    above = 0
    for (position, sign, style, label), line in lines:
        if line is None:
            continue
        if not above:
            yield rim
        elif position.line > above + 1:
            yield paint(f"{'...':<{gutter + 1}}|", "frame")
        above = position.line
        end = position.end_column if position.end_line == position.line else len(line) + 1
        shown = excerpt(line, position.column - 1, end - 1, room)
        yield paint(f"{position.line:>{gutter}} |", "frame") + f" {shown.text}".rstrip()
        underline = shown.underline(sign)
        indent = len(underline) - len(underline.lstrip())
        yield f"{rim} {underline[:indent]}{paint(f'{underline[indent:]}{label}', style)}"

    for name, text in _details(report, finding, context, name_job=name_job):
        first, *more = [visible(part) for part in text.strip().splitlines()] or [""]
        yield f"{' ' * gutter} {paint('=', 'frame')} {name}: {first}"
        for part in more:
            # Never a line that begins with the text itself: a CI log could take it for a command.
            yield f"{' ' * gutter} {paint('|', 'frame')} {' ' * len(name)}  {part}".rstrip()


def _marks(report: Report, finding: ShownFinding) -> list[tuple[Position, str, str, str]]:
    """The stretches to underline, in the order of the file: position, sign, style and label."""
    marks = []
    if finding.position:
        span = finding.position
        beyond = f" (to line {span.end_line})" if span.end_line > span.line else ""
        marks.append((span, "^", report.severity_of(finding).value, beyond))
    marks += [(related.position, "-", "frame", f" {visible(related.message)}") for related in finding.related]
    return sorted(marks, key=lambda mark: mark[0])


def _details(report: Report, finding: ShownFinding, context: Context, *, name_job: bool) -> Iterator[tuple[str, str]]:
    if finding.file and finding.path:
        yield "path", finding.path
    if finding.related_path:
        yield "see", finding.related_path
    if name_job and finding.job:
        yield "job", finding.job
    if finding.help:
        yield "help", finding.help
    if finding.fix and finding.file:
        yield "fix", proposal(finding.fix)
    if context.show_source and finding.rule in report.rules:
        yield "source", report.rules[finding.rule].source
    if context.verbose and finding.fingerprint:
        yield "fingerprint", finding.fingerprint


def _statistics(report: Report, paint: _Paint) -> Iterator[str]:
    """Rules by the number of their findings, most first; a rule whose severity varies has a row for each."""
    counts = Counter((finding.rule, report.severity_of(finding)) for finding in report.findings)
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0][0], row[0][1].rank))
    widest = len(f"{rows[0][1]:,}")
    longest = max(len(rule) for rule, _ in counts)
    for (rule, severity), number in rows:
        name = report.rules[rule].name if rule in report.rules else ""
        tag = paint(f"{visible(rule):<{longest}}  {severity.value:<7}", severity.value)
        yield f"{number:>{widest},}  {tag}  {name}".rstrip()


def _summary(report: Report, context: Context, paint: _Paint) -> Iterator[str]:
    yield paint(verdict(report), _mood(report))
    yield from remarks(report)
    if context.fixes:
        yield from fix_totals(context.fixes)
    elif context.fixable and any(finding.fix for finding in report.findings):
        yield from fixable(context.fixable())
    if context.verbose:
        for suppressed in report.suppressed:
            finding, reason = suppressed.finding, visible(suppressed.words)
            yield f"  suppressed: {place(finding)}: {visible(finding.rule)} {where(finding)} ({reason})"
        for file in report.skipped:
            yield f"  skipped: {visible(file)}"


def _mood(report: Report) -> str:
    worst = min((report.severity_of(finding) for finding in report.findings), key=lambda s: s.rank, default=None)
    return worst.value if worst else ("pass" if report.jobs else Severity.WARNING.value)
