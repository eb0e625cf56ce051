"""The scenario: everything the file says, as tables of typed rows."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from typing import Annotated, Any, Self

from pydantic import Field, StringConstraints

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Cell, Hour, Seat, Turn
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.rows import (
    Assumptions,
    Coalition,
    Desk,
    Force,
    Incident,
    Indicator,
    Inject,
    Interest,
    Ladder,
    Mechanisms,
    Member,
    Name,
    Option,
    Place,
    Programme,
    SeatSpec,
    Text,
    Treaty,
)

__all__ = ["Scenario", "member_terms", "nautical_miles"]


def _empty(value: object) -> bool:
    """Whether a field says nothing: logs and studies from before there were such fields stay what they are."""
    return not value


Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]


class ModelChoice(Frozen):
    """Which of the registered alternatives price what."""

    deterrence: str = "quantal"
    escalation: str = "mid"


class Scenario(Frozen):
    """One complete situation. Rows are well formed by themselves; the reader has checked them against each other."""

    name: Name
    title: Text
    summary: Text
    background: Text = Field(description="public facts only, each with its fact number or source")
    handling: Text = "UNCLASSIFIED // FOR EXERCISE USE ONLY"
    version: str = Field(default="", exclude_if=_empty, description="of this file, in your own counting: 1.2, 2026-05")
    authors: tuple[Text, ...] = Field(default=(), exclude_if=_empty, description="who wrote it, one name each")
    licence: str = Field(default="", exclude_if=_empty, description="on what terms others may use it: CC-BY-4.0")
    language: Language = Field(
        default="", exclude_if=_empty, description="in which its texts are written: en, ja, pt-BR"
    )
    changes: tuple[Text, ...] = Field(
        default=(), exclude_if=_empty, description="what changed from version to version, the newest first"
    )
    references: dict[str, Text] = Field(
        default_factory=dict,
        exclude_if=_empty,
        description="what the keys and numbers mean that your sources name: Key2020 = author, title, year",
    )
    turns: int = Field(ge=1, le=24)
    turn_hours: int = Field(ge=1, le=8784)
    ladder: Ladder = Ladder()
    models: ModelChoice = ModelChoice()
    assumptions: Assumptions = Assumptions()
    mechanisms: Mechanisms = Mechanisms()
    desk: Desk = Desk()
    places: tuple[Place, ...] = Field(alias="place", min_length=1)
    seats: tuple[SeatSpec, ...] = Field(alias="seat", min_length=2)
    forces: tuple[Force, ...] = Field(default=(), alias="force")
    treaties: tuple[Treaty, ...] = Field(default=(), alias="treaty")
    coalitions: tuple[Coalition, ...] = Field(alias="coalition", min_length=1)
    incidents: tuple[Incident, ...] = Field(alias="incident", min_length=1)
    options: tuple[Option, ...] = Field(alias="option", min_length=1)
    programmes: tuple[Programme, ...] = Field(default=(), alias="programme")
    msel: tuple[Inject, ...] = ()
    interests: tuple[Interest, ...] = Field(default=(), alias="interest")
    indicators: tuple[Indicator, ...] = Field(
        default=(), alias="indicator", exclude_if=_empty, description="numbers of the scenario's own that are watched"
    )
    coordinates_source: str = "Natural Earth and public gazetteers; places are approximate"

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """As pydantic's; what was worked out from the old fields is not taken along."""
        copied = super().model_copy(update=update, deep=deep)
        for name in vars(copied).keys() - type(self).model_fields.keys():
            del vars(copied)[name]
        return copied

    @cached_property
    def seat_by_id(self) -> dict[Seat, SeatSpec]:
        """Seats by name."""
        return {seat.id: seat for seat in self.seats}

    @cached_property
    def incident_by_id(self) -> dict[str, Incident]:
        """Incidents by name."""
        return {incident.id: incident for incident in self.incidents}

    @cached_property
    def option_by_id(self) -> dict[str, Option]:
        """Options by name."""
        return {option.id: option for option in self.options}

    @cached_property
    def inject_by_id(self) -> dict[str, Inject]:
        """Injects by control number."""
        return {inject.id: inject for inject in self.msel}

    @cached_property
    def force_by_id(self) -> dict[str, Force]:
        """Forces by name."""
        return {force.id: force for force in self.forces}

    @cached_property
    def programme_by_id(self) -> dict[str, Programme]:
        """Technology lines by name."""
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def indicator_by_id(self) -> dict[str, Indicator]:
        """Indicators by name."""
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def coalition_by_id(self) -> dict[str, Coalition]:
        """Variants by name."""
        return {coalition.id: coalition for coalition in self.coalitions}

    @cached_property
    def players(self) -> tuple[Seat, ...]:
        """Seats that get orders each turn, in name order so that no file's order decides anything."""
        return tuple(sorted(seat.id for seat in self.seats if seat.cell is not Cell.WHITE))

    def cell(self, seat: Seat) -> Cell:
        """The cell *seat* sits in."""
        return self.seat_by_id[seat].cell

    @cached_property
    def blue(self) -> tuple[Seat, ...]:
        """The coalition's seats and the allies beside it, in name order."""
        return tuple(seat for seat in self.players if self.cell(seat) is Cell.BLUE)

    @cached_property
    def capitals(self) -> tuple[Seat, ...]:
        """Every seat with a staff that takes positions on incidents: all but the opponents and CONTROL, in name order."""
        return tuple(seat for seat in self.players if self.cell(seat) is not Cell.RED)

    @cached_property
    def forces_of(self) -> dict[Seat, tuple[Force, ...]]:
        """Each seat's forces, in name order."""
        return {s: tuple(sorted((f for f in self.forces if f.seat == s), key=lambda f: f.id)) for s in self.players}

    @cached_property
    def options_of(self) -> dict[Seat, tuple[Option, ...]]:
        """What each seat could ever order, in name order; nobody is given the technology it already has."""
        donors = {line.id: line.donor for line in self.programmes}
        rows = sorted(self.options, key=lambda option: option.id)
        return {s: tuple(o for o in rows if s in o.seats and donors.get(o.programme or "") != s) for s in self.players}

    @cached_property
    def strongest_of(self) -> dict[Seat, dict[str, tuple[Option, ...]]]:
        """The same by what it does, the strongest first: by rung, then credibility, then size.

        What is about no incident by itself is found under those effects alone whose options are about none.
        """

        def strength(option: Option) -> tuple[float, float, float, str]:
            return option.rung, float(option.credibility), float(option.amount), option.id

        found: dict[Seat, dict[str, tuple[Option, ...]]] = {}
        for seat, options in self.options_of.items():
            for option in sorted(options, key=strength, reverse=True):
                kinds = found.setdefault(seat, {})
                for does in option.does:
                    if option.about is (KINDS[does].on == "incident"):
                        kinds[does] = (*kinds.get(does, ()), option)
        return found

    @cached_property
    def effective_of(self) -> dict[Seat, tuple[Option, ...]]:
        """Each seat's options with effects of their own beside what an act is by itself, in name order."""
        return {
            seat: tuple(o for o in options if any(not effect.kind.act or effect.modified for effect in o.effects))
            for seat, options in self.options_of.items()
        }

    @cached_property
    def names_of(self) -> dict[Seat, frozenset[str]]:
        """The names of what each seat could ever order."""
        return {seat: frozenset(option.id for option in options) for seat, options in self.options_of.items()}

    @cached_property
    def transit_nmi(self) -> dict[tuple[str, str], float]:
        """Great-circle nautical miles between every two places."""
        return {(a.id, b.id): nautical_miles(a.lat, a.lon, b.lat, b.lon) for a in self.places for b in self.places}

    @property
    def imprint(self) -> str:
        """Version, authors, licence and language in a line, as far as the file says them; empty if it says none."""
        parts = (
            f"version {self.version}" if self.version else "",
            f"by {', '.join(self.authors)}" if self.authors else "",
            f"licence {self.licence}" if self.licence else "",
            f"in {self.language}" if self.language else "",
        )
        return "; ".join(part for part in parts if part)

    def turn_at(self, hour: Hour) -> Turn:
        """The move in which *hour* lies, from 1; what comes later than ENDEX belongs to the last."""
        return min(self.turns, hour // self.turn_hours + 1)

    def coalition(self, name: str) -> Coalition:
        """The variant called *name*; :exc:`ScenarioError` with the nearest names if there is none."""
        found = self.coalition_by_id.get(name)
        if found is None:
            raise ScenarioError(f"no coalition {name!r} in {self.name}; {nearest(name, self.coalition_by_id)}")
        return found


def member_terms(coalition: Coalition) -> dict[Seat, Member]:
    """Terms by member, in name order."""
    return {m.seat: m for m in sorted(coalition.members, key=lambda m: m.seat)}


def nautical_miles(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Haversine distance between two points in degrees on a sphere of 3,440.065 nmi radius."""
    la, lb = radians(lat), radians(to_lat)
    half = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin(radians(to_lon - lon) / 2) ** 2
    return 2 * 3440.065 * asin(sqrt(half))
