"""What people's files, pipes and disks do to the commands, a table a family of commands: each row stands for a kind of fault."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.inprocess import Said, call

CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
HEADS = "Event Number,Designated Scenario Time,To,Message,Exercise Objective\n"
NORTH = "The ship turns north."


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder the commands are run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def process(*arguments: str, **more: Any) -> subprocess.CompletedProcess[bytes]:
    """The command as a process of its own."""
    command = [sys.executable, "-m", "fourthseat", *arguments]
    return subprocess.run(command, capture_output=True, timeout=90, check=False, **more)


def refused(said: Said, *words: str) -> None:
    """Exit 2, one message with every one of *words*, a screen at most, and nothing that moves a terminal."""
    assert (2, "") == (said.code, said.raised), said
    assert [] == [word for word in words if word not in said.err], said.err
    assert not CONTROL.search(said.err), said.err
    assert len(said.err) <= 2000


def injects(here: Path, sheet: str) -> list[dict[str, Any]]:
    """The events that a game played from *sheet* holds; the game is refused otherwise."""
    log = here / "played.jsonl"
    log.unlink(missing_ok=True)
    said = call(("play", "tutorial", "--msel", sheet, "--log", str(log), "--json"))
    assert said.code == 0, said.err
    rows: list[dict[str, Any]] = json.loads(log.read_text("utf-8").splitlines()[0])["scenario"]["msel"]
    return rows


# ---------------------------------------------------------------- events lists: text

HEADERS = {
    "a hash sign": "#,Designated Scenario Time,To,Message\n1,H+24,AUS,{}\n",
    "words of another office": "EVENT #,INJECT DTG,SEND TO (RECIPIENT PLAYERS),EVENT DESCRIPTION,EXPECTED OUTCOMES\n1,H+24,AUS,{},They answer\n",
    "words run together": "EventNumber,ScheduledTime,Target,Description,ExpectedAction,DeliveryMethod\n1,H+24,AUS,{},They answer,Radio\n",
    "a number that is called an inject": "No.,Inject #,To,Time,Narrative\n1,7,AUS,H+24,{}\n",
    "a colon behind each": "Event Number:,Designated Scenario Time:,To:,Message:\n1,H+24,AUS,{}\n",
}


@pytest.mark.parametrize("name", HEADERS)
def test_a_header_is_understood_or_a_mapping_is_asked_for(name: str, here: Path) -> None:
    """The message is the message, whatever its column is called; what cannot be guessed is asked for, with the option that answers."""
    (here / "m.csv").write_text(HEADERS[name].format(NORTH))
    said = call(("msel", "tutorial", "--check", "m.csv"))

    if said.code:
        refused(said, "--map")
    else:
        assert [NORTH] == [row["text"] for row in injects(here, "m.csv")]


@pytest.mark.parametrize("move", ["2", "9", "two"])
def test_a_move_that_contradicts_the_time_is_refused(move: str, here: Path) -> None:
    """An edited column is obeyed or refused, never dropped."""
    (here / "m.csv").write_text(f"Event Number,Move,Designated Scenario Time,To,Message\n1,{move},H+72,AUS,x\n")

    refused(call(("msel", "tutorial", "--check", "m.csv")), "Move", "row 2")


@pytest.mark.parametrize("to", ["AUS, AUS", "AUS;AUS", "AUS, aus"])
def test_nobody_receives_a_thing_twice(to: str, here: Path) -> None:
    """A recipient who is named twice is one recipient."""
    (here / "m.csv").write_text(f'{HEADS}INJ-01,H+24,"{to}",One thing,usa-hold\n')

    assert [["AUS"]] == [row["to"] for row in injects(here, "m.csv")]


@pytest.mark.parametrize("odd", ["\0", "\x07\x0b", "\x1b]0;title\x07\x1b[2J", "\x9b31m", "\x7f"])
def test_a_control_character_of_a_sheet_never_reaches_a_terminal(odd: str, here: Path) -> None:
    """It is refused with its row, or shown harmless: by the check, in the story, in every refusal."""
    (here / "m.csv").write_bytes(f"{HEADS}INJ-01,H+24,AUS,a{odd}b,usa-hold\n".encode())
    for line in (("msel", "tutorial", "--check", "m.csv"), ("play", "tutorial", "--msel", "m.csv", "--full")):
        said = call(line)
        assert said.code in (0, 2)
        assert not said.raised
        assert not CONTROL.search(said.out + said.err), (said.out + said.err)[:300]


@pytest.mark.parametrize("word", [":ship:", "[bold]x[/bold]", "[/]", "[red", "\\[a]"])
def test_what_looks_like_markup_is_told_as_it_was_written(word: str, here: Path) -> None:
    """The story has the words of the message."""
    (here / "m.csv").write_text(f"{HEADS}INJ-01,H+24,AUS,Codeword {word} now,usa-hold\n")

    assert f"Codeword {word} now" in call(("play", "tutorial", "--msel", "m.csv")).out


# ---------------------------------------------------------------- events lists: workbooks

ROW = ("INJ-01", "H+24", "AUS", "Something happens.", "usa-hold")
Sheet = Any


def _book(here: Path, fill: Callable[[Any, Sheet], object], rows: Sequence[Sequence[Any]] = (ROW,)) -> str:
    """A workbook with a heading row, *rows*, and what *fill* does to it."""
    openpyxl = pytest.importorskip("openpyxl", reason="openpyxl is not installed")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "MSEL"
    for row in (HEADS.strip().split(","), *rows):
        sheet.append(list(row))
    fill(book, sheet)
    book.save(here / "m.xlsx")
    return "m.xlsx"


def _hidden_row(_: Any, sheet: Sheet) -> None:
    sheet.append(["INJ-02", "H+24", "AUS", "CUT", "usa-hold"])
    sheet.row_dimensions[3].hidden = True


def _hidden_sheet(book: Any, sheet: Sheet) -> None:
    sheet.sheet_state = "hidden"
    final = book.create_sheet("Injects final")
    final.append(HEADS.strip().split(","))
    final.append(["INJ-09", "H+24", "AUS", "The final list.", "usa-hold"])
    book.active = 1


def _sections(_: Any, sheet: Sheet) -> None:
    sheet.insert_rows(2)
    sheet["A2"] = "MOVE 1 — first day"
    sheet.merge_cells("A2:E2")


def _merged(_: Any, sheet: Sheet) -> None:
    sheet.append(["INJ-02", "H+30", "AUS", "Another thing.", None])
    sheet.merge_cells("E2:E3")


def _chart(book: Any, _: Sheet) -> None:
    book.create_chartsheet("Chart", 0)


BOOKS: dict[str, tuple[Callable[[Any, Sheet], object], list[str], str]] = {
    "a hidden row": (_hidden_row, ["INJ-01"], "hidden"),
    "a hidden sheet before the list": (_hidden_sheet, ["INJ-09"], "Injects final"),
    "section rows": (_sections, ["INJ-01"], ""),
    "a chart before the list": (_chart, ["INJ-01"], ""),
}


@pytest.mark.parametrize("name", BOOKS)
def test_a_workbook_as_people_have_them(name: str, here: Path) -> None:
    """What is hidden is not played and that is said; what is no event is passed over."""
    fill, ids, said = BOOKS[name]
    sheet = _book(here, fill)
    checked = call(("msel", "tutorial", "--check", sheet))

    assert ids == [row["id"] for row in injects(here, sheet)]
    assert said in checked.out + checked.err


def test_a_merged_cell_holds_for_all_its_rows(here: Path) -> None:
    """An objective merged over two rows is the objective of both."""
    sheet = _book(here, _merged)

    assert ["usa-hold", "usa-hold"] == [row["objective"] for row in injects(here, sheet)]


CELLS = {
    "a line end as XML spells it": ("First line_x000D_\nsecond line", ["First line", "second line"]),
    "a carriage return alone": ("First line_x000D_second line", ["First line", "second line"]),
}


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_is_what_it_shows(name: str, here: Path) -> None:
    """Escapes of the file format are no text of the message."""
    text, lines = CELLS[name]
    sheet = _book(here, lambda *_: None, [("INJ-01", "H+24", "AUS", text, "usa-hold")])

    assert lines == injects(here, sheet)[0]["text"].splitlines()


@pytest.mark.parametrize("error", ["#SPILL!", "#CALC!", "#N/A", "#REF!", "Err:508", "#ERROR!", "#NAME?"])
def test_a_formula_that_went_wrong_is_refused_with_its_place(error: str, here: Path) -> None:
    """Errors of every spreadsheet program, old and new, with row and column."""
    sheet = _book(here, lambda *_: None, [("INJ-01", "H+24", "AUS", error, "usa-hold")])

    refused(call(("msel", "tutorial", "--check", sheet)), "row 2", "Message", error)


WIDE = {"time": ("Ｈ＋２４", "AUS"), "digits": ("H+２４", "AUS"), "seats": ("H+24", "ＡＵＳ、ＪＰＮ"), "comma": ("H+24", "AUS、JPN"), "semicolon": ("H+24", "AUS；JPN"), "space": ("H\xa0+\xa024", "AUS,\xa0JPN")}  # fmt: skip


@pytest.mark.parametrize("name", WIDE)
def test_full_width_input_is_understood(name: str, here: Path) -> None:
    """Digits, letters, commas and spaces as a Japanese keyboard gives them."""
    time, to = WIDE[name]
    sheet = _book(here, lambda *_: None, [("INJ-01", time, to, NORTH, "usa-hold")])
    (row,) = injects(here, sheet)

    assert (24, {"AUS", "JPN"} if len(to) > 3 else {"AUS"}) == (row["hour"], set(row["to"]))


# ---------------------------------------------------------------- scenario and study files


def test_a_mark_at_the_start_of_a_file_is_no_part_of_it(here: Path) -> None:
    """Editors of one system put a byte-order mark before the first key."""
    (here / "s.toml").write_text('extends = "tutorial"\nname = "mine"\ntitle = "Mine"\n', "utf-8-sig")

    assert 0 == call(("check", "s.toml")).code


FILES: dict[str, tuple[bytes, str]] = {
    "a number of five thousand digits": (b"turns = " + b"9" * 5000, "s.toml"),
    "tables within tables": (b"a = " + b"[" * 5000 + b"]" * 5000, "s.toml"),
    "a key that fills a screen": (b"x" * 60_000 + b" = 1", "s.toml"),
    "a key with an escape sequence": (b'extends = "tutorial"\n"\\u001b[31mred" = 1', "s.toml"),
    "a name too long for a file": (b'extends = "' + b"x" * 60_000 + b'"', "s.toml"),
    "a null": (b'extends = "tutorial"\ntitle = "a\\u0000b"\nturn = 3', "turn"),
}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("line", ["check s.toml", "batch --study s.toml --dry-run"])
def test_a_file_from_a_stranger_is_one_message(name: str, line: str, here: Path) -> None:
    """Whatever it holds: one sentence, one screen, and no character that moves the terminal."""
    data, _ = FILES[name]
    (here / "s.toml").write_bytes(data)

    refused(call(line.split()))


# ---------------------------------------------------------------- logs, streams, disks


def _finished(here: Path) -> bytes:
    """A game's log, as bytes; ``g.jsonl`` in the folder."""
    assert 0 == call(("play", "tutorial", "--seed", "3", "--log", "g.jsonl", "--json")).code
    return (here / "g.jsonl").read_bytes()


