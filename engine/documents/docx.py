"""A paper for a word processor, as DOCX: the same blocks as the page, the marking on every page, the same bytes every time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import (
    CITED,
    SMALL,
    Block,
    Document,
    Drawing,
    Fresh,
    Grid,
    Heading,
    Labelled,
    Note,
    Numbered,
    Points,
    Table,
    Wide,
    clean,
    lies,
    shares,
)
from fourthseat.engine.documents.html import linked, numbered
from fourthseat.engine.documents.markdown import plain_markdown
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["CITED", "docx", "linked", "plain_markdown"]

SIDE, SHORT, LONG = 1.8, 21.0, 29.7
"""Centimetres: the side margins, and the two sides of a page of A4."""
FONT = "Arial"
BROWN, GREY, RULE = "5C4300", "E9EDF2", "9AA4B0"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""When every part of the file is said to be written: the least a ZIP file can say."""


def docx(document: Document) -> bytes:
    """The document as an Office Open XML file; :exc:`ScenarioError` if the library for it is not installed."""
    try:
        import docx as office
    except ImportError:
        raise ScenarioError(
            "DOCX needs the library python-docx, which is not installed: pip install '.[seminar]'; HTML and Markdown work without"
        ) from None
    made: Any = office.Document()
    _dress(made, document)
    made.add_heading(clean(document.title), 0)
    for line in document.subtitle.splitlines():
        _runs(made.add_paragraph(), line)
    anchors = {
        row[0]
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Grid) and block.anchors
        for row in block[2]
    }
    turned = lies(document)
    for n, (section, title) in enumerate(zip(document.sections, numbered(document), strict=True)):
        wide = isinstance(section, Wide)
        if wide != turned:
            _turn(made, wide=wide)
        head = made.add_heading(title, 1)
        head.paragraph_format.page_break_before = n > 0 and wide == turned and isinstance(section, Fresh | Wide)
        turned = wide
        for block in section.blocks:
            _block(made, block, anchors, (LONG if turned else SHORT) - 2 * SIDE)
    return _packed(made)


def _dress(made: Any, document: Document) -> None:
    """Page, fonts, header and footer; nothing of the library's own model document remains in sight."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = made.sections[0]
    if lies(document):
        page.orientation = 1
    page.page_width, page.page_height = (Cm(LONG), Cm(SHORT)) if lies(document) else (Cm(SHORT), Cm(LONG))
    page.left_margin = page.right_margin = Cm(SIDE)
    page.top_margin, page.bottom_margin = Cm(2), Cm(2.2)
    page.header_distance = page.footer_distance = Cm(0.9)
    sizes = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 11, "Caption": 9, "List Bullet": 10}
    for name, size in sizes.items():
        style = made.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if "Theme" in key or "theme" in key]:
            del fonts.attrib[theme]
        fonts.set(qn("w:hAnsi"), FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    made.styles["Normal"].paragraph_format.space_after = Pt(5)
    made.styles["Caption"].paragraph_format.space_after = Pt(3)
    made.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for line, small in ((page.header, False), (page.footer, True)):
        paragraph = line.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run(clean(document.banner))
        run.bold, run.font.size, run.font.color.rgb = True, Pt(8), RGBColor.from_string(BROWN)
        if small:
            under = line.add_paragraph()
            under.alignment = 1
            _field(under, f"{DISCLAIMER}  Page ", "PAGE")
            _field(under, " of ", "NUMPAGES")
    core = made.core_properties
    core.title, core.author, core.comments, core.subject = clean(document.title)[:250], "Fourth Seat", "", "Exercise"
    for name in ("dcterms:created", "dcterms:modified"):  # the model document's own dates
        for one in core._element.findall(qn(name)):
            core._element.remove(one)
    for key, relation in list(made.part.package.rels.items()):
        if "thumbnail" in relation.reltype:
            del made.part.package.rels[key]


def _field(paragraph: Any, before: str, code: str) -> None:
    """A number the word processor counts itself."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt

    paragraph.add_run(before).font.size = Pt(7.5)
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = paragraph.add_run("1")
    run.font.size = Pt(7.5)
    field.append(run._r)
    paragraph._p.append(field)


def _turn(made: Any, *, wide: bool) -> None:
    """From here on pages lie on their side, or stand again; header and footer go on."""
    from docx.shared import Cm

    leaf = made.add_section(2)
    leaf.orientation = 1 if wide else 0
    leaf.page_width, leaf.page_height = (Cm(LONG), Cm(SHORT)) if wide else (Cm(SHORT), Cm(LONG))


