"""The words by which a text is known to speak of training, or to hint at it."""

import pytest

from policylint.sources.telltale import hints_at_training


@pytest.mark.parametrize(
    "text",
    [
        "sagemaker",
        "nightly-SageMaker-job",
        "train",
        "train-nightly",
        "nightly_training",
        "ChurnTraining",
        "churnRetrain",
        "RETRAIN",
        "re-training",
        "ModelTrainer",
        '{"type": "ml.p4d.24xlarge"}',
        '{"type": "ml.m5.large"}',
        '{"HyperParameterTuningJobName": "a"}',
        '{"TrainingJobName": "a"}',
        '{"trainingImage": "a"}',
    ],
)
def test_what_hints_at_training(text: str) -> None:
    assert hints_at_training(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "etl",
        "constraints",
        "restrain",
        "strain-gauge",
        "trainees",
        "Terrain",
        "html.index",
        "example.html",
        '{"day": "2026-11-28", "type": "m5.xlarge"}',
        "yml.config",
        "quatrains",
    ],
)
def test_what_does_not(text: str) -> None:
    assert not hints_at_training(text)
