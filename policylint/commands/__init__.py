"""The commands of `policylint`: a module each, imported only when it is the one that was asked for.

A command is a line in `COMMANDS` and a module of its name with two functions: `arguments(parser)`, which says what the
command takes, and `run(options) -> int`, which carries it out and returns the exit code.
"""

COMMANDS = {
    "check": "Check the requests in files and folders.",
    "baseline": "Write down the present findings, so that `check --baseline` reports only new ones.",
    "rules": "List the rules.",
    "explain": "Explain a rule: why it is there, and how to mend what it finds.",
    "secrets": "List the detectors of secrets, or test your own.",
    "schema": "Look at the API model that requests are held to.",
    "exec": "Run a command in which every Python process guards what it submits.",
    "ledger": "Look at the ledger of the guard's budget, or give back what was never spent.",
    "config": "Look at the settings and where each came from.",
}
