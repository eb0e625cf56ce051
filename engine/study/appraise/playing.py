"""Games that are played to look at a scenario: what is asked of a worker, what it tells, and how the work is handed out.

Two kinds: a game that is *watched* move by move (menus, orders, what came, what the opponent weighed), and games that are only
*measured*, of one scenario with some of its numbers changed, on one luck, alike so far as they are alike.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass
from functools import lru_cache
from math import nan
from typing import Any, NamedTuple

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.playing import empty_moves
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.stopped import names_game
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.plain import plain
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.probing import Probed, probe
from fourthseat.engine.study.executors import Crew
from fourthseat.engine.study.sharing import games_of, of_each

__all__ = ["Changes", "Decided", "Job", "Menu", "Staffing", "Table", "Told", "Watched", "play_all", "settable"]

Changes = tuple[tuple[str, Any], ...]
"""Fields and values, as :func:`~fourthseat.engine.scenario.overrides.vary` takes them."""
Staffing = Callable[[Scenario, str], tuple[Scenario, Mapping[Seat, Player]]]
"""Staffs the seats of a scenario in a way that has a name: the scenario as it then is, and who plays. It goes to other processes by its name."""
CHUNKS = 6
"""Pieces of the work a worker is given, at least: the last ones to end leave little idle."""
MOST = 60
"""Games in a piece at most, so that a stop is not waited for."""


class Table(NamedTuple):
    """What every game is played with, in a form that another process reads once."""

    scenario: str
    """As JSON."""
    staffing: Staffing


class Job(NamedTuple):
    """Games on one luck: of one variant, by one way of staffing its seats, with these changes one beside the other."""

    staff: str
    coalition: str
    seed: int
    arms: tuple[Changes, ...] = ((),)
    watched: bool = False


class Decided(NamedTuple):
    """An incident on which an opponent chose."""

    incident: str
    p: float
    """Chance that it pressed."""
    manned: bool
    """Whether a force of the coalition's was on station."""


class Told(NamedTuple):
    """What is read of a measured game."""

    measures: Mapping[str, float | None]
    leaks: int
    """Secrets that leaked from a holder."""
    intrusions: int
    """Secrets that an intrusion took."""
    decisions: tuple[Decided, ...]
    """Of each incident on which an opponent chose, in order."""
    chances: int = 0
    """Of the chances of all that was drawn, in order, one number: another one says that something became likelier or less likely."""

    def value(self, measure: str) -> float:
        """One measure; NaN where it does not apply."""
        found = self.measures[measure]
        return nan if found is None else float(found)


class Menu(NamedTuple):
    """What a seat could order as a move opened."""

    seat: str
    turn: int
    acts: int
    """Orders: an option about each incident is one."""
    options: int


class Watched(NamedTuple):
    """What is seen of a game that is watched."""

    job: Job
    told: Told
    peak: int
    opened: tuple[str, ...]
    undecided: tuple[str, ...]
    """Opened incidents on which the opponent never chose."""
    ends: tuple[tuple[str, str, str], ...]
    """Of each decided incident: its name, the opponent's choice and the outcome; empty where there is none."""
    ordered: tuple[tuple[str, str], ...]
    """Seat and option of every order that was taken, one after the other."""
    sent: tuple[str, ...]
    """Injects that came."""
    menus: tuple[Menu, ...]
    empty: tuple[int, ...]
    """Moves in which nothing happened that an order could be about."""
    moves: int
    probes: tuple[Probed, ...]


