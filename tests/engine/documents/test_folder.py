"""A document as files: a page, Markdown with its figures, every table for a spreadsheet; all of it or nothing."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.core.files import FileTakenError
from fourthseat.engine.documents import folder as folders
from fourthseat.engine.documents.blocks import Document, Table, Theme, number_columns, text_columns
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.folder import (
    as_bytes,
    paper_files,
    place_for,
    table_csv,
    write_files,
    write_new_files,
    write_report,
)
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from tests.engine.documents.samples import of, paper


def test_a_report_is_a_page_markdown_figures_and_tables(tmp_path: Path) -> None:
    """The page is named first; a table with widths, bold rows and several lines in a cell is a file like any other."""
    written = write_report(paper("word"), tmp_path / "r")

    assert ["report.html", "report.md", "figures/d.svg", "tables/t.csv"] == [
        path.relative_to(tmp_path / "r").as_posix() for path in written
    ]
    assert "](figures/d.svg)" in (tmp_path / "r/report.md").read_text("utf-8")
    with (tmp_path / "r/tables/t.csv").open(encoding="utf-8", newline="") as file:
        assert [["word", "b"], ["word", "word\nword"], ["x", "y"]] == list(csv.reader(file))


def test_a_reworded_title_renames_no_file(tmp_path: Path) -> None:
    """A file of a table bears the table's name."""
    for title in ("First: concurrence", "Another title"):
        write_report(of(Table("concurrence", title, text_columns("a"), [("x",)])), tmp_path)

    assert ["concurrence.csv"] == [path.name for path in (tmp_path / "tables").iterdir()]


def test_a_cell_of_a_file_has_no_marks_and_runs_nothing() -> None:
    """Emphasis is the page's; what a spreadsheet might take for a formula is a text, but a number keeps its sign."""
    columns = (*text_columns("=verdict"), *number_columns("difference"))
    table = Table("t", "", columns, [("**better** +0.1", "+0.100"), ("=1+1", "-2"), ("-", "")])

    assert "'=verdict,difference\nbetter +0.1,+0.100\n'=1+1,-2\n'-,\n" == table_csv(table, Theme.REPORT)
    assert "**better** +0.1" in table_csv(table, Theme.PAPER)


def test_a_paper_is_one_file_a_format(tmp_path: Path) -> None:
    """As the renderers draw it."""
    document = paper("word")

    files, lacking = paper_files(document, "packet")

    assert "" == lacking
    write_new_files(tmp_path / "deep" / "er", files)
    assert as_html(document).encode() == (tmp_path / "deep/er/packet.html").read_bytes()
    assert as_markdown(document).encode() == (tmp_path / "deep/er/packet.md").read_bytes()
    assert as_docx(document) == (tmp_path / "deep/er/packet.docx").read_bytes()
    with pytest.raises(ValueError, match="no format 'pdf'; one of html, md, docx"):
        as_bytes(document, "pdf")


def test_what_a_missing_library_keeps_from_being_written_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The other formats are drawn all the same."""

    def missing(document: Document) -> bytes:
        raise ScenarioError("DOCX needs a library")

    monkeypatch.setattr(folders, "as_docx", missing)

    files, lacking = paper_files(of("x"), "packet", ("docx", "html"))

    assert "DOCX needs a library" == lacking
    assert ["packet.html"] == list(files)


@pytest.mark.parametrize("blocked", ["figures", "tables"])
def test_a_file_in_the_way_is_one_line_and_nothing_is_written(tmp_path: Path, blocked: str) -> None:
    """The report that was there is the report that is there."""
    write_report(of("before"), tmp_path)
    before = (tmp_path / "report.html").read_bytes()
    (tmp_path / blocked).write_text("a file of somebody's")

    with pytest.raises(FourthSeatError, match=f"{blocked}"):
        write_report(paper("after"), tmp_path)
    assert before == (tmp_path / "report.html").read_bytes()
    assert [] == list(tmp_path.rglob("*.tmp"))


def test_papers_that_are_stopped_while_they_are_drawn_leave_no_folder(tmp_path: Path) -> None:
    """Ctrl+C: neither the folder nor those above it; one that was there stays, and so does what somebody put there meanwhile."""
    (tmp_path / "mine").mkdir()

    def stopped(folder: Path, *theirs: str) -> None:
        with place_for(folder, ["a.html", "figures/b.svg"]):
            for name in theirs:
                (folder / name).touch()
            raise KeyboardInterrupt

    for folder, theirs in (("new/er", ()), ("mine", ()), ("taken", ("theirs",))):
        with pytest.raises(KeyboardInterrupt):
            stopped(tmp_path / folder, *theirs)
    with pytest.raises(TypeError):
        write_files(tmp_path / "half", {"figures/b.svg": b"1", "tables/c.csv": None})  # type: ignore[dict-item]

    assert {"mine", "taken", "taken/theirs"} == {path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*")}


def test_a_folder_in_the_way_of_a_file_is_one_line_and_nothing_is_written(tmp_path: Path) -> None:
    """Found before the first file is put in its place."""
    (tmp_path / "b").mkdir()

    with pytest.raises(FourthSeatError, match=r"b: is a folder, where a file is to be written"):
        write_files(tmp_path, {"a": b"1", "b": b"2"})
    assert ["b"] == [path.name for path in tmp_path.iterdir()]


def test_a_path_through_a_file_is_one_line(tmp_path: Path) -> None:
    """`--out afile/x`."""
    (tmp_path / "afile").write_text("x")

    with pytest.raises(FourthSeatError, match=r"afile.*: Not a directory"):
        write_report(of("x"), tmp_path / "afile" / "x")


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    """Nothing else is written then either; the private folder's files are private."""
    tmp_path.chmod(0o700)
    (tmp_path / "b").write_text("mine")

    with pytest.raises(FileTakenError, match="b: already exists and is never written over"):
        write_new_files(tmp_path, {"a": b"1", "b": b"2"})
    assert ["b"] == [path.name for path in tmp_path.iterdir()]
    assert "mine" == (tmp_path / "b").read_text()
    write_new_files(tmp_path, {"a": b"1"})
    assert 0o600 == (tmp_path / "a").stat().st_mode & 0o777
