"""Text that its format cannot read as it stands because its author meant it for another reader first: template
expressions where no quotes are, comments and trailing commas in JSON.

It is read through a twin of the same length, so that every place in the one is a place in the other: an expression is
replaced by a marked string, a directive, a comment or a superfluous comma by white space.
"""

import re
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.unknown import Unknown

# Private-use characters, which no format gives a meaning: what begins a mark, its number, and what fills it up.
_MARK, _FILL = "\ue000", "\ue001"
_FIRST, _LAST = 0xE100, 0xF8FF
_MARKED = re.compile(f"{_MARK}([{chr(_FIRST)}-{chr(_LAST)}]){_FILL}*+")

_STRING = r'"[^"\\\r\n]*+(?:\\.[^"\\\r\n]*+)*+"'
_QUOTED = r'"(?:[^"\\]|\\.)*+"'
# What is replaced by a value: ${...} (one level of braces and strings inside), {{ ... }}, <%= ... %>, $UPPER_CASE.
# None reaches over the beginning of another one, so that what is never closed is looked at once.
_VALUES = (
    rf"\$\{{(?:[^{{}}\"$]|\$(?!\{{)|{_QUOTED}|\{{[^{{}}]*+\}})*+\}}",
    r"\{\{(?:(?!\{\{)[^}]|\}(?!\}))*+\}\}",
    r"<%=(?:[^%<]|<(?!%)|%(?!>))*+%>",
    r"\$[A-Z_][A-Z0-9_]*+",
    # Blanks to fill in; see policylint.sources.kinds.placeholders.
    r"\{[A-Za-z_][\w.-]*+\}",
    r"\$\([A-Za-z_][\w.-]*+\)",
    r"#\{[\w.-]++\}#?",
    r"<<[ ]?[A-Za-z_][\w. -]*+>>",
    r"%[A-Za-z_][A-Za-z0-9_]{2,}+%",
)
# What is replaced by nothing: {% ... %} (Jinja), %{ ... } (Terraform), <% ... %> (ERB), Go's and Helm's actions.
_WORDS = r"if|else|end|range|with|define|block|template|break|continue|/\*"
_DIRECTIVES = (
    rf"\{{\{{[-~]?\s*(?:{_WORDS})(?:(?!\{{\{{)[^}}]|\}}(?!\}}))*+\}}\}}",
    r"\{%(?:[^%{]|\{(?!%)|%(?!\}))*+%\}",
    r"%\{[^{}]*+\}",
    r"<%(?!=)(?:[^%<]|<(?!%)|%(?!>))*+%>",
    r"\{#(?:[^#{]|\{(?!#)|#(?!\}))*+#\}",
)
_COMMENT = r"//[^\r\n]*+|/\*(?:[^*/]|/(?!\*)|\*(?!/))*+\*/"
_JSON = re.compile(
    rf"(?P<string>{_STRING})|(?P<comment>{_COMMENT})|{'|'.join(_DIRECTIVES)}|(?P<value>{'|'.join(_VALUES)})", re.DOTALL
)
_YAML = re.compile(rf"(?P<blank>{'|'.join(_DIRECTIVES)})|(?P<value>{'|'.join(_VALUES)})", re.DOTALL)
_TRAILING = re.compile(rf"{_STRING}|,(?=\s*+[}}\]])", re.DOTALL)
_WORTH = re.compile(r"[{%$<#]|//|/\*|,\s*[}\]]")
_INDENTED = re.compile(r"\bn?indent\s+(\d{1,2})\b")
_JOINED = re.compile(r"[\w.+-]++")
_SHORTEST = 4  # two quotes around a mark and its number


@dataclass(frozen=True, slots=True)
class Twin:
    """A readable text of the same length as the original, and the expressions that its marks stand for.

    `loose` is where JSON has its first comment or trailing comma, which only lenient readers take.
    """

    text: str
    expressions: tuple[str, ...]
    loose: tuple[int, int] | None = None

    def restored(self, value: Any) -> Any:
        """A value read from the twin, with an `Unknown` in place of each string that holds a mark."""
        if isinstance(value, str):
            return Unknown(self._original(value)) if _MARK in value else value
        if isinstance(value, dict):
            return {name: self._member(name, item) for name, item in ((self._original(k), i) for k, i in value.items())}
        if isinstance(value, list):
            return [self.restored(item) for item in value]
        return value

    def _member(self, name: str, value: Any) -> Any:
        return Unknown(name) if value == _FILL else self.restored(value)

    def _original(self, text: Any) -> Any:
        if not isinstance(text, str) or _MARK not in text:
            return text
        return _MARKED.sub(lambda mark: self.expressions[ord(mark[1]) - _FIRST], text)


