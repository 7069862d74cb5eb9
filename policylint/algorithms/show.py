"""`policylint schema show --algorithm`: what a built-in algorithm takes, as text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from textwrap import fill
from typing import Any

from policylint.algorithms.algorithm import Algorithm, algorithm, names
from policylint.algorithms.dependency import dependencies, either
from policylint.algorithms.hyperparameter import Hyperparameter
from policylint.algorithms.recognition import REPOSITORIES
from policylint.errors import PolicylintError
from policylint.nearest import did_you_mean

_WIDTH = 100


class UnknownAlgorithmError(PolicylintError, ValueError):
    """There is no table of the algorithm, or its version, or it has no such hyperparameter; the message says which
    there are."""


def show(name: str, hyperparameter: str = "") -> str:
    """All about an algorithm, `xgboost` or `xgboost:1.7-1`, or about one of its hyperparameters.

    The name is the table's or the image's repository.

    Raises:
        UnknownAlgorithmError: there is no such algorithm, version or hyperparameter.
    """
    found = _found(name)
    if hyperparameter:
        path = hyperparameter.removeprefix("HyperParameters.").strip('"')
        row = found.hyperparameter(path)
        if row is None:
            hint = did_you_mean(path, found.hyperparameters)
            raise UnknownAlgorithmError(f"{found} has no hyperparameter {path!r}{hint}")
        return "\n".join((f"{row.name} of {found}", "", *_one(found, row))) + "\n"
    return "\n".join(_lines(found)) + "\n"


def _found(name: str) -> Algorithm:
    known, _, version = name.partition(":")
    table = known if known in names() else REPOSITORIES.get(known, "")
    if not table:
        every = (*names(), *REPOSITORIES)
        hint = did_you_mean(known, every) or f": there are {', '.join(names())}"
        raise UnknownAlgorithmError(f"there is no algorithm {known!r}{hint}")
    found = algorithm(table, version or None)
    newest = algorithm(table)
    if found is None or newest is None or (version and not newest.versions and version not in ("1", "latest")):
        versions = newest.versions if newest else ()
        raise UnknownAlgorithmError(f"{known} has no version {version!r}: there are {', '.join(versions) or '1'}")
    return found


def summary(row: Hyperparameter) -> str:
    """What a hyperparameter takes, in a few sentences: the words of findings, and what they leave out."""
    told = row.whole
    parts = [f"{told[0].upper()}{told[1:]}."]
    if row.required:
        parts.append("Required.")
    if row.default is not None:
        parts.append(f"Default: {row.default or 'empty'}.")
    if row.only:
        parts.append(f"Counts with {' and '.join(f'{name} {either(values)}' for name, values in row.only.items())}.")
    if row.tunable:
        kind = "" if row.tunable == "any" else f" as {row.tunable}"
        parts.append(f"Tunable{kind}{f', {row.suggested} suggested' if row.suggested else ''}.")
    if row.deprecated:
        parts.append(f"Deprecated: {row.deprecated} has taken its place.")
    parts += [f"Also called {', '.join(row.aliases)}."] if row.aliases else []
    return " ".join(parts)


def _lines(found: Algorithm) -> Iterator[str]:
    yield f"{found} ({', '.join(_images(found)) or 'a script in the images of frameworks'})"
    for text in filter(None, (found.table.get("deprecated"), found.table.get("about"))):
        yield ""
        yield fill(f"{text}{'' if text.endswith('.') else '.'}", _WIDTH)
    if found.versions:
        yield ""
        yield f"Versions: {', '.join(found.versions)}."
    yield from _section("Hyperparameters", {name: summary(row) for name, row in found.hyperparameters.items()})
    together = [f"{one}." for one in dependencies(found)]
    yield from _section("Together", dict.fromkeys(together, "")) if together else ()
    yield from _section("Channels", {name: channel(row) for name, row in found.channels.items()})
    yield ""
    yield fill(f"Instances: {instances(found)}", _WIDTH)
    if found.metrics:
        yield from _section("Metrics", found.metrics)
    yield ""
    yield f"Read on {found.table['as_of']}:"
    yield from (f"  {page}" for page in dict.fromkeys(found.table["pages"].values()))


def _one(found: Algorithm, row: Hyperparameter) -> Iterator[str]:
    yield fill(summary(row), _WIDTH)
    yield from (fill(f"{one}.", _WIDTH) for one in dependencies(found) if row.name in one.names)
    yield ""
    yield f"Read on {found.table['as_of']}: {row.source}"


def channel(row: Mapping[str, Any]) -> str:
    """What a channel takes, as in "Required. text/csv. File or Pipe mode"."""
    parts = ["Required." if row.get("required") else "Optional."]
    if "content_types" in row:
        parts.append(f"{', '.join(row['content_types'])}.")
    if "modes" in row:
        parts.append(f"{' or '.join(row['modes'])} mode.")
    if "pipe_content_types" in row:
        parts.append(f"In Pipe mode only {', '.join(row['pipe_content_types'])}.")
    if "distribution" in row:
        parts.append(f"{row['distribution']}.")
    if "augmented_manifest" in row:
        parts.append(f"An augmented manifest with RecordWrapperType {row['augmented_manifest']}.")
    if "instead" in row:
        parts.append(f"Or {', '.join(row['instead'])}.")
    return " ".join(parts)


def instances(found: Algorithm) -> str:
    """What an algorithm trains on, in a sentence or two."""
    what = found.instances
    kinds = [kind.upper() for kind in what["kinds"] if kind == "cpu" or found.trains_on_gpus]
    families = f" (families {', '.join(what['gpu_families'])})" if "GPU" in kinds and "gpu_families" in what else ""
    parts = [f"{' or '.join(kinds)}{families}."]
    if what.get("single"):
        parts.append("One instance.")
    if "single_unless" in what:
        parts.append(f"One instance, but with {_condition(what['single_unless'])}.")
    if what.get("single_gpu"):
        parts.append("One GPU.")
    if "single_gpu_when" in what:
        parts.append(f"One GPU with {_condition(what['single_gpu_when'])}.")
    if "single_gpu_unless" in what and "GPU" in kinds:
        parts.append(f"One GPU, but with {_condition(what['single_gpu_unless'])}.")
    if "cpu_when" in what:
        parts.append(f"CPU with {_condition(what['cpu_when'])}.")
    return " ".join(parts)


def _images(found: Algorithm) -> list[str]:
    return [repository for repository, name in REPOSITORIES.items() if name == found.name]


def _section(title: str, rows: Mapping[str, str]) -> Iterator[str]:
    yield ""
    yield f"{title}:"
    width = max((len(name) for name, text in rows.items() if text), default=0)
    for name, text in rows.items():
        yield fill(
            f"{name:<{width}}  {text}".rstrip(),
            _WIDTH,
            initial_indent="  ",
            subsequent_indent=" " * (width + 4),
            break_long_words=False,
            break_on_hyphens=False,
        )


def _condition(condition: Mapping[str, Sequence[str]]) -> str:
    return " and ".join(f"{name} {' or '.join(values)}" for name, values in condition.items())
