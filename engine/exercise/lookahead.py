"""Looking ahead: the game as it stands, played on many times by doctrines, in copies the live game knows nothing of.

Each copy is dealt other luck from here on; the variants of the coalition are played on the same luck, so that what another
variant changes is a difference of pairs. It is the model's opinion of what its own doctrines would do next: not a forecast,
and not what the people in the room will do.

What has been dealt stands: every future has the windows and the opponent's resolve of the live game, so this is for
control's eyes. What is sealed and not yet handed in is not in the game, and so not in the futures.
"""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

from fourthseat.engine.core.orders import Decision, Realign
from fourthseat.engine.core.statistics import quantile, student_t_quantile, wilson_bounds
from fourthseat.engine.core.terms import CONTROL, Outcome, Seat
from fourthseat.engine.core.wording import BECAME, DETERRED, STILL_OPEN
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.models.engagement import contest
from fourthseat.engine.record.measures import measure, measures_of
from fourthseat.engine.record.stopped import names_game
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "ENDINGS",
    "MIN_FUTURES",
    "MIN_PAIRS",
    "Bounds",
    "Rollout",
    "RolloutSummary",
    "bounds",
    "rollouts",
    "summary",
]

MIN_PAIRS = 50
"""No difference is told from fewer pairs, as in a study: see ``fourthseat.engine.study.statistics.MIN_BLOCKS``."""
MIN_FUTURES = 20
"""No tenth is told of fewer: the fewest of which two lie beyond a 10 % quantile."""
LEVEL = 0.95
"""Of every interval here."""
BLUNTED, LOST = BECAME[Outcome.PARTIAL], BECAME[Outcome.FAILURE]
HELD = f"{DETERRED} or {BECAME[Outcome.SUCCESS]}"
OPEN = f"not opened or {STILL_OPEN}"
"""Endings of an incident in a future. The last two stand for two endings each."""
ENDINGS = (HELD, BLUNTED, LOST, OPEN)
"""How an incident may end in a future, the best for the coalition first."""


@dataclass(frozen=True, slots=True)
class Rollout:
    """One way the game could go on."""

    coalition: str
    luck: int
    endings: tuple[tuple[str, str], ...]
    """How each incident ended, by its name."""
    measures: tuple[tuple[str, float | None], ...]
    peak: int = 0
    """Highest rung."""


def rollouts(game: Game, coalitions: Sequence[str], cast: Mapping[Seat, Player], luck: Iterable[int]) -> list[Rollout]:
    """Play *game* on once for every number in *luck* and every variant, in copies: the same luck for each.

    Raises :exc:`ScenarioError` for a variant that the scenario does not have.
    """
    openings = [(coalition, *_opening(game, coalition, cast)) for coalition in coalitions]
    found = []
    for number in luck:
        seed = (game.seed * 1_000_003 + 7_919 * (number + 1)) % 2**128
        for coalition, opening, answers in openings:
            future = copy.copy(opening)
            future.seed = seed
            with names_game(game.scenario.name, coalition, seed, future):
                if answers:
                    future.submit(answers)
                found.append(_told(play(future, cast), coalition, number))
    return found


def _opening(game: Game, coalition: str, cast: Mapping[Seat, Player]) -> tuple[Game, Mapping[Seat, Decision]]:
    """A copy of *game* under *coalition*, and what *cast* answers to what is asked in it.

    Both are the same in every future: the luck of an open question came with it.
    """
    opening = copy.copy(game)
    opening.scenario.coalition(coalition)  # an unknown one would be refused in the game, and told as if it were played
    if coalition != opening.state.coalition.id and opening.pending:
        opening.interject(CONTROL, Decision((Realign(coalition),)))
    return opening, {seat: cast[seat].decide(shown) for seat, shown in opening.pending.items()}


def _told(game: Game, coalition: str, number: int) -> Rollout:
    endings = tuple((i.id, _ending(game.state, i.id)) for i in game.scenario.incidents)
    numbers = measure(game.scenario, game.entries, game.state)
    told = tuple((i.name, numbers[i.name]) for i in game.scenario.interests)
    return Rollout(coalition, number, endings, told, round(numbers["peak_rung"] or 0))


def _ending(state: State, name: str) -> str:
    incident = state.incidents[name]
    if incident.choice is None:
        return OPEN
    if incident.choice != "press" or incident.outcome is Outcome.SUCCESS:
        return HELD
    return BLUNTED if incident.outcome is Outcome.PARTIAL else LOST


@dataclass(frozen=True, slots=True)
class Share:
    """How often something came in the futures, with its 95 % Wilson interval."""

    what: str
    count: int
    of: int
    low: float
    high: float

    @property
    def share(self) -> float:
        """Count over futures."""
        return self.count / self.of


@dataclass(frozen=True, slots=True)
class RolloutSummary:
    """What the futures of one variant have in common."""

    coalition: str
    count: int
    endings: tuple[tuple[str, tuple[Share, ...]], ...]
    """By incident: its endings, likeliest first."""
    quantiles: tuple[tuple[str, str, float, float, float], ...]
    """By measure: its unit, and the 10 %, 50 % and 90 % quantiles of the futures in which it is defined; of enough futures alone."""
    cases: tuple[tuple[str, str], ...]
    """The likeliest course, and of enough futures one as good and one as bad as comes in a tenth of them, in words."""
    differences: tuple[tuple[str, str, float, float], ...]
    """Against the first variant on the same luck, by measure: unit, mean and half the 95 % interval."""
    defined: tuple[tuple[str, int], ...] = ()
    """By measure: in how many futures it is defined. Hours to concurrence has no value where nobody concurred."""
    pairs: tuple[tuple[str, int], ...] = ()
    """By measure: from how many pairs its difference is, those in which both are defined."""


