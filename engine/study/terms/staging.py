"""The games of a search, stage by stage: each stage is a study of its own, played and kept as every other study is.

So a search that was stopped or killed goes on by the same command, every game can be watched by its address, and workers change
nothing. All arms of a stage are played on the same luck, and a stage with the same futures has the same luck as another.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from fourthseat.engine.core.terms import Seat
from fourthseat.engine.rules.player import Player
from fourthseat.engine.study.executors import Crew
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import Progress, play_missing
from fourthseat.engine.study.terms.declaration import Design
from fourthseat.engine.study.terms.levers import Terms

__all__ = ["AS_SHIPPED", "Played", "Stages"]

AS_SHIPPED = ""
"""The arm of every stage in which the terms are those of the file: what candidates are set against while it is searched."""


class Played(NamedTuple):
    """What the games of a stage came to."""

    futures: tuple[str, ...]
    """Names of the futures whose games all came to their end, in order."""
    values: Mapping[str, NDArray[np.float64]]
    """Of each arm: futures x objectives, NaN where a measure does not apply to a game."""

    def on(self, futures: tuple[str, ...]) -> Played:
        """The same on some of its futures only."""
        places = [self.futures.index(name) for name in futures]
        return Played(futures, {name: values[places] for name, values in self.values.items()})


class Stages:
    """The folder of a search: one folder a stage, played when it is asked for."""

    def __init__(
        self,
        folder: Path,
        design: Design,
        cast: Mapping[Seat, Player],
        crew: Crew,
        progress: Callable[[str, Progress], None] | None = None,
        note: Callable[[str], None] | None = None,
    ) -> None:
        """*progress* hears the name of a stage and where it stands; *note* what was found damaged and set aside."""
        self.folder, self.design, self.cast, self.crew = folder, design, cast, crew
        self.progress, self.note = progress, note
        self.games = self.played = self.failed = 0
        """Games asked for so far, games played for them in this run, and games that did not come to their end: their futures are left out in every arm."""

    def play(
        self,
        stage: str,
        arms: Mapping[str, Terms],
        futures: int,
        letter: str,
        coalition: str | None = None,
        keep: bool = False,
    ) -> Played:
        """The games of *arms* (name: terms) and of the variant as the file has it, on the futures of *letter*.

        With another *coalition* that one is played as it is, and no arms. With *keep* its tables are written too, for questions in SQL.
        """
        study = self.design.study(stage, arms, futures, coalition, letter)
        concrete = plan(study, self.design.scenario)
        told = None if self.progress is None else partial(self.progress, stage)
        with Results(self.folder / stage, concrete) as results:
            for note in results.notes:
                if self.note is not None:
                    self.note(note)
            blocks = len(study.corners)  # each future once; they come first, before the scenario as shipped
            ran = play_missing(concrete, self.cast, results, blocks, self.crew, told)
            if keep and (results.manifest.finished is None or ran.games):
                results.finish(blocks)
            each = [results.whole(blocks, corner) for corner in range(blocks)]
        self.games += blocks * len(concrete.arms)
        self.played += ran.played
        self.failed += each[0].failed
        done = [number for number, whole in enumerate(each) if len(whole.blocks)]
        values = {
            arm.setting: np.array(
                [[each[n].of(one.name, arm)[0] for one in self.design.objectives] for n in done]
            ).reshape(len(done), len(self.design.objectives))
            for arm in concrete.arms
        }
        return Played(tuple(study.corners[n].id for n in done), values)
