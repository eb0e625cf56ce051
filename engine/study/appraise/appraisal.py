"""The appraisal of a scenario: all ten points, by playing it on every core, in about a minute, or for longer."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from fourthseat.engine.documents.blocks import Table as Printed
from fourthseat.engine.documents.blocks import text_columns
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import Source
from fourthseat.engine.study.appraise.crossing import decisions, factorial
from fourthseat.engine.study.appraise.experiments import (
    LONG,
    ablations,
    mechanisms,
    moved,
    secrets,
    secrets_arms,
    strong,
    strongest,
)
from fourthseat.engine.study.appraise.judging import both_ways, cut_off, playable, tail, used
from fourthseat.engine.study.appraise.playing import Job, Staffing, Table, Told, Watched, play_all
from fourthseat.engine.study.appraise.points import TITLES, Judged, Status, not_looked_at, with_exemptions
from fourthseat.engine.study.appraise.sweep import Number, dead_numbers, every_number, further, rounds, sweep
from fourthseat.engine.study.executors import Crew

__all__ = ["CAPITALS", "DEEP", "OPPONENTS", "QUICK", "Appraisal", "Size", "appraise", "change_lines", "table"]

UNIFORM, MIXED = "uniform", "mixed"
"""Ways of staffing beside sets of doctrines: every seat orders at random; every seat but the opponents'."""
CAPITALS = ("cautious", "standard", "bold")
OPPONENTS = ("reassured-by-words", "opportunist", "risk-taker")
"""Doctrines of the two sides that are cautious, standard and bold, of the shipped library."""


AT_ONCE = 8
"""Lucks that are tried beside each other once few numbers are left, so that every core has one."""


class Size(NamedTuple):
    """How many seeds each point is looked at on."""

    own: int = 30
    """Games of each variant that are watched, with the scenario's own doctrines; points 3, 4, 7, 9 and 10."""
    doctrines: int = 2
    """… with each doctrine of the library; point 3."""
    anybody: int = 8
    """… with seats that order at random."""
    numbers: int = 2
    numbers_anybody: int = 1
    """Lucks on which a number of the file is tried in every variant before it is called dead, and one of another file, if any; point 1."""
    numbers_of_others: int = 0
    numbers_again: int = 400
    """Further lucks on which what has moved nothing by then is tried, variants in turn: with its own doctrines, each of the library, and seats that order at random."""
    mechanisms: int = 60
    mechanisms_again: int = 240
    """Point 2, variants in turn: all mechanisms, and on so many more lucks those of which no effect was seen."""
    strength: int = 20
    """Point 5, of each variant."""
    crossed: int = 12
    """Point 6."""
    tail: int = 600
    """Games, point 8."""
    secrets: int = 30
    """Point 9, variants in turn."""

    def times(self, factor: float) -> Size:
        """A larger or smaller look; never fewer seeds than statistics need."""
        least = {
            "numbers": 2,
            "numbers_anybody": 1,
            "numbers_of_others": 0,
            "numbers_again": 100,
            "mechanisms": 50,
            "mechanisms_again": 0,
            "crossed": 10,
            "own": 10,
            "strength": 5,
            "secrets": 10,
        }
        return Size(*(max(least.get(name, 1), round(n * factor)) for name, n in self._asdict().items()))


QUICK = Size()
DEEP = Size(own=150, doctrines=10, anybody=40, numbers=4, numbers_anybody=2, numbers_of_others=12, numbers_again=4000, mechanisms=400, mechanisms_again=1600, strength=100, crossed=60, tail=6000, secrets=200)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Appraisal:
    """What was found of a scenario."""

    scenario: Scenario
    points: tuple[Judged, ...]
    games: int
    seed: int

    def plain(self) -> dict[str, Any]:
        """For a program; its shape is in docs/appraisal.md."""
        count = {str(status): sum(one.status is status for one in self.points) for status in Status}
        return {
            "scenario": self.scenario.name,
            "seed": self.seed,
            "games": self.games,
            "status": count,
            "points": [one.plain() for one in self.points],
            "note": DISCLAIMER,
        }


def appraise(
    scenario: Scenario,
    staffing: Staffing,
    crew: Crew,
    size: Size = QUICK,
    seed: int = 1,
    source: Source | None = None,
    points: Sequence[int] = tuple(TITLES),
    progress: Callable[[str, int], None] | None = None,
) -> Appraisal:
    """Look at *points* of *scenario*, on seeds from *seed* on, with *crew*; *source* tells its own numbers from those it takes over.

    *staffing* seats doctrines by the names of :mod:`~fourthseat.engine.scenario.doctrine_sets`, and ``uniform`` and ``mixed``. *progress*
    hears what is looked at, and how many games have ended so far.
    """
    looking = _Looking(scenario, staffing, crew, size, seed, source, progress)
    found = (with_exemptions(one, scenario) for one in looking.at(points))
    return Appraisal(scenario, tuple(sorted(found, key=lambda one: one.point)), looking.games, seed)


