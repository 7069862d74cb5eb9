"""The recipe for Ray Data in docs/audit.md. Not collected with the other tests: `scripts/sdk-tests ray` runs it.

RAY_PYTHON is a Python that has policylint and Ray.
"""

import json
import os
import re
import subprocess
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

import policylint
from tests.history.past import request_of

PAGE = Path(__file__).parent.parent.parent / "docs" / "audit.md"
RECIPE = re.search(r"### Ray Data.*?```python\n(.*?)```", PAGE.read_text("utf-8"), re.DOTALL)
PROGRAM = """
import ray, policylint, pyarrow
ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False)
found = {recipe}
print("rows", [pyarrow.Table.from_pandas(found.to_pandas(), preserve_index=False).to_pylist()])
"""


def test_ray_finds_what_one_table_has(tmp_path: Path) -> None:
    (tmp_path / "requests").mkdir()
    for number in range(3):
        names = [f"churn_{number}", f"churn-{number}"]
        rows = [*(json.dumps(request_of(name)) for name in names), "{broken"]
        pq.write_table(pa.table({"request": rows}), tmp_path / "requests" / f"{number}.parquet")
    expected = policylint.check_table(pq.read_table(tmp_path / "requests")).to_pylist()
    assert RECIPE is not None
    command = [os.environ["RAY_PYTHON"], "-W", "ignore", "-c", PROGRAM.format(recipe=RECIPE[1].strip())]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    [line] = [one for one in done.stdout.splitlines() if one.startswith("rows ")]
    for rule in {one["rule"] for one in expected}:
        assert line.count(repr(rule)) == sum(one["rule"] == rule for one in expected)
