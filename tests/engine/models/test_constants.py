"""Every judgement of the outcome models is a number of the scenario: with a range, settable, and felt."""

from __future__ import annotations

import ast
import re
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.models.coordination import Consent, commitment
from fourthseat.engine.models.cyber import Holder, guard, leak, reach
from fourthseat.engine.models.deterrence import Challenge, perfect
from fourthseat.engine.models.engagement import exchange
from fourthseat.engine.models.escalation import icb, mid
from fourthseat.engine.scenario.constants import USUAL, ModelConstants
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.quantity import Quantity
from fourthseat.players.cast import cast

MODELS = Path(__file__).parents[3] / "engine" / "models"
NAMES = sorted(ModelConstants.model_fields)


def of(**changes: float) -> ModelConstants:
    """The standard constants with some of another value."""
    return USUAL.model_copy(update={name: Quantity(value) for name, value in changes.items()})


def test_every_constant_is_a_judgement_with_a_range():
    """Its value lies inside the range, and the range is not a point."""
    for name in NAMES:
        number = getattr(USUAL, name)

        assert number.low is not None
        assert number.high is not None
        assert number.low <= number <= number.high
        assert number.low < number.high, name


def test_no_judgement_is_left_in_the_code_of_the_models():
    """No module of engine/models assigns a number of its own that it calls a judgement."""
    for path in sorted(MODELS.glob("*.py")):
        body = ast.parse(path.read_text("utf-8")).body
        for one, after in pairwise(body):
            number = isinstance(one, ast.Assign) and isinstance(one.value, ast.Constant)
            said = isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) and str(after.value.value)
            assert not (number and said and re.search("judgement", said, re.IGNORECASE)), f"{path.name}: {said}"


@pytest.mark.parametrize(
    ("path", "value", "scenario"),
    [
        ("assumptions.models.trust_slope", 4.0, "second-thomas"),
        ("assumptions.models.severity_slope", 2.0, "second-thomas"),
    ],
)
def test_a_constant_that_is_set_moves_a_game(path, value, scenario):
    """What `--set` changes is what the models use."""
    base = scenarios.find(scenario)
    games = []
    for s in (base, vary(base, {path: value})):
        names = {str(seat): "doctrine" for seat in s.players}
        games.append(play(Game(s, s.coalitions[-1].id, 1), cast(s, names)).entries)

    assert games[0] != games[1]


@given(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_slopes_of_concurring_have_their_signs(trust, stake, sure):
    """A steeper slope carries a capital further from the neutral half, on its own side."""
    c = Consent(0.7, trust, stake, sure, 0.5, 2, 3, 0.5, 0.2, 0.0)
    base = commitment(c).p

    assert (commitment(c, of(trust_slope=4)).p - base) * (trust - 0.5) >= -1e-12
    assert (commitment(c, of(stake_slope=4)).p - base) * (stake - 0.5) >= -1e-12
    assert commitment(c, of(attribution_slope=8)).p <= base + 1e-12


@given(st.floats(0, 1), st.integers(0, 6), st.integers(0, 6))
def test_shares_of_the_tables_have_their_signs(share, act, rung):
    """More replies that settle bring a crisis down more often; more fire climbs more from rung 4; the shares stay shares."""
    for kernel in (mid, icb):
        more = kernel(act, rung, of(settles=1.0))
        assert more[0] >= kernel(act, rung)[0]
        assert sum(kernel(act, rung, of(settles=share, fire=share, quiet_protests=share))) == pytest.approx(1)
    assert mid(4, 4, of(fire=0.4))[2] > mid(4, 4)[2]


def test_each_of_the_other_constants_does_what_it_says():
    """A hard opponent presses rather; security keeps; more shots and hits cost more, better defences less."""
    c = Challenge(p_resist=0.6, p_prevail=0.6, gain=1.0, cost=1.0, status_quo=0.3, provocation=0.0)
    assert perfect(c, 3, of(hard_share=0.8)).p > perfect(c, 3).p
    assert perfect(c, 3, of(back_down=0.6)).p < perfect(c, 3).p
    holder = (Holder("A", 0.01, 1.0, 0.8, 12),)
    assert leak(holder, of(security_slope=3)).p < leak(holder).p
    assert reach(1, 2, of(doors=0.6)) > reach(1, 2) > reach(1, 2, of(doors=0))
    assert guard(1, 0, 0.5, 2, of(alarm=1)) > guard(1, 0, 0.5, 2) > guard(1, 0, 0.5, 2, of(alarm=0)) == 1
    base = exchange(6, 5).blue_loss
    for name, more in (("shots", 8), ("p_hit", 0.8), ("hulls_per_hit", 0.8)):
        assert exchange(6, 5, of(**{name: more})).blue_loss > base
    for name, more in (("defences", 8), ("p_stop", 0.7)):
        assert exchange(6, 5, of(**{name: more})).blue_loss < base
