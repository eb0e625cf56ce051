"""The scenario: everything the file says, checked across its rows, and how one number of it is varied."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from math import asin, cos, radians, sin, sqrt
from typing import Any

from pydantic import Field, ValidationError, model_validator

from engine.errors import ScenarioError
from engine.quantity import Frozen, Quantity
from engine.specs import (
    Assumptions, Coalition, Desk, Force, Incident, Inject, Interest, Ladder, Mechanisms, Member, Name, Option, Place,
    Programme, SeatSpec, Text, Treaty,
)
from engine.terms import Cell, Seat

__all__ = ["Scenario", "numbers", "parse", "resolve", "vary"]

DETERRENCE_NAMES = ("quantal", "threshold", "perfect")
ESCALATION_NAMES = ("mid", "icb")


class ModelChoice(Frozen):
    """Which of the registered alternatives price what."""

    deterrence: str = "quantal"
    escalation: str = "mid"


class Scenario(Frozen):
    """One complete situation."""

    name: Name
    title: Text
    summary: Text
    background: Text = Field(description="public facts only, each with its fact number or source")
    handling: Text = "UNCLASSIFIED // FOR EXERCISE USE ONLY"
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
    coordinates_source: str = "Natural Earth and public gazetteers; places are approximate"

    @model_validator(mode="after")
    def _coherent(self) -> Scenario:
        complaints = list(_incoherences(self))
        if complaints:
            raise ValueError("; ".join(complaints))
        return self

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
    def transit_nmi(self) -> dict[tuple[str, str], float]:
        """Great-circle nautical miles between every two places."""
        return {(a.id, b.id): _nmi(a, b) for a in self.places for b in self.places}

    def coalition(self, name: str) -> Coalition:
        """The variant called *name*; :exc:`ScenarioError` with the nearest names if there is none."""
        found = self.coalition_by_id.get(name)
        if found is None:
            raise ScenarioError(f"no coalition {name!r} in {self.name}; {nearest(name, self.coalition_by_id)}")
        return found


def member_terms(coalition: Coalition) -> dict[Seat, Member]:
    """Terms by member, in name order."""
    return {m.seat: m for m in sorted(coalition.members, key=lambda m: m.seat)}


def _nmi(a: Place, b: Place) -> float:
    """Haversine distance on a sphere of 3,440.065 nmi radius."""
    la, lb = radians(a.lat), radians(b.lat)
    half = sin((lb - la) / 2) ** 2 + cos(la) * cos(lb) * sin(radians(b.lon - a.lon) / 2) ** 2
    return 2 * 3440.065 * asin(sqrt(half))


def nearest(name: str, known: Iterable[str]) -> str:
    """A helpful tail for a message about an unknown *name*."""
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


# ---------------------------------------------------------------- across the rows


def _incoherences(s: Scenario) -> Iterator[str]:
    """Every way the rows contradict each other, in the file's words."""
    yield from _duplicates(s)
    seats = {seat.id: seat for seat in s.seats}
    places = {p.id: p for p in s.places}
    incidents = {i.id: i for i in s.incidents}
    options = {o.id: o for o in s.options}
    injects = {i.id: i for i in s.msel}
    programmes = {p.id: p for p in s.programmes}
    domains = {f.domain: f for f in s.forces}

    def known(where: str, name: str, names: Collection[str], what: str) -> Iterator[str]:
        if name not in names:
            yield f"{where} = {name!r}: no such {what}; {nearest(name, names)}"

    if s.models.deterrence not in DETERRENCE_NAMES:
        yield f"models.deterrence = {s.models.deterrence!r}: {nearest(s.models.deterrence, DETERRENCE_NAMES)}"
    if s.models.escalation not in ESCALATION_NAMES:
        yield f"models.escalation = {s.models.escalation!r}: {nearest(s.models.escalation, ESCALATION_NAMES)}"
    if len(s.ladder.rungs) != 7:
        yield f"ladder.rungs has {len(s.ladder.rungs)} rungs; the models know 7 (0 to 6)"
    for force in s.forces:
        yield from known(f"force {force.id}: seat", force.seat, seats, "seat")
        yield from known(f"force {force.id}: home", force.home, places, "place")
    for treaty in s.treaties:
        for seat in treaty.parties:
            yield from known(f"treaty {treaty.id}: parties", seat, seats, "seat")
    for coalition in s.coalitions:
        yield from _coalition_incoherences(coalition, seats)
    for incident in s.incidents:
        at = f"incident {incident.id}:"
        yield from known(f"{at} place", incident.place, places, "place")
        yield from known(f"{at} opponent", incident.opponent, seats, "seat")
        if incident.opponent in seats and seats[incident.opponent].cell is not Cell.RED:
            yield f"{at} opponent = {incident.opponent!r} sits in {seats[incident.opponent].cell}, not RED"
        for seat in (*incident.stakes, *incident.sensors):
            yield from known(f"{at} stakes/sensors", seat, seats, "seat")
        for domain in incident.domains:
            yield from known(f"{at} domains", domain, domains, "domain of any force")
        if incident.hour is not None and incident.hour >= s.turns * s.turn_hours:
            yield f"{at} hour = {incident.hour} is after ENDEX ({s.turns * s.turn_hours})"
        if incident.window_hours.low < 1:
            yield f"{at} window_hours.low = {incident.window_hours.low:g} must be at least 1"
        if incident.hour is None and not any(j.effect.opens == incident.id for j in s.msel):
            yield f"{at} has no hour and no inject opens it"
    for option in s.options:
        at = f"option {option.id}:"
        for seat in (*option.seats, *option.consent_of, *([option.donor] if option.donor else [])):
            yield from known(f"{at} seat", seat, seats, "seat")
        for name in option.incidents:
            yield from known(f"{at} incidents", name, incidents, "incident")
        for domain in option.domains:
            yield from known(f"{at} domains", domain, domains, "domain of any force")
        if option.programme is not None:
            yield from known(f"{at} programme", option.programme, programmes, "programme")
        if option.kind == "transfer" and option.programme is None:
            yield f"{at} a transfer needs a programme"
        if option.kind == "deploy" and not option.domains:
            yield f"{at} a deployment needs domains"
        if option.licence and option.donor is None:
            yield f"{at} needs a licence but names no donor"
    for programme in s.programmes:
        yield from known(f"programme {programme.id}: donor", programme.donor, seats, "seat")
    for inject in s.msel:
        yield from _inject_incoherences(s, inject, seats, incidents, options, injects)
    yield from _circles(s)


