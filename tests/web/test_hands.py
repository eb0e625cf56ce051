"""Control's hands: a change of the world is looked at, made, told to whom it concerns, and played again from the log."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from fourthseat.engine.core.entries.acts import Acted
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.control import Intervened, Settled
from fourthseat.engine.core.orders import Argue, ArguedEffect, Decision, Intervene
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.record.log import read
from fourthseat.engine.record.perspective import WALL, Perspectives
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.rules.legality import refuse
from fourthseat.players.web.hands import preview
from fourthseat.players.web.session import Room


def opened(open_room: Any) -> Any:
    """A room with the first move open."""
    table = open_room("second-thomas", "aukus-jpn")
    table["CONTROL"].seal()
    return table


def row(number: int = 1, **fields: str) -> dict[str, str]:
    """The fields of an effect in the form."""
    return {f"e{number}-{name}": value for name, value in fields.items()}


def test_a_change_is_looked_at_first_and_then_made(open_room: Any) -> None:
    """The preview changes nothing; what it says that everybody would be told is what everybody is told; the log verifies."""
    table = opened(open_room)
    control, room = table["CONTROL"], table.room
    state, before = room.state, len(room.game.entries)
    force = next(f for f in room.scenario.forces if f.seat == "JPN")
    said = control.do("foresee", reason="a reactor trip", **row(does="lost", amount="1", force=force.id))

    assert said.startswith("Nothing has happened yet")
    assert (state, before) == (room.state, len(room.game.entries))
    proposal = table_proposal(control.page)
    assert "its forces" in proposal
    assert "a reactor trip" in proposal
    control.do("intervene", key=f"main/{before}", do="do")
    made = [x for x in room.game.entries[before:] if isinstance(x, Intervened | Effected)]
    assert [Intervened, Effected] == [type(x) for x in made]
    assert 0.0 == room.state.altered.left[force.id]
    assert "a reactor trip" in control.page
    assert "a reactor trip" not in table["JPN"].page
    room.close()
    assert [] == list(verification_errors(read(room.folder / "main.jsonl")))


def table_proposal(page: str) -> str:
    """What control's page says of the change it looks at."""
    return page.split('id="p-hands"')[1].split("</section>", maxsplit=1)[0]


@pytest.mark.parametrize(
    "effect",
    [
        ArguedEffect("message", text="A tanker burns.", seats=(Seat("USA"), Seat("PRC"))),
        ArguedEffect("open", incident="swarm"),
        ArguedEffect("trust", -0.1, seat=Seat("JPN")),
        ArguedEffect("rung", 1.0),
        ArguedEffect("leaves", seat=Seat("JPN")),
        ArguedEffect("rule", rule="lead+1"),
        ArguedEffect("close", incident="blockade"),
    ],
    ids=lambda effect: effect.does,
)
def test_a_preview_says_what_each_seat_is_then_told(open_room: Any, effect: ArguedEffect) -> None:
    """Whoever is said to be told a sentence is told it, and nobody else is told anything: the law of a preview."""
    table = opened(open_room)
    room = table.room
    order = Intervene("the law of a preview", (effect,))
    foreseen = preview(room.game, order)
    eyes, count = Perspectives(room.state), len(room.game.entries)
    room.say(CONTROL, order)
    eyes.more(room.game.entries[count:])
    told = {str(s): tuple(dict.fromkeys(i.line.text for i in eyes.told[s])) for s in (*room.scenario.players, WALL)}
    told["The wall"] = told.pop(str(WALL))

    assert foreseen.does
    assert {who: lines for who, lines in told.items() if lines} == {x.who: x.told for x in foreseen.learns if x.told}


