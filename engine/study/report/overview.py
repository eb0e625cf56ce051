"""The report of a study: question, design, what was found, how far it holds, what failed, and what it cannot say.

The order is that of a report of any simulation study: aims, data, estimands, methods, performance
[MorrisWhiteCrowther2019]. Every figure has its numbers in a table beside it; every sentence follows from a rule.
"""

from __future__ import annotations

from collections.abc import Iterator

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
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.findings import Findings, inapplicable
from fourthseat.engine.study.plan import Arm, Plan
from fourthseat.engine.study.report.answer import answer
from fourthseat.engine.study.report.arms import variants
from fourthseat.engine.study.report.differences import (
    concurrence,
    contrast_tables,
    convergence,
    differences,
    distributions,
    ladder,
)
from fourthseat.engine.study.report.methods import declared, methods
from fourthseat.engine.study.report.quantities import burden, consent, worst_games
from fourthseat.engine.study.report.robustness import across_futures, corners_apart, inputs_followed, mechanisms
from fourthseat.engine.study.report.sensitivity import sensitivity_sections
from fourthseat.engine.study.report.surface import over_inputs
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.robustness import worthwhile

__all__ = ["report"]

MOST_FAILURES = 40
"""Rows of the table of failed games."""


def report(results: Results, findings: Findings, digest: str) -> Document:
    """What *findings* of *results* come to, as a document; *digest* is the results' hash."""
    plan, study = results.plan, results.plan.study
    whole = results.whole(findings.blocks)
    if study.sampling in DESIGNS:
        silent = inapplicable(findings)
        again = Section("To check and to repeat", tuple(_again(results, digest)))
        own = [
            *sensitivity_sections(whole, findings.failed),
            *([Section("What nothing is said of", tuple(map(Note, silent)))] if silent else []),
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
    scene, register = plan.scene, results.register
    sections = [
        Section("The answer", tuple(answer(whole, findings, register))),
        Section("Differences", tuple(differences(plan, findings))),
        Section("Distributions, block by block", tuple(distributions(whole, findings, scene))),
        Section("The ladder, move by move", tuple(ladder(whole, scene))),
        Section("Concurrence against the window", tuple(concurrence(results, findings, scene))),
        Section("Convergence", tuple(convergence(whole, findings))),
    ]
    sections[5:5] = _filled(
        ("What became of requests", consent(results, whole, scene)),
        ("Who pays", burden(results, whole, scene)),
        ("The worst games", worst_games(whole, scene)),
    )
    if study.ablate:
        sections.append(Section("Which mechanism carries the effect", tuple(mechanisms(whole, scene))))
    if worthwhile(whole):
        sections.append(Section("Across the futures", tuple(across_futures(whole, scene))))
        sections.append(Section("Which inputs the difference follows", tuple(inputs_followed(whole))))
        sections += _filled(("The difference over two inputs", over_inputs(whole)))
    if study.corners:
        sections.append(Section("Corners", tuple(corners_apart(results, findings.blocks))))
    sections += [
        Section("Methods: what was done", tuple(methods(whole, findings))),
        Section("What was declared, and when", tuple(declared(register))),
        Section("Failures", tuple(_failures(results, findings))),
        Section("Limits", tuple(_limits(plan))),
        Section("To check and to repeat", tuple(_again(results, digest))),
    ]
    sections.append(Section("Appendix: every contrast", tuple(contrast_tables(plan, findings))))
    games = f"{findings.complete * len(plan.arms):,} games, {findings.complete:,} blocks, {len(plan.arms)} arms"
    futures = f", {len(plan.sampled)} futures" if len(plan.sampled) > 1 else ""
    return Document(
        study.question,
        f"Study {study.name!r} of {plan.scenario.title}: {games}{futures}",
        "",
        tuple(sections),
        Theme.REPORT,
        numbered=True,
    )


def _filled(*sections: tuple[str, Iterator[Block]]) -> list[Section]:
    """Those of *sections* that have something to say: a study of an older version has not every table."""
    return [Section(title, said) for title, blocks in sections if (said := tuple(blocks))]


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
            "**The level was measured, not proved.** `docs/study.md` has how often the primary contrasts of resampled studies miss, and the command that measures it.",
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
    names = {seat: f"{seat} ({plan.scenario.seat_by_id[seat].name})" for seat in added}
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
    if results.manifest.runs:
        yield Table(
            "runs",
            "What every run of it took",
            (
                *text_columns("began (UTC)"),
                *number_columns("seconds", "workers", "games", "of them played", "failed"),
                *text_columns("to its end", "version"),
            ),
            [
                (
                    one.began.replace("T", " ").rstrip("Z"),
                    f"{one.seconds:,.0f}",
                    f"{one.workers}",
                    f"{one.games:,}",
                    f"{one.played:,}",
                    f"{one.failed:,}",
                    "yes" if one.ended else "stopped",
                    one.versions.get("fourthseat", "unknown"),
                )
                for one in results.manifest.runs
            ],
        )
    yield Table(
        "first-blocks",
        "First blocks",
        (*number_columns("block"), *text_columns("future"), *number_columns("replication", "seed")),
        [
            tuple(str(x) for x in (b.number, plan.futures[b.future].name, b.replication, b.seed))
            for b in map(plan.block, range(5))
        ],
    )
