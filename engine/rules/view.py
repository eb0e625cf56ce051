"""The fog of war: everything one seat may know, and nothing else.

Every payload that leaves the engine for a seat is made from a :class:`View`. A test changes hidden
facts one by one and checks that the other seats' views do not change by a byte.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from fourthseat.engine.core.fragments import card, html_table
from fourthseat.engine.core.lazy import lazy
from fourthseat.engine.core.orders import USUAL_CHOICES, WANTS_ORDERS, Act, Choice, QuestionKind, RefusalCause
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONSENT, CONTROL, NOBODY, Cell, Estimate, Hour, Outcome, Rung, Seat, Turn
from fourthseat.engine.core.wording import answers_to
from fourthseat.engine.rules.concurrence import standing
from fourthseat.engine.rules.consenting import comfortable
from fourthseat.engine.rules.contingency import Lacks, lacking
from fourthseat.engine.rules.legality import barred, barred_by_conditions, idle_forces, left_musd, menu, offers
from fourthseat.engine.rules.orders_board import OrderView, orders_board
from fourthseat.engine.rules.publics import support
from fourthseat.engine.rules.settling import Waiting, waiting
from fourthseat.engine.rules.state import (
    Channel,
    Delivered,
    Homeward,
    IncidentState,
    Motion,
    Request,
    Rfi,
    SeatState,
    State,
    Talk,
)
from fourthseat.engine.scenario.agreements import LegalCategory
from fourthseat.engine.scenario.calendar import Moment, hour_told
from fourthseat.engine.scenario.doctrine_library import shipped
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.scenario import Sought
from fourthseat.engine.scenario.seat_rows import Objective, SeatSpec
from fourthseat.engine.scenario.watched_rows import Indicator

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
    "View",
    "is_before",
    "public",
    "sealed",
    "view",
]

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
    """Saved in making ready and going."""
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


class View:
    """What one seat may know at one moment, with what it is asked and what it may order.

    Each part is worked out when somebody first looks at it, from a state that never changes.
    """

    PARTS = (
        "seat", "turn", "hour", "turns", "rung", "spec", "coalition", "rule", "members", "allies", "trust", "spent", "raised",
        "consulted", "hardened_at", "forces", "incidents", "messages", "leaks", "licences", "menu", "options", "questions",
        "proposals", "rulings", "talks", "asked", "indicators", "comfortable", "objectives", "opening", "startex_at", "handouts", "lacking",
        "doctrine", "sought", "ordered", "line_open", "move_hours", "sends",
        "standing", "access", "legal", "support", "orders", "greyed", "left_musd", "inbox", "rfis", "motions", "channels",
    )  # fmt: skip
    """Everything a view has to say, in the order it is printed and compared."""

    seat: Seat
    questions: tuple[Question, ...]
    rulings: tuple[tuple[str, Outcome, Estimate], ...]
    """CONTROL only: outcomes the models propose for this turn."""

    def __init__(
        self,
        state: State,
        seat: Seat,
        questions: tuple[Question, ...] = (),
        rulings: tuple[tuple[str, Outcome, Estimate], ...] = (),
    ) -> None:
        """What *seat* may know of *state*, and the *questions* it is asked."""
        vars(self).update(_state=state, seat=seat, questions=questions, rulings=rulings)

    if TYPE_CHECKING:
        _state: State

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a view is not changed: {name}")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, View) and all(getattr(self, name) == getattr(other, name) for name in self.PARTS)

    def __hash__(self) -> int:
        return hash((self.seat, self.hour, self.turn))

    def __repr__(self) -> str:
        """In one line: every part of it would be pages."""
        asked = ", ".join(question.id for question in self.questions)
        return (
            f"<View of {self.seat}: hour {self.hour}, move {self.turn} of {self.turns}, rung {self.rung}, "
            f"{len(self.incidents)} incidents{asked and f', asked {asked}'}>"
        )

    def _repr_html_(self) -> str:
        """What a notebook shows: what the seat is asked, the incidents as it sees them, the last it was told."""
        lines = [f"Asked: {question.text or question.kind}" for question in self.questions]
        seen = [
            (
                one.title,
                one.choice or f"open, closes about H+{one.expected_to_close}",
                f"{100 * one.attribution:.0f} %",
                ", ".join(f"{seat}: {force}" for seat, force in one.on_station) or "nobody",
            )
            for one in self.incidents
        ]
        told = [(f"H+{hour}", sender, text) for hour, sender, text in self.messages[-6:]]
        orders = [(option.title, f"rung {option.rung}") for option in self.options.values()]
        return card(
            f"{self.seat}, {self.spec.name}: H+{self.hour}, move {self.turn} of {self.turns}, rung {self.rung}",
            [f"{self.coalition}; rule of concurrence: {self.rule}", *lines],
            [
                html_table(("incident", "where it stands", "attribution", "on station"), seen),
                html_table(("last told", "by", "what"), told),
                html_table(("it may order", "which is"), orders[:12]),
            ],
            "What this seat may know, and nothing else.",
        )

    def at(self, hour: Hour) -> View:
        """The same at another *hour* in which nothing else has changed."""
        return type(self)(replace(self._state, hour=hour), self.seat, self.questions, self.rulings)

    # ------------------------------------------------------------ what everybody at the table knows

    @property
    def turn(self) -> Turn:
        """The move, from 1."""
        return self._state.turn

    @property
    def hour(self) -> Hour:
        """Game hours since STARTEX."""
        return self._state.hour

    @property
    def turns(self) -> Turn:
        """How many moves there are."""
        return self._state.scenario.turns

    @property
    def opening(self) -> Opening:
        """What is said as this move opens; of no later move."""
        scenario, turn = self._state.scenario, self._state.turn
        move = scenario.move_at(turn)
        public = [scenario.situation if turn <= 1 else "", move.situation if move else ""]
        situation = "\n\n".join(text.strip() for text in public if text.strip())
        return Opening(move.title, situation, move.briefs.get(self.seat, "")) if move else Opening("", situation, "")

    @property
    def startex_at(self) -> Moment | None:
        """The date and time of STARTEX, where the scenario has one."""
        return self._state.scenario.startex_at

    def told(self, hour: Hour, *, short: bool = False) -> str:
        """*hour* as people read it; *short* where little room is."""
        return hour_told(hour, self.startex_at, short=short)

    @property
    def rung(self) -> Rung:
        """Of the ladder."""
        return self._state.rung

    @property
    def coalition(self) -> str:
        """The variant's title."""
        return self._state.coalition.title

    @property
    def rule(self) -> str:
        """Its rule of concurrence, and those it has for some options."""
        return self._state.altered.rule or self._state.coalition.rules_told

    @lazy
    def members(self) -> tuple[Seat, ...]:
        """Of the coalition."""
        return tuple(self._state.members)

    @lazy
    def allies(self) -> tuple[Seat, ...]:
        """Beside the coalition."""
        return tuple(self._state.allies)

    @lazy
    def access(self) -> tuple[AccessView, ...]:
        """What hosts and guests have agreed, and whether it stands; public."""
        scenario, now = self._state.scenario, self._state.altered.access
        if not (scenario.access or now) or not scenario.mechanisms.access:
            return ()
        rows = scenario.access_by_use
        agreed = [
            AccessView(scenario.place_name(at), at, r.host, r.guest, round(r.hours), now.get((r.guest, at)), r.consent)
            for r in scenario.access
            for at in (r.place,)
        ]
        others = [
            AccessView(scenario.place_name(at), at, NOBODY, guest, 0, since, asked=False)
            for (guest, at), since in now.items()
            if (guest, at) not in rows
        ]
        return (*agreed, *others)

    # ------------------------------------------------------------ what is the seat's own

    @lazy
    def standing(self) -> Mapping[str, str]:
        """Its joint options that were agreed beforehand, and need no new concurrence, each with its title."""
        state, seat = self._state, self.seat
        if not state.scenario.agreed_beforehand:
            return {}
        return {o.id: o.title for o in state.scenario.options_of.get(seat, ()) if standing(state, seat, o)}

    @lazy
    def legal(self) -> tuple[LegalView, ...]:
        """The legal categories it may declare, and how they stand."""
        state, seat = self._state, self.seat
        if not state.scenario.legal or not state.scenario.mechanisms.law:
            return ()
        return tuple([_category(state, row, seat) for row in state.scenario.legal if row.seat == seat])

    @property
    def spec(self) -> SeatSpec:
        """The seat's row in the scenario."""
        return self._state.scenario.seat_by_id[self.seat]

    @property
    def objectives(self) -> tuple[Objective, ...]:
        """What it is at the table for, as far as it is told."""
        return tuple([objective for objective in self.spec.objectives if not objective.hidden])

    @property
    def _own(self) -> SeatState | None:
        return self._state.seats[self.seat]

    @property
    def doctrine(self) -> Doctrine:
        """What its staff goes by where nobody sits there."""
        return self._state.scenario.doctrine_of(self.seat)

    @lazy
    def ordered(self) -> Mapping[tuple[str, str], Turn]:
        """Its own orders that control took: option and incident, and the last move in which they were given."""
        seat = self.seat
        return {(name, about): turn for (who, name, about), turn in self._state.ordered.items() if who == seat}

    @lazy
    def orders(self) -> tuple[OrderView, ...]:
        """Its own orders that control took, in the order they were taken, and where each of them stands."""
        return orders_board(self._state, self.seat)

    @property
    def waiting(self) -> tuple[Waiting, ...]:
        """CONTROL only: orders of the cells that it may grant or refuse. Not of a sealed view: a page asks for them by themselves."""
        return ()

    def ordered_in(self, option: str, incident: str) -> Turn | None:
        """The last move in which it gave the order *option* about *incident* or (empty) about none; None if it never has."""
        return self._state.ordered.get((self.seat, option, incident))

    @property
    def sought(self) -> tuple[Sought, ...]:
        """The rules of its doctrine that some option of its own may answer, with those options, the strongest first."""
        return self._state.scenario.sought_by[self.seat]

    def offers(self, option: Option, incident: str) -> bool:
        """Whether the menu has *option*, one of its own, about *incident* or (empty) about none. The menu need not be made."""
        return offers(self._state, self.seat, option, incident)

    @property
    def line_open(self) -> bool:
        """Whether a line to the other side is open in this move, as far as it is at the end of it: an opponent is."""
        return self.spec.cell is Cell.RED and self._state.hotline

    @property
    def trust(self) -> float:
        """Its trust in its partners, in [0, 1]."""
        return self._state.seats[self.seat].trust

    @property
    def spent(self) -> float:
        """Million US$ it has spent."""
        return 0.0 if self._own is None else self._own.spent

    @property
    def raised(self) -> bool:
        """Whether its forces are at raised readiness."""
        return self._own is not None and self._own.raised

    @property
    def comfortable(self) -> Rung:
        """The rung up to which it is comfortable with acting."""
        own = self.spec.doctrine.comfortable_rung
        return own if self.seat not in self._state.seats else comfortable(self._state, self.seat)

    @property
    def support(self) -> float | None:
        """Support at home for what it does, 0 to 100; None where nobody asks its public."""
        return None if self._own is None else support(self._state, self.seat)

    @lazy
    def indicators(self) -> tuple[IndicatorView, ...]:
        """The scenario's own indicators, as far as it sees them."""
        scenario, values = self._state.scenario, self._state.indicators
        if not scenario.indicators:
            return ()
        seen = [spec for spec in scenario.indicators if self._sees(spec)]
        return tuple([IndicatorView(i.id, i.title, values[i.id], i.unit, i.low, i.high, i.better) for i in seen])

    def _sees(self, spec: Indicator, /) -> bool:
        """Whether an indicator is shown to it."""
        return not spec.seen_by or self.seat in spec.seen_by

    @property
    def consulted(self) -> Turn:
        """Move it last consulted its partners; 0 never."""
        return 0 if self._own is None else self._own.consulted

    @property
    def hardened_at(self) -> Hour | None:
        """When it last hardened its networks."""
        return None if self._own is None else self._own.hardened_at

    @property
    def _blue(self) -> bool:
        return self.spec.cell is Cell.BLUE

    @property
    def _inside(self) -> bool:
        """Whether it is a member of the coalition."""
        return self.seat in self._state.members

    @lazy
    def forces(self) -> tuple[ForceView, ...]:
        """Its own; for CONTROL, all."""
        own, left = self._state.scenario.forces_of[self.seat], self._state.altered.left
        return tuple([_force(self._state, f) for f in own if not left or left.get(f.id, 1.0) > 0])

    @lazy
    def incidents(self) -> tuple[IncidentView, ...]:
        """Those that have opened."""
        state, seat, blue, inside = self._state, self.seat, self._blue, self._inside
        return tuple(
            [_sighting(state, seat, blue, inside, i) for i in state.incidents.values() if i.opened is not None]
        )

    @lazy
    def live(self) -> tuple[IncidentView, ...]:
        """Those that are open and not decided: there may be many others, long settled."""
        state, seat, blue, inside = self._state, self.seat, self._blue, self._inside
        return tuple([_sighting(state, seat, blue, inside, i) for i in state.incidents.values() if i.live])

    @lazy
    def messages(self) -> tuple[tuple[Hour, str, str], ...]:
        """Injects it received: hour, sender, text."""
        return tuple([(hour, sender, text) for hour, sender, to, text in self._state.messages if self.seat in to])

    @lazy
    def leaks(self) -> tuple[tuple[Hour, Seat], ...]:
        """Hour and holder of the secrets that got out, for those who share them."""
        return tuple([(hour, holder) for hour, holder, _ in self._state.leaks]) if self._inside else ()

    @lazy
    def licences(self) -> tuple[str, ...]:
        """Own applications still at the desk."""
        return tuple(sorted(option for who, option in self._state.pending_licences if who == self.seat))

    @lazy
    def menu(self) -> tuple[Act, ...]:
        """What it may order, if it is asked for orders."""
        return menu(self._state, self.seat) if any(q.kind in WANTS_ORDERS for q in self.questions) else ()

    @lazy
    def options(self) -> Mapping[str, Option]:
        """The options named in the menu."""
        options = self._state.scenario.option_by_id
        return {act.option: options[act.option] for act in self.menu}

    @lazy
    def lacking(self) -> tuple[tuple[str, Lacks], ...]:
        """Its options that are not in the menu for what they or the law require: the title, and what is missing that it may know of."""
        if not any(q.kind in WANTS_ORDERS for q in self.questions):
            return ()
        own = self._state.scenario.options_of.get(self.seat, ())
        return tuple(
            [
                (option.title, why)
                for option in own
                if (why := barred_by_conditions(self._state, self.seat, option)) is not None
            ]
        )

    @lazy
    def greyed(self) -> tuple[BarredView, ...]:
        """Its options that are not in the menu it is asked to choose from, about each open incident, with the rule that bars them."""
        if not any(q.kind in WANTS_ORDERS for q in self.questions):
            return ()
        state, seat = self._state, self.seat
        live = [incident.id for incident in state.incidents.values() if incident.live]
        return tuple(
            [
                BarredView(
                    option.id, option.title, about, option.rung, cause, (seat, option.id, about) in state.ordered,
                    barred_by_conditions(state, seat, option),
                )
                for option in state.scenario.options_of.get(seat, ())
                for about in (live if option.about else [""])
                if (not option.incidents or about in option.incidents) and (cause := barred(state, seat, option, about))
            ]
        )  # fmt: skip

    @property
    def left_musd(self) -> float:
        """Million US$ it has left to spend."""
        return 0.0 if self._own is None else left_musd(self._state, self.seat)

    @property
    def move_hours(self) -> tuple[Hour, ...]:
        """The hour at which each move so far has opened, the first one first."""
        return self._state.scenario.move_hours[: self.turn]

    @lazy
    def sends(self) -> frozenset[str]:
        """Its own options, on the menu or not, that would send idle forces of its own now."""
        state, seat = self._state, self.seat
        own = state.scenario.options_of.get(seat, ())
        return frozenset(o.id for o in own if "deploy" in o.does and idle_forces(state, seat, o))

    @property
    def proposals(self) -> tuple[str, ...]:
        """CONTROL only: contingency injects whose condition holds."""
        return ()

    @lazy
    def talks(self) -> tuple[Talk, ...]:
        """What it said to other cells and they to it."""
        seat = self.seat
        return tuple([_heard(talk, seat) for talk in self._state.talks if seat == talk.seat or seat in talk.to])

    @lazy
    def inbox(self) -> tuple[Delivered, ...]:
        """What reached it, in the order it came; of others who read the same, nothing."""
        return _reached(self._state, (self.seat,))

    @lazy
    def rfis(self) -> tuple[Rfi, ...]:
        """Its questions to control, and those of others that control answered to it too.

        Of those neither who else reads them nor their names, which count what their cell has asked.
        """
        seat = self.seat
        own = [rfi for rfi in self._state.rfis if seat == rfi.seat or seat in rfi.to]
        return tuple([replace(rfi, id=rfi.id if seat == rfi.seat else "", to=()) if rfi.to else rfi for rfi in own])

    @lazy
    def motions(self) -> tuple[Motion, ...]:
        """Proposals it tabled, or that are before it."""
        seat = self.seat
        return tuple([motion for motion in self._state.motions if seat == motion.seat or seat in motion.to])

    @lazy
    def channels(self) -> tuple[Channel, ...]:
        """Group channels that it is in."""
        return tuple([channel for channel in self._state.channels.values() if self.seat in channel.seats])

    @lazy
    def handouts(self) -> tuple[HandoutView, ...]:
        """What it was given of the pack, in the order it came."""
        handed = self._state.handed
        return _given(self._state, self._is_given, self._inject_names()) if handed else ()

    def _inject_names(self) -> Mapping[str, str]:
        """What injects are called for whoever looks, by their names on control's list."""
        return _own_names(self._state, (self.seat,))

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - the wall asks about the hand-out
        """Whether what was given *to* some was given to whoever looks."""
        return self.seat in to

    @lazy
    def asked(self) -> tuple[RequestView, ...]:
        """Requests for concurrence that are before it, newest last."""
        return tuple([_asked(r) for r in self._state.requests.values() if is_before(self._state, self.seat, r)])


