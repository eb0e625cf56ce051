"""The report of a search over terms: the answer, the front, what each term costs, how it was searched, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents import charts
from fourthseat.engine.documents.blocks import (
    Block,
    Document,
    Drawing,
    Heading,
    Note,
    Points,
    Section,
    Table,
    Theme,
    number_columns,
    text_columns,
)
from fourthseat.engine.documents.charts import Bar, Panel
from fourthseat.engine.documents.front_charts import Axis, Line, PairAxis, Spot, pair_grid, parallel_lines
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.statistics import TINY
from fourthseat.engine.study.terms.levers import STANDING, Lever
from fourthseat.engine.study.terms.searching import Outcome
from fourthseat.engine.study.terms.tables import (
    MARKS,
    certainty_table,
    doctrine_table,
    effects_table,
    levers_table,
    named,
    prices_table,
    same_everywhere,
    terms_table,
    worst_table,
)
from fourthseat.engine.study.terms.words import amount, move_text, price_sentences, reading
from fourthseat.engine.study.verdicts import Verdict, meaning_of

__all__ = ["report"]


def report(outcome: Outcome) -> Document:
    """What a search found, as a document."""
    design, space = outcome.design, outcome.space
    seat = design.scenario.seat_by_id[next(s for s in design.scenario.seat_by_id if s == space.seat)].name
    sections = (
        Section("In short", tuple(_short(outcome))),
        Section("The front", tuple(_front(outcome))),
        Section("What each term costs", tuple(_prices(outcome))),
        Section("How it was searched", tuple(_methods(outcome))),
        Section("Limits", (Points(tuple(_limits(outcome))),)),
        Section("To check and to repeat", (Points(tuple(_again(outcome))),)),
        *(
            [Section("Appendix A. By who decides", (doctrine_table(outcome),), appendix=True)]
            if len(outcome.by_doctrine) > 1
            else []
        ),
    )
    return Document(
        f"On which terms should {space.seat} ({seat}) belong in {space.coalition}, and what does each cost?",
        f"{design.scenario.title}: against {design.baseline}; {outcome.tried:,} terms tried, {len(outcome.points)} on the front, {outcome.games:,} games",
        "",
        sections,
        Theme.REPORT,
        numbered=True,
    )


NAMED = tuple(one for one in Verdict if one in MARKS)
"""Verdicts that an objective can have: one way of it is better."""


def _short(outcome: Outcome) -> Iterator[Block]:
    yield Points(tuple(reading(outcome)))
    yield terms_table(outcome)
    if len(outcome.points) > 1 and (same := same_everywhere(outcome)):
        yield f"The same on every point of the front: {', '.join(same)}."
    yield effects_table(outcome, marks=False)
    yield (
        f"The intervals hold at 95 % for the whole table together. {meaning_of(NAMED)} *Same*: no game differs; *rare*: too few games differ for an interval."
    )
    yield Note(DISCLAIMER)


def _front(outcome: Outcome) -> Iterator[Block]:
    """The figures, how sure each point is, and whether it hangs on who decides."""
    yield (
        "No point here beats another in every objective: whoever wants more of one thing pays in another. A point is read from left to right: its "
        "terms first, then what they bring; on the axes of objectives up is better."
    )
    yield Drawing(
        "parallel", _parallel(outcome),
        f"The front: every line is a set of terms; {outcome.points[0].name}, drawn thick, is the compromise, the dashed grey line is {outcome.design.baseline}.",
    )  # fmt: skip
    if len(_moved(outcome)) > 1:
        yield Drawing(
            "pairs", _pairs(outcome),
            f"Two objectives at a time, as differences from {outcome.design.baseline}, which lies where the dotted lines cross. The whiskers are the intervals of the table; the arrow at an axis points to better; crosses are terms of the file's variants.",
        )  # fmt: skip
    yield worst_table(outcome)
    yield "The dice are in it as well as the futures, for every point alike: compare points with each other, and no row with the mean."
    yield certainty_table(outcome)
    yield (
        "A point that is unbeaten in few resamples is on the front by luck; one that is better than the baseline in half of them is no better. "
        "These are shares of resampled futures: they hold for the ranges that were assumed, and are no probabilities of the world."
    )


def _moved(outcome: Outcome) -> list[int]:
    """Objectives in which any point differs from the baseline or from another."""
    values = np.array([*(point.values for point in outcome.points), outcome.baseline])
    return [n for n, wide in enumerate(np.nanmax(values, axis=0) - np.nanmin(values, axis=0)) if wide > TINY]


def _parallel(outcome: Outcome) -> str:
    """Terms that differ between the points, then every objective that moves, best at the head."""
    points, moved = outcome.points, _moved(outcome)
    shown = [n for n, lever in enumerate(outcome.space.levers) if lever.moves and len({p.terms[n] for p in points}) > 1]
    axes = [_lever_axis(outcome.space.levers[n]) for n in shown]
    values = np.array([point.values for point in points])
    for n in moved:
        one, column = outcome.design.objectives[n], np.array([*values[:, n], outcome.baseline[n]])
        low, high = float(np.nanmin(column)), float(np.nanmax(column))
        ends = (low, high) if one.better == "higher" else (high, low)
        axes.append(Axis(one.name, *ends, [(end, amount(end, one, sign=False)) for end in ends], 1))
    lines = [
        Line(
            point.name,
            [*(_at(outcome.space.levers[n], point.terms[n]) for n in shown), *point.values[moved]],
            number == 0,
        )
        for number, point in enumerate(points)
    ]
    beside = [float("nan")] * len(shown)
    lines.append(Line(outcome.design.baseline, [*beside, *outcome.baseline[moved]], strong=False, faint=True))
    return parallel_lines(axes, lines)


def _lever_axis(lever: Lever) -> Axis:
    """An axis of the levels of a lever."""
    name = lever.name.removeprefix(STANDING)
    if lever.ordered:
        low, high = float(lever.levels[0]), float(lever.levels[-1])
        return Axis(name, low, high, [(low, f"{low:g}"), (high, f"{high:g}")], 0)
    ticks = [(float(n), lever.text(level)) for n, level in enumerate(lever.levels)]
    return Axis(name, 0.0, float(len(lever.levels) - 1), ticks, 0)


def _at(lever: Lever, level: float | str) -> float:
    return float(level) if lever.ordered else float(lever.levels.index(level))


def _pairs(outcome: Outcome) -> str:
    """Objectives that move, two at a time; terms of the file's variants as crosses without a name."""
    moved, found = _moved(outcome), outcome.against
    axes = [PairAxis(one.name, one.unit, one.better) for n, one in enumerate(outcome.design.objectives) if n in moved]
    spots = [
        Spot(
            point.name if n < len(outcome.points) else "",
            found.means[n][moved], found.low[n][moved], found.high[n][moved],
            strong=n == 0,
            faint=n >= len(outcome.points),
        )
        for n, point in enumerate((*outcome.points, *outcome.references))
    ]  # fmt: skip
    return pair_grid(axes, spots)


