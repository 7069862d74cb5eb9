"""A folder of Terraform files: its locals, variables and providers, evaluated as they are asked for.

https://developer.hashicorp.com/terraform/language/files
"""

# Names are text here, as in walk.py.
# ruff: noqa: PTH100, PTH110, PTH113, PTH118, PTH119, PTH120, PTH208

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.sources.terraform import types
from policylint.sources.terraform.expressions import Evaluation, Scope
from policylint.sources.terraform.syntax import LARGEST, Text, children, parse
from policylint.sources.terraform.values import NotSure, Object, Opaque, Value, assuming, made
from policylint.sources.text import STDIN_NAME, Source, SourceFault

if TYPE_CHECKING:
    from tree_sitter import Node

_SUFFIXES = (".tf", ".tofu")
_IN_JSON = (".tf.json", ".tofu.json")
_MOST_FILES = 200
"""How many files of a folder are read for the names that one of them uses."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block, or the attributes at the top of a file of values: its labels, its attributes and its blocks."""

    text: Text
    node: "Node"
    labels: tuple[str, ...] = ()
    attributes: Mapping[str, "tuple[Node, Node]"] = field(default_factory=dict)
    """By name: the nodes of the name and of the expression."""
    blocks: "tuple[tuple[str, Block], ...]" = ()


def blocks(text: Text) -> Iterator[tuple[str, Block]]:
    """The blocks at the top of a text, each with its type."""
    for body in (child for child in children(text.root) if child.type == "body"):
        for child in children(body):
            if child.type == "block":
                yield block(text, child)


_DEEPEST = 40


def block(text: Text, node: "Node", depth: int = 0) -> tuple[str, Block]:
    """A block and its type."""
    parts = children(node)
    labels = tuple(text.written(part).strip('"') for part in parts[1:] if part.type in ("identifier", "string_lit"))
    body = next((part for part in parts if part.type == "body"), None)
    inner = children(body) if body is not None and depth < _DEEPEST else []
    found = [block(text, child, depth + 1) for child in inner if child.type == "block"]
    return text.written(parts[0]), Block(text, node, labels, _attributes(text, inner), tuple(found))


def _attributes(text: Text, nodes: "Sequence[Node]") -> "dict[str, tuple[Node, Node]]":
    found = {}
    for node in (one for one in nodes if one.type == "attribute"):
        name, *rest = children(node)
        expression = next((child for child in rest if child.type == "expression"), None)
        if expression is not None:
            found[text.written(name)] = (name, expression)
    return found


class Module:
    """The names of a folder. `text` is the file at hand, which counts as it is given and not as it is on the disk."""

    def __init__(self, file: str, text: Text) -> None:
        self.folder = "" if file == STDIN_NAME else os.path.dirname(os.path.abspath(file))
        self.text = text
        self.evaluation = Evaluation(self)
        self._file = file
        self._read: dict[str, list[tuple[Block, bool]]] | None = None
        self._values: dict[str, Value | None] = {}
        self._given: Mapping[str, Value] | None = None

    # Names, as `expressions.Names` asks for them

    def local(self, name: str) -> Value | None:
        """The value of a local; None where there is none, or more than one may count."""
        key = f"local.{name}"
        if key not in self._values:
            self._values[key] = None  # a circle of locals sees an unfinished one: none
            found = [one for one, _ in self._of("locals") if name in one.attributes]
            if len(found) == 1 and not self._is_overridden_in_json:
                node = found[0].attributes[name][1]
                self._values[key] = self.evaluation.value(node, Scope(found[0].text, {}))
        return self._values[key]

    def variable(self, name: str) -> Value | None:
        """The value of a variable: the one that a file of values gives it, or its default, which is an assumption."""
        key = f"var.{name}"
        if key not in self._values:
            self._values[key] = None
            self._values[key] = self._variable(name)
        return self._values[key]

    def read(self, path: str) -> str | None:
        """The text of a file in the folder or below it; None where it cannot be read."""
        if not self.folder or "\0" in path:
            return None
        file = os.path.normpath(os.path.join(self.folder, path))
        root = os.path.realpath(_project(self.folder))
        if not os.path.realpath(file).startswith(os.path.join(root, "")) or not os.path.isfile(file):
            return None
        try:
            return Source(file).text(LARGEST)
        except SourceFault:
            return None

    def provider(self, name: str) -> Block | None:
        """The configuration of the provider `aws`, or of the one with an alias: `aws.west`."""
        kind, _, alias = name.partition(".")
        found = [one for one, _ in self._of("provider") if one.labels == (kind,) and self._alias(one) == alias]
        return found[0] if len(found) == 1 else None

    def overridden(self, kind: str, name: str) -> set[str] | None:
        """The attributes and blocks of a resource that an override file has too; None where there is none."""
        found = [
            one
            for one, override in self._of("resource")
            if (override or self._is_overridden_in_json) and one.labels == (kind, name)
        ]
        return {name for one in found for name in (*one.attributes, *(inner for inner, _ in one.blocks))} or None

    def _alias(self, block: Block) -> str:
        given = block.attributes.get("alias")
        return block.text.written(given[1]).strip('"') if given else ""

    def _variable(self, name: str) -> Value | None:
        found = [one for one, _ in self._of("variable") if one.labels == (name,)]
        if len(found) != 1 or self._is_overridden_in_json:
            return None
        declared = found[0]
        scope = Scope(declared.text, {})
        given = self._of_values().get(name)
        if given is None and "default" in declared.attributes:
            default = self.evaluation.value(declared.attributes["default"][1], scope)
            given = assuming(default, f"the default of variable {name}")
        if given is None or "type" not in declared.attributes:
            return given
        text = declared.text
        of_type = types.constraint(
            declared.attributes["type"][1], text.written, lambda node: self.evaluation.value(node, scope)
        )
        try:
            return None if of_type is None else assuming(types.converted(given, of_type), given.assumed)
        except NotSure:
            return None

    # Files

    def _of(self, kind: str) -> Sequence[tuple[Block, bool]]:
        """The blocks of a type in all files of the folder, each with whether it overrides others."""
        if self._read is None:
            self._read = {}
            for name, text in self._texts():
                override = _stem(name) == "override" or _stem(name).endswith("_override")
                for of_kind, one in blocks(text):
                    self._read.setdefault(of_kind, []).append((one, override))
        return self._read.get(kind, ())

    @cached_property
    def _is_overridden_in_json(self) -> bool:
        """Whether a file in JSON may override anything that the others say."""
        names = _names(self.folder) if self.folder else []
        return any(_stem(_stem(name)).endswith("override") and name.endswith(_IN_JSON) for name in names)

    def _texts(self) -> Iterator[tuple[str, Text]]:
        own = os.path.basename(self._file)
        yield own, self.text
        if not self.folder:
            return
        names = _names(self.folder)
        for name in [one for one in names if one.endswith(_SUFFIXES) and one != own][:_MOST_FILES]:
            if name.endswith(".tf") and f"{name[:-3]}.tofu" in names:
                continue
            text = parsed(os.path.join(self.folder, name))
            if text is not None:
                yield name, text

    def _of_values(self) -> Mapping[str, Value]:
        """What the files of values that Terraform reads by itself give to variables; the last one counts. In a folder
        that a module of the repository calls they count only for who runs Terraform right there."""
        if self._given is None:
            given: dict[str, Value] = {}
            names = _names(self.folder) if self.folder else []
            automatic = [one for one in names if one.endswith((".auto.tfvars", ".auto.tfvars.json"))]
            for name in ("terraform.tfvars", "terraform.tfvars.json", *automatic):
                if name in names:
                    given |= self._values_of(os.path.join(self.folder, name))
            if given and is_called(self.folder):
                given = {name: assuming(value, "a file of values beside a module") for name, value in given.items()}
            self._given = given
        return self._given

    def _values_of(self, file: str) -> Mapping[str, Value]:
        if file.endswith(".json"):
            try:
                found = json.loads(Source(file).text(LARGEST), parse_float=Decimal)
            except (SourceFault, ValueError, RecursionError):
                return {}
            return {str(key): made(item) for key, item in found.items()} if isinstance(found, dict) else {}
        text = parsed(file)
        if text is None:
            return {}
        body = [child for child in children(text.root) if child.type == "body"]
        attributes = _attributes(text, [child for one in body for child in children(one)])
        scope = Scope(text, {})
        return {name: self.evaluation.value(node, scope) for name, (_, node) in attributes.items()}


