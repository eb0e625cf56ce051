"""One document in the forms people ask for: HTML to print, DOCX to edit, Markdown to read."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import make_folder, write_atomic
from fourthseat.engine.documents.blocks import Document
from fourthseat.engine.documents.docx import docx, linked, plain_markdown

__all__ = ["write_paper"]


def write_paper(document: Document, folder: Path, name: str, kinds: Iterable[str]) -> str:
    """Write *document* as ``folder/name.KIND`` for every kind of ``html``, ``docx`` and ``md``; each whole or not there.

    What is returned is empty, or says which library a kind needs that is not installed; the other kinds are written all
    the same. Raises :exc:`FileError` if the folder or a file cannot be written.
    """
    render: dict[str, Callable[[Document], str | bytes]] = {"html": linked, "md": plain_markdown, "docx": docx}
    make_folder(folder)
    missing_library = ""
    for kind in kinds:
        try:
            content = render[kind](document)
        except FourthSeatError as missing:
            missing_library = str(missing)
        else:
            write_atomic(folder / f"{name}.{kind}", content)
    return missing_library
