import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.loaders import JSONFileLoader

import policylint
from tests.guard.server import Server


@pytest.fixture(scope="session", autouse=True)
def models_read_once() -> Iterator[None]:
    """botocore reads and parses its JSON files anew for each session, which was most of what a client costs."""
    read, parsed = JSONFileLoader.load_file, dict[str, Any]()

    def load_file(self: JSONFileLoader, path: str) -> Any:
        if path not in parsed:
            parsed[path] = read(self, path)
        return parsed[path]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(JSONFileLoader, "load_file", load_file)
        yield


@pytest.fixture(scope="session")
def running() -> Iterator[Server]:
    with Server().running() as server:
        yield server


@pytest.fixture
def server(running: Server) -> Server:
    """The server with a fresh record."""
    running.requests.clear()
    running.failures.clear()
    return running


@pytest.fixture(autouse=True)
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No guard, no setting and no state from elsewhere, and none left behind."""
    for name in [name for name in os.environ if name.startswith(("POLICYLINT_", "AWS_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "no-aws-config"))
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.chdir(tmp_path)
    yield
    policylint.unguard()