def json_twin(text: str) -> Twin | None:
    """The twin of a text that is JSON but for expressions, comments and trailing commas; None if it has none."""
    if _WORTH.search(text) is None or _MARK in text:
        return None
    parts: list[str] = []
    expressions: list[str] = []
    loose: tuple[int, int] | None = None
    at = 0
    for token in _JSON.finditer(text):
        if token["string"] is not None or token.start() < at:
            continue
        start, end = token.span()
        if token["value"] is None:
            if token["comment"] is not None and loose is None:
                loose = token.span()
            parts += [text[at:start], _blank(text[start:end])]
            at = end
            continue
        while start > at and _JOINED.fullmatch(text[start - 1]):
            start -= 1
        joined = _JOINED.match(text, end)
        end = joined.end() if joined else end
        parts.append(text[at:start])
        at = end
        written = text[start:end]
        if end - start < _SHORTEST or len(expressions) > _LAST - _FIRST or not _takes_value("".join(parts[-3:])):
            parts.append(_blank(written))
        else:
            parts.append(f'"{_mark(len(expressions), end - start - 2)}"')
            expressions.append(written)
    parts.append(text[at:])
    twin = "".join(parts)
    comma = next((found.start() for found in _TRAILING.finditer(twin) if found[0] == ","), None)
    if comma is not None:
        if not expressions:  # beside expressions, a directive may have taken the comma's neighbour out
            loose = min(filter(None, (loose, (comma, comma + 1))))
        twin = _TRAILING.sub(lambda found: " " if found[0] == "," else found[0], twin)
    return Twin(twin, tuple(expressions), loose) if twin != text else None


def yaml_twin(text: str, *, filling: bool) -> Twin | None:
    """The twin of a text that is YAML but for template expressions; None if it has none of them.

    With `filling` a line that is one expression is a member under that name: what it stands for fills in members.
    Else it is a comment.
    """
    if _MARK in text:
        return None
    lines: list[str] = []
    expressions: list[str] = []
    for line in text.splitlines(keepends=True):
        alone = _YAML.fullmatch(line.strip())
        if alone:
            fills = filling and alone["value"] is not None and len(expressions) <= _LAST - _FIRST
            lines.append((fills and _filling(line, expressions)) or _commented(line))
            continue
        lines.append(_YAML.sub(lambda found: _marked(found, expressions), line))
    return Twin("".join(lines), tuple(expressions)) if expressions or "".join(lines) != text else None


def _marked(found: re.Match[str], expressions: list[str]) -> str:
    written = found[0]
    if found["blank"] is not None or len(written) < 2 or len(expressions) > _LAST - _FIRST:
        return _blank(written)
    expressions.append(written)
    return _mark(len(expressions) - 1, len(written))


def _filling(line: str, expressions: list[str]) -> str | None:
    """A line that stands for members, as one member at the indentation that the expression gives them."""
    body = line.rstrip("\r\n")
    written = body.strip()
    stated = _INDENTED.search(written)
    indentation = int(stated[1]) if stated else len(body) - len(body.lstrip())
    member = f"{' ' * indentation}{_mark(len(expressions), 2)}: {_FILL}"
    if ":=" in written or len(member) > len(body):
        return None
    expressions.append(written)
    return f"{member.ljust(len(body))}{line[len(body) :]}"


def _mark(number: int, length: int) -> str:
    return f"{_MARK}{chr(_FIRST + number)}".ljust(length, _FILL)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _commented(line: str) -> str:
    """A line that a template engine takes out or fills in, as a comment of its length."""
    body = line.rstrip("\r\n")
    indentation = len(body) - len(body.lstrip())
    return f"{body[:indentation]}#{' ' * (len(body) - indentation - 1)}{line[len(body) :]}"


def _takes_value(before: str) -> bool:
    """Whether a JSON text up to here wants a value next: after a colon, a bracket or a comma, or at its start."""
    return before.rstrip()[-1:] in ("", ":", "[", ",")
