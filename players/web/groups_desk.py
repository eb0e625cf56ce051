"""The one desk of several groups: where each stands, what can be done for all of them, and the table of what they chose."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from typing import NamedTuple

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from fourthseat.engine.core.orders import Decision, Improvise
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.documents.sheets.cells import inert_cell
from fourthseat.players.web.app import assets
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form
from fourthseat.players.web.fragments import draw
from fourthseat.players.web.groups import GroupTable, Treatment, group_table
from fourthseat.players.web.hosts import KnownHosts
from fourthseat.players.web.keys import keyed_digest, same
from fourthseat.players.web.security import Compressed, HeadAsked, SecurityHeaders, form_of
from fourthseat.players.web.session import Room

__all__ = ["GroupShown", "Seated", "desk", "desk_path"]

BEAT, QUIET = 1.0, 15.0
"""Seconds between two looks at the rooms, and between two signs of life where nothing changes."""


class Seated(NamedTuple):
    """A group, its room, and how a link to it is made."""

    treatment: Treatment
    room: Room
    link: Callable[[str], str]


class GroupShown(NamedTuple):
    """A group as the desk shows it."""

    name: str
    given: str
    stage: str
    move: int
    moves: int
    hour: str
    rung: int
    waits: tuple[str, ...]
    """Who has not sealed, while the cells are asked."""
    asks: str
    """What its control has to do; empty if nothing."""
    running: bool
    warning: str
    desk: str
    """The link of its control."""


def desk_path(secret: str) -> str:
    """The path of the desk: whoever has it is control of every group."""
    return f"/desk/{keyed_digest(bytes.fromhex(secret), 'desk')[:22]}/"


class GroupsDesk:
    """The pages and forms of the desk."""

    def __init__(
        self, title: str, handling: str, secret: str, groups: Sequence[Seated], address: Callable[[str], str]
    ) -> None:
        """For *groups*; *address* makes a link to the desk."""
        self.title, self.handling, self.groups, self.address = title, handling, groups, address
        self.path, self.token = desk_path(secret), keyed_digest(bytes.fromhex(secret), "form")
        self.static = assets()
        self.stopping = False
        self._table: tuple[tuple[int, ...], GroupTable] | None = None

    # ------------------------------------------------------------ what it shows

    def shown(self) -> list[GroupShown]:
        """Where every group stands."""
        return [_shown(one) for one in self.groups]

    def table(self) -> GroupTable:
        """What the groups chose, and what came of it; made anew when one of their logs has grown."""
        counts = tuple(len(one.room.game.entries) for one in self.groups)
        if self._table is None or self._table[0] != counts:
            rows = [(one.treatment, one.room.branch.log, one.room.state) for one in self.groups]
            self._table = counts, group_table(rows)
        return self._table[1]

    def pieces(self) -> dict[str, str]:
        """The parts of the page that change."""
        return {
            "groups": draw("piece_groups.html", groups=self.shown()),
            "grouptable": draw("piece_grouptable.html", table=self.table()),
        }

    # ------------------------------------------------------------ routes

    def _opens(self, request: Request) -> bool:
        return same(self.path, f"/desk/{request.path_params['key']}/")

    async def page(self, request: Request) -> Response:
        """The whole page."""
        if not self._opens(request):
            return self._nothing()
        text = draw(
            "groups.html", exercise=self.title, handling=self.handling, live=self.pieces(), token=self.token,
            count=len(self.groups),
        )  # fmt: skip
        return HTMLResponse(text)

    def _nothing(self) -> Response:
        page = draw(
            "message.html",
            exercise="Fourth Seat",
            handling=self.handling,
            title="This link opens nothing",
            text="Part of it is missing; it stands on the terminal on which the groups were opened.",
            back="",
            kept=(),
        )
        return HTMLResponse(page, 404)

    async def stream(self, request: Request) -> Response:
        """What changes, as it changes."""
        if not self._opens(request):
            return Response(status_code=204)
        return StreamingResponse(self._news(), media_type="text/event-stream")

    async def _news(self) -> AsyncIterator[str]:
        sent: dict[str, str] = {}
        quiet = 0.0
        yield "retry: 1000\n\n"
        while not self.stopping:
            pieces = self.pieces()
            new = {name: text for name, text in pieces.items() if sent.get(name) != text}
            if new or quiet >= QUIET:
                yield f"data: {json.dumps({'pieces': new}, ensure_ascii=False)}\n\n"
                sent, quiet = pieces, 0.0
            await asyncio.sleep(BEAT)
            quiet += BEAT

    async def csv(self, request: Request) -> Response:
        """The table as a file: a row an item, a column a group."""
        if not self._opens(request):
            return self._nothing()
        table, out = self.table(), io.StringIO()
        writer = csv.writer(out, lineterminator="\r\n")
        writer.writerow(["part", "move", "item", *table.names])
        writer.writerow(["treatment", "", "", *map(inert_cell, table.given)])
        for row in table.rows:
            # Of measures a cell is a number, and one below zero is no formula.
            cells = row.cells if row.part == "measures" else map(inert_cell, row.cells)
            writer.writerow([row.part, row.move or "", inert_cell(row.what), *cells])
        headers = {"Content-Disposition": 'attachment; filename="groups.csv"'}
        return Response("\ufeff" + out.getvalue(), media_type="text/csv; charset=utf-8", headers=headers)

    async def post(self, request: Request) -> Response:
        """Something for every group at once; each says what came of it."""
        if not self._opens(request):
            return self._nothing()
        status = 200
        try:
            form = await form_of(request)
            if not same(self.token, form.one("token")):
                raise RefusalError("This form is from another session; reload the page.")
            said = self._everywhere(form)
        except RefusalError as wrong:
            status, said = 409, str(wrong)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"said": said}, status)
        return RedirectResponse("./", 303)

    def _everywhere(self, form: Form) -> str:
        verb, text = form.one("verb"), form.one("text")
        acts: Mapping[str, Callable[[Room], str]] = {
            "open": _open,
            "pause": lambda room: _done(room.stage_clock.pause, "the clock stands"),
            "go": lambda room: _done(room.stage_clock.go, "the clock runs"),
            "close": _close,
            "tell": lambda room: _done(lambda: room.say(CONTROL, Improvise(text, room.scenario.players)), "told"),
        }
        if verb not in acts:
            raise RefusalError(
                "Open the move, stop or start the clocks, close the rounds, or tell everybody something."
            )
        if verb == "tell" and not text:
            raise RefusalError("Write what everybody is to be told.")
        said = []
        for one in self.groups:
            try:
                said.append(f"{one.treatment.name}: {acts[verb](one.room)}")
            except RefusalError as wrong:
                said.append(f"{one.treatment.name}: {str(wrong).rstrip('.')}")
        return "; ".join(said) + "."

    async def asset(self, request: Request) -> Response:
        """A style, the script, the icon."""
        found = self.static.get(request.path_params["name"])
        if found is None:
            return self._nothing()
        return Response(found[0], media_type=found[1], headers={"Cache-Control": "no-cache"})

    def elsewhere(self, asked: str) -> Response:
        """For somebody who came under a name that is not this machine's."""
        return HTMLResponse(draw("elsewhere.html", asked=asked[:80], address=self.address("/")), 400)

    def stop(self) -> None:
        """Let every stream end."""
        self.stopping = True


