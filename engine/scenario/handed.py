"""The files of a scenario's hand-outs: found beside the row that names them, looked at, and known by their digests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.handouts import KINDS, Handout
from fourthseat.engine.scenario.packs import MAIN_FILE, digest_of, files_in, is_there, read_member
from fourthseat.engine.scenario.pictures import UnfitError, check_content
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import Source

__all__ = ["contents", "unused_files", "with_files"]

OTHERS = (".md", ".txt", ".csv", ".xlsx", ".ods", ".xlsm", ".toml", ".pdf.sig")
"""Endings of files that may lie in a pack for whoever opens it: notes, the events list, parts of the scenario."""


def with_files(source: Source, scenario: Scenario) -> tuple[Scenario, list[Complaint]]:
    """*scenario* with the digest of each hand-out's file, and a complaint for each file that is missing or unfit."""
    rows, wrong = list[Handout](), list[Complaint]()
    for handout in scenario.handouts:
        found = _looked_at(_place(source, handout), handout)
        if isinstance(found, Complaint):
            wrong.append(found)
        else:
            rows.append(handout.model_copy(update={"digest": found}))
    return (scenario if wrong else scenario.model_copy(update={"handouts": tuple(rows)})), wrong


def contents(source: Source, scenario: Scenario) -> dict[str, bytes]:
    """What each hand-out's file holds, by the hand-out's name; of a scenario whose files were looked at."""
    return {one.id: read_member(_place(source, one)) for one in scenario.handouts}


def _place(source: Source, handout: Handout) -> Path:
    """Where its file is: beside the file in which it is named."""
    return source.origin(("handout", handout.id, "file"))[0].path.parent / handout.file


def _looked_at(path: Path, handout: Handout) -> str | Complaint:
    """The digest of what stands at *path*, or what is wrong with it."""
    where = ("handout", handout.id, "file")
    try:
        if not is_there(path):
            return Complaint("FS230", where, f"file = {quoted(handout.file)}: there is no {path}", handout.file)
        content = read_member(path)
        check_content(handout.file, content)
    except (UnfitError, FourthSeatError) as unfit:
        said = str(unfit).removeprefix(f"{path}: ")
        return Complaint("FS231", where, f"file = {quoted(handout.file)}: {said}", handout.file)
    digest = digest_of(content)
    if handout.digest and handout.digest != digest:
        message = f"digest = {quoted(handout.digest)}, but that of {handout.file} is {digest}; put the file back, or remove the digest"
        return Complaint("FS231", ("handout", handout.id, "digest"), message, handout.digest)
    return digest


def unused_files(source: Source, scenario: Scenario) -> Iterator[Complaint]:
    """Pictures and documents of the pack that no hand-out names."""
    if source.path.name != MAIN_FILE:
        return
    root = source.path.parent
    named = {handout.file for handout in scenario.handouts}
    left = [
        name for name in files_in(root) if name not in named and name != MAIN_FILE and not name.lower().endswith(OTHERS)
    ]
    for name in left:
        handed = name.lower().endswith(tuple(KINDS))
        right = "give it a [[handout]], or take it out" if handed else "it can be no hand-out; take it out"
        yield Complaint("FS320", ("name",), f"nothing in the pack names it; {right}", name, name)
