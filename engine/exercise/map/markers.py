"""What lies on a map for one seat: incidents with their windows, its own forces, whoever is on station, in military
symbols or plain ones.

Drawn from a :class:`~fourthseat.engine.rules.view.View`, so a seat's map shows what the seat may know and nothing else. Every marker is
anchored where it belongs and laid beside it if others are in the way, with a line to where it belongs; it is drawn in
its own coordinates, so that a page can keep symbols and letters at their size while somebody zooms.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from html import escape
from math import asin, atan2, cos, degrees, radians, sin
from typing import Literal, get_args

from fourthseat.engine.core.terms import Cell, Hour, Seat
from fourthseat.engine.core.wording import CHOICE_PAST, PRESSED_AND, UNRULED
from fourthseat.engine.exercise.map.base import NAMES, WIDTH, Frame, symbols
from fourthseat.engine.exercise.map.placement import AROUND, Box, Sheet, beside
from fourthseat.engine.rules.reach import radius
from fourthseat.engine.rules.view import ForceView, IncidentView, View
from fourthseat.engine.scenario.rows import Place
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["EVERY_LAYER", "Layer", "ending", "overlay"]

Layer = Literal["reach", "names", "forces", "incidents"]
"""What a map is laid over with: how far idle forces get, names of seas, forces, incidents."""
EVERY_LAYER: tuple[Layer, ...] = get_args(Layer)
"""From the ground up."""

SYMBOL, INCIDENT, RING = 42.0, 48.0, 35.0
"""Units a force's and an incident's symbol are wide, and the radius of the ring around it."""
LABEL, BASE, NAME = 26.0, 19.0, 17.0
"""Heights of letters, in units: of incidents, of bases, of seas. The style sheet has the same."""
WIDE, BOLD = 0.56, 0.63
"""An average letter's width over its height, plain and bold, for the sans-serif faces a browser may have. Judgement, 0.5 to 0.65."""


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
    incidents = list(marks.incidents())
    forces = [*marks.under_way(), *marks.on_station(), *marks.at_base()]
    drawn: dict[Layer, list[str]] = {
        "reach": [wave for force in shown.forces for wave in marks.wave(force, raised)],
        "names": list(marks.names()),
        "forces": forces,
        "incidents": incidents,
    }
    return "".join(mark for layer in EVERY_LAYER if layer in layers for mark in drawn[layer])


