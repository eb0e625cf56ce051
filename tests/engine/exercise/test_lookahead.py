"""Looking ahead: a copy, never the game; the same luck for every variant; and only what so few futures can say."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from scipy import stats

from fourthseat import scenarios
from fourthseat.engine import exercise as seminar
from fourthseat.engine.core.orders import Decision, Realign, Send
from fourthseat.engine.core.terms import CONTROL
from fourthseat.engine.exercise import lookahead
from fourthseat.engine.exercise.lookahead import BLUNTED, HELD, LOST, MIN_PAIRS, OPEN, Rollout, rollouts, summary
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header, lines
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.replay import new_game, replay_decisions
from fourthseat.engine.study.statistics import MIN_BLOCKS
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.web.lookahead_worker import FIRST, RolloutWorker

ROOT = Path(seminar.__file__).parents[2]
VARIANTS = ("aukus-jpn", "aukus")


def cast(scenario: Any) -> Any:
    """Doctrines and a silent control."""
    return cast_for(scenario, dict.fromkeys(scenario.players, "doctrine") | {CONTROL: "silent"})


def played_to(turn: int, seed: int = 7, name: str = "second-thomas") -> Game:
    """A game by doctrines that stands where the cells are asked in move *turn*."""
    scenario = scenarios.find(name)
    who = cast_for(scenario, cast_names(scenario, {}))
    game = Game(scenario, "aukus-jpn", seed)
    while game.pending and not (game.state.turn == turn and CONTROL not in game.pending):
        game.submit({seat: who[seat].decide(view) for seat, view in game.pending.items()})
    return game


def log_of(game: Game) -> EventLog:
    """Its log so far."""
    header = Header(game.scenario, "aukus-jpn", game.seed, dict(cast_names(game.scenario, {})), "1")
    return EventLog(header, tuple(game.entries))


# ---------------------------------------------------------------- the live game


@pytest.mark.parametrize("turn", [1, 3])
def test_the_live_game_is_untouched(turn: int) -> None:
    """Log, state, questions and all luck to come are the same after a look as if nobody had looked."""
    looked, alone = played_to(turn), played_to(turn)
    before = (list(lines(log_of(looked))), looked.state, looked.pending)

    rollouts(looked, VARIANTS, cast(looked.scenario), range(3))

    assert before == (list(lines(log_of(looked))), looked.state, looked.pending)
    for game in (looked, alone):
        who = cast(game.scenario)
        while game.pending:
            game.submit({seat: who[seat].decide(view) for seat, view in game.pending.items()})
    assert list(lines(log_of(alone))) == list(lines(log_of(looked)))


def test_the_same_look_says_the_same() -> None:
    """A future is its number: asked again, in another order or portion, it is the same."""
    game = played_to(2)
    who = cast(game.scenario)

    once = rollouts(game, VARIANTS, who, range(4))

    assert once == rollouts(game, VARIANTS, who, range(2)) + rollouts(game, VARIANTS, who, range(2, 4))
    assert len({future.endings + future.measures for future in once if future.coalition == "aukus"}) > 1


def test_what_was_played_stands_in_every_future() -> None:
    """An incident that has ended ends so in all of them."""
    game = played_to(4)
    over = {i.id for i in game.state.incidents.values() if i.choice is not None}

    found = rollouts(game, VARIANTS, cast(game.scenario), range(5))

    assert over
    for name in over:
        assert 1 == len({dict(future.endings)[name] for future in found})


def test_with_and_without_are_pairs() -> None:
    """Before a coalition can matter any more, what Japan's seat changes is exactly nothing: the luck is the same."""
    scenario = scenarios.find("second-thomas")
    game = played_to(scenario.turns)
    found = rollouts(game, ("aukus-jpn", "aukus-jpn"), cast(scenario), range(3))

    assert found[::2] == found[1::2]


def test_pairs_are_nearer_than_strangers() -> None:
    """The same luck makes the difference of two variants vary less than two independent games would."""
    game = played_to(2)
    found = rollouts(game, VARIANTS, cast(game.scenario), range(60))
    a, b = ([dict(f.measures)["strength_ratio"] or 0.0 for f in found if f.coalition == name] for name in VARIANTS)
    gaps = [x - y for x, y in zip(a, b, strict=True)]

    assert stats.tvar(gaps) < stats.tvar(a) + stats.tvar(b)


