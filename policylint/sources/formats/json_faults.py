"""Why a text is not JSON, in the words of whoever wrote it: what stands there, and what JSON wants instead."""

import re

from policylint.finding import Related
from policylint.lint import SYNTAX_ERROR
from policylint.sources.formats.json_scan import brackets, white
from policylint.sources.text import LineIndex, SourceFault

_TEMPLATE = re.compile(r"\$\{|\{\{|\{%|<%")
_WORD = re.compile(r"[A-Za-z_$][\w$-]*")
_LITERALS = {"True": "true", "False": "false", "None": "null", "nil": "null", "undefined": "null", "nan": "null"}
_CLOSING = {"{": "}", "[": "]"}
_LOOKS_LIKE_YAML = re.compile(r"(?:---|[A-Za-z_][\w.-]*:)(?:\s|$)")


def explain(text: str, pos: int, problem: str, lines: LineIndex) -> SourceFault:
    """The fault behind a `JSONDecodeError`: `problem` is its message, `pos` the offset where parsing stopped.

    No part of a value is quoted: it may be a secret.
    """
    if problem.startswith("Unterminated string"):
        return _fault(
            "the text ends inside the string that begins here", pos, lines, "Close the string; is it cut off?"
        )
    if problem.startswith("Invalid control character"):
        return _control_character(text[pos], pos, lines)
    if problem.startswith("Invalid \\"):
        advice = 'Write a backslash as \\\\; the escapes are \\" \\\\ \\/ \\b \\f \\n \\r \\t and \\uXXXX.'
        return _fault("a backslash here begins no escape that JSON has", pos, lines, advice)
    at = white(text, pos)
    opened = _open_brackets(text, at)
    if at == len(text):
        return _cut_off(opened, len(text.rstrip(" \t\r\n")), lines)
    if problem == "Extra data" and not opened:
        return _more(text, at, lines)
    return _token(text, at, problem, opened, lines)


def _token(text: str, at: int, problem: str, opened: list[tuple[str, int]], lines: LineIndex) -> SourceFault:
    """What is wrong with the token at an offset, which is the first that does not fit."""
    template = _template(text, at)
    if template is not None:
        advice = "Put the expression in quotes, or check the file that the template makes."
        return _fault("a template expression outside quotes leaves it none", template, lines, advice)
    before = text[:at].rstrip(" \t\r\n")
    if text[at] in "}]":
        return _closing(text, at, before, opened, lines)
    if problem.startswith("Illegal trailing comma"):
        return _trailing_comma(at, lines)
    if text[at] == "," and before.endswith((",", "[", "{", ":")):
        return _fault("a value is missing before this comma", at, lines)
    if text[at].isdigit() and before.endswith("0") and len(before) == at:
        return _fault(
            "a number begins with 0", at - 1, lines, "Remove the 0, or put the number in quotes if it is text."
        )
    expected = _EXPECTED.get(problem, "something else than this")
    return _strange(text, at, lines) or _fault(f"{expected} is expected here", at, lines)


_EXPECTED = {
    "Expecting value": "a value",
    "Expecting ',' delimiter": "a comma",
    "Expecting ':' delimiter": "a colon",
    "Expecting property name enclosed in double quotes": "a key in double quotes",
}


def _fault(message: str, at: int, lines: LineIndex, help: str = "", related: tuple[Related, ...] = ()) -> SourceFault:
    return SourceFault(SYNTAX_ERROR.id, f"not JSON: {message}", lines.span(at, at + 1), help, related)


def _open_brackets(text: str, end: int) -> list[tuple[str, int]]:
    """The brackets that are open at an offset outside strings, with theirs."""
    opened: list[tuple[str, int]] = []
    for bracket in brackets(text, 0, end):
        if bracket.group() in _CLOSING:
            opened.append((bracket.group(), bracket.start()))
        elif opened:
            opened.pop()
    return opened


