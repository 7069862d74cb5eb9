"""Packs: parameters by environment, packs that extend others, namespaces, packs that other packages bring."""

from pathlib import Path

import pytest

from tests.cli import policylint as run
from tests.policies.workspace import check, findings, job, lay, policy

PARAMETER = """params:
  prefix:
    type: string
    default: acme-
    environments: {prod: live-}
    doc: What the names of jobs begin with.
"""
WITH_PARAMETER = PARAMETER + policy(condition="assert: starts_with(TrainingJobName, params.prefix)").replace(
    "The name is not ours", '"{{ TrainingJobName }} does not begin with {{ params.prefix }}"'
)


@pytest.mark.parametrize(
    ("name", "environment", "settings", "passes"),
    [
        pytest.param("acme-churn", "dev", "", True, id="the default"),
        pytest.param("acme-churn", "prod", "", False, id="the environment's own is wanted"),
        pytest.param("live-churn", "prod", "", True, id="the environment's own"),
        pytest.param("x-churn", "dev", '[policy-params]\nprefix = "x-"', True, id="set for all"),
        pytest.param(
            "y-churn", "prod", '[policy-params.prefix]\ndefault = "x-"\nenvironments = {prod = "y-"}', True,
            id="set by environment",
        ),
    ],
)  # fmt: skip
def test_parameters(tmp_path: Path, name: str, environment: str, settings: str, passes: bool) -> None:
    job(tmp_path, {"TrainingJobName": name})
    lay(tmp_path, {"ours.yaml": WITH_PARAMETER, "policylint.toml": f'policies = ["./ours.yaml"]\n{settings}\n'})
    found = findings(check(tmp_path, "--environment", environment))
    assert found == ([] if passes else [("name-jobs", "error", "TrainingJobName")])


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ('[policy-params]\nprefx = "x-"', "no pack has a parameter 'prefx': did you mean 'prefix'?"),
        ("[policy-params]\nprefix = 3", "prefix"),
    ],
)
def test_a_wrong_parameter_stops_everything(tmp_path: Path, settings: str, words: str) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": WITH_PARAMETER, "policylint.toml": f'policies = ["./ours.yaml"]\n{settings}\n'})
    outcome = check(tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


EXTENDING = """pack: acme
extends: [../ours.yaml]
set: {prefix: team-}
override:
  name-jobs: {severity: warning, owner: platform}
"""


def test_a_pack_that_extends_another(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"ours.yaml": WITH_PARAMETER, "acme/pack.yaml": EXTENDING})
    outcome = check(tmp_path, "--policies", "./acme", "--environment", "dev")
    assert findings(outcome) == [("name-jobs", "warning", "TrainingJobName")]
    assert "does not begin with team-" in outcome.out
    shown = run("policies", "show", "./acme", cwd=tmp_path).out
    assert "severity from override, acme/pack.yaml:5" in shown
    assert "set, acme/pack.yaml:3" in shown


def test_a_pack_that_disables_what_it_extends(tmp_path: Path) -> None:
    job(tmp_path)
    lay(
        tmp_path,
        {"ours.yaml": policy(), "acme/pack.yaml": "extends: [../ours.yaml]\ndisable: {name-jobs: We number.}\n"},
    )
    outcome = run("check", "--policies", "./acme", "jobs", cwd=tmp_path)
    assert outcome.code == 0
    assert "name-jobs  disabled: We number." in run("policies", "show", "./acme", cwd=tmp_path).out


@pytest.mark.parametrize(
    "change", ["disable: {name-jobs: We number.}", "override: {name-jobs: {enforcement: advisory}}"]
)
def test_what_is_hard_mandatory_stays_so_in_packs_that_extend_it(tmp_path: Path, change: str) -> None:
    job(tmp_path)
    hard = policy(more="enforcement: hard-mandatory")
    lay(tmp_path, {"ours.yaml": hard, "acme/pack.yaml": f"extends: [../ours.yaml]\n{change}\n"})
    outcome = check(tmp_path, "--policies", "./acme")
    assert outcome.code == 2
    assert "acme/pack.yaml:2:" in outcome.err
    assert "name-jobs is hard-mandatory" in outcome.err


def test_namespaces_keep_packs_apart(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"a.yaml": policy(), "b.yaml": f"namespace: b\n{policy()}"})
    outcome = check(tmp_path, "--policies", "a.yaml", "--policies", "b.yaml")
    assert [rule for rule, _, _ in findings(outcome)] == ["b/name-jobs", "name-jobs"]
    ignored = check(tmp_path, "--policies", "a.yaml", "--policies", "b.yaml", "--ignore", "b/name-jobs")
    assert [rule for rule, _, _ in findings(ignored)] == ["name-jobs"]


def test_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    job(tmp_path)
    lay(tmp_path, {"a/pack.yaml": "extends: [../b]\n", "b/pack.yaml": "extends: [../a]\n"})
    outcome = check(tmp_path, "--policies", "./a")
    assert outcome.code == 2
    assert "this pack extends itself, through the packs it extends" in outcome.err


def test_a_pack_that_an_installed_package_brings(tmp_path: Path) -> None:
    job(tmp_path)
    installed = {
        "site/acme_packs/__init__.py": "",
        "site/acme_packs/pack.yaml": "title: Of a package\n",
        "site/acme_packs/names.yaml": policy(),
        "site/acme_packs-1.0.dist-info/METADATA": "Metadata-Version: 2.1\nName: acme-packs\nVersion: 1.0\n",
        "site/acme_packs-1.0.dist-info/entry_points.txt": "[policylint.packs]\nacme = acme_packs\nlost = acme_gone\n",
    }
    lay(tmp_path, installed)
    path = str(tmp_path / "site")
    outcome = check(tmp_path, "--policies", "acme", PYTHONPATH=path)
    assert [rule for rule, _, _ in findings(outcome)] == ["name-jobs"]
    lost = check(tmp_path, "--policies", "lost", PYTHONPATH=path)
    assert lost.code == 2
    assert "the package that brings this pack cannot be loaded: ModuleNotFoundError" in lost.err
