"""Settings that state a Region, an account or an environment: refused where there is no such thing."""

import re
from collections.abc import Iterator, Mapping

from policylint.aws import is_account
from policylint.instance_types import listed_regions
from policylint.nearest import did_you_mean
from policylint.settings.config import Config
from policylint.settings.option import ConfigError

_DIRECTION = "(?:north|south|east|west|central|northeast|northwest|southeast|southwest)"
_REGION = re.compile(rf"[a-z]{{2,4}}(?:-gov|-iso[a-z]?|-[a-z]{{2}})?-{_DIRECTION}-[0-9]{{1,2}}")


def check_facts(config: Config, origins: Mapping[str, str]) -> None:
    """Refuse a Region of no known form, an account of other than 12 digits, an environment outside a closed set.

    Raises:
        ConfigError: one of them cannot be; the message names where it comes from, and the nearest.
    """
    for origin, name, value in _stated(config, origins):
        fault = _fault(config, name, value)
        if fault:
            raise ConfigError(f"{origin}: {name} is {value!r}, {fault}")


def _stated(config: Config, origins: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    for name in ("environment", "region", "account"):
        value = getattr(config, name)
        if value is not None:
            yield origins.get(name, "settings"), name, value
        for facts in config.facts:
            value = getattr(facts, name)
            if value is not None:
                yield f"{origins.get('facts', 'settings')}: facts for {facts.files}", name, value


def _fault(config: Config, name: str, value: str) -> str:
    if name == "region" and not _REGION.fullmatch(value):
        return f"which is not an AWS Region{did_you_mean(value, sorted(listed_regions()))}"
    if name == "account" and not is_account(value):
        return "which is not an AWS account: it has 12 digits"
    if name == "environment" and config.environments and value not in config.environments:
        known = ", ".join(config.environments)
        return f"which is none of `environments`{did_you_mean(value, config.environments)}; known are {known}"
    return ""
