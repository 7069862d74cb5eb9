"""Contract rules for KMS keys: how a key may be named, where no key is taken, and whether the job can use it."""

import re
from collections.abc import Iterator

from policylint.aws import arn_account, arn_partition, arn_region, parse_arn
from policylint.contract.instances import RESOURCES, TUNING_RESOURCES, groups
from policylint.contract.region import region_of
from policylint.documentation import API
from policylint.finding import Finding, Severity, remove
from policylint.instance_types import hardware
from policylint.job import TrainingJob
from policylint.members import VOLUME_KEY
from policylint.path import REMOVED
from policylint.rule import rule

OUTPUT_KEY = "OutputDataConfig.KmsKeyId"
TUNING_VOLUME_KEY = f"{TUNING_RESOURCES}.VolumeKmsKeyId"
VOLUME_KEYS = (VOLUME_KEY, TUNING_VOLUME_KEY)
KEYS = (OUTPUT_KEY, *VOLUME_KEYS)
_PLACES = tuple((path, *path.split(".")) for path in KEYS)

_RESOURCE_PAGE = f"{API}API_ResourceConfig.html"
_KEY_ID = re.compile(r"mrk-[0-9a-f]{32}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_ALLOWED = re.compile(r"[a-zA-Z0-9:/_-]+")  # anything else is a fault of the member's pattern, and reported as such
_ID = "1234abcd-12ab-34cd-56ef-1234567890ab"
_KEY = f"arn:aws:kms:us-east-1:123456789012:key/{_ID}"


def form(key: str) -> str | None:
    """How a KMS key is named: "key id", "key ARN", "alias name" or "alias ARN"; None where it is in none of these forms
    (https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html#key-id)."""
    if key.startswith("arn:"):
        arn = parse_arn(key)
        kind, _, name = arn.resource.partition("/") if arn else ("", "", "")
        return f"{kind} ARN" if arn and arn.service == "kms" and kind in ("key", "alias") and name else None
    if key.startswith("alias/"):
        return "alias name" if len(key) > len("alias/") else None
    return "key id" if _KEY_ID.fullmatch(key) else None


def _formless(key: str | None) -> bool:
    return bool(key) and key is not None and form(key) is None and _ALLOWED.fullmatch(key) is not None


@rule(
    "SM2204",
    "output-key-in-no-known-form",
    Severity.ERROR,
    since="0.1.0",
    title="OutputDataConfig.KmsKeyId does not name a KMS key",
    why="The service takes a key id, a key ARN, an alias name (alias/...) or an alias ARN. With anything else the "
    "model cannot be stored encrypted: the job is refused, or fails when the training is done and paid for.",
    fix="Give the key in one of the four forms; an alias name begins with 'alias/'.",
    source=f"{API}API_OutputDataConfig.html",
    members=(OUTPUT_KEY,),
    bad={OUTPUT_KEY: "acme-models"},
    good={OUTPUT_KEY: "alias/acme-models"},
    shared=True,
)
def output_key_in_no_known_form(job: TrainingJob) -> Iterator[Finding]:
    key = job.string(OUTPUT_KEY)
    if _formless(key):
        yield Finding.at(OUTPUT_KEY, f"{key!r} is not a key id, key ARN, alias name ('alias/...') or alias ARN of KMS")


@rule(
    "SM2205",
    "volume-key-in-no-allowed-form",
    Severity.ERROR,
    since="0.1.0",
    title="VolumeKmsKeyId is neither a key id nor a key ARN",
    why="For the volume the API takes a key id or a key ARN. An alias, which OutputDataConfig.KmsKeyId does take, is "
    "none of its formats.",
    fix="Give the id or the ARN of the key that the alias stands for: `aws kms describe-key --key-id alias/NAME`.",
    source=_RESOURCE_PAGE,
    members=VOLUME_KEYS,
    bad={VOLUME_KEY: "alias/acme-volumes"},
    good={VOLUME_KEY: _ID},
)
def volume_key_in_no_allowed_form(job: TrainingJob) -> Iterator[Finding]:
    for path in VOLUME_KEYS:
        key = job.string(path)
        if key:
            found = form(key) or ""
            if found.startswith("alias") or _formless(key):
                what = f"an {found}" if found else "neither"
                yield Finding.at(path, f"VolumeKmsKeyId takes a key id or a key ARN; {key!r} is {what}")


@rule(
    "SM2206",
    "volume-key-for-local-storage",
    Severity.ERROR,
    since="0.1.0",
    title="VolumeKmsKeyId for an instance type with local storage",
    why="Local NVMe storage is encrypted by the instance's own hardware, and the service refuses a key for it: in a "
    "heterogeneous cluster, one such group is enough.",
    fix="Remove VolumeKmsKeyId where encryption by the hardware will do; else take a type without local storage.",
    source=_RESOURCE_PAGE,
    members=VOLUME_KEYS,
    bad={VOLUME_KEY: _KEY, f"{RESOURCES}.InstanceType": "ml.g5.xlarge", f"{RESOURCES}.VolumeSizeInGB": REMOVED},
    good={VOLUME_KEY: _KEY, f"{RESOURCES}.InstanceType": "ml.c5.xlarge"},
    shared=True,
)
def volume_key_for_local_storage(job: TrainingJob) -> Iterator[Finding]:
    for path in VOLUME_KEYS:
        if job.get(path):
            member = path.partition(".")[0]
            found = [(asked.type, hardware(asked.type)) for asked in groups(job) if asked.path.startswith(member)]
            types = sorted({type_ for type_, known in found if type_ and known and known.local_storage_gb})
            if types:
                message = f"no volume key is taken for {', '.join(types)}: the hardware encrypts its local storage"
                yield Finding.at(path, message, fix=remove(path, safe=False))


@rule(
    "SM2207",
    "kms-key-of-another-region",
    Severity.WARNING,
    since="0.1.0",
    title="A KMS key of another Region than the job's",
    why="KMS keys work in their own Region. A volume is in the job's Region for certain, so that its key must be there "
    "too (an error); an output key must be in the Region of the bucket, which most often is the job's. A multi-Region "
    "key has an ARN of its own in each of its Regions.",
    fix="Give a key of the job's Region, or for a multi-Region key the ARN of its replica there.",
    source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html",
    members=KEYS,
    bad={OUTPUT_KEY: f"arn:aws:kms:eu-west-1:123456789012:key/{_ID}", VOLUME_KEY: _KEY},
    good={OUTPUT_KEY: f"arn:aws:kms:us-east-1:123456789012:key/{_ID}", VOLUME_KEY: _KEY},
    shared=True,
)
def kms_key_of_another_region(job: TrainingJob) -> Iterator[Finding]:
    partition = arn_partition(job.request.get("RoleArn"))
    for path, key in _arns(job):
        own, region = arn_region(key), region_of(job)
        elsewhere = partition and arn_partition(key) != partition  # which SM2905 reports
        if own and region and own != region.name and not elsewhere:
            severity = Severity.ERROR if path in VOLUME_KEYS and region.certain else Severity.WARNING
            yield Finding.at(path, f"the key is in {own}, the job in {region}", severity=severity)


@rule(
    "SM2208",
    "kms-key-of-another-account",
    Severity.NOTE,
    since="0.1.0",
    title="A KMS key of another account than the role's",
    why="A key of another account works only where both its key policy and the role's own policy allow it; where one "
    "is missing the job fails, for an output key when the training is done.",
    fix="Check that the key policy names the role's account, and that the role may use the key; or use your own key.",
    source="https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-modifying-external-accounts.html",
    members=KEYS,
    bad={OUTPUT_KEY: f"arn:aws:kms:us-east-1:210987654321:key/{_ID}"},
    good={OUTPUT_KEY: _KEY},
    shared=True,
)
def kms_key_of_another_account(job: TrainingJob) -> Iterator[Finding]:
    account = arn_account(job.string("RoleArn") or "")
    for path, key in _arns(job):
        own = arn_account(key)
        if own and account and own != account:
            yield Finding.at(path, f"the key belongs to account {own}, the role to {account}")


def _arns(job: TrainingJob) -> Iterator[tuple[str, str]]:
    """The keys that are given by ARN, with their paths."""
    for path, member, name in _PLACES:
        config = job.request.get(member)
        key = config.get(name) if isinstance(config, dict) else None
        if isinstance(key, str) and key.startswith("arn:"):
            yield path, key
