"""A document as one HTML file that needs nothing else: no script, nothing fetched, its marking on every printed page."""

from __future__ import annotations

import re
from html import escape
from typing import assert_never

from fourthseat.engine.documents.blocks import (
    CITED,
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
    Table,
    Theme,
    clean,
    column_shares,
    section_titles,
    spans,
    starts_landscape,
    without_marks,
)
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["as_html", "labelled_svg"]

BASE = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { color: #1a1a1a; background: #fff; margin: 0 auto; }
header { border-bottom: 2px solid #1a1a1a; } header p { margin: .2rem 0; }
h1 { line-height: 1.2; } h2 { margin-bottom: .6rem; scroll-margin-top: 3rem; } h3 { font-size: 1.02rem; margin: 1.4rem 0 .3rem; }
nav { columns: 2; } nav ol { margin: 0; padding-left: 0; list-style: none; }
figure { margin: 1.2rem 0; break-inside: avoid; } figure svg { width: 100%; height: auto; } figcaption { font-size: .85rem; }
.wide { overflow-x: auto; padding-right: 1px; }
table { border-collapse: collapse; width: 100%; } table.sized { table-layout: fixed; min-width: 40rem; }
caption { text-align: left; font-weight: bold; padding: .2rem 0; caption-side: top; }
th { text-align: left; vertical-align: bottom; } td { vertical-align: top; }
th.n, td.n { text-align: right; } td.n { white-space: nowrap; }
tr.s td { font-weight: bold; background: #f4f6f8; } tr:target td { background: #fff4d6; } tr[id] { scroll-margin-top: 3rem; }
@media screen and (min-width: 2200px) { html { font-size: 125%; } } @media screen and (min-width: 3000px) { html { font-size: 155%; } }
code { font-size: .88em; } footer { font-size: .85rem; }
@media print { html body { max-width: none; padding: 0; } nav { display: none; } h2, h2 + p, h3, caption, p.leads, p.numbered + p { break-after: avoid; } h2 + p, h3 + p, p:has(+ .wide), p:has(+ figure) { break-inside: avoid; } .wide + p { break-before: avoid; } footer { display: none; } tr { break-inside: avoid; } tbody tr:nth-last-child(-n+2) { break-before: avoid; } thead { display: table-header-group; } .wide { overflow: visible; } table.sized { min-width: 0; } table.kept { break-inside: avoid; } a { color: inherit; text-decoration: none; } section.fresh { break-before: page; } section.turned { page: turned; } th, .note, tr.s td { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""
"""What every document shares."""
THEMES = {
    Theme.REPORT: """
body { font: 1rem/1.5 Georgia, 'Times New Roman', serif; max-width: 60.4rem; padding: 0 1.2rem 4rem; }
header { margin: 2rem 0 1rem; padding-bottom: .6rem; }
h1 { font-size: 1.75rem; margin: 0 0 .3rem; } h2 { font-size: 1.3rem; margin-top: 2.4rem; border-bottom: 1px solid #bbb; }
h1, h2, h3, nav, table, figcaption, .disclaimer, .note { font-family: 'Helvetica Neue', Arial, sans-serif; }
.disclaimer { background: #fff4d6; border: 1px solid #d9b84f; padding: .45rem .8rem; font-size: .9rem; }
.note { border-left: 4px solid #b00020; padding: .2rem .8rem; background: #fdf1f2; }
nav { font-size: .9rem; } figcaption { color: #444; } .wide { margin: 1rem 0; }
table { font-size: .8rem; font-variant-numeric: tabular-nums; }
th { border-bottom: 1.5px solid #555; padding: .2rem .5rem .2rem 0; } td { border-bottom: 1px solid #ddd; padding: .15rem .5rem .15rem 0; }
footer { margin-top: 3rem; border-top: 1px solid #bbb; }
@media print { body { font-size: 9.1pt; line-height: 1.34; } table { font-size: 7.4pt; } header { margin: 0 0 .4rem; padding-bottom: .3rem; } h1 { font-size: 15pt; } h2 { font-size: 12.5pt; margin-top: 1.1rem; } p { margin: .45rem 0; } .wide { margin: .55rem 0; } .disclaimer { padding: .2rem .6rem; } figure { margin: .6rem 0; } figure svg { max-height: 92mm; } thead { break-after: avoid; } tbody tr:first-child { break-before: avoid; } }
""",
    Theme.PAPER: """
body { font: .94rem/1.45 Arial, 'Liberation Sans', Helvetica, sans-serif; max-width: 66rem; padding: 0 1.2rem 3rem; }
.mark { position: sticky; top: 0; background: #fff4d6; border-bottom: 1px solid #d9b84f; padding: .4rem .8rem; font-size: .85rem; font-weight: bold; text-align: center; z-index: 1; }
header { margin: 1.5rem 0 1rem; padding-bottom: .7rem; } header p, .disclaimer { color: #444; }
h1 { font-size: 1.6rem; margin: 0 0 .4rem; } h2 { font-size: 1.25rem; margin-top: 2.2rem; border-bottom: 1px solid #999; }
p { margin: .5rem 0; max-width: 52rem; } li { max-width: 50rem; margin: .2rem 0; }
.note { border-left: 4px solid #8a6d1f; padding: .3rem .8rem; background: #fdf8ea; }
nav { font-size: .88rem; } figcaption { color: #333; } .wide { margin: .8rem 0 1.1rem; }
table { font-size: .82rem; }
th { background: #e9edf2; border: 1px solid #9aa4b0; padding: .2rem .35rem; }
td { border: 1px solid #c4cad1; padding: .15rem .35rem; overflow-wrap: anywhere; }
footer { margin-top: 2.5rem; border-top: 1px solid #999; }
@media print { figcaption { font-size: 8pt; } body { font-size: 9.5pt; line-height: 1.36; } .mark { display: none; } header { margin-top: 0; } h1 { font-size: 16pt; } h2 { font-size: 13pt; margin-top: 1.1rem; } h3 { font-size: 10.5pt; margin-top: .9rem; } p, ul { margin-block: .45rem; } ul { padding-left: 1.2rem; } p, li { max-width: none; } figure svg { max-height: 115mm; } table { font-size: 8pt; line-height: 1.3; } }
""",
}
"""What is each theme's own."""
CLASSES = {Layout.RUNNING: "", Layout.NEW_PAGE: ' class="fresh"', Layout.LANDSCAPE: ' class="turned"'}


def as_html(document: Document) -> str:
    """The page; its citations lead to the rows of the table of cited lines, where there is one."""
    marking, disclaimer = escape(clean(document.marking)), escape(DISCLAIMER, quote=False)
    title, titles = escape(clean(document.title)), section_titles(document)
    subtitle = "".join(f"<p>{escape(clean(line))}</p>" for line in document.subtitle.splitlines())
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{BASE}{THEMES[document.theme]}{_printed_page(document)}</style></head><body>",
        f'<aside class="mark" aria-label="Marking">{marking}</aside>' if marking else "",
        f'<header><h1>{title}</h1>{subtitle}<p class="disclaimer">{disclaimer}</p></header>',
        "<nav><ol>",
        *(f'<li><a href="#s{n}">{escape(heading)}</a></li>' for n, heading in enumerate(titles)),
        "</ol></nav><main>",
    ]
    page = _Page(document)
    for n, (section, heading) in enumerate(zip(document.sections, titles, strict=True)):
        # A document that begins on its side needs no turning: its first page is the model of the others.
        turned = section.layout is Layout.LANDSCAPE and not starts_landscape(document)
        layout = section.layout if turned or section.layout is not Layout.LANDSCAPE else Layout.RUNNING
        parts.append(f'<section id="s{n}"{CLASSES[layout]}><h2>{escape(heading)}</h2>')
        parts += [page.block(block) for block in section.blocks]
        parts.append("</section>")
    foot = f"<p>{marking}</p>" if marking else ""
    parts.append(f"</main><footer>{foot}<p>{disclaimer}</p></footer></body></html>\n")
    return "\n".join(part for part in parts if part)


def labelled_svg(drawing: Drawing, label: str) -> str:
    """Its SVG with *label* for those who hear a page; ids are made unique, for several drawings share one page."""
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{drawing.name}-", drawing.svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)


def _printed_page(document: Document) -> str:
    """The rules of printed pages: the marking, if there is one, above; marking, disclaimer and page number below."""
    size = "A4 landscape" if starts_landscape(document) else "A4"
    marked = bool(document.marking)
    mark = _quoted(document.marking)
    foot = f'{mark} "\\a " {_quoted(DISCLAIMER)}' if marked else _quoted(DISCLAIMER)
    colour = "#5c4300" if marked else "#444"
    top = f"@top-center {{ content: {mark}; font: bold 8pt Arial, sans-serif; color: {colour}; }} " if marked else ""
    boxes = (
        f"{top}@bottom-center {{ content: {foot}; white-space: pre-line; text-align: center; font: 7pt Arial, sans-serif; color: {colour}; width: 78%; }} "
        '@bottom-right { content: "Page " counter(page) " of " counter(pages); font: 7.5pt Arial, sans-serif; white-space: nowrap; }'
    )
    margin = "19mm 15mm 19mm" if marked else "16mm 14mm"
    # Where a browser prints nothing in the margins the foot of the document is printed, and every section begins a page with its marking.
    begun = (
        f" section {{ break-before: page; }} section::before {{ content: {mark}; display: block; font-weight: bold; text-align: center; }}"
        if marked
        else ""
    )
    other = f"@supports (-moz-appearance: none) or (font: -apple-system-body) {{ @media print {{ footer {{ display: block; }}{begun} }} }}"
    return "".join(
        f"{rule}\n"
        for rule in (
            f"@page {{ size: {size}; margin: {margin}; {boxes} }}",
            f"@page turned {{ size: A4 landscape; margin: {margin}; {boxes} }}",
            other,
        )
    )


def _quoted(text: str) -> str:
    """*text* as a string of a style sheet."""
    return '"' + "".join(c if c.isalnum() or c in " ./,;" else f"\\{ord(c):x} " for c in clean(text)) + '"'


class _Page:
    """The blocks of one document: knows its theme and the lines of the log that a citation can lead to."""

    def __init__(self, document: Document) -> None:
        self.theme = document.theme
        self.anchors = {row[0] for table in document.tables if table.anchors for row in table.rows}

    def text(self, text: str) -> str:
        """*text* escaped, its lines kept, its marks obeyed, its citations linked."""
        return "<br>".join(
            "".join(self.span(span.text, span.mark) for span in spans(clean(line), self.theme))
            for line in text.split("\n")
        )

    def span(self, text: str, mark: Mark) -> str:
        """One stretch of a line."""
        inert = escape(text, quote=False)
        match mark:
            case Mark.PLAIN:
                return inert
            case Mark.STRONG:
                return f"<strong>{inert}</strong>"
            case Mark.EMPHASIS:
                return f"<em>{inert}</em>"
            case Mark.CODE:
                return f"<code>{inert}</code>"
            case Mark.CITATION:
                line = text.strip("[]")
                return f'<a href="#{line}">{inert}</a>' if line in self.anchors else inert
            case _:
                assert_never(mark)

    def block(self, block: Block) -> str:
        """One block, of whatever kind."""
        match block:
            case str():
                return f"<p>{self.text(block)}</p>"
            case Heading():
                return f"<h3>{self.text(block.text)}</h3>"
            case Labelled():
                colon = ":" if block.text else ""
                leads = "" if block.text else ' class="leads"'
                return f"<p{leads}><strong>{escape(clean(block.label))}{colon}</strong> {self.text(block.text)}</p>"
            case Numbered():
                return f'<p class="leads numbered"><strong>{block.number}. {self.text(block.text)}</strong></p>'
            case Points():
                return "<ul>" + "".join(f"<li>{self.text(item)}</li>" for item in block.items) + "</ul>"
            case Note():
                return f'<p class="note">{self.text(block.text)}</p>'
            case Drawing():
                label = clean(CITED.sub("", without_marks(block.caption, self.theme)))
                svg = labelled_svg(block, label)
                return f"<figure>{svg}<figcaption>{self.text(block.caption)}</figcaption></figure>"
            case Table():
                return self.table(block)
            case _:
                assert_never(block)

    def table(self, table: Table) -> str:
        """The table in a box that scrolls where the page is too narrow for it."""
        sides = [' class="n"' if column.kind == "number" else "" for column in table.columns]
        sized = any(column.width for column in table.columns)
        columns = "".join(f'<col style="width:{100 * share:.1f}%">' for share in column_shares(table)) if sized else ""
        head = "".join(
            f'<th scope="col"{side}>{self.text(heading)}</th>'
            for heading, side in zip(table.headings, sides, strict=True)
        )
        body = []
        for n, row in enumerate(table.rows):
            marks = ' class="s"' if n in table.strong_rows else ""
            marks += f' id="{escape(row[0])}"' if table.anchors else ""
            marks += f' style="height:{table.row_heights[n]:g}cm"' if table.row_heights else ""
            cells = "".join(f"<td{side}>{self.text(cell)}</td>" for cell, side in zip(row, sides, strict=True))
            body.append(f"<tr{marks}>{cells}</tr>")
        classes = " ".join(name for name, has in (("sized", sized), ("kept", len(table.rows) <= FEW_ROWS)) if has)
        attributes = f' class="{classes}"' if classes else ""
        return (
            f'<div class="wide"><table{attributes}>'
            + (f"<caption>{self.text(table.title)}</caption>" if table.title else "")
            + (f"<colgroup>{columns}</colgroup>" if columns else "")
            + (f"<thead><tr>{head}</tr></thead>" if any(table.headings) else "")
            + f"<tbody>{''.join(body)}</tbody></table></div>"
        )
