"""Every paper and download that can be asked for, role by role."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Literal, NamedTuple

from fourthseat.engine.core.files import FileError
from fourthseat.engine.core.talk import Attachment
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.blocks import Document
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar import report as aar
from fourthseat.engine.exercise.aar.workbook import sheets, workbook
from fourthseat.engine.exercise.handouts import file_name, found_in
from fourthseat.engine.exercise.msel.writing import contents
from fourthseat.engine.exercise.papers import packet as packets
from fourthseat.engine.record.log import lines
from fourthseat.engine.scenario.plain import as_read
from fourthseat.players.web.archive import record_of
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.everything import everything
from fourthseat.players.web.facts import MAIN
from fourthseat.players.web.replay_page import theatre
from fourthseat.players.web.roles import AUDIENCE, EVALUATOR
from fourthseat.players.web.session import Room
from fourthseat.players.web.shelf import content_of, media_type, shelf
from fourthseat.players.web.views import Pages

__all__ = ["Downloads", "NotMadeError", "Paper", "record"]

Policy = Literal["room", "document", "replay"]
"""What a page may do in a browser: a page of the room, a document that has its style in it, a replay with its own script."""


class Paper(NamedTuple):
    """Something that can be opened or saved."""

    content: str | bytes
    media_type: str
    name: str = ""
    """The file's name if it is to be saved rather than shown."""
    policy: Policy = "room"


HTML = "text/html"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class NotMadeError(RefusalError):
    """A paper cannot be made now."""

    def __init__(self, reason: str) -> None:
        """*reason*: what the system said."""
        super().__init__(f"This cannot be made now: {reason}. Make room on the disk and ask for it again.")


