"""Control's own papers, never for players: the facilitator's guide and the events list."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import accumulate

from fourthseat.engine.core.terms import ConcurrenceRule, Turn
from fourthseat.engine.documents.blocks import (
    EXERCISE,
    Block,
    Document,
    Labelled,
    Layout,
    Note,
    Points,
    Section,
    Table,
    clean,
    text_columns,
)
from fourthseat.engine.exercise.handouts import credit
from fourthseat.engine.exercise.msel.columns import COLUMNS
from fourthseat.engine.exercise.stages import STAGES
from fourthseat.engine.models.argument import odds
from fourthseat.engine.record.effect_words import inject_in_words
from fourthseat.engine.record.said import sentence
from fourthseat.engine.scenario.coalition_rows import Coalition
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["CONDITIONAL", "events", "guide", "marking", "rule_told"]

OF_A_MOVE = ("deliberate", "respond", "adjudicate", "outbrief", "plenary")
"""Stages every move runs through."""
NAMES = {"brief": "Turn zero", "deliberate": "Deliberation", "respond": "Respond", "adjudicate": "Adjudication",
         "outbrief": "Outbrief", "plenary": "Plenary", "washup": "Hot wash"}  # fmt: skip
PRINTED = (
    (("id",), 1.9), (("move",), 1.2), (("hour",), 2.0), (("kind", "mode"), 2.3), (("sender",), 2), (("to",), 1.9), (("text",), 4.9),
    (("expected",), 4), (("objective", "when", "effect"), 3.7), (("notes",), 1.6),
)  # fmt: skip
"""Columns of the printed events list: the fields of an inject that share one, and its width in centimetres."""
SENT = ("Sent at", 1.2)
"""The last column, to write in: the time of day an inject was sent."""
ROLES = (
    ("Sponsor", "asked for the exercise; agrees its objectives and receives the report"),
    ("Game director", "answers for the exercise as a whole, before, on and after the day"),
    (
        "Lead facilitator",
        "leads the room and the desk: stages, clock, injects, plenary; a cell may have a facilitator of its own",
    ),
    (
        "EXCON (exercise control)",
        "who runs the exercise from the white cell; HICON answers as the levels above a cell, LOCON as those below it",
    ),
    ("Adjudicator", "rules on acts that were pressed and settles arguments, and says why"),
    ("Recorder, data collector", "writes down what the log cannot know: what was weighed and said in the cells"),
    (
        "Lead evaluator",
        "leads the evaluators, none of whom prompts a player; owns the ratings and the after-action report",
    ),
)
"""Roles of control in the field's words, and what each does."""
ONE_PERSON = (
    "In a small exercise one person is several of these; write down who is which. CONTROL on the desk is all of EXCON."
)
RULES_BY = "Control accepts the model's rulings, overrules one with a reason, or has it argued"
CONDITIONAL = "Results are conditional on the scenario's assumptions. They are never forecasts, and nobody in the room plays a living person."


def marking(s: Scenario, whose: str) -> str:
    """What stands on every page of a paper that is *whose*."""
    return f"{EXERCISE} – {clean(s.handling)} – {whose}"


def rule_told(variant: Coalition) -> str:
    """The rules of concurrence in words."""
    others = "".join(
        f"; on {what}: {_rule_told(variant, ConcurrenceRule.parse(rule))}" for what, rule in variant.rules.items()
    )
    return _rule_told(variant, variant.concurrence) + others


def _rule_told(variant: Coalition, rule: ConcurrenceRule) -> str:
    match rule.kind:
        case "lead" if rule.n:
            others = "one other member does" if rule.n == 1 else f"{rule.n} other members do"
            return f"the coalition concurs when {variant.lead} and {others} (rule: {rule})"
        case "lead":
            return f"{variant.lead} alone decides whether the coalition concurs (rule: lead nation)"
        case "unanimity":
            return "the coalition concurs when every member does (rule: unanimity)"
        case "silence":
            return (
                f"the coalition concurs unless a member objects within {rule.n} hours (silence procedure; rule: {rule})"
            )
        case "weighted":
            weights = ", ".join(
                f"{member.seat} {float(member.weight):g}" for member in variant.members if member.consent
            )
            return (
                f"the coalition concurs when members with {rule.share:.0%} of the weights do ({weights}; rule: {rule})"
            )
        case "quorum":
            return f"the coalition concurs when any {rule.n} members do (rule: {rule})"


def strangers_told(s: Scenario, variant: Coalition) -> str:
    """BLUE cells that have no place in *variant*, in a sentence; empty if there are none."""
    strangers = s.strangers(variant)
    if not strangers:
        return ""
    hours = s.assumptions.stranger_consult_hours
    return (
        f" Neither member nor ally: {', '.join(strangers)}; such a cell acts alone, after {hours.low:g} to {hours.high:g} hours of "
        f"consultation with {variant.lead}, and shares nothing with the others."
    )


