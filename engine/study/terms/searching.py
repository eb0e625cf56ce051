"""A search over terms from its first game to what was found: screened, searched, judged on fresh luck, and priced."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from string import ascii_uppercase
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import make_folder, write_atomic
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.results import locked
from fourthseat.engine.study.statistics import TINY
from fourthseat.engine.study.terms import prices
from fourthseat.engine.study.terms.certainty import Differences, Standing, differences, resampled, standing, worst_tenth
from fourthseat.engine.study.terms.declaration import SCREENED_FROM, Design, same
from fourthseat.engine.study.terms.front import apart, boxed, compromise, corners, dominated, near, ranked
from fourthseat.engine.study.terms.levers import Space, Terms
from fourthseat.engine.study.terms.optimiser import Found, explore, spread
from fourthseat.engine.study.terms.staging import AS_SHIPPED, Played, Stages

__all__ = ["DECLARATION", "Outcome", "Point", "Priced", "search"]

DECLARATION = "design.json"
OTHERS = frozenset((".lock", f".{DECLARATION}.tmp"))
"""What may stand in a folder whose search was killed before its declaration was in place."""
SEARCHED, FRONT, PRICES = "s", "f", "p"
"""Letters of the futures: of the search, of the front's judgement, of the prices. Each has futures and luck of its own."""


class Point(NamedTuple):
    """Terms that were judged on fresh luck."""

    name: str
    """A letter for a point of the front, else the variant whose terms they are."""
    terms: Terms
    values: NDArray[np.float64]
    """Mean of each objective, in its unit."""
    searched: NDArray[np.float64]
    """Mean difference from the variant as shipped, as the search saw it; NaN for terms that were not searched."""
    best_in: tuple[str, ...] = ()
    """Objectives of which no point of the front has a better mean."""


class Priced(NamedTuple):
    """What single terms change, from several terms of the front."""

    moves: tuple[prices.Move, ...]
    found: Differences
    bases: tuple[str, ...]
    """Names of the points they were moved from."""


class Outcome(NamedTuple):
    """What a search found."""

    design: Design
    space: Space
    """The levers that were searched; those that moved nothing are held."""
    weights: tuple[float, ...]
    unmoved: Mapping[str, int]
    """Levers that changed no objective, and in how many pairs of games it was tried."""
    found: Found
    """Different terms that were played in the search, and their mean differences from the variant as shipped; lower is better."""
    dropped: int
    """Points that were judged and that fresh luck showed to be beaten by another."""
    alike: int
    """Points that were judged and that on fresh luck differ from a better scored one by nothing that matters."""
    points: tuple[Point, ...]
    """The front by fresh luck, the compromise first, the others as they score by the weights."""
    references: tuple[Point, ...]
    """Terms of the file's variants, judged beside the points."""
    against: Differences
    """Points, then references, against the baseline."""
    worst: NDArray[np.float64]
    """Points, then references, against the baseline, in the tenth of the futures that is worst for each in each objective."""
    standing: Standing
    """Of the points."""
    by_doctrine: Mapping[tuple[str, str], NDArray[np.float64]]
    """Of each set of doctrines: points x objectives, mean difference from the baseline."""
    baseline: NDArray[np.float64]
    """Its mean of each objective on the fresh futures."""
    flattered: NDArray[np.float64]
    """Of each objective: how much better the points looked in the search than on fresh luck, both against the variant as shipped; its unit."""
    priced: Priced | None
    games: int
    """Games that the search asked for, in all runs of it."""
    played: int
    """Games that were played for it in this run."""
    failed: int

    @property
    def tried(self) -> int:
        """How many different terms were played in the search."""
        return len(self.found)


def search(
    folder: Path,
    design: Design,
    weights: Sequence[float],
    stages: Callable[[], Stages],
    step: Callable[[str], None] | None = None,
) -> Outcome:
    """Search *design* in *folder*, or go on where it was stopped or killed; *step* hears what is done next.

    *weights* are of the objectives, for the compromise; they change no game that the front is found by. Raises
    :exc:`ScenarioError` where the folder holds another search or something else.
    """
    declared(folder, design)
    lock = locked(folder)
    try:
        return _Search(design, tuple(weights), stages(), step or _silent).run()
    finally:
        lock.close()


def declared(folder: Path, design: Design) -> None:
    """Declare *design* in *folder* before its first game; :exc:`ScenarioError` if another search is declared there."""
    path = folder / DECLARATION
    if folder.exists() and not path.exists() and any(one.name not in OTHERS for one in folder.iterdir()):
        raise ScenarioError(f"{folder}: exists and holds no search over terms; give another --out")
    if path.exists():
        try:
            held = json.loads(path.read_text("utf-8"))
            if not isinstance(held, dict):
                raise ValueError("it is no table")
        except (OSError, ValueError, RecursionError) as wrong:
            raise ScenarioError(
                f"{path}: is damaged ({wrong}); give another --out, or remove it if the search is the same"
            ) from None
        if differing := same(held, design.plain()):
            raise ScenarioError(
                f"{folder}: holds another search ({', '.join(differing)} {'differ' if len(differing) > 1 else 'differs'}); give another --out"
            )
        return
    make_folder(folder)
    write_atomic(path, json.dumps(design.plain(), indent=1, allow_nan=False))


