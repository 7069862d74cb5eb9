"""Judging a table: one column of requests in, a table of findings out, over Arrow, which every engine speaks.

Requests travel as JSON text. Engines that make structs of JSON look at samples and lose members that these lack, or
merge members whose names differ in letter case (docs/audit.md says which does what); text loses nothing.
"""

import json
import pickle
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Literal

from policylint.dataclass_ import dataclass
from policylint.errors import PolicylintError
from policylint.history.judging import FindingRow, Judge, Judged, Terms
from policylint.history.reading import NeedsPyarrow
from policylint.history.recognition import records
from policylint.history.record import Fault, Record, without_nulls
from policylint.job import Facts
from policylint.lint import SYNTAX_ERROR, UNRECOGNISED
from policylint.settings.config import Config, Settings
from policylint.shown import Shown, own

if TYPE_CHECKING:
    import pyarrow as pa

Per = Literal["finding", "job"]
RECORD = (
    "kind",
    "id",
    "time",
    "operation",
    "account",
    "region",
    "principal",
    "job",
    "owner",
    "team",
    "error",
    "status",
)
_DOLLARS = ("asked_usd", "spent_usd")
FINDING = ("rule", "severity", "path", "message", "fingerprint")
COUNTS = ("errors", "warnings", "notes")
COLUMNS: Mapping[Per, tuple[str, ...]] = {
    "finding": (*RECORD, *_DOLLARS, *FINDING),
    "job": (*RECORD, *_DOLLARS, *COUNTS, "rules"),
}
"""The columns of a table with one row a finding, and of one with one row a job, in their order."""
FAULT = "fault"
"""The kind of a row about what could not be judged."""
FACTS = ("environment", "region", "account")
_ROWS = 8192
_REMEMBERED = 1 << 14
_LONGEST = 1 << 14


class TableError(PolicylintError, ValueError):
    """A table, or what is asked of it, cannot be used."""


def schema(per: Per = "finding", before: Sequence["pa.Field"] = ()) -> "pa.Schema":
    """The schema of a table of findings or of jobs, `before` which come columns that were kept or added."""
    pa = _pyarrow()
    types = dict.fromkeys(COLUMNS[per], pa.string())
    types |= dict.fromkeys(_DOLLARS, pa.float64()) | {name: pa.int32() for name in COUNTS if per == "job"}
    if per == "job":
        types["rules"] = pa.list_(pa.string())
    return pa.schema([*before, *(pa.field(name, type_) for name, type_ in types.items())])


def rows(judged: Judged, per: Per = "finding") -> Iterator[tuple[Any, ...]]:
    """The rows of a judged record: one a finding, or one in all."""
    record = judged.record
    about = (
        record.kind, judged.id, record.time, judged.operation, judged.account, judged.region, judged.principal,
        judged.job, judged.owner, judged.team, judged.error, judged.status, judged.asked_usd, judged.spent_usd,
    )  # fmt: skip
    if per == "finding":
        for row in judged.findings:
            yield (*about, *row)
    else:
        of = {name: sum(row.severity == name for row in judged.findings) for name in ("error", "warning", "note")}
        yield (*about, *of.values(), sorted({row.rule for row in judged.findings}))


def fault_row(fault: Fault, message: Shown, per: Per = "finding") -> tuple[Any, ...]:
    """The row about what could not be judged."""
    about = (FAULT, *("" for _ in RECORD[1:]), None, None)
    if per == "finding":
        return (*about, *FindingRow(fault.rule, "error", own(""), message, ""))
    return (*about, 1, 0, 0, [fault.rule])


