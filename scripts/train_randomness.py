"""Trains the model that distinguishes random strings from words: `policylint/secrets/randomness_table.py`.

    python -m scripts.train_randomness

The model knows how often one character follows another in what people name things with. It learns that from the
identifiers and words of Python's standard library and of botocore with its API models, and keeps nothing of them but
one table of scores.
"""

import gzip
import math
import re
import sysconfig
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import botocore

from policylint.secrets.randomness import FIRST, LETTERS, LOWEST, STEP, symbols

OUTPUT = Path(__file__).parent.parent / "policylint" / "secrets" / "randomness_table.py"
SERVICES = ("sagemaker", "s3", "ec2", "glue")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[-_./:][A-Za-z0-9]+)*")
_HIGHEST = ord("~") - ord(FIRST)


def corpus() -> Iterator[str]:
    """The texts to learn from, in a fixed order."""
    library = Path(sysconfig.get_paths()["stdlib"])
    sources = Path(botocore.__file__).parent
    for file in [
        *sorted(library.glob("*.py")),
        *sorted((library / "email").glob("*.py")),
        *sorted(sources.glob("*.py")),
    ]:
        yield file.read_text(encoding="utf-8", errors="replace")
    for service in SERVICES:
        newest = max((sources / "data" / service).iterdir())
        yield gzip.decompress((newest / "service-2.json.gz").read_bytes()).decode()


def words() -> Counter[str]:
    """The words and identifiers of the corpus and how often each occurs."""
    found: Counter[str] = Counter()
    for text in corpus():
        found.update(_WORD.findall(text))
    return found


def train() -> list[list[float]]:
    """Bits by which each pair of characters speaks for random rather than for words."""
    size = len(LETTERS) + 1
    pairs = [[1.0] * size for _ in range(size)]
    for word, count in words().items():
        for first, second in pairwise(symbols(word)):
            pairs[first][second] += math.log2(1 + count)  # what recurs says more, but must not drown the rest
    table = []
    for row in pairs:
        # After any character a random string goes on with each of 62 alike; other signs speak for neither.
        scores = [-math.log2(62) - math.log2(weight / sum(row)) for weight in row]
        table.append([*scores[:-1], 0.0])
    return table


def shown(bits: float) -> str:
    """One score as a printable character."""
    return chr(ord(FIRST) + min(_HIGHEST, max(0, round((bits - LOWEST) / STEP))))


def main() -> None:
    rows = [f'    "{"".join(map(shown, row))}",' for row in train()]
    head = '"""How much each pair of characters speaks for random: written by scripts/train_randomness.py."""'
    OUTPUT.write_text("\n".join([head, "", "ROWS = (", *rows, ")"]) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
