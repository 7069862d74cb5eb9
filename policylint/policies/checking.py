"""Judging an expression before any request is there: against the API model, the facts, and what functions take.

JMESPath itself answers null wherever a name is misspelled, so a policy with a slip would pass or fail everything.
Here the kinds of all values are followed through the tree, and whatever can only come to nothing is a fault.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field, replace
from typing import Any

from policylint.aws import INSTANCE_TYPE
from policylint.dataclass_ import dataclass
from policylint.nearest import did_you_mean
from policylint.policies.calling import constants, resolve
from policylint.policies.functions import ADDED
from policylint.policies.syntax import ExpressionError, Node
from policylint.policies.types import ANY, BOOLEAN, NULL, Type, array, of_literal, structure, union

_OPERATORS = {"eq": "==", "ne": "!=", "lt": "<", "gt": ">", "lte": "<=", "gte": ">="}
_KINDS = {"array": "a list", "object": "a structure", "expref": "an expression with & before it"}


@dataclass(slots=True)
class Checker:
    """Checks the expressions of one scope and collects what is wrong with them.

    `root` is the scope as a structure: what an expression may name at its top. `facts` are those of its names that are
    no members of the API; `elsewhere` are members that only another kind of job has, with that kind.
    """

    root: Type
    facts: frozenset[str] = frozenset()
    elsewhere: Mapping[str, str] = field(default_factory=dict)
    faults: list[ExpressionError] = field(default_factory=list)
    _text: str = ""
    _inside: bool = False

    def check(self, text: str, tree: Node) -> Type:
        """The type that an expression comes to."""
        self._text, self._inside = text, False
        return self._visit(tree, self.root)

    def condition(self, text: str, tree: Node) -> Type:
        """The same for an expression that is asked for a yes or no: one whose answer is settled is a fault."""
        found = self.check(text, tree)
        if found.literal:
            verdict = "false" if found.literal[0] in (None, False, "", [], {}) else "true"
            self._fault(tree, f"this is always {verdict}: it asks nothing about the request")
        elif tree["type"] in ("multi_select_list", "multi_select_dict"):
            self._fault(tree, "this is always true: what is written out here is never empty")
        elif found.kinds == {"number"}:
            message = f"this is always true, 0 counts too: compare the number, as in {text.strip()} > `0`"
            self._fault(tree, message)
        return found

    def _fault(self, node: Node, message: str) -> Type:
        start, end = node.get("start", 0), node.get("end", len(self._text))
        self.faults.append(ExpressionError(message, start, end))
        return ANY

    def _source(self, node: Node) -> str:
        return self._text[node.get("start", 0) : node.get("end", len(self._text))].strip()

    def _visit(self, node: Node, given: Type) -> Type:
        found: Type = _VISITS[node["type"]](self, node, given)
        return found

    def _field(self, node: Node, given: Type) -> Type:
        name = node["value"]
        if not given.may_be("object"):
            if given.kinds <= {"null"}:
                return NULL
            if given.may_be("array"):
                owner = given.name or "this"
                if owner == "Tags" and name not in ("Key", "Value"):
                    return self._fault(node, f"Tags is a list of keys and values: write tags.{name} for a value")
                return self._fault(node, f"{owner} is a list: write {owner}[].{name} for the {name} of each item")
            return self._fault(node, f"{given.words()} and has no members")
        if given.members is not None:
            found = given.members.get(name)
            if found is None:
                return self._fault(node, self._unknown(node, name, given))
        else:
            found = given.value.nullable if given.value is not None else ANY
        private = found.private or given.private
        withheld = found.withheld or given.withheld or (private and given.members is None and _is_secret(name))
        return replace(found, private=private, withheld=withheld, kinds=found.kinds | (given.kinds & {"null"}))

    def _unknown(self, node: Node, name: str, given: Type) -> str:
        quoted = self._text[node.get("start", 0) :].startswith('"')
        if name in ("true", "false", "null"):
            return f"{name} stands between backticks: `{name}`"
        at_root = given is self.root
        near = self.facts if at_root and name[:1].islower() else ()
        close = did_you_mean(name, near) or did_you_mean(name, given.members or ())
        if quoted and not close:
            return f"double quotes name a member, and there is none: write '{name}' for the text"
        if not at_root and name in self.facts:
            return f"{name} can only be named at the top of an expression, not inside brackets or after a | or a ."
        if at_root and name in self.elsewhere:
            kind = self.elsewhere[name]
            return f"{name} is a member of a {kind}: say applies-to: [{kind}] for a policy about those"
        if given.name == "params":
            return f"there is no parameter {name!r}{close}; parameters are declared under `params` of the pack"
        owner = given.name or ("the request" if at_root else "this")
        kind = "fact" if at_root and name[:1].islower() else "member"
        return f"{owner} has no {kind} {name!r}{close}"

    def _chain(self, node: Node, given: Type) -> Type:
        children = node["children"]
        if children[0]["type"] == "not_expression" and children[1]["type"] == "field":
            inner = self._source(children[0]["children"][0])
            rest = self._text[children[0]["end"] : node["end"]].strip()
            return self._fault(node, f"! binds closer than the dot, so this is always null: write !({inner}{rest})")
        return self._sequence(node, given)

    def _sequence(self, node: Node, given: Type) -> Type:
        for child in node["children"]:
            given = self._visit(child, given)
        return given

    def _pipe(self, node: Node, given: Type) -> Type:
        return self._sequence(node, given)

    def _itself(self, _: Node, given: Type) -> Type:
        return given

    def _literal(self, node: Node, _: Type) -> Type:
        return of_literal(node["value"])

    def _list(self, node: Node, given: Type, what: str) -> Type | None:
        """The type of a list's items; a fault and None where there is no list to go into."""
        if given.may_be("array"):
            return given.item or replace(ANY, private=given.private)
        if given.kinds <= {"null"}:
            return ANY
        self._fault(node, f"{given.words()} and no list, so that {what} is always null")
        return None

    def _index(self, node: Node, given: Type) -> Type:
        item = self._list(node, given, f"[{node['value']}]")
        return ANY if item is None else item.nullable

    def _slice(self, node: Node, given: Type) -> Type:
        return ANY if self._list(node, given, "a part of it") is None else given

    def _flatten(self, node: Node, given: Type) -> Type:
        base = self._visit(node["children"][0], given)
        item = self._list(node, base, "[]")
        if item is None:
            return ANY
        if item.kinds - {"null"} == {"array"}:
            return replace(array(item.item or ANY, base.name), kinds=base.kinds)
        return base if base.may_be("array") else array(ANY)

    def _projection(self, node: Node, given: Type) -> Type:
        left, right = node["children"]
        base = self._visit(left, given)
        item = self._list(left, base, "[*]")
        return self._projected(base, self._visit(right, item or ANY))

    def _value_projection(self, node: Node, given: Type) -> Type:
        left, right = node["children"]
        base = self._visit(left, given)
        if not base.may_be("object"):
            if base.kinds > {"null"}:
                return self._fault(node, f"{base.words()} and has no members, so that * is always null")
            return ANY
        return self._projected(base, self._visit(right, _inside(base)))

    def _filter(self, node: Node, given: Type) -> Type:
        left, right, condition = node["children"]
        base = self._visit(left, given)
        item = self._list(left, base, "[?]") or ANY
        answer = self._visit(condition, item)
        if answer.literal:
            self._fault(condition, "this condition asks nothing about the items")
        return self._projected(base, self._visit(right, item))

    def _projected(self, base: Type, item: Type) -> Type:
        inner = replace(item, kinds=item.kinds - {"null"} or item.kinds)
        return Type(
            frozenset(("array",)) | (base.kinds & {"null"}),
            item=inner,
            name=item.name,
            private=item.private,
            withheld=item.withheld,
        )

    def _either(self, node: Node, given: Type) -> Type:
        left, right = (self._visit(child, given) for child in node["children"])
        return union((replace(left, literal=()), replace(right, literal=())))

    def _not(self, node: Node, given: Type) -> Type:
        self._visit(node["children"][0], given)
        return BOOLEAN

    def _multi_select_list(self, node: Node, given: Type) -> Type:
        found = [self._visit(child, given) for child in node["children"]]
        return array(union(replace(part, literal=()) for part in found))

    def _multi_select_dict(self, node: Node, given: Type) -> Type:
        return structure({child["value"]: self._visit(child["children"][0], given) for child in node["children"]})

    def _reference(self, node: Node, _: Type) -> Type:
        return self._fault(node, "an expression reference is only good as an argument of a function")

    def _comparator(self, node: Node, given: Type) -> Type:
        left, right = (self._visit(child, given) for child in node["children"])
        operator = _OPERATORS[node["value"]]
        if operator in ("==", "!="):
            self._equality(node, left, right, operator)
            return BOOLEAN
        for child, one in zip(node["children"], (left, right), strict=True):
            if not one.may_be("number", "string"):
                self._fault(child, f"{self._described(child, one)}, and {operator} orders only numbers and texts")
                return BOOLEAN.nullable
        if not any(left.may_be(kind) and right.may_be(kind) for kind in ("number", "string")):
            self._mismatch(node, left, right, f"{operator} between them is always null")
        return BOOLEAN.nullable

    def _equality(self, node: Node, left: Type, right: Type, operator: str) -> None:
        common = left.kinds & right.kinds
        settled = "never" if operator == "==" else "always"
        if common - {"null"} or (common and NULL.kinds in (left.kinds, right.kinds)):
            one, other = node["children"]
            for child, constant, among in ((other, right, left), (one, left, right)):
                if constant.literal and isinstance(constant.literal[0], str):
                    self._value(child, constant.literal[0], among)
            return
        pair = zip(node["children"], (left, right), strict=True)
        listed = next((child for child, one in pair if one.kinds - {"null"} == {"array"}), None)
        if listed is not None:
            message = f"a list is {settled} equal to a single value: ask contains({self._source(listed)}, ...)"
            self._fault(node, message.replace("always equal", "always unequal"))
        else:
            self._mismatch(node, left, right, f"they are {settled} {'equal' if settled == 'never' else 'unequal'}")

    def _mismatch(self, node: Node, left: Type, right: Type, consequence: str) -> None:
        one, other = (self._described(child, t) for child, t in zip(node["children"], (left, right), strict=True))
        self._fault(node, f"{one} and {other}: {consequence}")

    def _described(self, node: Node, found: Type) -> str:
        return f"{self._source(node)} is {replace(found, name='').words().removeprefix('this is ')}"

    def _value(self, node: Node, text: str, among: Type) -> None:
        """Hold a constant to the values that the API allows."""
        allowed = among.enum
        if not allowed or text in allowed or among.kinds - {"null", "string"}:
            return
        if _is_instance_type(allowed) and re.fullmatch(INSTANCE_TYPE, text):
            return  # a type newer than the model
        close = did_you_mean(text, allowed)
        owner = among.name or "this"
        if re.search(r"[*?\[]", text):
            self._fault(node, f"{owner} is never {text!r}; for a pattern use glob()")
            return
        shown = "" if len(allowed) > 12 or close else f"; it is {_one_of(allowed)}"
        self._fault(node, f"{owner} is never {text!r}{close}{shown}")

    def _call(self, node: Node, given: Type) -> Type:
        try:
            function = resolve(node)
        except ExpressionError as error:
            self.faults.append(error)
            return ANY
        children = node["children"]
        for child, allowed in zip(children, function.parameters, strict=False):
            if allowed == {"expref"} and child["type"] != "expref":
                message = f"{function.name}() takes an expression with & before it here: &{self._source(child)}"
                return self._fault(child, message)
        types = self._arguments(children, given)
        swapped = _swapped(function.name, children, types)
        if swapped:
            one, other = (self._source(child) for child in reversed(children))
            return self._fault(node, f"{swapped}: write {function.name}({one}, {other})")
        for number, (child, found) in enumerate(zip(children, types, strict=True)):
            allowed = function.parameters[min(number, len(function.parameters) - 1)]
            certain = found.kinds - {"null"} or found.kinds
            # What takes any value takes no reference: only functions that say so apply one.
            if certain.isdisjoint(allowed - {"expref"} if len(allowed) > 1 else allowed):
                wanted = " or ".join(sorted(_KINDS.get(kind, f"a {kind}") for kind in allowed - {"null"}))
                if allowed >= ANY.kinds:
                    wanted = "a value"
                return self._fault(child, f"{function.name}() takes {wanted}, and {self._described(child, found)}")
        if function.name == "contains":
            self._contains(children, types)
        result = _RESULTS[function.name](types) if function.name in _RESULTS else function.result
        shown = types[:1] if function.name == "lookup" else types  # not the key
        private = function.name not in _TELLING and any(found.holds_private() for found in shown)
        private = result.private or (private and result.may_be("string", "array", "object"))
        passed = function.name in _PASSING and not (function.name == "reverse" and types[0].may_be("string"))
        withheld = any(found.holds_withheld() for found in shown) or not passed
        return replace(result, private=private, withheld=private and withheld)

    def _arguments(self, children: list[Node], given: Type) -> list[Type]:
        """The types of arguments; an expression reference is applied to the items of the list beside it."""
        plain = {i: self._visit(child, given) for i, child in enumerate(children) if child["type"] != "expref"}
        lists = [found for found in plain.values() if found.may_be("array")]
        item = (lists[0].item or ANY) if lists else ANY
        inside = {
            i: Type(frozenset(("expref",)), item=self._visit(child["children"][0], item))
            for i, child in enumerate(children)
            if child["type"] == "expref"
        }
        return [found for _, found in sorted({**plain, **inside}.items())]

    def _contains(self, children: list[Node], types: list[Type]) -> None:
        subject, search = types
        written = constants(children[0])
        if written is not None and subject.may_be("array"):
            items = children[0]["children"] or [children[0]] * len(written)
            for child, one in zip(items, written, strict=True):
                if isinstance(one, str):
                    self._value(child, one, search)
        if subject.item is not None and search.literal and isinstance(search.literal[0], str):
            self._value(children[1], search.literal[0], subject.item)
        item = subject.item
        if subject.kinds - {"null"} == {"array"} and item is not None and not (item.kinds & search.kinds):
            held = item.words().split(" is ", 1)[-1]
            self._fault(children[1], f"the list holds {held}, and {self._described(children[1], search)}: never in it")