def test_a_change_that_means_nothing_is_refused_and_one_that_is_stale_too(open_room: Any) -> None:
    """No reason, no effect, a name that is not there; and what was looked at before the game went on."""
    table = opened(open_room)
    control, room = table["CONTROL"], table.room

    assert "needs a reason" in control.do("foresee", 409, **row(does="rung", amount="1"))
    assert "No effect" in control.do("foresee", 409, reason="x")
    assert "effect 1" in control.do("foresee", 409, reason="x", **row(does="rung", amount="3")).lower()
    assert "no such force" in control.do("foresee", 409, reason="x", **row(does="lost", amount="1", force="navy"))
    assert "nothing would change" in control.do("foresee", reason="x", **row(does="open", incident="blockade"))
    assert "moved on" in control.do("intervene", 409, key=f"main/{len(room.game.entries)}", do="do")
    control.do("foresee", reason="x", **row(does="rung", amount="1"))
    key = f"main/{len(room.game.entries)}"
    room.say(CONTROL, Intervene("another", (ArguedEffect("provocation", 1.0),)))
    assert "moved on" in control.do("intervene", 409, key=key, do="do")
    control.do("intervene", key=key, do="drop")
    assert "intervene" not in control.page


def test_an_argument_and_a_change_bring_the_same(open_room: Any) -> None:
    """One path: the same effect argued for and ordered changes the same and tells the same seats."""
    effect = ArguedEffect("severity", 0.2, incident="blockade")
    table = opened(open_room)
    argued, ordered = copy.copy(table.room.game), copy.copy(table.room.game)
    argument = Argue("A man dies", "it is graver", "umpire", (Seat("USA"),), verdict=Outcome.SUCCESS, effects=(effect,))
    argued.interject(CONTROL, Decision((argument,)))
    ordered.interject(CONTROL, Decision((Intervene("a man dies", (effect,)),)))
    [a], [b] = ([x for x in game.entries if isinstance(x, Effected)] for game in (argued, ordered))

    assert (a.changes, a.to, a.does) == (b.changes, b.to, b.does)
    assert refuse(ordered.state, CONTROL, Intervene(" ", (effect,))) is not None
    assert refuse(ordered.state, Seat("USA"), Intervene("mine", (effect,))) is not None


def test_what_an_order_waits_for_is_granted_or_refused_from_the_desk(open_room: Any, drill: Any) -> None:
    """Looked at first; whoever it concerns reads of control as far as it is told; the room goes on with it after a restart."""
    table = open_room(drill, "pact", doctrine=("JPN", "PHL", "PRC"))
    table.until("deliberate", 1)
    usa, gbr, aus, control, room = (*(table[s] for s in ("USA", "GBR", "AUS", "CONTROL")), table.room)
    usa.seal(act=["joint-protest@raid"])
    gbr.seal(act=["radar@"])
    aus.seal()
    table.room.tick()
    assert {"AUS", "GBR"} <= set(room.round.asked)
    page = control.page.split('id="p-grant"')[1].split("</section>", maxsplit=1)[0]
    assert 'data-order="USA 1"' in page
    assert 'data-order="GBR 1"' in page
    assert "Say which order" in control.do("foresee", 409, order="USA 1", matter="toll", do="grant", reason="x")
    assert "needs a reason" in control.do("foresee", 409, order="USA 1", matter="concurrence", do="grant")
    paper = control.get("enter/GBR").text  # the page of a cell that plays on paper
    assert 'action="../do" data-draft="grant-GBR-1"' in paper
    assert "grant-USA-1" not in paper
    wrong = control.do("foresee", 409, order="GBR 1", matter="consent", do="grant", reason="x")
    assert "does not wait for consent" in wrong
    before = len(room.game.entries)
    control.do("foresee", order="USA 1", matter="concurrence", do="grant", reason="zqcable", told="yes")
    proposal = table_proposal(control.page)
    assert "concurrence was granted by control: zqcable" in proposal
    assert before == len(room.game.entries)
    control.do("intervene", key=f"main/{before}", do="do")
    assert [Settled, Acted] == [type(x) for x in room.game.entries[before:] if isinstance(x, Settled | Acted)]
    control.do("foresee", order="GBR 1", matter="order", do="refuse", reason="zqsecret")
    control.do("intervene", key=f"main/{len(room.game.entries)}", do="do")
    assert "zqsecret" in control.page
    again = control.do("foresee", 409, order="GBR 1", matter="order", do="grant", reason="x")
    assert "what was decided is not changed" in again
    table.until("outbrief")  # while the clock runs a cell reads nothing new
    assert "zqcable" in usa.page
    assert "zqcable" in aus.page
    assert "it was refused" in gbr.page
    assert "zqsecret" not in gbr.page + usa.page + aus.page
    state, folder = room.state, room.folder
    room.close()
    resumed = open_room.enter(Room.resume(folder))
    assert resumed.room.state.given == state.given
    assert "zqcable" in resumed["USA"].page
    resumed.room.close()
    assert [] == list(verification_errors(read(folder / "main.jsonl")))


