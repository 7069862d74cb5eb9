"""What the commands share: the options that are settings, writing files, and how a command says that it cannot."""

import argparse
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from policylint.errors import PolicylintError
from policylint.finding import Finding, Severity
from policylint.settings.config import Config, Settings
from policylint.settings.loading import ENVIRONMENT_PREFIX, OF_GUARD, load
from policylint.shown import Shown

OK, FINDINGS, FAILED = 0, 1, 2
_SEVERITIES = [severity.value for severity in Severity]


class UsageError(PolicylintError):
    """The command cannot be carried out as given; the message says why and what to do."""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line with a way to the help."""

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise the complaint as a `UsageError`."""
        raise UsageError(f"{message}; see `{self.prog} --help`")


def usd(text: str) -> float:
    """An amount of money that an option takes: finite, and not below 0."""
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount in USD; write 0 or more, such as 250 or 99.50")
    return amount


def comma_separated(text: str) -> list[str]:
    """The parts of an option that takes a list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def add_settings(parser: argparse.ArgumentParser) -> None:
    """Add the options that override settings of the configuration, under the names of `Config`."""
    group = parser.add_argument_group("settings (see `policylint config show`)")
    group.add_argument("--config", type=Path, metavar="FILE", help="the configuration file (default: the nearest)")
    group.add_argument("--isolated", action="store_true", help="use no configuration file")
    group.add_argument("--select", metavar="RULES", type=comma_separated, help="rules that are on: ids, prefixes, ALL")
    group.add_argument("--ignore", metavar="RULES", type=comma_separated, help="rules that are off")
    group.add_argument("--fail-on", choices=_SEVERITIES, help="the least severity that makes the exit code 1")
    group.add_argument("--exclude", metavar="GLOBS", type=comma_separated, help="files to skip when searching folders")
    group.add_argument(
        "--extend-exclude", metavar="GLOBS", type=comma_separated, help="more files to skip, beside the defaults"
    )
    group.add_argument(
        "--no-respect-gitignore",
        dest="respect_gitignore",
        action="store_const",
        const=False,
        help="search files that git ignores, too",
    )
    group.add_argument(
        "--strict-enums", action="store_const", const=True, help="unlisted instance types are errors, not warnings"
    )
    group.add_argument("--environment", metavar="NAME", help="the environment of the requests, such as prod")
    group.add_argument("--region", metavar="REGION", help="the AWS Region of the requests")
    group.add_argument("--account", metavar="ID", help="the AWS account of the requests")
    group.add_argument(
        "--policies",
        action="append",
        metavar="PACK",
        help="a pack of policies to apply: a name or path; repeatable; `--policies=`: none",
    )
    group.add_argument(
        "--strict-unknown", action="store_const", const=True, help="a policy that cannot judge a job is an error"
    )
    group.add_argument(
        "--strict-sources", action="store_const", const=True, help="what speaks of training and is not read is an error"
    )
    group.add_argument("--waivers", action="append", metavar="PATH", help="a file or folder of waivers; repeatable")
    group.add_argument(
        "--baseline", metavar="FILE", help="a file of existing findings, as `policylint baseline` writes it"
    )


def settings_of(options: argparse.Namespace) -> Settings:
    """The settings of a run with the given options over the environment and the configuration file.

    Raises:
        ConfigError: some setting cannot be used.
    """
    given = {option.name: _without_empty(getattr(options, option.name, None)) for option in fields(Config)}
    check_guard_variables(os.environ)
    return load(options.config, command_line=given, isolated=options.isolated)


def _without_empty(value: Any) -> Any:
    """An option's value; of a list the parts that are not empty, so that `--policies=` takes those of the file away."""
    return [part for part in value if part] if isinstance(value, list) else value


def place_of(finding: Finding) -> str:
    """Where a finding stands: `file`, `file:line:column`, or nothing where it is about no file."""
    if finding.position is None:
        return finding.file
    return f"{finding.file}:{finding.position.line}:{finding.position.column}"


def check_guard_variables(environ: Mapping[str, str]) -> None:
    """Refuse variables of the guard that do not exist; the guard's options are imported only where there is any.

    Raises:
        ConfigError: a variable that begins with `POLICYLINT_GUARD_` is unknown.
    """
    if any(name.startswith(ENVIRONMENT_PREFIX + OF_GUARD) for name in environ):
        from policylint.guards.options import check_variables

        check_variables(environ)


def write(file: Path, text: Shown) -> None:
    """Write a report to a file, making its folder.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="backslashreplace")
    except OSError as error:
        raise UsageError(f"cannot write {file}: {error.strerror}") from error
