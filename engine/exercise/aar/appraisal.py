"""What a report makes of an exercise: summary, overview, analysis of capabilities."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import CHOICE_PAST, PRESSED_AND, STILL_OPEN, UNRULED, incident_ending
from fourthseat.engine.documents.blocks import (
    Block,
    Heading,
    Labelled,
    Layout,
    Note,
    Numbered,
    Points,
    Section,
    Table,
    text_columns,
)
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.exercise.aar.findings import CAPABILITY, NOT_SAID, Finding
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, count, some
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.rules.state import IncidentState
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["FORM", "LABELS", "RATINGS", "analysis", "overview", "summary"]

RATINGS = {
    "P": "Performed without Challenges",
    "S": "Performed with Some Challenges",
    "M": "Performed with Major Challenges",
    "U": "Unable to be Performed",
}
"""HSEEP's, in its words."""
MEANING = {
    "P": "the objective was reached, within the plans there are and without getting in the way of another",
    "S": "the objective was reached; ways to be faster or surer were found",
    "M": "the objective was reached in part, or late, or at the cost of another",
    "U": "the objective was not reached",
}
OPEN = "to be filled in"
FORM = (
    "The form is HSEEP's exercise overview, revision of April 2013 (HSEEP-IP01), the one that is still handed round; it says "
    "Capabilities and Situation where that says Core Capabilities and Threat or Hazard."
)
"""Which form the overview is, and when it was issued."""
LABELS = {"Mission Area(s)": "Mission area", "Core Capabilities": "Capabilities", "Threat or Hazard": "Situation"}
"""What a row of the form is called for a defence user; a row that is not here bears the form's own name."""


POINT_OF_CONTACT = "Point of Contact"
"""A person: named in control's version alone."""


def summary(facts: Sequence[Fact], s: Scenario, to: Reader, areas: Sequence[Finding]) -> Section:
    """Half a page: the main result, what drove it, how it ended."""
    if not any(f.state.turn for f in facts):
        return Section("Summary", ("Nothing has been played.",))
    state = facts[-1].state
    opened = [i for i in state.incidents.values() if i.opened is not None]
    decided = [i for i in opened if i.choice is not None]
    held = [i for i in decided if i.choice != "press"]
    chosen, ruled = by_kind(facts, e.Chosen), by_kind(facts, e.Ruled)
    came = [f"{len(held)} not pressed"] if held else []
    for outcome, told in PRESSED_AND.items():
        n = sum(i.choice == "press" and i.outcome is outcome for i in decided)
        came += [f"{n} {told}"] if n else []
    waits = sum(i.choice == "press" and i.outcome is None for i in decided)
    came += [f"{waits} {UNRULED}"] if waits else []
    still = len(opened) - len(decided)
    came += [f"{still} {STILL_OPEN}"] if still else []
    blocks: list[Block] = []
    cites = some([*chosen, *ruled] or by_kind(facts, e.IncidentOpened) or facts[-1:])
    result = f"{count(len(opened), 'incident').capitalize()} opened{': ' + ', '.join(came) if came else ''} {cites}."
    blocks.append(Labelled("Main result", result))
    blocks.append(Points(tuple(_driver(facts, to, i) for i in opened)))
    peak = max(facts, key=lambda f: f.state.rung)
    tail = [f"The crisis reached rung {peak.state.rung}, {s.ladder.rungs[peak.state.rung]} {peak.cite}."]
    mine = [f for f in ruled if f.entry.by is not e.Ruler.MODEL]
    if mine:
        tail.append(f"Rulings made by control itself: {len(mine)} of {len(ruled)} {some(mine)}.")
    if areas:
        first = "; ".join(
            f"{a.text[0].lower() if a.text[:2] in ('No', 'Th') else a.text[0]}{a.text[1:]} {' '.join(a.cites.split()[:2])}"
            for a in areas[:3]
        )
        tail.append(f"First to improve: {first}.")
    ended = by_kind(facts, e.Ended)
    tail.append(
        f"{to.sentence(ended[0])} {ended[0].cite}"
        if ended
        else f"ENDEX has not been called: this is a draft of an unfinished exercise, as it stood at {state.scenario.told(state.hour)} {facts[-1].cite}."
    )
    blocks.append(Points(tuple(tail)))
    blocks.append(
        Note(
            "This holds for one game, with these people and under the scenario's assumptions: it shows what can happen and why. It is not a forecast."
        )
    )
    return Section("Summary", tuple(blocks))


