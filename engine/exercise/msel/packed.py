"""The events list of a pack: a spreadsheet beside the scenario, which is read as if its rows stood in the file."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path, PurePosixPath

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.exercise.msel.reading import read
from fourthseat.engine.scenario.findings import Finding, Place, refused
from fourthseat.engine.scenario.library import used
from fourthseat.engine.scenario.packs import in_zip, is_there, read_member
from fourthseat.engine.scenario.reader import examine
from fourthseat.engine.scenario.sources import Source

__all__ = ["with_events"]


def with_events(source: Source) -> Source:
    """*source* with the rows of the list that its key ``events`` names instead of ``msel``, which its file may not have as well.

    Raises :exc:`ScenarioError` for a list that is not there or cannot be read. Where the scenario itself is wrong, the list waits.
    """
    tables = {key: value for key, value in source.tables.items() if key != "events"}
    named = source.tables["events"]
    path = source.origin(("events",))[0].path.parent / str(named)
    inside = (
        isinstance(named, str) and ".." not in PurePosixPath(named).parts and not PurePosixPath(named).is_absolute()
    )
    wrong = ""
    if not inside:
        wrong = "must be a path inside the pack, such as events.csv"
    elif source.origin(("events",))[0].tables.get("msel"):
        wrong = "but [[msel]] has rows too; leave one of the two"
    elif not is_there(path):
        wrong = f"there is no {path}"
    if wrong:
        place = source.place(("events",), named)
        raise refused([Finding("FS232", f"events = {quoted(named)}: {wrong}", place, "events", named)])
    scenario, _ = examine(used(tables)[0])  # what contradicts itself without its list is judged with it
    if scenario is None:
        return replace(source, tables=tables)
    with tempfile.TemporaryDirectory() as folder:
        file = path
        if in_zip(path) is not None:
            file = Path(folder, path.name)
            file.write_bytes(read_member(path))
        try:
            taken = read(scenario, file).scenario
        except ScenarioError as unread:
            said = str(unread).replace(str(file), str(path))
            raise refused([Finding("FS232", said.removeprefix(f"{path}: "), Place(path), "events", named)]) from None
    rows = [row.model_dump(mode="json", by_alias=True, exclude_defaults=True) for row in taken.msel]
    return replace(source, tables=tables | {"msel": rows})
