"""The figures of a report: SVG drawn by matplotlib, colour-blind safe, the same bytes for the same numbers.

Every colour stands for one variant in every figure, and a marker or dash says the same without colour. The palette
is Okabe and Ito's. Nothing here computes a statistic that is not also in a table beside the figure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import BytesIO
from math import isfinite, isnan
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "Bar",
    "Line",
    "Panel",
    "bars",
    "climb",
    "curves",
    "forest",
    "races",
    "running",
    "scatter",
    "shares",
    "tracks",
]

COLOURS = ("#000000", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C6D1F")
MARKERS = ("o", "s", "D", "^", "v", "P", "X", "h")
DASHES = ((), (5, 2), (2, 1.5), (7, 2, 2, 2), (1, 1), (9, 3), (4, 1, 1, 1), (3, 3))
GREY = "#777777"
WIDTH = 8.2
"""Inches: what fits a printed page without being scaled."""
STYLE: Any = {
    "svg.fonttype": "none",
    "svg.hashsalt": "fourthseat",
    "font.family": "sans-serif",
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9.5,
    "axes.titlelocation": "left",
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


class Bar(NamedTuple):
    """One row of a forest plot or a bar chart."""

    label: str
    who: int
    """Number of the variant: its colour and marker."""
    estimate: float
    low: float
    high: float


class Panel(NamedTuple):
    """One measure's rows, under its own scale."""

    title: str
    unit: str
    zone: float
    """Indifference zone, drawn as a band; 0 for none."""
    bars: Sequence[Bar]


class Line(NamedTuple):
    """One variant's values in a figure of curves."""

    label: str
    who: int
    values: NDArray[np.float64]


