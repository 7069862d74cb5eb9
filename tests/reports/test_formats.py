"""Each format keeps its own grammar, whatever stands in a request or a file name, and says what was found."""

import json
import re
from base64 import b64encode
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft4Validator, Draft202012Validator
from markdown_it import MarkdownIt

import policylint.reports
from policylint.finding import Anchor, Finding, Position, Related, Severity, ShownFinding, set_value
from policylint.path import format_path
from policylint.report import Report, Suppressed
from policylint.reports import FORMATS, Context, render
from policylint.reports.visible import visible
from policylint.reports.wording import inert, slashed
from policylint.shown import Shown, own
from tests.effort import examples
from tests.reports.sample import FROM_MEMORY, NOTHING, PASSED, REPORT, RULES, line
from tests.shown import as_shown

REPORT_SCHEMA = json.loads((Path(policylint.reports.__file__).parent / "report.schema.json").read_text("utf-8"))
SARIF_SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text("utf-8"))
GITLAB_SCHEMA = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "minLength": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "minLength": 1, "not": {"pattern": r"^\./"}},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}

_report_validator = Draft202012Validator(REPORT_SCHEMA)
_finding_validator = Draft202012Validator({**REPORT_SCHEMA["$defs"]["finding"], "$defs": REPORT_SCHEMA["$defs"]})
_sarif_validator = Draft4Validator(SARIF_SCHEMA)
_gitlab_validator = Draft202012Validator(GITLAB_SCHEMA)


# What must hold of each format ----------------------------------------------------------------------------------------


def as_text(output: str, report: Report) -> None:
    starts = re.compile(r"^(?:.+:\d+:\d+|\S.*): \S+ \[(error|warning|note)\] ")
    heads = [line for line in output.splitlines() if starts.match(line)]
    assert len(heads) >= len(report.findings)
    assert not any(line.lstrip().startswith("::") for line in output.splitlines())
    assert not re.search(r"##(?:vso)?\[", output, re.IGNORECASE)


def as_json(output: str, report: Report) -> None:
    document = json.loads(output)
    _report_validator.validate(document)
    assert len(document["findings"]) == len(report.findings)
    assert document["summary"]["exit_code"] == report.exit_code()


def as_jsonl(output: str, report: Report) -> None:
    findings = [json.loads(line) for line in output.splitlines()]
    for finding in findings:
        _finding_validator.validate(finding)
    whole = json.loads(render("json", report))
    told, notes = findings[: len(whole["findings"])], findings[len(whole["findings"]) :]
    assert told == whole["findings"]
    assert [note["file"] for note in notes] == [one["file"] for one in whole["unread"]]


def as_sarif(output: str, report: Report) -> None:
    log = json.loads(output)
    _sarif_validator.validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(run["results"]) == len(report.findings) + len(report.suppressed)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
    uris = [
        place["physicalLocation"]["artifactLocation"]["uri"]
        for result in run["results"]
        for place in [*result["locations"], *result.get("relatedLocations", [])]
        if "physicalLocation" in place
    ]
    assert all(re.fullmatch(r"(?:file://)?(?:[\w./~-]|%[0-9A-F]{2}|(?<=/[A-Za-z]):)+", uri, re.ASCII) for uri in uris)


def as_github(output: str, report: Report) -> None:
    commands = [line for line in output.splitlines() if line.startswith("::")]
    parsed = [_command(line) for line in commands]
    expected = [
        (
            {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}[
                report.severity_of(finding)
            ],
            visible(slashed(finding.file)) or None,
            visible(finding.message.strip()),
        )
        for finding in report.ranked()
    ]
    assert [(name, properties.get("file")) for name, properties, _ in parsed] == [wanted[:2] for wanted in expected]
    assert all(wanted[2] in message for (_, _, message), wanted in zip(parsed, expected, strict=True))


def _command(line: str) -> tuple[str, dict[str, str], str]:
    """A workflow command as GitHub's runner reads it."""
    match = re.fullmatch(r"::(\w+) (.*?)::(.*)", line)
    assert match, line
    properties = dict(pair.split("=", 1) for pair in match[2].split(","))
    assert properties.keys() <= {"file", "line", "endLine", "col", "endColumn", "title"}
    return match[1], {name: _unescape(value) for name, value in properties.items()}, _unescape(match[3])


