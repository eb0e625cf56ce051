"""An exercise with people: rehearsed and printed before the day, reported and shown again after it."""

from __future__ import annotations

import json
import os
from pathlib import Path

import click

from fourthseat import scenarios as shelf
from fourthseat.api import LineError, log_file, read_log, write_after_action
from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import open_atomic, refuse_existing
from fourthseat.engine.documents.folder import paper_files, place_for, write_new_files
from fourthseat.engine.exercise import rehearsal, rehearsal_report
from fourthseat.engine.exercise.handouts import FOLDER as HANDOUTS
from fourthseat.engine.exercise.handouts import file_name
from fourthseat.engine.exercise.papers import packet
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.record.narration import DISCLAIMER
from fourthseat.engine.record.perspective import WALL
from fourthseat.players.cast import cast
from fourthseat.players.terminal.commands.options import (
    PATH,
    EventsFile,
    doctrine_option,
    json_option,
    msel_option,
    off_option,
    pairs_of,
    place_given_by,
    prepared,
    refuse_people,
    rule_option,
    scenario_argument,
    seats_option,
    seed_option,
    set_option,
    variant_option,
    version_told,
)
from fourthseat.players.terminal.progress import game_counter
from fourthseat.players.terminal.screen import Screen
from fourthseat.players.web.needs import need_web

__all__ = ["aar", "packets", "rehearse", "theatre"]


@click.command()
@scenario_argument
@variant_option
@rule_option
@click.option("--games", type=click.IntRange(10, 10_000), default=100, show_default=True)
@seed_option
@seats_option
@doctrine_option
@set_option
@off_option
@msel_option
@json_option
def rehearse(
    scenario: str,
    coalition: str | None,
    rule: str | None,
    games: int,
    seed: int,
    seats: tuple[str, ...],
    doctrines: tuple[str, ...],
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
    as_json: bool,
) -> None:
    """Play an exercise with doctrines before the day: dead injects, unexercised objectives, idle and swamped cells."""
    found, variant = prepared(scenario, coalition, rule, changes, off, sheet, doctrines)
    players = pairs_of(seats, "--seat", "SEAT=PLAYER")
    refuse_people("--seat", players)
    rehearsed = rehearsal.rehearse(found, variant, cast(found, players), games, seed, game_counter(as_json))
    tables, warnings = list(rehearsal_report.tables(rehearsed)), rehearsal_report.warnings(rehearsed)
    if as_json:
        sheets = [{"title": table.title, "columns": table.headings, "rows": table.rows} for table in tables]
        head = {"scenario": found.name, "coalition": variant, "games": games, "seed": seed}
        click.echo(json.dumps(head | {"warnings": warnings, "tables": sheets, "note": DISCLAIMER}, indent=2))
        return
    screen = Screen()
    screen.text(f"{found.title} — {found.coalition(variant).title} — rehearsed {games} times by doctrines", "bold")
    for table in tables:
        screen.table(table.title, table.headings, table.rows)
    screen.text("\nTo mend before the day" if warnings else "\nNothing to mend was found.", "bold")
    for warning in warnings:
        screen.text(f"  {warning}")
    screen.text("Doctrines are not people: this finds what cannot work, not how the day will go.", "dim")
    screen.disclaimer()


