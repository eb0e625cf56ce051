"""What a careful web developer sets, set here for every answer, and a bound on everything that comes in.

No script but our own, no framing, no caching, no referrer; forms in one shape alone, each read up to a bound.
"""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qs

from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form

__all__ = ["MOST_UPLOAD", "Compressed", "HeadAsked", "SecurityHeaders", "body_of", "form_of"]

MOST_BYTES = 1024 * 1024
"""Of one form: twenty fields of 4,000 characters, each of which may take twelve bytes on its way."""
LONGEST_SENDING = 60.0
"""Seconds a form may take on its way: the largest, at 17 kB a second."""
MOST_UPLOAD = 25_000_000
"""Bytes of a file that control puts on the shelf: a minute or two of video."""
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cache-Control": "no-store",
}


class SecurityHeaders:
    """Puts the headers on every answer and bounds every body."""

    def __init__(self, app: ASGIApp) -> None:
        """Around *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = dict(scope["headers"])
        length = headers.get(b"content-length", b"0")
        most = MOST_UPLOAD if scope["path"] == "/at/CONTROL/shelf" else MOST_BYTES
        if not length.isdigit() or int(length) > most:
            await Response("too long", 413)(scope, receive, _with_headers(send))
            return
        await self.app(scope, receive, _with_headers(send))


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            names = {name.lower() for name, _ in message["headers"]}
            extra = [(k.lower().encode(), v.encode()) for k, v in HEADERS.items() if k.lower().encode() not in names]
            message["headers"] = [*message["headers"], *extra]
        await send(message)

    return sending


async def body_of(request: Request, most: int) -> bytes:
    """What came with *request*; :exc:`RefusalError` if it is more than *most* bytes."""
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise RefusalError(f"That is too long: {most:,} bytes at most.")
    return bytes(body)


class Compressed:
    """Compresses every answer but the streams: what is compressed is held back until there is enough of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Around *app*."""
        self.plain, self.packed = app, GZipMiddleware(app, minimum_size=2000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        streams = scope["type"] == "http" and scope["path"].endswith("/stream")
        await (self.plain if streams else self.packed)(scope, receive, send)


class HeadAsked:
    """Answers a request for the head of a stream: one that was begun would never end, and count as a screen."""

    def __init__(self, app: ASGIApp) -> None:
        """Around *app*."""
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["method"] == "HEAD" and scope["path"].endswith("/stream"):
            await Response(status_code=204)(scope, receive, send)
        else:
            await self.app(scope, receive, send)


async def form_of(request: Request) -> Form:
    """The form that came with *request*; :exc:`RefusalError` if it is none of this room's or too long."""
    kind = request.headers.get("content-type", "application/x-www-form-urlencoded")
    if not kind.startswith("application/x-www-form-urlencoded"):
        raise RefusalError("That is not a form of this room.")
    if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        raise RefusalError("That form was sent by a page elsewhere.")
    body = b""
    try:
        async with asyncio.timeout(LONGEST_SENDING):
            async for piece in request.stream():
                body += piece
                if len(body) > MOST_BYTES:
                    raise RefusalError("That is too long for a form of this room.")
    except TimeoutError:
        raise RefusalError("That form took too long to arrive; nothing of it was taken.") from None
    try:
        return Form(parse_qs(body.decode(), keep_blank_values=True, max_num_fields=2000))
    except ValueError:
        raise RefusalError("That is not a form of this room.") from None
