"""Laws: what holds for every scenario, variant, seed and cast, fuzzers in all seats included."""

from __future__ import annotations

import hashlib
import itertools
import os
import random
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace as changed
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Decision, Realign
from fourthseat.engine.core.terms import CONTROL, TOP_RUNG
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record import log as files
from fourthseat.engine.record.log import EventLog, Header, parse_log
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.engine.record.replay import (
    first_difference,
    fork,
    prefix,
    replay_decisions,
    rerun,
    tape,
    verification_errors,
)
from fourthseat.engine.rules.fold import apply, fold
from fourthseat.engine.rules.legality import menu, refuse
from fourthseat.engine.rules.state import start
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.silent import Silent

NAMES = scenarios.names()
CASTS = ("doctrine", "uniform")

found = cache(scenarios.find)


@cache
def cast(name: str, player: str) -> Any:
    """Doctrine, or fuzzers in every seat."""
    scenario = found(name)
    return cast_for(scenario, cast_names(scenario, {str(seat): player for seat in scenario.players}))


@cache
def played(name: str, coalition: str, seed: int, player: str) -> Game:
    """One finished game; shared, since nobody may change it."""
    return play(Game(found(name), coalition, seed), cast(name, player))


def log_of(game: Game) -> EventLog:
    """The log of *game*."""
    return EventLog(Header(game.scenario, game.start.coalition.id, game.seed), tuple(game.entries))


@st.composite
def games(draw: Callable[..., Any]) -> Game:
    """Any finished game of any shipped scenario."""
    name = draw(st.sampled_from(NAMES))
    coalition = draw(st.sampled_from([c.id for c in found(name).coalitions]))
    return played(name, coalition, draw(st.integers(0, 300)), draw(st.sampled_from(CASTS)))


def probabilities(value: Any) -> list[float]:
    """Every ``p`` of an entry and of what it holds."""
    fields = getattr(value, "__dataclass_fields__", {})
    own = [value.p] if "p" in fields else []
    return own + [p for name in fields for p in probabilities(getattr(value, name))]


# ---------------------------------------------------------------- the log is the game


@given(games())
def test_the_state_is_the_fold_of_the_entries(game: Game) -> None:
    """Folding a game's entries gives its live state, field by field."""
    assert game.state == fold(game.scenario, game.start.coalition.id, game.entries)


@given(games())
def test_a_log_read_back_is_the_log_written(game: Game) -> None:
    """Load undoes dump, in values; and dump undoes load, in bytes."""
    written = "".join(files.lines(log_of(game))).encode()
    read = parse_log(written, "a log")

    assert (log_of(game).header, log_of(game).entries) == (read.header, read.entries)
    assert written == "".join(files.lines(read)).encode()
    assert (False, None) == (read.torn, read.broken)


@given(games())
def test_a_log_played_again_is_the_log(game: Game) -> None:
    """A rerun from scenario, variant, seed and decisions reproduces every entry."""
    again = rerun(log_of(game))

    assert first_difference(game.entries, again.entries) is None
    assert [] == verification_errors(log_of(game))


@given(games())
def test_tapes_in_the_seats_play_the_same_game(game: Game) -> None:
    """A cast of tapes over a log plays that log; past no end is anybody asked."""
    log = log_of(game)
    tapes = {seat: tape(log, seat, Silent()) for seat in (*game.scenario.players, CONTROL)}

    assert game.entries == play(Game(game.scenario, game.start.coalition.id, game.seed), tapes).entries


@given(games())
def test_every_question_of_a_game_has_its_own_name(game: Game) -> None:
    """No seat is asked the same question twice, so a tape and a luck belong to one question each."""
    asked = [(d.seat, name) for d in game.entries if isinstance(d, e.Decided) for name in d.asked]
    requested = [r.request for r in game.entries if isinstance(r, e.Requested)]

    assert len(set(asked)) == len(asked)
    assert len(set(requested)) == len(requested)


@given(games(), st.data())
def test_a_fork_keeps_its_prefix(game: Game, data: Any) -> None:
    """A fork stands exactly at the opening of its turn, and played on by the same seats it ends the same."""
    log = log_of(game)
    turn = data.draw(st.sampled_from([t.turn for t in game.entries if isinstance(t, e.TurnOpened)]))
    forked = fork(log, turn)

    before = prefix(log, turn)
    assert before == tuple(forked.entries[: len(before)])
    assert not any(
        isinstance(x, e.Decided) for x in forked.entries[len(before) :]
    )  # what follows by itself, and nobody's word
    assert turn == forked.state.turn
    replay_decisions(forked, log.entries[len(forked.entries) :])
    assert game.entries == forked.entries


