"""SM31: what only the source of a program shows. The request that a library sends says nothing of it."""

from collections.abc import Sequence

from policylint.finding import Severity
from policylint.rule import Example, Rule

_SDK2 = "https://sagemaker.readthedocs.io/en/v2/api/training/estimators.html"
_SDK3 = "https://sagemaker.readthedocs.io/en/stable/api/sagemaker_train.html"
_STEPS = "https://aws-step-functions-data-science-sdk.readthedocs.io/en/stable/sagemaker.html"
_NAMES = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_CreateTrainingJob.html"
_CHANNEL = "https://docs.aws.amazon.com/sagemaker/latest/APIReference/API_Channel.html"
_ROLE = "arn:aws:iam::123456789012:role/SageMakerTraining"
_TRAIN = 'trainer.train([InputData(channel_name="train", data_source="s3://acme-ml/churn/train/")])'
_IMAGE = "123456789012.dkr.ecr.us-east-1.amazonaws.com/churn:1.4"


def _arguments(lines: Sequence[str]) -> str:
    return "".join(f"    {line},\n" for line in lines)


def _estimator(
    *lines: str, then: str = "", head: str = "", fit: str = 'estimator.fit("s3://acme-ml/churn/train/")'
) -> Example:
    text = f"""{head}from sagemaker.estimator import Estimator

estimator = Estimator(
    image_uri="{_IMAGE}",
    role="{_ROLE}",
    instance_count=1,
    instance_type="ml.m5.xlarge",
    output_path="s3://acme-ml/churn/models/",
{_arguments(lines)})
{then}{fit}
"""
    return Example("train.py", text)


def _pytorch(*lines: str, then: str = "") -> Example:
    text = f"""from sagemaker.pytorch import PyTorch

estimator = PyTorch(
    entry_point="train.py",
    role="{_ROLE}",
    framework_version="2.3.0",
    py_version="py311",
    instance_count=1,
    instance_type="ml.m5.xlarge",
{_arguments(lines)})
{then}estimator.fit("s3://acme-ml/churn/train/")
"""
    return Example("submit.py", text)


def _trainer(*lines: str, train: str = "trainer.train()", names: str = "Compute") -> Example:
    text = f"""from sagemaker.train import ModelTrainer
from sagemaker.train.configs import {names}

trainer = ModelTrainer(
    training_image="{_IMAGE}",
    role="{_ROLE}",
{_arguments(lines)})
{train}
"""
    return Example("train.py", text)


def _step(*lines: str) -> Example:
    head = "from stepfunctions.steps import TrainingStep\n"
    step = 'step = TrainingStep("Train", estimator=estimator, job_name=name, data="s3://acme-ml/churn/train/")'
    made = _estimator(*lines, head=head, fit=step)
    text = made.text if isinstance(made.text, str) else ""
    body = text.partition("\n\nestimator")
    return Example("machine.py", f"{body[0]}\n\n\ndef machine(name):\n" + _indented(f"estimator{body[2]}"))


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.splitlines()) + "    return step\n"


def _tuner(networking: str) -> Example:
    text = f"""from sagemaker.core.parameter import ContinuousParameter
from sagemaker.train import ModelTrainer
from sagemaker.train.configs import Compute, Networking
from sagemaker.train.tuner import HyperparameterTuner

trainer = ModelTrainer(
    training_image="{_IMAGE}",
    role="{_ROLE}",
    compute=Compute(instance_type="ml.m5.xlarge", instance_count=1),
{networking})
tuner = HyperparameterTuner(
    trainer,
    "validation:auc",
    {{"eta": ContinuousParameter(0.01, 0.3)}},
    [{{"Name": "validation:auc", "Regex": "auc=([0-9.]+)"}}],
    max_jobs=4,
)
tuner.tune("s3://acme-ml/churn/train/")
"""
    return Example("tune.py", text)


def _enum(bases: str, imported: str) -> Example:
    head = f"""from enum import {imported}


class Stage({bases}):
    DEV = "dev"


"""
    return _estimator('tags={"stage": f"churn-{Stage.DEV}"}', head=head)


SWALLOWED_KEYWORD = Rule(
    "SM3101", "swallowed-keyword", Severity.ERROR, since="0.1.0",
    title="A keyword argument that the class takes and never reads",
    why="The SageMaker SDK's version 2 takes any keyword and says nothing of those that it does not know. What the"
    " argument asks for does not happen: `use_spot_instance=True` starts an on-demand job at the full price.",
    fix="Correct the name, or remove the argument.",
    source=_SDK2, bad=_estimator("use_spot_instance=True"),
    good=_estimator("use_spot_instances=True", "max_run=600", "max_wait=7200", 'checkpoint_s3_uri="s3://acme-ml/ck/"'),
)  # fmt: skip

