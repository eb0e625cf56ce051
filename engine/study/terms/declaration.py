"""What a search over terms is about: whose terms, which objectives, over which futures, and how many games it may play.

All of it is declared before the first game and kept in ``design.json``; the weights of the compromise alone may change
afterwards, for they change no game.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.terms import OWN_RULE
from fourthseat.engine.record.measures import chosen, measures_of
from fourthseat.engine.scenario.doctrine_sets import OWN, following
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import Study, parse_study
from fourthseat.engine.study.inputs import ranged
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.terms.levers import Space, Terms, members_apart

__all__ = [
    "DOCTRINES",
    "FEWEST_GAMES",
    "GAMES",
    "Design",
    "Objective",
    "Size",
    "member_of",
    "objectives_of",
    "same",
    "size_of",
    "uncertain",
]

GAMES = 60_000
"""Games of a search unless it is said otherwise: some ten minutes on two cores."""
FEWEST_GAMES = 200
GAME_SECONDS = 600.0
"""A game that takes longer is given up. Long, for what is given up is left out in every arm, and a search is to be the same on a busy machine."""
DOCTRINES = (OWN, "cautious", "bold")
"""Sets of doctrines that capitals follow in turn, future by future: the scenario's own, and both ends of the library."""
SHARES = {"screening": 0.05, "search": 0.65, "front": 0.15, "prices": 0.15}
"""Parts of the games that go into each stage."""
POINTS = 12
"""Points of the front that are judged on fresh luck, unless it is said otherwise."""
BASES = 4
"""Points from which each term is moved by itself, at most: the compromise, and points far from it and from each other."""
ENOUGH = 60
"""Futures that the prices should have at least: fewer than 50 give no interval."""
SCREENED_FROM = 4
"""Terms, spread over the levers' levels, from which it is tried whether a lever moves anything."""


class Objective(NamedTuple):
    """A measure and which way is better."""

    name: str
    better: str
    margin: float
    """A difference this small does not matter; the measure's unit."""
    unit: str
    title: str
    why: str = ""

    @property
    def sign(self) -> float:
        """Times a value: lower is better then."""
        return -1.0 if self.better == "higher" else 1.0


