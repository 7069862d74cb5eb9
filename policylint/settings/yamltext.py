"""A YAML file as people wrote it: its value, and the place of every part of it, down to a character of a scalar."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from policylint.path import Route
from policylint.settings.fault import AuthoredError, Fault

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_MERGE = "tag:yaml.org,2002:merge"


class YamlText:
    """One YAML document and where its parts stand. An empty file is an empty mapping.

    Raises:
        AuthoredError: the text is no YAML, holds several documents, unknown tags, or a key twice.
    """

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        self.text = text
        try:
            loader = _LOADER(text)
            try:
                self._root = loader.get_single_node()
                self.value: Any = {} if self._root is None else loader.construct_document(self._root)
            finally:
                loader.dispose()
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            at = mark.index if mark is not None else 0
            raise AuthoredError(
                [self._fault(at, at + 1, f"not valid YAML: {error.problem or error.context}")]
            ) from None
        except ValueError as error:
            raise AuthoredError([self._unreadable(self._root) or Fault(file, 0, 0, _invalid(error))]) from None
        except (yaml.YAMLError, RecursionError) as error:
            raise AuthoredError([Fault(file, 0, 0, _invalid(error))]) from None
        repeated = list(self._repeated(self._root))
        if repeated:
            raise AuthoredError(repeated)

    @classmethod
    def read(cls, path: Path) -> "YamlText":
        """Read a file; it is named in faults as it was named here.

        Raises:
            AuthoredError: it cannot be read, is not UTF-8, or as above.
        """
        try:
            text = path.read_text(encoding="utf-8")
        except OSError as error:
            raise AuthoredError([Fault(str(path), 0, 0, f"cannot be read: {error.strerror}")]) from None
        except UnicodeDecodeError:
            raise AuthoredError([Fault(str(path), 0, 0, "is not UTF-8")]) from None
        return cls(str(path), text)

    def fault(self, route: Route, message: str, *, key: bool = False) -> Fault:
        """A fault of the value at a route, or of its key; of the nearest parent that is there."""
        node, key_node = self._find(route)
        chosen = key_node if key and key_node is not None else node
        if chosen is None:
            return Fault(self.file, 0, 0, message)
        start = chosen.start_mark.index
        return self._fault(start, start + len(self.text[start : chosen.end_mark.index].rstrip()), message)

    def fault_within(self, route: Route, start: int, end: int, message: str) -> Fault:
        """A fault of the characters from `start` to `end` of the string at a route."""
        node, _ = self._find(route)
        if not isinstance(node, yaml.ScalarNode):
            return self.fault(route, message)
        places = _places(self.text, node)
        first = places[min(start, len(places) - 1)]
        last = places[min(max(end - 1, start), len(places) - 1)]
        return self._fault(first, last + 1, message)

    def line(self, route: Route) -> int:
        """The line, from 1, on which the value at a route stands (its key, where it has one)."""
        node, key = self._find(route)
        chosen = key or node
        return 1 if chosen is None else int(chosen.start_mark.line) + 1

    def _find(self, route: Route) -> tuple[Any, Any]:
        node, key = self._root, None
        for step in route:
            if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node, key = node.value[step], None
            elif isinstance(node, yaml.MappingNode):
                found = [pair for pair in node.value if pair[0].value == str(step)]
                if not found:
                    break
                key, node = found[-1]
            else:
                break
        return node, key

    def _fault(self, start: int, end: int, message: str) -> Fault:
        start = min(start, len(self.text))
        begin = self.text.rfind("\n", 0, start) + 1
        stop = self.text.find("\n", start)
        line = self.text[begin : len(self.text) if stop < 0 else stop].rstrip("\r")
        return Fault(
            self.file, self.text.count("\n", 0, start) + 1, start - begin + 1, message, line, max(1, end - start)
        )

    def _unreadable(self, node: Any) -> Fault | None:
        """The first scalar that looks like a date or a number, such as 2027-02-30, and is none."""
        if isinstance(node, yaml.ScalarNode):
            try:
                yaml.SafeLoader("").construct_object(node)
            except ValueError:
                kind = {"timestamp": "date", "int": "number", "float": "number"}.get(
                    node.tag.rpartition(":")[2], "value"
                )
                message = f"not valid YAML: this looks like a {kind}, but is none"
                return self._fault(node.start_mark.index, node.end_mark.index, message)
        elif isinstance(node, yaml.CollectionNode):
            for item in node.value:
                for part in item if isinstance(item, tuple) else (item,):
                    fault = self._unreadable(part)
                    if fault is not None:
                        return fault
        return None

    def _repeated(self, node: Any) -> Iterator[Fault]:
        if isinstance(node, yaml.SequenceNode):
            for item in node.value:
                yield from self._repeated(item)
        elif isinstance(node, yaml.MappingNode):
            seen: set[str] = set()
            for key, value in node.value:
                if key.tag != _MERGE and str(key.value) in seen:
                    message = f"the key {key.value!r} is given twice"
                    yield self._fault(key.start_mark.index, key.end_mark.index, message)
                seen.add(str(key.value))
                yield from self._repeated(value)


def _invalid(error: Exception) -> str:
    return f"not valid YAML: {getattr(error, 'reason', '') or type(error).__name__}"


def _places(text: str, node: Any) -> list[int]:
    """Where in the file each character of a scalar stands, one more for its end.

    YAML folds lines, strips indentation and resolves escapes; the value's characters are found again in their order.
    """
    at, end = int(node.start_mark.index), int(node.end_mark.index)
    if node.style in ("|", ">"):
        at = text.find("\n", at) + 1
    elif node.style in ("'", '"'):
        at += 1
    places = []
    for char in node.value:
        if char.isspace():
            places.append(min(at, end))
            while at < end and text[at].isspace():
                at += 1
            continue
        while at < end and text[at].isspace():
            at += 1
        places.append(min(at, end))
        escaped = node.style == '"' and text[at : at + 1] == "\\"
        doubled = node.style == "'" and text[at : at + 2] == "''"
        at += _escape_length(text, at) if escaped else 2 if doubled else 1
    return [*places, min(at, end)]


def _escape_length(text: str, at: int) -> int:
    return 2 + {"x": 2, "u": 4, "U": 8}.get(text[at + 1 : at + 2], 0)
