"""A study from its first game to its report in one call."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.conduct import conduct, cores, workforce, write_report
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import Findings
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import Progress
from fourthseat.players.cast import cast
from fourthseat.scenarios import find


def small() -> Plan:
    """Two variants under one rule, at most a hundred blocks, precise after fifty."""
    study = {
        "name": "small",
        "question": "Does it end?",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],
        "provocation": [True],
        "measure": [{"name": "p_press", "half_width": 1.0}],
        "stopping": {"first": 50, "cap": 100},
    }
    return plan(parse_study(study, "here"), find("tutorial"))


def test_a_study_is_played_until_it_is_precise_and_told_as_it_goes(tmp_path: Path) -> None:
    """One look is enough here; a second call finds everything played, and the same."""
    progress: list[Progress] = []
    looks: list[Findings] = []
    made = small()
    players = cast(made.scenario)

    with Results(tmp_path / "r", made) as results:
        finished = conduct(results, players, workforce(0), progress.append, looks.append)

    assert (100, 100) == (progress[-1].games, progress[-1].of)
    assert [50] == [look.blocks for look in looks]
    progress.clear()
    with Results(tmp_path / "r", made) as results:
        finished_again = conduct(results, players, workforce(0), progress.append)
        assert tmp_path / "r/report.html" == write_report(finished_again)
    assert finished.hash == finished_again.hash
    assert [] == progress
    assert (tmp_path / "r/report.html").is_file()


def test_a_workforce_is_this_process_the_cores_or_so_many_processes() -> None:
    """None of them is made before it is needed."""
    assert (Serial, 1) == workforce(0)
    assert 3 == workforce(3)[1]
    assert cores() == workforce()[1] >= 1


def test_a_cluster_that_does_not_answer_is_named() -> None:
    """Before anything is played."""
    pytest.importorskip("distributed")
    with pytest.raises(ScenarioError, match="--dask nonsense://x: no scheduler answers there"):
        workforce(dask="nonsense://x")
