"""As much of GitHub as comments need: a real HTTP server on this machine that answers as GitHub is documented to."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BOT = "github-actions[bot]"
TOKEN = "t0ken"


@dataclass
class GitHub:
    """The state: comments of pull request 7 of acme/ml, and what has been asked for.

    `trouble` are answers to give before any real one: status, headers, body. `login` is whom the token is; None: a
    workflow's token, which may not ask. `app` is the app whose token it is, which may ask GraphQL alone. `read_only`:
    the token of a pull request from a fork.
    """

    url: str = ""
    comments: list[dict[str, Any]] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    trouble: list[tuple[int, dict[str, str], Any]] = field(default_factory=list)
    login: str | None = None
    app: str | None = None
    read_only: bool = False
    per_page: int = 100
    head: str = "c0ffee"
    made: int = 0

    def add(self, body: str, author: str = BOT) -> dict[str, Any]:
        self.made += 1
        comment = {
            "id": self.made,
            "node_id": f"IC_{self.made}",
            "body": body,
            "user": {"login": author},
            "html_url": f"https://github.example/acme/ml/pull/7#issuecomment-{self.made}",
        }
        self.comments.append(comment)
        return comment

    def bodies(self) -> list[str]:
        return [comment["body"] for comment in self.comments]


@contextmanager
def github() -> Iterator[GitHub]:
    """The server, until the end of the block."""
    state = GitHub()

    class Handler(_Handler):
        github = state

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield state
        finally:
            server.shutdown()
            thread.join()


class _Handler(BaseHTTPRequestHandler):
    github: GitHub

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def _handle(self) -> None:
        state, (path, query) = self.github, (urlsplit(self.path).path, parse_qs(urlsplit(self.path).query))
        length = int(self.headers.get("Content-Length") or 0)
        sent = json.loads(self.rfile.read(length)) if length else {}
        state.asked.append(f"{self.command} {path}")
        if state.trouble:
            self._answer(*state.trouble.pop(0))
        elif self.headers["Authorization"] != f"Bearer {TOKEN}":
            self._answer(401, {}, {"message": "Bad credentials"})
        elif state.read_only and self.command != "GET":
            self._answer(403, {}, {"message": "Resource not accessible by integration"})
        else:
            self._answer(*self._route(path, query, sent))

    do_GET = do_POST = do_PATCH = do_DELETE = do_CONNECT = _handle

    def _route(self, path: str, query: dict[str, list[str]], sent: dict[str, Any]) -> tuple[int, dict[str, str], Any]:
        state, (command, parts) = self.github, (self.command, path.strip("/").split("/"))
        comment = next((one for one in state.comments if parts[-2:] == ["comments", str(one["id"])]), None)
        if path == "/user":
            return (
                (200, {}, {"login": state.login}) if state.login else (403, {}, {"message": "Resource not accessible"})
            )
        if path == "/repos/acme/ml/pulls/7":
            return 200, {}, {"head": {"sha": state.head}}
        if path == "/repos/acme/ml/issues/7/comments" and command == "GET":
            page = int(query.get("page", ["1"])[0])
            size = min(state.per_page, int(query["per_page"][0]))
            following = f'<{state.url}{path}?per_page={size}&page={page + 1}>; rel="next"'
            links = {"Link": following} if page * size < len(state.comments) else {}
            return 200, links, state.comments[(page - 1) * size : page * size]
        if path == "/repos/acme/ml/issues/7/comments" and command == "POST":
            return 201, {}, state.add(sent["body"])
        if comment and command == "PATCH":
            comment["body"] = sent["body"]
            return 200, {}, comment
        if comment and command == "DELETE":
            state.comments.remove(comment)
            return 204, {}, None
        if path == "/graphql" and "minimizeComment" in sent["query"]:
            state.hidden.append(sent["variables"]["id"])
            return 200, {}, {"data": {"minimizeComment": {"clientMutationId": None}}}
        if path == "/graphql" and "viewer" in sent["query"] and state.app:
            return 200, {}, {"data": {"viewer": {"login": state.app}}}
        return 404, {}, {"message": "Not Found"}

    def _answer(self, status: int, headers: dict[str, str], content: Any) -> None:
        self.send_response(status)
        body = b"" if content is None else content if isinstance(content, bytes) else json.dumps(content).encode()
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
