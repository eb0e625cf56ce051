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
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import FourthSeatError, LogError, OrderError, nearest
from fourthseat.engine.core.files import made_or_nothing
from fourthseat.engine.core.orders import Author, AuthorKind, Decision, Order, Realign
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.exercise import handouts as papers
from fourthseat.engine.exercise.stages import MINUTES, Clock, stage_of
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.going_on import JOURNAL, MAIN_LOG
from fourthseat.engine.record.log import Header
from fourthseat.engine.record.log_file import is_unbegun
from fourthseat.engine.record.perspective import Perspectives, StoryItem
from fourthseat.engine.record.stopped import names_game
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.seen import options_known, refuse_seen
from fourthseat.engine.rules.state import State
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for
from fourthseat.players.web.branches import (
    Branch,
    RefusalError,
    first_branch,
    open_branch,
    resumed,
    taken_up,
    there,
)
from fourthseat.players.web.clock_facts import GRACE, HoldSet, HomeworkSet, MinutesSet, RulesSet
from fourthseat.players.web.consistency import check_folder
from fourthseat.players.web.disk import Disk, NotWrittenError
from fourthseat.players.web.facts import (
    MAIN,
    AnswerRecalled,
    AnswerSealed,
    BoardShown,
    BranchActivated,
    BranchOpened,
    DoctrineSeated,
    Fact,
    PlenaryCalled,
    SelfDriven,
    SessionOpened,
    SessionRecord,
)
from fourthseat.players.web.halted import Halt, HaltedError, halt
from fourthseat.players.web.journal import Journal, repairable
from fourthseat.players.web.journal_format import FORMAT
from fourthseat.players.web.keys import Keys
from fourthseat.players.web.roles import AUDIENCE
from fourthseat.players.web.rounds import Round, default, round_of
from fourthseat.players.web.sight import Sight
from fourthseat.players.web.stage_clock import StageClock
from fourthseat.players.web.standstill import SPOKEN_ORDERS
from fourthseat.players.web.undo import WaitingActs
from fourthseat.players.web.watching import Watching

__all__ = ["Room", "timestamp"]


