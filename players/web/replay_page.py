"""The replay theatre: a log, or two side by side, as one HTML file to send to someone with nothing installed.

Every picture is drawn here, from each seat's own view, with the pieces the room itself shows; the page only turns them
over. Equal pieces are kept once and the whole is packed, so that a long game is some hundred kilobytes. A file for
control holds every seat's eyes and therefore every secret, and says so; a file for one seat, or for the public, is made
from that one view alone and holds nothing else: no other eyes, no measures, not the seed the game could be played again
with, and no picture drawn at an hour in which only somebody else learned something.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from fourthseat.engine.core.entries import Entry, TurnOpened
from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.engine.record.perspective import WALL, Told, changes_of, last_state, sound
from fourthseat.engine.record.replay import states
from fourthseat.engine.rules.copying import replace
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View, public, view
from fourthseat.players.web.views import ENV, Drawing, pieces

__all__ = ["theatre"]

PIECES = ("map", "ladder", "race", "situation", "forces")
GRID_HOURS = 6
"""Between two pictures while something is under way or a window runs: the eye sees it move, the file stays small."""
REACH = re.compile(r'<path [^>]*class="reach"[^>]*>.*?</path>', re.DOTALL)
"""How far idle forces would get, which the room shows on demand: half of a map's bytes, and other ones every hour."""


