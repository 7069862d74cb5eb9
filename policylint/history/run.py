"""The run over files of records: parts shared out to processes, each written down when it is done, all added up.

What is done is kept in a folder of its own until the whole is, under a name that is made of what was asked for: the
same run that is started again, after whatever ended it, goes on where it was, and comes to the same. A part that
changed, or another setting, is another run.
"""

import hashlib
import json
import os
import pickle
import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from policylint import __version__
from policylint.atomic import replace as write_whole
from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.finding import Finding
from policylint.history.judging import Judge, Judged, Terms
from policylint.history.reading import Part, parts, read
from policylint.history.record import Record
from policylint.history.replaying import ReplayJudge
from policylint.history.tally import Adding, Sheet, Total
from policylint.processes import ordered
from policylint.secrets.redaction import screened
from policylint.settings.config import Settings


class HistoryRunError(PolicylintError):
    """The run over records cannot be carried out; the message says why."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: the terms by which records are judged; for a replay those before, `against`; whether the
    findings are to be written down as a table."""

    terms: Terms
    against: Terms | None = None
    table: bool = False


class Result(NamedTuple):
    """What a run came to: the total, what was resumed, and the files of its findings, one a part, in their order."""

    total: Total
    parts: int
    resumed: int
    tables: tuple[Path, ...]


class _Judges(Protocol):
    def judge(self, record: Record) -> Judged: ...
    def shown(self, text: str) -> Any: ...


class _Item(NamedTuple):
    number: int
    part: Part


@dataclass(frozen=True, slots=True)
class _Work:
    """What a process knows: its judge, where to write, and how large a text may be."""

    judge: _Judges
    folder: Path
    table: bool
    limit: int


_AT_WORK: list[_Work] = []
"""The work of this process, set when it starts."""


def run(
    paths: Sequence[str],
    plan: Plan,
    processes: int,
    *,
    progress: Callable[[int], object] = lambda _: None,
    begun: Callable[[int], object] = lambda _: None,
    use: Callable[[Result], object] = lambda _: None,
    home: Path | None = None,
) -> Result:
    """Judge all records in files, folders and globs.

    Args:
        paths: where the records are.
        plan: what is asked for.
        processes: how many to share the work out to.
        progress: called with the bytes of each part that is done.
        begun: called once with the bytes of all.
        use: called with the result while its tables are there.
        home: the folder in which the state of runs is kept; default: the user's cache.

    Raises:
        HistoryRunError: there is nowhere to keep what is done.
        ConfigError: a file that the settings name cannot be used.
        WorkerError: a process was killed; started again, the run goes on where it was.
    """
    found = list(parts(paths))
    faults = [one for one in found if isinstance(one, Finding)]
    work = [_Item(number, part) for number, part in enumerate(one for one in found if isinstance(one, Part))]
    begun(sum(part.size for _, part in work))
    folder = _folder(home or _home(), plan, [part for _, part in work])
    left = [item for item in work if not _sheet(folder, item.number).exists()]
    for item in work:
        if _sheet(folder, item.number).exists():
            progress(item.part.size)
    few = max(1, min(processes, len(left)))
    given = (pickle.dumps(plan), str(folder))
    for size in ordered(_judge_part, left, few, start=_start, given=given) if left else ():
        progress(size)
    adding = Adding()
    for fault in faults:
        adding.total.faults.append(_unjudged(fault))
    total = adding.over(partial(_read_sheet, folder), len(work))
    tables = tuple(_table(folder, number) for number in range(len(work))) if plan.table else ()
    result = Result(total, len(work), len(work) - len(left), tables)
    use(result)
    shutil.rmtree(folder, ignore_errors=True)
    return result


def _start(pickled: bytes, folder: str) -> None:
    """What a process does first."""
    plan: Plan = pickle.loads(pickled)  # noqa: S301 - what the process that started this one has pickled
    judge: _Judges = Judge(plan.terms) if plan.against is None else ReplayJudge(plan.terms, plan.against)
    config = plan.terms.settings.config
    _AT_WORK[:] = [_Work(judge, Path(folder), plan.table, config.max_file_size)]


