"""The part of GitHub's REST and GraphQL APIs that comments need.

https://docs.github.com/rest/issues/comments
"""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

    from policylint.github.retries import Host

from policylint.errors import PolicylintError

API = "https://api.github.com"


class ApiError(PolicylintError):
    """GitHub refused, or could not be reached. `status` is that of HTTP, 0 without an answer."""

    def __init__(self, message: str, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


class Api:
    """GitHub, for the holder of a token, which is sent to the host of `url` alone.

    `wait` sleeps so many seconds: before another try, twice as long each time, or as long as GitHub asks for.
    """

    def __init__(self, token: str, url: str = API, wait: Callable[[float], object] = time.sleep) -> None:
        self.url = url
        self._wait = wait
        self._headers = {
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {token}",
            "Content-Type": "application/json",
            "User-Agent": "policylint",
            "X-GitHub-Api-Version": "2022-11-28",
        }

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

    @cached_property
    def _host(self) -> "Host":
        try:
            from policylint.github.retries import Host
        except ImportError:
            raise ApiError("comments need urllib3 2: pip install 'policylint[github]'") from None
        return Host(self.url, self._wait)

    def _next(self, links: str) -> str | None:
        """The address of the next page, as the Link header has it; None where it is on another host."""
        for link in links.split(","):
            target, _, relation = link.partition(";")
            address = target.strip(" <>")
            if 'rel="next"' in relation and self._host.serves(address):
                return address
        return None

    def _call(self, method: str, address: str, content: Mapping[str, Any] | None) -> tuple[Any, Mapping[str, str]]:
        host = self._host
        from urllib3.exceptions import HostChangedError, HTTPError, MaxRetryError

        body = None if content is None else json.dumps(content).encode()
        try:
            answer = host.request(method, address, self._headers, body)
        except HostChangedError:
            raise ApiError(f"GitHub redirects {method} {address} to another host, which gets no token") from None
        except (HTTPError, OSError, ValueError) as error:  # ValueError: a token that no header can hold
            reason = error.reason if isinstance(error, MaxRetryError) and error.reason else error
            raise ApiError(f"GitHub cannot be reached: {type(reason).__name__} at {method} {address}") from None
        if not 200 <= answer.status < 300:
            raise ApiError(_refusal(answer, method, address), answer.status)
        return _content(answer, method, address), answer.headers


def _content(answer: "BaseHTTPResponse", method: str, address: str) -> Any:
    try:
        return json.loads(answer.data) if answer.data else None
    except ValueError:
        raise ApiError(f"GitHub answered {method} {address} with something that is not JSON", answer.status) from None


def _refusal(answer: "BaseHTTPResponse", method: str, address: str) -> str:
    try:
        reason = json.loads(answer.data).get("message", "")
    except (ValueError, AttributeError):
        reason = ""
    return f"GitHub refused {method} {address}: {answer.status} {reason or answer.reason}"
