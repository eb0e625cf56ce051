"""The lines of an appraisal: what is met, what is not, and what a scenario means to fail."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.scenario.exempt_rows import POINTS, Exempt
from fourthseat.engine.study.appraise.points import TITLES, Fault, Judged, Status, not_looked_at, with_exemptions

TUTORIAL = scenarios.find("tutorial")
FAULT = Fault("hotline", "option[hotline]", "nobody orders it")
OTHER = Fault("readiness", "option[readiness]", "nobody orders it")


def test_the_points_are_as_many_as_a_file_may_name() -> None:
    """An [[exempt]] row may name every point there is, and no other."""
    assert list(TITLES) == list(range(1, POINTS + 1))


@pytest.mark.parametrize(
    ("exempts", "status", "faults", "idle"),
    [
        ((), Status.NOT_MET, (FAULT, OTHER), ()),
        ((Exempt(point=3, of="hotline", why="w"),), Status.NOT_MET, (OTHER,), ()),
        ((Exempt(point=3, of="hotline", why="w"), Exempt(point=3, of="readiness", why="w")), Status.MET, (), ()),
        ((Exempt(point=3, why="w"),), Status.EXEMPT, (FAULT, OTHER), ()),
        ((Exempt(point=3, of="swarm", why="w"),), Status.NOT_MET, (FAULT, OTHER), ("swarm",)),
        ((Exempt(point=4, why="w"),), Status.NOT_MET, (FAULT, OTHER), ()),
    ],
)
def test_an_exemption_takes_out_what_it_names_and_no_more(
    exempts: tuple[Exempt, ...], status: Status, faults: tuple[Fault, ...], idle: tuple[str, ...]
) -> None:
    """One thing or a whole point; an exemption from what does not fail is told as one that can go."""
    scenario = TUTORIAL.model_copy(update={"exempts": exempts})
    judged = with_exemptions(Judged(3, "two", "ten games", (FAULT, OTHER)), scenario)

    assert (judged.status, judged.faults, judged.idle) == (status, faults, idle)


def test_an_exemption_from_a_point_that_is_met_can_go() -> None:
    """It says so, and the point is met."""
    scenario = TUTORIAL.model_copy(update={"exempts": (Exempt(point=7, why="w"),)})
    judged = with_exemptions(Judged(7, "none", "ten games"), scenario)

    assert (judged.status, judged.idle) == (Status.MET, ("the whole point",))


def test_what_was_not_looked_at_is_neither_met_nor_exempt() -> None:
    """An exemption does not answer for a look that was not taken."""
    scenario = TUTORIAL.model_copy(update={"exempts": (Exempt(point=9, why="w"),)})

    assert with_exemptions(not_looked_at(9, "more games"), scenario).status is Status.NOT_LOOKED_AT


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('point = 11\nwhy = "w"', r"exempt\[0\].point: 11"),
        ('point = 3\nof = "hotlin"\nwhy = "w"', "did you mean 'hotline'"),
        ('point = 3\nwhy = " "', r"exempt\[0\].why"),
        ('point = 3\nwhy = "w"\n[[exempt]]\npoint = 3\nwhy = "v"', "exempted twice"),
    ],
)
def test_an_exemption_from_nothing_is_refused(tmp_path: Path, row: str, said: str) -> None:
    """With the line, the key, the value and what would be right."""
    file = tmp_path / "mine.toml"
    file.write_text(f'extends = "tutorial"\nname = "mine"\n[[exempt]]\n{row}\n', "utf-8")

    with pytest.raises(ScenarioError, match=said):
        scenarios.load(file)
