"""The guard itself: what is done with a call, given its options. It knows nothing of botocore.

A call is judged when its parameters are final (`judge`), charged when it is about to be sent (`charge`), and settled
when its outcome is known (`settle`). Only the mode "enforce" ever stops a call.
"""

import logging
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from policylint.counting import counted
from policylint.engine import where
from policylint.errors import PolicylintError
from policylint.finding import Severity
from policylint.guards import audit
from policylint.guards.blocked import Blocked
from policylint.guards.break_glass import BreakGlass, forbids_break_glass, stated
from policylint.guards.call import Call
from policylint.guards.judging import Judging
from policylint.guards.ledger import Ledger, LedgerError, Limit, Spend, Standing
from policylint.guards.operations import OPERATIONS, PRICED
from policylint.guards.options import BREAK_GLASS_VARIABLE, GuardOptions, Objection
from policylint.guards.outcome import Attempt
from policylint.guards.periods import WORDS
from policylint.guards.price import Price
from policylint.guards.stores import State
from policylint.job import Job
from policylint.money import money
from policylint.reports.visible import visible
from policylint.reports.wording import tally
from policylint.shown import Shown, own

_MOST_USD = 1e12  # the ledger counts millionths in 64 bits
LOG = logging.getLogger("policylint.guard")


class Guard:
    """Judges, charges and settles calls by its options. Threads may share one."""

    def __init__(self, options: GuardOptions) -> None:
        self.options = options
        self._judging = Judging(options.configuration, options.folder)
        self._ledger: Ledger | None = None
        self._said: set[str] = set()

    def judge(self, call: Call, request: Any) -> None:
        """Ask the rules about a call, whose text is that of the request.

        Raises:
            Blocked: it must not go on.
        """
        try:
            call.judged = self._judging.judge(call.operation, request, region=call.region, account=call.account)
        except PolicylintError as error:
            call.objections.append(Objection("undecidable", str(error), unjudged=True))
        except Exception as error:  # noqa: BLE001 - whatever fails here, the call is not checked
            reason = f"policylint failed with {where(error)}"
            call.objections.append(Objection("undecidable", reason, unjudged=True))
        else:
            report = call.judged.report
            if report.unjudged:
                reason = "a rule failed, so the request was not wholly judged"
                call.objections.append(Objection("undecidable", reason, unjudged=True))
            elif not call.judged.passes:
                call.objections.append(Objection("findings", tally(report)))
        self._answer(call, call.objections)

    def charge(self, call: Call) -> None:
        """Price a judged call, count it against the budget, and ask a person where the options say so.

        Raises:
            Blocked: it must not be sent.
        """
        before = len(call.objections)
        self._log(call)
        if call.operation in PRICED and (self.options.confirm_over is not None or self._limits(call)):
            self._price(call)
            self._reserve(call)
            if not self._stopping(call.objections):
                self._confirm(call)
        self._answer(call, call.objections[before:])
        self._record(call, self._outcome(call))

    def object(self, call: Call, objection: Objection, *, charged: bool) -> None:
        """Take an objection to a call that was judged, and perhaps charged and so recorded already.

        Raises:
            Blocked: it must not be sent.
        """
        call.objections.append(objection)
        self._answer(call, (objection,))
        if charged:
            self._record(call, self._outcome(call))

    def settle(self, call: Call) -> None:
        """Take note of what became of a call that was charged: money that was certainly not spent is given back."""
        if call.entry is None or self._ledger is None:
            return
        possible = call.uncertain or call.attempt is Attempt.LEFT
        state: State = "submitted" if call.attempt is Attempt.CREATED else "uncertain" if possible else "released"
        try:
            self._ledger.settle(call.entry, state)
        except LedgerError as error:  # it stays counted as reserved, which is the safe side
            LOG.error("%s: entry %d stays reserved: %s", call.operation, call.entry, error)  # noqa: TRY400
        call.entry = None

    def _price(self, call: Call) -> None:
        try:
            call.price = self._price_of(call.judged.jobs[0]) if call.judged else Price(None, "it was not judged")
            if call.price.max_usd is not None and not 0 <= call.price.max_usd <= _MOST_USD:
                call.price = Price(None, "what was found is not an amount in USD")
        except Exception as error:  # noqa: BLE001 - a price that cannot be had is an unknown price
            call.price = Price(None, f"the estimate failed with {where(error)}")
        if call.price.max_usd is None:
            reason = f"what the job can cost is not known: {call.price.why}"
            call.objections.append(Objection("undecidable", reason))

    def _price_of(self, job: Job) -> Price:
        if self.options.price is None:
            return self._judging.price(job)
        found = self.options.price(job)
        price = found if isinstance(found, Price) else Price(found, "the function that prices it knows none")
        attempts = 1 if job.facts.batch is None else job.facts.batch.attempts
        if price.max_usd is None or attempts == 1:
            return price
        if not isinstance(attempts, int):
            return Price(None, "how often AWS Batch may run the job is not known")
        return Price(price.max_usd * attempts, approximate=price.approximate)

    def _reserve(self, call: Call) -> None:
        job = call.judged.jobs[0] if call.judged else None
        limits = self._limits(call)
        if not limits or call.price is None:
            return
        usd = call.price.max_usd
        try:
            self._ledger = ledger = Ledger.shared(self.options.ledger_address)
            place = (ledger.store.identity, self.options.project)
            known = call.state.counted.get(place)
            others = [entry for at, entry in call.state.counted.items() if at[0] == place[0] and at != place]
            first = job is not None and not others  # an entry for another project has these already, and counts once
            spend = Spend(
                self.options.project,
                call.operation,
                usd,
                environment=job.facts.environment if job is not None and first else None,
                tags=self._judging.tags(job) if job is not None and first else {},
            )
            # What will be sent all the same is counted all the same, beyond the limit.
            force = self.options.mode != "enforce" or (call.break_glass or self._override(call)) is not None
            reservation = ledger.reserve(spend, limits, force=force, entry=known, others=others)
        except PolicylintError as error:
            call.objections.append(Objection("undecidable", str(error)))
            return
        if reservation.entry is not None and known is None:  # whoever counts first settles
            call.entry = call.state.counted[place] = reservation.entry
        for standing in reservation.standings:
            reason = f"the job can cost {call.price.text}, and {_spent(standing)}"
            if standing.over and standing.limit.soft:
                LOG.warning("%s: %s", call.operation, self._shown(call, reason))
            elif standing.over:
                call.objections.append(Objection("over-budget", reason))

    def _limits(self, call: Call) -> list[Limit]:
        """The limits that a call has to keep: the options' own, and those of the configuration that have a period."""
        own = [] if self.options.budget is None else [Limit(self.options.budget, project=self.options.project)]
        return own + ([] if call.judged is None else self._judging.limits(call.judged.jobs[0]))

    def _confirm(self, call: Call) -> None:
        limit, price = self.options.confirm_over, call.price
        if limit is None or price is None or call.break_glass is not None or call.state.confirmed:
            return
        if price.max_usd is not None and price.max_usd <= limit:
            return
        if price.max_usd is None:
            cost = f"can cost more than {money(limit)} for all that is known"
        else:
            cost = f"can cost {price.text}, more than {money(limit)}"
        if self.options.mode != "enforce":
            call.objections.append(Objection("not-confirmed", f"the job {cost}"))
            return
        from policylint.guards.prompt import ask

        answer = ask(f"policylint: {call.operation}: the job {cost}. Submit it?")
        call.state.confirmed = answer is True
        if not answer:
            why = "nobody is here to confirm it" if answer is None else "it was not confirmed"
            call.objections.append(Objection("not-confirmed", f"the job {cost}, and {why}"))

    def _stopping(self, objections: Sequence[Objection]) -> list[Objection]:
        """The objections that stop a call in the mode "enforce"."""
        if self.options.on_error != "warn":
            return list(objections)
        hard = self._judging.has_hard_policies is True
        return [one for one in objections if one.code != "undecidable" or (hard and one.unjudged)]

    def _override(self, call: Call) -> BreakGlass | None:
        """The break-glass statement that lets a call pass, if there is one and no policy forbids it."""
        found = stated()
        return found if isinstance(found, BreakGlass) and not self._forbids_break_glass(call) else None

    def _forbids_break_glass(self, call: Call) -> str:
        """What keeps break glass from opening a call: nobody may override a hard-mandatory policy, be it broken or not
        asked; empty where nothing does."""
        if forbids_break_glass(call.report):
            return "a policy that is broken forbids it"
        if not any(one.unjudged for one in call.objections):
            return ""
        known = self._judging.has_hard_policies
        if known is None:
            return "which policies are hard-mandatory is not known while the settings cannot be used"
        return "hard-mandatory policies apply, and what is sent was not judged" if known else ""

    def _log(self, call: Call) -> None:
        """Log the findings about a call that goes on, and once for each definition that it starts one unseen."""
        if self.options.mode == "audit" or call.judged is None:
            return
        for reason in {one.reason for one in call.judged.unseen} - self._said:
            self._said.add(reason)
            LOG.warning("%s is sent without a look at what it starts: %s", call.operation, self._shown(call, reason))
        if not call.judged.report.findings:
            return
        for finding in call.report.ranked():
            severity = call.report.severity_of(finding)
            level = logging.INFO if severity is Severity.NOTE else logging.WARNING
            LOG.log(level, "%s: %s [%s] %s", call.operation, finding.rule, severity.value, visible(finding.message))

    def _answer(self, call: Call, objections: Sequence[Objection]) -> None:
        """Stop a call to which there are objections, or say that it goes on all the same."""
        if not objections or self.options.mode == "audit":
            return
        reason = self._shown(call, "; ".join(one.reason for one in objections))
        stopping = self._stopping(objections)
        if self.options.mode == "warn" or not stopping:
            LOG.warning("submitting %s despite %s", call.operation, reason)
            self._show(call, self._shown(call, f"submitting {call.operation} despite {reason}"))
            return
        call.break_glass = self._override(call)
        if call.break_glass is not None:
            LOG.warning(
                "%s is submitted by break glass (%s) although: %s",
                call.operation,
                self._shown(call, call.break_glass.ticket),
                reason,
            )
            return
        self._stop(call, stopping[0], reason)

    def _stop(self, call: Call, first: Objection, reason: str) -> None:
        self.settle(call)
        found = stated()
        if isinstance(found, str):
            reason += f" ({found})"
        elif found is not None:
            reason += f" ({BREAK_GLASS_VARIABLE} opens nothing: {self._forbids_break_glass(call)})"
        if self.options.audit is not None:
            try:
                self._write(call, "blocked")
            except audit.AuditError as error:
                LOG.error("%s: %s", call.operation, error)  # noqa: TRY400 - its words are enough
        shown = self._shown(call, reason)
        raise Blocked(shown, code=first.code, operation=call.operation, report=call.report)

    def _outcome(self, call: Call) -> str:
        if call.break_glass is not None:
            return "break-glass"
        return "objected" if call.objections else "passed"

    def _record(self, call: Call, outcome: str) -> None:
        """Write a call that goes on to the audit file, where the options or break glass ask for it."""
        if self.options.audit is None and self.options.mode != "audit" and call.break_glass is None:
            return
        try:
            self._write(call, outcome)
        except audit.AuditError as error:
            if self.options.mode == "enforce" and (self.options.on_error == "block" or call.break_glass is not None):
                self.settle(call)
                raise Blocked(
                    self._shown(call, f"{error}, and what is not recorded is not submitted"),
                    code="undecidable",
                    operation=call.operation,
                    report=call.report,
                ) from None
            LOG.error("%s: %s", call.operation, error)  # noqa: TRY400 - its words are enough

    def _write(self, call: Call, outcome: str) -> None:
        severity = "INFO" if outcome == "passed" else "ERROR" if outcome == "blocked" else "WARN"
        try:
            attributes = self._attributes(call, outcome)
        except Exception as error:  # noqa: BLE001 - without masks there is nothing that may be written
            raise audit.AuditError(f"the audit record could not be made: {where(error)}") from None
        audit.write(self._audit_file(), f"policylint.guard.{outcome}", severity, attributes)

    def _audit_file(self) -> Path:
        try:
            return self.options.audit_file
        except PolicylintError as error:
            raise audit.AuditError(str(error)) from None

    def _attributes(self, call: Call, outcome: str) -> dict[str, Any]:
        report = call.report
        return {
            "cloud.provider": "aws",
            "cloud.region": call.region,
            "cloud.account.id": call.account,
            "rpc.system": "aws-api",
            "rpc.service": OPERATIONS[call.operation].service,
            "rpc.method": call.operation,
            "policylint.mode": self.options.mode,
            "policylint.outcome": outcome,
            "policylint.job.names": [self._judging.hidden(call.judged, job.name) for job in call.judged.jobs]
            if call.judged
            else [],
            "policylint.objections": [
                {"code": one.code, "reason": self._judging.hidden(call.judged, one.reason)} for one in call.objections
            ],
            "policylint.findings": [
                {
                    "rule": finding.rule,
                    "severity": report.severity_of(finding).value,
                    "path": finding.path,
                    "message": finding.message,
                    "fingerprint": finding.fingerprint,
                }
                for finding in report.ranked()
            ],
            "policylint.unseen": [self._judging.hidden(call.judged, one.reason) for one in call.judged.unseen]
            if call.judged
            else [],
            "policylint.suppressed": len(report.suppressed),
            "policylint.cost.max_usd": call.price.max_usd if call.price else None,
            "policylint.budget.project": self.options.project
            if self.options.budget is not None or call.entry is not None
            else None,
            "policylint.budget.entry": call.entry,
            "policylint.break_glass.ticket": self._judging.hidden(call.judged, call.break_glass.ticket)
            if call.break_glass
            else None,
            "policylint.break_glass.reason": self._judging.hidden(call.judged, call.break_glass.reason)
            if call.break_glass
            else None,
        }

    def _shown(self, call: Call, text: str) -> Shown:
        """A text without the secrets of a call; where these cannot be looked for, why that is."""
        try:
            return self._judging.hidden(call.judged, text)
        except Exception as error:  # noqa: BLE001 - what may hold a secret is not shown; the call is stopped all the same
            return own(f"policylint failed with {where(error)}")

    def _show(self, call: Call, headline: Shown) -> None:
        from policylint.guards.prompt import show

        with suppress(OSError, ValueError):  # nobody looks any more: the stream is closed
            if sys.stderr is not None:
                show(call.report, headline)


def _spent(standing: Standing) -> str:
    """What was spent of a limit before, in words."""
    limit = standing.limit
    later = f" ({money(standing.later_usd)} of it dated later than today)" if standing.later_usd else ""
    unknown = f", beside {counted(standing.unknown, 'job')} of unknown price" if standing.unknown else ""
    whose = f" for {limit.whose}" if limit.whose else ""
    return f"{money(standing.spent_usd)}{later} of {WORDS[limit.period]} {money(limit.usd)}{whose} are spent{unknown}"
