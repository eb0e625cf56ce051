"""The room over HTTP: pages, one stream down, forms up. One process, nothing fetched from anywhere.

Cookies are such as a script cannot read and another site cannot send; there is a token in every form; names of hosts are
checked, so that no page elsewhere can point its own name at this one. What goes for every answer is in
:mod:`fourthseat.players.web.security`.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import PurePath
from typing import Any

import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.web.actions import Actions
from fourthseat.players.web.downloads import Downloads, NotMadeError
from fourthseat.players.web.facts import PersonJoined
from fourthseat.players.web.forms import Form
from fourthseat.players.web.fragments import TOKEN
from fourthseat.players.web.keys import same
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.security import SecurityHeaders, form_of
from fourthseat.players.web.session import EVALUATOR, RefusalError, Room
from fourthseat.players.web.typed import LONGEST_NAME, harmless
from fourthseat.players.web.undo import Verb
from fourthseat.players.web.views import Pages

__all__ = ["application"]

TRIES, SPAN = 20, 60.0
"""Wrong links from one address in so many seconds, after which it has to wait."""
BEAT = 15.0
"""Seconds between two signs of life on a quiet stream."""
REMEMBERED = 1000
"""Forms taken lately, each of which is not taken a second time."""
STOPPED = "The room has stopped. This page goes on by itself when it is open again; what is half written stays here."
RETRY = 1000
"""Milliseconds after which a browser that lost its stream tries again."""

STATIC = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The kinds of files that every page may ask for."""
POLICIES = {
    "document": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
    "replay": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'",
}
"""What a paper that carries its own style or script may do; everything else has the policy of the room's pages."""


