"""Several groups on one exercise: one desk, treatments, a table of what they chose."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.terminal.commands.groups import groups as command
from fourthseat.players.web.groups import Groups, Treatment, group_table, read_groups, treatments
from fourthseat.players.web.groups_desk import Seated, desk, desk_path
from tests.web.conftest import HOST, Table


def play(table: Table, pick: int) -> None:
    """Everybody answers whatever is asked with the *pick*-th of what the form offers, and control rules; moves are opened elsewhere."""
    room = table.room
    for _ in range(40):
        if room.stage in ("brief", "outbrief", "plenary", "washup"):
            return
        if CONTROL in room.game.pending:
            table["CONTROL"].seal()
            continue
        for seat in room.waiting():
            person = table[str(seat)]
            fields: dict[str, Any] = {"act": person.menu[pick : pick + 1]}
            for name, value in re.findall(r'type="radio" name="(q\d+)" value="([^"]+)"', person.page):
                fields.setdefault(name, value)
            person.seal(**fields)


def test_two_groups_from_one_desk(open_room: Any) -> None:
    """Moves are opened for all at once; where one stands elsewhere it is left and said; the table has choices, endings and measures."""
    given = [Treatment("alpha"), Treatment("bravo", coalition="aukus", off=("provocation",))]
    quiet = ("GBR", "PRC")
    tables = [
        open_room(folder="a", coalition="aukus-jpn", doctrine=quiet),
        open_room(folder="b", coalition="aukus", doctrine=quiet),
    ]
    kept = Groups.begun(given)
    seated = [Seated(one, table.room, lambda path: HOST + path) for one, table in zip(given, tables, strict=True)]
    client = TestClient(desk("T", "U", kept.secret, seated, lambda path: HOST + path), base_url=HOST)
    path = desk_path(kept.secret)
    token = re.search(r'name="token" value="(\w+)"', client.get(path).text)[1]  # type: ignore[index]

    def do(verb: str, status: int = 200, **more: str) -> str:
        answer = client.post(
            f"{path}do", data={"verb": verb, "token": token, **more}, headers={"Accept": "application/json"}
        )
        assert status == answer.status_code
        return str(answer.json()["said"])

    assert 404 == client.get("/desk/0000000000000000000000/").status_code
    assert 404 == client.post("/desk/0000000000000000000000/do", data={"verb": "open"}).status_code
    assert (
        "another session"
        in client.post(f"{path}do", data={"verb": "open"}, headers={"Accept": "application/json"}).json()["said"]
    )
    assert "alpha: move 1 is open; bravo: move 1 is open." == do("open")
    play(tables[0], 0)
    said = do("open")
    assert "alpha: an inject proposes itself: its own desk has to decide; bravo: its move is under way." == said
    tables[0]["CONTROL"].seal()
    assert 2 == tables[0].room.state.turn
    assert "told" in do("tell", text="Ten minutes.")
    assert "Write what" in do("tell", 409)
    assert all("Ten minutes." in table["JPN"].page for table in tables)
    for _ in range(4):
        for pick, table in enumerate(tables):
            play(table, pick)
        do("open")
        for table in tables:
            if table.room.state.proposed and CONTROL in table.room.game.pending:
                table["CONTROL"].seal()
    assert all(table.room.state.ended for table in tables)
    assert "over" in do("open")
    rows = list(csv.reader(io.StringIO(client.get(f"{path}groups.csv").text.lstrip("\ufeff"))))
    page = client.get(path).text

    assert ["part", "move", "item", "alpha", "bravo"] == rows[0]
    assert "coalition aukus; without provocation" == rows[1][4]
    first = next(row for row in rows if row[:3] == ["choices", "1", "JPN"])
    assert first[3] != first[4]
    assert {"choices", "outcomes", "measures"} == {row[0] for row in rows[2:]}
    assert not any(row[2] in ("GBR", "PRC") for row in rows if row[0] == "choices")
    assert "chance that the opponent presses" in page
    made = group_table([(one.treatment, one.room.branch.log, one.room.state) for one in seated])
    assert any(row.differs for row in made.rows)


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
