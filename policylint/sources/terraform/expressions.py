"""The evaluation of expressions: what Terraform would come to, or an `Opaque` value.

https://developer.hashicorp.com/terraform/language/expressions
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from policylint.dataclass_ import dataclass
from policylint.sources.terraform import operators, templates
from policylint.sources.terraform.context import Failed, Names
from policylint.sources.terraform.functions import FUNCTIONS
from policylint.sources.terraform.syntax import Text as Source
from policylint.sources.terraform.syntax import children
from policylint.sources.terraform.types import as_bool, as_string, chosen
from policylint.sources.terraform.values import (
    Items,
    NotSure,
    Object,
    Opaque,
    Piece,
    Scalar,
    Text,
    TooMuch,
    Value,
    assuming,
    assumption,
    made,
    number,
    plain,
)

if TYPE_CHECKING:
    from tree_sitter import Node

MOST_STEPS = 100_000
"""How many steps the evaluation of a configuration may take: two seconds."""
_DEEPEST = 60
"""How deeply expressions may nest: a state machine within a schedule takes some twenty levels."""
_MOST_DIGITS = 60
_AT_ONCE = 64
"""How many values one step may count: what Python does in one call over many."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Where an expression stands: its text, and the names that only hold there, `each` and those of `for`."""

    source: Source
    names: Mapping[str, Value]

    def within(self, names: Mapping[str, Value]) -> "Scope":
        """The same with further names."""
        return Scope(self.source, {**self.names, **names})


