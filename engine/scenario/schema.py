"""The JSON Schema of scenario files, for editors: every key with its description and unit, and files that extend another.

It says what a file may hold, not that it is complete: a file that extends another need not say anything. ``fourthseat check`` says the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Le, Lt, MaxLen, MinLen
from pydantic import AfterValidator, StringConstraints
from pydantic.fields import FieldInfo

from fourthseat.engine.scenario.amounts import NUMBERS
from fourthseat.engine.scenario.keys import EXTRA, NO_UNIT, description, unit
from fourthseat.engine.scenario.quantity import Frozen, Quantity
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import UNREAD

__all__ = ["schema", "tables"]

Schema = dict[str, Any]

DRAFT = "http://json-schema.org/draft-07/schema#"
"""The draft that editors' TOML support reads."""
QUANTITY = "a number with a source, or a judgement with a range"
BOUNDS: dict[str, Schema] = {
    "share": {"minimum": 0, "maximum": 1},
    "positive": {"exclusiveMinimum": 0},
    "amount": {"minimum": 0},
    "log-days": {"minimum": -10, "maximum": 10},
    "number": {},
}
"""What the value of a sourced number may be, by the name of its kind; a test holds them against the validators."""


def schema() -> Schema:
    """The schema, as draft 7."""
    made: Schema = {"$schema": DRAFT, "title": "Fourth Seat scenario", **_table(Scenario)}
    extra = {
        "extends": {"type": "string", "description": EXTRA["extends"]},
        "events": {"type": "string", "description": EXTRA["events"]},
        "drop": {"type": "array", "items": {"type": "string"}, "description": EXTRA["drop"]},
    }
    made["properties"] = extra | made["properties"]
    made["definitions"] = {
        **{kind: _number(bounds) for kind, bounds in BOUNDS.items()},
        **{model.__name__: _table(model) for model in tables()},
    }
    cell = made["definitions"]["SeatSpec"]["properties"]["cell"]
    own = made["definitions"]["OwnCell"]["properties"]["id"]["pattern"]
    cell["anyOf"] = [{"enum": cell.pop("enum")}, {"type": "string", "pattern": own}]
    made["definitions"]["Option"]["properties"]["with"] = {
        "type": "object",
        "additionalProperties": {"type": "string"},
        "description": EXTRA["with"],
    }
    return made


def tables() -> tuple[type[Frozen], ...]:
    """Every kind of table inside a scenario, in the order in which a file's keys lead to them."""
    found: dict[type[Frozen], None] = {}

    def walk(model: type[Frozen]) -> None:
        for field in model.model_fields.values():
            for inner in _models(field.annotation):
                if inner not in found:
                    found[inner] = None
                    walk(inner)

    walk(Scenario)
    return tuple(found)


def _models(annotation: Any) -> Iterator[type[Frozen]]:
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        yield annotation
    for inner in get_args(annotation):
        yield from _models(inner)


def _table(model: type[Frozen]) -> Schema:
    """A table of *model*: its keys, none of them required."""
    properties = {
        field.alias or name: _key(model.__name__, field.alias or name, field)
        for name, field in model.model_fields.items()
    }
    words = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    return {"type": "object", "description": words, "additionalProperties": False, "properties": properties}


def _key(table: str, key: str, field: FieldInfo) -> Schema:
    """One key, with what it says, its unit and its default."""
    made = _value(field.annotation, list(field.metadata))
    text = description(table, key, field.description or "")
    measured = unit(key, share=_leads_to(made, "share"), number=_is_number(made))
    if measured not in ("", NO_UNIT) and measured not in text:
        text = f"{text} ({measured})" if text else measured
    made = {"allOf": [made]} if "$ref" in made else made  # what stands beside a reference is not read
    made |= {"description": text}
    if (key,) in UNREAD or (table.lower(), key) in UNREAD:
        made["deprecated"] = True
    if measured:
        made["x-unit"] = measured
    default = None if field.is_required() or field.default_factory is not None else _plain(field.default)
    if default not in (None, "", [], {}) and not isinstance(field.default, Frozen):
        made["default"] = default
    return made


