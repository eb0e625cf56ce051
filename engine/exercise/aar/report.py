"""The draft after-action report and improvement plan, from the log and what evaluators and cells wrote down.

Deterministic: the same log and notes give the same report. Every sentence about the game cites the lines of the log it
rests on, as ``[L12]``. What only people can judge is left for them, with the evidence beside it: ratings, causes, owners
and dates. The form follows HSEEP; *capability* stands where a defence user would not say *core capability*.
"""

from __future__ import annotations

from collections.abc import Sequence

from fourthseat.engine.core.entries.control import Argued
from fourthseat.engine.core.wording import count
from fourthseat.engine.documents.blocks import (
    CITED,
    EXERCISE,
    Document,
    Section,
    Table,
    block_texts,
    clean,
    text_columns,
)
from fourthseat.engine.exercise.aar.appendices import participants, plan, wash
from fourthseat.engine.exercise.aar.appraisal import analysis, overview, overview_known
from fourthseat.engine.exercise.aar.asked import asked
from fourthseat.engine.exercise.aar.calibration import calibration
from fourthseat.engine.exercise.aar.cells import cell_pages
from fourthseat.engine.exercise.aar.collection import collection
from fourthseat.engine.exercise.aar.evidence import Fact, Forecast, Record, facts_of, forecasts, record_as_played
from fourthseat.engine.exercise.aar.fates import fates
from fourthseat.engine.exercise.aar.findings import findings
from fourthseat.engine.exercise.aar.front import summary
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, reader
from fourthseat.engine.exercise.aar.results import measures, odds_and_results
from fourthseat.engine.exercise.aar.timeline import between, decisions, injects, timeline
from fourthseat.engine.exercise.aar.turning import turning
from fourthseat.engine.rules.state import State

__all__ = ["Forecast", "Record", "forecasts", "overview_by_itself", "report"]


def overview_by_itself(record: Record, now: State) -> dict[str, str]:
    """What control's version says in every row of the overview that nobody filled in, with the game at *now*."""
    record = record_as_played(record)
    return overview_known(record, record.log.header.scenario, now, reader(record, releasable=False))


def report(record: Record, *, releasable: bool = False) -> Document:
    """The draft; *releasable* leaves out what :mod:`fourthseat.engine.exercise.aar.redaction` says may not be told."""
    record = record_as_played(record)
    log, s = record.log, record.log.header.scenario
    facts, to = facts_of(log), reader(record, releasable=releasable)
    found = fates(facts)
    strengths, areas = findings(facts, found, s, to)
    sections = [
        summary(record, facts, found, s, to, areas),
        turning(facts, s, to),
        overview(record, s, facts, to),
        analysis(record, s, facts, to, strengths, areas),
        *cell_pages(record, facts, found, s, to),
        collection(record, facts, s, to),
        timeline(facts, to),
        decisions(facts, found, to),
        odds_and_results(facts, to),
        measures(facts, record, s, to),
        calibration(record, facts, to),
        between(facts, to),
        wash(record, to),
        injects(facts, s, to),  # from here to the improvement plan sheets lie on their side: they are turned once
        asked(facts, to),
        plan(areas),
        participants(record, s, facts, to),
    ]
    sections.append(_cited(sections, facts, to))
    version = "Releasable version" if releasable else "Control's version: not for players"
    marked = f"{EXERCISE} – {clean(s.handling)} – DRAFT{'' if releasable else ' – CONTROL ONLY'}"
    return Document(
        f"After-Action Report / Improvement Plan (DRAFT): {clean(s.title)}",
        f"{f'Played {record.dates}. ' if record.dates else ''}{version}. Line of play: {to.typed(record.name)}. Log: {count(len(log.entries), 'entry', 'entries')}. Handling: {clean(s.handling)}.{f' Scenario: {clean(s.imprint)}.' if s.imprint else ''}\n"
        "Drafted by rule from the log: every sentence about the game cites its lines. It is a draft until people have completed it: ratings, "
        "causes, owners and dates are theirs.",
        marked,
        tuple(section for section in sections if section.blocks),
        numbered=True,
    )


def _cited(sections: Sequence[Section], facts: Sequence[Fact], to: Reader) -> Section:
    """Appendix C: every line of the log that is cited, in words."""
    texts = (text for section in sections for block in section.blocks for text in block_texts(block))
    numbers = {int(n) for text in texts for n in CITED.findall(text)}
    argued = by_kind(facts, Argued)
    rows = [
        (
            f"L{f.number + 2}",
            to.scenario.told(f.entry.hour),
            to.sentence(f, argued) if to.may(f) else "Not in this version.",
        )
        for f in facts
        if f.number + 2 in numbers
    ]
    if not rows:
        return Section("Appendix C: Lines of the log cited", (), appendix=True)
    return Section(
        "Appendix C: Lines of the log cited",
        (
            "L and a number: a line of the log's file, the header being line 1. The log proves itself: fourthseat replay FILE --verify plays it again.",
            Table("cited", "Lines cited", text_columns(("Line", 1.3), ("Hour", 1.5), ("What stands there", 14.2)), rows, anchors=True),
        ),
        appendix=True,
    )  # fmt: skip
