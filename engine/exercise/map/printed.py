"""The map as one picture for papers: the same sheet and the same markers as on a screen, with a style of its own, legible in grey."""

from __future__ import annotations

import re

from fourthseat.engine.exercise.map.coast import drawn
from fourthseat.engine.exercise.map.markers import overlay
from fourthseat.engine.exercise.map.projection import WIDTH, frame
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["printed"]

STYLE = """
.sheet{background:#fff;color:#111;font-family:Arial,Helvetica,sans-serif}.sheet text{fill:#111;font-family:Arial,Helvetica,sans-serif}
.sheet .land{fill:#e4e4e0;stroke:#666;stroke-width:8;fill-rule:evenodd}
.sheet .water{fill:#fff;stroke:#888;stroke-width:6}
.sheet .river,.sheet .course,.sheet .leader,.sheet .scale,.sheet .window{fill:none;stroke:#555;stroke-width:1.2}
.sheet .river{stroke-width:12}.sheet .course{stroke-dasharray:6 4}.sheet .window{stroke-width:5}.sheet .window.gone{stroke:#111}
.sheet .label{font-weight:bold;font-size:26px}.sheet .stands{font-size:21px}.sheet .base{font-size:19px}
.sheet .owner{font-weight:bold;font-size:17px}.sheet .called{font-size:17px;fill:#333}.sheet .name{font-size:17px;fill:#555}.sheet .sea{font-style:italic}.sheet .spot{fill:#111}
"""
"""Grey throughout but for the frames of symbols, which differ in shape as well."""


def printed(shown: View, scenario: Scenario) -> str:
    """What *shown* sees as an SVG that stands alone; empty if nothing in the scenario has a place.

    What is said of a marker on a screen is left out: on paper nobody points at it, and the caption says what it shows.
    """
    around = frame(scenario)
    if around is None:
        return ""
    earth = drawn(around)
    marks = overlay(shown, scenario, around, layers=("names", "forces", "incidents"))
    marks = re.sub(r"<title>.*?</title>| role=\"img\"| tabindex=\"0\"| aria-[a-z]+=\"[^\"]*\"", "", marks)
    scale = ""
    if around.bar is not None:
        units, miles = around.bar
        scale = (
            f'<g transform="translate(14 {around.height - 14:.0f})"><path d="M0-6V0H{units:.1f}V-6" class="scale"/>'
            f'<text x="4" y="-9" class="name">{miles} nmi</text></g>'
        )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="sheet" viewBox="0 0 {WIDTH:.0f} {around.height:.0f}"><style>{STYLE}</style>'
        f'<rect width="{WIDTH:.0f}" height="{around.height:.0f}" fill="#fff" stroke="#111"/>'
        f'<g transform="scale(0.1)"><path class="land" d="{earth.land}"/><path class="water" d="{earth.lakes}"/>'
        f'<path class="river" d="{earth.rivers}"/></g>{marks}{scale}</svg>'
    )
