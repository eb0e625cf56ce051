"""Replay: fold reads a log and runs no rule; rerun proves it; fork takes it up again from a turn.

All three are the one game: a rerun is a real :class:`~fourthseat.engine.game.game.Game` fed the logged decisions, a fork is
one fed them up to a turn, or a copy of one that was kept there.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any

from fourthseat.engine.core.entries.control import IncidentAdded
from fourthseat.engine.core.entries.kinds import Entry
from fourthseat.engine.core.entries.turns import AnsweredQuestion, Decided, TurnOpened
from fourthseat.engine.core.errors import FourthSeatError, LogError, OrderError, ScenarioError, nearest
from fourthseat.engine.core.orders import Act, Decision, Realign
from fourthseat.engine.core.terms import CONTROL, Seat, Turn
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.chain import short
from fourthseat.engine.record.log import FORMAT, EventLog, Header
from fourthseat.engine.record.stopped import named, where_it_stopped
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State, start
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.added import with_incident

__all__ = [
    "Difference",
    "Openings",
    "Tape",
    "apply_fork_changes",
    "as_played",
    "differences",
    "first_difference",
    "fork",
    "new_game",
    "prefix",
    "replay_decisions",
    "rerun",
    "resume_game",
    "states",
    "tape",
    "verification_errors",
]


@dataclass(frozen=True, slots=True)
class Tape:
    """Repeats the decisions of a log by the questions they answered; past its end, asks *then*."""

    decisions: Mapping[tuple[AnsweredQuestion, ...], Decision]
    then: Player

    def decide(self, view: View, /) -> Decision:
        """What was decided when the same was asked, else what *then* decides."""
        asked = tuple(AnsweredQuestion(question.kind, question.id) for question in view.questions)
        return self.decisions[asked] if asked in self.decisions else self.then.decide(view)


def tape(log: EventLog, seat: Seat, then: Player) -> Tape:
    """*seat*'s decisions in *log*."""
    return Tape({d.asked: d.decision for d in log.entries if isinstance(d, Decided) and d.seat == seat}, then)


def states(log: EventLog) -> Iterator[tuple[Entry, State]]:
    """Each entry with the state after it."""
    state = start(log.header.scenario, log.header.coalition)
    for entry in log.entries:
        state = apply(state, entry)
        yield entry, state


def as_played(log: EventLog) -> EventLog:
    """*log* for whoever reads a whole game: its scenario has the incidents too that control added while it was played."""
    scenario = log.header.scenario
    for entry in log.entries:
        if isinstance(entry, IncidentAdded):
            scenario = with_incident(scenario, entry.row, entry.like)
    return log if scenario is log.header.scenario else replace(log, header=replace(log.header, scenario=scenario))


def new_game(header: Header, on_entry: Any = None) -> Game:
    """The game of *header*, at its first question."""
    return Game(header.scenario, header.coalition, header.seed, on_entry)


class Openings:
    """A game at the opening of each of its moves, as copies: whoever goes back to one begins there, and feeds no log."""

    def __init__(self, games: Mapping[Turn, Game] | None = None) -> None:
        """With those of *games*, by move."""
        self._games: dict[Turn, Game] = dict(games or {})

    def note(self, game: Game) -> None:
        """Keep a copy of *game* if it stands at the opening of a move."""
        last = game.entries[-1]
        if isinstance(last, TurnOpened) and last.turn not in self._games:
            self._games[last.turn] = copy.copy(game)

    def nearest(self, turn: Turn) -> Game | None:
        """A copy at the last opening there is up to that of *turn*; None if there is none."""
        known = [opened for opened in self._games if opened <= turn]
        return copy.copy(self._games[max(known)]) if known else None

    def until(self, turn: Turn) -> Openings:
        """Those up to that of *turn*: what a branch shares that leaves there."""
        return Openings({opened: game for opened, game in self._games.items() if opened <= turn})


