"""Points 3, 4, 7, 8 and 10: what games that were watched show of a scenario."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from fourthseat.engine.core.statistics import quantile, wilson_bounds
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.playing import Menu, Watched
from fourthseat.engine.study.appraise.points import Fault, Judged, not_looked_at
from fourthseat.engine.study.appraise.probing import PROBES, Probe, Probed

__all__ = ["both_ways", "cut_off", "playable", "tail", "used"]

SELDOM, OFTEN = 0.02, 0.98
"""Shares of games between which an incident or inject that waits for something comes: else it hardly ever does, or always."""
ENOUGH = 20
"""Lucks on which an incident was decided before its end is called certain: variants of one luck are no further evidence."""
EXCHANGE = 5
"""Level of the standard ladder from which on force is used: a limited exchange."""
LEAST, MOST = 0.001, 0.05
"""Share of games that reach it, in a crisis."""
ORDERS = 4
"""Orders that a cell can give in every move."""
FEW = 0.05
"""Share of games in which a cell may have fewer: what happens in fewer games than this is bad luck."""
HOLLOW = 0.1
"""Share of games in which a move may be empty."""
CHANGES = 0.002
"""Change of the chance to press that is one: less is nothing to anybody."""


def _per_cent(share: float) -> str:
    """A share in per cent, with as many digits as it needs."""
    share = max(0.0, round(share, 9))
    return f"{100 * share:.2g} %" if share < 0.1 else f"{100 * share:.0f} %"


# ---------------------------------------------------------------- point 3


def used(
    s: Scenario, own: Sequence[Watched], doctrines: Sequence[Watched], anybody: Sequence[Watched], basis: str
) -> Judged:
    """Point 3, from games of the scenario's *own* staffs, of all *doctrines*, and of seats that order *anybody*'s choice."""
    faults = [
        *_options(s, doctrines, anybody),
        *_openings(s, own),
        *_constants(s, own, [*doctrines, *anybody]),
        *_certain(s, own),
    ]
    counts = Counter(fault.row.partition("[")[0] for fault in faults)
    told = {"option": "options nobody orders", "incident": "incidents that always or never come or end alike",
            "msel": "contingency injects", "interest": "measures that never vary", "measure": "measures that never vary"}  # fmt: skip
    value = "; ".join(f"{n} {told[what]}" for what, n in counts.items()) or "all ordered, all open, nothing is certain"
    return Judged(3, value, basis, tuple(faults), numbers={"games": len(own), "faults": dict(counts)})


def _options(s: Scenario, doctrines: Sequence[Watched], anybody: Sequence[Watched]) -> Iterator[Fault]:
    ordered = {option for game in doctrines for _, option in game.ordered}
    random = {option for game in anybody for _, option in game.ordered}
    for option in s.options:
        if option.id in ordered:
            continue
        why = "only seats that order at random give it" if option.id in random else "nobody ever orders it"
        change = f"{why}: give it an effect that a doctrine finds worth ordering, a lower rung or cost, or take it off the menu"
        yield Fault(option.id, f"option[{option.id}]", change)


def _openings(s: Scenario, own: Sequence[Watched]) -> Iterator[Fault]:
    """Incidents without an hour and contingency injects that come in nearly no game, or in nearly all."""
    opened = Counter(chain.from_iterable(game.opened for game in own))
    sent = Counter(chain.from_iterable(game.sent for game in own))
    waiting = [("incident", i.id, opened[i.id]) for i in s.incidents if i.hour is None]
    waiting += [("msel", j.id, sent[j.id]) for j in s.msel if j.kind == "contingency"]
    for table, name, games in waiting:
        share = games / len(own)
        if SELDOM <= share <= OFTEN:
            continue
        seldom = share < SELDOM
        row = f"msel[{name}].when" if table == "msel" else _opener(s, name)
        change = f"comes in {games} of {len(own)} games: " + (
            "its condition hardly ever holds; ask for less"
            if seldom
            else "its condition holds whatever is done; ask for more, or give it an hour"
        )
        yield Fault(name, row, change)


def _opener(s: Scenario, incident: str) -> str:
    """The row that opens an incident."""
    by = next((inject.id for inject in s.msel if inject.may_open(incident)), "")
    return f"msel[{by}].when" if by else f"incident[{incident}]"


def _constants(s: Scenario, own: Sequence[Watched], everybody: Sequence[Watched]) -> Iterator[Fault]:
    """Measures of interest that are the same in every game of its own staffs, and measures of its own that are whoever plays."""
    asked = [("interest", one.name, own) for one in s.interests]
    asked += [("measure", one.name, everybody) for one in s.own_measures]
    for table, name, games in asked:
        values = {game.told.measures.get(name) for game in games}
        if len(values) == 1:
            (value,) = values
            shown = "has no value" if value is None else f"is {value:g}"
            yield Fault(
                name,
                f"{table}[{name}]",
                f"{name} {shown} in all {len(games)} games: choose a measure that can tell, or let something move it",
            )


def _certain(s: Scenario, own: Sequence[Watched]) -> Iterator[Fault]:
    ends: dict[str, set[str]] = defaultdict(set)
    lucks: dict[str, set[int]] = defaultdict(set)
    for game in own:
        for incident, choice, outcome in game.ends:
            ends[incident].add(f"pressed: {outcome}" if choice == "press" else "not pressed")
            lucks[incident].add(game.job.seed)
    for row in s.incidents:
        if len(ends[row.id]) == 1 and len(lucks[row.id]) >= ENOUGH:
            change = f"always ends as {next(iter(ends[row.id]))} (on {len(lucks[row.id])} seeds): its opponent has no choice; move gain, cost or status_quo towards each other"
            yield Fault(row.id, f"incident[{row.id}].status_quo", change)


# ---------------------------------------------------------------- point 4


def both_ways(games: Sequence[Watched], basis: str) -> Judged:
    """Point 4, from what the opponents' staffs answered when they were asked about a little more of everything."""
    found: dict[tuple[str, Probe], list[Probed]] = defaultdict(list)
    for game in games:
        for one in game.probes:
            found[one.incident, one.probe].append(one)
    faults, told = [], {}
    for (incident, name), probed in found.items():
        mean = sum(one.effect for one in probed) / len(probed)
        told[f"{incident}: {name}"] = {
            "mean": mean,
            "decisions": len(probed),
            "rising": sum(not one.falls for one in probed),
        }
        rising = sum(not one.falls for one in probed)
        if rising or mean > -CHANGES:
            what = (
                f"makes pressing more likely in {rising} of {len(probed)} decisions"
                if rising
                else f"changes the chance of pressing by {mean:+.4f}"
            )
            faults.append(Fault(incident, LEVERS[name], f"{PROBES[name]} {what}"))
    if not found:
        return not_looked_at(4, "a game in which an opponent chooses", "no opponent ever chooses", basis)
    means = {
        name: [one.effect for (_, probe), every in found.items() if probe == name for one in every] for name in PROBES
    }
    value = ", ".join(f"{name} {sum(each) / len(each):+.2f}" for name, each in means.items() if each)
    return Judged(4, f"change of the chance to press: {value}", basis, tuple(faults), numbers=told)


