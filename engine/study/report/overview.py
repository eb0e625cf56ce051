"""The report of a study: question, design, what was found, how far it holds, what failed, and what it cannot say.

The order is that of a report of any simulation study: aims, data, estimands, methods, performance
[MorrisWhiteCrowther2019]. Every figure has its numbers in a table beside it; every sentence follows from a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan, nan

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents import charts as figures
from fourthseat.engine.documents.blocks import Document, Drawing, Note, Points, Section, Table
from fourthseat.engine.documents.charts import Bar, Line, Panel
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.study.ablation import ablation, ablation_tables
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.discovery import box_sentence, boxes
from fourthseat.engine.study.findings import Finding, Findings, more_needed, sequential, verdicts
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.robustness import regrets, robust, robust_tables, worthwhile
from fourthseat.engine.study.sensitivity import Influence, influence_tables, influences
from fourthseat.engine.study.statistics import mean_difference, quantile_difference, wilson
from fourthseat.engine.study.tables import tables

__all__ = ["report"]

STRONG = frozenset(("better", "worse", "higher", "lower"))
MOST_POINTS = 60
"""Points of a convergence curve."""


def report(results: Results, findings: Findings, digest: str) -> Document:
    """What *findings* of *results* come to, as a document."""
    plan, study = results.plan, results.plan.study
    whole = results.whole(findings.blocks, [one.name for one in study.measures])
    shown = _shown(plan)
    sections = [
        Section("In short", tuple(_short(plan, findings))),
        Section("Question and design", tuple(_design(plan, findings))),
    ]
    if study.sampling in DESIGNS:
        sections.append(Section("What the difference hangs on", tuple(_sensitivity(whole))))
    else:
        sections.append(Section("Differences", tuple(_differences(plan, findings))))
        sections += [
            Section("Distributions, block by block", tuple(_distributions(whole, findings, shown))),
            Section("The ladder, move by move", tuple(_ladder(whole, shown))),
            Section("Concurrence against the window", tuple(_concurrence(results, findings, shown))),
            Section("Convergence", tuple(_convergence(whole, findings, shown))),
        ]
    if study.ablate:
        sections.append(Section("Which mechanism carries the effect", tuple(_ablation(whole, shown))))
    if worthwhile(whole):
        sections.append(Section("Across the futures", tuple(_futures(whole, shown))))
    sections += [
        Section("Failures", tuple(_failures(results, findings))),
        Section("Limits", tuple(_limits(plan))),
        Section("To check and to repeat", tuple(_again(results, digest))),
    ]
    return Document(
        study.question,
        f"Study {study.name!r} of {plan.scenario.title}: {findings.complete * len(plan.arms):,} games, "
        f"{findings.complete:,} blocks, {len(plan.arms)} arms, {len(plan.futures)} future{'s' * (len(plan.futures) > 1)}",
        DISCLAIMER,
        tuple(sections),
    )


def _shown(plan: Plan) -> Arm:
    """The rule, provocation and setting of the figures that show one scene only: unanimity, provoked, where played."""
    rules = plan.study.rules
    return Arm("", "unanimity" if "unanimity" in rules else rules[-1], plan.study.provocation[0])


def _variants(plan: Plan) -> list[str]:
    return list(dict.fromkeys(arm.coalition for arm in plan.arms))


def _short(plan: Plan, findings: Findings) -> Iterator[str | Points | Note | Table]:
    if plan.study.sampling in DESIGNS:
        yield "This study is a design that tells inputs apart; its mean differences are no finding and are not shown."
    else:
        yield _verdicts(plan, findings)
        yield Points(tuple(_decided(plan, findings)) or ("No contrast is decided.",))
        yield (
            "A verdict follows from the interval alone: *better* or *worse* if it excludes zero, *equivalent* if it lies within "
            "what does not matter, *same* if no block differs, else *undecided*. In brackets the smallest and largest estimate over the rules and settings."
        )
    if findings.precise is False:
        wide = sum(one.target is not None and one.interval.half_width > one.target for one in findings.findings)
        yield Note(
            f"Precision not reached on {wide} of {len(findings.findings)} contrasts; {more_needed(plan, findings)}."
        )
    if findings.failed:
        yield Note(f"{findings.failed} games failed; their blocks are left out in every arm. See Failures.")
    yield (
        "The variants",
        ("variant", "what it is", "members"),
        [
            (
                name,
                plan.scenario.coalition(name).title,
                ", ".join(m.seat for m in plan.scenario.coalition(name).members),
            )
            for name in _variants(plan)
        ],
    )


def _verdicts(plan: Plan, findings: Findings) -> Table:
    """One row a measure and variant, one column a rule and setting of provocation: the verdict and the estimate."""
    terms = list(dict.fromkeys(one.arm._replace(coalition="") for one in findings.findings))
    heads = [
        ", ".join((one.rule, "provoked" if one.provocation else "unprovoked", *((one.setting,) if one.setting else ())))
        for one in terms
    ]
    found = {(one.measure, one.arm): one for one in findings.findings}
    rows = [
        (primary.name, who, *(_told(found[primary.name, one._replace(coalition=who)]) for one in terms))
        for primary in plan.study.measures
        for who in _variants(plan)[1:]
    ]
    return f"Verdicts against {plan.baseline}, with the mean difference", ("measure", "variant", *heads), rows


def _told(one: Finding) -> str:
    word = f"**{one.verdict}**" if one.verdict in STRONG else one.verdict
    return word if one.verdict == "same" else f"{word} {_signed(one.interval.estimate)}"


def _decided(plan: Plan, findings: Findings) -> Iterator[str]:
    """What is better or worse anywhere, in words, with the sizes."""
    for who in _variants(plan)[1:]:
        for primary in plan.study.measures:
            mine = [one for one in findings.findings if (one.measure, one.arm.coalition) == (primary.name, who)]
            for setting in dict.fromkeys(one.arm.setting for one in mine):
                here = [one for one in mine if one.arm.setting == setting]
                if any(one.verdict in STRONG for one in here):
                    said = verdicts([(one.arm.rule, one.arm.provocation, one.verdict) for one in here])
                    terms = f" in setting {setting}" if setting else ""
                    yield f"`{who}` against `{plan.baseline}`{terms}, {primary.name}: {said} ({_span(here)})."


def _span(found: Sequence[Finding]) -> str:
    values = [one.interval.estimate for one in found if not isnan(one.interval.estimate)]
    if not values:
        return "no estimate"
    unit = MEASURES[found[0].measure].unit
    return f"{_signed(min(values))} to {_signed(max(values))} {unit}"


def _signed(x: float) -> str:
    return f"{x:+.3f}" if abs(x) < 10 else f"{x:+.1f}"


def _design(plan: Plan, findings: Findings) -> Iterator[str | Table]:
    study, stop = plan.study, plan.study.stopping
    inputs = len(study.inputs)
    why = {
        None: "no target half width was declared, so the first look was the last",
        True: "every contrast with a target had reached its half width",
        False: f"the cap of {stop.cap:,} blocks was reached before every target was",
    }[findings.precise]
    looks = (
        "at a fixed design"
        if study.sampling in DESIGNS
        else sequential(plan)
        if stop.first == stop.cap
        else f"chosen sequentially: looks at {stop.first:,} blocks and {stop.growth:g} times as many each time; {why}"
    )
    points = {
        "sobol": "Sobol' points", "latin-hypercube": "a Latin hypercube", "morris": "Morris trajectories", "saltelli": "a Saltelli design",
    }[study.sampling]  # fmt: skip
    rows = [
        ("Aims", study.question),
        ("Scenario", f"{plan.scenario.title} ({plan.scenario.name}): {plan.scenario.turns} moves of {plan.scenario.turn_hours} h"),
        ("Futures", f"{len(plan.futures)}" + (f": {inputs} uncertain inputs by {points}, {len(study.corners)} named corners" if inputs or study.corners else ": the scenario as shipped")),
        ("Replications", "every future is played on many dice; all chance has an address, and no address names the variant, so all arms share the luck of a block"),
        ("Arms", f"{len(_variants(plan))} variants × {len(study.rules)} rules of concurrence × {len(study.provocation)} settings of provocation" + (f" × {len(study.settings) + 1} settings" if study.settings else "") + (f"; {len(study.ablate)} mechanisms switched off in turn" if study.ablate else "")),
        ("Players", "doctrines in every seat" + (f", but {', '.join(f'{seat}: {who}' for seat, who in study.cast.items())}" if study.cast else "")),
        ("Estimands", f"mean paired difference of each variant from `{plan.baseline}`, under the same rule and provocation, on: {', '.join(one.name for one in study.measures)}"),
        ("Methods", "paired t over blocks" + (" with futures as clusters" if len(plan.futures) > 1 else "") + f"; shares of 0 and 1 by Newcombe's paired interval; {100 * (1 - stop.alpha):.0f} % together over {len(findings.findings)} contrasts (Bonferroni), {100 * (1 - findings.alpha):.2f} % each"),
        ("n", f"{findings.complete:,} complete blocks, {looks}"),
    ]  # fmt: skip
    yield "Declared before the study ran and frozen with its results."
    yield "Design", ("what", "how"), [(a, b) for a, b in rows]
    yield (
        "Measures",
        ("measure", "unit", "better", "does not matter", "target ±", "good enough", "meaning"),
        [
            (
                *(one.name, MEASURES[one.name].unit, MEASURES[one.name].better or "neither"),
                f"±{one.indifference:g}" if one.indifference else "not declared",
                f"{one.half_width:g}" if one.half_width else "none",
                "" if one.threshold is None else f"{one.threshold:g}",
                MEASURES[one.name].text,
            )
            for one in study.measures
        ],
    )
    if study.inputs:
        yield (
            "Uncertain inputs",
            ("field", "low", "high", "source"),
            [(one.path, f"{one.low:g}", f"{one.high:g}", one.source) for one in study.inputs[:60]],
        )
    if study.corners or study.settings:
        yield "Corners and settings", ("name", "sets", "note"), [
            (one.id, ", ".join(f"{k} = {v}" for k, v in one.set.items()) or "nothing", one.note)
            for one in (*study.corners, *study.settings)
        ]  # fmt: skip


def _differences(plan: Plan, findings: Findings) -> Iterator[str | Table | Drawing]:
    every = list(tables(plan, findings))
    who = {name: n for n, name in enumerate(_variants(plan))}
    for primary, table in zip(plan.study.measures, every, strict=True):
        mine = [one for one in findings.findings if one.measure == primary.name]
        bars = [
            Bar(
                " · ".join(_cells(plan, one.arm)),
                who[one.arm.coalition],
                one.interval.estimate,
                one.interval.low,
                one.interval.high,
            )
            for one in mine
        ]
        meaning = MEASURES[primary.name]
        want = f" ({meaning.better} is better)" if meaning.better else ""
        panel = Panel(
            f"{primary.name}{want}", f"difference from {plan.baseline}, {meaning.unit}", primary.indifference, bars
        )
        yield Drawing(
            f"differences-{primary.name}", figures.forest([panel]),
            f"Paired difference from {plan.baseline} in {primary.name}, with intervals that hold together over all contrasts"
            + ("; grey: does not matter." if primary.indifference else "."),
        )  # fmt: skip
        yield table
    yield (
        "*d/sd* is the difference over the baseline's standard deviation. *better/tie/worse* are shares of blocks and depend on how "
        "luck is shared between the arms. *pairing* says how many times as many independent games the shared luck is worth."
    )


def _cells(plan: Plan, arm: Arm) -> tuple[str, ...]:
    setting = (arm.setting or "as shipped",) if plan.study.settings else ()
    return arm.rule, "provoked" if arm.provocation else "unprovoked", *setting, arm.coalition


def _where(plan: Plan, shown: Arm) -> str:
    others = len(plan.study.rules) * len(plan.study.provocation) > 1
    return f"rule {shown.rule}, {'provoked' if shown.provocation else 'unprovoked'}" + (
        "; the other rules and settings are in the tables of differences and in `runs.parquet`" if others else ""
    )


def _distributions(whole: Whole, findings: Findings, shown: Arm) -> Iterator[str | Table | Drawing]:
    plan = whole.plan
    yield f"Shown: {_where(plan, shown)}."
    panels, pairs, rows = {}, {}, []
    for primary in plan.study.measures:
        name = primary.name
        lines = [Line(who, n, whole.of(name, shown._replace(coalition=who))) for n, who in enumerate(_variants(plan))]
        panels[name] = (MEASURES[name].unit, lines, ())
        differences = [line._replace(values=line.values - lines[0].values) for line in lines[1:]]
        pairs[name] = (f"difference from {plan.baseline}, {MEASURES[name].unit}", differences, (0.0,))
        rows += [_quantiles(whole, name, shown._replace(coalition=line.label)) for line in lines[1:]]
    yield Drawing(
        "paired-differences",
        figures.curves(pairs, "share of blocks"),
        f"The differences themselves, block by block: share of blocks at or below each difference from {plan.baseline}; a step at the dotted line is ties.",
    )
    yield Drawing(
        "distributions", figures.curves(panels, "share of games"),
        "How the games are distributed: share of games at or below each value, one line a variant.",
    )  # fmt: skip
    found = {(one.measure, one.arm): one for one in findings.findings}
    bars = [
        (f"{primary.name} · {who}", n, one.effect.better, one.effect.tie, one.effect.worse)
        for primary in plan.study.measures
        for n, who in enumerate(_variants(plan))
        if (one := found.get((primary.name, shown._replace(coalition=who)))) is not None and one.n > 1
    ]
    if bars:
        yield Drawing(
            "pairs", figures.shares(bars),
            f"Block by block against {plan.baseline}: in which share of blocks a variant did better, the same, worse. Depends on the shared luck.",
        )  # fmt: skip
    yield (
        f"Differences block by block, {shown.rule}, {'provoked' if shown.provocation else 'unprovoked'}: quantiles, and what changes in the bad tail",
        ("measure", "variant", "5 %", "median", "95 %", "tail: quantile", "tail moves by", "low", "high"),
        rows,
    )
    yield (
        "The last four columns compare the worse tail of the two variants' own distributions (95 % quantile where lower is better, "
        "5 % where higher is), by bootstrap over blocks, 95 % each."
    )


def _quantiles(whole: Whole, name: str, arm: Arm) -> tuple[str, ...]:
    base, here = whole.of(name, arm._replace(coalition=whole.plan.baseline)), whole.of(name, arm)
    both = ~(np.isnan(base) | np.isnan(here))
    if not both.any():
        return name, arm.coalition, *[""] * 7
    difference = here[both] - base[both]
    q = 0.05 if MEASURES[name].better == "higher" else 0.95
    # Two thousand blocks are plenty for a tail, and resampling a hundred thousand would take minutes.
    tail = quantile_difference(base[both][:2000], here[both][:2000], q, 0.05, rounds=1000)
    return (
        *(name, arm.coalition),
        *(f"{x:+.3f}" for x in np.quantile(difference, (0.05, 0.5, 0.95))),
        f"{100 * q:.0f} %",
        *(f"{x:+.3f}" for x in (tail.estimate, tail.low, tail.high)),
    )


def _ladder(whole: Whole, shown: Arm) -> Iterator[str | Table | Drawing]:
    plan, names = whole.plan, whole.plan.scenario.ladder.rungs
    lines, rows = [], []
    for n, who in enumerate(_variants(plan)):
        rungs = whole.rungs[:, plan.arms.index(shown._replace(coalition=who))]
        if not len(rungs):
            continue
        low, high = np.quantile(rungs, (0.05, 0.95), axis=0, method="inverted_cdf")
        lines.append((Line(who, n, rungs.mean(0)), low, high))
        rows.append((who, *(f"{x:.2f}" for x in rungs.mean(0)), f"{rungs.max(1).mean():.2f}"))
    moves = whole.rungs.shape[2]
    if lines:
        yield Drawing(
            "ladder", figures.tracks(moves, lines, [f"{n} {name}" for n, name in enumerate(names)]),
            f"Rung of the ladder at the end of each move: mean and the middle 90 % of games; black: {plan.baseline}. {_where(plan, shown).capitalize()}.",
        )  # fmt: skip
    yield "Mean rung at the end of each move", ("variant", *(str(n + 1) for n in range(moves)), "highest"), rows


def _concurrence(results: Results, findings: Findings, shown: Arm) -> Iterator[str | Table | Drawing]:
    plan = results.plan
    arms = {shown._replace(coalition=who): n for n, who in enumerate(_variants(plan))}
    waits: dict[Arm, list[tuple[float, float]]] = {arm: [] for arm in arms}
    for table in results.tables(findings.blocks):
        for row in table.select([*Arm._fields, "windows", "concurred"]).to_pylist():
            arm = Arm._make(row[name] for name in Arm._fields)
            if arm in waits:
                waits[arm] += zip(row["windows"], row["concurred"], strict=True)
    lines, rows = [], []
    for arm, n in arms.items():
        window, hours = np.array(waits[arm]).reshape(-1, 2).T
        if not window.size:
            continue
        lines.append(Line(arm.coalition, n, np.where(np.isnan(hours), np.inf, hours / window)))
        known, late = hours[~np.isnan(hours)], int((hours >= window).sum())
        never, in_time = int(np.isnan(hours).sum()), int((hours < window).sum())
        share = wilson(in_time, window.size, 0.05)
        quantiles = np.quantile(known, (0.05, 0.5, 0.95)) if known.size else (nan, nan, nan)
        rows.append(
            (
                *(arm.coalition, f"{window.size:,}"),
                f"{100 * share.estimate:.1f} % ({100 * share.low:.1f}–{100 * share.high:.1f} %)",
                *(f"{100 * count / window.size:.1f} %" for count in (late, never)),
                *(f"{x:.0f}" for x in quantiles),
            )
        )
    yield (
        "Of every incident the opponent decided on: when the coalition's capitals first concurred on a joint measure, as a share of that "
        f"incident's window. What concurs after 1 concurs too late; a line that ends below 100 % is of incidents on which nobody concurred, or nobody asked. {_where(plan, shown).capitalize()}."
    )
    panel = {"first concurrence": ("hours since the incident opened, as a share of its window", lines, (1.0,))}
    caption = "Share of incidents concurred on by then; dotted: the window closes."
    yield Drawing("concurrence", figures.curves(panel, "share of incidents"), caption)
    heads = ("variant", "incidents", "in time", "too late", "never", "5 % h", "median h", "95 % h")
    yield "First concurrence; hours over the incidents that had one", heads, rows


def _convergence(whole: Whole, findings: Findings, shown: Arm) -> Iterator[str | Table | Drawing]:
    plan, panels = whole.plan, {}
    rows: list[tuple[str, ...]] = []
    for primary in plan.study.measures:
        lines = []
        for n, who in enumerate(_variants(plan)[1:], 1):
            arm = shown._replace(coalition=who)
            means, halves, at = _path(whole, primary.name, arm, findings.alpha)
            lines.append((Line(who, n, means), halves, at))
            if len(at):
                last = halves[-1]
                enough = "" if primary.half_width is None else "yes" if last <= primary.half_width else "no"
                target = "none" if primary.half_width is None else f"{primary.half_width:g}"
                rows.append((primary.name, who, f"{at[-1]:,}", f"{means[-1]:+.4f}", f"{last:.4f}", target, enough))
        panels[primary.name] = (MEASURES[primary.name].unit, lines, primary.half_width)
    yield Drawing(
        "convergence", figures.running(panels),
        f"Mean difference from {plan.baseline} and its interval as blocks came in, in the order of their numbers; thick bar at the end: the half width asked for. {_where(plan, shown).capitalize()}.",
    )  # fmt: skip
    yield (
        "Where the estimates ended",
        ("measure", "variant", "blocks", "difference", "half width", "target", "reached"),
        rows,
    )


def _path(
    whole: Whole, name: str, arm: Arm, alpha: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Estimate, half width and blocks at some sixty prefixes of the blocks, from where an interval exists."""
    base, here = whole.of(name, arm._replace(coalition=whole.plan.baseline)), whole.of(name, arm)
    both = np.flatnonzero(~(np.isnan(base) | np.isnan(here)))
    prefixes = (
        np.unique(np.geomspace(50, max(50, both.size), MOST_POINTS).astype(int))
        if both.size >= 50
        else np.empty(0, int)
    )
    found = []
    for n in prefixes:
        pick = both[:n]
        one = mean_difference(base[pick], here[pick], alpha, None if whole.clusters is None else whole.clusters[pick])
        if not isnan(one.half_width):
            found.append((one.estimate, one.half_width, n))
    table = np.array(found).reshape(-1, 3)
    return table[:, 0], table[:, 1], table[:, 2].astype(np.int64)


