"""`policylint check --fix` and `--diff` on real files."""

import json
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft4Validator

from policylint.fixing.files import UnwritableError, write
from policylint.path import REMOVED
from tests.cli import policylint
from tests.golden import assert_golden
from tests.requests import minimal_job

SARIF = Path(__file__).parent.parent / "reports" / "data" / "sarif-2.1.0-rtm.5.json"
GOLDEN = Path(__file__).parent / "golden"
JSON = (GOLDEN / "job.json").read_text(encoding="utf-8")


def shown(name: str) -> str:
    return (GOLDEN / f"{name}.diff").read_text(encoding="utf-8")


@pytest.mark.golden
@pytest.mark.parametrize("name", ["job.json", "both.yaml"])
def test_the_diff_is_as_reviewed(name: str, tmp_path: Path) -> None:
    text = (GOLDEN / name).read_bytes()
    (tmp_path / name).write_bytes(text)
    outcome = policylint("check", "--diff", "--quiet", name, cwd=tmp_path)
    assert_golden(outcome.out, GOLDEN / f"{name}.diff")
    assert (outcome.code, outcome.err) == (1, "")
    assert (tmp_path / name).read_bytes() == text


@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("end", ["\n", ""], ids=["ended", "open"])
def test_the_diff_can_be_applied_and_makes_what_fix_makes(line_break: str, end: str, tmp_path: Path) -> None:
    for folder in ("patched", "fixed"):
        (tmp_path / folder).mkdir()
        for name in ("job.json", "both.yaml"):
            text = (GOLDEN / name).read_text(encoding="utf-8").removesuffix("\n") + end
            (tmp_path / folder / name).write_bytes(text.replace("\n", line_break).encode())
    diff = policylint("check", "--diff", "--unsafe-fixes", ".", cwd=tmp_path / "patched").out
    subprocess.run(["git", "apply", "-p0", "-"], cwd=tmp_path / "patched", input=diff.encode(), check=True)
    policylint("check", "--fix", "--unsafe-fixes", ".", cwd=tmp_path / "fixed")
    for name in ("job.json", "both.yaml"):
        fixed = (tmp_path / "fixed" / name).read_bytes()
        assert (tmp_path / "patched" / name).read_bytes() == fixed
        assert fixed.count(b"\r\n") == (fixed.count(b"\n") if line_break == "\r\n" else 0)


