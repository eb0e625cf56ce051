"""What a person says about a list that cannot be guessed from it: said once on the command line, kept as a TOML file.

Columns, who a name is, which status leaves a row out, when STARTEX is. A saved mapping reads the next version of the list.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.files import write_new
from fourthseat.engine.exercise.msel.columns import COLUMNS, KINDS
from fourthseat.engine.exercise.msel.headers import FIELDS, OWN, target_field
from fourthseat.engine.exercise.msel.placing import Startex, read_startex
from fourthseat.engine.exercise.msel.recipients import Directory
from fourthseat.engine.exercise.msel.times import TimeError
from fourthseat.engine.exercise.msel.words import folded
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["LEFT_OUT", "PLAYED", "Instructions", "column_named", "read_mapping", "save_mapping", "with_pairs"]

PLAYED, LEFT_OUT = "play", "leave out"
"""What a status may mean."""
MOST_BYTES = 200_000
"""Of a mapping file."""


@dataclass(frozen=True)
class Instructions:
    """How one list is to be read, where its own headers and words do not say it."""

    sheet: str = ""
    """The tab to read; empty for the one most like a list."""
    startex: str = ""
    times: str = ""
    """Whose hours and minutes the list has: ``scenario``, ``exercise``, or empty while nobody has said."""
    move_minutes: float | None = None
    """Minutes of the day that a move takes, for times of the exercise's own clock."""
    include_hidden: bool = False
    """Whether hidden, filtered and struck rows are played too."""
    keep: tuple[str, ...] = ()
    """Events of the scenario's own list that stay beside those of this one."""
    columns: Mapping[str, str] = field(default_factory=dict)
    """Header: the column of ours that it is, or :data:`OWN`."""
    recipients: Mapping[str, str] = field(default_factory=dict)
    """Name: seats, All, or CONTROL."""
    event_types: Mapping[str, str] = field(default_factory=dict)
    status: Mapping[str, str] = field(default_factory=dict)
    """Word: :data:`PLAYED` or :data:`LEFT_OUT`."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Column of ours: what stands in it where a row leaves it empty, or the sheet has none."""

    def start(self) -> Startex | None:
        """STARTEX, read; None if nobody has said."""
        try:
            return read_startex(self.startex) if self.startex else None
        except TimeError as wrong:
            raise ScenarioError(str(wrong)) from None

    def over(self, other: Instructions) -> Instructions:
        """*other*, with what is said here instead where both say it."""
        said: dict[str, Any] = {}
        for part in fields(self):
            mine = getattr(self, part.name)
            if isinstance(mine, Mapping):
                said[part.name] = {**getattr(other, part.name), **mine}
            elif mine not in ("", None, False, ()):
                said[part.name] = mine
        return replace(other, **said)


TABLES = tuple(
    part.name
    for part in fields(Instructions)
    if part.name in ("columns", "recipients", "event_types", "status", "defaults")
)


def with_pairs(told: Instructions, pairs: Iterable[str], scenario: Scenario) -> Instructions:
    """*told* and what ``NAME=MEANING`` texts add; the meaning shows what the name is: a column, seats, a type, a status.

    Raises :exc:`ScenarioError` for a meaning that is none.
    """
    tables: dict[str, Any] = {name: dict(getattr(told, name)) for name in TABLES}
    directory = Directory(scenario, {})
    for pair in pairs:
        name, _, meaning = (part.strip() for part in pair.rpartition("="))
        if not name or not meaning:
            raise ScenarioError(f'--map {pair!r} is not NAME=MEANING, such as "SEND TO=To" or "Wardroom=NORTH"')
        tables[_table_of(meaning, directory, scenario)][name] = meaning
    return replace(told, **tables)


def _table_of(meaning: str, directory: Directory, scenario: Scenario) -> str:
    """The table of a mapping that something with this *meaning* belongs in."""
    if target_field(meaning) is not None:
        return "columns"
    if folded(meaning) in (PLAYED, LEFT_OUT):
        return "status"
    if folded(meaning) in {folded(word) for pair in KINDS.items() for word in pair}:
        return "event_types"
    if directory.knows(meaning):
        return "recipients"
    columns, seats = ", ".join(FIELDS.values()), ", ".join(scenario.players)
    raise ScenarioError(
        f"--map …={meaning!r}: is no column ({columns}, or own for one that is only kept), no seat ({seats}, All, CONTROL), "
        f"no event type ({', '.join(KINDS.values())}) and no status ({PLAYED}, {LEFT_OUT})"
    )


