"""No planted secret leaves by any command, in any format, on any stream or into any file, however it is written."""

import base64
import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
import yaml
from ahocorasick_rs import AhoCorasick

from policylint import Config, check
from policylint.cli import main
from policylint.commands import COMMANDS
from policylint.reports import FORMATS
from policylint.secrets.detectors import detectors
from tests.requests import minimal_job
from tests.secrets.planted import texts

STRETCH = 12
BY_ID = {detector.id: detector for detector in detectors()}


def token(seed: int) -> str:
    """A made-up access token that its own form tells."""
    return texts(BY_ID["github-pat" if "github-pat" in BY_ID else detectors()[0].id], seed)[0]


def pair(separator: str, seed: int) -> tuple[str, str]:
    """An access key's id and secret as people join them, and the secret, which nothing tells by itself."""
    secret = texts(BY_ID["aws-secret-access-key"], seed)[0]
    return texts(BY_ID["aws-access-key-id"], seed)[0] + separator + secret, secret


NAME, TYPE, SPOT, TIME, KEY, LABEL, OWNER, FILE, COMMENT, BROKEN, WORD, TOKEN = map(token, range(11, 23))
PAIRS = {separator: pair(separator, seed) for seed, separator in enumerate(":,|;", 31)}
PASSWORD, NUMBER = "-".join(("Lakeside", "Anchor", "73")), 4_815_162_342
HARBOUR = "-".join(("Lakeside", "Harbour", "91"))
SECRETS = [
    NAME,
    TYPE,
    SPOT,
    TIME,
    KEY,
    LABEL,
    OWNER,
    FILE,
    COMMENT,
    BROKEN,
    WORD,
    TOKEN,
    PASSWORD,
    HARBOUR,
    str(NUMBER),
]
SECRETS += [secret for _, secret in PAIRS.values()]


def stretches(text: str) -> Iterator[str]:
    size = min(STRETCH, len(text))
    return (text[at : at + size] for at in range(len(text) - size + 1))


