"""How this policylint was installed, as a requirement that installs the same on another machine."""

import json
from importlib.metadata import PackageNotFoundError, distribution
from typing import Any

from policylint import __version__

REPOSITORY = "https://github.com/policylint/policylint"


def requirement() -> str:
    """What `pip install` takes: the version, or the commit or archive that this one came from (PEP 610).

    An installation from a folder cannot be repeated elsewhere: the repository's `main` stands for it.
    """
    origin = _origin()
    url = str(origin.get("url", ""))
    elsewhere = url.startswith(("https://", "ssh://"))
    if "vcs_info" in origin:
        vcs = origin["vcs_info"]
        return f"policylint @ {vcs['vcs']}+{url if elsewhere else REPOSITORY}@{vcs['commit_id']}"
    if "archive_info" in origin and elsewhere:
        return f"policylint @ {url}"
    return f"policylint @ git+{REPOSITORY}@main" if origin else f"policylint=={__version__}"


def _origin() -> dict[str, Any]:
    try:
        text = distribution("policylint").read_text("direct_url.json")
    except PackageNotFoundError:
        return {"url": ""}  # run from a checkout, which is a folder
    return json.loads(text) if text else {}
