"""Tests of policies: cases beside a pack, what each policy says to them, and what they leave untested."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from typing import Any

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.models import read
from policylint.authored.yaml_text import YamlText
from policylint.dataclass_ import dataclass
from policylint.examples import SMALLEST
from policylint.job import (
    AUTOML_V2,
    PROCESSING,
    TRAINING,
    TRAINING_SESSION,
    TRANSFORM,
    TUNING,
    Facts,
    Job,
    TuningJob,
    own_path,
)
from policylint.nearest import did_you_mean
from policylint.path import REMOVED, Route, format_path, join, overlay
from policylint.policies.building import parameters_of
from policylint.policies.facts import among, kind_of, scope, unknown_definitions
from policylint.policies.hiding import hide
from policylint.policies.model import BaseRequestModel, CaseModel, CasesModel
from policylint.policies.packs import Pack, without_value
from policylint.policies.parameters import Parameter, ParameterError, values
from policylint.policies.policy import Breach, Policy
from policylint.settings.config import Config
from policylint.sources.kinds.recognition import job_of
from policylint.unknown import mark_templates

_NAMES = {
    "training": TRAINING,
    "tuning": TUNING,
    "processing": PROCESSING,
    "transform": TRANSFORM,
    "automl": AUTOML_V2,
    "session": TRAINING_SESSION,
}
BASES = {name: SMALLEST[operation] for name, operation in _NAMES.items()}
_CONFIG = Config()  # cases are judged alike wherever they are tried


@dataclass(frozen=True, slots=True)
class Case:
    """A case, ready to be tried: its policy, its model, its request and where it stands."""

    policy: str
    model: CaseModel
    request: Mapping[str, Any]
    place: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a policy says to a request: fail, unknown, pass or skip, its breaches, and the facts that it asked for."""

    outcome: str
    breaches: tuple[Breach, ...] = ()
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """A case that was tried; `problem` says what was not as expected, "" where all was."""

    case: Case
    problem: str


@dataclass(slots=True)
class Coverage:
    """Which policies have a failing and a passing case, and which kinds of job their cases are."""

    outcomes: dict[str, set[str]] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=dict)

    def lacking(self) -> Iterator[tuple[str, str]]:
        """Each policy that lacks a case, and which."""
        for policy, outcomes in self.outcomes.items():
            missing = [kind for kind in ("fail", "pass") if kind not in outcomes]
            if missing:
                yield policy, " and ".join({"fail": "a failing", "pass": "a passing"}[kind] for kind in missing)

    def untried(self, policies: Mapping[str, Policy]) -> Iterator[tuple[str, str]]:
        """Each policy with the kinds of job that it judges and that none of its cases is."""
        for name, policy in policies.items():
            missing = sorted(policy.scopes - self.kinds.get(name, set()))
            if missing:
                yield name, ", ".join(missing)


def read_cases(pack: Pack, policies: Mapping[str, Policy]) -> list[Case]:
    """The cases of a pack's own tests.

    Raises:
        AuthoredError: a file of tests cannot be used; every fault of all of them.
    """
    faults: list[Fault] = []
    cases: list[Case] = []
    for path in pack.tests:
        try:
            source = YamlText.read(path)
            model = read(source, CasesModel)
        except AuthoredError as error:
            faults += error.faults
            continue
        bases = _bases(source, model, faults)
        for name, listed in model.cases.items():
            full = _full_name(name, pack, policies)
            if full is None:
                known = [entry.model.name for entry in pack.entries.values()]
                close = did_you_mean(name, known)
                faults.append(source.fault(("cases", name), f"the pack has no policy {name!r}{close}", key=True))
                continue
            for index, case in enumerate(listed):
                built = _case(source, ("cases", name, index), full, case, bases, policies[full], faults)
                if built is not None:
                    cases.append(built)
    if faults:
        raise AuthoredError(faults)
    return cases


def _full_name(name: str, pack: Pack, policies: Mapping[str, Policy]) -> str | None:
    if name in pack.entries:
        return name
    return next((full for full, entry in pack.entries.items() if entry.model.name == name and full in policies), None)


def _bases(source: YamlText, model: CasesModel, faults: list[Fault]) -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = dict(BASES)
    for name, base in model.bases.items():
        route: Route = ("bases", name)
        request = _changed(source, route, base, found, faults)
        if request is not None:
            found[name] = request
    return found


def _case(
    source: YamlText,
    route: Route,
    policy: str,
    model: CaseModel,
    bases: Mapping[str, Mapping[str, Any]],
    judged: Policy,
    faults: list[Fault],
) -> Case | None:
    for name, written in model.params.items():
        parameter = judged.parameters.get(name)
        if parameter is None:
            close = did_you_mean(name, judged.parameters)
            faults.append(source.fault((*route, "params", name), f"there is no parameter {name!r}{close}", key=True))
            return None
        try:
            parameter.set(written, "")
        except ParameterError as error:
            faults.append(source.fault((*route, "params", name), str(error)))
            return None
    for parameter in without_value(judged):
        if parameter.name not in model.params:
            message = f"the parameter {parameter.name} has no value: give the case one, in params"
            faults.append(source.fault((*route, "name"), message))
            return None
    request = model.request if model.request is not None else _changed(source, route, model, bases, faults)
    if request is None:
        return None
    return Case(policy, model, request, f"{source.file}:{source.line(route)}")


