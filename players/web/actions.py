"""What a form does, role by role, and every paper that can be asked for. Refusals come back as sentences."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from markupsafe import Markup

from fourthseat.engine.core.entries import Argued
from fourthseat.engine.core.orders import Amend, End, Improvise, Release, Send, Withhold
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.blocks import Document
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar import report as aar
from fourthseat.engine.exercise.lookahead import Ahead
from fourthseat.engine.exercise.papers import packet as packets
from fourthseat.engine.record.log import lines
from fourthseat.players.web.forms import Form, argument, control_answer, exercise, seat_answer, words
from fourthseat.players.web.lookahead_worker import Lookout
from fourthseat.players.web.replay_page import theatre
from fourthseat.players.web.session import AUDIENCE, EVALUATOR, RefusalError, Room, wall
from fourthseat.players.web.views import OVERVIEW, TOKEN, Pages

__all__ = ["Desk", "record"]

Paper = tuple[str | bytes, str, str]
"""Content, media type, and a file name if it is to be saved rather than shown."""
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Desk:
    """Forms in, papers out."""

    def __init__(self, room: Room, pages: Pages, lookout: Lookout) -> None:
        """For *room*."""
        self.room, self.pages, self.lookout = room, pages, lookout
        self._looking: asyncio.Task[None] | None = None

    # ------------------------------------------------------------ forms

    def act(self, role: str, form: Form, name: str) -> str:
        """Do what *form* says in the name of *role*; a sentence about it, or :exc:`RefusalError`."""
        verb = form.one("verb")
        table: dict[str, Callable[[str, Form, str], str]]
        if role == str(CONTROL):
            table = self._control()
        elif role == EVALUATOR:
            table = {"note": self._note, "rate": self._rate, "wash": self._wash}
        elif role in AUDIENCE:
            table = {}
        else:
            table = {
                "seal": self._seal,
                "recall": self._recall,
                "send": self._send,
                "answer": self._answer,
                "wash": self._wash,
            }
        if verb not in table:
            raise RefusalError(f"{role} cannot do that.")
        return table[verb](role, form, name)

    def _seal(self, role: str, form: Form, name: str) -> str:
        seat = Seat(role)
        shown = self.room.game.pending.get(seat)
        if shown is None or form.one("key") != self.room.round_key(seat):
            raise RefusalError(
                "The exercise has moved on since this page was drawn; nothing was taken. What you wrote is still in the form."
            )
        self.room.seal(seat, form.one("key"), seat_answer(form, shown), name)
        return "Sealed. It is on disk."

    def _recall(self, role: str, form: Form, _: str) -> str:
        self.room.unseal(Seat(role), form.one("key"))
        return "Recalled; change it and seal it again."

    def _send(self, role: str, form: Form, _: str) -> str:
        self.room.say(Seat(role), words(form))
        return "Sent."

    def _answer(self, role: str, form: Form, _: str) -> str:
        about = int(form.number("about", 1, 1e9) or 0)
        talks = self.room.state.talks
        if not 0 < about <= len(talks):
            raise RefusalError("There is no such offer.")
        said = words(form)
        self.room.say(Seat(role), Send((talks[about - 1].seat,), said.text or "–", said.sort, about))
        return "Answered."

    def _wash(self, role: str, form: Form, _: str) -> str:
        told = {key: form.one(key) for key in ("well", "badly", "change")}
        if not any(told.values()):
            raise RefusalError("Write something in one of the three.")
        self.room.note("wash", role="" if form.one("anonymous") else role, **told)
        return "Thank you; it is in the record."

    def _note(self, role: str, form: Form, name: str) -> str:
        if not form.one("text"):
            raise RefusalError("A note needs a text.")
        room = self.room
        room.note(
            "note", text=form.one("text"), objective=form.one("objective"), by=name or role, at=wall(), line=room.active,
            turn=room.state.turn, hour=room.state.hour, entry=len(room.game.entries) - 1,
        )  # fmt: skip
        return "Noted."

    def _rate(self, role: str, form: Form, name: str) -> str:
        known = {o.id for seat in self.room.scenario.seats for o in seat.objectives}
        if form.one("objective") not in known or form.one("rating") not in tuple("PSMU"):
            raise RefusalError("Choose P, S, M or U for one of the objectives.")
        self.room.note(
            "rating", objective=form.one("objective"), rating=form.one("rating"), text=form.one("text"), by=name or role
        )
        return "Rated."

    # ------------------------------------------------------------ control's forms

    def _control(self) -> dict[str, Callable[[str, Form, str], str]]:
        return {
            "seal": self._settle, "clock": self._clock, "plenary": self._plenary, "inject": self._inject, "adhoc": self._adhoc,
            "realign": self._realign, "end": self._end, "argue": self._argue, "rules": self._rules, "look": self._look,
            "revoke": self._revoke, "branch": self._branch, "switch": self._switch, "exercise": self._exercise,
            "forecast": self._forecast, "wash": self._wash, "note": self._note, "recall": self._recall,
        }  # fmt: skip

    def _settle(self, role: str, form: Form, name: str) -> str:
        seat = Seat(form.one("seat") or role)
        if seat != CONTROL:
            return self._seal(str(seat), form, f"control for {seat}")
        shown = self.room.game.pending.get(CONTROL)
        if shown is None or form.one("key") != self.room.round_key(CONTROL):
            raise RefusalError("The exercise has moved on since this page was drawn; nothing was taken.")
        self.room.seal(CONTROL, form.one("key"), control_answer(form, shown), name)
        return "Done."

    def _clock(self, _: str, form: Form, __: str) -> str:
        room, do = self.room, form.one("do")
        acts: dict[str, tuple[Callable[[], None], str]] = {
            "pause": (room.pause, "The clock stands."),
            "go": (room.go, "The clock runs."),
            "more": (lambda: room.extend(5), "Five minutes more."),
            "less": (lambda: room.extend(-5), "Five minutes less."),
            "close": (room.close_round, "The round is closed."),
        }
        if do not in acts:
            raise RefusalError("Pause, start, give more or less time, or close the round.")
        acts[do][0]()
        return acts[do][1]

    def _plenary(self, *_: Any) -> str:
        self.room.call_plenary()
        return "The wall shows what the move brought."

    def _inject(self, _: str, form: Form, __: str) -> str:
        name, do, text = form.one("inject"), form.one("do"), form.one("text")
        row = self.room.scenario.inject_by_id.get(name)
        if row is None:
            raise RefusalError(f"There is no inject {name}.")
        stands = self.room.state.amended.get(name, row.text)
        amend = (Amend(name, text),) if text and text != stands else ()
        if do == "fire":
            self.room.say(CONTROL, *amend, Release(name), reason="fired by hand")
            return f"{name} is sent."
        if do in ("held", "skipped"):
            self.room.say(CONTROL, Withhold(name), reason=do)
            return f"{name} is {do}."
        if not amend:
            raise RefusalError("The text is as it was.")
        self.room.say(CONTROL, *amend)
        return f"{name} is rewritten."

    def _adhoc(self, _: str, form: Form, __: str) -> str:
        self.room.say(CONTROL, Improvise(form.one("text"), tuple(Seat(to) for to in form.every("to"))))
        return "Sent."

    def _realign(self, _: str, form: Form, __: str) -> str:
        if not form.one("reason"):
            raise RefusalError("A change of the coalition needs a reason.")
        self.room.realign(form.one("coalition"), form.one("reason"))
        return "The coalition has changed."

    def _end(self, _: str, form: Form, __: str) -> str:
        self.room.say(CONTROL, End(form.one("reason")))
        return "ENDEX."

    def _argue(self, _: str, form: Form, __: str) -> str:
        before = self.room.state.arguments
        self.room.say(CONTROL, argument(form, self.room.scenario))
        settled = [e for e in self.room.game.entries if isinstance(e, Argued)]
        if self.room.state.arguments == before or not settled:
            raise RefusalError(
                "That incident is not up for a ruling; argue it as a fact of its own, or wait for the close of the move."
            )
        last: Any = settled[-1]
        dice = f", threw {' + '.join(map(str, last.dice))}, margin {last.margin:+d}" if last.dice else ""
        return f"Argument {last.number}: {last.outcome} (chance {100 * last.estimate.p:.1f} %{dice})."

    def _rules(self, _: str, form: Form, __: str) -> str:
        room = self.room
        minutes = {name: form.number(f"min-{name}", 0, 600) for name in room.minutes}
        room.note("minutes", minutes={k: room.minutes[k] if v is None else v for k, v in minutes.items()})
        grace = form.number("grace", 0, 60)
        room.note(
            "rules", early=bool(form.one("early")), at_end="close" if form.one("at_end") else "wait",
            grace=room.grace if grace is None else grace,
        )  # fmt: skip
        if form.one("symbols") in ("military", "plain"):
            room.note("symbols", set=form.one("symbols"))
        room.note("washing", open=bool(form.one("washing")))
        room.seat_doctrine(Seat(s) for s in form.every("doctrine") if s in room.scenario.players)
        return "Saved."

    def _look(self, _: str, form: Form, __: str) -> str:
        room = self.room
        if not room.game.pending:
            raise RefusalError("The exercise is over; there is nothing ahead of it.")
        other = form.one("other")
        if other and other not in room.scenario.coalition_by_id:
            raise RefusalError(f"There is no coalition {other!r}.")
        games = int(form.number("games", 8, 2000) or 200)
        names = [room.state.coalition.id, *([other] if other and other != room.state.coalition.id else [])]

        def tell(found: list[Ahead], count: int, wrong: str) -> None:
            self.pages.ahead = found or self.pages.ahead
            self.pages.ahead_note = wrong or ("" if count >= games else f"{count} of {games} futures so far.")
            room.changed()

        self.pages.ahead, self.pages.ahead_note = [], "Looking ahead."
        self._looking = asyncio.get_running_loop().create_task(self.lookout.look(room.line.log, names, games, tell))
        room.changed()
        return "Looking ahead; the live game is untouched."

    def _revoke(self, _: str, form: Form, __: str) -> str:
        role = form.one("role")
        if role not in self.room.roles:
            raise RefusalError(f"There is no seat {role!r}.")
        self.room.note("revoked", role=role)
        if role == str(CONTROL):
            return f"Control's link is another now: /join/{self.room.keys.token(role)}"
        return f"{role}'s link is another now."

    def _branch(self, _: str, form: Form, __: str) -> str:
        turn = int(form.number("turn", 1, self.room.scenario.turns) or 1)
        parent = form.one("parent") or self.room.active
        if parent not in self.room.lines:
            raise RefusalError(f"There is no line {parent!r}.")
        if form.one("played") not in ("people", "doctrines"):
            raise RefusalError("Say who plays the branch.")
        coalition = form.one("coalition")
        line = self.room.branch(form.one("name"), parent, turn, coalition, form.one("reason"), form.one("played"))
        return f"The line {line.name} leaves {parent} at the opening of move {turn}."

    def _switch(self, _: str, form: Form, __: str) -> str:
        self.room.switch(form.one("name"))
        return f"The room goes on with {form.one('name')}."

    def _exercise(self, _: str, form: Form, __: str) -> str:
        self.room.note("exercise", fields=exercise(form, OVERVIEW))
        return "Saved."

    def _forecast(self, _: str, form: Form, __: str) -> str:
        if form.one("came") not in ("yes", "no", "open"):
            raise RefusalError("It came true, it did not, or one cannot say.")
        self.room.note("forecast", about=form.one("about"), came=form.one("came"))
        return "Noted."

    # ------------------------------------------------------------ papers

    def paper(self, role: str, path: str, query: Mapping[str, str]) -> Paper | None:
        """What *role* may open at *path*; None if there is no such thing."""
        if role not in (str(CONTROL), *AUDIENCE) and path == "packet.html":
            return _shown(packets.seat(self.room.scenario, Seat(role), self.room.state.coalition.id))
        if role != str(CONTROL):
            return None
        first, _, rest = path.partition("/")
        name, _, kind = rest.rpartition(".")
        match first:
            case "lines":
                return self._lines(query)
            case "papers":
                rows = [
                    ("guide", "Facilitator guide"),
                    ("msel", "Controller's events list"),
                    *((str(s), f"Packet of {s}") for s in self.room.scenario.players),
                ]
                found = aar.forecasts(self.room.line.log)
                return (
                    self.pages.draw("papers.html", token=TOKEN, packets=rows, overview=OVERVIEW, forecasts=found),
                    "text/html",
                    "",
                )
            case "as" if rest in self.room.scenario.players:
                return self.pages.page(rest, "", "", ghost=True), "text/html", ""
            case "enter" if rest in self.room.scenario.players:
                return self._enter(Seat(rest))
            case "packet":
                return self._packet(name, kind)
            case "aar" if name in ("control", "releasable"):
                document = aar.report(record(self.room), releasable=name == "releasable")
                return _as(document, kind, f"aar-{self.room.scenario.name}-{name}")
            case "theatre" if name in self.room.lines:
                return theatre([(name, self.room.lines[name].log)]), "text/html", ""
            case "log" if name in self.room.lines:
                text = "".join(lines(self.room.lines[name].log))
                return text.encode(), "application/jsonl", f"{name}.jsonl"
            case "msel.csv" | "msel.xlsx":
                return self._sheet(path)
        return None

    def _enter(self, seat: Seat) -> Paper:
        piece = self.pages.live(str(seat))["ask"].replace('action="do"', 'action="../do"')
        seated = piece.replace("<form ", "<form class=entered ", 1).replace(
            '<input type="hidden" name="verb"',
            f'<input type="hidden" name="seat" value="{seat}"><input type="hidden" name="verb"',
        )
        return self.pages.draw("enter.html", seat=seat, form=Markup(seated)), "text/html", ""

    def _lines(self, query: Mapping[str, str]) -> Paper:
        names = list(self.room.lines)
        left = query.get("left", names[0])
        right = query.get("right", names[-1])
        given: dict[str, Any] = {
            "left": left,
            "right": right,
            "pair": None,
            "rows": [],
            "first": None,
            "tracks": [],
            "stories": [],
        }
        if left in names and right in names and left != right:
            given |= self.pages.branches(left, right)
        return self.pages.draw("lines.html", token=TOKEN, **given), "text/html", ""

    def _packet(self, name: str, kind: str) -> Paper | None:
        s, coalition = self.room.scenario, self.room.state.coalition.id
        if name == "guide":
            return _as(packets.guide(s, coalition, self.room.minutes), kind, f"guide-{s.name}")
        if name == "msel":
            return _as(packets.events(s), kind, f"events-{s.name}")
        if name in s.players:
            return _as(packets.seat(s, Seat(name), coalition), kind, f"packet-{s.name}-{name}")
        return None

    def _sheet(self, path: str) -> Paper:
        from fourthseat.engine.exercise.msel import write

        with tempfile.TemporaryDirectory() as folder:
            out = Path(folder) / path
            write(self.room.scenario, out)
            return out.read_bytes(), XLSX if path.endswith("x") else "text/csv", path


def record(room: Room) -> aar.Record:
    """What the report is made from."""
    line = room.line
    return aar.Record(
        log=line.log,
        name=line.name,
        notes=tuple(n for n in room.notes if n["line"] == line.name),
        ratings=dict(room.ratings),
        forecasts={key: fact["came"] for key, fact in room.forecasts.items()},
        wash=tuple(room.wash),
        participants={role: tuple(names) for role, names in room.names.items()},
        overview=dict(room.exercise),
        branches=tuple((one.name, one.parent, one.turn, one.reason) for one in room.lines.values() if one.parent),
    )


def _shown(document: Document) -> Paper:
    return as_html(document), "text/html", ""


def _as(document: Document, kind: str, name: str) -> Paper | None:
    match kind:
        case "html":
            return _shown(document)
        case "md":
            return as_markdown(document).encode(), "text/markdown; charset=utf-8", f"{name}.md"
        case "docx":
            return as_docx(document), DOCX, f"{name}.docx"
    return None
