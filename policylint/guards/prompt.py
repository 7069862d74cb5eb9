"""Asking a person, where there is one: on a terminal or in a notebook."""

import os
import sys
from threading import Lock
from typing import Any

from policylint.report import Report
from policylint.shown import Shown

_lock = Lock()


def _fresh_lock() -> None:
    global _lock  # noqa: PLW0603 - one terminal, one lock
    _lock = Lock()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_fresh_lock)


def ask(question: str) -> bool | None:
    """Whether a person says yes; None where nobody can be asked. Threads ask one after the other."""
    with _lock:
        try:
            if in_notebook():
                return _yes(input(f"{question} [y/N] "))
            if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
                return None
            print(f"{question} [y/N] ", end="", file=sys.stderr, flush=True)  # noqa: T201 - standard output is not ours
            return _yes(sys.stdin.readline())
        except (EOFError, OSError, RuntimeError):  # a kernel without a front end says so by a RuntimeError
            return None


def in_notebook() -> bool:
    """Whether this process is the kernel of a notebook."""
    shell = interactive_shell()
    return shell is not None and getattr(shell, "kernel", None) is not None


def interactive_shell() -> Any:
    """IPython's shell, if this process has one; IPython is not imported for it."""
    ipython = sys.modules.get("IPython")
    return ipython.get_ipython() if ipython is not None else None


def _yes(answer: str) -> bool:
    return answer.strip().lower() in ("y", "yes")


def show(report: Report, headline: Shown) -> None:
    """Show findings below a headline."""
    if in_notebook():
        from IPython import display

        from policylint.reports.notebook import fragment

        display.display(display.HTML(fragment(report, headline)))  # type: ignore[no-untyped-call]
        return
    from policylint.reports import Context, render

    text = render("text", report, Context(quiet=True)) if report.findings else ""
    print(f"policylint: {headline}", *(f"  {line}" for line in text.splitlines()), sep="\n", file=sys.stderr)  # noqa: T201
