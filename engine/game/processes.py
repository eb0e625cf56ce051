"""What goes on in a game beside its moves, each a timetable in words: incidents, staffs, orders, requests, licences, forces.

Every function is one step: it says what happens now, asked of pure code, and sets down what comes next and when. What is
asked is asked before anything is changed; what then follows at once is a step of its own.

- An **incident** begins, opens (pictures go out, every staff wants a team), and its window closes: the opponent is asked.
- A **staff** gets a team, works, reads what pictures reach it, and its capital has a position.
- An **order** goes through its stages (:func:`~fourthseat.engine.rules.stages.stages_of`), whatever of these it needs: position, staff or desk, consultation,
  concurrence, licence, effect. Forces then sail and arrive.
- A **request** goes to the capitals whose answers count. Each needs a position, is asked, and its answer takes its handling;
  the request is settled as soon as the rule is satisfied or cannot be any more, and lapses when its window closes.
- A **licence** is sought at a desk with officers, then goes through the stages behind it.
"""

from __future__ import annotations

from collections.abc import Callable
from math import ceil
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import BOLDEST_FIRST, Choice, Decision
from fourthseat.engine.core.terms import CONSENT, STANDING, ConcurrenceRule, Estimate, Hour, Seat, is_silence
from fourthseat.engine.game import agenda as a
from fourthseat.engine.game import ends, happening
from fourthseat.engine.game.agenda import Priority, UnderWay
from fourthseat.engine.game.table import LICENCE_DESK, Table
from fourthseat.engine.rules import (
    concurrence,
    consenting,
    consequences,
    durations,
    effects,
    legality,
    pricing,
    recalling,
    secrecy,
)
from fourthseat.engine.rules.stages import Stage, stages_of
from fourthseat.engine.rules.state import Request
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.option_rows import Option

__all__ = ["ANSWERS", "STEPS", "begin_incident", "begin_order", "call_back"]


# ---------------------------------------------------------------- incidents


def begin_incident(game: Table, incident: str, delay: Hour) -> None:
    """Set *incident* down to open in *delay* hours."""
    game.due(0, a.IncidentBegins(incident, delay), Priority.BEGIN)


def incident_begins(game: Table, step: a.IncidentBegins) -> None:
    """It opens at once, or after its delay."""
    opens = a.IncidentOpens(step.incident)
    if step.delay:
        game.due(step.delay, opens)
    else:
        incident_opens(game, opens)


def incident_opens(game: Table, step: a.IncidentOpens) -> None:
    """An opponent's act: staffs and pictures start to move, and its window runs."""
    if game.hour >= game.scenario.endex:
        return  # delayed past the last move: nobody could answer it
    spec = game.scenario.incident_by_id[step.incident]
    if game.state.incidents[spec.id].opened is not None:  # an effect has opened it before
        return
    window = game.state.incidents[spec.id].window
    game.write(e.IncidentOpened(game.hour, spec.id, game.hour + window))
    game.move_rung(max(spec.rung, game.state.rung), spec.title)
    for source in sorted(spec.sensors):
        for to in game.scenario.capitals:
            if to != source and (flow := durations.release(game.state, source, to)) is not None:
                happening.release_picture(game, source, to, spec.id, flow[0], flow[1])
    for seat in game.scenario.capitals:
        game.due(0, a.AssessmentBegins(seat, spec.id), Priority.BEGIN)
    game.flash(game.scenario.capitals, spec.title)
    game.due(window, a.WindowCloses(spec.id), Priority.WINDOW_CLOSES)


def window_closes(game: Table, step: a.WindowCloses) -> None:
    """Each opponent is asked what it does."""
    spec = game.scenario.incident_by_id[step.incident]
    incident = game.state.incidents[spec.id]
    if (
        incident.closes != game.hour or incident.choice is not None
    ):  # an effect has moved the window, or ended the incident
        return
    for seat, priced in [(seat, pricing.appraise(game.state, incident, game.hour, seat)) for seat in spec.challengers]:
        estimate, strength, courses = priced
        game.ask(
            seat, f"choose:{spec.id}", "choose", a.OpponentChooses(spec.id, estimate, strength, seat),
            about=spec.id, text=f"{spec.title}: the window closes. What do you do?" if spec.courses else f"Press {spec.title}?", estimate=estimate, courses=courses,
        )  # fmt: skip


