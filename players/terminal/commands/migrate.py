"""Scenario files of an older format as files of this one, proved to play the same games."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.entries.changes import Effected
from fourthseat.engine.core.entries.control import Injected
from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.shown import visible
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.lint.fixing import put_in_place
from fourthseat.engine.lint.migrating import migrated
from fourthseat.engine.record.measures import measure
from fourthseat.engine.scenario.packs import in_zip, main_file
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.toml_file import read_text
from fourthseat.players.cast import cast
from fourthseat.players.terminal.commands.options import PATH

__all__ = ["migrate"]

KEPT = ".before-migration"
"""Added to the name of a file under which it is kept as it was."""
SEEDS = range(1, 4)
"""Games of every variant that both files are played for."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=PATH)
@click.option("--write", is_flag=True, help=f"Write it; each file as it was is kept as FILE{KEPT}.")
def migrate(files: Sequence[Path], write: bool) -> None:
    """Bring scenario files to the present format: what is said otherwise now is changed, every remark and blank stays.

    Without --write it only says what would be changed. Files that are not migrated are read as they always were; a migrated one plays the same games, which is tried before it is written.
    """
    for given in dict.fromkeys(files):
        _migrate(given, write=write)


def _migrate(given: Path, *, write: bool) -> None:
    path = main_file(given)
    made = migrated(read_text(path, "scenario"), path)
    if not made.changes:
        click.echo(visible(f"{path}: is of the present format already"))
        return
    for line in made.changes:
        click.echo(visible(line))
    games = _prove(path, made.text)
    proof = (
        f"; the same {games} games are played with it"
        if games
        else "; it is a part of scenarios, whose rows say the same"
    )
    if not write:
        click.echo(visible(f"{path}: nothing is written without --write{proof}"))
        return
    if in_zip(path) is not None:
        raise ScenarioError(
            f"{path}: cannot be written inside a .zip; unpack it, migrate the folder, and pack it again"
        )
    content = path.read_bytes()
    mark = b"\xef\xbb\xbf" if content.startswith(b"\xef\xbb\xbf") else b""
    put_in_place(path, content, mark + made.text.encode(), KEPT)
    click.echo(visible(f"{path}: migrated{proof}; as it was: {path.name}{KEPT}"))


def _prove(path: Path, text: str) -> int:
    """Play both files and count the games, which must be equal; 0 for a file that is no scenario by itself."""
    before, after = shelf.as_if(path, None), shelf.as_if(path, text)
    if before is None or after is None:
        if before is not None:
            raise ScenarioError(f"{path}: cannot be migrated without changing what it says; nothing was written")
        return 0
    count = 0
    for coalition in before.coalitions:
        for seed in SEEDS:
            if _played(before, coalition.id, seed) != _played(after, coalition.id, seed):
                raise ScenarioError(
                    f"{path}: variant {coalition.id}, seed {seed} would be another game; nothing was written"
                )
            count += 1
    return count


def _played(scenario: Scenario, coalition: str, seed: int) -> tuple[object, ...]:
    """One game of doctrines: its measures, and its entries but for those that only say of what an inject has changed.

    What an inject changed stood in its own entry in the first format, and is an entry for each effect in this one.
    """
    game = play(Game(scenario, coalition, seed), cast(scenario, {}))
    entries = [
        replace(entry, changes=()) if isinstance(entry, Injected) else entry
        for entry in game.entries
        if not (isinstance(entry, Effected) and entry.source.startswith("inject "))
    ]
    return measure(game.scenario, game.entries, game.state), entries
