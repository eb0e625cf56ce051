"""The processes of the clock, each a timetable in words. They wait; what happens is asked of pure code.

No simpy here: a process waits on what the :class:`~fourthseat.engine.game.clock.Clock` hands it.
"""

from __future__ import annotations

from collections.abc import Generator
from functools import partial
from math import ceil
from typing import Any, cast

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.game.clock import WINDOW_CLOSES, Clock
from fourthseat.engine.rules import adjudication, concurrence, durations, effects, legality
from fourthseat.engine.scenario.rows import Force, Incident, Option

__all__ = ["incident", "order"]

Process = Generator[Any, Any, Any]


def incident(game: Clock, spec: Incident, delay: Hour) -> Process:
    """An opponent's act: it opens, staffs and pictures start to move, and at the end of its window the opponent chooses."""
    env = game.env
    if delay:
        yield env.timeout(delay)
    window = game.state.incidents[spec.id].window
    game.write(e.IncidentOpened(game.hour, spec.id, game.hour + window))
    game.move_rung(max(spec.rung, game.state.rung), spec.title)
    for seat in game.scenario.capitals:
        game.position[seat, spec.id] = env.event()
    for source in sorted(spec.sensors):
        for to in game.scenario.capitals:
            if to != source and (flow := durations.release(game.state, source, to)) is not None:
                inform(game, source, to, spec, flow[0], flow[1])
    for seat in game.scenario.capitals:
        env.process(assess(game, seat, spec))
    yield game.later(window, WINDOW_CLOSES)
    estimate, strength = adjudication.appraise(game.state, game.state.incidents[spec.id], game.hour)
    decision: Decision = yield game.ask(
        spec.opponent, f"choose:{spec.id}", "choose", spec.id, f"Press {spec.title}?", estimate
    )
    choice = game.answer(spec.opponent, decision, "choose", spec.id)
    luck = game.luck(spec.opponent, f"choose:{spec.id}")
    game.write(e.Chosen(game.hour, spec.id, "hold" if choice is None else choice.choice, estimate, luck, strength))


def inform(game: Clock, source: Seat, to: Seat, spec: Incident, hours: Hour, level: float) -> None:
    """A picture is released in *hours*: it raises attribution and shortens the staff work still to do."""
    quality = float(spec.sensors.get(source, 0.0)) * level
    if quality <= 0 or not game.scenario.mechanisms.intelligence:
        return

    def land() -> None:
        incident = game.state.incidents[spec.id]
        if incident.live:
            sure = incident.attribution[to]
            game.write(e.Informed(game.hour, to, source, spec.id, quality, sure + (1 - sure) * quality))
            news = game.news.pop((to, spec.id), None)
            if news is not None:
                news.succeed(quality)

    game.after(hours, land)


def assess(game: Clock, seat: Seat, spec: Incident) -> Process:
    """A staff team works the incident until its capital has a position."""
    env = game.env
    came = game.hour
    with game.staff[seat].request() as team:
        yield team
        waited = game.hour - came
        left = durations.assess(game.state, game.seed, seat, spec)
        best = float(spec.sensors.get(seat, 0.0))
        while left > 0:
            since = game.hour
            news = game.news[seat, spec.id] = env.event()
            yield env.timeout(left) | news
            left -= game.hour - since
            if left > 0:
                shared = cast(float, news.value)
                left = durations.shortened(game.state, left, best, shared)
                best = max(best, shared)
    game.news.pop((seat, spec.id), None)
    game.write(e.Assessed(game.hour, seat, spec.id, waited))
    game.position[seat, spec.id].succeed()


def order(game: Clock, seat: Seat, option: Option, incident: str) -> None:
    """Start to carry out what *seat* has ordered. Without an incident or a licence only its own desk's hours stand between."""
    if incident or option.licence:
        game.env.process(carry_out(game, seat, option, incident))
    else:
        game.after(ceil(option.staff_hours), partial(effect, game, seat, option, incident))


