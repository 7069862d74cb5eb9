"""Everything in the repository that is made from something else: `scripts/generate` writes it.

    scripts/generate            writes what is stale, and says what it wrote
    scripts/generate --check    writes nothing, names what is stale, and fails if anything is

Pages come from the code (`scripts.pages`), the comparison with other tools from running them (`benchmarks.coverage`),
the numbers in prose from counting (`scripts.numbers`), the golden files from the tests that compare them, and last the
README's pictures, from what commands print and from one of these files (`scripts.pictures`). What rests on a source
outside the repository is refreshed by a command of its own: `python -m policylint.schema.sync`
(the API's model), `policylint pricing import` (prices), `python -m scripts.train_randomness`.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import coverage
from scripts import numbers, pages, pictures

ROOT = Path(__file__).parent.parent
Wanted = Iterator[tuple[Path, str]]


def comparison() -> Wanted:
    """The page that compares policylint with its peers."""
    yield coverage.PAGE, coverage.fresh(coverage.PAGE.read_text("utf-8"))


MADE: Sequence[Callable[[], Wanted]] = (pages.pages, numbers.pages, comparison)


def stale(made: Sequence[Callable[[], Wanted]] = MADE) -> Iterator[tuple[Path, str | None]]:
    """Each file that is not as it would be made, with its text; None for one that nothing makes any more."""
    wanted = dict(file for make in made for file in make())
    for path, text in wanted.items():
        if not path.exists() or path.read_text("utf-8") != text:
            yield path, text
    for folder in pages.FOLDERS if pages.pages in made else ():
        yield from ((path, None) for path in sorted(folder.rglob("*.md")) if path not in wanted)


def write(path: Path, text: str | None) -> None:
    """Write a file, or remove it."""
    if text is None:
        path.unlink()
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8", newline="\n")


def refresh(made: Sequence[Callable[[], Wanted]], *, check: bool) -> bool:
    """Write what is stale, or only name it if this is a check; whether all was fresh."""
    found = list(stale(made))
    for path, text in found:
        name = path.relative_to(ROOT)
        if check:
            print(f"{name} is stale: run scripts/generate")
        else:
            write(path, text)
            print(f"{'removed' if text is None else 'wrote'} {name}")
    return not found


def golden(*, check: bool) -> bool:
    """Run the tests that compare golden files, which write them unless this is a check; whether all are as reviewed."""
    files = [
        str(file) for file in sorted((ROOT / "tests").rglob("test_*.py")) if "mark.golden" in file.read_text("utf-8")
    ]
    environment = {key: value for key, value in os.environ.items() if key != "UPDATE_GOLDEN"}
    if not check:
        environment["UPDATE_GOLDEN"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short", "-m", "golden", *files]
    return subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode == 0


def main() -> int:
    """Write, or check; 1 if something is stale and was not written, or cannot be made."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if something is stale")
    check = parser.parse_args().check
    fresh = refresh(MADE, check=check)
    good = golden(check=check)
    drawn = refresh([pictures.pictures], check=check)
    return 0 if good and (not check or (fresh and drawn)) else 1


if __name__ == "__main__":
    sys.exit(main())
