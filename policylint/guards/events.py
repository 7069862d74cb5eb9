"""The guard on botocore's events: what each event means for a call.

`before-parameter-build` comes when all that wanted to change the parameters has done so, if one listens last and at
the root of the event's name, where botocore calls handlers after all more specific ones. Presigned URLs pass it, too.
`before-call` comes with the serialised body: it is compared with what was judged, and judged in its turn if some later
handler changed it. Money is counted there, since botocore has accepted the parameters by then. `before-send` comes
with what will leave: what is not as it was judged does not. It is heard first and last, since a handler there may send
the request by itself. botocore calls the handlers of wildcards before all others, in which order no document promises:
tests hold it.
"""

from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import field
from typing import TYPE_CHECKING, Any, Literal

from policylint.aws import role_account
from policylint.dataclass_ import dataclass
from policylint.guards import outcome, wire
from policylint.guards.call import Call, CallState
from policylint.guards.known import TELLING, learn
from policylint.guards.operations import OPERATIONS, SERVICES, Operation
from policylint.guards.options import Objection
from policylint.guards.placement import LazyGuard, Placement

if TYPE_CHECKING:
    from policylint.guards.guard import Guard

_KEY, _ASKED = "policylint", "policylint asked for"
_NAMES = tuple(f"{operation.event}.{operation.name}" for operation in OPERATIONS.values())


@dataclass(slots=True)
class _Kept:
    """What is kept with a call, in botocore's own context of it: one `Call` for each guard that it meets."""

    operation: Operation
    state: CallState = field(default_factory=CallState)
    calls: "dict[LazyGuard, tuple[Guard, Call, EventHooks]]" = field(default_factory=dict)


_on_its_way: ContextVar[_Kept | None] = ContextVar("policylint_call_on_its_way", default=None)
"""The call of this thread or task that `before-call` saw last: `before-send` has no context of its own."""


