"""What a Terraform file gives to `sources`: its resources as far as they are known, and where each part of them stands.

https://developer.hashicorp.com/terraform/language/resources/syntax
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from policylint.finding import Position
from policylint.path import Route
from policylint.sources.document import Located
from policylint.sources.terraform.export import Exported, Nodes, given
from policylint.sources.terraform.expressions import Scope, iterated
from policylint.sources.terraform.module import Block, Module, blocks, default_tags
from policylint.sources.terraform.syntax import Place, parse
from policylint.sources.terraform.types import kind_of
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    TooMuch,
    Value,
    assuming,
    assumption,
    made,
    plain,
)

RESOURCES = "resources in configuration"
"""The one member of the value that a configuration is, which no document of another format has."""
_MOST_INSTANCES = 1_000
_DEFAULT_TAGS = Opaque(expression="tags with the default_tags of the provider")
_META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"})


class Resource(dict[str, Any]):
    """One instance of a resource: its attributes and blocks with unknowns, its type and its address.

    A block is a list of as many objects as there are of it, as in a plan. `region` is the one of its provider.
    """

    def __init__(self, values: Mapping[str, Any], kind: str, address: str, region: str | None) -> None:
        super().__init__(values)
        self.kind = kind
        self.address = address
        self.region = region


class Configuration(dict[str, list[Resource]]):
    """The value of a Terraform document: its resources, and the places that routes in them lead to.

    `shown` are the values that are shown for parts of texts, by the resource's route and the expression in the text.
    `calls` are the modules that it calls, which are not followed: the name and the text of each. `files` are the paths
    of the files whose text a resource has. `cut`: it takes too
    many steps to be evaluated, so that what is in it may be missed.
    """

    def __init__(
        self, resources: list[Resource], made: Exported, calls: Sequence[tuple[str, str]], *, cut: bool
    ) -> None:
        super().__init__({RESOURCES: resources})
        self.calls = calls
        self.nodes = made.nodes
        self.shown = made.shown
        self.source = made.source
        self.files = made.files
        self.cut = cut


def configuration(text: str, file: str) -> Configuration:
    """The resources of a file.

    Raises:
        SourceFault: it is no HCL, or too long.
    """
    source = parse(file, text)
    module = Module(file, source)
    reading = _Reading(module, Exported(source))
    cut = False
    calls: list[tuple[str, str]] = []
    for kind, one in blocks(source):
        if kind == "module" and one.labels:
            calls.append((one.labels[0], source.written(one.node)))
        if kind == "resource" and len(one.labels) == 2:
            try:
                reading.resource(one)
            except (TooMuch, RecursionError):
                cut = True
    return Configuration(reading.resources, reading.made, calls, cut=cut)


class _Reading:
    """The resources of one file, put together instance by instance."""

    def __init__(self, module: Module, made: Exported) -> None:
        self.resources: list[Resource] = []
        self.made = made
        self._module = module
        self._evaluation = module.evaluation

    def resource(self, declared: Block) -> None:
        """Take in the instances of a resource."""
        kind, name = declared.labels
        hidden = self._module.overridden(kind, name)
        for suffix, scope in self._instances(declared):
            root: Route = (RESOURCES, len(self.resources))
            body = self._body(declared, scope)
            for one in hidden or ():
                body[one] = Opaque(expression=f"{one} in an override file"), None
            region, tags = self._of_provider(declared, kind, body.get("tags"))
            if tags is not None:
                body["tags"] = tags
            self._evaluation.spend(sum(value.weight for value, _ in body.values()))
            self.made.nodes[root] = Nodes(_head(declared))
            values = {one: self.made.value(value, (*root, one), key) for one, (value, key) in body.items()}
            self.resources.append(Resource(given(values), kind, f"{kind}.{name}{suffix}", region))

    def _instances(self, declared: Block) -> Iterator[tuple[str, Scope]]:
        """The instances of a resource: what their address ends in, and the scope that each is evaluated in."""
        scope = Scope(declared.text, {})
        if "count" in declared.attributes:
            count = self._evaluation.value(declared.attributes["count"][1], scope)
            yield from self._counted(count, scope)
        elif "for_each" in declared.attributes:
            yield from self._for_each(self._evaluation.value(declared.attributes["for_each"][1], scope), scope)
        else:
            yield "", scope

    def _counted(self, count: Value, scope: Scope) -> Iterator[tuple[str, Scope]]:
        try:
            number = plain(count)
        except NotSure:
            number = None
        if not isinstance(number, int) or isinstance(number, bool) or assumption([count]):
            yield "", scope.within({"count": _unknown("index", "count.index")})
            return
        if number > _MOST_INSTANCES:
            raise TooMuch
        for index in range(number):
            yield f"[{index}]", scope.within({"count": Object(entries={"index": made(index)})})

    def _for_each(self, over: Value, scope: Scope) -> Iterator[tuple[str, Scope]]:
        try:
            items = list(iterated(over))
            keys = [plain(key) for key, _ in items]
        except NotSure:
            items, keys = [], [None]
        if kind_of(over) in ("tuple", "list") or not all(isinstance(key, str) for key in keys):
            each = {"key": Opaque(expression="each.key"), "value": Opaque(expression="each.value")}
            yield "", scope.within({"each": Object(entries=each)})
            return
        if len(keys) > _MOST_INSTANCES:
            raise TooMuch
        for name, (key, value) in zip(keys, items, strict=True):
            # Of a map that may be another one, there may be no instance with this key.
            each_ = {"key": key, "value": assuming(value, over.assumed)}
            yield f'["{name}"]', scope.within({"each": Object(entries=each_)})

    def _body(self, declared: Block, scope: Scope) -> dict[str, tuple[Value, Place | None]]:
        """The attributes and blocks of a block, each with the place of its name."""
        body: dict[str, tuple[Value, Place | None]] = {}
        for name, (key, node) in declared.attributes.items():
            if name not in _META:
                body[name] = self._evaluation.value(node, scope), declared.text.place(key)
        for kind, inner in declared.blocks:
            if kind in _META:
                continue
            dynamic = kind == "dynamic" and len(inner.labels) == 1
            name = inner.labels[0] if dynamic else kind
            found = self._dynamic(name, inner, scope) if dynamic else [self._object(inner, scope)]
            before = body.get(name)
            held = before[0].items if before and isinstance(before[0], Items) else ()
            if isinstance(found, Opaque) or (before and isinstance(before[0], Opaque)):
                body[name] = found if isinstance(found, Opaque) else _unknown_block(name), _head(inner)
            else:
                body[name] = Items(at=_head(inner), items=(*held, *found), kind="list"), _head(inner)
        return body

    def _object(self, inner: Block, scope: Scope) -> Object:
        self._evaluation.spend()
        body = self._body(inner, scope)
        keys = {name: key for name, (_, key) in body.items() if key is not None}
        return Object(at=_head(inner), entries={name: value for name, (value, _) in body.items()}, keys=keys)

    def _dynamic(self, name: str, declared: Block, scope: Scope) -> list[Object] | Opaque:
        """The blocks that a `dynamic` block makes, where what it goes through is known."""
        content = [inner for kind, inner in declared.blocks if kind == "content"]
        over = declared.attributes.get("for_each")
        if over is None or len(content) != 1 or "labels" in declared.attributes:
            return _unknown_block(name)
        named = declared.attributes.get("iterator")
        iterator = name if named is None else declared.text.written(named[1])
        values = self._evaluation.value(over[1], scope)
        if assumption([values]):
            return _unknown_block(name)
        try:
            items = list(iterated(values))
        except NotSure:
            return _unknown_block(name)
        return [
            self._object(content[0], scope.within({iterator: Object(entries={"key": key, "value": item})}))
            for key, item in items
        ]

    def _of_provider(
        self, declared: Block, kind: str, tags: tuple[Value, Place | None] | None
    ) -> tuple[str | None, tuple[Value, Place | None] | None]:
        """What the provider of a resource adds to it: its Region, and its default tags."""
        named = declared.attributes.get("provider")
        name = declared.text.written(named[1]) if named else kind.partition("_")[0]
        provider = self._module.provider(name)
        if provider is None:  # it is in the module that calls this one, or in none
            return None, _tagged(_DEFAULT_TAGS, tags) if kind.startswith("aws_sagemaker_") else tags
        region = provider.attributes.get("region")
        value = self._evaluation.value(region[1], Scope(provider.text, {})) if region else Opaque(expression="region")
        added = default_tags(self._module, provider)
        if not isinstance(added, Object) or added.entries or added.more is not None:
            tags = _tagged(added, tags)
        return _known_text(value), tags


def _tagged(added: Value, own: tuple[Value, Place | None] | None) -> tuple[Value, Place | None]:
    """Tags over the default ones of the provider."""
    value, key = own or (Object(entries={}), None)
    if isinstance(added, Opaque) and isinstance(value, Object) and value.entries:
        return replace(value, more=value.more or added), key
    if isinstance(added, Object) and isinstance(value, Object) and added.more is None and not assumption([added]):
        keys = {**added.keys, **value.keys}
        return replace(value, entries={**added.entries, **value.entries}, keys=keys), key
    return _DEFAULT_TAGS, key


def _known_text(value: Value) -> str | None:
    try:
        found = plain(value) if not assumption([value]) else None
    except NotSure:
        return None
    return found if isinstance(found, str) else None


def _unknown(name: str, expression: str) -> Object:
    return Object(entries={name: Opaque(expression=expression)})


def _unknown_block(name: str) -> Opaque:
    return Opaque(expression=f'dynamic "{name}"')


def _head(one: Block) -> Place:
    """What stands before the brace of a block."""
    ends = [part.end_byte for part in one.node.children if part.type in ("identifier", "string_lit")]
    return Place(one.text, one.node.start_byte, ends[-1] if ends else one.node.end_byte)


def locate(value: Configuration, routes: Collection[Route]) -> dict[Route, Located]:
    """Where routes stand in the text of a configuration; those that it does not show are left out."""
    found: dict[Route, Located] = {}
    for route in routes:
        nodes = value.nodes.get(route)
        if not route:
            found[route] = Located(Position(1, 1, 1, 1))
        elif nodes is not None:
            here, key = _position(nodes.value), _position(nodes.key)
            if here is not None or key is not None:
                found[route] = Located(here or key or Position(1, 1, 1, 1), key)
    return found


def _position(place: Place | None) -> Position | None:
    return None if place is None else place.text.position(place.start, place.end)