def _swapped(function: str, children: list[Node], types: list[Type]) -> str:
    """Why the two arguments of a function stand in the wrong order; empty if they don't."""
    if function in ("glob", "matches") and children[0]["type"] == "literal" and constants(children[1]) is None:
        return "the text comes first, then the pattern"
    if function in ("starts_with", "ends_with") and constants(children[0]) and constants(children[1]) is None:
        return f"the text comes first, then its {'beginning' if function == 'starts_with' else 'end'}"
    if function == "contains":
        listed = [bool(one.kinds - {"null"}) and one.kinds <= {"array", "null"} for one in types]
        if listed == [False, True] and not types[0].may_be("array"):
            return "the list comes first, then the value"
    return ""


# Functions that give values as they stand, or some of them.
_PASSING = frozenset(
    (
        "difference",
        "intersection",
        "lookup",
        "max",
        "max_by",
        "min",
        "min_by",
        "not_null",
        "reverse",
        "sort",
        "sort_by",
        "to_array",
        "unique",
        "values",
    )
)
# Functions that say something about a value without showing any of it.
_TELLING = frozenset(("all", "any", "contains", "ends_with", "keys", "length", "missing_tags", "starts_with", "type"))


def _is_secret(name: str) -> bool:
    """Whether what stands under a name is a secret by its name."""
    from policylint.secrets.names import Claim, claim

    return claim(name) not in (Claim.NONE, Claim.MAYBE)


