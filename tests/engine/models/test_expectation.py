"""Laws and known limits of what an opponent expects: words, forces under way, forces on station, punishment."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.models.deterrence import Challenge, p_star, quantal, responses, threshold
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.models.expectation import (
    aftermath,
    believed,
    expected_strength,
    resistance,
    soon_enough,
    together,
)

PS = st.floats(0, 1)
WORDS = st.lists(PS, max_size=4)


@given(PS, WORDS, st.floats(0, 50), PS, PS)
def test_resistance_is_a_chance_that_nothing_lowers(base, words, ratio, convinces, more):
    """Each word and every further force raises it, within [0, 1]."""
    p = resistance(base, words, ratio, convinces)

    assert 0 <= p <= 1
    assert resistance(base, [*words, more], ratio, convinces) >= p - 1e-12
    assert resistance(base, words, ratio + more, convinces) >= p - 1e-12
    assert resistance(base + more * (1 - base), words, ratio, convinces) >= p - 1e-12


@given(PS, st.floats(0.01, 1))
def test_strength_saturates_and_is_not_capped(base, convinces):
    """Parity convinces as far as it is said to; overwhelming strength convinces wholly."""
    assert resistance(0.0, (), 1.0, convinces) == pytest.approx(convinces)
    assert resistance(base, (), 2000.0, convinces) == pytest.approx(1, abs=1e-6)


@given(PS, st.lists(PS, max_size=3), st.floats(-3, 3), st.floats(0, 2))
def test_what_discredits_lowers_belief_and_a_reputation_shifts_it(p, discredit, shift, more):
    """Belief stays a chance; certainty of nothing and of everything cannot be shifted."""
    now = believed(p, discredit, shift)

    assert 0 <= now <= 1
    assert believed(p, [*discredit, 0.5], shift) <= now + 1e-12
    assert believed(p, discredit, shift + more) >= now - 1e-12
    assert 0.0 == believed(0.0, discredit, shift)
    assert 1.0 == pytest.approx(believed(1.0, (), shift))


@given(st.floats(0, 500), st.floats(1, 200), st.floats(0, 100))
def test_coming_late_is_worth_half_after_each_half_life(late, half_life, more):
    """In time it is worth everything; each half-life takes half; later is never worth more."""
    assert 1.0 == soon_enough(-late, half_life) == soon_enough(0, half_life)
    assert soon_enough(late + half_life, half_life) == pytest.approx(0.5 * soon_enough(late, half_life))
    assert soon_enough(late + more, half_life) <= soon_enough(late, half_life)


COMING = st.lists(st.tuples(st.floats(0, 20), st.floats(-50, 200), PS), max_size=4)


@given(st.floats(0, 20), COMING, st.floats(1, 200), st.floats(0, 20), st.floats(-50, 200))
def test_forces_count_more_the_surer_and_the_sooner_they_come(there, coming, half_life, x, late):
    """Nothing there and nothing coming is nothing; pledged < under way < there."""
    pledged, sailing = (expected_strength(there, [*coming, (x, late, chance)], half_life) for chance in (0.5, 1.0))

    assert 0.0 == expected_strength(0.0, (), half_life)
    assert expected_strength(there, coming, half_life) <= pledged <= sailing
    assert sailing <= expected_strength(there + x, coming, half_life) + 1e-9


@given(st.lists(st.floats(0, 5), min_size=1, max_size=8), st.floats(0, 0.95), st.floats(0, 5), st.floats(0, 1))
def test_further_punishments_count_for_less_and_never_against(acts, further, more, harder):
    """Between the heaviest alone and their sum, whatever their order; one more, or a heavier one, never costs less; it is bounded."""
    p = together(acts, further)

    assert p == together(acts[::-1], further)
    assert max(acts) - 1e-9 <= p <= min(sum(acts), max(acts) / (1 - further)) + 1e-9
    assert together([*acts, more], further) >= p - 1e-9
    assert together([acts[0] + harder, *acts[1:]], further) >= p - 1e-9
    assert together(acts, 1.0) == pytest.approx(sum(acts))
    assert 0.0 == together((), further)


@given(PS, PS, st.floats(0, 2), st.floats(0, 2))
def test_punishment_rises_with_what_is_announced_and_with_belief(credibility, more, announced, threatened):
    """What is announced counts in full, what is threatened by how far it is believed."""
    p = aftermath(announced, threatened, credibility)

    assert announced <= p <= announced + threatened
    assert aftermath(announced, threatened, credibility + more * (1 - credibility)) >= p - 1e-12
    assert aftermath(announced + more, threatened, credibility) >= p


def test_with_nothing_expected_the_threshold_is_that_of_huth_and_russett():
    """G = 1, C = 1.5, S = 0.2 and equal forces that always win (W = 0): resistance of 0.32 deters, as in the closed form."""
    star = p_star(1.0, 1.5, 0.2)

    assert star == pytest.approx(0.32)
    for base, presses in ((star - 0.001, 1.0), (star + 0.001, 0.0)):
        p_resist = resistance(base, (), 0.0, 0.5)
        assert presses == threshold(Challenge(p_resist, 0.0, 1.0, 1.5, 0.2, 0.0), 2).p


def test_words_count_without_ships_through_what_could_come_and_what_follows():
    """With nothing there a believed word moves the chance of pressing, both through what could come and through punishment."""

    def p(word, pledged, threatened):
        c = resistance(0.2, [word])
        k = expected_strength(0.0, [(pledged, 24.0, c)], 48.0)
        prevail = 1 - contest(k, 6.0, 1.0).p if k else 1.0
        return quantal(Challenge(c, prevail, 1.0, 1.0, 0.4, 0.0, punish=aftermath(0.0, threatened, c)), 2).p

    assert p(0.5, 6.0, 0.0) < p(0.0, 6.0, 0.0)
    assert p(0.5, 0.0, 0.3) < p(0.0, 0.0, 0.3)
    assert p(0.5, 0.0, 0.0) == p(0.0, 0.0, 0.0), "a word behind which nothing stands is only a word"


@given(st.floats(-2, 2), st.floats(-2, 2), st.floats(0, 8), PS)
def test_courses_that_share_a_worth_are_one_course_divided(press, held, precision, part):
    """Press, hold and back down by weight reproduce the two-course response: pressing keeps its chance, the rest is divided."""
    two = responses([press, held], precision)
    three = responses([press, held, held], precision, [1.0, 1 - part, part])

    assert two[0] == pytest.approx(three[0], abs=1e-12)
    assert (two[1] * (1 - part), two[1] * part) == pytest.approx(three[1:], abs=1e-12)
