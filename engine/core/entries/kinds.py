"""What a kind of entry is: how one is declared, who may ever be told of it, and how a line of a log names it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, TypeVar, dataclass_transform

from fourthseat.engine.core.records import record
from fourthseat.engine.core.terms import Hour

__all__ = ["AUDIENCES", "KINDS", "LATER", "Audience", "Entry", "as_line", "kind_of_entry"]


class Audience(StrEnum):
    """Who may be told that an entry is in the log. What a seat *learns* from it is its view's business."""

    EVERYBODY = "everybody"
    """Everybody in the room, the opponent's cell and the wall included."""
    MEMBERS = "members"
    """The coalition's members."""
    SEAT = "seat"
    """The seat the entry names in ``seat``, and nobody else."""
    ADDRESSEES = "addressees"
    """Those it was sent to, and its sender."""
    CONTROL = "control"
    """Control alone. What nobody classified stays here."""


class Entry:
    """A fact in the log."""

    __slots__ = ()
    hour: Hour
    """Game hours since STARTEX."""


KINDS: dict[str, type[Entry]] = {}
"""Entry classes by the name a log line carries."""
AUDIENCES: dict[type[Entry], Audience] = {}
"""Who may be told of an entry, by its class."""
LATER: dict[type[Entry], dict[str, object]] = {}
"""By class: fields that came later than the log format, and what they hold where a line says nothing of them."""

K = TypeVar("K", bound=Entry)


@dataclass_transform(frozen_default=True)
def kind_of_entry(
    audience: Audience = Audience.CONTROL, later: Mapping[str, object] | None = None
) -> Callable[[type[K]], type[K]]:
    """Declare a class as a kind of entry: frozen, slotted, known by its name to every log, told to *audience* at most.

    *later* are fields that came after the log format, with their defaults: a line does not write them where they hold these.
    """

    def declare(cls: type[K]) -> type[K]:
        made = record(cls)
        KINDS[made.__name__] = made
        AUDIENCES[made] = audience
        if later:
            LATER[made] = dict(later)
        return made

    return declare


def as_line(kind: type[Entry], body: dict[str, Any]) -> dict[str, Any]:
    """*body*, an entry of *kind* as JSON, as a line of a log has it: without later fields that say nothing."""
    later = LATER.get(kind, {})
    return {name: value for name, value in body.items() if name not in later or value != later[name]}
