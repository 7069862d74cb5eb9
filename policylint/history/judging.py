"""Judging records: the engine's findings about each, what its job can cost and did cost, in text that may be shown."""

import marshal
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from policylint.cost.costing import costing_of
from policylint.dataclass_ import dataclass
from policylint.facts import owner, tags
from policylint.finding import Finding, Severity, ShownFinding
from policylint.history.record import Record
from policylint.job import Facts, Job, TuningJob, name_member
from policylint.priced import DEMAND
from policylint.ruleset import Ruleset
from policylint.secrets.redaction import Redactor
from policylint.settings.config import Settings
from policylint.shown import Shown, own

_MOST_PRICES = 1 << 14
_MOST_SHOWN = 1 << 14
_NOTHING = own("")
_NO_FACTS = Facts()


@dataclass(frozen=True, slots=True)
class Terms:
    """How records are judged, beside the settings: equal terms give equal results.

    `team_tag` is the key of the tag that names a team, in any case. With `key`, principals are shown as a keyed hash.
    `as_of` is the day whose prices hold and whose waivers have not expired, as 2026-09-24, or "": today.
    """

    settings: Settings
    team_tag: str = "team"
    key: str = ""
    as_of: str = ""


class Found(NamedTuple):
    """How often a rule was broken by a record's job, and how badly."""

    rule: str
    severity: str
    number: int


