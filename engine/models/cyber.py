"""Cyber: whether an intrusion gets in, whether a secret gets out, and what one more holder adds.

* Breach. P = A^r / (A^r + D^r), effort against defence [Tullock1980]. A = effort n^d: every thousand people with
  access is a door. D = defence (1 + hardened) (1/2 + sec) (1 + alarm k): sec the standard of security with the pact's
  safeguards in it, 1/2 an average one, k how often the holder was tried before.
* Many holders of one secret. One attacker that picks the softest: max p_i, the weakest link
  [Hirshleifer1983]; independent attempts: 1 - prod(1 - p_i).
* Leak. P = 1 - exp(-sum h_i exp(-z sec_i) n_i T_i), n_i people with access, T_i the item-months holder i has held:
  each plan, picture or technology that was shared with it, by the part of it that was shared, as long as it was and mattered.
  Who holds nothing leaks nothing. It rises with every holder *by construction*: the model cannot find that adding a member lowers the
  risk, only by how much it raises it against the security that comes with it.
* Effort in equilibrium, for teaching: symmetric [Tullock1980], unequal prizes [Nti1999].

Anchor, not used as a parameter: of 429 reported state incidents 2000–2020, 85.8 % achieved their objective and
2.8 % a concession [DCID]; only reported ones, so success is overstated.

Left out: detection and expulsion, what the stolen item was worth, insiders as such, deception.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import exp, expm1, log, tanh

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = ["Holder", "any_of", "breach", "guard", "leak", "reach", "tullock_duel", "tullock_effort", "weakest_link"]


@record
class Holder:
    """One holder of the coalition's secrets."""

    name: str
    """Seat, for the debrief."""
    hazard_per_month: float
    """h, leaks a month and item per unit of *people* at no security."""
    people: float
    """n, people and systems with access, thousands, >= 0."""
    security: float
    """0 none to 1 best."""
    item_months: float = 0.0
    """T, months that items of the others have been shared with it, added up over the items."""


def guard(defence: float, hardened: float, security: float, tried: int, constants: ModelConstants = USUAL) -> float:
    """D: a holder's *defence* (1 is average) with what it has *hardened* (part added), its *security* in [0, 1], and the
    alarm of having been *tried* so often before.
    """
    return defence * max(0.0, 1 + hardened) * (0.5 + security) * (1 + float(constants.alarm) * tried)


def reach(effort: float, people: float, constants: ModelConstants = USUAL) -> float:
    """A: an intrusion's *effort* where so many thousand *people* have access."""
    return effort * people ** float(constants.doors) if people > 0 else 0.0


def breach(attack: float, defence: float, exponent: float) -> Estimate:
    """P(the intrusion gets in), efforts >= 0; *exponent* r > 0, 1, range 0.5–2. Without effort nobody gets in."""
    if attack > 0 and defence > 0:
        p = 0.5 + 0.5 * tanh(0.5 * exponent * (log(attack) - log(defence)))
    else:
        p = 1.0 if attack > 0 else 0.0
    return Estimate(p, (f"effort {attack:.2f} against defence {defence:.2f}", f"gets in {100 * p:.0f} % of the time"))


def weakest_link(ps: Iterable[float]) -> float:
    """P(breach) if one attacker picks the softest holder; 0 without holders."""
    return max(ps, default=0.0)


def any_of(ps: Iterable[float]) -> float:
    """P(at least one breach) if every holder is tried independently; 0 without holders."""
    safe = 1.0
    for p in ps:
        safe *= 1 - p
    return 1 - safe


def leak(holders: Sequence[Holder], constants: ModelConstants = USUAL) -> Estimate:
    """P(at least one leak) over all *holders*, each over the item-months it has held."""
    slope = float(constants.security_slope)
    total, worst, name, months = 0.0, -1.0, "", 0.0
    for holder in holders:
        hazard = holder.hazard_per_month * exp(-slope * holder.security) * holder.people * holder.item_months
        total += hazard
        months += holder.item_months
        if hazard > worst:
            worst, name = hazard, holder.name
    if total <= 0:
        return Estimate(0.0, ("nobody holds anything that could leak",))
    return Estimate(
        -expm1(-total),
        (
            f"weakest holder {name}, {100 * worst / total:.0f} % of the hazard",
            f"{months:.2g} item-months over {len(holders)} holders",
        ),
    )


def tullock_effort(value: float, n: int, exponent: float) -> float:
    """Equilibrium effort of each of *n* equal rivals for a prize: r (n - 1) V / n^2; exists for r <= n / (n - 1)."""
    if n < 2 or exponent > n / (n - 1):
        raise ScenarioError(f"no pure equilibrium of {n} rivals at exponent {exponent:g}")
    return exponent * (n - 1) * value / n**2


def tullock_duel(v1: float, v2: float, exponent: float) -> tuple[float, float, float]:
    """(x1, x2, P(1 wins)) in equilibrium, the prize worth *v1* and *v2* > 0 to the rivals [Nti1999].

    Exists while the weaker does not do better by staying out: r <= 1 + (min V / max V)^r.
    """
    if exponent > 1 + (min(v1, v2) / max(v1, v2)) ** exponent:
        raise ScenarioError(f"no pure equilibrium for prizes {v1:g} and {v2:g} at exponent {exponent:g}")
    p1 = 0.5 + 0.5 * tanh(0.5 * exponent * (log(v1) - log(v2)))
    common = exponent * p1 * (1 - p1)
    return common * v1, common * v2, p1
