"""One class per kind of log line. An entry is a fact: the rules ran before it was written.

A kind is declared here with its fields and its audience; how it changes the state stands in
:mod:`fourthseat.engine.rules.fold`, its sentence in :mod:`fourthseat.engine.record.narration`. Causes are enums and
amounts are fields, so that nothing has to read a sentence to know what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Literal, TypeVar, dataclass_transform

from fourthseat.engine.core.orders import (
    Argue,
    Author,
    Choice,
    Decision,
    Intervene,
    Matter,
    MessageKind,
    Order,
    QuestionKind,
    RefusalCause,
)
from fourthseat.engine.core.records import record
from fourthseat.engine.core.talk import Attachment, Voted
from fourthseat.engine.core.terms import NOBODY, Estimate, Hour, Outcome, Rung, Seat, Turn

__all__ = [
    "AUDIENCES",
    "KINDS",
    "LATER",
    "Accident",
    "Acted",
    "Amended",
    "AnsweredQuestion",
    "Argued",
    "Arrived",
    "Assessed",
    "Audience",
    "BlockCause",
    "Blocked",
    "Change",
    "ChangeKind",
    "ChannelClosed",
    "ChannelOpened",
    "Chosen",
    "Concurred",
    "Consented",
    "Costs",
    "Dealt",
    "DealtIncident",
    "Decided",
    "DropCause",
    "Dropped",
    "Effected",
    "EndCause",
    "Ended",
    "Entry",
    "Exchanged",
    "HandedOut",
    "IncidentAdded",
    "IncidentOpened",
    "InformationAnswered",
    "InformationAssigned",
    "InformationRequested",
    "Informed",
    "Injected",
    "Intervened",
    "Leaked",
    "LicenceSought",
    "Licensed",
    "MotionClosed",
    "MotionSponsored",
    "MotionTabled",
    "MotionVoted",
    "Ordered",
    "Pressure",
    "Proposed",
    "Realigned",
    "Recalled",
    "Received",
    "Recovered",
    "Refused",
    "Requested",
    "Rescheduled",
    "Returned",
    "Ruled",
    "Ruler",
    "RungMoved",
    "RunsOn",
    "Sailed",
    "Sent",
    "Settled",
    "Tried",
    "TrustCause",
    "TrustMoved",
    "TurnClosed",
    "TurnOpened",
    "Withheld",
    "as_line",
    "kind_of_entry",
]


class Audience(StrEnum):
    """Who may be told that an entry is in the log. What a seat *learns* from it is its view's business."""

    EVERYBODY = "everybody"
    """Everybody in the room, the opponent's cell and the wall included."""
    MEMBERS = "members"
    """The coalition's members."""
    SEAT = "seat"
    """The seat the entry names in ``seat``, and nobody else."""
    ADDRESSEES = "addressees"
    """Those it was sent to, and its sender."""
    CONTROL = "control"
    """Control alone. What nobody classified stays here."""


class Entry:
    """A fact in the log."""

    __slots__ = ()
    hour: Hour
    """Game hours since STARTEX."""


KINDS: dict[str, type[Entry]] = {}
"""Entry classes by the name a log line carries."""
AUDIENCES: dict[type[Entry], Audience] = {}
"""Who may be told of an entry, by its class."""
LATER: dict[type[Entry], dict[str, object]] = {}
"""By class: fields that came later than the log format, and what they hold where a line says nothing of them."""

K = TypeVar("K", bound=Entry)


@dataclass_transform(frozen_default=True)
def kind_of_entry(
    audience: Audience = Audience.CONTROL, later: Mapping[str, object] | None = None
) -> Callable[[type[K]], type[K]]:
    """Declare a class as a kind of entry: frozen, slotted, known by its name to every log, told to *audience* at most.

    *later* are fields that came after the log format, with their defaults: a line does not write them where they hold these.
    """

    def declare(cls: type[K]) -> type[K]:
        made = record(cls)
        KINDS[made.__name__] = made
        AUDIENCES[made] = audience
        if later:
            LATER[made] = dict(later)
        return made

    return declare


