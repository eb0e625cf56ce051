"""What stands at the end of a report: the hot wash, the improvement plan, the participants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fourthseat.engine.documents.blocks import Grid, Heading, Points, Section, Wide
from fourthseat.engine.exercise.aar.evidence import Record
from fourthseat.engine.exercise.aar.findings import CAPABILITY, Finding
from fourthseat.engine.exercise.aar.redaction import Reader
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["participants", "plan", "wash"]


def wash(record: Record, to: Reader) -> Section:
    """What the cells said right after play."""
    titles = (("well", "What went well"), ("badly", "What did not"), ("change", "What to change"))
    blocks: list[Any] = []
    for key, title in titles:
        items = tuple(
            f"{to.said(str(w[key]))}{' (' + to.typed(str(w['role'])) + ')' if w.get('role') else ''}"
            for w in record.wash
            if w.get(key) and not (w.get("role") and to.hidden(str(w["role"])))
        )
        if items:
            blocks += [Heading(title), Points(items)]
    if blocks:
        blocks.insert(
            0,
            "In the cells' own words; without a name where the form was handed in anonymously. Opinions of the day, not findings.",
        )
    return Section("Hot wash", tuple(blocks) or ("No hot-wash forms have been handed in.",))


def plan(areas: Sequence[Finding]) -> Section:
    """Appendix A: one row an area for improvement; who does what by when is for the after-action meeting."""
    heads = (
        "Core capability",
        "Issue / area for improvement",
        "Corrective action",
        "Capability element",
        "Primary responsible organization",
        "Organization POC",
        "Start date",
        "Completion date",
    )
    rows = [
        (
            CAPABILITY[a.capability],
            f"{n}. {a.text} {' '.join(a.cites.split()[:3])}",
            a.action,
            a.element,
            "",
            "",
            "",
            "",
        )
        for n, a in enumerate(_ordered(areas), 1)
    ]
    if not rows:
        return Wide("Appendix A: Improvement plan", ("No area for improvement was found by rule.",))
    return Wide(
        "Appendix A: Improvement plan",
        (
            "Numbers are those of the areas for improvement in the analysis. Corrective actions and elements are proposals by rule; owners and dates are left for the after-action meeting.",
            Grid("Improvement plan", heads, rows, (3, 5.4, 5.4, 2.4, 3.2, 2.6, 1.9, 2.2)),
        ),
    )  # fmt: skip


def _ordered(areas: Sequence[Finding]) -> list[Finding]:
    """As the analysis numbers them: capability by capability."""
    return [one for key in CAPABILITY for one in areas if one.capability == key]


def participants(record: Record, s: Scenario, to: Reader) -> Section:
    """Appendix B: who sat where; in a releasable version only how many."""
    rows: list[tuple[str, ...]] = []
    played = {"human": "people", "doctrine": "the engine's doctrine"}
    roles = [
        *((str(c.id), c.name) for c in s.seats),
        *((role, role.title()) for role in record.participants if role not in s.seat_by_id),
    ]
    for role, name in roles:
        people = record.participants.get(role, ())
        by = record.log.header.cast.get(role, "people" if people else "not recorded")
        told = str(len(people)) if to.releasable else ", ".join(to.typed(one) for one in people) or "none recorded"
        rows.append((role, name, played.get(by, to.typed(by)), told))
    heads = ("Seat", "Organization or role", "Played by", "Number of people" if to.releasable else "People")
    return Section("Appendix B: Exercise participants", (Grid("Participants", heads, rows, (2.4, 5, 4, 5.6)),))
