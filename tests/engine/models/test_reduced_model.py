"""The models put together by hand: what a fourth member does under four rules of decision.

One challenge, four rules, independent capitals. It shows that the sign of a fourth member's effect is set by
the rule for "the coalition responded in time", and it is the reason why the engine crosses rule and membership.
"""

from __future__ import annotations

import json
from math import log
from pathlib import Path

import pytest

from fourthseat.engine.core.chance import draw, within
from fourthseat.engine.models.coordination import interoperable, p_in_time, poisson_binomial
from fourthseat.engine.models.deterrence import Challenge, quantal
from fourthseat.engine.models.engagement import contest

KNOWN = json.loads((Path(__file__).parents[2] / "data" / "model_vectors.json").read_text(encoding="utf-8"))[
    "reduced_model"
]
BUDGET_2024 = {"USA": 997.0, "GBR": 81.8, "AUS": 33.8, "JPN": 55.3}
OPPONENT = 0.8 * 314.0
NEEDED = {"lead": {3: 1, 4: 1}, "quorum 2": {3: 2, 4: 2}, "majority": {3: 2, 4: 3}, "unanimity": {3: 3, 4: 4}}
USUAL = {
    "USA": 0.30,
    "GBR": 0.05,
    "AUS": 0.80,
    "JPN": 0.90,
    "i0": 0.6,
    "s": 0.8,
    "s_jpn": 0.5,
    "mu": 1.816,
    "sigma": 1.423,
    "r": 0.75,
    "tau": 14.0,
    "lam": 2.0,
    "C": 1.0,
    "m": 1.0,
    "S": 0.5712,
    "pi": 0.0,
}
RANGES = {
    "USA": (0.1, 0.5),
    "GBR": (0.0, 0.25),
    "AUS": (0.6, 1.0),
    "JPN": (0.7, 1.0),
    "i0": (0.4, 0.8),
    "s": (0.6, 0.95),
    "s_jpn": (0.2, 0.8),
    "mu": (1.4, 2.3),
    "sigma": (1.2, 1.6),
    "r": (0.22, 0.75),
    "tau": (3, 60),
    "lam": (1, 4),
    "C": (0.5, 2),
    "m": (1.0, 1.0),
    "S": (0.0, 0.6),
    "pi": (0.0, 0.0),
}


def response(rule, n, par):
    """P(as many capitals as the rule needs commit and are ready in time)."""
    one = par["r"] * p_in_time(par["tau"], par["mu"], par["sigma"], 1, 1)
    voters = 1 if rule == "lead" else n
    return sum(poisson_binomial([one] * voters)[NEEDED[rule][n] :])


def status_quo(rule, n, par):
    """P(the opponent does not press) against three members or four."""
    parts = [
        (par[seat] * BUDGET_2024[seat], par["s_jpn"] if seat == "JPN" else par["s"]) for seat in list(BUDGET_2024)[:n]
    ]
    prevail = 1 - contest(interoperable(parts, par["i0"]), OPPONENT, par["m"]).p
    challenge = Challenge(response(rule, n, par), prevail, 1.0, par["C"], par["S"], par["pi"] if n == 4 else 0.0)
    return 1 - quantal(challenge, par["lam"]).p


@pytest.mark.parametrize("rule", NEEDED)
def test_a_fourth_member_by_rule_of_decision(rule):
    """P(response in time) and P(status quo) without and with the fourth member, at the defaults."""
    known = KNOWN["rules"][rule]

    assert known["p_in_time"] == pytest.approx([response(rule, n, USUAL) for n in (3, 4)], abs=0.001)
    assert known["p_status_quo"] == pytest.approx([status_quo(rule, n, USUAL) for n in (3, 4)], abs=0.002)


def test_the_status_quo_is_calibrated_to_the_lead_rule():
    """S is chosen so that three members under a lead nation hold the status quo with 0.58."""
    p = status_quo("lead", 3, USUAL)

    assert 0.58 == pytest.approx(p, abs=0.001)
    assert log(0.58 / 0.42) == pytest.approx(log(p / (1 - p)), abs=0.005)


def test_sharing_with_the_fourth_member_hardly_moves_deterrence():
    """From s = 0.2 to 0.8 P(status quo) moves by under 0.01: information works through lead time and technology."""
    moved = status_quo("lead", 4, {**USUAL, "s_jpn": 0.8}) - status_quo("lead", 4, {**USUAL, "s_jpn": 0.2})

    assert 0 < moved < 0.01


def better(rule, pi, draws=2000):
    """Share of parameter draws in which the fourth member raises P(status quo)."""
    count = 0
    for n in range(draws):
        par = {name: within(draw(1, "reduced", n, name), *span) for name, span in RANGES.items()}
        par["pi"] = within(draw(1, "reduced", n, "pi"), 0.0, pi)
        count += status_quo(rule, 4, par) > status_quo(rule, 3, par)
    return count / draws


@pytest.mark.parametrize("rule", NEEDED)
def test_the_rule_sets_the_sign(rule):
    """Without provocation the fourth member always helps under lead and quorum, and next to never under majority and unanimity."""
    assert KNOWN["sign_table"][rule][0] == pytest.approx(better(rule, 0.0), abs=0.02)


def test_provocation_turns_the_sign():
    """With provocation up to 0.2 the lead rule mostly loses by the fourth member; a quorum mostly still gains."""
    assert better("lead", 0.2, 1000) < 0.4
    assert better("quorum 2", 0.2, 1000) > 0.7
    assert better("unanimity", 0.2, 1000) < 0.01
