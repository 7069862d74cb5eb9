"""What readers of YAML make of a plain scalar: the same characters are text to one reader and a number to another.

Seen by running them in November 2026, as `tests/sources/test_plain.py` does with those that Python has: PyYAML 6.0.3,
ruamel.yaml 0.19.1 (YAML 1.2, as AWS CLI 2 uses it), js-yaml 4.3.2 (Serverless Framework), kubectl 1.32.4 with `-f`
(sigs.k8s.io/yaml, a fork of go-yaml 2) and with `kustomize` (go-yaml 3), yaml 2.9.1 in its 1.1 mode (cdk8s 2.70.106).
"""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from yaml import ScalarNode
from yaml.constructor import ConstructorError, SafeConstructor
from yaml.resolver import Resolver

from policylint.dataclass_ import dataclass

_Make = Callable[[str], Any]
_EXACT = 2**53
"""Up to here doubles hold every whole number."""
_MOST = 80
"""No number or date is longer; nothing longer is looked at, whatever it looks like."""


def _cases(value: Any, *words: str) -> dict[str, Any]:
    return {spelled: value for word in words for spelled in (word, word.capitalize(), word.upper())}


_NULL = {"": None, "~": None, **_cases(None, "null")}
_TRUE_FALSE = _NULL | _cases(True, "true") | _cases(False, "false")
_YES_NO = _TRUE_FALSE | _cases(True, "yes", "on") | _cases(False, "no", "off")
_Y_N = _YES_NO | {"y": True, "Y": True, "n": False, "N": False}
_DATE = re.compile(
    r"\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?"
)
# No reader gives another than text for what matches none of these.
_SUSPECT = re.compile(
    r"[-+]?[0-9.][0-9A-Fa-f_xobXOB.:+TtZz \t-]*|[-+]?\.(?:inf|nan)|[-+]?e[-+]?[0-9]+|~|=|<<|"
    r"y|n|yes|no|on|off|true|false|null|",
    re.IGNORECASE,
)


def _whole(value: float) -> int | float:
    """A number as it leaves a reader whose next step writes JSON without a fraction of zero."""
    return int(value) if value.is_integer() and abs(value) < 1e21 else value


def _based(base: int, prefix: str = "") -> _Make:
    def made(text: str) -> int:
        digits = text.replace("_", "").lower()
        sign = -1 if digits.startswith("-") else 1
        return sign * int(digits.lstrip("+-").removeprefix(prefix) or "0", base)

    return made


def _float(text: str) -> float:
    bare = text.replace("_", "").lower()
    return float(bare.replace(".inf", "inf").replace(".nan", "nan"))


def _sixty(text: str) -> int | float:
    """A sexagesimal number, 1:30 for 90."""
    bare = text.replace("_", "")
    sign, total = (-1 if bare.startswith("-") else 1), 0.0
    for part in bare.lstrip("+-").split(":"):
        total = total * 60 + float(part)
    return sign * _whole(total)


def _moment(text: str) -> Any:
    """A date or a time as PyYAML's constructor makes it; text where there is no such day."""
    try:
        return SafeConstructor().construct_yaml_timestamp(ScalarNode("", text))
    except ValueError:
        return text


def _iso(text: str) -> Any:
    """A date as JavaScript writes it in JSON."""
    moment = _moment(text)
    if isinstance(moment, date) and not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=UTC)
    if not isinstance(moment, datetime):
        return moment
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"{aware.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{aware.microsecond // 1000:03d}Z"


def _iso_day(text: str) -> Any:
    """The same of a day with one digit where others have two."""
    year, month, day = (int(part) for part in text.split("-"))
    return _iso(f"{year:04}-{month:02}-{day:02}")


def _number(text: str) -> int | float:
    return _whole(_float(text))


def _number_or_text(text: str) -> Any:
    """A number, or the text where no double is as large."""
    value = _number(text)
    return text if math.isinf(value) and "inf" not in text.lower() else value


def _double(text: str) -> int:
    """A whole number as JavaScript has it, which has doubles alone."""
    value = _based(10)(text)
    return int(float(value)) if abs(value) > _EXACT else value


@dataclass(frozen=True, slots=True)
class Schema:
    """What a reader makes of plain scalars: words first, then the first pattern that a text matches as a whole, else
    text. `lenient`: a plain `=` or `<<` as a value is text to it, and not an error."""

    words: Mapping[str, Any]
    patterns: Sequence[tuple[re.Pattern[str], _Make]]
    lenient: bool = True

    def read(self, text: str) -> Any:
        """The value of a plain scalar."""
        if text in self.words:
            return self.words[text]
        if len(text) <= _MOST:
            for pattern, make in self.patterns:
                if pattern.fullmatch(text):
                    return make(text)
        return text


def _schema(words: Mapping[str, Any], *patterns: tuple[str, _Make], lenient: bool = True) -> Schema:
    return Schema(words, [(re.compile(pattern), make) for pattern, make in patterns], lenient)


