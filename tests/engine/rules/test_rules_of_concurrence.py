"""Laws of every rule of concurrence, whatever the members, their weights and their answers."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import RULES, ConcurrenceRule
from fourthseat.engine.rules.concurrence import verdict
from fourthseat.engine.rules.state import Request, State, start
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from tests.conftest import _drill

SEATS = ("AUS", "GBR", "JPN", "USA")
TEXTS = st.one_of(
    st.sampled_from(["lead", "unanimity", *RULES]),
    st.integers(1, 3).map("lead+{}".format),
    st.integers(1, 4).map("quorum:{}".format),
    st.integers(1, 99).map(lambda n: f"weighted:0.{n:02d}"),
    st.integers(1, 90).map("silence:{}".format),
)
ANSWERS = st.dictionaries(st.sampled_from(SEATS), st.booleans())
HOURS = st.integers(0, 100)


@cache
def variant(weights: tuple[int, ...] = (1, 1, 1, 1)) -> State:
    """The drill's four members with these weights, led by the USA."""
    changes: dict[str, Any] = {
        f"coalition.pact-jpn.member.{seat}.weight": {"value": weight, "source": "invented"}
        for seat, weight in zip(SEATS, weights, strict=True)
    }
    return start(vary(_drill(), changes), "pact-jpn")


def judged(rule: str, answers: dict[str, bool], hour: int = 0, state: State | None = None) -> bool | None:
    """What the rule makes of the answers, so many hours after all four were asked."""
    asked = Request("r", SEATS[3], "joint-protest", "raid", 0, SEATS, rule, answers)  # type: ignore[arg-type]
    if rule == "lead":
        asked = replace(asked, needed=("USA",))
    return verdict(state or variant(), asked, hour)


@given(TEXTS, ANSWERS, HOURS, st.sampled_from(SEATS))
def test_one_more_yes_never_hurts(rule: str, answers: dict[str, bool], hour: int, seat: str) -> None:
    """Monotone: whoever says yes instead of nothing, or of no, brings the coalition no further from concurring."""
    rank = {False: 0, None: 1, True: 2}

    assert rank[judged(rule, answers | {seat: True}, hour)] >= rank[judged(rule, answers, hour)]
    assert rank[judged(rule, answers, hour)] >= rank[judged(rule, answers | {seat: False}, hour)]


@given(TEXTS, ANSWERS, HOURS)
def test_what_is_settled_stays_settled(rule: str, answers: dict[str, bool], hour: int) -> None:
    """Answers that come later change no verdict: a request is settled as soon as it can be."""
    now = judged(rule, answers, hour)
    if now is not None and not rule.startswith("silence"):
        for rest in (True, False):
            assert now is judged(rule, dict.fromkeys(SEATS, rest) | answers, hour)


@given(TEXTS, HOURS)
def test_all_yes_concurs_and_all_no_blocks(rule: str, hour: int) -> None:
    """Whatever the rule; under silence at the end of its hours."""
    quiet = rule.startswith("silence") and hour < ConcurrenceRule.parse(rule).n

    assert judged(rule, dict.fromkeys(SEATS, True), hour) is (None if quiet else True)
    assert judged(rule, dict.fromkeys(SEATS, False), hour) is False


@given(st.integers(1, 90), ANSWERS, HOURS)
def test_silence_is_unanimity_of_those_who_did_not_object(hours: int, answers: dict[str, bool], hour: int) -> None:
    """At the end of the hours: as if everybody who had not objected had said yes."""
    found = judged(f"silence:{hours}", answers, hour)
    everybody = {seat: answers.get(seat, True) for seat in SEATS}

    assert found is (judged("unanimity", everybody) if hour >= hours or False in answers.values() else None)


@given(st.integers(1, 4), ANSWERS)
def test_equal_weights_are_a_quorum(n: int, answers: dict[str, bool]) -> None:
    """N of four members who weigh alike hold n quarters."""
    assert judged(f"weighted:0.{25 * n}" if n < 4 else "weighted:1", answers) is judged(f"quorum:{n}", answers)


@given(st.tuples(*[st.integers(0, 9)] * 4).filter(any), st.integers(1, 99), ANSWERS)
def test_a_weighted_rule_counts_weights(weights: tuple[int, ...], share: int, answers: dict[str, bool]) -> None:
    """It is satisfied when those who agreed hold the share, and lost when those who have not refused do not."""
    held = dict(zip(SEATS, weights, strict=True))
    needs = share * sum(weights)
    yes = 100 * sum(held[seat] for seat, said in answers.items() if said)
    left = 100 * sum(weight for seat, weight in held.items() if answers.get(seat, True))
    state = variant(weights) if weights != (1, 1, 1, 1) else variant()

    assert judged(f"weighted:0.{share:02d}", answers, 0, state) is (
        True if yes >= needs else False if left < needs else None
    )


