"""Every rule's words on its own bad example: severity, path, message, help and fix, as a person reads them."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import policylint
from policylint.catalogue import Catalogue, load
from policylint.engine import Engine
from policylint.examples import example
from policylint.finding import Edit, Finding, Fix, Severity
from policylint.job import TrainingJob
from policylint.reports.wording import proposal
from policylint.rule import Check, Example, Rule
from policylint.settings.loading import load as load_settings
from tests.cli import policylint as run
from tests.requests import minimal_job

JOB = json.dumps(minimal_job())
PRIVATE_JOB = json.dumps(
    minimal_job({"VpcConfig": {"SecurityGroupIds": ["sg-0123456789abcdef0"], "Subnets": ["subnet-0123456789abcdef0"]}})
)
SOON = str(date.today() + timedelta(days=7))
LATER = str(date.today() + timedelta(days=200))


@dataclass(frozen=True)
class Words:
    """What is said about one fault; `place` is its path in the request, or its file and line."""

    severity: str
    place: str
    message: str
    help: str
    fix: str

    def lines(self) -> Iterator[str]:
        yield f"{self.severity} at {self.place}"
        yield f"  {self.message}"
        yield from (f"  help: {line}" for line in self.help.splitlines())
        yield from (f"  fix: {line}" for line in self.fix.splitlines())


def section(rule: Rule, folder: Path) -> str:
    """The part of the golden file about one rule: its id and name, and each finding on its bad example."""
    words = words_of(rule, folder)
    return "\n".join([f"{rule.id} {rule.name}", *(line for one in words for line in one.lines())]) + "\n"


def words_of(rule: Rule, folder: Path) -> list[Words]:
    """The findings of a rule on its bad example; a folder for files, which are checked as a user checks them."""
    if rule.id in BY_HAND:
        return BY_HAND[rule.id](rule, folder)
    if not isinstance(rule.bad, Example):
        return list(_of_request(rule, folder))
    content = rule.bad.text.encode() if isinstance(rule.bad.text, str) else rule.bad.text
    return _of_files(rule, folder, {rule.bad.name: content}, rule.bad.name)


def _of_request(rule: Rule, folder: Path) -> Iterator[Words]:
    assert not isinstance(rule.bad, Example)
    (folder / "policylint.toml").write_text(rule.settings)
    config = load_settings(folder / "policylint.toml", {}).config
    report = policylint.check(example(rule.operation, rule.bad), config=config)
    for finding in report.findings:
        if finding.rule == rule.id:
            yield _words(finding, report.severity_of(finding))


def _words(finding: Finding, severity: Severity) -> Words:
    fix = proposal(finding.fix) if finding.fix else ""
    return Words(severity.value, finding.path or "the request", finding.message, finding.help, fix)


def _of_files(rule: Rule, folder: Path, files: Mapping[str, str | bytes], *arguments: str) -> list[Words]:
    for name, content in files.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    outcome = run("check", "--output-format", "json", *arguments, cwd=folder)
    found = [finding for finding in json.loads(outcome.out)["findings"] if finding["rule"] == rule.id]
    return [_words_of_json(finding) for finding in found]


def _words_of_json(finding: Mapping[str, Any]) -> Words:
    position, fix = finding["position"], finding["fix"]
    place = finding["file"] + (f":{position['line']}:{position['column']}" if position else "")
    edits = fix and tuple(Edit(edit["operation"], edit["path"], edit.get("value")) for edit in fix["edits"])
    proposed = proposal(Fix(edits, fix["safe"])) if edits else ""
    return Words(finding["severity"], place, finding["message"], finding["help"] or "", proposed)


# What is not shown by checking the example file alone. ----------------------------------------------------------------


def _text(rule: Rule) -> str | bytes:
    assert isinstance(rule.bad, Example)
    return rule.bad.text


def _of_baseline(rule: Rule, folder: Path) -> list[Words]:
    (folder / "job.json").write_text(json.dumps(minimal_job({"TrainingJobName": "a_b"})))
    run("baseline", "job.json", "--output", "policylint-baseline.json", cwd=folder)
    (folder / "job.json").write_text(JOB)
    return _of_files(rule, folder, {}, "job.json", "--baseline", "policylint-baseline.json")


def _of_waiver(day: str, job: str = JOB) -> Callable[[Rule, Path], list[Words]]:
    def of_waiver(rule: Rule, folder: Path) -> list[Words]:
        assert isinstance(rule.bad, Example)
        text = re.sub(r"\(a day within the next .*\)", day, str(rule.bad.text))
        files = {"jobs/legacy/job.json": job, "waivers.yaml": text}
        found = _of_files(rule, folder, files, "jobs", "--policies", "baseline", "--waivers", "waivers.yaml")
        return [replace(one, message=one.message.replace(day, "(the day)")) for one in found]

    return of_waiver


def _of_policy(rule: Rule, folder: Path) -> list[Words]:
    assert isinstance(rule.bad, Example)
    return _of_files(rule, folder, {rule.bad.name: rule.bad.text}, rule.bad.name, "--policies", "baseline")


def _of_failing_rule(rule: Rule, folder: Path) -> list[Words]:
    def fail(job: TrainingJob) -> Iterator[Finding]:
        raise ValueError(job.string("RoleArn"))

    shipped = load()
    broken = Check(fail, (shipped.rules["SM1001"],))
    engine = Engine(catalogue=Catalogue(shipped.rules, (broken,)))
    found = engine.judge(TrainingJob(minimal_job()))
    words = [_words(finding, rule.severity) for finding in found if finding.rule == rule.id]
    # The place in the code is that of this file, which may move.
    return [replace(one, message=one.message.partition(" at ")[0]) for one in words]


BY_HAND: Mapping[str, Callable[[Rule, Path], list[Words]]] = {
    "LINT1001": lambda rule, folder: _of_files(rule, folder, {}, "nowhere.json"),
    "LINT1009": lambda rule, folder: _of_files(rule, folder, {"empty/readme.txt": "no job here\n"}, "empty"),
    "LINT1012": lambda rule, folder: _of_files(
        rule, folder, {"jobs/train.py": _text(rule)}, "jobs", "--strict-sources"
    ),
    "LINT1103": _of_baseline,
    "LINT1201": _of_policy,
    "LINT1202": _of_waiver("2020-01-31"),
    "LINT1203": _of_waiver(SOON),
    "LINT1204": _of_waiver(LATER, PRIVATE_JOB),
    "LINT1301": _of_waiver("2099-12-31"),
    "LINT9999": _of_failing_rule,
}