def _done(act: Callable[[], None], said: str) -> str:
    act()
    return said


def _open(room: Room) -> str:
    """Open the next move, where nothing but that is waited for."""
    key = room.round_key(CONTROL)
    if room.state.ended:
        raise RefusalError("its exercise is over")
    if room.stage not in ("brief", "outbrief", "plenary") or not key:
        raise RefusalError("its move is under way")
    if room.state.proposed:
        raise RefusalError("an inject proposes itself: its own desk has to decide")
    move = max(1, room.state.turn)
    room.seal(CONTROL, key, Decision(), "the desk of all groups")
    return f"move {move} is open"


def _close(room: Room) -> str:
    """Close the round of the cells; where nothing but that is waited for, the move."""
    key = room.round_key(CONTROL)
    if room.stage != "adjudicate" or not key:
        return _done(room.close_round, "the round is closed")
    if room.game.pending[CONTROL].rulings:
        raise RefusalError("an outcome is up for a ruling: its own desk has to rule")
    move = room.state.turn
    room.seal(CONTROL, key, Decision(), "the desk of all groups")
    return f"move {move} is closed"


def _shown(one: Seated) -> GroupShown:
    room = one.room
    stage = room.stage
    up = CONTROL in room.game.pending and room.game.pending[CONTROL].rulings
    asked = {
        "adjudicate": "rule on the move" if up else "close the move", "brief": "open move 1", "outbrief": "call the plenary, or open the next move",
        "plenary": "open the next move",
    }.get(stage, "")  # fmt: skip
    if CONTROL in room.round.asked and not asked:
        asked = "decide on an inject"
    return GroupShown(
        name=one.treatment.name,
        given=one.treatment.told,
        stage=stage,
        move=max(1, room.state.turn),
        moves=room.scenario.turns,
        hour=room.scenario.told(room.state.hour),
        rung=room.state.rung,
        waits=() if CONTROL in room.round.asked else tuple(map(str, room.waiting())),
        asks="" if not room.round.asked else asked,
        running=room.clock.running,
        warning=room.halt.words if room.halt is not None else room.warning,
        desk=one.link(f"/join/{room.keys.token(str(CONTROL))}"),
    )


def desk(title: str, handling: str, secret: str, groups: Sequence[Seated], address: Callable[[str], str]) -> Starlette:
    """The desk of *groups* as an ASGI application; *address* makes a link to it. What stops it is in ``state.stop``."""
    made = GroupsDesk(title, handling, secret, groups, address)
    app = Starlette(
        routes=[
            Route("/static/{name}", made.asset, methods=["GET"]),
            Route("/desk/{key}/", made.page, methods=["GET"]),
            Route("/desk/{key}/stream", made.stream, methods=["GET"]),
            Route("/desk/{key}/groups.csv", made.csv, methods=["GET"]),
            Route("/desk/{key}/do", made.post, methods=["POST"]),
        ],
        middleware=[
            Middleware(SecurityHeaders),
            Middleware(KnownHosts, names=["127.0.0.1"], page=made.elsewhere),
            Middleware(HeadAsked),
            Middleware(Compressed),
        ],
    )
    app.state.stop = made.stop
    return app