class _Sealed(View):
    """A view with every part worked out, and nothing behind it."""

    locals().update(dict.fromkeys(View.PARTS))  # found in the view itself

    def offers(self, option: Option, incident: str) -> bool:
        return Act(option.id, incident) in self.menu

    def ordered_in(self, option: str, incident: str) -> Turn | None:
        return self.ordered.get((option, incident))

    def at(self, hour: Hour) -> View:
        """The same, read at another *hour*."""
        made = object.__new__(_Sealed)
        vars(made).update(vars(self), hour=hour)
        return made


class _NoSeat(View):
    """A view that is no cell's: nothing of its own."""

    @property
    def doctrine(self) -> Doctrine:
        return shipped()[0]

    @property
    def sought(self) -> tuple[Sought, ...]:
        return ()

    @property
    def ordered(self) -> Mapping[tuple[str, str], Turn]:
        return {}

    @property
    def orders(self) -> tuple[OrderView, ...]:
        return ()

    @property
    def _own(self) -> SeatState | None:
        return None

    @property
    def menu(self) -> tuple[Act, ...]:
        return ()

    @property
    def lacking(self) -> tuple[tuple[str, Lacks], ...]:
        return ()

    @property
    def greyed(self) -> tuple[BarredView, ...]:
        return ()

    @property
    def licences(self) -> tuple[str, ...]:
        return ()


