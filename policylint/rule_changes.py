"""The rules of a base: what of configuration, packs, waivers and detectors has changed since, and the settings of then.

A review judges both sides by the rules of today. Which findings are there only because a rule has changed, this tells
apart: by judging the base by its own rules as well, where any file that states rules is another one.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from policylint.base import Base
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.git import files_of
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings
from policylint.settings.loading import ENVIRONMENT_PREFIX, FILE_NAMES, find_in, from_here, load
from policylint.shown import Shown

_SUFFIXES = (".toml", ".yaml", ".yml", ".json")
_PATHS = ("policies", "waivers", "secret_detectors", "baseline")
"""The settings that name files with rules, or with what accepts findings."""


@dataclass(frozen=True, slots=True)
class RulesBefore:
    """The rules of a base where they are not those of today: what has changed, in words; the settings to judge the base
    by, or else why there are none; and the folder in which all of it lies for the moment."""

    changed: tuple[Shown, ...]
    settings: Settings | PolicylintError
    folder: Path

    def told(self, error: PolicylintError) -> Shown:
        """Why its rules cannot be used, without the folder."""
        text = str(error).partition("\n")[0]
        for folder in (from_here(self.folder), str(self.folder)):
            text = text.replace(f"{folder}{os.sep}", "")
        return screened(text)


@contextmanager
def rules_before(base: Base, settings: Settings) -> Iterator[RulesBefore | None]:
    """The rules of a base, which can be used until the end; None where they are those of today, or not known, as of a
    folder.

    Raises:
        GitError: the base cannot be read.
        ConfigError: the settings of today cannot be used.
    """
    stated = {file: what for file, what in _stated(settings).items() if file.is_relative_to(base.here)}
    if not base.commit or not stated:
        yield None
        return
    wanted = [*map(str, stated), *_other_names(settings, base.here)]
    with files_of(base.commit, wanted, _SUFFIXES) as folder:
        then = {file: folder / file.relative_to(base.here) for file in stated}
        words = dict.fromkeys(what for file, what in stated.items() if not _same(file, then[file]))
        if not words:
            yield None
            return
        changed = tuple(map(screened, words))
        try:
            references = _references(_loaded(settings, base, folder), folder, base.here)
        except PolicylintError as error:
            yield RulesBefore(changed, error, folder)
            return
    with files_of(base.commit, [*wanted, *references], _SUFFIXES) as folder:
        yield RulesBefore(changed, _loaded(settings, base, folder), folder)


def _stated(settings: Settings) -> dict[Path, str]:
    """The files that state the rules of today, by their real paths, each with what it is called."""
    found: dict[Path, str] = {}
    if settings.file:
        found[settings.file.resolve()] = settings.file.name
    config = settings.config
    for what, paths in (
        ("the waivers", config.waivers),
        ("the detectors", config.secret_detectors),
        ("the baseline", (config.baseline,) if config.baseline else ()),
    ):
        for path in map(Path, paths):
            files = path.rglob("*.yaml") if path.is_dir() else [path]
            found |= {file.resolve(): what for file in files}
    if config.policies:
        from policylint.policies.rules import configured

        for pack in configured(settings):
            for entry in pack.entries.values():
                written = (entry.written.source, *(source for source, _ in entry.written.overridden.values()))
                found |= {Path(source.file).resolve(): f"the pack {pack.name}" for source in written}
    return found


def _same(now: Path, then: Path) -> bool:
    return then.is_file() and now.is_file() and then.read_bytes() == now.read_bytes()


def _loaded(settings: Settings, base: Base, folder: Path) -> Settings:
    """The settings of the base: of its own configuration file, below the options and variables of this run.

    Raises:
        ConfigError: they cannot be used.
    """
    file = _file(settings.file, base, folder) if settings.file else None
    given = {name: getattr(settings.config, name) for name in _given(settings)}
    for name in _PATHS:
        if name in given:
            value = given[name]
            given[name] = _moved(value, base, folder) if isinstance(value, str) else _all_moved(value, base, folder)
    environ = {name: value for name, value in os.environ.items() if not name.startswith(ENVIRONMENT_PREFIX)}
    loaded = load(file, environ, given, isolated=file is None)
    return replace(loaded, root=base.settings(settings).root, file=loaded.file)


def _given(settings: Settings) -> Iterator[str]:
    """The settings that options and variables of this run state."""
    return (name for name, origin in settings.origins.items() if origin != str(settings.file))


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
    config, origin = settings.config, settings.file.parent if settings.file else Path.cwd()
    named = [*(str(origin / path) for path in config.policies), *config.waivers, *config.secret_detectors]
    named += [config.baseline] if config.baseline else []
    paths = (Path(os.path.abspath(path)) for path in named)  # noqa: PTH100 - nothing of it needs to be there
    return [str(here / path.relative_to(folder)) for path in paths if path.is_relative_to(folder)]
