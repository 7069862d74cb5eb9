"""A policy's page: behind `policylint policies explain`, the generated documentation, and SARIF's help."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from policylint.path import REMOVED
from policylint.policies.parameters import Parameter
from policylint.policies.policy import Policy
from policylint.secrets.redaction import screened
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.policies.cases import Case

_ENFORCEMENT = {
    "advisory": "advisory: reported, never an error",
    "soft-mandatory": "soft-mandatory: can be waived, with a reason",
    "hard-mandatory": "hard-mandatory: can be neither waived nor ignored",
}


def page(policy: Policy, cases: "Sequence[Case]" = (), *, places: bool = False) -> Shown:
    """The page in Markdown, with a failing and a passing case where there are some.

    `places` adds where the policy stands and where each value was chosen, for whoever asks on their own machine.
    """
    return screened("\n".join(_lines(policy, cases, places=places)) + "\n")


def _lines(policy: Policy, cases: "Sequence[Case]", *, places: bool) -> Iterator[str]:
    from policylint.policies.policy import severity_of, title

    model = policy.model
    yield f"# {policy.name}"
    yield ""
    summary = title(model.message)
    yield summary if summary.endswith("...") else f"{summary}."
    yield ""
    pack = f"Pack `{policy.pack}`" + (f" {policy.version}" if policy.version else "")
    yield f"*Severity: {severity_of(policy).value}. {_ENFORCEMENT[model.enforcement].capitalize()}. {pack}.*"
    if places:
        yield ""
        yield f"Written in {policy.place}." + "".join(
            f" `{key}` from {where}." for key, where in policy.changes.items()
        )
    yield from _section("Why", model.reason)
    yield from _section("How to fix it", model.fix)
    yield from _section("The rule", _rule(policy))
    parameters = used_parameters(policy)
    if parameters:
        yield from _section("Parameters", "\n".join(parameter_lines(parameters, places=places)))
    for outcome, heading in (("fail", "Fails"), ("pass", "Passes")):
        case = next((case for case in cases if case.model.expect == outcome), None)
        if case is not None:
            yield from _section(heading, _example(case))
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
        "when-missing": model.when_missing,
        "each": model.each if not isinstance(model.each, list) else f"[{', '.join(model.each)}]",
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


def _example(case: "Case") -> str:
    """A case in words: what it changes of the smallest valid request, and what else is known of the job."""
    from policylint.policies.cases import BASES, differences, nearest_base

    kind = nearest_base(case.request)
    known = [*case.model.facts.items(), *((f"params.{name}", value) for name, value in case.model.params.items())]
    lines = [f"{path}: {_shown(value)}" for path, value in differences(BASES[kind], case.request)]
    lines += [f"{name}: {written(value)}" for name, value in known]
    opening = f"{case.model.name[0].upper()}{case.model.name[1:]}: the smallest valid {kind} job"
    return "\n".join([f"{opening} with", "", "```yaml", *lines, "```"]) if lines else f"{opening}, as it is."


def _shown(value: Any) -> str:
    import json

    return "(left out)" if value is REMOVED else json.dumps(value, ensure_ascii=False)
