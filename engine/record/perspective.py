"""Watching logs: in words, through one seat's eyes, two side by side. Runs no rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

from fourthseat.engine.core.entries.acts import (
    Acted,
    Arrived,
    Dropped,
    LicenceSought,
    Licensed,
    Recalled,
    Returned,
    Sailed,
)
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.concurrence import Blocked, Concurred, Consented, Received, Requested
from fourthseat.engine.core.entries.control import Realigned, Settled
from fourthseat.engine.core.entries.incidents import RungMoved, Tried
from fourthseat.engine.core.entries.kinds import AUDIENCES, Audience, Entry
from fourthseat.engine.core.entries.turns import Decided, Refused, RunsOn, TurnOpened
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Send
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.talk import CellTalk
from fourthseat.engine.core.terms import CONTROL, Hour, Seat, Turn
from fourthseat.engine.record.breath import in_one_breath
from fourthseat.engine.record.briefing import changes, ended_as, rung_moved, situation
from fourthseat.engine.record.chain import short
from fourthseat.engine.record.effect_words import heard
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.narration import narrate, refusal_to_its_seat
from fourthseat.engine.record.own_story import own_result
from fourthseat.engine.record.replay import first_difference, prefix, states
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules.fold import apply, fold
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view

__all__ = [
    "WALL",
    "HeardOnce",
    "Perspectives",
    "StoryItem",
    "check_references",
    "last_state",
    "learned_by_seat",
    "narrate_entries",
    "narrate_for_seat",
    "of_turn",
    "side_by_side",
]


def check_references(log: EventLog) -> None:
    """Raise :exc:`LogError` with its line if an entry speaks of what the scenario does not have (a forged log)."""
    state = start(log.header.scenario, log.header.coalition)
    for number, entry in enumerate(log.entries, 2):
        try:
            state = apply(state, entry)
            narrate(entry, state)
        except (KeyError, ScenarioError) as wrong:
            raise LogError(
                f"line {number}: {type(entry).__name__} names {wrong}, which this game does not have"
            ) from None


def last_state(log: EventLog) -> State:
    """The state a finished or unfinished log ends in."""
    return fold(log.header.scenario, log.header.coalition, log.entries)


def narrate_entries(
    entries: Sequence[Entry], state: State, first: int = 0, stop: int | None = None
) -> Iterator[NarrativeLine]:
    """Entries *first* to *stop* in words, those that say alike in one line; *state* is the one before the very first entry."""
    return in_one_breath(_after(entries, state, first, stop))


def _after(entries: Sequence[Entry], state: State, first: int, stop: int | None) -> Iterator[tuple[Entry, State]]:
    """Each entry with the state after it."""
    for number, entry in enumerate(entries[:stop]):
        state = apply(state, entry)
        if number >= first:
            yield entry, state


def of_turn(log: EventLog, turn: Turn) -> range:
    """Indices of the entries from the opening of *turn* to the next opening."""
    first = len(prefix(log, turn)) - 1
    after = (n for n, entry in enumerate(log.entries) if isinstance(entry, TurnOpened) and entry.turn == turn + 1)
    return range(first, next(after, len(log.entries)))


WALL = Seat("")
"""The public board among the eyes."""


class StoryItem(NamedTuple):
    """A sentence of the story, and the entry it comes from."""

    entry: int
    """Index in the log, from 0; it stands in line ``entry + 2`` of the file."""
    line: NarrativeLine


class Perspectives:
    """A growing log, told to every seat through its own eyes as it grows; to CONTROL in full, to the wall in public."""

    def __init__(self, begin: State) -> None:
        """Nothing told yet; *begin* is the state before the first entry."""
        self.state = begin
        self.count = 0
        self.seats: tuple[Seat, ...] = begin.scenario.players
        self.told: dict[Seat, list[StoryItem]] = {seat: [] for seat in (*self.seats, CONTROL, WALL)}
        self._once = {seat: HeardOnce(seat) for seat in self.told}

    def more(self, entries: Sequence[Entry]) -> None:
        """Tell what *entries*, the whole log, has beyond what was told."""
        for number in range(self.count, len(entries)):
            entry, before = entries[number], self.state
            self.state = apply(before, entry)
            news = _news(before, self.state)
            for seat, told in self.told.items():
                if (news is not None and news.may_reach(seat)) or _tells_without_news(entry, seat):
                    lines = self._once[seat].of(entry, _told(seat, entry, self.state, news))
                    told += [StoryItem(number, line) for line in lines]
            self.count += 1


class HeardOnce:
    """What effects have told a reader in an hour: several that say the same are one piece of news, but to CONTROL."""

    def __init__(self, seat: Seat) -> None:
        """For *seat*, which has heard nothing yet."""
        self.seat = seat
        self.hour: Hour = -1
        self.said: set[str] = set()

    def of(self, entry: Entry, lines: Iterator[NarrativeLine]) -> Iterator[NarrativeLine]:
        """Those of *lines*, which *entry* told, that it has not heard in this hour."""
        if self.seat == CONTROL or not isinstance(entry, Effected):
            yield from lines
            return
        if entry.hour != self.hour:
            self.hour, self.said = entry.hour, set()
        for line in lines:
            if line.text not in self.said:
                self.said.add(line.text)
                yield line


class _News(NamedTuple):
    """Two states that follow one another, without what is the same in both of them of what grows with a game.

    What a seat is told of a step is the difference of its views, and those of these two differ in just that; so telling a step
    takes the same time however much was said before.
    """

    before: State
    after: State
    words_alone: bool
    """Whether nothing but what cells say to one another differs."""

    def may_reach(self, seat: Seat) -> bool:
        """False if nothing of it is for *seat*, whose views then need not be made."""
        return not self.words_alone or any(seat == talk.seat or seat in talk.to for talk in self.after.talks)


def _news(before: State, after: State) -> _News | None:
    """What *after* has beyond *before*; None if nothing of which a seat is told."""
    differs = [name for name in _TOLD_OF if getattr(before, name) is not getattr(after, name)]
    if not differs and before.rung == after.rung:
        return None
    changed = {
        name: incident
        for name, incident in after.incidents.items()
        if before.members is not after.members or before.incidents.get(name) is not incident
    }
    return _News(
        replace(
            before,
            messages=(),
            talks=(),
            incidents={name: before.incidents[name] for name in changed if name in before.incidents},
        ),
        replace(
            after,
            messages=after.messages[len(before.messages) :],
            talks=after.talks[len(before.talks) :],
            incidents=changed,
        ),
        differs == ["talks"] and before.rung == after.rung,
    )


_TOLD_OF = (
    "messages",
    "handed",
    "talks",
    "rfis",
    "motions",
    "channels",
    "incidents",
    "leaks",
    "coalition",
    "members",
    "indicators",
    "altered",
)
"""Parts of a state that :func:`~fourthseat.engine.record.briefing.changes` tells of beside the rung; a step that changes one puts
another object in its place."""


def _tells_without_news(entry: Entry, seat: Seat) -> bool:
    """Whether *entry* is told to *seat* though nothing of which it is told has changed."""
    return seat == CONTROL or isinstance(entry, TurnOpened | RunsOn | Effected | _RESULTS) or _is_own(entry, seat)


_RESULTS = (
    Acted
    | Arrived
    | Blocked
    | Concurred
    | Consented
    | Dropped
    | Licensed
    | LicenceSought
    | Recalled
    | Received
    | Requested
    | Returned
    | Sailed
    | Settled
    | Tried
)
"""Kinds of entries that tell what became of somebody's acts; whose they are, :func:`own_result` asks."""


