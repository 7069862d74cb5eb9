"""Loading settings: the file, the environment and the command line, in rising order of strength."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, replace
from math import inf
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policylint.aws import REGIONS, is_account, is_region
from policylint.nearest import did_you_mean
from policylint.path import Route
from policylint.settings.config import Config, FactsFor, Settings, Suppression
from policylint.settings.option import ConfigError, kebab

if TYPE_CHECKING:
    from policylint.authored.toml_text import TomlText

ENVIRONMENT_PREFIX = "POLICYLINT_"


NO_SETTINGS = ("CONFIG", "FLOOR", "GUARD", "BREAK_GLASS")
"""The variables of that prefix that are not settings: they name the configuration file and the floor, or speak to the
boto3 guard."""


OF_GUARD = "GUARD_"
"""How the variables of the guard's options begin; `policylint.guards.options` declares and checks these."""


NEVER_SHOWN = "fingerprint_key"
"""The setting whose value is shown nowhere."""


FILE_NAMES = ("policylint.toml", "pyproject.toml")
"""What a configuration file is called, the one that counts where a folder has both first."""


FLOOR = Path(os.environ.get("PROGRAMDATA", "/etc")) / "policylint" / "floor.toml"
"""The floor of a machine, for those who own it."""


TABLES = ("facts", "suppressions", "pricing", "cost", "budgets")
"""The settings that are tables with keys of their own."""


def load(
    file: Path | None = None,
    environ: Mapping[str, str] = os.environ,
    command_line: Mapping[str, Any] | None = None,
    *,
    isolated: bool = False,
    start: Path | None = None,
) -> Settings:
    """Put the settings of a run together.

    Args:
        file: the configuration file; None: the nearest one upwards, unless `isolated`.
        environ: environment variables; those that begin with `POLICYLINT_` are settings.
        command_line: settings given as options, by the names of `Config`; None values are left out.
        isolated: look for no file.
        start: where to look for the file from; None: the working directory.

    Raises:
        ConfigError: a file, a variable or a value cannot be used.
    """
    named = file or _file_named(environ)
    found = named or (None if isolated else find(start))
    settings = _stated(found, _from_environment(environ), command_line or {})
    if named is None:
        outer = find(found.resolve().parent.parent) if found is not None and not _is_top(found) else None
        while outer is not None:
            settings = _tightened(settings, _stated(outer), outer=True)
            outer = None if _is_top(outer) else find(outer.resolve().parent.parent)
    floor = _floor(environ)
    if floor is not None:
        settings = _tightened(settings, _stated(floor), outer=False)
    return replace(settings, nearest=named is None and not isolated, given=dict(command_line or {}))


def _tightened(below: Settings, above: Settings, *, outer: bool) -> Settings:
    from policylint.settings.floor import tightened

    return tightened(below, above, outer=outer)


def _is_top(file: Path) -> bool:
    """Whether a configuration file lies at the top of a repository, so that there is none above it."""
    folder = file.resolve().parent
    return (folder / ".git").exists() or folder == folder.parent


def _floor(environ: Mapping[str, str]) -> Path | None:
    """The floor that holds above all settings: the file that the runner names, or the one of the machine.

    Raises:
        ConfigError: the file that is named is not there.
    """
    named = environ.get(f"{ENVIRONMENT_PREFIX}FLOOR")
    if named:
        if not Path(named).is_file():
            raise ConfigError(f"environment: {ENVIRONMENT_PREFIX}FLOOR names {named}, and there is no such file")
        return Path(named)
    return FLOOR if FLOOR.is_file() else None