class _Control(_NoSeat):
    """Everything, as CONTROL sees it."""

    def _sees(self, _: Indicator, /) -> bool:
        return True

    @property
    def spec(self) -> SeatSpec:
        return self._state.scenario.seat_by_id.get(CONTROL, _WHITE_CELL)

    @property
    def trust(self) -> float:
        return 1.0

    @property
    def _blue(self) -> bool:
        return True

    @property
    def _inside(self) -> bool:
        return True

    @lazy
    def forces(self) -> tuple[ForceView, ...]:
        scenario = self._state.scenario
        return tuple([_force(self._state, f) for seat in scenario.players for f in scenario.forces_of[seat]])

    @lazy
    def messages(self) -> tuple[tuple[Hour, str, str], ...]:
        return tuple([(hour, sender, text) for hour, sender, _, text in self._state.messages])

    @property
    def proposals(self) -> tuple[str, ...]:
        return self._state.proposed

    @lazy
    def waiting(self) -> tuple[Waiting, ...]:
        return waiting(self._state)

    @property
    def inbox(self) -> tuple[Delivered, ...]:
        return self._state.inbox

    @property
    def rfis(self) -> tuple[Rfi, ...]:
        return self._state.rfis

    @property
    def motions(self) -> tuple[Motion, ...]:
        return self._state.motions

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._state.channels.values())

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - control was given everything
        return True

    def _inject_names(self) -> Mapping[str, str]:
        return {name: name for name in self._state.injected}

    @property
    def talks(self) -> tuple[Talk, ...]:
        return self._state.talks

    @lazy
    def asked(self) -> tuple[RequestView, ...]:
        return tuple([_asked(r) for r in self._state.requests.values()])