@pytest.mark.parametrize("command", [["git", "apply", "-p0", "-"], ["patch", "-p0", "--silent", "--binary"]])
@pytest.mark.parametrize("line_break", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_diff_of_a_file_with_a_byte_order_mark_can_be_applied(
    command: list[str], line_break: str, tmp_path: Path
) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    text = 'training_job_name: "a-1"\n' + yaml.safe_dump(minimal_job({"TrainingJobName": REMOVED}))
    (tmp_path / "job.yaml").write_bytes(b"\xef\xbb\xbf" + text.replace("\n", line_break).encode())
    diff = policylint("check", "--diff", "--unsafe-fixes", "job.yaml", cwd=tmp_path).out
    subprocess.run(command, cwd=tmp_path, input=diff.encode(), check=True)
    patched = (tmp_path / "job.yaml").read_bytes()
    assert patched.startswith(b'\xef\xbb\xbfTrainingJobName: "a-1"')
    assert policylint("check", "--diff", "--unsafe-fixes", "job.yaml", cwd=tmp_path).out == ""


def test_what_cannot_be_read_to_its_end_is_not_edited(tmp_path: Path) -> None:
    (tmp_path / "job.yaml").write_text(yaml.safe_dump(minimal_job({"EnableNetworkIsolatio": True})) + "---\na: [\n")
    before = (tmp_path / "job.yaml").read_bytes()
    outcome = policylint("check", "--fix", "--unsafe-fixes", "job.yaml", cwd=tmp_path)
    assert "Fixed no findings." in outcome.out
    assert (tmp_path / "job.yaml").read_bytes() == before


def test_fix_writes_the_file_and_reports_what_remains(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    outcome = policylint("check", "--fix", "job.json", cwd=tmp_path)
    assert outcome.code == 1
    assert outcome.out.splitlines()[0].startswith("job.json:12:28: SM2402 [error] ")
    assert outcome.out.splitlines()[-1] == "Fixed 3 findings (1 more with --unsafe-fixes)."
    outcome = policylint("check", "--fix", "--unsafe-fixes", "job.json", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out.splitlines()[0] == "The request passes."
    assert outcome.out.splitlines()[-1] == "Fixed 1 finding."
    assert policylint("check", "--diff", "job.json", cwd=tmp_path).code == 0


def test_what_cannot_be_fixed_is_named_with_its_reason(tmp_path: Path) -> None:
    subnet = "subnet-0a1b2c3d4e5f60718"
    vpc = f"SecurityGroupIds: [sg-0a1b2c3d4e5f60718], Subnets: [{subnet}, # the first\n  {subnet}, {subnet}]"
    request = minimal_job({"StoppingCondition.MaxWaitTimeInSeconds": 3600})
    (tmp_path / "job.yaml").write_text(f"VpcConfig: {{{vpc}}}\n{yaml.safe_dump(request)}")
    outcome = policylint("check", "--fix", "job.yaml", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-3:] == [
        "Fixed 2 findings.",
        "1 fix was not made:",
        "  job.yaml:2:3: SM2303 at VpcConfig.Subnets[1]: a comment stands in the way",
    ]


def test_what_the_baseline_holds_is_not_fixed(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    policylint("baseline", "job.json", cwd=tmp_path)
    (tmp_path / "job.json").write_text(JSON.replace('"7"', "7"))
    outcome = policylint("check", "--fix", "--baseline", "policylint-baseline.json", "job.json", cwd=tmp_path)
    assert outcome.code == 0
    assert outcome.out.splitlines()[-1] == "Fixed 1 finding."
    assert (tmp_path / "job.json").read_text() == JSON


def test_the_report_says_what_fix_could_do(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    outcome = policylint("check", "job.json", cwd=tmp_path)
    assert outcome.out.splitlines()[-1] == "3 findings are fixable with --fix (1 more with --unsafe-fixes)."


def test_other_formats_keep_to_themselves(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    outcome = policylint("check", "--fix", "--output-format", "json", "job.json", cwd=tmp_path)
    assert json.loads(outcome.out)["summary"]["fixed"] == 3
    assert outcome.err == "Fixed 3 findings (1 more with --unsafe-fixes).\n"


def test_sarif_hands_the_fixes_on(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    log = json.loads(policylint("check", "--output-format", "sarif", "job.json", cwd=tmp_path).out)
    Draft4Validator(json.loads(SARIF.read_text(encoding="utf-8"))).validate(log)
    fixes = [fix for result in log["runs"][0]["results"] for fix in result.get("fixes", [])]
    assert [fix["description"]["text"] for fix in fixes] == [
        'Set AlgorithmSpecification.TrainingInputMode to "File"',
        "Put HyperParameters.epochs in quotes",
        'Rename resource_config to "ResourceConfig"',
        "Set StoppingCondition.MaxRuntimeInSeconds to 2419200 (this may change the meaning)",
    ]
    lines = JSON.splitlines(keepends=True)
    changes = [replacement for fix in fixes for replacement in fix["artifactChanges"][0]["replacements"]]
    for change in sorted(changes, key=lambda change: list(change["deletedRegion"].values()), reverse=True):
        region, line = change["deletedRegion"], change["deletedRegion"]["startLine"] - 1
        assert region["endLine"] == region["startLine"]
        start, end = region["startColumn"] - 1, region["endColumn"] - 1
        lines[line] = lines[line][:start] + change["insertedContent"]["text"] + lines[line][end:]
    policylint("check", "--fix", "--unsafe-fixes", "job.json", cwd=tmp_path)
    assert "".join(lines) == (tmp_path / "job.json").read_text()


def test_sarif_tells_no_fix_that_cannot_be_made(tmp_path: Path) -> None:
    text = yaml.safe_dump(minimal_job()).replace("MaxRuntimeInSeconds: 3600", "MaxRuntimeInSeconds: &r 2419201")
    (tmp_path / "job.yaml").write_text(f"{text}x-policylint: {{account: *r}}\n")
    log = json.loads(policylint("check", "--output-format", "sarif", "job.yaml", cwd=tmp_path).out)
    [result] = log["runs"][0]["results"]
    assert (result["ruleId"], "fixes" in result) == ("SM2402", False)


def test_standard_input_can_be_shown_but_not_fixed(tmp_path: Path) -> None:
    outcome = policylint("check", "--diff", "-", cwd=tmp_path, stdin=JSON)
    assert (outcome.code, outcome.out) == (1, shown("job.json").replace("job.json", "<stdin>"))
    outcome = policylint("check", "--fix", "-", cwd=tmp_path, stdin=JSON)
    assert (outcome.code, outcome.out) == (2, "")
    assert "standard input is none" in outcome.err


@pytest.mark.parametrize("options", [["--fix", "--diff"], ["--unsafe-fixes"]])
def test_options_that_make_no_sense_together(options: list[str], tmp_path: Path) -> None:
    outcome = policylint("check", *options, "job.json", cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert "--diff" in outcome.err


def test_a_secret_is_neither_shown_nor_changed(tmp_path: Path) -> None:
    secret = "glpat-" + "Zq8xW3nR5tY7uK2mB4vL"
    request = minimal_job({"Environment": {"TOKEN": secret, "LEVEL": 3}})
    (tmp_path / "job.json").write_text(json.dumps(request, indent=2))
    outcome = policylint("check", "--diff", "--ignore", "SEC", "job.json", cwd=tmp_path)
    assert '+    "LEVEL": "3"' in outcome.out
    assert f'     "TOKEN": "{"*" * len(secret)}",' in outcome.out
    assert secret not in outcome.out + outcome.err
    policylint("check", "--fix", "job.json", cwd=tmp_path)
    assert json.loads((tmp_path / "job.json").read_text())["Environment"] == {"TOKEN": secret, "LEVEL": "3"}


def test_what_a_terminal_would_act_upon_is_written_out(tmp_path: Path) -> None:
    request = JSON.replace('"7"', '"\x9b31m"').replace("  ", "\t")
    (tmp_path / "job.json").write_text(request, encoding="utf-8")
    outcome = policylint("check", "--diff", "job.json", cwd=tmp_path)
    assert '+\t"HyperParameters": {"epochs": "10", "seed": "\\x9b31m"},' in outcome.out


def test_a_broken_file_is_told_and_does_not_keep_others_from_being_mended(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("{")
    (tmp_path / "job.json").write_text(JSON)
    assert policylint("check", "--diff", "a.json", "job.json", cwd=tmp_path).code == 2
    outcome = policylint("check", "--fix", "a.json", "job.json", cwd=tmp_path)
    assert (outcome.code, (tmp_path / "job.json").read_text() != JSON) == (2, True)


# Writing --------------------------------------------------------------------------------------------------------------


def test_the_mode_stays_and_links_still_lead_there(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target, link = tmp_path / "real" / "job.json", tmp_path / "job.json"
    target.write_text(JSON)
    target.chmod(0o640)
    link.symlink_to(Path("real") / "job.json")
    policylint("check", "--fix", "job.json", cwd=tmp_path)
    assert link.is_symlink()
    assert target.read_text() != JSON
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert sorted(path.name for path in target.parent.iterdir()) == ["job.json"]


def test_a_file_that_was_changed_meanwhile_is_left(tmp_path: Path) -> None:
    file = tmp_path / "job.json"
    file.write_text("newer")
    with pytest.raises(UnwritableError, match="was changed while it was checked"):
        write(str(file), b"older", b"fixed")
    assert file.read_text() == "newer"


def test_a_file_that_is_gone_is_not_made_again(tmp_path: Path) -> None:
    with pytest.raises(UnwritableError, match="cannot be written: No such file"):
        write(str(tmp_path / "job.json"), b"older", b"fixed")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="the superuser may write anything")
def test_a_file_that_is_not_to_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_text(JSON)
    (tmp_path / "job.json").chmod(0o444)
    outcome = policylint("check", "--fix", "job.json", cwd=tmp_path)
    assert (outcome.code, (tmp_path / "job.json").read_text()) == (2, JSON)
    assert "job.json: is not writable" in outcome.err


def test_a_file_that_is_too_large_to_hold_is_named(tmp_path: Path) -> None:
    line = json.dumps(minimal_job({"HyperParameters": {"epochs": 10}}))
    (tmp_path / "jobs.jsonl").write_text(f"{line}\n" * 3)
    (tmp_path / "policylint.toml").write_text(f"max-file-size = {len(line) * 2}\n")
    outcome = policylint("check", "--fix", "jobs.jsonl", cwd=tmp_path)
    assert outcome.out.splitlines()[-3:] == [
        "Fixed no findings.",
        "1 fix was not made:",
        f"  jobs.jsonl: 3 fixes: the file takes more than {len(line) * 2:,} bytes",
    ]
