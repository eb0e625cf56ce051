"""What to do when a log or a room's journal was damaged: by a disk, a crash, an editor or a copy that went wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import click

from fourthseat.engine.core.errors import FourthSeatError, LogError
from fourthseat.engine.record.going_on import JOURNAL, MAIN_LOG, Home, command_for, home_of, is_being_written
from fourthseat.engine.record.log import EventLog, Header, parse_log
from fourthseat.engine.record.repair import Mended, describe, mend, put_in_place, trusted_header
from fourthseat.engine.record.source import file_bytes
from fourthseat.engine.record.writer import Writer
from fourthseat.players.cast import cast_for, cast_names
from fourthseat.players.terminal.commands.options import PATH
from fourthseat.players.terminal.screen import Screen

__all__ = ["repair"]

SHOWN = 12
"""Damaged or lost lines that are named on the screen; the file of what was cut holds them all."""


@click.command()
@click.argument("source", type=PATH)
@click.option("--dry-run", is_flag=True, help="Say what is damaged and what would be kept; write nothing.")
def repair(source: Path, dry_run: bool) -> None:
    """Put a damaged log or a room's journal right: nothing is thrown away, and what was lost is named.

    SOURCE is a log, a room's room.jsonl, or an exercise's folder: then everything in it is looked at. A repaired file takes
    the place of the damaged one, which stays beside it whole as NAME.damaged; the lines that could not stay are in
    NAME.cut.txt, in words and as they were.
    """
    screen = Screen()
    if os.path.isdir(source):
        found = sorted(path for path in source.iterdir() if path.suffix == ".jsonl" and not path.name.startswith("."))
        if not found:
            raise LogError(f"{source}: holds no log and no journal (no .jsonl file)")
        logs = [path for path in found if path.name != JOURNAL]
        journals = [path for path in found if path.name == JOURNAL]
    else:
        logs, journals = ([], [source]) if source.name == JOURNAL else ([source], [])
    beyond = []
    for path, one in [*((path, _repair_log) for path in logs), *((path, _repair_journal) for path in journals)]:
        try:
            one(screen, path, dry_run=dry_run)
        except LogError as wrong:  # the others may still be helped
            beyond.append(wrong)
    if beyond:
        raise LogError("\n".join(map(str, beyond)))


def _repair_log(screen: Screen, path: Path, *, dry_run: bool) -> None:
    """Repair the log at *path* and say what came of it; :exc:`LogError` if its header is lost or somebody writes it."""
    if is_being_written(path):
        raise LogError(f"{path}: is being written by another process: stop the room or the game first")
    data = file_bytes(path)
    try:
        log = parse_log(data, str(path))
    except LogError:
        pass
    else:
        _tell_whole(screen, path, log, dry_run=dry_run)
        return
    mended = _mended(data, str(path))
    screen.text(f"{path}: damaged ({mended.damage})", "bold")
    _tell_log(screen, mended)
    left_out = [(row.number, describe(row), row.raw) for row in mended.left_out]
    _put(screen, path, data, mended.text, left_out, dry_run=dry_run)
    if mended.log.finished:
        screen.text("  The game is over, and its log whole again." if mended.whole else "  The game is over.")
    elif not dry_run:
        screen.text(f"  Go on with: {command_for(path, home_of(path, mended.log))}")


def _tell_whole(screen: Screen, path: Path, log: EventLog, *, dry_run: bool) -> None:
    """Say that the *log* at *path* is whole, and seal it if a crash right behind ENDEX kept that from it."""
    torn = "; its last line was cut by a crash and is left out" if log.torn else ""
    sealed = False
    if not dry_run:
        with closing(Writer.resume(path, log)) as writer:
            sealed = writer.seal_end()
    done = "a crash had kept the seal of ENDEX from it, which is put now" if sealed else "nothing to repair"
    screen.text(f"{path}: whole, {len(log.entries)} entries{torn}; {done}")


def _mended(data: bytes, where: str) -> Mended:
    """The damaged log *data* as it can stand, the doctrines of its cast deciding again as they did."""
    header = trusted_header(data, where)
    machines = {seat: player for seat, player in header.cast.items() if player != "human"}
    try:
        names = cast_names(header.scenario, machines)
    except FourthSeatError:  # it knows a player that this version does not
        return mend(data, where, {})
    players = cast_for(header.scenario, names)
    return mend(data, where, {seat: player for seat, player in players.items() if str(seat) in machines})


def _tell_log(screen: Screen, mended: Mended) -> None:
    """What stays, what was made again, what is lost."""
    screen.text(f"  {_many(mended.kept, 'entry stands as it stood', 'entries stand as they stood')}.")
    if mended.made_again:
        made = _many(mended.made_again, "lost entry is", "lost entries are")
        screen.text(f"  {made} made again by playing the game: the same seed and decisions give the same entries.")
    if mended.only_prefix:
        screen.text(f"  What stands behind the damage was not played again: {mended.only_prefix}.")
    if mended.whole:
        screen.text("  Nothing is lost: what was made again joins every line that can be read, hash for hash.", "green")
        return
    for row in mended.retaken:
        screen.text(f"  Taken from behind the damage: {describe(row)}")
    for row in mended.left_out[:SHOWN]:
        screen.text(f"  Left out: line {row.number}: {describe(row)}", "yellow")
    if len(mended.left_out) > SHOWN:
        screen.text(f"  … and {len(mended.left_out) - SHOWN} more lines", "yellow")
    if mended.waits_for:
        hour = mended.log.entries[-1].hour if mended.log.entries else 0
        screen.text(f"  The game now stands at H+{hour} and asks {', '.join(mended.waits_for)} again.")


def _repair_journal(screen: Screen, path: Path, *, dry_run: bool) -> None:
    """Repair the room's journal at *path* and say what came of it; :exc:`LogError` if the room cannot start with it."""
    from fourthseat.players.web.journal_repair import is_whole, mend_journal

    headers = _headers(path.parent)
    data = file_bytes(path)
    if is_whole(data):
        torn = "" if data.endswith(b"\n") else "; its last line was cut by a crash and is left out"
        screen.text(f"{path}: whole{torn}; nothing to repair")
        return
    mended = mend_journal(data, headers)
    screen.text(f"{path}: damaged", "bold")
    screen.text(f"  {_many(mended.kept, 'line stands', 'lines stand')} as before.")
    for name in mended.restored:
        screen.text(f"  The line of play {name} is taken from its log {name}.jsonl.")
    for row in mended.left_out[:SHOWN]:
        screen.text(f"  Left out: line {row.number}: {row.said[:300]}", "yellow")
    if len(mended.left_out) > SHOWN:
        screen.text(f"  … and {len(mended.left_out) - SHOWN} more lines", "yellow")
    _put(screen, path, data, mended.text, [(row.number, row.said, row.raw) for row in mended.left_out], dry_run=dry_run)
    if mended.new_links:
        screen.text("  The links' secret is lost: everybody gets a new link when the room starts.", "bold")
    else:
        screen.text("  If a link was revoked in a lost line, it is good again: control's page Links revokes it.")
    screen.text(
        "  What cells had sealed behind the damage, and is not opened yet, is given back to them to be sealed again."
    )
    screen.text(
        "  Look at control's desk before you go on: what lost lines had set, rated or noted is as it was before them."
    )
    if not dry_run:
        screen.text(f"  Go on with: {command_for(path, Home.ROOM)}")