ENCODED_TWICE = Rule(
    "SM3102", "hyperparameters-encoded-twice", Severity.WARNING, since="0.1.0",
    title="Hyperparameters of a framework are set by `set_hyperparameters`",
    why="The framework classes of the SageMaker SDK's version 2 write JSON of what `set_hyperparameters` is given, and"
    " JSON of that when the job is sent: the program gets the text `1` for the number 1, and a text with quotes in it.",
    fix="Give them to the constructor, as `hyperparameters={...}`.",
    source=_SDK2, bad=_pytorch(then="estimator.set_hyperparameters(epochs=3)\n"),
    good=_pytorch('hyperparameters={"epochs": 3}'),
)  # fmt: skip

LOST_IN_WORKFLOW = Rule(
    "SM3103", "setting-lost-in-workflow", Severity.ERROR, since="0.1.0",
    title="A step takes an estimator over without one of its settings",
    why="TrainingStep and TuningStep of the Step Functions Data Science SDK, and `training_config` for Airflow, know"
    " nothing of isolation, encryption between containers and environment variables, and of checkpoints only where"
    " both their location and their folder are given. The job runs without, and nothing says so.",
    fix="Give the step what is lost: `parameters={\"EnableNetworkIsolation\": True}`.",
    source=_STEPS, bad=_step("enable_network_isolation=True"), good=_step(),
)  # fmt: skip

LOST_BY_TUNER = Rule(
    "SM3104", "setting-lost-by-tuner", Severity.ERROR, since="0.1.0",
    title="A tuner makes its training jobs without one of the trainer's settings",
    why="The tuner of the SageMaker SDK's version 3 builds the definition of its jobs anew, without network isolation,"
    " encryption between containers, the volume's key and the warm pool; version 2's without the warm pool. The jobs"
    " run without, and nothing says so.",
    fix="Make the tuning job by `HyperParameterTuningJob.create` or boto3, which take the settings.",
    source=_SDK3, bad=_tuner("    networking=Networking(enable_network_isolation=True),\n"), good=_tuner(""),
)  # fmt: skip

NAME_REPEATED = Rule(
    "SM3105", "time-stamp-cut-off", Severity.WARNING, since="0.1.0",
    title="The base name is so long that the time stamp is cut off the job's name",
    why="The SageMaker SDK's version 3 makes a name of the base name and a time stamp of 14 digits, and cuts it after"
    " 63 characters, from its end. Jobs of the same hour, day or year have the same name then, and all but the first"
    " are refused.",
    fix="Shorten base_job_name to 48 characters.",
    source=_NAMES,
    bad=_trainer('base_job_name="customer-lifetime-value-regression-with-embeddings-and-seasonality"'),
    good=_trainer('base_job_name="customer-lifetime-value"'),
)  # fmt: skip

NAME_REFUSED = Rule(
    "SM3106", "base-name-refused", Severity.ERROR, since="0.1.0",
    title="Every name that is made of the base name is refused",
    why="A job's name has letters, digits and hyphens. The SDK puts a time stamp behind the base name and sends what"
    " comes out: the service refuses the job.",
    fix="Write hyphens in place of other signs.",
    source=_NAMES, bad=_estimator('base_job_name="churn_model.v2"'), good=_estimator('base_job_name="churn-model-v2"'),
)  # fmt: skip

WITHOUT_EFFECT = Rule(
    "SM3107", "argument-not-sent", Severity.WARNING, since="0.1.0",
    title="An argument that the library does not send",
    why="It is accepted and left out of the request: a zero or False in an object of the SageMaker SDK's version 3,"
    " a folder for checkpoints without a location in S3 in version 2. The job runs by the service's default.",
    fix="Remove the argument, or give what it needs to be sent.",
    source=_SDK3, bad=_estimator('checkpoint_local_path="/opt/ml/checkpoints"'),
    good=_estimator('checkpoint_local_path="/opt/ml/checkpoints"', 'checkpoint_s3_uri="s3://acme-ml/churn/checkpoints/"'),
)  # fmt: skip

MODE_OVERRIDDEN = Rule(
    "SM3108", "input-mode-overridden", Severity.WARNING, since="0.1.0",
    title="The job's input mode is overridden for each of its channels",
    why="InputData of the SageMaker SDK's version 3 becomes a channel in File mode, whatever `training_input_mode`"
    " says, and a channel's mode counts before the job's: the data is copied to the volume before the training begins.",
    fix="Write the channel as `Channel(..., input_mode=...)`.",
    source=_CHANNEL,
    bad=_trainer('training_input_mode="FastFile"', train=_TRAIN, names="InputData"),
    good=_trainer('training_input_mode="File"', train=_TRAIN, names="InputData"),
)  # fmt: skip

ENUM_NAME = Rule(
    "SM3109", "enum-name-in-text", Severity.WARNING, since="0.1.0",
    title="A text takes the name of an enum's member in place of its value",
    why="A member of a `class Stage(str, Enum)` is sent as its value, but from Python 3.11 on an f-string writes"
    " `Stage.DEV` for it. The name, location or tag with it in it is another one than was meant.",
    fix="Use `.value`, or derive the enum from StrEnum.",
    source="https://docs.python.org/3/whatsnew/3.11.html#enum",
    bad=_enum("str, Enum", "Enum"), good=_enum("StrEnum", "StrEnum"),
)  # fmt: skip
