"""A policy's page: behind `policylint policies explain`, the generated documentation, and SARIF's help."""

from collections.abc import Iterator, Sequence
from typing import Any

from policylint.policies.model import CaseModel
from policylint.policies.parameters import Parameter
from policylint.policies.policy import Policy

_ENFORCEMENT = {
    "advisory": "advisory: told, never an error",
    "soft-mandatory": "soft-mandatory: can be waived, with a reason",
    "hard-mandatory": "hard-mandatory: can be neither waived nor ignored",
}


def page(policy: Policy, cases: Sequence[CaseModel] = (), *, places: bool = False) -> str:
    """The page in Markdown, with a failing and a passing case where there are some.

    `places` adds where the policy stands and where each value was chosen, for whoever asks on their own machine.
    """
    return "\n".join(_lines(policy, cases, places=places)) + "\n"


def _lines(policy: Policy, cases: Sequence[CaseModel], *, places: bool) -> Iterator[str]:
    from policylint.policies.rules import severity_of, title

    model = policy.model
    yield f"# {policy.name}"
    yield ""
    yield f"{title(model.message)}."
    yield ""
    pack = f"Pack `{policy.pack}`" + (f" {policy.version}" if policy.version else "")
    yield f"*Severity: {severity_of(policy).value}. {_ENFORCEMENT[model.enforcement].capitalize()}. {pack}.*"
    if places:
        yield ""
        yield f"Written in {policy.place}." + "".join(
            f" `{key}` from {where}." for key, where in policy.changes.items()
        )
    yield from _section("Why", model.reason)
    yield from _section("How to mend it", model.fix)
    yield from _section("The rule", _rule(policy))
    parameters = used_parameters(policy)
    if parameters:
        yield from _section("Parameters", "\n".join(parameter_lines(parameters, places=places)))
    for outcome, heading in (("fail", "Fails"), ("pass", "Passes")):
        case = next((case for case in cases if case.expect == outcome), None)
        if case is not None:
            yield from _section(heading, f"{case.name[0].upper()}{case.name[1:]}:\n\n{_example(case)}")
    if model.tags:
        yield from _section("Serves", "\n".join(f"- {tag}" for tag in model.tags))
    if model.references:
        yield from _section("References", "\n".join(f"- <{reference}>" for reference in model.references))
    if model.owner:
        yield from _section("Owner", model.owner)


def _section(heading: str, text: str) -> Iterator[str]:
    yield from ("", f"## {heading}", "", text)


def _rule(policy: Policy) -> str:
    model = policy.model
    keys = {
        "applies-to": ", ".join(sorted(policy.scopes)),
        "when": model.when,
        "each": model.each,
        "assert": model.assert_,
        "deny": model.deny,
        "missing": model.missing,
        "at": model.at,
    }
    lines = [f"{key}: {' '.join(text.split())}" for key, text in keys.items() if text]
    return "\n".join(["```yaml", *lines, "```"])


def used_parameters(policy: Policy) -> list[Parameter]:
    """The parameters that a policy names."""
    from policylint.policies.building import parameters_of

    return [parameter for name, parameter in policy.parameters.items() if name in parameters_of(policy.model)]


def parameter_lines(parameters: Sequence[Parameter], *, places: bool) -> Iterator[str]:
    """A line of Markdown for each parameter: its value, what it means and, with `places`, where it was chosen."""
    for parameter in parameters:
        chosen = parameter.chosen
        value = "must be set" if chosen is None else f"`{written(chosen.written)}`"
        origin = f" ({chosen.origin})" if places and chosen is not None else ""
        yield f"- `{parameter.name}` ({parameter.kind}): {parameter.doc} Value: {value}{origin}."
        for environment, one in parameter.by_environment.items():
            yield f"  In {environment}: `{written(one.written)}`{f' ({one.origin})' if places else ''}."


def written(value: Any) -> str:
    """A parameter's value as YAML writes it, on one line."""
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _example(case: CaseModel) -> str:
    import json

    lines = [f"# on the base request `{case.base}`"] if case.request is None else []
    changes = case.set if case.request is None else case.request
    lines += [f"{path}: {json.dumps(value, ensure_ascii=False)}" for path, value in changes.items()]
    lines += [f"{path}: (left out)" for path in case.remove]
    lines += [f"# {name}: {value}" for name, value in case.facts.items()]
    lines += [f"# params.{name}: {written(value)}" for name, value in case.params.items()]
    return "\n".join(["```yaml", *lines, "```"])
