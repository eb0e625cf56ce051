"""The first page of a report: the question's answer, what it rests on, what would change it, and what it cannot say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from fourthseat.engine.documents.blocks import Block, Labelled, Note, Table, number_columns, text_columns
from fourthseat.engine.scenario.overrides import numbers
from fourthseat.engine.study.declarations import Register
from fourthseat.engine.study.factors import unvaried, variance_sentences, variance_table, variances
from fourthseat.engine.study.findings import Finding, Findings, helpless, inapplicable, more_needed
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.arms import arm_cells, followed_text, provoked, variants
from fourthseat.engine.study.results import Whole
from fourthseat.engine.study.tables import (
    family_sentence,
    interval_text,
    measure_label,
    number_text,
    percent,
    verdict_text,
)
from fourthseat.engine.study.verdicts import CONCLUSIVE, meaning_of, verdict

__all__ = ["answer", "variants_table"]

MOST_NAMED = 2
"""Terms that are named where an estimate turns; of more, how many there are."""
NOTHING = "–"


def answer(whole: Whole, findings: Findings, register: Register) -> Iterator[Block]:
    """What was asked and found, in the order in which a reader needs it."""
    plan = whole.plan
    yield Labelled(
        "Design", f"{design_sentence(plan, findings)} What measures and variants are stands under *Methods*."
    )
    if findings.primary:
        yield _claims(plan, findings)
        yield f"{family_sentence(plan, findings)} {meaning_of({one.verdict for one in findings.primary})}".rstrip()
    yield from _cautions(plan, findings, register)
    if turning := list(_turning(plan, findings)):
        heads = text_columns(
            "measure", "same sign under", "clearly the other way in", "with half the zone", "with twice the zone"
        )
        yield Table(
            "turning", "What would change the answer: the study's other terms, and another zone", heads, turning
        )
    yield Labelled("Assumed, and what emerges", _assumed(plan))
    found = variances(whole)
    if found:
        yield variance_table(found)
        yield from list(variance_sentences(found, unvaried(found)))[len(found) :]
    yield Labelled(
        "Limits",
        "Every number follows from the scenario's assumptions and from simple models: it says what they imply, not what will happen. "
        "The intervals cover the dice"
        + (" and the sampled futures" if len(plan.sampled) > 1 else "")
        + ", not the models.",
    )


def design_sentence(plan: Plan, findings: Findings) -> str:
    """What was played, in a sentence."""
    study, names = plan.study, variants(plan)
    crossed = [f"{len(study.rules)} rules of concurrence" if len(study.rules) > 1 else f"the rule {study.rules[0]}"]
    crossed.append("provocation on and off" if len(study.provocation) > 1 else provoked(plan.scene))
    crossed += [f"{len(study.doctrines)} sets of doctrines"] if len(study.doctrines) > 1 else []
    crossed += [f"{len(study.opponents)} opponents"] if len(study.opponents) > 1 else []
    crossed += [f"{len(study.settings) + 1} settings"] if study.settings else []
    crossed += [f"as it is and without {', without '.join(study.ablate)}"] if study.ablate else []
    against = f"{', '.join(names[1:])} against {names[0]}" if len(names) > 1 else names[0]
    futures = f" over {len(plan.sampled)} futures" if len(plan.sampled) > 1 else ""
    return (
        f"{plan.scenario.title}: {against}, crossed with {', '.join(crossed)}; {findings.complete:,} blocks of the same luck in all "
        f"{len(plan.arms)} arms ({findings.complete * len(plan.arms):,} games){futures}."
    )


def _claims(plan: Plan, findings: Findings) -> Table:
    """The primary contrasts, one a row; their terms stand in the title where all have the same."""
    claims = findings.primary
    terms = {one.arm for one in claims}
    columns = (
        *text_columns("measure"),
        *(text_columns("contrast") if len(terms) > 1 else ()),
        *number_columns(plan.baseline, "difference"),
        *text_columns(f"{percent(1 - findings.alpha)} interval", "does not matter", "verdict"),
    )
    zones = {one.name: one.indifference for one in plan.study.measures}
    rows = [
        (
            measure_label(plan.measures[one.measure]),
            *((_terms_text(plan, one.arm),) if len(terms) > 1 else ()),
            number_text(one.baseline, ".3f"),
            number_text(one.interval.estimate, "+.3f"),
            "none" if isnan(one.interval.low) else interval_text(one),
            f"±{zones[one.measure]:g}" if zones[one.measure] else "not declared",
            f"**{one.verdict}**" if one.verdict in CONCLUSIVE else verdict_text(one),
        )
        for one in claims
    ]
    about = _terms_text(plan, claims[0].arm) if len(terms) == 1 else "against the baseline"
    return Table("primary", f"Primary contrasts: {about}", columns, rows)


def _terms_text(plan: Plan, arm: Arm) -> str:
    """A contrast in words: ``pact-plus against pact, unanimity, provoked``."""
    terms = [arm.rule, provoked(arm), followed_text(plan, arm), arm.setting]
    return f"{arm.coalition} against {plan.baseline}, {', '.join(filter(None, terms))}"


def _cautions(plan: Plan, findings: Findings, register: Register) -> Iterator[Block]:
    """What must be known before any verdict is believed."""
    if register.wrong:
        yield Note(
            f"The record of what was declared is not as it was written: {register.wrong}. Nothing here counts as declared beforehand, and no verdict is given."
        )
    elif demoted := [one for one in findings.primary if one.reason]:
        reasons = "; ".join(dict.fromkeys(one.reason for one in demoted))
        yield Note(f"{len(demoted)} of {len(findings.primary)} primary contrasts are exploratory: {reasons}.")
    if findings.precise is False:
        wide = sum(one.short for one in findings.primary)
        stopped = (
            "; the study stopped because more games could not help"
            if helpless(plan, findings) and findings.blocks < plan.study.stopping.cap
            else ""
        )
        yield Note(
            f"Precision not reached on {wide} of {len(findings.primary)} primary contrasts; {more_needed(plan, findings)}{stopped}."
        )
    for sentence in inapplicable(findings):
        yield Note(sentence)
    if findings.failed:
        yield Note(f"{findings.failed} games failed; their blocks are left out in every arm. See Failures.")


def _assumed(plan: Plan) -> str:
    """What goes into the games and what comes out of them."""
    study = plan.study
    varied = f"{len(study.inputs)} of them varied over their ranges" if study.inputs else "all held as shipped"
    return (
        f"Assumed are {sum(1 for _ in numbers(plan.scenario))} numbers of the scenario ({varied}; `fourthseat scenarios {plan.scenario.name} --numbers`), "
        "who belongs on which terms, how provoking the opponent finds a member, and the models of outcomes. What emerges is who orders what, "
        "which partners concur in time, whether the opponent presses, and how each incident ends."
    )


def _turning(plan: Plan, findings: Findings) -> Iterator[tuple[str, ...]]:
    """Of each primary contrast: whether its sign holds under the study's other terms, and its verdict with another zone."""
    zones = {one.name: one.indifference for one in plan.study.measures}
    for one in findings.primary:
        if isnan(one.interval.low):
            continue
        others = [
            other
            for other in findings.findings
            if (other.measure, other.arm.coalition) == (one.measure, one.arm.coalition)
            and other.arm != one.arm
            and not isnan(other.interval.low)
        ]
        yield one.measure, *_signs(plan, one, others), *_zones(plan, one, zones[one.measure])