def opponent_chooses(game: Table, step: a.OpponentChooses, decision: Decision) -> None:
    """It presses or holds, or takes another course; without a word it holds. Of several the boldest choice counts."""
    if game.state.incidents[step.incident].choice is not None:  # an effect has ended it meanwhile
        return
    spec = game.scenario.incident_by_id[step.incident]
    choice = game.answer(step.seat, decision, "choose", step.incident)
    said: dict[Seat, Choice] = {step.seat: _silent(spec) if choice is None else choice.choice}
    several = len(spec.challengers) > 1
    if several:
        said |= game.chosen.get(spec.id, {})
        game.chosen[spec.id] = said
        if len(said) < len(spec.challengers):
            return
    first = min(said, key=lambda seat: (BOLDEST_FIRST.index(said[seat]), spec.challengers.index(seat)))
    luck, estimate = game.luck(first, f"choose:{spec.id}"), step.estimate
    choices: tuple[tuple[Seat, Choice], ...] = ()
    if several:
        p = 1 - (1 - estimate.p) ** len(said)
        told = f"{len(said)} opponents choose, each by itself, and the boldest choice counts: one alone presses with {100 * estimate.p:.0f} %"
        estimate, choices = (
            Estimate(p, (told, *estimate.reasons)),
            tuple((seat, said[seat]) for seat in spec.challengers),
        )
    opens, changes = _sideways(game, spec, said[first])
    game.write(e.Chosen(game.hour, spec.id, said[first], estimate, luck, step.strength, choices, changes))
    ends.close(game, spec.id)
    if opens:
        begin_incident(game, opens, 0)


def _silent(spec: Incident) -> Choice:
    """What an opponent does that says nothing: it holds, or the mildest of its courses."""
    return "hold" if "hold" in spec.choices else max(spec.choices, key=BOLDEST_FIRST.index)


def _sideways(game: Table, spec: Incident, choice: Choice) -> tuple[str, tuple[e.Change, ...]]:
    """What acting elsewhere does: the incident it opens, or what it changes in one that is open; neither for other choices."""
    if choice != "sideways":
        return "", ()
    course = next(course for course in spec.courses if course.choice == choice)
    other = game.state.incidents[course.incident or ""]
    if other.opened is None:
        return other.id, ()
    stronger = other.red_strength * (1 + float(course.amount))
    return "", (e.Change("red_strength", stronger, incident=other.id),) if other.live else ()


def picture_lands(game: Table, step: a.PictureLands) -> None:
    """It raises attribution, and a team at work reads it."""
    incident = game.state.incidents[step.incident]
    if not incident.live:
        return
    sure = incident.attribution[step.to]
    attribution = sure + (1 - sure) * step.quality
    game.write(e.Informed(game.hour, step.to, step.source, step.incident, step.quality, attribution))
    work = game.at_work.get((step.to, step.incident))
    if work is not None:  # of pictures that land in one hour the best is read
        better = max(work.picture, step.quality)
        game.at_work[step.to, step.incident] = work._replace(listening=False, picture=better)
        if work.listening:
            game.due(0, a.PictureRead(step.to, step.incident, work.attempt))


# ---------------------------------------------------------------- staffs


def assessment_begins(game: Table, step: a.AssessmentBegins) -> None:
    """The staff wants a team for the incident."""
    game.take_team(step.seat, a.TeamTakesUp(step.seat, step.incident, game.hour))


def team_takes_up(game: Table, step: a.TeamTakesUp) -> None:
    """A team starts to work on a position, unless there is nothing left to have one on."""
    if not game.state.incidents[step.incident].live:
        game.return_team(step.seat)
        return
    spec = game.scenario.incident_by_id[step.incident]
    hours = durations.assess(game.state, game.seed, step.seat, spec)
    best = float(spec.sensors.get(step.seat, 0.0))
    go_on_working(game, step.seat, step.incident, a.AtWork(game.hour - step.came, game.hour, hours, best))


def go_on_working(game: Table, seat: Seat, incident: str, work: a.AtWork) -> None:
    """The team works the hours that are left, unless a picture comes first."""
    game.at_work[seat, incident] = work
    game.due(work.left, a.WorkDone(seat, incident, work.attempt))


def work_stops(game: Table, step: a.WorkDone | a.PictureRead) -> None:
    """The work is over, or a picture was read: whichever comes first has the work looked at again."""
    work = game.at_work.get((step.seat, step.incident))
    if work is not None and work.attempt == step.attempt and not work.stopped:
        game.at_work[step.seat, step.incident] = work._replace(stopped=True)
        game.due(0, a.WorkReconsidered(step.seat, step.incident))


