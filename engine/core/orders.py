"""What a seat may say: the order union, and the decision that carries the orders of one seat."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Literal

from fourthseat.engine.core.records import record
from fourthseat.engine.core.talk import (
    Answer,
    Ask,
    Assign,
    CloseChannel,
    CloseMotion,
    Deliver,
    OpenChannel,
    Post,
    PutForward,
    Sponsor,
    Table,
    TalkOrder,
    Vote,
)
from fourthseat.engine.core.terms import NOBODY, Hour, Outcome, Seat, Turn

__all__ = [
    "BOLDEST_FIRST",
    "USUAL_CHOICES",
    "WANTS_ORDERS",
    "Act",
    "Amend",
    "Argue",
    "ArguedEffect",
    "Author",
    "AuthorKind",
    "Cancel",
    "Choice",
    "Choose",
    "Decision",
    "End",
    "Improvise",
    "Intervene",
    "Introduce",
    "Matter",
    "Order",
    "Overrule",
    "Point",
    "Propose",
    "QuestionKind",
    "Realign",
    "Recall",
    "RefusalCause",
    "Release",
    "Reply",
    "Reschedule",
    "Send",
    "Settle",
    "Withhold",
    "entered_for",
    "order_text",
]

Choice = Literal["press", "hold", "back-down", "sideways", "offer"]
"""What an opponent does when its own decision cycle ends; the last two only where an incident lists them among its courses."""

USUAL_CHOICES: tuple[Choice, ...] = ("press", "hold", "back-down")
"""What it may do where an incident lists no courses."""
BOLDEST_FIRST: tuple[Choice, ...] = ("press", "sideways", "hold", "offer", "back-down")
"""Of several opponents in one incident, the boldest choice counts."""


@record
class Act:
    """Carry out one of the scenario's options, about one incident or (empty) about none."""

    option: str
    incident: str = ""
    kind: Literal["act"] = "act"


@record
class Cancel:
    """Take back an order that control took and that has not been carried out."""

    option: str
    incident: str = ""
    """As the order named it."""
    kind: Literal["cancel"] = "cancel"


@record
class Recall:
    """Call back a force of one's own that is under way: it turns round, and goes back where it sailed from."""

    force: str
    kind: Literal["recall"] = "recall"


@record
class Propose:
    """An order in the seat's own words, which no option covers: control settles it by argument."""

    text: str
    kind: Literal["propose"] = "propose"


@record
class Reply:
    """Answer a request for concurrence."""

    request: str
    concur: bool
    kind: Literal["reply"] = "reply"


@record
class Choose:
    """The opponent's choice at the end of its decision cycle over one incident."""

    incident: str
    choice: Choice
    kind: Literal["choose"] = "choose"


MessageKind = Literal["message", "offer", "request", "commitment", "accept", "decline"]
"""What one cell says to another: press with a meaning, so that a promise can be held against what was done."""


@record
class Send:
    """A cell speaks to other cells, at any moment the clock stands."""

    to: tuple[Seat, ...]
    text: str
    sort: MessageKind = "message"
    about: int = 0
    """Number of the offer or request this accepts or declines; 0 for none."""
    option: str = ""
    """What is offered, asked for or promised, if it is an option of the scenario."""
    incident: str = ""
    by_turn: Turn = 0
    """Last move in which it is due; 0 for none."""
    kind: Literal["send"] = "send"


@record
class Release:
    """CONTROL fires an inject now, whatever its hour or condition."""

    inject: str
    kind: Literal["release"] = "release"


@record
class Withhold:
    """CONTROL takes an inject off the list."""

    inject: str
    kind: Literal["withhold"] = "withhold"


@record
class Amend:
    """CONTROL rewrites an inject that has not been sent yet."""

    inject: str
    text: str
    kind: Literal["amend"] = "amend"


@record
class Reschedule:
    """CONTROL sets an inject with an hour of its own down for another; one that was taken off the list is on it again."""

    inject: str
    to: Hour
    kind: Literal["reschedule"] = "reschedule"


@record
class Improvise:
    """CONTROL sends an ad-hoc inject."""

    text: str
    to: tuple[Seat, ...]
    kind: Literal["improvise"] = "improvise"


@record
class Realign:
    """CONTROL changes the coalition variant from this turn on: an accession, or a what-if."""

    coalition: str
    kind: Literal["realign"] = "realign"


@record
class Overrule:
    """CONTROL replaces the outcome the model proposed for one incident, and says why."""

    incident: str
    outcome: Outcome
    reason: str
    kind: Literal["overrule"] = "overrule"


@record
class Point:
    """A reason for or against an argument, by whom, and whether control counts it."""

    author: str
    text: str
    counts: bool = True


