"""Colours: contrast as the standard reckons it, differences as people see them, and the nearest colour that is seen on every page."""

from __future__ import annotations

from colorsys import rgb_to_hls

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.scenario.colours import BACKGROUNDS, LEAST_CONTRAST, contrast, difference, legible, legibly

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#ffffff", "#000000", 21),
        ("#ffffff", "#767676", 4.54),
        ("#ffffff", "#ff0000", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    """Known pairs of the recommendation's examples and checkers, either way round."""
    assert round(contrast(one, other), 2) == ratio == round(contrast(other, one), 2)


def test_difference_is_that_of_the_colour_space() -> None:
    """Black and white are a hundred apart, and the primaries as far as tables of L*a*b* have them."""
    assert round(difference("#000000", "#ffffff")) == 100
    assert round(difference("#ff0000", "#00ff00")) == 171
    assert difference("#3b7ac0", "#3b7ac0") == 0


@given(COLOURS)
def test_whatever_the_colour_there_is_one_of_its_hue_that_is_seen_on_every_page(colour: str) -> None:
    """It has the contrast that is wanted everywhere, the hue of the colour, and is the colour itself if that will do."""
    made = legibly(colour)

    assert all(contrast(made, ground) >= LEAST_CONTRAST for ground in BACKGROUNDS)
    assert (made == colour) == legible(colour)
    hue, _, saturation = rgb_to_hls(*(int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    new, _, _ = rgb_to_hls(*(int(made[at : at + 2], 16) / 255 for at in (1, 3, 5)))
    if saturation > 0.2:
        assert min(abs(hue - new), 1 - abs(hue - new)) < 0.05
