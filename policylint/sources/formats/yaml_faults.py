"""Why a text is not YAML, in plain words: libyaml says what it was looking for, seldom what is wrong."""

import re
from typing import Any

from yaml.reader import ReaderError

from policylint.finding import Related
from policylint.lint import SYNTAX_ERROR
from policylint.sources.text import LineIndex, SourceFault

TEMPLATE_ADVICE = "Put the expression in quotes, or check the file that the template makes."

_ALIGN = "Give it the indentation of the lines it belongs with."
_QUOTE = "Put the value in quotes."
_COLON = "Quote a value that holds a colon and a space, or fix the indentation."
_WHOLE = f"{_ALIGN} Quote a value with quotes in it as a whole."
_FORBIDDEN = re.compile("[^\t\n\r -~\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TEMPLATE = re.compile(r"\{\{|\{%|<%")

# What the problem of libyaml, or of PyYAML's own parser, says; what it means; what to do.
_WORDS = (
    ("mapping values are not allowed", "a colon stands where no key can be", _COLON),
    ("entries are not allowed", "a list item cannot begin here", "Begin the list on a line of its own."),
    ("could not find expected ':'", "this line is neither a value nor a key with a colon", _ALIGN),
    ("did not find expected key", "this fits neither the value before it nor the mapping around it", _WHOLE),
    ("did not find expected '-'", "this does not belong to the list before it", _ALIGN),
    ("expected <block end>", "this fits neither the value before it nor the block around it", _ALIGN),
    ("unexpected end of stream", "the text ends inside a quoted string", "Close the string; is the file cut off?"),
    ("expected ',' or ']'", "a comma or the closing ] is missing", ""),
    ("expected ',' or '}'", "a comma or the closing } is missing", ""),
    ("node content", "a value is missing here", ""),
    ("unknown escape", "a backslash begins no escape that YAML has", "Use single quotes instead."),
    ("alphabetic or numeric", "an anchor (&) or an alias (*) has no name", _QUOTE),
    ("undefined tag handle", "a tag here has a handle that no %TAG line defines", ""),
)  # fmt: skip


def explain(error: Any, text: str) -> SourceFault:
    """The fault behind a `yaml.YAMLError`. No part of a value is quoted: it may be a secret."""
    lines = LineIndex(text)
    if isinstance(error, ReaderError):
        found = _FORBIDDEN.search(text)
        at = found.start() if found else 0
        message = f"not YAML: the character U+{ord(text[at]):04X} is not allowed"
        advice = "Write it as an escape in double quotes, or remove it."
        return SourceFault(SYNTAX_ERROR.id, message, lines.span(at, at + 1), advice)
    # Where a colon is missing, the context is the line that lacks it, the problem the line after.
    mark = error.context_mark if "expected ':'" in str(error.problem) else error.problem_mark
    at = min((mark or error.context_mark).index, len(text))
    message, advice = _words(error.problem or error.context, text, at)
    related: tuple[Related, ...] = ()
    if error.context and error.context_mark is not None and error.context_mark.index < at:
        start = error.context_mark.index
        related = (Related(f"{error.context} that begins here", lines.span(start, start + 1)),)
    return SourceFault(SYNTAX_ERROR.id, f"not YAML: {message}", lines.span(at, min(at + 1, len(text))), advice, related)


def _words(problem: str, text: str, at: int) -> tuple[str, str]:
    line = text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]
    if _TEMPLATE.search(line):
        return "a template expression outside quotes leaves it none", TEMPLATE_ADVICE
    if "cannot start any token" in problem:
        if text[at] == "\t":
            return "a tab indents this line", "Indent with spaces: YAML takes no tabs there."
        return f"a plain value cannot begin with {text[at]}", _QUOTE
    for fragment, message, advice in _WORDS:
        if fragment in problem:
            return message, advice
    return problem, ""
