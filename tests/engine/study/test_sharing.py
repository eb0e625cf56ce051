"""Arms that are alike so far are one game: what is written down is what each arm alone would have given, bit for bit."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.game.game import Game
from fourthseat.engine.rules.player import Player, decides_from_view_alone
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario import overrides
from fourthseat.engine.study import plan as plans
from fourthseat.engine.study import quick
from fourthseat.engine.study.alike import alike, never_differing
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import Arm, Plan, PlayedFuture, plan
from fourthseat.engine.study.presets import altered, default_study
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import run
from fourthseat.engine.study.sharing import may_share
from fourthseat.engine.study.trial import Row, Work, play_chunk
from fourthseat.players.cast import cast
from fourthseat.players.doctrine import National, doctrine_for

TUTORIAL = scenarios.find("tutorial")


def a_study(name: str, **changes: Any) -> Plan:
    """The default study of a scenario, but for *changes*."""
    scenario = scenarios.find(name)
    raw = default_study(scenario, name).model_dump(mode="json", by_alias=True) | changes
    return plan(parse_study(raw, "test"), scenario)


def both_ways(made: Plan, players: Any, blocks: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """The rows of *blocks* with every arm by itself, and with those alike together."""
    chunk = [Work(block, tuple(range(len(made.arms)))) for block in blocks]
    return play_chunk(made, players, chunk, one_by_one=True), play_chunk(made, players, chunk)


def plain(rows: Sequence[Row]) -> list[str]:
    """Everything in *rows* but who shared a game with whom; as text, in which what is no number equals itself."""
    return [repr(row._replace(shares=None)) for row in rows]


LEVERS: dict[str, dict[str, Any]] = {
    "default": {},
    "settings": {
        "setting": [
            {"id": "guarded", "set": {"coalition.*.member.USA.information": 0.2}},
            {"id": "led", "set": {"coalition.*.rule": "lead", "mechanisms.provocation": True}},
            {"id": "short", "set": {"turns": 2}},
        ],
        "rules": ["unanimity"],
    },
    "ablations": {
        "ablate": ["provocation", "resources", "information_security"],
        "rules": ["lead", "unanimity"],
        "coalitions": ["aukus", "aukus-jpn"],
    },
}
"""Levers of a study beside the default ones."""


@pytest.mark.parametrize("name", scenarios.names()[::2])
def test_shared_or_alone_the_rows_are_the_same(name: str) -> None:
    """Every arm of every second shipped scenario: the same ladder, waits and measures; and fewer games than rows, but where arms part at once."""
    alone, together = both_ways(a_study(name), cast(scenarios.find(name)), [1])

    assert plain(alone) == plain(together)
    assert all(row.shares is None and row.status == "done" for row in alone)
    played = sum(row.shares is None for row in together)
    assert 0 < played <= len(together)
    assert played < len(together) or name in ("taiwan-quarantine", "two-theatres")


@pytest.mark.parametrize("levers", LEVERS)
def test_the_same_with_other_levers(levers: str) -> None:
    """With settings that change the ladder's length or the very field of another lever, and with mechanisms left out."""
    alone, together = both_ways(a_study("tutorial", **LEVERS[levers]), cast(TUTORIAL), [0, 3])

    assert plain(alone) == plain(together)


def test_the_same_in_many_futures_and_with_uniform_players() -> None:
    """Futures of every number with a range, taken in turn; and players that draw from what their questions carry."""
    made = a_study("tutorial", input=ranged(TUTORIAL), futures=64, coalitions=["aukus", "aukus-jpn"])

    for players in (cast(TUTORIAL), cast(TUTORIAL, dict.fromkeys(TUTORIAL.players, "uniform"))):
        alone, together = both_ways(made, players, [0, 64])
        assert plain(alone) == plain(together)


