"""Entries of talk: messages, requests for information, proposals and their votes, group channels."""

from __future__ import annotations

from fourthseat.engine.core.entries.kinds import Audience, Entry, kind_of_entry
from fourthseat.engine.core.orders import (
    MessageKind,
)
from fourthseat.engine.core.talk import Voted
from fourthseat.engine.core.terms import Hour, Seat, Turn

__all__ = [
    "ChannelClosed",
    "ChannelOpened",
    "InformationAnswered",
    "InformationAssigned",
    "InformationRequested",
    "MotionClosed",
    "MotionSponsored",
    "MotionTabled",
    "MotionVoted",
    "Sent",
]


@kind_of_entry(Audience.ADDRESSEES, later={"channel": ""})
class Sent(Entry):
    """One cell spoke to others."""

    hour: Hour
    number: int
    """From 1, in the order of the game."""
    seat: Seat
    to: tuple[Seat, ...]
    sort: MessageKind
    text: str
    about: int
    option: str
    incident: str
    by_turn: Turn
    channel: str = ""
    """The group channel in which it was said; empty for words to those named alone."""


@kind_of_entry(Audience.SEAT)
class InformationRequested(Entry):
    """A cell asked control a question (RFI)."""

    hour: Hour
    rfi: str
    """Its name: the cell and which of its own it is, ``EAST-2``; how many others have asked is nobody's to know."""
    seat: Seat
    text: str


@kind_of_entry()
class InformationAssigned(Entry):
    """Control said who answers a request for information."""

    hour: Hour
    rfi: str
    owner: str


@kind_of_entry(Audience.ADDRESSEES)
class InformationAnswered(Entry):
    """Control answered a request for information, or declined to."""

    hour: Hour
    rfi: str
    seat: Seat
    """Who had asked."""
    to: tuple[Seat, ...]
    """Who else reads question and answer."""
    text: str
    declined: bool


@kind_of_entry(Audience.ADDRESSEES)
class MotionTabled(Entry):
    """A proposal was put before cells, to be sponsored and voted on."""

    hour: Hour
    motion: str
    """Its name: who tabled it, before whom if not before every cell, and which of those it is: ``EAST-NORTH-2``."""
    seat: Seat
    to: tuple[Seat, ...]
    """Who may sponsor it and vote on it."""
    text: str
    option: str
    incident: str


@kind_of_entry(Audience.ADDRESSEES)
class MotionSponsored(Entry):
    """A cell stands behind a proposal."""

    hour: Hour
    motion: str
    seat: Seat
    to: tuple[Seat, ...]
    """Who else the proposal is before."""


@kind_of_entry(Audience.ADDRESSEES)
class MotionVoted(Entry):
    """A cell voted on a proposal."""

    hour: Hour
    motion: str
    seat: Seat
    vote: Voted
    to: tuple[Seat, ...]
    """Who else the proposal is before."""


@kind_of_entry(Audience.ADDRESSEES)
class MotionClosed(Entry):
    """The vote on a proposal is over, or it was withdrawn."""

    hour: Hour
    motion: str
    seat: Seat
    """Who closed it."""
    to: tuple[Seat, ...]
    withdrawn: bool


@kind_of_entry(Audience.ADDRESSEES)
class ChannelOpened(Entry):
    """Control opened a group channel, or changed who is in it and when it is open."""

    hour: Hour
    channel: str
    title: str
    to: tuple[Seat, ...]
    stages: tuple[str, ...]
    """Stages of a seminar in which its members may write; empty: all of them."""


@kind_of_entry(Audience.ADDRESSEES)
class ChannelClosed(Entry):
    """Control closed a group channel."""

    hour: Hour
    channel: str
    to: tuple[Seat, ...]
