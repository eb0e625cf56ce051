"""What drives a difference and where it holds: on planted truths, where the right answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.discovery import box_sentence, boxes
from fourthseat.engine.study.findings import analyse, more_needed
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import regrets, robust, worthwhile
from fourthseat.engine.study.sampling import DICE, design, problem
from fourthseat.engine.study.sensitivity import for_sensitivity, influence_tables, influences, influential

INPUTS = ("assumptions.precision", "assumptions.contest_exponent", "assumptions.lag_correlation")


def study(**changes: Any) -> Any:
    """Two variants under one rule, one measure of which lower is better."""
    raw = default_study(scenarios.find("tutorial"), "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "provocation": [True]}
    return parse_study(raw | {"measure": [{"name": "p_press", "indifference": 0.01}]} | changes, "test")


def sampled(futures: int = 128, **changes: Any) -> Plan:
    """A plan of futures over the three inputs."""
    rows = ranged(scenarios.find("tutorial"), INPUTS)
    return plan(study(input=rows, futures=futures, **changes), scenarios.find("tutorial"))


def designed(method: str, size: int) -> Plan:
    """A plan of a sensitivity design over the three inputs."""
    made = for_sensitivity(study(), scenarios.find("tutorial"), method, size, 2, INPUTS)
    return plan(made, scenarios.find("tutorial"))


def planted(made: Plan, difference: Any, replications: int = 2, noise: float = 0.0) -> Whole:
    """Games as if the variant's difference were that function of the inputs (each scaled to 0 … 1), plus dice."""
    ends = [(one.low, one.high) for one in made.study.inputs]
    blocks = np.arange(len(made.futures) * replications)
    values = np.full((len(blocks), len(made.arms)), 0.5)
    for block in blocks:
        where = made.block(int(block))
        scaled = [
            (x - low) / (high - low)
            for (_, x), (low, high) in zip(made.futures[where.future].changes, ends, strict=True)
        ]  # type: ignore[operator]
        dice = np.random.default_rng(where.seed).standard_normal()
        values[block, 1] += difference(scaled) + noise * dice
    rungs = np.ones((len(blocks), len(made.arms), 4), np.int8)
    return Whole(made, blocks, blocks % len(made.futures), 0, {"p_press": values}, rungs)


def test_morris_finds_the_input_and_its_effect() -> None:
    """A linear effect is found at its size, with no spread over trajectories; the others are nothing."""
    found = influences(planted(designed("morris", 12), lambda x: 3 * x[0]), levels=False)

    by = {one.factor: one for one in found}
    assert INPUTS[0] == found[0].factor
    assert by[INPUTS[0]].main.estimate == pytest.approx(3)
    assert by[INPUTS[0]].sigma == pytest.approx(0, abs=1e-9)
    assert not by[INPUTS[1]].decided
    assert [INPUTS[0]] == influential(found, 1)


def test_morris_spread_betrays_an_interaction() -> None:
    """An effect that hangs on another input has a spread as large as itself."""
    found = {
        one.factor: one for one in influences(planted(designed("morris", 20), lambda x: x[0] * x[1]), levels=False)
    }

    assert found[INPUTS[0]].sigma > 0.1
    assert found[INPUTS[0]].decided


def test_sobol_shares_are_those_of_the_function() -> None:
    """2a + b: shares 4/5 and 1/5 [Sobol2001]; the third input and the dice have none."""
    found = influences(planted(designed("saltelli", 256), lambda x: 2 * x[0] + x[1]), levels=False)

    by = {one.factor: one for one in found}
    for name, share in ((INPUTS[0], 0.8), (INPUTS[1], 0.2), (INPUTS[2], 0.0), (DICE, 0.0)):
        assert by[name].main.estimate == pytest.approx(share, abs=0.05)
        assert by[name].total is not None
        assert by[name].total.estimate == pytest.approx(share, abs=0.05)  # type: ignore[union-attr]


def test_the_dice_are_a_factor_of_their_own() -> None:
    """What only luck moves is laid to the dice and to no input."""
    made = designed("saltelli", 256)
    found = influences(planted(made, lambda _: 0.0, replications=1, noise=1.0), levels=False)

    assert DICE == found[0].factor
    assert found[0].total is not None
    assert found[0].total.estimate == pytest.approx(1, abs=0.1)


def test_an_index_that_may_be_nothing_is_not_printed_as_a_number() -> None:
    """No negative share is ever shown."""
    made = designed("saltelli", 64)
    found = influences(planted(made, lambda x: x[0], noise=0.3), levels=False)

    (table,) = influence_tables(made, found)
    rows = table.rows
    assert any("not distinguishable from 0" in row for row in rows)
    assert not any(cell.startswith("-") for row in rows for cell in row)


def test_a_failed_point_spoils_its_trajectory_only() -> None:
    """The others still tell the effect."""
    whole = planted(designed("morris", 12), lambda x: 3 * x[0])
    whole.values["p_press"][0::24] = np.nan

    found = influences(whole, levels=False)
    assert found[0].main.estimate == pytest.approx(3)


