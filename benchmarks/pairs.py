"""Old and new program in one process, game by game: single games, look-ahead, copies. The parts of ``benchmarks.ratio``.

The old program plays by the rules of its day. Both are dealt the same game, and go their own ways from there; so what is set beside
each other is the time an entry of the log takes.
"""

from __future__ import annotations

import copy
import pickle
from collections.abc import Iterator, Mapping
from functools import cache, partial
from typing import Any

from benchmarks import reference
from benchmarks.tables import Cell, Table
from benchmarks.timing import Spread, alternately, cpu, ratios
from fourthseat.engine.core.entries.turns import Decided
from fourthseat.engine.exercise.lookahead import rollouts, summary
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.replay import fork
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

__all__ = [
    "UNMEASURED",
    "Old",
    "both",
    "copies",
    "games",
    "lookahead",
    "measured",
    "names",
    "old",
    "same_deal",
    "seated",
]

FIRST = 20
"""Futures of each variant after which a room shows its first numbers."""

UNMEASURED = 1_000_000
"""Numbers from here on are for games that are played once before the others, for what a program keeps from game to game: imports,
tables of a scenario. They are no measured game's, for luck that was drawn already is kept too."""


class Old:
    """What of the old program is compared, under the names the new one has."""

    def __init__(self) -> None:
        of = reference.module
        self.find, self.names = of("scenarios").find, of("scenarios").names
        self.parse = of("engine.scenario.reader").parse
        self.game, self.play = of("engine.game.game").Game, of("engine.game.game").play
        self.measure = of("engine.record.measures").measure
        self.log, self.header = of("engine.record.log").EventLog, of("engine.record.log").Header
        self.prefix, self.replay = of("engine.record.replay").prefix, of("engine.record.replay").replay_decisions
        ahead = of("engine.exercise.lookahead")
        self.rollouts, self.summary = ahead.rollouts, ahead.summary
        self.entries = of("engine.core.entries")
        self._cast = of("players.cast")

    def seated(self, scenario: Any) -> Any:
        """Doctrines in every seat."""
        return self._cast.cast_for(scenario, self._cast.cast_names(scenario, {}))

    def measured(self, scenario: Any, cast: Any, coalition: str, seed: int) -> tuple[Any, Mapping[str, Any]]:
        """One game with all its measures."""
        game = self.play(self.game(scenario, coalition, seed), cast)
        return game, self.measure(scenario, game.entries, game.state)


@cache
def old() -> Old:
    """The old program, unpacked once a process."""
    return Old()


def names() -> tuple[str, ...]:
    """The scenarios the old program came with."""
    return tuple(old().names())


def both(name: str) -> tuple[Scenario, Any]:
    """A scenario of the old program as today's program reads it, and as the old one does.

    The scenarios shipped today have other numbers, and words the old program cannot read.
    """
    before = old().find(name)
    return parse(before.model_dump(mode="json", by_alias=True), name), before


def seated(scenario: Scenario) -> Any:
    """Doctrines in every seat."""
    return cast_for(scenario, cast_names(scenario, {}))


def measured(scenario: Scenario, cast: Any, coalition: str, seed: int) -> tuple[Game, Mapping[str, Any]]:
    """One game with all its measures."""
    game = play(Game(scenario, coalition, seed), cast)
    return game, measure(scenario, game.entries, game.state)


def same_deal(gave: Mapping[str, Any]) -> bool:
    """Whether both played the same game to its end, entry by entry; :exc:`AssertionError` unless both were dealt the same."""
    was, now = gave["old"][0].entries, gave["new"][0].entries
    assert repr(was[0]) == repr(now[0]), f"{was[0]!r} was {now[0]!r}"
    return len(was) == len(now) and all(repr(before) == repr(after) for before, after in zip(was, now, strict=True))


def games(names: tuple[str, ...], rounds: int) -> Table:
    """One game at a time with all measures: each scenario of the old program, its variants in turn."""
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        situation, before = both(name)
        cast, old_cast = seated(situation), old().seated(before)
        variants = [coalition.id for coalition in situation.coalitions]
        entries: dict[str, list[int]] = {"old": [], "new": []}
        equal: list[bool] = []

        def played(way: Any, scenario: Any, seats: Any, number: int, variants: list[str] = variants) -> Any:
            return way(scenario, seats, variants[number % len(variants)], number)

        def check(gave: Mapping[str, Any], entries: dict[str, list[int]] = entries, equal: list[bool] = equal) -> None:
            equal.append(same_deal(gave))
            for way, (game, _) in gave.items():
                entries[way].append(len(game.entries))

        ways = {
            "old": partial(played, old().measured, before, old_cast),
            "new": partial(played, measured, situation, cast),
        }
        for number in range(UNMEASURED, UNMEASURED + len(variants)):
            same_deal({way: function(number) for way, function in ways.items()})
        took = alternately(ways, rounds, check)
        cost = {way: [1e6 * t / n for t, n in zip(took[way], entries[way], strict=True)] for way in ways}
        rows.append(
            (
                name,
                sum(equal),
                *(round(sum(entries[way]) / rounds) for way in ways),
                *(rounds / sum(took[way]) for way in ways),
                ratios(cost["old"], cost["new"]),
            )
        )
    title = (
        f"One game after the other with all measures, on one core: {rounds} games of each scenario by either program, game by "
        "game in turn, its variants in turn, dealt alike and played by either's rules. Games that were equal to the last entry; "
        "games a second of processor time; how many times as fast an entry is: median of the games' ratios (quartiles)."
    )
    columns = (
        "scenario",
        "games equal",
        "entries a game before",
        "now",
        "before, games/s",
        "now, games/s",
        "an entry, times as fast",
    )
    return Table("games", title, columns, rows)


