"""The report of a study: question, design, what was found, how far it holds, what failed, and what it cannot say.

The order is that of a report of any simulation study: aims, data, estimands, methods, performance
[MorrisWhiteCrowther2019]. Every figure has its numbers in a table beside it; every sentence follows from a rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import isnan

from fourthseat.engine.documents.blocks import (
    Block,
    Document,
    Note,
    Points,
    Section,
    Table,
    Theme,
    number_columns,
    text_columns,
)
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.study.alike import never_differing
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.factors import unvaried, variance_sentences, variance_table, variances
from fourthseat.engine.study.findings import Finding, Findings, inapplicable, more_needed, sequential, verdicts
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.arms import followed_text, provoked, scene_of_figures, signed, variants
from fourthseat.engine.study.report.differences import concurrence, convergence, differences, distributions, ladder
from fourthseat.engine.study.report.robustness import across_futures, corners_apart, inputs_followed, mechanisms
from fourthseat.engine.study.report.sensitivity import sensitivity_sections
from fourthseat.engine.study.results import Results, Whole
from fourthseat.engine.study.robustness import worthwhile
from fourthseat.engine.study.sensitivity_tables import inputs_table

__all__ = ["report"]

STRONG = frozenset(("better", "worse", "higher", "lower"))
"""Verdicts that are findings, and printed in bold."""
MOST_FAILURES = 40
"""Rows of the table of failed games."""
POINTS = {
    "sobol": "Sobol' points",
    "latin-hypercube": "a Latin hypercube",
}
"""Ways of sampling the inputs, in words."""


def report(results: Results, findings: Findings, digest: str) -> Document:
    """What *findings* of *results* come to, as a document; *digest* is the results' hash."""
    plan, study = results.plan, results.plan.study
    whole = results.whole(findings.blocks)
    if study.sampling in DESIGNS:
        again = Section("To check and to repeat", tuple(_again(results, digest)))
        own = [
            *sensitivity_sections(whole, findings.failed),
            Section("Failures", tuple(_failures(results, findings))),
            again,
        ]
        games = f"{findings.complete * len(plan.arms):,} games, {len(plan.futures):,} points of a design, {len(plan.arms)} arms"
        title = f"What it hangs on: {study.question}"
        return Document(
            title,
            f"Study {study.name!r} of {plan.scenario.title}: {games}",
            "",
            tuple(own),
            Theme.REPORT,
            numbered=True,
        )
    scene = scene_of_figures(plan)
    sections = [
        Section("In short", tuple(_short(whole, findings))),
        Section("Question and design", tuple(_design(whole, findings))),
    ]
    sections += [
        Section("Differences", tuple(differences(plan, findings))),
        Section("Distributions, block by block", tuple(distributions(whole, findings, scene))),
        Section("The ladder, move by move", tuple(ladder(whole, scene))),
        Section("Concurrence against the window", tuple(concurrence(results, findings, scene))),
        Section("Convergence", tuple(convergence(whole, findings, scene))),
    ]
    if study.ablate:
        sections.append(Section("Which mechanism carries the effect", tuple(mechanisms(whole, scene))))
    if worthwhile(whole):
        sections.append(Section("Across the futures", tuple(across_futures(whole, scene))))
        sections.append(Section("Which inputs the difference follows", tuple(inputs_followed(whole))))
    if study.corners:
        sections.append(Section("Corners", tuple(corners_apart(results, findings.blocks))))
    sections += [
        Section("Failures", tuple(_failures(results, findings))),
        Section("Limits", tuple(_limits(plan))),
        Section("To check and to repeat", tuple(_again(results, digest))),
    ]
    games = f"{findings.complete * len(plan.arms):,} games, {findings.complete:,} blocks, {len(plan.arms)} arms"
    futures = f"{len(plan.sampled)} future{'s' * (len(plan.sampled) > 1)}"
    return Document(
        study.question,
        f"Study {study.name!r} of {plan.scenario.title}: {games}, {futures}",
        "",
        tuple(sections),
        Theme.REPORT,
        numbered=True,
    )


# ---------------------------------------------------------------- in short


