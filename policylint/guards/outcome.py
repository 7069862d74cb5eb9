"""What an attempt to send came to: created, refused, or perhaps created. Only proof that nothing arrived is believed.

The proof is a status that refuses, or a failure before the first byte of the request left: no name resolved, no
connection made, no certificate trusted. A failure of TLS may come after the request was read: it proves nothing.
"""

import ssl
from enum import Enum
from typing import Any

_REFUSED = range(400, 500)
_TIMED_OUT = 408
"""A status that a proxy gives as well, about a request that it may have sent on."""

# Raised before a connection stands, by their names: botocore may not be there to import them from.
_UNCONNECTED = frozenset({"ConnectTimeoutError", "EndpointConnectionError"})
_UNCONNECTED_URLLIB3 = frozenset({"NewConnectionError", "ConnectTimeoutError", "NameResolutionError"})
# Raised before anything is sent: by the guard itself, or for want of credentials.
_UNSENT = frozenset({"Blocked", "NoCredentialsError", "PartialCredentialsError"})


class Attempt(Enum):
    """How far the latest attempt to send a call has come."""

    NOT_SENT = "not sent"
    ABOUT_TO_LEAVE = "about to leave"
    LEFT = "left"
    REFUSED = "refused"
    CREATED = "created"


def of_attempt(parsed: Any, exception: BaseException | None, before: Attempt) -> tuple[Attempt, bool]:
    """What an attempt came to, and whether it may have created something all the same.

    `parsed` is the response as botocore read it, `before` how far the attempt had come.
    """
    if exception is not None:
        possible = before is Attempt.LEFT and not never_arrived(exception)
        return (Attempt.LEFT if possible else Attempt.NOT_SENT), possible
    status = ((parsed or {}).get("ResponseMetadata") or {}).get("HTTPStatusCode", 0)
    if 200 <= status < 300:
        return Attempt.CREATED, False
    if status in _REFUSED and status != _TIMED_OUT:
        return Attempt.REFUSED, False
    return Attempt.LEFT, True


def never_arrived(error: BaseException) -> bool:
    """Whether a failure proves that the request did not arrive."""
    names = {kind.__name__ for kind in type(error).__mro__}
    if names & _UNSENT or names & _UNCONNECTED:
        return True
    cause = getattr(error, "kwargs", {}).get("error")
    if "SSLError" in names:
        return _untrusted(cause)
    if "ProxyConnectionError" in names:
        original = getattr(cause, "original_error", None)
        return bool({kind.__name__ for kind in type(original).__mro__} & _UNCONNECTED_URLLIB3)
    return False


def _untrusted(error: Any) -> bool:
    """Whether it was this side that refused the other's certificate, which it does before it sends anything."""
    seen: list[Any] = []
    while isinstance(error, BaseException) and error not in seen:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        seen.append(error)
        error = next((one for one in error.args if isinstance(one, BaseException)), error.__cause__)
    return False
