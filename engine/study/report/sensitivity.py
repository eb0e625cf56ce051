"""The report of a sensitivity study: what the difference hangs on, how sure that is, and by what method it was found."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version

from fourthseat.engine.documents import charts
from fourthseat.engine.documents.blocks import Block, Drawing, Note, Points, Section, Table, text_columns
from fourthseat.engine.documents.charts import Bar, Panel
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.report.arms import variants
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sampling import factors
from fourthseat.engine.study.sensitivity import (
    CONVERGED,
    RESAMPLES,
    Influence,
    agreements,
    dead_factors,
    influences,
    pairs,
)
from fourthseat.engine.study.sensitivity_tables import (
    agreement_sentence,
    agreement_table,
    convergence_sentence,
    dead_sentence,
    influence_tables,
    inputs_table,
    pair_tables,
)

__all__ = ["sensitivity_sections"]

MOST_FACTORS = 12
"""Bars of one panel."""


def sensitivity_sections(whole: Whole, failed: int) -> list[Section]:
    """The sections of the report of a design that tells inputs apart, from what matters to every input that was varied."""
    found = influences(whole, levels=False)
    return [
        Section("In short", tuple(_short(whole, found, failed))),
        Section("What the difference hangs on", tuple(_hangs_on(whole, found))),
        Section("How sure that is", tuple(_sure(whole, found))),
        Section("Methods", tuple(_methods(whole))),
        Section("Limits", tuple(_limits(whole.plan))),
        Section("All inputs", (inputs_table(whole.plan),)),
    ]


def _shares(plan: Plan) -> bool:
    return plan.study.sampling == "saltelli"


def _short(whole: Whole, found: Sequence[Influence], failed: int) -> Iterator[Block]:
    """For each target the factors that stand out, then whether to believe the order, then what never mattered."""
    plan = whole.plan
    told = {(one.measure, one.arm): one for one in agreements(found)}
    lines = []
    for (measure, arm), agreement in told.items():
        mine = [one for one in found if (one.measure, one.arm) == (measure, arm) and one.decided and one.converged][:3]
        names = ", ".join(f"`{one.factor}` ({_size(plan, one)})" for one in mine)
        order = {True: "stable", False: "not stable"}[agreement.stable] if agreement.ranked else "not checked"
        lines.append(
            f"{measure}, `{arm.title}` against `{plan.baseline}`: {names or 'nothing that has converged stands out'}; order {order}."
        )
    yield Points(tuple(lines) or ("No input moved any difference.",))
    if sentence := convergence_sentence(found):
        yield sentence
    yield agreement_sentence(list(told.values()))
    yield dead_sentence(dead_factors(whole), len(factors(plan.study)) - _shares(plan))
    if failed:
        yield Note(f"{failed} games failed; the trajectories or base points they belong to are left out.")


def _size(plan: Plan, one: Influence) -> str:
    """The size of a factor as the first page says it."""
    if one.total is not None:
        return f"{100 * one.total.estimate:.0f} % of the variance with its interactions"
    return f"{one.main.estimate:.2g} {plan.measures[one.measure].unit} over its range"


def _hangs_on(whole: Whole, found: Sequence[Influence]) -> Iterator[Block]:
    plan = whole.plan
    yield (
        "Shares of the variance of the difference between single games, over the inputs' ranges and the dice: what each factor does alone "
        "(first order) and with its interactions (total). Estimates are drawn as they came out; where a bar passes 0 or 1 they have not converged."
        if _shares(plan)
        else "The mean absolute change of the difference when one factor crosses its range, from Morris trajectories, each on dice of its own: a "
        "screening that says which factors can matter, not how much of the variance is theirs. With its sign it is the mean change; a large "
        "spread beside a small mean says that the effect depends on other inputs or on the dice."
    )
    for primary in plan.study.measures:
        panels = []
        for n, variant in enumerate(variants(plan)[1:], 1):
            mine = [one for one in found if one.measure == primary.name and one.arm.coalition == variant][:MOST_FACTORS]
            bars = [Bar(one.factor, n, *(one.total or one.main)[:3]) for one in mine]
            unit = (
                "share of variance, with interactions"
                if _shares(plan)
                else f"effect of the whole range, {plan.measures[primary.name].unit}"
            )
            if bars:
                panels.append(Panel(f"{primary.name}, {variant} against {plan.baseline}", unit, 0.0, bars))
        if panels:
            caption = f"The factors on which the difference in {primary.name} hangs most, with 95 % intervals; {len(whole.blocks):,} games of an arm."
            yield Drawing(f"influence-{primary.name}", charts.ranked_bars(panels), caption)
    yield from influence_tables(plan, found)
    yield from pair_tables(plan, pairs(whole))


def _sure(whole: Whole, found: Sequence[Influence]) -> Iterator[Block]:
    plan, told = whole.plan, agreements(found)
    if sentence := convergence_sentence(found):
        yield sentence
    yield agreement_sentence(told)
    if plan.study.repeats > 1:
        yield agreement_table(plan, told)


def _methods(whole: Whole) -> Iterator[Block]:
    """What was done, with what, on how many dice."""
    study, plan = whole.plan.study, whole.plan
    try:
        salib = f"SALib {version('SALib')}"
    except PackageNotFoundError:
        salib = "SALib, of an unknown version"
    count, seeds = len(factors(study)), len({plan.block(number).seed for number in range(study.stopping.cap)})
    games = study.stopping.cap // len(plan.futures)
    design = (
        f"Saltelli's radial design, {study.repeats} × {study.futures} base points over {count} factors, the dice among them"
        if _shares(plan)
        else f"Morris trajectories on four levels, {study.repeats} × {study.futures} over {count} factors"
    )
    rows = [
        ("Target", f"the difference of each variant from `{plan.baseline}` in a game on the same luck{f', its mean over {games} games a point' if games > 1 else ''}"),
        ("Design", f"{design}; {len(plan.futures):,} points, {study.repeats} independent repetition{'s' * (study.repeats > 1)}"),
        ("Dice", f"{seeds:,} different lucks; " + ("every base point has its own, resampled like an input" if _shares(plan) else "every trajectory has its own, shared by its steps and by all arms" if study.own_dice else "all steps share them")),
        ("Estimators", "first-order and total shares by Saltelli's and Jansen's estimators [Saltelli2010]" + ("; second-order shares of pairs" if study.second_order else "") if _shares(plan) else "elementary effects: mean of absolute values, mean, and spread [Morris1991]"),
        ("Intervals", f"95 % each, bootstrap of {RESAMPLES} resamples over {'base points' if _shares(plan) else 'trajectories'} of all repetitions, so the dice are in them; none is corrected for there being many"),
        ("Convergence", f"a share counts as converged where its interval's half width is at most {CONVERGED:g} [SarrazinPianosiWagener2016]; nothing is cut to 0 or 1"),
        ("Program", f"{salib}, when this report was written"),
        ("Root seed", f"{study.seed}"),
    ]  # fmt: skip
    yield Table("methods", "What was done", text_columns("what", "how"), rows)


def _limits(plan: Plan) -> Iterator[Block]:
    yield Points(
        (
            "**Conditional, not a forecast.** What matters follows from the scenario's models and from the ranges below; another range is another answer.",
            "**Ranges are judgements.** A factor is as influential as its range is wide. Triangles are stretched from half to twice by convention.",
            "**No mean over this design is a finding.** Its points sample the ranges to tell inputs apart, not what may be.",
            "**Inputs are varied independently.** Where two go together in the world, their shares are not theirs alone; a study of futures may correlate them.",
            *(
                ("**Screening is not sharing.** A large Morris effect says that an input can matter somewhere; the variance it explains is another question.",)
                if not _shares(plan)
                else ("**Shares are of one game's difference.** What the dice explain, no assumption does; more games shrink the dice's part of a mean, not of a game.",)
            ),
            "**What is not a number of the scenario is not in it**: rules of the engine, doctrines' logic, and what players would do.",
        )
    )  # fmt: skip
