"""The values of YAML nodes, as the reader of their document gives them: PyYAML's `safe_load`, which is how job files
reach boto3, or what reads its kind of file on the way to AWS."""

import math
import sys
from dataclasses import replace
from typing import Any

from yaml import ScalarNode
from yaml.constructor import ConstructorError, SafeConstructor

from policylint.finding import Finding
from policylint.lint import SYNTAX_ERROR, TOO_LARGE
from policylint.path import Route
from policylint.sources.formats.oddities import duplicate_key, non_string_key, not_finite
from policylint.sources.formats.plain import PYYAML, PyYaml, Schema, may_differ
from policylint.sources.formats.yaml_nodes import (
    MERGE,
    STR,
    VALUE,
    Alias,
    Mapping,
    Node,
    Scalar,
    Sequence,
    content,
    key_text,
    merged,
)
from policylint.sources.text import LineIndex, SourceFault
from policylint.unknown import Unknown

_YAML = "tag:yaml.org,2002:"
_NAMES = {
    "bool": "a boolean",
    "float": "a number",
    "int": "a number",
    "null": "null",
    "timestamp": "a date",
    "binary": "binary data",
}
_KINDS: dict[type, str] = {bool: _NAMES["bool"], int: _NAMES["int"], float: _NAMES["float"], type(None): _NAMES["null"]}
_SCALARS = {f"{_YAML}{name}": SafeConstructor.yaml_constructors[f"{_YAML}{name}"] for name in _NAMES}


class Values:
    """The values in one document, and the findings about it.

    A node with an application's own tag (`!Sub`) is an `Unknown`. Keys are strings: one that is not is written as the
    file writes it, and is a finding. A tag that `safe_load` refuses is a fault. `differing` is set once a plain scalar
    was met that readers take differently.
    """

    def __init__(self, text: str, file: str, schema: Schema | PyYaml = PYYAML) -> None:
        self.findings: list[Finding] = []
        self.differing = False
        self._schema = schema if isinstance(schema, Schema) else None
        self._text = text
        self._file = file
        self._lines: LineIndex | None = None
        self._made: dict[Node, Any] = {}
        self._constructor = SafeConstructor()

    def of(self, node: Node, route: Route = ()) -> Any:
        """The value of a node; those of an anchor and its aliases are one object.

        Raises:
            SourceFault: it has no value here, as `!!python/object` or the date 2026-02-30.
        """
        if isinstance(node, Alias):
            node = node.target
        if isinstance(node, Scalar):
            if node.plain and (may_differ(node.text) or self._schema is not None):
                return self._plain(node, route)
            if node.tag == STR:
                return node.text
        if node not in self._made:
            self._made[node] = self._make(node, route)
        return self._made[node]

    def _plain(self, node: Scalar, route: Route) -> Any:
        """The value of a scalar whose type its reader chooses."""
        self.differing |= may_differ(node.text)
        if self._schema is not None and (node.tag not in (VALUE, MERGE) or self._schema.lenient):
            return self._finite(self._schema.read(node.text), node, route)
        return node.text if node.tag == STR else self._scalar(node, route)

    def _make(self, node: Node, route: Route) -> Any:
        if node.local:
            return self._tagged(node, route)
        if isinstance(node, Scalar):
            return self._scalar(node, route)
        if isinstance(node, Sequence) and node.tag == f"{_YAML}seq":
            return [self.of(item, (*route, index)) for index, item in enumerate(node.items)]
        if isinstance(node, Mapping) and node.tag == f"{_YAML}map":
            self._check_keys(node, route)
            return {name: self.of(value, (*route, name)) for name, (_, value) in node.members().items()}
        raise self._refused(node)

    def _tagged(self, node: Node, route: Route) -> Unknown:
        """A value that only the application knows whose tag it has, with what the tag is applied to."""
        if isinstance(node, Scalar):
            return Unknown(f"{node.tag} {node.text}", node.tag, node.text)
        plain = f"{_YAML}{'seq' if isinstance(node, Sequence) else 'map'}"
        return Unknown(self._written(node), node.tag, self._make(replace(node, tag=plain), route))

    def _scalar(self, node: Scalar, route: Route) -> Any:
        construct = _SCALARS.get(node.tag)
        if construct is None:
            raise self._refused(node)
        try:
            value = construct(self._constructor, ScalarNode(node.tag, node.text))
        except (ConstructorError, ValueError, KeyError, IndexError, AttributeError, OverflowError):
            raise self._no_such_value(node) from None
        return self._finite(value, node, route)

    def _finite(self, value: Any, node: Scalar, route: Route) -> Any:
        if isinstance(value, float) and not math.isfinite(value):
            self.findings.append(not_finite(node.text, route, self._file, self._span(node)))
            return Unknown(node.text)
        return value

    def _check_keys(self, node: Mapping, route: Route) -> None:
        firsts: dict[str, Node] = {}
        for key, value in node.pairs:
            if key.tag == MERGE:
                for mapping in merged(value):
                    self.of(mapping, route)
                continue
            name = key_text(key)
            what = self._kind(key)
            if what is not None:
                self.findings.append(non_string_key(name, what, (*route, name), self._file, self._span(key)))
            first = firsts.setdefault(name, key)
            if first is not key:
                self.findings.append(duplicate_key((*route, name), self._file, self._span(key), self._span(first)))

    def _kind(self, key: Node) -> str | None:
        """What a key is read as that is not a string; None for a string."""
        key = content(key)
        if isinstance(key, Scalar) and key.plain:
            self.differing |= may_differ(key.text)
            if self._schema is not None:
                value = self._schema.read(key.text)
                return None if isinstance(value, str) else _KINDS.get(type(value), "a date")
        if key.tag in (STR, VALUE):
            return None
        return _NAMES.get(key.tag.removeprefix(_YAML), "a value with a tag")

    def _written(self, node: Node) -> str:
        return " ".join(self._text[node.start : node.end].split())

    def _no_such_value(self, node: Scalar) -> SourceFault:
        name = node.tag.removeprefix(_YAML)
        if name == "int" and len(node.text) > sys.get_int_max_str_digits():
            return SourceFault(TOO_LARGE.id, "this number has too many digits", self._span(node))
        message = f"not YAML: this looks like {_NAMES[name]}, but is none that exists"
        return SourceFault(SYNTAX_ERROR.id, message, self._span(node), "Put it in quotes if it is meant as text.")

    def _refused(self, node: Node) -> SourceFault:
        if node.tag in (VALUE, MERGE):
            message, advice = (
                f"not YAML 1.1: a plain {'<<' if node.tag == MERGE else '='} is not a value",
                "Put it in quotes.",
            )
        else:
            tag = node.tag.replace(_YAML, "!!")
            message, advice = f"the tag {tag} makes a value that no request can hold", "Remove the tag."
        return SourceFault(SYNTAX_ERROR.id, message, self._span(node), advice)

    def _span(self, node: Node) -> Any:
        if self._lines is None:
            self._lines = LineIndex(self._text)
        return self._lines.span(node.start, node.end)
