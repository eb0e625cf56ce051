"""A frozen record with some fields changed, quickly and checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

__all__ = ["replace"]

if TYPE_CHECKING:
    from dataclasses import replace  # what a type checker sees: it knows the fields of every record
else:
    from dataclasses import fields
    from functools import cache

    @cache
    def _copying(record: type) -> tuple[type, Any, frozenset[str]]:
        """A class laid out as *record* that may still be written to, a function that fills one from a record, the fields."""
        names = tuple(field.name for field in fields(record))
        open_class = type(f"Open{record.__name__}", (), {"__slots__": record.__slots__})
        space: dict[str, Any] = {}
        exec("def fill(new, old):\n" + "".join(f"    new.{name} = old.{name}\n" for name in names), space)
        return open_class, space["fill"], frozenset(names)

    def replace(old: Any, /, **changes: Any) -> Any:
        """*old* with some fields changed, without running ``__init__``: several times faster than ``dataclasses.replace``.

        For slotted records. :exc:`TypeError` for a field that is not there.
        """
        kind = type(old)
        open_class, fill, known = _copying(kind)
        new = open_class()
        fill(new, old)
        for name, value in changes.items():
            if name not in known:
                raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(changes.keys() - known))}")
            setattr(new, name, value)
        new.__class__ = kind  # and from now on it is frozen
        return new
