"""Points 2, 5 and 9: a scenario against itself with something changed, on the same luck."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from math import isnan
from typing import Any

import numpy as np

from fourthseat.engine.core.statistics import wilson_bounds
from fourthseat.engine.scenario.rule_rows import Mechanisms
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.playing import Changes, Decided, Told, Watched
from fourthseat.engine.study.appraise.points import Fault, Judged
from fourthseat.engine.study.statistics import MIN_BLOCKS, mean_difference, simultaneous

__all__ = [
    "LONG",
    "ablations",
    "mechanisms",
    "moved",
    "secrets",
    "secrets_arms",
    "strong",
    "strongest",
]

ALPHA = 0.05
LOOKS = 2
"""Looks at a mechanism: one at all, one on more games at those of which no effect was seen."""
STRONGER, FASTER = 100.0, 20.0
"""Times as strong and as fast as they are, for forces that are to overwhelm."""
RARE = 0.05
"""Chance of pressing against overwhelming force on the spot."""
ABSENT = 0.1
"""Share of decisions at which nobody is there though everybody could be, before it is said who stays at home."""
FEW = 12
"""Losses at both ends together of which too few were seen to say that they do not react."""
LONG = 240
"""Hours from which on secrets have the time to get out."""
FIFTH = 0.2
"""Least part of the losses by either way."""


# ---------------------------------------------------------------- point 2


def mechanisms(s: Scenario) -> dict[str, Changes]:
    """Each mechanism and what turns it over: off where it is on, on where it is off."""
    return {name: ((f"mechanisms.{name}", not getattr(s.mechanisms, name)),) for name in Mechanisms.model_fields}


def moved(told: Sequence[tuple[Told, ...]], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Of each of *names* that matters the measure it moves most, from games as they are and with each of them turned over, in this order.

    The interval holds over all measures and :data:`LOOKS` looks together.
    """
    measures = list(told[0][0].measures)
    alpha = simultaneous(ALPHA, len(measures) * LOOKS)
    found: dict[str, dict[str, Any]] = {}
    for number, name in enumerate(names, 1):
        best: dict[str, Any] = {}
        for measure in measures:
            base, turned = (np.array([one[n].value(measure) for one in told]) for n in (0, number))
            good = ~np.isnan(base) & ~np.isnan(turned)
            if good.sum() < MIN_BLOCKS:
                continue
            interval = mean_difference(base[good], turned[good], alpha)
            if interval.low > 0 or interval.high < 0:
                sd = float(base[good].std(ddof=1)) or 1.0
                size = abs(interval.estimate) / sd
                if size > best.get("in_sd", 0.0):
                    best = {"measure": measure, "low": interval.low, "high": interval.high, "in_sd": size}
        if best:
            found[name] = best | {"games": len(told)}
    return found


def ablations(names: Sequence[str], found: Mapping[str, Mapping[str, Any]], games: int, basis: str) -> Judged:
    """Point 2, from all *names* and those of them that were :func:`moved` by something."""
    none = [name for name in names if name not in found]
    ranked = sorted(found, key=lambda name: -found[name]["in_sd"])
    value = f"{len(found)} of {len(names)} matter here: {', '.join(ranked)}" + (
        f"; no effect is seen of {', '.join(none)}" if none else ""
    )
    needed = "the same of every scenario: each mechanism must matter in two of them (docs/appraisal.md counts)"
    return Judged(2, value, basis, needed=needed, numbers={"matter": dict(found), "none": none, "games": games})


# ---------------------------------------------------------------- point 5


def strongest(s: Scenario) -> Changes:
    """Every force of a capital overwhelming, ready and near, and every staff of theirs at once."""
    changes: dict[str, Any] = {}
    for force in s.forces:
        if force.seat not in s.red:
            row = f"force.{force.id}"
            changes |= {
                f"{row}.strength": STRONGER * force.strength,
                f"{row}.availability": 1.0,
                f"{row}.ready_hours": 0.0,
            }
            if force.speed_kn:
                changes[f"{row}.speed_kn"] = FASTER * float(force.speed_kn)
    for seat in s.capitals:
        changes |= {f"seat.{seat}.lag_mu": -10.0, f"seat.{seat}.lag_sigma": 0.0}
    for option in s.options:
        if "deploy" in option.does:
            changes[f"option.{option.id}.staff_hours"] = 0.0
    return tuple((changes | {"assumptions.handling_hours": 0.0}).items())


def strong(s: Scenario, told: Sequence[tuple[Told, ...]], basis: str) -> Judged:
    """Point 5, from games as they are and with :func:`strongest`."""
    if not any("deploy" in option.does and set(option.seats) - s.red for option in s.options):
        fault = Fault("option", "option", "no option sends a force: strength cannot answer here")
        return Judged(5, "no force can be sent", basis, (fault,))
    decided = [one for _, now in told for one in now.decisions]
    press = sum(one.p for one in decided) / len(decided) if decided else float("nan")
    manned = sum(one.manned for one in decided)
    lost, area = (_means(told, name) for name in ("lost", "rung_area"))
    faults = list(_pressed(s, decided))
    if lost[0] > 0 and not lost[1] < lost[0]:
        change = f"a fait accompli is not rarer: {100 * lost[0]:.0f} % before, {100 * lost[1]:.0f} % with it"
        faults.append(Fault("lost", "option[*] that deploys", change))
    if area[0] == area[1]:
        faults.append(Fault("rung_area", "models.escalation", "the ladder does not react at all"))
    value = (
        f"forces ×{STRONGER:g}, ready and near at once: pressing {100 * press:.1f} % (somebody on the spot in {manned} of {len(decided)} decisions), "
        f"lost {100 * lost[0]:.0f} → {100 * lost[1]:.0f} %, rung-days {area[0]:.1f} → {area[1]:.1f}"
    )
    numbers = {
        "press": None if isnan(press) else press,
        "manned": manned,
        "decided": len(decided),
        "lost": lost,
        "rung_area": area,
    }
    return Judged(5, value, basis, tuple(faults), numbers=numbers)