CARRIED: dict[str, Callable[[bytes], bytes]] = {
    "lines end as elsewhere": lambda data: data.replace(b"\n", b"\r\n"),
    "a blank last line": lambda data: data + b"\n",
    "a byte-order mark": lambda data: b"\xef\xbb\xbf" + data,
}


@pytest.mark.parametrize("name", CARRIED)
def test_a_log_that_went_through_an_editor_is_the_same_log(name: str, here: Path) -> None:
    """Line ends, a blank line, a mark: what programs do on the way is no change of the record."""
    (here / "carried.jsonl").write_bytes(CARRIED[name](_finished(here)))

    for line in (("replay", "carried.jsonl"), ("replay", "carried.jsonl", "--verify")):
        assert 0 == call(line).code


@pytest.mark.parametrize("page", ["cp932", "cp1252", "latin-1", "ascii", "euc-jp"])
def test_a_code_page_that_lacks_a_character_stops_nothing(page: str, here: Path) -> None:
    """The story is told with what the page has, and the log is whole."""
    done = process(
        "play",
        "tutorial",
        "--seed",
        "3",
        "--log",
        f"{page}.jsonl",
        env={**os.environ, "PYTHONUTF8": "0", "PYTHONIOENCODING": page},
    )

    assert (0, b"") == (done.returncode, done.stderr)
    assert _finished(here) == (here / f"{page}.jsonl").read_bytes()


