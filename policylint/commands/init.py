"""`policylint init`: a first configuration, a pack of one's own with a test, and a workflow that runs both."""

import argparse
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import OK, UsageError, write
from policylint.secrets.redaction import screened

_CONFIG = """# Settings of policylint; `policylint config show` prints all of them and where each came from.
policies = ["baseline", "./{pack}"]

# Values for the packs' parameters; `policylint policies show baseline` prints them all.
[policy-params]
required_tags = ["owner", "cost-center"]

# What a request does not say itself: where the jobs of a folder run.
[[facts]]
files = "jobs/prod/**"
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
_WORKFLOW = """name: policylint
on: [push, pull_request]
permissions:
  contents: read
jobs:
  policylint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          persist-credentials: false
      - uses: actions/setup-python@v5
        with:
          python-version: "3.12"
      - run: pip install policylint
      - run: policylint test ./{pack} --require-coverage --mutate
      - run: policylint check {jobs}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `init` takes."""
    parser.add_argument("folder", nargs="?", type=Path, default=Path(), help="where to start (default: here)")
    parser.add_argument("--name", default="acme", metavar="NAME", help="the name of your pack (default: %(default)s)")
    parser.add_argument("--jobs", default="jobs", metavar="PATH", help="where requests are (default: %(default)s)")


def run(options: argparse.Namespace) -> int:
    """Write the files; none that is there already is touched."""
    from policylint.policies.functions.texts import regex
    from policylint.policies.model import NAME

    name, folder = options.name, options.folder
    if regex(NAME).match(name) is None:
        raise UsageError(f"--name: {name!r} is not a name: use lowercase letters and digits, words joined by hyphens")
    pack = f"policies/{name}"
    files = {
        "policylint.toml": _CONFIG.format(pack=pack),
        f"{pack}/pack.yaml": _PACK.format(name=name),
        f"{pack}/names.yaml": _POLICIES,
        f"{pack}/names.test.yaml": _TESTS.format(name=name),
        ".github/workflows/policylint.yml": _WORKFLOW.format(pack=pack, jobs=options.jobs),
    }
    taken = [file for file in files if (folder / file).exists()]
    if taken:
        raise UsageError(f"{', '.join(taken)} {'is' if len(taken) == 1 else 'are'} there already; nothing was written")
    for file, text in files.items():
        write(folder / file, screened(text))
        out(screened(f"wrote {folder / file}"))
    out(screened(f"\nNext: policylint test ./{pack}, then policylint check {options.jobs}"))
    return OK
