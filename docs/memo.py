"""Writes the memo on Japan's membership: ``python docs/memo.py``, about an hour of processor; ``--page`` writes the page again from what was measured.

Everything the page says in numbers is worked out here from games, kept in memo.json, and put into sentences by rule: no number is typed.
"""

from __future__ import annotations

import argparse
import json
import runpy
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import isnan
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from fourthseat import scenarios
from fourthseat.engine import __version__
from fourthseat.engine.record.measures import measures_of
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.appraisal import CAPITALS, OPPONENTS
from fourthseat.engine.study.appraise.crossing import main_measure
from fourthseat.engine.study.appraise.playing import Changes, Job, Table, Told, Watched, play_all
from fourthseat.engine.study.conduct import workforce
from fourthseat.engine.study.executors import Crew
from fourthseat.engine.study.levels import rule_levels
from fourthseat.engine.study.statistics import MIN_BLOCKS, mean_difference, simultaneous
from fourthseat.engine.study.variance import variance
from fourthseat.engine.study.verdicts import verdict
from fourthseat.players.staffing import staffed

HERE = Path(__file__).parent
TABLES, PAGE = HERE / "memo.json", HERE / "memo.md"
FORMAT = 2
"""Of memo.json."""
BASE, FULL = "aukus", "aukus-jpn"
EXEMPT = "aukus-jpn-exempt"
TERMS = {"aukus-jpn-pillar2": "Pillar II", FULL: "full member", EXEMPT: "exempt and safeguarded"}
"""Variants in which Japan is in, by the terms; the baseline has it outside, as a treaty ally of the United States."""
SEAT = "JPN"
RULES = ("lead", "quorum:2", "unanimity")
LEVELS = ("off", "assumed", "high")
"""Provocation: none, as the file assumes it, and at the high end of its range."""
BY_DICE = ("status_quo_held", "deterred", "lost", "both_held")
"""Measures that hang on the last dice of an incident: hundreds of games tell small effects on them from luck, and thousands hardly."""
ALPHA = 0.05
PARTS = ("provocation", "concurrence", "capability", "interoperability", "intelligence", "exemption", "information_security", "consultation", "expectation",
         "standing_measures")  # fmt: skip
"""Mechanisms by which a membership could work, switched off one at a time."""
GAMES = {"terms": 500, "main": 60, "doctrines": 50, "mechanisms": 100, "orders": 60}
"""Lucks of each part, the same for every scenario: the answer rests on *terms*, and so on most of them."""


# ---------------------------------------------------------------- measuring


class Part(NamedTuple):
    """Games of one kind: their arms by name, and of each variant and luck what they told."""

    arms: tuple[tuple[str, ...], ...]
    values: dict[tuple[str, str], np.ndarray[Any, Any]]
    """Of each variant and measure: lucks x arms."""

    def of(self, variant: str, measure: str, arm: tuple[str, ...]) -> np.ndarray[Any, Any]:
        """One measure in one arm, luck by luck."""
        return self.values[variant, measure][:, self.arms.index(arm)]


def asks_about_japan(s: Scenario) -> bool:
    """Whether the scenario has Japan outside and as a full member."""
    return {BASE, FULL} <= {variant.id for variant in s.coalitions}


def level(s: Scenario, name: str) -> Changes:
    """What a level of provocation changes."""
    if name == "assumed":
        return ()
    if name == "off":
        return (("mechanisms.provocation", False),)
    changes = {}
    for variant in s.coalitions:
        for member in variant.members:
            if member.seat == SEAT and member.provocation.high is not None:
                changes[f"coalition.{variant.id}.member.{SEAT}.provocation"] = float(member.provocation.high)
    return tuple(changes.items())


def ruled(s: Scenario, rule: str) -> Changes:
    """Every variant under *rule* in all it does."""
    changes: dict[str, Any] = {f"coalition.{variant.id}.rule": rule for variant in s.coalitions}
    return tuple((changes | {f"coalition.{v.id}.rules": {} for v in s.coalitions if v.rules}).items())


