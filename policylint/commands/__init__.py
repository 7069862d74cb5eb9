"""The commands of `policylint`: a module each, imported only when it is the one that was asked for.

A command is a line in `COMMANDS` and a module of its name with two functions: `arguments(parser)`, which says what the
command takes, and `run(options) -> int`, which carries it out and returns the exit code.
"""

from typing import NamedTuple


class Command(NamedTuple):
    """What a command is for, in a sentence, and a command line that shows it at work."""

    purpose: str
    example: str


COMMANDS = {
    "check": Command(
        "Check the requests in files and folders.",
        "policylint check jobs --policies baseline",
    ),
    "review": Command(
        "Compare with a base: new findings and the difference in cost.",
        "policylint review jobs --base main --fail-over 500",
    ),
    "comment": Command(
        "Post the review as a comment on a GitHub pull request, updating the previous one.",
        "policylint comment review.md --repository acme/ml --pull-request 7",
    ),
    "baseline": Command(
        "Record the present findings, so that `check --baseline` reports only new ones.",
        "policylint baseline jobs --output policylint-baseline.json",
    ),
    "cost": Command(
        "Estimate what the requests in files and folders can cost.",
        "policylint cost jobs --region eu-west-1 --output cost.csv",
    ),
    "audit": Command(
        "Judge the jobs that were already run, from CloudTrail, Describe answers or the guard's audit file.",
        "policylint audit AWSLogs --policies baseline --output audit.html",
    ),
    "replay": Command(
        "Show which past jobs a change of policies would have stopped.",
        "policylint replay AWSLogs --policies new.yaml --against baseline",
    ),
    "extract": Command(
        "Print the requests that were read from files, as JSON, with what is unknown marked.",
        "policylint extract train.py",
    ),
    "sweep": Command(
        "Estimate and check the many jobs of a sweep file.",
        "policylint sweep sweep.yaml --within 100 --output sweep.html",
    ),
    "pricing": Command(
        "Show the prices behind estimates, or import your own.",
        "policylint pricing show ml.g5.xlarge --region eu-west-1",
    ),
    "rules": Command(
        "List the rules.",
        "policylint rules --select SM20",
    ),
    "explain": Command(
        "Explain a rule: what it finds, why it matters, and how to fix it.",
        "policylint explain SM1006",
    ),
    "policies": Command(
        "List policy packs, show their policies, explain a policy.",
        "policylint policies list",
    ),
    "test": Command(
        "Run the tests of policy packs.",
        "policylint test baseline --require-coverage",
    ),
    "eval": Command(
        "Evaluate a policy expression on a request.",
        'policylint eval "cost.max_usd" jobs/churn.json',
    ),
    "waivers": Command(
        "List waivers, or generate waivers for the present findings.",
        "policylint waivers list --expired",
    ),
    "init": Command(
        "Create a starter configuration, policy pack with a test, and workflow.",
        "policylint init --name acme",
    ),
    "secrets": Command(
        "List the secret detectors, or test your own.",
        "policylint secrets --test detectors.yaml",
    ),
    "schema": Command(
        "Show the API model that requests are checked against.",
        "policylint schema show ResourceConfig.InstanceType",
    ),
    "exec": Command(
        "Run a command with the boto3 guard enabled in every Python process.",
        "policylint exec --mode enforce --budget 500 -- python train.py",
    ),
    "aws": Command(
        "Judge what an AWS CLI command would send, then run it.",
        "policylint aws -- sagemaker create-training-job --cli-input-json file://job.json",
    ),
    "ledger": Command(
        "Show the ledger of the guard's budget, or release what was never spent.",
        "policylint ledger show",
    ),
    "completion": Command(
        "Print the script that completes commands and options in a shell.",
        "policylint completion bash >> ~/.bashrc",
    ),
    "config": Command(
        "Show the settings and where each came from.",
        "policylint config show",
    ),
}

ELSEWHERE = {
    "lint": "check",
    "validate": "check",
    "scan": "check",
    "run": "exec",
    "fix": "check --fix",
    "diff": "review",
    "history": "audit",
    "backtest": "replay",
    "estimate": "cost",
    "price": "pricing",
    "budget": "cost --fail-over",
    "help": "--help",
    "version": "--version",
}
"""What other tools call a command, and what it is here."""