def as_line(kind: type[Entry], body: dict[str, Any]) -> dict[str, Any]:
    """*body*, an entry of *kind* as JSON, as a line of a log has it: without later fields that say nothing."""
    later = LATER.get(kind, {})
    return {name: value for name, value in body.items() if name not in later or value != later[name]}


Costs = tuple[tuple[Seat, float], ...]
"""Million US$ by the seat that pays."""


@record
class DealtIncident:
    """The exogenous luck of one incident, the same in every coalition variant."""

    id: str
    hour: Hour | None
    """Hour it opens; None if an inject opens it."""
    window: Hour
    severity: float
    resolve: float
    """The opponent's hidden type."""


@kind_of_entry()
class Dealt(Entry):
    """STARTEX: everything the world decided before anyone moved."""

    hour: Hour
    incidents: tuple[DealtIncident, ...]
    readiness: tuple[tuple[str, float], ...]
    """Share of each force that is ready."""


@kind_of_entry(Audience.EVERYBODY)
class TurnOpened(Entry):
    """A move begins."""

    hour: Hour
    turn: Turn


@kind_of_entry(Audience.EVERYBODY)
class TurnClosed(Entry):
    """A move's clock has run out; rulings follow in the same hour."""

    hour: Hour
    turn: Turn


@record
class AnsweredQuestion:
    """A question that a decision answers."""

    kind: QuestionKind
    id: str
    """Its name, alone in the game: ``orders:1``, ``concur:REQUEST``; what was said unasked counts from ``unasked:1``."""


@kind_of_entry(Audience.SEAT)
class Decided(Entry):
    """An input, logged when it entered: a seat answered what it was asked, or spoke unasked."""

    hour: Hour
    seat: Seat
    asked: tuple[AnsweredQuestion, ...]
    """The questions answered, in the order of their names."""
    decision: Decision

    @property
    def by(self) -> Author:
        """Who decided for the seat."""
        return self.decision.by

    @property
    def unasked(self) -> bool:
        """Whether the seat spoke of its own accord while the clock stood."""
        return any(question.kind == "unasked" for question in self.asked)


@kind_of_entry(Audience.SEAT)
class Ordered(Entry):
    """Control took an order; the staff has it."""

    hour: Hour
    seat: Seat
    option: str
    incident: str


@kind_of_entry(Audience.SEAT)
class Refused(Entry):
    """An order control would not carry out. A fact, not an error."""

    hour: Hour
    seat: Seat
    order: Order
    cause: RefusalCause
    reason: str
    """The rule in words, for whoever gave the order."""


ChangeKind = Literal[
    "access", "arrival", "attribution", "closes", "comfort", "consulted", "exempt_share", "granted", "hardened", "highest_act",
    "home", "hotline", "indicator", "legal", "member", "part", "programme", "provoked", "raised", "readiness", "red_strength",
    "rule", "security", "severity", "statement", "term", "trust", "window",
]  # fmt: skip
"""What an act or an inject may set."""


@record
class Change:
    """One value that an act or an inject sets. The entry carries what the rules worked out; the fold only assigns it."""

    what: ChangeKind
    to: float = 0.0
    """The value from now on, in the unit of what is set; yes is 1."""
    seat: Seat = NOBODY
    """Whose it is; empty where it is no seat's."""
    incident: str = ""
    """About which incident; empty where it is about none."""
    option: str = ""
    """By its name what else is meant: the option stated, the programme that flows, a force, an indicator, a legal category, a place, a
    variant, a term, a rule; empty for anything else."""


@record
class Pressure:
    """What an effect adds to what an opponent weighs at one incident, until it is over or has worn off."""

    what: Literal["signal", "punish", "reward", "blue", "red"]
    """Resistance it expects (share), cost it expects, worth of leaving things (utility), strength of a side (hull-equivalents)."""
    amount: float
    since: Hour
    until: Hour | None = None
    """The hour from which it counts no more; None if it stays."""
    half_life: float = 0.0
    """Hours in which half of what is left wears off; 0 if nothing does."""


