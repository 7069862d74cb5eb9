"""Replaying policies: which past jobs a change of policies stops, and which it lets pass."""

from dataclasses import replace

from policylint.catalogue import load as load_catalogue
from policylint.history.judging import FindingRow, Found, Judge, Judged, Terms
from policylint.history.record import Record
from policylint.policies.rules import PolicyRule, extend

STOPPED, PASSED = "stopped", "passed"
"""What a policy does with a job that it did not do before."""


class ReplayJudge:
    """Judges records by new policies and by old ones; what it finds are the policies whose verdict flips.

    A policy that cannot judge a job, since something is not known, does not flip. A guard's record holds no request,
    and flips nothing.
    """

    def __init__(self, new: Terms, old: Terms) -> None:
        self._new, self._old = Judge(_of_policies(new)), Judge(_of_policies(old))
        self.shown = self._new.shown

    def judge(self, record: Record) -> Judged:
        """The record as the new policies judge it, with the flips in the place of findings."""
        judged = self._new.judge(record)
        if record.told is not None:
            return replace(judged, findings=(), found=())
        now, before = _broken(self._new, judged), _broken(self._old, self._old.judge(record))
        flips = [_flip(row, STOPPED) for rule, row in now.items() if rule not in before]
        flips += [_flip(row, PASSED) for rule, row in before.items() if rule not in now]
        flips.sort()
        return replace(judged, findings=flips, found=tuple(Found(flip.rule, flip.severity, 1) for flip in flips))


def _of_policies(terms: Terms) -> Terms:
    """The same terms with no rules but the policies."""
    settings = terms.settings
    rules = extend(load_catalogue(), settings).rules
    names = tuple(name for name, rule in rules.items() if isinstance(rule, PolicyRule))
    config = replace(settings.config, select=names, ignore=())
    return replace(terms, settings=replace(settings, config=config))


def _broken(judge: Judge, judged: Judged) -> dict[str, FindingRow]:
    """The policies that a job breaks, each with its first finding."""
    rules = judge.rules
    found: dict[str, FindingRow] = {}
    for row in judged.findings:
        if isinstance(rules.get(row.rule), PolicyRule):
            found.setdefault(row.rule, row)
    return found


def _flip(row: FindingRow, direction: str) -> FindingRow:
    return row._replace(severity=direction)
