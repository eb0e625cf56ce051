"""How facts stand in a journal: typed and validated line by line, with a format that is read and migrations from older ones.

Format 1 knew no hashes and no types; it is lifted on reading. A format of a later program is refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any

from pydantic import TypeAdapter, ValidationError

from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, quoted, visible
from fourthseat.engine.record.chain import as_written, check_canonical
from fourthseat.players.web.clock_facts import GRACE
from fourthseat.players.web.facts import KINDS, Fact

__all__ = ["FORMAT", "body_of", "fact_as_written", "fact_of", "migrated", "word_of"]

FORMAT = 2
"""Version of the journal's format. A reader refuses a newer one and migrates an older one."""
_WORDS: dict[type[Fact], str] = {kind: word for word, kind in KINDS.items()}
_ADAPTERS: dict[type[Fact], TypeAdapter[Any]] = {}


def _adapter(kind: type[Fact]) -> TypeAdapter[Any]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]


def word_of(fact: Fact) -> str:
    """The word by which a line of the journal names the kind of *fact*."""
    return _WORDS[type(fact)]


def body_of(fact: Fact) -> dict[str, Any]:
    """*fact* as a line of the journal has it, without the line's hash."""
    kind = type(fact)
    return {"kind": _WORDS[kind], **_adapter(kind).dump_python(fact, mode="json")}


def fact_of(body: Mapping[str, Any], where: str) -> Fact:
    """The fact in *body*, a line of this format; *where* is the file and the line, with which messages begin.

    Raises :exc:`LogError` with the field, its value and what would be right.
    """
    word = body.get("kind")
    kind = KINDS.get(word) if isinstance(word, str) else None
    if kind is None:
        raise LogError(f"{where}: unknown kind {quoted(word)}; {nearest(str(word), KINDS)}")
    names = [field.name for field in fields(kind)]
    for key in body:
        if key not in names and key != "kind":
            raise LogError(
                f"{where}: {word}.{abbreviated(visible(key), MOST_OF_A_VALUE)}: unknown field; {nearest(key, names)}"
            )
    for key in names:
        if key not in body:
            raise LogError(f"{where}: {word}.{key}: missing")
    try:
        fact: Fact = _adapter(kind).validate_python({key: body[key] for key in names})
    except ValidationError as wrong:
        first = wrong.errors(include_url=False)[0]
        key = abbreviated(visible(".".join(map(str, first["loc"]))), MOST_OF_A_VALUE)
        raise LogError(f"{where}: {word}.{key} = {quoted(first['input'])}: {first['msg']}") from None
    check_canonical(body, body_of(fact), f"{where}: {word}")
    return fact


def fact_as_written(row: bytes, before: str) -> tuple[Fact, str] | None:
    """The fact in *row* and its hash, if the row is to the last byte what a journal would put after hash *before*."""

    def read(kind: str, row: bytes) -> Fact | None:
        fact: Fact | None = _adapter(KINDS[kind]).validate_json(row) if kind in KINDS else None
        return fact

    return as_written(row, before, read, body_of)


# ---------------------------------------------------------------- migrations


def _migrate_1(bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """1 → 2: whole minutes are numbers like any other; the rules always say the grace; ``symbols`` has a ``style``;
    a sealed decision says who wrote it.
    """
    return [_lifted_1(body) for body in bodies]


def _lifted_1(body: dict[str, Any]) -> dict[str, Any]:
    """One line of format 1 as format 2 has it; what is damaged stays so, to be refused where fields are checked."""
    match body.get("kind"):
        case "room":
            return body | {"format": 2}
        case "minutes" if isinstance(body.get("minutes"), dict):
            return body | {"minutes": {stage: _real(value) for stage, value in body["minutes"].items()}}
        case "rules":
            return body | {"grace": _real(body.get("grace", GRACE))}
        case "sealed" if isinstance(body.get("decision"), dict):
            return body | {"decision": body["decision"] | {"by": {"kind": "person", "name": body.get("by", "")}}}
        case "clock" if "left" in body:
            return body | {"left": _real(body["left"])}
        case "symbols" if "set" in body:
            return {("style" if key == "set" else key): value for key, value in body.items()}
    return body


def _real(value: Any) -> Any:
    return float(value) if type(value) is int else value


MIGRATIONS: dict[int, Callable[[list[dict[str, Any]]], list[dict[str, Any]]]] = {1: _migrate_1}
"""By the version they start from; each lifts a journal by one."""


def migrated(bodies: list[dict[str, Any]], version: int) -> list[dict[str, Any]]:
    """The lines of a journal of format *version* as this format would have them."""
    for step in range(version, FORMAT):
        bodies = MIGRATIONS[step](bodies)
    return bodies