def _is_own(entry: Entry, seat: Seat) -> bool:
    """Whether *entry* is *seat*'s own decision, or a refusal of its own order."""
    return isinstance(entry, Decided | Refused) and AUDIENCES[type(entry)] is Audience.SEAT and entry.seat == seat


def _told(seat: Seat, entry: Entry, state: State, news: _News | None) -> Iterator[NarrativeLine]:
    """What *entry*, which led to *state* and brought *news*, told *seat*."""
    look = public if seat == WALL else partial(view, seat=seat)
    if news is None:
        shown = look(state)
        return learned_by_seat(seat, entry, state, shown, shown)
    return learned_by_seat(seat, entry, state, look(news.before), look(news.after))


def learned_by_seat(
    seat: Seat, entry: Entry, state: State, before: View | None, shown: View
) -> Iterator[NarrativeLine]:
    """What *entry* told *seat*, whose view was *before* and is *shown*: its own answers, and what it could see change.

    CONTROL is told the entry itself. Anybody else is told what changed in its view, and an entry only if it is its own.
    """
    if seat == CONTROL:
        line = narrate(entry, state)
        if line is not None:
            yield line
        return
    if isinstance(entry, TurnOpened):
        rung = state.scenario.ladder.rungs[shown.rung]
        title = f", {shown.opening.title}" if shown.opening.title else ""
        yield _dated(NarrativeLine(f"MOVE {entry.turn}{title}, rung {shown.rung}, {rung}", "turn", entry.hour), shown)
    elif isinstance(entry, RunsOn):
        if (line := narrate(entry, state)) is not None:
            yield line
    elif isinstance(entry, RungMoved):
        whole = public(state) if seat == WALL else view(state, seat)  # *shown* may have what is new alone
        yield _dated(rung_moved(entry, state, whole), shown)
    elif shown is not before:
        yield from changes(before, shown)
    if isinstance(entry, Effected) and (said := heard(entry, seat, state)):
        yield _dated(NarrativeLine(said, "", entry.hour), shown)
    if isinstance(entry, Decided) and _only_says(entry):
        return  # what was said is told as it is said
    if isinstance(entry, Decided | Refused) and _is_own(entry, seat):
        line = refusal_to_its_seat(entry) if isinstance(entry, Refused) else narrate(entry, state)
        if line is not None:
            yield _dated(NarrativeLine(line.text, "", entry.hour, line.detail), shown)
    elif seat != WALL and (line := own_result(entry, seat, state)) is not None:
        yield _dated(line, shown)


