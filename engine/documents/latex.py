r"""A table of a document as LaTeX, in the rules of ``booktabs``: to be read into a paper with ``\input``."""

from __future__ import annotations

import re
from collections.abc import Sequence

from fourthseat.engine.documents.blocks import Mark, Table, Theme, clean, spans

__all__ = ["table_latex"]

WORDY = 48
"""Characters from which a cell's text is broken into lines: its column gets a share of the page's width."""
LONG = 40
"""Rows above which a table goes over several pages."""
SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    '"': r"\textquotedbl{}",
    "≤": r"$\leq$",
    "≥": r"$\geq$",
    "→": r"$\rightarrow$",
    "−": r"$-$",
    "×": r"$\times$",
    "±": r"$\pm$",
    "–": "--",
    "—": "---",
    "…": r"\dots{}",
    "\u00a0": "~",
}
"""What TeX would obey, or its usual fonts have not."""
SPECIAL_CHARACTER = re.compile("|".join(map(re.escape, SPECIAL)))
NEGATIVE = re.compile(r"(?<![\w.)])-(?=\d)")
"""The sign of a number, which is longer than a hyphen."""
COMMANDS = {Mark.STRONG: r"\textbf", Mark.EMPHASIS: r"\emph", Mark.CODE: r"\texttt"}


def table_latex(table: Table, theme: Theme) -> str:
    r"""*table* as LaTeX with its caption and the label ``tab:NAME``; with more than forty rows a ``longtable``.

    The paper needs ``\usepackage{booktabs}``, and ``\usepackage{longtable}`` for a long one. No text of a cell is a command.
    """
    columns = "".join(_columns(table))
    head = " & ".join(_cell(heading, theme) for heading in table.headings)
    rows = [_row(row, theme, strong=number in table.strong_rows) for number, row in enumerate(table.rows)]
    caption = [rf"\caption{{{_cell(table.title, theme)}}}"] if table.title else []
    label = rf"\label{{tab:{table.name}}}"
    top = [r"\toprule", *([rf"{head} \\", r"\midrule"] if any(table.headings) else [])]
    if len(rows) > LONG:
        title = [f"{caption[0]}{label} \\\\"] if caption else []
        body = [
            rf"\begin{{longtable}}{{{columns}}}",
            *title,
            *top,
            r"\endhead",
            *rows,
            r"\bottomrule",
            r"\end{longtable}",
        ]
    else:
        body = [
            r"\begin{table}[htbp]",
            r"\centering",
            *caption,
            *([label] if caption else []),
            rf"\begin{{tabular}}{{{columns}}}",
            *top,
            *rows,
            r"\bottomrule",
            r"\end{tabular}",
            r"\end{table}",
        ]
    return "\n".join(body) + "\n"


def _columns(table: Table) -> list[str]:
    r"""How each column is set: numbers to the right, words to the left, sentences in lines. Those share seven tenths of ``\linewidth``."""
    longest = [max((len(row[n]) for row in table.rows), default=0) for n in range(len(table.columns))]
    wordy = [column.kind != "number" and most > WORDY for column, most in zip(table.columns, longest, strict=True)]
    share = 0.7 / max(1, sum(wordy))
    return [
        rf"p{{{share:.2g}\linewidth}}" if words else "r" if column.kind == "number" else "l"
        for column, words in zip(table.columns, wordy, strict=True)
    ]


def _row(cells: Sequence[str], theme: Theme, *, strong: bool) -> str:
    told = [_cell(cell, theme) for cell in cells]
    return " & ".join(rf"\textbf{{{cell}}}" if strong and cell else cell for cell in told) + r" \\"


def _cell(text: str, theme: Theme) -> str:
    """One cell, its marks as commands and everything else as it stands."""
    parts = []
    for span in spans(clean(" ".join(text.split("\n"))), theme):
        plain = SPECIAL_CHARACTER.sub(lambda found: SPECIAL[found[0]], NEGATIVE.sub("−", span.text))
        parts.append(f"{COMMANDS[span.mark]}{{{plain}}}" if span.mark in COMMANDS else plain)
    return "".join(parts)
