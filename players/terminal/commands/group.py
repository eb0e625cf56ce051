"""The command ``fourthseat`` itself: what it can do, in the order of use, and its exit codes.

Exit codes: 0 done, 1 two records differ, 2 wrong input, 130 stopped by hand.
"""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click

from fourthseat.engine.core.errors import FourthSeatError

__all__ = ["COMMANDS", "LazyGroup", "cli", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "scenarios": ("scenario", "List the shipped situations, or show one (a name or a file)."),
    "check": ("scenario", "Check a scenario file: whether it is playable, and whether its numbers say where they come from."),
    "play": ("play", "Play one game and tell its story."),
    "compare": ("compare", "Compare coalition variants on the same luck, crossed with the concurrence rule and provocation."),
    "batch": ("study", "Run a Monte Carlo study: every variant on the same luck, until the intervals are narrow enough."),
    "sensitivity": ("study", "Find the assumptions the difference hangs on: Morris screening, then Sobol' shares with the dice as a factor."),
    "report": ("study", "Write a finished study's report again: one HTML file, Markdown, figures and CSV tables."),
    "query": ("study", "Ask a study's results in SQL: tables runs and measures, views paired (block by block) and paired_means."),
    "msel": ("scenario", "Take the events list of a scenario to a spreadsheet, or check one before STARTEX; `play --msel FILE` uses it."),
    "rehearse": ("exercise", "Play an exercise with doctrines before the day: dead injects, unexercised objectives, idle and swamped cells."),
    "seminar": ("seminar", "Run a seminar exercise: control and every cell in a browser of its own, on this machine or in one room."),
    "packets": ("exercise", "Print an exercise: a packet for every cell, the facilitator's guide and the events list, as HTML and DOCX."),
    "aar": ("exercise", "Draft the after-action report and improvement plan of a seminar's folder, or of any log: DOCX, HTML, Markdown."),
    "theatre": ("exercise", "Make a game one HTML file to open anywhere: scrubber, every seat's eyes, map, ladder, race, story with its reasons."),
    "replay": ("replay", "Watch a logged game turn by turn; verify it; fork it; set two side by side."),
    "repair": ("repair", "Put a damaged log or a room's journal right: nothing is thrown away, and what was lost is named."),
    "completion": ("scenario", "Print the script that completes commands and scenario names in your shell."),
}  # fmt: skip
"""Every command: the file of this folder that defines it, and the first sentence of its help.

The sentence stands here as well as in the command, for ``fourthseat --help`` to show it without importing the engine; a test
keeps the two equal.
"""


class InOrder(click.Group):
    """A group that lists its commands as they were declared."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Their names."""
        return list(self.commands)


class LazyGroup(InOrder):
    """Imports a command's file only when the command is called or its own help is asked; offers the nearest name."""

    def __init__(self, *args: Any, lazy: Mapping[str, tuple[str, str]], **settings: Any) -> None:
        """As click's group; *lazy* are the commands as in :data:`COMMANDS`, in the order they are listed."""
        super().__init__(*args, **settings)
        self.files = {name: file for name, (file, _) in lazy.items()}
        self.commands = {name: click.Command(name, help=sentence) for name, (_, sentence) in lazy.items()}
        self.outlines = InOrder(commands=self.commands)
        """The same commands by name and first sentence alone, for listing them without importing any."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command itself, imported now; None for an unknown name."""
        if cmd_name not in self.files:
            return None
        module = import_module(f"fourthseat.players.terminal.commands.{self.files[cmd_name]}")
        command = getattr(module, cmd_name)
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does, with a suggestion."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as wrong:
            close = difflib.get_close_matches(args[0], self.commands, n=1)
            hint = f" Did you mean {close[0]!r}?" if close else ""
            raise click.UsageError(wrong.message + hint, ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands in the group's help, from their first sentences alone."""
        self.outlines.format_commands(ctx, formatter)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[Any]:
        """Names that begin with *incomplete*, and this group's own options, from what is known without importing."""
        names = self.outlines.shell_complete(ctx, incomplete)
        return names + click.Command.shell_complete(self, ctx, incomplete)


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(package_name="fourthseat", prog_name="fourthseat")
def cli() -> None:
    """Fourth Seat: play, compare and replay crises in the Indo-Pacific, with and without Japan in AUKUS.

    Results are conditional on assumptions, never forecasts.
    """


def main() -> None:
    """Run the command; wrong input is a message and exit 2, never a traceback."""
    try:
        cli.main(prog_name="fourthseat", standalone_mode=True)
    except FourthSeatError as wrong:
        click.echo(f"fourthseat: {wrong}", err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
