"""Small programs that build requests in steps, and what they send when they are run with a recorder as their client."""

import copy
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

KEYS = ["A", "B", "C", "D"]
HEAD = """import copy, json, boto3
from contextlib import suppress
from unseen import rt, mess, keep, poke, boom
client = boto3.client("sagemaker")
"""

Kinds = dict[str, str]
"""The names that a program has so far, each with what it is: a scalar, a dict, a list or a function."""


@dataclass
class Writer:
    """Writes a program at random. `rt`, `mess`, `keep`, `poke` and `boom` are what the reader cannot see."""

    random: Random
    count: int = 0
    outer: set[str] = field(default_factory=set)

    def program(self) -> str:
        """A whole program."""
        kinds: Kinds = {}
        lines: list[str] = []
        for _ in range(self.random.randint(4, 12)):
            self.outer = set(kinds)
            lines += self.statement(kinds, "", 0)
        sends = [f"client.create_training_job(**{name})" for name in self.named(kinds, "dict")[-2:]]
        return HEAD + "\n".join([*lines, *sends]) + "\n"

    def named(self, kinds: Kinds, kind: str) -> list[str]:
        """The names of a kind."""
        return [name for name, one in kinds.items() if one == kind]

    def name(self) -> str:
        """A new name."""
        self.count += 1
        return f"v{self.count}"

    def pick(self, *choices: Callable[[], str] | str) -> str:
        """One of several expressions."""
        chosen = self.random.choice(choices)
        return chosen if isinstance(chosen, str) else chosen()

    def scalar(self, kinds: Kinds) -> str:
        """An expression that comes to a scalar."""
        of = self.random.choice

        def again() -> str:
            return self.scalar(kinds)

        names, dicts = self.named(kinds, "scalar") or ["'x'"], self.named(kinds, "dict") or ["{}"]
        return self.pick(
            of(names),
            of(names),
            repr(of(["x", "y", "ml.m5.large", "", 0, 1, 2, None, True, 0.5])),
            repr(of(["x", "y", 3, False])),
            f'f"{{{of(names)}}}-{of("ab")}"' if names != ["'x'"] else "'z'",
            f'"%s_%s" % ({of(names)}, {of(names)})',
            f'"{{}}-{{x}}".format({of(names)}, x={of(names)})',
            lambda: f"({again()} if {self.condition(kinds)} else {again()})",
            lambda: f"({again()} or {again()})",
            lambda: f"str({again()})",
            f"{of(dicts)}.{of(['get', 'setdefault', 'pop'])}({of(KEYS)!r}, 'other')",
            f"rt({of('pq')!r})",
        )

    def condition(self, kinds: Kinds) -> str:
        """An expression for an `if`."""
        of = self.random.choice
        names, dicts = self.named(kinds, "scalar") or ["'x'"], self.named(kinds, "dict") or ["{}"]
        return self.pick(
            "rt()",
            "not rt()",
            of(names),
            lambda: f"{of(names)} == {self.scalar(kinds)}",
            f"{of(KEYS)!r} in {of(dicts)}",
            f"len({of(dicts)}) > 2",
            f"{of(names)} is not None" if names != ["'x'"] else "rt()",
            of(["True", "False"]),
        )

    def mapping(self, kinds: Kinds, depth: int = 0) -> str:
        """An expression that comes to a dict."""
        of, dicts = self.random.choice, self.named(kinds, "dict") or ["{}"]
        functions = self.named(kinds, "function")
        deeper = depth < 2
        return self.pick(
            lambda: self.display(kinds, depth),
            lambda: self.display(kinds, depth),
            of(dicts),
            f"{of(dicts)}.copy()",
            f"copy.deepcopy({of(dicts)})",
            lambda: f"dict({of(dicts)}, {of(KEYS)}={self.value(kinds, depth + 1)})",
            lambda: f"{of(dicts)} | {self.mapping(kinds, depth + 1) if deeper else of(dicts)}",
            f"json.loads({json.dumps({of(KEYS): 1})!r})",
            lambda: f"{of(functions)}({self.scalar(kinds)})" if functions else "{}",
            lambda: f"({self.mapping(kinds, 2)} if {self.condition(kinds)} else {self.mapping(kinds, 2)})",
            f"{{k: {of(['k', '1'])} for k in {self.random.sample(KEYS, 2)!r}}}",
            f"json.loads(json.dumps({of(dicts)}))",
            f"dict({of(dicts)}.items())",
            f"{{k: v for k, v in {of(dicts)}.items() if v}}",
            f"dict(zip({of(dicts)}, {of(dicts)}.values()))",
        )

    def sequence(self, kinds: Kinds) -> str:
        """An expression that comes to a list."""
        of, lists, dicts = self.random.choice, self.named(kinds, "list") or ["[]"], self.named(kinds, "dict") or ["{}"]
        return self.pick(
            lambda: f"[{self.value(kinds, 1)}, {self.value(kinds, 1)}]",
            lambda: f"[{self.value(kinds, 1)}] * 2",
            of(lists),
            f"{of(lists)}[:1]",
            f"{of(lists)} + {of(lists)}",
            f"list({of(dicts)}.values())",
            f"[x for x in {of(lists)}]",
            f"list(reversed({of(lists)}))",
        )

    def display(self, kinds: Kinds, depth: int) -> str:
        """A dict as it is written, another one perhaps unpacked in it."""
        dicts = self.named(kinds, "dict")
        items = [f"**{self.random.choice(dicts)}"] if dicts and self.random.random() < 0.3 else []
        keys = self.random.sample(KEYS, self.random.randint(0, 3))
        return f"{{{', '.join([*items, *(f'{key!r}: {self.value(kinds, depth + 1)}' for key in keys)])}}}"

    def value(self, kinds: Kinds, depth: int = 0) -> str:
        """An expression for a member."""
        if depth < 2 and self.random.random() < 0.35:
            return self.mapping(kinds, depth + 1) if self.random.random() < 0.8 else f"[{self.value(kinds, 2)}]"
        return self.scalar(kinds)

    def block(self, kinds: Kinds, indent: str, depth: int) -> list[str]:
        """Some statements, indented, whose names stay theirs."""
        inner = dict(kinds)
        return [
            line for _ in range(self.random.randint(1, 3)) for line in self.statement(inner, f"{indent}    ", depth + 1)
        ]

    def statement(self, kinds: Kinds, indent: str, depth: int) -> list[str]:
        """A statement of one or more lines."""
        dicts = self.named(kinds, "dict")
        if not dicts or self.random.random() < 0.25:
            kind = self.random.choice(["scalar", "scalar", "dict", "list"]) if dicts else "dict"
            known = self.named(kinds, kind)
            name = self.random.choice(known) if known and self.random.random() < 0.4 else self.name()
            text = {"scalar": self.scalar, "dict": self.mapping, "list": self.sequence}[kind](kinds)
            kinds[name] = kind
            return [f"{indent}{name} = {text}"]
        if depth < 3 and self.random.random() < 0.25:
            return self.compound(kinds, indent, depth)
        if depth == 0 and self.random.random() < 0.1:
            return self.function(kinds)
        return [indent + self.change(kinds, self.random.choice(dicts))]

    def change(self, kinds: Kinds, name: str) -> str:
        """A statement that changes a dict, or sends it."""
        key = self.random.choice(KEYS)
        lists = self.named(kinds, "list") or ["[]"]
        return self.pick(
            lambda: f"{name}[{key!r}] = {self.value(kinds)}",
            lambda: f"{name}[{key!r}] = {self.value(kinds)}",
            lambda: f"{name}.update({self.mapping(kinds)})",
            lambda: f"{name}.update({key}={self.value(kinds)})",
            lambda: f"{name}.setdefault('N', {{}})[{key!r}] = {self.scalar(kinds)}",
            lambda: f"{name} |= {self.mapping(kinds)}",
            f"{name}.pop({key!r}, None)",
            self.random.choice([f"mess({name})", f"keep({name})", "poke()", f"print({name})"]),
            lambda: f"{name}[rt('A')] = {self.scalar(kinds)}",
            f"{self.random.choice(lists)}.append({name})",
            lambda: f"{lists[0]} += [{self.value(kinds)}]" if lists != ["[]"] else "pass",
            lambda: f"{name}[{key!r}] = list({self.random.choice(self.named(kinds, 'dict'))}.values())",
            f"{name}[{key!r}] = [dict(x) for x in {self.random.choice(lists)} if isinstance(x, dict)]",
            f"client.create_training_job(**{name})",
            lambda: f"client.create_training_job(A={self.value(kinds)}, B={self.value(kinds)})",
        )

    def compound(self, kinds: Kinds, indent: str, depth: int) -> list[str]:
        """A branch, a loop, or a `try`."""
        body = self.block(kinds, indent, depth)
        kind = self.random.choice(["if", "if", "for", "try", "while", "finally", "with"])
        if kind == "if":
            other = [f"{indent}else:", *self.block(kinds, indent, depth)] if self.random.random() < 0.6 else []
            return [f"{indent}if {self.condition(kinds)}:", *body, *other]
        if kind == "while":
            name = self.name()
            stops = [f"{indent}    if {self.condition(kinds)}: break"] if self.random.random() < 0.4 else []
            head = [
                f"{indent}{name} = {self.random.randint(0, 3)}",
                f"{indent}while {name}:",
                f"{indent}    {name} -= 1",
            ]
            return [*head, *body, *stops]
        if kind == "finally":
            return [f"{indent}try:", *body, f"{indent}finally:", *self.block(kinds, indent, depth)]
        if kind == "with":
            fails = [f"{indent}    boom()"] if self.random.random() < 0.5 else []
            return [f"{indent}with suppress(ValueError):", *body, *fails, *self.block(kinds, indent, depth)]
        if kind == "try":
            fails = [f"{indent}    boom()"] if self.random.random() < 0.5 else []
            handler = [f"{indent}except ValueError:", *self.block(kinds, indent, depth)]
            return [f"{indent}try:", *body, *fails, *self.block(kinds, indent, depth), *handler]
        name = self.name()
        held = self.random.choice(self.named(kinds, "dict"))
        items = self.pick(
            "[1, 2]",
            "rt([1, 'z'])",
            "('p', 'q')",
            f"list({held})",
            held,
            f"{held}.values()",
            f"sorted(str(k) for k in {held})",
        )
        inner = {**kinds, name: "scalar"}
        ends = f"{indent}    if {self.condition(inner)}: {self.random.choice(['break', 'continue', 'pass'])}"
        return [f"{indent}for {name} in {items}:", *self.block(inner, indent, depth), ends, *body]

    def function(self, kinds: Kinds) -> list[str]:
        """A function that makes a dict of what is around it, and changes some of that."""
        name, parameter, made = f"f{self.name()}", self.name(), self.name()
        inner = {**kinds, parameter: "scalar", "other": "scalar"}
        first = f"    {made} = {self.mapping(inner)}"
        inner[made] = "dict"
        changed = [one for one in self.named(inner, "dict") if one == made or self.random.random() < 0.3]
        body = [f"    {line}" for one in changed if " |= " not in (line := self.change(inner, one))]
        early = [f"    if {self.condition(inner)}: return {self.mapping(inner)}"] if self.random.random() < 0.5 else []
        if self.random.random() < 0.2:
            early = ["    try:", *(f"    {line}" for line in early or ["    pass"]), f"        return {made}"]
            early += ["    finally:", f"        {self.change(inner, made)}"]
        kinds[name] = "function"
        return [f"def {name}({parameter}, other=1):", first, *early, *body, f"    return {made}"]