@kind_of_entry(Audience.ADDRESSEES)
class Effected(Entry):
    """An effect of an option, an inject or an outcome came about, was undone, or by its chance did not come about."""

    hour: Hour
    does: str
    """Its kind; ``drift`` where indicators have moved by themselves."""
    came: Literal["about", "undone", "not"]
    to: tuple[Seat, ...]
    """Who may be told."""
    source: str
    """What it is an effect of: ``option sanction``, ``inject INJ-01``, ``incident raid``."""
    seat: Seat = NOBODY
    """Whose order it was, or whose it is; empty where it is no seat's."""
    incident: str = ""
    changes: tuple[Change, ...] = ()
    pressure: Pressure | None = None
    text: str = ""
    """What the addressees read, of a message."""
    p: float = 1.0
    """The chance it had."""
    draw: float = 0.0


@kind_of_entry(Audience.ADDRESSEES, later={"mode": "", "attached": []})
class Injected(Entry):
    """A row of the MSEL, or an ad-hoc inject, reached its seats."""

    hour: Hour
    inject: str
    sender: str
    to: tuple[Seat, ...]
    text: str
    changes: tuple[Change, ...] = ()
    mode: str = ""
    """How an ad-hoc inject reached them; a row of the MSEL says it itself."""
    attached: tuple[Attachment, ...] = ()


@kind_of_entry(Audience.ADDRESSEES)
class HandedOut(Entry):
    """A file of the pack was given to seats."""

    hour: Hour
    handout: str
    to: tuple[Seat, ...]
    inject: str = ""
    """The inject it came with; empty if it came as a move opened, or as its condition came to hold."""


@kind_of_entry()
class Proposed(Entry):
    """A contingency inject's condition holds; control is asked at once, or as the next move opens, and may withhold it."""

    hour: Hour
    inject: str


@kind_of_entry()
class Withheld(Entry):
    """Control took an inject off the list."""

    hour: Hour
    inject: str


@kind_of_entry()
class Amended(Entry):
    """Control rewrote an inject before it was sent."""

    hour: Hour
    inject: str
    text: str


@kind_of_entry(Audience.ADDRESSEES, later={"channel": ""})
class Sent(Entry):
    """One cell spoke to others."""

    hour: Hour
    number: int
    """From 1, in the order of the game."""
    seat: Seat
    to: tuple[Seat, ...]
    sort: MessageKind
    text: str
    about: int
    option: str
    incident: str
    by_turn: Turn
    channel: str = ""
    """The group channel in which it was said; empty for words to those named alone."""


@kind_of_entry(Audience.SEAT)
class InformationRequested(Entry):
    """A cell asked control a question (RFI)."""

    hour: Hour
    rfi: str
    """Its name: the cell and which of its own it is, ``EAST-2``; how many others have asked is nobody's to know."""
    seat: Seat
    text: str


@kind_of_entry()
class InformationAssigned(Entry):
    """Control said who answers a request for information."""

    hour: Hour
    rfi: str
    owner: str


@kind_of_entry(Audience.ADDRESSEES)
class InformationAnswered(Entry):
    """Control answered a request for information, or declined to."""

    hour: Hour
    rfi: str
    seat: Seat
    """Who had asked."""
    to: tuple[Seat, ...]
    """Who else reads question and answer."""
    text: str
    declined: bool


@kind_of_entry(Audience.ADDRESSEES)
class MotionTabled(Entry):
    """A proposal was put before cells, to be sponsored and voted on."""

    hour: Hour
    motion: str
    """Its name: who tabled it, before whom if not before every cell, and which of those it is: ``EAST-NORTH-2``."""
    seat: Seat
    to: tuple[Seat, ...]
    """Who may sponsor it and vote on it."""
    text: str
    option: str
    incident: str


@kind_of_entry(Audience.ADDRESSEES)
class MotionSponsored(Entry):
    """A cell stands behind a proposal."""

    hour: Hour
    motion: str
    seat: Seat
    to: tuple[Seat, ...]
    """Who else the proposal is before."""


