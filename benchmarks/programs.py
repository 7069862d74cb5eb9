"""Python source: what a walk costs over files that start no job, and what reading those that do costs."""

import ast
import sysconfig
import tempfile
from pathlib import Path

from benchmarks.measure import medians, table
from policylint.facts import FactsByFile
from policylint.settings.config import Settings
from policylint.sources.python.source import program
from policylint.sources.requests import read

FILES = 2_000
_WORDS = (b"sagemaker", b"create_training_job", b"create_hyper_parameter", b"submit_service_job")
_JOB = """import boto3

client = boto3.client("sagemaker", region_name="us-east-1")
BASE = {
    "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
    "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
    "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
}


def submit(name, kind="ml.m5.large"):
    request = {**BASE, "TrainingJobName": f"churn-{name}"}
    request["ResourceConfig"] = {**BASE["ResourceConfig"], "InstanceType": kind}
    client.create_training_job(**request)


if __name__ == "__main__":
    submit("nightly", kind="ml.m5.2xlarge")
"""


def main() -> None:
    sources = [path.read_text("utf-8", "replace") for path in Path(sysconfig.get_path("stdlib")).glob("*.py")]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(FILES):
            (folder / f"module{number}.py").write_text(sources[number % len(sources)][:20_000])
        files = [str(path) for path in sorted(folder.iterdir())]
        settings = Settings(root=folder)
        walks = {
            "read and look for the words": lambda: _look(files),
            "policylint's walk": lambda: list(read([name], settings, FactsByFile(settings).of)),
        }
        table(f"{FILES:,} Python files without training", medians(walks, rounds=5), unit=1e-3, name="ms")
    module = max((source for source in sources if len(source) < 40_000 and _parses(source)), key=len)
    for title, text in (("a job alone", _JOB), (f"a job in a module of {len(module):,} characters", module + _JOB)):
        contenders = {
            "ast.parse": lambda text=text: ast.parse(text),
            "read": lambda text=text: program(text, "<stdin>"),
        }
        table(title, medians(contenders, rounds=9, calls=5), unit=1e-3, name="ms")


def _look(files: list[str]) -> list[bool]:
    found = []
    for file in files:
        with open(file, "rb") as stream:  # noqa: PTH123 - as bare as can be
            data = stream.read().lower()
        found.append(any(word in data for word in _WORDS))
    return found


def _parses(source: str) -> bool:
    return "from __future__" not in source and not source.startswith("#!")


if __name__ == "__main__":
    main()
