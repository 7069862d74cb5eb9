"""The commands of `policylint`: a module each, imported only when it is the one that was asked for.

A command is a line in `COMMANDS` and a module of its name with two functions: `arguments(parser)`, which says what the
command takes, and `run(options) -> int`, which carries it out and returns the exit code.
"""

COMMANDS = {
    "check": "Check the requests in files and folders.",
    "review": "Compare with a base: new findings and the difference in cost.",
    "comment": "Post the review as a comment on a GitHub pull request, updating the previous one.",
    "baseline": "Record the present findings, so that `check --baseline` reports only new ones.",
    "cost": "Estimate what the requests in files and folders can cost.",
    "extract": "Print the requests that were read as JSON, with unknown values marked.",
    "sweep": "Estimate and check the many jobs of a sweep file.",
    "pricing": "Show the prices behind estimates, or import your own.",
    "rules": "List the rules.",
    "explain": "Explain a rule: what it finds, why it matters, and how to fix it.",
    "policies": "List policy packs, show their policies, explain a policy.",
    "test": "Run the tests of policy packs.",
    "eval": "Evaluate a policy expression on a request.",
    "waivers": "List waivers, or generate waivers for the present findings.",
    "init": "Create a starter configuration, policy pack with a test, and workflow.",
    "secrets": "List the secret detectors, or test your own.",
    "schema": "Show the API model that requests are checked against.",
    "exec": "Run a command with the boto3 guard enabled in every Python process.",
    "ledger": "Show the ledger of the guard's budget, or release what was never spent.",
    "config": "Show the settings and where each came from.",
}
