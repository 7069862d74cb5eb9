"""Policies as rules of the engine: what `policylint.catalogue` merges with the rules that policylint ships."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import Any

from policylint.authored.fault import AuthoredError, Fault
from policylint.catalogue import Catalogue
from policylint.dataclass_ import dataclass
from policylint.finding import Finding, Severity
from policylint.job import OTHER_KINDS, Job, own_path
from policylint.lint import UNDECIDED
from policylint.path import format_path
from policylint.policies.facts import COSTLY, kind_of, numbers, scope
from policylint.policies.meaning import CallError
from policylint.policies.packs import Pack, build, read_packs
from policylint.policies.parameters import values as parameter_values
from policylint.policies.policy import Breach, Judge, Policy, judge_of, severity_of, title
from policylint.rule import Check, Example, Rule
from policylint.settings.config import Config, Settings
from policylint.shown import Shown
from policylint.unknown import Unknown

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
    if not config.policies:
        return catalogue
    found = of_policies(build(configured(settings)), config)
    taken = [name for name, rule in found.rules.items() if catalogue.rules.get(name, rule) is not rule]
    if taken:
        raise AuthoredError(
            [Fault("policies", 0, 0, f"{name} is the name of a rule of policylint's") for name in taken]
        )
    return Catalogue({**catalogue.rules, **found.rules}, (*catalogue.checks, *found.checks))


def configured(settings: Settings) -> list[Pack]:
    """The packs that the settings name, with the settings' values for their parameters.

    A value that none of them asks for is a fault, except where an option names other packs than the file.

    Raises:
        AuthoredError: as for `load`.
    """
    config, origins = settings.config, settings.origins
    place = f"{origins.get('policy_params', 'configuration')}: policy-params"
    spare = origins.get("policies") != origins.get("policy_params")
    file = settings.file if origins.get("policy_params") == str(settings.file) else None
    placed = None if file is None else partial(_parameter_fault, file)
    root = policies_root(settings)
    return read_packs(config.policies, root, config.policy_params, place, spare=spare, placed=placed)


def _parameter_fault(file: Path, name: str, message: str) -> Fault:
    from policylint.authored.toml_text import configuration

    return configuration(file).fault(("policy-params", name), message, key=True)


def policies_root(settings: Settings) -> Path:
    """The folder that paths of packs count from: the configuration file's, or, for an option, the working directory."""
    file = settings.file
    return file.parent if file is not None and settings.origins.get("policies") == str(file) else Path.cwd()


def of_policies(policies: Iterable[Policy], config: Config) -> Policies:
    """The rules and checks of policies: one check for all that ask for the same costly facts and kind of job."""
    policies = tuple(policies)
    rules = {policy.name: _rule(policy, config) for policy in policies}
    groups: dict[tuple[str, frozenset[str]], list[Policy]] = {}
    for policy in policies:
        for wanted in _SCOPES:
            if any(_scope(one) == wanted for one in policy.scopes):
                groups.setdefault((wanted, policy.names & COSTLY), []).append(policy)
    severity = Severity.ERROR if config.strict_unknown else None
    checks = tuple(
        Check(
            _Group(tuple(group), config, severity).run,
            (*(rules[policy.name] for policy in group), UNDECIDED),
            wanted,
        )
        for (wanted, _), group in groups.items()
    )
    return Policies({**rules, UNDECIDED.id: UNDECIDED} if rules else {}, checks, policies)


def _scope(kind: str) -> str:
    """The scope of checks that a kind of job is judged in: definitions are judged as training jobs are."""
    return "TrainingJob" if kind == "TrainingJobDefinition" else kind


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


_Prepared = tuple[str, Judge, Mapping[str, Any]]


@dataclass(slots=True)
class _Group:
    """Policies that are judged together, from one scope for each job."""

    policies: tuple[Policy, ...]
    config: Config
    severity: Severity | None
    names: frozenset[str] = frozenset()
    _prepared: dict[tuple[str, str | None], list[_Prepared]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.names = frozenset().union(*(policy.names for policy in self.policies)) - {"params"}
        if any(_differs(policy) for policy in self.policies):
            self.names |= {"environment"}

    def run(self, job: Job) -> Iterator[Finding]:
        """The findings of all policies about a job."""
        known = scope(job, self.names, self.config)
        undecided: dict[tuple[str, str], list[str]] = {}
        for name, judge, params in self._ready(kind_of(job), known.get("environment")):
            known["params"] = params
            for verdict in judge(known):
                path = own_path(job, verdict.path)
                if isinstance(verdict, Breach):
                    yield Finding.at(path, verdict.message, rule=name)
                else:
                    undecided.setdefault(cause(job, path, verdict.cause), []).append(name)
        for (path, what), names in undecided.items():
            listed = ", ".join(dict.fromkeys(names))
            plural = "this policy" if len(set(names)) == 1 else "these policies"
            message = f"{what}, so {plural} could not judge the job: {listed}"
            yield Finding.at(path, message, rule=UNDECIDED.id, severity=self.severity)

    def _ready(self, kind: str, environment: Any) -> list[_Prepared]:
        """The policies for a kind of job, with the parameters of an environment."""
        key = (kind, environment if isinstance(environment, str) else None)
        found = self._prepared.get(key)
        if found is None:
            found = self._prepared[key] = [
                (policy.name, judge_of(policy), parameter_values(policy.parameters, environment))
                for policy in self.policies
                if kind in policy.scopes
            ]
        return found


def _differs(policy: Policy) -> bool:
    """Whether a policy's parameters differ by environment."""
    return "params" in policy.names and any(one.by_environment for one in policy.parameters.values())


def cause(job: Job, path: str, unknown: Unknown | CallError) -> tuple[str, str]:
    """Why a policy could not judge: the path of the value that is not known or cannot be used, and words for it.

    What a template writes in a request's place may hold anything, so its text is not repeated; the words of facts are.
    """
    if isinstance(unknown, CallError):
        return path, str(unknown)
    route = _find(job.request, unknown)
    if route is not None:
        place = format_path(route)
        return place, f"{place or 'the request'} is not known here, since something else makes it"
    if unknown.expression == "environment":
        return "", "the environment of the job is not stated (--environment, [[facts]], the file's sidecar)"
    if unknown.expression in ("region", "account"):
        return "", f"the {unknown.expression} of the job is not stated (--{unknown.expression}, [[facts]])"
    return path, f"{unknown.expression} is not known here"


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
