"""What a search found as tables, for the screen and for the report, and as plain data for a program."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study.terms.declaration import Objective
from fourthseat.engine.study.terms.levers import NOBODY, STANDING
from fourthseat.engine.study.terms.searching import Outcome, Point
from fourthseat.engine.study.terms.words import (
    IN_WORDS,
    RARE,
    SAME,
    amount,
    move_text,
    price_sentences,
    reading,
    verdict_of,
)
from fourthseat.engine.study.verdicts import Verdict

__all__ = [
    "KEY", "certainty_table", "doctrine_table", "effects_table", "every_table", "levers_table", "named", "plain", "points_csv", "prices_table", "same_everywhere", "terms_table", "worst_table",
]  # fmt: skip

MARKS: Mapping[str, str] = {
    Verdict.SUPERIOR: "▲",
    Verdict.INFERIOR: "▼",
    Verdict.NON_INFERIOR: "△",
    Verdict.NON_SUPERIOR: "▽",
    Verdict.EQUIVALENT: "≈",
    Verdict.INCONCLUSIVE: "?",
    SAME: "=",
    RARE: "…",
}
KEY = (
    "Of the interval of the difference, 95 % for the whole table together: ▲ superior, ▼ inferior: all of it lies beyond what does not matter; "
    "△ not worse, ▽ not better, by more than matters; ≈ equivalent: it lies within; ? inconclusive; = no game differs; … too few games differ for an interval."
)


def named(objective: Objective) -> str:
    """An objective as the head of a column: its name, unit and which way is better."""
    return f"{objective.name} ({objective.unit}, {objective.better} is better)"


def _head(objective: Objective) -> str:
    """The same in short, for a screen."""
    return f"{objective.name} {'↑' if objective.better == 'higher' else '↓'}"


def _everyone(outcome: Outcome) -> tuple[Point, ...]:
    return (*outcome.points, *outcome.references)


def _role(outcome: Outcome, number: int) -> str:
    """What a point of the front is besides: the compromise, the best in something."""
    point = outcome.points[number]
    roles = ["compromise"] if number == 0 else []
    return ", ".join([*roles, *(f"best {name}" for name in point.best_in)])


def terms_table(outcome: Outcome) -> Table:
    """The terms of every point; a term that is the same on all of them stands in :func:`same_everywhere`."""
    shown = [n for n, lever in enumerate(outcome.space.levers) if lever.moves and n not in _constant(outcome)]
    levers = [outcome.space.levers[n] for n in shown]
    heads = [lever.name.removeprefix(STANDING) for lever in levers]
    rows = []
    for number, point in enumerate(_everyone(outcome)):
        role = _role(outcome, number) if number < len(outcome.points) else "as the file has it"
        cells = [_shown(levers[k].text(point.terms[n]), levers[k].name) for k, n in enumerate(shown)]
        rows.append((point.name, *cells, role))
    title = f"The front: terms of {outcome.space.seat} in {outcome.space.coalition} that no others beat in everything"
    return Table("terms", title, text_columns("point", *heads, "what it is"), rows)


def _shown(text: str, lever: str) -> str:
    """Of an option that nobody may order beforehand nothing need be said."""
    return "–" if lever.startswith(STANDING) and text == NOBODY else text


def _constant(outcome: Outcome) -> set[int]:
    """Levers that have one level on every point and in every variant beside them."""
    return {n for n in range(len(outcome.space.levers)) if len({point.terms[n] for point in _everyone(outcome)}) == 1}


def same_everywhere(outcome: Outcome) -> list[str]:
    """Terms that are the same on every point of the front, those of one level left out."""
    found = []
    for n, lever in enumerate(outcome.space.levers):
        levels = {point.terms[n] for point in outcome.points}
        if lever.moves and len(levels) == 1:
            found.append(f"{lever.name} {lever.text(levels.pop())}")
    return found


def effects_table(outcome: Outcome, marks: bool = True) -> Table:
    """What every point brings against the baseline; with *marks* for a screen, else with verdicts in words and intervals."""
    objectives = outcome.design.objectives
    rows = []
    for row, point in enumerate(_everyone(outcome)):
        cells = []
        for column, one in enumerate(objectives):
            verdict = verdict_of(outcome.against, row, column, one)
            value = amount(outcome.against.means[row, column], one)
            low, high = outcome.against.low[row, column], outcome.against.high[row, column]
            spread = "" if np.isnan(low) else f" ({amount(low, one)} to {amount(high, one)})"
            cells.append(f"{value} {MARKS[verdict]}" if marks else f"{value}{spread} {_strong(verdict)}")
        rows.append((point.name, *cells))
    level = [amount(value, one, sign=False) for value, one in zip(outcome.baseline, objectives, strict=True)]
    rows.append((f"{outcome.design.baseline} itself", *level))
    title = f"What it brings: mean difference from {outcome.design.baseline}, {_futures(outcome)} fresh futures"
    heads = [_head(one) if marks else named(one) for one in objectives]
    return Table("differences", title, (*text_columns("point"), *number_columns(*heads)), rows)


def _strong(verdict: str) -> str:
    return f"**{verdict}**" if verdict in IN_WORDS else verdict


def _futures(outcome: Outcome) -> int:
    return int(outcome.against.futures.max())


def certainty_table(outcome: Outcome, short: bool = False) -> Table:
    """How sure every point is: shares of resamples of the futures."""
    rows = [
        (
            point.name,
            _percent(outcome.standing.undominated[n]),
            _percent(outcome.standing.compromise[n]),
            *(_percent(share) for share in outcome.standing.better[n]),
        )
        for n, point in enumerate(outcome.points)
    ]
    heads = [_head(one) if short else f"better {one.name}" for one in outcome.design.objectives]
    title = f"How sure: of 2,000 resamples of the futures, in how many a point is beaten by no other, is the compromise, is better than {outcome.design.baseline}"
    return Table("certainty", title, (*text_columns("point"), *number_columns("unbeaten", "compromise", *heads)), rows)


def worst_table(outcome: Outcome, short: bool = False) -> Table:
    """What every point brings where it goes worst: who joins on terms that are good on average may still be badly off."""
    objectives = outcome.design.objectives
    rows = [
        (point.name, *(amount(value, one) for value, one in zip(outcome.worst[n], objectives, strict=True)))
        for n, point in enumerate(_everyone(outcome))
    ]
    title = f"Where it goes worst: mean difference from {outcome.design.baseline} in the worst tenth of {_futures(outcome)} futures, of each point and objective its own"
    heads = [_head(one) if short else named(one) for one in objectives]
    return Table("worst", title, (*text_columns("point"), *number_columns(*heads)), rows)


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def prices_table(outcome: Outcome, marks: bool = True) -> Table | None:
    """What every term changes by itself; None if that was not played."""
    if outcome.priced is None:
        return None
    objectives, found = outcome.design.objectives, outcome.priced.found
    rows = []
    for row, move in enumerate(outcome.priced.moves):
        cells = []
        for column, one in enumerate(objectives):
            verdict = verdict_of(found, row, column, one)
            low, high = found.low[row, column], found.high[row, column]
            spread = "" if marks or np.isnan(low) else f" ({amount(low, one)} to {amount(high, one)})"
            value = amount(found.means[row, column], one)
            cells.append(f"{value} {MARKS[verdict]}" if marks else f"{value}{spread} {_strong(verdict)}")
        rows.append((move_text(outcome.space, move), *cells))
    bases = ", ".join(outcome.priced.bases)
    title = f"What each term costs: it alone moved, all others held as in {bases} (mean); {int(found.futures.max())} futures more"
    heads = [_head(one) if marks else named(one) for one in objectives]
    return Table("prices", title, (*text_columns("term"), *number_columns(*heads)), rows)


def doctrine_table(outcome: Outcome) -> Table:
    """The difference of every point from the baseline under each set of doctrines."""
    rows = []
    for (capitals, opponents), means in outcome.by_doctrine.items():
        for n, point in enumerate(outcome.points):
            cells = (amount(value, one) for value, one in zip(means[n], outcome.design.objectives, strict=True))
            rows.append((point.name, capitals, opponents, *cells))
    rows.sort(key=lambda row: [point.name for point in outcome.points].index(row[0]))
    title = f"Mean difference from {outcome.design.baseline} by who decides: the sets of doctrines apart"
    heads = [named(one) for one in outcome.design.objectives]
    return Table("doctrines", title, (*text_columns("point", "capitals", "opponents"), *number_columns(*heads)), rows)


def levers_table(outcome: Outcome) -> Table:
    """Every term: what it is, what levels it could take, and why one was not searched."""
    rows = []
    for lever in outcome.design.space.levers:
        levels = [lever.text(level) for level in lever.levels]
        told = (
            f"{levels[0]} to {levels[-1]}, {len(levels)} levels" if lever.ordered and lever.moves else ", ".join(levels)
        )
        fate = "searched" if lever.moves else "held"
        if lever.name in outcome.unmoved:
            fate = f"not searched: moved no objective in any of {outcome.unmoved[lever.name]:,} pairs of games"
        rows.append((lever.name, lever.what, told, lever.text(lever.shipped), lever.source, fate))
    for name, why in outcome.design.space.left_out:
        rows.append((name, "", "", "", "", f"not searched: {why}"))
    return Table(
        "levers",
        "The terms",
        text_columns("term", "what it is", "levels", "in the file", "from", "in this search"),
        rows,
    )


def points_csv(outcome: Outcome) -> str:
    """Every judged point with all its digits, for a spreadsheet or a program."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    names = [one.name for one in outcome.design.objectives]
    columns = [f"{name}.{what}" for name in names for what in ("mean", "difference", "low", "high", "better_share")]
    writer.writerow(
        ["point", *(lever.name for lever in outcome.space.levers), "unbeaten_share", "compromise_share", *columns]
    )
    for row, point in enumerate(_everyone(outcome)):
        front = row < len(outcome.points)
        shares = outcome.standing.better[row] if front else [float("nan")] * len(names)
        cells: list[float] = []
        for n in range(len(names)):
            cells += [
                point.values[n],
                outcome.against.means[row, n],
                outcome.against.low[row, n],
                outcome.against.high[row, n],
                shares[n],
            ]
        sure = [outcome.standing.undominated[row], outcome.standing.compromise[row]] if front else [float("nan")] * 2
        writer.writerow([point.name, *point.terms, *(_cell(value) for value in (*sure, *cells))])
    return file.getvalue()


