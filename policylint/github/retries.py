"""Requests to one host over urllib3, tried again where GitHub asks for patience or does not answer.

https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
"""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Any, Self
from urllib.request import getproxies, proxy_bypass

from urllib3 import BaseHTTPResponse, HTTPConnectionPool, PoolManager, ProxyManager, Retry
from urllib3.exceptions import MaxRetryError, ResponseError
from urllib3.util import parse_url

_TRIES = 4
_REDIRECTS = 5
_LONGEST_WAIT = 60.0
_TIMEOUT = 30.0


class Patience(Retry):
    """Which answers are worth another try, and how long to wait for it: 1, 2, 4 seconds, or what GitHub asks for.

    A POST whose outcome is not known is not repeated: it may have made something already. `wait` sleeps for seconds.
    """

    wait: Callable[[float], object] = staticmethod(time.sleep)

    def new(self, **changed: Any) -> Self:
        """The next state; see urllib3."""
        following = super().new(**changed)
        following.wait = self.wait
        return following

    def is_retry(self, method: str, status_code: int, has_retry_after: bool = False) -> bool:
        """Whether an answer may be worth another try; `increment` sees its headers."""
        return status_code in (403, 429) or (status_code >= 500 and method != "POST")

    def increment(
        self,
        method: str | None = None,
        url: str | None = None,
        response: BaseHTTPResponse | None = None,
        error: Exception | None = None,
        _pool: Any = None,
        _stacktrace: TracebackType | None = None,
    ) -> Self:
        """Count a try.

        Raises:
            MaxRetryError: there is no further one; urllib3 then returns the answer, if there was any.
        """
        if response is not None and response.status == 403 and asked_to_wait(response) is None:
            raise MaxRetryError(_pool, url or "", ResponseError("patience would not help"))
        return super().increment(method, url, response, error, _pool, _stacktrace)

    def sleep(self, response: BaseHTTPResponse | None = None) -> None:
        """Wait before the next try."""
        asked = asked_to_wait(response) if response is not None else None
        self.wait(min(asked or 2.0 ** (self._failures() - 1), _LONGEST_WAIT))

    def _failures(self) -> int:
        return sum(entry.redirect_location is None for entry in self.history)


def asked_to_wait(response: BaseHTTPResponse) -> float | None:
    """How many seconds of patience GitHub asks for; None where patience would not help."""
    if response.status not in (403, 429):
        return None
    after = response.headers.get("Retry-After", "")
    if after.isdigit():
        return float(after)
    if response.headers.get("X-RateLimit-Remaining") == "0" or response.status == 429:
        reset = response.headers.get("X-RateLimit-Reset", "")
        return max(1.0, float(reset) - time.time()) if reset.isdigit() else 5.0
    return None


class Host:
    """Requests to the one host of an address; none can reach another.

    Over HTTPS they take the proxy that the environment names (`https_proxy`, `no_proxy`).
    """

    def __init__(self, url: str, wait: Callable[[float], object]) -> None:
        parts = parse_url(url)
        tunnelled = parts.scheme == "https" and not proxy_bypass(parts.netloc or "")
        proxy = getproxies().get("https") if tunnelled else None
        manager = ProxyManager(proxy) if proxy else PoolManager()
        self._pool: HTTPConnectionPool = manager.connection_from_url(url)
        self._retries = Patience(
            None,
            connect=_TRIES - 1,
            read=_TRIES - 1,
            status=_TRIES - 1,
            other=_TRIES - 1,
            redirect=_REDIRECTS,
            allowed_methods={"GET", "PATCH", "DELETE"},
            raise_on_status=False,
        )
        self._retries.wait = wait

    def serves(self, address: str) -> bool:
        """Whether an address is one of this host: the same scheme, name and port."""
        return self._pool.is_same_host(address)

    def request(self, method: str, address: str, headers: dict[str, str], body: bytes | None) -> BaseHTTPResponse:
        """The answer to a request, after the tries that it took.

        Raises:
            HostChangedError: it redirects to another host, which is sent nothing.
            HTTPError: the host cannot be reached, or its answer not be read.
        """
        return self._pool.urlopen(
            method, parse_url(address).request_uri, body=body, headers=headers, retries=self._retries, timeout=_TIMEOUT
        )
