"""A log through one seat's eyes: only what its own views hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.entries.acts import Acted, Sailed
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.incidents import IncidentOpened, RungMoved
from fourthseat.engine.core.entries.turns import Refused, TurnOpened
from fourthseat.engine.core.orders import Act, Decision, Improvise, Realign, Reply, Send
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import CONTROL, Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.briefing import changes, situation
from fourthseat.engine.record.effect_words import heard
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.perspective import (
    WALL,
    HeardOnce,
    Perspectives,
    StoryItem,
    learned_by_seat,
    narrate_for_seat,
)
from fourthseat.engine.record.sentences import NarrativeLine
from fourthseat.engine.rules import view as view_module
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.viewers import public, view
from fourthseat.players.cast import cast_for, cast_names

AUS = Seat("AUS")


@pytest.mark.parametrize(
    "order",
    [
        Act("no-such-option"),
        Act("no-such-option", "no-such-incident"),
        Act("statement", "nowhere"),
        Reply("nothing", True),
    ],
)
def test_a_seat_reads_its_refusal_without_another_cells_names(order: Act | Reply) -> None:
    """What is near to a hand-made name, and which options others have, is told to control and not to the seat."""
    scenario = scenarios.find("second-thomas")
    game = Game(scenario, "aukus", 1)
    game.submit({CONTROL: Decision()})
    game.submit({seat: Decision((order,) if seat == AUS else ()) for seat in game.pending})
    (refused,) = [entry for entry in game.entries if isinstance(entry, Refused)]
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    mine = [line.line.text for line in eyes.told[AUS] if "Control refuses" in line.line.text]
    everything = [line.line.text for line in eyes.told[CONTROL] if "Control refuses" in line.line.text]

    assert 1 == len(mine) == len(everything)
    assert refused.reason in everything[0]
    assert refused.reason not in mine[0]
    hidden = {*scenario.incident_by_id, *(o.id for o in scenario.options if AUS not in o.seats)}
    assert [] == [name for name in hidden if name in mine[0]]


# ---------------------------------------------------------------- a step is told by what it changed


def spoken(name: str, seed: int, variants: Sequence[str]) -> Game:
    """A game by doctrines in which cells talk, offer and answer, and control improvises, argues and realigns."""
    scenario = scenarios.find(name)
    cast = cast_for(scenario, cast_names(scenario, {}))
    game, step = Game(scenario, variants[0], seed), 0
    while pending := game.pending:
        step += 1
        one, other = scenario.players[step % 2], scenario.players[2]
        if step % 2 == 0:
            game.interject(one, Decision((Send((other,), f"offer {step}", sort="offer"),)))
            number = len(game.state.talks)
            game.interject(other, Decision((Send((one,), "agreed", sort="accept", about=number),)))
        if step % 3 == 0:
            game.interject(CONTROL, Decision((Improvise("It rains.", (one, other)),)))
        if step % 7 == 0:
            game.interject(CONTROL, Decision((Realign(variants[step % len(variants)]),)))
        game.submit({seat: cast[seat].decide(shown) for seat, shown in pending.items()})
    return game


@pytest.mark.parametrize("name", ["tutorial", "second-thomas", "luzon-cables"])
def test_what_is_told_is_the_difference_of_whole_views(name: str) -> None:
    """Sentence by sentence, for every pair of eyes: as if the whole view before were laid beside the whole view after; what effects
    say in an hour once.
    """
    variants = [variant.id for variant in scenarios.find(name).coalitions]
    game = spoken(name, 3, variants)
    eyes = Perspectives(game.start)
    eyes.more(game.entries[:40])
    eyes.more(game.entries)

    state, before = game.start, dict[Seat, View]()
    expected: dict[Seat, list[StoryItem]] = {seat: [] for seat in eyes.told}
    briefed: list[NarrativeLine] = []
    once = {seat: HeardOnce(seat) for seat in eyes.told}
    for number, entry in enumerate(game.entries):
        state = apply(state, entry)
        for seat, told in expected.items():
            shown = public(state) if seat == WALL else view(state, seat)
            news = list(once[seat].of(entry, learned_by_seat(seat, entry, state, before.get(seat), shown)))
            told += [StoryItem(number, line) for line in news]
            if seat == AUS:
                briefed += situation(shown) if isinstance(entry, TurnOpened) else news
            before[seat] = shown

    assert expected == eyes.told
    log = EventLog(Header(game.scenario, variants[0], 3), tuple(game.entries))
    assert briefed == list(narrate_for_seat(log, AUS, range(len(game.entries))))


def test_telling_a_message_takes_no_longer_after_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more is told by looking at one, whether ten or four hundred went before."""
    scenario = scenarios.find("tutorial")
    game, looked = Game(scenario, "aukus", 1), Counter[str]()
    real = view_module.talk_seen
    monkeypatch.setattr(view_module, "talk_seen", lambda talk, seat: looked.update(["heard"]) or real(talk, seat))
    eyes, found = Perspectives(game.start), []
    for count in range(401):
        game.interject(AUS, Decision((Send((Seat("JPN"),), f"message {count}"),)))
        looked.clear()
        eyes.more(game.entries)
        found.append(looked["heard"])

    assert found[10] == found[400] == 2, "once for its sender and once for whom it was sent to"


