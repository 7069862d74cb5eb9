"""Starts a rule, a detector, a report format, an expression function or a policy.

    scripts/new rule NAME MODULE          a contract rule, in a module of policylint/contract
    scripts/new detector NAME FAMILY      a detector of secrets, in a family of policylint/secrets/detectors
    scripts/new format NAME               a report format
    scripts/new function NAME THEME       an expression function, in a theme of policylint/policies/functions
    scripts/new policy NAME PACK/FILE     a policy and its cases, in a file of a shipped pack

It writes a small one that works, its test rows, and whatever lists it. The tests then hold it to be unfinished, naming
what to write, until the examples that it is made of have been changed.
"""

import argparse
import ast
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from policylint import __version__
from policylint.catalogue import load, next_free_id
from policylint.nearest import did_you_mean
from scripts import samples

ROOT = Path(__file__).parent.parent
UNFINISHED = "tests/test_starting.py"


class StartError(Exception):
    """What was asked for cannot be started; the message says why."""


@dataclass(frozen=True, slots=True)
class Started:
    """The files that were written, and the tests to run next."""

    files: tuple[Path, ...]
    tests: tuple[str, ...]


def rule(name: str, module: str) -> Started:
    """A contract rule at the end of its module's rules, under the next free id of their area, with rows of tests."""
    file = _one_of(ROOT / "policylint" / "contract", "*.py", module, containing="\n@rule(")
    text = file.read_text("utf-8")
    _refuse_known(name, (known.name for known in load().rules.values()))
    id_ = next_free_id(max(re.findall(r'^    "(SM\d{4})",$', text, re.MULTILINE)), load().rules)
    tuning = 'scope="TuningJob"' in text
    path = "HyperParameterTuningJobConfig.ResourceLimits.MaxRuntimeInSeconds"
    path = path if tuning else "StoppingCondition.MaxRuntimeInSeconds"
    words = {
        "id": id_,
        "name": name,
        "function": _identifier(name),
        "since": __version__,
        "scope": "TuningJob" if tuning else "TrainingJob",
        "job": "TuningJob" if tuning else "TrainingJob",
        "minimal": "minimal_tuning_job" if tuning else "minimal_job",
        "member": path.split(".")[0],
        "path": path,
    }
    _write(file, _after_last(text, "rule", samples.RULE.format(**words)), samples.RULE_IMPORTS, words)
    tests = ROOT / "tests" / "contract" / f"test_{module}.py"
    standing = tests.read_text("utf-8") if tests.exists() else ""
    _write(tests, f"{standing}\n{samples.RULE_TEST.format(**words)}", samples.RULE_TEST_IMPORTS, words)
    return Started((file, tests), (_name(tests), "tests/rules", "tests/test_coverage.py"))


def detector(name: str, family: str) -> Started:
    """A detector at the end of its family; its tests make tokens of its format themselves."""
    from policylint.secrets.detectors import detectors

    file = _one_of(ROOT / "policylint" / "secrets" / "detectors", "*.py", family, containing="\nDETECTORS = (")
    _refuse_known(name, (known.id for known in detectors()))
    provider = name.split("-", maxsplit=1)[0]
    words = {"provider": provider.capitalize(), "prefix": provider, "variable": f"{provider.upper()}_TOKEN"}
    entry = samples.DETECTOR.format(name=name, **words)
    _write(file, _before_last(file.read_text("utf-8"), "\n)  # fmt: skip", entry))
    return Started((file,), ("tests/secrets/test_detectors.py",))


def report_format(name: str) -> Started:
    """A report format: its module, its line among the formats, a check of its grammar, a golden file, a row of docs."""
    from policylint.reports import FORMATS

    _refuse_known(name, FORMATS)
    words = {"name": name, "module": _identifier(name)}
    reports, tests = ROOT / "policylint" / "reports", ROOT / "tests" / "reports"
    module, docs = reports / f"{words['module']}.py", ROOT / "docs" / "reports.md"
    _write(module, samples.FORMAT)
    changes = {
        reports / "__init__.py": [("FORMATS: Mapping[str, Format] = {", "\n}", samples.FORMAT_LINE)],
        tests / "test_formats.py": [
            ("\nCHECKS", "\n}", samples.FORMAT_CHECK),
            ("", "\nclass Page(", samples.FORMAT_TEST),
        ],
        tests / "test_golden.py": [("\nCASES = {", "\n}", samples.FORMAT_CASE)],
        docs: [("| Format |", "\n\n", samples.FORMAT_ROW)],
    }
    for file, insertions in changes.items():
        text = file.read_text("utf-8")
        for start, end, sample in insertions:
            text = _before(text, start, end, sample.format(**words))
        _write(file, text)
    return Started((module, *changes), ("tests/reports/test_formats.py", "tests/reports/test_golden.py"))


