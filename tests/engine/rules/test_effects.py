"""Effects: every kind changes what it says and nothing else, stays within bounds, and is gone when its switch is off."""

from __future__ import annotations

import copy
import json
import pickle
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import replace
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.game.together import play_together
from fourthseat.engine.record.log import read
from fourthseat.engine.record.perspective import last_state
from fourthseat.engine.rules import effects, pricing
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.effect_rows import KINDS, Does, EffectRow
from fourthseat.engine.scenario.library import KIND_NAMES, library
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.terminal.commands.group import cli

WEEK = Path(__file__).parents[2] / "data/library_week.toml"


@cache
def week() -> Scenario:
    """The scenario that uses every row of the library."""
    return scenarios.load(WEEK)


@cache
def played(seed: int = 3) -> Game:
    """That week, by doctrines."""
    return play(Game(week(), seed=seed), cast_for(week(), cast_names(week(), {})))


@cache
def midway() -> State:
    """That week with an incident open and a force on station; what has been declared by then is taken back."""
    state = played().start
    for entry in played().entries:
        state = apply(state, entry)
        if any(incident.arrivals for incident in state.incidents.values()):
            seats = {
                name: replace(seat, altered=replace(seat.altered, legal=frozenset()))
                for name, seat in state.seats.items()
            }
            return replace(state, seats=seats)
    raise AssertionError("nobody came")


GIVEN: dict[str, dict[str, Any]] = {
    "open": {"incident": "ferry"}, "legal": {"category": "self-defence"}, "access": {"place": "rock"}, "lost": {"force": "isle-cutter"},
    "arrives": {"force": "isle-guard"}, "moves": {"force": "isle-cutter", "place": "rock"}, "terms": {"term": "information"},
    "rule": {"rule": "quorum:2"}, "indicator": {"indicator": "shipping"}, "message": {"text": "Read this."},
}  # fmt: skip
"""What a kind needs beside an amount."""

TOUCHES: dict[str, set[str]] = {
    "signal": {"incidents"}, "punish": {"incidents"}, "reward": {"incidents"}, "strength": {"incidents"}, "surge": {"incidents"},
    "statement": {"incidents"}, "attribution": {"incidents"}, "window": {"incidents"}, "severity": {"incidents"},
    "trust": {"seats"}, "budget": {"seats"}, "readiness": {"readiness"}, "posture": {"seats"}, "defence": {"seats"},
    "security": {"seats"}, "comfort": {"seats"}, "legal": {"seats"}, "exempt_share": {"seats"}, "consult": {"seats"},
    "transfer": {"seats"}, "access": {"altered"}, "lost": {"altered", "incidents"}, "arrives": {"altered"}, "moves": {"altered"},
    "joins": {"altered", "members"}, "leaves": {"altered", "members"}, "terms": {"altered", "members"}, "rule": {"altered"},
    "provocation": {"altered"}, "hotline": {"hotline"}, "indicator": {"indicators"}, "message": {"messages", "inbox"},
}  # fmt: skip
"""Parts of a state that a kind changes; the clock does the others, by entries of their own."""


def row(does: str, amount: float | None = None, **more: Any) -> EffectRow:
    """An effect of one kind, with what it needs."""
    kind = KINDS[does]
    if kind.unit and amount is None:
        amount = min(kind.high, max(kind.low, 0.2 if kind.unit not in ("hours", "rungs") else 1))
    said = {"does": does, **GIVEN.get(does, {}), **more}
    if amount is not None:
        said["amount"] = {"value": amount, "source": "test"}
    return EffectRow.model_validate_json(json.dumps(said))


def come_about(state: State, effect: EffectRow, seat: str = "SOUTH", option: str = "transfer") -> State:
    """*state* once *effect* has come about."""
    about = effect.incident or "searches"
    on = effects.On(state.hour, effect.seat or seat, about, float(effect.amount or 0), option)  # type: ignore[arg-type]
    told = e.Effected(
        state.hour, effect.does, "about", effects.told(state, effect, on), "option x", on.seat, about,
        effects.changes(state, effect, on), effects.pressure(state, effect, on), effect.text,
    )  # fmt: skip
    return apply(state, told)


