"""What every role sees: pages and pieces, each made from a typed context for that role.

A seat's page is made from its :class:`~fourthseat.engine.rules.view.View` and from what the room shows everybody; the
public board's likewise. Control's page may hold everything. No template is handed the room, the state or the game. A piece
is drawn once for a role and a state of the room, however many screens show it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, replace
from itertools import zip_longest
from pathlib import PurePosixPath
from typing import Any

from markupsafe import Markup

from fourthseat.engine.core.entries import Entry, RungMoved
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Hour, Seat, Turn
from fourthseat.engine.core.wording import CHOICE_COMMAND
from fourthseat.engine.exercise.aar.appraisal import FORM, LABELS
from fourthseat.engine.exercise.aar.evidence import Forecast, move_of_note
from fourthseat.engine.exercise.collection import Collected, collected, planned
from fourthseat.engine.exercise.handouts import credit
from fourthseat.engine.exercise.lookahead import RolloutSummary, bounds
from fourthseat.engine.exercise.stages import MINUTES, move_of
from fourthseat.engine.models.argument import NEEDED, odds
from fourthseat.engine.record.measures import MEASURES
from fourthseat.engine.record.narration import describe_order, why_ended
from fourthseat.engine.record.perspective import WALL as PUBLIC
from fourthseat.engine.record.perspective import Perspectives, StoryItem, side_by_side
from fourthseat.engine.record.said import course_told
from fourthseat.engine.rules.legality import promise
from fourthseat.engine.rules.seen import options_known, spoken_of
from fourthseat.engine.rules.state import State, Talk
from fourthseat.engine.rules.view import HandoutView, View
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.advice import advice
from fourthseat.players.web.argued import ROWS, choices
from fourthseat.players.web.cell_facts import NO_CELL
from fourthseat.players.web.contexts import (
    BranchRow,
    ComparedBranch,
    Comparison,
    ControlPage,
    CourseShown,
    FilledForm,
    MenuGroup,
    PageFrame,
    PublicPage,
    SealedAnswer,
    SeatPage,
    ShownHandout,
    TalkNames,
    WatchPage,
)
from fourthseat.players.web.facts import SessionRecord
from fourthseat.players.web.followed import Followed
from fourthseat.players.web.forms import mark
from fourthseat.players.web.fragments import (
    OVERVIEW,
    TOKEN,
    Drawing,
    draw,
    fragments,
    measure_name,
    picture,
    rendered,
)
from fourthseat.players.web.granting import pending, settled
from fourthseat.players.web.halted import LOOKING
from fourthseat.players.web.hands import Proposal
from fourthseat.players.web.incident_form import incident_choices
from fourthseat.players.web.notices import notices
from fourthseat.players.web.now import digest, now_for_cell, now_for_control
from fourthseat.players.web.script import conditions, consequences, events, timeline
from fourthseat.players.web.session import AUDIENCE, BOARD, EVALUATOR, OBSERVER, Branch, Room
from fourthseat.players.web.shelf import shelf
from fourthseat.players.web.standstill import RUNNING, story_held
from fourthseat.players.web.talk_page import MODES, ShownFile, TalkShown, file_kind, talk_shown
from fourthseat.players.web.undo import Verb
from fourthseat.players.web.wall import TOLD_IN, WallPage, account
from fourthseat.players.web.watching import PACES

__all__ = ["TALKS_SHOWN", "Pages", "own_numbers"]

HANDS_SHOWN, SAID_SHOWN = 3, 60
"""Shows of hands, and sayings, of a cell on its page: the last of them."""
UNBEGUN = "not started"
"""What stands beside a clock of turn zero that does not run."""
MENU_UNFOLDED = 8
"""Options of a form up to which it is all unfolded, on the smallest screen too."""
TALKS_SHOWN = 100
"""Messages on a page; those before have a page of their own."""


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
        self.proposal: Proposal | None = None
        """A change of the world that control looks at, before it makes it."""
        self.ahead: list[RolloutSummary] = []
        self.ahead_note = ""
        self.ahead_at: Hour = 0
        """The hour from which it was looked ahead."""
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
        raised = [seat for seat, own in room.state.seats.items() if own.raised] if full else None
        self.drawing.scenario = room.scenario  # which may have an incident more than it began with
        pieces = fragments(shared, self.drawing, self._entries(role), room.record.symbols, raised=raised)
        return pieces | {name: rendered(f"piece_{name}.html", page) for name in PIECES[self._kind(role)]}

    def _entries(self, role: str) -> Sequence[Entry]:
        """The log as far as it may be told to *role*: the wall's ends where the wall's picture does."""
        if role in (BOARD, OBSERVER):
            name, upto = self.room.board
            return self.room.branches[name].game.entries[:upto]
        kept = self.room.held(role)
        return self.room.game.entries if kept is None else self.room.game.entries[: kept.upto]

    def _story(self, role: str) -> list[StoryItem]:
        room = self.room
        eyes = self.looking(room.branch)
        if role in (BOARD, OBSERVER):
            name, upto = room.board
            return [line for line in self.looking(room.branches[name]).told[PUBLIC] if line.entry < upto]
        told, kept = eyes.told[CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)], room.held(role)
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
            **_values(head),
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
        if self.room.stage_of(role) == RUNNING:  # that it starts anew would tell that somebody is asked
            return {"left": None, "running": False, "acts": {}}
        clock = self.room.clock
        left = round(clock.remaining(self.room.now()), 2)
        stands = {"stands": UNBEGUN} if self.room.stage == "brief" else {}
        return {"left": left, "running": clock.running, "acts": self._acts(role), **stands}

    def clock_mark(self, role: str) -> object:
        """Differs whenever *role*'s screens have to be told the clock anew."""
        if self.room.stage_of(role) == RUNNING:
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
            return self._control_page(role)
        return self._wall_page(role) if role in AUDIENCE else self._seat_page(Seat(role))

    def _wall_page(self, role: str) -> WallPage:
        """What the projector and observers see; looking back while everybody sits together."""
        head, stage, story = self._public_page(role), self.room.stage, self._story(role)
        looks_back = stage in TOLD_IN
        told = account(self._entries(role), story, self.room.scenario, stage == "washup") if looks_back else None
        return WallPage(**_values(head), story=tuple(story), account=told)

    def _public_page(self, role: str, *, full: bool = False) -> PublicPage:
        """*role*'s head; who is waited for only while everybody may know it, or with *full* always."""
        room = self.room
        open_to_all = full or room.stage == "deliberate"
        shown = room.shown(role)
        return PublicPage(
            role=role,
            exercise=room.scenario.title,
            handling=room.scenario.handling,
            v=shown,
            rungs=room.scenario.ladder.rungs,
            stage=room.stage_of(role),
            move=move_of(room.stage_of(role), shown.turn),
            branch=room.active,
            asked=tuple(s for s in room.round.asked if s not in room.record.doctrine) if open_to_all else (),
            waits=room.waiting() if open_to_all else (),
            halted=LOOKING if room.halt is not None else "",
            talk=self._talk(role, shown),
            handouts=tuple(self._shown(one) for one in reversed(shown.handouts)),
            cells=room.scenario.cell_shown,
            seated=room.scenario.seated,
            files=_files(role),
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
        return talk_shown(shown, room.stage_of(role), titles, handed, over=room.stage == "washup")

    def _shown(self, given: HandoutView) -> ShownHandout:
        row = as_read(self.room.scenario.handout_by_id[given.id])
        return ShownHandout(given.id, given.title, given.hour, credit(row), row.is_picture, row.is_video)

    def _seat_page(self, seat: Seat) -> SeatPage:
        """What the cell of *seat* sees."""
        room, scenario = self.room, self.room.scenario
        head = self._public_page(str(seat))
        answer, recalled = room.round.sealed.get(seat), room.record.recalled.get(seat)
        closed = head.move if head.stage in ("outbrief", "plenary", "washup") else head.move - 1
        words = () if answer is None else tuple(describe_order(order, room.state) for order in answer.decision.orders)
        taken_back = None if recalled is None or recalled.key != room.round_key(seat) else recalled.decision
        filled = _filled(head.v, taken_back)
        return SeatPage(
            **_values(head),
            turns=scenario.turns,
            players=tuple(scenario.players),
            key=room.round_key(seat),
            sealed=None if answer is None else SealedAnswer(answer.by, answer.at, words),
            filled=filled,
            courses=_courses(head.v, scenario),
            menu=_menu(head.v, filled.acts),
            calls=(calls := _calls(head.v)),
            talks=(talks := _last_talks(head.v)),
            earlier=len(head.v.talks) - len(talks),
            names=_talk_names((*talks, *calls), scenario, own_numbers(head.v)),
            known={option.id: option.title for option in spoken_of(head.v, options_known(scenario, seat)).values()},
            closes=room.record.at_end == "close",
            grace=room.record.grace,
            washing=room.record.washing,
            **self._cell(seat),
            now=now_for_cell(
                head.stage,
                head.v.questions,
                len(calls),
                sealed=answer is not None,
                by_doctrine=seat in room.record.doctrine,
                washing=(room.record.washing or head.stage == "washup") and room.driven is None,
                turn=head.v.turn,
                alone=room.driven is not None,
            ),
            notices=notices(
                seat,
                story := self._story(str(seat)),
                room.game.entries,
                room.active,
                _asked_of(room.round_key(seat), head.v, calls, sealed=answer is not None),
            ),
            digest=digest(head.v, story, room.game.entries, _move_title(scenario, closed), closed) if closed else None,
            refers=_refers(head.v),
            by_doctrine=seat in room.record.doctrine,
            alone=room.driven is not None,
            closing=0 if (waits := room.waits.of("round")) is None or seat not in room.round.asked else waits.number,
        )

    def _for_control(self, head: PublicPage) -> list[tuple[str, str]]:
        """What waits for control, named so that it is announced once."""
        room, key = self.room, self.room.round_key(CONTROL)
        if room.halt is not None:
            return [(f"halt:{len(room.game.entries)}", "The engine has stopped.")]
        if key:
            return [(f"asked:{key}:{head.stage}", _CONTROL_IS_ASKED.get(head.stage, "You are asked."))]
        if room.round.asked and not room.waiting():
            return [(f"in:{len(room.game.entries)}", "Every answer is in.")]
        return []

    def _note_moves(self) -> Iterator[Turn]:
        """The move that each note is about, in the order they were taken."""
        for note in self.room.record.notes:
            yield move_of_note(note.entry, note.turn, self.room.branches[note.line].game.entries)

    def _here(self, role: str) -> tuple[str, ...]:
        """Names of the people whose screens are open at *role*."""
        return tuple(name for name, screens in self.people[role].items() if screens > 0)

    def _cell(self, seat: Seat) -> dict[str, Any]:
        """The people of *seat*'s cell, for that cell alone."""
        own, here = self.room.record.cells.get(seat, NO_CELL), self._here(str(seat))
        shows = []
        for n, vote in list(enumerate(own.votes, 1))[-HANDS_SHOWN:][::-1]:
            hands = {
                word: tuple(name for (number, name), cast in own.hands.items() if number == n and cast == word)
                for word in ("yes", "no", "abstain")
            }
            shows.append((n, vote, hands))
        return {
            "own": own,
            "here": here,
            "everybody": tuple(dict.fromkeys((*here, *self.room.record.names.get(str(seat), ()), *own.sealers))),
            "sayings": own.said[: -SAID_SHOWN - 1 : -1],
            "shows": tuple(shows),
        }

    def _control_page(self, role: str) -> ControlPage:
        """What control sees, or with the role of an evaluator what control lets it see: no list, no arguments, no form."""
        room, state = self.room, self.room.state
        control = role == str(CONTROL)
        head = self._public_page(role, full=True)
        rows = events(state, self._followed()) if control else ()
        return ControlPage(
            **_values(head),
            s=room.scenario,
            record=room.record,
            now=now_for_control(
                head.stage,
                head.waits,
                len(head.v.proposals),
                len(head.v.rulings),
                state.turn or 1,
                all_in=not room.waiting() and bool(room.round.asked),
                halted=room.halt is not None,
            ),
            notices=notices(CONTROL, self._story(role), room.game.entries, room.active, self._for_control(head))
            if control
            else (),
            note_moves=tuple(self._note_moves()),
            roles=room.roles,
            present=self.present,
            people={role: self._here(role) for role in room.roles},
            key=room.round_key(CONTROL) if control else "",
            modes=MODES,
            shelf=shelf(room.record, room.scenario) if control else (),
            acts=tuple(room.waits.all) if control else (),
            sealed_by_people=tuple(room.round.sealed),
            all_in=not room.waiting() and bool(room.round.asked),
            running=room.clock.running,
            warning=room.warning,
            halt=room.halt if control else None,
            again=tuple(room.round.sealed) if control and room.halt is not None else (),
            back=max(1, state.turn),
            coalition=state.coalition.id,
            ended=why_ended(state.ended, state.end_reason) if state.ended else "",
            washing=room.record.washing,
            calls=(calls := _calls(head.v)),
            talks=(talks := _last_talks(head.v)),
            earlier=len(head.v.talks) - len(talks),
            names=_talk_names((*talks, *calls), room.scenario, own_numbers(head.v), state if control else None),
            bounds={name: bounds(state, name, estimate.p) for name, _, estimate in head.v.rulings},
            effects=choices(room.scenario),
            effect_rows=ROWS,
            carried=dict(room.game.carried) if control else {},
            proposal=self.proposal if control else None,
            pending=pending(replace(state, hour=room.game.hour)) if control else (),
            settled=settled(state) if control else (),
            incidents=incident_choices(room.scenario) if control else None,
            added=_added(room) if control else (),
            interventions=_interventions(state) if control else (),
            proposals=tuple(self._followed().proposals) if control else (),
            told=conditions(room.scenario) if control else {},
            does=consequences(room.scenario) if control else {},
            plan=_plan(room.scenario, room.record, state, room.active),
            advice=advice(state, room.stage, [seat for seat, _ in self._followed().proposals], rows) if control else (),
            rows=rows,
            line=timeline(state, rows),
            ahead=self.ahead,
            ahead_note=self.ahead_note,
            ahead_at=self.ahead_at,
            odds=_odds_table(),
            needed=NEEDED,
            minutes=tuple(MINUTES),
        )

    # ------------------------------------------------------------ pages

    def page(self, role: str, form_token: str, name: str, *, ghost: bool = False, said: str = "") -> str:
        """The whole page of *role*; *ghost* is control looking through a seat's eyes."""
        context = self.context(role)
        if ghost:  # control has no session of that seat's: what it sees through its eyes comes by its own
            context = replace(context, files=_files(CONTROL))
        pieces = self._live(role, context) if ghost else self.live(role)
        live = {piece: Markup(text) for piece, text in pieces.items()}
        frame = PageFrame(live, self.drawing.base, self.drawing.has_board, form_token, name, ghost, said)
        return draw(TEMPLATES[self._kind(role)], **_values(context), **_values(frame))

    def draw(self, template: str, **given: Any) -> str:
        """A page that is no role's own: a message, a door."""
        return draw(template, exercise=self.room.scenario.title, handling=self.room.scenario.handling, **given)

    def enter(self, seat: Seat) -> str:
        """Control's page to enter what *seat* wrote on paper: the cell's form, sent in control's name."""
        page, live = self._seat_page(seat), self.live(str(seat))
        form = draw("piece_ask.html", **_values(page), action="../do", entered=seat)
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
        shown, control = self.room.shown(role), role == str(CONTROL)
        talks = shown.talks[::-1]
        names = _talk_names(talks, self.room.scenario, own_numbers(shown), self.room.state if control else None)
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
            branches=[
                BranchRow(
                    b.name,
                    b.parent,
                    b.turn,
                    b.reason,
                    b.played,
                    b.game.state.coalition.title,
                    b.game.hour,
                    bool(b.game.state.ended),
                )
                for b in room.branches.values()
            ],
            active=room.active,
            turns=room.scenario.turns,
            coalitions=room.scenario.coalitions,
            left=left,
            right=right,
            compared=self.compared(left, right) if pair else None,
        )

    def compared(self, left: str, right: str) -> Comparison:
        """Two branches side by side."""
        room = self.room
        a, b = room.branches[left], room.branches[right]
        rows, _ = side_by_side(a.log, b.log)
        stories = [[t for t in self.looking(one).told[CONTROL] if t.line.style != "quiet"] for one in (a, b)]
        titles = {i.id: i.title for i in room.scenario.incidents}
        return Comparison(
            rows=[(titles.get(name) or _measured(name), x, y) for name, x, y in rows],
            first=_parting((left, stories[0]), (right, stories[1])),
            warning=""
            if a.game.hour == b.game.hour
            else f"{left} stands at {room.scenario.told(a.game.hour)} and {right} at {room.scenario.told(b.game.hour)}: "
            "numbers that add up over time, such as what was spent, cannot be set beside each other yet.",
            longest=max(1, a.game.state.hour, b.game.state.hour),
            sides=[
                ComparedBranch(branch.name, branch.game.state.coalition.title, _ladder(branch), story)
                for branch, story in zip((a, b), stories, strict=True)
            ],
        )


