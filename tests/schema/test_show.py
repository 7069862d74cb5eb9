"""`schema show` and `schema diff`: the API model for people."""

from dataclasses import replace

import pytest

from policylint.job import TRAINING, TUNING
from policylint.schema.diff import changes, diff
from policylint.schema.show import UnknownPathError, show
from policylint.schema.snapshot import snapshot


def test_a_member_with_its_bounds_its_pattern_and_what_the_api_says() -> None:
    assert show(TRAINING, "InputDataConfig[0].ChannelName") == (
        "InputDataConfig[].ChannelName (ChannelName)\n"
        "\n"
        "A string of 1 to 64 characters: letters (a-z, A-Z), digits, dots, hyphens and underscores. Required.\n"
        "\n"
        "For example: train\n"
        "Pattern: [A-Za-z0-9\\.\\-_]+\n"
        "\n"
        "The name of the channel.\n"
        "\n"
        "From the API model of 2026-11-17 (botocore 1.44.5).\n"
    )


@pytest.mark.parametrize("path", ["InputDataConfig.ChannelName", "InputDataConfig[].ChannelName"])
def test_the_index_of_a_list_may_be_left_out(path: str) -> None:
    assert show(TRAINING, path) == show(TRAINING, "InputDataConfig[7].ChannelName")


def test_an_enum_lists_all_its_values() -> None:
    shown = show(TRAINING, "ResourceConfig.InstanceType")
    assert "One of 225 values.\n" in shown
    assert set(snapshot().shapes["TrainingInstanceType"].enum) <= set(shown.split())


def test_the_request_itself_lists_its_members() -> None:
    shown = show(TUNING)
    assert shown.startswith("CreateHyperParameterTuningJob (CreateHyperParameterTuningJobRequest)\n")
    for member in snapshot().input(TUNING).members:
        assert f"\n  {member} " in shown
    assert "HyperParameterTuningJobName    a string, required." in shown


def test_a_list_shows_the_members_of_its_items() -> None:
    assert "Members of Tag:\n  Key    a string, required." in show(TRAINING, "Tags")


@pytest.mark.parametrize("operation", [TRAINING, TUNING])
def test_every_member_of_the_model_can_be_shown(operation: str) -> None:
    model, waiting = snapshot(), [""]
    while waiting:
        path = waiting.pop()
        shape = model.shape_at(operation, path)
        assert shape is not None
        assert shape.name in show(operation, path)
        waiting += [f"{path}.{member}".lstrip(".") for member in shape.members]
        waiting += [f"{path}[0]"] if shape.type == "list" else [f"{path}.any"] if shape.type == "map" else []


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("ResourceConfig.instanceType", "ResourceConfig has no member 'instanceType': did you mean 'InstanceType'?"),
        ("Nonsense", "CreateTrainingJob has no member 'Nonsense'"),
        ("HyperParameters.x.y", "HyperParameters.x is a string, so that it has no member 'y'"),
        ("RoleArn[0]", "RoleArn is not a list, so that it has no [0]"),
        ("a..b", "not a path: unexpected '.' at character 2 of 'a..b'"),
    ],
)
def test_a_path_to_nothing_is_told_from_where_on(path: str, complaint: str) -> None:
    with pytest.raises(UnknownPathError) as raised:
        show(TRAINING, path)
    assert str(raised.value) == complaint


def test_the_installed_botocore_is_compared() -> None:
    assert diff().endswith("They describe the same requests.\n")


def test_a_difference_is_a_line() -> None:
    old = snapshot()
    shapes = dict(old.shapes)
    shapes["TrainingInputMode"] = replace(shapes["TrainingInputMode"], enum=("Pipe", "File", "Stream"))
    shapes["TrainingJobName"] = replace(shapes["TrainingJobName"], max=80, pattern=None)
    shapes["Fresh"] = replace(shapes["TagKey"], name="Fresh")
    config = shapes["VpcConfig"]
    members = {"Subnets": "InstanceGroupNames", "Fresh": "Fresh", "SecurityGroupIds": "VpcSecurityGroupIds"}
    shapes["VpcConfig"] = replace(config, members=members, required=("Subnets", "Fresh"))
    del shapes["Seed"]
    shapes["ShuffleConfig"] = replace(shapes["ShuffleConfig"], members={}, required=())
    tuning = replace(old.operations[TUNING], distinctive=frozenset())
    new = replace(old, shapes=shapes, operations={**old.operations, TUNING: tuning})
    assert list(changes(old, new)) == [
        "CreateHyperParameterTuningJob: other members now distinguish it from the other operations",
        "Fresh: new string",
        "Seed: gone",
        "ShuffleConfig.Seed: gone",
        "TrainingInputMode: new values Stream",
        "TrainingInputMode: values gone FastFile",
        "TrainingJobName: max 63 -> 80",
        "TrainingJobName: pattern [a-zA-Z0-9](-*[a-zA-Z0-9]){0,62} -> none",
        "VpcConfig.Subnets: type Subnets -> InstanceGroupNames",
        "VpcConfig.Fresh: new member of type Fresh, required",
        "VpcConfig.SecurityGroupIds: now optional",
    ]
