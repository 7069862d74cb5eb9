"""The snapshot: what it holds, how it is walked, and that it is of the botocore that is installed."""

import json
import re
from itertools import chain

import pytest

from policylint.aws import INSTANCE_TYPE
from policylint.job import TRAINING, TUNING
from policylint.schema.diff import diff
from policylint.schema.extract import extract, installed_model, texts, translate_patterns
from policylint.schema.snapshot import DOCUMENTATION, SNAPSHOT, documentation, snapshot
from policylint.schema.wording import describe


def test_it_is_what_the_installed_botocore_says() -> None:
    """If this fails: `python -m policylint.schema.sync`, then read what it prints."""
    new = extract(installed_model())
    translate_patterns(new)
    kept = json.loads(SNAPSHOT.read_bytes())
    assert {**new, "extracted": kept["extracted"]} == kept, diff()
    assert texts(installed_model()) == json.loads(DOCUMENTATION.read_bytes())


@pytest.mark.parametrize(
    ("operation", "path", "shape"),
    [
        (TRAINING, "", "CreateTrainingJobRequest"),
        (TRAINING, "ResourceConfig.InstanceType", "TrainingInstanceType"),
        (TRAINING, "InputDataConfig[3].DataSource.S3DataSource.S3Uri", "S3Uri"),
        (TRAINING, 'HyperParameters."learning-rate"', "HyperParameterValue"),
        (TUNING, "TrainingJobDefinitions[0].StaticHyperParameters.epochs", "HyperParameterValue"),
        (TRAINING, ("Tags", 0, "Key"), "TagKey"),
        (TRAINING, "Nonsense", None),
        (TRAINING, "Nonsense.Deeper", None),
        (TRAINING, "Tags.Key", None),
        (TRAINING, "RoleArn[0]", None),
        (TRAINING, "ResourceConfig[0]", None),
        (TRAINING, "HyperParameters[0]", None),
    ],
)
def test_shape_at(operation: str, path: str, shape: str | None) -> None:
    found = snapshot().shape_at(operation, path)
    assert (found.name if found else None) == shape


def test_every_reference_leads_to_a_shape_and_every_shape_is_described() -> None:
    model = snapshot()
    for shape in model.shapes.values():
        below = chain(shape.members.values(), filter(None, (shape.member, shape.key, shape.value)))
        assert set(below) <= set(model.shapes)
        assert set(shape.required) <= set(shape.members)
        assert describe(model, shape)


def test_telling_members_are_taken_by_no_other_operation() -> None:
    operations = snapshot().operations
    assert {"HyperParameters", "AlgorithmSpecification"} <= operations[TRAINING].distinctive
    assert {"HyperParameterTuningJobConfig", "WarmStartConfig"} <= operations[TUNING].distinctive
    assert not {"RoleArn", "Tags", "Environment", "TrainingJobName"} & operations[TRAINING].distinctive


def test_returned_members_are_not_taken() -> None:
    for operation in snapshot().operations.values():
        assert not operation.returned & set(snapshot().shapes[operation.input].members)
    assert "TrainingJobStatus" in snapshot().operations[TRAINING].returned


def test_every_listed_instance_type_has_the_form_of_one() -> None:
    listed = {value for shape in snapshot().shapes.values() for value in shape.enum if value.startswith("ml.")}
    assert [value for value in sorted(listed) if not re.fullmatch(INSTANCE_TYPE, value)] == []


def test_the_documentation_is_plain_text() -> None:
    said = [text for members in documentation().values() for text in members.values()]
    assert len(said) > 250
    assert [text for text in said if "<p>" in text or "</" in text or "&gt;" in text] == []
