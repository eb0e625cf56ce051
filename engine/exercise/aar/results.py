"""How it came out, in a report: choices and rulings against their odds, and measures with their charts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.core.wording import ARGUED, BECAME, CHOICE_PAST, CHOICE_PRESENT, count
from fourthseat.engine.documents.blocks import Block, Drawing, Heading, Points, Section, Table, text_columns
from fourthseat.engine.documents.charts import RequestRace, game_ladder, request_races
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.exercise.aar.fates import request_ends
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.models.coordination import poisson_binomial
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["measures", "odds_and_results"]

SHOWN = 36
"""Characters of a title that fit beside a chart."""


def odds_and_results(facts: Sequence[Fact], to: Reader) -> Section:
    """The opponent's choices, what was ruled, and what was argued: odds against results."""
    blocks: list[Block] = []
    chosen, ruled, argued = by_kind(facts, e.Chosen), by_kind(facts, e.Ruled), by_kind(facts, e.Argued)
    if chosen:
        rows: list[tuple[str, ...]] = []
        for f in chosen:
            why = "; ".join(f.entry.estimate.reasons) + "."
            odds = (f"{100 * f.entry.estimate.p:.0f} %", why) if not to.releasable else ()
            rows.append((to.incident(f.entry.incident), *odds[:1], CHOICE_PRESENT[f.entry.choice], *odds[1:], f.cite))
        if to.releasable:
            blocks.append(
                Table(
                    "choices",
                    "The opponent's choices",
                    text_columns(("Incident", 11), ("The opponent", 3.6), ("Log", 2.4)),
                    rows,
                )
            )
        else:
            columns = text_columns(
                ("Incident", 4),
                ("Chance that it presses", 2.4),
                ("The opponent", 2),
                ("Reasons the model gives", 7.1),
                ("Log", 1.5),
            )
            blocks.append(Table("choices", "The opponent's choices", columns, rows))
    if ruled:
        blocks.append(_ruled(ruled, argued, to))
        mine = [f for f in ruled if f.entry.by is not e.Ruler.MODEL]
        if mine and not to.releasable:
            told = "; ".join(f"{to.incident(f.entry.incident)}: {_against(f.entry)} {f.cite}" for f in mine)
            blocks.append(f"Rulings made by control itself: {len(mine)} of {len(ruled)}. {told}.")
    elif facts:
        blocks.append("Nothing that was pressed has been ruled on.")
    if (chosen or ruled) and not to.releasable:
        blocks.append(_by_the_odds(chosen, ruled))
    shown = to.told(argued)
    if shown:
        blocks += [Heading("Matrix arguments"), *_argued(shown, to)]
    if len(argued) > len(shown):
        blocks.append(
            f"{count(len(argued) - len(shown), 'argument')} {'was' if len(argued) - len(shown) == 1 else 'were'} told to some cells only and {'is' if len(argued) - len(shown) == 1 else 'are'} left out of this version."
        )
    return Section("Rulings: odds against results", tuple(blocks) or ("Nothing has been played.",))


def _ruled(ruled: Sequence[Fact], argued: Sequence[Fact], to: Reader) -> Table:
    """The rulings as a table: with the odds and the draw for control, without them for everybody."""
    rows: list[tuple[str, ...]] = []
    for f in ruled:
        r, title = f.entry, to.incident(f.entry.incident)
        if to.releasable:
            rows.append((title, BECAME[r.outcome], to.ruled_by(r, argued), f.cite))
        else:
            odds = f"{100 * r.estimate.p:.0f} %\n{'; '.join(r.estimate.reasons)}."
            rows.append(
                (title, odds, f"{r.draw:.2f}", BECAME[r.proposed], BECAME[r.outcome], to.ruled_by(r, argued), f.cite)
            )
    if to.releasable:
        columns = text_columns(("Incident", 5), ("Ruling", 3.5), ("Ruled by", 7), ("Log", 1.5))
        return Table("rulings", "Rulings", columns, rows)
    columns = text_columns(
        ("Incident", 3),
        ("Chance that the coalition frustrates it", 4),
        ("Draw", 1.2),
        ("Model's result", 1.9),
        ("Ruling", 1.9),
        ("Ruled by", 3.6),
        ("Log", 1.5),
    )
    return Table("rulings", "Rulings: frustrated if the draw (0 to 1) is below the chance", columns, rows)


