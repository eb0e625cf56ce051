"""Writes the pages of the manual that are made from tables of the program: ``python docs/pages.py``."""

from __future__ import annotations

import runpy
import tempfile
from pathlib import Path

from fourthseat import scenarios
from fourthseat.engine.lint.doctrines_page import doctrines_page
from fourthseat.engine.lint.forms import JSON_FORMAT
from fourthseat.engine.lint.keys_page import keys_page
from fourthseat.engine.lint.library_page import library_page
from fourthseat.engine.lint.pages import findings_page

HERE = Path(__file__).parent


def mistakes_page() -> str:
    """What the tests know of mistakes, and what is said of each today."""
    page = runpy.run_path(str(HERE.parent / "tests/engine/lint/mistakes.py"))["page"]
    with tempfile.TemporaryDirectory() as folder:
        return str(page(Path(folder)))


PAGES = {
    "findings.md": lambda: findings_page(JSON_FORMAT),
    "library.md": library_page,
    "doctrines.md": doctrines_page,
    "keys.md": lambda: keys_page(scenarios.SCAFFOLD.read_text("utf-8")),
    "mistakes.md": mistakes_page,
}
"""Every such page, and what it says."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (HERE / name).write_text(page(), "utf-8")
        print(f"docs/{name}")