@pytest.mark.parametrize("name", NAMES)
def test_realigning_at_the_first_turn_is_a_fresh_game_of_that_variant(name: str) -> None:
    """CONTROL's Realign before the first move leaves nothing of the variant the game was dealt with."""
    scenario, first = found(name), found(name).coalitions[0].id
    for seed, coalition in enumerate(c.id for c in scenario.coalitions[1:]):
        fresh = played(name, coalition, seed, "doctrine")
        forked = fork(log_of(played(name, first, seed, "doctrine")), 1)
        forked.submit({CONTROL: Decision((Realign(coalition),))})
        play(forked, cast(name, "doctrine"))
        told = [x for x in forked.entries if not isinstance(x, e.Decided | e.Realigned)]

        assert first_difference([x for x in fresh.entries if not isinstance(x, e.Decided)], told) is None, (
            f"{coalition}, seed {seed}"
        )
        assert measure(scenario, fresh.entries, fresh.state) == measure(scenario, forked.entries, forked.state)


# ---------------------------------------------------------------- order decides nothing


def by_hour(entries: list[e.Entry]) -> list[e.Entry]:
    """Entries with the Decided ones of an hour sorted by seat and question."""
    key = {id(x): (n, "") for n, x in enumerate(entries)}
    for _, run in itertools.groupby(entries, lambda x: (x.hour, isinstance(x, e.Decided))):
        rows = list(run)
        if isinstance(rows[0], e.Decided):
            first = key[id(rows[0])][0]
            key |= {id(x): (first, f"{x.asked}{x.seat}") for x in rows}  # type: ignore[union-attr]
    return sorted(entries, key=lambda x: key[id(x)])


@given(games(), st.randoms(use_true_random=False))
def test_seats_may_answer_one_by_one_in_any_order(game: Game, shuffle: random.Random) -> None:
    """Answers are sealed: who answered first shows in the order of the decisions alone."""
    players = cast(
        game.scenario.name,
        "uniform"
        if any("drawn" in d.decision.reason for d in game.entries if isinstance(d, e.Decided))
        else "doctrine",
    )
    again = Game(game.scenario, game.start.coalition.id, game.seed)
    while pending := again.pending:
        order = list(pending)
        shuffle.shuffle(order)
        for seat in order:
            again.submit({seat: players[seat].decide(again.pending[seat])})

    assert by_hour(game.entries) == by_hour(again.entries)


def permuted(scenario: Scenario, shuffle: random.Random) -> Scenario:
    """*scenario* with its seats, forces, options, coalitions, members and treaties declared in another order."""
    raw = scenario.model_dump(mode="json", by_alias=True)
    for table in ("seat", "force", "option", "coalition", "treaty", "place", "programme"):
        shuffle.shuffle(raw[table])
    for coalition in raw["coalition"]:
        shuffle.shuffle(coalition["member"])
    return parse(raw, "permuted")


@pytest.mark.parametrize("name", NAMES)
def test_the_order_of_a_file_decides_nothing(name: str) -> None:
    """Seats, forces, options, variants and members declared in another order play the same game, entry by entry."""
    for seed, coalition in enumerate(found(name).coalitions):
        game = played(name, coalition.id, seed, "doctrine")
        other = permuted(found(name), random.Random(seed))

        taped = Game(other, coalition.id, seed)
        replay_decisions(taped, game.entries)
        assert first_difference(game.entries, taped.entries) is None, f"the engine: {coalition.id}, seed {seed}"
        again = play(Game(other, coalition.id, seed), cast(name, "doctrine"))
        assert first_difference(game.entries, again.entries) is None, f"the doctrines: {coalition.id}, seed {seed}"


DIGEST = """
import hashlib, sys, scenarios
from fourthseat.engine.game.game import Game, play
from fourthseat.players.cast import cast_for, cast_names
told = hashlib.sha256()
for name in scenarios.names():
    s = scenarios.find(name)
    for player, c in ("doctrine", s.coalitions[-1]), ("uniform", s.coalitions[0]):
        cast = cast_for(s, cast_names(s, {seat: player for seat in s.players}))
        told.update(repr(play(Game(s, c.id, 7), cast).entries).encode())
print(told.hexdigest())
"""


def test_no_hash_order_decides_anything() -> None:
    """Two interpreters with different hash seeds play the same games to the last digit: every scenario, by doctrine and by chance."""
    root = Path(__file__).parents[3]
    digests = {
        subprocess.run(
            [sys.executable, "-c", DIGEST], cwd=root, env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "271828")
    }  # fmt: skip

    assert 1 == len(digests)
    assert hashlib.sha256().digest_size * 2 == len(digests.pop().strip())


