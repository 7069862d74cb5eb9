"""A rule's page: the one text behind `policylint explain`, `docs/rules/` and SARIF's help."""

import json
from collections.abc import Mapping
from typing import Any

from policylint.path import REMOVED
from policylint.rule import Example, Rule
from policylint.shown import renders

_SHARED = "Also for processing, transform and AutoML jobs and training sessions, where they have the member."


@renders
def page(rule: Rule) -> str:
    """The rule's page in Markdown."""
    if rule.about is not None:
        return rule.about()
    lines = [
        f"# {rule.id} {rule.name}",
        "",
        f"{rule.title}.",
        "",
        f"*Severity: {rule.severity.value}. Since {rule.since}.*"
        + (f" *{_SHARED}*" if rule.shared else "")
        + (" *Only the account itself knows: this rule needs AWS credentials.*" if rule.needs_account else ""),
        "",
        "## Why",
        "",
        rule.why,
        "",
        "## How to fix it",
        "",
        rule.fix,
        "",
        *(("## Settings of the examples", "", f"```toml\n{rule.settings}\n```", "") if rule.settings else ()),
        "## Fails",
        "",
        _shown(rule.bad),
        "",
        "## Passes",
        "",
        _shown(rule.good),
        "",
        "## Source",
        "",
        f"<{rule.source}>",
        "",
    ]
    return "\n".join(lines)


def _shown(example: Mapping[str, Any] | Example) -> str:
    if isinstance(example, Example):
        text = example.text if isinstance(example.text, str) else example.text.decode("utf-8", "replace")
        return f"`{example.name}`:\n\n```{example.name.rpartition('.')[2]}\n{text.rstrip()}\n```"
    if not example:
        return "The smallest valid request, as it is."
    changes = "\n".join(f"{path}: {_value(value)}" for path, value in example.items())
    return f"A request with\n\n```yaml\n{changes}\n```"


def _value(value: Any) -> str:
    return "(left out)" if value is REMOVED else json.dumps(value, ensure_ascii=False)
