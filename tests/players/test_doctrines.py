"""Doctrines are data: each one's character as a law on views and games, and a further row needs no code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import get_args

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Act, Choose, Decision
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import view
from fourthseat.engine.scenario.doctrine_library import shipped
from fourthseat.engine.scenario.doctrine_rows import CIRCUMSTANCES, Circumstance
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.overrides import numbers, vary
from fourthseat.engine.scenario.plain import as_read, plain
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast
from fourthseat.players.circumstances import OF_AN_INCIDENT, OF_THE_TABLE
from fourthseat.players.doctrine import Opponent, advice

COALITION = "aukus-jpn"


def by(scenario: Scenario, *sets: str) -> Scenario:
    """*scenario* with its seats following *sets*."""
    return vary(scenario, following(scenario, sets))


def games(scenario: Scenario, count: int) -> Iterator[Game]:
    """So many games of doctrines, the same luck for every set."""
    players = cast(scenario)
    yield from (play(Game(scenario, COALITION, seed), players) for seed in range(1, count + 1))


def ordered(game: Game) -> Iterator[tuple[Seat, Act, Decision]]:
    """Every order of the menu that was given, with its decision."""
    for entry in game.entries:
        if isinstance(entry, e.Decided) and entry.seat != CONTROL:
            yield from ((entry.seat, one, entry.decision) for one in entry.decision.orders if isinstance(one, Act))


def views(scenario: Scenario, seed: int) -> Iterator[View]:
    """Every view in which a seat is asked for orders, as its doctrine sees it."""
    game, players = Game(scenario, COALITION, seed), cast(scenario)
    while pending := game.pending:
        yield from (shown for seat, shown in pending.items() if seat != CONTROL and shown.menu)
        game.submit({seat: players[seat].decide(shown) for seat, shown in pending.items()})


def seen_as(shown: View, name: str) -> View:
    """The same moment, seen by a staff that follows *name*."""
    state = shown._state
    return view(
        replace(state, scenario=plain(by(as_read(state.scenario), f"{shown.seat}={name}"))), shown.seat, shown.questions
    )


def test_every_circumstance_is_one_of_the_table_or_of_an_incident() -> None:
    """The words a row may use, what the manual says of them, and what is played, are the same."""
    assert set(get_args(Circumstance)) == set(CIRCUMSTANCES) == set(OF_THE_TABLE) | set(OF_AN_INCIDENT)
    assert not set(OF_THE_TABLE) & set(OF_AN_INCIDENT)


def test_every_kind_of_effect_that_is_no_act_has_a_worth() -> None:
    """An option of a kind without a worth would be ordered by nobody."""
    for doctrine in shipped():
        assert {name for name, kind in KINDS.items() if not kind.act} - set(doctrine.worth) == set()


def test_the_library_has_six_capitals_and_five_opponents_with_cards() -> None:
    """Each says what it never orders and why, and each number has a range or a source."""
    sides = Counter(doctrine.side for doctrine in shipped())

    assert sides == {"capital": 6, "opponent": 5}
    assert all("never" in doctrine.card or "no " in doctrine.card or "not " in doctrine.card for doctrine in shipped())


def test_on_one_view_the_bold_go_higher_than_the_cautious() -> None:
    """Law: never lower, and higher in some."""
    base = scenarios.find("second-thomas")
    higher = 0
    for shown in (one for one in views(base, 3) if one.seat in base.capitals):
        tops = []
        for name in ("cautious", "bold"):
            seen = seen_as(shown, name)
            tops.append(max((seen.options[one.act.option].rung for one in advice(seen)), default=0))
        assert tops[0] <= tops[1]
        higher += tops[0] < tops[1]

    assert higher > 3


def test_a_free_rider_sends_less_on_the_same_luck() -> None:
    """And signs no less: it lets others go."""
    base = scenarios.find("second-thomas")
    sent = {
        name: sum(
            isinstance(x, e.Sailed) and x.seat == "USA"
            for game in games(by(base, f"USA={name}"), 6)
            for x in game.entries
        )
        for name in ("standard", "free-rider")
    }

    assert sent["free-rider"] < sent["standard"]


def test_consensus_first_sends_nothing_of_its_own_before_the_coalition_concurs() -> None:
    """Law, on every view of a member."""
    base = vary(scenarios.find("second-thomas"), {f"coalition.{COALITION}.rule": "lead"})
    alone = 0
    for shown in (one for seed in (1, 2, 3) for one in views(by(base, "consensus-first"), seed)):
        if shown.seat not in shown.members:
            continue
        agreed = {incident.id for incident in shown.live if incident.concurred is not None}
        for one in advice(shown):
            option = shown.options[one.act.option]
            if "deploy" in option.does and not option.joint:
                assert one.act.incident in agreed
                alone += 1

    assert alone > 0, "once it has concurred, it does"


def test_tit_for_tat_answers_what_the_opponent_did_last() -> None:
    """Law: no forces against an act that is not grave before something was pressed, none after the opponent left one alone."""
    base = scenarios.find("second-thomas")
    pressed = spared = 0
    for seed in (1, 2, 3, 4):
        for shown in views(by(base, "tit-for-tat"), seed):
            if shown.seat not in base.capitals:
                continue
            decided = sorted((i.opened, i.id, i.choice) for i in shown.incidents if i.choice is not None)
            sends = any("deploy" in shown.options[one.act.option].does for one in advice(shown))
            if decided and decided[-1][2] in ("press", "sideways"):
                pressed += sends
            elif decided:
                assert not sends
                spared += 1

    assert pressed > 0
    assert spared > 0


def choices(shown: View, luck: int = 40) -> Counter[str]:
    """What an opponent chooses over an even spread of luck."""
    found: Counter[str] = Counter()
    for n in range(luck):
        questions = tuple(q._replace(luck=(n + 0.5) / luck) for q in shown.questions)
        found.update(
            one.choice
            for one in Opponent().decide(view(shown._state, shown.seat, questions)).orders
            if isinstance(one, Choose)
        )
    return found


def asked_to_choose(scenario: Scenario, seed: int) -> View:
    """The first view in which the opponent is asked what it does."""
    game, players = Game(scenario, COALITION, seed), cast(scenario)
    while pending := game.pending:
        for shown in pending.values():
            if any(q.kind == "choose" for q in shown.questions):
                return shown
        game.submit({seat: players[seat].decide(shown) for seat, shown in pending.items()})
    raise AssertionError("the game ended first")


def test_an_open_line_calms_the_opponent_that_words_reassure_and_no_other() -> None:
    """On the same view but for the line; a human opponent would see it too."""
    base = scenarios.find("second-thomas")
    pressing = {}
    for name in ("opportunist", "reassured-by-words"):
        shown = asked_to_choose(by(base, name), 5)
        for line in (False, True):
            state = replace(shown._state, hotline=line)
            seen = view(state, shown.seat, shown.questions)
            assert seen.line_open is line
            pressing[name, line] = choices(seen)["press"]

    assert pressing["opportunist", True] == pressing["opportunist", False]
    assert pressing["reassured-by-words", True] < pressing["reassured-by-words", False]


def test_opponents_press_in_the_order_of_their_boldness() -> None:
    """On one view: the coercer least, the risk taker most."""
    base = scenarios.find("second-thomas")
    shown = asked_to_choose(base, 5)
    pressing = [choices(seen_as(shown, name))["press"] for name in ("coercer", "opportunist", "risk-taker")]

    assert pressing == sorted(pressing)
    assert pressing[0] < pressing[-1]


def test_a_row_of_a_file_is_a_doctrine_without_a_line_of_code(tmp_path: pytest.TempPathFactory) -> None:
    """One that says words alone, made of another; a seat's own number goes before the row's."""
    path = tmp_path / "mine.toml"  # type: ignore[operator]
    path.write_text(
        'format = 2\nextends = "tutorial"\nname = "mine"\n'
        '[[seat]]\nid = "USA"\n[seat.doctrine]\nuse = "wordy"\norders = 1\n'
        '[[doctrine]]\nid = "wordy"\nuse = "bold"\ntitle = "Wordy"\ncard = "Never sends anything."\nsource = "judgement"\n'
        '[[doctrine.rule]]\nseek = "statement"\nreason = "words of {stake}"\n[[doctrine.rule]]\nseek = "hotline"\nreason = "and a line"\n'
    )
    mine = scenarios.load(path)
    acts = [(act, decision) for game in games(mine, 4) for seat, act, decision in ordered(game) if seat == "USA"]

    assert mine.doctrine_of(Seat("USA")).orders == 10, "as bold"
    assert {act.option for act, _ in acts} <= {"joint-statement", "hotline"}
    assert all(len(decision.orders) == 1 for _, decision in acts)
    assert any("words of 60 %" in decision.reason for _, decision in acts)


def test_every_order_says_its_reason_by_its_title() -> None:
    """In every game of every doctrine."""
    base = scenarios.find("senkaku")
    for blue, red in (
        ("standard", "coercer"),
        ("cautious", "prober"),
        ("bold", "risk-taker"),
        ("tit-for-tat", "reassured-by-words"),
    ):
        for game in games(by(base, blue, red), 1):
            for _, act, decision in ordered(game):
                assert base.option_by_id[act.option].title in decision.reason
                assert "{" not in decision.reason


def test_a_seat_that_somebody_else_plays_is_not_touched_by_its_doctrine() -> None:
    """The same game to the last entry."""
    base = scenarios.find("second-thomas")
    told = []
    for name in ("cautious", "bold"):
        scenario = by(base, f"JPN={name}")
        told.append(play(Game(scenario, COALITION, 4), cast(scenario, {"JPN": "uniform"})).entries)

    assert told[0] == told[1]


def test_a_number_that_an_effect_does_not_read_steers_no_order() -> None:
    """Hardening networks has no credibility, so none decides which way they are hardened."""
    base = scenarios.find("pillar-two")
    odd = vary(base, {"option.harden.credibility": 0.2, "option.clearances.credibility": 0.1})
    first, other = ([list(ordered(game)) for game in games(one, 2)] for one in (base, odd))

    assert first == other


def test_an_order_is_not_given_every_move_to_no_end() -> None:
    """What lasts for good is ordered once by a seat."""
    base = scenarios.find("pillar-two")
    for game in games(base, 3):
        given = Counter((seat, act.option, act.incident) for seat, act, _ in ordered(game))
        lasting = {key: n for key, n in given.items() if key[1] in ("clearances", "harden") and n > 1}
        leaks = sum(isinstance(x, e.Leaked) for x in game.entries)
        assert all(n <= 1 + leaks for n in lasting.values())


def test_a_standard_capital_that_is_pressed_at_rung_three_talks_and_moves_forces() -> None:
    """In most games, as nearly every team of experts did in a published game."""
    base = by(scenarios.find("missile-overflight"), "standard")
    both, count = 0, 10
    for game in games(base, count):
        does = {kind for seat, act, _ in ordered(game) if seat == "USA" for kind in base.option_by_id[act.option].does}
        both += bool(does & {"statement", "hotline", "consult"}) and bool(does & {"deploy", "posture"})

    assert both > count / 2


def test_only_what_somebody_reads_is_a_number_of_the_scenario() -> None:
    """Of the doctrines that are followed; a capital has no share of backing down, an opponent no reliability."""
    base = by(scenarios.find("second-thomas"), "JPN=bold")
    paths = {path for path, _ in numbers(base)}

    assert {"doctrine.bold.answers.concurring", "doctrine.opportunist.choices.pressing"} <= paths
    assert not {
        path
        for path in paths
        if path.startswith(("doctrine.cautious.", "doctrine.bold.choices", "doctrine.opportunist.answers"))
    }
    assert "seat.PRC.doctrine.reliability" not in paths
    assert vary(base, {"doctrine.bold.orders": 1}).doctrine_of(Seat("JPN")).orders == 1


@pytest.mark.parametrize("name", ["second-thomas", "cyber-suppliers"])
def test_every_option_is_ordered_by_some_doctrine(name: str) -> None:
    """Of a menu that grew in two years: harden where secrets are at stake, joint presence, the line to the opponent."""
    base = scenarios.find(name)
    found: set[str] = set()
    for blue, red in (
        ("standard", "opportunist"),
        ("bold", "risk-taker"),
        ("cautious", "coercer"),
        ("free-rider", "prober"),
    ):
        for game in games(by(base, blue, red), 3):
            found |= {act.option for _, act, _ in ordered(game)}

    assert {option.id for option in base.options} == found
