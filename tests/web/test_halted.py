"""The engine stops in a live exercise: the last good entry, a word to control alone, a folder that stays usable."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest

from fourthseat import scenarios
from fourthseat.api import write_after_action
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Author, AuthorKind
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.table import Table as GameTable
from fourthseat.engine.record.log import read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules import ruling
from fourthseat.players.cast import cast
from fourthseat.players.web.halted import LOOKING, TRACE
from fourthseat.players.web.session import Room
from fourthseat.players.web.sight import Sight

SECRET = "the opponent's hidden type is 7"
TUTORIAL = scenarios.find("tutorial")


def broken(*_: Any) -> Any:
    """A rule with a bug."""
    raise RuntimeError(f"already been triggered: {SECRET}")


def halted(open_room: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A room in whose first move the engine stopped as the last cell had sealed its answer."""
    table = open_room("tutorial")
    table["CONTROL"].seal()
    monkeypatch.setattr(ruling, "rulings", broken)
    for seat in table.room.waiting():
        table[str(seat)].answer()
    for _ in range(20):  # requests for concurrence and the like, until the move closes
        if table.room.halt is not None:
            return table
        for seat in table.room.waiting():
            table[str(seat)].answer()
    raise AssertionError("it never came to the broken rule")


def test_control_alone_is_told_and_the_exercise_stands_at_its_last_good_entry(
    open_room: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever sealed last is told that it is sealed; cells and the wall hear that control looks into it, and nothing of what it was."""
    table = halted(open_room, monkeypatch)
    desk = table["CONTROL"].page

    assert "The engine has stopped" in desk
    assert "already been triggered" in desk
    assert re.search(r"in move 1 at H\+\d+", desk)
    for role in (*map(str, TUTORIAL.players), "BOARD", "OBSERVER", "EVALUATOR"):
        page = table[role].page
        assert LOOKING in page
        assert "hidden type" not in page
        assert "triggered" not in page
    log = read(table.room.path_of("main"))
    assert list(log.entries) == table.room.game.entries
    assert not any(isinstance(entry, e.TurnClosed) for entry in log.entries)
    trace = table.room.folder / TRACE
    assert "RuntimeError: already been triggered" in trace.read_text("utf-8")
    assert 0o600 == trace.stat().st_mode & 0o777


def test_nothing_is_tried_again_by_itself(open_room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock ticks on without another try; control's try stops at the same place and says so."""
    table = halted(open_room, monkeypatch)
    tries: list[int] = []
    monkeypatch.setattr(ruling, "rulings", lambda *given: (tries.append(1), broken(*given)))
    for _ in range(3):
        table.room.tick()

    assert [] == tries
    assert "It stopped again" in table["CONTROL"].do("again", 409)
    assert [1] == tries


def test_mended_it_goes_on_where_it_stood(open_room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Once what was wrong is gone, control's try goes on with the answers that were sealed."""
    table = halted(open_room, monkeypatch)
    before = list(table.room.game.entries)
    monkeypatch.undo()
    table["CONTROL"].do("again")

    assert table.room.halt is None
    assert before == table.room.game.entries[: len(before)]
    assert LOOKING not in table["USA"].page
    table.until("washup")
    assert [] == list(verification_errors(read(table.room.path_of("main"))))


def test_control_gives_an_answer_back_goes_back_a_move_or_ends(open_room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Three ways out while the rule stays broken: change an answer, leave a branch at the move's opening, ENDEX."""
    table = halted(open_room, monkeypatch)
    room, control = table.room, table["CONTROL"]
    sealed = next(iter(room.round.sealed), None)
    if sealed is not None:
        assert f"{sealed} has its answer back." == control.do("recall", seat=str(sealed))
        assert not room.is_sealed(sealed)
    control.do("goback", turn="1")
    assert ("back-to-move-1-1", None) == (room.active, room.halt)
    assert room.stage == "brief"
    control.do("switch", name="main")
    control.do("end", reason="the engine stopped")

    assert room.state.ended is e.EndCause.CONTROL
    written = write_after_action(room.folder, room.folder / "aar", line="main")
    assert "the engine stopped" in (written.folder / "aar-control.md").read_text("utf-8")


def test_a_page_that_cannot_be_drawn_is_told_to_control(open_room: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug in what a cell sees is a sentence there, and a word at the desk."""
    table = open_room("tutorial")
    japan, control = table["JPN"], table["CONTROL"]
    seen = Sight.seen
    monkeypatch.setattr(Sight, "seen", lambda sight, role: broken() if role == "JPN" else seen(sight, role))
    table.room.changed()

    answer = japan.get()
    assert (500, True) == (answer.status_code, "hidden type" not in answer.text)
    assert "already been triggered" in control.page


# ---------------------------------------------------------------- any entry


def fail_at(monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    """The engine raises as entry *number* of a game would be written."""
    write = GameTable.write

    def raising(self: GameTable, entry: e.Entry) -> None:
        if len(self.entries) == number:
            raise ZeroDivisionError("float division by zero")
        write(self, entry)

    monkeypatch.setattr(GameTable, "write", raising)


def play_out(room: Room) -> None:
    """Control answers with nothing to say until the game is over, or the engine stops."""
    for _ in range(100):
        if CONTROL not in room.round.asked or room.halt is not None:
            return
        room.seal(CONTROL, room.round_key(CONTROL), replace(default_answer(), reason=""))


def default_answer() -> Any:
    """Nothing to say."""
    from fourthseat.engine.core.orders import Decision

    return Decision((), by=Author(AuthorKind.PERSON))


@pytest.mark.parametrize("number", [3, 9, 14, 23, 31])
def test_whatever_entry_it_stops_at_the_folder_is_opened_again_and_played_to_the_same_end(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room stopped at any entry, left, and opened by a program without the bug, plays the game it would have played."""
    whole = tmp_path / "whole"
    room = Room.start(whole, TUTORIAL, "aukus", 7, TUTORIAL.players)
    play_out(room)
    total = len(room.game.entries)
    wanted = [entry for entry in room.game.entries if not isinstance(entry, e.Decided)]
    room.close()

    fail_at(monkeypatch, number)
    room = Room.start(tmp_path / "room", TUTORIAL, "aukus", 7, TUTORIAL.players)
    play_out(room)
    reached = len(room.game.entries)
    assert (number < total, True) == (room.halt is not None, reached <= number)
    assert list(read(room.path_of("main")).entries) == room.game.entries
    room.close()
    again = Room.resume(tmp_path / "room")  # with the bug still there
    assert reached == len(again.game.entries)
    again.close()

    monkeypatch.undo()
    mended = Room.resume(tmp_path / "room")
    play_out(mended)
    assert mended.halt is None
    assert wanted == [entry for entry in mended.game.entries if not isinstance(entry, e.Decided)]
    mended.close()


# ---------------------------------------------------------------- real processes

BUG = """
import sys
from fourthseat.engine.rules import ruling
def broken(*_):
    raise RuntimeError("already been triggered")
ruling.rulings = broken
from fourthseat.players.terminal.commands import main
main()
"""


def test_a_served_room_that_stopped_and_was_killed_is_opened_again(tmp_path: Path) -> None:
    """A real process with a bug is killed where it stopped; one without goes on there, and the log is proved."""
    folder = tmp_path / "room"
    seats = [word for seat in TUTORIAL.players for word in ("--doctrine", seat)]
    command = [sys.executable, "-u", "-c", BUG, "seminar", "tutorial", "--folder", str(folder), "--port", "0", *seats]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        link = next(found[1] for line in process.stdout if (found := re.search(r"^CONTROL\s+(\S+)", line)))
        with httpx.Client(follow_redirects=True, base_url=link.rpartition("/join/")[0]) as control:
            page = control.post(link, data={"name": ""}).text
            token, key = (
                re.search(pattern, page) for pattern in (r'name="token" value="(\w+)"', r'name="key" value="([^"]+)"')
            )
            assert token is not None
            assert key is not None
            answer = control.post("/at/CONTROL/do", data={"verb": "seal", "token": token[1], "key": key[1]})
            assert "The engine has stopped" in answer.text
        os.kill(process.pid, signal.SIGKILL)

    room = Room.resume(folder)
    play_out(room)
    assert room.halt is None
    assert room.state.ended
    room.close()
    assert [] == list(verification_errors(read(folder / "main.jsonl")))


def test_a_game_at_a_terminal_ends_in_a_sentence_and_a_log_that_goes_on(tmp_path: Path) -> None:
    """No traceback: scenario, variant, seed and what can be done; the log is gone on with by a program without the bug."""
    log = tmp_path / "game.jsonl"
    command = [sys.executable, "-c", BUG, "play", "tutorial", "--seed", "7", "--log", str(log)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 2 == ended.returncode
    assert "Traceback" not in ended.stderr
    assert re.search(
        r"tutorial, variant \S+, seed 7: the engine stopped in move 1 at H\+\d+.*already been triggered", ended.stderr
    )
    mended = subprocess.run(
        [sys.executable, "-m", "fourthseat", "play", "--resume", str(log)], capture_output=True, text=True, check=False
    )
    assert 0 == mended.returncode, mended.stderr
    assert list(read(log).entries) == play(Game(TUTORIAL, None, 7), cast(TUTORIAL, {})).entries


@pytest.mark.parametrize("words", [["rehearse", "--games", "10"], ["compare", "--games", "4"], ["check"]])
def test_what_plays_many_games_names_the_one_that_stopped(words: list[str]) -> None:
    """Rehearsal, comparison and check: scenario or file, variant and seed, in a sentence."""
    name = str(scenarios.file_of("tutorial")) if words[0] == "check" else "tutorial"
    command = [sys.executable, "-c", BUG, words[0], name, *words[1:]]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 2 == ended.returncode
    assert "Traceback" not in ended.stderr
    assert "already been triggered" in ended.stderr
    assert re.search(r"(variant|coalition) \S+, seed \d+", ended.stderr)
