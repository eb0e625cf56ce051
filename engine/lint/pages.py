"""The manual's page of findings, made from the table of codes."""

from __future__ import annotations

from itertools import groupby

from fourthseat.engine.scenario.codes import CODES, Code, Severity

__all__ = ["findings_page"]

SUBJECTS = {
    "0": "The file",
    "1": "Keys and values",
    "2": "Rows against each other",
    "3": "What nothing reads",
    "4": "Numbers and units",
    "5": "People and words",
    "6": "Orders and conditions",
    "7": "What playing it shows",
}
MEANING = {
    Severity.ERROR: "the file is refused, by every command",
    Severity.WARNING: "it can be played and hardly means what was meant",
    Severity.HINT: "worth a look",
}
INTRODUCTION = """# Findings

<!-- Made from engine/scenario/codes.py by `python docs/pages.py`. A test holds the two together; edit the table, not this page. -->

`fourthseat check FILE…` reads scenario files, plays each a few dozen times, and says what it finds: `file:line:column`, a code, the key, the
value, and what would be right.

| severity | means | exit code |
|---|---|---|
{severities}

- `--select FS4,FS501` and `--ignore FS7` choose among warnings and hints by the beginnings of their codes. Errors are always told.
- `--no-play` only reads the file. Games are played with staffs that follow rules of thumb and with seats that order anything they may, in
  every variant, for twenty seconds of computing at most.
- `--fix` makes keys that nothing reads comments, and proves that nothing else of the file has changed; the file as it was is kept as
  `FILE.before-fix`. Only files that are named are changed, never what they extend.
- Lines and columns need the packages `tree-sitter` and `tree-sitter-toml`; without them a finding names its key and row alone.

## For programs

`--sarif` prints SARIF 2.1.0, which editors and code hosts read. `--json` prints one document:

| field | what it holds |
|---|---|
| `format` | {format}; counts up when a field changes its meaning |
| `files` | of each file: `file`, `title` (null where it is refused), `playable`, `games` that were played |
| `findings` | of each finding, file by file and in the order of their places: `code`, `name`, `severity` (`error`, `warning`, `hint`), `file`, `line`, `column`, `end_line`, `end_column` (from 1, null where unknown), `key`, `value` (null where nothing stands), `message`, `right`, `fixable`, `page` |
"""


def findings_page(json_format: int) -> str:
    """All codes as Markdown, an anchor each (``#fs101``); *json_format* is the number of the JSON document's format."""
    severities = "\n".join(
        f"| {severity} | {meaning} | {2 if severity is Severity.ERROR else 0} |"
        for severity, meaning in MEANING.items()
    )
    parts = [INTRODUCTION.format(severities=severities, format=json_format)]
    for hundred, rows in groupby(CODES.values(), key=lambda row: row.code[2]):
        parts.append(f"## {SUBJECTS[hundred]}\n")
        parts += [_entry(row) for row in rows]
    return "\n".join(parts)


def _entry(row: Code) -> str:
    mended = " `--fix` does." if row.fixable and "--fix" not in row.right else ""
    return f"### {row.code}\n\n**{row.name}**, {row.severity}. {row.what} {row.why}\n\n*What would be right*: {row.right}{mended}\n"
