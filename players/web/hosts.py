"""Under which names the room answers, as the network changes.

A page elsewhere may point a name of its own at this machine and then read what the room answers under it. Under a number
nobody can do that, so every number is taken; of names, those of this machine alone. Who comes under another name is told
which address to use, and nothing of the room.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Collection

from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

__all__ = ["KnownHosts", "own_names"]


def own_names() -> frozenset[str]:
    """What this machine is called, on itself and in the network it is in now; small letters, no dot at the end."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.partition(".")[0]
    return frozenset({"localhost", name, short, f"{short}.local"}) - {""}


class KnownHosts:
    """Answers requests for this machine, and tells every other which address to use."""

    def __init__(self, app: ASGIApp, names: Collection[str], page: Callable[[str], Response]) -> None:
        """Around *app*; *names* beside this machine's own; *page* tells somebody who came under a wrong name."""
        self.app, self.names, self.page = app, frozenset(names), page

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked = b"".join([value for name, value in scope["headers"] if name == b"host"]).decode("latin-1")
        if self.knows(asked):
            await self.app(scope, receive, send)
        else:
            await self.page(asked)(scope, receive, send)

    def knows(self, host: str) -> bool:
        """Whether *host*, as a request names it, is a number or a name of this machine."""
        name = _without_port(host).lower().rstrip(".")
        if name in self.names or _is_number(name):
            return True
        return name in own_names()


def _without_port(host: str) -> str:
    """``name``, ``1.2.3.4`` or ``::1`` of ``name:80``, ``1.2.3.4:80`` or ``[::1]:80``."""
    if host.startswith("["):
        return host[1:].partition("]")[0]
    return host.partition(":")[0]


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
