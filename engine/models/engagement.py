"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

import types
def contest(b,r,m): return Estimate(b**m/(b**m+r**m) if b+r else .5,(f"{b:.1f} against {r:.1f} hull-equivalents",))
def exchange(b,r): return types.SimpleNamespace(blue_loss=min(b,r*.3),red_loss=min(r,b*.3),reasons=("interim",))
