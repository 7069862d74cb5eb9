"""Policies as rules of the engine: what `policylint.catalogue` merges with the rules that policylint ships."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from operator import attrgetter
from pathlib import Path
from typing import Any

from policylint.authored.fault import AuthoredError, Fault
from policylint.catalogue import Catalogue
from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Severity
from policylint.job import OTHER_KINDS, Job, TuningJob, own_path
from policylint.lint import UNDECIDED, UNDECIDED_HARD
from policylint.path import format_path
from policylint.policies.facts import BEYOND_THE_REQUEST, among, kind_of, numbers, scope, unknown_definitions
from policylint.policies.meaning import CallError
from policylint.policies.packs import Pack, build, read_packs
from policylint.policies.parameters import values as parameter_values
from policylint.policies.policy import Breach, Judge, Policy, Undecided, Verdict, judge_of, severity_of, title
from policylint.rule import Check, Example, Rule
from policylint.settings.config import Config, Settings
from policylint.shown import Shown
from policylint.unknown import Unknown

_STATED = ("environment", "region", "account")
_SCOPES = ("TrainingJob", "TuningJob", *OTHER_KINDS)


@dataclass(frozen=True, slots=True)
class PolicyRule(Rule):
    """A policy as a rule.

    `acceptable` is False where its findings can be neither ignored nor waived (hard-mandatory); `about` writes its
    page; `pack` and `enforcement` are the policy's own.
    """

    acceptable: bool = True
    about: Callable[[], Shown] | None = None
    numbers: Callable[[Job], tuple[float, ...]] | None = None
    pack: str = ""
    enforcement: str = "soft-mandatory"


@dataclass(frozen=True, slots=True)
class Policies:
    """The policies of a run: their rules by id, the checks that report them, and the policies themselves."""

    rules: Mapping[str, Rule]
    checks: tuple[Check, ...]
    policies: tuple[Policy, ...]


def load(
    packs: Sequence[str],
    *,
    root: Path | None = None,
    params: Mapping[str, Any] | None = None,
    config: Config | None = None,
) -> Policies:
    """Load packs, so that the engine can judge by them.

    Args:
        packs: names of packs, or paths from `root`.
        root: the folder that relative paths count from; default: the working directory.
        params: values for parameters, by name.
        config: what facts need to know, and whether a policy that cannot judge is an error.

    Raises:
        AuthoredError: a pack cannot be used; the message says every fault with its place.
    """
    read = read_packs(packs, root or Path.cwd(), params, "params")
    return of_policies(build(read), config or Config())


def extend(catalogue: Catalogue, settings: Settings) -> Catalogue:
    """A catalogue with the policies that the settings name.

    Raises:
        AuthoredError: as for `load`.
    """
    config = settings.config
    if not has_policies(settings):
        return catalogue
    found = of_policies(_own_policies(settings), config, _of_above(settings))
    taken = [name for name, rule in found.rules.items() if catalogue.rules.get(name, rule) is not rule]
    if taken:
        raise AuthoredError(
            [Fault("policies", 0, 0, f"{name} is the name of a rule of policylint's") for name in taken]
        )
    return Catalogue({**catalogue.rules, **found.rules}, (*catalogue.checks, *found.checks))


def of_settings(settings: Settings) -> tuple[Policy, ...]:
    """The policies that settings name, and those above them that they do not.

    Raises:
        AuthoredError: as for `load`.
    """
    above = {policy.name: policy for policy in _of_above(settings)}
    return tuple({**above, **{policy.name: policy for policy in _own_policies(settings)}}.values())


def has_policies(settings: Settings) -> bool:
    """Whether settings, or those above them, name any pack."""
    return bool(settings.config.policies or any(above.config.policies for above in settings.above))


def _own_policies(settings: Settings) -> tuple[Policy, ...]:
    """The policies of the settings' own packs, and those above as the settings' own parameters tighten them."""
    stated = (settings.config, *(above.config for above in settings.above))
    environments = next((config.environments for config in stated if config.environments), ())
    own = {policy.name: policy for policy in build(configured(settings), environments=environments)}
    for above in settings.above if settings.config.policy_params else ():
        params = {**above.config.policy_params, **settings.config.policy_params}
        packs = read_packs(above.config.policies, Path.cwd(), params, f"{settings.file}: policy-params", spare=True)
        own = {**{policy.name: policy for policy in build(packs, environments=environments)}, **own}
    return tuple(own.values())


def configured(settings: Settings) -> list[Pack]:
    """The packs that the settings name, with the settings' values for their parameters.

    A value that none of them asks for is a fault, except where an option names other packs than the file.

    Raises:
        AuthoredError: as for `load`.
    """
    config, origins = settings.config, settings.origins
    place = f"{origins.get('policy_params', 'configuration')}: policy-params"
    spare = bool(settings.above) or origins.get("policies") != origins.get("policy_params")
    file = settings.file if origins.get("policy_params") == str(settings.file) else None
    placed = None if file is None else partial(_parameter_fault, file)
    root = policies_root(settings)
    return read_packs(config.policies, root, config.policy_params, place, spare=spare, placed=placed)


def _of_above(settings: Settings) -> list[Policy]:
    """The policies of the configurations above, with their own values for parameters, which hold beside any others."""
    found: dict[str, Policy] = {}
    for above in settings.above:
        if above.config.policies:
            place = f"{above.file}: policy-params"
            packs = read_packs(above.config.policies, Path.cwd(), above.config.policy_params, place, spare=True)
            for policy in build(packs, environments=above.config.environments):
                found.setdefault(policy.name, policy)
    return list(found.values())


def _parameter_fault(file: Path, name: str, message: str) -> Fault:
    from policylint.authored.toml_text import configuration

    return configuration(file).fault(("policy-params", name), message, key=True)


def policies_root(settings: Settings) -> Path:
    """The folder that paths of packs count from: the configuration file's, or, for an option, the working directory."""
    file = settings.file
    return file.parent if file is not None and settings.origins.get("policies") == str(file) else Path.cwd()


