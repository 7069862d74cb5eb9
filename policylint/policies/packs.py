"""Packs: read, extended, overridden, and built to policies that can judge."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field, replace
from pathlib import Path
from typing import Any

from policylint.authored.fault import AuthoredError, Fault
from policylint.authored.models import read
from policylint.authored.yaml_text import YamlText
from policylint.dataclass_ import dataclass
from policylint.nearest import did_you_mean
from policylint.path import Route
from policylint.policies.building import INPUTS, Builder, Written, parameters_of
from policylint.policies.locating import Located, locate
from policylint.policies.model import OverrideModel, PackModel, PolicyModel
from policylint.policies.parameters import Parameter, ParameterError, declare
from policylint.policies.policy import Policy

Placed = Callable[[str, str], Fault]
"""The fault of a setting, by its name and the message."""

_RANK = {"advisory": 0, "soft-mandatory": 1, "hard-mandatory": 2}
_FIRM = frozenset(("when", "when_missing", "severity"))
"""What a pack cannot change of a hard-mandatory policy that it takes over."""
_PACK_FILE = "goes into pack.yaml: the other files of a folder hold `policies` alone"


@dataclass(frozen=True, slots=True)
class Entry:
    """A policy as a pack has it, own or taken over: its full name, its text with all overrides, its parameters, and the
    kinds of job and the environments that its pack is for."""

    name: str
    pack: str
    version: str
    model: PolicyModel
    written: Written
    parameters: Mapping[str, Parameter]
    kinds: tuple[str, ...] = ()
    environments: tuple[str, ...] = ()
    changes: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack that was read: what it says of itself, all its policies, and where its tests are."""

    name: str
    title: str
    version: str
    path: Path
    entries: Mapping[str, Entry]
    disabled: Mapping[str, str]
    tests: tuple[Path, ...]


def read_packs(
    references: Sequence[str],
    root: Path,
    settings: Mapping[str, Any] | None = None,
    place: str = "configuration",
    *,
    spare: bool = False,
    placed: Placed | None = None,
) -> list[Pack]:
    """Read packs and give their parameters the values that `settings` holds; `place` is where those stand, `spare`
    whether there may be more of them than these packs ask for, `placed` makes the fault of one where it has a line.

    Raises:
        AuthoredError: a pack cannot be used, or a setting; every fault of all of them.
    """
    faults: list[Fault] = []
    packs = []
    for reference in dict.fromkeys(references):
        try:
            packs.append(_Reader(faults, ()).pack(reference, root))
        except AuthoredError as error:
            faults += error.faults
    names: dict[str, Entry] = {}
    for pack in packs:
        for name, entry in pack.entries.items():
            first = names.setdefault(name, entry)
            if first is not entry and first.written.line != entry.written.line:
                message = f"the policy {name} is also in {first.written.line}: give one of the packs a namespace"
                faults.append(entry.written.source.fault((*entry.written.route, "name"), message))
    placed = placed or (lambda _, message: Fault(place, 0, 0, message))
    chosen = [_with_settings(pack, settings or {}, place, placed, faults) for pack in packs]
    if not spare:
        _unknown_settings(packs, settings or {}, placed, faults)
    if faults:
        raise AuthoredError(faults)
    return chosen


def build(packs: Sequence[Pack], *, valued: bool = True, environments: Sequence[str] = ()) -> tuple[Policy, ...]:
    """The policies of packs, each once, ready to judge; without `valued`, parameters may lack their values.

    `environments` are those that there are, for packs that do not say themselves; none: any.

    Raises:
        AuthoredError: a policy does not hold against the API model; every fault of all of them.
    """
    faults: list[Fault] = []
    built: dict[str, Policy] = {}
    for pack in packs:
        for name, entry in pack.entries.items():
            if name in built:
                continue
            closed = entry.environments or tuple(environments)
            builder = Builder(entry.pack, entry.version, entry.parameters, faults, closed)
            policy = builder.build(name, entry.model, entry.written, entry.changes, entry.kinds)
            if policy is not None:
                built[name] = policy
                _known_environments(policy, entry, faults)
                if valued:
                    _need_values(policy, entry, faults)
    if faults:
        raise AuthoredError(faults)
    return tuple(built.values())


