"""Everything that is known of a game at one moment. States are made by :mod:`fourthseat.engine.rules.fold` alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import Any, NamedTuple, cast

from fourthseat.engine.core.entries.acts import DropCause, Sailed
from fourthseat.engine.core.entries.changes import Pressure
from fourthseat.engine.core.entries.turns import EndCause
from fourthseat.engine.core.orders import Argue, Choice, Intervene, Matter, MessageKind
from fourthseat.engine.core.records import record, replace
from fourthseat.engine.core.talk import Attachment, Voted
from fourthseat.engine.core.terms import CONTROL, NOBODY, Cell, Hour, Outcome, Rung, Seat, Turn
from fourthseat.engine.scenario.coalition_rows import Ally, Coalition, Member
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.plain import plain
from fourthseat.engine.scenario.scenario import Scenario, member_terms

__all__ = [
    "UNALTERED",
    "Altered",
    "Arrival",
    "Channel",
    "Delivered",
    "Given",
    "Homeward",
    "IncidentState",
    "Motion",
    "Reputation",
    "Request",
    "Rfi",
    "SeatAltered",
    "SeatState",
    "Settlement",
    "State",
    "Talk",
    "members_of",
    "orders_of",
    "start",
    "under",
    "unopened",
]


@record
class Arrival:
    """A force on station."""

    seat: Seat
    force: str
    strength: float
    hour: Hour
    joint: bool
    late: bool = False
    """Whether it came as the window had closed, or after: everybody has seen it."""


@record
class IncidentState:
    """One incident as it stands."""

    id: str
    window: Hour = 0
    severity: float = 0.0
    resolve: float = 1.0
    red_strength: float = 0.0
    attribution: Mapping[Seat, float] = field(default_factory=dict)
    opened: Hour | None = None
    closes: Hour | None = None
    positions: Mapping[Seat, Hour] = field(default_factory=dict)
    statements: tuple[tuple[Seat, str], ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    """Forces on station that count for the coalition."""
    reinforcements: tuple[Arrival, ...] = ()
    """Opponents' forces on station; what came in time is counted in ``red_strength``."""
    left: tuple[Arrival, ...] = ()
    """Forces that counted for the coalition, and were called back from there."""
    concurred: Hour | None = None
    """First concurrence on any joint measure."""
    combined: Hour | None = None
    """First concurrence on a joint deployment: from then on members' forces there act as one."""
    let_through: Hour | None = None
    """When control first let a joint measure through on which the coalition had not concurred."""
    highest_act: Rung = 0
    choice: Choice | None = None
    chosen: Hour | None = None
    """When that choice was made: from then on its window is over for everybody."""
    pressed_p: float | None = None
    outcome: Outcome | None = None
    accident: bool = False
    """Whether forces that met there have had one."""
    pictures: Mapping[tuple[Seat, Seat], Hour] = field(default_factory=dict)
    """Whose picture reached whom, and when first."""
    pressures: tuple[Pressure, ...] = ()
    """What effects have added to what its opponent weighs, each as long as it lasts."""

    @property
    def joint(self) -> Hour | None:
        """Since when a joint measure stands, by concurrence or because control let it through; None if none does."""
        if self.let_through is None:
            return self.concurred
        return self.let_through if self.concurred is None else min(self.concurred, self.let_through)

    @property
    def live(self) -> bool:
        """Open, and the opponent has not chosen yet."""
        return self.opened is not None and self.choice is None


@record
class Reputation:
    """What is remembered of how the coalition stood."""

    firmness: float = 0.0
    """-1 gives way to 1 stands its ground."""
    grievance: float = 0.0
    """0 to 1: how far it left no way out."""


UNKNOWN = Reputation()
"""Before anything has happened."""


@record
class SeatAltered:
    """What effects have changed of a seat that its row says otherwise."""

    granted: float = 0.0
    """Million US$ beyond its budget."""
    security: float = 0.0
    """Added to how well it keeps secrets."""
    comfort: int = 0
    """Rungs added to those it is comfortable with."""
    legal: frozenset[str] = frozenset()
    """Legal categories it has declared."""


