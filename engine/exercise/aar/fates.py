"""What became of every order that control took, and who sat in each seat: read from the log, entry by entry.

An order is carried out, is done once for all by another seat, comes to nothing for a typed cause, or is under way. A log in which an
order has no end (older ones hold such) says so here, rather than let it pass for one that had its effect.
"""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import WANTS_ORDERS, Author, AuthorKind, entered_for
from fourthseat.engine.core.terms import CONSENT, CONTROL, Seat, Turn
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.record.causes import why_blocked, why_dropped

__all__ = [
    "PLAYED", "Came", "Fate", "author_told", "fates", "request_ended", "request_ends", "sat_in", "sitting_told", "tally", "why_nothing",
]  # fmt: skip


class Came(Enum):
    """What became of an order."""

    DONE = "carried out"
    JOINED = "carried out by another seat for all"
    NOTHING = "came to nothing"
    RECALLED = "called back"
    UNDER_WAY = "under way"
    NO_END = "had no effect by the end of the log"


@dataclass(slots=True)
class Fate:
    """One order with everything that ended it."""

    ordered: Fact
    ends: list[Fact] = field(default_factory=list)
    came: Came = Came.UNDER_WAY

    @property
    def seat(self) -> Seat:
        """Whose order it was."""
        return Seat(self.ordered.entry.seat)

    @property
    def facts(self) -> list[Fact]:
        """The order and its ends, in the order of the log."""
        return [self.ordered, *self.ends]

    @property
    def in_vain(self) -> bool:
        """Whether nothing came of it, for a cause that is known or not."""
        return self.came in (Came.NOTHING, Came.NO_END)

    @property
    def by_control(self) -> bool:
        """Whether control refused it, or what it waited for: then nothing of it says anything about its cell."""
        return self.in_vain and bool(self.ends) and getattr(self.ends[-1].entry, "cause", None) is e.DropCause.CONTROL


def fates(facts: Sequence[Fact]) -> list[Fate]:
    """Every order that control took, in the order of the log, with what became of it.

    Two orders of one seat for the same thing are told apart by their turn: the first that was taken is the first to end.
    """
    waiting: dict[tuple[str, str, str], deque[Fate]] = defaultdict(deque)
    last: dict[tuple[str, str, str], Fate] = {}
    found: list[Fate] = []
    for f in facts:
        entry = f.entry
        if isinstance(entry, e.Ordered):
            fate = Fate(f)
            found.append(fate)
            waiting[_key(entry)].append(fate)
        elif isinstance(entry, e.Recalled) and (sent := last.get(_key(entry))) is not None:
            sent.ends.append(f)
            if _all_called_back(sent):
                sent.came = Came.RECALLED
        elif isinstance(entry, e.Acted | e.Sailed | e.Dropped):
            key = _key(entry)
            before = last.get(key)
            # One order to sail may take several forces: they leave in one hour, each with a line of its own.
            together = isinstance(entry, e.Sailed) and before is not None and before.ends[-1].entry.hour == entry.hour
            if not together and waiting[key]:
                before = last[key] = waiting[key].popleft()
            if before is not None:
                before.ends.append(f)
                before.came = _came(entry, before.came)
    over = bool(facts) and facts[-1].state.ended is not None
    for fate in found:
        if not fate.ends and over:
            fate.came = Came.NO_END
    return found


def _all_called_back(fate: Fate) -> bool:
    """Whether every force that an order has sent was called back on the way: what had come there was carried out."""
    sailed = Counter(f.entry.force for f in fate.ends if isinstance(f.entry, e.Sailed))
    back = [f.entry for f in fate.ends if isinstance(f.entry, e.Recalled)]
    return sailed == Counter(entry.force for entry in back if not entry.from_station)


def _key(entry: Any) -> tuple[str, str, str]:
    return entry.seat, entry.option, entry.incident