def _only_says(entry: Decided) -> bool:
    """Whether somebody who was not asked said something to others and did nothing else."""
    return entry.unasked and all(isinstance(order, Send | CellTalk) for order in entry.decision.orders)


def _dated(line: NarrativeLine, shown: View) -> NarrativeLine:
    """*line* with the date of its hour, where there is one."""
    if shown.startex_at is None or line.hour is None:
        return line
    return NarrativeLine(line.text, line.style, line.hour, line.detail, shown.told(line.hour))


def narrate_for_seat(log: EventLog, seat: Seat, chosen: range) -> Iterator[NarrativeLine]:
    """The log through *seat*'s eyes: only differences between its own views, so nothing it could not know.

    Of the entries in *chosen*; each move among them begins with the situation as the seat is briefed.
    """
    before, once = start(log.header.scenario, log.header.coalition), HeardOnce(seat)
    for number, (entry, state) in enumerate(states(log)):
        if number in chosen:
            news = _news(before, state)
            if isinstance(entry, TurnOpened):
                yield from situation(view(state, seat))
            elif (news is not None and news.may_reach(seat)) or _tells_without_news(entry, seat):
                yield from once.of(entry, _told(seat, entry, state, news))
        before = state


def side_by_side(left: EventLog, right: EventLog) -> tuple[list[tuple[str, str, str]], str | None]:
    """Rows of what two games have in common and not, and the first difference in words."""
    rows = [
        ("scenario", left.header.scenario.name, right.header.scenario.name),
        ("coalition", _variants(left), _variants(right)),
        ("seed", str(left.header.seed), str(right.header.seed)),
        ("entries", str(len(left.entries)), str(len(right.entries))),
    ]
    ends = [last_state(log) for log in (left, right)]
    if not all(state.ended for state in ends):
        left_to, right_to = (f"H+{state.hour}{', over' if state.ended else ''}" for state in ends)
        rows.append(("played to", left_to, right_to))
    names = list(dict.fromkeys(name for state in ends for name in state.incidents))
    rows += [(name, ended_as(ends[0], name), ended_as(ends[1], name)) for name in names]
    a, b = (measure(log.header.scenario, log.entries, state) for log, state in zip((left, right), ends, strict=True))
    rows += [(name, _number(a[name]), _number(b[name])) for name in a if a[name] != b[name]]
    found = first_difference(left.entries, right.entries)
    if found is None and rows[1][1] == rows[1][2]:
        return rows, None
    if found is None:
        return rows, "the headers only"
    return rows, f"step {found.step}, H+{found.hour}, {found.path}: {short(found.left)} | {short(found.right)}"


def _variants(log: EventLog) -> str:
    """The variant a game began with, and those control changed to."""
    later = [entry.coalition for entry in log.entries if isinstance(entry, Realigned)]
    return ", then ".join((log.header.coalition, *later))


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.4g}"
