"""Where a room is served and what is told of it on the terminal: for every command that opens one."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from fourthseat.engine.record.going_on import shell_path
from fourthseat.players.terminal.browser import open_browser
from fourthseat.players.terminal.commands.options import PATH
from fourthseat.players.terminal.output import raw_stdout

if TYPE_CHECKING:
    from fourthseat.players.web.door_facts import RoomServed
    from fourthseat.players.web.groups import Groups
    from fourthseat.players.web.serve import Place
    from fourthseat.players.web.session import Room

__all__ = ["Given", "place_free", "place_options", "serve_room"]

PORT = 8765
"""Where a room is served unless somebody says otherwise."""


class Given(NamedTuple):
    """What a command line said of where a room is to be served; None where it said nothing."""

    port: int | None
    lan: bool | None
    certificate: Path | None
    key: Path | None

    def place(self, before: RoomServed | Groups | None = None) -> Place:
        """Where that is, with what was not said as it was *before*."""
        from fourthseat.players.web.serve import Place

        if self.key and not self.certificate:
            raise click.UsageError("--key goes with --certificate")
        port, lan, certificate, key = (
            (PORT, False, "", "") if before is None else (before.port, before.lan, before.certificate, before.key)
        )
        if self.certificate:
            certificate, key = str(self.certificate.absolute()), str(self.key.absolute()) if self.key else ""
        return Place(port if self.port is None else self.port, lan if self.lan is None else self.lan, certificate, key)


def place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say where a room is served: ``port``, ``lan``, ``certificate``, ``key``, ``opens``."""
    for option in (
        click.option(
            "--open/--no-open", "opens", default=None, help="Open the browser; by default where somebody sits."
        ),
        click.option("--key", type=PATH, help="The certificate's private key, PEM, if it stands in a file of its own."),
        click.option(
            "--certificate", type=PATH, help="A certificate with its chain, PEM: the room is served encrypted."
        ),
        click.option("--lan/--no-lan", default=None, help="Serve this network too, not this machine alone."),
        click.option("--port", type=click.IntRange(0, 65535), help=f"{PORT} by default; 0 takes any free one."),
    ):
        command = option(command)
    return command


def place_free(place: Place) -> None:
    """Refuse a certificate that is none, and a port that somebody else serves."""
    from fourthseat.players.web.serve import listening

    place.check()
    listening(place)[0].close()


def serve_room(room: Room, place: Place, *, opens: bool | None) -> None:
    """Serve *room* at *place* until it is stopped: every role's link on this terminal, control's as a code to scan."""
    import segno

    from fourthseat.players.web.serve import serve

    def tell(place: Place) -> None:
        click.echo(f"EXERCISE EXERCISE EXERCISE - {room.scenario.handling}")
        kept = (
            f" Kept in {room.folder}; go on with --resume {shell_path(room.folder)}." if room.watching is None else ""
        )
        click.echo(f"{room.scenario.title}.{kept} Stop with Ctrl+C.")
        if room.driven is not None:
            _tell_one(room, place, opens)
            return
        for role in room.roles:
            click.echo(f"{role:10s} {place.link('/join/' + room.keys.token(role))}")
        if place.lan and not place.certificate:
            click.echo(
                "Open to this network, without encryption: whoever can listen on it can read everything. Use a network of your own.",
                err=True,
            )
        control = place.link("/join/" + room.keys.token("CONTROL"))
        if sys.stdout.isatty():
            click.echo("Control's link; the others' codes are on its page Links:")
            segno.make(control).terminal(out=raw_stdout(), compact=True)
        opened = open_browser(control, wanted=opens)
        where = "the page that has just opened" if opened else "control's link"
        click.echo(f"First: in {where}, take the seat; then Links, to hand out the others; then Open move 1.")

    try:
        serve(room, place, tell=tell)
    finally:
        room.close()
    if room.watching is None:
        click.echo(f"Stopped. Go on with: fourthseat seminar --resume {shell_path(room.folder)}", err=True)


def _tell_one(room: Room, place: Place, opens: bool | None) -> None:
    """The one link of a room that runs itself, and what to press first; the others open secrets, and are not told."""
    role = room.driven or "EVALUATOR"
    link = place.link("/join/" + room.keys.token(role))
    variant, others = (
        room.state.coalition,
        [one for one in room.scenario.coalitions if one.id != room.state.coalition.id],
    )
    outside = f", with {room.driven} outside it" if room.driven and room.driven not in room.state.members else ""
    click.echo(f"Variant {variant.id}: {variant.title}{outside}.")
    for one in others if room.stage == "brief" else ():
        click.echo(f"  --coalition {one.id}: {one.title}")
    click.echo(f"{role if room.driven else 'WATCH':10s} {link}")
    opened = open_browser(link, wanted=opens)
    where = "In the page that has just opened" if opened else "Open this link in a browser"
    what = "press Begin, read your brief, then Open move 1." if room.driven else "press Watch."
    click.echo(f"{where}: {what}")
