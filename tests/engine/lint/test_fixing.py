"""Safe fixes: what nothing reads becomes a comment or goes, and nothing else of the file changes."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.lint.fixing import fix, without
from fourthseat.engine.lint.linting import check_file
from fourthseat.engine.scenario.positions import positions

NAMES = st.sampled_from(["a", "b", "c", '"d e"'])
VALUES = st.recursive(
    st.sampled_from(["1", '"ü"', "true", "[1, 2]", '"""x\ny"""']),
    lambda inner: st.dictionaries(NAMES, inner, max_size=3).map(
        lambda table: "{ " + ", ".join(f"{k} = {v}" for k, v in table.items()) + " }"
    ),
    max_leaves=4,
)


@given(st.dictionaries(NAMES, VALUES, min_size=1), st.randoms(use_true_random=False), st.sampled_from(["", "  # said"]))
def test_a_pair_goes_and_all_else_stays(table: dict[str, str], chance: object, remark: str) -> None:
    """Wherever it stands: on a line, over several, first, last or alone in braces."""
    text = "".join(f"{key} = {value}{remark}\n" for key, value in table.items())
    found = positions(text)
    assert found is not None
    where = chance.choice(sorted(found.pairs, key=str))  # type: ignore[attr-defined]

    new = tomllib.loads(without(text.encode(), [found.pairs[where]]).decode())

    old = tomllib.loads(text)
    inner = old
    for key in where[:-1]:
        inner = inner[key]
    del inner[where[-1]]
    assert old == new


def test_a_file_is_mended_and_kept_as_it_was(tmp_path: Path) -> None:
    """Keys that nothing reads become comments, line ends and a mark of any editor stay; a second time nothing is left to mend."""
    path = tmp_path / "s.toml"
    old = b'\xef\xbb\xbfextends = "tutorial"\r\ncoordinates_source = "mine"\r\n[[coalition]]\r\nid = "aukus"\r\nnote = "S"\r\n'
    path.write_bytes(old)

    mended = fix(path, check_file(path, scenarios.source).findings)

    assert ["coordinates_source", "coalition[aukus].note"] == [one.key for one in mended]
    assert old == (tmp_path / "s.toml.before-fix").read_bytes()
    assert old.replace(b"coord", b"# coord").replace(b"note", b"# note") == path.read_bytes()
    assert () == fix(path, check_file(path, scenarios.source).findings)


def test_a_link_goes_on_leading_to_the_file_that_is_mended(tmp_path: Path) -> None:
    """It is no copy beside the file that others read."""
    (tmp_path / "s.toml").write_text('extends = "tutorial"\ncoordinates_source = "mine"\n')
    link = tmp_path / "link.toml"
    link.symlink_to("s.toml")

    assert fix(link, check_file(link, scenarios.source).findings)

    assert link.is_symlink()
    assert "\n# coordinates_source" in (tmp_path / "s.toml").read_text()
    assert (tmp_path / "s.toml.before-fix").is_file()


def test_what_is_kept_is_not_written_over(tmp_path: Path) -> None:
    """If a file kept before is in the way, nothing changes."""
    path = tmp_path / "s.toml"
    path.write_text('extends = "tutorial"\ncoordinates_source = "mine"\n')
    (tmp_path / "s.toml.before-fix").write_text("older")

    with pytest.raises(FourthSeatError, match="before-fix: is there already, kept from before; move it away"):
        fix(path, check_file(path, scenarios.source).findings)

    assert "\ncoordinates_source" in path.read_text()


def test_only_the_file_itself_is_mended(tmp_path: Path) -> None:
    """What it extends may be somebody else's."""
    (tmp_path / "_base.toml").write_text('extends = "tutorial"\ncoordinates_source = "mine"\n')
    (tmp_path / "s.toml").write_text('extends = "_base"\n')

    assert () == fix(tmp_path / "s.toml", check_file(tmp_path / "s.toml", scenarios.source).findings)
