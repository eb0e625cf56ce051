"""A packed document as its parts: found by relationship, unpacked within a bound, parsed without entities.

Only the parts that are asked for are unpacked: pictures may be as large as they like.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from lzma import LZMAError
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import NamedTuple, Protocol, Self
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.documents.sheets.cells import one_line

__all__ = ["MOST_UNPACKED", "Archive", "Receiver", "Relation", "listed", "local"]

MOST_UNPACKED = 600_000_000
"""Bytes of cells, texts and styles that one file may unpack to; a sheet formatted down to its last row has half."""
MOST_KEPT = 120_000_000
"""Bytes of them that are left without the empty cells."""
MOST_MARKS, MOST_APART = 6_000_000, 4_000_000
"""Elements' ends and beginnings without the empty cells, and bytes from one to the next: a cell holds 32,767 letters."""
CHUNK = 1 << 18
"""Bytes unpacked at a time."""
EMPTY_CELL = re.compile(rb'<c r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]+")? ?(?:/>|></c>)')
"""A formatted cell with nothing in it, as Excel writes it. A sheet may have millions; taking them out here saves most of the time."""
MOST_LISTED = 8_000_000
"""Bytes of the list of parts; a workbook with ten thousand pictures has two million."""
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    LZMAError,
    EOFError,
    NotImplementedError,
    ET.ParseError,
    LookupError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What unpacking and parsing raise for bytes that are no document."""


class Relation(NamedTuple):
    """Where one part of a document points."""

    kind: str
    """The last word of its type: ``worksheet``, ``chartsheet``, ``sharedStrings``."""
    part: str


def local(name: str) -> str:
    """The name of an element or attribute without its namespace: Strict and Transitional documents differ in that alone."""
    return name.rpartition("}")[2]


class Receiver(Protocol):
    """What a part is read by: called for every element and text as they come, so that nothing large is ever whole."""

    def start(self, tag: str, attributes: dict[str, str], /) -> None:
        """An element begins."""

    def end(self, tag: str, /) -> None:
        """It ends."""

    def data(self, text: str, /) -> None:
        """A piece of the text in it."""


class Elements:
    """Collects the attributes of the elements called *names*, in order, names without namespaces."""

    def __init__(self, *names: str) -> None:
        self.names = names
        self.found: list[tuple[str, dict[str, str]]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if (name := local(tag)) in self.names:
            self.found.append((name, {local(key): value for key, value in attributes.items()}))

    def end(self, tag: str) -> None: ...
    def data(self, text: str) -> None: ...


def _doctype(name: str, _public: str | None, _system: str | None) -> None:
    """A document type alone can declare entities, and through them make a small file huge or read another one."""
    raise ScenarioError(f"declares a document type ({one_line(name)[:40]}) or entities, which no spreadsheet does")


class Archive:
    """The parts of a ``.xlsx``, ``.xlsm`` or ``.ods`` file. Every fault is a :exc:`ScenarioError` that begins with the path."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.unpacked = self.kept = self.marks = 0
        try:
            if listed(path) > MOST_LISTED:
                raise ScenarioError(f"{path}: has more parts than any spreadsheet")
            self._zip = zipfile.ZipFile(path)
        except ScenarioError:
            raise
        except DAMAGED as wrong:
            raise self.damaged("", wrong) from None
        # Some writers begin names with a slash, part them with backslashes, or spell them in another case than they point to.
        self._names = {_plain(info.filename): info for info in self._zip.infolist()}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, wrong: BaseException | None, at: TracebackType | None) -> None:
        self._zip.close()

    def __contains__(self, part: str) -> bool:
        return _plain(part) in self._names

    def damaged(self, part: str, wrong: Exception) -> ScenarioError:
        """*wrong* as a sentence about this file, cut to a line."""
        why = one_line(str(wrong))[:200] or type(wrong).__name__
        return ScenarioError(
            f"{self.path}: is damaged or cut short{f' in {one_line(part)[:80]}' if part else ''} ({why}); open it in a spreadsheet and save it again"
        )

    def feed(self, part: str, receiver: Receiver) -> None:
        """Read *part* by *receiver*."""
        target = SimpleNamespace(start=receiver.start, end=receiver.end, data=receiver.data, doctype=_doctype)
        parser = ET.XMLParser(target=target)
        try:
            for chunk in self._chunks(part):
                parser.feed(chunk)
            parser.close()
        except ScenarioError as wrong:
            raise ScenarioError(f"{self.path}: {one_line(part)[:80]} {wrong}") from None
        except DAMAGED as wrong:
            raise self.damaged(part, wrong) from None

    def elements(self, part: str, *names: str) -> list[tuple[str, dict[str, str]]]:
        """Name and attributes of the elements of *part* that are called one of *names*."""
        self.feed(part, found := Elements(*names))
        return found.found

    def _chunks(self, part: str) -> Iterator[bytes]:
        """The bytes of a part as they are unpacked, whatever size the file claims for them, cut where an element begins."""
        info = self._names.get(_plain(part))
        if info is None:
            raise LookupError("the part is missing")
        rest = b""
        with self._zip.open(info) as packed:
            while chunk := packed.read(CHUNK):
                self.unpacked += len(chunk)
                whole = rest + chunk
                cut = whole.rfind(b"<")
                rest = whole[cut:]
                ready = whole[:cut] if b"<![CDATA[" in whole else EMPTY_CELL.sub(b"", whole[:cut])
                self.kept += len(ready)
                self.marks += ready.count(b"<")
                if self.unpacked > MOST_UNPACKED or self.kept > MOST_KEPT or self.marks > MOST_MARKS:
                    raise ScenarioError("holds more than any list of events has; take out sheets that are not the list")
                if len(rest) > MOST_APART:
                    raise ScenarioError(f"holds a text of more than {MOST_APART:,} bytes, which no cell does")
                yield ready
        yield rest

    def relations(self, part: str) -> dict[str, Relation]:
        """Where *part* points, by identifier; ``""`` is the document itself. Parts outside the file are left out."""
        folder, name = posixpath.split(part)
        beside = posixpath.join(folder, "_rels", f"{name}.rels")
        if beside not in self:
            return {}
        found = {}
        for _, given in self.elements(beside, "Relationship"):
            if given.get("TargetMode") == "External" or "Target" not in given:
                continue
            target = given["Target"].replace("\\", "/")
            where = target if target.startswith("/") else posixpath.join(folder, target)
            if where not in self:
                where = unquote(where)
            found[given.get("Id", "")] = Relation(given.get("Type", "").rpartition("/")[2], where)
        return found


def _plain(name: str) -> str:
    """The name of a part as names are compared."""
    return posixpath.normpath("/" + name.replace("\\", "/")).lstrip("/").casefold()


def listed(path: Path) -> int:
    """Bytes of the list of parts at the end of a packed file: the list is read whole, so it is measured first."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 66_000))
        tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    return int.from_bytes(tail[at + 12 : at + 16], "little") if at >= 0 else 0
