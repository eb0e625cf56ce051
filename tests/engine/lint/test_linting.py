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

PLACE = '[[place]]\nid = "far"\nname = "Far"\nsource = "invented"\n'
TELLS = '[[msel]]\nid = "INJ-09"\nkind = "contingency"\nto = ["USA"]\ntext = "t"\nexpected = "e"\nobjective = "usa-hold"\nsource = "invented"\n'
FORCE = '[[force]]\nid = "aus-ship"\n'
SURVEY = '[[incident]]\nid = "survey"\n'
SECOND = '[[msel]]\nid = "INJ-01"\neffect = { opens = "second" }\n[[incident]]\nid = "second"\ntitle = "S"\ntext = "t"\nplace = "survey-area"\nopponent = "PRC"\ndomains = ["surface"]\nwindow_hours = { low = 90, mode = 120, high = 150 }\nrung = 1\nseverity = { low = 0, mode = 0.5, high = 1 }\nresolve = { low = 1, mode = 1, high = 1 }\nred_strength = { value = 1, source = "invented" }\ngain = { value = 1, source = "invented" }\ncost = { value = 1, source = "invented" }\nstatus_quo = { value = 0.4, source = "invented" }\nbase_resist = { value = 0.2, source = "invented" }\nsource = "invented"\n'

