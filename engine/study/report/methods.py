"""What was done, as the report tells it: the design, how it was analysed, what was declared and when."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.documents.blocks import Block, Note, Table, number_columns, text_columns
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.alike import never_differing
from fourthseat.engine.study.declarations import Register, value_text
from fourthseat.engine.study.findings import Findings, helpless, sequential
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.report.answer import variants_table
from fourthseat.engine.study.report.arms import variants
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.sensitivity_tables import inputs_table
from fourthseat.engine.study.tables import percent
from fourthseat.engine.study.verdicts import meaning_of

__all__ = ["declared", "methods"]

POINTS = {
    "sobol": "Sobol' points",
    "latin-hypercube": "a Latin hypercube",
}
"""Ways of sampling the inputs, in words."""


def methods(whole: Whole, findings: Findings) -> Iterator[Block]:
    """Design and analysis, variants, measures, inputs, corners and settings, each a table; and arms that never differ."""
    plan, study = whole.plan, whole.plan.study
    yield Table("design", "Design", text_columns("what", "how"), _design_rows(plan, findings))
    if sentence := never_differing(whole):
        yield sentence
    yield variants_table(plan)
    yield _measures(plan)
    if study.inputs:
        yield inputs_table(plan)
    if study.corners or study.settings:
        rows = [
            (one.id, ", ".join(f"{path} = {value}" for path, value in one.set.items()) or "nothing", one.note)
            for one in (*study.corners, *study.settings)
        ]
        yield Table("corners-and-settings", "Corners and settings", text_columns("name", "sets", "note"), rows)


def _design_rows(plan: Plan, findings: Findings) -> list[tuple[str, str]]:
    """Aims, data, estimands and methods in words: (what, how)."""
    study, scenario = plan.study, plan.scenario
    estimands = ", ".join(measure.name for measure in study.measures)
    return [
        ("Aims", study.question),
        (
            "Scenario",
            f"{scenario.title} ({scenario.name}): {scenario.moves_told}"
            + (f"; {scenario.imprint}" if scenario.imprint else ""),
        ),
        ("Futures", _futures_text(plan)),
        (
            "Replications",
            "every future is played on many dice; all chance has an address, and no address names the variant, so all arms share the luck of a block",
        ),
        ("Arms", _arms_text(plan)),
        ("Players", _players_text(plan)),
        (
            "Estimands",
            f"mean paired difference of each variant from `{plan.baseline}`, under the same rule, provocation and doctrines, on: {estimands}",
        ),
        ("Intervals", _intervals_text(plan, findings)),
        ("Verdicts", meaning_of()),
        ("n", f"{findings.complete:,} complete blocks, {_looks_text(plan, findings)}"),
    ]


def _intervals_text(plan: Plan, findings: Findings) -> str:
    """How the intervals were computed."""
    alpha, rest = plan.study.stopping.alpha, len(findings.findings) - len(findings.primary)
    units = (
        "the futures, each with its share of the mean, because games of one future are not independent of each other"
        if len(plan.sampled) > 1
        else "the blocks"
    )
    return (
        f"of the mean paired difference over {units}: bounds that count one more value than was seen, at the end of the largest difference of "
        "the measure in any contrast [Gaffke2005], so that rare differences keep their level and no interval has width nothing; "
        f"{findings.family} primary contrasts hold together at {percent(1 - alpha)} (Bonferroni, {percent(1 - findings.alpha)} each)"
        + (f", the {rest} exploratory ones at {percent(1 - alpha)} each by itself" if rest else "")
    )


def _futures_text(plan: Plan) -> str:
    """How many futures there are and where they come from."""
    study = plan.study
    corners = f"; beside them, in no mean, {len(study.corners)} named corner{'s' * (len(study.corners) > 1)}" * bool(
        study.corners
    )
    if not study.inputs:
        return f"1: the scenario as shipped{corners}"
    return f"{len(plan.sampled)}: {len(study.inputs)} uncertain inputs by {POINTS[study.sampling]}{corners}"


def _arms_text(plan: Plan) -> str:
    """Of what the arms are the product."""
    study = plan.study
    factors = [
        f"{len(variants(plan))} variants",
        f"{len(study.rules)} rules of concurrence",
        f"{len(study.provocation)} settings of provocation",
        *([f"{len(study.doctrines)} sets of doctrines"] if len(study.doctrines) > 1 else []),
        *([f"{len(study.opponents)} opponents"] if len(study.opponents) > 1 else []),
        *([f"{len(study.settings) + 1} settings"] if study.settings else []),
    ]
    ablated = f"; {len(study.ablate)} mechanisms switched off in turn" if study.ablate else ""
    return " × ".join(factors) + ablated


def _players_text(plan: Plan) -> str:
    """Who sits in the seats."""
    study = plan.study
    others = ", ".join(f"{seat}: {player}" for seat, player in study.cast.items())
    sets = [
        f"{side} {', '.join(names)}"
        for side, names in (("capitals", study.doctrines), ("opponents", study.opponents))
        if names != (OWN,)
    ]
    told = f" ({'; '.join(sets)})" if sets else ""
    return f"doctrines in every seat{told}, but {others}" if others else f"doctrines in every seat{told}"


def _looks_text(plan: Plan, findings: Findings) -> str:
    """How the number of blocks came to be."""
    stop = plan.study.stopping
    if stop.first == stop.cap:
        return sequential(plan, findings)
    if helpless(plan, findings) and findings.blocks < stop.cap:
        return f"chosen sequentially: looks at {stop.first:,} blocks and {stop.growth:g} times as many each time; more games could not help"
    why = {
        None: "no target half width was declared, so the first look was the last",
        True: "every primary contrast with a target had reached its half width",
        False: f"the cap of {stop.cap:,} blocks was reached before every target was",
    }[findings.precise]
    return f"chosen sequentially: looks at {stop.first:,} blocks and {stop.growth:g} times as many each time; {why}"


def _measures(plan: Plan) -> Table:
    """The measures declared, with what does not matter, what is aimed at and what is good enough."""
    rows = [
        (
            primary.name,
            plan.measures[primary.name].unit,
            plan.measures[primary.name].better or "neither",
            f"±{primary.indifference:g}" if primary.indifference else "not declared",
            f"{primary.half_width:g}" if primary.half_width else "none",
            "" if primary.threshold is None else f"{primary.threshold:g}",
            plan.measures[primary.name].text,
        )
        for primary in plan.study.measures
    ]
    columns = (
        *text_columns("measure", "unit", "better", "does not matter"),
        *number_columns("target ±", "good enough"),
        *text_columns("meaning"),
    )
    return Table("measures", "Measures", columns, rows)


def declared(register: Register) -> Iterator[Block]:
    """The record of what was declared, in order, with the games that were in the folder by then."""
    if register.wrong:
        yield Note(f"The record is not as it was written: {register.wrong}. What is left of it is shown.")
    if not register.declarations:
        yield "No record: the games were played by a version of the program that kept none, or it was taken away. Nothing shows when zones and contrasts were chosen."
        return
    rows = []
    for number, one in enumerate(register.declarations):
        when = (one.time.replace("T", " ").rstrip("Z"), f"{one.games:,}")
        if not number:
            primary = one.declared.get("primary", ())
            zones = [
                f"{key.removeprefix('measure ')} {value_text(value)}"
                for key, value in one.declared.items()
                if key.endswith(": zone")
            ]
            rows.append((*when, "first declared" + (f" ({one.note})" if one.note else ""), value_text(list(primary))))
            rows.append(("", "", "zones", "; ".join(zones)))
            continue
        rows += [
            (*when, f"{change.what} changed", f"{value_text(change.before)} → {value_text(change.after)}")
            for change in one.changes(register.declarations[number - 1])
        ]
    columns = (*text_columns("when (UTC)"), *number_columns("games there"), *text_columns("what", "to"))
    yield Table("declarations", "What was declared, in order", columns, rows)
    yield (
        f"Each line holds the hash of the one before; the last is `{register.head}`. A contrast, zone or level that was declared after games were "
        "there is exploratory, and a primary contrast that was dropped still counts in the level of the others. Only somebody who was given the "
        "first hash before the first game can know that no other folder was thrown away."
    )
