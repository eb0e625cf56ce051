"""Who sees what: the view of a seat, of control and of the public board."""

from __future__ import annotations

from collections.abc import Mapping

from fourthseat.engine.core.lazy import lazy
from fourthseat.engine.core.orders import Act
from fourthseat.engine.core.terms import CONTROL, NOBODY, Cell, Estimate, Hour, Outcome, Seat, Turn
from fourthseat.engine.rules.contingency import Lacks
from fourthseat.engine.rules.orders_board import OrderView
from fourthseat.engine.rules.settling import Waiting, waiting
from fourthseat.engine.rules.state import Channel, Delivered, Motion, Rfi, SeatState, State, Talk
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import (
    BarredView,
    ForceView,
    IncidentView,
    Question,
    RequestView,
    force_seen,
    inbox_seen,
    incident_seen,
    names_among,
    request_seen,
)
from fourthseat.engine.scenario.doctrine_library import shipped
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.scenario import Sought
from fourthseat.engine.scenario.seat_rows import Objective, SeatSpec
from fourthseat.engine.scenario.watched_rows import Indicator

__all__ = ["public", "view"]


_WHITE_CELL = SeatSpec(
    id=CONTROL,
    name="Control",
    cell=Cell.WHITE,
    role="White cell: releases injects, answers for the rest of the world, may overrule a ruling",
    brief="You run the exercise. Your orders are logged and replayed like everybody's.",
    objectives=(Objective(id="run", text="Run the exercise so that its objectives are met."),),
    source="the engine's own default",
)


_BOARD = SeatSpec(
    id=Seat("BOARD"),
    name="Public board",
    cell=Cell.WHITE,
    role="What everybody in the room may see",
    brief="No secrets.",
    objectives=(Objective(id="see", text="See what is public."),),
    source="the engine's own default",
)


class _NoSeat(View):
    """A view that is no cell's: nothing of its own."""

    @property
    def doctrine(self) -> Doctrine:
        return shipped()[0]

    @property
    def sought(self) -> tuple[Sought, ...]:
        return ()

    @property
    def ordered(self) -> Mapping[tuple[str, str], Turn]:
        return {}

    @property
    def orders(self) -> tuple[OrderView, ...]:
        return ()

    @property
    def _own(self) -> SeatState | None:
        return None

    @property
    def menu(self) -> tuple[Act, ...]:
        return ()

    @property
    def lacking(self) -> tuple[tuple[str, Lacks], ...]:
        return ()

    @property
    def greyed(self) -> tuple[BarredView, ...]:
        return ()

    @property
    def licences(self) -> tuple[str, ...]:
        return ()


class _Control(_NoSeat):
    """Everything, as CONTROL sees it."""

    def _sees(self, _: Indicator, /) -> bool:
        return True

    @property
    def spec(self) -> SeatSpec:
        return self._state.scenario.seat_by_id.get(CONTROL, _WHITE_CELL)

    @property
    def trust(self) -> float:
        return 1.0

    @property
    def _blue(self) -> bool:
        return True

    @property
    def _inside(self) -> bool:
        return True

    @lazy
    def forces(self) -> tuple[ForceView, ...]:
        scenario = self._state.scenario
        return tuple([force_seen(self._state, f) for seat in scenario.players for f in scenario.forces_of[seat]])

    @lazy
    def messages(self) -> tuple[tuple[Hour, str, str], ...]:
        return tuple([(hour, sender, text) for hour, sender, _, text in self._state.messages])

    @property
    def proposals(self) -> tuple[str, ...]:
        return self._state.proposed

    @lazy
    def waiting(self) -> tuple[Waiting, ...]:
        return waiting(self._state)

    @property
    def inbox(self) -> tuple[Delivered, ...]:
        return self._state.inbox

    @property
    def rfis(self) -> tuple[Rfi, ...]:
        return self._state.rfis

    @property
    def motions(self) -> tuple[Motion, ...]:
        return self._state.motions

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._state.channels.values())

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - control was given everything
        return True

    def _inject_names(self) -> Mapping[str, str]:
        return {name: name for name in self._state.injected}

    @property
    def talks(self) -> tuple[Talk, ...]:
        return self._state.talks

    @lazy
    def asked(self) -> tuple[RequestView, ...]:
        return tuple([request_seen(r) for r in self._state.requests.values()])


class _Board(_NoSeat):
    """What the whole room may see, the opponent's cell included: the board on the wall."""

    def _sees(self, spec: Indicator, /) -> bool:
        return not spec.seen_by

    @property
    def spec(self) -> SeatSpec:
        return _BOARD

    @property
    def trust(self) -> float:
        return 0.0

    @property
    def forces(self) -> tuple[ForceView, ...]:
        return ()

    @lazy
    def incidents(self) -> tuple[IncidentView, ...]:
        state = self._state
        seen = [incident_seen(state, NOBODY, False, False, i) for i in state.incidents.values() if i.opened is not None]
        return tuple([one._replace(attribution=0.0, stake=0.0, severity=0.0) for one in seen])

    @lazy
    def messages(self) -> tuple[tuple[Hour, str, str], ...]:
        everybody = set(self._state.scenario.players)
        return tuple([(hour, sender, text) for hour, sender, to, text in self._state.messages if everybody <= set(to)])

    @lazy
    def inbox(self) -> tuple[Delivered, ...]:
        return inbox_seen(self._state, self._state.scenario.players)

    @property
    def rfis(self) -> tuple[Rfi, ...]:
        return ()

    @lazy
    def motions(self) -> tuple[Motion, ...]:
        everybody = set(self._state.scenario.players)
        return tuple([motion for motion in self._state.motions if everybody <= {motion.seat, *motion.to}])

    @property
    def channels(self) -> tuple[Channel, ...]:
        return ()

    @property
    def leaks(self) -> tuple[tuple[Hour, Seat], ...]:
        return ()

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - whoever it was given to
        return handout.public

    def _inject_names(self) -> Mapping[str, str]:
        return names_among(self._state, self._state.scenario.players)

    @property
    def talks(self) -> tuple[Talk, ...]:
        return ()

    @property
    def asked(self) -> tuple[RequestView, ...]:
        return ()


def view(
    state: State,
    seat: Seat,
    questions: tuple[Question, ...] = (),
    rulings: tuple[tuple[str, Outcome, Estimate], ...] = (),
) -> View:
    """What *seat* may know now."""
    return (_Control if seat == CONTROL else View)(state, seat, questions, rulings)


def public(state: State) -> View:
    """What the whole room may see, the opponent's cell included: the board on the wall."""
    return _Board(state, NOBODY)
