"""What every role sees, as pieces of a page: each made from the role's own view, and from nothing else.

A piece is drawn once for a role and a state of the room, however many screens show it.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from fourthseat.engine.core.entries import Decided, Injected, RungMoved, TurnOpened
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.lookahead import MIN_PAIRS, Ahead, bounds
from fourthseat.engine.exercise.map.base import Frame, definitions, frame, land
from fourthseat.engine.exercise.map.markers import ending, overlay, reach
from fourthseat.engine.exercise.stages import MINUTES, STAGES
from fourthseat.engine.models.argument import NEEDED, odds
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import DISCLAIMER, said
from fourthseat.engine.record.perspective import WALL, Eyes, Told, side_by_side
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.rows import Inject
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.session import AUDIENCE, BOARD, EVALUATOR, OBSERVER, Line, Room

__all__ = ["Pages", "pieces"]

BANNER = "EXERCISE EXERCISE EXERCISE"
OVERVIEW = (
    "Exercise Name", "Exercise Dates", "Scope", "Mission Area(s)", "Core Capabilities", "Objectives", "Threat or Hazard",
    "Scenario", "Sponsor", "Participating Organizations", "Point of Contact",
)  # fmt: skip
"""Rows of the exercise overview, as HSEEP names them."""

TOKEN = f"form-{secrets.token_hex(16)}"
"""Stands in every drawn form for the session's own token, which is put in as the form is sent; nobody can type it, for
it is another whenever the room is opened."""


def _environment() -> Environment:
    env = Environment(
        loader=PackageLoader("fourthseat.players.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals |= {
        "banner": BANNER,
        "disclaimer": DISCLAIMER,
        "ending": ending,
        "stages": STAGES,
        "promise": promise,
        "worded": said,
        "blank": TOKEN,
        "min_pairs": MIN_PAIRS,
    }
    env.filters["percent"] = lambda p: f"{100 * p:.0f} %"
    env.filters["plain"] = lambda x: f"{x:.3g}"
    env.filters["measure"] = lambda name: MEASURES[name].title
    return env


ENV = _environment()


class Drawing:
    """The map of one scenario: drawn once, laid over many times."""

    def __init__(self, scenario: Scenario) -> None:
        """Find the frame and cut the coast to it."""
        self.scenario = scenario
        self.frame: Frame = frame(scenario)
        self.land = Markup(land(self.frame))
        self.definitions = Markup(definitions())

    def over(self, shown: View, symbols: str) -> Markup:
        """What lies on it for *shown*."""
        return Markup(overlay(shown, self.scenario, self.frame, symbols))


def pieces(
    shown: View,
    scenario: Scenario,
    drawing: Drawing,
    told: Sequence[Told],
    symbols: str = "military",
    numbers: bool = False,
) -> dict[str, str]:
    """The picture as one seat has it: map, ladder, race to concurrence, situation, forces, the story so far."""
    given: dict[str, Any] = {
        "v": shown, "s": scenario, "told": told, "numbers": numbers, "reach": reach(shown, scenario), "races": _races(shown, scenario),
    }  # fmt: skip
    found = {"map": str(drawing.over(shown, symbols))}
    for name in ("ladder", "race", "situation", "forces", "feed"):
        found[name] = ENV.get_template(f"piece_{name}.html").render(given)
    return found


def _races(shown: View, scenario: Scenario) -> list[dict[str, Any]]:
    """The coalition's clock against the window's: a row for every request for concurrence on an incident."""
    seen = {one.id: one for one in shown.incidents}
    rows = []
    for asked in shown.asked:
        one = seen.get(asked.incident)
        if one is None:
            continue
        span = max(one.expected_to_close - one.opened, 1)
        rows.append(
            {
                "what": scenario.option_by_id[asked.option].title,
                "where": one.title,
                "by": asked.seat,
                "hour": asked.hour,
                "opened": one.opened,
                "closes": one.expected_to_close,
                "asked": 100 * min(max(asked.hour - one.opened, 0) / span, 1),
                "now": 100 * min(max(shown.hour - one.opened, 0) / span, 1),
                "left": one.expected_to_close - shown.hour,
                "needed": asked.needed,
                "replies": dict(asked.replies),
                "verdict": asked.verdict,
                "open": one.choice is None and asked.verdict is None,
            }
        )
    return rows[-6:]


class Pages:
    """Every page of a room."""

    def __init__(self, room: Room) -> None:
        """For *room*, whose changes are followed by :meth:`forget`."""
        self.room = room
        self.drawing = Drawing(room.scenario)
        self.eyes: dict[str, Eyes] = {}
        self.present: Counter[str] = Counter()
        self.ahead: list[Ahead] = []
        self.ahead_note = ""
        self._made: dict[str, dict[str, str]] = {}

    def forget(self, *roles: str) -> None:
        """Something changed for *roles*, or for everybody: draw anew when next asked."""
        for role in roles or tuple(self._made):
            self._made.pop(role, None)

    def looking(self, line: Line) -> Eyes:
        """The story of *line* through every seat's eyes, up to now."""
        eyes = self.eyes.get(line.name)
        if eyes is None or eyes.count > len(line.game.entries):
            eyes = self.eyes[line.name] = Eyes(line.game.start)
        eyes.more(line.game.entries)
        return eyes

    # ------------------------------------------------------------ pieces

    def live(self, role: str) -> dict[str, str]:
        """Every piece of *role*'s page that changes while it is looked at."""
        if role not in self._made:
            self._made[role] = self._live(role)
        return self._made[role]

    def _live(self, role: str) -> dict[str, str]:
        room = self.room
        shown = room.shown(role)
        full = role in (str(CONTROL), EVALUATOR)
        found = pieces(shown, room.scenario, self.drawing, self._told(role), room.symbols, numbers=full)
        given = self._given(role, shown)
        names = ["status"]
        if full:
            names += ["cells"]
        if role == str(CONTROL):
            names += ["clock", "desk", "msel", "look", "talk"]
        elif role == EVALUATOR:
            names += ["notes"]
        elif role not in AUDIENCE:
            names += ["ask", "talk"]
        names += ["wash"] if role not in (BOARD, OBSERVER) else []
        for name in names:
            found[name] = ENV.get_template(f"piece_{name}.html").render(given)
        return found

    def _told(self, role: str) -> list[Told]:
        room = self.room
        eyes = self.looking(room.line)
        if role in (BOARD, OBSERVER):
            name, upto = room.board
            return [one for one in self.looking(room.lines[name]).told[WALL] if one.entry < upto]
        return eyes.told[CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)]

    def _given(self, role: str, shown: View) -> dict[str, Any]:
        room = self.room
        stage = room.stage
        waits = room.waiting()
        open_to_all = stage == "deliberate" or role in (str(CONTROL), EVALUATOR)
        return {
            "role": role, "room": room, "v": shown, "s": room.scenario, "stage": stage, "state": room.state,
            "key": room.round_key(Seat(role)) if role not in AUDIENCE else "",
            "sealed": room.sealed[Seat(role)] if role not in AUDIENCE and room.is_sealed(Seat(role)) else None,
            "asked": [seat for seat in room.game.pending if seat not in room.doctrine] if open_to_all else [],
            "waits": waits if open_to_all else (), "all_in": not waits and bool(room.game.pending),
            "present": self.present, "calls": _calls(shown), "bounds": {n: bounds(room.state, n, e.p) for n, _, e in shown.rulings},
            "rows": self._rows() if role == str(CONTROL) else [], "ahead": self.ahead, "ahead_note": self.ahead_note,
            "can": _menu(shown), "odds": _odds_table(), "needed": NEEDED, "minutes": MINUTES,
            "carried": dict(room.game.carried) if role == str(CONTROL) else {},
            "proposals": _own_words(room) if role == str(CONTROL) else [],
            "full_state": room.state if role == str(CONTROL) else None,
        }  # fmt: skip

    def _rows(self) -> list[dict[str, Any]]:
        """The events list as control has it, in the order of the day."""
        state = self.room.state
        sent = {e.inject: e.hour for e in self.room.game.entries if isinstance(e, Injected)}
        why = {
            order.inject: entry.decision.reason or "held"
            for entry in self.room.game.entries
            if isinstance(entry, Decided)
            for order in entry.decision.orders
            if order.kind == "withhold"
        }
        listed = sorted(self.room.scenario.msel, key=lambda i: (i.hour is None, i.hour or 0, i.id))
        return [
            {"row": one, "text": state.amended.get(one.id, one.text), **_status(one, state, sent, why)}
            for one in listed
        ]

    # ------------------------------------------------------------ pages

    def page(self, role: str, form_token: str, name: str, *, ghost: bool = False, said: str = "") -> str:
        """The whole page of *role*; *ghost* is control looking through a seat's eyes."""
        room = self.room
        template = {
            str(CONTROL): "control.html",
            EVALUATOR: "evaluator.html",
            BOARD: "board.html",
            OBSERVER: "board.html",
        }
        given = self._given(role, room.shown(role)) | {
            "live": {k: Markup(v) for k, v in self.live(role).items()},
            "drawing": self.drawing,
            "token": form_token,
            "name": name,
            "ghost": ghost,
            "said": said,
        }
        return ENV.get_template(template.get(role, "seat.html")).render(given)

    def draw(self, template: str, **given: Any) -> str:
        """Any other page."""
        return ENV.get_template(template).render(
            {"room": self.room, "s": self.room.scenario, "drawing": self.drawing, **given}
        )

    def branches(self, left: str, right: str) -> dict[str, Any]:
        """Two lines side by side."""
        room = self.room
        pair = [room.lines[name] for name in (left, right)]
        rows, first = side_by_side(*(line.log for line in pair))
        titles = {i.id: i.title for i in room.scenario.incidents}
        return {
            "pair": pair,
            "rows": [(titles.get(name) or _measured(name), a, b) for name, a, b in rows],
            "first": first,
            "tracks": [_ladder(line) for line in pair],
            "longest": max(1, *(line.game.state.hour for line in pair)),
            "stories": [[t for t in self.looking(line).told[CONTROL] if t.line.style != "quiet"] for line in pair],
        }


