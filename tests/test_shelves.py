"""Where scenarios are looked for: the shipped, a folder beside you, your own folder, packages."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from tests.streams import said

MINE = 'extends = "tutorial"\nname = "mine"\ntitle = "Mine"\nversion = "2"\nauthors = ["A. Writer"]\n'


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and an empty home."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "home"))
    (tmp_path / "work/scenarios").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path


def package(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    """Declare an entry point."""
    monkeypatch.setattr(scenarios, "entry_points", lambda group: (EntryPoint("extra", value, group),))


def test_a_scenario_is_found_by_its_name_on_every_shelf(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Shelf by shelf, and each says where it is from; an underscore is for being extended alone."""
    scenarios.user_folder().mkdir(parents=True)
    (here / "pack").mkdir()
    monkeypatch.syspath_prepend(str(here))
    package(monkeypatch, "pack")
    for folder, name in ((here / "work/scenarios", "a"), (scenarios.user_folder(), "b"), (here / "pack", "c")):
        (folder / f"{name}.toml").write_text(MINE)
        (folder / "_part.toml").write_text('name = "part"')

    own = [one for one in scenarios.known() if one.origin != "shipped"]

    assert [("a", "working folder"), ("b", "user folder"), ("c", "package extra")] == [
        (one.name, one.origin) for one in own
    ]
    assert all(scenarios.find(one.name).title == "Mine" for one in own)
    assert "pack" not in sys.modules


def test_a_scenario_may_build_on_one_of_any_shelf(here: Path) -> None:
    """Beside it first, then the shipped, then the others."""
    (here / "work/scenarios/_part.toml").write_text('extends = "tutorial"\nname = "part"\n')
    (here / "work/own.toml").write_text('extends = "_part"\n')

    assert scenarios.load(Path("own.toml")).name == "part"


def test_nobody_takes_a_shipped_name_away(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file of that name is listed as hidden, and found by its file."""
    (here / "work/scenarios/senkaku.toml").write_text(MINE)
    (here / "work/scenarios/tutorial.toml").write_bytes(scenarios.file_of("tutorial").read_bytes())

    assert ["senkaku"] == [one.name for one in scenarios.known() if one.hidden]
    assert scenarios.find("senkaku").name == "senkaku"
    told = said(monkeypatch, "scenarios")
    assert "hidden by another senkaku; give its file scenarios/senkaku.toml: Mine" in told.out


def test_a_file_that_cannot_be_read_spoils_no_list(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither does a package that has gone: both are named with the reason."""
    (here / "work/scenarios/bad.toml").write_text("turns = \n")
    package(monkeypatch, "no_such_package.scenarios")

    told, listed = said(monkeypatch, "scenarios"), said(monkeypatch, "scenarios", "--json")

    assert 0 == told.code == listed.code
    assert "cannot be read: scenarios/bad.toml:1:9: not TOML" in told.out
    assert "package extra: fourthseat.scenarios: no_such_package.scenarios" in told.out
    rows = {row["name"]: row for row in json.loads(listed.out)}
    assert "not TOML" in rows["bad"]["problem"]
    assert ("shipped", 2) == (rows["tutorial"]["origin"], rows["tutorial"]["turns"])


def test_an_unknown_name_is_told_with_the_nearest_of_all_shelves(here: Path) -> None:
    """One's own among them."""
    (here / "work/scenarios/baltic.toml").write_text(MINE)

    with pytest.raises(ScenarioError, match="did you mean 'baltic'"):
        scenarios.find("baltik")


def test_a_new_scenario_is_written_once(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says what to do next, can be checked, shown with its imprint and merged, and is never written over."""
    first, again = said(monkeypatch, "new", "my-game"), said(monkeypatch, "new", "my-game")

    assert (0, 2) == (first.code, again.code)
    assert "fourthseat check my-game.toml" in first.out
    assert "already exists" in again.err
    found = said(monkeypatch, "check", "--no-play", "my-game.toml").out.splitlines()
    assert found[-1].endswith("4 hints"), "and nothing else: what stands there is the scaffold's until it is changed"
    assert 4 == sum("is still what `fourthseat new` wrote" in line for line in found)
    assert "version 1; by your name; in en" in said(monkeypatch, "scenarios", "my-game.toml").out
    assert 0 == said(monkeypatch, "new", "other", "--from", "tutorial", "--out", "scenarios/other.toml").code
    assert 'extends = "tutorial"' in Path("scenarios/other.toml").read_text()
    assert 'name = "other"  # other.toml:5' in said(monkeypatch, "scenarios", "other", "--merged").out


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("new tutorial", "a shipped scenario is called that"),
        ("new My", "such as my"),
        ("new x --from tutorail", "did you mean 'tutorial'?"),
        ("scenarios --merged", "give its name or file"),
        ("scenarios tutorial --merged --numbers", "--numbers and --merged are shown one at a time"),
        ("scenarios tutorial --library", "leave out 'tutorial'"),
    ],
)
def test_what_cannot_be_asked_is_refused(line: str, words: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message and exit code 2; nothing is written."""
    told = said(monkeypatch, *line.split())

    assert 2 == told.code
    assert words in told.err
    assert ["scenarios"] == [path.name for path in (here / "work").iterdir()]


def test_an_installed_package_brings_its_scenarios_and_packs(here: Path) -> None:
    """A tiny package with the entry point, really installed: its file and its pack are listed with version and authors, and play."""
    project = here / "project"
    (project / "extra_scenarios/canal").mkdir(parents=True)
    (project / "extra_scenarios/__init__.py").write_text("")
    (project / "extra_scenarios/mine.toml").write_text(MINE)
    (project / "extra_scenarios/canal/scenario.toml").write_text(MINE.replace('"mine"', '"canal"'))
    (project / "pyproject.toml").write_text(
        '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n[project]\nname = "extra"\nversion = "1"\n'
        f'[project.entry-points."{scenarios.GROUP}"]\nextra = "extra_scenarios"\n'
        '[tool.setuptools]\npackages = ["extra_scenarios"]\n[tool.setuptools.package-data]\nextra_scenarios = ["**/*.toml"]\n'
    )
    target = here / "site"
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-index", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*pip, str(target), str(project)], check=True, capture_output=True)
    env = os.environ | {"PYTHONPATH": os.pathsep.join([str(target), *sys.path])}
    command = [sys.executable, "-m", "fourthseat", "scenarios", "--json"]
    listed = json.loads(subprocess.run(command, check=True, capture_output=True, text=True, env=env, cwd=here).stdout)

    found = {row["name"]: row for row in listed if row["origin"] == "package extra"}
    assert {"mine": "file", "canal": "pack"} == {name: row["kind"] for name, row in found.items()}
    assert all(("2", ["A. Writer"]) == (row["version"], row["authors"]) for row in found.values())
    command = [sys.executable, "-m", "fourthseat", "check", "--no-play", str(target / "extra_scenarios/canal")]
    assert 0 == subprocess.run(command, capture_output=True, env=env, cwd=here, check=False).returncode
