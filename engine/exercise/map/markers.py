"""What lies on a map for one seat: incidents with their windows, its own forces, whoever is on station, in military
symbols or plain ones.

Drawn from a :class:`~fourthseat.engine.rules.view.View`, so a seat's map shows what the seat may know and nothing else. A symbol stands
where it belongs, or as near to it as there is room, with a line to the true place; it is never moved further than
:data:`FARTHEST`. Names are laid where nothing else is, or left out: everything says what it is when it is pointed at, tabbed to
or read aloud. Every marker is drawn in its own coordinates, so that a page can keep symbols and letters at their size
while somebody zooms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from functools import lru_cache
from html import escape
from math import hypot
from textwrap import shorten, wrap
from typing import Literal, NamedTuple, get_args

from fourthseat.engine.core.terms import Cell, Hour, Seat
from fourthseat.engine.core.wording import CHOICE_PAST, PRESSED_AND, UNRULED
from fourthseat.engine.exercise.map.names import NAMES, Name
from fourthseat.engine.exercise.map.placement import Box, Sheet, arranged, beside
from fourthseat.engine.exercise.map.projection import Frame, Position
from fourthseat.engine.exercise.map.symbols import Side, Style, definitions, reference
from fourthseat.engine.exercise.map.tracks import along, circle, course
from fourthseat.engine.rules.reach import radius
from fourthseat.engine.rules.view import ForceView, IncidentView, View
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["EVERY_LAYER", "FARTHEST", "Layer", "ending", "overlay"]

Layer = Literal["reach", "names", "forces", "incidents"]
"""What a map is laid over with: how far idle forces get, names of seas, forces, incidents."""
EVERY_LAYER: tuple[Layer, ...] = get_args(Layer)
"""From the ground up."""

SYMBOL, INCIDENT, RING = 38.0, 46.0, 34.0
"""Units a force's and an incident's symbol are wide, and the radius of the ring around it."""
LETTER = 9.0
"""Units the letter for an exercise stands out to the right of a frame."""
FARTHEST = 90.0
"""Units a symbol may stand from where it belongs: less than the width of two with their letters, or a tenth of the sheet."""
LABEL, STANDS, BASE, OWNER, NAME = 26.0, 21.0, 19.0, 17.0, 17.0
"""Heights of letters, in units: an incident's title, how it stands, places, whose a unit is, seas. The style sheet has the same."""
WIDE, BOLD = 0.56, 0.63
"""An average letter's width over its height, plain and bold, for the sans-serif faces a browser may have. Judgement, 0.5 to 0.65."""
COLUMNS, LINES = 27, 3
"""Letters to a line of a title, and lines of it at most."""
OFF = 260.0
"""Units a title may lie from its incident, with a line to it, before it is left out."""


class Unit(NamedTuple):
    """What one symbol stands for: forces of one seat and domain that are in one place and do the same."""

    seat: Seat
    domain: str
    where: Position
    names: tuple[str, ...]
    told: str
    """In words, for who reads or listens."""
    own: bool = False


class Placed(NamedTuple):
    """Where a symbol came to stand: its middle, where it belongs, and the room it takes."""

    x: float
    y: float
    true_x: float
    true_y: float
    box: Box


def overlay(
    shown: View,
    scenario: Scenario,
    around: Frame,
    symbols_of: str = "military",
    layers: Collection[Layer] = EVERY_LAYER,
    raised: Collection[Seat] | None = None,
) -> str:
    """The markers of *shown* as SVG, what matters most on top.

    Of *layers* alone; a layer that is not drawn still takes its room, so that the others stand where they stand with it.
    *raised* are the seats at raised posture; without it, the seat of *shown* if it is.
    """
    marks = _Marks(shown, scenario, around, "mil" if symbols_of == "military" else "plain")
    if raised is None:
        raised = (shown.seat,) if shown.raised else ()
    drawn = marks.laid_out()
    if "reach" in layers:
        drawn["reach"] = "".join(wave for force in shown.forces for wave in marks.wave(force, raised))
    return "".join(drawn[layer] for layer in EVERY_LAYER if layer in layers)


