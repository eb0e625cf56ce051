"""What can be taken back for half a minute, and a seat that doctrine takes over."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.players.web.actions import Actions
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

USA, JPN = Seat("USA"), Seat("JPN")


class Watch:
    """A steady clock that goes on when told to."""

    def __init__(self) -> None:
        """At zero."""
        self.now = 0.0

    def __call__(self) -> float:
        """Seconds."""
        return self.now


@pytest.fixture
def watch() -> Watch:
    """At zero."""
    return Watch()


@pytest.fixture
def room(tmp_path: Path, watch: Watch) -> Iterator[Room]:
    """A room with the first move open, in which things can be taken back for 30 s."""
    made = Room.start(tmp_path / "room", scenarios.find("tutorial"), "aukus-jpn", 7, now=watch, hold=30)
    made.seal(CONTROL, made.round_key(CONTROL), Decision())
    yield made
    made.close()


@pytest.fixture
def do(room: Room) -> Callable[..., str]:
    """Hands control's form in."""
    forms = Actions(room, Pages(room), RolloutWorker())

    def hand_in(verb: str, **fields: str | list[str]) -> str:
        given = {"verb": verb, **fields}
        every = {name: value if isinstance(value, list) else [value] for name, value in given.items()}
        return forms.perform("CONTROL", Form(every), "Eva")

    return hand_in


def all_seal(room: Room) -> None:
    """Every cell that is asked seals no orders."""
    for seat in list(room.waiting()):
        room.seal(seat, room.round_key(seat), Decision())


def test_the_last_seal_can_be_recalled_for_half_a_minute(room: Room, watch: Watch) -> None:
    """A round whose answers are all in stays open until nobody can be sorry any more; a recall begins it anew."""
    all_seal(room)
    assert room.stage == "deliberate"
    watch.now = 29
    room.tick()
    assert room.stage == "deliberate"
    room.unseal(USA, room.round_key(USA))
    watch.now = 60
    room.tick()
    assert room.stage == "deliberate", "an answer is missing"
    all_seal(room)
    watch.now = 89
    room.tick()
    assert room.stage == "deliberate"
    watch.now = 91
    room.tick()
    assert room.stage != "deliberate"


def test_a_room_that_was_stopped_in_that_half_minute_closes_the_round_after_it_goes_on(
    room: Room, watch: Watch
) -> None:
    """The sealed answers are on disk; the half minute begins again."""
    all_seal(room)
    room.close()
    with contextlib.closing(Room.resume(room.folder, watch)) as again:
        assert again.stage == "deliberate"
        assert not again.waiting()
        watch.now += 31
        again.tick()
        assert again.stage != "deliberate"


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("end", {"reason": "noon"}),
        ("clock", {"do": "close"}),
        ("adhoc", {"to": ["JPN"], "text": "The port is shut."}),
    ],
)
def test_what_control_did_by_mistake_is_undone(
    room: Room, watch: Watch, do: Callable[..., str], verb: str, fields: dict[str, str | list[str]]
) -> None:
    """ENDEX, a round closed by hand and an ad-hoc inject wait; undone, nothing of them is in the log. Not undone, they come."""
    before = len(room.game.entries)
    assert "can be undone" in do(verb, **fields)
    assert len(room.game.entries) == before
    do("undo", number=str(room.waits.all[0].number))
    watch.now = 100
    room.tick()
    assert len(room.game.entries) == before

    do(verb, **fields)
    watch.now = 131
    room.tick()
    assert len(room.game.entries) > before
    assert [] == room.waits.all


def test_now_is_now(room: Room, do: Callable[..., str]) -> None:
    """Who does not want to wait says so."""
    do("end", reason="noon")
    do("hurry", number=str(room.waits.all[0].number))
    assert room.stage == "washup"
    with pytest.raises(RefusalError, match="done already"):
        do("undo", number="1")


def test_a_link_revoked_by_mistake_is_good_again(room: Room, do: Callable[..., str]) -> None:
    """The old link opens the seat again, the one made in its place does not."""
    old = room.keys.token("JPN")
    do("revoke", role="JPN")
    new = room.keys.token("JPN")
    assert old != new
    do("restore", role="JPN")
    assert room.keys.token("JPN") == old
    with pytest.raises(RefusalError, match="was not revoked"):
        do("restore", role="JPN")


def test_a_seat_that_doctrine_plays_is_told_and_cannot_seal_until_it_is_given_back(
    room: Room, do: Callable[..., str]
) -> None:
    """Its page says so and has no form; a form from before is refused; given back, it is asked again."""
    pages, key = Pages(room), room.round_key(JPN)
    assert 'value="seal"' in pages.live("JPN")["ask"]
    do("chair", seat="JPN", by="doctrine")
    pages.forget()
    assert "Doctrine plays your seat now" in pages.live("JPN")["ask"]
    assert 'value="seal"' not in pages.live("JPN")["ask"]
    assert "Doctrine plays" not in pages.live("USA")["ask"]
    with pytest.raises(RefusalError, match="played by doctrine now"):
        room.seal(JPN, key, Decision())
    do("chair", seat="JPN", by="people")
    pages.forget()
    assert 'value="seal"' in pages.live("JPN")["ask"]
    room.seal(JPN, key, Decision())
    assert room.is_sealed(JPN)