def work_reconsidered(game: Table, step: a.WorkReconsidered) -> None:
    """A picture shortens the work that is left; when none is left, the capital has a position."""
    seat, incident = step
    work = game.at_work.get((seat, incident))
    if work is None:  # the incident closed in this very hour
        return
    left = work.left - (game.hour - work.since)
    if left > 0:
        left = durations.shortened(game.state, left, work.best, work.picture)
        best = max(work.best, work.picture)
        go_on_working(game, seat, incident, a.AtWork(work.waited, game.hour, left, best, work.attempt + 1))
        return
    game.return_team(seat)
    del game.at_work[seat, incident]
    game.write(e.Assessed(game.hour, seat, incident, work.waited))
    game.announce(a.PositionOf(seat, incident))


def team_back(game: Table, step: a.TeamBack) -> None:
    """Whoever waits longest for a team gets it."""
    game.assign_team(step.desk)


def announced(game: Table, step: a.Announced) -> None:
    """Those who waited go on, in the order they came."""
    for waiting in reversed(game.announced(step.topic)):
        game.next(waiting)


# ---------------------------------------------------------------- orders


def begin_order(game: Table, seat: Seat, option: Option, incident: str) -> None:
    """Start to carry out what *seat* has ordered."""
    order = UnderWay(seat, option.id, incident, stages_of(option, incident), game.begun + 1)
    game.begun += 1
    game.under_way[order.number] = order
    if order.stages == (Stage.DESK, Stage.EFFECT):  # only its own desk's hours stand between
        game.due(ceil(option.staff_hours), order._replace(stages=(Stage.EFFECT,)))
    else:
        game.due(0, order, Priority.BEGIN)


def advance(game: Table, order: UnderWay) -> None:
    """The next stage of an order, if it has no end yet."""
    seat, option, incident, stages, number = order
    if number in game.under_way:
        game.under_way[number] = order
        _STAGES[stages[0]](game, UnderWay(seat, option, incident, stages[1:], number))


def position(game: Table, order: UnderWay) -> None:
    """A capital needs a position first, on an incident that has opened; other seats have none to come to."""
    topic = a.PositionOf(order.seat, order.incident)
    assessed = order.seat in game.scenario.capitals and game.state.incidents[order.incident].opened is not None
    if assessed and not game.known(topic):
        game.when(topic, order)
    else:
        advance(game, order)


def staff(game: Table, order: UnderWay) -> None:
    """A team of the crisis staff draws it up, when one is free."""
    game.take_team(order.seat, a.TeamFree(order))


def team_free(game: Table, step: a.TeamFree) -> None:
    """The team works, unless the order has an end already."""
    if step.order.number not in game.under_way:
        game.return_team(step.order.seat)
        return
    game.drafting.add(step.order.number)
    game.due(ceil(game.scenario.option_by_id[step.order.option].staff_hours), a.StaffDone(step.order))


def staff_done(game: Table, step: a.StaffDone) -> None:
    """The team is free again, and the order goes on; with an order that has an end the team was freed."""
    if step.order.number in game.drafting:
        game.drafting.remove(step.order.number)
        game.return_team(step.order.seat)
        game.next(step.order)


def desk(game: Table, order: UnderWay) -> None:
    """No crisis staff: pictures, talking, hardening and licensing have desks of their own."""
    game.due(ceil(game.scenario.option_by_id[order.option].staff_hours), order)


def consultation(game: Table, order: UnderWay) -> None:
    """An ally outside consults its treaty partner."""
    hours = durations.consult(game.state, game.seed, order.seat, order.incident)
    if hours:
        game.due(hours, order)
    else:
        advance(game, order)


def take_effect(game: Table, order: UnderWay) -> None:
    """It is done, unless it is too late."""
    if not order.incident or not too_late(game, order):
        effect(game, order)
        ends.done(game, order)


# ---------------------------------------------------------------- concurrence


