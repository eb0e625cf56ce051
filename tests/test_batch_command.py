"""``fourthseat batch`` as an analyst types it."""

from __future__ import annotations

import contextlib
import csv
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from benchmarks.inprocess import call

ROOT = Path(__file__).parent.parent
STUDY = """
name = "precise"
question = "How much does the opponent's precision matter?"
scenario = "tutorial"
coalitions = ["aukus", "aukus-jpn"]
provocation = [true]
futures = 4

[[input]]
path = "assumptions.precision"
low = 1.0
high = 4.0
source = "[McKelveyPalfrey1998], judgement"

[[measure]]
name = "p_press"
indifference = 0.001
half_width = 0.05

[stopping]
first = 60
cap = 200
"""


def batch(cwd: Path, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """The command, from folder *cwd*."""
    told = subprocess.run(
        [sys.executable, "-m", "fourthseat", *args], cwd=cwd, env={**os.environ}, capture_output=True,
        text=True, timeout=120, check=False,
    )  # fmt: skip
    assert code == told.returncode, told.stderr
    assert "Traceback" not in told.stderr
    return told


def here(cwd: Path, *args: str, code: int = 0) -> subprocess.CompletedProcess[str]:
    """The command in this process, from folder *cwd*: for what needs neither workers nor signals, and so no start of the program."""
    with contextlib.chdir(cwd):
        told = call(args)
    assert (code, "") == (told.code, told.raised), told.err + told.trace
    return subprocess.CompletedProcess(args, told.code, told.out, told.err)


MADE = ["batch", "--study", "s.toml", "--workers", "0", "--out", "r", "--json"]
"""How the study of :func:`reported` is made."""


@pytest.fixture(scope="module")
def reported(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a study's file and its results in ``r``, report and all, and what the command printed; not to be written in."""
    folder = tmp_path_factory.mktemp("reported")
    (folder / "s.toml").write_text(STUDY, "utf-8")
    return folder, batch(folder, *MADE).stdout


@pytest.fixture
def study(reported: tuple[Path, str], tmp_path: Path) -> Path:
    """A copy of that folder of one's own, without the report."""
    shutil.copytree(reported[0], tmp_path, dirs_exist_ok=True)
    for name in ("report.html", "report.md"):
        (tmp_path / "r" / name).unlink()
    for name in ("figures", "tables"):
        shutil.rmtree(tmp_path / "r" / name)
    return tmp_path


def stat(pid: str | int) -> list[str]:
    """State and parent of a process, from /proc; empty if there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[:2]
    except OSError:
        return []


def children(parent: int) -> list[int]:
    """Direct children of a process."""
    found = [int(path.name) for path in Path("/proc").glob("[0-9]*")]
    return [pid for pid in found if stat(pid)[1:] == [str(parent)]]


def alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be reaped does not."""
    return stat(pid)[:1] not in ([], ["Z"])


def test_a_study_from_its_file_to_its_tables(tmp_path: Path) -> None:
    """Stopped by precision, printed with verdicts, and readable as Parquet at once."""
    import pyarrow.parquet as pq

    (tmp_path / "s.toml").write_text(STUDY, "utf-8")

    said = batch(tmp_path, "batch", "--study", "s.toml", "--workers", "2", "--no-report").stdout
    runs = pq.read_table(tmp_path / "results-precise/runs.parquet")
    measures = pq.read_table(tmp_path / "results-precise/measures.parquet")

    assert "p_press (probability; lower is better; differences within ±0.001 do not matter)" in said
    assert "Every primary contrast has reached the half width the study asked for." in said
    assert "4 futures are clusters" in said
    assert "not a forecast" in said
    assert 2 * 60 == len(runs)
    assert {"p_press"} <= set(measures["measure"].to_pylist())
    manifest = json.loads((tmp_path / "results-precise/manifest.json").read_text("utf-8"))
    assert 4 == len(manifest["futures"])
    assert "No report: `fourthseat report results-precise` makes it of the results." in said
    assert not (tmp_path / "results-precise/report.html").exists()


@pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="needs /proc to see whether workers outlive their parent"
)
def test_the_same_command_goes_on_and_says_the_same(tmp_path: Path) -> None:
    """Killed in the middle and typed again: the numbers and the hash of a quiet run."""
    (tmp_path / "s.toml").write_text(STUDY.replace("first = 60", "first = 100"), "utf-8")
    command = ["batch", "--study", "s.toml", "--workers", "1", "--json", "--no-report"]
    quiet = json.loads(here(tmp_path, *command, "--workers", "0", "--out", "quiet").stdout)

    child = subprocess.Popen(
        [sys.executable, "-m", "fourthseat", *command, "--out", "r"], cwd=tmp_path, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env={**os.environ},
    )  # fmt: skip
    deadline = time.monotonic() + 30
    while not list(tmp_path.glob("r/parts/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.005)
    workers = children(child.pid)
    child.send_signal(signal.SIGKILL)
    child.wait()
    while any(alive(worker) for worker in workers) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert workers, "killed before there were any workers"
    assert not [worker for worker in workers if alive(worker)], "workers do not outlive a parent killed outright"
    again = json.loads(batch(tmp_path, *command, "--out", "r").stdout)

    assert quiet | {"folder": "r"} == again


def test_any_row_replays_as_a_game(study: Path) -> None:
    """A game of a study is watched by its address, with its reasons."""
    tmp_path = study

    said = here(tmp_path, "replay", "r#7:aukus-jpn:unanimity:provoked").stdout
    (tmp_path / "r").rename(tmp_path / "a#b")
    assert said == here(tmp_path, "replay", "a#b#7:aukus-jpn:unanimity:provoked").stdout
    (tmp_path / "a#b").rename(tmp_path / "r")
    wrong = here(tmp_path, "replay", "r#7:aukus-jp:unanimity:provoked", code=2).stderr
    cap, ended = 200, json.loads((tmp_path / "r/manifest.json").read_text("utf-8"))["finished"]["blocks"]
    for block in (f"{cap}", "9" * 5000, "²", "-1"):
        assert "no game" in here(tmp_path, "replay", f"r#{block}:aukus-jpn:unanimity:provoked", code=2).stderr
    beyond = here(tmp_path, "replay", f"r#{ended}:aukus-jpn:unanimity:provoked")

    assert "MOVE 1" in said
    assert "Debrief" in said
    assert "did you mean 'aukus-jpn:unanimity:provoked'?" in wrong
    assert f"its results are of blocks 0 to {ended - 1}; block {ended} is none of them" in beyond.stderr


def test_a_dry_run_plays_nothing(tmp_path: Path) -> None:
    """Blocks, games, time and disk, for a person and for a program, and nothing on disk."""
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")

    said = here(tmp_path, "batch", "--study", "s.toml", "--dry-run").stdout

    told = json.loads(here(tmp_path, "batch", "--study", "s.toml", "--dry-run", "--json").stdout)

    assert "4 futures, 2 arms a block" in said
    assert [f"\t{look['games']:,}\t" in said for look in told["looks"]] == [True] * len(told["looks"]) != []
    assert ["s.toml"] == os.listdir(tmp_path)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("name = ", "not TOML"),
        (STUDY.replace('scenario = "tutorial"', 'scenario = "tutoral"'), "did you mean 'tutorial'?"),
        (STUDY.replace("half_width = 0.05", "half_width = -1"), "half_width"),
        (STUDY + "\n[extra]\nx = 1\n", "extra: unknown key"),
        (STUDY.replace("[[input]]", '[cast]\nJPN = "human"\n[[input]]'), "people do not play a hundred games"),
    ],
)
def test_a_bad_study_file_is_one_clear_message(tmp_path: Path, text: str, words: str) -> None:
    """Exit 2, the reason, and no folder."""
    (tmp_path / "s.toml").write_text(text, "utf-8")

    assert words in here(tmp_path, "batch", "--study", "s.toml", code=2).stderr
    assert ["s.toml"] == os.listdir(tmp_path)


def test_an_existing_folder_is_left_alone(tmp_path: Path) -> None:
    """Results never overwrite anything."""
    (tmp_path / "results-tutorial").mkdir()
    (tmp_path / "results-tutorial/thesis.txt").write_text("years", "utf-8")

    assert "holds no study" in here(tmp_path, "batch", "tutorial", code=2).stderr
    assert ["thesis.txt"] == os.listdir(tmp_path / "results-tutorial")


def test_results_answer_questions_in_sql(reported: tuple[Path, str]) -> None:
    """The verdicts are the report's, to the last digit and one for one; a wrong question is one clear message."""
    tmp_path, found = reported[0], json.loads(reported[1])

    said = here(tmp_path, "query", "r", "select difference, low, high, family, verdict from verdicts", "--csv").stdout
    wrong = here(tmp_path, "query", "r", "select diference from paired_means", code=2).stderr

    told = [[*map(float, row[:3]), *row[3:]] for row in csv.reader(said.splitlines()[1:])]
    assert told == [
        [*(one[key] for key in ("estimate", "low", "high")), one["family"], one["verdict"] or ""]
        for one in found["contrasts"]
    ]
    assert "diference" in wrong
    assert "is not a results folder" in here(tmp_path, "query", ".", code=2).stderr


def test_the_documented_study_is_playable(tmp_path: Path) -> None:
    """The study file in docs/study.md is one that runs."""
    text = (ROOT / "docs/study.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "s.toml").write_text(text, "utf-8")

    assert "65 futures, 16 arms a block" in here(tmp_path, "batch", "--study", "s.toml", "--dry-run").stdout


def test_ctrl_c_drains_and_can_go_on(tmp_path: Path) -> None:
    """Stopped by hand: what is finished is kept, the exit code says so, and the same command ends the study.

    The study is asked for more games than anybody waits for, so that it cannot end before it is stopped; then for few.
    """
    endless = STUDY.replace("first = 60", "first = 50000").replace("cap = 200", "cap = 50000")
    (tmp_path / "s.toml").write_text(endless, "utf-8")
    command = ["batch", "--study", "s.toml", "--out", "r", "--no-report", "--workers"]
    child = subprocess.Popen(
        [sys.executable, "-m", "fourthseat", *command, "2"], cwd=tmp_path, text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env={**os.environ},
    )  # fmt: skip
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("r/parts/*.parquet")) and time.monotonic() < deadline:
        time.sleep(0.02)
    child.send_signal(signal.SIGINT)
    said = child.communicate(timeout=60)[1]

    assert 130 == child.returncode, said
    assert "are kept in r; the same command goes on" in said
    assert "Traceback" not in said
    assert list(tmp_path.glob("r/parts/*.parquet"))
    (tmp_path / "s.toml").write_text(STUDY, "utf-8")
    ended = here(tmp_path, *command, "0").stdout
    assert "Every primary contrast has reached the half width the study asked for." in ended


def test_an_ablation_names_what_carries_the_effect(tmp_path: Path) -> None:
    """The rung a survey ship's crisis climbs: whoever contributes is listed, with its share and interval."""
    (tmp_path / "s.toml").write_text(STUDY.replace("futures = 4", 'ablate = ["provocation", "trust"]').replace(
        '[[input]]\npath = "assumptions.precision"\nlow = 1.0\nhigh = 4.0\nsource = "[McKelveyPalfrey1998], judgement"\n', ""
    ), "utf-8")  # fmt: skip

    said = here(tmp_path, "batch", "--study", "s.toml", "--workers", "0", "--out", "r", "--no-report").stdout
    rows = [
        line.split()
        for line in said.splitlines()
        if line.startswith("unanimity") and " provocation " in line.expandtabs()
    ]

    assert "What each mechanism contributes to the effect on p_press" in said
    ((_, _, _, mechanism, whole, left, share, low, high, *_),) = rows
    assert "provocation" == mechanism
    assert pytest.approx(float(whole) - float(left), abs=0.002) == float(share)
    assert 0 < float(low) <= float(share) <= float(high), "provocation makes pressing likelier"
    assert "did you mean" in here(tmp_path, "batch", "tutorial", "--ablate", "provocaton", code=2).stderr


def test_a_final_study_is_fixed_and_on_fresh_luck(study: Path) -> None:
    """Its size comes from the pilot, its games from replications the pilot has not seen."""
    tmp_path = study
    (tmp_path / "r").rename(tmp_path / "pilot")

    said = here(tmp_path, "batch", "--final", "pilot", "--workers", "0", "--out", "final", "--no-report").stdout
    seeds = [
        set(here(tmp_path, "query", folder, "select distinct seed from runs", "--csv").stdout.split()[1:])
        for folder in ("pilot", "final")
    ]

    assert "n was fixed beforehand, on luck the pilot had not seen" in said
    assert len(seeds[0]) == 60
    assert not seeds[0] & seeds[1]
    assert "give neither" in here(tmp_path, "batch", "tutorial", "--final", "pilot", code=2).stderr


def test_sensitivity_from_screening_to_shares(tmp_path: Path) -> None:
    """Morris over the inputs named, Sobol' over those that are left, each with a report; a wrong name is told."""
    inputs = [
        "--input",
        "assumptions.precision",
        "--input",
        "coalition.aukus-jpn.member.JPN.provocation",
        "--input",
        "assumptions.wear",
    ]

    said = here(
        tmp_path,
        "sensitivity",
        "tutorial",
        *inputs,
        "--points",
        "8",
        "--seeds",
        "2",
        "--keep",
        "2",
        "--workers",
        "0",
    ).stdout
    wrong = here(tmp_path, "sensitivity", "tutorial", "--input", "assumptions.precisoin", code=2).stderr

    assert "What the difference in status_quo_held hangs on (in share)" in said
    assert "(shares of the variance)" in said
    assert "its means are no finding" in said
    assert "changed nothing at all in any game" in said, "the third input wears nothing in the tutorial"
    for method in ("morris", "sobol"):
        page = (tmp_path / f"results-tutorial-{method}/report.html").read_text("utf-8")
        assert "What the difference hangs on" in page
        assert "3. Differences" not in page
        assert "independent repetition" in page
        assert "SALib" in page
        assert "paired t" not in page, "its methods are its own"
    assert "did you mean 'assumptions.precision'" in wrong


def test_futures_over_named_numbers(tmp_path: Path) -> None:
    """--futures draws them; the report says where the sign holds."""
    args = ["--futures", "20", "--input", "assumptions.precision", "--games", "60", "--workers", "0"]

    said = here(tmp_path, "batch", "tutorial", *args).stdout
    page = (tmp_path / "results-tutorial/report.html").read_text("utf-8")

    assert "20 futures are clusters" in said
    assert "Across the futures" in page
    assert (
        "--input goes with --futures"
        in here(tmp_path, "batch", "tutorial", "--input", "assumptions.precision", code=2).stderr
    )


def test_a_report_is_written_again(study: Path, reported: tuple[Path, str]) -> None:
    """The same bytes from the folder alone; a folder that is none, or not finished, is told."""
    tmp_path = study

    here(tmp_path, "report", "r")

    assert (reported[0] / "r/report.html").read_bytes() == (tmp_path / "r/report.html").read_bytes()
    assert "is not a results folder" in here(tmp_path, "report", "nowhere", code=2).stderr


def test_a_study_of_another_version_is_read_and_its_games_replayed_with_a_word(study: Path) -> None:
    """Report and query need no more than the folder; a replay says that the game may be another, and shows it."""
    tmp_path = study
    same = here(tmp_path, "replay", "r#7:aukus-jpn:unanimity:provoked")
    manifest = tmp_path / "r/manifest.json"
    held = json.loads(manifest.read_text("utf-8"))
    held["versions"]["fourthseat"] = "0.0.9"
    manifest.write_text(json.dumps(held), "utf-8")

    here(tmp_path, "report", "r")
    other = here(tmp_path, "replay", "r#7:aukus-jpn:unanimity:provoked")

    assert "" == same.stderr
    assert "r was played by fourthseat 0.0.9" in other.stderr
    assert same.stdout == other.stdout
    assert "0.0.9" == json.loads(manifest.read_text("utf-8"))["versions"]["fourthseat"]


def test_a_report_somebody_worked_on_is_left_and_written_elsewhere(reported: tuple[Path, str], tmp_path: Path) -> None:
    """The study goes on and ends, and says how; ``report`` refuses, and writes to a new place."""
    shutil.copytree(reported[0], tmp_path, dirs_exist_ok=True)
    command, first = MADE, json.loads(reported[1])
    (tmp_path / "r/report.md").write_text("my own words", "utf-8")

    again = here(tmp_path, *command)
    refused = here(tmp_path, "report", "r", code=2).stderr
    here(tmp_path, "report", "r", "--out", "mine")

    assert first | {"report": None} == json.loads(again.stdout)
    notes = [json.loads(line) for line in again.stderr.splitlines()]
    assert "the report is left as it is: r/report.md: already exists" in notes[-1]["note"]
    assert "`fourthseat report r --out FOLDER` writes to another place" in refused
    assert "my own words" == (tmp_path / "r/report.md").read_text("utf-8")
    assert (tmp_path / "mine/tables/primary.csv").is_file()
    assert "is never written over" in here(tmp_path, "report", "r", "--out", "mine", code=2).stderr


def test_a_damaged_part_is_told_and_played_again(study: Path) -> None:
    """By the command that is typed again; a report is not made of the rest."""
    tmp_path = study
    command = [*MADE[:-1], "--no-report"]
    said = here(tmp_path, *command).stdout
    part = next((tmp_path / "r/parts").glob("*.parquet"))
    part.write_bytes(b"junk")

    refused = here(tmp_path, "report", "r", code=2).stderr
    pilot = here(tmp_path, "batch", "--final", "r", code=2).stderr
    again = here(tmp_path, *command)

    assert refused == pilot
    assert f"r/parts/{part.name} is damaged: its bytes are not those that were written" in refused
    assert f"r/parts/{part.name}: damaged" in again.stderr
    assert said == again.stdout


def test_a_file_where_a_folder_should_be_is_one_line(study: Path) -> None:
    """Above the results, or in the place of the report's figures: the path and the reason, and nothing else."""
    tmp_path = study
    (tmp_path / "afile").touch()
    refused = here(tmp_path, "batch", "tutorial", "--games", "50", "--out", "afile/x", code=2).stderr

    assert "fourthseat: afile/x: Not a directory\n" == refused

    (tmp_path / "r/figures").touch()
    refused = here(tmp_path, "report", "r", code=2).stderr

    assert refused.startswith("fourthseat: r/figures: ")
    assert 1 == refused.count("\n")
