"""A run is noted with its time, workers and versions, and names no machine; a stopped one is noted as such."""

from __future__ import annotations

import getpass
import json
import platform
from pathlib import Path
from typing import Any

import pytest

from fourthseat.engine import __version__
from fourthseat.engine.study.conduct import conduct, workforce
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import Progress
from fourthseat.players.cast import cast
from fourthseat.scenarios import find

TUTORIAL = find("tutorial")
RAW: dict[str, Any] = {
    "name": "noted",
    "question": "q",
    "scenario": "tutorial",
    "coalitions": ["aukus", "aukus-jpn"],
    "provocation": [True],
    "measure": [{"name": "p_press"}],
    "stopping": {"first": 50, "cap": 50},
}


def made() -> Plan:
    """A study of a hundred games."""
    return plan(parse_study(RAW, "test"), TUTORIAL)


def test_every_run_is_noted(tmp_path: Path) -> None:
    """Stopped by hand, gone on with, opened with nothing to do: two runs, whose games add up to the study's."""

    def stops(now: Progress) -> None:
        if now.games >= 10:
            raise KeyboardInterrupt

    with Results(tmp_path / "r", made()) as results, pytest.raises(KeyboardInterrupt):
        conduct(results, cast(TUTORIAL), workforce(0), stops)
    for _ in range(2):
        with Results(tmp_path / "r", made()) as results:
            conduct(results, cast(TUTORIAL), workforce(0))

    runs = json.loads((tmp_path / "r/manifest.json").read_text("utf-8"))["runs"]
    assert [False, True] == [run["ended"] for run in runs]
    assert 100 == sum(run["games"] for run in runs)
    assert all(run["seconds"] > 0 and run["workers"] == 1 and run["failed"] == 0 for run in runs)
    assert all(run["versions"]["fourthseat"] == __version__ for run in runs)
    assert sorted(run["began"] for run in runs) == [run["began"] for run in runs]


def test_a_manifest_names_no_machine_and_nobody(tmp_path: Path) -> None:
    """Neither the host, nor the user, nor a path of it stands in the folder's JSON."""
    with Results(tmp_path / "r", made()) as results:
        conduct(results, cast(TUTORIAL), workforce(0))
    told = (tmp_path / "r/manifest.json").read_text("utf-8")

    assert platform.node() not in told or len(platform.node()) < 4
    assert str(tmp_path) not in told
    assert f'"{getpass.getuser()}"' not in told
