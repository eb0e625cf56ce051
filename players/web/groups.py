"""Several groups of people on one exercise, on the same luck: an experiment with people.

Each group has a room, a folder and links of its own. What differs between them is their *treatment*: a variant, a rule, a
term, a mechanism, a doctrine, an events list. What they chose and what came of it stand side by side in one table.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

from fourthseat.engine.core.entries.turns import Decided, TurnOpened
from fourthseat.engine.core.errors import FourthSeatError, nearest
from fourthseat.engine.core.files import FileError, read_file, write_atomic
from fourthseat.engine.core.orders import WANTS_ORDERS, AuthorKind
from fourthseat.engine.record.briefing import ended_as
from fourthseat.engine.record.described import describe_order
from fourthseat.engine.record.log import EventLog
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.rules.state import State
from fourthseat.players.web.fragments import measure_name

__all__ = ["FILE", "GroupRow", "GroupTable", "Groups", "Treatment", "group_table", "read_groups", "treatments"]

FILE = "groups.json"
"""The file of a folder of groups that says which they are."""
MOST = 12
"""Groups at one desk."""
KEYS = ("name", "coalition", "rule", "set", "off", "doctrine", "msel")


@dataclass(frozen=True, slots=True)
class Treatment:
    """What one group is given that others are not."""

    name: str
    coalition: str = ""
    rule: str = ""
    set: tuple[str, ...] = ()
    off: tuple[str, ...] = ()
    doctrine: tuple[str, ...] = ()
    msel: str = ""

    @property
    def told(self) -> str:
        """In words; of a group without one: as the exercise is."""
        parts = [self.coalition and f"coalition {self.coalition}", self.rule and f"rule {self.rule}", *self.set,
                 *(f"without {one}" for one in self.off), *(f"doctrine {one}" for one in self.doctrine),
                 self.msel and f"events list {Path(self.msel).name}"]  # fmt: skip
        return "; ".join(part for part in parts if part) or "as the exercise is"


@dataclass(frozen=True, slots=True)
class Groups:
    """A folder of groups: the secret of its desk, where it is served, and who they are."""

    secret: str
    port: int
    lan: bool
    certificate: str
    key: str
    groups: tuple[Treatment, ...]

    def keep(self, folder: Path) -> None:
        """Write it into *folder*; :exc:`FileError` if it cannot be."""
        write_atomic(folder / FILE, json.dumps({"format": 1, **asdict(self)}, indent=1) + "\n", private=True)

    def served(self, port: int, lan: bool, certificate: str, key: str) -> Groups:
        """The same, served there."""
        return replace(self, port=port, lan=lan, certificate=certificate, key=key)

    @classmethod
    def begun(cls, groups: Sequence[Treatment]) -> Groups:
        """New ones, with a secret of their own."""
        return cls(secrets.token_hex(16), 0, False, "", "", tuple(groups))


def read_groups(folder: Path) -> Groups:
    """What the file of groups in *folder* says; :exc:`FourthSeatError` if there is none, or it is none."""
    path = folder / FILE
    try:
        raw = json.loads(read_file(path, 1_000_000))
        if raw.pop("format") != 1:
            raise FourthSeatError(f"{path}: was written by a newer program")
        rows = tuple(_treatment(row, str(path)) for row in raw.pop("groups"))
        return Groups(**raw, groups=rows)
    except FileError as wrong:
        raise FourthSeatError(f"{folder}: holds no groups ({wrong})") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise FourthSeatError(f"{path}: is damaged; restore it from a copy") from None


def treatments(tables: Mapping[str, Any], where: str) -> list[Treatment]:
    """The groups that a plan's *tables* name; :exc:`FourthSeatError` with what would be right."""
    for key in tables:
        if key != "group":
            raise FourthSeatError(f"{where}: {key}: a plan holds [[group]] tables alone")
    rows = tables.get("group")
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows) or not 2 <= len(rows) <= MOST:
        raise FourthSeatError(f"{where}: a plan holds 2 to {MOST} [[group]] tables, each with a name")
    found = [_treatment(row, where) for row in rows]
    names = [one.name for one in found]
    double = next((name for name in names if names.count(name) > 1), None)
    if double is not None:
        raise FourthSeatError(f"{where}: two groups are called {double!r}")
    return found


