"""An incident that the scenario lacks is added while it is played: checked as a file is, logged as a whole row, and known to everything after it."""

from __future__ import annotations

import copy
import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import LogError, ScenarioError
from fourthseat.engine.core.orders import Act, ArguedEffect, Decision, Intervene, Introduce, RefusalCause
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.exercise.aar.report import Record, report
from fourthseat.engine.exercise.aar.workbook import sheets
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.log import EventLog, Header, lines, parse_log
from fourthseat.engine.record.perspective import Perspectives, check_references
from fourthseat.engine.record.replay import as_played, fork, resume_game, verification_errors
from fourthseat.engine.rules.fold import fold
from fourthseat.engine.rules.legality import refuse
from fourthseat.engine.rules.viewers import public, view
from fourthseat.engine.scenario.added import completed_row, incident_of, piece_of
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.web.replay_page import theatre
from tests.engine.game.test_cancel import until

USA = Seat("USA")


def add(game: Game, **said: Any) -> Introduce:
    """The order that adds an incident as *said*, like the drill's raid where nothing else is."""
    return Introduce(*completed_row(game.scenario, {"id": "second", "like": "raid", **said}), "they are too quiet")


def say(game: Game, order: Introduce | Intervene) -> list[e.Entry]:
    """What the game writes when control says *order*."""
    before = len(game.entries)
    game.interject(CONTROL, Decision((order,)))
    return game.entries[before:]


def log_of(game: Game) -> EventLog:
    """Its log, written and read."""
    log = EventLog(Header(game.start.scenario, game.start.coalition.id, game.seed), tuple(game.entries))
    return parse_log("".join(lines(log)).encode(), "log")


def shown(game: Game) -> list[list[Any]]:
    """Everything that a page of any seat or the wall is made from; options by name, for what they are about is no page's."""
    eyes = [*(view(game.state, seat) for seat in game.scenario.players), public(game.state)]
    return [[getattr(one, part) for part in one.PARTS if part not in ("sought", "options")] for one in eyes]


@settings(max_examples=4)
@given(st.data())
def test_whatever_is_added_and_when_the_log_is_played_again(data: st.DataObject) -> None:
    """It opens at its hour, before ENDEX; until then no cell and no wall sees that anything has changed."""
    scenario = scenarios.find(data.draw(st.sampled_from(["tutorial", "dangerous-encounter"])))
    cast = cast_for(scenario, cast_names(scenario, {}))
    game, added = Game(scenario, scenario.coalitions[0].id, data.draw(st.integers(0, 99))), dict[str, int]()
    while game.pending:
        if len(added) < 2 and game.hour < game.scenario.endex and data.draw(st.integers(0, 5)) == 0:
            hour = data.draw(st.one_of(st.none(), st.integers(game.hour, game.scenario.endex - 1)))
            said: dict[str, Any] = {"like": data.draw(st.sampled_from(game.scenario.incidents)).id, "title": "zqnew"}
            said |= {
                "id": f"new-{len(added)}",
                "place": data.draw(st.sampled_from([*sorted(scenario.places_used), ""])),
            }
            said |= {} if hour is None else {"hour": hour}
            order = Introduce(*completed_row(game.scenario, said), "as drawn")
            assert refuse(game.state, CONTROL, order) is None
            seen, current = (
                shown(game),
                game.state.hour == game.hour,
            )  # whatever control says, the clock is then seen to be where it is
            made = say(game, order)
            assert [e.Decided, e.IncidentAdded] == [type(entry) for entry in made[:2]]
            added[said["id"]] = -1 if hour is None else hour
            if hour != game.hour and current:
                assert seen == shown(game)
        game.submit({seat: cast[seat].decide(shown) for seat, shown in game.pending.items()})
    opened = {x.incident: x.hour for x in game.entries if isinstance(x, e.IncidentOpened) and x.incident in added}
    late = {name for name, hour in added.items() if 0 <= hour < (game.state.hour if game.state.ended else 0)}
    assert opened == {name: added[name] for name in late}
    log = log_of(game)
    assert [] == verification_errors(log)
    assert fold(scenario, game.start.coalition.id, log.entries) == game.state
    check_references(log)


def test_options_about_the_one_it_is_like_are_about_it_too(drill: Any) -> None:
    """And those about any incident; those about another are not."""
    from fourthseat.engine.scenario.overrides import vary

    game = Game(vary(drill, {"option.patrol.incidents": ["raid"], "option.joint-patrol.incidents": ["feint"]}))
    say(game, add(game, hour=0))
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(game, "orders", none)
    menu = set(game.pending[USA].menu)
    assert {Act("patrol", "second"), Act("protest", "second"), Act("patrol", "raid")} <= menu
    assert Act("joint-patrol", "second") not in menu
    until(game, "close", none | {USA: (Act("patrol", "second"),)})
    assert any(isinstance(x, e.Sailed) and x.incident == "second" for x in game.entries)
    assert [] == verification_errors(log_of(game))


