"""The two JSON files of a results folder: ``study.json``, the frozen study, and ``manifest.json``, which games it holds.

Everything in the manifest but the version that played, what is finished and what was written follows from the study. A
folder may come from anybody, so both files are checked against each other before a value of either is used.
"""

from __future__ import annotations

import json
import platform
import stat
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from pydantic import Field, ValidationError

from fourthseat.engine import __version__
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import file_error, write_atomic
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.scenario.complaints import refusal
from fourthseat.engine.scenario.quantity import Frozen
from fourthseat.engine.scenario.reader import parse
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import MOST_BLOCKS, Study, parse_study
from fourthseat.engine.study.plan import Plan, identities
from fourthseat.engine.study.plan import plan as plan_of
from fourthseat.engine.study.run_record import MOST_RUNS, Ran

__all__ = [
    "MANIFEST",
    "STUDY",
    "DamagedError",
    "Finished",
    "Held",
    "Manifest",
    "declared_in",
    "held_in",
    "manifest_of",
    "new_manifest",
    "reopened",
    "set_aside",
    "study_of",
    "unplayed_note",
    "version_note",
    "version_of",
    "write_manifest",
    "write_study",
]

STUDY, MANIFEST = "study.json", "manifest.json"
LARGEST = 256 * 2**20
"""Bytes of the largest such file that is read; that of a study of 4,096 futures of a hundred inputs has a tenth of them."""
SAME_COMMAND = "the `fourthseat batch` that made the folder puts it right and keeps its games"


class DamagedError(ScenarioError):
    """A file of a results folder is not what the program wrote."""


class Finished(Frozen):
    """The end of a study's last run."""

    blocks: int = Field(gt=0, le=MOST_BLOCKS)
    hash: str = Field(max_length=64)


class Manifest(Frozen):
    """``manifest.json``."""

    digest: str = Field(max_length=64)
    study: str
    scenario: str
    seed: int
    baseline: str
    arms: list[str]
    futures: list[dict[str, Any]]
    """Their names. What each sets follows from the study, is part of the digest and stands in ``futures.parquet``; folders of older versions
    have it here once more, under ``set``."""
    versions: dict[str, str]
    note: str
    finished: Finished | None
    declared: str = Field(default="", max_length=64)
    """Hash of the last line of the record of declarations; empty in a folder of a version that kept none."""
    written: dict[str, list[str]] = Field(default_factory=dict)
    """Files of the folder that may be replaced: path, and digests of the contents the program gave it."""
    runs: list[Ran] = Field(default_factory=list, max_length=MOST_RUNS)
    """What every run took, the last ones; empty in a folder of a version that kept no record."""

    @property
    def version(self) -> str:
        """Of the program that played the games."""
        return self.versions.get("fourthseat", "of an unknown version")


def declared_in(folder: Path) -> str:
    """Hash of the last declaration as ``study.json`` names it; empty where it names none or cannot be read."""
    try:
        raw = _json(folder / STUDY)
    except ScenarioError:
        return ""
    named = raw.get("declared", "") if isinstance(raw, dict) else ""
    return named if isinstance(named, str) else ""


class Held(NamedTuple):
    """What a folder holds, its two files in accord."""

    study: Study
    scenario: Scenario
    plan: Plan
    """With the digest of the manifest, which an older version may have written."""
    manifest: Manifest


def held_in(folder: Path) -> Held:
    """The study in *folder* as it stands there, whichever version played it; :exc:`ScenarioError` if it is none."""
    study, scenario, raw = study_of(folder)
    manifest, plan = manifest_of(folder), plan_of(study, scenario)
    if manifest.digest not in identities(raw["study"], raw["scenario"], plan.futures):
        raise DamagedError(
            f"{folder}: study.json is not the study of manifest.json; was it edited? {_capital(SAME_COMMAND)}"
        )
    fresh = new_manifest(plan)
    known = (
        {"futures": [{"name": one.name, "set": dict(one.changes)} for one in plan.futures]}
        if _in_full(manifest)
        else {}
    )
    for name in ("study", "scenario", "seed", "baseline", "arms", "futures"):
        if getattr(manifest, name) != known.get(name, getattr(fresh, name)):
            raise DamagedError(
                f"{folder / MANIFEST}: {name} is not that of study.json; was it edited? {_capital(SAME_COMMAND)}"
            )
    return Held(study, scenario, plan._replace(digest=manifest.digest), manifest)


def _in_full(manifest: Manifest) -> bool:
    """Whether it repeats what every future sets, as older versions wrote it."""
    return any("set" in one for one in manifest.futures)


def reopened(folder: Path) -> tuple[Study, Scenario]:
    """The study and scenario frozen in *folder*; :exc:`ScenarioError` if there are none or they were edited."""
    return held_in(folder)[:2]


def study_of(folder: Path) -> tuple[Study, Scenario, Mapping[str, Any]]:
    """What ``study.json`` holds, made sense of and raw; :exc:`ScenarioError`, damaged or not there."""
    path = folder / STUDY
    raw = _json(path)
    if not isinstance(raw, dict) or not all(isinstance(raw.get(key), dict) for key in ("study", "scenario")):
        raise DamagedError(f"{path}: holds no study and scenario; was it edited? {_capital(SAME_COMMAND)}")
    try:
        return parse_study(raw["study"], str(path)), parse(raw["scenario"], str(path)), raw
    except ScenarioError as wrong:
        raise DamagedError(str(wrong)) from None


