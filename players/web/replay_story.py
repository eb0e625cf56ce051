"""What the replay theatre tells around its pictures: what it is about and who played, how it ended, its key moments, curves and riddles.

All of it is made from what each pair of eyes was shown and told: a file for one seat says nothing here that its pictures do not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONSENT, CONTROL, Seat, Turn
from fourthseat.engine.core.wording import CHOICE_PAST, incident_ending
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.exercise.aar.fates import sat_in, sitting_told
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Role", "coalition_told", "curves", "ending", "key_lines", "played_by", "riddles", "roles"]

WEIGHTY = (e.IncidentOpened, e.Concurred, e.Chosen, e.Ruled, e.Realigned, e.Accident, e.Exchanged, e.Leaked, e.Ended)
"""Kinds of entries after which a game is another."""
MOST_KEY = 14
"""Key moments listed for one pair of eyes; beyond that the first of each kind and incident stand for the others."""


class Role(NamedTuple):
    """Somebody at the table, for whoever opens the file."""

    seat: str
    name: str
    cell: str
    played: str
    """Who gave its orders, in words; empty in a file that is not control's."""


def roles(scenario: Scenario, sat: Mapping[str, str]) -> list[Role]:
    """Everybody at the table, in the order of the cells; *sat*: who gave each seat's orders."""
    cells = scenario.cell_shown
    return [
        Role(str(seat), scenario.seat_by_id[seat].name, cells[seat].title, sat.get(str(seat), "")) for seat in cells
    ]


def played_by(entries: Sequence[e.Entry], states: Sequence[State]) -> dict[str, str]:
    """Who gave each seat's orders, move by move, in words."""
    facts = [Fact(n, entry, state, None) for n, (entry, state) in enumerate(zip(entries, states, strict=True))]
    return {seat: sitting_told(moves) for seat, moves in sat_in(facts).items()}


def coalition_told(scenario: Scenario, began: str, entries: Sequence[e.Entry]) -> str:
    """The coalition a game was played by: how it began, and what it became in which move."""
    told, turn = [scenario.coalition(began).title], Turn(0)
    last = began
    for entry in entries:
        if isinstance(entry, e.TurnOpened):
            turn = entry.turn
        elif isinstance(entry, e.Realigned) and entry.coalition != last:
            last = entry.coalition
            told.append(
                f"{scenario.coalition(last).title} from move {turn}" if turn else scenario.coalition(last).title
            )
    return "; ".join(told[1:] if len(told) > 1 and turn == 0 else told)


def ending(shown: View, scenario: Scenario, finished: bool) -> list[str]:
    """How it stands at the last entry to these eyes, a sentence a line; *finished*: whether ENDEX was called."""
    told = [
        f"{one.title}: {incident_ending(one.choice, one.outcome)}"
        + (f"; the opponent {CHOICE_PAST[one.choice]}." if one.choice not in (None, "press") else ".")
        for one in shown.incidents
    ]
    told.append(f"The crisis stands at rung {shown.rung}, {scenario.ladder.rungs[shown.rung]}.")
    told.append(f"Coalition: {shown.coalition}.")
    return told if finished else [*told, "The game has not ended: this is as far as it was played."]


def key_lines(told: Sequence[tuple[e.Entry, str, bool]]) -> list[int]:
    """Which of the lines that one pair of eyes was *told* are key moments: their places; each line with its entry, style and whether it is the first of its entry."""
    found = [
        n for n, (entry, style, first) in enumerate(told) if first and isinstance(entry, WEIGHTY) and style != "quiet"
    ]
    found += [n for n, (entry, _, first) in enumerate(told) if first and isinstance(entry, e.RungMoved)]
    if len(found) > MOST_KEY:
        seen: Counter[tuple[str, str]] = Counter()
        kept = []
        for n in sorted(found):
            entry = told[n][0]
            key = (
                type(entry).__name__,
                "" if isinstance(entry, e.RungMoved | e.Concurred | e.Leaked) else getattr(entry, "incident", ""),
            )
            seen[key] += 1
            kept += [n] if seen[key] == 1 else []
        found = kept
    return sorted(found)


def curves(views: Sequence[tuple[int, View]]) -> list[dict[str, Any]]:
    """Numbers over time as one pair of eyes saw them: forces on station where nothing is decided yet, agreements, the scenario's own indicators; steps, and only changes.

    *views*: what was seen, by the page's clock. Each curve has a ``name``, a ``unit``, bounds and ``points``, pairs of clock and value.
    """
    rows: dict[str, tuple[str, str, list[tuple[int, float]]]] = {
        "station": ("Forces on station at open incidents", "", []),
        "agreed": ("Incidents with a joint measure", "", []),
    }
    for key, shown in views:
        _step(rows["station"][2], key, sum(len(one.on_station) for one in shown.incidents if one.choice is None))
        _step(rows["agreed"][2], key, sum(one.concurred is not None for one in shown.incidents))
        for one in shown.indicators:
            rows.setdefault(one.id, (one.title, one.unit, []))
            _step(rows[one.id][2], key, round(one.value, 3))
    return [
        {"name": name, "unit": unit, "points": points}
        for name, unit, points in rows.values()
        if len({value for _, value in points}) > 1
    ]


def _step(points: list[tuple[int, float]], key: int, value: float) -> None:
    if not points or points[-1][1] != value:
        points.append((key, value))


def riddles(
    moments: Sequence[tuple[int, e.Entry, State]], eye: Seat, told: set[int], scenario: Scenario
) -> Iterator[dict[str, Any]]:
    """What a class may guess before it is shown: each choice of the opponent and each answer of the coalition that *eye* was told of.

    *told*: places of the entries of which it was told. A riddle has when it is answered, a ``question``, ``options`` and which is ``right``.
    """
    titles = {"press": "It presses", "hold": "It holds", "back-down": "It backs down", "sideways": "It acts elsewhere", "offer": "It offers terms"}  # fmt: skip
    for n, (key, entry, state) in enumerate(moments):
        if n not in told:
            continue
        if isinstance(entry, e.Chosen):
            spec = scenario.incident_by_id[entry.incident]
            choices = [course.choice for course in spec.courses] or ["press", "hold", "back-down"]
            if entry.choice not in choices:
                choices.append(entry.choice)
            why = f" The model gave it {100 * entry.estimate.p:.0f} % to press." if eye == CONTROL else ""
            yield {
                "key": key,
                "question": f"“{spec.title}”: the window closes. What does the opponent do?",
                "options": [titles[choice] for choice in choices],
                "right": choices.index(entry.choice),
                "why": f"The opponent {CHOICE_PAST[entry.choice]}.{why}",
            }
        elif isinstance(entry, e.Concurred | e.Blocked):
            asked = state.requests[entry.request]
            if asked.rule == CONSENT:
                continue
            about = f" over “{scenario.incident_by_id[asked.incident].title}”" if asked.incident else ""
            option = f"{scenario.option_by_id[asked.option].title}{about}"
            yes = isinstance(entry, e.Concurred)
            yield {
                "key": key,
                "question": f"{asked.seat} has asked for concurrence: {option}. Does the coalition agree?",
                "options": ["It agrees", "It does not"],
                "right": 0 if yes else 1,
                "why": "It agrees." if yes else "Nothing is agreed.",
            }