def _ablation(whole: Whole, shown: Arm) -> Iterator[str | Table | Drawing]:
    plan, found = whole.plan, ablation(whole)
    who = {name: n for n, name in enumerate(_variants(plan))}
    yield (
        "Each mechanism is switched off by itself, in baseline and variant alike, on the same luck; its contribution is the effect with all "
        "mechanisms minus the effect without it. Contributions need not add up: mechanisms work through each other."
    )
    for primary in plan.study.measures:
        panels = []
        for name in _variants(plan)[1:]:
            arm = shown._replace(coalition=name)
            mine = [one for one in found if one.measure == primary.name and one.arm._replace(without="") == arm]
            mine = [one for one in mine if abs(one.share.estimate) > 0]
            if mine:
                bars = [Bar("whole effect", who[name], mine[0].whole, mine[0].whole, mine[0].whole)]
                bars += [
                    Bar(one.arm.without, who[name], one.share.estimate, one.share.low, one.share.high)
                    for one in mine[:10]
                ]
                unit = f"contribution to the difference from {plan.baseline}, {MEASURES[primary.name].unit}"
                panels.append(Panel(f"{primary.name}, {name}", unit, primary.indifference, bars))
        if panels:
            yield Drawing(
                f"ablation-{primary.name}", figures.forest(panels),
                f"What each mechanism contributes to the effect on {primary.name}. {_where(plan, shown).capitalize()}.",
            )  # fmt: skip
    yield from ablation_tables(plan, found)


