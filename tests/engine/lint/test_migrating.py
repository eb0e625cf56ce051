"""Files of the first format as files of this one: what is said otherwise now is changed, nothing else, and the games are the same."""

from __future__ import annotations

import difflib
import json
import tomllib
import zipfile
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Outcome
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.migrating import migrated
from fourthseat.engine.record.log import read
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.judging import Condition, in_words
from fourthseat.engine.scenario.merging import merged_text
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.sources import Source, SourceFile
from fourthseat.players.cast import cast
from tests.streams import said

DATA = Path(__file__).parents[2] / "data"
LOGS = sorted([DATA / "log_format_1.jsonl", *DATA.glob("logs_format_2/*.jsonl"), DATA / "seminar_format_1/main.jsonl"])
OLD = """# A remark that stays.
extends = "tutorial"   # and one behind a key
name  =  "old"

[[coalition]]
id = "aukus"
note = "nobody reads this"

[[msel]]
id = "inj-07"
kind = "contingency"
to = ["USA"]
text = "When = { rung_at_least = 9 } stands in a text, and stays."
when = { incident = "survey", outcome = ["FAILURE",
  "PARTIAL"], rung_at_least = 2 }  # why
effect = { attribution = { survey = 0.2 }, trust = { USA = -0.05 }, rung = 1, basis = "a \\"judgement\\"" }  # how much
source = "invented"

[[msel]]
id = "inj-08"
kind = "contingency"
to = ["USA"]
text = "Under a header of its own."
source = "invented"
[msel.when]
leaked = true
"""


def test_only_what_is_said_otherwise_is_changed(tmp_path: Path) -> None:
    """Every remark, blank and line stays; a condition under a header of its own is read as it was."""
    incident = scenarios.find("tutorial").incidents[0].id
    old = OLD.replace('"survey"', f'"{incident}"').replace("survey =", f"{incident} =")
    made = migrated(old, tmp_path / "old.toml")
    gone = [line[2:] for line in difflib.ndiff(old.splitlines(), made.text.splitlines()) if line.startswith("- ")]
    came = [line[2:] for line in difflib.ndiff(old.splitlines(), made.text.splitlines()) if line.startswith("+ ")]

    assert ['note = "nobody reads this"', *old.splitlines()[13:16]] == gone
    words = in_words(Condition(incident=incident, outcome=(Outcome.FAILURE, Outcome.PARTIAL), rung_at_least=2))
    size = 'source = "a \\"judgement\\"" }'
    effects = [
        "effects = [",
        f'    {{ does = "attribution", incident = "{incident}", amount = {{ value = 0.2, {size} }},',
        f'    {{ does = "trust", seat = "USA", amount = {{ value = -0.05, {size} }},',
        f'    {{ does = "rung", amount = {{ value = 1, {size} }},',
        "]  # how much",
    ]
    assert ["format = 2", '# note = "nobody reads this"', f'when = "{words}"  # why', *effects] == came
    assert made.text.startswith("# A remark that stays.\nformat = 2\nextends")
    assert 4 == len(made.changes)
    assert f"{tmp_path / 'old.toml'}:16:1: effect: attribution, trust, rung, as rows of effects" == made.changes[1]
    assert f"{tmp_path / 'old.toml'}:14:8: when: {words}" == made.changes[0]
    assert migrated(made.text, tmp_path / "old.toml") == (type(made))(made.text, ())


