"""A game of doctrines, watched as it unfolds."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.terms import CONTROL
from fourthseat.players.terminal.commands.options import (
    EventsFile,
    doctrine_option,
    msel_option,
    off_option,
    prepared,
    rule_option,
    scenario_argument,
    seed_option,
    set_option,
    variant_option,
)
from fourthseat.players.terminal.commands.serving import Given, place_free, place_options, serve_room
from fourthseat.players.web.needs import need_web

__all__ = ["watch"]


@click.command()
@scenario_argument
@variant_option
@rule_option
@seed_option
@doctrine_option
@place_options
@set_option
@off_option
@msel_option
def watch(
    scenario: str,
    coalition: str | None,
    rule: str | None,
    seed: int,
    doctrines: tuple[str, ...],
    port: int | None,
    lan: bool | None,
    certificate: Path | None,
    key: Path | None,
    opens: bool | None,
    changes: tuple[str, ...],
    off: tuple[str, ...],
    sheet: EventsFile | None,
) -> None:
    """Watch a game unfold in the browser, doctrines in every seat: everybody's secrets, moment by moment, at your pace."""
    found, variant = prepared(scenario, coalition, rule, changes, off, sheet, doctrines)
    need_web("watching", "; play works without")
    from fourthseat.players.web.session import Room
    from fourthseat.players.web.watching import Watching

    place = Given(port, lan, certificate, key).place()
    place_free(place)
    with tempfile.TemporaryDirectory(prefix="fourthseat-") as folder:
        handouts = shelf.handouts(scenario, found)
        room = Room.start(Path(folder) / "watched", found, variant, seed, handouts=handouts, driven="")
        room.watching = Watching(room.game.start, room.game.entries, room.story(CONTROL), room.now)
        serve_room(room, place, opens=opens)