@kind_of_entry(Audience.ADDRESSEES)
class MotionVoted(Entry):
    """A cell voted on a proposal."""

    hour: Hour
    motion: str
    seat: Seat
    vote: Voted
    to: tuple[Seat, ...]
    """Who else the proposal is before."""


@kind_of_entry(Audience.ADDRESSEES)
class MotionClosed(Entry):
    """The vote on a proposal is over, or it was withdrawn."""

    hour: Hour
    motion: str
    seat: Seat
    """Who closed it."""
    to: tuple[Seat, ...]
    withdrawn: bool


@kind_of_entry(Audience.ADDRESSEES)
class ChannelOpened(Entry):
    """Control opened a group channel, or changed who is in it and when it is open."""

    hour: Hour
    channel: str
    title: str
    to: tuple[Seat, ...]
    stages: tuple[str, ...]
    """Stages of a seminar in which its members may write; empty: all of them."""


@kind_of_entry(Audience.ADDRESSEES)
class ChannelClosed(Entry):
    """Control closed a group channel."""

    hour: Hour
    channel: str
    to: tuple[Seat, ...]


@kind_of_entry(Audience.ADDRESSEES)
class Argued(Entry):
    """A matrix argument was settled; about an incident, its ruling follows when the move closes."""

    hour: Hour
    number: int
    argument: Argue
    estimate: Estimate
    """Chance of success as shown before the dice; 0 or 1 where none were thrown."""
    dice: tuple[int, ...]
    margin: int
    """Sum and modifier above what was needed; votes for above votes against; 0 where neither was counted."""
    outcome: Outcome


@kind_of_entry()
class Rescheduled(Entry):
    """Control set an inject down for another hour."""

    hour: Hour
    inject: str
    to: Hour


@kind_of_entry()
class Intervened(Entry):
    """Control changed the world; what came of each effect follows in entries of its own."""

    hour: Hour
    number: int
    """From 1, in the order of the game."""
    order: Intervene


@kind_of_entry(Audience.ADDRESSEES)
class Settled(Entry):
    """Control granted or refused what an order waited for, or the order as a whole: no capital's answer, and no desk's licence."""

    hour: Hour
    seat: Seat
    """Whose order it is."""
    number: int
    """Which of the seat's own orders, from 1."""
    option: str
    incident: str
    matter: Matter
    grants: bool
    reason: str
    """Control's, in its own words."""
    told: bool
    """Whether *to* read that control did it, and why."""
    to: tuple[Seat, ...]
    """Whom it concerns: the seat, and those the request is before that it ends."""
    at_desk: bool = False
    """Whether its application for a licence ends with it."""
    request: str = ""
    """The request that ends with it; empty if there is none."""
    agreed: bool = False
    """Whether a joint measure goes ahead with it on which the coalition has not concurred."""
    deploys: bool = False
    """Whether forces go with that measure: from now on members' forces there act as one."""


@kind_of_entry(Audience.EVERYBODY)
class Realigned(Entry):
    """The coalition variant changed."""

    hour: Hour
    coalition: str


@kind_of_entry()
class IncidentAdded(Entry):
    """Control added an incident that the scenario does not have; that it opens follows in an entry of its own."""

    hour: Hour
    row: dict[str, Any]
    """The whole row, as a scenario's file has it, by its keys."""
    like: str
    """The incident whose own options are about this one too; empty for none."""
    dealt: DealtIncident
    """Its luck."""


@kind_of_entry(Audience.EVERYBODY)
class IncidentOpened(Entry):
    """An opponent's act became known; its window runs."""

    hour: Hour
    incident: str
    closes: Hour


@kind_of_entry(Audience.MEMBERS)
class Informed(Entry):
    """Another seat's picture of an incident was released to *seat*."""

    hour: Hour
    seat: Seat
    source: Seat
    incident: str
    quality: float
    """Of the picture that came, 0 to 1."""
    attribution: float
    """How sure *seat* now is who did it, 0 to 1."""


