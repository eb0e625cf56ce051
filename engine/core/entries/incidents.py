"""Entries of the crisis: incidents and what is known of them, the opponent's choices, rulings, secrets, the ladder and trust."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from fourthseat.engine.core.entries.changes import Change
from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.orders import (
    Choice,
)
from fourthseat.engine.core.terms import Estimate, Hour, Outcome, Rung, Seat

__all__ = [
    "Accident",
    "Assessed",
    "Chosen",
    "Conduct",
    "Exchanged",
    "IncidentOpened",
    "Informed",
    "Leaked",
    "Remembered",
    "Ruled",
    "Ruler",
    "RungMoved",
    "Tried",
    "TrustCause",
    "TrustMoved",
]


@kind_of_entry(Audience.EVERYBODY)
class IncidentOpened(Entry):
    """An opponent's act became known; its window runs."""

    hour: Hour
    incident: str
    closes: Hour


@kind_of_entry(Audience.MEMBERS)
class Informed(Entry):
    """Another seat's picture of an incident was released to *seat*."""

    hour: Hour
    seat: Seat
    source: Seat
    incident: str
    quality: float
    """Of the picture that came, 0 to 1."""
    attribution: float
    """How sure *seat* now is who did it, 0 to 1."""


@kind_of_entry(Audience.SEAT)
class Assessed(Entry):
    """A capital has a position on an incident."""

    hour: Hour
    seat: Seat
    incident: str
    waited: Hour
    """Hours the incident lay before a staff team was free."""


@kind_of_entry(Audience.EVERYBODY, later={"choices": [], "changes": []})
class Chosen(Entry):
    """The opponent's decision cycle ended; of several opponents the boldest choice counts."""

    hour: Hour
    incident: str
    choice: Choice
    estimate: Estimate
    """Probability that an opponent of this type presses, and why."""
    draw: float
    """The luck that came with the question; a doctrine presses where it is below the probability."""
    strength: float
    """Coalition strength on station, hull-equivalents after sharing."""
    choices: tuple[tuple[Seat, Choice], ...] = ()
    """Who chose what, where several opponents share the incident."""
    changes: tuple[Change, ...] = ()
    """What acting elsewhere makes stronger."""


@kind_of_entry(later={"item": ""})
class Tried(Entry):
    """An intrusion against the softest holder of the coalition's secrets."""

    hour: Hour
    seat: Seat
    holder: Seat
    estimate: Estimate
    draw: float
    success: bool
    item: str = ""
    """What it is after: a plan, a picture or a technology line that the holder has; empty where nobody holds any."""


@kind_of_entry(later={"item": "", "changes": []})
class Leaked(Entry):
    """A secret of the coalition got out."""

    hour: Hour
    holder: Seat
    route: str
    """``leak`` or ``intrusion``."""
    p: float
    draw: float
    item: str = ""
    """What got out: ``plan:OPTION:INCIDENT``, ``picture:SEAT:INCIDENT``, ``technology:LINE``; empty in logs from before."""
    changes: tuple[Change, ...] = ()
    """What the others hold back from then on."""


class Ruler(StrEnum):
    """Who decided an outcome."""

    MODEL = "model"
    CONTROL = "control"
    ARGUMENT = "argument"


@kind_of_entry(Audience.EVERYBODY)
class Ruled(Entry):
    """The outcome of an act the opponent pressed."""

    hour: Hour
    incident: str
    outcome: Outcome
    estimate: Estimate
    """Probability that the coalition frustrates it, and why."""
    p_partial: float
    """Probability that it is blunted, where it is not frustrated."""
    draw: float
    proposed: Outcome
    """The model's outcome for this draw: what was ruled, unless control or an argument ruled otherwise."""
    by: Ruler
    argument: int = 0
    """Number of the argument it ends; 0 for none."""
    reason: str = ""
    """Control's, in its own words; at the end of a scenario's own ladder the name of the rung."""


@kind_of_entry(Audience.EVERYBODY)
class Exchanged(Entry):
    """Losses of a limited exchange, hull-equivalents; only on rung 5."""

    hour: Hour
    incident: str
    blue_loss: float
    red_loss: float
    reasons: tuple[str, ...]


@kind_of_entry(Audience.EVERYBODY)
class Accident(Entry):
    """Forces that met collided, fired by mistake or lost somebody: nobody chose it, and it is answered as force is."""

    hour: Hour
    incident: str
    severity: float
    """Of the incident, from now on."""
    estimate: Estimate
    """Probability of an accident in this move, and why."""
    draw: float


Conduct = Literal["gave-way", "firm", "firm-but-flexible", "intransigent"]
"""How a coalition stood, as it is remembered."""


@kind_of_entry(Audience.EVERYBODY)
class Remembered(Entry):
    """What the next challenger has learnt from how the coalition stood in an incident that is over."""

    hour: Hour
    incident: str
    conduct: Conduct
    firmness: float
    """-1 gives way to 1 stands its ground."""
    grievance: float
    """0 to 1: how far it is remembered to have left no way out."""


@kind_of_entry(Audience.EVERYBODY)
class RungMoved(Entry):
    """The crisis climbed or came down one rung."""

    hour: Hour
    to: Rung
    source: str
    """What moved it: the title of an incident or an option, or an inject."""
    reason: str
    """The model's, in words; empty where an overt act made it."""
    p: float
    """Probability of this move; 1 where an overt act made it."""
    draw: float


class TrustCause(StrEnum):
    """Why a seat trusts the coalition more or less."""

    IN_WORDS = ""
    """As the entry says in words: one of a log before causes were facts."""
    CONCURRED = "concurred"
    """It concurred with others on an option."""
    REFUSED = "refused"
    """Another refused an option that it had agreed to."""
    LICENCE = "licence"
    """It waited longer than agreed for the licence that an option needs."""
    CONSULTED = "consulted"
    """It consulted its partners."""
    LEAK = "leak"
    """A secret got out at a seat."""
    LOST = "lost"
    """An incident was lost on which nobody had concurred."""


@kind_of_entry(later={"cause": "", "about": "", "waited_days": 0.0})
class TrustMoved(Entry):
    """A seat's trust in the coalition changed."""

    hour: Hour
    seat: Seat
    to: float
    reason: str = ""
    """In words, in logs before the cause was a fact."""
    cause: TrustCause = TrustCause.IN_WORDS
    about: str = ""
    """The option, the incident or the seat of the cause; empty where it needs none."""
    waited_days: float = 0.0
    """For the licence."""
