"""What happened, in a report's tables: the timeline, decisions and answers with their reasons, injects, words between cells."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import WANTS_ORDERS, AuthorKind, Decision
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.core.wording import count
from fourthseat.engine.documents.blocks import Block, Heading, Layout, Points, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.exercise.aar.fates import (
    Came,
    Fate,
    author_told,
    request_ended,
    request_ends,
    tally,
    why_nothing,
)
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.exercise.handouts import credit
from fourthseat.engine.record.causes import says
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["between", "decisions", "following", "injects", "timeline"]

KEY = (
    e.TurnOpened, e.Injected, e.HandedOut, e.IncidentAdded, e.IncidentOpened, e.Requested, e.Concurred, e.Consented, e.Blocked, e.Settled, e.Licensed, e.Recalled, e.Arrived, e.Chosen, e.Ruled, e.Argued, e.Intervened, e.Effected,
    e.Exchanged, e.Accident, e.Remembered, e.RungMoved, e.Leaked, e.Realigned, e.Withheld, e.RunsOn, e.Ended,
)  # fmt: skip
"""Kinds of entries a timeline tells of."""
MOST = 6
"""Options named after an inject; the decisions hold them all."""


def _by_itself(entry: e.Entry) -> bool:
    """Whether it is an effect that is no event: it did not come about, drifted, or is told by an entry of its own."""
    return isinstance(entry, e.Effected) and (
        entry.came == "not" or entry.does not in KINDS or not KINDS[entry.does].event
    )


def timeline(facts: Sequence[Fact], to: Reader) -> Section:
    """Key events, in the order of the log."""
    shown = [f for f in to.told(by_kind(facts, *KEY)) if not _by_itself(f.entry)]
    argued = by_kind(facts, e.Argued)
    if not shown:
        return Section("Timeline", ("Nothing has been played.",))
    rows = [(to.scenario.told(f.entry.hour), to.event(f, argued), f.cite) for f in shown]
    strong = [n for n, f in enumerate(shown) if isinstance(f.entry, e.TurnOpened)]
    return Section(
        "Timeline",
        (
            "Hours of the scenario since STARTEX (H+). Brackets cite lines of the log, which stand in Appendix C.",
            Table(
                "timeline",
                "Key events",
                text_columns(("Hour", 1.5), ("Event", 13.8), ("Log", 1.7)),
                rows,
                frozenset(strong),
            ),
        ),
    )


def decisions(facts: Sequence[Fact], orders: Sequence[Fate], to: Reader) -> Section:
    """Each cell's orders of a move with its reasons and what became of them, then how capitals answered requests for concurrence."""
    rows: list[tuple[str, ...]] = []
    strong: list[int] = []
    turn = 0
    for f in by_kind(facts, e.Decided):
        d = f.entry.decision
        ordering = any(question.kind in WANTS_ORDERS for question in f.entry.asked)
        if not ordering or f.entry.seat == CONTROL or not to.may(f):
            continue
        if f.state.turn != turn:
            turn = f.state.turn
            strong.append(len(rows))
            rows.append(("", f"Move {turn}", "", "", ""))
        why = _why(d, to)
        acts = [order for order in d.orders if order.kind in ("act", "propose", "recall")]
        sat = author_told(d.by, f.entry.seat)
        rows.append(
            (
                f"{f.entry.seat}\n{sat}",
                to.orders(acts),
                why,
                _became(following(orders, f, facts)),
                f.cite,
            )
        )
    refused = [f for f in to.told(by_kind(facts, e.Refused)) if f.entry.seat != CONTROL]
    blocks: list[Block] = []
    if any(row[2] == RULES for row in rows):
        blocks.append(
            "“By its rules”: the engine's doctrine decided; the reasons it notes stand in the log and in the workbook."
        )
    if rows:
        blocks.append(
            Table(
                "orders",
                "Orders of each move",
                COLUMNS,
                rows,
                frozenset(strong),
            )
        )
    else:
        blocks.append("No cell has decided anything yet.")
    if refused:
        blocks += [Heading("Orders control refused"), Points(tuple(f"{to.sentence(f)} {f.cite}" for f in refused))]
    answers = _answers(facts, to)
    if answers:
        columns = text_columns(
            ("Asked", 1.4), ("Measure", 4), ("By", 1), ("Answers", 5), ("Came of it", 3.2), ("Log", 2.4)
        )
        blocks += [
            Heading("Answers to requests for concurrence"),
            Table("requests", "Requests, in the order they were made", columns, answers),
        ]
        blocks += [] if to.releasable else _reasons(facts, to)
    return Section("Decisions with their reasons", tuple(blocks))