def carry_out(game: Clock, seat: Seat, option: Option, incident: str) -> Process:
    """Position, staff work, consultation, concurrence, licence: whatever stands between an order and its effect."""
    env = game.env
    if incident and option.kind != "share":
        if (position := game.position.get((seat, incident))) is not None and not position.processed:
            yield position
        with game.staff[seat].request() as team:
            yield team
            yield env.timeout(ceil(option.staff_hours))
    else:  # no crisis staff: pictures, talking, hardening and licensing have desks of their own
        yield env.timeout(ceil(option.staff_hours))
    if incident and (hours := durations.consult(game.state, game.seed, seat, incident)):
        yield env.timeout(hours)
    if option.joint:
        if seat not in game.state.members:
            game.write(e.Dropped(game.hour, seat, option.id, incident, e.DropCause.LEFT))
            return
        request = yield from concur(game, seat, option, incident)
        if request is None or (option.kind == "statement" and request.seat != seat):
            return  # no concurrence; or it is said once, by whoever asked
    if option.licence:
        yield from await_licence(game, seat, option)
    if incident and too_late(game, seat, option, incident):
        return
    effect(game, seat, option, incident)


def concur(game: Clock, seat: Seat, option: Option, incident: str) -> Process:
    """Ask the capitals whose answers count, or join a request already before them; the request if the coalition concurs."""
    request = concurrence.open_request(game.state, option.id, incident)
    if request is None:
        if too_late(game, seat, option, incident):
            return None
        before = sum((r.option, r.incident) == (option.id, incident) for r in game.state.requests.values())
        name = f"{option.id}:{incident}:{before + 1}"
        needed = concurrence.needed(game.state, seat, option)
        game.write(e.Requested(game.hour, name, seat, option.id, incident, needed, game.state.coalition.rule))
        game.settled[name] = game.env.event()
        for member in needed:
            if member != seat:
                game.env.process(reply(game, name, member, incident))
        expire(game, name, incident)
    else:
        name = request.id
    request = game.state.requests[name]
    if request.verdict is None and seat not in request.replies and seat in request.needed:
        game.write(e.Received(game.hour, name, seat, True, False, None, None))
    judge(game, name)
    verdict = game.state.requests[name].verdict
    if verdict is None:
        verdict = yield game.settled[name]
    return game.state.requests[name] if verdict else None


def reply(game: Clock, name: str, member: Seat, incident: str) -> Process:
    """One capital's answer: its own position first, then the question, then the handling."""
    position = game.position[member, incident]
    if not position.processed:
        yield position
    request = game.state.requests[name]
    if request.verdict is not None or member in request.replies:
        return
    estimate = adjudication.consent(game.state, request, member)
    scenario = game.scenario
    about = f"{scenario.option_by_id[request.option].title} ({scenario.incident_by_id[incident].title})"
    text = f"{request.seat} asks for concurrence: {about}"
    decision = yield game.ask(member, f"concur:{name}", "concur", name, text, estimate)
    answer = game.answer(member, decision, "reply", name)
    consulted = adjudication.was_consulted(game.state, request)
    yield game.env.timeout(durations.handle(game.state, game.seed, member, name, consulted))
    request = game.state.requests[name]
    if member in request.replies:
        return
    late = request.verdict is not None or not concurrence.in_time(game.hour, game.state.incidents[incident].closes)
    luck = game.luck(member, f"concur:{name}")
    game.write(e.Received(game.hour, name, member, answer is not None and answer.concur, late, estimate, luck))
    judge(game, name)


def judge(game: Clock, name: str) -> None:
    """Settle a request as soon as the rule is satisfied or cannot be any more."""
    request = game.state.requests[name]
    if request.verdict is not None:
        return
    verdict = concurrence.verdict(game.state, request)
    if verdict is None:
        return
    yes = tuple(seat for seat, said in sorted(request.replies.items()) if said)
    if verdict:
        took = game.hour - (game.state.incidents[request.incident].opened or 0)
        deploys = game.scenario.option_by_id[request.option].kind == "deploy"
        game.write(e.Concurred(game.hour, name, took, deploys))
        game.write_all(adjudication.trust_moves(game.state, yes, 1.0, f"concurred on {request.option}"))
    else:
        no = tuple(seat for seat, said in sorted(request.replies.items()) if not said)
        game.write(e.Blocked(game.hour, name, e.BlockCause.REFUSED, no))
        game.write_all(adjudication.trust_moves(game.state, yes, 0.0, f"refused on {request.option}"))
    game.settled[name].succeed(verdict)


def expire(game: Clock, name: str, incident: str) -> None:
    """A request still open when its window closes has failed."""

    def lapse() -> None:
        request = game.state.requests[name]
        if request.verdict is None:
            waiting = tuple(seat for seat in request.needed if seat not in request.replies)
            game.write(e.Blocked(game.hour, name, e.BlockCause.LAPSED, waiting))
            game.settled[name].succeed(False)

    game.after((game.state.incidents[incident].closes or 0) - game.hour, lapse, WINDOW_CLOSES)