def _duplicates(s: Scenario) -> Iterator[str]:
    tables: dict[str, tuple[Any, ...]] = {
        "place": s.places, "seat": s.seats, "force": s.forces, "treaty": s.treaties, "coalition": s.coalitions, "incident": s.incidents,
        "option": s.options, "programme": s.programmes, "msel": s.msel,
    }
    for table, rows in tables.items():
        seen: set[str] = set()
        for row in rows:
            if row.id in seen:
                yield f"{table} {row.id!r} appears twice"
            seen.add(row.id)


def _coalition_incoherences(c: Coalition, seats: Mapping[Seat, SeatSpec]) -> Iterator[str]:
    at = f"coalition {c.id}:"
    members = [m.seat for m in c.members]
    for name in (*members, *(a.seat for a in c.allies), c.lead):
        if name not in seats:
            yield f"{at} {name!r}: no such seat; {nearest(name, seats)}"
        elif seats[name].cell is not Cell.BLUE:
            yield f"{at} {name!r} sits in {seats[name].cell}; only BLUE seats can belong"
    for name in {m for m in members if members.count(m) > 1}:
        yield f"{at} {name!r} is a member twice"
    if c.lead not in members:
        yield f"{at} lead = {c.lead!r} is not a member"
    for ally in c.allies:
        if ally.seat in members:
            yield f"{at} {ally.seat!r} is both member and ally"
        if ally.via not in members:
            yield f"{at} ally {ally.seat!r}: via = {ally.via!r} is not a member"
    voters = sum(m.consent for m in c.members)
    if c.rule.startswith("quorum:") and int(c.rule[7:]) > voters:
        yield f"{at} rule = {c.rule!r} but only {voters} members have a say"