def test_its_luck_is_its_own_and_what_it_does_not_say_is_the_template_s(drill: Any) -> None:
    """Nothing of what was dealt before is dealt otherwise; without an hour it waits until control opens it."""
    game = Game(drill)
    dealt = {x.id: x for x in game.entries[0].incidents}  # type: ignore[attr-defined]
    [_, entry] = say(game, add(game, severity={"low": 0.9, "mode": 0.9, "high": 0.9}))
    assert isinstance(entry, e.IncidentAdded)
    assert (0.9, dealt["raid"].window, None) == (entry.dealt.severity, entry.dealt.window, entry.dealt.hour)
    assert incident_of(entry.row).base_resist == drill.incident_by_id["raid"].base_resist
    assert game.state.incidents["raid"].severity == dealt["raid"].severity
    game.submit({CONTROL: Decision()})
    assert game.state.incidents["second"].opened is None
    say(game, Intervene("now", (ArguedEffect("open", incident="second"),)))
    assert game.hour == game.state.incidents["second"].opened
    assert [] == verification_errors(log_of(game))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"id": "raid"}, "there is such an incident already; choose another name, such as raid-2"),
        ({"id": "No Name"}, "small letters, digits and hyphens"),
        ({"place": "haven"}, "haven"),
        ({"hour": 3}, "hour = 3 has passed: it is H+1"),
        ({"hour": 500}, "is after ENDEX"),
        ({"opponent": "USA"}, "sits in BLUE, not RED"),
        ({"severity": {"low": 2, "mode": 3, "high": 4}}, "severity.low = 2 is not between 0 and 1"),
        ({"stakes": {"USB": {"value": 0.5, "source": "x"}}}, "did you mean 'USA'"),
        ({"gain": 3.0}, "3.0 is bare: write { value = 3.0, source"),
        ({"serverity": 1}, "unknown key; did you mean 'severity'"),
        ({"domains": ["sea"]}, "domain of any force"),
        ({"ends": {"FAILURE": [{"does": "trust", "amount": {"value": 9.0, "source": "x"}, "seat": "USA"}]}}, "amount"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_a_check_of_the_file_would_find_is_refused_with_its_key(
    drill: Any, said: dict[str, Any], words: str
) -> None:
    """In the words of the scenario's own checks, and nothing is added."""
    game = until(Game(drill), "choose", dict.fromkeys(drill.players, ()))
    order = add(game, **said)
    refusal = refuse(game.state, CONTROL, order)
    assert refusal is not None
    assert words in refusal.reason
    assert [e.Decided, e.Refused] == [type(entry) for entry in say(game, order)]
    assert RefusalCause.NOT_YOURS is refuse(game.state, USA, order).cause  # type: ignore[union-attr]
    assert "needs a reason" in str(refuse(game.state, CONTROL, Introduce(order.row, "", " ")))


@pytest.mark.parametrize(
    ("piece", "words"),
    [
        ('like = "rade"', "did you mean 'raid'"),
        ("severity = inf", "not finite"),
        ("[[incident]]\n[[incident]]", "one [[incident]] and nothing else"),
        ("[[seat]]\n[[incident]]", "one [[incident]] and nothing else"),
    ],
)
def test_a_piece_of_a_file_that_is_none_is_refused(drill: Any, piece: str, words: str) -> None:
    """Before it is an order."""
    with pytest.raises(ScenarioError, match=words.replace("[", r"\[")):
        completed_row(drill, piece_of(tomllib.loads(piece)))


def test_every_reader_of_the_log_knows_it(drill: Any) -> None:
    """Going on, a branch from before, the report, the workbook, the theatre of every pair of eyes, each cell's story."""
    none: dict[Seat, tuple[Act, ...]] = dict.fromkeys(drill.players, ())
    game = until(Game(drill), "close", none)
    say(game, add(game, title="Tugs at the bar", hour=60))
    half = log_of(copy.copy(game))
    until(game, "never", none)
    log = log_of(game)

    assert resume_game(half, "log").scenario.incident_by_id["second"].title == "Tugs at the bar"
    assert "second" not in fork(log, 1).state.incidents
    assert "second" in fork(log, 2).state.incidents
    record = Record(log)
    control, releasable = (as_markdown(report(record, releasable=one)) for one in (False, True))
    assert "CONTROL ADDS AN INCIDENT: “Tugs at the bar”" in control
    assert "CONTROL ADDS" not in releasable
    assert "Tugs at the bar" in releasable
    assert any("Tugs at the bar" in row for sheet in sheets(record) if sheet.name == "Incidents" for row in sheet.rows)
    assert "Tugs" not in str(log.header.scenario.model_dump())
    assert "second" in as_played(log).header.scenario.incident_by_id
    for eyes in (None, USA):
        assert theatre([("log", log)], eyes)
    told = Perspectives(game.start)
    told.more(game.entries)
    for seat in drill.players:
        assert any("Tugs at the bar" in item.line.text for item in told.told[seat])
        assert not any("CONTROL ADDS" in item.line.text for item in told.told[seat])


def test_a_forged_row_is_told_with_its_line(drill: Any) -> None:
    """A log that adds what cannot be read, or whose luck is another's, is refused where it says so."""
    game = Game(drill)
    say(game, add(game))
    log = log_of(game)
    entry = next(x for x in log.entries if isinstance(x, e.IncidentAdded))
    at = log.entries.index(entry)
    for row in ({**entry.row, "severity": "grave"}, {**entry.row, "id": "third"}):
        forged = EventLog(log.header, (*log.entries[:at], e.IncidentAdded(entry.hour, row, "raid", entry.dealt)))
        with pytest.raises(LogError, match=f"line {at + 2}"):
            check_references(forged)