class _Board(_NoSeat):
    """What the whole room may see, the opponent's cell included: the board on the wall."""

    def _sees(self, spec: Indicator, /) -> bool:
        return not spec.seen_by

    @property
    def spec(self) -> SeatSpec:
        return _BOARD

    @property
    def trust(self) -> float:
        return 0.0

    @property
    def forces(self) -> tuple[ForceView, ...]:
        return ()

    @lazy
    def incidents(self) -> tuple[IncidentView, ...]:
        state = self._state
        seen = [_sighting(state, NOBODY, False, False, i) for i in state.incidents.values() if i.opened is not None]
        return tuple([one._replace(attribution=0.0, stake=0.0, severity=0.0) for one in seen])

    @lazy
    def messages(self) -> tuple[tuple[Hour, str, str], ...]:
        everybody = set(self._state.scenario.players)
        return tuple([(hour, sender, text) for hour, sender, to, text in self._state.messages if everybody <= set(to)])

    @lazy
    def inbox(self) -> tuple[Delivered, ...]:
        return _reached(self._state, self._state.scenario.players)

    @property
    def rfis(self) -> tuple[Rfi, ...]:
        return ()

    @lazy
    def motions(self) -> tuple[Motion, ...]:
        everybody = set(self._state.scenario.players)
        return tuple([motion for motion in self._state.motions if everybody <= {motion.seat, *motion.to}])

    @property
    def channels(self) -> tuple[Channel, ...]:
        return ()

    @property
    def leaks(self) -> tuple[tuple[Hour, Seat], ...]:
        return ()

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - whoever it was given to
        return handout.public

    def _inject_names(self) -> Mapping[str, str]:
        return _own_names(self._state, self._state.scenario.players)

    @property
    def talks(self) -> tuple[Talk, ...]:
        return ()

    @property
    def asked(self) -> tuple[RequestView, ...]:
        return ()


