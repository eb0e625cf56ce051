"""Bad input in tables: one message that names the place and what would be right, exit 2, nothing on disk touched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from fourthseat.engine.core import files
from fourthseat.players.terminal import commands as cli
from tests.logs import bodies_of, chained, unsealed

ROOT = Path(__file__).parents[1]
NOISE = bytes((n * 97 + 31) % 256 for n in range(512))


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The command line in this process: as a user's, but for the half second a new process takes."""

    def go(*args: str) -> Said:
        monkeypatch.setattr(sys, "argv", ["fourthseat", *args])
        capsys.readouterr()
        code: Any = 0
        try:
            cli.main()
        except SystemExit as left:
            code = left.code or 0
        return Said(code, *capsys.readouterr())

    return go


def process(*args: str, **options: Any) -> Said:
    """The command line as a process of its own."""
    env = {**os.environ}
    done = subprocess.run(
        [sys.executable, "-m", "fourthseat", *args], env=env, capture_output=True, timeout=60, check=False, **options
    )
    return Said(done.returncode, done.stdout.decode(), done.stderr.decode())


def tree(folder: Path) -> dict[str, bytes]:
    """Everything below *folder*, by name."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def messages(err: str) -> int:
    """How many messages *err* holds: ours begin with the program's name, click's with ``Error:``."""
    return sum(line.startswith(("fourthseat: ", "Error: ")) for line in err.splitlines())


def assert_refused(said: Said, words: Sequence[str]) -> None:
    """Exit 2, nothing on stdout, one message that holds every one of *words* and no traceback."""
    assert 2 == said.code, (said.out, said.err)
    assert "Traceback" not in said.err
    assert 1 == messages(said.err), said.err
    assert "" == said.out
    missing = [word for word in words if word not in said.err]
    assert [] == missing, said.err


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A finished tutorial game, and its first half."""
    path = tmp_path_factory.mktemp("logs") / "done.jsonl"
    assert 0 == process("play", "tutorial", "--seed", "5", "--log", str(path), "--json").code
    done = path.read_bytes()
    rows = unsealed(done).splitlines(keepends=True)
    return {"done": done, "half": b"".join(rows[: len(rows) // 2])}


@pytest.fixture
def shelf(tmp_path: Path, logs: dict[str, bytes]) -> Iterator[Path]:
    """A folder with a user's files in it; whatever a test does there, they are as they were."""
    for name, data in logs.items():
        (tmp_path / f"{name}.jsonl").write_bytes(data)
    (tmp_path / "notes.txt").write_text("keep me")
    (tmp_path / "folder").mkdir()
    before = tree(tmp_path)
    yield tmp_path
    after = tree(tmp_path)
    assert before == {name: after.get(name) for name in before}


# ---------------------------------------------------------------- what a scenario file may get wrong

SCENARIO_FILES: dict[str, tuple[str, tuple[str, ...]]] = {
    # keys and tables
    "misspelt key": ("turn_hour = 24", ("turn_hour: unknown key", "did you mean 'turn_hours'?")),
    "misspelt key in a row": (
        '[[incident]]\nid = "survey"\nwindow_hour = 3',
        ("incident[survey].window_hour", "did you mean 'window_hours'?"),
    ),
    "misspelt key of a member": (
        '[[coalition]]\nid = "aukus"\n[[coalition.member]]\nseat = "AUS"\nconsents = true',
        ("coalition[aukus].member[AUS].consents", "did you mean 'consent'?"),
    ),
    "misspelt key of a number": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1, sauce = "x" }',
        ("force[aus-ship].strength", "'sauce'", "source"),
    ),
    "unknown table": ("[weather]\nwind = 3", ("weather: unknown key",)),
    "unknown list of rows": ('[[ships]]\nid = "a"', ("ships: unknown key",)),
    "a table where rows belong": ('[force]\nid = "a"', ("force",)),
    "rows where a table belongs": ('[[assumptions]]\nid = "a"', ("assumptions",)),
    "a missing key": (
        '[[force]]\nid = "ghost"\nseat = "USA"',
        ("force[ghost].name: missing", "force[ghost].source: missing"),
    ),
    # types
    "string for a whole number": ('turns = "2"', ("turns", "'2'")),
    "word for a whole number": ('turns = "two"', ("turns", "'two'")),
    "bool for a whole number": ("turns = true", ("turns", "True")),
    "fraction for a whole number": ("turns = 2.5", ("turns", "2.5")),
    "string for a coordinate": ('[[place]]\nid = "guam"\nlat = "13"', ("place[guam].lat", "'13'")),
    "bool for a coordinate": ('[[place]]\nid = "guam"\nlat = true', ("place[guam].lat", "True")),
    "string for a sourced number": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = "1", source = "x" }',
        ("force[aus-ship].strength", "'1'", "not a number"),
    ),
    "bool for a sourced number": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = true, source = "x" }',
        ("force[aus-ship].strength", "True", "not a number"),
    ),
    "string for yes or no": ('[mechanisms]\ntrust = "yes"', ("mechanisms.trust", "'yes'")),
    "number for yes or no": ("[mechanisms]\ntrust = 1", ("mechanisms.trust", "1")),
    "list for a string": ('title = ["a"]', ("title", "string")),
    "number for a string": ("title = 7", ("title", "7")),
    "string for a list": (
        '[[incident]]\nid = "survey"\ndomains = "surface"',
        ("incident[survey].domains", "'surface'"),
    ),
    "number for a table": ("assumptions = 3", ("assumptions", "3")),
    "string for rows": ('force = "many"', ("force", "'many'")),
    "number for a source": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1, source = 35 }',
        ("force[aus-ship].strength", "35"),
    ),
    "word for a spread": (
        '[[incident]]\nid = "survey"\nseverity = { low = "a", mode = 0.3, high = 0.5 }',
        ("incident[survey].severity.low", "'a'"),
    ),
    "empty text": ('title = "  "', ("title",)),
    "name with spaces": ('name = "my game"', ("name", "'my game'")),
    "seat in small letters": ('[[seat]]\nid = "nzl"', ("seat[nzl].id", "'nzl'")),
    # sizes
    "negative hour": ('[[incident]]\nid = "survey"\nhour = -1', ("incident[survey].hour", "-1")),
    "negative hour of an inject": ('[[msel]]\nid = "INJ-01"\nhour = -3', ("msel[INJ-01].hour", "-3")),
    "no turns": ("turns = 0", ("turns", "0")),
    "turns without hours": ("turn_hours = 0", ("turn_hours", "0")),
    "a year of turns": ("turns = 366", ("turns", "366", "24")),
    "zero window": (
        '[[incident]]\nid = "survey"\nwindow_hours = { low = 0, mode = 0, high = 0 }',
        ("incident survey", "window_hours.low", "at least 1"),
    ),
    "negative window": (
        '[[incident]]\nid = "survey"\nwindow_hours = { low = -9, mode = 1, high = 5 }',
        ("incident survey", "window_hours.low", "-9"),
    ),
    "spread out of order": (
        '[[incident]]\nid = "survey"\nseverity = { low = 0.5, mode = 0.3, high = 0.4 }',
        ("incident[survey].severity", "low 0.5, mode 0.3"),
    ),
    "negative strength": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = -1, source = "x" }',
        ("force[aus-ship].strength", "-1"),
    ),
    "negative speed": (
        '[[force]]\nid = "aus-ship"\nspeed_kn = { value = -18, source = "x" }',
        ("force[aus-ship].speed_kn", "-18", "negative"),
    ),
    "share above one": (
        '[[seat]]\nid = "JPN"\ntrust = { value = 1.2, source = "x" }',
        ("seat[JPN].trust", "1.2", "between 0 and 1"),
    ),
    "rung above the ladder": (
        '[[option]]\nid = "presence"\nrung = 7',
        ("option presence", "rung = 7", "highest rung is 6"),
    ),
    "two rungs": ('[ladder]\nrungs = ["a", "b"]', ("ladder.rungs", "2 rungs", "3 to 12")),
    "latitude off the globe": ('[[place]]\nid = "guam"\nlat = 91', ("place[guam].lat", "91", "90")),
    "nan for a number": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = nan, source = "x" }',
        ("force[aus-ship].strength", "nan"),
    ),
    "inf for a number": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = inf, source = "x" }',
        ("force[aus-ship].strength", "inf"),
    ),
    "minus inf for a number": (
        '[[seat]]\nid = "JPN"\nlag_mu = { value = -inf, source = "x" }',
        ("seat[JPN].lag_mu", "inf"),
    ),
    "inf for the end of a range": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1, low = 1, high = inf }',
        ("force[aus-ship].strength", "inf"),
    ),
    "nan for a coordinate": ('[[place]]\nid = "guam"\nlat = nan', ("place[guam].lat", "nan")),
    "inf for a spread": (
        '[[incident]]\nid = "survey"\nwindow_hours = { low = 1, mode = 2, high = inf }',
        ("incident[survey].window_hours", "inf"),
    ),
    "nan for a spread": (
        '[[incident]]\nid = "survey"\nwindow_hours = { low = 1, mode = nan, high = 3 }',
        ("incident[survey].window_hours", "nan"),
    ),
    "nan for an effect": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\nattribution = { survey = nan }',
        ("msel[INJ-01].effect.attribution", "nan"),
    ),
    "inf for an effect": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\ntrust = { JPN = inf }',
        ("msel[INJ-01].effect.trust", "inf"),
    ),
    "an exempt share above one": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\nexempt_share = { JPN = 7.0 }',
        ("msel[INJ-01].effect.exempt_share", "7"),
    ),
    # where numbers come from
    "bare number": (
        '[[force]]\nid = "aus-ship"\nstrength = 1',
        ("force[aus-ship].strength", "is bare", "source", "low"),
    ),
    "number without source or range": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1 }',
        ("force[aus-ship].strength", "neither a source nor a range"),
    ),
    "empty source": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1, source = "" }',
        ("force[aus-ship].strength", "neither a source nor a range"),
    ),
    "half a range": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 1, low = 0 }',
        ("force[aus-ship].strength", "both low and high"),
    ),
    "value outside its range": (
        '[[force]]\nid = "aus-ship"\nstrength = { value = 5, low = 1, high = 2 }',
        ("force[aus-ship].strength", "5", "1–2"),
    ),
    "number without a value": (
        '[[seat]]\nid = "PRC"\ncyber_defence = { source = "x" }',
        ("seat[PRC].cyber_defence", "no value"),
    ),
    # a seat that is not there, wherever a seat can be named
    "stranger commands a force": (
        '[[force]]\nid = "aus-ship"\nseat = "AUZ"',
        ("force aus-ship: seat", "'AUZ'", "did you mean 'AUS'?"),
    ),
    "stranger is a member": (
        '[[coalition]]\nid = "aukus"\n[[coalition.member]]\nseat = "NZL"\ninformation = { value = 0.5, source = "x" }\nexempt_share = { value = 0, source = "x" }',
        ("coalition aukus", "'NZL'", "no such seat"),
    ),
    "stranger is an ally": (
        '[[coalition]]\nid = "aukus"\n[[coalition.ally]]\nseat = "NZL"\nvia = "USA"\ninformation = { value = 0.5, source = "x" }\nconsult_hours = { low = 1, mode = 2, high = 3 }',
        ("coalition aukus", "'NZL'", "no such seat"),
    ),
    "ally of a stranger": (
        '[[coalition]]\nid = "aukus"\n[[coalition.ally]]\nseat = "JPN"\nvia = "NZL"',
        ("coalition aukus", "via = 'NZL'", "not a member"),
    ),
    "stranger leads": ('[[coalition]]\nid = "aukus"\nlead = "NZL"', ("coalition aukus", "'NZL'", "no such seat")),
    "stranger opposes": (
        '[[incident]]\nid = "survey"\nopponent = "PRX"',
        ("incident survey: opponent", "'PRX'", "did you mean 'PRC'?"),
    ),
    "friend opposes": (
        '[[incident]]\nid = "survey"\nopponent = "JPN"',
        ("incident survey: opponent", "'JPN'", "BLUE, not RED"),
    ),
    "stranger has a stake": (
        '[[incident]]\nid = "survey"\nstakes = { NZL = { value = 0.5, source = "x" } }',
        ("incident survey: stakes", "'NZL'"),
    ),
    "stranger has sensors": (
        '[[incident]]\nid = "survey"\nsensors = { NZL = { value = 0.5, source = "x" } }',
        ("incident survey:", "sensors", "'NZL'"),
    ),
    "stranger may choose an option": (
        '[[option]]\nid = "presence"\nseats = ["NZL"]',
        ("option presence: seat", "'NZL'"),
    ),
    "stranger must consent": ('[[option]]\nid = "presence"\nconsent_of = ["NZL"]', ("option presence", "'NZL'")),
    "stranger donates": ('[[option]]\nid = "hotline"\ndonor = "NZL"', ("option hotline", "'NZL'")),
    "stranger owns a programme": (
        '[[programme]]\nid = "line"\ntitle = "L"\ndonor = "NZL"\ndomains = ["surface"]\nsource = "x"',
        ("programme line: donor", "'NZL'"),
    ),
    "stranger is told": ('[[msel]]\nid = "INJ-01"\nto = ["NZL"]', ("msel INJ-01", "'NZL'")),
    "stranger's trust moves": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\ntrust = { NZL = 0.1 }',
        ("msel INJ-01", "'NZL'"),
    ),
    "stranger's exemption moves": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\nexempt_share = { NZL = 0.1 }',
        ("msel INJ-01", "'NZL'"),
    ),
    "objective nobody has": ('[[msel]]\nid = "INJ-01"\nobjective = "nobodys-goal"', ("msel INJ-01", "'nobodys-goal'")),
    # other rows that are not there
    "home that is no place": (
        '[[force]]\nid = "aus-ship"\nhome = "darvin"',
        ("force aus-ship: home", "'darvin'", "did you mean 'darwin'?"),
    ),
    "incident at no place": ('[[incident]]\nid = "survey"\nplace = "moon"', ("incident survey: place", "'moon'")),
    "domain of no force": ('[[incident]]\nid = "survey"\ndomains = ["space"]', ("incident survey: domains", "'space'")),
    "option about no incident": (
        '[[option]]\nid = "presence"\nincidents = ["raid"]',
        ("option presence: incidents", "'raid'"),
    ),
    "option of no programme": (
        '[[option]]\nid = "hotline"\nprogramme = "aukus-9"',
        ("option hotline: programme", "'aukus-9'"),
    ),
    "inject opens nothing": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\nopens = "raid"',
        ("msel INJ-01: effect.opens", "'raid'"),
    ),
    "inject about nothing": (
        '[[msel]]\nid = "INJ-01"\n[msel.effect]\nattribution = { raid = 0.1 }',
        ("msel INJ-01: effect.attribution", "'raid'"),
    ),
    "condition on no incident": (
        '[[msel]]\nid = "INJ-02"\n[msel.when]\nincident = "raid"',
        ("msel INJ-02: when.incident", "'raid'"),
    ),
    "condition on no inject": (
        '[[msel]]\nid = "INJ-02"\n[msel.when]\nfired = "INJ-99"',
        ("msel INJ-02: when.fired", "'INJ-99'"),
    ),
    "condition on no option": (
        '[[msel]]\nid = "INJ-02"\n[msel.when]\nnot_ordered = "bribe"',
        ("msel INJ-02: when.not_ordered", "'bribe'"),
    ),
    "measure nobody takes": ('[[interest]]\nname = "glory"\nbetter = "higher"\nwhy = "x"', ("glory",)),
    # coalitions that cannot be
    "quorum larger than the members": (
        '[[coalition]]\nid = "aukus"\nrule = "quorum:4"',
        ("coalition aukus", "'quorum:4'", "only 3 members have a say"),
    ),
    "quorum larger than the votes": (
        '[[coalition]]\nid = "aukus-jpn-pillar2"\nrule = "quorum:4"',
        ("coalition aukus-jpn-pillar2", "'quorum:4'", "only 3"),
    ),
    "quorum of none": ('[[coalition]]\nid = "aukus"\nrule = "quorum:0"', ("coalition[aukus].rule", "'quorum:0'")),
    "rule nobody knows": (
        '[[coalition]]\nid = "aukus"\nrule = "majority"',
        ("coalition[aukus].rule", "'majority'", "unanimity", "quorum"),
    ),
    "opponent as member": (
        '[[coalition]]\nid = "aukus"\n[[coalition.member]]\nseat = "PRC"\ninformation = { value = 0.5, source = "x" }\nexempt_share = { value = 0, source = "x" }',
        ("coalition aukus", "'PRC'", "only BLUE seats"),
    ),
    "opponent as lead": ('[[coalition]]\nid = "aukus"\nlead = "PRC"', ("coalition aukus", "'PRC'", "only BLUE seats")),
    "member and ally": (
        '[[coalition]]\nid = "aukus"\n[[coalition.ally]]\nseat = "AUS"\nvia = "USA"\ninformation = { value = 0.5, source = "x" }\nconsult_hours = { low = 1, mode = 2, high = 3 }',
        ("coalition aukus", "'AUS'", "both member and ally"),
    ),
    "outsider as lead": (
        '[[coalition]]\nid = "aukus"\nlead = "JPN"',
        ("coalition aukus", "lead = 'JPN'", "not a member"),
    ),
    "leader without a say": (
        '[[coalition]]\nid = "aukus"\nrule = "lead"\n[[coalition.member]]\nseat = "USA"\nconsent = false',
        ("coalition aukus", "'USA'"),
    ),
    "member twice": (
        '[[coalition]]\nid = "twice"\ntitle = "T"\nrule = "lead"\nlead = "USA"\nmember = [{ seat = "USA", information = { value = 1, source = "x" }, exempt_share = { value = 1, source = "x" } }, { seat = "USA", information = { value = 1, source = "x" }, exempt_share = { value = 1, source = "x" } }]',
        ("coalition twice", "'USA'", "member twice"),
    ),
    "nobody belongs": (
        '[[coalition]]\nid = "none"\ntitle = "T"\nrule = "lead"\nlead = "USA"\nmember = []',
        ("coalition[none].member",),
    ),
    # conditions
    "circle of two injects": (
        '[[msel]]\nid = "INJ-02"\n[msel.when]\nfired = "INJ-03"\n[[msel]]\nid = "INJ-03"\nkind = "contingency"\nto = ["JPN"]\ntext = "t"\nsource = "x"\nwhen = { fired = "INJ-02" }',
        ("circular condition", "INJ-02", "INJ-03"),
    ),
    "inject that waits for itself": (
        '[[msel]]\nid = "INJ-02"\n[msel.when]\nfired = "INJ-02"',
        ("circular condition", "INJ-02"),
    ),
    "inject that opens what it waits for": (
        '[[incident]]\nid = "survey"\n[[msel]]\nid = "INJ-02"\nwhen = { incident = "survey" }\neffect = { opens = "survey" }',
        ("circular condition", "survey"),
    ),
    "contingency without a condition": (
        '[[msel]]\nid = "INJ-04"\nkind = "contingency"\nto = ["JPN"]\ntext = "t"\nsource = "x"',
        ("msel INJ-04", "needs a condition"),
    ),
    "inject without an hour": (
        '[[msel]]\nid = "INJ-99"\nto = ["JPN"]\ntext = "t"\nsource = "x"',
        ("msel INJ-99", "needs an hour"),
    ),
    "outcome of no incident": (
        '[[msel]]\nid = "INJ-02"\nwhen = { outcome = ["FAILURE"] }',
        ("msel INJ-02", "no incident"),
    ),
    "condition about nothing": (
        '[[msel]]\nid = "INJ-04"\nkind = "contingency"\nto = ["JPN"]\ntext = "t"\nsource = "x"\nwhen = {}',
        ("msel INJ-04", "when"),
    ),
    "outcome nobody knows": (
        '[[msel]]\nid = "INJ-02"\nwhen = { incident = "survey", outcome = ["DRAW"] }',
        ("msel[INJ-02].when.outcome", "'DRAW'"),
    ),
    "incident after ENDEX": (
        '[[incident]]\nid = "survey"\nhour = 9999',
        ("incident survey: hour", "9999", "after ENDEX"),
    ),
    "inject after ENDEX": ('[[msel]]\nid = "INJ-01"\nhour = 9999', ("msel INJ-01: hour", "9999", "after ENDEX")),
    "incident nothing opens": (
        '[[incident]]\nid = "raid"\ntitle = "R"\ntext = "t"\nplace = "guam"\nopponent = "PRC"\ndomains = ["surface"]\nwindow_hours = { low = 1, mode = 2, high = 3 }\nrung = 1\nseverity = { low = 0, mode = 0, high = 0 }\nresolve = { low = 1, mode = 1, high = 1 }\nred_strength = { value = 1, source = "x" }\ngain = { value = 1, source = "x" }\ncost = { value = 1, source = "x" }\nstatus_quo = { value = 0, source = "x" }\nbase_resist = { value = 0, source = "x" }\nsource = "x"',
        ("incident raid", "no hour and no inject opens it"),
    ),
    # options
    "transfer of nothing": ('[[option]]\nid = "hotline"\nkind = "transfer"', ("option hotline", "needs a programme")),
    "deployment of nothing": ('[[option]]\nid = "hotline"\nkind = "deploy"', ("option hotline", "needs domains")),
    "licence from nobody": ('[[option]]\nid = "hotline"\nlicence = true', ("option hotline", "no donor")),
    "joint measure about nothing": ('[[option]]\nid = "hotline"\njoint = true', ("option hotline", "joint")),
    "option of an unknown kind": (
        '[[option]]\nid = "hotline"\nkind = "bribe"',
        ("option[hotline].kind", "'bribe'", "reassure"),
    ),
    # models and weights
    "unknown model": (
        '[models]\ndeterrence = "quantol"',
        ("models.deterrence", "'quantol'", "did you mean 'quantal'?"),
    ),
    "unknown escalation model": ('[models]\nescalation = "magic"', ("models.escalation", "'magic'", "icb")),
    "unknown weights": ('[ladder]\nweights = "riviera"', ("ladder.weights", "'riviera'", "rivera")),
    # the same row twice in one file
    "option twice": (
        '[[option]]\nid = "presence"\ntitle = "One"\n[[option]]\nid = "presence"\ntitle = "Other"',
        ("option", "'presence'", "twice"),
    ),
    "force twice": (
        '[[force]]\nid = "aus-ship"\nname = "One"\n[[force]]\nid = "aus-ship"\nname = "Other"',
        ("force", "'aus-ship'", "twice"),
    ),
    "inject twice": (
        '[[msel]]\nid = "INJ-01"\nhour = 1\n[[msel]]\nid = "INJ-01"\nhour = 2',
        ("msel", "'INJ-01'", "twice"),
    ),
    "row without a name": ('[[option]]\ntitle = "Nameless"', ("option",)),
    # extends
    "extends nothing": ('extends = "nothing-there"', ("extends = 'nothing-there'", "no nothing-there.toml")),
    "extends a number": ("extends = 3", ("extends = 3",)),
    "extends itself": ('extends = "bad"', ("extends = 'bad'", "circle")),
    # numbers the mathematics cannot hold
    "a lag beyond all years": (
        '[[seat]]\nid = "JPN"\nlag_mu = { value = 2000, source = "x" }',
        ("seat[JPN].lag_mu", "2000"),
    ),
}


