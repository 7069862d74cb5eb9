"""JMESPath text to a tree that knows where each part of it stands.

The grammar is the `jmespath` package's own parser; this only notes positions as it goes and words its complaints.
"""

import re
from typing import Any

from jmespath.exceptions import EmptyExpressionError, IncompleteExpressionError, LexerError, ParseError
from jmespath.parser import Parser

from policylint.errors import PolicylintError

Node = dict[str, Any]
MAX_DEPTH = 100
"""How deeply an expression may nest; what goes through it recurses, well inside the interpreter's own bound."""


class ExpressionError(PolicylintError, ValueError):
    """A fault in an expression; `start` and `end` are the characters that it is about."""

    def __init__(self, message: str, start: int, end: int) -> None:
        super().__init__(message)
        self.message = message
        self.start = start
        self.end = end


def parse(text: str) -> Node:
    """The tree of an expression: the parser's nodes, each with "start" and "end" beside its own keys.

    Raises:
        ExpressionError: the text is not JMESPath.
    """
    import warnings

    with warnings.catch_warnings():
        # JMESPath still takes `text` for 'text'; that the package means to drop it some day is not the user's concern.
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        try:
            tree: Node = _Parser().parse(text).parsed
        except EmptyExpressionError:
            raise ExpressionError("the expression is empty", 0, 1) from None
        except LexerError as error:
            raise _lexical(text, error) from None
        except IncompleteExpressionError:
            raise ExpressionError("the expression ends too early", len(text.rstrip()), len(text.rstrip()) + 1) from None
        except ParseError as error:
            raise _syntactic(text, error) from None
        except RecursionError:
            raise _too_deep(text) from None
    if len(text) > MAX_DEPTH and _depth(tree) > MAX_DEPTH:
        raise _too_deep(text)
    return tree


def _depth(tree: Node) -> int:
    """The levels of a tree, counted without recursion."""
    level, depth = [tree], 0
    while level:
        depth += 1
        level = [child for node in level for child in node.get("children", ()) if isinstance(child, dict)]
    return depth


def _too_deep(text: str) -> ExpressionError:
    message = f"the expression nests more than {MAX_DEPTH} levels deep: for many alternatives ask contains([...], X)"
    return ExpressionError(message, 0, len(text))


_PackageParser: Any = Parser  # its stubs leave out what a parser that notes positions must override


class _Parser(_PackageParser):  # type: ignore[misc]
    """The parser, noting at each node of its tree the stretch of text that the node was made from."""

    _CACHE: dict[str, Any] = {}  # noqa: RUF012 - apart from the parent's: these trees have positions

    def _expression(self, binding_power: int = 0) -> Node:
        token = self._lookahead_token(0)
        start = token["start"]
        self._advance()
        beginning: Any = getattr(self, f"_token_nud_{token['type']}", self._error_nud_token)
        left = self._placed(beginning(token), start)
        while binding_power < self.BINDING_POWER[self._current_token()]:
            operator = self._lookahead_token(0)
            continuation: Any = getattr(self, f"_token_led_{operator['type']}", None)
            if continuation is None:
                self._error_led_token(operator)
            self._advance()
            left = self._placed(continuation(left), start)
        return left

    def _placed(self, node: Node, start: int) -> Node:
        node["start"] = start
        node["end"] = self._end(self._index - 1)
        return node

    def _end(self, index: int) -> int:
        """Where a token ends: the lexer's own word is a length for literals and quoted names, and short at the end."""
        token = self._tokens[index]
        if self._tokens[index + 1]["type"] == "eof":
            return int(self._tokens[index + 1]["start"])
        if token["type"] in ("literal", "quoted_identifier"):
            return int(token["start"]) + int(token["end"])
        if token["type"] in ("eq", "ne", "lte", "gte", "or", "and"):
            return int(token["start"]) + 2
        return max(int(token["end"]), int(token["start"]) + 1)


_WORDS = {"and": "&&", "or": "||", "not": "!", "is": "==", "in": "contains(LIST, VALUE)"}


# `tags.cost-center`, which JMESPath reads as a member and what follows it.
_HYPHENED = re.compile(r"(?P<path>(?:[A-Za-z_]\w*\.)*)(?P<name>[A-Za-z_]\w*(?:-\w+)+)")


def _word(text: str, at: int) -> tuple[int, int]:
    """Where the dotted name around a place begins and ends."""
    before, after = re.search(r"[\w.]*$", text[:at]), re.match(r"[\w-]*", text[at:])
    return before.start() if before else at, at + (after.end() if after else 0)


def _lexical(text: str, error: LexerError) -> ExpressionError:
    at = int(error.lexer_position)
    char = text[at : at + 1]
    if "Unclosed" in error.message:
        return ExpressionError(f"the quotation that begins with {char} is not closed", at, len(text))
    if char == "=":
        return ExpressionError("= is not an operator: compare with ==", at, at + 1)
    hyphened = _HYPHENED.fullmatch(text, *_word(text, at)) if char == "-" else None
    if hyphened:
        written = f'{hyphened["path"]}"{hyphened["name"]}"'
        return ExpressionError(f"a name with - stands in double quotes: {written}", hyphened.start(), hyphened.end())
    if char in ("+", "-", "/", "%"):
        return ExpressionError(f"{char} is not an operator: JMESPath has no arithmetic", at, at + 1)
    if char == "`":
        return ExpressionError("what stands between backticks must be JSON, such as `5` or `true`", at, len(text))
    return ExpressionError(f"{char!r} has no meaning in JMESPath", at, at + 1)


def _syntactic(text: str, error: ParseError) -> ExpressionError:
    at = int(error.lex_position)
    token = str(error.token_value)
    at_end = str(error.token_type).casefold() == "eof"
    before = re.search(r"([A-Za-z]+)\s*$", text[:at])
    if re.match(r"-?\d", token):
        end = at + len(token)
        number = re.match(r"-?\d+(\.\d+)?", text[at:])
        shown = number[0] if number else token
        return ExpressionError(f"a number stands between backticks: `{shown}`", at, max(end, at + len(shown)))
    for word, start in ((token, at), (before[1] if before else "", before.start(1) if before else 0)):
        if word.lower() in _WORDS and not at_end:
            meant = _WORDS[word.lower()]
            return ExpressionError(f"{word!r} is not an operator: write {meant}", start, start + len(word))
    if at_end:
        return ExpressionError("the expression ends too early", len(text.rstrip()), len(text.rstrip()) + 1)
    if text[at : at + 1] == "*" and text[:at].rstrip()[-1:].isidentifier():
        return ExpressionError("* is not an operator: JMESPath has no arithmetic", at, at + 1)
    if "function name" in error.msg:
        return ExpressionError("only a name can be called as a function", at, at + len(token))
    return ExpressionError(f"{token or text[at : at + 1]!r} is not expected here", at, at + max(1, len(token)))
