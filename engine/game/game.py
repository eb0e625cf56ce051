"""One game: the table's rhythm between the seats and the rules.

Processes say *when*; what happens is asked of pure code, and every fact is written as an entry of which the state is
only the fold. ``Game`` never calls a player: it runs until it needs answers, shows them in :attr:`Game.pending`, and
goes on when they are :meth:`submitted <Game.submit>`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import OrderError, ScenarioError, refuse_name
from fourthseat.engine.core.orders import Act, Cancel, Decision, Introduce, Order, Propose, Recall, RefusalCause, Send
from fourthseat.engine.core.talk import CellTalk, TalkOrder
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.game import agenda as a
from fourthseat.engine.game import ends, happening, processes, settling
from fourthseat.engine.game.agenda import Priority
from fourthseat.engine.game.card import game_card
from fourthseat.engine.game.table import Table, in_order
from fourthseat.engine.rules import accidents, consequences, contingency, effects, reputation, ruling, secrecy, talked
from fourthseat.engine.rules.deal import deal, deal_incident
from fourthseat.engine.rules.legality import Refusal, refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.added import incident_of
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.plain import UndecidedError
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Game", "play"]


class Game(Table):
    """A scenario, a coalition variant and a seed, waiting for decisions."""

    def __init__(
        self,
        scenario: Scenario,
        coalition: str | None = None,
        seed: int = 0,
        on_entry: Callable[[e.Entry], None] | None = None,
    ) -> None:
        """Deal the game and run the clock to the first question.

        *seed* is any whole number from 0 up, of at most 128 bits. *on_entry* is told every entry as it is written. Raises
        :exc:`ScenarioError` for a variant that there is none of, a name instead of a scenario, and what is no seed.
        """
        refuse_name(scenario, "Game")
        if not (isinstance(seed, int) and 0 <= seed < 2**128):
            raise ScenarioError(f"seed {seed!r}: a whole number from 0 to {2**128 - 1} is wanted")
        super().__init__(scenario, coalition or scenario.coalitions[0].id, seed, on_entry)
        self._answers: dict[Seat, Decision] = {}
        self._rulings: tuple[e.Ruled, ...] = ()
        self.carried: dict[str, ruling.Carried] = {}
        """Rulings settled by argument that wait for the close of the move, by incident."""
        self._spoken = 0
        self._closed: set[str] = set()
        self._dealt_readiness: dict[str, float] = {}
        self._orders: dict[Seat, Decision] = {}
        """The cells' orders for the move, as they come in."""
        self._taken = 0
        """The move whose orders were taken last."""
        self._flashed = (0, 0)
        """The hour in which seats were last asked in mid-move, and how often in it."""
        self._ran_on = False
        """Whether the clock has run on after the last move."""
        self._closing: set[tuple[Seat, str]] = set()
        """Questions whose answers the close of the move waits for."""
        watch = contingency.watched(self.scenario).conditions
        self._watching = bool(watch)
        """Whether the scenario has conditions that a game looks at."""
        self._throughout = any(option.requires and option.requires_throughout for option in self.scenario.options)
        """Whether an order that is under way may come to nothing for what its option requires."""
        self._at_once = self._throughout or any(not one.at_close for one in watch)
        """Whether one of them can come true before a move closes."""
        self._seen: tuple[object, ...] | None = None
        """The parts of the state that conditions are made of, as they were last looked at."""
        self.torn = False
        """Whether a step could not be done to its end, having changed something: nobody can go on from there."""
        self.due(0, a.Startex(), Priority.BEGIN)
        self.run()

    def __repr__(self) -> str:
        """In one line."""
        state = self.state
        waits = f"waits for {', '.join(self.pending)}" if state.ended is None else f"over, {state.ended.value}"
        return (
            f"<Game {state.scenario.name}, {state.coalition.id}, seed {self.seed}: hour {self.hour}, move {state.turn} of "
            f"{state.scenario.turns}, rung {state.rung}, {len(self.entries)} entries, {waits}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: where the game stands, and each incident with what became of it. Control's view."""
        waits = f"waits for {', '.join(self.pending)}"
        return game_card(self.state, self.seed, len(self.entries), waits=waits)

    # ------------------------------------------------------------ the two names that drive a game

    @property
    def pending(self) -> Mapping[Seat, View]:
        """What each seat is asked now; empty when the game is over. Sealed: no view shows another seat's answer."""
        if self._views is None:
            shown = tuple((r.incident, r.outcome, r.estimate) for r in self._rulings)
            self._views = {
                seat: view(
                    self.state,
                    seat,
                    tuple([asked[name][0] for name in in_order(asked)]),
                    shown if seat == CONTROL else (),
                )
                for seat, asked in sorted(self._asked.items())
            }
        return {seat: shown for seat, shown in self._views.items() if seat not in self._answers}

    def submit(self, decisions: Mapping[Seat, Decision]) -> None:
        """Take the answers of some or all pending seats; the clock goes on once the last one is in.

        Raises :exc:`OrderError` for a seat nobody asked and for what is no decision. An order that breaks a rule is not an error: it is
        logged as refused.
        """
        seats = sorted(decisions)
        for seat in seats:
            if seat not in self._asked or seat in self._answers:
                raise OrderError(
                    f"{seat} was not asked at hour {self.hour}; waiting for {', '.join(self.pending) or 'nobody'}"
                )
            if not isinstance(decisions[seat], Decision):
                raise OrderError(f"{seat}: {decisions[seat]!r} is no Decision; Decision() orders nothing")
        for seat in seats:
            self.write(e.Decided(self.hour, seat, self.answered(seat), decisions[seat]))
            self._answers[seat] = decisions[seat]
        if len(self._answers) == len(self._asked):
            asked, answers = self._asked, self._answers
            self._asked, self._answers, self._views = {}, {}, None
            for seat in sorted(asked):
                for name in in_order(asked[seat]):
                    self.due(0, a.Answered(seat, name, asked[seat][name][1], answers[seat]))
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
        self._look()
        self._views = None
        self.run()

    # ------------------------------------------------------------ the table's rhythm

    def run(self) -> None:
        """Run to the end of the first hour in which somebody is asked, or to the end of the game.

        A step that reads what is undecided (:mod:`~fourthseat.engine.game.together`) is put back, and comes again.
        """
        while not self.state.ended:
            for step in self.this_hour():
                before, state = self.changes, self.state
                try:
                    _STEPS[type(step)](self, step)
                    if self._at_once and self.state is not state:
                        self._look()
                except UndecidedError:
                    self.torn = self.changes != before
                    self.next(step)
                    raise
                if self.state.ended:
                    break
            else:
                if self.state.proposed:
                    self._offer()
                if self._asked or not self.next_hour():
                    break
        if self.state.ended:
            self._asked, self._views = {}, None
            self.clear()

    def _startex(self, _: a.Startex) -> None:
        """Deal the game."""
        self.write(deal(self.scenario, self.seed))
        self._dealt_readiness = dict(self.state.readiness)
        self.due(0, a.MoveOpens(1), Priority.TURN_CLOSES)

    def _move_opens(self, step: a.MoveOpens) -> None:
        """Whatever opens in this hour is on the table; CONTROL speaks first."""
        self.write(e.TurnOpened(self.hour, step.turn))
        for handout in self.scenario.handouts_at.get(step.turn, ()):
            self.write(e.HandedOut(self.hour, handout.id, handout.to or self.scenario.players))
        self.ask(CONTROL, f"open:{step.turn}", "open", a.MoveOpened(step.turn))

    def _move_opened(self, step: a.MoveOpened, decision: Decision) -> None:
        """What CONTROL changes is on the table before the cells deliberate."""
        self._proposals_heard(None, decision)
        asked = a.OrdersAsked(step.turn)
        if step.turn == 1:  # CONTROL speaks before STARTEX, so that what it changes leaves nothing behind
            self._schedule(self.entries[0])
            self.due(0, asked, Priority.TURN_CLOSES)
        else:
            self._orders_asked(asked)

    def _orders_asked(self, step: a.OrdersAsked) -> None:
        """Every cell is asked at once."""
        self._orders = {}
        for seat in self.scenario.players:
            self.ask(seat, f"orders:{step.turn}", "orders", a.OrdersIn(step.turn, seat))

    def _orders_in(self, step: a.OrdersIn, decision: Decision) -> None:
        """The last one's orders set all of them going."""
        self._orders[step.seat] = decision
        if len(self._orders) == len(self.scenario.players):
            self.due(0, a.OrdersTaken(step.turn))

    def _orders_taken(self, step: a.OrdersTaken) -> None:
        """Orders are carried out from now on, in the order of the cells."""
        self._taken = step.turn
        for seat in self.scenario.players:
            for order in self._orders[seat].orders:
                self._take(seat, order)
        self.due(self.scenario.closes_at(step.turn) - self.hour, a.MoveCloses(step.turn), Priority.TURN_CLOSES)

    def _flash_asked(self, _: a.FlashAsked) -> None:
        """Whom something in mid-move concerns is asked at once; what comes as a move opens waits for its orders.

        Orders asked for in the closing hour would come too late for this move, and are asked for as the next one opens.
        """
        flashes, self.flashes = self.flashes, {}
        turn = self.state.turn
        if self._taken != turn or self.hour >= self.scenario.closes_at(turn):
            return
        hour, times = self._flashed
        self._flashed = (self.hour, times + 1 if hour == self.hour else 1)
        again = f":{self._flashed[1]}" if self._flashed[1] > 1 else ""
        for seat in sorted(flashes):
            about = f"Orders at once: {'; '.join(flashes[seat])}"
            self.ask(seat, f"flash:{turn}:{self.hour}{again}", "flash", a.FlashOrdersIn(seat), text=about)

    def _flash_orders_in(self, step: a.FlashOrdersIn, decision: Decision) -> None:
        """They are carried out from this hour on, by the rules of any others."""
        for order in decision.orders:
            if isinstance(order, Act | Propose | Recall):
                self._take(step.seat, order)

    def _move_closes(self, step: a.MoveCloses) -> None:
        """The rulings are up, once nobody is asked any more: a window may close in this very hour, and belongs to this move."""
        self._closing = {(seat, name) for seat, asked in self._asked.items() for name in asked}
        if self._closing or (step.turn == self.scenario.turns and self._runs_on(step)):
            return
        self.write(e.TurnClosed(self.hour, step.turn))
        self._rulings = ruling.rulings(self.state, self.seed)
        self.ask(CONTROL, f"close:{step.turn}", "close", a.MoveClosed(step.turn))

    def _runs_on(self, last: a.MoveCloses) -> bool:
        """Whether the *last* move stays open, without orders, because a window is: nothing is left undecided at ENDEX."""
        open_still = [i for i in self.state.incidents.values() if i.live and (i.closes or 0) > self.hour]
        if not open_still:
            return False
        if not self._ran_on:
            self._ran_on = True
            self.write(e.RunsOn(self.hour, tuple([incident.id for incident in open_still])))
        until = max([incident.closes or 0 for incident in open_still])
        self.due(until - self.hour, last, Priority.TURN_CLOSES)
        return True

    def _answered(self, step: a.Answered) -> None:
        """An answer has its consequence; the last one that a closing move waits for lets it close."""
        _ANSWERS[type(step.step)](self, step.step, step.decision)
        if (step.seat, step.question) in self._closing:
            self._closing.remove((step.seat, step.question))
            if not self._closing:
                self.due(0, a.MoveCloses(self.state.turn))

    def _move_closed(self, step: a.MoveClosed, decision: Decision) -> None:
        """Rulings, then what follows from them, all in the closing hour."""
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
        ruled = tuple(ruling.settle(self._rulings, self.carried.values(), accepted))
        self.write_all(ruled)
        self._rulings, self.carried = (), {}
        for one in ruled:
            if one.by is e.Ruler.ARGUMENT:
                happening.effects_of_argument(self, one.argument, one.outcome)
        self._consequences()
        if self.state.rung >= self.scenario.ladder.end_rung and not self.state.ended:
            ends.endex(self, e.EndCause.TOP_RUNG, self.scenario.ladder.own_end)
        if step.turn < self.scenario.turns:
            self.due(0, a.MoveOpens(step.turn + 1), Priority.TURN_CLOSES)
        elif not self.state.ended:
            ends.endex(self, e.EndCause.ALL_MOVES)

    def _schedule(self, dealt: Any) -> None:
        for hour in contingency.watched(self.scenario).hours:
            self.due(hour, a.LookAgain())
        for inject in sorted(self.scenario.msel, key=lambda i: (i.hour or 0, i.id)):
            if inject.kind != "contingency":
                self.due(inject.hour or 0, a.InjectDue(inject.id))
        for row in dealt.incidents:
            if row.hour is not None:
                processes.begin_incident(self, row.id, row.hour)

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
            case "reschedule":
                self.write(e.Rescheduled(self.hour, order.inject, order.to))
                self.due(order.to - self.hour, a.InjectDue(order.inject))
            case "intervene":
                self.write(e.Intervened(self.hour, len(self.state.interventions) + 1, order))
                happening.effects_of_intervention(self, order)
            case "introduce":
                self._introduce(order)
            case "settle":
                settling.settle(self, order)
            case "improvise":
                name = talked.ad_hoc_name(self.state)
                self.write(e.Injected(self.hour, name, "CONTROL", order.to, order.text))
            case "send":
                self.write(self._sent(CONTROL, order))
            case "realign":
                self.write(e.Realigned(self.hour, order.coalition))
            case "end":
                ends.endex(self, e.EndCause.CONTROL, order.reason)
            case _ if isinstance(order, TalkOrder):
                self.write(talked.entry_of(self.state, self.hour, CONTROL, order))

    def _introduce(self, order: Introduce) -> None:
        """From now on the scenario of this game has an incident more; it opens at its hour, or when control opens it."""
        dealt = deal_incident(incident_of(order.row), self.seed)
        self.write(e.IncidentAdded(self.hour, order.row, order.like, dealt))
        self.scenario = self.state.scenario
        if dealt.hour is not None:
            processes.begin_incident(self, dealt.id, max(0, dealt.hour - self.hour))

    def _argue(self, order: Any) -> None:
        """An argument is settled at once; about an incident it replaces the ruling that is up for one."""
        if order.incident and order.incident not in {r.incident for r in self._rulings}:
            self.write(e.Refused(self.hour, CONTROL, order, *_no_ruling(order.incident)))
            return
        settled = ruling.argued(self.state, order, self.seed)
        self.write(settled)
        if order.incident:
            self.carried[order.incident] = ruling.carried(settled)
        else:
            happening.effects_of_argument(self, settled.number, settled.outcome)

    def _speak(self, seat: Seat, order: Order) -> None:
        refusal = (
            refuse(self.state, seat, order)
            if isinstance(order, Send | Cancel | Recall | CellTalk)
            else Refusal(RefusalCause.NOT_NOW, f"{order.kind} waits until it is asked for")
        )
        if refusal is not None:
            self.write(e.Refused(self.hour, seat, order, *refusal))
        elif isinstance(order, Cancel):
            ends.withdraw(self, seat, order.option, order.incident)
        elif isinstance(order, Recall):
            processes.call_back(self, seat, order.force)
        elif isinstance(order, Send):
            self.write(self._sent(seat, order))
        elif isinstance(order, CellTalk):
            self.write(talked.entry_of(self.state, self.hour, seat, order))

    def _sent(self, seat: Seat, order: Send) -> e.Sent:
        """The entry of words that are sent."""
        return e.Sent(
            self.hour, len(self.state.talks) + 1, seat, order.to, order.sort, order.text, order.about, order.option,
            order.incident, order.by_turn,
        )  # fmt: skip

    def _consequences(self) -> None:
        for name in accidents.where_forces_meet(self.state):
            self.write_all(accidents.accidents(self.state, self.state.incidents[name], self.seed))
        for incident in self.state.incidents.values():
            if incident.choice is not None and incident.id not in self._closed:
                ends = self.scenario.incident_by_id[incident.id].ends
                self._closed.add(incident.id)
                self.write_all(consequences.escalate(self.state, incident, self.seed))
                self.write_all(consequences.lost_trust(self.state, incident))
                self.write_all(reputation.learnt(self.state, incident))
                if ends:
                    self.changes += 1  # it is not looked at again, whatever stops this step in its middle
                    outcome = incident.outcome or Outcome.SUCCESS
                    where = ("incident", incident.id, str(outcome))
                    happening.set_going(self, where, ends.get(outcome, ()), incident=incident.id)
        if self.scenario.indicators:
            happening.drift(self, self.hour - self.scenario.opens_at(self.state.turn))
        for leaked in secrecy.leaks(self.state, self.seed):
            self.write_all(secrecy.exposed(self.state, leaked))
        self.write(consequences.recover(self.state, self._dealt_readiness))
        self._look()

    # ------------------------------------------------------------ conditions

    def _look(self, _: a.LookAgain | None = None) -> None:
        """Act on every condition that holds and has a part that changed: an inject proposes itself, something is handed out, the exercise ends."""
        if self._throughout and not self.state.ended:
            self._look_at_orders()
        if not self._watching or self.state.ended:
            return
        watch = contingency.watched(self.scenario)
        now = tuple([self.hour if part == "hour" else getattr(self.state, part) for part in watch.parts])
        changed = None
        if self._seen is not None:
            pairs = zip(watch.parts, self._seen, now, strict=True)
            changed = {part for part, old, new in pairs if old is not new}
        due = contingency.due(self.state, watch, changed, self.hour, self.seed)
        self._seen = now
        for one in due:
            if one.end is not None:
                ends.endex(self, e.EndCause.CONDITION, self.scenario.ends[one.end].text)
                return
            if one.handout:
                handout = self.scenario.handout_by_id[one.handout]
                self.write(e.HandedOut(self.hour, handout.id, handout.to or self.scenario.players))
            else:
                self.write(e.Proposed(self.hour, one.name))

    def _look_at_orders(self) -> None:
        """What an option requires throughout, and holds no more, ends its orders."""
        for order in list(self.under_way.values()):
            option = self.scenario.option_by_id[order.option]
            if option.requires_throughout and not contingency.allows(self.state, option):
                ends.drop(self, order, e.DropCause.REQUIRES, stage=order.stages[0])

    def _offer(self) -> None:
        """Ask CONTROL about injects that proposed themselves within a move; as one closes, the next opens with them."""
        if not self.state.closing and CONTROL not in self._asked:
            first = self.state.proposed[0]
            text = f"{', '.join(self.state.proposed)} will be sent unless withheld"
            self.ask(CONTROL, f"propose:{first}", "propose", a.ProposalsHeard(), about=first, text=text)

    def _proposals_heard(self, _: a.ProposalsHeard | None, decision: Decision) -> None:
        """What CONTROL says; then whatever has proposed itself and was not withheld is sent."""
        for order in decision.orders:
            self._control(order)
        for name in self.state.proposed:
            self._inject(self.scenario.inject_by_id[name])

    # ------------------------------------------------------------ injects and incidents

    def _inject_due(self, step: a.InjectDue) -> None:
        inject = self.scenario.inject_by_id[step.inject]
        if self.state.rescheduled.get(inject.id, self.hour) != self.hour:
            return  # it is set down for another hour
        if inject.id not in self.state.injected and inject.id not in self.state.withheld:
            self._inject(inject)

    def _inject(self, inject: Inject) -> None:
        text = self.state.amended.get(inject.id, inject.text)
        changes = effects.of_inject(self.state, inject)
        self.write(e.Injected(self.hour, inject.id, inject.sender, inject.to, text, changes))
        for handout in self.scenario.handouts_with.get(inject.id, ()):
            self.write(e.HandedOut(self.hour, handout.id, handout.to or inject.to, inject.id))
        if inject.effect.rung:
            self.move_rung(self.state.rung + inject.effect.rung, f"inject {inject.id}")
        if inject.effect.opens is not None and self.state.incidents[inject.effect.opens].opened is None:
            processes.begin_incident(self, inject.effect.opens, 0)
        if inject.effects:
            happening.set_going(self, ("msel", inject.id), inject.effects)
        if inject.flash:
            self.flash([seat for seat in inject.to if seat in self.scenario.players], f"a message from {inject.sender}")

    def _take(self, seat: Seat, order: Order) -> None:
        """Begin *order*, or refuse it; a force is called back at once."""
        refusal = (
            refuse(self.state, seat, order)
            if isinstance(order, Act | Propose | Recall)
            else Refusal(RefusalCause.NOT_NOW, f"{order.kind} is no order for a move")
        )
        if refusal is not None:
            self.write(e.Refused(self.hour, seat, order, *refusal))
        elif isinstance(order, Act):
            self.write(e.Ordered(self.hour, seat, order.option, order.incident))
            processes.begin_order(self, seat, self.scenario.option_by_id[order.option], order.incident)
        elif isinstance(order, Recall):
            processes.call_back(self, seat, order.force)


_STEPS: dict[type[a.Step], Callable[[Any, Any], None]] = {
    **processes.STEPS,
    a.Startex: Game._startex,
    a.MoveOpens: Game._move_opens,
    a.OrdersAsked: Game._orders_asked,
    a.OrdersTaken: Game._orders_taken,
    a.FlashAsked: Game._flash_asked,
    a.MoveCloses: Game._move_closes,
    a.InjectDue: Game._inject_due,
    a.LookAgain: Game._look,
    a.Answered: Game._answered,
}
"""What a step does when it comes, by its kind."""

_ANSWERS: dict[type[a.QuestionStep], Callable[[Any, Any, Decision], None]] = {
    **processes.ANSWERS,
    a.MoveOpened: Game._move_opened,
    a.OrdersIn: Game._orders_in,
    a.FlashOrdersIn: Game._flash_orders_in,
    a.ProposalsHeard: Game._proposals_heard,
    a.MoveClosed: Game._move_closed,
}
"""What an answer does, by the step it makes."""


def _no_ruling(incident: str) -> Refusal:
    return Refusal(RefusalCause.NOT_NOW, f"no outcome of {incident} is up for a ruling")


def play(game: Game, cast: Mapping[Seat, Player]) -> Game:
    """Play *game* to its end with *cast*; every seat of the game needs a player, or :exc:`OrderError` says which has none."""
    while pending := game.pending:
        if absent := [seat for seat in pending if not _sits(seat, cast)]:
            raise OrderError(
                f"nobody who can decide sits in {', '.join(absent)}; cast(scenario) seats a player everywhere"
            )
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
    return game


def _sits(seat: Seat, cast: Mapping[Seat, Player]) -> bool:
    """Whether somebody in *cast* can answer for *seat*."""
    try:
        return hasattr(cast[seat], "decide")
    except KeyError:
        return False