def check_table(
    table: Any,
    request: str = "request",
    *,
    keep: Sequence[str] = (),
    facts: Mapping[str, str] | None = None,
    per: Per = "finding",
    config: Config | None = None,
    team_tag: str = "team",
    principal_key: str = "",
    as_of: str = "",
) -> "pa.Table":
    """Judge a column of requests, events, or answers of Describe calls, each as JSON text.

    Args:
        table: an Arrow table, record batch, reader, or record batches one after the other.
        request: the column that holds them.
        keep: columns to take over into the result, before its own, so that its rows can be joined back.
        facts: columns that hold what a request does not say: their names by "environment", "region", "account".
        per: "finding" for a row a finding (none for a clean job), "job" for a row a job.
        config: settings; default: policylint's own defaults. No configuration file is looked for.
        team_tag: the key of the tag that names a team.
        principal_key: what principals are hashed with; "": they are shown.
        as_of: the day whose prices and waivers hold, as 2026-09-24; default: today.

    Returns:
        An Arrow table in the schema that docs/audit.md describes. What holds no request is itself a row, of kind
        "fault".

    Raises:
        TableError: a column is missing, or `per` is neither.
        ConfigError: a file that the configuration names cannot be used.
    """
    pa = _pyarrow()
    checking = Checking.of(request, keep, facts, per, config, team_tag, principal_key, as_of)
    batches, given = _batches(table)
    found = list(checking.over(batches))
    return pa.Table.from_batches(found, checking.schema(given) if not found else found[0].schema)


