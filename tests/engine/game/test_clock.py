"""The clock against theory: concurrence is an order statistic of the capitals' lags, and staffs are a queue."""

from __future__ import annotations

from collections.abc import Callable
from math import log, sqrt
from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.models.coordination import p_in_time

MU, SIGMA = log(4), 0.8
GAMES = 250

SLOW = {
    "turn_hours": 2000, "turns": 1, "assumptions.lag_correlation": 0.0, "assumptions.handling_hours": 0.0,
    "incident.raid.window_hours": {"low": 1990, "mode": 1990, "high": 1990},
    **{f"seat.{seat}.lag_mu": MU for seat in ("AUS", "GBR", "USA", "JPN")},
    **{f"seat.{seat}.lag_sigma": SIGMA for seat in ("AUS", "GBR", "USA", "JPN")},
}  # fmt: skip


@pytest.mark.parametrize(("rule", "coalition", "n", "k"), [
    ("unanimity", "pact", 3, 3), ("unanimity", "pact-jpn", 4, 4), ("quorum:2", "pact", 3, 2), ("quorum:2", "pact-jpn", 4, 2),
])  # fmt: skip
def test_concurrence_is_the_kth_of_n_lags(table: Callable[..., Any], rule: str, coalition: str, n: int, k: int) -> None:
    """If every capital asks at once, the coalition concurs when the k-th position is in: the binomial tail says by when."""
    changes = SLOW | {f"coalition.{coalition}.rule": rule}
    asks = dict.fromkeys(("AUS", "GBR", "USA", *(("JPN",) if n == 4 else ())), "joint-protest@raid")
    took = []
    for seed in range(GAMES):
        found = table(changes, coalition=coalition, seed=seed, **asks).rows(e.Concurred, "took")
        took.append(found[0] if found else 10**6)  # a lag beyond the window happens once in some 7,000

    for days in (2, 4, 8, 14):
        p = p_in_time(days, MU, SIGMA, n, k)
        share = sum(t <= 24 * days + 2 for t in took) / GAMES  # whole hours, and one to answer
        assert abs(share - p) < 3.9 * sqrt(p * (1 - p) / GAMES) + 0.01, (days, share, p)


def test_one_more_capital_waits_longer_under_unanimity_and_not_longer_under_a_quorum(table: Callable[..., Any]) -> None:
    """Game by game: a fourth voice can only delay the last of all, and can only hasten the second."""
    for seed in range(40):
        hours = {}
        for rule in ("unanimity", "quorum:2"):
            for coalition, seats in (("pact", ("AUS", "GBR", "USA")), ("pact-jpn", ("AUS", "GBR", "USA", "JPN"))):
                played = table(
                    SLOW | {f"coalition.{coalition}.rule": rule},
                    coalition=coalition,
                    seed=seed,
                    **dict.fromkeys(seats, "joint-protest@raid"),
                )
                hours[rule, coalition] = played.rows(e.Concurred, "took")[0]

        assert hours["unanimity", "pact"] <= hours["unanimity", "pact-jpn"]
        assert hours["quorum:2", "pact-jpn"] <= hours["quorum:2", "pact"] + 1


def test_a_staff_of_one_takes_the_second_crisis_after_the_first(table: Callable[..., Any]) -> None:
    """Two crises in one hour: a single team works them one after the other, two teams at once."""
    two = {"incident.feint.hour": 0, "msel": []}
    for teams, waited in ((1, {0, 2}), (2, {0})):
        played = table(two | {f"seat.{s}.staff_teams": teams for s in ("AUS", "GBR", "USA", "JPN")})
        assert waited == set(played.rows(e.Assessed, "waited", seat="AUS"))
