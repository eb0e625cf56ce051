"""Indices against functions whose answer is known, and what is said of them: converged or not, stable or not, dead or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import pi, sin
from typing import Any

import numpy as np
import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study import given_data, sensitivity
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.given_data import followed, followed_tables, regional, regional_table, separation
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import robust
from fourthseat.engine.study.sampling import DICE, design, factors, numbers_of, rows_of_a_start
from fourthseat.engine.study.sensitivity import (
    agreements,
    dead_factors,
    for_sensitivity,
    influences,
    influential,
    pairs,
)
from fourthseat.engine.study.sensitivity_tables import (
    agreement_sentence,
    agreement_table,
    convergence_sentence,
    dead_sentence,
    influence_tables,
    inputs_table,
)

TUTORIAL = scenarios.find("tutorial")
INPUTS = ("assumptions.precision", "assumptions.contest_exponent", "assumptions.lag_correlation")


def study(**changes: Any) -> Any:
    """Two variants under one rule, one measure."""
    raw = default_study(TUTORIAL, "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True]}
    return parse_study(raw | {"measure": [{"name": "p_press", "indifference": 0.01}]} | changes, "test")


def designed(method: str, size: int, inputs: Sequence[str] = INPUTS, **how: Any) -> Plan:
    """A plan of a sensitivity design."""
    return plan(for_sensitivity(study(), TUTORIAL, method, size, 1, inputs, **how), TUTORIAL)


def planted(made: Plan, difference: Callable[[Sequence[float], float], float], replications: int = 1) -> Whole:
    """Games as if the variant's difference were that function of the inputs (each scaled to 0 … 1) and of its dice (a normal number)."""
    points = numbers_of(made.study)
    ends = np.array([one.ends for one in made.study.inputs])
    scaled = (points - ends[:, 0]) / (ends[:, 1] - ends[:, 0])
    blocks = np.arange(len(made.futures) * replications)
    values = np.full((len(blocks), len(made.arms)), 0.5)
    for block in blocks:
        where = made.block(int(block))
        values[block, 1] += difference(scaled[where.future], float(np.random.default_rng(where.seed).standard_normal()))
    return Whole(
        made, blocks, blocks % len(made.futures), 0, {"p_press": values}, np.ones((len(blocks), 2, 4), np.int8)
    )


def ishigami(x: Sequence[float], dice: float) -> float:
    """Sin a + 7 sin^2 b + 0.1 c^4 sin a over (-pi, pi) [IshigamiHomma1990]."""
    a, b, c = (pi * (2 * one - 1) for one in x)
    return sin(a) + 7 * sin(b) ** 2 + 0.1 * c**4 * sin(a)


def test_the_shares_of_ishigami(monkeypatch: pytest.MonkeyPatch) -> None:
    """First order 0.314, 0.442, 0; with interactions 0.558, 0.442, 0.244; the first and third only together 0.244; the dice nothing."""
    monkeypatch.setattr(sensitivity, "RESAMPLES", 20)
    whole = planted(designed("saltelli", 256, second_order=True), ishigami)

    found = {one.factor: one for one in influences(whole, levels=False)}
    for name, first, total in zip((*INPUTS, DICE), (0.314, 0.442, 0, 0), (0.558, 0.442, 0.244, 0), strict=True):
        one = found[name]
        assert one.total is not None
        assert one.main.estimate == pytest.approx(first, abs=0.1)
        assert one.total.estimate == pytest.approx(total, abs=0.1)
    together = pairs(whole)[0]
    assert {INPUTS[0], INPUTS[2]} == set(together.factors)
    assert together.share.estimate == pytest.approx(0.244, abs=0.1)


def test_dice_share_what_is_theirs() -> None:
    """An input and dice of equal variance: half each; uniform over 0 … 1 times the square root of 12 has variance 1."""
    whole = planted(designed("saltelli", 64, repeats=4), lambda x, dice: 12**0.5 * x[0] + dice)

    found = {one.factor: one for one in influences(whole, levels=False)}
    assert found[DICE].main.estimate == pytest.approx(0.5, abs=0.15)
    assert found[INPUTS[0]].main.estimate == pytest.approx(0.5, abs=0.15)


