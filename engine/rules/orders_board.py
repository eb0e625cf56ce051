"""Where every order of a seat stands: with its staff, before partners, at the licence desk, under way, done, come to nothing.

Made from the state alone, of what the seat may know: its own orders and staff, the requests that are before it, its own
licences and forces. The clock of the game is not asked. A staff takes things up in the order they come, so who has its teams
follows from when its incidents opened, when its capital took positions, and when its orders came.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum
from heapq import heapify, heapreplace
from math import ceil, inf
from typing import NamedTuple

from fourthseat.engine.core.entries.acts import DropCause
from fourthseat.engine.core.terms import CONSENT, STANDING, ConcurrenceRule, Hour, Seat, Turn, is_silence
from fourthseat.engine.rules import concurrence, recalling
from fourthseat.engine.rules.durations import consults
from fourthseat.engine.rules.recalling import WayBack
from fourthseat.engine.rules.stages import Stage, stages_of
from fourthseat.engine.rules.state import Given, Request, Settlement, State, orders_of

__all__ = ["OPEN", "ForceOrdered", "OrderView", "Standing", "on_their_way", "orders_board", "request_of"]


class Standing(StrEnum):
    """Where an order stands."""

    POSITION = "position"
    """Its capital has no position on the incident yet."""
    QUEUE = "queue"
    """Every team of its staff has something else to do."""
    STAFF = "staff"
    """A team of the crisis staff draws it up."""
    DESK = "desk"
    """A desk of its own does."""
    CONSULTATION = "consultation"
    """An ally outside consults its treaty partner."""
    CONSENT = "consent"
    """Owners or hosts have been asked."""
    CONCURRENCE = "concurrence"
    """The coalition has been asked."""
    LICENCE = "licence"
    """It is at the export-licence desk, or in the stages behind."""
    UNDER_WAY = "under-way"
    """Its forces are on their way."""
    RECALLED = "recalled"
    """All the forces it had sent were called back."""
    DONE = "done"
    """It has been carried out; forces are on station."""
    NOTHING = "nothing"
    """It came to nothing."""


OPEN = frozenset(Standing) - {Standing.RECALLED, Standing.DONE, Standing.NOTHING}
"""Where an order stands that has no end yet."""


class ForceOrdered(NamedTuple):
    """A force that an order has sent."""

    id: str
    name: str
    arrives: Hour
    there: bool
    """Whether it is on station."""
    late: bool
    """Whether it came, or is due, when its incident was over."""
    recalled: Hour | None = None
    """When it was called back; None if it was not."""
    home: Hour | None = None
    """When it then is back, and can be sent again."""
    way_back: WayBack | None = None
    """What calling it back now comes to; None if it cannot be."""


class OrderView(NamedTuple):
    """One of a seat's own orders that control took, and where it stands now. Hours since STARTEX."""

    number: int
    """Of the seat's own, from 1."""
    option: str
    title: str
    incident: str
    """Empty for an order that is about none."""
    about: str
    """The incident's title."""
    turn: Turn
    """The move in which it was given."""
    hour: Hour
    """When it was given."""
    standing: Standing
    since: Hour
    """Since when it stands there."""
    due: Hour | None
    """When it goes on from there, where the seat can know."""
    ahead: tuple[Stage, ...]
    """What then still stands between it and its effect."""
    needed: tuple[Seat, ...]
    """Whose answers count for the request that is before them, or was last."""
    agreed: tuple[Seat, ...]
    refused: tuple[Seat, ...]
    rule: str
    """Of that request; empty without one."""
    busy: tuple[str, ...]
    """What the staff's teams have to do before this: titles of incidents and of its other orders."""
    route: str
    """How its licence came about; empty without one."""
    licence_days: int
    """Days at the licence desk, so far or in all."""
    forces: tuple[ForceOrdered, ...]
    cause: DropCause | None
    """Why it, or a part of it, came to nothing; None too in an old log that does not say."""
    stage: str
    """What it was at when it was cut short."""
    hours_late: Hour
    payer: Seat
    """Who could not pay its share."""
    may_cancel: bool
    """Whether the seat may still take it back."""
    settled: tuple[Settlement, ...] = ()
    """What control has settled of it, as far as its seat knows that control has."""

    @property
    def open(self) -> bool:
        """Whether it has no end yet."""
        return self.standing in OPEN

    @property
    def recallable(self) -> tuple[ForceOrdered, ...]:
        """Its forces that may be called back now, from their way or their station."""
        return tuple(force for force in self.forces if force.way_back is not None)

    @property
    def waits_for(self) -> tuple[Seat, ...]:
        """Whose answers are still out."""
        said = {*self.agreed, *self.refused}
        waits = self.standing in (Standing.CONSENT, Standing.CONCURRENCE)
        return tuple(seat for seat in self.needed if seat not in said) if waits else ()


