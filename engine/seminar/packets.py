"""What is printed before the day: a packet for every cell, the facilitator's guide, the controller's events list."""

from __future__ import annotations

from collections.abc import Mapping

from engine.batch.pages import Document, Note, Points, Section
from engine.scenario import Scenario
from engine.seminar.phases import STAGES
from engine.story import DISCLAIMER
from engine.terms import Seat

__all__ = ["events", "guide", "seat"]

RULE = "________________________________________________________________________________"


def _banner(s: Scenario) -> str:
    return f"**EXERCISE EXERCISE EXERCISE** {s.handling}. {DISCLAIMER}"


def seat(s: Scenario, who: Seat, coalition: str) -> Document:
    """One cell's packet: its brief, what it has, what it may order, and forms to fill in by hand."""
    spec = s.seat_by_id[who]
    variant = s.coalition(coalition)
    places = {p.id: p.name for p in s.places}
    forces = [
        (f.name, f.domain, places[f.home], f"{f.strength:g}", f"{f.speed_kn:g}", f"{f.ready_hours:g}")
        for f in s.forces_of[who]
    ]
    options = [
        (o.title, str(o.rung), "yes" if o.joint else "", "yes" if o.licence else "", f"{o.staff_hours:g}", o.text)
        for o in s.options_of[who]
    ]
    rungs = [(str(n), text) for n, text in enumerate(s.ladder.rungs)]
    members = ", ".join(m.seat for m in variant.members)
    beside = ", ".join(a.seat for a in variant.allies)
    form = tuple(
        Section(
            f"Order form, move {turn}",
            (
                "Intent: " + RULE,
                *(f"Order {n}: {RULE}" for n in range(1, 5)),
                "In our own words, what no option covers: " + RULE,
                "Why: " + RULE,
                "Effect we expect: " + RULE,
                "How sure, 0 to 100 %: ________    Signed for the cell: ____________________    Time: ________",
            ),
        )
        for turn in range(1, s.turns + 1)
    )
    return Document(
        f"{spec.name}: packet of the cell",
        f"{s.title}. {s.turns} moves of {s.turn_hours} hours.",
        _banner(s),
        (
            Section("Your brief", (spec.role + ".", spec.brief, Points(tuple(f"{o.text}." for o in spec.objectives)))),
            Section("The situation", (s.summary, *s.background.strip().split("\n\n"))),
            Section(
                "The table",
                (
                    f"Coalition: {variant.title}. Members {members}; it concurs by {variant.rule}"
                    + (f"; allies beside it {beside}." if beside else "."),
                    ("Seats", ("Seat", "Who"), [(str(one.id), f"{one.name}. {one.role}.") for one in s.seats]),
                    ("The ladder", ("Rung", "What it is"), rungs),
                ),
            ),
            Section(
                "What you have",
                (("Forces", ("Force", "Domain", "At", "Strength", "Knots", "Hours to sail"), forces),)
                if forces
                else ("No forces of your own.",),
            ),
            Section(
                "What you may order",
                (
                    "A joint measure waits for the coalition's concurrence; a licensed one for the U.S. licence desk. Your menu of "
                    "a move holds what the rules allow then; say anything else in your own words.",
                    ("Options", ("Option", "Rung", "Joint", "Licence", "Staff h", "What it is"), options),
                ),
            ),
            *form,
        ),
    )


def guide(s: Scenario, coalition: str, minutes: Mapping[str, float]) -> Document:
    """The facilitator's guide: the day, the moves, what to say and to watch for. Never for players."""
    variant = s.coalition(coalition)
    a_move = sum(minutes[name] for name in ("deliberate", "respond", "adjudicate", "outbrief", "plenary"))
    total = minutes["brief"] + s.turns * a_move + minutes["washup"]
    objectives = [
        (str(cell.id), o.text, ", ".join(j.id for j in s.msel if j.objective == o.id))
        for cell in s.seats
        for o in cell.objectives
    ]
    windows = [
        (
            i.title,
            "by inject" if i.hour is None else f"H+{i.hour}",
            f"{i.window_hours.low:g} to {i.window_hours.high:g}",
            str(i.rung),
            i.text,
        )
        for i in s.incidents
    ]
    return Document(
        f"Facilitator guide: {s.title}",
        "For control alone. Never to players.",
        _banner(s),
        (
            Section(
                "The exercise in short",
                (
                    s.summary,
                    f"{s.turns} moves of {s.turn_hours} hours of the scenario; about {total / 60:.1f} hours of the day. Coalition: {variant.title}, "
                    f"rule {variant.rule}.",
                    Note(
                        "Results are conditional on the scenario's assumptions. They are never forecasts, and nobody in the room plays a living person."
                    ),
                ),
            ),
            Section(
                "Agenda",
                (
                    (
                        "Stages",
                        ("Stage", "Minutes", "What happens"),
                        [(name, f"{minutes[name]:g}", text) for name, text in STAGES.items()],
                    ),
                    "Every move runs deliberate, respond, adjudicate, outbrief, plenary. Turn zero comes before the first, the hot wash after the last.",
                ),
            ),
            Section(
                "Your part",
                (
                    Points(
                        (
                            "Open the room with `fourthseat seminar`, print each cell's link or show its QR code, and check that every cell is in the room.",
                            "Turn zero: introduce the roles, the ladder, and what is established. Say that orders are sealed and that the clock on the wall is yours.",
                            "Open the move. Contingency injects that proposed themselves wait for your word.",
                            "While the clock runs capitals are asked for concurrence and the opponent chooses; you see who is waited for.",
                            "At the close, accept the model's ruling, overrule it with a reason, or have it argued. Say aloud why: an unexplained ruling seems scripted.",
                            "Outbrief the cells first, then call the plenary: only then does the wall show what the move brought.",
                            "Evaluators do not prompt players. After ENDEX: what went well, what did not, what to change; then the controllers' own debrief.",
                        )
                    ),
                ),
            ),
            Section(
                "Objectives", (("Objectives and the injects about them", ("Cell", "Objective", "Injects"), objectives),)
            ),
            Section("Incidents", (("Windows", ("Incident", "Opens", "Window, h", "Rung", "What"), windows),)),
            *events(s).sections,
        ),
    )


def events(s: Scenario) -> Document:
    """The controller's events list, to print."""
    rows = [
        (
            j.id,
            "–" if j.hour is None else f"H+{j.hour}",
            j.kind,
            j.sender,
            " ".join(j.to),
            j.text,
            j.expected,
            j.objective,
        )
        for j in sorted(s.msel, key=lambda j: (j.hour is None, j.hour or 0, j.id))
    ]
    heads = ("Event", "Time", "Type", "From", "To", "Message", "Expected participant response", "Objective")
    return Document(
        f"Events list: {s.title}",
        "For control alone.",
        _banner(s),
        (Section("Events list (MSEL)", (("Events", heads, rows),)),),
    )
