"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

from engine.chance import normal
@dataclass(frozen=True,slots=True)
class Consent:
    reliability:float;trust:float;stake:float;attribution:float;attribution_needed:float;rung:int;comfortable_rung:int;entrapment:float;obligation:float;consulted:float
def commitment(c):
    z=math.log(c.reliability/(1-c.reliability))+2*(c.trust-.5)+(c.stake-.5)-3*max(0,c.attribution_needed-c.attribution)-c.entrapment*max(0,c.rung-c.comfortable_rung)+c.obligation+c.consulted
    return Estimate(ex(z),("interim",))
def lag_days(uc,uo,mu,s,r): return math.exp(mu+s*(math.sqrt(r)*normal(uc)+math.sqrt(1-r)*normal(uo)))
def interoperable(c,i): return sum(x*(i+(1-i)*s) for x,s in c)
def trust_after(t,o,g,l): return t+(g if o>t else l)*(o-t)
