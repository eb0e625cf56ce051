"""The room over HTTP: pages, one stream down, forms up. One process, nothing fetched from anywhere.

Cookies are such as a script cannot read and another site cannot send; there is a token in every form; names of hosts are
checked, so that no page elsewhere can point its own name at this one. What goes for every answer is in
:mod:`fourthseat.players.web.security`.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import PurePath
from typing import Any

import segno
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.web.actions import Actions
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.door_facts import PersonJoined
from fourthseat.players.web.downloads import Downloads, NotMadeError
from fourthseat.players.web.forms import Form
from fourthseat.players.web.fragments import TOKEN, draw
from fourthseat.players.web.hosts import KnownHosts
from fourthseat.players.web.keys import same
from fourthseat.players.web.lookahead_worker import RolloutWorker
from fourthseat.players.web.roles import BOARD, EVALUATOR, OBSERVER
from fourthseat.players.web.security import MOST_UPLOAD, Compressed, HeadAsked, SecurityHeaders, body_of, form_of
from fourthseat.players.web.session import Room
from fourthseat.players.web.shelf import put_on_shelf
from fourthseat.players.web.stream import Streams
from fourthseat.players.web.tries import Tries
from fourthseat.players.web.typed import LONGEST_NAME
from fourthseat.players.web.views import Pages

__all__ = ["application", "assets"]

REMEMBERED = 1000
"""Forms taken lately, each of which is not taken a second time."""
NAMES = 40
"""Names of people a seat keeps; more is somebody playing with the door."""
KEPT = 7 * 86400
"""Seconds a browser stays in its seat."""
NO_COOKIES = (
    "Your browser keeps no cookies for this address",
    "The seat is open to you, but the browser forgot it at once. Allow cookies for this address (a private window will do), "
    "then open your link again.",
)

FOR_WHOM = {
    str(CONTROL): "whoever runs the exercise: it opens everything",
    BOARD: "the wall, for a projector: what is public",
    OBSERVER: "guests: the wall on a screen of their own",
    EVALUATOR: "whoever takes notes and rates: sees everything",
}
"""Whom the link of a role is for that is no cell's."""
STATIC = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
"""The kinds of files that every page may ask for."""
POLICIES = {
    "document": "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:",
    "replay": "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:",
}
"""What a paper that carries its own style or script may do; everything else has the policy of the room's pages."""


def assets() -> dict[str, tuple[bytes, str]]:
    """Every style, script and icon of the room's pages with its kind, by its name."""
    return {
        file.name: (file.read_bytes(), STATIC[PurePath(file.name).suffix])
        for file in (files("fourthseat.players.web") / "static").iterdir()
        if PurePath(file.name).suffix in STATIC
    }


