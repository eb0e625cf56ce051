"""Kinds of values in the facts of the journal, and the error of a fact that names what is not there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from pydantic import Field

from fourthseat.engine.core.errors import LogError, nearest
from fourthseat.engine.core.shown import quoted

__all__ = ["BranchName", "Count", "Minutes", "Number", "must_be_known"]


BranchName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Number = Annotated[float, Field(allow_inf_nan=False)]
Minutes = Annotated[float, Field(ge=0, le=600, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0)]


def must_be_known(name: str, known: Iterable[str], key: str) -> None:
    """:exc:`LogError` if *name*, which stands at *key*, is none of those *known*."""
    names = list(known)
    if name not in names:
        raise LogError(f"{key} = {quoted(name)}: nothing of that name is there; {nearest(name, names)}")
