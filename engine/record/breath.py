"""Entries that follow each other and say alike, told in one breath: a picture that reaches several capitals, orders that end for one cause."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import listed
from fourthseat.engine.record.causes import why_dropped
from fourthseat.engine.record.described import title_of
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.state import State

__all__ = ["in_one_breath"]


def in_one_breath(told: Iterable[tuple[e.Entry, State]]) -> Iterator[NarrativeLine]:
    """Entries, each with the state after it, in words: those that follow each other and say alike as one line."""
    for _, run in groupby(told, key=_alike):
        first, *more = run
        entry, state = first if not more else more[-1]
        line = narrate(entry, state)
        if line is not None and more:
            line = replace(line, text=_together([one for one, _ in (first, *more)], state))
        if line is not None:
            yield line


def _alike(one: tuple[e.Entry, State]) -> object:
    """What entries have in common that are told together; anything else stands alone."""
    entry, state = one
    if isinstance(entry, e.Informed):
        return entry.hour, entry.source, entry.incident
    if isinstance(entry, e.Dropped) and entry.cause is not e.DropCause.JOINED:
        return entry.hour, entry.seat, entry.incident, why_dropped(entry, state)
    return id(entry)


def _together(run: list[e.Entry], state: State) -> str:
    """A run of entries that are alike, as a sentence; *state* is the one after the last of them."""
    if dropped := [entry for entry in run if isinstance(entry, e.Dropped)]:
        last = dropped[-1]
        titles = [state.scenario.option_by_id[one.option].title for one in dropped]
        at = f" ({title_of(state.scenario, last.incident)})" if last.incident else ""
        return f"Nothing comes of {last.seat}'s {listed(titles)}{at}: of each, {why_dropped(last, state)}."
    informed = [entry for entry in run if isinstance(entry, e.Informed)]
    last_told = informed[-1]
    sure = {one.seat: f"{100 * state.incidents[one.incident].attribution[one.seat]:.0f} %" for one in informed}
    alike = len(set(sure.values())) == 1
    told = f"each is {min(sure.values())}" if alike else listed(f"{seat} is {much}" for seat, much in sure.items())
    about = title_of(state.scenario, last_told.incident)
    return f"{last_told.source} shares its picture with {listed(sure)} on “{about}”: {told} sure who did it."