class _Marks:
    """One drawing under way."""

    def __init__(self, shown: View, scenario: Scenario, around: Frame, style: Style) -> None:
        self.shown, self.scenario, self.around, self.style = shown, scenario, around, style
        self.own = scenario.seat_by_id[shown.seat].cell if shown.seat in scenario.seat_by_id else Cell.BLUE
        self.where = {place.id: (place.lon, place.lat) for place in scenario.places}
        self.called = {place.id: place.name for place in scenario.places}
        self.sheet = Sheet(around.height)

    def laid_out(self) -> dict[Layer, str]:
        """All layers but the reach. Symbols take their room first, then titles, then names of places and of seas."""
        seen = [one for one in self.shown.incidents if one.place in self.where]
        units = [*self.under_way(), *self.on_station(), *self.at_base()]
        sizes = [*(_incident_box(one) for one in seen), *map(_symbol_box, units)]
        spots = [
            self.around.at(*where) for where in (*(self.where[one.place] for one in seen), *(u.where for u in units))
        ]
        wanted = tuple(
            Box(x + size.x, y + size.y, size.wide, size.high) for size, (x, y) in zip(sizes, spots, strict=True)
        )
        self.sheet.taken = list(arranged(self.around.height, wanted, FARTHEST))
        placed = [
            Placed(box.x - size.x, box.y - size.y, *spot, box)
            for box, size, spot in zip(self.sheet.taken, sizes, spots, strict=True)
        ]
        incidents = list(zip(seen, placed, strict=False))
        boxes = list(zip(units, placed[len(seen) :], strict=True))
        titles = [self.incident(one, placed) for one, placed in incidents]
        forces = [self.unit(unit, placed) for unit, placed in boxes]
        places = list(self.places([placed for _, placed in (*incidents, *boxes)]))
        courses = list(self.courses())
        used = {(self.side(unit.seat), unit.domain) for unit in units}
        return {
            "names": "".join(self.names()),
            "forces": definitions(used) + "".join([*courses, *places, *forces]),
            "incidents": definitions({(self.against(one), "incident") for one, _ in incidents}) + "".join(titles),
        }

    def side(self, seat: Seat) -> Side:
        """The affiliation *seat*'s things are drawn with, as the beholder's cell sees it."""
        cell = self.scenario.cell(seat)
        if cell is Cell.GREEN or self.own is Cell.GREEN:
            return "friend" if cell is self.own else "neutral"
        return "friend" if cell is self.own else "hostile"

    def against(self, one: IncidentView) -> Side:
        """The affiliation an incident is drawn with."""
        return "friend" if self.shown.seat == one.opponent else "hostile"

    def use(self, side: Side, domain: str, size: float) -> str:
        name = reference(self.style, side, domain)
        return f'<use href="#{name}" x="{-size / 2:g}" y="{-size / 2:g}" width="{size:g}" height="{size:g}"/>'

    # ------------------------------------------------------------ incidents

    def incident(self, one: IncidentView, placed: Placed) -> str:
        """A symbol in the ring of its window, its title, and how it stands."""
        left = max(one.expected_to_close - self.shown.hour, 0)
        told = ending(one) if one.choice is not None else f"open, about {left} h left"
        ring = _ring(one, self.shown.hour) if one.choice is None else ""
        state = "live" if one.choice is None else "closed"
        where = self.called[one.place]
        label = escape(f"{one.title}, at {where}: {told}")
        title = _lines(one.title)
        rows = [(line, LABEL, "label", BOLD) for line in title]
        rows += [(line, STANDS, "stands", WIDE) for line in wrap(told, COLUMNS + 8)]
        text = self.text(placed, rows, OFF)
        if not text:
            text = self.text(placed, rows[: len(title)], OFF)
        drawn = f"{_leader(placed)}{text}{ring}{self.use(self.against(one), 'incident', INCIDENT)}"
        return _anchored(placed, _marker(f"incident {state}", label, drawn))

    def text(self, placed: Placed, rows: Sequence[tuple[str, float, str, float]], most: float) -> str:
        """Lines of (text, height, class, width of a letter) beside what is *placed*; nothing if there is no room."""
        wide = max(len(line) * height * letter for line, height, _, letter in rows) + 6
        high = sum(1.12 * height for _, height, _, _ in rows)
        box = self.sheet.first(beside(placed.box, wide, high, most))
        if box is None:
            return ""
        middle = box.x + wide / 2
        anchor, tx = "start", box.x + 3
        if box.x + wide < placed.x:
            anchor, tx = "end", box.x + wide - 3
        elif abs(middle - placed.x) < 0.3 * wide and not (box.y < placed.y < box.y + high):
            anchor, tx = "middle", middle
        parts, y = [], box.y - placed.y
        for line, height, kind, _ in rows:
            y += 1.12 * height
            parts.append(
                f'<text x="{tx - placed.x:.0f}" y="{y - 0.25 * height:.0f}" text-anchor="{anchor}" class="{kind}">{escape(line)}</text>'
            )
        return _pointer(placed, box) + "".join(parts)

    # ------------------------------------------------------------ forces

    def under_way(self) -> Iterator[Unit]:
        """Forces at sea or in the air, on the way from where they left to where they are due."""
        for force in self.shown.forces:
            if not self._sails(force):
                continue
            spec = self.scenario.force_by_id[force.id]
            goal = self.scenario.incident_by_id[force.tasked]
            if goal.place not in self.where or spec.home not in self.where:
                continue
            due = force.voyage[1] if force.voyage else self.shown.hour
            told = f"{force.name} ({spec.seat}): under way to {goal.title}, due H+{due}"
            where = along(self.where[spec.home], self.where[goal.place], _share(force, self.shown.hour))
            yield Unit(spec.seat, force.domain, where, (force.name,), told, own=True)

    def courses(self) -> Iterator[str]:
        """The ways of those under way."""
        for force in self.shown.forces:
            home = self.scenario.force_by_id[force.id].home
            goal = self.scenario.incident_by_id[force.tasked].place if self._sails(force) else ""
            if goal in self.where and home in self.where:
                yield f'<path d="{course(self.around, self.where[home], self.where[goal])}" class="course"/>'

    def _sails(self, force: ForceView) -> bool:
        return bool(force.tasked) and force.voyage is not None and self.shown.hour < force.voyage[1]

    def on_station(self) -> Iterator[Unit]:
        """Forces that were seen to arrive, at the incident."""
        by_name = {(f.seat, f.name): f for f in self.scenario.forces}
        for one in self.shown.incidents:
            if one.place not in self.where:
                continue
            groups: dict[tuple[Seat, str], list[str]] = {}
            for seat, name in one.on_station:
                groups.setdefault((seat, by_name[seat, name].domain), []).append(name)
            for (seat, domain), names in groups.items():
                told = f"{', '.join(names)} ({seat}) on station at {one.title}"
                yield Unit(seat, domain, self.where[one.place], tuple(names), told)

    def at_base(self) -> Iterator[Unit]:
        """The seat's own forces at home, or at their task unseen, at the base they belong to."""
        seen = {(seat, name) for one in self.shown.incidents for seat, name in one.on_station}
        groups: dict[tuple[str, Seat, str], list[ForceView]] = {}
        for force in self.shown.forces:
            spec = self.scenario.force_by_id[force.id]
            away = self._sails(force) or (force.tasked and (spec.seat, spec.name) in seen)
            if not away and spec.home in self.where:
                groups.setdefault((spec.home, spec.seat, force.domain), []).append(force)
        for (home, seat, domain), forces in groups.items():
            ready = "; ".join(
                f"{f.name} ({seat}): at {self.called[home]}, {100 * f.readiness:.0f} % ready" for f in forces
            )
            yield Unit(seat, domain, self.where[home], tuple(f.name for f in forces), ready)

    def unit(self, unit: Unit, placed: Placed) -> str:
        """A symbol, whose it is, how many it stands for, and a line to where it belongs if it is not there."""
        several = f" ×{len(unit.names)}" if len(unit.names) > 1 else ""
        owner = f'<text y="{SYMBOL / 2 + 0.86 * OWNER:.0f}" text-anchor="middle" class="owner">{escape(unit.seat)}{several}</text>'
        kind = "force own" if unit.own else "force"
        symbol = self.use(self.side(unit.seat), unit.domain, SYMBOL)
        return _anchored(placed, _leader(placed) + _marker(kind, escape(unit.told), symbol + owner))

    def places(self, units: Sequence[Placed]) -> Iterator[str]:
        """Names of the places where forces lie or something happens, beside all that stands there, or beside a spot."""
        spots = {self.around.at(*self.where[place]): place for place in self.seen()}
        standing: dict[str, Box] = {}
        for one in units:
            place = spots.get((one.true_x, one.true_y))
            if place is not None:
                standing[place] = one.box.around(standing.get(place, one.box))
        for place in self.seen():
            x, y = self.around.at(*self.where[place])
            name = shorten(self.called[place], 2 * COLUMNS, placeholder=" …")
            rows = [(line, BASE, "base", WIDE) for line in wrap(name, COLUMNS)]
            box = standing.get(place, Box(x - 5, y - 5, 10, 10))
            placed = Placed(x, y, x, y, box)
            spot = "" if place in standing else '<circle r="4" class="spot"/>'
            drawn = spot + self.text(placed, rows, 24.0)
            if drawn:
                yield _anchored(placed, drawn)

    def seen(self) -> list[str]:
        """Places that this seat has something at, in the order of the file: its own bases, and where incidents are."""
        known = {self.scenario.force_by_id[force.id].home for force in self.shown.forces}
        known |= {one.place for one in self.shown.incidents}
        return [place for place in self.where if place in known]

    # ------------------------------------------------------------ what helps the eye

    def names(self) -> Iterator[str]:
        """Names of seas and islands where nothing else stands."""
        written: set[str] = set()
        for name, x, y in _names_on(self.around):
            if name.text in written:
                continue
            across = WIDE * NAME * len(name.text) * 1.15
            box = Box(x - across / 2, y - NAME, across, NAME * 1.3)
            if self.sheet.first([box]):
                written.add(name.text)
                drawn = (
                    f'<text text-anchor="middle" class="name {name.kind}" aria-hidden="true">{escape(name.text)}</text>'
                )
                yield _anchored(Placed(x, y, x, y, box), drawn)

    def wave(self, force: ForceView, raised: Collection[Seat]) -> Iterator[str]:
        """How far an idle force gets before the first open window usually closes: a circle on the sphere.

        With proximity switched off every place is reached, and the circle is as wide as one is ever drawn.
        """
        nmi = radius(self.shown, self.scenario, force, raised)
        home = self.where.get(self.scenario.force_by_id[force.id].home)
        if nmi is not None and home is not None:
            told = f"Reach of {force.name} before the first window closes"
            yield f'<path d="{circle(self.around, home, nmi)}" class="reach"><title>{escape(told)}</title></path>'


