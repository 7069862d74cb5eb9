"""The guard on botocore's events: what each event means for a call.

`before-parameter-build` comes when all that wanted to change the parameters has done so, if one listens last and at
the root of the event's name, where botocore calls handlers after all more specific ones. Presigned URLs pass it, too.
`before-call` comes with the serialised body: it is compared with what was judged, and judged in its turn if some later
handler changed it. (A body that is not JSON text cannot be compared; SageMaker's protocol has none.) Money is counted
there, since botocore has accepted the parameters by then.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from policylint.aws import role_account
from policylint.guards.call import Call, CallState
from policylint.guards.options import OPERATIONS, SERVICE, GuardOptions

if TYPE_CHECKING:
    from policylint.guards.guard import Guard

_KEY = "policylint"
_ENCODER = json.JSONEncoder(default=lambda value: f"<{type(value).__name__}>", skipkeys=True)
# An attempt that ended so did not reach the service; after any other failure the job may exist.
_NEVER_SENT = frozenset(
    {
        "ConnectTimeoutError",
        "EndpointConnectionError",
        "NoCredentialsError",
        "PartialCredentialsError",
        "ProxyConnectionError",
        "SSLError",
    }
)


@dataclass(slots=True)
class _Kept:
    """What is kept with a call, in botocore's own context of it: one `Call` for each guard that it meets."""

    state: CallState = field(default_factory=CallState)
    calls: "dict[int, tuple[Guard, Call]]" = field(default_factory=dict)


class LazyGuard:
    """A guard that is made when it is first needed: most processes that have one submit nothing."""

    def __init__(self, options: GuardOptions) -> None:
        self._options = options
        self.ended = False
        self.before: LazyGuard | None = None
        self._guard: Guard | None = None

    def get(self) -> "Guard":
        """The guard, made at the first call.

        Raises:
            ImportError: policylint's own dependencies are missing.
        """
        if self._guard is None:
            from policylint.guards.guard import Guard

            self._guard = Guard(self._options)
        return self._guard

    def end(self, before: "LazyGuard | None") -> None:
        """End it; `before` is the guard that it replaced."""
        self.ended, self.before = True, latest_active(before)


def latest_active(guard: LazyGuard | None) -> LazyGuard | None:
    """A guard if it has not ended, else the latest one before it that has not."""
    while guard is not None and guard.ended:
        guard = guard.before
    return guard


class EventHooks:
    """The handlers of botocore's events that call a guard: one object for each emitter that they are registered on.

    They do nothing while `guard` is None. `account` gives the AWS account (twelve digits) of a client's
    credentials, or None where these do not know it.
    """

    def __init__(self, account: Callable[[], str | None] = lambda: None) -> None:
        self.guard: LazyGuard | None = None
        self._account = account

    def handlers(self) -> Mapping[str, Callable[..., None]]:
        """The handlers by event name, to be registered last at the root of each name."""
        return {
            "before-parameter-build": self._parameters,
            "before-call": self._request,
            "response-received": self._attempted,
            "after-call": self._answered,
            "after-call-error": self._failed,
        }

    def _parameters(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        lazy = self.guard
        if lazy is None or model.name not in OPERATIONS or model.service_model.service_id != SERVICE:
            return
        guard, kept = lazy.get(), context.setdefault(_KEY, _Kept())
        call = self._judged(guard, model.name, _written(params), context, kept)
        if context.get("is_presign_request"):
            guard.charge(call)

    def _request(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        lazy = self.guard
        if lazy is None or model.name not in OPERATIONS or model.service_model.service_id != SERVICE:
            return
        guard, kept = lazy.get(), context.setdefault(_KEY, _Kept())
        known = kept.calls.get(id(self))
        sent = _sent(params)
        try:
            if known is None or known[0] is not guard or not (sent is None or _same(known[1].text, sent)):
                call = self._judged(guard, model.name, sent or "null", context, kept)
            else:
                call = known[1]
            guard.charge(call)
        except BaseException:  # also the person who is asked and presses Ctrl-C
            for other, earlier in kept.calls.values():
                other.settle(earlier, created=False)
            raise

    def _attempted(self, parsed_response: Any, exception: Any, context: dict[str, Any], **_: Any) -> None:
        known = _known(context, self)
        if known is None:
            return
        if exception is not None:
            names = {kind.__name__ for kind in type(exception).__mro__}
            known[1].uncertain |= names.isdisjoint(_NEVER_SENT)
        else:
            status = (parsed_response or {}).get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
            known[1].uncertain |= status >= 500

    def _answered(self, http_response: Any, context: dict[str, Any], **_: Any) -> None:
        known = _known(context, self)
        if known is not None:
            known[0].settle(known[1], created=http_response.status_code < 300)

    def _failed(self, context: dict[str, Any], **_: Any) -> None:
        known = _known(context, self)
        if known is not None:
            known[0].settle(known[1], created=False)

    def _judged(self, guard: "Guard", operation: str, text: str, context: dict[str, Any], kept: _Kept) -> Call:
        request = _read(text)
        account = self._account() or role_account(request)
        call = Call(operation, text, kept.state, context.get("client_region"), account)
        kept.calls[id(self)] = (guard, call)
        guard.judge(call, request)
        return call


def _known(context: Mapping[str, Any], hooks: EventHooks) -> "tuple[Guard, Call] | None":
    kept = context.get(_KEY)
    return kept.calls.get(id(hooks)) if isinstance(kept, _Kept) else None


def _written(params: Any) -> str:
    """Parameters as JSON. What JSON cannot say botocore refuses as well; until then its type's name stands for it."""
    try:
        return _ENCODER.encode(params)
    except (ValueError, RecursionError):  # it contains itself
        return "null"


def _read(text: str) -> Any:
    """The request in a text; None where it is not JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _sent(params: Mapping[str, Any]) -> str | None:
    """The body about to be sent, where it is text."""
    body = params.get("body")
    try:
        return body.decode() if isinstance(body, bytes | bytearray) else body if isinstance(body, str) else None
    except UnicodeDecodeError:
        return None


def _same(judged: str, sent: str) -> bool:
    """Whether what is sent is what was judged, be it spaced or ordered otherwise."""
    if judged == sent:
        return True
    try:
        return bool(json.loads(judged) == json.loads(sent))
    except (ValueError, RecursionError):  # not JSON: a protocol in which the body cannot be compared
        return True