@kind_of_entry(Audience.SEAT)
class Assessed(Entry):
    """A capital has a position on an incident."""

    hour: Hour
    seat: Seat
    incident: str
    waited: Hour
    """Hours the incident lay before a staff team was free."""


@kind_of_entry(Audience.MEMBERS)
class Requested(Entry):
    """A joint measure needs concurrence."""

    hour: Hour
    request: str
    seat: Seat
    option: str
    incident: str
    needed: tuple[Seat, ...]
    """Whose answers count, the proposer's own included."""
    rule: str


@kind_of_entry(Audience.MEMBERS)
class Received(Entry):
    """A capital's answer arrived. *late* if the window closed in or before this hour."""

    hour: Hour
    request: str
    seat: Seat
    concur: bool
    late: bool
    estimate: Estimate | None
    """The chance that such a capital concurs, and why; None for the proposer's own answer."""
    draw: float | None
    """The luck that came with the question; a doctrine concurs where it is below the chance. None for the proposer's own."""


@kind_of_entry(Audience.MEMBERS, later={"standing": False})
class Concurred(Entry):
    """The coalition's rule is satisfied."""

    hour: Hour
    request: str
    took: Hour
    """Hours since the incident opened."""
    deploys: bool
    """Whether forces go: from now on members' forces there act as one."""
    standing: bool = False
    """Whether it was agreed beforehand, so that no member was asked."""


@kind_of_entry(Audience.MEMBERS)
class Consented(Entry):
    """Every owner or host of a national measure has agreed to it."""

    hour: Hour
    request: str


class BlockCause(StrEnum):
    """Why a request for concurrence failed."""

    REFUSED = "refused"
    """The rule cannot be satisfied any more; *seats* have refused."""
    LAPSED = "lapsed"
    """The window closed; *seats* had not answered."""
    WITHDRAWN = "withdrawn"
    """*seats*, who had asked, have taken it back."""


@kind_of_entry(Audience.MEMBERS)
class Blocked(Entry):
    """A joint measure failed: refused, or out of time."""

    hour: Hour
    request: str
    cause: BlockCause
    seats: tuple[Seat, ...]
    """Who refused, or who was waited for."""


class DropCause(StrEnum):
    """Why an accepted order came to nothing."""

    LATE = "late"
    """Ready as the window closed, or *hours_late* after it."""
    CLOSED = "closed"
    """Its incident closed while it stood at *stage*."""
    REFUSED = "refused"
    """The coalition did not concur, or whoever had to consent did not."""
    LAPSED = "lapsed"
    """The window closed before the answers it waited for had come."""
    JOINED = "joined"
    """The same measure is carried out once for all, by another seat."""
    ENDEX = "endex"
    """The exercise ended while it stood at *stage*."""
    LEFT = "left"
    """Its seat is no longer in the coalition."""
    REQUIRES = "requires"
    """What it requires throughout holds no more."""
    TASKED = "tasked"
    """Its forces are tasked already."""
    CANCELLED = "cancelled"
    """Its seat has taken it back."""
    CONTROL = "control"
    """Control has refused it, or what it waited for at *stage*."""
    UNPAID = "unpaid"
    """*payer* cannot pay its share: *share_musd* with *left_musd* left, million US$."""


@kind_of_entry(Audience.SEAT, later={"stage": ""})
class Dropped(Entry):
    """An accepted order came to nothing: too late, no longer paid for, its forces sent elsewhere, its coalition left."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    cause: DropCause
    hours_late: Hour = 0
    payer: Seat = NOBODY
    share_musd: float = 0.0
    left_musd: float = 0.0
    stage: str = ""
    """What it was at when it was cut short: a :class:`~fourthseat.engine.rules.stages.Stage`."""


@kind_of_entry(Audience.SEAT)
class LicenceSought(Entry):
    """An application reached the export-licence desk."""

    hour: Hour
    seat: Seat
    option: str


@kind_of_entry(Audience.SEAT)
class Licensed(Entry):
    """Goods or data may flow."""

    hour: Hour
    seat: Seat
    option: str
    route: str
    """``exempt``, ``licence``, ``licence+notice``, ``licence+review`` …"""
    days: float


@kind_of_entry(Audience.SEAT)
class Acted(Entry):
    """An option other than a deployment took effect."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    joint: bool
    costs: Costs
    changes: tuple[Change, ...] = ()