def _known_environments(policy: Policy, entry: Entry, faults: list[Fault]) -> None:
    """Refuse values of parameters for environments that there are not: nobody would ever meet them."""
    if not policy.environments:
        return
    for name in sorted(parameters_of(policy.model) & set(policy.parameters)):
        for environment, chosen in policy.parameters[name].by_environment.items():
            if environment not in policy.environments:
                near = did_you_mean(environment, policy.environments) or f"; known: {', '.join(policy.environments)}"
                message = (
                    f"{name} has a value for {environment!r} ({chosen.origin}), and no environment is called so{near}"
                )
                faults.append(entry.written.fault("name", message))


def _need_values(policy: Policy, entry: Entry, faults: list[Fault]) -> None:
    for parameter in without_value(policy):
        message = f"{policy.name} needs the parameter {parameter.name}, which has no value: set it ({parameter.doc})"
        faults.append(entry.written.fault("name", message))


def without_value(policy: Policy) -> list[Parameter]:
    """The parameters that a policy names and that have no value."""
    named = sorted(parameters_of(policy.model) & set(policy.parameters))
    found = [policy.parameters[name] for name in named]
    return [parameter for parameter in found if parameter.chosen is None and not parameter.by_environment]


@dataclass(slots=True)
class _Reader:
    """Reads a pack with those that it extends; `path` are the packs that are being read, to see a circle."""

    faults: list[Fault]
    path: tuple[Path, ...]

    def pack(self, reference: str, root: Path) -> Pack:
        located = locate(reference, root)
        if located.path.resolve() in self.path:
            raise AuthoredError(
                [Fault(str(located.path), 0, 0, "this pack extends itself, through the packs it extends")]
            )
        sources, models = self._files(located)
        if not models:
            return Pack(located.name, "", "", located.path, {}, {}, located.tests)
        head, own = models[0], sources[0]
        name = head.pack or located.name
        if head.applies_to is not None and not head.applies_to:
            self.faults.append(own.fault(("applies-to",), f"name at least one of {', '.join(INPUTS)}"))
        parameters = declare(own, head.params, self.faults)
        entries = self._taken_over(head, own, located)
        for source, model in zip(sources, models, strict=True):
            for index, policy in enumerate(model.policies):
                full = f"{head.namespace}/{policy.name}" if head.namespace else policy.name
                written = Written(source, ("policies", index))
                if full in entries:
                    message = f"the policy {full} is given twice: also in {entries[full].written.line}"
                    self.faults.append(written.fault("name", message))
                kinds, environments = tuple(head.applies_to or ()), tuple(head.environments)
                entries[full] = Entry(full, name, head.version or "", policy, written, parameters, kinds, environments)
        return Pack(name, head.title or "", head.version or "", located.path, entries, head.disable, located.tests)

    def _files(self, located: Located) -> tuple[list[YamlText], list[PackModel]]:
        sources, models = [], []
        for number, file in enumerate(located.files):
            try:
                source = YamlText.read(file)
                model = read(source, PackModel)
            except AuthoredError as error:
                self.faults += error.faults
                continue
            if number or (len(located.files) > 1 and file.stem != "pack"):
                self.faults += [
                    source.fault((key,), f"{key} {_PACK_FILE}", key=True) for key in source.value if key != "policies"
                ]
            sources.append(source)
            models.append(model)
        return sources, models

    def _taken_over(self, head: PackModel, own: YamlText, located: Located) -> dict[str, Entry]:
        """The policies of the packs that this one extends, with its settings and overrides, less the disabled."""
        entries: dict[str, Entry] = {}
        base = located.path if located.path.is_dir() else located.path.parent
        for index, reference in enumerate(head.extends):
            try:
                taken = _Reader(self.faults, (*self.path, located.path.resolve())).pack(reference, base)
            except AuthoredError as error:
                self.faults += [
                    own.fault(("extends", index), fault.message) if not fault.line else fault for fault in error.faults
                ]
                continue
            entries.update(taken.entries)
        self._set(head, own, entries)
        for name, changes in head.override.items():
            if self._known(name, entries, own, ("override", name)):
                entries[name] = self._override(entries[name], changes, own, ("override", name))
        for name in head.disable:
            if self._known(name, entries, own, ("disable", name)):
                if entries[name].model.enforcement == "hard-mandatory":
                    message = f"{name} is hard-mandatory: a pack that extends it cannot disable it"
                    self.faults.append(own.fault(("disable", name), message, key=True))
                del entries[name]
        return entries

    def _known(self, name: str, entries: Mapping[str, Entry], own: YamlText, route: Route) -> bool:
        if name in entries:
            return True
        close = did_you_mean(name, entries)
        self.faults.append(own.fault(route, f"no policy of the extended packs is called {name!r}{close}", key=True))
        return False

    def _set(self, head: PackModel, own: YamlText, entries: dict[str, Entry]) -> None:
        known = {name for entry in entries.values() for name in entry.parameters}
        for name, written in head.set.items():
            route: Route = ("set", name)
            if name not in known:
                close = did_you_mean(name, known)
                self.faults.append(own.fault(route, f"no extended pack has a parameter {name!r}{close}", key=True))
                continue
            try:
                _set(entries, name, written, f"set, {own.file}:{own.line(route)}")
            except ParameterError as error:
                self.faults.append(own.fault(route, str(error)))

    def _override(self, entry: Entry, changes: OverrideModel, own: YamlText, route: Route) -> Entry:
        given = {key: value for key in OverrideModel.model_fields if (value := getattr(changes, key)) is not None}
        wanted = given.get("enforcement")
        hard = entry.model.enforcement == "hard-mandatory"
        weaker = wanted is not None and _RANK[wanted] < _RANK[entry.model.enforcement]
        if hard and (weaker or given.keys() & _FIRM):
            message = f"{entry.name} is hard-mandatory: its enforcement, when and severity cannot be overridden"
            self.faults.append(own.fault(route, message, key=True))
            return entry
        place = f"override, {own.file}:{own.line(route)}"
        overridden = {**entry.written.overridden, **{key: (own, (*route, key)) for key in given}}
        return replace(
            entry,
            model=entry.model.model_copy(update=given),
            written=replace(entry.written, overridden=overridden),
            changes={**entry.changes, **dict.fromkeys((key.replace("_", "-") for key in given), place)},
        )


def _set(entries: dict[str, Entry], name: str, written: Any, origin: str) -> None:
    """Give a parameter a value wherever an entry's pack declares it."""
    for full, entry in entries.items():
        if name in entry.parameters:
            parameter = entry.parameters[name].set(written, origin)
            entries[full] = replace(entry, parameters={**entry.parameters, name: parameter})


def _with_settings(pack: Pack, settings: Mapping[str, Any], place: str, placed: Placed, faults: list[Fault]) -> Pack:
    entries = dict(pack.entries)
    for name, written in settings.items():
        try:
            _set(entries, name, written, place)
        except ParameterError as error:
            faults.append(placed(name, str(error)))
    return replace(pack, entries=entries)


def _unknown_settings(packs: Sequence[Pack], settings: Mapping[str, Any], placed: Placed, faults: list[Fault]) -> None:
    known = {name for pack in packs for entry in pack.entries.values() for name in entry.parameters}
    for name in settings:
        if name not in known:
            close = did_you_mean(name, known) or f"; known: {', '.join(sorted(known)) or 'none'}"
            faults.append(placed(name, f"no pack has a parameter {name!r}{close}"))
