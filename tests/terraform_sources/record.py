"""Records what Terraform itself makes of expressions and configurations: `python -m tests.terraform_sources.record`.

It needs `terraform` on the PATH, and no provider. To add an expression, give it `null` in `recorded/expressions.json`,
a configuration by a folder in `recorded/`, and run this.
"""

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RECORDED = Path(__file__).parent / "recorded"
EXPRESSIONS = RECORDED / "expressions.json"
PLANNED = "planned.json"
_AT_ONCE = 200
_REFUSED = "refused"  # no JSON


def configurations() -> list[Path]:
    """The folders with a configuration each."""
    return sorted(folder for folder in RECORDED.iterdir() if folder.is_dir())


def main() -> None:
    recorded = json.loads(EXPRESSIONS.read_text())
    recorded["terraform"] = json.loads(_run(Path(), "version", "-json"))["terraform_version"]
    expressions = list(recorded["expressions"])
    for start in range(0, len(expressions), _AT_ONCE):
        recorded["expressions"] |= _evaluated(expressions[start : start + _AT_ONCE])
    EXPRESSIONS.write_text(json.dumps(recorded, indent=0, ensure_ascii=False) + "\n")
    for folder in configurations():
        (folder / PLANNED).write_text(json.dumps(_planned(folder), indent=1, sort_keys=True) + "\n")


def _evaluated(expressions: list[str]) -> Mapping[str, str | None]:
    """The text of each expression's value in JSON; None where Terraform refuses it."""
    value = 'value = try(jsonencode({}\n), "' + _REFUSED + '")'
    text = "".join(f'output "o{n}" {{\n{value.format(one)}\n}}\n' for n, one in enumerate(expressions))
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "main.tf").write_bytes(text.encode())
        try:
            outputs = _plan(Path(folder)).get("outputs", {})
        except subprocess.CalledProcessError:
            if len(expressions) == 1:
                return {expressions[0]: None}
            half = len(expressions) // 2
            return {**_evaluated(expressions[:half]), **_evaluated(expressions[half:])}
    found = {one: outputs[f"o{n}"].get("value") for n, one in enumerate(expressions)}
    return {one: None if text == _REFUSED else text for one, text in found.items()}


def _planned(configuration: Path) -> dict[str, Any]:
    """What each instance of `terraform_data` is planned to have as input, by its address."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "module"
        shutil.copytree(configuration, copy)
        resources = _plan(copy)["root_module"]["resources"]
    return {one["address"]: one["values"].get("input") for one in resources}


def _plan(folder: Path) -> Any:
    _run(folder, "init", "-input=false")
    _run(folder, "plan", "-input=false", "-out=plan")
    return json.loads(_run(folder, "show", "-json", "plan"))["planned_values"]


def _run(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["terraform", *arguments], cwd=folder, check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    main()
