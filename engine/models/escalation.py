"""Interim; being replaced."""
from __future__ import annotations
import math
from dataclasses import dataclass
from engine.terms import Estimate
def ex(x: float) -> float:
    return 1/(1+math.exp(-x))

@dataclass(frozen=True,slots=True)
class Tension:
    rung:int;act_rung:int;severity:float;cohesion:float;hotline:bool;provocation:float;resisted:bool
def step(t,k):
    o=.2/.8*math.exp(t.severity-.5-(t.cohesion-.5)-.5*t.hotline+2*t.provocation); u=o/(1+o)
    return (Estimate(u,("the opponent answers in kind and more",)),Estimate(.4*(1-u),("it lets matters rest",)))
WEIGHTS={"rivera":(0,4,12,12,28,28,60),"blank":(0,)*7}
ESCALATION={"mid":step,"icb":step}
