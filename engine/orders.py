"""What a seat may say: the order union, and the decision that carries the orders of one seat."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from engine.terms import Outcome, Seat

__all__ = [
    "Act",
    "Choice",
    "Choose",
    "Decision",
    "End",
    "Improvise",
    "Order",
    "Overrule",
    "Realign",
    "Release",
    "Reply",
    "Withhold",
    "tell",
]

Choice = Literal["press", "hold", "back-down"]
"""What an opponent does when its own decision cycle ends."""


@dataclass(frozen=True, slots=True)
class Act:
    """Carry out one of the scenario's options, about one incident or (empty) about none."""

    option: str
    incident: str = ""
    kind: Literal["act"] = "act"


@dataclass(frozen=True, slots=True)
class Reply:
    """Answer a request for concurrence."""

    request: str
    concur: bool
    kind: Literal["reply"] = "reply"


@dataclass(frozen=True, slots=True)
class Choose:
    """The opponent's choice at the end of its decision cycle over one incident."""

    incident: str
    choice: Choice
    kind: Literal["choose"] = "choose"


@dataclass(frozen=True, slots=True)
class Release:
    """CONTROL fires an inject now, whatever its hour or condition."""

    inject: str
    kind: Literal["release"] = "release"


@dataclass(frozen=True, slots=True)
class Withhold:
    """CONTROL takes an inject off the list."""

    inject: str
    kind: Literal["withhold"] = "withhold"


@dataclass(frozen=True, slots=True)
class Improvise:
    """CONTROL sends an ad-hoc inject."""

    text: str
    to: tuple[Seat, ...]
    kind: Literal["improvise"] = "improvise"


@dataclass(frozen=True, slots=True)
class Realign:
    """CONTROL changes the coalition variant from this turn on: an accession, or a what-if."""

    coalition: str
    kind: Literal["realign"] = "realign"


@dataclass(frozen=True, slots=True)
class Overrule:
    """CONTROL replaces the outcome the model proposed for one incident, and says why."""

    incident: str
    outcome: Outcome
    reason: str
    kind: Literal["overrule"] = "overrule"


@dataclass(frozen=True, slots=True)
class End:
    """CONTROL calls ENDEX."""

    reason: str
    kind: Literal["end"] = "end"


Order = Act | Reply | Choose | Release | Withhold | Improvise | Realign | Overrule | End


@dataclass(frozen=True, slots=True)
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


def tell(order: Order) -> str:
    """*order* in a few plain words, for messages and the screen."""
    match order:
        case Act(option, incident):
            return f"{option} @ {incident}" if incident else option
        case Reply(request, concur):
            return f"{'concur with' if concur else 'refuse'} {request}"
        case Choose(incident, choice):
            return f"{choice} @ {incident}"
        case Release(inject) | Withhold(inject):
            return f"{order.kind} {inject}"
        case Improvise(text, to):
            return f"tell {', '.join(to)}: {text}"
        case Realign(coalition):
            return f"realign to {coalition}"
        case Overrule(incident, outcome, reason):
            return f"overrule {incident} as {outcome}: {reason}"
        case End(reason):
            return f"ENDEX: {reason}"
