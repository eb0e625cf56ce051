"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

@dataclass(frozen=True,slots=True)
class Holder: 
    name:str;hazard_per_month:float;people:float;security:float
def breach(a,d,m): return Estimate(a**m/(a**m+d**m),("interim",))
def leak(hs,mo): return Estimate(1-math.exp(-sum(h.hazard_per_month*h.people*math.exp(-2*h.security)*mo for h in hs)),("interim",))
