"""Findings that someone has accepted, in one order: comment, configuration, waiver, baseline."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from policylint.finding import Finding, ShownFinding
from policylint.job import Job
from policylint.report import Suppressed
from policylint.rule import Rule
from policylint.settings.config import Settings
from policylint.sources.document import Document
from policylint.suppressions.baseline import Baseline, Settled
from policylint.suppressions.configured import ConfiguredSuppressions
from policylint.suppressions.inline import COMMENTED, InlineIgnores

if TYPE_CHECKING:
    from policylint.suppressions.waivers import Waivers


class Suppressions:
    """Everything that accepts findings, asked in one order; the first that accepts a finding counts as used by it.

    The order is that of nearness: the comment on the line itself, the `[[suppressions]]` of the configuration, the
    waivers, which somebody signed and which end, the baseline, which merely counts. Those further down are not asked
    about a finding that is accepted, and so are reported as unused if nothing else needs them.
    """

    def __init__(
        self, configured: ConfiguredSuppressions, waivers: "Waivers | None" = None, baseline: Baseline | None = None
    ) -> None:
        self._configured = configured
        self._waivers = waivers
        self._baseline = baseline or Baseline()
        self._comments: InlineIgnores | None = None
        self._files: set[str] = set()
        self._left: Mapping[int, int] = {}

    @classmethod
    def of(cls, settings: Settings, *, with_baseline: bool = True) -> "Suppressions":
        """All that settings name; without `with_baseline` nothing counts as known already.

        Raises:
            ConfigError: the baseline or a file of waivers cannot be used.
        """
        config = settings.config
        return cls(
            ConfiguredSuppressions(settings),
            _waivers(settings),
            Baseline.read(Path(config.baseline), settings.root) if config.baseline and with_baseline else None,
        )

    def anew(self) -> "Suppressions":
        """The same for another run."""
        return Suppressions(self._configured, self._waivers, self._baseline)

    @property
    def has_baseline(self) -> bool:
        """Whether any finding is known already, so that findings have to say by what they are known again."""
        return bool(self._baseline.entries)

    def open(self, document: Document, known: Mapping[str, Rule]) -> None:
        """Take note that a file is judged, `document` being its first with requests; `known` are all rules there are.

        Until `close` its comments accept findings.
        """
        self._files.add(document.file)
        self._configured.saw(document.file)
        if self._waivers:
            self._waivers.saw(document.file, document.text)
        if document.format.name in COMMENTED:
            self._comments = InlineIgnores.of(document, known)

    def accepts(self, finding: ShownFinding, rule: Rule, job: Job | None = None) -> Suppressed | None:
        """The acceptance of a finding, which is of a job, or, without one, of a file or a whole run.

        The baseline's comes last, when all findings are there: see `settle`."""
        if rule.unjudged or not rule.acceptable:
            return None
        return (
            (self._comments and self._comments.accepts(finding, rule, job))
            or self._configured.accepts(finding, rule)
            or (self._waivers and self._waivers.accepts(finding, rule, job))
            or None
        )

    def settle(self, findings: Sequence[ShownFinding], known: Mapping[str, Rule]) -> Settled:
        """Sort all findings that nothing else accepts by whether the baseline does: which of them it knows can only be
        said of all of them together."""
        may = [known[finding.rule].acceptable and not known[finding.rule].unjudged for finding in findings]
        settled = self._baseline.settle([finding for finding, can in zip(findings, may, strict=True) if can])
        self._left = settled.left
        return Settled(
            [finding for finding, can in zip(findings, may, strict=True) if not can] + settled.reported,
            settled.suppressed,
            settled.left,
        )

    def close(self, on: Mapping[str, Rule]) -> Iterator[Finding]:
        """What there is to say about the comments of the file that was judged: faulty ones, and unused ones of the
        rules that are on."""
        comments, self._comments = self._comments, None
        if comments is not None:
            yield from comments.findings
            yield from comments.unused(on.values())

    def unused(self, on: Mapping[str, Rule], known: Mapping[str, Rule], *, whole: bool) -> Iterator[Finding]:
        """What there is to say about the others after all files: unused entries of the configuration, waivers that are
        unused or expired, entries of the baseline that are gone.

        Args:
            on: the rules that are on; what is for others alone is not called unused.
            known: all rules there are.
            whole: whether the run was over whole folders; else only what is for one named file can be called unused.
        """
        rules = list(on.values())
        yield from self._configured.unused(rules, whole=whole)
        if self._waivers:
            yield from self._waivers.findings(rules, known, whole=whole)
        yield from self._baseline.unused(self._left, self._files)


def _waivers(settings: Settings) -> "Waivers | None":
    """The waivers that settings name; None where they name none, so that what reads them need not be imported."""
    if not settings.config.waivers:
        return None
    from policylint.suppressions.waivers import Waivers

    return Waivers.read(settings)
