"""The API's patterns in Python's words, written apart from `policylint.schema.patterns` to be held against it.

It goes over the text of a pattern, where the other reads it into a tree, and knows only what the model's patterns use.
The result is for the `regex` package, or, where no Unicode category occurs, for `re`.
"""

import re

_TOKEN = re.compile(r"\\uD800\\uDC00|\\uDBFF\\uDFFF|\\p\{\w+\}|\\.|\[|\]|\.|[^\\\[\].]+")
_ANYTHING = {"[\\S\\s]*": "(?s:.*)", "[\\s\\S]+": "(?s:.+)"}
_OUTSIDE = {
    ".": "[^\n\r\x85\u2028\u2029]",
    "\\d": "[0-9]",
    "\\w": "[A-Za-z0-9_]",
    "\\s": "[ \t\n\x0b\f\r]",
    "\\S": "[^ \t\n\x0b\f\r]",
}
_INSIDE = {
    "\\d": "0-9",
    "\\w": "A-Za-z0-9_",
    "\\s": " \t\n\x0b\f\r",
    "\\p{Alnum}": "A-Za-z0-9",
    "\\uD800\\uDC00": "\U00010000",
    "\\uDBFF\\uDFFF": "\U0010ffff",
}


def in_python(pattern: str) -> str:
    """A pattern for a full match by Python."""
    if pattern in _ANYTHING:
        return _ANYTHING[pattern]
    written, inside = "", False
    for token in _TOKEN.findall(pattern.replace("[\\S]", "\\S")):
        if token == "[":
            inside = True
        elif token == "]":
            inside = False
        written += (_INSIDE if inside else _OUTSIDE).get(token, token)
    return written