def guide(s: Scenario, coalition: str, minutes: Mapping[str, float]) -> Document:
    """The facilitator's guide: the day, the moves, what to say and to watch for. Never for players. *minutes* by stage."""
    variant = s.coalition(coalition)
    a_move = sum(minutes[name] for name in OF_A_MOVE)
    starts = list(accumulate([minutes["brief"], *[a_move] * s.turns]))
    agenda = [("Turn zero", _clock(0), STAGES["brief"])]
    agenda += [(f"Move {n}", _clock(at), _move_told(s, n)) for n, at in enumerate(starts[:-1], 1)]
    agenda += [
        ("Hot wash", _clock(starts[-1]), "Right after ENDEX, everybody"),
        ("End", _clock(starts[-1] + minutes["washup"]), "Then the controllers' and evaluators' own debrief"),
    ]
    windows = [
        (
            i.title,
            "when an inject opens it" if i.hour is None else s.told(i.hour),
            f"{i.window_hours.low:g} to {i.window_hours.high:g}",
            str(i.rung),
            i.text,
        )
        for i in s.incidents
    ]
    objectives = [
        (
            str(cell.id),
            f"{o.text}{' (hidden from the cell)' if o.hidden else ''}",
            ", ".join(j.id for j in s.msel if j.objective == o.id) or "none",
        )
        for cell in s.seats
        for o in cell.objectives
    ]
    return Document(
        f"Facilitator guide: {s.title}",
        "The Controller/Evaluator Handbook (C/E Handbook): for control and evaluators alone, never to players." + (f"\nScenario: {s.imprint}." if s.imprint else ""),
        marking(s, "CONTROL ONLY"),
        (
            Section("The exercise in short", (s.summary, *([Labelled("Notes", " ".join(s.notes.split()))] if s.notes else []), *([Labelled("Question", " ".join(s.question.split()))] if s.question else []), f"{s.moves_told} of the scenario; about {(starts[-1] + minutes['washup']) / 60:.1f} hours of the day. Coalition: {variant.title}; {rule_told(variant)}.{strangers_told(s, variant)}", Note(CONDITIONAL))),
            Section(
                "Agenda",
                (
                    Table("day", "The day, from its beginning (hours:minutes)", text_columns(("Part", 3), ("Begins", 2), ("What", 12)), agenda),
                    Table("stages", "Stages of every move, in their order", text_columns(("Stage", 3), ("Minutes", 2), ("What happens", 12)), [(NAMES[name], f"{minutes[name]:g}", RULES_BY if name == "adjudicate" else STAGES[name]) for name in OF_A_MOVE]),
                ),
            ),
            Section(
                "Your part",
                (
                    Labelled("Before", "open the room with fourthseat seminar, print each cell's link or show its QR code, check that every cell is in the room. Without screens: hand out the packets and take the order forms."),
                    Labelled("Turn zero", "introduce the roles, the ladder, and what is established. Say that orders are sealed, that reasons go into the report, and that the clock on the wall is yours."),
                    Labelled("Open the move", "contingency injects that proposed themselves wait for your word."),
                    Labelled("While the clock runs", "capitals are asked for concurrence and the opponent chooses; you see who is waited for, the cells do not."),
                    Labelled("At the close", "accept the model's ruling, overrule it with a reason, or have it argued. Say aloud why: an unexplained ruling seems scripted."),
                    Labelled("Outbrief", "tell the cells first, each what it may know; then call the plenary. Only then does the wall show what the move brought."),
                    Labelled("After ENDEX", "ask every cell what went well, what did not, what to change; judge the cells' forecasts; rate the objectives; draft the report. Evaluators do not prompt players."),
                ),
            ),
            Section("Who does what", (ONE_PERSON, Table("roles", "Roles", text_columns(("Role", 4), ("What it does", 9.5), ("Name", 3.5)), [(role, does, "") for role, does in ROLES]))),
            Section("Ruling by argument", tuple(_arguments())),
            Section("Objectives", (Table("objectives", "Objectives and the injects about them", text_columns(("Cell", 1.6), ("Objective", 11.4), ("Injects", 4)), objectives),)),
            Section("Incidents", (Table("incidents", "Windows, in hours of the scenario; nobody at the table is told when one closes", text_columns(("Incident", 4), ("Opens", 2.6), ("Window, hours", 2.4), ("Rung", 1.3), ("What", 6.7)), windows),)),
            *_handouts(s),
            *events(s).sections,
        ),
    )  # fmt: skip


