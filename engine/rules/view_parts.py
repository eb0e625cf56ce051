"""The parts of a view: what a seat is asked, and what it sees of an incident, a force, a request, each made field by field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from fourthseat.engine.core.orders import USUAL_CHOICES, Choice, QuestionKind, RefusalCause
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONSENT, Estimate, Hour, Outcome, Rung, Seat
from fourthseat.engine.core.wording import answers_to
from fourthseat.engine.rules.contingency import Lacks, lacking
from fourthseat.engine.rules.state import Delivered, Homeward, IncidentState, Request, State, Talk
from fourthseat.engine.scenario.agreements import LegalCategory
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.handouts import Handout

__all__ = [
    "ANY_RUNG",
    "AccessView",
    "BarredView",
    "ForceView",
    "HandoutView",
    "IncidentView",
    "IndicatorView",
    "LegalView",
    "Opening",
    "Question",
    "RequestView",
    "force_seen",
    "handouts_seen",
    "inbox_seen",
    "incident_seen",
    "is_before",
    "legal_seen",
    "names_among",
    "request_seen",
    "talk_seen",
]


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
    courses: tuple[tuple[Choice, float], ...] = ()
    """What an opponent may do, pressing first, and the chance of each; of a question that is not its choice, nothing."""
    rule: str = ""
    """Of a request: the rule under which its answer counts."""

    @property
    def choices(self) -> tuple[Choice, ...]:
        """What an opponent may do."""
        return tuple([choice for choice, _ in self.courses]) or USUAL_CHOICES

    @property
    def answers(self) -> tuple[str, str]:
        """What yes and no to a request are called: *Concur*, *Break the silence*."""
        return answers_to(self.rule)


class Opening(NamedTuple):
    """What is said as a move opens."""

    title: str
    situation: str
    """Public: the scenario's before STARTEX and in the first move, then the move's own."""
    brief: str
    """The seat's alone."""


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
    home: str = ""
    """The place it belongs to now; empty if it has none."""
    sailed_from: str = ""
    """The place it sailed from on that voyage: its home, or a host's; empty if it has none, or lies there."""
    homeward: Homeward | None = None
    """Where it is after it was called back, until it is home."""

    @property
    def idle(self) -> bool:
        """Whether it could be sent now, as far as where it is goes."""
        return not self.tasked and self.homeward is None


class IndicatorView(NamedTuple):
    """One of the scenario's own indicators."""

    id: str
    title: str
    value: float
    unit: str
    low: float
    high: float
    better: str
    """Which way is better for the coalition: ``higher``, ``lower`` or empty."""


class RequestView(NamedTuple):
    """A request for concurrence or consent, as those see it whose answers count."""

    id: str
    seat: Seat
    option: str
    incident: str
    hour: Hour
    needed: tuple[Seat, ...]
    replies: tuple[tuple[Seat, bool], ...]
    verdict: bool | None
    rule: str
    settled: bool = False
    """Whether control has ended it: *verdict* is then nobody's answer."""
    by_control: bool = False
    """Whether those it is before are told that control has."""


class IncidentView(NamedTuple):
    """An incident as one seat sees it."""

    id: str
    title: str
    text: str
    place: str
    """Empty where it has none."""
    opponent: Seat
    opponents: tuple[Seat, ...]
    """Everybody whose act it is, the first of them the one above."""
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
    late: tuple[tuple[Seat, str], ...] = ()
    """Those of ``on_station`` that came as its window had closed, or after; empty while it is open."""
    let_through: Hour | None = None
    """Since when a joint measure goes ahead on which the coalition has not concurred."""

    @property
    def joint(self) -> bool:
        """Whether a joint measure about it stands, as far as the seat may know."""
        return self.concurred is not None or self.let_through is not None


ANY_RUNG: Rung = 99
"""Higher than any ladder."""


class AccessView(NamedTuple):
    """A place of a host that a guest's forces may sail from, or may ask for."""

    place: str
    """The place's name, for people."""
    at: str
    """The place, by its id."""
    host: Seat
    """Empty where an effect has let the guest in without an agreement."""
    guest: Seat
    hours: Hour
    """Of making ready that it saves, at most."""
    since: Hour | None
    """Since when the guest may use it; None if it may not."""
    asked: bool
    """Whether the host is asked each time."""

    @property
    def granted(self) -> bool:
        """Whether the guest may use it now."""
        return self.since is not None


class LegalView(NamedTuple):
    """A legal category that a seat may declare."""

    id: str
    title: str
    seat: Seat
    text: str
    declared: bool
    allowed: bool
    """Whether the facts allow it now, as far as the one who looks may know."""
    lacks: Lacks | None
    """What is missing, of what the one who looks may know; None if nothing is."""


class BarredView(NamedTuple):
    """An option of a seat's own that its menu does not have now."""

    option: str
    title: str
    incident: str
    """About which incident that is open; empty where it is about none."""
    rung: Rung
    cause: RefusalCause
    given: bool
    """Whether the seat has ordered just this."""
    lacks: Lacks | None
    """What is missing of what it requires, or of the law, of what the seat may know; None if another rule bars it."""


