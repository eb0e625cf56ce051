"""Hand-outs on a condition: handed out as soon as it holds, once, in every way a game goes on; and refused where it could not be."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Mapping
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.lint.linting import check_file
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast, cast_for, cast_names
from fourthseat.players.web.session import Room
from tests.engine.scenario.test_packs import FILES, HEAD, written
from tests.streams import said

ROW = """
[[handout]]
id = "chart"
file = "pictures/chart.png"
title = "The chart"
to = ["USA"]
source = "drawn"
"""


def pack(folder: Path, *more: str) -> Path:
    """A pack with one picture, with further keys of its row."""
    text = HEAD + ROW + "\n".join(more) + "\n"
    files: Mapping[str, bytes] = {"scenario.toml": text.encode(), "pictures/chart.png": FILES["pictures/chart.png"]}
    return written(folder, files)


def scenario(folder: Path, *more: str) -> Scenario:
    """That pack's."""
    return scenarios.find(str(pack(folder, *more)))


def test_it_is_handed_out_as_soon_as_its_condition_holds_and_once(tmp_path: Path) -> None:
    """In the hour in which the fact changes, to whom the row says, whoever plays on: a copy, a pickled game, games together."""
    s = scenario(tmp_path, 'when = "hour >= 30"')
    game = play(Game(s, None, 3), cast(s, {}))
    given = [one for one in game.entries if isinstance(one, e.HandedOut)]

    assert [(one.hour, one.handout, one.to, one.inject) for one in given] == [(30, "chart", ("USA",), "")]
    begun = Game(s, None, 3)
    for one in (copy.copy(begun), pickle.loads(pickle.dumps(begun))):
        assert play(one, cast(s, {})).entries == game.entries
    for _, together in play_together([s, s], s.coalitions[0].id, 3, cast_for(s, cast_names(s, {}))):
        assert together.entries == game.entries
    assert [one.title for one in view(game.state, Seat("USA")).handouts] == ["The chart"]
    assert view(game.state, Seat("GBR")).handouts == public(game.state).handouts == ()


def test_a_condition_that_never_holds_is_found_by_playing(tmp_path: Path) -> None:
    """And one that holds at once by reading; control's guide says on what it waits."""
    never = pack(tmp_path / "never", 'when = "hour >= 30 and rung >= 6"') / "scenario.toml"
    checked = check_file(never, scenarios.source, lambda s, kind: cast(s, dict.fromkeys(map(str, s.players), kind)), 24)
    assert ["was handed out in none of 24 games"] == [
        one.message.rpartition("chart: ")[2] for one in checked.findings if one.code == "FS712"
    ]
    always = pack(tmp_path / "always", 'when = "rung >= 0"') / "scenario.toml"
    assert "FS603" in {one.code for one in check_file(always, scenarios.source).findings}
    s = scenarios.find(str(never.parent))
    [table] = [
        one
        for one in packet.guide(
            s,
            s.coalitions[0].id,
            MINUTES,
        ).tables
        if one.name == "handouts"
    ]
    assert table.rows[0][2].startswith("if ")


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('when = "hour >> 30"', "when: column"),
        ('when = "raid opened"', "no such"),
        ('when = "hour >= 30"\nmove = 1', "leave one of the two"),
        ("", "never handed out; give it a move, an inject or a condition (when)"),
    ],
)
def test_a_condition_that_cannot_be_is_refused(tmp_path: Path, more: str, says: str) -> None:
    """With what would be right."""
    with pytest.raises(FourthSeatError, match=says.replace("(", r"\(").replace(")", r"\)")):
        scenario(tmp_path, more)


def test_verify_looks_at_the_files_beside_a_rooms_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whole, changed, missing: told and answered by the exit code; a game that no room played keeps no files."""
    made = pack(tmp_path / "pack", 'when = "hour >= 30"')
    s = scenarios.find(str(made))
    room = Room.start(
        tmp_path / "room", s, s.coalitions[0].id, 3, list(s.players), handouts=scenarios.handouts(str(made), s)
    )
    room.close()
    log, picture = tmp_path / "room/main.jsonl", tmp_path / "room/handouts/chart.png"

    whole = said(monkeypatch, "replay", str(log), "--verify")
    assert (whole.code, "hand-outs: 1, each the file" in whole.out) == (0, True)
    picture.write_bytes(picture.read_bytes() + b"\0")
    changed = said(monkeypatch, "replay", str(log), "--verify")
    assert (changed.code, "is not the file that the log speaks of" in changed.out) == (1, True)
    picture.unlink()
    missing = said(monkeypatch, "replay", str(log), "--verify", "--json")
    assert missing.code == 1
    [told] = json.loads(missing.out)["handouts"]
    assert "is missing; copy pictures/chart.png" in told