@contextmanager
def _figure(
    width: float, height: float, rows: int = 1, columns: int = 1, pixels: int = 0, **options: Any
) -> Iterator[Any]:
    """A figure and its axes (a flat list); afterwards ``figure.svg`` holds the drawing, ``figure.png`` too at *pixels* an inch."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        axes = figure.subplots(rows, columns, squeeze=False, **options)
        figure.flat = list(axes.flat)  # type: ignore[attr-defined]
        yield figure
        kept = BytesIO()
        figure.savefig(kept, format="svg", metadata={"Date": None, "Creator": None})
        figure.svg = _bare(kept.getvalue().decode("utf-8"))  # type: ignore[attr-defined]
        if pixels:
            kept = BytesIO()
            figure.savefig(kept, format="png", dpi=pixels, metadata={"Software": None})
            figure.png = kept.getvalue()  # type: ignore[attr-defined]


def _bare(svg: str) -> str:
    """Without the XML prologue and what names other people's vocabularies, so that it can stand inside a page."""
    return re.sub(r"\s*<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)


def forest(panels: Sequence[Panel]) -> str:
    """Differences with their intervals, one panel a measure; the band is what does not matter, the line is none."""
    heights = [0.55 + 0.19 * max(1, len(panel.bars)) for panel in panels]
    with _figure(
        WIDTH, sum(heights) + 0.35 * len(panels), rows=len(panels), gridspec_kw={"height_ratios": heights}
    ) as figure:
        for axes, panel in zip(figure.flat, panels, strict=True):
            _zone(axes, panel.zone, upright=True)
            for row, bar in enumerate(panel.bars):
                _whisker(axes, row, bar)
            axes.set_yticks(range(len(panel.bars)), [bar.label for bar in panel.bars], fontsize=8)
            axes.set_ylim(len(panel.bars) - 0.4, -0.6)
            axes.grid(visible=False, axis="y")
            axes.set_title(panel.title)
            axes.set_xlabel(panel.unit)
    return str(figure.svg)


def _whisker(axes: Any, row: int, bar: Bar) -> None:
    colour = COLOURS[bar.who % len(COLOURS)]
    if isfinite(bar.low) and isfinite(bar.high):
        axes.plot([bar.low, bar.high], [row, row], color=colour, linewidth=1.6, solid_capstyle="butt")
    if not isnan(bar.estimate):
        axes.plot([bar.estimate], [row], MARKERS[bar.who % len(MARKERS)], color=colour, markersize=4.5)


def _zone(axes: Any, zone: float, upright: bool) -> None:
    line, span = (axes.axvline, axes.axvspan) if upright else (axes.axhline, axes.axhspan)
    line(0, color=GREY, linewidth=0.9)
    if zone:
        span(-zone, zone, color="#ececec", zorder=0)


def curves(panels: Mapping[str, tuple[str, Sequence[Line], Sequence[float]]], share: str) -> str:
    """Distribution functions, one panel a measure: title -> (unit, lines, marks on the axis, such as a window)."""
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    with _figure(WIDTH, 2.45 * rows, rows=rows, columns=columns) as figure:
        for axes in figure.flat[len(panels) :]:
            axes.set_visible(False)
        for axes, (title, (unit, lines, marks)) in zip(figure.flat, panels.items(), strict=False):
            for mark in marks:
                axes.axvline(mark, color=GREY, linewidth=1, linestyle=":")
            for line in lines:
                values = np.sort(line.values[~np.isnan(line.values)])
                finite = values[np.isfinite(values)]  # what never comes keeps the line from reaching 1
                if finite.size:
                    reached = np.arange(1, finite.size + 1) / values.size
                    at, keep = np.unique(finite, return_index=True)
                    ends = np.append(keep[1:], finite.size) - 1
                    axes.step(
                        np.concatenate([at[:1], at]), np.concatenate([[0.0], reached[ends]]),
                        where="post", **_stroke(line.who), label=line.label,
                    )  # fmt: skip
            axes.set_title(title)
            axes.set_xlabel(unit)
            axes.set_ylabel(share)
            axes.set_ylim(-0.02, 1.02)
        _legend(figure)
    return str(figure.svg)


def tracks(
    moves: int, lines: Sequence[tuple[Line, NDArray[np.float64], NDArray[np.float64]]], rungs: Sequence[str]
) -> str:
    """The ladder over the moves: mean and band (low, high) of each variant, in a panel of its own over the baseline's."""
    with _figure(
        WIDTH, 2.5 * -(-len(lines) // 2), rows=-(-len(lines) // 2), columns=2, sharex=True, sharey=True
    ) as figure:
        at = np.arange(1, moves + 1)
        for axes in figure.flat[len(lines) :]:
            axes.set_visible(False)
        top = max((float(high.max()) for _, _, high in lines if high.size), default=1.0)
        for axes, (line, low, high) in zip(figure.flat, lines, strict=False):
            base = lines[0][0]
            axes.fill_between(
                at, low, high, step="mid", color=COLOURS[line.who % len(COLOURS)], alpha=0.18, linewidth=0
            )
            if line is not base:
                axes.plot(at, base.values, **_stroke(base.who))
            axes.plot(at, line.values, **_stroke(line.who), marker=MARKERS[line.who % len(MARKERS)], markersize=3.5)
            axes.set_title(line.label)
            axes.set_yticks(range(len(rungs)), rungs, fontsize=8)
            axes.set_ylim(-0.15, min(len(rungs) - 1, top) + 0.35)
            axes.set_xlabel("move")
            axes.set_xticks(at)
    return str(figure.svg)


def climb(
    track: Sequence[tuple[int, int]], rungs: Sequence[str], moves: Sequence[int], marks: Sequence[tuple[int, str]]
) -> tuple[str, bytes]:
    """One game's ladder: (hour, rung) wherever it moved, the hours moves opened, and marks (hour, text); SVG and PNG.

    Marks are lettered dots on the track, and what they mean stands under the axis: texts beside the dots would overlap.
    """
    with _figure(WIDTH, 3.1 + 0.17 * len(marks), pixels=160) as figure:
        axes = figure.flat[0]
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
    return str(figure.svg), bytes(figure.png)


def races(rows: Sequence[tuple[str, int, int, int, int | None, bool | None]]) -> tuple[str, bytes]:
    """Concurrence against the window: (label, opened, asked, closes, settled, verdict) in hours; SVG and PNG.

    Without a verdict the request is still open: it is drawn up to *settled*, or to the closing of the window.
    """
    with _figure(WIDTH, 0.9 + 0.46 * len(rows), pixels=160) as figure:
        axes = figure.flat[0]
        right = max(row[3] for row in rows)
        for row, (_, opened, asked, closes, settled, verdict) in enumerate(rows):
            axes.barh(row, closes - opened, left=opened, height=0.6, color="#dddddd")
            end = closes if settled is None else settled
            colour, hatch = {True: (COLOURS[3], ""), False: (COLOURS[2], "///"), None: (COLOURS[6], "...")}[verdict]
            # An answer within the hour is drawn too.
            axes.barh(row, max(end - asked, 0.006 * right), left=asked, height=0.34, color=colour, hatch=hatch, edgecolor="white", linewidth=0)  # fmt: skip
            told = {True: f"concurred, {end - asked} h", False: f"failed, {end - asked} h", None: "open"}[verdict]
            axes.annotate(
                told, (max(end, closes), row), xytext=(5, 0), textcoords="offset points", fontsize=8, va="center"
            )
        axes.set_yticks(range(len(rows)), ["\n".join(_short(one) for one in row[0].split("\n")).replace("$", r"\$") for row in rows], fontsize=7.5)  # fmt: skip
        axes.invert_yaxis()
        axes.grid(visible=False, axis="y")  # its lines would strike the words out
        axes.set_xlim(0, right=right * 1.2 + 1)
        axes.set_xlabel("hours since STARTEX; grey: the window; coloured: request to answer")
    return str(figure.svg), bytes(figure.png)


def running(
    panels: Mapping[str, tuple[str, Sequence[tuple[Line, NDArray[np.float64], NDArray[np.int64]]], float | None]],
) -> str:
    """Estimates as blocks came in: title -> (unit, (line, half width, blocks) ..., target half width or None)."""
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    with _figure(WIDTH, 2.5 * rows, rows=rows, columns=columns) as figure:
        for axes in figure.flat[len(panels) :]:
            axes.set_visible(False)
        for axes, (title, (unit, lines, target)) in zip(figure.flat, panels.items(), strict=False):
            axes.axhline(0, color=GREY, linewidth=0.9)
            for line, half, blocks in lines:
                colour = COLOURS[line.who % len(COLOURS)]
                axes.fill_between(blocks, line.values - half, line.values + half, color=colour, alpha=0.13, linewidth=0)
                axes.plot(blocks, line.values, **_stroke(line.who), label=line.label)
                if target is not None and len(blocks):
                    end = line.values[-1]
                    axes.plot([blocks[-1]] * 2, [end - target, end + target], color=colour, linewidth=3, alpha=0.5)
            axes.set_title(title)
            axes.set_xlabel("blocks")
            axes.set_ylabel(unit)
        _legend(figure)
    return str(figure.svg)


def bars(panels: Sequence[Panel]) -> str:
    """Contributions or influences as bars with their intervals, largest on top, one panel a target."""
    return forest(
        [panel._replace(bars=[bar._replace(label=_short(bar.label)) for bar in panel.bars]) for panel in panels]
    )


def scatter(panels: Sequence[tuple[str, str, float, Sequence[tuple[Line, NDArray[np.float64]]]]]) -> str:
    """Each future's mean difference with its Monte Carlo error, futures in order of size: (title, unit, zone, lines)."""
    with _figure(WIDTH, 2.3 * len(panels), rows=len(panels)) as figure:
        for axes, (title, unit, zone, lines) in zip(figure.flat, panels, strict=True):
            _zone(axes, zone, upright=False)
            for line, error in lines:
                order = np.argsort(line.values)
                share = (np.arange(line.values.size) + 0.5) / max(1, line.values.size)
                colour = COLOURS[line.who % len(COLOURS)]
                axes.errorbar(
                    share, line.values[order], yerr=2 * error[order], color=colour, fmt=MARKERS[line.who % len(MARKERS)],
                    markersize=2.8, linewidth=0, elinewidth=0.6, label=line.label,
                )  # fmt: skip
            axes.set_title(title)
            axes.set_ylabel(unit)
            axes.set_xlabel("share of futures")
        _legend(figure)
    return str(figure.svg)


def shares(rows: Sequence[tuple[str, int, float, float, float]]) -> str:
    """Better, tie and worse of each row as one bar of three parts: (label, variant, better, tie, worse)."""
    with _figure(WIDTH, 0.7 + 0.24 * len(rows)) as figure:
        (axes,) = figure.flat
        for at, (_, _, better, tie, worse) in enumerate(rows):
            axes.barh(at, better, color="#0072B2", height=0.7)
            axes.barh(at, tie, left=better, color="#dddddd", height=0.7)
            axes.barh(at, worse, left=better + tie, color="#D55E00", height=0.7)
        axes.set_yticks(range(len(rows)), [row[0] for row in rows], fontsize=8)
        axes.set_ylim(len(rows) - 0.4, -0.6)
        axes.set_xlim(0, 1)
        axes.grid(visible=False, axis="y")
        axes.set_xlabel("share of blocks: better (blue), tie (grey), worse (orange)")
    return str(figure.svg)


def _stroke(who: int) -> dict[str, Any]:
    return {
        "color": COLOURS[who % len(COLOURS)],
        "linewidth": 1.5,
        "linestyle": (0, DASHES[who % len(DASHES)]) if DASHES[who % len(DASHES)] else "-",
    }


def _legend(figure: Any) -> None:
    """One legend for all panels, above them."""
    found: dict[str, Any] = {}
    for axes in figure.flat:
        for handle, label in zip(*axes.get_legend_handles_labels(), strict=True):
            found.setdefault(label, handle)
    if found:
        figure.legend(found.values(), found.keys(), loc="outside upper left", ncols=min(4, len(found)))


def _short(label: str) -> str:
    return label if len(label) <= 58 else "… " + label[-56:]
