"""Checking scenario files: refused or playable, and what a sceptical reader would ask of them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import process_time  # noqa: TID251 - how long is looked; no game depends on it

import click

from fourthseat import scenarios as shelf
from fourthseat.engine.core.shown import visible
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.lint import fixing
from fourthseat.engine.lint.forms import as_json, as_sarif
from fourthseat.engine.lint.linting import GAMES, Checked, check_codes, check_file, chosen
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario import overrides
from fourthseat.engine.scenario.codes import CODES, Severity
from fourthseat.engine.scenario.findings import refused
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.cast import cast
from fourthseat.players.terminal.commands.group import WRONG_INPUT
from fourthseat.players.terminal.commands.options import PATH, json_option
from fourthseat.players.terminal.output import json_text

__all__ = ["check"]

SECONDS = 20
"""Of computing that games are played for one file at most; all of them for a shipped scenario take less than one."""


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…", type=PATH)
@json_option
@click.option("--sarif", is_flag=True, help="Print SARIF 2.1.0, for editors and code hosts.")
@click.option(
    "--fix",
    is_flag=True,
    help="Turn keys that nothing reads into remarks; the file as it was is kept as FILE.before-fix.",
)
@click.option(
    "--select", multiple=True, metavar="CODES", help="Of warnings and hints only these, e.g. FS4 or FS501,FS7."
)
@click.option("--ignore", multiple=True, metavar="CODES", help="Leave out these warnings and hints.")
@click.option("--no-play", is_flag=True, help="Only read the file: play no games to look at it.")
def check(
    files: Sequence[Path],
    as_json: bool,
    sarif: bool,
    fix: bool,
    select: Sequence[str],
    ignore: Sequence[str],
    no_play: bool,
) -> None:
    """Check scenario files: whether each is playable, and what in it is hardly meant.

    Errors (exit code 2) are refused by every command; warnings and hints are worth a look (exit code 0). docs/findings.md has every code. A scenario's name stands
    for its file.
    """
    if as_json and sarif:
        raise click.UsageError("--json and --sarif are two forms of one thing; ask for one")
    wanted, left_out = check_codes(select), check_codes(ignore)
    every = [_checked(path, play=not no_play) for path in dict.fromkeys(map(_meant, files))]
    if fix:
        every = [_fixed(one, play=not no_play, quiet=as_json or sarif) for one in every]
    shown = [chosen(one, wanted, left_out) for one in every]
    if as_json or sarif:
        click.echo(json_text(json.dumps(_document(shown, sarif=sarif), indent=2)))
        if any(one.errors for one in shown):
            raise SystemExit(WRONG_INPUT)
        return
    _tell(shown)


def _meant(path: Path) -> Path:
    """The file *path*, or where there is none the file of the scenario that is called so."""
    if os.path.lexists(path):
        return path
    return next((one.path for one in shelf.known() if one.name == str(path)), path)


def _document(shown: Sequence[Checked], *, sarif: bool) -> Mapping[str, object]:
    return as_sarif(shown) if sarif else as_json(shown)


def _checked(path: Path, *, play: bool) -> Checked:
    """One file, looked at; games are played as long as there is time."""
    end = process_time() + SECONDS
    return check_file(path, shelf.source, _casting if play else None, GAMES, lambda: process_time() < end)


def _casting(scenario: Scenario, kind: str) -> Mapping[Seat, Player]:
    """Players of one kind in every seat."""
    return cast(scenario, {str(seat): kind for seat in scenario.players})


def _fixed(one: Checked, *, play: bool, quiet: bool) -> Checked:
    """The file after its safe fixes, looked at again."""
    mended = fixing.fix(one.path, one.findings)
    if not mended:
        return one
    if not quiet:
        for finding in mended:
            click.echo(visible(f"{finding.place}: {finding.code} fixed: {finding.key} is taken out"))
    return _checked(one.path, play=play)


def _tell(shown: Sequence[Checked]) -> None:
    """What was found, in lines that an editor can follow; errors last, as the message the program ends with."""
    explained: set[str] = set()
    for one in shown:
        if one.scenario is None:
            continue
        for finding in one.findings:
            if finding.severity is not Severity.ERROR:
                click.echo(visible(f"{finding.place}: {finding.severity} {finding.code} {finding.sentence}"))
                if finding.code not in explained:
                    click.echo(f"    {CODES[finding.code].right}")
                explained.add(finding.code)
        if not one.errors:
            click.echo(visible(_summary(one, one.scenario)))
    errors = [finding for one in shown for finding in one.errors]
    if errors:
        raise refused(errors)


def _summary(one: Checked, scenario: Scenario) -> str:
    """The last line about a file that can be played."""
    numbers = list(overrides.numbers(scenario))
    sourced = sum(bool(q.source) for _, q in numbers)
    found = [f"{count} {name}" + "s" * (count > 1) for name, count in _counts(one) if count]
    return (
        f"{one.path}: {scenario.title}: playable; {len(numbers)} numbers, {sourced} with a source, {len(numbers) - sourced} marked as "
        f"judgement with a range; {', '.join(found) or 'nothing found'}"
        + (f" in {one.games} games" if one.games else "")
    )


def _counts(one: Checked) -> list[tuple[str, int]]:
    return [
        (str(severity), sum(finding.severity is severity for finding in one.findings))
        for severity in (Severity.WARNING, Severity.HINT)
    ]