# ---------------------------------------------------------------- what never happens


@given(games())
def test_the_clock_never_goes_back(game: Game) -> None:
    """Hours never decrease, and every hour is whole."""
    hours = [entry.hour for entry in game.entries]

    assert sorted(hours) == hours
    assert all(type(hour) is int for hour in hours)


@given(games())
def test_the_ladder_has_no_jumps(game: Game) -> None:
    """Every move of the ladder is one rung, and it stays on the ladder."""
    rungs = [game.scenario.ladder.start, *(m.to for m in game.entries if isinstance(m, e.RungMoved))]

    assert set() == {abs(b - a) for a, b in itertools.pairwise(rungs)} - {1}
    assert all(0 <= rung <= TOP_RUNG for rung in rungs)


@given(games())
def test_every_probability_is_one(game: Game) -> None:
    """Every estimate and every draw lies in [0, 1], and trust, readiness and attribution too."""
    shares = [p for entry in game.entries for p in probabilities(entry)]
    shares += [x.draw for x in game.entries if isinstance(x, e.Ruled | e.RungMoved | e.Leaked | e.Tried)]
    shares += [x.to for x in game.entries if isinstance(x, e.TrustMoved)]
    shares += [r for x in game.entries if isinstance(x, e.Dealt | e.Recovered) for _, r in x.readiness]
    shares += [a for incident in game.state.incidents.values() for a in incident.attribution.values()]

    assert [] == [p for p in shares if not 0 <= p <= 1]


@given(games())
def test_a_game_ends_once_and_last(game: Game) -> None:
    """ENDEX is the last entry of every game, there is one, and nobody is asked after it: once the last window has closed."""
    assert 1 == sum(isinstance(entry, e.Ended) for entry in game.entries)
    assert isinstance(game.entries[-1], e.Ended)
    assert {} == game.pending
    windows = [incident.closes for incident in game.state.incidents.values() if incident.closes is not None]
    assert game.hour <= max([game.scenario.endex, *windows])


@given(games())
def test_who_answers_from_its_menu_is_never_refused(game: Game) -> None:
    """The menu and the questions are all a seat needs to stay within the rules."""
    shut = {
        (i.closes, f"{i.id} is not open") for i in game.state.incidents.values()
    }  # its window closed with that very hour
    refused = [x for x in game.entries if isinstance(x, e.Refused)]

    assert [] == [(x.seat, x.reason) for x in refused if (x.hour, x.reason) not in shut]


@given(games())
def test_every_decided_incident_has_an_outcome(game: Game) -> None:
    """What an opponent chose before the last move closed is ruled on; what was ruled on was pressed."""
    chosen = {x.incident: x.choice for x in game.entries if isinstance(x, e.Chosen)}
    ruled = [x.incident for x in game.entries if isinstance(x, e.Ruled)]

    assert sorted(name for name, choice in chosen.items() if choice == "press") == sorted(ruled)
    assert chosen.keys() == {i.id for i in game.state.incidents.values() if i.outcome is not None}


def test_a_window_that_closes_with_the_last_move_is_decided_and_ruled_on(table: Callable[..., Any]) -> None:
    """Hour 48 of 48: the opponent's choice still belongs to the game, and so does what comes of it."""
    whole = {"turns": 1, "turn_hours": 48, "incident.raid.window_hours": {"low": 48, "mode": 48, "high": 48}}
    state = table(whole, choice="press").state
    raid = state.incidents["raid"]

    assert (0, 48, 48) == (raid.opened, raid.closes, state.hour)
    assert raid.choice == "press"
    assert raid.outcome is not None


@given(games())
def test_an_incident_whose_window_closed_was_decided(game: Game) -> None:
    """The end of a window is always the end of a decision cycle, the last hour of the game included."""
    closes = {x.incident: x.closes for x in game.entries if isinstance(x, e.IncidentOpened)}
    end = game.entries[-1].hour

    assert {name for name, hour in closes.items() if hour <= end} == {
        x.incident for x in game.entries if isinstance(x, e.Chosen)
    }


@given(games())
def test_measures_are_numbers_or_do_not_apply(game: Game) -> None:
    """Every measure is there; shares and probabilities stay in [0, 1], counts and times are not negative."""
    told = measure(game.scenario, game.entries, game.state)

    assert [*MEASURES, *(one.name for one in game.scenario.own_measures)] == list(told)
    shares = {name for name, m in MEASURES.items() if m.unit in ("share", "probability", "0–1")}
    assert [] == [n for n, v in told.items() if v is not None and not (0 <= v <= 1 if n in shares else v >= 0)]


