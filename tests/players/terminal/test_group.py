"""The group of commands: each is imported when it is called, and its sentence in the list is its own."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from fourthseat.players.terminal.commands.group import COMMANDS, cli

HEAVY = ("pydantic", "numpy", "scipy", "simpy", "rich", "matplotlib", "pyarrow", "duckdb", "starlette")
FOLDER = Path(__file__).parents[3] / "players/terminal/commands"


def loaded(*args: str) -> set[str]:
    """Heavy libraries and files of commands that a process has loaded once it has answered *args*."""
    code = (
        "import sys\nfrom fourthseat.players.terminal.commands import main\n"
        f"sys.argv = ['fourthseat', *{args!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print('\\nLOADED', *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    modules = done.stdout.rpartition("LOADED")[2].split()
    files = {module.removeprefix("fourthseat.players.terminal.commands.") for module in modules}
    return files & {*HEAVY, *(file for file, _ in COMMANDS.values())}


@pytest.mark.parametrize("args", [["--help"], ["--version"], ["nosuch"], []], ids=str)
def test_the_list_of_commands_costs_no_import(args: list[str]) -> None:
    """No library but click is loaded and no command's file."""
    assert set() == loaded(*args)


def test_a_command_imports_its_own_file_alone() -> None:
    """Who plays a game loads neither the web nor what studies need."""
    assert {"play", "pydantic", "simpy", "rich"} == loaded("play", "--help")
    assert {"replay", "pydantic", "simpy", "rich"} == loaded("replay", "--help")


@pytest.mark.parametrize("name", COMMANDS)
def test_the_sentence_in_the_list_is_the_command_s_own(name: str) -> None:
    """It stands in two places: the list must not promise what the command does not say."""
    command = cli.get_command(click.Context(cli), name)

    assert command is not None
    assert name == command.name
    assert command.help is not None
    assert COMMANDS[name][1] == " ".join(command.help.partition("\n\n")[0].split())
    assert command.get_short_help_str(60) == cli.commands[name].get_short_help_str(60)


def test_every_command_is_listed_and_in_the_order_of_use() -> None:
    """A command that nobody listed could not be called; one that is listed exists."""
    written = {
        name
        for path in FOLDER.glob("[!_]*.py")
        for name, value in vars(import_module(f"fourthseat.players.terminal.commands.{path.stem}")).items()
        if isinstance(value, click.Command) and value is not cli
    }
    shown = CliRunner().invoke(cli, ["--help"]).output
    listed = [line.split()[0] for line in shown.partition("Commands:\n")[2].partition("\n\n")[0].splitlines()]

    assert set(COMMANDS) == written
    assert list(COMMANDS) == listed


def test_an_unknown_command_gets_the_nearest_name() -> None:
    """And exit 2."""
    done = CliRunner().invoke(cli, ["plya"])

    assert 2 == done.exit_code
    assert "No such command 'plya'. Did you mean 'play'?" in done.output


def test_the_shell_completes_commands_and_the_group_s_options() -> None:
    """By their beginning."""
    names = [item.value for item in cli.shell_complete(click.Context(cli), "re")]

    assert ["report", "rehearse", "replay", "repair"] == names
    assert "--version" in [item.value for item in cli.shell_complete(click.Context(cli), "--v")]
