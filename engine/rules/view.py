"""The fog of war: everything one seat may know, and nothing else.

Every payload that leaves the engine for a seat is made from a :class:`View`. A test changes hidden
facts one by one and checks that the other seats' views do not change by a byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from fourthseat.engine.core.orders import Act, Choice, QuestionKind
from fourthseat.engine.core.terms import CONTROL, NOBODY, Cell, Estimate, Hour, Outcome, Rung, Seat, Turn
from fourthseat.engine.rules.copying import replace
from fourthseat.engine.rules.legality import menu
from fourthseat.engine.rules.state import IncidentState, Request, SeatState, State, Talk
from fourthseat.engine.scenario.rows import Force, Objective, Option, SeatSpec

__all__ = ["ForceView", "IncidentView", "Question", "RequestView", "View", "public", "view"]

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


_NO_OPTIONS: Mapping[str, Option] = {}


class Question(NamedTuple):
    """What a seat is asked."""

    id: str
    kind: QuestionKind
    about: str
    """The request or incident it is about; empty for a turn's orders."""
    text: str
    estimate: Estimate | None
    """The seat's own staff's advice: the chance that such a capital concurs, that such an opponent presses."""
    luck: float
    """The seat's own uniform in [0, 1) for this question; doctrines use it, adjudication never does."""


class ForceView(NamedTuple):
    """A force of the seat's own; for CONTROL, any."""

    id: str
    name: str
    domain: str
    strength: float
    readiness: float
    tasked: str
    voyage: tuple[Hour, Hour] | None = None
    """When it sailed and when it arrives, while it is tasked."""


class RequestView(NamedTuple):
    """A request for concurrence, as those see it whose answers count."""

    id: str
    seat: Seat
    option: str
    incident: str
    hour: Hour
    needed: tuple[Seat, ...]
    replies: tuple[tuple[Seat, bool], ...]
    verdict: bool | None


class IncidentView(NamedTuple):
    """An incident as one seat sees it."""

    id: str
    title: str
    text: str
    place: str
    opponent: Seat
    rung: Rung
    opened: Hour
    expected_to_close: Hour
    """When such a window usually closes; its real end is the opponent's secret."""
    severity: float
    attribution: float
    stake: float
    assessed: bool
    statements: tuple[tuple[Seat, str], ...]
    """Who said what, by the option's title."""
    on_station: tuple[tuple[Seat, str], ...]
    """Whose force, by its name."""
    concurred: Hour | None
    choice: Choice | None
    outcome: Outcome | None


class View(NamedTuple):
    """What one seat may know at one moment, with what it is asked and what it may order."""

    seat: Seat
    turn: Turn
    hour: Hour
    turns: Turn
    rung: Rung
    spec: SeatSpec
    coalition: str
    rule: str
    members: tuple[Seat, ...]
    allies: tuple[Seat, ...]
    trust: float
    spent: float
    raised: bool
    consulted: Turn
    """Move it last consulted its partners; 0 never."""
    hardened_at: Hour | None
    """When it last hardened its networks."""
    forces: tuple[ForceView, ...]
    incidents: tuple[IncidentView, ...]
    messages: tuple[tuple[Hour, str, str], ...]
    leaks: tuple[tuple[Hour, Seat], ...]
    licences: tuple[str, ...]
    """Own applications still at the desk."""
    menu: tuple[Act, ...]
    options: Mapping[str, Option]
    """The options named in the menu."""
    questions: tuple[Question, ...]
    proposals: tuple[str, ...] = ()
    """CONTROL only: contingency injects whose condition holds."""
    rulings: tuple[tuple[str, Outcome, Estimate], ...] = ()
    """CONTROL only: outcomes the models propose for this turn."""
    talks: tuple[Talk, ...] = ()
    """What it said to other cells and they to it."""
    asked: tuple[RequestView, ...] = ()
    """Requests for concurrence that are before it, newest last."""


def view(
    state: State,
    seat: Seat,
    questions: tuple[Question, ...] = (),
    rulings: tuple[tuple[str, Outcome, Estimate], ...] = (),
) -> View:
    """What *seat* may know now."""
    if seat == CONTROL:
        return _control(state, questions, rulings)
    spec = state.scenario.seat_by_id[seat]
    own = state.seats[seat]
    asked = any(question.kind == "orders" for question in questions)
    acts = menu(state, seat) if asked else ()
    blue = spec.cell is Cell.BLUE
    inside = seat in state.members
    return _view(
        state,
        seat,
        spec,
        trust=own.trust,
        own=own,
        forces=tuple(_force(state, f) for f in state.scenario.forces_of[seat]),
        incidents=tuple(
            _sighting(state, seat, blue, inside, i) for i in state.incidents.values() if i.opened is not None
        ),
        messages=tuple((hour, sender, text) for hour, sender, to, text in state.messages if seat in to),
        leaks=tuple((hour, holder) for hour, holder, _ in state.leaks) if inside else (),
        licences=tuple(sorted(option for who, option in state.pending_licences if who == seat)),
        menu=acts,
        options={act.option: state.scenario.option_by_id[act.option] for act in acts},
        questions=questions,
        talks=tuple(_heard(talk, seat) for talk in state.talks if seat == talk.seat or seat in talk.to),
        asked=tuple(
            _asked(r) for r in state.requests.values() if seat in r.needed or (inside and r.seat in state.members)
        ),
    )


