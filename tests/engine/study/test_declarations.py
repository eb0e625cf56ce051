"""What is declared is written down in order, with the games that were there; what was changed after a look claims nothing."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.study.conduct import conduct
from fourthseat.engine.study.declarations import DECLARATIONS, Register, declare, register_of
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.executors import Serial
from fourthseat.engine.study.findings import Findings, reread, sequential
from fourthseat.engine.study.plan import Plan, plan
from fourthseat.engine.study.report.methods import declared
from fourthseat.engine.study.results import Results
from fourthseat.players.cast import cast

TUTORIAL = scenarios.find("tutorial")


def small(**changes: Any) -> Plan:
    """Two variants, two rules, two measures, fifty blocks; two primary contrasts by default."""
    raw = {
        "name": "small",
        "question": "q",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],
        "rules": ["lead", "unanimity"],
        "provocation": [True],
        "measure": [{"name": "p_press", "indifference": 0.01}, {"name": "leaks", "indifference": 0.1}],
        "stopping": {"first": 50, "cap": 50},
    }
    return plan(parse_study(raw | changes, "test"), TUTORIAL)


def played(folder: Path, made: Plan) -> Findings:
    """The study played, or gone on with, and read again."""
    with Results(folder, made) as results:
        conduct(results, cast(TUTORIAL), (Serial, 1))
    return reread(folder)[1]


@pytest.fixture(scope="module")
def study(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished study, declared before its first game."""
    folder = tmp_path_factory.mktemp("declared") / "r"
    assert all(one.verdict for one in played(folder, small()).primary)
    return folder


@pytest.fixture
def copy(study: Path, tmp_path: Path) -> Path:
    """A copy of it that may be changed."""
    folder = tmp_path / "r"
    folder.mkdir()
    for path in study.rglob("*"):
        place = folder / path.relative_to(study)
        if path.is_dir():
            place.mkdir(exist_ok=True)
        else:
            place.write_bytes(path.read_bytes())
    return folder


def test_a_size_set_after_the_look_was_not_fixed_beforehand(copy: Path) -> None:
    """A cap that was changed to what there was: the report says after how many games, and going back restores the claim."""
    first = reread(copy)
    larger = small(stopping={"first": 51, "cap": 51})
    with Results(copy, larger) as results:
        register = results.register

    assert (0, "n was fixed beforehand") == (first[1].resized, sequential(first[0].plan, first[1]))
    assert 200 == register.resized(larger.study)
    assert 0 == register.resized(small().study)
    looked = first[1]._replace(resized=register.resized(larger.study))
    assert "n was set after 200 games were seen" == sequential(larger, looked)


def test_a_zone_changed_after_the_look_claims_nothing(copy: Path) -> None:
    """The other measure keeps its verdict; both declarations stand in the record and in the report, in order; going back restores it."""
    wide = [{"name": "p_press", "indifference": 0.03}, {"name": "leaks", "indifference": 0.1}]
    with Results(copy, small(measure=wide)) as results:
        (note,) = results.notes
    press, leaks = reread(copy)[1].primary

    assert "after 200 games, measure p_press: zone is now 0.03 and was 0.01" in note
    assert (press.verdict, press.reason) == ("", "zone changed after 200 games")
    assert leaks.verdict
    first, second = results.register.declarations
    assert (first.games, second.games, second.previous) == (0, 200, first.hash)
    told = str(list(declared(results.register)))
    assert told.index("first declared") < told.index("measure p_press: zone changed") < told.index("0.01 → 0.03")
    back = played(copy, small())
    assert all(one.verdict for one in back.primary)


def test_dropping_a_contrast_does_not_widen_what_is_left(copy: Path) -> None:
    """The level of the others stays that of the family as it was first declared."""
    one = [{"measure": "p_press", "coalition": "aukus-jpn", "rule": "unanimity"}]
    found = played(copy, small(primary=one))

    assert (len(found.primary), found.family, found.alpha) == (1, 2, 0.025)
    assert found.primary[0].verdict


