"""Colours as people see them: contrast, how far two are apart, and the nearest of the same hue that is seen on every page."""

from __future__ import annotations

from colorsys import hls_to_rgb, rgb_to_hls
from math import dist

__all__ = ["ALIKE", "BACKGROUNDS", "LEAST_CONTRAST", "contrast", "difference", "legible", "legibly"]

BACKGROUNDS = ("#ffffff", "#19232b")
"""What colours stand on: paper and the pages by day, and the pages by night."""
LEAST_CONTRAST = 3.0
"""Of a thing that is no letter against what it stands on: success criterion 1.4.11 of [WCAG22]."""
ALIKE = 20.0
"""Two colours nearer than this (CIE 1976 difference) are hardly told apart across a room. Judgement, 15 to 30."""


def _channels(colour: str) -> tuple[float, float, float]:
    """Red, green and blue of ``#rrggbb``, 0 to 1."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _linear(colour: str) -> tuple[float, ...]:
    """The channels as amounts of light."""
    return tuple(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(colour))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours ``#rrggbb``, 1 to 21, as [WCAG22] reckons it.

    >>> round(contrast("#ffffff", "#000000")), round(contrast("#777777", "#ffffff"), 2)
    (21, 4.48)
    """
    light = [sum(k * part for k, part in zip((0.2126, 0.7152, 0.0722), _linear(c), strict=True)) for c in (one, other)]
    return (max(light) + 0.05) / (min(light) + 0.05)


def difference(one: str, other: str) -> float:
    """How far apart two colours ``#rrggbb`` look: the distance in CIE 1976 L*a*b*; 0 alike, about 100 black and white."""
    return dist(_lab(one), _lab(other))


def _lab(colour: str) -> tuple[float, float, float]:
    red, green, blue = _linear(colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    y = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    x, y, z = (t ** (1 / 3) if t > (6 / 29) ** 3 else t / (3 * (6 / 29) ** 2) + 4 / 29 for t in (x, y, z))
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def legible(colour: str) -> bool:
    """Whether *colour* is seen on every one of :data:`BACKGROUNDS`."""
    return all(contrast(colour, ground) >= LEAST_CONTRAST for ground in BACKGROUNDS)


def legibly(colour: str) -> str:
    """The colour of the same hue nearest to *colour* in lightness that is :func:`legible`; itself if it is.

    >>> legibly("#ffe000"), legibly("#1f77b4")
    ('#a89400', '#1f77b4')
    """
    if legible(colour):
        return colour
    hue, lightness, saturation = rgb_to_hls(*_channels(colour))
    steps = sorted(range(1, 100), key=lambda step: abs(step / 100 - lightness))
    tried = (
        "#" + "".join(f"{round(255 * part):02x}" for part in hls_to_rgb(hue, step / 100, saturation)) for step in steps
    )
    return next(filter(legible, tried))
