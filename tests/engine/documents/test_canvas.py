"""A figure that is drawn can be had as matplotlib's own, and saved in other formats as the same bytes."""

from __future__ import annotations

import pytest

from fourthseat.engine.documents.canvas import FIGURE_FORMATS, keeping_figures, saved_as
from fourthseat.engine.documents.charts import Bar, Panel, forest

PANELS = [Panel("p", "share", 0.1, [Bar("a", 1, 0.2, 0.1, 0.3)])]
BEGINNINGS = {"png": b"\x89PNG", "pdf": b"%PDF"}


def test_a_figure_is_kept_only_while_somebody_keeps_it() -> None:
    """By its SVG, as what can be changed; outside the block nothing is held."""
    with keeping_figures() as kept:
        svg = forest(PANELS)
    forest([PANELS[0]._replace(title="later")])

    assert [svg] == list(kept)
    assert "p" == kept[svg].axes[0].get_title(loc="left")


@pytest.mark.parametrize("ending", FIGURE_FORMATS)
def test_a_figure_is_saved_as_the_same_bytes(ending: str) -> None:
    """Neither a date nor a program's version stands in it."""
    files = []
    for _ in range(2):
        with keeping_figures() as kept:
            svg = forest(PANELS)
        files.append(saved_as(kept[svg], ending))

    assert files[0] == files[1]
    assert files[0].startswith(BEGINNINGS[ending])