def _unescape(text: str) -> str:
    for code, char in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(code, char)
    return text


def as_azure(output: str, report: Report) -> None:
    issues = [text for text in output.splitlines() if re.search(r"##(?:vso)?\[", text, re.IGNORECASE)]
    wanted = [finding for finding in report.ranked() if report.severity_of(finding) is not Severity.NOTE]
    assert len(issues) == len(wanted)
    for issue, finding in zip(issues, wanted, strict=True):
        match = re.fullmatch(r"##vso\[task\.logissue ([^\]]*)\](.*)", issue)
        assert match, issue
        properties = dict(pair.split("=", 1) for pair in match[1].rstrip(";").split(";"))
        given = {"type": report.severity_of(finding).value, "code": finding.rule}
        given |= {"sourcepath": visible(slashed(finding.file))} if finding.file else {}
        given |= {"linenumber": str(finding.position.line)} if finding.position else {}
        for name, value in given.items():
            assert properties[name].replace("%3B", ";").replace("%5D", "]").replace("%AZP25", "%") == value
        assert inert(visible(finding.message.strip())) in match[2].replace("%AZP25", "%")


def as_gitlab(output: str, report: Report) -> None:
    issues = json.loads(output)
    _gitlab_validator.validate(issues)
    assert len({issue["fingerprint"] for issue in issues}) == len(issues) == len(report.findings) + len(report.unread)


def as_junit(output: str, report: Report) -> None:
    root = ET.fromstring(output.encode("utf-8"))
    assert root.tag == "testsuites"
    cases = list(root.iter("testcase"))
    for suite in [root, *root.iter("testsuite")]:
        assert suite.get("tests") == str(len(list(suite.iter("testcase"))))
        assert suite.get("failures") == str(len(list(suite.iter("failure"))))
        assert suite.get("errors") == str(len(list(suite.iter("error"))))
    assert len(cases) == max(1, len(report.findings) + len(report.suppressed))
    failing = sum(report.severity_of(f) is Severity.ERROR and not report.keeps_unjudged(f) for f in report.findings)
    assert root.get("failures") == str(failing)


class Page(HTMLParser):
    """What a reader of the rendered Markdown gets: elements, links, the cells' text, and the runs of text outside code,
    in which GitHub looks for addresses and mentions."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.links: set[str] = set()
        self.rows: list[list[str]] = []
        self.runs: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._open += [tag] * (tag != "br")
        self.links |= {value for name, value in attrs if name in ("href", "src") and value}
        assert all(name == "href" for name, _ in attrs)
        if tag == "tr":
            self.rows.append([])
        elif tag == "td":
            self.rows[-1].append("")
        elif tag == "br":
            self.rows[-1][-1] += "\n"

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "code" not in self._open:
            self.runs.append(data)
        if "td" in self._open:
            self.rows[-1][-1] += data


ELEMENTS = {"h3", "p", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "a", "details", "summary"}
ELEMENTS |= {"ul", "li", "strong"}


def as_markdown(output: str, report: Report) -> None:
    html = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(output)
    page = Page(html)
    assert page.tags <= ELEMENTS
    assert all(link.startswith("https://") for link in page.links)
    assert not any(re.search(r"[@#]\w|https?://|www\.", run, re.IGNORECASE) for run in page.runs)
    rows = [row for row in page.rows if row][: len(report.findings)]
    assert [len(row) for row in rows] == [4] * len(report.findings)
    for row, finding in zip(rows, report.ranked(), strict=True):
        shown = visible(finding.message.strip()) + visible(" ".join(finding.help.split()))
        if finding.path and finding.file:
            shown = f"{visible(finding.path)}: {shown}"
        assert "".join(row[3].split()) == "".join(shown.split())


class HtmlPage(HTMLParser):
    """What a browser gets: the text of each article, the addresses, the policy; nothing may be active but our own."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.articles: list[str] = []
        self.links: set[str] = set()
        self.policy = ""
        self.own: dict[str, str] = {}
        self._open: list[str] = []
        self.feed(html)
        self.close()
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in HTML_ELEMENTS
        for name, value in attrs:
            assert name in HTML_ATTRIBUTES or name.startswith(("aria-", "data-"))
            self.links |= {value or ""} if name == "href" else set()
        if ("http-equiv", "Content-Security-Policy") in attrs:
            self.policy = dict(attrs)["content"] or ""
        if tag == "article":
            self.articles.append("")
        self._open += [tag] * (tag not in ("meta", "br", "input"))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self._open and self._open[-1] in ("style", "script"):
            self.own[self._open[-1]] = data
        elif "article" in self._open:
            self.articles[-1] += data


