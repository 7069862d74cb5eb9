"""`policylint pricing`: offer files and the Price List API into a price book, and what estimates then rest on."""

import json
import subprocess
import sys
import threading
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policylint.cost.importers import rows_of_file
from policylint.cost.importers.offer import OfferError
from policylint.cost.importers.price_list import rows_of_answers
from policylint.cost.prices import Prices
from policylint.cost.rates import NEGOTIATED, read_book
from tests.cli import policylint
from tests.cost import offers
from tests.cost.offers import Sku
from tests.effort import deep, examples

AWS = {"AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_CONFIG_FILE": "/nonexistent"}


def told(rows: Any) -> list[tuple[str, float]]:
    return sorted((row.sku, row.usd) for row in rows)


EXPECTED = sorted((one.sku, float(one.usd)) for one in offers.WANTED)


@pytest.mark.parametrize("kind", ["json", "indented", "csv"])
def test_an_offer_file_gives_the_rates_of_training_alone(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "offer"
    if kind == "csv":
        file.write_text(offers.offer_csv())
    else:
        file.write_text(json.dumps(offers.offer(), indent=2 if kind == "indented" else None))
    rows = list(rows_of_file(file))
    assert told(rows) == EXPECTED
    by_sku = {row.sku: row for row in rows}
    tokyo = by_sku["AAA3"]
    assert (tokyo.region, tokyo.instance_type, tokyo.component) == ("ap-northeast-1", "ml.g5.xlarge", "Training")
    assert by_sku["AAA2"].instance_type == "ml.m7i-flex.large"
    assert (by_sku["CCC1"].component, by_sku["CCC1"].unit) == ("Training volume", "GB-Mo")
    assert {row.as_of for row in rows} == {"2026-09-01"}


@settings(max_examples=examples(30))
@given(st.integers(0, 3), st.text(max_size=30), st.booleans(), st.booleans(), st.permutations(list(offers.offer())))
def test_any_spelling_of_the_json_reads_the_same(
    tmp_path_factory: pytest.TempPathFactory, indent: int, filler: str, ascii_only: bool, bom: bool, order: list[str]
) -> None:
    """Whatever stands between the parts that count, and in whichever order they come."""
    file = tmp_path_factory.mktemp("offers") / "offer.json"
    made = offers.offer()
    text = json.dumps(
        {"filler": [filler, {"a": {}, "products": 1}], **{name: made[name] for name in order}},
        indent=indent or None,
        ensure_ascii=ascii_only,
    )
    file.write_text(text, encoding="utf-8-sig" if bom else "utf-8", errors="surrogatepass")
    assert told(rows_of_file(file)) == EXPECTED


def test_a_large_offer_is_read_in_little_memory(tmp_path: Path) -> None:
    usage = "USE1-Host:" + "x" * 3000
    hosts = [offers.HOST._replace(sku=f"H{number}", usage=usage) for number in range(4000)]
    file = tmp_path / "offer.json"
    file.write_text(json.dumps(offers.offer([*hosts, offers.TRAIN])))
    list(rows_of_file(file))  # what is imported once is not of this file
    tracemalloc.start()
    rows = list(rows_of_file(file))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert told(rows) == [("AAA1", 1.5)]
    assert peak < 1_000_000 < file.stat().st_size / 10


def test_an_offer_in_json_names_the_extra_that_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ijson", None)
    (tmp_path / "offer.json").write_text(json.dumps(offers.offer()))
    (tmp_path / "offer.csv").write_text(offers.offer_csv())
    with pytest.raises(OfferError, match=r"offer.json: an offer file in JSON needs ijson: .*'policylint\[pricing\]'"):
        list(rows_of_file(tmp_path / "offer.json"))
    assert told(rows_of_file(tmp_path / "offer.csv")) == EXPECTED


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is neither an offer file in JSON nor one in CSV"),
        ("a,b\n1,2\n", "is neither an offer file"),
        ("{", "is not the JSON of an offer file"),
        ('{"products": [', "is not the JSON of an offer file"),
        ('{"offerCode": "AmazonEC2"}', "is an offer of AmazonEC2, not of AmazonSageMaker"),
        ('{"offerCode": "AmazonSageMaker", "terms": {"OnDemand": {"A": {"T": 1}}}}', "is not the JSON of an offer"),
        ('{"offerCode": "AmazonSageMaker"}', "holds no on-demand terms"),
        (
            "SKU,TermType,usageType,Region Code,PricePerUnit\nA,OnDemand,USE1-Train:ml.a.b,us-east-1,x\n",
            ":2: is not a row",
        ),
    ],
)
def test_files_that_are_no_offer(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "file").write_text(text)
    with pytest.raises(OfferError) as error:
        list(rows_of_file(tmp_path / "file"))
    assert words in str(error.value)


