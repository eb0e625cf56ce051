"""A room: one exercise, its branches of play, who sits where, what has been sealed, and the clock on the wall.

The room fills the seats and no more: what happens in the game happens in :class:`~fourthseat.engine.game.game.Game`, and everything
about it is in the game's own log. What the room adds (links, stages, sealed answers, notes, the hot wash) is in its
journal. Both are on disk before anybody is told that something was taken, so a room killed at any moment goes on with
:meth:`Room.resume` where it stood.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import LogError, OrderError, nearest
from fourthseat.engine.core.orders import Author, AuthorKind, Choose, Decision, Order, Realign, Reply
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise.stages import MINUTES, Clock, stage_of
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import Header
from fourthseat.engine.record.writer import Writer
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.seen import options_known, refuse_seen
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View, public, view
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for
from fourthseat.players.web.branches import Branch, RefusalError, open_branch, replayed, resumed
from fourthseat.players.web.facts import (
    MAIN,
    AnswerRecalled,
    AnswerSealed,
    BoardShown,
    BranchActivated,
    BranchOpened,
    ClockSet,
    DoctrineSeated,
    Fact,
    MinutesSet,
    PlenaryCalled,
    SessionOpened,
    SessionRecord,
)
from fourthseat.players.web.journal import Journal
from fourthseat.players.web.journal_format import FORMAT, check_seats
from fourthseat.players.web.keys import Keys

__all__ = ["AUDIENCE", "BOARD", "EVALUATOR", "OBSERVER", "Branch", "RefusalError", "Room", "Round", "timestamp"]

BOARD, OBSERVER, EVALUATOR = "BOARD", "OBSERVER", "EVALUATOR"
"""Who only watches: the projector and observers see the public board, an evaluator sees with control's eyes."""
AUDIENCE = (BOARD, OBSERVER, EVALUATOR)


@dataclass(frozen=True, slots=True)
class Round:
    """What is asked at one moment of one branch."""

    asked: Mapping[Seat, View]
    """The view, with its questions, of every seat that is asked; nobody's once the exercise is over."""
    keys: Mapping[Seat, str]
    """What each seat's questions are called, in this branch; a form answers the round whose key it carries."""
    sealed: Mapping[Seat, AnswerSealed]
    """The answers to just these questions that are in."""
    deadline: float | None
    """When the round closes by itself, on the room's steady clock, seconds; None while it does not."""