@dataclass(frozen=True, slots=True)
class Checking:
    """What is asked of a table; pickled, it goes to any process."""

    request: str
    keep: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    per: Per
    terms: Terms

    @classmethod
    def of(
        cls,
        request: str,
        keep: Sequence[str],
        facts: Mapping[str, str] | None,
        per: Per,
        config: Config | None,
        team_tag: str,
        principal_key: str,
        as_of: str,
    ) -> "Checking":
        """From the arguments of `check_table`.

        Raises:
            TableError: `per` or the name of a fact is unknown, or a column that is kept has a name of the result's.
        """
        if per not in COLUMNS:
            raise TableError(f'per is {per!r}, neither "finding" nor "job"')
        unknown = set(facts or ()) - set(FACTS)
        if unknown:
            raise TableError(f"facts has {min(unknown)!r}; the facts are {', '.join(FACTS)}")
        taken = set(keep) & set(COLUMNS[per])
        if taken:
            raise TableError(f"keep has {min(taken)!r}, a column of the result's own: rename it before")
        terms = Terms(Settings(config or Config()), team_tag, principal_key, as_of)
        return cls(request, tuple(keep), tuple((facts or {}).items()), per, terms)

    def schema(self, given: "pa.Schema") -> "pa.Schema":
        """The schema of the result.

        Raises:
            TableError: a column is missing.
        """
        return schema(self.per, [given.field(self._index(given, name)) for name in self.keep])

    def over(self, batches: Iterable["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        """The result for record batches, in record batches of bounded size."""
        pa = _pyarrow()
        judge = judge_of(pickle.dumps(self.terms))
        for batch in batches:
            result = self.schema(batch.schema)
            names = [self.request, *self.keep, *(column for _, column in self.facts)]
            columns = [batch.column(self._index(batch.schema, name)) for name in names]
            made: list[tuple[Any, ...]] = []
            for start in range(0, batch.num_rows, _ROWS):
                parts = [column.slice(start, _ROWS).to_pylist() for column in columns]
                for cell, *beside in zip(*parts, strict=True):
                    kept, known = tuple(beside[: len(self.keep)]), beside[len(self.keep) :]
                    made += ((*kept, *row) for row in self._rows(judge, cell, known))
                if len(made) >= _ROWS:
                    yield _batch(pa, made, result)
                    made = []
            if made:
                yield _batch(pa, made, result)

    def _rows(self, judge: "Remembering", cell: Any, known: Sequence[Any]) -> Sequence[tuple[Any, ...]]:
        stated: dict[str, Any] = {
            name: text for (name, _), text in zip(self.facts, known, strict=True) if isinstance(text, str)
        }
        return judge.rows(cell, Facts(**stated), self.per)

    def _index(self, given: "pa.Schema", name: str) -> int:
        index: int = given.get_field_index(name)
        if index < 0:
            raise TableError(f"the table has no column {name!r}; it has {', '.join(given.names)}")
        return index


class Remembering:
    """A judge that remembers the rows of cells that it has seen, so that equal ones are judged once."""

    def __init__(self, judge: Judge) -> None:
        self._judge = judge
        self._known: dict[tuple[str, Facts, Per], list[tuple[Any, ...]]] = {}

    def rows(self, cell: Any, facts: Facts, per: Per) -> Sequence[tuple[Any, ...]]:
        """The rows of a cell."""
        if not isinstance(cell, str) or len(cell) > _LONGEST:
            return list(self._rows(cell, facts, per))
        key = (cell, facts, per)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            known = self._known[key] = list(self._rows(cell, facts, per))
        return known

    def _rows(self, cell: Any, facts: Facts, per: Per) -> Iterator[tuple[Any, ...]]:
        judge, some = self._judge, False
        for item in _records(cell):
            some = True
            if isinstance(item, Record):
                record = item if facts == _NO_FACTS else item.with_facts(facts)
                yield from rows(judge.judge(record), per)
            else:
                yield fault_row(item, judge.shown(item.message), per)
        if not some:
            what = "this row is null" if cell is None else "this row holds no request, event or answer"
            yield fault_row(Fault(UNRECOGNISED.id, what), judge.shown(what), per)


_NO_FACTS = Facts()


def _records(cell: Any) -> Iterator[Record | Fault]:
    """The records of a cell: JSON text, or, where the engine has made it so, a structure or a map."""
    if isinstance(cell, str | bytes):
        try:
            cell = json.loads(cell)
        except (ValueError, RecursionError) as error:
            message = error.msg if isinstance(error, json.JSONDecodeError) else "it nests too deeply, or is not UTF-8"
            yield Fault(SYNTAX_ERROR.id, f"this row is not JSON: {message}")
            return
    else:
        cell = without_nulls(cell)
    try:
        yield from records(cell)
    except RecursionError:
        yield Fault(SYNTAX_ERROR.id, "this row nests too deeply")


@lru_cache(maxsize=2)
def judge_of(terms: bytes) -> Remembering:
    """The judge of pickled terms: one a process, however many batches it is asked about."""
    return Remembering(Judge(pickle.loads(terms)))  # noqa: S301 - what this process, or the driver, has pickled itself


def columns_of(made: Sequence[tuple[Any, ...]], result: "pa.Schema") -> "pa.RecordBatch":
    """Rows as a record batch of a schema."""
    return _batch(_pyarrow(), made, result)


def _batch(pa: Any, made: Sequence[tuple[Any, ...]], result: "pa.Schema") -> "pa.RecordBatch":
    columns = zip(*made, strict=True) if made else ((),) * len(result)
    arrays = [pa.array(map(_writable, column), field.type) for column, field in zip(columns, result, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=result)


def _writable(value: Any) -> Any:
    """A value as Arrow takes it: text that is not Unicode text has its lone surrogates written as escapes."""
    if isinstance(value, str) and not value.isascii():
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


def _batches(table: Any) -> tuple[Iterator["pa.RecordBatch"], "pa.Schema"]:
    """The record batches of what was given, and its schema."""
    pa = _pyarrow()
    if isinstance(table, pa.Table):
        return iter(table.to_batches()), table.schema
    if isinstance(table, pa.RecordBatch):
        return iter([table]), table.schema
    if isinstance(table, pa.RecordBatchReader):
        return iter(table), table.schema
    if hasattr(table, "__arrow_c_stream__"):
        reader = pa.RecordBatchReader.from_stream(table)
        return iter(reader), reader.schema
    source = iter(table)
    first = next(source, None)
    if not isinstance(first, pa.RecordBatch):
        raise TableError(f"a table is an Arrow table, a reader or record batches, not {type(table).__name__}")

    return chain([first], source), first.schema


def _pyarrow() -> Any:
    """pyarrow, imported when it is first needed.

    Raises:
        NeedsPyarrow: it is not installed.
    """
    try:
        import pyarrow as pa
    except ImportError:
        raise NeedsPyarrow("a table") from None
    return pa