@record
class ArguedEffect:
    """One change of the world that an argument brings if it stands, or that control brings about: as a row of effects in a scenario says it."""

    does: str
    """The kind of effect."""
    amount: float | None = None
    """In the unit of its kind; None for kinds without one."""
    incident: str = ""
    """Of which incident; empty: the one whose ruling the argument is about."""
    seat: Seat = NOBODY
    indicator: str = ""
    force: str = ""
    place: str = ""
    category: str = ""
    coalition: str = ""
    term: str = ""
    rule: str = ""
    side: Literal["blue", "red"] = "blue"
    off: bool = False
    text: str = ""
    delay_hours: float | None = None
    lasts_hours: float | None = None
    half_life_hours: float | None = None
    chance: float | None = None
    when: str = ""
    seats: tuple[Seat, ...] = ()
    in_part: bool = False
    """Whether it comes about too if the argument holds in part alone."""


ArgumentMethod = Literal["2d6", "vote", "consensus", "umpire"]
"""How an argument is settled: dice with the odds shown, a show of hands, agreement, or control alone."""


@record
class Argue:
    """A matrix argument: an act, the effect it is to have, and reasons for and against; control has it settled."""

    claim: str
    effect: str
    method: ArgumentMethod
    to: tuple[Seat, ...]
    """Seats that are told what was established."""
    incident: str = ""
    """The ruling it replaces; empty for a fact of its own."""
    pros: tuple[Point, ...] = ()
    cons: tuple[Point, ...] = ()
    votes: tuple[tuple[str, bool], ...] = ()
    """By voter, under ``vote``."""
    verdict: Outcome | None = None
    """Under ``consensus`` and ``umpire``: what was agreed or decided."""
    effects: tuple[ArguedEffect, ...] = ()
    """What changes beside the ruling if it stands; who is told, each effect's kind says."""
    kind: Literal["argue"] = "argue"


@record
class Intervene:
    """CONTROL changes the world at once, and says why: each effect comes about as one of an inject does, and whom its kind concerns is told."""

    reason: str
    effects: tuple[ArguedEffect, ...]
    kind: Literal["intervene"] = "intervene"


@record
class Introduce:
    """CONTROL adds an incident that the scenario does not have, and says why."""

    row: dict[str, Any]
    """The whole row, as a scenario's file has it, by its keys. With an ``hour`` it opens then; without one when control opens it."""
    like: str
    """The incident whose own options are about this one too; empty for none."""
    reason: str
    kind: Literal["introduce"] = "introduce"


Matter = Literal["order", "consultation", "consent", "concurrence", "licence"]
"""What control may settle of an order: one thing that it waits for, or all that still stands before it."""


@record
class Settle:
    """CONTROL grants or refuses what an order of a seat waits for, or the order as a whole, and says why."""

    seat: Seat
    number: int
    """Which of the seat's own orders, from 1, in the order in which control took them."""
    matter: Matter
    grants: bool
    reason: str
    told: bool = False
    """Whether those it concerns read that control did it, and why; else they learn what came of it alone."""
    kind: Literal["settle"] = "settle"


@record
class End:
    """CONTROL calls ENDEX."""

    reason: str
    kind: Literal["end"] = "end"


Order = (
    Act
    | Cancel
    | Recall
    | Propose
    | Reply
    | Choose
    | Send
    | Release
    | Withhold
    | Amend
    | Improvise
    | Realign
    | Overrule
    | Argue
    | Intervene
    | Introduce
    | Settle
    | Reschedule
    | End
    | TalkOrder
)


QuestionKind = Literal["orders", "flash", "concur", "choose", "open", "propose", "close", "unasked"]
"""What a seat is asked: a move's orders, orders at once in mid-move, a partner's request, the opponent's choice; CONTROL, how a move
opens and closes, and whether an inject goes that has proposed itself within a move.
``unasked`` names what a seat said of its own accord.
"""


WANTS_ORDERS: frozenset[QuestionKind] = frozenset({"orders", "flash"})
"""Questions that are answered with orders from the menu."""


class RefusalCause(StrEnum):
    """Why control would not carry out an order."""

    UNKNOWN = "unknown"
    """It names something this game does not have."""
    NOT_YOURS = "not-yours"
    """It is another seat's to order, answer or choose."""
    NOT_ABOUT = "not-about"
    """The option is about another incident, about one where none was named, or about none."""
    NOT_NOW = "not-now"
    """It waits until it is asked for, or nothing of that kind is open."""
    RUNG = "rung"
    """It skips a rung of the ladder."""
    MEMBERSHIP = "membership"
    """It is a coalition measure, and the seat is not a member, or has no partner in it."""
    REPEATED = "repeated"
    """It was ordered, said, sent or answered already, or stands already."""
    NO_FORCE = "no-force"
    """The seat has no idle force for it."""
    LAW = "law"
    """The seat has not declared the legal category that it needs."""
    NO_MONEY = "no-money"
    """The seat cannot pay its share."""
    REQUIRES = "requires"
    """What the option requires does not hold."""
    INCOMPLETE = "incomplete"
    """It lacks words, a recipient, a reason, votes or a verdict."""