def _prices(outcome: Outcome) -> Iterator[Block]:
    """In words, as a figure and as a table."""
    priced = prices_table(outcome, marks=False)
    if outcome.priced is None or priced is None:
        yield "Not told: no future of this stage was played to its end."
        return
    yield (
        f"Each term moved by itself, all others held as in {', '.join(outcome.priced.bases)}; the mean over these, on futures and luck that chose none of "
        "them. A term is moved from one end of its levels to the other; what happens between them need not be even."
    )
    yield Points(tuple(price_sentences(outcome)))
    panels = []
    for n, one in enumerate(outcome.design.objectives):
        if not outcome.priced.found.differing[:, n].any():
            continue
        bars = [
            Bar(
                move_text(outcome.space, move),
                1,
                *_bounds(outcome.priced.found.means, outcome.priced.found.low, outcome.priced.found.high, row, n),
            )
            for row, move in enumerate(outcome.priced.moves)
        ]
        panels.append(Panel(named(one), f"change, {one.unit}", one.margin, bars))
    if not panels:
        return
    yield Drawing(
        "prices",
        charts.forest(panels),
        "What moving one term changes, with intervals that hold together; the band is what does not matter.",
    )
    yield priced


def _bounds(
    means: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64], row: int, column: int
) -> tuple[float, float, float]:
    return float(means[row, column]), float(low[row, column]), float(high[row, column])


