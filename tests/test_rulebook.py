"""The rule book of the table: every numbered rule is one sentence a facilitator could read aloud, and one short drill.

In the drill every staff takes 2 h, every answer 1 h, every ship 4 h to make ready and 4 h to arrive; the raid opens
at hour 0, its window closes at hour 24, a move lasts 48 h, and trust starts at 0.6.
"""

from __future__ import annotations

from math import exp
from typing import Any

import pytest

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import End, Improvise, Overrule, Realign, Release, Reply, Withhold
from fourthseat.engine.core.terms import Outcome

ONE = {"turns": 1}
"""A drill of one move."""
TWO_AT_ONCE = ONE | {"incident.feint.hour": 0, "msel": []}
"""Raid and feint open in the same hour."""
DESK = ONE | {
    "turn_hours": 480, "desk.arrivals_per_day": 0.001, "desk.case_officers": 1, "desk.base_days": 0.001,
    "desk.p_notified": 0, "desk.p_reviewed": 0,
}  # fmt: skip
"""An empty licence desk with one case officer: a day there, an hour behind it."""
SILENT = {"assumptions.trust_gain": 0}
"""Good experiences leave trust where it is."""
SLOW = -1.5
"""Log-days of a staff that takes six hours."""


def hours(value: float) -> dict[str, float]:
    """A spread without any spread."""
    return {"low": value, "mode": value, "high": value}


def sees(seat: str) -> dict[str, Any]:
    """Sensors of *seat* that see everything, and nobody else's."""
    return {seat: {"value": 1, "source": "invented"}}


LONG = {"incident.raid.window_hours": hours(90)}
"""The raid's window outlasts the first move."""


def lucky(address: str, below: float, above: float = 0.0) -> int:
    """The first seed whose draw at *address* for the raid lies in [*above*, *below*)."""
    return next(seed for seed in range(500) if above <= draw(seed, address, "raid") < below)


# ---------------------------------------------------------------- A. who may order what

REFUSALS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "R01 An option nobody has heard of is refused, and the nearest name is suggested": (
        {}, {"USA": "patrl@raid"}, "no option 'patrl'; did you mean 'patrol'?"),
    "R02 A seat may not order what is on another seat's menu": (
        {}, {"USA": "intrude"}, "intrude is not among USA's options"),
    "R03 An outsider may not order a coalition measure": (
        {}, {"JPN": "joint-protest@raid"}, "JPN is not in pact, and joint-protest is a coalition measure"),
    "R04 Nobody may skip a rung of the ladder": (
        {"option.strike.rung": 4}, {"USA": "strike@raid"}, "strike skips from rung 2 to 4"),
    "R05 The same statement about the same incident is ordered once": (
        LONG, {"USA": ("protest@raid", "protest@raid")}, "USA has already ordered protest at raid"),
    "R06 No measure is ordered twice in one move": (
        {}, {"USA": "talks talks"}, "USA has already ordered talks"),
    "R07 Once the opponent has chosen, the incident is closed": (
        {}, {"USA": ("", "protest@raid")}, "raid is not open"),
    "R08 Nothing may be ordered about an incident that has not opened": (
        {}, {"USA": "protest@feint"}, "feint is not open"),
    "R09 A measure about an incident must name one of the scenario's": (
        {}, {"USA": "protest@rade"}, "protest needs an incident; did you mean 'raid'?"),
    "R10 A measure about no incident must not name one": (
        {}, {"USA": "talks@raid"}, "talks is about no incident, not 'raid'"),
    "R11 A measure made for one incident serves no other": (
        {"option.protest.incidents": ["feint"]}, {"USA": "protest@raid"}, "protest is not about raid; it is about feint"),
    "R12 A seat without a force of that kind cannot deploy": (
        {}, {"GBR": "patrol@raid"}, "GBR has no idle force for patrol"),
    "R13 A force on its way or on station cannot be sent again": (
        LONG, {"USA": ("patrol@raid", "joint-patrol@raid")}, "USA has no idle force for joint-patrol"),
    "R14 A seat cannot order what its budget does not cover": (
        {"option.patrol.cost_musd": 7, "seat.USA.budget_musd": 5}, {"USA": "patrol@raid"},
        "patrol costs USA 7 million US$ and it has 5 left"),
    "R15 Readiness that is raised cannot be raised again": (
        {}, {"USA": ("alert", "alert")}, "USA is already at raised readiness"),
    "R16 A seat without a partner in the coalition has nobody to consult": (
        {"coalition.pact.ally": []}, {"JPN": "talks"}, "JPN has no partner in pact to consult"),
    "R17 Nobody is given the technology it already has": (
        {}, {"USA": "radar"}, "USA already has radar"),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "orders", "words"), REFUSALS.values(), ids=REFUSALS)
def test_r01_to_r17_who_may_order_what(table: Any, changes: dict[str, Any], orders: dict[str, Any], words: str) -> None:
    """Control refuses what the rules forbid, and says why in these words."""
    assert [words] == table(changes, **orders).refusals


def test_r18_a_refused_order_leaves_nothing_behind(table: Any) -> None:
    """A refused order is written down with its reason, costs nothing and does nothing."""
    played = table(ONE, USA="strike@raid")

    assert [(0, "USA")] == played.rows(e.Refused, "hour", "seat")
    assert [] == played.of(e.Ordered) + played.of(e.Acted)
    assert played.state.seats["USA"].spent == 0


def test_r19_talking_may_be_repeated_on_the_next_move(table: Any) -> None:
    """Talking, raising readiness and hardening may be ordered again on a later move."""
    assert [0, 48] == table(USA=("talks", "talks")).rows(e.Acted, "hour", option="talks")


