"""The rules of a base: what of configuration, packs, waivers and detectors has changed since, and the settings of then.

A review judges both sides by the rules of today. Which findings are there only because a rule has changed, this tells
apart: by judging the base by its own rules as well, where any file that states rules is another one.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from policylint.base import Base
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.git import files_called, files_of
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.settings.loading import ENVIRONMENT_PREFIX, FILE_NAMES, find_in, from_here, is_configuration, load
from policylint.shown import Shown

_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_PATHS = ("policies", "waivers", "secret_detectors", "baseline")
"""The settings that name files with rules, or with what accepts findings."""


@dataclass(frozen=True, slots=True)
class RulesBefore:
    """The rules of a base where they are not those of today.

    Attributes:
        changed: what has changed, in words.
        settings: those to judge the base by, or else why there are none.
        folder: where all of it lies for the moment.
        pairs: the settings of then and of today, of the run ("") and of each folder that has its own at either time.
    """

    changed: tuple[Shown, ...]
    settings: Settings | PolicylintError
    folder: Path
    pairs: tuple[tuple[str, Settings, Settings], ...] = ()

    def told(self, error: PolicylintError) -> Shown:
        """Why its rules cannot be used, without the folder."""
        text = str(error).partition("\n")[0]
        for folder in (from_here(self.folder), str(self.folder)):
            text = text.replace(f"{folder}{os.sep}", "")
        return screened(text)

    def loosened(self) -> tuple[Shown, ...]:
        """What the rules of today let pass, as far as it can be told.

        Raises:
            PolicylintError: either rules cannot be used.
        """
        from policylint.loosened import loosened

        found: dict[str, None] = {}
        for_all: set[str] = set()
        for folder, before, now in self.pairs:
            for what in loosened(before, now):
                if not folder:
                    for_all.add(what)
                if what not in for_all or not folder:
                    found[f"{folder}: {what}" if folder else what] = None
        return tuple(map(screened, found))


@contextmanager
def rules_before(base: Base, settings: Settings) -> Iterator[RulesBefore | None]:
    """The rules of a base, which can be used until the end; None where they are those of today, or not known, as of a
    folder.

    Raises:
        GitError: the base cannot be read.
        ConfigError: the settings of today cannot be used.
    """
    if not base.commit:
        yield None
        return
    stated = stated_files(settings, base.here)
    wanted = [*map(str, stated), *_other_names(settings, base.here)]
    with files_of(base.commit, wanted, _SUFFIXES, FILE_NAMES) as folder:
        if settings.nearest:
            stated = {**_configurations(folder, base.here), **stated}
        then = {file: folder / file.relative_to(base.here) for file in stated}
        words = dict.fromkeys(what for file, what in stated.items() if not _same(file, then[file]))
        if not words:
            yield None
            return
        changed = tuple(map(screened, words))
        folders = _folders(stated, settings, base.here)
        try:
            loaded = [_loaded(settings, base, folder, one) for one in folders]
            references = [found for one in loaded for found in _references(one, folder, base.here)]
        except PolicylintError as error:
            yield RulesBefore(changed, error, folder)
            return
    with files_of(base.commit, [*wanted, *references], _SUFFIXES, FILE_NAMES) as folder:
        before = [_loaded(settings, base, folder, one) for one in folders]
        pairs = tuple(
            (_named(one, base.here), then_there, now)
            for one, then_there in zip(folders, before, strict=True)
            for now in [load(start=one, command_line=settings.given) if one is not None else settings]
        )
        yield RulesBefore(changed, before[0], folder, pairs)


def _named(folder: Path | None, here: Path) -> str:
    return "" if folder is None else folder.relative_to(here).as_posix()


def _folders(stated: Mapping[Path, str], settings: Settings, here: Path) -> list[Path | None]:
    """The folders with configurations of their own, now or before; None, the first, stands for the run's."""
    own = settings.file.resolve().parent if settings.file else Path.cwd().resolve()
    files = [file for file in stated if file.name in FILE_NAMES] if settings.nearest else []
    nearer = {file.parent for file in files if file.parent != own}
    return [None, *sorted(one for one in nearer if one.is_dir() and one.is_relative_to(here) and own in one.parents)]


def _configurations(folder: Path, here: Path) -> dict[Path, str]:
    """The configuration files below a folder, as files of today."""
    found = (found for name in FILE_NAMES for found in folder.rglob(name) if is_configuration(found))
    return {here / file.relative_to(folder): _called(file, folder) for file in found}


def _called(file: Path, top: Path) -> str:
    """What a configuration file is called: by its place, unless that is the top."""
    return file.relative_to(top).as_posix() if file.is_relative_to(top) else file.name


