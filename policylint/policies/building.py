"""From a policy as written to one that is ready: every expression parsed, checked against the API model, compiled."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from functools import lru_cache
from typing import Any, TypeVar

from policylint.authored.fault import Fault
from policylint.authored.yaml_text import YamlText
from policylint.dataclass_ import dataclass
from policylint.job import OTHER_KINDS, TRAINING
from policylint.nearest import did_you_mean
from policylint.path import Route, parse_path
from policylint.policies.checking import Checker
from policylint.policies.compiling import applicability, truth, value
from policylint.policies.each import Items, chained, compile_items
from policylint.policies.facts import ALIASES, FACTS
from policylint.policies.model import PolicyModel
from policylint.policies.parameters import Parameter
from policylint.policies.policy import Expressions, Policy
from policylint.policies.references import paths, root_names
from policylint.policies.syntax import ExpressionError, Node, parse
from policylint.policies.template import Template, compile_template, slots
from policylint.policies.types import ANY, Type, merged, of_shape, structure, union
from policylint.schema.snapshot import snapshot

T = TypeVar("T")

INPUTS = {
    "TrainingJob": "CreateTrainingJobRequest",
    "TrainingJobDefinition": "HyperParameterTrainingJobDefinition",
    "TuningJob": "CreateHyperParameterTuningJobRequest",
    **{kind: f"Create{kind}Request" for kind in OTHER_KINDS},
}
"""The shape of the request of each kind of job."""
_JOBS = ("TrainingJob", "TrainingJobDefinition")
# Facts that no path leads to, and the members that a finding about them points to.
_ABOUT = {"instances": "resources", "instance_count": "resources", "gpu_count": "resources"}


Key = str | tuple[str, int]
"""A key of a policy, or an item of the list that stands there."""
Trees = Mapping[Key, tuple[str, Node]]
"""The expressions of a policy, parsed, each with its text; of `each` as many as there are."""


@dataclass(frozen=True, slots=True)
class Written:
    """Where a policy was written: the file and the route in it; for keys that another pack overrides, theirs."""

    source: YamlText
    route: Route
    overridden: Mapping[str, tuple[YamlText, Route]] = field(default_factory=dict)

    def place(self, key: Key) -> tuple[YamlText, Route]:
        """The file and route of one of its keys, or of an item there."""
        name, *below = (key,) if isinstance(key, str) else key
        source, route = self.overridden.get(name, (self.source, (*self.route, name)))
        return source, (*route, *below)

    def fault(self, key: Key, message: str, span: tuple[int, int] | None = None) -> Fault:
        """A fault of a key's value, or of a span of characters in it."""
        source, route = self.place(key)
        return source.fault(route, message) if span is None else source.fault_within(route, *span, message)

    @property
    def line(self) -> str:
        """FILE:LINE of the policy."""
        return f"{self.source.file}:{self.source.line(self.route)}"


