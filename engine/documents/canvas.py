"""What every figure is drawn on: one look, laid out once, saved as the same bytes for the same numbers."""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from typing import Any

__all__ = ["FIGURE_FORMATS", "WIDTH", "Canvas", "canvas_of", "keeping_figures", "saved_as"]

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
    "axes.titley": 1.0,
    "axes.grid": True,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.6,
    "axes.axisbelow": True,
    "legend.frameon": False,
    "legend.fontsize": 8.5,
}


@dataclass(slots=True)
class Canvas:
    """A figure being drawn: its axes as a flat list; SVG and PNG once it is done."""

    figure: Any
    axes: list[Any]
    svg: str = ""
    png: bytes = b""


@cache
def _quiet_about_caches() -> None:
    """Where the user's home cannot be written, let matplotlib and fontconfig keep their caches elsewhere, without a word.

    Whoever reads an archive under another user's name has no use for advice about MPLCONFIGDIR on the screen.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")
    place = home if os.path.isdir(home) else os.path.dirname(home)
    if not os.access(place, os.W_OK):
        os.environ["XDG_CACHE_HOME"] = folder = tempfile.mkdtemp(prefix="fourthseat-")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)


_KEPT: ContextVar[dict[str, Any] | None] = ContextVar("kept", default=None)
"""Where figures are kept while they are drawn."""


@contextmanager
def keeping_figures() -> Iterator[dict[str, Any]]:
    """Matplotlib's own figure of everything drawn in the block, by its SVG: to be shown, changed, or saved as something else."""
    kept: dict[str, Any] = {}
    before = _KEPT.set(kept)
    try:
        yield kept
    finally:
        _KEPT.reset(before)


FIGURE_FORMATS = ("png", "pdf")
"""What a figure can be saved as, beside SVG."""


def saved_as(figure: Any, ending: str) -> bytes:
    """A figure as a file of one of :data:`FIGURE_FORMATS`, the same bytes for the same figure; PNG at 200 dots an inch."""
    import matplotlib as mpl

    nameless = {"png": {"Software": None}, "pdf": {"CreationDate": None, "Producer": None, "Creator": None}}
    saved = BytesIO()
    with mpl.rc_context(STYLE):
        figure.savefig(saved, format=ending, dpi=200, metadata=nameless[ending])
    return saved.getvalue()


@contextmanager
def canvas_of(
    width: float, height: float, rows: int = 1, columns: int = 1, pixels: int = 0, **options: Any
) -> Iterator[Canvas]:
    """A canvas of *width* by *height* inches; afterwards it holds the drawing, as PNG too at *pixels* an inch."""
    _quiet_about_caches()
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine

    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width, height))
        canvas = Canvas(figure, list(figure.subplots(rows, columns, squeeze=False, **options).flat))
        yield canvas
        saved = BytesIO()
        FigureCanvasSVG(figure)
        # An engine that stays with its figure would have everything drawn twice: once to be laid out, once to be saved.
        ConstrainedLayoutEngine().execute(figure)
        figure.savefig(saved, format="svg", metadata={"Date": None, "Creator": None})
        canvas.svg = _bare(saved.getvalue().decode("utf-8"))
        kept = _KEPT.get()
        if kept is not None:
            kept[canvas.svg] = figure
        if pixels:
            saved = BytesIO()
            figure.savefig(saved, format="png", dpi=pixels, metadata={"Software": None})
            canvas.png = saved.getvalue()


def _bare(svg: str) -> str:
    """Without the XML prologue and what names other people's vocabularies, so that it can stand inside a page."""
    return re.sub(r"\s*<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)