def orders_board(state: State, seat: Seat) -> tuple[OrderView, ...]:
    """Every order of *seat* that control took, in the order they were taken."""
    own = orders_of(state, seat)
    if not own:
        return ()
    board = _Board(state, seat, own)
    return tuple(board.line(number, given) for number, given in enumerate(own, 1))


def on_their_way(state: State, seat: Seat) -> tuple[tuple[OrderView, str], ...]:
    """Each order of *seat* that has no end yet, with the request that it waits for now; empty if it waits for none."""
    own = orders_of(state, seat)
    if all(given.ended is not None for given in own):
        return ()
    board = _Board(state, seat, own)
    going = ((n, given) for n, given in enumerate(own, 1) if given.ended is None)
    return tuple((board.line(n, given), board.waits_for(given)) for n, given in going)


def request_of(state: State, seat: Seat, number: int) -> str:
    """The request that order *number* of *seat*'s own waits for now; empty if it waits for none."""
    own = orders_of(state, seat)
    given = own[number - 1]
    return "" if given.ended is not None else _Board(state, seat, own).waits_for(given)


class _Work(NamedTuple):
    """A team's work on one thing."""

    what: str
    begins: float
    """Infinite while it waits for a team."""
    ends: float
    """Infinite while nobody can say."""


class _Place(NamedTuple):
    """Where an order is on its way."""

    standing: Standing
    since: Hour
    due: Hour | None
    ahead: tuple[Stage, ...]
    request: Request | None = None


