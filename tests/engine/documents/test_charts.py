"""Charts: SVG that stands inside a page, the same bytes for the same numbers, nothing drawn that is no number."""

from __future__ import annotations

import re
from collections.abc import Callable
from xml.etree import ElementTree

import numpy as np
import pytest

from fourthseat.engine.documents.charts import (
    Bar,
    Curve,
    CurvePanel,
    EstimatePanel,
    Estimates,
    FutureMeans,
    FuturesPanel,
    PairShares,
    Panel,
    RequestRace,
    Track,
    convergence_curves,
    distribution_curves,
    forest,
    futures_scatter,
    game_ladder,
    ladder_tracks,
    pair_shares,
    ranked_bars,
    request_races,
)

nan, inf = float("nan"), float("inf")
CURVE = Curve("variant", 1, np.array([1.0, 2.0, nan, inf]))
BARS = Panel("measure", "hours", 0.5, [Bar("a row", 1, 1.0, 0.5, 1.5), Bar("no estimate", 2, nan, nan, nan)])
TRACKS = [Track(Curve(name, n, np.array([0.0, n])), np.zeros(2), np.full(2, n)) for n, name in enumerate("abc")]
RACES = [
    RequestRace("AUS: $1\nblockade", 0, 2, 10, 5, True),
    RequestRace("GBR", 0, 2, 10, 12, False),
    RequestRace("USA", 3, 4, 10, None, None),
]
FIGURES: dict[str, tuple[Callable[[], str], set[str]]] = {
    "forest": (lambda: forest([BARS]), {"measure", "a row", "hours"}),
    "ranked bars": (lambda: ranked_bars([BARS]), {"measure", "a row"}),
    "curves": (lambda: distribution_curves([CurvePanel("m", "h", [CURVE], (1.0,))] * 3, "share"), {"m", "h", "share", "variant"}),
    "no curve": (lambda: distribution_curves([CurvePanel("m", "h", [])], "share"), {"m"}),
    "tracks": (lambda: ladder_tracks(2, TRACKS, ["0 calm", "1 worse", "2 worst"]), {"a", "b", "c", "move", "1 worse"}),
    "game": (lambda: game_ladder([(0, 0), (5, 1), (9, 1)], ["calm", "worse"], [0], [(5, "held $1")])[0], {"move 1", "a: H+5 held $1"}),
    "races": (lambda: request_races(RACES)[0], {"concurred, 3 h", "failed, 10 h", "open", "AUS: $1"}),
    "estimates": (
        lambda: convergence_curves([EstimatePanel("m", "h", [Estimates(CURVE, np.ones(4), np.arange(4))], 0.5)]),
        {"m", "blocks", "variant"},
    ),
    "no estimate": (
        lambda: convergence_curves([EstimatePanel("m", "h", [Estimates(Curve("v", 1, np.empty(0)), np.empty(0), np.empty(0, int))], 0.5)]),
        {"m"},
    ),
    "futures": (
        lambda: futures_scatter([FuturesPanel("m", "h", 0.1, [FutureMeans(Curve("v", 1, np.array([2.0, 1.0])), np.zeros(2), np.full(2, 3.0), np.ones(2))])]),
        {"m", "sampled futures in order of size; pale: the mean of the future's own games", "v"},
    ),
    "shares": (lambda: pair_shares([PairShares("m · v", 0.2, 0.5, 0.3)]), {"m · v"}),
}  # fmt: skip
"""Every figure, and words that must be in it."""


@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_is_an_svg_with_its_words_and_the_same_bytes_again(figure: str) -> None:
    """It can stand inside a page: no prologue, no metadata, its words as text."""
    draw, words = FIGURES[figure]
    svg = draw()
    texts = {"".join(text.itertext()).strip() for text in ElementTree.fromstring(svg).iter("{http://www.w3.org/2000/svg}text")}  # fmt: skip

    assert svg.startswith("<svg")
    assert "<metadata" not in svg
    assert words <= texts
    assert svg == draw()


def test_what_a_word_processor_shows_is_a_png_of_the_same_figure() -> None:
    """The two figures of an after-action report come as both."""
    for _, png in (request_races(RACES), game_ladder([(0, 0)], ["calm"], [], [])):
        assert png.startswith(b"\x89PNG")


def test_a_variant_has_its_colour_in_every_figure() -> None:
    """Number 1 is blue, as a bar and as a curve."""
    for figure in ("forest", "curves", "estimates", "futures"):
        assert "#0072b2" in FIGURES[figure][0](), figure


def test_long_labels_are_cut_at_their_front() -> None:
    """Paths of a scenario end with what tells them apart."""
    bar = Bar("assumptions." + "x" * 60 + ".precision", 1, 1.0, 0.5, 1.5)
    svg = ranked_bars([Panel("m", "h", 0, [bar])])

    assert re.search(r"… x+\.precision", svg)
    assert "assumptions" not in svg
