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
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any, NamedTuple

from markupsafe import Markup

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import TurnOpened
from fourthseat.engine.core.errors import LogError, ScenarioError, nearest
from fourthseat.engine.core.shown import visible
from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.exercise.map.board import noted
from fourthseat.engine.exercise.map.markers import EVERY_LAYER, Layer
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.perspective import WALL as PUBLIC
from fourthseat.engine.record.perspective import HeardOnce, StoryItem, learned_by_seat
from fourthseat.engine.record.replay import as_played
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.view import View, sealed
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.calendar import zones
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.fragments import Drawing, draw, fragments, picture
from fourthseat.players.web.replay_story import (
    coalition_told,
    curves,
    ending,
    key_lines,
    played_by,
    riddles,
    roles,
)

__all__ = ["seat_in", "theatre"]

PIECES = ("map", "board", "ladder", "race", "orders", "situation", "forces")
GRID_HOURS = 6
"""Between two pictures while something is under way or a window runs: the eye sees it move, the file stays small."""
BOARD_STEPS = 60
"""The board is drawn anew when something is learned, and so often in an exercise: its strips are no finer."""
LAYERS: tuple[Layer, ...] = tuple(layer for layer in EVERY_LAYER if layer != "reach")
"""Not how far idle forces would get, which the room shows on demand: half of a map's bytes, and other ones every hour."""


class Moment(NamedTuple):
    """An entry of the log as every pair of eyes has it."""

    key: int
    """When, as the page counts: twice the hour, and one more once a move has opened in that hour."""
    entry: Entry
    state: State
    """After it."""
    views: Mapping[Seat, View]
    lines: Mapping[Seat, Sequence[NarrativeLine]]
    """What the entry told each."""


def theatre(logs: Sequence[tuple[str, EventLog]], eyes: Seat | None = None) -> str:
    """The page for one log, or for two with their names: control's with all eyes, or holding *eyes* alone."""
    for name, log in logs:
        if not log.entries:
            raise LogError(f"{name}: nothing of the game was recorded")
    logs = [(name, as_played(log)) for name, log in logs]
    pool: dict[str, int] = {}
    seen = [eyes] if eyes is not None else _common(logs)
    drawings = [Drawing(log.header.scenario) for _, log in logs]
    shows, ends = [], []
    for (name, log), drawing in zip(logs, drawings, strict=True):
        moments, last = _perspectives(log, seen)
        shows.append(_show(name, log, seen, moments, drawing, pool))
        ends.append(last)
    content = {"pool": [visible(text) for text in _ordered(shows, list(pool))], "pieces": PIECES, "shows": shows}
    packed = gzip.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(), 9, mtime=0)
    static = files("fourthseat.players.web") / "static"
    script = "\n".join((static / name).read_text("utf-8") for name in ("theatre_study.js", "theatre.js"))
    scenario = logs[0][1].header.scenario
    page = draw(
        "theatre.html",
        exercise=scenario.title,
        handling=scenario.handling,
        shows=shows,
        drawings=drawings,
        measures=_measures(logs, ends) if eyes is None else [],
        whose=_whose(scenario.seat_by_id[eyes].name if eyes else "", eyes),
        control=eyes is None,
        data=base64.b64encode(packed).decode(),
        css=Markup(
            (static / "room.css").read_text("utf-8")
            + (static / "orders.css").read_text("utf-8")
            + (static / "theatre.css").read_text("utf-8")
        ),
        script=Markup(script),
        script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
    )
    return visible(page)


def _common(logs: Sequence[tuple[str, EventLog]]) -> list[Seat]:
    """Control, the seats every log has, and the public."""
    seats = logs[0][1].header.scenario.players
    return [CONTROL, *(s for s in seats if all(s in log.header.scenario.players for _, log in logs)), PUBLIC]


def _whose(name: str, eyes: Seat | None) -> str:
    if eyes is None:
        return "Control's file: whoever opens it can read every seat's secrets. Do not send it to a player."
    if eyes == PUBLIC:
        return "Holds what the board on the wall showed, and nothing else."
    return f"Holds what {name} ({eyes}) may know, and nothing else."


