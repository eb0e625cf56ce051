"""What is done with the engine, its scenarios and its players together; ``import fourthseat`` names all of it.

The commands of the terminal are thin over these functions: what they can do, a program can.
"""

from __future__ import annotations

import os
import re
import warnings
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from fourthseat import scenarios as shelf
from fourthseat.engine import __version__
from fourthseat.engine.core.errors import FourthSeatError, ScenarioError, nearest, refuse_name
from fourthseat.engine.record.forks import Fork, fork_with
from fourthseat.engine.record.going_on import JOURNAL, MAIN_LOG
from fourthseat.engine.record.log import EventLog, Header, read
from fourthseat.engine.record.replay import verification_errors
from fourthseat.engine.scenario.overrides import configured
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast, cast_for, cast_names

if TYPE_CHECKING:
    from fourthseat.engine.exercise.aar.report import Record
    from fourthseat.engine.study.conduct import FinishedStudy
    from fourthseat.engine.study.design import Study
    from fourthseat.engine.study.quick import Comparison

__all__ = [
    "AfterAction",
    "LineError",
    "UnplayedWarning",
    "VersionWarning",
    "compare",
    "configure",
    "fork",
    "load_scenario",
    "log_file",
    "read_log",
    "read_study",
    "run_study",
    "scenario_names",
    "verify",
    "write_after_action",
]


def scenario_names() -> tuple[str, ...]:
    """The shipped scenarios, the tutorial first."""
    return shelf.names()


def load_scenario(name: str | Path) -> Scenario:
    """A shipped scenario by its name, or any by its file; :exc:`ScenarioError` says what is wrong, and where."""
    if not isinstance(name, str | Path):
        raise ScenarioError(f"load_scenario takes a name or a file's path, not {name!r}")
    return shelf.load(name) if isinstance(name, Path) else shelf.find(name)


def configure(
    scenario: Scenario,
    *,
    coalition: str | None = None,
    rule: str | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Iterable[str] = (),
    events: Path | None = None,
    events_map: Path | None = None,
) -> tuple[Scenario, str]:
    """*scenario* with fields changed, and the coalition variant to play (its first, unless *coalition* is given).

    *rule* is the variant's rule of concurrence, *changes* maps a field's path (``assumptions.precision``) to its value,
    *off* names mechanisms to switch off, *events* is a spreadsheet whose events list replaces the scenario's own, *events_map* the
    saved mapping by which it is read where its headers and names do not suffice. Raises
    :exc:`ScenarioError` for whatever there is none of.
    """
    refuse_name(scenario, "configure")
    if events is not None:
        from fourthseat.engine.exercise.msel.mapping import read_mapping
        from fourthseat.engine.exercise.msel.reading import replaced

        told = None if events_map is None else read_mapping(events_map, scenario)
        scenario = replaced(scenario, events, told)
    return configured(scenario, coalition, rule, dict(changes or {}), off)


def read_log(source: str | Path) -> EventLog:
    """A log from its file, or of one game of a study.

    A study keeps no logs: ``RESULTS#12:pact-plus:unanimity:provoked`` is the folder of its results and the game's address,
    and that game is played again; a :class:`VersionWarning` says that another version of the program played the study, an
    :class:`UnplayedWarning` that the game is none of those its results are of.
    Raises :exc:`LogError` or :exc:`ScenarioError` naming what is wrong.
    """
    path = Path(source)
    folder, has_address, address = str(path).rpartition("#")  # the name of a folder may hold others
    if not has_address or os.path.lexists(path):
        return read(path)
    return _game_of_study(Path(folder), address)


def log_file(source: Path) -> Path:
    """The main line of play of an exercise, if *source* is its folder; else *source*, which is a log or an address."""
    return source / MAIN_LOG if os.path.isfile(source / MAIN_LOG) else source