def concur(game: Table, order: UnderWay) -> None:
    """Ask the capitals whose answers count, or join a request already before them."""
    seat, incident = order.seat, order.incident
    option = game.scenario.option_by_id[order.option]
    if seat not in game.state.members:
        ends.drop(game, order, e.DropCause.LEFT)
        return
    request = concurrence.open_request(game.state, option.id, incident)
    beforehand = concurrence.standing(game.state, seat, option)
    if request is None or (beforehand and request.verdict is None and request.rule != STANDING):
        if too_late(game, order):
            return
        before = sum((r.option, r.incident) == (option.id, incident) for r in game.state.requests.values())
        name = f"{option.id}:{incident}:{before + 1}"
        needed = concurrence.needed(game.state, seat, option)
        put_before(game, name, order, needed, STANDING if beforehand else concurrence.rule_now(game.state, option))
    else:
        name = request.id
    request = game.state.requests[name]
    if request.verdict is None and seat not in request.replies and seat in request.needed:
        game.write(e.Received(game.hour, name, seat, True, False, None, None))
    judge(game, name)
    settled = a.RequestSettled(order, name)
    if game.state.requests[name].verdict is None:
        game.when(a.SettlementOf(name), settled)
    else:
        game.next(settled)


def consent(game: Table, order: UnderWay) -> None:
    """Ask the owners or hosts of a national measure; whoever orders it need not ask itself."""
    hosts = concurrence.hosts(game.state, order.seat, game.scenario.option_by_id[order.option])
    if not hosts:
        advance(game, order)
    elif not order.incident or not too_late(game, order):
        about = (order.option, order.incident, order.seat)
        before = sum((r.option, r.incident, r.seat) == about for r in game.state.requests.values())
        name = f"{':'.join(about)}:{before + 1}"
        put_before(game, name, order, hosts, CONSENT)
        game.when(a.SettlementOf(name), a.RequestSettled(order, name))


def put_before(game: Table, name: str, order: UnderWay, needed: tuple[Seat, ...], rule: str) -> None:
    """Put the request called *name* before those whose answers are *needed*; it lapses with the window of its incident."""
    seat, incident = order.seat, order.incident
    game.write(e.Requested(game.hour, name, seat, order.option, incident, needed, rule))
    for member in needed:
        if member != seat:
            game.due(0, a.ReplyBegins(name, member), Priority.BEGIN)
    if is_silence(rule):
        game.due(ConcurrenceRule.parse(rule).n, a.SilenceEnds(name))
    if incident:
        closes = game.state.incidents[incident].closes or 0
        game.due(closes - game.hour, a.RequestLapses(name), Priority.WINDOW_CLOSES)


def request_settled(game: Table, step: a.RequestSettled) -> None:
    """With concurrence the order goes on; but for forces, each of which its seat sends, it is done once, by whoever asked."""
    if step.order.number not in game.under_way:
        return
    request = game.state.requests[step.request]
    once = "deploy" not in game.scenario.option_by_id[step.order.option].does
    if request.withdrawn:  # whoever had joined it asks for itself
        concur(game, step.order)
    elif not request.verdict and request.settled:
        stage = Stage.CONSENT if request.rule == CONSENT else Stage.CONCURRENCE
        ends.drop(game, step.order, e.DropCause.CONTROL, stage=stage)
    elif not request.verdict:
        refused = concurrence.verdict(game.state, request) is False
        ends.drop(game, step.order, e.DropCause.REFUSED if refused else e.DropCause.LAPSED)
    elif once and (request.seat != step.order.seat or concurrence.done_beforehand(game.state, request)):
        ends.drop(game, step.order, e.DropCause.JOINED)
    else:
        advance(game, step.order)


def reply_begins(game: Table, step: a.ReplyBegins) -> None:
    """A capital answers from its own position, once it has one."""
    incident = game.state.requests[step.request].incident
    topic = a.PositionOf(step.member, incident)
    due = a.ReplyDue(step.request, step.member)
    if not incident or game.known(topic):
        reply_due(game, due)
    else:
        game.when(topic, due)


def reply_due(game: Table, step: a.ReplyDue) -> None:
    """A capital with a position is asked, unless its answer counts no more; who has ordered it too has said yes."""
    name, member = step
    request = game.state.requests[name]
    if request.verdict is not None or member in request.replies:
        return
    if proposes(game, member, request):
        game.write(e.Received(game.hour, name, member, True, False, None, None))
        judge(game, name)
        return
    estimate = consenting.consent(game.state, request, member)
    title = game.scenario.option_by_id[request.option].title
    about = f" ({game.scenario.incident_by_id[request.incident].title})" if request.incident else ""
    asks = "asks for concurrence"
    if request.rule in (CONSENT, STANDING):
        asks = f"asks for {member}'s consent"
    elif is_silence(request.rule):
        until = request.hour + ConcurrenceRule.parse(request.rule).n
        asks = f"starts a silence procedure, agreed unless somebody objects by H+{until}"
    text = f"{request.seat} {asks}: {title}{about}"
    game.ask(
        member, f"concur:{name}", "concur", a.ReplyGiven(name, member, estimate), about=name, text=text, estimate=estimate,
        rule=request.rule,
    )  # fmt: skip


