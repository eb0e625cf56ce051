"""How far a finding holds, as the report shows it: mechanism by mechanism, future by future, input by input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents import charts
from fourthseat.engine.documents.blocks import Block, Drawing, Note, Points
from fourthseat.engine.documents.charts import Bar, Curve, CurvePanel, FutureMeans, FuturesPanel, Panel
from fourthseat.engine.study.ablation import ablation, ablation_tables
from fourthseat.engine.study.discovery import SIGNIFICANT, regions
from fourthseat.engine.study.futures_tables import (
    corner_tables,
    not_told,
    regret_table,
    robust_tables,
    split_sentences,
    split_table,
)
from fourthseat.engine.study.given_data import (
    LEAST_FUTURES,
    MOST_INPUTS,
    followed,
    followed_tables,
    regional,
    regional_table,
)
from fourthseat.engine.study.plan import Arm
from fourthseat.engine.study.regions_told import region_sentence, search_sentences, trade_off_table
from fourthseat.engine.study.report.arms import scene_text, variants
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.robustness import Robust, regrets, robust

__all__ = ["across_futures", "corners_apart", "inputs_followed", "mechanisms"]

MOST_MECHANISMS = 10
"""Bars of one panel."""
MOST_TRADE_OFFS = 4
"""Panels and tables of what density costs in coverage."""


def mechanisms(whole: Whole, scene: Arm) -> Iterator[Block]:
    """What each mechanism contributes to each effect: the largest in *scene* as figures, all in tables."""
    plan, contributions = whole.plan, ablation(whole)
    yield (
        "Each mechanism is switched off by itself, in baseline and variant alike, on the same luck; its contribution is the effect with all "
        "mechanisms minus the effect without it. Contributions need not add up: mechanisms work through each other."
    )
    for primary in plan.study.measures:
        panels = []
        for n, variant in enumerate(variants(plan)[1:], 1):
            arm = scene._replace(coalition=variant)
            largest = [
                ablated
                for ablated in contributions
                if ablated.measure == primary.name
                and ablated.arm._replace(without="") == arm
                and abs(ablated.share.estimate) > 0
            ][:MOST_MECHANISMS]
            if largest:
                effect = largest[0].whole
                bars = [Bar("whole effect", n, effect, effect, effect)]
                bars += [Bar(ablated.arm.without, n, *ablated.share[:3]) for ablated in largest]
                unit = f"contribution to the difference from {plan.baseline}, {plan.measures[primary.name].unit}"
                panels.append(Panel(f"{primary.name}, {variant}", unit, primary.indifference, bars))
        if panels:
            yield Drawing(
                f"ablation-{primary.name}", charts.forest(panels),
                f"What each mechanism contributes to the effect on {primary.name}. {scene_text(plan, scene).capitalize()}.",
            )  # fmt: skip
    yield from ablation_tables(plan, contributions)


def across_futures(whole: Whole, scene: Arm) -> Iterator[Block]:
    """Whether each effect differs between the futures; then how often it helps, what a variant loses in them, and where the sign turns."""
    plan, found = whole.plan, robust(whole)
    yield (
        "The futures sample what may be assumed; they are no replications of one truth, and how often something holds across them is a "
        "share of assumptions, not a probability."
    )
    yield not_told(found)
    panels = []
    for primary in plan.study.measures:
        differences = []
        for n, variant in enumerate(variants(plan)[1:], 1):
            arm = scene._replace(coalition=variant)
            draws = next((one.drawn for one in found if (one.measure, one.arm) == (primary.name, arm)), None)
            if draws is not None:
                low, high = np.quantile(draws.values[:, :, 0], (0.025, 0.975), axis=0)
                differences.append(FutureMeans(Curve(variant, n, draws.expected[:, 0]), low, high, draws.means[:, 0]))
        told = any(
            one.varies.told
            for one in found
            if one.measure == primary.name and one.arm._replace(coalition="") == scene._replace(coalition="")
        )
        title = primary.name if told else f"{primary.name}: no difference between futures can be told"
        unit = f"difference, {plan.measures[primary.name].unit}"
        panels.append(FuturesPanel(title, unit, primary.indifference, differences))
    if any(panel.variants for panel in panels):
        yield Drawing(
            "futures", charts.futures_scatter([panel for panel in panels if panel.variants]),
            f"Difference from {plan.baseline} in each of {len(plan.sampled)} futures, estimated from all of them together, with 95 % intervals. "
            f"{scene_text(plan, scene).capitalize()}; {len(whole.blocks):,} blocks.",
        )  # fmt: skip
    yield from robust_tables(plan, found)
    yield from split_sentences(plan, found)
    yield split_table(plan, found)
    lost = regrets(whole, found)
    if lost:
        yield (
            "Regret is read off estimates that borrow strength from all futures, so that the best of noisy means is not flattered. What the raw "
            "means would show stands beside it, and what they would show by luck alone, with whole blocks shuffled over the futures: a raw largest "
            "regret within that range is no finding."
        )
        yield regret_table(plan, lost)
    yield from _regions(whole, found)


def inputs_followed(whole: Whole) -> Iterator[Block]:
    """Which inputs each difference follows over the futures, and where along them the futures lie in which it is worse or better."""
    plan = whole.plan
    try:
        told = followed(whole)
    except ScenarioError as wrong:
        yield Note(f"Not described: {wrong}.")
        return
    if not told:
        yield (
            f"Not described: that takes at least {LEAST_FUTURES} futures and from 1 to {MOST_INPUTS} inputs, and a difference that varies. "
            "`fourthseat sensitivity` plays a design of its own."
        )
        return
    clear = [one for one in told if one.p <= SIGNIFICANT]
    yield (
        "How far the distribution of the futures' mean differences moves once one input is known (PAWN's index: 0 never, 1 at most), read off "
        "this study's own games. It comes out above 0 where there is nothing: *by luck up to* is what shuffled futures show for the best of all "
        f"inputs in 19 of 20 shuffles, and p counts them. {len(clear)} of {len(told)} pairs of contrast and input pass it; one in twenty contrasts "
        "would by luck."
    )
    yield from followed_tables(plan, told)
    apart = regional(whole, robust(whole))
    if apart:
        yield "Of the contrasts whose futures differ: where the futures in which a variant is worse, or better, lie along each input; p for all together."
        yield regional_table(plan, apart)


def corners_apart(results: Results, blocks: int) -> Iterator[Block]:
    """Each corner by itself."""
    plan = results.plan
    yield (
        "A corner is chosen, not drawn from the ranges: it is averaged with nothing, and no verdict rests on it. Each stands by itself with a 95 % "
        "interval of its own, not corrected for there being many."
    )
    corners = [results.whole(blocks, corner=number) for number in range(len(plan.study.corners))]
    yield from corner_tables(plan, corners)


def _regions(whole: Whole, found: Sequence[Robust]) -> Iterator[Block]:
    """Where a variant is better or worse, as regions of the inputs that luck would hardly find."""
    plan = whole.plan
    try:
        search = regions(whole, found)
    except ScenarioError as wrong:
        yield Note(f"Not described: {wrong}.")
        return
    yield "When does a seat make things worse, and when better?"
    yield from search_sentences(search)
    good = [region for region in search.regions if region.p <= SIGNIFICANT]
    if not good:
        return
    yield Points(tuple(region_sentence(plan, region) for region in good))
    peeled = [region for region in good if region.way][:MOST_TRADE_OFFS]
    if not peeled:
        return
    panels = []
    for region in peeled:
        values = np.array([[box.coverage for box in region.way], [box.density for box in region.way]]).ravel()
        number = variants(plan).index(region.arm.coalition)
        kind = "worse" if region.worse else "better"
        panels.append(
            CurvePanel(
                f"{region.measure}: {region.arm.title}",
                f"density ({kind})",
                [Curve(kind, number, values)],
                (region.base,),
            )
        )
    yield Drawing(
        "trade-off", charts.trade_offs(panels),
        "What density costs in coverage, box by box from all futures (left) to the smallest. Dotted: the share of all futures. An analyst may "
        "choose another box than the one in the sentence: the product of the two is largest there among those that hold half of the kind.",
    )  # fmt: skip
    for region in peeled:
        yield trade_off_table(region)
