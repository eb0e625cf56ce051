"""Are the games still the games? Plays a set of reference games again and compares each with its recorded digest.

``python -m benchmarks.equality`` prints a table (scenario, games, equal) and exits 1 if a game differs; with ``--write`` it writes the
digests anew and says how many games are no longer what they were. That is done when a rule was changed on purpose, and the
changelog then says which.

What goes into a digest is frozen here: :data:`FIELDS` names, for every kind of entry that version 0.1.0 wrote, the fields it had
then. A field or a kind that came later never enters, so that the log format may grow while the games stay the same.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from functools import cache
from hashlib import blake2b
from itertools import product
from pathlib import Path
from typing import NamedTuple

from fourthseat import scenarios
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

__all__ = ["REFERENCE", "RULES", "Arm", "arms", "differing", "digests", "main", "reference", "rewritten"]

REFERENCE = Path(__file__).parent.parent / "tests/data/equality.json"
"""Digests by scenario and arm, seeds from 0, separated by spaces."""

RULES = ("lead", "quorum:2", "unanimity")
"""Rules of concurrence the reference games were played under."""

FIELDS: Mapping[str, tuple[str, ...]] = {
    "Dealt": (
        "readiness",
        "incidents",
    ),
    "TurnOpened": ("turn",),
    "TurnClosed": ("turn",),
    "Decided": ("seat",),
    "Ordered": (
        "seat",
        "incident",
        "option",
    ),
    "Refused": ("seat",),
    "Injected": (
        "to",
        "inject",
    ),
    "Proposed": ("inject",),
    "Withheld": ("inject",),
    "Amended": ("inject",),
    "Sent": (
        "seat",
        "incident",
        "option",
        "to",
    ),
    "Argued": ("outcome",),
    "Realigned": ("coalition",),
    "IncidentOpened": (
        "incident",
        "closes",
    ),
    "Informed": (
        "seat",
        "source",
        "incident",
        "quality",
    ),
    "Assessed": (
        "seat",
        "incident",
        "waited",
    ),
    "Requested": (
        "seat",
        "incident",
        "option",
        "request",
    ),
    "Received": (
        "seat",
        "concur",
        "late",
        "request",
    ),
    "Concurred": (
        "took",
        "request",
    ),
    "Blocked": ("request",),
    "Dropped": (
        "seat",
        "incident",
        "option",
    ),
    "LicenceSought": (
        "seat",
        "option",
    ),
    "Licensed": (
        "seat",
        "option",
        "days",
        "route",
    ),
    "Acted": (
        "seat",
        "incident",
        "option",
        "joint",
        "costs",
    ),
    "Sailed": (
        "seat",
        "incident",
        "option",
        "arrives",
        "nmi",
        "force",
        "costs",
    ),
    "Arrived": (
        "seat",
        "incident",
        "late",
        "strength",
        "force",
        "joint",
    ),
    "Chosen": (
        "incident",
        "choice",
        "strength",
    ),
    "Tried": (
        "seat",
        "draw",
        "success",
        "holder",
    ),
    "Leaked": (
        "draw",
        "p",
        "route",
        "holder",
    ),
    "Ruled": (
        "incident",
        "outcome",
        "draw",
    ),
    "Exchanged": (
        "incident",
        "blue_loss",
        "red_loss",
    ),
    "RungMoved": (
        "draw",
        "p",
        "to",
    ),
    "TrustMoved": (
        "seat",
        "to",
    ),
    "Recovered": ("readiness",),
    "Ended": (),
}
"""By kind of entry: the fields that count, in the order in which they enter the digest."""

MEASURES = (
    "deterred",
    "status_quo_held",
    "lost",
    "p_press",
    "hours_to_concurrence",
    "concurred_in_time",
    "effect_in_time",
    "hours_to_effect",
    "strength_ratio",
    "peak_rung",
    "rung_area",
    "escalation_score",
    "leaks",
    "cohesion",
    "trust_end",
    "decision_load",
    "staff_wait_hours",
    "spent_musd",
    "burden_gap",
    "licence_days",
    "licences_open",
    "technology_gap",
)
"""The measures that count, in order."""

ESTIMATE = "estimate"
PRICED = frozenset({"Argued", "Received", "Chosen", "Tried", "Ruled"})
"""Kinds whose estimate, where there is one, gives its probability to the digest."""

PARTS: Mapping[str, tuple[str, ...]] = {"DealtIncident": ("id", "hour", "window", "severity", "resolve")}
"""The fields that count of what stands inside an entry."""


class Arm(NamedTuple):
    """One variant of a scenario under one rule, with the opponent's sense of provocation on or off."""

    coalition: str
    rule: str
    provoked: bool

    def __str__(self) -> str:
        """The name the reference gives it: ``aukus:lead:provoked``."""
        return f"{self.coalition}:{self.rule}:{'provoked' if self.provoked else 'unprovoked'}"


