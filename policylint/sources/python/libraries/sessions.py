"""Sessions of the SageMaker SDK and of boto3: the Region and the bucket that a source gives them, if it does."""

from policylint.sources.python.libraries.arguments import Arguments
from policylint.sources.python.values import Call, Known, Made, Opaque, Value

_BOTO = ("aws_access_key_id", "aws_secret_access_key", "aws_session_token", "region_name", "botocore_session")
_SDK = ("boto_session",)

SESSIONS = (
    "sagemaker.Session",
    "sagemaker.session.Session",
    "sagemaker.workflow.pipeline_context.PipelineSession",
    "sagemaker.workflow.pipeline_context.LocalPipelineSession",
    "sagemaker.core.helper.session_helper.Session",
    "sagemaker.core.workflow.pipeline_context.PipelineSession",
    "sagemaker.modules.Session",
)
"""The names of the SDK's sessions, in both of its versions."""


def region_of(session: Value | None) -> str | None:
    """The Region of an SDK's session; None where the machine decides it that runs the program."""
    if not isinstance(session, Made) or session.call.name not in SESSIONS:
        return None
    return _boto_region(Arguments.of(session, _SDK).get("boto_session"))


def _boto_region(session: Value | None) -> str | None:
    if not isinstance(session, Made) or session.call.name not in ("boto3.Session", "boto3.session.Session"):
        return None
    return Arguments.of(session, _BOTO).text("region_name")


def client_region(client: Value | None) -> str | None:
    """The Region of a client of boto3: its own, or its session's."""
    if not isinstance(client, Made) or client.call.method != "client":
        return None
    given = Arguments.of(client, ("service_name", "region_name"))
    own = given.get("region_name")
    return given.text("region_name") if own is not None else _boto_region(client.call.receiver)


def local_session(session: Value | None) -> bool:
    """Whether a session runs jobs on the machine itself and submits nothing."""
    return isinstance(session, Made) and session.call.method in ("LocalSession", "LocalPipelineSession")


def bucket_of(session: Value | None) -> str | None:
    """The bucket that an SDK's session uses where none is named; None where it is the account's."""
    if not isinstance(session, Made) or session.call.name not in SESSIONS:
        return None
    given = Arguments.of(session, _SDK)
    return given.text("default_bucket") if given.get("default_bucket_prefix") is None else None


def default_bucket(call: Call) -> Value:
    """What `session.default_bucket()` comes to."""
    bucket = bucket_of(call.receiver)
    return Opaque(at=call.at) if bucket is None else Known(bucket, call.at)


def region_name(call: Call) -> Value:
    """What `session.boto_region_name` is, and `region_name` of a session of boto3."""
    region = region_of(call.receiver) or _boto_region(call.receiver)
    return Opaque(at=call.at) if region is None else Known(region, call.at)


GIVES = {
    **{f"{session}.default_bucket": default_bucket for session in SESSIONS},
    **{f"{session}.boto_region_name": region_name for session in SESSIONS},
    **{f"{session}.region_name": region_name for session in ("boto3.Session", "boto3.session.Session")},
}
"""The calls and attributes of sessions whose result the source shows."""