def test_a_share_that_has_not_converged_says_so_and_is_not_cut() -> None:
    """On eight base points and rare jumps estimates lie outside 0 and 1, and stand there with "not converged"; no low lies above its high."""
    made = designed("saltelli", 8, repeats=2)
    found = influences(planted(made, lambda x, dice: float(x[0] > 0.8) * (dice > 0.8) * 5), levels=False)

    assert any(not one.converged for one in found)
    assert "NOT converged" in convergence_sentence(found)
    assert all(one.total is not None and not one.total.low > one.total.high for one in found)
    cells = [cell for table in influence_tables(made, found) for row in table.rows for cell in row]
    wide = [one for one in found if one.total is not None and one.total.half_width > 0.1]
    assert all(any(f"not converged: {one.total.estimate:.2f}" in cell for cell in cells) for one in wide if one.total)


def test_as_many_trajectories_as_intervals_need() -> None:
    """Two where inputs are many; of few inputs more."""
    few = for_sensitivity(study(), TUTORIAL, "morris", 0, 1, INPUTS, repeats=4)
    assert (4, 64) == (few.futures, few.stopping.cap)
    assert 2 == for_sensitivity(study(), TUTORIAL, "morris", 0, 1, repeats=4).futures


def test_repetitions_are_other_points_and_other_dice() -> None:
    """Four designs one after the other: as many dice as trajectories, and no point twice."""
    made = designed("morris", 4, repeats=4)

    each = rows_of_a_start(made.study)
    assert 4 * 4 * each == len(made.futures)
    assert 16 == len({made.block(n).seed for n in range(len(made.futures))})
    first, second = np.split(design(made.study), 4)[:2]
    assert not np.array_equal(first, second)


def test_repetitions_that_agree_and_repetitions_that_do_not() -> None:
    """Effects without dice rank alike every time; dice alone rank anyhow, and are said to."""
    steady = influences(
        planted(designed("morris", 4, repeats=4), lambda x, _: 4 * x[0] + 2 * x[1] + x[2]), levels=False
    )
    (one,) = agreements(steady)
    assert (one.asked, one.repeats, one.correlation, one.common, one.of, one.stable) == (4, 4, 1.0, 3, 3, True)

    many = ("assumptions.wear", "assumptions.stand_alone", "assumptions.partial_band", *INPUTS)
    made = designed("morris", 2, many, repeats=4)
    luck = np.random.default_rng(1)
    shaken = influences(planted(made, lambda *_: luck.standard_normal()), levels=False)
    (one,) = agreements(shaken)
    assert not one.stable
    assert "mostly dice" in agreement_sentence([one])
    assert "not stable" in agreement_table(made, [one]).rows[0]
    assert "--seeds" in agreement_sentence(
        agreements(influences(planted(designed("morris", 16), lambda x, _: x[0] + x[1]), levels=False))
    )


@pytest.mark.parametrize("method", ["morris", "saltelli"])
def test_dead_inputs_are_named(method: str) -> None:
    """An input that changes nothing to the last digit in any game; one that changes a single game is alive."""
    whole = planted(designed(method, 16), lambda x, dice: x[0] + dice + (1e-9 if x[1] > 0.99 else 0.0))
    assert INPUTS[2] in dead_factors(whole)
    assert INPUTS[0] not in dead_factors(whole)
    assert INPUTS[2] in dead_sentence(dead_factors(whole), 3)

    assert list(INPUTS[1:]) == dead_factors(planted(designed(method, 16), lambda x, dice: x[0] + dice))


