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
from textwrap import shorten, wrap
from typing import Literal, get_args

from fourthseat.engine.core.terms import Cell, Hour, Seat
from fourthseat.engine.core.wording import CHOICE_PAST, PRESSED_AND, UNRULED, window_left
from fourthseat.engine.exercise.map.names import NAMES, Name
from fourthseat.engine.exercise.map.pieces import (
    BASE,
    BOLD,
    CALLED,
    INCIDENT,
    LABEL,
    NAME,
    OWNER,
    STANDS,
    SYMBOL,
    WIDE,
    Placed,
    Unit,
    anchored,
    incident_box,
    leader,
    marker,
    pointer,
    ring,
    symbol_box,
)
from fourthseat.engine.exercise.map.placement import Box, Sheet, arranged, beside
from fourthseat.engine.exercise.map.projection import Frame
from fourthseat.engine.exercise.map.symbols import Side, Style, definitions, kind_of, reference
from fourthseat.engine.exercise.map.tracks import along, circle, course
from fourthseat.engine.rules.reach import radius
from fourthseat.engine.rules.state import Homeward
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import ForceView, IncidentView
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["EVERY_LAYER", "FARTHEST", "Layer", "ending", "overlay"]

Layer = Literal["reach", "names", "forces", "incidents"]
"""What a map is laid over with: how far idle forces get, names of seas, forces, incidents."""
EVERY_LAYER: tuple[Layer, ...] = get_args(Layer)
"""From the ground up."""

FARTHEST = 110.0
"""Units a symbol may stand from where it belongs: about the width of two with their letters, or a ninth of the sheet; some ten fit round one incident."""
COLUMNS, LINES = 27, 3
"""Letters to a line of a title, and lines of it at most."""
OFF = 260.0
"""Units a title may lie from its incident, with a line to it, before it is left out."""
NEAR = 24.0
"""Units the name of a place or a unit may lie from it."""
SHORT = 22
"""Letters to a line of a unit's name, of which there are two at most."""


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
        drawn["reach"] = "".join(wave for force in marks.forces for wave in marks.wave(force, raised))
    return "".join(drawn[layer] for layer in EVERY_LAYER if layer in layers)


