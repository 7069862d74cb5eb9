"""Settings: the defaults, the configuration file, the environment and the command line, in rising order of strength.

The file is `policylint.toml`, or `[tool.policylint]` in `pyproject.toml`, the nearest one upwards to the repository's
root. `Config` is a plain dataclass, so that a run without any settings need not import pydantic, which validates the
file where there is one.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, replace
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.finding import Severity
from policylint.job import Facts
from policylint.nearest import did_you_mean

if TYPE_CHECKING:
    from policylint.spending import Budget, Expectations, Pricing

ENVIRONMENT_PREFIX = "POLICYLINT_"
NO_SETTINGS = (
    "CONFIG",
    "GUARD",
    "GUARD_CONFIRM_OVER",
    "GUARD_BUDGET",
    "GUARD_PROJECT",
    "GUARD_LEDGER",
    "GUARD_AUDIT",
    "GUARD_ON_ERROR",
    "BREAK_GLASS",
)
"""The variables of that prefix that are no settings: they name the configuration file or speak to the boto3 guard."""
NEVER_SHOWN = "fingerprint_key"
"""The setting whose value is shown nowhere."""
TABLES = ("facts", "suppressions", "pricing", "cost", "budgets")
"""The settings that are tables with keys of their own."""
DEFAULT_EXCLUDE = (
    ".git",
    ".hg",
    ".svn",
    ".venv",
    "venv",
    "node_modules",
    "__pycache__",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".terraform",
    "cdk.out",
)


DEFAULT_MAX_AGE = 365
DEFAULT_MIN_SAVING = 25.0


class ConfigError(ValueError):
    """Settings that cannot be used; the message begins with their place and says what to do."""


def _kebab(name: str) -> str:
    return name.replace("_", "-")


_STRICT: Any = {"extra": "forbid", "alias_generator": _kebab, "frozen": True}


def _option(default: Any, doc: str) -> Any:
    return (
        field(default_factory=dict, metadata={"doc": doc})
        if default == {}
        else field(default=default, metadata={"doc": doc})
    )


@dataclass(frozen=True, slots=True)
class FactsFor:
    """What is true of the requests in some files: `[[facts]]`."""

    __pydantic_config__ = _STRICT

    files: str = field(metadata={"doc": "A glob, as .gitignore writes them, from the configuration file's folder."})
    environment: str | None = _option(None, "The environment, such as prod.")
    region: str | None = _option(None, "The AWS Region the request is sent to.")
    account: str | None = _option(None, "The 12-digit AWS account the request is sent to.")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that are accepted, with the reason: `[[suppressions]]`."""

    __pydantic_config__ = _STRICT

    reason: str = field(metadata={"doc": "Why the finding is accepted. Required."})
    files: str = _option("**", "A glob, as .gitignore writes them, from the configuration file's folder.")
    rules: tuple[str, ...] = _option((), "Ids, prefixes of ids, or names; empty: any rule.")
    path: str | None = _option(None, "A place in the request and all below it, `InputDataConfig[*].ContentType`.")
    fingerprint: str | None = _option(None, "One finding's fingerprint, as the JSON report gives it.")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a run, under the names of the configuration file (there with hyphens)."""

    __pydantic_config__ = _STRICT

    select: tuple[str, ...] = _option(("ALL",), "The rules that are on: ids, prefixes of ids, names, or ALL.")
    ignore: tuple[str, ...] = _option((), "The rules that are off; where both match, the closer one decides.")
    per_file_ignores: Mapping[str, tuple[str, ...]] = _option(
        {}, "Rules that are off in the files that a glob matches."
    )
    severity: Mapping[str, Severity] = _option({}, "Severities by rule: error, warning or note.")
    fail_on: Severity = _option(Severity.ERROR, "The least severity that makes the exit code 1.")
    exclude: tuple[str, ...] = _option(DEFAULT_EXCLUDE, "What a walk passes over, as .gitignore writes it.")
    extend_exclude: tuple[str, ...] = _option((), "More of the same, beside the defaults.")
    respect_gitignore: bool = _option(True, "Whether a walk passes over what git ignores.")
    max_file_size: int = _option(64 * 1024 * 1024, "The largest file read whole, and the longest line, in bytes.")
    strict_enums: bool = _option(
        False, "Whether a well-formed instance type that the API snapshot does not list is an error."
    )
    environment: str | None = _option(None, "The environment of every request, such as prod.")
    region: str | None = _option(None, "The AWS Region of every request.")
    account: str | None = _option(None, "The AWS account of every request.")
    facts: tuple[FactsFor, ...] = _option((), "Environment, Region and account by file.")
    policies: tuple[str, ...] = _option(
        (),
        "The packs of policies that apply: names of packs that ship or are installed, or paths.",
    )
    policy_params: Mapping[str, Any] = _option({}, "Values for the parameters of packs, by name.")
    environment_tag: str | None = _option(None, "The tag of a job that tells its environment, where nothing else does.")
    strict_unknown: bool = _option(
        False, "Whether a policy that cannot judge a job, because a value is not known, is an error."
    )
    waivers: tuple[str, ...] = _option((), "Files of waivers, or folders of them; see docs/policies.md.")
    waive_secrets: bool = _option(False, "Whether waivers may accept secrets, too.")
    suppressions: tuple[Suppression, ...] = _option((), "Findings that are accepted, each with its reason.")
    baseline: str | None = _option(None, "A file of findings that are known, as `policylint baseline` writes it.")
    output_format: str = _option("text", "How findings are reported.")
    secret_false_alarms: float = _option(
        1.0,
        "How many random-looking strings that are no secrets to accept per thousand requests; 0: don't look for any.",
    )
    secret_detectors: tuple[str, ...] = _option((), "YAML files of your own detectors; see docs/secrets.md.")
    allowed_secrets: Mapping[str, str] = _option({}, "Fingerprints of secrets that are accepted, each with the reason.")
    fingerprint_key: str | None = _option(
        None, "What fingerprints of secrets are keyed with; best given as POLICYLINT_FINGERPRINT_KEY."
    )
    pricing: "Pricing | None" = _option(None, "At what prices jobs are costed; see docs/cost.md.")
    cost: "Expectations | None" = _option(None, "What is expected of jobs, for what they likely cost.")
    budgets: "tuple[Budget, ...]" = _option((), "What jobs may cost, each and together.")


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration and where each of its values came from."""

    config: Config = field(default_factory=Config)
    origins: Mapping[str, str] = field(default_factory=dict)
    root: Path = field(default_factory=Path.cwd)
    file: Path | None = None

    def facts(self, *, from_file: bool) -> Facts:
        """The facts stated for every request: by the configuration file, or by the stronger words of this run."""
        config, here = self.config, str(self.file)
        stated = {name: getattr(config, name) for name in ("environment", "region", "account")}
        return Facts(**{name: value for name, value in stated.items() if (self.origins.get(name) == here) is from_file})


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
        yield _kebab(option.name), value, origin, option.metadata["doc"]