def test_the_tables_hold_every_kind() -> None:
    """What a row may say, what is said of it and what it does are one list."""
    assert set(KINDS) == set(Does.__args__) == set(effects.EFFECTS)  # type: ignore[attr-defined]
    assert set(TOUCHES) | effects.ON_THE_CLOCK == set(KINDS)


@pytest.mark.parametrize("does", sorted(TOUCHES))
def test_a_kind_changes_what_it_says_and_nothing_else(does: str) -> None:
    """Of all parts of the state, those that its kind names differ, and the others are the same objects."""
    state = midway()
    seat = "ISLE" if does == "joins" else "SOUTH"
    if does in ("arrives", "consult"):  # the guard has come, and South has talked to its partners
        state = replace(state, turn=9, altered=replace(state.altered, left={"isle-guard": 0.0}))
    after = come_about(state, row(does), seat)
    changed = {f.name for f in fields(State) if getattr(after, f.name) is not getattr(state, f.name)}

    assert changed <= TOUCHES[does] | {"hour"}
    assert any(getattr(after, name) != getattr(state, name) for name in TOUCHES[does])


@pytest.mark.parametrize("does", sorted(set(TOUCHES) - effects.SWITCHED_ELSEWHERE))
def test_its_switch_reaches_all_of_it(does: str) -> None:
    """With its mechanism off, a kind changes nothing."""
    state = midway()
    off = vary(week(), {f"mechanisms.{KINDS[does].mechanism}": False})
    still = replace(state, scenario=off)
    if does == "message":
        return  # a message changes nothing by itself: the clock does not send it (test_nothing_is_sent_with_events_off)

    assert come_about(still, row(does), "ISLE" if does == "joins" else "SOUTH") == still


def test_nothing_is_sent_with_events_off() -> None:
    """Messages, openings and closings of effects are gone with their switch."""
    off = vary(week(), {"mechanisms.events": False})
    game = play(Game(off, seed=3), cast_for(off, cast_names(off, {})))

    assert not {x.does for x in game.entries if isinstance(x, e.Effected)} & {
        "message",
        "open",
        "close",
        "window",
        "severity",
    }


@settings(max_examples=60, deadline=None)
@given(does=st.sampled_from(sorted(name for name in TOUCHES if KINDS[name].unit)), data=st.data())
def test_shares_stay_shares_and_indicators_within_their_bounds(does: str, data: st.DataObject) -> None:
    """Whatever is added however often, nothing leaves its bounds."""
    kind, state = KINDS[does], midway()
    amounts = st.floats(max(kind.low, -1000), min(kind.high, 1000), allow_nan=False)
    for amount in data.draw(st.lists(amounts, min_size=1, max_size=5)):
        state = come_about(state, row(does, amount))
    shares = [seat.trust for seat in state.seats.values()] + list(state.readiness.values())
    for incident in state.incidents.values():
        shares += [incident.severity, *incident.attribution.values()]
        p = pricing.appraise(state, incident, state.hour)[0].p if incident.live else 0.5
        shares.append(p)

    assert all(0 <= share <= 1 for share in shares)
    assert all(state.scenario.indicator_by_id[name].low <= value <= state.scenario.indicator_by_id[name].high for name, value in state.indicators.items())  # fmt: skip


@pytest.mark.parametrize(("does", "amount"), [("signal", 0.3), ("punish", 0.3), ("reward", 0.3), ("strength", 2.0)])
def test_what_presses_on_the_opponent_lowers_its_chance_and_wears_off(does: str, amount: float) -> None:
    """More resistance expected, more cost, more reward, more strength: each makes pressing less likely, less so with time."""
    state = midway()
    known = state.incidents["searches"]
    there = tuple(replace(arrival, hour=0) for arrival in known.arrivals)
    state = replace(state, incidents={**state.incidents, "searches": replace(known, arrivals=there, pressures=())})
    bare = pricing.appraise(state, state.incidents["searches"], state.hour)[0].p
    half = come_about(state, row(does, amount, half_life_hours={"value": 24, "source": "test"})).incidents["searches"]
    brief = come_about(state, row(does, amount, lasts_hours={"value": 24, "source": "test"})).incidents["searches"]

    def p(incident: Any, hours: int) -> float:
        return pricing.appraise(state, incident, state.hour + hours)[0].p

    assert p(half, 0) < bare
    assert p(half, 0) < p(half, 24) < p(half, 240)
    assert p(brief, 0) < bare
    assert p(brief, 23) < p(state.incidents["searches"], 23)
    assert p(brief, 24) == p(state.incidents["searches"], 24)
    assert effects.remaining(half.pressures[-1], state.hour + 24) == pytest.approx(amount / 2)


