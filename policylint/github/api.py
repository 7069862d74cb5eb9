"""The little of GitHub's REST and GraphQL APIs that comments need, on the standard library, with retries.

https://docs.github.com/rest/issues/comments
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

from policylint.errors import PolicylintError

API = "https://api.github.com"
_TRIES = 4
_LONGEST_WAIT = 60.0
_TIMEOUT = 30.0


class ApiError(PolicylintError):
    """GitHub refused, or could not be reached. `status` is that of HTTP, 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class _SameHost(HTTPRedirectHandler):
    """Follows no redirect to another host, which would get the token."""

    def redirect_request(
        self, req: Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> Request | None:
        same = urlsplit(newurl).netloc == urlsplit(req.full_url).netloc
        return super().redirect_request(req, fp, code, msg, headers, newurl) if same else None


@dataclass(frozen=True, slots=True)
class Api:
    """GitHub, for the holder of a token.

    `wait` sleeps so many seconds: before another try, twice as long each time, or as long as GitHub asks for.
    """

    token: str
    url: str = API
    wait: Callable[[float], object] = time.sleep

    def get(self, path: str) -> Any:
        """The object at a path.

        Raises:
            ApiError: there is none to be had.
        """
        return self._call("GET", self._address(path), None)[0]

    def pages(self, path: str) -> Iterator[Any]:
        """The objects of a list, over all its pages."""
        address: str | None = self._address(path)
        while address:
            page, headers = self._call("GET", address, None)
            yield from page
            address = self._next(headers.get("Link", ""))

    def post(self, path: str, content: Mapping[str, Any]) -> Any:
        """Make an object. A try whose outcome is not known is not repeated: it may have made one already."""
        return self._call("POST", self._address(path), content)[0]

    def patch(self, path: str, content: Mapping[str, Any]) -> Any:
        """Change an object."""
        return self._call("PATCH", self._address(path), content)[0]

    def delete(self, path: str) -> None:
        """Remove an object; one that is gone already is fine."""
        try:
            self._call("DELETE", self._address(path), None)
        except ApiError as error:
            if error.status != 404:
                raise

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Any:
        """The data that a query or mutation answers with."""
        address = f"{self.url.removesuffix('/v3')}/graphql"
        answer, _ = self._call("POST", address, {"query": query, "variables": variables})
        if answer.get("errors"):
            raise ApiError(f"GitHub answered: {answer['errors'][0].get('message', 'an error without words')}")
        return answer["data"]

    def _address(self, path: str) -> str:
        return f"{self.url}/{path}"

    def _next(self, links: str) -> str | None:
        """The address of the next page, as the Link header has it; never one on another host, which gets no token."""
        for link in links.split(","):
            target, _, relation = link.partition(";")
            address = target.strip(" <>")
            if 'rel="next"' in relation and urlsplit(address).netloc == urlsplit(self.url).netloc:
                return address
        return None

    def _call(self, method: str, address: str, content: Mapping[str, Any] | None) -> tuple[Any, Mapping[str, str]]:
        request = Request(  # noqa: S310 - the scheme is that of the API's own address
            address,
            data=None if content is None else json.dumps(content).encode(),
            method=method,
            headers={
                "Accept": "application/vnd.github+json",
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "User-Agent": "policylint",
                "X-GitHub-Api-Version": "2022-11-28",
            },
        )
        pause = 1.0
        for left in range(_TRIES - 1, -1, -1):
            try:
                with build_opener(_SameHost).open(request, timeout=_TIMEOUT) as answer:
                    text = answer.read()
                    return (json.loads(text) if text else None), dict(answer.headers.items())
            except HTTPError as error:
                with error:
                    asked = _asked_to_wait(error)
                    if not left or (asked is None and (error.code < 500 or method == "POST")):
                        raise ApiError(_words(error, method, address), error.code) from None
                self.wait(min(asked or pause, _LONGEST_WAIT))
            except (URLError, HTTPException, OSError, ValueError) as error:
                if not left or method == "POST":
                    raise ApiError(f"GitHub cannot be reached: {type(error).__name__} at {method} {address}") from None
                self.wait(pause)
            pause *= 2
        raise AssertionError  # the last try returns or raises


def _asked_to_wait(error: HTTPError) -> float | None:
    """How long GitHub asks for patience; None where patience would not help.

    https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    if error.code not in (403, 429):
        return None
    after = error.headers.get("Retry-After", "")
    if after.isdigit():
        return float(after)
    if error.headers.get("X-RateLimit-Remaining") == "0" or error.code == 429:
        reset = error.headers.get("X-RateLimit-Reset", "")
        return max(1.0, float(reset) - time.time()) if reset.isdigit() else 5.0
    return None


def _words(error: HTTPError, method: str, address: str) -> str:
    try:
        reason = json.loads(error.read()).get("message", "")
    except (ValueError, OSError, AttributeError):
        reason = ""
    return f"GitHub refused {method} {address}: {error.code} {reason or error.reason}"