def theatre(logs: Sequence[tuple[str, EventLog]], eyes: Seat | None = None) -> str:
    """The page for one log, or for two with their names: control's with all eyes, or holding *eyes* alone."""
    for name, log in logs:
        if not log.entries:
            raise LogError(f"{name}: nothing of the game was recorded")
        sound(log)
    pool: dict[str, int] = {}
    seen = [eyes] if eyes is not None else _common(logs)
    shows = [_show(name, log, seen, pool) for name, log in logs]
    told = {"pool": _ordered(shows, list(pool)), "shows": shows}
    packed = gzip.compress(json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
    static = files("fourthseat.players.web") / "static"
    script = (static / "theatre.js").read_text("utf-8")
    scenario = logs[0][1].header.scenario
    return ENV.get_template("theatre.html").render(
        s=scenario,
        shows=shows,
        drawings=[Drawing(log.header.scenario) for _, log in logs],
        measures=_measures(logs) if eyes is None else [],
        whose=_whose(scenario.seat_by_id[eyes].name if eyes else "", eyes),
        control=eyes is None,
        data=base64.b64encode(packed).decode(),
        css=Markup((static / "room.css").read_text("utf-8") + (static / "theatre.css").read_text("utf-8")),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )


def _common(logs: Sequence[tuple[str, EventLog]]) -> list[Seat]:
    """Control, the seats every log has, and the public."""
    seats = logs[0][1].header.scenario.players
    return [CONTROL, *(s for s in seats if all(s in log.header.scenario.players for _, log in logs)), WALL]


def _whose(name: str, eyes: Seat | None) -> str:
    if eyes is None:
        return "Control's file: whoever opens it can read every seat's secrets. Do not send it to a player."
    if eyes == WALL:
        return "Holds what the board on the wall showed, and nothing else."
    return f"Holds what {name} ({eyes}) may know, and nothing else."


def seat_in(logs: Sequence[tuple[str, EventLog]], name: str) -> Seat:
    """The seat *name*, if every log has it; :exc:`LogError` with the nearest if not."""
    for where, log in logs:
        if name not in log.header.scenario.players:
            raise LogError(f"no seat {name!r} in {where}; {nearest(name, log.header.scenario.players)}")
    return Seat(name)


# ---------------------------------------------------------------- one log


def _show(name: str, log: EventLog, eyes: Sequence[Seat], pool: dict[str, int]) -> dict[str, Any]:
    scenario = log.header.scenario
    keyed = list(_keyed(log))
    drawing = Drawing(scenario)
    full = CONTROL in eyes
    return {
        "name": name,
        "title": scenario.title,
        "coalition": scenario.coalition(log.header.coalition).title,
        "seed": str(log.header.seed) if full else "",
        "finished": log.finished,
        "moves": scenario.turns,
        "opened": [key for key, entry, _ in keyed if isinstance(entry, TurnOpened)],
        "last": keyed[-1][0],
        "rungs": list(scenario.ladder.rungs),
        "eyes": {
            str(eye or "BOARD"): {
                "frames": list(_frames(eye, keyed, log, drawing, pool)),
                "lines": list(_lines(eye, keyed, pool)),
            }
            for eye in eyes
        },
    }


Keyed = tuple[int, Entry, State]
"""When, as the page counts: twice the hour, and one more once a move has opened in that hour."""


def _keyed(log: EventLog) -> Iterator[Keyed]:
    opened = -1
    for entry, state in states(log):
        if isinstance(entry, TurnOpened):
            opened = entry.hour
        yield 2 * entry.hour + (opened == entry.hour and entry.hour > 0), entry, state


def _seen(eye: Seat, state: State) -> View:
    return public(state) if eye == WALL else view(state, eye)


def _lines(eye: Seat, keyed: Sequence[Keyed], pool: dict[str, int]) -> Iterator[tuple[int, int, str, int]]:
    """(when, text, weight, line of the log; 0 for all but control) of everything *eye* was told."""
    before: View | None = None
    for number, (key, entry, state) in enumerate(keyed):
        shown = _seen(eye, state)
        for line in changes_of(eye, entry, state, before, shown):
            text = ENV.get_template("theatre_line.html").render(t=Told(number, line)).strip()
            yield key, _kept(text, pool), line.style, number + 2 if eye == CONTROL else 0
        before = shown


def _frames(
    eye: Seat, keyed: Sequence[Keyed], log: EventLog, drawing: Drawing, pool: dict[str, int]
) -> Iterator[list[int]]:
    """When, move, rung and the pieces, at every hour in which *eye* could see a change, and in between as ships sail.

    Whether a picture is drawn depends on the view alone: an hour in which somebody else learned something leaves no trace.
    """
    at = {key: state for key, _, state in keyed}  # the last state of each
    grid = {2 * hour for hour in range(0, keyed[-1][1].hour + 1, GRID_HOURS)}
    state, last, drawn = next(iter(at.values())), None, list[int]()
    for key in sorted(grid | at.keys()):
        state = at.get(key, state)
        shown = _seen(eye, replace(state, hour=key // 2))
        still = shown._replace(hour=0)
        if still == last and not (key in grid and _moving(shown)):
            continue
        made = pieces(shown, log.header.scenario, drawing, [], numbers=eye == CONTROL)
        made["map"] = REACH.sub("", made["map"])
        ids = [shown.turn, shown.rung, *(_kept(made[piece], pool) for piece in PIECES)]
        if ids != drawn:
            yield [key, *ids]
        last, drawn = still, ids


def _moving(shown: View) -> bool:
    """Whether a ship is under way, or came in since the last picture, or a window runs."""
    under_way = any(f.voyage is not None and f.voyage[1] > shown.hour - GRID_HOURS for f in shown.forces)
    return under_way or any(i.choice is None for i in shown.incidents)


def _ordered(shows: Sequence[dict[str, Any]], pool: Sequence[str]) -> list[str]:
    """*pool* with like beside like, as they followed each other in time, which packs a quarter smaller; *shows* is renumbered."""
    eyes = [told for show in shows for told in show["eyes"].values()]
    order: dict[int, int] = {}
    for piece in range(3, 3 + len(PIECES)):
        for _, old in sorted((frame[0], frame[piece]) for told in eyes for frame in told["frames"]):
            order.setdefault(old, len(order))
    for told in eyes:
        for _, old, _, _ in told["lines"]:
            order.setdefault(old, len(order))
        told["frames"] = [[*frame[:3], *(order[old] for old in frame[3:])] for frame in told["frames"]]
        told["lines"] = [[key, order[old], style, line] for key, old, style, line in told["lines"]]
    return [pool[old] for old in order]


def _kept(text: str, pool: dict[str, int]) -> int:
    return pool.setdefault(text, len(pool))


# ---------------------------------------------------------------- how it ended


def _measures(logs: Sequence[tuple[str, EventLog]]) -> list[tuple[str, str, list[str]]]:
    """Name, unit and each game's value of what the first scenario is about; of a game that is over."""
    numbers: list[Mapping[str, float | None]] = [
        measure(log.header.scenario, log.entries, last_state(log)) if log.finished else {} for _, log in logs
    ]
    return [
        (i.name.replace("_", " "), MEASURES[i.name].unit, [_number(of.get(i.name)) for of in numbers])
        for i in logs[0][1].header.scenario.interests
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
