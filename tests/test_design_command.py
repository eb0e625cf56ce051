"""``fourthseat design`` as its user runs it: killed and gone on with, for any number of workers, and with bad input."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from benchmarks.inprocess import call

pytest.importorskip("pymoo", reason="the extra design is not installed")

# Four levers, so that nothing is tried in full; few games, for the machinery is what is looked at.
SEARCH = (
    "design", "tutorial", "--games", "200", "--no-inputs", "--doctrine", "own", "--points", "4", "--json",
    "--measure", "p_press", "--measure", "hours_to_concurrence", "--measure", "leaks",
    "--lever", "information=0.2..0.9", "--lever", "rule", "--lever", "obligation=0..0.8:0.2", "--lever", "standing.joint-statement",
)  # fmt: skip


def run(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command, run to its end in *place*."""
    return subprocess.run(
        [sys.executable, "-m", "fourthseat", *arguments], cwd=place, capture_output=True, text=True, check=False
    )


def here(place: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The same in this process, for what needs no workers."""
    with contextlib.chdir(place):
        said = call(arguments)
    assert not said.raised, said.trace
    return subprocess.CompletedProcess(arguments, said.code, said.out, said.err)


def told(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """What it found; how much of it this run played is another matter."""
    assert 0 == done.returncode, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A search that ran undisturbed, without workers."""
    place = tmp_path_factory.mktemp("quiet")
    return place, told(here(place, *SEARCH, "--workers", "0"))


def test_killed_and_gone_on_with_it_finds_the_same(quiet: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """Killed outright in the middle of the search, the same command goes on, on two workers, and ends with the same front."""
    process = subprocess.Popen(
        [sys.executable, "-m", "fourthseat", *SEARCH, "--workers", "2"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
    )  # fmt: skip
    for _ in range(3000):
        if any(tmp_path.glob("design-tutorial/search-002/parts/*.parquet")):
            break
        time.sleep(0.02)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (tmp_path / "design-tutorial/report.html").exists(), "killed too late"

    again = told(run(tmp_path, *SEARCH, "--workers", "2"))

    assert quiet[1] == again
    assert (quiet[0] / "design-tutorial/tables/tried.csv").read_bytes() == (
        tmp_path / "design-tutorial/tables/tried.csv"
    ).read_bytes()


def test_a_weight_asks_for_no_other_games_of_the_front(quiet: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """Other weights choose another compromise of the same front; what a person wrote into the report stays."""
    shutil.copytree(quiet[0] / "design-tutorial", tmp_path / "design-tutorial")
    folder = tmp_path / "design-tutorial"
    (folder / "report.md").write_text("our own words", "utf-8")
    before = {
        path: path.stat().st_mtime_ns for stage in ("search-001", "front") for path in folder.glob(f"{stage}/parts/*")
    }

    done = here(tmp_path, *SEARCH, "--weight", "leaks=20", "--workers", "0")
    found = told(done)

    assert {repr(sorted(p["terms"].items())) for p in quiet[1]["points"]} == {
        repr(sorted(p["terms"].items())) for p in found["points"]
    }
    best = min(point["objectives"]["leaks"]["mean"] for point in found["points"])
    assert best == pytest.approx(found["points"][0]["objectives"]["leaks"]["mean"], abs=0.1)
    assert before == {path: path.stat().st_mtime_ns for path in before}
    assert "our own words" == (folder / "report.md").read_text("utf-8")
    assert "report is left as it is" in done.stderr


def refused(
    arguments: Sequence[str], place: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    """What the command says as it refuses its input, with exit code 2 and nothing on standard output."""
    from fourthseat.players.terminal.commands import main

    monkeypatch.chdir(place)
    monkeypatch.setattr(sys, "argv", ["fourthseat", *arguments])
    with pytest.raises(SystemExit) as left:
        main()
    out, err = capsys.readouterr()

    assert (2, "") == (left.value.code, out)
    assert "Traceback" not in err
    return err


def test_another_search_is_not_mixed_with_it(
    quiet: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder says what was declared; a search that differs in anything but the weights is refused, and says in what."""
    said = refused([*SEARCH, "--seed", "2"], quiet[0], monkeypatch, capsys)

    assert "holds another search (seed differs)" in said


BAD = {
    "no such scenario": (["nowhere"], "nowhere"),
    "no such seat": (["tutorial", "--member", "JAP"], "did you mean 'JPN'"),
    "a seat that never belongs": (["tutorial", "--member", "PRC"], "belongs nowhere"),
    "no such variant": (["tutorial", "--coalition", "aukus-jp"], "aukus-jp"),
    "no such measure": (["tutorial", "--measure", "leeks", "--measure", "p_press"], "did you mean 'leaks'"),
    "one objective": (["tutorial", "--measure", "p_press"], "a trade-off needs two objectives"),
    "an objective twice": (["tutorial", "--measure", "p_press", "--measure", "p_press"], "given twice"),
    "no direction": (
        ["tutorial", "--measure", "spent_musd", "--measure", "p_press"],
        "neither more nor less of it is better",
    ),
    "a weight of nothing": (["tutorial", "--weight", "leaks=2"], "is no objective of this search"),
    "a weight that is none": (["tutorial", "--weight", "peak_rung=heavy"], "a weight is a number from 0 up"),
    "a weight below none": (["tutorial", "--weight", "peak_rung=-1"], "a weight is a number from 0 up"),
    "no weight at all": (
        ["tutorial", "--weight", "peak_rung=0", "--weight", "status_quo_held=0"],
        "nothing would decide",
    ),
    "too few games": (["tutorial", "--games", "10"], "200<=x"),
    "no such lever": (["tutorial", "--lever", "informaton"], "did you mean 'information'"),
    "an input that is a lever": (
        ["tutorial", "--input", "coalition.aukus-jpn.member.JPN.information"],
        "is a lever of the search",
    ),
    "an input that is none": (["tutorial", "--input", "assumptions.precison"], "did you mean"),
    "inputs and none": (["tutorial", "--input", "assumptions.precision", "--no-inputs"], "give one of the two"),
    "no such doctrine": (["tutorial", "--doctrine", "bolt"], "did you mean 'bold'"),
    "a doctrine twice": (["tutorial", "--doctrine", "bold", "--doctrine", "bold"], "given twice"),
    "people": (["tutorial", "--seat", "JPN=human"], "people do not play"),
    "two kinds of workers": (["tutorial", "--workers", "2", "--dask", "tcp://nowhere:1"], "give it or --workers"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_input_is_one_sentence(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 2, what is wrong and what would be right, and nothing in the folder."""
    arguments, message = BAD[case]

    assert message in refused(["design", *arguments], tmp_path, monkeypatch, capsys)
    assert [] == list(tmp_path.iterdir())


def test_a_folder_of_something_else_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever stands there is not ours to write beside."""
    (tmp_path / "design-tutorial").mkdir()
    (tmp_path / "design-tutorial/thesis.txt").write_text("all of it", "utf-8")

    assert "holds no search over terms" in refused(SEARCH, tmp_path, monkeypatch, capsys)
    assert ["thesis.txt"] == [path.name for path in (tmp_path / "design-tutorial").iterdir()]


def test_a_search_plays_no_more_than_its_dry_run_said(quiet: tuple[Path, dict[str, Any]], tmp_path: Path) -> None:
    """Law: of the first stage, which nothing found can change, exactly so many; of the search at most; of the others about."""
    place, _ = quiet
    screened, searched, judged, priced = json.loads(here(tmp_path, *SEARCH, "--dry-run").stdout)["stages"]
    played = dict.fromkeys(("screening", "search", "front", "prices"), 0)
    for file in place.glob("design-tutorial/*/manifest.json"):
        kept = json.loads(file.read_text("utf-8"))
        futures = [one for one in kept["futures"] if one["name"] != "as shipped"]
        played[file.parent.name.partition("-")[0]] += len(kept["arms"]) * len(futures)

    assert played["screening"] == screened["games"]
    assert 0 < played["search"] <= searched["games"]
    # Fewer arms meet more futures, a whole number of them.
    assert judged["games"] / 2 < played["front"] <= judged["games"] + judged["arms"] / 2
    assert priced["games"] / 2 < played["prices"] <= priced["games"] + priced["arms"] / 2


def test_a_dry_run_plays_nothing_into_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what would be searched and played."""
    from fourthseat.players.terminal.commands import main

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["fourthseat", *SEARCH, "--dry-run"])
    with pytest.raises(SystemExit) as left:
        main()

    assert 0 == left.value.code
    assert "what each term costs" in capsys.readouterr().out

    monkeypatch.setattr(sys, "argv", ["fourthseat", *SEARCH, "--dry-run", "--json"])
    with pytest.raises(SystemExit):
        main()
    told = json.loads(capsys.readouterr().out)
    assert told["games"] == sum(stage["games"] for stage in told["stages"])
    assert {"name", "levels", "in_the_file"} == set(told["terms"][0])
    assert [] == list(tmp_path.iterdir())
