"""A cold start: the whole process, from nothing to the verdict on one file."""

import compileall
import json
import shutil
import sys
import tempfile
from pathlib import Path

import policylint
from benchmarks.measure import command, medians, table
from benchmarks.requests import typical


def main() -> None:
    compileall.compile_dir(Path(policylint.__file__).parent, quiet=1)  # as pip does when it installs
    with tempfile.TemporaryDirectory() as name:
        job = Path(name) / "one.json"
        job.write_text(json.dumps(typical(), indent=2))
        template = Path(name) / "template.json"
        template.write_text('{"Resources": {"Topic": {"Type": "AWS::SNS::Topic"}}}')
        contenders = {
            "python -c 'import pydantic_core, json'": command(sys.executable, "-c", "import pydantic_core, json"),
            "policylint check one.json": command(sys.executable, "-m", "policylint", "check", "--isolated", str(job)),
        }
        cfn_lint = shutil.which("cfn-lint")
        if cfn_lint:
            contenders["cfn-lint template.json (one resource)"] = command(cfn_lint, str(template))
        seconds = medians(contenders, rounds=15)
        table("cold start", seconds, unit=1e-3, name="ms")
        bare, ours = list(seconds.values())[:2]
        print(f"  allowed: 1.5 x bare + 60 ms = {1.5 * bare * 1e3 + 60:.1f} ms; measured {ours * 1e3:.1f} ms")


if __name__ == "__main__":
    main()
