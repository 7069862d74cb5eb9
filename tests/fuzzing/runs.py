"""Commands drawn for drawn files, and what came of running one in this process."""

import contextlib
import io
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import yaml

from policylint.cli import main
from policylint.reports import FORMATS
from tests.fuzzing.documents import File, document, pack_file, packs, seeds
from tests.fuzzing.values import ODD, mutated

REPORT = "report.json"
MANY = 40


@dataclass(frozen=True)
class Case:
    """A folder of files, and the command that is run in it."""

    files: tuple[File, ...]
    command: tuple[str, ...]


@dataclass(frozen=True)
class Outcome:
    """What came of a case: exit code (None: an exception got out), both streams, what was written, what it took."""

    code: int | None
    out: str
    err: str
    written: dict[str, bytes]
    seconds: float  # of processor time
    grown: int  # bytes by which the most memory that this process ever held has risen


def run(case: Case, folder: Path) -> Outcome:
    """Run a case in an empty folder, which holds its files afterwards."""
    for file in case.files:
        path = folder / file.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.content)
    out, err = _stream(), _stream()
    before, started = _most_memory(), time.process_time()
    code: int | None = None
    with contextlib.chdir(folder), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            code = main(case.command)
        except SystemExit as ending:
            code = ending.code if isinstance(ending.code, int) else 1
        except Exception as error:  # noqa: BLE001 - which is what this looks for
            print(f"Traceback: {type(error).__name__}: {error}", file=sys.stderr)
    seconds, grown = time.process_time() - started, _most_memory() - before
    given = {file.name for file in case.files}
    written = {
        name: path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and ((name := path.relative_to(folder).as_posix()) not in given or "--fix" in case.command)
    }
    return Outcome(code, _text(out), _text(err), written, seconds, grown)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")


def _most_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def case(dice: Random) -> Case:
    """A case drawn: files, at times with packs, settings, waivers or a baseline beside them, and a command."""
    kind = dice.choices(list(COMMANDS), [weight for _, weight in COMMANDS.values()])[0]
    files, command = COMMANDS[kind][0](dice)
    return Case(tuple({file.name: file for file in files}.values()), (kind.partition(" ")[0], *command))


Drawn = tuple[list[File], list[str]]


def _checked(dice: Random) -> Drawn:
    settings, options = _settings(dice)
    # Packs take longer to load than documents to judge.
    number = MANY if any(option.startswith("--policies") for option in options) else dice.choice([1, 2, 10, 40])
    files = [document(dice, f"job{index}") for index in range(number)]
    named = [file.name for file in files] if dice.random() < 0.7 else ["."]
    return [*files, *settings], [*options, *named]


def _settings(dice: Random) -> Drawn:
    """Packs, a configuration, and options that name them."""
    files: list[File] = []
    options: list[str] = []
    if dice.random() < 0.4:
        options += [
            f"--policies={pack}" for pack in ("baseline", "aws-fsbp", "cost", "ml-hygiene") if dice.random() < 0.6
        ]
    if dice.random() < 0.08:
        file = pack_file(dice)
        files.append(File(f"own/{file.name}", file.content))
        options.append("--policies=./own")
    if dice.random() < 0.3:
        facts = {
            "environment": ["dev", "prod", ""],
            "region": ["us-east-1", "eu-west-1", "cn-north-1"],
            "account": ["1" * 12],
        }
        options += [f"--{name}={dice.choice(values)}" for name, values in facts.items() if dice.random() < 0.6]
    options += [option for option in ("--strict-unknown", "--strict-enums", "--strict-sources") if dice.random() < 0.1]
    if dice.random() < 0.15:
        files.append(_configuration(dice))
    else:
        options.append("--isolated")
    return files, options


_SETTINGS: dict[str, list[str]] = {
    "select": ['["ALL"]', '["SM"]', '["SEC"]', '[""]', "1"],
    "ignore": ['["SM1006"]', '["COST"]', '["nothing"]'],
    "severity": ['{SM1006 = "note"}', '{"*" = "error"}'],
    "region": ['"us-east-1"', '"nowhere"'],
    "environment-tag": ['"env"', '""'],
    "placeholders": ["['<\\w+>']", "['(']", "['']"],
    "policy-params": ["{max-instances = 3}", "{max-usd = 1e400}", "{x = [{}]}"],
    "budgets": ["[{max-usd-per-job = 1}]", "[{max-usd = 1e308, files = '**'}]", "[{}]"],
    "cost": ["{expected-runtime = '30m'}", "{spot-discount = 2}"],
    "max-file-size": ["100", "0", "100000"],
    "suppressions": ["[{reason = 'as it is', rules = ['SM']}]", "[{reason = ''}]", "[{path = 'Tags[', reason = 'a'}]"],
    "secret-false-alarms": ["0", "nan", "1e9"],
    "strict-unknown": ["true", "1"],
    "waivers": ["['waivers.yaml']"],
    "facts": ["[{files = '*', environment = 'prod'}]", "[{files = '[', region = 'us-east-1'}]"],
    "environments": ["['prod', 'dev']"],
    "per-file-ignores": ["{'*.json' = ['SM']}", "{'**/[' = ['SM']}"],
}  # fmt: skip


