"""Histories of jobs: every form in which they come, matched by the family of a name."""

import json
from pathlib import Path

from policylint.cost.costing import costing
from policylint.job import TrainingJob
from tests.cli import policylint
from tests.requests import minimal_job

HISTORIES = {
    "describe.json": """{"TrainingJobName": "churn-2026-11-24-10-15-59-123", "TrainingJobStatus": "Completed",
        "TrainingTimeInSeconds": 240, "ResponseMetadata": {"RetryAttempts": 0}, "SecondaryStatusTransitions": []}""",
    "list.json": """{"TrainingJobSummaries": [
        {"TrainingJobName": "churn-8f3a2c1", "TrainingJobStatus": "Completed",
         "TrainingStartTime": "2026-11-24T10:00:00Z", "TrainingEndTime": "2026-11-24T10:04:00+00:00"},
        {"TrainingJobName": "churn-v12", "TrainingJobStatus": "Stopped",
         "TrainingStartTime": "2026-11-24 10:00:00", "TrainingEndTime": "2026-11-24 10:40:00"}], "NextToken": "x"}""",
    "array.json": """[{"TrainingJobName": "churn-1",
        "TrainingStartTime": 1795000000, "TrainingEndTime": 1795000240.0}]""",
    "answers.jsonl": """{"TrainingJobSummaries": [{"TrainingJobName": "churn-1", "TrainingTimeInSeconds": 240}]}
        {"TrainingJobName": "churn-20261124", "TrainingTimeInSeconds": 240}""",
    "table.csv": "\ufeffTraining Job Name,status,training_time_in_seconds\n"
    "churn-2026-11-24,Completed,240\nchurn-2,Failed,9\n",
    "durations.csv": 'job,note,runtime\nchurn-3,"a, b",4m\n',
    "times.csv": "name,TrainingStartTime,TrainingEndTime\n"
    "churn-4,2026-11-24 10:00:00+01:00,2026-11-24 09:04:00+00:00\n",
}


def test_every_form_of_a_history_is_read(tmp_path: Path) -> None:
    for name, text in HISTORIES.items():
        (tmp_path / name).write_text(text)
        terms = costing(history=tmp_path / name)
        assert terms.expected_seconds(TrainingJob(minimal_job({"TrainingJobName": "churn-99"}))) == 240, name
        assert terms.expected_seconds(TrainingJob(minimal_job({"TrainingJobName": "other-99"}))) is None, name


def test_the_percentile_and_the_number_of_jobs_are_shown(tmp_path: Path) -> None:
    (tmp_path / "past.csv").write_text("job,seconds\n" + "".join(f"churn-{n},{n * 60}\n" for n in range(1, 12)))
    (tmp_path / "job.json").write_text(json.dumps(minimal_job({"TrainingJobName": "churn-2026-11-24"})))
    given = ["cost", "job.json", "--region=us-east-1"]
    told = policylint(*given, "--history=past.csv", cwd=tmp_path).out
    assert "expected to run for 6 min: the median of 11 past jobs of the family churn (1 min to 11 min)" in told
    (tmp_path / "policylint.toml").write_text('[cost]\nhistory = "past.csv"\nhistory-percentile = 90\n')
    for more, says in ((["--history-percentile=25"], "210 s: percentile 25"), ([], "10 min: percentile 90")):
        found = json.loads(policylint(*given, "--output-format=json", *more, cwd=tmp_path).out)["jobs"][0]
        assert any(f"expected to run for {says} of 11 past jobs" in note for note in found["notes"]), found["notes"]
    stated = policylint(*given, "--expected-runtime=2m", cwd=tmp_path).out  # what is stated is no history
    assert "past jobs" not in stated
    assert policylint(*given, "--history=past.csv", "--history-percentile=101", cwd=tmp_path).err == (
        "policylint: history-percentile is 101.0, not a number from 0 to 100\n"
    )