class Size(NamedTuple):
    """How many games each stage plays."""

    screening: int
    """Futures on which it is tried what moves anything."""
    search: int
    """Futures on which every candidate is played."""
    population: int
    """Candidates of a generation."""
    generations: int
    front: int
    """Games in which the front is judged, on fresh futures: as many of them as its points leave room for."""
    prices: int
    """Games in which single terms are moved, on other fresh futures."""
    points: int
    """Points of the front at most."""
    sets: int
    """Sets of doctrines, which take turns over the futures."""

    def front_futures(self, arms: int) -> int:
        """Futures on which so many arms of the front are judged."""
        return _multiple(self.front / arms, self.sets)

    def judged(self, beside: int) -> int:
        """How many points are judged at most, with so many arms *beside* them: fewer than asked for where each would meet too few futures."""
        return max(1, min(self.points, self.front // ENOUGH - beside))

    def bases(self, points: int, arms: int) -> int:
        """From how many of the points the terms are moved, with so many arms each: as many as leave enough futures for intervals."""
        enough = [count for count in range(1, min(BASES, points) + 1) if self.prices / (count * arms) >= ENOUGH]
        return max(enough, default=1)

    def price_futures(self, arms: int) -> int:
        """Futures on which so many arms of moved terms are played."""
        return _multiple(self.prices / arms, self.sets)


class Design(NamedTuple):
    """A declared search."""

    named: str
    """The scenario as it was named: its luck hangs on that."""
    scenario: Scenario
    space: Space
    baseline: str
    objectives: tuple[Objective, ...]
    inputs: tuple[Mapping[str, Any], ...]
    """Uncertain numbers with their ranges."""
    doctrines: tuple[tuple[str, str], ...]
    """Sets that capitals and opponents follow, in turn future by future."""
    cast: Mapping[str, str]
    seed: int
    size: Size

    @property
    def references(self) -> tuple[str, ...]:
        """Variants of the file in which the seat belongs: terms somebody thought of already."""
        every = self.scenario.coalitions
        return tuple(v.id for v in every if any(member.seat == self.space.seat for member in v.members))

    def plain(self) -> dict[str, Any]:
        """Everything that may change a game of it, or what is found, as plain data."""
        return {
            "scenario": self.named,
            "coalition": self.space.coalition,
            "member": self.space.seat,
            "against": self.baseline,
            "levers": {lever.name: list(lever.levels) for lever in self.space.levers},
            "objectives": [[one.name, one.better, one.margin] for one in self.objectives],
            "inputs": [dict(one) for one in self.inputs],
            "doctrines": [list(one) for one in self.doctrines],
            "cast": dict(self.cast),
            "seed": self.seed,
            "size": self.size._asdict(),
            "text": hashlib.blake2b(self.scenario.model_dump_json(by_alias=True).encode(), digest_size=16).hexdigest(),
        }

    def doctrine_of(self, future: str) -> tuple[str, str]:
        """The sets of doctrines followed in a future, by its name."""
        return self.doctrines[int(future[1:]) % len(self.doctrines)]

    def study(
        self, stage: str, arms: Mapping[str, Terms], futures: int, coalition: str | None = None, letter: str = "s"
    ) -> Study:
        """The study that plays *arms* (name: terms) on *futures* futures; of another *coalition*, as the file has it.

        Futures of one *letter* are the same in every stage, and so is their luck; another letter has others.
        """
        settings = [{"id": name, "set": self.space.changes(terms)} for name, terms in arms.items()]
        return parse_study(
            {
                "name": f"{self.scenario.name[:40]}-{stage}",
                "question": f"stage {stage} of a search over the terms of {self.space.seat} in {self.space.coalition}",
                "scenario": self.named,
                "coalitions": [coalition or self.space.coalition],
                "rules": [OWN_RULE],
                "provocation": [True],
                "setting": settings,
                "corner": list(self._futures(futures, letter)),
                "cast": dict(self.cast),
                "seed": self.seed,
                "measure": [{"name": one.name} for one in self.objectives],
                "stopping": {"first": max(50, futures), "cap": max(50, futures)},
                "failures": 1.0,
                "game_seconds": GAME_SECONDS,
            },
            f"stage {stage} of the search",
        )

    def _futures(self, count: int, letter: str) -> Iterator[dict[str, Any]]:
        """*count* futures: a point of the uncertain numbers each, a Latin hypercube together, and a set of doctrines in turn."""
        points: list[dict[str, Any]] = [{} for _ in range(count)]
        if self.inputs:
            # Other letters are other points, so that a front is judged on futures it was not chosen by.
            seed = int.from_bytes(hashlib.blake2b(f"{self.seed} {letter}".encode(), digest_size=7).digest(), "big")
            sampled = {
                "name": "futures", "question": "futures", "scenario": self.named, "futures": count, "seed": seed,
                "coalitions": list(dict.fromkeys([self.baseline, self.space.coalition])),
                "sampling": "latin-hypercube", "input": list(self.inputs), "measure": [{"name": self.objectives[0].name}],
            }  # fmt: skip
            made = plan(parse_study(sampled, "the futures of the search"), self.scenario).futures
            points = [dict(future.changes) for future in made]
        for number, point in enumerate(points):
            name = f"{letter}{number:04d}"
            yield {"id": name, "set": point | following(self.scenario, self.doctrine_of(name))}


def member_of(
    scenario: Scenario, coalition: str | None = None, seat: str | None = None, against: str | None = None
) -> tuple[str, str, str]:
    """Variant, member and baseline of a search: those that are given, the others from what differs between the variants.

    The baseline is the first variant; the member is the scenario's focus if that belongs elsewhere and not there, else the first
    that does; the variant is the first in which it belongs. Raises :exc:`ScenarioError` where nothing tells which is meant.
    """
    baseline = scenario.coalition(against).id if against is not None else scenario.coalitions[0].id
    if coalition is not None:
        scenario.coalition(coalition)
    if seat is not None and seat not in scenario.seat_by_id:
        raise ScenarioError(
            f"--member {seat}: no such seat in {scenario.name}; {nearest(seat, map(str, scenario.seat_by_id))}"
        )
    apart = [
        (variant, str(member))
        for variant, member in members_apart(scenario, baseline)
        if coalition in (None, variant) and seat in (None, str(member))
    ]
    apart.sort(key=lambda one: one[1] != scenario.focus)  # stable: among equals the file's order
    if apart:
        return (*apart[0], baseline)
    if seat is not None:
        for variant in scenario.coalitions:
            if coalition in (None, variant.id) and any(str(member.seat) == seat for member in variant.members):
                return variant.id, seat, baseline
        where = f"in {coalition}" if coalition else "in any variant"
        raise ScenarioError(f"--member {seat}: belongs nowhere {where} of {scenario.name}")
    raise ScenarioError(
        f"{scenario.name}: no seat belongs in {coalition or 'a variant'} that does not belong in {baseline}; say whose terms are meant "
        f"with --member: {', '.join(dict.fromkeys(str(m.seat) for v in scenario.coalitions for m in v.members))}"
    )


def objectives_of(scenario: Scenario, names: Sequence[str] = ()) -> tuple[Objective, ...]:
    """The objectives: *names*, or the scenario's measures of interest, each with its direction and margin.

    Raises :exc:`ScenarioError` for a name there is none of, one that is given twice, and a measure of which neither way is better.
    """
    known, whys = measures_of(scenario), {one.name: one for one in scenario.interests}
    found: list[Objective] = []
    for name in chosen(scenario, names):
        measure = known[name]
        better = whys[name].better if name in whys else measure.better
        if any(one.name == name for one in found):
            raise ScenarioError(f"--measure {name} is given twice")
        if not better:
            if tuple(names) == ("all",):
                continue
            raise ScenarioError(f"--measure {name}: neither more nor less of it is better, so it is no objective")
        why = whys[name].why if name in whys else ""
        found.append(Objective(name, better, measure.equivalence_margin, measure.unit, measure.title, why))
    if len(found) < 2:
        raise ScenarioError(
            f"{scenario.name}: a trade-off needs two objectives or more, and there "
            + (f"is {found[0].name} alone" if found else "are none")
            + "; name some with --measure"
        )
    return tuple(found)


def uncertain(
    scenario: Scenario, space: Space, baseline: str, paths: Sequence[str] = (), fixed: Sequence[str] = ()
) -> tuple[Mapping[str, Any], ...]:
    """The uncertain numbers: those named by *paths*, else every number with a range that is no term of the search and not *fixed*."""
    rows = ranged(scenario, paths, list(dict.fromkeys([baseline, space.coalition])))
    terms = [lever.path for lever in space.levers if lever.path]
    for row in rows:
        if row["path"] in paths and any(_meet(row["path"], term) for term in terms):
            raise ScenarioError(f"--input {row['path']}: is a lever of the search; it cannot be uncertain as well")
    return tuple(row for row in rows if not any(_meet(row["path"], other) for other in (*terms, *fixed)))


def _meet(path: str, other: str) -> bool:
    """Whether two paths may lead to one field: part by part the same, or one of them any."""
    one, two = path.split("."), other.split(".")
    return len(one) == len(two) and all(a == b or "*" in (a, b) for a, b in zip(one, two, strict=True))


def size_of(games: int, sets: int, arms: int, points: int = POINTS) -> Size:
    """How *games* games are shared out among the stages, over *sets* sets of doctrines.

    *arms* is how many single moves of a term there are from one point. Raises :exc:`ScenarioError` for fewer than can be shared out.
    """
    if games < FEWEST_GAMES:
        raise ScenarioError(
            f"--games {games}: too few for a search; {FEWEST_GAMES} is the least, {GAMES:,} the default"
        )
    part = {stage: games * share for stage, share in SHARES.items()}
    search = _multiple(sqrt(part["search"] / 12), sets)
    candidates = part["search"] / search
    population = max(8, min(32, 4 * round(candidates / 60)))
    return Size(
        screening=_multiple(part["screening"] / (SCREENED_FROM * (arms + 1)), sets),
        search=search,
        population=population,
        generations=max(2, round(candidates / population)),
        front=round(part["front"]),
        prices=round(part["prices"]),
        points=points,
        sets=sets,
    )


def _multiple(wanted: float, of: int) -> int:
    """The multiple of *of* nearest to *wanted*, at least one: every set of doctrines has equally many futures."""
    return of * max(1, round(wanted / of))


def same(held: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """The keys in which two declarations differ."""
    held, now = (json.loads(json.dumps(one)) for one in (held, now))
    return [key for key in now if held.get(key) != now[key]] + [key for key in held if key not in now]