def test_the_hash_of_a_study_is_the_same(tmp_path: Any) -> None:
    """What is written is the same to the last bit, and how many games it took is said."""
    made, hashes, played = a_study("tutorial", coalitions=["aukus", "aukus-jpn"]), set(), []
    for one_by_one in (False, True):
        with Results(tmp_path / str(one_by_one), made) as results:
            ran = run(made, cast(TUTORIAL), results, 3, Serial, one_by_one=one_by_one)
            hashes.add(results.finish(3))
        played.append(ran.played)
        assert 3 * len(made.arms) == ran.games

    assert 1 == len(hashes)
    assert played[0] < played[1] == 3 * len(made.arms)


def test_a_comparison_is_the_same() -> None:
    """The small study at a terminal shares as the large one does."""
    arguments = (TUTORIAL, cast(TUTORIAL), 4, 1, ("lead", "unanimity"), (True, False), ("aukus", "aukus-jpn"))
    heard: list[tuple[int, int]] = []

    together = quick.compare(*arguments, progress=lambda *count: heard.append(count))
    alone = quick.compare(*arguments, one_by_one=True)

    assert repr(together.whole.values) == repr(alone.whole.values)
    assert [(n, 32) for n in range(1, 33)] == heard


def test_arms_that_cannot_differ_are_one_game() -> None:
    """Three arms whose provocation nobody reads: three games are played for six rows, and each row says whose it shares."""
    made = a_study("tutorial", coalitions=["aukus"])

    _, together = both_ways(made, cast(TUTORIAL), [0])

    shared = {row.arm: row.shares for row in together if row.shares is not None}
    assert all(not arm.provocation and arm._replace(provocation=True) == other for arm, other in shared.items())
    assert 3 == len(shared)


# ---------------------------------------------------------------- who may share


@dataclass
class Counting:
    """A doctrine that counts what it is asked, and says of itself that it keeps nothing that decides."""

    decides_from_view_alone: ClassVar = True
    asked: list[int] = field(default_factory=list)

    def decide(self, view: View, /) -> Decision:
        """As doctrine."""
        self.asked.append(view.hour)
        return doctrine_for(Cell.BLUE).decide(view)


class Silently(Counting):
    """A player made of another one, which says nothing of itself."""


class Wrapper:
    """Passes on what it is asked, and answers for whatever is asked of it."""

    def __init__(self, inner: Player) -> None:
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)

    def decide(self, view: View, /) -> Decision:
        """As the other one."""
        return self.inner.decide(view)


class Moody:
    """Decides by how often it was asked before: what it keeps decides."""

    def __init__(self) -> None:
        self.asked = 0

    def decide(self, view: View, /) -> Decision:
        """Every third time by doctrine."""
        self.asked += 1
        return doctrine_for(Cell.BLUE).decide(view) if self.asked % 3 == 0 else Decision()


def test_players_are_shared_only_if_their_class_says_so() -> None:
    """The shipped players do; one that inherits from them, wraps them or says nothing does not."""
    shipped = [*cast(TUTORIAL).values(), *cast(TUTORIAL, {"JPN": "uniform"}).values()]

    assert all(map(decides_from_view_alone, shipped))
    assert decides_from_view_alone(Counting())
    for player in (Silently(), Wrapper(National()), Wrapper(Counting()), Moody()):
        assert not decides_from_view_alone(player)
        assert not may_share(cast(TUTORIAL) | {"GBR": player})  # type: ignore[dict-item]


def test_a_player_that_keeps_something_is_asked_in_every_game() -> None:
    """Its games come out as one by one, in the order of the arms."""
    made = a_study("tutorial", coalitions=["aukus"])
    chunk = [Work(0, tuple(range(6)))]

    alone = play_chunk(made, cast(TUTORIAL) | {"GBR": Moody()}, chunk, one_by_one=True)
    rows = play_chunk(made, cast(TUTORIAL) | {"GBR": Moody()}, chunk)

    assert plain(alone) == plain(rows)
    assert all(row.shares is None for row in rows)


def test_a_player_is_asked_less_often_where_games_are_shared() -> None:
    """That is what sharing is for."""
    made, asked = a_study("tutorial", coalitions=["aukus"]), []
    for one_by_one in (False, True):
        player = Counting()
        seats = cast(TUTORIAL) | {"GBR": player}  # type: ignore[dict-item]
        play_chunk(made, seats, [Work(0, tuple(range(6)))], one_by_one)
        asked.append(len(player.asked))

    assert asked[0] <= asked[1] / 2


