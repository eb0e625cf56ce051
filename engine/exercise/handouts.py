"""Hand-outs of an exercise: kept in its folder, known by their digests, shown in pages and printed in papers."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from io import BytesIO
from pathlib import Path, PurePosixPath

from fourthseat.engine.core.files import FileError, make_folder, read_file, write_atomic
from fourthseat.engine.documents.blocks import Block, Drawing, Section
from fourthseat.engine.scenario.handouts import Handout
from fourthseat.engine.scenario.packs import MOST_BYTES, digest_of
from fourthseat.engine.scenario.pictures import raster_size, svg_size

__all__ = ["FOLDER", "credit", "file_name", "found_in", "keep", "missing_in", "printed"]

FOLDER = "handouts"
"""The folder in an exercise's, or beside its papers, in which they lie."""


def file_name(handout: Handout) -> str:
    """What its file is called outside the pack: by the hand-out's name, for paths of packs mean nothing there."""
    return f"{handout.id}{PurePosixPath(handout.file).suffix.lower()}"


def keep(folder: Path, handouts: Iterable[Handout], contents: Mapping[str, bytes]) -> None:
    """Put the files of *handouts* into an exercise's *folder*, for the owner alone: the pack is not needed any more.

    Raises :exc:`FileError` if they cannot be written.
    """
    kept = [(one, contents[one.id]) for one in handouts if one.id in contents]
    if kept:
        make_folder(folder / FOLDER, private=True)
    for handout, content in kept:
        write_atomic(folder / FOLDER / file_name(handout), content, private=True)


def found_in(folder: Path, handout: Handout) -> bytes | None:
    """The file of *handout* in an exercise's *folder*; None if it is not there, or is another than the log speaks of."""
    try:
        content = read_file(folder / FOLDER / file_name(handout), MOST_BYTES)
    except FileError:
        return None
    return content if not handout.digest or digest_of(content) == handout.digest else None


def missing_in(folder: Path, handouts: Iterable[Handout]) -> tuple[str, ...]:
    """A sentence for each of *handouts* that cannot be shown from *folder*, and why."""
    said = []
    for handout in handouts:
        place = folder / FOLDER / file_name(handout)
        if not place.is_file():
            said.append(
                f"hand-out {handout.id} ({handout.title}): {place} is missing; copy {handout.file} of the pack there"
            )
        elif found_in(folder, handout) is None:
            said.append(f"hand-out {handout.id} ({handout.title}): {place} is not the file that the log speaks of")
    return tuple(said)


def credit(handout: Handout) -> str:
    """Where it is from and on what terms: ``Source: …; licence …``."""
    return f"Source: {handout.source}" + (f"; licence {handout.licence}" if handout.licence else "")


def printed(handouts: Iterable[Handout], contents: Mapping[str, bytes], title: str = "Hand-outs") -> list[Section]:
    """A section of a paper with *handouts*: pictures in it, documents named with the file beside the paper; none without any."""
    blocks: list[Block] = []
    for handout in handouts:
        told = f"{handout.title}. {credit(handout)}"
        if handout.id not in contents:
            blocks.append(f"{told}. The file {handout.file} is not here.")
        elif handout.is_picture:
            blocks.append(_drawing(handout, contents[handout.id], told))
        else:
            blocks.append(f"{told}. The document lies beside this paper: {FOLDER}/{file_name(handout)}.")
    return [Section(title, tuple(blocks))] if blocks else []


def _drawing(handout: Handout, content: bytes, told: str) -> Drawing:
    """A picture as a figure: in a page as it is, for a word processor as PNG."""
    is_svg = handout.media_type == "image/svg+xml"
    width, height = svg_size(content) if is_svg else raster_size(content)
    data = f"data:{handout.media_type};base64,{base64.b64encode(content).decode()}"
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}">'
        f'<image href="{data}" width="{width:g}" height="{height:g}"/></svg>'
    )
    return Drawing(f"handout-{handout.id}", svg, told, b"" if is_svg else _as_png(content))


def _as_png(content: bytes) -> bytes:
    """*content* in the one form every word processor shows, no wider than a sheet of paper needs."""
    from PIL import Image  # noqa: PLC0415 - few papers have pictures

    with Image.open(BytesIO(content)) as picture:
        picture.thumbnail((1600, 1600))
        made = BytesIO()
        (picture if picture.mode in ("RGB", "RGBA", "L", "LA", "P") else picture.convert("RGB")).save(made, "PNG")
    return made.getvalue()
