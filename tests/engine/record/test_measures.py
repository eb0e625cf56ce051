"""Measures: one table, in which a measure says all there is to say of it."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.measures import MEASURES, Measure, registry
from fourthseat.engine.exercise.aar.evidence import Record, facts_of
from fourthseat.engine.exercise.aar.redaction import reader
from fourthseat.engine.exercise.aar.results import measures as measures_section
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.measures import chosen, finished_game, measure
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.watched_rows import Interest
from fourthseat.players.cast import cast_for, cast_names

SCENARIO = scenarios.find("tutorial")
INJECTS = Measure(
    "injects_seen", "count", "", 0.5, "injects that came",
    lambda game: float(len(game.by_kind.get(e.Injected, ()))),
    evidence=(e.Injected,),
)  # fmt: skip
"""A measure nobody has classified."""


def played(coalition: str = "aukus-jpn", seed: int = 1) -> Game:
    """One finished game of doctrines."""
    return play(Game(SCENARIO, coalition, seed), cast_for(SCENARIO, cast_names(SCENARIO, {})))


def test_every_measure_rests_on_kinds_of_entries_there_are() -> None:
    """A report cites what a number rests on; a kind that is none could never be cited."""
    kinds = set(e.KINDS.values())

    assert MEASURES
    for meaning in MEASURES.values():
        assert meaning.evidence
        assert set(meaning.evidence) <= kinds


def test_every_measure_says_what_it_is() -> None:
    """Direction, unit, text and margin are given, and a page has something to call it by."""
    for name, meaning in MEASURES.items():
        assert name == meaning.name
        assert meaning.better in ("higher", "lower", "")
        assert meaning.unit
        assert meaning.text
        assert meaning.title
        assert meaning.equivalence_margin > 0


def test_what_holds_a_chance_a_secret_or_a_hidden_number_is_not_released() -> None:
    """These four stay with control."""
    assert {"p_press", "leaks", "strength_ratio", "trust_end"} == {n for n, m in MEASURES.items() if not m.releasable}


def test_a_measure_is_added_in_one_place(monkeypatch: pytest.MonkeyPatch) -> None:
    """One row of the table, and it is computed, may be asked for, and is known to a scenario file."""
    game = played()
    interest = Interest(name=INJECTS.name, better="higher", why="to see whether the list works")
    changed = SCENARIO.model_copy(update={"interests": (interest,)})
    assert any("injects_seen" in complaint.message for complaint in contradictions(changed))

    monkeypatch.setitem(MEASURES, INJECTS.name, INJECTS)

    assert measure(SCENARIO, game.entries, game.state)[INJECTS.name] > 0
    assert [INJECTS.name] == chosen(SCENARIO, [INJECTS.name])
    assert [] == list(contradictions(changed))


def test_a_measure_nobody_classified_reaches_no_released_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Control reads it; a paper that leaves the room does not have it until somebody allows it."""
    monkeypatch.setitem(MEASURES, INJECTS.name, INJECTS)
    game = played()
    record = Record(EventLog(Header(SCENARIO, "aukus-jpn", 1, {}, "0"), tuple(game.entries)))
    facts = facts_of(record.log)

    def text(*, releasable: bool) -> str:
        return repr(measures_section(facts, record, SCENARIO, reader(record, releasable=releasable)))

    assert "Injects that came" in text(releasable=False)
    assert "Injects that came" not in text(releasable=True)


def test_a_name_stands_once_and_evidence_is_given() -> None:
    """The table refuses a second measure of one name, and one that rests on nothing."""
    with pytest.raises(ValueError, match="registered twice"):
        registry([INJECTS, INJECTS])
    with pytest.raises(ValueError, match="no kind of log entry"):
        registry([Measure("bare", "count", "", 1, "nothing", lambda _: 0.0, evidence=())])


def test_a_game_in_which_nothing_was_decided_has_no_shares() -> None:
    """What does not apply is None; what is counted is counted."""
    fresh = Game(SCENARIO, "aukus", 1)

    numbers = measure(SCENARIO, fresh.entries, fresh.state)

    assert all(numbers[name] is None for name in ("deterred", "hours_to_concurrence", "cohesion", "licence_days"))
    assert (0.0, 0.0, 0.0) == (numbers["leaks"], numbers["decision_load"], numbers["licences_open"])


def test_the_facts_are_folded_from_the_log() -> None:
    """Each decided incident once, its hours counted from its own opening and inside its window."""
    game = played()

    facts = finished_game(SCENARIO, game.entries, game.state)

    opened = {entry.incident: entry.hour for entry in game.entries if isinstance(entry, e.IncidentOpened)}
    decided = [entry for entry in game.entries if isinstance(entry, e.Chosen)]
    assert len(decided) == len(facts.decided)
    assert sum(entry.choice == "press" for entry in decided) == sum(i.pressed for i in facts.decided)
    for incident in facts.decided:
        assert incident.hours_to_force is None or 0 <= incident.hours_to_force < incident.window
    assert {entry.incident for entry in decided} <= set(opened)
    assert {field.name: getattr(facts, field.name) for field in fields(facts)}["end"] == game.state.hour


def test_an_unknown_measure_is_told_with_the_nearest_name() -> None:
    """By the command line's option as by a scenario's interest."""
    with pytest.raises(ScenarioError, match="did you mean 'deterred'"):
        chosen(SCENARIO, ["detered"])
    wrong: Any = SCENARIO.model_copy(update={"interests": (Interest(name="detered", better="higher", why="why"),)})
    assert any("did you mean 'deterred'" in complaint.message for complaint in contradictions(wrong))
