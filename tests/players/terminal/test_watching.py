"""A study shows where it stands: a bar in a notebook, a line in a terminal, nothing where nobody watches."""

from __future__ import annotations

import sys
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.runner import Progress
from fourthseat.players.terminal.watching import watcher
from fourthseat.scenarios import find

TUTORIAL = find("tutorial")
PLAN = plan(default_study(TUTORIAL), TUTORIAL)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a notebook was given to show, in turn."""
    shown: list[str] = []

    def display(html: str, display_id: bool) -> Any:
        assert display_id
        shown.append(html)
        return SimpleNamespace(update=shown.append)

    ipython, module = ModuleType("IPython"), ModuleType("IPython.display")
    vars(ipython).update(get_ipython=lambda: SimpleNamespace(kernel=object()), display=module)
    vars(module).update(HTML=str, display=display)
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    monkeypatch.setitem(sys.modules, "IPython.display", module)
    return shown


def test_a_bar_in_a_notebook_grows_in_place(pages: list[str]) -> None:
    """Not with every game, but always with the last; it says how many, how fast and how many failed."""
    told = watcher(PLAN, None)
    assert told.progress is not None
    for games in range(1, 101):
        told.progress(Progress(games, 100, 2, games / 50, games))

    assert 1 < len(pages) < 20
    assert "value='100' max='100'" in pages[-1]
    assert "100 of 100 games, 50/s, 2 failed" in pages[-1]


def test_nobody_watches_where_there_is_neither(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A script whose output goes into a file stays silent unless it asks; with False a notebook does too."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: False)

    assert (None, None) == watcher(PLAN, None) == watcher(PLAN, False)
    told = watcher(PLAN, True)
    assert told.progress is not None
    told.progress(Progress(10, 10, 0, 1.0, 10))
    assert "10/10 games" in capsys.readouterr().err


def test_false_is_silent_in_a_notebook(pages: list[str]) -> None:
    """Nothing is shown at all."""
    assert (None, None) == watcher(PLAN, False)
    assert [] == pages
