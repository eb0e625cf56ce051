"""Pages of the manual that are made from tables are what the tables make."""

from __future__ import annotations

import csv
import re
import runpy
from pathlib import Path

import pytest

from fourthseat.engine.lint.references import FACTS, KEYS

DOCS = Path(__file__).parents[3] / "docs"
PAGES = runpy.run_path(str(DOCS / "pages.py"))["PAGES"]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_what_the_program_makes_of_it(name: str) -> None:
    """``python docs/pages.py`` writes them again."""
    assert PAGES[name]() == (DOCS / name).read_text("utf-8"), f"run: python docs/pages.py ({name})"


def test_the_known_sources_are_those_of_the_manual() -> None:
    """Keys of the references and numbers of the facts, which are not installed with the program."""
    references = (DOCS / "references.md").read_text("utf-8")
    with (DOCS / "facts.csv").open(encoding="utf-8", newline="") as file:
        facts = {row["id"] for row in csv.DictReader(file)}

    assert set(re.findall(r"^- \[([A-Za-z0-9]+)\]", references, re.MULTILINE)) == KEYS
    assert facts == FACTS
