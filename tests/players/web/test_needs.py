"""What the web needs is asked before any of it is imported."""

from __future__ import annotations

import sys

import pytest

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.players.web.needs import LIBRARIES, need_web


def test_nothing_is_said_where_everything_is_installed() -> None:
    """As in every test of the web."""
    need_web()


@pytest.mark.parametrize("library", LIBRARIES)
def test_what_is_missing_is_named_with_a_command_that_works_anywhere(
    monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    """By the name of the distribution: there is no checkout to install from."""
    monkeypatch.setitem(sys.modules, library, None)

    with pytest.raises(FourthSeatError, match=r"the room .*: pip install 'fourthseat\[seminar\]'; --terminal works"):
        need_web()
    with pytest.raises(FourthSeatError, match=r"the theatre .*'fourthseat\[seminar\]'$"):
        need_web("the theatre", "")