def _game_of_study(folder: Path, address: str) -> EventLog:
    """The game at *address* of the study kept in *folder*, played again."""
    from fourthseat.engine.study.manifest import reopened, unplayed_note, version_note
    from fourthseat.engine.study.plan import plan
    from fourthseat.engine.study.trial import game_at

    study, scenario = reopened(folder)
    if note := version_note(folder):
        warnings.warn(note, VersionWarning, stacklevel=3)
    names = cast_names(scenario, study.cast)
    game = game_at(plan(study, scenario), cast_for(scenario, names), address)
    if note := unplayed_note(folder, address):
        warnings.warn(note, UnplayedWarning, stacklevel=3)
    seated = {str(seat): name for seat, name in names.items()}
    header = Header(game.start.scenario, game.state.coalition.id, game.seed, seated, __version__)
    return EventLog(header, tuple(game.entries))


def verify(log: str | Path | EventLog) -> list[str]:
    """What is wrong with a log, as sentences: a broken hash, a difference when it is played again. Empty: nothing."""
    return verification_errors(log if isinstance(log, EventLog) else read(Path(log), checked=False))


def fork(
    log: EventLog,
    turn: int,
    *,
    players: Mapping[str, str] | None = None,
    coalition: str | None = None,
    orders: Mapping[str, Sequence[tuple[str, str]]] | None = None,
    parent: str = "log",
) -> Fork:
    """The game of *log* from the opening of *turn* on, with something changed; ``play(fork.game, fork.cast)`` ends it.

    *players* maps a seat to who plays it from there (``doctrine``, ``uniform``, ``human``), *coalition* is the variant from
    there, *orders* maps a seat to what it orders in that turn: pairs of an option and an incident (empty for none).
    """
    names = cast_names(log.header.scenario, {**log.header.cast, **(players or {})})
    return fork_with(
        log, turn, cast_for(log.header.scenario, names), names, coalition=coalition, orders=orders, parent=parent
    )


def run_study(
    study: Study | str,
    folder: str | Path | None = None,
    *,
    workers: int | None = None,
    dask: str | None = None,
    progress: bool | None = None,
) -> FinishedStudy:
    """Play *study* to its end, with its results and its report in *folder*; called again, it goes on where it stopped.

    *study* may be the name of a scenario, whose default study is played; *folder* is ``results-NAME`` by default. *progress*
    shows where it stands, if None in a notebook and in a terminal only. *workers* are processes of this machine, one a core by default, 0 for none but this one; with more than none, a script
    calls this under ``if __name__ == "__main__"``. *dask* is the address of a cluster's scheduler instead. Raises
    :exc:`ScenarioError` if the study cannot be played or *folder* holds another.
    """
    from fourthseat.engine.study.conduct import conduct, workforce, write_report
    from fourthseat.engine.study.plan import plan
    from fourthseat.engine.study.presets import default_study
    from fourthseat.engine.study.results import Results
    from fourthseat.players.terminal.watching import watcher

    if isinstance(study, str):
        study = default_study(load_scenario(study), study)
    if isinstance(study, Scenario):
        raise ScenarioError("run_study takes a study or a scenario's name; default_study(scenario) makes a study of it")
    folder = Path(folder or f"results-{study.name}")
    scenario = load_scenario(study.scenario)
    design = plan(study, scenario)
    design.tried()
    players = cast(scenario, study.cast)
    force = workforce(workers, dask)
    with Results(folder, design) as results:
        finished = conduct(results, players, force, *watcher(design, progress))
        write_report(finished)
    return finished


def read_study(folder: str | Path) -> FinishedStudy:
    """The study that was played into *folder*, with what it found; :exc:`ScenarioError` if none was, or not to its end."""
    from fourthseat.engine.study.conduct import FinishedStudy
    from fourthseat.engine.study.findings import reread

    return FinishedStudy(*reread(Path(folder)))


