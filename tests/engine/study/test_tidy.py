"""Tables ready to join: words for numbers, null for never, inputs beside outcomes, and standard errors over futures."""

from __future__ import annotations

from math import sqrt
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from fourthseat.engine.core.statistics import student_t_quantile
from fourthseat.engine.study.conduct import conduct, workforce
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.final_tables import NAMES
from fourthseat.engine.study.findings import analyse
from fourthseat.engine.study.parts import DETAILED, read_part
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.query import query
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.statistics import mean_difference
from fourthseat.engine.study.tidy import futures_table
from fourthseat.players.cast import cast
from fourthseat.scenarios import find

TUTORIAL = find("tutorial")
PATH = "assumptions.precision"
RAW: dict[str, Any] = {
    "name": "tidy",
    "question": "q",
    "scenario": "tutorial",
    "coalitions": ["aukus", "aukus-jpn"],
    "provocation": [True],
    "futures": 6,
    "input": [{"path": PATH, "low": 1.0, "high": 4.0}],
    "measure": [{"name": "p_press"}],
    "stopping": {"first": 60, "cap": 60},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study of sampled futures with its tables."""
    place = tmp_path_factory.mktemp("tidy") / "r"
    study = plan(parse_study(RAW, "test"), TUTORIAL)
    with Results(place, study) as results:
        conduct(results, cast(TUTORIAL), workforce(0))
    return place


def test_every_table_is_there_and_says_which_game_a_row_is_of(folder: Path) -> None:
    """One file a table; incidents, seats and moves have the addresses of the games, and seats and moves those of all."""
    tables = {name: pq.read_table(folder / f"{name}.parquet") for name in NAMES}
    games = set(zip(tables["runs"]["block"].to_pylist(), tables["runs"]["coalition"].to_pylist(), strict=True))

    for name in ("incidents", "seats", "moves"):
        of = set(zip(tables[name]["block"].to_pylist(), tables[name]["coalition"].to_pylist(), strict=True))
        assert of == games if name != "incidents" else of <= games
    assert {"blue", "red"} <= set(tables["seats"]["side"].to_pylist())
    assert not set(DETAILED) & set(tables["runs"].column_names), "what is tidy elsewhere is not in the rows of games"
    choices = set(tables["incidents"]["choice"].to_pylist()) - {None}
    assert choices <= {"press", "hold", "back-down", "sideways", "offer"}
    for column in ("asked", "concurred", "refused", "on_station"):
        assert pc.min(tables["incidents"][column]).as_py() in (None, *range(1000)), "never is null, and not -1"


def test_measures_come_out_of_the_tidy_tables(folder: Path) -> None:
    """SQL over incidents gives every game's own measure: the tables are of the same games."""
    sql = """
        select max(abs(m.value - i.p)) from measures m join
          (select block, coalition, avg(p_press) as p from incidents where choice is not null group by all) i
          using (block, coalition) where m.measure = 'p_press'
    """
    assert query(folder, sql).rows[0][0] == pytest.approx(0, abs=1e-6)


def test_inputs_stand_beside_outcomes(folder: Path) -> None:
    """The view has a row a game and a column an input, with the value its future was given."""
    study = Results.read(folder).plan
    rows = query(folder, f'select future, "{PATH}" from experiments').rows

    assert 120 == len(rows)
    assert {(n, dict(f.changes)[PATH]) for n, f in enumerate(study.futures)} == set(rows)


def test_a_standard_error_is_over_futures(folder: Path) -> None:
    """That of the view and the interval a study prints are one; blocks taken for independent would give another."""
    rows = query(
        folder,
        "select n, futures, difference, standard_error, degrees_of_freedom from paired_means where measure = 'p_press'",
    )
    ((n, futures, difference, error, freedom),) = rows.rows
    whole = Results.read(folder).whole(60)
    base, variant = whole.values["p_press"].T
    interval = mean_difference(base, variant, 0.05, whole.clusters)

    assert (60, 6, 5) == (n, futures, freedom)
    assert interval.estimate == pytest.approx(difference)
    assert interval.half_width == pytest.approx(student_t_quantile(0.975, 5) * error)
    naive = float((variant - base).std(ddof=1)) / sqrt(60)
    assert abs(naive - error) > 0.01 * naive
    assert interval.half_width == pytest.approx(analyse(whole, 60).findings[0].interval.half_width)


def future_rows(**changes: Any) -> tuple[Plan, pa.Table]:
    """The futures of a study with other keys."""
    study = plan(parse_study(RAW | changes, "test"), TUTORIAL)
    return study, futures_table(study)


def test_a_corner_has_what_it_sets_and_else_the_scenario_as_shipped() -> None:
    """An input that the corner leaves alone is as shipped there; words only a corner sets are null elsewhere."""
    study, table = future_rows(corner=[{"id": "cold", "set": {"models.deterrence": "threshold"}}])
    shipped = float(TUTORIAL.assumptions.precision)

    assert [future.name for future in study.futures] == table["name"].to_pylist()
    assert [True] + [False] * 6 == table["corner"].to_pylist()
    assert shipped == table[PATH].to_pylist()[0]
    assert ["threshold"] + [None] * 6 == table["models.deterrence"].to_pylist()


def test_a_part_without_details_is_read_and_a_tampered_one_is_not(folder: Path, tmp_path: Path) -> None:
    """Older parts have no such columns; a number that stands for no word is damage."""
    from fourthseat.engine.study.manifest import DamagedError
    from fourthseat.engine.study.parts import write_part

    study = Results.read(folder).plan
    (part, *_) = sorted((folder / "parts").glob("*.parquet"))
    table = read_part(part, study).table
    old = write_part(tmp_path, table.drop_columns(list(DETAILED)), study)
    place = table.schema.get_field_index("incident.choice")
    lists = table["incident.choice"].combine_chunks()
    wrong = pa.ListArray.from_arrays(lists.offsets, pa.array(np.full(len(lists.flatten()), 9, np.int8)))
    bad = write_part(tmp_path, table.set_column(place, "incident.choice", wrong), study)

    assert set(DETAILED) <= set(read_part(old, study).table.column_names)
    assert 0 == len(read_part(old, study).table["move.rung"].combine_chunks().flatten())
    with pytest.raises(DamagedError, match="stands for nothing"):
        read_part(bad, study)