def _short(whole: Whole, findings: Findings) -> Iterator[Block]:
    """Verdicts first, then of what one game's variance is made, then whatever must be known before one is believed, then who the variants are."""
    plan = whole.plan
    yield _verdicts(plan, findings)
    yield Points(tuple(_decided(plan, findings)) or ("No contrast is decided.",))
    yield (
        "A verdict follows from the interval alone: *better* or *worse* if it excludes zero, *equivalent* if it lies within "
        "what does not matter, *same* if no block differs, else *undecided*. In brackets the smallest and largest estimate over the rules and settings."
    )
    yield from _variance(whole)
    if findings.precise is False:
        wide = sum(one.short for one in findings.findings)
        yield Note(
            f"Precision not reached on {wide} of {len(findings.findings)} contrasts; {more_needed(plan, findings)}."
        )
    for sentence in inapplicable(findings):
        yield Note(sentence)
    if findings.failed:
        yield Note(f"{findings.failed} games failed; their blocks are left out in every arm. See Failures.")
    coalitions = [plan.scenario.coalition(name) for name in variants(plan)]
    rows = [(one.id, one.title, ", ".join(member.seat for member in one.members)) for one in coalitions]
    yield Table("variants", "The variants", text_columns("variant", "what it is", "members"), rows)
    for one in coalitions:
        strangers = plan.scenario.strangers(one)
        if strangers:
            yield Note(
                f"Neither member nor ally in {one.id}: {', '.join(strangers)}. Such a seat acts alone, after consulting {one.lead}."
            )


def _variance(whole: Whole) -> Iterator[Block]:
    """How much of what happens in one game is the levers', how much the assumptions' and how much luck."""
    found = variances(whole)
    if found:
        yield variance_table(found)
        yield Points(tuple(variance_sentences(found, unvaried(found))))


def _verdicts(plan: Plan, findings: Findings) -> Table:
    """One row a measure and variant, one column a rule and setting of provocation: the verdict and the estimate."""
    terms = list(dict.fromkeys(finding.arm._replace(coalition="") for finding in findings.findings))
    headings = [
        ", ".join(filter(None, (arm.rule, provoked(arm), followed_text(plan, arm), arm.setting))) for arm in terms
    ]
    by_contrast = {(finding.measure, finding.arm): finding for finding in findings.findings}
    rows = [
        (
            primary.name,
            variant,
            *(_verdict_cell(by_contrast[primary.name, arm._replace(coalition=variant)]) for arm in terms),
        )
        for primary in plan.study.measures
        for variant in variants(plan)[1:]
    ]
    title = f"Verdicts against {plan.baseline}, with the mean difference"
    return Table("verdicts", title, text_columns("measure", "variant", *headings), rows)


def _verdict_cell(finding: Finding) -> str:
    """Verdict and estimate, a finding in bold; without the estimate where nothing differs."""
    word = f"**{finding.verdict}**" if finding.verdict in STRONG else finding.verdict
    if finding.verdict == "same" or isnan(finding.interval.estimate):
        return word
    return f"{word} {signed(finding.interval.estimate)}"


def _decided(plan: Plan, findings: Findings) -> Iterator[str]:
    """What is better or worse anywhere, in words, with the sizes."""
    for variant in variants(plan)[1:]:
        for primary in plan.study.measures:
            contrasts = [
                finding
                for finding in findings.findings
                if (finding.measure, finding.arm.coalition) == (primary.name, variant)
            ]
            for under in dict.fromkeys(_beside_rules(finding.arm) for finding in contrasts):
                alike = [finding for finding in contrasts if _beside_rules(finding.arm) == under]
                if any(finding.verdict in STRONG for finding in alike):
                    words = verdicts([(one.arm.rule, one.arm.provocation, one.verdict) for one in alike])
                    followed = followed_text(plan, under)
                    terms = (f" in setting {under.setting}" if under.setting else "") + (
                        f" ({followed})" if followed else ""
                    )
                    yield f"`{variant}` against `{plan.baseline}`{terms}, {primary.name}: {words} ({_span(plan, alike)})."


def _beside_rules(arm: Arm) -> Arm:
    """The terms of an arm beside variant, rule and provocation: what a sentence of verdicts is about."""
    return arm._replace(coalition="", rule="", provocation=True)


def _span(plan: Plan, findings: Sequence[Finding]) -> str:
    """The smallest and largest estimate of one measure, with its unit."""
    values = [finding.interval.estimate for finding in findings if not isnan(finding.interval.estimate)]
    if not values:
        return "no estimate"
    return f"{signed(min(values))} to {signed(max(values))} {plan.measures[findings[0].measure].unit}"


# ---------------------------------------------------------------- question and design


