"""The tables of built-in algorithms: well made, sourced, held to the SDK, and each row of them at work."""

import datetime
import json
from collections.abc import Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import policylint
from policylint.algorithms.algorithm import Algorithm, algorithm, every, names
from policylint.algorithms.dependency import dependencies
from policylint.algorithms.hyperparameter import Hyperparameter
from policylint.algorithms.recognition import REPOSITORIES, SCRIPTS
from scripts.algorithm_tables import SDK, lacking
from tests.algorithms.requests import Request, errors, found, right_values, sample, training, tuning, wrong_values

DATA = Path(policylint.__file__).parent / "algorithms/data"
TYPES = {"integer", "float", "boolean", "enum", "list", "comma-list", "integers", "floats", "string"}
ROW_KEYS = {
    *("type", "required", "range", "values", "words", "default", "aliases", "tunable", "suggested", "only"),
    *("deprecated", "deprecated_values", "source", "pattern", "example", "thresholds", "since", "until"),
    "values_since",
}
CHANNEL_KEYS = {
    *("required", "content_types", "modes", "pipe_content_types", "distribution", "augmented_manifest", "instead")
}
KINDS = {"integer": "Integer", "continuous": "Continuous", "categorical": "Categorical"}


def test_each_table_is_recognised_by_something() -> None:
    assert sorted({*REPOSITORIES.values(), *SCRIPTS.values()}) == list(names())


def test_tables_are_sourced_dated_and_agree_with_themselves() -> None:
    for found_ in every():
        table = found_.table
        assert datetime.date.fromisoformat(table["as_of"]) <= datetime.datetime.now(tz=datetime.UTC).date()
        assert all(page.startswith("https://docs.aws.amazon.com/sagemaker/") for page in table["pages"].values())
        assert {"hyperparameters", "channels", "resources"} <= table["pages"].keys()
        for name, row in table["hyperparameters"].items():
            assert row["type"] in TYPES, name
            assert row.keys() <= ROW_KEYS, name
            assert row.get("tunable") in {None, "any", *KINDS}, name
        for row in table["channels"].values():
            assert row.keys() <= CHANNEL_KEYS
        for name, one in found_.hyperparameters.items():
            assert one.source.startswith("https://"), name
            assert one.default is None or one.fault(one.default) is None, (found_, name)
            assert all(one.fault(value) is None for value in one.deprecated_values), name
            for other, values in one.only.items():
                known = found_.hyperparameters[other]
                assert not any(known.fault(value) for value in values if value in known.values), (name, other)
        for dependency in dependencies(found_):
            assert set(dependency.names) <= found_.table["hyperparameters"].keys(), str(dependency)
        assert set(table.get("metrics_only", {})) <= found_.metrics.keys()
        assert set(found_.metrics.values()) <= {"Minimize", "Maximize"}


def test_a_table_is_written_as_the_others_are() -> None:
    for name in names():
        text = (DATA / f"{name}.json").read_text("utf-8")
        assert json.loads(text)["title"]
        assert max(map(len, text.splitlines())) < 3000, name


def test_the_tables_have_what_the_sdk_has() -> None:
    sdk = json.loads(SDK.read_text("utf-8"))
    assert list(lacking(sdk["images"], sdk["hyperparameters"])) == []


def test_a_new_algorithm_version_or_hyperparameter_is_told() -> None:
    images = {"next-algorithm": ["1"], "sagemaker-xgboost": ["1.7-1", "9.9-1"], "kmeans": ["1", "2"]}
    assert list(lacking(images, {"kmeans": {"k": {}, "shape": {}}})) == [
        "next-algorithm: an algorithm without a table",
        "sagemaker-xgboost: no version 9.9-1",
        "kmeans: no hyperparameter shape",
    ]


def test_no_table_refuses_what_the_sdk_takes() -> None:
    for table, rows in json.loads(SDK.read_text("utf-8"))["hyperparameters"].items():
        for name, limits in rows.items():
            row = _row(table, name)
            tried = [str(value) for value in limits.get("values", ())]
            tried += [_text(limits[key], limits["type"]) for key in ("ge", "le") if key in limits]
            if "gt" in limits and limits["type"] == "int" and (table, name) not in NARROWER:
                tried.append(str(limits["gt"] + 1))
            assert [value for value in tried if row.fault(value)] == [], (table, name)


# The page says "integers from 3"; two classes are a binary classifier's.
NARROWER = {("linear-learner", "num_classes")}


def _row(table: str, name: str) -> Any:
    known = algorithm(table)
    return known.hyperparameter(name) if known else None


