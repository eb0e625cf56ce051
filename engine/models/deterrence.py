"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

@dataclass(frozen=True,slots=True)
class Challenge:
    p_resist:float; p_prevail:float; gain:float; cost:float; status_quo:float; provocation:float
def quantal(c,lam):
    uw=c.p_prevail*c.gain-(1-c.p_prevail)*c.cost
    return Estimate(ex(lam*(c.p_resist*uw+(1-c.p_resist)*c.gain-(c.status_quo-c.provocation))),(f"resistance looks {c.p_resist:.0%} likely",f"if resisted it gets its way {c.p_prevail:.0%} of the time"))
def threshold(c,lam):
    uw=c.p_prevail*c.gain-(1-c.p_prevail)*c.cost
    return Estimate(float(c.p_resist*uw+(1-c.p_resist)*c.gain>c.status_quo-c.provocation),("threshold",))
DETERRENCE={"quantal":quantal,"threshold":threshold,"perfect":quantal}
