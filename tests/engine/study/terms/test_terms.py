"""A search over terms: levers from the file, a known front, points that stand against each other, and what is sure of them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.study.plan import PlayedFuture, plan
from fourthseat.engine.study.terms import prices
from fourthseat.engine.study.terms.certainty import Differences, differences, resampled, standing, worst_tenth
from fourthseat.engine.study.terms.declaration import (
    Design,
    Objective,
    member_of,
    objectives_of,
    size_of,
    uncertain,
)
from fourthseat.engine.study.terms.front import (
    apart,
    boxed,
    compromise,
    corners,
    dominated,
    merged,
    near,
    ranked,
    scores,
)
from fourthseat.engine.study.terms.levers import Lever, Space, Terms, space_of
from fourthseat.engine.study.terms.optimiser import every, explore, spread
from fourthseat.engine.study.terms.tables import MARKS
from fourthseat.engine.study.terms.words import verdict_of
from fourthseat.engine.study.verdicts import Verdict

Values = NDArray[np.float64]
TUTORIAL = scenarios.find("tutorial")


def lever(name: str, *levels: float | str) -> Lever:
    """A lever of these levels, the first of them shipped."""
    return Lever(name, name, levels, levels[0], "a test", name)


FINE = tuple(n / 20 for n in range(21))
TOY = Space(
    "pact", "EAST", (lever("shared", *FINE), lever("waste", *FINE), lever("way", "good", "bad", "odd")), (), ((), ())
)


def toy(candidates: Sequence[Terms]) -> Values:
    """Two objectives whose front is known: no waste, the good way, anything shared."""
    cost = {"good": 0.0, "bad": 0.3, "odd": 0.1}
    rows = [
        (float(s) + float(w) + cost[str(way)], (1 - float(s)) ** 2 + float(w) + cost[str(way)])
        for s, w, way in candidates
    ]
    return np.array(rows)


# ---------------------------------------------------------------- the search


def test_the_search_finds_a_front_that_is_known() -> None:
    """Of 1,323 terms some 380 are tried: the front found is the true one, but for a few points."""
    pytest.importorskip("pymoo")
    found = explore(TOY, 2, toy, 20, 20, 1)
    values = np.array(list(found.values()))
    front = {list(found)[n] for n in np.flatnonzero(~dominated(values))}
    truth = {(shared, 0.0, "good") for shared in FINE}

    assert len(found) <= 400
    assert len(front & truth) >= 18
    assert all(waste <= 0.05 and way == "good" for _, waste, way in front)


def test_the_same_seed_searches_the_same_and_judges_nothing_twice() -> None:
    """What is asked hangs on seed and values alone: so a search that was killed asks the same again."""
    pytest.importorskip("pymoo")
    asked: list[list[Terms]] = []

    def told(candidates: Sequence[Terms]) -> Values:
        asked.append(list(candidates))
        return toy(candidates)

    first = explore(TOY, 2, told, 12, 6, 7)
    once, asked = asked, []
    np.random.default_rng().random(3)
    again = explore(TOY, 2, told, 12, 6, 7)

    assert once == asked
    assert list(first) == list(again) == [terms for batch in once for terms in batch]
    assert list(first) != list(explore(TOY, 2, toy, 12, 6, 8))


def test_few_terms_are_all_tried() -> None:
    """Where there are no more combinations than would be tried anyway, nothing is left to chance, and no library is needed."""
    small = TOY._replace(levers=(lever("shared", 0.0, 0.5, 1.0), lever("waste", 0.0), lever("way", "good", "bad")))

    assert every(small) == list(explore(small, 2, toy, 8, 2, 1))


def test_terms_that_cannot_be_judged_stop_nothing() -> None:
    """A row without values is never on the front, and the search goes on around it."""
    pytest.importorskip("pymoo")

    def told(candidates: Sequence[Terms]) -> Values:
        values = toy(candidates)
        values[[way == "good" for *_, way in candidates]] = np.nan
        return values

    found = explore(TOY, 2, told, 20, 12, 1)
    good = {terms: values for terms, values in found.items() if not np.isnan(values).any()}
    front = [list(good)[n] for n in np.flatnonzero(~dominated(np.array(list(good.values()))))]

    assert {"odd"} == {way for *_, way in front}


def test_a_spread_meets_every_level() -> None:
    """As many terms as a lever has levels hold each of them once."""
    assert sorted(FINE) == sorted(terms[0] for terms in spread(TOY, len(FINE), 3))


# ---------------------------------------------------------------- points against each other

points = st.lists(st.lists(st.integers(0, 6), min_size=3, max_size=3), min_size=1, max_size=12).map(
    lambda rows: np.array(rows, float)
)


@given(points)
def test_dominated_is_what_the_word_says(values: Values) -> None:
    """A point is dominated if and only if another is nowhere worse and somewhere better."""
    slowly = [any((other <= one).all() and (other < one).any() for other in values) for one in values]

    assert slowly == dominated(values).tolist()


@given(points)
def test_a_box_of_no_width_to_speak_of_keeps_the_front(values: Values) -> None:
    """With margins far below every difference, what is kept is the front, one of each set of equals."""
    kept = boxed(values, [1e-6] * 3)
    front = values[~dominated(values)]

    assert {tuple(row) for row in front} == {tuple(values[n]) for n in kept}
    assert len(kept) == len({tuple(row) for row in front})


@given(points, st.integers(1, 4))
def test_nothing_that_is_left_out_is_better_by_more_than_what_does_not_matter(values: Values, margin: int) -> None:
    """Of every point that is left out, one that stays is worse by less than the margin in every objective."""
    kept = values[boxed(values, [float(margin)] * 3)]

    assert all(((row - one) < margin).all(1).any() for one, row in ((value, kept) for value in values))


@given(points, st.integers(1, 4))
def test_what_might_stand_on_other_luck_is_near_and_what_is_alike_is_told_once(values: Values, margin: int) -> None:
    """The front is near; whoever is not is beaten by more than matters; of points that are alike the one asked for first stays."""
    margins = [float(margin)] * 3
    close, order = set(near(values, margins)), list(range(len(values)))
    stays = merged(values, margins, order)

    assert {n for n, beaten in enumerate(dominated(values)) if not beaten} <= close
    for n in set(order) - close:
        assert any((other <= values[n]).all() and (values[n] - other > margin).any() for other in values)
    for n in order:
        alike = [one for one in stays if one <= n and (np.abs(values[one] - values[n]) <= margin).all()]
        assert alike == [n] if n in stays else alike


@given(points, st.tuples(*[st.integers(1, 9)] * 3))
def test_weights_tell_the_same_points_in_another_order(values: Values, weights: tuple[int, ...]) -> None:
    """Law: whoever asks with other weights reads of the same points, the compromise by those weights first."""
    front = [n for n, beaten in enumerate(dominated(values)) if not beaten]
    evenly = ranked(values, front, [1.0] * 3, [1.0] * 3)
    mine = ranked(values, front, [1.0] * 3, [float(weight) for weight in weights])

    assert sorted(evenly) == sorted(mine)
    assert mine[0] == mine[compromise(values[mine], [float(weight) for weight in weights], [1.0] * 3)]


def test_the_compromise_is_the_one_of_the_library_too() -> None:
    """The same scores as pymoo's augmented scalarisation, once both count in parts of the range."""
    aasf = pytest.importorskip("pymoo.decomposition.aasf").AASF(rho=0.01)
    values = np.random.default_rng(1).random((30, 4))
    unit = (values - values.min(0)) / np.ptp(values, axis=0)
    weights = np.array([1.0, 2.0, 0.5, 3.0])
    theirs = aasf.do(unit, 1 / weights, utopian_point=np.zeros(4))

    assert np.allclose(theirs.ravel(), scores(values, weights.tolist(), [0.0] * 4))
    assert compromise(values, weights.tolist(), [0.0] * 4) == int(theirs.argmin())