def _driver(facts: Sequence[Fact], to: Reader, i: IncidentState) -> str:
    """How one incident ended and what drove it."""
    mine = [f for f in facts if getattr(f.entry, "incident", None) == i.id]
    chosen, ruled = by_kind(mine, e.Chosen), by_kind(mine, e.Ruled)
    title = to.incident(i.id)
    if i.choice is None:
        return f"{title}: {STILL_OPEN} {some(by_kind(mine, e.IncidentOpened))}."
    came = incident_ending(i.choice, i.outcome)
    if i.choice != "press":
        came = f"{came}; the opponent {CHOICE_PAST[i.choice]}"
    agreed = [f for f in by_kind(facts, e.Concurred) if f.state.requests[f.entry.request].incident == i.id]
    arrived = [f for f in by_kind(mine, e.Arrived) if not f.entry.late]
    first = f"a joint measure was agreed after {agreed[0].entry.took} h" if agreed else "no joint measure was agreed"
    there = f"{count(len(arrived), 'force')} on station in time"
    why = ""
    if chosen and not to.releasable:
        why = (
            f"; the model gave it {100 * chosen[-1].entry.estimate.p:.0f} % to press ({chosen[-1].entry.estimate.reasons[0]})"
            if chosen[-1].entry.estimate.reasons
            else ""
        )
    return f"{title}: {came}. What stood against it: {first}, {count(len(i.statements), 'statement')} {'was' if len(i.statements) == 1 else 'were'} made, {there}{why} {some([*chosen, *ruled, *agreed[:1], *arrived[:2]])}."


def overview(record: Record, s: Scenario, facts: Sequence[Fact], to: Reader) -> Section:
    """HSEEP's table of an exercise, its rows in HSEEP's order and by the names of :data:`LABELS`."""
    end = facts[-1].state if facts else None
    first = s.coalition(record.log.header.coalition).title
    last = end.coalition.title if end is not None else first
    moves = end.turn if end is not None else 0
    known = [
        i for i in s.incidents if not to.releasable or (end is not None and end.incidents[i.id].opened is not None)
    ]
    cells = [cell for cell in s.seats if not to.hidden(cell.id)]
    defaults = {
        "Exercise Name": s.title,
        "Exercise Dates": "",
        "Scope": f"{s.moves_told} of the scenario; {count(moves, 'move')} begun, played to {s.told(end.hour if end else 0)}"
        + (f", from {s.told(0)}" if s.startex else ""),
        "Mission Area(s)": "Deterrence and alliance coordination",
        "Core Capabilities": "\n".join(CAPABILITY.values()),
        "Objectives": "\n".join(
            f"{cell.id}: {'; '.join(o.text for o in cell.objectives if to.objective(o))}" for cell in cells
        ),
        "Threat or Hazard": "\n".join(i.title for i in known) or "none has opened yet",
        "Scenario": s.situation if to.releasable else s.summary,
        "Sponsor": "",
        "Participating Organizations": ", ".join(cell.name for cell in s.seats),
        POINT_OF_CONTACT: "",
    }
    filled = {name: to.typed(record.overview.get(name, "")) or text or OPEN for name, text in defaults.items()}
    if to.releasable:
        filled[POINT_OF_CONTACT] = "held by control"
    rows = [(LABELS.get(name, name), text) for name, text in filled.items()]
    rows.append(("Coalition", first if first == last else f"{first} at STARTEX; {last} at the end"))
    blocks: list[Block] = [Table("overview", "", text_columns(("Item", 4), ("This exercise", 13)), rows), Note(FORM)]
    if record.branches and not to.releasable:
        blocks += ["Other lines of play branch off; this report is about one line alone.", Points(tuple(f"{to.typed(name)} leaves {to.typed(parent)} at move {turn}: {to.said(reason)}" for name, parent, turn, reason in record.branches))]  # fmt: skip
    return Section("Exercise overview", tuple(blocks), Layout.NEW_PAGE)