def read_mapping(path: Path, scenario: Scenario) -> Instructions:
    """A saved mapping; :exc:`ScenarioError` names the key that is wrong and what would be right."""
    try:
        raw = path.read_bytes()
        if len(raw) > MOST_BYTES:
            raise ScenarioError(f"{path}: {len(raw):,} bytes; a mapping has at most {MOST_BYTES:,}")
        table = tomllib.loads(raw.decode("utf-8-sig").replace("\r\n", "\n"))
    except OSError as wrong:
        raise ScenarioError(f"{path}: {wrong.strerror or wrong}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as wrong:
        raise ScenarioError(f"{path}: is no TOML: {str(wrong)[:200]}") from None
    known = {part.name for part in fields(Instructions)}
    said: dict[str, Any] = {}
    for key, value in table.items():
        if key not in known:
            raise ScenarioError(f"{path}: {key[:60]!r}: no such key; {nearest(key, known)}")
        said[key] = _checked(path, key, value)
    found = Instructions(**said)
    directory = Directory(scenario, {})
    for name in ("columns", "recipients", "event_types", "status"):
        for word, meaning in getattr(found, name).items():
            if _table_of(meaning, directory, scenario) != name:
                raise ScenarioError(
                    f"{path}: [{name}] {word[:60]!r} = {meaning[:60]!r}: belongs under [{_table_of(meaning, directory, scenario)}]"
                )
    for word in found.defaults:
        if column_named(word) is None:
            raise ScenarioError(f"{path}: [defaults] {word[:60]!r}: no such column; {nearest(word, FIELDS.values())}")
    found.start()
    return found


def column_named(word: str) -> str | None:
    """The field of an inject that *word* names as a column of ours; None if it names none."""
    field = (target_field(word) or (OWN,))[0]
    return field if field in COLUMNS else None


def _checked(path: Path, key: str, value: Any) -> Any:
    """The value of one key, if it is of the kind the key takes."""
    if key in TABLES:
        if isinstance(value, dict) and all(isinstance(one, str) for one in value.values()):
            return value
        raise ScenarioError(f'{path}: [{key}]: lines such as "NAME" = "MEANING", not {str(value)[:60]!r}')
    if key == "include_hidden" and isinstance(value, bool):
        return value
    if (
        key == "move_minutes"
        and isinstance(value, (int, float))
        and not isinstance(value, bool)
        and 0 < value < 100_000
    ):
        return float(value)
    if key == "times" and value in ("scenario", "exercise"):
        return value
    if key == "keep" and isinstance(value, list) and all(isinstance(one, str) for one in value):
        return tuple(value)
    if key == "sheet" and isinstance(value, str):
        return value
    if key == "startex" and not isinstance(value, (bool, int, float, list, dict)):
        return value if isinstance(value, str) else value.isoformat()  # TOML has dates of its own
    wants = {
        "include_hidden": "true or false",
        "move_minutes": "minutes above 0",
        "keep": "a list of Event Numbers",
        "times": '"scenario" or "exercise"',
    }
    raise ScenarioError(f"{path}: {key} = {str(value)[:60]!r}: must be {wants.get(key, 'a text')}")


def save_mapping(told: Instructions, path: Path) -> None:
    """Write *told* to a new TOML file; :exc:`FileError` if it is there already."""
    write_new(path, _toml(told))


def _toml(told: Instructions) -> str:
    """*told* as TOML, what says nothing left out."""
    lines = [
        "# How an events list is read: fourthseat msel SCENARIO FILE --map @this-file; also with play, rehearse, packets, seminar."
    ]
    for part in fields(told):
        value = getattr(told, part.name)
        if part.name not in TABLES and value not in ("", None, False, ()):
            lines.append(f"{part.name} = {_value(value)}")
    for name in TABLES:
        if table := getattr(told, name):
            lines += ["", f"[{name}]", *(f"{_value(word)} = {_value(meaning)}" for word, meaning in table.items())]
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    """A text, a number or a flag as TOML writes it; its basic strings are JSON's, but for one control character."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
