"""Requests, burden and the worst games in a report: the shares add up, and agree with the tables they are made of."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from fourthseat.engine.documents.blocks import Drawing, Table
from fourthseat.engine.study.conduct import FinishedStudy, conduct, workforce
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.report.quantities import burden, consent, worst_games
from fourthseat.engine.study.results import Results
from fourthseat.players.cast import cast
from fourthseat.scenarios import find

TUTORIAL = find("tutorial")
RAW: dict[str, Any] = {
    "name": "asked",
    "question": "q",
    "scenario": "tutorial",
    "coalitions": ["aukus", "aukus-jpn"],
    "rules": ["unanimity"],
    "provocation": [True],
    "measure": [{"name": "p_press"}],
    "stopping": {"first": 50, "cap": 50},
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> FinishedStudy:
    """A hundred games."""
    study = plan(parse_study(RAW, "test"), TUTORIAL)
    with Results(tmp_path_factory.mktemp("asked") / "r", study) as results:
        return conduct(results, cast(TUTORIAL), workforce(0))


def table(blocks: Any, name: str) -> dict[str, tuple[str, ...]]:
    """The rows of the one table of that name by their variant."""
    (found,) = [block for block in blocks if isinstance(block, Table) and block.name == name]
    return {row[1] if name == "worst-games" else row[0]: tuple(row) for row in found.rows}


def test_every_incident_is_told_once(done: FinishedStudy) -> None:
    """Not asked, window closed, refused and concurred add up to one, and to the incidents of the table."""
    whole = done.results.whole(50)
    blocks = list(consent(done.results, whole, done.results.plan.scene))
    incidents = done.table("incidents").to_pylist()
    for variant, row in table(blocks, "consent").items():
        mine = [one for one in incidents if one["coalition"] == variant]
        shares = [float(cell.partition(" %")[0]) for cell in row[2:6]]
        asked = [one for one in mine if one["consent"] != "not asked"]
        assert len(mine) == int(row[1].replace(",", ""))
        assert sum(shares) == pytest.approx(100, abs=0.25)
        assert 100 - shares[0] == pytest.approx(100 * len(asked) / len(mine), abs=0.06)
    assert any(isinstance(block, Drawing) for block in blocks)


def test_who_pays_adds_up(done: FinishedStudy) -> None:
    """The shares of all capitals of a variant are one, and so are those of their GDP."""
    (found,) = [
        block
        for block in burden(done.results, done.results.whole(50), done.results.plan.scene)
        if isinstance(block, Table)
    ]
    for variant in ("aukus", "aukus-jpn"):
        rows = [row for row in found.rows if row[1] == variant]
        assert set(TUTORIAL.blue) == {row[0] for row in rows}
        for column in (3, 4):
            assert sum(float(row[column].partition(" %")[0]) for row in rows) == pytest.approx(100, abs=0.3)


def test_the_worst_games_are_worse_than_the_mean(done: FinishedStudy) -> None:
    """Of a measure of which lower is better, the worst twentieth lies above the mean; fifty games give it no bounds."""
    whole = done.results.whole(50)
    row = table(list(worst_games(whole, done.results.plan.scene)), "worst-games")["aukus-jpn"]

    assert float(row[3]) > whole.values["p_press"][:, 0].mean()
    assert ("–", "–") == row[-2:]


def test_a_study_without_such_tables_says_nothing(done: FinishedStudy, tmp_path: Path) -> None:
    """One of an older version: no section, and no complaint."""
    import shutil

    shutil.copytree(done.results.folder, tmp_path / "r")
    for name in ("incidents", "seats"):
        (tmp_path / f"r/{name}.parquet").unlink()
    results = Results.read(tmp_path / "r")
    whole = results.whole(50)

    assert [] == list(consent(results, whole, results.plan.scene)) == list(burden(results, whole, results.plan.scene))
