"""The guard as a plugin of the AWS CLI, version 1.

    aws configure set plugins.policylint policylint.guards.awscli

The options are those of the environment (`POLICYLINT_GUARD`, ...) and of the configuration that governs the working
directory. A job that is blocked ends the command with the guard's words on standard error and exit code 255.
"""

from typing import Any

from policylint.guards.attach import guard, register_process_hooks


def awscli_initialize(event_handlers: Any) -> None:
    """Called by the AWS CLI with the events of its session."""
    guard()
    register_process_hooks(event_handlers)