class _Board:
    """The orders of one seat, and what its staff has to do."""

    def __init__(self, state: State, seat: Seat, own: tuple[Given, ...]) -> None:
        self.state, self.seat, self.own = state, seat, own
        self.stages = {
            given.number: stages_of(state.scenario.option_by_id[given.option], given.incident) for given in own
        }
        self.work = self._staff()
        self.passed_over = {Stage.EFFECT} if consults(state, seat) else {Stage.EFFECT, Stage.CONSULTATION}

    # ------------------------------------------------------------ the staff

    def _staff(self) -> dict[int, _Work]:
        """When a team has each order that comes to the crisis staff, by its number; files on incidents below zero."""
        state, teams = self.state, [0.0] * self.state.scenario.seat_by_id[self.seat].staff_teams
        heapify(teams)
        works: dict[int, _Work] = {}
        for came, _, number, what, hours, over in sorted(self._asks_for_a_team()):
            begins = max(float(came), teams[0])
            ends = begins if begins >= over else min(begins + hours, over)
            if begins > state.hour:
                begins = inf
            heapreplace(teams, max(ends, teams[0]))
            works[number] = _Work(what, begins, ends)
        return works

    def _asks_for_a_team(self) -> Iterator[tuple[Hour, int, int, str, float, float]]:
        """Hour, rank in it, number, title, hours of work, and when it is over in any case, of all that wants a team."""
        state, scenario = self.state, self.state.scenario
        if self.seat in scenario.capitals:
            for number, incident in enumerate(state.incidents.values(), 1):
                if incident.opened is not None:
                    position = incident.positions.get(self.seat)
                    known = incident.chosen if position is None else position
                    title = scenario.incident_by_id[incident.id].title
                    yield incident.opened, 0, -number, title, inf, inf if known is None else float(known)
        for given in self.own:
            stages = self.stages[given.number]
            if Stage.STAFF not in stages:
                continue
            came = self._at_staff(given, stages)
            if came is not None and (given.ended is None or came <= given.ended):
                option = scenario.option_by_id[given.option]
                over = inf if given.ended is None else float(given.ended)
                yield came, 1, given.number, option.title, float(ceil(option.staff_hours)), over

    def _at_staff(self, given: Given, stages: tuple[Stage, ...]) -> Hour | None:
        """When an order came to the crisis staff; None if it has not."""
        hour: Hour | None = given.hour
        for stage in stages[: stages.index(Stage.STAFF)]:
            if hour is None:
                return None
            if stage is Stage.POSITION:
                position = self._position(given.incident)
                hour = None if position is None else max(hour, position)
            elif stage is Stage.DESK:
                hour += ceil(self.state.scenario.option_by_id[given.option].staff_hours)
        return hour if hour is not None and hour <= self.state.hour else None

    def _position(self, incident: str) -> Hour | None:
        """When the seat's capital came to a position on *incident*; 0 for a seat that needs none; None if it has none yet."""
        about = self.state.incidents[incident]
        if self.seat not in self.state.scenario.capitals or about.opened is None:
            return 0
        return about.positions.get(self.seat)

    # ------------------------------------------------------------ one order

    def line(self, number: int, given: Given) -> OrderView:
        """*given* as its seat sees it; *number* is its own count."""
        state, scenario = self.state, self.state.scenario
        option = scenario.option_by_id[given.option]
        forces = tuple(self._force(given, *sent) for sent in given.sailed)
        place = self._ended(given, forces) if given.ended is not None else self._on_its_way(given)
        over = state.ended is not None or (given.incident and state.incidents[given.incident].choice is not None)
        if given.ended is None and over:  # an old log does not say what became of it
            place = _Place(Standing.NOTHING, state.hour, None, ())
        request = place.request or self._last_request(given)
        replies = {} if request is None else request.replies
        desk = 0 if given.sought is None else (given.licensed or given.ended or state.hour) - given.sought
        return OrderView(
            number=number,
            option=option.id,
            title=option.title,
            incident=given.incident,
            about=scenario.incident_by_id[given.incident].title if given.incident else "",
            turn=given.turn,
            hour=given.hour,
            standing=place.standing,
            since=place.since,
            due=place.due,
            ahead=tuple(stage for stage in place.ahead if stage not in self.passed_over),
            needed=() if request is None else request.needed,
            agreed=tuple(seat for seat in sorted(replies) if replies[seat]),
            refused=tuple(seat for seat in sorted(replies) if not replies[seat]),
            rule="" if request is None else request.rule,
            busy=self._busy(given) if place.standing in (Standing.POSITION, Standing.QUEUE) else (),
            route=given.route,
            licence_days=desk // 24,
            forces=forces,
            cause=given.cause,
            stage=given.stage,
            hours_late=given.hours_late,
            payer=given.payer,
            may_cancel=given.ended is None and not over,
            settled=tuple(one for one in given.settled if one.told),
        )

    def waits_for(self, given: Given) -> str:
        """The request that *given*, which has no end yet, waits for now; empty if for none."""
        request = self._on_its_way(given).request
        return "" if request is None else request.id

    def _busy(self, given: Given) -> tuple[str, ...]:
        """What the teams are at now, other than *given*."""
        now = self.state.hour
        return tuple(w.what for n, w in self.work.items() if n != given.number and w.begins <= now < w.ends)

    def _force(self, given: Given, force: str, arrives: Hour) -> ForceOrdered:
        """A force that *given* has sent; without an incident to arrive at there is none."""
        incident = self.state.incidents[given.incident]
        name = self.state.scenario.force_by_id[force].name
        there = any(a.force == force and a.hour == arrives for a in (*incident.arrivals, *incident.reinforcements))
        late = incident.chosen is not None and not concurrence.in_time(arrives, incident.chosen)
        for called, hour, home in given.recalled:
            if called == force:
                return ForceOrdered(force, name, arrives, False, False, hour, home)
        sailed = self.state.voyages.get(force)
        same = self.state.ended is None and sailed == (given.ended, arrives)
        may = same and recalling.may_be_called_back(self.state, force)
        back = recalling.way_back(self.state, force, self.state.hour) if may else None
        return ForceOrdered(force, name, arrives, there, late, way_back=back)

    def _ended(self, given: Given, forces: tuple[ForceOrdered, ...]) -> _Place:
        """Where an order stands that was carried out, or of which nothing came."""
        ended = given.ended or 0
        if forces and all(force.recalled is not None for force in forces):
            since, home = (max(hours) for hours in zip(*((f.recalled or 0, f.home or 0) for f in forces), strict=True))
            return _Place(Standing.RECALLED, since, home, ())
        if forces:
            forces = tuple(force for force in forces if force.recalled is None)
            due = max(force.arrives for force in forces)
            going = not all(force.there for force in forces) and due >= self.state.hour and self.state.ended is None
            return _Place(Standing.UNDER_WAY if going else Standing.DONE, ended if going else due, due, ())
        return _Place(Standing.DONE if given.cause is None else Standing.NOTHING, ended, None, ())

    def _on_its_way(self, given: Given) -> _Place:
        """The first stage that *given* has not left."""
        hour, stages = given.hour, self.stages[given.number]
        for n, stage in enumerate(stages):
            found = _AT[stage](self, given, hour)
            if isinstance(found, _Place):
                return found._replace(ahead=stages[n + 1 :])
            hour = found
        return _Place(Standing.DESK, hour, hour, ())

    def _at_position(self, given: Given, hour: Hour) -> _Place | Hour:
        position = self._position(given.incident)
        return _Place(Standing.POSITION, hour, None, ()) if position is None else max(hour, position)

    def _at_crisis_staff(self, given: Given, hour: Hour) -> _Place | Hour:
        work = self.work.get(given.number)
        if work is None or work.begins > self.state.hour:
            return _Place(Standing.QUEUE, hour, None, ())
        begins, ends = int(work.begins), int(work.ends)
        return ends if ends <= self.state.hour else _Place(Standing.STAFF, begins, ends, ())

    def _at_own_desk(self, given: Given, hour: Hour) -> _Place | Hour:
        ends = hour + ceil(self.state.scenario.option_by_id[given.option].staff_hours)
        return ends if ends <= self.state.hour else _Place(Standing.DESK, hour, ends, ())

    def _at_consultation(self, given: Given, hour: Hour) -> _Place | Hour:
        settled = next((one.hour for one in given.settled if one.matter == "consultation"), None)
        if settled is not None:
            return max(hour, settled)
        beyond = given.sought is not None or self._asked(given, hour, national=True) is not None
        if beyond or not consults(self.state, self.seat):
            return hour
        return _Place(Standing.CONSULTATION, hour, None, ())

    def _at_consent(self, given: Given, hour: Hour) -> _Place | Hour:
        request = self._asked(given, hour, national=True)
        if request is None or request.verdict is not None:
            return hour
        return _Place(Standing.CONSENT, request.hour, None, (), request)

    def _at_concurrence(self, given: Given, hour: Hour) -> _Place | Hour:
        request = self._asked(given, hour, national=False)
        if request is None or request.verdict is not None:
            return hour
        ends = request.hour + ConcurrenceRule.parse(request.rule).n if is_silence(request.rule) else None
        return _Place(Standing.CONCURRENCE, max(hour, request.hour), ends, (), request)

    def _at_licence(self, given: Given, hour: Hour) -> _Place | Hour:
        if given.sought is None or given.licensed is not None:
            return hour if given.licensed is None else given.licensed
        return _Place(Standing.LICENCE, given.sought, None, ())

    def _at_effect(self, given: Given, hour: Hour) -> _Place | Hour:  # noqa: ARG002 - a stage like the others
        return hour

    # ------------------------------------------------------------ requests

    def _requests(self, given: Given) -> Iterator[Request]:
        """The requests about what *given* orders that are before its seat, the last first: its own, or all of its coalition."""
        for request in reversed(tuple(self.state.requests.values())):
            if (request.option, request.incident) == (given.option, given.incident) and (
                request.seat == self.seat or (request.rule != CONSENT and self.seat in self.state.members)
            ):
                yield request

    def _asked(self, given: Given, hour: Hour, *, national: bool) -> Request | None:
        """The request that *given* waits for, which came to that stage at *hour*; None if there is none."""
        for request in self._requests(given):
            if national is (request.rule == CONSENT) and (request.hour >= hour or request.verdict is not False):
                return request
        return None

    def _last_request(self, given: Given) -> Request | None:
        """The request that *given* was the subject of last, until it had an end."""
        until = inf if given.ended is None else given.ended
        about = (r for r in self._requests(given) if given.hour <= r.hour <= until and r.rule != STANDING)
        return next((r for r in about if r.seat == self.seat or self.seat in r.replies), None)


_AT: dict[Stage, Callable[[_Board, Given, Hour], _Place | Hour]] = {
    Stage.POSITION: _Board._at_position,
    Stage.STAFF: _Board._at_crisis_staff,
    Stage.DESK: _Board._at_own_desk,
    Stage.CONSULTATION: _Board._at_consultation,
    Stage.CONSENT: _Board._at_consent,
    Stage.CONCURRENCE: _Board._at_concurrence,
    Stage.LICENCE: _Board._at_licence,
    Stage.EFFECT: _Board._at_effect,
}
"""By stage: where an order stands that came to it at an hour, or the hour at which it left it."""
