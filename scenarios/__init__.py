"""The known situations, shipped and your own, and the only place that reads a scenario file."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from importlib.metadata import entry_points
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.scenario.handed import contents
from fourthseat.engine.scenario.packs import MAIN_FILE, is_there, main_file
from fourthseat.engine.scenario.reader import completed, examine
from fourthseat.engine.scenario.reader import load as load_source
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sources import Source, SourceFile, over, read_source

__all__ = [
    "Shelf",
    "Shelved",
    "as_if",
    "file_of",
    "find",
    "handouts",
    "is_pack",
    "known",
    "load",
    "names",
    "shelves",
    "source",
    "user_folder",
]

FOLDER = Path(__file__).parent
SCAFFOLD = FOLDER / "_scaffold.toml"
"""The scenario of invented countries that a new one begins as."""
GROUP = "fourthseat.scenarios"
"""The entry points by which an installed package says that it holds scenarios: ``name = "package.folder"``."""
OWN_FOLDER = "scenarios"
"""The folder beside you that is looked into."""


class Shelf(NamedTuple):
    """A folder of scenarios: its name for a reader, and what is wrong with it, if it cannot be looked into."""

    origin: str
    folder: Path
    problem: str = ""


class Shelved(NamedTuple):
    """A scenario that can be called by its name."""

    name: str
    path: Path
    origin: str
    """Which shelf it stands on: ``shipped``, ``working folder``, ``user folder``, ``package NAME``."""
    hidden: bool
    """Whether a scenario of the same name stands on an earlier shelf: then only its file finds it."""


def shelves() -> Iterator[Shelf]:
    """Every folder that is looked into, in order: the shipped, the working folder's, the user's, and those of packages."""
    yield Shelf("shipped", FOLDER)
    own = Path(OWN_FOLDER)
    if own.is_dir() and not own.samefile(FOLDER):
        yield Shelf("working folder", own)
    user = user_folder()
    if user.is_dir():
        yield Shelf("user folder", user)
    for point in sorted(entry_points(group=GROUP), key=lambda point: point.name):
        try:
            spec = find_spec(point.value)
        except (ImportError, ValueError) as wrong:
            yield Shelf(f"package {point.name}", Path(), f"{GROUP}: {point.value}: {wrong}")
            continue
        places = list(spec.submodule_search_locations or ()) if spec is not None else []
        problem = "" if places else f"{GROUP}: {point.value!r} is no package that is installed"
        yield Shelf(f"package {point.name}", Path(places[0]) if places else Path(), problem)


def user_folder() -> Path:
    """The folder for scenarios of whoever is logged in; it need not exist."""
    from platformdirs import user_data_path  # noqa: PLC0415 - most commands ask for a shipped scenario

    return user_data_path("fourthseat", appauthor=False) / "scenarios"


def known() -> tuple[Shelved, ...]:
    """Every scenario that can be called by its name, shelf by shelf, the tutorial first."""
    found: list[Shelved] = []
    taken: dict[str, Path] = {}
    for shelf in shelves():
        here = {} if shelf.problem else _on(shelf.folder)
        for name, path in here.items():
            if name not in taken or not _same(
                path, taken[name]
            ):  # a checkout beside an installed copy is no second scenario
                found.append(Shelved(name, path, shelf.origin, name in taken))
        taken = here | taken
    return tuple(found)


def _same(path: Path, other: Path) -> bool:
    """Whether two files say the same."""
    try:
        return path.samefile(other) or path.read_bytes() == other.read_bytes()
    except OSError:
        return False


def _names(folder: Path) -> tuple[str, ...]:
    """The scenarios of a folder; a name that begins with an underscore is for being extended alone."""
    try:
        found = [path.stem for path in folder.glob("[!_.]*.toml")]
    except OSError:
        return ()
    return tuple(sorted(found, key=lambda name: (name != "tutorial", name)))


def _on(folder: Path) -> dict[str, Path]:
    """The scenarios of a folder by their names: files, and packs, which are folders or .zip files."""
    found = {name: folder / f"{name}.toml" for name in _names(folder)}
    try:
        packs = sorted(path for path in folder.iterdir() if not path.name.startswith(("_", ".")))
    except OSError:
        return found
    for path in packs:
        is_pack = path.suffix == ".zip" or (path.is_dir() and (path / MAIN_FILE).is_file())
        if is_pack and path.stem not in found:
            found[path.stem] = path
    return found


def is_pack(path: Path) -> bool:
    """Whether the scenario at *path* is a pack: a folder or a .zip."""
    return main_file(path) != path or path.name == MAIN_FILE


def names() -> tuple[str, ...]:
    """The shipped scenarios, the tutorial first."""
    return _names(FOLDER)


def file_of(name: str) -> Path:
    """The file of a scenario, by its name or by itself; :exc:`ScenarioError` with the nearest names."""
    if name in names():
        return FOLDER / f"{name}.toml"
    if name.endswith((".toml", ".zip")) or "/" in name or os.sep in name:
        return Path(name)
    found = next((one for one in known() if one.name == name), None)
    if found is None and (Path(name) / MAIN_FILE).is_file():
        return Path(name)
    if found is None and name.startswith("_") and (FOLDER / f"{name}.toml").is_file():
        raise ScenarioError(
            f"{name} is no scenario but what scenarios build on: a file says `extends = {quoted(name)}` and takes its rows; "
            "`fourthseat new NAME` begins one of your own"
        )
    if found is None and Path(name).is_dir():
        raise ScenarioError(f"{name}: is a folder without {MAIN_FILE}, so it is no pack; name a scenario's file")
    if found is None and Path(name).is_file():
        raise ScenarioError(
            f"{name}: is a file, but no scenario's: that ends in .toml, or in .zip; a log is shown by `fourthseat replay`"
        )
    if found is None:
        raise ScenarioError(f"no scenario {quoted(name)}; {nearest(name, {one.name for one in known()})}")
    return found.path


def find(name: str) -> Scenario:
    """A scenario by its name, shipped ones first, or any by its file; :exc:`ScenarioError` with the nearest names."""
    return load(file_of(name))


def load(path: Path) -> Scenario:
    """The scenario in *path*; :exc:`ScenarioError` names the file, line and column, the key, the value and what would be right.

    A file may say ``extends = "_common"``: the rows of that file (beside it, or on a shelf) are taken first and
    this file's rows replace or complete them, table by table and row by row (same ``id`` or ``seat``); ``drop`` names rows and keys
    that are not taken.
    """
    return load_source(source(path))


def source(path: Path) -> Source:
    """The file or pack *path* with all it extends and the events list it names, not yet made a scenario."""
    found = read_source(main_file(path), _base)
    if "events" not in found.tables:
        return found
    from fourthseat.engine.exercise.msel.packed import with_events  # noqa: PLC0415 - few scenarios have a list beside them

    return with_events(found)


def as_if(path: Path, text: str | None) -> Scenario | None:
    """The scenario in *path* as if its file said *text* (None: as it is), without its hand-outs' files; None if it cannot be played."""
    found = read_source(path, _base)
    tables = found.tables
    if text is not None:
        own = SourceFile(path, tomllib.loads(text))
        under = _base(path, str(own.tables["extends"])) if "extends" in own.tables else None
        tables = over(own, read_source(under, _base).tables if under is not None else {})
    whole, missing = completed({key: value for key, value in tables.items() if key != "events"})
    scenario, wrong = examine(whole)
    return None if wrong or missing else scenario


def handouts(name: str, scenario: Scenario) -> dict[str, bytes]:
    """The files that *scenario*, read by its *name* or file, hands out, by the hand-outs' names; nothing is read where there are none."""
    return contents(source(file_of(name)), scenario) if scenario.handouts else {}


def _base(path: Path, name: str) -> Path | None:
    """The file that *path* extends as *name*: beside it, or on the first shelf that has it."""
    beside = path.parent / f"{name}.toml"
    if is_there(beside):
        return beside
    shipped = FOLDER / f"{name}.toml"
    if os.path.exists(shipped):
        return shipped
    folders = [shelf.folder for shelf in shelves() if not shelf.problem]
    places = (folder / last for folder in (path.parent, *folders) for last in (f"{name}.toml", f"{name}/{MAIN_FILE}"))
    return next((file for file in places if os.path.exists(file)), None)
