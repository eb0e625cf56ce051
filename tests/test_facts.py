"""The list of facts is well-formed, and what could not be confirmed is said to be so wherever a scenario rests on it."""

from __future__ import annotations

import re
from csv import DictReader
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NUMBER = re.compile(r"\bF\d{2,3}\b")
RANGE = re.compile(r"\bF(\d{2,3})-F(\d{2,3})\b")
COLUMNS = ["id", "category", "fact", "value", "unit", "as_of", "source", "status", "newer"]
STATUS = {
    "seen": "read in the source itself",
    "seen-secondary": "read in a text that quotes the source",
    "estimate": "our own reading of a source",
    "recall": "from memory: unconfirmed",
    "unconfirmed": "planned or reported, and not confirmed",
}
UNSURE = {"recall", "unconfirmed"}
CITING = sorted(
    [
        *(ROOT / "scenarios").glob("*.toml"),
        ROOT / "README.md",
        *(page for page in (ROOT / "docs").glob("*.md") if page.name != "mistakes.md"),
        *(ROOT / "engine/scenario").rglob("*.py"),
        *(ROOT / "engine/models").rglob("*.py"),
    ]
)
"""Whatever may name a fact; docs/mistakes.md quotes a wrong number on purpose."""


def listed() -> list[dict[str, str]]:
    """The rows of docs/facts.csv."""
    with (ROOT / "docs/facts.csv").open(encoding="utf-8", newline="") as file:
        reader = DictReader(file)
        assert reader.fieldnames == COLUMNS
        return list(reader)


ROWS = listed()
FACTS = {row["id"]: row for row in ROWS}


def test_numbers_run_without_gap_or_repeat() -> None:
    """F01, F02 and so on: a number is never given twice, nor taken away."""
    assert [row["id"] for row in ROWS] == [f"F{n:02}" for n in range(1, len(ROWS) + 1)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_a_fact_has_a_value_a_date_and_a_source(row: dict[str, str]) -> None:
    """No cell but the last is empty, the date begins with a year, and the status is one of five."""
    assert None not in row
    assert all(row[name].strip() == row[name] and row[name] for name in COLUMNS[:-1])
    assert re.match(r"(19|20)\d\d(-\d\d)?(-\d\d)?(\b|$)", row["as_of"])
    assert row["status"] in STATUS


@pytest.mark.parametrize("row", [row for row in ROWS if row["newer"]], ids=lambda row: row["id"])
def test_a_newer_reading_is_another_and_later_fact(row: dict[str, str]) -> None:
    """An older reading stays for what it was, and names what was read since."""
    for name in row["newer"].split():
        assert int(name[1:]) > int(row["id"][1:])
        assert FACTS[name]["as_of"][:4] >= row["as_of"][:4]


@pytest.mark.parametrize("path", CITING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_number_that_is_named_is_a_fact(path: Path) -> None:
    """In scenarios, pages and docstrings; a range names its two ends."""
    text = path.read_text("utf-8")

    assert set(NUMBER.findall(text)) <= set(FACTS)
    assert all(int(first) < int(last) for first, last in RANGE.findall(text))


@pytest.mark.parametrize("path", sorted((ROOT / "scenarios").glob("*.toml")), ids=lambda path: path.name)
def test_what_is_not_confirmed_is_said_to_be_so(path: Path) -> None:
    """A scenario that rests on such a fact has the word beside its number: (F79 unconfirmed)."""
    text = path.read_text("utf-8")
    unsure = [name for name, row in FACTS.items() if row["status"] in UNSURE]
    inside = [
        name for first, last in RANGE.findall(text) for name in unsure if int(first) <= int(name[1:]) <= int(last)
    ]

    assert [] == inside, "write each number of the range, with the word beside it"
    assert [] == [
        text[found.start() : found.end() + 20]
        for name in unsure
        for found in re.finditer(rf"\b{name}\b", text)
        if not re.match(r",? \(?(unconfirmed|recalled)\b", text[found.end() :])
    ]
