"""What goes down to the screens: pieces of a page as they change, and the clock.

A piece that changed is sent as what is new in it: how many characters it has in common with what that screen holds, at its
beginning and at its end, and what stands between. So a list that grows costs the line that is new, however long it is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from typing import Any

from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.web.cell_forms import Draft
from fourthseat.players.web.fragments import TOKEN
from fourthseat.players.web.roles import EVALUATOR
from fourthseat.players.web.session import Room
from fourthseat.players.web.views import Pages

__all__ = ["SCREENS", "Streams", "news_of"]

BEAT = 15.0
"""Seconds between two signs of life on a quiet stream."""
RETRY = 1000
"""Milliseconds after which a browser that lost its stream tries again."""
SCREENS = 120
"""Screens of one role at a time: an audience of a hundred and some that were closed just now."""
WHOLE = 400
"""Characters below which a piece is sent whole: to say what is new in it would save nothing."""
STOPPED = "The room has stopped. This page goes on by itself when it is open again; what is half written stays here."
REVOKED = "This link has been revoked. Ask control for another."


class Streams:
    """The open streams of one room."""

    def __init__(self, room: Room, pages: Pages) -> None:
        """For the screens of *room*, with its *pages*."""
        self.room, self.pages, self.stopping = room, pages, False
        self._waiting: set[asyncio.Event] = set()
        self.draft_of: Callable[[str], Draft | None] = lambda _: None
        """The draft that the people of a cell fill in together, by the cell."""

    def wake(self) -> None:
        """Something may be new: every stream looks."""
        for waiting in self._waiting:
            waiting.set()

    def stop(self) -> None:
        """Let every stream say that the room stops, and end."""
        self.stopping = True
        self.wake()

    def full(self, role: str) -> bool:
        """Whether *role* has as many screens as it may have."""
        return self.pages.present[role] >= SCREENS

    async def of(self, role: str, cookie: str, person: str = "", *, clock_alone: bool = False) -> AsyncIterator[str]:
        """The stream of one screen: pieces that changed and the clock, until the link is revoked or the screen has gone.

        With *clock_alone* no pieces: a page that is filled in and sent stands still but for the time it has.
        """
        wake, sent = asyncio.Event(), dict[str, str]()
        token = self.room.keys.form_token(cookie)
        self._waiting.add(wake)
        self._arrive(role, 1, person)
        clock: Any = None
        drafted: tuple[str, int] | None = None
        try:
            yield f"retry: {RETRY}\n\n"
            while True:
                if self.stopping:
                    yield _line({"stopped": STOPPED})
                    return
                if not self.room.keys.is_session(role, cookie):
                    yield _line({"gone": REVOKED})
                    return
                news: dict[str, Any] = {}
                for name, text in ({} if clock_alone else self._live(role)).items():
                    if sent.get(name) == text:
                        continue
                    given = text.replace(TOKEN, token)
                    news[name] = news_of(sent[name].replace(TOKEN, token), given) if name in sent else given
                    sent[name] = text
                now = self.pages.clock_mark(role)
                draft = None if clock_alone else self.draft_of(role)
                mark = (draft.key, draft.version) if draft is not None else None
                if news or now != clock or mark != drafted:
                    said: dict[str, Any] = {"pieces": news, "clock": self.pages.clock(role)}
                    if mark != drafted:
                        said["draft"] = None if draft is None else draft.shown()
                    clock, drafted = now, mark
                    yield _line(said)
                try:
                    await asyncio.wait_for(wake.wait(), BEAT)
                    wake.clear()
                except TimeoutError:
                    # a sign of life, and the time for a laptop that slept
                    yield _line({"clock": self.pages.clock(role)})
        finally:
            self._waiting.discard(wake)
            self._arrive(role, -1, person)

    def _live(self, role: str) -> dict[str, str]:
        """The pieces of *role*'s page; none, and a word to control, if they cannot be drawn."""
        try:
            return self.pages.live(role)
        except Exception as wrong:  # whatever it is, the stream stays open for when it is mended
            self.room.look_into(wrong, f"while {role}'s page was drawn; it shows what it showed before")
            return {}

    def _arrive(self, role: str, by: int, name: str) -> None:
        self.pages.present[role] += by
        if name:
            self.pages.people[role][name] += by
        self.pages.forget(str(CONTROL), EVALUATOR, role)
        self.wake()


def news_of(before: str, after: str) -> str | list[Any]:
    """*after* for a screen that holds *before*: ``[kept at the beginning, kept at the end, what stands between]``.

    Lengths are in units of UTF-16, as a script counts them. *after* itself, where that is hardly longer.

    >>> news_of("<li>one</li>" * 99, "<li>two</li>" + "<li>one</li>" * 99)
    [4, 1184, 'two</li><li>']
    """
    if len(after) < WHOLE:
        return after
    most = min(len(before), len(after))
    first = _longest(most, lambda n: before[:n] == after[:n])
    last = _longest(most - first, lambda n: before[len(before) - n :] == after[len(after) - n :])
    middle = after[first : len(after) - last]
    if 2 * len(middle) > len(after):
        return after
    return [_units(after[:first]), _units(after[len(after) - last :]), middle]


def _longest(most: int, same: Callable[[int], bool]) -> int:
    """The largest length up to *most* at which two texts are the *same*; halved each time, for texts are compared fast."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if same(middle):
            low = middle
        else:
            high = middle - 1
    return low


def _units(text: str) -> int:
    return len(text) + sum(letter > "\uffff" for letter in text) if not text.isascii() else len(text)


def _line(news: dict[str, Any]) -> str:
    return f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