@pytest.mark.parametrize("name", NAMES)
def test_fuzzers_in_every_seat_break_nothing(name: str) -> None:
    """Games of dice in every seat end without an error."""
    variants = [c.id for c in found(name).coalitions]
    rounds = 100 if name == "tutorial" else 25
    ends = [
        play(Game(found(name), variants[seed % len(variants)], 10_000 + seed), cast(name, "uniform")).state.ended
        for seed in range(rounds)
    ]

    assert all(ends)


# ---------------------------------------------------------------- one rule, one place


@settings(max_examples=15)
@given(games(), st.data())
def test_the_menu_is_what_is_not_refused(game: Game, data: Any) -> None:
    """At any point of any game, an act is on a seat's menu if and only if it would not be refused."""
    step = data.draw(st.integers(1, len(game.entries)))
    state = fold(game.scenario, game.start.coalition.id, game.entries[:step])
    for seat in game.scenario.players:
        offered = menu(state, seat)
        every = [Act(o.id, i) for o in game.scenario.options for i in ("", *game.scenario.incident_by_id)]

        assert len(set(offered)) == len(offered)
        assert set(offered) == {act for act in every if refuse(state, seat, act) is None}


@given(games())
def test_every_order_taken_was_allowed_when_it_was_taken(game: Game) -> None:
    """Replayed against the state before it, no order that entered the log would have been refused."""
    state = start(game.scenario, game.start.coalition.id)
    for entry in game.entries:
        if isinstance(entry, e.Ordered):
            assert refuse(state, entry.seat, Act(entry.option, entry.incident)) is None
        state = apply(state, entry)


# ---------------------------------------------------------------- the same luck for every variant


@pytest.mark.parametrize("player", CASTS)
@pytest.mark.parametrize("name", NAMES)
def test_membership_moves_no_exogenous_draw(name: str, player: str) -> None:
    """Across variants of one seed the deal is equal, and so is the luck of every question and outcome both ask."""
    for seed in range(2):
        lucks: dict[tuple[str, ...], set[float]] = {}
        deals = set()
        for coalition in found(name).coalitions:
            game = Game(found(name), coalition.id, seed)
            while pending := game.pending:
                for seat, shown in pending.items():
                    for question in shown.questions:
                        lucks.setdefault(("question", seat, question.id), set()).add(question.luck)
                game.submit({seat: cast(name, player)[seat].decide(shown) for seat, shown in pending.items()})
            deals.add(game.entries[0])
            tool = ""
            for x in game.entries:
                if isinstance(x, e.Acted):
                    tool = x.option
                elif isinstance(x, e.Ruled):
                    lucks.setdefault(("rule", x.incident), set()).add(x.draw)
                elif isinstance(x, e.Tried) and x.item:
                    # Its luck names what it is after and at whom, which may differ; who is a member it never names.
                    about = x.item.split(":")[-1] if not x.item.startswith("technology:") else ""
                    lucks.setdefault(("intrude", x.seat, tool, about, x.holder, str(x.hour)), set()).add(x.draw)

        assert 1 == len(deals)
        assert {} == {what: draws for what, draws in lucks.items() if len(draws) > 1}


@pytest.mark.parametrize("name", NAMES)
def test_a_capital_s_own_staff_takes_the_same_time_in_every_variant(name: str) -> None:
    """Hours from the opening to a position, before anyone's picture arrives, belong to the capital and the incident."""
    from fourthseat.engine.rules import durations
    from fourthseat.engine.scenario.rule_rows import Mechanisms

    quiet = found(name).model_copy(update={"mechanisms": Mechanisms(intelligence=False)})
    for seed, incident in itertools.product(range(5), quiet.incidents):
        hours = {
            tuple(durations.assess(start(quiet, c.id), seed, seat, incident) for seat in quiet.capitals) for c in quiet.coalitions
        }  # fmt: skip

        assert 1 == len(hours)


def test_no_two_addresses_share_their_luck() -> None:
    """Changing any part of an address changes the draw."""
    from fourthseat.engine.core.chance import draw

    addresses = [("a", 1), ("a", "1"), ("a1",), (1, "a"), ("a", 1, ""), ("ab", "c"), ("a", "bc")]

    assert len(addresses) == len({draw(7, *address) for address in addresses})
    assert draw(7, "a") != draw(8, "a")


@given(games())
def test_the_entries_are_values(game: Game) -> None:
    """Entries are frozen and hashable: a log can be shared, compared and put in a set."""
    assert len(game.entries) >= len(set(game.entries))
    with pytest.raises(AttributeError):
        game.entries[0].hour = 1
    assert changed(game.entries[0], hour=0) == game.entries[0]
