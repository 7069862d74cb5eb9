"""Settings: the defaults, the configuration file, the environment and the command line, in rising order of strength.

The file is `policylint.toml`, or `[tool.policylint]` in `pyproject.toml`, the nearest one upwards to the repository's
root. `Config` is a plain dataclass, so that a run without any settings need not import pydantic, which validates the
file where there is one.
"""

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from policylint.dataclass_ import dataclass
from policylint.finding import Severity
from policylint.job import Facts
from policylint.settings.option import STRICT, option

if TYPE_CHECKING:
    from policylint.settings.money import Budget, Expectations, Pricing

DEFAULT_EXCLUDE = (
    ".git",
    ".hg",
    ".svn",
    ".venv",
    "venv",
    "node_modules",
    "__pycache__",
    ".tox",
    ".nox",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".terraform",
    "cdk.out",
)


@dataclass(frozen=True, slots=True)
class FactsFor:
    """What is true of the requests in some files: `[[facts]]`."""

    __pydantic_config__ = STRICT

    files: str = field(metadata={"doc": "A glob, as .gitignore writes them, from the configuration file's folder."})
    environment: str | None = option(None, "The environment, such as prod.")
    region: str | None = option(None, "The AWS Region the request is sent to.")
    account: str | None = option(None, "The 12-digit AWS account the request is sent to.")


@dataclass(frozen=True, slots=True)
class Suppression:
    """Findings that are accepted, with the reason: `[[suppressions]]`."""

    __pydantic_config__ = STRICT

    reason: str = field(metadata={"doc": "Why the finding is accepted. Required."})
    files: str = option("**", "A glob, as .gitignore writes them, from the configuration file's folder.")
    rules: tuple[str, ...] = option((), "Ids, prefixes of ids, or names; empty: any rule.")
    path: str | None = option(None, "A place in the request and all below it, `InputDataConfig[*].ContentType`.")
    fingerprint: str | None = option(None, "One finding's fingerprint, as the JSON report gives it.")


@dataclass(frozen=True, slots=True)
class Config:
    """The settings of a run, under the names of the configuration file (there with hyphens)."""

    __pydantic_config__ = STRICT

    select: tuple[str, ...] = option(("ALL",), "The rules that are on: ids, prefixes of ids, names, or ALL.")
    ignore: tuple[str, ...] = option((), "The rules that are off; where both match, the closer one decides.")
    per_file_ignores: Mapping[str, tuple[str, ...]] = option({}, "Rules that are off in the files that a glob matches.")
    severity: Mapping[str, Severity] = option({}, "Severities by rule: error, warning or note.")
    fail_on: Severity = option(Severity.ERROR, "The least severity that makes the exit code 1.")
    exclude: tuple[str, ...] = option(
        DEFAULT_EXCLUDE, "Files and folders to skip when a folder is searched, as .gitignore writes them."
    )
    extend_exclude: tuple[str, ...] = option((), "More of the same, beside the defaults.")
    respect_gitignore: bool = option(True, "Whether to skip what git ignores when a folder is searched.")
    max_file_size: int = option(64 * 1024 * 1024, "The largest file read whole, and the longest line, in bytes.")
    strict_enums: bool = option(
        False, "Whether a well-formed instance type that the API snapshot does not list is an error."
    )
    environment: str | None = option(None, "The environment of every request, such as prod.")
    region: str | None = option(None, "The AWS Region of every request.")
    account: str | None = option(None, "The AWS account of every request.")
    facts: tuple[FactsFor, ...] = option((), "Environment, Region and account by file.")
    environments: tuple[str, ...] = option((), "The environments that there are; another name is an error. Empty: any.")
    policies: tuple[str, ...] = option(
        (),
        "The policy packs that apply: names of packs that ship or are installed, or paths.",
    )
    policy_params: Mapping[str, Any] = option({}, "Values for the parameters of packs, by name.")
    environment_tag: str | None = option(None, "The tag of a job that states its environment, where nothing else does.")
    strict_unknown: bool = option(
        False, "Whether a policy that cannot judge a job, because a value is not known, is an error."
    )
    strict_sources: bool = option(
        False, "Whether a file that speaks of training jobs and of which no request was read is an error."
    )
    placeholders: tuple[str, ...] = option(
        (), "Regular expressions of your own blanks to fill in, beside the known ones; see docs/sources-unread.md."
    )
    waivers: tuple[str, ...] = option((), "Files of waivers, or folders of them; see docs/policies.md.")
    waive_secrets: bool = option(False, "Whether waivers may accept secrets, too.")
    waiver_max_days: int = option(366, "The most days from today on that a waiver may hold; 0: any number.")
    waiver_approvers: tuple[str, ...] = option(
        ("*@*",),
        "The forms that an approver's name may have, as globs: by default an address or a handle. Empty: any.",
    )
    waiver_reason_words: int = option(
        3, "The least number of different words in a waiver's reason; placeholders such as `todo` do not count."
    )
    waiver_wide: bool = option(
        False, "Whether a waiver may be for a group of rules (`SM2`, `ALL`) without files, jobs or a fingerprint."
    )
    suppressions: tuple[Suppression, ...] = option((), "Findings that are accepted, each with its reason.")
    baseline: str | None = option(None, "A file of existing findings, as `policylint baseline` writes it.")
    output_format: str = option("text", "How findings are reported.")
    secret_false_alarms: float = option(
        1.0,
        "How many random-looking strings that are not secrets to accept per thousand requests; 0: don't look for any.",
    )
    secret_detectors: tuple[str, ...] = option((), "YAML files of your own detectors; see docs/secrets.md.")
    allowed_secrets: Mapping[str, str] = option({}, "Fingerprints of secrets that are accepted, each with the reason.")
    fingerprint_key: str | None = option(
        None, "What fingerprints of secrets are keyed with; best given as POLICYLINT_FINGERPRINT_KEY."
    )
    pricing: "Pricing | None" = option(None, "At what prices jobs are costed; see docs/cost.md.")
    cost: "Expectations | None" = option(None, "What is expected of jobs, for what they likely cost.")
    budgets: "tuple[Budget, ...]" = option((), "What jobs may cost, each and together.")


@dataclass(frozen=True, slots=True)
class Settings:
    """A configuration and where each of its values came from."""

    config: Config = field(default_factory=Config)
    origins: Mapping[str, str] = field(default_factory=dict)
    root: Path = field(default_factory=Path.cwd)
    file: Path | None = None

    def facts(self, *, from_file: bool) -> Facts:
        """The facts stated for every request: by the configuration file, or by the stronger words of this run."""
        config, here = self.config, str(self.file)
        stated = {name: getattr(config, name) for name in ("environment", "region", "account")}
        return Facts(**{name: value for name, value in stated.items() if (self.origins.get(name) == here) is from_file})
