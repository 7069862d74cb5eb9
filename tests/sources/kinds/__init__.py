"""The corpus of kinds: files that hold requests, files that only look like it, and how the tests read both."""

import json
from pathlib import Path
from typing import Any, cast

import yaml

from policylint.job import Facts, Job
from policylint.path import Route
from policylint.sources import kinds
from policylint.sources.document import Document, Format
from policylint.sources.embedding import Inside
from policylint.unknown import Unknown

FOLDER = Path(__file__).parent
HOLDING = sorted(path.name for path in FOLDER.glob("*.*") if path.suffix != ".py")
FOREIGN = sorted(path.name for path in (FOLDER / "foreign").iterdir())


class _Loader(yaml.SafeLoader):
    """YAML as sources read it: a tag that is not YAML's own is an unknown value."""


def _tagged(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Unknown:
    tag = f"!{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return Unknown(f"{tag} {node.value}", tag, node.value)
    if isinstance(node, yaml.SequenceNode):
        return Unknown(tag, tag, loader.construct_sequence(node, deep=True))
    assert isinstance(node, yaml.MappingNode)
    return Unknown(tag, tag, loader.construct_mapping(node, deep=True))


_Loader.add_multi_constructor("!", _tagged)


def read(name: str) -> Document:
    """The one document of a file of the corpus."""
    return document((FOLDER / name).read_text(encoding="utf-8"))


def document(text: str) -> Document:
    """A document of JSON or YAML text; a test of kinds needs no format to find positions with."""
    value = yaml.load(text, Loader=_Loader)
    return Document("job", cast("Format", None), value, text)


def written(value: Any) -> Document:
    """The document that a value is when written as JSON."""
    return Document("job.json", cast("Format", None), value, json.dumps(value, default=str, skipkeys=True))


def found(source: Document) -> tuple[str, list[tuple[Job, Facts]]]:
    """The name of a document's kind and the jobs in it."""
    recognised = kinds.jobs(source)
    assert recognised is not None, "not recognised"
    kind, jobs = recognised
    return kind.name, list(jobs)


def only(source: Document, kind: str) -> tuple[Job, Facts]:
    """The single job of a document of a kind."""
    name, [found_job] = found(source)
    assert name == kind
    return found_job


def shown(value: Any) -> Any:
    """A request as a test writes it down: `?text` stands for the unknown with that text."""
    if isinstance(value, Unknown):
        return f"?{value.expression}"
    if isinstance(value, dict):
        return {key: shown(item) for key, item in value.items()}
    return [shown(item) for item in value] if isinstance(value, list) else value


def around(source: Document, job: Job) -> Any:
    """The value of the document that a job's routes lead into: the file's, or that of a text in it."""
    inside = job.origin.inside
    return inside.document.value if isinstance(inside, Inside) else source.value


def embedded(job: Job) -> Route:
    """The place in the file of the first text that holds a job's document."""
    inside = job.origin.inside
    assert isinstance(inside, Inside)
    return next(part.route for part in inside.parts if part.route is not None)


def at(value: Any, route: Route) -> Any:
    """The value at a route of a document; fails where there is none."""
    for step in route:
        value = value[step]
    return value


def leaves(value: Any, route: Route = ()) -> list[tuple[Route, Any]]:
    """Each scalar, unknown and empty collection of a request with its route."""
    if isinstance(value, dict) and value:
        return [leaf for key, item in value.items() for leaf in leaves(item, (*route, key))]
    if isinstance(value, list) and value:
        return [leaf for index, item in enumerate(value) for leaf in leaves(item, (*route, index))]
    return [(route, value)]