def _signs(plan: Plan, one: Finding, others: Sequence[Finding]) -> tuple[str, str]:
    """Under how many of the other terms the estimate keeps its sign, and under which its interval lies on the other side of 0."""
    if not others:
        return "no other terms", NOTHING
    sign = 1 if one.interval.estimate > 0 else -1
    same = sum(sign * other.interval.estimate > 0 for other in others)
    against = [other for other in others if sign * (other.interval.high if sign > 0 else other.interval.low) < 0]
    turned = [" ".join((other.arm.rule, provoked(other.arm), *arm_cells(plan, other.arm)[2:-1])) for other in against]
    more = f" and {len(turned) - MOST_NAMED} more" if len(turned) > MOST_NAMED else ""
    return f"{same} of {len(others)}", f"{', '.join(turned[:MOST_NAMED])}{more}" or "none"


def _zones(plan: Plan, one: Finding, zone: float) -> tuple[str, str]:
    """The verdict with half and with twice the zone."""
    if not zone or not one.verdict:
        return NOTHING, NOTHING
    better = plan.measures[one.measure].better
    half, twice = (verdict(one.interval.low, one.interval.high, times * zone, better) for times in (0.5, 2.0))
    return half, twice


def variants_table(plan: Plan) -> Table:
    """The variants: who belongs to each, and which seats stand aside."""
    coalitions = [plan.scenario.coalition(name) for name in variants(plan)]
    rows = [
        (
            one.id,
            one.title,
            ", ".join(member.seat for member in one.members),
            ", ".join(plan.scenario.strangers(one)) or "none",
        )
        for one in coalitions
    ]
    title = "The variants; a seat that is neither member nor ally acts alone, after consulting the lead"
    return Table("variants", title, text_columns("variant", "what it is", "members", "neither member nor ally"), rows)