@pytest.mark.parametrize("path", LOGS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_the_scenario_of_an_old_log_migrates_to_the_same_games(path: Path) -> None:
    """Written as the file it was, migrated and read again, it says and plays the same; the log is watched without it."""
    kept = read(path).header.scenario
    tables = json.loads(kept.model_dump_json(by_alias=True, exclude_defaults=True))
    text = merged_text(Source((SourceFile(Path("old.toml"), tables),), tables))
    text = "\n".join(line for line in text.splitlines() if "null" not in line) + "\n"
    made = migrated(text, Path("old.toml"))
    before, after = parse(tomllib.loads(text), "old"), parse(tomllib.loads(made.text), "new")

    assert "format = 2" in made.text
    coalition = kept.coalitions[-1].id
    games = [play(Game(s, coalition, 5), cast(s, {})) for s in (kept, before, after)]
    assert games[0].entries == games[1].entries
    assert results(games[1]) == results(games[2])


def results(game: Game) -> tuple[object, ...]:
    """What came of a game: its measures, where everything stands, and every entry but those that say what an inject has changed."""
    entries = [
        replace(entry, changes=()) if isinstance(entry, e.Injected) else entry
        for entry in game.entries
        if not (isinstance(entry, e.Effected) and entry.source.startswith("inject "))
    ]
    state = game.state
    stands = (state.incidents, state.seats, state.readiness, state.rung, state.requests, state.done, state.indicators)
    return measure(game.scenario, game.entries, state), stands, entries


def test_effects_under_a_header_of_their_own_are_read_as_they_were(tmp_path: Path) -> None:
    """And so is one that changes nothing, or stands beside rows of effects already."""
    text = 'extends = "tutorial"\nname = "old"\n'
    for effect in (
        "[msel.effect]\ntrust = { USA = 0.1 }\n",
        'effect = { basis = "nothing" }\n',
        "effect = { trust = { USA = 0.1 } }\neffects = []\n",
    ):
        row = f'[[msel]]\nid = "inj-09"\nhour = 3\nto = ["USA"]\ntext = "Heard."\nsource = "invented"\n{effect}'
        assert migrated(text + row, tmp_path / "old.toml").text.endswith(row)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("format = 3\n", "format = 3: is no format that this version of Fourth Seat knows; it brings older ones to 2"),
        ('format = "2"\n', "format = '2'"),
        ("name = \n", "not TOML"),
    ],
)
def test_what_cannot_be_migrated_is_said(text: str, wrong: str) -> None:
    """A newer format, no format, no TOML: one sentence with the file."""
    with pytest.raises(ScenarioError, match=wrong) as refused:
        migrated(text, Path("a.toml"))
    assert str(refused.value).startswith("a.toml: ")


def test_the_shipped_scenarios_are_of_this_format() -> None:
    """All of them, with what they build on."""
    for path in sorted(scenarios.FOLDER.glob("[!_]*.toml")):
        assert () == migrated(path.read_text("utf-8"), path).changes, path.name
        assert scenarios.load(path).format == 2


def test_the_command_writes_keeps_the_old_file_and_knows_its_own_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without --write nothing is written; with it the old file stays beside; then there is nothing left to do."""
    path = tmp_path / "old.toml"
    text = OLD.replace("survey", scenarios.find("tutorial").incidents[0].id).replace("\n", "\r\n")
    path.write_bytes(b"\xef\xbb\xbf" + text.encode())
    looked = said(monkeypatch, "migrate", str(path))
    assert (0, b"\xef\xbb\xbf" + text.encode()) == (looked.code, path.read_bytes())
    assert "games are played with it" in looked.out
    wrote = said(monkeypatch, "migrate", str(path), "--write")

    assert 0 == wrote.code
    assert b"\xef\xbb\xbf" + text.encode() == (tmp_path / "old.toml.before-migration").read_bytes()
    assert path.read_bytes().startswith(b"\xef\xbb\xbf# A remark that stays.\r\nformat = 2\r\n")
    assert "is of the present format already" in said(monkeypatch, "migrate", str(path), "--write").out
    assert scenarios.load(path).format == 2


def test_a_pack_is_migrated_as_a_folder_and_not_inside_a_zip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file of a folder is written; of a .zip it is said what to do."""
    (tmp_path / "pack").mkdir()
    (tmp_path / "pack/scenario.toml").write_text('extends = "tutorial"\nname = "pack"\n')
    with zipfile.ZipFile(tmp_path / "pack.zip", "w") as archive:
        archive.write(tmp_path / "pack/scenario.toml", "scenario.toml")

    assert 0 == said(monkeypatch, "migrate", str(tmp_path / "pack"), "--write").code
    assert (tmp_path / "pack/scenario.toml").read_text().startswith("format = 2\n")
    refused = said(monkeypatch, "migrate", str(tmp_path / "pack.zip"), "--write")
    assert 2 == refused.code
    assert "unpack it, migrate the folder" in refused.err