def _parting(left: tuple[str, Sequence[StoryItem]], right: tuple[str, Sequence[StoryItem]]) -> str | None:
    """Where two stories first tell something different, in words, and what each of them tells there; None if they are alike."""
    for one, other in zip_longest(left[1], right[1]):
        lines = [None if item is None else item.line for item in (one, other)]
        told = ["nothing more" if line is None else line.text for line in lines]
        if told[0] != told[1]:
            when = next(line.when for line in lines if line is not None)
            return f"at {when or 'STARTEX'}; in {left[0]}: {told[0]} — in {right[0]}: {told[1]}"
    return None


_CONTROL_IS_ASKED = {
    "brief": "Turn zero: open move 1 when everybody is seated.",
    "outbrief": "The move has closed. Call the plenary, or open the next move.",
    "plenary": "Plenary: open the next move when it is over.",
    "adjudicate": "The move closes: rule on what came of it.",
}
"""What is announced to control as it is asked, by stage."""


def _asked_of(key: str, shown: View, calls: Sequence[Talk], *, sealed: bool) -> list[tuple[str, str]]:
    """What waits for a cell, named so that it is announced once: the round, and what others want an answer to."""
    numbers = own_numbers(shown)
    asked = [(f"call:{numbers[talk.number]}", f"{talk.seat} wants an answer: {talk.text}") for talk in calls]
    if key and not sealed:
        texts = [question.text for question in shown.questions if question.text]
        asked.append((f"asked:{key}", "; ".join(texts) or f"Your orders for move {shown.turn} are asked for"))
    return asked


