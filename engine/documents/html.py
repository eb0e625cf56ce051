"""A paper as one HTML file that needs nothing else: no script, nothing fetched, the marking on every printed page."""

from __future__ import annotations

from html import escape

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
from fourthseat.engine.documents.report_html import drawn
from fourthseat.engine.record.narration import DISCLAIMER

__all__ = ["linked", "numbered"]

CSS = """
:root { color-scheme: light; }
* { box-sizing: border-box; }
body { font: 15px/1.45 Arial, 'Liberation Sans', Helvetica, sans-serif; color: #1a1a1a; background: #fff; max-width: 66rem; margin: 0 auto; padding: 0 1.2rem 3rem; }
.mark { position: sticky; top: 0; background: #fff4d6; border-bottom: 1px solid #d9b84f; padding: .4rem .8rem; font-size: .85rem; font-weight: bold; text-align: center; z-index: 1; }
header { border-bottom: 2px solid #1a1a1a; margin: 1.5rem 0 1rem; padding-bottom: .7rem; } header p { margin: .2rem 0; color: #444; }
h1 { font-size: 1.6rem; line-height: 1.2; margin: 0 0 .4rem; } h2 { font-size: 1.25rem; margin: 2.2rem 0 .6rem; border-bottom: 1px solid #999; scroll-margin-top: 3rem; } h3 { font-size: 1.02rem; margin: 1.4rem 0 .3rem; }
p { margin: .5rem 0; max-width: 52rem; } li { max-width: 50rem; margin: .2rem 0; }
.note { border-left: 4px solid #8a6d1f; padding: .3rem .8rem; background: #fdf8ea; }
nav { font-size: .88rem; columns: 2; } nav ol { margin: 0; padding-left: 0; list-style: none; }
figure { margin: 1.2rem 0; break-inside: avoid; } figure svg { width: 100%; height: auto; } figcaption { font-size: .85rem; color: #333; }
.wide { overflow-x: auto; margin: .8rem 0 1.1rem; padding-right: 1px; }
table { border-collapse: collapse; font-size: .82rem; width: 100%; table-layout: fixed; min-width: 40rem; }
caption { text-align: left; font-weight: bold; padding: .2rem 0; caption-side: top; }
th { text-align: left; background: #e9edf2; border: 1px solid #9aa4b0; vertical-align: bottom; padding: .2rem .35rem; }
td { border: 1px solid #c4cad1; padding: .15rem .35rem; vertical-align: top; overflow-wrap: anywhere; } tr.s td { font-weight: bold; background: #f4f6f8; } tr:target td { background: #fff4d6; }
tr[id] { scroll-margin-top: 3rem; }
footer { margin-top: 2.5rem; border-top: 1px solid #999; font-size: .85rem; }
@media print { figcaption { font-size: 8pt; } body { font-size: 9.5pt; max-width: none; padding: 0; } .mark, nav, footer { display: none; } h1 { font-size: 17pt; } h2 { font-size: 13pt; } h3 { font-size: 10.5pt; } h2, h3, caption { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } p, li { max-width: none; } .wide { overflow: visible; } table { font-size: 8pt; line-height: 1.3; min-width: 0; } table.kept { break-inside: avoid; } a { color: inherit; text-decoration: none; } section.fresh { break-before: page; } section.turned { page: turned; } th, .note, tr.s td { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
"""


def linked(document: Document) -> str:
    """The page; its citations lead to the rows of the table of cited lines, where there is one."""
    known = {
        row[0].removeprefix("L")
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Grid) and block.anchors
        for row in block[2]
    }
    mark, foot = escape(clean(document.banner)), escape(DISCLAIMER)
    titles = numbered(document)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(clean(document.title))}</title><style>{CSS}{_page(document)}</style></head><body>",
        f'<aside class="mark" aria-label="Marking">{mark}</aside>',
        f"<header><h1>{escape(clean(document.title))}</h1>{''.join(f'<p>{escape(clean(line))}</p>' for line in document.subtitle.splitlines())}"
        f"<p>{foot}</p></header>",
        "<nav><ol>",
        *(f'<li><a href="#s{n}">{escape(title)}</a></li>' for n, title in enumerate(titles)),
        "</ol></nav><main>",
    ]
    for n, (section, title) in enumerate(zip(document.sections, titles, strict=True)):
        how = (
            "turned"
            if isinstance(section, Wide) and not lies(document)
            else "fresh"
            if isinstance(section, Fresh)
            else ""
        )
        parts.append(f'<section id="s{n}"{f" class={how!r}" if how else ""}><h2>{escape(title)}</h2>'.replace("'", '"'))
        parts += [_block(block, known) for block in section.blocks]
        parts.append("</section>")
    parts.append(f"</main><footer><p>{mark}</p><p>{foot}</p></footer></body></html>\n")
    return "\n".join(parts)


