"""All shipped policies on one request, beside one run of botocore's validator, and beside the same with `jmespath`."""

from typing import Any

import botocore.session
import jmespath
from botocore.validate import ParamValidator
from jmespath.exceptions import JMESPathError

from benchmarks.measure import medians, table
from benchmarks.requests import typical
from policylint.job import TRAINING, Facts, TrainingJob
from policylint.policies.locating import shipped
from policylint.policies.rules import load


def main() -> None:
    request = typical()
    shape: Any = botocore.session.get_session().get_service_model("sagemaker").operation_model(TRAINING).input_shape
    validator = ParamValidator()
    packs = list(shipped())
    everything = load(packs)
    security = load([name for name in packs if name != "cost"])
    texts = [policy.model.assert_ or policy.model.deny or "" for policy in everything.policies]
    plain = [jmespath.compile(text) for text in texts if _is_plain(text, request)]
    facts = Facts("prod", "us-east-1", "123456789012")

    def judge(policies: Any) -> int:
        job = TrainingJob(request, facts=facts)
        return sum(len(list(check.run(job))) for check in policies.checks if check.scope == "TrainingJob")

    seconds = medians(
        {
            "botocore ParamValidator": lambda: validator.validate(request, shape),
            f"policylint, all {len(everything.policies)} shipped policies": lambda: judge(everything),
            f"policylint, the {len(security.policies)} that ask for no cost": lambda: judge(security),
            f"jmespath alone, {len(plain)} of their conditions": lambda: [one.search(request) for one in plain],
        },
        rounds=40,
        calls=50,
    )
    table("one typical valid request", seconds)


def _is_plain(text: str, request: Any) -> bool:
    """Whether an expression needs none of policylint's own functions and parameters."""
    try:
        jmespath.search(text, request)
    except JMESPathError:
        return False
    return "params." not in text


if __name__ == "__main__":
    main()
