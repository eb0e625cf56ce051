"""A document as a folder of files: a page, Markdown beside its figures, and every table for a spreadsheet.

Everything is drawn and staged before the first file is put in its place: what cannot be written leaves the folder as it was.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from fourthseat.engine.core.errors import FourthSeatError, ScenarioError
from fourthseat.engine.documents.blocks import Document, Table, Theme, without_marks
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.documents.sheets.cells import inert_cell

__all__ = ["FORMATS", "as_bytes", "report_files", "table_csv", "write_files", "write_paper", "write_report"]

FORMATS = ("html", "md", "docx")
"""Endings of the files a document can be drawn as."""


def write_report(document: Document, folder: Path) -> list[Path]:
    """Write :func:`report_files` into *folder*; what was written, the page first."""
    return write_files(folder, report_files(document))


def report_files(document: Document) -> dict[str, bytes]:
    """``report.html``, ``report.md`` with ``figures/``, and every table as CSV in ``tables/``: path in a folder, contents."""
    files = {"report.html": as_html(document), "report.md": as_markdown(document, figures="figures")}
    files |= {f"figures/{drawing.name}.svg": drawing.svg for drawing in document.drawings}
    files |= {f"tables/{table.name}.csv": table_csv(table, document.theme) for table in document.tables}
    return {name: text.encode() for name, text in files.items()}


def write_paper(document: Document, folder: Path, name: str, formats: tuple[str, ...] = FORMATS) -> str:
    """Write *document* as one file a format, called *name*.

    What a missing library kept from being written, in words; empty if nothing did. The other formats are written then.
    """
    files, lacking = {}, ""
    for ending in formats:
        try:
            files[f"{name}.{ending}"] = as_bytes(document, ending)
        except ScenarioError as missing:
            lacking = str(missing)
    write_files(folder, files)
    return lacking


def as_bytes(document: Document, ending: str) -> bytes:
    """*document* as the bytes of a file of one of :data:`FORMATS`, alone and complete."""
    if ending == "html":
        return as_html(document).encode()
    if ending == "md":
        return as_markdown(document).encode()
    if ending == "docx":
        return as_docx(document)
    raise ValueError(f"no format {ending!r}; one of {', '.join(FORMATS)}")


def table_csv(table: Table, theme: Theme) -> str:
    """*table* as CSV in UTF-8: its headings, then its rows, without marks; no cell of text is one a spreadsheet would run."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([inert_cell(heading) for heading in table.headings])
    for row in table.rows:
        plain = [without_marks(cell, theme) for cell in row]
        # A number may begin with its sign.
        writer.writerow(
            cell if column.kind == "number" else inert_cell(cell)
            for cell, column in zip(plain, table.columns, strict=True)
        )
    return file.getvalue()


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write every file of *files* (path inside *folder*: contents), or none; their paths, in the same order.

    :exc:`FourthSeatError` names what is in the way. Each file is staged beside its place, and put there when all are.
    """
    staged: list[tuple[Path, Path]] = []
    path = folder
    try:
        for name, contents in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            if path.is_dir():
                raise FourthSeatError(f"{path}: is a folder, where a file is to be written")
            temporary = path.with_name(f".{path.name}.tmp")
            staged.append((temporary, path))
            temporary.write_bytes(contents)
        for temporary, place in reversed(staged):  # the page comes last: what it names is there before it is
            path = place
            temporary.replace(place)
    except OSError as wrong:
        raise FourthSeatError(f"{wrong.filename or path}: {wrong.strerror or wrong}") from None
    finally:
        for temporary, _ in staged:
            with suppress(OSError):
                temporary.unlink(missing_ok=True)
    return [place for _, place in staged]
