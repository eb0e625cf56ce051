"""One process, one socket: the room served until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import ipaddress
import logging
import signal
import socket
import ssl
import sys
from collections.abc import Callable, Sequence
from types import FrameType
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.players.web.app import application
from fourthseat.players.web.connections import BoundedProtocol, raise_open_files
from fourthseat.players.web.disk import NotWrittenError
from fourthseat.players.web.door_facts import RoomServed
from fourthseat.players.web.session import Room

__all__ = ["Place", "addresses", "listening", "remember", "serve", "serve_all"]

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


class Place(NamedTuple):
    """Where a room is served: on one port, to this machine or to its network, plainly or over TLS."""

    port: int
    """0 takes any free one."""
    lan: bool = False
    certificate: str = ""
    """File of a certificate with its chain, PEM; empty: no encryption."""
    key: str = ""
    """File of its private key, PEM; empty: it stands in the file of the certificate."""

    @property
    def bases(self) -> list[str]:
        """Beginnings of every link to it, in the network this machine is in now; the likeliest first."""
        here = addresses() if self.lan else ["127.0.0.1"]
        return [f"{'https' if self.certificate else 'http'}://{address}:{self.port}" for address in here]

    def all_bases(self) -> list[str]:
        """The same, for who asks again as the network changes."""
        return self.bases

    def link(self, path: str) -> str:
        """The address somebody types for *path*."""
        return self.bases[0] + path

    def check(self) -> None:
        """Raise :exc:`FourthSeatError` if the certificate and the key are none, or not one of the other."""
        if not self.certificate:
            return
        try:
            ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(
                self.certificate, self.key or None, password=_refused
            )
        except (OSError, ValueError) as wrong:
            what = f"{self.certificate}{self.key and f' and {self.key}'}"
            why = "the key needs a password" if isinstance(wrong, ValueError) else _tls_told(wrong)
            raise FourthSeatError(f"--certificate: {what}: {why}") from None


def _refused() -> str:
    raise ValueError


def _tls_told(wrong: OSError) -> str:
    if isinstance(wrong, ssl.SSLError):
        reason = (wrong.reason or "").replace("_", " ").lower()
        if "mismatch" in reason:
            return "the key is not the one of the certificate"
        return "no certificate with its key, both as PEM" + (f" ({reason})" if reason else "")
    return wrong.strerror or str(wrong)


def listening(place: Place) -> tuple[socket.socket, Place]:
    """A socket that listens at *place*, and the place with its port; :exc:`FourthSeatError` if it cannot be had."""
    # Named by its protocol, the event loop sends small answers at once; unnamed, each waits some 40 ms to be a larger one.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind(("0.0.0.0" if place.lan else "127.0.0.1", place.port))
        listener.listen(128)  # from here on a port is had, and a link that is told is answered
    except OSError as wrong:
        listener.close()
        raise FourthSeatError(
            f"port {place.port}: {wrong.strerror}; give another with --port, or 0 for any free one"
        ) from None
    return listener, place._replace(port=listener.getsockname()[1])


def serve(room: Room, place: Place, *, tell: Callable[[Place], None]) -> None:
    """Serve *room* at *place*; *tell* hears where that is, once it is. Returns when stopped.

    Raises :exc:`FourthSeatError` if the port cannot be had, or the certificate is none.
    """
    place.check()
    listener, place = listening(place)
    try:
        remember(room, place)
    except BaseException:
        listener.close()
        raise
    raise_open_files()
    app = application(room, ["127.0.0.1"], place.link, place.all_bases)
    serve_all([(app, listener, place)], tell=lambda: tell(place))


def serve_all(apps: Sequence[tuple[Starlette, socket.socket, Place]], *, tell: Callable[[], None]) -> None:
    """Serve each of *apps* on its socket, at its place, until this process is told to stop; *tell* is called as it begins."""
    servers = [(_Server(_config(app, place), app.state.stop), listener) for app, listener, place in apps]
    (first, own), *others = servers
    first.others = tuple(others)
    log = logging.getLogger("uvicorn.error")

    def silent(_: logging.LogRecord) -> bool:
        return not first.should_exit

    for name in (signal.SIGINT, signal.SIGTERM):  # until the server listens to them itself, and once it has ended
        signal.signal(name, first.handle_exit)
    tell()
    sys.stdout.flush()
    log.addFilter(silent)
    try:
        first.run(sockets=[own])
    finally:
        log.removeFilter(silent)


def _config(app: Starlette, place: Place) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        http=BoundedProtocol,
        ws="none",
        log_level="error",
        access_log=False,
        use_colors=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,  # who asks is who is at the other end of the line, whatever a header says
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=place.certificate or None,
        ssl_keyfile=place.key or None,
        lifespan="on",
    )


def remember(room: Room, place: Place) -> None:
    """Keep in *room*'s journal where it is served, so that whoever resumes it finds every link as it was."""
    served = RoomServed(*place)
    if room.record.served != served:
        with contextlib.suppress(NotWrittenError):  # on a full disk the room opens all the same, and its desk says so
            room.note(served)


class _Server(uvicorn.Server):
    """A server whose streams are told when it is stopped; whoever does not take that in :data:`GRACE` is cut off in silence."""

    def __init__(self, config: uvicorn.Config, stop: Callable[[], None]) -> None:
        """*stop* ends what would go on for ever."""
        super().__init__(config)
        self._stop = stop
        self._loop: asyncio.AbstractEventLoop | None = None
        self.others: tuple[tuple[_Server, socket.socket], ...] = ()
        """Served beside it in the same process, as long as it is."""

    async def _serve(self, sockets: list[socket.socket] | None = None) -> None:
        await asyncio.gather(super()._serve(sockets), *(other._serve([own]) for other, own in self.others))

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to serve."""
        self._loop = asyncio.get_running_loop()
        await super().startup(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop: a signal came."""
        super().handle_exit(sig, frame)
        for other, _ in self.others:
            other.handle_exit(sig, frame)
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._stop)