def of_policies(policies: Iterable[Policy], config: Config, above: Sequence[Policy] = ()) -> Policies:
    """The rules and checks of policies: one check for all that ask for the same costly facts and kind of job.

    A policy that holds `above` is judged as it is there, whatever becomes of the one of its name here: parameters can
    tighten it and never loosen it, since a job has to pass both.
    """
    held = {policy.name: policy for policy in above}
    policies = (*above, *(policy for policy in policies if held.get(policy.name) != policy))
    rules = {policy.name: _rule(policy, config) for policy in reversed(policies)}
    groups: dict[tuple[str, frozenset[str]], list[Policy]] = {}
    for policy in policies:
        for wanted in _SCOPES:
            if any(wanted in _scopes(one) for one in policy.scopes):
                groups.setdefault((wanted, policy.names & BEYOND_THE_REQUEST), []).append(policy)
    severity = Severity.ERROR if config.strict_unknown else None
    checks = tuple(
        Check(
            _Group(tuple(group), config, severity).run,
            (*(rules[policy.name] for policy in group), UNDECIDED, UNDECIDED_HARD),
            wanted,
            recalled=not beyond,
        )
        for (wanted, beyond), group in groups.items()
    )
    own = {rule.id: rule for rule in (UNDECIDED, UNDECIDED_HARD)} if rules else {}
    return Policies({**rules, **own}, checks, policies)


def _scopes(kind: str) -> tuple[str, ...]:
    """The scopes of checks that a kind of job is judged in: definitions are judged as training jobs are, and those that
    are not known with the tuning job that they belong to."""
    return ("TrainingJob", "TuningJob") if kind == "TrainingJobDefinition" else (kind,)


def _rule(policy: Policy, config: Config) -> Rule:
    """A policy as a rule, its words as they may be shown: reports quote a rule's words as policylint's own."""
    from policylint.policies.page import page
    from policylint.secrets.redaction import screened

    model = policy.model
    source = model.references[0] if model.references else "https://jmespath.org/specification.html"
    fails = Example(f"{policy.name}.yaml", f"{'deny' if model.deny else 'assert'}: {model.deny or model.assert_}\n")
    return PolicyRule(
        id=policy.name,
        name=policy.name,
        severity=severity_of(policy),
        title=screened(title(model.message)),
        why=screened(model.reason),
        fix=screened(model.fix),
        source=screened(source),
        since=screened(model.since or policy.version or "1"),
        bad=fails,
        good=fails,
        tags=tuple(map(screened, model.tags)),
        acceptable=model.enforcement != "hard-mandatory",
        about=lambda: page(policy),
        numbers=lambda job: numbers(job, policy.names, config),
        pack=policy.pack,
        enforcement=model.enforcement,
    )


_Prepared = tuple[str, Judge, tuple[Mapping[str, Any], Any]]


