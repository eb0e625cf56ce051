"""Tables as text: however they are encoded, parted and quoted."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import FaultKind, Sheet
from fourthseat.engine.documents.sheets.reading import read_book

PLAIN = "number,text\n1,naïve 漁船\n"
TABLE = [["number", "text"], ["1", "naïve 漁船"]]


def known(table: list[list[str]]) -> int:
    """How many headers a table has that are known."""
    return sum(cell in ("number", "text", "to") for cell in table[0]) if table else 0


def sheet(folder: Path, contents: bytes, name: str = "list.csv") -> Sheet:
    """The sheet in a file with *contents*."""
    path = folder / name
    path.write_bytes(contents)
    return read_book(path, known).sheets[0]


@pytest.mark.parametrize(
    "contents",
    [
        PLAIN.encode(),
        PLAIN.encode("utf-8-sig"),
        b"\xef\xbb\xbf\xef\xbb\xbf" + PLAIN.encode(),
        PLAIN.encode("utf-16"),
        b"\xfe\xff" + PLAIN.encode("utf-16-be"),
        ("number,text,and many Latin letters beside\n1,naïve 漁船\n").encode("utf-16-le"),
        ("number,text,and many Latin letters beside\n1,naïve 漁船\n").encode("utf-16-be"),
        PLAIN.encode() + b"\x1a",
    ],
)
def test_every_unicode_is_read(tmp_path: Path, contents: bytes) -> None:
    """With a mark, two or none; in one byte a letter or two, either way round; with an old end of file."""
    assert TABLE == [line.texts[:2] for line in sheet(tmp_path, contents).lines]


@pytest.mark.parametrize("code", ["cp1252", "latin-1", "cp932", "euc-jp", "iso-2022-jp"])
def test_an_older_code_page_is_never_guessed_at(tmp_path: Path, code: str) -> None:
    """Refused with the row, or with the control characters that it is made of."""
    contents = ("number,text\n1,ok\n2," + ("naïve" if code in ("cp1252", "latin-1") else "漁船")).encode(code)
    told = ""
    try:
        fault = sheet(tmp_path, contents).lines[2].cells[1].fault
        told = fault.why if fault else ""
    except ScenarioError as wrong:
        told = str(wrong)

    assert any(why in told for why in ("save it as CSV UTF-8 or as .xlsx", "control character U+001B"))
    assert "row 3: byte " in told or code == "iso-2022-jp"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "mark", [",", ";", "\t", "|", "sep=;", "SEP=|", '"sep=,"', "sep=\t", "sep=#"]
)  # fmt: skip
def test_cells_are_parted_by_the_mark_that_shows_most_headers(tmp_path: Path, mark: str, end: str) -> None:
    """Or by the one that the first line names, which is no row; lines end as they do anywhere."""
    part = mark.strip('"')[-1]
    first = mark + end if len(mark) > 1 else ""
    told = sheet(tmp_path, f"{first}number{part}text{end}1{part}a b{end}".encode())

    assert [(1, ["number", "text"]), (2, ["1", "a b"])] == [(line.number, line.texts) for line in told.lines]


def test_rows_are_counted_as_a_spreadsheet_counts(tmp_path: Path) -> None:
    """A text over two lines is in one row; empty rows count and are left out."""
    told = sheet(tmp_path, b'number,text\n1,"two\r\nlines"\n\n,\n3,x\n')

    assert [(1, "text"), (2, "two\nlines"), (5, "x")] == [(line.number, line.texts[1]) for line in told.lines]


@pytest.mark.parametrize(
    ("held", "shown", "character"),
    [
        (b"a\x00b", "a␀b", "U+0000"),
        (b"\x1b[31mred", "␛[31mred", "U+001B"),
        (b"a\x7fb", "a␡b", "U+007F"),
        ("a\x9bb".encode(), "a\ufffdb", "U+009B"),
        (b"a\x0bb", "a␋b", "U+000B"),
    ],
)
def test_a_control_character_is_shown_harmless_and_told(
    tmp_path: Path, held: bytes, shown: str, character: str
) -> None:
    """Never as it is; whoever needs the cell refuses it."""
    cell = sheet(tmp_path, b"number,text\n1," + held + b"\n").lines[1].cells[1]

    assert shown == cell.text
    assert cell.fault is not None
    assert (FaultKind.CONTROL, True) == (cell.fault.kind, character in cell.fault.why)


@pytest.mark.parametrize(
    ("contents", "why"),
    [
        (b'number,text\n"1,', "row 2: not CSV: unexpected end of data"),
        (b'number,text\n1,"a" b\n', "row 2: not CSV: .* its own doubled"),
        (b"number,text\n1," + b"x" * 200_000, "row 2: not CSV: field larger than field limit"),
    ],
)
def test_what_is_no_table_is_told_with_its_row(tmp_path: Path, contents: bytes, why: str) -> None:
    """Quotes that do not close, or close too early; a cell without an end."""
    with pytest.raises(ScenarioError, match=why):
        sheet(tmp_path, contents)


def test_a_table_that_is_too_long_says_so(tmp_path: Path) -> None:
    """Whoever wants it refuses it."""
    assert "5,000 filled rows" in sheet(tmp_path, b"a,b\n" * 5001).cut


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(tmp_path_factory: pytest.TempPathFactory, contents: bytes) -> None:
    """Law: there is a table or one sentence, and never a raw control character."""
    try:
        lines = sheet(tmp_path_factory.getbasetemp(), contents).lines
    except ScenarioError:
        return
    assert not any(
        ord(letter) < 0x20 and letter not in "\n\t" for line in lines for text in line.texts for letter in text
    )