@dataclass(slots=True)
class Builder:
    """Builds the policies of one pack, and collects the faults of all of them."""

    pack: str
    version: str
    parameters: Mapping[str, Parameter]
    faults: list[Fault] = field(default_factory=list)
    environments: tuple[str, ...] = ()

    def build(
        self, name: str, model: PolicyModel, written: Written, changes: Mapping[str, str], kinds: Sequence[str] = ()
    ) -> Policy | None:
        """The policy, or None where it has faults; `kinds` are those that its pack is for."""
        before = len(self.faults)
        self._consistency(model, written)
        trees = dict(self._parsed(model, written))
        if len(self.faults) > before:
            return None
        scopes = self._scopes(model, trees, kinds)
        self._lacking(model, written, trees)
        found = self._compiled(model, written, trees, scopes)
        at = self._at(model, written, trees, scopes)
        if len(self.faults) > before or found is None:
            return None
        expressions, names = found
        return Policy(
            name,
            self.pack,
            self.version,
            model,
            expressions,
            self.parameters,
            names,
            scopes,
            at,
            written.line,
            changes,
            self.environments,
        )

    def _consistency(self, model: PolicyModel, written: Written) -> None:
        if (model.assert_ is None) is (model.deny is None):
            what = "has neither assert nor deny" if model.assert_ is None else "has both assert and deny"
            self.faults.append(written.fault("name", f"{model.name} {what}: a policy has exactly one of them"))
        if model.enforcement == "advisory" and model.severity == "error":
            self.faults.append(written.fault("severity", "an advisory policy is reported, never an error"))
        for key, text in (("fix", model.fix), ("reason", model.reason)):
            if "{{" in text:
                start = text.index("{{")
                self.faults.append(written.fault(key, "only the message shows values", (start, start + 2)))
        if model.applies_to is not None and not model.applies_to:
            self.faults.append(written.fault("applies-to", f"name at least one of {', '.join(INPUTS)}"))

    def _parsed(self, model: PolicyModel, written: Written) -> Iterator[tuple[Key, tuple[str, Node]]]:
        for key, text in expressions(model):
            try:
                yield key, (text, parse(text))
            except ExpressionError as error:
                self.faults.append(written.fault(key, error.message, (error.start, error.end)))

    def _scopes(self, model: PolicyModel, trees: Trees, kinds: Sequence[str]) -> frozenset[str]:
        """The kinds of job it judges: those it says, else those of its pack that have every member it names, else the
        training jobs that do."""
        if model.applies_to is not None:
            return frozenset(model.applies_to)
        if kinds:
            return frozenset(kind for kind in kinds if not self._faults_for(kind, model, trees)) or frozenset(kinds)
        below = ("assert", "deny") if _lists(trees) else ()  # what these name is in the items
        named = {name for key, (_, tree) in trees.items() if key not in below for name in root_names(tree)}
        members = {name for name in named if name not in FACTS and name[:1].isupper()}
        fitting = {job for job in _JOBS if members <= set(of_shape(INPUTS[job]).members or {})}
        return frozenset(fitting or _JOBS)

    def _faults_for(self, kind: str, model: PolicyModel, trees: Trees) -> list[tuple[Key, ExpressionError]]:
        """What a policy gets wrong about one kind of job, each with the key that it stands at."""
        facts = frozenset(FACTS) | {"params"}
        root = scope_type((kind,), self.parameters, self.environments)
        found: list[tuple[Key, ExpressionError]] = []

        def take(key: Key, checker: Checker) -> None:
            found.extend((key, fault) for fault in checker.faults)
            checker.faults.clear()

        top = inner = Checker(root, facts)
        if (when := trees.get("when")) is not None:
            top.check(*when)
            take("when", top)
        listed = []
        for place, each in _lists(trees):
            listed.append(top.check(*each))
            take(place, top)
        if listed:
            inner = Checker(_item_root(root, listed), facts | {"item"})
        for key in ("assert", "deny"):
            if (tree := trees.get(key)) is not None:
                inner.check(*tree)
                take(key, inner)
        compile_template(model.message, inner, root_names)
        take("message", inner)
        return found

    def _lacking(self, model: PolicyModel, written: Written, trees: Trees) -> None:
        """Refuse what a kind of job that the policy names cannot have: it would be missing in every such job."""
        for kind in model.applies_to or ():
            if kind in OTHER_KINDS and len(model.applies_to or ()) > 1:
                for key, fault in self._faults_for(kind, model, trees):
                    what = f"for a {kind}: {fault.message}"
                    message = f"{what}; leave {kind} out of applies-to, or give it a policy of its own"
                    self.faults.append(written.fault(key, message, (fault.start, fault.end)))

    def _compiled(
        self, model: PolicyModel, written: Written, trees: Trees, scopes: frozenset[str]
    ) -> tuple[Expressions, frozenset[str]] | None:
        root = scope_type(scopes, self.parameters, self.environments)
        top = Checker(root, frozenset(FACTS) | {"params"}, _elsewhere(scopes))
        when = self._expression(written, "when", trees.get("when"), top, applicability)
        when_null = None if model.when_missing is None else model.when_missing == "apply"
        items, inner = self._items(written, trees, top, when_null)
        key = "deny" if "deny" in trees else "assert"
        tree = trees.get(key)
        condition = self._expression(written, key, tree, inner, truth)
        message = self._message(model, written, inner)
        if condition is None or tree is None or message is None:
            return None
        result = value(tree[1])
        names: frozenset[str] = frozenset().union(*(root_names(one) for _, one in trees.values()))
        asked = message.names | root_names(tree[1])
        inside: frozenset[str] = frozenset()
        if items is not None:
            inside = asked & (frozenset(FACTS) | {"params", "item"})
        facts = (names | message.names) & (frozenset(FACTS) | {"params"})
        return Expressions(condition, result, key == "deny", message, when, when_null, items, inside), facts

    def _items(
        self, written: Written, trees: Trees, top: Checker, when_null: bool | None
    ) -> tuple[Items | None, Checker]:
        """The items that `each` leads to, and the checker of what is asked of them; without it, that of the job."""
        lists = _lists(trees)
        if not lists:
            return None, top
        found: list[Items] = []
        types: list[Type] = []
        for key, (text, tree) in lists:
            items = self._guarded(written, key, lambda: compile_items(tree, when_null, single=len(lists) > 1))  # noqa: B023 - called at once
            listed = top.check(text, tree)
            if not top.faults and len(lists) == 1 and not listed.may_be("array"):
                self.faults.append(written.fault(key, f"each takes a list, and {listed.words()}"))
            self._take(written, key, top)
            types.append(listed)
            if items is not None:
                found.append(items)
        inner = Checker(_item_root(top.root, types), frozenset(FACTS) | {"params", "item"})
        return chained(found), inner

    def _message(self, model: PolicyModel, written: Written, checker: Checker) -> Template | None:
        message: Template | None = self._guarded(
            written, "message", lambda: compile_template(model.message, checker, root_names)
        )
        self._take(written, "message", checker)
        return message

    def _expression(
        self,
        written: Written,
        key: Key,
        tree: tuple[str, Node] | None,
        checker: Checker,
        compile_: Callable[[Node], T],
    ) -> T | None:
        """Check and compile one condition."""
        if tree is None:
            return None
        checker.condition(*tree)
        if self._take(written, key, checker):
            return None
        return self._guarded(written, key, lambda: compile_(tree[1]))

    def _guarded(self, written: Written, key: Key, build: Callable[[], T]) -> T | None:
        try:
            return build()
        except ExpressionError as error:
            self.faults.append(written.fault(key, error.message, (error.start, error.end)))
            return None

    def _take(self, written: Written, key: Key, checker: Checker) -> bool:
        """Take the checker's faults over, in their place; whether there were any."""
        found = [written.fault(key, fault.message, (fault.start, fault.end)) for fault in checker.faults]
        self.faults += found
        checker.faults.clear()
        return bool(found)

    def _at(self, model: PolicyModel, written: Written, trees: Trees, scopes: frozenset[str]) -> str:
        """The path of findings: as written, else the first that the condition is about."""
        lists, tree = _lists(trees), trees.get("assert") or trees.get("deny")
        if model.at is None:
            return _about(tree[1]) if tree is not None and not lists else ""
        root = scope_type(scopes, self.parameters, self.environments)
        if lists:
            root = _item_root(root, [Checker(root).check(*each) for _, each in lists])
        try:
            route = parse_path(model.at)
        except ValueError as error:
            self.faults.append(written.fault("at", str(error)))
            return ""
        fault = _unreachable(root, route)
        if fault:
            self.faults.append(written.fault("at", fault))
        return model.at


