"""`policylint pricing`: the prices that estimates rest on, and how to bring one's own."""

import argparse
from collections import Counter
from pathlib import Path
from typing import NamedTuple

from policylint.aws import instance_family
from policylint.commands.console import out
from policylint.commands.options import OK, Parser, UsageError, add_command, write
from policylint.cost.changes import Changes, changes
from policylint.cost.costing import Costing, age
from policylint.cost.prices import Prices, Rate
from policylint.cost.rates import PROCESSING, read_book, shipped, table_text
from policylint.counting import counted
from policylint.instance_types import Hardware, hardware, known_types
from policylint.money import rate
from policylint.nearest import did_you_mean
from policylint.secrets.redaction import screened
from policylint.settings.loading import load
from policylint.settings.option import DEFAULT_MAX_AGE

DEFAULT_BOOK = Path("policylint-prices.csv")
OFFER = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/AmazonSageMaker/current/index.json"
_SHOWN = 10


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `pricing` takes: one of its own commands."""
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True, parser_class=Parser)
    show = add_command(
        commands,
        "show",
        "Print what a type has and costs, or what all types cost in a Region.",
        "policylint pricing show ml.g5.xlarge",
    )
    show.add_argument("type", nargs="?", metavar="TYPE", help="an instance type, such as ml.g5.xlarge")
    show.add_argument("--region", metavar="REGION", help="this Region alone")
    show.add_argument("--as-of", metavar="DAY", help="the day whose prices hold (default: today)")
    show.set_defaults(pricing=_show)
    status = add_command(
        commands,
        "status",
        "Print how old the prices are, and what is unknown in which Region.",
        "policylint pricing status --max-age 90",
    )
    status.add_argument("--max-age", type=int, metavar="DAYS", help=f"what counts as old (default: {DEFAULT_MAX_AGE})")
    status.set_defaults(pricing=_status)
    load = add_command(
        commands,
        "import",
        "Import the rates of an AWS offer file of AmazonSageMaker into a price book.",
        "policylint pricing import offer.json",
    )
    load.add_argument("source", metavar="FILE|URL", help="the offer file, in JSON or CSV")
    load.set_defaults(pricing=_import)
    update = add_command(
        commands,
        "update",
        "Import the rates of AWS's Price List API, with your credentials, into a price book.",
        "policylint pricing update --region eu-west-1",
    )
    update.add_argument("--region", action="append", default=[], metavar="REGION", help="repeatable; default: all")
    update.add_argument("--endpoint-url", metavar="URL", help="another address of the API, such as a VPC endpoint")
    update.set_defaults(pricing=_update)
    export = add_command(
        commands,
        "export",
        "Print the rates that estimates rest on as a price book: your own, and those that ship.",
        "policylint pricing export --region eu-west-1",
    )
    export.add_argument("--region", action="append", default=[], metavar="REGION", help="repeatable; default: all")
    export.add_argument("--as-of", metavar="DAY", help="the day whose prices hold (default: today)")
    export.add_argument("--output", type=Path, metavar="FILE", help="write to a file in place of the screen")
    export.set_defaults(pricing=_export)
    for command in (show, status, export):
        command.add_argument("--book", type=Path, action="append", metavar="FILE", help="a price book; repeatable")
        command.add_argument(
            "--config", type=Path, metavar="FILE", help="the configuration file (default: the nearest)"
        )
        command.add_argument("--isolated", action="store_true", help="use no configuration file")
    for command in (load, update):
        command.add_argument(
            "--output", type=Path, default=DEFAULT_BOOK, metavar="FILE", help="the book (default: %(default)s)"
        )


def run(options: argparse.Namespace) -> int:
    """Carry out the command that was asked for."""
    options.pricing(options)
    return OK


def _show(options: argparse.Namespace) -> None:
    prices = _terms(options).prices
    regions = sorted(prices.regions())
    if options.region:
        if options.region not in regions:
            raise UsageError(f"no price is known in {options.region!r}{did_you_mean(options.region, regions)}")
        regions = [options.region]
    if options.type is None:
        _print_types(prices, regions)
        return
    known = hardware(options.type)
    if known is None:
        raise UsageError(f"no training type is called {options.type!r}{did_you_mean(options.type, known_types())}")
    out(screened(f"{known.instance_type}: {_facts(known)}"))
    for region in regions:
        found = prices.training(known.instance_type, region)
        if found:
            out(screened(f"  {region:<16} {_rate(prices, found)}"))
    unknown = [region for region in regions if not prices.training(known.instance_type, region)]
    if unknown:
        out(screened(f"  not known in {', '.join(unknown)}"))
    for row in shipped("plans").all():
        if row.instance_type == known.instance_type and row.region in regions and row.valid(prices.day):
            out(screened(f"  {row.region:<16} {rate(row.usd):>14}/h  {row.as_of}  in a training plan, paid up front"))


def _print_types(prices: Prices, regions: list[str]) -> None:
    if len(regions) > 1:
        raise UsageError("name a TYPE, a --region, or both")
    for type_ in known_types():
        found = prices.training(type_, regions[0])
        if found:
            out(screened(f"{type_:<24} {_rate(prices, found)}"))


def _status(options: argparse.Namespace) -> None:
    terms = _terms(options)
    prices, max_age = terms.prices, terms.max_age if options.max_age is None else options.max_age
    days = sorted(row.as_of for row in shipped("training").all())
    old = sum(age(day) > max_age for day in days)
    out(screened(f"{len(days)} shipped training rates, from {days[0]} to {days[-1]}; {old} older than {max_age} days."))
    for book in prices.books:
        rows = read_book(book).all()
        dated = f", from {min(row.as_of for row in rows)} to {max(row.as_of for row in rows)}" if rows else ""
        out(screened(f"Price book {book}: {len(rows)} rates{dated}."))
    out(
        screened(
            f"\n{'Region':<16} {'exact':>5} {'stand-in':>8} {'unknown':>7} {'processing':>10}  {'volume':<11} newest"
        )
    )
    lacking = []
    for region in sorted(prices.regions()):
        known = _Known.of(prices, region)
        lacking += [region] if known.unknown or known.stand_in else []
        out(screened(f"{region:<16} {known.line()}"))
    types = len(known_types())
    out(screened(f"\nOf {types} training types; unknown are those without any rate, be they offered there or not."))
    out(screened("Beside them, how many processing rates are known, and what the rate of a volume rests on."))
    out(screened(f"Training plans: {_plans()}."))
    if lacking:
        out(screened("\nFor the rest, bring AWS's own list into a price book, and name that in pricing.books:"))
        out(screened(f"  policylint pricing update --region {lacking[0]}   (your credentials, pricing:GetProducts)"))
        out(screened(f"  policylint pricing import {OFFER}"))


class _Known(NamedTuple):
    """What is known of the rates in a Region: of how many types, and how well."""

    exact: int
    stand_in: int
    unknown: int
    processing: int
    volume: str
    newest: str

    @classmethod
    def of(cls, prices: Prices, region: str) -> "_Known":
        """Ask the prices for every type."""
        found = {type_: prices.training(type_, region) for type_ in known_types()}
        rates = {type_: rate for type_, rate in found.items() if rate}
        stand_in = sum(rate.approximate for rate in rates.values())
        volume = prices.training_volume(region)
        return cls(
            len(rates) - stand_in,
            stand_in,
            len(found) - len(rates),
            sum(prices.instance(PROCESSING, type_, region) is not None for type_ in known_types()),
            "unknown" if volume is None else volume.basis,
            max((rate.as_of for rate in rates.values()), default="-"),
        )

    def line(self) -> str:
        """The figures of a Region below their heads."""
        counts = f"{self.exact:>5} {self.stand_in:>8} {self.unknown:>7} {self.processing:>10}"
        return f"{counts}  {self.volume:<11} {self.newest}"


def _plans() -> str:
    rows = shipped("plans").all()
    types = len({row.instance_type for row in rows})
    return f"{len(rows)} shipped rates of {types} types, the newest of {max(row.as_of for row in rows)}"


def _import(options: argparse.Namespace) -> None:
    from policylint.cost.book import merge
    from policylint.cost.importers import rows_of_file
    from policylint.cost.importers.download import is_url, local
    from policylint.cost.importers.offer import OfferError

    before = _before(options.output)
    with local(options.source) as file:
        try:
            rows = list(rows_of_file(file))
        except OfferError as error:
            said = str(error).replace(str(file), options.source) if is_url(options.source) else str(error)
            raise UsageError(said) from error
    try:
        changed, size = merge(options.output, rows)
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
    _tell(options.output, changed, size, changes(rows, before))


def _before(book: Path) -> Prices:
    """What estimates rest on before a book is brought up to date."""
    prices = Prices(books=[book] if book.exists() else [])
    prices.read_books()
    return prices


def _export(options: argparse.Namespace) -> None:
    prices = _terms(options).prices
    unknown = [region for region in options.region if region not in prices.regions()]
    if unknown:
        raise UsageError(f"no price is known in {unknown[0]!r}{did_you_mean(unknown[0], sorted(prices.regions()))}")
    rows = [row for row in prices.rows() if not options.region or row.region in options.region]
    text = table_text(rows)
    if options.output is None:
        out(screened(text), end="")
        return
    write(options.output, screened(text))
    out(screened(f"{options.output}: {counted(len(rows), 'rate')} as of {prices.day}."))


def _update(options: argparse.Namespace) -> None:
    from policylint.cost.book import merge
    from policylint.cost.importers.offer import OfferError
    from policylint.cost.importers.price_list import fetch

    try:
        import botocore.exceptions as failures
    except ImportError as error:
        raise UsageError("asking AWS needs boto3: pip install boto3") from error
    try:
        rows = list(fetch(options.region, endpoint=options.endpoint_url))
    except (failures.BotoCoreError, failures.ClientError) as error:
        raise UsageError(f"the Price List API could not be asked: {error}; the book is as it was") from error
    except OfferError as error:
        raise UsageError(f"{error}; the book is as it was") from error
    if not rows:
        raise UsageError("the Price List API knows no training rate for what was asked; the book is as it was")
    before = _before(options.output)
    try:
        changed, size = merge(options.output, rows)
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
    _tell(options.output, changed, size, changes(rows, before))


def _tell(book: Path, changed: int, size: int, found: Changes) -> None:
    out(
        screened(f"{book}: {changed} rates new or changed, {size} in all. Name it in the configuration: pricing.books.")
    )
    if not found.rates:
        return
    parts = [
        (len(found.unknown), "unknown before"),
        (len(found.stand_in), "only approximate before"),
        (len(found.different), "different"),
        (found.same, "as before"),
    ]
    told = ", ".join(f"{number:,} {what}" for number, what in parts if number)
    out(screened(f"Of {counted(found.rates, 'training rate')}: {told}."))
    for usd, row in found.different[:_SHOWN]:
        change = f"{row.usd / usd - 1:+.1%}".replace("%", " %")
        out(screened(f"  {row.region:<16} {row.instance_type:<20} {rate(usd)} -> {rate(row.usd)} an hour ({change})"))
    for what, rows in (("unknown", found.unknown), ("only approximate", found.stand_in)):
        families = Counter(instance_family(row.instance_type) or "" for row in rows)
        some = ", ".join(f"{family} ({number})" for family, number in families.most_common(_SHOWN))
        if some:
            out(screened(f"  {what} before: {some}{', ...' if len(families) > _SHOWN else ''}"))
    if len(found.different) > _SHOWN:
        out(screened(f"  ... and {len(found.different) - _SHOWN:,} more that differ"))


def _terms(options: argparse.Namespace) -> Costing:
    from policylint.cost.costing import costing_of

    settings = load(options.config, isolated=options.isolated)
    stated = {"books": options.book, "as_of": getattr(options, "as_of", None)}
    return costing_of(settings.config, **{name: value for name, value in stated.items() if value is not None})


def _rate(prices: Prices, found: Rate) -> str:
    about = f"approximate: {found.stand_in}" if found.stand_in else f"{found.as_of}  {found.source}"
    return f"{prices.shown(found.usd):>14}/h  {about}"


def _facts(known: Hardware) -> str:
    def shown(value: float | None, unit: str) -> str:
        return f"{'unknown' if value is None else f'{value:,g}'} {unit}"

    gpus = f", {known.gpus} x {known.gpu_model} ({shown(known.gpu_memory_gib, 'GiB together')})" if known.gpus else ""
    local = f", {shown(known.local_storage_gb, 'GB local NVMe')}" if known.local_storage_gb != 0 else ", EBS volumes"
    network = shown(known.network_gbps, "Gbps")
    return f"{shown(known.vcpus, 'vCPUs')}, {shown(known.memory_gib, 'GiB')}{gpus}{local}, {network}"