def default_tags(module: Module, provider: Block) -> Value:
    """The tags that a provider gives to all its resources: an object, or not known."""
    given = [one for kind, one in provider.blocks if kind == "default_tags"]
    if not given and not any(kind == "dynamic" for kind, _ in provider.blocks):
        return Object(entries={})
    if len(given) != 1 or "tags" not in given[0].attributes:
        return Opaque(expression="default_tags")
    return module.evaluation.value(given[0].attributes["tags"][1], Scope(provider.text, {}))


def _stem(name: str) -> str:
    return name.rpartition(".")[0]


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))
    except OSError:
        return []


def parsed(file: str) -> Text | None:
    """The text of another file of a module; None where it cannot be read."""
    try:
        status = os.stat(file)  # noqa: PTH116
    except OSError:
        return None
    return _parsed(file, (status.st_mtime_ns, status.st_size)) if status.st_size <= LARGEST else None


@lru_cache(maxsize=256)
def _parsed(file: str, stamp: tuple[int, int]) -> Text | None:
    del stamp
    try:
        return parse(file, Source(file).text(LARGEST))
    except SourceFault:
        return None


_FURTHEST = 8
_MOST_FOLDERS = 1_000
_CALL = re.compile(r'^\s*source\s*=\s*"(\.\.?/[^"$]*)"', re.MULTILINE)
_OWN = frozenset({".git", ".terraform", ".venv", "node_modules"})


def is_called(folder: str) -> bool:
    """Whether a `module` block of the project has a folder as its source."""
    return os.path.realpath(folder) in _called(os.path.realpath(_project(folder)))


@lru_cache(maxsize=16)
def _called(project: str) -> frozenset[str]:
    """The folders that modules in the first folders of a project have as their source."""
    found: set[str] = set()
    for number, (folder, below, names) in enumerate(os.walk(project)):
        if number >= _MOST_FOLDERS:
            break
        below[:] = sorted(name for name in below if name not in _OWN)
        for name in (one for one in names if one.endswith(_SUFFIXES)):
            try:
                text = Source(os.path.join(folder, name)).text(LARGEST)
            except SourceFault:
                continue
            found.update(os.path.realpath(os.path.join(folder, path)) for path in _CALL.findall(text))
    return frozenset(found)


@lru_cache(maxsize=256)
def _project(folder: str) -> str:
    """The folder whose files a module may name: the one with `.git` around it, or else its own."""
    at = folder
    for _ in range(_FURTHEST):
        if os.path.exists(os.path.join(at, ".git")):
            return at
        above = os.path.dirname(at)
        if above == at:
            break
        at = above
    return folder
