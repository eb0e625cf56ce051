"""One scenario, other numbers: by path, by star, and never by a path that leads nowhere."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario import overrides
from fourthseat.engine.scenario.overrides import Varied, configured, numbers, vary

TUTORIAL = scenarios.find("tutorial")


def test_nothing_changed_is_the_same_scenario() -> None:
    """Not a copy that is equal to it."""
    assert TUTORIAL is vary(TUTORIAL, {})


def test_a_number_keeps_its_source_and_widens_its_range() -> None:
    """A value outside the range it was given with is within the range it leaves with."""
    old = TUTORIAL.assumptions.precision
    new = vary(TUTORIAL, {"assumptions.precision": 1000.0}).assumptions.precision

    assert (1000.0, old.source) == (float(new), old.source)
    assert old.high is None or new.high == 1000.0
    assert new.low == old.low


def test_a_star_is_every_row_that_has_the_rest() -> None:
    """A number that all variants hold alike is one change."""
    varied = vary(TUTORIAL, {"coalition.*.member.USA.provocation": 0.25})

    found = [float(m.provocation) for c in varied.coalitions for m in c.members if m.seat == "USA"]

    assert [0.25] * len(found) == found
    assert found


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("assumption.precision", 1, "no 'assumption' at the top; did you mean 'assumptions'?"),
        ("incident.atlantis.gain", 1, "no 'atlantis' in incident; "),
        ("incident.survey.gains", 1, "no 'gains' in incident.survey; did you mean 'gain'?"),
        ("incident.survey", 1, "is a table, not a single value"),
        ("assumptions.precision", "much", "is not a number"),
        ("assumptions.precision", True, "is not a number"),
        ("coalition.*.member.NZL.trust", 1, "no row of coalition has it"),
        ("", 1, "''"),
    ],
)
def test_a_path_that_leads_nowhere(path: str, value: object, words: str) -> None:
    """The path, and the nearest name where it broke."""
    with pytest.raises(ScenarioError) as told:
        vary(TUTORIAL, {path: value})

    assert words in str(told.value)


def test_a_change_is_checked_like_a_file() -> None:
    """The rows must agree afterwards, too, and the message names the change."""
    with pytest.raises(ScenarioError) as told:
        vary(TUTORIAL, {"incident.survey.place": "atlantis"})

    assert "tutorial with incident.survey.place=atlantis: incident survey: place = 'atlantis'" in str(told.value)


def test_a_variant_its_rule_and_a_mechanism_off() -> None:
    """The three switches of a command line in one call."""
    s, variant = configured(TUTORIAL, None, "unanimity", {}, ["trust"])

    assert TUTORIAL.coalitions[0].id == variant
    assert s.coalition(variant).rule == "unanimity"
    assert not s.mechanisms.trust
    assert [c.rule for c in TUTORIAL.coalitions[1:]] == [c.rule for c in s.coalitions[1:]]
    with pytest.raises(ScenarioError, match="no mechanism 'trusts'; did you mean 'trust'"):
        configured(TUTORIAL, None, None, {}, ["trusts"])


def test_every_number_has_a_path_that_finds_it() -> None:
    """The provenance table's paths are the paths that may be changed."""
    paths = dict(numbers(TUTORIAL))

    assert "assumptions.precision" in paths
    for path in list(paths)[:: max(1, len(paths) // 12)]:
        assert vary(TUTORIAL, {path: float(paths[path])}) == TUTORIAL


PATHS = [path for path, _ in numbers(TUTORIAL)]
FIELDS = [
    "turns",
    "mechanisms.provocation",
    "coalition.aukus.rule",
    "models.deterrence",
    "incident.*.resolve",
    "seat.JPN.cell",
]
STARS = [
    "coalition.*.member.USA.obligation",
    "coalition.*.rule",
    "incident.*.stakes.JPN",
    "seat.*.doctrine.reliability",
]
OTHERS = ["assumptions.precision.low", "coalition.aukus.id", "msel", "coalition.aukus", "no.such", "seat.*.no"]
VALUES = st.one_of(
    st.booleans(),
    st.integers(-2, 9),
    st.floats(),
    st.sampled_from(["lead", "quorum:2", "quantal", "blue", "x"]),
    st.none(),
)
CHANGES = st.dictionaries(st.sampled_from([*PATHS, *FIELDS * 3, *STARS * 3, *OTHERS]), VALUES, min_size=1, max_size=4)


def outcome(changes: dict[str, Any], near: Varied | None = None) -> str:
    """The scenario as a file, or what is wrong with it."""
    try:
        return vary(TUTORIAL, changes, near).model_dump_json(by_alias=True)
    except ScenarioError as wrong:
        return str(wrong)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    CHANGES, st.dictionaries(st.sampled_from(PATHS), st.floats(0.1, 0.9), min_size=1, max_size=3), st.floats(0.1, 0.9)
)
def test_rows_changed_are_as_the_whole_file_read_again(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, Any], inputs: dict[str, float], other: float
) -> None:
    """The same scenario or the same complaint, whether only the rows with a change are validated or everything is.

    And the same from a scenario near it, in which some of the numbers were other ones.
    """
    near_changes = {path: other if n else value for n, (path, value) in enumerate(inputs.items())}
    quick = outcome(changes)
    with suppress(ScenarioError):
        assert outcome(inputs) == outcome(inputs, Varied(vary(TUTORIAL, near_changes), near_changes))

    def unusual(*_: object) -> None:
        raise overrides._UnusualError

    with monkeypatch.context() as patched:
        patched.setattr(overrides, "_with_rows_changed", unusual)
        assert outcome(changes) == quick


