"""The log in words: one sentence an entry, with the reasons.

Plain data in, plain lines out: the terminal, a report and a web page print the same sentences.
"""

from __future__ import annotations

import fourthseat.engine.record.crisis_sentences
import fourthseat.engine.record.table_sentences  # noqa: F401 - both declare their sentences
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import RefusalCause, order_text
from fourthseat.engine.record.sentences import NarrativeLine, sentence
from fourthseat.engine.rules.state import State

__all__ = ["DISCLAIMER", "UNTOLD", "narrate", "narrated", "refusal_to_its_seat"]


DISCLAIMER = "Conditional on the scenario's assumptions and models; not a forecast. Unclassified, public facts only."


def narrate(entry: e.Entry, state: State) -> NarrativeLine | None:
    """*entry* in words, given the *state* after it; None for what only the machine needs."""
    line = sentence(entry, state)
    if line is None:
        return None
    dated = state.scenario.told(entry.hour) if state.scenario.startex else ""
    return NarrativeLine(line.text, line.style, entry.hour, line.detail, dated)


UNTOLD: frozenset[type[e.Entry]] = frozenset({e.Dealt, e.Ordered, e.Recovered})
"""Kinds that only the machine needs: a deal, an order that its decision tells, readiness."""


def narrated() -> set[type[e.Entry]]:
    """Every kind of entry that has a sentence."""
    return set(sentence.registry) - {object}


_REFUSED = {
    RefusalCause.UNKNOWN: "it names something that is not on your table",
    RefusalCause.NOT_YOURS: "it is not yours to give",
    RefusalCause.NOT_ABOUT: "it is not about what it names",
    RefusalCause.NOT_NOW: "it cannot be given now",
    RefusalCause.RUNG: "it skips a rung of the ladder",
    RefusalCause.MEMBERSHIP: "it is a measure of a coalition that you are not in, or that no partner of yours is in",
    RefusalCause.REPEATED: "it has been given already, or holds already",
    RefusalCause.NO_FORCE: "no idle force of yours can carry it out",
    RefusalCause.LAW: "you have not declared the legal category it needs",
    RefusalCause.NO_MONEY: "its cost is more than you have left",
    RefusalCause.REQUIRES: "what it requires has not come about",
    RefusalCause.INCOMPLETE: "it lacks something it needs",
}


def refusal_to_its_seat(entry: e.Refused) -> NarrativeLine:
    """A refusal as the seat that gave the order may read it.

    The words in the entry are for control: they suggest names that are near, and those may be another cell's. The seat
    reads its own order back as it gave it, and the kind of rule it breaks.
    """
    return NarrativeLine(
        f"Control refuses {entry.seat}'s order ({order_text(entry.order)}): {_REFUSED[entry.cause]}", "warn", entry.hour
    )