def manifest_of(folder: Path) -> Manifest:
    """The manifest of a results folder; :exc:`ScenarioError` if there is none or it is damaged."""
    path = folder / MANIFEST
    raw = _json(path)
    if not isinstance(raw, dict):
        raise DamagedError(f"{path}: is no manifest of a study; {SAME_COMMAND}")
    try:
        return Manifest.model_validate(raw)
    except ValidationError as wrong:
        raise DamagedError(f"{refusal(wrong, raw, Manifest, str(path))}\n{_capital(SAME_COMMAND)}.") from None


def version_of(folder: Path) -> str:
    """The version of the program that played the study in *folder*."""
    return manifest_of(folder).version


def version_note(folder: Path) -> str:
    """A sentence if another version of the program played the study in *folder*, for whoever replays a game; else empty."""
    played_by = version_of(folder)
    if played_by == __version__:
        return ""
    return f"{folder} was played by fourthseat {played_by}, this is {__version__}: replayed, the game may be another."


def unplayed_note(folder: Path, address: str) -> str:
    """A sentence if the game at *address* is none of those that the results in *folder* are of; else empty."""
    finished, block = manifest_of(folder).finished, address.partition(":")[0]
    if finished is None or int(block) < finished.blocks:
        return ""
    return f"{folder}: its results are of blocks 0 to {finished.blocks - 1}; block {int(block)} is none of them, and its game is played here alone."


def new_manifest(plan: Plan) -> Manifest:
    """The manifest of a study of which nothing is played."""
    return Manifest(
        digest=plan.digest,
        study=plan.study.name,
        scenario=plan.scenario.name,
        seed=plan.study.seed,
        baseline=plan.baseline,
        arms=[arm.title for arm in plan.arms],
        futures=[{"name": one.name} for one in plan.futures],
        versions={"python": platform.python_version(), "fourthseat": __version__}
        | {name: _version(name) for name in ("simpy", "numpy", "scipy", "pyarrow")},
        note=DISCLAIMER,
        finished=None,
    )


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write ``manifest.json``, whole or not at all."""
    write_atomic(folder / MANIFEST, json.dumps(manifest.model_dump(mode="json"), indent=1, allow_nan=False))


def write_study(folder: Path, plan: Plan, declared: str = "") -> None:
    """Freeze the study and its scenario in ``study.json``, with the hash of the last declaration."""
    frozen = {
        "study": plan.study.model_dump(mode="json", by_alias=True),
        "scenario": plan.scenario.model_dump(mode="json", by_alias=True),
        "declared": declared,
    }
    write_atomic(folder / STUDY, json.dumps(frozen, indent=1, allow_nan=False))


def set_aside(path: Path) -> Path:
    """Rename a damaged file, so that nothing takes it for a good one and nothing of it is lost; its new path."""
    for number in range(1, 1000):
        place = path.with_name(f"{path.name}.damaged{f'-{number}' if number > 1 else ''}")
        if not place.exists() and not place.is_symlink():
            break
    try:
        path.rename(place)
    except OSError as reason:
        raise file_error(path, reason) from None
    return place


def _json(path: Path) -> Any:
    """What the JSON file *path* holds: :exc:`ScenarioError` if it is not there, :exc:`DamagedError` if it is not JSON."""
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise DamagedError(f"{path}: is no file; {SAME_COMMAND}")
        if status.st_size > LARGEST:
            raise DamagedError(f"{path}: is larger than that of any study ({status.st_size:,} bytes); {SAME_COMMAND}")
        text = path.read_text("utf-8-sig")
    except OSError as wrong:
        if isinstance(wrong, NotADirectoryError):
            raise ScenarioError(f"{path.parent}: is a file; the results of a study are a folder") from None
        reason = (
            f"there is no {path.name}" if isinstance(wrong, FileNotFoundError) else f"{path.name}: {wrong.strerror}"
        )
        raise ScenarioError(f"{path.parent}: is not a results folder: {reason}") from None
    except UnicodeDecodeError as wrong:
        raise DamagedError(f"{path}: is damaged: byte {wrong.start} is no UTF-8; {SAME_COMMAND}") from None
    try:
        held = json.loads(text, parse_constant=_no_number)
        json.dumps(held, ensure_ascii=False).encode()
    except RecursionError:
        raise DamagedError(f"{path}: is damaged: nested too deeply; {SAME_COMMAND}") from None
    except UnicodeEncodeError:
        raise DamagedError(f"{path}: is damaged: it holds half a character; {SAME_COMMAND}") from None
    except ValueError as wrong:
        raise DamagedError(f"{path}: is damaged: {wrong}; {SAME_COMMAND}") from None
    return held


def _no_number(word: str) -> NoReturn:
    """Refuse the words for what is no number, which are no JSON."""
    raise ValueError(f"{word} is no number")


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
