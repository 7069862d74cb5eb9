"""What holds for every kind: each file is taken for what it is, each value knows its place, nothing breaks a kind."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.sources import kinds
from policylint.sources.kinds.answers import TAGS
from policylint.unknown import Unknown
from tests.requests import minimal_job, minimal_tuning_job
from tests.sources.kinds import FOREIGN, HOLDING, around, at, document, found, leaves, only, read, shown, written

CORPUS = Path(__file__).parent.parent / "corpus"
KINDS = {
    "ack-list.yaml": "ack",
    "ack-pipeline.yaml": "ack",
    "ack-training.yaml": "ack",
    "asl-jsonata.yaml": "asl",
    "asl-jsonpath.json": "asl",
    "automl-job.json": "other",
    "cloudformation.json": "cloudformation",
    "cloudformation.yaml": "cloudformation",
    "describe-training-job.json": "answer",
    "describe-tuning-job.json": "answer",
    "pipeline.json": "pipeline",
    "processing-job.json": "other",
    "requests.yaml": "requests",
    "terraform-plan.json": "terraform",
    "terraform-values.json": "terraform",
    "training-template.yaml": "training",
    "training.json": "training",
    "transform-job.json": "other",
    "tuning.json": "tuning",
}


def test_every_file_of_the_corpus_is_of_its_kind() -> None:
    assert {name: found(read(name))[0] for name in HOLDING} == KINDS


def test_every_kind_is_in_the_corpus() -> None:
    lines = (CORPUS / "index.jsonl").read_text("utf-8").splitlines()
    wrapped = {json.loads(line)["kind"] for line in lines}  # what is found inside other documents, or by its members
    assert {kind.name for kind in kinds.kinds()} <= set(KINDS.values()) | wrapped | {
        "call",
        "terraform-json",
        "state",
        "payload",
        "code",
        "notebook",
        "hcl",
    }


@pytest.mark.parametrize("name", FOREIGN)
def test_files_without_requests_are_not_recognised(name: str) -> None:
    assert kinds.jobs(read(f"foreign/{name}")) is None


@pytest.mark.parametrize("name", HOLDING)
def test_every_value_of_a_request_stands_in_the_document(name: str) -> None:
    source = read(name)
    for job, _ in found(source)[1]:
        whole = around(source, job)
        for route, value in leaves(job.request):
            place = job.origin.route(route)
            if value == TAGS:
                continue  # what no answer says
            if value == Unknown("known after apply") or value == place[-1]:
                at(whole, place[:-1])  # what a plan leaves out; the key of a map that the API has as a list
                continue
            given_there = at(whole, place)
            if isinstance(value, str | int) and given_there != value:
                text = json.dumps(given_there, default=str)  # a scalar converted, or the text around it
                assert str(value).lower() in text.lower(), (route, place)


@pytest.mark.parametrize("name", HOLDING)
def test_the_definitions_of_a_tuning_job_stand_where_the_job_says(name: str) -> None:
    source = read(name)
    for job, _ in found(source)[1]:
        for definition in getattr(job, "definitions", lambda: ())():
            for route, _ in leaves(definition.request):
                at(around(source, job), definition.origin.route(route))


def test_template_expressions_are_unknown_and_placeholders_are_not() -> None:
    job, facts = only(read("training-template.yaml"), "training")
    assert shown(job.request) == {
        "TrainingJobName": "?churn-{{ run_id }}",
        "RoleArn": "<your role>",
        "AlgorithmSpecification": {
            "TrainingImage": "?${IMAGE}",
            "TrainingInputMode": "File",
            "MetricDefinitions": [
                {"Name": "loss", "Regex": r"loss=(\d{2}\.\d+)$"},
                {"Name": "cost", "Regex": r"cost in $USD: (\d+)"},
                {"Name": "accuracy", "Regex": "?{{ accuracy_regex }}"},
            ],
        },
        "OutputDataConfig": {"S3OutputPath": "?s3://$BUCKET/churn/"},
        "ResourceConfig": {"InstanceType": "?!Ref Type", "InstanceCount": 1, "VolumeSizeInGB": 30},
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
    }
    assert (facts.environment, facts.account) == (None, "123456789012")


@pytest.mark.parametrize(
    "metrics",
    ["$METRICS", [None, "$METRIC", {"Regex": 1}, {"Name": "$NAME"}], {"Regex": "$REGEX"}],
    ids=["unknown as a whole", "no metrics among metrics", "no list"],
)
def test_metrics_of_any_shape_survive_the_search_for_templates(metrics: Any) -> None:
    request = minimal_job({"AlgorithmSpecification.MetricDefinitions": metrics})
    job, _ = only(written(request), "training")
    names = json.dumps(shown(job.request["AlgorithmSpecification"]["MetricDefinitions"]))
    assert names == json.dumps(metrics).replace("$", "?$")


def test_the_regexes_of_tuning_jobs_are_no_templates_either() -> None:
    job, _ = only(read("tuning.json"), "tuning")
    assert shown(job.get("TrainingJobDefinitions[0].StaticHyperParameters")) == {"epochs": "3", "token": "?${TOKEN}"}
    assert job.get("TrainingJobDefinitions[0].AlgorithmSpecification.MetricDefinitions[0].Regex") == (
        "cost in $USD: ([0-9]+)"
    )


def test_a_regex_in_the_one_definition_of_a_tuning_job_is_no_template() -> None:
    path = "TrainingJobDefinition.AlgorithmSpecification.MetricDefinitions"
    job, _ = only(written(minimal_tuning_job({path: [{"Name": "$NAME", "Regex": "$COST ([0-9]+)"}]})), "tuning")
    assert shown(job.get(path)) == [{"Name": "?$NAME", "Regex": "$COST ([0-9]+)"}]


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just(Unknown("!Ref X"))
SPECIAL = [
    "States",
    "Resources",
    "Steps",
    "apiVersion",
    "kind",
    "items",
    "TrainingJobName",
    "Fn::If",
    "Ref",
    "Get",
    "X.$",
]
KEYS = st.text(max_size=5) | st.integers() | st.none() | st.sampled_from(SPECIAL)
VALUES = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))


def nodes(value: Any) -> list[tuple[Any, Any]]:
    """Each member and item of a document: what holds it, and under which key."""
    own: list[tuple[Any, Any]] = []
    if isinstance(value, dict):
        own = [(value, key) for key in value]
    elif isinstance(value, list):
        own = [(value, index) for index in range(len(value))]
    return own + [node for holder, key in own for node in nodes(holder[key])]


@given(name=st.sampled_from(HOLDING), data=st.data())
def test_no_document_breaks_a_kind(name: str, data: st.DataObject) -> None:
    value = read(name).value
    for _ in range(data.draw(st.integers(1, 3))):
        holder, key = data.draw(st.sampled_from(nodes(value) or [([value], 0)]))
        holder[key] = data.draw(VALUES)
    recognised = kinds.jobs(written(value))
    for job, facts in recognised[1] if recognised else ():
        assert isinstance(job.request, dict)
        assert isinstance(job.name, str)
        assert {type(fact) for fact in (facts.environment, facts.region, facts.account)} <= {str, type(None)}
        for route, _ in leaves(job.request):
            job.origin.route(route)


@given(VALUES)
def test_no_value_breaks_recognition(value: Any) -> None:
    recognised = kinds.jobs(written(value))
    assert recognised is None or list(recognised[1])


def test_a_document_of_text_alone_holds_nothing() -> None:
    assert kinds.jobs(document("just a note")) is None