HTML_ELEMENTS = {
    *(
        "html",
        "head",
        "meta",
        "title",
        "style",
        "script",
        "body",
        "header",
        "main",
        "aside",
        "nav",
        "section",
        "article",
    ),
    *(
        "footer",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "p",
        "ul",
        "li",
        "dl",
        "dt",
        "dd",
        "a",
        "b",
        "em",
        "mark",
        "code",
        "pre",
    ),
    *("span", "br", "form", "label", "input", "fieldset", "legend", "select", "option", "button", "details", "summary"),
    *("svg", "rect"),
}
HTML_ATTRIBUTES = {
    *("lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex", "for", "type", "value"),
    *("autocomplete", "spellcheck", "checked", "hidden", "open", "role", "rel"),
    *("x", "y", "rx", "width", "height", "viewbox", "preserveaspectratio"),
}


def as_html(output: str, report: Report) -> None:
    page = HtmlPage(output)
    assert len(page.articles) == len(report.findings)
    for finding, shown in zip(report.findings, page.articles, strict=True):
        assert visible(finding.message.strip()) in shown
        assert visible(finding.path) in shown
    assert all(link.startswith(("https://", "#")) for link in page.links)
    hashes = {tag: b64encode(sha256(text.encode()).digest()).decode() for tag, text in page.own.items()}
    assert page.policy == (
        f"default-src 'none'; style-src 'sha256-{hashes['style']}'; script-src 'sha256-{hashes['script']}'; "
        "base-uri 'none'; form-action 'none'"
    )


CHECKS: dict[str, Callable[[str, Report], None]] = {
    "text": as_text,
    "json": as_json,
    "jsonl": as_jsonl,
    "sarif": as_sarif,
    "github": as_github,
    "azure": as_azure,
    "gitlab": as_gitlab,
    "junit": as_junit,
    "html": as_html,
    "markdown": as_markdown,
}


@pytest.mark.parametrize("report", [REPORT, FROM_MEMORY, PASSED, NOTHING], ids=["rich", "memory", "passed", "nothing"])
@pytest.mark.parametrize("name", FORMATS)
def test_output_is_valid(name: str, report: Report) -> None:
    CHECKS[name](render(name, report, Context(line=line)), report)


# Any text whatever ----------------------------------------------------------------------------------------------------

HOSTILE = [
    "##vso[task.setvariable variable=x]y", "##[error]", "##", "[", "vso[",
    "::error::", "\n::stop-commands::t", "%0A", "%25", ",line=9", "<script>alert(1)</script>", "<!--", "-->", "]]>",
    "&amp;", "|", "\\|", "`", "``", "*a*", "__a__", "~~a~~", "[a](http://evil)", "![a](x)", "https://evil.example",
    "WWW.evil.example", "@octocat", "#1", "${x}", "$x$", "\x1b[2J", "\x9b31m", "\x00", "\r", "\n", "\t", "\u2028",
    "\u202e", "\ufeff", "\ud800", "\udce9", "\uffff", "\U0001f680", "e\u0301", "日本", "# ", "- ", "1. ", "> ", "---",
    "\\", "\"", "'", " ", "..", "/", "C:/", "file://",
]  # fmt: skip
anything = st.one_of(st.text(st.characters(), max_size=12), st.lists(st.sampled_from(HOSTILE), max_size=6).map("".join))
something = anything.filter(str.strip)
positions = st.builds(
    lambda line, column, lines, columns: Position(line, column, line + lines, column + columns),
    *[st.integers(1, 40), st.integers(1, 40), st.integers(0, 2), st.integers(0, 9)],
)
paths = st.lists(anything | st.integers(0, 20), max_size=3).map(format_path)


