"""What a search found, in words: of each number which way it went, of each term what it costs. Every sentence follows from a rule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import floor, isnan, log10
from typing import NamedTuple

import numpy as np

from fourthseat.engine.study.statistics import MIN_BLOCKS
from fourthseat.engine.study.terms.certainty import Differences
from fourthseat.engine.study.terms.declaration import Objective
from fourthseat.engine.study.terms.levers import EVERYBODY, NO, NOBODY, STANDING, YES, Lever, Space
from fourthseat.engine.study.terms.prices import Move
from fourthseat.engine.study.terms.searching import Outcome, Point
from fourthseat.engine.study.verdicts import Verdict, verdict

__all__ = [
    "IN_WORDS", "RARE", "SAME", "amount", "change", "move_text", "price_sentences", "reading", "terms_text", "verdict_of",
]  # fmt: skip

SAME, RARE = "same", "rare"
"""What is said of a cell without an interval: no future differs; too few do."""
IN_WORDS: Mapping[str, str] = {Verdict.SUPERIOR: "better", Verdict.INFERIOR: "worse"}
"""The verdicts that sentences tell: by more than matters, with the whole interval."""

UNNAMED = frozenset(("", "0–1", "share", "probability", "ratio", "count"))
"""Units that a sentence does without."""


class Way(NamedTuple):
    """A measure that goes one way, as the second half of *the more …, the …*, and as a sentence of its own."""

    the: str
    plain: str


WAYS = {
    "deterred": (Way("the less often the opponent is deterred", "the opponent is deterred less often"), Way("the more often the opponent is deterred", "the opponent is deterred more often")),
    "status_quo_held": (Way("the less often the status quo holds", "the status quo holds less often"), Way("the more often the status quo holds", "the status quo holds more often")),
    "lost": (Way("the less is lost", "less is lost"), Way("the more is lost", "more is lost")),
    "p_press": (Way("the less likely the opponent presses", "the opponent is less likely to press"), Way("the more likely the opponent presses", "the opponent is more likely to press")),
    "hours_to_concurrence": (Way("the sooner they concur", "they concur sooner"), Way("the later they concur", "they concur later")),
    "concurred_in_time": (Way("the less often they concur in time", "they concur in time less often"), Way("the more often they concur in time", "they concur in time more often")),
    "hours_to_effect": (Way("the sooner a force is there", "a force is there sooner"), Way("the later a force is there", "a force is there later")),
    "strength_ratio": (Way("the weaker the coalition is on the spot", "the coalition is weaker on the spot"), Way("the stronger the coalition is on the spot", "the coalition is stronger on the spot")),
    "peak_rung": (Way("the lower on the ladder it stays", "it stays lower on the ladder"), Way("the higher on the ladder it goes", "it goes higher on the ladder")),
    "leaks": (Way("the fewer secrets get out", "fewer secrets get out"), Way("the more secrets get out", "more secrets get out")),
    "cohesion": (Way("the less often members concur", "members concur less often"), Way("the more often members concur", "members concur more often")),
    "trust_end": (Way("the less trust is left", "less trust is left"), Way("the more trust is left", "more trust is left")),
    "spent_musd": (Way("the less is spent", "less is spent"), Way("the more is spent", "more is spent")),
    "burden_gap": (Way("the more evenly the burden is shared", "the burden is shared more evenly"), Way("the less evenly the burden is shared", "the burden is shared less evenly")),
    "licence_days": (Way("the sooner licences come", "licences come sooner"), Way("the later licences come", "licences come later")),
    "technology_gap": (Way("the smaller a technology gap is left", "a smaller technology gap is left"), Way("the larger a technology gap is left", "a larger technology gap is left")),
}  # fmt: skip
"""What less and more of a measure mean; of any other its name is said."""

MORE = {
    "information": "The more is shared",
    "exempt_share": "The more may be received without a licence",
    "safeguards": "The stronger the safeguards",
    "obligation": "The more membership obliges",
    "weight": "The more its answer weighs",
}


def amount(value: float, objective: Objective, sign: bool = True) -> str:
    """A number of an objective as it is printed: with digits enough to show a tenth of what matters, and never a negative zero."""
    if isnan(value):
        return "–"
    size = objective.margin if objective.margin > 0 else max(abs(value), 1e-6)
    digits = min(6, max(1, 1 - floor(log10(size))))
    rounded = round(value, digits) + 0.0
    return f"{rounded:{'+' if sign else ''}.{digits}f}".replace("-", "−")


def verdict_of(found: Differences, row: int, column: int, objective: Objective) -> str:
    """What :func:`~fourthseat.engine.study.verdicts.verdict` says of the interval and the margin; *same* where no future differs, *rare* where too few do."""
    if not found.differing[row, column]:
        return SAME
    low, high = found.low[row, column], found.high[row, column]
    if isnan(low):
        return RARE
    return verdict(float(low), float(high), objective.margin, objective.better)


def change(found: Differences, row: int, column: int, objective: Objective) -> str:
    """A difference with its interval and unit: ``−3.1 h, −4.4 to −1.8``."""
    low, high = found.low[row, column], found.high[row, column]
    unit = "" if objective.unit in UNNAMED else f" {objective.unit}"
    told = f"{amount(found.means[row, column], objective)}{unit}"
    return told if isnan(low) else f"{told}, {amount(low, objective)} to {amount(high, objective)}"


def move_text(space: Space, move: Move) -> str:
    """A move as it is printed: ``information 0.2 → 0.9``."""
    lever = space.levers[move.place]
    return f"{lever.name} {lever.text(move.before)} → {lever.text(move.after)}"


def terms_text(outcome: Outcome, point: Point) -> str:
    """The terms of a point in a line, those that moved nothing left out."""
    pairs = zip(outcome.space.levers, point.terms, strict=True)
    return ", ".join(f"{lever.name} {lever.text(level)}" for lever, level in pairs if lever.moves)


def price_sentences(outcome: Outcome) -> list[str]:
    """For every move of a term what it certainly changes, in words; what it does not change for certain is no word of it."""
    if outcome.priced is None:
        return []
    said = []
    for row, move in enumerate(outcome.priced.moves):
        ordered = outcome.space.levers[move.place].ordered
        head = f"{_head(outcome, move)} ({move_text(outcome.space, move)})"
        clauses = list(_clauses(outcome, row, ordered))
        said.append(f"{head}{_joined(clauses) if clauses else _nothing(outcome, row)}.")
    return said


def _nothing(outcome: Outcome, row: int) -> str:
    """What is said of a move that certainly changes nothing for the better or the worse: which of the reasons it is."""
    assert outcome.priced is not None
    found = outcome.priced.found
    verdicts = {verdict_of(found, row, n, one) for n, one in enumerate(outcome.design.objectives)}
    if verdicts == {SAME}:
        return ": no objective changed in any game"
    if verdicts <= {SAME, Verdict.EQUIVALENT}:
        return ": every change is so small that it does not matter"
    if int(found.futures.max()) < MIN_BLOCKS:
        return f": not told from {int(found.futures.max())} games; an interval needs {MIN_BLOCKS}"
    return ": no change by more than matters that these games can tell"


def _joined(clauses: Sequence[str]) -> str:
    *some, last = clauses
    return f", {', '.join(some)} and {last}" if some else f", {last}"


def _clauses(outcome: Outcome, row: int, ordered: bool) -> Iterator[str]:
    """What a move certainly changes: the clause, the change with its interval, and whether it is for the better."""
    assert outcome.priced is not None
    for column, one in enumerate(outcome.design.objectives):
        if word := IN_WORDS.get(verdict_of(outcome.priced.found, row, column, one)):
            up = outcome.priced.found.means[row, column] > 0
            less, more = WAYS.get(
                one.name,
                (
                    Way(f"the lower {one.title}", f"lower {one.title}"),
                    Way(f"the higher {one.title}", f"higher {one.title}"),
                ),
            )
            way = more if up else less
            yield f"{way.the if ordered else way.plain} ({change(outcome.priced.found, row, column, one)}; {word})"


def _head(outcome: Outcome, move: Move) -> str:
    """How a sentence about a move begins."""
    lever = outcome.space.levers[move.place]
    if lever.ordered:
        return MORE.get(lever.name, f"The higher {lever.name}")
    return _choice(outcome, lever, str(move.after))


def _choice(outcome: Outcome, lever: Lever, level: str) -> str:
    """A term of words at one of its levels, as a sentence begins."""
    seat = outcome.space.seat
    if lever.name.startswith(STANDING):
        title = outcome.design.scenario.option_by_id[lever.name.removeprefix(STANDING)].title
        who = {NOBODY: "nobody", EVERYBODY: "every member"}.get(level, level)
        return f"With “{title}” agreed beforehand for {who}"
    if lever.name == "consent":
        return f"With {seat} {'having' if level == YES else 'without'} a say in concurrence"
    if lever.name == "rule":
        return f"Under the rule {level}"
    return f"With {lever.name} {'on' if level == YES else 'off' if level == NO else level}"


# ---------------------------------------------------------------- the reading


def reading(outcome: Outcome) -> list[str]:
    """What the front says, in sentences: the answer first."""
    return [*_answer(outcome), *_tally(outcome), *_compromise(outcome), *_corners(outcome), *_pulls(outcome)]


def _answer(outcome: Outcome) -> Iterator[str]:
    """Whether any terms are no worse than the baseline in everything, and how many are worse for certain in something."""
    design, points = outcome.design, outcome.points
    worse = [_named(outcome, row, Verdict.INFERIOR) for row in range(len(points))]
    better = [_named(outcome, row, Verdict.SUPERIOR) for row in range(len(points))]
    free = [point.name for point, bad, good in zip(points, worse, better, strict=True) if good and not bad]
    costly = [point.name for point, bad in zip(points, worse, strict=True) if bad]
    seat, baseline = outcome.space.seat, design.baseline
    if (futures := int(outcome.against.futures.max())) < MIN_BLOCKS:
        yield f"The front was judged on {futures} futures; below {MIN_BLOCKS} no interval is given and nothing is said to be better or worse. Give more --games."
        return
    of = (
        f"On {len(free)} of the {len(points)} points of the front ({', '.join(free)})"
        if len(points) > 1
        else "On the one point of the front"
    )
    if free:
        yield (
            f"{of} {seat} in {outcome.space.coalition} is better than {baseline} in something and worse in nothing that these games can tell."
        )
    elif any(better):
        yield f"On no point of the front is {seat} in {outcome.space.coalition} better than {baseline} in something without being worse in something else."
    else:
        yield f"On no point of the front can {seat} in {outcome.space.coalition} be told to be better than {baseline} in any objective by more than matters."
    common = [name for name in (one.name for one in design.objectives) if all(name in bad for bad in worse)]
    if common and len(costly) == len(points):
        yield f"Every point of the front is worse than {baseline} in {', '.join(common)}: none of the terms that were found avoids it."


def _tally(outcome: Outcome) -> Iterator[str]:
    """On how many points each objective is better and worse than the baseline, and which ones nothing moves."""
    points, told, still = len(outcome.points), [], []
    if points < 2 or int(outcome.against.futures.max()) < MIN_BLOCKS:
        return
    for n, one in enumerate(outcome.design.objectives):
        verdicts = [verdict_of(outcome.against, row, n, one) for row in range(points)]
        if set(verdicts) == {SAME}:
            still.append(one.name)
            continue
        better, worse = verdicts.count(Verdict.SUPERIOR), verdicts.count(Verdict.INFERIOR)
        parts = [f"better on {better}" if better else "", f"worse on {worse}" if worse else ""]
        told.append(f"{one.name} {' and '.join(filter(None, parts)) or 'on none'}")
    yield f"Objective by objective, of {points} points better or worse than {outcome.design.baseline} by more than matters: {'; '.join(told)}."
    if still:
        yield f"Nothing moves {', '.join(still)}: it is the same in every game, whatever the terms."


def _named(outcome: Outcome, row: int, wanted: str) -> list[str]:
    """Objectives in which a point has that verdict against the baseline."""
    objectives = outcome.design.objectives
    return [one.name for n, one in enumerate(objectives) if verdict_of(outcome.against, row, n, one) == wanted]


def _compromise(outcome: Outcome) -> Iterator[str]:
    """The compromise by the weights, what it brings, what it costs, and how sure it is."""
    point = outcome.points[0]
    weighted = ", ".join(
        f"{one.name} {weight:g}" for one, weight in zip(outcome.design.objectives, outcome.weights, strict=True) if weight != 1
    )  # fmt: skip
    by = f"by the weights {weighted}, 1 else" if weighted else "all objectives weighing alike"
    yield (
        f"The compromise, {by}, is {point.name}: {terms_text(outcome, point)}. It was the compromise in "
        f"{100 * outcome.standing.compromise[0]:.0f} % of resamples of the futures."
    )
    for wanted, word in IN_WORDS.items():
        told = [
            f"{one.name} ({change(outcome.against, 0, n, one)})"
            for n, one in enumerate(outcome.design.objectives)
            if verdict_of(outcome.against, 0, n, one) == wanted
        ]
        if told:
            yield f"Against {outcome.design.baseline} it is {word} in {', '.join(told)}."


def _corners(outcome: Outcome) -> Iterator[str]:
    """What is best in each objective."""
    told = [f"{point.name} in {', '.join(point.best_in)}" for point in outcome.points if point.best_in]
    if len(outcome.points) > 1:
        yield f"Best of the front: {'; '.join(told)}."


def _pulls(outcome: Outcome) -> Iterator[str]:
    """The two objectives that pull against each other most along the front, by rank correlation."""
    if len(outcome.points) < 6:
        return
    signs = np.array([one.sign for one in outcome.design.objectives])
    ranks = np.argsort(np.argsort(np.array([point.values for point in outcome.points]) * signs, axis=0), axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        pulls = np.atleast_2d(np.corrcoef(ranks, rowvar=False))
    pairs = [(pulls[a, b], a, b) for a in range(len(signs)) for b in range(a) if pulls[a, b] < -0.5]
    names = [one.name for one in outcome.design.objectives]
    if pairs:
        told = [
            f"{names[b]} and {names[a]} (rank correlation {r:.1f})".replace("-", "−") for r, a, b in sorted(pairs)[:3]
        ]
        yield f"What cannot be had together, along the front: {'; '.join(told)}."
