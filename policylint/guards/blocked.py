"""What a submission raises that the guard stops."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, Any

from policylint.report import Report
from policylint.rule import Rule
from policylint.shown import Shown

if TYPE_CHECKING:
    _Base = Exception
else:
    try:
        from botocore.exceptions import BotoCoreError as _Base
    except ImportError:  # without botocore nothing is submitted, but `except policylint.Blocked` must still be valid
        _Base = Exception

_MOST_LINES = 20


class Blocked(_Base):
    """A submission that the guard stopped before anything was sent: a `botocore.exceptions.BotoCoreError`.

    Attributes:
        operation: the API's name of the call, such as CreateTrainingJob.
        code: why, for programs: "findings", "undecidable", "over-budget" or "not-confirmed".
        reason: why, for people, in one sentence.
        report: what the rules found; without findings where these are not the reason.

    It holds no value of the request that may be a secret, and can be pickled.
    """

    def __init__(self, reason: Shown, *, code: str, operation: str, report: Report) -> None:
        Exception.__init__(self, _text(reason, operation, report))
        self.kwargs: dict[str, Any] = {}
        self.operation = operation
        self.code = code
        self.reason = reason
        self.report = report

    def __reduce__(self) -> tuple[Any, ...]:
        return _blocked, (self.reason, self.code, self.operation, _portable(self.report))

    def _repr_html_(self) -> Shown:
        from policylint.reports.notebook import fragment
        from policylint.secrets.redaction import screened

        return fragment(self.report, screened(f"{self.operation} was not submitted: {self.reason}"))

    def _render_traceback_(self) -> list[str]:
        """What IPython shows in place of a traceback, which would lead into botocore and help nobody."""
        return str(self).splitlines()


def _blocked(reason: Shown, code: str, operation: str, report: Report) -> Blocked:
    return Blocked(reason, code=code, operation=operation, report=report)


def _text(reason: str, operation: str, report: Report) -> str:
    lines = [f"policylint blocked {operation}: {reason}"]
    if report.findings:
        from policylint.reports import Context, render

        shown = render("text", replace(report, findings=tuple(report.ranked())), Context(quiet=True)).splitlines()
        lines += [f"  {line}" for line in shown[:_MOST_LINES]]
        if len(shown) > _MOST_LINES:
            lines.append(f"  and {len(shown) - _MOST_LINES} more findings")
    return "\n".join(lines)


def _portable(report: Report) -> Report:
    """The report with those rules alone that it needs, as plain data: a rule of policies holds functions."""
    named = {finding.rule for finding in (*report.findings, *(accepted.finding for accepted in report.suppressed))}
    rules = {name: _plain(rule) for name, rule in report.rules.items() if name in named}
    return replace(report, rules=rules)


def _plain(rule: Rule) -> Rule:
    values = {part.name: getattr(rule, part.name) for part in fields(Rule)}
    return Rule(**{name: value for name, value in values.items() if not callable(value)})
