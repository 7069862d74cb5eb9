"""The functions that expressions may call: JMESPath's own, and the few that policies about training jobs need besides.

JMESPath's own are the `jmespath` package's. Those added here give null for null, so that a missing member stays a
missing member, and are pure: they read nothing but their arguments.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import translate
from functools import lru_cache
from typing import Any

from jmespath.functions import Functions

from policylint.policies.types import ANY, BOOLEAN, NUMBER, STRING, Type, array, structure

ARN = structure(dict.fromkeys(("partition", "service", "region", "account", "resource"), STRING), "what arn() gives")
S3 = structure({"bucket": STRING, "key": STRING}, "what s3() gives")
IMAGE = structure(
    dict.fromkeys(("registry", "account", "region", "repository", "tag", "digest"), STRING.nullable),
    "what image() gives",
)  # fmt: skip
TEXT = frozenset(("string", "null"))
TEXTS = frozenset(("array", "null"))
EXPRESSION = frozenset(("expref",))
_STANDARD = Functions()


@dataclass(frozen=True, slots=True)
class Function:
    """A function: what it takes and gives, and its documentation.

    `parameters` are the kinds that each argument may have; `variadic`: the last may be repeated. `example` is an
    expression that comes to `gives`. `run` is None for JMESPath's own.
    """

    name: str
    parameters: tuple[frozenset[str], ...]
    result: Type
    doc: str = ""
    example: str = ""
    gives: Any = None
    variadic: bool = False
    run: Callable[..., Any] | None = None


def _standard() -> dict[str, Function]:
    """JMESPath's own, by the signatures that its package declares."""
    found = {}
    for name, spec in Functions.FUNCTION_TABLE.items():
        parameters = tuple(
            frozenset(kind.split("-")[0] for kind in one["types"]) or ANY.kinds for one in spec["signature"]
        )
        variadic = bool(spec["signature"] and spec["signature"][-1].get("variadic"))
        doc, example, gives = _MEANINGS[name]
        found[name] = Function(name, parameters, _RESULTS.get(name, ANY), doc, example, gives, variadic)
    return found


_MEANINGS: Mapping[str, tuple[str, str, Any]] = {
    "abs": ("A number without its sign.", "abs(`-3`)", 3),
    "avg": ("The mean of numbers; null of none.", "avg(`[1, 2]`)", 1.5),
    "ceil": ("The next whole number above.", "ceil(`1.2`)", 2),
    "contains": ("Whether a list has an item, or a text a part.", "contains(['dev', 'prod'], 'prod')", True),
    "ends_with": ("Whether a text ends with another.", "ends_with('s3://acme-ml/churn/', '/')", True),
    "floor": ("The next whole number below.", "floor(`1.8`)", 1),
    "join": ("Texts as one, with a text between them.", "join(', ', ['a', 'b'])", "a, b"),
    "keys": ("The names of a structure's members.", 'keys(`{"owner": "search"}`)', ["owner"]),
    "length": ("How many items, members or characters there are.", "length(['a', 'b'])", 2),
    "map": ("What an expression comes to for each item, nulls kept.", "map(&@ > `1`, `[1, 2]`)", [False, True]),
    "max": ("The largest of numbers or texts; null of none.", "max(`[1, 3, 2]`)", 3),
    "max_by": ("The item of which an expression is largest.", 'max_by(`[{"n": 1}, {"n": 2}]`, &n)', {"n": 2}),
    "merge": ("Structures as one; later ones win.", 'merge(`{"a": 1}`, `{"a": 2}`)', {"a": 2}),
    "min": ("The smallest of numbers or texts; null of none.", "min(`[3, 1, 2]`)", 1),
    "min_by": ("The item of which an expression is smallest.", 'min_by(`[{"n": 1}, {"n": 2}]`, &n)', {"n": 1}),
    "not_null": ("The first argument that is not null.", "not_null(`null`, `86400`)", 86400),
    "reverse": ("A list or text from its end.", "reverse(['a', 'b'])", ["b", "a"]),
    "sort": ("Numbers or texts in order.", "sort(['b', 'a'])", ["a", "b"]),
    "sort_by": ("Items in the order of an expression.", 'sort_by(`[{"n": 2}, {"n": 1}]`, &n)[0].n', 1),
    "starts_with": ("Whether a text begins with another.", "starts_with('churn-2026', 'churn-')", True),
    "sum": ("The sum of numbers; 0 of none.", "sum(`[1, 2]`)", 3),
    "to_array": ("A list as it is, anything else as a list of one.", "to_array('a')", ["a"]),
    "to_number": ("The number that a text holds; null where it holds none.", "to_number('0.5')", 0.5),
    "to_string": ("Anything as text; what is no text as JSON.", "to_string(`[1]`)", "[1]"),
    "type": ("What a value is: string, number, boolean, array, object or null.", "type(`1`)", "number"),
    "values": ("The values of a structure's members.", 'values(`{"owner": "search"}`)', ["search"]),
}


