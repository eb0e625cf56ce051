"""The program speaks of any exercise: no country, pact, place or incident of a shipped scenario is named outside ``scenarios/``."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fourthseat import scenarios

ROOT = Path(__file__).parents[1]
TOPS = ("engine", "players", "cli.py")
ENDINGS = (".py", ".html", ".js", ".css", ".json", ".svg")

ORDINARY = {
    "collectors", "fleet", "islands", "licences", "lighthouse", "lists", "logistics", "manager", "nuclear-test", "overflight", "probe", "published",
    "repair", "salvo", "shots", "stay", "suppliers", "survey", "swarm", "tutorial",
}  # fmt: skip
"""Names of shipped rows that are words of the language as well."""

OTHERS = (
    r"AUKUS", r"Japan(?:ese)?", r"Austral\w*", r"Brit(?:ain|ish)", r"Chin(?:a|ese)", r"Philippin\w+", r"U\.S\.", r"Congress", r"Senkaku\w*", r"Luzon",
    r"Taiwan\w*", r"Washington", r"Tokyo", r"Canberra", r"London", r"Indo-Pacific", r"ITAR",
)  # fmt: skip
"""What the shipped scenarios speak of in words."""

STAYS = {
    "engine/documents/sheets/dates.py": "spreadsheets show dates by Japanese eras",
    "engine/documents/sheets/formats.py": "spreadsheets have formats of Japanese workbooks",
    "engine/exercise/map/names.py": "names of seas and islands on the map of the world",
    "engine/exercise/msel/words.py": "a doctest of names in a list",
    "engine/lint/references.py": "keys of works",
}
"""Files in which such a word is meant."""


def shipped_names() -> set[str]:
    """Identifiers and names of the rows of shipped scenarios by which one would recognise them."""
    found: set[str] = set()
    for name in scenarios.names():
        s = scenarios.find(name)
        found |= {s.name, *(c.id for c in s.coalitions), *(i.id for i in s.incidents)}
        found |= {str(seat.id) for seat in s.seats} | {seat.name for seat in s.seats}
    return {name for name in found if name.lower() not in ORDINARY and name not in ("Opponent", "CONTROL")}


ROWS = "|".join(map(re.escape, sorted(shipped_names(), key=len, reverse=True)))
WORDS = re.compile(rf"(?<![\w-])(?:{ROWS})(?![\w-])|(?<!\w)(?i:{'|'.join(OTHERS)})(?!\w)")
FILES = sorted(
    path
    for top in TOPS
    for path in ((ROOT / top).rglob("*") if (ROOT / top).is_dir() else [ROOT / top])
    if path.suffix in ENDINGS and "__pycache__" not in path.parts
)


def named(path: Path) -> list[str]:
    """The lines of a file that name something shipped."""
    lines = path.read_text("utf-8").splitlines()
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for number, line in enumerate(lines, 1)
        if WORDS.search(line)
    ]


def test_the_names_are_those_one_would_look_for() -> None:
    """Taken from the files, so that a new scenario is covered without a word here."""
    assert {"Japan", "JPN", "USA", "aukus", "blockade", "second-thomas"} <= shipped_names()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_file_outside_names_a_shipped_row(path: Path) -> None:
    """Code, templates, help texts, messages and examples; what remains to be mended is listed and shrinks."""
    where, found = path.relative_to(ROOT).as_posix(), named(path)
    if where not in STAYS:
        assert [] == found
