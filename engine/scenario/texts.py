"""Names and texts in rows: what each may look like, and when a key that says nothing is left out."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from fourthseat.engine.core.terms import Seat

__all__ = ["Name", "SeatName", "Text", "no_value", "not_said"]


Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")]
SeatName = Annotated[Seat, StringConstraints(pattern=r"^[A-Z][A-Z0-9]{1,7}$")]
Text = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]


def no_value(value: object) -> bool:
    """Whether a field says nothing: logs and studies from before there were such fields stay what they are."""
    return not value


def not_said(value: object) -> bool:
    """Whether a field that need not be said is not."""
    return value is None
