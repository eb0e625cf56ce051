"""Facts fold onto a record, one kind at a time, and nothing is changed in passing."""

from __future__ import annotations

import pytest

pytest.importorskip("starlette", reason="the room's extra is not installed")

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Seat
from fourthseat.players.web.door_facts import LinkRevoked, PersonJoined
from fourthseat.players.web.facts import (
    AnswerRecalled,
    AnswerSealed,
    BranchActivated,
    BranchOpened,
    SessionRecord,
    recall,
)
from fourthseat.players.web.journal_format import migrated

USA, JPN = Seat("USA"), Seat("JPN")


def test_a_sealed_answer_is_replaced_and_recalled() -> None:
    """The last one counts; a recalled one is gone, another cell's stays; the record before is what it was."""
    first, last, other = (
        AnswerSealed(seat, "main/orders:1", Decision(intent=intent), "", "12:00")
        for seat, intent in ((USA, "a"), (USA, "b"), (JPN, "c"))
    )
    empty = SessionRecord()
    record = recall(recall(recall(empty, first), last), other)

    assert {USA: last, JPN: other} == record.sealed
    assert {JPN: other} == recall(record, AnswerRecalled(USA)).sealed
    assert {} == empty.sealed


def test_revoking_is_counting_and_a_name_is_kept_once() -> None:
    """Twice revoked is two; who joins again is no second person; nobody without a name is kept."""
    record = SessionRecord()
    for fact in (
        LinkRevoked("USA"),
        LinkRevoked("USA"),
        *[PersonJoined("USA", name) for name in ("Ann", "Bo", "Ann", "")],
    ):
        record = recall(record, fact)

    assert {"USA": 2} == record.revoked
    assert {"USA": ("Ann", "Bo")} == record.names


def test_a_branch_needs_its_parent_and_people_to_go_on_with_it() -> None:
    """A branch of nothing, one of a known name, and one that doctrines played are refused."""
    record = recall(SessionRecord(), BranchOpened("main", "", 0, "", "people"))
    record = recall(record, BranchOpened("beside", "main", 1, "why", "doctrines"))
    for fact, told in (
        (BranchOpened("x", "nowhere", 1, "why", "people"), "parent = 'nowhere'"),
        (BranchOpened("main", "", 0, "", "people"), "a branch of that name already"),
        (BranchActivated("beside"), "played out by doctrines"),
        (BranchActivated("nowhere"), "nothing of that name"),
    ):
        with pytest.raises(LogError, match=told):
            recall(record, fact)


def test_format_1_is_lifted_field_by_field() -> None:
    """Whole minutes become numbers, the rules say their grace, the symbols have a style; the old lines stay as they were."""
    old = [
        {"kind": "room", "format": 1},
        {"kind": "minutes", "minutes": {"brief": 15}},
        {"kind": "rules", "early": True, "at_end": "wait"},
        {"kind": "symbols", "set": "plain"},
    ]
    new = migrated(old, 1)

    assert [2, {"brief": 15.0}, 1.0, "plain"] == [new[0]["format"], new[1]["minutes"], new[2]["grace"], new[3]["style"]]
    assert isinstance(new[1]["minutes"]["brief"], float)
    assert {"kind": "symbols", "set": "plain"} == old[3]
