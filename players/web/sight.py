"""What each role of a room sees: the stage it may know, the view its pages are made from, and where the public board stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View, sealed
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.web.branches import Branch
from fourthseat.players.web.facts import MAIN
from fourthseat.players.web.roles import BOARD, EVALUATOR, OBSERVER
from fourthseat.players.web.standstill import RUNNING, Held, Standstill

if TYPE_CHECKING:
    from fourthseat.players.web.session import Room

__all__ = ["Sight"]


class Sight:
    """What each role sees of one room, worked out once for every state of it."""

    def __init__(self, room: Room) -> None:
        """Of *room*, as it stands whenever it is asked."""
        self._room = room
        self._shown: tuple[Branch, int, State] | None = None
        self._standstill = Standstill()

    @property
    def board(self) -> tuple[str, int]:
        """The branch the public board shows, and how many of its entries."""
        board = self._room.record.board
        return (MAIN, 0) if board is None else (board.line, board.upto)

    def board_state(self) -> State:
        """What the board shows: frozen while cells answer and are briefed, so that nobody reads it there first."""
        name, upto = self.board
        branch, shown = self._room.branches[name], self._shown
        if shown is None or shown[0] is not branch or shown[1] != upto:
            if upto == len(branch.game.entries):
                state = branch.game.state
            else:
                state = fold(branch.header.scenario, branch.header.coalition, branch.game.entries[:upto])
            shown = self._shown = branch, upto, state
        return shown[2]

    def stage_of(self, role: str) -> str:
        """The stage as *role* may know it: that somebody else is asked while the clock runs is told to control alone."""
        room = self._room
        if room.watching is not None and role == EVALUATOR:
            return "washup" if room.watching.over else RUNNING
        if room.stage not in ("respond", "adjudicate") or role in (EVALUATOR, str(CONTROL)) or role in room.round.asked:
            return room.stage
        return RUNNING

    def held(self, role: str) -> Held | None:
        """What *role* sees while others are asked and the clock runs; None while it sees everything it may know."""
        if self._room.watching is not None and role == EVALUATOR:
            return self._room.watching.held
        if role in (BOARD, OBSERVER) or self.stage_of(role) != RUNNING:
            return None
        return self._standstill.of(self._room.branch, Seat(role))

    def shown(self, role: str) -> View:
        """The one view everything for *role* is made from."""
        return sealed(self.seen(role))

    def seen(self, role: str) -> View:
        """The same view for the room itself, which works out the parts it needs."""
        if role in (BOARD, OBSERVER):
            return public(self.board_state())
        seat = CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)
        pending = self._room.round.asked.get(seat)
        if pending is not None and role != EVALUATOR:
            return pending
        kept = self.held(role)
        return view(self._room.state if kept is None else kept.state, seat)

    def on_the_board_of(self, branch: Branch) -> int:
        """How many entries of *branch*, gone to in mid-move, the public board may show: what it last showed of it, or of its parent.

        What a parent's plenary has told is no secret of a branch that leaves there; what only its cells were briefed on still is.
        """
        last = self._room.record.boards.get(branch.name)
        if last is not None:
            return last.upto
        inherited = int(branch.header.parent.get("entries", 0))
        shown = self._room.record.boards.get(branch.parent)
        seen = 0 if shown is None else shown.upto
        return len(branch.game.entries) if seen >= inherited else seen
