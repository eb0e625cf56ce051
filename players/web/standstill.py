"""What a cell that is not asked sees while the clock of the game stands for somebody else.

Between the close of deliberation and the outbrief a move's clock stops wherever a capital, an opponent or control is asked.
That it stops, when and for whom, would tell the others that a consultation is on, or when a window really ends. So a cell that
is not asked goes on seeing what it saw when it was last asked, with the words it was sent since: who speaks decides that
they are heard. What the move brought it comes to it with the next question, or as the move is over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import reduce
from typing import Any, NamedTuple, cast

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Send
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.talk import CellTalk
from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.record.perspective import StoryItem
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State
from fourthseat.players.web.branches import Branch

__all__ = ["RUNNING", "SPOKEN_ORDERS", "Held", "Standstill", "held", "story_held"]

RUNNING = "running"
"""The stage a cell that is not asked reads, and the wall: the same whoever is asked, and if control rules."""

SPOKEN = (
    e.Sent,
    e.InformationRequested,
    e.InformationAssigned,
    e.InformationAnswered,
    e.MotionTabled,
    e.MotionSponsored,
    e.MotionVoted,
    e.MotionClosed,
    e.ChannelOpened,
    e.ChannelClosed,
)
"""Entries by which somebody says something to somebody; each reaches its addressees at once."""

SPOKEN_ORDERS = Send | CellTalk
"""Orders of a seat that say something and do nothing else."""
MOST_STATES = 8
"""States behind earlier entries that are kept; a move needs one for every time a cell is asked in it."""


class Held(NamedTuple):
    """What a seat sees that is not asked."""

    upto: int
    """Entries of the log it sees in full."""
    since: frozenset[int]
    """Indices of later ones that reach it all the same."""
    hour: Hour
    """The hour it reads; later ones carry it too."""
    state: State


class Standstill:
    """What each seat of a room sees while it is not asked, worked out once for every length of the log."""

    def __init__(self) -> None:
        """Nothing worked out yet."""
        self._held: tuple[Branch, int, dict[Seat, Held]] | None = None
        self._states: tuple[Branch, dict[int, State]] | None = None

    def of(self, branch: Branch, seat: Seat) -> Held:
        """What *seat* sees in *branch*, the line that is played."""
        entries = branch.game.entries
        if self._held is None or self._held[0] is not branch or self._held[1] != len(entries):
            self._held = branch, len(entries), {}
        kept = self._held[2]
        if seat not in kept:
            kept[seat] = held(entries, seat, lambda upto: self._state_at(branch, upto))
        return kept[seat]

    def _state_at(self, branch: Branch, upto: int) -> State:
        """The state after the first *upto* entries of *branch*, found from the nearest one before that is known."""
        if self._states is None or self._states[0] is not branch or len(self._states[1]) > MOST_STATES:
            self._states = branch, {}
        states = self._states[1]
        if upto not in states:
            before = max((n for n in states if n < upto), default=0)
            begun = states[before] if before else branch.game.start
            opened = branch.openings.nearest(branch.game.state.turn)
            if opened is not None and before < len(opened.entries) <= upto:
                before, begun = len(opened.entries), opened.state
            states[upto] = reduce(apply, branch.game.entries[before:upto], begun)
        return states[upto]


def held(entries: Sequence[e.Entry], seat: Seat, state_at: Callable[[int], State]) -> Held:
    """What *seat* sees of a log's *entries* while others are asked; *state_at* is the state after so many of them."""
    upto = _last_asked(entries, seat)
    state = state_at(upto)
    hour, since = state.hour, set[int]()
    by_hand = False
    for number in range(upto, len(entries)):
        entry = entries[number]
        if isinstance(entry, e.Decided):
            by_hand = entry.unasked and entry.seat == CONTROL
        if by_hand or isinstance(entry, SPOKEN) or (isinstance(entry, e.Decided) and entry.unasked):
            try:
                state = apply(state, replace(cast(Any, entry), hour=hour))
            except LookupError:  # it is about something that came while the clock ran, and comes with that
                continue
            since.add(number)
    return Held(upto, frozenset(since), hour, state)


def _last_asked(entries: Sequence[e.Entry], seat: Seat) -> int:
    """How many entries there were when *seat* had last answered in this move, with what came of it in the same hour."""
    last = len(entries) - 1
    while last > 0 and not isinstance(entries[last], e.TurnOpened):
        entry = entries[last]
        if isinstance(entry, e.Decided) and entry.seat == seat and not entry.unasked:
            break
        last -= 1
    together = isinstance(entries[last], e.Decided)
    upto = last + 1
    while upto < len(entries) and entries[upto].hour == entries[last].hour:
        entry = entries[upto]
        together = together and isinstance(entry, e.Decided) and not entry.unasked
        if isinstance(entry, e.Decided) and not together:
            break
        upto += 1
    return upto


def story_held(story: Sequence[StoryItem], seen: Held) -> list[StoryItem]:
    """The *story* of a seat as far as it is told of it, with no hour later than the one it reads."""
    told = seen.state.scenario.told(seen.hour)
    kept = [item for item in story if item.entry < seen.upto]
    kept += [StoryItem(item.entry, _at(item.line, seen.hour, told)) for item in story if item.entry in seen.since]
    return kept


def _at(line: NarrativeLine, hour: Hour, told: str) -> NarrativeLine:
    if line.hour is None or line.hour <= hour:
        return line
    return NarrativeLine(line.text, line.style, hour, line.detail, told if line.dated else "")
