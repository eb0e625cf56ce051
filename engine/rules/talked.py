"""A seminar's talk as rules: who may ask, table, sponsor, vote and write in a channel, and what the state keeps of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from fourthseat.engine.core import entries as e
from fourthseat.engine.core import talk as t
from fourthseat.engine.core.errors import nearest
from fourthseat.engine.core.orders import RefusalCause
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Hour, Seat
from fourthseat.engine.rules.state import Channel, Motion, Rfi, State

__all__ = ["FOLDS", "ad_hoc_name", "entry_of", "refuse_talk"]

Refused = tuple[RefusalCause, str]

CONTROLS = t.Assign | t.Answer | t.OpenChannel | t.CloseChannel | t.Deliver
"""What control alone may say."""
CHANNEL = re.compile(r"[a-z0-9][a-z0-9-]{0,29}")
LONGEST_TITLE = 60
"""Characters of a channel's title."""


# ---------------------------------------------------------------- what may be said


def refuse_talk(state: State, seat: Seat, order: t.TalkOrder) -> Refused | None:
    """Why control would not take *order* of *seat*; None if it would."""
    if seat != CONTROL and isinstance(order, CONTROLS):
        return RefusalCause.NOT_YOURS, f"only CONTROL may {order.kind}"
    match order:
        case t.Ask(text):
            if seat == CONTROL:
                return RefusalCause.NOT_YOURS, "control answers requests for information; it makes none"
            return None if text.strip() else _lacks("a request for information needs a text")
        case t.Assign(rfi, owner):
            return _refuse_rfi(state, rfi) or (None if owner.strip() else _lacks("who answers it?"))
        case t.Answer(rfi, text, to):
            return (
                _refuse_rfi(state, rfi)
                or _strangers(state, to)
                or (None if text.strip() else _lacks("an answer needs a text"))
            )
        case t.PutForward() | t.Table():
            return _refuse_table(state, seat, order)
        case t.Sponsor(motion) | t.Vote(motion):
            return _refuse_vote(state, seat, motion, sponsors=isinstance(order, t.Sponsor))
        case t.CloseMotion(motion):
            found = _open_motion(state, motion)
            if not isinstance(found, Motion):
                return found
            return (
                None if seat in (CONTROL, found.seat) else (RefusalCause.NOT_YOURS, f"proposal {motion} is not yours")
            )
        case t.OpenChannel(channel, title, seats):
            if CHANNEL.fullmatch(channel) is None:
                return _lacks("a channel's short name is of lower-case letters, digits and hyphens, 30 at most")
            if not title.strip() or len(title) > LONGEST_TITLE:
                return _lacks(f"a channel needs a title of 1 to {LONGEST_TITLE} characters")
            return _strangers(state, seats) or (None if seats else _lacks("a channel needs members"))
        case t.CloseChannel(channel):
            return _open_channel(state, channel)
        case t.Post(channel, text):
            wrong = _open_channel(state, channel)
            if wrong is None and seat not in (CONTROL, *state.channels[channel].seats):
                wrong = RefusalCause.NOT_YOURS, f"{seat} is not in {channel}"
            return wrong or (None if text.strip() else _lacks("a message needs a text"))
        case t.Deliver(text, to, sender):
            if not to:
                return _lacks("an inject needs a recipient")
            strangers = [one for one in to if one not in state.scenario.seat_by_id]
            if strangers:
                return (
                    RefusalCause.UNKNOWN,
                    f"no seat {strangers[0]!r}; {nearest(strangers[0], state.scenario.players)}",
                )
            return None if text.strip() and sender.strip() else _lacks("an inject needs a text and a sender")


def _lacks(words: str) -> Refused:
    return RefusalCause.INCOMPLETE, words


def _strangers(state: State, seats: tuple[Seat, ...]) -> Refused | None:
    found = [one for one in seats if one not in state.scenario.players]
    return (
        (RefusalCause.UNKNOWN, f"no seat {found[0]!r}; {nearest(found[0], state.scenario.players)}") if found else None
    )


def _refuse_rfi(state: State, name: str) -> Refused | None:
    found = next((rfi for rfi in state.rfis if rfi.id == name), None)
    if found is None:
        known = [rfi.id for rfi in state.rfis]
        return RefusalCause.UNKNOWN, f"no request for information {name!r}; {nearest(name, known)}"
    answered = found.answered is not None
    return (RefusalCause.REPEATED, f"request for information {name} has been answered") if answered else None