def test_a_weight_moves_the_compromise_to_its_corner() -> None:
    """Who weighs one thing above all gets what is best in it; what differs by less than matters decides nothing."""
    values = np.array([[0.0, 1.0, 0.000], [0.5, 0.5, 0.001], [1.0, 0.0, 0.002]])

    assert 1 == compromise(values, [1, 1, 1], [0, 0, 0.1])
    assert 0 == compromise(values, [50, 1, 1], [0, 0, 0.1])
    assert 2 == compromise(values, [1, 50, 0], [0, 0, 0.1])
    assert [0, 2, 0] == corners(values)
    assert [1, 0, 2] == apart(values, [0, 0, 0.1], [1], 3)


# ---------------------------------------------------------------- how sure


def test_the_bounds_hold_together_as_often_as_they_say() -> None:
    """120 tables of four cells, skewed and alike: all four truths lie within in about 95 of 100, never in far fewer."""
    generator = np.random.default_rng(5)
    draws = resampled([0] * 40 + [1] * 40, 1, 300)
    held = 0
    for _ in range(120):
        common = generator.exponential(1.0, (1, 80, 1)) - 1.0
        rows = 0.5 * common + generator.normal(0, 0.5, (2, 80, 2)) + 0.2
        found = differences(rows, draws)
        held += bool(((found.low <= 0.2) & (0.2 <= found.high)).all())

    assert 0.88 <= held / 120 <= 0.995


