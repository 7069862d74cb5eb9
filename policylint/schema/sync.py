"""`python -m policylint.schema.sync`: bring the snapshot of the API model up to the newest botocore.

Writes `snapshot.json` and `documentation.json` beside this module, and prints what changed. For developers of
policylint; whoever only uses it has no need of this.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from policylint.schema.diff import changes
from policylint.schema.extract import (
    Model,
    ModelError,
    extract,
    installed_model,
    texts,
    translate_patterns,
    understand,
    wheel_model,
)
from policylint.schema.snapshot import DOCUMENTATION, SNAPSHOT, read

_PURPOSE = "Bring the snapshot of the API model up to the newest botocore that pip offers."


def main(arguments: Sequence[str] | None = None) -> int:
    """Write the snapshot anew; 0 when done, 2 when it could not be (then nothing was written)."""
    parser = argparse.ArgumentParser(prog="python -m policylint.schema.sync", description=_PURPOSE)
    source = parser.add_mutually_exclusive_group()
    source.add_argument("--wheel", type=Path, metavar="FILE", help="take the model from a wheel of botocore")
    source.add_argument("--installed", action="store_true", help="take the model from the botocore that is installed")
    options = parser.parse_args(arguments)
    try:
        model = _model(options.wheel, installed=options.installed)
        understand(model)
        new = extract(model)
        translate_patterns(new)
    except (ModelError, ImportError) as error:
        sys.stderr.write(f"sync: {error}\n")
        return 2
    old = json.loads(SNAPSHOT.read_bytes()) if SNAPSHOT.exists() else None
    SNAPSHOT.write_text(_dump(new), encoding="utf-8")
    DOCUMENTATION.write_text(_dump(texts(model)), encoding="utf-8")
    sys.stdout.write(f"The snapshot is now of botocore {model.botocore}, whose model was packed on {model.date}.\n")
    if old:
        sys.stdout.write(("\n".join(changes(read(old), read(new))) or "No shape changed.") + "\n")
    return 0


def _model(wheel: Path | None, *, installed: bool) -> Model:
    if installed:
        return installed_model()
    if wheel:
        return wheel_model(wheel)
    with TemporaryDirectory() as folder:
        return wheel_model(_download(Path(folder)))


def _download(folder: Path) -> Path:
    """Fetch the newest wheel of botocore that pip offers."""
    found = shutil.which("pip")
    if find_spec("pip"):
        pip = [sys.executable, "-m", "pip"]
    elif found:
        pip = [found]
    else:
        raise ModelError("no pip to fetch botocore with; use --wheel FILE or --installed")
    command = [*pip, "download", "--quiet", "--no-deps", "--only-binary=:all:", "--dest", str(folder), "botocore"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a fixed command
    wheels = list(folder.glob("botocore-*.whl"))
    if ran.returncode or not wheels:
        raise ModelError(f"pip could not fetch botocore: {ran.stderr.strip() or 'it gave no wheel'}")
    return wheels[0]


def _dump(data: Any) -> str:
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    sys.exit(main())
