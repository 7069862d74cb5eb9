"""What a rule is: its identity, its explanation and its check, declared in one place.

A rule module holds functions decorated with `rule`, or, where one walk finds several kinds of fault, a `Check` made by
hand with all the rules that it can report. `policylint.catalogue` lists the modules and collects their checks.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Severity
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.job import Job

JobT = TypeVar("JobT", bound="Job")


@dataclass(frozen=True, slots=True)
class Example:
    """A file that shows a rule of policylint's own at work: its name and its text."""

    name: str
    text: str | bytes


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's identity and explanation: the one text behind its page, `explain`, SARIF's help and the rule table.

    `id` is stable for ever; `name` is the fault in kebab case, so that "ignore NAME" reads right; `title` is one
    line without a full stop; `why` gives the consequence in money, time or risk; `fix` says what to do; `source` is
    the page of AWS's documentation (or of the format's) that states the constraint. `bad` and `good` are the smallest
    failing and passing example: changes by path to the smallest valid request (`policylint.examples`), or a file.
    `settings` is the configuration, in TOML, under which the examples fail and pass.
    `needs_account` marks what only the account knows. `unjudged` marks the faults that keep a file from being
    judged at all: they end in exit code 2. `shared` marks the rules about
    members that other jobs have as well. `acceptable` is False where no ignore, suppression, waiver or baseline may
    accept a finding. `about` writes the page where the other words are not enough. `numbers` gives the numbers that a
    finding is about where the value at its path is none: past those that were accepted it is a new one.
    """

    id: str
    name: str
    severity: Severity
    title: str
    why: str
    fix: str
    source: str
    since: str
    bad: Mapping[str, Any] | Example
    good: Mapping[str, Any] | Example
    operation: str = "CreateTrainingJob"
    settings: str = ""
    needs_account: bool = False
    unjudged: bool = False
    acceptable: bool = True
    about: "Callable[[], Shown] | None" = None
    numbers: "Callable[[Job], tuple[float, ...]] | None" = None
    security_severity: float | None = None
    tags: tuple[str, ...] = ()
    shared: bool = False

    @property
    def category(self) -> str:
        """The letters of the id: SM, SEC, COST, LINT; or "policy" for an organisation's own."""
        return self.id.rstrip("0123456789") if self.id[-1:].isdigit() else "policy"


@dataclass(frozen=True, slots=True)
class Check:
    """A function over one job, and the rules whose findings it can give.

    `scope` is the kind of job that it takes: "TrainingJob" (also each definition of a tuning job), "TuningJob",
    "request" for whatever was submitted as a whole, or "written" for the same with misspelt and mistyped members as
    they are, where the others see them as they are meant (`policylint.schema.meant`). `members` are members at the top
    or one below it (`"VpcConfig"`, `"ResourceConfig.InstanceGroups"`): where a job has none of them the check has
    nothing to say and is not called (most requests lack most members). `shared` marks a check that holds for members
    of a training job wherever other jobs have them (`policylint.job.as_training`). `configured`, where given, makes the
    same check for a `Config`. `recalled` says that nothing but the request and the job's facts decides what it finds,
    so that it need not be asked again about the same (`policylint.recall`).
    """

    run: Callable[[Any], Iterator[Finding]]
    rules: tuple[Rule, ...]
    scope: str = "TrainingJob"
    members: frozenset[str] = frozenset()
    shared: bool = False
    configured: "Callable[[Any], Check] | None" = None
    recalled: bool = False


def rule(
    id: str,
    name: str,
    severity: Severity,
    *,
    title: str,
    why: str,
    fix: str,
    source: str,
    since: str,
    bad: Mapping[str, Any],
    good: Mapping[str, Any],
    scope: str = "TrainingJob",
    members: tuple[str, ...] = (),
    operation: str | None = None,
    needs_account: bool = False,
    security_severity: float | None = None,
    tags: tuple[str, ...] = (),
    shared: bool = False,
) -> Callable[[Callable[[JobT], Iterator[Finding]]], Check]:
    """Declare a rule together with the generator that checks it; see `Rule` for the words, `Check` for the rest."""
    declared = Rule(
        id=id,
        name=name,
        severity=severity,
        title=title,
        why=why,
        fix=fix,
        source=source,
        since=since,
        bad=bad,
        good=good,
        operation=operation or ("CreateHyperParameterTuningJob" if scope == "TuningJob" else "CreateTrainingJob"),
        needs_account=needs_account,
        security_severity=security_severity,
        tags=tags,
        shared=shared,
    )

    def declare(function: Callable[[JobT], Iterator[Finding]]) -> Check:
        return Check(function, (declared,), scope, frozenset(members), shared, recalled=True)

    return declare
