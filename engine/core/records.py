"""Frozen records that are quick to make: a game makes some hundreds of them."""

from __future__ import annotations

from dataclasses import MISSING, dataclass, fields
from typing import Any, TypeVar, dataclass_transform

__all__ = ["record"]

C = TypeVar("C")


@dataclass_transform(frozen_default=True)
def record(cls: type[C]) -> type[C]:
    """A frozen, slotted dataclass whose ``__init__`` puts each value straight into its slot.

    The one that :func:`dataclasses.dataclass` writes asks ``object.__setattr__`` by name for every field, and takes twice as
    long. It is pickled as its values, as quickly. For classes without ``__post_init__``.
    """
    made = dataclass(frozen=True, slots=True)(cls)
    if hasattr(made, "__post_init__"):
        raise TypeError(f"{cls.__name__} works something out when it is made; declare it as a dataclass")
    space: dict[str, Any] = {"_absent": MISSING}
    takes, lines = ["self"], []
    for one in fields(made):  # type: ignore[arg-type]
        name, value = one.name, one.name
        space[f"_set_{name}"] = getattr(made, name).__set__
        if one.default is not MISSING:
            space[f"_default_{name}"] = one.default
            takes.append(f"{name}=_default_{name}")
        elif one.default_factory is not MISSING:
            space[f"_make_{name}"] = one.default_factory
            takes.append(f"{name}=_absent")
            value = f"_make_{name}() if {name} is _absent else {name}"
        else:
            takes.append(name)
        lines.append(f"_set_{name}(self, {value})")
    values = "".join(f"self.{one.name}, " for one in fields(made))  # type: ignore[arg-type]
    space["_made"] = made
    exec(
        f"def __init__({', '.join(takes)}):\n    {'; '.join(lines) or 'pass'}\n"
        f"def __reduce__(self):\n    return _made, ({values})\n",
        space,
    )
    written: Any = space["__init__"]
    written.__qualname__, written.__annotations__ = f"{made.__qualname__}.__init__", made.__init__.__annotations__
    for name in ("__init__", "__reduce__"):
        setattr(made, name, space[name])
    return made
