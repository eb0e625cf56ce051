"""The views over a study's tables that a question may use, as SQL: written here, and never from what a folder holds.

A mean difference's standard error is that of clusters: games of one future are no independent replications of one truth, so the
residuals are summed future by future first, as in :func:`fourthseat.engine.study.statistics.mean_difference`. Corners, which nobody drew
from a range, are in no mean; :data:`PAIRED`'s ``paired_by_future`` has them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

__all__ = ["TERMS", "VIEWS", "views"]

VIEWS = {
    "paired": "measures",
    "paired_means": "measures",
    "paired_by_future": "measures",
    "experiments": "futures",
    "concurrence": "incidents",
    "burden": "seats",
}
"""Every view, and the table without which there is none: studies of older versions have two tables only."""

TERMS = ("rule", "provocation", "doctrine", "opponent", "setting", "without")
"""Under which a variant and the baseline are compared; older tables have no doctrines."""

PAIRED = """
create view paired as
  select v.block, v.future, {terms_of_v}, v.coalition, v.measure,
         b.value as baseline, v.value as variant, v.value - b.value as difference
  from measures v join measures b using (block, {terms}, measure)
  where b.coalition = (select baseline from study) and v.coalition <> (select baseline from study);
create view paired_by_future as
  select measure, {terms}, coalition, future, count(*) as n, avg(baseline) as baseline, avg(difference) as difference,
         stddev_samp(difference) / sqrt(count(*)) as standard_error
  from paired group by all order by all;
create view paired_means as
  with drawn as (select * from paired where future not in (select future from corners)),
  means as (
    select measure, {terms}, coalition, count(*) as n, count(distinct future) as futures, avg(baseline) as baseline,
           avg(difference) as difference, stddev_samp(difference) / sqrt(count(*)) as alone,
           corr(baseline, variant) as correlation
    from drawn group by all),
  sums as (
    select measure, {terms}, coalition, future, sum(d.difference - m.difference) as residual
    from drawn d join means m using (measure, {terms}, coalition) group by all),
  clusters as (select measure, {terms}, coalition, sum(residual * residual) as squares from sums group by all)
  select measure, {terms}, coalition, n, futures, baseline, difference,
         case when futures > 1 then sqrt(squares * futures / (futures - 1)) / n else alone end as standard_error,
         case when futures > 1 then futures else n end - 1 as degrees_of_freedom, correlation
  from means join clusters using (measure, {terms}, coalition) order by all;
"""
CONCURRENCE = """
create view concurrence as
  select coalition, {terms}, consent, count(*) as incidents,
         count(*) / sum(count(*)) over (partition by coalition, {terms}) as share,
         median(asked) as median_hours_to_request, median(concurred) as median_hours_to_concurrence
  from incidents where future not in (select future from corners)
  group by coalition, {terms}, consent order by coalition, {terms}, consent;
"""
BURDEN = """
create view burden as
  select coalition, {terms}, seat, count(*) as games, avg(spent) as spent_musd,
         avg(spent) / nullif(sum(avg(spent)) over (partition by coalition, {terms}), 0) as share, avg(orders) as orders,
         avg(sailings) as sailings, avg(declined) as declined, avg(leaks) as leaks, avg(licensed) as licences
  from seats where side = 'blue' and future not in (select future from corners)
  group by coalition, {terms}, seat order by coalition, {terms}, seat;
"""
EXPERIMENTS = """
create view experiments as
  select runs.*, futures.* exclude (future, name, corner) from runs join futures using (future);
"""


def views(tables: Collection[str], columns: Collection[str]) -> Iterator[str]:
    """Statements that make the views over these *tables*, whose *columns* of measures say which terms there are."""
    terms = [name for name in TERMS if name in columns]
    names = {"terms": ", ".join(terms), "terms_of_v": ", ".join(f"v.{name}" for name in terms)}
    yield PAIRED.format(**names)
    for view, text in (("concurrence", CONCURRENCE), ("burden", BURDEN), ("experiments", EXPERIMENTS)):
        if VIEWS[view] in tables:
            yield text.format(**names)
