"""Whether an exercise's journal and the logs of its branches speak of the same exercise.

The chain of a journal shows a careless edit; whoever makes the hashes anew is caught here, where a fact contradicts a game.
What stands in the journal alone (a note's words, a rating) nobody can prove.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from fourthseat.engine.core.entries.turns import Decided, TurnOpened
from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.orders import Author, AuthorKind, Decision
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.going_on import JOURNAL
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.cell_facts import CellSaid, CellSealersSet, CellVoteAsked, CellVoteCast, PersonRoleTaken
from fourthseat.players.web.door_facts import LinkRestored, LinkRevoked, PersonJoined
from fourthseat.players.web.evaluation_facts import (
    ForecastJudged,
    NoteTaken,
    ObjectiveRated,
    OverviewFilled,
    WashWritten,
)
from fourthseat.players.web.facts import (
    MAIN,
    AnswerRecalled,
    AnswerSealed,
    BoardShown,
    BranchOpened,
    DoctrineSeated,
    Fact,
    SelfDriven,
)
from fourthseat.players.web.fragments import OVERVIEW
from fourthseat.players.web.journal_format import word_of

__all__ = ["check_against_logs", "check_folder"]

Contradiction = tuple[str, object, str]
"""The field, its value, and what it contradicts."""


def check_folder(folder: Path, facts: Sequence[Fact], logs: Mapping[str, EventLog], audience: Sequence[str]) -> None:
    """As :func:`check_against_logs`, of the journal's *facts* and the *logs*, by branch, of the exercise kept in *folder*.

    *audience*: who has a link and no seat.
    """
    roles = (str(CONTROL), *map(str, logs[MAIN].header.scenario.players), *audience)
    repaired = any(folder.glob(f"{JOURNAL}.damaged*"))  # what it was stays beside a journal that was put right
    check_against_logs(facts, logs, roles, str(folder / JOURNAL), answers=not repaired)


def check_against_logs(
    facts: Sequence[Fact], logs: Mapping[str, EventLog], roles: Sequence[str], where: str, *, answers: bool = True
) -> None:
    """Raise :exc:`LogError` with the line of *where* for the first fact that the *logs*, by branch, do not bear out.

    *roles*: everybody who has a link. With *answers*, a person's decision in a log that was not sealed just so in the journal
    is named too; of a journal that was repaired that cannot be asked, for sealed answers behind the damage are not in it.
    """
    for number, fact in enumerate(facts, 1):
        for field, value, why in _contradictions(fact, logs, roles):
            raise LogError(
                f"{where}: line {number}: {word_of(fact)}.{field} = {quoted(value)}: {why}; the journal or a log has been "
                "changed: restore the exercise's folder from a copy"
            )
    if answers:
        _check_answers(facts, logs, where)


def _contradictions(fact: Fact, logs: Mapping[str, EventLog], roles: Sequence[str]) -> Iterator[Contradiction]:
    """What *fact* says that cannot be in this exercise."""
    scenario = logs[MAIN].header.scenario
    match fact:
        case DoctrineSeated():
            yield from (
                ("seats", seat, _no_seat(seat, scenario.players)) for seat in fact.seats if seat not in scenario.players
            )
        case AnswerSealed() | AnswerRecalled():
            seats = [*scenario.players, CONTROL]
            if fact.seat not in seats:
                yield "seat", fact.seat, _no_seat(fact.seat, seats)
        case SelfDriven():
            if fact.seat and fact.seat not in scenario.players:
                yield "seat", fact.seat, _no_seat(fact.seat, scenario.players)
        case PersonRoleTaken() | CellSealersSet() | CellSaid() | CellVoteAsked() | CellVoteCast():
            if fact.seat not in scenario.players:
                yield "seat", fact.seat, _no_seat(fact.seat, scenario.players)
        case LinkRevoked() | LinkRestored() | PersonJoined():
            if fact.role not in roles:
                yield "role", fact.role, _no_seat(fact.role, roles)
        case WashWritten():
            if fact.role and fact.role not in roles:
                yield "role", fact.role, _no_seat(fact.role, roles)
        case BranchOpened():
            yield from _of_branch(fact, logs[fact.name])
        case BoardShown():
            if fact.upto > (stand := len(logs[fact.line].entries)):
                yield "upto", fact.upto, f"{fact.line}.jsonl has {stand} entries"
        case NoteTaken():
            yield from _of_note(fact, logs[fact.line], _objectives(scenario))
        case ObjectiveRated():
            if fact.objective not in (known := _objectives(scenario)):
                yield "objective", fact.objective, f"no such objective; {nearest(fact.objective, known)}"
        case ForecastJudged():
            if not any(_expects(log, fact.about) for log in logs.values()):
                yield "about", fact.about, "no expected effect stands on that line of a log"
        case OverviewFilled():
            for row in fact.fields:
                if row not in OVERVIEW:
                    yield "fields", row, f"no row of the overview; {nearest(row, OVERVIEW)}"


def _no_seat(name: str, known: Sequence[str]) -> str:
    return f"no such seat; {nearest(name, map(str, known))}"


def _objectives(scenario: Scenario) -> list[str]:
    return [objective.id for seat in scenario.seats for objective in seat.objectives]


def _expects(log: EventLog, about: str) -> bool:
    """Whether *about*, ``L`` and the number of a line of *log*, is a decision that says what effect it expects."""
    number = int(about[1:]) if about[:1] == "L" and about[1:].isdecimal() and len(about) < 10 else 0
    entry = log.entries[number - 2] if 2 <= number < len(log.entries) + 2 else None
    return isinstance(entry, Decided) and bool(entry.decision.expected)


def _of_branch(fact: BranchOpened, log: EventLog) -> Iterator[Contradiction]:
    """A branch says what the header of its log says."""
    name = f"{fact.name}.jsonl"
    if fact.name == MAIN:
        stated: Mapping[str, object] = {"parent": "", "turn": 0, "reason": "", "played": "people"}
    else:
        parent, silent = log.header.parent, log.header.cast.get(CONTROL) == "silent"
        stated = {
            "parent": parent.get("line"),
            "turn": parent.get("turn"),
            "reason": parent.get("reason"),
            "played": "doctrines" if silent else "people",
        }
    for field, value in stated.items():
        found = getattr(fact, field)
        if found != value:
            yield field, found, f"the header of {name} has {quoted(value)}"


def _of_note(fact: NoteTaken, log: EventLog, objectives: Sequence[str]) -> Iterator[Contradiction]:
    """A note names an objective or none, and stands at an entry that was in that move and hour."""
    if fact.objective and fact.objective not in objectives:
        yield "objective", fact.objective, f"no such objective; {nearest(fact.objective, objectives)}"
    if fact.entry >= len(log.entries):
        yield "entry", fact.entry, f"{fact.line}.jsonl has {len(log.entries)} entries"
        return
    before = log.entries[: fact.entry + 1]
    hour, turn = (before[-1].hour if before else 0), sum(isinstance(entry, TurnOpened) for entry in before)
    if fact.hour != hour:
        yield "hour", fact.hour, f"entry {fact.entry} of {fact.line}.jsonl is of hour {hour}"
    if fact.turn != turn:
        yield "turn", fact.turn, f"entry {fact.entry} of {fact.line}.jsonl is of move {turn}"


def _check_answers(facts: Sequence[Fact], logs: Mapping[str, EventLog], where: str) -> None:
    """What a log says that a person decided was sealed just so; :exc:`LogError` if it was not."""
    sealed: dict[tuple[Seat, str], tuple[int, Decision]] = {}
    for number, fact in enumerate(facts, 1):
        if isinstance(fact, AnswerSealed):
            sealed[fact.seat, fact.key] = number, _unsigned(fact.decision)
    for name, log in logs.items():
        copied = log.header.parent.get("entries", 0) if name != MAIN else 0
        for index, entry in enumerate(log.entries):
            if index < copied or not isinstance(entry, Decided) or entry.by.kind != AuthorKind.PERSON:
                continue
            ids = [question.id for question in entry.asked]
            if any(question.kind == "unasked" for question in entry.asked):
                continue
            place = f"line {index + 2} of {name}.jsonl"
            number, decision = sealed.get((entry.seat, f"{name}/{','.join(ids)}"), (0, Decision()))
            if not number:
                raise LogError(
                    f"{where}: {place} is an answer of {entry.seat} that was never sealed here: lines of the journal are "
                    "missing; restore the exercise's folder from a copy"
                )
            if decision != _unsigned(entry.decision):
                raise LogError(
                    f"{where}: line {number}: sealed.decision: {entry.seat} answered otherwise by {place}; the journal or the "
                    "log has been changed: restore the exercise's folder from a copy"
                )


def _unsigned(decision: Decision) -> Decision:
    """*decision* without who decided, which logs and journals of older formats say in different words."""
    return replace(decision, by=Author())
