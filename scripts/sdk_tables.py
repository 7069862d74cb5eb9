"""Writes what the SageMaker SDK's version 2 knows by itself: its classes' parameters, and what it answers for images.

`scripts/record-sdk` runs it in the SDK's own environment; it needs nothing of policylint.

    python -P scripts/sdk_tables.py parameters policylint/sources/python/libraries/data/sagemaker2.json
    python -P scripts/sdk_tables.py asked tests/python_sources/recorded/images.json
"""

import datetime
import inspect
import json
import random
import re
import sys
from collections.abc import Mapping
from importlib import import_module, metadata
from pathlib import Path
from typing import Any

FRAMEWORKS = Path(__file__).parent.parent / "policylint/aws_images/data/frameworks.json"  # of scripts/image_tables.py
CLASSES = {
    "Estimator": "sagemaker.estimator",
    "PyTorch": "sagemaker.pytorch",
    "HuggingFace": "sagemaker.huggingface",
    "TensorFlow": "sagemaker.tensorflow",
    "XGBoost": "sagemaker.xgboost",
    "SKLearn": "sagemaker.sklearn",
    "MXNet": "sagemaker.mxnet",
    "Chainer": "sagemaker.chainer",
    "RLEstimator": "sagemaker.rl",
    "AlgorithmEstimator": "sagemaker.algorithm",
    "JumpStartEstimator": "sagemaker.jumpstart.estimator",
    "FactorizationMachines": "sagemaker",
    "IPInsights": "sagemaker",
    "KMeans": "sagemaker",
    "KNN": "sagemaker",
    "LDA": "sagemaker",
    "LinearLearner": "sagemaker",
    "NTM": "sagemaker",
    "Object2Vec": "sagemaker",
    "PCA": "sagemaker",
    "RandomCutForest": "sagemaker",
    "RecordSet": "sagemaker.amazon.amazon_estimator",
    "FileSystemRecordSet": "sagemaker.amazon.amazon_estimator",
    "TrainingInput": "sagemaker.inputs",
    "FileSystemInput": "sagemaker.inputs",
    "ShuffleConfig": "sagemaker.inputs",
    "InstanceGroup": "sagemaker.instance_group",
    "HyperparameterTuner": "sagemaker.tuner",
    "WarmStartConfig": "sagemaker.tuner",
    "StrategyConfig": "sagemaker.tuner",
    "HyperbandStrategyConfig": "sagemaker.tuner",
    "TuningJobCompletionCriteriaConfig": "sagemaker.tuner",
    "ContinuousParameter": "sagemaker.tuner",
    "IntegerParameter": "sagemaker.tuner",
    "CategoricalParameter": "sagemaker.tuner",
    "DebuggerHookConfig": "sagemaker.debugger",
    "CollectionConfig": "sagemaker.debugger",
    "TensorBoardOutputConfig": "sagemaker.debugger",
    "ProfilerConfig": "sagemaker.debugger",
    "TrainingStep": "sagemaker.workflow.steps",
    "TuningStep": "sagemaker.workflow.steps",
    "RemoteExecutor": "sagemaker.remote_function",
}
FUNCTIONS = {
    "Estimator.fit": "sagemaker.estimator",
    "KMeans.fit": "sagemaker",
    "HyperparameterTuner.create": "sagemaker.tuner",
    "HyperparameterTuner.fit": "sagemaker.tuner",
    "image_uris.retrieve": "sagemaker",
    "training_config": "sagemaker.workflow.airflow",
    "tuning_config": "sagemaker.workflow.airflow",
    "remote": "sagemaker.remote_function",
}


def parameters() -> dict[str, Any]:
    """By name: the positional parameters in order, and, of classes that take any keyword, all those that they read."""
    version = metadata.version("sagemaker")
    classes: dict[str, dict[str, Any]] = {}
    for name, module in CLASSES.items():
        made = getattr(import_module(module), name)
        classes[name] = {"positional": _positional(made.__init__)[1:]}
        if _takes_any(made.__init__):
            classes[name]["read"] = sorted(_read(made))
        algorithm = _hyperparameters(made)
        if algorithm:
            classes[name]["hyperparameters"] = algorithm
    functions = {}
    for name, module in FUNCTIONS.items():
        found: Any = import_module(module)
        for part in name.split("."):
            found = getattr(found, part)
        functions[name] = [one for one in _positional(found) if one != "self"]
    return {
        "source": f"signatures of the SageMaker Python SDK (PyPI, sagemaker {version})",
        "as_of": datetime.date.today().isoformat(),
        "classes": classes,
        "functions": functions,
    }