def _by_the_odds(chosen: Sequence[Fact], ruled: Sequence[Fact]) -> Table:
    """How many of a kind came about against what the model's odds would have led one to expect, and how likely that or more was."""
    rows = []
    for told, found, came in (
        ("Acts pressed", chosen, sum(f.entry.choice == "press" for f in chosen)),
        ("Acts frustrated, by the model's own draws", ruled, sum(f.entry.proposed is Outcome.SUCCESS for f in ruled)),
        ("Acts frustrated, as ruled", ruled, sum(f.entry.outcome is Outcome.SUCCESS for f in ruled)),
    ):
        if found:
            chances = [f.entry.estimate.p for f in found]
            least = sum(poisson_binomial(chances)[came:])
            rows.append(
                (told, f"{came} of {len(found)}", f"{sum(chances):.1f}", f"{100 * least:.0f} %", some(found, 4))
            )
    columns = text_columns(
        ("What is counted", 5.6),
        ("In this game", 2.4),
        ("Expected by the odds", 3),
        ("Chance of so many or more", 3.4),
        ("Log", 2.6),
    )
    return Table("by-the-odds", "Counted against the odds, each act taken by itself", columns, rows)


def _against(r: e.Ruled) -> str:
    """A ruling against what the model would have ruled on its own draw."""
    if r.proposed is r.outcome:
        return f"as the model would have ({BECAME[r.proposed]})"
    return f"{BECAME[r.outcome]} where the model had {BECAME[r.proposed]}"


def _argued(shown: Sequence[Fact], to: Reader) -> Iterator[Block]:
    for f in shown:
        a, entry = f.entry.argument, f.entry
        about = f" About “{to.incident(a.incident)}”." if a.incident else ""
        yield f"Argument {entry.number}: {to.typed(a.claim)}, so that {to.said(a.effect)} What came of it: {ARGUED[entry.outcome]}.{about} {f.cite}"
        points = [
            f"{side}, {to.typed(point.author)}: {to.typed(point.text)}{'' if point.counts else ' (not counted)'} {f.cite}"
            for side, found in (("For", a.pros), ("Against", a.cons))
            for point in found
        ]
        if points:
            yield Points(tuple(points))
        if not to.releasable and entry.dice:
            yield f"Two dice: {100 * entry.estimate.p:.0f} % ({entry.estimate.reasons[0]}); thrown {' + '.join(map(str, entry.dice))}, margin {entry.margin:+d} {f.cite}."
        elif not to.releasable:
            yield f"Settled by {a.method}: {to.typed(entry.estimate.reasons[0])} {f.cite}."


# ---------------------------------------------------------------- measures


