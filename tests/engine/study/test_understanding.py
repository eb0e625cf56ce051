"""What drives a difference and where it holds: on planted truths, where the right answer is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study import discovery
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.discovery import regions
from fourthseat.engine.study.findings import analyse, helpless, more_needed
from fourthseat.engine.study.futures_tables import not_told, robust_tables
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.regions_told import region_sentence
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.robustness import regrets, robust, worthwhile
from fourthseat.engine.study.sampling import DICE, design, rows_of_a_start
from fourthseat.engine.study.sensitivity import for_sensitivity, influences, influential
from fourthseat.engine.study.sensitivity_tables import influence_tables

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
    ends = [one.ends for one in made.study.inputs]
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
    """What is told of a factor without effect is that, and a share that has not converged is printed as it came out and called so."""
    made = designed("saltelli", 512)
    (table,) = influence_tables(made, influences(planted(made, lambda x: x[0], noise=0.0), levels=False))
    assert any("not distinguishable from 0" in row for row in table.rows)

    few = designed("saltelli", 16)
    (table,) = influence_tables(few, influences(planted(few, lambda x: x[0], noise=0.5), levels=False))
    assert any(cell.startswith("not converged") for row in table.rows for cell in row)


def test_a_failed_point_spoils_its_trajectory_only() -> None:
    """The others still tell the effect."""
    whole = planted(designed("morris", 12), lambda x: 3 * x[0])
    whole.values["p_press"][0::24] = np.nan

    found = influences(whole, levels=False)
    assert found[0].main.estimate == pytest.approx(3)


def test_in_a_design_the_dice_are_where_they_should_be() -> None:
    """Steps of one Morris trajectory share their dice, trajectories do not; Saltelli points that differ in an input only share them too."""
    morris, saltelli = designed("morris", 12), designed("saltelli", 32)

    seeds = [morris.block(n).seed for n in range(len(morris.futures))]
    assert 12 == len(set(seeds))
    assert all(1 == len(set(seeds[n : n + 4])) for n in range(0, 48, 4))
    rows, points = rows_of_a_start(saltelli.study), design(saltelli.study)
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


@pytest.fixture
def few_shuffles(monkeypatch: pytest.MonkeyPatch) -> None:
    """Enough for p-values of 0.025."""
    monkeypatch.setattr(discovery, "SHUFFLES", 39)


@pytest.mark.usefixtures("few_shuffles")
def test_where_the_sign_flips_is_found_and_said() -> None:
    """Worse above the middle of one input, better below: both methods find both regions whole, with the input and its cut."""
    whole = planted(sampled(64), lambda x: 0.1 if x[0] > 0.5 else -0.1, noise=0.01)
    low, high = whole.plan.study.inputs[0].low, whole.plan.study.inputs[0].high
    assert low is not None
    assert high is not None

    (found,) = robust(whole)
    search = regions(whole, [found])

    assert [(True, "tree"), (True, "prim"), (False, "tree"), (False, "prim")] == [
        (one.worse, one.method) for one in search.regions
    ]
    for one in search.regions:
        ((name, cut, upper, out),) = one.limits
        assert (name, out) == (INPUTS[0], ())
        assert (upper if np.isinf(cut) else cut) == pytest.approx((low + high) / 2, abs=(high - low) / 20)
        assert min(one.density, one.coverage) > 0.95
        assert one.p < 0.05
    assert f"{INPUTS[0]} is above" in region_sentence(whole.plan, search.regions[0])
    assert found.varies.told
    assert found.worse.estimate == pytest.approx(0.5, abs=0.05)
    assert found.varies.between == pytest.approx(0.1, abs=0.01)


def test_dice_are_told_as_no_difference_between_futures() -> None:
    """Where futures differ by dice alone no share of them is told and no region looked for, however often the signs of the means flip."""
    noise = planted(sampled(64), lambda _: 0.0, noise=1.0)

    (found,) = robust(noise)
    assert not found.varies.told
    assert "no difference between futures can be told" in next(robust_tables(noise.plan, [found])).rows[0]
    assert 0 == regions(noise, [found]).tried
    assert "no share of futures is" in not_told([found])


@pytest.mark.usefixtures("few_shuffles")
def test_no_region_rests_on_an_input_that_is_switched_off() -> None:
    """With provocation off nobody reads how provoking a member is: whatever the dice say, no region is cut there."""
    path = "coalition.aukus-jpn.member.JPN.provocation"
    rows = [{"path": path, "low": 0.0, "high": 0.2}, {"path": INPUTS[0], "low": 1.0, "high": 4.0}]
    made = plan(study(input=rows, futures=64, provocation=[False]), scenarios.find("tutorial"))
    whole = planted(made, lambda x: 0.1 if x[1] > 0.5 else -0.1, noise=0.01)

    search = regions(whole, robust(whole))

    assert (path,) == search.left_out
    assert not any(name == path for one in search.regions for name, *_ in one.limits)


def test_regret_is_the_loss_against_the_best_of_the_future() -> None:
    """Each variant is best in half of the futures by 0.1: both regret 0.05 on average and 0.1 at most."""
    whole = planted(sampled(), lambda x: 0.1 if x[0] > 0.5 else -0.1)

    base, variant = regrets(whole, robust(whole))
    assert [base.mean.estimate, variant.mean.estimate] == pytest.approx([0.05, 0.05], abs=0.005)
    assert [base.largest.estimate, variant.largest.estimate] == pytest.approx([0.1, 0.1], abs=0.002)


def test_regret_is_not_luck_taken_for_merit() -> None:
    """Two variants that differ by dice alone: the raw largest regret is what luck makes it, and the one that is told is far below."""
    whole = planted(sampled(256), lambda _: 0.0, replications=4, noise=1.0)

    for one in regrets(whole, robust(whole)):
        assert one.luck.low > 1, "what luck alone makes of the largest"
        assert one.raw < one.luck.high
        assert one.mean.estimate < 0.1, "the raw one is about 0.2"
        assert one.largest.estimate < one.raw / 3


def test_good_enough_is_counted_by_the_threshold() -> None:
    """Lower is better and 0.55 is enough: the variant is good enough where it is better."""
    made = sampled(measure=[{"name": "p_press", "threshold": 0.55}])
    whole = planted(made, lambda x: 0.1 if x[0] > 0.25 else -0.1, noise=0.01)
    base, variant = regrets(whole, robust(whole))

    assert base.satisfied is not None
    assert variant.satisfied is not None
    assert 1 == base.satisfied.estimate
    assert variant.satisfied.estimate == pytest.approx(0.25, abs=0.03)


def test_a_design_is_no_sample_of_futures() -> None:
    """Its means over futures are never told as if they were."""
    assert worthwhile(planted(sampled(), lambda _: 0.0))
    assert not worthwhile(planted(designed("morris", 12), lambda _: 0.0))
    with pytest.raises(ScenarioError, match="tells no inputs apart"):
        influences(planted(sampled(), lambda _: 0.0))


def test_one_future_asks_for_blocks_however_far_the_target_is() -> None:
    """Nobody can say that futures differ where there is one."""
    alone = sampled(1, measure=[{"name": "p_press", "half_width": 1e-9}])
    told = more_needed(alone, analyse(planted(alone, lambda _: 0.1, replications=200, noise=0.3), 200))

    assert "futures" not in told
    assert int(told.split()[1].replace(",", "")) > 10**9


def test_more_games_do_not_shrink_what_only_more_futures_would() -> None:
    """With futures that differ, a narrow target asks for futures; with dice that differ, for blocks."""
    apart = sampled(64, measure=[{"name": "p_press", "half_width": 0.01}])
    differing = planted(apart, lambda x: x[0], replications=4, noise=0.01)
    noisy = planted(apart, lambda _: 0.1, replications=4, noise=0.3)

    assert "no number of blocks would do" in more_needed(apart, analyse(differing, 256))
    told_blocks = more_needed(apart, analyse(noisy, 256))
    assert "blocks would do" in told_blocks
    assert helpless(apart, analyse(differing, 256)), "the study stops there"
    assert not helpless(apart, analyse(noisy, 256))
    assert not helpless(apart, analyse(planted(apart, lambda x: x[0], replications=1), 64)), (
        "one game a future tells nothing of it"
    )
    blocks = int(told_blocks.split()[1].replace(",", ""))
    assert blocks == pytest.approx(256 * (analyse(noisy, 256).findings[0].interval.half_width / 0.01) ** 2, rel=0.35)