def _changed(
    source: YamlText,
    route: Route,
    model: BaseRequestModel | CaseModel,
    bases: Mapping[str, Mapping[str, Any]],
    faults: list[Fault],
) -> Mapping[str, Any] | None:
    base = bases.get(model.base)
    if base is None:
        close = did_you_mean(model.base, bases)
        faults.append(source.fault((*route, "base"), f"no base request is called {model.base!r}{close}"))
        return None
    for key, changes in (("remove", dict.fromkeys(model.remove, REMOVED)), ("set", dict(model.set))):
        for path, new in changes.items():
            try:
                base = overlay(base, {path: new})
            except (ValueError, KeyError, IndexError, TypeError, AttributeError) as error:
                reason = str(error) if type(error) is ValueError else "the base request has no such place"
                place: Route = (*route, key, path) if key == "set" else (*route, key)
                faults.append(source.fault(place, f"{path}: {reason}", key=key == "set"))
                return None
    return base


def nearest_base(request: Mapping[str, Any]) -> str:
    """The base of the kind that a case's request is of."""
    operation = job_of(request).operation
    return next((name for name, known in _NAMES.items() if known == operation), "training")


def differences(base: Mapping[str, Any], request: Mapping[str, Any], route: Route = ()) -> Iterator[tuple[str, Any]]:
    """The paths at which a request differs from another, each with its value or `REMOVED`."""
    for key in dict.fromkeys([*base, *request]):
        place = (*route, key)
        new, old = request.get(key, REMOVED), base.get(key, REMOVED)
        if isinstance(new, Mapping) and isinstance(old, Mapping):
            yield from differences(old, new, place)
        elif new != old:
            yield format_path(place), new


def answer(policy: Policy, request: Mapping[str, Any], model: CaseModel) -> Answer:
    """What a policy says to a request with the facts and parameters of a case."""
    marked = mark_templates(request)
    facts = Facts(model.facts.get("environment"), model.facts.get("region"), model.facts.get("account"))
    job = job_of(marked, facts, model.facts.get("file", ""))
    parameters = dict(policy.parameters)
    for name, written in model.params.items():
        parameters[name] = parameters[name].set(written, "")
    answers = [
        _asked(policy, one, parameters) for one in (job, *(job.definitions() if isinstance(job, TuningJob) else ()))
    ]
    breaches = tuple(breach for one in answers for breach in one.breaches)
    outcomes = {one.outcome for one in answers}
    if isinstance(job, TuningJob) and "TrainingJobDefinition" in policy.scopes and any(unknown_definitions(job)):
        outcomes.add("unknown")
    outcome = next(kind for kind in ("fail", "unknown", "pass", "skip") if kind in outcomes)
    told = next((one.facts for one in answers if one.outcome == outcome), ())
    return Answer(outcome, breaches, told)


def _asked(policy: Policy, job: Job, parameters: Mapping[str, Parameter]) -> Answer:
    if kind_of(job) not in policy.scopes:
        return Answer("skip")
    known = scope(job, (policy.names | {"environment"}) - {"params"}, _CONFIG)
    known["environment"] = among(known["environment"], policy.environments)
    known["params"] = values(parameters, known["environment"])
    facts = tuple(_facts(policy, known))
    if policy.applies(known) is False:
        return Answer("skip", facts=facts)
    verdicts = policy.judge(known)
    breaches = tuple(
        Breach(join(job.prefix, own_path(job, verdict.path)), verdict.message)
        for verdict in verdicts
        if isinstance(verdict, Breach)
    )
    return Answer("fail" if breaches else "unknown" if verdicts else "pass", breaches, facts)


def _facts(policy: Policy, known: Mapping[str, Any]) -> Iterator[str]:
    """What a policy asked for beside the request, as the author of a case sees it."""
    for name in sorted(policy.names - {"params", "request"}):
        yield f"{name} = {_json(known[name])}"
    for name in sorted(parameters_of(policy.model) & known["params"].keys()):
        yield f"params.{name} = {_json(known['params'][name])}"


def _json(value: Any) -> str:
    return json.dumps(hide(value, frozenset()), ensure_ascii=False)


def try_case(case: Case, policy: Policy) -> Result:
    """Ask the policy and compare; a problem ends with the facts that the policy asked for."""
    given = answer(policy, case.request, case.model)
    problem = _problem(case, given)
    return Result(case, "\n    ".join([problem, *given.facts]) if problem else "")


def _problem(case: Case, given: Answer) -> str:
    expected = case.model.expect
    if given.outcome != expected:
        found = "".join(f"; at {breach.path or 'the request'}: {breach.message}" for breach in given.breaches)
        return f"expected {expected}, and the policy says {given.outcome}{found}"
    if case.model.at is not None:
        wanted = [case.model.at] if isinstance(case.model.at, str) else case.model.at
        paths = [breach.path for breach in given.breaches]
        if paths != wanted:
            return f"expected it at {_listed(wanted)}, and it is at {_listed(paths)}"
    if case.model.message is not None and not any(case.model.message in breach.message for breach in given.breaches):
        messages = " / ".join(breach.message for breach in given.breaches)
        return f"expected a message with {case.model.message!r}, and it says: {messages}"
    return ""


def _listed(paths: Sequence[str]) -> str:
    return ", ".join(path or "the request" for path in paths) or "no place"


def coverage(cases: Sequence[Case], policies: Mapping[str, Policy]) -> Coverage:
    """Which of the policies the cases try in both ways."""
    found = Coverage({name: set() for name in policies})
    for case in cases:
        found.outcomes[case.policy].add(case.model.expect)
        job = job_of(mark_templates(case.request))
        parts = (job, *(job.definitions() if isinstance(job, TuningJob) else ()))
        found.kinds.setdefault(case.policy, set()).update(map(kind_of, parts))
    return found
