"""Writes the pages of the manual that are made from tables of the program: ``python docs/pages.py``."""

from __future__ import annotations

from pathlib import Path

from fourthseat import scenarios
from fourthseat.engine.lint.forms import JSON_FORMAT
from fourthseat.engine.lint.keys_page import keys_page
from fourthseat.engine.lint.pages import findings_page

PAGES = {
    "findings.md": lambda: findings_page(JSON_FORMAT),
    "keys.md": lambda: keys_page(scenarios.SCAFFOLD.read_text("utf-8")),
}
"""Every such page, and what it says."""

if __name__ == "__main__":
    for name, page in PAGES.items():
        (Path(__file__).parent / name).write_text(page(), "utf-8")
        print(f"docs/{name}")