@kind_of_entry(Audience.SEAT, later={"via": ""})
class Sailed(Entry):
    """A force left for an incident."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    option: str
    nmi: float
    arrives: Hour
    costs: Costs
    highest_act: Rung
    """The highest rung on which the coalition has acted about the incident, this sailing included."""
    via: str = ""
    """The place of a host that it sails from; empty where it sails from its own home."""


@kind_of_entry(Audience.SEAT)
class Recalled(Entry):
    """A force was called back: it never arrives, or is there no more, and goes back where it sailed from."""

    hour: Hour
    seat: Seat
    force: str
    option: str
    incident: str
    """What it had sailed to."""
    home: Hour
    """When it is back, and can be sent again: as long from now as it has been at sea on its way there."""
    unspent: Costs
    """Of what was set aside for its days away, what it no longer needs, by the seat that has it back."""
    from_station: bool = False
    """Whether it was there; then it counts there no more. Otherwise it was under way."""


@kind_of_entry(Audience.SEAT)
class Returned(Entry):
    """A force that was called back is where it sailed from, and can be sent again."""

    hour: Hour
    seat: Seat
    force: str


@kind_of_entry(Audience.EVERYBODY)
class Arrived(Entry):
    """A force is on station. *late* if the window closed in or before this hour."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    strength: float
    joint: bool
    late: bool


@kind_of_entry(Audience.EVERYBODY, later={"choices": [], "changes": []})
class Chosen(Entry):
    """The opponent's decision cycle ended; of several opponents the boldest choice counts."""

    hour: Hour
    incident: str
    choice: Choice
    estimate: Estimate
    """Probability that an opponent of this type presses, and why."""
    draw: float
    """The luck that came with the question; a doctrine presses where it is below the probability."""
    strength: float
    """Coalition strength on station, hull-equivalents after sharing."""
    choices: tuple[tuple[Seat, Choice], ...] = ()
    """Who chose what, where several opponents share the incident."""
    changes: tuple[Change, ...] = ()
    """What acting elsewhere makes stronger."""


@kind_of_entry(later={"item": ""})
class Tried(Entry):
    """An intrusion against the softest holder of the coalition's secrets."""

    hour: Hour
    seat: Seat
    holder: Seat
    estimate: Estimate
    draw: float
    success: bool
    item: str = ""
    """What it is after: a plan, a picture or a technology line that the holder has; empty where nobody holds any."""


@kind_of_entry(later={"item": "", "changes": []})
class Leaked(Entry):
    """A secret of the coalition got out."""

    hour: Hour
    holder: Seat
    route: str
    """``leak`` or ``intrusion``."""
    p: float
    draw: float
    item: str = ""
    """What got out: ``plan:OPTION:INCIDENT``, ``picture:SEAT:INCIDENT``, ``technology:LINE``; empty in logs from before."""
    changes: tuple[Change, ...] = ()
    """What the others hold back from then on."""


class Ruler(StrEnum):
    """Who decided an outcome."""

    MODEL = "model"
    CONTROL = "control"
    ARGUMENT = "argument"


@kind_of_entry(Audience.EVERYBODY)
class Ruled(Entry):
    """The outcome of an act the opponent pressed."""

    hour: Hour
    incident: str
    outcome: Outcome
    estimate: Estimate
    """Probability that the coalition frustrates it, and why."""
    p_partial: float
    """Probability that it is blunted, where it is not frustrated."""
    draw: float
    proposed: Outcome
    """The model's outcome for this draw: what was ruled, unless control or an argument ruled otherwise."""
    by: Ruler
    argument: int = 0
    """Number of the argument it ends; 0 for none."""
    reason: str = ""
    """Control's, in its own words; at the end of a scenario's own ladder the name of the rung."""