def _refuse_table(state: State, seat: Seat, order: t.PutForward | t.Table) -> Refused | None:
    scenario = state.scenario
    if seat in order.to:
        return RefusalCause.UNKNOWN, "a proposal is put before other cells"
    if not order.to:
        return _lacks("before whom?")
    if not order.text.strip():
        return _lacks("a proposal needs a text")
    if order.option and order.option not in scenario.option_by_id:
        return RefusalCause.UNKNOWN, f"no option {order.option!r}; {nearest(order.option, scenario.option_by_id)}"
    if order.incident and order.incident not in state.incidents:
        return RefusalCause.UNKNOWN, f"no incident {order.incident!r}; {nearest(order.incident, state.incidents)}"
    return _strangers(state, order.to)


def _open_motion(state: State, name: str) -> Motion | Refused:
    found = next((motion for motion in state.motions if motion.id == name), None)
    if found is None:
        return RefusalCause.UNKNOWN, f"no proposal {name!r}; {nearest(name, [one.id for one in state.motions])}"
    return found if found.closed is None else (RefusalCause.NOT_NOW, f"proposal {name} is closed")


def _refuse_vote(state: State, seat: Seat, name: str, *, sponsors: bool) -> Refused | None:
    found = _open_motion(state, name)
    if not isinstance(found, Motion):
        return found
    if seat not in found.voters:
        return RefusalCause.NOT_YOURS, f"proposal {name} is not before {seat}"
    if sponsors and found.seat == CONTROL:
        return RefusalCause.NOT_YOURS, "a question that control puts to the vote has no sponsors"
    if sponsors and seat in (found.seat, *found.sponsors):
        return RefusalCause.REPEATED, f"{seat} stands behind proposal {name} already"
    return None


def _open_channel(state: State, channel: str) -> Refused | None:
    found = state.channels.get(channel)
    if found is None:
        return RefusalCause.UNKNOWN, f"no channel {channel!r}; {nearest(channel, state.channels)}"
    return (RefusalCause.NOT_NOW, f"the channel {channel} is closed") if found.closed else None


# ---------------------------------------------------------------- what is written of it


def entry_of(state: State, hour: Hour, seat: Seat, order: t.TalkOrder) -> e.Entry:
    """The entry that *order* of *seat* makes; of one that is not refused."""
    match order:
        case t.Ask(text):
            return e.InformationRequested(hour, _next(seat, state.rfis), seat, text)
        case t.Assign(rfi, owner):
            return e.InformationAssigned(hour, rfi, owner)
        case t.Answer(rfi, text, to, declined):
            asked = next(one.seat for one in state.rfis if one.id == rfi)
            return e.InformationAnswered(hour, rfi, asked, tuple(s for s in to if s != asked), text, declined)
        case t.PutForward(text, to, option, incident):
            return e.MotionTabled(hour, _next_before(state, seat, to), seat, to, text, option, incident)
        case t.Table(text, to, option, incident):
            return e.MotionTabled(hour, _next(seat, state.motions), seat, to, text, option, incident)
        case t.Sponsor(name):
            return e.MotionSponsored(hour, name, seat, _others(_motion(state, name), seat))
        case t.Vote(name, vote):
            return e.MotionVoted(hour, name, seat, vote, _others(_motion(state, name), seat))
        case t.CloseMotion(name):
            motion = _motion(state, name)
            return e.MotionClosed(hour, name, seat, _others(motion, seat), seat == motion.seat != CONTROL)
        case t.OpenChannel(channel, title, seats, stages):
            return e.ChannelOpened(hour, channel, title, seats, stages)
        case t.CloseChannel(channel):
            return e.ChannelClosed(hour, channel, state.channels[channel].seats)
        case t.Post(channel, text):
            to = tuple(s for s in state.channels[channel].seats if s != seat)
            return e.Sent(hour, len(state.talks) + 1, seat, to, "message", text, 0, "", "", 0, channel)
        case t.Deliver(text, to, sender, mode, attached):
            return e.Injected(hour, ad_hoc_name(state), sender, to, text, (), mode, attached)


def ad_hoc_name(state: State) -> str:
    """What control's next inject is called that stands on no events list."""
    return f"ADHOC-{sum(name.startswith('ADHOC-') for name in state.injected) + 1}"


def _next(seat: Seat, rows: tuple[Rfi, ...] | tuple[Motion, ...]) -> str:
    """The name of what *seat* asks or tables next: which of its own it is, for how many others there are is not told."""
    return f"{seat}-{sum(row.seat == seat for row in rows) + 1}"


