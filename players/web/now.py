"""One line at the head of a page that says what to do now, and after a move what it brought the cell."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import Decided, TurnOpened
from fourthseat.engine.core.terms import CONTROL, Hour, Seat, Turn
from fourthseat.engine.core.wording import listed
from fourthseat.engine.record.order_words import OrderLine, order_lines
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import Question
from fourthseat.players.web.standstill import RUNNING

__all__ = ["Digest", "Now", "digest", "now_for_cell", "now_for_control"]


class Now(NamedTuple):
    """What to do now."""

    text: str
    at: str
    """The part of the page where it is done; empty if there is nothing to do."""
    waits: bool
    """Whether others wait for it."""


def now_for_cell(
    stage: str,
    questions: Sequence[Question],
    calls: int,
    *,
    sealed: bool,
    by_doctrine: bool,
    washing: bool,
    turn: Turn,
    alone: bool = False,
) -> Now:
    """What a cell is to do in *stage*, where it is asked those *questions* and has *calls* of others to answer."""
    also = (
        f" {_many(calls, 'message')} from others {'waits' if calls == 1 else 'wait'} for your answer." if calls else ""
    )
    if by_doctrine:
        return Now(
            "Doctrine plays your seat now: read, and talk. Control can give it back.",
            "talk" if calls else "",
            waits=False,
        )
    if alone and stage == "washup":
        return Now("The exercise is over. Now look at the whole of it, with what the others knew.", "ask", waits=True)
    if alone and stage in ("brief", "outbrief") and not (questions or calls):
        said = (
            "Read your brief and the situation, then open move 1."
            if stage == "brief"
            else "Read what the move brought you, then go on."
        )
        return Now(said, "ask", waits=True)
    if stage == "washup":
        said = "The exercise is over. " + ("Write your hot-wash form." if washing else "The hot wash follows.")
        return Now(said, "wash" if washing else "", waits=washing)
    if questions and not sealed:
        return Now(_asked(questions, turn) + also, "ask", waits=True)
    if calls:
        return Now(also.strip(), "talk", waits=True)
    if sealed:
        return Now("Sealed. Until the round closes you can recall it, and talk to the others.", "", waits=False)
    said, at = _IDLE.get(stage, ("Nothing is asked of your cell now: read what comes in, and talk to the others.", ""))
    return Now(said, at, waits=False)


_IDLE = {
    "brief": ("Read your brief and the situation, and talk to the others. Control opens move 1.", "brief"),
    "outbrief": ("Read what the move brought you, and agree in your cell what to say in the plenary.", "digest"),
    "plenary": ("Plenary: look at the wall. Control opens the next move.", ""),
    RUNNING: ("The clock runs, and nothing is asked of your cell: what the move brings you comes as it is over.", ""),
}


def _asked(questions: Sequence[Question], turn: Turn) -> str:
    kinds = {question.kind for question in questions}
    if "orders" in kinds:
        return f"Tick your orders for move {turn}, and seal them."
    if "flash" in kinds:
        return "Something has happened: give orders at once, or seal none."
    if "choose" in kinds:
        return "The window closes: say what you do, and seal it."
    return f"{'A partner asks' if len(questions) == 1 else 'Partners ask'} for your answer: say yes or no, and seal it."


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def now_for_control(
    stage: str, waits: Sequence[Seat], proposals: int, rulings: int, turn: Turn, *, all_in: bool, halted: bool
) -> Now:
    """What whoever runs the exercise is to do in *stage*, where it waits for the seats in *waits*."""
    if halted:
        return Now("The engine has stopped: see what can be done, on the desk.", "desk", waits=True)
    also = (
        f" {_many(proposals, 'inject')} {'proposes itself' if proposals == 1 else 'propose themselves'}."
        if proposals
        else ""
    )
    match stage:
        case "brief":
            return Now(
                f"Start the clock when turn zero begins; when it is over, open move 1.{also}", "desk", waits=False
            )
        case "outbrief":
            return Now(
                f"The cells read what the move brought them. Call the plenary, or open move {turn}.{also}",
                "desk",
                waits=False,
            )
        case "plenary":
            return Now(f"Plenary. When it is over: open move {turn}.{also}", "desk", waits=False)
        case "adjudicate":
            rule = f"Rule on {_many(rulings, 'outcome')}, then close the move." if rulings else "Close the move."
            return Now(rule, "desk", waits=True)
        case "washup":
            return Now("ENDEX. Hot wash; then the report and the papers.", "", waits=False)
    if all_in:
        return Now("Every answer is in: close the round.", "desk", waits=True)
    if CONTROL in waits:
        said = "Send what proposes itself, or hold it." if proposals else "You are asked: see the desk."
        return Now(f"{said} The clock stands until you do.", "desk", waits=True)
    if waits:
        return Now(f"Waiting for {listed(waits)}. You can close the round without them.{also}", "cells", waits=False)
    return Now(f"The clock runs.{also}", "desk" if proposals else "", waits=bool(proposals))


class Digest(NamedTuple):
    """What a move brought one cell: its own orders, and what it saw."""

    turn: Turn
    title: str
    opened: Hour
    closed: Hour
    orders: tuple[OrderLine, ...]
    """Those it gave in the move, and those that had their end in it."""
    lines: tuple[StoryItem, ...]
    """What it was told in it, without staff work and its own words."""


def digest(shown: View, story: Sequence[StoryItem], entries: Sequence[Entry], title: str, turn: Turn) -> Digest | None:
    """What move *turn*, called *title*, brought the cell of *shown*, from its own *story* of *entries*; None before any move."""
    opened = [(item.entry, entry) for item in story if isinstance(entry := entries[item.entry], TurnOpened)]
    own = next(((at, entry) for at, entry in opened if entry.turn == turn), None)
    if own is None:
        return None
    after = next(((at, entry) for at, entry in opened if entry.turn == turn + 1), None)
    first, last = own[0], len(entries) if after is None else after[0]
    begun, closed = own[1].hour, shown.hour if after is None else after[1].hour
    lines = [
        item
        for item in story
        if first < item.entry < last
        and item.line.style in ("good", "bad", "warn")
        and not isinstance(entries[item.entry], Decided)
    ]
    orders = [
        line
        for line in order_lines(shown.orders, shown.told)
        if line.order.turn == turn or (not line.order.open and begun <= line.order.since <= closed)
    ]
    return Digest(turn, title, begun, closed, tuple(orders), tuple(lines))
