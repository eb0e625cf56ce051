"""What stands in a folder a study is to be played into: nothing yet, the same study, a damaged one, or something else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import file_error
from fourthseat.engine.study.declarations import DECLARATIONS
from fourthseat.engine.study.manifest import (
    MANIFEST,
    STUDY,
    DamagedError,
    Manifest,
    manifest_of,
    new_manifest,
    set_aside,
    study_of,
)
from fourthseat.engine.study.parts import made_by
from fourthseat.engine.study.plan import Plan, identities
from fourthseat.engine.study.plan import plan as plan_of

__all__ = ["refuse_another", "refuse_foreign", "settled"]

BEGUN = frozenset((".lock", "parts", f".{STUDY}.tmp", f".{MANIFEST}.tmp", DECLARATIONS, f".{DECLARATIONS}.tmp"))
"""What stands in a folder whose study was killed before its first file was in place."""


def refuse_foreign(folder: Path) -> None:
    """Refuse a folder that is there and holds something else than a study: :exc:`ScenarioError`."""
    try:
        held = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return
    except OSError as reason:
        raise file_error(folder, reason) from None
    aside = {name for name in held if name.startswith((f"{STUDY}.damaged", f"{MANIFEST}.damaged"))}
    if not held & {STUDY, MANIFEST} and held - BEGUN - aside:
        raise ScenarioError(f"{folder}: exists and holds no study; give another --out")


def refuse_another(folder: Path, inputs: int, planned: Callable[[Sequence[str]], Plan]) -> None:
    """Refuse a folder that holds something else than a study that may come: :exc:`ScenarioError`.

    Of that study it is known how many *inputs* it will have, not yet which; *planned* makes it of the inputs it has here.
    """
    refuse_foreign(folder)
    try:
        held = plan_of(*study_of(folder)[:2]) if (folder / STUDY).exists() else None
    except DamagedError:
        return  # whoever opens the folder to play puts that right, or says why not
    if held is None:
        return
    names = [one.path for one in held.study.inputs]
    try:
        same = len(names) == inputs and planned(names).digest == held.digest
    except ScenarioError:
        same = False
    if not same:
        raise ScenarioError(
            f"{folder}: holds another study than the one that would be played into it; give another --out"
        )


def settled(folder: Path, plan: Plan) -> tuple[Manifest, list[str]]:
    """The manifest for going on with *plan* in *folder*, and what was damaged and set aside, as sentences.

    One of the two files, if it is whole and of the same study, stands for the other; where neither is, every part must
    name the study as its own. :exc:`ScenarioError` if the folder holds another study, or nobody can tell which.
    """
    fresh, notes = new_manifest(plan), []
    study, study_wrong = _study_digests(folder)
    manifest, manifest_wrong = _manifest(folder)
    stored = plan.study.model_dump(mode="json", by_alias=True), plan.scenario.model_dump(mode="json", by_alias=True)
    same_study = study is not None and study[0] == plan.digest
    same_manifest = manifest is not None and (
        manifest.digest in identities(*stored, plan.futures) or (same_study and manifest.digest in (study or ())[1:])
    )
    if not same_study and not same_manifest:
        if study is not None or manifest is not None:
            held = study[0] if study is not None else manifest.digest if manifest is not None else ""
            raise ScenarioError(
                f"{folder}: holds another study (digest {held[:12]}, not {plan.digest[:12]}): "
                "scenario, inputs, seed or cast differ; give another --out"
            )
        if not all(made_by(part)[1] == plan.digest for part in (folder / "parts").glob("*.parquet")):
            raise ScenarioError(
                f"{folder}: {study_wrong or manifest_wrong or 'study.json and manifest.json are not there'}, and its "
                "games do not say which study they are of; give another --out"
            )
    for name, good, wrong in ((STUDY, same_study, study_wrong), (MANIFEST, same_manifest, manifest_wrong)):
        if not good and (folder / name).exists():
            kept = set_aside(folder / name)
            notes.append(
                f"{wrong or f'{folder / name}: is not that of this study'}; kept as {kept.name} and made again"
            )
    if same_manifest and manifest is not None:
        kept_keys = {
            "finished": manifest.finished,
            "versions": manifest.versions,
            "written": manifest.written,
            "declared": manifest.declared,
            "runs": manifest.runs,
        }
        return fresh.model_copy(update=kept_keys), notes
    versions = {made_by(part)[0] or "of an unknown version" for part in (folder / "parts").glob("*.parquet")}
    if versions:
        played_by = ", ".join(sorted(versions))
        fresh = fresh.model_copy(update={"versions": fresh.versions | {"fourthseat": played_by}})
    return fresh, notes


def _study_digests(folder: Path) -> tuple[tuple[str, ...] | None, str]:
    """Digests of the study frozen in *folder*, first as this version reads it, then as its file stands; or what is wrong."""
    if not (folder / STUDY).exists():
        return None, ""
    try:
        study, scenario, raw = study_of(folder)
        held = plan_of(study, scenario)
    except DamagedError as wrong:
        return None, _first_line(wrong)
    return (held.digest, *identities(raw["study"], raw["scenario"], held.futures)), ""


def _manifest(folder: Path) -> tuple[Manifest | None, str]:
    """The manifest in *folder*, or what is wrong with it."""
    if not (folder / MANIFEST).exists():
        return None, ""
    try:
        return manifest_of(folder), ""
    except DamagedError as wrong:
        return None, _first_line(wrong)


def _first_line(wrong: DamagedError) -> str:
    return str(wrong).partition("\n")[0].partition(";")[0][:300]