def _next_before(state: State, seat: Seat, to: tuple[Seat, ...]) -> str:
    """The name of what *seat* puts forward next before the cells *to*: which of its own before exactly these, who have seen them all.

    Before every cell it is ``EAST-1``, before some ``EAST-NORTH-SOUTH-1``.
    """
    others = [one for one in state.scenario.players if one != seat]
    before = [one for one in others if one in to]
    series = "-".join((seat, *(before if before != others else ())))
    n = 1 + sum(motion.seat == seat and set(motion.to) == set(to) for motion in state.motions)
    taken = {motion.id for motion in state.motions}
    while f"{series}-{n}" in taken:  # by one that was named by its author alone
        n += 1
    return f"{series}-{n}"


def _motion(state: State, name: str) -> Motion:
    return next(motion for motion in state.motions if motion.id == name)


def _others(motion: Motion, seat: Seat) -> tuple[Seat, ...]:
    return tuple(one for one in dict.fromkeys((motion.seat, *motion.to)) if one not in (seat, CONTROL))


# ---------------------------------------------------------------- what the state keeps


def _asked(state: State, entry: e.InformationRequested) -> State:
    return replace(state, hour=entry.hour, rfis=(*state.rfis, Rfi(entry.rfi, entry.hour, entry.seat, entry.text)))


def _assigned(state: State, entry: e.InformationAssigned) -> State:
    return _with_rfi(state, entry.hour, replace(_rfi(state, entry.rfi), owner=entry.owner))


def _answered(state: State, entry: e.InformationAnswered) -> State:
    rfi = replace(_rfi(state, entry.rfi), answered=entry.hour, answer=entry.text, declined=entry.declined, to=entry.to)
    return _with_rfi(state, entry.hour, rfi)


def _rfi(state: State, name: str) -> Rfi:
    return next(rfi for rfi in state.rfis if rfi.id == name)


def _with_rfi(state: State, hour: Hour, rfi: Rfi) -> State:
    return replace(state, hour=hour, rfis=tuple([rfi if one.id == rfi.id else one for one in state.rfis]))


def _tabled(state: State, entry: e.MotionTabled) -> State:
    votes: dict[Seat, t.Voted] = {} if entry.seat == CONTROL else {entry.seat: "for"}
    motion = Motion(entry.motion, entry.hour, entry.seat, entry.to, entry.text, entry.option, entry.incident, (), votes)
    return replace(state, hour=entry.hour, motions=(*state.motions, motion))


def _sponsored(state: State, entry: e.MotionSponsored) -> State:
    motion = _motion(state, entry.motion)
    motion = replace(motion, sponsors=(*motion.sponsors, entry.seat), votes={**motion.votes, entry.seat: "for"})
    return _with_motion(state, entry.hour, motion)


def _voted(state: State, entry: e.MotionVoted) -> State:
    motion = _motion(state, entry.motion)
    sponsors = motion.sponsors if entry.vote == "for" else tuple(s for s in motion.sponsors if s != entry.seat)
    motion = replace(motion, votes={**motion.votes, entry.seat: entry.vote}, sponsors=sponsors)
    return _with_motion(state, entry.hour, motion)


def _motion_closed(state: State, entry: e.MotionClosed) -> State:
    motion = replace(_motion(state, entry.motion), closed=entry.hour, withdrawn=entry.withdrawn)
    return _with_motion(state, entry.hour, motion)


def _with_motion(state: State, hour: Hour, motion: Motion) -> State:
    return replace(state, hour=hour, motions=tuple([motion if one.id == motion.id else one for one in state.motions]))


def _channel_opened(state: State, entry: e.ChannelOpened) -> State:
    channel = Channel(entry.channel, entry.title, entry.to, entry.stages)
    return replace(state, hour=entry.hour, channels={**state.channels, entry.channel: channel})


def _channel_closed(state: State, entry: e.ChannelClosed) -> State:
    channel = replace(state.channels[entry.channel], closed=True)
    return replace(state, hour=entry.hour, channels={**state.channels, entry.channel: channel})


FOLDS: dict[type[e.Entry], Callable[[State, Any], State]] = {
    e.InformationRequested: _asked,
    e.InformationAssigned: _assigned,
    e.InformationAnswered: _answered,
    e.MotionTabled: _tabled,
    e.MotionSponsored: _sponsored,
    e.MotionVoted: _voted,
    e.MotionClosed: _motion_closed,
    e.ChannelOpened: _channel_opened,
    e.ChannelClosed: _channel_closed,
}
"""What an entry does to the state, by its kind."""
