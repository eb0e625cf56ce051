"""A paper as Markdown in one file: its drawings inside, and nothing anybody typed can pass for markup, a link or a picture."""

from __future__ import annotations

import base64
import re

from fourthseat.engine.documents.blocks import (
    CITED,
    Block,
    Document,
    Drawing,
    Grid,
    Heading,
    Labelled,
    Note,
    Numbered,
    Points,
    Table,
    clean,
)
from fourthseat.engine.documents.html import numbered
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["plain_markdown"]

_MARKS = re.compile(r"[\\`*_{}\[\]<>#|~&$]|!(?=\[)|(?<=http):|(?<=https):|(?<=ftp):|(?<=www)\.|@", re.IGNORECASE)
"""What Markdown, or one of the dialects that link bare addresses, would obey."""
_ENTITIES = {
    "<": "&lt;",
    ">": "&gt;",
    "&": "&amp;",
    ":": "&#58;",
    ".": "&#46;",
    "@": "&#64;",
    "|": "&#124;",
    "$": "&#36;",
}


def plain_markdown(document: Document) -> str:
    """The document in Markdown."""
    mark, foot = _text(document.banner), _text(DISCLAIMER)
    lines = [_text(line) for line in document.subtitle.splitlines()]
    parts = [f"# {_within(document.title)}", f"**{mark}**", *lines, f"> {foot}"]
    for section, title in zip(document.sections, numbered(document), strict=True):
        parts.append(f"## {_within(title)}")
        parts += [_block(block) for block in section.blocks]
    return "\n\n".join([*parts, "---", f"**{mark}**", foot]) + "\n"


def _text(text: str) -> str:
    """*text* on one line, its own characters and nothing more; citations stay."""
    told = _within(text)
    # A line must not begin like a list or a heading underlined.
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", told))


def _within(text: str) -> str:
    """The same where no line begins: in a cell, or after a mark. Lines of a cell become sentences of one line."""
    lines = [line for line in map(clean, text.split("\n")) if line]
    told = " ".join(line if line[-1] in ".:;,!?" or n == len(lines) - 1 else f"{line};" for n, line in enumerate(lines))
    pieces, at = list[str](), 0
    for found in CITED.finditer(told):
        pieces += [_inert(told[at : found.start()]), found[0]]
        at = found.end()
    return "".join([*pieces, _inert(told[at:])])


def _inert(text: str) -> str:
    return _MARKS.sub(lambda m: _ENTITIES.get(m[0], f"\\{m[0]}"), text)


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"### {_within(block)}"
    if isinstance(block, Labelled):
        return f"**{_text(block.label)}:** {_within(block)}" if block else f"**{_text(block.label)}**"
    if isinstance(block, Numbered):
        return f"**{block.number}. {_within(block)}**"
    if isinstance(block, str):
        return _text(block)
    if isinstance(block, Points):
        return "\n".join(f"- {_text(item)}" for item in block.items)
    if isinstance(block, Note):
        return f"> **{_text(block.text)}**"
    if isinstance(block, Drawing):
        data = base64.b64encode(block.svg.encode()).decode()
        return f"![{CITED.sub('', _within(block.caption)).strip()}](data:image/svg+xml;base64,{data})\n\n*{_within(block.caption)}*"
    return _table(block)


def _table(block: Table) -> str:
    title, heads, rows = block
    strong = block.strong if isinstance(block, Grid) else frozenset()
    told = [
        [f"**{_within(cell)}**" if n in strong and cell else _within(cell) for cell in row]
        for n, row in enumerate(rows)
    ]
    lines = [[_within(head) for head in heads], ["---"] * len(heads), *told]
    table = "\n".join("| " + " | ".join(row) + " |" for row in lines)
    return f"**{_within(title)}**\n\n{table}" if title else table