@lru_cache(maxsize=16)
def _names_on(around: Frame) -> tuple[tuple[Name, float, float], ...]:
    """The names of seas and islands inside, with where they are drawn."""
    wide = around.degrees_wide
    held = [name for name in NAMES if wide <= name.widest and around.holds(name.lon, name.lat)]
    return tuple((name, *around.at(name.lon, name.lat)) for name in held)


@lru_cache(maxsize=64)
def _lines(title: str) -> list[str]:
    """A title in as few lines as it needs, about equally long."""
    title = shorten(title, (COLUMNS - 6) * LINES, placeholder=" …")
    lines = wrap(title, COLUMNS)
    return min(
        (wrap(title, n) for n in range(COLUMNS // 2, COLUMNS + 1)),
        key=lambda one: (len(one) > len(lines), max(map(len, one))),
    )


# ---------------------------------------------------------------- pieces of SVG


def _incident_box(one: IncidentView) -> Box:
    """The room of an incident about its middle: its ring while its window runs."""
    half = RING if one.choice is None else INCIDENT / 2 + 2
    return Box(-half, -half, 2 * half, 2 * half)


def _symbol_box(unit: Unit) -> Box:
    """The room of a symbol about its middle: the frame, the letter to its right, and whose it is below."""
    words = len(unit.seat) + (3 if len(unit.names) > 1 else 0)
    half = max(SYMBOL / 2 + 1, BOLD * OWNER * words / 2 + 1)
    return Box(-half, -SYMBOL / 2 - 2, half + max(half, SYMBOL / 2 + LETTER), SYMBOL + 4 + OWNER)


def _anchored(placed: Placed, inside: str) -> str:
    """Something that keeps its size, and its distance from where it belongs, while somebody zooms."""
    move = (placed.x - placed.true_x, placed.y - placed.true_y)
    if hypot(*move) >= 0.5:
        inside = f'<g transform="translate({move[0]:.0f} {move[1]:.0f})">{inside}</g>'
    return f'<g transform="translate({placed.true_x:.0f} {placed.true_y:.0f})"><g class="k">{inside}</g></g>'


def _marker(kind: str, label: str, inside: str) -> str:
    """Something one may tab to, drawn around its own origin; *label* is escaped already."""
    return f'<g class="{kind}" role="img" tabindex="0" aria-label="{label}"><title>{label}</title>{inside}</g>'


def _leader(placed: Placed) -> str:
    """A line to where something belongs, from where it is drawn, and a spot there."""
    dx, dy = placed.true_x - placed.x, placed.true_y - placed.y
    if hypot(dx, dy) < 3:
        return ""
    return f'<path d="M0 0L{dx:.0f} {dy:.0f}" class="leader"/><circle cx="{dx:.0f}" cy="{dy:.0f}" r="4" class="spot"/>'


def _pointer(placed: Placed, box: Box) -> str:
    """A line from something to its words, if they lie apart."""
    x = min(max(placed.x, box.x), box.x + box.wide)
    y = min(max(placed.y, box.y), box.y + box.high)
    if hypot(x - placed.x, y - placed.y) < 1.8 * RING:
        return ""
    return f'<path d="M0 0L{x - placed.x:.0f} {y - placed.y:.0f}" class="leader"/>'


def _ring(one: IncidentView, hour: Hour) -> str:
    """The window around a symbol, and how much of it has gone."""
    run = min(max((hour - one.opened) / max(one.expected_to_close - one.opened, 1), 0.0), 1.0)
    return (
        f'<circle r="{RING - 5:g}" class="window"/><circle r="{RING - 5:g}" class="window gone" pathLength="100" '
        f'stroke-dasharray="{100 * run:.0f} 100" transform="rotate(-90)"/>'
    )


def _share(force: ForceView, hour: Hour) -> float:
    sailed, arrives = force.voyage or (0, 0)
    return 1.0 if arrives <= sailed else min(max((hour - sailed) / (arrives - sailed), 0.04), 0.96)


def ending(one: IncidentView) -> str:
    """How an incident came out, in a word or two."""
    if one.choice is not None and one.choice != "press":
        return f"the opponent {CHOICE_PAST[one.choice]}"
    return UNRULED if one.outcome is None else PRESSED_AND[one.outcome]