_RESULTS: Mapping[str, Type] = {
    **dict.fromkeys(("contains", "ends_with", "starts_with"), BOOLEAN),
    **dict.fromkeys(("abs", "ceil", "floor", "length", "sum"), NUMBER),
    **dict.fromkeys(("avg", "to_number"), NUMBER.nullable),
    **dict.fromkeys(("join", "to_string", "type"), STRING),
    "keys": array(STRING),
    "values": array(ANY),
    "map": array(ANY),
}


def call_standard(name: str, arguments: Sequence[Any]) -> Any:
    """Call one of JMESPath's own functions.

    Raises:
        JMESPathTypeError: an argument is of a kind that it doesn't take.
    """
    return _STANDARD.call_function(name, list(arguments))


@lru_cache(maxsize=1024)
def arn(text: str | None) -> dict[str, str] | None:
    """The parts of an ARN; null for what is none."""
    parts = (text or "").split(":", 5)
    if len(parts) < 6 or parts[0] != "arn":
        return None
    return dict(zip(("partition", "service", "region", "account", "resource"), parts[1:], strict=True))


@lru_cache(maxsize=1024)
def s3(text: str | None) -> dict[str, str] | None:
    """Bucket and key of an S3 URI; null for what is none."""
    found = re.fullmatch(r"s3://([^/]+)(?:/(.*))?", text or "", re.DOTALL)
    return {"bucket": found[1], "key": found[2] or ""} if found else None


@lru_cache(maxsize=1024)
def image(text: str | None) -> dict[str, str | None] | None:
    """The parts of a container image's name; account and Region where the registry is a private one of ECR."""
    if not text:
        return None
    name, _, digest = text.partition("@")
    first, slash, rest = name.partition("/")
    has_registry = bool(slash) and (any(sign in first for sign in ".:") or first == "localhost")
    registry, repository = (first, rest) if has_registry else (None, name)
    repository, _, tag = repository.partition(":")
    ecr = re.fullmatch(r"(\d{12})\.dkr\.ecr(?:-fips)?\.([a-z0-9-]+)\.amazonaws\.(?:com|com\.cn|eu)", registry or "")
    return {
        "registry": registry,
        "account": ecr[1] if ecr else None,
        "region": ecr[2] if ecr else None,
        "repository": repository,
        "tag": tag or None,
        "digest": digest or None,
    }


def instance_family(instance_type: str | None) -> str | None:
    """`p5` of `ml.p5.48xlarge`; null for what is no instance type."""
    parts = (instance_type or "").split(".")
    return parts[1] if len(parts) == 3 and parts[0] == "ml" else None


def duration(text: str | None) -> int | None:
    """Seconds in a length of time such as `90s`, `45m`, `1h30m`, `28d`.

    Raises:
        ValueError: it is no length of time.
    """
    if text is None:
        return None
    found = _DURATION.fullmatch(text)
    if found is None or not text:
        raise ValueError(f"{text!r} is no length of time: write 90s, 45m, 1h30m, 28d")
    return sum(int(part or 0) * seconds for part, seconds in zip(found.groups(), (86400, 3600, 60, 1), strict=True))


_DURATION = re.compile(r"(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


def matches(text: str | None, pattern: str) -> bool | None:
    """Whether the whole of a text is like a regular expression of Python's.

    Raises:
        ValueError: the pattern is none.
    """
    return None if text is None else regex(pattern).fullmatch(text) is not None


@lru_cache(maxsize=256)
def regex(pattern: str) -> re.Pattern[str]:
    """A compiled regular expression.

    Raises:
        ValueError: the pattern is none.
    """
    try:
        return re.compile(pattern)
    except re.error as error:
        raise ValueError(f"not a regular expression: {error}") from None


def glob(text: str | None, patterns: str | list[Any]) -> bool | None:
    """Whether the whole of a text is like a shell pattern, or like any of a list of them."""
    return None if text is None else glob_test(patterns)(text) is not None


def glob_test(patterns: str | list[Any]) -> Callable[[str], Any]:
    """A test of texts against one or several shell patterns, which gives None for those that are like none."""
    return _globs((patterns,) if isinstance(patterns, str) else tuple(map(str, patterns)))


@lru_cache(maxsize=256)
def _globs(patterns: tuple[str, ...]) -> Callable[[str], Any]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)").match


