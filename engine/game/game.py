"""One game: the table's rhythm between the seats and the rules.

Processes say *when*; what happens is asked of pure code, and every fact is written as an entry of which the state is
only the fold. ``Game`` never calls a player: it runs until it needs answers, shows them in :attr:`Game.pending`, and
goes on when they are :meth:`submitted <Game.submit>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import OrderError
from fourthseat.engine.core.orders import Act, Decision, Order, Propose, RefusalCause
from fourthseat.engine.core.terms import CONTROL, TOP_RUNG, Seat
from fourthseat.engine.game import processes
from fourthseat.engine.game.clock import TURN_CLOSES, Clock, Process
from fourthseat.engine.rules import adjudication, contingency, effects
from fourthseat.engine.rules.deal import deal
from fourthseat.engine.rules.legality import Refusal, refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.view import View, view
from fourthseat.engine.scenario.rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Game", "play"]


class Game(Clock):
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
        super().__init__(scenario, coalition or scenario.coalitions[0].id, seed, on_entry)
        self._answers: dict[Seat, Decision] = {}
        self._rulings: tuple[e.Ruled, ...] = ()
        self.carried: dict[str, adjudication.Carried] = {}
        """Rulings settled by argument that wait for the close of the move, by incident."""
        self._spoken = 0
        self._closed: set[str] = set()
        self._dealt_readiness: dict[str, float] = {}
        self.env.process(self._turns())
        self.run()

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
            self.write(e.Decided(self.hour, seat, self.answered(seat), decisions[seat]))
            self._answers[seat] = decisions[seat]
        if len(self._answers) == len(self._asked):
            asked, answers = self._asked, self._answers
            self._asked, self._answers, self._views = {}, {}, None
            for seat in sorted(asked):
                for name in sorted(asked[seat]):
                    asked[seat][name][1].succeed(answers[seat])
            self.run()

    def interject(self, seat: Seat, decision: Decision) -> None:
        """Take what *seat* says unasked while the clock stands: words between cells, or CONTROL's orders, at once.

        Raises :exc:`OrderError` if the game is over or there is no such seat. What breaks a rule is logged as refused.
        """
        if not self._asked:
            raise OrderError(f"the game is over; {seat} can say nothing more")
        if seat != CONTROL and seat not in self.scenario.players:
            raise OrderError(f"no seat {seat!r} at this table")
        self._spoken += 1
        unasked = e.AnsweredQuestion("unasked", f"unasked:{self._spoken}")
        self.write(e.Decided(self.hour, seat, (unasked,), decision))
        for order in decision.orders:
            if seat == CONTROL:
                self._control(order)
            else:
                self._speak(seat, order)
        self._views = None
        self.run()

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
            self.write(e.Ended(self.hour, e.EndCause.ALL_MOVES))

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
        refusal = refuse(self.state, CONTROL, order)
        if refusal is not None:
            self.write(e.Refused(self.hour, CONTROL, order, *refusal))
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
                self.write(e.Ended(self.hour, e.EndCause.CONTROL, order.reason))

    def _argue(self, order: Any) -> None:
        """An argument is settled at once; about an incident it replaces the ruling that is up for one."""
        if order.incident and order.incident not in {r.incident for r in self._rulings}:
            self.write(e.Refused(self.hour, CONTROL, order, *_no_ruling(order.incident)))
            return
        settled = adjudication.argued(self.state, order, self.seed)
        self.write(settled)
        if order.incident:
            self.carried[order.incident] = adjudication.carried(settled)

    def _speak(self, seat: Seat, order: Order) -> None:
        refusal = (
            refuse(self.state, seat, order)
            if order.kind == "send"
            else Refusal(RefusalCause.NOT_NOW, f"{order.kind} waits until it is asked for")
        )
        if order.kind == "send" and refusal is None:
            number = len(self.state.talks) + 1
            self.write(
                e.Sent(
                    self.hour, number, seat, order.to, order.sort, order.text, order.about, order.option, order.incident,
                    order.by_turn,
                )
            )  # fmt: skip
        elif refusal is not None:
            self.write(e.Refused(self.hour, seat, order, *refusal))

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
            refusal = refuse(self.state, CONTROL, order)
            if refusal is None and order.incident not in {r.incident for r in self._rulings}:
                refusal = _no_ruling(order.incident)
            if refusal is None:
                accepted.append(order)
            else:
                self.write(e.Refused(self.hour, CONTROL, order, *refusal))
        self.write_all(adjudication.settle(self._rulings, self.carried.values(), accepted))
        self._rulings, self.carried = (), {}
        self._consequences()
        if self.state.rung == TOP_RUNG and not self.state.ended:
            self.write(e.Ended(self.hour, e.EndCause.TOP_RUNG))

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
            if contingency.proposes_itself(self.state, inject):
                self.write(e.Proposed(self.hour, inject.id))

    # ------------------------------------------------------------ injects and incidents

    def _scheduled(self, inject: Inject) -> None:
        if inject.id not in self.state.injected and inject.id not in self.state.withheld:
            self._inject(inject)

    def _inject(self, inject: Inject) -> None:
        text = self.state.amended.get(inject.id, inject.text)
        changes = effects.of_inject(self.state, inject)
        self.write(e.Injected(self.hour, inject.id, inject.sender, inject.to, text, changes))
        if inject.effect.rung:
            self.move_rung(self.state.rung + inject.effect.rung, f"inject {inject.id}")
        if inject.effect.opens is not None and self.state.incidents[inject.effect.opens].opened is None:
            self.env.process(processes.incident(self, self.scenario.incident_by_id[inject.effect.opens], 0))

    def _take(self, seat: Seat, order: Order) -> None:
        refusal = (
            refuse(self.state, seat, order)
            if isinstance(order, Act | Propose)
            else Refusal(RefusalCause.NOT_NOW, f"{order.kind} is no order for a move")
        )
        if refusal is not None:
            self.write(e.Refused(self.hour, seat, order, *refusal))
        elif isinstance(order, Act):
            self.write(e.Ordered(self.hour, seat, order.option, order.incident))
            processes.order(self, seat, self.scenario.option_by_id[order.option], order.incident)


def _no_ruling(incident: str) -> Refusal:
    return Refusal(RefusalCause.NOT_NOW, f"no outcome of {incident} is up for a ruling")


def play(game: Game, cast: Mapping[Seat, Player]) -> Game:
    """Play *game* to its end with *cast*; every seat of the game needs a player."""
    while pending := game.pending:
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
    return game
