"""The command ``fourthseat`` itself: what it can do, in the order of use, and its exit codes."""

from __future__ import annotations

import difflib
import os
import sys
from collections.abc import Mapping
from importlib import import_module
from typing import Any

import click
from click.exceptions import NoArgsIsHelpError, UsageError

from fourthseat.engine.core.errors import FourthSeatError
from fourthseat.engine.core.shown import MOST_OF_A_VALUE, abbreviated, cut_to_a_screen, is_text
from fourthseat.players.terminal.output import opened
from fourthseat.players.terminal.stopping import STOPPED, TERMINATED, terminations

__all__ = ["COMMANDS", "LazyGroup", "cli", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "scenarios": ("scenario", "List the known situations, shipped and your own, or show one (a name or a file)."),
    "new": ("scenario", "Write a scenario to begin with: complete, commented, playable as it is."),
    "check": ("check", "Check scenario files: whether each is playable, and what in it is hardly meant."),
    "appraise": ("appraise", "Appraise a scenario: the ten points it must show, each met or not, and which row of the file would mend it."),
    "migrate": ("migrate", "Bring scenario files to the present format: what is said otherwise now is changed, every remark and blank stays."),
    "play": ("play", "Play one game and tell its story."),
    "compare": ("compare", "Compare coalition variants on the same luck, crossed with the concurrence rule, provocation and doctrines."),
    "batch": ("study", "Run a Monte Carlo study: every variant on the same luck, until the intervals are narrow enough."),
    "sensitivity": ("study", "Find the assumptions the difference hangs on: Morris screening, then Sobol' shares with the dice as a factor."),
    "design": ("design", "Search the terms of a membership: those that no others beat in everything, and what each of them costs."),
    "report": ("study", "Write a finished study's report again: one HTML file, Markdown, figures and CSV tables."),
    "query": ("study", "Ask a study's results in SQL; without a question, what its report says of every contrast, with intervals and verdicts."),
    "msel": ("msel", "Take the events list of a scenario to a spreadsheet, or check one before STARTEX; `play --msel FILE` uses it."),
    "rehearse": ("exercise", "Play an exercise with doctrines before the day: dead injects, unexercised objectives, idle and swamped cells."),
    "groups": ("groups", "Run one exercise with several groups at once, on the same luck, each with a treatment: an experiment with people."),
    "watch": ("watch", "Watch a game unfold in the browser, doctrines in every seat: everybody's secrets, moment by moment, at your pace."),
    "seminar": ("seminar", "Run a seminar exercise: control and every cell in a browser of its own, on this machine or in one room."),
    "packets": ("exercise", "Print an exercise: a packet for every cell, what each is handed later, the facilitator's guide and the events list, as HTML and DOCX."),
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


WRONG_INPUT = 2
"""Exit code where what came in is wrong, or what goes out cannot be written."""


def _text_or_path(ctx: click.Context, param: click.Parameter, value: Any) -> Any:
    """*value*, one text or several; a usage error for bytes that are neither text nor the name of a file there is."""
    for said in value if isinstance(value, tuple) else (value,):
        if isinstance(said, str) and not is_text(said) and not os.path.exists(said):
            raise click.BadParameter(
                f"{abbreviated(said, MOST_OF_A_VALUE)} is not text in this terminal's encoding", ctx, param
            )
    return value


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
        for param in command.params:
            if param.type is click.STRING and param.callback is None:
                param.callback = _text_or_path
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command. Its own output never breaks; where another pipe does, click would end in silence."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as wrong:
            raise FourthSeatError(f"a process this one worked with has gone away ({wrong.strerror})") from None

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


EXIT_CODES = (
    "Exit codes: 0 done; 1 two records differ; 2 wrong input, or output that cannot be written; "
    f"{STOPPED} stopped with Ctrl+C, {TERMINATED} by another program. A reader that goes away (| head) changes none of them: "
    "the command does its work to the end. NO_COLOR, FORCE_COLOR and COLUMNS are obeyed."
)


@click.group(
    cls=LazyGroup,
    lazy=COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110, "color": True},
    epilog=EXIT_CODES,
)
@click.version_option(package_name="fourthseat", prog_name="fourthseat")
def cli() -> None:
    """Fourth Seat: play, compare and replay crises of a coalition, with one partner more or less.

    Results are conditional on assumptions, never forecasts.
    """


def main() -> None:
    """Run the command of this process to its end, whatever becomes of its output, and end with its exit code.

    Wrong input is one message and 2, never a traceback. A reader that goes away changes nothing; output that cannot be
    written for another reason is 2, once the command has done its work.
    """
    with opened() as (out, err), terminations() as stopped:
        code = _code()
        out.flush()
        if out.sink.lost is not None:
            reason = out.sink.lost.strerror or out.sink.lost
            click.echo(
                f"fourthseat: standard output: {reason}; the command was carried out, but what it said is not all there",
                err=True,
            )
            code = code if code == STOPPED else WRONG_INPUT
        err.flush()
        if code == STOPPED and stopped.terminated:
            code = TERMINATED
    sys.exit(code)


def _code() -> int:
    """Run the command; its exit code."""
    for word in sys.argv[1:]:
        try:
            os.fsencode(word)
        except UnicodeEncodeError:
            return _refused(
                f"{abbreviated(word, MOST_OF_A_VALUE)}: holds half of a pair of characters, which nothing can be called"
            )
    try:
        ended = cli.main(prog_name="fourthseat", standalone_mode=False)
    except SystemExit as left:
        return left.code if isinstance(left.code, int) else 0 if left.code is None else WRONG_INPUT
    except NoArgsIsHelpError as wrong:  # no message, but the help
        wrong.show()
        return WRONG_INPUT
    except click.ClickException as wrong:
        UsageError(cut_to_a_screen(wrong.format_message()), getattr(wrong, "ctx", None)).show()
        return WRONG_INPUT
    except FourthSeatError as wrong:
        return _refused(str(wrong))
    except (click.Abort, KeyboardInterrupt):
        click.echo("Stopped.", err=True)
        return STOPPED
    except OSError as wrong:
        if wrong.filename is None:
            raise
        return _refused(f"{os.fsdecode(wrong.filename)}: {wrong.strerror or wrong}")
    return ended if isinstance(ended, int) else 0


def _refused(message: str) -> int:
    """Say what is wrong with what came in."""
    click.echo(f"fourthseat: {cut_to_a_screen(message)}", err=True)
    return WRONG_INPUT