@pytest.mark.parametrize("name", SCENARIO_FILES)
def test_a_wrong_scenario_file_is_refused_by_name_and_key(name: str, run: Run, shelf: Path) -> None:
    """A scenario file that cannot be played is refused with its name, the key or row, the value and what would be right."""
    text, words = SCENARIO_FILES[name]
    bad = shelf / "bad.toml"
    bad.write_text(text if text.startswith("extends") else f'extends = "tutorial"\n{text}\n')

    said = run("check", str(bad))

    assert_refused(said, ("bad.toml", *words))


def test_a_wrong_file_gives_no_traceback_when_it_is_played(run: Run, shelf: Path) -> None:
    """Playing a file is refused in the same words as checking it, before any log is made."""
    (shelf / "bad.toml").write_text('extends = "tutorial"\n[[incident]]\nid = "survey"\nhour = -1\n')

    said = run("play", str(shelf / "bad.toml"), "--log", str(shelf / "new.jsonl"))

    assert_refused(said, ("bad.toml", "incident[survey].hour", "-1"))
    assert not (shelf / "new.jsonl").exists()


def test_every_mistake_of_a_file_is_named_at_once(run: Run, shelf: Path) -> None:
    """Several mistakes in one file come in one message, a line each, so that a user does not fix them one by one."""
    (shelf / "bad.toml").write_text('extends = "tutorial"\nturns = 0\nturn_hours = 0\ntitel = "x"\n')

    said = run("check", str(shelf / "bad.toml"))

    assert_refused(said, ("turns", "turn_hours", "titel", "did you mean 'title'?"))
    assert 3 == len(said.err.strip().splitlines())


