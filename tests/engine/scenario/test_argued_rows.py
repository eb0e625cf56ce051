"""Effects of matrix arguments: what changes when one stands, when it holds in part and when it does not, who is told, and what is refused."""

from __future__ import annotations

import copy
import pickle
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Argue, ArguedEffect, Choose, Decision, End, Overrule
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.effect_words import foreseen
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.perspective import Perspectives
from fourthseat.engine.record.replay import rerun, verification_errors
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.argued_rows import ARGUABLE, row_of, wrong_with
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast, cast_for, cast_names

WEEK = Path(__file__).parents[2] / "data/library_week.toml"
TRUST = ArguedEffect("trust", -0.2, seat=Seat("NORTH"))


@cache
def week() -> Scenario:
    """A scenario with indicators, forces and two seats of BLUE."""
    return scenarios.load(WEEK)


def started(seed: int = 3) -> Game:
    """That week when orders are first asked for."""
    game, seats = Game(week(), seed=seed), cast_for(week(), cast_names(week(), {}))
    while set(game.pending) == {CONTROL}:
        game.submit({CONTROL: seats[CONTROL].decide(game.pending[CONTROL])})
    return game


def settled(
    *effects: ArguedEffect, came: Outcome = Outcome.SUCCESS, game: Game | None = None, to: str = "NORTH"
) -> Game:
    """A game in which control has let an argument with those effects come out so."""
    game = game or started()
    order = Argue("The port closes", "trade stops", "umpire", (Seat(to),), verdict=came, effects=effects)
    game.interject(CONTROL, Decision((order,)))
    return game


def effected(game: Game) -> list[e.Effected]:
    """The effects of arguments in its log."""
    return [one for one in game.entries if isinstance(one, e.Effected) and one.source.startswith("argument")]


def test_effects_come_with_an_argument_that_stands() -> None:
    """The state changes by what its kind says, the entry tells the seat whose trust it is, and nobody else."""
    before = started().state.seats[Seat("NORTH")].trust
    game = settled(TRUST)
    [entry] = effected(game)

    assert game.state.seats[Seat("NORTH")].trust == pytest.approx(before - 0.2)
    assert (entry.source, entry.to, entry.came) == ("argument 1", ("NORTH",), "about")
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    said = {seat: [item.line.text for item in eyes.told[seat] if "trust" in item.line.text] for seat in week().players}
    assert [seat for seat, found in said.items() if found] == ["NORTH"]


@pytest.mark.parametrize(
    ("came", "in_part", "count"),
    [("SUCCESS", False, 1), ("PARTIAL", False, 0), ("PARTIAL", True, 1), ("FAILURE", True, 0)],
)
def test_what_does_not_stand_changes_nothing(came: str, in_part: bool, count: int) -> None:
    """In part alone if the effect says so; a failed argument never."""
    effect = ArguedEffect("trust", -0.2, seat=Seat("NORTH"), in_part=in_part)
    assert len(effected(settled(effect, came=Outcome(came)))) == count


def test_delays_durations_and_luck_are_those_of_any_effect() -> None:
    """Later, and undone after so long; a copy and a pickled game go on alike; the whole is played again from its decisions."""
    late = ArguedEffect("trust", -0.2, seat=Seat("NORTH"), delay_hours=12, lasts_hours=24)
    never = ArguedEffect("severity", 0.2, incident=week().incidents[0].id, chance=0.0)
    game = settled(late, never)
    at = game.hour
    others = [copy.copy(game), pickle.loads(pickle.dumps(game))]
    seats = cast(week(), {})
    for one in (game, *others):
        play(one, seats)
    found = [(one.does, one.came, one.hour - at) for one in effected(game)]
    assert [one.entries for one in others] == [game.entries] * 2
    assert found == [("severity", "not", 0), ("trust", "about", 12), ("trust", "undone", 36)]
    header = Header(week(), game.state.began, 3, {})
    log = parse_log("".join(lines(EventLog(header, tuple(game.entries)))).encode(), "test")
    assert verification_errors(log) == []
    assert rerun(log).entries == game.entries


def pressing(shown: View) -> Decision | None:
    """An opponent that presses whatever it is asked; None for any other question."""
    asked = [Choose(question.about, "press") for question in shown.questions if question.kind == "choose"]
    return Decision(tuple(asked)) if asked else None


