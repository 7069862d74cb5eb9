"""What only the source shows of a job that an SDK makes: arguments that are lost, changed or never read on the way."""

import re
from collections.abc import Iterator, Sequence

from policylint.nearest import did_you_mean
from policylint.schema.snapshot import snapshot
from policylint.sources.python import rules
from policylint.sources.python.libraries import Note
from policylint.sources.python.libraries.arguments import Arguments, class_of, is_none
from policylint.sources.python.libraries.estimators import Estimator
from policylint.sources.python.libraries.shapes import PACKAGES, api_name, arguments, shape
from policylint.sources.python.libraries.tables import positional, read
from policylint.sources.python.libraries.trainer_tuners import Tuner as TrainerTuner
from policylint.sources.python.libraries.trainers import Trainer
from policylint.sources.python.libraries.tuners import Tuner
from policylint.sources.python.values import Dict, List, Made, Value, is_known, known

_BASE_NAME = re.compile(r"[a-zA-Z0-9](-*[a-zA-Z0-9])*")
_NAME_LENGTH = 63
_STAMP = "YYYYMMDDhhmmss"
_PACKAGES = " ".join(PACKAGES)

# What a step leaves out, by the estimator's parameter, with the member that is then missing.
_LOST_IN_WORKFLOW = {
    "enable_network_isolation": "EnableNetworkIsolation",
    "encrypt_inter_container_traffic": "EnableInterContainerTrafficEncryption",
    "environment": "Environment",
    "max_retry_attempts": "RetryStrategy",
}


def estimator_notes(estimator: Estimator) -> Iterator[Note]:
    """What the source of an estimator shows."""
    yield from _swallowed(estimator)
    yield from _twice(estimator)
    yield from _base_name(estimator.given.text("base_job_name"), estimator.given, "base_job_name")
    given = estimator.given
    if given.flag("checkpoint_local_path") is not None and given.flag("checkpoint_s3_uri") is None:
        message = "checkpoint_local_path is not sent without checkpoint_s3_uri: nothing is saved"
        yield _note(rules.WITHOUT_EFFECT.id, given, "checkpoint_local_path", message)


def tuner_notes(tuner: Tuner) -> Iterator[Note]:
    """What the source of a tuner and its estimator shows."""
    yield from estimator_notes(tuner.estimator)
    yield from _base_name(tuner.given.text("base_tuning_job_name"), tuner.given, "base_tuning_job_name")
    given = tuner.estimator.given
    if given.flag("keep_alive_period_in_seconds") is not None:
        message = "keep_alive_period_in_seconds is lost: the tuner's jobs have no warm pool"
        yield _note(rules.LOST_BY_TUNER.id, given, "keep_alive_period_in_seconds", message)


def workflow_notes(estimator: Estimator) -> Iterator[Note]:
    """What a step of a workflow loses of an estimator."""
    yield from _swallowed(estimator)
    yield from _twice(estimator)
    given = estimator.given
    for name, member in _LOST_IN_WORKFLOW.items():
        if _asked_for(given.get(name)):
            yield _note(rules.LOST_IN_WORKFLOW.id, given, name, f"{name} is lost: the job is sent without {member}")
    if given.flag("checkpoint_s3_uri") is not None and given.get("checkpoint_local_path") is None:
        message = "checkpoint_s3_uri is lost without checkpoint_local_path: the job keeps no checkpoints"
        yield _note(rules.LOST_IN_WORKFLOW.id, given, "checkpoint_s3_uri", message)


def trainer_notes(trainer: Trainer, inputs: Value | None) -> Iterator[Note]:
    """What the source of a trainer shows."""
    given = trainer.given
    yield from _trainer_name(given)
    yield from _falsy(given)
    mode = given.text("training_input_mode")
    channels = [*_items(given.get("input_data_config")), *_items(inputs)]
    overridden = [one for one in channels if class_of(one, _PACKAGES) == "InputData" and _is_location(one)]
    if mode in ("Pipe", "FastFile") and overridden:
        message = f"training_input_mode is {mode}, but each InputData is sent as a channel in File mode"
        yield _note(rules.MODE_OVERRIDDEN.id, given, "training_input_mode", message)