class EventHooks(Placement):
    """The handlers of botocore's events that call guards: one object for each emitter that they are registered on.

    They do nothing where no guard is placed. `account` gives the AWS account (twelve digits) of a client's
    credentials, or None where these do not know it.
    """

    def __init__(self, account: Callable[[], str | None] = lambda: None) -> None:
        super().__init__()
        self._account = account

    def handlers(self) -> Iterator[tuple[Literal["first", "last"], str, Callable[..., None]]]:
        """The handlers, each with the event that it is registered for and whether to be called first or last."""
        yield "last", "before-parameter-build", self._parameters
        yield "last", "before-call", self._request
        yield "first", "before-send.*.*", self._leaving
        yield "last", "before-send", self._left
        for name in _NAMES:  # by name, so that no other operation's call takes longer
            yield "first", f"response-received.{name}", self._attempted
            yield "first", f"after-call.{name}", self._answered
            yield "first", f"after-call-error.{name}", self._failed
        for name in TELLING:
            yield "last", f"before-parameter-build.{name}", self._asked_for
            yield "first", f"after-call.{name}", self._told

    def _parameters(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        operation = OPERATIONS.get(model.name)
        if operation is None or not self.placed or model.service_model.service_id != operation.service:
            return
        text = wire.written(params)
        for lazy in self.active():
            guard, call = self._judged(lazy, operation, text, context)
            if context.get("is_presign_request"):
                guard.charge(call)

    def _request(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        operation = OPERATIONS.get(model.name)
        if operation is None or not self.placed or model.service_model.service_id != operation.service:
            return
        kept = _kept(context, operation)
        _on_its_way.set(kept)
        body = params.get("body")
        try:
            for lazy in self.active():
                guard, call = self._as_sent(lazy, body, model, context, kept)
                call.body = body
                guard.charge(call)
        except BaseException:  # also the person who is asked and presses Ctrl-C
            for other, earlier, _hooks in kept.calls.values():
                other.settle(earlier)
            raise

    def _as_sent(
        self, lazy: LazyGuard, body: Any, model: Any, context: dict[str, Any], kept: _Kept
    ) -> "tuple[Guard, Call]":
        """The judged call, judged anew if its body is not what was judged."""
        known = kept.calls.get(lazy)
        text = known[1].text if known else "null"
        try:
            request = wire.sent(text, body, model)
        except wire.UnreadableBodyError as error:
            guard, call = known[:2] if known else self._judged(lazy, kept.operation, text, context)
            guard.object(call, Objection("undecidable", f"its body {error}", unjudged=True), charged=False)
            return guard, call
        if known is None or request is not None:
            return self._judged(lazy, kept.operation, wire.written(request), context)
        return known[:2]

    def _leaving(self, request: Any, event_name: str, **_: Any) -> None:
        if not self.placed:
            return
        service, name, called = wire.named(event_name)
        if service not in SERVICES:
            return
        asked = wire.asked(request, service, called)
        if asked is not called:
            what = (
                f"the request of a call to {name} asks for {asked.name if asked else 'another operation'} as it leaves"
            )
            self._object_unjudged(asked or OPERATIONS[name], what)
        elif called is not None:
            self._check_leaving(request, called)

    def _left(self, request: Any, event_name: str, **_: Any) -> None:
        if wire.named(event_name)[2] is not None:
            self._leaving(request, event_name)

    def _check_leaving(self, request: Any, operation: Operation) -> None:
        """Let go what was judged, with the body that was judged."""
        kept = _on_its_way.get()
        if kept is None or kept.operation is not operation:
            self._object_unjudged(operation, "its parameters passed this guard by")
        else:
            for guard, call, hooks in list(kept.calls.values()):
                if hooks is not self:
                    continue
                call.attempt = outcome.Attempt.ABOUT_TO_LEAVE
                if not wire.unchanged(call.body, request.body):
                    what = "what is about to be sent is not what was judged: a handler changed it afterwards"
                    guard.object(call, Objection("undecidable", what, unjudged=True), charged=True)
                    call.body = request.body  # said once
                call.attempt = outcome.Attempt.LEFT

    def _object_unjudged(self, operation: Operation, what: str) -> None:
        for lazy in self.active():
            call = Call(operation.name, "null", CallState())
            lazy.get().object(call, Objection("undecidable", what, unjudged=True), charged=True)

    def _attempted(self, parsed_response: Any, exception: Any, context: dict[str, Any], **_: Any) -> None:
        for _guard, call in self._calls(context):
            call.attempt, possible = outcome.of_attempt(parsed_response, exception, call.attempt)
            call.uncertain |= possible

    def _answered(self, context: dict[str, Any], parsed: Any, **_: Any) -> None:
        calls = self._calls(context)
        for guard, call in calls:
            guard.settle(call)
        if calls and calls[0][1].attempt is outcome.Attempt.CREATED:
            call = calls[0][1]
            learn(call.operation, wire.read(call.text), parsed, call.region)

    def _failed(self, context: dict[str, Any], **_: Any) -> None:
        for guard, call in self._calls(context):
            guard.settle(call)

    def _asked_for(self, params: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        if self.placed:
            context[_ASKED] = wire.read(wire.written(params))

    def _told(self, parsed: Any, model: Any, context: dict[str, Any], **_: Any) -> None:
        if _ASKED in context:
            learn(model.name, context[_ASKED], parsed, context.get("client_region"))

    def _calls(self, context: Mapping[str, Any]) -> "list[tuple[Guard, Call]]":
        kept = context.get(_KEY)
        if not isinstance(kept, _Kept):
            return []
        return [(guard, call) for guard, call, hooks in kept.calls.values() if hooks is self]

    def _judged(
        self, lazy: LazyGuard, operation: Operation, text: str, context: dict[str, Any]
    ) -> "tuple[Guard, Call]":
        kept = _kept(context, operation)
        guard, request = lazy.get(), wire.read(text)
        account = self._account() or role_account(request)
        call = Call(operation.name, text, kept.state, context.get("client_region"), account)
        kept.calls[lazy] = (guard, call, self)
        guard.judge(call, request)
        return guard, call


def _kept(context: dict[str, Any], operation: Operation) -> _Kept:
    kept: _Kept | None = context.get(_KEY)
    if kept is None:
        kept = context[_KEY] = _Kept(operation)
    return kept
