"""One game: the SimPy clock between the seats and the rules. The only file that imports simpy.

The clock decides nothing. Processes say *when*; what happens is asked of pure code, and every fact is
written as an entry of which the state is only the fold. ``Game`` never calls a player: it runs until it
needs answers, shows them in :attr:`Game.pending`, and goes on when they are :meth:`submitted <Game.submit>`.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from math import ceil
from typing import Any, cast

import simpy
from simpy.events import EventPriority

from engine import adjudication, durations, rules
from engine import entries as e
from engine.chance import draw
from engine.deal import deal
from engine.errors import OrderError
from engine.orders import Act, Decision, Order
from engine.player import Player
from engine.scenario import Scenario
from engine.specs import Force, Incident, Inject, Option
from engine.state import State, apply, start
from engine.terms import CONTROL, TOP_RUNG, Hour, Outcome, Seat
from engine.view import Question, View, view

__all__ = ["Game", "play"]

Process = Generator[simpy.Event, Any, Any]

WINDOW_CLOSES, TURN_CLOSES = EventPriority(2), EventPriority(3)
"""Queue priorities within an hour: whatever else lands in it is written first. Lateness itself is a rule (rules.in_time)."""


class Game:
    """A scenario, a coalition variant and a seed, waiting for decisions."""

    def __init__(
        self, scenario: Scenario, coalition: str | None = None, seed: int = 0, on_entry: Callable[[e.Entry], None] | None = None
    ) -> None:
        """Deal the game and run the clock to the first question.

        *seed* is any integer of at most 128 bits. *on_entry* is told every entry as it is written.
        """
        self.scenario, self.seed = scenario, seed
        self.start: State = start(scenario, coalition or scenario.coalitions[0].id)
        self.state = self.start
        self.entries: list[e.Entry] = []
        self._on_entry = on_entry
        self._env = simpy.Environment()
        self._asked: dict[Seat, dict[str, tuple[Question, simpy.Event]]] = {}
        self._answers: dict[Seat, Decision] = {}
        self._views: dict[Seat, View] | None = None
        self._rulings: tuple[e.Ruled, ...] = ()
        self._capitals = scenario.capitals
        self._staff = {s.id: simpy.Resource(self._env, s.staff_teams) for s in scenario.seats}
        self._officers = simpy.Resource(self._env, scenario.desk.case_officers)
        self._position: dict[tuple[Seat, str], simpy.Event] = {}
        self._news: dict[tuple[Seat, str], simpy.Event] = {}
        self._settled: dict[str, simpy.Event] = {}
        self._closed: set[str] = set()
        self._dealt_readiness: dict[str, float] = {}
        self._env.process(self._turns())
        self._run()

    # ------------------------------------------------------------ the two names that drive a game

    @property
    def pending(self) -> Mapping[Seat, View]:
        """What each seat is asked now; empty when the game is over. Sealed: no view shows another seat's answer."""
        if self._views is None:
            shown = tuple((r.incident, r.outcome, r.estimate) for r in self._rulings)
            self._views = {
                seat: view(self.state, seat, tuple(asked[name][0] for name in sorted(asked)), shown if seat == CONTROL else ())
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
                raise OrderError(f"{seat} was not asked at hour {self.hour}; waiting for {', '.join(waiting) or 'nobody'}")
        for seat in sorted(decisions):
            self._write(e.Decided(self.hour, seat, tuple(sorted(self._asked[seat])), decisions[seat]))
            self._answers[seat] = decisions[seat]
        if len(self._answers) == len(self._asked):
            asked, answers = self._asked, self._answers
            self._asked, self._answers, self._views = {}, {}, None
            for seat in sorted(asked):
                for name in sorted(asked[seat]):
                    asked[seat][name][1].succeed(answers[seat])
            self._run()

    @property
    def hour(self) -> Hour:
        """Game hours since STARTEX."""
        return int(self._env.now)

    @property
    def events(self) -> int:
        """SimPy events scheduled so far, for benchmarks."""
        return next(self._env._eid)

    def listen(self, on_entry: Callable[[e.Entry], None]) -> None:
        """Tell *on_entry* every entry from now on."""
        self._on_entry = on_entry

    def _run(self) -> None:
        """Run to the end of the first hour in which somebody is asked."""
        env = self._env
        while not self.state.ended and env._queue and not (self._asked and env.peek() > env.now):
            env.step()
        if self.state.ended:
            self._asked, self._views = {}, None

    def _write(self, entry: e.Entry) -> None:
        self.state = apply(self.state, entry)
        self.entries.append(entry)
        if self._on_entry is not None:
            self._on_entry(entry)

    def _write_all(self, entries: Iterable[e.Entry]) -> None:
        for entry in entries:
            self._write(entry)

    def _ask(self, seat: Seat, name: str, kind: Any, about: str = "", text: str = "", estimate: Any = None) -> simpy.Event:
        question = Question(name, kind, about, text, estimate, draw(self.seed, "luck", seat, name))
        answer = self._env.event()
        self._asked.setdefault(seat, {})[name] = (question, answer)
        self._views = None
        return answer

    def _later(self, hours: Hour, priority: EventPriority) -> simpy.Event:
        """A timeout that comes after everything else of its hour."""
        event = self._env.event()
        event._ok, event._value = True, None
        self._env.schedule(event, priority=priority, delay=hours)
        return event

    # ------------------------------------------------------------ the table's rhythm

    def _turns(self) -> Process:
        env, scenario = self._env, self.scenario
        self._write(deal(scenario, self.seed))
        self._dealt_readiness = dict(self.state.readiness)
        for inject in sorted(scenario.msel, key=lambda i: (i.hour or 0, i.id)):
            if inject.kind != "contingency":
                env.process(self._scheduled(inject))
        for dealt in self.entries[0].incidents:  # type: ignore[union-attr]
            if dealt.hour is not None:
                env.process(self._incident(scenario.incident_by_id[dealt.id], dealt.hour))
        for turn in range(1, scenario.turns + 1):
            yield self._later(0, TURN_CLOSES)  # whatever opens in this hour is on the table before anyone is asked
            self._write(e.TurnOpened(self.hour, turn))
            yield from self._open(turn)
            asked: dict[Seat, Any] = {seat: self._ask(seat, f"orders:{turn}", "orders") for seat in scenario.players}
            yield env.all_of(asked.values())
            for seat, answer in asked.items():
                for order in answer.value.orders:
                    self._take(seat, order)
            yield self._later(scenario.turn_hours * turn - self.hour, TURN_CLOSES)
            yield from self._close(turn)
        self._write(e.Ended(self.hour, "all moves played"))

    def _open(self, turn: int) -> Process:
        """CONTROL speaks first: what it changes is on the table before the cells deliberate."""
        decision: Decision = yield self._ask(CONTROL, f"open:{turn}", "open")
        for order in decision.orders:
            self._control(order)
        for name in self.state.proposed:
            self._inject(self.scenario.inject_by_id[name])

    def _control(self, order: Order) -> None:
        reason = rules.refuse(self.state, CONTROL, order)
        if reason is not None:
            self._write(e.Refused(self.hour, CONTROL, order, reason))
            return
        match order.kind:
            case "release":
                self._inject(self.scenario.inject_by_id[order.inject])
            case "withhold":
                self._write(e.Withheld(self.hour, order.inject))
            case "improvise":
                name = f"ADHOC-{sum(i.startswith('ADHOC-') for i in self.state.injected) + 1}"
                self._write(e.Injected(self.hour, name, "CONTROL", order.to, order.text))
            case "realign":
                self._write(e.Realigned(self.hour, order.coalition))
            case "end":
                self._write(e.Ended(self.hour, f"ENDEX by CONTROL: {order.reason}"))

    def _close(self, turn: int) -> Process:
        """Rulings, then what follows from them, all in the closing hour."""
        self._write(e.TurnClosed(self.hour, turn))
        self._rulings = adjudication.rulings(self.state, self.seed)
        decision = yield self._ask(CONTROL, f"close:{turn}", "close")
        for order in decision.orders:
            if order.kind != "overrule" or order.incident not in {r.incident for r in self._rulings}:
                self._control(order)
        self._write_all(adjudication.settle(self._rulings, decision))
        self._rulings = ()
        self._consequences(turn)
        if self.state.rung == TOP_RUNG:
            self._write(e.Ended(self.hour, "major conflict: handed to the facilitator"))

    def _consequences(self, turn: int) -> None:
        opened = (turn - 1) * self.scenario.turn_hours
        for incident in self.state.incidents.values():
            if incident.choice is not None and opened <= (incident.closes or 0) <= self.hour and incident.id not in self._closed:
                self._closed.add(incident.id)
                self._write_all(adjudication.escalate(self.state, incident, self.state.rung, self.seed))
                if incident.outcome is Outcome.FAILURE and incident.concurred is None:
                    self._write_all(self._trust(self.state.members, 0.0, f"{incident.id} was lost without concurrence"))
        for leaked in adjudication.leaks(self.state, self.seed):
            self._leak(leaked)
        self._write(adjudication.recover(self.state, self._dealt_readiness))
        for inject in self.scenario.msel:
            known = inject.id in self.state.injected or inject.id in self.state.withheld or inject.id in self.state.proposed
            if inject.when is not None and not known and rules.holds(self.state, inject.when):
                self._write(e.Proposed(self.hour, inject.id, "its condition holds"))

    def _trust(self, seats: Iterable[Seat], outcome: float, reason: str) -> Iterable[e.Entry]:
        return adjudication.trust_moves(self.state, tuple(seats), outcome, reason)

    def _leak(self, leaked: e.Leaked) -> None:
        self._write(leaked)
        others = (seat for seat in self.state.members if seat != leaked.holder)
        self._write_all(self._trust(others, 0.0, f"a secret got out at {leaked.holder}"))

    # ------------------------------------------------------------ injects and incidents

    def _scheduled(self, inject: Inject) -> Process:
        yield self._env.timeout(inject.hour or 0)
        if inject.id not in self.state.injected and inject.id not in self.state.withheld:
            self._inject(inject)

    def _inject(self, inject: Inject) -> None:
        self._write(e.Injected(self.hour, inject.id, inject.sender, inject.to, inject.text))
        if inject.effect.rung:
            self._move_rung(self.state.rung + inject.effect.rung, f"inject {inject.id}")
        if inject.effect.opens is not None and self.state.incidents[inject.effect.opens].opened is None:
            self._env.process(self._incident(self.scenario.incident_by_id[inject.effect.opens], 0))

    def _move_rung(self, to: int, reason: str) -> None:
        to = max(0, min(TOP_RUNG - 1, to, self.state.rung + 1))
        if to != self.state.rung:
            self._write(e.RungMoved(self.hour, to, reason, 1.0, 0.0))

    def _incident(self, spec: Incident, delay: Hour) -> Process:
        env = self._env
        if delay:
            yield env.timeout(delay)
        window = self.state.incidents[spec.id].window
        self._write(e.IncidentOpened(self.hour, spec.id, self.hour + window))
        self._move_rung(max(spec.rung, self.state.rung), spec.title)
        for seat in self._capitals:
            self._position[seat, spec.id], self._news[seat, spec.id] = env.event(), env.event()
        for source in sorted(spec.sensors):
            for to in self._capitals:
                if to != source and (flow := durations.release(self.state, source, to)) is not None:
                    env.process(self._inform(source, to, spec, flow[0], flow[1]))
        for seat in self._capitals:
            env.process(self._assess(seat, spec))
        yield self._later(window, WINDOW_CLOSES)
        incident = self.state.incidents[spec.id]
        estimate, strength = adjudication.appraise(self.state, incident, self.hour)
        decision = yield self._ask(spec.opponent, f"choose:{spec.id}", "choose", spec.id, f"Press {spec.title}?", estimate)
        choice = self._answer(spec.opponent, decision, "choose", spec.id)
        self._write(e.Chosen(self.hour, spec.id, "hold" if choice is None else choice.choice, estimate, strength))

    def _answer(self, seat: Seat, decision: Decision, kind: str, about: str) -> Any:
        """The order of *decision* that answers one question, refusals logged; None if there is none."""
        for order in decision.orders:
            if order.kind == kind and about in (getattr(order, "incident", None), getattr(order, "request", None)):
                reason = rules.refuse(self.state, seat, order)
                if reason is None:
                    return order
                self._write(e.Refused(self.hour, seat, order, reason))
        return None

    def _inform(self, source: Seat, to: Seat, spec: Incident, hours: Hour, level: float) -> Process:
        """A picture is released: it raises attribution and shortens the staff work still to do."""
        yield self._env.timeout(hours)
        quality = float(spec.sensors.get(source, 0.0)) * level
        if quality > 0 and self.state.incidents[spec.id].live and self.scenario.mechanisms.intelligence:
            self._write(e.Informed(self.hour, to, source, spec.id, quality))
            news, self._news[to, spec.id] = self._news[to, spec.id], self._env.event()
            news.succeed(quality)

    def _assess(self, seat: Seat, spec: Incident) -> Process:
        """A staff team works the incident until its capital has a position."""
        env = self._env
        came = self.hour
        with self._staff[seat].request() as team:
            yield team
            waited = self.hour - came
            left = durations.assess(self.state, self.seed, seat, spec)
            best = float(spec.sensors.get(seat, 0.0))
            while left > 0:
                since, news = self.hour, self._news[seat, spec.id]
                yield env.timeout(left) | news
                left -= self.hour - since
                if left > 0:
                    shared = cast(float, news.value)
                    left = durations.shortened(self.state, left, best, shared)
                    best = max(best, shared)
        self._write(e.Assessed(self.hour, seat, spec.id, waited))
        self._position[seat, spec.id].succeed()

    # ------------------------------------------------------------ carrying out orders

    def _take(self, seat: Seat, order: Order) -> None:
        reason = rules.refuse(self.state, seat, order) if isinstance(order, Act) else f"{order.kind} is no order for a move"
        if reason is not None:
            self._write(e.Refused(self.hour, seat, order, reason))
        elif isinstance(order, Act):
            self._write(e.Ordered(self.hour, seat, order.option, order.incident))
            self._env.process(self._carry_out(seat, self.scenario.option_by_id[order.option], order.incident))

    def _carry_out(self, seat: Seat, option: Option, incident: str) -> Process:
        """Position, staff work, consultation, concurrence, licence: whatever stands between an order and its effect."""
        env = self._env
        if incident:
            if (position := self._position.get((seat, incident))) is not None and not position.processed:
                yield position
            with self._staff[seat].request() as team:
                yield team
                yield env.timeout(ceil(option.staff_hours))
        else:  # no crisis staff: talking, hardening and licensing have desks of their own
            yield env.timeout(ceil(option.staff_hours))
        if incident and (hours := durations.consult(self.state, self.seed, seat, incident)):
            yield env.timeout(hours)
        if option.joint and seat in self.state.members:
            concurred = yield from self._concur(seat, option, incident)
            if not concurred:
                return
        if option.licence:
            yield from self._license(seat, option)
        if not incident or self.state.incidents[incident].live:
            self._effect(seat, option, incident)

    def _concur(self, seat: Seat, option: Option, incident: str) -> Process:
        request = rules.open_request(self.state, option.id, incident)
        if request is None:
            if not self.state.incidents[incident].live:
                return False
            name = f"{option.id}:{incident}:{self.state.turn}"
            needed = rules.needed(self.state, seat, option)
            self._write(e.Requested(self.hour, name, seat, option.id, incident, needed, self.state.coalition.rule))
            self._settled[name] = self._env.event()
            for member in needed:
                if member != seat:
                    self._env.process(self._reply(name, member, incident))
            self._env.process(self._expire(name, incident))
        else:
            name = request.id
        request = self.state.requests[name]
        if request.verdict is None and seat not in request.replies and seat in request.needed:
            self._write(e.Received(self.hour, name, seat, True, False, None))
        self._judge(name)
        verdict = self.state.requests[name].verdict
        if verdict is None:
            verdict = yield self._settled[name]
        return verdict

    def _reply(self, name: str, member: Seat, incident: str) -> Process:
        position = self._position[member, incident]
        if not position.processed:
            yield position
        request = self.state.requests[name]
        if request.verdict is not None or member in request.replies:
            return
        estimate = adjudication.consent(self.state, request, member)
        text = f"{request.seat} asks for concurrence with {request.option} at {incident}"
        decision = yield self._ask(member, f"concur:{name}", "concur", name, text, estimate)
        answer = self._answer(member, decision, "reply", name)
        consulted = adjudication.was_consulted(self.state, request)
        yield self._env.timeout(durations.handle(self.state, self.seed, member, name, consulted))
        request = self.state.requests[name]
        if member in request.replies:
            return
        late = request.verdict is not None or not rules.in_time(self.hour, self.state.incidents[incident].closes)
        self._write(e.Received(self.hour, name, member, answer is not None and answer.concur, late, estimate))
        self._judge(name)

    def _judge(self, name: str) -> None:
        request = self.state.requests[name]
        if request.verdict is not None:
            return
        verdict = rules.verdict(self.state, request)
        if verdict is None:
            return
        yes = tuple(seat for seat, said in sorted(request.replies.items()) if said)
        if verdict:
            took = self.hour - (self.state.incidents[request.incident].opened or 0)
            self._write(e.Concurred(self.hour, name, took))
            self._write_all(self._trust(yes, 1.0, f"concurred on {request.option}"))
        else:
            no = ", ".join(seat for seat, said in sorted(request.replies.items()) if not said)
            self._write(e.Blocked(self.hour, name, f"refused by {no}"))
            self._write_all(self._trust(yes, 0.0, f"refused on {request.option}"))
        self._settled[name].succeed(verdict)

    def _expire(self, name: str, incident: str) -> Process:
        yield self._later((self.state.incidents[incident].closes or 0) - self.hour, WINDOW_CLOSES)
        request = self.state.requests[name]
        if request.verdict is None:
            waiting = ", ".join(seat for seat in request.needed if seat not in request.replies)
            self._write(e.Blocked(self.hour, name, f"the window closed before {waiting} had answered"))
            self._settled[name].succeed(False)

    def _license(self, seat: Seat, option: Option) -> Process:
        """The licence desk: an officer's queue and service, then the stages behind it."""
        if (seat, option.id) in self.state.licensed:
            return
        route, desk_days, behind_days = durations.licence(self.state, self.seed, seat, option)
        if route == "none needed":
            return
        came = self.hour
        self._write(e.LicenceSought(self.hour, seat, option.id))
        if desk_days:
            with self._officers.request() as officer:
                yield officer
                yield self._env.timeout(ceil(24 * desk_days))
        yield self._env.timeout(ceil(24 * behind_days))
        days = (self.hour - came) / 24
        self._write(e.Licensed(self.hour, seat, option.id, route, days))
        if days > self.scenario.assumptions.slow_licence_days:
            self._write_all(self._trust((seat,), 0.0, f"{days:.0f} days for a licence"))

    def _effect(self, seat: Seat, option: Option, incident: str) -> None:
        if option.kind == "deploy":
            for force in rules.idle_forces(self.state, seat, option):
                self._env.process(self._sail(force, option, incident))
        else:
            costs = rules.costs(self.state, seat, option, float(option.cost_musd))
            self._write(e.Acted(self.hour, seat, option.id, incident, option.joint, costs))
        if option.rung > self.state.rung:
            self._move_rung(option.rung, option.title)
        if option.kind == "share":
            for to in self._capitals:
                if to != seat:
                    hours = ceil(self.scenario.assumptions.release_hours)
                    spec = self.scenario.incident_by_id[incident]
                    self._env.process(self._inform(seat, to, spec, hours, float(option.amount)))
        elif option.kind == "consult":
            self._write_all(self._trust((seat,), 1.0, "consulted"))
        elif option.kind == "intrude":
            for entry in adjudication.intrude(self.state, seat, option, self.seed):
                if isinstance(entry, e.Leaked):
                    self._leak(entry)
                else:
                    self._write(entry)

    def _sail(self, force: Force, option: Option, incident: str) -> Process:
        spec = self.scenario.incident_by_id[incident]
        nmi, transit = durations.transit(self.state, force, spec)
        hours = durations.ready(self.state, force) + transit
        closes = self.state.incidents[incident].closes or 0
        days = max(hours, closes - self.hour) / 24
        costs = rules.costs(self.state, force.seat, option, float(force.cost_musd_day) * days + float(option.cost_musd))
        self._write(e.Sailed(self.hour, force.seat, force.id, incident, option.id, nmi, self.hour + hours, costs))
        yield self._env.timeout(hours)
        strength = float(force.strength) * self.state.readiness[force.id]
        late = not rules.in_time(self.hour, closes)
        self._write(e.Arrived(self.hour, force.seat, force.id, incident, strength, option.joint, late))


def play(game: Game, cast: Mapping[Seat, Player]) -> Game:
    """Play *game* to its end with *cast*; every seat of the game needs a player."""
    while pending := game.pending:
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
    return game