def lookahead(name: str, futures: int, rounds: int) -> Table:
    """Futures of up to four variants from every move of a game, all of them and until the first numbers."""
    situation, before = both(name)
    variants = [coalition.id for coalition in situation.coalitions][:4]
    cast, old_cast = seated(situation), old().seated(before)
    rows: list[tuple[Cell, ...]] = []
    for turn in range(1, situation.turns + 1):
        fed = [_log_before(before, old_cast, variants[0], seed, turn) for seed in range(rounds)]
        live = [_game_at(situation, cast, variants[0], seed, turn) for seed in range(rounds)]

        def ahead(luck: range, fed: list[Any] = fed, live: list[Game] = live) -> dict[str, list[float]]:
            def was(number: int) -> Any:
                played = old().rollouts(fed[number], variants, old_cast, luck)
                return played, old().summary(played, before)

            def now(number: int) -> Any:
                played = rollouts(live[number], variants, cast, luck)
                return played, summary(played, situation)

            return alternately({"old": was, "new": now}, rounds)

        first = ahead(range(UNMEASURED, UNMEASURED + min(FIRST, futures)))  # other luck, for what was drawn is kept
        whole = ahead(range(futures))
        rows.append(
            (
                str(turn),
                Spread.of(whole["old"]),
                Spread.of(whole["new"]),
                ratios(whole["old"], whole["new"]),
                Spread.of(first["old"]),
                Spread.of(first["new"]),
            )
        )
    title = (
        f"Look-ahead in {name}: {futures} futures of {len(variants)} variants from the opening of each move, with their summary, "
        f"{'one game' if rounds == 1 else f'{rounds} games in turn'}, by either's rules. Seconds of processor time, median (quartiles); the first numbers "
        f"come after {min(FIRST, futures)} futures of each variant."
    )
    columns = ("move", "before, s", "now, s", "times as fast", "first numbers before, s", "first numbers now, s")
    return Table("lookahead", title, columns, rows)


def _game_at(scenario: Scenario, cast: Any, coalition: str, seed: int, turn: int) -> Game:
    """The live game at the opening of move *turn*, as a room holds it."""
    game, _ = measured(scenario, cast, coalition, seed)
    return fork(EventLog(Header(scenario, coalition, seed), tuple(game.entries)), turn)


def _log_before(scenario: Any, cast: Any, coalition: str, seed: int, turn: int) -> Any:
    """The old program's log up to there, which is what its look-ahead took."""
    game, _ = old().measured(scenario, cast, coalition, seed)
    log = old().log(old().header(scenario, coalition, seed), tuple(game.entries))
    return old().log(log.header, old().prefix(log, turn))


def questions(scenario: Scenario, cast: Any, coalition: str, seed: int) -> Iterator[Game]:
    """The game as it stands each time somebody is asked."""
    game = Game(scenario, coalition, seed)
    while pending := game.pending:
        yield game
        game.submit({seat: cast[seat].decide(view) for seat, view in pending.items()})


def copies(names: tuple[str, ...], rounds: int) -> Table:
    """A copy of a game at every question; before, the only way to another one was to play its decisions again."""
    rows: list[tuple[Cell, ...]] = []
    for name in names:
        situation, before = both(name)
        cast, coalition = seated(situation), situation.coalitions[0].id
        copied, pickled, again, sizes = list[float](), list[float](), list[float](), list[float]()
        for seed in range(rounds):
            past = old().measured(before, old().seated(before), coalition, seed)[0].entries
            for game in questions(situation, cast, coalition, seed):
                copied.append(1e6 * min(cpu(partial(copy.copy, game))[0] for _ in range(5)))
                took, whole = cpu(partial(_through_pickle, game))
                pickled.append(1e6 * took)
                sizes.append(len(pickle.dumps(whole)) / 1024)
                decided = [entry for entry in game.entries if isinstance(entry, Decided)]
                fed = [entry for entry in past if type(entry).__name__ == "Decided"][: len(decided)]
                rebuilt = old().game(before, coalition, seed)
                again.append(1e6 * cpu(partial(old().replay, rebuilt, fed))[0])
        rows.append((name, len(copied), *map(Spread.of, (copied, pickled, sizes, again)), ratios(again, copied)))
    title = (
        f"A game copied at every question of {rounds} games, beside what a copy was before: its decisions played again. "
        "Microseconds of processor time, median (quartiles); a copy is the fastest of five, for the clock's own step."
    )
    columns = (
        "scenario",
        "questions",
        "copy, µs",
        "pickled and back, µs",
        "pickle, kB",
        "played again before, µs",
        "times as fast",
    )
    return Table("copies", title, columns, rows)


def _through_pickle(game: Game) -> Game:
    back: Game = pickle.loads(pickle.dumps(game))
    return back