def test_a_reader_who_leaves_does_not_cut_the_log(here: Path) -> None:
    """``play | head``: the record is written whatever happens to the screen, and a gone reader is no difference of two records."""
    quiet = process("play", "second-thomas", "--seed", "3", "--log", "quiet.jsonl", "--json")
    assert 0 == quiet.returncode
    for line in (
        ("play", "second-thomas", "--seed", "3", "--log", "head.jsonl", "--full"),
        ("replay", "quiet.jsonl", "--diff", "quiet.jsonl"),
    ):
        read, write = os.pipe()
        os.close(read)
        with os.fdopen(write, "wb") as gone:
            left = subprocess.run(
                [sys.executable, "-m", "fourthseat", *line], stdout=gone, stderr=subprocess.PIPE, check=False
            )
        assert left.returncode not in (1, 2)
        assert b"Traceback" not in left.stderr
    assert (here / "quiet.jsonl").read_bytes() == (here / "head.jsonl").read_bytes()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("line", ["scenarios", "play tutorial", "scenarios tutorial --json"])
def test_a_full_disk_behind_the_screen_is_one_sentence(line: str) -> None:
    """What cannot be shown is said, without a traceback."""
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "fourthseat", *line.split()], stdout=full, stderr=subprocess.PIPE, check=False
        )

    assert b"Traceback" not in done.stderr
    assert done.returncode != 1
    assert os.strerror(errno.ENOSPC).encode() in done.stderr


