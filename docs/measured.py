"""Measures the tables of docs/models.md that come out of games, and writes them there: ``python docs/measured.py``, some two minutes.

Each table stands between two comments, ``<!-- measured: NAME -->`` and ``<!-- end -->``; what stands between them is written by this program alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import Measure, measure, measures_of
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.playing import Changes
from fourthseat.engine.study.statistics import mean_difference
from fourthseat.engine.study.verdicts import verdict
from fourthseat.players.staffing import staffed

PAGE = Path(__file__).parent / "models.md"
ALPHA = 0.05
SWITCHED: Mapping[str, tuple[str, ...]] = {
    "hours_to_concurrence": ("concurrence",),
    "p_press": ("provocation", "concurrence"),
    "leaks": ("information_security",),
    "decision_load": ("concurrence",),
    "trust_end": ("information_security", "concurrence", "trust"),
    "hours_to_effect": ("consultation",),
    "rung_area": ("concurrence",),
}
"""Measures of the first table, and the mechanisms that it switches off one at a time."""
PAIR = ("aukus", "aukus-jpn")
DAYS_OF_SECRETS = 10
"""Scenarios up to this long are over before a secret has the time to get out, and are left out of the second table."""


class Played(NamedTuple):
    """A game that was played to its end: its entries and its measures."""

    entries: Sequence[e.Entry]
    measures: Mapping[str, float | None]


def games(s: Scenario, coalition: str, lucks: int, changes: Changes = ()) -> list[Played]:
    """Games of *s* with *coalition* on the seeds from 1, by the doctrines of its file."""
    changed, seats = staffed(vary(s, dict(changes)), OWN)
    ended = (play(Game(changed, coalition, seed), seats) for seed in range(1, lucks + 1))
    return [Played(game.entries, measure(game.scenario, game.entries, game.state)) for game in ended]


def values(played: Sequence[Played], name: str) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """One measure, game by game; not a number where a game has none."""
    return np.array([np.nan if (found := game.measures[name]) is None else found for game in played])


def told(what: Measure, base: Sequence[Played], now: Sequence[Played]) -> str:
    """The paired difference in *what* with its interval and verdict, or that there is none."""
    first, second = (values(played, what.name) for played in (base, now))
    both = ~np.isnan(first) & ~np.isnan(second)
    if np.array_equal(first[both], second[both]):
        return "0 in every game"
    found = mean_difference(first[both], second[both], ALPHA)
    half = (found.high - found.low) / 2
    digits = 3 if half < 0.02 else 2 if half < 0.2 else 1
    said = verdict(found.low, found.high, what.equivalence_margin, what.better)
    return f"{found.estimate:+.{digits}f}".replace("-", "−") + f" ± {half:.{digits}f} {said}"


def switched(lucks: int = 200) -> str:
    """What Japan's membership changes in second-thomas, and the same with the mechanism behind it switched off."""
    s = scenarios.find("second-thomas")
    ruled: Changes = tuple((f"coalition.{who}.rule", "unanimity") for who in PAIR)
    off = dict.fromkeys(name for names in SWITCHED.values() for name in names)
    arms = {"": ruled} | {name: (*ruled, (f"mechanisms.{name}", False)) for name in off}
    found = {name: [games(s, who, lucks, changes) for who in PAIR] for name, changes in arms.items()}
    known = measures_of(s)
    lines = [
        f"`second-thomas` under unanimity, with provocation as the file assumes it: `aukus-jpn` minus `aukus`, {lucks} paired games from seed 1, 95 %",
        "intervals and verdicts as [a study](study.md) makes them (one of twenty such intervals misses):", "",
        "| measure | as shipped | the mechanism behind it switched off |", "|---|---|---|",
    ]  # fmt: skip
    for name, switches in SWITCHED.items():
        what = known[name]
        cells = "; ".join(f"`{one}` off: {told(what, *found[one])}" for one in switches)
        lines.append(f"| {what.title} ({what.better or 'neither'} is better) | {told(what, *found[''])} | {cells} |")
    return "\n".join(lines)


def secrets(lucks: int = 60) -> str:
    """Secrets lost a game by either way, scenario by scenario."""
    lines = [
        f"Secrets lost a game, by leak and by intrusion (`aukus-jpn`, the files' own doctrines, {lucks} games each from seed 1):", "",
        "| scenario | by leak | by intrusion | share by leak |", "|---|---|---|---|",
    ]  # fmt: skip
    for name in scenarios.names():
        s = scenarios.find(name)
        if s.endex <= 24 * DAYS_OF_SECRETS or "aukus-jpn" not in s.coalition_by_id:
            continue
        lost = [entry for game in games(s, PAIR[1], lucks) for entry in game.entries if isinstance(entry, e.Leaked)]
        leaks = sum(x.route == "leak" for x in lost)
        share = f"{100 * leaks / len(lost):.0f} %" if lost else "none lost"
        lines.append(f"| `{name}` | {leaks / lucks:.2f} | {(len(lost) - leaks) / lucks:.2f} | {share} |")
    return "\n".join(lines)


def standing(lucks: int = 60) -> str:
    """What agreeing beforehand is worth."""
    s = scenarios.find("dangerous-encounter")
    without, beside = (games(s, who, lucks) for who in ("aukus-jpn", "aukus-jpn-standing"))
    known = measures_of(s)
    rows = [
        f"| {known[name].title} ({known[name].better or 'neither'} is better) | {told(known[name], without, beside)} |"
        for name in ("hours_to_concurrence", "concurred_in_time", "p_press")
    ]
    return "\n".join((
        f"What standing measures are worth: `dangerous-encounter`, `aukus-jpn-standing` minus `aukus-jpn`, {lucks} paired games from seed 1, 95 %:",
        "",
        "| measure | difference |", "|---|---|", *rows,
    ))  # fmt: skip


TABLES: Mapping[str, Callable[[], str]] = {"switched": switched, "secrets": secrets, "standing": standing}
"""The tables, by the names that stand in the page."""


def filled(page: str, name: str, table: str) -> str:
    """*page* with *table* in the place of *name*; :exc:`ValueError` where there is not one such place."""
    head, tail = f"<!-- measured: {name} -->\n", "<!-- end -->"
    pattern = re.compile(re.escape(head) + ".*?" + re.escape(tail), re.DOTALL)
    if len(pattern.findall(page)) != 1:
        raise ValueError(f"{PAGE.name} must have one place for the table {name!r}")
    return pattern.sub(lambda _: f"{head}\n{table}\n\n{tail}", page)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or TABLES:
        made = TABLES[wanted]()
        PAGE.write_text(filled(PAGE.read_text("utf-8"), wanted, made), "utf-8")
        print(made, end="\n\n")
