"""Facts of a job: environment, Region, account, tags and owner, each by one rule for every door.

Environment, Region and account are `Job.facts`, in falling order of strength: the options and environment variables
of this run (or, in the guard, what the call is sent to), the file's own sidecar, the last `[[facts]]` entry whose
glob matches the file, what the configuration says of every request; and, for the environment alone, the tag that the
setting `environment-tag` names. What only the request states comes after these: the account of its role (`account`
here), the Region of its ARNs (`policylint.contract.region.region_of`, which knows the members that have them).
"""

from collections.abc import Mapping
from dataclasses import replace

from policylint.aws import arn_account
from policylint.globs import matcher
from policylint.job import Facts, Job, TrainingJob, derived
from policylint.settings.config import Settings


class FactsByFile:
    """What is known of the requests in a file that the request itself may not say."""

    def __init__(self, settings: Settings) -> None:
        self._forced = settings.facts(from_file=False)
        self._default = settings.facts(from_file=True)
        self._tag = settings.config.environment_tag
        self._entries = [
            (matcher([entry.files], settings.root), Facts(entry.environment, entry.region, entry.account))
            for entry in reversed(settings.config.facts)
        ]

    def of(self, file: str, job: Job, sidecar: Facts) -> Facts:
        """The facts of a job in a file ("": in memory) whose sidecar states some."""
        facts = self._forced.over(sidecar)
        for covers, entry in self._entries:
            if covers(file):
                facts = facts.over(entry)
        return with_environment(facts.over(self._default), job, self._tag)


def with_environment(facts: Facts, job: Job, tag: str | None) -> Facts:
    """Facts with the environment that the job's own tag states, if none is known yet and `tag` names that tag's key."""
    if facts.environment or tag is None:
        return facts
    return replace(facts, environment=tags(job).get(tag))


@derived
def tags(job: Job) -> Mapping[str, str]:
    """The tags that are known, value by key; a definition of a tuning job has those of the tuning job."""
    whole = job.tuning if isinstance(job, TrainingJob) and job.tuning is not None else job
    pairs = ((tag.get("Key"), tag.get("Value")) for _, tag in whole.each("Tags"))
    return {key: value for key, value in pairs if isinstance(key, str) and isinstance(value, str)}


@derived
def owner(job: Job) -> str:
    """Whom the tag `owner` names, be it written in any case; else ""."""
    return next((value for key, value in tags(job).items() if key.lower() == "owner"), "")


def account(job: Job) -> str | None:
    """The AWS account: stated, else that of `RoleArn`, since SageMaker takes no role of another account."""
    return job.facts.account or arn_account(job.string("RoleArn") or "")
