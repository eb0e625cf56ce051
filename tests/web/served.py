"""Rooms served by the test's own process: what a test needs that looks at pages and kills nothing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.applications import Starlette

from fourthseat.players.web.app import application
from fourthseat.players.web.session import Room
from tests.web.browsers import until

__all__ = ["HOST", "room_app", "served"]

HOST = "127.0.0.1"


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """*app* served by this process, and where: one start of an interpreter less for each room of this file."""
    config = uvicorn.Config(app, log_level="error", ws="none", lifespan="on", timeout_graceful_shutdown=1, port=0)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until(lambda: server.started, "a room that answers")
        yield f"http://{HOST}:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        app.state.stop()
        server.should_exit = True
        thread.join()


def room_app(room: Room) -> Starlette:
    """The pages of *room*."""
    return application(room, [HOST], lambda path: f"http://{HOST}{path}")
