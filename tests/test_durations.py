"""The one grammar of durations, through its own module and through each door that takes one."""

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policylint.durations import parse_duration, parse_positive_duration, show_duration, show_long_duration
from policylint.policies.parameters import Parameter
from tests.cli import policylint

EXAMPLES = Path(__file__).parent.parent / "examples"
PARTS = st.integers(0, 999)


@given(PARTS, PARTS, PARTS, PARTS)
def test_the_parts_add_up(days: int, hours: int, minutes: int, seconds: int) -> None:
    expected = days * 86_400 + hours * 3600 + minutes * 60 + seconds
    assert parse_duration(f"{days}d{hours}h{minutes}m{seconds}s") == expected
    assert parse_duration(f" {days} D {hours} H {minutes} M {seconds} S ") == expected
    assert parse_duration(str(expected)) == parse_duration(expected) == parse_duration(f"{expected}s") == expected


@given(st.integers(1, 10**9))
def test_what_is_shown_in_one_unit_is_read_back(seconds: int) -> None:
    shown = show_duration(seconds).replace(",", "").replace(" min", "m").replace(" h", "h").replace(" s", "s")
    assert parse_duration(shown) == seconds


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        (90, 90),
        (1.6, 2),
        ("90", 90),
        ("45m", 2700),
        ("1.5h", 5400),
        (".5h", 1800),
        ("1h30m", 5400),
        ("28d", 2_419_200),
        ("0s", 0),
    ],
)
def test_each_form(written: Any, seconds: int) -> None:
    assert parse_duration(written) == seconds


@pytest.mark.parametrize(
    "written",
    [
        *(
            "",
            " ",
            "s",
            "soon",
            "-5",
            "1e3",
            "2 days",
            "30m1h",
            "1h1h",
            "PT2H",
            "inf",
            "nan",
            "\u0663s",
            "1h 30",
            "1h\n2",
        ),
        *(-1, float("nan"), float("inf"), 10**10, True),
    ],
)
def test_what_is_not_a_duration(written: Any) -> None:
    with pytest.raises(ValueError, match=r"is not a duration: write 90 \(seconds\), 90s, 45m, 1h30m, 28d"):
        parse_duration(written)


@given(st.text(max_size=12))
def test_any_text_is_a_duration_or_an_error_that_quotes_it(text: str) -> None:
    try:
        seconds, said = parse_duration(text), ""
    except ValueError as error:
        seconds, said = 0, str(error)
    assert seconds >= 0
    assert not said or repr(text) in said


def test_no_time_at_all_is_refused_where_it_makes_no_sense() -> None:
    with pytest.raises(ValueError, match="not a duration above 0"):
        parse_positive_duration("0.4s")


@pytest.mark.parametrize(("seconds", "shown"), [(5400, "1.5 h"), (129_600, "36.0 h"), (172_800, "2.0 days")])
def test_showing(seconds: int, shown: str) -> None:
    assert shown in (show_duration(seconds), show_long_duration(seconds))


@pytest.mark.parametrize("written", ["90", "90s", "1h30m", "0.5h", 90])
def test_policies_and_options_take_the_same(written: Any, tmp_path: Path) -> None:
    job = tmp_path / "job.json"
    job.write_bytes((EXAMPLES / "jobs" / "churn.json").read_bytes())
    seconds = parse_duration(written)
    assert Parameter("limit", "duration", "").convert(written) == seconds
    literal = f"'{written}'" if isinstance(written, str) else f"`{written}`"
    asked = policylint("eval", f"duration({literal})", "job.json", cwd=tmp_path)
    assert (asked.code, asked.out.splitlines()[1], asked.err) == (0, f"  {seconds}  (counts as true)", "")
    cost = policylint("cost", "job.json", "--expected-runtime", str(written), cwd=tmp_path)
    assert (cost.code, cost.err) == (0, "")
