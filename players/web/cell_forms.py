"""What happens among the people of one cell: what each is, who may seal, a show of hands, their own talk, and one live draft."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from fourthseat.engine.core.terms import Seat
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.cell_facts import (
    NO_CELL,
    CellSaid,
    CellSealersSet,
    CellVoteAsked,
    CellVoteCast,
    HandVote,
    PersonRoleTaken,
)
from fourthseat.players.web.forms import Form
from fourthseat.players.web.pace import Pace
from fourthseat.players.web.session import Room, timestamp
from fourthseat.players.web.typed import LONGEST, harmless, length

__all__ = ["CellForms", "Draft"]

LONGEST_ROLE = 40
"""Characters of what somebody is in a cell."""
DRAFTS, DRAFTED = 600, 1_000_000
"""Changes of a draft, and characters of them, that one cell sends in a minute at most: ten people who type all the time."""
MOST_FIELDS = 120
"""Fields of a draft, and values of one of them: more than any form has."""
FIELD = re.compile(r"act|order|free|intent|reason|expected|confidence|q\d{1,3}")
"""Fields of a cell's form that its people fill in together."""


@dataclass
class Draft:
    """What the people of a cell have filled in of one form, all of them together. In memory alone: every screen has it too."""

    key: str
    """The round the form answers."""
    fields: dict[str, list[str]] = field(default_factory=dict)
    by: str = ""
    """Who changed it last."""
    tab: str = ""
    """And on which screen, so that it is not told its own words again."""
    version: int = 0

    def shown(self) -> dict[str, object]:
        """As it goes to the cell's screens."""
        return {"key": self.key, "fields": self.fields, "by": self.by, "tab": self.tab}


class CellForms:
    """The forms of one room's cells, for the people in them alone."""

    def __init__(self, room: Room) -> None:
        """For *room*."""
        self.room = room
        self.pace = Pace(room.now, DRAFTS, DRAFTED)
        """Changes of drafts are many and small, and hinder no form."""
        self.wake: Callable[[], None] = lambda: None
        """Lets every screen look for a draft that changed."""
        self.drafts: dict[str, Draft] = {}

    def of_cell(self) -> dict[str, Callable[[str, Form, str], str]]:
        """What somebody in a cell may do, by verb."""
        return {
            "cell-role": self._role, "cell-seal": self._sealers, "cell-say": self._say, "cell-ask": self._ask,
            "cell-vote": self._vote, "draft": self._draft,
        }  # fmt: skip

    def of_control(self) -> dict[str, Callable[[str, Form, str], str]]:
        """What control may do about a cell's people."""
        return {"cell-free": self._free}

    def _free(self, _: str, form: Form, __: str) -> str:
        """Whoever alone might seal has gone: everybody in that cell may again."""
        seat = Seat(form.one("seat"))
        if not self.room.record.cells.get(seat, NO_CELL).sealers:
            raise RefusalError("Everybody in that cell may seal already.")
        self.room.note(CellSealersSet(seat, (), "CONTROL"))
        return f"Everybody in {seat} may seal again."

    def may_seal(self, role: str, name: str) -> None:
        """:exc:`RefusalError` if the cell has said who seals, and it is not whoever goes by *name*."""
        sealers = self.room.record.cells.get(Seat(role), NO_CELL).sealers
        if sealers and name not in sealers:
            raise RefusalError(f"In your cell {' or '.join(sealers)} seals; nothing was sealed, and the draft is kept.")

    def _role(self, role: str, form: Form, name: str) -> str:
        said = form.one("role", LONGEST_ROLE)
        self.room.note(PersonRoleTaken(Seat(role), _named(name), said))
        return f"Your cell reads it: {name}, {said}." if said else "Your cell reads your name alone."

    def _sealers(self, role: str, form: Form, name: str) -> str:
        """Who may seal; once somebody is named, one of those named says it anew, or control frees the cell."""
        known = self.room.record.names.get(role, ())
        names = tuple(one for one in form.every("who") if one in known)
        self.may_seal(role, name)
        self.room.note(CellSealersSet(Seat(role), names, name))
        return f"{' or '.join(names)} seals for your cell." if names else "Everybody in your cell may seal."

    def _say(self, role: str, form: Form, name: str) -> str:
        text = form.one("text")
        if not text:
            raise RefusalError("A message needs a text.")
        self.room.note(CellSaid(Seat(role), name or "somebody", text, timestamp(), self.room.state.hour))
        return "Said."

    def _ask(self, role: str, form: Form, name: str) -> str:
        text = form.one("text")
        if not text:
            raise RefusalError("A question needs a text.")
        self.room.note(CellVoteAsked(Seat(role), text, name or "somebody", self.room.state.hour))
        return "Put to a show of hands in your cell."

    def _vote(self, role: str, form: Form, name: str) -> str:
        number = int(form.number("number", 1, 1e6) or 0)
        votes: tuple[HandVote, ...] = get_args(HandVote)
        vote = next((one for one in votes if one == form.one("vote")), None)
        if vote is None or not 0 < number <= len(self.room.record.cells.get(Seat(role), NO_CELL).votes):
            raise RefusalError("Say yes, no or abstain to a question of your cell.")
        self.room.note(CellVoteCast(Seat(role), number, _named(name), vote))
        return "Your hand is counted; while the question stands you can vote anew."

    # ------------------------------------------------------------ the draft

    def _draft(self, role: str, form: Form, name: str) -> str:
        """Fields that changed on one screen of a cell, for its other screens."""
        key = form.one("key")
        if not key or key != self.room.round_key(Seat(role)) or self.room.is_sealed(Seat(role)):
            return ""  # the form is over; its screen will hear so
        changed = _fields(self.fields_of(form))
        draft = self.drafts.get(role)
        if draft is None or draft.key != key:
            draft = self.drafts[role] = Draft(key)
        if len({*draft.fields, *changed}) <= MOST_FIELDS:
            draft.fields |= changed
            draft.by, draft.tab, draft.version = name or "somebody", form.one("tab", 40), draft.version + 1
            self.wake()
        return ""

    @staticmethod
    def fields_of(form: Form) -> object:
        """What a screen says has changed."""
        try:
            return json.loads((form.fields.get("fields") or ["{}"])[0])
        except ValueError:
            raise RefusalError("That is no draft of this room's.") from None

    def draft_of(self, role: str) -> Draft | None:
        """The draft of the form that *role* is asked to fill in now."""
        draft = self.drafts.get(role)
        asked = role in self.room.round.asked and not self.room.is_sealed(Seat(role))
        return draft if draft is not None and asked and draft.key == self.room.round_key(Seat(role)) else None


def _named(name: str) -> str:
    if not name:
        raise RefusalError("Come in by your link again and give a name: your cell wants to know whose this is.")
    return name


def _fields(given: object) -> Mapping[str, list[str]]:
    """*given* if it is fields of a form, each of reasonable length; :exc:`RefusalError` otherwise."""
    if not isinstance(given, dict) or len(given) > MOST_FIELDS:
        raise RefusalError("That is no draft of this room's.")
    fields: dict[str, list[str]] = {}
    for name, values in given.items():
        fits = isinstance(values, list) and len(values) <= MOST_FIELDS and all(isinstance(v, str) for v in values)
        if not fits or FIELD.fullmatch(name) is None or any(length(value) > LONGEST for value in values):
            raise RefusalError("That is no draft of this room's.")
        fields[name] = [harmless(value) for value in values]
    return fields
