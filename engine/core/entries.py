"""One class per kind of log line. An entry is a fact: the rules ran before it was written."""

from __future__ import annotations

from dataclasses import dataclass

from fourthseat.engine.core.orders import Argue, Choice, Decision, Order, Sort
from fourthseat.engine.core.terms import Estimate, Hour, Outcome, Rung, Seat, Turn

__all__ = [
    "KINDS",
    "Acted",
    "Amended",
    "Argued",
    "Arrived",
    "Assessed",
    "Blocked",
    "Chosen",
    "Concurred",
    "Dealt",
    "DealtIncident",
    "Decided",
    "Dropped",
    "Ended",
    "Entry",
    "Exchanged",
    "IncidentOpened",
    "Informed",
    "Injected",
    "Leaked",
    "LicenceSought",
    "Licensed",
    "Ordered",
    "Proposed",
    "Realigned",
    "Received",
    "Recovered",
    "Refused",
    "Requested",
    "Ruled",
    "RungMoved",
    "Sailed",
    "Sent",
    "Tried",
    "TrustMoved",
    "TurnClosed",
    "TurnOpened",
    "Withheld",
]

Costs = tuple[tuple[Seat, float], ...]
"""Million US$ by the seat that pays."""


@dataclass(frozen=True, slots=True)
class DealtIncident:
    """The exogenous luck of one incident, the same in every coalition variant."""

    id: str
    hour: Hour | None
    """Hour it opens; None if an inject opens it."""
    window: Hour
    severity: float
    resolve: float
    """The opponent's hidden type."""


@dataclass(frozen=True, slots=True)
class Dealt:
    """STARTEX: everything the world decided before anyone moved."""

    hour: Hour
    incidents: tuple[DealtIncident, ...]
    readiness: tuple[tuple[str, float], ...]
    """Share of each force that is ready."""


@dataclass(frozen=True, slots=True)
class TurnOpened:
    """A move begins."""

    hour: Hour
    turn: Turn


@dataclass(frozen=True, slots=True)
class TurnClosed:
    """A move's clock has run out; rulings follow in the same hour."""

    hour: Hour
    turn: Turn


@dataclass(frozen=True, slots=True)
class Decided:
    """An input, logged when it entered: a seat answered what it was asked."""

    hour: Hour
    seat: Seat
    asked: tuple[str, ...]
    """Names of the questions answered."""
    decision: Decision


@dataclass(frozen=True, slots=True)
class Ordered:
    """Control took an order; the staff has it."""

    hour: Hour
    seat: Seat
    option: str
    incident: str


@dataclass(frozen=True, slots=True)
class Refused:
    """An order control would not carry out. A fact, not an error."""

    hour: Hour
    seat: Seat
    order: Order
    reason: str


@dataclass(frozen=True, slots=True)
class Injected:
    """A row of the MSEL, or an ad-hoc inject, reached its seats."""

    hour: Hour
    inject: str
    sender: str
    to: tuple[Seat, ...]
    text: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A contingency inject's condition holds; control may withhold it before the next move."""

    hour: Hour
    inject: str
    why: str


@dataclass(frozen=True, slots=True)
class Withheld:
    """Control took an inject off the list."""

    hour: Hour
    inject: str


@dataclass(frozen=True, slots=True)
class Amended:
    """Control rewrote an inject before it was sent."""

    hour: Hour
    inject: str
    text: str


@dataclass(frozen=True, slots=True)
class Sent:
    """One cell spoke to others."""

    hour: Hour
    number: int
    """From 1, in the order of the game."""
    seat: Seat
    to: tuple[Seat, ...]
    sort: Sort
    text: str
    about: int
    option: str
    incident: str
    by_turn: Turn


@dataclass(frozen=True, slots=True)
class Argued:
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


@dataclass(frozen=True, slots=True)
class Realigned:
    """The coalition variant changed."""

    hour: Hour
    coalition: str


@dataclass(frozen=True, slots=True)
class IncidentOpened:
    """An opponent's act became known; its window runs."""

    hour: Hour
    incident: str
    closes: Hour


@dataclass(frozen=True, slots=True)
class Informed:
    """Another seat's picture of an incident was released to *seat*."""

    hour: Hour
    seat: Seat
    source: Seat
    incident: str
    quality: float


@dataclass(frozen=True, slots=True)
class Assessed:
    """A capital has a position on an incident."""

    hour: Hour
    seat: Seat
    incident: str
    waited: Hour
    """Hours the incident lay before a staff team was free."""


@dataclass(frozen=True, slots=True)
class Requested:
    """A joint measure needs concurrence."""

    hour: Hour
    request: str
    seat: Seat
    option: str
    incident: str
    needed: tuple[Seat, ...]
    """Whose answers count, the proposer's own included."""
    rule: str


