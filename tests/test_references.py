"""Every [Key] that is cited can be looked up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LIST = ROOT / "docs/references.md"
KEY = re.compile(r"\[([A-Z][A-Za-z&\-]*(?:(?:18|19|20)\d\d)[a-z]?|ICB|MID|GML|ATOP|DCID|CINC|SIPRI)\]")
"""``[Schelling1966]``, ``[FearonTomz2001b]`` or the name of a data set."""

CITING = sorted([
    *(ROOT / "engine").rglob("*.py"), *(ROOT / "players").rglob("*.py"), *(ROOT / "scenarios").glob("*.toml"), ROOT / "README.md",
    *(page for page in (ROOT / "docs").glob("*.md") if page != LIST),
])  # fmt: skip


def keys(path: Path) -> set[str]:
    """Keys cited in *path*."""
    return set(KEY.findall(path.read_text("utf-8"))) if path.exists() else set()


def listed() -> set[str]:
    """Keys the list of references explains."""
    return keys(LIST)


@pytest.mark.parametrize("path", CITING, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_key_is_in_the_list_of_references(path: Path) -> None:
    """A citation that cannot be looked up is no citation."""
    assert path.exists(), f"{path.name} is cited by the architecture and missing"
    assert set() == keys(path) - listed()


def test_no_key_is_explained_twice() -> None:
    """One key, one work: the list explains each key at the head of one line only."""
    assert LIST.exists()
    heads = re.findall(r"(?m)^(?:[-*|] *)?(?:\*\*)?" + KEY.pattern, LIST.read_text("utf-8"))

    assert sorted(set(heads)) == sorted(heads)