def part(
    s: Scenario,
    crew: Crew,
    staffs: Sequence[str],
    variants: Sequence[str],
    arms: Mapping[tuple[str, ...], Changes],
    games: int,
) -> Part:
    """Games of *staffs* in every arm, on the same lucks; a staff stands first in the name of its arms."""
    seeds, table = range(1, games + 1), Table(s.model_dump_json(by_alias=True), staffed)
    jobs = [
        Job(staff, variant, seed, tuple(arms.values())) for variant in variants for staff in staffs for seed in seeds
    ]
    told = play_all(table, jobs, crew)
    values, per = {}, len(staffs) * games
    for number, variant in enumerate(variants):
        mine = told[number * per : (number + 1) * per]
        for name in dict.fromkeys((main_measure(s), sharp_measure(s))):
            rows = [
                [
                    _value(mine[staff * games + luck][arm], name)
                    for staff in range(len(staffs))
                    for arm in range(len(arms))
                ]
                for luck in range(games)
            ]
            values[variant, name] = np.array(rows)
    return Part(tuple((staff, *arm) for staff, arm in product(staffs, arms)), values)


def sharp_measure(s: Scenario) -> str:
    """What small effects are told by: the chance that the opponent presses where the main measure hangs on the last dice, else the main one."""
    name = main_measure(s)
    return "p_press" if name in BY_DICE else name


def _value(told: Any, name: str) -> float:
    return told.value(name) if isinstance(told, Told) else float("nan")


class Asked(NamedTuple):
    """A difference that is asked for: in one arm and measure, of a variant against another, 95 % together over so many."""

    arm: tuple[str, ...]
    measure: str
    variant: str
    together: int
    against: str = BASE


def effect(s: Scenario, found: Part, asked: Asked) -> dict[str, Any]:
    """The difference with its interval and verdict."""
    base, now = (found.of(who, asked.measure, asked.arm) for who in (asked.against, asked.variant))
    good = ~np.isnan(base) & ~np.isnan(now)
    measure = measures_of(s)[asked.measure]
    interval = mean_difference(base[good], now[good], simultaneous(ALPHA, asked.together))
    said = verdict(interval.low, interval.high, measure.equivalence_margin, measure.better)
    numbers = {"difference": interval.estimate, "low": interval.low, "high": interval.high}
    return {key: None if isnan(x) else x for key, x in numbers.items()} | {"n": int(good.sum()), "verdict": said}


