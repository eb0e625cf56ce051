"""The tampering table: a share of every kind of edit of a game, an exercise and its journal is judged as it must be."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("httpx", reason="httpx is not installed")
if not sys.platform.startswith("linux"):
    pytest.skip("processes are forked", allow_module_level=True)

from benchmarks.tamper import Edit, Record, Tried, edited, edits, fresh, tamper, wrong


@pytest.fixture(scope="module")
def records() -> list[Record]:
    """A game, an exercise, its journal."""
    return fresh()


def test_what_must_be_caught_is_caught(records: list[Record]) -> None:
    """With the chain as it was every edit is noticed; under a new chain only what nobody plays again slips; never a traceback."""
    answers = tamper(records, 0.01, seed=3, most=220)

    assert [] == [(one, why) for one in answers if (why := wrong(one, records))]
    assert 150 < sum(one.answer == "caught" for one in answers)


def test_every_line_and_every_field_is_in_the_table(records: list[Record]) -> None:
    """The table holds every line whole and every field of every entry, with the old chain and with a new one."""
    table = edits(records[:1], 0, seed=1)
    rows = len(records[0].files["g.jsonl"].splitlines())

    assert {*range(rows)} == {edit.line for edit in table}
    for again in (False, True):
        assert {"changed", "retyped", "dropped", "renamed"} == {e.what for e in table if e.path and e.again is again}
    assert {("hash",), ("seal",)} <= {edit.path for edit in table if edit.line == 0 and not edit.again}


@pytest.mark.parametrize("again", [False, True])
def test_an_edit_changes_what_it_says_and_nothing_else(records: list[Record], again: bool) -> None:
    """One field of one line; under a new chain every line's hash from there on."""
    data = records[0].files["g.jsonl"]
    new = edited(data, Edit(0, again, "changed", 5, ("hour",)))
    different = [n for n, (a, b) in enumerate(zip(data.splitlines(), new.splitlines(), strict=True)) if a != b]

    assert [5] == [n for n in different if n == 5] if again else [5] == different
    assert edited(data, Edit(0, True, "changed", 0, ("engine",))) != data


def test_what_slips_unlisted_is_wrong(records: list[Record]) -> None:
    """The judge refuses a slip that the list does not name, and one with the chain as it was whatever its field."""
    listed, drawn = ("decision", "reason"), ("draw",)

    assert not wrong(Tried(Edit(0, True, "changed", 5, listed), "Decided.decision.reason", "slipped"), records)
    assert wrong(Tried(Edit(0, False, "changed", 5, listed), "Decided.decision.reason", "slipped"), records)
    assert wrong(Tried(Edit(0, True, "changed", 5, drawn), "Acted.draw", "slipped"), records)
    assert wrong(Tried(Edit(0, True, "changed", 5, drawn), "Acted.draw", "traceback: KeyError"), records)
