"""What every role sees: pages and pieces, each made from a typed context for that role.

A seat's page is made from its :class:`~fourthseat.engine.rules.view.View` and from what the room shows everybody; the
public board's likewise. Control's page may hold everything. No template is handed the room, the state or the game. A piece
is drawn once for a role and a state of the room, however many screens show it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.aar.appraisal import FORM, LABELS
from fourthseat.engine.exercise.aar.evidence import Forecast
from fourthseat.engine.exercise.handouts import credit
from fourthseat.engine.exercise.stages import move_of
from fourthseat.engine.record.perspective import WALL as PUBLIC
from fourthseat.engine.record.perspective import Perspectives, StoryItem
from fourthseat.engine.rules.seen import options_known, spoken_of
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import HandoutView
from fourthseat.engine.scenario.plain import as_read
from fourthseat.players.web.branches import Branch
from fourthseat.players.web.branches_page import branch_rows, compared
from fourthseat.players.web.contexts import (
    ControlPage,
    PageFrame,
    PublicPage,
    SeatPage,
    ShownHandout,
    WatchPage,
    files_of,
    values,
)
from fourthseat.players.web.control_page import Considered, control_page
from fourthseat.players.web.followed import Followed
from fourthseat.players.web.forms import mark
from fourthseat.players.web.fragments import OVERVIEW, TOKEN, Drawing, draw, fragments, picture, rendered
from fourthseat.players.web.granting import pending
from fourthseat.players.web.halted import LOOKING
from fourthseat.players.web.roles import AUDIENCE, BOARD, EVALUATOR, OBSERVER
from fourthseat.players.web.seat_page import seat_page
from fourthseat.players.web.session import Room
from fourthseat.players.web.standstill import RUNNING, story_held
from fourthseat.players.web.talk_lists import own_numbers, talk_names
from fourthseat.players.web.talk_page import ShownFile, TalkShown, file_kind, talk_shown
from fourthseat.players.web.undo import Verb
from fourthseat.players.web.wall import TOLD_IN, WallPage, account
from fourthseat.players.web.watching import PACES

__all__ = ["Pages"]

LOOKS_BACK = ("outbrief", "plenary")
"""Stages between two moves: the log has the next one, and control has not opened it."""
UNBEGUN = "not started"
"""What stands beside a clock of turn zero that does not run."""


class Pages:
    """Every page of a room."""

    def __init__(self, room: Room) -> None:
        """For *room*, whose changes are followed by :meth:`forget`."""
        self.room = room
        self.drawing = Drawing(room.scenario)
        self.eyes: dict[str, Perspectives] = {}
        self.present: Counter[str] = Counter()
        self.people: defaultdict[str, Counter[str]] = defaultdict(Counter)
        """Screens that are open, by role and the name given at its door."""
        self.considered = Considered()
        self._desk: dict[str, Followed] = {}
        self._made: dict[str, dict[str, str]] = {}

    def forget(self, *roles: str) -> None:
        """Something changed for *roles*, or for everybody: draw anew when next asked."""
        for role in roles or tuple(self._made):
            self._made.pop(role, None)

    def looking(self, branch: Branch) -> Perspectives:
        """The story of *branch* through every seat's eyes, up to now."""
        eyes = self.eyes.get(branch.name)
        if eyes is None or eyes.count > len(branch.game.entries):
            eyes = self.eyes[branch.name] = Perspectives(branch.game.start)
        eyes.more(branch.game.entries)
        return eyes

    def _followed(self) -> Followed:
        """What control's page keeps of the branch that is being played, up to now."""
        branch = self.room.branch
        followed = self._desk.get(branch.name)
        if followed is None or followed.count > len(branch.game.entries):
            followed = self._desk[branch.name] = Followed()
        followed.more(branch.game.entries)
        return followed

    # ------------------------------------------------------------ pieces

    def live(self, role: str) -> dict[str, str]:
        """Every piece of *role*'s page that changes while it is looked at."""
        if role not in self._made:
            self._made[role] = self._live(role, self.context(role))
        return self._made[role]

    def _live(self, role: str, page: PublicPage | SeatPage | ControlPage) -> dict[str, str]:
        room = self.room
        full = isinstance(page, ControlPage | WatchPage)
        shared = picture(page.v, room.scenario, self._story(role), numbers=full, takes_back=isinstance(page, SeatPage))
        shared = replace(shared, begun=full or page.stage not in LOOKS_BACK)
        raised = [seat for seat, own in room.state.seats.items() if own.raised] if full else None
        self.drawing.scenario = room.scenario  # which may have an incident more than it began with
        pieces = fragments(shared, self.drawing, self._entries(role), room.record.symbols, raised=raised)
        return pieces | {name: rendered(f"piece_{name}.html", page) for name in PIECES[self._kind(role)]}

    def _entries(self, role: str) -> Sequence[Entry]:
        """The log as far as it may be told to *role*: the wall's ends where the wall's picture does."""
        if role in (BOARD, OBSERVER):
            name, upto = self.room.sight.board
            return self.room.branches[name].game.entries[:upto]
        kept = self.room.sight.held(role)
        return self.room.game.entries if kept is None else self.room.game.entries[: kept.upto]

    def _story(self, role: str) -> list[StoryItem]:
        room = self.room
        eyes = self.looking(room.branch)
        if role in (BOARD, OBSERVER):
            name, upto = room.sight.board
            return [line for line in self.looking(room.branches[name]).told[PUBLIC] if line.entry < upto]
        told, kept = eyes.told[CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)], room.sight.held(role)
        return told if kept is None else story_held(told, kept)

    def _kind(self, role: str) -> str:
        """Which of the pages *role* has."""
        if role in (BOARD, OBSERVER):
            return "public"
        if role == EVALUATOR:
            return "evaluator" if self.room.watching is None else "watch"
        return "control" if role == str(CONTROL) else "seat"

    def _watch_page(self, role: str) -> WatchPage:
        """What somebody sees who watches a game of doctrines: everything, as far as it has been told."""
        room = self.room
        watching = room.watching
        assert watching is not None
        head = self._public_page(role)
        told = (watching.at + 1, len(watching.moments))
        return WatchPage(
            **values(head),
            running=watching.running,
            pace=watching.pace,
            paces=tuple(PACES),
            told=told,
            over=watching.over,
        )

    # ------------------------------------------------------------ the clock on the wall

    def clock(self, role: str) -> dict[str, Any]:
        """What *role*'s screens count down: seconds left, whether they pass, and what can still be taken back."""
        if self.room.driven is not None:  # nobody hurries who plays alone
            return {"left": None, "running": False, "acts": {}, "none": True}
        if self.room.sight.stage_of(role) == RUNNING:  # that it starts anew would tell that somebody is asked
            return {"left": None, "running": False, "acts": {}}
        clock = self.room.clock
        left = round(clock.remaining(self.room.now()), 2)
        stands = {"stands": UNBEGUN} if self.room.stage == "brief" else {}
        return {"left": left, "running": clock.running, "acts": self._acts(role), **stands}

    def clock_mark(self, role: str) -> object:
        """Differs whenever *role*'s screens have to be told the clock anew."""
        if self.room.sight.stage_of(role) == RUNNING:
            return RUNNING
        return self.room.clock.left, self.room.clock.since, tuple(self._acts(role))

    def _acts(self, role: str) -> dict[str, float]:
        """Seconds in which what waits can still be taken back, as far as *role* may know: a cell hears of its own round alone."""
        if role == str(CONTROL):
            return self.room.waits.left()
        own: tuple[Verb, ...] = ("round",) if role in self.room.round.asked else ()
        return self.room.waits.left(own)

    # ------------------------------------------------------------ contexts

    def context(self, role: str) -> PublicPage | SeatPage | ControlPage:
        """Everything the templates of *role* are given, but for what frames a whole page."""
        if role == EVALUATOR and self.room.watching is not None:
            return self._watch_page(role)
        if role in (str(CONTROL), EVALUATOR):
            head, story = self._public_page(role, full=True), self._story(role)
            followed, looked = self._followed(), self.considered
            return control_page(self.room, role, head, story, followed, looked, present=self.present, here=self._here)
        return self._wall_page(role) if role in AUDIENCE else self._seat_page(Seat(role))

    def _wall_page(self, role: str) -> WallPage:
        """What the projector and observers see; looking back while everybody sits together."""
        head, stage, story = self._public_page(role), self.room.stage, self._story(role)
        looks_back = stage in TOLD_IN
        told = account(self._entries(role), story, self.room.scenario, stage == "washup") if looks_back else None
        return WallPage(**values(head), story=tuple(story), account=told)

    def _public_page(self, role: str, *, full: bool = False) -> PublicPage:
        """*role*'s head; who is waited for only while everybody may know it, or with *full* always."""
        room = self.room
        open_to_all = full or room.stage == "deliberate"
        shown = room.sight.shown(role)
        return PublicPage(
            role=role,
            exercise=room.scenario.title,
            handling=room.scenario.handling,
            v=shown,
            rungs=room.scenario.ladder.rungs,
            stage=room.sight.stage_of(role),
            move=move_of(room.sight.stage_of(role), shown.turn),
            branch=room.active,
            asked=tuple(s for s in room.round.asked if s not in room.record.doctrine) if open_to_all else (),
            waits=room.waiting() if open_to_all else (),
            halted=LOOKING if room.halt is not None else "",
            talk=self._talk(role, shown),
            handouts=tuple(self._shown(one) for one in reversed(shown.handouts)),
            cells=room.scenario.cell_shown,
            seated=room.scenario.seated,
            files=files_of(role),
        )

    def _talk(self, role: str, shown: View) -> TalkShown:
        """The seminar's talk as *role* sees it; options and incidents it knows of by their titles."""
        room, scenario = self.room, self.room.scenario
        titles = {incident.id: incident.title for incident in shown.incidents}
        if role in scenario.players:
            known = spoken_of(shown, options_known(scenario, Seat(role)))
            titles |= {option.id: option.title for option in known.values()}
        elif role not in (BOARD, OBSERVER):
            titles |= {option.id: option.title for option in scenario.options}
        handed: dict[str, tuple[ShownFile, ...]] = {}
        for one in shown.handouts:
            if one.inject:
                row = as_read(scenario.handout_by_id[one.id])
                file = ShownFile(one.id, one.title, file_kind(PurePosixPath(row.file).suffix.lower()), credit(row))
                handed[one.inject] = (*handed.get(one.inject, ()), file)
        return talk_shown(shown, room.sight.stage_of(role), titles, handed, over=room.stage == "washup")

    def _shown(self, given: HandoutView) -> ShownHandout:
        row = as_read(self.room.scenario.handout_by_id[given.id])
        return ShownHandout(given.id, given.title, given.hour, credit(row), row.is_picture, row.is_video)

    def _seat_page(self, seat: Seat) -> SeatPage:
        """What the cell of *seat* sees."""
        role = str(seat)
        return seat_page(self.room, seat, self._public_page(role), self._story(role), self._here(role))

    def _here(self, role: str) -> tuple[str, ...]:
        """Names of the people whose screens are open at *role*."""
        return tuple(name for name, screens in self.people[role].items() if screens > 0)

    # ------------------------------------------------------------ pages

    def page(self, role: str, form_token: str, name: str, *, ghost: bool = False, said: str = "") -> str:
        """The whole page of *role*; *ghost* is control looking through a seat's eyes."""
        context = self.context(role)
        if ghost:  # control has no session of that seat's: what it sees through its eyes comes by its own
            context = replace(context, files=files_of(CONTROL))
        pieces = self._live(role, context) if ghost else self.live(role)
        live = {piece: Markup(text) for piece, text in pieces.items()}
        frame = PageFrame(live, self.drawing.base, self.drawing.has_board, form_token, name, ghost, said)
        return draw(TEMPLATES[self._kind(role)], **values(context), **values(frame))

    def draw(self, template: str, **given: Any) -> str:
        """A page that is no role's own: a message, a door."""
        return draw(template, exercise=self.room.scenario.title, handling=self.room.scenario.handling, **given)

    def enter(self, seat: Seat) -> str:
        """Control's page to enter what *seat* wrote on paper: the cell's form, sent in control's name."""
        page, live = self._seat_page(seat), self.live(str(seat))
        form = draw("piece_ask.html", **values(page), action="../do", entered=seat)
        shown = {name: Markup(live[name]) for name in ("status", "situation", "forces")}
        own = replace(picture(page.v, self.room.scenario, (), takes_back=True), entered=str(seat))
        shown["orders"] = Markup(rendered("piece_orders.html", own))
        shown["grant"] = Markup()
        now = replace(self.room.state, hour=self.room.game.hour)
        mine = tuple(one for one in pending(now) if one.seat == seat)
        if mine:
            given = {"pending": mine, "settled": (), "cells": page.cells, "v": page.v, "action": "../do"}
            shown["grant"] = Markup(draw("piece_grant.html", **given))
        return self.draw(
            "enter.html", seat=seat, form=Markup(form), live=shown, token=TOKEN, players=page.players, cells=page.cells
        )

    def talk(self, role: str, back: str) -> str:
        """Everything that *role* said to others and they to it, newest first; *back* is where it came from."""
        shown, control = self.room.sight.shown(role), role == str(CONTROL)
        talks = shown.talks[::-1]
        names = talk_names(talks, self.room.scenario, own_numbers(shown), self.room.state if control else None)
        return self.draw(
            "talk.html",
            role=role,
            talks=talks,
            names=names,
            back=back,
            told=shown.told,
            cells=self.room.scenario.cell_shown,
        )

    def papers(
        self, packets: Sequence[tuple[str, str]], forecasts: Sequence[Forecast], known: Mapping[str, str]
    ) -> str:
        """Control's page of papers: *packets* by name and title, the *forecasts* to be judged, and what the exercise itself
        says in the rows of its overview (*known*).
        """
        record = self.room.record
        return self.draw(
            "papers.html",
            token=TOKEN,
            packets=packets,
            form=FORM,
            rows=[
                (row, LABELS.get(row, row), record.overview.get(row, "") or known.get(row, ""), mark(known.get(row, "")))
                for row in OVERVIEW
            ],
            forecasts=[(f, record.forecasts[f.about].came if f.about in record.forecasts else "") for f in forecasts],
        )  # fmt: skip

    def branches(self, left: str, right: str) -> str:
        """Control's page of branches; two of them side by side, by default the first and the last."""
        room, names = self.room, list(self.room.branches)
        left, right = left or names[0], right or names[-1]
        pair = left in names and right in names and left != right
        return self.draw(
            "lines.html",
            told=room.scenario.told,
            token=TOKEN,
            branches=branch_rows(room),
            active=room.active,
            turns=room.scenario.turns,
            coalitions=room.scenario.coalitions,
            left=left,
            right=right,
            compared=compared(room, left, right, self.looking) if pair else None,
        )


TEMPLATES = {
    "watch": "watch.html",
    "control": "control.html",
    "evaluator": "evaluator.html",
    "public": "board.html",
    "seat": "seat.html",
}
"""The page of each kind of role."""
PIECES = {
    "watch": ("status", "pace"),
    "control": (
        "status",
        "now",
        "notices",
        "cells",
        "clock",
        "advice",
        "desk",
        "hands",
        "grant",
        "timeline",
        "msel",
        "look",
        "talk",
        "plan",
        "wash",
        "handouts",
        "rfi",
        "motions",
        "channels",
        "shelf",
    ),
    "evaluator": ("status", "cells", "notes", "plan", "wash", "handouts"),
    "public": ("status", "wall", "handouts", "news", "motions"),
    "seat": (
        "status",
        "now",
        "notices",
        "digest",
        "ask",
        "talk",
        "wash",
        "handouts",
        "inbox",
        "rfi",
        "motions",
        "channels",
        "cell",
    ),
}
"""The pieces of each kind's page beside the shared ones."""
