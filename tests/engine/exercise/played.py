"""Four exercises as rooms leave them: people and doctrines, a takeover, a seat on paper, overruled rulings, orders of which nothing came."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from fourthseat import scenarios
from fourthseat.engine.core.orders import Act, Author, AuthorKind, Choose, Decision, End, Overrule, entered_for
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.exercise.aar.evidence import Record, Saying, ShowOfHands
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.players.cast import cast_for, cast_names

__all__ = ["EXERCISES", "Who", "exercise", "record"]

Who = Callable[[Seat, int], Author | None]
"""Who sits in a seat in a move; None for its doctrine."""


def _people(**names: str) -> Who:
    return lambda seat, _: Author(AuthorKind.PERSON, names[seat]) if seat in names else None


def _second_thomas(seat: Seat, turn: int) -> Author | None:
    """Five people's cells and a person as opponent; one cell goes home after its first move, one hands in paper."""
    names = {
        "AUS": "Ms Reid",
        "JPN": "Capt Mori",
        "USA": "Col Hayes",
        "PRC": "Dr Lin",
        "GBR": "Cdr Jones",
        "PHL": entered_for("PHL"),
    }
    gone = {"GBR": 2}
    return None if turn >= gone.get(seat, 99) else Author(AuthorKind.PERSON, names[seat])


EXERCISES: Mapping[str, tuple[str, str, int, Who]] = {
    "second-thomas": ("second-thomas", "aukus-jpn", 7, _second_thomas),
    "pillar-two": ("pillar-two", "aukus-jpn", 11, _people(JPN="Mr Abe", USA="Ms Cole", PRC="Mr Wu")),
    "cyber-suppliers": ("cyber-suppliers", "aukus-jpn", 5, _people(JPN="Ms Ito", GBR="Mr Low")),
    "senkaku": ("senkaku", "aukus-jpn", 3, _people(JPN="Mr Kato")),
}
"""Scenario, coalition, seed, and who sits where in which move."""


@cache
def exercise(name: str) -> EventLog:
    """The log of one of :data:`EXERCISES`."""
    scenario_name, coalition, seed, who = EXERCISES[name]
    scenario = scenarios.find(scenario_name)
    names = cast_names(scenario, {})
    cast = cast_for(scenario, names)
    game = Game(scenario, coalition, seed)
    while game.pending:
        pending = game.pending
        if name == "cyber-suppliers" and game.state.turn == 3 and CONTROL in pending:
            game.interject(CONTROL, Decision((End("Time is up."),), by=Author(AuthorKind.PERSON, "Control")))
            continue
        answers = {}
        for seat, shown in pending.items():
            decision = cast[seat].decide(shown)
            author = who(seat, game.state.turn) if seat != CONTROL else Author(AuthorKind.PERSON, "Control")
            answers[seat] = decision if author is None else _by(author, seat, decision, shown, game)
        game.submit(answers)
    header = Header(
        scenario, coalition, seed, {str(s): "human" if who(s, 1) else "doctrine" for s in scenario.players}, "1"
    )
    return EventLog(header, tuple(game.entries))


def _by(author: Author, seat: Seat, decision: Decision, shown: Any, game: Game) -> Decision:
    """What a person in *seat* decides: as a doctrine would, with more orders, and words of its own; control overrules every loss."""
    if seat == CONTROL:
        lost = [i.id for i in game.state.incidents.values() if i.choice == "press" and i.outcome is None]
        closing = any(q.kind == "close" for q in shown.questions)
        ruled = tuple(
            Overrule(one, Outcome.SUCCESS, "The escorts were on the map. Red turned away...") for one in lost if closing
        )
        return replace(decision, orders=(*ruled, *decision.orders), by=author)
    orders = list(decision.orders)
    if seat == "PRC":
        orders = [replace(o, choice="press") if isinstance(o, Choose) else o for o in orders]
    elif any(q.kind == "orders" for q in shown.questions):
        more = [act for act in shown.menu if isinstance(act, Act) and act not in orders][
            : 3 if seat in ("AUS", "JPN") else 1
        ]
        orders += more
    told = f"{author.name} thinks it through" if any(q.kind == "orders" for q in shown.questions) else ""
    return Decision(
        tuple(orders),
        f"{seat} holds" if told else "",
        told,
        f"{seat} sees it end" if told else "",
        60 if told else None,
        author,
    )


def record(name: str) -> Record:
    """The log with what people wrote beside it."""
    log = exercise(name)
    seats = [seat.id for seat in log.header.scenario.seats]
    names = {str(seat): (author.name,) for seat in seats if (author := EXERCISES[name][3](seat, 1)) is not None}
    objectives = [o.id for seat in log.header.scenario.seats for o in seat.objectives]
    close = next((n for n, one in enumerate(log.entries) if type(one).__name__ == "TurnClosed"), 0)
    return Record(
        log,
        notes=(
            {
                "text": "The wait for staff was the story of the move.",
                "objective": objectives[0],
                "by": "Evaluator",
                "turn": 1,
                "entry": close,
            },
        ),
        ratings={
            objectives[0]: {"rating": "S", "text": "Held, but late.", "by": "Evaluator"},
            objectives[1]: {"rating": "M", "text": "", "by": "Evaluator"},
        },
        wash=(
            {
                "role": "JPN",
                "well": "We talked early.",
                "badly": "We never knew what became of our orders.",
                "change": "An orders board.",
            },
        ),
        participants=names,
        said=tuple(Saying(Seat("JPN"), "Capt Mori", hour, "", f"zqsaid{hour} in the cell") for hour in range(40)),
        shows=(
            ShowOfHands(
                Seat("JPN"), 1, "Capt Mori", 12, "zqask do we go?", {"Capt Mori": "yes", "Ann": "yes", "Ben": "no"}
            ),
            ShowOfHands(Seat("JPN"), 2, "Ann", 30, "zqask do we wait?", {}),
            ShowOfHands(Seat("USA"), 1, "Col Hayes", 14, "zqask alone?", {"Col Hayes": "abstain"}),
        ),
    )