def replay_decisions(game: Game, entries: Iterable[Entry], openings: Openings | None = None) -> None:
    """Give *game* the decisions among *entries*, in the order they came in; *openings* notes those it comes by.

    Raises :exc:`LogError` if one answers what was not asked; the game then stands before it.
    """
    for entry in entries:
        if isinstance(entry, Decided) and entry.unasked:
            try:
                game.interject(entry.seat, entry.decision)
            except OrderError as wrong:
                raise LogError(str(wrong)) from None
        elif isinstance(entry, Decided):
            asked = game.pending.get(entry.seat)
            questions = None if asked is None else game.answered(entry.seat)
            if questions != entry.asked:
                raise LogError(
                    f"hour {entry.hour}: {entry.seat} answered {_named(entry.asked)}, but was asked {_named(questions)}"
                )
            try:
                game.submit({entry.seat: entry.decision})
            except OrderError as wrong:
                raise LogError(str(wrong)) from None
            if openings is not None:
                openings.note(game)


def _named(questions: Iterable[AnsweredQuestion] | None) -> str:
    return "nothing" if questions is None else ", ".join(question.id for question in questions)


def rerun(log: EventLog) -> Game:
    """The game played again from the log's three inputs; its entries must equal the log's."""
    game = new_game(log.header)
    replay_decisions(game, log.entries)
    return game


def resume_game(log: EventLog, where: str, openings: Openings | None = None, known: Game | None = None) -> Game:
    """The game of *log* where it was left, to be gone on with; *where* the log stands is what messages begin with.

    *openings* notes those it comes by. A *known* game is one that the log begins with, proved before: it is gone on with.
    A finished log of an older format, which today's rules play otherwise, is taken as it was told. Raises :exc:`LogError` for any
    other log that is not what this engine plays.
    """
    try:
        return _resumed(log, where, openings, known)
    except LogError:
        if log.format == FORMAT or not log.finished:
            raise
    told = new_game(log.header)
    told.end_as(log.entries)
    return told


def _resumed(log: EventLog, where: str, openings: Openings | None, known: Game | None) -> Game:
    game = new_game(log.header) if known is None else known
    start = 0 if known is None else len(known.entries)
    if openings is not None:
        openings.note(game)
    with _played_again(where, game):
        replay_decisions(game, log.entries[start:], openings)
    found = first_difference(log.entries[start:], game.entries[start : len(log.entries)])
    if found is not None:
        raise LogError(
            f"{where}: line {start + found.step + 2}: {found.path} is {short(found.left)} in the log, "
            f"{short(found.right)} when played again; it cannot be continued"
        )
    return game


@contextmanager
def _played_again(where: str, game: Game) -> Iterator[None]:
    """A block that gives *game* the decisions of a log; what the engine cannot do in it is a :exc:`LogError`."""
    try:
        yield
    except (FourthSeatError, OSError):
        raise
    except Exception as wrong:
        raise LogError(
            f"{where}: the engine stopped as it was played again, {where_it_stopped(game)}: {named(wrong)}. It can be watched with "
            "`fourthseat replay` and reported on with `fourthseat aar`, not gone on with from there"
        ) from wrong


def prefix(log: EventLog, turn: Turn) -> tuple[Entry, ...]:
    """The entries up to and with the opening of *turn*; :exc:`LogError` if the game never got there."""
    for number, entry in enumerate(log.entries):
        if isinstance(entry, TurnOpened) and entry.turn == turn:
            return log.entries[: number + 1]
    turns = sum(isinstance(entry, TurnOpened) for entry in log.entries)
    raise LogError(f"no turn {turn} in the log; it has turns 1 to {turns}")


def fork(log: EventLog, turn: Turn, openings: Openings | None = None) -> Game:
    """The game of *log* at the opening of *turn*, ready for other decisions. Its entries so far are the log's.

    It begins at the nearest of the game's own *openings*, where there are any.
    """
    kept = prefix(log, turn)
    game = None if openings is None else openings.nearest(turn)
    if game is None:
        game = new_game(log.header)
    with _played_again(log.header.scenario.name, game):
        replay_decisions(game, kept[len(game.entries) :])
    return game


# ---------------------------------------------------------------- comparing


@dataclass(frozen=True, slots=True)
class Difference:
    """Where two records part."""

    step: int
    """Index of the entry, from 0."""
    path: str
    """``Received.concur``; the kind alone if the kinds differ or one record ended."""
    left: Any
    right: Any
    hour: int = field(default=0)