class Evaluation:
    """The evaluation of the expressions of a module; its steps are counted."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.steps = 0
        self._depth = 0
        self._unsure = 0
        self._compound: Mapping[str, Callable[[Node, Sequence[Node], Scope], Value]] = {
            "tuple": self._tuple,
            "object": self._object,
            "for_tuple_expr": self._for,
            "for_object_expr": self._for,
            "function_call": self._call,
            "conditional": self._conditional,
        }

    def spend(self, steps: int = 1) -> None:
        """Count steps.

        Raises:
            TooMuch: there have been too many.
        """
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooMuch

    def value(self, node: "Node", scope: Scope) -> Value:
        """What an expression comes to."""
        self.spend()
        if self._depth >= _DEEPEST:
            return self._opaque(node, scope)
        self._depth += 1
        try:
            found = self._value(children(node), node, scope) if node.type == "expression" else self._run([node], scope)
        except (NotSure, templates.Misread):
            found = self._opaque(node, scope)
        except Failed:
            found = replace(self._opaque(node, scope), fails=True)
        finally:
            self._depth -= 1
        return found

    def _opaque(self, node: "Node", scope: Scope, candidates: Sequence[Value] = ()) -> Opaque:
        self._unsure += 1
        return Opaque(at=scope.source.place(node), expression=scope.source.shown(node), candidates=tuple(candidates))

    def _value(self, parts: "Sequence[Node]", node: "Node", scope: Scope) -> Value:
        if len(parts) == 3 and parts[0].type == "(" and parts[2].type == ")":
            return self.value(parts[1], scope)
        found = self._run(parts, scope)
        if isinstance(found, Opaque) and not found.candidates and found.at != scope.source.place(node):
            return replace(found, at=scope.source.place(node), expression=scope.source.shown(node))
        return found

    def _run(self, parts: "Sequence[Node]", scope: Scope) -> Value:
        """A term and what is taken of it: `local.x["a"].b[0]`."""
        if not parts:
            raise NotSure
        if parts[0].type == "(" and len(parts) > 3 and parts[2].type == ")":
            return self._taken(self.value(parts[1], scope), parts[3:], scope)
        first, rest = parts[0], parts[1:]
        if first.type == "variable_expr":
            return self._reference(scope.source.written(first), rest, scope, parts)
        value = self._term(first, scope)
        return self._taken(value, rest, scope) if rest else value

    def _term(self, node: "Node", scope: Scope) -> Value:
        inner = children(node)
        match node.type:
            case "expression":
                return self.value(node, scope)
            case "literal_value":
                return self._literal(inner[0], scope)
            case "string_lit" | "quoted_template" | "heredoc_template":
                return self._template(node, scope)
            case "template_expr":
                return self._template(inner[0], scope)
            case "operation":
                return self._operation(inner[0], scope)
            case "collection_value" | "for_expr":
                node, inner = inner[0], children(inner[0])
        evaluate = self._compound.get(node.type)
        if evaluate is None:
            raise NotSure
        return evaluate(node, inner, scope)

    def _literal(self, node: "Node", scope: Scope) -> Value:
        at, written = scope.source.place(node), scope.source.written(node)
        match node.type:
            case "numeric_lit":
                if len(written) > _MOST_DIGITS or not written[:1].isdigit() or written[:2].lower() == "0x":
                    raise NotSure
                return Scalar(at=at, value=number(Decimal(written)))
            case "bool_lit":
                return Scalar(at=at, value=written == "true")
            case "null_lit":
                return Scalar(at=at, value=None)
            case "string_lit":
                return self._template(node, scope)
        raise NotSure

    # Names

    def _reference(self, root: str, rest: "Sequence[Node]", scope: Scope, parts: "Sequence[Node]") -> Value:
        if root in scope.names:
            return self._led(self._taken(scope.names[root], rest, scope), parts, scope)
        name = _attribute(rest[0], scope) if rest else None
        found: Value | None = None
        match root:
            case "local" if name:
                found = self.names.local(name)
            case "var" if name:
                found = self.names.variable(name)
            case "path" if name in ("module", "root") and self.names.folder:
                found = Opaque(expression=f"path.{name}", folder=self.names.folder)
        if found is None:
            raise NotSure
        return self._led(self._taken(found, rest[1:], scope), parts, scope)

    def _led(self, value: Value, parts: "Sequence[Node]", scope: Scope) -> Value:
        """A value as a reference leads to it."""
        if not value.assumed and value.at is not None and value.at.text is scope.source:
            return value
        self.spend(value.weight // _AT_ONCE)
        return replace(value, via=replace(scope.source.place(parts[0]), end=parts[-1].end_byte))

    def _taken(self, value: Value, rest: "Sequence[Node]", scope: Scope) -> Value:
        """What attributes, indices and splats take of a value."""
        for index, node in enumerate(rest):
            self.spend()
            if node.type == "splat":
                return self._splat(value, node, rest[index + 1 :], scope)
            if node.type == "get_attr":
                value = self._member(value, made(_attribute(node, scope)))
            elif node.type == "index":
                value = self._member(value, self._index(node, scope))
            else:
                raise NotSure
        return value

    def _index(self, node: "Node", scope: Scope) -> Value:
        inner = children(node)[0]
        expression = next((child for child in children(inner) if child.type == "expression"), None)
        if expression is not None:
            return self.value(expression, scope)
        written = scope.source.written(inner).lstrip(".")
        if not written.isdigit():
            raise NotSure
        return made(int(written))

    def _member(self, value: Value, key: Value) -> Value:
        """The member of an object, or the item of a sequence, at a key."""
        if isinstance(value, Opaque) and value.candidates:
            return self._of_candidates(value, key)
        if isinstance(value, Opaque) and value.encoded is None and value.fails:
            raise Failed
        self.spend(key.weight)
        if isinstance(value, Object):
            name = plain(as_string(key))
            if name in value.entries:
                return assuming(value.entries[name], assumption([key]))
            if value.more is None and not value.assumed and not key.assumed:
                raise Failed
        if isinstance(value, Items) and value.kind != "set":
            place = plain(key)
            if isinstance(place, int) and not isinstance(place, bool):
                if not 0 <= place < len(value.items):
                    raise NotSure if value.assumed or key.assumed else Failed
                return assuming(value.items[place], assumption([key]))
        raise NotSure

    def _of_candidates(self, value: Opaque, key: Value) -> Value:
        found: list[Value] = []
        for one in value.candidates:
            try:
                found.append(self._member(one, key))
            except (NotSure, Failed):
                continue
        return Opaque(at=value.at, via=value.via, expression=value.expression, candidates=tuple(found))

    def _splat(self, value: Value, node: "Node", rest: "Sequence[Node]", scope: Scope) -> Value:
        """`x[*].y` takes all that follows of each item, `x.*.y` the attributes alone."""
        inner = children(node)[0]
        of_each = [child for child in children(inner) if child.type in ("get_attr", "index", "splat")]
        after: Sequence[Node] = ()
        if inner.type == "attr_splat":
            attributes = [child for child in of_each if child.type == "get_attr"]
            after = [*of_each[len(attributes) :], *rest]
            of_each = attributes
        else:
            of_each = [*of_each, *rest]
        if isinstance(value, Scalar) and value.value is None:
            return self._taken(Items(items=()), after, scope)
        if isinstance(value, Opaque) or (isinstance(value, Items) and value.kind == "set"):
            raise NotSure
        items = value.items if isinstance(value, Items) else (value,)
        found = Items(
            at=value.at, assumed=value.assumed, items=tuple(self._taken(one, of_each, scope) for one in items)
        )
        return self._taken(found, after, scope)

    # Collections

    def _tuple(self, node: "Node", inner: "Sequence[Node]", scope: Scope) -> Value:
        items = tuple(self.value(child, scope) for child in inner if child.type == "expression")
        return Items(at=scope.source.place(node), items=items)

    def _object(self, node: "Node", inner: "Sequence[Node]", scope: Scope) -> Value:
        entries: dict[str, Value] = {}
        keys = {}
        more: Opaque | None = None
        for element in (child for child in inner if child.type == "object_elem"):
            key, value = (child for child in children(element) if child.type == "expression")
            try:
                name, assumed = self._key(key, scope)
            except (NotSure, templates.Misread):
                more = self._opaque(key, scope)
                continue
            entries[name] = assuming(self.value(value, scope), assumed)
            keys[name] = scope.source.place(key)
            self.spend()
        return Object(at=scope.source.place(node), entries=entries, keys=keys, more=more)

    def _key(self, node: "Node", scope: Scope) -> tuple[str, str]:
        parts = children(node)
        if len(parts) == 1 and (parts[0].type == "variable_expr" or scope.source.written(node) == "null"):
            return scope.source.written(parts[0]), ""
        value = as_string(self.value(node, scope))
        self.spend(value.weight)
        name = plain(value)
        if not isinstance(name, str):
            raise NotSure
        return name, assumption([value])

    def _for(self, node: "Node", inner: "Sequence[Node]", scope: Scope) -> Value:
        intro = next(child for child in inner if child.type == "for_intro")
        names = [scope.source.written(child) for child in children(intro) if child.type == "identifier"]
        over = self.value(next(child for child in children(intro) if child.type == "expression"), scope)
        results = [child for child in inner if child.type == "expression"]
        condition = next((child for child in inner if child.type == "for_cond"), None)
        grouping = any(child.type == "ellipsis" for child in inner)
        made_: list[tuple[Value | None, Value]] = []
        for key, item in iterated(over):
            self.spend()
            inside = scope.within({names[-1]: item, **({names[0]: key} if len(names) > 1 else {})})
            kept = ""
            if condition is not None:
                test = self.value(next(child for child in children(condition) if child.type == "expression"), inside)
                kept = assumption([test])
                if plain(as_bool(test)) is not True:
                    if kept:
                        raise NotSure  # it may be there
                    continue
            found = [self.value(one, inside) for one in results]
            made_.append((found[0] if len(found) > 1 else None, assuming(found[-1], kept)))
        at, assumed = scope.source.place(node), over.assumed
        if node.type == "for_tuple_expr":
            return Items(at=at, assumed=assumed, items=tuple(item for _, item in made_))
        return self._grouped(made_, Object(at=at, assumed=assumed, entries={}), grouping=grouping)

    def _grouped(self, made_: Sequence[tuple[Value | None, Value]], empty: Object, *, grouping: bool) -> Value:
        entries: dict[str, Value] = {}
        for key, item in made_:
            if key is None:
                raise NotSure
            name = plain(as_string(key))
            if not isinstance(name, str):
                raise NotSure
            value = assuming(item, assumption([key]))
            if grouping:
                before = entries.get(name)
                value = Items(items=(*(before.items if isinstance(before, Items) else ()), value))
            elif name in entries:
                raise Failed
            entries[name] = value
        return replace(empty, entries=entries)

    # Calls, conditions and operations

    def _call(self, node: "Node", inner: "Sequence[Node]", scope: Scope) -> Value:
        name = scope.source.written(inner[0]).removeprefix("core::")
        function = FUNCTIONS.get(name)
        if function is None:
            raise NotSure
        listed = next((children(child) for child in inner if child.type == "function_arguments"), [])
        expressions = [child for child in listed if child.type == "expression"]
        argument = self._attempted if name in ("try", "can") else self.value
        arguments = [argument(child, scope) for child in expressions]
        if any(child.type == "ellipsis" for child in listed):
            last = arguments.pop()
            if not isinstance(last, Items):
                raise NotSure
            arguments += last.items
        self.spend(sum(one.weight for one in arguments))
        found = function(self, arguments)
        if found.at is None:
            found = replace(found, at=scope.source.place(node))
        if isinstance(found, Opaque) and not found.expression:
            found = replace(found, expression=scope.source.shown(node))
        return found

    def _attempted(self, node: "Node", scope: Scope) -> Value:
        """A value that may fail: where a part of its expression is not known, neither is whether it does."""
        before = self._unsure
        value = self.value(node, scope)
        if self._unsure == before or (isinstance(value, Opaque) and value.fails):
            return value
        return self._opaque(node, scope)

    def _conditional(self, node: "Node", inner: "Sequence[Node]", scope: Scope) -> Value:
        return self._chosen(_operands(inner), node, scope)

    def _chosen(self, operands: "Sequence[Node]", node: "Node", scope: Scope) -> Value:
        """What `a ? b : c` comes to, whose last operand may go on as `c ? d : e`."""
        self.spend()
        condition, one = (self.value(child, scope) for child in operands[:2])
        other = self._chosen(operands[2:], node, scope) if len(operands) > 3 else self.value(operands[2], scope)
        self.spend(condition.weight + one.weight + other.weight)
        try:
            holds, assumed = plain(as_bool(condition)), assumption([condition])
        except NotSure:
            holds, assumed = None, "a condition"
        if holds is None or assumed:
            return self._either(one, other, node, scope)
        value, rest = (one, other) if holds else (other, one)
        try:
            return chosen(value, rest)
        except NotSure:
            return self._opaque(node, scope, [value] if not isinstance(value, Opaque) else ())

    def _either(self, one: Value, other: Value, node: "Node", scope: Scope) -> Value:
        """One of two values: the one that both are, or an unknown that shows both."""
        found: list[Value] = []
        for value, rest in ((one, other), (other, one)):
            if isinstance(value, Opaque) and value.encoded is None:
                found += value.candidates
                continue
            try:
                found.append(chosen(value, rest))
            except NotSure:
                found.append(value)
        try:
            if len(found) == 2 and not assumption(found) and repr(plain(found[0])) == repr(plain(found[1])):
                return found[0]
        except NotSure:
            pass
        return self._opaque(node, scope, found)

    def _operation(self, node: "Node", scope: Scope) -> Value:
        parts = children(node)
        at = next((n for n, part in enumerate(parts) if part.type in operators.SIGNS), None)
        if at is None:
            raise NotSure
        sign = parts[at].type
        values = [self._operand(parts[at + 1 :], scope)]
        if at:
            values.insert(0, self._operand(parts[:at], scope))
        self.spend(sum(value.weight for value in values))
        found = replace(operators.result(sign, values), at=scope.source.place(node))
        return assuming(found, assumption(values))

    def _operand(self, parts: "Sequence[Node]", scope: Scope) -> Value:
        if len(parts) == 1 and parts[0].type == "expression":
            return self.value(parts[0], scope)
        if len(parts) == 3 and parts[0].type == "(":
            return self.value(parts[1], scope)
        self.spend()
        self._depth += 1
        try:
            if self._depth >= _DEEPEST * 2:
                raise NotSure
            return self._run(parts, scope)
        finally:
            self._depth -= 1

    # Templates

    def rendered(self, source: Source, found: "Sequence[templates.Token]", names: Mapping[str, Value]) -> Value:
        """The text of a template file in which only the given names have a value."""
        return Text(pieces=tuple(self._pieces(found, Scope(source, names), quoted=False)))

    def _template(self, node: "Node", scope: Scope) -> Value:
        template = node if node.type != "expression" else children(node)[0]
        found = templates.tokens(template, scope.source)
        at = scope.source.place(node)
        only = found[0] if len(found) == 1 and template.type == "quoted_template" else None
        if isinstance(only, templates.Mark) and only.expression and only.node.type == "template_interpolation":
            return self.value(only.expression, scope)  # "${x}" is x, whatever its type
        return Text(at=at, pieces=tuple(self._pieces(found, scope, quoted=templates.is_quoted(template))))

    def _pieces(self, found: "Sequence[templates.Token]", scope: Scope, *, quoted: bool) -> Iterator[Piece | Opaque]:
        at = 0
        while at < len(found):
            token = found[at]
            self.spend()
            if isinstance(token, templates.Literal):
                yield from templates.pieces(token, scope.source, quoted=quoted)
                at += 1
            elif token.node.type == "template_interpolation":
                yield from self._interpolated(token, scope)
                at += 1
            else:
                end = _closing(found, at)
                yield from self._directive(found[at : end + 1], scope, quoted=quoted)
                at = end + 1

    def _interpolated(self, token: "templates.Mark", scope: Scope) -> Iterator[Piece | Opaque]:
        if token.expression is None:
            raise NotSure
        value = self.value(token.expression, scope)
        self.spend(value.weight // _AT_ONCE)
        if isinstance(value, Scalar) and value.value is None:
            raise Failed
        if value.assumed:
            yield self._opaque(token.expression, scope, [value])
            return
        if isinstance(value, Scalar):
            value = as_string(value)
        if isinstance(value, Text):
            yield from value.pieces
        elif isinstance(value, Opaque):
            # In a template file the caller's expression says more than the name that it has there.
            given = value.folder or (value.at is not None and value.at.text is not scope.source)
            yield value if given else replace(value, expression=scope.source.shown(token.expression))
        else:
            raise NotSure

    def _directive(self, found: "Sequence[templates.Token]", scope: Scope, *, quoted: bool) -> Iterator[Piece | Opaque]:
        opening = found[0]
        if not isinstance(opening, templates.Mark) or opening.expression is None:
            raise NotSure
        value = self.value(opening.expression, scope)
        if assumption([value]):
            raise NotSure
        if opening.node.type == "template_if_intro":
            holds = plain(as_bool(value))
            middle = _otherwise(found)
            branch = found[1:middle] if holds else found[middle + 1 : -1]
            yield from self._pieces(branch, scope, quoted=quoted)
            return
        names = [scope.source.written(child) for child in children(opening.node) if child.type == "identifier"]
        for key, item in iterated(value):
            inside = scope.within({names[-1]: item, **({names[0]: key} if len(names) > 1 else {})})
            yield from self._pieces(found[1:-1], inside, quoted=quoted)


def iterated(value: Value) -> Iterator[tuple[Value, Value]]:
    """The keys and items that `for` and `for_each` go through, in their order.

    Raises:
        NotSure: they are not all known.
    """
    if isinstance(value, Items):
        for index, item in enumerate(value.items):
            yield (item if value.kind == "set" else assuming(made(index), value.assumed)), item
    elif isinstance(value, Object) and value.more is None:
        for key in sorted(value.entries, key=lambda key: key.encode("utf-8", "surrogatepass")):
            yield assuming(made(key, value.keys.get(key)), value.assumed), value.entries[key]
    else:
        raise NotSure


def _operands(inner: "Sequence[Node]") -> "list[Node]":
    """The operands of a condition; the grammar takes `a ? b : c ? d : e` for `(a ? b : c) ? d : e`."""
    found = [child for child in inner if child.type == "expression"]
    for _ in range(_DEEPEST):
        first = children(found[0])
        if len(first) != 1 or first[0].type != "conditional":
            return found
        found = [*(child for child in children(first[0]) if child.type == "expression"), *found[1:]]
    raise NotSure


def _attribute(node: "Node", scope: Scope) -> str | None:
    if node.type != "get_attr":
        return None
    return next((scope.source.written(child) for child in children(node) if child.type == "identifier"), None)


def _closing(found: "Sequence[templates.Token]", at: int) -> int:
    """The end of the directive that begins at a token."""
    depth = 0
    for index in range(at, len(found)):
        token = found[index]
        kind = token.node.type if isinstance(token, templates.Mark) else ""
        depth += kind in ("template_if_intro", "template_for_start")
        depth -= kind in ("template_if_end", "template_for_end")
        if depth == 0:
            return index
    raise NotSure


def _otherwise(found: "Sequence[templates.Token]") -> int:
    """Where the other branch of an `if` begins, or its end."""
    depth = 0
    for index, token in enumerate(found):
        kind = token.node.type if isinstance(token, templates.Mark) else ""
        depth += kind in ("template_if_intro", "template_for_start")
        depth -= kind in ("template_if_end", "template_for_end")
        if kind == "template_else_intro" and depth == 1:
            return index
    return len(found) - 1
