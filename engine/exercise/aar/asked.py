"""What the cells asked control and what they proposed: requests for information with their answers, proposals with their votes."""

from __future__ import annotations

from collections.abc import Sequence

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.blocks import Block, Layout, Section, Table, text_columns
from fourthseat.engine.exercise.aar.evidence import Fact
from fourthseat.engine.exercise.aar.redaction import Reader, by_kind, some
from fourthseat.engine.record.talk_words import vote_told
from fourthseat.engine.rules.state import Motion

__all__ = ["asked"]


def asked(facts: Sequence[Fact], to: Reader) -> Section:
    """Requests for information and proposals; nothing of either, and the section is empty."""
    blocks: list[Block] = []
    if rows := _questions(facts, to):
        columns = text_columns(
            ("RFI", 1.6), ("Asked", 1.6), ("Question", 7), ("State", 2.2), ("After", 1.4), ("Answer", 7), ("Log", 2)
        )
        blocks.append(Table("rfis", "Requests for information", columns, rows))
    if rows := _proposals(facts, to):
        columns = text_columns(
            ("Proposal", 2), ("Tabled", 1.6), ("By", 1.4), ("Text", 8), ("Sponsors", 2.5), ("Vote", 5.5), ("Log", 2)
        )
        blocks.append(Table("proposals", "Proposals and votes", columns, rows))
        blocks.append("A proposal binds nobody: what came of it was ordered, or was not.")
    return Section("What was asked and proposed", tuple(blocks), Layout.LANDSCAPE)


def _questions(facts: Sequence[Fact], to: Reader) -> list[tuple[str, ...]]:
    answers = {f.entry.rfi: f for f in by_kind(facts, e.InformationAnswered)}
    owners = {f.entry.rfi: f for f in by_kind(facts, e.InformationAssigned)}
    rows: list[tuple[str, ...]] = []
    for f in by_kind(facts, e.InformationRequested):
        answer = answers.get(f.entry.rfi)
        if to.releasable and (answer is None or not to.may(answer)):
            continue  # a question is its own cell's until everybody has read the answer
        owner = owners.get(f.entry.rfi)
        stands = "open" if answer is None else "declined" if answer.entry.declined else "answered"
        if owner is not None and not to.releasable:
            stands += (
                f"\nby {to.typed(owner.entry.owner)}" if answer is not None else f"\nwith {to.typed(owner.entry.owner)}"
            )
        rows.append(
            (
                f.entry.rfi,
                to.scenario.told(f.entry.hour),
                to.said(f.entry.text),
                stands,
                "" if answer is None else f"{answer.entry.hour - f.entry.hour} h",
                "" if answer is None else to.said(answer.entry.text),
                some([one for one in (f, owner if not to.releasable else None, answer) if one is not None], 3),
            )
        )
    return rows


def _proposals(facts: Sequence[Fact], to: Reader) -> list[tuple[str, ...]]:
    if not facts:
        return []
    stand = {motion.id: motion for motion in facts[-1].state.motions}
    rows: list[tuple[str, ...]] = []
    for f in to.told(by_kind(facts, e.MotionTabled)):
        motion = stand[f.entry.motion]
        votes = [g for g in by_kind(facts, e.MotionVoted, e.MotionSponsored) if g.entry.motion == motion.id]
        end = [g for g in by_kind(facts, e.MotionClosed) if g.entry.motion == motion.id]
        about = "; ".join(
            [to.option(motion.option)] * bool(motion.option) + [to.incident(motion.incident)] * bool(motion.incident)
        )
        rows.append(
            (
                motion.id,
                to.scenario.told(motion.hour),
                "control" if motion.seat == CONTROL else str(motion.seat),
                to.said(motion.text) + (f"\nAbout: {about}." if about else ""),
                _names(motion.sponsors) or "none",
                f"{vote_told(motion)}; {_end(motion)}",
                some([f, *votes, *end], 4),
            )
        )
    return rows


def _names(seats: Sequence[Seat]) -> str:
    return ", ".join(map(str, seats))


def _end(motion: Motion) -> str:
    if motion.closed is None:
        return "the vote was still open"
    return "withdrawn" if motion.withdrawn else "vote closed"