# ---------------------------------------------------------------- what goes wrong


@dataclass
class Faulty:
    """Plays by doctrine, until what it sees is that of one rule of concurrence: then it does its worst."""

    decides_from_view_alone: ClassVar = True
    deed: str
    rule: str

    def decide(self, view: View, /) -> Decision:
        """Raise, or sleep, where the rule is that one."""
        if view.turn > 1 and view.rule == self.rule:
            if self.deed == "sleep":
                for _ in range(3000):
                    time.sleep(0.01)
            raise RuntimeError("faulty")
        return doctrine_for(Cell.BLUE).decide(view)


@pytest.mark.parametrize(("deed", "status"), [("raise", "failed"), ("sleep", "timeout")])
def test_what_goes_wrong_in_a_shared_game_is_told_by_the_arms_it_goes_wrong_in(deed: str, status: str) -> None:
    """The others are what they would have been, and so is every word of what went wrong."""
    made = a_study("tutorial", coalitions=["aukus-jpn"], game_seconds=0.5)
    players = cast(TUTORIAL) | {"GBR": Faulty(deed, "quorum:2")}  # type: ignore[dict-item]

    alone, together = both_ways(made, players, [0])

    assert plain(alone) == plain(together)
    assert {"quorum:2": status, "lead": "done", "unanimity": "done"} == {row.arm.rule: row.status for row in together}


def test_a_scenario_that_cannot_be_is_a_row_of_its_arm_alone() -> None:
    """A future that breaks under one setting fails in that setting's arms, and tells all that was changed."""
    lopsided = {"id": "lopsided", "set": {"incident.*.window_hours.low": 1e6}}
    made = a_study("tutorial", coalitions=["aukus"], rules=["lead"], setting=[lopsided])

    alone, together = both_ways(made, cast(TUTORIAL), [0])

    assert plain(alone) == plain(together)
    assert {"": "done", "lopsided": "failed"} == {row.arm.setting: row.status for row in together}
    assert all("lopsided" not in row.error and "coalition.aukus.rule=lead" in row.error for row in alone if row.error)


# ---------------------------------------------------------------- one validation a future


def whole(made: Plan, future: int, arm: Arm) -> Any:
    """The scenario of an arm with all its changes made at once and the whole file read again."""
    changes = made.conditions(future, arm.setting) | made.terms(arm)
    raw = overrides._in_full(made.scenario, made.scenario.model_dump(mode="json", by_alias=True))
    for path, value in changes.items():
        for holder, key in overrides._resolve(raw, path):
            holder[key] = overrides._changed(path, holder[key], value)
    return overrides.parse(raw, "whole")


CROSSING: dict[str, Any] = {
    "set": {"coalition.aukus.rule": "lead", "assumptions.precision": 3.0, "mechanisms.provocation": True},
    "off": ["resources"],
    "corner": [
        {"id": "led", "set": {"coalition.*.rule": "lead", "assumptions.precision": 0.5}},
        {"id": "odd", "set": {"coalition.aukus.rule": "quorum:2", "mechanisms.resources": True}},
    ],
    "setting": [
        {"id": "precise", "set": {"assumptions.precision": 9.0, "coalition.*.member.USA.information": 0.2}},
        {"id": "all-led", "set": {"coalition.*.rule": "unanimity"}},
    ],
    "ablate": ["resources", "provocation"],
    "input": [
        {"path": "assumptions.precision", "low": 1.0, "high": 4.0},
        {"path": "coalition.*.member.USA.obligation", "low": 0.1, "high": 0.2},
        {"path": "coalition.aukus.member.USA.obligation", "low": 0.5, "high": 0.9},
    ],
    "futures": 4,
}
"""A study whose inputs, corners, settings and levers change the same fields, by path and by star."""


