"""What the exercise was to answer, and what there is to answer it: the table of the data-collection plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.wording import count
from fourthseat.engine.documents.blocks import Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact, Record
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind
from fourthseat.engine.exercise.collection import STANDS, collected, planned
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["collection"]


def collection(record: Record, facts: Sequence[Fact], s: Scenario, to: Reader) -> Section:
    """Every question with its sources and what came of them; in a releasable version without control's own and hidden ones."""
    sent = {f.entry.inject for f in by_kind(facts, e.Injected)}
    notes = Counter(str(note.get("objective", "")) for note in record.notes)
    ratings = {name: str(rated.get("rating", "")) for name, rated in record.ratings.items()}
    told = {o.id for seat in s.seats if not to.hidden(seat.id) for o in seat.objectives if to.objective(o)}
    plan = planned(s, record.questions)
    shown = [
        c
        for c in collected(plan, sent, notes, ratings)
        if c.question.id in told or (c.question.own and not to.releasable)
    ]
    if not shown:
        return Section("Data collection", ())
    rows = [
        (
            str(c.question.seat) or c.question.id,
            to.typed(c.question.text) if c.question.own else c.question.text,
            "; ".join(filter(None, (
                f"injects {', '.join(c.question.injects)}" if c.question.injects else "",
                f"measured: {', '.join(c.question.measures)}" if c.question.measures else "",
                to.typed(c.question.answered_by) if c.question.answered_by else "",
            ))) or "notes alone",
            f"{len(c.sent)} of {len(c.question.injects)} sent; {count(c.notes, 'note')}{f'; rated {c.rating}' if c.rating else ''}",
            STANDS[c.standing],
        )
        for c in shown
    ]  # fmt: skip
    answered = sum(c.standing == "answered" for c in shown)
    return Section(
        "Data collection",
        (
            f"{answered} of {count(len(shown), 'question')} {'is' if answered == 1 else 'are'} answered: an objective once it is rated, a question of control's own once somebody noted something about it.",
            Table("collection", "Questions, what was to answer them, and what there is", text_columns(("Whose", 1.3), ("Question", 5), ("To be answered by", 4.5), ("What there is", 3.6), ("Stands", 1.8)), rows),
        ),
    )  # fmt: skip
