"""The fog of war: no hidden fact reaches another seat's view."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.state import Channel, Delivered, Motion, Rfi, State, Talk
from fourthseat.engine.rules.view import View, sealed
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.reader import parse
from fourthseat.players.cast import cast_for, cast_names

NAMES = scenarios.names()


@cache
def mid_game(name: str, coalition: str) -> State:
    """The state in the second half of a game, where most is known and most is hidden."""
    scenario = scenarios.find(name)
    if coalition not in scenario.coalition_by_id:
        coalition = scenario.coalitions[0].id
    game, cast = Game(scenario, coalition, 3), cast_for(scenario, cast_names(scenario, {}))
    while game.pending and game.state.turn < scenario.turns:
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    return game.state


def hidden_from(state: State, seat: Seat) -> Iterator[tuple[str, State]]:
    """The state with one fact changed that *seat* may not know, and what it was."""
    for name, incident in state.incidents.items():

        def changed(**fields: object) -> State:
            return replace(state, incidents={**state.incidents, name: replace(incident, **fields)})  # noqa: B023

        yield f"{name}: the opponent's type", changed(resolve=incident.resolve * 3)
        yield f"{name}: the opponent's strength", changed(red_strength=incident.red_strength + 9)
        yield f"{name}: how the choice was priced", changed(pressed_p=0.123)
        if seat not in state.scenario.incident_by_id[name].challengers:
            yield (
                f"{name}: when the window closes",
                changed(closes=(incident.closes or 0) + 31, window=incident.window + 31),
            )
        others = {other: 0.01 for other in incident.attribution if other != seat}
        yield f"{name}: what others are sure of", changed(attribution={**incident.attribution, **others})
        positions = {s: h for s, h in incident.positions.items() if s == seat}
        yield (
            f"{name}: others' positions",
            changed(positions={**positions, **{s: 1 for s in state.scenario.capitals if s != seat}}),
        )
        if incident.opened is None:
            yield f"{name}: what has not begun", changed(severity=0.99)
    for other, own in state.seats.items():
        if other != seat:
            for field, value in (("trust", 0.111), ("spent", 77.0), ("raised", not own.raised), ("hardened", 5.0), ("hardened_at", 1),
                                 ("consulted", 9), ("programmes", {"secret": 1}), ("exempt_share", 0.5)):  # fmt: skip
                yield f"{other}: {field}", replace(state, seats={**state.seats, other: replace(own, **{field: value})})
            mine = {f.id for f in state.scenario.forces_of[seat]}
            yield (
                "others' readiness",
                replace(state, readiness={f: (r if f in mine else 0.01) for f, r in state.readiness.items()}),
            )
            yield (
                "where others' forces are going",
                replace(state, tasked={f: i for f, i in state.tasked.items() if f in mine}),
            )
    to_others = tuple(
        (hour, sender, tuple(x for x in to if x != seat) or (Seat("X"),), text + "!")
        for hour, sender, to, text in state.messages
        if seat not in to
    )
    kept = tuple(m for m in state.messages if seat in m[2])
    yield (
        "messages to others",
        replace(state, messages=tuple(sorted(kept + to_others, key=lambda m: m[0])) if not kept else kept),
    )
    yield (
        "others' licences",
        replace(
            state,
            pending_licences=frozenset({(s, o) for s, o in state.pending_licences if s == seat} | {(Seat("X"), "y")}),
        ),
    )
    theirs = {
        n: replace(o, hour=999, sought=998, ended=None, cause=None) if o.seat != seat else o
        for n, o in state.given.items()
    }
    yield "how others' orders stand", replace(state, given=theirs)
    yield "orders that only others gave", replace(state, given={n: o for n, o in state.given.items() if o.seat == seat})
    yield "words between others", replace(state, talks=(*state.talks, _talk(Seat("X"), Seat("Y"))))
    x, y = Seat("X"), Seat("Y")
    yield (
        "others' questions to control",
        replace(state, rfis=(*state.rfis, Rfi("X-1", 0, x, "psst", answer="pst", to=(y,)))),
    )
    yield "proposals among others", replace(state, motions=(*state.motions, Motion("X-1", 0, x, (y,), "psst", "", "")))
    yield "others' channels", replace(state, channels={"x": Channel("x", "psst", (x, y), ())})
    yield "injects to others", replace(state, inbox=(*state.inbox, Delivered(0, "Press", (x,), "psst")))
    yield "injects rewritten", replace(state, amended={"INJ-01": "otherwise"})
    mine = {f.id for f in state.scenario.forces_of[seat]}
    yield "others' voyages", replace(state, voyages={f: v for f, v in state.voyages.items() if f in mine})
    if seat not in state.members:
        yield (
            "requests that do not need it",
            replace(state, requests={n: r for n, r in state.requests.items() if seat in r.needed or seat == r.seat}),
        )
    if seat not in state.scenario.red:
        yield "a line that somebody else has opened", replace(state, hotline=not state.hotline)
    yield "injects to come", replace(state, proposed=("INJ-99",), withheld=frozenset({"INJ-98"}))
    yield "intrusions tried", replace(state, intrusions=(*state.intrusions, (1, Seat("JPN"), False)))
    if seat not in state.members:
        yield "leaks of the pact", replace(state, leaks=(*state.leaks, (5, Seat("USA"), "leak")))


def _talk(seat: Seat, to: Seat) -> Talk:
    return Talk(1, 0, 1, seat, (to,), "message", "psst", 0, "", "", 0)


def told(seen: View) -> str:
    """Every part of a view, as text."""
    return repr([getattr(seen, name) for name in View.PARTS])


@pytest.mark.parametrize("coalition", ["aukus", "aukus-jpn"])
@pytest.mark.parametrize("name", NAMES)
def test_no_hidden_fact_reaches_another_seat(name: str, coalition: str) -> None:
    """Change what a seat may not know, one fact at a time: its view stays the same to the byte."""
    state = mid_game(name, coalition)
    tried = 0
    for seat in state.scenario.players:
        before = told(view(state, seat))
        for what, other in hidden_from(state, seat):
            tried += 1
            assert before == told(view(other, seat)), f"{seat} sees {what}"
    assert tried > (100 if len(state.scenario.players) > 2 else 50)


def test_the_test_can_fail() -> None:
    """What a seat does know shows: its own trust, an order to its own ships, its own licence."""
    state = mid_game("second-thomas", "aukus-jpn")
    seat = Seat("JPN")
    before = told(view(state, seat))

    for other in (
        replace(state, rung=5),
        replace(state, seats={**state.seats, seat: replace(state.seats[seat], trust=0.01)}),
        replace(state, pending_licences=frozenset({(seat, "radar")})),
        replace(state, given={n: replace(o, ended=None) if o.seat == seat else o for n, o in state.given.items()}),
        replace(state, messages=(*state.messages, (1, "CONTROL", (seat,), "psst"))),
    ):
        assert before != told(view(other, seat))


@pytest.mark.parametrize("name", NAMES)
def test_the_board_on_the_wall_shows_what_everybody_may_see(name: str) -> None:
    """No fact hidden from any one seat changes the public board, the opponent's secrets and the coalition's included."""
    state = mid_game(name, "aukus-jpn")
    before = told(public(state))
    for seat in state.scenario.players:
        for what, other in hidden_from(state, seat):
            if not what.startswith("messages to others"):
                assert before == told(public(other)), f"the board shows {what}"
    everybody = tuple(state.scenario.players)

    assert before != told(public(replace(state, messages=(*state.messages, (1, "Press", everybody, "all over")))))
    assert before == told(public(replace(state, messages=(*state.messages, (1, "Press", everybody[1:], "not all")))))
    assert before == told(
        public(replace(state, incidents={n: replace(i, concurred=7) for n, i in state.incidents.items()}))
    )


@pytest.mark.parametrize("name", ["tutorial", "pillar-two"])
def test_a_sealed_view_says_what_the_view_says(name: str) -> None:
    """Part by part, and a doctrine that looks at it decides the same: what it asks for is looked up in the menu instead."""
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    for seed, variant in enumerate(scenario.coalitions):
        game = Game(scenario, variant.id, seed)
        while pending := game.pending:
            decided = {seat: cast[seat].decide(shown) for seat, shown in pending.items()}
            assert decided == {seat: cast[seat].decide(sealed(shown)) for seat, shown in pending.items()}
            assert all(sealed(shown) == shown for shown in pending.values())
            game.submit(decided)


def test_what_the_menu_has_not_is_not_offered_either() -> None:
    """A measure about no incident that names incidents is in no menu: no view offers it, whole or sealed."""
    raw = scenarios.find("second-thomas").model_dump(mode="json", by_alias=True)
    kinds = [one["kind"] for one in raw["option"] if one.get("kind") == "harden"]
    for one in raw["option"]:
        if one.get("kind") == "harden":
            one["incidents"] = [raw["incident"][0]["id"]]
    game = Game(parse(raw, "mine"), raw["coalition"][0]["id"], 1)
    game.submit({seat: Decision() for seat in game.pending})

    assert kinds
    for shown in game.pending.values():
        assert "harden" not in {option.kind for option in shown.options.values()}
        harden = next(one for one in game.scenario.options if one.kind == "harden")
        assert [False, False] == [shown.offers(harden, ""), sealed(shown).offers(harden, "")]
