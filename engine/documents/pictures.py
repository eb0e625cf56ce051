"""Drawings as pictures of dots, for programs that show no SVG: the same bytes on every machine."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError

__all__ = ["as_png"]

DOTS = 1400
"""Dots across: 210 to the inch over the 17 cm of a page's text."""
FACE = "DejaVu Sans"
"""The face every letter is drawn in, whatever the drawing asks for: one that comes with the program, for machines have different ones."""
TIGHTER = "text{letter-spacing:-.025em}"
"""That face is wider than those a drawing is laid out for."""


@cache
def _faces() -> list[str]:
    """Its files: plain, bold, slanted."""
    import matplotlib as mpl

    folder = Path(mpl.get_data_path()) / "fonts/ttf"
    return [str(folder / f"DejaVuSans{kind}.ttf") for kind in ("", "-Bold", "-Oblique")]


def as_png(svg: str) -> bytes:
    """*svg* as PNG, :data:`DOTS` wide; :exc:`ScenarioError` if the library for it is not installed."""
    try:
        import resvg_py
    except ImportError:
        raise ScenarioError(
            "pictures in DOCX need the library resvg_py, which is not installed: pip install 'fourthseat[seminar]'; HTML works without"
        ) from None
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=DOTS,
            skip_system_fonts=True,
            font_files=_faces(),
            font_family=FACE,
            sans_serif_family=FACE,
            style_sheet=TIGHTER,
        )
    )