def _came(entry: e.Acted | e.Sailed | e.Dropped, before: Came) -> Came:
    """What an order came to with *entry*, after *before*: what has been carried out stays carried out."""
    if not isinstance(entry, e.Dropped) or before is Came.DONE:
        return Came.DONE
    return Came.JOINED if entry.cause is e.DropCause.JOINED else Came.NOTHING


def tally(found: Iterable[Fate]) -> Counter[Came]:
    """How many of *found* came to what."""
    return Counter(fate.came for fate in found)


def why_nothing(fate: Fate) -> str:
    """Why nothing came of an order, in words without a stop."""
    if fate.came is Came.NO_END:
        return "no end of it stands in the log"
    end = fate.ends[-1]
    return why_dropped(end.entry, end.state)


def request_ends(facts: Sequence[Fact]) -> dict[str, Fact]:
    """What ended each request, by its name: answers that satisfied the rule or could not, its window, or control."""
    ends: dict[str, Fact] = {}
    for f in facts:
        if isinstance(f.entry, e.Concurred | e.Consented | e.Blocked | e.Settled) and f.entry.request:
            ends.setdefault(f.entry.request, f)
    return ends


def request_ended(end: e.Concurred | e.Consented | e.Blocked | e.Settled, rule: str) -> str:
    """How a request under *rule* ended, in words: control's word is told as control's, never as a capital's."""
    match end:
        case e.Settled(grants=grants):
            return f"{'let through' if grants else 'refused'} by control"
        case e.Blocked():
            return f"failed: {why_blocked(end)}"
    return "consented" if rule == CONSENT else "concurred"


# ---------------------------------------------------------------- who sat where

PLAYED = {
    AuthorKind.PERSON: "people",
    AuthorKind.DOCTRINE: "the engine's doctrine",
    AuthorKind.DEFAULT: "the declared default, nobody having answered",
    AuthorKind.MODEL: "a model",
    AuthorKind.PROGRAM: "a program",
    AuthorKind.UNRECORDED: "not recorded",
}
"""Who may have decided for a seat, in words."""


def author_told(by: Author, seat: str) -> str:
    """Who decided, in words and without a person's name: *people*, *control, from paper*."""
    if by.kind is AuthorKind.PERSON and by.name == entered_for(seat):
        return "people on paper, entered by control"
    return PLAYED[by.kind]


def sat_in(facts: Sequence[Fact]) -> dict[str, dict[Turn, tuple[str, ...]]]:
    """By seat and move: who gave its orders, as :func:`author_told` says it; a seat that was never asked for any is not in it."""
    found: dict[str, dict[Turn, tuple[str, ...]]] = {}
    for f in facts:
        if not isinstance(f.entry, e.Decided) or f.entry.seat == CONTROL:
            continue
        if not any(question.kind in WANTS_ORDERS for question in f.entry.asked):
            continue
        who, moves = author_told(f.entry.by, f.entry.seat), found.setdefault(str(f.entry.seat), {})
        known = moves.get(f.state.turn, ())
        moves[f.state.turn] = known if who in known else (*known, who)
    return found


def sitting_told(moves: dict[Turn, tuple[str, ...]]) -> str:
    """Who sat in a seat, move by move, in words.

    >>> sitting_told({1: ("people",), 2: ("the engine's doctrine",), 3: ("the engine's doctrine",)})
    "people in move 1; the engine's doctrine in moves 2 to 3"
    >>> sitting_told({1: ("people",), 2: ("people",)})
    'people'
    """
    runs: list[tuple[tuple[str, ...], Turn, Turn]] = []
    for turn, who in sorted(moves.items()):
        if runs and runs[-1][0] == who and runs[-1][2] == turn - 1:
            runs[-1] = (who, runs[-1][1], turn)
        else:
            runs.append((who, turn, turn))
    if len(runs) == 1:
        return " and ".join(runs[0][0])
    return "; ".join(
        f"{' and '.join(who)} in move{'' if first == last else 's'} {first if first == last else f'{first} to {last}'}"
        for who, first, last in runs
    )