@record
class Altered:
    """What effects have changed of the scenario: nothing in most games."""

    left: Mapping[str, float] = field(default_factory=dict)
    """Share of a force that is there, where it is not all of it."""
    homes: Mapping[str, str] = field(default_factory=dict)
    """Where a force has its home now, of those that have moved."""
    access: Mapping[tuple[Seat, str], Hour] = field(default_factory=dict)
    """Seats and the places of others that their forces may sail from, and since when."""
    joined: Mapping[Seat, str] = field(default_factory=dict)
    """Members beside the variant's, and the variant that has their terms; empty for one that has left."""
    terms: Mapping[tuple[Seat, str], float] = field(default_factory=dict)
    """Added to a term of a member's."""
    rule: str = ""
    """Of concurrence, where it is not the variant's."""
    provoked: float = 0.0
    """Added to what the coalition's membership takes from the status quo, utility."""


UNALTERED = Altered()
"""As the scenario has it."""


@record
class SeatState:
    """One seat as it stands."""

    trust: float
    spent: float = 0.0
    raised: bool = False
    hardened: float = 0.0
    hardened_at: Hour | None = None
    consulted: Turn = 0
    """Turn it last consulted; 0 never."""
    programmes: Mapping[str, Hour] = field(default_factory=dict)
    """Technology lines flowing to it, and since when."""
    exempt_share: float = 0.0
    """Added by injects to the exempt share of its terms."""
    altered: SeatAltered = SeatAltered()


@record
class Request:
    """A joint measure before the capitals."""

    id: str
    seat: Seat
    option: str
    incident: str
    hour: Hour
    needed: tuple[Seat, ...]
    rule: str
    replies: Mapping[Seat, bool]
    verdict: bool | None = None
    withdrawn: bool = False
    """Whether who asked has taken it back, or control has refused the order; then *verdict* is False."""
    settled: bool = False
    """Whether control has ended it: *verdict* is then no capital's."""
    told: bool = False
    """Whether those it is before know that control has."""


@record
class Settlement:
    """What control has settled of an order."""

    hour: Hour
    matter: Matter
    grants: bool
    reason: str
    told: bool
    """Whether its seat knows that control did it, and why."""


@record
class Given:
    """An order that control took, and what the log says has become of it."""

    number: int
    """From 1, in the order in which they were taken."""
    seat: Seat
    option: str
    incident: str
    """Empty for an option that is about none."""
    turn: Turn
    hour: Hour
    """When control took it."""
    sought: Hour | None = None
    """When it came to the licence desk."""
    licensed: Hour | None = None
    route: str = ""
    """How its licence came about; empty before."""
    ended: Hour | None = None
    """When it was carried out, forces left, or nothing came of it; None while it is on its way."""
    sailed: tuple[tuple[str, Hour], ...] = ()
    """The forces it has sent, and when each arrives."""
    cause: DropCause | None = None
    """Why nothing came of it, or of the rest of it."""
    stage: str = ""
    """What it was at when it was cut short."""
    hours_late: Hour = 0
    payer: Seat = NOBODY
    """Who could not pay."""
    settled: tuple[Settlement, ...] = ()
    """What control has settled of it."""
    recalled: tuple[tuple[str, Hour, Hour], ...] = ()
    """Of those forces, the ones that were called back: when, and when each is back."""


@record
class Homeward:
    """A force that was called back from its way or its station, on its way to where it sailed from."""

    incident: str
    """What it had sailed to."""
    since: Hour
    """When it was called back."""
    home: Hour
    """When it is back."""
    voyage: tuple[Hour, Hour]
    """When it sailed, and when it arrived or would have."""


@record
class Talk:
    """What one cell said to others, and what became of it."""

    number: int
    hour: Hour
    turn: Turn
    seat: Seat
    to: tuple[Seat, ...]
    sort: MessageKind
    text: str
    about: int
    option: str
    incident: str
    by_turn: Turn
    answers: tuple[tuple[Seat, bool], ...] = ()
    """Who accepted (True) or declined it."""
    channel: str = ""
    """The group channel in which it was said."""


@record
class Rfi:
    """A cell's question to control (request for information), and what became of it."""

    id: str
    """The cell and which of its own it is; empty in the view of another cell."""
    hour: Hour
    seat: Seat
    text: str
    owner: str = ""
    """Who answers it; empty while nobody does."""
    answered: Hour | None = None
    answer: str = ""
    declined: bool = False
    to: tuple[Seat, ...] = ()
    """Who reads question and answer beside the one that asked."""

    @property
    def stands(self) -> str:
        """``open``, ``assigned``, ``answered`` or ``declined``."""
        if self.answered is not None:
            return "declined" if self.declined else "answered"
        return "assigned" if self.owner else "open"


