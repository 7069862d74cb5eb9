"""One valid request through the schema rules, beside the validators that people use today."""

from typing import Any

import botocore.session
import fastjsonschema
from botocore.validate import ParamValidator
from jsonschema import Draft202012Validator

from benchmarks.measure import medians, table
from benchmarks.requests import typical, without_property_classes
from policylint.engine import Engine
from policylint.job import TRAINING, TrainingJob
from policylint.schema.compile import accepts
from policylint.schema.jsonschema import json_schema
from policylint.settings.config import Config


def main() -> None:
    request = typical()
    shape: Any = botocore.session.get_session().get_service_model("sagemaker").operation_model(TRAINING).input_shape
    botocore_validator = ParamValidator()
    schema = without_property_classes(json_schema(TRAINING))
    jsonschema_validator = Draft202012Validator(schema)
    fast = fastjsonschema.compile(schema)
    schema_rules = Engine(Config(select=("SM1",)))
    all_rules = Engine()
    job = TrainingJob(request)
    seconds = medians(
        {
            "botocore ParamValidator (types, minima)": lambda: botocore_validator.validate(request, shape),
            "policylint schema, everything checked": lambda: accepts(TRAINING, request),
            "policylint engine, SM1 rules": lambda: schema_rules.judge(job),
            "policylint engine, all rules": lambda: all_rules.judge(job),
            "fastjsonschema, the same schema": lambda: fast(request),
            "jsonschema, the same schema": lambda: jsonschema_validator.is_valid(request),
        },
        rounds=30,
        calls=50,
    )
    table("one typical valid request", seconds)


if __name__ == "__main__":
    main()
