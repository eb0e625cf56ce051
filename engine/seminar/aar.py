"""The draft after-action report and improvement plan, from the log and what evaluators and cells wrote down.

Deterministic: the same log and notes give the same report. Every sentence about the game cites the lines of the log it
rests on, as ``[L12]``. What only people can judge is left for them, with the evidence beside it: ratings, causes, owners
and dates. The form follows HSEEP; *capability* stands where a defence user would not say *core capability*.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean
from typing import Any

from engine import entries as e
from engine.batch.figures import climb, races
from engine.batch.pages import Document, Drawing, Note, Points, Section
from engine.log import EventLog
from engine.measures import MEASURES, measure
from engine.orders import tell
from engine.replay import states
from engine.rules import promise
from engine.scenario import Scenario
from engine.seminar.findings import CAPABILITY, Fact, Finding, findings
from engine.seminar.papers import CITED
from engine.story import DISCLAIMER, debrief, narrate
from engine.terms import CONTROL, Cell, Outcome

__all__ = ["Forecast", "Record", "forecasts", "report"]

RATINGS = {
    "P": "Performed without challenges",
    "S": "Performed with some challenges",
    "M": "Performed with major challenges",
    "U": "Unable to be performed",
}
KEY = (
    e.TurnOpened, e.Injected, e.IncidentOpened, e.Requested, e.Concurred, e.Blocked, e.Arrived, e.Chosen, e.Ruled, e.Argued,
    e.Exchanged, e.RungMoved, e.Leaked, e.Realigned, e.Withheld, e.Ended,
)  # fmt: skip
SECRET = (e.Leaked, e.Tried, e.Withheld)
"""Not in a releasable version: what control or the opponent alone knew."""


@dataclass(frozen=True, slots=True)
class Record:
    """Everything a report is made from."""

    log: EventLog
    name: str = "main"
    notes: tuple[Mapping[str, Any], ...] = ()
    ratings: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    forecasts: Mapping[str, str] = field(default_factory=dict)
    """By :attr:`Forecast.about`: ``yes``, ``no`` or ``open``."""
    wash: tuple[Mapping[str, Any], ...] = ()
    participants: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    overview: Mapping[str, str] = field(default_factory=dict)
    branches: tuple[tuple[str, str, int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Forecast:
    """What a cell expected, in its own words, and how sure it was."""

    about: str
    """Line of the log, ``L12``."""
    seat: str
    turn: int
    expected: str
    confidence: int | None


def forecasts(log: EventLog) -> list[Forecast]:
    """Every expected effect that was written down."""
    found, turn = [], 0
    for number, entry in enumerate(log.entries):
        if isinstance(entry, e.TurnOpened):
            turn = entry.turn
        elif isinstance(entry, e.Decided) and entry.decision.expected:
            found.append(
                Forecast(f"L{number + 2}", entry.seat, turn, entry.decision.expected, entry.decision.confidence)
            )
    return found


def report(record: Record, *, releasable: bool = False) -> Document:
    """The draft; *releasable* leaves out the opponent's mind, draws, secrets that leaked and people's names."""
    log, s = record.log, record.log.header.scenario
    facts = [Fact(n, entry, state, narrate(entry, state)) for n, (entry, state) in enumerate(states(log))]
    red = {seat for seat in s.players if s.cell(seat) is Cell.RED}
    strengths, areas = findings(facts, s, releasable=releasable)
    sections = [
        _overview(record, s, facts, releasable),
        _summary(facts, s),
        _timeline(facts, releasable),
        _decisions(facts, red if releasable else set()),
        _injects(facts, s),
        _rulings(facts, s, releasable),
        _measures(facts, log, s),
        _calibration(record, facts, releasable, red),
        _promises(facts, s),
        _analysis(record, s, strengths, areas),
        _wash(record),
        _plan(areas),
        _participants(record, s, releasable),
    ]
    sections.append(_cited(sections, facts))
    version = "releasable version" if releasable else "control's version: not for players"
    banner = f"**EXERCISE EXERCISE EXERCISE** {s.handling}. {DISCLAIMER}"
    return Document(
        f"After-Action Report / Improvement Plan (DRAFT): {s.title}",
        f"{version}; line of play *{record.name}*; log of {len(log.entries)} entries. Drafted from the log: every sentence about the game "
        "cites its lines. To be completed by people before it is final.",
        banner,
        tuple(section for section in sections if section.blocks),
    )


# ---------------------------------------------------------------- the sections


def _overview(record: Record, s: Scenario, facts: Sequence[Fact], releasable: bool) -> Section:
    given = record.overview
    end = facts[-1].state if facts else None
    defaults = {
        "Exercise Name": s.title,
        "Exercise Dates": "",
        "Scope": f"{s.turns} moves of {s.turn_hours} hours; played to H+{end.hour if end else 0}",
        "Mission Area(s)": "Deterrence and alliance coordination",
        "Core Capabilities": "; ".join(CAPABILITY.values()),
        "Objectives": "; ".join(
            f"{cell.id}: {o.text}"
            for cell in s.seats
            if not (releasable and cell.cell is Cell.RED)
            for o in cell.objectives
        ),
        "Threat or Hazard": "; ".join(i.title for i in s.incidents),
        "Scenario": s.summary,
        "Sponsor": "",
        "Participating Organizations": ", ".join(cell.name for cell in s.seats),
        "Point of Contact": "",
    }
    rows = [(name, given.get(name) or text or "to be filled in") for name, text in defaults.items()]
    coalition = f"Coalition at STARTEX: {s.coalition(record.log.header.coalition).title}; at the end: {end.coalition.title if end else '–'}."
    lines = [f"{name} leaves {parent} at move {turn}: {reason}" for name, parent, turn, reason in record.branches]
    extra: tuple[Any, ...] = (Points(tuple(lines)),) if lines else ()
    return Section("Exercise overview", (("Overview", ("Item", "This exercise"), rows), coalition, *extra))


def _summary(facts: Sequence[Fact], s: Scenario) -> Section:
    if not facts:
        return Section("Summary", ("Nothing has been played.",))
    items = []
    state = facts[-1].state
    for line, incident in zip(debrief(state), state.incidents.values(), strict=True):
        about = [
            f
            for f in facts
            if getattr(f.entry, "incident", None) == incident.id
            and isinstance(f.entry, e.Chosen | e.Ruled | e.IncidentOpened)
        ]
        items.append(f"{line.text} {' '.join(f.cite for f in about)}")
    peak = max(facts, key=lambda f: f.state.rung)
    items.append(f"The crisis reached rung {peak.state.rung}, {s.ladder.rungs[peak.state.rung]} {peak.cite}.")
    ended = [f for f in facts if isinstance(f.entry, e.Ended)]
    items.append(
        f"ENDEX: {ended[0].entry.reason} {ended[0].cite}."
        if ended
        else "ENDEX has not been called: this is a draft of an unfinished exercise."
    )
    return Section(
        "Summary",
        (
            Points(tuple(items)),
            Note(
                "What follows holds for this one game with these people: it shows what can happen and why, not what would."
            ),
        ),
    )


def _timeline(facts: Sequence[Fact], releasable: bool) -> Section:
    rows = [
        (f"H+{f.entry.hour}", str(f.state.turn or ""), _said(f, releasable), f.cite)
        for f in facts
        if isinstance(f.entry, KEY) and f.line is not None and not (releasable and isinstance(f.entry, SECRET))
    ]
    return Section("Timeline", (("Key events", ("Hour", "Move", "Event", "Log"), rows),))


def _said(f: Fact, releasable: bool) -> str:
    """The sentence of an entry; in a releasable version without odds and draws."""
    assert f.line is not None
    if releasable and isinstance(f.entry, e.Ruled):
        told = {Outcome.SUCCESS: "frustrated", Outcome.PARTIAL: "blunted", Outcome.FAILURE: "a fait accompli"}[
            f.entry.outcome
        ]
        return f"RULING {f.entry.outcome}: {f.state.scenario.incident_by_id[f.entry.incident].title} is {told}."
    if releasable and isinstance(f.entry, e.RungMoved):
        return f"Rung {f.entry.to}, {f.state.scenario.ladder.rungs[f.entry.to]}."
    if releasable and isinstance(f.entry, e.Argued):
        return f"ARGUMENT {f.entry.number}: {f.entry.argument.claim}: {f.entry.outcome}."
    if releasable and isinstance(f.entry, e.IncidentOpened):
        return f"INCIDENT: {f.state.scenario.incident_by_id[f.entry.incident].title}."
    return f.line.text


def _decisions(facts: Sequence[Fact], hidden: set[Any]) -> Section:
    rows: list[tuple[str, ...]] = []
    for f in facts:
        d = getattr(f.entry, "decision", None)
        if d is None or f.entry.seat in hidden or f.entry.seat == CONTROL or not (d.orders or d.intent or d.reason):
            continue
        if all(order.kind == "send" for order in d.orders) and d.orders:
            continue
        orders = "; ".join(tell(order) for order in d.orders) or "no orders"
        why = " ".join(
            f"{name}: {text}."
            for name, text in (("Intent", d.intent), ("Why", d.reason), ("Expects", d.expected))
            if text
        )
        sure = "" if d.confidence is None else f" {d.confidence} % sure."
        rows.append((f"{f.entry.seat}", str(f.state.turn), orders, (why + sure) or "no reason given", f.cite))
    refused = [f for f in facts if isinstance(f.entry, e.Refused) and f.entry.seat not in hidden]
    said = [
        f"Control refused {f.entry.seat}'s order ({tell(f.entry.order)}): {f.entry.reason} {f.cite}." for f in refused
    ]
    return Section(
        "Decisions with their reasons",
        (("Decisions", ("Seat", "Move", "Orders", "Reasons", "Log"), rows), *((Points(tuple(said)),) if said else ())),
    )


def _injects(facts: Sequence[Fact], s: Scenario) -> Section:
    rows: list[tuple[str, ...]] = []
    for f in facts:
        if not isinstance(f.entry, e.Injected):
            continue
        spec = s.inject_by_id.get(f.entry.inject)
        after = [
            g
            for g in facts[f.number :]
            if isinstance(g.entry, e.Ordered) and g.entry.seat in f.entry.to and g.entry.hour >= f.entry.hour and g.state.turn <= f.state.turn + 1
            and s.cell(g.entry.seat) is not Cell.RED
        ]  # fmt: skip
        came = "; ".join(f"{g.entry.seat} {s.option_by_id[g.entry.option].title} {g.cite}" for g in after[:6])
        more = f" and {len(after) - 6} more" if len(after) > 6 else ""
        expected = spec.expected if spec is not None and spec.expected else "none stated"
        rows.append(
            (
                f.entry.inject,
                f"H+{f.entry.hour}",
                expected,
                (came + more) or "nothing was ordered in this move or the next",
                f.cite,
            )
        )
    sent = {f.entry.inject for f in facts if isinstance(f.entry, e.Injected)}
    never = [j.id for j in s.msel if j.id not in sent]
    tail: tuple[Any, ...] = (f"Never sent: {', '.join(never)}.",) if never else ()
    return Section(
        "Injects against expected responses",
        (
            "What the addressees ordered in the move of the inject and the next. Whether it is the response that was expected is for an evaluator.",
            ("Injects", ("Inject", "Sent", "Expected", "What was ordered", "Log"), rows),
            *tail,
        ),
    )


def _rulings(facts: Sequence[Fact], s: Scenario, releasable: bool) -> Section:
    blocks: list[Any] = []
    rows: list[tuple[str, ...]] = []
    for f in facts:
        r = f.entry
        if not isinstance(r, e.Ruled):
            continue
        title = s.incident_by_id[r.incident].title
        who = "the model" if r.by == "model" else f"{r.by}: {r.reason}"
        if releasable:
            rows.append((title, str(r.outcome), who, f.cite))
        else:
            rows.append(
                (title, f"{100 * r.estimate.p:.0f} %", f"{r.draw:.2f}", _proposed(r, s), str(r.outcome), who, f.cite)
            )
    heads = (
        ("Incident", "Ruling", "By", "Log")
        if releasable
        else ("Incident", "Chance to frustrate", "Drew", "Model", "Ruling", "By", "Log")
    )
    if rows:
        blocks.append(("Rulings", heads, rows))
        overruled = [f for f in facts if isinstance(f.entry, e.Ruled) and f.entry.by != "model"]
        if overruled and not releasable:
            told = "; ".join(
                f"{s.incident_by_id[f.entry.incident].title} {f.cite}: model {_proposed(f.entry, s)}, ruled {f.entry.outcome}"
                for f in overruled
            )
            blocks.append(f"Control ruled {len(overruled)} of {len(rows)} itself: {told}.")
    argued = [f for f in facts if isinstance(f.entry, e.Argued)]
    if argued:
        table: list[tuple[str, ...]] = []
        for f in argued:
            a = f.entry.argument
            pros = "; ".join(f"{p.author}: {p.text}{'' if p.counts else ' (not counted)'}" for p in a.pros) or "–"
            cons = "; ".join(f"{p.author}: {p.text}{'' if p.counts else ' (not counted)'}" for p in a.cons) or "–"
            dice = (
                f"{' + '.join(map(str, f.entry.dice))}, margin {f.entry.margin:+d}"
                if f.entry.dice
                else f.entry.estimate.reasons[0]
            )
            table.append(
                (
                    f"{a.claim}, so that {a.effect}",
                    a.method,
                    pros,
                    cons,
                    f"{100 * f.entry.estimate.p:.0f} %" if f.entry.dice else "–",
                    dice,
                    str(f.entry.outcome),
                    f.cite,
                )
            )
        blocks.append(
            (
                "Matrix arguments",
                ("Argument", "Method", "For", "Against", "Odds", "Thrown or counted", "Outcome", "Log"),
                table,
            )
        )
    return Section(
        "Rulings: odds against results", tuple(blocks) or ("Nothing was pressed, so nothing had to be ruled on.",)
    )


def _proposed(r: e.Ruled, s: Scenario) -> str:
    """What the model would have ruled on its own draw."""
    blunted = any(reason.startswith("blunted") for reason in r.estimate.reasons)
    partial = float(s.assumptions.partial_band) * (1 - r.estimate.p) if blunted else 0.0
    return str(
        Outcome.SUCCESS
        if r.draw < r.estimate.p
        else Outcome.PARTIAL
        if r.draw < r.estimate.p + partial
        else Outcome.FAILURE
    )


def _measures(facts: Sequence[Fact], log: EventLog, s: Scenario) -> Section:
    if not facts:
        return Section("Deterrence and coordination", ())
    numbers = measure(s, log.entries, facts[-1].state)
    mine = {i.name: i for i in s.interests}
    rows: list[tuple[str, ...]] = []
    for name, m in MEASURES.items():
        value = numbers[name]
        if value is not None:
            told = f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"
            rows.append(
                (name.replace("_", " "), told, m.unit, m.better or "–", mine[name].why if name in mine else m.text)
            )
    rows.sort(key=lambda row: row[0].replace(" ", "_") not in mine)
    blocks: list[Any] = [
        (
            "Measures of this game; those the scenario is about come first",
            ("Measure", "Value", "Unit", "Better", "Why it matters, or what it is"),
            rows,
        )
    ]
    track = [(0, s.ladder.start)] + [(f.entry.hour, f.entry.to) for f in facts if isinstance(f.entry, e.RungMoved)]
    track.append((facts[-1].state.hour, facts[-1].state.rung))
    marks = [
        (f.entry.hour, "pressed" if f.entry.choice == "press" else "held back")
        for f in facts
        if isinstance(f.entry, e.Chosen)
    ]
    marks += [(f.entry.hour, "ruled") for f in facts if isinstance(f.entry, e.Ruled)]
    moves = [f.entry.hour for f in facts if isinstance(f.entry, e.TurnOpened)]
    svg, png = climb(track, s.ladder.rungs, moves, sorted(marks)[:8])
    cites = " ".join(f.cite for f in facts if isinstance(f.entry, e.RungMoved))
    blocks.append(
        Drawing("ladder", svg, f"The ladder over the game, with the opponent's choices and the rulings {cites}", png)
    )
    rows_of = list(_races(facts, s))
    if rows_of:
        svg, png = races([row for row, _ in rows_of])
        blocks.append(
            Drawing(
                "concurrence",
                svg,
                f"Concurrence against the window, request by request {' '.join(cite for _, cite in rows_of)}",
                png,
            )
        )
    return Section("Deterrence and coordination", tuple(blocks))


def _races(
    facts: Sequence[Fact], s: Scenario
) -> Iterator[tuple[tuple[str, int, int, int, int | None, bool | None], str]]:
    ends = {f.entry.request: f for f in facts if isinstance(f.entry, e.Concurred | e.Blocked)}
    for f in facts:
        if isinstance(f.entry, e.Requested):
            incident = f.state.incidents[f.entry.incident]
            end = ends.get(f.entry.request)
            verdict = None if end is None else isinstance(end.entry, e.Concurred)
            label = f"{s.option_by_id[f.entry.option].title} ({f.entry.seat})"
            row = (
                label,
                incident.opened or 0,
                f.entry.hour,
                incident.closes or f.entry.hour,
                None if end is None else end.entry.hour,
                verdict,
            )
            yield row, f.cite


def _calibration(record: Record, facts: Sequence[Fact], releasable: bool, red: set[Any]) -> Section:
    blocks: list[Any] = []
    mine = [f for f in forecasts(record.log) if not (releasable and f.seat in red)]
    if mine:
        rows = [
            (
                f.seat,
                str(f.turn),
                f.expected,
                "–" if f.confidence is None else f"{f.confidence} %",
                {"yes": "came true", "no": "did not"}.get(record.forecasts.get(f.about, ""), "not judged"),
                f"[{f.about}]",
            )
            for f in mine
        ]
        blocks.append(("What cells expected", ("Seat", "Move", "Expected", "Sure", "Came", "Log"), rows))
        judged = [
            (f.confidence / 100, record.forecasts[f.about] == "yes")
            for f in mine
            if f.confidence is not None and record.forecasts.get(f.about) in ("yes", "no")
        ]
        if judged:
            brier = mean((p - came) ** 2 for p, came in judged)
            blocks.append(
                f"Of {len(judged)} judged forecasts {sum(came for _, came in judged)} came true; the cells were on average {100 * mean(p for p, _ in judged):.0f} % sure. "
                f"Brier score {brier:.2f} (0 perfect, 0.25 what saying 50 % every time would get; lower is better)."
            )
    if not releasable:
        pairs = {
            "staffs' advice on whether their own capital would concur": [
                (f.entry.estimate.p, f.entry.concur, f.cite)
                for f in facts
                if isinstance(f.entry, e.Received) and f.entry.estimate is not None
            ],
            "the model's chance that the opponent presses": [
                (f.entry.estimate.p, f.entry.choice == "press", f.cite) for f in facts if isinstance(f.entry, e.Chosen)
            ],
        }
        rows = [
            (
                name,
                str(len(found)),
                f"{100 * mean(p for p, _, _ in found):.0f} %",
                f"{100 * mean(y for _, y, _ in found):.0f} %",
                f"{mean((p - y) ** 2 for p, y, _ in found):.2f}",
                " ".join(c for _, _, c in found),
            )
            for name, found in pairs.items()
            if found
        ]
        if rows:
            blocks.append(("What models expected", ("Forecast", "Count", "Mean", "Came", "Brier", "Log"), rows))
            blocks.append(
                "So few forecasts cannot show that a model is right or wrong; they show where people and model differed."
            )
    return Section("Forecasts and how they came out", tuple(blocks))


def _promises(facts: Sequence[Fact], s: Scenario) -> Section:
    if not facts:
        return Section("Between the cells", ())
    state, rows = facts[-1].state, []
    lines = {f.entry.number: f.cite for f in facts if isinstance(f.entry, e.Sent)}
    for talk in state.talks:
        if talk.sort in ("offer", "request", "commitment"):
            kept = promise(state, talk)
            answered = ", ".join(f"{who} {'accepted' if yes else 'declined'}" for who, yes in talk.answers) or (
                "–" if talk.sort == "commitment" else "no answer"
            )
            what = s.option_by_id[talk.option].title if talk.option else "no option named"
            rows.append(
                (
                    talk.sort,
                    f"{talk.seat} to {', '.join(talk.to)}",
                    talk.text,
                    what,
                    answered,
                    {True: "kept", False: "not kept", None: "–"}[kept],
                    lines[talk.number],
                )
            )
    plain = sum(talk.sort == "message" for talk in state.talks)
    if not rows and not plain:
        return Section("Between the cells", ())
    told = f"{plain} messages besides."
    return Section(
        "Between the cells",
        (
            ("Offers, requests and commitments", ("Kind", "Between", "Text", "About", "Answer", "Kept", "Log"), rows),
            told,
        )
        if rows
        else (told,),
    )


def _analysis(record: Record, s: Scenario, strengths: Sequence[Finding], areas: Sequence[Finding]) -> Section:
    rows: list[tuple[str, ...]] = []
    for cell in s.seats:
        for o in cell.objectives:
            rated = record.ratings.get(o.id, {})
            marks = tuple("X" if rated.get("rating") == r else "" for r in RATINGS)
            rows.append((f"{cell.id}: {o.text}", str(rated.get("text") or ("" if rated else "not rated yet")), *marks))
    blocks: list[Any] = [
        (
            "Table 1. Summary of capability performance",
            ("Objective", "Explanation of rating", "P", "S", "M", "U"),
            rows,
        ),
        "Ratings: " + "; ".join(f"{k}, {v.lower()}" for k, v in RATINGS.items()) + ".",
        "**Strengths**",
        Points(
            tuple(f"{CAPABILITY[f.capability]}: {f.text} {' '.join(f.cites)}" for f in strengths)
            or ("None was found by rule; add what evaluators saw.",)
        ),
        "**Areas for improvement**",
    ]
    for n, area in enumerate(areas, 1):
        blocks.append(
            f"**{n}. {area.text}** *Capability:* {CAPABILITY[area.capability]}. *Reference:* {' '.join(area.cites)}. *Analysis:* {area.analysis}"
        )
    if record.notes:
        told = [
            f"{n['text']}{' (' + n['objective'] + ')' if n.get('objective') else ''}, move {n['turn']} [L{n['entry'] + 2}]"
            for n in record.notes
        ]
        blocks += ["**Evaluators' notes**", Points(tuple(told))]
    return Section("Analysis of capabilities", tuple(blocks))


def _wash(record: Record) -> Section:
    titles = (("well", "What went well"), ("badly", "What did not"), ("change", "What to change"))
    blocks: list[Any] = []
    for key, title in titles:
        items = tuple(f"{w[key]}{' (' + w['role'] + ')' if w.get('role') else ''}" for w in record.wash if w.get(key))
        if items:
            blocks += [f"**{title}**", Points(items)]
    return Section("Hot wash", tuple(blocks) or ("No hot-wash forms have been handed in.",))


def _plan(areas: Sequence[Finding]) -> Section:
    heads = (
        "Capability",
        "Issue / area for improvement",
        "Corrective action",
        "Capability element",
        "Primary responsible organization",
        "POC",
        "Start",
        "Completion",
    )
    rows = [
        (CAPABILITY[a.capability], f"{a.text} {' '.join(a.cites[:3])}", a.action, "", "", "", "", "") for a in areas
    ]
    return Section(
        "Appendix A: Improvement plan",
        (
            ("Improvement plan", heads, rows),
            "Corrective actions are proposals by rule; owners and dates are for the after-action meeting.",
        ),
    )


def _participants(record: Record, s: Scenario, releasable: bool) -> Section:
    rows: list[tuple[str, ...]] = []
    for cell in s.seats:
        people = record.participants.get(str(cell.id), ())
        told = f"{len(people)}" if releasable else ", ".join(people)
        rows.append((str(cell.id), cell.name, record.log.header.cast.get(str(cell.id), ""), told))
    return Section(
        "Appendix B: Exercise participants",
        (("Participants", ("Seat", "Organization", "Played by", "Number" if releasable else "People"), rows),),
    )


def _cited(sections: Sequence[Section], facts: Sequence[Fact]) -> Section:
    """Every line of the log that is cited, in words."""
    numbers: set[int] = set()

    def look(text: str) -> None:
        numbers.update(int(n) for n in CITED.findall(text))

    for section in sections:
        for block in section.blocks:
            if isinstance(block, str):
                look(block)
            elif isinstance(block, Note):
                look(block.text)
            elif isinstance(block, Points):
                for item in block.items:
                    look(item)
            elif isinstance(block, Drawing):
                look(block.caption)
            else:
                for row in block[2]:
                    for cell in row:
                        look(cell)
    rows = [
        (f"L{f.number + 2}", f"H+{f.entry.hour}", type(f.entry).__name__, f.line.text if f.line is not None else "–")
        for f in facts
        if f.number + 2 in numbers
    ]
    return Section(
        "Appendix C: Lines of the log cited", (("Lines cited", ("Line", "Hour", "Kind", "What stands there"), rows),)
    )