@record
class Motion:
    """A proposal that cells sponsor and vote on. It binds nobody: what comes of it is ordered, or is not."""

    id: str
    hour: Hour
    seat: Seat
    to: tuple[Seat, ...]
    text: str
    option: str
    incident: str
    sponsors: tuple[Seat, ...] = ()
    votes: Mapping[Seat, Voted] = field(default_factory=dict)
    closed: Hour | None = None
    withdrawn: bool = False

    @property
    def voters(self) -> tuple[Seat, ...]:
        """Who may vote: everybody it is before, and the cell that tabled it."""
        return self.to if self.seat == CONTROL else (self.seat, *self.to)

    def count(self, vote: Voted) -> int:
        """How many voted so."""
        return sum(cast_vote == vote for cast_vote in self.votes.values())


@record
class Channel:
    """A group channel."""

    id: str
    title: str
    seats: tuple[Seat, ...]
    stages: tuple[str, ...]
    """Stages of a seminar in which its members may write; empty: all of them."""
    closed: bool = False


@record
class Delivered:
    """Something that reached seats: an inject, a message of an effect, what an argument established."""

    hour: Hour
    sender: str
    to: tuple[Seat, ...]
    text: str
    mode: str = ""
    inject: str = ""
    attached: tuple[Attachment, ...] = ()


@record
class State:
    """Everything."""

    scenario: Scenario
    coalition: Coalition
    members: Mapping[Seat, Member]
    allies: Mapping[Seat, Ally]
    hour: Hour
    turn: Turn
    rung: Rung
    incidents: Mapping[str, IncidentState]
    seats: Mapping[Seat, SeatState]
    readiness: Mapping[str, float]
    tasked: Mapping[str, str]
    """Forces under way or on station, and where."""
    voyages: Mapping[str, tuple[Hour, Hour]]
    """Of those: when they sailed and when they arrive."""
    requests: Mapping[str, Request]
    ordered: Mapping[tuple[Seat, str, str], Turn]
    """Orders control took: seat, option and incident, and the last turn they were given."""
    done: frozenset[tuple[Seat, str]]
    """Seat and option of every order that has been carried out."""
    injected: frozenset[str]
    proposed: tuple[str, ...]
    withheld: frozenset[str]
    amended: Mapping[str, str]
    """Injects control has rewritten."""
    talks: tuple[Talk, ...]
    arguments: int
    """Matrix arguments settled so far."""
    argued: Mapping[int, Argue]
    """Of those, by number, the ones that bring effects if they stand."""
    messages: tuple[tuple[Hour, str, tuple[Seat, ...], str], ...]
    """Hour, sender, addressees, text."""
    handed: tuple[tuple[Hour, str, tuple[Seat, ...], str], ...]
    """Hand-outs that were given: hour, name, to whom, with which inject."""
    hotline: bool
    leaks: tuple[tuple[Hour, Seat, str], ...]
    """Hour, holder and route of what got out."""
    out: frozenset[str]
    """The items that got out."""
    intrusions: tuple[tuple[Hour, Seat, bool], ...]
    pending_licences: frozenset[tuple[Seat, str]]
    licensed: frozenset[tuple[Seat, str]]
    ended: EndCause | None
    indicators: Mapping[str, float]
    """Values of the scenario's own indicators."""
    altered: Altered
    end_reason: str
    """Control's, in its own words, or the scenario's; empty unless control or a condition of the scenario ended it."""
    began: str = ""
    """The coalition variant at STARTEX."""
    reputation: Reputation = UNKNOWN
    rescheduled: Mapping[str, Hour] = field(default_factory=dict)
    """Injects that control has set down for another hour than their own."""
    interventions: tuple[Intervene, ...] = ()
    """How control has changed the world, in its order; number 1 is the first."""
    given: Mapping[int, Given] = field(default_factory=dict)
    """Every order that control took, by its number."""
    closing: bool = False
    """Whether a move is closing: its rulings are made, and the next one has not opened."""
    inbox: tuple[Delivered, ...] = ()
    """What reached seats, in the order it came: the messages, with how they look and what came with them."""
    rfis: tuple[Rfi, ...] = ()
    motions: tuple[Motion, ...] = ()
    channels: Mapping[str, Channel] = field(default_factory=dict)
    sailings: Mapping[str, Sailed] = field(default_factory=dict)
    """By force, how it sailed last."""
    homeward: Mapping[str, Homeward] = field(default_factory=dict)
    """Forces that were called back and are not home yet."""
    recalls: Mapping[str, int] = field(default_factory=dict)
    """How often each force was called back."""

    def __repr__(self) -> str:
        """In one line: all of it would be pages."""
        seen = [one for one in self.incidents.values() if one.opened is not None]
        return (
            f"<State {self.scenario.name}, {self.coalition.id}: hour {self.hour}, move {self.turn}, rung {self.rung}, "
            f"{len(seen)} incidents opened, {sum(one.live for one in seen)} live>"
        )