def test_signals_the_other_way_make_pressing_more_likely() -> None:
    """A sign of weakness is a sign."""
    state = midway()
    weak = come_about(state, row("signal", -0.3)).incidents["searches"]

    assert pricing.appraise(state, weak, 60)[0].p > pricing.appraise(state, state.incidents["searches"], 60)[0].p


@pytest.mark.parametrize("does", sorted(name for name in TOUCHES if KINDS[name].undone and not KINDS[name].fades))
def test_what_lasts_for_a_time_is_undone(does: str) -> None:
    """What was changed stands as it stood, once it is taken back, and what somebody else did meanwhile is kept."""
    state, effect = midway(), row(does)
    seat = "ISLE" if does == "joins" else "SOUTH"
    on = effects.On(state.hour, seat, "searches", float(effect.amount or 0))  # type: ignore[arg-type]
    did = effects.changes(state, effect, on)
    was = [effects.before(state, change) for change in did]
    after = come_about(state, effect, seat)
    back = [change for one, before in zip(did, was, strict=True) if (change := effects.undone(after, one, before))]
    again = apply(after, e.Effected(state.hour, does, "undone", (), "option x", changes=tuple(back)))

    assert did
    assert back
    for one, before in zip(did, was, strict=True):
        assert effects.before(again, one) == replace(before, to=pytest.approx(before.to))
    assert again.members.keys() == state.members.keys()


# ---------------------------------------------------------------- a week of everything


def test_a_week_of_everything_is_played_to_its_end() -> None:
    """Doctrines order most of the library for its effects, and say why."""
    ordered = {key[1] for seed in range(6) for key in played(seed).state.ordered}
    reasons = " ".join(x.decision.reason for x in played().entries if isinstance(x, e.Decided))

    assert played().state.ended is e.EndCause.ALL_MOVES
    assert len(ordered & set(library())) >= 24
    assert " for its effect on expected resistance" in reasons


def test_its_log_is_read_folded_and_played_again(tmp_path: Path) -> None:
    """The log holds everything: read back it is the same, and the same inputs make it again."""
    path = tmp_path / "week.jsonl"
    run = CliRunner().invoke(cli, ["play", str(WEEK), "--seed", "3", "--log", str(path)])
    log = read(path)

    assert run.exit_code == 0, run.output
    assert list(log.entries) == played().entries
    assert last_state(log) == played().state
    assert CliRunner().invoke(cli, ["replay", str(path), "--verify"]).exit_code == 0


def test_copies_and_pickles_go_on_alike() -> None:
    """In every answer a game can be copied and put away, effects on their way included."""
    cast = cast_for(week(), cast_names(week(), {}))
    game = Game(week(), seed=3)
    for _ in range(12):
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    copied, put_away = copy.copy(game), pickle.loads(pickle.dumps(game))
    ends = [play(one, cast).entries for one in (game, copied, put_away)]

    assert ends[0] == ends[1] == ends[2] == played().entries


def test_games_are_played_together_as_alone() -> None:
    """Arms that differ in an amount, a delay, an outcome's effects or a switch end as each would alone."""
    arms = [
        week(),
        vary(week(), {"option.sanction.amount": 0.35}),
        vary(week(), {"mechanisms.coercion": False}),
        vary(week(), {"indicator.shipping.drift_per_day": -2}),
        parse(_with_other_ends(), "other ends"),
    ]
    cast = cast_for(week(), cast_names(week(), {}))
    together = {n: game.entries for members, game in play_together(arms, "pact", 3, cast) for n in members}

    for number, arm in enumerate(arms):
        assert together[number] == play(Game(arm, "pact", 3), cast).entries


