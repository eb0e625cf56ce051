"""A table of mistakes: each is told with its code, its line and column, the value and what would be right."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.lint.linting import Checked, check_codes, check_file, chosen
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.codes import CODES, Severity
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast
from tests.engine.lint.mistakes import MISTAKES, OF_ONES_OWN, SCAFFOLD, TAKEN_SILENTLY, Mistake, found, marked, mended

PLACE = '[[place]]\nid = "far"\nname = "Far"\nsource = "invented"\n'
TELLS = '[[msel]]\nid = "INJ-09"\nkind = "contingency"\nto = ["USA"]\ntext = "t"\nexpected = "e"\nobjective = "usa-hold"\nsource = "invented"\n'
FORCE = '[[force]]\nid = "aus-ship"\n'
SURVEY = '[[incident]]\nid = "survey"\n'


def casting(scenario: Scenario, kind: str) -> Mapping[Seat, Player]:
    """Players of one kind."""
    return cast(scenario, {str(seat): kind for seat in scenario.players})


def checked(folder: Path, text: str, *, play: bool = False) -> Checked:
    """A file with *text* that extends the tutorial, looked at."""
    (folder / "s.toml").write_text('extends = "tutorial"\n' + text)
    return check_file(folder / "s.toml", scenarios.source, casting if play else None)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.what)
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(mistake: Mistake, tmp_path: Path) -> None:
    """By its code, where it stands, in the words that tell a reader what to do; an error is refused by whoever reads the file."""
    text, place = marked(mistake)

    told = found(tmp_path / "s.toml", text, play=mistake.play)

    one = next((one for one in told if one.code == mistake.code), None)
    assert one is not None, [str(other) for other in told]
    assert all(words in one.sentence for words in mistake.says), one.sentence
    assert one.place.span is not None
    assert place in (None, one.place.span[:2]), str(one)
    if CODES[mistake.code].severity is Severity.ERROR:
        with pytest.raises(ScenarioError):
            scenarios.load(tmp_path / "s.toml")


@pytest.mark.parametrize("mistake", [one for one in MISTAKES if one.mend is not None], ids=lambda mistake: mistake.what)
def test_who_does_what_the_message_says_has_mended_it(mistake: Mistake, tmp_path: Path) -> None:
    """And has made no other mistake of its kind; where nothing else is written here, it is what stood before."""
    assert mistake.code not in {one.code for one in found(tmp_path / "s.toml", mended(mistake), play=mistake.play)}


def test_eighty_mistakes_are_known_and_every_message_is_of_use() -> None:
    """Forty that were taken silently and forty of their kinds; none whose message helps nobody."""
    assert len(TAKEN_SILENTLY) >= 40
    assert len(OF_ONES_OWN) >= 40
    assert len({one.what for one in MISTAKES}) == len(MISTAKES)
    assert {2, 3} == {one.score for one in MISTAKES}


def test_the_file_they_are_made_in_is_without_any(tmp_path: Path) -> None:
    """So that what is said is said of the mistake."""
    assert not found(tmp_path / "s.toml", SCAFFOLD, play=True)


def test_a_place_far_away_on_purpose_is_left_alone(tmp_path: Path) -> None:
    """Two far places that are near no other reading of their numbers are what they are."""
    text = (
        f'{PLACE}lat = 35.0\nlon = 20.0\n{FORCE}home = "far"\n'
        + PLACE.replace("far", "near")
        + f'lat = 19\nlon = 36\n{SURVEY}place = "near"'
    )

    assert "FS405" not in {one.code for one in checked(tmp_path, text).findings}


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        (f'{SURVEY}gain = {{ value = 90, source = "invented" }}\n', "FS701", "chose the same in all"),
        (f"{SURVEY}hour = 300\nwindow_hours = {{ low = 20, mode = 60, high = 90 }}\nturns = 3\n", "FS704", "nothing is open"),
        ('[[option]]\nid = "presence"\nrung = 6\n', "FS706", "stood on nobody's menu"),
        (f'{TELLS}when = {{ incident = "survey", outcome = ["SUCCESS"], rung_at_least = 6 }}\n', "FS707", "came in none"),
        (f"{TELLS}when = {{ rung_at_least = 0 }}\n", "FS708", "came in all"),
        ('[[interest]]\nname = "leaks"\nbetter = "lower"\nwhy = "x"\n[mechanisms]\ninformation_security = false\n', "FS702", "in all 72 games"),
    ],
)  # fmt: skip
def test_what_playing_shows(text: str, code: str, words: str, tmp_path: Path) -> None:
    """Seventy-two games say what no single row does."""
    text = "turns = 3\n" + text.replace("turns = 3\n", "") if "turns = 3" in text else text

    found = {one.code: one for one in checked(tmp_path, text, play=True).findings}

    assert code in found, sorted(found)
    assert words in found[code].sentence


def test_a_game_that_stops_is_an_error_with_its_seed(tmp_path: Path) -> None:
    """The author is told which game, and sees no traceback."""

    class Faulty:
        def decide(self, view: object, /) -> None:  # noqa: ARG002
            raise ZeroDivisionError("by zero")

    (tmp_path / "s.toml").write_text('extends = "tutorial"\n')
    found = check_file(
        tmp_path / "s.toml", scenarios.source, lambda s, _: dict.fromkeys((*s.players, Seat("CONTROL")), Faulty())
    )  # type: ignore[arg-type]

    [one] = found.errors
    assert one.code == "FS700"
    assert "seed 0" in one.sentence
    assert "ZeroDivisionError: by zero" in one.sentence


@pytest.mark.parametrize("name", scenarios.names())
def test_a_shipped_scenario_has_no_error_and_no_warning(name: str) -> None:
    """What remains are hints; and that a box of the published game which no standard team ticks is a measure that never varies."""
    found = check_file(scenarios.file_of(name), scenarios.source, casting, games=24)
    unticked = [one for one in found.findings if one.code == "FS702" and name == "taiwan-strait-seminar"]

    assert not [str(one) for one in found.findings if one.severity is not Severity.HINT and one not in unticked]


def test_codes_are_chosen_by_their_beginnings_and_errors_stay(tmp_path: Path) -> None:
    """A file is refused for its errors, so they are told whatever was asked for."""
    found = checked(tmp_path, f'{FORCE}speed_kn = {{ value = 741, source = "[Nobody]" }}\n')

    assert {"FS402", "FS503"} <= {one.code for one in found.findings}
    assert {"FS402"} == {one.code for one in chosen(found, check_codes(["fs4"]), ()).findings}
    assert "FS402" not in {one.code for one in chosen(found, (), check_codes(["FS402,FS5"])).findings}
    refused = checked(tmp_path, "turns = 0\n")
    assert refused.findings == chosen(refused, check_codes(["FS7"]), check_codes(["FS1"])).findings
    with pytest.raises(ScenarioError, match="no code 'FS9'"):
        check_codes(["FS9"])


def test_no_two_kinds_of_finding_share_a_code() -> None:
    """Each row of the table is one."""
    rows = (Path(__file__).parents[3] / "engine/scenario/codes.py").read_text("utf-8")

    assert len(CODES) == len(re.findall(r"^ {4}Code\(", rows, re.MULTILINE))
    assert list(CODES) == sorted(CODES, key=lambda code: code[:3])


def test_every_code_is_used_somewhere() -> None:
    """A row of the table that nothing reports would be a page about nothing."""
    root = Path(__file__).parents[3]
    code = "\n".join(path.read_text("utf-8") for path in (root / "engine").rglob("*.py") if path.name != "codes.py")

    assert set(CODES) == set(re.findall(r"\bFS\d{3}\b", code)) & set(CODES)
    assert set(re.findall(r"\bFS\d{3}\b", code)) <= set(CODES)


def test_a_chance_to_back_down_that_no_incident_reads(tmp_path: Path) -> None:
    """Where each of an opponent's incidents lists its courses the number changes nothing; where one does not, it is read."""
    listed = 'source = "invented"\ncourses = [{ choice = "press" }, { choice = "hold" }]'
    seat = SCAFFOLD.replace(
        'id = "RIVAL"', 'id = "RIVAL"\ndoctrine = { p_back_down = { value = 0.3, low = 0.1, high = 0.5 } }', 1
    )
    head, *incidents = seat.split("[[incident]]\n")
    assert len(incidents) == 2
    for lists, says in ((2, 1), (1, 0)):
        rows = [one.replace('source = "invented"', listed, 1) if n < lists else one for n, one in enumerate(incidents)]
        told = found(tmp_path / "s.toml", "[[incident]]\n".join([head, *rows]), play=False)
        mine = [one for one in told if one.code == "FS308" and "p_back_down = 0.3 changes nothing" in one.message]
        assert says == len(mine), [str(one) for one in told]