def _text(value: float, kind: str) -> str:
    return str(int(value)) if kind == "int" else str(value)


def test_the_smallest_job_of_each_algorithm_is_clean() -> None:
    for one in every():
        assert errors(training(one)) == [], str(one)
        assert one.reads_json or {rule for rule, _ in found(training(one))} <= {"SM3209"}, str(one)


def test_every_hyperparameter_is_held_to_its_row() -> None:
    for one in every():
        if one.versions and one.version not in (one.versions[0], "1.7-1", one.versions[-1]):
            continue  # their rows are the same
        base, rows = training(one), one.hyperparameters
        right = {name: list(right_values(row)) for name, row in rows.items()}
        for place in range(max(map(len, right.values()))):
            told = found(_given(base, {name: values[place % len(values)] for name, values in right.items()}))
            assert {rule for rule, _ in told} <= {"SM3207", "SM3208", "SM3209"}, (str(one), place, told)
        wrong = {name: list(wrong_values(row)) for name, row in rows.items() if row.type != "string"}
        for place in range(max(map(len, wrong.values()))):
            now = {name: values[place % len(values)] for name, values in wrong.items()}
            told = found(_given(base, {name: value for name, (value, _) in now.items()}))
            assert {(rule, _path(name)) for name, (_, rule) in now.items()} <= told, (str(one), now)
        quoted = found(_given(base, {name: json.dumps(sample(row)) for name, row in rows.items()}))
        expected = set() if one.reads_json else {("SM3206", _path(name)) for name in rows}
        assert {(rule, path) for rule, path in quoted if rule == "SM3206"} == expected, str(one)
        misspelt = [f"{name}x" for name in rows]
        told = found(_given(base, dict.fromkeys(misspelt, "1")))
        assert {path for rule, path in told if rule == "SM3202"} == {_path(name) for name in misspelt}, str(one)
        assert {path for rule, path in found({**base, "HyperParameters": {}}) if rule == "SM3201"} == (
            {_path(name) for name, row in rows.items() if row.required} if not one.reads_json else set()
        )
        assert all(row.deprecated is None or _is_told(base, name, row) for name, row in rows.items())


def _given(base: Request, hyperparameters: Mapping[str, str]) -> Request:
    return {**base, "HyperParameters": {**base["HyperParameters"], **hyperparameters}}


def _path(name: str) -> str:
    return f"HyperParameters.{name}"


def _is_told(base: Request, name: str, row: Hyperparameter) -> bool:
    return ("SM3209", _path(name)) in found(_given(base, {name: sample(row)}))


def test_every_dependency_is_held_to() -> None:
    for one in every():
        for dependency in dependencies(one):
            if dependency.when:
                given = {
                    name: values[0] if values else sample(one.hyperparameters[name])
                    for name, values in dependency.when.items()
                    if name in one.hyperparameters
                }
                if len(given) < len(dependency.when):
                    continue  # of another version
                base = training(one)
                for name, values in dependency.needs.items():
                    row = one.hyperparameters[name]
                    if values is None:
                        base["HyperParameters"].pop(name, None)
                    elif name not in given:
                        tried = (*row.values, *right_values(row), "0.5", "0")
                        others = (value for value in tried if value not in values and row.fault(value) is None)
                        base["HyperParameters"][name] = next(others)
                base["HyperParameters"] |= given
                assert "SM3207" in {rule for rule, _ in found(base)}, (str(one), str(dependency))
    pca, ip = training(_of("pca")), training(_of("ipinsights"))
    pca["HyperParameters"] |= {"num_components": "11", "feature_dim": "10"}
    ip["HyperParameters"] |= {"random_negative_sampling_rate": "300", "shuffled_negative_sampling_rate": "300"}
    assert [{rule for rule, _ in found(job)} for job in (pca, ip)] == [{"SM3207"}, {"SM3207"}]


def _of(name: str) -> Algorithm:
    one = algorithm(name)
    assert one is not None
    return one


