"""The fog of war: everything one seat may know, and nothing else.

Every payload that leaves the engine for a seat is made from a :class:`View`. A test changes hidden
facts one by one and checks that the other seats' views do not change by a byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from fourthseat.engine.core.fragments import card, html_table
from fourthseat.engine.core.lazy import lazy
from fourthseat.engine.core.orders import WANTS_ORDERS, Act
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import NOBODY, Cell, Estimate, Hour, Outcome, Rung, Seat, Turn
from fourthseat.engine.rules.concurrence import standing
from fourthseat.engine.rules.consenting import comfortable
from fourthseat.engine.rules.contingency import Lacks
from fourthseat.engine.rules.legality import barred, barred_by_conditions, idle_forces, left_musd, menu, offers
from fourthseat.engine.rules.orders_board import OrderView, orders_board
from fourthseat.engine.rules.publics import support
from fourthseat.engine.rules.settling import Waiting
from fourthseat.engine.rules.state import Channel, Delivered, Motion, Rfi, SeatState, State, Talk
from fourthseat.engine.rules.view_parts import (
    AccessView,
    BarredView,
    ForceView,
    HandoutView,
    IncidentView,
    IndicatorView,
    LegalView,
    Opening,
    Question,
    RequestView,
    force_seen,
    handouts_seen,
    inbox_seen,
    incident_seen,
    is_before,
    legal_seen,
    names_among,
    request_seen,
    talk_seen,
)
from fourthseat.engine.scenario.calendar import Moment, hour_told
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.scenario import Sought
from fourthseat.engine.scenario.seat_rows import Objective, SeatSpec
from fourthseat.engine.scenario.watched_rows import Indicator

__all__ = ["View", "sealed"]


class View:
    """What one seat may know at one moment, with what it is asked and what it may order.

    Each part is worked out when somebody first looks at it, from a state that never changes.
    """

    PARTS = (
        "seat", "turn", "hour", "turns", "rung", "spec", "coalition", "rule", "members", "allies", "trust", "spent", "raised",
        "consulted", "hardened_at", "forces", "incidents", "messages", "leaks", "licences", "menu", "options", "questions",
        "proposals", "rulings", "talks", "asked", "indicators", "comfortable", "objectives", "opening", "startex_at", "handouts", "lacking",
        "doctrine", "sought", "ordered", "line_open", "move_hours", "sends", "over",
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
        return tuple([legal_seen(state, row, seat) for row in state.scenario.legal if row.seat == seat])

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
    def over(self) -> bool:
        """Whether the game has ended: what is still open then stays so."""
        return self._state.ended is not None

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
        return tuple([force_seen(self._state, f) for f in own if not left or left.get(f.id, 1.0) > 0])

    @lazy
    def incidents(self) -> tuple[IncidentView, ...]:
        """Those that have opened."""
        state, seat, blue, inside = self._state, self.seat, self._blue, self._inside
        return tuple(
            [incident_seen(state, seat, blue, inside, i) for i in state.incidents.values() if i.opened is not None]
        )

    @lazy
    def live(self) -> tuple[IncidentView, ...]:
        """Those that are open and not decided: there may be many others, long settled."""
        state, seat, blue, inside = self._state, self.seat, self._blue, self._inside
        return tuple([incident_seen(state, seat, blue, inside, i) for i in state.incidents.values() if i.live])

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
        return tuple([talk_seen(talk, seat) for talk in self._state.talks if seat == talk.seat or seat in talk.to])

    @lazy
    def inbox(self) -> tuple[Delivered, ...]:
        """What reached it, in the order it came; of others who read the same, nothing."""
        return inbox_seen(self._state, (self.seat,))

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
        return handouts_seen(self._state, self._is_given, self._inject_names()) if handed else ()

    def _inject_names(self) -> Mapping[str, str]:
        """What injects are called for whoever looks, by their names on control's list."""
        return names_among(self._state, (self.seat,))

    def _is_given(self, handout: Handout, to: tuple[Seat, ...]) -> bool:  # noqa: ARG002 - the wall asks about the hand-out
        """Whether what was given *to* some was given to whoever looks."""
        return self.seat in to

    @lazy
    def asked(self) -> tuple[RequestView, ...]:
        """Requests for concurrence that are before it, newest last."""
        return tuple([request_seen(r) for r in self._state.requests.values() if is_before(self._state, self.seat, r)])


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
