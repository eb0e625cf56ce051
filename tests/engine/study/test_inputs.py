"""Inputs of every kind: what is drawn, how it goes together, and what a game then has."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from scipy import stats

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.overrides import triangles
from fourthseat.engine.study.design import Input, parse_study
from fourthseat.engine.study.inputs import given_inputs, ranged
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.presets import default_study
from fourthseat.engine.study.sampling import numbers_of

TUTORIAL = scenarios.find("tutorial")
CONVOY = scenarios.find("second-thomas")


def made(*inputs: dict[str, Any], futures: int = 256, **changes: Any) -> Plan:
    """A plan of the tutorial over these inputs."""
    raw = default_study(TUTORIAL, "tutorial").model_dump(mode="json", by_alias=True)
    raw |= {"coalitions": ["aukus", "aukus-jpn"], "rules": ["unanimity"], "input": list(inputs), "futures": futures}
    return plan(parse_study(raw | changes, "test"), TUTORIAL)


def column(one: Plan, path: str) -> list[Any]:
    """What the futures set."""
    return [dict(future.changes)[path] for future in one.futures]


def test_whole_numbers_true_and_false_and_names() -> None:
    """Each value as often as every other, of its own kind, and in the game that is played."""
    staff, trust, model = "seat.USA.staff_teams", "mechanisms.trust", "models.deterrence"
    one = made(
        {"path": staff, "low": 1, "high": 4, "whole": True},
        {"path": trust, "values": [True, False]},
        {"path": model, "values": ["quantal", "threshold"]},
    )

    assert {1: 64, 2: 64, 3: 64, 4: 64} == {n: column(one, staff).count(n) for n in range(1, 5)}
    assert all(type(n) is int for n in column(one, staff))
    assert [128, 128] == [column(one, trust).count(on) for on in (True, False)]
    assert [128, 128] == [column(one, model).count(name) for name in ("quantal", "threshold")]
    one.tried()
    first = one.played(0, one.arms[0])
    assert first.mechanisms.trust is column(one, trust)[0]
    assert first.models.deterrence == column(one, model)[0]


def test_a_triangle_has_its_distribution() -> None:
    """Least, most likely and most, by SciPy's own."""
    path = "assumptions.precision"
    drawn = column(made({"path": path, "low": 1.0, "mode": 1.5, "high": 4.0}, futures=512), path)

    assert stats.kstest(drawn, stats.triang(0.5 / 3, 1, 3).cdf).statistic < 0.02


def test_three_numbers_of_the_scenario_are_one_input() -> None:
    """A window's hours are stretched as a whole; every triangle of a scenario is among what is screened."""
    three = dict(triangles(TUTORIAL))
    path, triangle = next((path, one) for path, one in three.items() if path.endswith("window_hours"))
    one = made({"path": path, "low": 0.5, "high": 2.0, "times": True}, futures=8)

    (low, mode, high) = (column(one, f"{path}.{end}") for end in ("low", "mode", "high"))
    assert np.array(low) / triangle.low == pytest.approx(np.array(high) / triangle.high)
    assert np.array(mode) / triangle.mode == pytest.approx(numbers_of(one.study)[:, 0])
    one.tried()
    rows = {row["path"]: row for row in ranged(CONVOY)}
    assert rows["coalition.aukus.ally.JPN.consult_hours"]["times"]
    assert rows["incident.blockade.window_hours"]["high"] == 2.0
    assert rows["incident.blockade.severity"]["high"] < 2, "a share stays one"


