"""Template files, as `templatefile` renders them: literals, and what the call gives to their names."""

from policylint.sources.terraform import templates
from policylint.sources.terraform.context import Evaluating
from policylint.sources.terraform.syntax import parse_template
from policylint.sources.terraform.values import NotSure, Object, Opaque, Value

_NOTHING = Opaque(expression="a name that template files don't have")
_MISSING = {"local": _NOTHING, "var": _NOTHING, "path": _NOTHING}


def rendered(evaluation: Evaluating, path: str, given: Value) -> Value:
    """The text that a template file is rendered to.

    Raises:
        NotSure: it cannot be read, or what is put into it is not known.
    """
    if not isinstance(given, Object) or given.more is not None:
        raise NotSure
    content = evaluation.names.read(path)
    found = parse_template(path, content) if content is not None else None
    if content is None or found is None:
        raise NotSure
    text, template = found
    evaluation.spend(len(content) // 64)
    try:
        listed = templates.tokens(template, text)
    except templates.Misread:
        raise NotSure from None
    return evaluation.rendered(text, _without_end(listed, text.data), {**_MISSING, **given.entries})


def _without_end(listed: list[templates.Token], data: bytes) -> list[templates.Token]:
    """The tokens without the line break that the heredoc around the file ends with."""
    if listed and isinstance(listed[-1], templates.Literal) and data[listed[-1].end - 1 : listed[-1].end] == b"\n":
        last = listed[-1]
        return [*listed[:-1], templates.Literal(last.start, last.end - 1)]
    return listed
