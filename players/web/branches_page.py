"""Control's page of branches: all of them in a table, and two of them side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import zip_longest

from fourthseat.engine.core.entries.incidents import RungMoved
from fourthseat.engine.core.terms import CONTROL, Hour
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.perspective import Perspectives, StoryItem, side_by_side
from fourthseat.players.web.branches import Branch
from fourthseat.players.web.contexts import BranchRow, ComparedBranch, Comparison
from fourthseat.players.web.fragments import measure_name
from fourthseat.players.web.session import Room

__all__ = ["branch_rows", "compared"]


def branch_rows(room: Room) -> list[BranchRow]:
    """Every branch of *room* as a row of the table."""
    return [
        BranchRow(
            b.name,
            b.parent,
            b.turn,
            b.reason,
            b.played,
            b.game.state.coalition.title,
            b.game.hour,
            bool(b.game.state.ended),
        )
        for b in room.branches.values()
    ]


def compared(room: Room, left: str, right: str, looking: Callable[[Branch], Perspectives]) -> Comparison:
    """The branches *left* and *right* side by side; *looking* gives the story of one through every seat's eyes."""
    a, b = room.branches[left], room.branches[right]
    rows, _ = side_by_side(a.log, b.log)
    stories = [[t for t in looking(one).told[CONTROL] if t.line.style != "quiet"] for one in (a, b)]
    titles = {i.id: i.title for i in room.scenario.incidents}
    return Comparison(
        rows=[(titles.get(name) or _measured(name), x, y) for name, x, y in rows],
        first=_parting((left, stories[0]), (right, stories[1])),
        warning=""
        if a.game.hour == b.game.hour
        else f"{left} stands at {room.scenario.told(a.game.hour)} and {right} at {room.scenario.told(b.game.hour)}: "
        "numbers that add up over time, such as what was spent, cannot be set beside each other yet.",
        longest=max(1, a.game.state.hour, b.game.state.hour),
        sides=[
            ComparedBranch(branch.name, branch.game.state.coalition.title, _ladder(branch), story)
            for branch, story in zip((a, b), stories, strict=True)
        ],
    )


def _parting(left: tuple[str, Sequence[StoryItem]], right: tuple[str, Sequence[StoryItem]]) -> str | None:
    """Where two stories first tell something different, in words, and what each of them tells there; None if they are alike."""
    for one, other in zip_longest(left[1], right[1]):
        lines = [None if item is None else item.line for item in (one, other)]
        told = ["nothing more" if line is None else line.text for line in lines]
        if told[0] != told[1]:
            when = next(line.when for line in lines if line is not None)
            return f"at {when or 'STARTEX'}; in {left[0]}: {told[0]} — in {right[0]}: {told[1]}"
    return None


def _measured(name: str) -> str:
    """A measure's name with its unit; any other as it is."""
    measure = MEASURES.get(name)
    return name if measure is None else f"{measure_name(name)}, {measure.unit}"


def _ladder(branch: Branch) -> list[tuple[Hour, int]]:
    """(hour, rung) wherever the crisis stood."""
    track = [(0, branch.game.start.rung)]
    track += [(e.hour, e.to) for e in branch.game.entries if isinstance(e, RungMoved)]
    return [*track, (branch.game.state.hour, branch.game.state.rung)]
