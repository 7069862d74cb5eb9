"""The commands of `policylint`: a module each, imported only when it is the one that was asked for.

A command is a line in `COMMANDS` and a module of its name with two functions: `arguments(parser)`, which says what the
command takes, and `run(options) -> int`, which carries it out and returns the exit code.
"""

COMMANDS = {
    "check": "Check the requests in files and folders.",
    "review": "Tell what a change brings: new findings, and the difference in cost.",
    "comment": "Put a review onto a pull request at GitHub, in place of the last one.",
    "baseline": "Write down the present findings, so that `check --baseline` reports only new ones.",
    "rules": "List the rules.",
    "explain": "Explain a rule: why it is there, and how to mend what it finds.",
    "secrets": "List the detectors of secrets, or test your own.",
    "schema": "Look at the API model that requests are held to.",
    "config": "Look at the settings and where each came from.",
}
