"""Point 1: every number of a scenario at both ends of its range, until it moves a measure or the chance of what is drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from fourthseat.engine.scenario.overrides import numbers, triangles
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import Source
from fourthseat.engine.study.appraise.playing import Changes, Job, Told, settable
from fourthseat.engine.study.appraise.points import Fault, Judged

__all__ = ["Number", "Round", "dead_numbers", "every_number", "further", "row_of", "sweep"]

AROUND = 0.5
"""How far below and above its value a number without a range of its own is set: a fact, whose neighbours show whether anything reads it."""
TOGETHER = 40
"""Changes that are played on one luck beside each other: more cost more to tell apart than they share."""
TINY = 1e-12
MOST_NAMED = 40
"""Dead numbers that are named one by one."""


class Number(NamedTuple):
    """A number of a scenario, and where it is set to see whether it matters."""

    path: str
    """As ``--set`` takes it; of a spread, its peak."""
    ends: tuple[float, ...]
    """Both ends of its range, or of its neighbourhood, that differ from its value and may be set."""
    own: bool
    """Whether the scenario's own file says it; others come from a file it extends, the library or the engine's defaults."""

    @property
    def variant(self) -> str:
        """The coalition whose terms it is part of, the only one in which it can move anything; empty of all others."""
        table, _, rest = self.path.partition(".")
        return rest.partition(".")[0] if table == "coalition" else ""


def every_number(scenario: Scenario, source: Source | None = None, others: bool = True) -> list[Number]:
    """Every number of *scenario*, spreads among them; without its *source* all count as its own, and without *others* only its own are told.

    One that may be set nowhere else than where it is, is left out.
    """
    found = []
    for path, value, ends in _ranges(scenario):
        own = source is None or _written(source, path)
        if not own and not others:
            continue
        kept = tuple(end for end in ends if abs(end - value) > TINY and settable(scenario, ((path, end),)))
        if kept:
            found.append(Number(path, kept, own))
    return found


def _ranges(scenario: Scenario) -> Iterator[tuple[str, float, tuple[float, ...]]]:
    """Path, value and the two ends of each number."""
    for path, quantity in numbers(scenario):
        value = float(quantity)
        if quantity.low is not None and quantity.high is not None:
            yield path, value, (quantity.high, quantity.low)
        else:
            by = AROUND * abs(value) or AROUND
            yield path, value, (value + by, value - by)
    for path, spread in triangles(scenario):
        yield f"{path}.mode", spread.mode, (spread.high, spread.low)


def _written(source: Source, path: str) -> bool:
    """Whether the scenario's own file says the number at *path*."""
    where = tuple(int(part) if part.isdecimal() else part for part in path.split("."))
    return len(source.files[0].walk(where)[0]) == len(where)


class Round(NamedTuple):
    """One luck on which numbers are tried."""

    staff: str
    coalition: str
    seed: int


def rounds(scenario: Scenario, staffs: Sequence[str], seeds: Sequence[int]) -> Iterator[Round]:
    """Every staffing, luck and variant."""
    for staff, seed, variant in product(staffs, seeds, scenario.coalitions):
        yield Round(staff, variant.id, seed)


def further(scenario: Scenario, staffs: Sequence[str], seeds: Sequence[int], variant: str = "") -> Iterator[Round]:
    """Each seed once, staffings and variants, or *variant* alone, in turn: dice are a luck's own, and rare things want many lucks before many players."""
    variants = [variant] if variant else [each.id for each in scenario.coalitions]
    for n, seed in enumerate(seeds):
        yield Round(staffs[n % len(staffs)], variants[n // len(staffs) % len(variants)], seed)


def sweep(
    numbers_of: Sequence[Number],
    every_round: Iterable[Round],
    play: Callable[[list[Job]], list[tuple[Told, ...]]],
    ends: Sequence[Sequence[int]] = ((0,), (1,)),
    at_once: int = 1,
) -> tuple[list[Number], int]:
    """Those of the numbers that moved no measure in any round, and how many games were asked for.

    A number is tried on one luck after the other, *at_once* of them beside each other, until it moves any measure: at one end, then at
    the other, or at the *ends* together that are named together. Few that are left are cheap at both, for their games are mostly shared.
    A term of one coalition is tried in its games alone.
    """
    still, games, lucks = list(numbers_of), 0, list(every_round)
    for first, which in product(range(0, len(lucks), at_once), ends):
        some = lucks[first : first + at_once]
        arms: list[tuple[Number, Changes]] = [
            (n, ((n.path, n.ends[end]),)) for n in still for end in which if end < len(n.ends)
        ]
        asked = [(one, piece) for one in some for piece in _pieces(arms, one.coalition)]
        jobs = [
            Job(one.staff, one.coalition, one.seed, ((), *(changes for _, changes in piece))) for one, piece in asked
        ]
        moved: set[str] = set()
        for (_, piece), told in zip(asked, play(jobs) if jobs else (), strict=True):
            games += len(told)
            moved |= {number.path for (number, _), now in zip(piece, told[1:], strict=True) if _differs(told[0], now)}
        still = [number for number in still if number.path not in moved]
    return still, games


def _pieces(arms: Sequence[tuple[Number, Changes]], coalition: str) -> Iterator[Sequence[tuple[Number, Changes]]]:
    """Those of *arms* that can matter in games of *coalition*, so many together as are worth playing beside each other."""
    matter = [(number, changes) for number, changes in arms if number.variant in ("", coalition)]
    for n in range(0, len(matter), TOGETHER):
        yield matter[n : n + TOGETHER]


def _differs(base: Told, now: Told) -> bool:
    """Whether any measure has another value, or anything that was drawn another chance: measures then move in some games, if not in this one."""
    if base is now:
        return False
    return base.chances != now.chances or any(
        _other(value, now.measures[name]) for name, value in base.measures.items()
    )


def _other(before: float | None, after: float | None) -> bool:
    if before is None or after is None:
        return before is not after
    return abs(before - after) > TINY


def row_of(path: str) -> str:
    """Where *path* stands in a file: ``incident[raid].gain``, ``assumptions.precision``."""
    table, *rest = path.split(".")
    if table in {"assumptions", "desk", "ladder", "models", "mechanisms"} or len(rest) < 2:
        return path
    return f"{table}[{rest[0]}].{'.'.join(rest[1:])}"


def dead_numbers(every: Sequence[Number], dead: Sequence[Number], basis: str, told: Mapping[str, int]) -> Judged:
    """Point 1, from every number and those that moved nothing."""
    own, others = [one for one in every if one.own], [one for one in every if not one.own]
    mine, theirs = [one for one in dead if one.own], [one for one in dead if not one.own]
    faults = tuple(
        Fault(
            one.path,
            row_of(one.path),
            f"{one.path} moves no measure and no chance at {' or at '.join(f'{end:g}' for end in one.ends)}: leave it out, give it a range that "
            "matters, or let something happen that reads it",
        )
        for one in mine[:MOST_NAMED]
    )
    value = f"{len(mine)} of the file's {len(own)} numbers move nothing"
    if others:
        value += f"; of the {len(others)} that it takes over, {len(theirs)}"
    if len(mine) > MOST_NAMED:
        value += f" (the first {MOST_NAMED} are named)"
    return Judged(
        1, value, basis, faults,
        numbers=dict(told) | {"own": len(own), "dead": [one.path for one in mine], "taken_over": len(others), "taken_over_dead": [one.path for one in theirs]},
    )  # fmt: skip
