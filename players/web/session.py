"""A room: one exercise, its lines of play, who sits where, what has been sealed, and the clock on the wall.

The room fills the seats and no more: what happens in the game happens in :class:`~fourthseat.engine.game.game.Game`, and everything
about it is in the game's own log. What the room adds (links, stages, sealed answers, notes, the hot wash) is in its
journal. Both are on disk before anybody is told that something was taken, so a room killed at any moment goes on with
:meth:`Room.resume` where it stood.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError, OrderError, nearest
from fourthseat.engine.core.orders import Choose, Decision, Order, Realign, Reply
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.stages import MINUTES, Clock, stage_of
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import Header, Writer
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View, public, view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for
from fourthseat.players.web.branches import MAIN, Line, RefusalError, branch, restore
from fourthseat.players.web.journal import Journal
from fourthseat.players.web.keys import Keys

__all__ = ["AUDIENCE", "BOARD", "EVALUATOR", "MAIN", "OBSERVER", "Line", "RefusalError", "Room"]

BOARD, OBSERVER, EVALUATOR = "BOARD", "OBSERVER", "EVALUATOR"
"""Who only watches: the projector and observers see the public board, an evaluator sees with control's eyes."""
AUDIENCE = (BOARD, OBSERVER, EVALUATOR)
GRACE = 1.0
"""Minutes after the time is up before a round is closed with the declared default, where control wants that. Judgement, 0 to 5."""

_DECISION: TypeAdapter[Decision] = TypeAdapter(Decision)


@dataclass
class Sealed:
    """An answer that waits for the round to close."""

    key: str
    decision: Decision
    by: str
    at: str


