"""Several groups on one exercise: the plan of their treatments, and the file that remembers them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.terminal.commands.groups import groups as command
from fourthseat.players.web.forms import Form
from fourthseat.players.web.groups import Groups, read_groups, treatments
from fourthseat.players.web.groups_desk import GroupsDesk, Seated


@pytest.mark.parametrize(
    ("plan", "words"),
    [
        ("", "is empty; it holds a [[group]] table a group"),
        ("[[group]]\nname = 'a'\n", "2 to 12 [[group]] tables"),
        ("[[group]]\nname = 'a'\n[[group]]\nname = 'a'\n", "two groups are called 'a'"),
        ("[[group]]\nname = 'a/b'\n[[group]]\nname = 'c'\n", "letters, digits and hyphens"),
        ("[[group]]\nname = 'a'\ncoaliton = 'aukus'\n[[group]]\nname = 'b'\n", "did you mean 'coalition'?"),
        ("[[group]]\nname = 'a'\noff = 'x'\n[[group]]\nname = 'b'\n", "group.off: a list of texts is wanted"),
        ("[[group]]\nname = 'a'\n[[group]]\nname = 'b'\ncoalition = 'eu'\n", "no coalition 'eu'"),
        ("title = 'x'\n", "a plan holds [[group]] tables alone"),
    ],
)
def test_a_plan_that_cannot_be_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, plan: str, words: str) -> None:
    """One message, and no folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "plan.toml").write_text(plan, "utf-8")
    said = CliRunner().invoke(command, ["tutorial", "--plan", "plan.toml"])

    assert words in f"{said.output} {said.exception}"
    assert ["plan.toml"] == [path.name for path in tmp_path.iterdir()]


def test_the_file_of_groups_is_read_back_or_named(tmp_path: Path) -> None:
    """What was kept comes back; anything else is one message."""
    kept = Groups.begun(treatments({"group": [{"name": "a"}, {"name": "b", "set": ["x=1"]}]}, "plan")).served(
        8765, True, "", ""
    )
    kept.keep(tmp_path)

    assert kept == read_groups(tmp_path)
    for damaged in ("", "[]", "{}", '{"format":1}', '{"format":2,"groups":[]}'):
        (tmp_path / "groups.json").write_text(damaged, "utf-8")
        with pytest.raises(FourthSeatError, match="groups.json"):
            read_groups(tmp_path)


def test_the_desk_closes_moves_on_which_nothing_is_ruled_and_no_others(open_room: Any) -> None:
    """With the rounds; where an outcome is up for a ruling its own desk has to rule."""
    tables = [open_room("tutorial", "aukus-jpn", folder=name) for name in ("a", "b")]
    made = treatments({"group": [{"name": "a"}, {"name": "b"}]}, "plan")
    seated = [Seated(one, table.room, lambda path: path) for one, table in zip(made, tables, strict=True)]
    desk = GroupsDesk("T", "U", "00" * 32, seated, lambda path: path)
    close = Form({"verb": ["close"]})
    calm, pressed = (table.room for table in tables)
    tables[0].until("adjudicate", 1)
    for _ in range(pressed.scenario.turns):
        tables[1].until("adjudicate", pressed.state.turn)
        if pressed.game.pending[CONTROL].rulings:
            break
        tables[1]["CONTROL"].seal()
    assert not calm.game.pending[CONTROL].rulings
    assert ("close the move", "rule on the move") == tuple(one.asks for one in desk.shown())
    move = calm.state.turn
    said = desk._everywhere(close)

    assert f"a: move {move} is closed" in said
    assert "b: an outcome is up for a ruling: its own desk has to rule" in said
    assert ("outbrief", "adjudicate") == (calm.stage, pressed.stage)