_SPECIAL = r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)"
YAML_1_2 = _schema(
    _TRUE_FALSE,
    (r"[-+]?0b[01_]*[01][01_]*", _based(2, "0b")),
    (r"[-+]?0o[0-7_]*[0-7][0-7_]*", _based(8, "0o")),
    (r"[-+]?0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*", _based(16, "0x")),
    (r"[-+]?(?=_*[0-9])[0-9][0-9_]*", _based(10)),
    (r"[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+", _float),
    (rf"[-+]?\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|{_SPECIAL}", _float),
    (_DATE.pattern, _moment),
    lenient=False,
)
JS_YAML = _schema(
    _TRUE_FALSE,
    (r"[-+]?0b[01]+", _based(2, "0b")),
    (r"[-+]?0o[0-7]+", _based(8, "0o")),
    (r"[-+]?0x[0-9a-fA-F]+", _based(16, "0x")),
    (r"[-+]?[0-9]+", _double),
    (rf"[-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+(?:[eE][-+]?[0-9]+)?|{_SPECIAL}", _number_or_text),
    (_DATE.pattern, _iso),
)
_GO_NUMBERS: tuple[tuple[str, _Make], ...] = (
    (r"[-+]?0[bB](?=_*[01])[01_]+", _based(2, "0b")),
    (r"[-+]?0[oO](?=_*[0-7])[0-7_]+", _based(8, "0o")),
    (r"[-+]?0[xX](?=_*[0-9a-fA-F])[0-9a-fA-F_]+", _based(16, "0x")),
    (r"[-+]?0_*(?=[0-7])[0-7_]+", _based(8)),
    (r"[-+]?[1-9][0-9_]*|[-+]?0_*", _based(10)),
    (rf"[-+]?(?:[0-9][0-9_]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:[eE][-+]?[0-9]+)?|{_SPECIAL}", _number_or_text),
)
KUBECTL = _schema(_Y_N, *_GO_NUMBERS)
KUSTOMIZE = _schema(_TRUE_FALSE, *_GO_NUMBERS)
CDK8S = _schema(
    _Y_N,
    (r"[-+]?0b[01_]*[01][01_]*", _based(2, "0b")),
    (r"[-+]?0x[0-9a-fA-F_]*[0-9a-fA-F][0-9a-fA-F_]*", _based(16, "0x")),
    (r"[-+]?0_*(?=[0-7])[0-7_]+", _based(8)),
    (r"[-+]?[0-9][0-9_]*", _double),
    (r"[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?", _sixty),
    (r"[-+]?[eE][-+]?[0-9]+", lambda _: float("nan")),
    (rf"[-+]?[0-9][0-9_]*(?:\.[0-9_]*)?[eE][-+]?[0-9]+|[-+]?\.[0-9_]*[0-9][0-9_]*[eE][-+]?[0-9]+|{_SPECIAL}", _number),
    (r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*|\.[0-9_]*[0-9][0-9_]*)", _number),
    (_DATE.pattern, _iso),
    (r"\d{4}-\d\d?-\d\d?", _iso_day),
)  # fmt: skip


class PyYaml:
    """PyYAML's own `safe_load`, in the manner of a schema."""

    def read(self, text: str) -> Any:
        """The value of a plain scalar; text where PyYAML refuses it."""
        tag = str(_RESOLVE(ScalarNode, text, (True, False)))
        construct = SafeConstructor.yaml_constructors.get(tag)
        try:
            return text if construct is None else construct(SafeConstructor(), ScalarNode(tag, text))
        except (ConstructorError, ValueError, KeyError, IndexError, AttributeError, OverflowError):
            return text


_RESOLVE: Any = Resolver().resolve
PYYAML = PyYaml()
SCHEMAS: Sequence[Schema | PyYaml] = (PYYAML, YAML_1_2, JS_YAML, KUBECTL, KUSTOMIZE, CDK8S)


@lru_cache(maxsize=4096)
def may_differ(text: str) -> bool:
    """Whether readers give a plain scalar different values; quick for the many about which they agree."""
    if len(text) > _MOST or _SUSPECT.fullmatch(text) is None:
        return False
    first, *others = (schema.read(text) for schema in SCHEMAS)
    return any(differ(first, other) for other in others)


def differ(one: Any, other: Any) -> bool:
    """Whether two values are not the same to the API: 1 and 1.0 are, 1 and true are not, nor are 1 and "1"."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is not other
    if isinstance(one, float) and isinstance(other, float) and one != one and other != other:
        return False
    alike = isinstance(one, int | float) and isinstance(other, int | float)
    return one != other or not (alike or type(one) is type(other))


def named(value: Any, *, exactly: bool) -> str:
    """A value in the words of a message: `true`, `text`, `a date`, and numbers `exactly`, as `the number 8`, or not."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, int | float):
        return f"the number {value}" if exactly else "a number"
    return "text" if isinstance(value, str) else "a date"
