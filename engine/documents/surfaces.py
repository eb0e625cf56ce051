"""A difference over two inputs: one point a future, and the contours of a smooth surface through them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.documents.canvas import WIDTH, canvas_of

__all__ = ["Surface", "surfaces"]

Values = NDArray[np.float64]

STEPS = 60
"""Points of the grid along each input."""
LEVELS = 7
"""Contours."""
MAP = "PuOr_r"
"""Colours from one side of nothing to the other that everybody can tell apart; the shape of a point says the side too."""


class Surface(NamedTuple):
    """One contrast over the futures."""

    title: str
    unit: str
    across: str
    """The input along the axis."""
    up: str
    """The other; empty where there is one input only, and the difference stands upright."""
    x: Values
    y: Values
    values: Values
    """The mean difference of each future."""
    errors: Values
    """Their Monte Carlo errors, one standard error each."""
    fitted: Callable[[Values, Values], Values] | None
    """The surface's height; None where there is none to be seen."""


def surfaces(panels: Sequence[Surface]) -> str:
    """One panel a contrast, two in a row."""
    columns = 2 if len(panels) > 1 else 1
    rows = -(-len(panels) // columns)
    with canvas_of(WIDTH, 3.0 * rows, rows=rows, columns=columns) as canvas:
        for axes in canvas.axes[len(panels) :]:
            axes.set_visible(False)
        for axes, panel in zip(canvas.axes[: len(panels)], panels, strict=True):
            axes.set_title(panel.title)
            axes.set_xlabel(panel.across)
            if not panel.up:
                at = np.linspace(panel.x.min(), panel.x.max(), STEPS)
                axes.axhline(0, color="#777777", linewidth=0.9)
                axes.errorbar(
                    panel.x, panel.values, yerr=2 * panel.errors, fmt="o", markersize=3, elinewidth=0.7, color="#0072B2"
                )
                if panel.fitted is not None:
                    axes.plot(at, panel.fitted(at, at), color="#D55E00", linewidth=1.4)
                axes.set_ylabel(f"difference, {panel.unit}")
                continue
            axes.set_ylabel(panel.up)
            across, up = np.meshgrid(
                np.linspace(panel.x.min(), panel.x.max(), STEPS), np.linspace(panel.y.min(), panel.y.max(), STEPS)
            )
            top = float(np.abs(panel.values).max()) or 1.0
            if panel.fitted is not None:
                height = panel.fitted(across.ravel(), up.ravel()).reshape(across.shape)
                lines = axes.contour(across, up, height, LEVELS, colors="#555555", linewidths=0.8)
                axes.clabel(lines, fontsize=7, fmt="%.3g")
            axes.margins(0.06)
            for above, marker in ((True, "^"), (False, "v")):
                mine = (panel.values > 0) == above
                shown = axes.scatter(
                    panel.x[mine], panel.y[mine], c=panel.values[mine], cmap=MAP, vmin=-top, vmax=top, marker=marker, s=26,
                    edgecolors="#333333", linewidths=0.4,
                )  # fmt: skip
            canvas.figure.colorbar(shown, ax=axes, label=f"difference, {panel.unit}", use_gridspec=False)
    return canvas.svg
