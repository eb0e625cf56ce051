"""Who may come in and where: links, names and the address the room is served at, as facts of the journal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from fourthseat.engine.core.errors import LogError
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.shown import quoted

if TYPE_CHECKING:
    from fourthseat.players.web.facts import SessionRecord

__all__ = ["LinkRestored", "LinkRevoked", "PersonJoined", "RoomServed"]


@dataclass(frozen=True, slots=True)
class LinkRevoked:
    """A role's link is another from now on."""

    role: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the role's count one higher."""
        return replace(record, revoked={**record.revoked, self.role: record.revoked.get(self.role, 0) + 1})


@dataclass(frozen=True, slots=True)
class LinkRestored:
    """A link that was revoked by mistake is good again, and the one made in its place is not."""

    role: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the role's count one lower."""
        count = record.revoked.get(self.role, 0)
        if not count:
            raise LogError(f"role = {quoted(self.role)}: its link was not revoked")
        return replace(record, revoked={**record.revoked, self.role: count - 1})


@dataclass(frozen=True, slots=True)
class PersonJoined:
    """Somebody came in and gave a name."""

    role: str
    name: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with the name, once."""
        known = record.names.get(self.role, ())
        if not self.name or self.name in known:
            return record
        return replace(record, names={**record.names, self.role: (*known, self.name)})


@dataclass(frozen=True, slots=True)
class RoomServed:
    """Where the room is served from now on, as its command was told or found."""

    port: Annotated[int, Field(ge=1, le=65535)]
    lan: bool
    certificate: str
    key: str

    def onto(self, record: SessionRecord) -> SessionRecord:
        """The record with it."""
        return replace(record, served=self)