@pytest.mark.parametrize("name", scenarios.names()[1::2])
def test_an_arm_has_the_scenario_of_all_its_changes_at_once(name: str) -> None:
    """Every arm of the default study of every other scenario, and of one over futures of all its numbers: to the last digit of the file."""
    scenario = scenarios.find(name)
    for made in (a_study(name), plan(altered(default_study(scenario, name), scenario, futures=2), scenario)):
        near = None
        for future in range(len(made.futures)):
            near = PlayedFuture(made, future, near)
            for arm in dict.fromkeys(arm._replace(coalition="") for arm in made.arms):
                wanted, got = whole(made, future, arm), near.scenario(arm)
                assert wanted == got
                assert wanted.model_dump_json(by_alias=True) == got.model_dump_json(by_alias=True)


def test_the_same_where_levers_and_inputs_change_the_same_fields() -> None:
    """The order of all changes decides, as if they were made at once; whatever the future before was."""
    made, near = a_study("tutorial", **CROSSING), None

    for future in (0, 2, 3, 1, 4, 5, 2):
        near = PlayedFuture(made, future, near)
        for arm in dict.fromkeys(arm._replace(coalition="") for arm in made.arms):
            got = near.scenario(arm)
            assert whole(made, future, arm).model_dump_json(by_alias=True) == got.model_dump_json(by_alias=True)


def test_a_future_is_validated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks walk through more futures than any process keeps: each is varied once a block, its arms' terms on top of it."""
    made = plan(altered(default_study(TUTORIAL, "tutorial"), TUTORIAL, futures=64), TUTORIAL)
    varied: list[int] = []
    vary = plans.vary

    def counted(scenario: Any, changes: Any, *near: Any) -> Any:
        varied.append(len(changes))
        return vary(scenario, changes, *near)

    monkeypatch.setattr(plans, "vary", counted)
    for _ in range(2):
        play_chunk(made, cast(TUTORIAL), [Work(block, tuple(range(12))) for block in (5, 6, 64 + 5)])

    whole = max(varied)  # as many fields as there are inputs; a stretched triangle sets three
    assert whole >= len(made.study.inputs) > 200
    assert [whole, whole] == [n for n in varied if n > 100]
    terms = len(dict.fromkeys(arm._replace(coalition="") for arm in made.arms[:12]))
    assert 2 * terms == len([n for n in varied if n <= 100])


# ---------------------------------------------------------------- arms that never differ


def test_arms_that_never_differ_are_told(tmp_path: Any) -> None:
    """From the results alone: the same sentence however the games were run."""
    made, told = a_study("tutorial", coalitions=["aukus", "aukus-jpn"]), set()
    for one_by_one in (False, True):
        with Results(tmp_path / str(one_by_one), made) as results:
            run(made, cast(TUTORIAL), results, 4, Serial, one_by_one=one_by_one)
            found = results.whole(4)
        told.add(never_differing(found))

    pairs = alike(found)
    assert {arm for arm in made.arms if arm.coalition == "aukus" and not arm.provocation} <= pairs.keys()
    assert all(arm.coalition == other.coalition for arm, other in pairs.items())
    assert 1 == len(told)
    sentence = told.pop()
    assert f"{len(pairs)} of 12 arms came out the same as another" in sentence
    assert "aukus with and without provocation under lead, quorum:2, unanimity" in sentence


def test_a_game_read_for_each_of_its_arms_shows_each_its_own_terms() -> None:
    """What is read of a shared game is read once, or under each one's own scenario where they differ in it."""
    from fourthseat.engine.game.together import play_together
    from fourthseat.engine.study.sharing import of_each

    made = a_study("tutorial", coalitions=["aukus"], rules=["lead"])
    each = [made.played(0, arm) for arm in made.arms]
    ((members, game),) = play_together(each, "aukus", made.block(0).seed, cast(TUTORIAL))
    reads: list[Any] = []

    def mechanism(scenario: Any, played: Game) -> bool:
        reads.append(played)
        return bool(scenario.mechanisms.provocation)

    assert [True, False] == of_each(game, [each[n] for n in members], mechanism)
    assert 3 == len(reads)
    assert [6, 6] == of_each(game, [each[n] for n in members], lambda scenario, _: len(scenario.name[:6]))