def _about(node: Node) -> str:
    """The first member that a condition is about."""
    for path in paths(node):
        first = path.partition(".")[0]
        if first in ALIASES or (first not in FACTS and first != "params"):
            return path
        if first in _ABOUT:
            return _ABOUT[first]
    return ""


def _elsewhere(scopes: Iterable[str]) -> dict[str, str]:
    """The members that only other kinds of job have, with the kind."""
    own = set(request_type(tuple(sorted(scopes))).members or {})
    others = [kind for kind in reversed(INPUTS) if kind not in scopes]
    return {name: kind for kind in others for name in of_shape(INPUTS[kind]).members or {} if name not in own}


def _unreachable(root: Type, route: Route) -> str:
    """Why a path leads nowhere in a request; empty if it does lead somewhere."""
    here = root
    for step in route:
        if isinstance(step, int):
            if not here.may_be("array"):
                return f"{here.words()} and no list, so that it has no [{step}]"
            here = here.item or ANY
        elif here.members is not None:
            if step not in here.members:
                owner = "the request" if here is root else here.name
                return f"{owner} has no member {step!r}{did_you_mean(step, here.members)}"
            here = here.members[step]
        elif not here.may_be("object"):
            return f"{here.words()} and has no member {step!r}"
        else:
            here = here.value or ANY
    return ""