def _measured(name: str) -> str:
    """A measure's name with its unit; any other as it is."""
    found = MEASURES.get(name)
    return name if found is None else f"{found.title}, {found.unit}"


def _ladder(line: Line) -> list[tuple[int, int]]:
    """(hour, rung) wherever the crisis stood."""
    track = [(0, line.game.start.rung)]
    track += [(e.hour, e.to) for e in line.game.entries if isinstance(e, RungMoved)]
    return [*track, (line.game.state.hour, line.game.state.rung)]


def _calls(shown: View) -> list[Talk]:
    """Offers and requests to this seat that it has not answered."""
    return [
        talk
        for talk in shown.talks
        if talk.sort in ("offer", "request")
        and shown.seat in talk.to
        and all(who != shown.seat for who, _ in talk.answers)
    ]


def _menu(shown: View) -> list[dict[str, Any]]:
    """The menu by incident, as a form shows it."""
    titles = {one.id: one.title for one in shown.incidents}
    groups: dict[str, list[Any]] = {}
    for act in shown.menu:
        groups.setdefault(act.incident, []).append((f"{act.option}@{act.incident}", shown.options[act.option]))
    return [
        {"title": titles.get(name, "Not about one incident"), "options": rows}
        for name, rows in sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0]))
    ]


def _status(inject: Inject, state: State, sent: Mapping[str, int], why: Mapping[str, str]) -> dict[str, str]:
    if inject.id in sent:
        return {"status": "sent", "told": f"sent at H+{sent[inject.id]}"}
    if inject.id in state.withheld:
        return {"status": "held", "told": why.get(inject.id, "held")}
    if inject.id in state.proposed:
        return {"status": "proposed", "told": "proposes itself"}
    if inject.kind == "contingency":
        return {"status": "waits", "told": "when its condition holds"}
    return {"status": "waits", "told": f"due H+{inject.hour}"}


def _own_words(room: Room) -> list[tuple[Seat, str]]:
    """Orders in the cells' own words, of this move."""
    found: list[tuple[Seat, str]] = []
    for entry in room.game.entries:
        if isinstance(entry, TurnOpened):
            found = []
        elif isinstance(entry, Decided):
            found += [(entry.seat, order.text) for order in entry.decision.orders if order.kind == "propose"]
    return found


def _odds_table() -> list[tuple[int, float]]:
    return [(net, odds(max(net, 0), max(-net, 0)).p) for net in range(-4, 5)]
