"""SEC: credentials in a request. One check reports them all, in one pass over its text."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from policylint.finding import Anchor, Finding, Severity, Subject
from policylint.job import TRAINING, Job
from policylint.path import Route, format_path
from policylint.rule import Check, Rule
from policylint.secrets.advice import advice
from policylint.secrets.detector import Kind
from policylint.secrets.secret import Secret
from policylint.secrets.settings import SecretSettings, settings_of
from policylint.secrets.uploads import uploaded
from policylint.settings.config import Config

_WARNING = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_SECRETS_MANAGER = "https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets-python-sdk.html"
_LEAKS = (
    "Whatever stands in a request is plain text in DescribeTrainingJob, CloudTrail, the console and logs, for as long"
    " as the job is remembered: it is known to everyone who may look at jobs."
)
_FIX = (
    "Revoke the credential where it was issued; keep its successor in AWS Secrets Manager, pass the ARN, and let the"
    " training script read it with the job's role."
)
_UPLOADED = (
    "Revoke it: it stands in the source, and in a script in the job's bucket. Keep its successor in AWS Secrets"
    " Manager, and let the training script read it with the job's role."
)
_ARN = "arn:aws:secretsmanager:us-east-1:123456789012:secret:ml/churn-AbCdEf"
# Put together when imported, so that no scanner takes what stands here for a key; they open nothing.
_MADE_UP = "".join(("4c81d0", "b7e92f", "a35e16", "c8f07d", "29be64", "1f"))
_PASSWORD = "-".join(("Harbour", "Lantern", "42"))
_BODY = "TUM0Q0FRQXdCUVlESzJWd0JDSUVJQzRqTm9wZXRoaXNpc25va2V5"
_KEY = "\n".join((f"-----BEGIN {'PRIVATE'} KEY-----", _BODY, f"-----END {'PRIVATE'} KEY-----"))
_RANDOM = "Qf7" + "xK2vR" + "9mZ4t" + "W8pLcB" + "3nH6yD" + "5sGj1"

PROVIDER_CREDENTIAL = Rule(
    "SEC1001", "provider-credential", Severity.ERROR,
    title="A credential of a known provider stands in the request",
    why=_LEAKS, fix=_FIX, source=_WARNING, since="0.1.0", security_severity=9.0,
    bad={"Environment": {"KAGGLE_KEY": _MADE_UP}},
    good={"Environment": {"KAGGLE_KEY_ARN": _ARN}},
)  # fmt: skip

CREDENTIAL_IN_URL = Rule(
    "SEC1002", "credential-in-url", Severity.ERROR,
    title="A URL or connection string carries a password, a signature or a token",
    why=f"{_LEAKS} URLs are also copied into error messages and traces.",
    fix=_FIX, source=_WARNING, since="0.1.0", security_severity=8.5,
    bad={"Environment": {"OPTUNA_STORAGE": f"postgresql://optuna:{_PASSWORD}@db.example.internal/optuna"}},
    good={"Environment": {"OPTUNA_STORAGE": "postgresql://db.example.internal/optuna", "OPTUNA_STORAGE_ARN": _ARN}},
)  # fmt: skip

PRIVATE_KEY = Rule(
    "SEC1003", "private-key", Severity.ERROR,
    title="A private key stands in the request",
    why=f"{_LEAKS} Whoever has the key can sign, decrypt or log in as its owner until every copy of its public half is"
    " revoked.",
    fix=_FIX, source=_SECRETS_MANAGER, since="0.1.0", security_severity=9.5,
    bad={"Environment": {"DEPLOY_IDENTITY": _KEY}},
    good={"Environment": {"DEPLOY_IDENTITY_ARN": _ARN}},
)  # fmt: skip

NAMED_SECRET = Rule(
    "SEC1004", "named-secret", Severity.ERROR,
    title="A value that its own name calls a secret stands in the request",
    why=_LEAKS, fix=_FIX, source=_WARNING, since="0.1.0", security_severity=8.0,
    bad={"Environment": {"DB_PASSWORD": _PASSWORD}},
    good={"Environment": {"DB_PASSWORD": "{{resolve:secretsmanager:ml/churn:SecretString:password}}"}},
)  # fmt: skip

HIGH_ENTROPY_STRING = Rule(
    "SEC2001", "high-entropy-string", Severity.WARNING,
    title="A string looks as random as keys do",
    why=f"No format and no name says what it is, but words, ids and digests don't look like this. {_LEAKS}",
    fix="If it is a credential, revoke it and pass a reference; if not, accept it with a reason, or name it for what"
    " it is, such as an id or a checksum.",
    source=_WARNING, since="0.1.0", security_severity=5.0,
    bad={"HyperParameters": {"remote": _RANDOM}},
    good={"HyperParameters": {"remote_id": _RANDOM}},
)  # fmt: skip

DOCUMENTED_EXAMPLE_KEY = Rule(
    "SEC1005", "documented-example-key", Severity.NOTE,
    title="A key from a provider's documentation stands in the request",
    why="It opens nothing, so nothing leaks; but the job will fail to sign in, and a real key may be meant to follow.",
    fix="Put a reference to a secret in its place, or give the permissions to the job's role.",
    source="https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html",
    since="0.1.0", security_severity=0.0,
    bad={"Environment": {"AWS_ACCESS_KEY_ID": "AKIAIOSFODNN7EXAMPLE"}},
    good={},
)  # fmt: skip

RULES = (
    PROVIDER_CREDENTIAL,
    CREDENTIAL_IN_URL,
    PRIVATE_KEY,
    NAMED_SECRET,
    HIGH_ENTROPY_STRING,
    DOCUMENTED_EXAMPLE_KEY,
)


def check_for(settings: SecretSettings) -> Check:
    """The check as a configuration wants it."""

    def run(job: Job) -> Iterator[Finding]:
        yield from findings(settings.scanner().secrets_of(job), settings)
        for text, route in job.origin.beside:
            for finding in findings(settings.scanner().scan(uploaded(text), TRAINING), settings):
                message = f"in a script that is uploaded for the job: {finding.message}"
                yield replace(finding, path="", message=message, help=_UPLOADED, source=route)

    return Check(run, RULES, "written")


def _configured(config: Config) -> Check:
    return check_for(settings_of(config))


SECRETS = replace(check_for(SecretSettings()), configured=_configured)


def findings(secrets: Iterable[Secret], settings: SecretSettings) -> Iterator[Finding]:
    """Secrets as findings, which hold their masks and fingerprints but never themselves."""
    secrets = list(secrets)
    keys = [secret.value for secret in secrets if secret.in_key]
    for secret in secrets:
        if settings.accepts(secret):
            continue
        finding = Finding.at(
            format_path(_speakable(secret.route, keys)),
            _message(secret),
            rule=secret.kind.value,
            help=advice(secret),
            anchor=Anchor.VALUE,
        )
        yield replace(finding, properties=secret.properties(settings.key), subject=Subject(secret=secret.digest))


def _speakable(route: Route, secrets: list[str]) -> Route:
    """A route cut off where a key is itself a secret."""
    for at, step in enumerate(route):
        if isinstance(step, str) and any(secret in step for secret in secrets):
            return route[:at]
    return route


def _message(secret: Secret) -> str:
    """What was found, how it was recognised, and through which encodings."""
    title = secret.detector.title
    what = {
        Kind.NAMED: f"this is named as a secret and holds a literal value, {secret.mask}",
        Kind.RANDOM: f"{secret.mask} looks random, as keys do, and nothing says that it is none",
        Kind.EXAMPLE: f"{secret.mask} is the {title} of the provider's documentation",
    }.get(secret.kind, f"{secret.mask} is {_article(title)} {title}")
    if secret.kind is Kind.NAMED and secret.detector.id != "named-secret":
        what = f"{secret.mask} is {_article(title)} {title}"
    parts = [f"a key of this map: {what}" if secret.in_key else what]
    if secret.layers:
        parts.append("read through " + ", then ".join(secret.layers))
    if secret.account:
        parts.append(f"of account {secret.account}")
    return "; ".join(parts)


def _article(title: str) -> str:
    return "an" if title[:1].lower() in "aeio" else "a"