def test_inputs_of_a_group_are_one_factor() -> None:
    """Fewer games, one index; what goes on to sharing brings its whole group along."""
    made = designed("morris", 20, ("seat.USA.trust", "seat.GBR.trust", *INPUTS[:1]), grouped=True)

    assert ["every trust", INPUTS[0]] == factors(made.study)
    assert 20 * 3 == len(made.futures)
    found = influences(planted(made, lambda x, _: 2 * x[0] + x[2]), levels=False)
    assert ["every trust"] == influential(found, 1)
    kept = for_sensitivity(
        study(input=[one.model_dump(mode="json") for one in made.study.inputs]),
        TUTORIAL,
        "saltelli",
        16,
        1,
        ["every trust"],
    )
    assert ["seat.USA.trust", "seat.GBR.trust"] == [one.path for one in kept.inputs]


def test_inputs_of_every_kind_are_screened_and_all_are_listed() -> None:
    """Whole numbers, true and false and a triangle move as such; the table of inputs leaves none out."""
    inputs = ("seat.USA.staff_teams=1..4", "mechanisms.trust=true,false", "incident.survey.window_hours", *INPUTS)
    made = designed("morris", 8, inputs)
    found = {one.factor: one for one in influences(planted(made, lambda x, _: x[0] + 3 * x[1]), levels=False)}

    assert found["mechanisms.trust"].size > found["seat.USA.staff_teams"].size > 0
    assert len(inputs) == len(inputs_table(made).rows)
    made.tried()


# ---------------------------------------------------------------- given data


def sampled(futures: int = 64, **changes: Any) -> Plan:
    """A plan of futures over the three inputs."""
    rows = [{"path": path, "low": 0.2, "high": 0.8} for path in INPUTS]
    return plan(study(input=rows, futures=futures, **changes), TUTORIAL)


def test_the_input_that_is_followed_is_told_and_the_others_are_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever the shape: here the difference is large in the middle of the range, where no rank correlation would see it."""
    monkeypatch.setattr(given_data, "SHUFFLES", 39)
    whole = planted(sampled(), lambda x, dice: -abs(x[0] - 0.5) + 0.02 * dice, replications=4)

    told = {one.path: one for one in followed(whole)}
    assert told[INPUTS[0]].p <= 0.025
    assert abs(told[INPUTS[0]].rank) < 0.2
    assert min(told[path].p for path in INPUTS[1:]) > 0.05
    (table,) = followed_tables(whole.plan, list(told.values()))
    assert INPUTS[0] in table.rows[0]


def test_where_the_futures_of_a_kind_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worse above the middle of one input: the distance is one there, and the medians say on which side."""
    monkeypatch.setattr(given_data, "REGIONAL_SHUFFLES", 99)
    whole = planted(sampled(), lambda x, dice: (0.1 if x[1] > 0.5 else -0.1) + 0.01 * dice, replications=4)

    first, second, *_ = regional(whole, robust(whole))
    assert (first.path, first.distance, first.p < 0.05) == (INPUTS[1], pytest.approx(1, abs=0.05), True)
    assert {True, False} == {first.worse, second.worse}
    worse = first if first.worse else second
    assert worse.here > 0.5 > worse.elsewhere
    assert regional_table(whole.plan, [first]).rows


def test_the_distance_is_that_of_kolmogorov_and_smirnov() -> None:
    """Against SciPy's, ties and all."""
    from scipy import stats

    luck = np.random.default_rng(1)
    column, kind = luck.integers(0, 6, 80) * 1.0, luck.random(80) < 0.4
    assert separation(column, kind) == pytest.approx(stats.ks_2samp(column[kind], column[~kind]).statistic)


def test_few_futures_tell_nothing() -> None:
    """No index of a handful."""
    assert [] == followed(planted(sampled(16), lambda x, _: x[0], replications=4))


def test_a_design_of_one_method_is_read_by_none_other() -> None:
    """A sample of futures has no indices."""
    with pytest.raises(ScenarioError, match="tells no inputs apart"):
        dead_factors(planted(sampled(), lambda x, _: x[0]))
