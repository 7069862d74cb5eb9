"""What the commands share: the options that are settings, writing files, and how a command says that it cannot."""

import argparse
import os
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.errors import PolicylintError
from policylint.finding import Finding, Severity
from policylint.nearest import did_you_mean, nearest
from policylint.settings.config import Config, Settings
from policylint.settings.loading import ENVIRONMENT_PREFIX, OF_GUARD, load
from policylint.shown import Shown

if TYPE_CHECKING:
    from policylint.base import Against
    from policylint.reports.increase import Increase

OK, FINDINGS, FAILED = 0, 1, 2
_SEVERITIES = [severity.value for severity in Severity]


class UsageError(PolicylintError):
    """The command cannot be carried out as given; the message says why and what to do."""


def _columns() -> int:
    """The width of the terminal, as argparse would ask shutil for it, which imports all of Python's compression."""
    stated = os.environ.get("COLUMNS", "")
    if stated.isdecimal() and int(stated):
        return int(stated)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns or 80  # type: ignore[union-attr]
    except (AttributeError, ValueError, OSError):
        return 80


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line with the nearest name and a way to the help.

    `example` is a command line that shows the command at work. Options are not abbreviated: a new one must not change
    what an old script means.
    """

    def __init__(self, *, example: str = "", **settings: Any) -> None:
        formatter: Any = argparse.RawDescriptionHelpFormatter if example else argparse.HelpFormatter
        if example:
            settings["epilog"] = f"example:\n  {example}"
        super().__init__(allow_abbrev=False, formatter_class=partial(formatter, width=_columns() - 2), **settings)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Parse, and refuse what is left: the parser of the command knows the option that may be meant.

        Raises:
            UsageError: an option or argument is unknown.
        """
        found, rest = super().parse_known_args(args, namespace)
        option = next((one.partition("=")[0] for one in rest if one.startswith("-")), None)
        if option is not None:
            # `--format` is near to no whole name, but is the last word of `--output-format`.
            known = {f"--{name.rpartition('-')[2]}": name for name in self._option_string_actions}
            near = nearest(option, known | {name: name for name in self._option_string_actions})
            meant = known.get(near, near) if near else None
            self.error(f"no option is called {option!r}" + (f": did you mean {meant!r}?" if meant else ""))
        if rest:
            self.error(f"one argument too many: {rest[0]!r}")
        return found, rest

    def error(self, message: str) -> None:  # type: ignore[override]
        """Raise the complaint as a `UsageError`, of a value that is none of the choices with the nearest."""
        chosen = _CHOICE.fullmatch(message)
        if chosen is not None:
            choices = [choice.strip(" '") for choice in chosen["choices"].split(",")]
            near = did_you_mean(chosen["value"], choices) or f"; known here: {', '.join(choices)}"
            message = f"{chosen['what']}: unknown {chosen['value']!r}{near}"
        raise UsageError(f"{message}; see `{self.prog} --help`")


# How argparse says that a value is none of the choices; Python 3.12 leaves out the quotes.
_CHOICE = re.compile(
    r"(?P<what>argument .+?): invalid choice: '(?P<value>.*)' \(choose from (?P<choices>.*)\)", re.DOTALL
)


def add_command(commands: Any, name: str, purpose: str, example: str, **settings: Any) -> Parser:
    """Add a command below another to what `add_subparsers` gave, with its sentence and an example."""
    command: Parser = commands.add_parser(name, help=purpose, description=purpose, example=example, **settings)
    return command


def add_paths(parser: argparse.ArgumentParser, *, stdin: bool = True) -> None:
    """Add what to look at: files and folders, by default the current folder."""
    also = ", or - for standard input" if stdin else ""
    parser.add_argument(
        "paths",
        nargs="*",
        default=["."],
        metavar="PATH",
        help=f"files or folders{also} (default: the current folder)",
    )


def add_output_format(parser: argparse.ArgumentParser, formats: Collection[str]) -> None:
    """Add `--output-format` for what is printed by a command that has formats of its own, into `format`."""
    parser.add_argument(
        "--output-format", dest="format", choices=sorted(formats), default="text", help="default: %(default)s"
    )


def add_output(parser: Any, what: str) -> None:
    """Add `--output`, which writes a report to a file beside what is printed."""
    parser.add_argument(
        "--output",
        action="append",
        default=[],
        metavar="[FORMAT=]FILE",
        help=f"also write {what} to a file, in the format stated or given by its suffix; repeatable",
    )


