"""What a report makes of an exercise: summary, overview, analysis of capabilities."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from fourthseat.engine.core.wording import count
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
from fourthseat.engine.exercise.aar.evidence import Fact, Record, move_of_note
from fourthseat.engine.exercise.aar.findings import CAPABILITY, NOT_SAID, Finding
from fourthseat.engine.exercise.aar.redaction import Reader
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["FORM", "LABELS", "MET", "NOT_JUDGED", "RATINGS", "analysis", "overview", "overview_known"]

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
MET = {"met": "met", "partly": "met in part", "not-met": "not met"}
"""Whether an objective was reached, as the evaluator says it."""
NOT_JUDGED = "not judged"
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


def tested(s: Scenario, to: Reader, evident: Collection[str]) -> dict[str, str]:
    """The capabilities an objective puts to the test, and those that something is *evident* of, in their order."""
    named = {o.capability for cell in s.seats if not to.hidden(cell.id) for o in filter(to.objective, cell.objectives)}
    return {key: title for key, title in CAPABILITY.items() if key in named or key in evident}


def overview_known(record: Record, s: Scenario, end: State | None, to: Reader) -> dict[str, str]:
    """What the exercise itself says for every row of the overview, with the game at *end*; empty where only people know."""
    moves = end.turn if end is not None else 0
    # Before ENDEX one may open still.
    unopened = "has not opened so far" if end is None or end.ended is None else "did not open"
    known = [
        i for i in s.incidents if not to.releasable or (end is not None and end.incidents[i.id].opened is not None)
    ]
    cells = [cell for cell in s.seats if not to.hidden(cell.id)]
    return {
        "Exercise Name": s.title,
        "Exercise Dates": record.dates,
        "Scope": f"{s.moves_told} of the scenario; {count(moves, 'move')} begun, played to {s.told(end.hour if end else 0)}"
        + (f", from {s.told(0)}" if s.startex else ""),
        "Mission Area(s)": "Deterrence and alliance coordination",
        "Core Capabilities": "\n".join(tested(s, to, ()).values()),
        "Objectives": "\n".join(
            f"{cell.id}: {'; '.join(o.text for o in cell.objectives if to.objective(o))}" for cell in cells
        ),
        "Threat or Hazard": "\n".join(
            f"{i.title}{'' if end is not None and end.incidents[i.id].opened is not None else f' ({unopened})'}"
            for i in known
        )
        or f"none {unopened.replace(' not', '')}",
        "Scenario": s.situation if to.releasable else s.summary,
        "Sponsor": "",
        "Participating Organizations": ", ".join(cell.name for cell in s.seats),
        POINT_OF_CONTACT: "",
    }


def overview(record: Record, s: Scenario, facts: Sequence[Fact], to: Reader) -> Section:
    """HSEEP's table of an exercise, its rows in HSEEP's order and by the names of :data:`LABELS`."""
    end = facts[-1].state if facts else None
    first = s.coalition(record.log.header.coalition).title
    last = end.coalition.title if end is not None else first
    defaults = overview_known(record, s, end, to)
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
                    MET.get(str(rated.get("met", "")), NOT_JUDGED),
                )
            )
            if rated.get("text"):
                said.append(f"{cell.id}, {o.text} ({rated.get('rating', '')}): {to.said(str(rated['text']))}")
    blocks: list[Block] = [
        Table(
            "ratings",
            "Table 1. Summary of capability performance",
            text_columns(
                ("Cell", 1.4),
                ("Objective", 6),
                ("Capability", 4.2),
                *((rating, 0.8) for rating in RATINGS),
                ("Met?", 2.2),
            ),
            rows,
        ),
        "X: the evaluator's rating of how the capability was performed; a row without one has not been rated. Met? is the evaluator's answer to another "
        "question, whether the objective itself was reached at the end: a capability can be performed well and its objective missed. "
        "The capability is the one the scenario names, and is the lead evaluator's to change.",
        Points(tuple(f"{key}, {text}: {MEANING[key]}." for key, text in RATINGS.items())),
    ]
    blocks += _measured(record, s, facts, to)
    if said:
        blocks += [Heading("Explanation of ratings"), Points(tuple(said))]
    number = 0
    evident = {one.capability for one in (*strengths, *areas)}
    for n, (key, title) in enumerate(tested(s, to, evident).items(), 1):
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
        move = move_of_note(entry if isinstance(entry, int) else -1, int(n.get("turn", 0)), [f.entry for f in facts])
        yield f"{f'Move {move}' if move else 'Before move 1'}{by}: {to.said(str(n['text']))}{about}{seen}"
