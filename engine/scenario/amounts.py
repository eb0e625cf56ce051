"""Kinds of sourced numbers: shares, amounts, positive numbers, log-days, and what a default of the engine's own is."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator

from fourthseat.engine.scenario.quantity import Quantity

__all__ = ["NUMBERS", "Amount", "LogDays", "Positive", "Share", "judged"]


def _share(q: Quantity) -> Quantity:
    if not 0 <= q <= 1:
        per_cent = f"; {q:g} per cent is {q / 100:g}" if 1 < q <= 100 else ""
        raise ValueError(f"{q:g} is not a share between 0 and 1{per_cent}")
    return q


def _positive(q: Quantity) -> Quantity:
    if not q > 0:
        raise ValueError(f"{q:g} must be more than 0")
    return q


def _amount(q: Quantity) -> Quantity:
    if q < 0:
        raise ValueError(f"{q:g} must not be negative")
    return q


def _log_days(q: Quantity) -> Quantity:
    if not -10 <= q <= 10:
        raise ValueError(f"{q:g} is no log-mean of days: between -10 (four seconds) and 10 (sixty years)")
    return q


NUMBERS: dict[Any, str] = {_share: "share", _positive: "positive", _amount: "amount", _log_days: "log-days"}
"""Kinds of sourced numbers by what looks at them, for the schema."""
LogDays = Annotated[Quantity, AfterValidator(_log_days)]
Share = Annotated[Quantity, AfterValidator(_share)]
Positive = Annotated[Quantity, AfterValidator(_positive)]
Amount = Annotated[Quantity, AfterValidator(_amount)]


def judged(value: float, low: float, high: float, source: str = "") -> Quantity:
    """A default of the engine's own: a judgement with its range."""
    return Quantity(value, low, high, source)
