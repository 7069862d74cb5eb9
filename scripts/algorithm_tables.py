"""Holds the tables of built-in algorithms to the SageMaker SDK: its images for algorithms, and what its classes check.

    .venv/bin/python -m scripts.algorithm_tables            writes what the tests hold the tables to
    .venv/bin/python -m scripts.algorithm_tables --newest   what the newest has and the tables lack; 1 if anything

Needs the package index. The rows themselves are kept by hand, from the pages that each table names: the SDK has no
descriptions, defaults, channels or metrics, and classes for ten of the algorithms only.
"""

import ast
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from policylint.algorithms.algorithm import algorithm
from policylint.algorithms.recognition import REPOSITORIES
from scripts.image_tables import NEWEST, PACKAGES, frameworks, install, read

SDK = Path(__file__).parent.parent / "tests/algorithms/sdk.json"
CLASSES = {
    "factorization_machines": "factorization-machines",
    "ipinsights": "ipinsights",
    "kmeans": "kmeans",
    "knn": "knn",
    "lda": "lda",
    "linear_learner": "linear-learner",
    "ntm": "ntm",
    "object2vec": "object2vec",
    "pca": "pca",
    "randomcutforest": "randomcutforest",
}
"""Modules of the SDK with a class of an algorithm, and the algorithm's table."""
_VALIDATORS = ("gt", "ge", "lt", "le")


def images(table: Mapping[str, Any]) -> dict[str, list[str]]:
    """The repositories that hold an algorithm, by the SDK's configurations of images for training; with its versions.

    An algorithm's repository has its name; that of a framework tells that it is for training.
    """
    found: dict[str, set[str]] = {}
    for name, config in [*table["frameworks"].items(), *table["frameworks3"].items()]:
        for version, entry in config["versions"].items():
            repository = entry.get("repository")
            if repository is not None and (repository == name or name == "xgboost"):
                found.setdefault(repository, set()).add(version)
    return {repository: sorted(versions) for repository, versions in sorted(found.items())}


def hyperparameters(folder: Path) -> dict[str, dict[str, Any]]:
    """By table, the hyperparameters that a class of the SDK checks: the type, bounds and values of each."""
    return {
        table: dict(_checked(ast.parse((folder / "sagemaker/amazon" / f"{module}.py").read_text("utf-8"))))
        for module, table in CLASSES.items()
    }


def _checked(module: ast.Module) -> Iterator[tuple[str, dict[str, Any]]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hp":
            given = {keyword.arg: keyword.value for keyword in node.keywords}
            name, validators, kind = (
                node.args[place] if place < len(node.args) else given.get(key)
                for place, key in ((0, "name"), (1, "validate"), (3, "data_type"))
            )
            if isinstance(name, ast.Constant):
                type_ = kind.id if isinstance(kind, ast.Name) else "str"
                yield str(name.value), {"type": type_, **_limits(validators)}


def _limits(validators: ast.expr | None) -> dict[str, Any]:
    """What validators such as `(ge(1), le(100))` and `isin("a", "b")` allow."""
    calls = validators.elts if isinstance(validators, ast.Tuple) else [validators]
    found: dict[str, Any] = {}
    for call in calls:
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
            values = [ast.literal_eval(one) for one in call.args if isinstance(one, ast.Constant | ast.UnaryOp)]
            if call.func.id in _VALIDATORS:
                found[call.func.id] = values[0]
            elif call.func.id == "isin":
                found["values"] = values
    return found


def lacking(repositories: Mapping[str, list[str]], classes: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What an SDK has and the tables lack, a line each."""
    for repository, versions in repositories.items():
        if repository not in REPOSITORIES:
            yield f"{repository}: an algorithm without a table"
            continue
        known = algorithm(REPOSITORIES[repository])
        for version in versions if known is not None and known.versions else ():
            if known is not None and version not in known.versions:
                yield f"{repository}: no version {version}"
    for table, checked in classes.items():
        found = algorithm(table)
        for name in checked:
            if found is not None and found.hyperparameter(name) is None:
                yield f"{table}: no hyperparameter {name}"


def main() -> int:
    """Write the SDK's own tables, or say what the newest have beside ours."""
    newest = sys.argv[1:] == ["--newest"]
    versions = NEWEST if newest else {name: f"=={version}" for name, version in PACKAGES.items()}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install([f"{package}{version}" for package, version in versions.items()], folder)
        sdk = read(folder)
        repositories, classes = images(frameworks(sdk, "")), hyperparameters(folder)
    if newest:
        found = list(lacking(repositories, classes))
        print("\n".join(found) or f"{sdk.name}: the tables have all of it")
        return 1 if found else 0
    parts = {"source": sdk.name, "images": repositories, "hyperparameters": classes}
    SDK.write_text(_written(parts), "utf-8")
    return 0


def _written(table: Mapping[str, Any]) -> str:
    """JSON with a line for each entry of the inner tables."""
    lines = []
    for key, value in table.items():
        rows = [f"    {json.dumps(name)}: {json.dumps(row)}" for name, row in value.items()] if key != "source" else []
        inner = ",\n".join(rows)
        lines.append(f"  {json.dumps(key)}: " + (f"{{\n{inner}\n  }}" if rows else json.dumps(value)))
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    sys.exit(main())