def test_no_bounds_where_too_little_differs() -> None:
    """A difference in nine futures of a hundred has no interval, ten have one; nothing that differs has none of zero width."""
    rows = np.zeros((3, 100, 1))
    rows[1, :9] = 1.0
    rows[2, :10] = 1.0
    found = differences(rows, resampled([0] * 100, 1))

    assert [0, 9, 10] == found.differing[:, 0].tolist()
    assert [True, True, False] == np.isnan(found.low[:, 0]).tolist()
    assert found.low[2, 0] < 0.1 < found.high[2, 0]
    assert np.isnan(differences(rows[:, :40], resampled([0] * 40, 1)).low).all()


@pytest.mark.parametrize(
    ("low", "high", "differing", "said"),
    [
        (0.04, 0.11, 60, "non-superior"),  # it excludes none, and may be less than matters
        (0.12, 0.30, 60, Verdict.INFERIOR),
        (-0.30, -0.12, 60, Verdict.SUPERIOR),
        (-0.20, 0.05, 60, Verdict.NON_INFERIOR),
        (-0.05, 0.09, 60, Verdict.EQUIVALENT),
        (-0.20, 0.20, 60, Verdict.INCONCLUSIVE),
        (np.nan, np.nan, 3, "rare"),
        (np.nan, np.nan, 0, "same"),
    ],
)
def test_nothing_is_worse_that_may_be_less_than_matters(low: float, high: float, differing: int, said: str) -> None:
    """The verdicts are a study's, and each has a mark of its own on a screen."""
    one = Objective("peak_rung", "lower", 0.1, "rung", "peak rung", "")
    cell = np.array([[0.0]])
    found = Differences(cell, cell + low, cell + high, np.array([[differing]]), np.array([[60]]), 0.95)

    assert said == verdict_of(found, 0, 0, one)
    assert said in MARKS
    assert len(set(MARKS.values())) == len(MARKS)


def test_shares_of_resamples_tell_luck_from_a_lead() -> None:
    """A point that leads by ten errors leads in every resample; two that differ by luck share the lead."""
    generator = np.random.default_rng(2)
    luck = generator.normal(0, 1, (120, 2))
    values = np.stack([luck - 1.0, luck, luck + generator.normal(0, 0.01, (120, 2))])
    told = standing(values, luck, resampled([0] * 120, 1), [1, 1], [0, 0])

    assert [1.0, 0.0, 0.0] == told.undominated.tolist()
    assert [1.0, 0.0, 0.0] == told.compromise.tolist()
    assert (told.better[0] == 1).all()
    assert (told.better[1] == 0).all()
    assert 0.01 < told.better[2].mean() < 0.99


# ---------------------------------------------------------------- the levers of a file