class _Marks:
    """One drawing under way."""

    def __init__(self, shown: View, scenario: Scenario, around: Frame, style: Style) -> None:
        self.shown, self.scenario, self.around, self.style = shown, scenario, around, style
        self.own = scenario.seat_by_id[shown.seat].cell if shown.seat in scenario.seat_by_id else Cell.BLUE
        self.where = {place.id: (place.lon, place.lat) for place in scenario.places}
        self.called = {place.id: place.name for place in scenario.places}
        self.sheet = Sheet(around.height)
        # control's view lists what is lost and what has not come yet; no map does
        self.forces = [force for force in shown.forces if force.strength > 0]

    def laid_out(self) -> dict[Layer, str]:
        """All layers but the reach. Symbols take their room first, then titles, then names of places and of seas."""
        seen = [one for one in self.shown.incidents if one.place in self.where]
        others = [(one, place) for one in seen for place in self.scenario.incident_by_id[one.id].also_at]
        units = [*self.under_way(), *self.on_station(), *self.at_base()]
        half = INCIDENT / 2 + 2
        sizes = [
            *(incident_box(one) for one in seen),
            *(Box(-half, -half, 2 * half, 2 * half) for _ in others),
            *map(symbol_box, units),
        ]
        places = [*(one.place for one in seen), *(place for _, place in others)]
        spots = [
            self.around.at(*where) for where in (*(self.where[place] for place in places), *(u.where for u in units))
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
        boxes = list(zip(units, placed[len(places) :], strict=True))
        titles = [self.elsewhere(*one, at) for one, at in zip(others, placed[len(seen) :], strict=False)]
        titles += [self.incident(one, at) for one, at in incidents]
        forces = [self.unit(unit, at) for unit, at in boxes]
        bases = list(self.places(placed))
        forces += [self.called_by(unit, at) for unit, at in boxes]
        courses = list(self.courses())
        used = {(self.side(unit.seat), unit.kind) for unit in units}
        return {
            "names": "".join(self.names()),
            "forces": definitions(used) + "".join([*courses, *bases, *forces]),
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
        return "friend" if self.shown.seat in one.opponents else "hostile"

    def use(self, side: Side, kind: str, size: float) -> str:
        name = reference(self.style, side, kind)
        return f'<use href="#{name}" x="{-size / 2:g}" y="{-size / 2:g}" width="{size:g}" height="{size:g}"/>'

    # ------------------------------------------------------------ incidents

    def incident(self, one: IncidentView, placed: Placed) -> str:
        """A symbol in the ring of its window, its title, and how it stands."""
        left = window_left(one.expected_to_close, self.shown.hour, over=self.shown.over)
        told = ending(one) if one.choice is not None else left if self.shown.over else f"open, {left}"
        window = ring(one, self.shown.hour) if one.choice is None else ""
        state = "live" if one.choice is None else "closed"
        where = self.called[one.place]
        label = escape(f"{one.title}, at {where}: {told}")
        title = _lines(one.title)
        rows = [(line, LABEL, "label", BOLD) for line in title]
        rows += [(line, STANDS, "stands", WIDE) for line in wrap(told, COLUMNS + 8)]
        text = self.text(placed, rows, OFF)
        if not text:
            text = self.text(placed, rows[: len(title)], OFF)
        drawn = f"{leader(placed)}{text}{window}{self.use(self.against(one), 'incident', INCIDENT)}"
        return anchored(placed, marker(f"incident {state}", label, drawn))

    def elsewhere(self, one: IncidentView, place: str, placed: Placed) -> str:
        """A symbol at another place of an incident, whose title stands at the first."""
        label = escape(f"{one.title}, also at {self.called[place]}")
        state = "live" if one.choice is None else "closed"
        drawn = leader(placed) + self.use(self.against(one), "incident", INCIDENT)
        return anchored(placed, marker(f"incident {state}", label, drawn))

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
        return pointer(placed, box) + "".join(parts)

    # ------------------------------------------------------------ forces

    def under_way(self) -> Iterator[Unit]:
        """Forces at sea or in the air, on the way from where they left to where they are due."""
        for force in self.forces:
            if (way := self._way(force)) is None:
                continue
            spec, hour = self.scenario.force_by_id[force.id], self.shown.hour
            if force.homeward is not None:
                told = f"called back, home {self.shown.told(force.homeward.home, short=True)}"
                share = _share_back(force.homeward, hour)
            else:
                goal, due = self.scenario.incident_by_id[force.tasked], force.voyage[1] if force.voyage else hour
                told = f"under way to {goal.title}, due {self.shown.told(due, short=True)}"
                share = _share(force.voyage, hour)
            where = along(self.where[way[0]], self.where[way[1]], share)
            told = f"{force.name} ({spec.seat}): {told}"
            yield Unit(spec.seat, kind_of(spec), where, (force.name,), told, own=True)

    def courses(self) -> Iterator[str]:
        """The ways of those under way."""
        for force in self.forces:
            if (way := self._way(force)) is not None:
                yield f'<path d="{course(self.around, self.where[way[0]], self.where[way[1]])}" class="course"/>'

    def _way(self, force: ForceView) -> tuple[str, str] | None:
        """Places of the sheet between which a force is: from where it left to where it was sent; None if it is not at sea."""
        if not self._sails(force):
            return None
        goal = self.scenario.incident_by_id[force.homeward.incident if force.homeward else force.tasked].place or ""
        left = force.sailed_from or force.home
        return (left, goal) if goal in self.where and left in self.where else None

    def _sails(self, force: ForceView) -> bool:
        """Whether it is at sea: on its way there, or on its way back."""
        if force.homeward is not None:
            return self.shown.hour < force.homeward.home
        return bool(force.tasked) and force.voyage is not None and self.shown.hour < force.voyage[1]

    def on_station(self) -> Iterator[Unit]:
        """Forces that were seen to arrive, at the incident; once it is over, those of its own that stay."""
        kinds = {(f.seat, f.name): kind_of(f) for f in self.scenario.forces}
        for one in self.shown.incidents:
            if one.place not in self.where:
                continue
            groups: dict[tuple[Seat, str], list[str]] = {}
            for seat, name in self.there(one):
                groups.setdefault((seat, kinds[seat, name]), []).append(name)
            for (seat, kind), names in groups.items():
                told = f"{', '.join(names)} ({seat}) on station at {one.title}"
                yield Unit(seat, kind, self.where[one.place], tuple(names), told)

    def there(self, one: IncidentView) -> list[tuple[Seat, str]]:
        """Whose forces, by their names, are at an incident as far as the beholder knows."""
        if one.choice is None:
            return list(one.on_station)
        specs = [self.scenario.force_by_id[force.id] for force in self.forces if force.tasked == one.id]
        stay = {(spec.seat, spec.name) for spec in specs}
        return [name for name in one.on_station if name in stay]

    def at_base(self) -> Iterator[Unit]:
        """The seat's own forces at home, or at their task unseen, at the base they belong to."""
        seen = {(one.id, *name) for one in self.shown.incidents for name in self.there(one)}
        groups: dict[tuple[str, Seat, str], list[ForceView]] = {}
        for force in self.forces:
            spec = self.scenario.force_by_id[force.id]
            away = self._sails(force) or (force.tasked, spec.seat, spec.name) in seen
            if not away and force.home in self.where:
                groups.setdefault((force.home, spec.seat, kind_of(spec)), []).append(force)
        for (home, seat, kind), forces in groups.items():
            ready = "; ".join(
                f"{f.name} ({seat}): at {self.called[home]}, {100 * f.readiness:.0f} % ready" for f in forces
            )
            yield Unit(seat, kind, self.where[home], tuple(f.name for f in forces), ready)

    def unit(self, unit: Unit, placed: Placed) -> str:
        """A symbol, whose it is, how many it stands for, and a line to where it belongs if it is not there."""
        several = f" ×{len(unit.names)}" if len(unit.names) > 1 else ""
        owner = f'<text y="{SYMBOL / 2 + 0.86 * OWNER:.0f}" text-anchor="middle" class="owner">{escape(unit.seat)}{several}</text>'
        kind = "force own" if unit.own else "force"
        symbol = self.use(self.side(unit.seat), unit.kind, SYMBOL)
        drawn = symbol + owner + self.stripe(unit.seat, len(unit.seat) + len(several))
        return anchored(placed, leader(placed) + marker(kind, escape(unit.told), drawn))

    def stripe(self, seat: Seat, letters: int) -> str:
        """A line in the colour of its cell under whose a unit is, in a scenario with cells of its own."""
        if not self.scenario.own_cells:
            return ""
        wide = BOLD * OWNER * letters
        colour = self.scenario.cell_shown[seat].colour
        return f'<rect x="{-wide / 2:.0f}" y="{SYMBOL / 2 + OWNER:.0f}" width="{wide:.0f}" height="4" fill="{colour}"/>'

    def called_by(self, unit: Unit, placed: Placed) -> str:
        """The name of a unit beside its symbol, or of the first of several with how many more; nothing without room."""
        first, more = unit.names[0], len(unit.names) - 1
        name = shorten(first, 2 * SHORT - (9 if more else 0), placeholder=" …") + (f" and {more} more" if more else "")
        rows = [(line, CALLED, "called", WIDE) for line in wrap(name, SHORT)]
        text = self.text(placed, rows, NEAR)
        return anchored(placed, text) if text else ""

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
            drawn = spot + self.text(placed, rows, NEAR)
            if drawn:
                yield anchored(placed, drawn)

    def seen(self) -> list[str]:
        """Places that this seat has something at, in the order of the file: its own bases, and where incidents are."""
        known = {force.home for force in self.forces}
        known |= {one.place for one in self.shown.incidents}
        known |= {place for one in self.shown.incidents for place in self.scenario.incident_by_id[one.id].also_at}
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
                yield anchored(Placed(x, y, x, y, box), drawn)

    def wave(self, force: ForceView, raised: Collection[Seat]) -> Iterator[str]:
        """How far an idle force gets before the first open window usually closes: a circle on the sphere.

        With proximity switched off every place is reached, and the circle is as wide as one is ever drawn.
        """
        nmi = radius(self.shown, self.scenario, force, raised)
        home = self.where.get(force.home)
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


def _share(voyage: tuple[Hour, Hour] | None, hour: Hour) -> float:
    """What part of its way a force has behind it."""
    sailed, arrives = voyage or (0, 0)
    return 1.0 if arrives <= sailed else min(max((hour - sailed) / (arrives - sailed), 0.04), 0.96)


def _share_back(back: Homeward, hour: Hour) -> float:
    """How far from where it left a force is that goes home, as a part of the way there."""
    turned = _share(back.voyage, back.since)
    return turned * max(0.0, (back.home - hour) / max(1, back.home - back.since))


def ending(one: IncidentView) -> str:
    """How an incident came out, in a word or two."""
    if one.choice is not None and one.choice != "press":
        return f"the opponent {CHOICE_PAST[one.choice]}"
    return UNRULED if one.outcome is None else PRESSED_AND[one.outcome]
