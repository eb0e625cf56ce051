"""Entries of effects, and the changes and pressures that an entry may carry."""

from __future__ import annotations

from typing import Literal

from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import NOBODY, Hour, Seat

__all__ = ["Change", "ChangeKind", "Costs", "Effected", "Pressure", "paid_by"]


Costs = tuple[tuple[Seat, float], ...]
"""Million US$ by the seat that pays."""


def paid_by(costs: Costs, seat: Seat) -> float:
    """Million US$ of *costs* that are *seat*'s.

    >>> paid_by((("NORTH", 3.0), ("WEST", 1.0), ("NORTH", 0.5)), "NORTH")
    3.5
    """
    return sum(musd for who, musd in costs if who == seat)


ChangeKind = Literal[
    "access", "arrival", "attribution", "closes", "comfort", "consulted", "exempt_share", "granted", "hardened", "highest_act",
    "home", "hotline", "indicator", "legal", "member", "part", "programme", "provoked", "raised", "readiness", "red_strength",
    "rule", "security", "severity", "statement", "term", "trust", "window",
]  # fmt: skip
"""What an act or an inject may set."""


@record
class Change:
    """One value that an act or an inject sets. The entry carries what the rules worked out; the fold only assigns it."""

    what: ChangeKind
    to: float = 0.0
    """The value from now on, in the unit of what is set; yes is 1."""
    seat: Seat = NOBODY
    """Whose it is; empty where it is no seat's."""
    incident: str = ""
    """About which incident; empty where it is about none."""
    option: str = ""
    """By its name what else is meant: the option stated, the programme that flows, a force, an indicator, a legal category, a place, a
    variant, a term, a rule; empty for anything else."""


@record
class Pressure:
    """What an effect adds to what an opponent weighs at one incident, until it is over or has worn off."""

    what: Literal["signal", "punish", "reward", "blue", "red"]
    """Resistance it expects (share), cost it expects, worth of leaving things (utility), strength of a side (hull-equivalents)."""
    amount: float
    since: Hour
    until: Hour | None = None
    """The hour from which it counts no more; None if it stays."""
    half_life: float = 0.0
    """Hours in which half of what is left wears off; 0 if nothing does."""


@kind_of_entry(Audience.ADDRESSEES)
class Effected(Entry):
    """An effect of an option, an inject or an outcome came about, was undone, or by its chance did not come about."""

    hour: Hour
    does: str
    """Its kind; ``drift`` where indicators have moved by themselves."""
    came: Literal["about", "undone", "not"]
    to: tuple[Seat, ...]
    """Who may be told."""
    source: str
    """What it is an effect of: ``option sanction``, ``inject INJ-01``, ``incident raid``."""
    seat: Seat = NOBODY
    """Whose order it was, or whose it is; empty where it is no seat's."""
    incident: str = ""
    changes: tuple[Change, ...] = ()
    pressure: Pressure | None = None
    text: str = ""
    """What the addressees read, of a message."""
    p: float = 1.0
    """The chance it had."""
    draw: float = 0.0