def _block(made: Any, block: Block, anchors: set[str], wide: float) -> None:
    from docx.shared import Cm

    if isinstance(block, Heading):
        made.add_heading(clean(block), 2)
    elif isinstance(block, Labelled):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = not block
        paragraph.add_run(f"{clean(block.label)}{': ' if block else ''}").bold = True
        _runs(paragraph, block, anchors)
    elif isinstance(block, Numbered):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        _runs(paragraph, f"{block.number}. {block}", anchors, bold=True)
    elif isinstance(block, str):
        _runs(made.add_paragraph(), block, anchors)
    elif isinstance(block, Points):
        for item in block.items:
            _runs(made.add_paragraph(style="List Bullet"), item, anchors)
    elif isinstance(block, Note):
        paragraph = made.add_paragraph()
        paragraph.paragraph_format.left_indent = Cm(0.6)
        _runs(paragraph, block.text, anchors, bold=True)
    elif isinstance(block, Drawing):
        if block.png:
            shape = made.add_picture(BytesIO(block.png), width=Cm(min(wide, 17)))
            shape._inline.docPr.set("descr", clean(block.caption))
            made.paragraphs[-1].paragraph_format.keep_with_next = True
        _runs(made.add_paragraph(style="Caption"), block.caption, anchors, bold=False)
    else:
        _table(made, block, anchors, wide)


def _table(made: Any, block: Table, anchors: set[str], wide: float) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt

    grid = block if isinstance(block, Grid) else Grid(*block)
    title, heads, rows = grid
    if title:
        caption = made.add_paragraph(style="Caption")
        caption.paragraph_format.keep_with_next = True
        _runs(caption, title, anchors, bold=True)
    headed = any(heads)
    table = made.add_table(rows=len(rows) + headed, cols=len(heads), style="Table Grid")
    table.autofit = False
    _frame(table)
    widths = [Cm(wide * share) for share in shares(grid)]
    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width.twips)))
    for n, (line, row) in enumerate(zip(table.rows, [heads, *rows] if headed else rows, strict=True)):
        number = n - headed
        whole = line._tr.get_or_add_trPr()
        whole.append(OxmlElement("w:cantSplit"))
        if number < 0:
            whole.append(OxmlElement("w:tblHeader"))
        if grid.tall and number >= 0:
            line.height = Cm(grid.tall[number])
        strong = number < 0 or number in grid.strong
        for at, (cell, text, width) in enumerate(zip(line.cells, row, widths, strict=True)):
            cell.width = width
            if strong:
                _shade(cell)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = (headed and number < 1) or (
                len(rows) <= SMALL and number < len(rows) - 1
            )
            _runs(paragraph, text, anchors, size=Pt(9 if grid.tall else 8), bold=strong)
            if grid.anchors and at == 0 and number >= 0:
                _bookmark(paragraph, text, number)
    made.add_paragraph().paragraph_format.space_after = Pt(2)


def _frame(table: Any) -> None:
    """Thin grey rules, a little air beside the text, widths as given."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    sides = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{RULE}"/>'
                    for side in ("top", "left", "bottom", "right", "insideH", "insideV"))  # fmt: skip
    air = "".join(
        f'<w:{side} w:w="{wide}" w:type="dxa"/>'
        for side, wide in (("top", 20), ("left", 60), ("bottom", 20), ("right", 60))
    )
    properties = table._tbl.tblPr
    properties.append(parse_xml(f"<w:tblBorders {nsdecls('w')}>{sides}</w:tblBorders>"))
    layout = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLayout")
    properties.remove(layout)
    properties.append(layout)
    properties.append(parse_xml(f"<w:tblCellMar {nsdecls('w')}>{air}</w:tblCellMar>"))
    look = properties.find("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}tblLook")
    if look is not None:  # the schema wants it last
        properties.remove(look)
        properties.append(look)


def _shade(cell: Any) -> None:
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    cell._tc.get_or_add_tcPr().append(
        parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{GREY}"/>')
    )


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    """Where a citation leads."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for at, kind in ((1, "bookmarkStart"), (len(paragraph._p), "bookmarkEnd")):
        mark = OxmlElement(f"w:{kind}")
        mark.set(qn("w:id"), str(number))
        if kind == "bookmarkStart":
            mark.set(qn("w:name"), name)
            paragraph._p.insert(at, mark)
        else:
            paragraph._p.append(mark)


def _runs(paragraph: Any, text: str, anchors: Any = frozenset(), *, size: Any = None, bold: bool | None = None) -> None:
    """*text* as it is, its lines kept and its citations leading to their bookmarks."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for n, line in enumerate(text.split("\n")):
        if n:
            paragraph.add_run().add_break()
        at, told = 0, clean(line)
        for found in CITED.finditer(told):
            _run(paragraph, told[at : found.start()], size, bold)
            run = _run(paragraph, found[0], size, bold)
            if f"L{found[1]}" in anchors:
                link = OxmlElement("w:hyperlink")
                link.set(qn("w:anchor"), f"L{found[1]}")
                link.append(run._r)
                paragraph._p.append(link)
            at = found.end()
        _run(paragraph, told[at:], size, bold)


def _run(paragraph: Any, text: str, size: Any, bold: bool | None) -> Any:
    if not text:
        return None
    run = paragraph.add_run(text)
    run.bold = bold
    if size is not None:
        run.font.size = size
    return run


def _packed(made: Any) -> bytes:
    """The file, with no time of day in it."""
    kept, plain = BytesIO(), BytesIO()
    made.save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(plain, "w", zipfile.ZIP_DEFLATED) as new:
        for one in old.infolist():
            part = zipfile.ZipInfo(one.filename, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(one))
    return plain.getvalue()