def _hyperparameters(made: Any) -> dict[str, list[str]]:
    """The hyperparameters that a class of Amazon's algorithms has as attributes: their names and types."""
    from sagemaker.amazon.hyperparameter import Hyperparameter

    attributes = {name: value for base in reversed(made.__mro__) for name, value in vars(base).items()}
    return {
        attribute: [value.name, getattr(value.data_type, "__name__", "")]
        for attribute, value in attributes.items()
        if isinstance(value, Hyperparameter)
    }


def _positional(function: Any) -> list[str]:
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return [name for name, one in inspect.signature(function).parameters.items() if one.kind in kinds]


def _takes_any(function: Any) -> bool:
    return any(one.kind is inspect.Parameter.VAR_KEYWORD for one in inspect.signature(function).parameters.values())


def _read(made: Any) -> set[str]:
    """The names of parameters in a class and those above it, and of the keywords that their code looks for."""
    names: set[str] = set()
    for base in made.__mro__[:-1]:
        if "__init__" in vars(base):
            made_by: Any = vars(base)["__init__"]
            names |= {name for name in inspect.signature(made_by).parameters if name not in ("self", "kwargs")}
            source = inspect.getsource(made_by)
            names |= set(re.findall(r"""kwargs(?:\.get\(|\.pop\(|\[)["'](\w+)""", source))
            names |= set(re.findall(r"""["'](\w+)["'] in kwargs""", source))
            names |= set(re.findall(r"""renamed_kwargs\(\s*["'](\w+)""", source))
    return names


def asked() -> dict[str, Any]:
    """What `image_uris.retrieve` answers to a sample of arguments, or that it refuses them: what the tests hold the
    table to."""
    from sagemaker import image_uris

    draw = random.Random(16)
    table = json.loads(FRAMEWORKS.read_bytes())
    found = []
    for name, config in sorted(table["frameworks"].items()):
        for version in draw.sample(sorted(config["versions"]), min(8, len(config["versions"]))):
            for _ in range(2):
                arguments = _drawn(draw, name, version, config)
                try:
                    answer = image_uris.retrieve(**arguments)
                except (ValueError, KeyError, TypeError, AttributeError):
                    answer = None
                found.append({"arguments": arguments, "answer": answer})
    return {"source": table["source"], "as_of": table["as_of"], "asked": found}


def _drawn(draw: random.Random, name: str, version: str, config: dict[str, Any]) -> dict[str, Any]:
    aliases = [alias for alias, meant in config.get("version_aliases", {}).items() if meant == version]
    entry = config["versions"][version]
    arguments = {
        "framework": name,
        "region": draw.choice(
            ["us-east-1", "us-west-2", "eu-central-1", "ap-southeast-3", "cn-north-1", "us-gov-west-1"]
        ),
        "version": draw.choice([version, *aliases, None]) if draw.random() < 0.9 else "0.0",
        "instance_type": draw.choice(
            ["ml.m5.xlarge", "ml.p3.2xlarge", "ml.p4d.24xlarge", "ml.g5.xlarge", "ml.trn1.2xlarge", None]
        ),
        "image_scope": draw.choice(["training", "training", None]),
    }
    if name.startswith("huggingface"):
        bases = [key for key in entry if key.startswith(("pytorch", "tensorflow"))]
        base = draw.choice(bases or ["pytorch2.0"])
        arguments["base_framework_version"] = base
        entry = entry.get(base, {})
    versions = entry.get("py_versions") or []
    arguments["py_version"] = draw.choice([*versions, None])
    return {key: value for key, value in arguments.items() if value is not None}


def written(table: Mapping[str, Any]) -> str:
    """JSON with a line for each entry of the outer tables."""
    lines = []
    for key, value in table.items():
        if isinstance(value, dict):
            inner = ",\n".join(f"    {json.dumps(name)}: {json.dumps(item)}" for name, item in value.items())
            lines.append(f"  {json.dumps(key)}: {{\n{inner}\n  }}")
        elif isinstance(value, list):
            inner = ",\n".join(f"    {json.dumps(item)}" for item in value)
            lines.append(f"  {json.dumps(key)}: [\n{inner}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(lines) + "\n}\n"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(written({"parameters": parameters, "asked": asked}[sys.argv[1]]()))
