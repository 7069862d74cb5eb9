"""`policylint secrets`: every detector in a line; `--test FILE` tries a file of custom ones on its examples."""

import argparse

from policylint.commands.console import out
from policylint.commands.options import FINDINGS, OK
from policylint.secrets.custom import tried_detectors
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
    code = OK
    for detector, wrong in tried_detectors(file):
        if wrong:
            out(screened("\n".join(map(str, wrong))))
            code = FINDINGS
        else:
            out(screened(f"{file}: {detector.id}: {len(detector.true) + len(detector.false)} examples hold"))
    return code
