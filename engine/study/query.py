"""Questions in SQL to a finished study: its two tables, and views of the paired differences."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.results import manifest_of

__all__ = ["query"]

VIEWS = """
create view paired as
  select v.block, v.future, v.rule, v.provocation, v.setting, v.without, v.coalition, v.measure,
         b.value as baseline, v.value as variant, v.value - b.value as difference
  from measures v join measures b using (block, rule, provocation, setting, without, measure)
  where b.coalition = '{baseline}' and v.coalition <> '{baseline}';
create view paired_means as
  select measure, rule, provocation, setting, without, coalition, count(*) as n, avg(baseline) as baseline, avg(difference) as difference,
         stddev_samp(difference) / sqrt(count(*)) as standard_error, corr(baseline, variant) as correlation
  from paired group by all order by all;
"""


def query(folder: Path, sql: str) -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Column names and rows of *sql* over a finished study; :exc:`ScenarioError` with the database's own complaint."""
    import duckdb

    baseline = manifest_of(folder).get("baseline", "")
    with duckdb.connect() as base:
        for name in ("runs", "measures"):
            file = folder / f"{name}.parquet"
            if not file.is_file():
                raise ScenarioError(f"{folder}: has no {name}.parquet yet; run the study to its end first")
            quoted = str(file).replace("'", "''")
            base.execute(f"create view {name} as select * from read_parquet('{quoted}')")
        base.execute(VIEWS.format(baseline=baseline))
        try:
            answer = base.execute(sql)
            return tuple(column[0] for column in answer.description or ()), answer.fetchall()
        except duckdb.Error as wrong:
            raise ScenarioError(f"{sql!r}: {wrong}") from None