def _cell(value: float) -> str:
    return "" if np.isnan(value) else repr(float(value))


def plain(outcome: Outcome) -> dict[str, Any]:
    """Everything that was found, for a program."""
    objectives = outcome.design.objectives
    return {
        "scenario": outcome.design.scenario.name,
        "coalition": outcome.space.coalition,
        "member": outcome.space.seat,
        "against": outcome.design.baseline,
        "objectives": [
            {"name": one.name, "unit": one.unit, "better": one.better, "margin": one.margin, "weight": weight}
            for one, weight in zip(objectives, outcome.weights, strict=True)
        ],
        "levers": {lever.name: list(lever.levels) for lever in outcome.space.levers if lever.moves},
        "unmoved": dict(outcome.unmoved),
        "not_searched": dict(outcome.design.space.left_out),
        "baseline": _by_name(objectives, outcome.baseline),
        "points": [_point(outcome, n) for n in range(len(outcome.points))],
        "references": [_point(outcome, n) for n in range(len(outcome.points), len(_everyone(outcome)))],
        "prices": _prices(outcome),
        "reading": [*reading(outcome), *price_sentences(outcome)],
        "flattered": _by_name(objectives, outcome.flattered),
        "tried": outcome.tried,
        "dropped": outcome.dropped,
        "alike": outcome.alike,
        "futures": {"searched": outcome.design.size.search, "judged": _futures(outcome)},
        "games": outcome.games,
        "failed": outcome.failed,
        "note": DISCLAIMER,
    }


