"""The events list as a spreadsheet to work in, which comes back as it went."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import write_new
from fourthseat.engine.documents.sheets.writing import ColumnLayout, Layout, as_csv, as_workbook
from fourthseat.engine.exercise.msel.columns import COLUMNS, KINDS, Column
from fourthseat.engine.exercise.msel.conditions import CONDITION_FORMS, EFFECT_FORMS
from fourthseat.engine.exercise.msel.headers import IN_WORDS
from fourthseat.engine.record.effect_words import inject_in_words
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["contents", "rows", "write"]

MODES = ("brief", "cable", "call", "e-mail", "news", "report", "social media", "statement", "video")
"""How an inject reaches a cell, as a drop-down suggests it beside those the list has."""

WRITTEN: dict[str, Column] = {}
"""The columns of a list as it is written: those that are read, and beside the effects what they do in words."""
for _field, _column in COLUMNS.items():
    WRITTEN[_field] = _column
    if _field == "effects":
        WRITTEN["in_words"] = Column(
            IN_WORDS, lambda s, j: inject_in_words(j, s), 40, "what the two columns before it do; it is not read back"
        )


def rows(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """Headers, then one row an inject, then the unknown columns a sheet brought along, where there are any."""
    extra = list(dict.fromkeys(name for inject in scenario.msel for name in inject.columns))
    yield (*(column.header for column in WRITTEN.values()), *extra)
    for inject in scenario.msel:
        cells = (column.cell(scenario, inject) for column in WRITTEN.values())
        yield (*cells, *(inject.columns.get(name, "") for name in extra))


def write(scenario: Scenario, path: Path) -> None:
    """The list as ``.xlsx`` or ``.csv``; an existing file is never overwritten, :exc:`FileError`."""
    write_new(path, contents(scenario, path))


def contents(scenario: Scenario, path: Path) -> bytes:
    """The same as bytes, of the kind that *path* ends in; it is also what messages name."""
    kind = path.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise ScenarioError(f"{path}: a list is written as .xlsx or .csv, not {kind or 'without an ending'}")
    banner = f"EXERCISE EXERCISE EXERCISE — {scenario.handling}"
    if kind == ".csv":
        return as_csv(rows(scenario), banner)
    return as_workbook(rows(scenario), path, _layout(scenario, banner))


def _layout(scenario: Scenario, banner: str) -> Layout:
    """Widths, drop-downs and hints of the list, and the sheet that says how it is filled in."""
    choices: dict[str, tuple[tuple[str, ...], bool]] = {
        "move": (tuple(str(move) for move in range(1, scenario.turns + 1)), False),
        "kind": (tuple(KINDS.values()), False),
        "mode": (tuple(dict.fromkeys((*(inject.mode for inject in scenario.msel), *MODES))), True),
        "sender": (tuple(dict.fromkeys(("CONTROL", *(inject.sender for inject in scenario.msel)))), True),
        "to": (("All", *map(str, scenario.players)), True),
        "objective": (tuple(dict.fromkeys(one.id for seat in scenario.seats for one in seat.objectives)), False),
    }
    columns = {
        column.header: ColumnLayout(round(column.width), *choices.get(field, ((), False)), column.help)
        for field, column in WRITTEN.items()
    }
    return Layout("MSEL", banner, columns, tuple(_guide(scenario)))


def _guide(scenario: Scenario) -> Iterator[tuple[str, ...]]:
    """How the list is filled in, and the names that this scenario has."""
    more = {
        "when": f": one or several of these, with and, or, not and brackets: {_in_its_names(CONDITION_FORMS, scenario)}",
        "effect": f": one or several of these, with semicolons between them: {_in_its_names(EFFECT_FORMS, scenario)}",
        "hour": f". {scenario.moves_told}: move 1 is H+0 to H+{scenario.closes_at(1) - 1}; the last ends at H+{scenario.endex}",
    }
    yield ("Column", "What may stand in it")
    yield from ((column.header, column.help + more.get(field, "")) for field, column in WRITTEN.items())
    yield ("Other columns", "are kept with their row, word for word, and mean nothing to the game")
    yield (
        "Rows not to be played",
        "strike them through or hide them, or add a column Status and write: cut. They are left out, and it is said.",
    )
    for seat in scenario.seats:
        objectives = "; ".join(f"{one.id} ({one.text})" for one in seat.objectives)
        yield (f"Seat {seat.id}", f"{seat.name}: {objectives}")
    yield from ((f"Incident {incident.id}", incident.title) for incident in scenario.incidents)
    yield from ((f"Order {option.id}", option.title) for option in scenario.options)


def _in_its_names(forms: tuple[str, ...], scenario: Scenario) -> str:
    """Examples with an incident, an order, a seat and an event that the scenario has."""
    seat = str(scenario.players[0])
    names = {
        "second-raid": scenario.incidents[-1].id,
        "raid": scenario.incidents[0].id,
        "joint-statement": scenario.options[0].id,
        "INJ-05": scenario.msel[0].id if scenario.msel else "INJ-01",
        "NORTH": seat,
        "SOUTH": seat,
    }
    return "; ".join(re.sub("|".join(names), lambda found: names[found[0]], form) for form in forms)
