"""`policylint init`: a first configuration, a pack of your own with a test, an example job, and a workflow."""

import argparse
import json
import shlex
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import OK, UsageError, write
from policylint.counting import are
from policylint.secrets.redaction import screened

_CONFIG = """# Settings of policylint; `policylint config show` prints all of them and where each came from.
policies = ["baseline", "./{pack}"]

# Values for the packs' parameters; `policylint policies show baseline` prints them all.
[policy-params]
required_tags = ["owner", "cost-center"]

# What a request does not say itself: where the jobs of a folder run.
[[facts]]
files = {dev}
environment = "dev"

[[facts]]
files = {prod}
environment = "prod"
"""
_PACK = """# Your organisation's own policies; try expressions with `policylint eval EXPR FILE`.
pack: {name}
title: What {name} wants of its training jobs
version: 0.1.0
params:
  name_prefix:
    type: string
    default: {name}-
    doc: What the names of all jobs begin with.
"""
_POLICIES = """policies:
  - name: prefix-job-names
    severity: warning
    assert: starts_with(TrainingJobName, params.name_prefix)
    message: "{{ TrainingJobName }} does not begin with {{ params.name_prefix }}"
    fix: Name the job so that everybody can see whose it is.
    reason: Names are what dashboards, budgets and people search by.
"""
_TESTS = """cases:
  prefix-job-names:
    - name: another prefix
      set: {{TrainingJobName: churn-2026}}
      expect: fail
      at: TrainingJobName
    - name: the right prefix
      set: {{TrainingJobName: {name}-churn-2026}}
      expect: pass
"""
_EXAMPLE = """# A request that passes: put one of yours in its place.
TrainingJobName: {name}-example
RoleArn: arn:aws:iam::123456789012:role/SageMakerTraining
AlgorithmSpecification:
  TrainingImage: 123456789012.dkr.ecr.us-east-1.amazonaws.com/example@sha256:{digest}
  TrainingInputMode: File
OutputDataConfig:
  S3OutputPath: s3://{name}-ml/example/models/
  KmsKeyId: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
ResourceConfig:
  InstanceType: ml.m5.xlarge
  InstanceCount: 1
  VolumeSizeInGB: 30
  VolumeKmsKeyId: arn:aws:kms:us-east-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab
EnableNetworkIsolation: true
VpcConfig:
  Subnets: [subnet-0a1b2c3d4e5f60718]
  SecurityGroupIds: [sg-0a1b2c3d4e5f60718]
EnableManagedSpotTraining: true
CheckpointConfig:
  S3Uri: s3://{name}-ml/example/checkpoints/
StoppingCondition:
  MaxRuntimeInSeconds: 3600
  MaxWaitTimeInSeconds: 7200
Tags:
  - {{Key: owner, Value: data-science}}
  - {{Key: cost-center, Value: "4711"}}
"""
_DIGEST = "0f4a3e1d9c8b7a6f" * 4
_WORKFLOW = """name: policylint
on:
  pull_request:
permissions:
  contents: read
concurrency:
  group: policylint-${{{{ github.ref }}}}
  cancel-in-progress: true
jobs:
  policylint:
    name: policylint
    runs-on: ubuntu-24.04
    timeout-minutes: 10
    steps:
      - uses: actions/checkout@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0
        with:
          persist-credentials: false
          fetch-depth: 2 # the commit before, which a review compares with
      - uses: actions/setup-python@e797f83bcb11b83ae66e0230d6156d7c80228e7c # v6.0.0
        with:
          python-version: "3.13"
      - name: Install
        run: pip install "{requirement}"
      - name: Test the policies
        run: policylint test ./{pack} --require-coverage --mutate
      - name: Review what the pull request adds
        shell: bash
        run: |
          policylint review {jobs} --base-exact HEAD^1 --new-only | tee -a "$GITHUB_STEP_SUMMARY"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` takes."""
    parser.add_argument(
        "folder", nargs="?", type=Path, default=Path(), metavar="FOLDER", help="default: the current folder"
    )
    parser.add_argument("--name", default="acme", metavar="NAME", help="the name of your pack (default: %(default)s)")
    parser.add_argument("--jobs", default="jobs", metavar="PATH", help="your requests (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Write the files; none that is there already is touched."""
    from policylint.installed import requirement
    from policylint.policies.functions.texts import matches
    from policylint.policies.model import NAME

    name, folder, jobs = options.name, options.folder, options.jobs
    if not matches(name, NAME):
        raise UsageError(f"--name: {name!r} is not a name: use lowercase letters and digits, words joined by hyphens")
    pack = f"policies/{name}"
    tested = f"policylint test ./{pack}"
    checked = f"policylint check {shlex.quote(jobs)}"
    dev, prod = (json.dumps(f"{jobs}/{environment}/**", ensure_ascii=False) for environment in ("dev", "prod"))
    files = {
        "policylint.toml": _CONFIG.format(pack=pack, dev=dev, prod=prod),
        f"{pack}/pack.yaml": _PACK.format(name=name),
        f"{pack}/names.yaml": _POLICIES,
        f"{pack}/names.test.yaml": _TESTS.format(name=name),
        ".github/workflows/policylint.yml": _WORKFLOW.format(
            pack=pack, jobs=shlex.quote(jobs), requirement=requirement()
        ),
    }
    if (folder / jobs).exists():
        then = f"{tested}. {checked} shows what is there; the workflow fails only for what a pull request adds."
    else:
        files[f"{jobs}/dev/example.yaml"] = _EXAMPLE.format(name=name, digest=_DIGEST)
        then = f"{tested}, then {checked}"
    taken = [file for file in files if (folder / file).exists()]
    if taken:
        raise UsageError(f"{', '.join(taken)} {are(len(taken))} there already; nothing was written")
    for file, text in files.items():
        write(folder / file, screened(text))
        out(screened(f"wrote {folder / file}"))
    out(screened(f"\nNext: {then}"))
    return OK
