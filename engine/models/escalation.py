"""Escalation: whether the crisis climbs a rung, falls a rung or stays, after one exchange.

Base rates are the *replies* to acts in two crisis data sets, not invented rates: ``mid`` [GML2016], highest
level of the target given that of the initiator, 1,681 dyads; ``icb`` [ICB], major response given trigger,
817 actors; both after 1945. An act's rung picks a row (a mixture where a rung straddles two levels), each
reply is read as a rung, and the reply is compared with the rung the crisis stands on: above it, the
crisis climbs; below it, the crisis falls in a share ``settles`` of cases, but never on an act that overtops it. Then ::

    odds(up) *= exp(b1 (severity - 1/2) - b2 (cohesion - 1/2) - b3 hotline + b4 provocation + b5 (2 e - 1) - b6 held)

and down and same share the rest as before. e is how evenly forces met, 4 p (1 - p) for a chance p to prevail: 1 for equals, 0 where
nobody came or one side is hopeless; held, that the opponent did not press, so that only what the coalition did is answered. The ladder condenses [Kahn1965] to seven rungs; its weights are
those of [Rivera2024], whose score counts alliance coordination as escalation: offer ``blank`` beside it.

Also here, for teaching: war of attrition and the bargaining range of [Fearon1995].

Left out: who escalates (one ladder for all), jumps of more than one rung, memory of earlier exchanges. Accidents without an
act are :mod:`fourthseat.engine.models.accidents`. Both data sets contain only cases that became a dispute or crisis (selection).
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from math import exp

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import TOP_RUNG, Estimate
from fourthseat.engine.scenario.constants import USUAL, ModelConstants

__all__ = [
    "ESCALATION",
    "ICB_RESPONSE",
    "MID_RESPONSE",
    "WEIGHTS",
    "Tension",
    "attrition_mean",
    "bargaining_range",
    "concession_hazards",
    "demand",
    "icb",
    "mid",
    "step",
]

STANDARD = tuple(range(TOP_RUNG + 1))
"""The levels of the data as a ladder of their own."""

WEIGHTS: dict[str, tuple[float, ...]] = {
    "rivera": (0.0, 4.0, 12.0, 12.0, 28.0, 28.0, 28.0),
    "blank": (0.0,) * 7,
}
"""Points per rung: [Rivera2024] status quo 0, posturing 4, non-violent 12, violent 28; or none."""

MID_RESPONSE: dict[int, tuple[tuple[float, ...], int]] = {
    2: ((0.8837, 0.0, 0.0698, 0.0465, 0.0), 43),
    3: ((0.5773, 0.0090, 0.2464, 0.1673, 0.0), 556),
    4: ((0.4613, 0.0077, 0.0803, 0.4458, 0.0048), 1034),
    5: ((0.0, 0.0, 0.0, 0.0833, 0.9167), 48),
}
"""[GML2016] after 1945: initiator's level -> shares of the target's (none, threat, display, use, war), and n."""

ICB_RESPONSE: dict[str, tuple[tuple[float, ...], int]] = {
    "nonviolent-nonmil": ((0.4791, 0.2662, 0.2548), 263),
    "nonviolent-military": ((0.3561, 0.4621, 0.1818), 132),
    "internal": ((0.5556, 0.2500, 0.1944), 36),
    "indirect-violent": ((0.2317, 0.3049, 0.4634), 82),
    "violent": ((0.2829, 0.1217, 0.5954), 304),
}
"""[ICB] v14 after 1945: trigger -> shares of response (none to economic, non-violent military, violent), and n."""


@record
class Tension:
    """One exchange, as the ladder sees it."""

    rung: int
    """Where the crisis stands, 0 to 6."""
    act_rung: int
    """Highest act of the exchange, 0 to 6; 0 if nothing was done."""
    severity: float
    """0 to 1: how ugly the act was; 0.5 is typical."""
    cohesion: float
    """0 to 1: share of the coalition that concurs; 0.5 is typical."""
    hotline: bool
    """A channel to the opponent is in use."""
    provocation: float
    """>= 0: what the coalition's membership takes from the opponent's status quo."""
    met: float
    """0 to 1: how evenly forces of both sides met; 0 if they did not."""
    held: bool = False
    """The opponent did not press, and there is nothing else that it has to answer for."""
    levels: tuple[int, ...] = STANDARD
    """The standard level, 0 to 6, that each rung of the ladder stands for in the data."""


def step(t: Tension, kernel: str, constants: ModelConstants = USUAL) -> tuple[Estimate, Estimate]:
    """P(the rung rises by one) and P(it falls by one), of one exchange; they sum to at most 1.

    *kernel* is a key of :data:`ESCALATION`. Rising is likelier with severity and provocation, less so with
    cohesion and a hotline. Never above the top level nor below 0.
    """
    if kernel not in ESCALATION:
        raise ScenarioError(f"no escalation kernel {kernel!r}; known: {', '.join(ESCALATION)}")
    down, _, up = ESCALATION[kernel](t.levels[t.act_rung], t.levels[t.rung], constants)
    shift = float(constants.severity_slope) * (t.severity - 0.5) - float(constants.cohesion_slope) * (t.cohesion - 0.5)
    shift += float(constants.provocation_slope) * t.provocation
    shift += float(constants.met_slope) * (2 * t.met - 1) - float(constants.hotline_slope) * t.hotline
    shift -= float(constants.held_slope) * t.held
    weight = up * exp(min(shift, 700.0))
    new_up = min(1.0, weight / (weight + 1 - up)) if weight else 0.0
    new_down = down * (1 - new_up) / (1 - up) if up < 1 else 0.0
    met = f"forces met {100 * t.met:.0f} % evenly" if t.met else "no forces met"
    return (
        Estimate(
            new_up,
            (
                f"replies to a rung-{t.act_rung} act exceed rung {t.rung} in {100 * up:.0f} % of cases ({kernel})",
                f"severity {t.severity:.2f}, cohesion {t.cohesion:.2f}, {met}: odds x {exp(min(shift, 700.0)):.2f}",
                *(("the opponent did not press",) if t.held else ()),
                *(("a hotline is in use",) if t.hotline else ()),
                *((f"provocation {t.provocation:.2f}",) if t.provocation else ()),
            ),
        ),
        Estimate(
            new_down,
            (f"base chance to settle on rung {t.rung} after a rung-{t.act_rung} act {100 * down:.0f} % ({kernel})",),
        ),
    )


def mid(act_rung: int, rung: int, constants: ModelConstants = USUAL) -> tuple[float, float, float]:
    """Base (down, same, up) by militarised-dispute replies [GML2016]."""
    c = constants
    return _mid(
        float(c.quiet_protests),
        float(c.coercion_as_display),
        float(c.exchange_as_war),
        float(c.fire),
        float(c.settles),
    )[act_rung][rung]


def icb(act_rung: int, rung: int, constants: ModelConstants = USUAL) -> tuple[float, float, float]:
    """Base (down, same, up) by crisis responses [ICB]: graver cases than ``mid``, so it climbs more."""
    return _icb(float(constants.quiet_protests), float(constants.settles))[act_rung][rung]


ESCALATION: dict[str, Callable[[int, int, ModelConstants], tuple[float, float, float]]] = {"mid": mid, "icb": icb}
"""The registered kernels: (act rung, present rung, constants) -> base (down, same, up)."""


def concession_hazards(prizes: tuple[float, float], costs: tuple[float, float]) -> tuple[float, float]:
    """Rates at which each side of a war of attrition gives in: i at c_j / V_j, per unit of time of *costs*."""
    return costs[1] / prizes[1], costs[0] / prizes[0]


def attrition_mean(prize: float, cost: float) -> float:
    """Mean length of a symmetric war of attrition, V / (2 c)."""
    return prize / (2 * cost)


def bargaining_range(p: float, cost_a: float, cost_b: float) -> tuple[float, float]:
    """Settlements both prefer to war, [p - cA, p + cB] within [0, 1]; *p* is A's chance to win [Fearon1995]."""
    return max(0.0, p - cost_a), min(1.0, p + cost_b)


