"""What a log shows went well and what did not, by rule and with its evidence: the draft of a report's analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from engine import entries as e
from engine.rules import promise
from engine.scenario import Scenario
from engine.state import IncidentState, State
from engine.story import Line
from engine.terms import Cell, Outcome

__all__ = ["CAPABILITY", "Fact", "Finding", "findings"]

CAPABILITY = {
    "coordination": "Alliance coordination", "signal": "Deterrence signalling", "information": "Information sharing and security",
    "logistics": "Presence and logistics", "escalation": "Escalation management",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Fact:
    """An entry with its line in the file, the state after it, and its sentence."""

    number: int
    entry: Any
    state: State
    line: Line | None

    @property
    def cite(self) -> str:
        """How a sentence points at it."""
        return f"[L{self.number + 2}]"


@dataclass(slots=True)
class Finding:
    """A strength or an area for improvement, with its evidence."""

    capability: str
    text: str
    cites: list[str]
    analysis: str = ""
    action: str = ""


def findings(facts: Sequence[Fact], s: Scenario, *, releasable: bool) -> tuple[list[Finding], list[Finding]]:
    """Strengths and areas for improvement; *releasable* leaves out what only control or the opponent knew."""
    if not facts:
        return [], []
    found = [
        *(
            one
            for incident in facts[-1].state.incidents.values()
            if incident.opened is not None
            for one in _incident(facts, s, incident)
        ),
        *(() if releasable else _secrets(facts)),
        *_ladder(facts, s),
        *_orders(facts, s),
    ]
    return [one for one in found if not one.action], [one for one in found if one.action]


def _of(facts: Sequence[Fact], kind: Any, **where: Any) -> list[Fact]:
    return [f for f in facts if isinstance(f.entry, kind) and all(getattr(f.entry, k) == v for k, v in where.items())]


def _cites(found: Sequence[Fact]) -> list[str]:
    return [f.cite for f in found[:8]]


def _incident(facts: Sequence[Fact], s: Scenario, incident: IncidentState) -> Iterator[Finding]:
    title = s.incident_by_id[incident.id].title
    opened = _of(facts, e.IncidentOpened, incident=incident.id)
    asked = _of(facts, e.Requested, incident=incident.id)
    agreed = [f for f in _of(facts, e.Concurred) if f.state.requests[f.entry.request].incident == incident.id]
    blocked = [f for f in _of(facts, e.Blocked) if f.state.requests[f.entry.request].incident == incident.id]
    if agreed:
        told = f"The coalition concurred on {title} after {agreed[0].entry.took} h, inside the window."
        yield Finding("coordination", told, _cites([*opened, agreed[0]]))
    elif asked:
        why = "; ".join(dict.fromkeys(f.entry.reason for f in blocked)) or "still open"
        yield Finding(
            "coordination",
            f"No joint measure on {title} was concurred in.",
            _cites([*asked, *blocked]),
            f"Asked {len(asked)} times; {why}.",
            "Agree before a crisis who answers such a request, on what authority, within how many hours.",
        )
    elif incident.choice is not None:
        yield Finding(
            "coordination",
            f"Nobody asked the coalition for a joint measure on {title}.",
            _cites(opened),
            "The window closed without a request.",
            "Name the seat that proposes first, and by when.",
        )
    late = _of(facts, e.Arrived, incident=incident.id, late=True)
    there = _of(facts, e.Arrived, incident=incident.id, late=False)
    if there:
        told = f"{len(there)} forces were on station at {title} before the window closed."
        yield Finding("logistics", told, _cites(there))
    if late or (not there and incident.choice is not None):
        told = f"{len(late)} forces came after the window had closed" if late else "no force was on station in time"
        yield Finding(
            "logistics",
            f"At {title} {told}.",
            _cites(late or opened),
            "Hours lay between order, concurrence and arrival; the timeline shows where.",
            "Position or alert forces earlier; shorten what stands before sailing.",
        )
    chosen = _of(facts, e.Chosen, incident=incident.id)
    if incident.choice in ("hold", "back-down"):
        yield Finding("signal", f"The opponent did not press {title}.", _cites(chosen))
    elif incident.choice == "press" and incident.outcome is Outcome.FAILURE:
        agreed_told = "a concurrence" if incident.concurred is not None else "no concurrence"
        seen = f"{len(incident.statements)} statements, {len(incident.arrivals)} forces, {agreed_told}"
        yield Finding(
            "signal",
            f"{title} was pressed to a fait accompli.",
            _cites([*chosen, *_of(facts, e.Ruled, incident=incident.id)]),
            f"What the opponent could see by then: {seen}.",
            "Decide what must be visible to the opponent before such a window closes.",
        )


def _secrets(facts: Sequence[Fact]) -> Iterator[Finding]:
    leaks = _of(facts, e.Leaked)
    if leaks:
        holders = ", ".join(sorted({f.entry.holder for f in leaks}))
        yield Finding(
            "information",
            f"{len(leaks)} secrets of the coalition got out.",
            _cites(leaks),
            f"At {holders}.",
            "Tighten who holds what; raise safeguards before sharing more.",
        )


def _ladder(facts: Sequence[Fact], s: Scenario) -> Iterator[Finding]:
    climbs = [f for f in _of(facts, e.RungMoved) if f.entry.to >= 4]
    if climbs:
        yield Finding(
            "escalation",
            f"The crisis reached rung {max(f.entry.to for f in climbs)}.",
            _cites(climbs),
            "Each step's reason stands in the log.",
            "Agree which measures are above the comfortable rung of some capital, and on a channel to the opponent.",
        )
    else:
        told = f"The crisis stayed below rung 4, {s.ladder.rungs[4]}."
        yield Finding("escalation", told, _cites(_of(facts, e.RungMoved) or facts[:1]))


def _orders(facts: Sequence[Fact], s: Scenario) -> Iterator[Finding]:
    lines = {f.entry.number: f.cite for f in _of(facts, e.Sent)}
    broken = [talk for talk in facts[-1].state.talks if promise(facts[-1].state, talk) is False]
    if broken:
        yield Finding(
            "coordination",
            f"{len(broken)} promises between cells were not kept.",
            [lines[talk.number] for talk in broken],
            "Promised and not ordered in time.",
            "Record commitments and report on them at every outbrief.",
        )
    dropped = [f for f in _of(facts, e.Dropped) if s.cell(f.entry.seat) is not Cell.RED]
    if dropped:
        yield Finding(
            "logistics",
            f"{len(dropped)} accepted orders came to nothing.",
            _cites(dropped),
            "; ".join(dict.fromkeys(f.entry.reason for f in dropped)) + ".",
            "Check before ordering whether staff work, concurrence and licence leave time for an effect.",
        )
    declared = [f for f in _of(facts, e.Decided) if f.entry.decision.reason.startswith("declared default")]
    if declared:
        seats = ", ".join(sorted({f.entry.seat for f in declared}))
        yield Finding(
            "coordination",
            f"{len(declared)} times a cell had not answered when control closed the round.",
            _cites(declared),
            f"Cells: {seats}.",
            "Give more time, or a smaller menu; name who signs.",
        )
