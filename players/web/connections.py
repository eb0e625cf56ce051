"""Connections of one room: whoever only holds them open makes room for whoever asks for something.

A line on which nothing is being answered is idle. Idle lines are closed after some seconds, and at once, the oldest first,
when their address has too many of them or the room has too many lines in all. A line that is being answered (a screen's
stream) is never closed for another, so nobody without a link can shut anybody out.
"""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from uvicorn.protocols.http.h11_impl import H11Protocol

__all__ = ["IDLE_HERE", "MOST", "BoundedProtocol", "raise_open_files"]

IDLE_HERE = 64
"""Idle lines of one address. A browser opens at most six to a room, so that is ten of them asking in one instant."""
MOST = 600
"""Lines in all: sixty screens with all they may open."""
FIRST_REQUEST = 10.0
"""Seconds in which a line has to have asked for something, to the end of its headers."""


class BoundedProtocol(H11Protocol):
    """HTTP/1.1 with a bound on lines that ask for nothing."""

    def __init__(self, *given: Any, **more: Any) -> None:
        """As the server makes it."""
        super().__init__(*given, **more)
        self._first: asyncio.TimerHandle | None = None
        self.opened = self.loop.time()

    if TYPE_CHECKING:
        connections: set[Any]

    @property
    def idle(self) -> bool:
        """Whether nothing is being answered on this line."""
        return self.cycle is None or bool(self.cycle.response_complete)

    @property
    def _address(self) -> str:
        return self.client[0] if self.client else ""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A line was opened: those who ask nothing make room for it."""
        super().connection_made(transport)
        self._first = self.loop.call_later(FIRST_REQUEST, self._close_if_silent)
        others = [one for one in _in_order(self.connections) if one is not self and one.idle]
        here = [one for one in others if one._address == self._address]
        if len(here) >= IDLE_HERE:
            here[0].hang_up()
        elif len(self.connections) > MOST:
            (here or others or [self])[0].hang_up()

    def connection_lost(self, exc: Exception | None) -> None:
        """It is gone."""
        if self._first is not None:
            self._first.cancel()
        super().connection_lost(exc)

    def _close_if_silent(self) -> None:
        if self.cycle is None:
            self.hang_up()

    def hang_up(self) -> None:
        """Close the line."""
        self.connections.discard(self)
        if not self.transport.is_closing():
            self.transport.abort()


def _in_order(lines: set[Any]) -> list[Any]:
    """*lines* in the order in which they make room: those that never asked anything, then by their age."""
    return sorted(lines, key=lambda one: (one.cycle is not None, one.opened))


def raise_open_files(most: int = 4096) -> None:
    """Let this process have as many files open as it may, at most *most*: each screen takes one."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        now, may = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = most if may == resource.RLIM_INFINITY else min(most, may)
        if now != resource.RLIM_INFINITY and now < wanted:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, may))
