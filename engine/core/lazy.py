"""A value of an object that is worked out when it is first looked at, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

__all__ = ["lazy"]

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - used like property
    """As :func:`functools.cached_property`, without its lock and without asking where it stands: for objects made by the thousand."""

    def __init__(self, work: Callable[[Any], T]) -> None:
        """*work* is given the object."""
        self.work, self.name, self.__doc__ = work, work.__name__, work.__doc__

    @overload
    def __get__(self, one: None, owner: type) -> Self: ...
    @overload
    def __get__(self, one: object, owner: type) -> T: ...
    def __get__(self, one: object | None, owner: type) -> Self | T:
        """The value of *one*; from the second time on it is found in the object itself, and this is not called."""
        if one is None:
            return self
        value = one.__dict__[self.name] = self.work(one)
        return value
