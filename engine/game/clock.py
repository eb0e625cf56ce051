"""The clock of one game: SimPy, the entries written so far, and the questions that are open. The only file with simpy.

The clock decides nothing. It waits, asks, and writes what it is handed; the state is the fold of what was written.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import Any

import simpy
from simpy.events import EventPriority

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Decision, QuestionKind
from fourthseat.engine.core.terms import TOP_RUNG, Estimate, Hour, Seat
from fourthseat.engine.rules import legality
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.view import Question, View
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["TURN_CLOSES", "WINDOW_CLOSES", "Clock", "Process"]

Process = Generator[simpy.Event, Any, Any]
"""Something that goes on for a while: a generator that waits on the clock's events."""

WINDOW_CLOSES = 2
"""Queue priority of a closing window: whatever else lands in its hour is written first (lateness is a rule, concurrence.in_time)."""
TURN_CLOSES = WINDOW_CLOSES + 1
"""Queue priority of a closing turn: after the windows that close in its hour."""


class Clock:
    """What the processes of a game share: the environment, the record so far, and who is asked what."""

    def __init__(
        self, scenario: Scenario, coalition: str, seed: int, on_entry: Callable[[e.Entry], None] | None = None
    ) -> None:
        """At hour 0, with nothing written; *seed* is any integer of at most 128 bits."""
        self.scenario, self.seed = scenario, seed
        self.start: State = start(scenario, coalition)
        self.state = self.start
        self.entries: list[e.Entry] = []
        self._on_entry = on_entry
        self.env = simpy.Environment()
        self._asked: dict[Seat, dict[str, tuple[Question, simpy.Event]]] = {}
        self._views: dict[Seat, View] | None = None
        self.staff = {s.id: simpy.Resource(self.env, s.staff_teams) for s in scenario.seats}
        self.officers = simpy.Resource(self.env, scenario.desk.case_officers)
        self.position: dict[tuple[Seat, str], simpy.Event] = {}
        """When a capital has a position on an incident."""
        self.news: dict[tuple[Seat, str], simpy.Event] = {}
        """When a picture reaches a staff that is at work on an incident."""
        self.settled: dict[str, simpy.Event] = {}
        """When a request for concurrence is settled, and whether the coalition concurred."""

    # ------------------------------------------------------------ time

    @property
    def hour(self) -> Hour:
        """Game hours since STARTEX."""
        return self.env._now  # type: ignore[return-value]  # every wait is a whole number of hours

    def later(self, hours: Hour, priority: int) -> simpy.Event:
        """A timeout that comes in its turn among everything of its hour: higher *priority*, later."""
        event = self.env.event()
        event._ok, event._value = True, None
        self.env.schedule(event, priority=EventPriority(priority), delay=hours)
        return event

    def after(self, hours: Hour, act: Callable[[], None], priority: int = EventPriority(1)) -> None:
        """Call *act* in *hours* from now: a process of one wait, without the cost of a process."""
        event = self.later(hours, priority)
        event.callbacks.append(lambda _: act())

    def run(self) -> None:
        """Run to the end of the first hour in which somebody is asked, or to the end of the game."""
        env, queue, step = self.env, self.env._queue, self.env.step
        while queue and not (self._asked and queue[0][0] > env._now) and not self.state.ended:
            step()
        if self.state.ended:
            self._asked, self._views = {}, None

    # ------------------------------------------------------------ the record

    def write(self, entry: e.Entry) -> None:
        """Append *entry*; the state is the fold."""
        self.state = apply(self.state, entry)
        self.entries.append(entry)
        if self._on_entry is not None:
            self._on_entry(entry)

    def write_all(self, entries: Iterable[e.Entry]) -> None:
        """Append them in order."""
        for entry in entries:
            self.write(entry)

    def listen(self, on_entry: Callable[[e.Entry], None]) -> None:
        """Tell *on_entry* every entry from now on."""
        self._on_entry = on_entry

    def move_rung(self, to: int, source: str) -> None:
        """An overt act, *source*, moves the ladder towards *to*, one rung up at most and never to the top by itself."""
        to = max(0, min(TOP_RUNG - 1, to, self.state.rung + 1))
        if to != self.state.rung:
            self.write(e.RungMoved(self.hour, to, source, "", 1.0, 0.0))

    # ------------------------------------------------------------ questions

    def luck(self, seat: Seat, question: str) -> float:
        """The seat's own uniform in [0, 1) for a question, by the question's name."""
        return draw(self.seed, "luck", seat, question)

    def ask(
        self,
        seat: Seat,
        name: str,
        kind: QuestionKind,
        about: str = "",
        text: str = "",
        estimate: Estimate | None = None,
    ) -> simpy.Event:
        """Put a question to *seat*; the event carries its decision once it is in."""
        question = Question(name, kind, about, text, estimate, self.luck(seat, name))
        answer = self.env.event()
        self._asked.setdefault(seat, {})[name] = (question, answer)
        self._views = None
        return answer

    def answered(self, seat: Seat) -> tuple[e.AnsweredQuestion, ...]:
        """What *seat* is asked now, in the order of the questions' names, as its decision will record it."""
        asked = self._asked[seat]
        return tuple([e.AnsweredQuestion(asked[name][0].kind, name) for name in sorted(asked)])

    def answer(self, seat: Seat, decision: Decision, kind: str, about: str) -> Any:
        """The order of *decision* that answers one question, refusals logged; None if there is none."""
        for order in decision.orders:
            if order.kind == kind and about in (getattr(order, "incident", None), getattr(order, "request", None)):
                refusal = legality.refuse(self.state, seat, order)
                if refusal is None:
                    return order
                self.write(e.Refused(self.hour, seat, order, *refusal))
        return None
