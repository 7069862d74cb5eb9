"""The errors that policylint raises for what it was given, under one root.

PolicylintError               exit code 2: policylint could not do its job
"""

from typing import ClassVar


class PolicylintError(Exception):
    """What was given cannot be used; the message says what was wrong, where, and what to do.

    `exit_code` is the code that a command ends with when it meets one.
    """

    exit_code: ClassVar[int] = 2