def is_before(state: State, seat: Seat, request: Request) -> bool:
    """Whether *seat* may see *request* and the answers to it: its own, one that needs its answer, its coalition's."""
    if seat in request.needed or seat == request.seat:
        return True
    members = state.members
    return seat in members and request.seat in members and request.rule != CONSENT


def _category(state: State, row: LegalCategory, seat: Seat) -> LegalView:
    """A legal category as *seat* sees it."""
    declared = row.id in state.seats[row.seat].altered.legal
    lacks = None if row.requires is None else lacking(state, seat, row.requires)
    return LegalView(row.id, row.title, row.seat, row.text, declared, lacks is None, lacks)


def _reached(state: State, seats: tuple[Seat, ...]) -> tuple[Delivered, ...]:
    """What reached all of *seats*, without the names of others whom it reached and by numbers of their own.

    An inject's name on control's list would tell how many there are.
    """
    names = _own_names(state, seats)
    mine = set(seats)
    came = [replace(one, to=seats, inject=names.get(one.inject, "")) for one in state.inbox if mine.issubset(one.to)]
    return tuple(dict.fromkeys(came))  # what several effects say in an hour is said once


def _own_names(state: State, seats: tuple[Seat, ...]) -> dict[str, str]:
    """What an inject that reached all of *seats* is called among them: which of those it is."""
    mine = set(seats)
    came = [one.inject for one in state.inbox if one.inject and mine.issubset(one.to)]
    return {inject: str(n) for n, inject in enumerate(came, 1)}


