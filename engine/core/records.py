"""Frozen records that are quick to make and to change: a game makes some hundreds of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, fields
from typing import TYPE_CHECKING, Any, TypeVar, dataclass_transform

__all__ = ["record", "replace", "replacing"]

C = TypeVar("C")


@dataclass_transform(frozen_default=True)
def record(cls: type[C]) -> type[C]:
    """A frozen, slotted dataclass that is filled while it is still open to be written to.

    The ``__init__`` of :func:`dataclasses.dataclass` asks ``object.__setattr__`` by name for every field, and takes several
    times as long. It is pickled as its values, as quickly. For classes without ``__post_init__``.
    """
    made: Any = dataclass(frozen=True, slots=True, init=False)(cls)
    if hasattr(made, "__post_init__"):
        raise TypeError(f"{cls.__name__} works something out when it is made; declare it as a dataclass")
    space: dict[str, Any] = {
        "_absent": MISSING,
        "_open": type(f"Open{cls.__name__}", made.__bases__, {"__slots__": made.__slots__}),
    }
    takes, lines = ["cls"], []
    for one in fields(made):
        name, value = one.name, one.name
        if one.default is not MISSING:
            space[f"_default_{name}"] = one.default
            takes.append(f"{name}=_default_{name}")
        elif one.default_factory is not MISSING:
            space[f"_make_{name}"] = one.default_factory
            takes.append(f"{name}=_absent")
            value = f"_make_{name}() if {name} is _absent else {name}"
        else:
            takes.append(name)
        lines.append(f"    new.{name} = {value}\n")
    values = "".join(f"self.{one.name}, " for one in fields(made))
    space["_made"] = made
    exec(
        f"def __new__({', '.join(takes)}):\n    new = _open()\n{''.join(lines)}    new.__class__ = cls\n    return new\n"
        f"def __reduce__(self):\n    return _made, ({values})\n",
        space,
    )
    space["__new__"].__qualname__ = f"{made.__qualname__}.__new__"
    made.__new__ = staticmethod(space["__new__"])
    made.__reduce__ = space["__reduce__"]
    made._open = space["_open"]
    return made  # type: ignore[no-any-return]


def replacing(kind: type[C], *names: str) -> Callable[..., C]:
    """A function that takes a record of *kind* and new values of its fields *names*, in this order, and makes the new record.

    :exc:`TypeError` for a field that is not there.
    """
    of = tuple(field.name for field in fields(kind))  # type: ignore[arg-type]
    if strange := set(names) - set(of):
        raise TypeError(f"{kind.__name__} has no field {', '.join(sorted(strange))}")
    space: dict[str, Any] = {"_open": kind._open, "_kind": kind}  # type: ignore[attr-defined]
    lines = "".join(f"    new.{name} = {name if name in names else f'old.{name}'}\n" for name in of)
    exec(
        f"def changed({', '.join(('old', *names))}):\n    new = _open()\n{lines}    new.__class__ = _kind\n    return new\n",
        space,
    )
    made: Callable[..., C] = space["changed"]
    return made


if TYPE_CHECKING:
    from dataclasses import replace  # what a type checker sees: it knows the fields of every record
else:
    _REPLACING: dict[tuple[Any, ...], Callable[..., Any]] = {}

    def replace(old: Any, /, **changes: Any) -> Any:
        """*old* with some fields changed, without running ``__new__``: several times faster than ``dataclasses.replace``.

        For records. :exc:`TypeError` for a field that is not there.
        """
        key = (type(old), *changes)
        made = _REPLACING.get(key)
        if made is None:
            made = _REPLACING[key] = replacing(*key)
        return made(old, *changes.values())