class Room:
    """One exercise in one folder."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        """Not to be called: :meth:`start` or :meth:`resume`."""
        self.folder, self.now = folder, now
        self.journal = Journal(folder / "room.jsonl")
        self.lines: dict[str, Line] = {}
        self.active = MAIN
        self.doctrine: set[Seat] = set()
        self.minutes: dict[str, float] = dict(MINUTES)
        self.early = True
        self.at_end = "wait"
        self.grace = GRACE
        self.sealed: dict[Seat, Sealed] = {}
        self.plenary = ""
        self.clock = Clock(0, None)
        self.keys = Keys()
        self.notes: list[dict[str, Any]] = []
        self.ratings: dict[str, dict[str, Any]] = {}
        self.forecasts: dict[str, dict[str, Any]] = {}
        self.wash: list[dict[str, Any]] = []
        self.washing = False
        self.names: dict[str, list[str]] = {}
        self.exercise: dict[str, str] = {}
        self.symbols = "military"
        self.warning = ""
        self._stage = ""
        self.board: tuple[str, int] = (MAIN, 0)
        """The line the wall shows, and how many of its entries."""
        self.changed: Callable[[], None] = lambda: None
        self._cast: Mapping[Seat, Player] = {}

    # ------------------------------------------------------------ opening

    @classmethod
    def start(
        cls,
        folder: Path,
        scenario: Scenario,
        coalition: str,
        seed: int,
        doctrine: Iterable[Seat] = (),
        minutes: Mapping[str, float] | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> Room:
        """Open a new room in *folder*, which must not hold one."""
        if (folder / "room.jsonl").exists():
            raise LogError(
                f"{folder}: holds a room already; continue it with --resume {folder}, or give another folder"
            )
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as wrong:
            raise LogError(f"{folder}: {wrong.strerror}") from None
        doctrine = set(doctrine)
        cast = {str(s): "doctrine" if s in doctrine else "human" for s in scenario.players} | {str(CONTROL): "human"}
        header = Header(scenario, coalition, seed, cast, __version__)
        writer = Writer(folder / "main.jsonl", header)
        self = cls(folder, now)
        self.journal.note("room", format=1, engine=__version__, secret=secrets.token_hex(32), opened=wall())
        self.journal.note("line", name=MAIN, parent="", turn=0, reason="", played="people")
        self.journal.note("doctrine", seats=sorted(doctrine))
        self.journal.note("minutes", minutes=dict(MINUTES) | dict(minutes or {}))
        self._remember()
        line = self.lines[MAIN]
        line.header, line.writer = header, writer
        line.game = Game(scenario, coalition, seed, writer)
        self._enter()
        self._advance()
        return self

    @classmethod
    def resume(cls, folder: Path, now: Callable[[], float] = time.monotonic) -> Room:
        """Go on with the room in *folder*: the same links, the same sealed answers; the clock stands until control starts it."""
        if not (folder / "room.jsonl").exists():
            raise LogError(f"{folder}: holds no room; `fourthseat seminar SCENARIO --folder {folder}` opens one")
        self = cls(folder, now)
        try:
            if not self.journal.facts or self.journal.facts[0]["kind"] != "room":
                raise LogError(
                    f"{folder / 'room.jsonl'}: line 1: the room's own line is missing; restore it from a copy"
                )
            self._remember()
            for line in self.lines.values():
                restore(line, self.path_of(line.name))
                if line.played == "doctrines":
                    line.play_out(self.cast)
        except ValueError:
            self.close()
            raise
        self._stage = self.stage
        self._advance(quiet=True)
        return self

    def _remember(self) -> None:
        """Fold the journal."""
        for fact in self.journal.facts:
            self._recall(fact)

    def _recall(self, fact: Mapping[str, Any]) -> None:
        match fact["kind"]:
            case "room":
                self.keys.secret = bytes.fromhex(fact["secret"])
            case "line":
                name = fact["name"]
                self.lines[name] = Line(name, fact["parent"], fact["turn"], fact["reason"], played=fact["played"])
            case "active":
                self.active = fact["name"]
            case "doctrine":
                self.doctrine = {Seat(seat) for seat in fact["seats"]}
                self._cast = {}
            case "minutes":
                self.minutes = dict(fact["minutes"])
            case "rules":
                self.early, self.at_end, self.grace = fact["early"], fact["at_end"], fact.get("grace", GRACE)
            case "sealed":
                decision = _DECISION.validate_python(fact["decision"])
                self.sealed[Seat(fact["seat"])] = Sealed(fact["key"], decision, fact["by"], fact["at"])
            case "recalled":
                self.sealed.pop(Seat(fact["seat"]), None)
            case "clock":
                self.clock = Clock(fact["left"], None)
                self._stage = fact["stage"]
            case "plenary":
                self.plenary = fact["key"]
            case "board":
                self.board = (fact["line"], fact["upto"])
            case "revoked":
                self.keys.revoked[fact["role"]] += 1
            case "note":
                self.notes.append(dict(fact))
            case "rating":
                self.ratings[fact["objective"]] = dict(fact)
            case "forecast":
                self.forecasts[fact["about"]] = dict(fact)
            case "wash":
                self.wash.append(dict(fact))
            case "washing":
                self.washing = fact["open"]
            case "joined":
                known = self.names.setdefault(fact["role"], [])
                if fact["name"] and fact["name"] not in known:
                    known.append(fact["name"])
            case "exercise":
                self.exercise = dict(fact["fields"])
            case "symbols":
                self.symbols = fact["set"]

    def note(self, kind: str, **fact: Any) -> None:
        """Take a fact: on disk first, then in mind, then on every screen."""
        self._recall(self.journal.note(kind, **fact))
        self.changed()

    # ------------------------------------------------------------ what stands

    @property
    def line(self) -> Line:
        """The line that is being played."""
        return self.lines[self.active]

    @property
    def game(self) -> Game:
        """Its game."""
        return self.line.game

    @property
    def scenario(self) -> Scenario:
        """The situation, which every line has in common."""
        return self.lines[MAIN].game.scenario

    @property
    def state(self) -> State:
        """Everything, as it stands."""
        return self.game.state

    @property
    def roles(self) -> tuple[str, ...]:
        """Everybody who has a link: control, the seats, the audience."""
        return (str(CONTROL), *map(str, self.scenario.players), *AUDIENCE)

    @property
    def stage(self) -> str:
        """Where the move stands."""
        asked = [q.id for shown in self.game.pending.values() for q in shown.questions]
        return stage_of(asked, self.state.turn, self.plenary == self.round_key(CONTROL))

    def round_key(self, seat: Seat) -> str:
        """The name of what *seat* is asked now, in this line; empty if it is asked nothing."""
        shown = self.game.pending.get(seat)
        return "" if shown is None else f"{self.active}/" + ",".join(q.id for q in shown.questions)

    def path_of(self, name: str) -> Path:
        """The log of a line."""
        return self.folder / f"{name}.jsonl"

    def board_state(self) -> State:
        """What the wall shows: frozen while cells answer and are briefed, so that nobody reads it there first."""
        name, upto = self.board
        line = self.lines[name]
        if name == self.active and upto == len(line.game.entries):
            return line.game.state
        return fold(line.header.scenario, line.header.coalition, line.game.entries[:upto])

    def shown(self, role: str) -> View:
        """The one view everything for *role* is made from."""
        if role in (BOARD, OBSERVER):
            return public(self.board_state())
        seat = CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)
        pending = self.game.pending.get(seat)
        if pending is not None and role != EVALUATOR:
            return pending
        return view(self.state, seat)

    def waiting(self) -> tuple[Seat, ...]:
        """Seats that have been asked and have not sealed an answer."""
        return tuple(s for s in self.game.pending if s not in self.doctrine and not self.is_sealed(s))

    def is_sealed(self, seat: Seat) -> bool:
        """Whether *seat*'s answer to what it is asked now is in."""
        kept = self.sealed.get(seat)
        return kept is not None and kept.key == self.round_key(seat)

    # ------------------------------------------------------------ seats

    def seal(self, seat: Seat, key: str, decision: Decision, by: str = "") -> None:
        """Take *seat*'s answer to the round *key*; :exc:`RefusalError` if the round is over, or the answer breaks a rule."""
        asked = self.round_key(seat)
        if not asked or key != asked:
            raise RefusalError(
                "The exercise has moved on since this page was drawn; nothing was taken. What you wrote is still in the form."
            )
        if self.is_sealed(seat):
            kept = self.sealed[seat]
            who = kept.by or "somebody in your cell"
            raise RefusalError(f"{who} sealed your cell's answer at {kept.at}; recall it first to change it.")
        if seat != CONTROL:
            for order in decision.orders:
                reason = refuse(self.state, seat, order)
                if reason is not None:
                    raise RefusalError(f"Control would refuse this: {reason}.")
        told = _DECISION.dump_python(decision, mode="json")
        self.note("sealed", seat=str(seat), key=key, decision=told, by=by, at=wall()[11:19])
        self._advance()

    def unseal(self, seat: Seat, key: str) -> None:
        """Give a sealed answer back, as long as the round is open."""
        if key != self.round_key(seat) or not self.is_sealed(seat):
            raise RefusalError("There is nothing to recall: the round has closed.")
        self.note("recalled", seat=str(seat))

    def say(self, seat: Seat, *orders: Order, reason: str = "") -> None:
        """What *seat* says unasked, at once; :exc:`RefusalError` with the rule it breaks."""
        if not self.game.pending:
            raise RefusalError("The exercise is over.")
        for order in orders:
            broken = refuse(self.state, seat, order)
            if broken is not None:
                raise RefusalError(f"Control would refuse this: {broken}.")
        self._played(lambda: self.game.interject(seat, Decision(tuple(orders), reason=reason)))
        self._advance()

    # ------------------------------------------------------------ rounds

    def _advance(self, *, force: bool = False, quiet: bool = False) -> None:
        """Close every round that is complete; with *force* close this one with the declared default for who is missing."""
        while self.game.pending:
            pending = self.game.pending
            answers = {seat: self._answer(seat, shown) for seat, shown in pending.items()}
            missing = [seat for seat, answer in answers.items() if answer is None]
            by_hand = any(seat not in self.doctrine for seat in pending)
            if missing and not force:
                break
            if by_hand and not self.early and not force and CONTROL not in pending:
                break
            for seat in missing:
                answers[seat] = default(pending[seat])
            force = False
            taken = {seat: answer for seat, answer in answers.items() if answer is not None}
            self._played(lambda taken=taken: self.game.submit(taken))  # type: ignore[misc]
        self._enter(quiet=quiet)
        self.changed()

    def _answer(self, seat: Seat, shown: View) -> Decision | None:
        if self.is_sealed(seat):
            return self.sealed[seat].decision
        return self.cast[seat].decide(shown) if seat in self.doctrine else None

    @property
    def cast(self) -> Mapping[Seat, Player]:
        """Doctrines for every seat, and a silent control."""
        if not self._cast:
            names = dict.fromkeys(self.scenario.players, "doctrine") | {CONTROL: "silent"}
            self._cast = cast_for(self.scenario, names)
        return self._cast

    def _played(self, act: Callable[[], None]) -> None:
        """Let the game go on; if its log cannot be written, go back to what is on disk and say so."""
        try:
            act()
        except OrderError as wrong:
            raise RefusalError(f"{wrong}.") from None
        except LogError as wrong:
            line = self.line
            line.writer.close()
            restore(line, self.path_of(line.name))
            self.warning = f"{wrong}. The exercise stands where the disk has it: make room, then go on."
            self.changed()
            raise RefusalError(self.warning) from None
        self.warning = ""

    def _enter(self, *, quiet: bool = False) -> None:
        """If the stage is another, its clock starts; the wall catches up where everybody may read it."""
        stage = self.stage
        if stage in ("brief", "plenary", "deliberate", "washup"):
            upto = (self.active, len(self.game.entries))
            if upto != self.board:
                self.note("board", line=upto[0], upto=upto[1])
        asked = f"{self.active}/{stage}/{self.state.turn}/{'+'.join(map(str, self.game.pending))}/{self.game.hour}"
        if asked != self._stage and not quiet:
            was_running = self.clock.running or not self._stage
            self.clock = Clock(60.0 * self.minutes[stage], self.now() if was_running else None)
            self._stage = asked
            self.journal.note("clock", left=self.clock.left, stage=asked)
        elif quiet:
            self._stage = asked

    def close_round(self) -> None:
        """Close the round now; who has not answered gets the declared default."""
        if CONTROL in self.game.pending or not self.game.pending:
            raise RefusalError("No round of the cells is open.")
        self._advance(force=True)

    def tick(self) -> None:
        """Called now and then: closes a round whose time and grace are up, if control wants it closed."""
        if self.warning and self.game.pending:  # the disk was full when a round closed: is there room now?
            try:
                self._advance()
            except RefusalError:
                return
        up = self.clock.running and self.clock.remaining(self.now()) <= -60 * self.grace
        if up and self.at_end == "close" and self.game.pending and CONTROL not in self.game.pending:
            self._advance(force=True)

    def call_plenary(self) -> None:
        """From the cells' outbrief to the plenary: the wall shows what the move brought."""
        if self.stage != "outbrief":
            raise RefusalError("A plenary follows the cells' outbrief.")
        self.note("plenary", key=self.round_key(CONTROL))
        self._advance()

    # ------------------------------------------------------------ the clock on the wall

    def pause(self) -> None:
        """Stop the stage's clock."""
        self.clock = self.clock.paused(self.now())
        self.note_clock()

    def go(self) -> None:
        """Start it again."""
        self.clock = self.clock.resumed(self.now())
        self.note_clock()

    def extend(self, minutes: float) -> None:
        """Give the stage more time."""
        left = max(self.clock.remaining(self.now()), 0)
        self.clock = Clock(left + 60 * minutes, self.now() if self.clock.running else None)
        self.note_clock()

    def note_clock(self) -> None:
        """Put the time left on disk, and on every screen."""
        self.keep_clock()
        self.changed()

    def keep_clock(self) -> None:
        """Put the time left on disk: what a crash may cost is what has passed since."""
        self.journal.note("clock", left=round(self.clock.remaining(self.now()), 1), stage=self._stage)

    # ------------------------------------------------------------ lines of play

    def branch(self, name: str, parent: str, turn: int, coalition: str, reason: str, played: str) -> Line:
        """A new line from the opening of *turn* of *parent*. With ``people`` the room goes on there; with ``doctrines``
        it is played out at once beside the exercise.
        """
        line = branch(self.lines[parent], name, turn, coalition, reason, played, self.path_of(name), self.lines)
        self.journal.note("line", name=name, parent=parent, turn=turn, reason=reason, played=played)
        self.lines[name] = line
        if played == "doctrines":
            line.play_out(self.cast)
            self.changed()
        else:
            self.switch(name)
        return line

    def switch(self, name: str) -> None:
        """Go on with another line; the one left stays as it is."""
        if name not in self.lines:
            raise RefusalError(f"There is no line {name!r}; {nearest(name, self.lines)}.")
        if self.lines[name].played != "people":
            raise RefusalError(f"{name} was played out by doctrines; it can be watched, not played.")
        self.note("active", name=name)
        self._advance()

    def seat_doctrine(self, seats: Iterable[Seat]) -> None:
        """Who is played by doctrine from now on."""
        self.note("doctrine", seats=sorted(seats))
        self._advance()

    def realign(self, coalition: str, reason: str) -> None:
        """Another variant of the coalition from now on."""
        self.say(CONTROL, Realign(coalition), reason=reason)

    def close(self) -> None:
        """Leave the room; its folder holds everything."""
        for line in self.lines.values():
            if line.writer is not None:
                line.writer.close()
        self.journal.close()


def default(shown: View) -> Decision:
    """What is declared for a seat that has not answered: no orders, no concurrence, the opponent holds."""
    orders: list[Order] = []
    for question in shown.questions:
        if question.kind == "concur":
            orders.append(Reply(question.about, False))
        elif question.kind == "choose":
            orders.append(Choose(question.about, "hold"))
    return Decision(tuple(orders), reason="declared default: no answer in time")


def wall() -> str:
    """The time of day, for people; nothing is decided by it."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