def await_licence(game: Clock, seat: Seat, option: Option) -> Process:
    """The licence desk: an officer's queue and service, then the stages behind it."""
    if (seat, option.id) in game.state.licensed:
        return
    route, desk_days, behind_days = durations.licence(game.state, game.seed, seat, option)
    if not route:
        return
    came = game.hour
    game.write(e.LicenceSought(game.hour, seat, option.id))
    if desk_days:
        with game.officers.request() as officer:
            yield officer
            yield game.env.timeout(ceil(24 * desk_days))
    yield game.env.timeout(ceil(24 * behind_days))
    days = (game.hour - came) / 24
    game.write(e.Licensed(game.hour, seat, option.id, route, days))
    if days > game.scenario.assumptions.slow_licence_days:
        game.write_all(adjudication.trust_moves(game.state, (seat,), 0.0, f"{days:.0f} days for a licence"))


def effect(game: Clock, seat: Seat, option: Option, incident: str) -> None:
    """What an option does once nothing stands in its way any more."""
    if option.kind == "deploy":
        forces = legality.idle_forces(game.state, seat, option)
        if not forces:  # ordered twice in one move, and the first order took them
            game.write(e.Dropped(game.hour, seat, option.id, incident, e.DropCause.TASKED))
        sailed = [sail(game, force, option, incident) for force in forces]
        if not any(sailed):
            return
    else:
        costs = legality.costs(game.state, seat, option, float(option.cost_musd))
        if not pays(game, seat, option, incident, costs):
            return
        changes = effects.of_act(game.state, game.hour, seat, option, incident)
        game.write(e.Acted(game.hour, seat, option.id, incident, option.joint, costs, changes))
    if option.rung > game.state.rung:
        game.move_rung(option.rung, option.title)
    if option.kind == "share":
        spec, hours = game.scenario.incident_by_id[incident], ceil(game.scenario.assumptions.release_hours)
        for to in game.scenario.capitals:
            if to != seat:
                inform(game, seat, to, spec, hours, float(option.amount))
    elif option.kind == "consult":
        game.write_all(adjudication.trust_moves(game.state, (seat,), 1.0, "consulted"))
    elif option.kind == "intrude":
        game.write_all(adjudication.intrude(game.state, seat, option, game.seed))


def pays(game: Clock, seat: Seat, option: Option, incident: str, costs: e.Costs) -> bool:
    """Whether everybody can pay *costs* now; a measure that somebody cannot pay for comes to nothing."""
    short = legality.unpaid(game.state, costs)
    if short is not None:
        unpaid = e.DropCause.UNPAID
        game.write(
            e.Dropped(
                game.hour,
                seat,
                option.id,
                incident,
                unpaid,
                payer=short.seat,
                share_musd=short.share,
                left_musd=short.left,
            )
        )
    return short is None


def too_late(game: Clock, seat: Seat, option: Option, incident: str) -> bool:
    """Whether what is ready now comes too late for *incident*; then the log says that nothing comes of it."""
    closes = game.state.incidents[incident].closes
    if closes is None or concurrence.in_time(game.hour, closes):
        return False
    game.write(e.Dropped(game.hour, seat, option.id, incident, e.DropCause.LATE, hours_late=game.hour - closes))
    return True


def sail(game: Clock, force: Force, option: Option, incident: str) -> bool:
    """*force* leaves now, if it is paid for; it is tasked from this moment, so no other order can send it too."""
    nmi, transit = durations.transit(game.state, force, game.scenario.incident_by_id[incident])
    hours = durations.ready(game.state, force) + transit
    closes = game.state.incidents[incident].closes or 0
    days = max(hours, closes - game.hour) / 24
    costs = legality.costs(game.state, force.seat, option, float(force.cost_musd_day) * days + float(option.cost_musd))
    if not pays(game, force.seat, option, incident, costs):
        return False
    highest = effects.highest_act(game.state, option, incident)
    game.write(e.Sailed(game.hour, force.seat, force.id, incident, option.id, nmi, game.hour + hours, costs, highest))
    game.after(hours, partial(arrive, game, force, option, incident))
    return True


def arrive(game: Clock, force: Force, option: Option, incident: str) -> None:
    """*force* is on station."""
    strength = float(force.strength) * game.state.readiness[force.id]
    late = not concurrence.in_time(game.hour, game.state.incidents[incident].closes)
    game.write(e.Arrived(game.hour, force.seat, force.id, incident, strength, option.joint, late))