def proposes(game: Table, seat: Seat, request: Request) -> bool:
    """Whether *seat* has ordered itself what *request* is about, and its order is under way."""
    about = (seat, request.option, request.incident)
    return request.rule != CONSENT and any(order[:3] == about for order in game.under_way.values())


def reply_given(game: Table, step: a.ReplyGiven, decision: Decision) -> None:
    """The answer takes its handling; one that was consulted beforehand handles it sooner."""
    name, member, estimate = step
    answer = game.answer(member, decision, "reply", name)
    request = game.state.requests[name]
    consulted = consenting.was_consulted(game.state, request)
    hours = durations.handle(game.state, game.seed, member, name, consulted)
    game.due(hours, a.ReplyComes(name, member, answer is not None and answer.concur, estimate))


def reply_comes(game: Table, step: a.ReplyComes) -> None:
    """The answer counts, or is late."""
    name, member, yes, estimate = step
    request = game.state.requests[name]
    if member in request.replies:
        return
    closes = game.state.incidents[request.incident].closes if request.incident else None
    late = request.verdict is not None or not concurrence.in_time(game.hour, closes)
    luck = game.luck(member, f"concur:{name}")
    yes = yes or proposes(game, member, request)  # it has ordered the same since
    game.write(e.Received(game.hour, name, member, yes, late, estimate, luck))
    judge(game, name)


def judge(game: Table, name: str) -> None:
    """Settle a request as soon as the rule is satisfied or cannot be any more."""
    request = game.state.requests[name]
    if request.verdict is not None:
        return
    verdict = concurrence.verdict(game.state, request, game.hour)
    if verdict is None:
        return
    yes = tuple(seat for seat, said in sorted(request.replies.items()) if said)
    if verdict and request.rule == CONSENT:
        game.write(e.Consented(game.hour, name))
    elif verdict:
        took = game.hour - (game.state.incidents[request.incident].opened or 0)
        deploys = "deploy" in game.scenario.option_by_id[request.option].does
        beforehand = request.rule == STANDING
        game.write(e.Concurred(game.hour, name, took, deploys, beforehand))
        if beforehand:
            _settled_beforehand(game, request, took, deploys)
        else:
            game.write_all(consequences.trust_moves(game.state, yes, 1.0, e.TrustCause.CONCURRED, request.option))
    else:
        no = tuple(seat for seat, said in sorted(request.replies.items()) if not said)
        game.write(e.Blocked(game.hour, name, e.BlockCause.REFUSED, no))
        game.write_all(consequences.trust_moves(game.state, yes, 0.0, e.TrustCause.REFUSED, request.option))
    game.announce(a.SettlementOf(name))


def _settled_beforehand(game: Table, agreed: Request, took: Hour, deploys: bool) -> None:
    """What is done under an agreement made beforehand needs no answer any more of those who were asked about the same."""
    for other in list(game.state.requests.values()):
        same = (other.option, other.incident) == (agreed.option, agreed.incident)
        if same and other.verdict is None and other.rule != CONSENT:
            game.write(e.Concurred(game.hour, other.id, took, deploys, standing=True))
            game.announce(a.SettlementOf(other.id))


def silence_ends(game: Table, step: a.SilenceEnds) -> None:
    """Nobody has objected, and the window is still open: silence is agreement."""
    request = game.state.requests[step.request]
    closes = game.state.incidents[request.incident].closes if request.incident else None
    if concurrence.in_time(game.hour, closes):
        judge(game, step.request)


def request_lapses(game: Table, step: a.RequestLapses) -> None:
    """A request still open when its window closes has failed."""
    request = game.state.requests[step.request]
    closes = game.state.incidents[request.incident].closes
    if request.verdict is None and closes is not None and closes > game.hour:  # an effect has moved the window
        game.due(closes - game.hour, step, Priority.WINDOW_CLOSES)
    elif request.verdict is None:
        waiting = tuple(seat for seat in request.needed if seat not in request.replies)
        game.write(e.Blocked(game.hour, request.id, e.BlockCause.LAPSED, waiting))
        game.announce(a.SettlementOf(request.id))


