"""The data-collection plan: what the exercise is to answer, what answers it, and how much of that there is.

The questions are the objectives of the cells, as the scenario has them, and those control adds for this exercise. What answers
one are the injects about it, the measures its author names, and what evaluators note and rate.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

from fourthseat.engine.core.terms import NOBODY, Seat
from fourthseat.engine.record.measures import measures_of
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.seat_rows import Objective

__all__ = ["STANDS", "Collected", "Planned", "Standing", "collected", "planned"]

Standing = Literal["answered", "partly", "open"]
STANDS: Mapping[Standing, str] = {"answered": "answered", "partly": "in part", "open": "nothing yet"}
"""How a question stands, in words."""


class Planned(NamedTuple):
    """A question, and what is to answer it."""

    id: str
    """The objective's, or ``Q1`` for one of control's own."""
    seat: Seat
    """Whose objective it is; empty for one of control's own."""
    text: str
    injects: tuple[str, ...]
    """The injects about it."""
    measures: tuple[str, ...]
    """Titles of the measures that tell of it."""
    answered_by: str = ""
    """What answers it, in control's words, for one of its own."""

    @property
    def own(self) -> bool:
        """Whether control added it."""
        return self.seat == NOBODY


class Collected(NamedTuple):
    """A question with what there is for it."""

    question: Planned
    sent: tuple[str, ...]
    """Of its injects, those that were sent."""
    notes: int
    rating: str
    """P, S, M or U; empty while nobody has rated it."""

    @property
    def standing(self) -> Standing:
        """``answered`` once an objective is rated and a question of control's own is noted about; ``partly`` if there is anything."""
        if self.rating or (self.question.own and self.notes):
            return "answered"
        return "partly" if self.notes or self.sent else "open"


def planned(s: Scenario, own: Sequence[tuple[str, str]] = ()) -> tuple[Planned, ...]:
    """The plan: the objectives of *s* in the order of its seats, then *own* questions of control (text, what answers it)."""
    return (*_objectives(s), *(Planned(f"Q{n}", NOBODY, text, (), (), by) for n, (text, by) in enumerate(own, 1)))


def _objectives(s: Scenario) -> Iterator[Planned]:
    for seat in s.seats:
        for one in seat.objectives:
            injects = tuple(inject.id for inject in s.msel if inject.objective == one.id)
            yield Planned(one.id, seat.id, one.text, injects, tuple(_measures(s, one)))


def _measures(s: Scenario, one: Objective) -> Iterator[str]:
    known = measures_of(s)
    for name in one.measures:
        yield known[name].title


def collected(
    plan: Sequence[Planned], sent: Collection[str], notes: Mapping[str, int], ratings: Mapping[str, str]
) -> tuple[Collected, ...]:
    """What there is for each question of *plan*: *sent* injects, *notes* and *ratings* by the question's id."""
    return tuple(
        Collected(one, tuple(i for i in one.injects if i in sent), notes.get(one.id, 0), ratings.get(one.id, ""))
        for one in plan
    )