@click.command()
@scenario_argument
@variant_option
@click.option("--out", type=PATH, required=True, help="Folder the papers are written to.")
@set_option
@msel_option
def packets(
    scenario: str, coalition: str | None, out: Path, changes: tuple[str, ...], sheet: EventsFile | None
) -> None:
    """Print an exercise: a packet for every cell, what each is handed later, the facilitator's guide and the events list, as HTML and DOCX."""
    found, variant = prepared(scenario, coalition, None, changes, (), sheet)
    files = shelf.handouts(scenario, found)
    documents = {f"packet-{seat}": packet.seat(found, seat, variant, files=files) for seat in found.players}
    later = ((seat, packet.later(found, seat, files)) for seat in found.players)
    documents |= {f"moves-{seat}": pages for seat, pages in later if pages is not None}
    kinds = ("html", "docx")
    documents |= {"facilitator-guide": packet.guide(found, variant, MINUTES), "events-list": packet.events(found)}
    beside = {f"{HANDOUTS}/{file_name(one)}": files[one.id] for one in found.handouts}
    names = [*(f"{name}.{kind}" for name in documents for kind in kinds), *beside]
    with place_given_by("--out"), place_for(out, names):
        drawn = [paper_files(document, name, kinds) for name, document in documents.items()]
        write_new_files(out, {name: content for made, _ in drawn for name, content in made.items()} | beside)
    _tell_missing(out, next((lacking for _, lacking in drawn if lacking), ""))
    handed = f"; {len(beside)} hand-outs in {out / HANDOUTS}" if beside else ""
    click.echo(f"{out}: {len(documents)} papers, each as HTML to print and as DOCX{handed}")


@click.command()
@click.argument("source", type=PATH)
@click.option("--line", default=None, help="Line of play of a seminar's folder; the one last played by default.")
@click.option(
    "--out",
    type=PATH,
    help="Folder the report is written to: by default the exercise's own, or for a log NAME.jsonl a new one beside it, NAME-aar.",
)
@click.option("--workbook", is_flag=True, help="Write the exercise as a workbook too, and its tables as Parquet.")
def aar(source: Path, line: str | None, out: Path | None, workbook: bool) -> None:
    """Draft the after-action report and improvement plan of a seminar's folder, or of any log: DOCX, HTML, Markdown."""
    try:
        with version_told(), place_given_by("--out"):
            written = write_after_action(source, out, line=line, workbook=workbook)
    except LineError as wrong:
        raise click.UsageError(f"--line {wrong}") from None
    _tell_missing(written.folder, written.missing_library)
    click.echo(
        f"{written.folder}: aar-control and aar-releasable, each as .docx, .html and .md{'; workbook.xlsx and workbook-parquet.zip' if workbook else ''}"
    )


def _tell_missing(folder: Path, library: str) -> None:
    """End with what was not written for want of a *library*, once everything else is."""
    if library:
        raise FourthSeatError(f"{folder}: everything but the DOCX is written; {library}")


@click.command()
@click.argument("log", type=PATH)
@click.option("--beside", type=PATH, help="Another log, side by side by the game's clock.")
@click.option("--seat", "eyes", help="Only what this seat may know: a file that may be sent to it.")
@click.option("--public", is_flag=True, help="Only what the board on the wall showed: a file for anybody.")
@click.option("--out", type=PATH, required=True, help="The new HTML file.")
def theatre(log: Path, beside: Path | None, eyes: str | None, public: bool, out: Path) -> None:
    """Make a game one HTML file to open anywhere: scrubber, every seat's eyes, map, ladder, race, story with its reasons.

    LOG is a file, a seminar's folder (the exercise itself; its branches are the other .jsonl files in it), or a game of a
    study: RESULTS#12:pact-plus:unanimity:provoked. Without --seat or --public the file holds every seat's secrets: it is
    control's.
    """
    if eyes is not None and public:
        raise click.UsageError("--seat is one seat's file, --public everybody's; give one of them")
    need_web("the theatre", "")
    from fourthseat.players.web import replay_page

    with version_told():
        logs = [(_title(path), read_log(log_file(path))) for path in (log, beside) if path is not None]
    whose = WALL if public else None if eyes is None else replay_page.seat_in(logs, eyes)
    with place_given_by("--out"):
        refuse_existing([out])
        with open_atomic(out) as file:  # opened before the page is drawn, which takes seconds
            page = replay_page.theatre(logs, whose)
            file.write(page.encode())
    audience = "holds every seat's secrets: control's" if eyes is None and not public else f"{eyes or 'the public'}'s"
    click.echo(f"{out}: {len(page.encode()) / 1000:.0f} kB, opens in any browser, fetches nothing; {audience}")


def _title(path: Path) -> str:
    """What a log is called on the page."""
    return path.name if "#" in path.name or os.path.isdir(path) else path.stem
