"""Comments on a pull request, against a GitHub of our own over real HTTP."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from policylint.github.api import Api, ApiError
from policylint.github.comments import BEHAVIOURS, marker, publish
from tests.cli import Outcome, policylint
from tests.github.server import BOT, TOKEN, GitHub, github


@pytest.fixture
def hub() -> Iterator[GitHub]:
    with github() as state:
        yield state


@pytest.fixture
def waited() -> list[float]:
    return []


@pytest.fixture
def api(hub: GitHub, waited: list[float]) -> Api:
    return Api(TOKEN, hub.url, waited.append)


FIRST = "<!-- policylint -->"


@pytest.mark.parametrize(
    ("behaviour", "bodies", "hidden"),
    [
        pytest.param("update", ["hello", f"{FIRST}\nnew"], [], id="update"),
        pytest.param("new", ["hello", f"{FIRST}\nold", f"{FIRST}\nnew"], [], id="new"),
        pytest.param("delete-and-new", ["hello", f"{FIRST}\nnew"], [], id="delete"),
        pytest.param("hide-and-new", ["hello", f"{FIRST}\nold", f"{FIRST}\nnew"], ["IC_2"], id="hide"),
    ],
)
def test_what_becomes_of_the_last_comment(
    hub: GitHub, api: Api, behaviour: str, bodies: list[str], hidden: list[str]
) -> None:
    hub.add("hello")
    publish(api, "acme/ml", 7, "old", behaviour=behaviour)
    address = publish(api, "acme/ml", 7, "new", behaviour=behaviour)
    assert (hub.bodies(), hub.hidden) == (bodies, hidden)
    assert address == hub.comments[-1]["html_url"]


@pytest.mark.parametrize("behaviour", BEHAVIOURS)
def test_the_first_comment_is_made_whatever_the_behaviour(hub: GitHub, api: Api, behaviour: str) -> None:
    publish(api, "acme/ml", 7, "text", behaviour=behaviour)
    assert hub.bodies() == [f"{FIRST}\ntext"]


def test_a_comment_that_would_stay_the_same_is_left_alone(hub: GitHub, api: Api) -> None:
    first = publish(api, "acme/ml", 7, "text")
    assert publish(api, "acme/ml", 7, "text") == first
    assert not any(asked.startswith("PATCH") for asked in hub.asked)


def test_tags_keep_comments_apart(hub: GitHub, api: Api) -> None:
    for tag in ("", "prod", "prod 2"):
        publish(api, "acme/ml", 7, "old", tag=tag)
    publish(api, "acme/ml", 7, "new", tag="prod")
    assert hub.bodies() == [f"{FIRST}\nold", "<!-- policylint prod -->\nnew", "<!-- policylint prod 2 -->\nold"]


@pytest.mark.parametrize("tag", ["--> <b>", "a\nb", "x" * 65, "a--b", "é\u202e"])
def test_a_tag_that_would_show_is_refused(tag: str) -> None:
    with pytest.raises(ValueError, match="the tag "):
        marker(tag)


@pytest.mark.parametrize(
    ("login", "app", "ours"),
    [(None, None, BOT), ("octo-bot", None, "octo-bot"), (None, "acme-review[bot]", "acme-review[bot]")],
)
def test_what_others_wrote_is_never_touched(
    hub: GitHub, api: Api, login: str | None, app: str | None, ours: str
) -> None:
    hub.login, hub.app = login, app
    hub.add(f"{FIRST}\nfrom a mischievous visitor", author="mallory")
    hub.add(f"we quote {FIRST}", author=ours)
    mine = hub.add(f"{FIRST}\r\nold", author=ours)
    publish(api, "acme/ml", 7, "new", behaviour="update")
    assert mine["body"] == f"{FIRST}\nnew"
    publish(api, "acme/ml", 7, "newer", behaviour="delete-and-new")
    assert len(hub.comments) == 3
    assert hub.comments[0]["user"]["login"] == "mallory"


def test_the_comment_is_found_on_any_page(hub: GitHub, api: Api) -> None:
    hub.per_page = 3
    for number in range(8):
        hub.add(f"comment {number}")
    mine = hub.add(f"{FIRST}\nold")
    hub.add("the last word")
    publish(api, "acme/ml", 7, "new")
    assert mine["body"] == f"{FIRST}\nnew"


def test_what_is_too_long_is_not_sent(hub: GitHub, api: Api) -> None:
    with pytest.raises(ValueError, match="GitHub takes 65,536"):
        publish(api, "acme/ml", 7, "x" * 65_536)
    assert hub.asked == []


# The API -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "headers", "pause"),
    [
        pytest.param(502, {}, 1.0, id="bad gateway"),
        pytest.param(429, {"Retry-After": "7"}, 7.0, id="too many, with a time"),
        pytest.param(403, {"Retry-After": "9000"}, 60.0, id="secondary rate limit, never longer than a minute"),
        pytest.param(403, {"X-RateLimit-Remaining": "0"}, 5.0, id="rate limit without a time"),
    ],
)
def test_it_waits_and_tries_again(
    hub: GitHub, api: Api, waited: list[float], status: int, headers: dict[str, str], pause: float
) -> None:
    hub.trouble = [(status, headers, {"message": "later"})]
    assert api.get("repos/acme/ml/pulls/7") == {"head": {"sha": "c0ffee"}}
    assert waited == [pause]


def test_a_server_that_stays_down_is_given_up(hub: GitHub, api: Api, waited: list[float]) -> None:
    hub.trouble = [(500, {}, {"message": "boom"})] * 4
    with pytest.raises(ApiError, match=r"refused GET .*/pulls/7: 500 boom"):
        api.get("repos/acme/ml/pulls/7")
    assert waited == [1.0, 2.0, 4.0]


def test_what_might_have_been_made_is_not_made_again(hub: GitHub, api: Api, waited: list[float]) -> None:
    hub.trouble = [(502, {}, b"<html>")]
    with pytest.raises(ApiError, match="502"):
        api.post("repos/acme/ml/issues/7/comments", {"body": "x"})
    assert waited == []


@pytest.mark.parametrize("body", [b"not JSON", b"[1", b"{}", b""])
def test_an_error_of_any_form_is_told(hub: GitHub, api: Api, body: bytes) -> None:
    hub.trouble = [(422, {}, body)]
    with pytest.raises(ApiError, match="422") as caught:
        api.get("user")
    assert caught.value.status == 422
    assert TOKEN not in str(caught.value)


def test_nobody_there(waited: list[float]) -> None:
    with pytest.raises(ApiError, match="cannot be reached: NewConnectionError at GET"):
        Api(TOKEN, "http://127.0.0.1:1", waited.append).get("user")
    assert len(waited) == 3


def test_no_other_host_gets_the_token(hub: GitHub, api: Api) -> None:
    with github() as other:
        for status in (301, 302, 303, 307, 308):
            hub.trouble = [(status, {"Location": f"{other.url}/user"}, None)]
            with pytest.raises(ApiError, match=r"redirects GET .*/user to another host, which gets no token") as caught:
                api.get("user")
            assert TOKEN not in str(caught.value)
        hub.trouble = [(200, {"Link": f'<{other.url}/x>; rel="next"'}, [1])]
        assert list(api.pages("list")) == [1]
        assert other.asked == []


def test_a_redirect_within_the_host_is_followed_with_the_token(hub: GitHub, api: Api, waited: list[float]) -> None:
    hub.trouble = [(307, {"Location": f"{hub.url}/repos/acme/ml/issues/7/comments"}, None)]
    assert api.post("repos/acme/old/issues/7/comments", {"body": "moved"})["body"] == "moved"
    assert (hub.bodies(), waited) == (["moved"], [])


def test_redirects_without_end_are_given_up(hub: GitHub, api: Api) -> None:
    hub.trouble = [(302, {"Location": f"{hub.url}/user"}, None)] * 9
    with pytest.raises(ApiError, match="cannot be reached: ResponseError"):
        api.get("user")


@pytest.mark.parametrize("status", [403, 429])
def test_a_rate_limit_is_waited_for_until_it_is_reset(hub: GitHub, api: Api, waited: list[float], status: int) -> None:
    reset = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(int(time.time()) + 30)}
    hub.trouble = [(status, reset, {"message": "API rate limit exceeded"})] * 2
    assert api.post("repos/acme/ml/issues/7/comments", {"body": "x"})["id"] == 1
    assert len(waited) == 2
    assert all(20 < seconds <= 30 for seconds in waited)


def test_what_is_forbidden_is_not_tried_again(hub: GitHub, api: Api, waited: list[float]) -> None:
    hub.trouble = [(403, {}, {"message": "Resource not accessible"})]
    with pytest.raises(ApiError, match="403 Resource not accessible"):
        api.get("user")
    assert waited == []


def test_a_token_that_no_header_can_hold_is_not_shown(hub: GitHub, waited: list[float]) -> None:
    with pytest.raises(ApiError, match="cannot be reached: ValueError") as caught:
        Api(f"{TOKEN}\nX-Other: 1", hub.url, waited.append).get("user")
    assert TOKEN not in str(caught.value)
    assert caught.value.__suppress_context__
    assert hub.asked == []


def test_an_answer_that_is_not_json_is_said_so(hub: GitHub, api: Api) -> None:
    hub.trouble = [(200, {}, b"<html>")]
    with pytest.raises(ApiError, match="with something that is not JSON"):
        api.get("user")


def test_the_proxy_of_the_environment_is_asked_for_a_tunnel_and_gets_no_token(
    hub: GitHub, waited: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("https_proxy", hub.url)
    monkeypatch.setenv("no_proxy", "api.other.invalid")
    with pytest.raises(ApiError, match="cannot be reached: ProxyError"):
        Api(TOKEN, "https://api.github.invalid", waited.append).get("user")
    assert hub.asked == ["CONNECT 443"] * 4
    with pytest.raises(ApiError, match="cannot be reached: NameResolutionError"):
        Api(TOKEN, "https://api.other.invalid", waited.append).get("user")
    assert len(hub.asked) == 4


def test_an_error_in_graphql_is_one(hub: GitHub, api: Api) -> None:
    hub.trouble = [(200, {}, {"errors": [{"message": "no such node"}]})]
    with pytest.raises(ApiError, match="no such node"):
        api.graphql("mutation", {})


# The command ---------------------------------------------------------------------------------------------------------


def comment(hub: GitHub, folder: Path, *arguments: str, **environment: str) -> Outcome:
    (folder / "comment.md").write_text("### hello\n", "utf-8")
    surroundings = {"GITHUB_TOKEN": TOKEN, "GITHUB_API_URL": hub.url, "GITHUB_REPOSITORY": "acme/ml", **environment}
    return policylint("comment", "comment.md", "--pull-request=7", *arguments, cwd=folder, **surroundings)


def test_the_command_prints_where_the_comment_is(hub: GitHub, tmp_path: Path) -> None:
    outcome = comment(hub, tmp_path, "--tag=prod", "--head=c0ffee")
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.out == f"{hub.comments[0]['html_url']}\n"
    assert hub.bodies() == ["<!-- policylint prod -->\n### hello\n"]


def test_a_dry_run_sends_nothing(hub: GitHub, tmp_path: Path) -> None:
    assert comment(hub, tmp_path, "--dry-run", GITHUB_TOKEN="").out == f"{FIRST}\n### hello\n"
    assert hub.asked == []


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        pytest.param(["--head=dead"], {}, "pull request 7 is c0ffee, not dead", id="another commit"),
        pytest.param(["--tag=-->"], {}, "the tag '-->'", id="tag"),
        pytest.param(["--repository=../x"], {}, "--repository is '../x'; write OWNER/NAME", id="repository"),
        pytest.param(["--pull-request=7;ls"], {}, "invalid int value: '7;ls'", id="number"),
        pytest.param([], {"GITHUB_TOKEN": ""}, "GITHUB_TOKEN is not set", id="no token"),
        pytest.param([], {"GITHUB_TOKEN": "wrong"}, "401 Bad credentials", id="wrong token"),
    ],
)
def test_the_command_says_why_not(
    hub: GitHub, tmp_path: Path, arguments: list[str], environment: dict[str, str], words: str
) -> None:
    outcome = comment(hub, tmp_path, *arguments, **environment)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err
    assert hub.comments == []