def test_about_a_ruling_effects_come_with_the_ruling_and_not_if_control_overrules() -> None:
    """As the move closes, once, after the ruling; an overrule leaves nothing of the argument."""
    found = []
    for overruled in (False, True):
        game, seats = started(), cast(week(), {})
        while game.pending:
            answers = {seat: pressing(shown) or seats[seat].decide(shown) for seat, shown in game.pending.items()}
            rulings = game.pending[CONTROL].rulings if CONTROL in game.pending else ()
            if rulings:
                name = rulings[0][0]
                order = Argue(
                    "A pilot",
                    "it fails",
                    "umpire",
                    (),
                    name,
                    verdict=Outcome.SUCCESS,
                    effects=(TRUST, ArguedEffect("severity", 0.1)),
                )
                game.interject(CONTROL, Decision((order,)))
                assert effected(game) == []
                over = (Overrule(name, Outcome.FAILURE, "No."),) if overruled else ()
                game.submit({CONTROL: Decision((*over, End("enough")))})
                found.append([(one.does, one.incident) for one in effected(game)])
                break
            game.submit(answers)
        assert len(found) == 1 + overruled, "nobody pressed"
    assert [does for does, _ in found[0]] == ["trust", "severity"]
    assert found[0][1][1]
    assert found[1] == []


@pytest.mark.parametrize(
    ("effect", "says"),
    [
        (ArguedEffect("trst", 1), "one of these is wanted here"),
        (ArguedEffect("trust", 3, seat=Seat("NORTH")), "not between -1 and 1"),
        (ArguedEffect("trust", 0.1), "trust needs seat"),
        (ArguedEffect("trust", seat=Seat("NORTH")), "trust needs an amount"),
        (ArguedEffect("trust", 0.1, seat=Seat("NOBODY")), "no such seat"),
        (ArguedEffect("severity", 0.1), "severity needs incident"),
        (ArguedEffect("deploy"), "only an option can"),
        (ArguedEffect("intrude", 1), "only an option can"),
        (ArguedEffect("legal", category="war"), "legal needs seat"),
        (ArguedEffect("trust", 0.1, seat=Seat("NORTH"), when="hour >"), "when"),
    ],
)
def test_an_effect_that_means_nothing_is_refused(effect: ArguedEffect, says: str) -> None:
    """With what would be right; nothing is argued, and nothing is written but the refusal."""
    game = settled(TRUST, effect)

    [refused] = [one for one in game.entries if isinstance(one, e.Refused)]
    assert refused.reason.startswith("effect 2: ")
    assert says in refused.reason
    assert game.state.arguments == 0


def test_every_kind_that_may_be_argued_for_is_foreseen_as_it_comes() -> None:
    """What control is shown beforehand is what the log says afterwards, kind by kind, and says who is told."""
    s, given = week(), {}
    named: dict[str, Any] = {
        "indicator": s.indicators[0].id, "force": s.forces[0].id, "place": s.places[0].id, "category": "war", "term": "information",
        "rule": "unanimity", "text": "It is heard.", "incident": s.incidents[0].id,
    }  # fmt: skip
    for does in ARGUABLE:
        kind = KINDS[does]
        fields = {name: named[name] for name in kind.needs}
        if kind.on == "incident":
            fields["incident"] = s.incidents[0].id
        if kind.on in ("seat", "coalition") and does not in ("rule", "provocation"):
            fields["seat"] = Seat("NORTH")
        effect = ArguedEffect(
            does, 0.1 if kind.unit not in ("", "rungs", "hours") else 1.0 if kind.unit else None, **fields
        )
        if wrong_with(s, effect, about=False):
            continue
        game = started()
        order = Argue("So", "so", "umpire", (Seat("NORTH"),), verdict=Outcome.SUCCESS, effects=(effect,))
        assert refuse(game.state, CONTROL, order) is None, does
        [said] = foreseen(game.state, order)
        settled(effect, game=game)
        given[does] = (said, effected(game))
    assert len(given) > 20
    for does, (said, found) in given.items():
        assert ("nothing changes as things stand" in said) == (not found), (does, said)
        assert said.partition("Told to: ")[2], does


def test_a_row_is_the_row_a_file_would_have() -> None:
    """The same fields, with a source that says where the numbers are from."""
    row = row_of(ArguedEffect("signal", 0.2, incident="raid", half_life_hours=48))

    assert (row.does, row.amount, row.half_life_hours, row.incident) == ("signal", 0.2, 48, "raid")
    assert row.amount is not None
    assert row.amount.source == "a matrix argument"