def _inside(base: Type) -> Type:
    """What any member of an object may be."""
    if base.value is not None:
        return base.value
    return union(base.members.values()) if base.members else ANY


def _is_instance_type(allowed: Iterable[str]) -> bool:
    return all(one.startswith("ml.") for one in allowed)


def _one_of(allowed: Iterable[str]) -> str:
    *most, last = [repr(one) for one in allowed]
    return f"{', '.join(most)} or {last}" if most else f"only {last}"


def _item(types: list[Type]) -> Type:
    return (types[0].item or ANY).nullable


def _first(types: list[Type]) -> Type:
    return replace(types[0], literal=())


def _as_list(types: list[Type]) -> Type:
    return types[0] if types[0].kinds == {"array"} else array(types[0].item or ANY)


_RESULTS: Mapping[str, Callable[[list[Type]], Type]] = {
    "not_null": union,
    "to_array": lambda types: types[0] if types[0].kinds == {"array"} else array(replace(types[0], literal=())),
    "reverse": _first,
    "sort": _first,
    "sort_by": _first,
    "max": _item,
    "min": _item,
    "max_by": _item,
    "min_by": _item,
    "values": lambda types: array(_inside(types[0])),
    "map": lambda types: array(types[0].item or ANY),
    "unique": _as_list,
    "intersection": _as_list,
    "difference": _as_list,
    "lookup": lambda types: _inside(types[0]).nullable,
    "lower": lambda _: ADDED["lower"].result,
}
_VISITS: Mapping[str, Callable[[Checker, Node, Type], Any]] = {
    "and_expression": Checker._either,
    "comparator": Checker._comparator,
    "current": Checker._itself,
    "expref": Checker._reference,
    "field": Checker._field,
    "filter_projection": Checker._filter,
    "flatten": Checker._flatten,
    "function_expression": Checker._call,
    "identity": Checker._itself,
    "index": Checker._index,
    "index_expression": Checker._sequence,
    "literal": Checker._literal,
    "multi_select_dict": Checker._multi_select_dict,
    "multi_select_list": Checker._multi_select_list,
    "not_expression": Checker._not,
    "or_expression": Checker._either,
    "pipe": Checker._pipe,
    "projection": Checker._projection,
    "slice": Checker._slice,
    "subexpression": Checker._chain,
    "value_projection": Checker._value_projection,
}