class FindingRow(NamedTuple):
    """One finding, as tables hold it."""

    rule: str
    severity: str
    path: Shown
    message: Shown
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What there is to say about one record; all of its text may be shown.

    `asked_usd` is the most that the job can cost, `spent_usd` what its billed time cost; None: not known, or the record
    starts no job.
    """

    record: Record
    operation: Shown
    account: Shown
    region: Shown
    error: Shown
    status: Shown
    findings: Sequence[FindingRow]
    found: tuple[Found, ...]
    job: Shown
    id: Shown
    principal: Shown
    owner: Shown
    team: Shown
    asked_usd: float | None
    spent_usd: float | None


class Judge:
    """Judges records one after the other; it remembers answers, prices and texts, so that near-equal ones are quick.

    Raises:
        ConfigError: a pack, a file of waivers or the prices of the settings cannot be used.
        UnknownSelectorError: the settings name a rule that does not exist.
    """

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._ruleset = Ruleset.of(terms.settings, with_baseline=False, today=terms.as_of)
        self._costing = costing_of(terms.settings.config, **({"as_of": terms.as_of} if terms.as_of else {}))
        self._accepting = bool(terms.settings.config.suppressions or terms.settings.config.waivers)
        self._shown: dict[tuple[str, str, str, Severity | None], FindingRow] = {}
        self._prices: dict[bytes, tuple[float | None, float | None]] = {}
        self._team = terms.team_tag.lower()
        self._hashed = lru_cache(maxsize=4096)(self._hash)

    @property
    def rules(self) -> Mapping[str, Any]:
        """The rules that are on, by id."""
        return self._ruleset.engine.rules

    def judge(self, record: Record) -> Judged:
        """The findings about a record's job, and what it cost; of a guard's record those that it holds."""
        engine = self._ruleset.engine
        record = record.with_facts(self._ruleset.facts.of("", record.job, _NO_FACTS))
        job = record.job
        if record.told is not None or not job.request:
            redactor = engine.redactor(job)
            return self._judged(record, job, self._told(record, redactor), redactor)
        redactor = engine.redactor(job)
        return self._judged(record, job, self._rows(engine.found(job), job, redactor), redactor)

    def shown(self, text: str) -> Shown:
        """A text that is about no request, such as a file's name, without the secrets in it."""
        return self._ruleset.engine.masked(text)

    def _rows(self, found: Sequence[Finding], job: Job, redactor: Redactor) -> list[FindingRow]:
        """The findings about a job as they may be shown. In a job without secrets what a finding says is shown as it
        was when another job had the same."""
        engine = self._ruleset.engine
        if redactor or self._accepting:
            shown = [engine.complete(finding, job, redactor) for finding in found]
            return [_row(finding) for finding in self._ruleset.sort_out(shown, job)[0]]
        rows = []
        for finding in found:
            key = (finding.rule, finding.path, finding.message, finding.severity)
            known = self._shown.get(key)
            if known is None:
                if len(self._shown) >= _MOST_SHOWN:
                    self._shown.clear()
                known = self._shown[key] = _row(engine.complete(finding, job, redactor))
            rows.append(FindingRow(*known[:4], engine.fingerprint(finding, job)))
        return rows

    def _told(self, record: Record, redactor: Redactor) -> list[FindingRow]:
        return [FindingRow(*redactor.redact_all(one)) for one in record.told or ()]

    def _judged(self, record: Record, job: Job, rows: Sequence[FindingRow], redactor: Redactor) -> Judged:
        counts = Counter((row.rule, row.severity) for row in rows)
        asked, spent = self._cost(record, job) if record.told is None else (record.told_usd, None)
        facts, own_name = job.facts, job.string(name_member(job.operation)) or job.name
        told = (
            own_name,
            record.id,
            record.operation,
            facts.account or "",
            facts.region or "",
            record.error,
            record.status,
        )
        name, id_, operation, account, region, error, status = redactor.redact_all(told)
        shown = redactor.redact
        principal = self._hashed(record.principal) if self.terms.key else record.principal
        return Judged(
            record,
            operation,
            account,
            region,
            error,
            status,
            rows,
            tuple(Found(*what, number) for what, number in sorted(counts.items())),
            name,
            id_,
            shown(principal) if principal else _NOTHING,
            shown(found) if (found := owner(job)) else _NOTHING,
            shown(found) if (found := self._team_of(job)) else _NOTHING,
            asked,
            spent,
        )

    def _team_of(self, job: Job) -> str:
        return next((value for key, value in tags(job).items() if key.lower() == self._team), "")

    def _hash(self, principal: str) -> str:
        """A principal that can be told from others, and be found again by those alone who have the key."""
        import hashlib
        import hmac

        digest = hmac.new(self.terms.key.encode(), principal.encode("utf-8", "surrogatepass"), hashlib.sha256)
        return f"principal-{digest.hexdigest()[:16]}" if principal else ""

    def _cost(self, record: Record, job: Job) -> tuple[float | None, float | None]:
        """What the job can cost at most, and what its billed time cost."""
        if not record.starts or not job.request:
            return None, None
        asked, an_hour = self._price(job)
        billed = record.billable_seconds
        spent = an_hour * billed / 3600.0 if an_hour is not None and billed and not isinstance(job, TuningJob) else None
        return asked, spent

    def _price(self, job: Job) -> tuple[float | None, float | None]:
        key = _demand(job)
        known = self._prices.get(key) if key is not None else None
        if known is None:
            found = self._costing.estimate(job)
            known = found.max_usd, found.per_hour_usd
            if key is not None:
                if len(self._prices) >= _MOST_PRICES:
                    self._prices.clear()
                self._prices[key] = known
        return known


def _demand(job: Job) -> bytes | None:
    """What a job's price depends on; None where that is not the same for equal values."""
    if job.facts.region is None or job.facts.batch is not None or job.operation not in _PRICED_BY_DEMAND:
        return None
    get: Callable[[str], Any] = job.request.get
    try:
        return marshal.dumps((job.operation, job.facts.region, [get(name) for name in DEMAND]), 2)
    except ValueError:
        return None


_PRICED_BY_DEMAND = frozenset({"CreateTrainingJob", "CreateHyperParameterTuningJob"})


def _row(finding: ShownFinding) -> FindingRow:
    severity = finding.severity or Severity.WARNING
    return FindingRow(finding.rule, severity.value, finding.path, finding.message, finding.fingerprint)