def _move_title(scenario: Scenario, turn: Turn) -> str:
    """The move's own title; empty where it has none."""
    move = scenario.move_at(turn)
    return move.title if move else ""


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


def _values(page: Any) -> dict[str, Any]:
    """The fields of a context, which stay what they are."""
    return {field.name: getattr(page, field.name) for field in fields(page)}


def _files(role: str) -> str:
    """Where *role* opens hand-outs and attached files, before their names."""
    return f"/at/{role}/handout/"


def _last_talks(shown: View) -> tuple[Talk, ...]:
    """The last messages of *shown*, newest first: as many as a page holds, so that it is as quickly drawn after thousands.

    Up to half as many more stand there, and go together: a list that loses its last line with every new one is new all over.
    """
    first = max(0, (len(shown.talks) - TALKS_SHOWN) // (TALKS_SHOWN // 2) * (TALKS_SHOWN // 2))
    return shown.talks[first:][::-1]


def own_numbers(shown: View) -> dict[int, int]:
    """What the messages of *shown* are numbered on its pages, by their numbers in the game.

    A cell counts those it said or was told: the game's own numbers would tell it how many others went round.
    """
    if shown.seat == CONTROL:
        return {talk.number: talk.number for talk in shown.talks}
    return {talk.number: number for number, talk in enumerate(shown.talks, 1)}


def _talk_names(
    talks: Sequence[Talk], scenario: Scenario, numbers: Mapping[int, int], state: State | None = None
) -> TalkNames:
    """Titles of what *talks* are about; with *state*, control's, whether what they bind to was done."""
    kept = {} if state is None else {talk.number: promise(state, talk) for talk in talks}
    return TalkNames(
        numbers=numbers,
        options={talk.option: scenario.option_by_id[talk.option].title for talk in talks if talk.option},
        incidents={talk.incident: scenario.incident_by_id[talk.incident].title for talk in talks if talk.incident},
        kept={number: done for number, done in kept.items() if done is not None},
    )


def _measured(name: str) -> str:
    """A measure's name with its unit; any other as it is."""
    measure = MEASURES.get(name)
    return name if measure is None else f"{measure_name(name)}, {measure.unit}"


def _ladder(branch: Branch) -> list[tuple[Hour, int]]:
    """(hour, rung) wherever the crisis stood."""
    track = [(0, branch.game.start.rung)]
    track += [(e.hour, e.to) for e in branch.game.entries if isinstance(e, RungMoved)]
    return [*track, (branch.game.state.hour, branch.game.state.rung)]


def _calls(shown: View) -> tuple[Talk, ...]:
    """Offers and requests to this seat that it has not answered."""
    return tuple(
        talk
        for talk in shown.talks
        if talk.sort in ("offer", "request")
        and shown.seat in talk.to
        and all(who != shown.seat for who, _ in talk.answers)
    )


def _refers(shown: View) -> dict[str, tuple[str, ...]]:
    """Names of the proposals about the same option and incident, or about the option alone, by the request."""
    return {
        request.id: tuple(
            motion.id
            for motion in shown.motions
            if motion.option == request.option and motion.incident in ("", request.incident)
        )
        for request in shown.asked
    }


def _filled(shown: View, recalled: Decision | None) -> FilledForm:
    """The form of *shown* with what a cell had *recalled*; empty if it had not."""
    if recalled is None:
        return FilledForm(choices=("",) * len(shown.questions))
    said = {order.request: "yes" if order.concur else "no" for order in recalled.orders if order.kind == "reply"}
    chosen = {order.incident: order.choice for order in recalled.orders if order.kind == "choose"}
    return FilledForm(
        acts=frozenset(f"{order.option}@{order.incident}" for order in recalled.orders if order.kind == "act"),
        free="".join(order.text for order in recalled.orders if order.kind == "propose"),
        choices=tuple(
            said.get(question.about, "") if question.kind == "concur" else chosen.get(question.about, "")
            for question in shown.questions
        ),
        intent=recalled.intent,
        reason=recalled.reason,
        expected=recalled.expected,
        confidence="" if recalled.confidence is None else str(recalled.confidence),
    )


def _courses(shown: View, scenario: Scenario) -> dict[str, tuple[CourseShown, ...]]:
    """What an opponent may do where its incident lists courses, in the order of the question."""
    return {
        question.about: tuple(
            CourseShown(
                choice, CHOICE_COMMAND[choice].capitalize(), chance, course_told(scenario, question.about, choice)
            )
            for choice, chance in question.courses
        )
        for question in shown.questions
        if question.courses
    }


def _menu(shown: View, ticked: AbstractSet[str]) -> tuple[MenuGroup, ...]:
    """The menu by incident, as a form shows it; of a long one only what holds something *ticked* is unfolded."""
    titles = {incident.id: incident.title for incident in shown.incidents}
    groups: dict[str, list[tuple[str, Option]]] = {}
    for act in shown.menu:
        groups.setdefault(act.incident, []).append((f"{act.option}@{act.incident}", shown.options[act.option]))
    short = len(shown.menu) <= MENU_UNFOLDED or len(groups) == 1
    return tuple(
        MenuGroup(
            name or "any",
            titles.get(name, "Not about one incident"),
            tuple(rows),
            short or any(value in ticked for value, _ in rows),
        )
        for name, rows in sorted(groups.items(), key=lambda pair: (pair[0] == "", pair[0]))
    )


def _plan(scenario: Scenario, record: SessionRecord, state: State, branch: str) -> tuple[Collected, ...]:
    """The data-collection plan with what there is for each question in *branch*."""
    notes = Counter(note.objective for note in record.notes if note.line == branch)
    ratings = {name: rated.rating for name, rated in record.ratings.items()}
    plan = planned(scenario, [(one.text, one.answered_by) for one in record.questions])
    return collected(plan, state.injected, notes, ratings)


def _added(room: Room) -> tuple[str, ...]:
    """Titles of the incidents that control has added, the latest first."""
    began = room.game.start.scenario.incident_by_id
    return tuple(one.title for one in reversed(room.scenario.incidents) if one.id not in began)


def _interventions(state: State) -> tuple[str, ...]:
    """How control has changed the world, in words, the latest first."""
    return tuple(describe_order(order, state) for order in reversed(state.interventions))


def _odds_table() -> tuple[tuple[int, float], ...]:
    return tuple((net, odds(max(net, 0), max(-net, 0)).p) for net in range(-4, 5))
