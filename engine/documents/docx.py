"""A paper for a word processor, as DOCX: the same blocks as the page, the marking on every page, the same bytes every time."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Any, assert_never

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.blocks import (
    FEW_ROWS,
    Block,
    Document,
    Drawing,
    Heading,
    Labelled,
    Layout,
    Mark,
    Note,
    Numbered,
    Points,
    Span,
    Table,
    Theme,
    clean,
    column_shares,
    section_titles,
    spans,
    starts_landscape,
)
from fourthseat.engine.documents.pictures import as_png
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["EPOCH", "as_docx"]

SIDE, SHORT, LONG = 1.8, 21.0, 29.7
"""Centimetres: the side margins, and the two sides of a page of A4."""
FONT, CODE_FONT = "Arial", "Courier New"
BROWN, GREY, RULE = "5C4300", "E9EDF2", "9AA4B0"
EPOCH = (1980, 1, 1, 0, 0, 0)
"""When every part of a file is said to be written: the least a ZIP file can say, so that the same content gives the same bytes."""


def as_docx(document: Document) -> bytes:
    """The document as an Office Open XML file; :exc:`ScenarioError` if the library for it is not installed."""
    try:
        import docx as office
    except ImportError:
        raise ScenarioError(
            "DOCX needs the library python-docx, which is not installed: pip install 'fourthseat[seminar]'; HTML and Markdown work without"
        ) from None
    file: Any = office.Document()
    _set_up(file, document)
    file.add_heading(clean(document.title), 0)
    writer = _Writer(file, document)
    for line in document.subtitle.splitlines():
        writer.runs(file.add_paragraph(), line)
    landscape = starts_landscape(document)
    for n, (section, title) in enumerate(zip(document.sections, section_titles(document), strict=True)):
        wide = section.layout is Layout.LANDSCAPE
        if wide != landscape:
            _turn_page(file, landscape=wide)
        heading = file.add_heading(title, 1)
        # A page that turns is a new one anyway.
        heading.paragraph_format.page_break_before = n > 0 and wide == landscape and section.layout is Layout.NEW_PAGE
        landscape = wide
        writer.width = (LONG if landscape else SHORT) - 2 * SIDE
        for block in section.blocks:
            writer.block(block)
    return _packed(file)


def _set_up(file: Any, document: Document) -> None:
    """Page, fonts, header and footer; nothing of the library's own model document remains in sight."""
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    page = file.sections[0]
    if starts_landscape(document):
        page.orientation = 1
    page.page_width, page.page_height = (Cm(LONG), Cm(SHORT)) if starts_landscape(document) else (Cm(SHORT), Cm(LONG))
    page.left_margin = page.right_margin = Cm(SIDE)
    page.top_margin, page.bottom_margin = Cm(2), Cm(2.2)
    page.header_distance = page.footer_distance = Cm(0.9)
    sizes = {"Normal": 10, "Title": 20, "Heading 1": 14, "Heading 2": 11, "Caption": 9, "List Bullet": 10}
    for name, size in sizes.items():
        style = file.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in [key for key in fonts.attrib if "Theme" in key or "theme" in key]:
            del fonts.attrib[theme]
        fonts.set(qn("w:hAnsi"), FONT)
        if name != "Normal":
            style.font.color.rgb = RGBColor(0x1A, 0x1A, 0x1A)
    file.styles["Normal"].paragraph_format.space_after = Pt(5)
    file.styles["Caption"].paragraph_format.space_after = Pt(3)
    file.styles["List Bullet"].paragraph_format.space_after = Pt(2)
    for line, is_footer in ((page.header, False), (page.footer, True)):
        paragraph = line.paragraphs[0]
        paragraph.alignment = 1
        run = paragraph.add_run(clean(document.marking))
        run.bold, run.font.size, run.font.color.rgb = True, Pt(8), RGBColor.from_string(BROWN)
        if is_footer:
            under = line.add_paragraph()
            under.alignment = 1
            _counted_field(under, f"{DISCLAIMER}  Page ", "PAGE")
            _counted_field(under, " of ", "NUMPAGES")
    core = file.core_properties
    core.title, core.author, core.comments, core.subject = clean(document.title)[:250], "Fourth Seat", "", "Exercise"
    for name in ("dcterms:created", "dcterms:modified"):  # the model document's own dates
        for one in core._element.findall(qn(name)):
            core._element.remove(one)
    for key, relation in list(file.part.package.rels.items()):
        if "thumbnail" in relation.reltype:
            del file.part.package.rels[key]


def _counted_field(paragraph: Any, before: str, code: str) -> None:
    """*before*, then a number that the word processor counts itself: *code* is ``PAGE`` or ``NUMPAGES``."""
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


def _turn_page(file: Any, *, landscape: bool) -> None:
    """Begin a section of pages in landscape, or upright again; header and footer go on."""
    from docx.shared import Cm

    page = file.add_section(2)
    page.orientation = 1 if landscape else 0
    page.page_width, page.page_height = (Cm(LONG), Cm(SHORT)) if landscape else (Cm(SHORT), Cm(LONG))


