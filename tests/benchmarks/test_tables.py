"""Figures go into one file and from there into the documents, and nowhere is a speed typed by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.tables import DOCUMENTS, FIGURES, PLACE, Table, figure, filled, markdown, read, save
from benchmarks.timing import Spread, alternately, child, ratios, surroundings

TABLE = Table(
    "small",
    "Two of them.",
    ("what", "how fast"),
    [("a", Spread(1, 2, 3)), ("b", None)],
    {"python": "P", "processor": "C", "load": "0.1"},
)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_documents_say_what_was_measured(document: Path) -> None:
    """``python -m benchmarks.tables`` would change nothing."""
    text = document.read_text("utf-8")

    assert PLACE.search(text)
    assert text == filled(text, read(FIGURES))


def test_every_table_has_its_place() -> None:
    """What was measured for the documents stands in one of them."""
    shown = {found["name"] for document in DOCUMENTS for found in PLACE.finditer(document.read_text("utf-8"))}

    assert shown == read(FIGURES).keys()


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        (None, "–"),
        ("text", "text"),
        (12345, "12,345"),
        (123.4, "123"),
        (12.34, "12.3"),
        (1.234, "1.23"),
        (0.01234, "0.012"),
        (0.0, "0"),
        (Spread(1.5, 2.0, 12.5), "2.00 (1.50–12.5)"),
        (Spread(2.0, 2.0, 2.0), "2.00"),
    ],
)
def test_a_figure_has_three_digits(cell: object, shown: str) -> None:
    """Counts have all of theirs; what was measured once has no spread."""
    assert shown == figure(cell)  # type: ignore[arg-type]


def test_figures_come_back(tmp_path: Path) -> None:
    """And those of other benchmarks stay."""
    path = tmp_path / "speed.json"
    save(path, [TABLE])
    save(path, [TABLE._replace(name="other", title="One.")])
    save(path, [TABLE._replace(title="Again.")])

    assert read(path) == {"small": TABLE._replace(title="Again."), "other": TABLE._replace(name="other", title="One.")}


def test_a_document_is_filled_at_its_places_and_once() -> None:
    """The same text again if it is filled again."""
    text = filled("before\n<!-- speed: small -->\nold\n<!-- end -->\nafter\n", {"small": TABLE})

    assert f"before\n<!-- speed: small -->\n\n{markdown(TABLE)}\n<!-- end -->\nafter\n" == text
    assert text == filled(text, {"small": TABLE})


def test_both_sides_take_turns_in_going_first() -> None:
    """Each round is given to all of them, and what they returned is looked at."""
    calls: list[tuple[str, int]] = []
    seen: list[object] = []
    ways = {name: lambda number, name=name: calls.append((name, number)) for name in "ab"}

    took = alternately(ways, 3, seen.append)

    assert [("a", 0), ("b", 0), ("b", 1), ("a", 1), ("a", 2), ("b", 2)] == calls
    assert [3, 3] == [len(values) for values in took.values()]
    assert [{"a": None, "b": None}] * 3 == [dict(sorted(given.items())) for given in seen]  # type: ignore[attr-defined]


def test_a_ratio_is_taken_pair_by_pair() -> None:
    """A slow minute slows both sides of a pair; few have their range for a spread, many their quartiles."""
    assert Spread(2, 2, 3) == ratios([2, 20, 3], [1, 10, 1])
    assert Spread(2, 3, 4) == ratios([1, 2, 3, 4, 5], [1] * 5)


def test_a_child_counts_all_it_started() -> None:
    """Its own processor time and that of its children, or the reason for which it failed."""
    spin = "import sys, subprocess; sum(range(3_000_000)); print('done')"

    found = child(["-c", f"import subprocess, sys; subprocess.run([sys.executable, '-c', {spin!r}])"])

    assert "done\n" == found.output
    assert found.seconds > 0
    with pytest.raises(RuntimeError, match="no such thing"):
        child(["-c", "raise SystemExit('no such thing')"])


def test_it_is_said_what_was_measured_on() -> None:
    """The interpreter with its build, the processor, and the load."""
    assert {"python", "processor", "load"} == surroundings().keys()
    assert "profile-guided" in surroundings()["python"]
