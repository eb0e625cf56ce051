"""One person at the table, and nobody: the exercise runs itself."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.players.terminal.commands import seminar as commands
from fourthseat.players.terminal.commands.seminar import seminar
from fourthseat.players.terminal.commands.watch import watch
from fourthseat.players.web import stage_clock
from fourthseat.players.web.session import Room
from fourthseat.players.web.watching import Watching, moments


def test_one_person_plays_to_the_end_and_then_sees_it_whole(open_room: Any, tmp_path: Path) -> None:
    """Moves open when the person says so, nothing waits for control, no secret stands on the page before the end; it is a game like any."""
    table = open_room("second-thomas", "aukus-jpn", driven="JPN")
    room, japan = table.room, table["JPN"]
    assert ("brief", 1) == (room.stage, room.state.turn)
    assert "Open move 1" in japan.page
    assert [404, 404] == [japan.get(path).status_code for path in ("theatre.html", "report.html")]
    for _ in range(60):
        if room.state.ended:
            break
        assert not (set(room.waiting()) - {"JPN"}) or room.stage in ("brief", "outbrief")
        if room.stage in ("brief", "outbrief"):
            japan.do("next")
        else:
            japan.answer()
        assert japan.client.get("/at/CONTROL/").status_code == 403
    page = japan.page

    assert "Watch the whole game" in page
    assert room.clock is not None
    assert 200 == japan.get("report.html").status_code
    shown = japan.get("theatre.html")
    assert (200, True) == (shown.status_code, room.scenario.title in shown.text)
    room.close()
    log = read(tmp_path / "room" / "main.jsonl")
    assert [] == verification_errors(log)
    assert ("human", "silent", "doctrine") == tuple(log.header.cast[seat] for seat in ("JPN", "CONTROL", "PRC"))
    assert {"person"} == {e.by.kind for e in log.entries if isinstance(e, Decided) and e.seat == "JPN"}


def test_alone_again_after_a_stop(open_room: Any, tmp_path: Path) -> None:
    """Resumed, it runs itself still, and waits where it waited."""
    table = open_room("tutorial", "aukus-jpn", driven="JPN")
    table["JPN"].do("next")
    assert "The move is under way." == table["JPN"].do("next", 409)
    table.room.close()
    again = open_room.enter(Room.resume(tmp_path / "room"))

    assert ("JPN", "deliberate") == (again.room.driven, again.room.stage)
    again["JPN"].answer()
    assert again.room.state.turn > 1 or again.room.stage in ("respond", "outbrief", "washup")
    assert "USA cannot do that." == again.join("USA").do("next", 409)


def test_a_watched_game_is_told_moment_by_moment(open_room: Any) -> None:
    """What is on the page is what has been told: no hour, entry or outcome beyond it, until the end."""
    table = open_room("second-thomas", "aukus-jpn", driven="")
    room, now = table.room, [0.0]
    assert room.state.ended
    room.watching = watching = Watching(room.game.start, room.game.entries, room.story(CONTROL), lambda: now[0])
    watcher = table["EVALUATOR"]
    last = -1
    for _ in range(4):
        hour = room.sight.shown("EVALUATOR").hour
        page = watcher.page
        assert last <= hour < room.state.hour
        assert max(int(h) for h in re.findall(r'class="hour">H\+(\d+)', page)) <= hour
        assert 404 == watcher.get("theatre.html").status_code
        last = hour
        now[0] += 3.1
        assert watching.tick()
        room.changed()
    assert "One moment more." == watcher.do("pace", do="step")
    assert "It stands." == watcher.do("pace", do="pause")
    now[0] += 99
    assert not watching.tick()
    watcher.do("pace", do="end")
    assert room.sight.shown("EVALUATOR").hour == room.state.hour
    assert "From the beginning" in watcher.page
    assert moments(room.game.entries, room.story(CONTROL))[-1] == len(room.game.entries)


def test_an_evening_alone_does_not_take_the_exercises_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has a folder of its own by default; the same command twice meets its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(commands, "serve_room", lambda room, *_, **__: room.close())
    monkeypatch.setattr(commands, "place_free", lambda _: None)
    for line in ("tutorial --play JPN", "tutorial"):
        assert 0 == CliRunner().invoke(seminar, line.split()).exit_code
        said = CliRunner().invoke(seminar, line.split())
        assert "holds a room already" in str(said.exception)

    assert {"seminar-tutorial", "seminar-tutorial-JPN"} == {path.name for path in tmp_path.iterdir()}


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("seminar tutorial --play JPM", "--play JPM: no such seat; did you mean 'JPN'?"),
        ("seminar tutorial --play JPN --terminal", "at the terminal it is: fourthseat play SCENARIO --seat JPN=human"),
        ("seminar tutorial --play JPN --doctrine AUS", "--play seats doctrines everywhere else"),
        ("seminar tutorial --key k.pem", "--key goes with --certificate"),
        ("watch nowhere", "no scenario 'nowhere'"),
        ("watch tutorial --certificate nowhere.pem", "--certificate: "),
    ],
)
def test_begun_wrongly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str, words: str) -> None:
    """One message, and nothing on disk."""
    monkeypatch.chdir(tmp_path)
    name, *rest = command.split()
    said = CliRunner().invoke({"seminar": seminar, "watch": watch}[name], rest)
    told = said.output if isinstance(said.exception, SystemExit) else str(said.exception)

    assert words in re.sub(r"\s+", " ", told)
    assert [] == list(tmp_path.iterdir())


def test_homework_goes_on_while_the_room_is_shut(
    open_room: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two days a move: shut for a day, there is one day left; shut past the end, who has not answered gives no orders."""
    day, clock = 86400.0, [1_000_000.0]
    monkeypatch.setattr(stage_clock.time, "time", lambda: clock[0])

    def steady() -> float:
        return clock[0] - 5.0

    table = open_room("tutorial", "aukus-jpn", now=steady, homework=48.0)
    table["CONTROL"].seal()
    assert 2 * day == pytest.approx(table.room.clock.remaining(steady()))
    assert "12 h more." == table["CONTROL"].do("clock", do="more")
    assert 2.5 * day == pytest.approx(table.room.clock.remaining(steady()))
    assert "12 h less." == table["CONTROL"].do("clock", do="less")
    named = re.findall(
        r'name="(homework|min-\w+)" min="[\d.]+" max="\d+" step="[\d.]+" value="(\d+)"', table["CONTROL"].page
    )
    assert ("homework", "48") == named[0], "the desk asks for hours where stages last hours"
    assert {"min-deliberate", "min-respond"}.isdisjoint(dict(named))
    assert "min-plenary" in dict(named)
    table["CONTROL"].do("rules", early="yes", at_end="close", homework="24")
    assert (24.0, 30.0) == (table.room.record.homework, table.room.record.minutes["deliberate"])
    table["JPN"].do("send", to=["USA"], text="Tomorrow?")
    table.room.close()
    clock[0] += day
    again = open_room.enter(Room.resume(tmp_path / "room", now=steady))

    assert again.room.clock.running
    assert day == pytest.approx(again.room.clock.remaining(steady()), abs=60)
    again["AUS"].answer()
    again.room.stage_clock.pause()
    clock[0] += 10 * day
    again.room.tick()
    assert "deliberate" == again.room.stage
    again.room.stage_clock.go()
    again.room.close()
    clock[0] += 1.5 * day
    last = open_room.enter(Room.resume(tmp_path / "room", now=steady))
    last.room.tick()

    assert "deliberate" != last.room.stage
    by = {e.seat: e.by.kind for e in last.room.game.entries if isinstance(e, Decided) and e.asked[0].kind == "orders"}
    assert ("person", "default") == (by["AUS"], by["JPN"])