def _futures(whole: Whole, shown: Arm) -> Iterator[str | Table | Drawing | Points | Note]:
    plan = whole.plan
    found = robust(whole)
    yield (
        "The futures sample what may be assumed; they are no replications of one truth, and how often something holds across them is a "
        "share of assumptions, not a probability. The error bars are Monte Carlo error (two standard errors), which more games would shrink; "
        "the spread beyond them is real and would stay."
    )
    panels = []
    for primary in plan.study.measures:
        lines = []
        for n, who in enumerate(_variants(plan)[1:], 1):
            means, errors = _by_future(whole, primary.name, shown._replace(coalition=who))
            lines.append((Line(who, n, means), errors))
        panels.append((primary.name, f"difference, {MEASURES[primary.name].unit}", primary.indifference, lines))
    yield Drawing(
        "futures", figures.scatter(panels),
        f"Mean difference from {plan.baseline} in each future, futures in order of size. {_where(plan, shown).capitalize()}.",
    )  # fmt: skip
    yield from robust_tables(plan, found, regrets(whole))
    yield (
        "A future's best variant is chosen on half of its games and every variant scored on the other half, then the other way round; so the "
        "best of noisy means is not flattered, and a regret that is nothing may come out a little below zero."
    )
    try:
        regions = boxes(whole)
    except ScenarioError as wrong:
        yield Note(f"Not described: {wrong}.")
        return
    if regions:
        yield "When does a seat make things worse, and when better? The region of the inputs that tells best, by a small tree:"
        yield Points(tuple(f"{box_sentence(plan, box)}" for box in regions))
    else:
        yield (
            "No region of the inputs is described: no contrast changes sign often enough between the futures, or there are too few of them."
        )


