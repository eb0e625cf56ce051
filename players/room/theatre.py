"""The replay theatre: a log, or two side by side, as one HTML file to send to someone with nothing installed.

Every picture is drawn here, from each seat's own view, with the pieces the room itself shows; the page only turns them
over. Equal pieces are kept once and the whole is packed, so that a long game is some hundred kilobytes.
"""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from engine.entries import Argued, Arrived, Chosen, Concurred, IncidentOpened, Injected, Ruled, RungMoved, TurnOpened
from engine.log import EventLog
from engine.measures import MEASURES, measure
from engine.replay import states
from engine.terms import CONTROL
from engine.view import public, view
from engine.watch import WALL, Told, changes_of, last_state
from players.room.pages import ENV, Drawing, pieces

__all__ = ["theatre"]

EVENTS = (IncidentOpened, Injected, Concurred, Arrived, Chosen, Ruled, Argued, RungMoved)
"""What *next event* stops at."""


def theatre(logs: Sequence[tuple[str, EventLog]]) -> str:
    """The page for one log, or for two with their names."""
    pool: dict[str, int] = {}
    shows = [_show(name, log, pool) for name, log in logs]
    packed = gzip.compress(json.dumps({"pool": list(pool), "shows": shows}, separators=(",", ":")).encode(), 9, mtime=0)
    static = files("players.room") / "static"
    drawings = [Drawing(log.header.scenario) for _, log in logs]
    return ENV.get_template("theatre.html").render(
        s=logs[0][1].header.scenario,
        shows=shows,
        drawings=drawings,
        data=base64.b64encode(packed).decode(),
        css=(static / "room.css").read_text("utf-8"),
        script=(static / "theatre.js").read_text("utf-8"),
    )


def _show(name: str, log: EventLog, pool: dict[str, int]) -> dict[str, Any]:
    scenario = log.header.scenario
    drawing = Drawing(scenario)
    eyes = (CONTROL, *scenario.players, WALL)
    frames: dict[str, list[list[int]]] = {str(eye or "BOARD"): [] for eye in eyes}
    lines: dict[str, list[tuple[int, int]]] = {str(eye or "BOARD"): [] for eye in eyes}
    steps: list[tuple[int, int, int]] = []
    last: dict[str, Any] = {}
    for number, (entry, state) in enumerate(states(log)):
        steps.append(
            (entry.hour, state.turn, 2 if isinstance(entry, TurnOpened) else 1 if isinstance(entry, EVENTS) else 0)
        )
        for eye in eyes:
            who = str(eye or "BOARD")
            shown = public(state) if eye == WALL else view(state, eye)
            before = last.get(who)
            for line in changes_of(eye, entry, state, before, shown):
                lines[who].append((number, _kept(_line(Told(number, line), full=eye == CONTROL), pool)))
            if before is None or shown._replace(hour=0) != before._replace(hour=0) or _moving(shown, before):
                made = pieces(shown, scenario, drawing, [], numbers=eye == CONTROL)
                ids = [_kept(made[piece], pool) for piece in ("map", "ladder", "race", "situation", "forces")]
                if not frames[who] or frames[who][-1][1:] != ids:
                    frames[who].append([number, *ids])
            last[who] = shown
    numbers = measure(scenario, log.entries, last_state(log))
    told = [(i.name.replace("_", " "), numbers[i.name], MEASURES[i.name].unit) for i in scenario.interests]
    return {
        "name": name,
        "title": scenario.title,
        "coalition": scenario.coalition(log.header.coalition).title,
        "seed": str(log.header.seed),
        "eyes": list(frames),
        "steps": steps,
        "frames": frames,
        "lines": lines,
        "measures": [f"{n} {v:.2f} {u}" for n, v, u in told if v is not None],
    }


def _moving(shown: Any, before: Any) -> bool:
    """Whether the clock moved while something is under way or a window runs: the picture moves with it."""
    under_way = any(f.voyage is not None and f.voyage[1] > before.hour for f in shown.forces)
    return shown.hour // 6 != before.hour // 6 and (under_way or any(i.choice is None for i in shown.incidents))


def _line(told: Told, *, full: bool) -> str:
    rendered: str = ENV.get_template("theatre_line.html").render(t=told, numbers=full)
    return rendered.strip()


def _kept(text: str, pool: dict[str, int]) -> int:
    return pool.setdefault(text, len(pool))
