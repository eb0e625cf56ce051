"""A document as Markdown: nothing anybody typed can pass for markup, a link or a picture."""

from __future__ import annotations

import base64
import re
from typing import assert_never

from fourthseat.engine.documents.blocks import (
    CITED,
    Block,
    Document,
    Drawing,
    Heading,
    Labelled,
    Mark,
    Note,
    Numbered,
    Points,
    Table,
    Theme,
    clean,
    section_titles,
    spans,
    without_marks,
)
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["as_markdown"]

_OBEYED = re.compile(
    r"[\\`*{}\[\]<>#|~&$]|(?<![^\W_])_|_(?![^\W_])|!(?=\[)|(?<=http):|(?<=https):|(?<=ftp):|(?<=www)\.|@", re.IGNORECASE
)
"""What Markdown, or one of the dialects that link bare addresses, would obey; ``_`` inside a word is no mark."""
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


def as_markdown(document: Document, figures: str | None = None) -> str:
    """The document in Markdown; its drawings are files in the folder *figures* beside it, or inside it if None."""
    page = _Page(document.theme, figures)
    marking = [f"**{_plain_text(document.marking)}**"] if document.marking else []
    disclaimer = _plain_text(DISCLAIMER)
    subtitle = [_plain_text(line) for line in document.subtitle.splitlines()]
    parts = [f"# {_inert_words(document.title)}", *marking, *subtitle, f"> {disclaimer}"]
    for section, title in zip(document.sections, section_titles(document), strict=True):
        parts.append(f"## {_inert_words(title)}")
        parts += [page.block(block) for block in section.blocks]
    return "\n\n".join([*parts, "---", *marking, disclaimer]) + "\n"


def _one_line(text: str) -> str:
    """The lines of *text*, each clean, as sentences of one line."""
    lines = [line for line in map(clean, text.split("\n")) if line]
    return " ".join(line if line[-1] in ".:;,!?" or n == len(lines) - 1 else f"{line};" for n, line in enumerate(lines))


def _inert(text: str) -> str:
    """*text* with everything Markdown would obey made harmless."""
    return _OBEYED.sub(lambda m: _ENTITIES.get(m[0], f"\\{m[0]}"), text)


def _inert_words(text: str) -> str:
    """*text* on one line, harmless where no line begins; its citations stay."""
    return _marked_up(_one_line(text), Theme.PAPER)


def _plain_text(text: str) -> str:
    """The same where a line begins."""
    return _begun(_inert_words(text))


def _begun(text: str) -> str:
    """*text* so that its line does not begin like a list or a heading underlined."""
    return re.sub(r"^(\d+)([.)])(?=\s|$)", r"\1\\\2", re.sub(r"^([-+=])", r"\\\1", text))


def _marked_up(text: str, theme: Theme, *, emphasis: bool = True) -> str:
    """One line with its marks as Markdown writes them; without *emphasis*, inside what is emphasised already."""
    parts = []
    for span in spans(text, theme):
        match span.mark:
            case Mark.PLAIN:
                parts.append(_inert(span.text))
            case Mark.STRONG:
                parts.append(f"**{_inert(span.text)}**" if emphasis else _inert(span.text))
            case Mark.EMPHASIS:
                parts.append(f"*{_inert(span.text)}*" if emphasis else _inert(span.text))
            case Mark.CODE:
                parts.append(f"`{span.text}`" if "|" not in span.text else _inert(span.text))
            case Mark.CITATION:
                parts.append(span.text)
            case _:
                assert_never(span.mark)
    return "".join(parts)


class _Page:
    """The blocks of one document: knows its theme and where its drawings are."""

    def __init__(self, theme: Theme, figures: str | None) -> None:
        self.theme, self.figures = theme, figures

    def within(self, text: str, *, emphasis: bool = True) -> str:
        """*text* where no line begins: in a cell, or after a mark."""
        return _marked_up(_one_line(text), self.theme, emphasis=emphasis)

    def text(self, text: str, *, emphasis: bool = True) -> str:
        """*text* where a line begins."""
        return _begun(self.within(text, emphasis=emphasis))

    def block(self, block: Block) -> str:
        """One block, of whatever kind."""
        match block:
            case str():
                return self.text(block)
            case Heading():
                return f"### {self.within(block.text)}"
            case Labelled():
                label = self.text(block.label, emphasis=False)
                return f"**{label}:** {self.within(block.text)}" if block.text else f"**{label}**"
            case Numbered():
                return f"**{block.number}. {self.within(block.text, emphasis=False)}**"
            case Points():
                return "\n".join(f"- {self.text(item)}" for item in block.items)
            case Note():
                return f"> **{self.text(block.text, emphasis=False)}**"
            case Drawing():
                return self.drawing(block)
            case Table():
                return self.table(block)
            case _:
                assert_never(block)

    def drawing(self, drawing: Drawing) -> str:
        """A picture with its caption under it."""
        if self.figures is None:
            where = f"data:image/svg+xml;base64,{base64.b64encode(drawing.svg.encode()).decode()}"
        else:
            where = f"{self.figures}/{drawing.name}.svg"
        label = _inert(CITED.sub("", without_marks(_one_line(drawing.caption), self.theme)).strip())
        return f"![{label}]({where})\n\n*{self.within(drawing.caption, emphasis=False)}*"

    def table(self, table: Table) -> str:
        """A table under its title; columns of numbers stand on the right."""
        rows = [
            [
                f"**{self.within(cell, emphasis=False)}**" if n in table.strong_rows and cell else self.within(cell)
                for cell in row
            ]
            for n, row in enumerate(table.rows)
        ]
        sides = ["---:" if column.kind == "number" else "---" for column in table.columns]
        lines = [[self.within(heading) for heading in table.headings], sides, *rows]
        written = "\n".join("| " + " | ".join(row) + " |" for row in lines)
        return f"**{self.within(table.title, emphasis=False)}**\n\n{written}" if table.title else written
