"""The SageMaker SDK's version 2 (seen with 2.257.7): `fit` of estimators and tuners, steps of pipelines."""

from collections.abc import Iterator, Mapping, Sequence

from policylint.sources.python.libraries import Library, Sent, images, sessions
from policylint.sources.python.libraries.arguments import NONE, Arguments
from policylint.sources.python.libraries.estimators import ALGORITHMS, Estimator, estimator_of, is_local, training_job
from policylint.sources.python.libraries.source_notes import estimator_notes, tuner_notes
from policylint.sources.python.libraries.tables import positional
from policylint.sources.python.libraries.tuners import Tuner, tuner_of, tuning_job, tuning_jobs
from policylint.sources.python.values import Call, Made, Value, known, unknown

TRAINING = "sagemaker:createTrainingJob"
TUNING = "sagemaker:createHyperParameterTuningJob"

_ELSEWHERE = {
    "FactorizationMachines": ("sagemaker.amazon.factorization_machines",),
    "LinearLearner": ("sagemaker.amazon.linear_learner",),
}
_HOMES: Mapping[str, Sequence[str]] = {
    "Estimator": ("sagemaker.estimator", "sagemaker"),
    "PyTorch": ("sagemaker.pytorch", "sagemaker.pytorch.estimator"),
    "HuggingFace": ("sagemaker.huggingface", "sagemaker.huggingface.estimator"),
    "TensorFlow": ("sagemaker.tensorflow", "sagemaker.tensorflow.estimator"),
    "XGBoost": ("sagemaker.xgboost", "sagemaker.xgboost.estimator"),
    "SKLearn": ("sagemaker.sklearn", "sagemaker.sklearn.estimator"),
    "MXNet": ("sagemaker.mxnet", "sagemaker.mxnet.estimator"),
    "Chainer": ("sagemaker.chainer", "sagemaker.chainer.estimator"),
    "RLEstimator": ("sagemaker.rl", "sagemaker.rl.estimator"),
    "AlgorithmEstimator": ("sagemaker", "sagemaker.algorithm"),
    "JumpStartEstimator": ("sagemaker.jumpstart.estimator",),
    "HyperparameterTuner": ("sagemaker.tuner", "sagemaker"),
    **{kind: ("sagemaker", "sagemaker.amazon." + kind.lower(), *_ELSEWHERE.get(kind, ())) for kind in ALGORITHMS},
}


def _fit(call: Call) -> Iterator[Sent]:
    """`estimator.fit(inputs, wait, logs, job_name)`; an algorithm's `fit(records, mini_batch_size, ...)`."""
    estimator = estimator_of(call.receiver)
    if estimator is None or is_local(estimator):
        return
    algorithm = estimator.kind in ALGORITHMS
    given = Arguments.of_call(call, positional("KMeans.fit" if algorithm else "Estimator.fit"))
    inputs, name = given.get("records" if algorithm else "inputs"), given.get("job_name")
    batch = given.or_else("mini_batch_size", NONE)
    yield _trains(estimator, inputs, name, given.flag("experiment_config"), batch=batch)


def _trains(
    estimator: Estimator,
    inputs: Value | None,
    name: Value | None,
    experiment: Value | None = None,
    address: str = "",
    batch: Value | None = None,
) -> Sent:
    request = training_job(estimator, inputs, name, experiment, batch)
    return Sent(TRAINING, request, address=address, notes=tuple(estimator_notes(estimator)), region=estimator.region)


def _tune(call: Call) -> Iterator[Sent]:
    """`tuner.fit(inputs, job_name)`."""
    tuner = tuner_of(call.receiver)
    if tuner is not None and not is_local(tuner.estimator):
        given = Arguments.of_call(call, positional("HyperparameterTuner.fit"))
        yield _tunes(tuner, given.get("inputs"), given.get("job_name"), given.get("include_cls_metadata"))


def _tunes(tuner: Tuner, inputs: Value | None, name: Value | None, metadata: Value | None, address: str = "") -> Sent:
    request = tuning_job(tuner, inputs, name, metadata)
    return Sent(TUNING, request, address=address, notes=tuple(tuner_notes(tuner)), region=tuner.estimator.region)


def _tune_several(call: Call) -> Iterator[Sent]:
    """`HyperparameterTuner.create(estimator_dict=...).fit(...)`: a definition for each estimator."""
    if not isinstance(call.receiver, Made):
        return
    given = Arguments.of_call(call, positional("HyperparameterTuner.fit"))
    inputs, name, metadata = given.get("inputs"), given.get("job_name"), given.get("include_cls_metadata")
    request = tuning_jobs(call.receiver, inputs, name, metadata)
    if request is None:
        unread = {"TrainingJobDefinitions": unknown("estimator_dict", call.at)}
        yield Sent(TUNING, unread, more=unknown("HyperparameterTuner.create", call.at))
    else:
        yield Sent(TUNING, request)


def _queued(call: Call) -> Iterator[Sent]:
    """`queue.submit(training_job, inputs, job_name, ...)`: the name is the queue's, and the job has one of its own."""
    given = Arguments.of_call(call, ("training_job", "inputs", "job_name"))
    estimator = estimator_of(given.get("training_job"))
    if estimator is not None:
        yield _trains(estimator, given.get("inputs"), None)


def _training_step(call: Call) -> Iterator[Sent]:
    """`TrainingStep(name, estimator=..., inputs=...)` of a pipeline; what is in `step_args` was sent by `fit`."""
    given = Arguments.of_call(call, positional("TrainingStep"))
    estimator = estimator_of(given.get("estimator"))
    if estimator is not None:
        yield _trains(estimator, given.get("inputs"), None, address=_name(given))


def _tuning_step(call: Call) -> Iterator[Sent]:
    """`TuningStep(name, tuner=..., inputs=...)` of a pipeline."""
    given = Arguments.of_call(call, positional("TuningStep"))
    tuner = tuner_of(given.get("tuner"))
    if tuner is not None:
        yield _tunes(tuner, given.get("inputs"), None, None, _name(given))


def _name(given: Arguments) -> str:
    name = known(given.get("name"))
    return name if isinstance(name, str) else ""


LIBRARY = Library(
    name="sagemaker 2",
    seen="sagemaker 2.257.7",
    sends={
        **{
            f"{home}.{kind}.fit": _tune if kind == "HyperparameterTuner" else _fit
            for kind, homes in _HOMES.items()
            for home in homes
        },
        **{f"{home}.HyperparameterTuner.create.fit": _tune_several for home in _HOMES["HyperparameterTuner"]},
        "sagemaker.aws_batch.training_queue.TrainingQueue.submit": _queued,
        "sagemaker.workflow.steps.TrainingStep": _training_step,
        "sagemaker.workflow.steps.TuningStep": _tuning_step,
    },
    gives={**images.GIVES, **sessions.GIVES},
    harmless=("sagemaker.",),
    words=(".fit(", "TrainingStep", "TuningStep", "TrainingQueue"),
)