def lower(text: str | None) -> str | None:
    """The text in small letters."""
    return None if text is None else text.lower()


def intersection(left: list[Any] | None, right: list[Any] | None) -> list[Any]:
    """What is in both lists, in the order of the first, each once."""
    return _unique([item for item in left or [] if item in (right or [])])


def difference(left: list[Any] | None, right: list[Any] | None) -> list[Any]:
    """What is in the first list and not in the second, in its order, each once."""
    return _unique([item for item in left or [] if item not in (right or [])])


def unique(items: list[Any] | None) -> list[Any]:
    """The items of a list, each once."""
    return _unique(items or [])


def _unique(items: list[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


_ADDED = (
    Function(
        "all", (TEXTS, EXPRESSION), BOOLEAN, "Whether an expression is true of every item; also of none, and of null.",
        "all(`[1, 2]`, &@ > `0`)", True,
    ),
    Function(
        "any", (TEXTS, EXPRESSION), BOOLEAN, "Whether an expression is true of at least one item; not of null.",
        "any(`[1, 2]`, &@ > `1`)", True,
    ),
    Function(
        "arn", (TEXT,), ARN.nullable, "The parts of an ARN: `partition`, `service`, `region`, `account`, `resource`; "
        "null for what is no ARN.",
        "arn('arn:aws:iam::123456789012:role/train').account", "123456789012", run=arn,
    ),
    Function(
        "difference", (TEXTS, TEXTS), array(ANY), "What is in the first list and not in the second.",
        "difference(['a', 'b'], ['b'])", ["a"], run=difference,
    ),
    Function(
        "duration", (TEXT,), NUMBER.nullable, "Seconds in a length of time: `90s`, `45m`, `1h30m`, `28d`.",
        "duration('1h30m')", 5400, run=duration,
    ),
    Function(
        "glob", (TEXT, frozenset(("string", "array"))), BOOLEAN.nullable,
        "Whether the whole of a text is like a pattern, or any of a list of patterns; `*` is any text, `?` any sign, "
        "`[ab]` one of some.",
        "glob('ml.p5.48xlarge', ['ml.p4*', 'ml.p5*'])", True, run=glob,
    ),
    Function(
        "image", (TEXT,), IMAGE.nullable, "The parts of a container image's name: `registry`, `repository`, `tag`, "
        "`digest`, and for a private registry of ECR its `account` and `region`; what is not there is null.",
        "image('123456789012.dkr.ecr.eu-west-1.amazonaws.com/churn:1.4').tag", "1.4", run=image,
    ),
    Function(
        "instance_family", (TEXT,), STRING.nullable, "The family of an instance type.",
        "instance_family('ml.p5.48xlarge')", "p5", run=instance_family,
    ),
    Function(
        "intersection", (TEXTS, TEXTS), array(ANY), "What is in both lists.",
        "intersection(['a', 'b'], ['b', 'c'])", ["b"], run=intersection,
    ),
    Function("lower", (TEXT,), STRING.nullable, "A text in small letters.", "lower('Prod')", "prod", run=lower),
    Function(
        "matches", (TEXT, frozenset(("string",))), BOOLEAN.nullable,
        "Whether the whole of a text is like a regular expression (Python's).",
        "matches('churn-2026', '[a-z]+-[0-9]{4}')", True, run=matches,
    ),
    Function(
        "s3", (TEXT,), S3.nullable, "`bucket` and `key` of an S3 URI; null for what is none.",
        "s3('s3://acme-ml/churn/').bucket", "acme-ml", run=s3,
    ),
    Function(
        "unique", (TEXTS,), array(ANY), "The items of a list, each once.", "unique(['a', 'a'])", ["a"], run=unique
    ),
)  # fmt: skip

ADDED: Mapping[str, Function] = {function.name: function for function in _ADDED}
FUNCTIONS: Mapping[str, Function] = {**_standard(), **ADDED}
