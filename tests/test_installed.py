"""How this policylint was installed, as a workflow of another machine repeats it."""

import json
from importlib.metadata import PackageNotFoundError

import pytest

from policylint import __version__, installed

COMMIT = "1f" * 20


class Distribution:
    def __init__(self, text: str | None) -> None:
        self.text = text

    def read_text(self, name: str) -> str | None:
        assert name == "direct_url.json"
        return self.text


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        pytest.param(None, f"policylint=={__version__}", id="from an index"),
        pytest.param(
            {"url": "https://git.example.com/a/policylint", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"policylint @ git+https://git.example.com/a/policylint@{COMMIT}",
            id="from a repository",
        ),
        pytest.param(
            {"url": "file:///home/a/policylint", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"policylint @ git+{installed.REPOSITORY}@{COMMIT}",
            id="from a clone by its commit",
        ),
        pytest.param(
            {"url": "https://files.example.com/policylint.whl", "archive_info": {"hash": "sha256=0"}},
            "policylint @ https://files.example.com/policylint.whl",
            id="from an archive elsewhere",
        ),
        pytest.param(
            {"url": "file:///tmp/policylint.whl", "archive_info": {}},
            f"policylint @ git+{installed.REPOSITORY}@main",
            id="from an archive here",
        ),
        pytest.param(
            {"url": "file:///home/a/policylint", "dir_info": {"editable": True}},
            f"policylint @ git+{installed.REPOSITORY}@main",
            id="from a folder",
        ),
    ],
)
def test_the_same_is_installed_elsewhere(origin: object, expected: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = None if origin is None else json.dumps(origin)
    monkeypatch.setattr(installed, "distribution", lambda name: Distribution(text))
    assert installed.requirement() == expected


def test_a_checkout_that_nobody_installed_is_a_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(installed, "distribution", missing)
    assert installed.requirement() == f"policylint @ git+{installed.REPOSITORY}@main"
