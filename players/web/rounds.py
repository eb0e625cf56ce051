"""What is asked at one moment of a branch, whose answers are in, and what is declared for who does not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fourthseat.engine.core.orders import Author, AuthorKind, Choose, Decision, Order, Reply
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.stages import Clock
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.view import View
from fourthseat.players.web.facts import AnswerSealed, SessionRecord

__all__ = ["Round", "default", "round_of"]


@dataclass(frozen=True, slots=True)
class Round:
    """What is asked at one moment of one branch."""

    asked: Mapping[Seat, View]
    """The view, with its questions, of every seat that is asked; nobody's once the exercise is over."""
    keys: Mapping[Seat, str]
    """What each seat's questions are called, in this branch; a form answers the round whose key it carries."""
    sealed: Mapping[Seat, AnswerSealed]
    """The answers to just these questions that are in."""
    deadline: float | None
    """When the round closes by itself, on the room's steady clock, seconds; None while it does not."""


def round_of(game: Game, record: SessionRecord, clock: Clock) -> Round:
    """What *game* asks now, with the answers in *record* that are to just that."""
    asked = game.pending
    keys = {
        seat: f"{record.active}/" + ",".join(question.id for question in view.questions) for seat, view in asked.items()
    }
    sealed = {seat: answer for seat, answer in record.sealed.items() if keys.get(seat) == answer.key}
    closes = record.at_end == "close" and clock.since is not None and bool(asked) and CONTROL not in asked
    deadline = clock.since + clock.left + 60 * record.grace if closes and clock.since is not None else None
    return Round(asked, keys, sealed, deadline)


def default(shown: View) -> Decision:
    """What is declared for a seat that has not answered: no orders, no concurrence, the opponent holds."""
    orders: list[Order] = []
    for question in shown.questions:
        if question.kind == "concur":
            orders.append(Reply(question.about, False))
        elif question.kind == "choose":
            orders.append(Choose(question.about, "hold"))
    return Decision(tuple(orders), reason="declared default: no answer in time", by=Author(AuthorKind.DEFAULT))