def trainer_tuner_notes(tuner: TrainerTuner) -> Iterator[Note]:
    """What the source of a tuner and its trainer shows."""
    given = tuner.trainer.given
    yield from _falsy(given)
    lost = (
        ("networking", "enable_network_isolation", "EnableNetworkIsolation"),
        ("networking", "enable_inter_container_traffic_encryption", "EnableInterContainerTrafficEncryption"),
        ("compute", "volume_kms_key_id", "VolumeKmsKeyId"),
        ("compute", "keep_alive_period_in_seconds", "KeepAlivePeriodInSeconds"),
    )
    for holder, name, member in lost:
        inner = arguments(given.get(holder))
        if _asked_for(inner.get(name)):
            message = f"{name} is lost: the tuner's jobs are sent without {member}"
            yield _note(rules.LOST_BY_TUNER.id, inner, name, message)


def _swallowed(estimator: Estimator) -> Iterator[Note]:
    """Keywords that a class of version 2 takes and never reads."""
    known_names = {*(read(estimator.kind) or ()), *positional(estimator.kind)}
    for name, value in estimator.made.call.keywords.items():
        if name not in known_names:
            message = f"{estimator.kind} takes {name} and never reads it{did_you_mean(name, sorted(known_names))}"
            yield Note(rules.SWALLOWED_KEYWORD.id, "", message, at=estimator.given.keys.get(name) or value.at)


def _twice(estimator: Estimator) -> Iterator[Note]:
    if estimator.framework:
        for event in estimator.made.events:
            if event.name == "set_hyperparameters" and event.call is not None and event.call.keywords:
                message = (
                    f"{estimator.kind} encodes twice what set_hyperparameters is given: a number arrives as a text"
                )
                yield Note(rules.ENCODED_TWICE.id, "", message, at=event.call.at)


def _base_name(base: str | None, given: Arguments, name: str) -> Iterator[Note]:
    if base is not None and not _BASE_NAME.fullmatch(base):
        message = f"{base!r} has signs that a job's name cannot have, and the SDK puts them into the name"
        yield _note(rules.NAME_REFUSED.id, given, name, message)


def _trainer_name(given: Arguments) -> Iterator[Note]:
    base = given.text("base_job_name")
    if base is None:
        return
    yield from _base_name(base.replace("_", "-"), given, "base_job_name")
    left = _NAME_LENGTH - len(base) - 1
    if left < len(_STAMP):
        kept = _STAMP[: max(left, 0)]
        shown = f"of {_STAMP} only {kept} is left" if kept else f"nothing is left of {_STAMP}"
        message = f"the base name has {len(base)} characters, so that {shown} in a name of {_NAME_LENGTH}"
        yield _note(rules.NAME_REPEATED.id, given, "base_job_name", message)


def _falsy(given: Arguments) -> Iterator[Note]:
    """Members of objects of version 3 that are zero, False or empty, which its serialization leaves out."""
    holders = {"compute": "ResourceConfig", "stopping_condition": "StoppingCondition"}
    for holder, name in holders.items():
        inner = arguments(given.get(holder))
        for parameter, value in inner.values.items():
            if api_name(parameter, shape(name)) and is_known(value) and not is_none(value) and not known(value):
                member = api_name(parameter, snapshot().shapes[name])
                message = f"{parameter}={known(value)!r} is not sent: {member} is left out of the request"
                yield _note(rules.WITHOUT_EFFECT.id, inner, parameter, message)


def _asked_for(value: Value | None) -> bool:
    """Whether a value asks for something: not where it is known to be false or empty."""
    if isinstance(value, Dict) and value.more is None:
        return bool(value.cells)
    return value is not None and (not is_known(value) or bool(known(value)))


def _items(value: Value | None) -> Sequence[Value]:
    return value.items if isinstance(value, List) and value.more is None else ()


def _is_location(value: Value) -> bool:
    """Whether an InputData names its data by a text."""
    return isinstance(value, Made) and is_known(arguments(value).get("data_source"))


def _note(rule: str, given: Arguments, name: str, message: str) -> Note:
    value = given.values.get(name)
    return Note(rule, "", message, at=given.keys.get(name) or (value.at if value else given.at))
