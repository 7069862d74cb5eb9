"""Settings above others, of an outer folder or an organisation's floor, which can be tightened and not loosened.

What the ones above state holds; what they leave open is for those below. Where both speak, the stricter word counts,
and what would have loosened is said. Rules, severities and parameters of policies are held by the engine, which judges
by both: see `Settings.above`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any

from policylint.settings.config import Above, Config, Settings
from policylint.settings.option import kebab

Combine = Callable[[Any, Any], Any]
"""What comes of the value above and the one below."""


def _all(above: Any, below: Any) -> Any:
    """The entries of both, those above behind, where the last one counts."""
    return (*(one for one in below if one not in above), *above)


def _common(above: Any, below: Any) -> Any:
    if isinstance(above, Mapping):
        return {key: value for key, value in below.items() if key in above}
    return tuple(one for one in below if one in above)


def _above(above: Any, below: Any) -> Any:
    return above


def _fewer_days(above: int, below: int) -> int:
    return min((days for days in (above, below) if days), default=0)


def _merged(above: Mapping[str, Any], below: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**above, **below}


# What both state comes to. What is not listed is for those below alone, such as the format of reports.
_COMBINED: Mapping[str, Combine] = {
    **dict.fromkeys(("waivers", "secret_detectors", "suppressions", "budgets", "facts"), _all),
    **dict.fromkeys(
        ("exclude", "extend_exclude", "placeholders", "waiver_approvers", "environments", "allowed_secrets"), _common
    ),
    **dict.fromkeys(
        ("environment", "region", "account", "environment_tag", "pricing", "cost", "fingerprint_key", "max_file_size"),
        _above,
    ),
    **dict.fromkeys(("strict_enums", "strict_unknown", "strict_sources"), lambda above, below: above or below),
    **dict.fromkeys(
        ("respect_gitignore", "follow_links_out", "waive_secrets", "waiver_wide"), lambda above, below: above and below
    ),
    "secret_false_alarms": max,
    "waiver_reason_words": max,
    "waiver_max_days": _fewer_days,
    "fail_on": lambda above, below: above if above.at_least(below) is False else below,
    "policy_params": _merged,
    "severity": _merged,
    "policies": lambda above, below: below,  # those above are judged beside them: see `policylint.policies.rules`
    "select": lambda above, below: below,
    "ignore": lambda above, below: below,
    "per_file_ignores": lambda above, below: below,
}
_CHOICE = frozenset(("select", "ignore", "per_file_ignores"))
_LOOSENS = frozenset(_COMBINED) - {"policies", "waivers", "secret_detectors", "suppressions", "budgets", "facts"}
_LOOSENS -= {"policy_params", "severity", "select", "ignore", "per_file_ignores"}


def tightened(below: Settings, above: Settings, *, outer: bool) -> Settings:
    """Settings under others.

    Args:
        below: those of the nearer configuration.
        above: those that hold above them.
        outer: whether these are of an outer folder, whose globs count from there; else they are an organisation's
            floor, whose globs count from where those of `below` do.
    """
    below, above = with_placed_packs(below), with_placed_packs(above)
    root = above.root if outer else below.root
    own = _below_folder(below, above) if outer else below.config
    chosen: dict[str, Any] = {}
    origins = dict(below.origins)
    held = list(below.held)
    where = _from_here(above.file)
    for name in above.origins:
        theirs, ours = getattr(above.config, name), getattr(own, name)
        if name in _CHOICE and not outer:
            continue  # what a floor wants on is on beside all that those below want
        if name not in below.origins:
            chosen[name] = theirs
            origins[name] = above.origins[name]
        elif name in _COMBINED:
            chosen[name] = _COMBINED[name](theirs, ours)
            origins[name] = f"{below.origins[name]}, {above.origins[name]}"
            if name in _LOOSENS and chosen[name] != ours:
                held.append(f"{kebab(name)} cannot be looser than {where} has it")
    # A list that is limited above limits its sister as well.
    if "exclude" in above.origins and "extend_exclude" in below.origins and "extend_exclude" not in above.origins:
        chosen["extend_exclude"] = ()
        held.append(f"extend-exclude cannot be looser than {where} has exclude")
    stated = Above(above.config, frozenset(above.origins), str(above.file))
    return replace(
        below,
        config=replace(own, **chosen),
        origins=origins,
        root=root,
        above=(*above.above, stated, *below.above),
        held=tuple(held),
    )


def _below_folder(below: Settings, above: Settings) -> Config:
    """The configuration with its globs counted from the outer folder."""
    folder = below.root.relative_to(above.root).as_posix()
    config = below.config
    excluded = {
        name: tuple(_from(folder, glob) for glob in getattr(config, name)) if name in below.origins else own
        for name, own in (("exclude", config.exclude), ("extend_exclude", config.extend_exclude))
    }
    return replace(
        config,
        per_file_ignores={_from(folder, glob): ids for glob, ids in config.per_file_ignores.items()},
        facts=tuple(replace(one, files=_from(folder, one.files)) for one in config.facts),
        suppressions=tuple(replace(one, files=_from(folder, one.files)) for one in config.suppressions),
        exclude=excluded["exclude"],
        extend_exclude=excluded["extend_exclude"],
    )


def _from(folder: str, glob: str) -> str:
    """A glob of a folder as the folder above writes it."""
    sign, pattern = ("!", glob[1:]) if glob.startswith("!") else ("", glob)
    anchored = "/" in pattern.rstrip("/")
    inner = pattern.lstrip("/") if anchored else f"**/{pattern}"
    return f"{sign}/{PurePosixPath(folder)}/{inner}"


def _from_here(file: Path | None) -> str:
    """A configuration file by its path from the working directory, unless that is on another drive."""
    try:
        return os.path.relpath(file or os.curdir)
    except ValueError:
        return str(file)


def with_placed_packs(settings: Settings) -> Settings:
    """The settings with the paths of packs counted from the working directory, so that they may be put together with
    those of another file."""
    file = settings.file
    if file is None or settings.origins.get("policies") != str(file):
        return settings
    packs = tuple(_placed(one, file.parent) for one in settings.config.policies)
    origins = {**settings.origins, "policies": f"{file} "}
    return replace(settings, config=replace(settings.config, policies=packs), origins=origins)


def _placed(pack: str, folder: Path) -> str:
    """A reference to a pack from the working directory: a name as it is, a path as one from there."""
    is_path = pack.startswith((".", "/")) or "/" in pack or pack.endswith((".yaml", ".yml"))
    if not is_path or Path(pack).is_absolute():
        return pack
    path = os.path.normpath(os.path.relpath(folder / pack))
    return path if os.sep in path or path.endswith((".yaml", ".yml")) else os.path.join(os.curdir, path)  # noqa: PTH118