def orders_of(state: State, seat: Seat) -> tuple[Given, ...]:
    """Every order of *seat* that control took, in the order they were taken: the first is number 1 of its own."""
    return tuple([given for given in state.given.values() if given.seat == seat])


LONG_SINCE: Hour = -8784
"""What stands at STARTEX has stood for a year: whoever may be there has had the time to get there."""


def _at_startex(scenario: Scenario) -> Altered:
    """With the forces away that come later, and the places open that hosts have agreed to beforehand."""
    away = {force.id: 0.0 for force in scenario.forces if force.absent}
    places: dict[tuple[Seat, str], Hour] = {}
    if scenario.access and scenario.mechanisms.access:
        places = {(row.guest, row.place): LONG_SINCE for row in scenario.access if not row.consent}
    return Altered(left=away, access=places) if away or places else UNALTERED


def members_of(variant: Coalition, altered: Altered, scenario: Scenario) -> Mapping[Seat, Member]:
    """Terms by member as they stand: the variant's, with who has joined or left, and what has changed."""
    members: dict[Seat, Member] = member_terms(variant)
    for seat, name in altered.joined.items():
        if name:
            members.setdefault(seat, member_terms(scenario.coalition(name))[seat])
        else:
            members.pop(seat, None)
    for (seat, term), more in altered.terms.items():
        if seat in members:
            members[seat] = with_term(members[seat], term, float(getattr(members[seat], term)) + more)
    return dict(sorted(members.items()))


class _Terms(NamedTuple):
    """A member's terms, some of which are not those of its row."""

    seat: Seat
    consent: bool
    information: float
    exempt_share: float
    safeguards: float
    obligation: float
    provocation: float
    weight: float
    standing: tuple[str, ...]


def with_term(member: Member, term: str, value: float) -> Member:
    """*member* with one of its terms changed, within what it can be."""
    terms = _Terms(*(getattr(member, name) for name in _Terms._fields))
    bounded = min(1.0, max(0.0, value)) if term in ("information", "exempt_share", "safeguards") else value
    changed: Any = {term: bounded}
    return cast(Member, terms._replace(**changed))


def unopened(scenario: Scenario, i: Incident) -> IncidentState:
    """An incident of *scenario* before anything is known of it."""
    sure = dict.fromkeys(scenario.capitals, float(i.attribution))
    return IncidentState(i.id, red_strength=float(i.red_strength), attribution=sure, positions={})


def start(scenario: Scenario, coalition: str) -> State:
    """The state before the first entry."""
    scenario = plain(scenario)
    variant = scenario.coalition(coalition)
    return State(
        scenario=scenario,
        coalition=variant,
        members=member_terms(variant),
        allies={ally.seat: ally for ally in variant.allies},
        hour=0,
        turn=0,
        rung=scenario.ladder.start,
        incidents={i.id: unopened(scenario, i) for i in scenario.incidents},
        seats={
            s.id: SeatState(trust=float(s.trust), programmes={}) for s in scenario.seats if s.cell is not Cell.WHITE
        },
        readiness={},
        tasked={},
        voyages={},
        requests={},
        ordered={},
        done=frozenset(),
        injected=frozenset(),
        proposed=(),
        withheld=frozenset(),
        amended={},
        talks=(),
        arguments=0,
        argued={},
        messages=(),
        handed=(),
        hotline=False,
        leaks=(),
        out=frozenset(),
        intrusions=(),
        pending_licences=frozenset(),
        licensed=frozenset(),
        ended=None,
        indicators={indicator.id: float(indicator.start) for indicator in scenario.indicators},
        altered=_at_startex(scenario),
        end_reason="",
        began=coalition,
    )


def under(state: State, scenario: Scenario) -> State:
    """*state* with the rows of *scenario* in place of its own."""
    scenario = plain(scenario)
    variant = scenario.coalition(state.coalition.id)
    allies = {ally.seat: ally for ally in variant.allies}
    members = member_terms(variant) if state.altered is UNALTERED else members_of(variant, state.altered, scenario)
    return replace(state, scenario=scenario, coalition=variant, members=members, allies=allies)