def _given(
    state: State, is_given: Callable[[Handout, tuple[Seat, ...]], bool], names: Mapping[str, str]
) -> tuple[HandoutView, ...]:
    """Each hand-out once, as it was first given to whoever looks, with what the inject it came with is called for them."""
    rows, found = state.scenario.handout_by_id, dict[str, HandoutView]()
    for hour, name, to, inject in state.handed:
        if name not in found and name in rows and is_given(rows[name], to):
            found[name] = HandoutView(hour, name, rows[name].title, names.get(inject, ""))
    return tuple(found.values())


def view(
    state: State,
    seat: Seat,
    questions: tuple[Question, ...] = (),
    rulings: tuple[tuple[str, Outcome, Estimate], ...] = (),
) -> View:
    """What *seat* may know now."""
    return (_Control if seat == CONTROL else View)(state, seat, questions, rulings)


def public(state: State) -> View:
    """What the whole room may see, the opponent's cell included: the board on the wall."""
    return _Board(state, NOBODY)


def sealed(seen: View) -> View:
    """*seen* with every part worked out and no way back to the state: for pages and whoever else must not look behind it."""
    made = object.__new__(_Sealed)
    vars(made).update({name: getattr(seen, name) for name in View.PARTS})
    vars(made).update(live=tuple([one for one in seen.incidents if one.choice is None]))
    spec = as_read(seen.spec)
    if len(seen.objectives) < len(spec.objectives):  # what it is not told leaves with no page either
        spec = spec.model_copy(update={"objectives": tuple(o for o in spec.objectives if not o.hidden)})
    vars(made).update(
        spec=spec,
        objectives=spec.objectives,
        doctrine=as_read(seen.doctrine),
        sought=tuple(
            [Sought(as_read(s.rule), tuple(map(as_read, s.about)), tuple(map(as_read, s.alone))) for s in seen.sought]
        ),
        options={name: as_read(option) for name, option in seen.options.items()},
    )
    return made


def _force(state: State, f: Force) -> ForceView:
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


def _heard(talk: Talk, seat: Seat) -> Talk:
    """*talk* as *seat* knows it: the sender and who answers see every answer, other addressees their own."""
    if seat == talk.seat or not talk.answers:
        return talk
    return replace(talk, answers=tuple((who, yes) for who, yes in talk.answers if who == seat))


def _asked(r: Request) -> RequestView:
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


def _sighting(state: State, seat: Seat, blue: bool, inside: bool, i: IncidentState) -> IncidentView:
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
