"""Options that say of a study which arms it plays and what is measured: those of ``compare``, for a study."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple, TypeVar

import click

from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import Study
from fourthseat.engine.study.presets import redeclared
from fourthseat.players.terminal.commands.options import (
    changes_of,
    off_option,
    pairs_of,
    refuse_people,
    seats_option,
    set_option,
)

__all__ = ["Declared", "declared_options"]

Command = TypeVar("Command", bound=Callable[..., Any])


class Declared(NamedTuple):
    """What the command line says of a study's arms and measures."""

    seed: int | None
    coalitions: tuple[str, ...]
    rules: tuple[str, ...]
    provocation: str | None
    measures: tuple[str, ...]
    cast: Mapping[str, str]
    changes: Mapping[str, Any]
    off: tuple[str, ...]

    def over(self, study: Study, scenario: Scenario) -> Study:
        """*study* as it is with this said; :exc:`ScenarioError` for what there is none of in *scenario*."""
        given = self._asdict() | {"provocation": _settings(self.provocation, self.off)}
        return redeclared(study, scenario, **given)


def declared_options(command: Command) -> Command:
    """The options, handed to the command together as *declared*."""

    @click.option(
        "--seed", type=click.IntRange(0, 2**128 - 1), help="The root of all luck; the study's own by default."
    )
    @click.option(
        "--coalition", "coalitions", multiple=True, help="Variants to play; the first is the baseline. Repeatable."
    )
    @click.option("--rule", "rules", multiple=True, help="Concurrence rules to cross with. Repeatable.")
    @click.option(
        "--provocation", type=click.Choice(["both", "on", "off"]), help="Settings of provocation to cross with."
    )
    @click.option(
        "--measure",
        "measures",
        multiple=True,
        help="What the study is about; 'all' for every measure. One that the study has keeps what it declares. Repeatable.",
    )
    @seats_option
    @set_option
    @off_option
    @functools.wraps(command)
    def taking(
        *args: Any,
        seed: int | None,
        coalitions: tuple[str, ...],
        rules: tuple[str, ...],
        provocation: str | None,
        measures: tuple[str, ...],
        seats: tuple[str, ...],
        changes: tuple[str, ...],
        off: tuple[str, ...],
        **others: Any,
    ) -> Any:
        cast = pairs_of(seats, "--seat", "SEAT=PLAYER")
        refuse_people("--seat", cast)
        told = Declared(seed, coalitions, rules, provocation, measures, cast, changes_of(changes), off)
        return command(*args, declared=told, **others)

    return taking  # type: ignore[return-value]  # the same command, but for options that it need not know one by one


def _settings(provocation: str | None, off: tuple[str, ...]) -> tuple[bool, ...]:
    """The settings of provocation meant, none if nothing was said; with the mechanism off there is one only."""
    if "provocation" in off:
        return (False,)
    return {None: (), "both": (True, False), "on": (True,), "off": (False,)}[provocation]
