"""The design file of a study: read, complained of, made from a scenario."""

from __future__ import annotations

import pickle
import tomllib
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.study import plan as plans
from fourthseat.engine.study.design import load_study, parse_study
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.sampling import design

STUDY = """
name = "precise"
question = "How much does the opponent's precision matter?"
scenario = "tutorial"

[[measure]]
name = "p_press"
half_width = 0.05
"""


def complaint(tmp_path: Path, text: str) -> list[str]:
    """The lines *text* is refused with, without the name of the file."""
    path = tmp_path / "s.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(ScenarioError) as wrong:
        load_study(path)
    return str(wrong.value).replace(f"{path}: ", "").splitlines()


def test_a_study_is_read_from_its_file(tmp_path: Path) -> None:
    """What is not said has its default."""
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")

    study = load_study(tmp_path / "s.toml")

    assert ("precise", "tutorial", 0.05) == (study.name, study.scenario, study.measures[0].half_width)
    assert ("unanimity",) == study.rules


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (STUDY.replace("0.05", "-1"), "measure[p_press].half_width: -1 is not right: "),
        ('futures = "many"\n' + STUDY, "futures: 'many' is not right: "),
        (STUDY.replace("half_width", "half_widht"), "measure[p_press].half_widht: unknown key; did you mean 'half_width'?"),
        ("rule = 1\n" + STUDY, "rule: unknown key; it belongs to [[primary]]"),
        (STUDY.replace('name = "precise"\n', ""), "name: missing"),
    ],
)  # fmt: skip
def test_a_complaint_shows_the_value_and_is_the_only_one(tmp_path: Path, text: str, words: str) -> None:
    """One mistake is one line with key, value and what would be right; nothing false comes along."""
    (line,) = complaint(tmp_path, text)

    assert line.startswith(words)


def test_a_study_is_about_measures_its_scenario_has(tmp_path: Path) -> None:
    """The engine's or its own, which is known when the two meet."""
    (tmp_path / "s.toml").write_text(STUDY.replace('"p_press"', '"p_pres"'), "utf-8")

    with pytest.raises(
        ScenarioError, match=r"measure\[p_pres\]: no measure 'p_pres' of tutorial; did you mean 'p_press'"
    ):
        plan(load_study(tmp_path / "s.toml"), scenarios.find("tutorial"))


INPUT = """
[[input]]
path = "assumptions.precision"
low = 1.0
high = 4.0
source = "judgement"
"""


@pytest.mark.parametrize(("few", "draws"), [(2000, 0), (3, 1)])
def test_a_worker_has_the_very_futures_of_the_plan(monkeypatch: pytest.MonkeyPatch, few: int, draws: int) -> None:
    """Sent along where they are few, drawn again where they are many: to the last digit, and once for all its chunks."""
    made = plan(parse_study(tomllib.loads("futures = 4\n" + STUDY + INPUT), "here"), scenarios.find("tutorial"))
    asked: list[object] = []
    monkeypatch.setattr(plans, "FEW_CHANGES", few)
    monkeypatch.setattr(plans, "design", lambda study: asked.append(study) or design(study))
    monkeypatch.setattr(plans, "_REMADE", {})
    sent = pickle.dumps(made)

    assert made == pickle.loads(sent)
    assert pickle.loads(sent) is pickle.loads(sent)
    assert draws == len(asked)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name = ", "not TOML"),
        ("measure = []\n" + STUDY.split("[[", maxsplit=1)[0], "at least 1 wanted"),
    ],
)
def test_a_file_that_is_no_study_says_so(tmp_path: Path, text: str, words: str) -> None:
    """Empty, torn, or without what a study is about."""
    assert words in "\n".join(complaint(tmp_path, text))
    with pytest.raises(ScenarioError, match="no such file"):
        load_study(tmp_path / "none.toml")