@cache
def reference() -> Mapping[str, Mapping[str, str]]:
    """The recorded digests: scenario name to arm name to digests by seed."""
    recorded: Mapping[str, Mapping[str, str]] = json.loads(REFERENCE.read_text("utf-8"))
    return recorded


def arms(scenario: Scenario) -> tuple[Arm, ...]:
    """Every variant of *scenario* crossed with every rule and both settings of provocation: 24 for the shipped ones."""
    return tuple(Arm(*arm) for arm in product([c.id for c in scenario.coalitions], RULES, (True, False)))


def digests(scenario: Scenario, arm: Arm, seeds: Sequence[int]) -> list[str]:
    """One digest (12 hexadecimal digits) a seed, of the games of *arm* with the shipped doctrines in every seat."""
    changes = {f"coalition.{arm.coalition}.rule": arm.rule} | (
        {} if arm.provoked else {"mechanisms.provocation": False}
    )
    variant = vary(scenario, changes)
    cast = cast_for(scenario, cast_names(scenario, {}))
    return [_digest(play(Game(variant, arm.coalition, seed), cast), variant) for seed in seeds]


def differing(name: str, arm: Arm, seeds: Sequence[int] | None = None) -> list[int]:
    """Seeds of *arm* of the shipped scenario *name* whose game is not the recorded one; all recorded seeds if None."""
    recorded = reference()[name][str(arm)].split()
    chosen = range(len(recorded)) if seeds is None else seeds
    played = digests(scenarios.find(name), arm, chosen)
    return [seed for seed, now in zip(chosen, played, strict=True) if now != recorded[seed]]


def _digest(game: Game, scenario: Scenario) -> str:
    digest = blake2b(digest_size=6)
    for row in _rows(game, scenario):
        digest.update(json.dumps(row, separators=(",", ":")).encode() + b"\n")
    return digest.hexdigest()


def _rows(game: Game, scenario: Scenario) -> Iterator[list[object]]:
    for entry in game.entries:
        if type(entry).__name__ in FIELDS:
            yield _row(entry)
    values = measure(scenario, game.entries, game.state)
    yield [[name, values[name]] for name in MEASURES if name in values]


def _row(entry: Entry) -> list[object]:
    kind = type(entry).__name__
    row: list[object] = [kind, entry.hour, *(_plain(getattr(entry, field)) for field in FIELDS[kind])]
    if kind in PRICED:
        estimate: Estimate | None = getattr(entry, ESTIMATE)
        row += [] if estimate is None else [estimate.p]
    return row


def _plain(value: object) -> object:
    """*value* as version 0.1.0 held it: a dataclass as a list of its parts, what has a value of its own as that value."""
    if isinstance(value, Enum):
        return _plain(value.value)
    if is_dataclass(value):
        names = PARTS.get(type(value).__name__) or tuple(field.name for field in fields(value))
        return [_plain(getattr(value, name)) for name in names]
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, (bool, int, float)) else str(value)


def rewritten() -> int:
    """Write the digests of the same games as they are played now; answers how many are no longer what they were."""
    was = reference()
    now = {
        name: {
            str(arm): " ".join(digests(scenarios.find(name), arm, range(len(recorded[str(arm)].split()))))
            for arm in arms(scenarios.find(name))
        }
        for name, recorded in was.items()
    }
    REFERENCE.write_text(json.dumps(now, indent=1) + "\n", "utf-8")
    pairs = ((was[name][arm].split(), line.split()) for name, lines in now.items() for arm, line in lines.items())
    return sum(before != after for old, new in pairs for before, after in zip(old, new, strict=True))


def main() -> int:
    """Play every reference game again, print the table, answer 1 if any differs; with ``--write`` keep what is played now."""
    if "--write" in sys.argv[1:]:
        print(f"{rewritten()} games are no longer what they were")
        return 0
    print(f"{'scenario':<20} {'games':>6} {'equal':>6}")
    unequal = 0
    for name, recorded in reference().items():
        games = sum(len(line.split()) for line in recorded.values())
        wrong = {str(arm): seeds for arm in arms(scenarios.find(name)) if (seeds := differing(name, arm))}
        count = sum(map(len, wrong.values()))
        unequal += count
        print(f"{name:<20} {games:>6} {games - count:>6}")
        for arm, seeds in wrong.items():
            print(f"  {arm} differs at seeds {', '.join(map(str, seeds))}")
    return 1 if unequal else 0


if __name__ == "__main__":
    sys.exit(main())
