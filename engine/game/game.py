"""One game: the SimPy clock between the seats and the rules. The only file that imports simpy.

The clock decides nothing. Processes say *when*; what happens is asked of pure code, and every fact is
written as an entry of which the state is only the fold. ``Game`` never calls a player: it runs until it
needs answers, shows them in :attr:`Game.pending`, and goes on when they are :meth:`submitted <Game.submit>`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from typing import Any

import simpy
from simpy.events import EventPriority

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.errors import OrderError
from fourthseat.engine.core.orders import Act, Decision, Order, Overrule, Propose
from fourthseat.engine.core.terms import CONTROL, TOP_RUNG, Hour, Seat
from fourthseat.engine.game import processes
from fourthseat.engine.rules import adjudication
from fourthseat.engine.rules import legality as rules
from fourthseat.engine.rules.deal import deal
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State, apply, start
from fourthseat.engine.rules.view import Question, View, view
from fourthseat.engine.scenario.rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["UNASKED", "Game", "play"]

Process = Generator[simpy.Event, Any, Any]

TURN_CLOSES = processes.WINDOW_CLOSES + 1
"""Queue priority of a closing turn: after the windows that close in its hour."""


UNASKED = "now:"
"""How the name of something said unasked begins."""


class Game:
    """A scenario, a coalition variant and a seed, waiting for decisions."""

    def __init__(
        self,
        scenario: Scenario,
        coalition: str | None = None,
        seed: int = 0,
        on_entry: Callable[[e.Entry], None] | None = None,
    ) -> None:
        """Deal the game and run the clock to the first question.

        *seed* is any integer of at most 128 bits. *on_entry* is told every entry as it is written.
        """
        self.scenario, self.seed = scenario, seed
        self.start: State = start(scenario, coalition or scenario.coalitions[0].id)
        self.state = self.start
        self.entries: list[e.Entry] = []
        self._on_entry = on_entry
        self.env = simpy.Environment()
        self._asked: dict[Seat, dict[str, tuple[Question, simpy.Event]]] = {}
        self._answers: dict[Seat, Decision] = {}
        self._views: dict[Seat, View] | None = None
        self._rulings: tuple[e.Ruled, ...] = ()
        self.carried: dict[str, Overrule] = {}
        """Rulings settled by argument that wait for the close of the move, by incident."""
        self._spoken = 0
        self.staff = {s.id: simpy.Resource(self.env, s.staff_teams) for s in scenario.seats}
        self.officers = simpy.Resource(self.env, scenario.desk.case_officers)
        self.position: dict[tuple[Seat, str], simpy.Event] = {}
        self.news: dict[tuple[Seat, str], simpy.Event] = {}
        self.settled: dict[str, simpy.Event] = {}
        self._closed: set[str] = set()
        self._dealt_readiness: dict[str, float] = {}
        self.env.process(self._turns())
        self._run()

    # ------------------------------------------------------------ the two names that drive a game

    @property
    def pending(self) -> Mapping[Seat, View]:
        """What each seat is asked now; empty when the game is over. Sealed: no view shows another seat's answer."""
        if self._views is None:
            shown = tuple((r.incident, r.outcome, r.estimate) for r in self._rulings)
            self._views = {
                seat: view(
                    self.state, seat, tuple(asked[name][0] for name in sorted(asked)), shown if seat == CONTROL else ()
                )
                for seat, asked in sorted(self._asked.items())
            }
        return {seat: shown for seat, shown in self._views.items() if seat not in self._answers}

    def submit(self, decisions: Mapping[Seat, Decision]) -> None:
        """Take the answers of some or all pending seats; the clock goes on once the last one is in.

        Raises :exc:`OrderError` for a seat nobody asked. An order that breaks a rule is not an error: it is
        logged as refused.
        """
        waiting = self.pending
        for seat in sorted(decisions):
            if seat not in waiting:
                raise OrderError(
                    f"{seat} was not asked at hour {self.hour}; waiting for {', '.join(waiting) or 'nobody'}"
                )
        for seat in sorted(decisions):
            self.write(e.Decided(self.hour, seat, tuple(sorted(self._asked[seat])), decisions[seat]))
            self._answers[seat] = decisions[seat]
        if len(self._answers) == len(self._asked):
            asked, answers = self._asked, self._answers
            self._asked, self._answers, self._views = {}, {}, None
            for seat in sorted(asked):
                for name in sorted(asked[seat]):
                    asked[seat][name][1].succeed(answers[seat])
            self._run()

    def interject(self, seat: Seat, decision: Decision) -> None:
        """Take what *seat* says unasked while the clock stands: words between cells, or CONTROL's orders, at once.

        Raises :exc:`OrderError` if the game is over or there is no such seat. What breaks a rule is logged as refused.
        """
        if not self._asked:
            raise OrderError(f"the game is over; {seat} can say nothing more")
        if seat != CONTROL and seat not in self.scenario.players:
            raise OrderError(f"no seat {seat!r} at this table")
        self._spoken += 1
        self.write(e.Decided(self.hour, seat, (f"{UNASKED}{self._spoken}",), decision))
        for order in decision.orders:
            if seat == CONTROL:
                self._control(order)
            else:
                self._speak(seat, order)
        self._views = None
        self._run()

    @property
    def hour(self) -> Hour:
        """Game hours since STARTEX."""
        return self.env._now  # type: ignore[return-value]  # every wait is a whole number of hours

    @property
    def events(self) -> int:
        """SimPy events scheduled so far, for benchmarks."""
        return next(self.env._eid)

    def listen(self, on_entry: Callable[[e.Entry], None]) -> None:
        """Tell *on_entry* every entry from now on."""
        self._on_entry = on_entry

    def _run(self) -> None:
        """Run to the end of the first hour in which somebody is asked."""
        env, queue, step = self.env, self.env._queue, self.env.step
        while queue and not (self._asked and queue[0][0] > env._now) and not self.state.ended:
            step()
        if self.state.ended:
            self._asked, self._views = {}, None

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

    def ask(
        self, seat: Seat, name: str, kind: Any, about: str = "", text: str = "", estimate: Any = None
    ) -> simpy.Event:
        """Put a question to *seat*; the event carries its decision once it is in."""
        question = Question(name, kind, about, text, estimate, draw(self.seed, "luck", seat, name))
        answer = self.env.event()
        self._asked.setdefault(seat, {})[name] = (question, answer)
        self._views = None
        return answer

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

    # ------------------------------------------------------------ the table's rhythm

    def _turns(self) -> Process:
        env, scenario = self.env, self.scenario
        self.write(deal(scenario, self.seed))
        self._dealt_readiness = dict(self.state.readiness)
        for turn in range(1, scenario.turns + 1):
            yield self.later(0, TURN_CLOSES)  # whatever opens in this hour is on the table before anyone is asked
            self.write(e.TurnOpened(self.hour, turn))
            yield from self._open(turn)
            if turn == 1:  # CONTROL speaks before STARTEX, so that what it changes leaves nothing behind
                self._schedule(self.entries[0])
                yield self.later(0, TURN_CLOSES)
            asked: dict[Seat, Any] = {seat: self.ask(seat, f"orders:{turn}", "orders") for seat in scenario.players}
            yield env.all_of(asked.values())
            for seat, answer in asked.items():
                for order in answer.value.orders:
                    self._take(seat, order)
            yield self.later(scenario.turn_hours * turn - self.hour, TURN_CLOSES)
            while self._asked:  # a window may close in this very hour: its choice belongs to this move
                yield env.all_of([event for asked_of in self._asked.values() for _, event in asked_of.values()])
            yield from self._close(turn)
        if not self.state.ended:
            self.write(e.Ended(self.hour, "all moves played"))

    def _schedule(self, dealt: Any) -> None:
        for inject in sorted(self.scenario.msel, key=lambda i: (i.hour or 0, i.id)):
            if inject.kind != "contingency":
                self.after(inject.hour or 0, partial(self._scheduled, inject))
        for row in dealt.incidents:
            if row.hour is not None:
                self.env.process(processes.incident(self, self.scenario.incident_by_id[row.id], row.hour))

    def _open(self, turn: int) -> Process:
        """CONTROL speaks first: what it changes is on the table before the cells deliberate."""
        decision: Decision = yield self.ask(CONTROL, f"open:{turn}", "open")
        for order in decision.orders:
            self._control(order)
        for name in self.state.proposed:
            self._inject(self.scenario.inject_by_id[name])

    def _control(self, order: Order) -> None:
        reason = rules.refuse(self.state, CONTROL, order)
        if reason is not None:
            self.write(e.Refused(self.hour, CONTROL, order, reason))
            return
        match order.kind:
            case "release":
                self._inject(self.scenario.inject_by_id[order.inject])
            case "withhold":
                self.write(e.Withheld(self.hour, order.inject))
            case "amend":
                self.write(e.Amended(self.hour, order.inject, order.text))
            case "argue":
                self._argue(order)
            case "improvise":
                name = f"ADHOC-{sum(i.startswith('ADHOC-') for i in self.state.injected) + 1}"
                self.write(e.Injected(self.hour, name, "CONTROL", order.to, order.text))
            case "realign":
                self.write(e.Realigned(self.hour, order.coalition))
            case "end":
                self.write(e.Ended(self.hour, f"ENDEX by CONTROL: {order.reason}"))

    def _argue(self, order: Any) -> None:
        """An argument is settled at once; about an incident it replaces the ruling that is up for one."""
        if order.incident and order.incident not in {r.incident for r in self._rulings}:
            why = f"no outcome of {order.incident} is up for a ruling"
            self.write(e.Refused(self.hour, CONTROL, order, why))
            return
        settled = adjudication.argued(self.state, order, self.seed)
        self.write(settled)
        if order.incident:
            self.carried[order.incident] = adjudication.carried(settled)

    def _speak(self, seat: Seat, order: Order) -> None:
        reason = (
            rules.refuse(self.state, seat, order)
            if order.kind == "send"
            else f"{order.kind} waits until it is asked for"
        )
        if reason is None and order.kind == "send":
            number = len(self.state.talks) + 1
            self.write(
                e.Sent(
                    self.hour, number, seat, order.to, order.sort, order.text, order.about, order.option, order.incident,
                    order.by_turn,
                )
            )  # fmt: skip
        else:
            self.write(e.Refused(self.hour, seat, order, reason or ""))

    def _close(self, turn: int) -> Process:
        """Rulings, then what follows from them, all in the closing hour."""
        self.write(e.TurnClosed(self.hour, turn))
        self._rulings = adjudication.rulings(self.state, self.seed)
        decision = yield self.ask(CONTROL, f"close:{turn}", "close")
        accepted = []
        for order in decision.orders:
            if order.kind != "overrule":
                self._control(order)
                continue
            reason = rules.refuse(self.state, CONTROL, order)
            if reason is None and order.incident not in {r.incident for r in self._rulings}:
                reason = f"no outcome of {order.incident} is up for a ruling"
            if reason is None:
                accepted.append(order)
            else:
                self.write(e.Refused(self.hour, CONTROL, order, reason))
        self.write_all(adjudication.settle(self._rulings, [*self.carried.values(), *accepted]))
        self._rulings, self.carried = (), {}
        self._consequences()
        if self.state.rung == TOP_RUNG and not self.state.ended:
            self.write(e.Ended(self.hour, "major conflict: handed to the facilitator"))

    def _consequences(self) -> None:
        for incident in self.state.incidents.values():
            if incident.choice is not None and incident.id not in self._closed:
                self._closed.add(incident.id)
                self.write_all(adjudication.escalate(self.state, incident, self.seed))
                self.write_all(adjudication.lost_trust(self.state, incident))
        for leaked in adjudication.leaks(self.state, self.seed):
            self.write_all(adjudication.exposed(self.state, leaked))
        self.write(adjudication.recover(self.state, self._dealt_readiness))
        for inject in self.scenario.msel:
            if rules.proposes_itself(self.state, inject):
                self.write(e.Proposed(self.hour, inject.id, "its condition holds"))

    # ------------------------------------------------------------ injects and incidents

    def _scheduled(self, inject: Inject) -> None:
        if inject.id not in self.state.injected and inject.id not in self.state.withheld:
            self._inject(inject)

    def _inject(self, inject: Inject) -> None:
        text = self.state.amended.get(inject.id, inject.text)
        self.write(e.Injected(self.hour, inject.id, inject.sender, inject.to, text))
        if inject.effect.rung:
            self.move_rung(self.state.rung + inject.effect.rung, f"inject {inject.id}")
        if inject.effect.opens is not None and self.state.incidents[inject.effect.opens].opened is None:
            self.env.process(processes.incident(self, self.scenario.incident_by_id[inject.effect.opens], 0))

    def move_rung(self, to: int, reason: str) -> None:
        """An overt act moves the ladder towards *to*, one rung up at most and never to the top by itself."""
        to = max(0, min(TOP_RUNG - 1, to, self.state.rung + 1))
        if to != self.state.rung:
            self.write(e.RungMoved(self.hour, to, reason, 1.0, 0.0))

    def answer(self, seat: Seat, decision: Decision, kind: str, about: str) -> Any:
        """The order of *decision* that answers one question, refusals logged; None if there is none."""
        for order in decision.orders:
            if order.kind == kind and about in (getattr(order, "incident", None), getattr(order, "request", None)):
                reason = rules.refuse(self.state, seat, order)
                if reason is None:
                    return order
                self.write(e.Refused(self.hour, seat, order, reason))
        return None

    def _take(self, seat: Seat, order: Order) -> None:
        reason = (
            rules.refuse(self.state, seat, order)
            if isinstance(order, Act | Propose)
            else f"{order.kind} is no order for a move"
        )
        if reason is not None:
            self.write(e.Refused(self.hour, seat, order, reason))
        elif isinstance(order, Act):
            self.write(e.Ordered(self.hour, seat, order.option, order.incident))
            processes.order(self, seat, self.scenario.option_by_id[order.option], order.incident)


def play(game: Game, cast: Mapping[Seat, Player]) -> Game:
    """Play *game* to its end with *cast*; every seat of the game needs a player."""
    while pending := game.pending:
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
    return game