def found(**members: Any) -> ShownFinding:
    """A finding; one about a request from memory has a path alone to point with."""
    if not members["file"]:
        members |= {"position": None, "related": ()}
    return as_shown(Finding(**members))


findings = st.builds(
    found,
    path=paths,
    message=something,
    rule=st.sampled_from(list(RULES)),
    severity=st.none() | st.sampled_from(Severity),
    help=anything,
    fix=st.none() | st.builds(set_value, paths, anything | st.floats()),
    anchor=st.sampled_from(Anchor),
    related=st.lists(st.builds(Related, anything, positions), max_size=2).map(tuple),
    related_path=st.none() | paths,
    job=anything,
    owner=anything,
    file=st.just("") | something,
    position=st.none() | positions,
    fingerprint=st.sampled_from(["", "00ff"]),
    properties=st.dictionaries(anything, anything | st.floats() | st.lists(anything, max_size=2), max_size=2),
)
reports = st.builds(
    lambda found, suppressed, skipped: Report(
        tuple(sorted(found, key=lambda finding: finding.file)),
        RULES,
        3,
        5,
        tuple(skipped),
        1,
        tuple(suppressed),
        "1.2.3",
    ),
    st.lists(findings, max_size=3),
    st.lists(st.builds(Suppressed, findings, st.sampled_from(["inSource", "external"]), anything), max_size=1),
    st.lists(something, max_size=1),
)


@pytest.mark.parametrize("name", FORMATS)
@settings(max_examples=examples(60))
@given(report=reports, text=anything)
def test_no_text_breaks_out_of_a_format(name: str, report: Report, text: str) -> None:
    output = render(name, report, Context(line=lambda file, line: Shown(text), verbose=True))
    assert output.replace("\n", "").isprintable()
    assert output.encode("utf-8").decode("utf-8") == output
    CHECKS[name](output, report)


# The JSON schema ------------------------------------------------------------------------------------------------------


def test_the_schema_is_a_schema_and_leaves_no_member_out() -> None:
    Draft202012Validator.check_schema(REPORT_SCHEMA)
    document = json.loads(render("json", REPORT))
    parts: list[tuple[dict[str, Any], dict[str, Any]]] = [
        (document, REPORT_SCHEMA),
        (document["summary"], REPORT_SCHEMA["$defs"]["summary"]),
        (document["findings"][2], REPORT_SCHEMA["$defs"]["finding"]),
        (document["findings"][2]["fix"], REPORT_SCHEMA["$defs"]["fix"]),
        (document["findings"][2]["position"], REPORT_SCHEMA["$defs"]["position"]),
        (document["suppressed"][0], REPORT_SCHEMA["$defs"]["suppressed"]),
    ]
    for value, schema in parts:
        assert list(value) == list(schema["properties"]) == schema["required"]


# SARIF ----------------------------------------------------------------------------------------------------------------


def run_of(report: Report) -> dict[str, Any]:
    log = json.loads(render("sarif", report))
    _sarif_validator.validate(log)
    run: dict[str, Any] = log["runs"][0]
    return run


def many(number: int) -> Report:
    severities = [Severity.NOTE, Severity.WARNING, Severity.ERROR]
    found = tuple(
        as_shown(
            Finding(
                f"InputDataConfig[{index}]",
                f"finding {index}",
                "SM1001",
                severities[index % 3],
                file=f"jobs/{index:05}.json",
            )
        )
        for index in range(number)
    )
    return Report(found, RULES, number, number, (), 0, REPORT.suppressed, "0.1.0")