def _pressed(s: Scenario, decided: Sequence[Decided]) -> Iterator[Fault]:
    """Incidents that are pressed all the same, and whether nobody stands there though everybody could."""
    for name in dict.fromkeys(one.incident for one in decided):
        mine = [one for one in decided if one.incident == name]
        press, absent = sum(one.p for one in mine) / len(mine), sum(not one.manned for one in mine)
        if press <= RARE:
            continue
        if absent <= ABSENT * len(mine):
            change = f"overwhelming force on the spot leaves pressing at {100 * press:.0f} %: what is gained is too much, or what is lost too little"
            yield Fault(name, f"incident[{name}].gain, cost, status_quo", change)
            continue
        domains = s.incident_by_id[name].domains
        sends = [
            option.id
            for option in s.options
            if "deploy" in option.does
            and name in (option.incidents or (name,))
            and (not domains or set(domains) & set(option.domains))
        ]
        by = f"option[{'|'.join(sends)}].rung" if sends else f"incident[{name}].domains"
        why = (
            "its rung is above what a staff orders, or it is not worth it to them"
            if sends
            else "no option sends what counts there"
        )
        yield Fault(
            name,
            by,
            f"is pressed at {100 * press:.0f} %, for nobody is on the spot in {absent} of {len(mine)} decisions: {why}",
        )


def _means(told: Sequence[tuple[Told, ...]], measure: str) -> tuple[float, float]:
    pairs = [(one[0].measures[measure], one[1].measures[measure]) for one in told]
    both = [(a, b) for a, b in pairs if a is not None and b is not None]
    return (sum(a for a, _ in both) / len(both), sum(b for _, b in both) / len(both)) if both else (0.0, 0.0)


# ---------------------------------------------------------------- point 9


REACTIONS = {
    "security": (0.0, 0.95, -1),
    "people": (0.25, 4.0, 1),
    "safeguards": (0.0, 0.95, -1),
    "information": (0.05, 0.95, 1),
}
"""Of each thing that secrets hang on: little, much (times what it is, of people), and which way losses go."""


def secrets_arms(s: Scenario) -> tuple[Changes, ...]:
    """As it is, then little and much of each of :data:`REACTIONS` for every holder."""
    arms: list[Changes] = [()]
    for name, (little, much, _) in REACTIONS.items():
        for size in (little, much):
            changes: dict[str, float] = {}
            for seat in s.blue:
                if name in ("security", "people"):
                    changes[f"seat.{seat}.{name}"] = (
                        size * float(s.seat_by_id[seat].people) if name == "people" else size
                    )
            for variant in s.coalitions if name in ("safeguards", "information") else ():
                changes |= {f"coalition.{variant.id}.member.{member.seat}.{name}": size for member in variant.members}
            arms.append(tuple(changes.items()))
    return tuple(arms)


def secrets(own: Sequence[Watched], told: Sequence[tuple[Told, ...]], basis: str) -> Judged:
    """Point 9, from games of the scenario as it is and with :func:`secrets_arms`."""
    leaks, taken = sum(game.told.leaks for game in own), sum(game.told.intrusions for game in own)
    total = leaks + taken
    faults = []
    ways = {
        "leak": (leaks, "seat[*].hazard_per_month, people, security"),
        "intrusion": (taken, "option that intrudes: amount, seats"),
    }
    for way, (n, row) in ways.items():
        if n < FIFTH * total or not total:
            share = f"{n} of {total}" if total else "no"
            faults.append(
                Fault(
                    "leaks" if way == "leak" else "intrusions", row, f"{share} losses are by {way}: less than a fifth"
                )
            )
    reacts = {}
    for number, (name, (_, _, sign)) in enumerate(REACTIONS.items()):
        low, high = (
            sum(one[1 + 2 * number + k].leaks + one[1 + 2 * number + k].intrusions for one in told) for k in (0, 1)
        )
        reacts[name] = (low, high)
        if not sign * (high - low) > 0 and not 0 < low + high < FEW:
            table, row = ("seat", "seat[*]") if name in ("security", "people") else ("coalition", "coalition[*].member")
            faults.append(
                Fault(
                    f"{table}.{name}",
                    f"{row}.{name}",
                    f"losses do not {'rise' if sign > 0 else 'fall'} with {name}: {low} with little, {high} with much, on the same luck",
                )
            )
    part = f"{100 * leaks / total:.0f} % by leak, {100 * taken / total:.0f} % by intrusion" if total else "none"
    bounds = wilson_bounds(leaks, total, 0.95) if total else (0.0, 0.0)
    value = f"{total / len(own):.2f} losses a game: {part}; " + ", ".join(
        f"{name} {a} → {b}" for name, (a, b) in reacts.items()
    )
    return Judged(
        9,
        value,
        basis,
        tuple(faults),
        numbers={"leaks": leaks, "intrusions": taken, "leak_share": list(bounds), "reacts": reacts},
    )