def numbered(document: Document) -> list[str]:
    """The sections' titles with their numbers; appendices have letters of their own, and a paper of forms has neither."""
    titles, n = [], 0
    plain = any(section.title.startswith("Appendix") for section in document.sections)
    for section in document.sections:
        n += not section.title.startswith("Appendix")
        titles.append(
            clean(section.title if section.title.startswith("Appendix") or not plain else f"{n}. {section.title}")
        )
    return titles


def _page(document: Document) -> str:
    """The margins of every printed page: marking above, marking, disclaimer and page number below."""

    def quoted(text: str) -> str:
        return '"' + "".join(c if c.isalnum() or c in " ./,;" else f"\\{ord(c):x} " for c in clean(text)) + '"'

    mark = quoted(document.banner)
    stands = "A4 landscape" if lies(document) else "A4"
    boxes = (
        f"@top-center {{ content: {mark}; font: bold 8pt Arial, sans-serif; color: #5c4300; }} "
        f'@bottom-center {{ content: {mark} "\\a " {quoted(DISCLAIMER)}; white-space: pre-line; text-align: center; font: 7pt Arial, sans-serif; color: #5c4300; width: 78%; }} '
        '@bottom-right { content: "Page " counter(page) " of " counter(pages); font: 7.5pt Arial, sans-serif; white-space: nowrap; }'
    )
    lying = f"@page turned {{ size: A4 landscape; margin: 19mm 15mm 19mm; {boxes} }}"
    # Where a browser prints nothing in the margins, every section begins a page that bears the marking.
    other = f"@supports (-moz-appearance: none) or (font: -apple-system-body) {{ @media print {{ footer {{ display: block; }} section {{ break-before: page; }} section::before {{ content: {mark}; display: block; font-weight: bold; text-align: center; }} }} }}"
    return f"@page {{ size: {stands}; margin: 19mm 15mm 19mm; {boxes} }}\n{lying}\n{other}\n"


def _text(text: str, known: set[str]) -> str:
    told = "<br>".join(escape(clean(line), quote=False) for line in text.split("\n"))
    return CITED.sub(lambda m: f'<a href="#L{m[1]}">{m[0]}</a>' if m[1] in known else m[0], told)


def _block(block: Block, known: set[str]) -> str:
    if isinstance(block, Heading):
        return f"<h3>{_text(block, known)}</h3>"
    if isinstance(block, Labelled):
        return f"<p><strong>{escape(clean(block.label))}{':' if block else ''}</strong> {_text(block, known)}</p>"
    if isinstance(block, Numbered):
        return f"<p><strong>{block.number}. {_text(block, known)}</strong></p>"
    if isinstance(block, str):
        return f"<p>{_text(block, known)}</p>"
    if isinstance(block, Points):
        return "<ul>" + "".join(f"<li>{_text(item, known)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Note):
        return f'<p class="note">{_text(block.text, known)}</p>'
    if isinstance(block, Drawing):
        told = clean(CITED.sub("", block.caption))
        return f"<figure>{drawn(block, told)}<figcaption>{_text(block.caption, known)}</figcaption></figure>"
    return _table(block, known)


def _table(block: Table, known: set[str]) -> str:
    grid = block if isinstance(block, Grid) else Grid(*block)
    columns = "".join(f'<col style="width:{100 * share:.1f}%">' for share in shares(grid))
    head = "".join(f'<th scope="col">{_text(one, known)}</th>' for one in grid[1])
    body = []
    for n, row in enumerate(grid[2]):
        told = ' class="s"' if n in grid.strong else ""
        told += f' id="{escape(row[0])}"' if grid.anchors else ""
        told += f' style="height:{grid.tall[n]:g}cm"' if grid.tall else ""
        body.append(f"<tr{told}>" + "".join(f"<td>{_text(cell, known)}</td>" for cell in row) + "</tr>")
    named = f"<caption>{_text(grid[0], known)}</caption>" if grid[0] else ""
    kept = ' class="kept"' if len(grid[2]) <= SMALL else ""
    top = f"<thead><tr>{head}</tr></thead>" if any(grid[1]) else ""
    return f'<div class="wide"><table{kept}>{named}<colgroup>{columns}</colgroup>{top}<tbody>{"".join(body)}</tbody></table></div>'
