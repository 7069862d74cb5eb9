"""How to fix a secret in a request: revoke it, and give the job what it needs without one."""

import re

from policylint.secrets.detector import Kind
from policylint.secrets.secret import Secret

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]{2,63}")


def variable(secret: Secret) -> str:
    """The environment variable that a training script would read the secret from."""
    if secret.detector.variable:
        return secret.detector.variable
    named = re.sub(r"[^A-Za-z0-9]+", "_", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", secret.name)).strip("_").upper()
    return named if _VARIABLE.fullmatch(named) and secret.value.upper() not in named else "JOB_SECRET"


def advice(secret: Secret) -> str:
    """What to do about a secret, in the order in which to do it."""
    if secret.kind is Kind.EXAMPLE:
        return (
            "Nothing leaks, but the job can't sign in with it either. In place of a real key put a reference: the ARN"
            " of a secret, or permissions of the job's role."
        )
    steps = []
    if secret.kind is Kind.RANDOM:
        steps.append("If it is not a secret, accept it with a reason. If it is one:")
    steps.append(
        "Revoke it: it has stood in a file, and where the job was submitted it stands in DescribeTrainingJob,"
        f" CloudTrail and logs ({secret.detector.revoke})."
    )
    if secret.detector.instead:
        steps.append(f"Then {secret.detector.instead}.")
        return " ".join(steps)
    name = variable(secret)
    steps.append(
        f"Then keep the new one in AWS Secrets Manager, allow the job's role secretsmanager:GetSecretValue on it, pass"
        f" its ARN in the request (Environment: {name}_ARN) and let the training script read it:"
    )
    code = (
        "\n  import boto3, os"
        f'\n  found = boto3.client("secretsmanager").get_secret_value(SecretId=os.environ["{name}_ARN"])'
        f'\n  os.environ["{name}"] = found["SecretString"]'
    )
    return " ".join(steps) + code