@dataclass(frozen=True, slots=True)
class Received:
    """A capital's answer arrived. *late* if the window closed in or before this hour."""

    hour: Hour
    request: str
    seat: Seat
    concur: bool
    late: bool
    estimate: Estimate | None


@dataclass(frozen=True, slots=True)
class Concurred:
    """The coalition's rule is satisfied."""

    hour: Hour
    request: str
    took: Hour
    """Hours since the incident opened."""


@dataclass(frozen=True, slots=True)
class Blocked:
    """A joint measure failed: refused, or out of time."""

    hour: Hour
    request: str
    reason: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """An accepted order came to nothing: too late, no longer paid for, its forces sent elsewhere, its coalition left."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    reason: str


@dataclass(frozen=True, slots=True)
class LicenceSought:
    """An application reached the export-licence desk."""

    hour: Hour
    seat: Seat
    option: str


@dataclass(frozen=True, slots=True)
class Licensed:
    """Goods or data may flow."""

    hour: Hour
    seat: Seat
    option: str
    route: str
    """``exempt``, ``licence``, ``licence+notice``, ``licence+review`` …"""
    days: float


@dataclass(frozen=True, slots=True)
class Acted:
    """An option other than a deployment took effect."""

    hour: Hour
    seat: Seat
    option: str
    incident: str
    joint: bool
    costs: Costs


@dataclass(frozen=True, slots=True)
class Sailed:
    """A force left for an incident."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    option: str
    nmi: float
    arrives: Hour
    costs: Costs


@dataclass(frozen=True, slots=True)
class Arrived:
    """A force is on station. *late* if the window closed in or before this hour."""

    hour: Hour
    seat: Seat
    force: str
    incident: str
    strength: float
    joint: bool
    late: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """The opponent's decision cycle ended."""

    hour: Hour
    incident: str
    choice: Choice
    estimate: Estimate
    """Probability that an opponent of this type presses, and why."""
    strength: float
    """Coalition strength on station, hull-equivalents after sharing."""


@dataclass(frozen=True, slots=True)
class Tried:
    """An intrusion against the softest holder of the coalition's secrets."""

    hour: Hour
    seat: Seat
    holder: Seat
    estimate: Estimate
    draw: float
    success: bool


@dataclass(frozen=True, slots=True)
class Leaked:
    """A secret of the coalition got out."""

    hour: Hour
    holder: Seat
    route: str
    """``leak`` or ``intrusion``."""
    p: float
    draw: float


@dataclass(frozen=True, slots=True)
class Ruled:
    """The outcome of an act the opponent pressed."""

    hour: Hour
    incident: str
    outcome: Outcome
    estimate: Estimate
    """Probability that the coalition frustrates it, and why."""
    draw: float
    by: str
    """``model``, or ``CONTROL`` with its *reason*."""
    reason: str


@dataclass(frozen=True, slots=True)
class Exchanged:
    """Losses of a limited exchange, hull-equivalents; only on rung 5."""

    hour: Hour
    incident: str
    blue_loss: float
    red_loss: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RungMoved:
    """The crisis climbed or came down one rung."""

    hour: Hour
    to: Rung
    reason: str
    p: float
    """Probability of this move; 1 where an overt act made it."""
    draw: float


@dataclass(frozen=True, slots=True)
class TrustMoved:
    """A seat's trust in the coalition changed."""

    hour: Hour
    seat: Seat
    to: float
    reason: str


@dataclass(frozen=True, slots=True)
class Recovered:
    """Readiness of forces after a move."""

    hour: Hour
    readiness: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """ENDEX."""

    hour: Hour
    reason: str


Entry = (
    Dealt
    | TurnOpened
    | TurnClosed
    | Decided
    | Ordered
    | Refused
    | Injected
    | Proposed
    | Withheld
    | Amended
    | Sent
    | Argued
    | Realigned
    | IncidentOpened
    | Informed
    | Assessed
    | Requested
    | Received
    | Concurred
    | Blocked
    | Dropped
    | LicenceSought
    | Licensed
    | Acted
    | Sailed
    | Arrived
    | Chosen
    | Tried
    | Leaked
    | Ruled
    | Exchanged
    | RungMoved
    | TrustMoved
    | Recovered
    | Ended
)

KINDS: dict[str, type[Entry]] = {
    kind.__name__: kind
    for kind in (
        Dealt,
        TurnOpened,
        TurnClosed,
        Decided,
        Ordered,
        Refused,
        Injected,
        Proposed,
        Withheld,
        Amended,
        Sent,
        Argued,
        Realigned,
        IncidentOpened,
        Informed,
        Assessed,
        Requested,
        Received,
        Concurred,
        Blocked,
        Dropped,
        LicenceSought,
        Licensed,
        Acted,
        Sailed,
        Arrived,
        Chosen,
        Tried,
        Leaked,
        Ruled,
        Exchanged,
        RungMoved,
        TrustMoved,
        Recovered,
        Ended,
    )
}
"""Entry classes by the name a log line carries."""