def play_all(
    table: Table, jobs: Sequence[Job], crew: Crew, progress: Callable[[int], None] | None = None
) -> list[tuple[Told, ...] | Watched]:
    """What each of *jobs* tells, in their order; *progress* hears how many games ended. Stopped by hand, what waits is given up."""
    arms = max((len(job.arms) for job in jobs), default=1)
    size = max(1, min(MOST // arms, len(jobs) // (crew.workers * CHUNKS)))
    pieces = [range(n, min(n + size, len(jobs))) for n in range(0, len(jobs), size)]
    found: dict[int, tuple[Told, ...] | Watched] = {}
    under_way: dict[Future[list[tuple[Told, ...] | Watched]], range] = {}
    waiting = iter(pieces)
    try:
        while True:
            while len(under_way) < 2 * crew.workers and (piece := next(waiting, None)) is not None:
                under_way[crew.executor.submit(play_jobs, table, [jobs[n] for n in piece])] = piece
            if not under_way:
                return [found[n] for n in range(len(jobs))]
            for future in wait(under_way, return_when=FIRST_COMPLETED).done:
                piece = under_way.pop(future)
                found.update(zip(piece, future.result(), strict=True))
                if progress is not None:
                    progress(sum(len(jobs[n].arms) for n in piece))
    except BaseException:
        for future in under_way:
            future.cancel()
        raise


def play_jobs(table: Table, jobs: Sequence[Job]) -> list[tuple[Told, ...] | Watched]:
    """What a worker does with its piece."""
    staffed = _staffed(table)
    return [_watched(staffed, job) if job.watched else tuple(_measured(staffed, job)) for job in jobs]


class _Staffed:
    """The scenarios of a table, each made once in a process."""

    def __init__(self, table: Table) -> None:
        self._base = parse(json.loads(table.scenario), "scenario")
        self._staffing = table.staffing
        self._staffs: dict[str, tuple[Scenario, Mapping[Seat, Player]]] = {}
        self._varied: dict[tuple[str, str], Scenario] = {}

    def cast(self, staff: str) -> Mapping[Seat, Player]:
        """Who plays."""
        return self._staff(staff)[1]

    def scenario(self, staff: str, changes: Changes) -> Scenario:
        """The scenario so staffed, with *changes*."""
        base = self._staff(staff)[0]
        if not changes:
            return base
        key = (staff, repr(changes))
        if key not in self._varied:
            made = self._varied[key] = vary(base, dict(changes))
            plain(made, like=base)
        return self._varied[key]

    def _staff(self, staff: str) -> tuple[Scenario, Mapping[Seat, Player]]:
        if staff not in self._staffs:
            self._staffs[staff] = self._staffing(self._base, staff)
        return self._staffs[staff]


@lru_cache(maxsize=1)
def _staffed(table: Table) -> _Staffed:
    return _Staffed(table)


def _measured(staffed: _Staffed, job: Job) -> Iterator[Told]:
    """One telling an arm; arms whose game is the same to the last entry share one."""
    scenarios = [staffed.scenario(job.staff, changes) for changes in job.arms]
    told: dict[int, Told] = {}
    with names_game(scenarios[0].name, job.coalition, job.seed):
        for places, game in games_of(scenarios, job.coalition, job.seed, staffed.cast(job.staff)):
            read = of_each(game, [scenarios[place] for place in places], _read)
            told.update(zip(places, read, strict=True))
    yield from (told[place] for place in range(len(scenarios)))


def _read(scenario: Scenario, game: Game) -> Told:
    measures = measure(scenario, game.entries, game.state)
    ways = Counter(entry.route for entry in game.entries if isinstance(entry, e.Leaked))
    chosen = tuple(
        Decided(entry.incident, float(entry.estimate.p), entry.strength > 0)
        for entry in game.entries
        if isinstance(entry, e.Chosen)
    )
    return Told(measures, ways["leak"], ways["intrusion"], chosen, hash(tuple(_chances(game.entries))))


def _chances(entries: Iterable[e.Entry]) -> Iterator[float]:
    """How likely was what was drawn: that an effect came about, an answer, a choice, a theft, a leak, an outcome, an accident, a rung."""
    for entry in entries:
        if isinstance(entry, (e.Effected, e.Leaked, e.RungMoved)):
            yield round(float(entry.p), 9)
        elif isinstance(entry, (e.Received, e.Chosen, e.Tried, e.Ruled, e.Accident)) and entry.estimate is not None:
            yield round(float(entry.estimate.p), 9)


@dataclass(frozen=True, slots=True)
class _Watching:
    """A player whose menus are counted, and whose opponent's mind is asked about a little more of everything."""

    player: Player
    game: Game
    menus: list[Menu]
    probes: list[Probed]

    def decide(self, view: View, /) -> Decision:
        """What the player decides."""
        for question in view.questions:
            if question.kind == "orders" and view.seat != CONTROL:
                menu = view.menu
                self.menus.append(Menu(str(view.seat), view.turn, len(menu), len({act.option for act in menu})))
            elif question.kind == "choose":
                self.probes.extend(probe(self.game.state, question.about, self.game.hour))
        return self.player.decide(view)


def _watched(staffed: _Staffed, job: Job) -> Watched:
    """One game, watched at every question."""
    scenario, cast = staffed.scenario(job.staff, job.arms[0]), staffed.cast(job.staff)
    menus: list[Menu] = []
    probes: list[Probed] = []
    with names_game(scenario.name, job.coalition, job.seed):
        game = Game(scenario, job.coalition, job.seed)
        play(game, {seat: _Watching(player, game, menus, probes) for seat, player in cast.items()})
    return _seen(job, game, menus, probes)


def _seen(job: Job, game: Game, menus: Sequence[Menu], probes: Sequence[Probed]) -> Watched:
    """What is read of a game that was watched."""
    scenario, state, entries = game.scenario, game.state, game.entries
    told = _read(scenario, game)
    incidents = [one for one in state.incidents.values() if one.opened is not None]
    rungs = [entry.to for entry in entries if isinstance(entry, e.RungMoved)]
    ends = [(one.id, str(one.choice or ""), str(one.outcome or "")) for one in incidents]
    undecided = tuple(one.id for one in incidents if one.choice is None and one.outcome is None)
    ordered = ((str(x.seat), x.option) for x in entries if isinstance(x, e.Ordered))
    sent = tuple(dict.fromkeys(entry.inject for entry in entries if isinstance(entry, e.Injected)))
    empty = tuple(empty_moves(game))
    return Watched(
        job,
        told,
        max([scenario.ladder.start, *rungs]),
        tuple(one.id for one in incidents),
        undecided,
        tuple(end for end in ends if end[0] not in undecided),
        tuple(ordered),
        sent,
        tuple(menus),
        empty,
        sum(isinstance(entry, e.TurnOpened) for entry in entries),
        tuple(probes),
    )


def settable(scenario: Scenario, changes: Changes) -> bool:
    """Whether *scenario* can have *changes* at all."""
    try:
        vary(scenario, dict(changes))
    except ScenarioError:
        return False
    return True