@pytest.mark.parametrize("answer", ["", "[]", "{}", '{"product": {"attributes": []}}'])
def test_answers_that_are_no_product(answer: str) -> None:
    with pytest.raises(OfferError, match="not a product of the price list"):
        list(rows_of_answers([answer], "the API"))


def test_import_makes_a_book_that_estimates_use(tmp_path: Path) -> None:
    (tmp_path / "offer.json").write_text(json.dumps(offers.offer()))
    first = policylint("pricing", "import", "offer.json", cwd=tmp_path)
    assert (first.code, first.out) == (
        0, "policylint-prices.csv: 5 rates new or changed, 5 in all. Name it in the configuration: pricing.books.\n"
        "Of 3 training rates: 1 unknown before, 1 only approximate before, 1 different.\n"
        "  us-east-1        ml.g5.xlarge         $1.408 -> $1.50 an hour (+6.5 %)\n"
        "  unknown before: m7i-flex (1)\n  only approximate before: g5 (1)\n"
    )  # fmt: skip
    again = policylint("pricing", "import", "offer.json", cwd=tmp_path)
    assert again.out.splitlines()[1:] == ["Of 3 training rates: 3 as before."]
    book = tmp_path / "policylint-prices.csv"
    rate = Prices("2026-11-24", [book]).training("ml.g5.xlarge", "us-east-1")
    assert rate is not None
    assert (rate.usd, rate.stand_in) == (1.5, "")
    shown = policylint("pricing", "show", "ml.g5.xlarge", "--region", "us-east-1", "--book", str(book), cwd=tmp_path)
    assert "$1.50/h  2026-09-01  price-list" in shown.out
    (tmp_path / "policylint.toml").write_text('[pricing]\nbooks = ["policylint-prices.csv"]\n')
    assert "$1.50/h" in policylint("pricing", "show", "ml.g5.xlarge", "--region", "us-east-1", cwd=tmp_path).out
    assert (
        "Price book policylint-prices.csv: 5 rates, from 2026-09-01 to 2026-09-01."
        in policylint("pricing", "status", cwd=tmp_path).out
    )


def test_import_keeps_the_past_and_what_was_negotiated(tmp_path: Path) -> None:
    book = tmp_path / "mine.csv"
    book.write_text(
        "region,component,instance_type,usd,unit,as_of,source\n"
        f"us-east-1,Training,ml.p5.48xlarge,40,Hrs,2026-01-01,{NEGOTIATED}\n"
        "us-east-1,Training,ml.g5.xlarge,1.4,Hrs,2026-01-01,bill\n"
    )
    (tmp_path / "offer.csv").write_text(offers.offer_csv([offers.TRAIN]))
    for changed in (1, 0):
        outcome = policylint("pricing", "import", "offer.csv", "--output", "mine.csv", cwd=tmp_path)
        assert f"mine.csv: {changed} rates new or changed, 3 in all" in outcome.out
    assert [row.usd for row in read_book(book).rows("us-east-1", "Training", "ml.g5.xlarge")] == [1.4, 1.5]


