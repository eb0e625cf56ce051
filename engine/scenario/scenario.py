"""The scenario: everything the file says, as tables of typed rows."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from functools import cached_property
from itertools import accumulate
from math import asin, cos, radians, sin, sqrt
from operator import methodcaller
from typing import Annotated, Any, NamedTuple, Self

from pydantic import Field, StringConstraints

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import Cell, Hour, Seat, Turn
from fourthseat.engine.scenario.agreements import Access, LegalCategory, Public
from fourthseat.engine.scenario.calendar import Moment, Startex, hour_told, read_startex, spoken_length
from fourthseat.engine.scenario.cells import OwnCell, usual
from fourthseat.engine.scenario.coalition_rows import Coalition, Member, Treaty
from fourthseat.engine.scenario.doctrine_library import CAPITAL, OPPONENT, shipped
from fourthseat.engine.scenario.doctrine_rows import Doctrine, DoctrineRule
from fourthseat.engine.scenario.event_rows import Inject, Move
from fourthseat.engine.scenario.exempt_rows import Exempt
from fourthseat.engine.scenario.force_rows import Force, Place
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.judging import End, OwnMeasure
from fourthseat.engine.scenario.ladder import Ladder
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.rule_rows import Assumptions, Mechanisms
from fourthseat.engine.scenario.seat_rows import SeatSpec
from fourthseat.engine.scenario.technology_rows import Desk, Programme
from fourthseat.engine.scenario.texts import Name, Text, no_value
from fourthseat.engine.scenario.watched_rows import Indicator, Interest

__all__ = ["Scenario", "Sought", "member_terms", "nautical_miles"]


HULLS = "hull-equivalents"
"""What strength is counted in where a file does not say: one is the fighting worth of one frigate in its own domain."""

Language = Annotated[str, StringConstraints(pattern=r"^([a-z]{2,3}(-[A-Za-z0-9]{2,8})*)?$")]


class Sought(NamedTuple):
    """A rule of a seat's doctrine, and the seat's own options that may answer it."""

    rule: DoctrineRule
    about: tuple[Option, ...]
    """Those that are ordered about an incident."""
    alone: tuple[Option, ...]
    """Those that are about none."""


class ModelChoice(Frozen):
    """Which of the registered alternatives price what."""

    deterrence: str = "quantal"
    escalation: str = "mid"


class Scenario(Frozen):
    """One complete situation. Rows are well formed by themselves; the reader has checked them against each other."""

    format: int = Field(
        default=1,
        exclude_if=lambda said: said == 1,
        description="of the language the file is written in: 2; absent in files from before there were formats, which are read as they were",
    )
    name: Name
    title: Text
    summary: Text = Field(description="what it is about, in two or three sentences: for the designer and control alone")
    background: Text = Field(
        description="facts it rests on, each with its fact number or source: for the designer and control alone"
    )
    situation: str = Field(
        default="",
        exclude_if=no_value,
        description="what everybody is told before STARTEX; public, so it gives nothing away of what is to come",
    )
    notes: str = Field(default="", exclude_if=no_value, description="remarks for the designer and control alone")
    question: str = Field(default="", exclude_if=no_value, description="what a study of it asks, as a question")
    focus: str = Field(
        default="",
        exclude_if=no_value,
        description="the seat, the variant or the term of membership (rule, information, exempt_share …) whose change is studied",
    )
    handling: Text = "UNCLASSIFIED // FOR EXERCISE USE ONLY"
    version: str = Field(
        default="", exclude_if=no_value, description="of this file, in your own counting: 1.2, 2026-05"
    )
    authors: tuple[Text, ...] = Field(default=(), exclude_if=no_value, description="who wrote it, one name each")
    licence: str = Field(default="", exclude_if=no_value, description="on what terms others may use it: CC-BY-4.0")
    language: Language = Field(
        default="", exclude_if=no_value, description="in which its texts are written: en, ja, pt-BR"
    )
    changes: tuple[Text, ...] = Field(
        default=(), exclude_if=no_value, description="what changed from version to version, the newest first"
    )
    references: dict[str, Text] = Field(
        default_factory=dict,
        exclude_if=no_value,
        description="what the keys and numbers mean that your sources name: Key2020 = author, title, year",
    )
    turns: int = Field(ge=1, le=24)
    turn_hours: int = Field(ge=1, le=8784)
    moves: tuple[Move, ...] = Field(default=(), alias="move", exclude_if=no_value)
    startex: Startex = Field(
        default="",
        exclude_if=no_value,
        description="date and time of STARTEX with its zone: 2031-03-14 20:00 Europe/Oslo, or 2031-03-14T20:00+01:00",
    )
    strength_unit: str = Field(
        default=HULLS,
        min_length=1,
        max_length=40,
        exclude_if=lambda unit: unit == HULLS,
        description="what strength is counted in, for people, in the plural: hull-equivalents, crews, months of supply",
    )
    flash_orders: bool = Field(
        default=False,
        exclude_if=no_value,
        description="whether seats are asked for orders in mid-move as well: when an incident opens, or a flash inject arrives",
    )
    ladder: Ladder = Ladder()
    models: ModelChoice = ModelChoice()
    assumptions: Assumptions = Assumptions()
    mechanisms: Mechanisms = Mechanisms()
    desk: Desk = Desk()
    places: tuple[Place, ...] = Field(default=(), alias="place")
    own_cells: tuple[OwnCell, ...] = Field(
        default=(),
        alias="cell",
        exclude_if=no_value,
        description="cells by the names and colours of the exercise; BLUE, RED and GREEN where it has none",
    )
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
        default=(), alias="indicator", exclude_if=no_value, description="numbers of the scenario's own that are watched"
    )
    doctrines: tuple[Doctrine, ...] = Field(
        default_factory=shipped,
        alias="doctrine",
        exclude_if=lambda rows: rows == shipped(),
        description="what staffs of rules of thumb go by, beside the shipped library, of whose rows one of the same id is laid over",
    )
    handouts: tuple[Handout, ...] = Field(
        default=(),
        alias="handout",
        exclude_if=no_value,
        description="pictures and documents of the pack that seats are given",
    )
    access: tuple[Access, ...] = Field(default=(), alias="access", exclude_if=no_value)
    legal: tuple[LegalCategory, ...] = Field(default=(), alias="legal", exclude_if=no_value)
    publics: tuple[Public, ...] = Field(default=(), alias="public", exclude_if=no_value)
    ends: tuple[End, ...] = Field(default=(), alias="end", exclude_if=no_value)
    own_measures: tuple[OwnMeasure, ...] = Field(default=(), alias="measure", exclude_if=no_value)
    exempts: tuple[Exempt, ...] = Field(
        default=(),
        alias="exempt",
        exclude_if=no_value,
        description="points of `fourthseat appraise` that the scenario means to fail, each with its reason",
    )
    coordinates_source: str = "Natural Earth and public gazetteers; places are approximate"

    def __repr__(self) -> str:
        """In one line: all of it is a file of pages."""
        return f"<Scenario {self.name}: {self.title!r}, {len(self.players)} seats, {len(self.coalitions)} variants, {len(self.incidents)} incidents>"

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
    def handout_by_id(self) -> dict[str, Handout]:
        """Hand-outs by name."""
        return {handout.id: handout for handout in self.handouts}

    @cached_property
    def handouts_at(self) -> dict[Turn, tuple[Handout, ...]]:
        """What is handed out as a move opens, by its number."""
        moves = {handout.move for handout in self.handouts if handout.move is not None}
        return {move: tuple(one for one in self.handouts if one.move == move) for move in moves}

    @cached_property
    def handouts_with(self) -> dict[str, tuple[Handout, ...]]:
        """What is handed out with an inject, by its control number."""
        found: dict[str, dict[str, Handout]] = {}
        for inject in self.msel:
            if inject.attach:
                found[inject.id] = {name: self.handout_by_id[name] for name in inject.attach}
        for handout in self.handouts:
            if handout.inject:
                found.setdefault(handout.inject, {})[handout.id] = handout
        return {name: tuple(rows.values()) for name, rows in found.items()}

    @cached_property
    def place_names(self) -> dict[str, str]:
        """What people call each place."""
        return {place.id: place.name for place in self.places}

    def place_name(self, place: str) -> str:
        """What people call a place."""
        return self.place_names.get(place, place)

    @cached_property
    def force_by_id(self) -> dict[str, Force]:
        """Forces by name."""
        return {force.id: force for force in self.forces}

    @cached_property
    def sendable(self) -> dict[str, tuple[Force, ...]]:
        """What could be sent to each incident by anybody but its opponents, by one option or another; by name, for sums of it to be the same however a file is ordered."""
        reach: dict[str, set[tuple[Seat, str]]] = {incident.id: set() for incident in self.incidents}
        for option in self.options:
            if "deploy" in option.does:
                for name in option.incidents or reach:
                    reach[name] |= {(seat, domain) for seat in option.seats for domain in option.domains}
        return {
            incident.id: tuple(
                [
                    force
                    for force in sorted(self.forces, key=lambda force: force.id)
                    if (force.seat, force.domain) in reach[incident.id]
                    and force.seat not in self.red
                    and (not incident.domains or force.domain in incident.domains)
                ]
            )
            for incident in self.incidents
        }

    @cached_property
    def programme_by_id(self) -> dict[str, Programme]:
        """Technology lines by name."""
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def indicator_by_id(self) -> dict[str, Indicator]:
        """Indicators by name."""
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def legal_by_id(self) -> dict[str, LegalCategory]:
        """Legal categories with a row of their own, by name."""
        return {category.id: category for category in self.legal}

    @cached_property
    def legal_categories(self) -> tuple[str, ...]:
        """Every legal category that a row, an effect or an option names, in name order."""
        effects = [effect for option in self.options for effect in option.effects]
        effects += [effect for inject in self.msel for effect in inject.effects]
        named = {effect.category for effect in effects} | {option.needs_legal for option in self.options}
        return tuple(sorted(filter(None, named | set(self.legal_by_id))))

    @cached_property
    def opened_by_law(self) -> dict[tuple[Seat, str], frozenset[str]]:
        """Seat and option: the categories of which one must be declared before it may order it."""
        found: dict[tuple[Seat, str], frozenset[str]] = {}
        for category in self.legal:
            for option in category.opens:
                key = (category.seat, option)
                found[key] = found.get(key, frozenset()) | {category.id}
        return found

    @cached_property
    def access_by_use(self) -> dict[tuple[Seat, str], Access]:
        """Agreements on access by guest and place."""
        return {(row.guest, row.place): row for row in self.access}

    @cached_property
    def agreed_beforehand(self) -> bool:
        """Whether any variant has measures that need no new concurrence."""
        return any(c.standing or any(m.standing for m in c.members) for c in self.coalitions)

    @cached_property
    def coalition_by_id(self) -> dict[str, Coalition]:
        """Variants by name."""
        return {coalition.id: coalition for coalition in self.coalitions}

    @cached_property
    def doctrine_by_id(self) -> dict[str, Doctrine]:
        """Doctrines by name."""
        return {doctrine.id: doctrine for doctrine in self.doctrines}

    def doctrine_of(self, seat: Seat) -> Doctrine:
        """The doctrine that *seat* follows where nobody sits there."""
        spec = self.seat_by_id[seat]
        usual = OPPONENT if spec.cell is Cell.RED else CAPITAL
        return self.doctrine_by_id[spec.doctrine.use or usual]

    @cached_property
    def players(self) -> tuple[Seat, ...]:
        """Seats that get orders each turn, in name order so that no file's order decides anything."""
        return tuple(sorted(seat.id for seat in self.seats if seat.cell is not Cell.WHITE))

    def cell(self, seat: Seat) -> Cell:
        """The cell *seat* sits in."""
        return self.seat_by_id[seat].cell

    @cached_property
    def cell_shown(self) -> dict[Seat, OwnCell]:
        """The cell of every seat but control's as people are shown it, in the order of the cells: the file's own first, then standard ones.

        Within a cell seats stand in the order of the file.
        """
        named = {cell.id: cell for cell in self.own_cells}
        known = named | {str(cell): usual(cell) for cell in Cell if cell is not Cell.WHITE and cell not in named}
        order = list(known)
        rows = [(seat.id, seat.own_cell or str(seat.cell)) for seat in self.seats if seat.cell is not Cell.WHITE]
        return {seat: known[name] for seat, name in sorted(rows, key=lambda row: order.index(row[1]))}

    @cached_property
    def seated(self) -> tuple[tuple[OwnCell, tuple[Seat, ...]], ...]:
        """Every cell in which somebody sits, as people are shown it, with its seats."""
        cells: dict[str, tuple[OwnCell, tuple[Seat, ...]]] = {}
        for seat, cell in self.cell_shown.items():
            cells[cell.id] = (cell, (*cells.get(cell.id, (cell, ()))[1], seat))
        return tuple(cells.values())

    @cached_property
    def blue(self) -> tuple[Seat, ...]:
        """The coalition's seats and the allies beside it, in name order."""
        return tuple(seat for seat in self.players if self.cell(seat) is Cell.BLUE)

    @cached_property
    def capitals(self) -> tuple[Seat, ...]:
        """Every seat with a staff that takes positions on incidents: all but the opponents and CONTROL, in name order."""
        return tuple(seat for seat in self.players if self.cell(seat) is not Cell.RED)

    @cached_property
    def red(self) -> frozenset[Seat]:
        """The opponents' seats."""
        return frozenset(seat for seat in self.players if self.cell(seat) is Cell.RED)

    def strangers(self, coalition: Coalition) -> tuple[Seat, ...]:
        """BLUE seats that are neither member of *coalition* nor ally beside it: they act alone, and share nothing with it."""
        known = {member.seat for member in coalition.members} | {ally.seat for ally in coalition.allies}
        return tuple(seat for seat in self.blue if seat not in known)

    @cached_property
    def asks_hosts(self) -> bool:
        """Whether there is a national measure to which somebody else must consent."""
        return any(option.consent_of and not option.joint for option in self.options) or any(
            row.consent for row in self.access
        )

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
    def sought_by(self) -> dict[Seat, tuple[Sought, ...]]:
        """Of each seat's doctrine the rules that an option of its own may answer, in their order, with those options, the strongest first."""
        found: dict[Seat, tuple[Sought, ...]] = {}
        for seat, own in self.options_of.items():
            rules = []
            for rule in self.doctrine_of(seat).rules:
                options = [
                    option
                    for option in own
                    if (option.effective if rule.seek == "worth" else rule.seek in option.does)
                    and rule.joint in (None, option.joint)
                    and rule.instrument in ("", option.means)
                ]
                if options:
                    options.sort(key=methodcaller("strength", rule.seek))
                    about = tuple(option for option in options if option.about)
                    rules.append(Sought(rule, about, tuple(option for option in options if not option.about)))
            found[seat] = tuple(rules)
        return found

    @cached_property
    def names_of(self) -> dict[Seat, frozenset[str]]:
        """The names of what each seat could ever order."""
        return {seat: frozenset(option.id for option in options) for seat, options in self.options_of.items()}

    @cached_property
    def places_used(self) -> frozenset[str]:
        """Places where something happens, a force has its home, or a guest's may sail from."""
        named = (
            *(force.home for force in self.forces),
            *(incident.place for incident in self.incidents),
            *(row.place for row in self.access),
        )
        return frozenset((*filter(None, named), *(place for incident in self.incidents for place in incident.also_at)))

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

    # ------------------------------------------------------------ moves and hours: nobody else reckons one from the other

    @cached_property
    def move_lengths(self) -> tuple[Hour, ...]:
        """Hours of each move: its own, else ``turn_hours``."""
        own = [move.hours for move in self.moves[: self.turns]]
        return tuple([hours or self.turn_hours for hours in own] + [self.turn_hours] * (self.turns - len(own)))

    @cached_property
    def move_hours(self) -> tuple[Hour, ...]:
        """The hour at which each move opens, and that at which the last one ends."""
        return tuple(accumulate(self.move_lengths, initial=0))

    @property
    def endex(self) -> Hour:
        """The hour at which the last move ends. The clock runs on from there until every open window has closed."""
        return self.move_hours[-1]

    def hours_at(self, turn: Turn) -> Hour:
        """How many hours move *turn*, from 1, lasts."""
        return self.move_lengths[turn - 1]

    def opens_at(self, turn: Turn) -> Hour:
        """The hour at which move *turn*, from 1, opens."""
        return self.move_hours[turn - 1]

    def closes_at(self, turn: Turn) -> Hour:
        """The hour at which move *turn*, from 1, closes."""
        return self.move_hours[turn]

    def turn_at(self, hour: Hour) -> Turn:
        """The move in which *hour* lies, from 1; what comes later than ENDEX belongs to the last."""
        return min(self.turns, bisect_right(self.move_hours, hour))

    @property
    def moves_told(self) -> str:
        """``4 moves of 24 hours``."""
        return spoken_length(self.move_lengths)

    @cached_property
    def startex_at(self) -> Moment | None:
        """The date and time of STARTEX, in its zone; None if the scenario has none."""
        return read_startex(self.startex) if self.startex else None

    def told(self, hour: Hour) -> str:
        """*hour* as people read it: ``H+36``, with its date if STARTEX has one."""
        return hour_told(hour, self.startex_at)

    def move_at(self, turn: Turn) -> Move | None:
        """What the file says of move *turn*, from 1; None if it says nothing, or of turn 0, before the first."""
        return self.moves[turn - 1] if 0 < turn <= len(self.moves) else None

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