def function(name: str, theme: str) -> Started:
    """An expression function at the end of its theme; its example is its test."""
    from policylint.policies.functions import FUNCTIONS

    file = _one_of(ROOT / "policylint" / "policies" / "functions", "*.py", theme, containing="\n@function(")
    _refuse_known(_identifier(name), FUNCTIONS)
    added = samples.FUNCTION.format(name=_identifier(name))
    _write(file, f"{file.read_text('utf-8')}\n{added}", samples.FUNCTION_IMPORTS, {})
    return Started((file,), ("tests/policies/test_functions.py",))


def policy(name: str, place: str) -> Started:
    """A policy and its cases, at the ends of the two files of its theme."""
    from policylint.policies.locating import shipped
    from policylint.policies.packs import build, read_packs

    pack, _, theme = place.partition("/")
    if pack not in shipped():
        raise StartError(f"no pack is called {pack!r}{did_you_mean(pack, shipped())}; there are {', '.join(shipped())}")
    file = _one_of(ROOT / "policies" / pack, "*.yaml", theme, containing="policies:\n")
    _refuse_known(name, (known.name for known in build(read_packs(sorted(shipped()), ROOT))))
    cases = file.with_suffix(".test.yaml")
    for changed, sample in ((file, samples.POLICY), (cases, samples.POLICY_CASES)):
        _write(changed, changed.read_text("utf-8") + sample.format(name=name))
    return Started((file, cases), ("tests/policies/test_shipped.py", "tests/policies/test_pages.py"))


KINDS: Mapping[str, tuple[Callable[..., Started], str | None]] = {
    "rule": (rule, "MODULE"),
    "detector": (detector, "FAMILY"),
    "format": (report_format, None),
    "function": (function, "THEME"),
    "policy": (policy, "PACK/FILE"),
}


def _one_of(folder: Path, pattern: str, stem: str, *, containing: str) -> Path:
    """The file of a folder that has this stem, among those that hold things of the kind."""
    files = {file.stem: file for file in sorted(folder.glob(pattern)) if containing in file.read_text("utf-8")}
    if stem not in files:
        known = f"{did_you_mean(stem, files)}; there are {', '.join(files)}"
        raise StartError(f"{_name(folder)} has no {stem!r} to add one to{known}")
    return files[stem]


def _refuse_known(name: str, known: Iterable[str]) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*", name):
        raise StartError(f"{name!r} is not a name: write lowercase words with hyphens between them")
    if name in known:
        raise StartError(f"there is a {name!r} already")


def _identifier(name: str) -> str:
    return name.replace("-", "_")


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _after_last(text: str, decorator: str, added: str) -> str:
    """The text with something added after the last function that the decorator declares."""
    ends = [
        node.end_lineno or 0
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef)
        for one in node.decorator_list
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == decorator
    ]
    lines = text.splitlines(keepends=True)
    return "".join([*lines[: max(ends)], f"\n{added}\n", *lines[max(ends) :]])


def _before(text: str, start: str, end: str, added: str) -> str:
    """The text with lines added before the first `end` after `start`."""
    place = text.index(end, text.index(start)) + 1
    return text[:place] + added + text[place:]


def _before_last(text: str, end: str, added: str) -> str:
    place = text.rindex(end) + 1
    return text[:place] + added + text[place:]


def _write(file: Path, text: str, imports: Sequence[str] = (), words: Mapping[str, str] | None = None) -> None:
    """Write a file; a module with what it lacks of these imports, and formatted."""
    if words is not None:
        text = _with_imports(text, [line.format(**words) for line in imports])
    file.write_text(text, "utf-8", newline="\n")
    if file.suffix == ".py":
        ruff = [sys.executable, "-m", "ruff"]
        for command in ([*ruff, "check", "--quiet", "--select", "I", "--fix"], [*ruff, "format", "--quiet"]):
            subprocess.run([*command, str(file)], cwd=ROOT, check=True)


def _with_imports(text: str, lines: Sequence[str]) -> str:
    """A module's text with those of the import lines that bind a name which it does not bind yet."""
    imported = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
    bound = {alias.asname or alias.name for node in imported for alias in node.names}
    lacking = [line for line in lines if line.split()[-1] not in bound]
    last = max((node.end_lineno or 0 for node in imported), default=0)
    kept = text.splitlines()
    return "\n".join([*kept[:last], *lacking, *kept[last:]]) + "\n"


def main() -> int:
    """Write what was asked for, and say what to run."""
    parser = argparse.ArgumentParser(
        prog="scripts/new", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    kinds = parser.add_subparsers(dest="kind", metavar="KIND", required=True)
    for kind, (_, where) in KINDS.items():
        arguments = kinds.add_parser(kind)
        arguments.add_argument("name", metavar="NAME")
        if where:
            arguments.add_argument("where", metavar=where)
    options = parser.parse_args()
    start, where = KINDS[options.kind]
    try:
        started = start(options.name, options.where) if where else start(options.name)
    except StartError as error:
        print(f"scripts/new: {error}", file=sys.stderr)
        return 2
    for file in started.files:
        print(f"wrote {_name(file)}")
    print(f"Change the examples, then run:\n  scripts/generate\n  scripts/test {' '.join(started.tests)} {UNFINISHED}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
