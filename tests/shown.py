"""Findings for reports that are made by hand: as the gate would let them pass, with whatever text a test needs."""

from dataclasses import fields
from typing import Any

from policylint.finding import Finding, Related, ShownFinding, ShownRelated
from policylint.shown import Shown


def as_shown(finding: Finding) -> ShownFinding:
    """The same finding, its text taken for shown as it is."""
    members: dict[str, Any] = {member.name: getattr(finding, member.name) for member in fields(finding)}
    return ShownFinding(**members | {"related": tuple(map(_related, finding.related))})


def _related(related: Related) -> ShownRelated:
    return ShownRelated(Shown(related.message), related.position)