def _inject_incoherences(
    s: Scenario, inject: Inject, seats: Mapping[Seat, SeatSpec], incidents: Mapping[str, Incident],
    options: Mapping[str, Option], injects: Mapping[str, Inject],
) -> Iterator[str]:
    at = f"msel {inject.id}:"

    def known(where: str, name: str | None, names: Collection[str], what: str) -> Iterator[str]:
        if name is not None and name not in names:
            yield f"{at} {where} = {name!r}: no such {what}; {nearest(name, names)}"

    for seat in (*inject.to, *inject.effect.trust, *inject.effect.exempt_share):
        yield from known("seat", seat, seats, "seat")
    if inject.kind == "contingency" and inject.when is None:
        yield f"{at} a contingency inject needs a condition (when)"
    if inject.kind != "contingency" and inject.hour is None:
        yield f"{at} needs an hour"
    if inject.hour is not None and inject.hour >= s.turns * s.turn_hours:
        yield f"{at} hour = {inject.hour} is after ENDEX ({s.turns * s.turn_hours})"
    if inject.when is not None:
        yield from known("when.incident", inject.when.incident, incidents, "incident")
        yield from known("when.fired", inject.when.fired, injects, "inject")
        yield from known("when.not_ordered", inject.when.not_ordered, options, "option")
        about = inject.when.outcome or inject.when.choice or inject.when.not_concurred
        if about and inject.when.incident is None:
            yield f"{at} when names an outcome, a choice or a concurrence but no incident"
    yield from known("effect.opens", inject.effect.opens, incidents, "incident")
    for name in inject.effect.attribution:
        yield from known("effect.attribution", name, incidents, "incident")


def _circles(s: Scenario) -> Iterator[str]:
    """A condition that waits, through injects and the incidents they open, for itself."""
    graph: dict[str, set[str]] = {}
    for inject in s.msel:
        waits = graph.setdefault(f"inject {inject.id}", set())
        if inject.when is not None:
            if inject.when.fired is not None:
                waits.add(f"inject {inject.when.fired}")
            if inject.when.incident is not None:
                waits.add(f"incident {inject.when.incident}")
        if inject.effect.opens is not None:
            graph.setdefault(f"incident {inject.effect.opens}", set()).add(f"inject {inject.id}")
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as circle:
        yield "circular condition: " + " -> ".join(reversed(circle.args[1]))


# ---------------------------------------------------------------- reading and varying


def parse(raw: Mapping[str, Any], where: str) -> Scenario:
    """The scenario in *raw*; :exc:`ScenarioError` naming *where*, the key, the value and what would be right."""
    try:
        return Scenario.model_validate(raw)
    except ValidationError as wrong:
        lines = [f"{where}: {_complaint(raw, error)}" for error in wrong.errors(include_url=False)]
        raise ScenarioError("\n".join(lines[:12] + ([f"… and {len(lines) - 12} more"] if len(lines) > 12 else []))) from None


def _complaint(raw: Any, error: Any) -> str:
    key, parent = _path(raw, error["loc"])
    message = str(error["msg"]).removeprefix("Value error, ")
    if error["type"] == "extra_forbidden":
        fields = _fields_at(error["loc"][:-1])
        return f"{key}: unknown key; {nearest(str(error['loc'][-1]), fields)}" if fields else f"{key}: unknown key"
    if error["type"] == "missing":
        return f"{key}: missing"
    shown = error.get("input")
    if error["loc"] and isinstance(shown, str | int | float | bool) and repr(shown) not in message:
        message = f"{shown!r} is not right: {message}"
    return f"{key}: {message}" if key else message


def _path(raw: Any, loc: tuple[int | str, ...]) -> tuple[str, Any]:
    """``incident[blockade].window_hours``: rows by their id where they have one."""
    text, here = "", raw
    for part in loc:
        if isinstance(part, int):
            try:
                here = here[part]
            except (IndexError, KeyError, TypeError):
                here = None
            label = here.get("id", here.get("seat", part)) if isinstance(here, Mapping) else part
            text += f"[{label}]"
        else:
            here = here.get(part) if isinstance(here, Mapping) else None
            text += f".{part}" if text else part
    return text, here


