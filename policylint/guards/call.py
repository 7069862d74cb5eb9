"""A call on its way to SageMaker, and what the guards that it meets know of it."""

from dataclasses import field
from typing import TYPE_CHECKING, Any

from policylint.dataclass_ import dataclass
from policylint.guards.options import Objection
from policylint.guards.outcome import Attempt
from policylint.guards.price import Price

if TYPE_CHECKING:
    from policylint.guards.break_glass import BreakGlass
    from policylint.guards.judging import Judged
    from policylint.report import Report


@dataclass(slots=True)
class CallState:
    """What the guards of one call share, so that none counts or asks what another did.

    `counted` holds the entry of each budget (ledger, project) in which the call is counted, `confirmed` whether a
    person said yes.
    """

    counted: dict[tuple[str, str], int] = field(default_factory=dict)
    confirmed: bool = False


@dataclass(slots=True)
class Call:
    """One call as one guard sees it: what is sent, as JSON, what was found, and what was done about it.

    `body` is the body that was judged, as botocore had serialised it. `entry` is its entry in the ledger, until that
    is settled; `attempt` is how far the latest attempt to send it came, and `uncertain` is set once an attempt failed
    in such a way that the job may exist all the same.
    """

    operation: str
    text: str
    state: CallState
    region: str | None = None
    account: str | None = None
    judged: "Judged | None" = None
    objections: list[Objection] = field(default_factory=list)
    price: Price | None = None
    body: Any = None
    entry: int | None = None
    attempt: Attempt = Attempt.NOT_SENT
    uncertain: bool = False
    break_glass: "BreakGlass | None" = None

    @property
    def report(self) -> "Report":
        """What the rules found, if they could be asked."""
        from policylint.guards.judging import NOTHING

        return self.judged.report if self.judged else NOTHING