def _stated(
    file: Path | None,
    variables: Iterable[tuple[str, Any]] = (),
    command_line: Mapping[str, Any] = MappingProxyType({}),
    extending: tuple[Path, ...] = (),
) -> Settings:
    """What a file, variables and options state, the later ones stronger.

    Raises:
        ConfigError: a value cannot be used.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    source = None
    if file is not None:
        from policylint.authored.toml_text import configuration

        source = configuration(file)
        values = {**source.value}
        if isinstance(values.get("extends"), str):
            values["extends"] = [values["extends"]]
        origins = {key.replace("-", "_"): source.file for key in values}
    for name, value in variables:
        values[kebab(name)] = value
        origins[name] = f"environment variable {ENVIRONMENT_PREFIX}{name.upper()}"
    for name, value in command_line.items():
        if value is not None:
            values[kebab(name)] = value
            origins[name] = "command line"
    config = _validate(values, source, origins) if values else Config()
    if file is not None:
        config = _from_folder(config, file, origins)
    settings = Settings(config, origins, file.parent.resolve() if file else Path.cwd(), file)
    if file is not None:
        for other in reversed(config.extends):
            settings = _extended(settings, file.parent / other, (*extending, file.resolve()))
    return settings


def _extended(settings: Settings, other: Path, extending: tuple[Path, ...]) -> Settings:
    """Settings with those of another file where they say nothing; tables are put together by their keys.

    Raises:
        ConfigError: the other file cannot be used, or extends this one.
    """
    from policylint.settings.floor import with_placed_packs

    if other.resolve() in extending:
        raise ConfigError(f"{settings.file}: extends {other}, which extends it")
    if not other.is_file():
        raise ConfigError(f"{settings.file}: extends {other}, and there is no such file")
    theirs = with_placed_packs(_stated(other, extending=extending))
    settings = with_placed_packs(settings)
    chosen: dict[str, Any] = {}
    for name in theirs.origins:
        value, own = getattr(theirs.config, name), getattr(settings.config, name)
        if name not in settings.origins:
            chosen[name] = value
        elif isinstance(value, Mapping):
            chosen[name] = {**value, **own}
    origins = {**theirs.origins, **settings.origins}
    return replace(settings, config=replace(settings.config, **chosen), origins=origins)


def find(start: Path | None = None) -> Path | None:
    """The configuration file that governs a folder: the nearest upwards, not beyond the repository's root."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        found = find_in(folder)
        if found is not None:
            return found
        if (folder / ".git").exists():
            return None
    return None


def find_in(folder: Path) -> Path | None:
    """The configuration file in a folder itself."""
    for candidate in (folder / name for name in FILE_NAMES):
        if candidate.is_file() and is_configuration(candidate):
            return candidate
    return None


def describe(settings: Settings) -> Iterator[tuple[str, Any, str, str]]:
    """Each setting: its name as the file writes it, its value, where the value came from, what it means."""
    for option in fields(Config):
        value = getattr(settings.config, option.name)
        origin = settings.origins.get(option.name, "default")
        if option.name == NEVER_SHOWN and value is not None:
            value = "********"
        yield kebab(option.name), value, origin, option.metadata["doc"]


def tables() -> Mapping[str, Any]:
    """The dataclass of each setting that is a table or a list of them."""
    from policylint.settings.money import Budget, Expectations, Pricing

    return dict(zip(TABLES, (FactsFor, Suppression, Pricing, Expectations, Budget), strict=True))


def _file_named(environ: Mapping[str, str]) -> Path | None:
    named = environ.get(f"{ENVIRONMENT_PREFIX}CONFIG")
    return Path(named) if named else None


def is_configuration(file: Path) -> bool:
    """Whether a file with the name of a configuration file holds one."""
    return file.name == FILE_NAMES[0] or b"[tool.policylint" in file.read_bytes()


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    options = {option.name.upper(): option for option in fields(Config)}
    for variable, text in sorted(environ.items()):
        name = variable.removeprefix(ENVIRONMENT_PREFIX)
        if not variable.startswith(ENVIRONMENT_PREFIX) or name in NO_SETTINGS or name.startswith(OF_GUARD):
            continue
        option = options.get(name)
        if option is None:
            known = [ENVIRONMENT_PREFIX + known for known in (*options, *NO_SETTINGS)]
            raise ConfigError(f"environment: unknown variable {variable}{did_you_mean(variable, known)}")
        if option.default is MISSING or option.name in TABLES:
            raise ConfigError(f"environment: {variable} holds a table; it can only be set in a configuration file")
        is_list = isinstance(option.default, tuple)
        yield option.name, [part.strip() for part in text.split(",") if part.strip()] if is_list else text


