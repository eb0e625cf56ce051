"""Situations: what is on the shelves, and what one of them says."""

from __future__ import annotations

import json

import click
from click.shell_completion import get_completion_class

from fourthseat import scenarios as shelf
from fourthseat.engine.scenario.schema import schema as schema_of_files
from fourthseat.players.terminal.commands.group import cli
from fourthseat.players.terminal.commands.options import complete_scenario, json_option
from fourthseat.players.terminal.output import json_text
from fourthseat.players.terminal.screen import Screen

__all__ = ["completion", "scenarios"]


@click.command()
@click.argument("name", required=False, shell_complete=complete_scenario)
@click.option("--numbers", is_flag=True, help="Every number with its source or its range.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of scenario files.")
@json_option
def scenarios(name: str | None, numbers: bool, schema: bool, as_json: bool) -> None:
    """List the shipped situations, or show one (a name or a file)."""
    if schema:
        click.echo(json.dumps(schema_of_files(), indent=2))
        return
    if name is None:
        _list(as_json=as_json)
        return
    scenario = shelf.find(name)
    if as_json:
        click.echo(json_text(scenario.model_dump_json(by_alias=True, indent=2)))
    elif numbers:
        Screen().provenance(scenario)
    else:
        Screen().scenario(scenario)


def _list(*, as_json: bool) -> None:
    """Print what is shipped."""
    shipped = [shelf.find(name) for name in shelf.names()]
    if as_json:
        fields = {"name", "title", "summary", "turns", "turn_hours"}
        rows = [s.model_dump(mode="json", include=fields) for s in shipped]
        click.echo(json.dumps(rows, indent=2))
        return
    table = ((s.name, f"{s.turns} × {s.turn_hours} h", s.title) for s in shipped)
    Screen().table("Scenarios", ("name", "moves", "what"), table)


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands and scenario names in your shell."""
    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "fourthseat", "_FOURTHSEAT_COMPLETE").source())
