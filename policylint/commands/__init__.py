"""The commands of `policylint`: a module each, imported only when it is the one that was asked for.

A command is a line in `COMMANDS` and a module of its name with two functions: `arguments(parser)`, which says what the
command takes, and `run(options) -> int`, which carries it out and returns the exit code.
"""

COMMANDS = {
    "check": "Check the requests in files and folders.",
    "review": "Tell what a change brings: new findings, and the difference in cost.",
    "comment": "Put a review onto a pull request at GitHub, in place of the last one.",
    "baseline": "Write down the present findings, so that `check --baseline` reports only new ones.",
    "cost": "Tell what the requests in files and folders can cost, before anyone pays.",
    "extract": "Print the requests that were read, with what is not known of them marked.",
    "sweep": "Cost and judge the many jobs that a sweep file plans.",
    "pricing": "Look at the prices that estimates rest on, or bring your own.",
    "rules": "List the rules.",
    "explain": "Explain a rule: why it is there, and how to fix what it finds.",
    "policies": "List packs of policies, show what they demand, explain a policy.",
    "test": "Try the test cases of packs of policies.",
    "eval": "Try an expression on a request, as an author of policies.",
    "waivers": "List the waivers, or waive what is there today.",
    "init": "Start a configuration, a pack of your own with a test, and a workflow.",
    "secrets": "List the detectors of secrets, or test your own.",
    "schema": "Look at the API model that requests are held to.",
    "exec": "Run a command in which every Python process guards what it submits.",
    "ledger": "Look at the ledger of the guard's budget, or give back what was never spent.",
    "config": "Look at the settings and where each came from.",
}