def _view(
    state: State,
    seat: Seat,
    spec: SeatSpec,
    *,
    trust: float,
    incidents: tuple[IncidentView, ...],
    messages: tuple[tuple[Hour, str, str], ...],
    own: SeatState | None = None,
    forces: tuple[ForceView, ...] = (),
    leaks: tuple[tuple[Hour, Seat], ...] = (),
    licences: tuple[str, ...] = (),
    menu: tuple[Act, ...] = (),
    options: Mapping[str, Option] = _NO_OPTIONS,
    questions: tuple[Question, ...] = (),
    proposals: tuple[str, ...] = (),
    rulings: tuple[tuple[str, Outcome, Estimate], ...] = (),
    talks: tuple[Talk, ...] = (),
    asked: tuple[RequestView, ...] = (),
) -> View:
    """What everybody at the table may know, and what the caller adds for one of them; *own* is the seat's own state."""
    return View(
        seat=seat,
        turn=state.turn,
        hour=state.hour,
        turns=state.scenario.turns,
        rung=state.rung,
        spec=spec,
        coalition=state.coalition.title,
        rule=state.coalition.rule,
        members=tuple(state.members),
        allies=tuple(state.allies),
        trust=trust,
        spent=0.0 if own is None else own.spent,
        raised=own is not None and own.raised,
        consulted=0 if own is None else own.consulted,
        hardened_at=None if own is None else own.hardened_at,
        forces=forces,
        incidents=incidents,
        messages=messages,
        leaks=leaks,
        licences=licences,
        menu=menu,
        options=options,
        questions=questions,
        proposals=proposals,
        rulings=rulings,
        talks=talks,
        asked=asked,
    )


def _force(state: State, f: Force) -> ForceView:
    return ForceView(
        f.id,
        f.name,
        f.domain,
        float(f.strength),
        state.readiness.get(f.id, 0.0),
        state.tasked.get(f.id, ""),
        state.voyages.get(f.id) if f.id in state.tasked else None,
    )


def public(state: State) -> View:
    """What the whole room may see, the opponent's cell included: the board on the wall."""
    everybody = set(state.scenario.players)
    return _view(
        state,
        NOBODY,
        _BOARD,
        trust=0.0,
        incidents=tuple(
            _sighting(state, NOBODY, False, False, i)._replace(attribution=0.0, stake=0.0, severity=0.0)
            for i in state.incidents.values()
            if i.opened is not None
        ),
        messages=tuple((hour, sender, text) for hour, sender, to, text in state.messages if everybody <= set(to)),
    )


def _heard(talk: Talk, seat: Seat) -> Talk:
    """*talk* as *seat* knows it: the sender and who answers see every answer, other addressees their own."""
    if seat == talk.seat:
        return talk
    return replace(talk, answers=tuple((who, yes) for who, yes in talk.answers if who == seat))


def _asked(r: Request) -> RequestView:
    return RequestView(
        r.id, r.seat, r.option, r.incident, r.hour, r.needed, tuple(sorted(r.replies.items())), r.verdict
    )


def _sighting(state: State, seat: Seat, blue: bool, inside: bool, i: IncidentState) -> IncidentView:
    spec = state.scenario.incident_by_id[i.id]
    opened = i.opened or 0
    mine = spec.opponent == seat
    return IncidentView(
        id=i.id,
        title=spec.title,
        text=spec.text,
        place=spec.place,
        opponent=spec.opponent,
        rung=spec.rung,
        opened=opened,
        expected_to_close=(i.closes or 0) if mine else opened + round(spec.window_hours.mode),
        severity=i.severity,
        attribution=1.0 if mine else i.attribution.get(seat, 0.0),
        stake=float(spec.stakes.get(seat, 0.5)),
        assessed=seat in i.positions,
        statements=tuple((who, state.scenario.option_by_id[name].title) for who, name in i.statements),
        on_station=tuple((a.seat, state.scenario.force_by_id[a.force].name) for a in i.arrivals),
        concurred=i.concurred if blue and inside else None,
        choice=i.choice,
        outcome=i.outcome,
    )


def _control(state: State, questions: tuple[Question, ...], rulings: tuple[tuple[str, Outcome, Estimate], ...]) -> View:
    """Everything, as CONTROL sees it."""
    return _view(
        state,
        CONTROL,
        state.scenario.seat_by_id.get(CONTROL, _WHITE_CELL),
        trust=1.0,
        forces=tuple(_force(state, f) for seat in state.scenario.players for f in state.scenario.forces_of[seat]),
        incidents=tuple(
            _sighting(state, CONTROL, True, True, i) for i in state.incidents.values() if i.opened is not None
        ),
        messages=tuple((hour, sender, text) for hour, sender, _, text in state.messages),
        leaks=tuple((hour, holder) for hour, holder, _ in state.leaks),
        questions=questions,
        proposals=state.proposed,
        rulings=rulings,
        talks=state.talks,
        asked=tuple(_asked(r) for r in state.requests.values()),
    )