def _by_future(whole: Whole, name: str, arm: Arm) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Mean difference of each future and its standard error (0 with a single game)."""
    difference = whole.of(name, arm) - whole.of(name, arm._replace(coalition=whole.plan.baseline))
    good = ~np.isnan(difference)
    which, where = np.unique(whole.futures[good], return_inverse=True)
    n = np.bincount(where, minlength=len(which))
    means = np.bincount(where, weights=difference[good], minlength=len(which)) / n
    squares = np.bincount(where, weights=(difference[good] - means[where]) ** 2, minlength=len(which))
    return means, np.sqrt(squares / np.maximum(n - 1, 1) / n)


def _sensitivity(whole: Whole) -> Iterator[str | Table | Drawing]:
    plan, found = whole.plan, influences(whole, levels=False)
    sobol = plan.study.sampling == "saltelli"
    yield (
        "Shares of the variance of the difference between games, drawn over the inputs' ranges, with the dice as one more factor: what "
        "each factor does alone (first order) and with its interactions (total)."
        if sobol
        else "The mean absolute change of the difference when one input crosses its range, from Morris trajectories on common dice: a screening "
        "that says which inputs can matter, not how much of the variance is theirs. A large spread means the effect depends on other inputs."
    )
    for primary in plan.study.measures:
        panels = []
        for n, who in enumerate(_variants(plan)[1:], 1):
            mine = [one for one in found if one.measure == primary.name and one.arm.coalition == who][:12]
            bars = [Bar(one.factor, n, *_bounded(one)) for one in mine]
            unit = (
                "share of variance, with interactions"
                if sobol
                else f"effect of the whole range, {MEASURES[primary.name].unit}"
            )
            if bars:
                panels.append(Panel(f"{primary.name}, {who} against {plan.baseline}", unit, 0.0, bars))
        if panels:
            caption = f"The factors on which the difference in {primary.name} hangs most, with 95 % intervals."
            yield Drawing(f"influence-{primary.name}", figures.bars(panels), caption)
    yield from influence_tables(plan, found)


def _bounded(one: Influence) -> tuple[float, float, float]:
    """Estimate and interval as drawn: estimates of a share may overshoot 0 and 1, shares do not."""
    if one.total is None:
        return one.main.estimate, one.main.low, one.main.high
    estimate, low, high = (min(1.0, max(0.0, x)) for x in one.total[:3])
    return estimate, low, high


def _failures(results: Results, findings: Findings) -> Iterator[str | Table]:
    if not findings.failed:
        yield "None: every game of every block ended."
        return
    yield (
        f"{findings.failed} games failed. A block with a failed game is left out in every arm, so failures that go with a variant would "
        "select the blocks that are compared: look at the table before trusting a difference."
    )
    counts: dict[tuple[str, str], int] = {}
    rows: list[tuple[str, ...]] = []
    for table in results.tables(findings.blocks):
        for row in table.filter(table["status"].to_numpy() != "done").to_pylist():
            arm = Arm._make(row[name] for name in Arm._fields)
            counts[arm.title, row["status"]] = counts.get((arm.title, row["status"]), 0) + 1
            rows.append((f"{row['block']}:{arm.title}", row["status"], row["error"]))
    yield "Failed games by arm", ("arm", "how", "games"), [(*key, str(n)) for key, n in sorted(counts.items())]
    yield f"The first {min(40, len(rows))} of {len(rows)}", ("game", "how", "why"), rows[:40]


def _limits(plan: Plan) -> Iterator[str | Points]:
    yield Points(
        (
            "**Conditional, not a forecast.** Every number follows from the scenario's assumptions and from simple outcome models; other numbers give other results.",
            "**Signs are assumed as much as found.** Whether Japan's seat helps hangs on the rule of concurrence and on how provoking the opponent finds it. Both are crossed here and never averaged over.",
            "**Without Japan is not Japan off the map.** In the baseline Japan is an ally that may act beside the coalition on its own terms, and owes a consultation.",
            "**Doctrines are not people.** Seats follow written rules. People at a table find what no rule foresees; this is what seminar play is for.",
            "**Intervals cover the dice"
            + (" and the sampled futures" if len(plan.futures) > 1 else "")
            + ", not the models.** A narrow interval around a wrong model is still wrong.",
            "**About 93 % where 95 % is written**, on differences as skewed as the ones measured in `docs/study.md`; Bonferroni over many contrasts leans the other way.",
        )
    )


def _again(results: Results, digest: str) -> Iterator[str | Table | Points]:
    plan = results.plan
    manifest = results.manifest()
    yield Points(
        (
            f"Results hash `{digest}`: the same for the same study, however many workers played it.",
            f"Study digest `{plan.digest}`, root seed `{plan.study.seed}`; the frozen study and scenario are in `study.json`.",
            f'Any game: `fourthseat replay {results.folder.name}#0:{plan.arms[-1].title}`; any question: `fourthseat query {results.folder.name} "select …"`.',
        )
    )
    yield "Versions", ("what", "version"), [(name, str(number)) for name, number in manifest["versions"].items()]
    yield (
        "First blocks",
        ("block", "future", "replication", "seed"),
        [
            tuple(str(x) for x in (b.number, plan.futures[b.future].name, b.replication, b.seed))
            for b in map(plan.block, range(5))
        ],
    )
