"""The figures of a front: its points as lines over parallel axes, and two objectives at a time.

Drawn as the other figures are, with the same colours; every point bears its letter, so that no colour is needed to tell it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import isnan
from typing import Any, NamedTuple

import numpy as np

from fourthseat.engine.documents.canvas import WIDTH, canvas_of
from fourthseat.engine.documents.charts import COLOURS, DASHES, GREY

__all__ = ["Axis", "Line", "PairAxis", "Spot", "pair_grid", "parallel_lines"]

TALLEST = 2.7
"""Inches of a panel of the pairs, at most."""
LINE_HEIGHT = 0.035
"""Least distance of two names, of the height of the axes."""


class Axis(NamedTuple):
    """One of the parallel axes."""

    title: str
    low: float
    """Value at its foot."""
    high: float
    """Value at its head; below the foot where less is better."""
    ticks: Sequence[tuple[float, str]]
    group: int
    """Axes of another group stand apart."""


class Line(NamedTuple):
    """One point over all axes."""

    label: str
    values: Sequence[float]
    strong: bool
    """Drawn thick: the one that is spoken of."""
    faint: bool = False
    """Drawn grey and dashed: what the others are set against; NaN where it has no value."""


def parallel_lines(axes: Sequence[Axis], lines: Sequence[Line]) -> str:
    """Every point as a line over parallel axes; on the axes of objectives higher is better, whatever the measure."""
    with canvas_of(WIDTH, 4.6) as canvas:
        (plot,) = canvas.axes
        places = _places(axes)
        for place, axis in zip(places, axes, strict=True):
            plot.plot([place, place], [0, 1], color="#bbbbbb", linewidth=1.0, zorder=1)
            for value, text in axis.ticks:
                _tick(plot, place, _height(axis, value), text)
        ends = [_draw(plot, places, axes, number, line, len(lines)) for number, line in enumerate(lines)]
        left = [
            (line, end[0], number) for number, (line, end) in enumerate(zip(lines, ends, strict=True)) if not line.faint
        ]
        right = [(line, end[1], number) for number, (line, end) in enumerate(zip(lines, ends, strict=True))]
        _name_lines(plot, places[0], -8, left)
        _name_lines(plot, places[-1], 8, right)
        plot.set_xticks(
            places, [axis.title for axis in axes], fontsize=7.5, rotation=32, ha="right", rotation_mode="anchor"
        )
        plot.set_yticks([])
        plot.set_xlim(places[0] - 0.4, places[-1] + 0.5)
        plot.set_ylim(-0.1, 1.1)
        plot.grid(visible=False)
        plot.spines[["left", "bottom"]].set_visible(False)
        plot.tick_params(length=0)
    return canvas.svg


def _places(axes: Sequence[Axis]) -> list[float]:
    """Where the axes stand: a step apart, groups a step and a half."""
    places = [0.0]
    for before, axis in pairwise(axes):
        places.append(places[-1] + (1.0 if axis.group == before.group else 1.5))
    return places


def _height(axis: Axis, value: float) -> float:
    return 0.5 if axis.high == axis.low else (value - axis.low) / (axis.high - axis.low)


def _tick(plot: Any, place: float, height: float, text: str) -> None:
    """A value on an axis: at its ends above and below, where no line passes, and beside it in between."""
    plot.plot([place - 0.03, place + 0.03], [height, height], color="#888888", linewidth=0.8, zorder=1)
    at_end = height in (0.0, 1.0)
    shift = (0, 5 if height else -5) if at_end else (4, 0)
    plot.annotate(
        text, (place, height), shift, textcoords="offset points", fontsize=6.5, color="#555555",
        ha="center" if at_end else "left", va=("bottom" if height else "top") if at_end else "center",
        bbox={"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.75}, zorder=4,
    )  # fmt: skip


def _colour(number: int, line: Line) -> str:
    return GREY if line.faint else COLOURS[number % len(COLOURS)]


def _draw(
    plot: Any, places: Sequence[float], axes: Sequence[Axis], number: int, line: Line, lines: int
) -> tuple[float, float]:
    """Draw a line; its heights at both ends."""
    # Lines that share a level are set a hair apart, so that none hides another.
    nudge = (number - (lines - 1) / 2) * 0.006
    every = zip(places, axes, line.values, strict=True)
    known = [(x, _height(axis, value) + nudge) for x, axis, value in every if not isnan(value)]
    turn = number // len(COLOURS) % len(DASHES)
    dash: Any = (0, (3, 2)) if line.faint else (0, DASHES[turn]) if turn else "-"
    plot.plot(
        [x for x, _ in known], [y for _, y in known], color=_colour(number, line), linewidth=2.6 if line.strong else 1.1,
        linestyle=dash, alpha=0.95, zorder=3 if line.strong else 2,
    )  # fmt: skip
    return known[0][1], known[-1][1]


def _name_lines(plot: Any, place: float, shift: int, ends: Sequence[tuple[Line, float, int]]) -> None:
    """The names of lines beside where they end, moved apart where they would stand on one another."""
    ordered = sorted(ends, key=lambda end: end[1])
    heights: list[float] = []
    for _, height, _ in ordered:
        heights.append(max(height, heights[-1] + LINE_HEIGHT) if heights else height)
    over = max(0.0, heights[-1] - 1.07) if heights else 0.0
    for n in range(len(heights) - 1, -1, -1):  # pushed down again from the top
        limit = 1.07 if n == len(heights) - 1 else heights[n + 1] - LINE_HEIGHT
        heights[n] = min(heights[n], limit) if over else heights[n]
    for (line, height, number), at in zip(ordered, heights, strict=True):
        colour = _colour(number, line)
        plot.annotate(
            line.label, (place, height), (place + shift * 0.018, at), textcoords="data", fontsize=7.5, color=colour,
            ha="right" if shift < 0 else "left", va="center", fontweight="bold" if line.strong else "normal",
            arrowprops={"arrowstyle": "-", "color": colour, "linewidth": 0.4, "alpha": 0.6},
        )  # fmt: skip


class PairAxis(NamedTuple):
    """One objective of the pairs."""

    title: str
    unit: str
    better: str
    """``higher`` or ``lower``."""


class Spot(NamedTuple):
    """One point over all objectives, with the bounds of its intervals."""

    label: str
    values: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]
    strong: bool
    faint: bool = False


def pair_grid(axes: Sequence[PairAxis], spots: Sequence[Spot], most: int = 6) -> str:
    """Two objectives at a time, as differences from the baseline, which lies where the dotted lines cross; arrows point to better."""
    count = min(most, len(axes))
    size = min(WIDTH / max(2, count - 1), TALLEST)
    with canvas_of(WIDTH, size * (count - 1) + 0.3, rows=count - 1, columns=count - 1) as canvas:
        for place, plot in enumerate(canvas.axes):
            row, column = divmod(place, count - 1)
            if column > row:
                plot.set_visible(False)
                continue
            _pair(plot, spots, column, row + 1)
            if column == 0:
                plot.set_ylabel(_pair_title(axes[row + 1], "↑", "↓"), fontsize=7)
            if row == count - 2:
                plot.set_xlabel(_pair_title(axes[column], "→", "←"), fontsize=7)
            plot.tick_params(labelsize=6)
    return canvas.svg


def _pair_title(axis: PairAxis, higher: str, lower: str) -> str:
    return f"{axis.title}\n({axis.unit}) {higher if axis.better == 'higher' else lower}"


def _pair(plot: Any, spots: Sequence[Spot], across: int, up: int) -> None:
    plot.axvline(0, color=GREY, linewidth=0.8, linestyle=":")
    plot.axhline(0, color=GREY, linewidth=0.8, linestyle=":")
    for number, spot in enumerate(spots):
        x, y = spot.values[across], spot.values[up]
        if isnan(x) or isnan(y):
            continue
        colour = GREY if spot.faint else COLOURS[number % len(COLOURS)]
        if not spot.faint:
            _whiskers(plot, spot, across, up, colour)
        plot.plot([x], [y], "x" if spot.faint else "o", color=colour, markersize=4.5 if spot.strong else 3)
        plot.annotate(
            spot.label, (x, y), (3, 3), textcoords="offset points", fontsize=6.5, color=colour,
            fontweight="bold" if spot.strong else "normal",
        )  # fmt: skip
    plot.margins(0.15)


def _whiskers(plot: Any, spot: Spot, across: int, up: int, colour: str) -> None:
    x, y = spot.values[across], spot.values[up]
    if np.isfinite([spot.low[across], spot.high[across]]).all():
        plot.plot([spot.low[across], spot.high[across]], [y, y], color=colour, linewidth=0.5, alpha=0.45)
    if np.isfinite([spot.low[up], spot.high[up]]).all():
        plot.plot([x, x], [spot.low[up], spot.high[up]], color=colour, linewidth=0.5, alpha=0.45)