def first_difference(left: Iterable[Entry], right: Iterable[Entry]) -> Difference | None:
    """The first step and field in which two entry lists differ."""
    return next(differences(left, right), None)


def differences(left: Iterable[Entry], right: Iterable[Entry]) -> Iterator[Difference]:
    """Every step in which two entry lists differ, by its first differing field; ends after a missing entry."""
    a, b = list(left), list(right)
    for step in range(max(len(a), len(b))):
        if step >= len(a) or step >= len(b):
            longer = (a if step < len(a) else b)[step]
            yield Difference(
                step,
                type(longer).__name__,
                a[step] if step < len(a) else None,
                b[step] if step < len(b) else None,
                longer.hour,
            )
            return
        if a[step] == b[step]:
            continue
        found = _differ(type(a[step]).__name__, a[step], b[step])
        if found is not None:
            yield Difference(step, *found, a[step].hour)


def _differ(path: str, a: Any, b: Any) -> tuple[str, Any, Any] | None:
    if type(a) is not type(b):
        return path, a, b
    if is_dataclass(a) and not isinstance(a, type):
        for item in fields(a):
            found = _differ(f"{path}.{item.name}", getattr(a, item.name), getattr(b, item.name))
            if found is not None:
                return found
        return None
    if isinstance(a, tuple) and isinstance(b, tuple):
        for n, (x, y) in enumerate(zip(a, b, strict=False)):
            found = _differ(f"{path}[{n}]", x, y)
            if found is not None:
                return found
        return (path, a, b) if len(a) != len(b) else None
    return None if a == b else (path, a, b)


def verification_errors(log: EventLog) -> list[str]:
    """What is wrong with *log*: the first broken hash, and the first step and field where a rerun disagrees."""
    found = []
    if log.broken is not None:
        found.append(f"line {log.broken[0]}: {log.broken[1]}")
    elif log.cut is not None:
        found.append(f"line 1: the log {log.cut}")
    game = new_game(log.header)
    try:
        replay_decisions(game, log.entries)
    except LogError as wrong:
        found.append(f"played again, {wrong}")
    difference = first_difference(log.entries, game.entries[: len(log.entries)] if not log.finished else game.entries)
    if difference is not None and log.format < FORMAT:
        return [
            *found[: log.broken is not None or log.cut is not None],
            f"format {log.format}, of an earlier version: today's rules play it otherwise from line {difference.step + 2} on "
            f"(H+{difference.hour}); it can be watched, and not be proved",
        ]
    if difference is not None:
        found.append(
            f"line {difference.step + 2} (step {difference.step}, H+{difference.hour}): {difference.path} is "
            f"{short(difference.left)} in the log, {short(difference.right)} when played again"
        )
    return found


def apply_fork_changes(
    game: Game, cast: Mapping[Seat, Player], coalition: str | None, orders: Mapping[str, Sequence[tuple[str, str]]]
) -> None:
    """Answer the opening turn of a forked *game*: CONTROL realigns, the seats in *orders* order just that, the rest decide."""
    if coalition is not None:
        reason = refuse(game.state, CONTROL, Realign(coalition))
        if reason is not None:
            raise ScenarioError(reason)
    for seat in orders:
        if seat not in game.scenario.players:
            raise ScenarioError(f"no seat {seat!r} that gives orders; {nearest(seat, game.scenario.players)}")
    opening = game.pending[CONTROL]
    decision = cast[CONTROL].decide(opening)
    if coalition is not None:
        decision = Decision((Realign(coalition), *decision.orders), reason="a fork with another coalition")
    game.submit({CONTROL: decision})
    answers = {}
    for seat, shown in game.pending.items():
        if seat in orders:
            acts = tuple(Act(option, incident) for option, incident in orders[seat])
            for act in acts:
                reason = refuse(game.state, seat, act)
                if reason is not None:
                    raise ScenarioError(f"{seat}={act.option}{'@' + act.incident if act.incident else ''}: {reason}")
            answers[seat] = Decision(acts, reason="a fork with another decision")
        else:
            answers[seat] = cast[seat].decide(shown)
    game.submit(answers)