def test_an_incident_that_the_scenario_lacks_is_added_from_the_desk(open_room: Any, drill: Any) -> None:
    """By the form or as a piece of a file, looked at first; a branch from before lacks it; the room goes on with it after a restart."""
    table = open_room(drill, "pact", doctrine=("AUS", "GBR", "JPN", "PHL", "PRC"))
    table.until("deliberate", 1)
    usa, control, room = table["USA"], table["CONTROL"], table.room
    fields = {
        "add": "incident",
        "n-like": "raid",
        "n-title": "zqtugs at the bar",
        "n-severity": "0.9",
        "n-stake-USA": "0.75",
    }
    assert "needs a reason" in control.do("foresee", 409, **fields)
    assert "is not a number" in control.do("foresee", 409, reason="x", **fields | {"n-severity": "grave"})
    assert "Choose an incident" in control.do("foresee", 409, reason="x", **fields | {"n-like": "rade"})
    assert "at which hour" in control.do("foresee", 409, reason="x", **fields, **{"n-opens": "hour"})
    piece = 'like = "raid"\nid = "zqpiece"\ntitle = "zqpiece"\nhour = 30\n'
    wrong = control.do("foresee", 409, reason="x", add="incident", toml=piece + "severty = 1")
    assert "[zqpiece].severty: unknown key; did you mean 'severity'" in wrong
    assert "TOML" in control.do("foresee", 409, reason="x", add="incident", toml="like = raid")
    assert "one [[incident]]" in control.do("foresee", 409, reason="x", add="incident", toml="[[incident]]\n[[seat]]")

    control.do("foresee", reason="zqquiet", **fields, **{"n-opens": "now"})
    assert "zqtugs at the bar" in table_proposal(control.page)
    assert "zqtugs" not in usa.page
    control.do("intervene", key=f"main/{len(room.game.entries)}", do="do")
    added = room.scenario.incident_by_id["zqtugs-at-the-bar"]
    assert (0.9, 0.75) == (room.state.incidents[added.id].severity, added.stakes["USA"])
    assert "zqtugs at the bar" in usa.page
    assert "protest@zqtugs-at-the-bar" in usa.menu
    assert "zqquiet" not in usa.page
    control.do("foresee", reason="later", add="incident", toml=piece)
    control.do("intervene", key=f"main/{len(room.game.entries)}", do="do")
    assert "zqpiece" not in usa.page
    table.until("outbrief")
    assert "INCIDENT: zqpiece" in usa.page
    control.do("branch", name="before", turn="1", played="people", reason="without it", parent="main")
    assert "zqpiece" not in room.scenario.incident_by_id
    assert "zqpiece" not in control.page
    control.do("switch", name="main")
    folder, state = room.folder, room.state
    room.close()
    resumed = open_room.enter(Room.resume(folder))
    assert resumed.room.state.incidents == state.incidents
    assert "zqpiece" in resumed["USA"].page
    resumed.room.close()
    assert [] == list(verification_errors(read(folder / "main.jsonl")))