# ---------------------------------------------------------------- licences


def licence(game: Table, order: UnderWay) -> None:
    """An export licence is sought, where one is needed and there is none yet."""
    option = game.scenario.option_by_id[order.option]
    if (order.seat, option.id) in game.state.licensed:
        advance(game, order)
        return
    route, desk_days, behind_days = durations.licence(game.state, game.seed, order.seat, option)
    if not route:
        advance(game, order)
        return
    game.write(e.LicenceSought(game.hour, order.seat, option.id))
    application = a.Application(order, route, game.hour, ceil(24 * behind_days))
    if desk_days:
        game.take_team(LICENCE_DESK, a.OfficerFree(application, ceil(24 * desk_days)))
    else:
        game.due(application.behind, a.LicenceIssued(application))


def officer_free(game: Table, step: a.OfficerFree) -> None:
    """An officer works on it."""
    game.due(step.hours, a.DeskDone(step.application))


def desk_done(game: Table, step: a.DeskDone) -> None:
    """The officer is free again; the stages behind the desk follow."""
    game.return_team(LICENCE_DESK)
    game.due(step.application.behind, a.LicenceIssued(step.application))


def licence_issued(game: Table, step: a.LicenceIssued) -> None:
    """The order goes on; too slow a licence costs trust."""
    order, route, sought, _ = step.application
    days = (game.hour - sought) / 24
    game.write(e.Licensed(game.hour, order.seat, order.option, route, days))
    if days > game.scenario.assumptions.slow_licence_days:
        game.write_all(
            consequences.trust_moves(game.state, (order.seat,), 0.0, e.TrustCause.LICENCE, order.option, days)
        )
    game.next(order)


# ---------------------------------------------------------------- effects


def effect(game: Table, order: UnderWay) -> None:
    """What an option does once nothing stands in its way any more."""
    seat, incident, option = order.seat, order.incident, game.scenario.option_by_id[order.option]
    for (
        row
    ) in option.effects:  # its switches are asked before anything is written: games played together part here, whole
        happening.switched_on(game, row)
    if "deploy" in option.does:
        forces = legality.idle_forces(game.state, seat, option)
        if not forces:  # ordered twice in one move, and the first order took them
            ends.drop(game, order, e.DropCause.TASKED)
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
    for row in option.deeds:
        if row.does in _ALSO:
            _ALSO[row.does](game, row.seat or seat, option, incident, row)
    if option.effects:
        happening.effects_of_option(game, seat, option, incident)


def _shares(game: Table, seat: Seat, option: Option, incident: str, row: EffectRow) -> None:
    """The seat's picture is on its way to the others."""
    happening.send_picture(game, seat, row.incident or incident, option.size(row), row.seats)


def _consults(game: Table, seat: Seat, _: Option, __: str, ___: EffectRow) -> None:
    """Talking to partners is a good experience."""
    game.write_all(consequences.trust_moves(game.state, (seat,), 1.0, e.TrustCause.CONSULTED))


def _intrudes(game: Table, seat: Seat, option: Option, incident: str, row: EffectRow) -> None:
    """An intrusion is tried; what it brings comes of its success."""
    before = len(game.entries)
    game.write_all(secrecy.intrude(game.state, seat, option.id, option.size(row), game.seed, row.seat))
    if row.then and any(isinstance(entry, e.Tried) and entry.success for entry in game.entries[before:]):
        where = ("option", option.id, option.effects.index(row))
        happening.set_going(game, where, row.then, seat, incident)


_ALSO: dict[str, Callable[[Table, Seat, Option, str, EffectRow], None]] = {
    "picture": _shares,
    "consult": _consults,
    "intrude": _intrudes,
}
"""What an act of some kinds sets going beside what its entry sets."""


def pays(game: Table, seat: Seat, option: Option, incident: str, costs: e.Costs) -> bool:
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


def too_late(game: Table, order: UnderWay) -> bool:
    """Whether what is ready now comes too late for its incident; then the log says that nothing comes of it."""
    closes = game.state.incidents[order.incident].closes
    if closes is None or concurrence.in_time(game.hour, closes):
        return False
    ends.drop(game, order, e.DropCause.LATE, game.hour - closes)
    return True