def test_a_failed_import_leaves_the_book_alone(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(offers.offer_csv())
    assert policylint("pricing", "import", "good.csv", cwd=tmp_path).code == 0
    before = (tmp_path / "policylint-prices.csv").read_bytes()
    (tmp_path / "cut.json").write_text(json.dumps(offers.offer())[:-40])
    outcome = policylint("pricing", "import", "cut.json", cwd=tmp_path)
    assert (outcome.code, outcome.err) == (2, "policylint: cut.json: is not the JSON of an offer file\n")
    assert (tmp_path / "policylint-prices.csv").read_bytes() == before
    assert sorted(file.name for file in tmp_path.iterdir()) == ["cut.json", "good.csv", "policylint-prices.csv"]


class PriceList(BaseHTTPRequestHandler):
    """The Price List Query API, two products a page; throttles the first call when told to."""

    protocol_version = "HTTP/1.1"
    throttled: ClassVar[int] = 0
    refused: ClassVar[bool] = False
    asked: ClassVar[list[dict[str, Any]]] = []

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.asked.append(asked)
        if PriceList.throttled:
            PriceList.throttled -= 1
            self.respond(400, {"__type": "ThrottlingException", "message": "slow down"})
        elif PriceList.refused:
            self.respond(400, {"__type": "AccessDeniedException", "message": "not you"})
        else:
            wanted = {entry["Field"]: entry["Value"] for entry in asked["Filters"]}
            found = [one for one in offers.ALL if self.matches(one, wanted)]
            start = int(asked.get("NextToken", 0))
            body: dict[str, Any] = {
                "FormatVersion": "aws_v1",
                "PriceList": list(map(offers.answer, found[start : start + 2])),
            }
            if start + 2 < len(found):
                body["NextToken"] = str(start + 2)
            self.respond(200, body)

    @staticmethod
    def matches(one: Sku, wanted: dict[str, str]) -> bool:
        family = "Storage" if one.unit == "GB-Mo" else "ML Instance"
        facts = {"component": one.component, "regionCode": one.region, "productFamily": family}
        return all(facts[field] == value for field, value in wanted.items())

    def respond(self, status: int, body: dict[str, Any]) -> None:
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Tests are quiet."""


@pytest.fixture
def price_list() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), PriceList)
    PriceList.throttled, PriceList.refused = 0, False
    PriceList.asked.clear()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_update_asks_page_by_page_and_again_when_throttled(tmp_path: Path, price_list: str) -> None:
    PriceList.throttled = 1
    outcome = policylint("pricing", "update", "--endpoint-url", price_list, cwd=tmp_path, **AWS)
    assert (outcome.code, outcome.err) == (0, "")
    assert told(read_book(tmp_path / "policylint-prices.csv").all()) == EXPECTED
    assert any("NextToken" in asked for asked in PriceList.asked)
    assert all(asked["ServiceCode"] == "AmazonSageMaker" for asked in PriceList.asked)


def test_update_of_one_region(tmp_path: Path, price_list: str) -> None:
    arguments = ["pricing", "update", "--region", "ap-northeast-1", "--endpoint-url", price_list]
    assert policylint(*arguments, cwd=tmp_path, **AWS).code == 0
    assert told(read_book(tmp_path / "policylint-prices.csv").all()) == [("AAA3", 2.0)]


def test_an_update_that_fails_leaves_the_book_alone(tmp_path: Path, price_list: str) -> None:
    PriceList.refused = True
    outcome = policylint("pricing", "update", "--endpoint-url", price_list, cwd=tmp_path, **AWS)
    assert outcome.code == 2
    assert "AccessDeniedException" in outcome.err
    assert "the book is as it was" in outcome.err
    assert list(tmp_path.iterdir()) == []


def test_an_update_that_finds_nothing_is_no_success(tmp_path: Path, price_list: str) -> None:
    arguments = ["pricing", "update", "--region", "mars-north-1", "--endpoint-url", price_list]
    outcome = policylint(*arguments, cwd=tmp_path, **AWS)
    assert (outcome.code, "knows no training rate" in outcome.err) == (2, True)


def test_show_and_status(tmp_path: Path) -> None:
    shown = policylint("pricing", "show", "ml.p4d.24xlarge", "--as-of", "2026-11-24", cwd=tmp_path)
    assert shown.out.splitlines()[0].startswith("ml.p4d.24xlarge: 96 vCPUs, 1,152 GiB, 8 x NVIDIA A100 (320 GiB")
    assert "approximate: the rate of another SageMaker component (2026-09-27)" in shown.out
    assert "not known in " in shown.out
    region = policylint("pricing", "show", "--region", "eu-west-1", cwd=tmp_path)
    assert any(line.startswith("ml.m5.large ") for line in region.out.splitlines())
    status = policylint("pricing", "status", cwd=tmp_path)
    assert "749 shipped training rates, from 2022-10-24 to 2026-09-24" in status.out
    assert "us-east-1" in status.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "ml.m5.larg"], "did you mean 'ml.m5.large'?"),
        (["show", "ml.m5.large", "--region", "eu-west-9"], "did you mean 'eu-west-"),
        (["show"], "name a TYPE, a --region, or both"),
        (["show", "ml.m5.large", "--as-of", "now"], "as-of is 'now'"),
        (["status", "--book", "none.csv"], "none.csv: cannot be read"),
        (["import", "none.json"], "none.json: cannot be read"),
        (["import"], "required: FILE"),
    ],
)
def test_misuse(tmp_path: Path, arguments: list[str], words: str) -> None:
    outcome = policylint("pricing", *arguments, cwd=tmp_path)
    assert (outcome.code, outcome.out) == (2, "")
    assert words in outcome.err


class Files(BaseHTTPRequestHandler):
    """Serves an offer file whole, cut off, or not at all."""

    body: ClassVar[bytes] = b""

    def do_GET(self) -> None:
        if self.path == "/none":
            self.send_error(404)
            return
        self.send_response(200)
        self.send_header("Content-Length", str(len(self.body)))
        self.end_headers()
        self.wfile.write(self.body[: len(self.body) // 2] if self.path == "/cut" else self.body)

    def log_message(self, format: str, *args: Any) -> None:
        pass


def test_import_takes_a_url(tmp_path: Path) -> None:
    Files.body = json.dumps(offers.offer()).encode()
    with ThreadingHTTPServer(("127.0.0.1", 0), Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        at = f"http://127.0.0.1:{server.server_port}"
        done = policylint("pricing", "import", f"{at}/index.json", cwd=tmp_path)
        assert (done.code, done.out.splitlines()[0].split(":")[1]) == (
            0,
            " 5 rates new or changed, 5 in all. Name it in the configuration",
        )
        book = (tmp_path / "policylint-prices.csv").read_bytes()
        for path, says in (("none", "cannot be had: HTTP Error 404"), ("cut", "ended after")):
            failed = policylint("pricing", "import", f"{at}/{path}", cwd=tmp_path)
            assert (failed.code, failed.err.startswith(f"policylint: {at}/{path}: {says}")) == (2, True), failed.err
        Files.body = b'{"offerCode": "AmazonEC2"}'
        other = policylint("pricing", "import", f"{at}/index.json", cwd=tmp_path)
        assert other.err == f"policylint: {at}/index.json: is an offer of AmazonEC2, not of AmazonSageMaker\n"
        server.shutdown()
    assert "cannot be had" in policylint("pricing", "import", f"{at}/index.json", cwd=tmp_path).err
    assert (tmp_path / "policylint-prices.csv").read_bytes() == book
    assert "cannot be read" in policylint("pricing", "import", "ftp://host/index.json", cwd=tmp_path).err


def test_what_is_exported_is_a_book_that_gives_the_same_prices(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(
        "region,component,instance_type,usd,unit,as_of,source\n"
        f"us-east-1,Training,ml.p5.48xlarge,40,Hrs,2026-01-01,{NEGOTIATED}\n"
        "us-east-1,Training,ml.g5.xlarge,1.4,Hrs,2026-01-01,bill\n"
    )
    given = ["pricing", "export", "--book", "mine.csv", "--as-of", "2026-11-24"]
    text = policylint(*given, cwd=tmp_path).out
    done = policylint(*given, "--output", "whole.csv", cwd=tmp_path)
    assert (tmp_path / "whole.csv").read_text() == text
    assert done.out == f"whole.csv: {len(text.splitlines()) - 1} rates as of 2026-11-24.\n"
    own, whole = Prices("2026-11-24", [tmp_path / "mine.csv"]), Prices("2026-11-24", [tmp_path / "whole.csv"])
    types, exact = ["ml.g5.xlarge", "ml.p5.48xlarge", "ml.m5.xlarge", "ml.p4d.24xlarge", "ml.p3.2xlarge"], 0
    for region in own.regions():
        for type_ in types:
            expected, found = own.training(type_, region), whole.training(type_, region)
            assert (expected and expected.usd) == (found and found.usd)
            exact += expected is not None and not expected.approximate
    assert exact > 30
    one = policylint(*given, "--region", "eu-west-1", cwd=tmp_path).out.splitlines()
    assert {line.partition(",")[0] for line in one} == {"region", "eu-west-1"}
    nowhere = policylint(*given, "--region", "eu-west-9", cwd=tmp_path)
    assert (nowhere.code, nowhere.err) == (
        2,
        "policylint: no price is known in 'eu-west-9': did you mean 'eu-west-3'?\n",
    )


def test_the_status_says_what_is_known_and_what_to_do_on_one_screen(tmp_path: Path) -> None:
    lines = policylint("pricing", "status", cwd=tmp_path).out.splitlines()
    assert len(lines) <= 42
    assert max(map(len, lines)) <= 120
    assert "  policylint pricing import https://pricing.us-east-1.amazonaws.com/" in lines[-1]
    shown = policylint("pricing", "show", "ml.p5en.48xlarge", "--region", "us-east-2", cwd=tmp_path).out
    assert "us-east-2              $41.6116/h  2025-06-16  in a training plan, paid up front" in shown


IMPORTING = """
from policylint.__main__ import run
try:
    run()
finally:  # the peak of what runs since exec: getrusage has that of the process that started it as well
    with open("/proc/self/status") as status:
        print(*(line.split()[1] for line in status if line.startswith("VmHWM:")))
"""


@pytest.mark.skipif(not deep(), reason="a file of 300 MB: in the deep run")
@pytest.mark.parametrize("kind", ["json", "csv"])
def test_300_mb_are_read_in_flat_memory(tmp_path: Path, kind: str) -> None:
    peaks = []
    for megabytes in (30, 300):
        file = tmp_path / f"offer-{megabytes}.{kind}"
        with file.open("w") as stream:
            offers.write_large(stream, kind, megabytes * 1_000_000)
        command = [
            sys.executable,
            "-c",
            IMPORTING,
            "pricing",
            "import",
            str(file),
            "--output",
            str(tmp_path / "book.csv"),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert ": 5 rates new or changed" in done.stdout or ": 0 rates new or changed" in done.stdout
        peaks.append(int(done.stdout.splitlines()[-1]) / 1024)
        file.unlink()
    assert peaks[1] < peaks[0] + 15, peaks  # MiB
    assert peaks[1] < 120, peaks
