"""An author's own ladder: any number of rungs from three to twelve, which of them brings an exchange and which ends, own weights."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.causes import why_ended
from fourthseat.engine.record.measures import measure, rung_weights
from fourthseat.engine.scenario.ladder import LEVELS, Ladder
from fourthseat.engine.scenario.plain import plain
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast

TUTORIAL = scenarios.find("tutorial").model_dump(mode="json", by_alias=True)


def with_ladder(**ladder: object) -> Scenario:
    """The tutorial on a ladder of one's own, checked as a file is."""
    return parse({**TUTORIAL, "ladder": ladder}, "test", strict=True)


def refusal(**ladder: object) -> str:
    """Why it is refused."""
    with pytest.raises(ScenarioError) as wrong:
        with_ladder(**ladder)
    return str(wrong.value)


def test_a_ladder_that_says_what_the_standard_says_is_the_standard() -> None:
    """Defaults written out give the same games as no ladder at all, and a ladder without them is dumped as it always was."""
    said = with_ladder(levels=list(LEVELS), exchange=5, ends=6, weights=[0, 4, 12, 12, 28, 28, 28])
    for seed in range(3):
        games = [play(Game(s, None, seed), cast(s, {})) for s in (parse(TUTORIAL, "test"), said)]
        assert games[0].entries == games[1].entries
        assert measure(said, games[1].entries, games[1].state) == measure(said, games[0].entries, games[0].state)
    assert {"start", "rungs", "weights", "source"} == set(Ladder().model_dump(by_alias=True))


@given(st.integers(3, 12), st.data())
@settings(max_examples=40, deadline=None)
def test_levels_rise_from_the_lowest_to_the_highest_whatever_the_length(count: int, data: st.DataObject) -> None:
    """Evenly spread levels never fall, begin at 0 and end at 6; the exchange lies below the top, and the top ends the exercise."""
    ladder = Ladder(rungs=tuple(f"r{n}" for n in range(count)), start=data.draw(st.integers(0, count - 1)))

    assert (count, 0, 6) == (len(ladder.standard), ladder.standard[0], ladder.standard[-1])
    assert all(a <= b for a, b in itertools.pairwise(ladder.standard))
    assert (count - 2, count - 1) == (ladder.exchange_rung, ladder.end_rung)
    assert len(rung_weights(ladder)) == count


def climbed(**ladder: object) -> tuple[list[int], list[int], e.Ended]:
    """The rungs a crisis reached that climbs at every chance, the rungs at which there was an exchange, and how it ended."""
    row = {"incident": [{**TUTORIAL["incident"][0], "base_resist": {"value": 0, "low": 0, "high": 1}, "rung": 3}]}
    s = parse({**TUTORIAL, **row, "ladder": ladder}, "test", strict=True)
    game = Game(s, None, 1)
    reached: list[int] = []
    salvos: list[int] = []
    for entry in play(game, cast(s, {})).entries:
        if isinstance(entry, e.RungMoved):
            reached.append(entry.to)
        if isinstance(entry, e.Exchanged):
            salvos.append(reached[-1])
    return reached, salvos, next(x for x in game.entries if isinstance(x, e.Ended))


def test_the_file_says_which_rung_ends_and_what_it_is_called() -> None:
    """A crisis that stands where the ladder ends is over at the close of the move; with -1 it plays all its moves."""
    names = ["calm", "words", "pressure", "force", "war"]
    reached, _, ended = climbed(rungs=names, start=3, ends=4, levels=[0, 1, 2, 3, 6])
    _, _, played_on = climbed(rungs=names, start=3, ends=-1, levels=[0, 1, 2, 3, 6])

    assert (4 in reached) == (ended.cause is e.EndCause.TOP_RUNG)
    assert e.EndCause.ALL_MOVES is played_on.cause
    assert "war: handed to the facilitator" == why_ended(e.EndCause.TOP_RUNG, "war")
    assert ("", "war") == (Ladder().own_end, with_ladder(rungs=names).ladder.own_end)


def test_the_plain_twin_knows_its_rungs() -> None:
    """What the clock reads of a ladder is what the file says."""
    own = with_ladder(rungs=["a", "b", "c", "d", "e"], exchange=2, weights=[0, 1, 2, 3, 4])
    twin = plain(own).ladder

    assert (4, 2, 4, (0, 2, 3, 4, 6)) == (twin.top, twin.exchange_rung, twin.end_rung, twin.standard)
    assert (0.0, 1.0, 2.0, 3.0, 4.0) == tuple(rung_weights(twin))


@pytest.mark.parametrize(
    ("ladder", "said"),
    [
        ({"rungs": ["a", "b"]}, "has 2 rungs; a ladder has 3 to 12"),
        ({"rungs": list("abcd"), "weights": [1, 2]}, "ladder.weights has 2 numbers for 4 rungs"),
        ({"rungs": list("abcd"), "levels": [0, 1, 2]}, "ladder.levels has 3 numbers for 4 rungs"),
        ({"rungs": list("abcd"), "levels": [0, 2, 1, 6]}, "a higher rung cannot stand for a lower level"),
        ({"rungs": list("abcd"), "start": 7}, "ladder.start = 7, but the ladder's highest rung is 3, d"),
        ({"rungs": list("abc")}, "rung = 3, but the ladder's highest rung is 2, c"),
        ({"start": 6}, "ladder.start = 6, where the exercise ends"),
        ({"ends": -2}, "-1 or more is wanted"),
        ({"weights": [0, 1, "x"]}, "ladder.weights[2]: 'x' is not right: a number is wanted"),
        ({"weights": "river"}, "ladder.weights = 'river'"),
    ],
)
def test_what_cannot_carry_a_game_is_refused(ladder: dict[str, object], said: str) -> None:
    """Each with the key and what would be right, and without words about kinds that were not meant."""
    message = refusal(**ladder)
    assert said in message
    assert "a string is wanted" not in message
