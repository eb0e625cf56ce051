"""What waits on the clock of a game, as typed records: the agenda, and the orders that are on their way.

A game is its state, its agenda and its open questions, and all three are values. So a game can be copied and put away
between any two answers; the clock is filled from the agenda again.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

from fourthseat.engine.core.entries.changes import Change
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Estimate, Hour, Seat, Turn
from fourthseat.engine.rules.stages import Stage

__all__ = [
    "Announced",
    "Answered",
    "Application",
    "AssessmentBegins",
    "AtWork",
    "DeskDone",
    "Due",
    "EffectDue",
    "EffectEnds",
    "FlashAsked",
    "FlashOrdersIn",
    "ForceArrives",
    "ForceReturns",
    "IncidentBegins",
    "IncidentOpens",
    "InjectDue",
    "LicenceIssued",
    "LookAgain",
    "MoveClosed",
    "MoveCloses",
    "MoveOpened",
    "MoveOpens",
    "OfficerFree",
    "OpponentChooses",
    "OrdersAsked",
    "OrdersIn",
    "OrdersTaken",
    "PictureLands",
    "PictureRead",
    "PositionOf",
    "Priority",
    "ProposalsHeard",
    "QuestionStep",
    "ReplyBegins",
    "ReplyComes",
    "ReplyDue",
    "ReplyGiven",
    "RequestLapses",
    "RequestSettled",
    "SettlementOf",
    "SilenceEnds",
    "StaffDone",
    "Startex",
    "Step",
    "TeamBack",
    "TeamFree",
    "TeamTakesUp",
    "Teams",
    "Topic",
    "UnderWay",
    "WindowCloses",
    "WorkDone",
    "WorkReconsidered",
]


class Priority(IntEnum):
    """The turn of a step among everything of its hour: lower comes first; steps of one priority come as they were set down."""

    BEGIN = 0
    """What begins now, before anything else of the hour."""
    NORMAL = 1
    WINDOW_CLOSES = 2
    """Whatever else lands in its hour is written first (lateness is a rule, concurrence.in_time)."""
    TURN_CLOSES = 3
    """After the windows that close in its hour."""


# ---------------------------------------------------------------- orders on their way


class UnderWay(NamedTuple):
    """An order on its way; as a step, it goes through its next stage."""

    seat: Seat
    option: str
    incident: str
    """Empty for an option that is about none."""
    stages: tuple[Stage, ...]
    """What still stands between it and its effect, the next first."""
    number: int = 0
    """Counts the orders of the game from 1: two that are alike are two."""


class Application(NamedTuple):
    """An application for an export licence."""

    order: UnderWay
    route: str
    sought: Hour
    behind: Hour
    """Hours in the stages behind the desk."""


class AtWork(NamedTuple):
    """A staff team at work on a capital's position."""

    waited: Hour
    """Until the team was free."""
    since: Hour
    """Hour at which *left* hours were left."""
    left: Hour
    best: float
    """Quality of the best picture it has, in [0, 1]."""
    attempt: int = 1
    """Counts how often the work left was worked out: a step of an earlier attempt is void."""
    listening: bool = True
    """A picture that lands now is read."""
    picture: float = 0.0
    """Quality of the picture being read."""
    stopped: bool = False
    """The work is done or interrupted, and about to be looked at again."""


class Teams(NamedTuple):
    """Teams that take up one thing each; what comes while none is free queues."""

    free: int
    queue: tuple[Step, ...] = ()


# ---------------------------------------------------------------- what is waited for


class PositionOf(NamedTuple):
    """That a capital has a position on an incident."""

    seat: Seat
    incident: str


class SettlementOf(NamedTuple):
    """That a request for concurrence is settled."""

    request: str


Topic = PositionOf | SettlementOf


# ---------------------------------------------------------------- steps


class Startex(NamedTuple):
    """The game is dealt."""


class MoveOpens(NamedTuple):
    """A move opens: control is asked how."""

    turn: Turn


class MoveOpened(NamedTuple):
    """Control has said how the move opens (a question's step)."""

    turn: Turn


class OrdersAsked(NamedTuple):
    """The cells are asked for their orders."""

    turn: Turn


class OrdersIn(NamedTuple):
    """One cell's orders are in (a question's step)."""

    turn: Turn
    seat: Seat


class OrdersTaken(NamedTuple):
    """All are in, and are carried out in the order of the cells."""

    turn: Turn


class FlashAsked(NamedTuple):
    """Seats that something in mid-move concerns are asked for orders at once."""


class FlashOrdersIn(NamedTuple):
    """A seat's orders in mid-move are in (a question's step)."""

    seat: Seat


class MoveCloses(NamedTuple):
    """A move closes, once nobody is asked anything any more: control is shown the rulings."""

    turn: Turn


class MoveClosed(NamedTuple):
    """Control has said how the move closes (a question's step)."""

    turn: Turn


class ProposalsHeard(NamedTuple):
    """Control has said what becomes of injects that proposed themselves within a move (a question's step)."""


class LookAgain(NamedTuple):
    """An hour that a condition names."""


