"""What every setting is made of: its default and its text; and the error of settings that cannot be used."""

from dataclasses import field
from typing import Any

from policylint.errors import PolicylintError

DEFAULT_MAX_AGE = 365


DEFAULT_MIN_SAVING = 25.0
DEFAULT_PERCENTILE = 50.0


class ConfigError(PolicylintError, ValueError):
    """Settings that cannot be used; the message begins with their place and says what to do."""


def kebab(name: str) -> str:
    """A setting's name as the configuration file writes it: `max-file-size`."""
    return name.replace("_", "-")


STRICT: Any = {"extra": "forbid", "alias_generator": kebab, "frozen": True}


def option(default: Any, doc: str) -> Any:
    """A field of a settings dataclass: its default, and the text that `docs/configuration.md` gives it."""
    return (
        field(default_factory=dict, metadata={"doc": doc})
        if default == {}
        else field(default=default, metadata={"doc": doc})
    )