def summary(found: Sequence[Rollout], scenario: Scenario) -> list[RolloutSummary]:
    """The futures by variant, in the order the variants were asked for; the first is what stands."""
    names = list(dict.fromkeys(future.coalition for future in found))
    by_luck = {name: {f.luck: f for f in found if f.coalition == name} for name in names}
    return [_ahead(name, by_luck, names[0], scenario) for name in names]


def _ahead(name: str, by_luck: Mapping[str, Mapping[int, Rollout]], first: str, scenario: Scenario) -> RolloutSummary:
    mine, base = by_luck[name], by_luck[first]
    rows = list(mine.values())
    endings: list[tuple[str, tuple[Share, ...]]] = []
    for incident in scenario.incidents:
        shares = Counter(dict(future.endings)[incident.id] for future in rows)
        endings.append((incident.title, tuple(_share(what, n, len(rows)) for what, n in shares.most_common())))
    told: list[tuple[str, str, float, float, float]] = []
    differences: list[tuple[str, str, float, float]] = []
    defined: list[tuple[str, int]] = []
    pairs: list[tuple[str, int]] = []
    for interest in scenario.interests:
        unit = measures_of(scenario)[interest.name].unit
        values = [v for f in rows if (v := dict(f.measures)[interest.name]) is not None]
        defined.append((interest.name, len(values)))
        if values and len(rows) >= MIN_FUTURES:
            told.append((interest.name, unit, *_quantiles(values)))
        if name != first:
            both = [
                (dict(mine[n].measures)[interest.name], dict(base[n].measures)[interest.name])
                for n in sorted(mine.keys() & base.keys())
            ]
            gaps = [a - b for a, b in both if a is not None and b is not None]
            pairs.append((interest.name, len(gaps)))
            if len(gaps) >= MIN_PAIRS:
                half = student_t_quantile((1 + LEVEL) / 2, len(gaps) - 1) * stdev(gaps) / len(gaps) ** 0.5
                differences.append((interest.name, unit, mean(gaps), half))
    return RolloutSummary(
        name,
        len(rows),
        tuple(endings),
        tuple(told),
        _cases(rows, scenario),
        tuple(differences),
        tuple(defined),
        tuple(pairs),
    )


def _quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """10 %, 50 % and 90 %."""
    ordered = sorted(values)
    return quantile(ordered, 0.1), quantile(ordered, 0.5), quantile(ordered, 0.9)


def _share(what: str, count: int, of: int) -> Share:
    """*count* of *of* with its Wilson score interval, which stays inside [0, 1] and is not empty at 0 and 1."""
    low, high = wilson_bounds(count, of, LEVEL)
    return Share(what, count, of, max(low, 0.0), min(high, 1.0))


WORTH = {HELD: 1.0, BLUNTED: 0.0, LOST: -1.0, OPEN: 0.0}
"""How cases are ranked: incidents held minus incidents lost; among equals the lower peak rung is the better. Judgement."""


def _cases(rows: Sequence[Rollout], scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """The most frequent course; and the one a tenth of the futures are as good as or better, and as bad as or worse.

    Of courses that rank the same, the one that came most often speaks for them.
    """
    titles = {i.id: i.title for i in scenario.incidents}

    def rank(future: Rollout) -> tuple[float, int]:
        return sum(WORTH[ending] for _, ending in future.endings), -future.peak

    def told(future: Rollout) -> str:
        return "; ".join(f"{titles[name]}: {ending}" for name, ending in future.endings) + f"; peak rung {future.peak}"

    def speaks(equals: Sequence[Rollout]) -> tuple[Rollout, int]:
        often, count = Counter(future.endings for future in equals).most_common(1)[0]
        return next(future for future in equals if future.endings == often), count

    usual, count = speaks(rows)
    course = "; ".join(f"{titles[name]}: {ending}" for name, ending in usual.endings)
    likeliest = (f"Most likely course ({count} of {len(rows)} futures)", course)
    if len(rows) < MIN_FUTURES:
        return (likeliest,)
    ranked = sorted(rows, key=rank)
    tenth = (len(ranked) - 1) // 10
    best, worst = (speaks([f for f in ranked if rank(f) == rank(at)])[0] for at in (ranked[-1 - tenth], ranked[tenth]))
    return (
        likeliest,
        ("Best case (one in ten is as good or better)", told(best)),
        ("Worst case (one in ten is as bad or worse)", told(worst)),
    )


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the model would say of one ruling if its own uncertain numbers stood elsewhere in their ranges."""

    low: float
    high: float
    """Chance to frustrate at the worst and the best corner of the opponent's strength and the contest's exponent."""
    partial: float
    """Chance it is blunted, at the model's own numbers."""


def bounds(state: State, name: str, p: float) -> Bounds:
    """The bounds of the ruling on incident *name*, priced at *p*."""
    scenario = as_read(state.scenario)
    spec, a = scenario.incident_by_id[name], scenario.assumptions
    incident = state.incidents[name]
    partial = float(a.partial_band) * (1 - p)
    if p <= 0:
        return Bounds(0.0, 0.0, partial if incident.statements or incident.joint is not None else 0.0)
    k = (
        incident.red_strength * (p / (1 - p)) ** (1 / float(a.contest_exponent))
        if p < 1
        else incident.red_strength * 99
    )
    surge = incident.red_strength / float(spec.red_strength)
    red = [surge * float(v) for v in (spec.red_strength.low, spec.red_strength.high) if v is not None]
    powers = [float(v) for v in (a.contest_exponent.low, a.contest_exponent.high) if v is not None]
    every = [contest(k, r, m).p for r in red or [incident.red_strength] for m in powers or [float(a.contest_exponent)]]
    return Bounds(min([*every, p]), max([*every, p]), partial)