def test_sarif_keeps_the_worst_5000_results_and_says_what_it_left_out() -> None:
    run = run_of(many(6000))
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error"] * 2000 + ["warning"] * 2000 + ["note"] * 1000
    assert run["results"][0]["locations"][0]["logicalLocations"][0]["name"] == "InputDataConfig[2]"
    (notification,) = run["invocations"][0]["toolExecutionNotifications"]
    assert notification["message"]["text"].endswith("least severe: 1,000 notes, 2 suppressed findings.")
    descriptors = run["tool"]["driver"]["notifications"]
    assert descriptors[notification["descriptor"]["index"]]["id"] == notification["descriptor"]["id"]
    assert run["properties"] == {"resultsLeftOut": 1002}


def test_sarif_of_exactly_5000_results_leaves_nothing_out() -> None:
    run = run_of(many(4998))
    assert len(run["results"]) == 5000
    assert run["invocations"][0]["toolExecutionNotifications"] == []
    assert "properties" not in run


@pytest.mark.parametrize(
    ("file", "artifact"),
    [
        ("jobs/a b.json", {"uri": "jobs/a%20b.json", "uriBaseId": "%SRCROOT%"}),
        ("./jobs/a.json", {"uri": "jobs/a.json", "uriBaseId": "%SRCROOT%"}),
        ("../a.json", {"uri": "../a.json", "uriBaseId": "%SRCROOT%"}),
        ("a:b.json", {"uri": "a%3Ab.json", "uriBaseId": "%SRCROOT%"}),
        ("/tmp/é.json", {"uri": "file:///tmp/%C3%A9.json"}),
        ("C:/jobs/a.json", {"uri": "file:///C:/jobs/a.json"}),
        ("caf\udce9.json", {"uri": "caf%E9.json", "uriBaseId": "%SRCROOT%"}),
        ("-", {"uri": "-", "uriBaseId": "%SRCROOT%"}),
    ],
)
def test_sarif_uri(file: str, artifact: dict[str, str]) -> None:
    report = Report((as_shown(Finding("", "x", "SM1001", file=file)),), RULES, 1, 1, (), 0, (), "0.1.0")
    location = run_of(report)["results"][0]["locations"][0]["physicalLocation"]
    assert location == {"artifactLocation": artifact}
    if "caf" not in file:
        assert unquote(artifact["uri"]).endswith(file.removeprefix("./"))


def test_sarif_says_that_input_was_not_judged() -> None:
    invocation = run_of(REPORT)["invocations"][0]
    assert (invocation["executionSuccessful"], invocation["exitCode"]) == (False, 2)
    notes = invocation["toolExecutionNotifications"]
    assert [note["associatedRule"]["id"] for note in notes if "associatedRule" in note] == ["LINT1001"]
    assert [note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for note in notes[-2:]] == [
        "train.py",
        "cdk.out",
    ]
    assert run_of(PASSED)["invocations"][0]["executionSuccessful"]


# Markdown and statistics ----------------------------------------------------------------------------------------------


def test_markdown_stays_within_what_a_comment_may_hold_and_keeps_the_verdict() -> None:
    output = render("markdown", many(6000))
    assert len(output) < 65_536
    assert output.startswith("### ❌ policylint: 2,000 errors, 2,000 warnings and 2,000 notes\n")
    shown = output.count("\n| ❌")
    assert f"\n{6000 - shown:,} more findings, none worse than these, left out for length.\n" in output


def test_markdown_of_endless_messages_stays_short() -> None:
    finding = as_shown(Finding("x" * 100_000, "`" * 100_000, "SM1001", help="@a" * 100_000, file="f" * 100_000))
    output = render("markdown", Report((finding,) * 9, RULES, 1, 1, (), 0, (), "0.1.0"))
    assert 10_000 < len(output) < 65_536


def test_a_page_tells_waived_findings_apart_with_who_approved_them_and_their_last_day() -> None:
    waived = Suppressed(
        REPORT.findings[0], "external", own("An <old> name"), own("waived by sec@acme.example until 2026-12-31")
    )
    page = render("html", replace(REPORT, suppressed=(*REPORT.suppressed, *[waived] * 6000)))
    assert "<summary>Waived findings (6,000)</summary>" in page
    assert f"<summary>Accepted findings ({len(REPORT.suppressed)})</summary>" in page
    assert page.count("waived by sec@acme.example until 2026-12-31: An &lt;old&gt; name") == 5000
