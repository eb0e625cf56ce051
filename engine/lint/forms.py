"""Findings for other programs: one JSON document of our own, and SARIF 2.1.0, which editors and code hosts read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from fourthseat.engine import __version__
from fourthseat.engine.core.shown import quoted, visible
from fourthseat.engine.lint.linting import Checked
from fourthseat.engine.scenario.codes import CODES, Severity
from fourthseat.engine.scenario.findings import Finding, Place

__all__ = ["JSON_FORMAT", "as_json", "as_sarif", "page_of"]

JSON_FORMAT = 1
"""Counts up when a field changes its meaning or goes; new fields may come without."""
PAGE = "docs/findings.md"
"""The manual's page of codes."""
LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "note"}


def page_of(code: str) -> str:
    """Where the manual speaks of *code*."""
    return f"{PAGE}#{code.lower()}"


def as_json(checked: Iterable[Checked]) -> dict[str, Any]:
    """All that was found, as the document that the manual's page of findings describes."""
    every = list(checked)
    return {
        "format": JSON_FORMAT,
        "files": [
            {
                "file": str(one.path),
                "title": None if one.scenario is None else one.scenario.title,
                "playable": one.scenario is not None,
                "games": one.games,
            }
            for one in every
        ],
        "findings": [_finding(finding) for one in every for finding in one.findings],
    }


def _finding(one: Finding) -> dict[str, Any]:
    span = one.place.span
    return {
        "code": one.code,
        "name": CODES[one.code].name,
        "severity": str(one.severity),
        "file": str(one.place.file),
        "line": None if span is None else span.line,
        "column": None if span is None else span.column,
        "end_line": None if span is None else span.end_line,
        "end_column": None if span is None else span.end_column,
        "key": one.key,
        "value": _value(one.value),
        "message": visible(one.sentence),
        "right": CODES[one.code].right,
        "fixable": bool(one.remove),
        "page": page_of(one.code),
    }


def _value(value: object) -> str | int | float | bool | None:
    """What stands in the file; tables and lists shortened to a text."""
    return value if value is None or isinstance(value, str | int | float | bool) else quoted(value)


def as_sarif(checked: Iterable[Checked]) -> dict[str, Any]:
    """All that was found, as one run of SARIF 2.1.0 (OASIS standard)."""
    findings = [finding for one in checked for finding in one.findings]
    used = sorted({one.code for one in findings})
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {"name": "fourthseat", "version": __version__, "rules": [_rule(code) for code in used]}
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(one, used) for one in findings],
            }
        ],
    }


def _rule(code: str) -> dict[str, Any]:
    row = CODES[code]
    return {
        "id": code,
        "name": row.name,
        "shortDescription": {"text": row.what},
        "fullDescription": {"text": row.why},
        "help": {"text": f"{row.right} See {page_of(code)}."},
        "defaultConfiguration": {"level": LEVELS[row.severity]},
    }


def _result(one: Finding, used: Sequence[str]) -> dict[str, Any]:
    result = {
        "ruleId": one.code,
        "ruleIndex": used.index(one.code),
        "level": LEVELS[one.severity],
        "message": {"text": visible(one.sentence)},
        "locations": [{"physicalLocation": _location(one.place)}],
    }
    if one.remove:
        deleted = [
            {"deletedRegion": {"byteOffset": span.start, "byteLength": span.end - span.start}} for span in one.remove
        ]
        result["fixes"] = [
            {
                "description": {"text": CODES[one.code].right},
                "artifactChanges": [{"artifactLocation": _artifact(one.place.file), "replacements": deleted}],
            }
        ]
    return result


def _location(place: Place) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(place.file)}
    if place.span is not None:
        line, column, end_line, end_column, _, _ = place.span
        location["region"] = {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column}
    return location


def _artifact(file: Path) -> dict[str, str]:
    """A path as SARIF wants it: a URI, relative where the path is."""
    return {"uri": file.as_uri() if file.is_absolute() else _relative_uri(file)}


def _relative_uri(file: Path) -> str:
    """A relative path with whatever no URI may hold written as bytes."""
    return (Path("/") / file).as_uri().removeprefix("file:///")
