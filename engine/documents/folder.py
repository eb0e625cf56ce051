"""A document as a folder of files: a page, Markdown beside its figures, and every table for a spreadsheet.

Everything is drawn and staged before the first file is put in its place: what cannot be written leaves the folder as it was.
"""

from __future__ import annotations

import csv
import io
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import FileError, file_error, made_or_nothing, refuse_existing
from fourthseat.engine.documents.blocks import Document, Table, Theme, without_marks
from fourthseat.engine.documents.docx import as_docx
from fourthseat.engine.documents.html import as_html
from fourthseat.engine.documents.markdown import as_markdown
from fourthseat.engine.documents.sheets.cells import inert_cell

__all__ = [
    "FORMATS",
    "as_bytes",
    "paper_files",
    "place_for",
    "report_files",
    "table_csv",
    "write_files",
    "write_new_files",
    "write_report",
]

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


def paper_files(document: Document, name: str, formats: tuple[str, ...] = FORMATS) -> tuple[dict[str, bytes], str]:
    """*document* as one file a format, called *name*: the files, and why some are not there.

    That is what a missing library kept from being drawn, in words; empty if nothing did.
    """
    files, lacking = {}, ""
    for ending in formats:
        try:
            files[f"{name}.{ending}"] = as_bytes(document, ending)
        except ScenarioError as missing:
            lacking = str(missing)
    return files, lacking


def write_new_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """As :func:`write_files`, but nothing is written if one of them is there: a person may have finished it.

    In a folder that its owner alone may look into, the files are his alone too.
    """
    refuse_existing(folder / name for name in files)
    return write_files(folder, files)


@contextmanager
def place_for(folder: Path, names: Iterable[str]) -> Iterator[None]:
    """A block that draws *names* and writes them into *folder* as new files; that they can be is seen before it begins.

    Drawing takes seconds; whoever gave a wrong place need not wait for it. :exc:`FileError` says what is in the way. The folder
    is made if it is not there; if the block raises, or is stopped, it is gone again.
    """
    refuse_existing(folder / name for name in names)
    with made_or_nothing(folder):
        if not os.access(folder, os.W_OK | os.X_OK):
            raise FileError(f"{folder}: may not be written into")
        yield


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

    :exc:`FileError` names what is in the way. Each file is staged beside its place, and put there when all are.
    """
    staged: list[tuple[Path, Path]] = []
    path = folder
    with ExitStack() as folders:
        try:
            for name, contents in files.items():
                path = folder / name
                folders.enter_context(made_or_nothing(path.parent))
                if path.is_dir():
                    raise FileError(f"{path}: is a folder, where a file is to be written")
                temporary = path.with_name(f".{path.name}.tmp")
                staged.append((temporary, path))
                with open(temporary, "wb", opener=_like_its_folder) as file:
                    file.write(contents)
            for temporary, place in reversed(staged):  # the page comes last: what it names is there before it is
                path = place
                temporary.replace(place)
        except OSError as wrong:
            raise file_error(path, wrong) from None
        finally:
            for temporary, _ in staged:
                with suppress(OSError):
                    temporary.unlink(missing_ok=True)
    return [place for _, place in staged]


def _like_its_folder(path: str, flags: int) -> int:
    """Open for the owner alone where the folder is the owner's alone: what lies in it is as secret as the rest."""
    private = not stat.S_IMODE(os.stat(os.path.dirname(path) or ".").st_mode) & 0o077
    return os.open(path, flags, 0o600 if private else 0o666)