def demand(p: float, cost_a: float, cost_max: float) -> tuple[float, float]:
    """A's best take-it-or-leave-it demand and the risk of war, if B's cost is uniform on [0, *cost_max*]."""
    return p + max(0.0, cost_max - cost_a) / 2, max(0.0, 1 - cost_a / cost_max) / 2


# ---------------------------------------------------------------- the tables, worked out once for each set of constants

_Row = tuple[float, ...]
_Triple = tuple[float, float, float]
_Table = tuple[tuple[_Triple, ...], ...]

_ICB_VIOLENCE = (142, 116, 103)
"""[ICB] crises with minor clashes, serious clashes, war: a violent reply is read as rung 4, 5, 6 in these shares."""
_SILENCE: _Row = (1.0, *(0.0,) * 6)


@lru_cache(maxsize=64)
def _mid(quiet: float, display: float, war: float, fire: float, settles: float) -> _Table:
    """Acts on levels 0 to 6 against replies: a level that straddles two rows of the data is a mixture of them."""
    threatened, shown, used, fought = (_mid_row(level, fire) for level in (2, 3, 4, 5))
    protest, coercion = _mix(quiet, threatened, _SILENCE), _mix(display, threatened, shown)
    return _table((_SILENCE, protest, coercion, shown, used, _mix(war, used, fought), fought), settles)


@lru_cache(maxsize=64)
def _icb(quiet: float, settles: float) -> _Table:
    talk, show, fire = (_icb_row(trigger) for trigger in ("nonviolent-nonmil", "nonviolent-military", "violent"))
    return _table((_SILENCE, _mix(quiet, talk, _SILENCE), talk, show, fire, fire, fire), settles)


def _mix(weight: float, a: _Row, b: _Row) -> _Row:
    return tuple((1 - weight) * x + weight * y for x, y in zip(a, b, strict=True))


def _mid_row(level: int, fire: float) -> _Row:
    """Replies to *level*, by engine rung: none 0, threat 1, display 3, use 4 or 5, war 6."""
    none, threat, display, use, war = MID_RESPONSE[level][0]
    return (none, threat, 0.0, display, (1 - fire) * use, fire * use, war)


def _icb_row(trigger: str) -> _Row:
    """Responses to *trigger*, by engine rung: first class evenly on 0 to 2, non-violent military 3, violent 4 to 6."""
    mild, military, violent = ICB_RESPONSE[trigger][0]
    return (*(mild / 3,) * 3, military, *(violent * n / sum(_ICB_VIOLENCE) for n in _ICB_VIOLENCE))


def _compare(act: int, rung: int, replies: _Row, settles: float) -> _Triple:
    whole = sum(replies)  # published shares are rounded to four digits
    up = sum(replies[rung + 1 :]) / whole
    down = settles * sum(replies[:rung]) / whole if act <= rung else 0.0
    return down, 1 - up - down, up


def _table(rows: tuple[_Row, ...], settles: float) -> _Table:
    return tuple(
        tuple(_compare(act, rung, row, settles) for rung in range(TOP_RUNG + 1)) for act, row in enumerate(rows)
    )