def _handouts(s: Scenario) -> list[Section]:
    """What the pack hands out, to whom and when; nothing where it has nothing."""
    with_inject = {one.id: name for name, rows in s.handouts_with.items() for one in rows}
    rows = [
        (
            one.title,
            ", ".join(one.to) or ("the inject's addressees" if one.id in with_inject else "every cell"),
            f"if {sentence(s, one.when)}"
            if one.when is not None
            else f"move {one.move}"
            if one.move is not None
            else f"with {with_inject[one.id]}",
            "yes" if one.public else "no",
            credit(one),
        )
        for one in s.handouts
    ]
    columns = text_columns(("Hand-out", 5.5), ("To", 3), ("When", 2.5), ("On the wall", 1.8), ("Source", 4.2))
    return [Section("Hand-outs", (Table("handouts", "Hand-outs", columns, rows),))] if rows else []


def _move_told(s: Scenario, turn: Turn) -> str:
    """``H+24 to H+96 of the scenario: The second week``."""
    move = s.move_at(turn)
    title = f": {move.title}" if move and move.title else ""
    return f"{s.told(s.opens_at(turn))} to {s.told(s.closes_at(turn))} of the scenario{title}"


def _clock(minutes: float) -> str:
    return f"{int(minutes) // 60}:{int(minutes) % 60:02d}"


def _arguments() -> list[Block]:
    """How an argument is settled, and what two dice are worth."""
    nets = range(-3, 4)
    chances = tuple(f"{100 * odds(max(net, 0), max(-net, 0)).p:.0f} %" for net in nets)
    return [
        "The one who argues says the act, the effect it is to have, and up to three reasons. The others give reasons against it. You say which count.",
        Points(
            (
                "Two dice: 7 or more succeeds, one more for every reason for it that counts, one less for every one against. Missed by one or two, it holds in part.",
                "Vote: the majority of those present. Consensus: what the room agrees on. Umpire: you alone, with a reason.",
            )
        ),
        Table("argument-odds", "Chance of success with two dice, by reasons for less reasons against", text_columns(*((f"{net:+d}" if net else "0", 1.0) for net in nets)), [chances]),
    ]  # fmt: skip


def events(s: Scenario) -> Document:
    """The controller's events list, to print on its side, with room to note when each was sent."""
    begins = {"id": "ADMIN-1", "move": "1", "hour": s.told(0), "kind": "STARTEX", "text": "STARTEX."}
    ends = {"id": "ADMIN-2", "move": str(s.turns), "hour": s.told(s.endex), "kind": "ENDEX"}
    ends["text"] = (
        "The last move is over. ENDEX once every open window has closed, unless control has called it before."
    )
    by_control = {"sender": "CONTROL", "to": "everybody"}
    timed = sorted(s.msel, key=lambda j: (j.hour is None, j.hour or 0, j.id))
    rows = [_printed(cells) for cells in (begins | by_control, *(_cells(j, s) for j in timed), ends | by_control)]
    heads = (*(", ".join(COLUMNS[field].header for field in fields) for fields, _ in PRINTED), SENT[0])
    widths = (*(width for _, width in PRINTED), SENT[1])
    return Document(
        f"Events list (MSEL): {s.title}",
        "For control alone. Never to players.",
        marking(s, "CONTROL ONLY"),
        (
            Section(
                "Master scenario events list (MSEL)",
                (
                    "Time: hours of the scenario since STARTEX (H+). A contingency inject proposes itself when its condition holds and waits for control's word. The last column is for the time of day it was sent.",
                    Table("events", "", text_columns(*zip(heads, widths, strict=True)), rows),
                ),
                Layout.LANDSCAPE,
            ),
        ),
    )  # fmt: skip


def _cells(j: Inject, s: Scenario) -> dict[str, str]:
    """An inject's columns as the spreadsheet has them, but for people: its condition and its effect in words."""
    cells = {field: column.cell(s, j) for field, column in COLUMNS.items()}
    return cells | {"hour": "on call" if j.hour is None else s.told(j.hour), "when": _when(j, s), "effect": ""}


def _printed(cells: Mapping[str, str]) -> tuple[str, ...]:
    """A row of the printed list: fields that share a column one below the other, and room to note when it was sent."""
    shared = ("\n".join(cells.get(field, "") for field in fields).strip() for fields, _ in PRINTED)
    return (*shared, "")


def _when(j: Inject, s: Scenario) -> str:
    """A contingency's condition and an inject's effect, in words."""
    told = []
    if j.condition is not None:
        told.append(f"If {sentence(s, j.condition)}.\n[{j.condition}]")
    does = inject_in_words(j, s)
    if does:
        told.append(f"Effect: {does}.")
    return "\n".join(told)