def _measured(record: Record, s: Scenario, facts: Sequence[Fact], to: Reader) -> list[Block]:
    """What the measures say that the scenario names for its objectives; nothing where it names none, or nothing was played."""
    named = [
        (cell.id, objective)
        for cell in s.seats
        if not to.hidden(cell.id)
        for objective in cell.objectives
        if objective.measures and to.objective(objective)
    ]
    if not named or not facts:
        return []
    numbers, known = measure(s, record.log.entries, facts[-1].state), measures_of(s)
    rows = []
    for seat, objective in named:
        for name in objective.measures:
            row, value = known[name], numbers[name]
            if value is not None and (row.releasable or not to.releasable):
                better = f"{row.better} is better" if row.better else ""
                rows.append((str(seat), objective.text, row.title, f"{value:.3g} {row.unit}", better))
    columns = text_columns(("Cell", 1.4), ("Objective", 6.1), ("Measure", 4), ("In this game", 2.9), ("", 2.6))
    return [Table("measured", "What the scenario's measures say of them", columns, rows)] if rows else []


def analysis(
    record: Record,
    s: Scenario,
    facts: Sequence[Fact],
    to: Reader,
    strengths: Sequence[Finding],
    areas: Sequence[Finding],
) -> Section:
    """Table 1, then each capability's strengths and areas for improvement, with their evidence."""
    rows, said = [], []
    for cell in s.seats:
        for o in filter(to.objective, cell.objectives) if not to.hidden(cell.id) else ():
            rated = record.ratings.get(o.id, {})
            rows.append(
                (
                    str(cell.id),
                    o.text,
                    CAPABILITY.get(o.capability, NOT_SAID),
                    *("X" if rated.get("rating") == r else "" for r in RATINGS),
                )
            )
            if rated.get("text"):
                said.append(f"{cell.id}, {o.text} ({rated.get('rating', '')}): {to.said(str(rated['text']))}")
    blocks: list[Block] = [
        Table(
            "ratings",
            "Table 1. Summary of capability performance",
            text_columns(("Cell", 1.4), ("Objective", 6.6), ("Capability", 5), *((rating, 1.0) for rating in RATINGS)),
            rows,
        ),
        "X: the evaluator's rating; a row without one has not been rated. The capability is the one the scenario names, and is the lead evaluator's to change.",
        Points(tuple(f"{key}, {text}: {MEANING[key]}." for key, text in RATINGS.items())),
    ]
    blocks += _measured(record, s, facts, to)
    if said:
        blocks += [Heading("Explanation of ratings"), Points(tuple(said))]
    number = 0
    for n, (key, title) in enumerate(CAPABILITY.items(), 1):
        blocks.append(Heading(f"Capability {n}: {title}"))
        good = [one for one in strengths if one.capability == key]
        bad = [one for one in areas if one.capability == key]
        if not good and not bad:
            blocks.append("No finding by rule; add what evaluators saw.")
            continue
        blocks.append(Labelled("Strengths", "" if good else "none found by rule."))
        blocks += [f"Strength {m}: {one.text} {one.cites}." for m, one in enumerate(good, 1)]
        blocks.append(Labelled("Areas for improvement", "" if bad else "none found by rule."))
        for one in bad:
            number += 1
            blocks += [
                Numbered(number, f"{one.text}."),
                Labelled("Reference", f"{one.cites}."),
                Labelled("Analysis", one.analysis or "For the evaluator."),
            ]
    if record.notes and not to.releasable:
        blocks += [Heading("Evaluators' notes"), Points(tuple(_noted(record, facts, to)))]
    return Section("Analysis of capabilities", tuple(blocks))


def _noted(record: Record, facts: Sequence[Fact], to: Reader) -> Iterator[str]:
    for n in record.notes:
        entry = n.get("entry")
        seen = f" {facts[entry].cite}" if isinstance(entry, int) and 0 <= entry < len(facts) else ""
        about = f" (objective {to.typed(str(n['objective']))})" if n.get("objective") else ""
        by = f", {to.typed(str(n['by']))}" if n.get("by") else ""
        yield f"Move {n.get('turn', 0)}{by}: {to.said(str(n['text']))}{about}{seen}"
