"""What a page shows of a seminar's talk: questions to control, proposals, channels, and what reached a seat, each with its look.

Made from a view alone, so that nothing reaches a page that its seat may not know.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.exercise.stages import STAGES, is_among
from fourthseat.engine.record.talk_words import vote_told
from fourthseat.engine.rules.state import Channel, Delivered, Motion, Rfi, Talk
from fourthseat.engine.rules.view import View

__all__ = [
    "LOOKS",
    "MODES",
    "ShownChannel",
    "ShownFile",
    "ShownInject",
    "ShownMotion",
    "TalkShown",
    "look_of",
    "talk_shown",
]

Look = Literal["news", "broadcast", "social", "cable", "intelligence", "call", "paper"]
LOOKS: Mapping[str, Look] = {
    "editorial": "news", "news": "news", "newspaper": "news", "press": "news", "press-release": "news", "article": "news",
    "video": "broadcast", "broadcast": "broadcast", "tv": "broadcast", "television": "broadcast", "radio": "broadcast",
    "social": "social", "post": "social", "microblog": "social", "tweet": "social",
    "cable": "cable", "telegram": "cable", "letter": "cable", "note-verbale": "cable", "demarche": "cable",
    "intelligence": "intelligence", "intel": "intelligence", "flash": "intelligence", "signal": "intelligence",
    "call": "call", "phone": "call", "radio-call": "call",
}  # fmt: skip
"""How an inject looks, by the mode that its row names; any other mode is a paper like any other."""
MODES: Mapping[str, str] = {
    "brief": "a paper from control",
    "news": "a newspaper",
    "broadcast": "a broadcast",
    "social": "a post on a social network",
    "cable": "a diplomatic cable",
    "intelligence": "an intelligence report",
    "call": "a telephone call",
}
"""What control may send of its own, by mode, in words."""
HEADS: Mapping[Look, str] = {
    "news": "News", "broadcast": "On air", "social": "Post", "cable": "Cable", "intelligence": "Intelligence report",
    "call": "Telephone", "paper": "Paper",
}  # fmt: skip
SHOWN = 30
"""Injects on a page, the newest; the story has them all."""
TALKS_SHOWN = 40
"""Messages of one channel on a page, the newest."""
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".svg"})
VIDEOS = frozenset({".mp4", ".webm"})


def look_of(mode: str) -> Look:
    """The look of an inject of that mode."""
    return LOOKS.get(mode.strip().lower().replace(" ", "-"), "paper")


class ShownFile(NamedTuple):
    """A file that came with an inject."""

    id: str
    title: str
    kind: Literal["picture", "video", "paper"]
    credit: str


class ShownInject(NamedTuple):
    """An inject as a page shows it."""

    number: int
    """From 1, in the order in which they reached whoever looks."""
    hour: Hour
    sender: str
    text: str
    look: Look
    head: str
    to: tuple[Seat, ...]
    """Whom it reached, on control's page; empty on any other."""
    files: tuple[ShownFile, ...]


class ShownMotion(NamedTuple):
    """A proposal as a page shows it."""

    row: Motion
    stands: str
    """How the vote stands, in words."""
    own: str
    """How whoever looks has voted; empty if it has not."""
    may: frozenset[str]
    """What whoever looks may do: ``vote``, ``sponsor``, ``close``."""
    about: str
    """The option and the incident it is about, by their titles; empty if it names none."""


class ShownChannel(NamedTuple):
    """A group channel as a page shows it."""

    row: Channel
    open: bool
    """Whether its members may write now."""
    when: str
    """The stages in which they may, in words; empty if in all."""
    talks: tuple[Talk, ...]
    """The last that was said, newest first."""


@dataclass(frozen=True, slots=True)
class TalkShown:
    """A seminar's talk as one role sees it."""

    inbox: tuple[ShownInject, ...]
    """Newest first."""
    rfis: tuple[Rfi, ...]
    """Newest first."""
    motions: tuple[ShownMotion, ...]
    """Those that are open first, then the newest."""
    channels: tuple[ShownChannel, ...]


def stage_word(stage: str) -> str:
    """A stage's name as people say it."""
    return STAGES[stage].partition(":")[0] if stage in STAGES else stage


def talk_shown(
    shown: View, stage: str, titles: Mapping[str, str], handed: Mapping[str, tuple[ShownFile, ...]], over: bool
) -> TalkShown:
    """The talk of *shown* at *stage*; *titles* of options and incidents by id, *handed* hand-outs by the inject they came with."""
    looks = str(shown.seat)
    control = looks == CONTROL
    inbox = [_inject(one, number, handed, control) for number, one in enumerate(shown.inbox, 1)]
    return TalkShown(
        inbox=tuple(inbox[: -SHOWN - 1 : -1]),
        rfis=shown.rfis[::-1],
        motions=tuple(
            sorted(
                (_motion(motion, shown.seat, titles, over) for motion in shown.motions),
                key=lambda one: (one.row.closed is not None, -one.row.hour),
            )
        ),
        channels=tuple(_channel(channel, stage, shown, over) for channel in shown.channels),
    )


def _inject(one: Delivered, number: int, handed: Mapping[str, tuple[ShownFile, ...]], control: bool) -> ShownInject:
    look = look_of(one.mode)
    own = tuple(
        ShownFile(a.id, a.title, file_kind(a.ending), f"Source: {a.source}" if a.source else "") for a in one.attached
    )
    files = own + (handed.get(one.inject, ()) if one.inject else ())
    return ShownInject(number, one.hour, one.sender, one.text, look, HEADS[look], one.to if control else (), files)


def file_kind(ending: str) -> Literal["picture", "video", "paper"]:
    """How a page shows a file of that ending."""
    return "picture" if ending in PICTURES else "video" if ending in VIDEOS else "paper"


def _motion(motion: Motion, seat: Seat, titles: Mapping[str, str], over: bool) -> ShownMotion:
    may: set[str] = set()
    if motion.closed is None and not over:
        if seat in motion.voters:
            may.add("vote")
            if motion.seat not in (CONTROL, seat) and seat not in motion.sponsors:
                may.add("sponsor")
        if seat in (CONTROL, motion.seat):
            may.add("close")
    about = ", ".join(titles.get(name, name) for name in (motion.option, motion.incident) if name)
    return ShownMotion(motion, vote_told(motion), motion.votes.get(seat, ""), frozenset(may), about)


def _channel(channel: Channel, stage: str, shown: View, over: bool) -> ShownChannel:
    talks: Collection[Talk] = [talk for talk in shown.talks if talk.channel == channel.id]
    timely = not channel.stages or is_among(stage, channel.stages) or shown.seat == CONTROL
    when = ", ".join(stage_word(one) for one in channel.stages)
    return ShownChannel(
        channel, timely and not channel.closed and not over, when, tuple([*talks][: -TALKS_SHOWN - 1 : -1])
    )
