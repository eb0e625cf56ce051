"""Numbers that know where they come from: a point value with its source or its range, and a spread to draw from."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import core_schema

from fourthseat.engine.core.chance import triangular

__all__ = ["Frozen", "Quantity", "Spread", "UnsourcedError"]


class UnsourcedError(ValueError):
    """A number of a file that does not say where it comes from, or is no number."""


class Frozen(BaseModel):
    """Base of everything a scenario file may say: immutable; an unknown key or another type is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, strict=True, allow_inf_nan=False, ser_json_inf_nan="strings"
    )


class Quantity(float):
    """A number with a source, or a judgement with a range. Everywhere else it is a plain float.

    In a file: ``{ value = 0.47, source = "F42" }`` or ``{ value = 0.75, low = 0.22, high = 0.9 }``, or both.
    The unit is part of the field's name (``window_hours``, ``cost_musd``, ``speed_kn``); a field
    without one is a share or a probability in [0, 1] or a dimensionless weight, as its description says.
    """

    low: float | None
    high: float | None
    source: str
    note: str

    def __new__(
        cls, value: float, low: float | None = None, high: float | None = None, source: str = "", note: str = ""
    ) -> Quantity:
        """Make one; *low* and *high* bound a judgement, *source* names where a fact was read."""
        self = super().__new__(cls, value)
        self.low, self.high, self.source, self.note = low, high, source, note
        return self

    def __getnewargs__(self) -> tuple[float, float | None, float | None, str, str]:  # type: ignore[override]
        return (float(self), self.low, self.high, self.source, self.note)

    def basis(self) -> str:
        """Where it comes from, in words."""
        spread = f"judgement, range {self.low:g}–{self.high:g}" if self.low is not None else ""
        return "; ".join(part for part in (self.source, spread, self.note) if part)

    def table(self) -> dict[str, Any]:
        """As it is written in a file."""
        every = {"value": float(self), "low": self.low, "high": self.high, "source": self.source, "note": self.note}
        return {key: value for key, value in every.items() if value not in (None, "")}

    @classmethod
    def parse(cls, raw: Any) -> Quantity:
        """From a file's inline table; every complaint (:exc:`UnsourcedError`) names what would be right."""
        if isinstance(raw, Quantity):
            return raw
        if not isinstance(raw, dict):
            raise UnsourcedError(
                f"{raw!r} is bare: write {{ value = {raw}, source = … }} or {{ value = {raw}, low = …, high = … }}"
            )
        unknown = set(raw) - {"value", "low", "high", "source", "note"}
        if unknown:
            raise UnsourcedError(f"unknown key {min(unknown)!r}; a number has value, low, high, source, note")
        numbers = {key: raw[key] for key in ("value", "low", "high") if key in raw}
        for key, number in numbers.items():
            if isinstance(number, bool) or not isinstance(number, int | float):
                raise UnsourcedError(f"{key} = {number!r} is not a number")
            if not abs(number) < 1e300:
                raise UnsourcedError(f"{key} = {number!r} is not a finite number")
        for key in ("source", "note"):
            if not isinstance(raw.get(key, ""), str):
                raise UnsourcedError(f"{key} = {raw[key]!r} is not text")
        if "value" not in numbers:
            raise UnsourcedError("has no value")
        if ("low" in numbers) != ("high" in numbers):
            raise UnsourcedError("a range needs both low and high")
        if "low" in numbers and not numbers["low"] <= numbers["value"] <= numbers["high"]:
            raise UnsourcedError(f"value {numbers['value']} lies outside its range {numbers['low']}–{numbers['high']}")
        if not raw.get("source") and "low" not in numbers:
            raise UnsourcedError(
                f"value {numbers['value']} has neither a source nor a range (low, high) to mark it as judgement"
            )
        return cls(
            numbers["value"],
            numbers.get("low"),
            numbers.get("high"),
            raw.get("source", ""),
            raw.get("note", ""),
        )

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(cls.table)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        number = {"type": "number"}
        return {
            "type": "object",
            "description": "A number with a source, or a judgement with a range.",
            "properties": {
                "value": number,
                "low": number,
                "high": number,
                "source": {"type": "string"},
                "note": {"type": "string"},
            },
            "required": ["value"],
            "additionalProperties": False,
            "anyOf": [{"required": ["source"]}, {"required": ["low", "high"]}],
        }


class Spread(Frozen):
    """A chance the game draws: triangular between *low* and *high* with its peak at *mode*."""

    low: float
    mode: float
    high: float
    source: str = "judgement"

    @model_validator(mode="after")
    def _ordered(self) -> Spread:
        if not self.low <= self.mode <= self.high:
            said = f"low {self.low:g}, mode {self.mode:g}, high {self.high:g}"
            raise ValueError(f"{said} do not rise; give the least, the most likely and the most, in this order")
        return self

    def at(self, u: float) -> float:
        """Inverse CDF at *u*."""
        return triangular(u, self.low, self.mode, self.high)