def _methods(outcome: Outcome) -> Iterator[Block]:
    """What was searched, by what, over what, and what was not."""
    design, size = outcome.design, outcome.design.size
    yield levers_table(outcome)
    rows = [
        (named(one), f"±{one.margin:g}" if one.margin else "none", f"{weight:g}", one.why)
        for one, weight in zip(design.objectives, outcome.weights, strict=True)
    ]
    yield Table(
        "objectives",
        "The objectives",
        text_columns("objective", "does not matter", "weight in the compromise", "why"),
        rows,
    )
    sets = "; ".join(own + (f" against {other}" if other != OWN else "") for own, other in design.doctrines)
    drawn = (
        f"each draws {len(design.inputs)} uncertain numbers from their ranges, evenly, a Latin hypercube together"
        if design.inputs
        else "all numbers as in the file, each with dice of its own"
    )
    every = outcome.space.combinations <= size.population * size.generations
    how = (
        "every combination of the levels"
        if every
        else f"NSGA-II [Deb2002] as pymoo has it, {size.population} candidates a generation, at most {size.generations} generations, mating by the kind of each term; "
        "begun from the terms of the file's variants and a Latin hypercube"
    )
    told = [
        ("Question", f"terms of {outcome.space.seat} in {outcome.space.coalition} against {design.baseline}"),
        ("Search", how),
        ("Luck", "every candidate on the same futures and dice; a difference is taken game by game"),
        ("Futures", f"{drawn}; doctrines of the capitals in turn: {sets}"),
        ("Searched on", f"{size.search} futures, one game each"),
        ("Judged on", f"{int(outcome.against.futures.max())} other futures with other luck: the points of the front look better where they were chosen than they are"),
        ("Front", "differences smaller than what does not matter count as none (ε-dominance [LaumannsEtAl2002])"),
        ("Compromise", "the least largest shortfall from the best in every objective, in parts of its range over the front, by the weights (augmented Tchebycheff [SteuerChoo1983])"),
        ("Intervals", "studentised bootstrap over futures, set by set of doctrines; 95 % for all cells of a table together (max-t [WestfallYoung1993])"),
    ]  # fmt: skip
    yield Table("methods", "The search", text_columns("what", "how"), told)
    yield Heading("What fresh luck took away")
    judged = len(outcome.points) + outcome.dropped + outcome.alike
    changed = [
        (
            one.name,
            amount(float(one.sign * value), one),
            "worse" if value > TINY else "better" if value < -TINY else "the same",
        )
        for one, value in zip(design.objectives, outcome.flattered, strict=True)
    ]
    yield (
        "What is chosen because it looks best tends to look better than it is. So the front was judged again, on futures and dice that had no part in choosing it, "
        "and with it, as far as games were there, what the search found no more than immaterially worse. "
        f"{outcome.dropped} of {judged} points turned out there to be beaten by another, {outcome.alike} to differ from one that stands by nothing that matters; they were "
        "dropped. On the others the means moved by:"
    )
    yield Table(
        "winners-curse",
        f"From search to fresh luck, the mean over {len(outcome.points)} points",
        (*text_columns("objective"), *number_columns("change"), *text_columns("which is")),
        changed,
    )
    if outcome.failed:
        yield Note(f"{outcome.failed:,} games failed; their futures are left out in every arm of their stage.")


def _limits(outcome: Outcome) -> Iterator[str]:
    size = outcome.design.size
    yield "**Assumed as much as found.** What a term costs is what the scenario's models and ranges make it cost; another model may price it otherwise."
    yield (
        f"**Not all terms were tried.** {outcome.tried:,} of {outcome.space.combinations:,} combinations were, and better ones may be left; terms that are not "
        "in the file, such as money or side agreements, were not searched at all."
    )
    yield "**What the opponent resents is an assumption.** How far membership provokes it is no term that partners can agree on; it is drawn anew in every future."
    if outcome.unmoved:
        names = ", ".join(outcome.unmoved)
        yield f"**No effect seen is not no effect.** {names} moved no objective in any game of the screening ({size.screening} futures); in other situations they may."
    yield "**Shares of futures are shares of assumptions**, drawn evenly from ranges that are judgement; they are not probabilities."
    yield "**Doctrines are not people.** Seats follow written rules; what people would do with these terms is for a seminar to show."


def _again(outcome: Outcome) -> Iterator[str]:
    space = outcome.space
    point = outcome.points[0]
    changes = space.changes(point.terms)
    yield "The declared search is `design.json`; each stage is a folder of its own, a study that `fourthseat replay` and `fourthseat query` open. The same command again gives the same."
    told = " ".join(f"--set {path}={_json(value)}" for path, value in changes.items())
    yield f"The compromise in a game: `fourthseat play {outcome.design.named} --coalition {space.coalition} {told}`."


def _json(value: object) -> str:
    if isinstance(value, list):
        return "'[" + ",".join(f'"{one}"' for one in value) + "]'"
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