def measured(s: Scenario, crew: Crew, games: Mapping[str, int]) -> dict[str, Any]:
    """All that the memo says of one scenario."""
    variants = [BASE, *(name for name in TERMS if name in s.coalition_by_id)]
    rules = [rule for rule in RULES if rule in rule_levels(s)]
    own = s.coalition(FULL).rule
    arms = {(rule, on): ruled(s, rule) + level(s, on) for rule, on in product(rules, LEVELS) if rule != own}
    main = part(s, crew, [OWN], [BASE, FULL], arms, games["main"])
    answer = {(own, on): ruled(s, own) + level(s, on) for on in LEVELS}
    pair = part(s, crew, [OWN], [BASE, FULL], answer, games["terms"])
    terms_arm = (own, "assumed")
    others = [v for v in variants if v not in (BASE, FULL)]
    other = part(s, crew, [OWN], others, {terms_arm: answer[terms_arm]}, games["terms"])
    column = pair.arms.index((OWN, *terms_arm))
    both = Part(other.arms, other.values | {key: found[:, [column]] for key, found in pair.values.items()})
    pairs = [f"{ours},{theirs}" for ours, theirs in product(CAPITALS, OPPONENTS)]
    crossed = part(s, crew, pairs, [BASE, FULL], {(own,): ruled(s, own)}, games["doctrines"])
    off = {(name,): ((f"mechanisms.{name}", False),) for name in PARTS if getattr(s.mechanisms, name, False)}
    without = part(s, crew, [OWN], [BASE, FULL], {("",): (), **off}, games["mechanisms"])
    name, sharp = main_measure(s), sharp_measure(s)
    known, terms, every = measures_of(s), len(variants) - 1, len(rules) * len(LEVELS)
    own_arm = (OWN, own, "assumed")
    by_own = {on: effect(s, pair, Asked((OWN, own, on), sharp, FULL, len(LEVELS))) for on in LEVELS}
    between = effect(s, both, Asked(own_arm, name, EXEMPT, 1, FULL)) if EXEMPT in variants else None
    return {
        "title": s.title, "rule": own,
        "measure": {"name": name, "unit": known[name].unit, "better": known[name].better, "margin": known[name].equivalence_margin},
        "sharp": {"name": sharp, "unit": known[sharp].unit, "better": known[sharp].better, "margin": known[sharp].equivalence_margin},
        "outside": float(np.nanmean(pair.of(BASE, name, own_arm))),
        "terms": {FULL: {on: effect(s, pair, Asked((OWN, own, on), name, FULL, terms)) for on in LEVELS}}
        | {v: {"assumed": effect(s, both, Asked(own_arm, name, v, terms))} for v in variants[1:] if v != FULL},
        "exempt_against_full": between,
        "rules": {rule: by_own if rule == own else {on: effect(s, main, Asked((OWN, rule, on), sharp, FULL, every)) for on in LEVELS} for rule in dict.fromkeys((*rules, own))},
        "doctrines": {pair: effect(s, crossed, Asked((pair, own), sharp, FULL, len(pairs))) for pair in pairs},
        "mechanisms": dict(_contributions(without, sharp)),
        "orders": orders(s, crew, games["orders"]),
        "provocation": _provocations(s),
        "turns_at": _turns(s, pair, own),
        "variance": _variance(name, crossed),
    }  # fmt: skip


def _contributions(found: Part, measure: str) -> Iterator[tuple[str, dict[str, float]]]:
    """What each mechanism contributes to the effect: the effect with it less that without it, on the same luck."""
    effects = found.values[FULL, measure] - found.values[BASE, measure]
    whole = effects[:, 0]
    for column, (_, name) in enumerate(found.arms):
        if not name:
            continue
        good = ~np.isnan(whole) & ~np.isnan(effects[:, column])
        interval = mean_difference(effects[good, column], whole[good], simultaneous(ALPHA, len(found.arms) - 1))
        if not isnan(interval.low):
            yield name, {"difference": interval.estimate, "low": interval.low, "high": interval.high}


def orders(s: Scenario, crew: Crew, games: int) -> list[dict[str, Any]]:
    """Which orders are given more or less often once Japan is a full member, the largest changes first: orders a game, 95 % over all together."""
    seeds, table = range(1, games + 1), Table(s.model_dump_json(by_alias=True), staffed)
    seen = play_all(table, [Job(OWN, who, seed, watched=True) for who in (BASE, FULL) for seed in seeds], crew)
    counts = [Counter(one.ordered) for one in seen if isinstance(one, Watched)]
    every = sorted(set().union(*counts))
    rows = []
    for seat, option in every:
        outside, inside = (
            np.array([one[seat, option] for one in half], float) for half in (counts[:games], counts[games:])
        )
        found = mean_difference(outside, inside, simultaneous(ALPHA, len(every)))
        if found.low > 0 or found.high < 0:
            told = {
                "seat": seat,
                "option": s.option_by_id[option].title,
                "outside": float(outside.mean()),
                "inside": float(inside.mean()),
            }
            rows.append(told | {"low": found.low, "high": found.high})
    return sorted(rows, key=lambda row: -abs(row["inside"] - row["outside"]))


def _provocations(s: Scenario) -> dict[str, float]:
    member = next(member for member in s.coalition(FULL).members if member.seat == SEAT)
    return {"assumed": float(member.provocation), "high": float(member.provocation.high or member.provocation)}