def _judge_part(item: _Item) -> int:
    """Judge a part, write down what it comes to, and give its size."""
    [work] = _AT_WORK
    sheet = Sheet()
    made: list[tuple[Any, ...]] = []
    names: dict[str, Any] = {}
    for found, file, line in read(item.part, work.limit):
        shown = names.get(file)
        if shown is None:
            shown = names[file] = screened(file)
        if isinstance(found, Record):
            judged = work.judge.judge(found)
            sheet.add(judged, shown, line)
            if work.table:
                from policylint.history.table import rows

                made += ((shown, line, *row) for row in rows(judged))
        else:
            message = work.judge.shown(found.message)
            sheet.miss(found, message, shown, line)
            if work.table:
                from policylint.history.table import fault_row

                made.append((shown, line, *fault_row(found, message)))
    if work.table:
        _write_table(_table(work.folder, item.number), made)
    _written(_sheet(work.folder, item.number), json.dumps(sheet.plain(), separators=(",", ":")).encode("ascii"))
    return item.part.size


def _written(file: Path, content: bytes) -> None:
    try:
        write_whole(file, content)
    except OSError as error:
        raise HistoryRunError(f"cannot keep what is done in {file.parent}: {error.strerror}") from error


def table_schema() -> Any:
    """The schema of the table of findings: where each record stands, then the columns of `check_table`."""
    import pyarrow as pa

    from policylint.history.table import schema

    return schema("finding", [pa.field("file", pa.string()), pa.field("line", pa.int64())])


def _write_table(file: Path, made: Sequence[tuple[Any, ...]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    from policylint.history.table import columns_of

    written = file.with_suffix(".part")
    result = table_schema()
    table = pa.Table.from_batches([columns_of(made, result)] if made else [], result)
    pq.write_table(table, written, compression="zstd")
    written.replace(file)


def _read_sheet(folder: Path, number: int) -> Sheet:
    return Sheet.of(json.loads(_sheet(folder, number).read_bytes()))


def _sheet(folder: Path, number: int) -> Path:
    return folder / f"{number:07}.json"


def _table(folder: Path, number: int) -> Path:
    return folder / f"{number:07}.parquet"


def _unjudged(fault: Finding) -> Any:
    from policylint.history.tally import Unjudged

    return Unjudged(fault.rule, screened(fault.message), screened(fault.file), 0)


def _home() -> Path:
    from platformdirs import user_cache_path

    return user_cache_path("policylint") / "audit"


def _folder(home: Path, plan: Plan, work: Sequence[Part]) -> Path:
    """The folder of a run, made if it is not there."""
    from datetime import date

    state = hashlib.blake2b(digest_size=16)
    day = plan.terms.as_of or date.today().isoformat()  # prices and waivers are of a day
    for terms in (plan.terms, plan.against):
        state.update(repr((__version__, day, terms and (terms.team_tag, terms.key, terms.settings))).encode())
        state.update(_named_files(terms.settings) if terms else b"")
    state.update(repr((plan.table, os.path.abspath(os.curdir), list(work))).encode("utf-8", "surrogatepass"))  # noqa: PTH100
    folder = home / state.hexdigest()
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise HistoryRunError(
            f"cannot keep what is done in {home}: {error.strerror}; name another folder with --state"
        ) from error
    return folder


def _named_files(settings: Settings) -> bytes:
    """A digest of the files that settings name: a pack that was edited judges otherwise."""
    config = settings.config
    named = [*config.policies, *config.waivers, *config.secret_detectors]
    named += [*config.pricing.books] if config.pricing else []
    named += [config.cost.history] if config.cost and config.cost.history else []
    state = hashlib.blake2b(digest_size=16)
    for name in named:
        for base in {Path(name), settings.root / name}:
            files = sorted(base.rglob("*")) if base.is_dir() else [base]
            for file in files:
                with suppress(OSError):
                    state.update(file.read_bytes())
    return state.digest()
