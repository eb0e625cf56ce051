"""Situations: what is on the shelves, and what one of them says."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import get_completion_class

from fourthseat import scenarios as shelf
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.files import write_new
from fourthseat.engine.core.shown import quoted, visible
from fourthseat.engine.core.wording import listed
from fourthseat.engine.documents.folder import write_new_files
from fourthseat.engine.lint.library_page import effect_in_words
from fourthseat.engine.scenario.doctrine_library import shipped
from fourthseat.engine.scenario.doctrine_rows import Doctrine
from fourthseat.engine.scenario.effect_rows import EffectRow
from fourthseat.engine.scenario.library import library as rows_of_library
from fourthseat.engine.scenario.merging import merged_text
from fourthseat.engine.scenario.scaffolding import building_on, check_name, pack, renamed
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.schema import schema as schema_of_files
from fourthseat.players.terminal.commands.group import cli
from fourthseat.players.terminal.commands.options import PATH, complete_scenario, json_option
from fourthseat.players.terminal.output import json_text
from fourthseat.players.terminal.screen import Screen

__all__ = ["completion", "new", "scenarios"]


@click.command()
@click.argument("name", required=False, shell_complete=complete_scenario)
@click.option("--numbers", is_flag=True, help="Every number with its source or its range.")
@click.option("--merged", is_flag=True, help="The file with all it extends, and where each row is from.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of scenario files.")
@click.option("--library", is_flag=True, help="List the options that a scenario can use, and what each does.")
@click.option(
    "--doctrines",
    is_flag=True,
    help="List the doctrines that seats can follow where nobody sits; of a scenario's, by its name.",
)
@json_option
def scenarios(
    name: str | None, numbers: bool, merged: bool, schema: bool, library: bool, doctrines: bool, as_json: bool
) -> None:
    """List the known situations, shipped and your own, or show one (a name or a file)."""
    asked = {"numbers": numbers, "merged": merged, "schema": schema, "library": library, "doctrines": doctrines}
    several = [f"--{word}" for word, given in asked.items() if given]
    if len(several) > 1:
        raise click.UsageError(f"{listed(several)} are shown one at a time")
    if name is not None and (schema or library):
        raise click.UsageError(f"{several[0]} is about no one scenario: leave out {name!r}")
    if doctrines:
        _doctrines(shipped() if name is None else shelf.find(name).doctrines, as_json=as_json)
        return
    if library:
        _library(as_json=as_json)
        return
    if schema:
        click.echo(json_text(json.dumps(schema_of_files(), indent=2, ensure_ascii=False)))
        return
    if name is None:
        if several:
            raise click.UsageError(f"{several[0]} is about one scenario: give its name or file")
        _list(as_json=as_json)
        return
    if merged:
        source = shelf.source(shelf.file_of(name))
        if as_json:
            click.echo(json_text(json.dumps(source.tables, indent=2, ensure_ascii=False, default=str)))
        else:
            click.echo(visible(merged_text(source)), nl=False)
        return
    scenario = shelf.find(name)
    if as_json:
        click.echo(json_text(scenario.model_dump_json(by_alias=True, indent=2)))
    elif numbers:
        Screen().provenance(scenario)
    else:
        Screen().scenario(scenario)


def _list(*, as_json: bool) -> None:
    """Print what is on the shelves; a file that cannot be read, or is hidden by another, is named with the reason."""
    rows, table = [], []
    for one in shelf.known():
        row = {"name": one.name, "file": str(one.path), "origin": one.origin, "hidden": one.hidden}
        try:
            scenario = shelf.load(one.path)
        except ScenarioError as wrong:
            problem = str(wrong).splitlines()[0]
            rows.append(row | {"problem": problem})
            table.append((one.name, "", one.origin, f"cannot be read: {problem}"))
            continue
        row |= {"kind": "pack" if shelf.is_pack(one.path) else "file", "handouts": len(scenario.handouts)}
        fields = {"title", "summary", "turns", "turn_hours", "version", "authors", "licence", "language"}
        rows.append(row | scenario.model_dump(mode="json", include=fields))
        hidden = f"hidden by another {one.name}; give its file {one.path}: " if one.hidden else ""
        whose = f" ({scenario.imprint})" if scenario.imprint and one.origin != "shipped" else ""
        files = f" [pack, hand-outs: {len(scenario.handouts)}]" if row["kind"] == "pack" else ""
        table.append((one.name, _moves(scenario), one.origin, hidden + scenario.title + whose + files))
    if as_json:
        click.echo(json_text(json.dumps(rows, indent=2)))
        return
    screen = Screen()
    screen.table("Scenarios", ("name", "moves", "from", "what"), table)
    for folder in shelf.shelves():
        if folder.problem:
            screen.text(f"{folder.origin}: {folder.problem}")


def _library(*, as_json: bool) -> None:
    """Print the rows of the shipped library of options."""
    rows = rows_of_library()
    if as_json:
        click.echo(json_text(json.dumps(list(rows.values()), indent=2, ensure_ascii=False)))
        return
    screen = Screen()
    screen.table(
        'Options to use (use = "sanction")',
        ("row", "instrument", "rung", "what", "effects"),
        (
            (
                row["id"], row["instrument"], row["rung"], row["text"],
                "; ".join(effect_in_words(EffectRow.model_construct(**effect)) for effect in row["effects"]),
            )
            for row in rows.values()
        ),
        right=(2,),
    )  # fmt: skip


def _doctrines(rows: Sequence[Doctrine], *, as_json: bool) -> None:
    """Print *rows*: the shipped doctrines, or a scenario's."""
    if as_json:
        dumped = [row.model_dump(mode="json", by_alias=True) for row in rows]
        click.echo(json_text(json.dumps(dumped, indent=2, ensure_ascii=False)))
        return
    screen = Screen()
    for side, title in (("capital", "Capitals"), ("opponent", "Opponents")):
        listed = [(row.id, row.title, row.card) for row in rows if row.side == side]
        screen.table(
            f'{title} (use = "{listed[0][0]}", or --doctrine SEAT={listed[0][0]})',
            ("doctrine", "title", "card"),
            listed,
        )