def test_rows_without_a_change_are_the_same_rows() -> None:
    """Nothing is read again that stays as it is."""
    varied = vary(TUTORIAL, {"mechanisms.provocation": False, "coalition.aukus.rule": "lead"})

    assert varied.assumptions is TUTORIAL.assumptions
    for new, old in ((varied, TUTORIAL), (varied.coalition("aukus"), TUTORIAL.coalition("aukus"))):
        for rows in ("options", "seats") if new is varied else ("members",):
            assert all(one is other for one, other in zip(getattr(new, rows), getattr(old, rows), strict=True))
    assert varied.coalition("aukus-jpn") is TUTORIAL.coalition("aukus-jpn")


@pytest.mark.parametrize(
    ("path", "value", "words"),
    [
        ("incident.survey.resolve.high", 900, "resolve.high = 900 is not between 0 and 100"),
        ("incident.survey.severity.high", 50.0, "50 per cent is 0.5"),
        ("option.joint-statement.seats", ["PRC"], "sits in RED"),
    ],
)
def test_what_makes_no_sense_in_a_file_makes_none_from_outside(path: str, value: object, words: str) -> None:
    """A changed value is looked at as one that is written."""
    with pytest.raises(ScenarioError, match=words):
        vary(scenarios.find("tutorial"), {path: value})


def test_a_number_in_a_row_without_a_name_is_reached_by_the_rows_number() -> None:
    """Amounts of effects and worths of courses have paths like everything else, and can be set by them."""
    name = TUTORIAL.options[0].id
    amount = {"value": 0.2, "low": 0.1, "high": 0.4}
    rows = [{"does": "reward", "amount": amount}, {"does": "punish", "amount": amount}]
    scenario = vary(TUTORIAL, {f"option.{name}.effects": rows})
    path = f"option.{name}.effects.1.amount"

    assert float(dict(numbers(scenario))[path]) == 0.2
    for near in (None, Varied(scenario, {})):
        assert float(vary(scenario, {path: 0.7}, near).option_by_id[name].effects[1].amount or 0) == 0.7
    with pytest.raises(ScenarioError, match="no '2'"):
        vary(scenario, {f"option.{name}.effects.2.amount": 0.7})