@kind_of_entry(Audience.EVERYBODY)
class Exchanged(Entry):
    """Losses of a limited exchange, hull-equivalents; only on rung 5."""

    hour: Hour
    incident: str
    blue_loss: float
    red_loss: float
    reasons: tuple[str, ...]


@kind_of_entry(Audience.EVERYBODY)
class Accident(Entry):
    """Forces that met collided, fired by mistake or lost somebody: nobody chose it, and it is answered as force is."""

    hour: Hour
    incident: str
    severity: float
    """Of the incident, from now on."""
    estimate: Estimate
    """Probability of an accident in this move, and why."""
    draw: float


Conduct = Literal["gave-way", "firm", "firm-but-flexible", "intransigent"]
"""How a coalition stood, as it is remembered."""


@kind_of_entry(Audience.EVERYBODY)
class Remembered(Entry):
    """What the next challenger has learnt from how the coalition stood in an incident that is over."""

    hour: Hour
    incident: str
    conduct: Conduct
    firmness: float
    """-1 gives way to 1 stands its ground."""
    grievance: float
    """0 to 1: how far it is remembered to have left no way out."""


@kind_of_entry(Audience.EVERYBODY)
class RungMoved(Entry):
    """The crisis climbed or came down one rung."""

    hour: Hour
    to: Rung
    source: str
    """What moved it: the title of an incident or an option, or an inject."""
    reason: str
    """The model's, in words; empty where an overt act made it."""
    p: float
    """Probability of this move; 1 where an overt act made it."""
    draw: float


class TrustCause(StrEnum):
    """Why a seat trusts the coalition more or less."""

    IN_WORDS = ""
    """As the entry says in words: one of a log before causes were facts."""
    CONCURRED = "concurred"
    """It concurred with others on an option."""
    REFUSED = "refused"
    """Another refused an option that it had agreed to."""
    LICENCE = "licence"
    """It waited longer than agreed for the licence that an option needs."""
    CONSULTED = "consulted"
    """It consulted its partners."""
    LEAK = "leak"
    """A secret got out at a seat."""
    LOST = "lost"
    """An incident was lost on which nobody had concurred."""


@kind_of_entry(later={"cause": "", "about": "", "waited_days": 0.0})
class TrustMoved(Entry):
    """A seat's trust in the coalition changed."""

    hour: Hour
    seat: Seat
    to: float
    reason: str = ""
    """In words, in logs before the cause was a fact."""
    cause: TrustCause = TrustCause.IN_WORDS
    about: str = ""
    """The option, the incident or the seat of the cause; empty where it needs none."""
    waited_days: float = 0.0
    """For the licence."""


@kind_of_entry()
class Recovered(Entry):
    """Readiness of forces after a move."""

    hour: Hour
    readiness: tuple[tuple[str, float], ...]
    """Share of each force that is ready, of those where it changed."""
    released: tuple[str, ...]
    """Forces that are free again: their incident is over."""


@kind_of_entry(Audience.EVERYBODY)
class RunsOn(Entry):
    """The last move is over, and the clock runs on without orders until every open window has closed."""

    hour: Hour
    incidents: tuple[str, ...]
    """Those that are open."""


class EndCause(StrEnum):
    """Why a game ended."""

    ALL_MOVES = "all-moves"
    """Every move was played."""
    CONTROL = "control"
    """Control called ENDEX."""
    TOP_RUNG = "top-rung"
    """Major conflict: handed to the facilitator."""
    CONDITION = "condition"
    """A condition of the scenario held."""


@kind_of_entry(Audience.EVERYBODY)
class Ended(Entry):
    """ENDEX."""

    hour: Hour
    cause: EndCause
    reason: str = ""
    """Control's, in its own words; the scenario's, where a condition ended it; at the end of its own ladder the name of the rung."""
