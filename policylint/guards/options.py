"""The options of a guard, each declared once: `policylint.guard`, the environment and `policylint exec` follow it."""

import inspect
import os
from collections.abc import Callable, Mapping
from dataclasses import Field, field, fields
from math import inf
from pathlib import Path
from typing import Any, Literal, ParamSpec, Protocol, TypeVar

from policylint.dataclass_ import dataclass
from policylint.guards.price import Price
from policylint.guards.stores.addresses import is_address
from policylint.job import Job
from policylint.nearest import did_you_mean
from policylint.settings.config import Config
from policylint.settings.loading import ENVIRONMENT_PREFIX
from policylint.settings.option import ConfigError

Code = Literal["findings", "undecidable", "over-budget", "not-confirmed"]
PriceOf = Callable[[Job], "Price | float | None"]

MODE_VARIABLE = f"{ENVIRONMENT_PREFIX}GUARD"
BREAK_GLASS_VARIABLE = f"{ENVIRONMENT_PREFIX}BREAK_GLASS"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a submission should not go on; `unjudged` marks what keeps the rules from having judged what is sent."""

    code: Code
    reason: str
    unjudged: bool = False


@dataclass(frozen=True, slots=True)
class _Declared:
    """What is declared of an option beside its name, type and default.

    `read` makes its value of what was given, under a name, and raises ConfigError where that cannot be used. `metavar`
    is how `policylint exec --help` shows a value that has no `choices`; an option with neither is not a text, so that
    only code can give it.
    """

    meaning: str
    read: Callable[[str, Any], Any]
    choices: tuple[str, ...] = ()
    metavar: str = ""


def _one_of(*choices: str) -> Callable[[str, Any], str]:
    def read(name: str, given: Any) -> str:
        if given in choices:
            return str(given)
        known = f"{', '.join(choices[:-1])} or {choices[-1]}"
        raise ConfigError(f"the guard's {name} is {known}, not {given!r}{did_you_mean(str(given), choices)}")

    return read


def _usd(name: str, given: Any) -> float:
    try:
        amount = float(given)
    except (TypeError, ValueError) as error:
        raise ConfigError(f"the guard's {name} is an amount in USD such as 100, not {given!r}") from error
    if not 0 <= amount < inf:
        raise ConfigError(f"the guard's {name} is an amount in USD of at least 0, not {amount}")
    return amount


def _file(name: str, given: Any) -> Any:
    return Path(given).absolute() if isinstance(given, str | Path) else given


def _ledger(name: str, given: Any) -> Any:
    return given if isinstance(given, str) and is_address(given) else _file(name, given)


def _as_given(name: str, given: Any) -> Any:
    return given


def _choice(meaning: str, *choices: str) -> Any:
    """Declare an option that takes one of some words; the first is the default."""
    return field(default=choices[0], metadata={"declared": _Declared(meaning, _one_of(*choices), choices)})


def _option(meaning: str, read: Callable[[str, Any], Any], metavar: str = "", default: Any = None) -> Any:
    """Declare an option; see `_Declared`."""
    return field(default=default, metadata={"declared": _Declared(meaning, read, metavar=metavar)})


def _folder(meaning: str) -> Any:
    """Declare an option that is a folder; the default is the working directory of the moment."""
    return field(default_factory=Path.cwd, metadata={"declared": _Declared(meaning, _file, metavar="FOLDER")})


@dataclass(frozen=True, slots=True, kw_only=True)
class GuardOptions:
    """What a guard does.

    A field that is declared here is an argument of `policylint.guard`; if it can be written as text, it is also the
    variable `POLICYLINT_GUARD_NAME` and an option of `policylint exec`. docs/guard.md lists each.
    """

    mode: str = _choice(
        'what becomes of a call: "enforce" (the default) raises Blocked; "warn" logs and shows what is found; '
        '"audit" writes it down',
        "enforce",
        "warn",
        "audit",
    )
    confirm_over: float | None = _option(
        "USD; whoever submits a job that can cost more is asked, and refused where nobody can be asked", _usd, "USD"
    )
    budget: float | None = _option("USD a day (UTC) for the project; what would go over it is blocked", _usd, "USD")
    project: str = _option('whose budget it is; default: "default"', _as_given, "NAME", "default")
    ledger: str | Path | None = _option(
        "where budgets are counted: a SQLite file, or for many machines postgresql://... or dynamodb://TABLE",
        _ledger,
        "LEDGER",
    )
    audit: str | Path | None = _option("the JSON Lines file in which each call is recorded", _file, "FILE")
    on_error: str = _choice(
        '"block" (the default) or "warn": what is done with a call that cannot be judged or priced', "block", "warn"
    )
    config: Config | str | Path | None = _option(
        "settings, or their file; default: the file that governs the working directory", _file
    )
    price: PriceOf | None = _option(
        "what gives the most that a job can cost in USD, or None, in place of policylint's own estimate", _as_given
    )
    folder: Path = _folder("where the configuration is looked for from; default: the working directory")

    @classmethod
    def read(cls, given: Mapping[str, Any], environ: Mapping[str, str] = os.environ) -> "GuardOptions":
        """The options as given by name, and where nothing (None) is given, those of the environment, else the defaults.

        Raises:
            ConfigError: a value cannot be used, or a variable of the guard is unknown.
            TypeError: an option that does not exist is given.
        """
        check_variables(environ)
        values = {name: value for name, value in given.items() if value not in (None, "")}
        for name, option in declared().items():
            text = environ.get(variable(name)) if _is_text(option) else None
            if name not in values and text:
                values[name] = text
            if name in values:
                values[name] = option.read(name, values[name])
        options = cls(**values)
        if options.budget is not None:
            _ = options.ledger_address  # where there can be none, that is refused now and not at the first call
        return options

    @property
    def configuration(self) -> Config | Path | None:
        """The settings, or the file that they stand in; None: the one that governs `folder`."""
        return Path(self.config) if isinstance(self.config, str) else self.config

    @property
    def ledger_address(self) -> str | Path:
        """The ledger that budgets are counted in: a file, or the address of one that machines share.

        Raises:
            ConfigError: none is named, and this user has no folder for state.
        """
        return self.ledger or _state_folder("ledger") / "ledger.sqlite3"

    @property
    def audit_file(self) -> Path:
        """The file that records are written to.

        Raises:
            ConfigError: none is named, and this user has no folder for state.
        """
        return Path(self.audit) if self.audit else _state_folder("audit") / "audit.jsonl"


def declared() -> dict[str, _Declared]:
    """The declaration of each option by its name."""
    return {option.name: _declaration(option) for option in fields(GuardOptions) if option.init}


def _declaration(option: "Field[Any]") -> _Declared:
    found: _Declared = option.metadata["declared"]
    return found


def written() -> dict[str, _Declared]:
    """The options that can be written as text: the environment and `policylint exec` take them."""
    return {name: option for name, option in declared().items() if _is_text(option)}


def _is_text(option: _Declared) -> bool:
    return bool(option.choices or option.metavar)


def variable(name: str) -> str:
    """The environment variable of an option."""
    return MODE_VARIABLE if name == "mode" else f"{MODE_VARIABLE}_{name.upper()}"


def check_variables(environ: Mapping[str, str]) -> None:
    """Refuse a variable of the guard that does not exist, since whoever set it relies on it.

    Raises:
        ConfigError: there is one.
    """
    known = [variable(name) for name in written()]
    for name in sorted(environ):
        if name.startswith(f"{MODE_VARIABLE}_") and name not in known:
            raise ConfigError(f"environment: unknown variable {name}{did_you_mean(name, known)}")


_Options = ParamSpec("_Options")
_Result_co = TypeVar("_Result_co", covariant=True)


class TakesOptions(Protocol[_Options, _Result_co]):
    """A function of a target and of named options."""

    def __call__(self, target: Any = None, *args: _Options.args, **options: _Options.kwargs) -> _Result_co:
        """Call it."""


def takes_options(
    options: Callable[_Options, GuardOptions],
) -> Callable[[Callable[..., _Result_co]], TakesOptions[_Options, _Result_co]]:
    """Give a function `(target, **given)` the options of a class as its keyword arguments.

    Type checkers see the parameters of the class; `help` and notebooks see them with what each means.
    """

    def decorate(function: Callable[..., _Result_co]) -> TakesOptions[_Options, _Result_co]:
        target, _ = inspect.signature(function).parameters.values()
        own = inspect.signature(options).parameters.values()
        result = inspect.signature(function).return_annotation
        meanings = "".join(f"\n    {name}: {option.meaning}." for name, option in declared().items())
        function.__dict__["__signature__"] = inspect.Signature([target, *own], return_annotation=result)
        function.__doc__ = f"{inspect.getdoc(function)}\n\nOptions:{meanings}\n"
        return function

    return decorate


def _state_folder(option: str) -> Path:
    """The user's folder for state, as the system has it; `option` names the file that would stand in it."""
    from platformdirs import user_state_path

    try:
        folder = user_state_path("policylint", appauthor=False)
    except RuntimeError:  # no home, and a user whom the system does not know
        folder = Path()
    if not folder.is_absolute():
        raise ConfigError(f"this user has no folder for state (HOME is not set); name a file by the guard's {option}")
    return folder
