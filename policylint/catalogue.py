"""Every rule and check that policylint ships: the one list of rule modules."""

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module

from policylint.dataclass_ import dataclass
from policylint.rule import Check, Rule

# A module listed here adds each `Check` and `Rule` among its names; nothing else needs to know of it.
MODULES = (
    "policylint.lint",
    "policylint.schema.check",
    "policylint.sources.kinds.rules",
    "policylint.sources.python.rules",
    "policylint.contract.algorithm",
    "policylint.contract.built_in.checks",
    "policylint.contract.image",
    "policylint.contract.prebuilt_images",
    "policylint.contract.distribution",
    "policylint.contract.jumpstart",
    "policylint.contract.metrics",
    "policylint.contract.channels",
    "policylint.contract.output",
    "policylint.contract.encryption",
    "policylint.contract.network",
    "policylint.contract.stopping",
    "policylint.contract.resources",
    "policylint.contract.bounds",
    "policylint.contract.instance_types",
    "policylint.contract.debugger",
    "policylint.contract.profiler",
    "policylint.contract.tuning",
    "policylint.contract.tuning_ranges",
    "policylint.contract.tuning_strategy",
    "policylint.contract.serverless",
    "policylint.contract.metadata",
    "policylint.contract.job_names",
    "policylint.contract.shared_checkpoints",
    "policylint.secrets.rules",
    "policylint.cost.checks",
)


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The rules by id, in the order of their ids, and the checks that report them."""

    rules: Mapping[str, Rule]
    checks: tuple[Check, ...]


def load(modules: Iterable[str] = MODULES) -> Catalogue:
    """Import the rule modules and collect what they declare.

    Raises:
        ValueError: two rules share an id or a name; the message names their modules and the next free id.
    """
    rules: dict[str, Rule] = {}
    homes: dict[str, str] = {}
    checks: dict[int, Check] = {}
    for module in modules:
        for declared in vars(import_module(module)).values():
            if isinstance(declared, Check):
                checks.setdefault(id(declared), declared)
            for rule in _rules(declared):
                if rules.setdefault(rule.id, rule) is not rule:
                    raise ValueError(
                        f"{module} and {homes[rule.id]} both declare {rule.id}; the next free id of its area is"
                        f" {next_free_id(rule.id, rules)}"
                    )
                known = homes.setdefault(rule.name, rule.id)
                if known != rule.id:
                    raise ValueError(f"{module} calls {rule.id} {rule.name!r}, as {homes[known]} does {known}")
                homes.setdefault(rule.id, module)
    return Catalogue(dict(sorted(rules.items())), tuple(checks.values()))


def next_free_id(id: str, taken: Iterable[str]) -> str:
    """The id after the last one in use of the same area, which is all of an id but its last two digits."""
    area = id[:-2]
    last = max((int(other[-2:]) for other in taken if other[:-2] == area), default=0)
    return f"{area}{last + 1:02d}"


def _rules(declared: object) -> Iterator[Rule]:
    if isinstance(declared, Rule):
        yield declared
    elif isinstance(declared, Check):
        yield from declared.rules