def _configuration(dice: Random) -> File:
    chosen = dice.sample(sorted(_SETTINGS), dice.randint(0, 3))
    lines = [f"{name} = {dice.choice(_SETTINGS[name])}" for name in chosen]
    if dice.random() < 0.1:
        lines.append(dice.choice(["[", "a = ", "select = ['SM']\nselect = []", "x = 1979-13-01", "y = 9" + "9" * 400]))
    return File("policylint.toml", "\n".join(lines).encode())


def _check(dice: Random) -> Drawn:
    files, command = _checked(dice)
    options = [f"--output-format={dice.choice(sorted(FORMATS))}", f"--output=json={REPORT}"]
    options += [option for option in ("--verbose", "--statistics", "--show-source", "--quiet") if dice.random() < 0.2]
    return files, [*options, *command]


def _fix(dice: Random) -> Drawn:
    files, command = _checked(dice)
    return files, [dice.choice(["--fix", "--fix", "--diff"]), *(["--unsafe-fixes"] * (dice.random() < 0.7)), *command]


def _with_paths(*options: list[str]) -> Callable[[Random], Drawn]:
    """A command without rules, which so takes no packs."""

    def drawn(dice: Random) -> Drawn:
        files, command = _checked(dice)
        kept = [word for word in command if not word.startswith(("--policies", "--strict-unknown", "--strict-enums"))]
        return files, [*(dice.choice(one) for one in options), *kept]

    return drawn


def _review(dice: Random) -> Drawn:
    files, command = _checked(dice)
    return files, [f"--output=json={REPORT}", "--comment=comment.md", *command]


def _baseline(dice: Random) -> Drawn:
    files, command = _checked(dice)
    return files, ["--output=baseline.json", *command]


_EXPRESSIONS = [
    "@", "cost.max_usd", "tags", "Tags[?Key=='a'].Value | [0]", "starts_with(TrainingJobName, 'a')", "facts",
    "environment", "ResourceConfig.InstanceCount * `2`", "length(@)", "keys(@)", "sort_by(Tags, &Key)",
    "max(Tags[].Value)", "a.b[*].c[?d]", "to_number(TrainingJobName)", "join(',', @)", "region == 'us-east-1'",
    "`1e999`", "[::0]", "@[::-1]", "*.*.*", "sum(@)", "duration('1h')", "matches(RoleArn, '(a+)+$')",
    "StoppingCondition.MaxRuntimeInSeconds > `5`", "!@", "job", "image",
]  # fmt: skip


def _eval(dice: Random) -> Drawn:
    file = document(dice)
    expression = dice.choice(_EXPRESSIONS)
    if dice.random() < 0.4:
        at = dice.randint(0, len(expression))
        expression = (
            expression[:at] + dice.choice([*"()[]{}.*&|!'`\"@-?, 0", dice.choice(_EXPRESSIONS)]) + expression[at:]
        )
    return [file], ["--isolated", "--", expression, file.name]


def _test(dice: Random) -> Drawn:
    files = [File(f"own/{name}", yaml.safe_dump(value).encode()) for name, value in packs()[:12] if dice.random() < 0.3]
    changed = pack_file(dice)
    files.append(File(f"own/{changed.name}", changed.content))
    return files, ["--isolated", *dice.choice([[], ["-v"], ["--require-coverage"]]), "./own"]


def _policies(dice: Random) -> Drawn:
    file = pack_file(dice)
    return [File(f"own/{file.name}", file.content)], [*dice.choice([["show", "./own"], ["list", "--policies=./own"]])]


_SWEEP: dict[str, Any] = {
    "region": "us-east-1",
    "expected-runtime": "35m",
    "axes": {
        "machine": {"path": "ResourceConfig.InstanceType", "list": ["ml.m5.xlarge", "ml.p4d.24xlarge"]},
        "rate": {"path": "HyperParameters.rate", "log-range": {"from": 0.003, "to": 0.3, "count": 3}},
        "depth": {"path": "HyperParameters.depth", "range": {"from": 4, "to": 12, "step": 2}},
    },
    "constraints": ["depth < `12`"],
    "seeds": 2,
    "seed-path": "HyperParameters.seed",
}


def _sweep(dice: Random) -> Drawn:
    plan = {**_SWEEP, "request": mutated(seeds()[0], seeds(), dice, dice.choice([0, 0, 1, 2]))}
    plan = mutated(plan, [_SWEEP, *ODD], dice, dice.choice([0, 1, 1, 2]))
    form = dice.choice(["text", "json", "markdown", "html"])
    text = yaml.safe_dump(plan) if not _has_tags(plan) else str(plan)
    return [File("sweep.yaml", text.encode("utf-8", "replace"))], [
        "--isolated",
        f"--output-format={form}",
        "sweep.yaml",
    ]


