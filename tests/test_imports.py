"""Who may import whom, and what a start must not import."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import policylint

PACKAGE = Path(policylint.__file__).parent

# A layer may import its own modules and those of the layers before it, at any depth of a function.
LAYERS = [
    ("policylint", "policylint.counting", "policylint.dataclass_", "policylint.nearest", "policylint.path"),
    ("policylint.noting", "policylint.runs", "policylint.shown", "policylint.unknown"),
    ("policylint.finding",),
    ("policylint.data", "policylint.errors", "policylint.git", "policylint.globs", "policylint.remembered"),
    ("policylint.money",),
    ("policylint.documentation", "policylint.members"),
    (
        *("policylint.atomic", "policylint.durations", "policylint.installed", "policylint.processes"),
        "policylint.tables",
    ),
    ("policylint.rule",),
    ("policylint.catalogue",),  # which names the modules of rules, and imports them when it is asked for them
    ("policylint.job",),
    ("policylint.aws", "policylint.identity", "policylint.instance_types", "policylint.known"),
    ("policylint.aws_images",),
    ("policylint.algorithms",),
    ("policylint.examples", "policylint.lint", "policylint.report", "policylint.rule_page"),
    ("policylint.schema",),
    ("policylint.settings",),
    ("policylint.sources",),
    ("policylint.base", "policylint.facts"),
    ("policylint.contract", "policylint.secrets", "policylint.policies", "policylint.cost", "policylint.authored"),
    ("policylint.settings.loading",),  # the configuration file is read as all that people write
    ("policylint.recall",),
    ("policylint.engine",),
    ("policylint.suppressions",),
    ("policylint.ruleset",),
    ("policylint.run", "policylint.memory"),
    # the money model: plain values, filled by `priced` and rendered by `reports`
    ("policylint.reports.costs", "policylint.reports.groups", "policylint.reports.increase"),
    ("policylint.loosened", "policylint.review", "policylint.rule_changes", "policylint.priced"),
    ("policylint.history",),  # past jobs: records, judged and added up
    ("policylint.spark",),
    ("policylint.reports",),
    ("policylint.fixing", "policylint.github"),
    ("policylint.guards",),
    ("policylint.commands",),
    ("policylint.cli", "policylint.__main__"),
]


def modules() -> Iterator[tuple[str, Path]]:
    for file in sorted(PACKAGE.rglob("*.py")):
        parts = [PACKAGE.name, *file.relative_to(PACKAGE).with_suffix("").parts]
        yield ".".join(parts[:-1] if parts[-1] == "__init__" else parts), file


def layer(module: str) -> int:
    own = [
        (len(name), index)
        for index, names in enumerate(LAYERS)
        for name in names
        if module == name or (module.startswith(f"{name}.") and name != "policylint")
    ]
    assert own, f"{module} belongs to no layer: add it to LAYERS"
    return max(own)[1]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


@pytest.mark.parametrize(("module", "file"), list(modules()), ids=[module for module, _ in modules()])
def test_imports_lead_downwards(module: str, file: Path) -> None:
    if module in ("policylint", "policylint.rule"):
        return  # the public names are imported when used; Rule names Job for the type checker alone
    upwards = [name for name in imported(file) if name.startswith("policylint") and layer(name) > layer(module)]
    assert upwards == []


def graph() -> dict[str, set[str]]:
    """Each module and those it imports, at any depth of a function; what the type checker alone imports is left out."""
    known = dict(modules())
    found: dict[str, set[str]] = {}
    for module, file in known.items():
        tree = ast.parse(file.read_text(encoding="utf-8"))
        unseen = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
            for part in node.body
            for inner in ast.walk(part)
        }
        names: set[str] = set()
        for node in ast.walk(tree):
            if id(node) in unseen:
                continue
            if isinstance(node, ast.Import):
                names.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                inner_names = {f"{node.module}.{alias.name}" for alias in node.names}
                names.update(name if name in known else node.module for name in inner_names)
        found[module] = (names & known.keys()) - {module, PACKAGE.name}
    return found


def test_no_modules_import_each_other_in_a_circle() -> None:
    left = graph()
    while free := {module for module, needed in left.items() if not needed & left.keys()}:
        left = {module: needed for module, needed in left.items() if module not in free}
    # what remains needs itself in the end; what only leads to a circle is taken off from the other side
    while ends := {module for module in left if not any(module in needed for needed in left.values())}:
        left = {module: needed for module, needed in left.items() if module not in ends}
    assert left == {}


SLOW = {"yaml", "pydantic", "pathspec", "difflib", "boto3", "botocore", "jmespath", "numba", "numpy", "xml"}
SLOW |= {"platformdirs", "shutil", "tree_sitter", "urllib3"}
MESSAGES = {"policylint.schema.causes", "policylint.schema.first_mismatch", "policylint.schema.patterns"}


def test_checking_a_json_file_imports_nothing_slow(tmp_path: Path) -> None:
    (tmp_path / "job.json").write_bytes((PACKAGE.parent / "examples" / "jobs" / "fraud.asl.json").read_bytes())
    script = (
        "import sys\nfrom policylint.cli import main\ncode = main(['check', 'job.json', '--isolated'])\n"
        f"print(code, sorted({SLOW | MESSAGES!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


@pytest.mark.parametrize("job", ["fraud.asl.json", "churn.json"])
def test_the_cost_of_a_json_file_imports_nothing_of_the_batch_path(job: str, tmp_path: Path) -> None:
    (tmp_path / "job.json").write_bytes((PACKAGE.parent / "examples" / "jobs" / job).read_bytes())
    slow = SLOW | {
        "policylint.contract.channel",
        "policylint.cost.checks",
        "llvmlite",
        "pyarrow",
        "pandas",
        "polars",
        "csv",
        "statistics",
    }
    script = (
        "import sys\nfrom policylint.cli import main\n"
        "code = main(['cost', 'job.json', '--isolated', '--explain', '--as-of', '2026-11-24'])\n"
        f"print(code, sorted({slow!r} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0 []"


def test_importing_the_package_imports_none_of_its_parts() -> None:
    script = "import sys, policylint\nprint([name for name in sys.modules if name.startswith('policylint.')])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_public_names_are_those_listed() -> None:
    assert {name: getattr(policylint, name).__name__ for name in policylint.__all__ if name != "__version__"} == {
        "Blocked": "Blocked",
        "Config": "Config",
        "Estimate": "Estimate",
        "Finding": "Finding",
        "Report": "Report",
        "Severity": "Severity",
        "check": "check",
        "check_table": "check_table",
        "estimate": "estimate",
        "guard": "guard",
        "unguard": "unguard",
    }
