"""One term moved by itself: what it changes from where one stands, and what it costs along the front."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.statistics import TINY
from fourthseat.engine.study.terms.levers import Level, Lever, Space, Terms

__all__ = ["Move", "arms_at_most", "arms_of", "moves", "moves_of", "priced", "unmoved"]


class Move(NamedTuple):
    """A lever taken from one of its levels to another, all other terms held."""

    place: int
    """Of the lever in its space."""
    before: Level
    after: Level


def moves(space: Space) -> list[Move]:
    """Of each lever that moves: from its lowest level to its highest; of words, from the file's to each other one."""
    return [move for place, lever in enumerate(space.levers) if lever.moves for move in moves_of(place, lever)]


def moves_of(place: int, lever: Lever) -> list[Move]:
    """The moves of one lever."""
    if lever.ordered:
        return [Move(place, lever.levels[0], lever.levels[-1])]
    start = lever.near(lever.shipped)
    return [Move(place, start, level) for level in lever.levels if level != start]


def arms_of(space: Space, bases: Sequence[Terms]) -> dict[str, Terms]:
    """Every base with each lever at each end of its moves, by names a study may give an arm; what stands twice, once."""
    arms: dict[str, Terms] = {}
    known: set[Terms] = set()
    for number, base in enumerate(bases):
        for terms in [base, *(_at(base, move.place, level) for move in moves(space) for level in move[1:])]:
            if terms not in known:
                known.add(terms)
                arms[f"b{number}-{len(arms):03d}"] = terms
    return arms


def arms_at_most(space: Space) -> int:
    """How many arms :func:`arms_of` makes of one base at most: fewer where the base stands at an end of a lever."""
    others = (min(2, len(lever.levels) - 1) if lever.ordered else len(lever.levels) - 1 for lever in space.levers)
    return 1 + sum(others)


def unmoved(space: Space, bases: Sequence[Terms], values: Mapping[Terms, NDArray[np.float64]]) -> dict[str, int]:
    """Levers that changed no objective of any game, from any of *bases*, wherever they were set; and in how many pairs of games."""
    found = {}
    for place, lever in enumerate(space.levers):
        levels = {level for move in moves_of(place, lever) for level in move[1:]}
        pairs = [(base, _at(base, place, level)) for base in bases for level in levels if level != base[place]]
        if lever.moves and not any(_differ(values[one], values[other]) for one, other in pairs):
            found[lever.name] = len(pairs) * len(values[bases[0]])
    return found


def priced(
    space: Space, bases: Sequence[Terms], values: Mapping[Terms, NDArray[np.float64]]
) -> tuple[list[Move], NDArray[np.float64]]:
    """Every move, and what it changes future by future: moves x futures x objectives, the mean over *bases*."""
    every = moves(space)
    return every, np.array([np.mean(list(_changes(move, bases, values)), axis=0) for move in every])


def _changes(
    move: Move, bases: Sequence[Terms], values: Mapping[Terms, NDArray[np.float64]]
) -> Iterator[NDArray[np.float64]]:
    for base in bases:
        yield values[_at(base, move.place, move.after)] - values[_at(base, move.place, move.before)]


def _at(terms: Terms, place: int, level: Level) -> Terms:
    """*terms* with another level of the lever at *place*."""
    return (*terms[:place], level, *terms[place + 1 :])


def _differ(one: NDArray[np.float64], other: NDArray[np.float64]) -> bool:
    """Whether any game differs in any objective."""
    both = np.isnan(one) & np.isnan(other)
    return bool(((np.abs(one - other) > TINY) | (np.isnan(one) != np.isnan(other)))[~both].any())
