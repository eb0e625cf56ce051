"""A document for a word processor: the same blocks as the page, as DOCX."""

from __future__ import annotations

import base64
import re
from io import BytesIO
from typing import Any

from engine.batch.pages import Document, Drawing, Note, Points, html, markdown
from engine.errors import ScenarioError

__all__ = ["docx", "linked", "plain_markdown"]

_MARK = re.compile(r"\*\*([^*]+)\*\*|`([^`]+)`|\*([^*\s][^*]*)\*")
CITED = re.compile(r"\[L(\d+)\]")
"""How a sentence cites line 12 of the log: ``[L12]``."""


def linked(document: Document) -> str:
    """The page, its citations leading to the rows of its last table that begin with what they cite."""
    page = html(document)
    page = re.sub(r'<td( class="n")?>L(\d+)</td>', r'<td id="L\2">L\2</td>', page)
    known = set(re.findall(r'<td id="L(\d+)">', page))
    return CITED.sub(lambda m: f'<a href="#L{m[1]}">{m[0]}</a>' if m[1] in known else m[0], page)


def plain_markdown(document: Document) -> str:
    """Markdown in one file: its drawings inside, and nothing a reader typed can pass for HTML."""
    text = markdown(document).replace("<", "&lt;")
    for section in document.sections:
        for block in section.blocks:
            if isinstance(block, Drawing):
                data = base64.b64encode(block.svg.encode()).decode()
                text = text.replace(f"(figures/{block.name}.svg)", f"(data:image/svg+xml;base64,{data})")
    return text


def docx(document: Document) -> bytes:
    """The document as an Office Open XML file; :exc:`ScenarioError` if the library for it is not installed."""
    try:
        import docx as office
        from docx.shared import Cm, Pt, RGBColor
    except ImportError:
        raise ScenarioError(
            "DOCX needs the library python-docx, which is not installed: pip install '.[seminar]'; HTML and Markdown work without"
        ) from None
    made: Any = office.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2)
    page.top_margin = page.bottom_margin = Cm(2)
    base = made.styles["Normal"]
    base.font.name, base.font.size = "Calibri", Pt(10.5)
    for line in (page.header, page.footer):
        paragraph = line.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run(document.banner)
        run.bold, run.font.size, run.font.color.rgb = True, Pt(8), RGBColor(0x6B, 0x4A, 0)
    made.core_properties.title, made.core_properties.author = document.title, "Fourth Seat"
    made.add_heading(document.title, 0)
    _runs(made.add_paragraph(), document.subtitle)
    for section in document.sections:
        made.add_heading(section.title, 1)
        for block in section.blocks:
            _block(made, block)
    kept = BytesIO()
    made.save(kept)
    return kept.getvalue()


def _block(made: Any, block: Any) -> None:
    from docx.shared import Cm, Pt

    if isinstance(block, str):
        _runs(made.add_paragraph(), block)
    elif isinstance(block, Points):
        for item in block.items:
            _runs(made.add_paragraph(style="List Bullet"), item)
    elif isinstance(block, Note):
        _runs(made.add_paragraph(style="Intense Quote"), block.text)
    elif isinstance(block, Drawing):
        if block.png:
            shape = made.add_picture(BytesIO(block.png), width=Cm(17))
            shape._inline.docPr.set("descr", block.caption)
        _runs(made.add_paragraph(style="Caption"), block.caption)
    else:
        title, heads, rows = block
        _runs(made.add_paragraph(style="Caption"), title)
        table = made.add_table(rows=1, cols=len(heads), style="Light Grid Accent 1")
        _repeat(table.rows[0])
        for cell, head in zip(table.rows[0].cells, heads, strict=True):
            _runs(cell.paragraphs[0], head, Pt(8.5))
        widths = _widths(heads, rows)
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=True):
                _runs(cell.paragraphs[0], text, Pt(8.5))
        table.autofit = False
        for line in table.rows:
            for cell, wide in zip(line.cells, widths, strict=True):
                cell.width = Cm(wide)
        made.add_paragraph()


def _widths(heads: Any, rows: Any) -> list[float]:
    """Centimetres of each column: by the square root of what stands in it, a column of numbers staying narrow."""
    longest = [max([len(head), *(len(row[n]) for row in rows)]) for n, head in enumerate(heads)]
    means = [
        max(len(head) ** 0.75, (sum(len(row[n]) for row in rows) / max(len(rows), 1)) ** 0.62, 2.6)
        for n, head in enumerate(heads)
    ]
    shares = [min(mean, long) for mean, long in zip(means, longest, strict=True)]
    return [max(17 * share / sum(shares), 1.1) for share in shares]


def _repeat(row: Any) -> None:
    """The head of a table is printed again on every page."""
    from docx.oxml import OxmlElement

    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _runs(paragraph: Any, text: str, size: Any = None) -> None:
    """*text* with **strong**, *emphasis* and `code`; characters XML does not know are left out."""
    text = "".join(
        c for c in text if c in "\t\n" or (ord(c) >= 32 and not 0xD800 <= ord(c) <= 0xDFFF and c not in "\ufffe\uffff")
    )
    at = 0
    for found in _MARK.finditer(text):
        pieces = [
            (text[at : found.start()], ""),
            (found[1] or found[2] or found[3], "b" if found[1] else "c" if found[2] else "i"),
        ]
        for piece, how in pieces:
            _run(paragraph, piece, how, size)
        at = found.end()
    _run(paragraph, text[at:], "", size)


def _run(paragraph: Any, text: str, how: str, size: Any) -> None:
    if text:
        run = paragraph.add_run(text)
        run.bold, run.italic = how == "b" or None, how == "i" or None
        if how == "c":
            run.font.name = "Consolas"
        if size is not None:
            run.font.size = size
