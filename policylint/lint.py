"""LINT9xx: what policylint says about its own input, as opposed to the requests in it."""

from typing import Any

from policylint.finding import Severity
from policylint.rule import Example, Rule

_JSON = "https://www.rfc-editor.org/rfc/rfc8259"
_YAML = "https://yaml.org/spec/1.2.2/"
_DOCS = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_TEXT = """{
  "TrainingJobName": "churn-2026-11-24",
  "RoleArn": "arn:aws:iam::123456789012:role/SageMakerTraining",
  "AlgorithmSpecification": {
    "TrainingImage": "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4",
    "TrainingInputMode": "File"
  },
  "OutputDataConfig": {"S3OutputPath": "s3://acme-ml/churn/"},
  "ResourceConfig": {"InstanceType": "ml.m5.xlarge", "InstanceCount": 1, "VolumeSizeInGB": 30},
  "StoppingCondition": {"MaxRuntimeInSeconds": 3600}
}
"""
_GOOD = Example("job.json", _TEXT)


def _rule(
    number: int, name: str, severity: Severity, title: str, why: str, fix: str, bad: Example, **more: Any
) -> Rule:
    source = more.pop("source", _JSON)
    return Rule(
        f"LINT{number}", name, severity, title, why, fix, source, "0.1.0", bad=bad, good=more.pop("good", _GOOD), **more
    )


_NAMED = '{"TrainingJobName": "churn-2026", "RoleArn": '
_UNJUDGED = "A file that cannot be read is not checked: whatever it would submit goes unjudged."

UNREADABLE = _rule(
    901, "unreadable-file", Severity.ERROR,
    "A file or folder cannot be read", _UNJUDGED,
    "Make it readable for whoever runs policylint, correct its name, or leave it out with `exclude`.",
    Example("nowhere.json", "(no such file)"), unjudged=True,
    source="https://docs.python.org/3/library/exceptions.html#os-exceptions",
)  # fmt: skip
UNDECODABLE = _rule(
    902, "undecodable-text", Severity.ERROR,
    "A file is neither UTF-8 nor UTF-16", _UNJUDGED,
    "Save the file as UTF-8.",
    Example("job.json", b'{"TrainingJobName": "caf\xe9"}'), unjudged=True,
)  # fmt: skip
SYNTAX_ERROR = _rule(
    903, "syntax-error", Severity.ERROR,
    "A file is not valid in its format", _UNJUDGED,
    "Mend the syntax at the place named.",
    Example("job.json", _NAMED), unjudged=True,
)  # fmt: skip
EMPTY = _rule(
    904, "empty-file", Severity.ERROR,
    "A file is empty", "An empty job file is most often one whose writing failed half-way.",
    "Write the file again, or remove it.",
    Example("job.json", ""), unjudged=True,
)  # fmt: skip
TOO_LARGE = _rule(
    905, "input-too-large", Severity.ERROR,
    "A file is too large, too deeply nested, or blown up by YAML aliases",
    "Reading it could take all memory or time; it was not read, so it was not checked.",
    "Split the file, use JSON Lines for many requests, or raise `max-file-size`.",
    Example("job.json", "[" * 100_000), unjudged=True,
)  # fmt: skip
DUPLICATE_KEY = _rule(
    906, "duplicate-key", Severity.ERROR,
    "A key is given twice in the same object",
    "Parsers take one of the two in silence, and not all the same one: the job that runs may not be the one read.",
    "Remove one of the two.",
    Example("job.json", _TEXT.replace('"RoleArn"', '"TrainingJobName": "churn-2027",\n  "RoleArn"')),
)  # fmt: skip
NOT_FINITE = _rule(
    907, "number-not-finite", Severity.ERROR,
    "A number is NaN or infinite",
    "JSON has no such numbers, and the API takes none; the call fails when it is sent.",
    "Give a finite number, or leave the member out.",
    Example("job.json", _TEXT.replace("3600", "NaN")),
)  # fmt: skip
UNRECOGNISED = _rule(
    908, "unrecognised-content", Severity.ERROR,
    "A file that was named, or a record among requests, holds no request that policylint recognises",
    "It was meant to be checked and was not.",
    "Name only files with requests, or correct the members' names; docs/sources.md lists what is recognised.",
    Example("package.json", '{"name": "churn", "version": "1.0.0"}\n'), unjudged=True, source=_DOCS,
)  # fmt: skip
NO_REQUESTS = _rule(
    909, "nothing-to-check", Severity.ERROR,
    "No training-job request was found at all",
    "A check of nothing passes silently, which is the worst outcome of a misspelled path.",
    "Name the folder that holds the job files; `-v` names the files that were passed over.",
    Example("empty/readme.txt", "no job here\n"), unjudged=True, source=_DOCS,
)  # fmt: skip
UNUSED_SUPPRESSION = _rule(
    910, "unused-suppression", Severity.WARNING,
    "A suppression suppresses nothing",
    "What it once accepted is gone; left in place it would hide the next fault of its kind.",
    "Remove it.",
    Example("job.yaml", "# policylint: ignore[SM106] legacy name\n" + _TEXT), source=_YAML,
)  # fmt: skip
BAD_SUPPRESSION = _rule(
    911, "incomplete-suppression", Severity.WARNING,
    "A suppression lacks its rules or its reason",
    "Without a reason nobody can tell later whether it still holds; such a comment ignores nothing.",
    "Write `# policylint: ignore[RULE] reason`.",
    Example("job.yaml", "# policylint: ignore[SM106]\n" + _TEXT), source=_YAML,
)  # fmt: skip
UNUSED_BASELINE_ENTRY = _rule(
    912, "unused-baseline-entry", Severity.NOTE,
    "A finding of the baseline is gone",
    "The baseline can shrink; left as it is it would accept the same fault again.",
    "Write the baseline again with `policylint baseline`.",
    Example("policylint-baseline.json", '{"version": 1, "findings": []}\n'), source=_DOCS,
)  # fmt: skip
INTERNAL_ERROR = _rule(
    999, "internal-error", Severity.ERROR,
    "A rule of policylint failed",
    "The request was not wholly judged; policylint does not call it clean.",
    "Please report it, with the rule and the place in the code that the message names.",
    Example("job.json", "(any request that makes a rule fail)"), unjudged=True, source=_DOCS,
)  # fmt: skip