class Downloads:
    """Papers of one room."""

    def __init__(self, room: Room, pages: Pages) -> None:
        """For *room*."""
        self.room, self.pages = room, pages

    def paper(self, role: str, path: str, query: Mapping[str, str]) -> Paper | None:
        """What *role* may open at *path*; None if there is no such thing."""
        if role not in (str(CONTROL), *AUDIENCE) and path == "packet.html":
            return _page(self._of_cell(Seat(role)))
        if role not in AUDIENCE and path == f"talk-{role}":
            return Paper(self.pages.talk(role, "./"), HTML)
        if path.startswith("handout/"):
            return self._handout(role, path.removeprefix("handout/"))
        if path in ("theatre.html", "report.html") and self._may_look_back(role):
            return self._whole(path)
        if role != str(CONTROL):
            return None
        first, _, rest = path.partition("/")
        name, _, kind = rest.rpartition(".")
        match first:
            case "lines":
                return Paper(self.pages.branches(query.get("left", ""), query.get("right", "")), HTML)
            case "papers":
                rows = [
                    ("guide", "Facilitator guide (Controller/Evaluator Handbook)"),
                    ("msel", "Controller's events list"),
                    *((str(s), f"Packet of {s} (Situation Manual)") for s in self.room.scenario.players),
                ]
                known = aar.overview_by_itself(record(self.room), self.room.state)
                return Paper(self.pages.papers(rows, aar.forecasts(self.room.branch.log), known), HTML)
            case "as" if rest in self.room.scenario.players:
                return Paper(self.pages.page(rest, "", "", ghost=True), HTML)
            case "as" if (seat := rest.removeprefix("talk-")) in self.room.scenario.players:
                return Paper(self.pages.talk(seat, seat), HTML)
            case "enter" if rest in self.room.scenario.players:
                return Paper(self.pages.enter(Seat(rest)), HTML)
            case "packet":
                return self._packet(name, kind)
            case "aar" if name in ("control", "releasable"):
                document = aar.report(record(self.room), releasable=name == "releasable")
                return _as(document, kind, f"aar-{self.room.scenario.name}-{name}")
            case "theatre" if name in self.room.branches:
                return Paper(theatre([(name, self.room.branches[name].log)]), HTML, policy="replay")
            case "log" if name in self.room.branches:
                text = "".join(lines(self.room.branches[name].log))
                return Paper(text.encode(), "application/jsonl", f"{name}.jsonl")
            case "msel.csv" | "msel.xlsx":
                return self._sheet(path)
            case "workbook.xlsx":
                return self._taken_away(path, lambda: workbook(sheets(record(self.room)), self.room.scenario.handling))
            case "everything.zip":
                logs = {name: branch.log for name, branch in self.room.branches.items()}
                return self._taken_away(path, lambda: everything(record(self.room), logs, self._printed()))
        return None

    def _may_look_back(self, role: str) -> bool:
        """Whether *role* may see everything: whoever played alone or watched, once it is over."""
        room = self.room
        if room.watching is not None:
            return role == EVALUATOR and room.watching.over
        return room.driven == role and bool(room.state.ended)

    def _whole(self, path: str) -> Paper | None:
        if path == "theatre.html":
            return Paper(theatre([(MAIN, self.room.branches[MAIN].log)]), HTML, policy="replay")
        return _as(aar.report(record(self.room), releasable=False), "html", "")

    def _of_cell(self, cell: Seat) -> Document:
        """The packet of *cell* as it stands now: what may be ordered about what is open."""
        seen = self.room.sight.held(str(cell))
        state = self.room.state if seen is None else seen.state
        opened = [i.id for i in state.incidents.values() if i.opened is not None]
        s, turn = as_read(self.room.scenario), max(state.turn, 1)
        given = [s.handout_by_id[name] for _, name, to, _ in state.handed if cell in to]
        kept = {one.id: found_in(self.room.folder, one) for one in given}
        files = {name: content for name, content in kept.items() if content is not None}
        return packets.seat(s, cell, state.coalition.id, turn, opened, files, given)

    def _packet(self, name: str, kind: str) -> Paper | None:
        s, coalition = self.room.scenario, self.room.state.coalition.id
        if name == "guide":
            return _as(packets.guide(s, coalition, self.room.record.minutes), kind, f"guide-{s.name}")
        if name == "msel":
            return _as(packets.events(s), kind, f"events-{s.name}")
        if name in s.players:
            return _as(self._of_cell(Seat(name)), kind, f"packet-{s.name}-{name}")
        return None

    def _taken_away(self, path: str, make: Callable[[], bytes]) -> Paper:
        """A file of the whole exercise; :exc:`NotMadeError` if there is no room for what it is made of."""
        name, _, kind = path.partition(".")
        try:
            return Paper(
                make(), XLSX if kind == "xlsx" else "application/zip", f"{name}-{self.room.scenario.name}.{kind}"
            )
        except FileError as wrong:
            raise NotMadeError(str(wrong)) from None

    def _printed(self) -> Iterator[tuple[str, bytes]]:
        """The papers of the room as they are now, the hand-outs of its pack and what it has on its shelf, by the names of their files."""
        for name in ("guide", "msel", *self.room.scenario.players):
            made = self._packet(str(name), "html")
            if made is not None:
                yield f"papers/{name}.html", made.content.encode() if isinstance(made.content, str) else made.content
        yield "papers/events.csv", contents(self.room.scenario, Path("events.csv"))
        for file in shelf(self.room.record, self.room.scenario):
            found = content_of(self.room, file)
            if found is not None:
                yield f"handouts/{file.id}{file.ending}", found

    def _handout(self, role: str, name: str) -> Paper | None:
        """A file of the pack or the shelf, for who was given it, and for control; None for anybody else, as if there were none."""
        sent = [file for one in self.room.sight.shown(role).inbox for file in one.attached if file.id == name]
        if role == str(CONTROL) and not sent:
            sent = [file for file in shelf(self.room.record, self.room.scenario) if file.id == name]
        if sent:
            return self._sent(sent[-1])
        row = as_read(self.room.scenario).handout_by_id.get(name)
        given = {one.id for one in self.room.sight.shown(role).handouts}
        if row is None or (name not in given and role != str(CONTROL)):
            return None
        content = found_in(self.room.folder, row)
        if content is None:
            raise RefusalError(f"{row.title} is not in the exercise's folder; control can put it there.")
        return Paper(content, row.media_type, "" if row.is_picture or row.is_video else file_name(row))

    def _sent(self, file: Attachment) -> Paper:
        """A file that came with an inject; :exc:`RefusalError` if it is not in the folder any more."""
        content = content_of(self.room, file)
        if content is None:
            raise RefusalError(f"{file.title} is not in the exercise's folder; control can put it there.")
        kind = media_type(file)
        return Paper(content, kind, f"{file.id}{file.ending}" if kind == "application/pdf" else "")

    def _sheet(self, path: str) -> Paper:
        """The events list; :exc:`NotMadeError` if there is no room for the scratch files of a workbook."""
        try:
            made = contents(self.room.scenario, Path(path))
            return Paper(made, XLSX if path.endswith("x") else "text/csv", path)
        except FileError as wrong:
            raise NotMadeError(str(wrong)) from None


def record(room: Room, branch: str = "") -> aar.Record:
    """What the report on *branch* is made from; by default on the one that is being played."""
    played = room.branches[branch or room.active]
    return record_of(room.record, played.log, played.name)


def _page(document: Document) -> Paper:
    return Paper(as_html(document), HTML, policy="document")


def _as(document: Document, kind: str, name: str) -> Paper | None:
    match kind:
        case "html":
            return _page(document)
        case "md":
            return Paper(as_markdown(document).encode(), "text/markdown; charset=utf-8", f"{name}.md")
        case "docx":
            return Paper(as_docx(document), DOCX, f"{name}.docx")
    return None