@pytest.mark.parametrize("rank", [-0.6, 0.3, 0.8])
@pytest.mark.parametrize("sampling", ["sobol", "latin-hypercube"])
def test_inputs_that_go_together(rank: float, sampling: str) -> None:
    """The ranks have the correlation asked for, and each input still has its own distribution."""
    a, b = "assumptions.precision", "assumptions.contest_exponent"
    one = made(
        {"path": a, "low": 1.0, "high": 4.0},
        {"path": b, "low": 0.5, "mode": 1.0, "high": 2.0},
        futures=512,
        sampling=sampling,
        correlation=[{"of": [a, b], "rank": rank}],
    )

    assert stats.spearmanr(column(one, a), column(one, b)).statistic == pytest.approx(rank, abs=0.05)
    assert stats.kstest(column(one, a), stats.uniform(1, 3).cdf).statistic < 0.05
    assert stats.kstest(column(one, b), stats.triang(0.5 / 1.5, 0.5, 1.5).cdf).statistic < 0.05


P = "assumptions.precision"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"input": [{"path": P}]}, "give low and high, or values"),
        ({"input": [{"path": P, "values": [1.0]}]}, "at least two"),
        ({"input": [{"path": P, "values": [1, 2], "low": 1}]}, "values goes without"),
        ({"input": [{"path": P, "low": 1, "high": 2, "mode": 3}]}, "mode 3 must lie between"),
        ({"input": [{"path": P, "low": 1, "high": 2.5, "whole": True}]}, "whole takes"),
        ({"input": [{"path": P, "low": -1, "high": 2, "times": True}]}, "turn the sign"),
        ({"correlation": [{"of": [P, "assumptions.precisoin"], "rank": 0.5}]}, "did you mean"),
        ({"correlation": [{"of": [P, P], "rank": 0.5}]}, "with itself"),
        ({"sampling": "morris", "correlation": [{"of": [P, "seat.USA.trust"], "rank": 0.5}]}, "one input at a time"),
        ({"repeats": 3}, "belong to sampling morris or saltelli"),
    ],
)
def test_an_input_that_makes_no_sense_says_why(changes: dict[str, Any], words: str) -> None:
    """One message with the input and what would be right."""
    inputs = {"input": [{"path": P, "low": 1.0, "high": 4.0}], "futures": 8}
    with pytest.raises(ScenarioError, match=words):
        made(**(inputs | changes)) if "input" not in changes else made(*changes["input"], futures=8)


def test_correlations_that_cannot_hold_together_are_refused() -> None:
    """What goes with two inputs cannot part them."""
    paths = [P, "assumptions.contest_exponent", "assumptions.lag_correlation"]
    pairs = [(0, 1, 0.9), (0, 2, 0.9), (1, 2, -0.9)]
    with pytest.raises(ScenarioError, match="cannot hold together"):
        made(
            *({"path": path, "low": 0.3, "high": 0.7} for path in paths),
            correlation=[{"of": [paths[a], paths[b]], "rank": rank} for a, b, rank in pairs],
        )


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("seat.USA.staff_teams=1..4", {"low": 1.0, "high": 4.0, "whole": True}),
        ("assumptions.precision=1..4", {"low": 1.0, "high": 4.0}),
        ("assumptions.precision=1..2..4", {"low": 1.0, "mode": 2.0, "high": 4.0}),
        ("assumptions.precision=x0.5..2", {"low": 0.5, "high": 2.0, "times": True}),
        ("mechanisms.trust=true,false", {"values": [True, False]}),
        ("models.deterrence=quantal,threshold", {"values": ["quantal", "threshold"]}),
    ],
)
def test_inputs_as_a_command_line_names_them(text: str, drawn: dict[str, Any]) -> None:
    """What it is drawn from after an equals sign; alone, a path has its own range."""
    (row,) = given_inputs(TUTORIAL, [text])
    assert drawn == {key: value for key, value in row.items() if key not in ("path", "source")}
    Input.model_validate_json(json.dumps(row))


@pytest.mark.parametrize(
    "text", ["assumptions.precision=", "assumptions.precision=1..", "assumptions.precision=1..2..3..4"]
)
def test_an_input_nobody_can_read_is_refused(text: str) -> None:
    """With the four ways there are."""
    with pytest.raises(ScenarioError, match="is no LOW"):
        given_inputs(TUTORIAL, [text])
