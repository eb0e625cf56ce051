"""Several groups on one exercise, from one desk."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.files import make_folder
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.going_on import shell_path
from fourthseat.engine.scenario.toml_file import read_toml
from fourthseat.players.terminal.browser import open_browser
from fourthseat.players.terminal.commands.options import (
    PATH,
    EventsFile,
    msel_option,
    off_option,
    prepared,
    scenario_argument_or_none,
    seed_option,
    set_option,
)
from fourthseat.players.terminal.commands.serving import Given
from fourthseat.players.terminal.commands.serving import place_options as served_at
from fourthseat.players.web.needs import need_web

if TYPE_CHECKING:
    from fourthseat.players.web.groups import Groups
    from fourthseat.players.web.session import Room

__all__ = ["groups"]


@click.command()
@scenario_argument_or_none
@click.option("--plan", type=PATH, help="TOML: a [[group]] a group, with its name and what it is given.")
@click.option("--coalition", help="Variant of groups that are given none; the scenario's first by default.")
@click.option("--rule", help="Concurrence rule of groups that are given none.")
@seed_option
@click.option(
    "--seats", "doctrine", multiple=True, metavar="SEAT", help="Seats without people, played by doctrine. Repeatable."
)
@click.option("--folder", type=PATH, help="Where the groups are kept; groups-SCENARIO by default.")
@click.option("--resume", type=PATH, help="Go on with the groups kept in a folder: same links.")
@served_at
@set_option
@off_option
@msel_option
def groups(
    scenario: str | None,
    plan: Path | None,
    coalition: str | None,
    rule: str | None,
    seed: int,
    doctrine: tuple[str, ...],
    folder: Path | None,
    resume: Path | None,
    port: int | None,
    lan: bool | None,
    certificate: Path | None,
    key: Path | None,
    opens: bool | None,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
) -> None:
    """Run one exercise with several groups at once, on the same luck, each with a treatment: an experiment with people."""
    need_web("the room", "")
    from fourthseat.players.web.groups import Groups, read_groups, treatments
    from fourthseat.players.web.session import Room

    given = Given(port, lan, certificate, key)
    if resume is not None:
        if scenario or plan or coalition or rule or doctrine or folder or changes or off or sheet:
            raise click.UsageError("--resume takes everything from its folder; give only where it is served with it")
        kept = read_groups(resume)
        rooms = [Room.resume(resume / one.name) for one in kept.groups]
        _serve(resume, kept, rooms, given, opens)
        return
    if scenario is None or plan is None:
        raise click.UsageError("name a scenario and a --plan of groups, or --resume FOLDER")
    found = treatments(read_toml(plan, "plan", "it holds a [[group]] table a group"), str(plan))
    folder = folder or Path(f"groups-{scenario}")
    if os.path.lexists(folder):
        raise click.UsageError(
            f"{folder}: exists already; go on with --resume {shell_path(folder)}, or give another --folder"
        )
    made = []
    for one in found:
        list_given = EventsFile(plan.parent / one.msel) if one.msel else sheet
        made.append(
            prepared(
                scenario, one.coalition or coalition, one.rule or rule, (*changes, *one.set), (*off, *one.off), list_given,
                one.doctrine,
            )
        )  # fmt: skip
    strangers = [seat for seat in doctrine if seat not in made[0][0].players]
    if strangers:
        raise click.UsageError(f"--seats {strangers[0]}: no such seat")
    make_folder(folder, private=True)
    files = shelf.handouts(scenario, made[0][0])
    rooms = []
    for one, (situation, variant) in zip(found, made, strict=True):
        rooms.append(
            Room.start(folder / one.name, situation, variant, seed, [Seat(seat) for seat in doctrine], handouts=files)
        )
    kept = Groups.begun(found)
    kept.keep(folder)
    _serve(folder, kept, rooms, given, opens)


def _serve(folder: Path, kept: Groups, rooms: list[Room], given: Given, opens: bool | None) -> None:
    """Serve every room and the desk of them all, each on a port of its own, until stopped."""
    from fourthseat.players.web.app import application
    from fourthseat.players.web.connections import raise_open_files
    from fourthseat.players.web.groups_desk import Seated, desk, desk_path
    from fourthseat.players.web.serve import listening, remember, serve_all

    before = kept if kept.port else None
    place = given.place(before)
    place.check()
    raise_open_files()
    sockets = []
    try:
        listener, place = listening(place)
        sockets.append(listener)
        apps, seated = [], []
        for number, (one, room) in enumerate(zip(kept.groups, rooms, strict=True), 1):
            known = room.record.served
            wanted = known.port if known and given.port is None else place.port + number if given.port != 0 else 0
            own, at = listening(place._replace(port=wanted))
            sockets.append(own)
            remember(room, at)
            seated.append(Seated(one, room, at.link))
            apps.append((application(room, ["127.0.0.1"], at.link, at.all_bases), own, at))
        kept = kept.served(*place)
        kept.keep(folder)
        scenario = rooms[0].scenario
        first = desk(scenario.title, scenario.handling, kept.secret, seated, place.link)

        def tell() -> None:
            click.echo(f"EXERCISE EXERCISE EXERCISE - {scenario.handling}")
            click.echo(f"{scenario.title}: {len(rooms)} groups. Kept in {folder}. Stop with Ctrl+C.")
            link = place.link(desk_path(kept.secret))
            click.echo(f"{'DESK':10s} {link}")
            for one in seated:
                click.echo(f"{one.treatment.name} ({one.treatment.told})")
                for role in one.room.roles:
                    click.echo(f"  {role:10s} {one.link('/join/' + one.room.keys.token(role))}")
            shown = open_browser(link, wanted=opens)
            where = "the page that has just opened" if shown else "the desk's link"
            click.echo(f"First: in {where}, look at every group's links through its desk; then Open the next move.")

        serve_all([(first, listener, place), *apps], tell=tell)
    except FourthSeatError:
        for opened in sockets:
            opened.close()
        raise
    finally:
        for room in rooms:
            room.close()
    click.echo(f"Stopped. Go on with: fourthseat groups --resume {shell_path(folder)}", err=True)