class _Looking:
    """One appraisal under way."""

    def __init__(
        self,
        scenario: Scenario,
        staffing: Staffing,
        crew: Crew,
        size: Size,
        seed: int,
        source: Source | None,
        progress: Callable[[str, int], None] | None,
    ) -> None:
        self.scenario, self.size, self.first, self.source = scenario, size, seed, source
        self.table = Table(scenario.model_dump_json(by_alias=True), staffing)
        self.crew, self.progress, self.games, self.what = crew, progress, 0, ""
        self.variants = [variant.id for variant in scenario.coalitions]
        self.doctrines = [one.id for one in scenario.doctrines]

    def at(self, points: Sequence[int]) -> Iterator[Judged]:
        """Each of *points*, those first that share games."""
        wanted = set(points)
        if wanted & {3, 4, 7, 9, 10}:
            yield from self._watched(wanted)
        for number, look in (
            (1, self._numbers),
            (2, self._mechanisms),
            (5, self._strength),
            (6, self._crossed),
            (8, self._tail),
        ):
            if number in wanted:
                yield look()

    # ------------------------------------------------------------ playing

    def _seeds(self, count: int) -> range:
        return range(self.first, self.first + count)

    def _play(self, jobs: Sequence[Job]) -> list[tuple[Told, ...] | Watched]:
        return play_all(self.table, jobs, self.crew, self._count)

    def _measure(self, jobs: Sequence[Job]) -> list[tuple[Told, ...]]:
        return cast(list[tuple[Told, ...]], self._play(jobs))

    def _watch(self, staffs: Sequence[str], count: int) -> list[Watched]:
        jobs = [
            Job(staff, variant, seed, watched=True)
            for staff in staffs
            for variant in self.variants
            for seed in self._seeds(count)
        ]
        return cast(list[Watched], self._play(jobs))

    def _in_turn(self, count: int, arms: tuple[Any, ...] = ((),)) -> list[Job]:
        """A job a seed, the variants in turn."""
        return [
            Job(OWN, self.variants[n % len(self.variants)], seed, arms) for n, seed in enumerate(self._seeds(count))
        ]

    def _count(self, games: int) -> None:
        self.games += games
        if self.progress is not None:
            self.progress(self.what, self.games)

    def _basis(self, games: int, seeds: int, who: str = "its own doctrines") -> str:
        return f"{games:,} games, seeds {self.first}–{self.first + seeds - 1}, {who}"

    # ------------------------------------------------------------ the points

    def _watched(self, wanted: set[int]) -> Iterator[Judged]:
        s, size = self.scenario, self.size
        self.what = "games are watched"
        own = self._watch([OWN], size.own)
        basis = self._basis(len(own), size.own)
        if 3 in wanted:
            doctrines = [*own, *self._watch(self.doctrines, size.doctrines)]
            anybody = self._watch([UNIFORM, MIXED], size.anybody)
            more = f"; options in {len(doctrines) - len(own)} more with {len(self.doctrines)} doctrines, {len(anybody)} with seats that order at random"
            yield used(s, own, doctrines, anybody, basis + more)
        if 4 in wanted:
            yield both_ways(own, basis + "; the opponents' own estimates at every decision")
        if 7 in wanted:
            yield cut_off(own, basis)
        if 9 in wanted:
            yield self._secrets(own, basis)
        if 10 in wanted:
            yield playable(s, own, basis)

    def _secrets(self, own: Sequence[Watched], basis: str) -> Judged:
        if self.scenario.endex <= LONG:
            days = self.scenario.endex / 24
            return Judged(
                9, f"{days:g} days: not asked of scenarios up to {LONG // 24} days", "the length of the scenario"
            )
        self.what = "secrets"
        told = self._measure(self._in_turn(self.size.secrets, secrets_arms(self.scenario)))
        return secrets(own, told, f"{basis}; reactions on {len(told)} lucks")

    def _numbers(self) -> Judged:
        self.what = "numbers"
        size = self.size
        every = every_number(self.scenario, self.source, others=size.numbers_of_others > 0)
        own, others = [one for one in every if one.own], [one for one in every if not one.own]
        staffs = ((OWN,), self._seeds(size.numbers)), ((UNIFORM, MIXED), self._seeds(size.numbers_anybody))
        dead, games = sweep(
            own, (one for who, seeds in staffs for one in rounds(self.scenario, who, seeds)), self._measure
        )
        dead, again = self._once_more(dead)
        few = rounds(self.scenario, (OWN,), self._seeds(size.numbers_of_others))
        more, also = sweep(others, few, self._measure)
        games += again + also
        basis = (
            f"{games:,} games; dead: every measure and every chance the same in every variant on {size.numbers} seeds with its own doctrines and {size.numbers_anybody} "
            f"with seats that order at random, and on {size.numbers_again} more seeds with these and each doctrine of the library in turn, a variant's own terms in its games"
            + (
                f"; of other files, on {size.numbers_of_others}"
                if size.numbers_of_others
                else "; numbers of other files are looked at with --deep"
            )
        )
        return dead_numbers(every, [*dead, *more], basis, {"games": games})

    def _once_more(self, dead: Sequence[Number]) -> tuple[list[Number], int]:
        """The second look at numbers that the first has found dead: rare things, what only some doctrines do, each variant's own terms in its games."""
        first = self.first + max(self.size.numbers, self.size.numbers_anybody)
        staffs, seeds = (OWN, UNIFORM, MIXED, *self.doctrines), range(first, first + self.size.numbers_again)
        still, games = set[str](), 0
        for variant in sorted({number.variant for number in dead}):
            some = [number for number in dead if number.variant == variant]
            lucks = further(self.scenario, staffs, seeds, variant)
            found, played = sweep(some, lucks, self._measure, ((0, 1),), AT_ONCE)
            still |= {number.path for number in found}
            games += played
        return [number for number in dead if number.path in still], games

    def _mechanisms(self) -> Judged:
        self.what = "mechanisms"
        turned, size = mechanisms(self.scenario), self.size
        first = self._measure(self._in_turn(size.mechanisms, ((), *turned.values())))
        found = moved(first, list(turned))
        names = [name for name in turned if name not in found]
        arms = ((), *(turned[name] for name in names))
        again = self._measure(self._in_turn(size.mechanisms + size.mechanisms_again, arms)[size.mechanisms :])
        places = (0, *(1 + list(turned).index(name) for name in names))
        every = [*(tuple(one[place] for place in places) for one in first), *again]
        found |= moved(every, names)
        basis = (
            f"{1 + len(turned)} arms on {len(first)} lucks, variants in turn, and those without an effect on {len(every)}; "
            "95 % over all measures and both looks together"
        )
        return ablations(list(turned), found, len(every), basis)

    def _strength(self) -> Judged:
        self.what = "strength"
        arms = ((), strongest(self.scenario))
        jobs = [Job(OWN, variant, seed, arms) for variant in self.variants for seed in self._seeds(self.size.strength)]
        return strong(self.scenario, self._measure(jobs), self._basis(len(jobs), self.size.strength))

    def _crossed(self) -> Judged:
        self.what = "doctrines"
        lacking = [name for name in (*CAPITALS, *OPPONENTS) if name not in self.doctrines]
        if lacking:
            return not_looked_at(6, f"doctrines {', '.join(lacking)}")
        made = factorial(self.scenario, CAPITALS, OPPONENTS, self._seeds(self.size.crossed))
        told = self._measure(made.jobs)
        basis = f"{len(made.cells)} cells (3 × 3 doctrines, variants, rules, provocation) on {len(made.seeds)} seeds"
        return decisions(self.scenario, made, told, basis)

    def _tail(self) -> Judged:
        self.what = "the tail"
        told = self._measure(self._in_turn(self.size.tail))
        peaks = [one[0].value("peak_rung") for one in told]
        return tail(self.scenario, peaks, self._basis(len(told), len(told), "its own doctrines, variants in turn"))