def test_the_levers_are_the_terms_that_the_file_leaves_open() -> None:
    """Ranges are those of the seat's own rows, choices the file's and the usual rules; what has no range is said to be held."""
    space = space_of(TUTORIAL, *member_of(TUTORIAL)[:2])
    levels = {one.name: one.levels for one in space.levers}

    assert ("JPN", "aukus-jpn") == (space.seat, space.coalition)
    assert (0.2, 0.9) == (levels["information"][0], levels["information"][-1])
    assert ("yes", "no") == levels["consent"]
    assert {"lead", "quorum:2", "unanimity"} == set(levels["rule"])
    assert dict(space.left_out)["weight"] == "held at 1: the file gives it no range"
    assert not any("provocation" in name for name in levels)
    for terms in spread(space, 12, 1):
        made = vary(TUTORIAL, space.changes(terms)).coalition("aukus-jpn")
        member = next(one for one in made.members if one.seat == "JPN")
        said = dict(zip(levels, terms, strict=True))
        assert (member.information, made.rule, member.consent) == (
            said["information"],
            said["rule"],
            said["consent"] == "yes",
        )
        beforehand = {"nobody": ((), ()), "JPN": ((), ("joint-statement",)), "everybody": (("joint-statement",), ())}
        kept = [tuple(o for o in names if o == "joint-statement") for names in (made.standing, member.standing)]
        assert tuple(kept) == beforehand[str(said["standing.joint-statement"])]


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("nothing", "no lever 'nothing'"),
        ("informaton", "did you mean 'information'"),
        ("information=0.9..0.2", "low below high"),
        ("information=0.2..0.9:2", "the step within"),
        ("information=0.2..0.9:0.0001", "more than 400 steps"),
        ("information=much", "'much' is no number"),
        ("information=0.2..3", "information"),
        ("information=0.2,,0.4", "a level is empty or given twice"),
        ("consent=maybe", "'maybe' is none of yes, no"),
        ("rule=quorum:9", "quorum:9"),
        ("rule=whatever", "whatever"),
        ("standing.joint-statement=PHL", "'PHL' is none of nobody, JPN, everybody"),
        ("weight", "the file gives it no range"),
        ("seat.JPN.nothing=1..2", "no single value"),
        ("seat.JPN.trust", "say the levels"),
        ("seat.JPN.trust=0..7", "trust"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_lever_is_said_why(said: str, message: str) -> None:
    """One sentence that names the option, the value and what would be right."""
    with pytest.raises(ScenarioError) as wrong:
        space_of(TUTORIAL, "aukus-jpn", "JPN", [said])

    assert message in str(wrong.value)
    assert str(wrong.value).startswith("--lever")


def test_a_field_by_its_path_is_a_lever_and_a_single_level_holds() -> None:
    """Named levers are the only ones; any field may be one."""
    space = space_of(
        TUTORIAL, "aukus-jpn", "JPN", ["seat.JPN.trust=0.4..0.8:0.2", "information=0.7", "mechanisms.resolve=yes,no"]
    )

    assert [(0.4, 0.6, 0.8), (0.7,), ("yes", "no")] == [one.levels for one in space.levers]
    assert {
        "seat.JPN.trust": 0.4,
        "coalition.aukus-jpn.member.JPN.information": 0.7,
        "mechanisms.resolve": False,
    } == space.changes((0.4, 0.7, "no"))


def test_a_lever_that_moves_nothing_is_named_and_no_other() -> None:
    """From every base, wherever it is set, the same games; one game that differs is enough to be searched."""
    bases = spread(TOY, 3, 1)
    values = {terms: np.zeros((5, 2)) for terms in prices.arms_of(TOY, bases).values()}
    assert ["shared", "waste", "way"] == list(prices.unmoved(TOY, bases, values))

    # What is wasted counts no longer.
    values = {terms: np.tile(toy([terms])[0] - float(terms[1]), (5, 1)) for terms in values}
    assert ["waste"] == list(prices.unmoved(TOY, bases, values))


def test_a_price_is_the_change_of_one_term_by_itself() -> None:
    """On the toy: sharing everything costs one of the first objective and saves one of the second, whatever the rest."""
    bases = spread(TOY, 4, 1)
    values = {terms: np.tile(toy([terms])[0], (3, 1)) for terms in prices.arms_of(TOY, bases).values()}
    moves, rows = prices.priced(TOY, bases, values)
    told = {(TOY.levers[move.place].name, move.after): row[0].tolist() for move, row in zip(moves, rows, strict=True)}

    assert pytest.approx([1.0, -1.0]) == told["shared", 1.0]
    assert pytest.approx([1.0, 1.0]) == told["waste", 1.0]
    assert pytest.approx([0.3, 0.3]) == told["way", "bad"]


# ---------------------------------------------------------------- what is declared


def declared(games: int = 2000) -> Design:
    """A search of the tutorial."""
    variant, seat, baseline = member_of(TUTORIAL)
    space = space_of(TUTORIAL, variant, seat)
    inputs = uncertain(TUTORIAL, space, baseline)
    sets = (("own", "own"), ("bold", "own"))
    return Design(
        "tutorial", TUTORIAL, space, baseline, objectives_of(TUTORIAL), inputs, sets, {}, 1, size_of(games, 2, 20)
    )


def test_all_arms_of_a_stage_share_the_luck_and_a_front_has_luck_of_its_own() -> None:
    """The seed of a block is the same whatever is played, and another for the futures that judge."""
    design = declared()
    some, others = spread(design.space, 6, 1)[:3], spread(design.space, 6, 2)[:2]
    one = plan(design.study("one", {f"a{n}": t for n, t in enumerate(some)}, 6, letter="s"), TUTORIAL)
    two = plan(design.study("two", {f"b{n}": t for n, t in enumerate(others)}, 6, letter="s"), TUTORIAL)
    base = plan(design.study("base", {}, 6, design.baseline, letter="s"), TUTORIAL)
    fresh = plan(design.study("one", {f"a{n}": t for n, t in enumerate(some)}, 6, letter="f"), TUTORIAL)
    seeds = [[p.block(n).seed for n in range(6)] for p in (one, two, base, fresh)]

    assert seeds[0] == seeds[1] == seeds[2]
    assert not set(seeds[0]) & set(seeds[3])
    assert one.futures == two.futures == base.futures
    assert [dict(f.changes)["assumptions.precision"] for f in one.futures[:6]] != [
        dict(f.changes)["assumptions.precision"] for f in fresh.futures[:6]
    ]
    assert "bold" == dict(one.futures[1].changes)["seat.AUS.doctrine.use"]


def test_a_setting_on_top_of_its_future_is_the_scenario_made_at_once() -> None:
    """Hundreds of inputs are read once a future, whatever the terms: what comes of it is the same to the last field."""
    design = declared()
    arms = {f"a{n}": terms for n, terms in enumerate(spread(design.space, 4, 1))}
    made = plan(design.study("one", arms, 2), TUTORIAL)
    future = PlayedFuture(made, 1)
    for arm in made.arms:
        at_once = vary(TUTORIAL, made.conditions(1, arm.setting) | made.terms(arm))
        assert at_once.model_dump() == future.scenario(arm).model_dump()


def test_what_is_a_term_or_was_set_is_not_uncertain_as_well() -> None:
    """A lever has the level the search gives it; what the command line sets stays set; the rest is drawn."""
    space = space_of(TUTORIAL, "aukus-jpn", "JPN")
    paths = {row["path"] for row in uncertain(TUTORIAL, space, "aukus", fixed=["assumptions.precision"])}

    assert "coalition.aukus-jpn.member.JPN.provocation" in paths
    assert not {lever.path for lever in space.levers} & paths
    assert "assumptions.precision" not in paths
    with pytest.raises(ScenarioError, match="is a lever of the search"):
        uncertain(TUTORIAL, space, "aukus", ["coalition.aukus-jpn.member.JPN.information"])


@given(st.integers(200, 2_000_000), st.integers(1, 6), st.integers(2, 40), st.integers(2, 40))
def test_the_games_are_shared_out_and_not_far_exceeded(games: int, sets: int, arms: int, points: int) -> None:
    """Every set of doctrines has equally many futures in every stage; a fair budget is kept to a fifth."""
    size = size_of(games, sets, arms, points)
    judged, moved = size.points + 4, size.bases(size.points, arms) * arms
    futures = (size.screening, size.search, size.front_futures(judged), size.price_futures(moved))
    asked = sum(
        count * each
        for count, each in zip(
            (4 * (arms + 1), size.population * size.generations, judged, moved), futures, strict=True
        )
    )

    assert all(count % sets == 0 and count > 0 for count in futures)
    if games >= 60_000:
        assert asked <= 1.2 * games


def test_the_worst_tenth_is_that_of_each_objective_and_direction() -> None:
    """Of a hundred futures the ten worst, whatever their order; what a measure does not apply to is left out."""
    luck = np.random.default_rng(1)
    values = np.stack([luck.permutation(100.0 * np.arange(100)), luck.permutation(np.arange(100.0))], axis=1)[None]
    missing = np.where(values >= 5000, np.nan, values)

    assert worst_tenth(values, np.array([1.0, -1.0])).tolist() == [[9450.0, 4.5]]
    assert worst_tenth(missing, np.array([1.0, -1.0])).tolist() == [[4700.0, 4.5]]
