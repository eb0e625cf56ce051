"""Control's hands: a change of the world that is looked at before it is made.

Nothing is worked out by other rules than the game's: the change is made in a copy of the game, as it would be made in the game
itself, and what every seat and the wall see after it is held against what they see now.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import NamedTuple

from fourthseat.engine.core.orders import (
    Argue,
    ArguedEffect,
    Author,
    AuthorKind,
    Decision,
    Intervene,
    Introduce,
    Settle,
)
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.core.wording import as_sentence
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.described import describe_order
from fourthseat.engine.record.effect_words import foreseen
from fourthseat.engine.record.perspective import WALL, Perspectives
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view

__all__ = ["Learner", "Preview", "Proposal", "preview"]

SHOWN = {
    "forces": "its forces", "trust": "its trust in its partners", "spent": "what it has spent", "menu": "what it may order",
    "incidents": "an incident", "indicators": "an indicator", "rung": "the rung", "coalition": "the coalition", "members": "who is a member",
    "rule": "the rule of concurrence", "access": "where forces may sail from", "legal": "what the law allows it", "raised": "its readiness",
    "hardened_at": "its networks", "comfortable": "how far it is ready to go", "support": "support at home", "line_open": "the line to the other side",
    "licences": "its licences", "asked": "what is asked of it", "leaks": "what got out", "messages": "a message", "standing": "what is agreed beforehand", "orders": "where its orders stand",
}  # fmt: skip
"""Parts of a view that a page shows, as a preview calls them."""


class Learner(NamedTuple):
    """What somebody would learn."""

    who: str
    told: tuple[str, ...]
    """Sentences in its story."""
    sees: tuple[str, ...]
    """What is another on its page beside them."""


class Preview(NamedTuple):
    """What a change would do."""

    effects: tuple[str, ...]
    """A sentence for each effect, with when and on what condition it comes about."""
    learns: tuple[Learner, ...]
    """As if all of it came about now."""
    nothing: tuple[str, ...]
    """Who would learn nothing."""
    does: bool
    """Whether anything would change, now or later."""

    @property
    def alike(self) -> tuple[tuple[tuple[str, ...], Learner], ...]:
        """Those who would learn the same together, with what the first of them would."""
        groups: dict[tuple[tuple[str, ...], tuple[str, ...]], list[Learner]] = {}
        for one in self.learns:
            groups.setdefault((one.told, one.sees), []).append(one)
        return tuple((tuple(one.who for one in alike), alike[0]) for alike in groups.values())


class Proposal(NamedTuple):
    """A change that control looks at, or what it is about to grant or refuse."""

    order: Intervene | Settle | Introduce
    branch: str
    entries: int
    """How many entries the branch had: it is made only if it still has as many."""
    preview: Preview


def preview(game: Game, order: Intervene | Settle | Introduce) -> Preview:
    """What *order*, which no rule refuses, would do in *game*, which is left as it is."""
    trial, count = copy.copy(game), len(game.entries)
    now: Intervene | Settle | Introduce = order
    if isinstance(order, Intervene):
        said = foreseen(game.state, Argue("-", "-", "2d6", (), effects=order.effects))
        now = replace(order, effects=tuple(_at_once(effect) for effect in order.effects))
    elif isinstance(order, Introduce):
        opens = order.row.get("hour")
        when = "once you open it" if opens is None else f"at {game.scenario.told(int(opens))}"
        said = (f"{order.row['title']}: an incident that opens {when}. What follows is as if it opened now.",)
        now = replace(order, row=order.row | {"hour": game.hour})
    else:
        did = describe_order(replace(order, reason=""), game.state).rstrip(": ")
        said = (as_sentence(f"{did[:1].upper()}{did[1:]}"),)
    trial.interject(CONTROL, Decision((now,), by=Author(AuthorKind.PERSON)))
    eyes = Perspectives(game.state)
    eyes.more(trial.entries[count:])
    learns, nothing = [], []
    for seat in (*game.scenario.players, WALL):
        who = "The wall" if seat == WALL else str(seat)
        told = tuple(dict.fromkeys(item.line.text for item in eyes.told[seat]))
        sees = tuple(_sees(_look(game, seat), _look(trial, seat)))
        if told or sees:
            learns.append(Learner(who, told, sees))
        else:
            nothing.append(who)
    # beside the decision and the order itself
    does = not isinstance(order, Intervene) or len(trial.entries) > count + 2
    return Preview(said, tuple(learns), tuple(nothing), does)


def _at_once(effect: ArguedEffect) -> ArguedEffect:
    """*effect* as if it came about now, without delay, chance or condition."""
    return replace(effect, delay_hours=None, chance=None, when="")


def _look(game: Game, seat: Seat) -> View:
    return public(game.state) if seat == WALL else view(game.state, seat)


def _sees(before: View, after: View) -> Iterator[str]:
    """What is another on a page."""
    for part, words in SHOWN.items():
        if getattr(before, part) != getattr(after, part):
            yield words