def _silent(_: str) -> None:
    pass


class _Search:
    """One run of a search."""

    def __init__(self, design: Design, weights: tuple[float, ...], stages: Stages, step: Callable[[str], None]) -> None:
        self.design, self.weights, self.stages, self.step = design, weights, stages, step
        self.space, self.size = design.space, design.size
        self.sign = np.array([one.sign for one in design.objectives])
        self.margins = [one.margin for one in design.objectives]

    def run(self) -> Outcome:
        """All stages."""
        unmoved = self._screened()
        self.space = self.space.holding(dict.fromkeys(unmoved, "moved nothing"))
        if not self.space.moving:
            raise ScenarioError(
                f"no term of {self.space.seat} in {self.space.coalition} moved any objective in any of {sum(unmoved.values()):,} pairs of "
                "games: there is nothing to search; name other levers or measures"
            )
        found = self._found()
        return self._judged(found, unmoved)

    # ------------------------------------------------------------ which levers move anything

    def _screened(self) -> dict[str, int]:
        """Levers that moved nothing, and in how many pairs of games."""
        self.step("which terms move anything at all")
        moving = self.space.moving
        if len(moving) == 1:
            return {}
        bases = [self.space.shipped, *spread(self.space, SCREENED_FROM - 1, self.design.seed)]
        arms = prices.arms_of(self.space, bases)
        played = self.stages.play("screening", arms, self.size.screening, SEARCHED)
        values = {terms: played.values[name] for name, terms in arms.items()}
        return prices.unmoved(self.space, bases, values) if played.futures else {}

    # ------------------------------------------------------------ the search

    def _found(self) -> Found:
        """Every candidate of the search and its mean difference from the variant as shipped, lower is better."""
        generation = 0
        tried = 0

        def evaluate(candidates: Sequence[Terms]) -> NDArray[np.float64]:
            nonlocal generation, tried
            generation += 1
            self.step(f"searching, generation {generation} of at most {self.size.generations}")
            arms = {f"t{tried + n:05d}": terms for n, terms in enumerate(candidates) if self._playable(terms)}
            tried += len(candidates)
            means = np.full((len(candidates), len(self.sign)), np.nan)
            if arms:
                played = self.stages.play(f"search-{generation:03d}", arms, self.size.search, SEARCHED)
                shipped = played.values[AS_SHIPPED]
                for name in arms:
                    means[int(name[1:]) - (tried - len(candidates))] = _mean(played.values[name] - shipped)
            return np.asarray(means * self.sign)

        references = [self.space.as_in(self.design.scenario, name) for name in self.design.references]
        start = [self.space.shipped, *(terms for terms in references if terms is not None)]
        size = self.size
        return explore(self.space, len(self.sign), evaluate, size.population, size.generations, self.design.seed, start)

    def _playable(self, terms: Terms) -> bool:
        """Whether the scenario can have *terms*."""
        try:
            vary(self.design.scenario, self.space.changes(terms))
        except ScenarioError:
            return False
        return True

    # ------------------------------------------------------------ judged on fresh luck

    def _judged(self, found: Found, unmoved: Mapping[str, int]) -> Outcome:
        """The front of the search on futures and luck that it has not seen."""
        good = {terms: values for terms, values in found.items() if not np.isnan(values).any()}
        if not good:
            raise ScenarioError(
                "no candidate could be judged: every game failed, or the objectives never apply; see the games in the folder"
            )
        every, values = list(good), np.array(list(good.values()))
        own = self.design.space.shipped if self.design.baseline != self.space.coalition else None
        others = [(name, self.space.as_in(self.design.scenario, name)) for name in self.design.references]
        beside = {name: terms for name, terms in others if terms is not None and name != self.space.coalition}
        references = {f"r{n:02d}": terms for n, terms in enumerate(beside.values())}
        picked = self._picked(values, len(references) + 2)
        names = {f"c{n:02d}": every[place] for n, place in enumerate(picked)}
        self.step("judging the front on fresh luck")
        arms = names | references
        futures = self.size.front_futures(len(arms) + 2)
        played = self.stages.play("front", arms, futures, FRONT, keep=True)
        base = self.stages.play("front-baseline", {}, futures, FRONT, self.design.baseline, keep=True)
        both = tuple(name for name in played.futures if name in set(base.futures))
        if not both:
            raise ScenarioError("no future of the judgement was played to its end; see the games in the folder's front")
        played, base = played.on(both), base.on(both)
        against = base.values[AS_SHIPPED]
        strata = [self.design.doctrine_of(name) for name in both]
        draws = resampled(strata, self.design.seed)
        oriented = np.array([played.values[name] for name in names]) * self.sign
        kept, beaten = self._kept(oriented)
        points = oriented[kept]
        judged = standing(points, against * self.sign, draws, self.weights, self.margins)
        terms = [names[name] for name in names]
        rows = [played.values[list(names)[place]] for place in kept]
        shown = [(Point(*one), row) for one, row in self._beside(played, own, beside, references)]
        means = np.array([_mean(row) for row in rows])
        best = corners(means * self.sign)
        told = tuple(
            Point(
                _letter(n),
                terms[place],
                means[n],
                values[picked[place]] * self.sign,
                tuple(
                    one.name
                    for one, at, wide in zip(self.design.objectives, best, np.ptp(means, axis=0) > TINY, strict=True)
                    if at == n and wide
                ),
            )
            for n, place in enumerate(kept)
        )
        shipped = played.values[AS_SHIPPED]
        gained = np.array([*rows, *(row for _, row in shown)]) - against
        fresh = np.array([_mean(row - shipped) for row in rows]) * self.sign
        flattered = np.array([values[picked[place]] for place in kept])
        priced = self._priced(told)
        return Outcome(
            self.design, self.space, self.weights, unmoved, found, beaten, len(names) - len(kept) - beaten, told,
            tuple(point for point, _ in shown),
            differences(gained, draws),
            worst_tenth(gained, self.sign),
            judged,
            {one: np.array([_mean((row - against)[[s == one for s in strata]]) for row in rows]) for one in dict.fromkeys(strata)},
            _mean(against),
            (fresh - flattered).mean(0),
            priced, self.stages.games, self.stages.played, self.stages.failed,
        )  # fmt: skip

    def _picked(self, values: NDArray[np.float64], beside: int) -> list[int]:
        """Places of what is judged: the front as the search saw it, and, as far as there is room, what it beat by no more than matters.

        The weights have no part in it, so that others find the same games: the compromise in the middle is there, and the corners.
        """
        front = boxed(values, self.margins)
        first = [compromise(values[front], [1.0] * len(self.sign), self.margins), *corners(values[front])]
        picked = [front[place] for place in apart(values[front], self.margins, first, self.size.points)]
        close = [place for place in near(values, self.margins) if place not in picked]
        room = max(0, self.size.judged(beside) - len(picked))
        return [*picked, *(close[place] for place in apart(values[close], self.margins, [], room))]

    def _kept(self, oriented: NDArray[np.float64]) -> tuple[list[int], int]:
        """Those of the points that no other beats on fresh luck, the compromise first, of points alike one; how many are beaten."""
        means = np.array([_mean(row) for row in oriented])
        beaten = dominated(means)
        left = [place for place in range(len(means)) if not beaten[place]]
        return ranked(means, left, self.margins, self.weights), int(beaten.sum())

    def _beside(
        self, played: Played, own: Terms | None, beside: Mapping[str, Terms], references: Mapping[str, Terms]
    ) -> list[tuple[tuple[str, Terms, NDArray[np.float64], NDArray[np.float64]], NDArray[np.float64]]]:
        """The file's own terms, each with its games."""
        unsearched = np.full(len(self.sign), np.nan)
        found = []
        if own is not None:
            row = played.values[AS_SHIPPED]
            found.append(((self.space.coalition, own, _mean(row), unsearched), row))
        for name, arm in zip(beside, references, strict=True):
            row = played.values[arm]
            found.append(((name, beside[name], _mean(row), unsearched), row))
        return found

    # ------------------------------------------------------------ what each term costs

    def _priced(self, points: Sequence[Point]) -> Priced | None:
        """Single terms moved from some points of the front, on futures and luck that chose none of them."""
        values = np.array([point.values for point in points]) * self.sign
        self.step("what each term costs by itself")
        each = len(prices.arms_of(self.space, [points[0].terms])) + 1
        count = self.size.bases(len(points), each)
        bases = [points[place] for place in apart(values, self.margins, [0], count)]
        arms = prices.arms_of(self.space, [point.terms for point in bases])
        # Which points these are hangs on the weights, and so do these games alone: each choice has a folder of its own.
        named = hashlib.blake2b(json.dumps(list(arms.values())).encode(), digest_size=4).hexdigest()
        played = self.stages.play(f"prices-{named}", arms, self.size.price_futures(len(arms) + 1), PRICES)
        if not played.futures:
            return None
        found = {terms: played.values[name] for name, terms in arms.items()}
        moves, rows = prices.priced(self.space, [point.terms for point in bases], found)
        draws = resampled([self.design.doctrine_of(name) for name in played.futures], self.design.seed)
        return Priced(tuple(moves), differences(rows, draws), tuple(point.name for point in bases))


def _mean(rows: NDArray[np.float64]) -> NDArray[np.float64]:
    """Mean of each column over the rows it has; NaN where it has none."""
    count = (~np.isnan(rows)).sum(0)
    return np.asarray(np.where(count > 0, np.nansum(rows, axis=0) / np.maximum(count, 1), np.nan))


def _letter(number: int) -> str:
    """The name of a point: A to Z, then A2 to Z2."""
    turn, place = divmod(number, len(ascii_uppercase))
    return ascii_uppercase[place] + (str(turn + 1) if turn else "")
