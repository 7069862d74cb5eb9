"""Where packs are: a path, a pack that ships with policylint, or one that an installed package brings."""

from collections.abc import Mapping
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from types import ModuleType

from policylint.authored.fault import AuthoredError, Fault
from policylint.data import data_path
from policylint.dataclass_ import dataclass
from policylint.nearest import did_you_mean

ENTRY_POINTS = "policylint.packs"
SUFFIXES = (".yaml", ".yml")
TESTS = (".test.yaml", ".test.yml")


@dataclass(frozen=True, slots=True)
class Located:
    """A pack's files: those with policies, the one with the pack's own keys first, and those with tests."""

    name: str
    path: Path
    files: tuple[Path, ...]
    tests: tuple[Path, ...]


def locate(reference: str, root: Path) -> Located:
    """Find a pack by name, or by path from `root`.

    A bare word is a name before it is a path: `cost` is the pack that ships, `./cost` a folder of one's own.

    Raises:
        AuthoredError: there is no such pack, or nothing in it.
    """
    if not _is_path(reference):
        known = {**shipped(), **_installed_names()}
        if reference in known:
            return _folder(known[reference] or _loaded(reference), reference)
    path = Path(reference).expanduser()
    path = path if path.is_absolute() else root / path
    if path.is_dir():
        return _folder(path, path.resolve().name)
    if path.is_file():
        tests = [path.with_name(path.stem + suffix) for suffix in TESTS]
        return Located(path.stem, path, (shown(path),), tuple(shown(test) for test in tests if test.is_file()))
    names = [*shipped(), *_installed_names()]
    known_names = f"; known by name: {', '.join(names)}" if not did_you_mean(reference, names) else ""
    message = f"there is no such pack, file or folder{did_you_mean(reference, names)}{known_names}"
    raise AuthoredError([Fault(reference, 0, 0, message)])


def shipped() -> Mapping[str, Path]:
    """The packs that ship with policylint, by name."""
    return {path.name: path for path in sorted(data_path("policies").iterdir()) if path.is_dir()}


def installed() -> Mapping[str, EntryPoint]:
    """The packs that installed packages bring, by name; a shipped pack's name cannot be taken."""
    return {point.name: point for point in _points() if point.name not in shipped()}


@cache
def _points() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=ENTRY_POINTS))


def _installed_names() -> dict[str, None]:
    return dict.fromkeys(installed())


def _loaded(name: str) -> Path:
    """The folder of an installed pack: its entry point names a module or package, or a path."""
    try:
        found = installed()[name].load()
    except Exception as error:  # noqa: BLE001 - whatever another package's import raises, the pack cannot be used
        message = f"the package that brings this pack cannot be loaded: {type(error).__name__}"
        raise AuthoredError([Fault(name, 0, 0, message)]) from None
    if isinstance(found, ModuleType):
        return Path(next(iter(found.__path__))) if hasattr(found, "__path__") else Path(str(found.__file__)).parent
    return Path(found)


def _folder(path: Path, name: str) -> Located:
    files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
    tests = tuple(shown(file) for file in files if file.name.endswith(TESTS))
    rest = [file for file in files if not file.name.endswith(TESTS)]
    if not rest:
        raise AuthoredError([Fault(str(shown(path)), 0, 0, "there are no policies (*.yaml) in this folder")])
    rest.sort(key=lambda file: (file.parent != path or file.stem != "pack", file))
    return Located(name, path, tuple(map(shown, rest)), tests)


def _is_path(reference: str) -> bool:
    return any(sign in reference for sign in "/\\") or reference.endswith(SUFFIXES) or reference.startswith(".")


def shown(path: Path) -> Path:
    """The path as people name it: from the working directory where it is below it."""
    here = Path.cwd()
    return path.relative_to(here) if path.is_absolute() and path.is_relative_to(here) else path