def fed_again(log: EventLog, coalitions: Sequence[str], luck: Sequence[int]) -> list[tuple[Any, ...]]:
    """Every future from its log alone: fed to a new game, dealt other luck, realigned, played on."""
    found = []
    for number in luck:
        for coalition in coalitions:
            game = new_game(log.header)
            replay_decisions(game, log.entries)
            game.seed = (log.header.seed * 1_000_003 + 7_919 * (number + 1)) % 2**128
            if coalition != game.state.coalition.id and game.pending:
                game.interject(CONTROL, Decision((Realign(coalition),)))
            play(game, cast(game.scenario))
            ends = {name: (i.choice, i.outcome) for name, i in game.state.incidents.items()}
            found.append((coalition, number, ends, measure(game.scenario, game.entries, game.state)))
    return found


@pytest.mark.parametrize("name", ["tutorial", "second-thomas", "senkaku"])
def test_futures_from_a_copy_are_those_from_the_log(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """At control's openings and closings, at orders and in mid-move, with half of the answers in and words said unasked."""
    scenario = scenarios.find(name)
    variants = [c.id for c in scenario.coalitions][:3]
    who = cast(scenario)
    told: list[tuple[Any, ...]] = []

    def tell(game: Game, coalition: str, number: int) -> None:
        ends = {name: (i.choice, i.outcome) for name, i in game.state.incidents.items()}
        told.append((coalition, number, ends, measure(game.scenario, game.entries, game.state)))

    monkeypatch.setattr(lookahead, "_told", tell)
    game = Game(scenario, variants[0], 11)
    kinds: set[str] = set()
    for step in range(10_000):
        if not game.pending:
            break
        asked = {question.kind for view in game.pending.values() for question in view.questions}
        if step % 9 == 0 or asked - kinds:
            kinds |= asked
            log = EventLog(Header(scenario, variants[0], 11, {}, "1"), tuple(game.entries))
            told.clear()
            rollouts(game, variants, who, (0, 5))
            assert told == fed_again(log, variants, (0, 5))
        if step % 5 == 0:
            first, second = scenario.players[:2]
            game.interject(first, Decision((Send((second,), "Between us."),)))
        seat = min(game.pending)  # one by one, so that some looks find only some of the answers in
        game.submit({seat: who[seat].decide(game.pending[seat])})

    assert {"open", "orders", "choose", "close"} <= kinds


# ---------------------------------------------------------------- what is said of them


def made(count: int, coalition: str = "aukus-jpn", shift: float = 0.0, peak: int = 3) -> list[Rollout]:
    """Futures of the drill whose measures are their own number."""
    scenario = scenarios.find("tutorial")
    return [
        Rollout(
            coalition,
            n,
            tuple((i.id, HELD if n % 10 else LOST) for i in scenario.incidents),
            tuple((i.name, float(n) + shift if n % 2 else None) for i in scenario.interests),
            peak + n % 3,
        )
        for n in range(count)
    ]


def test_quantiles_are_interpolated_and_say_of_how_many() -> None:
    """10 %, 50 % and 90 % as numpy has them, of the futures in which the measure is defined; their number is told."""
    (told,) = summary(made(41), scenarios.find("tutorial"))
    values = [float(n) for n in range(41) if n % 2]

    name, _, *found = told.quantiles[0]
    assert pytest.approx(list(stats.mstats.mquantiles(values, [0.1, 0.5, 0.9], alphap=1, betap=1))) == found
    assert 20 == dict(told.defined)[name]


def test_no_difference_from_few_pairs() -> None:
    """A study tells none from fewer blocks; nor does a look. Of enough pairs it is the paired mean with Student's interval."""
    scenario = scenarios.find("tutorial")
    few = summary(made(99) + made(99, "aukus", 2.0), scenario)[1]
    enough = summary(made(120) + made(120, "aukus", 2.0), scenario)[1]

    assert MIN_BLOCKS == MIN_PAIRS
    assert () == few.differences
    assert {49} == {count for _, count in few.pairs}
    assert {(60, 2.0, 0.0)} == {
        (count, mean, half) for (_, count), (_, _, mean, half) in zip(enough.pairs, enough.differences, strict=True)
    }


@pytest.mark.parametrize(("count", "of"), [(0, 20), (3, 20), (20, 20), (1, 1), (57, 96)])
def test_shares_have_wilsons_interval(count: int, of: int) -> None:
    """What never came in twenty futures may still come: the interval is not empty."""
    told = lookahead._share("x", count, of)
    known = stats.binomtest(count, of).proportion_ci(method="wilson")

    assert pytest.approx((known.low, known.high), abs=1e-9) == (told.low, told.high)
    assert told.low < told.high


def test_best_and_worst_are_tenths() -> None:
    """As good or better, and as bad or worse, come at least one in ten; of equals the lower peak is better; the usual is counted."""
    scenario = scenarios.find("tutorial")
    incident = scenario.incidents[0]
    kinds = [HELD] * 55 + [BLUNTED] * 30 + [LOST] * 9 + [OPEN] * 6
    rows = [
        Rollout("aukus", n, ((incident.id, kind), *((i.id, OPEN) for i in scenario.incidents[1:])), made(1)[0].measures, 2 + (n % 2))
        for n, kind in enumerate(kinds)
    ]  # fmt: skip
    (told,) = summary(rows, scenario)
    usual, best, worst = told.cases

    assert "Most likely course (55 of 100 futures)" == usual[0]
    assert f"{incident.title}: {HELD}" in best[1]
    assert best[1].endswith("peak rung 2")
    assert f"{incident.title}: {BLUNTED}" in worst[1] or f"{incident.title}: {OPEN}" in worst[1]
    assert worst[1].endswith("peak rung 3")


def test_one_future_is_told_too() -> None:
    """Nothing divides by nothing."""
    assert 1 == summary(made(1), scenarios.find("tutorial"))[0].count


# ---------------------------------------------------------------- the process beside the room


class Heard:
    """What a look told."""

    def __init__(self) -> None:
        self.counts: list[int] = []
        self.wrong: list[str] = []

    def __call__(self, _found: list[Any], count: int, wrong: str) -> None:
        self.counts.append(count)
        self.wrong.append(wrong)


@pytest.fixture
def lookout() -> Any:
    """A look-ahead's process."""
    made_ = RolloutWorker()
    made_.warm()
    yield made_
    made_.close()


def test_a_look_grows_in_portions(lookout: RolloutWorker) -> None:
    """First numbers from twenty futures, then more, up to what was asked for."""
    heard = Heard()

    asyncio.run(lookout.look(played_to(1, name="tutorial"), VARIANTS, 50, heard))

    assert [FIRST, FIRST + 24, 50] == heard.counts
    assert [""] * 3 == heard.wrong


def test_a_second_look_ends_the_first(lookout: RolloutWorker) -> None:
    """The first is not heard of again once the second has begun."""
    game = played_to(1, name="tutorial")
    first, second = Heard(), Heard()

    async def both() -> None:
        early = asyncio.create_task(lookout.look(game, VARIANTS, 5000, first))
        while not first.counts:
            await asyncio.sleep(0.01)
        known = len(first.counts)
        await lookout.look(game, VARIANTS, FIRST, second)
        await early
        assert known == len(first.counts)

    asyncio.run(both())
    assert [FIRST] == second.counts


def test_a_killed_process_is_told_and_the_next_look_works(lookout: RolloutWorker) -> None:
    """Killed in the middle: control is told to ask again, and can."""
    game = played_to(1, name="tutorial")
    heard, again = Heard(), Heard()

    async def killed() -> None:
        task = asyncio.create_task(lookout.look(game, VARIANTS, 5000, heard))
        while not heard.counts:
            await asyncio.sleep(0.01)
        assert lookout._pool is not None
        for process in (lookout._pool._processes or {}).values():
            os.kill(process.pid or 0, signal.SIGKILL)
        await task
        await lookout.look(game, VARIANTS, FIRST, again)

    asyncio.run(killed())
    assert "the look-ahead's process was stopped; ask again" == heard.wrong[-1]
    assert ([FIRST], [""]) == (again.counts, again.wrong)


def test_a_fault_inside_is_told(lookout: RolloutWorker) -> None:
    """Whatever goes wrong in the worker, control reads it and the room goes on."""
    heard = Heard()

    asyncio.run(lookout.look(played_to(1, name="tutorial"), ("no-such-variant",), FIRST, heard))

    assert 1 == len(heard.wrong)
    assert "no-such-variant" in heard.wrong[0]


ORPHAN = """
import time
from fourthseat.players.web.lookahead_worker import RolloutWorker
if __name__ == "__main__":
    lookout = RolloutWorker()
    lookout.warm()
    lookout._pool.submit(int).result()
    print(next(iter(lookout._pool._processes)), flush=True)
    time.sleep(600)
"""


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="needs /proc to see whether a process lives")
def test_no_worker_outlives_its_room(tmp_path: Path) -> None:
    """The room is killed at once, without a word: its look-ahead's process ends too."""
    (tmp_path / "room.py").write_text(ORPHAN, "utf-8")
    env = {**os.environ}
    with subprocess.Popen(
        [sys.executable, str(tmp_path / "room.py")], env=env, stdout=subprocess.PIPE, text=True
    ) as room:
        assert room.stdout is not None
        worker = Path("/proc") / room.stdout.readline().strip()
        assert worker.is_dir()
        room.kill()
        room.wait()
        until = time.monotonic() + 30
        while worker.is_dir() and time.monotonic() < until:
            time.sleep(0.05)

    assert not worker.is_dir()
