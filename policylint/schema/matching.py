"""Whether strings are like the API's patterns, which `policylint.schema.patterns` has translated."""

import re
from functools import lru_cache

from policylint.schema.snapshot import Shape


def matches(shape: Shape, text: str) -> bool:
    """Whether a string no longer than the shape allows is like its pattern, by Java's rules for the whole string."""
    if shape.python is None:
        return True
    if shape.ascii_alone and not text.isascii():
        return _in_unicode(shape, text)
    return _compiled(shape.python).match(text) is not None


_compiled = lru_cache(maxsize=256)(re.compile)


def _in_unicode(shape: Shape, text: str) -> bool:
    from pydantic_core import SchemaValidator, core_schema

    schema = core_schema.str_schema(pattern=shape.translation, regex_engine=shape.engine, strict=True)  # type: ignore[arg-type]
    return SchemaValidator(schema).isinstance_python(text)
