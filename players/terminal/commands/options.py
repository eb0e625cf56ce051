"""Arguments and options that several commands share, and how their texts are read."""

from __future__ import annotations

import functools
import json
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import click

from fourthseat import scenarios as shelf
from fourthseat.api import UnplayedWarning, VersionWarning
from fourthseat.engine.core.files import FileError, FileTakenError
from fourthseat.engine.exercise.msel.mapping import Instructions, read_mapping, with_pairs
from fourthseat.engine.exercise.msel.reading import read
from fourthseat.engine.scenario.doctrine_sets import following
from fourthseat.engine.scenario.overrides import configured
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "EventsFile",
    "changes_of",
    "complete_scenario",
    "doctrine_levels_option",
    "doctrine_option",
    "json_option",
    "msel_option",
    "off_option",
    "opponent_levels_option",
    "pairs_of",
    "place_given_by",
    "prepared",
    "refuse_people",
    "rule_option",
    "scenario_argument",
    "scenario_argument_or_none",
    "seats_option",
    "seed_option",
    "set_option",
    "variant_option",
    "version_told",
]

Command = TypeVar("Command", bound=Callable[..., Any])
PATH = click.Path(path_type=Path)


def complete_scenario(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:  # noqa: ARG001
    """Known scenarios whose names begin with *incomplete*, for the shell."""
    return [one.name for one in shelf.known() if one.name.startswith(incomplete)]


scenario_argument = click.argument("scenario", shell_complete=complete_scenario)
scenario_argument_or_none = click.argument("scenario", required=False, shell_complete=complete_scenario)
variant_option = click.option("--coalition", help="Variant of the coalition; the scenario's first by default.")
rule_option = click.option("--rule", help="Concurrence rule instead of the variant's own.")
seed_option = click.option(
    "--seed", type=click.IntRange(0, 2**128 - 1), default=1, show_default=True, help="The luck of the game."
)
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for a program.")
set_option = click.option(
    "--set", "changes", multiple=True, metavar="PATH=VALUE", help="Change one field, e.g. assumptions.precision=1."
)
off_option = click.option(
    "--off", multiple=True, metavar="MECHANISM", help="Switch a mechanism off, e.g. provocation. Repeatable."
)
doctrine_option = click.option(
    "--doctrine",
    "doctrines",
    multiple=True,
    metavar="[SEAT=]NAME",
    help="Which doctrine a seat follows where nobody sits: SEAT=bold, BLUE=cautious, RED=coercer, or a name alone for all of its side "
    "(fourthseat scenarios --doctrines lists them). Repeatable; the last said goes before.",
)
doctrine_levels_option = click.option(
    "--doctrine",
    "doctrines",
    multiple=True,
    metavar="SET",
    help="Sets of doctrines that capitals follow, crossed with all else: cautious, BLUE=bold, SEAT=bold; own is the scenario's. Repeatable.",
)
opponent_levels_option = click.option(
    "--opponent",
    "opponents",
    multiple=True,
    metavar="SET",
    help="Doctrines that the opponents follow, crossed with all else: coercer, SEAT=prober; own is the scenario's. Repeatable.",
)
seats_option = click.option("--seat", "seats", multiple=True, metavar="SEAT=PLAYER", help="Who sits where. Repeatable.")


@dataclass(frozen=True)
class EventsFile:
    """An events list and what was said of how it is to be read."""

    path: Path
    tab: str = ""
    """The sheet of the workbook; empty for the one most like a list."""
    maps: tuple[str, ...] = ()
    """``NAME=MEANING`` texts and ``@FILE`` names."""

    def instructions(self, scenario: Scenario) -> Instructions:
        """All of it, read; what is said later, and on the command line, goes before what a file says."""
        told = Instructions()
        for text in self.maps:
            if text.startswith("@"):
                told = read_mapping(Path(text[1:]), scenario).over(told)
        pairs = [text for text in self.maps if not text.startswith("@")]
        return replace(with_pairs(told, pairs, scenario), sheet=self.tab or told.sheet)


def msel_option(command: Command) -> Command:
    """``--msel``, ``--sheet`` and ``--map``, handed to the command together as *sheet*, an :class:`EventsFile` or None."""

    @click.option("--msel", "sheet", type=PATH, help="Events list from a spreadsheet instead of the scenario's own.")
    @click.option("--sheet", "tab", default="", metavar="NAME", help="With --msel: which sheet of the workbook.")
    @click.option(
        "--map",
        "maps",
        multiple=True,
        metavar="NAME=MEANING",
        help="With --msel: what a header or a name of the list means, or @FILE.toml, as `fourthseat msel --save-map` keeps it. Repeatable.",
    )
    @functools.wraps(command)
    def taking(*args: Any, sheet: Path | None, tab: str, maps: tuple[str, ...], **settings: Any) -> Any:
        if sheet is None and (tab or maps):
            raise click.UsageError("--sheet and --map say how the list of --msel is to be read; give --msel too")
        return command(*args, sheet=None if sheet is None else EventsFile(sheet, tab, maps), **settings)

    return taking  # type: ignore[return-value]  # the same command but for two options that it need not know


def prepared(
    scenario: str,
    coalition: str | None = None,
    rule: str | None = None,
    changes: Iterable[str] = (),
    off: Iterable[str] = (),
    sheet: EventsFile | None = None,
    doctrines: Iterable[str] = (),
) -> tuple[Scenario, str]:
    """The scenario as the options want it, and the variant's name; :exc:`ScenarioError` for what there is none of.

    What was read of an events list, and what of it is not played, is said on standard error.
    """
    found = shelf.find(scenario)
    if sheet is not None:
        taken = read(found, sheet.path, sheet.instructions(found))
        found = taken.scenario
        click.echo(taken.summary.line(), err=True)
    return configured(found, coalition, rule, following(found, doctrines) | changes_of(changes), off)


def changes_of(texts: Iterable[str]) -> dict[str, Any]:
    """The fields that ``--set`` changes, by their paths."""
    return {path: _value(path, text) for path, text in pairs_of(texts, "--set", "PATH=VALUE").items()}


def pairs_of(texts: Iterable[str], option: str, shape: str) -> dict[str, str]:
    """``KEY=VALUE`` texts of *option* by key; a usage error says which is not of that *shape*."""
    pairs = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not (key and equals and value):
            raise click.UsageError(f"{option} {text!r} is not {shape}")
        pairs[key] = value
    return pairs


def _value(path: str, text: str) -> Any:
    """A number, a flag, a list … written as JSON; any other text is itself."""
    try:
        return json.loads(text)
    except json.JSONDecodeError:
        return text
    except (ValueError, RecursionError):
        raise click.UsageError(f"--set {path}: too long a number or nested too deeply") from None


@contextmanager
def version_told() -> Iterator[None]:
    """Say on standard error, for a person, what the block warns of: a game that another version of the program played, or none did."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always", UserWarning)
        yield
    for warning in caught:
        if issubclass(warning.category, VersionWarning | UnplayedWarning):
            click.echo(f"fourthseat: {warning.message}", err=True)
        else:
            warnings.warn_explicit(warning.message, warning.category, warning.filename, warning.lineno)


@contextmanager
def place_given_by(option: str) -> Iterator[None]:
    """Say in the block's complaint about a file that is in the way, or may not be written, which *option* names another."""
    try:
        yield
    except FileTakenError as taken:
        raise FileTakenError(f"{taken} with {option}") from None
    except FileError as refused:
        raise FileError(f"{refused}; give another place with {option}") from None


def refuse_people(where: str, cast: Mapping[str, str]) -> None:
    """A usage error if a person sits in *cast*; *where* it was said."""
    human = next((seat for seat, player in cast.items() if player == "human"), None)
    if human is not None:
        raise click.UsageError(f"{where}: {human}=human: people do not play a hundred games; use fourthseat play")