class Site:
    """The routes of one room."""

    def __init__(self, room: Room, links: Callable[[str], str]) -> None:
        """*links* makes the address somebody types from the path of a link."""
        self.room, self.links, self.stopping = room, links, False
        self.pages = Pages(room)
        self.rollouts = RolloutWorker()
        self.actions = Actions(room, self.pages, self.rollouts)
        self.downloads = Downloads(room, self.pages)
        self.streams: set[asyncio.Event] = set()
        self.misses: dict[str, deque[float]] = {}
        self.taken: dict[tuple[str, str], str] = {}
        self.static = {
            file.name: (file.read_bytes(), STATIC[PurePath(file.name).suffix])
            for file in (files("fourthseat.players.web") / "static").iterdir()
            if PurePath(file.name).suffix in STATIC
        }
        room.changed = self.changed

    def changed(self) -> None:
        """Something is new: draw it when a stream asks, and wake every stream."""
        self.pages.forget()
        for waiting in self.streams:
            waiting.set()

    def stop(self) -> None:
        """Let every stream say that the room stops, and end."""
        self.stopping = True
        for waiting in self.streams:
            waiting.set()

    # ------------------------------------------------------------ who asks

    def cookie(self, request: Request, role: str) -> str | None:
        """The session of *role* that came with *request*, if it is a good one."""
        cookie = request.cookies.get(f"seat-{role}", "")
        return cookie if role in self.room.roles and self.room.keys.is_session(role, cookie) else None

    def missed(self, request: Request) -> bool:
        """Count a wrong link; True if there have been too many from there."""
        where = request.client.host if request.client else ""
        tries = self.misses.setdefault(where, deque())
        now = self.room.now()
        while tries and now - tries[0] > SPAN:
            tries.popleft()
        tries.append(now)
        return len(tries) > TRIES

    def stopped(self, request: Request) -> bool:
        """Whether that address has had too many wrong links lately."""
        tries = self.misses.get(request.client.host if request.client else "", deque())
        return sum(self.room.now() - t <= SPAN for t in tries) >= TRIES

    def message(
        self, title: str, text: str, status: int, back: str = "", kept: Sequence[tuple[str, str]] = ()
    ) -> Response:
        """A page with one message, and what somebody wrote that was not taken."""
        return HTMLResponse(self.pages.draw("message.html", title=title, text=text, back=back, kept=kept), status)

    # ------------------------------------------------------------ routes

    async def home(self, _: Request) -> Response:
        """The door."""
        return self.message("An exercise is under way", "Use the link you were given for your seat.", 200)

    async def asset(self, request: Request) -> Response:
        """A style, the script, the icon."""
        asset = self.static.get(request.path_params["name"])
        if asset is None:
            return self.message("Not here", "There is no such page.", 404)
        return Response(asset[0], media_type=asset[1], headers={"Cache-Control": "no-cache"})

    async def join(self, request: Request) -> Response:
        """A seat's link: a page that asks for a name, then the seat."""
        if self.stopped(request):
            return self.message("Wait a minute", "Too many wrong links came from this address.", 429)
        role = self.room.keys.role_of(request.path_params["token"], self.room.roles)
        if role is None:
            self.missed(request)
            return self.message(
                "This link opens nothing",
                "It may have been revoked, or part of it is missing. Ask control for another.",
                404,
            )
        if request.method != "POST":
            return HTMLResponse(self.pages.draw("join.html", role=role, name="", wrong=""))
        form = Form({})
        try:
            form = await form_of(request)
            name = form.one("name", LONGEST_NAME)
            if name:
                self.room.note(PersonJoined(role, name))
        except RefusalError as wrong:
            typed = "".join(text for _, text in form.written())
            return HTMLResponse(self.pages.draw("join.html", role=role, name=typed, wrong=str(wrong)), 409)
        answer = RedirectResponse(f"/at/{role}/", 303)
        answer.set_cookie(
            f"seat-{role}",
            self.room.keys.session(role),
            path=f"/at/{role}/",
            max_age=7 * 86400,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
        )
        if name:
            answer.set_cookie(
                f"name-{role}", name.encode().hex(), path=f"/at/{role}/", httponly=True, samesite="strict"
            )
        return answer

    async def page(self, request: Request) -> Response:
        """A seat's page."""
        role = request.path_params["role"]
        cookie = self.cookie(request, role)
        if cookie is None:
            return self._closed()
        token = self.room.keys.form_token(cookie)
        return HTMLResponse(self.pages.page(role, token, _name(request, role)).replace(TOKEN, token))

    def _closed(self) -> Response:
        return self.message(
            "This seat is not yours", "Use the link you were given for your seat; it may have been revoked.", 403
        )

    async def stream(self, request: Request) -> Response:
        """What changes on a seat's page, as it changes; everything again after a break."""
        role = request.path_params["role"]
        cookie = self.cookie(request, role)
        if cookie is None:
            return Response(status_code=204)  # tells a browser not to try again
        return StreamingResponse(
            self._news(role, cookie), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
        )

    async def _news(self, role: str, cookie: str) -> AsyncIterator[str]:
        """The stream of one screen: pieces that changed and the clock, until the link is revoked or the screen has gone."""
        wake, sent = asyncio.Event(), dict[str, str]()
        token = self.room.keys.form_token(cookie)
        self.streams.add(wake)
        self._arrive(role, 1)
        clock: Any = None
        try:
            yield f"retry: {RETRY}\n\n"
            while True:
                if self.stopping:
                    yield _line({"stopped": STOPPED})
                    return
                if not self.room.keys.is_session(role, cookie):
                    yield _line({"gone": "This link has been revoked. Ask control for another."})
                    return
                live = self._live(role)
                pieces = {name: text for name, text in live.items() if sent.get(name) != text}
                sent |= pieces
                now = (self.room.clock.left, self.room.clock.since, tuple(self._acts(role)))
                if pieces or now != clock:
                    clock = now
                    yield _line(
                        {"pieces": {n: t.replace(TOKEN, token) for n, t in pieces.items()}, "clock": self._clock(role)}
                    )
                try:
                    await asyncio.wait_for(wake.wait(), BEAT)
                    wake.clear()
                except TimeoutError:
                    yield _line({"clock": self._clock(role)})  # a sign of life, and the time for a laptop that slept
        finally:
            self.streams.discard(wake)
            self._arrive(role, -1)

    def _live(self, role: str) -> dict[str, str]:
        """The pieces of *role*'s page; none, and a word to control, if they cannot be drawn."""
        try:
            return self.pages.live(role)
        except Exception as wrong:  # whatever it is, the stream stays open for when it is mended
            self.room.look_into(wrong, f"while {role}'s page was drawn; it shows what it showed before")
            return {}

    def _clock(self, role: str) -> dict[str, Any]:
        clock = self.room.clock
        return {
            "left": round(clock.remaining(self.room.now()), 2),
            "running": clock.running,
            "acts": self._acts(role),
        }

    def _acts(self, role: str) -> dict[str, float]:
        """Seconds in which what waits can still be taken back, as far as *role* may know: a cell hears of its own round alone."""
        if role == str(CONTROL):
            return self.room.waits.left()
        own: tuple[Verb, ...] = ("round",) if role in self.room.round.asked else ()
        return self.room.waits.left(own)

    def _arrive(self, role: str, by: int) -> None:
        self.pages.present[role] += by
        self.pages.forget(str(CONTROL), EVALUATOR)
        for waiting in self.streams:
            waiting.set()

    async def post(self, request: Request) -> Response:
        """A form."""
        role = request.path_params["role"]
        wants_json = "application/json" in request.headers.get("accept", "")
        cookie = self.cookie(request, role)
        if cookie is None:
            return JSONResponse({"said": "This seat is not yours any more."}, 403) if wants_json else self._closed()
        status, answer, form = 200, "", Form({})
        try:
            form = await form_of(request)
            if not same(self.room.keys.form_token(cookie), form.one("token")):
                raise RefusalError("This form is from another session; reload the page.")
            answer = self._once(role, form, _name(request, role))
        except RefusalError as wrong:
            status, answer = 409, str(wrong)
        except ValueError as wrong:
            status, answer = 422, f"{wrong}"
        if wants_json:
            return JSONResponse({"said": answer}, status)
        if status == 200 and not self.room.keys.is_session(role, cookie):
            return self.message("Done", f"{answer} What was opened with the old one has stopped.", 200)
        if status == 200:
            back = form.one("back")
            return RedirectResponse(f"/at/{role}/{back if back in ('links', 'lines', 'papers') else ''}", 303)
        return self.message("Not taken", answer, status, back=f"/at/{role}/", kept=form.written())

    def _once(self, role: str, form: Form, name: str) -> str:
        """Do what *form* says, unless it is one that was taken already and came again because its answer got lost."""
        mark = (role, form.one("once"))
        if mark[1] and mark in self.taken:
            return self.taken[mark]
        answer = self.actions.perform(role, form, name)
        if mark[1]:
            self.taken[mark] = answer
            while len(self.taken) > REMEMBERED:
                del self.taken[next(iter(self.taken))]
        return answer

    async def paper(self, request: Request) -> Response:
        """Everything else control may open, and the packet of a seat."""
        role, path = request.path_params["role"], request.path_params["path"]
        cookie = self.cookie(request, role)
        if cookie is None:
            return self._closed()
        token = self.room.keys.form_token(cookie)
        try:
            if path == "links" and role == str(CONTROL):
                rows = [(r, self.links(f"/join/{self.room.keys.token(r)}")) for r in self.room.roles]
                given = [(r, link, _qr(link)) for r, link in rows]
                return HTMLResponse(
                    self.pages.draw(
                        "links.html",
                        links=given,
                        token=token,
                        present=self.pages.present,
                        revoked=self.room.record.revoked,
                    )
                )
            made = await asyncio.to_thread(self.downloads.paper, role, path, dict(request.query_params))
        except NotMadeError as wrong:
            return self.message("Not now", str(wrong), 503, back=f"/at/{role}/")
        except RefusalError as wrong:
            return self.message("Not here", str(wrong), 404, back=f"/at/{role}/")
        if made is None:
            return self.message("Not here", "There is no such page.", 404, back=f"/at/{role}/")
        headers = {"Content-Disposition": f'attachment; filename="{made.name}"'} if made.name else {}
        if made.policy in POLICIES:
            headers["Content-Security-Policy"] = POLICIES[made.policy]
        content = made.content
        if isinstance(content, str) and made.policy == "room":
            content = content.replace(TOKEN, token)
        return Response(content, media_type=made.media_type, headers=headers)

    async def lost(self, _: Request, __: Exception) -> Response:
        """No such page."""
        return self.message("Not here", "There is no such page.", 404)

    async def wrong(self, _: Request, bug: Exception) -> Response:
        """A bug: said without a word of what was on the table; control is told where it looks."""
        self.room.look_into(bug, "while a page was made; nothing in the game has changed")
        return self.message("Something is wrong with the room", "What was accepted is safe. Reload the page.", 500)

    async def ticking(self) -> None:
        """Once a second: whether a stage's time is up. Every ten seconds of a running clock the time left is put on disk."""
        beat = 0
        while True:
            await asyncio.sleep(1)
            beat += 1
            try:
                self.room.tick()
                if self.room.clock.running and beat % 10 == 0:
                    self.room.keep_clock()
            except RefusalError:
                pass  # the desk has been told, and it is tried again
            except Exception as wrong:  # a clock that stopped would close no round any more
                self.room.look_into(wrong, "while the clock went on")