def seat_in(logs: Sequence[tuple[str, EventLog]], name: str) -> Seat:
    """The seat *name*, if every log has it; :exc:`LogError` with the nearest if not."""
    for where, log in logs:
        if name not in log.header.scenario.players:
            raise LogError(f"no seat {name!r} in {where}; {nearest(name, log.header.scenario.players)}")
    return Seat(name)


# ---------------------------------------------------------------- one log


def _perspectives(log: EventLog, eyes: Sequence[Seat]) -> tuple[list[Moment], State]:
    """Every entry as each of *eyes* has it, and the last state: one fold, one view for each of them and entry.

    Raises :exc:`LogError` with its line if an entry speaks of what the scenario does not have (a forged log).
    """
    moments: list[Moment] = []
    state = start(log.header.scenario, log.header.coalition)
    opened, once = -1, {eye: HeardOnce(eye) for eye in eyes}
    for number, entry in enumerate(log.entries, 2):
        before = moments[-1].views if moments else {}
        try:
            state = apply(state, entry)
            views = {eye: public(state) if eye == PUBLIC else view(state, eye) for eye in eyes}
            narrate(entry, state)
            lines = {
                eye: tuple(once[eye].of(entry, learned_by_seat(eye, entry, state, before.get(eye), views[eye])))
                for eye in eyes
            }
        except (KeyError, ScenarioError) as wrong:
            raise LogError(
                f"line {number}: {type(entry).__name__} names {wrong}, which this game does not have"
            ) from None
        if isinstance(entry, TurnOpened):
            opened = entry.hour
        key = 2 * entry.hour + (opened == entry.hour and entry.hour > 0)
        moments.append(Moment(key, entry, state, views, lines))
    return [*_shown(moments)], state


def _shown(moments: Sequence[Moment]) -> Iterator[Moment]:
    """The same with the views that pages are drawn of sealed: the last of each time. Of the others nobody asks more than what they were told."""
    for moment, after in zip(moments, [*moments[1:], None], strict=True):
        last = after is None or after.key != moment.key
        yield moment._replace(views={eye: sealed(seen) for eye, seen in moment.views.items()}) if last else moment


def _show(
    name: str, log: EventLog, eyes: Sequence[Seat], moments: Sequence[Moment], drawing: Drawing, pool: dict[str, int]
) -> dict[str, Any]:
    """One log as the page's script reads it: its head, and for each of *eyes* the pictures and the story."""
    scenario = log.header.scenario
    full = CONTROL in eyes
    return {
        "name": name,
        "title": scenario.title,
        "coalition": coalition_told(scenario, log.header.coalition, log.entries),
        "about": _about(scenario, full),
        "roles": roles(scenario, played_by(log.entries, [moment.state for moment in moments]) if full else {}),
        "seed": str(log.header.seed) if full else "",
        "finished": log.finished,
        "moves": scenario.turns,
        "opened": [moment.key for moment in moments if isinstance(moment.entry, TurnOpened)],
        "last": moments[-1].key,
        "rungs": list(scenario.ladder.rungs),
        "dates": _dates(scenario, moments[-1].entry.hour),
        "eyes": {
            str(eye or "BOARD"): {
                "frames": list(_frames(eye, moments, scenario, drawing, pool)),
                "lines": list(_lines(eye, moments, pool)),
                **_around(eye, moments, scenario, log.finished),
            }
            for eye in eyes
        },
    }


def _about(scenario: Scenario, full: bool) -> str:
    """What it is about: what every cell reads at the start; for control, where nothing of the kind is written, its own summary."""
    return " ".join((scenario.situation or (scenario.summary if full else "")).split())


