"""What nothing reads is an error: every key of a scenario file is read by a rule, a page or a document, or stands in a table that says why not.

Whether it is read is seen twice: in the text of the program, for names that only one kind of table has; and by playing games and making
their papers with rows that note what is asked of them, for names that several kinds have.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.exercise.aar.report import Record, report
from fourthseat.engine.exercise.papers import guide, packet
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.plain import _Row
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.schema import tables
from fourthseat.engine.scenario.sense import UNREAD
from fourthseat.players.cast import cast

ROOT = Path(__file__).parents[3]
KEYS = {model.__name__: frozenset(model.model_fields) for model in (Scenario, *tables())}
ROWS = ("seat", "force", "option", "coalition", "incident", "watched", "technology", "event", "rule")
CHECKS = (
    *(f"{subject}_rows.py" for subject in ROWS),
    *(f"{subject}_checks.py" for subject in ("coalition", "incident", "option", "event")),
    *("keys.py", "schema.py", "checks.py", "sense.py"),
)
"""Files of engine/scenario that look at every key and use none."""
WORDS = frozenset(
    {"id", "name", "title", "text", "source", "note", "licence", "version", "language", "changes", "authors"}
)
"""Keys that are for people: printed where their row is, or looked up in the file itself."""
ELSEWHERE = {
    ("Scenario", "references"): "`check` alone: what the keys in brackets of the sources mean",
    ("Option", "instrument"): "Coalition.rule_for: rules of concurrence by instrument",
    ("Indicator", "better"): "the board, where indicators are drawn over time",
}
"""Keys that the games and papers below do not come to, with where they are read."""


CALLED = {
    "Scenario": ("scenario", "s"), "Mechanisms": ("mechanisms",), "Assumptions": ("assumptions",), "Desk": ("desk",), "Ladder": ("ladder",),
    "Doctrine": ("doctrine",), "SeatDoctrine": ("doctrine", "own"), "DoctrineRule": ("rule",), "Answers": ("answers",), "Choices": ("choices",), "ModelChoice": ("models",), "ModelConstants": ("constants",), "Move": ("move",), "Handout": ("handout",), "Inject": ("inject",),
    "Course": ("course",), "Indicator": ("indicator",), "Option": ("option",), "Incident": ("incident",), "Force": ("force",), "SeatSpec": ("seat", "spec"),
    "Interest": ("interest", "i"), "End": ("end",), "OwnMeasure": ("own",), "EffectRow": ("row", "effect"), "ConcurrenceFor": ("row",), "Public": ("row",),
}  # fmt: skip
"""What the rows of a table are called where they are used: ``ladder.rungs`` reads the key of a ladder and of nothing else."""


def reads() -> frozenset[str]:
    """Every name that is read as an attribute, in the engine and the players, by what is not there to look at all keys.

    With what it is asked of, where that has a name: ``ladder.rungs`` beside ``rungs``.
    """
    found: set[str] = set()
    for path in (*(ROOT / "engine").rglob("*.py"), *(ROOT / "players").rglob("*.py")):
        if path.parent.name == "lint":
            continue
        own = path.parent.name == "scenario"
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Attribute):
                of = node.value.attr if isinstance(node.value, ast.Attribute) else getattr(node.value, "id", "")
                if own and of == "self":
                    found.add(f"self.{node.attr}")  # what a row works out of its own keys
                elif not (own and path.name in CHECKS):
                    found |= {node.attr, f"{of}.{node.attr}"}
    return frozenset(found)


@cache
def asked() -> frozenset[tuple[str, str]]:
    """Every kind of table and key that somebody asked for while games were played and their papers made."""
    seen: set[tuple[str, str]] = set()
    games = [(scenarios.find("cyber-suppliers"), -1), (scenarios.find("second-thomas"), 0)]
    with pytest.MonkeyPatch.context() as patch:
        for kind in (Frozen, _Row):
            patch.setattr(kind, "__getattribute__", noting(kind.__getattribute__, seen))
        for scenario, variant in games:
            _play_and_print(scenario, scenario.coalitions[variant].id)
    return frozenset(seen)


def noting(ask: Any, seen: set[tuple[str, str]]) -> Any:
    """*ask*, which puts down in *seen* what it is asked for by anybody but the scenario's own machinery and the linter."""

    def noted(self: Any, name: str) -> Any:
        key = (type(self).__name__, name)
        if key not in seen and name in KEYS.get(key[0], ()):
            file = Path(sys._getframe(1).f_code.co_filename)
            if file.parent.name not in ("scenario", "lint", "pydantic"):
                seen.add(key)
        return ask(self, name)

    return noted


def _play_and_print(scenario: Scenario, coalition: str) -> None:
    names = {str(seat): "doctrine" for seat in scenario.players}
    game = play(Game(scenario, coalition, 3), cast(scenario, names))
    measure(game.scenario, game.entries, game.state)
    guide.guide(scenario, coalition, defaultdict(lambda: 10.0))
    guide.events(scenario)
    for seat in scenario.players:
        packet.seat(scenario, seat, coalition)
    report(Record(EventLog(Header(scenario, coalition, 3, names), tuple(game.entries))))


def unread(kinds: dict[str, frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Every kind of table and key of *kinds* that nothing is known to read."""
    text = reads()
    shared = Counter(name for names in KEYS.values() for name in names)
    for kind, names in kinds.items():
        for name in sorted(names - WORDS):
            alone = (shared[name] < 2 and name in text) or any(
                f"{of}.{name}" in text for of in ("self", *CALLED.get(kind, ()))
            )
            if not alone and (kind, name) not in asked() and (kind, name) not in ELSEWHERE:
                yield kind, name


def test_every_key_is_read() -> None:
    """Or refused where it stands: keys of the first format that mean nothing."""
    refused = {("coalition", "note"): ("Coalition", "note"), ("force", "symbol"): ("Force", "symbol")}
    known = {refused.get(where, ("Scenario", where[0])) for where in UNREAD}

    assert not [key for key in unread(KEYS) if key not in known]


def test_a_key_that_nothing_reads_is_noticed() -> None:
    """A name that nobody asks for, and one that others have too."""
    odd = {"Treaty": frozenset({"ratified_by_whom"}), "Ladder": frozenset({"domains"})}

    assert [("Treaty", "ratified_by_whom"), ("Ladder", "domains")] == list(unread(odd))


def test_no_row_of_the_table_is_idle() -> None:
    """What has come to be read, or is no key any more, stands in it no longer."""
    assert [] == [(kind, name) for kind, name in ELSEWHERE if name not in KEYS[kind] or (kind, name) in asked()]