LEVERS = {
    Probe.WORDS: "assumptions.joint_credibility",
    Probe.WORDS_BESIDE_SHIPS: "assumptions.joint_credibility",
    Probe.PUNISHMENT: "mechanisms.coercion",
    Probe.UNDER_WAY: "mechanisms.expectation",
    Probe.ON_STATION: "assumptions.on_station",
}
"""The number or switch that each probe leans on."""


# ---------------------------------------------------------------- points 7 and 8


def cut_off(games: Sequence[Watched], basis: str) -> Judged:
    """Point 7: opened incidents that nobody decided by the end of the game."""
    opened = Counter(chain.from_iterable(game.opened for game in games))
    cut = Counter(chain.from_iterable(game.undecided for game in games))
    faults = tuple(
        Fault(
            name,
            f"incident[{name}].window_hours",
            f"is undecided at ENDEX in {n} of the {opened[name]} games that open it: open it earlier, shorten its window, or add a move",
        )
        for name, n in cut.most_common()
    )
    value = f"{cut.total()} of {opened.total()} opened incidents are undecided at ENDEX"
    return Judged(7, value, basis, faults, numbers={"opened": dict(opened), "undecided": dict(cut)})


def tail(s: Scenario, peaks: Sequence[float], basis: str) -> Judged:
    """Point 8: share of games whose highest rung stands for an exchange or more, from their *peaks*."""
    levels = s.ladder.standard
    reached = sum(levels[min(int(peak), len(levels) - 1)] >= EXCHANGE for peak in peaks)
    share, (low, high) = reached / len(peaks), wilson_bounds(reached, len(peaks), 0.95)
    value = f"{reached} of {len(peaks):,} games reach level {EXCHANGE}: {_per_cent(share)} (95 %: {_per_cent(low)} to {_per_cent(high)})"
    faults: tuple[Fault, ...] = ()
    if share < LEAST:
        faults = (
            Fault(
                "ladder",
                "mechanisms.accidents",
                "force is never used: let incidents come closer (severity, rung, window), or forces meet",
            ),
        )
    elif share > MOST:
        faults = (
            Fault(
                "ladder",
                "ladder.start",
                "force is used too often for a crisis: lower severity or the rungs of incidents and options",
            ),
        )
    top = max(levels)
    if top < EXCHANGE:
        faults = (
            Fault(
                "ladder", "ladder.levels", f"the ladder ends at level {top}: no crisis on it can come to an exchange"
            ),
        )
    return Judged(8, value, basis, faults, numbers={"games": len(peaks), "reached": reached, "low": low, "high": high})