def _cut_off(opened: list[tuple[str, int]], end: int, lines: LineIndex) -> SourceFault:
    if not opened:
        return SourceFault(SYNTAX_ERROR.id, "not JSON: the text ends too early", lines.span(end, end))
    mark, start = opened[-1]
    line, column = lines.point(start)
    related = (Related(f"this {mark} is never closed", lines.span(start, start + 1)),)
    message = f"not JSON: the text ends before the {mark} of line {line}, column {column} is closed"
    advice = f"Add the missing {_CLOSING[mark]}; is the file cut off?"
    return SourceFault(SYNTAX_ERROR.id, message, lines.span(end, end), advice, related)


def _more(text: str, at: int, lines: LineIndex) -> SourceFault:
    if text[at] in "}]":
        return _fault(f"this {text[at]} closes nothing", at, lines, "Remove it.")
    if text[at] in "{[":
        advice = "Put the values in one list; or, with each on a line of its own, name the file .jsonl."
        return _fault("a second value begins here, and a JSON file holds one", at, lines, advice)
    return _strange(text, at, lines) or _fault("the value is over, and more text follows", at, lines)


def _closing(text: str, at: int, before: str, opened: list[tuple[str, int]], lines: LineIndex) -> SourceFault:
    mark, start = opened[-1] if opened else ("", 0)
    if before.endswith(","):
        return _trailing_comma(len(before) - 1, lines)
    if mark and _CLOSING[mark] != text[at]:
        line, column = lines.point(start)
        related = (Related(f"this {mark} is still open", lines.span(start, start + 1)),)
        message = f"this {text[at]} cannot close the {mark} of line {line}, column {column}"
        return _fault(message, at, lines, f"Close that with {_CLOSING[mark]} first.", related)
    return _fault(f"a value is missing before this {text[at]}", at, lines)


def _trailing_comma(at: int, lines: LineIndex) -> SourceFault:
    return _fault("a comma stands after the last member", at, lines, "Remove the comma.")


def _control_character(char: str, at: int, lines: LineIndex) -> SourceFault:
    names = {"\n": ("a line break", "\\n"), "\r": ("a line break", "\\n"), "\t": ("a tab", "\\t")}
    name, escape = names.get(char, (f"the control character U+{ord(char):04X}", f"\\u{ord(char):04x}"))
    advice = f"Write it as {escape}, or close the string before it."
    return _fault(f"{name} stands inside a string", at, lines, advice)


def _template(text: str, at: int) -> int | None:
    """Where a template expression begins at an offset, or one character before it (`{` of `{{` reads as an object)."""
    for start in (at, at - 1):
        if start >= 0 and _TEMPLATE.match(text, start):
            return start
    return None


def _strange(text: str, at: int, lines: LineIndex) -> SourceFault | None:
    """What people write where JSON has something else."""
    if text[at] == "'":
        return _fault("a single quote stands here", at, lines, 'JSON quotes with ": write "text" for \'text\'.')
    if text[at] in "“”‘’„«»":
        return _fault("a typographic quote stands here", at, lines, 'JSON quotes with a plain ".')
    if text[at] == "#" or text.startswith(("//", "/*"), at):
        advice = "Remove it, or keep the request as YAML, which has comments."
        return _fault("a comment stands here, and JSON has none", at, lines, advice)
    if text[at] == "\ufeff":
        return _fault("a second byte order mark stands here", at, lines, "Remove it.")
    word = _WORD.match(text, at)
    if word is not None and word.group() in _LITERALS:
        advice = f"Write {_LITERALS[word.group()]}."
        return _fault(f"JSON does not know {word.group()}", at, lines, advice)
    if not text[:at].strip() and _LOOKS_LIKE_YAML.match(text, at):
        return _fault("this looks like YAML", at, lines, "If it is, name the file .yaml.")
    if word is not None and white(text, word.end()) < len(text) and text[white(text, word.end())] == ":":
        return _fault("a key without quotes stands here", at, lines, "Put the key in double quotes.")
    return None