COLUMNS = text_columns(
    ("Cell, and who decided", 2.1), ("Orders", 5.2), ("Reasons", 5.2), ("What became of them", 3.3), ("Log", 1.2)
)
RULES = "By its rules."
"""Stands for a doctrine's reasons: the same few sentences in every move, which no person thought of."""


def _why(d: Decision, to: Reader) -> str:
    """Why somebody ordered what they did, in their own words; a doctrine's reasons are its rules, and stand in the log."""
    if d.by.kind is AuthorKind.DOCTRINE:
        return RULES
    given = (("Intent", to.said(d.intent)), ("Why", to.reason(d)), ("Expects", to.said(d.expected)))
    why = [f"{name}: {text}" for name, text in given if text]
    why += [f"{d.confidence} % sure."] if d.confidence is not None else []
    return "\n".join(why) or ("Reason not in this version." if d.reason else "No reason given.")


def following(found: Sequence[Fate], decided: Fact, facts: Sequence[Fact]) -> list[Fate]:
    """The orders that control took from one decision: those of its seat until the seat next gives orders."""
    until = next(
        (
            f.number
            for f in facts[decided.number + 1 :]
            if isinstance(f.entry, e.Decided)
            and f.entry.seat == decided.entry.seat
            and any(question.kind in WANTS_ORDERS for question in f.entry.asked)
        ),
        len(facts),
    )
    return [fate for fate in found if fate.seat == decided.entry.seat and decided.number < fate.ordered.number < until]


def _became(mine: Sequence[Fate]) -> str:
    """What became of one cell's orders of a move: how many were carried out, and why nothing came of the others."""
    if not mine:
        return "None was taken."
    told, came = [], tally(mine)
    told += [f"Carried out: {came[Came.DONE]} of {len(mine)}."]
    told += [f"By another seat for all: {came[Came.JOINED]}."] if came[Came.JOINED] else []
    told += [f"Called back: {came[Came.RECALLED]}."] if came[Came.RECALLED] else []
    told += [f"Still under way: {came[Came.UNDER_WAY]}."] if came[Came.UNDER_WAY] else []
    causes = Counter(why_nothing(fate) for fate in mine if fate.in_vain)
    told += [f"Nothing of {n}: {why}." for why, n in causes.most_common()]
    return "\n".join(told)


def _answers(facts: Sequence[Fact], to: Reader) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    ends = request_ends(facts)
    for f in by_kind(facts, e.Requested):
        r, end = f.entry, ends.get(f.entry.request)
        replies = [g for g in by_kind(facts, e.Received) if g.entry.request == r.request]
        late = " (late)" if end is None or not isinstance(end.entry, e.Settled) else " (after control had decided)"
        said = [f"{g.entry.seat} {says(r.rule, g.entry.concur)}{late if g.entry.late else ''}" for g in replies]
        silent = [seat for seat in r.needed if seat != r.seat and all(g.entry.seat != seat for g in replies)]
        said += [f"no answer from {', '.join(silent)}"] if silent else []
        came = "open" if end is None else request_ended(end.entry, r.rule)
        if end is not None and not isinstance(end.entry, e.Blocked):
            came += f" after {end.entry.hour - r.hour} h"
        what = f"{to.option(r.option)}" + (f": {to.incident(r.incident)}" if r.incident else "")
        rows.append(
            (
                to.scenario.told(r.hour),
                what,
                str(r.seat),
                ", ".join(said) or "none needed",
                came,
                some([f, *replies, *([] if end is None else [end])], 4),
            )
        )
    return rows


