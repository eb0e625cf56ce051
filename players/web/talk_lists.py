"""Messages on a page: the last of them, how its reader counts them, what they are about, and which want an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.contexts import TalkNames

__all__ = ["TALKS_SHOWN", "last_talks", "own_numbers", "talk_names", "unanswered"]

TALKS_SHOWN = 100
"""Messages on a page; those before have a page of their own."""


def last_talks(shown: View) -> tuple[Talk, ...]:
    """The last messages of *shown*, newest first: as many as a page holds, so that it is as quickly drawn after thousands.

    Up to half as many more stand there, and go together: a list that loses its last line with every new one is new all over.
    """
    first = max(0, (len(shown.talks) - TALKS_SHOWN) // (TALKS_SHOWN // 2) * (TALKS_SHOWN // 2))
    return shown.talks[first:][::-1]


def own_numbers(shown: View) -> dict[int, int]:
    """What the messages of *shown* are numbered on its pages, by their numbers in the game.

    A cell counts those it said or was told: the game's own numbers would tell it how many others went round.
    """
    if shown.seat == CONTROL:
        return {talk.number: talk.number for talk in shown.talks}
    return {talk.number: number for number, talk in enumerate(shown.talks, 1)}


def talk_names(
    talks: Sequence[Talk], scenario: Scenario, numbers: Mapping[int, int], state: State | None = None
) -> TalkNames:
    """Titles of what *talks* are about; with *state*, control's, whether what they bind to was done."""
    kept = {} if state is None else {talk.number: promise(state, talk) for talk in talks}
    return TalkNames(
        numbers=numbers,
        options={talk.option: scenario.option_by_id[talk.option].title for talk in talks if talk.option},
        incidents={talk.incident: scenario.incident_by_id[talk.incident].title for talk in talks if talk.incident},
        kept={number: done for number, done in kept.items() if done is not None},
    )


def unanswered(shown: View) -> tuple[Talk, ...]:
    """Offers and requests to this seat that it has not answered."""
    return tuple(
        talk
        for talk in shown.talks
        if talk.sort in ("offer", "request")
        and shown.seat in talk.to
        and all(who != shown.seat for who, _ in talk.answers)
    )
