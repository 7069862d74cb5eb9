"""The guard with an organisation's policies, waivers and prices: what the configuration names holds for calls, too."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

import policylint
from policylint import Blocked
from tests.guard.server import Server
from tests.guard.submitted_jobs import sound
from tests.policies.workspace import lay, policy


def configured(folder: Path, *, enforcement: str = "soft-mandatory", settings: str = "") -> Path:
    lay(folder, {"ours.yaml": policy(more=f"enforcement: {enforcement}")})
    lay(folder, {"policylint.toml": f'policies = ["./ours.yaml"]\n{settings}\n'})
    return folder / "policylint.toml"


def test_a_policy_stops_a_call(server: Server, tmp_path: Path) -> None:
    client = server.client()
    policylint.guard(client, config=configured(tmp_path))
    with pytest.raises(Blocked) as blocked:
        client.create_training_job(**sound())
    assert [finding.rule for finding in blocked.value.report.findings] == ["name-jobs"]
    client.create_training_job(**sound(TrainingJobName="acme-churn"))
    assert server.reached() == 1


def test_a_pack_that_cannot_be_read_stops_every_call(server: Server, tmp_path: Path) -> None:
    client = server.client()
    lay(tmp_path, {"policylint.toml": 'policies = ["./nowhere"]\n'})
    policylint.guard(client, config=tmp_path / "policylint.toml")
    with pytest.raises(Blocked, match="there is no such pack, file or folder") as blocked:
        client.create_training_job(**sound())
    assert blocked.value.code == "undecidable"
    assert server.reached() == 0


@pytest.mark.parametrize(("days", "passes"), [(1, True), (-1, False)])
def test_a_waiver_holds_until_its_day(server: Server, tmp_path: Path, days: int, passes: bool) -> None:
    until = date.today() + timedelta(days=days)
    waiver = f"waivers:\n  - {{rule: name-jobs, reason: an old name still, approver: a@b, expires: {until}}}\n"
    lay(tmp_path, {"waivers.yaml": waiver})
    client = server.client()
    policylint.guard(client, config=configured(tmp_path, settings='waivers = ["waivers.yaml"]'))
    job = sound()
    if passes:
        client.create_training_job(**job)
    else:
        with pytest.raises(Blocked):
            client.create_training_job(**job)
    assert server.reached() == int(passes)


@pytest.mark.parametrize(("enforcement", "opens"), [("soft-mandatory", True), ("hard-mandatory", False)])
def test_what_is_hard_mandatory_forbids_to_break_the_glass(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, enforcement: str, opens: bool
) -> None:
    client = server.client()
    policylint.guard(client, config=configured(tmp_path, enforcement=enforcement))
    monkeypatch.setenv("POLICYLINT_BREAK_GLASS", "OPS-17: the release is today")
    job = sound()
    if opens:
        client.create_training_job(**job)
    else:
        with pytest.raises(Blocked):
            client.create_training_job(**job)
    assert server.reached() == int(opens)


# One hour of ml.m5.xlarge costs some tens of cents.
@pytest.mark.parametrize(("over", "members", "passes"), [(5, {}, True), (0.01, {}, False)])
def test_an_expensive_job_is_confirmed_by_the_shipped_prices(
    server: Server, tmp_path: Path, over: float, members: dict[str, Any], passes: bool
) -> None:
    client = server.client()
    policylint.guard(client, confirm_over=over)
    job = sound(**members)
    if passes:
        client.create_training_job(**job)
    else:
        with pytest.raises(Blocked, match="nobody is here to confirm it"):
            client.create_training_job(**job)
    assert server.reached() == int(passes)


def test_a_discount_that_is_configured_counts(server: Server, tmp_path: Path) -> None:
    lay(tmp_path, {"policylint.toml": "[pricing]\ndiscount = 99\n"})
    client = server.client()
    policylint.guard(client, confirm_over=0.01, config=tmp_path / "policylint.toml")
    client.create_training_job(**sound())
    assert server.reached() == 1


def test_a_type_without_a_price_is_not_submitted_unseen(server: Server) -> None:
    client = server.client()
    policylint.guard(client, budget=1000)
    job = sound()
    job["ResourceConfig"]["InstanceType"] = "ml.trn2.48xlarge"
    with pytest.raises(Blocked, match="what the job can cost is not known"):
        client.create_training_job(**job)
    assert server.reached() == 0