def _reasons(facts: Sequence[Fact], to: Reader) -> list[Block]:
    """What people wrote when they answered in the middle of a move; a doctrine's answers repeat the odds it was given."""
    told = []
    for f in by_kind(facts, e.Decided):
        d = f.entry.decision
        replies = any(order.kind == "reply" for order in d.orders)
        if replies and d.reason and d.by.kind is not AuthorKind.DOCTRINE:
            told.append(f"{f.entry.seat}, move {f.state.turn}: {to.typed(d.reason)} {f.cite}.")
    return [Points(tuple(told))] if told else []


def _handed(facts: Sequence[Fact], s: Scenario, to: Reader) -> list[Block]:
    """What was handed out, when and to whom, with its source and the terms on which others may use it; nothing if nothing was."""
    rows = []
    for f in to.told(by_kind(facts, e.HandedOut)):
        row = s.handout_by_id.get(f.entry.handout)
        title, origin = (f.entry.handout, "") if row is None else (row.title, credit(row))
        rows.append(
            (title, s.told(f.entry.hour), ", ".join(f.entry.to), f.entry.inject or "as the move opened", origin, f.cite)
        )
    columns = text_columns(("Hand-out", 6), ("Given", 1.6), ("To", 4), ("With", 3), ("Source", 9), ("Log", 1.5))
    return [Table("handouts", "Hand-outs", columns, rows)] if rows else []


def injects(facts: Sequence[Fact], s: Scenario, to: Reader) -> Section:
    """Every inject that was sent, what was expected of it, and what its addressees then ordered."""
    sent = by_kind(facts, e.Injected)
    shown = to.told(sent)
    rows = []
    for f in shown:
        spec = s.inject_by_id.get(f.entry.inject)
        expected = spec.expected if spec is not None and spec.expected else "None stated."
        number = f"{f.entry.inject}\n{spec.kind.replace('-', ' ')}" if spec is not None else f.entry.inject
        message = f"{to.typed(f.entry.sender)} to {', '.join(f.entry.to)}: {to.said(f.entry.text)}"
        rows.append((number, to.scenario.told(f.entry.hour), message, expected, _followed(facts, f, to), "", f.cite))
    blocks: list[Block] = [
        "“What followed” is what the addressees ordered the next time they gave orders, and what they wrote to other cells until then. "
        "Whether that is the response expected is for an evaluator: the column “Met?” is left open."
    ]
    blocks += _handed(facts, s, to)
    if rows:
        columns = text_columns(
            ("Inject", 2.2),
            ("Sent", 1.4),
            ("Message", 6.6),
            ("Expected response", 4.6),
            ("What followed", 7.6),
            ("Met?", 1.7),
            ("Log", 1.5),
        )
        blocks.append(Table("injects", "Injects", columns, rows))
    else:
        blocks.append("No inject that may be told of here was sent." if to.releasable else "No inject was sent.")
    hidden = len(sent) - len(shown)
    if hidden:
        blocks.append(
            f"{count(hidden, 'inject')} went to some cells only and {'is' if hidden == 1 else 'are'} left out of this version."
        )
    never = [j.id for j in s.msel if all(f.entry.inject != j.id for f in sent)]
    if never and not to.releasable and facts:
        gone = {f.entry.inject: f for f in by_kind(facts, e.Withheld)}
        told = ", ".join(f"{name} (withheld {gone[name].cite})" if name in gone else name for name in never)
        blocks.append(f"Never sent: {told}.")
    changed = [] if to.releasable else by_kind(facts, e.Amended)
    if changed:
        blocks.append("Rewritten by control: " + "; ".join(f"{f.entry.inject} {f.cite}" for f in changed) + ".")
    return Section("Injects against expected responses", tuple(blocks), Layout.LANDSCAPE)