def test_r20_nobody_spends_what_it_no_longer_has(table: Any) -> None:
    """A measure that cannot be paid for any more when it would take effect comes to nothing, and the log says why."""
    played = table({"seat.USA.budget_musd": 2}, USA="talks hotline harden")

    assert [("harden", e.DropCause.UNPAID, "USA", 1, 0)] == [
        (option, cause, payer, round(share), round(left))
        for option, cause, payer, share, left in played.rows(
            e.Dropped, "option", "cause", "payer", "share_musd", "left_musd"
        )
    ]
    assert ["talks", "hotline"] == played.rows(e.Acted, "option")
    assert played.state.seats["USA"].spent == 2


def test_r21_a_coalition_measure_is_paid_in_equal_shares(table: Any) -> None:
    """Every member pays the same share of a coalition measure, whoever proposed it."""
    (costs,) = table(ONE | {"option.joint-protest.cost_musd": 6}, USA="joint-protest@raid").rows(e.Acted, "costs")

    assert costs == (("AUS", 2.0), ("GBR", 2.0), ("USA", 2.0))


def test_r22_control_is_refused_too(table: Any) -> None:
    """CONTROL too is refused what does not exist, has no recipient or gives no reason."""
    played = table(ONE, control={"open:1": (Withhold("inj-99"), Improvise("Look!", ()), Realign("pakt"), End(" "))})

    assert played.refusals == [
        "no inject 'inj-99'; did you mean 'inj-03'?", "an inject needs a recipient",
        "no coalition 'pakt'; did you mean 'pact'?", "ENDEX needs a reason",
    ]  # fmt: skip


# ---------------------------------------------------------------- B. time


@pytest.mark.parametrize(("window", "late", "strength"), [(10, True, 0.0), (11, False, 1.2)])
def test_r23_the_closing_hour_is_late(table: Any, window: int, late: bool, strength: float) -> None:
    """What arrives in the hour a window closes has come too late."""
    played = table(ONE | {"incident.raid.window_hours": hours(window)}, USA="patrol@raid")

    assert [(10, late)] == played.rows(e.Arrived, "hour", "late")
    assert [(window, strength)] == played.rows(e.Chosen, "hour", "strength")


@pytest.mark.parametrize(("teams", "told"), [(1, [(2, 0), (4, 2)]), (2, [(2, 0), (2, 0)])])
def test_r24_a_staff_team_works_one_crisis_at_a_time(table: Any, teams: int, told: list[tuple[int, int]]) -> None:
    """With one staff team the second crisis lies until the first has a position; a second team takes it at once."""
    played = table(TWO_AT_ONCE | {"seat.USA.staff_teams": teams})

    assert told == played.rows(e.Assessed, "hour", "waited", seat="USA")


def test_r25_orders_queue_for_the_same_team(table: Any) -> None:
    """The orders of one seat are worked off one after another by its staff team."""
    slow = {"option.protest.staff_hours": 3, "option.patrol.staff_hours": 3}
    played = table(ONE | slow, USA="protest@raid patrol@raid")

    assert [5] == played.rows(e.Acted, "hour")
    assert [8] == played.rows(e.Sailed, "hour")


def test_r26_a_ship_makes_ready_and_then_sails(table: Any) -> None:
    """A ship is on station after its making ready and its passage: four hours and four, from the position at hour two."""
    played = table(ONE, USA="patrol@raid")

    assert [(2, 10)] == played.rows(e.Sailed, "hour", "arrives")
    assert [(10, "usa-ship", 2.0)] == played.rows(e.Arrived, "hour", "force", "strength")
    assert played.rows(e.Sailed, "nmi") == [pytest.approx(60.04, abs=0.01)]


def test_r27_raised_readiness_halves_the_making_ready(table: Any) -> None:
    """At raised readiness a ship makes ready in half the time; the passage is as long as ever."""
    played = table(ONE | {"force.usa-ship.ready_hours": 12}, USA="alert patrol@raid")

    assert [(2, 2 + 6 + 4)] == played.rows(e.Sailed, "hour", "arrives")


def test_r28_a_capital_with_a_position_answers_within_the_hour(table: Any) -> None:
    """A capital that has a position answers a request in one hour at least; the proposer's own yes comes with it."""
    played = table(ONE, USA="joint-protest@raid")

    assert [("USA", 2), ("AUS", 3), ("GBR", 3)] == played.rows(e.Received, "seat", "hour")