class InjectDue(NamedTuple):
    """A scheduled inject."""

    inject: str


class IncidentBegins(NamedTuple):
    """An incident is set down to open in *delay* hours."""

    incident: str
    delay: Hour


class IncidentOpens(NamedTuple):
    """An incident opens."""

    incident: str


class WindowCloses(NamedTuple):
    """An incident's window closes: the opponent is asked."""

    incident: str


class OpponentChooses(NamedTuple):
    """The opponent has chosen (a question's step)."""

    incident: str
    estimate: Estimate
    strength: float
    """Of the coalition on station when its window closed, hull-equivalents."""
    seat: Seat
    """Whose choice it is."""


class PictureLands(NamedTuple):
    """A picture of an incident reaches a capital."""

    source: Seat
    to: Seat
    incident: str
    quality: float


class AssessmentBegins(NamedTuple):
    """A capital's staff wants a team for an incident."""

    seat: Seat
    incident: str


class TeamTakesUp(NamedTuple):
    """A team takes the incident up."""

    seat: Seat
    incident: str
    came: Hour


class WorkDone(NamedTuple):
    """The hours of staff work are over."""

    seat: Seat
    incident: str
    attempt: int


class PictureRead(NamedTuple):
    """A team at work has read a picture."""

    seat: Seat
    incident: str
    attempt: int


class WorkReconsidered(NamedTuple):
    """The work left is worked out anew; none left is a position."""

    seat: Seat
    incident: str


class TeamBack(NamedTuple):
    """A team has come back: whoever waits longest gets it."""

    desk: Seat


class Announced(NamedTuple):
    """Everybody who waits for it learns of it."""

    topic: Topic


class TeamFree(NamedTuple):
    """A team of the crisis staff takes an order up."""

    order: UnderWay


class StaffDone(NamedTuple):
    """The team has drawn the order up."""

    order: UnderWay


class RequestSettled(NamedTuple):
    """The request an order waited for is settled."""

    order: UnderWay
    request: str


class ReplyBegins(NamedTuple):
    """A capital gets a request for concurrence."""

    request: str
    member: Seat


class ReplyDue(NamedTuple):
    """A capital with a position is asked."""

    request: str
    member: Seat


class ReplyGiven(NamedTuple):
    """A capital has answered (a question's step)."""

    request: str
    member: Seat
    estimate: Estimate


class ReplyComes(NamedTuple):
    """The answer arrives after its handling."""

    request: str
    member: Seat
    concur: bool
    estimate: Estimate


class RequestLapses(NamedTuple):
    """The window of a request closes."""

    request: str


class SilenceEnds(NamedTuple):
    """The hours of a silence procedure are over."""

    request: str


class OfficerFree(NamedTuple):
    """An officer takes an application up, for *hours*."""

    application: Application
    hours: Hour


class DeskDone(NamedTuple):
    """The officer is done with an application."""

    application: Application


class LicenceIssued(NamedTuple):
    """The stages behind the desk are over."""

    application: Application


class ForceArrives(NamedTuple):
    """A force is on station."""

    force: str
    option: str
    incident: str
    recalls: int = 0
    """How often it had been called back when it sailed: a step of an earlier sailing is void."""


class ForceReturns(NamedTuple):
    """A force that was called back is home."""

    force: str


class EffectDue(NamedTuple):
    """An effect comes about, or by its chance does not."""

    where: tuple[str | int, ...]
    """Its place in the scenario: a table, a row and the number of the effect in it."""
    seat: Seat
    incident: str


class EffectEnds(NamedTuple):
    """An effect is undone."""

    where: tuple[str | int, ...]
    seat: Seat
    incident: str
    did: tuple[tuple[Change, Change], ...]
    """What it set, and how that stood before."""


class Answered(NamedTuple):
    """A seat's answer reaches whoever asked; *step* is what comes of it."""

    seat: Seat
    question: str
    step: QuestionStep
    decision: Decision


QuestionStep = OpponentChooses | ReplyGiven | MoveOpened | OrdersIn | FlashOrdersIn | ProposalsHeard | MoveClosed
"""What comes of an answer."""


Step = (
    Startex | MoveOpens | MoveOpened | OrdersAsked | OrdersIn | OrdersTaken | FlashAsked | FlashOrdersIn | MoveCloses | MoveClosed | InjectDue
    | ProposalsHeard | LookAgain
    | IncidentBegins | IncidentOpens | WindowCloses | OpponentChooses | PictureLands | AssessmentBegins | TeamTakesUp
    | WorkDone | PictureRead | WorkReconsidered | TeamBack | Announced | UnderWay | TeamFree | StaffDone | RequestSettled
    | ReplyBegins | ReplyDue | ReplyGiven | ReplyComes | RequestLapses | SilenceEnds | OfficerFree | DeskDone | LicenceIssued
    | ForceArrives | ForceReturns | EffectDue | EffectEnds | Answered
)  # fmt: skip
"""Everything that can come next in a game."""


class Due(NamedTuple):
    """A step and when it comes."""

    hour: Hour
    priority: Priority
    step: Step
