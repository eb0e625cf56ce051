"""Six lists in the manner of six organisations: read, played, written as ours, read again the same, also after another program saved it."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from fourthseat import scenarios
from fourthseat.engine.exercise.msel.mapping import read_mapping
from fourthseat.engine.exercise.msel.reading import replaced
from fourthseat.engine.exercise.msel.writing import write
from fourthseat.players.terminal.commands.group import cli
from tests.engine.exercise.msel.organisations import LISTS

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")


def ran(*args: str) -> Result:
    """A command that succeeded."""
    told = CliRunner().invoke(cli, args, catch_exceptions=False)
    assert 0 == told.exit_code, told.output
    return told


@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_another_maker(tmp_path: Path, name: str) -> None:
    """Read with no more said than cannot be guessed; every row is played, left out with its reason, or a heading."""
    one = LISTS[name]
    path, kept = tmp_path / f"list.{one.ending}", tmp_path / "map.toml"
    one.make(path)

    told = json.loads(ran("msel", one.scenario, str(path), *one.options, "--json", "--save-map", str(kept)).stdout)
    played = ran("play", one.scenario, "--msel", str(path), "--map", f"@{kept}", "--seed", "3")
    scenario = scenarios.find(one.scenario)
    taken = replaced(scenario, path, read_mapping(kept, scenario))
    write(taken, tmp_path / "ours.xlsx")
    write(taken, tmp_path / "ours.csv")

    assert one.events == {event["id"]: (event.get("hour"), tuple(event["to"])) for event in told["events"]}
    assert one.left_out.keys() == {row["row"] for row in told["reading"]["left_out"]}
    for row in told["reading"]["left_out"]:
        assert one.left_out[row["row"]] in row["why"]
    assert f"{len(one.events)} events read" in played.stderr
    assert taken == replaced(scenario, tmp_path / "ours.xlsx") == replaced(scenario, tmp_path / "ours.csv")


@pytest.mark.skipif(OFFICE is None, reason="LibreOffice is not installed")
def test_another_program_may_save_our_list(tmp_path: Path) -> None:
    """Opened and saved by LibreOffice it is the same list; its guide and its choices are no lists."""
    scenario, path, saved = scenarios.find("second-thomas"), tmp_path / "m.xlsx", tmp_path / "saved"
    write(scenario, path)

    subprocess.run(
        [
            str(OFFICE),
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(saved),
            str(path),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )

    assert scenario == replaced(scenario, saved / "m.xlsx")
