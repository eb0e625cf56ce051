"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))
