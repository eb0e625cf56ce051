"""The schema for editors accepts what the engine accepts, explains every key, and marks what is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from fourthseat import scenarios
from fourthseat.engine.scenario.amounts import NUMBERS
from fourthseat.engine.scenario.quantity import Quantity
from fourthseat.engine.scenario.scaffolding import building_on
from fourthseat.engine.scenario.schema import BOUNDS, schema, tables

FILES = sorted(scenarios.FOLDER.glob("*.toml"))
FIXTURES = sorted((Path(__file__).parents[2] / "data").rglob("*.toml"))
MADE = schema()
VALIDATOR = jsonschema.Draft7Validator(MADE)


def wrong(text: str) -> list[str]:
    """What the schema says of a file."""
    return [error.message for error in VALIDATOR.iter_errors(tomllib.loads(text))]


def test_it_is_a_schema_of_its_draft() -> None:
    """As editors read it."""
    jsonschema.Draft7Validator.check_schema(MADE)


@pytest.mark.parametrize("path", [*FILES, *FIXTURES], ids=lambda path: path.name)
def test_every_shipped_file_fits(path: Path) -> None:
    """Those that extend another and those that are extended, too."""
    assert [] == wrong(path.read_text("utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        'titel = "x"',
        'turns = "2"',
        "turns = 25",
        '[[option]]\nid = "x"\nkind = "bribe"',
        '[[seat]]\nid = "nor"',
        '[[force]]\nid = "x"\nstrength = 3',
        '[[force]]\nid = "x"\nstrength = { value = 3 }',
        '[[force]]\nid = "x"\nstrength = { value = -3, source = "x" }',
        '[[seat]]\nid = "NOR"\ntrust = { value = 70, source = "x" }',
        '[[incident]]\nid = "x"\nstakes = { NOR = { value = 2, source = "x" } }',
        '[[incident]]\nid = "x"\nseverity = 0.3',
        "drop = 3",
    ],
)
def test_what_is_wrong_is_marked(text: str) -> None:
    """As the engine would refuse it."""
    assert wrong(text)


def test_every_key_is_explained_and_every_number_has_a_unit() -> None:
    """What an editor shows beside a key as it is typed."""
    for name, table in (("top", MADE), *MADE["definitions"].items()):
        for key, value in table["properties"].items():
            assert value["description"].strip(), (name, key)
            number = value.get("type") in ("integer", "number") or "definitions/" in str(value.get("allOf", ""))
            if (
                name not in BOUNDS
                and number
                and not any(f"/{model.__name__}'" in str(value) for model in tables() if model.__name__ != "Spread")
            ):
                assert value.get("x-unit"), (name, key)


def test_no_shipped_country_is_named() -> None:
    """Descriptions are about any exercise."""
    assert not [name for name in ("Japan", "AUKUS", "U.S.", "China", "Congress") if name in json.dumps(MADE)]


@pytest.mark.parametrize("kind", BOUNDS)
def test_bounds_are_those_of_the_validators(kind: str) -> None:
    """A number is marked in the editor exactly if the engine refuses it."""
    looks = next((check for check, name in NUMBERS.items() if name == kind), lambda q: q)
    bounds: dict[str, Any] = BOUNDS[kind]
    for value in (-11.0, -10.0, -0.5, 0.0, 0.5, 1.0, 1.5, 10.0, 11.0):
        try:
            looks(Quantity(value))
            allowed = True
        except ValueError:
            allowed = False
        assert allowed == jsonschema.Draft7Validator({"type": "number", **bounds}).is_valid(value), (kind, value)


@pytest.mark.skipif(shutil.which("taplo") is None, reason="taplo is not installed: pip install taplo")
def test_a_toml_editor_accepts_every_file(tmp_path: Path) -> None:
    """Taplo is what editors ask: of the shipped files, the scaffold, the fixtures, and one that builds on another."""
    from_other = tmp_path / "mine.toml"
    from_other.write_text(building_on("tutorial", scenarios.find("tutorial"), "mine"))
    assert [] == taplo(tmp_path, [*FILES, *FIXTURES, from_other])


@pytest.mark.skipif(shutil.which("taplo") is None, reason="taplo is not installed: pip install taplo")
@pytest.mark.parametrize("text", ["turns = 25", 'titel = "x"', '[[option]]\nid = "x"\nkind = "bribe"'])
def test_a_toml_editor_marks_what_is_wrong(text: str, tmp_path: Path) -> None:
    """Which shows that it looked at the schema."""
    (tmp_path / "wrong.toml").write_text(text)

    assert taplo(tmp_path, [tmp_path / "wrong.toml"])


def taplo(folder: Path, files: list[Path]) -> list[str]:
    """What a TOML editor would mark in *files*, one line each."""
    (folder / "schema.json").write_text(json.dumps(MADE))
    command = ["taplo", "--colors=never", "check", "--schema", f"file://{folder}/schema.json", *map(str, files)]
    told = subprocess.run(command, cwd="/", capture_output=True, text=True, timeout=100, check=False)
    wrong = [line for line in told.stderr.splitlines() if line.startswith(("error", "ERROR", " ERROR"))]
    return wrong or ([told.stderr] if told.returncode else [])