def _point(outcome: Outcome, row: int) -> dict[str, Any]:
    point, objectives = _everyone(outcome)[row], outcome.design.objectives
    told: dict[str, Any] = {
        "point": point.name,
        "terms": {lever.name: level for lever, level in zip(outcome.space.levers, point.terms, strict=True)},
        "objectives": {
            one.name: {
                "mean": _number(point.values[n]),
                "difference": _number(outcome.against.means[row, n]),
                "low": _number(outcome.against.low[row, n]),
                "high": _number(outcome.against.high[row, n]),
                "worst_tenth": _number(outcome.worst[row, n]),
                "verdict": verdict_of(outcome.against, row, n, one),
            }
            for n, one in enumerate(objectives)
        },
    }
    if row < len(outcome.points):
        told |= {
            "best_in": list(point.best_in),
            "unbeaten": float(outcome.standing.undominated[row]),
            "compromise": float(outcome.standing.compromise[row]),
            "better": _by_name(objectives, outcome.standing.better[row]),
        }
    return told


def _prices(outcome: Outcome) -> list[dict[str, Any]]:
    if outcome.priced is None:
        return []
    found = outcome.priced.found
    return [
        {
            "term": outcome.space.levers[move.place].name,
            "from": move.before,
            "to": move.after,
            "changes": {
                one.name: {
                    "difference": _number(found.means[row, n]),
                    "low": _number(found.low[row, n]),
                    "high": _number(found.high[row, n]),
                    "verdict": verdict_of(found, row, n, one),
                }
                for n, one in enumerate(outcome.design.objectives)
            },
        }
        for row, move in enumerate(outcome.priced.moves)
    ]


def _by_name(objectives: Sequence[Objective], values: NDArray[np.float64]) -> dict[str, float | None]:
    return {one.name: _number(value) for one, value in zip(objectives, values, strict=True)}


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def every_table(outcome: Outcome) -> Iterator[Table]:
    """All tables, as a screen shows them."""
    yield terms_table(outcome)
    yield effects_table(outcome)
    yield worst_table(outcome, short=True)
    yield certainty_table(outcome, short=True)
    priced = prices_table(outcome)
    if priced is not None:
        yield priced
