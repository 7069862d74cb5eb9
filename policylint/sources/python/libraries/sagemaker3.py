"""The SageMaker SDK's version 3 (seen with 3.27.0): `train` of a ModelTrainer, `tune` of a tuner."""

from collections.abc import Iterator

from policylint.sources.python.libraries import Library, Sent, images, sessions
from policylint.sources.python.libraries.arguments import Arguments
from policylint.sources.python.libraries.source_notes import trainer_notes, trainer_tuner_notes
from policylint.sources.python.libraries.trainer_tuners import tuner_of, tuning_job
from policylint.sources.python.libraries.trainers import BUILDERS, Trainer, built, trainer_of, training_job, uploads
from policylint.sources.python.values import Call, Value, is_known, known, unknown

_TRAINERS = (
    "sagemaker.train.ModelTrainer",
    "sagemaker.train.model_trainer.ModelTrainer",
    "sagemaker.modules.train.ModelTrainer",
    "sagemaker.modules.train.model_trainer.ModelTrainer",
)
_MADE_OTHERWISE = ("from_recipe", "from_jumpstart_config")
_FINE_TUNERS = {
    "sft_trainer": "SFTTrainer",
    "dpo_trainer": "DPOTrainer",
    "cpt_trainer": "CPTTrainer",
    "rlvr_trainer": "RLVRTrainer",
    "rlaif_trainer": "RLAIFTrainer",
    "multi_turn_rl_trainer": "MultiTurnRLTrainer",
}
"""Trainers of models from a catalogue, by their modules: what they send is in recipes that they fetch."""
_TUNERS = ("sagemaker.train.tuner.HyperparameterTuner", "sagemaker.train.HyperparameterTuner")


def _region(trainer: Trainer) -> str | None:
    return sessions.region_of(trainer.given.get("sagemaker_session"))


def _train(call: Call) -> Iterator[Sent]:
    """`trainer.train(input_data_config, wait, logs, dry_run)`."""
    trainer = trainer_of(call.receiver)
    if trainer is None:
        return
    given = Arguments.of_call(call, ("input_data_config", "wait", "logs", "dry_run"))
    if _submits(trainer.given.get("training_mode")) and not known(given.get("dry_run")):
        inputs = given.get("input_data_config")
        notes, texts = tuple(trainer_notes(trainer, inputs)), tuple(uploads(trainer))
        yield Sent(
            "sagemaker:createTrainingJob",
            training_job(trainer, inputs),
            notes=notes,
            beside=texts,
            region=_region(trainer),
        )


def _train_unseen(call: Call) -> Iterator[Sent]:
    """`ModelTrainer.from_recipe(...).train(...)` and the like: what is sent stands in a recipe or in JumpStart."""
    yield Sent("sagemaker:createTrainingJob", {}, more=unknown(call.name.split(".")[-2], call.at))


def _queued(call: Call) -> Iterator[Sent]:
    """`queue.submit(training_job, inputs, job_name, ...)`: the name is the queue's, and the job has one of its own."""
    given = Arguments.of_call(call, ("training_job", "inputs", "job_name"))
    trainer = trainer_of(given.get("training_job"))
    if trainer is not None:
        inputs = given.get("inputs")
        notes, texts = tuple(trainer_notes(trainer, inputs)), tuple(uploads(trainer))
        yield Sent(
            "sagemaker:createTrainingJob",
            training_job(trainer, inputs),
            notes=notes,
            beside=texts,
            region=_region(trainer),
        )


def _submits(mode: Value | None) -> bool:
    """Whether a mode of training submits anything; in a local container it does not."""
    name = getattr(mode, "name", "") or (known(mode) if is_known(mode) else "")
    return not str(name).endswith("LOCAL_CONTAINER")


def _tune(call: Call) -> Iterator[Sent]:
    """`tuner.tune(inputs, job_name, wait, ...)`."""
    tuner = tuner_of(call.receiver)
    if tuner is not None:
        given = Arguments.of_call(call, ("inputs", "job_name", "wait", "logs"))
        request = tuning_job(tuner, given.get("inputs"), given.get("job_name"))
        notes, texts = tuple(trainer_tuner_notes(tuner)), tuple(uploads(tuner.trainer))
        yield Sent(
            "sagemaker:createHyperParameterTuningJob", request, notes=notes, beside=texts, region=_region(tuner.trainer)
        )


LIBRARY = Library(
    name="sagemaker 3",
    seen="sagemaker 3.27.0 (sagemaker-train 1.27.0)",
    sends={
        **{f"{name}.train": _train for name in _TRAINERS},
        **{f"{name}.{made}.train": _train_unseen for name in _TRAINERS for made in _MADE_OTHERWISE},
        **{
            f"sagemaker.train.{home}{name}.train": _train_unseen
            for module, name in _FINE_TUNERS.items()
            for home in ("", f"{module}.")
        },
        **{f"{name}.tune": _tune for name in _TUNERS},
        "sagemaker.train.aws_batch.training_queue.TrainingQueue.submit": _queued,
    },
    alters={f"{name}.tune": "hyperparameters" for name in _TUNERS},
    gives={
        **{f"{name}.{method}": built for name in _TRAINERS for method in BUILDERS},
        **images.GIVES,
        **sessions.GIVES,
    },
    harmless=("sagemaker.", "sagemaker_core."),
    words=(".train(", ".tune(", "TrainingQueue"),
)
