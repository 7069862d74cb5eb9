"""The operations of SageMaker that a guard judges."""

from policylint.job import TRAINING, TUNING

SERVICE = "SageMaker"
OF_PIPELINES = frozenset({"CreatePipeline", "UpdatePipeline"})
OF_JOBS = frozenset({TRAINING, TUNING})
OPERATIONS = OF_JOBS | OF_PIPELINES
