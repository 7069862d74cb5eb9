"""Loading settings: the file, the environment and the command line, in rising order of strength."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields, replace
from math import inf
from pathlib import Path
from typing import Any

from policylint.nearest import did_you_mean
from policylint.settings.config import Config, FactsFor, Settings, Suppression
from policylint.settings.option import ConfigError, kebab

ENVIRONMENT_PREFIX = "POLICYLINT_"


NO_SETTINGS = ("CONFIG", "GUARD", "BREAK_GLASS")
"""The variables of that prefix that are no settings: they name the configuration file or speak to the boto3 guard."""


OF_GUARD = "GUARD_"
"""How the variables of the guard's options begin; `policylint.guards.options` declares and checks these."""


NEVER_SHOWN = "fingerprint_key"
"""The setting whose value is shown nowhere."""


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
    file = file or _file_named(environ) or (None if isolated else find(start))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    if file is not None:
        values = _read(file)
        origins = dict.fromkeys(values, str(file))
    for name, value in _from_environment(environ):
        values[name] = value
        origins[name] = f"environment variable {ENVIRONMENT_PREFIX}{name.upper()}"
    for name, value in (command_line or {}).items():
        if value is not None:
            values[name] = value
            origins[name] = "command line"
    config = _validate(values, file, origins) if values else Config()
    if file is not None:
        config = _from_folder(config, file, origins)
    return Settings(config, origins, file.parent.resolve() if file else Path.cwd(), file)


def find(start: Path | None = None) -> Path | None:
    """The configuration file that governs a folder: the nearest upwards, not beyond the repository's root."""
    start = (start or Path.cwd()).resolve()
    for folder in (start, *start.parents):
        for candidate in (folder / "policylint.toml", folder / "pyproject.toml"):
            if candidate.is_file() and (candidate.name == "policylint.toml" or _has_table(candidate)):
                return candidate
        if (folder / ".git").exists():
            return None
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


def _has_table(file: Path) -> bool:
    return b"[tool.policylint" in file.read_bytes()


def _read(file: Path) -> dict[str, Any]:
    import tomllib

    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{file}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}: is not UTF-8, as TOML must be") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}: is not valid TOML: {error}") from error
    table = data.get("tool", {}).get("policylint", {}) if file.name == "pyproject.toml" else data
    if not isinstance(table, dict):
        raise ConfigError(f"{file}: [tool.policylint] must be a table")
    known = {kebab(option.name): option.name for option in fields(Config)}
    for key in table:
        if key not in known:
            raise ConfigError(f"{_place(file, key)}: unknown setting {key!r}{did_you_mean(key, known)}")
    return {known[key]: value for key, value in table.items()}


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


def _validate(values: Mapping[str, Any], file: Path | None, origins: Mapping[str, str]) -> Config:
    from pydantic import TypeAdapter, ValidationError

    from policylint.settings.money import Budget, Expectations, Pricing  # noqa: F401 - the types of Config's own tables

    try:
        config = TypeAdapter(Config).validate_python({kebab(name): value for name, value in values.items()})
    except ValidationError as error:
        raise ConfigError("\n".join(_explain(fault, file, origins) for fault in error.errors())) from error
    wrong = [f"{_origin(option, file, origins)}: '{option}' {why}" for option, why in _check(config)]
    if wrong:
        raise ConfigError("\n".join(wrong))
    return config


def _check(config: Config) -> Iterator[tuple[str, str]]:
    """What the types of the settings do not say: each setting that no run can use, and why."""
    if not 0 <= config.secret_false_alarms < inf:
        yield "secret-false-alarms", "must be a finite number of at least 0"
    if config.max_file_size < 1:
        yield "max-file-size", "must be at least 1 byte"
    for budget in config.budgets:
        for fault in budget.faults():
            yield "budgets", f"cannot be used: {fault}"


def _from_folder(config: Config, file: Path, origins: Mapping[str, str]) -> Config:
    """The configuration with the paths that its file names counted from the file's folder."""
    here = os.path.relpath(file.parent)
    placed: dict[str, Any] = {}
    for name in ("baseline", "secret_detectors", "waivers"):
        given = getattr(config, name)
        if given and origins.get(name) == str(file):
            placed[name] = _below(here, given) if isinstance(given, str) else tuple(_below(here, one) for one in given)
    if config.pricing is not None:
        placed["pricing"] = replace(config.pricing, books=tuple(_below(here, book) for book in config.pricing.books))
    if config.cost is not None and config.cost.history is not None:
        placed["cost"] = replace(config.cost, history=_below(here, config.cost.history))
    return replace(config, **placed) if placed else config


def _below(folder: str, path: str) -> str:
    return os.path.normpath(os.path.join(folder, path))  # noqa: PTH118 - pathlib would not undo `..`


def _explain(fault: Any, file: Path | None, origins: Mapping[str, str]) -> str:
    option, *below = fault["loc"]
    where = _origin(option, file, origins)
    inner = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in below)
    if fault["type"] in ("extra_forbidden", "unexpected_keyword_argument"):
        known = [kebab(entry.name) for entry in fields(tables()[option.replace("-", "_")])]
        return f"{where}: unknown setting '{option}{inner}'{did_you_mean(str(below[-1]), known)}"
    if fault["type"] in ("missing", "missing_argument"):
        return f"{where}: '{option}{inner}' is required"
    given = "given" if option == kebab(NEVER_SHOWN) else repr(fault["input"])
    return f"{where}: '{option}{inner}' is {given}: {fault['msg'][0].lower()}{fault['msg'][1:]}"


def _origin(option: str, file: Path | None, origins: Mapping[str, str]) -> str:
    """Where a setting came from, with line and column if that is the file."""
    origin = origins.get(option.replace("-", "_"), "")
    return _place(file, option) if file is not None and origin == str(file) else origin


def _place(file: Path, key: str) -> str:
    """`FILE:LINE:COLUMN` of a key or table of a TOML file; tomllib keeps no positions."""
    import re

    pattern = re.compile(rf"""^\s*(?:\[\[?\s*(?:tool\.policylint\.)?)?["']?{re.escape(key)}["']?\s*(?:[=.\]])""")
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if pattern.match(line):
            return f"{file}:{number}:{line.index(key) + 1}"
    return str(file)
