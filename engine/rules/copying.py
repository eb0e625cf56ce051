"""A frozen record with some fields changed, quickly and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["replace"]

if TYPE_CHECKING:
    from dataclasses import replace  # what a type checker sees: it knows the fields of every record
else:

    def replace(old: Any, /, **changes: Any) -> Any:
        """*old* with some fields changed, without running ``__init__``: several times faster than ``dataclasses.replace``.

        For frozen dataclasses without slots that compute nothing at birth. :exc:`TypeError` for a field that is not there.
        """
        fields = old.__dict__
        merged = fields | changes
        if len(merged) != len(fields):
            raise TypeError(f"{type(old).__name__} has no field {', '.join(sorted(changes.keys() - fields.keys()))}")
        new = object.__new__(type(old))
        object.__setattr__(new, "__dict__", merged)
        return new