def _leads_to(made: Schema, kind: str) -> bool:
    """Whether a value of that *kind* stands here or, of a table of numbers, inside."""
    return f"#/definitions/{kind}" in (made.get("$ref"), (made.get("additionalProperties") or {}).get("$ref"))


def _is_number(made: Schema) -> bool:
    return (
        any(map(_is_number, made.get("anyOf", ())))
        or made.get("type") in ("integer", "number")
        or made.get("$ref") in {f"#/definitions/{kind}" for kind in (*BOUNDS, "Spread")}
    )


def _plain(value: Any) -> Any:
    """A default as a file would say it."""
    if isinstance(value, Quantity):
        return value.table()
    if isinstance(value, Frozen):
        return value.model_dump(mode="json", by_alias=True)
    return (
        [_plain(one) for one in value]
        if isinstance(value, tuple)
        else str(value)
        if isinstance(value, StrEnum)
        else value
    )


def _value(annotation: Any, metadata: list[Any]) -> Schema:
    """The schema of a value of that *annotation*, narrowed by *metadata*."""
    origin, inner = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(inner[0], [*inner[1:], *metadata])
    if origin in (Union, UnionType):
        kept = [one for one in inner if one is not NoneType]
        return _value(kept[0], metadata) if len(kept) == 1 else {"anyOf": [_value(one, []) for one in kept]}
    if hasattr(annotation, "__supertype__"):
        return _value(annotation.__supertype__, metadata)
    if annotation is Quantity:
        return {"$ref": f"#/definitions/{_kind(metadata)}"}
    if isinstance(annotation, type) and issubclass(annotation, Frozen):
        return {"$ref": f"#/definitions/{annotation.__name__}"}
    if isinstance(annotation, type) and issubclass(annotation, StrEnum):
        return {"enum": [str(one) for one in annotation]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin is tuple:
        rows = isinstance(inner[0], type) and issubclass(inner[0], Frozen)  # the others may stand in what is extended
        return _list(inner) | ({} if rows else _narrowed(metadata, "Items"))
    if origin is dict:
        return {"type": "object", "additionalProperties": _value(inner[1], [])}
    kind = {str: "string", bool: "boolean", int: "integer", float: "number"}[annotation]
    return {"type": kind} | _narrowed(metadata, "Length")


def _list(inner: tuple[Any, ...]) -> Schema:
    """A list of one kind of any length, or of so many values."""
    made: Schema = {"type": "array", "items": _value(inner[0], [])}
    return made if inner[-1] is Ellipsis else made | {"minItems": len(inner), "maxItems": len(inner)}


def _narrowed(metadata: list[Any], length: str) -> Schema:
    """Bounds and patterns of a value."""
    made: Schema = {}
    for one in metadata:
        for kind, name, key in (
            (Ge, "ge", "minimum"), (Le, "le", "maximum"), (Gt, "gt", "exclusiveMinimum"), (Lt, "lt", "exclusiveMaximum"),
            (MinLen, "min_length", f"min{length}"), (MaxLen, "max_length", f"max{length}"),
            (StringConstraints, "pattern", "pattern"), (StringConstraints, "min_length", "minLength"),
        ):  # fmt: skip
            if isinstance(one, kind) and getattr(one, name) is not None:
                made[key] = getattr(one, name)
        if isinstance(one, FieldInfo):
            made |= _narrowed(one.metadata, length)
    return made


def _kind(metadata: list[Any]) -> str:
    """Which numbers are allowed, by the validator that is asked."""
    return next((NUMBERS[one.func] for one in metadata if isinstance(one, AfterValidator)), "number")


def _number(bounds: Schema) -> Schema:
    """A sourced number whose value lies within *bounds*."""
    number = {"type": "number"}
    return {
        "type": "object",
        "description": QUANTITY,
        "additionalProperties": False,
        "required": ["value"],
        "anyOf": [{"required": ["source"]}, {"required": ["low", "high"]}],
        "properties": {
            "value": number | bounds | {"description": "the value that is used"},
            "low": number | {"description": "the least it may reasonably be"},
            "high": number | {"description": "the most it may reasonably be"},
            "source": {"type": "string", "description": "where it was read"},
            "note": {"type": "string", "description": "a remark for whoever looks the number up"},
        },
    }
