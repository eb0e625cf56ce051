"""From raw tables to a scenario: shapes first, then the rows against each other; every mistake at once, each with its place."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.scenario.agreement_checks import agreement_complaints
from fourthseat.engine.scenario.cells import Misplaced, seated
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.complaints import explained
from fourthseat.engine.scenario.doctrine_library import doctrines_used
from fourthseat.engine.scenario.effect_checks import effect_complaints
from fourthseat.engine.scenario.findings import Finding, refused, shortened
from fourthseat.engine.scenario.handed import with_files
from fourthseat.engine.scenario.library import Missing, used
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import senseless, unread
from fourthseat.engine.scenario.sources import Source

__all__ = ["FORMAT", "completed", "examine", "format_of", "load", "located", "parse", "parse_rows"]


FORMAT = 2
"""The newest format of scenario files."""
OF_KEYS = frozenset({"FS101", "FS301", "FS315"})
"""Findings about a key, whatever its value is."""


def load(source: Source) -> Scenario:
    """The scenario of a file; :exc:`RefusedError` with every mistake in it, each with file, line, column and what would be right."""
    tables, missing = completed(source.tables)
    scenario, wrong = examine(tables)
    wrong = [_of_library(source, one) for one in missing] + wrong
    if format_of(source) != 1:
        wrong += unread(source.tables)
    if scenario is not None:
        wrong += senseless(scenario)
        scenario, unfit = with_files(source, scenario) if scenario.handouts else (scenario, [])
        wrong += unfit
    if wrong or scenario is None:
        raise refused((located(source, one) for one in wrong), [file.path for file in source.files])
    return scenario


def completed(tables: Mapping[str, Any]) -> tuple[dict[str, Any], list[Missing]]:
    """*tables* of a file with all it uses of the shipped libraries, and what they do not have."""
    tables, options = used(tables)
    tables, doctrines = doctrines_used(tables)
    return tables, options + doctrines


def format_of(source: Source) -> object:
    """The format a file says it has, whatever that which it extends has; 1 where it says none."""
    return source.files[0].tables.get("format", 1)


def _of_library(source: Source, missing: Missing) -> Complaint:
    """What a row wants of a library and cannot have."""
    where = source.named((missing.table, missing.number, missing.key))
    return Complaint("FS201", where, missing.message, missing.value)


def located(source: Source, complaint: Complaint) -> Finding:
    """*complaint* as a finding in the file in which it was written."""
    where = source.named(complaint.where)
    place = source.place(where, None if complaint.code in OF_KEYS else complaint.value)
    if complaint.column and place.span is not None and source.origin(where)[2] == complaint.value:
        place = replace(place, span=place.span.at(complaint.column + 1))  # behind its quotation mark
    remove = source.removal(where) if complaint.removable else ()
    return Finding(complaint.code, str(complaint), place, complaint.called, complaint.value, remove=remove)


def parse(raw: Mapping[str, Any], where: str, *, strict: bool = False) -> Scenario:
    """The scenario in *raw*; :exc:`ScenarioError` naming *where*, the key, the value and what would be right, a line a mistake.

    *strict* refuses what cannot mean anything as well, as a file is; what a log or a study has kept is read without.
    """
    scenario, wrong = examine(raw)
    if strict and scenario is not None:
        wrong += senseless(scenario)
    if wrong or scenario is None:
        raise ScenarioError("\n".join(shortened([f"{where}: {one}" for one in wrong])))
    return scenario


def parse_rows(raw: Mapping[str, Any], where: str) -> Scenario:
    """The scenario in *raw*, every row well formed but not yet checked against the others.

    For a caller that places complaints itself (:func:`fourthseat.engine.scenario.checks.contradictions`); :func:`parse` is
    what all else wants. Raises :exc:`ScenarioError` naming *where*, the key, the value and what would be right.
    """
    found = _rows(raw)
    if isinstance(found, Scenario):
        return found
    raise ScenarioError("\n".join(shortened([f"{where}: {one}" for one in found])))


def examine(raw: Mapping[str, Any]) -> tuple[Scenario | None, list[Complaint]]:
    """The scenario in *raw* as far as its rows are well formed, and all that is wrong with them, alone or together."""
    newer = _newer(raw)
    if newer is not None:
        return None, [newer]
    found = _rows(raw)
    if not isinstance(found, Scenario):
        return None, found
    return found, [*contradictions(found), *effect_complaints(found), *agreement_complaints(found)]


def _newer(raw: Mapping[str, Any]) -> Complaint | None:
    """A complaint if *raw* is of no format that is known: then nothing else about it can be."""
    said = raw.get("format", FORMAT) if isinstance(raw, Mapping) else FORMAT  # what is no table at all is told as such
    if type(said) is int and 1 <= said <= FORMAT:
        return None
    newer = type(said) is int and said > FORMAT
    right = "read it with a newer version" if newer else f"this version knows 1 and {FORMAT}; write format = {FORMAT}"
    message = f"{quoted(said)} is {'a newer format than this version of Fourth Seat knows' if newer else 'no format'}; {right}"
    return Complaint("FS006", ("format",), message, said, "format")


def _rows(raw: Mapping[str, Any]) -> Scenario | list[Complaint]:
    tables, misplaced = seated(raw) if isinstance(raw, Mapping) else (raw, [])
    nowhere = [_nowhere(one) for one in misplaced]
    try:
        # By way of JSON: strict about types, yet a list may stand for a tuple and a name for a cell.
        made = Scenario.model_validate_json(json.dumps(tables, default=_odd))
    except RecursionError:
        return [Complaint("FS002", (), "nested too deeply for a scenario")]
    except ValidationError as wrong:
        return nowhere + explained(wrong, raw, Scenario)
    return nowhere or made


def _nowhere(one: Misplaced) -> Complaint:
    """What a seat or a cell says of its side and cannot be."""
    where = (one.table, one.number, one.key)
    return Complaint(
        "FS201" if one.table == "seat" else "FS202", where, one.message, one.value, f"{one.table}[{one.name}].{one.key}"
    )


def _odd(value: Any) -> Any:
    """A TOML date or time, which no key takes."""
    return {"date": str(value)}