def _fields_at(loc: tuple[int | str, ...]) -> tuple[str, ...]:
    """The keys a table at *loc* may have."""
    from typing import get_args

    def model_in(annotation: Any) -> Any:
        if isinstance(annotation, type) and issubclass(annotation, Frozen):
            return annotation
        return next(filter(None, map(model_in, get_args(annotation))), None)

    here: Any = Scenario
    for part in loc:
        if isinstance(part, int):
            continue
        field = next((f for n, f in here.model_fields.items() if part in (n, f.alias)), None)
        here = model_in(field.annotation) if field is not None else None
        if here is None:
            return ()
    return tuple(field.alias or name for name, field in here.model_fields.items())


def resolve(raw: dict[str, Any], path: str) -> tuple[Any, str | int]:
    """The table or list of *raw* (as dumped) that holds *path*, and the last key into it."""
    here: Any = raw
    parts = path.split(".")
    for depth, part in enumerate(parts):
        if isinstance(here, list):
            row = next((n for n, item in enumerate(here) if isinstance(item, dict) and part in (item.get("id"), item.get("seat"))), None)
            if row is None:
                names = tuple(str(item.get("id", item.get("seat"))) for item in here if isinstance(item, dict))
                raise ScenarioError(f"{path!r}: no {part!r} in {'.'.join(parts[:depth])}; {nearest(part, names)}")
            key: str | int = row
        elif isinstance(here, dict) and part in here:
            key = part
        else:
            names = tuple(here) if isinstance(here, dict) else ()
            raise ScenarioError(f"{path!r}: no {part!r} {'in ' + '.'.join(parts[:depth]) if depth else 'at the top'}; {nearest(part, names)}")
        if depth == len(parts) - 1:
            return here, key
        here = here[key]
    raise ScenarioError(f"{path!r} is empty")


def vary(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """*scenario* with some fields changed by path, validated again.

    A path walks keys and row ids: ``assumptions.precision``, ``incident.blockade.gain``,
    ``coalition.aukus-jpn.member.JPN.information``. A number given for a :class:`Quantity` keeps its
    source and widens its range if it must.
    """
    if not changes:
        return scenario
    raw = scenario.model_dump(mode="json", by_alias=True)
    for path, value in changes.items():
        holder, key = resolve(raw, path)
        old = holder[key]
        if isinstance(old, dict) and "value" in old and not isinstance(value, dict):
            if isinstance(value, bool) or not isinstance(value, int | float):
                raise ScenarioError(f"{path} = {value!r} is not a number")
            new = old | {"value": value}
            if "low" in old:
                new |= {"low": min(old["low"], value), "high": max(old["high"], value)}
            value = new
        elif isinstance(old, dict | list) and not isinstance(value, dict | list):
            raise ScenarioError(f"{path} is a table, not a single value: name a field of it ({', '.join(map(str, list(old)[:8]))})")
        holder[key] = value
    return parse(raw, f"{scenario.name} with {', '.join(f'{k}={v}' for k, v in changes.items())}")


def numbers(scenario: Scenario) -> Iterator[tuple[str, Quantity]]:
    """Every sourced number of the scenario with its path, for the provenance table."""

    def walk(prefix: str, value: Any) -> Iterator[tuple[str, Quantity]]:
        if isinstance(value, Quantity):
            yield prefix, value
        elif isinstance(value, Frozen):
            for name, field in type(value).model_fields.items():
                yield from walk(f"{prefix}.{field.alias or name}" if prefix else (field.alias or name), getattr(value, name))
        elif isinstance(value, tuple):
            for row in value:
                yield from walk(f"{prefix}.{getattr(row, 'id', getattr(row, 'seat', '?'))}", row)
        elif isinstance(value, dict):
            for key, item in value.items():
                yield from walk(f"{prefix}.{key}", item)

    yield from walk("", scenario)