MISTAKES: dict[str, tuple[str, str, int, tuple[str, ...]]] = {
    # what stands in a file that extends the tutorial: the code, the line (the first is that of extends), and words of the message
    "an inject opens what opens by itself": (
        '[[msel]]\nid = "INJ-01"\neffect = { opens = "survey" }', "FS220", 4, ("'survey'", "hour 0", "remove one"),
    ),
    "two injects open one incident": (
        SECOND + '[[msel]]\nid = "INJ-02"\neffect = { opens = "second" }', "FS220", 24, ("INJ-01 opens already",),
    ),
    "a hotline about one incident": (
        '[[option]]\nid = "hotline"\nincidents = ["survey"]', "FS221", 4, ("reassure is about no incident", "remove it"),
    ),
    "a host of a national measure": (
        '[[option]]\nid = "presence"\nconsent_of = ["JPN"]', "FS222", 4, ("'JPN'", "set joint = true"),
    ),
    "the opponent's ships": (
        '[[option]]\nid = "presence"\nseats = ["USA", "PRC"]', "FS223", 4, ("'PRC' sits in RED", "resist its own act"),
    ),
    "the opponent protests with us": (
        '[[option]]\nid = "joint-statement"\nseats = ["USA", "PRC"]', "FS223", 4, ("'PRC'",),
    ),
    "a treaty with the opponent": (
        '[[treaty]]\nid = "odd"\nparties = ["USA", "PRC"]\nside_by_side = { value = 0.4, source = "invented" }\nsource = "invented"',
        "FS224", 4, ("'PRC' sits in RED",),
    ),
    "a treaty with oneself": (
        '[[treaty]]\nid = "odd"\nparties = ["USA", "USA"]\nside_by_side = { value = 0.4, source = "invented" }\nsource = "invented"',
        "FS224", 4, ("'USA' twice",),
    ),
    "a seat called BOARD": (
        '[[seat]]\nid = "BOARD"\nname = "B"\ncell = "GREEN"\nrole = "r"\nbrief = "b"\nobjectives = [{ id = "x", text = "x" }]\nsource = "invented"',
        "FS225", 3, ("'BOARD'", "BOARD1"),
    ),
    "a surge of ours": (
        '[[option]]\nid = "hotline"\nkind = "surge"', "FS226", -1, ("nobody can ever order it", "AUS is the opponent in no incident"),
    ),
    "ships of a domain nobody has": (
        '[[option]]\nid = "presence"\nseats = ["GBR"]', "FS226", 4, ("GBR has no force of surface",),
    ),
    "a symbol nothing draws": (f'{FORCE}symbol = "SFSP"', "FS301", 4, ("nothing reads it", "domain")),
    "a note in a coalition": ('[[coalition]]\nid = "aukus"\nnote = "x"', "FS301", 4, ("nothing reads it", "comment")),
    "where the coordinates are from": ('coordinates_source = "x"', "FS301", 2, ("nothing reads it",)),
    "severity in per cent": (
        f"{SURVEY}severity = {{ low = 30, mode = 50, high = 90 }}", "FS401", 4, ("severity.low = 30", "30 per cent is 0.3"),
    ),
    "negative resolve": (f"{SURVEY}resolve = {{ low = -1, mode = 1, high = 2 }}", "FS401", 4, ("resolve.low = -1",)),
    "a window of three years": (
        f"{SURVEY}window_hours = {{ low = 10, mode = 20, high = 26280 }}", "FS401", 4, ("26280", "a year at most"),
    ),
    "negative consultation": (
        '[[coalition]]\nid = "aukus"\n[[coalition.ally]]\nseat = "JPN"\nconsult_hours = { low = -5, mode = 1, high = 2 }',
        "FS401", 6, ("consult_hours.low = -5",),
    ),
    "a share in per cent": (
        '[[seat]]\nid = "JPN"\ntrust = { value = 60, low = 40, high = 80 }', "FS103", 4, ("60 is not a share", "60 per cent is 0.6"),
    ),
    "kilometres an hour": (
        f'{FORCE}speed_kn = {{ value = 741, source = "invented" }}', "FS402", 4, ("741", "are 400 kn"),
    ),
    "no speed": (f'{FORCE}speed_kn = {{ value = 0, source = "invented" }}', "FS402", 4, ("nautical miles away at once",)),
    "a window in days": (
        f"{SURVEY}window_hours = {{ low = 10, mode = 14, high = 20 }}", "FS403", 4, ("were days meant?", "240 to 480 hours"),
    ),
    "a window nobody can reach": (
        f"{SURVEY}window_hours = {{ low = 20, mode = 25, high = 30 }}", "FS404", 4, ("jpn-ships of JPN", "at 18 kn", "30 at most"),
    ),
    "a sign that was lost": (
        PLACE + "lat = 20.5\nlon = -128.5\n" + f'{SURVEY}place = "far"', "FS405", 7, ("lon with the other sign", "lon = 128.5"),
    ),
    "latitude and longitude swapped": (
        PLACE + "lat = 35.0\nlon = 20.0\n" + f'{FORCE}home = "far"\n' + PLACE.replace("far", "near") + f'lat = 19\nlon = 36\n{SURVEY}place = "near"',
        "", 0, (),
    ),
    "staffs of six days": (
        f"turn_hours = 40\n{SURVEY}window_hours = {{ low = 25, mode = 30, high = 70 }}", "FS406", 5, ("fastest staff", "of 100"),
    ),
    "a window after the end": (f"{SURVEY}hour = 470", "FS407", -1, ("open until hour 710", "ends at 480")),
    "jitter past the end": (
        f'{SURVEY}hour = 100\njitter_hours = {{ value = 400, source = "invented" }}', "FS408", 5, ("as late as hour 500",),
    ),
    "a lag in hours": ('[[seat]]\nid = "USA"\nlag_mu = { value = 9, source = "invented" }', "FS409", 4, ("8,103 days",)),
    "a stranger": (
        '[[seat]]\nid = "NZL"\nname = "New Zealand"\ncell = "BLUE"\nrole = "r"\nbrief = "b"\nobjectives = [{ id = "x", text = "x" }]\nsource = "invented"',
        "FS501", 5, ("neither member nor ally", "consults nobody"),
    ),
    "a source nobody knows": (f'{FORCE}source = "[Hugues2020]"', "FS503", 4, ("'Hugues2020'", "[references]")),
    "a source misspelt": (f'{FORCE}source = "[Kahn1956]"', "FS503", 4, ("did you mean 'Kahn1965'?",)),
    "a fact there is none of": (f'{FORCE}source = "F97"', "FS503", 4, ("'F97'",)),
    "a size of a statement": (
        '[[option]]\nid = "joint-statement"\namount = { value = 3, source = "invented" }', "FS302", 4, ("amount = 3 changes nothing",),
    ),
    "a convincing deployment": (
        '[[option]]\nid = "presence"\ncredibility = { value = 0.3, source = "invented" }', "FS303", 4, ("convinces nobody",),
    ),
    "a donor without a licence": ('[[option]]\nid = "hotline"\ndonor = "USA"', "FS304", 4, ("licence is false",)),
    "domains of talk": ('[[option]]\nid = "hotline"\ndomains = ["surface"]', "FS304", 4, ("only a deploy uses it",)),
    "an hour beside a condition": ('[[msel]]\nid = "INJ-02"\nhour = 5', "FS305", 4, ("hour = 5 is not looked at",)),
    "a condition beside an hour": (
        '[[msel]]\nid = "INJ-01"\nwhen = { rung_at_least = 4 }', "FS306", 4, ("sent at hour 48 whether or not",),
    ),
    "a force that counts all the same": (
        f'{FORCE}domain = "air"\n[[option]]\nid = "presence"\ndomains = ["surface", "air"]', "FS307", -1, ("'air'", "count here in full"),
    ),
    "a condition that holds at once": (f"{TELLS}when = {{ rung_at_least = 1 }}", "FS603", 10, ("holds from the first hour",)),
    "one seat without a force": (
        '[[option]]\nid = "presence"\nseats = ["GBR", "USA"]', "FS601", 4, ("'GBR' can never order it", "no force of surface"),
    ),
    "nothing is expected": ('[[msel]]\nid = "INJ-01"\nexpected = ""', "FS505", 4, ("no expected",)),
}  # fmt: skip