def test_every_channel_is_held_to_its_row() -> None:
    for one in every():
        base = training(one)
        for place, given in enumerate(base["InputDataConfig"]):
            path, row = f"InputDataConfig[{place}]", one.channels[given["ChannelName"]]
            left = [other for other in base["InputDataConfig"] if other is not given]
            assert ("SM3210", "InputDataConfig") in found({**base, "InputDataConfig": left}), str(one)
            assert ("SM3210", f"{path}.ChannelName") in found(_channel(base, place, ChannelName="mine")) or not (
                one.table["closed_channels"]
            )
            if "content_types" in row:
                assert ("SM3212", f"{path}.ContentType") in found(_channel(base, place, ContentType="text/cvs"))
                for kind in row["content_types"]:
                    told = found(_channel(base, place, ContentType=f"{kind}; label_size=1"))
                    assert ("SM3212", f"{path}.ContentType") not in told
            for mode in ("File", "Pipe"):
                told = found(_channel(base, place, InputMode=mode))
                assert (("SM3213", f"{path}.InputMode") in told) is (mode not in row.get("modes", (mode,))), str(one)
            if "distribution" in row:
                other = "FullyReplicated" if row["distribution"] == "ShardedByS3Key" else "ShardedByS3Key"
                changed = deepcopy(base)
                changed["InputDataConfig"][place]["DataSource"]["S3DataSource"]["S3DataDistributionType"] = other
                assert "SM3214" in {rule for rule, _ in found(changed)}
        if one.table["closed_channels"]:
            more = [*base["InputDataConfig"], {**base["InputDataConfig"][0], "ChannelName": "more"}]
            assert "SM3211" in {rule for rule, _ in found({**base, "InputDataConfig": more})}, str(one)


def _channel(base: Request, place: int, **changes: str) -> Request:
    channels = list(base["InputDataConfig"])
    channels[place] = {**channels[place], **changes}
    return {**base, "InputDataConfig": channels}


def test_every_metric_and_every_range_is_held_to_its_row() -> None:
    for one in every():
        if one.reads_json or (one.versions and one.version != "1.7-1"):
            continue  # a script has its own metrics and ranges, and the versions have the same
        for metric, direction in one.metrics.items():
            given = _fitting(one, metric)
            assert errors(_objective(given, metric, direction)) == [], (str(one), metric)
            turned = "Minimize" if direction == "Maximize" else "Maximize"
            assert {rule for rule, _ in found(_objective(given, metric, turned))} - {"SM3209"} == {"SM3306"}
            told = {rule for rule, _ in found(_objective(given, f"{metric}s", direction))}
            assert told - {"SM3209"} == {"SM3305"}, (str(one), metric)
        for name, row in one.hyperparameters.items():
            entry = _range(row)
            told = {rule for rule, _ in found(_ranged(tuning(one), *entry, name))} - {"SM3207", "SM3209", "SM3303"}
            assert told == (set() if row.tunable else {"SM3302"}), (str(one), name)
            if row.tunable in ("integer", "continuous") and row.range is not None and row.range.low is not None:
                kind, values = entry
                beyond = {**values, "MinValue": str(int(row.range.low) - 1)}
                assert "SM3304" in {rule for rule, _ in found(_ranged(tuning(one), kind, beyond, name))}, name
            if row.tunable == "integer":
                other = _ranged(tuning(one), "Continuous", entry[1], name)
                assert "SM3303" in {rule for rule, _ in found(other)}, name


def _fitting(one: Algorithm, metric: str) -> Request:
    """A tuning job in which the metric is emitted."""
    request = tuning(one)
    for name, values in one.table.get("metrics_only", {}).get(metric, {}).items():
        request["TrainingJobDefinition"]["StaticHyperParameters"][name] = values[0]
        if values == ["multiclass_classifier"]:
            request["TrainingJobDefinition"]["StaticHyperParameters"]["num_classes"] = "3"
    return request


def _objective(request: Request, metric: str, direction: str) -> Request:
    config = {**request["HyperParameterTuningJobConfig"]}
    config["HyperParameterTuningJobObjective"] = {"MetricName": metric, "Type": direction}
    return {**request, "HyperParameterTuningJobConfig": config}


def _range(row: Any) -> tuple[str, dict[str, Any]]:
    usual = {"integer": "Integer", "float": "Continuous"}
    kind = KINDS.get(row.tunable) or usual.get(row.type, "Categorical")
    if kind == "Categorical":
        return kind, {"Values": [sample(row)]}
    values = sorted(float(value) for value in right_values(row) if value not in row.words)
    return kind, {
        "MinValue": sample(row),
        "MaxValue": repr(values[-1]) if row.type == "float" else str(int(values[-1])),
    }


def _ranged(request: Request, kind: str, entry: dict[str, Any], name: str) -> Request:
    request = deepcopy(request)
    request["TrainingJobDefinition"]["StaticHyperParameters"].pop(name, None)
    ranges = {f"{kind}ParameterRanges": [{"Name": name, **entry}]}
    request["HyperParameterTuningJobConfig"]["ParameterRanges"] = ranges
    return request
