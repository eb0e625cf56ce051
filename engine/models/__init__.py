"""The outcome models: one file each, pure functions that price and never draw.

A model returns an :class:`~fourthseat.engine.core.terms.Estimate` (a probability and its reasons) or a plain number.
It imports the vocabulary, the errors, the inverse CDFs and its constants (``[assumptions.models]``), and no other model. The cards, with every
default and range, are in docs/models.md; ``[Key]`` resolves in docs/references.md.
"""

from __future__ import annotations

from fourthseat.engine.models.deterrence import DETERRENCE
from fourthseat.engine.models.escalation import ESCALATION

__all__ = ["MODEL_NAMES"]

MODEL_NAMES: dict[str, tuple[str, ...]] = {"deterrence": tuple(DETERRENCE), "escalation": tuple(ESCALATION)}
"""The registered alternatives of each question that has more than one."""