def casting(scenario: Scenario, kind: str) -> Mapping[Seat, Player]:
    """Players of one kind."""
    return cast(scenario, {str(seat): kind for seat in scenario.players})


def checked(folder: Path, text: str, *, play: bool = False) -> Checked:
    """A file with *text* that extends the tutorial, looked at."""
    (folder / "s.toml").write_text('extends = "tutorial"\n' + text)
    return check_file(folder / "s.toml", scenarios.source, casting if play else None)


@pytest.mark.parametrize("name", [name for name, row in MISTAKES.items() if row[1]])
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(name: str, tmp_path: Path) -> None:
    """Each by its code, at its line, with the words that tell a reader what to do."""
    text, code, line, words = MISTAKES[name]

    found = checked(tmp_path, text).findings

    one = next((one for one in found if one.code == code), None)
    assert one is not None, [str(other) for other in found]
    assert all(word in one.sentence for word in words), one.sentence
    assert one.place.span is not None
    if line > 0:
        assert (tmp_path / "s.toml", line) == (one.place.file, one.place.span.line), str(one)
    else:
        assert one.place.file.name in ("tutorial.toml", "s.toml")


@pytest.mark.parametrize(
    "name", [name for name, row in MISTAKES.items() if row[1] and CODES[row[1]].severity is Severity.ERROR]
)
def test_an_error_is_refused_by_whoever_reads_the_file(name: str, tmp_path: Path) -> None:
    """Not by the check alone."""
    (tmp_path / "s.toml").write_text('extends = "tutorial"\n' + MISTAKES[name][0])

    with pytest.raises(ScenarioError, match=MISTAKES[name][1]):
        scenarios.load(tmp_path / "s.toml")


def test_a_place_far_away_on_purpose_is_left_alone(tmp_path: Path) -> None:
    """Two far places that are near no other reading of their numbers are what they are."""
    text = MISTAKES["latitude and longitude swapped"][0]

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
    """What remains are hints."""
    found = check_file(scenarios.file_of(name), scenarios.source, casting, games=24)

    assert not [str(one) for one in found.findings if one.severity is not Severity.HINT]


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


def test_every_code_is_used_somewhere() -> None:
    """A row of the table that nothing reports would be a page about nothing."""
    root = Path(__file__).parents[3]
    code = "\n".join(path.read_text("utf-8") for path in (root / "engine").rglob("*.py") if path.name != "codes.py")

    assert set(CODES) == set(re.findall(r"\bFS\d{3}\b", code)) & set(CODES)
    assert set(re.findall(r"\bFS\d{3}\b", code)) <= set(CODES)
