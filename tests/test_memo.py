"""The memo says nothing in numbers that was not measured: its page follows from its tables, and its words hold no digit."""

from __future__ import annotations

import ast
import json
import runpy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

DOCS = Path(__file__).parent.parent / "docs"
TOLD: dict[str, Any] = json.loads((DOCS / "memo.json").read_text("utf-8"))
PAGE = runpy.run_path(str(DOCS / "memo_page.py"))["page"]
MEMO = runpy.run_path(str(DOCS / "memo.py"))


def literals(tree: ast.AST) -> Iterator[str]:
    """Every text of a program but its docstrings and the forms in which numbers are written."""
    forms = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.FormattedValue) and node.format_spec
        for inner in ast.walk(node.format_spec)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            continue
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and id(child) not in forms:
                yield child.value


def test_the_page_is_what_follows_from_the_tables() -> None:
    """Written by one command, and by nobody's hand since."""
    assert PAGE(TOLD) == (DOCS / "memo.md").read_text("utf-8")


def test_no_number_is_typed_into_the_words() -> None:
    """A digit in a sentence of the page comes from the tables."""
    tree = ast.parse((DOCS / "memo_page.py").read_text("utf-8"))

    assert [] == [text for text in literals(tree) if any(c.isdigit() for c in text)]


def test_the_tables_say_what_they_are() -> None:
    """Format, version, the rules they were made with, games of each part, and of every scenario the same shape."""
    assert TOLD["format"] == MEMO["FORMAT"]
    assert {"format", "version", "level", "full", "terms", "scenarios", "others", "unmeasured"} == set(TOLD)
    shape = {
        "title",
        "rule",
        "measure",
        "sharp",
        "outside",
        "terms",
        "exempt_against_full",
        "rules",
        "doctrines",
        "mechanisms",
        "orders",
        "provocation",
        "turns_at",
        "variance",
    }
    for name, one in TOLD["scenarios"].items():
        assert set(one) == shape | {"digest", "played", "games"}, name
        assert all(one["games"][part] >= 50 for part in MEMO["GAMES"]), name
        for effect in (
            *(e for row in (*one["terms"].values(), *one["rules"].values()) for e in row.values()),
            *one["doctrines"].values(),
        ):
            assert set(effect) == {"difference", "low", "high", "n", "verdict"}
            assert effect["low"] is None or effect["low"] <= effect["difference"] <= effect["high"]


@pytest.mark.parametrize(
    ("effects", "at"),
    [((0.1, -0.1, -0.2), 0.025), ((0.1, 0.1, -0.1), 0.125), ((0.0, 0.0, -0.2), None), ((-0.1, -0.2, -0.3), None)],
)
def test_the_sign_turns_where_the_line_crosses_nothing(effects: tuple[float, ...], at: float | None) -> None:
    """Between two levels that were played; an effect that is exactly nothing has no sign to turn."""
    import numpy as np

    found = MEMO["_crossing"](np.array([0.0, 0.05, 0.2]), np.array(effects))

    assert found == (None if at is None else pytest.approx(at))
