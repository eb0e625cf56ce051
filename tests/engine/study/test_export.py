"""Frames, figures and tables of a finished study, for other programs; and what is shown at a prompt."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import fourthseat
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study.export import report_and_more
from fourthseat.engine.study.frames import frame_names

STUDY: dict[str, Any] = {
    "name": "exported",
    "question": "q <b>?",
    "scenario": "tutorial",
    "coalitions": ["aukus", "aukus-jpn"],
    "provocation": [True],
    "measure": [{"name": "p_press"}],
    "stopping": {"first": 50, "cap": 50},
}


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> fourthseat.FinishedStudy:
    """A small study with its report."""
    place = tmp_path_factory.mktemp("exported") / "r"
    return fourthseat.run_study(fourthseat.load_study(STUDY), place, workers=0, progress=False)


def test_a_contrast_has_all_its_digits(done: fourthseat.FinishedStudy) -> None:
    """In the CSV beside the report and in the table: the numbers of the finding to the last bit."""
    (finding,) = done.findings.findings
    text = (done.results.folder / "tables/contrasts.csv").read_text("utf-8")
    (row,) = csv.DictReader(io.StringIO(text))

    assert finding.interval.low == float(row["interval_low"])
    assert finding.interval.low == done.table()["interval_low"].to_pylist()[0]
    assert ("aukus-jpn", "aukus", finding.verdict) == (row["coalition"], row["baseline_variant"], row["verdict"])


def test_every_table_and_view_is_a_frame(done: fourthseat.FinishedStudy) -> None:
    """By Arrow, Polars and pandas with the same rows; a name that there is not is refused with the nearest."""
    polars, pandas = pytest.importorskip("polars"), pytest.importorskip("pandas")
    for name in done.names:
        table = done.table(name)
        assert len(table) == len(done.polars(name)) == len(done.pandas(name)), name
    assert isinstance(done.polars(), polars.DataFrame)
    assert isinstance(done.pandas(), pandas.DataFrame)
    assert 100 == len(done.table("experiments"))
    with pytest.raises(ScenarioError, match="no table 'incident' in .*did you mean 'incidents'"):
        done.table("incident")


def test_without_the_library_a_frame_is_refused_in_words(
    done: fourthseat.FinishedStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What to install, and what works without."""
    monkeypatch.setitem(__import__("sys").modules, "polars", None)

    with pytest.raises(ScenarioError, match=r"the library polars, which is not installed.*table\(\) works without"):
        done.polars()


def test_figures_and_latex_are_files_beside_the_report(done: fourthseat.FinishedStudy) -> None:
    """One of each figure and table of the report, and the page still comes first."""
    files = report_and_more(*done[:3], figures=["png"], latex=True)
    names = [name.partition(".")[0] for name in files if name.endswith(".svg")]

    assert "report.html" == next(iter(files))
    assert {f"{name}.png" for name in names} <= set(files)
    tables = {name.removesuffix(".csv") for name in files if name.endswith(".csv")} - {"tables/contrasts"}
    assert tables
    assert {f"{name}.tex" for name in tables} <= set(files)
    assert [name.removeprefix("figures/") for name in names] == list(done.figures())


def test_what_a_prompt_shows_is_no_longer_than_a_screen(done: fourthseat.FinishedStudy) -> None:
    """A line each; in a notebook a card in which a question is text."""
    scenario = fourthseat.load_scenario("second-thomas")
    game = fourthseat.Game(scenario, "aukus", 1)
    log = fourthseat.EventLog(fourthseat.Header(scenario, "aukus", 1), tuple(game.entries))
    things = (
        done, done.results, done.results.plan, done.results.whole(50), scenario, game.scenario, game, game.state, log,
        next(iter(game.pending.values())),
    )  # fmt: skip

    assert [] == [text for text in map(repr, things) if len(text) > 300 or "\n" in text]
    said = repr(done.findings).splitlines()
    assert 1 + len(done.findings.primary) == len(said)
    assert all(one.verdict in row for one, row in zip(done.findings.primary, said[1:], strict=True))
    cards = [done._repr_html_(), game._repr_html_(), next(iter(game.pending.values()))._repr_html_(), log._repr_html_()]
    assert all(len(card) < 20_000 for card in cards)
    assert "q &lt;b&gt;?" in cards[0]
    assert "not a forecast" in cards[0]


def test_a_log_in_a_notebook_is_the_game_that_wrote_it() -> None:
    """The same card, with who sat where; of a log that is not whole it says so, and nothing of a stranger's text is markup."""
    tutorial = fourthseat.load_scenario("tutorial")
    players = fourthseat.cast(tutorial)
    game = fourthseat.play(fourthseat.Game(tutorial, "aukus-jpn", 7), players)
    sat = dict.fromkeys(players, "doctrine <b>")
    whole = fourthseat.EventLog(fourthseat.Header(tutorial, "aukus-jpn", 7, sat), tuple(game.entries))
    begun = replace(whole, entries=whole.entries[:40], torn=True)
    nothing = replace(whole, entries=())

    assert game._repr_html_() == re.sub(r"<div>In the seats: [^<]*</div>", "", whole._repr_html_())
    assert "JPN doctrine &lt;b&gt;" in whole._repr_html_()
    assert "not whole" not in whole._repr_html_()
    assert "not over; 40 entries" in begun._repr_html_()
    assert "The log is not whole: its last line was cut" in begun._repr_html_()
    assert "H+0, move 0 of 2" in nothing._repr_html_()


def test_a_study_of_an_older_version_has_the_tables_it_has(tmp_path: Path) -> None:
    """No table is told of that is not there."""
    import shutil

    shutil.copytree(Path(__file__).parents[2] / "data/study_0_1_0", tmp_path / "old")
    old = fourthseat.read_study(tmp_path / "old")

    assert ("contrasts", "runs", "measures", "paired", "paired_means", "paired_by_future") == frame_names(old.results)
    assert all(len(old.table(name)) for name in old.names)