def test_r29_talking_first_halves_the_handling(table: Any) -> None:
    """A capital that was consulted takes half as long to answer."""
    slow = ONE | {"assumptions.handling_hours": 20, "coalition.pact.rule": "lead"}
    cold, warm = (
        table(slow, AUS=f"{first}joint-protest@raid").rows(e.Received, "hour")[0] - 2 for first in ("", "talks ")
    )

    assert cold > 2
    assert warm in (cold // 2, cold // 2 + 1)


@pytest.mark.parametrize(("coalition", "hour"), [("pact", 7), ("pact-jpn", 2)])
def test_r30_an_ally_outside_consults_its_partner_first(table: Any, coalition: str, hour: int) -> None:
    """An ally outside the coalition consults its treaty partner before it acts; a member does not."""
    assert [hour] == table(ONE, coalition=coalition, JPN="patrol@raid").rows(e.Sailed, "hour")


def test_r31_what_is_about_no_incident_waits_for_no_position(table: Any) -> None:
    """Talks, hotlines and hardening have desks of their own: they wait for no crisis staff."""
    played = table(ONE | {"seat.USA.lag_mu": SLOW}, USA="hotline protest@raid")

    assert [(0, "hotline"), (6, "protest")] == played.rows(e.Acted, "hour", "option")


@pytest.mark.parametrize(("staff", "acted", "spent", "resist"), [(21, [23], 1, 28), (22, [], 0, 20)])
def test_r32_a_measure_not_ready_when_the_window_closes_comes_to_nothing(
    table: Any, staff: int, acted: list[int], spent: int, resist: int
) -> None:
    """A protest an hour before the window closes is heard; one that is ready in the closing hour is too late, and free."""
    played = table(ONE | {"option.protest.staff_hours": staff}, USA="protest@raid")

    assert acted == played.rows(e.Acted, "hour")
    assert spent == played.state.seats["USA"].spent
    assert played.rows(e.Chosen, "estimate")[0].reasons[0].startswith(f"resistance looks {resist} % likely")


def test_r33_a_transfer_waits_for_its_licence(table: Any) -> None:
    """Technology flows only once the licence desk, and what lies behind it, has cleared it."""
    played = table(DESK, AUS="radar")

    assert [(0, "radar")] == played.rows(e.LicenceSought, "hour", "option")
    assert [(25, "licence")] == played.rows(e.Licensed, "hour", "route")
    assert {"radar": 25} == played.state.seats["AUS"].programmes


def test_r34_a_second_case_waits_for_the_officer(table: Any) -> None:
    """One case officer takes one of the coalition's cases at a time."""
    assert [("radar", 25), ("sonar", 49)] == table(DESK, AUS="radar sonar").rows(e.Licensed, "option", "hour")


def test_r35_an_exemption_skips_the_desk(table: Any) -> None:
    """An exempt item needs no officer: it is cleared in a day, however many wait at the desk."""
    played = table(DESK | {"coalition.pact.member.AUS.exempt_share": 1}, AUS="radar sonar", GBR="radar")

    assert [(24, "exempt"), (24, "exempt")] == played.rows(e.Licensed, "hour", "route", seat="AUS")
    assert [(25, "licence")] == played.rows(e.Licensed, "hour", "route", seat="GBR")


def test_r36_a_notified_licence_waits_for_the_notice(table: Any) -> None:
    """An item that must be notified waits the whole notice on top."""
    played = table(DESK | {"desk.p_notified": 1, "desk.notice_days": hours(10)}, AUS="radar")

    assert [(265, "licence+notice")] == played.rows(e.Licensed, "hour", "route")


# ---------------------------------------------------------------- C. concurrence


def test_r37_unanimity_waits_for_the_slowest(table: Any) -> None:
    """Under unanimity every member with a vote must agree, and the slowest capital sets the hour."""
    played = table(ONE | {"seat.GBR.lag_mu": SLOW}, USA="joint-protest@raid")

    assert [("AUS", "GBR", "USA")] == played.rows(e.Requested, "needed")
    assert [(7, 7)] == played.rows(e.Concurred, "hour", "took")
    assert [(7, True)] == played.rows(e.Acted, "hour", "joint")


def test_r38_a_quorum_of_two_does_not_wait_for_the_third(table: Any) -> None:
    """Under a quorum of two the second yes settles it; the third answer is noted as late."""
    played = table(ONE | {"coalition.pact.rule": "quorum:2"}, USA="joint-protest@raid")

    assert [(3, "quorum:2")] == [(*played.rows(e.Concurred, "hour"), *played.rows(e.Requested, "rule"))]
    assert [("USA", False), ("AUS", False), ("GBR", True)] == played.rows(e.Received, "seat", "late")


@pytest.mark.parametrize(("refuses", "blocked"), [(("GBR",), []), (("AUS", "GBR"), [("AUS", "GBR")])])
def test_r39_a_quorum_of_two_bears_one_refusal(table: Any, refuses: tuple[str, ...], blocked: list[str]) -> None:
    """Under a quorum of two of three, one refusal changes nothing and two end it."""
    played = table(ONE | {"coalition.pact.rule": "quorum:2"}, refuses=refuses, USA="joint-protest@raid")

    assert blocked == played.rows(e.Blocked, "seats")
    assert (not blocked) == bool(played.of(e.Acted))


def test_r40_under_a_lead_only_the_lead_is_asked(table: Any) -> None:
    """Under a lead nation the lead's word is enough, and no other capital is asked."""
    played = table(ONE | {"coalition.pact.rule": "lead"}, refuses=("GBR",), AUS="joint-protest@raid")

    assert [("USA",)] == played.rows(e.Requested, "needed")
    assert [("USA", True)] == played.rows(e.Received, "seat", "concur")
    assert [3] == played.rows(e.Concurred, "hour")


def test_r41_an_owner_must_agree_besides_the_rule(table: Any) -> None:
    """Whoever owns what a measure uses must agree, even under a lead and even as an ally outside."""
    owned = ONE | {"coalition.pact.rule": "lead", "option.basing.consent_of": ["JPN"]}
    played = table(owned, refuses=("JPN",), USA="basing@raid")

    assert [("JPN", "USA")] == played.rows(e.Requested, "needed")
    assert [(e.BlockCause.REFUSED, ("JPN",))] == played.rows(e.Blocked, "cause", "seats")


def test_r42_an_owner_need_not_belong(table: Any) -> None:
    """An owner or host that is neither member nor ally is asked like any other, and its refusal ends the measure."""
    played = table(ONE | {"option.basing.consent_of": ["PHL"]}, refuses=("PHL",), USA="basing@raid")

    assert [("AUS", "GBR", "PHL", "USA")] == played.rows(e.Requested, "needed")
    assert [(e.BlockCause.REFUSED, ("PHL",))] == played.rows(e.Blocked, "cause", "seats")


def test_r43_one_refusal_blocks_unanimity(table: Any) -> None:
    """Under unanimity one refusal ends the measure for everybody."""
    played = table(ONE, refuses=("GBR",), AUS="joint-protest@raid", USA="joint-protest@raid")

    assert [(3, e.BlockCause.REFUSED, ("GBR",))] == played.rows(e.Blocked, "hour", "cause", "seats")
    assert [] == played.of(e.Concurred) + played.of(e.Acted)


def test_r44_a_request_lapses_when_the_window_closes(table: Any) -> None:
    """A request that is still open when the window closes has failed, and the silent capitals are named."""
    played = table(ONE | {"seat.AUS.lag_mu": 0.5}, USA="joint-protest@raid")

    assert [(24, e.BlockCause.LAPSED, ("AUS",))] == played.rows(e.Blocked, "hour", "cause", "seats")
    assert [] == played.of(e.Acted)


def test_r45_a_late_answer_does_not_count(table: Any) -> None:
    """An answer that arrives in the closing hour is noted as late and does not count."""
    played = table(ONE | {"incident.raid.window_hours": hours(3)}, USA="joint-protest@raid")

    assert [("USA", False), ("AUS", True), ("GBR", True)] == played.rows(e.Received, "seat", "late")
    assert [(e.BlockCause.LAPSED, ("AUS", "GBR"))] == played.rows(e.Blocked, "cause", "seats")


def test_r46_a_second_proposer_joins_the_open_request(table: Any) -> None:
    """Whoever orders a statement already before the capitals joins that request: its order is its yes, and it is said once."""
    played = table(ONE, AUS="joint-protest@raid", USA="joint-protest@raid")

    assert ["AUS"] == played.rows(e.Requested, "seat")
    assert [("AUS", 2), ("USA", 2), ("GBR", 3)] == played.rows(e.Received, "seat", "hour")
    assert ["AUS"] == played.rows(e.Acted, "seat")
    assert pytest.approx(1 / 3) == played.state.seats["GBR"].spent


def test_r47_a_member_without_a_vote_does_not_count(table: Any) -> None:
    """A member without a vote is not asked and cannot block."""
    played = table(ONE | {"coalition.pact.member.GBR.consent": False}, refuses=("GBR",), USA="joint-protest@raid")

    assert [("AUS", "USA")] == played.rows(e.Requested, "needed")
    assert [3] == played.rows(e.Concurred, "hour")


def test_r48_control_cannot_vote(table: Any) -> None:
    """CONTROL runs the game and has no voice in the coalition."""
    slow = LONG | {"seat.GBR.lag_mu": 0.8}
    played = table(slow, USA="joint-protest@raid", control={"open:2": (Reply("joint-protest:raid:1", True),)})

    assert ["joint-protest:raid:1 does not need CONTROL's concurrence"] == played.refusals
    assert [54 + 1] == played.rows(e.Concurred, "hour")


def test_r49_a_blocked_measure_may_be_ordered_again(table: Any) -> None:
    """A measure the capitals refused may be put to them again on the next move."""
    played = table(LONG, refuses=("GBR",), USA=("joint-protest@raid", "joint-protest@raid"))

    assert [] == played.refusals
    assert [(2, "joint-protest:raid:1"), (50, "joint-protest:raid:2")] == played.rows(e.Requested, "hour", "request")


def test_r50_a_request_keeps_the_capitals_it_was_sent_to(table: Any) -> None:
    """A request already before the capitals is settled by those it was sent to, whoever joins the coalition later."""
    slow = LONG | {"seat.GBR.lag_mu": 0.8}
    played = table(slow, USA="joint-protest@raid", refuses=("JPN",), control={"open:2": (Realign("pact-jpn"),)})

    assert [(48, "pact-jpn")] == played.rows(e.Realigned, "hour", "coalition")
    assert [(55, "joint-protest:raid:1")] == played.rows(e.Concurred, "hour", "request")


# ---------------------------------------------------------------- D. outcomes


@pytest.mark.parametrize("choice", ["hold", "back-down"])
def test_r51_an_opponent_that_does_not_press_has_been_deterred(table: Any, choice: str) -> None:
    """If the opponent holds or backs down the incident is a success, and there is nothing to rule."""
    played = table(ONE, choice=choice)

    assert [(24, choice)] == played.rows(e.Chosen, "hour", "choice")
    assert played.state.incidents["raid"].outcome is Outcome.SUCCESS
    assert [] == played.of(e.Ruled)


def test_r52_pressed_with_nothing_in_the_way_is_a_failure(table: Any) -> None:
    """An act pressed while nothing of the coalition's is there and nothing was said always stands."""
    for seed in range(20):
        (ruled,) = table(ONE, choice="press", seed=seed).of(e.Ruled)
        assert (Outcome.FAILURE, 0.0) == (ruled.outcome, ruled.estimate.p)
        assert ("nothing of the coalition's was on station in time",) == ruled.estimate.reasons


@pytest.mark.parametrize(
    ("above", "below", "outcome"),
    [(0.0, 0.3, Outcome.SUCCESS), (0.4, 0.45, Outcome.PARTIAL), (0.55, 1.0, Outcome.FAILURE)],
)
def test_r53_the_draw_decides_against_the_odds(table: Any, above: float, below: float, outcome: Outcome) -> None:
    """A draw below the odds frustrates the act, one in the band above blunts it, any higher and the act stands."""
    seed = next(
        s
        for s in range(500)
        if above <= draw(s, "rule", "raid") < below and draw(s, "world", "readiness", "usa-ship") > 0.5
    )
    (ruled,) = table(ONE, choice="press", seed=seed, USA="patrol@raid").of(
        e.Ruled
    )  # 1.2 against 2: 0.375, a band of 0.125

    assert (outcome, "model") == (ruled.outcome, ruled.by)
    assert pytest.approx(0.375) == ruled.estimate.p
    assert above <= ruled.draw < below


@pytest.mark.parametrize(("below", "above", "outcome"), [(0.2, 0.0, Outcome.PARTIAL), (1.0, 0.2, Outcome.FAILURE)])
def test_r54_words_alone_can_only_blunt(table: Any, below: float, above: float, outcome: Outcome) -> None:
    """A protest without a ship cannot frustrate an act, but one time in five it blunts it."""
    played = table(ONE, choice="press", seed=lucky("rule", below, above), USA="protest@raid")

    assert [outcome] == played.rows(e.Ruled, "outcome")


def test_r55_control_overrules_and_the_estimate_stays(table: Any) -> None:
    """CONTROL may overrule the model with a reason; what the model said and drew stays in the log."""
    over = {"close:1": (Overrule("raid", Outcome.PARTIAL, "the tanker ran dry"),)}
    (model,), (ruled,) = (table(ONE, choice="press", control=c).of(e.Ruled) for c in ({}, over))

    assert (Outcome.PARTIAL, e.Ruler.CONTROL, "the tanker ran dry") == (ruled.outcome, ruled.by, ruled.reason)
    assert (model.estimate, model.draw) == (ruled.estimate, ruled.draw)
    assert (Outcome.FAILURE, "model", "") == (model.outcome, model.by, model.reason)


def test_r56_a_lost_incident_without_concurrence_costs_trust(table: Any) -> None:
    """Members that lose an incident without ever having agreed on anything trust each other less."""
    moved = table(ONE, choice="press").rows(e.TrustMoved, "seat", "to", "cause", "about")

    assert [(s, pytest.approx(0.42), "lost", "raid") for s in ("AUS", "GBR", "USA")] == moved


def test_r57_the_opponent_may_reinforce(table: Any) -> None:
    """The opponent may reinforce its own act, and what comes then has more in front of it."""
    played = table(ONE, PRC="reinforce@raid", USA="patrol@raid", choice="press")

    assert played.state.incidents["raid"].red_strength == pytest.approx(2.4)
    assert played.rows(e.Ruled, "estimate")[0].p == pytest.approx(1.2 / 3.6)


# ---------------------------------------------------------------- E. the ladder


def test_r58_an_overt_act_climbs_one_rung_at_most(table: Any) -> None:
    """However grave an act is, its becoming known moves the crisis up one rung and no more."""
    assert [(0, 2, 1.0)] == table(ONE | {"incident.raid.rung": 5}).rows(e.RungMoved, "hour", "to", "p")


def test_r59_no_overt_act_leads_to_the_top(table: Any) -> None:
    """No act by itself takes the crisis to the top rung; only a lost throw at the end of a move can."""
    top = ONE | {"ladder.start": 5, "incident.raid.rung": 6, "option.strike.rung": 6}
    played = table(top, USA="strike@raid", seed=lucky("escalate", 0.5, 0.4))

    assert ["strike"] == played.rows(e.Acted, "option")
    assert [] == played.rows(e.RungMoved, "to", hour=0) + played.rows(e.RungMoved, "to", hour=2)


def test_r60_a_measure_above_the_present_rung_climbs_to_its_own(table: Any) -> None:
    """A measure one rung above the crisis takes the crisis there when it takes effect."""
    assert [(0, 2, "raid"), (3, 3, "joint-patrol")] == table(ONE, USA="joint-patrol@raid").rows(
        e.RungMoved, "hour", "to", "source"
    )


def test_r61_an_exchange_moves_the_crisis_one_rung_or_none(table: Any) -> None:
    """At the end of a move each exchange moves the crisis one rung up, one down, or not at all."""
    seen = set()
    for seed in range(40):
        climbed = table(ONE, choice="press", USA="patrol@raid", seed=seed).rows(e.RungMoved, "to", hour=48)
        assert len(climbed) <= 1
        seen |= {climbed[0] - 2 if climbed else 0}

    assert {-1, 0, 1} == seen


def test_r62_a_hotline_makes_climbing_less_likely(table: Any) -> None:
    """While a hotline is open the odds of climbing fall to two thirds."""
    seed = lucky("escalate", 0.1)
    without, with_it = (
        table(ONE, choice="press", seed=seed, USA=f"patrol@raid {more}").rows(e.RungMoved, "p", hour=48)[0]
        for more in ("", "hotline")
    )

    assert with_it / (1 - with_it) == pytest.approx(exp(-0.4) * without / (1 - without))


def test_r63_a_hotline_serves_one_move(table: Any) -> None:
    """A hotline opened on one move is closed again when the move ends."""
    assert not table(ONE, USA="hotline").state.hotline
    assert ["hotline", "hotline"] == table(USA=("hotline", "hotline")).rows(e.Acted, "option")


def test_r64_backing_down_lowers_the_crisis(table: Any) -> None:
    """When the opponent backs down the crisis comes down a rung, whatever the draw."""
    for seed in range(20):
        assert [1] == table(ONE, choice="back-down", seed=seed).rows(e.RungMoved, "to", hour=48)


def test_r65_nobody_climbs_if_the_opponent_holds(table: Any) -> None:
    """If the opponent holds and nobody went further than its act, the crisis does not climb."""
    for seed in range(20):
        assert table(ONE, seed=seed, USA="patrol@raid").rows(e.RungMoved, "to", hour=48) in ([], [1])


def test_r66_the_top_rung_ends_the_game(table: Any) -> None:
    """Major conflict ends the game at once: it is handed to the facilitator."""
    played = table({"ladder.start": 5, "incident.raid.rung": 6}, choice="press", seed=lucky("escalate", 0.3))

    assert [(48, 6)] == played.rows(e.RungMoved, "hour", "to")
    assert [(48, e.EndCause.TOP_RUNG)] == played.rows(e.Ended, "hour", "cause")
    assert [1] == played.rows(e.TurnOpened, "turn")


def test_r67_on_rung_five_both_sides_lose_hulls(table: Any) -> None:
    """When an exchange takes the crisis to rung five, one salvo is fired and both sides lose hulls."""
    fifth = ONE | {"ladder.start": 4, "incident.raid.rung": 4, "option.strike.rung": 4}
    up, still = (
        table(fifth, choice="press", seed=lucky("escalate", *r), USA="patrol@raid") for r in ((0.05,), (0.5, 0.4))
    )

    assert [5] == up.rows(e.RungMoved, "to")
    assert [("raid", True, True)] == [(x.incident, x.blue_loss > 0, x.red_loss > 0) for x in up.of(e.Exchanged)]
    assert [] == still.of(e.Exchanged) + still.rows(e.RungMoved, "to")


# ---------------------------------------------------------------- F. trust and leaks


def test_r68_concurring_raises_trust(table: Any) -> None:
    """Capitals that concur together trust each other a little more."""
    moved = table(ONE, USA="joint-protest@raid").rows(e.TrustMoved, "hour", "seat", "to")

    assert [(3, seat, pytest.approx(0.64)) for seat in ("AUS", "GBR", "USA")] == moved


def test_r69_a_refusal_costs_the_trust_of_those_who_said_yes(table: Any) -> None:
    """A refusal disappoints whoever had proposed or agreed; it costs the refuser nothing."""
    moved = table(ONE, refuses=("GBR",), USA="joint-protest@raid", AUS="joint-protest@raid").rows(
        e.TrustMoved, "seat", "to", "cause", "about"
    )

    assert [(seat, pytest.approx(0.42), "refused", "joint-protest") for seat in ("AUS", "USA")] == moved


def test_r70_a_lapsed_request_costs_no_trust(table: Any) -> None:
    """A request that runs out of time disappoints nobody: silence is no refusal."""
    played = table(ONE | {"seat.AUS.lag_mu": 0.5}, USA="joint-protest@raid")

    assert [24] == played.rows(e.Blocked, "hour")
    assert [] == played.of(e.TrustMoved)


@pytest.mark.parametrize(("days", "moved"), [(1, [(25, "AUS", pytest.approx(0.42))]), (2, [])])
def test_r71_a_slow_licence_costs_trust(table: Any, days: int, moved: list[Any]) -> None:
    """A licence slower than the agreed days costs the recipient's trust; one in time does not."""
    assert moved == table(DESK | {"assumptions.slow_licence_days": days}, AUS="radar").rows(
        e.TrustMoved, "hour", "seat", "to"
    )


def test_r72_talking_raises_the_talkers_trust(table: Any) -> None:
    """A seat that consults its partners trusts the coalition a little more."""
    assert [("USA", pytest.approx(0.64), "consulted")] == table(ONE, USA="talks").rows(
        e.TrustMoved, "seat", "to", "cause"
    )


def test_r73_a_leak_costs_the_others_trust(table: Any) -> None:
    """When a secret gets out at one member, all the others trust the coalition less, and release less to it."""
    played = table(ONE | SILENT | {"seat.AUS.hazard_per_month": 1e6}, USA="joint-protest@raid")

    assert [("AUS", "leak", 48, "plan:joint-protest:raid")] == played.rows(e.Leaked, "holder", "route", "hour", "item")
    assert [(s, pytest.approx(0.42)) for s in ("GBR", "USA")] == played.rows(
        e.TrustMoved, "seat", "to", cause="leak", about="AUS"
    )
    assert played.state.members["AUS"].information == pytest.approx(0.7)


def test_r74_an_intruder_tries_the_softest_holder(table: Any) -> None:
    """An intrusion goes for the softest of those who hold something of the others'; where nobody does, it finds nothing."""
    easy = SILENT | {"seat.GBR.cyber_defence": 0.5, "option.intrude.amount": 1e9}
    played = table(easy, USA="joint-protest@raid", PRC=("intrude", "intrude"))

    assert [(0, False, ""), (48, True, "plan:joint-protest:raid")] == played.rows(e.Tried, "hour", "success", "item")
    assert [("GBR", "intrusion", 48)] == played.rows(e.Leaked, "holder", "route", "hour")
    assert ["AUS", "USA"] == played.rows(e.TrustMoved, "seat", cause="leak", about="GBR")


OFF: dict[str, tuple[str, dict[str, Any], dict[str, Any], type[e.Entry], str, list[Any], list[Any]]] = {
    "R75 With trust switched off nobody's trust moves": (
        "trust", {}, {"USA": "talks"}, e.TrustMoved, "seat", ["USA"], []),
    "R76 With information security switched off nothing leaks": (
        "information_security", {"seat.AUS.hazard_per_month": 1e6}, {"USA": "joint-protest@raid"}, e.Leaked, "holder", ["AUS"], []),
    "R77 With information security switched off nobody tries to break in": (
        "information_security", {"option.intrude.amount": 1e9}, {"PRC": "intrude"}, e.Tried, "success", [False], []),
    "R78 With concurrence switched off the proposer's own word is enough": (
        "concurrence", {}, {"USA": "joint-protest@raid"}, e.Received, "seat", ["USA", "AUS", "GBR"], ["USA"]),
    "R79 With proximity switched off a ship arrives as soon as it is ready": (
        "proximity", {}, {"USA": "patrol@raid"}, e.Arrived, "hour", [10], [6]),
    "R80 With export control switched off a transfer starts at once": (
        "export_control", DESK, {"AUS": "radar"}, e.Acted, "hour", [25], [0]),
    "R81 With exemption switched off even an exempt member queues at the desk": (
        "exemption", DESK | {"coalition.pact.member.AUS.exempt_share": 1}, {"AUS": "radar"}, e.Licensed, "route",
        ["exempt"], ["licence"]),
    "R82 With consultation switched off an ally outside acts without asking": (
        "consultation", {}, {"JPN": "patrol@raid"}, e.Sailed, "hour", [7], [2]),
    "R83 With capability switched off an outsider's ship does not count": (
        "capability", {}, {"JPN": "patrol@raid"}, e.Chosen, "strength", [pytest.approx(1.2)], [0.0]),
    "R84 With resources switched off no budget binds": (
        "resources", {"seat.USA.budget_musd": 0}, {"USA": "talks"}, e.Ordered, "option", [], ["talks"]),
}  # fmt: skip


@pytest.mark.parametrize(("name", "changes", "orders", "kind", "field", "on", "off"), OFF.values(), ids=OFF)
def test_r75_to_r84_a_mechanism_switched_off_does_nothing(
    table: Any,
    name: str,
    changes: dict[str, Any],
    orders: dict[str, Any],
    kind: type[e.Entry],
    field: str,
    on: list[Any],
    off: list[Any],
) -> None:
    """Every mechanism can be switched off by itself, and then it does nothing."""
    assert on == table(ONE | changes, **orders).rows(kind, field)
    assert off == table(ONE | changes | {f"mechanisms.{name}": False}, **orders).rows(kind, field)


# ---------------------------------------------------------------- G. injects


def test_r85_a_scheduled_inject_comes_at_its_hour(table: Any) -> None:
    """An inject with an hour reaches its seats at that hour, with its words."""
    told = table(ONE).rows(e.Injected, "hour", "inject", "sender", "to", "text")

    assert [(10, "inj-01", "CONTROL", ("AUS", "USA"), "The press asks.")] == told


def test_r86_a_contingency_proposes_itself_and_comes_at_the_next_move(table: Any) -> None:
    """A contingency whose condition holds is put to CONTROL when the move closes, and comes when the next one opens."""
    played = table()

    assert [48] == played.rows(e.Proposed, "hour", inject="inj-02")
    assert [48] == played.rows(e.Injected, "hour", inject="inj-02")
    assert played.game.entries.index(played.of(e.Proposed)[0]) < played.game.entries.index(
        played.of(e.TurnOpened, turn=2)[0]
    )
    assert [(48, 72)] == played.rows(e.IncidentOpened, "hour", "closes", incident="feint")


@pytest.mark.parametrize(("choice", "proposed"), [("press", ["inj-02", "inj-03"]), ("hold", ["inj-02"])])
def test_r87_a_contingency_whose_condition_fails_stays_away(table: Any, choice: str, proposed: list[str]) -> None:
    """A contingency whose condition does not hold is not proposed."""
    assert proposed == table(choice=choice).rows(e.Proposed, "inject", hour=48)


def test_r88_a_withheld_inject_never_comes(table: Any) -> None:
    """What CONTROL withholds does not come, at its hour or later, nor does what waits for it."""
    played = table(control={"open:1": (Withhold("inj-01"),)})

    assert [(0, "inj-01")] == played.rows(e.Withheld, "hour", "inject")
    assert [] == played.of(e.Injected) + played.of(e.Proposed)


def test_r89_a_proposed_contingency_may_still_be_withheld(table: Any) -> None:
    """CONTROL may withhold a proposed contingency before the next move, and it is not proposed again."""
    played = table(control={"open:2": (Withhold("inj-02"),)})

    assert ["inj-02"] == played.rows(e.Proposed, "inject")
    assert ["inj-01"] == played.rows(e.Injected, "inject")
    assert ["raid"] == played.rows(e.IncidentOpened, "incident")


def test_r90_an_inject_released_early_does_not_come_again(table: Any) -> None:
    """An inject that CONTROL releases before its hour comes once; a second release is refused."""
    played = table(control={"open:1": (Release("inj-01"),), "open:2": (Release("inj-01"),)})

    assert [0] == played.rows(e.Injected, "hour", inject="inj-01")
    assert ["inj-01 has already been released"] == played.refusals


def test_r91_an_improvised_inject_gets_the_next_adhoc_number(table: Any) -> None:
    """What CONTROL improvises is numbered ADHOC in the order it was said."""
    control = {
        "open:1": (Improvise("A storm.", ("AUS",)), Improvise("It clears.", ("USA",))),
        "close:1": (Improvise("Night.", ("GBR",)),),
    }
    told = table(ONE, control=control).rows(e.Injected, "hour", "inject", "to", sender="CONTROL")

    assert [
        (0, "ADHOC-1", ("AUS",)),
        (0, "ADHOC-2", ("USA",)),
        (10, "inj-01", ("AUS", "USA")),
        (48, "ADHOC-3", ("GBR",)),
    ] == told


def test_r92_control_may_call_endex(table: Any) -> None:
    """CONTROL may end the exercise at the start of any move, with a reason."""
    played = table(control={"open:2": (End("lunch"),)})

    assert [(48, e.EndCause.CONTROL, "lunch")] == played.rows(e.Ended, "hour", "cause", "reason")


# ---------------------------------------------------------------- H. sharing

PICTURES = ONE | {"mechanisms.intelligence": True}


def test_r93_members_share_at_the_lower_of_their_levels(table: Any) -> None:
    """Between members a picture goes at the lower of the two sharing levels, and the lower it is the longer it takes."""
    seen = PICTURES | {"incident.raid.sensors": sees("AUS"), "coalition.pact.member.GBR.information": 0.3}
    told = table(seen).rows(e.Informed, "hour", "source", "seat", "quality")

    assert [(10, "AUS", "USA", 0.6), (20, "AUS", "GBR", 0.3)] == told


@pytest.mark.parametrize(
    ("source", "to"), [("JPN", ["USA"]), ("USA", ["AUS", "GBR", "JPN"]), ("AUS", ["GBR", "USA"]), ("PHL", [])]
)
def test_r94_an_ally_outside_shares_with_its_treaty_partner_alone(table: Any, source: str, to: list[str]) -> None:
    """An ally outside shares with its treaty partner alone, in both directions; a bystander shares with nobody."""
    told = table(PICTURES | {"incident.raid.sensors": sees(source), "assumptions.bilateral_release_hours": 6}).rows(
        e.Informed, "seat"
    )

    assert to == sorted(told)


def test_r95_an_ally_that_joins_shares_with_every_member(table: Any) -> None:
    """Once the ally is a member, its picture goes to all members."""
    told = table(PICTURES | {"incident.raid.sensors": sees("JPN")}, coalition="pact-jpn").rows(
        e.Informed, "hour", "seat"
    )

    assert [(10, "AUS"), (10, "GBR"), (10, "USA")] == sorted(told)


def test_r96_a_picture_shortens_the_staff_work_still_to_do(table: Any) -> None:
    """A shared picture shortens what is left of a staff's work, not what is done."""
    slow = {"seat.GBR.lag_mu": -0.19, "incident.raid.sensors": sees("AUS")}  # 20 h; at hour 10, ten left become eight

    assert [20] == table(ONE | slow).rows(e.Assessed, "hour", seat="GBR")
    assert [18] == table(PICTURES | slow).rows(e.Assessed, "hour", seat="GBR")


def test_r109_of_pictures_that_land_in_one_hour_the_best_is_read(table: Any) -> None:
    """A staff that is given two pictures in the same hour reads the better one, whoever it is from."""
    slow = {
        "seat.GBR.lag_mu": -0.19,
        "incident.raid.sensors": sees("USA") | {"AUS": {"value": 0.1, "source": "invented"}},
    }

    assert [18] == table(PICTURES | slow).rows(e.Assessed, "hour", seat="GBR"), "as with the good one alone"


def test_r97_an_order_to_share_reaches_every_capital(table: Any) -> None:
    """An order to share gives some of the picture to every capital at the table, members or not."""
    told = table(PICTURES | {"incident.raid.sensors": sees("USA")}, USA="sharing@raid").rows(
        e.Informed, "seat", "quality", hour=6
    )

    assert [(seat, pytest.approx(0.2)) for seat in ("AUS", "GBR", "JPN", "PHL")] == told


def test_r98_a_force_alone_counts_for_less(table: Any) -> None:
    """Forces that share nothing count at six tenths of their strength, however many stand beside each other."""
    played = table(ONE, AUS="patrol@raid", USA="patrol@raid")
    there = sum(played.rows(e.Arrived, "strength"))

    assert [pytest.approx(0.6 * there)] == played.rows(e.Chosen, "strength")


def test_r99_a_joint_deployment_combines_the_members_forces(table: Any) -> None:
    """Once the coalition concurs on a joint deployment, all members' forces there combine at their sharing level."""
    played = table(ONE, AUS="patrol@raid", USA="joint-patrol@raid")
    there = sum(played.rows(e.Arrived, "strength"))

    assert [("AUS", False), ("USA", True)] == sorted(played.rows(e.Arrived, "seat", "joint"))
    assert [pytest.approx((0.6 + 0.4 * 0.64) * there)] == played.rows(e.Chosen, "strength")


def test_r100_a_joint_protest_combines_no_forces(table: Any) -> None:
    """A coalition's joint words do not make its ships one fleet."""
    assert [1.2] == table(ONE, USA="joint-protest@raid patrol@raid").rows(e.Chosen, "strength")


def test_r101_treaty_partners_side_by_side_combine_without_the_coalition(table: Any) -> None:
    """Treaty partners on station together combine at the treaty's level, without any joint measure."""
    played = table(ONE, JPN="patrol@raid", USA="patrol@raid")
    there = sum(played.rows(e.Arrived, "strength"))

    assert [pytest.approx((0.6 + 0.4 * 0.4) * there)] == played.rows(e.Chosen, "strength")
    assert [] == played.of(e.Requested)


# ---------------------------------------------------------------- I. leavers, owners and ends


def test_r102_under_a_lead_only_the_lead_decides(table: Any) -> None:
    """Under a lead, an owner's yes is needed besides the lead's and is no substitute for it."""
    played = table(ONE | {"coalition.pact.rule": "lead"}, refuses=("USA",), AUS="basing@raid")

    assert [("AUS", "USA")] == played.rows(e.Requested, "needed")
    assert [("AUS", True), ("USA", False)] == played.rows(e.Received, "seat", "concur")
    assert [(e.BlockCause.REFUSED, ("USA",))] == played.rows(e.Blocked, "cause", "seats")


def test_r103_whoever_has_left_orders_nothing_joint(table: Any) -> None:
    """A joint measure whose proposer leaves the coalition before it was asked for comes to nothing."""
    slow = LONG | {"seat.JPN.lag_mu": 0.8, "seat.JPN.staff_teams": 2}
    played = table(slow, coalition="pact-jpn", JPN="joint-patrol@raid", control={"open:2": (Realign("pact"),)})

    assert [e.DropCause.LEFT] == played.rows(e.Dropped, "cause")
    assert [] == played.of(e.Requested) + played.of(e.Sailed)


def test_r104_an_overrule_gives_its_reason_and_concerns_what_is_up(table: Any) -> None:
    """CONTROL overrules only an outcome that is up for a ruling, and says why; the model's ruling stands otherwise."""
    said = (Overrule("raid", Outcome.SUCCESS, ""), Overrule("feint", Outcome.SUCCESS, "why not"))
    played = table(ONE, choice="press", control={"close:1": said})

    assert [("raid", "model", "")] == played.rows(e.Ruled, "incident", "by", "reason")
    assert ["an overrule needs a reason", "no outcome of feint is up for a ruling"] == played.refusals


def test_r105_a_ship_still_at_sea_is_not_idle(table: Any) -> None:
    """A ship that is late for one incident is not sent to the next before it has arrived."""
    played = table({"force.usa-ship.ready_hours": 60}, USA=("patrol@raid", "patrol@feint"))

    assert ["USA has no idle force for patrol"] == played.refusals
    assert [("raid", 2, 66)] == played.rows(e.Sailed, "incident", "hour", "arrives")


def test_r106_a_measure_nobody_can_pay_for_does_not_raise_the_ladder(table: Any) -> None:
    """A deployment that cannot be paid for does not sail, and the ladder stays where it is."""
    broke = {"option.patrol.cost_musd": 5, "option.patrol.rung": 3, "seat.USA.budget_musd": 5}
    played = table(ONE | broke, USA="talks patrol@raid")

    assert [] == played.of(e.Sailed)
    assert 2 == played.state.rung


def test_r107_major_conflict_ends_the_game_once(table: Any) -> None:
    """Major conflict on the last move ends the game, and it does not end a second time."""
    played = table(ONE | {"ladder.start": 5, "incident.raid.rung": 6}, choice="press", seed=lucky("escalate", 0.3))

    assert [e.EndCause.TOP_RUNG] == played.rows(e.Ended, "cause")
    assert played.state.ended is e.EndCause.TOP_RUNG


def test_r108_what_the_coalition_has_said_is_not_said_again(table: Any) -> None:
    """A joint statement that was agreed is not put to the capitals again on a later move."""
    played = table(LONG, USA="joint-protest@raid", AUS=("", "joint-protest@raid"))

    assert ["pact has already made joint-protest at raid"] == played.refusals
    assert [("USA", "joint-protest")] == played.rows(e.Acted, "seat", "option")
