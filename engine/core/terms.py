"""The vocabulary: what every other module calls things."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from math import ceil
from typing import Literal, NewType, cast

from fourthseat.engine.core.records import record

__all__ = [
    "CONSENT",
    "CONTROL",
    "INSTRUMENTS",
    "NOBODY",
    "OWN_RULE",
    "RULES",
    "RULES_TOLD",
    "RULE_PATTERN",
    "STANDING",
    "TOP_RUNG",
    "Cell",
    "ConcurrenceRule",
    "Estimate",
    "Hour",
    "Outcome",
    "Posture",
    "Rung",
    "Seat",
    "Turn",
    "is_silence",
]

Seat = NewType("Seat", str)
"""One decision-maker at the table: a national cell (``NORTH``), an opponent, or ``CONTROL``."""

Hour = int
"""Whole game hours since STARTEX. Durations are rounded up: a staff is not ready until it is ready."""

Turn = int
"""Numbered round, from 1; printed as a *move*."""

Rung = int
"""Position on the scenario's escalation ladder, from 0."""

TOP_RUNG: Rung = 6
"""Major conflict, the highest level of the standard ladder, which the data on replies know; a scenario's own ladder says where it ends."""

RULES = ("lead", "quorum:2", "unanimity")
"""Rules of concurrence a comparison crosses, as far as they fit: with one alone the sign of a new member's effect would be chosen, not found."""


CONSENT = "consent"
"""What stands in a request in place of a rule where no coalition is asked, but the owners or hosts of a national measure."""


STANDING = "standing"
"""What stands there where the measure was agreed beforehand: nobody is asked but owners outside the coalition."""


def is_silence(rule: str) -> bool:
    """Whether *rule*, a rule of concurrence or :data:`CONSENT`, is a silence procedure.

    >>> [is_silence(rule) for rule in ("silence:12", "unanimity", CONSENT)]
    [True, False, False]
    """
    return rule.startswith("silence:")


RuleKind = Literal["lead", "quorum", "weighted", "unanimity", "silence"]

RULE_PATTERN = r"^(lead|lead\+[1-9][0-9]{0,2}|quorum:[1-9][0-9]{0,2}|weighted:(0?\.[0-9]{1,4}|1|1\.0)|unanimity|silence:[1-9][0-9]{0,3})$"
"""A rule of concurrence as files, logs and the command line have it."""


@record
class ConcurrenceRule:
    """How a coalition concurs. Files and logs hold it as a text: ``quorum:2``.

    ======================  ======================================================================
    ``lead``                the lead alone
    ``lead+N``              the lead and N others
    ``quorum:N``            any N
    ``weighted:SHARE``      members who hold SHARE of all weights together, 0 to 1
    ``unanimity``           everybody who has a say
    ``silence:HOURS``       everybody who has a say, unless somebody objects within so many hours
    ======================  ======================================================================
    """

    kind: RuleKind
    n: int = 0
    """``quorum``: yeses it takes; ``lead``: of how many besides the lead; ``silence``: hours."""
    share: float = 0.0
    """``weighted``: of all weights, above 0 and up to 1."""

    @classmethod
    @lru_cache(maxsize=64)
    def parse(cls, text: str) -> ConcurrenceRule:
        """The rule written as *text*; :exc:`ValueError` for what is none.

        >>> ConcurrenceRule.parse("quorum:2")
        ConcurrenceRule(kind='quorum', n=2, share=0.0)
        """
        if re.fullmatch(RULE_PATTERN, text) is None or (text.startswith("weighted:") and not float(text[9:])):
            raise ValueError(f"{text!r} is no rule of concurrence: {RULES_TOLD}")
        kind, _, number = text.replace("+", ":").partition(":")
        if kind == "weighted":
            return cls("weighted", share=float(number))
        return cls(cast(RuleKind, kind), int(number or 0))

    def needed(self, voters: int) -> int:
        """Yeses it takes of *voters* who have a say and weigh alike; never more than there are. Of silence: those who may break it.

        >>> [ConcurrenceRule.parse(rule).needed(3) for rule in (*RULES, "lead+1", "weighted:0.5")]
        [1, 2, 3, 2, 2]
        """
        match self.kind:
            case "lead":
                return min(1 + self.n, voters)
            case "quorum":
                return min(self.n, voters)
            case "weighted":
                return min(voters, ceil(voters * self.share - 1e-9))
            case _:
                return voters

    def __str__(self) -> str:
        """As files and logs have it."""
        match self.kind:
            case "lead" if self.n:
                return f"lead+{self.n}"
            case "quorum" | "silence":
                return f"{self.kind}:{self.n}"
            case "weighted":
                return f"weighted:{self.share:g}"
        return self.kind


RULES_TOLD = "lead, lead+N, quorum:N, weighted:SHARE, unanimity or silence:HOURS"
"""Every rule, for a message."""

OWN_RULE = "own"
"""The level of a study's rule factor under which every variant keeps the rules its file gives it."""

INSTRUMENTS = ("diplomatic", "information", "military", "economic", "cyber", "intelligence", "legal", "technology")
"""What an option is to a reader; a coalition may concur by another rule on each."""


CONTROL = Seat("CONTROL")
"""The white cell. Its orders are logged and replayed like everybody's."""


NOBODY = Seat("")
"""No seat: a fact that is about none, and the public's view among the seats'."""


class Cell(StrEnum):
    """A group of seats."""

    BLUE = "BLUE"
    """The coalition and the allies beside it."""
    RED = "RED"
    """The opponent."""
    GREEN = "GREEN"
    """Partners and bystanders with interests of their own."""
    WHITE = "WHITE"
    """Control."""


class Posture(StrEnum):
    """A seat's readiness: how much of its available force can sail at once."""

    ROUTINE = "routine"
    RAISED = "raised"


class Outcome(StrEnum):
    """How an act came out, seen from the coalition."""

    SUCCESS = "SUCCESS"
    PARTIAL = "PARTIAL"
    FAILURE = "FAILURE"


@record
class Estimate:
    """What a model says: a probability, and why. A model is never told the draw."""

    p: float
    """Probability in [0, 1] of the event the model is named for."""
    reasons: tuple[str, ...]
    """One short sentence per term, largest first where the model can tell; printed in the debrief."""