@dataclass(slots=True)
class _Group:
    """Policies that are judged together, from one scope for each job."""

    policies: tuple[Policy, ...]
    config: Config
    severity: Severity | None
    names: frozenset[str] = frozenset()
    hard: Mapping[str, Severity] = field(default_factory=dict)
    kinds: frozenset[str] = frozenset()
    closed: bool = False
    doubled: bool = False
    _prepared: dict[tuple[str, str | None], list[_Prepared]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.doubled = len({policy.name for policy in self.policies}) < len(self.policies)
        self.names = frozenset().union(*(policy.names for policy in self.policies)) - {"params"}
        if any(_differs(policy) for policy in self.policies):
            self.names |= {"environment"}
        self.kinds = frozenset().union(*(policy.scopes for policy in self.policies))
        self.closed = any(policy.environments for policy in self.policies)
        firm = [policy for policy in self.policies if policy.model.enforcement == "hard-mandatory"]
        self.hard = {policy.name: severity_of(policy) for policy in firm}

    def run(self, job: Job) -> Iterator[Finding]:
        """The findings of all policies about a job."""
        undecided: dict[tuple[str, str], list[str]] = {}
        broken: set[tuple[str, str]] = set()
        for name, path, verdict, stated in self._verdicts(job):
            if not isinstance(verdict, Breach):
                undecided.setdefault(cause(job, path, verdict.cause, stated=stated), []).append(name)
            elif (name, path) not in broken:  # by the policy of the same name that holds above it
                if self.doubled:
                    broken.add((name, path))
                yield Finding.at(path, verdict.message, rule=name)
        for path, unknown in unknown_definitions(job) if isinstance(job, TuningJob) else ():
            names = [policy.name for policy in self.policies if "TrainingJobDefinition" in policy.scopes]
            undecided.setdefault(cause(job, path, unknown, stated=False), []).extend(names)
        yield from self._undecided(undecided)

    def _verdicts(self, job: Job) -> Iterator[tuple[str, str, Verdict, bool]]:
        """What the policies for a kind of job say of it, each with its name, the path in the job, and whether it could
        not judge for want of a fact that is stated beside the request."""
        kind = kind_of(job)
        if kind not in self.kinds:
            return
        known = scope(job, self.names, self.config)
        for name, judge, own in self._ready(kind, known.get("environment")):
            known["params"] = own[0]
            if self.closed:
                known["environment"] = own[1]
            for verdict in judge(known):
                cause_of = verdict.cause if isinstance(verdict, Undecided) else None
                stated = cause_of is not None and any(known.get(fact) is cause_of for fact in _STATED)
                yield name, own_path(job, verdict.path), verdict, stated

    def _undecided(self, undecided: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[Finding]:
        """What is said of policies that could not judge."""
        for (path, what), names in undecided.items():
            hard = {name: self.hard[name] for name in names if name in self.hard}
            soft = [name for name in names if name not in hard]
            if hard:
                severity = self.severity or min(hard.values(), key=attrgetter("rank"))
                message = _undecided(what, list(hard), "hard-mandatory ")
                yield Finding.at(path, message, rule=UNDECIDED_HARD.id, severity=severity)
            if soft:
                yield Finding.at(path, _undecided(what, soft), rule=UNDECIDED.id, severity=self.severity)

    def _ready(self, kind: str, environment: Any) -> list[_Prepared]:
        """The policies for a kind of job, with the parameters of an environment."""
        key = (kind, environment if isinstance(environment, str) else None)
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = [
                (policy.name, judge_of(policy), _own(policy, environment))
                for policy in self.policies
                if kind in policy.scopes
            ]
        return found


def _own(policy: Policy, environment: Any) -> tuple[Mapping[str, Any], Any]:
    """What of the scope is a policy's own: its parameters, and the environment as it sees it."""
    seen = among(environment, policy.environments)
    return parameter_values(policy.parameters, seen), seen


def _undecided(what: str, names: Sequence[str], which: str = "") -> str:
    listed = list(dict.fromkeys(names))
    these = f"this {which}policy" if len(listed) == 1 else f"these {which}policies"
    return f"{what}, so {these} could not judge the job: {', '.join(listed)}"


def _differs(policy: Policy) -> bool:
    """Whether a policy's parameters differ by environment."""
    return "params" in policy.names and any(one.by_environment for one in policy.parameters.values())


def cause(job: Job, path: str, unknown: Unknown | CallError, *, stated: bool) -> tuple[str, str]:
    """Why a policy could not judge: the path of the value that is not known or cannot be used, and words for it.

    `stated`: it is one of the facts that are stated beside a request, so that it need not be looked for in there.

    What a template writes in a request's place may hold anything, so its text is not repeated; the words of facts are.
    """
    if isinstance(unknown, CallError):
        missing = " (what it asks about is missing; `when-missing` can say what that means)" if unknown.of_null else ""
        return path, f"{unknown}{missing}"
    if not stated and sum(item is unknown for item in job.request.values()) > 1:
        shown = any(not isinstance(item, Unknown) for item in job.request.values())
        return "", f"{'a part of ' * shown}the request is not known here, since something else makes it"
    route = None if stated else _find(job.request, unknown)
    if route is not None:
        place = format_path(route)
        return place, f"{place or 'the request'} is not known here, since something else makes it"
    if unknown.expression == "environment":
        return "", "the environment of the job is not stated (--environment, [[facts]], the file's sidecar)"
    if unknown.expression in ("region", "account"):
        return "", f"the {unknown.expression} of the job is not stated (--{unknown.expression}, [[facts]])"
    fact, _, why = unknown.expression.partition(": ")
    return path, f"{fact} is not known here{f' ({why})' if why else ''}"


def _find(value: Any, unknown: Unknown) -> tuple[str | int, ...] | None:
    if value is unknown:
        return ()
    items: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, dict):
        items = value.items()
    elif isinstance(value, list):
        items = enumerate(value)
    for key, item in items:
        below = _find(item, unknown)
        if below is not None:
            return (key, *below)
    return None