def _around(eye: Seat, moments: Sequence[Moment], scenario: Scenario, finished: bool) -> dict[str, Any]:
    """What stands around the pictures of *eye*: its key moments, riddles, curves, and how it ended."""
    told = [(m.entry, line.style, n == 0) for m in moments for n, line in enumerate(m.lines[eye])]
    heard = {n for n, moment in enumerate(moments) if moment.lines[eye]}
    return {
        "key": key_lines(told),
        "riddles": list(riddles([(m.key, m.entry, m.state) for m in moments], eye, heard, scenario)),
        "curves": curves([(m.key, m.views[eye]) for m in moments]),
        "ending": ending(moments[-1].views[eye], scenario, finished),
    }


def _dates(scenario: Scenario, last: Hour) -> dict[str, Any] | None:
    """STARTEX in minutes since 1970 and the times of its zone up to hour *last*, for the page's clock; None without a date."""
    if scenario.startex_at is None:
        return None
    return {"start": round(scenario.startex_at.timestamp() / 60), "zones": zones(scenario.startex_at, last)}


def _lines(eye: Seat, moments: Sequence[Moment], pool: dict[str, int]) -> Iterator[tuple[int, int, str, int]]:
    """(when, text, weight, line of the log; 0 for all but control) of everything *eye* was told."""
    for number, moment in enumerate(moments):
        for line in moment.lines[eye]:
            text = draw("theatre_line.html", t=StoryItem(number, line)).strip()
            yield moment.key, _pooled(text, pool), line.style, number + 2 if eye == CONTROL else 0


def _frames(
    eye: Seat, moments: Sequence[Moment], scenario: Scenario, drawing: Drawing, pool: dict[str, int]
) -> Iterator[list[int]]:
    """When, move, rung and the pieces, at every hour in which *eye* could see a change, and in between as ships sail.

    Whether a picture is drawn depends on the view and on what the board may tell alone: an hour in which somebody else
    learned something leaves no trace.
    """
    marked = [moment for moment in moments if noted(eye, scenario, (moment.entry,))] if drawing.has_board else []
    at = {moment.key: moment.views[eye] for moment in moments}  # the last view of each
    grid = {2 * hour for hour in range(0, moments[-1].entry.hour + 1, GRID_HOURS)}
    current, last, drawn = next(iter(at.values())), None, list[int]()
    on_board, drawn_part = "", -1
    for key in sorted(grid | at.keys()):
        current = at.get(key, current)
        shown = current.at(key // 2)
        told = [moment.entry for moment in marked if moment.key <= key]
        still = (shown.at(0), len(told))
        part = key // 2 * BOARD_STEPS // scenario.endex if drawing.has_board else 0
        if still == last and not (key in grid and (part != drawn_part or _moving(shown))):
            continue
        page = picture(shown, scenario, (), numbers=eye == CONTROL)
        pieces = fragments(page, drawing, None, layers=LAYERS)
        if still != last or part != drawn_part:
            on_board, drawn_part = str(drawing.board(shown, told)), part
        pieces["board"] = on_board
        ids = [shown.turn, shown.rung, *(_pooled(pieces[piece], pool) for piece in PIECES)]
        if ids != drawn:
            yield [key, *ids]
        last, drawn = still, ids


def _moving(shown: View) -> bool:
    """Whether a ship is under way, or came in since the last picture, or a window runs."""
    under_way = any(
        f.homeward is not None or (f.voyage is not None and f.voyage[1] > shown.hour - GRID_HOURS) for f in shown.forces
    )
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


def _pooled(text: str, pool: dict[str, int]) -> int:
    return pool.setdefault(text, len(pool))


# ---------------------------------------------------------------- how it ended


def _measures(logs: Sequence[tuple[str, EventLog]], ends: Sequence[State]) -> list[tuple[str, str, list[str]]]:
    """Name, unit and each game's value of what the first scenario is about; of a game that is over. *ends*: their last states."""
    numbers: list[Mapping[str, float | None]] = [
        measure(log.header.scenario, log.entries, last) if log.finished else {}
        for (_, log), last in zip(logs, ends, strict=True)
    ]
    return [
        (
            i.name.replace("_", " "),
            measures_of(logs[0][1].header.scenario)[i.name].unit,
            [_number(of.get(i.name)) for of in numbers],
        )
        for i in logs[0][1].header.scenario.interests
    ]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"
