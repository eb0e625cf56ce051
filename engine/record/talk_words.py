"""A seminar's talk in words: requests for information, proposals and their votes, group channels."""

from __future__ import annotations

from collections.abc import Iterator

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.rules.state import Motion, Rfi, State
from fourthseat.engine.rules.view import View

__all__ = ["attached_told", "learned", "told", "vote_told"]

Line = tuple[str, str, Hour]
"""A sentence, its style, and its hour."""


def vote_told(motion: Motion) -> str:
    """How the vote on a proposal stands: ``for 2 (NORTH, SOUTH), against 1 (EAST), not voted: WEST``."""
    parts = []
    for vote, words in (("for", "for"), ("against", "against"), ("abstain", "abstaining")):
        who = [str(seat) for seat, cast in motion.votes.items() if cast == vote]
        if who:
            parts.append(f"{words} {len(who)} ({', '.join(who)})")
    missing = [str(seat) for seat in motion.voters if seat not in motion.votes]
    if missing:
        parts.append(f"not voted: {', '.join(missing)}")
    return ", ".join(parts) or "nobody has voted"


def attached_told(entry: e.Injected) -> str:
    """What came with an inject: `` (with: Photograph; Note verbale)``; empty if nothing did."""
    return f" (with: {'; '.join(one.title for one in entry.attached)})" if entry.attached else ""


def told(entry: e.Entry, state: State) -> tuple[str, str]:
    """*entry* as control reads it, and its style; *state* is the one after it."""
    match entry:
        case e.InformationRequested():
            return f"RFI {entry.rfi}, {entry.seat} asks control: {entry.text}", "warn"
        case e.InformationAssigned():
            return f"RFI {entry.rfi} is {entry.owner}'s to answer.", "quiet"
        case e.InformationAnswered():
            also = f", read by {', '.join(entry.to)} too" if entry.to else ""
            how = "declined" if entry.declined else "answered"
            return f"RFI {entry.rfi} of {entry.seat} is {how}{also}: {entry.text}", ""
        case e.MotionTabled():
            return f"PROPOSAL {entry.motion}, {entry.seat} to {', '.join(entry.to)}: {entry.text}", "warn"
        case e.MotionSponsored():
            return f"{entry.seat} sponsors proposal {entry.motion}.", ""
        case e.MotionVoted():
            return f"{_vote(entry.seat, entry.vote)} proposal {entry.motion}.", ""
        case e.MotionClosed():
            return _closed(next(one for one in state.motions if one.id == entry.motion)), "warn"
        case e.ChannelOpened():
            return f"Channel “{entry.title}” is open to {', '.join(entry.to)}{_when(entry.stages)}.", "quiet"
        case e.ChannelClosed():
            return f"Channel “{state.channels[entry.channel].title}” is closed.", "quiet"
    raise KeyError(type(entry).__name__)


def _vote(seat: Seat, vote: str) -> str:
    return f"{seat} abstains on" if vote == "abstain" else f"{seat} votes {vote}"


def _closed(motion: Motion) -> str:
    if motion.withdrawn:
        return f"Proposal {motion.id} is withdrawn by {motion.seat}."
    return f"The vote on proposal {motion.id} is closed: {vote_told(motion)}."


def _when(stages: tuple[str, ...]) -> str:
    return f" ({', '.join(stages)} only)" if stages else ""


# ---------------------------------------------------------------- what a seat learns of it


def learned(before: View | None, after: View) -> Iterator[Line]:
    """What a seat learns of such talk between two views of its own."""
    yield from _answers(before, after)
    yield from _motions(before, after)
    old = {channel.id: channel for channel in before.channels} if before is not None else {}
    for channel in after.channels:
        if channel != old.get(channel.id):
            how = "is closed" if channel.closed else f"is open to {', '.join(channel.seats)}{_when(channel.stages)}"
            yield f"Channel “{channel.title}” {how}.", "quiet", after.hour


def _answers(before: View | None, after: View) -> Iterator[Line]:
    old = {_asked(rfi): rfi for rfi in before.rfis} if before is not None else {}
    for rfi in after.rfis:
        was = old.get(_asked(rfi))
        named = f"RFI {rfi.id}" if rfi.id else f"RFI of {rfi.seat}"
        if was is None:
            yield f"{'Our ' if rfi.id else ''}{named} to control: {rfi.text}", "", rfi.hour
        if rfi.answered is not None and (was is None or was.answered is None):
            yield f"Control {'declines' if rfi.declined else 'answers'} {named}: {rfi.answer}", "warn", rfi.answered


def _asked(rfi: Rfi) -> tuple[str, Seat, Hour, str]:
    """What tells a question from another one, of those of other cells too, which bear no name."""
    return rfi.id, rfi.seat, rfi.hour, rfi.text


def _motions(before: View | None, after: View) -> Iterator[Line]:
    old = {motion.id: motion for motion in before.motions} if before is not None else {}
    for motion in after.motions:
        was = old.get(motion.id)
        if was is None:
            by = "control" if motion.seat == CONTROL else str(motion.seat)
            yield f"PROPOSAL {motion.id} by {by}: {motion.text}", "warn", motion.hour
        had = was.sponsors if was is not None else ()
        for seat in motion.sponsors:
            if seat not in had:
                yield f"{seat} sponsors proposal {motion.id}.", "", after.hour
        voted = was.votes if was is not None else {motion.seat: "for"}
        for seat, vote in motion.votes.items():
            if vote != voted.get(seat) and seat not in motion.sponsors:
                yield f"{_vote(seat, vote)} proposal {motion.id}.", "", after.hour
        if motion.closed is not None and (was is None or was.closed is None):
            yield _closed(motion), "warn", motion.closed
