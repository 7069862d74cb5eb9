"""What a built-in algorithm takes, for people and for editors."""

import json

import pytest
from jsonschema import Draft202012Validator

from policylint.algorithms.algorithm import every
from policylint.algorithms.editors import with_hyperparameters
from policylint.algorithms.recognition import REPOSITORIES
from policylint.algorithms.show import UnknownAlgorithmError, show, summary
from policylint.cli import main
from policylint.job import PROCESSING, TRAINING, TUNING
from policylint.schema.jsonschema import json_schema
from tests.algorithms.requests import training, tuning


def test_all_of_an_algorithm_is_shown() -> None:
    for one in every():
        name = f"{one.name}:{one.version}" if one.version else one.name
        shown = show(name)
        words = set(shown.split())
        assert {*one.hyperparameters, *one.channels, *one.metrics, *one.table["pages"].values()} <= words, name
        assert max(map(len, shown.splitlines())) <= 120, name


def test_one_hyperparameter_in_one_version() -> None:
    assert show("sagemaker-xgboost:1.7-1", "HyperParameters.num_class") == (
        "num_class of XGBoost 1.7-1\n"
        "\n"
        "An integer of at least 2.\n"
        "objective 'multi:softmax' or 'multi:softprob' needs num_class.\n"
        "\n"
        "Read on 2026-11-28: https://docs.aws.amazon.com/sagemaker/latest/dg/xgboost_hyperparameters.html\n"
    )
    assert "Also called learning_rate." in show("xgboost", "learning_rate").replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "hyperparameter", "message"),
    [
        ("xgbost", "", "there is no algorithm 'xgbost': did you mean 'xgboost'?"),
        ("xgboost:2.0-1", "", "xgboost has no version '2.0-1': there are 0.90-1, 0.90-2, "),
        ("kmeans:7", "", "kmeans has no version '7': there are 1"),
        ("knn", "kk", "k-NN has no hyperparameter 'kk'"),
        ("knn", "sampel_size", "k-NN has no hyperparameter 'sampel_size': did you mean 'sample_size'?"),
    ],
)
def test_what_there_is_not(name: str, hyperparameter: str, message: str) -> None:
    with pytest.raises(UnknownAlgorithmError) as raised:
        show(name, hyperparameter)
    assert str(raised.value).startswith(message)


def test_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "show", "--algorithm", "knn", "index_metric"]) == 0
    assert "index_type 'faiss.IVFPQ' needs index_metric 'L2'.\n" in capsys.readouterr().out
    assert main(["schema", "show", "--algorithm", "knnn"]) == 2
    assert "did you mean 'knn'?" in capsys.readouterr().err


def test_editors_are_offered_hyperparameters_and_refuse_none(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["schema", "json"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert schema == with_hyperparameters(json_schema(TRAINING), TRAINING)
    Draft202012Validator.check_schema({"allOf": schema["allOf"]})
    assert len(schema["allOf"]) == len(REPOSITORIES)
    xgboost = next(one for one in schema["allOf"] if "sagemaker-xgboost" in json.dumps(one["if"]))
    eta = xgboost["then"]["properties"]["HyperParameters"]["properties"]["eta"]
    assert (eta["default"], eta["description"].partition(".")[0]) == ("0.3", "A number from 0 to 1")
    offered = xgboost["then"]["properties"]["HyperParameters"]["properties"]["booster"]["anyOf"][0]["enum"]
    assert offered == ["gbtree", "gblinear", "dart"]
    # Whether a whole path is AWS's no pattern tells: what an image of one's own takes is not refused.
    conditions = Draft202012Validator({"allOf": schema["allOf"]})
    for one in every():
        request = training(one)
        request["HyperParameters"] |= {"booster": "mine", "eta": "x", "another": "1"}
        assert conditions.is_valid(request), str(one)


def test_tuning_jobs_have_them_in_their_definitions() -> None:
    schema = with_hyperparameters(json_schema(TUNING), TUNING)
    definition = schema["$defs"]["HyperParameterTrainingJobDefinition"]
    Draft202012Validator.check_schema({"allOf": definition["allOf"]})
    assert len(definition["allOf"]) == len(REPOSITORIES)
    validator = Draft202012Validator({"allOf": definition["allOf"]})
    assert all(validator.is_valid(tuning(one)["TrainingJobDefinition"]) for one in every())
    assert with_hyperparameters(json_schema(PROCESSING), PROCESSING) == json_schema(PROCESSING)


def test_the_words_are_those_of_findings() -> None:
    for one in every():
        for row in one.hyperparameters.values():
            assert row.whole[1:] in summary(row)
