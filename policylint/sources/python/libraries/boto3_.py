"""boto3 and all that looks like its clients: a method of the API's name sends its keywords.

The client may be anything that is not known to be something else: a parameter, an attribute, a session's client. Of a
client that is made in the file, the service must be the method's own.
"""

from collections.abc import Iterator

from policylint.sources.python.libraries import Library, Sends, Sent, sessions
from policylint.sources.python.libraries.sessions import client_region
from policylint.sources.python.values import Call, Made, known

_METHODS = {
    "create_training_job": "sagemaker:createTrainingJob",
    "create_hyper_parameter_tuning_job": "sagemaker:createHyperParameterTuningJob",
    "create_processing_job": "sagemaker:createProcessingJob",
    "create_transform_job": "sagemaker:createTransformJob",
    "create_auto_ml_job": "sagemaker:createAutoMLJob",
    "create_auto_ml_job_v2": "sagemaker:createAutoMLJobV2",
    "create_training_session": "sagemaker:createTrainingSession",
    "create_algorithm": "sagemaker:createAlgorithm",
    "create_pipeline": "sagemaker:createPipeline",
    "update_pipeline": "sagemaker:updatePipeline",
    "submit_service_job": "batch:submitServiceJob",
    "create_schedule": "scheduler:createSchedule",
    "update_schedule": "scheduler:updateSchedule",
    "create_state_machine": "stepfunctions:createStateMachine",
    "update_state_machine": "stepfunctions:updateStateMachine",
}
_CLIENTS = ("?", "boto3.client", "boto3.Session.client", "boto3.session.Session.client", "aioboto3.Session.client")
_NAMES = {"sagemaker:createPipeline": "PipelineName", "stepfunctions:createStateMachine": "name"}


def _sends(api: str) -> Sends:
    def sent(call: Call) -> Iterator[Sent]:
        if not call.args and _of_service(call, api.partition(":")[0]):
            name = known(call.keywords.get(_NAMES.get(api, "")))
            address, region = name if isinstance(name, str) else "", client_region(call.receiver)
            yield Sent(api, call.keywords, call.more, address, region=region)

    return sent


def _of_service(call: Call, service: str) -> bool:
    """Whether the client that is called is one of a service, as far as can be seen."""
    client = call.receiver
    if not isinstance(client, Made) or client.call.name not in _CLIENTS:
        return True
    given = known(client.call.bind("service_name").get("service_name")) if client.call.args else None  # type: ignore[union-attr]
    return not isinstance(given, str) or given == service


LIBRARY = Library(
    name="boto3",
    seen="boto3 1.44.8",
    sends={f"{client}.{method}": _sends(api) for client in _CLIENTS for method, api in _METHODS.items()},
    gives=sessions.GIVES,
    harmless=("boto3.", "botocore.", "aioboto3."),
    words=tuple(_METHODS),
)
