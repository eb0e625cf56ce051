"""One process, one socket: the room served until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import sys
from collections.abc import Callable
from types import FrameType

import uvicorn

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.players.web.app import application
from fourthseat.players.web.session import Room

__all__ = ["addresses", "serve"]

GRACE = 1
"""Seconds that what is under way is given when the room is stopped."""


def addresses() -> list[str]:
    """Addresses of this machine that others in the room may reach, without asking anybody outside."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found += [str(row[4][0]) for row in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    probe = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        probe.connect(("192.0.2.1", 9))  # documentation address: nothing is sent, the system only picks a way out
        found.append(str(probe.getsockname()[0]))
    except OSError:
        pass
    finally:
        probe.close()
    kept = [a for a in dict.fromkeys(found) if not ipaddress.ip_address(a).is_loopback]
    return kept or ["127.0.0.1"]


def serve(room: Room, port: int, *, lan: bool, tell: Callable[[Callable[[str], str]], None]) -> None:
    """Serve *room* on *port* (0: any free one); *tell* hears how to make a link. Returns when stopped.

    Raises :exc:`FourthSeatError` if the port cannot be had.
    """
    # Named by its protocol, the event loop sends small answers at once; unnamed, each waits some 40 ms to be a larger one.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0" if lan else "127.0.0.1", port))
        listener.listen(128)  # from here on a port is had, and a link that is told is answered
    except OSError as wrong:
        listener.close()
        raise FourthSeatError(
            f"port {port}: {wrong.strerror}; give another with --port, or 0 for any free one"
        ) from None
    port = listener.getsockname()[1]
    here = addresses() if lan else ["127.0.0.1"]
    base = f"http://{here[0]}:{port}"

    def link(path: str) -> str:
        return base + path

    hosts = ["127.0.0.1", "localhost", *here, socket.gethostname()]
    app = application(room, hosts, link)
    config = uvicorn.Config(
        app,
        log_level="error",
        access_log=False,
        use_colors=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=GRACE,
        limit_concurrency=600,
        lifespan="on",
    )
    server = _Server(config, app.state.stop)
    log = logging.getLogger("uvicorn.error")

    def silent(_: logging.LogRecord) -> bool:
        return not server.should_exit

    for name in (signal.SIGINT, signal.SIGTERM):  # until the server listens to them itself, and once it has ended
        signal.signal(name, server.handle_exit)
    tell(link)
    sys.stdout.flush()
    log.addFilter(silent)
    try:
        server.run(sockets=[listener])
    finally:
        log.removeFilter(silent)


class _Server(uvicorn.Server):
    """A server whose streams are told when it is stopped; whoever does not take that in :data:`GRACE` is cut off in silence."""

    def __init__(self, config: uvicorn.Config, stop: Callable[[], None]) -> None:
        """*stop* ends what would go on for ever."""
        super().__init__(config)
        self._stop = stop
        self._loop: asyncio.AbstractEventLoop | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: a signal came."""
        super().handle_exit(sig, frame)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)