def _treatment(row: Mapping[str, Any], where: str) -> Treatment:
    values: dict[str, Any] = {}
    for key, value in row.items():
        if key not in KEYS:
            raise FourthSeatError(f"{where}: group.{key}: unknown key; {nearest(key, KEYS)}")
        many = key in ("set", "off", "doctrine")
        if many and isinstance(value, list) and all(isinstance(one, str) for one in value):
            values[key] = tuple(value)
        elif not many and isinstance(value, str):
            values[key] = value
        else:
            raise FourthSeatError(f"{where}: group.{key}: {'a list of texts' if many else 'a text'} is wanted")
    name = values.get("name", "")
    if not name or len(name) > 30 or not all(c.isascii() and (c.isalnum() or c == "-") for c in name):
        raise FourthSeatError(f"{where}: group.name = {name!r}: letters, digits and hyphens, at most 30")
    return Treatment(**values)


# ---------------------------------------------------------------- side by side


class GroupRow(NamedTuple):
    """One line of the table."""

    part: str
    """``choices``, ``outcomes`` or ``measures``."""
    move: int
    """0 where it is of no move."""
    what: str
    cells: tuple[str, ...]
    """By group, as told."""

    @property
    def differs(self) -> bool:
        """Whether the groups differ in it."""
        return len(set(self.cells)) > 1


class GroupTable(NamedTuple):
    """What groups chose and what came of it."""

    names: tuple[str, ...]
    given: tuple[str, ...]
    """Their treatments, in words."""
    rows: tuple[GroupRow, ...]


def group_table(groups: Sequence[tuple[Treatment, EventLog, State]]) -> GroupTable:
    """The table of *groups*: each one's treatment, log and state. Measures are taken of games that are over."""
    choices = [_choices(log, state) for _, log, state in groups]
    rows = [
        GroupRow("choices", move, seat, tuple(one.get((move, seat), "–") for one in choices))
        for move, seat in sorted({key for one in choices for key in one})
    ]
    titles = {name: None for _, _, state in groups for name, one in state.incidents.items() if one.opened is not None}
    rows += [
        GroupRow("outcomes", 0, _title(groups, name), tuple(ended_as(state, name) for _, _, state in groups))
        for name in titles
    ]
    measured = [_measures(log, state) for _, log, state in groups]
    names = dict.fromkeys(name for one in measured for name in one)
    units = {name: one.unit for _, log, _ in groups for name, one in measures_of(log.header.scenario).items()}
    rows += [
        GroupRow("measures", 0, f"{measure_name(name)}, {units[name]}", tuple(one.get(name, "–") for one in measured))
        for name in names
    ]
    return GroupTable(
        tuple(one.name for one, _, _ in groups), tuple(one.told for one, _, _ in groups), tuple(rows)
    )  # fmt: skip


def _choices(log: EventLog, state: State) -> dict[tuple[int, str], str]:
    """Orders and answers that people gave, by move and seat."""
    told: dict[tuple[int, str], list[str]] = {}
    move = 0
    for entry in log.entries:
        if isinstance(entry, TurnOpened):
            move = entry.turn
        elif isinstance(entry, Decided) and _of_people(entry) and entry.seat in log.header.scenario.players:
            orders = [describe_order(order, state) for order in entry.decision.orders]
            kinds = {question.kind for question in entry.asked}
            if orders or kinds & set(WANTS_ORDERS):
                told.setdefault((move, str(entry.seat)), []).extend(orders or ["nothing"])
    return {key: "; ".join(dict.fromkeys(orders)) for key, orders in told.items()}


def _of_people(entry: Decided) -> bool:
    """Whether people answered, or were to and did not."""
    return not entry.unasked and entry.by.kind in (AuthorKind.PERSON, AuthorKind.DEFAULT)


def _title(groups: Iterable[tuple[Treatment, EventLog, State]], name: str) -> str:
    return next(state.scenario.incident_by_id[name].title for _, __, state in groups if name in state.incidents)


def _measures(log: EventLog, state: State) -> dict[str, str]:
    if not state.ended:
        return {}
    found = measure(log.header.scenario, log.entries, state)
    return {name: "–" if value is None else f"{value:.4g}" for name, value in found.items()}