def _design(whole: Whole, findings: Findings) -> Iterator[Block]:
    """The study as it was declared: design, measures, inputs, corners and settings, each a table; and arms that never differ."""
    plan, study = whole.plan, whole.plan.study
    yield "Declared before the study ran and frozen with its results."
    yield Table("design", "Design", text_columns("what", "how"), _design_rows(plan, findings))
    if sentence := never_differing(whole):
        yield sentence
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
    several = len(plan.sampled) > 1
    estimands = ", ".join(measure.name for measure in study.measures)
    together, each = 100 * (1 - study.stopping.alpha), 100 * (1 - findings.alpha)
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
        (
            "Methods",
            f"paired t over blocks{' with futures as clusters' if several else ''}; shares of 0 and 1 by Newcombe's paired interval; "
            f"{together:.0f} % together over {len(findings.findings)} contrasts (Bonferroni), {each:.2f} % each",
        ),
        ("n", f"{findings.complete:,} complete blocks, {_looks_text(plan, findings)}"),
    ]


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
        return sequential(plan)
    why = {
        None: "no target half width was declared, so the first look was the last",
        True: "every contrast with a target had reached its half width",
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


# ---------------------------------------------------------------- failures, limits, repeating


def _failures(results: Results, findings: Findings) -> Iterator[Block]:
    """Failed games, counted by arm and listed with their addresses."""
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
    by_arm = [(*key, str(n)) for key, n in sorted(counts.items())]
    columns = (*text_columns("arm", "how"), *number_columns("games"))
    yield Table("failures-by-arm", "Failed games by arm", columns, by_arm)
    title = f"The first {min(MOST_FAILURES, len(rows))} of {len(rows)}"
    yield Table("failures", title, text_columns("game", "how", "why"), rows[:MOST_FAILURES])


def _limits(plan: Plan) -> Iterator[Block]:
    """What no number of the report says."""
    outside = _outside_the_baseline(plan)
    yield Points(
        (
            "**Conditional, not a forecast.** Every number follows from the scenario's assumptions and from simple outcome models; other numbers give other results.",
            f"**Signs are assumed as much as found.** Whether a variant does better than `{plan.baseline}` hangs on the rule of concurrence and on how provoking the opponent finds it. Both are crossed here and never averaged over.",
            *((f"**Outside the coalition is not off the map.** {outside}",) if outside else ()),
            "**Doctrines are not people.** Seats follow written rules. People at a table find what no rule foresees; this is what seminar play is for.",
            "**Intervals cover the dice"
            + (" and the sampled futures" if len(plan.sampled) > 1 else "")
            + ", not the models.** A narrow interval around a wrong model is still wrong.",
            "**About 93 % where 95 % is written**, on differences as skewed as the ones measured in `docs/study.md`; Bonferroni over many contrasts leans the other way.",
        )
    )


def _outside_the_baseline(plan: Plan) -> str:
    """What seats that a variant adds may do in the baseline, by name; empty if no variant adds any."""
    baseline = plan.scenario.coalition(plan.baseline)
    inside = {member.seat for member in baseline.members}
    allies = {ally.seat for ally in baseline.allies}
    added = dict.fromkeys(
        member.seat
        for variant in variants(plan)[1:]
        for member in plan.scenario.coalition(variant).members
        if member.seat not in inside
    )
    names = {seat: plan.scenario.seat_by_id[seat].name for seat in added}
    sentences = [
        f"In the baseline {names[seat]} is an ally that may act beside the coalition on its own terms, and owes a consultation."
        if seat in allies
        else f"In the baseline {names[seat]} keeps its seat and may act on its own."
        for seat in added
    ]
    return " ".join(sentences)


def _again(results: Results, digest: str) -> Iterator[Block]:
    """Hashes, seeds and versions: what is needed to play a game or the study again."""
    plan = results.plan
    yield Points(
        (
            f"Results hash `{digest}`: the same for the same study, however many workers played it.",
            f"Study digest `{plan.digest}`, root seed `{plan.study.seed}`; the frozen study and scenario are in `study.json`.",
            f'Any game: `fourthseat replay {results.folder.name}#0:{plan.arms[-1].title}`; any question: `fourthseat query {results.folder.name} "select …"`.',
        )
    )
    versions = list(results.manifest.versions.items())
    yield Table("versions", "Versions", text_columns("what", "version"), versions)
    yield Table(
        "first-blocks",
        "First blocks",
        (*number_columns("block"), *text_columns("future"), *number_columns("replication", "seed")),
        [
            tuple(str(x) for x in (b.number, plan.futures[b.future].name, b.replication, b.seed))
            for b in map(plan.block, range(5))
        ],
    )