def stated_files(settings: Settings, here: Path) -> dict[Path, str]:
    """The files of a repository that state the rules of today, by their real paths, each with what it is called.

    Raises:
        ConfigError: a configuration cannot be used.
    """
    found = _stated(settings)
    if settings.nearest:
        own = settings.file.resolve() if settings.file else None
        for file in files_called(FILE_NAMES, str(here)):
            if file.is_file() and is_configuration(file) and file.resolve() != own:
                found |= {**_stated(load(start=file.parent, command_line=settings.given)), **found}
                found[file.resolve()] = _called(file.resolve(), here)
    return {file: what for file, what in found.items() if file.is_relative_to(here)}


def _stated(settings: Settings) -> dict[Path, str]:
    """The files that state the rules of today, by their real paths, each with what it is called."""
    found: dict[Path, str] = {}
    if settings.file:
        found[settings.file.resolve()] = settings.file.name
    config = settings.config
    if settings.file:
        found |= {(settings.file.parent / name).resolve(): Path(name).name for name in config.extends}
    for what, paths in (
        ("the waivers", config.waivers),
        ("the detectors", config.secret_detectors),
        ("the baseline", (config.baseline,) if config.baseline else ()),
    ):
        for path in map(Path, paths):
            files = path.rglob("*.yaml") if path.is_dir() else [path]
            found |= {file.resolve(): what for file in files}
    if config.policies or settings.above:
        from policylint.policies.rules import configured

        for pack in configured(settings):
            for entry in pack.entries.values():
                written = (entry.written.source, *(source for source, _ in entry.written.overridden.values()))
                found |= {Path(source.file).resolve(): f"the pack {pack.name}" for source in written}
    return found


def _same(now: Path, then: Path) -> bool:
    return then.is_file() and now.is_file() and then.read_bytes() == now.read_bytes()


def _loaded(settings: Settings, base: Base, folder: Path, start: Path | None = None) -> Settings:
    """The settings of the base: of its own configuration file, below the options and variables of this run; `start`: of
    that folder of today in place of the run's.

    Raises:
        ConfigError: they cannot be used.
    """
    given = dict(_given(settings))
    for name in _PATHS:
        if name in given:
            value = given[name]
            given[name] = _moved(value, base, folder) if isinstance(value, str) else _all_moved(value, base, folder)
    floor = f"{ENVIRONMENT_PREFIX}FLOOR"
    environ = {
        name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX) or name == floor
    }
    if settings.nearest:
        (folder / ".git").mkdir(exist_ok=True)  # the search for a configuration ends there
        there = folder / (start or Path.cwd()).resolve().relative_to(base.here)
        loaded = load(None, environ, given, start=there)
    else:
        file = _file(settings.file, base, folder) if settings.file else None
        loaded = load(file, environ, given, isolated=file is None)
    root = loaded.root.resolve()
    moved = base.folder / root.relative_to(folder) if root.is_relative_to(folder) else base.settings(settings).root
    return replace(loaded, root=moved, stands_for=(base.folder, folder))


def _given(settings: Settings) -> Iterator[tuple[str, Any]]:
    """The settings that options and variables of this run state."""
    for name, origin in settings.origins.items():
        if origin.startswith(("command line", "environment variable")):
            raw = settings.given.get(name)
            yield name, getattr(settings.config, name) if raw is None else raw


def _file(file: Path, base: Base, folder: Path) -> Path | None:
    """The configuration file of the base in the place of that of today, be it under the other name; one that lies
    outside the repository is the same for both."""
    real = file.resolve()
    if not real.is_relative_to(base.here):
        return file
    there = folder / real.relative_to(base.here)
    if there.is_file():
        return there
    return find_in(there.parent) if file.name in FILE_NAMES else None


def _other_names(settings: Settings, here: Path) -> list[str]:
    """The configuration files in the repository that may have stood in the place of that of today."""
    file = settings.file.resolve() if settings.file else here.parent
    inside = file.name in FILE_NAMES and file.is_relative_to(here)
    return [str(file.with_name(name)) for name in FILE_NAMES] if inside else []


def _all_moved(paths: Any, base: Base, folder: Path) -> tuple[str, ...]:
    return tuple(_moved(path, base, folder) for path in paths)


def _moved(path: str, base: Base, folder: Path) -> str:
    """A path as the base has it; what is no path in the repository, such as the name of a pack, as it is."""
    real = Path(path).resolve()
    inside = real.exists() and real.is_relative_to(base.here)
    return str(folder / real.relative_to(base.here)) if inside else path


def _references(settings: Settings, folder: Path, here: Path) -> list[str]:
    """The files and folders in the repository that settings of the base name, as paths of today."""
    from policylint.policies.rules import policies_root

    config, origin = settings.config, policies_root(settings)
    named = [*(str(origin / path) for path in config.policies), *config.waivers, *config.secret_detectors]
    named += [config.baseline] if config.baseline else []
    paths = (Path(os.path.abspath(path)) for path in named)  # noqa: PTH100 - nothing of it needs to be there
    return [str(here / path.relative_to(folder)) for path in paths if path.is_relative_to(folder)]