def test_a_table_for_a_program_has_tabs() -> None:
    """Where nobody looks, columns are separated by tabs."""
    assert b"\t" in process("scenarios").stdout


@pytest.mark.parametrize("said", ["²", "①", "1" * 5000, "? ²", "\ufeff1"])
def test_a_person_who_types_what_is_no_number_is_asked_again(said: str, here: Path) -> None:
    """At a prompt for numbers, and for how sure one is."""
    played = call(("play", "tutorial", "--seat", "AUS=human", "--log", "p.jsonl"), f"{said}\n".encode() * 3)

    assert not played.raised
    assert played.code in (2, 130)
    assert (here / "p.jsonl").read_bytes().endswith(b"\n")


def test_bytes_that_are_no_text_are_asked_again(here: Path) -> None:
    """A terminal in another code page."""
    played = call(("play", "tutorial", "--seat", "AUS=human", "--log", "p.jsonl"), b"1\n\xff\xfe\n\x93\xfa\n")

    assert not played.raised
    assert (here / "p.jsonl").read_bytes().endswith(b"\n")


# ---------------------------------------------------------------- a person's files


@dataclass(frozen=True)
class Written:
    """A command that writes files beside which a person's may lie."""

    line: str
    file: str


OWN = {
    "aar": Written("aar g.jsonl --out out", "out/aar-control.docx"),
    "packets": Written("packets tutorial --out out", "out/packet-AUS.html"),
    "theatre": Written("theatre g.jsonl --out out/t.html", "out/t.html"),
    "msel": Written("msel tutorial --out out/m.csv", "out/m.csv"),
    "picture": Written("replay g.jsonl --picture out/p.svg", "out/p.svg"),
    "log": Written("play tutorial --log out/l.jsonl", "out/l.jsonl"),
}


@pytest.mark.parametrize("name", OWN)
def test_a_persons_file_is_never_written_over(name: str, here: Path) -> None:
    """Where a file of that name is, the command refuses before it writes anything."""
    _finished(here)
    own = here / OWN[name].file
    own.parent.mkdir()
    own.write_text("mine")

    refused(call(OWN[name].line.split()), own.name)
    assert ["mine"] == [path.read_text() for path in own.parent.iterdir()]
