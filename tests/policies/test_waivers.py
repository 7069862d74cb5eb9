"""Waivers: findings that somebody accepted until a day."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.cli import policylint as run
from tests.policies.workspace import check, findings, job, lay, policy

BREACH = ("name-jobs", "error", "TrainingJobName")
FAR = date.today() + timedelta(days=200)


def waiver(more: str = "", *, rule: str = "name-jobs", expires: date = FAR) -> str:
    return (
        f"waivers:\n  - rule: {rule}\n    reason: An old name, see OPS-4711.\n    approver: sec@acme.example\n"
        f"    expires: {expires}\n{''.join(f'    {line}' + chr(10) for line in more.splitlines())}"
    )


def folder(path: Path, text: str, settings: str = "") -> None:
    job(path, {"Tags": [{"Key": "team", "Value": "churn"}]})
    lay(path, {"ours.yaml": policy(), "waivers.yaml": text})
    lay(path, {"policylint.toml": f'policies = ["./ours.yaml"]\nwaivers = ["waivers.yaml"]\n{settings}\n'})


@pytest.mark.parametrize(
    ("more", "waives"),
    [
        pytest.param("", True, id="by rule alone"),
        pytest.param("files: jobs/**", True, id="file"),
        pytest.param("files: other/**", False, id="another file"),
        pytest.param("jobs: churn-*", True, id="job"),
        pytest.param("jobs: fraud-*", False, id="another job"),
        pytest.param("path: TrainingJobName", True, id="path"),
        pytest.param("path: ResourceConfig", False, id="another path"),
        pytest.param("tags: {team: churn}", True, id="tag"),
        pytest.param("tags: {team: fraud}", False, id="another tag"),
        pytest.param('account: "123456789012"', True, id="the role's account"),
        pytest.param('account: "210987654321"', False, id="another account"),
        pytest.param("environment: prod", False, id="an environment that nothing tells"),
        pytest.param("fingerprint: 0123456789abcdef01234567", False, id="another finding"),
    ],
)
def test_what_a_waiver_names_must_fit(tmp_path: Path, more: str, waives: bool) -> None:
    folder(tmp_path, waiver(more))
    found = findings(check(tmp_path))
    assert (BREACH in found) is not waives


def test_a_waived_finding_is_listed_as_suppressed_with_who_and_until_when(tmp_path: Path) -> None:
    folder(tmp_path, waiver())
    outcome = check(tmp_path)
    (suppressed,) = json.loads(outcome.out)["suppressed"]
    assert outcome.code == 0
    assert suppressed["finding"]["rule"] == "name-jobs"
    assert suppressed["reason"] == f"An old name, see OPS-4711. (waived by sec@acme.example until {FAR})"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        pytest.param(-1, [BREACH, ("LINT1202", "warning", "")], id="expired yesterday"),
        pytest.param(0, [("LINT1203", "note", "")], id="expires today: holds still"),
        pytest.param(14, [("LINT1203", "note", "")], id="soon"),
        pytest.param(15, [], id="not so soon"),
    ],
)
def test_days(tmp_path: Path, days: int, expected: list[tuple[str, str, str]]) -> None:
    folder(tmp_path, waiver(expires=date.today() + timedelta(days=days)))
    outcome = check(tmp_path)
    assert findings(outcome) == expected
    assert ("sec@acme.example" in outcome.out) == bool(expected or days >= 0)


def test_one_that_waives_nothing_is_told_where_all_of_it_was_judged(tmp_path: Path) -> None:
    folder(tmp_path, waiver("files: jobs/**"))
    job(tmp_path, {"TrainingJobName": "acme-churn"})
    assert findings(check(tmp_path)) == [("LINT1204", "note", "")]
    single = run("check", "--output-format", "json", "jobs/job.json", cwd=tmp_path)
    assert findings(single) == []


def test_one_for_a_rule_that_does_not_exist_is_told(tmp_path: Path) -> None:
    folder(tmp_path, waiver(rule="name-job"))
    outcome = check(tmp_path)
    assert findings(outcome) == [BREACH, ("LINT1204", "warning", "")]
    assert "waives nothing: no rule is called 'name-job': did you mean 'name-jobs'?" in outcome.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "waivers:\n  - rule: x\n    reason: r\n    approver: a\n",
            "waivers.yaml:2:5: the key 'expires' of waivers[0] is missing",
        ),
        (
            waiver().replace(str(FAR), "soon"),
            "waivers.yaml:5:14: expires must be a date without quotes, as in 2027-01-31",
        ),
        (
            waiver().replace(str(FAR), "2027-02-30"),
            "waivers.yaml:5:14: not YAML: this looks like a date, but is none",
        ),
        (waiver("until: 2027-01-01"), "waivers.yaml:6:5: "),
        (waiver(rule="SEC1001"), "waivers.yaml:2:11: secrets are not waived: revoke and remove them"),
        ("waivers: [", "waivers.yaml:1:11: not YAML: a value is missing here"),
    ],
)
def test_a_faulty_file_stops_everything(tmp_path: Path, text: str, words: str) -> None:
    folder(tmp_path, text)
    outcome = check(tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


def test_a_file_that_is_not_there_stops_everything(tmp_path: Path) -> None:
    folder(tmp_path, waiver())
    (tmp_path / "waivers.yaml").unlink()
    outcome = check(tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "waivers.yaml: there is no such file" in outcome.err


SECRET = "AKIA" + "Q3EGUZ7XN5LD" + "W2HC"


@pytest.mark.parametrize(("settings", "left"), [("", True), ("waive-secrets = true", False)])
def test_secrets_are_waived_only_where_the_configuration_allows_it(tmp_path: Path, settings: str, left: bool) -> None:
    folder(tmp_path, waiver(rule="[name-jobs, SM1]"), settings)
    job(tmp_path, {"Environment": {"ID": SECRET}})
    if settings:
        lay(tmp_path, {"waivers.yaml": waiver("files: jobs", rule="ALL")})
    outcome = check(tmp_path)
    assert any(rule.startswith("SEC") for rule, _, _ in findings(outcome)) is left
    assert SECRET not in outcome.out + outcome.err


def test_generate_waives_what_is_there_and_a_secret_is_left(tmp_path: Path) -> None:
    folder(tmp_path, "waivers: []\n")
    job(tmp_path, {"Environment": {"ID": SECRET}})
    arguments = ["--ttl", "720h", "--approver", "sec@acme.example", "--output", "adopted.yaml", "jobs"]
    made = run("waivers", "generate", *arguments, cwd=tmp_path)
    until = date.today() + timedelta(days=30)
    assert made.code == 0
    assert made.out == (
        f"Waived 1 finding until {until} in adopted.yaml; 1 finding cannot be waived (`policylint check` shows it).\n"
        'Name the file in the configuration: waivers = ["adopted.yaml"]\n'
    )
    assert SECRET not in (tmp_path / "adopted.yaml").read_text()
    outcome = check(tmp_path, "--waivers", "adopted.yaml")
    assert [rule[:3] for rule, _, _ in findings(outcome)] == ["SEC"]
    again = run("waivers", "generate", *arguments, cwd=tmp_path)
    assert (again.code, again.err) == (
        2,
        "policylint: adopted.yaml is there already and not among the waivers; name another file with --output\n",
    )


@pytest.mark.parametrize(
    "before",
    [
        pytest.param(None, id="named in the configuration and not written yet"),
        pytest.param("# Ours.\nwaivers: []\n", id="empty"),
        pytest.param(f"# Ours.\n{waiver('jobs: other*')}", id="with a waiver of its own"),
    ],
)
def test_generate_adds_to_the_file_that_the_configuration_names(tmp_path: Path, before: str | None) -> None:
    folder(tmp_path, before or "")
    if before is None:
        (tmp_path / "waivers.yaml").unlink()
    job(tmp_path)
    made = run("waivers", "generate", "--approver", "sec@acme.example", "jobs", cwd=tmp_path)
    assert (made.code, made.err) == (0, "")
    assert made.out.startswith("Waived 1 finding until ")
    assert "Name the file" not in made.out
    assert findings(check(tmp_path, "--ignore", "LINT1204")) == []
    text = (tmp_path / "waivers.yaml").read_text("utf-8")
    assert text.startswith(before if before and "rule" in before else (before or "").partition("waivers:")[0])
    again = run("waivers", "generate", "--approver", "sec@acme.example", "jobs", cwd=tmp_path)
    assert (again.code, again.out.partition(" until")[0]) == (0, "Waived no findings")
    assert (tmp_path / "waivers.yaml").read_text("utf-8") == text


def test_generate_changes_no_file_to_whose_list_it_cannot_add(tmp_path: Path) -> None:
    text = "waivers: [{rule: SM2510, reason: so, approver: me, expires: 2099-01-01}]\n"
    folder(tmp_path, text)
    job(tmp_path)
    made = run("waivers", "generate", "--approver", "sec@acme.example", "jobs", cwd=tmp_path)
    assert made.code == 2
    assert "waivers.yaml cannot be added to: not a plain list" in made.err
    assert (tmp_path / "waivers.yaml").read_text("utf-8") == text


def test_list_shows_the_days_left(tmp_path: Path) -> None:
    gone = date.today() - timedelta(days=3)
    folder(tmp_path, waiver("ticket: OPS-1") + waiver(rule="SM2510", expires=gone).removeprefix("waivers:\n"))
    listed = run("waivers", "list", cwd=tmp_path)
    assert listed.code == 0
    assert listed.out == (
        f"{gone}  expired 3 d ago    SM2510\n"
        "            sec@acme.example: An old name, see OPS-4711.  (waivers.yaml:7)\n"
        f"{FAR}  200 d left         name-jobs ticket OPS-1\n"
        "            sec@acme.example: An old name, see OPS-4711.  (waivers.yaml:2)\n"
        "2 waivers, 1 expired\n"
    )
    assert run("waivers", "list", "--expired", cwd=tmp_path).code == 1


def test_generate_writes_one_waiver_for_findings_that_are_alike(tmp_path: Path) -> None:
    comment = "TrainingJobName: a-1 # policylint: ignore[SM999] so\n"
    (tmp_path / "job.yaml").write_text(
        comment + "RoleArn: r # policylint: ignore[SM999] so\nAlgorithmSpecification: {}\n", encoding="utf-8"
    )
    arguments = ("--ttl", "720h", "--approver", "a@b", "--select", "LINT1102", "job.yaml")
    assert run("waivers", "generate", *arguments, cwd=tmp_path).out.startswith("Waived 2 findings until ")
    assert (tmp_path / "waivers.yaml").read_text(encoding="utf-8").count("rule: LINT1102") == 1
    outcome = run("check", "-q", "--select", "LINT1", "--waivers", "waivers.yaml", "job.yaml", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (0, "")
