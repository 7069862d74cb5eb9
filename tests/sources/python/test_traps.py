"""Small programs of the kinds that mislead a reader: what is read of each is what it sends when it runs, or unknown.

`traps.txt` has a program after each line `=== name`; `client` is what it sends by.
"""

import json
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from policylint.sources.python.source import program
from tests.sources.python.test_running import calls_by_line, members_agree

HEAD = "import boto3\nclient = boto3.client('sagemaker')\n"
TRAPS = dict(
    block.split("\n", 1) for block in Path(__file__).with_name("traps.txt").read_text("utf-8").split("=== ")[1:]
)
MODULES = {
    "helper_mod": """
CONST = "const"
SHARED = {"A": 1}
_hidden = 1
def make(x):
    return CONST + x
def read():
    return CONST
def set_const(x):
    global CONST
    CONST = x
def touch():
    SHARED["A"] = 7
def change(d):
    d["A"] = 99
""",
    "all_mod": "__all__ = ['PUBLIC']\nPUBLIC = 'p'\nOTHER = 'o'\n",
    "main_mod": "X = 'imported'\nif __name__ == '__main__':\n    X = 'main'\n",
}


def sent_by(text: str, monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, dict[str, Any]]]:
    """What a program sends when it runs, each request with its line."""
    found: list[tuple[int, dict[str, Any]]] = []

    class Recorder:
        def create_training_job(self, **request: Any) -> None:
            plain = json.loads(
                json.dumps(request, default=lambda value: list(value) if isinstance(value, set) else str(value))
            )
            found.append((sys._getframe(1).f_lineno, plain))

    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)
    module = ModuleType("__main__")
    module.__dict__.update(client=Recorder(), __file__="train.py")
    monkeypatch.setitem(sys.modules, "__main__", module)
    try:
        exec(compile("\n" * HEAD.count("\n") + text, "train.py", "exec"), module.__dict__)
    except SystemExit:
        pass
    finally:
        for name in MODULES:
            sys.modules.pop(name, None)
    return found


@pytest.mark.parametrize("name", TRAPS)
def test_nothing_is_read_that_is_not_sent(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for module, content in MODULES.items():
        (tmp_path / f"{module}.py").write_text(content)
    (tmp_path / "pyproject.toml").touch()
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    read = calls_by_line(program(HEAD + TRAPS[name], str(tmp_path / "train.py")))
    sent = sent_by(TRAPS[name], monkeypatch)
    assert sent
    for line, request in sent:
        calls = read.get(line, [])
        assert any(members_agree(call, request, whole=call.more is None) for call in calls), (line, request, calls)
