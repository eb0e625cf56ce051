"""What ``fourthseat new`` writes."""

from __future__ import annotations

from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.scaffolding import building_on, check_name, renamed
from fourthseat.players.cast import cast


def test_the_scaffold_means_something_at_its_first_play(tmp_path: Path) -> None:
    """Both choices of the opponent are seen, and the variants differ in what they are compared by."""
    (tmp_path / "mine.toml").write_text(renamed(scenarios.SCAFFOLD.read_text("utf-8"), "mine"))
    s = scenarios.load(tmp_path / "mine.toml")
    values = {
        c.id: [
            measure(s, game.entries, game.state) for seed in range(12) for game in [play(Game(s, c.id, seed), cast(s))]
        ]
        for c in s.coalitions
    }

    assert s.name == "mine"
    held = [value["status_quo_held"] for value in values["pact"]]
    assert len(set(held)) > 1
    assert values["pact"] != values["pact-isle"]


@pytest.mark.parametrize("base", scenarios.names())
def test_a_file_that_builds_on_another_is_that_one_under_its_own_name(base: str, tmp_path: Path) -> None:
    """Nothing but name, heading and imprint differs until somebody edits it."""
    found = scenarios.find(base)
    (tmp_path / "mine.toml").write_text(building_on(base, found, "mine"))
    mine = scenarios.load(tmp_path / "mine.toml")

    taken = found.imprint.removeprefix(f"version {found.version}; by {', '.join(found.authors)}")
    assert mine.imprint == f"version 1; by your name{taken}"  # whose texts were taken over stays said
    said = {key: getattr(found, key) for key in ("name", "title", "version", "authors", "changes")}
    assert found == mine.model_copy(update=said)


@pytest.mark.parametrize("remark", ["drop", "window_hours", "trust"])
def test_what_it_offers_in_remarks_is_right(remark: str, tmp_path: Path) -> None:
    """A person who takes the number sign away has a scenario."""
    lines = building_on("second-thomas", scenarios.find("second-thomas"), "mine").splitlines()
    text = "\n".join(
        line.removeprefix("# ") if line.startswith(("# drop", "# [[", "# id", "# window", "# trust")) else line
        for line in lines
    )
    assert f"\n{remark} = " in text
    (tmp_path / "mine.toml").write_text(text)

    assert scenarios.load(tmp_path / "mine.toml").name == "mine"


@pytest.mark.parametrize(
    ("name", "words"), [("My Game.toml", "such as my-game"), ("_x", "such as x"), ("", "are wanted")]
)
def test_a_name_that_cannot_be_is_refused_with_one_that_can(name: str, words: str) -> None:
    """Before anything is written."""
    with pytest.raises(ScenarioError, match=words):
        check_name(name)