class _Writer:
    """Adds blocks to a file: knows the theme, the bookmarks that citations lead to, and the width of the page."""

    def __init__(self, file: Any, document: Document) -> None:
        self.file = file
        self.theme: Theme = document.theme
        self.bookmarks = {row[0] for table in document.tables if table.anchors for row in table.rows}
        self.width = SHORT - 2 * SIDE
        """Centimetres of a line."""

    def block(self, block: Block) -> None:
        """Add one block, of whatever kind."""
        from docx.shared import Cm

        match block:
            case str():
                self.runs(self.file.add_paragraph(), block)
            case Heading():
                self.file.add_heading(clean(block.text), 2)
            case Labelled():
                paragraph = self.file.add_paragraph()
                paragraph.paragraph_format.keep_with_next = not block.text
                paragraph.add_run(f"{clean(block.label)}{': ' if block.text else ''}").bold = True
                self.runs(paragraph, block.text)
            case Numbered():
                paragraph = self.file.add_paragraph()
                paragraph.paragraph_format.keep_with_next = True
                self.runs(paragraph, f"{block.number}. {block.text}", bold=True)
            case Points():
                for item in block.items:
                    self.runs(self.file.add_paragraph(style="List Bullet"), item)
            case Note():
                paragraph = self.file.add_paragraph()
                paragraph.paragraph_format.left_indent = Cm(0.6)
                self.runs(paragraph, block.text, bold=True)
            case Drawing():
                self.drawing(block)
            case Table():
                self.table(block)
            case _:
                assert_never(block)

    def drawing(self, drawing: Drawing) -> None:
        """Add a picture as word processors show it, and its caption."""
        from docx.shared import Cm

        shape = self.file.add_picture(BytesIO(drawing.png or as_png(drawing.svg)), width=Cm(min(self.width, 17)))
        shape._inline.docPr.set("descr", clean(drawing.caption))
        self.file.paragraphs[-1].paragraph_format.keep_with_next = True
        self.runs(self.file.add_paragraph(style="Caption"), drawing.caption, bold=False)

    def table(self, table: Table) -> None:
        """Add a table: its heads on every page it runs over, no row over a page's end, a short one on one page."""
        from docx.shared import Cm

        if table.title:
            caption = self.file.add_paragraph(style="Caption")
            caption.paragraph_format.keep_with_next = True
            self.runs(caption, table.title, bold=True)
        headed = any(table.headings)
        grid = self.file.add_table(rows=len(table.rows) + headed, cols=len(table.columns), style="Table Grid")
        grid.autofit = False
        _frame(grid)
        widths = [Cm(self.width * share) for share in column_shares(table)]
        _set_widths(grid, widths)
        if headed:
            _prepare_row(grid.rows[0], head=True)
            self.cells(table, grid.rows[0], widths, -1)
        for n in range(len(table.rows)):
            row = grid.rows[n + headed]
            _prepare_row(row)
            if table.row_heights:
                row.height = Cm(table.row_heights[n])
            self.cells(table, row, widths, n)
        self._space_after()

    def _space_after(self) -> None:
        """A little room below a table."""
        from docx.shared import Pt

        self.file.add_paragraph().paragraph_format.space_after = Pt(2)

    def cells(self, table: Table, row: Any, widths: list[Any], number: int) -> None:
        """Write the cells of row *number* of *table*; of its headings for -1."""
        from docx.shared import Pt

        texts = table.headings if number < 0 else table.rows[number]
        strong = number < 0 or number in table.strong_rows
        # The head keeps with the first row, and the rows of a short table with each other.
        together = (any(table.headings) and number < 1) or (
            len(table.rows) <= FEW_ROWS and number < len(table.rows) - 1
        )
        for at, (cell, text, column, width) in enumerate(zip(row.cells, texts, table.columns, widths, strict=True)):
            cell.width = width
            if strong:
                _shade(cell)
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            paragraph.paragraph_format.keep_with_next = together
            if column.kind == "number":
                paragraph.alignment = 2
            self.runs(paragraph, text, size=Pt(9 if table.row_heights else 8), bold=strong)
            if table.anchors and at == 0 and number >= 0:
                _bookmark(paragraph, text, number)

    def runs(self, paragraph: Any, text: str, *, size: Any = None, bold: bool | None = None) -> None:
        """*text* as it is, its lines kept, its marks obeyed, its citations leading to their bookmarks."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        for n, line in enumerate(text.split("\n")):
            if n:
                paragraph.add_run().add_break()
            for span in spans(clean(line), self.theme):
                run = _run(paragraph, span, size, bold)
                if span.mark is Mark.CITATION and span.text.strip("[]") in self.bookmarks:
                    link = OxmlElement("w:hyperlink")
                    link.set(qn("w:anchor"), span.text.strip("[]"))
                    link.append(run._r)
                    paragraph._p.append(link)


def _run(paragraph: Any, span: Span, size: Any, bold: bool | None) -> Any:
    """One stretch of a line, set apart as its mark asks."""
    run = paragraph.add_run(span.text)
    run.bold = bold
    if size is not None:
        run.font.size = size
    match span.mark:
        case Mark.PLAIN | Mark.CITATION:
            pass
        case Mark.STRONG:
            run.bold = True
        case Mark.EMPHASIS:
            run.italic = True
        case Mark.CODE:
            run.font.name = CODE_FONT
        case _:
            assert_never(span.mark)
    return run


def _set_widths(table: Any, widths: list[Any]) -> None:
    """Columns as wide as *widths*, in the library's own unit."""
    from docx.oxml.ns import qn

    for column, width in zip(table._tbl.tblGrid.findall(qn("w:gridCol")), widths, strict=True):
        column.set(qn("w:w"), str(int(width.twips)))


def _prepare_row(row: Any, *, head: bool = False) -> None:
    """Keep *row* on one page; repeat a *head* on every page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if head:
        properties.append(OxmlElement("w:tblHeader"))


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


def _packed(file: Any) -> bytes:
    """The bytes of *file*, with no time of day in them."""
    saved, packed = BytesIO(), BytesIO()
    file.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            part = zipfile.ZipInfo(member.filename, EPOCH)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, old.read(member))
    return packed.getvalue()
