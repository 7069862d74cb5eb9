"""The comments of a program."""

import io
import tokenize
from collections.abc import Iterator
from contextlib import suppress


def comments(text: str) -> Iterator[tuple[int, int, str, bool]]:
    """Line, column, text from the sign on, and whether the line holds nothing else, as far as the text can be read."""
    with suppress(tokenize.TokenError, SyntaxError):
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            if token.type == tokenize.COMMENT:
                line, column = token.start
                yield line, column + 1, token.string, not token.line[:column].strip()
