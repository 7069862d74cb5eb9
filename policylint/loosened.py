"""What a change of the rules themselves lets pass: policies gone, conditions changed, levels lowered, files left out.

A comment says it first, since what is let pass is what nobody sees. Said is what may loosen; whether a new condition is
looser than an old one, only a person can tell.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.counting import counted
from policylint.engine import Engine
from policylint.finding import Severity
from policylint.identity import family
from policylint.settings.config import Config, Settings
from policylint.settings.option import kebab
from policylint.suppressions.baseline import Baseline

if TYPE_CHECKING:
    from policylint.policies.policy import Policy

_MORE_FILES = ("exclude", "extend_exclude", "placeholders")
_MORE_ACCEPTED = ("per_file_ignores", "allowed_secrets")
_COUNTED = {"suppressions": "entry", "secret_detectors": "file", "budgets": "budget"}
_LOOSER: Mapping[str, Callable[[Any, Any], bool]] = {
    "fail_on": lambda old, new: new.rank < old.rank,
    **dict.fromkeys(("strict_enums", "strict_unknown", "strict_sources"), lambda old, new: old),
    **dict.fromkeys(("waive_secrets", "waiver_wide", "respect_gitignore"), lambda old, new: new),
    "secret_false_alarms": lambda old, new: new < old,
    "waiver_max_days": lambda old, new: not new or 0 < old < new,
    "waiver_reason_words": lambda old, new: new < old,
    "waiver_approvers": lambda old, new: not set(new) <= set(old) or not new,
    "environments": lambda old, new: not new or bool(set(new) - set(old)),
}
_MOST = 8
_WORDS = {"when": "when it applies", "each": "what it is about", "assert_": "its condition", "deny": "its condition"}


def loosened(before: Settings, now: Settings) -> Iterator[str]:
    """What settings of today let pass that those of before did not, each in a few words.

    Raises:
        ConfigError, UnknownSelectorError: either cannot be used.
    """
    then, today = Engine.of(before), Engine.of(now)
    gone = [rule for name, rule in then.rules.items() if name not in today.rules]
    known = today.catalogue.rules
    yield from _listed([f"policy {rule.id} is gone" for rule in gone if rule.id not in known])
    yield from _listed([f"{rule.id} is off" for rule in gone if rule.id in known])
    both = [(rule, today.rules[name]) for name, rule in then.rules.items() if name in today.rules]
    yield from (
        f"{rule.id} is not hard-mandatory any more" for rule, other in both if other.acceptable > rule.acceptable
    )
    levels = ((rule.id, then.severity_of(rule), today.severity_of(other)) for rule, other in both)
    yield from _listed(
        [f"{name} is a {new.value}, not {old.value}" for name, old, new in levels if new.rank > old.rank]
    )
    yield from _of_policies(before, now)
    yield from _of_config(before.config, now.config)
    yield from _of_acceptances(before, now)


def _listed(found: list[str]) -> Iterator[str]:
    yield from found[:_MOST]
    if len(found) > _MOST:
        yield f"{len(found) - _MOST:,} more likewise"


def _of_policies(before: Settings, now: Settings) -> Iterator[str]:
    """Policies of the same name that ask for something else."""
    then, today = _policies(before), _policies(now)
    for name in sorted(then.keys() & today.keys()):
        for key, words in _WORDS.items():
            old, new = getattr(then[name].model, key), getattr(today[name].model, key)
            if old != new:
                emptied = old is not None and new is None and key in ("assert_", "deny")
                yield f"policy {name}: {words} {'is gone' if emptied else 'is another one'}"
    for name in sorted(then.keys() & today.keys()):
        for parameter, value in then[name].parameters.items():
            other = today[name].parameters.get(parameter)
            if other is not None and _values(value) != _values(other):
                yield f"policy {name}: the parameter {parameter} has another value"


def _policies(settings: Settings) -> "Mapping[str, Policy]":
    if not (settings.config.policies or settings.above):
        return {}
    from policylint.policies.rules import of_settings

    return {policy.name: policy for policy in of_settings(settings)}


def _values(parameter: Any) -> Any:
    chosen = parameter.chosen
    by_environment = {name: one.written for name, one in parameter.by_environment.items()}
    return chosen.written if chosen is not None else None, by_environment


def _of_config(before: Config, now: Config) -> Iterator[str]:
    for name in _MORE_FILES:
        more = [one for one in getattr(now, name) if one not in getattr(before, name)]
        if more:
            yield f"{kebab(name)}: {', '.join(more)}"
    for name in _MORE_ACCEPTED:
        more = [key for key, value in getattr(now, name).items() if getattr(before, name).get(key) != value]
        if more:
            yield f"{kebab(name)}: {', '.join(more)}"
    for name, noun in _COUNTED.items():
        old, new = getattr(before, name), getattr(now, name)
        accepts = name == "suppressions"
        number = sum(one not in old for one in new) if accepts else sum(one not in new for one in old)
        if number:
            yield f"{kebab(name)}: {counted(number, noun)} {'more' if accepts else 'fewer, or others'}"
    for name, looser in _LOOSER.items():
        old, new = getattr(before, name), getattr(now, name)
        if old != new and looser(old, new):
            yield f"{kebab(name)} is {_shown(new)}, not {_shown(old)}"


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(str, value)) or "empty"
    if isinstance(value, bool):
        return str(value).lower()
    return str(value.value if isinstance(value, Severity) else value)


def _of_acceptances(before: Settings, now: Settings) -> Iterator[str]:
    """Waivers and entries of the baseline that were not there."""
    if now.config.waivers:
        from policylint.suppressions.waivers import Waivers

        old = [one.model for one in Waivers.read(before).waivers] if before.config.waivers else []
        found = [one for one in Waivers.read(now).waivers if one.model not in old]
        yield from _listed([f"a waiver of {one.words}, by {one.model.approver}" for one in found])
    if now.config.baseline:
        entries = _baseline(now)
        more = sum(entries.values()) - sum((entries & _baseline(before)).values())
        if more:
            yield f"{counted(more, 'finding')} more in the baseline"


def _baseline(settings: Settings) -> "Counter[tuple[str, ...]]":
    """How many findings of each kind the baseline of settings has; none where it is not there."""
    file = Path(settings.config.baseline or "")
    if not file.is_file():
        return Counter()
    found: Counter[tuple[str, ...]] = Counter()
    for one in Baseline.read(file, settings.root).entries:
        found[one.rule, one.path, family(one.job), str(one.numbers), str(one.secret)] += one.count
    return found