def written(secret: str) -> Iterator[str]:
    """Every way to write a secret, and every part of it that gives it away."""
    for turned in (secret, secret.lower(), secret.upper(), secret[::-1], secret[::-1].lower()):
        yield from stretches(turned)
    yield from (json.dumps(secret)[1:-1], html.escape(secret), quote(secret, safe=""))
    for shift in range(3):
        encoded = base64.b64encode(b"\0" * shift + secret.encode()).decode().rstrip("=")
        yield from stretches(encoded[(0, 2, 3)[shift] : (len(secret) + shift) * 8 // 6])


NEEDLES = {form: number for number, secret in enumerate(SECRETS) for form in written(secret)}
OF_NEEDLE = list(NEEDLES.values())
SEARCH = AhoCorasick(list(NEEDLES))


def assert_nothing_leaks(text: str, door: str) -> None:
    plain = re.sub(r"<!-- -->|\\", "", text)
    for shown in {text, plain, html.unescape(text), unquote(text)}:
        for needle, _, _ in SEARCH.find_matches_as_indexes(shown):
            pytest.fail(f"{door} shows the secret {OF_NEEDLE[needle]}")


def requests() -> dict[str, dict[str, Any]]:
    """Requests by file, each with faults whose messages quote what stands there."""
    found: dict[str, dict[str, Any]] = {
        "name": {"TrainingJobName": NAME},
        "enum": {"ResourceConfig.InstanceType": TYPE, "TrainingJobName": "a"},
        "boolean": {"EnableManagedSpotTraining": SPOT, "TrainingJobName": "b"},
        "integer": {"StoppingCondition.MaxRuntimeInSeconds": TIME, "TrainingJobName": "c"},
        "key": {"Environment": {KEY: 5}, "TrainingJobName": "d"},
        "owner": {"Tags": [{"Key": "owner", "Value": OWNER}], "TrainingJobName": "e_"},
        "password": {"Environment": {"DB_PASSWORD": PASSWORD}, "TrainingJobName": f"run-{PASSWORD}"},
        "number": {"Environment": {"DB_PASSWORD": NUMBER}, "TrainingJobName": "g"},
        FILE: {"ResourceConfig.InstanceType": "ml.none.large", "TrainingJobName": "h_"},
    }
    for number, (joined, _) in enumerate(PAIRS.values()):
        found[f"pair{number}"] = {"Environment": {"S3_SECRET": joined, "other": 5}, "TrainingJobName": f"p{number}_"}
    return {name: minimal_job(changes) for name, changes in found.items()}


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of jobs, sweeps, settings and packs, each with a secret where people have put one."""
    monkeypatch.chdir(tmp_path)
    for name in ("jobs", "broken", "logs"):
        (tmp_path / name).mkdir()
    for name, request in requests().items():
        (tmp_path / "jobs" / f"{name}.json").write_text(json.dumps(request, indent=1))
        (tmp_path / "jobs" / f"{name}-flat.yaml").write_text(yaml.safe_dump(request))
    commented = yaml.safe_dump(minimal_job({"TrainingJobName": "a_b"}))
    ignored = commented.replace("TrainingJobName: a_b", f"TrainingJobName: a_b # policylint: ignore[SM1006] {COMMENT}")
    (tmp_path / "jobs" / "comment.yaml").write_text(ignored)
    for kind in ("json", "yaml"):
        (tmp_path / "broken" / f"cut.{kind}").write_text(
            f'{{"Environment": {{"A": {json.dumps(BROKEN)}, }}\n: {BROKEN}'
        )
    axes = {
        "word": {"path": "HyperParameters.note", "list": [LABEL, "x"]},
        "type": {"path": "ResourceConfig.InstanceType", "list": ["ml.m5.xlarge", TYPE]},
    }
    named = minimal_job({"TrainingJobName": NAME})
    (tmp_path / "sweep.yaml").write_text(yaml.safe_dump({"request": named, "region": "eu-west-1", "axes": axes}))
    (tmp_path / f"{WORD}.toml").write_text(f'fingerprint-key = "{WORD}"\nregion = "{WORD}"\n')
    (tmp_path / f"{WORD}.yaml").write_text(f"detectors: [{{id: {WORD}}}]\n")
    ours = {
        "name": "ours",
        "assert": f"starts_with(TrainingJobName, '{WORD}')",
        "message": f"Not {WORD}",
        "fix": f"Take {WORD}.",
        "reason": f"As {WORD} says.",
        "owner": WORD,
        "tags": [WORD],
        "references": [f"https://example.com/{WORD}"],
    }
    (tmp_path / "trail").mkdir()
    told = {"eventSource": "sagemaker.amazonaws.com", "eventName": "CreateTrainingJob", "userIdentity": {"arn": NAME}}
    places = ("eventID", "awsRegion", "recipientAccountId", "errorCode")
    events = [{**told, "requestParameters": request} for request in requests().values()]
    events += [{**told, "requestParameters": minimal_job({}), place: WORD} for place in places]
    found = [dict.fromkeys(("rule", "severity", "path", "message", "fingerprint"), WORD)]
    named = {"rpc.method": WORD, "policylint.job.names": [WORD], "policylint.findings": found}
    events.append({"event_name": "policylint.guard.passed", "attributes": named, "timestamp": "2026-11-01T00:00:00Z"})
    (tmp_path / "trail" / f"{FILE}.jsonl").write_text("".join(f"{json.dumps(one)}\n" for one in [*events, [BROKEN]]))
    (tmp_path / "ours.yaml").write_text(yaml.safe_dump({"policies": [ours]}))
    return tmp_path


JOB = json.dumps(minimal_job({"TrainingJobName": "a_b"}))
FLOW = yaml.safe_dump(minimal_job({"TrainingJobName": "a_b"}))


def beside(**members: Any) -> str:
    """A job on one line, with a fault, and members behind it."""
    return json.dumps({**json.loads(JOB), "Bogus": 1, **members})


MACHINE = {"Type": "Task", "Resource": "arn:aws:states:::sagemaker:createTrainingJob", "Parameters": json.loads(JOB)}
# Where else people have put one: whatever stands beside what is found.
ODD_PLACES: dict[str, str] = {
    "anchor.yaml": FLOW.replace("RoleArn: ", f"RoleArn: &{TOKEN} ") + f"Tags: *{TOKEN}\n",
    "alias.yaml": FLOW + f"Tags: *{TOKEN}\n",
    "tag.yaml": FLOW.replace("RoleArn: ", f"RoleArn: !{TOKEN} "),
    "reason.yaml": FLOW.replace("a_b", f"a_b # policylint: ignore[SM1006] {TOKEN}"),
    "rule.yaml": f"# policylint: ignore[{TOKEN}] why\n{FLOW}",
    "one-line.json": beside(Environment={"DB_PASSWORD": HARBOUR, "X": TOKEN, "Y": 5}),
    "twice.json": JOB[:-1] + f', "Environment": {{"DB_PASSWORD": "{HARBOUR}", "DB_PASSWORD": "x"}}}}',
    "lost.json": JOB[:-1] + f', "Environment": {{"T": "{TOKEN}", "T": 1}}}}',
    "twice.yaml": FLOW + f"Environment:\n  DB_PASSWORD: {HARBOUR}\n  DB_PASSWORD: ok\n",
    "foreign.jsonl": f"{JOB}\n{json.dumps({'token': TOKEN, 'password': HARBOUR})}\n{JOB}\n",
    "cut.jsonl": f'{JOB}\n{{"DB_PASSWORD": "{HARBOUR}", \n{JOB}\n',
    "comma.json": JOB[:-1] + f', "Environment": {{"DB_PASSWORD": "{HARBOUR}" "x": 1}}}}',
    "word.json": f'{{\n"Environment": {{"DB_PASSWORD": "{HARBOUR}",\n "X": oops}}\n}}',
    "bracket.yaml": FLOW + f"Environment:\n  DB_PASSWORD: {HARBOUR}\n  : [\n",
    "tab.yaml": FLOW + f"Environment:\n\tDB_PASSWORD: {HARBOUR}\n",
    "brace.yaml": FLOW + f"Environment: {{DB_PASSWORD: {HARBOUR}\n",
    "quote.yaml": FLOW + f"Environment:\n  DB_PASSWORD: '{HARBOUR}\n",
    "quotes.yaml": FLOW + f'Environment:\n  DB_PASSWORD: "{HARBOUR}\n',
    "key.json": beside(**{TOKEN: 1}, Environment={f"DB_PASSWORD={HARBOUR}": 5}),
    "numbers.json": beside(Environment={"DB_PASSWORD": NUMBER, "MYSQL_PWD": str(NUMBER)}),
    "no-text.json": beside(EnableNetworkIsolation=f"password={HARBOUR}"),
    "list.json": beside(Tags=[{"Key": "password", "Value": [HARBOUR]}]),
    "main.tf": f'resource "aws_sagemaker_training_job" "a" {{\n  name = "{TOKEN}"\n # password = {HARBOUR}\n oops',
    "send.py": 'import boto3\nboto3.client("sagemaker").create_training_job(TrainingJobName="a_b", '
    f'Environment={{"DB_PASSWORD": "{HARBOUR}", "Y": 5}}, Bogus="{TOKEN}")\n',
    "state.json": json.dumps({"StartAt": TOKEN, "States": {TOKEN: MACHINE}}),
    "template.yaml": f"# {{{{ password_{TOKEN} }}}}\n{FLOW}",
    "job.json": json.dumps(minimal_job({"TrainingJobName": HARBOUR, "Environment": {"DB_PASSWORD": HARBOUR}})),
}  # fmt: skip
MESSAGES = ["lower(TrainingJobName)", "reverse(TrainingJobName)", "TrainingJobName", "lower(job.name)"]


def test_nothing_leaks_from_what_stands_beside_a_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in ODD_PLACES.items():
        Path(name).write_text(text)
    policies = [
        {"name": f"ours-{number}", "assert": "TrainingJobName == 'z'", "message": f"Not {{{{ {made} }}}}", "fix": "No."}
        for number, made in enumerate(MESSAGES)
    ]
    pack = {"policies": [{**policy, "reason": "It is asked for."} for policy in policies]}
    Path("pack.yaml").write_text(yaml.safe_dump(pack))
    settings = ["--isolated", "--policies=baseline", "--policies=./pack.yaml"]
    outputs = [f"--output={form}=out.{form}" for form in FORMATS]
    for name in ODD_PLACES:
        for command in (
            ["check", "--verbose", *outputs, *settings],
            ["check", "--diff", "--unsafe-fixes", "--isolated"],
            ["cost", "--isolated"],
            ["extract", "--isolated"],
        ):
            main([*command, name])
            captured = capsys.readouterr()
            assert_nothing_leaks(captured.out + captured.err, f"{command[0]} {name}")
        for form in FORMATS:
            assert_nothing_leaks(Path(f"out.{form}").read_text("utf-8"), f"{form} of {name}")


REPORTS = [f"--output={name}=out/report.{name}" for name in FORMATS]
PAST = ["--processes=1", "--state=state"]
AUDITED = [f"--output=out/audit.{suffix}" for suffix in ("html", "json", "txt", "csv")]
RUNS: dict[str, list[list[str]]] = {
    "check": [
        ["jobs", "--verbose", "--show-source", "--policies=baseline", "--policies=./ours.yaml", *REPORTS],
        *([f"--output-format={name}", "jobs"] for name in FORMATS),
        ["jobs", "--statistics"],
        ["jobs", "--diff", "--unsafe-fixes"],
        ["broken", f"{WORD}.json", f"--output=json={FILE}.json"],
        ["jobs", f"--select={WORD}"],
        ["jobs", f"--config={WORD}.toml"],
    ],
    "review": [["jobs", *REPORTS, "--comment=out/comment.md"], ["jobs", f"--base={WORD}"]],
    "comment": [[f"{WORD}.md", "--pull-request=1"], [f"{WORD}.toml", "--pull-request=1", "--dry-run"]],
    "baseline": [["jobs", "--output=out/baseline.json"]],
    "cost": [["jobs", "--explain", f"--output-format={name}"] for name in ("text", "json", "csv", "markdown")]
    + [["jobs", f"--base={WORD}"]],
    "audit": [
        [
            "trail",
            "jobs",
            "--policies=baseline",
            "--policies=./ours.yaml",
            *PAST,
            *AUDITED,
            "--learn=out/learned.jsonl",
        ],
        ["trail", "jobs", *PAST, "--output-format=json"],
        ["broken", f"{WORD}.json", f"--state={WORD}", "--processes=1"],
        [f"--as-of={WORD}"],
        [f"--principal-key={WORD}"],
    ],
    "replay": [
        [
            "trail",
            "jobs",
            "--policies=baseline",
            "--policies=./ours.yaml",
            "--against=",
            *PAST,
            "--output=out/flips.html",
        ],
        ["trail", "jobs", "--policies=./ours.yaml", "--against=", *PAST, "--output-format=json"],
        [f"--against={WORD}"],
    ],
    "sweep": [["sweep.yaml", f"--output-format={name}"] for name in ("text", "json", "markdown", "html")],
    "pricing": [["show", WORD], ["status", f"--book={WORD}.csv"]],
    "rules": [[f"--select={WORD}"], ["--policies=./ours.yaml", "--select=ours"]],
    "explain": [[WORD], ["ours", "--policies=./ours.yaml"]],
    "policies": [
        ["explain", WORD],
        ["show", WORD],
        ["list", f"--policies={WORD}"],
        ["explain", "ours", "--policies=./ours.yaml"],
        ["show", "./ours.yaml"],
        ["list", "--policies=./ours.yaml"],
    ],
    "test": [[f"./{WORD}"], ["./ours.yaml"]],
    "eval": [[expression, f"jobs/{name}.json"] for expression in ("@", "TrainingJobName") for name in ("name", "enum")]
    + [[f"'{WORD}", "jobs/name.json"], ["Environment", "jobs/pair0.json"], ["TrainingJobName", "jobs/password.json"]],
    "waivers": [["generate", "jobs", "--approver", WORD, "--output=out/waivers.yaml"], ["list", f"--waivers={WORD}"]],
    "init": [["new", "--name", WORD], ["new", "--jobs", WORD]],
    "secrets": [[f"--test={WORD}.yaml"], []],
    "schema": [["show", WORD]],
    "aws": [[]],
    "extract": [["jobs"], [WORD]],
    "exec": [["--", WORD], ["--mode", WORD, "--", "true"]],
    "ledger": [["show", f"--ledger={WORD}"]],
    "completion": [[WORD]],
    "config": [["show", f"--config={WORD}.toml"], ["show", f"--region={WORD}"]],
}


def test_every_command_has_runs() -> None:
    assert RUNS.keys() == COMMANDS.keys()


@pytest.mark.parametrize("command", COMMANDS)
def test_no_command_shows_a_secret(command: str, world: Path, capsys: pytest.CaptureFixture[str]) -> None:
    given = {path for path in world.rglob("*") if path.is_file()}
    for arguments in RUNS[command]:
        main([command, *arguments])
        captured = capsys.readouterr()
        door = f"{command} {RUNS[command].index(arguments)}"
        assert captured.out + captured.err or (world / "out" / "comment.md").exists(), f"{door} says nothing"
        assert "a fault of policylint's own" not in captured.err, door
        assert_nothing_leaks(captured.out, f"{door}, standard output")
        assert_nothing_leaks(captured.err, f"{door}, standard error")
    for path in world.rglob("*"):
        if path.is_file() and path not in given:
            assert_nothing_leaks(path.read_text(encoding="utf-8"), f"{command}, the file {path.suffix}")


@pytest.mark.parametrize("name", [name for name in requests() if name != FILE])
def test_no_report_in_memory_shows_a_secret(name: str) -> None:
    report = check(requests()[name], config=Config(policies=("baseline",)))
    assert report.findings
    assert_nothing_leaks(repr(report.findings), "repr")
    assert_nothing_leaks(report._repr_html_(), "a notebook")


@pytest.mark.parametrize("separator", PAIRS)
def test_the_whole_value_of_a_member_with_a_secret_is_hidden(separator: str, tmp_path: Path) -> None:
    joined, _ = PAIRS[separator]
    from policylint.job import TrainingJob
    from policylint.secrets.redaction import redactor_of

    redactor = redactor_of(TrainingJob(minimal_job({"Environment": {"S3_SECRET": joined}})))
    line = json.dumps({"S3_SECRET": joined})
    assert redactor.mask(line) == line.replace(joined, "*" * len(joined))
