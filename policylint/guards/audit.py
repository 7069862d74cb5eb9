"""The audit file: one JSON object a line for each submission that a guard judged, in OpenTelemetry's terms.

A line is a log record of OpenTelemetry's data model (https://opentelemetry.io/docs/specs/otel/logs/data-model/) with
attributes from its semantic conventions where these have a name. It holds no value of the request except its name,
in which secrets are masked.
"""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from policylint import __version__
from policylint.errors import PolicylintError
from policylint.guards.turns import turn

MAX_BYTES = 10 * 1024 * 1024
KEPT = 5
WAIT = 10.0
"""How long to wait for the turn, in seconds: a process that was stopped while it had it keeps it."""
_NUMBERS = {"INFO": 9, "WARN": 13, "ERROR": 17}


class AuditError(PolicylintError, OSError):
    """A record could not be written; the message names the file and says why."""


def write(file: Path, event: str, severity: str, attributes: Mapping[str, Any], *, max_bytes: int = MAX_BYTES) -> None:
    """Append a record, whole or not at all, and turn the file over once it is larger than `max_bytes`.

    Threads and processes take turns. The file before the present one is `FILE.1`; the last `KEPT` are kept.

    Raises:
        AuditError: the record could not be written: the disk is full, the folder read-only.
    """
    try:
        record = _record(event, severity, attributes)
    except (ValueError, OverflowError):
        raise AuditError(f"the audit file {file} cannot be written: the clock of this machine states no date") from None
    line = json.dumps(record, separators=(",", ":")).encode() + b"\n"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with turn(file, WAIT):
            if _append(file, line) > max_bytes:
                _turn_over(file)
    except TimeoutError:
        raise AuditError(f"the audit file {file} cannot be written: another process holds its turn") from None
    except OSError as error:
        raise AuditError(f"the audit file {file} cannot be written: {error.strerror or type(error).__name__}") from None


def _append(file: Path, line: bytes) -> int:
    """Append a line and give the file's new size; a line that got half-way is taken back."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        size = os.lseek(descriptor, 0, os.SEEK_END)
        if size:
            os.lseek(descriptor, size - 1, os.SEEK_SET)
            if os.read(descriptor, 1) != b"\n":  # a writer was killed in the middle of its line
                line = b"\n" + line
        try:
            left = line
            while left:
                left = left[os.write(descriptor, left) :]
        except OSError:
            os.ftruncate(descriptor, size)
            raise
        return size + len(line)
    finally:
        os.close(descriptor)


def _turn_over(file: Path) -> None:
    for number in range(KEPT - 1, 0, -1):
        older = file.with_name(f"{file.name}.{number}")
        if older.exists():
            older.replace(file.with_name(f"{file.name}.{number + 1}"))
    file.replace(file.with_name(f"{file.name}.1"))


def _record(event: str, severity: str, attributes: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "timestamp": datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"),
        "severity_text": severity,
        "severity_number": _NUMBERS[severity],
        "event_name": event,
        "resource": {
            "service.name": "policylint",
            "service.version": __version__,
            "host.name": platform.node(),
            "process.pid": os.getpid(),
            "process.owner": owner(),
        },
        "attributes": {name: value for name, value in attributes.items() if value is not None},
    }


def owner() -> str | None:
    """The user of this process, where the system knows one."""
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user id without a name, as containers have
        return None