# ---------------------------------------------------------------- point 10


def playable(s: Scenario, games: Sequence[Watched], basis: str) -> Judged:
    """Point 10: menus as the seats see them at the opening of every move, and moves in which nothing happens."""
    menus: dict[tuple[str, int], list[Menu]] = defaultdict(list)
    for game in games:
        for menu in game.menus:
            menus[menu.seat, menu.turn].append(menu)
    faults = [*_thin(menus), *_hollow(s, games)]
    least = {
        seat: min(
            (quantile(sorted(m.acts for m in each), FEW), turn) for (who, turn), each in menus.items() if who == seat
        )
        for seat in dict.fromkeys(seat for seat, _ in menus)
    }
    told = ", ".join(f"{seat} {n:.0f} in move {turn}" for seat, (n, turn) in sorted(least.items()))
    numbers = {f"{seat}:{turn}": [m.acts for m in each] for (seat, turn), each in sorted(menus.items())}
    means = {where: {"least": min(acts), "mean": sum(acts) / len(acts)} for where, acts in numbers.items()}
    return Judged(10, f"fewest orders a cell can give: {told}", basis, tuple(faults), numbers=means)


def _thin(menus: Mapping[tuple[str, int], Sequence[Menu]]) -> Iterator[Fault]:
    """Seats with moves in which they can give fewer orders than they should."""
    seats = dict.fromkeys(seat for seat, _ in menus)
    for seat in seats:
        thin = []
        for (who, turn), each in sorted(menus.items()):
            short = sum(menu.acts < ORDERS for menu in each) / len(each)
            if who == seat and short > FEW:
                thin.append(
                    f"{turn} ({_per_cent(short)} of games, {sum(m.options for m in each) / len(each):.1f} options on average)"
                )
        if thin:
            change = f"can give fewer than {ORDERS} orders in move {', '.join(thin)}: add options for it that need no incident, or more incidents that are open then"
            yield Fault(seat, f"option[*].seats with {seat}", change)


def _hollow(s: Scenario, games: Sequence[Watched]) -> Iterator[Fault]:
    """Moves in which nothing happens."""
    played = Counter(turn for game in games for turn in range(1, game.moves + 1))
    empty = Counter(chain.from_iterable(game.empty for game in games))
    for turn, n in sorted(empty.items()):
        if n > HOLLOW * played[turn]:
            last = ", the last" if turn == s.turns else ""
            change = f"move {turn}{last} is empty in {n} of {played[turn]} games: nothing is open and no inject comes; let something come, or end the exercise before it"
            yield Fault(f"move.{turn}", "msel", change)
