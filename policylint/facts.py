"""Facts of a job: environment, Region, account, tags and owner, each by one rule for every door.

Environment, Region and account are `Job.facts`. The organisation's word counts more than the job's own, and what a
request cannot be otherwise more than what is said of it. In falling order of strength:

1. the options and environment variables of this run; in the guard, what the call is sent to;
2. where the file itself sends the request: the Region of a provider, or of an operator of Kubernetes;
3. the last `[[facts]]` entry whose glob matches the file, then what the configuration says of every request;
4. what the request must be: the account of its role (`account_of` here), the Region of its ARNs
   (`policylint.contract.region.region_of`, which knows the members that have them);
5. what the job claims: its file's sidecar, then, for the environment, the tag that `environment-tag` names.

With `environment-tag-decides` that tag comes before 3.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from policylint.aws import role_account
from policylint.globs import matcher
from policylint.job import Facts, Job, TrainingJob, derived
from policylint.settings.config import Settings
from policylint.unknown import Unknown


class FactsByFile:
    """What is known of the requests in a file that the request itself may not say."""

    def __init__(self, settings: Settings) -> None:
        self._forced = settings.facts(from_file=False)
        self._default = settings.facts(from_file=True)
        self._config = settings.config
        self._entries = [
            (matcher([entry.files], settings.root), Facts(entry.environment, entry.region, entry.account))
            for entry in reversed(settings.config.facts)
        ]

    def of(self, file: str, job: Job, sidecar: Facts) -> Facts:
        """The facts of a job in a file ("": in memory) whose sidecar claims some."""
        told = Facts()
        for covers, entry in self._entries:
            if covers(file):
                told = told.over(entry)
        facts = self._forced.over(Facts(region=sidecar.sent_to, batch=sidecar.batch, runs=sidecar.runs))
        claimed = Facts(sidecar.environment, sidecar.region, sidecar.account)
        known = replace(facts.over(told).over(self._default), claimed=claimed if claimed != _NOTHING else None)
        if facts.environment:
            return known
        return with_environment(known, job, self._config.environment_tag, decides=self._config.environment_tag_decides)


_NOTHING = Facts()


def with_environment(facts: Facts, job: Job, key: str | None, *, decides: bool = False) -> Facts:
    """Facts with the environment that the job claims, in its sidecar or by the tag of a key, where its claim counts.

    A tag that `decides` comes before what `facts` have, also one whose value is not known.
    """
    environment = facts.environment or (facts.claimed.environment if facts.claimed else None)
    if key and (decides or not environment):
        value = tag(job, key)
        if value is not None:
            environment = value if isinstance(value, str) else None
    return facts if environment == facts.environment else replace(facts, environment=environment)


def tagged(job: Job) -> Job:
    """The request that has a job's tags: a definition of a tuning job has those of the tuning job."""
    return job.tuning if isinstance(job, TrainingJob) and job.tuning is not None else job


@derived
def tags(job: Job) -> Mapping[str, str]:
    """The tags that are known, value by key."""
    return {key: value for key, value in all_tags(job)[0].items() if isinstance(value, str)}


def tag(job: Job, key: str) -> Any:
    """The value of a tag; None where the job surely has none of that key, an `Unknown` where that is not known."""
    found, others = all_tags(job)
    return found.get(key, others)


@derived
def all_tags(job: Job) -> tuple[Mapping[str, Any], Unknown | None]:
    """Value by key, and what further tags come from, if there may be some.

    The value of a key that is given twice, with different values, is an `Unknown`.
    """
    listed = tagged(job).look("Tags")
    if isinstance(listed, Unknown):
        return {}, listed
    found: dict[str, Any] = {}
    others: Unknown | None = None
    for item in listed if isinstance(listed, list) else [listed]:
        key = item.get("Key") if isinstance(item, dict) else item
        if isinstance(key, Unknown):
            others = key
        elif isinstance(key, str) and isinstance(item, dict):
            value = item.get("Value")
            found[key] = value if found.get(key, value) == value else Unknown(f"the tag {key}, which is given twice")
    return found, others


@derived
def owner(job: Job) -> str:
    """Whom the tag `owner` names, be it written in any case; else ""."""
    return next((value for key, value in tags(job).items() if key.lower() == "owner"), "")


def account_of(job: Job) -> str | None:
    """The AWS account: stated, else that of `RoleArn`, since SageMaker takes no role of another account."""
    claimed = job.facts.claimed.account if job.facts.claimed else None
    return job.facts.account or role_account(job.request) or claimed
