"""Roles of a room that hold no seat: who only watches."""

from __future__ import annotations

__all__ = ["AUDIENCE", "BOARD", "EVALUATOR", "OBSERVER"]

BOARD, OBSERVER, EVALUATOR = "BOARD", "OBSERVER", "EVALUATOR"
"""The projector and observers see the public board, an evaluator sees with control's eyes."""
AUDIENCE = (BOARD, OBSERVER, EVALUATOR)
"""All of them."""