class Site:
    """The routes of one room."""

    def __init__(self, room: Room, links: Callable[[str], str], bases: Callable[[], Sequence[str]]) -> None:
        """*links* makes the address somebody types from the path of a link; *bases*: how such addresses may begin now."""
        self.room, self.links, self.bases = room, links, bases
        self.pages = Pages(room)
        self.rollouts = RolloutWorker()
        self.actions = Actions(room, self.pages, self.rollouts)
        self.downloads = Downloads(room, self.pages)
        self.streams = Streams(room, self.pages)
        self.actions.cell.wake, self.streams.draft_of = self.streams.wake, self.actions.cell.draft_of
        self.tries = Tries(room.now)
        self.taken: dict[tuple[str, str], str] = {}
        self.static = assets()
        room.changed = self.changed

    def changed(self) -> None:
        """Something is new: draw it when a stream asks, and wake every stream."""
        self.pages.forget()
        self.streams.wake()

    # ------------------------------------------------------------ who asks

    def cookie(self, request: Request, role: str) -> str | None:
        """The session of *role* that came with *request*, if it is a good one."""
        keys = self.room.keys
        cookie = request.cookies.get(keys.cookie_names(role)[0], "")
        return cookie if role in self.room.roles and keys.is_session(role, cookie) else None

    def name(self, request: Request, role: str, cookie: str) -> str:
        """Who somebody with the session *cookie* said they were, as they came in."""
        keys = self.room.keys
        return keys.name_of(cookie, request.cookies.get(keys.cookie_names(role)[1], ""))

    def message(
        self, title: str, text: str, status: int, back: str = "", kept: Sequence[tuple[str, str]] = ()
    ) -> Response:
        """A page with one message, and what somebody wrote that was not taken."""
        return HTMLResponse(self.pages.draw("message.html", title=title, text=text, back=back, kept=kept), status)

    # ------------------------------------------------------------ routes

    async def home(self, _: Request) -> Response:
        """The door."""
        return self.message("An exercise is under way", "Use the link you were given for your seat.", 200)

    def elsewhere(self, asked: str) -> Response:
        """For somebody who came under a name the room does not answer to."""
        address = self.links("/")
        policy = {"Content-Security-Policy": POLICIES["document"]}
        return HTMLResponse(draw("elsewhere.html", asked=asked[:80], address=address), 400, policy)

    async def asset(self, request: Request) -> Response:
        """A style, the script, the icon."""
        asset = self.static.get(request.path_params["name"])
        if asset is None:
            return self.message("Not here", "There is no such page.", 404)
        return Response(asset[0], media_type=asset[1], headers={"Cache-Control": "no-cache"})

    async def icon(self, _: Request) -> Response:
        """The icon, where a browser asks for one beside a paper that names none."""
        content, kind = self.static["icon.svg"]
        return Response(content, media_type=kind, headers={"Cache-Control": "no-cache"})

    async def join(self, request: Request) -> Response:
        """A seat's link: a page that asks for a name, then the seat."""
        keys = self.room.keys
        role = keys.role_of(request.path_params["token"], self.room.roles)
        if role is None:  # a right link is answered, whatever others tried from the same address
            if self.tries.too_many(request.client.host if request.client else ""):
                return self.message("Wait a minute", "Too many wrong links came from this address.", 429)
            return self.message(
                "This link opens nothing",
                "It may have been revoked, or part of it is missing. Ask control for another.",
                404,
            )
        if request.method != "POST":
            return HTMLResponse(self.pages.draw("join.html", role=role, name="", wrong="", driven=self.room.driven))
        form = Form({})
        try:
            form = await form_of(request)
            name = form.one("name", LONGEST_NAME)
            self._note_name(role, name)
        except RefusalError as wrong:
            typed = "".join(text for _, text in form.written())
            return HTMLResponse(
                self.pages.draw("join.html", role=role, name=typed, wrong=str(wrong), driven=self.room.driven), 409
            )
        answer = RedirectResponse(f"/at/{role}/?came", 303)
        cookie = keys.session(role)
        seat, named = keys.cookie_names(role)
        self._keep(answer, request, role, seat, cookie)
        if name:
            self._keep(answer, request, role, named, keys.signed_name(cookie, name))
        return answer

    def _note_name(self, role: str, name: str) -> None:
        """Put *name* on record, unless it says that it is control's, or the seat has too many already."""
        if name.casefold().startswith("control") and role != str(CONTROL):
            raise RefusalError("Control sits elsewhere; give your own name.")
        known = self.room.record.names.get(role, ())
        if name and name not in known and len(known) < NAMES:
            self.room.note(PersonJoined(role, name))

    def _keep(self, answer: Response, request: Request, role: str, key: str, value: str) -> None:
        """Let the browser keep *value*: out of reach of scripts and of forms on other sites; a link from a chat finds it."""
        answer.set_cookie(
            key,
            value,
            path=f"/at/{role}/",
            max_age=KEPT,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    async def page(self, request: Request) -> Response:
        """A seat's page."""
        role = request.path_params["role"]
        cookie, came = self.cookie(request, role), "came" in request.query_params
        if cookie is None:
            return self.message(*NO_COOKIES, 403) if came and role in self.room.roles else self._closed()
        if came:
            return RedirectResponse(f"/at/{role}/", 303)
        token = self.room.keys.form_token(cookie)
        return HTMLResponse(self.pages.page(role, token, self.name(request, role, cookie)).replace(TOKEN, token))

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
        if self.streams.full(role):
            return Response("Too many screens are open at this seat.", 503)
        name, alone = self.name(request, role, cookie), request.query_params.get("only") == "clock"
        news = self.streams.of(role, cookie, name, clock_alone=alone)
        return StreamingResponse(news, media_type="text/event-stream", headers={"X-Accel-Buffering": "no"})

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
            answer = self._once(role, form, self.name(request, role, cookie))
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

    async def shelve(self, request: Request) -> Response:
        """A file that control puts on the shelf; its bytes are the body, its name and title stand in the address."""
        role = str(CONTROL)
        cookie = self.cookie(request, role)
        if cookie is None:
            return JSONResponse({"said": "This seat is not yours any more."}, 403)
        if not same(self.room.keys.form_token(cookie), request.headers.get("x-form-token", "")):
            return JSONResponse({"said": "This form is from another session; reload the page."}, 409)
        given = request.query_params
        try:
            content = await body_of(request, MOST_UPLOAD)
            kept = put_on_shelf(
                self.room, given.get("name", ""), given.get("title", ""), given.get("source", ""), content
            )
        except RefusalError as wrong:
            return JSONResponse({"said": str(wrong)}, 409)
        return JSONResponse({"said": f"{kept.title} is on the shelf; tick it to send it with an inject."})

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
                        who=FOR_WHOM | {str(seat.id): seat.name for seat in self.room.scenario.seats},
                        token=token,
                        present=self.pages.present,
                        revoked=self.room.record.revoked,
                        bases=self.bases(),
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
        if isinstance(content, bytes) and made.media_type.startswith("video/"):
            return _part(request, content, made.media_type)
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
                if self.room.clock.running and beat % (600 if self.room.record.homework else 10) == 0:
                    self.room.stage_clock.keep()
            except RefusalError:
                pass  # the desk has been told, and it is tried again
            except Exception as wrong:  # a clock that stopped would close no round any more
                self.room.look_into(wrong, "while the clock went on")


def _part(request: Request, content: bytes, media_type: str) -> Response:
    """A video, or the part of it that a player asks for: without parts some play nothing and none can be wound."""
    headers = {"Accept-Ranges": "bytes"}
    asked = re.fullmatch(r"bytes=(\d{1,12})-(\d{0,12})", request.headers.get("range", ""))
    if asked is None:
        return Response(content, media_type=media_type, headers=headers)
    first = int(asked[1])
    last = min(int(asked[2] or len(content)), len(content) - 1)
    if not first <= last:
        return Response(status_code=416, headers={"Content-Range": f"bytes */{len(content)}"})
    headers["Content-Range"] = f"bytes {first}-{last}/{len(content)}"
    return Response(content[first : last + 1], 206, media_type=media_type, headers=headers)


def _qr(link: str) -> Any:
    from markupsafe import Markup

    drawn: str = segno.make(link, error="m").svg_inline(omitsize=True, border=2)
    return Markup(drawn)


def application(
    room: Room, hosts: list[str], links: Callable[[str], str], bases: Callable[[], Sequence[str]] = tuple
) -> Starlette:
    """The whole room as an ASGI application, which answers to *hosts* beside this machine's names and numbers.

    *links* makes the address of a path, *bases* the beginnings of all such addresses now. What stops it is in ``state.stop``.
    """
    site = Site(room, links, bases)

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
            Route("/favicon.ico", site.icon, methods=get),
            Route("/join/{token}", site.join, methods=["GET", "POST"]),
            Route("/at/{role}/", site.page, methods=get),
            Route("/at/{role}/stream", site.stream, methods=get),
            Route("/at/{role}/do", site.post, methods=["POST"]),
            Route("/at/CONTROL/shelf", site.shelve, methods=["POST"]),
            Route("/at/{role}/{path:path}", site.paper, methods=get),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(KnownHosts, names=hosts, page=site.elsewhere),
            Middleware(HeadAsked),
            Middleware(Compressed),
        ],
        exception_handlers={404: site.lost, 405: site.lost, 500: site.wrong},
        lifespan=life,
    )
    made.state.site = site
    made.state.stop = site.streams.stop
    return made
