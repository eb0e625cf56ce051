"""One process, one socket: the room served until it is stopped."""

from __future__ import annotations

import contextlib
import ipaddress
import signal
import socket
import sys
from collections.abc import Callable

import uvicorn

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.players.web.app import application
from fourthseat.players.web.session import Room

__all__ = ["addresses", "serve"]


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
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
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
    config = uvicorn.Config(
        application(room, hosts, link, lambda: server.should_exit),
        log_level="warning",
        access_log=False,
        use_colors=False,
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=1,
        limit_concurrency=600,
        lifespan="on",
    )
    server = uvicorn.Server(config)
    server.install_signal_handlers = lambda: None  # type: ignore[attr-defined]
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: setattr(server, "should_exit", True))
    tell(link)
    sys.stdout.flush()
    server.run(sockets=[listener])
