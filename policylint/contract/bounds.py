"""Contract rules for numbers beyond what the service takes, where the API's model states no bound."""

from collections.abc import Iterator

from policylint.contract.instances import CONFIGS, RESOURCES, TUNING_RESOURCES
from policylint.finding import Finding, Severity
from policylint.job import TrainingJob
from policylint.members import LARGEST_VOLUME, VOLUME
from policylint.rule import rule

_CONFIGS = f"{TUNING_RESOURCES}.{CONFIGS}"
_EVALUATORS = ("DebugRuleConfigurations", "ProfilerRuleConfigurations")


@rule(
    "SM3601",
    "volume-beyond-the-largest",
    Severity.ERROR,
    since="0.1.0",
    title="VolumeSizeInGB is more than the largest volume has",
    why="The volumes of training are of the type gp2 (API_ResourceConfig), which has at most 16,384 GiB; processing"
    " states the same maximum in its model. No such volume can be made, so the job does not start.",
    fix="Ask for at most 16384 GB for each instance; share the data among more instances, stream it (Pipe, FastFile),"
    " or mount a file system.",
    source="https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html",
    members=(RESOURCES, TUNING_RESOURCES, *_EVALUATORS),
    bad={VOLUME: 16_385},
    good={VOLUME: 16_384},
)
def volume_beyond_the_largest(job: TrainingJob) -> Iterator[Finding]:
    places = [RESOURCES, TUNING_RESOURCES]
    places += [path for member in (_CONFIGS, *_EVALUATORS) for path, _ in job.each(member)]
    for place in places:
        size = job.integer(f"{place}.VolumeSizeInGB")
        if size is not None and size > LARGEST_VOLUME:
            yield Finding.at(f"{place}.VolumeSizeInGB", f"{size:,} GB are more than the {LARGEST_VOLUME:,} of a volume")
