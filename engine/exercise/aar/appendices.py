"""What stands at the end of a report: the hot wash, the improvement plan, the participants."""

from __future__ import annotations

from collections.abc import Sequence

from fourthseat.engine.documents.blocks import Block, Heading, Layout, Points, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.exercise.aar.fates import sat_in, sitting_told
from fourthseat.engine.exercise.aar.findings import CAPABILITY, Finding
from fourthseat.engine.exercise.aar.redaction import Reader
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["participants", "plan", "wash"]


def wash(record: Record, to: Reader) -> Section:
    """What the cells said right after play; without a block where nothing was said: :func:`participants` then says that."""
    titles = (("well", "What went well"), ("badly", "What did not"), ("change", "What to change"))
    blocks: list[Block] = []
    for key, title in titles:
        items = tuple(
            f"{to.said(str(w[key]))}{' (' + to.typed(str(w['role'])) + ')' if w.get('role') else ''}"
            for w in record.wash
            if w.get(key)
            and not (w.get("role") and to.hidden(str(w["role"])))
            and (w.get("released") or not to.releasable)
        )
        if items:
            blocks += [Heading(title), Points(items)]
    if blocks:
        blocks.insert(
            0,
            "In the cells' own words; without a name where the form was handed in anonymously. Opinions of the day, not findings.",
        )
    return Section("Hot wash", tuple(blocks))


def plan(areas: Sequence[Finding]) -> Section:
    """Appendix A: one row an area for improvement; who does what by when is for the after-action meeting."""
    columns = text_columns(
        ("Capability", 3),
        ("Issue / area for improvement", 5.4),
        ("Corrective action", 5.4),
        ("Capability element", 2.4),
        ("Primary responsible organization", 3.2),
        ("Organization POC", 2.6),
        ("Start date", 1.9),
        ("Completion date", 2.2),
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
        return Section(
            "Appendix A: Improvement plan",
            ("No area for improvement was found by rule.",),
            Layout.LANDSCAPE,
            appendix=True,
        )
    return Section(
        "Appendix A: Improvement plan",
        (
            "Numbers are those of the areas for improvement in the analysis. Corrective actions and elements are proposals by rule; owners and dates are left for the after-action meeting.",
            Table("improvement-plan", "Improvement plan", columns, rows),
        ),
        Layout.LANDSCAPE,
        appendix=True,
    )  # fmt: skip


def _ordered(areas: Sequence[Finding]) -> list[Finding]:
    """As the analysis numbers them: capability by capability."""
    return [one for key in CAPABILITY for one in areas if one.capability == key]


def participants(record: Record, s: Scenario, facts: Sequence[Fact], to: Reader) -> Section:
    """Appendix B: who sat where, move by move as the log has it; in a releasable version only how many people."""
    rows: list[tuple[str, ...]] = []
    sat = sat_in(facts)
    roles = [
        *((str(c.id), c.name) for c in s.seats),
        *((role, role.title()) for role in record.participants if role not in s.seat_by_id),
    ]
    for role, name in roles:
        people = record.participants.get(role, ())
        by = sitting_told(sat[role]) if role in sat else "people" if people else "not recorded"
        told = str(len(people)) if to.releasable else ", ".join(to.typed(one) for one in people) or "none recorded"
        rows.append((role, name, by, told))
    none = "handed in" if not to.releasable else "handed in that their writers let stand in a released report"
    heading = "People who came in" if not to.releasable else "Number of people who came in"
    columns = text_columns(("Seat", 2.2), ("Organization or role", 4), ("Orders given by", 5.6), (heading, 5.2))
    table = Table("participants", "Participants", columns, rows)
    return Section(
        "Appendix B: Exercise participants",
        (
            "Who gave a seat's orders is read from each decision in the log; who came in, from the names people gave at the door.",
            table,
            *(() if wash(record, to).blocks else (f"No hot-wash forms have been {none}.",)),
        ),
        appendix=True,
    )