def test_a_step_of_the_ladder_is_told_with_what_moved_it_to_those_who_have_seen_that() -> None:
    """An incident is named to everybody; ships that leave harbour, and acts that nobody sees, to their own capital alone."""
    scenario = scenarios.find("second-thomas")
    game = play(Game(scenario, "aukus-jpn", 7), cast_for(scenario, cast_names(scenario, {})))
    eyes = Perspectives(game.start)
    eyes.more(game.entries)
    cells, found = {*scenario.players, WALL}, set()
    for number, entry in enumerate(game.entries):
        if not isinstance(entry, RungMoved):
            continue
        told = {seat: next(line.text for at, line in eyes.told[seat] if at == number) for seat in cells}
        named = {seat for seat, text in told.items() if f"over “{entry.source}”" in text}
        silent = {seat for seat, text in told.items() if "not known to you" in text}
        before = game.entries[number - 1]
        found.add(type(before))

        assert named == ({before.seat} if isinstance(before, Acted | Sailed) else cells)
        assert silent == cells - named - {WALL}
        assert all(f"on rung {entry.to}, {scenario.ladder.rungs[entry.to]}" in text for text in told.values())

    assert {Acted, Sailed, IncidentOpened} < found, "the game has both kinds"


def test_what_several_effects_say_in_an_hour_is_news_once() -> None:
    """Orders of several capitals that all say the same to the wall, or to a cell, are one line to it, and one paper before it."""
    scenario = scenarios.find("pillar-two")
    game = play(Game(scenario, "aukus-jpn", 7), cast_for(scenario, cast_names(scenario, {})))
    eyes, state = Perspectives(game.start), game.start
    eyes.more(game.entries)
    said: Counter[tuple[int, str]] = Counter()
    for entry in game.entries:
        state = apply(state, entry)
        if isinstance(entry, Effected) and (words := heard(entry, WALL, state)):
            said[entry.hour, words] += 1

    assert max(said.values()) > 1
    for reader in (WALL, *scenario.players):
        told = [x for x in eyes.told[reader] if isinstance(game.entries[x.entry], Effected)]
        assert len({(x.line.hour, x.line.text) for x in told}) == len(told), reader
    assert {line for _, line in said} <= {x.line.text for x in eyes.told[WALL]}
    papers = [(x.hour, x.sender, x.text) for x in view(game.state, AUS).inbox]
    assert len(set(papers)) == len(papers)
    assert len(papers) < sum(AUS in x.to for x in game.state.inbox)


@pytest.mark.parametrize(("before", "after", "told"), [(0.976, 0.984, 0), (0.974, 0.976, 1)])
def test_surer_by_less_than_is_told_is_no_news(before: float, after: float, told: int) -> None:
    """A cell reads whole per cents: a change that leaves them as they were would be the same line twice."""
    game = Game(scenarios.find("tutorial"), "aukus", 1)
    game.submit({CONTROL: Decision()})
    name, incident = next((n, i) for n, i in game.state.incidents.items() if i.opened is not None)
    views = [
        view(replace(game.state, incidents={**game.state.incidents, name: replace(incident, attribution={**incident.attribution, AUS: sure})}), AUS)
        for sure in (before, after)
    ]  # fmt: skip
    assert told == len(list(changes(*views)))
