"""`policylint pricing`: the prices that estimates rest on, and how to bring one's own."""

import argparse
from collections import Counter
from pathlib import Path

from policylint.commands.console import out
from policylint.commands.options import OK, Parser, UsageError, add_command
from policylint.cost.costing import Costing, age
from policylint.cost.prices import Prices, Rate
from policylint.cost.rates import read_book, shipped
from policylint.instance_types import Hardware, hardware, known_types
from policylint.nearest import did_you_mean
from policylint.secrets.redaction import screened
from policylint.settings.loading import load
from policylint.settings.option import DEFAULT_MAX_AGE

DEFAULT_BOOK = Path("policylint-prices.csv")


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
    load.add_argument("file", type=Path, metavar="FILE", help="the offer file, in JSON or CSV")
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
    for command in (show, status):
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
        rate = prices.training(known.instance_type, region)
        if rate:
            out(screened(f"  {region:<16} {_rate(prices, rate)}"))
    unknown = [region for region in regions if not prices.training(known.instance_type, region)]
    if unknown:
        out(screened(f"  not known in {', '.join(unknown)}"))


def _print_types(prices: Prices, regions: list[str]) -> None:
    if len(regions) > 1:
        raise UsageError("name a TYPE, a --region, or both")
    for type_ in known_types():
        rate = prices.training(type_, regions[0])
        if rate:
            out(screened(f"{type_:<24} {_rate(prices, rate)}"))


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
    out(screened(f"\n{'Region':<16} {'exact':>6} {'stand-in':>9} {'unknown':>8}   newest"))
    for region in sorted(prices.regions()):
        rates = [prices.training(type_, region) for type_ in known_types()]
        kinds = Counter("unknown" if rate is None else "stand-in" if rate.approximate else "exact" for rate in rates)
        newest = max(rate.as_of for rate in rates if rate)
        out(screened(f"{region:<16} {kinds['exact']:>6} {kinds['stand-in']:>9} {kinds['unknown']:>8}   {newest}"))
    processing = {row.region for row in shipped("processing").all()}
    out(screened(f"\nProcessing rates are known in {', '.join(sorted(processing))}."))
    out(screened("Unknown counts training types without any rate there; not every Region offers every type."))


def _import(options: argparse.Namespace) -> None:
    from policylint.cost.book import merge
    from policylint.cost.importers import rows_of_file

    try:
        changed, size = merge(options.output, rows_of_file(options.file))
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
    _tell(options.output, changed, size)


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
    try:
        changed, size = merge(options.output, rows)
    except OSError as error:
        raise UsageError(f"cannot write {options.output}: {error.strerror}") from error
    _tell(options.output, changed, size)


def _tell(book: Path, changed: int, size: int) -> None:
    out(
        screened(f"{book}: {changed} rates new or changed, {size} in all. Name it in the configuration: pricing.books.")
    )


def _terms(options: argparse.Namespace) -> Costing:
    from policylint.cost.costing import costing_of

    settings = load(options.config, isolated=options.isolated)
    stated = {"books": options.book, "as_of": getattr(options, "as_of", None)}
    return costing_of(settings.config, **{name: value for name, value in stated.items() if value is not None})


def _rate(prices: Prices, rate: Rate) -> str:
    about = f"approximate: {rate.stand_in}" if rate.stand_in else f"{rate.as_of}  {rate.source}"
    return f"{prices.shown(rate.usd):>14}/h  {about}"


def _facts(known: Hardware) -> str:
    def shown(value: float | None, unit: str) -> str:
        return f"{'unknown' if value is None else f'{value:,g}'} {unit}"

    gpus = f", {known.gpus} x {known.gpu_model} ({shown(known.gpu_memory_gib, 'GiB together')})" if known.gpus else ""
    local = f", {shown(known.local_storage_gb, 'GB local NVMe')}" if known.local_storage_gb != 0 else ", EBS volumes"
    network = shown(known.network_gbps, "Gbps")
    return f"{shown(known.vcpus, 'vCPUs')}, {shown(known.memory_gib, 'GiB')}{gpus}{local}, {network}"