class Room:
    """One exercise in one folder."""

    def __init__(self, folder: Path, journal: Journal, now: Callable[[], float]) -> None:
        """Not to be called: :meth:`start` or :meth:`resume`."""
        self.folder, self.journal, self.now = folder, journal, now
        self.branches: dict[str, Branch] = {}
        self.clock = Clock(0, None)
        self.disk = Disk(folder, now)
        self.changed: Callable[[], None] = lambda: None
        self.said: tuple[str, ...] = ()
        """What was passed over as the room was opened again, in words for whoever opened it."""
        self.waits = WaitingActs(now)
        """What can still be taken back."""
        self._all_in: tuple[AnswerSealed, ...] = ()
        """The answers of a round that closes as soon as they can no longer be taken back."""
        self.halt: Halt | None = None
        """What the engine stopped at, until it has gone on; the exercise stands at its last good entry."""
        self.stage_clock = StageClock(self)
        """What starts and stops the clock."""
        self._stuck = False
        self._cast: Mapping[Seat, Player] = {}
        self._keys: tuple[SessionRecord, Keys] | None = None
        self.sight = Sight(self)
        """What each role sees."""
        self._let = ""
        """The key of the opening that whoever plays alone has asked for."""
        self.watching: Watching | None = None
        """How far a game that is watched has been told."""
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
        handouts: Mapping[str, bytes] | None = None,
        hold: float = 0.0,
        driven: str | None = None,
        homework: float = 0.0,
    ) -> Room:
        """Open a new room in *folder*, which must not hold one; the files that it hands out, *handouts*, are kept there.

        The last seal, ENDEX and the like can be taken back for *hold* seconds; with 0 they are done at once. With *driven* the
        exercise runs itself: for one person at that seat, or with an empty one for who watches.
        With *homework* whoever is asked has so many hours of the day, and then the declared default.
        """
        _vacant(folder)
        doctrine = set(doctrine) if driven is None else {seat for seat in scenario.players if seat != driven}
        cast = {str(s): "doctrine" if s in doctrine else "human" for s in scenario.players}
        cast[str(CONTROL)] = "human" if driven is None else "silent"
        opened = BranchOpened(MAIN, "", 0, "", "people")
        facts = (
            SessionOpened(FORMAT, __version__, secrets.token_hex(32), timestamp()),
            opened,
            DoctrineSeated(tuple(sorted(doctrine))),
            MinutesSet({stage: float(m) for stage, m in {**MINUTES, **(minutes or {})}.items()}),
            *((HoldSet(float(hold)),) if hold else ()),
            *(() if driven is None else (SelfDriven(driven),)),
            *((HomeworkSet(float(homework)), RulesSet(True, "close", GRACE)) if homework else ()),
        )
        with made_or_nothing(folder, private=True), names_game(scenario.name, coalition, seed):
            papers.keep(folder, scenario.handouts, handouts or {})
            branch = first_branch(opened, Header(scenario, coalition, seed, cast, __version__), folder / MAIN_LOG)
            with branch.kept_or_removed():
                self = cls(folder, Journal.begin(folder / JOURNAL, facts), now)
        self.branches[MAIN] = branch
        self._advance()
        return self

    @classmethod
    def resume(cls, folder: Path, now: Callable[[], float] = time.monotonic) -> Room:
        """Go on with the room in *folder*: the same links, the same sealed answers; the clock stands until control starts it.

        Raises :exc:`LogError` and leaves everything on disk as it was if the journal or a log is damaged.
        """
        path = folder / JOURNAL
        if not there(path):
            raise LogError(f"{folder}: holds no room; `fourthseat seminar SCENARIO --folder {folder}` opens one")
        self = cls(folder, Journal(path), now)
        try:
            self._reopen(path)
        except ValueError:
            self.close()
            raise
        if self.record.clock is not None:
            self.clock = Clock(self.record.clock.left, None)
        self.stage_clock.entered = self.stage
        self._advance(quiet=True)
        self.stage_clock.take_up_deadline()
        return self

    def _reopen(self, path: Path) -> None:
        """Play every branch again, and only then open their logs to be written on."""
        if not self.journal.facts:
            raise LogError(f"{path}: line 1: the room's own line is missing{repairable(self.folder)}")
        if MAIN not in self.record.branches:
            raise LogError(f"{path}: line 2: the line of {MAIN!r} is missing{repairable(self.folder)}")
        games = {name: taken_up(self.path_of(name)) for name in self.record.branches}
        self.said = tuple(found.said for found in games.values() if found.said)
        self.said += papers.missing_in(self.folder, games[MAIN].log.header.scenario.handouts)
        logs = {name: found.log for name, found in games.items()}
        check_folder(self.folder, self.journal.facts, logs, AUDIENCE)
        for name, found in games.items():
            self.branches[name] = resumed(self.record.branches[name], self.path_of(name), found)
        for branch in self.branches.values():
            if branch.played == "doctrines":
                try:
                    with branch.writer.together():
                        branch.play_out(self.cast)
                except (FourthSeatError, RefusalError, OSError):
                    raise
                except Exception as wrong:
                    told = halt(self.folder, branch.game, wrong, "while doctrines played it out")
                    self._back_to_log(branch)
                    self.said += (f"The line {branch.name} goes no further: {told.words}",)

    def note(self, *facts: Fact) -> None:
        """Take *facts*, all or none: on disk first, then in mind, then on every screen.

        Raises :exc:`NotWrittenError` if the disk does not take them, and :exc:`LogError` for one that cannot be.
        """
        self.write(*facts)
        self.changed()

    def write(self, *facts: Fact) -> None:
        """As :meth:`note`, and no screen is told."""
        self.journal.after(*facts)  # refused here, what cannot be is no matter of the disk
        with self.disk.watched(self.changed):
            self.journal.add(*facts)

    @property
    def warning(self) -> str:
        """What the desk has to be told about the disk; empty while it takes everything."""
        return self.disk.warning

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
        """The situation, which every branch has in common but for incidents that control has added in one."""
        return self.game.scenario

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
            made = self._round = game, count, record, clock, round_of(game, record, clock)
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
    def driven(self) -> str | None:
        """The seat of the one person for whom the exercise runs itself, empty for who watches; None where control is somebody."""
        return None if self.record.driven is None else self.record.driven.seat

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
        if seat in self.record.doctrine:
            raise RefusalError(
                f"{seat} is played by doctrine now, so nothing was sealed. Ask control to give the seat back."
            )
        if self.is_sealed(seat):
            answer = self.round.sealed[seat]
            who = answer.by or "somebody in your cell"
            raise RefusalError(f"{who} sealed your cell's answer at {answer.at}; recall it first to change it.")
        if seat != CONTROL:
            self._check(seat, shown, decision.orders)
        decision = replace(decision, by=Author(AuthorKind.PERSON, by))
        self.note(AnswerSealed(seat, key, decision, by, timestamp()[11:19]))
        self._advance()  # what hinders this does not make the answer less sealed

    def unseal(self, seat: Seat, key: str) -> None:
        """Give a sealed answer back, as long as the round is open."""
        if key != self.round_key(seat) or not self.is_sealed(seat):
            raise RefusalError("There is nothing to recall: the round has closed.")
        self.waits.drop("round", "close")
        self._all_in = ()
        self.note(AnswerRecalled(seat))

    def say(self, seat: Seat, *orders: Order, reason: str = "") -> None:
        """What *seat* says unasked, at once; :exc:`RefusalError` with the rule it breaks."""
        if not self.round.asked:
            raise RefusalError("The exercise is over.")
        if seat != CONTROL and self.sight.held(str(seat)) and not all(isinstance(one, SPOKEN_ORDERS) for one in orders):
            raise RefusalError("The clock runs: orders are changed when your cell is asked, or as the move is over.")
        self._check(seat, self.sight.seen(str(seat)), orders)
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

    def _advance(self, *, quiet: bool = False) -> None:
        """Close every round that is complete, and enter the stage that follows; *quiet* if it is no new one to anybody.

        What the disk does not take waits: :meth:`tick` tries again.
        """
        try:
            while self._close_if_complete():
                pass
            self._enter(quiet=quiet)
        except NotWrittenError:
            self._stuck = True
        except HaltedError:  # control has been told; what was sealed stays so
            self._stuck = False
        else:
            self._stuck = False
        self.changed()

    def try_again(self) -> None:
        """Go on where the engine stopped; :exc:`RefusalError` if it stops there again."""
        if self.halt is None:
            raise RefusalError("Nothing has stopped.")
        before, self.halt = self.halt, None
        self._advance()
        if self.halt is not None:
            same = " It is the same as before." if self.halt == before else ""
            raise RefusalError(f"It stopped again.{same}")

    def look_into(self, wrong: Exception, doing: str) -> None:
        """Tell control that the engine met *wrong* while *doing* something beside the game, which stands as it stood."""
        if self.halt is None:
            self.halt = halt(self.folder, self.game, wrong, doing)
            self.changed()

    def _close_if_complete(self, *, force: bool = False) -> bool:
        """Close the round if it may be closed; with *force* with the declared default for who is missing. Whether it was."""
        pending = self.round.asked
        try:
            answers = {seat: self._answer(seat, shown) for seat, shown in pending.items()}
        except (FourthSeatError, RefusalError, OSError):
            raise
        except Exception as wrong:
            self.halt = halt(self.folder, self.game, wrong, "while a doctrine made up its mind")
            raise HaltedError from wrong
        by_hand = any(seat not in self.record.doctrine for seat in pending)
        waits = None in answers.values() or (by_hand and not self.record.early and CONTROL not in pending)
        if not pending or (waits and not force):
            self._all_in = ()
            self.waits.drop("round")
            return False
        if not force and self._may_be_recalled():
            return False
        taken = {seat: default(pending[seat]) if answer is None else answer for seat, answer in answers.items()}
        self._played(lambda: self.game.submit(taken))
        return True

    def _may_be_recalled(self) -> bool:
        """Whether the last of a round's answers, which are all in, may still be taken back; if so it closes later by itself."""
        answers = tuple(answer for seat, answer in self.round.sealed.items() if seat != CONTROL)
        if self.record.hold <= 0 or not answers:
            return False
        if answers != self._all_in:
            self._all_in = answers
            self.waits.drop("round")
            self.waits.put("round", "All answers are in: the round closes", self.record.hold, self._advance)
        return self.waits.of("round") is not None

    def _answer(self, seat: Seat, shown: View) -> Decision | None:
        if self.is_sealed(seat):
            return self.round.sealed[seat].decision
        if (
            seat == CONTROL and self.driven is not None
        ):  # a move is opened when whoever plays alone has read of the last
            asked = {question.kind for question in shown.questions}
            return None if "open" in asked and not self._may_open() else self.cast[seat].decide(shown)
        return self.cast[seat].decide(shown) if seat in self.record.doctrine else None

    def _may_open(self) -> bool:
        return self.driven == "" or self._let == self.round_key(CONTROL)

    def story(self, seat: Seat) -> list[StoryItem]:
        """Everything that *seat* was told in the branch that is played, oldest first."""
        eyes = Perspectives(self.game.start)
        eyes.more(self.game.entries)
        return eyes.told[seat]

    def go_on(self) -> None:
        """Open the next move of an exercise that runs itself; :exc:`RefusalError` if none is to be opened."""
        if self.driven is None or self.stage not in ("brief", "outbrief"):
            raise RefusalError("The move is under way.")
        self._let = self.round_key(CONTROL)
        self._advance()

    @property
    def cast(self) -> Mapping[Seat, Player]:
        """Doctrines for every seat, and a silent control."""
        if not self._cast:
            names = dict.fromkeys(self.scenario.players, "doctrine") | {CONTROL: "silent"}
            self._cast = cast_for(self.scenario, names)
        return self._cast

    def _played(self, act: Callable[[], None]) -> None:
        """Let the game go on by *act*, whose entries are on disk together or not at all.

        Raises :exc:`NotWrittenError` if the disk does not take them, and :exc:`HaltedError` if the engine itself stops: the game is
        then where its log has it.
        """
        if self.branch.ahead:
            self._back_to_log(self.branch)
        try:
            with self.disk.watched(self.changed), self.branch.writer.together():
                act()
        except OrderError as wrong:  # refused before anything was written
            raise RefusalError(f"{wrong}.") from None
        except BaseException as wrong:
            self.branch.ahead = True
            by_engine = isinstance(wrong, Exception) and not isinstance(wrong, FourthSeatError | RefusalError | OSError)
            if isinstance(wrong, Exception) and by_engine:
                self.halt = halt(self.folder, self.game, wrong, "while what the seats had sent was carried out")
            self._back_to_log(self.branch)
            if by_engine:
                raise HaltedError from wrong
            raise
        self.halt = None
        self.branch.openings.note(self.game)

    def _back_to_log(self, branch: Branch) -> None:
        """Make the game of *branch* again that its log has."""
        path = self.path_of(branch.name)
        branch.writer.close()
        self.branches[branch.name] = resumed(branch.opened, path, taken_up(path))

    def _enter(self, *, quiet: bool = False) -> None:
        """If the stage is another, its clock starts; the public board catches up where everybody may read it."""
        stage = self.stage
        if stage in ("brief", "plenary", "deliberate", "washup"):
            upto = (self.active, len(self.game.entries))
            if upto != self.sight.board:
                self.note(BoardShown(*upto))
        elif self.sight.board[0] != self.active:
            self.note(BoardShown(self.active, self.sight.on_the_board_of(self.branch)))
        asked = f"{self.active}/{stage}/{self.state.turn}/{'+'.join(map(str, self.round.asked))}/{self.game.hour}"
        starts = asked != self.stage_clock.entered and not quiet
        if starts:
            self.waits.drop("round", "close")
        self.stage_clock.enter(stage, asked, starts=starts)

    def close_round(self) -> None:
        """Close the round now; who has not answered gets the declared default."""
        if CONTROL in self.round.asked or not self.round.asked:
            raise RefusalError("No round of the cells is open.")
        self.waits.drop("round", "close")
        self._close_if_complete(force=True)
        self._advance()

    def tick(self) -> None:
        """Called now and then: goes on where the disk hindered it, closes a round whose time and grace are up, puts a long game away.

        Raises :exc:`NotWrittenError` if that round cannot be closed now; it will be tried again.
        """
        if self.disk.warning or self._stuck or self.stage_clock.owed:
            if not self.disk.has_room():
                return
            self._advance()
        else:
            self.branch.put_away_if_long()
        self._do_what_waited()
        if self.watching is not None and self.watching.tick():
            self.changed()
        deadline = self.round.deadline
        if deadline is not None and self.now() >= deadline and not self._stuck and self.halt is None:
            self.close_round()

    def _do_what_waited(self) -> None:
        """Do what nobody has taken back in its time; what the disk does not take waits on, and is tried again."""
        for one in self.waits.due():
            try:
                one.act()
            except NotWrittenError:
                self.waits.all.append(one)
                raise
            except RefusalError:  # the exercise went on past it
                self.changed()

    def call_plenary(self) -> None:
        """From the cells' outbrief to the plenary: the board shows what the move brought."""
        if self.stage != "outbrief":
            raise RefusalError("A plenary follows the cells' outbrief.")
        self.note(PlenaryCalled(self.round_key(CONTROL)))
        self._advance()

    # ------------------------------------------------------------ branches of play

    def open_branch(self, opened: BranchOpened, coalition: str) -> Branch:
        """A new branch as *opened* says, under *coalition* (empty: as it was).

        With ``people`` the room goes on there; with ``doctrines`` it is played out at once beside the exercise.
        """
        doctrines = self.cast if opened.played == "doctrines" else None
        origin = self.branches[opened.parent]
        try:
            with self.disk.watched(self.changed):
                branch = open_branch(origin, opened, coalition, self.path_of(opened.name), self.branches, doctrines)
        except (FourthSeatError, RefusalError, OSError):
            raise
        except Exception as wrong:
            self.look_into(wrong, f"while the line {opened.name} was opened")
            raise HaltedError from wrong
        with branch.kept_or_removed():
            self.write(opened, *(() if doctrines else (BranchActivated(opened.name),)))
        self.branches[opened.name] = branch
        if doctrines is None:
            self.waits.drop("round", "close", "end", "adhoc")
        self.halt = self.halt if doctrines else None
        self._advance()
        return branch

    def switch(self, name: str) -> None:
        """Go on with another branch; the one left stays as it is."""
        if name not in self.branches:
            raise RefusalError(f"There is no line {name!r}; {nearest(name, self.branches)}.")
        if self.branches[name].played != "people":
            raise RefusalError(f"{name} was played out by doctrines; it can be watched, not played.")
        self.note(BranchActivated(name))
        self.waits.drop("round", "close", "end", "adhoc")
        self.halt = None
        self._advance()

    def seat_doctrine(self, seats: Iterable[Seat], *facts: Fact) -> None:
        """Who is played by doctrine from now on, and with it whatever *facts* were settled on the same form."""
        self.note(*facts, DoctrineSeated(tuple(sorted(seats))))
        self._cast = {}
        self._advance()

    def realign(self, coalition: str, reason: str) -> None:
        """Another variant of the coalition from now on."""
        self.say(CONTROL, Realign(coalition), reason=reason)

    def close(self) -> None:
        """Leave the room; its folder holds everything."""
        for branch in self.branches.values():
            branch.writer.close()
        self.journal.close()


def timestamp() -> str:
    """The time of day, for people; nothing is decided by it."""
    return datetime.now(UTC).astimezone().isoformat(timespec="seconds")


def _vacant(folder: Path) -> None:
    """Raise :exc:`LogError` unless a room may be opened in *folder*."""
    if there(folder / JOURNAL):
        raise LogError(
            f"{folder}: holds a room already; continue it with --resume {folder}, or give another place with --folder"
        )
    if there(folder / MAIN_LOG) and not is_unbegun(folder / MAIN_LOG):
        raise LogError(
            f"{folder}: holds {MAIN_LOG} and no {JOURNAL}: an exercise at a terminal, which goes on with --resume {folder} "
            "--terminal, or a room that was stopped in the instant it was opened; give another folder"
        )
