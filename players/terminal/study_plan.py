"""What a study or a sensitivity study would play: how many games, how long, how large; nothing is played into a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import click

from fourthseat.engine.core.wording import count
from fourthseat.engine.study.design import DESIGNS
from fourthseat.engine.study.disk import bytes_on_disk
from fourthseat.engine.study.plan import Plan
from fourthseat.engine.study.runner import timed
from fourthseat.engine.study.sampling import DICE, factors
from fourthseat.players.cast import cast
from fourthseat.players.terminal.output import json_text
from fourthseat.players.terminal.progress import duration_text
from fourthseat.players.terminal.screen import Screen

__all__ = ["Designed", "tell_designed", "tell_plan"]


class Size(NamedTuple):
    """How large a study is after some blocks."""

    blocks: int
    games: int
    seconds: float
    """With all workers together, from a few games timed now."""
    bytes: int
    """Of the folder with its report."""

    @property
    def cells(self) -> tuple[str, ...]:
        """Its row of a table."""
        return (
            f"{self.blocks:,}", f"{self.games:,}", duration_text(self.seconds), f"{self.bytes / 1e6:.1f} MB",
        )  # fmt: skip


def _size(plan: Plan, blocks: int, seconds: float) -> Size:
    games = blocks * len(plan.arms)
    return Size(blocks, games, games * seconds, bytes_on_disk(plan, blocks))


def tell_plan(plan: Plan, workers: int, *, as_json: bool) -> None:
    """Print what a study would play with so many workers, from a handful of games timed now."""
    alone = timed(plan, cast(plan.scenario, plan.study.cast))
    looks = [_size(plan, blocks, alone / workers) for blocks in plan.looks()]
    family = [f"{measure} {arm.title}" for measure, arm in plan.family() if plan.study.sampling not in DESIGNS]
    level = 1 - plan.study.stopping.alpha
    if as_json:
        _print(
            {
                "study": plan.study.name,
                "question": plan.study.question,
                "futures": len(plan.futures),
                "arms": [arm.title for arm in plan.arms],
                "baseline": plan.baseline,
                "digest": plan.digest,
                "primary": family,
                "level": level,
                "workers": workers,
                "looks": [one._asdict() for one in looks],
                "seconds_per_game": alone / workers,
            }
        )
        return
    click.echo(
        f"{plan.study.name}: {plan.study.question}\n"
        f"{count(len(plan.futures), 'future')}, {count(len(plan.arms), 'arm')} a block, baseline {plan.baseline}; digest {plan.digest[:12]}\n"
        f"about {1000 * alone:.1f} ms a game on this machine, {workers} workers"
    )
    if family:
        click.echo(f"primary, together at {100 * level:g} %: {', '.join(family)}; every other contrast is exploratory")
    Screen().table("Looks", ("blocks", "games", "time", "disk"), [one.cells for one in looks])


class Designed(NamedTuple):
    """A screening or a sharing out as it would be played."""

    plan: Plan
    folder: Path
    found_first: bool = False
    """Whether its factors are found by the one before: then those of *plan* stand for them, as many as there will be."""

    @property
    def title(self) -> str:
        """What it is, with its factors."""
        names = factors(self.plan.study)
        if self.plan.study.sampling == "morris":
            return f"Morris: {count(len(names), 'factor')}"
        which = ", those that move most" if self.found_first else ""
        return f"Sobol': {count(len(names) - (DICE in names), 'factor')}{which}, and the dice"


def tell_designed(stages: Sequence[Designed], workers: int, *, as_json: bool) -> None:
    """Print what a sensitivity study would play, stage by stage: the games exactly, the time from a few timed now."""
    first = stages[0].plan
    alone = [timed(one.plan, cast(one.plan.scenario, one.plan.study.cast)) for one in stages]
    sizes = [
        _size(one.plan, one.plan.study.stopping.cap, seconds / workers)
        for one, seconds in zip(stages, alone, strict=True)
    ]
    games, seconds, arm = sum(one.games for one in sizes), sum(one.seconds for one in sizes), first.contrasts[0]
    if as_json:
        rows = [
            {
                "method": one.plan.study.sampling,
                "folder": str(one.folder),
                "factors": None if one.found_first else factors(one.plan.study),
                "repeats": one.plan.study.repeats,
                "arms": [each.title for each in one.plan.arms],
                **size._asdict(),
            }
            for one, size in zip(stages, sizes, strict=True)
        ]
        _print(
            {
                "scenario": first.study.scenario,
                "coalition": arm.coalition,
                "baseline": first.baseline,
                "rule": arm.rule,
                "measures": [one.name for one in first.study.measures],
                "inputs": len(first.study.inputs),
                "workers": workers,
                "stages": rows,
                "games": games,
                "seconds_per_game": seconds / games,
            }
        )
        return
    screen, repeats = Screen(), first.study.repeats
    screen.text(
        f"What does the difference between {arm.coalition} and {first.baseline} hang on, under {arm.rule}?", "bold"
    )
    screen.text(
        f"{count(len(first.study.inputs), 'input')}; {', '.join(one.name for one in first.study.measures)}; "
        + (
            f"every design {repeats} times, each with other points and other dice"
            if repeats > 1
            else "every design once"
        )
    )
    rows_told = [
        (one.title, str(len(one.plan.arms)), *size.cells, str(one.folder))
        for one, size in zip(stages, sizes, strict=True)
    ]
    if len(stages) > 1:
        megabytes = sum(one.bytes for one in sizes) / 1e6
        rows_told.append(("all", "", "", f"{games:,}", duration_text(seconds), f"{megabytes:.1f} MB", ""))
    screen.table(
        "Games, exactly",
        ("stage", "arms", "blocks", "games", "time", "disk", "folder"),
        rows_told,
        right=(1, 2, 3, 4, 5),
    )
    screen.text(
        f"{1000 * seconds / games:.1f} ms a game, all workers together, from a few games now. Nothing was played into a folder.",
        "dim",
    )


def _print(told: dict[str, Any]) -> None:
    click.echo(json_text(json.dumps(told, indent=2, allow_nan=False)))