def _name(request: Request, role: str) -> str:
    try:
        return harmless(bytes.fromhex(request.cookies.get(f"name-{role}", "")).decode())[:LONGEST_NAME].strip()
    except ValueError:
        return ""


def _line(news: dict[str, Any]) -> str:
    return f"data: {json.dumps(news, ensure_ascii=False)}\n\n"


def _qr(link: str) -> Any:
    from markupsafe import Markup

    drawn: str = segno.make(link, error="m").svg_inline(omitsize=True, border=2)
    return Markup(drawn)


class Compressed:
    """Compresses every answer but the streams: what is compressed is held back until there is enough of it."""

    def __init__(self, app: ASGIApp) -> None:
        """Around *app*."""
        self.plain, self.packed = app, GZipMiddleware(app, minimum_size=2000)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        streams = scope["type"] == "http" and scope["path"].endswith("/stream")
        await (self.plain if streams else self.packed)(scope, receive, send)


def application(room: Room, hosts: list[str], links: Callable[[str], str]) -> Starlette:
    """The whole room as an ASGI application, for *hosts* alone; what stops it is in ``state.stop``."""
    site = Site(room, links)

    @asynccontextmanager
    async def life(_: Starlette) -> AsyncIterator[None]:
        site.rollouts.warm()
        task = asyncio.create_task(site.ticking())
        yield
        task.cancel()
        site.rollouts.close()

    get = ["GET"]
    made = Starlette(
        routes=[
            Route("/", site.home, methods=get),
            Route("/static/{name}", site.asset, methods=get),
            Route("/join/{token}", site.join, methods=["GET", "POST"]),
            Route("/at/{role}/", site.page, methods=get),
            Route("/at/{role}/stream", site.stream, methods=get),
            Route("/at/{role}/do", site.post, methods=["POST"]),
            Route("/at/{role}/{path:path}", site.paper, methods=get),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(TrustedHostMiddleware, allowed_hosts=hosts),
            Middleware(Compressed),
        ],
        exception_handlers={404: site.lost, 405: site.lost, 500: site.wrong},
        lifespan=life,
    )
    made.state.stop = site.stop
    return made