def _followed(facts: Sequence[Fact], inject: Fact, to: Reader) -> str:
    """What each addressee ordered the next time it gave orders, by option; and how much it wrote."""
    asked: dict[str, int] = {}
    wrote: list[Fact] = []
    orders: dict[str, list[Fact]] = {}
    for f in facts[inject.number + 1 :]:
        seat = getattr(f.entry, "seat", "")
        if seat not in inject.entry.to or to.hidden(seat) or seat not in to.scenario.capitals:
            continue
        if isinstance(f.entry, e.Decided) and any(question.kind in WANTS_ORDERS for question in f.entry.asked):
            asked.setdefault(seat, f.state.turn)
        elif isinstance(f.entry, e.Sent) and seat not in asked and to.may(f):
            wrote.append(f)
        elif isinstance(f.entry, e.Ordered) and asked.get(seat) == f.state.turn:
            orders.setdefault(f.entry.option, []).append(f)
    told = [
        f"{to.option(option)} ({', '.join(dict.fromkeys(f.entry.seat for f in found))}) {found[0].cite}"
        for option, found in list(orders.items())[:MOST]
    ]
    told += [f"{count(len(orders) - MOST, 'other option')}"] if len(orders) > MOST else []
    told += [f"{count(len(wrote), 'message')} to other cells {some(wrote, 2)}"] if wrote else []
    return "; ".join(told) + "." if told else "Nothing was ordered."


def between(facts: Sequence[Fact], to: Reader) -> Section:
    """Offers, requests and commitments, and whether they were kept."""
    if not facts:
        return Section("Between the cells", ())
    state, sent = facts[-1].state, by_kind(facts, e.Sent)
    shown = {f.entry.number: f for f in to.told(sent)}
    rows = []
    for talk in state.talks:
        if talk.number not in shown or talk.sort not in ("offer", "request", "commitment"):
            continue
        kept = promise(state, talk)
        answered = ", ".join(f"{who} {'accepted' if yes else 'declined'}" for who, yes in talk.answers)
        answered = answered or ("needs none" if talk.sort == "commitment" else "no answer")
        due = f"\nby move {talk.by_turn}" if talk.by_turn else ""
        what = (
            f"{to.option(talk.option)}{': ' + to.incident(talk.incident) if talk.incident else ''}{due}"
            if talk.option
            else "nothing the rules can check"
        )
        answers = [f for f in to.told(sent) if f.entry.about == talk.number]
        rows.append(
            (talk.sort, f"{talk.seat} to {', '.join(talk.to)}", to.typed(talk.text), what, answered,
             {True: "kept", False: "not kept", None: "not binding" if state.ended else "open"}[kept], some([shown[talk.number], *answers]))
        )  # fmt: skip
    plain = [f for f in shown.values() if f.entry.sort == "message"]
    hidden = len(sent) - len(shown)
    blocks: list[Block] = []
    if rows:
        columns = text_columns(
            ("Kind", 2.2), ("Between", 2.2), ("Text", 4), ("About", 3.2), ("Answer", 2.4), ("Kept?", 1.6), ("Log", 1.6)
        )
        blocks.append(Table("promises", "Offers, requests and commitments", columns, rows))
        blocks.append(
            "A commitment binds its sender, an accepted offer who made it, an accepted request who accepted it: kept, if the option named was ordered by the move it was due."
        )
    if plain:
        blocks.append(f"{count(len(plain), 'plain message')} besides {some(plain)}.")
    if hidden:
        blocks.append(
            f"{count(hidden, 'exchange')} between some cells only {'is' if hidden == 1 else 'are'} left out of this version."
        )
    return Section("Between the cells", tuple(blocks))
