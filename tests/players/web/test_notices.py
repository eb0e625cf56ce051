"""What a screen announces and says to do is made from the role's own story, and counts nothing that others did."""

from __future__ import annotations

from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Decision, Improvise, Send
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.perspective import Perspectives
from fourthseat.engine.rules.view_parts import Question
from fourthseat.engine.rules.viewers import view
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.web.notices import KEPT, notices
from fourthseat.players.web.now import digest, now_for_cell, now_for_control

JPN, USA, PRC = map(Seat, ("JPN", "USA", "PRC"))


def told(game: Game) -> Perspectives:
    """The story of *game* so far, through every seat's eyes."""
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    return eyes


@pytest.fixture
def played(drill: Any) -> Game:
    """A move of the drill with a message and an inject for one seat."""
    game, cast = Game(drill), cast_for(drill, cast_names(drill, {}))
    while game.state.turn < 2:
        asked = game.pending
        if any(q.kind == "orders" for shown in asked.values() for q in shown.questions):
            game.interject(USA, Decision((Send((JPN,), "psst"),)))
            game.interject(CONTROL, Decision((Improvise("the cable is cut", (JPN,)),)))
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    return game


def test_each_is_announced_what_it_was_told_and_nothing_of_what_others_were(played: Game) -> None:
    """The addressee hears the message and the inject; its sender, and who is left out, do not."""
    eyes = told(played)
    heard = {
        seat: [(one.kind, one.text) for one in notices(seat, eyes.told[seat], played.entries, "main", ())]
        for seat in (JPN, USA, PRC, CONTROL)
    }
    about = {seat: [kind for kind, text in said if "psst" in text or "cable" in text] for seat, said in heard.items()}

    assert {JPN: ["Message", "Inject"], USA: [], PRC: [], CONTROL: ["Message"]} == about
    assert all(text in {item.line.text for item in eyes.told[seat]} for seat, said in heard.items() for _, text in said)


def test_numbers_are_the_roles_own_count(played: Game) -> None:
    """What others did in between leaves no gap: a number is a place in the role's own story, and no more than a page's worth."""
    eyes = told(played)
    for seat in played.scenario.players:
        own = notices(seat, eyes.told[seat], played.entries, "main", [("asked:x", "Answer")])
        assert own[-1].urgent
        assert len(own) <= KEPT + 1
        assert all(eyes.told[seat][one.n].line.text == one.text for one in own[:-1])
        assert [f"main:{one.n}" for one in own[:-1]] == [one.id for one in own[:-1]]


def test_a_digest_holds_a_cells_own_orders_and_what_it_saw_of_that_move(played: Game) -> None:
    """Nothing of another move, no staff work, none of its own words."""
    eyes = told(played)
    shown = view(played.state, USA)
    found = digest(shown, eyes.told[USA], played.entries, "", 1)

    assert found is not None
    assert {line.order.turn for line in found.orders} == {1}
    assert all(item.line.style in ("good", "bad", "warn") for item in found.lines)
    assert not any(isinstance(played.entries[item.entry], e.Decided) for item in found.lines)
    assert digest(shown, eyes.told[USA], played.entries, "", 7) is None


@pytest.mark.parametrize(
    ("kinds", "given", "says", "at"),
    [
        (["orders"], {}, "Tick your orders for move 2", "ask"),
        (["flash"], {}, "orders at once", "ask"),
        (["concur"], {}, "A partner asks", "ask"),
        (["choose"], {}, "say what you do", "ask"),
        (["orders"], {"sealed": True}, "Sealed.", ""),
        ([], {"calls": 2}, "2 messages from others wait", "talk"),
        ([], {}, "Nothing is asked", ""),
        ([], {"stage": "washup", "washing": True}, "hot-wash form", "wash"),
        (["orders"], {"by_doctrine": True}, "Doctrine plays", ""),
    ],
)  # fmt: skip
def test_a_cell_always_reads_what_to_do_now(kinds: list[Any], given: dict[str, Any], says: str, at: str) -> None:
    """Whatever it is asked, or is not."""
    asked = [Question("x", kind, "", "", None, 0.5) for kind in kinds]
    flags = {"sealed": False, "by_doctrine": False, "washing": False, "calls": 0, "stage": "respond"} | given
    now = now_for_cell(flags.pop("stage"), asked, flags.pop("calls"), turn=2, **flags)

    assert says in now.text
    assert at == now.at


@pytest.mark.parametrize("stage", ["brief", "outbrief", "plenary", "deliberate", "respond", "adjudicate", "washup"])
def test_control_always_reads_what_to_do_now(stage: str) -> None:
    """In every stage a sentence; a stop of the engine goes before all of them."""
    for waits in ((), (JPN, USA)):
        assert now_for_control(stage, waits, 1, 2, 2, all_in=not waits, halted=False).text.endswith(".")
        assert "stopped" in now_for_control(stage, waits, 0, 0, 2, all_in=False, halted=True).text
    asked = now_for_control("respond", (CONTROL,), 1, 0, 2, all_in=False, halted=False)
    assert ("desk", True) == (asked.at, asked.waits), "control is told that the clock waits for it"