def compare(
    scenario: Scenario,
    *,
    games: int = 100,
    seed: int = 1,
    coalitions: Sequence[str] = (),
    rules: Sequence[str] = (),
    provocation: Sequence[bool] = (True, False),
    doctrines: Sequence[str] = ("own",),
    opponents: Sequence[str] = ("own",),
    players: Mapping[str, str] | None = None,
) -> Comparison:
    """Play *games* games of every coalition variant, crossed with the rules of concurrence and with provocation on and off.

    *rules* are those of the variants and the usual ones that fit them, if none is given. *doctrines* are sets that
    capitals follow (``cautious``, ``SEAT=bold``), *opponents* those of the other side, ``own`` what the scenario says. The first of *coalitions* (all by default) is the baseline; game *n* of every arm has the seed ``seed + n``. *players*
    are as in :func:`cast`. Nothing is kept on disk; a study that is precise enough to be quoted is :func:`run_study`.
    """
    from fourthseat.engine.study import quick
    from fourthseat.engine.study.levels import rule_levels

    refuse_name(scenario, "compare")
    if games < 1:
        raise ScenarioError(f"games: {games}; at least one is wanted")
    variants = coalitions or [coalition.id for coalition in scenario.coalitions]
    crossed = rules or rule_levels(scenario)
    return quick.compare(
        scenario,
        cast(scenario, players),
        games,
        seed,
        crossed,
        provocation,
        variants,
        doctrines=doctrines,
        opponents=opponents,
    )


class VersionWarning(UserWarning):
    """Another version of the program made this: played again, it may be another game."""


class UnplayedWarning(UserWarning):
    """A game at an address of a study that is none of the games its results are of."""


class LineError(FourthSeatError):
    """An exercise has no line of play of that name."""


class AfterAction(NamedTuple):
    """Where a draft after-action report was written."""

    folder: Path
    missing_library: str
    """Empty, or why there is no DOCX."""


def write_after_action(
    source: Path, folder: Path | None = None, *, line: str | None = None, workbook: bool = False
) -> AfterAction:
    """Draft the after-action report of *source*, for control and releasable, each as DOCX, HTML and Markdown.

    *source* is an exercise's folder, whose line of play *line* is reported (the one last played by default), or any log
    that :func:`read_log` takes; nothing of it is changed. The report goes to *folder*: by default the
    exercise's own, or for a log ``NAME.jsonl`` a new one beside it, ``NAME-aar``. Raises
    :exc:`LineError` for a line of play there is not, and :exc:`FileError` where a report lies already or none may be written:
    a draft that people have finished is never written over. With *workbook* the exercise is written as a workbook too, and as a
    ZIP of the same tables as Parquet.
    """
    from fourthseat.engine.documents.folder import paper_files, place_for, write_new_files
    from fourthseat.engine.exercise.aar import report as aar
    from fourthseat.engine.exercise.aar import workbook as tables
    from fourthseat.engine.record.perspective import check_references

    folder = folder or (source if os.path.isdir(source) else source.with_name(f"{_plain(source.stem)}-aar"))
    names, kinds = ("aar-control", "aar-releasable"), ("docx", "html", "md")
    if os.path.exists(source / JOURNAL):
        record = _record_of_session(source, line)
    elif line is not None:
        raise LineError(f"{line}: {source} is no room's folder, which alone has lines of play")
    else:
        log = read_log(log_file(source))
        check_references(log)
        record = aar.Record(log, name=source.stem)
    beside = tables.FILES if workbook else ()
    files: dict[str, bytes] = {}
    missing = ""
    with place_for(folder, [*(f"{name}.{kind}" for name in names for kind in kinds), *beside]):
        for name in names:
            drawn, lacking = paper_files(aar.report(record, releasable=name == "aar-releasable"), name, kinds)
            files, missing = files | drawn, lacking or missing
        write_new_files(folder, files | (tables.files(record) if workbook else {}))
    return AfterAction(folder, missing)


def _plain(name: str) -> str:
    """*name* as every system can call a folder: the address of a study's game has colons."""
    return re.sub(r"[^\w.+-]+", "-", name)


def _record_of_session(folder: Path, line: str | None) -> Record:
    """What evaluators, cells and control wrote down in the exercise kept in *folder*, with the log of *line*."""
    from fourthseat.players.web.archive import read_session, report_record

    session = read_session(folder)
    branches = session.record.branches
    if line is not None and line not in branches:
        raise LineError(f"{line}: no such line of play; {nearest(line, branches)}")
    return report_record(folder, session, line or session.record.active)
