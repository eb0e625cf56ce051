"""A session: rounds, their deadline, and what a seat is told when it hands in what cannot be."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.orders import Act, Decision, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.web import actions, session
from fourthseat.players.web.actions import Actions
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.clock_facts import RulesSet
from fourthseat.players.web.forms import Form
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

USA, JPN = Seat("USA"), Seat("JPN")


class Wall:
    """A clock the test turns."""

    now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def wall() -> Wall:
    """At zero."""
    return Wall()


@pytest.fixture
def room(tmp_path: Path, wall: Wall) -> Iterator[Room]:
    """A room with the first move open."""
    made = Room.start(tmp_path / "room", scenarios.find("second-thomas"), "aukus-jpn", 7, now=wall)
    made.seal(CONTROL, made.round_key(CONTROL), Decision())
    yield made
    made.close()


@pytest.fixture
def send(room: Room) -> Callable[..., str]:
    """Hands a form in for USA: what the room says, or why it was not taken."""
    forms = Actions(room, Pages(room), RolloutWorker())

    def hand_in(verb: str, **fields: str) -> str:
        given = {"verb": verb, "key": room.round_key(USA), **fields}
        try:
            return forms.perform("USA", Form({name: [value] for name, value in given.items()}), "Ann")
        except RefusalError as wrong:
            return str(wrong)

    return hand_in


def test_a_round_is_made_once_and_again_when_something_changed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sealing one order needs three rounds: the one that was open, with the answer in it, and none in between."""
    made: Counter[str] = Counter()
    real = session.round_of

    def counted(*given: object) -> object:
        made["round"] += 1
        return real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(session, "round_of", counted)
    before = room.round
    assert room.round is before
    room.seal(USA, room.round_key(USA), Decision())

    assert room.round is not before
    assert before.sealed == {}
    assert [USA] == list(room.round.sealed)
    assert made["round"] <= 2


@pytest.mark.parametrize("module", [session, actions])
def test_that_the_exercise_has_moved_on_is_checked_and_said_in_one_place(module: ModuleType) -> None:
    """One sentence, one check; the forms ask the session."""
    assert inspect.getsource(module).count("moved on since this page was drawn") == (module is session)


def test_a_round_that_is_over_takes_nothing(room: Room, send: Callable[..., str]) -> None:
    """A seat's form and control's of another round are told the same."""
    assert "The exercise has moved on" in send("seal", key="main/orders:9")
    with pytest.raises(RefusalError, match="The exercise has moved on"):
        room.seal(CONTROL, "main/open:1", Decision())
    assert {} == room.round.sealed


def test_the_deadline_is_the_end_of_the_time_and_the_grace(room: Room, wall: Wall) -> None:
    """None while control waits for everybody; then a round closes at it and not before."""
    room.stage_clock.go()
    assert room.round.deadline is None
    room.note(RulesSet(True, "close", 2.0))
    deadline = room.round.deadline
    assert deadline == room.clock.left + 120
    wall.now = deadline - 0.5
    room.tick()
    assert room.stage == "deliberate"
    room.stage_clock.pause()
    assert room.round.deadline is None
    room.stage_clock.go()
    wall.now = deadline + 1
    room.tick()
    assert room.stage != "deliberate"


@pytest.mark.parametrize("begun", [True, False])
def test_turn_zero_begins_with_control_and_not_with_the_process(tmp_path: Path, wall: Wall, begun: bool) -> None:
    """An hour in an empty room costs nothing, nor does a room that was killed in it; opening the first move starts its clock."""
    scenario = scenarios.find("tutorial")
    opened = Room.start(tmp_path / "room", scenario, "aukus-jpn", 7, now=wall)
    given = 60 * opened.record.minutes["brief"]
    wall.now += 3600
    assert (opened.clock.running, opened.clock.remaining(wall.now)) == (False, given)
    assert "not started" == Pages(opened).clock("USA")["stands"]
    if begun:
        opened.stage_clock.go()
        wall.now += 240
        opened.stage_clock.pause()
    opened.journal.close()  # killed: nothing more is written
    for branch in opened.branches.values():
        branch.writer.close()
    wall.now += 3600

    room = Room.resume(tmp_path / "room", now=wall)
    assert (room.clock.running, room.clock.remaining(wall.now)) == (False, given - 240 * begun)
    room.seal(CONTROL, room.round_key(CONTROL), Decision())
    assert ("deliberate", True) == (room.stage, room.clock.running)
    assert 60 * room.record.minutes["deliberate"] == room.clock.remaining(wall.now)
    assert "stands" not in Pages(room).clock("USA")
    room.close()


HIDDEN = ("reinforce", "second-convoy", "swarm", "intrude")
"""An option of the opponent's, incidents that have not opened, and another option of the opponent's."""


@pytest.mark.parametrize("name", [*HIDDEN, "zzzzzz"])
def test_a_hand_made_form_learns_nothing(room: Room, send: Callable[..., str], name: str) -> None:
    """An order, a message or an answer about what is hidden is refused as one about what does not exist."""
    known = {i.id for i in room.sight.shown("USA").incidents}
    opened = min(known)
    told = [
        send("seal", act=f"{name}@{opened}"),
        send("seal", act=f"own-protest@{name}"),
        send("seal", act=f"{name}@"),
        send("send", to="JPN", text="x", option=f"{name}@"),
        send("send", to="JPN", text="x", option=f"joint-escort@{name}"),
    ]

    assert all("that your cell knows of" in answer for answer in told), told
    rest = " ".join(told).replace(name, "")
    assert [] == [secret for secret in HIDDEN if secret in rest]
    assert {} == room.round.sealed
    assert () == room.state.talks


def test_what_others_said_to_each_other_cannot_be_answered_or_told_from_nothing(
    room: Room, send: Callable[..., str]
) -> None:
    """An offer between two other cells is as if it had never been made."""
    gbr = Seat("GBR")
    room.say(JPN, Send((gbr,), "between us", sort="offer", option="joint-escort"))

    assert "There is no such offer." == send("answer", about="1", sort="accept", text="yes")
    assert "There is no such offer." == send("answer", about="2", sort="accept", text="yes")
    assert "There is no such offer." == send("send", to="JPN", text="x", sort="accept", about="1")
    assert "There is no such offer." == send("send", to="JPN", text="x", sort="accept", about="2")


def test_of_its_own_a_seat_hears_the_rule(room: Room, send: Callable[..., str]) -> None:
    """What a cell may know is said in full: the page may be old."""
    assert "own-protest needs an incident; known: blockade" in send("seal", act="own-protest@")
    room.seal(USA, room.round_key(USA), Decision((Act("harden"),)), "Ann")
    assert "Ann sealed your cell's answer" in send("seal", act="harden@")
