"""The grammar of commands: what each says of itself, and that an option is one thing everywhere."""

import argparse
import shlex
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from policylint.cli import _parser
from policylint.commands import COMMANDS, ELSEWHERE
from tests.cli import policylint


def below(name: str, parser: argparse.ArgumentParser) -> Iterator[tuple[str, argparse.ArgumentParser]]:
    yield name, parser
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for command, one in action.choices.items():
                yield from below(f"{name} {command}", one)


def commands() -> dict[str, argparse.ArgumentParser]:
    """The parser of each command and of each command below one."""
    return {name: parser for command in COMMANDS for name, parser in below(command, _command(command))}


def _command(name: str) -> argparse.ArgumentParser:
    (choices,) = (one.choices for one in _parser([name])._actions if isinstance(one, argparse._SubParsersAction))
    parser = choices[name]
    assert isinstance(parser, argparse.ArgumentParser)
    return parser


PARSERS = commands()


@pytest.mark.parametrize("name", PARSERS)
def test_each_says_what_it_does_and_shows_how(name: str) -> None:
    parser = PARSERS[name]
    assert (parser.description or "").endswith(".")
    _, _, example = (parser.epilog or "").partition("example:\n  ")
    program, *arguments = shlex.split(example.partition(" >>")[0])
    assert program == "policylint"
    assert arguments[: name.count(" ") + 1] == name.split()
    _parser(arguments).parse_args(arguments)


def test_an_option_has_one_form_in_all_commands() -> None:
    forms = defaultdict(set)
    for name, parser in PARSERS.items():
        for action in parser._actions:
            for option in action.option_strings:
                repeatable = isinstance(action, argparse._AppendAction)
                forms[option].add((action.metavar, repeatable, type(action.default) if option == "--color" else None))
                assert action.help, f"{name} {option}"
    several = {option: found for option, found in forms.items() if len(found) > 1}
    # A report goes to as many files as one likes, a document to one; an update takes several Regions.
    assert several.keys() == {"--output", "--region"}
    assert {metavar for metavar, *_ in several["--output"]} == {"FILE", "[FORMAT=]FILE"}
    assert {metavar for metavar, *_ in several["--region"]} == {"REGION"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("chekc", "no command is called 'chekc': did you mean 'check'?"),
        ("lint", "no command is called 'lint': did you mean 'check'?"),
        ("estimate jobs", "no command is called 'estimate': did you mean 'cost'?"),
        ("policies lst", "argument COMMAND: unknown 'lst': did you mean 'list'?"),
        ("check --foramt json", "no option is called '--foramt': did you mean '--output-format'?"),
        ("check --output-fromat=json", "no option is called '--output-fromat': did you mean '--output-format'?"),
        ("cost --compare main", "no option is called '--compare'"),
        ("cost --fail-ovr 5", "no option is called '--fail-ovr': did you mean '--fail-over'?"),
        ("check --out x.json", "no option is called '--out'"),
        ("check --output-format sarfi", "argument --output-format: unknown 'sarfi': did you mean 'sarif'?"),
        ("check --output report.foo", "--output report.foo: no format has the suffix '.foo'; write FORMAT=FILE with"),
        ("sweep a.yaml b.yaml", "one argument too many: 'b.yaml'"),
        ("check --region us-east1", "'us-east1' is not an AWS Region: did you mean 'us-east-1'?"),
        ("check --region us-est-1", "'us-est-1' is not an AWS Region: did you mean 'us-east-1'?"),
        ("check --account 123", "'123' is not an AWS account id, which has 12 digits"),
    ],
)
def test_what_is_misspelled_gets_the_nearest(line: str, words: str, tmp_path: Path) -> None:
    outcome = policylint(*shlex.split(line), cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert outcome.err.count("\n") == 1


def test_what_other_tools_call_a_command_leads_to_one() -> None:
    assert {word.split()[0] for word in ELSEWHERE.values() if word[0] != "-"} <= COMMANDS.keys()
    assert not ELSEWHERE.keys() & COMMANDS.keys()