def _has_tags(value: Any) -> bool:
    try:
        json.dumps(value)
    except (TypeError, ValueError):
        return True
    return False


_WAIVERS = {
    "waivers": [
        {
            "rule": "SM1006",
            "files": "**",
            "reason": "It is an old name, to be changed in spring.",
            "approver": "a@example.com",
            "expires": "2099-12-31",
            "ticket": "OPS-1",
        }
    ]
}
_DETECTORS = {
    "detectors": [
        {
            "id": "acme-token", "name": "Acme token", "format": "acme_{w16}", "revoke": "https://example.com",
            "true": ["acme_{w16}"], "false": ["acme_x"],
        }
    ]
}  # fmt: skip


def _waivers(dice: Random) -> Drawn:
    plan = mutated(_WAIVERS, [_WAIVERS, *ODD], dice, dice.choice([0, 1, 2]))
    text = str(plan) if _has_tags(plan) else yaml.safe_dump(plan)
    file = File("waivers.yaml", text.encode("utf-8", "replace"))
    if dice.random() < 0.5:
        return [file], ["list", "--isolated", "--waivers=waivers.yaml"]
    files, command = _checked(dice)
    return [*files, file], ["generate", "--approver=me@example.com", "--output=new.yaml", *command]


def _secrets(dice: Random) -> Drawn:
    plan = mutated(_DETECTORS, [_DETECTORS, *ODD], dice, dice.choice([0, 1, 2]))
    text = str(plan) if _has_tags(plan) else yaml.safe_dump(plan)
    return [File("own.yaml", text.encode("utf-8", "replace"))], ["--test=own.yaml"]


def _config(dice: Random) -> Drawn:
    return [_configuration(dice)], ["show"]


_COST_FORMATS = [f"--output-format={name}" for name in ("text", "json", "csv", "markdown")]
COMMANDS: dict[str, tuple[Callable[[Random], Drawn], int]] = {
    "check": (_check, 50),
    "check fix": (_fix, 15),
    "cost": (_with_paths(_COST_FORMATS, ["--explain", "--as-of=2026-11-01"]), 8),
    "extract": (_with_paths(), 5),
    "review": (_review, 3),
    "baseline": (_baseline, 2),
    "eval": (_eval, 5),
    "test": (_test, 3),
    "policies": (_policies, 2),
    "sweep": (_sweep, 2),
    "waivers": (_waivers, 2),
    "secrets": (_secrets, 2),
    "config": (_config, 1),
}  # fmt: skip


_OWN_FAULT = re.compile(r"[\w, ]{0,80} failed with \w+ at \w+\.py|a fault of policylint's own|Traceback")


def faults(case: Case, outcome: Outcome) -> Iterator[str]:
    """What is wrong with an outcome, whatever the files hold."""
    shown = [outcome.out, outcome.err, *(data.decode("utf-8", "replace") for data in outcome.written.values())]
    for text in shown:
        for found in _OWN_FAULT.finditer(text):
            yield " ".join(text[found.start() : found.end() + 200].split())
    if outcome.code not in (0, 1, 2):
        yield f"the exit code is {outcome.code}"
    if outcome.code == 0 and case.command[0] == "check" and REPORT in outcome.written:
        report = json.loads(outcome.written[REPORT])
        if not report["summary"]["requests"]:
            yield "exit code 0, though nothing was judged"


def limits(outcome: Outcome, seconds: float, memory: int) -> Iterator[str]:
    """What it took more of than is allowed."""
    if outcome.seconds > seconds:
        yield f"it took {outcome.seconds:.1f} s"
    if outcome.grown > memory:
        yield f"it took {outcome.grown / 1e6:.0f} MB more"


def written_down(case: Case) -> str:
    """A case as a file of the corpus: JSON with the command and the text of each file (others in base64)."""
    from base64 import b64encode

    files: dict[str, Any] = {}
    for file in case.files:
        try:
            files[file.name] = file.content.decode("utf-8")
        except UnicodeDecodeError:
            files[file.name] = {"base64": b64encode(file.content).decode()}
    return json.dumps({"command": list(case.command), "files": files}, indent=1, ensure_ascii=True) + "\n"


def read_back(text: str) -> Case:
    """The case that `written_down` wrote."""
    from base64 import b64decode

    held = json.loads(text)
    files = [
        File(name, content.encode() if isinstance(content, str) else b64decode(content["base64"]))
        for name, content in held["files"].items()
    ]
    return Case(tuple(files), tuple(held["command"]))


def emptied(folder: Path) -> Path:
    """A folder, with nothing in it."""
    import shutil

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def seeded(seed: int, number: int) -> Random:
    """The dice of one case: the same on every machine."""
    return Random(f"{seed} {number}")


def environment() -> None:
    """What a run must not depend on."""
    for name in [*os.environ]:
        if name.startswith(("POLICYLINT_", "GITHUB_")):
            del os.environ[name]
