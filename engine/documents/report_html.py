"""A document as one HTML file that needs nothing else, and as Markdown beside its figures and tables."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from fourthseat.engine.documents.blocks import Block, Document, Drawing, Note, Points, Table

__all__ = ["drawn", "html", "markdown", "write"]

CSS = """
:root { color-scheme: light; }
body { font: 16px/1.5 Georgia, 'Times New Roman', serif; color: #1a1a1a; background: #fff; max-width: 58rem; margin: 0 auto; padding: 0 1.2rem 4rem; }
header { border-bottom: 2px solid #1a1a1a; margin: 2rem 0 1rem; padding-bottom: .6rem; }
h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .3rem; } h2 { font-size: 1.3rem; margin: 2.4rem 0 .6rem; border-bottom: 1px solid #bbb; }
h1, h2, nav, table, figcaption, .banner, .note { font-family: 'Helvetica Neue', Arial, sans-serif; }
.banner { background: #fff4d6; border: 1px solid #d9b84f; padding: .45rem .8rem; font-size: .9rem; }
.note { border-left: 4px solid #b00020; padding: .2rem .8rem; background: #fdf1f2; }
nav { font-size: .9rem; columns: 2; } nav ol { margin: 0; padding-left: 1.4rem; }
figure { margin: 1.2rem 0; } figure svg { width: 100%; height: auto; } figcaption { font-size: .85rem; color: #444; }
.wide { overflow-x: auto; margin: 1rem 0; }
table { border-collapse: collapse; font-size: .8rem; font-variant-numeric: tabular-nums; width: 100%; }
caption { text-align: left; font-weight: bold; padding: .2rem 0; caption-side: top; }
th { text-align: left; border-bottom: 1.5px solid #555; vertical-align: bottom; padding: .2rem .5rem .2rem 0; }
td { border-bottom: 1px solid #ddd; padding: .15rem .5rem .15rem 0; vertical-align: top; } td.n, th.n { text-align: right; } td.n { white-space: nowrap; }
code { font-size: .88em; } footer { margin-top: 3rem; border-top: 1px solid #bbb; font-size: .85rem; }
@page { size: A4; margin: 16mm 14mm; }
@media print { body { font-size: 10.5pt; max-width: none; padding: 0; } nav { display: none; } h2, h2 + p { break-after: avoid; } figure, tr { break-inside: avoid; } thead { display: table-header-group; } .wide { overflow: visible; } table { font-size: 7.6pt; } }
"""


def html(document: Document) -> str:
    """One file: styles and drawings inside, no script, nothing fetched."""
    parts = [
        "<!DOCTYPE html>",
        f'<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(document.title)}</title><style>{CSS}</style></head><body>",
        f'<header><h1>{escape(document.title)}</h1><div>{escape(document.subtitle)}</div></header><p class="banner">{_inline(document.banner)}</p>',
        "<nav><ol>",
        *(f'<li><a href="#s{n}">{escape(one.title)}</a></li>' for n, one in enumerate(document.sections)),
        "</ol></nav><main>",
    ]
    for n, section in enumerate(document.sections):
        parts.append(f'<section id="s{n}"><h2>{n + 1}. {escape(section.title)}</h2>')
        parts += [_html(block) for block in section.blocks]
        parts.append("</section>")
    parts.append(f"</main><footer>{_inline(document.banner)}</footer></body></html>\n")
    return "\n".join(parts)


def drawn(drawing: Drawing, label: str) -> str:
    """Its SVG with *label* for those who hear a page; ids are made unique, for several drawings share one page."""
    svg = re.sub(r'(\bid="|url\(#|href="#)', rf"\g<1>{drawing.name}-", drawing.svg)
    return svg.replace("<svg", f'<svg role="img" aria-label="{escape(label)}"', 1)


def _html(block: Block) -> str:
    if isinstance(block, str):
        return f"<p>{_inline(block)}</p>"
    if isinstance(block, Points):
        return "<ul>" + "".join(f"<li>{_inline(item)}</li>" for item in block.items) + "</ul>"
    if isinstance(block, Note):
        return f'<p class="note">{_inline(block.text)}</p>'
    if isinstance(block, Drawing):
        return f"<figure>{drawn(block, block.caption)}<figcaption>{_inline(block.caption)}</figcaption></figure>"
    title, heads, rows = block
    right = [bool(rows) and all(NUMBER.fullmatch(row[n]) for row in rows) for n in range(len(heads))]
    head = "".join(f'<th scope="col"{_side(n)}>{escape(one)}</th>' for one, n in zip(heads, right, strict=True))
    body = "".join(
        "<tr>" + "".join(f"<td{_side(n)}>{_inline(cell)}</td>" for cell, n in zip(row, right, strict=True)) + "</tr>"
        for row in rows
    )
    return f'<div class="wide"><table><caption>{_inline(title)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>'


NUMBER = re.compile(r"[+−-]?[\d.,]+( ?%)?|[+-]?nan|×[\d.]+( \(does not help\))?|identical|none|")


def _side(right: bool) -> str:
    """Columns of numbers stand on the right."""
    return ' class="n"' if right else ""


def _inline(text: str) -> str:
    """Escaped, with `code`, **strong** and *emphasis* as in Markdown."""
    told = re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text, quote=False))
    told = re.sub(r"\*\*([^*]+)\*\*", r"<strong>\1</strong>", told)
    return re.sub(r"\*([^*\s][^*]*)\*", r"<em>\1</em>", told)


def markdown(document: Document) -> str:
    """The same in Markdown; drawings are files in ``figures/`` beside it."""
    parts = [f"# {document.title}", document.subtitle, f"> {document.banner}"]
    for section in document.sections:
        parts.append(f"## {section.title}")
        for block in section.blocks:
            if isinstance(block, str):
                parts.append(block)
            elif isinstance(block, Points):
                parts.append("\n".join(f"- {item}" for item in block.items))
            elif isinstance(block, Note):
                parts.append(f"> **{block.text}**")
            elif isinstance(block, Drawing):
                parts.append(f"![{block.caption}](figures/{block.name}.svg)\n\n*{block.caption}*")
            else:
                parts.append(_markdown_table(block))
    return "\n\n".join(parts) + "\n"


def _markdown_table(table: Table) -> str:
    title, heads, rows = table
    lines = [heads, ("---",) * len(heads), *rows]
    return f"**{title}**\n\n" + "\n".join("| " + " | ".join(c.replace("|", "\\|") for c in row) + " |" for row in lines)


def write(document: Document, folder: Path) -> list[Path]:
    """``report.html``, ``report.md`` with ``figures/``, and every table as CSV in ``tables/``; what was written."""
    files = {"report.html": html(document), "report.md": markdown(document)}
    for drawing in _all(document, Drawing):
        files[f"figures/{drawing.name}.svg"] = drawing.svg
    names: dict[str, int] = {}
    for table in _all(document, tuple):
        name = re.sub(r"[^a-z0-9]+", "-", table[0].partition(":")[0].lower()).strip("-")[:60]
        names[name] = names.get(name, 0) + 1
        files[f"tables/{name}{'-' + str(names[name]) if names[name] > 1 else ''}.csv"] = _csv(table)
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        half = folder / f"{path}.tmp"
        half.write_text(text, "utf-8")
        half.replace(folder / path)
    return [folder / path for path in files]


def _all(document: Document, kind: type) -> Iterator:  # type: ignore[type-arg]
    for section in document.sections:
        for block in section.blocks:
            if type(block) is kind:
                yield block


def _csv(table: tuple[str, Sequence[str], Sequence[Sequence[str]]]) -> str:
    kept = io.StringIO()
    writer = csv.writer(kept, lineterminator="\n")
    writer.writerow(table[1])
    writer.writerows(table[2])
    return kept.getvalue()
