"""What the looks at a study need of its games, in arrays that grow with the games: a look adds what is new and reads nothing again.

Of every game of an arm of the plan: whether it came to its end, the measures the study is about and the ladder. A game
takes eight bytes a measure, one a move and one for its end.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.study.arrays import numbers, strings, unpacked
from fourthseat.engine.study.plan import Arm, Plan

if TYPE_CHECKING:
    import pyarrow

__all__ = ["Games", "Outcomes", "address_keys", "numbered_arms"]

Kind = TypeVar("Kind", bound=np.generic)
BITS = 24
"""Of the number of an arm; that of its block stands above."""
ABSENT, DONE, FAILED = 0, 1, 2
LEVERS = Arm._fields


class Games(NamedTuple):
    """Some games, in any order."""

    blocks: NDArray[np.int64]
    arms: NDArray[np.int64]
    """Their numbers in the order of first sight, the plan's own first."""
    done: NDArray[np.bool_]
    values: dict[str, NDArray[np.float64]]
    """Of each measure the study is about; NaN where it does not apply."""
    rungs: NDArray[np.int8]
    """Games x moves; a game that ended early stays where it was, one that did not come to its end has no ladder."""

    @property
    def keys(self) -> NDArray[np.int64]:
        """A number for block and arm of each, in order of the blocks."""
        return address_keys(self.blocks, self.arms)

    @classmethod
    def of(cls, table: pyarrow.Table, plan: Plan, arms: dict[Arm, int]) -> Games:
        """The games of a part; arms that are not yet in *arms* are given the next numbers there."""
        import pyarrow.compute as pc

        done = unpacked(pc.equal(table["status"], strings(["done"])[0]))
        values = {name: unpacked(table[name]) for name in (primary.name for primary in plan.study.measures)}
        rungs = _ladders(table["rungs"], plan.scenario.turns)
        return cls(unpacked(table["block"]), numbered_arms(table, arms), done, values, rungs)


class Outcomes:
    """Every game of the plan's arms so far, block by arm."""

    def __init__(self, plan: Plan) -> None:
        self._arms, self._blocks = len(plan.arms), 0
        self._status: NDArray[np.int8] = np.zeros((0, self._arms), np.int8)
        self._values: dict[str, NDArray[np.float64]] = {
            primary.name: np.zeros((0, self._arms)) for primary in plan.study.measures
        }
        self._rungs: NDArray[np.int8] = np.zeros((0, self._arms, plan.scenario.turns), np.int8)

    def add(self, games: Games) -> None:
        """Take in games that are new; those of arms the plan does not have are left out."""
        ours = games.arms < self._arms
        at, arm, done = games.blocks[ours], games.arms[ours], games.done[ours]
        if not at.size:
            return
        self._make_room(int(at.max()) + 1)
        self._status[at, arm] = np.where(done, DONE, FAILED)
        for name, column in self._values.items():
            column[at, arm] = games.values[name][ours]
        self._rungs[at, arm] = games.rungs[ours]

    def _make_room(self, blocks: int) -> None:
        """Room for so many blocks; the arrays double, so that a game costs the same however many there are."""
        self._blocks = max(self._blocks, blocks)
        room = len(self._status)
        if blocks > room:
            room = max(blocks, room + room // 2)
            self._status = _longer(self._status, room)
            self._values = {name: _longer(column, room) for name, column in self._values.items()}
            self._rungs = _longer(self._rungs, room)

    def there(self, blocks: int) -> int:
        """How many games of the first *blocks* blocks are there."""
        return int(np.count_nonzero(self._status[:blocks]))

    def missing(self, block: int) -> Sequence[int]:
        """Arms of a block whose games are not there."""
        if block >= self._blocks:
            return range(self._arms)
        return [int(arm) for arm in np.flatnonzero(self._status[block] == ABSENT)]

    def failed(self, blocks: int) -> int:
        """How many games of the first *blocks* blocks did not come to their end."""
        return int((self._status[:blocks] == FAILED).sum())

    def complete(self, blocks: int) -> NDArray[np.int64]:
        """Those of the first *blocks* blocks whose game came to its end in every arm."""
        return np.flatnonzero((self._status[:blocks] == DONE).all(1)) if self._blocks else np.empty(0, np.int64)

    def values(self, name: str, blocks: NDArray[np.int64]) -> NDArray[np.float64]:
        """One of the study's measures in these blocks: blocks x arms."""
        return self._values[name][blocks]

    def rungs(self, blocks: NDArray[np.int64]) -> NDArray[np.int8]:
        """The ladder in these blocks: blocks x arms x moves."""
        return self._rungs[blocks]


def address_keys(blocks: NDArray[np.int64], arms: NDArray[np.int64] | int) -> NDArray[np.int64]:
    """One number for block and arm of each game, in order of the blocks and in one block of the arms."""
    return blocks << BITS | arms


def numbered_arms(table: pyarrow.Table, arms: dict[Arm, int]) -> NDArray[np.int64]:
    """The number in *arms* of every game's arm; an arm that is not there is given the next one."""
    codes = np.zeros(len(table), np.int64)
    for name in LEVERS:
        column = table[name].combine_chunks().dictionary_encode()
        codes = codes * max(1, len(column.dictionary)) + unpacked(column.indices)
    _, first, where = np.unique(codes, return_index=True, return_inverse=True)
    levers = table.select(LEVERS).take(numbers(first)).to_pylist()
    return np.array([arms.setdefault(Arm(**row), len(arms)) for row in levers], np.int64)[where]


def _ladders(column: pyarrow.ChunkedArray, moves: int) -> NDArray[np.int8]:
    """Each game's first *moves* rungs; a shorter ladder goes on at its last rung, an empty one lies at 0."""
    lists = column.combine_chunks()
    if not len(lists):
        return np.zeros((0, moves), np.int8)
    flat, offsets = unpacked(lists.values), unpacked(lists.offsets)
    lengths = np.diff(offsets)
    at = offsets[:-1, None] + np.minimum(np.arange(moves), np.maximum(lengths, 1)[:, None] - 1)
    rungs: NDArray[np.int8] = np.append(flat, np.int8(0))[np.minimum(at, flat.size)]
    rungs[lengths == 0] = 0
    return rungs


def _longer(array: NDArray[Kind], room: int) -> NDArray[Kind]:
    """The same array with zeros behind it."""
    grown = np.zeros((room, *array.shape[1:]), array.dtype)
    grown[: len(array)] = array
    return grown
