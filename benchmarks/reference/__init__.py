"""The program as it was before games became values, under another name, so that both run in one process.

``program.tar.xz`` holds its source as ``python -m benchmarks.reference.make REVISION`` took it from the history: the same text,
but that the package is called :data:`NAME`. It is unpacked into a temporary folder when it is first wanted. Nothing but the
benchmarks imports it.
"""

from __future__ import annotations

import sys
import tarfile
import tempfile
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

__all__ = ["ARCHIVE", "NAME", "module", "revision", "unpack", "unpacked"]

NAME = "fourthseat_reference"
"""What the package is called."""
ARCHIVE = Path(__file__).with_name("program.tar.xz")
REVISION = "REVISION"
"""The file in the package that says which commit it is."""

_folders: list[tempfile.TemporaryDirectory[str]] = []
"""Kept until the process ends, which removes them."""


def unpack(folder: Path) -> None:
    """Lay the package into *folder*, which is to be on the path."""
    with tarfile.open(ARCHIVE) as archive:
        archive.extraction_filter = getattr(tarfile, "data_filter", lambda member, _: member)
        archive.extractall(folder)


@cache
def unpacked() -> Path:
    """A temporary folder of this process with the package in it, for this process's path or a child's."""
    _folders.append(tempfile.TemporaryDirectory(prefix="fourthseat-reference-"))
    folder = Path(_folders[-1].name)
    unpack(folder)
    return folder


def module(name: str) -> ModuleType:
    """A module of the old program by what stands behind the package's name: ``engine.game.game``."""
    if str(unpacked()) not in sys.path:
        sys.path.append(str(unpacked()))
    return import_module(f"{NAME}.{name}")


def revision() -> str:
    """The commit it was made from, in full."""
    return (unpacked() / NAME / REVISION).read_text("utf-8").strip()
