"""A sentence of the log with its weight on the page, and the one function by which each kind of entry gets its own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import Any

from fourthseat.engine.core.terms import Estimate, Outcome
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.calendar import hour_told

__all__ = ["OUTCOME_STYLE", "NarrativeLine", "odds_told", "sentence"]


@dataclass(frozen=True, slots=True)
class NarrativeLine:
    """A sentence with its weight on the page."""

    text: str
    style: str = ""
    """``turn``, ``good``, ``bad``, ``warn``, ``quiet`` or plain."""
    hour: int | None = None
    detail: tuple[str, ...] = ()
    """Reasons, printed below it."""
    dated: str = ""
    """The hour with its date, where the scenario dates STARTEX."""

    @property
    def when(self) -> str:
        """The hour as people read it; empty without one."""
        return self.dated or ("" if self.hour is None else hour_told(self.hour, None))


def odds_told(estimate: Estimate, draw: float | None = None) -> str:
    """A chance in per cent, with what was drawn."""
    return f"{100 * estimate.p:.0f} %" + ("" if draw is None else f", drew {draw:.2f}")


OUTCOME_STYLE = {Outcome.SUCCESS: "good", Outcome.PARTIAL: "warn", Outcome.FAILURE: "bad"}
"""The weight on the page of a sentence about an outcome."""


@singledispatch
def sentence(entry: Any, state: State) -> NarrativeLine | None:  # noqa: ARG001 - the fallback for kinds that are not told
    """What *entry* says, given the *state* after it, without its hour; each kind is registered beside the others of its subject."""
    return None
