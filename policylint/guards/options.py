"""The terms of a guard: what it does with what it finds, and why a submission may be objected to."""

import os
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from math import inf
from pathlib import Path
from typing import Literal

from policylint.guards.price import Price
from policylint.job import TRAINING, TUNING, Job
from policylint.nearest import did_you_mean
from policylint.settings.config import Config
from policylint.settings.loading import ENVIRONMENT_PREFIX
from policylint.settings.option import ConfigError

Mode = Literal["enforce", "warn", "audit"]
OnError = Literal["block", "warn"]
Code = Literal["findings", "undecidable", "over-budget", "not-confirmed"]
PriceOf = Callable[[Job], "Price | float | None"]
_MODES: tuple[Mode, ...] = ("enforce", "warn", "audit")
_ON_ERROR: tuple[OnError, ...] = ("block", "warn")

MODE_VARIABLE = f"{ENVIRONMENT_PREFIX}GUARD"
BREAK_GLASS_VARIABLE = f"{ENVIRONMENT_PREFIX}BREAK_GLASS"
DEFAULT_PROJECT = "default"


@dataclass(frozen=True, slots=True)
class Objection:
    """Why a submission should not go on."""

    code: Code
    reason: str


@dataclass(frozen=True, slots=True)
class Terms:
    """What a guard does.

    `confirm_over` and `budget` are in USD; `project` and `ledger` are whose budget it is and where it is counted.
    `audit` is the file of records, None for one only where the mode or a broken glass asks for it. `folder` is where
    the configuration is looked for.
    """

    mode: Mode = "enforce"
    confirm_over: float | None = None
    budget: float | None = None
    project: str = DEFAULT_PROJECT
    ledger: Path | None = None
    audit: Path | None = None
    on_error: OnError = "block"
    config: Config | Path | None = None
    price: PriceOf | None = None
    folder: Path = field(default_factory=Path.cwd)

    @property
    def ledger_file(self) -> Path:
        """The ledger that the budget is counted in."""
        return self.ledger or state_folder() / "ledger.sqlite3"

    @property
    def audit_file(self) -> Path:
        """The file that records are written to."""
        return self.audit or state_folder() / "audit.jsonl"


def terms(
    mode: str | None = None,
    *,
    confirm_over: float | None = None,
    budget: float | None = None,
    project: str | None = None,
    ledger: str | Path | None = None,
    audit: str | Path | None = None,
    on_error: str | None = None,
    config: Config | str | Path | None = None,
    price: PriceOf | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Terms:
    """The terms as given, and where nothing is given, those of the environment.

    Raises:
        ConfigError: a mode, an amount or another value cannot be used.
    """

    def given(name: str) -> str | None:
        return environ.get(f"{MODE_VARIABLE}_{name}") or None

    def file(value: str | Path | None, name: str) -> Path | None:
        chosen = value or given(name)
        return Path(chosen).absolute() if chosen else None

    return Terms(
        mode=_mode(mode or environ.get(MODE_VARIABLE) or "enforce"),
        confirm_over=_amount(confirm_over, given("CONFIRM_OVER"), "confirm_over"),
        budget=_amount(budget, given("BUDGET"), "budget"),
        project=project or given("PROJECT") or DEFAULT_PROJECT,
        ledger=file(ledger, "LEDGER"),
        audit=file(audit, "AUDIT"),
        on_error=_on_error(on_error or given("ON_ERROR") or "block"),
        config=Path(config).absolute() if isinstance(config, str | Path) else config,
        price=price,
    )


def _mode(word: str) -> Mode:
    for known in _MODES:
        if word == known:
            return known
    raise ConfigError(f"the guard's mode is enforce, warn or audit, not {word!r}{did_you_mean(word, _MODES)}")


def _on_error(word: str) -> OnError:
    for known in _ON_ERROR:
        if word == known:
            return known
    raise ConfigError(f"the guard's on_error is block or warn, not {word!r}{did_you_mean(word, _ON_ERROR)}")


def _amount(value: float | None, text: str | None, name: str) -> float | None:
    if value is None and text is None:
        return None
    try:
        amount = float(text or 0) if value is None else float(value)
    except ValueError as error:
        raise ConfigError(f"the guard's {name} is an amount in USD such as 100, not {text!r}") from error
    if not 0 <= amount < inf:
        raise ConfigError(f"the guard's {name} is an amount in USD of at least 0, not {amount}")
    return amount


def state_folder() -> Path:
    """Where ledger and audit file are kept if nothing else is said: the user's folder for state."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    else:
        base = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(base) / "policylint"


SERVICE = "SageMaker"


OF_PIPELINES = frozenset({"CreatePipeline", "UpdatePipeline"})


OF_JOBS = frozenset({TRAINING, TUNING})


OPERATIONS = OF_JOBS | OF_PIPELINES