def _headers(folder: Path) -> dict[str, Header]:
    """The headers of a room's logs by the names of their branches; :exc:`LogError` if the main one cannot be read."""
    if is_being_written(folder / MAIN_LOG):
        raise LogError(f"{folder}: its room is open: stop it first")
    if not os.path.isfile(folder / MAIN_LOG):
        raise LogError(
            f"{folder}: the room's main line of play, {MAIN_LOG}, is missing; the room cannot start without it"
        )
    headers = {}
    for path in sorted(folder.glob("*.jsonl")):
        if path.name == JOURNAL or path.name.startswith("."):
            continue
        log = _readable(path)
        if log is not None and (path.name == MAIN_LOG or "line" in log.header.parent):
            headers[path.stem] = log.header
        elif path.name == MAIN_LOG:
            raise LogError(f"{path}: cannot be read; repair it first, the room cannot start without it")
    return headers


def _readable(path: Path) -> EventLog | None:
    """The log at *path*, as far as it can be read; None if its header cannot be."""
    data = file_bytes(path)
    try:
        return parse_log(data, str(path), checked=False)
    except LogError:
        try:
            return _mended(data, str(path)).log
        except LogError:
            return None


def _put(
    screen: Screen,
    path: Path,
    found: bytes,
    text: str,
    left_out: Sequence[tuple[int, str, bytes]],
    *,
    dry_run: bool,
) -> None:
    """Put the repaired *text* in place, unless it is a *dry_run*, and say where everything else is."""
    if dry_run:
        screen.text("  Nothing was written (--dry-run).")
        return
    original, cut = put_in_place(path, found, text, left_out)
    screen.text(f"  Repaired. The file as it was found: {original}")
    if cut is not None:
        screen.text(f"  What was left out, in words and as it was: {cut}")


def _many(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}"
