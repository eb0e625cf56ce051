"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

@dataclass(frozen=True,slots=True)
class Desk: 
    arrivals_per_day:float;service_per_day:float;officers:int;exempt_share:float
def wait_days(d,u): return max(0,u-.5)*4
def gap(y,s,p): return math.exp(-p*s*max(0,y))