def tables() -> Mapping[str, Any]:
    """The dataclass of each setting that is a table or a list of them."""
    from policylint.spending import Budget, Expectations, Pricing

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
    known = {_kebab(option.name): option.name for option in fields(Config)}
    for key in table:
        if key not in known:
            raise ConfigError(f"{_place(file, key)}: unknown setting {key!r}{did_you_mean(key, known)}")
    return {known[key]: value for key, value in table.items()}


def _from_environment(environ: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    options = {option.name.upper(): option for option in fields(Config)}
    for variable, text in sorted(environ.items()):
        name = variable.removeprefix(ENVIRONMENT_PREFIX)
        if not variable.startswith(ENVIRONMENT_PREFIX) or name in NO_SETTINGS:
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

    from policylint.spending import Budget, Expectations, Pricing  # noqa: F401 - the types of Config's own tables

    try:
        config = TypeAdapter(Config).validate_python({_kebab(name): value for name, value in values.items()})
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
        known = [_kebab(entry.name) for entry in fields(tables()[option.replace("-", "_")])]
        return f"{where}: unknown setting '{option}{inner}'{did_you_mean(str(below[-1]), known)}"
    if fault["type"] in ("missing", "missing_argument"):
        return f"{where}: '{option}{inner}' is required"
    given = "given" if option == _kebab(NEVER_SHOWN) else repr(fault["input"])
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
