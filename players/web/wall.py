"""What the wall shows beside its pictures: in the plenary and at ENDEX an account of the move that has closed.

It is made from the public story and from entries that everybody may be told of; nothing else reaches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fourthseat.engine.core.entries.incidents import RungMoved
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import TurnOpened
from fourthseat.engine.core.terms import Hour, Rung, Turn
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.contexts import PublicPage

__all__ = ["TOLD_IN", "MoveAccount", "WallPage", "account"]

TOLD_IN = frozenset({"plenary", "washup"})
"""Stages in which the wall tells what the move brought, instead of the latest news."""


class MoveAccount(NamedTuple):
    """What a move brought, as everybody may know it."""

    turn: Turn
    title: str
    """The move's own, where the scenario gives it one."""
    opened: Hour
    closed: Hour
    before: Rung
    after: Rung
    lines: tuple[StoryItem, ...]
    """The public story of the move, in reading order."""


@dataclass(frozen=True, slots=True)
class WallPage(PublicPage):
    """What the projector and observers see."""

    story: tuple[StoryItem, ...]
    """The public story so far, oldest first."""
    account: MoveAccount | None
    """Of the move that has closed; None in stages that do not look back, and before any move."""


def account(entries: Sequence[Entry], story: Sequence[StoryItem], scenario: Scenario, over: bool) -> MoveAccount | None:
    """The account of the last closed move in *entries*: the one before the move that opened last, or with *over* that move itself.

    A move that was over as it opened brought nothing: then it is the one before, too. *story* are the public sentences of the same
    entries. None if no move has closed.
    """
    opened = [(at, entry) for at, entry in enumerate(entries) if isinstance(entry, TurnOpened)]
    over = over and (len(opened) == 1 or entries[-1].hour > opened[-1][1].hour)
    if len(opened) < (1 if over else 2):
        return None
    first, begun = opened[-1] if over else opened[-2]
    last = len(entries) if over else opened[-1][0]
    before = scenario.ladder.start
    for entry in entries[:first]:
        if isinstance(entry, RungMoved):
            before = entry.to
    after = before
    for entry in entries[first:last]:
        if isinstance(entry, RungMoved):
            after = entry.to
    move = scenario.move_at(begun.turn)
    return MoveAccount(
        begun.turn,
        move.title if move else "",
        begun.hour,
        entries[last - 1].hour,
        before,
        after,
        tuple(item for item in story if first < item.entry < last),
    )