def _validate(values: Mapping[str, Any], source: "TomlText | None", origins: Mapping[str, str]) -> Config:
    """The configuration of values by the names of the file.

    Raises:
        AuthoredError: some cannot be used; every fault of them.
    """
    from pydantic import TypeAdapter, ValidationError

    from policylint.authored.fault import AuthoredError, Fault
    from policylint.authored.masking import masked
    from policylint.authored.models import faults, unknown_key
    from policylint.settings.money import Budget, Expectations, Pricing  # noqa: F401 - the types of Config's own tables

    known = [kebab(option.name) for option in fields(Config)]

    def placed(route: Route, message: str, key: bool) -> Fault:
        origin = origins.get(str(route[0]).replace("-", "_"), "")
        if source is not None and origin == source.file:
            return source.fault(route, message, key=key)
        return Fault(origin, 0, 0, masked(message))

    strange = {key: value for key, value in values.items() if key not in known}
    found = [source.fault((key,), unknown_key(key, known), key=True) for key in strange] if source is not None else []
    usable = {key: value for key, value in values.items() if key not in strange}
    try:
        config: Config = TypeAdapter(Config).validate_python(usable)
    except ValidationError as error:
        found += faults(usable, error, _keys, placed)
    else:
        found += [placed(route, message, False) for route, message in _check(config)]
    if found:
        raise AuthoredError(found)
    return config


def _keys(route: Route) -> list[str]:
    """The keys of the table at a route."""
    table = tables().get(str(route[0]).replace("-", "_")) if route else None
    return [kebab(entry.name) for entry in fields(table)] if table is not None else []


def _check(config: Config) -> Iterator[tuple[Route, str]]:
    """What the types of the settings do not say: each setting that no run can use, and why."""
    if not 0 <= config.secret_false_alarms < inf:
        yield ("secret-false-alarms",), "secret-false-alarms must be a finite number of at least 0"
    for name in ("waiver_max_days", "waiver_reason_words"):
        if getattr(config, name) < 0:
            yield (kebab(name),), f"{kebab(name)} must be at least 0"
    if config.max_file_size < 1:
        yield ("max-file-size",), "max-file-size must be at least 1 byte"
    for number, pattern in enumerate(config.placeholders):
        fault = _fault_of(pattern)
        if fault:
            yield ("placeholders", number), fault
    yield from _strange_facts((), config, config.environments)
    for number, stated in enumerate(config.facts):
        yield from _strange_facts(("facts", number), stated, config.environments)
    for number, budget in enumerate(config.budgets):
        for key, fault in budget.faults():
            yield ("budgets", number, *key), fault


def _strange_facts(place: Route, stated: Config | FactsFor, environments: Sequence[str]) -> Iterator[tuple[Route, str]]:
    """The Region, account and environment that there is none of: a typing error would change what every rule says."""
    region, account, environment = stated.region, stated.account, stated.environment
    if region is not None and not is_region(region):
        yield (*place, "region"), f"{region!r} is not an AWS Region{did_you_mean(region, sorted(REGIONS))}"
    if account is not None and not is_account(account):
        yield (*place, "account"), f"{account!r} is not an AWS account id, which has 12 digits"
    if environment is not None and environments and environment not in environments:
        near = did_you_mean(environment, environments) or f"; known here: {', '.join(environments)}"
        yield (*place, "environment"), f"no environment is called {environment!r}{near}"


def _fault_of(pattern: str) -> str:
    """Why a pattern of placeholders cannot be used, or ""."""
    import re

    try:
        empty = re.compile(pattern).search("") is not None
    except re.error as error:
        return f"not a regular expression: {error}"
    return "this pattern matches the empty string, and so would make a blank of every value" if empty else ""


def _from_folder(config: Config, file: Path, origins: Mapping[str, str]) -> Config:
    """The configuration with the paths that its file names counted from the file's folder."""
    here = from_here(file.parent)
    placed: dict[str, Any] = {}
    for name in ("baseline", "secret_detectors", "waivers"):
        given = getattr(config, name)
        if given and origins.get(name) == str(file):
            placed[name] = _below(here, given) if isinstance(given, str) else tuple(_below(here, one) for one in given)
    if config.pricing is not None:
        files: dict[str, Any] = {
            name: tuple(_below(here, file) for file in getattr(config.pricing, name))
            for name in ("books", "savings_plans", "training_plans")
        }
        placed["pricing"] = replace(config.pricing, **files)
    if config.cost is not None and config.cost.history is not None:
        placed["cost"] = replace(config.cost, history=_below(here, config.cost.history))
    return replace(config, **placed) if placed else config


def from_here(path: Path) -> str:
    """A path from the working directory, or the whole one where that is on another drive, as Windows has them."""
    try:
        return os.path.relpath(path)
    except ValueError:
        return str(path)


def _below(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, path))  # noqa: PTH118 - pathlib would not undo `..`
