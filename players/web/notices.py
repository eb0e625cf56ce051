"""What a screen announces: what is new in a role's own story, what it is asked, and what is said to it.

A notice is made from sentences the role was told, never from the log beside them, and is numbered by the role's own count:
how many entries others have between two of its own cannot be read from it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.shown import abbreviated
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.record.perspective import StoryItem

__all__ = ["ANNOUNCED", "KEPT", "Notice", "notices"]

KEPT = 40
"""Notices a page holds, the newest of them."""
LONGEST = 200
"""Characters of a notice's text; the whole of it stands where it points."""


class Notice(NamedTuple):
    """Something that a screen announces once."""

    id: str
    """Alone in the exercise, for this role."""
    n: int
    """The sentence's number in the role's story, from 0; -1 for what is no sentence of it."""
    kind: str
    """In a word, for whoever looks: *Inject*."""
    at: str
    """The part of the page where it stands."""
    when: str
    text: str
    urgent: bool
    """Whether somebody waits for this role."""


class _Kind(NamedTuple):
    called: str
    at: str


_INJECT, _MESSAGE = _Kind("Inject", "inbox"), _Kind("Message", "talk")
_INCIDENT, _PARTNERS = _Kind("Situation", "situation"), _Kind("Partners", "feed")
_ORDER = _Kind("Your order", "orders")
_QUESTION, _MOTION = _Kind("Question", "rfi"), _Kind("Proposal", "motions")

ANNOUNCED: Mapping[type[e.Entry], _Kind] = {
    e.Injected: _INJECT,
    e.Effected: _Kind("News", "feed"),
    e.HandedOut: _Kind("Hand-out", "handouts"),
    e.Argued: _Kind("Established", "feed"),
    e.Sent: _MESSAGE,
    e.InformationRequested: _QUESTION,
    e.InformationAnswered: _QUESTION,
    e.MotionTabled: _MOTION,
    e.MotionClosed: _MOTION,
    e.ChannelOpened: _Kind("Channel", "channels"),
    e.IncidentOpened: _INCIDENT,
    e.Chosen: _INCIDENT,
    e.Ruled: _INCIDENT,
    e.Accident: _INCIDENT,
    e.Leaked: _Kind("Leak", "feed"),
    e.RungMoved: _Kind("Ladder", "ladder"),
    e.Realigned: _Kind("Coalition", "feed"),
    e.Intervened: _Kind("News", "feed"),
    e.Concurred: _PARTNERS,
    e.Consented: _PARTNERS,
    e.Blocked: _PARTNERS,
    e.Received: _PARTNERS,
    e.Refused: _ORDER,
    e.Dropped: _ORDER,
    e.Settled: _ORDER,
    e.Acted: _ORDER,
    e.Sailed: _ORDER,
    e.Arrived: _Kind("Forces", "situation"),
    e.Returned: _Kind("Forces", "situation"),
    e.Licensed: _ORDER,
    e.Tried: _ORDER,
    e.Ended: _Kind("ENDEX", "feed"),
}
"""What is announced of a story, by the kind of entry that told it. The rest is staff work, or one's own words."""

FOR_CONTROL = frozenset({e.Sent, e.InformationRequested, e.MotionTabled, e.Proposed, e.Refused})
"""What of the whole log is news to whoever runs it: what cells say, what they are refused, and what proposes itself."""


def notices(
    seat: Seat, story: Sequence[StoryItem], entries: Sequence[e.Entry], branch: str, asked: Sequence[tuple[str, str]]
) -> tuple[Notice, ...]:
    """What a screen of *seat* may announce, the oldest first, from its own *story* of *entries* and from what it is *asked*.

    *asked* are names and texts of what somebody waits for now.
    """
    found: list[Notice] = []
    first = max(0, len(story) - 6 * KEPT)
    for n, item in enumerate(story[first:], first):
        entry = entries[item.entry]
        kind = ANNOUNCED.get(type(entry), _Kind("Events", "msel") if isinstance(entry, e.Proposed) else None)
        if kind is None or item.line.style == "quiet":
            continue
        if seat == CONTROL and type(entry) not in FOR_CONTROL:
            continue
        if kind is _ORDER and getattr(entry, "seat", seat) != seat:
            kind = _PARTNERS  # what a partner did, as it is seen
        if isinstance(entry, e.Sent | e.InformationRequested | e.MotionTabled) and entry.seat == seat:
            continue
        found.append(
            Notice(
                f"{branch}:{n}",
                n,
                kind.called,
                kind.at,
                item.line.when,
                abbreviated(item.line.text, LONGEST),
                urgent=False,
            )
        )
    calls = [Notice(name, -1, "For you", "ask", "", text, urgent=True) for name, text in asked]
    return (*found[-KEPT:], *calls)