def test_a_hundred_mistakes_are_cut_short(run: Run, shelf: Path) -> None:
    """A file with very many mistakes shows the first of them, a screen at most, and says how many more there are."""
    (shelf / "bad.toml").write_text('extends = "tutorial"\n' + "".join(f"key{n} = 1\n" for n in range(100)))

    said = run("check", str(shelf / "bad.toml"))

    shown = said.err.count(": unknown key; known:")
    assert 3 < shown <= 12
    assert_refused(said, ("key0: unknown key", f"and {100 - shown} more"))
    assert len(said.err) < 2100


# ---------------------------------------------------------------- files that are no scenario at all

NO_SCENARIOS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("is empty", "fourthseat new")),
    "white space": (b" \n\t\r\n", ("is empty",)),
    "a comment": (b"# nothing yet\n", ("missing", "name")),
    "noise": (NOISE, ("not UTF-8",)),
    "nulls": (b"\0" * 64, ("not TOML",)),
    "utf-16": ("name = 'x'".encode("utf-16"), ("not UTF-8",)),
    "byte order mark before nothing": (b"\xef\xbb\xbf\r\n", ("is empty",)),
    "deep by its keys": (b"[" + b".".join([b"a"] * 2000) + b"]\nb = 1\n", ("bad.toml", "deep")),
    "deep below another": (b'extends = "tutorial"\nplace = ' + b"[" * 300 + b"]" * 300, ("bad.toml", "deep")),
    "rows named by no name": (b'extends = "tutorial"\n[[place]]\nid = ["x"]\n', ("place[['x']].id",)),
    "utf-16 without its mark": ("name = 'x'".encode("utf-16-le"), ("is UTF-16 text, not UTF-8",)),
    "utf-32": ("name = 'x'".encode("utf-32"), ("is UTF-32 text, not UTF-8",)),
    "half a pair": (b'extends = "tutorial"\ntitle = "\\ud800"\n', ("not TOML",)),
    "half a pair as bytes": (b'title = "\xed\xa0\x80"\n', ("bad.toml", "line 1", "not UTF-8")),
    "syntax error": (b'name = "x"\ntitle = \n', ("not TOML", "bad.toml:2:9:")),
    "unclosed string": (b'name = "x\n', ("not TOML", "bad.toml:1:10:")),
    "key twice": (b'name = "x"\nname = "y"\n', ("not TOML",)),
    "json": (b'{"name": "x"}', ("not TOML", "bad.toml:1:1:")),
    "five thousand brackets": (b"a = " + b"[" * 5000 + b"]" * 5000, ("bad.toml", "deep")),
    "five thousand digits": (b"turns = " + b"1" * 5000, ("bad.toml",)),
    "a million rows": (b"# padding\n" * 1_000_000, ("is longer than 4 MB",)),
    "a table that is not rows": (b"place = 1\nseat = 2\n", ("place", "seat")),
}