def test_a_contrast_made_primary_after_the_look_claims_nothing(copy: Path) -> None:
    """It has an interval in the family and no verdict."""
    rows = [{"measure": "p_press", "coalition": "aukus-jpn", "rule": rule} for rule in ("unanimity", "lead")]
    reasons = {one.arm.rule: one.reason for one in played(copy, small(primary=rows)).primary}

    assert reasons == {"unanimity": "", "lead": "made primary after 200 games"}


def _edit(folder: Path) -> None:
    path = folder / DECLARATIONS
    path.write_text(path.read_text("utf-8").replace('p_press: zone": 0.01', 'p_press: zone": 0.02'), "utf-8")


def _rewrite(folder: Path) -> None:
    """Every line made anew with a good chain, but not the hash in the other files."""
    path = folder / DECLARATIONS
    _edit(folder)
    raw = json.loads(path.read_text("utf-8"))
    path.unlink()
    forged = declare(folder, small(measure=[{"name": "p_press", "indifference": 0.02}, {"name": "leaks"}]), 0, ())
    assert forged.declarations[0].hash != raw["hash"]


@pytest.mark.parametrize(
    ("tamper", "words"),
    [
        (_edit, "line 1 of declarations.jsonl was changed after it was written"),
        (_rewrite, "does not end in the declaration that the study's other files name"),
        (lambda folder: (folder / DECLARATIONS).unlink(), "declarations.jsonl is gone"),
        (lambda folder: (folder / DECLARATIONS).write_text("{}\n"), "line 1 of declarations.jsonl is no declaration"),
        (lambda folder: (folder / DECLARATIONS).write_bytes(b"\xff\n"), "declarations.jsonl is no text"),
    ],
)
def test_a_tampered_record_is_noticed_and_said(copy: Path, tamper: Any, words: str) -> None:
    """Nothing counts as declared beforehand; the next run keeps what was there, begins a new record and says so in it."""
    tamper(copy)
    held, found, _ = reread(copy)

    assert words in held.register.wrong
    assert {(one.verdict, one.reason) for one in found.primary} == {("", "the record of declarations was changed")}
    assert words in str(list(declared(held.register)))
    with Results(copy, small()) as results:
        assert any(words in note for note in results.notes)
    assert (copy / f"{DECLARATIONS}.damaged").exists() or "gone" in words
    assert {one.reason for one in reread(copy)[1].primary} == {"declared after 200 games"}


def test_a_line_taken_out_or_put_in_breaks_the_chain(tmp_path: Path) -> None:
    """Also the last one, which the study's other files name."""
    zones = (0.01, 0.02, 0.03)
    for games, zone in enumerate(zones):
        heads = [register_of(tmp_path, ()).head] if games else []
        made = declare(tmp_path, small(measure=[{"name": "p_press", "indifference": zone}]), 100 * games, heads)
    path, head = tmp_path / DECLARATIONS, made.head
    lines = path.read_text("utf-8").splitlines(keepends=True)

    def wrong(*kept: int) -> str:
        path.write_text("".join(lines[n] for n in kept), "utf-8")
        return register_of(tmp_path, (head,)).wrong

    assert wrong(0, 1, 2) == ""
    assert "taken out or put in" in wrong(0, 2)
    assert "taken out or put in" in wrong(1, 0, 2)
    assert "taken out or put in" in wrong(0, 1, 1, 2)
    assert "does not end" in wrong(0, 1)


def test_a_study_of_a_version_without_a_record_claims_nothing(copy: Path) -> None:
    """Nothing shows when its zones were chosen: intervals, no verdict, and the reason."""
    (copy / DECLARATIONS).unlink()
    for name in ("study.json", "manifest.json"):
        raw = json.loads((copy / name).read_text("utf-8"))
        raw["declared"] = ""
        (copy / name).write_text(json.dumps(raw), "utf-8")

    assert {one.reason for one in reread(copy)[1].primary} == {"no record of when it was declared"}
    assert Register(()).registered is None
