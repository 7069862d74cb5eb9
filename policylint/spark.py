"""Apache Spark: the same engine over a DataFrame, wherever that runs (EMR, Glue, Databricks, a laptop).

    from policylint.spark import check
    findings = check(spark.read.parquet("s3://acme-audit/requests/"), request="requestParameters", keep=["eventID"])

Spark shares the batches out (`mapInArrow`); each Python worker makes one engine and keeps it for all of its batches.
What cannot be judged is a row of kind "fault", never a failed stage.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from policylint.history.table import Checking, Per
from policylint.settings.config import Config

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame


def check(
    df: "DataFrame",
    request: str = "request",
    *,
    keep: Sequence[str] = (),
    facts: Mapping[str, str] | None = None,
    per: Per = "finding",
    config: Config | None = None,
    team_tag: str = "team",
    principal_key: str = "",
    as_of: str = "",
) -> "DataFrame":
    """Judge a column of requests, events, or answers of Describe calls, each as JSON text.

    The arguments and the columns of the result are those of `policylint.check_table`. Files that `config` names (packs,
    waivers, price books) must be readable under the same paths on each executor, as `SparkContext.addFile` and shared
    disks make them.

    Raises:
        TableError: a column is missing, or an argument cannot be used.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    checking = Checking.of(request, keep, facts, per, config, team_tag, principal_key, as_of)
    columns = list(dict.fromkeys([request, *keep, *(facts or {}).values()]))
    result: Any = from_arrow_schema(checking.schema(to_arrow_schema(df.schema)))

    def judged(batches: Iterator["pa.RecordBatch"]) -> Iterator["pa.RecordBatch"]:
        return checking.over(batches)

    return df.select(*(f"`{name}`" for name in columns)).mapInArrow(judged, result)