@pytest.mark.parametrize("name", NO_SCENARIOS)
def test_a_file_that_is_no_scenario_is_refused(name: str, run: Run, shelf: Path) -> None:
    """Whatever bytes a file holds, checking it ends in one message that names the file and, for a syntax error, the line."""
    data, words = NO_SCENARIOS[name]
    (shelf / "bad.toml").write_bytes(data)

    said = run("check", str(shelf / "bad.toml"))

    assert_refused(said, ("bad.toml", *words))


def test_a_path_that_is_no_file_is_refused(run: Run, shelf: Path) -> None:
    """A missing file, a folder, a file taken for a folder and a link to itself are each refused by name."""
    (shelf / "loop.toml").symlink_to(shelf / "loop.toml")
    for path, words in (
        (shelf / "missing.toml", ("missing.toml", "no such file")),
        (shelf / "folder", ("folder", "is a folder")),
        (shelf / "notes.txt" / "x.toml", ("x.toml",)),
        (shelf / ("x" * 300 + ".toml"), ("x.toml",)),
        (shelf / "loop.toml", ("loop.toml",)),
    ):
        assert_refused(run("check", str(path)), words)
        assert_refused(run("play", str(path)), words)


def test_an_unreadable_file_is_refused(run: Run, shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A scenario or a log that may not be read is refused by name."""
    (shelf / "secret.toml").write_text("x")

    def closed(path: Path, *_: object) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(files, "_without_waiting", closed)
    scenario = run("check", str(shelf / "secret.toml"))
    monkeypatch.setattr(Path, "open", closed)
    log = run("replay", str(shelf / "done.jsonl"))
    monkeypatch.undo()

    assert_refused(scenario, ("secret.toml", "may not be read"))
    assert_refused(log, ("done.jsonl", "ermission denied"))


def test_files_that_extend_each_other_are_refused(run: Run, shelf: Path) -> None:
    """Two files that extend each other are refused as a circle."""
    (shelf / "a.toml").write_text('extends = "b"\n')
    (shelf / "b.toml").write_text('extends = "a"\n')

    assert_refused(run("check", str(shelf / "a.toml")), ("extends", "circle"))


# ---------------------------------------------------------------- command lines

COMMAND_LINES: dict[str, tuple[str, tuple[str, ...]]] = {
    "unknown command": ("plya tutorial", ("plya", "Did you mean 'play'?")),
    "unknown option": ("play tutorial --seeed 3", ("--seeed", "--seed")),
    "nothing to play": ("play", ("name a scenario", "fourthseat scenarios")),
    "nothing to compare": ("compare", ("SCENARIO",)),
    "nothing to replay": ("replay", ("LOG",)),
    "two scenarios": ("play tutorial tutorial", ("tutorial",)),
    "unknown scenario": ("play tutorail", ("no scenario 'tutorail'", "did you mean 'tutorial'?")),
    "unknown scenario to compare": ("compare tutorail", ("no scenario 'tutorail'", "did you mean 'tutorial'?")),
    "unknown scenario to show": ("scenarios tutorail", ("no scenario 'tutorail'", "did you mean 'tutorial'?")),
    "a base taken for a scenario": (
        "play _crisis",
        ("_crisis is no scenario but what scenarios build on", "fourthseat new NAME"),
    ),
    "unknown scenario far from all": ("play zzz", ("no scenario 'zzz'", "tutorial")),
    "folder for a scenario": ("play .", (".: is a folder without scenario.toml, so it is no pack",)),
    "missing scenario file": ("play {shelf}/x.toml", ("x.toml", "no such file")),
    "unknown coalition": (
        "play tutorial --coalition aukus-jp",
        ("no coalition 'aukus-jp' in tutorial", "did you mean 'aukus-jpn'?"),
    ),
    "empty coalition": ("play tutorial --coalition=", ("no coalition ''",)),
    "unknown coalition to compare": (
        "compare tutorial --games 2 --coalition aukus-jp",
        ("no coalition 'aukus-jp'", "did you mean 'aukus-jpn'?"),
    ),
    "bad rule": ("play tutorial --rule most", ("rule", "'most'", "unanimity", "quorum")),
    "impossible quorum": ("play tutorial --rule quorum:9", ("'quorum:9'", "only 3 members have a say")),
    "quorum of nothing": ("play tutorial --rule quorum:", ("'quorum:'",)),
    "bad rule to compare": ("compare tutorial --games 2 --rule most", ("rule", "'most'", "unanimity")),
    "negative seed": ("play tutorial --seed=-1", ("--seed", "-1")),
    "seed too large": (f"play tutorial --seed {2**128}", ("--seed", str(2**128))),
    "seed that is no number": ("play tutorial --seed lucky", ("--seed", "'lucky'")),
    "seed with a fraction": ("play tutorial --seed 1.5", ("--seed", "'1.5'")),
    "malformed seat": ("play tutorial --seat JPN", ("--seat 'JPN'", "SEAT=PLAYER")),
    "seat without a player": ("play tutorial --seat JPN=", ("--seat 'JPN='", "SEAT=PLAYER")),
    "player without a seat": ("play tutorial --seat =human", ("--seat '=human'", "SEAT=PLAYER")),
    "unknown seat": ("play tutorial --seat JPM=human", ("no seat 'JPM' in tutorial", "did you mean 'JPN'?")),
    "seat in small letters": ("play tutorial --seat jpn=human", ("no seat 'jpn' in tutorial", "JPN")),
    "unknown player": ("play tutorial --seat JPN=doctrin", ("no player 'doctrin' for JPN", "did you mean 'doctrine'?")),
    "doctrine for control": ("play tutorial --seat CONTROL=doctrine", ("CONTROL", "silent or human")),
    "silent capital": ("play tutorial --seat JPN=silent", ("only CONTROL is silent", "JPN")),
    "person in a hundred games": ("compare tutorial --games 2 --seat JPN=human", ("JPN=human", "fourthseat play")),
    "set without a value": ("play tutorial --set turns", ("--set 'turns'", "PATH=VALUE")),
    "set nothing": ("play tutorial --set =3", ("--set '=3'", "PATH=VALUE")),
    "set an unknown table": (
        "play tutorial --set assumption.precision=1",
        ("'assumption'", "did you mean 'assumptions'?"),
    ),
    "set an unknown field": ("play tutorial --set assumptions.precison=1", ("'precison'", "did you mean 'precision'?")),
    "set an unknown row": ("play tutorial --set incident.survay.gain=1", ("'survay'", "did you mean 'survey'?")),
    "set beyond a value": ("play tutorial --set turns.x=1", ("'x'", "turns")),
    "set a whole table": ("play tutorial --set assumptions=3", ("assumptions is a table", "precision")),
    "set a whole list": ("play tutorial --set incident=3", ("incident is a table", "name a field of it")),
    "set a row": ("play tutorial --set incident.survey=3", ("incident.survey is a table", "name a field of it")),
    "set a word for a number": (
        "play tutorial --set assumptions.precision=high",
        ("assumptions.precision = 'high'", "not a number"),
    ),
    "set yes for a number": (
        "play tutorial --set assumptions.precision=true",
        ("assumptions.precision = True", "not a number"),
    ),
    "set nan": ("play tutorial --set assumptions.precision=NaN", ("assumptions.precision", "nan")),
    "set infinity": ("play tutorial --set assumptions.precision=Infinity", ("assumptions.precision", "inf")),
    "set a negative": ("play tutorial --set assumptions.precision=-1", ("assumptions.precision", "-1", "negative")),
    "set a share above one": ("play tutorial --set seat.JPN.trust=3", ("trust", "3", "between 0 and 1")),
    "set a count out of range": ("play tutorial --set turns=99", ("turns", "99", "24")),
    "set a word for a count": ("play tutorial --set turns=many", ("turns", "'many'")),
    "set a quoted number for a count": ('play tutorial --set turns="1"', ("turns", "'1'")),
    "set a word for yes or no": ("play tutorial --set mechanisms.trust=maybe", ("mechanisms.trust", "'maybe'")),
    "set a dangling seat": ("play tutorial --set force.aus-ship.seat=NZL", ("force aus-ship: seat", "'NZL'")),
    "set a rule nobody knows": ("play tutorial --set coalition.aukus.rule=most", ("rule", "'most'")),
    "set a whole number too long": (f"play tutorial --set turns={'1' * 5000}", ("turns",)),
    "set brackets too deep": (f"play tutorial --set title={'[' * 5000}", ("title",)),
    "set in compare": ("compare tutorial --games 2 --set turns=0", ("turns", "0")),
    "off unknown": ("play tutorial --off provocatoin", ("no mechanism 'provocatoin'", "did you mean 'provocation'?")),
    "off in compare": ("compare tutorial --games 2 --off luck", ("no mechanism 'luck'", "trust")),
    "no games": ("compare tutorial --games 0", ("--games", "0")),
    "one game": ("compare tutorial --games 1", ("--games", "1")),
    "games that are no number": ("compare tutorial --games many", ("--games", "'many'")),
    "too many games": ("compare tutorial --games 100001", ("--games", "100001")),
    "unknown measure": (
        "compare tutorial --games 2 --measure peak_rang",
        ("no measure 'peak_rang'", "did you mean 'peak_rung'?"),
    ),
    "all and one measure": ("compare tutorial --games 2 --measure all --measure peak_rung", ("all",)),
    "one variant to compare": ("compare tutorial --games 2 --coalition aukus", ("aukus", "two")),
    "same variant twice": ("compare tutorial --games 2 --coalition aukus --coalition aukus", ("aukus", "twice")),
    "unknown setting of provocation": ("compare tutorial --provocation maybe", ("--provocation", "'maybe'")),
    "log onto a log": ("play tutorial --log {shelf}/done.jsonl", ("done.jsonl", "already exists", "--resume")),
    "log onto a note": ("play tutorial --log {shelf}/notes.txt", ("notes.txt", "already exists")),
    "log onto a folder": ("play tutorial --log {shelf}/folder", ("folder",)),
    "log into a missing folder": ("play tutorial --log {shelf}/nowhere/x.jsonl", ("x.jsonl", "there is no folder")),
    "log below a file": ("play tutorial --log {shelf}/notes.txt/x.jsonl", ("x.jsonl", "ot a directory")),
    "check a missing file": ("check {shelf}/x.toml", ("x.toml", "no such file")),
    "check a log": ("check {shelf}/done.jsonl", ("done.jsonl", "not TOML")),
    "unknown shell": ("completion csh", ("'csh'", "bash")),
    # replay
    "replay a missing log": ("replay {shelf}/x.jsonl", ("x.jsonl", "no such file")),
    "verify a missing log": ("replay {shelf}/x.jsonl --verify", ("x.jsonl", "no such file")),
    "replay a folder": ("replay {shelf}/folder", ("folder",)),
    "replay a note": ("replay {shelf}/notes.txt", ("notes.txt", "line 1")),
    "turn beyond the end": ("replay {shelf}/done.jsonl --turn 9", ("no turn 9", "1 to 2")),
    "turn zero": ("replay {shelf}/done.jsonl --turn 0", ("--turn", "0")),
    "turn that is no number": ("replay {shelf}/done.jsonl --turn last", ("--turn", "'last'")),
    "unknown eyes": ("replay {shelf}/done.jsonl --seat JPM", ("no seat 'JPM'", "did you mean 'JPN'?")),
    "json through one seat's eyes": ("replay {shelf}/done.jsonl --seat JPN --json", ("--json", "--seat")),
    "verify and fork": ("replay {shelf}/done.jsonl --verify --fork 1", ("--verify", "--fork", "give one")),
    "verify and diff": (
        "replay {shelf}/done.jsonl --verify --diff {shelf}/done.jsonl",
        ("--verify", "--diff", "give one"),
    ),
    "fork and diff": ("replay {shelf}/done.jsonl --fork 1 --diff {shelf}/done.jsonl", ("--fork", "--diff", "give one")),
    "play without fork": ("replay {shelf}/done.jsonl --play JPN=uniform", ("--play", "--fork TURN")),
    "order without fork": ("replay {shelf}/done.jsonl --order JPN=hotline", ("--order", "--fork TURN")),
    "coalition without fork": ("replay {shelf}/done.jsonl --coalition aukus-jpn", ("--coalition", "--fork TURN")),
    "log without fork": ("replay {shelf}/done.jsonl --log {shelf}/new.jsonl", ("--log", "--fork TURN")),
    "turn of a verification": ("replay {shelf}/done.jsonl --verify --turn 1", ("--verify", "--turn")),
    "eyes of a comparison": ("replay {shelf}/done.jsonl --diff {shelf}/done.jsonl --seat JPN", ("--diff", "--seat")),
    "fork beyond the end": ("replay {shelf}/done.jsonl --fork 9", ("no turn 9", "1 to 2")),
    "fork at zero": ("replay {shelf}/done.jsonl --fork 0", ("--fork", "0")),
    "fork with an unknown coalition": (
        "replay {shelf}/done.jsonl --fork 1 --coalition aukus-jp --log {shelf}/new.jsonl",
        ("no coalition 'aukus-jp'", "did you mean 'aukus-jpn'?"),
    ),
    "fork with an unknown option": (
        "replay {shelf}/done.jsonl --fork 1 --order JPN=hotlin --log {shelf}/new.jsonl",
        ("JPN=hotlin", "no option 'hotlin'", "did you mean 'hotline'?"),
    ),
    "fork with an option too high": (
        "replay {shelf}/done.jsonl --fork 1 --order JPN=presence@nowhere --log {shelf}/new.jsonl",
        ("JPN=presence@nowhere",),
    ),
    "fork with an option of nobody's": (
        "replay {shelf}/done.jsonl --fork 1 --order GBR=presence@survey --log {shelf}/new.jsonl",
        ("GBR=presence@survey", "not among GBR's options"),
    ),
    "fork with an unknown seat": (
        "replay {shelf}/done.jsonl --fork 1 --order JPM=hotline --log {shelf}/new.jsonl",
        ("no seat 'JPM'", "did you mean 'JPN'?"),
    ),
    "fork with a malformed order": (
        "replay {shelf}/done.jsonl --fork 1 --order hotline --log {shelf}/new.jsonl",
        ("--order 'hotline'", "SEAT=OPTION[@INCIDENT]"),
    ),
    "fork with an unknown player": (
        "replay {shelf}/done.jsonl --fork 1 --play JPN=robot --log {shelf}/new.jsonl",
        ("no player 'robot' for JPN",),
    ),
    "fork with a malformed player": (
        "replay {shelf}/done.jsonl --fork 1 --play JPN --log {shelf}/new.jsonl",
        ("--play 'JPN'", "SEAT=PLAYER"),
    ),
    "fork onto itself": (
        "replay {shelf}/done.jsonl --fork 1 --log {shelf}/done.jsonl",
        ("done.jsonl", "already exists"),
    ),
    "diff with a missing log": ("replay {shelf}/done.jsonl --diff {shelf}/x.jsonl", ("x.jsonl", "no such file")),
    "diff with a note": ("replay {shelf}/done.jsonl --diff {shelf}/notes.txt", ("notes.txt",)),
    # resume
    "resume a finished log": ("play --resume {shelf}/done.jsonl", ("done.jsonl", "finished", "fourthseat replay")),
    "resume a missing log": ("play --resume {shelf}/x.jsonl", ("x.jsonl", "no such file")),
    "resume a folder": ("play --resume {shelf}/folder", ("folder",)),
    "resume a note": ("play --resume {shelf}/notes.txt", ("notes.txt",)),
    "resume with a scenario": (
        "play tutorial --resume {shelf}/half.jsonl",
        ("--resume takes everything from the log",),
    ),
    "resume with a coalition": ("play --resume {shelf}/half.jsonl --coalition aukus", ("--resume takes everything",)),
    "resume with a rule": ("play --resume {shelf}/half.jsonl --rule lead", ("--resume takes everything",)),
    "resume with a change": ("play --resume {shelf}/half.jsonl --set turns=1", ("--resume takes everything",)),
    "resume with a mechanism off": ("play --resume {shelf}/half.jsonl --off trust", ("--resume takes everything",)),
    "resume with a new log": (
        "play --resume {shelf}/half.jsonl --log {shelf}/new.jsonl",
        ("--resume takes everything",),
    ),
    "resume with a seed": ("play --resume {shelf}/half.jsonl --seed 7", ("--resume takes everything",)),
    "resume with an unknown seat": ("play --resume {shelf}/half.jsonl --seat JPM=uniform", ("no seat 'JPM'",)),
    "resume with an unknown player": ("play --resume {shelf}/half.jsonl --seat JPN=robot", ("no player 'robot'",)),
}


@pytest.mark.parametrize("name", COMMAND_LINES)
def test_a_wrong_command_line_is_refused(name: str, run: Run, shelf: Path) -> None:
    """A wrong command line ends in one message that names the value and what would be right, and leaves no file behind."""
    line, words = COMMAND_LINES[name]
    before = tree(shelf)

    said = run(*(part.format(shelf=shelf) if "{shelf}" in part else part for part in line.split()))

    assert_refused(said, words)
    assert before == tree(shelf)


PROCESSES = (
    "unknown command",
    "unknown scenario",
    "nothing to play",
    "set infinity",
    "unknown seat",
    "log onto a log",
    "replay a note",
    "turn beyond the end",
    "resume a finished log",
    "seed too large",
)


@pytest.mark.parametrize("name", PROCESSES)
def test_a_real_process_refuses_in_the_same_words(name: str, shelf: Path) -> None:
    """The exit code and the message are the same in a process of its own, with nothing else on its two streams."""
    line, words = COMMAND_LINES[name]

    said = process(*(part.format(shelf=shelf) for part in line.split()))

    assert_refused(said, words)


def test_no_command_at_all_shows_the_help(run: Run) -> None:
    """The bare command shows what there is to do."""
    said = run()

    assert "Traceback" not in said.out + said.err
    assert "compare" in said.out + said.err


# ---------------------------------------------------------------- logs that are none, or are broken

NO_LOGS: dict[str, tuple[bytes, tuple[str, ...]]] = {
    "empty": (b"", ("is empty",)),
    "white space": (b"\n \n", ("is empty",)),
    "noise": (b"\xff\xfe" + NOISE + b"\n", ("line 1", "not text")),
    "nulls": (b"\0" * 64 + b"\n", ("line 1",)),
    "prose": (b"Dear diary,\n", ("line 1", "not JSON")),
    "a number": (b"7\n", ("line 1", "int")),
    "a list": (b"[]\n", ("line 1", "list")),
    "null": (b"null\n", ("line 1",)),
    "an empty object": (b"{}\n", ("line 1", "not a Fourth Seat log")),
    "another program's": (b'{"version":2,"events":[]}\n', ("line 1", "not a Fourth Seat log")),
    "version zero": (b'{"fourthseat":0}\n', ("line 1", "not a Fourth Seat log")),
    "version in words": (b'{"fourthseat":"2"}\n', ("line 1", "not a Fourth Seat log")),
    "version yes": (b'{"fourthseat":true}\n', ("line 1", "not a Fourth Seat log")),
    "a later version": (b'{"fourthseat":99}\n', ("line 1", "format 99 is newer")),
    "deep brackets": (b'{"fourthseat":2,"a":' + b"[" * 50_000 + b"]" * 50_000 + b"}\n", ("line 1", "deep")),
    "a number of five thousand digits": (b'{"fourthseat":' + b"1" * 5000 + b"}\n", ("line 1",)),
    "not a number": (b'{"fourthseat":2,"a":NaN}\n', ("line 1",)),
    "half a character": (b'{"fourthseat":2,"a":"\\ud800"}\n', ("line 1",)),
    "only half a line": (b'{"fourthseat":2', ("line 1", "header was cut")),
    "carriage returns": (b'{"fourthseat":2}\r\n{}\r\n', ("line 1",)),
}


@pytest.mark.parametrize("name", NO_LOGS)
@pytest.mark.parametrize("command", ["replay", "verify", "resume"])
def test_a_file_that_is_no_log_is_refused(name: str, command: str, run: Run, shelf: Path) -> None:
    """Whatever bytes a file holds, watching, verifying or resuming it ends in one message that names the file and the line."""
    data, words = NO_LOGS[name]
    bad = shelf / "bad.jsonl"
    bad.write_bytes(data)
    args = {
        "replay": ("replay", str(bad)),
        "verify": ("replay", str(bad), "--verify"),
        "resume": ("play", "--resume", str(bad)),
    }

    said = run(*args[command])

    assert_refused(said, ("bad.jsonl", *words))
    assert data == bad.read_bytes()


HEADERS: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "no scenario": ({"scenario": ...}, ("line 1", "scenario")),
    "empty scenario": ({"scenario": {}}, ("line 1", "missing")),
    "scenario of nothing": ({"scenario": None}, ("line 1", "scenario")),
    "scenario as a name": ({"scenario": "tutorial"}, ("line 1", "scenario")),
    "no coalition": ({"coalition": ...}, ("line 1", "coalition")),
    "unknown coalition": ({"coalition": "quad"}, ("line 1", "'quad'")),
    "coalition as a list": ({"coalition": ["aukus"]}, ("line 1", "coalition")),
    "coalition of nothing": ({"coalition": None}, ("line 1", "coalition")),
    "no seed": ({"seed": ...}, ("line 1", "seed")),
    "negative seed": ({"seed": -1}, ("line 1", "seed", "-1")),
    "seed too large": ({"seed": 2**128}, ("line 1", "seed")),
    "seed as text": ({"seed": "5"}, ("line 1", "seed", "'5'")),
    "seed as yes": ({"seed": True}, ("line 1", "seed", "True")),
    "seed with a fraction": ({"seed": 5.0}, ("line 1", "seed", "5.0")),
    "no cast": ({"cast": ...}, ("line 1", "cast")),
    "cast as text": ({"cast": "everyone"}, ("line 1", "cast")),
    "cast as a list": ({"cast": ["JPN"]}, ("line 1", "cast")),
    "cast of numbers": ({"cast": {"JPN": 3}}, ("line 1", "cast", "3")),
    "cast of strangers": ({"cast": {"NZL": "doctrine"}}, ("NZL",)),
    "engine as a number": ({"engine": 3}, ("line 1", "engine")),
    "parent as text": ({"parent": "mother.jsonl"}, ("line 1", "parent")),
    "parent as a list": ({"parent": [1]}, ("line 1", "parent")),
    "unknown key": ({"colour": "red"}, ("line 1", "colour")),
}


@pytest.mark.parametrize("name", HEADERS)
@pytest.mark.parametrize("command", ["verify", "resume"])
def test_a_header_that_cannot_be_is_refused(
    name: str, command: str, run: Run, shelf: Path, logs: dict[str, bytes]
) -> None:
    """A header with a wrong field is refused by name even if its hash was recomputed."""
    change, words = HEADERS[name]
    bodies = bodies_of(logs["half"])
    head = {key: value for key, value in {**bodies[0], **change}.items() if value is not ...}
    (shelf / "bad.jsonl").write_bytes(chained([head, *bodies[1:]]))
    args = {
        "verify": ("replay", str(shelf / "bad.jsonl"), "--verify"),
        "resume": ("play", "--resume", str(shelf / "bad.jsonl")),
    }

    said = run(*args[command])

    assert_refused(said, words)


LINES: dict[str, tuple[dict[str, Any], tuple[str, ...]]] = {
    "unknown kind": ({"kind": "Bribed"}, ("line 3", "unknown kind 'Bribed'")),
    "no kind": ({"kind": ...}, ("line 3", "unknown kind None")),
    "kind as a list": ({"kind": ["TurnOpened"]}, ("line 3", "unknown kind")),
    "missing field": ({"hour": ...}, ("line 3", "hour")),
    "unknown field": ({"colour": "red"}, ("line 3", "colour")),
    "word for an hour": ({"hour": "noon"}, ("line 3", "hour", "'noon'")),
    "text for an hour": ({"hour": "0"}, ("line 3", "hour", "'0'")),
    "nothing for an hour": ({"hour": None}, ("line 3", "hour")),
    "list for an hour": ({"hour": [0]}, ("line 3", "hour")),
}


@pytest.mark.parametrize("name", LINES)
def test_a_line_that_cannot_be_is_refused(name: str, run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """An entry of an unknown kind or with a wrong field is refused with its line number even if the hashes were recomputed."""
    change, words = LINES[name]
    bodies = bodies_of(logs["done"])
    bodies[2] = {key: value for key, value in {**bodies[2], **change}.items() if value is not ...}
    (shelf / "bad.jsonl").write_bytes(chained(bodies))

    for command in (("replay", str(shelf / "bad.jsonl")), ("replay", str(shelf / "bad.jsonl"), "--verify")):
        assert_refused(run(*command), ("bad.jsonl", *words))


def leaves(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Where every plain value of *value* stands."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for n, item in enumerate(value):
            yield from leaves(item, (*path, n))
    else:
        yield path


FORGED = ("incident", "request", "seat", "option", "force", "coalition", "source", "holder", "id")
"""Fields that name something of the scenario."""


def test_a_forged_name_is_never_a_traceback(run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """A log whose hashes were recomputed over names that do not exist is shown or refused when watched, never a traceback."""
    bodies = bodies_of(logs["done"])
    tried: Counter[tuple[str, str]] = Counter()
    for number in range(1, len(bodies)):
        for path in leaves(bodies[number]):
            field = (str(bodies[number]["kind"]), str(path[-1]))
            if field[1] not in FORGED or tried[field] == 3:  # three entries of a kind stand for the others
                continue
            changed = json.loads(json.dumps(bodies))
            holder = changed[number]
            for step in path[:-1]:
                holder = holder[step]
            holder[path[-1]] = "nobody"
            (shelf / "bad.jsonl").write_bytes(chained(changed))

            said = run("replay", str(shelf / "bad.jsonl"))

            tried[field] += 1
            assert said.code in (0, 2), (number, path, said.err)
            assert int(said.code == 2) == messages(said.err), (number, path, said.err)
    assert len(tried) > 20


def test_a_log_cut_anywhere_shows_its_good_part_or_says_why_not(run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """An unfinished log cut at any byte is watched as far as it is whole, and says so; cut in the header it is refused."""
    data = unsealed(logs["done"])
    header, second = (data.index(b"\n") + 1, data.index(b"\n", data.index(b"\n") + 1) + 1)
    inside = [*range(0, header, max(1, header // 60)), *range(header - 20, header)]
    behind = [
        *range(header, second, 5),
        *range(second, len(data), max(1, (len(data) - second) // 30)),
        *range(len(data) - 12, len(data)),
    ]
    cut = shelf / "cut.jsonl"
    for at in inside:
        cut.write_bytes(data[:at])
        said = run("replay", str(cut))
        assert (at, 2, 1, "") == (at, said.code, messages(said.err), said.out)
        assert "is empty" in said.err if at == 0 else "header was cut" in said.err
    for at in behind:
        cut.write_bytes(data[:at])
        said = run("replay", str(cut))
        assert (at, 0, "") == (at, said.code, said.err)
        torn = not data[:at].endswith(b"\n") and data[at : at + 1] != b"\n"  # without its end alone a line is whole
        assert (at, torn) == (at, "The last line was cut and is left out." in said.out)
        assert (at < len(data) - 1) == ("The game is unfinished" in said.out)
        assert data[:at] == cut.read_bytes()


def test_a_finished_log_cut_anywhere_is_refused(run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """Its seal says how it ended: it is neither watched nor gone on with as if it were unfinished, and --verify fails."""
    data = logs["done"]
    cut = shelf / "cut.jsonl"
    behind = data.index(b"\n") + 1
    for at in range(behind, len(data), (len(data) - behind) // 12):
        cut.write_bytes(data[:at])
        for command in (("replay", str(cut)), ("play", "--resume", str(cut))):
            assert_refused(run(*command), ("sealed at ENDEX", "tail has been cut"))
        assert 1 == run("replay", str(cut), "--verify").code
        assert data[:at] == cut.read_bytes()


def test_the_header_cut_at_every_byte_is_refused(shelf: Path, logs: dict[str, bytes]) -> None:
    """The header cut at any single byte whatever is refused as cut."""
    from fourthseat.engine.core.errors import LogError
    from fourthseat.engine.record.log import parse_log

    header = logs["done"].index(b"\n")
    for at in range(1, header + 1):
        with pytest.raises(LogError, match="header was cut"):
            parse_log(logs["done"][:at], "log")


def test_a_tampered_log_is_not_resumed(run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """A log with a changed character, or a consistent forgery, is refused for resuming with its line and left as it is."""
    half = logs["half"]
    casual = half.replace(b'"turn":1', b'"turn":7', 1)
    edited = 1 + half[: half.index(b'"turn":1')].count(b"\n")
    bodies = bodies_of(half)
    number = next(n for n, body in enumerate(bodies) if body.get("kind") == "IncidentOpened")
    forged = [*bodies[:number], bodies[number] | {"closes": 9}, *bodies[number + 1 :]]
    for data, words in (
        (casual, (f"line {edited}", "does not follow")),
        (chained(forged), (f"line {number + 1}", "IncidentOpened.closes", "9")),
    ):
        bad = shelf / "bad.jsonl"
        bad.write_bytes(data)
        assert_refused(run("play", "--resume", str(bad)), words)
        assert data == bad.read_bytes()


def test_a_refused_resume_keeps_a_torn_tail(run: Run, shelf: Path, logs: dict[str, bytes]) -> None:
    """A resume that is refused has not yet cut the torn line off: not a byte of the log changes."""
    torn = logs["half"] + b'{"kind":"Deci'
    (shelf / "torn.jsonl").write_bytes(torn)

    assert_refused(run("play", "--resume", str(shelf / "torn.jsonl"), "--seat", "JPN=robot"), ("no player 'robot'",))
    assert torn == (shelf / "torn.jsonl").read_bytes()


# ---------------------------------------------------------------- what a spreadsheet may get wrong

ROW = "INJ-01,H+24,AUS,Something happens.\n"
HEADS = "Event Number,Designated Scenario Time,To,Message\n"
SHEETS: dict[str, tuple[bytes, list[str]]] = {
    "seat.csv": ((HEADS + ROW + ROW.replace("AUS", "JAP").replace("01", "02")).encode(), ["row 3, column 'To'", "'JAP'", "did you mean 'JPN'?"]),
    "time.csv": ((HEADS + ROW.replace("H+24", "soon")).encode(), ["row 2, column 'Designated Scenario Time'", "'soon'", "H+30, D+1 06:00"]),
    "date.csv": ((HEADS + ROW.replace("H+24", "2030-05-01 06:00")).encode(), ["row 2", "is a date, and nobody has said on which day STARTEX is; --startex"]),
    "late.csv": ((HEADS + ROW.replace("24", "9000")).encode(), ["row 2, column 'Designated Scenario Time'", "9000", "after ENDEX"]),
    "twice.csv": ((HEADS + ROW + ROW).encode(), ["row 3, column 'Event Number'", "'INJ-01' appears twice, first in row 2"]),
    "empty.csv": ((HEADS + ROW.replace("Something happens.", "")).encode(), ["row 2, column 'Message'", "is empty"]),
    "headless.csv": (("Event Number,Message\n" + "INJ-01,One.\n").encode(), ["row 1: no column 'To'", "'Message'", '--default "To=All"']),
    "condition.csv": (b"Event Number,Event Type,To,Message,Condition\nINJ-01,Contingency Inject,AUS,One.,rung over 3\n", ["row 2, column 'Condition'", "'rung over 3' is no condition", "column 6: 'over'", "rung >= 4"]),
    "quote.csv": ((HEADS + 'INJ-01,H+24,AUS,"never closed\n').encode(), ["row 2", "not CSV"]),
    "latin.csv": ((HEADS + ROW.replace("happens", "happ\u00e9ns")).encode("latin-1"), ["row 2: byte 79 is not UTF-8", "CSV UTF-8 or as .xlsx"]),
    "picture.xlsx": (b"\x89PNG\r\n\x1a\n" + NOISE, ["is a picture", "save it as .xlsx"]),
    "locked.xlsx": (bytes.fromhex("d0cf11e0a1b11ae1") + NOISE, ["locked with a password", "without a password"]),
    "cut.xlsx": (b"PK\x03\x04" + NOISE, ["is damaged or cut short"]),
    "old.xls": (bytes.fromhex("d0cf11e0a1b11ae1") + NOISE, ["as .xlsx or .csv, not .xls"]),
}  # fmt: skip
"""A sheet, and what its message must hold beside its name."""


@pytest.mark.parametrize("name", SHEETS)
@pytest.mark.parametrize(
    "command", ["msel tutorial --check", "play tutorial --msel", "rehearse tutorial --games 10 --msel"]
)
def test_a_bad_sheet(run: Run, shelf: Path, name: str, command: str) -> None:
    """Whoever reads it says the file, the row, the column, the value and what would be right; nothing is played."""
    inside, words = SHEETS[name]
    (shelf / name).write_bytes(inside)
    if name.endswith(".xlsx"):
        pytest.importorskip("openpyxl", reason="openpyxl is not installed")

    assert_refused(run(*command.split(), str(shelf / name)), [name, *words])
