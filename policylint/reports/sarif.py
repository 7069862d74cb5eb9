"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/), in the subset that GitHub code scanning reads.

GitHub shows no more than 5,000 results of a run. So they are ranked, errors first, and cut there; the run says what
was left out.
"""

from collections import Counter
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from policylint.counting import counted
from policylint.finding import Anchor, Fix, Position, Severity, ShownFinding
from policylint.report import Report, ShownUnread, Suppressed
from policylint.reports.context import Context, Edits
from policylint.reports.wire import pretty
from policylint.reports.wording import documentation, proposal, slashed
from policylint.rule import Rule
from policylint.rule_page import page
from policylint.shown import renders

LIMIT = 5000
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_CUT = "results-left-out"
_UNREAD = "speaks-of-training-and-not-read"
_PROBLEM = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}


@renders
def render(report: Report, context: Context) -> str:
    """A log of one run; every rule that ran is described in it, whether it found anything or not."""
    index = {rule: number for number, rule in enumerate(report.rules)}
    results: list[ShownFinding | Suppressed] = [*report.ranked(), *report.suppressed]
    left_out = results[LIMIT:]
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "policylint",
                "version": report.version,
                "semanticVersion": report.version,
                "rules": [_rule(rule) for rule in report.rules.values()],
                "notifications": [
                    {
                        "id": _CUT,
                        "shortDescription": {"text": f"More than {LIMIT:,} results; the least severe left out"},
                    },
                    {
                        "id": _UNREAD,
                        "shortDescription": {"text": "A file speaks of training jobs and was not read"},
                    },
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The folder that policylint ran in"}}},
        "invocations": [_invocation(report, context, left_out)],
        "results": [_result(report, result, index, context) for result in results[:LIMIT]],
    }
    if left_out:
        run["properties"] = {"resultsLeftOut": len(left_out)}
    return pretty({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    properties: dict[str, Any] = {
        "tags": sorted({rule.category, *rule.tags} | ({"security"} if rule.security_severity is not None else set())),
        "precision": "high",
        "problem.severity": _PROBLEM[rule.severity],
    }
    if rule.security_severity is not None:
        properties["security-severity"] = f"{rule.security_severity:.1f}"
    described = {
        "id": rule.id,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}. {rule.why}"},
        "help": {"text": f"{rule.why}\n\n{rule.fix}\n\n{rule.source}", "markdown": page(rule)},
        "helpUri": documentation(rule),
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": properties,
    }
    return {member: value for member, value in described.items() if value is not None}


def _result(
    report: Report, result: ShownFinding | Suppressed, index: Mapping[str, int], context: Context
) -> dict[str, Any]:
    finding = result.finding if isinstance(result, Suppressed) else result
    entry: dict[str, Any] = {
        "ruleId": finding.rule,
        "level": report.severity_of(finding).value,
        "message": {"text": _message(finding)},
        "locations": [_location(finding)],
    }
    if finding.rule in index:
        entry["ruleIndex"] = index[finding.rule]
    if finding.related or finding.related_path is not None:
        entry["relatedLocations"] = _related(finding)
    if finding.fingerprint:
        entry["partialFingerprints"] = {"policylintFingerprint/v1": finding.fingerprint}
    edits = context.edits(finding) if context.edits else ()
    if finding.fix and edits:
        entry["fixes"] = [_fix(finding, finding.fix, edits)]
    if isinstance(result, Suppressed):
        entry["suppressions"] = [{"kind": result.kind, "status": "accepted", "justification": result.words}]
    if finding.properties:
        # Under a name of ours: SARIF gives some names in a property bag, such as `tags`, a meaning of its own.
        entry["properties"] = {"policylint": finding.properties}
    return entry


def _fix(finding: ShownFinding, fix: Fix, edits: Edits) -> dict[str, Any]:
    replacements = [
        {"deletedRegion": _region(position)} | ({"insertedContent": {"text": text}} if text else {})
        for position, text in edits
    ]
    change = {"artifactLocation": _artifact(finding.file), "replacements": replacements}
    return {"description": {"text": _text(proposal(fix))}, "artifactChanges": [change]}


def _message(finding: ShownFinding) -> str:
    return _text(f"{finding.message}\n{finding.help}" if finding.help else finding.message)


def _text(text: str) -> str:
    # `[text](target)` is a link in SARIF's plain text: a value of a request must not make one.
    return text.replace("](", "] (")


def _location(finding: ShownFinding) -> dict[str, Any]:
    location: dict[str, Any] = {"logicalLocations": [_member(finding, finding.path)]}
    if finding.file:
        location["physicalLocation"] = _place(finding.file, finding.position)
    return location


def _related(finding: ShownFinding) -> list[dict[str, Any]]:
    locations: list[dict[str, Any]] = [
        {"message": {"text": _text(related.message)}, "physicalLocation": _place(finding.file, related.position)}
        for related in finding.related
    ]
    if finding.related_path is not None:
        member = _member(finding, finding.related_path)
        if locations:
            locations[0]["logicalLocations"] = [member]
        else:
            locations.append({"message": {"text": _text(finding.related_path)}, "logicalLocations": [member]})
    return [{"id": number, **location} for number, location in enumerate(locations, 1)]


def _member(finding: ShownFinding, path: str) -> dict[str, str]:
    # The kinds are those that SARIF 3.33.7 gives to JSON: a property is a key with its value.
    kind = "object" if not path else "property" if finding.anchor is Anchor.KEY else "value"
    name = path or "request"
    return {"name": name, "fullyQualifiedName": f"{finding.job}/{name}" if finding.job else name, "kind": kind}


def _place(file: str, position: Position | None) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": _artifact(file)}
    if position is not None:
        place["region"] = _region(position)
    return place


def _region(position: Position) -> dict[str, int]:
    return {
        "startLine": position.line,
        "startColumn": position.column,
        "endLine": position.end_line,
        "endColumn": position.end_column,
    }


def _artifact(file: str) -> dict[str, str]:
    """The URI of a file: below the root where it is relative, else absolute."""
    path = slashed(file)
    try:
        uri = quote(path, safe="/", errors="surrogateescape")
    except UnicodeEncodeError:
        uri = quote(path, safe="/", errors="surrogatepass")
    if path.startswith("/"):
        return {"uri": f"file://{uri}"}
    if path[1:3] == ":/":
        return {"uri": f"file:///{uri.replace('%3A', ':', 1)}"}
    return {"uri": uri, "uriBaseId": _ROOT}


def _invocation(report: Report, context: Context, left_out: list[ShownFinding | Suppressed]) -> dict[str, Any]:
    unjudged = [finding for finding in report.findings if report.keeps_unjudged(finding)]
    notifications: list[dict[str, Any]] = [
        {
            "level": "error",
            "message": {"text": _message(finding)},
            "associatedRule": {"id": finding.rule},
            "locations": [_location(finding)],
        }
        for finding in unjudged[:LIMIT]
    ]
    notifications += map(_unread, report.unread[:LIMIT])
    if left_out:
        notifications.append(
            {
                "level": "warning",
                "descriptor": {"id": _CUT, "index": 0},
                "message": {"text": _left_out(report, left_out)},
            }
        )
    return {
        "executionSuccessful": not unjudged,
        "exitCode": report.exit_code(context.fail_on),
        "toolExecutionNotifications": notifications,
    }


def _unread(unread: ShownUnread) -> dict[str, Any]:
    return {
        "level": "warning",
        "descriptor": {"id": _UNREAD, "index": 1},
        "message": {"text": _message(unread.note)},
        "locations": [{"physicalLocation": _place(unread.file, None)}],
    }


def _left_out(report: Report, results: list[ShownFinding | Suppressed]) -> str:
    kinds = Counter(
        "suppressed finding" if isinstance(result, Suppressed) else report.severity_of(result).value
        for result in results
    )
    parts = ", ".join(counted(number, kind) for kind, number in kinds.items())
    return f"GitHub shows {LIMIT:,} results of a run; left out, as the least severe: {parts}."