class HandoutView(NamedTuple):
    """A hand-out a seat was given."""

    hour: Hour
    id: str
    title: str
    inject: str
    """The inject it came with; empty if it came as a move opened."""


def is_before(state: State, seat: Seat, request: Request) -> bool:
    """Whether *seat* may see *request* and the answers to it: its own, one that needs its answer, its coalition's."""
    if seat in request.needed or seat == request.seat:
        return True
    members = state.members
    return seat in members and request.seat in members and request.rule != CONSENT


def legal_seen(state: State, row: LegalCategory, seat: Seat) -> LegalView:
    """A legal category as *seat* sees it."""
    declared = row.id in state.seats[row.seat].altered.legal
    lacks = None if row.requires is None else lacking(state, seat, row.requires)
    return LegalView(row.id, row.title, row.seat, row.text, declared, lacks is None, lacks)


def inbox_seen(state: State, seats: tuple[Seat, ...]) -> tuple[Delivered, ...]:
    """What reached all of *seats*, without the names of others whom it reached and by numbers of their own.

    An inject's name on control's list would tell how many there are.
    """
    names = names_among(state, seats)
    mine = set(seats)
    came = [replace(one, to=seats, inject=names.get(one.inject, "")) for one in state.inbox if mine.issubset(one.to)]
    return tuple(dict.fromkeys(came))  # what several effects say in an hour is said once


def names_among(state: State, seats: tuple[Seat, ...]) -> dict[str, str]:
    """What an inject that reached all of *seats* is called among them: which of those it is."""
    mine = set(seats)
    came = [one.inject for one in state.inbox if one.inject and mine.issubset(one.to)]
    return {inject: str(n) for n, inject in enumerate(came, 1)}


def handouts_seen(
    state: State, is_given: Callable[[Handout, tuple[Seat, ...]], bool], names: Mapping[str, str]
) -> tuple[HandoutView, ...]:
    """Each hand-out once, as it was first given to whoever looks, with what the inject it came with is called for them."""
    rows, found = state.scenario.handout_by_id, dict[str, HandoutView]()
    for hour, name, to, inject in state.handed:
        if name not in found and name in rows and is_given(rows[name], to):
            found[name] = HandoutView(hour, name, rows[name].title, names.get(inject, ""))
    return tuple(found.values())


def force_seen(state: State, f: Force) -> ForceView:
    """A force as its own seat sees it."""
    lives, sailing = state.altered.homes.get(f.id, f.home or ""), state.sailings.get(f.id)
    away = f.id in state.tasked or f.id in state.homeward
    return ForceView(
        f.id,
        f.name,
        f.domain,
        float(f.strength) * state.altered.left.get(f.id, 1.0),
        state.readiness.get(f.id, 0.0),
        state.tasked.get(f.id, ""),
        state.voyages.get(f.id) if f.id in state.tasked else None,
        lives,
        (sailing.via or lives) if sailing is not None and away else "",
        state.homeward.get(f.id),
    )


def talk_seen(talk: Talk, seat: Seat) -> Talk:
    """*talk* as *seat* knows it: the sender and who answers see every answer, other addressees their own."""
    if seat == talk.seat or not talk.answers:
        return talk
    return replace(talk, answers=tuple((who, yes) for who, yes in talk.answers if who == seat))


def request_seen(r: Request) -> RequestView:
    """A request as those see it that it is before."""
    return RequestView(
        r.id,
        r.seat,
        r.option,
        r.incident,
        r.hour,
        r.needed,
        tuple(sorted(r.replies.items())),
        r.verdict,
        r.rule,
        r.settled,
        r.told,
    )


def incident_seen(state: State, seat: Seat, blue: bool, inside: bool, i: IncidentState) -> IncidentView:
    """An incident as *seat* sees it, on the coalition's side (*blue*) or not, one of its members (*inside*) or not."""
    spec = state.scenario.incident_by_id[i.id]
    opened = i.opened or 0
    mine = seat in spec.challengers
    option_by_id, force_by_id = state.scenario.option_by_id, state.scenario.force_by_id
    there, left = (*i.arrivals, *i.reinforcements), state.altered.left
    if left:  # what has been lost is there no more
        there = tuple([arrival for arrival in there if left.get(arrival.force, 1.0) > 0])
    return IncidentView(
        i.id,
        spec.title,
        spec.text,
        spec.place or "",
        spec.challengers[0],
        spec.challengers,
        spec.rung,
        opened,
        (i.closes or 0) if mine else opened + round(spec.window_hours.mode),
        i.severity,
        1.0 if mine else i.attribution.get(seat, 0.0),
        float(spec.stakes.get(seat, 0.5)),
        seat in i.positions,
        tuple([(who, option_by_id[name].title) for who, name in i.statements]),
        tuple([(a.seat, force_by_id[a.force].name) for a in there]),
        i.concurred if blue and inside else None,
        i.choice,
        i.outcome,
        tuple([(a.seat, force_by_id[a.force].name) for a in there if i.choice is not None and a.late]),
        i.let_through if blue and inside else None,
    )
