"""Which rate holds: by day, by book, by discount, and what stands in for an unknown one."""

from pathlib import Path

import pytest

from policylint.cost.prices import Prices, Rate
from policylint.cost.rates import PROCESSING, PriceBookError, read_book

HEADER = "region,component,instance_type,usd,unit,as_of,until,source\n"


def book(folder: Path, *rows: str) -> Path:
    file = folder / "book.csv"
    file.write_text(HEADER + "\n".join(rows) + "\n")
    return file


@pytest.mark.parametrize(
    ("type_", "region", "day", "usd", "stand_in"),
    [
        pytest.param("ml.m5.large", "us-east-1", "2026-11-24", 0.115, "", id="known"),
        pytest.param("ml.p4d.24xlarge", "us-east-1", "2023-05-03", 37.688, "", id="before the cut"),
        pytest.param("ml.p4d.24xlarge", "us-east-1", "2025-06-04", 37.688, "", id="the last day before the cut"),
        pytest.param(
            "ml.p4d.24xlarge", "us-east-1", "2025-07-01", 25.2512883, "the rate of Studio-Notebook (2025-06-16)",
            id="after the cut: a stand-in, not the old rate",
        ),
        pytest.param(
            "ml.p4d.24xlarge", "us-east-1", "2026-11-24", 25.2513,
            "the rate of another SageMaker component (2026-09-27)",
            id="a newer stand-in",
        ),
        pytest.param(
            "ml.m5.large", "us-east-1", "2020-01-01", 0.115, "the first known rate (2022-10-24)",
            id="before any row",
        ),
        pytest.param(
            "ml.p5.48xlarge", "us-east-1", "2024-01-01", 63.296,
            "the first known rate of another SageMaker component (2026-09-27)",
            id="before any stand-in",
        ),
    ],
)  # fmt: skip
def test_the_day_picks_the_row(type_: str, region: str, day: str, usd: float, stand_in: str) -> None:
    rate = Prices(day).training(type_, region)
    assert rate is not None
    assert (rate.usd, rate.stand_in) == (usd, stand_in)


@pytest.mark.parametrize(
    ("type_", "region"),
    [("ml.trn2.48xlarge", "us-east-1"), ("ml.m5.large", "mars-north-1"), ("ml.m5.huge", "us-east-1"), ("", "")],
)
def test_an_unknown_rate_is_none(type_: str, region: str) -> None:
    assert Prices().training(type_, region) is None


def known(rate: Rate | None) -> Rate:
    assert rate is not None
    return rate


def test_volumes_always_have_a_rate_and_say_what_it_is() -> None:
    prices = Prices("2026-11-24")
    assert known(prices.training_volume("eu-west-1")).stand_in == ""
    assert known(prices.training_volume("us-east-1")).usd == 0.14
    assert "notebook volume" in known(prices.training_volume("us-east-1")).stand_in
    assert "the rate of eu-west-1" in known(prices.training_volume("ap-south-1")).stand_in
    assert known(prices.volume(PROCESSING, "eu-west-1")).usd == 0.11


def test_a_book_comes_first_and_its_days_count(tmp_path: Path) -> None:
    file = book(
        tmp_path,
        "us-east-1,Training,ml.m5.large,0.10,Hrs,2026-01-01,,bill",
        "us-east-1,Training,ml.m5.large,0.09,Hrs,2026-06-01,2026-09-01,bill",
        "us-east-1,Training volume,,0.12,GB-Mo,2026-01-01,,bill",
    )
    rates = [Prices(day, [file]).training("ml.m5.large", "us-east-1") for day in
             ("2025-01-01", "2026-02-01", "2026-07-01", "2026-10-01")]  # fmt: skip
    assert [rate and rate.usd for rate in rates] == [0.115, 0.10, 0.09, 0.10]
    volume = known(Prices("2026-10-01", [file]).training_volume("us-east-1"))
    assert (volume.usd, volume.stand_in) == (0.12, "")


def test_discounts(tmp_path: Path) -> None:
    file = book(tmp_path, "us-east-1,Training,ml.m5.large,0.05,Hrs,2026-01-01,,negotiated")
    plain = Prices("2026-10-01", [], 10, {"g5": 30})
    m5, g5 = plain.training("ml.m5.xlarge", "us-east-1"), plain.training("ml.g5.xlarge", "us-east-1")
    assert m5 is not None
    assert g5 is not None
    assert m5.usd == pytest.approx(0.23 * 0.9)
    assert g5.usd == pytest.approx(1.408 * 0.7)
    assert known(plain.training_volume("eu-west-1")).usd == pytest.approx(0.154 * 0.9)
    negotiated = Prices("2026-10-01", [file], 10).training("ml.m5.large", "us-east-1")
    assert negotiated is not None
    assert (negotiated.usd, negotiated.discount) == (0.05, 0.0)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("us-east-1,Training,ml.m5.large,0,Hrs,2026-01-01,,x", "book.csv:2: usd is '0', not a number above 0"),
        ("us-east-1,Training,ml.m5.large,nan,Hrs,2026-01-01,,x", "usd is 'nan'"),
        ("us-east-1,Training,ml.m5.large,1e999,Hrs,2026-01-01,,x", "usd is '1e999'"),
        ("us-east-1,Training,ml.m5.large,-1,Hrs,2026-01-01,,x", "usd is '-1'"),
        ("us-east-1,Trainig,ml.m5.large,1,Hrs,2026-01-01,,x", "did you mean 'Training'?"),
        ("us-east-1,Training,ml.m5.large,1,GB-Mo,2026-01-01,,x", "priced in Hrs, not 'GB-Mo'"),
        ("us-east-1,Training,,1,Hrs,2026-01-01,,x", "has an instance type"),
        ("us-east-1,Training volume,ml.m5.large,1,GB-Mo,2026-01-01,,x", "has no instance type"),
        (",Training,ml.m5.large,1,Hrs,2026-01-01,,x", "no Region is named"),
        ("us-east-1,Training,ml.m5.large,1,Hrs,01/02/2026,,x", "as_of is '01/02/2026', not a day"),
        ("us-east-1,Training,ml.m5.large,1,Hrs,2026-01-01,soon,x", "until is 'soon'"),
        ("us-east-1,Training,ml.m5.large", "not as many fields"),
        ('us-east-1,Training,ml.m5.large,"1,000",Hrs,2026-01-01,,x', "comma"),
    ],
)
def test_a_book_that_cannot_be_used_says_where_and_why(tmp_path: Path, row: str, message: str) -> None:
    with pytest.raises(PriceBookError) as error:
        read_book(book(tmp_path, row))
    assert message in str(error.value)
    assert str(error.value).startswith(str(tmp_path / "book.csv:2"))


def test_books_of_another_shape(tmp_path: Path) -> None:
    file = tmp_path / "odd.csv"
    file.write_text("region,component\n")
    with pytest.raises(PriceBookError, match="the header lacks instance_type, usd, unit, as_of"):
        read_book(file)
    file.write_text(HEADER.replace("source", "sauce"))
    with pytest.raises(PriceBookError, match="unknown column 'sauce': did you mean 'source'"):
        read_book(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PriceBookError, match="UTF-8"):
        read_book(file)
    with pytest.raises(PriceBookError, match="cannot be read: No such file"):
        read_book(tmp_path / "none.csv")
