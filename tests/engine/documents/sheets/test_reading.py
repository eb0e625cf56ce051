"""What is no spreadsheet is named, with what to do about it."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.archive import MOST_LISTED
from fourthseat.engine.documents.sheets.reading import ENDINGS, read_book

CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def pack(*names: str) -> bytes:
    """A packed file with these parts."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "<x/>")
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "contents", "why"),
    [
        ("l.xlsx", CONTAINER + "EncryptedPackage".encode("utf-16-le"), "is locked with a password; .* save it as .xlsx"),
        ("l.xlsx", CONTAINER + "Workbook".encode("utf-16-le"), r"from before 2007 \(.xls\); open it in a spreadsheet and save it as .xlsx"),
        ("l.xls", CONTAINER + "Workbook".encode("utf-16-le"), r"from before 2007 \(.xls\); open it in a spreadsheet and save it as .xlsx"),
        ("l.xls", CONTAINER + "Book".encode("utf-16-le"), "from before 1997"),
        ("l.doc", CONTAINER + "WordDocument".encode("utf-16-le"), "is a document of a word processor"),
        ("l.xls", CONTAINER, "is locked with a password or of an old program"),
        ("l.xlsx", b"%PDF-1.7", "is a PDF, no spreadsheet; save it as .xlsx or .csv"),
        ("l.pdf", b"%PDF-1.7", "is a PDF"),
        ("l.csv", b"%PDF-1.7", "is a PDF"),
        ("l.csv", b"\x89PNG\r\n", "is a picture"),
        ("l.xlsx", b"\xff\xd8\xff\xe0", "is a picture"),
        ("l.rtf", b"{\\rtf1", "is a document of a word processor"),
        ("l.csv.gz", b"\x1f\x8b\x08", "is a packed file"),
        ("l.xls", b"\xef\xbb\xbf <html><table>", "is a web page or XML under the name of a spreadsheet"),
        ("l.html", b"<!DOCTYPE html><html>", "is a web page"),
        ("l.csv", b"<table><tr>", "is a web page"),
        ("l.xls", b'<?xml version="1.0"?><Workbook>', "is a web page or XML"),
        ("l.mht", b"MIME-Version: 1.0", "is a web page"),
        ("l.gsheet", b'{"url": "x", "doc_id": "y"}', "is only a link to a sheet online; download it"),
        ("l.xlsb", pack("xl/workbook.bin"), "is a binary workbook"),
        ("l.xlsx", pack("xl/workbook.bin"), "is a binary workbook"),
        ("l.numbers", pack("Index/Document.iwa"), "is a Numbers document"),
        ("l.docx", pack("word/document.xml"), "is a document of a word processor"),
        ("l.xlsx", pack("ppt/presentation.xml"), "is a presentation"),
        ("l.xlsx", pack("content.xml"), "is a workbook of the kind .ods, not .xlsx; rename it"),
        ("l.ods", pack("xl/workbook.xml"), "is a workbook of the kind .xlsx, not .ods; rename it"),
        ("l.csv", pack("xl/workbook.xml"), "is a workbook of the kind .xlsx, not .csv; rename it"),
        ("l.zip", pack("list.csv"), "is read as .xlsx, .ods or .csv, not .zip"),
        ("l.xlsx", b"PK\x03\x04", "is damaged or cut short"),
        ("l.xlsx", pack("other.xml"), "has no workbook in it"),
        ("l.xlsx", b"number,text\n", r"is no Excel workbook \(.xlsx\)"),
        ("l.ods", b"number,text\n", r"is no LibreOffice spreadsheet \(.ods\)"),
        ("l", b"number,text\n", "not without an ending"),
        ("l.json", b"[]", "not .json"),
        *(("l" + ending, b"", "is empty; `fourthseat msel SCENARIO --out FILE`") for ending in ENDINGS),
    ],
)  # fmt: skip
def test_what_is_no_spreadsheet_is_named_with_what_to_do(tmp_path: Path, name: str, contents: bytes, why: str) -> None:
    """In one line that begins with the file."""
    path = tmp_path / name
    path.write_bytes(contents)
    with pytest.raises(ScenarioError, match=why) as wrong:
        read_book(path)

    assert str(wrong.value).startswith(f"{path}: ")
    assert "\n" not in str(wrong.value)


def test_what_is_no_file_is_said(tmp_path: Path) -> None:
    """A folder, a pipe, nothing at all; none of them is waited for."""
    (tmp_path / "folder.xlsx").mkdir()
    os.mkfifo(tmp_path / "pipe.csv")
    for name, why in (("folder.xlsx", "is a folder"), ("pipe.csv", "is no file"), ("none.csv", "no such file")):
        with pytest.raises(ScenarioError, match=why):
            read_book(tmp_path / name)


@pytest.mark.parametrize(("name", "size"), [("l.csv", 20_000_001), ("l.xlsx", 200_000_001)])
def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path, name: str, size: int) -> None:
    """By its size."""
    with (tmp_path / name).open("wb") as file:
        file.truncate(size)
    with pytest.raises(ScenarioError, match=f"{size:,} bytes; a list holds at most"):
        read_book(tmp_path / name)


def test_a_file_with_millions_of_parts_is_refused_unread(tmp_path: Path) -> None:
    """By the length of its list, before the list is read."""
    end = b"PK\x05\x06" + bytes(8) + (MOST_LISTED + 1).to_bytes(4, "little") + bytes(6)
    (tmp_path / "l.xlsx").write_bytes(b"PK\x03\x04" + end)
    with pytest.raises(ScenarioError, match="has more parts than any spreadsheet"):
        read_book(tmp_path / "l.xlsx")