class _Marks:
    """One drawing under way."""

    def __init__(self, shown: View, scenario: Scenario, around: Frame, prefix: str) -> None:
        self.shown, self.scenario, self.around, self.prefix = shown, scenario, around, prefix
        self.own = scenario.seat_by_id[shown.seat].cell if shown.seat in scenario.seat_by_id else Cell.BLUE
        self.places = {place.id: place for place in scenario.places}
        self.sheet = Sheet(around.height)

    def at(self, place: Place) -> tuple[float, float]:
        return self.around.at(place.lon, place.lat)

    def side(self, seat: Seat) -> str:
        """The affiliation *seat*'s things are drawn with, as the beholder's cell sees it."""
        cell = self.scenario.cell(seat)
        if cell is Cell.GREEN or self.own is Cell.GREEN:
            return "friend" if cell is self.own else "neutral"
        return "friend" if cell is self.own else "hostile"

    def use(self, side: str, domain: str, x: float, y: float, size: float) -> str:
        known = self.prefix == "plain" or f"{side}:{domain}" in symbols()
        name = f"{self.prefix if known else 'plain'}-{side}-{domain}"
        return f'<use href="#{name}" x="{x - size / 2:.0f}" y="{y - size / 2:.0f}" width="{size:g}" height="{size:g}"/>'

    # ------------------------------------------------------------ incidents

    def incidents(self) -> Iterator[str]:
        """Every incident: a symbol in the ring of its window, its title, and how it stands."""
        spots: dict[str, int] = {}
        anchors = []
        for one in self.shown.incidents:
            x, y = self.at(self.places[one.place])
            x += 2.2 * RING * spots.setdefault(one.place, 0)
            spots[one.place] += 1
            anchors.append((x, y))
            self.sheet.taken.append(Box(x - RING, y - RING, 2 * RING, 2 * RING))
        for one, (x, y) in zip(self.shown.incidents, anchors, strict=True):
            yield self._incident(one, x, y)

    def _incident(self, one: IncidentView, x: float, y: float) -> str:
        left = max(one.expected_to_close - self.shown.hour, 0)
        told = ending(one) if one.choice is not None else f"open, about {left} h left"
        ring = _ring(one, self.shown.hour) if one.choice is None else ""
        wide, high = LABEL * max(BOLD * len(one.title), 0.8 * WIDE * len(told)) + 8, 2.1 * LABEL
        gap = RING + 6
        sides = (
            Box(x + gap, y - high / 2, wide, high), Box(x - gap - wide, y - high / 2, wide, high),
            Box(x - wide / 2, y + gap, wide, high), Box(x - wide / 2, y - gap - high, wide, high),
            Box(x + gap, y + gap / 2, wide, high), Box(x - gap - wide, y + gap / 2, wide, high),
            Box(x + gap, y - gap / 2 - high, wide, high), Box(x - gap - wide, y - gap / 2 - high, wide, high),
            Box(WIDTH - wide - 4, y + gap, wide, high), Box(4, y + gap, wide, high),
        )  # fmt: skip
        box = self.sheet.take(sides)
        dx, dy = box.x - x, box.y - y
        end = box.x + wide / 2 < x - gap / 2
        anchor = ' text-anchor="end"' if end else ""
        tx = dx + wide - 4 if end else dx + 4
        state = "live" if one.choice is None else "closed"
        side = "friend" if self.shown.seat == one.opponent else "hostile"
        label = escape(f"{one.title}: {told}")
        drawn = (
            f"{ring}{self.use(side, 'incident', 0, 0, INCIDENT)}"
            f'<text x="{tx:.0f}" y="{dy + LABEL:.0f}"{anchor} class="label">{escape(one.title)}</text>'
            f'<text x="{tx:.0f}" y="{dy + 1.9 * LABEL:.0f}"{anchor} class="stands">{escape(told)}</text>'
        )
        return _anchored(x, y, _marker(0, 0, f"incident {state}", label, drawn))

    # ------------------------------------------------------------ forces

    def under_way(self) -> Iterator[str]:
        """Forces at sea or in the air, on the line from where they left to where they are due."""
        for force in self.shown.forces:
            if not self._sails(force):
                continue
            spec = self.scenario.force_by_id[force.id]
            hx, hy = self.at(self.places[spec.home])
            goal = self.scenario.incident_by_id[force.tasked]
            gx, gy = self.at(self.places[goal.place])
            share = _share(force, self.shown.hour)
            x, y = hx + (gx - hx) * share, hy + (gy - hy) * share
            due = force.voyage[1] if force.voyage else self.shown.hour
            told = escape(f"{force.name} ({spec.seat}): under way to {goal.title}, due H+{due}")
            spot = self.sheet.take(
                [_square(x, y), *(_square(x + SYMBOL * dx, y + SYMBOL * dy) for dx, dy in AROUND[1:])]
            )
            sx, sy = spot.x + SYMBOL / 2, spot.y + SYMBOL / 2
            symbol = self.use(self.side(spec.seat), force.domain, 0, 0, SYMBOL)
            yield f'<path d="M{hx:.0f} {hy:.0f}L{gx:.0f} {gy:.0f}" class="course"/>'
            yield _anchored(x, y, f"{_leader(sx - x, sy - y)}{_marker(sx - x, sy - y, 'force own', told, symbol)}")

    def _sails(self, force: ForceView) -> bool:
        return bool(force.tasked) and force.voyage is not None and self.shown.hour < force.voyage[1]

    def on_station(self) -> Iterator[str]:
        """Forces that were seen to arrive, beside the incident."""
        by_name = {(f.seat, f.name): f for f in self.scenario.forces}
        for one in self.shown.incidents:
            x, y = self.at(self.places[one.place])
            rows = [
                (self.side(seat), by_name[seat, name].domain, f"{name} ({seat}) on station at {one.title}")
                for seat, name in one.on_station
            ]
            yield from self._group(x, y, rows, "", RING)

    def at_base(self) -> Iterator[str]:
        """The seat's own forces at home, or at their task unseen, by the base they belong to."""
        seen = {(seat, name) for one in self.shown.incidents for seat, name in one.on_station}
        homes: dict[str, list[tuple[str, str, str]]] = {}
        for force in self.shown.forces:
            spec = self.scenario.force_by_id[force.id]
            if self._sails(force) or (force.tasked and (spec.seat, spec.name) in seen):
                continue
            where = self.places[spec.home].name
            told = f"{force.name} ({spec.seat}): at {where}, {100 * force.readiness:.0f} % ready"
            homes.setdefault(spec.home, []).append((self.side(spec.seat), force.domain, told))
        for home, rows in homes.items():
            place = self.places[home]
            name = place.name if self.around.holds(place) else f"from {place.name}"
            yield from self._group(*self.at(place), rows, name, 7)

    def _group(
        self, x: float, y: float, rows: Sequence[tuple[str, str, str]], name: str, clear: float
    ) -> Iterator[str]:
        """Symbols side by side near (*x*, *y*), with a line to it; *clear* units around it are left free."""
        if not rows:
            return
        across = min(len(rows), 4)
        down = (len(rows) + across - 1) // across
        title = BASE * 1.2 if name else 0.0
        wide, high = max(across * (SYMBOL + 2), WIDE * BASE * len(name) + 6), down * (SYMBOL + 2) + title
        box = self.sheet.take([beside(x, y, wide, high, dx, dy, clear) for dx, dy in AROUND[1:]])
        middle = box.x + wide / 2 - x
        parts = [_leader(middle, box.y + title + (high - title) / 2 - y), '<circle r="4" class="spot"/>']
        if name:
            lower = box.y + title - 0.25 * BASE - y
            parts.append(
                f'<text x="{middle:.0f}" y="{lower:.0f}" text-anchor="middle" class="base">{escape(name)}</text>'
            )
        left = middle - across * (SYMBOL + 2) / 2 + SYMBOL / 2 + 1
        for n, (side, domain, told) in enumerate(rows):
            dx = left + (n % across) * (SYMBOL + 2)
            dy = box.y + title + (n // across) * (SYMBOL + 2) + SYMBOL / 2 - y
            parts.append(_marker(dx, dy, "force", escape(told), self.use(side, domain, 0, 0, SYMBOL)))
        yield _anchored(x, y, "".join(parts))

    # ------------------------------------------------------------ what helps the eye

    def names(self) -> Iterator[str]:
        """Names of seas and islands where nothing else stands."""
        for kind, lon, lat, text in NAMES:
            if not (self.around.west < lon < self.around.east and self.around.south < lat < self.around.north):
                continue
            x, y = self.around.at(lon, lat)
            wide = WIDE * NAME * len(text) * 1.15
            if self.sheet.free(Box(x - wide / 2, y - NAME, wide, NAME * 1.3)):
                yield _anchored(
                    x, y, f'<text text-anchor="middle" class="name {kind}" aria-hidden="true">{text}</text>'
                )

    def wave(self, force: ForceView, raised: Collection[Seat]) -> Iterator[str]:
        """How far an idle force gets before the first open window usually closes: a circle on the sphere.

        Never wider than 60 degrees of arc, beyond which a circle on this map means nothing; with proximity switched off
        every place is reached, and the circle is that wide.
        """
        nmi = radius(self.shown, self.scenario, force, raised)
        if nmi is None:
            return
        home = self.places[self.scenario.force_by_id[force.id].home]
        angle = radians(min(nmi / 60, 60))  # a minute of arc is a nautical mile
        points = []
        for turn in range(0, 360, 10):
            lat = asin(sin(radians(home.lat)) * cos(angle) + cos(radians(home.lat)) * sin(angle) * cos(radians(turn)))
            bearing = sin(radians(turn)) * sin(angle) * cos(radians(home.lat))
            lon = home.lon + degrees(atan2(bearing, cos(angle) - sin(radians(home.lat)) * sin(lat)))
            x = (lon - self.around.west) / (self.around.east - self.around.west) * WIDTH
            y = (self.around.north - degrees(lat)) / (self.around.north - self.around.south) * self.around.height
            points.append(f"{x:.0f} {y:.0f}")
        told = f"Reach of {force.name} before the first window closes"
        yield f'<path d="M{"L".join(points)}Z" class="reach"><title>{escape(told)}</title></path>'


def _anchored(x: float, y: float, inside: str) -> str:
    """Something that keeps its size, and its distance from where it belongs, while somebody zooms."""
    return f'<g transform="translate({x:.0f} {y:.0f})"><g class="k">{inside}</g></g>'


def _marker(x: float, y: float, kind: str, label: str, inside: str) -> str:
    """Something one may tab to, drawn around its own origin; *label* is escaped already."""
    return (
        f'<g transform="translate({x:.0f} {y:.0f})" class="{kind}" role="img" tabindex="0" aria-label="{label}">'
        f"<title>{label}</title>{inside}</g>"
    )


def _leader(dx: float, dy: float) -> str:
    """A line from where something belongs to where it is drawn."""
    return f'<path d="M0 0L{dx:.0f} {dy:.0f}" class="leader"/>' if (round(dx), round(dy)) != (0, 0) else ""


def _ring(one: IncidentView, hour: Hour) -> str:
    """The window around a symbol, and how much of it has gone."""
    run = min(max((hour - one.opened) / max(one.expected_to_close - one.opened, 1), 0.0), 1.0)
    return (
        f'<circle r="{RING - 5:g}" class="window"/><circle r="{RING - 5:g}" class="window gone" pathLength="100" '
        f'stroke-dasharray="{100 * run:.0f} 100" transform="rotate(-90)"/>'
    )


def _square(x: float, y: float) -> Box:
    return Box(x - SYMBOL / 2, y - SYMBOL / 2, SYMBOL, SYMBOL)


def _share(force: ForceView, hour: Hour) -> float:
    sailed, arrives = force.voyage or (0, 0)
    return 1.0 if arrives <= sailed else min(max((hour - sailed) / (arrives - sailed), 0.04), 0.96)


def ending(one: IncidentView) -> str:
    """How an incident came out, in a word or two."""
    if one.choice is not None and one.choice != "press":
        return f"the opponent {CHOICE_PAST[one.choice]}"
    return UNRULED if one.outcome is None else PRESSED_AND[one.outcome]
