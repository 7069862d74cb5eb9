"""Baselines: findings that were there when a team adopted policylint, counted by fingerprint."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import field
from pathlib import Path
from typing import Any

from policylint.dataclass_ import dataclass
from policylint.finding import Finding, ShownFinding
from policylint.lint import UNUSED_BASELINE_ENTRY
from policylint.report import Suppressed
from policylint.settings.option import ConfigError
from policylint.shown import own, renders

BASELINE_VERSION = 1


@dataclass(slots=True)
class Baseline:
    """Findings that were there when a team adopted policylint: counted by fingerprint, without lines or times."""

    file: str = ""
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)

    @classmethod
    def read(cls, file: Path) -> "Baseline":
        """Read a baseline file.

        Raises:
            ConfigError: it cannot be read or is not a baseline.
        """
        try:
            data = json.loads(file.read_text(encoding="utf-8"))
            entries = {str(entry["fingerprint"]): entry for entry in data["findings"]}
            left = Counter({key: int(entry.get("count", 1)) for key, entry in entries.items()})
            version = data["version"]
        except OSError as error:
            raise ConfigError(f"{file}: the baseline cannot be read: {error.strerror}") from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigError(f"{file}: is not a baseline; write one with `policylint baseline`") from error
        if version != BASELINE_VERSION:
            raise ConfigError(f"{file}: is a baseline of version {version}; this policylint reads {BASELINE_VERSION}")
        return cls(str(file), entries, left)

    def whole(self) -> "Baseline":
        """The same baseline with nothing of it met yet."""
        left = Counter({key: int(entry.get("count", 1)) for key, entry in self.entries.items()})
        return Baseline(self.file, self.entries, left)

    def accepts(self, finding: ShownFinding) -> Suppressed | None:
        """The acceptance of a finding, as often as the baseline counts it."""
        if self.left[finding.fingerprint] <= 0:
            return None
        self.left[finding.fingerprint] -= 1
        return Suppressed(finding, "external", own("in the baseline"))

    def unused(self, judged: set[str]) -> Iterator[Finding]:
        """A note for each entry about a judged file that is fixed: the baseline can shrink."""
        for key, entry in self.entries.items():
            if self.left[key] == int(entry.get("count", 1)) and entry.get("file") in judged:
                message = f"{entry.get('rule')} at {entry.get('path') or 'the request'} of {entry.get('file')} is gone"
                yield Finding.about_file(self.file, message, UNUSED_BASELINE_ENTRY.id)


@renders
def write_baseline(findings: Iterable[ShownFinding]) -> str:
    """The text of a baseline that accepts the given findings: sorted, so that it merges well."""
    counts = Counter(finding.fingerprint for finding in findings)
    entries = {
        finding.fingerprint: {
            "rule": finding.rule,
            "file": Path(finding.file).as_posix(),
            "job": finding.job,
            "path": finding.path,
            "fingerprint": finding.fingerprint,
            "count": counts[finding.fingerprint],
        }
        for finding in findings
    }
    ordered = sorted(entries.values(), key=lambda e: (e["file"], e["job"], e["path"], e["rule"]))
    return json.dumps({"version": BASELINE_VERSION, "findings": ordered}, indent=2) + "\n"
