"""The figures of a report: SVG drawn by matplotlib, colour-blind safe, the same bytes for the same numbers.

Every colour stands for one variant in every figure, and a marker or dash says the same without colour. The palette
is Okabe and Ito's. Nothing here computes a statistic that is not also in a table beside the figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from math import isfinite, isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.canvas import WIDTH, Canvas, canvas_of

__all__ = [
    "Bar",
    "Curve",
    "CurvePanel",
    "EstimatePanel",
    "Estimates",
    "FutureMeans",
    "FuturesPanel",
    "PairShares",
    "Panel",
    "RequestRace",
    "Track",
    "convergence_curves",
    "distribution_curves",
    "forest",
    "futures_scatter",
    "game_ladder",
    "ladder_tracks",
    "pair_shares",
    "ranked_bars",
    "request_races",
    "trade_offs",
]

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F")
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "h")
DASHES = ((), (5, 2), (2, 1.5), (7, 2, 2, 2), (1, 1), (9, 3), (4, 1, 1, 1), (3, 3))
GREY = "#777777"


class Bar(NamedTuple):
    """One row of a forest plot or a bar chart, in the measure's unit."""

    label: str
    variant: int
    """Number of the variant: its colour and marker."""
    estimate: float
    low: float
    high: float


class Panel(NamedTuple):
    """One measure's bars, under its own scale."""

    title: str
    unit: str
    margin: float
    """Equivalence margin, drawn as a band; 0 for none."""
    bars: Sequence[Bar]


class Curve(NamedTuple):
    """One variant's values in a figure of curves."""

    label: str
    variant: int
    values: NDArray[np.float64]


class CurvePanel(NamedTuple):
    """One measure's curves."""

    title: str
    unit: str
    curves: Sequence[Curve]
    marks: Sequence[float] = ()
    """Values on the axis that a dotted line marks, such as the closing of a window."""


class Track(NamedTuple):
    """One variant's rung at the end of each move: the mean as a curve, and the band around it."""

    mean: Curve
    low: NDArray[np.float64]
    high: NDArray[np.float64]


class Estimates(NamedTuple):
    """One variant's estimates as blocks came in."""

    means: Curve
    half_widths: NDArray[np.float64]
    blocks: NDArray[np.int64]


class EstimatePanel(NamedTuple):
    """One measure's estimates."""

    title: str
    unit: str
    estimates: Sequence[Estimates]
    target: float | None
    """Half width asked for."""


class FutureMeans(NamedTuple):
    """One variant's difference in every future: as estimated from all futures together, with bounds, and as the games of it alone say."""

    estimates: Curve
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    raw: NDArray[np.float64]


class FuturesPanel(NamedTuple):
    """One measure's mean differences over the futures."""

    title: str
    unit: str
    margin: float
    """Equivalence margin, drawn as a band; 0 for none."""
    variants: Sequence[FutureMeans]


class PairShares(NamedTuple):
    """Shares of blocks in which a variant did better, the same, worse; together 1."""

    label: str
    better: float
    tie: float
    worse: float


class RequestRace(NamedTuple):
    """One request for concurrence against its incident's window, in hours since STARTEX."""

    label: str
    opened: int
    asked: int
    closes: int
    settled: int | None
    concurred: bool | None
    """None while the request is open: it is drawn up to *settled*, or to the closing of the window."""