def run(program: str, seed: int) -> list[tuple[int, dict[str, Any]]]:
    """What a program sends when it is run, each request with its line; what is unseen in it behaves by the seed."""
    random = Random(seed)
    sent: list[tuple[int, dict[str, Any]]] = []
    kept: list[dict[str, Any]] = []

    class Recorder:
        def create_training_job(self, **request: Any) -> None:
            sent.append((sys._getframe(1).f_lineno, copy.deepcopy(request)))

    def mess(value: dict[str, Any]) -> None:
        if random.random() < 0.5:
            value["A"] = "messed"

    def poke() -> None:
        for value in kept:
            value["B"] = "poked"

    def boom() -> None:
        if random.random() < 0.5:
            raise ValueError

    names: dict[str, Any] = {
        "copy": copy,
        "json": json,
        "suppress": suppress,
        "client": Recorder(),
        "rt": lambda *given: given[0] if given else random.random() < 0.5,
        "mess": mess,
        "keep": kept.append,
        "poke": poke,
        "boom": boom,
        "print": lambda *_: None,
    }
    body = "\n" * HEAD.count("\n") + program.removeprefix(HEAD)
    with suppress(
        TypeError, KeyError, AttributeError, ValueError, NameError, RuntimeError
    ):  # what it has sent by then, it has
        exec(compile(body, "program", "exec"), names)
    return sent