def measures(facts: Sequence[Fact], record: Record, s: Scenario, to: Reader) -> Section:
    """Deterrence and coordination in numbers, each with its unit, its direction and what it rests on; two charts."""
    if not any(f.state.turn for f in facts):
        return Section("Deterrence and coordination", ())
    numbers = measure(s, record.log.entries, facts[-1].state)
    mine = {i.name: i.why for i in s.interests}
    own, rest = [], []
    for name, m in measures_of(s).items():
        value = numbers[name]
        if value is None or (to.releasable and not m.releasable):
            continue
        unit = "" if m.unit in ("share", "probability", "0–1", "ratio", "count", "rung") else f" {m.unit}"
        number = (
            f"{value:.0f}"
            if abs(value) >= 10 or (m.unit in ("count", "rung") and value == int(value))
            else f"{value:.2f}"
        )
        told = f"rung {number}" if m.unit == "rung" else f"{number}{unit}"
        cites = some(to.told(by_kind(facts, *m.evidence)), 4) or some(to.told(facts)[-1:])
        text = m.text[0].upper() + m.text[1:]
        if name in mine:
            own.append((text, told, m.better or "neither", mine[name], cites))
        else:
            rest.append((text, told, m.better or "neither", cites))
    blocks: list[Block] = [
        "One game gives one number each. Numbers of one game compare nothing: whether they are high or low for this scenario is "
        "asked of a study of many games. Shares and chances run from 0 to 1."
    ]
    if own:
        columns = text_columns(
            ("Measure", 5.6), ("Value", 2), ("Better", 1.5), ("Why it matters here", 4.9), ("Log", 3)
        )
        blocks.append(Table("interests", "What the scenario is about", columns, own))
    blocks += list(_charts(facts, s, to))
    if rest:
        columns = text_columns(("Measure", 9.5), ("Value", 2.6), ("Better", 1.5), ("Log", 3.4))
        blocks.append(Table("measures", "Other measures", columns, rest))
    return Section("Deterrence and coordination", tuple(blocks))


def _charts(facts: Sequence[Fact], s: Scenario, to: Reader) -> Iterator[Drawing]:
    moved, opened = by_kind(facts, e.RungMoved), by_kind(facts, e.TurnOpened)
    track = [
        (0, s.ladder.start),
        *((f.entry.hour, f.entry.to) for f in moved),
        (facts[-1].state.hour, facts[-1].state.rung),
    ]
    marks = [
        (f.entry.hour, f"{_short(to.incident(f.entry.incident))} {CHOICE_PAST[f.entry.choice]}")
        for f in by_kind(facts, e.Chosen)
    ]
    marks += [
        (f.entry.hour, f"{_short(to.incident(f.entry.incident))} {BECAME[f.entry.outcome]}")
        for f in by_kind(facts, e.Ruled)
    ]
    svg, png = game_ladder(track, s.ladder.rungs, [f.entry.hour for f in opened], sorted(marks)[:12])
    cites = some([*moved, *by_kind(facts, e.Chosen, e.Ruled)], 8)
    yield Drawing(
        "ladder", svg,
        f"The ladder over the game. Up is worse; a step is a move of the crisis from one rung to another, a lettered dot the opponent's choice or a ruling, a dotted line the opening of a move {cites}.",
        png,
    )  # fmt: skip
    requests = list(_races(facts, to))
    if requests:
        svg, png = request_races([race for race, _ in requests])
        yield Drawing(
            "concurrence", svg,
            "Concurrence against the window, request by request. Grey: from the incident's opening to the closing of its window, in hours; coloured: from the request to its answer. "
            f"A coloured bar that is short and far left is good; a hatched one came to nothing {some([f for _, f in requests], 8)}.",
            png,
        )  # fmt: skip


def _races(facts: Sequence[Fact], to: Reader) -> Iterator[tuple[RequestRace, Fact]]:
    """Every request about an incident, as it is drawn, with the fact of its asking."""
    ends = request_ends(facts)
    for f in by_kind(facts, e.Requested):
        incident = f.state.incidents.get(f.entry.incident)
        end = ends.get(f.entry.request)
        if incident is not None:
            verdict = None if end is None else bool(facts[-1].state.requests[f.entry.request].verdict)
            by = "\n(ended by control)" if end is not None and isinstance(end.entry, e.Settled) else ""
            until = facts[-1].state.hour if end is None else end.entry.hour
            label = f"{f.entry.seat}: {_short(to.option(f.entry.option))}\n{_short(to.incident(f.entry.incident))}{by}"
            yield (
                RequestRace(
                    label,
                    incident.opened or 0,
                    f.entry.hour,
                    incident.closes or until,
                    None if end is None else until,
                    verdict,
                ),
                f,
            )


def _short(title: str) -> str:
    return title if len(title) <= SHOWN else title[: SHOWN - 1].rstrip() + "…"