@given(st.integers(1, 3), ANSWERS)
def test_the_lead_and_others_need_the_lead(n: int, answers: dict[str, bool]) -> None:
    """A quorum of n + 1 in which the lead must be."""
    found = judged(f"lead+{n}", answers)

    assert (found is True) == (judged(f"quorum:{n + 1}", answers) is True and answers.get("USA") is True)
    assert (found is False) == (judged(f"quorum:{n + 1}", answers) is False or answers.get("USA") is False)


@given(TEXTS)
def test_a_rule_is_written_as_it_is_read(text: str) -> None:
    """The text of a rule is its own name again."""
    rule = ConcurrenceRule.parse(text)

    assert rule == ConcurrenceRule.parse(str(rule))
    assert 1 <= rule.needed(4) <= 4


@pytest.mark.parametrize(
    "text", ["", "lead+0", "lead+", "quorum:0", "quorum", "weighted:0", "weighted:0.0", "weighted:1.5", "silence", "silence:0", "most"]
)  # fmt: skip
def test_what_is_no_rule_is_refused(text: str) -> None:
    """With every rule there is."""
    with pytest.raises(ValueError, match="silence:HOURS"):
        ConcurrenceRule.parse(text)


# ---------------------------------------------------------------- in play

ONE: dict[str, Any] = {"turns": 1}
FAST = ONE | {"seat.GBR.lag_mu": -1.5}
"""The third capital takes six hours to a position."""
PLAYED: dict[str, tuple[dict[str, Any], tuple[str, ...], list[int], list[tuple[str, ...]]]] = {
    # rule, who refuses, hour of concurrence, who is named in a block
    "lead and one": ({"coalition.pact.rule": "lead+1"}, (), [3], []),
    "lead and one, the lead refuses": ({"coalition.pact.rule": "lead+1"}, ("USA",), [], [("USA",)]),
    "lead and one, one other refuses": ({"coalition.pact.rule": "lead+1"}, ("GBR",), [3], []),
    "a heavy member": (
        {"coalition.pact.rule": "weighted:0.5", "coalition.pact.member.AUS.weight": {"value": 3, "source": "x"}}, (), [2], []),
    "silence": ({"coalition.pact.rule": "silence:9"}, (), [11], []),
    "a broken silence": ({"coalition.pact.rule": "silence:9"}, ("GBR",), [], [("GBR",)]),
    "an objection that comes after the silence": ({"coalition.pact.rule": "silence:3"}, ("GBR",), [5], []),
    "a silence longer than the window": ({"coalition.pact.rule": "silence:30"}, (), [], [()]),
    "a rule for the option": ({"coalition.pact.rules": {"joint-protest": "lead"}}, ("GBR",), [3], []),
}  # fmt: skip


@pytest.mark.parametrize(("changes", "refuses", "hours", "blocked"), PLAYED.values(), ids=PLAYED)
def test_a_coalition_concurs_by_its_rule(
    table: Callable[..., Any], changes: dict[str, Any], refuses: tuple[str, ...], hours: list[int], blocked: list[Any]
) -> None:
    """AUS asks at H+2 (its own yes counts at once), USA answers at H+3, GBR at H+7; the window closes at H+24."""
    from fourthseat.engine.core import entries as e

    played = table(FAST | changes, refuses=refuses, AUS="joint-protest@raid")

    assert hours == played.rows(e.Concurred, "hour")
    if blocked != [()]:
        assert blocked == played.rows(e.Blocked, "seats")
    else:
        assert [e.BlockCause.LAPSED] == played.rows(e.Blocked, "cause")


def test_a_silence_is_broken_or_kept_in_words(table: Callable[..., Any]) -> None:
    """The story does not say that somebody concurred who said nothing."""
    from fourthseat.engine.core import entries as e
    from fourthseat.engine.record.narration import narrate
    from fourthseat.engine.rules.fold import apply

    played = table(FAST | {"coalition.pact.rule": "silence:9"}, refuses=("GBR",), AUS="joint-protest@raid")
    state, told = played.game.start, []
    for entry in played.game.entries:
        state = apply(state, entry)
        if isinstance(entry, e.Received) and (line := narrate(entry, state)) is not None:
            told.append(line.text)

    assert ["USA keeps silence: joint-protest (raid).", "GBR breaks the silence: joint-protest (raid)."] == told[1:]


def test_no_scenario_is_changed_by_what_it_does_not_use() -> None:
    """Weights and rules for some options stand in no file that does not give them."""
    dumped = _drill().model_dump(mode="json", by_alias=True)

    assert isinstance(_drill(), Scenario)
    assert "rules" not in dumped["coalition"][0]
    assert "weight" not in dumped["coalition"][0]["member"][0]