def outputs(given: Sequence[str], suffixes: Mapping[str, Collection[str]]) -> list[tuple[str, Path]]:
    """The formats and files that `--output` names: `FORMAT=FILE`, or a FILE whose suffix gives its format.

    `suffixes` are those of each format.

    Raises:
        UsageError: neither states a format.
    """
    found = []
    by_suffix = {suffix: name for name, known in suffixes.items() for suffix in known}
    for text in given:
        name, _, file = text.partition("=")
        if file and name in suffixes:
            found.append((name, Path(file)))
            continue
        suffix = Path(text).suffix
        if suffix not in by_suffix:
            problem = (
                f"no format has the suffix {suffix!r}" if suffix else "the file has no suffix that states a format"
            )
            raise UsageError(f"--output {text}: {problem}; write FORMAT=FILE with one of {', '.join(sorted(suffixes))}")
        found.append((by_suffix[suffix], Path(text)))
    return found


def usd(text: str) -> float:
    """An amount of money that an option takes: finite, and not below 0."""
    try:
        amount = float(text)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not an amount in USD; write 0 or more, such as 250 or 99.50")
    return amount


def increase(text: str) -> "Increase":
    """An increase of cost that an option takes: an amount in USD, or a percentage."""
    from policylint.reports.increase import Increase

    try:
        return Increase.of(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def comma_separated(text: str) -> list[str]:
    """The parts of an option that takes a list."""
    return [part.strip() for part in text.split(",") if part.strip()]


def add_base(parser: argparse.ArgumentParser) -> None:
    """Add `--base` and `--base-exact`, the last of which counts; as `options.base` an `Against`, or None."""
    parser.add_argument(
        "--base",
        type=_against,
        metavar="BASE",
        help="what the change is against: a git revision, of which the last commit shared with it counts, or a folder",
    )
    parser.add_argument(
        "--base-exact",
        dest="base",
        type=lambda text: _against(text, exact=True),
        metavar="REV",
        help="compare with this git revision itself, whatever else it has changed",
    )


def _against(text: str, *, exact: bool = False) -> "Against":
    from policylint.base import Against  # which imports what runs git

    return Against(text, exact)


def add_settings(parser: argparse.ArgumentParser, *acting: str) -> None:
    """Add the options that override settings of the configuration, under the names of `Config`.

    `acting` are the groups of settings that the command heeds, by their names in `ALL_SETTINGS`.
    """
    group = parser.add_argument_group("settings (see `policylint config show`)")
    group.add_argument("--config", type=Path, metavar="FILE", help="the configuration file (default: the nearest)")
    group.add_argument("--isolated", action="store_true", help="use no configuration file")
    for name in acting:
        for option, form in _SETTINGS[name].items():
            group.add_argument(option, **form)


_LIST: Mapping[str, Any] = {"type": comma_separated}
_ON: Mapping[str, Any] = {"action": "store_const", "const": True}
_SETTINGS: Mapping[str, Mapping[str, Mapping[str, Any]]] = {
    "selection": {
        "--select": {**_LIST, "metavar": "RULES", "help": "rules that are on: ids, prefixes, ALL"},
        "--ignore": {**_LIST, "metavar": "RULES", "help": "rules that are off"},
    },
    "threshold": {"--fail-on": {"choices": _SEVERITIES, "help": "the least severity that makes the exit code 1"}},
    "strictness": {
        "--strict-enums": {**_ON, "help": "unlisted instance types are errors, not warnings"},
        "--strict-unknown": {**_ON, "help": "a policy that cannot judge a job is an error"},
    },
    "files": {
        "--exclude": {**_LIST, "metavar": "GLOBS", "help": "files to skip when searching folders"},
        "--extend-exclude": {**_LIST, "metavar": "GLOBS", "help": "more files to skip, beside the defaults"},
        "--no-respect-gitignore": {
            "dest": "respect_gitignore",
            "action": "store_const",
            "const": False,
            "help": "search files that git ignores, too",
        },
        "--strict-sources": {**_ON, "help": "what speaks of training and is not read is an error"},
    },
    "facts": {
        "--environment": {"metavar": "NAME", "help": "the environment of the requests, such as prod"},
        "--region": {"metavar": "REGION", "help": "the AWS Region of the requests"},
        "--account": {"metavar": "ID", "help": "the AWS account of the requests"},
    },
    "policies": {
        "--policies": {
            "action": "append",
            "metavar": "PACK",
            "help": "a pack of policies to apply: a name or path; repeatable; `--policies=`: none",
        },
    },
    "accepted": {
        "--waivers": {"action": "append", "metavar": "PATH", "help": "a file or folder of waivers; repeatable"},
        "--baseline": {"metavar": "FILE", "help": "a file of existing findings, as `policylint baseline` writes it"},
    },
}
ALL_SETTINGS = tuple(_SETTINGS)
ALL_BUT_THRESHOLD = tuple(name for name in _SETTINGS if name != "threshold")
"""The settings of commands that write findings down, however severe."""


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