def _moves(scenario: Scenario) -> str:
    """``4 × 24 h``; of moves that differ, ``24 + 24 + 72 h``."""
    lengths = scenario.move_lengths
    return f"{len(lengths)} × {lengths[0]} h" if len(set(lengths)) == 1 else f"{' + '.join(map(str, lengths))} h"


@click.command()
@click.argument("name")
@click.option(
    "--from", "base", metavar="SCENARIO", help="Build on a known scenario instead of beginning with the scaffold."
)
@click.option("--pack", "as_pack", is_flag=True, help="A folder with pictures to hand out, instead of one file.")
@click.option("--out", type=PATH, help="Where to write it. [default: NAME.toml, or the folder NAME]")
def new(name: str, base: str | None, as_pack: bool, out: Path | None) -> None:
    """Write a scenario to begin with: complete, commented, playable as it is.

    A folder `scenarios` beside you is looked into by every command, and so is your own (`fourthseat scenarios` names both): put it there to call it by its name.
    """
    check_name(name)
    if name in shelf.names():
        raise ScenarioError(f"name {quoted(name)}: a shipped scenario is called that; choose another")
    found = shelf.load(shelf.SCAFFOLD) if base is None else shelf.find(base)
    if base is None:
        text = renamed(shelf.SCAFFOLD.read_text("utf-8"), name)
    else:
        text = building_on(shelf.file_of(base).stem, found, name)
    path = out or Path(name if as_pack else f"{name}.toml")
    if as_pack:
        write_new_files(path, pack(text, found.players))
    else:
        write_new(path, text)
    click.echo(f"{path}: written; `fourthseat check {path}` looks at it, `fourthseat play {path} --full` plays it")


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the script that completes commands and scenario names in your shell."""
    kind = get_completion_class(shell)
    if kind is not None:
        click.echo(kind(cli, {}, "fourthseat", "_FOURTHSEAT_COMPLETE").source())
