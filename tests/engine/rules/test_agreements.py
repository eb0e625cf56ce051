"""What capitals have agreed beforehand, whose places they may use, and what the law lets them declare: on the drill's clock."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.orders import Act, Decision
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, STANDING
from fourthseat.engine.game.game import Game
from fourthseat.engine.record.briefing import situation
from fourthseat.engine.record.narration import narrate
from fourthseat.engine.record.said import lacks_told
from fourthseat.engine.rules.durations import journey
from fourthseat.engine.rules.state import start, with_term
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast_for, cast_names

ONE = {"turns": 1}
FOR_ALL = ONE | {"coalition.pact.standing": ["joint-protest", "joint-patrol", "basing"]}
FOR_THE_USA = ONE | {"coalition.pact.member.USA.standing": ["joint-protest"]}
INVENTED = {"source": "invented"}


def number(value: float) -> dict[str, Any]:
    """A number of the test's own."""
    return {"value": value, "low": 0, "high": 1000}


def option(name: str, seats: list[str], effects: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    """A row of the menu."""
    row = {
        "id": name,
        "title": name,
        "text": "Do it.",
        "seats": seats,
        "rung": 0,
        "effects": effects,
        **INVENTED,
        **more,
    }
    return {"staff_hours": number(0), "cost_musd": number(0)} | row


def scenario_with(drill: Any, changes: dict[str, Any], **more: Any) -> Any:
    """The drill with more rows in its tables."""
    raw = drill.model_dump(mode="json", by_alias=True)
    for table, rows in more.items():
        changes = changes | {table: [*raw.get(table, []), *rows]}
    return vary(drill, changes)


# ---------------------------------------------------------------- agreed beforehand


def test_what_all_agreed_beforehand_waits_for_nobody(table: Any) -> None:
    """A standing measure takes effect once the proposer's staff has it: nobody is asked, and the log says why."""
    played = table(FOR_ALL, GBR="joint-protest@raid")

    assert [("GBR", STANDING, ("GBR",))] == played.rows(e.Requested, "seat", "rule", "needed")
    assert [(2, True)] == played.rows(e.Concurred, "hour", "standing")
    assert [2] == played.rows(e.Acted, "hour", option="joint-protest")
    assert [] == [entry for entry in played.of(e.Received) if entry.estimate is not None]
    told = [narrate(entry, played.state) for entry in played.of(e.Concurred)]
    assert all(line is not None and line.text.startswith("AGREED BEFOREHAND, 2 h after") for line in told)


def test_a_members_own_terms_are_its_own(table: Any) -> None:
    """What the others agreed with one member is that member's to order; anybody else asks as ever."""
    mine, theirs = table(FOR_THE_USA, USA="joint-protest@raid"), table(FOR_THE_USA, GBR="joint-protest@raid")

    assert [(2, True)] == mine.rows(e.Concurred, "hour", "standing")
    assert [False] == theirs.rows(e.Concurred, "standing")
    assert theirs.rows(e.Concurred, "hour") > mine.rows(e.Concurred, "hour")


def test_refusal_cannot_stop_what_was_agreed(table: Any) -> None:
    """Partners who would refuse now have agreed already; without the agreement they block it."""
    assert table(FOR_ALL, refuses=["AUS", "USA"], GBR="joint-protest@raid").of(e.Concurred)
    assert table(ONE, refuses=["AUS", "USA"], GBR="joint-protest@raid").of(e.Blocked)


def test_what_was_asked_is_settled_by_what_was_agreed(table: Any) -> None:
    """Another member's request for the same is settled with it, and the measure is carried out once."""
    slow = FOR_THE_USA | {"assumptions.handling_hours": number(40)}
    played = table(slow, GBR="joint-protest@raid", USA="joint-protest@raid")

    assert {True} == set(played.rows(e.Concurred, "standing"))
    assert [("USA", 2)] == played.rows(e.Acted, "seat", "hour", option="joint-protest")
    assert [("GBR", e.DropCause.JOINED)] == played.rows(e.Dropped, "seat", "cause")


def test_an_owner_outside_the_coalition_is_asked_all_the_same(table: Any) -> None:
    """The members cannot agree beforehand for somebody who is no member: it is asked, and may say no."""
    changes = FOR_ALL | {"option.basing.consent_of": ["PHL"]}
    yes, no = (table(changes, GBR="basing@raid", refuses=refuses) for refuses in ((), ("PHL",)))

    assert [("PHL",)] == yes.rows(e.Requested, "needed")
    assert [True] == yes.rows(e.Concurred, "standing")
    assert [("PHL",)] == no.rows(e.Blocked, "seats")


def test_the_switch_takes_every_agreement_away(table: Any) -> None:
    """With standing measures off every joint measure asks, and no framework shortens a consultation."""
    off = {"mechanisms.standing_measures": False}

    assert [False] == table(FOR_ALL | off, GBR="joint-protest@raid").rows(e.Concurred, "standing")
    shorter = ONE | {"treaty.usa-jpn.consultation": {"value": 0.6, **INVENTED}}
    acted = [table(changes, JPN="protest@raid").rows(e.Acted, "hour") for changes in (ONE, shorter, shorter | off)]
    assert [[2 + 5], [2 + 2], [2 + 5]] == acted


def test_a_seat_sees_what_it_may_order_at_once(table: Any) -> None:
    """The view, the briefing and the menu's flags say so, to those whose agreement it is and to nobody else."""
    state = table(FOR_THE_USA).game.state

    assert {"joint-protest": "joint-protest"} == view(state, "USA").standing  # type: ignore[arg-type]
    assert {} == view(state, "GBR").standing  # type: ignore[arg-type]
    assert any("Agreed beforehand" in line.text for line in situation(view(state, "USA")))  # type: ignore[arg-type]


def test_a_standing_measure_that_cannot_be_one_is_refused(drill: Any) -> None:
    """Unknown options, options that are not joint, and options of others are errors, with what would be right."""
    for names, words in ((["joint-protst"], "did you mean 'joint-protest'"), (["protest"], "is no joint measure")):
        with pytest.raises(ScenarioError, match=words):
            vary(drill, {"coalition.pact.standing": names})
    with pytest.raises(ScenarioError, match="not among the options of GBR"):
        vary(drill, {"option.basing.seats": ["USA"], "coalition.pact.member.GBR.standing": ["basing"]})


def test_changed_terms_keep_weight_and_standing(drill: Any) -> None:
    """A member one of whose terms an effect has changed still weighs what it weighed, and keeps what was agreed with it."""
    changes = {"coalition.pact.member.USA.weight": number(3), "coalition.pact.member.USA.standing": ["joint-protest"]}
    member = start(vary(drill, changes), "pact").members["USA"]  # type: ignore[index]
    changed = with_term(member, "information", 0.1)

    assert (3, ("joint-protest",), 0.1) == (changed.weight, changed.standing, changed.information)


# ---------------------------------------------------------------- access

BAY = {"id": "bay", "name": "The Bay", "lat": 0, "lon": 0.9, "source": "invented"}
ASK = option("ask-bay", ["USA"], [{"does": "access", "place": "bay"}])
WITHDRAW = option("close-bay", ["PHL"], [{"does": "access", "place": "bay", "seat": "USA", "off": True}])


def with_access(drill: Any, consent: bool, hours: float = 0, **changes: Any) -> Any:
    """The drill with a bay of the Philippines close to the sea, where American ships may be let in."""
    row = {"id": "bay-rule", "host": "PHL", "guest": "USA", "place": "bay", "hours": number(hours), "consent": consent}
    return scenario_with(drill, changes, place=[BAY], access=[row | INVENTED], option=[ASK, WITHDRAW])


def played(scenario: Any, moves: dict[str, list[str]], refuses: tuple[str, ...] = ()) -> Game:
    """A game of scripted seats."""
    from fourthseat.engine.game.game import play
    from tests.conftest import Script, acts

    cast: Any = {
        seat: Script(tuple(map(acts, moves.get(seat, []))), seat not in refuses)
        for seat in (CONTROL, *scenario.players)
    }
    return play(Game(scenario, "pact", 0), cast)


def sailings(game: Game) -> list[tuple[int, str]]:
    """When each ship arrives, and from where it sailed."""
    return [(entry.arrives - entry.hour, entry.via) for entry in game.entries if isinstance(entry, e.Sailed)]


def test_access_that_stands_shortens_the_way_and_saves_hours(drill: Any) -> None:
    """From the bay the ship needs an hour, not four, and berths there save part of making ready; switched off, nothing."""
    order = {"USA": ["patrol@raid"]}

    assert [(8, "")] == sailings(played(drill, order))
    assert [(5, "bay")] == sailings(played(with_access(drill, consent=False), order))
    assert [(3, "bay")] == sailings(played(with_access(drill, consent=False, hours=2), order))
    assert [(8, "")] == sailings(played(with_access(drill, False, **{"mechanisms.access": False}), order))


@pytest.mark.parametrize("name", ["scarborough", "taiwan-quarantine", "two-theatres"])
def test_no_force_is_anywhere_sooner_than_it_can_go(shipped: Callable[[str], Scenario], name: str) -> None:
    """Whatever a host's place saves: in no game does a force cover its miles faster than its speed."""
    from fourthseat.engine.game.game import play

    scenario = shipped(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    games = [play(Game(scenario, variant.id, seed), cast) for variant in scenario.coalitions for seed in (0, 1)]
    sailed = [entry for game in games for entry in game.entries if isinstance(entry, e.Sailed)]

    assert any(entry.via for entry in sailed)
    for entry in sailed:
        speed = float(scenario.force_by_id[entry.force].speed_kn)
        assert not speed or entry.nmi / speed <= entry.arrives - entry.hour


def test_access_on_request_is_asked_for_granted_or_refused(drill: Any) -> None:
    """The host is asked each time, in the log; a refusal leaves things as they were; once let in, nobody asks again."""
    scenario = with_access(drill, consent=True, **{"incident.raid.window_hours": {"low": 90, "mode": 90, "high": 90}})
    orders = {"USA": ["ask-bay", "patrol@raid"]}
    yes, no = played(scenario, orders), played(scenario, orders, refuses=("PHL",))

    (asked,) = [x for x in yes.entries if isinstance(x, e.Requested)]
    assert (("PHL",), "consent") == (asked.needed, asked.rule)
    assert [(5, "bay")] == sailings(yes)
    assert [(8, "")] == sailings(no)
    again = [x for x in played(scenario, {"USA": ["ask-bay", "ask-bay"]}).entries if isinstance(x, e.Refused)]
    assert ["ask-bay: what it does about access to a place holds already"] == [x.reason for x in again]


def test_access_is_withdrawn_by_its_host(drill: Any) -> None:
    """After the host has closed the bay, ships sail from home."""
    scenario = with_access(drill, consent=False, **{"incident.raid.window_hours": {"low": 90, "mode": 90, "high": 90}})

    assert [(8, "")] == sailings(played(scenario, {"PHL": ["close-bay"], "USA": ["", "patrol@raid"]}))


def test_a_ship_must_have_had_the_time_to_get_there(drill: Any) -> None:
    """Access granted a moment ago moves no ship: the way to the host's place counts as far as it has not been gone."""
    state = start(with_access(drill, consent=True), "pact")
    ship, raid = drill.force_by_id["usa-ship"], drill.incident_by_id["raid"]
    for open_for, hours in ((0, 8), (1, 7), (3, 5), (100, 5)):
        let_in = replace(state, altered=replace(state.altered, access={("USA", "bay"): -open_for}))
        assert hours == journey(let_in, 0, ship, raid).hours


def test_everybody_knows_who_may_sail_from_where(drill: Any) -> None:
    """An agreement is public: every view has it, the guest's briefing says how it stands."""
    state = played(with_access(drill, consent=False, hours=2), {}).state

    for seat in drill.players:
        assert [("The Bay", "PHL", "USA", True)] == [
            (a.place, a.host, a.guest, a.granted) for a in view(state, seat).access
        ]
    told = [line.text for line in situation(view(state, "USA"))]  # type: ignore[arg-type]
    assert "Access: The Bay (PHL, open, saves up to 2 h of making ready)." in told


def test_an_agreement_with_nobody_is_refused(drill: Any) -> None:
    """Unknown hosts and places, opponents and a seat's own places are errors."""
    row = {"id": "x", "host": "PHL", "guest": "USA", "place": "port", **INVENTED}
    for wrong, words in (
        ({"host": "PLH"}, "no such seat; did you mean 'PHL'"), ({"place": "prt"}, "no such place"), ({"host": "PRC"}, "sits in RED"),
        ({"guest": "PHL"}, "is the host as well"),
    ):  # fmt: skip
        with pytest.raises(ScenarioError, match=words):
            vary(drill, {"access": [row | wrong]})


# ---------------------------------------------------------------- law

DECLARE = option("declare", ["JPN"], [{"does": "legal", "category": "important"}])


def with_law(
    drill: Any, requires: str | None = "attribution(JPN, raid) >= 0.5", hours: float = 3, **changes: Any
) -> Any:
    """The drill with a category that opens Japan's patrol."""
    row: dict[str, Any] = {
        "id": "important",
        "title": "An important influence situation",
        "seat": "JPN",
        "hours": number(hours),
    }
    if requires is not None:
        row["requires"] = requires
    row |= {"opens": ["patrol"], **INVENTED}
    long = {"incident.raid.window_hours": {"low": 90, "mode": 90, "high": 90}}
    return scenario_with(drill, long | changes, legal=[row], option=[DECLARE])


def reasons(game: Game) -> list[str]:
    """Why orders were refused."""
    return [entry.reason for entry in game.entries if isinstance(entry, e.Refused)]


def test_an_option_the_law_opens_waits_for_its_declaration(drill: Any) -> None:
    """Barred before the category is declared, allowed after; the declaration takes its hours; others are not bound by it."""
    game = played(with_law(drill), {"JPN": ["declare patrol@raid", "patrol@raid"], "USA": ["patrol@raid"]})

    assert ["patrol needs important, which JPN has not declared"] == reasons(game)
    declared = [x.hour for x in game.entries if isinstance(x, e.Effected) and x.does == "legal"]
    assert [3] == declared
    assert {"USA", "JPN"} == {x.seat for x in game.entries if isinstance(x, e.Sailed)}


def test_no_category_is_declared_against_the_facts(drill: Any) -> None:
    """While nobody is sure who did it, the declaration is refused; the seat is told what is missing."""
    scenario = with_law(drill, **{"incident.raid.attribution": number(0.2)})
    game = played(scenario, {"JPN": ["declare"]})

    assert ["the facts do not allow what declare declares"] == reasons(game)
    (category,) = view(game.state, "JPN").legal  # type: ignore[arg-type]
    assert (False, False, "only when how sure JPN is who is behind “raid” is at least 0.5") == (
        category.declared,
        category.allowed,
        lacks_told(category.lacks),
    )


def test_a_missing_declaration_is_told_by_its_title(drill: Any) -> None:
    """No name of a row reaches the cell: the one category waits for the other, and for the rung."""
    scenario = with_law(drill, requires="declared(JPN, important) and rung >= 5")
    state = start(scenario, "pact")
    (category,) = view(state, "JPN").legal  # type: ignore[arg-type]
    title = scenario.legal[0].title
    assert category.lacks is not None
    assert f"only when JPN has declared “{title}” and the rung of the crisis is at least 5" == lacks_told(
        category.lacks
    )


def test_a_request_of_somebody_else_can_be_the_fact(drill: Any) -> None:
    """A category may wait for another's request: an order of that seat."""
    scenario = with_law(drill, requires="ordered(USA, talks)")

    assert (
        reasons(played(scenario, {"JPN": ["declare", "declare"]}))
        == ["the facts do not allow what declare declares"] * 2
    )
    assert [] == reasons(played(scenario, {"USA": ["talks"], "JPN": ["", "declare"]}))


def test_without_the_mechanism_no_law_binds(drill: Any) -> None:
    """Switched off, the option is open from the start, and views say nothing of law."""
    game = played(with_law(drill, **{"mechanisms.law": False}), {"JPN": ["patrol@raid"]})

    assert [] == reasons(game)
    assert () == view(game.state, "JPN").legal  # type: ignore[arg-type]


def test_the_menu_says_what_the_law_keeps_off_it(drill: Any) -> None:
    """A person reads why a measure is missing, by the category's title."""
    game = Game(with_law(drill), "pact", 0)
    game.submit({CONTROL: Decision(())})
    shown = game.pending["JPN"]  # type: ignore[index]

    assert Act("patrol", "raid") not in shown.menu
    told = [(title, lacks_told(lacks)) for title, lacks in shown.lacking]
    assert ("patrol", "needs An important influence situation, which you have not declared") in told


def test_conditions_speak_of_declarations_and_access(drill: Any) -> None:
    """declared(SEAT, CATEGORY) and access(SEAT, PLACE) hold once it is so, and misspelt names are told with the nearest."""
    from fourthseat.engine.rules.contingency import holds_now

    law = played(with_law(drill), {"JPN": ["declare"]}).state
    assert holds_now(law, "declared(JPN, important)")
    assert not holds_now(law, "declared(USA, important)")
    bay = played(with_access(drill, consent=False), {}).state
    assert holds_now(bay, "access(USA, bay)")
    assert not holds_now(bay, "access(AUS, bay)")
    with pytest.raises(ScenarioError, match="did you mean 'important'"):
        vary(with_law(drill), {"legal.important.requires": "declared(JPN, importnt)"})
