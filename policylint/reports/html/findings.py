"""The findings, file by file, with their source lines; beside them what narrows them down."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from policylint.counting import counted
from policylint.finding import Position, Severity, ShownFinding
from policylint.report import Report, Suppressed
from policylint.reports.context import Context
from policylint.reports.excerpt import excerpt
from policylint.reports.html.markup import Markup, element, joined
from policylint.reports.visible import visible
from policylint.reports.wording import documentation, place, title, where

LIMIT = 5000
"""The most findings of a page; the worst are kept."""
_ROOM = 160
_KINDS = {"inSource": "comment", "external": "configuration"}

_Group = tuple[str, str, list[ShownFinding]]


def work(report: Report, context: Context) -> Markup:
    """The filter, the list of files and the findings; without findings, a sentence."""
    if not report.findings:
        words = "Nothing to fix." if report.jobs else "Name the files or folders that hold your job requests."
        return element("section", element("p", words), id="findings", class_="unruffled")
    kept = report.findings
    if len(kept) > LIMIT:
        worst = {id(finding) for finding in report.ranked()[:LIMIT]}
        kept = tuple(finding for finding in kept if id(finding) in worst)
    files = [(name, list(found)) for name, found in groupby(kept, key=lambda finding: finding.file)]
    groups = [(f"file-{number}", name, found) for number, (name, found) in enumerate(files, 1)]
    left_out = len(report.findings) - len(kept)
    return element(
        "div",
        element("aside", _filter(report, kept), _index(report, groups), class_="aside", aria_label="Filter and files"),
        element(
            "section",
            element("h2", "Findings", id="findings", tabindex=-1),
            element("p", f"{len(kept):,} shown", id="shown", role="status"),
            element("p", f"{counted(left_out, 'more finding')}, none worse than these, left out for length.")
            if left_out
            else None,
            *(_file(report, group, context) for group in groups),
            aria_labelledby="findings",
        ),
        class_="work",
    )


def rest(report: Report) -> Markup | None:
    """What was accepted, what was not read and what was skipped, folded."""
    parts = []
    waived = [suppressed for suppressed in report.suppressed if suppressed.waived]
    accepted = [suppressed for suppressed in report.suppressed if not suppressed.waived]
    for what, those in (("Waived findings", waived), ("Accepted findings", accepted)):
        if those:
            parts.append(_folded(f"{what} ({len(those):,})", [_accepted(one) for one in those[:LIMIT]]))
    if report.unread:
        items = [
            element("li", element("span", one.file, class_="mono"), f": {one.reason}. {one.advice}")
            for one in report.unread[:LIMIT]
        ]
        parts.append(_folded(f"What speaks of training and was not read ({len(report.unread):,})", items))
    if report.skipped:
        items = [element("li", file, class_="mono") for file in report.skipped[:LIMIT]]
        parts.append(_folded(f"Files without a request ({len(report.skipped):,})", items))
    return element("section", *parts, class_="rest", aria_label="Accepted and skipped") if parts else None


def _filter(report: Report, findings: Sequence[ShownFinding]) -> Markup:
    """A form that the script shows: without it there would be nothing to submit to."""
    severities = Counter(report.severity_of(finding) for finding in findings)
    names = {rule: title(report.rules[rule]) if rule in report.rules else rule for rule in _of(findings, "rule")}
    selects = [
        _select("rule", "Rule", "Any rule", names),
        _select("file", "File", "Any file", {file: file or "(no file)" for file in _of(findings, "file")}),
        _select("owner", "Owner", "Any owner", {owner: owner for owner in _of(findings, "owner") if owner}),
    ]
    form = element(
        "form",
        element(
            "div",
            element("label", "Words", for_="words"),
            element("input", type="search", id="words", name="words", autocomplete="off", spellcheck="false"),
        ),
        element("fieldset", element("legend", "Severity"), *(_box(one, severities[one]) for one in Severity)),
        *selects,
        element("button", "Show everything", type="reset"),
        id="filter",
        role="search",
        aria_label="Filter findings",
    )
    return element("details", element("summary", "Filter"), form, id="filter-box", open=True, hidden=True)


def _of(findings: Sequence[ShownFinding], member: str) -> list[str]:
    return sorted({getattr(finding, member) for finding in findings})


def _box(severity: Severity, number: int) -> Markup | None:
    if not number:
        return None
    box = element("input", type="checkbox", name="severity", value=severity.value, checked=True)
    return element("label", box, f"{severity.value.capitalize()}s", element("span", f"{number:,}", class_="n"))


def _select(name: str, label: str, everything: str, options: dict[str, str]) -> Markup | None:
    if len(options) < 2:
        return None
    choices = [element("option", everything, value="")]
    choices += [element("option", text, value=visible(value)) for value, text in options.items() if value]
    return element(
        "div", element("label", label, for_=f"by-{name}"), element("select", *choices, id=f"by-{name}", name=name)
    )


def _index(report: Report, groups: Sequence[_Group]) -> Markup | None:
    if len(groups) < 2:
        return None
    items = []
    for anchor, name, findings in groups:
        worst = min((report.severity_of(finding) for finding in findings), key=lambda severity: severity.rank)
        dot = element(
            "svg", element("rect", class_=worst.value, width=8, height=8, rx=4), viewBox="0 0 8 8", role="img",
            aria_label=worst.value,
        )  # fmt: skip
        link = element("a", name or "(no file)", href=f"#{anchor}")
        items.append(element("li", dot, link, element("span", f"{len(findings):,}", class_="n"), data_group=anchor))
    summary = element("summary", "Files ", element("span", f"{len(groups):,}", class_="n"))
    listed = element("details", summary, element("ul", *items, class_="files"), id="files-box", open=True)
    return element("nav", listed, aria_label="Files")


def _file(report: Report, group: _Group, context: Context) -> Markup:
    anchor, name, findings = group
    several = len({finding.job for finding in findings}) > 1
    number = element("span", counted(len(findings), "finding"), class_="n")
    return element(
        "section",
        element("h3", element("span", name, class_="mono") if name else "The request", " ", number),
        *(_article(report, finding, context, name_job=several) for finding in findings),
        Markup("\n"),
        class_="file",
        id=anchor,
    )


def _article(report: Report, finding: ShownFinding, context: Context, *, name_job: bool) -> Markup:
    severity = report.severity_of(finding).value
    rule = report.rules.get(finding.rule)
    address = documentation(rule) if rule else None
    name = title(rule) if rule else finding.rule
    at = f"line {finding.position.line}, column {finding.position.column}" if finding.position else None
    return element(
        "article",
        element(
            "p",
            element("span", severity, class_="severity"),
            element("a", name, href=address, rel="noreferrer") if address else element("span", name),
            element("span", at) if at else None,
            element("span", finding.job) if name_job and finding.job else None,
            class_="meta",
        ),
        element("h4", finding.message.strip()),
        _snippet(finding, context),
        element("p", *_lines(finding.help.strip()), class_="help") if finding.help.strip() else None,
        _details(report, finding),
        class_=severity,
        data_severity=severity,
        data_rule=finding.rule,
        data_file=finding.file,
        data_owner=finding.owner,
    )


def _lines(text: str) -> Iterator[Markup | str]:
    for number, line in enumerate(text.splitlines()):
        if number:
            yield Markup("<br>")
        yield line


def _snippet(finding: ShownFinding, context: Context) -> Markup | None:
    """The lines that the finding is about, each with what is meant underlined."""
    if not finding.file:
        return None
    marks: list[tuple[Position, str, str | None]] = []
    if finding.position:
        beyond = finding.position.end_line > finding.position.line
        marks.append((finding.position, f"(to line {finding.position.end_line})" if beyond else "", None))
    marks += [(related.position, related.message, "related") for related in finding.related]
    rows = [_row(mark, context.line(finding.file, mark[0].line)) for mark in sorted(marks, key=lambda mark: mark[0])]
    shown = [row for row in rows if row is not None]
    return element("pre", *shown) if shown else None


def _row(mark: tuple[Position, str, str | None], line: str | None) -> Markup | None:
    position, label, kind = mark
    if line is None:
        return None
    end = position.end_column if position.end_line == position.line else len(line) + 1
    shown = excerpt(line, position.column - 1, end - 1, _ROOM)
    text = element(
        "code",
        shown.before,
        element("mark", shown.marked, class_=None if shown.marked else "nothing"),
        shown.after,
        element("em", f"  {label}") if label else None,
    )
    number = element("span", str(position.line), class_="n", aria_hidden="true")
    return element("span", number, text, class_=f"row {kind}" if kind else "row")


def _details(report: Report, finding: ShownFinding) -> Markup:
    rule = report.rules.get(finding.rule)
    facts = [
        ("Member", where(finding)),
        ("See also", finding.related_path),
        ("Job", finding.job),
        ("Owner", finding.owner),
        ("Rule", f"{rule.title}." if rule else None),
        ("Why", rule.why if rule else None),
        ("Fingerprint", finding.fingerprint),
    ]
    mono = {"Member", "See also", "Fingerprint"}
    entries = [
        joined(element("dt", name), element("dd", text, class_="mono" if name in mono else None))
        for name, text in facts
        if text
    ]
    return element("details", element("summary", "Why, and where"), element("dl", *entries, class_="why"))


def _accepted(suppressed: Suppressed) -> Markup:
    finding = suppressed.finding
    by = suppressed.waived or _KINDS.get(suppressed.kind, suppressed.kind)
    return element(
        "li",
        element("div", element("b", finding.rule), " ", element("span", place(finding), class_="mono")),
        element("div", finding.message.strip()),
        element("div", f"{by}: {suppressed.reason}", class_="kind"),
    )


def _folded(summary: str, items: list[Markup]) -> Markup:
    return element("details", element("summary", summary), element("ul", *items))
