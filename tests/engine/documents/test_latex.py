r"""Tables as LaTeX: no cell is a command, every row has its columns."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fourthseat.engine.documents.blocks import Table, Theme, number_columns, text_columns
from fourthseat.engine.documents.latex import LONG, table_latex

COMMANDS = re.compile(r"\\([a-z]+)")
KNOWN = {
    "begin", "end", "centering", "caption", "label", "toprule", "midrule", "bottomrule", "endhead", "textbf", "emph", "texttt",
    "textbackslash", "textasciitilde", "textasciicircum", "textless", "textgreater", "textbar", "textquotedbl", "leq", "geq",
    "linewidth", "rightarrow", "times", "pm", "dots",
}  # fmt: skip


def table(rows: list[list[str]], title: str = "Shares") -> Table:
    """A table of two columns."""
    return Table("shares", title, (*text_columns("what"), *number_columns("share")), rows)


@given(st.lists(st.lists(st.text(max_size=20), min_size=2, max_size=2), max_size=4), st.text(max_size=20))
def test_no_text_is_a_command(rows: list[list[str]], title: str) -> None:
    """Backslashes, ampersands, braces, dollars: written out; as many cells a row as columns, and braces in pairs."""
    text = table_latex(table(rows, title), Theme.PAPER)
    bare = text.replace(r"\{", "").replace(r"\}", "")

    assert set(COMMANDS.findall(text)) <= KNOWN
    assert bare.count("{") == bare.count("}")
    cells = [len(re.findall(r"(?<!\\)&", line)) for line in text.splitlines() if line.endswith(r"\\")]
    assert [1] * (len(rows) + 1) == cells


def test_marks_are_commands_and_signs_are_signs() -> None:
    """Strong and code as they are meant; a number's minus is one, a range's dash and a name's hyphen are not."""
    text = table_latex(table([["**better** in `p_press`", "-0.5 (-1–2 %)"], ["aukus-jpn ≤ 3", "±1"]]), Theme.REPORT)

    assert r"\textbf{better} in \texttt{p\_press} & $-$0.5 ($-$1--2 \%) \\" in text
    assert r"aukus-jpn $\leq$ 3 & $\pm$1 \\" in text
    assert r"\begin{tabular}{lr}" in text
    assert r"\caption{Shares}" in text


def test_a_long_table_goes_over_pages() -> None:
    """With its head on each."""
    text = table_latex(table([[str(n), "1"] for n in range(LONG + 1)]), Theme.REPORT)

    assert r"\begin{longtable}{lr}" in text
    assert text.index(r"\endhead") < text.index("0 & 1")
    assert "tabular" not in text


def test_sentences_are_set_in_lines() -> None:
    """A column of sentences is as wide as its share of the page, however long they are."""
    text = table_latex(table([["A sentence that nobody would read on one line of a page.", "1"]]), Theme.REPORT)

    assert r"\begin{tabular}{p{0.7\linewidth}r}" in text


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="no TeX on this machine")
def test_tex_reads_it(tmp_path: Path) -> None:
    """What TeX would obey, signs that its fonts lack, a long table and sentences: one document, no error."""
    hostile = "".join(chr(n) for n in range(33, 127)) + " ≤ ≥ → − × ± – — …"
    tables = [
        table([[hostile, "-0.5"], ["A sentence that nobody would read on one line of a page. " * 9, "1"]]),
        table([[str(n), "1"] for n in range(LONG + 1)]),
    ]
    body = "\n".join(table_latex(one, Theme.REPORT) for one in tables)
    head = r"\documentclass{article}\usepackage[T1]{fontenc}\usepackage{booktabs,longtable}\begin{document}"
    (tmp_path / "t.tex").write_text(f"{head}\n{body}\n\\end{{document}}\n", "utf-8")
    run = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error", "t.tex"]
    told = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)

    assert 0 == told.returncode, told.stdout[-2000:]
