"""Functions that encode and decode, and that read files."""

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any

from policylint.sources.terraform.context import Evaluating
from policylint.sources.terraform.encoding import json_text
from policylint.sources.terraform.functions.calling import (
    Arguments,
    Function,
    as_plain,
    exactly,
)
from policylint.sources.terraform.template_files import rendered
from policylint.sources.terraform.values import (
    NotSure,
    Opaque,
    Text,
    Value,
    assuming,
    made,
    number,
    shown_number,
)


def _jsonencode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    return json_text(value)


def _yamlencode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    return Opaque(expression="", encoded=value)


def _jsondecode(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    try:
        decoded = json.loads(as_plain(value, "string"), parse_float=Decimal, parse_constant=_refused)
    except (json.JSONDecodeError, RecursionError, ValueError):
        raise NotSure from None
    return assuming(made(_numbers(decoded)), value.assumed)


def _refused(constant: str) -> Any:
    raise NotSure


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_numbers(item) for item in value]
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        shown_number(number(value))
    return number(value)


def _path_of(value: Value) -> str:
    """The path of a file that a value is, from the module's folder: it begins with `path.module`, or is relative.

    Raises:
        NotSure: it is not known.
    """
    if isinstance(value, Text) and value.pieces and isinstance(value.pieces[0], Opaque) and value.pieces[0].folder:
        return as_plain(replace(value, pieces=value.pieces[1:]), "string").lstrip("/")  # type: ignore[no-any-return]
    path = as_plain(value, "string")
    if path.startswith(("/", "~")):
        raise NotSure
    return str(path)


def _file(evaluation: Evaluating, arguments: Arguments) -> Value:
    [value] = exactly(1, arguments)
    path = _path_of(value)
    content = evaluation.names.read(path)
    if content is None or value.assumed:
        raise NotSure
    evaluation.spend(len(content) // 64)
    return _of_file(made(content), path, evaluation)


def _templatefile(evaluation: Evaluating, arguments: Arguments) -> Value:
    value, given = exactly(2, arguments)
    if value.assumed:
        raise NotSure
    path = _path_of(value)
    return _of_file(rendered(evaluation, path, given), path, evaluation)


def _of_file(text: Value, path: str, evaluation: Evaluating) -> Value:
    """A text that knows which file it is of."""
    file = os.path.normpath(os.path.join(evaluation.names.folder, path))  # noqa: PTH118
    return replace(text, file=file) if isinstance(text, Text) else text


FILES: Mapping[str, Function] = {
    "file": _file,
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "templatefile": _templatefile,
    "yamlencode": _yamlencode,
}
