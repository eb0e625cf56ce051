"""CONTROL without a person: it lets the MSEL run and lets every ruling stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fourthseat.engine.core.orders import Decision
from fourthseat.engine.rules.view import View

__all__ = ["Silent"]

_NOTHING = Decision()


@dataclass(frozen=True, slots=True)
class Silent:
    """Releases proposed injects by not withholding them; overrules nothing."""

    decides_from_view_alone: ClassVar = True

    def decide(self, view: View, /) -> Decision:  # noqa: ARG002 - silent whatever it sees
        """Nothing, whatever the view."""
        return _NOTHING
