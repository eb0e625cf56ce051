"""What a scenario means to leave out of what a scenario is asked to show: a point of its appraisal, and why."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["POINTS", "Exempt"]

POINTS = 10
"""Points of an appraisal; their table is :mod:`fourthseat.engine.study.appraise.points`, and a test holds the two together."""

Words = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


class Exempt(Frozen):
    """A point of ``fourthseat appraise`` that the scenario means to fail, as a whole or for one thing in it."""

    point: Annotated[int, Field(ge=1, le=POINTS)] = Field(
        description="number of the point, 1 to 10, as `fourthseat appraise` prints it"
    )
    of: str = Field(
        default="",
        description="the one row or number it is about, by its name or path: hotline, INJ-07, incident.raid.gain; empty: the whole point",
    )
    why: Words = Field(description="why, in a sentence that stands in the table instead of a verdict")
