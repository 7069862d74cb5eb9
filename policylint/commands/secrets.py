"""`policylint secrets`: every detector in a line; `--test FILE` tries a file of one's own on its examples."""

import argparse

from policylint.commands.console import err, out
from policylint.commands.options import FAILED, FINDINGS, OK
from policylint.secrets.custom import DetectorFileError, faults, load
from policylint.secrets.detectors import detectors
from policylint.secrets.redaction import screened


def arguments(parser: argparse.ArgumentParser) -> None:
    """What `secrets` takes."""
    parser.add_argument("--test", metavar="FILE", action="append", default=[], help="a YAML file of detectors to try")


def run(options: argparse.Namespace) -> int:
    """List the detectors with the rule that reports each, or try those of the files given."""
    if options.test:
        return max(_test(file) for file in options.test)
    for detector in detectors():
        needs = "by its name" if detector.context else "checksum" if detector.check else "format"
        out(screened(f"{detector.id:<32} {detector.kind.value:<8} {needs:<12} {detector.title}"))
    return OK


def _test(file: str) -> int:
    try:
        found = load(file)
    except DetectorFileError as error:
        err(screened(str(error)))
        return FAILED
    code = OK
    for detector in found:
        wrong = list(faults(detector))
        told = "; ".join(wrong) or f"{len(detector.true) + len(detector.false)} examples hold"
        out(screened(f"{file}: {detector.id}: {told}"))
        code = FINDINGS if wrong else code
    return code