def _turns(s: Scenario, pair: Part, rule: str) -> dict[str, float] | None:
    """The provocation at which full membership's effect is nothing, between the levels that were played; None if it keeps its sign.

    By straight lines between the three levels, with a 95 % interval by resampling lucks.
    """
    at = np.array([0.0, *_provocations(s).values()])
    full, base = (
        np.array([pair.of(who, sharp_measure(s), (OWN, rule, on)) for on in LEVELS]).T for who in (FULL, BASE)
    )
    differences = full - base
    differences = differences[~np.isnan(differences).any(1)]
    if not len(differences) or (point := _crossing(at, differences.mean(0))) is None:
        return None
    pick = np.random.default_rng(1).integers(0, len(differences), (1000, len(differences)))
    drawn = [x for one in pick if (x := _crossing(at, differences[one].mean(0))) is not None]
    low, high = np.quantile(drawn, (0.025, 0.975)) if drawn else (point, point)
    return {"provocation": point, "low": float(low), "high": float(high), "share": len(drawn) / len(pick)}


def _crossing(at: np.ndarray[Any, Any], effects: np.ndarray[Any, Any]) -> float | None:
    """Where the line through *effects* first crosses zero."""
    for (x, y), (u, v) in zip(zip(at, effects, strict=True), zip(at[1:], effects[1:], strict=True), strict=False):
        if y * v < 0:
            return float(x + (u - x) * y / (y - v))
    return None


def _variance(name: str, crossed: Part) -> dict[str, Any]:
    """Shares of one game's variance over doctrines of both sides and full membership or none."""
    cells, columns = [], []
    for variant in (BASE, FULL):
        for column, (pair, _) in enumerate(crossed.arms):
            ours, theirs = pair.split(",")
            cells.append({"doctrine": ours, "opponent's doctrine": theirs, "coalition": variant})
            columns.append(crossed.values[variant, name][:, column])
    found = variance(name, np.array(columns).T, cells)
    return (
        {}
        if found is None
        else {share.part: {"share": share.share, "low": share.low, "high": share.high} for share in found.shares}
    )


def main() -> None:
    """Measure, keep what was measured, write the page."""
    appraisal = runpy.run_path(str(HERE / "appraisal.py"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="scenarios; all shipped ones by default, others keep what stands")
    parser.add_argument("--changed", action="store_true", help="only those that have changed since they were measured")
    parser.add_argument("--page", action="store_true", help="write the page again from what was measured")
    parser.add_argument("--games", type=float, default=1.0, metavar="TIMES", help="times as many games")
    asked = parser.parse_args()
    held = json.loads(TABLES.read_text("utf-8")) if TABLES.exists() else {"scenarios": {}}
    games = {name: max(MIN_BLOCKS, round(n * asked.games)) for name, n in GAMES.items()}
    known = {name: scenarios.find(name) for name in appraisal["shipped"]()}
    names = [] if asked.page else appraisal["changed"](held) if asked.changed else asked.names or list(known)
    for name in names:
        if not asks_about_japan(known[name]):
            continue
        with Crew(*workforce()) as crew:
            told = measured(known[name], crew, games)
        of = {"digest": appraisal["digest_of"](known[name]), "played": appraisal["played"](known[name]), "games": games}
        kept = held["scenarios"] | {name: of | told}
        head = {"format": FORMAT, "version": __version__, "level": 100 * (1 - ALPHA), "full": FULL, "terms": TERMS}
        others = [one.title for one in known.values() if not asks_about_japan(one)]
        held = head | {"scenarios": {one: kept[one] for one in known if one in kept}, "others": others}
        TABLES.write_text(json.dumps(held, indent=1) + "\n", "utf-8")
        print(f"{name}: {told['terms'][FULL]['assumed']}", flush=True)
    held["unmeasured"] = [s.title for name, s in known.items() if asks_about_japan(s) and name not in held["scenarios"]]
    TABLES.write_text(json.dumps(held, indent=1) + "\n", "utf-8")
    PAGE.write_text(written(json.loads(TABLES.read_text("utf-8"))), "utf-8")
    print(f"docs/{PAGE.name}")


def written(told: dict[str, Any]) -> str:
    """The page, from what was measured."""
    return str(runpy.run_path(str(HERE / "memo_page.py"))["page"](told))


if __name__ == "__main__":
    main()