def _with_other_ends() -> dict[str, Any]:
    raw = week().model_dump(mode="json", by_alias=True)
    next(row for row in raw["incident"] if row["id"] == "searches")["ends"]["SUCCESS"] = []
    return raw


# ---------------------------------------------------------------- the library


@pytest.mark.parametrize("name", scenarios.names())
def test_a_kind_is_its_row_of_the_library(name: str) -> None:
    """A shipped scenario whose options have effects instead of a kind plays the same games."""
    scenario = scenarios.find(name)
    raw = scenario.model_dump(mode="json", by_alias=True)
    for option in raw["option"]:
        if "kind" in option and "effects" not in option:
            option["effects"] = library()[option.pop("kind")]["effects"]
    other = parse(raw, name)
    cast = cast_for(scenario, cast_names(scenario, {}))

    assert play(Game(other, seed=5), cast).entries == play(Game(scenario, seed=5), cast).entries


def test_every_row_of_the_library_is_used_by_the_week() -> None:
    """And the ten kinds are rows of it."""
    assert set(library()) == {option.use for option in week().options if option.use}
    assert set(KIND_NAMES) <= set(library())
    assert len(library()) >= len(KIND_NAMES) + 15


WRONG = [
    ({"does": "punsh"}, "one of these is wanted here"),
    ({"does": "punish", "amount": 3, "indicator": "shipping"}, "punish does not read indicator; it reads"),
    ({"does": "punish", "amount": 30}, r"amount = 30 is not between 0 and 10 \(utility\)"),
    ({"does": "indicator", "amount": 3}, "indicator needs indicator"),
    ({"does": "indicator", "amount": 3, "indicator": "shiping"}, "no such indicator; .*shipping"),
    ({"does": "signal", "amount": 0.1, "incident": "serches"}, "no such incident; .*searches"),
    ({"does": "trust", "amount": 0.1, "half_life_hours": 5}, "trust has no half-life; only signal"),
    ({"does": "rung", "amount": 1, "lasts_hours": 5}, "rung cannot be undone"),
    ({"does": "trust", "amount": 0.1, "seat": "NOTRH"}, "no such seat; .*NORTH"),
    ({"does": "trust", "amount": 0.1, "when": "rung >> 3"}, "when = 'rung >> 3'"),
    ({"does": "terms", "amount": 0.1, "term": "infomation"}, "no such term of a member; .*information"),
    ({"does": "rule", "rule": "most"}, "'most' is no rule of concurrence"),
    ({"does": "deploy", "chance": 0.5}, "a deployment has no delay"),
    ({"does": "trust", "amount": 0.1, "chance": 5}, "chance = 5 is not a share"),
]


@pytest.mark.parametrize(("effect", "message"), WRONG)
def test_a_wrong_effect_is_told_with_what_would_be_right(effect: dict[str, Any], message: str) -> None:
    """Nothing is taken in silence; the sentence names the key and what it needs."""
    raw = week().model_dump(mode="json", by_alias=True)
    numbers = ("amount", "half_life_hours", "lasts_hours", "chance")
    said = {key: {"value": value, "source": "test"} if key in numbers else value for key, value in effect.items()}
    next(row for row in raw["option"] if row["id"] == "aid")["effects"] = [said]

    with pytest.raises(ScenarioError, match=message):
        parse(raw, "file", strict=True)


@pytest.mark.parametrize(
    ("row_text", "message"),
    [
        ('use = "santion"', "no such row in the library; .*sanction"),
        ('use = "sanction"\nwith = { place = "strait" }', "with.place: none of its effects leaves it open"),
        ('with = { place = "strait" }\nkind = "consult"', "the option uses none"),
        ('use = "basing-access"', "access needs place"),
    ],
)
def test_a_wrong_use_of_the_library_is_told(tmp_path: Path, row_text: str, message: str) -> None:
    """By file, line and what the library has."""
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "_scaffold"\nname = "mine"\n[[option]]\nid = "x"\nseats = ["NORTH"]\n{row_text}\n')

    with pytest.raises(ScenarioError, match=message) as told:
        scenarios.load(path)
    assert "mine.toml:" in str(told.value)
