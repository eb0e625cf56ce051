"""The events list of a scenario as a spreadsheet: out to work in, in from whoever made one, checked before STARTEX."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.wording import count
from fourthseat.engine.exercise.msel import lint, mapping, reading, writing
from fourthseat.engine.exercise.msel.summary import Summary
from fourthseat.players.terminal.commands.options import PATH, EventsFile, json_option, scenario_argument
from fourthseat.players.terminal.screen import Screen

__all__ = ["msel"]


@click.command()
@scenario_argument
@click.argument("file", type=PATH, required=False)
@click.option("--check", "checked", type=PATH, help="The same as FILE.")
@click.option(
    "--out",
    type=PATH,
    help="Write the list to a new .xlsx or .csv: the scenario's own, or that of FILE in our columns.",
)
@click.option("--sheet", "tab", default="", metavar="NAME", help="Which sheet of the workbook to read.")
@click.option(
    "--map",
    "maps",
    multiple=True,
    metavar="NAME=MEANING",
    help='What a header, a name or a word of FILE means: "SEND TO=To", "Wardroom=NORTH", "TBC=leave out"; or @FILE.toml. Repeatable.',
)
@click.option(
    "--default",
    "defaults",
    multiple=True,
    metavar="COLUMN=TEXT",
    help='What stands in a column that is empty or missing: "To=All". Repeatable.',
)
@click.option(
    "--startex", default="", metavar="TIME", help="When the exercise starts: 09:00, 2026-11-26T09:00, 260900ZNOV26."
)
@click.option(
    "--times",
    type=click.Choice(["scenario", "exercise"]),
    default=None,
    help="Whose hours and minutes the list has: the scenario's, or the day's it is held on.",
)
@click.option(
    "--move-minutes",
    type=click.FloatRange(0, 100_000, min_open=True),
    help="With --times exercise: minutes of the day a move takes.",
)
@click.option(
    "--keep",
    multiple=True,
    metavar="EVENT",
    help="An event of the scenario's own list that stays beside those of FILE. Repeatable.",
)
@click.option("--include-hidden", is_flag=True, help="Play hidden, filtered and struck rows too.")
@click.option(
    "--save-map",
    type=PATH,
    help="Write what was said to a new TOML file, for --map @FILE here and in play, rehearse, packets, seminar.",
)
@json_option
def msel(
    scenario: str,
    file: Path | None,
    checked: Path | None,
    out: Path | None,
    tab: str,
    maps: tuple[str, ...],
    defaults: tuple[str, ...],
    startex: str,
    times: str | None,
    move_minutes: float | None,
    keep: tuple[str, ...],
    include_hidden: bool,
    save_map: Path | None,
    as_json: bool,
) -> None:
    """Take the events list of a scenario to a spreadsheet, or check one before STARTEX; `play --msel FILE` uses it.

    FILE is an events list as people have them, .xlsx, .ods or .csv: it is read, every row and column that cannot be understood is
    told, and so is how each time was read. Nothing hidden, struck or marked as cut is played.
    """  # fmt: skip
    if file is not None and checked is not None:
        raise click.UsageError("FILE and --check are the same; give one of them")
    found, sheet = shelf.find(scenario), file or checked
    told = EventsFile(Path(), tab, maps).instructions(found)
    pairs = dict(_pair(text) for text in defaults)
    told = replace(
        told,
        startex=startex or told.startex,
        times=times or told.times,
        move_minutes=move_minutes or told.move_minutes,
        keep=keep or told.keep,
        include_hidden=include_hidden or told.include_hidden,
        defaults={**told.defaults, **pairs},
    )
    if sheet is None and (told != mapping.Instructions() or save_map is not None):
        raise click.UsageError("--map, --sheet, --startex and the like say how FILE is to be read; give FILE too")
    if out is not None and checked is not None:
        raise click.UsageError(
            "--out writes a sheet, --check reads one; FILE --out NEW reads the one and writes the other"
        )
    taken = None if sheet is None else reading.read(found, sheet, told)
    found = found if taken is None else taken.scenario
    if save_map is not None:
        mapping.save_mapping(told, save_map)
    if out is not None:
        writing.write(found, out)
    remarks = lint.lint(found, None if taken is None else taken.where)
    summary = None if taken is None else taken.summary
    if as_json:
        events = [inject.model_dump(mode="json", by_alias=True) for inject in found.msel]
        click.echo(
            json.dumps(
                {
                    "scenario": found.name,
                    "reading": summary and summary.as_json(),
                    "remarks": remarks,
                    "events": events,
                },
                indent=2,
            )
        )
        return
    if summary is not None:
        _tell(summary)
    elif out is None:
        heads, *lines = writing.rows(found)
        Screen().table(f"MSEL of {found.name}", heads, lines)
    if out is None or summary is not None:
        for remark in remarks:
            Screen().text(remark if sheet is None else f"{sheet}: {remark}")
    if summary is not None:
        click.echo(f"{sheet}: playable; {count(len(found.msel), 'event')}, {count(len(remarks), 'remark')}")
    if save_map is not None:
        click.echo(f"{save_map}: kept; --map @{save_map} reads the list so again")
    if out is not None:
        click.echo(f"{out}: {count(len(found.msel), 'event')} written")


def _pair(text: str) -> tuple[str, str]:
    """``COLUMN=TEXT``, parted."""
    name, equals, value = text.partition("=")
    if not (name.strip() and equals and value.strip()) or mapping.column_named(name) is None:
        raise click.UsageError(f'--default {text!r} is not COLUMN=TEXT, such as "To=All"')
    return name.strip(), value.strip()


def _tell(summary: Summary) -> None:
    """What was read and how: the columns, the rows that are not played, every time as it was read."""
    screen = Screen()
    screen.text(summary.line(), "bold")
    rows = (
        f"row {summary.header_row}"
        if not summary.two_header_rows
        else f"rows {summary.header_row - 1} and {summary.header_row}"
    )
    screen.table(f"Columns ({rows})", ("header", "is", ""), summary.columns_read())
    screen.table(
        "Times",
        ("row", "event", "as written", "is"),
        ((str(one.row), one.event, one.written, one.read) for one in summary.times),
    )
    if summary.recipients:
        screen.table("Recipients", ("as written", "are"), summary.recipients.items())
    for one in (*summary.left_out, *summary.skipped):
        screen.text(f"row {one.row} {one.why}: not an event to play")
    for note in summary.notes:
        screen.text(note)
