"""What documents hold: the registry of kinds, asked in order.

Adding a kind is adding a module here that satisfies `policylint.sources.document.Kind`, and its line below. Those
that wrap requests in something else come before the bare requests, which they may look like.
"""

from collections.abc import Iterator

from policylint.job import Facts, Job
from policylint.sources.document import Document, Kind
from policylint.sources.kinds.ack import CustomResource
from policylint.sources.kinds.asl import StateMachine
from policylint.sources.kinds.bare import Requests, Training, Tuning
from policylint.sources.kinds.cloudformation import Template
from policylint.sources.kinds.pipeline import Pipeline
from policylint.sources.kinds.templates import marked
from policylint.sources.kinds.terraform import Plan
from policylint.unknown import may_hold_templates

KINDS: tuple[Kind, ...] = (
    StateMachine(),
    CustomResource(),
    Template(),
    Plan(),
    Pipeline(),
    Tuning(),
    Training(),
    Requests(),
)


def jobs(document: Document) -> tuple[Kind, Iterator[tuple[Job, Facts]]] | None:
    """A document's kind and the jobs in it, template expressions being unknown; None if it holds no requests."""
    for kind in KINDS:
        if kind.recognises(document.value):
            found = kind.jobs(document.value)
            return kind, marked(found) if may_hold_templates(document.text) else found
    return None