def scope_type(scopes: Iterable[str], parameters: Mapping[str, Parameter], environments: tuple[str, ...] = ()) -> Type:
    """The scope of a policy as a type: the members of the kinds of job that it judges, the facts, its parameters."""
    known = request_type(tuple(sorted(scopes)))
    params = structure({name: parameter.type.nullable for name, parameter in parameters.items()}, "params")
    members = {**(known.members or {}), "params": params}
    if environments:
        members["environment"] = replace(FACTS["environment"].type, name="environment", enum=environments)
    return structure(members)


@lru_cache(maxsize=16)
def request_type(scopes: tuple[str, ...]) -> Type:
    """The scope of expressions without a pack: the members of kinds of job, and the facts."""
    request = union([kind_type(scope) for scope in scopes])
    facts = {name: fact.type for name, fact in FACTS.items()}
    members = {
        **(request.members or {}),
        **facts,
        "request": replace(request, name="request", kinds=frozenset(("object",))),
    }
    return structure(members)


@lru_cache(maxsize=16)
def kind_type(kind: str) -> Type:
    """The request of a kind of job as a type: its members, and those of a training job that it has elsewhere."""
    own = of_shape(INPUTS[kind])
    other = OTHER_KINDS.get(kind)
    if other is None:
        return own
    alike: Type = structure({})
    for path in other.elsewhere:
        *above, last = parse_path(path)
        shape = snapshot().shape_at(TRAINING, path)
        if shape is None:
            raise ValueError(f"a training job has no {path}")
        part = structure({str(last): of_shape(shape.name, str(last))})
        for step in reversed(above):
            part = structure({str(step): part.nullable}, str(last))
        alike = merged(alike, part)
    return merged(own, alike)


def _item_root(root: Type, lists: Sequence[Type]) -> Type:
    """The scope below `each`: an item's members, the facts, and the item itself.

    What is no list is an item itself.
    """
    item = union([(listed.item or ANY) if listed.may_be("array") else listed for listed in lists])
    name = item.name if len(lists) > 1 or lists[0].item else ""
    item = replace(item, kinds=item.kinds - {"null"})
    own: Mapping[str, Any] = (item.members or {}) if item.may_be("object") else {}
    facts = {name: found for name, found in (root.members or {}).items() if name in FACTS or name == "params"}
    return structure({**facts, **own, "item": item}, name)


def parameters_of(model: PolicyModel) -> frozenset[str]:
    """The parameters that a policy's expressions name."""
    texts = [*(text for _, text in expressions(model)), *(text for _, text in slots(model.message))]
    return frozenset(name for text in texts for name in _named_parameters(parse(text)))


def expressions(model: PolicyModel) -> Iterator[tuple[Key, str]]:
    """The texts of a policy's expressions, but for those of its message, with where they stand."""
    if model.when is not None:
        yield "when", model.when
    if isinstance(model.each, str):
        yield "each", model.each
    else:
        yield from ((("each", number), text) for number, text in enumerate(model.each or ()))
    if model.assert_ is not None:
        yield "assert", model.assert_
    if model.deny is not None:
        yield "deny", model.deny


def _lists(trees: Trees) -> list[tuple[Key, tuple[str, Node]]]:
    """The paths of `each`."""
    return [(key, tree) for key, tree in trees.items() if key == "each" or isinstance(key, tuple)]


def _named_parameters(node: Node) -> Iterator[str]:
    children = [child for child in node["children"] if isinstance(child, dict)]
    if node["type"] == "subexpression" and children[0].get("value") == "params" and children[1]["type"] == "field":
        yield children[1]["value"]
    for child in children:
        yield from _named_parameters(child)
