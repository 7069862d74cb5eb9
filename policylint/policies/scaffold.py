"""The beginnings of a policy and of its tests, made from an expression and a request."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from policylint.job import Job
from policylint.path import REMOVED, overlay
from policylint.policies.building import expressions
from policylint.policies.cases import BASES, Answer, answer, differences, nearest_base
from policylint.policies.facts import ALIASES
from policylint.policies.model import CaseModel
from policylint.policies.policy import Policy
from policylint.policies.references import paths
from policylint.policies.syntax import parse
from policylint.unknown import Unknown

Masked = Callable[[str], str]
"""A text as it may be written down."""


def policy_text(name: str, conditions: Mapping[str, str]) -> str:
    """A pack with one policy, whose words its author has yet to find; `conditions` by their keys."""
    import yaml

    words = {
        "message": f"The job does not comply with {name}",
        "fix": "Change the job so that it complies.",
        "reason": "Say here what it costs, or risks, where a job does not comply.",
    }
    return yaml.safe_dump({"policies": [{"name": name, **conditions, **words}]}, sort_keys=False, width=120)


def cases_text(policy: Policy, job: Job, masked: Masked, title: str) -> str:
    """Cases for a policy: a request as it is, and without each member that the policy asks about.

    What each expects is what the policy says today, for its author to read. `title` says where the request is from.
    """
    import yaml

    request = _written(job.request, masked)
    base = nearest_base(request)
    set_, removed = _changes(BASES[base], request)
    own = {"base": base, **({"set": set_} if set_ else {}), **({"remove": removed} if removed else {})}
    facts = {name: value for name in ("environment", "region", "account") if (value := getattr(job.facts, name))}
    cases = list(_cases(policy, request, facts, title))
    return yaml.safe_dump(
        {"bases": {"request": own}, "cases": {policy.model.name: cases}}, sort_keys=False, allow_unicode=True, width=120
    )


def _cases(
    policy: Policy, request: Mapping[str, Any], facts: Mapping[str, str], title: str
) -> Iterator[dict[str, Any]]:
    def case(name: str, changed: Mapping[str, Any], known: Mapping[str, str], **changes: Any) -> dict[str, Any]:
        tried = CaseModel.model_validate({"name": name, "facts": dict(known), "expect": "pass"})
        given = answer(policy, changed, tried)
        told = {"facts": dict(known)} if known else {}
        return {"name": name, "base": "request", **changes, **told, **_expected(given)}

    yield case(f"as in {title}", request, facts)
    for path in sorted(_asked(policy, request)):
        yield case(f"without {path}", overlay(request, {path: REMOVED}), facts, remove=[path])
    for fact in sorted(policy.names & facts.keys()):
        rest = {name: value for name, value in facts.items() if name != fact}
        yield case(f"{fact} not stated", request, rest)


def _expected(given: Answer) -> dict[str, Any]:
    at = [breach.path for breach in given.breaches]
    return {"expect": given.outcome, **({"at": at[0] if len(at) == 1 else at} if any(at) else {})}


def _asked(policy: Policy, request: Mapping[str, Any]) -> set[str]:
    """The members of a request that a policy's expressions name, by path."""
    named = {path for _, text in expressions(policy.model) for path in paths(parse(text))}
    found = set()
    for path in named:
        first, _, rest = path.partition(".")
        for member in ALIASES.get(first, (first,)):
            whole = member if first == "tags" or not rest else f"{member}.{rest}"
            if _has(request, whole):
                found.add(whole)
    return found


def _has(request: Any, path: str) -> bool:
    for name in path.split("."):
        if not isinstance(request, Mapping) or name not in request:
            return False
        request = request[name]
    return True


def _changes(base: Mapping[str, Any], request: Mapping[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """What makes a request of a base: the members that are set, and those that are removed."""
    found = dict(differences(base, request))
    removed = [path for path, value in found.items() if value is REMOVED]
    return {path: value for path, value in found.items() if value is not REMOVED}, removed


def _written(value: Any, masked: Masked) -> Any:
    """A request as a file holds it: with the text of what is not known, and without secrets."""
    if isinstance(value, Unknown):
        return masked(value.expression) if "{" in value.expression else f"${{{value.expression}}}"
    if isinstance(value, str):
        return str(masked(value))
    if isinstance(value, dict):
        return {str(masked(str(key))): _written(item, masked) for key, item in value.items()}
    return [_written(item, masked) for item in value] if isinstance(value, list) else value