class AuthorKind(StrEnum):
    """What wrote a decision."""

    PERSON = "person"
    DOCTRINE = "doctrine"
    """The engine's rule-of-thumb staff."""
    DEFAULT = "default"
    """The declared default: the seat had not answered in time."""
    MODEL = "model"
    """A language model or a trained policy."""
    PROGRAM = "program"
    """Any other player: uniform, silent, a script."""
    UNRECORDED = "unrecorded"
    """An older log does not say."""


@record
class Author:
    """Who wrote a decision: a fact of the record, so that no report has to guess it from the words."""

    kind: AuthorKind = AuthorKind.PROGRAM
    name: str = ""
    """The name a person gave, or the doctrine's, the model's, the program's; empty if none was given."""


def entered_for(seat: str) -> str:
    """How a decision is signed that control enters for a cell that plays on paper.

    >>> entered_for("NORTH")
    'control for NORTH'
    """
    return f"control for {seat}"


@record
class Decision:
    """A seat's answer to everything it was asked at one moment."""

    orders: tuple[Order, ...] = ()
    intent: str = ""
    """What the seat is trying to achieve."""
    reason: str = ""
    """Why these orders and not others."""
    expected: str = ""
    """The effect the seat expects."""
    confidence: int | None = None
    """0–100, how sure it is of that effect; None if not asked or not given."""
    by: Author = Author()
    """Who decided."""


def order_text(order: Order) -> str:
    """*order* in a few plain words, for messages and the screen."""
    match order:
        case Act(option, incident):
            return f"{option} @ {incident}" if incident else option
        case Cancel(option, incident):
            return f"take back {option} @ {incident}" if incident else f"take back {option}"
        case Recall(force):
            return f"call back {force}"
        case Reply(request, concur):
            return f"{'concur with' if concur else 'refuse'} {request}"
        case Choose(incident, choice):
            return f"{choice} @ {incident}"
        case Send(to, text, sort):
            return f"{sort} to {', '.join(to)}: {text}"
        case Propose(text):
            return f"in its own words: {text}"
        case Amend(inject, text):
            return f"amend {inject}: {text}"
        case Argue(claim, _, method):
            return f"argument by {method}: {claim}"
        case Release(inject) | Withhold(inject):
            return f"{order.kind} {inject}"
        case Improvise(text, to):
            return f"tell {', '.join(to)}: {text}"
        case Realign(coalition):
            return f"realign to {coalition}"
        case Overrule(incident, outcome, reason):
            return f"overrule {incident} as {outcome}: {reason}"
        case Reschedule(inject, to):
            return f"set {inject} down for H+{to}"
        case Intervene(reason, effects):
            return f"change the world ({', '.join(effect.does for effect in effects)}): {reason}"
        case Introduce(row, _, reason):
            return f"add the incident {row.get('id', '?')}: {reason}"
        case Settle(seat, number, matter, grants, reason):
            what = "" if matter == "order" else f"the {matter} of "
            return f"{'grant' if grants else 'refuse'} {what}order {number} of {seat}: {reason}"
        case End(reason):
            return f"ENDEX: {reason}"
        case Ask(text):
            return f"ask control: {text}"
        case Assign(rfi, owner):
            return f"{owner} answers RFI {rfi}"
        case Answer(rfi, text, _, declined):
            return f"{'decline' if declined else 'answer'} RFI {rfi}: {text}"
        case PutForward(text, to) | Table(text, to):
            return f"proposal to {', '.join(to)}: {text}"
        case Sponsor(motion):
            return f"sponsor proposal {motion}"
        case Vote(motion, vote):
            return f"{'abstain on' if vote == 'abstain' else f'vote {vote}'} proposal {motion}"
        case CloseMotion(motion):
            return f"close proposal {motion}"
        case OpenChannel(channel, _, seats):
            return f"open the channel {channel} to {', '.join(seats)}"
        case CloseChannel(channel):
            return f"close the channel {channel}"
        case Post(channel, text):
            return f"in {channel}: {text}"
        case Deliver(text, to, sender):
            return f"{sender} tells {', '.join(to)}: {text}"