def _grid_canvas(panels: int, height: float) -> AbstractContextManager[Canvas]:
    """A canvas for *panels* panels, two in a row, each *height* inches high."""
    columns = 2 if panels > 1 else 1
    rows = -(-panels // columns)
    return canvas_of(WIDTH, height * rows, rows=rows, columns=columns)


def _used(canvas: Canvas, panels: int) -> list[Any]:
    """The axes of the first *panels* panels; those left over are hidden."""
    for axes in canvas.axes[panels:]:
        axes.set_visible(False)
    return canvas.axes[:panels]


def forest(panels: Sequence[Panel]) -> str:
    """Differences with their intervals, one panel a measure; the band is what does not matter, the line is none."""
    heights = [0.55 + 0.19 * max(1, len(panel.bars)) for panel in panels]
    with canvas_of(
        WIDTH, sum(heights) + 0.35 * len(panels), rows=len(panels), gridspec_kw={"height_ratios": heights}
    ) as canvas:
        for axes, panel in zip(canvas.axes, panels, strict=True):
            _margin_band(axes, panel.margin, upright=True)
            for row, bar in enumerate(panel.bars):
                _whisker(axes, row, bar)
            axes.set_yticks(range(len(panel.bars)), [bar.label for bar in panel.bars], fontsize=8)
            axes.set_ylim(len(panel.bars) - 0.4, -0.6)
            axes.grid(visible=False, axis="y")
            axes.set_title(panel.title)
            axes.set_xlabel(panel.unit)
    return canvas.svg


def _whisker(axes: Any, row: int, bar: Bar) -> None:
    """One estimate with its interval; a bound that is not finite is not drawn."""
    colour = COLOURS[bar.variant % len(COLOURS)]
    if isfinite(bar.low) and isfinite(bar.high):
        axes.plot([bar.low, bar.high], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
    if not isnan(bar.estimate):
        axes.plot([bar.estimate], [row], MARKERS[bar.variant % len(MARKERS)], color=colour, markersize=4.5)


def _margin_band(axes: Any, margin: float, upright: bool) -> None:
    """The line of no difference, and the band of differences that do not matter around it."""
    line, span = (axes.axvline, axes.axvspan) if upright else (axes.axhline, axes.axhspan)
    line(0, color=GREY, linewidth=0.9)
    if margin:
        span(-margin, margin, color="#ececec", zorder=0)


def distribution_curves(panels: Sequence[CurvePanel], share: str) -> str:
    """Distribution functions, one panel a measure: the *share* (its name on the axis) at or below each value."""
    with _grid_canvas(len(panels), 2.45) as canvas:
        for axes, panel in zip(_used(canvas, len(panels)), panels, strict=True):
            for mark in panel.marks:
                axes.axvline(mark, color=GREY, linewidth=1, linestyle=":")
            for curve in panel.curves:
                _distribution(axes, curve)
            axes.set_title(panel.title)
            axes.set_xlabel(panel.unit)
            axes.set_ylabel(share)
            axes.set_ylim(-0.02, 1.02)
        _legend(canvas)
    return canvas.svg


def _distribution(axes: Any, curve: Curve) -> None:
    """One distribution function as steps; infinite values count, but are never reached."""
    values = np.sort(curve.values[~np.isnan(curve.values)])
    finite = values[np.isfinite(values)]  # what never comes keeps the curve from reaching 1
    if finite.size:
        reached = np.arange(1, finite.size + 1) / values.size
        at, first = np.unique(finite, return_index=True)
        last = np.append(first[1:], finite.size) - 1
        axes.step(
            np.concatenate([at[:1], at]), np.concatenate([[0.0], reached[last]]),
            where="post", **_stroke(curve.variant), label=curve.label,
        )  # fmt: skip


def ladder_tracks(moves: int, tracks: Sequence[Track], rungs: Sequence[str]) -> str:
    """The ladder over the moves: mean and band of each variant, in a panel of its own over the baseline's, the first."""
    rows = -(-len(tracks) // 2)
    with canvas_of(WIDTH, 2.5 * rows, rows=rows, columns=2, sharex=True, sharey=True) as canvas:
        at = np.arange(1, moves + 1)
        top = max((float(track.high.max()) for track in tracks if track.high.size), default=1.0)
        base = tracks[0].mean
        for axes, (mean, low, high) in zip(_used(canvas, len(tracks)), tracks, strict=True):
            axes.fill_between(
                at, low, high, step="mid", color=COLOURS[mean.variant % len(COLOURS)], alpha=0.18, linewidth=0
            )
            if mean is not base:
                axes.plot(at, base.values, **_stroke(base.variant))
            marker = MARKERS[mean.variant % len(MARKERS)]
            axes.plot(at, mean.values, **_stroke(mean.variant), marker=marker, markersize=3.5)
            axes.set_title(mean.label)
            axes.set_yticks(range(len(rungs)), rungs, fontsize=8)
            axes.set_ylim(-0.15, min(len(rungs) - 1, top) + 0.35)
            axes.set_xlabel("move")
            axes.set_xticks(at)
    return canvas.svg


def game_ladder(
    track: Sequence[tuple[int, int]], rungs: Sequence[str], moves: Sequence[int], marks: Sequence[tuple[int, str]]
) -> tuple[str, bytes]:
    """One game's ladder: (hour, rung) wherever it moved, the hours moves opened, and marks (hour, text); SVG and PNG.

    Marks are lettered dots on the track, and what they mean stands under the axis: texts beside the dots would overlap.
    """
    with canvas_of(WIDTH, 3.1 + 0.17 * len(marks), pixels=160) as canvas:
        axes = canvas.axes[0]
        hours, levels = [hour for hour, _ in track], [rung for _, rung in track]
        end = max(hours[-1], 1)
        axes.step(hours, levels, where="post", color=COLOURS[1], linewidth=2)
        for n, hour in enumerate(moves, 1):
            axes.axvline(hour, color=GREY, linewidth=0.7, linestyle=":")
            axes.annotate(
                f"move {n}", (hour, 1), xytext=(3, -9), xycoords=("data", "axes fraction"), textcoords="offset points",
                fontsize=8, color="#555555",
            )  # fmt: skip
        last, stack = -end, 0
        for n, (hour, _) in enumerate(marks):
            level = levels[max(i for i, h in enumerate(hours) if h <= hour)]
            stack = stack + 1 if hour - last < 0.025 * end else 0
            last = hour
            axes.plot([hour], [level], marker="o", color=COLOURS[2], markersize=5)
            axes.annotate(
                chr(ord("a") + n), (hour, level), xytext=(4 + 8 * stack, 5), textcoords="offset points", fontsize=9,
                fontweight="bold",
            )  # fmt: skip
        axes.set_yticks(range(len(rungs)), [f"{n} {text}" for n, text in enumerate(rungs)], fontsize=8)
        axes.set_ylim(-0.3, min(len(rungs) - 1, max(levels)) + 1.1)
        axes.set_xlim(-0.01 * end, 1.04 * end)
        key = [f"{chr(ord('a') + n)}: H+{hour} {text}" for n, (hour, text) in enumerate(marks)]
        axes.set_xlabel("\n".join(["hours since STARTEX", *key]).replace("$", r"\$"), loc="left", linespacing=1.35)
    return canvas.svg, canvas.png


def request_races(races: Sequence[RequestRace]) -> tuple[str, bytes]:
    """Concurrence against the window, request by request; SVG and PNG."""
    with canvas_of(WIDTH, 0.9 + 0.46 * len(races), pixels=160) as canvas:
        axes = canvas.axes[0]
        right = max(race.closes for race in races)
        for row, race in enumerate(races):
            axes.barh(row, race.closes - race.opened, left=race.opened, height=0.6, color="#dddddd")
            end = race.closes if race.settled is None else race.settled
            hours = end - race.asked
            colour, hatch, outcome = {
                True: (COLOURS[3], "", f"concurred, {hours} h"),
                False: (COLOURS[2], "///", f"failed, {hours} h"),
                None: (COLOURS[6], "...", "open"),
            }[race.concurred]
            # An answer within the hour is drawn too.
            axes.barh(row, max(hours, 0.006 * right), left=race.asked, height=0.34, color=colour, hatch=hatch, edgecolor="white", linewidth=0)  # fmt: skip
            axes.annotate(
                outcome,
                (max(end, race.closes), row),
                xytext=(5, 0),
                textcoords="offset points",
                fontsize=8,
                va="center",
            )
        labels = ["\n".join(_short(line) for line in race.label.split("\n")).replace("$", r"\$") for race in races]
        axes.set_yticks(range(len(races)), labels, fontsize=7.5)
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")  # its lines would strike the words out
        axes.set_xlim(0, right=right * 1.2 + 1)
        axes.set_xlabel("hours since STARTEX; grey: the window; coloured: request to answer")
    return canvas.svg, canvas.png


def convergence_curves(panels: Sequence[EstimatePanel]) -> str:
    """Estimates as blocks came in, with their intervals; a thick bar at the end of each is the half width asked for."""
    with _grid_canvas(len(panels), 2.5) as canvas:
        for axes, panel in zip(_used(canvas, len(panels)), panels, strict=True):
            axes.axhline(0, color=GREY, linewidth=0.9)
            for (label, variant, means), half_widths, blocks in panel.estimates:
                colour = COLOURS[variant % len(COLOURS)]
                axes.fill_between(
                    blocks, means - half_widths, means + half_widths, color=colour, alpha=0.13, linewidth=0
                )
                axes.plot(blocks, means, **_stroke(variant), label=label)
                if panel.target is not None and len(blocks):
                    ends = [means[-1] - panel.target, means[-1] + panel.target]
                    axes.plot([blocks[-1]] * 2, ends, color=colour, linewidth=3, alpha=0.5)
            axes.set_title(panel.title)
            axes.set_xlabel("blocks")
            axes.set_ylabel(panel.unit)
        _legend(canvas)
    return canvas.svg


def ranked_bars(panels: Sequence[Panel]) -> str:
    """Contributions or influences with their intervals, largest on top, one panel a target; long labels are cut."""
    return forest(
        [panel._replace(bars=[bar._replace(label=_short(bar.label)) for bar in panel.bars]) for panel in panels]
    )


def futures_scatter(panels: Sequence[FuturesPanel]) -> str:
    """Each future's difference as estimated from all together, with bounds, in order of size; behind it, pale, the future's own mean."""
    with canvas_of(WIDTH, 2.4 * len(panels) + 0.3, rows=len(panels)) as canvas:
        for axes, panel in zip(canvas.axes, panels, strict=True):
            _margin_band(axes, panel.margin, upright=False)
            beside = 0.5 / max(1, len(panel.variants))
            for n, ((label, variant, values), low, high, raw) in enumerate(panel.variants):
                order = np.argsort(values, kind="stable")
                at = np.arange(1, values.size + 1) + beside * (n - (len(panel.variants) - 1) / 2)
                colour, marker = COLOURS[variant % len(COLOURS)], MARKERS[variant % len(MARKERS)]
                axes.plot(
                    at, raw[order], marker, color=colour, markersize=2.4, alpha=0.3, linewidth=0, markeredgewidth=0
                )
                axes.vlines(at, low[order], high[order], color=colour, linewidth=0.7)
                axes.plot(at, values[order], marker, color=colour, markersize=3, linewidth=0, label=label)
            axes.set_title(panel.title)
            axes.set_ylabel(panel.unit)
        canvas.axes[-1].set_xlabel("sampled futures in order of size; pale: the mean of the future's own games")
        _legend(canvas)
    return canvas.svg


def trade_offs(panels: Sequence[CurvePanel]) -> str:
    """Coverage against density of a way of boxes, one panel a region; each curve's values are coverages then densities, both in order."""
    with _grid_canvas(len(panels), 2.7) as canvas:
        for axes, panel in zip(_used(canvas, len(panels)), panels, strict=True):
            for curve in panel.curves:
                coverage, density = np.split(curve.values, 2)
                colour, marker = COLOURS[curve.variant % len(COLOURS)], MARKERS[curve.variant % len(MARKERS)]
                axes.plot(
                    coverage, density, marker=marker, markersize=3, linewidth=0.8, color=colour, label=curve.label
                )
            for mark in panel.marks:
                axes.axhline(mark, color=GREY, linewidth=1, linestyle=":")
            axes.set_xlim(1.03, -0.03)
            axes.set_ylim(-0.03, 1.03)
            axes.set_title(panel.title)
            axes.set_xlabel("coverage")
            axes.set_ylabel(panel.unit)
    return canvas.svg


def pair_shares(rows: Sequence[PairShares]) -> str:
    """Better, tie and worse of each row as one bar of three parts."""
    with canvas_of(WIDTH, 0.7 + 0.24 * len(rows)) as canvas:
        (axes,) = canvas.axes
        for at, (_, better, tie, worse) in enumerate(rows):
            axes.barh(at, better, color="#0072B2", height=0.7)
            axes.barh(at, tie, left=better, color="#dddddd", height=0.7)
            axes.barh(at, worse, left=better + tie, color="#D55E00", height=0.7)
        axes.set_yticks(range(len(rows)), [row.label for row in rows], fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("share of blocks: better (blue), tie (grey), worse (orange)")
    return canvas.svg


def _stroke(variant: int) -> dict[str, Any]:
    """Colour and dash of a variant's line."""
    return {
        "color": COLOURS[variant % len(COLOURS)],
        "linewidth": 1.5,
        "linestyle": (0, DASHES[variant % len(DASHES)]) if DASHES[variant % len(DASHES)] else "-",
    }


def _legend(canvas: Canvas) -> None:
    """One legend for all panels, above them."""
    handles: dict[str, Any] = {}
    for axes in canvas.axes:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            handles.setdefault(label, handle)
    if handles:
        canvas.figure.legend(handles.values(), handles.keys(), loc="outside upper left", ncols=min(4, len(handles)))


def _short(label: str) -> str:
    """*label*, cut at its front to what fits beside a chart."""
    return label if len(label) <= 58 else "… " + label[-56:]