class Room:
    """One exercise in one folder."""

    def __init__(self, folder: Path, now: Callable[[], float] = time.monotonic) -> None:
        """Not to be called: :meth:`start` or :meth:`resume`."""
        self.folder, self.now = folder, now
        self.journal = Journal(folder / "room.jsonl")
        self.branches: dict[str, Branch] = {}
        self.clock = Clock(0, None)
        self.warning = ""
        self.changed: Callable[[], None] = lambda: None
        self._stage = ""
        self._cast: Mapping[Seat, Player] = {}
        self._keys: tuple[SessionRecord, Keys] | None = None
        self._round: tuple[Game, int, SessionRecord, Clock, Round] | None = None

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
        opened = BranchOpened(MAIN, "", 0, "", "people")
        self.journal.add(SessionOpened(FORMAT, __version__, secrets.token_hex(32), timestamp()))
        self.journal.add(opened)
        self.journal.add(DoctrineSeated(tuple(sorted(doctrine))))
        self.journal.add(MinutesSet({stage: float(m) for stage, m in {**MINUTES, **(minutes or {})}.items()}))
        self.branches[MAIN] = Branch(opened, header, Game(scenario, coalition, seed, writer), writer)
        self._enter()
        self._advance()
        return self

    @classmethod
    def resume(cls, folder: Path, now: Callable[[], float] = time.monotonic) -> Room:
        """Go on with the room in *folder*: the same links, the same sealed answers; the clock stands until control starts it.

        Raises :exc:`LogError` and leaves everything on disk as it was if the journal or a log is damaged.
        """
        path = folder / "room.jsonl"
        if not path.exists():
            raise LogError(f"{folder}: holds no room; `fourthseat seminar SCENARIO --folder {folder}` opens one")
        self = cls(folder, now)
        try:
            self._reopen(path)
        except ValueError:
            self.close()
            raise
        if self.record.clock is not None:
            self.clock = Clock(self.record.clock.left, None)
        self._stage = self.stage
        self._advance(quiet=True)
        return self

    def _reopen(self, path: Path) -> None:
        """Play every branch again, and only then open their logs to be written on."""
        if not self.journal.facts:
            raise LogError(f"{path}: line 1: the room's own line is missing; restore it from a copy")
        if MAIN not in self.record.branches:
            raise LogError(f"{path}: line 2: the line of {MAIN!r} is missing; restore the file from a copy")
        games = {name: replayed(self.path_of(name)) for name in self.record.branches}
        players = games[MAIN][1].scenario.players
        check_seats(self.journal.facts, players, (str(CONTROL), *players, *AUDIENCE), str(path))
        for name, (log, game) in games.items():
            self.branches[name] = resumed(self.record.branches[name], self.path_of(name), log, game)
        for branch in self.branches.values():
            if branch.played == "doctrines":
                branch.play_out(self.cast)

    def note(self, fact: Fact) -> None:
        """Take a fact: on disk first, then in mind, then on every screen."""
        self.journal.add(fact)
        self.changed()

    # ------------------------------------------------------------ what stands

    @property
    def record(self) -> SessionRecord:
        """Everything the session remembers besides its games."""
        return self.journal.record

    @property
    def keys(self) -> Keys:
        """The links and sessions as they stand."""
        if self._keys is None or self._keys[0] is not self.record:
            self._keys = self.record, Keys(bytes.fromhex(self.record.secret), self.record.revoked)
        return self._keys[1]

    @property
    def active(self) -> str:
        """The name of the branch that is being played."""
        return self.record.active

    @property
    def branch(self) -> Branch:
        """The branch that is being played."""
        return self.branches[self.active]

    @property
    def game(self) -> Game:
        """Its game."""
        return self.branch.game

    @property
    def scenario(self) -> Scenario:
        """The situation, which every branch has in common."""
        return self.branches[MAIN].game.scenario

    @property
    def state(self) -> State:
        """Everything, as it stands."""
        return self.game.state

    @property
    def roles(self) -> tuple[str, ...]:
        """Everybody who has a link: control, the seats, the audience."""
        return (str(CONTROL), *map(str, self.scenario.players), *AUDIENCE)

    @property
    def round(self) -> Round:
        """What is asked now; made once for every state of the game, the record and the clock."""
        game, count, record, clock = self.game, len(self.game.entries), self.record, self.clock
        made = self._round
        if made is None or made[0] is not game or made[1] != count or made[2] is not record or made[3] is not clock:
            made = self._round = game, count, record, clock, _round(game, record, clock)
        return made[4]

    @property
    def stage(self) -> str:
        """Where the move stands."""
        kinds = [question.kind for view in self.round.asked.values() for question in view.questions]
        return stage_of(kinds, self.state.turn, self.record.plenary == self.round.keys.get(CONTROL, ""))

    def round_key(self, seat: Seat) -> str:
        """The name of what *seat* is asked now, in this branch; empty if it is asked nothing."""
        return self.round.keys.get(seat, "")

    def asked(self, seat: Seat, key: str) -> View:
        """What *seat* is asked in the round *key*; :exc:`RefusalError` if that round is over."""
        if not key or key != self.round_key(seat):
            raise RefusalError(
                "The exercise has moved on since this page was drawn; nothing was taken. What you wrote is still in the form."
            )
        return self.round.asked[seat]

    def path_of(self, name: str) -> Path:
        """The log of a branch."""
        return self.folder / f"{name}.jsonl"

    @property
    def board(self) -> tuple[str, int]:
        """The branch the public board shows, and how many of its entries."""
        board = self.record.board
        return (MAIN, 0) if board is None else (board.line, board.upto)

    def board_state(self) -> State:
        """What the board shows: frozen while cells answer and are briefed, so that nobody reads it there first."""
        name, upto = self.board
        branch = self.branches[name]
        if name == self.active and upto == len(branch.game.entries):
            return branch.game.state
        return fold(branch.header.scenario, branch.header.coalition, branch.game.entries[:upto])

    def shown(self, role: str) -> View:
        """The one view everything for *role* is made from."""
        if role in (BOARD, OBSERVER):
            return public(self.board_state())
        seat = CONTROL if role in (EVALUATOR, str(CONTROL)) else Seat(role)
        pending = self.round.asked.get(seat)
        if pending is not None and role != EVALUATOR:
            return pending
        return view(self.state, seat)

    def waiting(self) -> tuple[Seat, ...]:
        """Seats that have been asked and have not sealed an answer."""
        return tuple(s for s in self.round.asked if s not in self.record.doctrine and not self.is_sealed(s))

    def is_sealed(self, seat: Seat) -> bool:
        """Whether *seat*'s answer to what it is asked now is in."""
        return seat in self.round.sealed

    # ------------------------------------------------------------ seats

    def seal(self, seat: Seat, key: str, decision: Decision, by: str = "") -> None:
        """Take *seat*'s answer to the round *key*; :exc:`RefusalError` if the round is over, or the answer breaks a rule."""
        shown = self.asked(seat, key)
        if self.is_sealed(seat):
            answer = self.round.sealed[seat]
            who = answer.by or "somebody in your cell"
            raise RefusalError(f"{who} sealed your cell's answer at {answer.at}; recall it first to change it.")
        if seat != CONTROL:
            self._check(seat, shown, decision.orders)
        decision = replace(decision, by=Author(AuthorKind.PERSON, by))
        self.note(AnswerSealed(seat, key, decision, by, timestamp()[11:19]))
        self._advance()

    def unseal(self, seat: Seat, key: str) -> None:
        """Give a sealed answer back, as long as the round is open."""
        if key != self.round_key(seat) or not self.is_sealed(seat):
            raise RefusalError("There is nothing to recall: the round has closed.")
        self.note(AnswerRecalled(seat))

    def say(self, seat: Seat, *orders: Order, reason: str = "") -> None:
        """What *seat* says unasked, at once; :exc:`RefusalError` with the rule it breaks."""
        if not self.round.asked:
            raise RefusalError("The exercise is over.")
        self._check(seat, self.shown(str(seat)), orders)
        self._played(
            lambda: self.game.interject(seat, Decision(tuple(orders), reason=reason, by=Author(AuthorKind.PERSON)))
        )
        self._advance()

    def _check(self, seat: Seat, shown: View, orders: Iterable[Order]) -> None:
        """:exc:`RefusalError` for the first of *orders* that breaks a rule; a seat hears of nothing its view does not hold."""
        known = options_known(self.scenario, seat) if seat != CONTROL else {}
        for order in orders:
            reason = refuse_seen(shown, known, order) or refuse(self.state, seat, order)
            if reason is not None:
                raise RefusalError(f"Control would refuse this: {reason}.")

    # ------------------------------------------------------------ rounds

    def _advance(self, *, force: bool = False, quiet: bool = False) -> None:
        """Close every round that is complete; with *force* close this one with the declared default for who is missing."""
        while self.round.asked:
            pending = self.round.asked
            answers = {seat: self._answer(seat, shown) for seat, shown in pending.items()}
            missing = [seat for seat, answer in answers.items() if answer is None]
            by_hand = any(seat not in self.record.doctrine for seat in pending)
            if missing and not force:
                break
            if by_hand and not self.record.early and not force and CONTROL not in pending:
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
            return self.round.sealed[seat].decision
        return self.cast[seat].decide(shown) if seat in self.record.doctrine else None

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
            branch = self.branch
            branch.writer.close()
            path = self.path_of(branch.name)
            self.branches[branch.name] = resumed(branch.opened, path, *replayed(path))
            self.warning = f"{wrong}. The exercise stands where the disk has it: make room, then go on."
            self.changed()
            raise RefusalError(self.warning) from None
        self.warning = ""

    def _enter(self, *, quiet: bool = False) -> None:
        """If the stage is another, its clock starts; the public board catches up where everybody may read it."""
        stage = self.stage
        if stage in ("brief", "plenary", "deliberate", "washup"):
            upto = (self.active, len(self.game.entries))
            if upto != self.board:
                self.note(BoardShown(*upto))
        asked = f"{self.active}/{stage}/{self.state.turn}/{'+'.join(map(str, self.round.asked))}/{self.game.hour}"
        if asked != self._stage and not quiet:
            was_running = self.clock.running or not self._stage
            self.clock = Clock(60.0 * self.record.minutes[stage], self.now() if was_running else None)
            self._stage = asked
            self.journal.add(ClockSet(self.clock.left, asked))
        elif quiet:
            self._stage = asked

    def close_round(self) -> None:
        """Close the round now; who has not answered gets the declared default."""
        if CONTROL in self.round.asked or not self.round.asked:
            raise RefusalError("No round of the cells is open.")
        self._advance(force=True)

    def tick(self) -> None:
        """Called now and then: closes a round whose time and grace are up, if control wants it closed."""
        if self.warning and self.round.asked:  # the disk was full when a round closed: is there room now?
            try:
                self._advance()
            except RefusalError:
                return
        deadline = self.round.deadline
        if deadline is not None and self.now() >= deadline:
            self._advance(force=True)

    def call_plenary(self) -> None:
        """From the cells' outbrief to the plenary: the board shows what the move brought."""
        if self.stage != "outbrief":
            raise RefusalError("A plenary follows the cells' outbrief.")
        self.note(PlenaryCalled(self.round_key(CONTROL)))
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
        self.journal.add(ClockSet(round(self.clock.remaining(self.now()), 1), self._stage))

    # ------------------------------------------------------------ branches of play

    def open_branch(self, opened: BranchOpened, coalition: str) -> Branch:
        """A new branch as *opened* says, under *coalition* (empty: as it was).

        With ``people`` the room goes on there; with ``doctrines`` it is played out at once beside the exercise.
        """
        branch = open_branch(self.branches[opened.parent], opened, coalition, self.path_of(opened.name), self.branches)
        self.journal.add(opened)
        self.branches[opened.name] = branch
        if opened.played == "doctrines":
            branch.play_out(self.cast)
            self.changed()
        else:
            self.switch(opened.name)
        return branch

    def switch(self, name: str) -> None:
        """Go on with another branch; the one left stays as it is."""
        if name not in self.branches:
            raise RefusalError(f"There is no line {name!r}; {nearest(name, self.branches)}.")
        if self.branches[name].played != "people":
            raise RefusalError(f"{name} was played out by doctrines; it can be watched, not played.")
        self.note(BranchActivated(name))
        self._advance()

    def seat_doctrine(self, seats: Iterable[Seat]) -> None:
        """Who is played by doctrine from now on."""
        self._cast = {}
        self.note(DoctrineSeated(tuple(sorted(seats))))
        self._advance()

    def realign(self, coalition: str, reason: str) -> None:
        """Another variant of the coalition from now on."""
        self.say(CONTROL, Realign(coalition), reason=reason)

    def close(self) -> None:
        """Leave the room; its folder holds everything."""
        for branch in self.branches.values():
            branch.writer.close()
        self.journal.close()


def _round(game: Game, record: SessionRecord, clock: Clock) -> Round:
    """What *game* asks now, with the answers in *record* that are to just that."""
    asked = game.pending
    keys = {
        seat: f"{record.active}/" + ",".join(question.id for question in view.questions) for seat, view in asked.items()
    }
    sealed = {seat: answer for seat, answer in record.sealed.items() if keys.get(seat) == answer.key}
    closes = record.at_end == "close" and clock.since is not None and bool(asked) and CONTROL not in asked
    deadline = clock.since + clock.left + 60 * record.grace if closes and clock.since is not None else None
    return Round(asked, keys, sealed, deadline)


def default(shown: View) -> Decision:
    """What is declared for a seat that has not answered: no orders, no concurrence, the opponent holds."""
    orders: list[Order] = []
    for question in shown.questions:
        if question.kind == "concur":
            orders.append(Reply(question.about, False))
        elif question.kind == "choose":
            orders.append(Choose(question.about, "hold"))
    return Decision(tuple(orders), reason="declared default: no answer in time", by=Author(AuthorKind.DEFAULT))


def timestamp() -> str:
    """The time of day, for people; nothing is decided by it."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")