def sail(game: Table, force: Force, option: Option, incident: str) -> bool:
    """*force* leaves now, if it is paid for; it is tasked from this moment, so no other order can send it too."""
    goes = option.steps is None or "transit" in option.steps
    way = durations.journey(game.state, game.hour, force, game.scenario.incident_by_id[incident], goes=goes)
    nmi, hours, via = way
    closes = game.state.incidents[incident].closes or 0
    days = max(hours, closes - game.hour) / 24
    costs = legality.costs(game.state, force.seat, option, float(force.cost_musd_day) * days + float(option.cost_musd))
    if not pays(game, force.seat, option, incident, costs):
        return False
    highest = effects.highest_act(game.state, force.seat, option, incident)
    game.write(
        e.Sailed(game.hour, force.seat, force.id, incident, option.id, nmi, game.hour + hours, costs, highest, via)
    )
    game.due(hours, a.ForceArrives(force.id, option.id, incident, game.state.recalls.get(force.id, 0)))
    return True


def call_back(game: Table, seat: Seat, force: str) -> None:
    """*force*, which is under way or on station, turns round; it is free again when it is home."""
    sailing, back = game.state.sailings[force], recalling.way_back(game.state, force, game.hour)
    about = (sailing.option, sailing.incident)
    game.write(e.Recalled(game.hour, seat, force, *about, back.home, back.unspent, back.on_station))
    game.due(back.home - game.hour, a.ForceReturns(force))


def force_returns(game: Table, step: a.ForceReturns) -> None:
    """A force that was called back is home."""
    game.write(e.Returned(game.hour, game.scenario.force_by_id[step.force].seat, step.force))


def force_arrives(game: Table, step: a.ForceArrives) -> None:
    """A force is on station, unless it was called back on the way."""
    if step.recalls != game.state.recalls.get(step.force, 0):
        return
    force, option = game.scenario.force_by_id[step.force], game.scenario.option_by_id[step.option]
    strength = float(force.strength) * game.state.readiness[force.id]
    if game.state.altered.left:
        strength *= game.state.altered.left.get(force.id, 1.0)
    spec = game.scenario.incident_by_id[step.incident]
    if spec.domains and force.domain not in spec.domains:
        strength *= float(spec.other_domains)
    late = not concurrence.in_time(game.hour, game.state.incidents[step.incident].closes)
    game.write(e.Arrived(game.hour, force.seat, force.id, step.incident, strength, option.joint, late))


# ---------------------------------------------------------------- what each step does


_STAGES: dict[Stage, Callable[[Table, UnderWay], None]] = {
    Stage.POSITION: position,
    Stage.STAFF: staff,
    Stage.DESK: desk,
    Stage.CONSULTATION: consultation,
    Stage.CONSENT: consent,
    Stage.CONCURRENCE: concur,
    Stage.LICENCE: licence,
    Stage.EFFECT: take_effect,
}

STEPS: dict[type[a.Step], Callable[[Any, Any], None]] = {
    a.IncidentBegins: incident_begins,
    a.IncidentOpens: incident_opens,
    a.WindowCloses: window_closes,
    a.PictureLands: picture_lands,
    a.AssessmentBegins: assessment_begins,
    a.TeamTakesUp: team_takes_up,
    a.WorkDone: work_stops,
    a.PictureRead: work_stops,
    a.WorkReconsidered: work_reconsidered,
    a.TeamBack: team_back,
    a.Announced: announced,
    UnderWay: advance,
    a.TeamFree: team_free,
    a.StaffDone: staff_done,
    a.RequestSettled: request_settled,
    a.ReplyBegins: reply_begins,
    a.ReplyDue: reply_due,
    a.ReplyComes: reply_comes,
    a.RequestLapses: request_lapses,
    a.SilenceEnds: silence_ends,
    a.OfficerFree: officer_free,
    a.DeskDone: desk_done,
    a.LicenceIssued: licence_issued,
    a.ForceArrives: force_arrives,
    a.ForceReturns: force_returns,
    **happening.STEPS,
}
"""What a step does when it comes, by its kind."""

ANSWERS: dict[type[a.QuestionStep], Callable[[Any, Any, Decision], None]] = {
    a.OpponentChooses: opponent_chooses,
    a.ReplyGiven: reply_given,
}
"""What a step does that an answer makes."""