# ---------------------------------------------------------------- told


def table(found: Appraisal) -> Printed:
    """The ten points in a table."""
    rows = [
        (str(one.point), one.title, str(one.status), one.value or one.needed, one.basis, _remarks(one))
        for one in found.points
    ]
    columns = text_columns(("", 2), ("point", 14), ("", 8), ("measured", 40), ("on", 24), ("remarks", 20))
    return Printed("points", f"{found.scenario.title}: what it shows", columns, rows)


def _remarks(one: Judged) -> str:
    """What is exempt, what is needed, what can go."""
    parts = [f"meant: {one.exempt}"] if one.exempt else []
    parts += [f"{of} is meant: {why}" for of, why in one.excused]
    parts += [f"would need {one.needed}"] if one.needed else []
    parts += [f"the exemption of {of} can go: it does not fail" for of in one.idle]
    return "; ".join(parts)


def change_lines(found: Appraisal) -> Iterator[tuple[str, str, str]]:
    """What to change: the point, the row, and the sentence; dead numbers row by row."""
    for one in found.points:
        if one.status is not Status.NOT_MET:
            continue
        if one.point != 1:
            yield from ((str(one.point), fault.row, fault.change) for fault in one.faults)
            continue
        rows: dict[str, list[str]] = {}
        for fault in one.faults:
            row, _, key = fault.row.partition("].")
            rows.setdefault(f"{row}]" if key else row.partition(".")[0], []).append(key or row.partition(".")[2])
        for row, keys in rows.items():
            yield (
                "1",
                row,
                f"{', '.join(keys)}: no measure and no chance moves at either end; leave it out, widen the range, or let something happen that reads it",
            )