def test_in_a_design_the_dice_are_where_they_should_be() -> None:
    """Morris steps share their dice; Saltelli points that differ in an input only share them too, the others do not."""
    morris, saltelli = designed("morris", 12), designed("saltelli", 32)

    assert 1 == len({morris.block(n).seed for n in range(len(morris.futures))})
    rows, points = 1 + len(problem(saltelli.study)["names"]) + 1, design(saltelli.study)
    assert len(points) == 32 * rows
    seeds = [saltelli.block(n).seed for n in range(rows)]
    assert 1 == len(set(seeds[: rows - 2])), "A and A with one input of B's"
    assert seeds[-1] == seeds[-2] != seeds[0], "A with B's dice, and B"


def test_numbers_two_variants_share_are_one_input() -> None:
    """Varied apart they would make a difference nobody assumed; numbers they do not share stay apart."""
    tutorial = scenarios.find("tutorial")
    names = [row["path"] for row in ranged(tutorial, coalitions=("aukus", "aukus-jpn"))]

    assert "coalition.*.member.USA.provocation" in names
    assert "coalition.aukus-jpn.member.JPN.provocation" in names
    assert not any(name.startswith("coalition.aukus.member.USA") for name in names)
    assert not any("pillar2" in name for name in names)
    varied = vary(tutorial, {"coalition.*.member.USA.provocation": 0.123})
    assert {0.123} == {float(m.provocation) for c in varied.coalitions for m in c.members if m.seat == "USA"}


def test_a_star_that_fits_nothing_is_told() -> None:
    """With the nearest name."""
    with pytest.raises(ScenarioError, match=r"no row of coalition has it.*did you mean"):
        vary(scenarios.find("tutorial"), {"coalition.*.member.USA.provokation": 0.1})


def test_where_the_sign_flips_is_found_and_said() -> None:
    """Worse above the middle of one input, better below: both regions are found whole, with the input and its cut."""
    whole = planted(sampled(), lambda x: 0.1 if x[0] > 0.5 else -0.1, noise=0.01)
    low, high = whole.plan.study.inputs[0].low, whole.plan.study.inputs[0].high

    worse, better = boxes(whole)

    assert (worse.worse, better.worse) == (True, False)
    ((name, cut, upper),) = worse.limits
    assert (name, upper) == (INPUTS[0], np.inf)
    assert cut == pytest.approx((low + high) / 2, abs=(high - low) / 20)
    assert (worse.density, worse.coverage) == (1, 1)
    assert worse.luck < 0.05
    assert f"{INPUTS[0]} is above" in box_sentence(whole.plan, worse)
    (found,) = robust(whole)
    assert found.worse == pytest.approx(0.5, abs=0.05)
    assert found.spread.between == pytest.approx(0.1, abs=0.01)


def test_a_box_drawn_by_luck_says_so() -> None:
    """Where the sign is a coin's, the best box is no better than one of shuffled futures."""
    noise = planted(sampled(64), lambda _: 0.0, noise=1.0)

    found = boxes(noise)
    assert found
    assert all("take it for noise" in box_sentence(noise.plan, box) for box in found)


def test_regret_is_the_loss_against_the_best_of_the_future() -> None:
    """Each variant is best in half of the futures by 0.1: both regret 0.05 on average and 0.1 at most."""
    whole = planted(sampled(), lambda x: 0.1 if x[0] > 0.5 else -0.1)

    base, variant = regrets(whole)
    assert [base.mean, variant.mean] == pytest.approx([0.05, 0.05], abs=0.005)
    assert [base.largest, variant.largest] == pytest.approx([0.1, 0.1])


def test_regret_is_not_luck_taken_for_merit() -> None:
    """Two variants that differ by dice alone: the best of a noisy pair would regret; scored on other games nobody does."""
    whole = planted(sampled(256), lambda _: 0.0, replications=4, noise=1.0)

    assert all(abs(one.mean) < 0.15 for one in regrets(whole)), "the naive regret is about 0.28"


def test_good_enough_is_counted_by_the_threshold() -> None:
    """Lower is better and 0.5 is enough: the variant is good enough where it is better."""
    made = sampled(measure=[{"name": "p_press", "threshold": 0.5}])
    base, variant = regrets(planted(made, lambda x: 0.1 if x[0] > 0.25 else -0.1))

    assert 1 == base.satisfied
    assert variant.satisfied == pytest.approx(0.25, abs=0.03)


def test_a_design_is_no_sample_of_futures() -> None:
    """Its means over futures are never told as if they were."""
    assert worthwhile(planted(sampled(), lambda _: 0.0))
    assert not worthwhile(planted(designed("morris", 12), lambda _: 0.0))
    with pytest.raises(ScenarioError, match="tells no inputs apart"):
        influences(planted(sampled(), lambda _: 0.0))


def test_more_games_do_not_shrink_what_only_more_futures_would() -> None:
    """With futures that differ, a narrow target asks for futures; with dice that differ, for blocks."""
    apart = sampled(64, measure=[{"name": "p_press", "half_width": 0.01}])
    differing = planted(apart, lambda x: x[0], replications=4, noise=0.01)
    noisy = planted(apart, lambda _: 0.1, replications=4, noise=0.3)

    assert "no number of blocks would do" in more_needed(apart, analyse(differing, 256))
    told_blocks = more_needed(apart, analyse(noisy, 256))
    assert "blocks would do" in told_blocks
    blocks = int(told_blocks.split()[1].replace(",", ""))
    assert blocks == pytest.approx(256 * (analyse(noisy, 256).findings[0].interval.half_width / 0.01) ** 2, rel=0.35)
