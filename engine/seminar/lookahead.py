"""Looking ahead: the game as it stands, played on many times by doctrines, in copies the live game knows nothing of.

Each copy is the log fed to a game of its own and then dealt other luck; the variants of the coalition are played on the
same luck, so that what Japan's seat changes from here on is a difference of pairs. It is the model's opinion of what its
own doctrines would do next: not a forecast, and not what the people in the room will do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, stdev

from engine.game import Game, play
from engine.log import EventLog
from engine.measures import MEASURES, measure
from engine.models.engagement import contest
from engine.orders import Decision, Realign
from engine.player import Player
from engine.replay import feed, new_game
from engine.scenario import Scenario
from engine.state import State
from engine.terms import CONTROL, Outcome, Seat

__all__ = ["Ahead", "Bounds", "Future", "bounds", "futures", "summary"]

HELD, BLUNTED, LOST, OPEN = "held or frustrated", "blunted", "a fait accompli", "not opened or still open"


@dataclass(frozen=True, slots=True)
class Future:
    """One way the game could go on."""

    coalition: str
    luck: int
    endings: tuple[tuple[str, str], ...]
    """How each incident ended, by its name."""
    measures: tuple[tuple[str, float | None], ...]


def futures(log: EventLog, coalitions: Sequence[str], cast: Mapping[Seat, Player], luck: Iterable[int]) -> list[Future]:
    """Play *log* on once for every number in *luck* and every variant: the same luck for each."""
    found = []
    for number in luck:
        for coalition in coalitions:
            game = new_game(log.header)
            feed(game, log.entries)
            game.seed = (log.header.seed * 1_000_003 + 7_919 * (number + 1)) % 2**128
            if coalition != game.state.coalition.id and game.pending:
                game.interject(CONTROL, Decision((Realign(coalition),)))
            found.append(_told(play(game, cast), coalition, number))
    return found


def _told(game: Game, coalition: str, number: int) -> Future:
    endings = tuple((i.id, _ending(game.state, i.id)) for i in game.scenario.incidents)
    numbers = measure(game.scenario, game.entries, game.state)
    return Future(coalition, number, endings, tuple((i.name, numbers[i.name]) for i in game.scenario.interests))


def _ending(state: State, name: str) -> str:
    incident = state.incidents[name]
    if incident.choice is None:
        return OPEN
    if incident.choice != "press" or incident.outcome is Outcome.SUCCESS:
        return HELD
    return BLUNTED if incident.outcome is Outcome.PARTIAL else LOST


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the futures of one variant have in common."""

    coalition: str
    count: int
    endings: tuple[tuple[str, tuple[tuple[str, float], ...]], ...]
    """By incident: endings with their shares, likeliest first."""
    quantiles: tuple[tuple[str, str, float, float, float], ...]
    """By measure: its unit, and the 10 %, 50 % and 90 % quantiles."""
    cases: tuple[tuple[str, str], ...]
    """The likeliest course, and one as good and one as bad as comes in a tenth of the futures, in words."""
    differences: tuple[tuple[str, str, float, float], ...]
    """Against the first variant on the same luck, by measure: unit, mean and half the 95 % interval."""


def summary(found: Sequence[Future], scenario: Scenario) -> list[Ahead]:
    """The futures by variant, in the order the variants were asked for; the first is what stands."""
    names = list(dict.fromkeys(future.coalition for future in found))
    by_luck = {name: {f.luck: f for f in found if f.coalition == name} for name in names}
    return [_ahead(name, by_luck, names[0], scenario) for name in names]


def _ahead(name: str, by_luck: Mapping[str, Mapping[int, Future]], first: str, scenario: Scenario) -> Ahead:
    mine = by_luck[name]
    rows = list(mine.values())
    endings: list[tuple[str, tuple[tuple[str, float], ...]]] = []
    for incident in scenario.incidents:
        shares = Counter(dict(future.endings)[incident.id] for future in rows)
        endings.append((incident.title, tuple((ending, n / len(rows)) for ending, n in shares.most_common())))
    quantiles: list[tuple[str, str, float, float, float]] = []
    differences: list[tuple[str, str, float, float]] = []
    for interest in scenario.interests:
        unit = MEASURES[interest.name].unit
        values = sorted(v for f in rows if (v := dict(f.measures)[interest.name]) is not None)
        if values:
            low, mid, high = (_quantile(values, q) for q in (0.1, 0.5, 0.9))
            quantiles.append((interest.name, unit, low, mid, high))
        if name != first:
            pairs = [
                (dict(mine[n].measures)[interest.name], dict(by_luck[first][n].measures)[interest.name])
                for n in mine.keys() & by_luck[first].keys()
            ]
            gaps = [a - b for a, b in pairs if a is not None and b is not None]
            if len(gaps) > 1:
                half = 1.96 * stdev(gaps) / len(gaps) ** 0.5
                differences.append((interest.name, unit, mean(gaps), half))
    return Ahead(name, len(rows), tuple(endings), tuple(quantiles), _cases(rows, scenario), tuple(differences))


def _quantile(ordered: Sequence[float], share: float) -> float:
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]


def _cases(rows: Sequence[Future], scenario: Scenario) -> tuple[tuple[str, str], ...]:
    """The most frequent course; and those at the better and the worse tenth when counted by incidents held and lost."""
    worth = {HELD: 1.0, BLUNTED: 0.0, LOST: -1.0, OPEN: 0.0}
    ranked = sorted(rows, key=lambda f: (sum(worth[e] for _, e in f.endings), -f.luck))
    often = Counter(future.endings for future in rows).most_common(1)[0]
    titles = {i.id: i.title for i in scenario.incidents}

    def told(endings: tuple[tuple[str, str], ...]) -> str:
        return "; ".join(f"{titles[name]}: {ending}" for name, ending in endings)

    return (
        (f"Most likely course ({100 * often[1] / len(rows):.0f} %)", told(often[0])),
        ("Best case (one in ten as good)", told(ranked[int(0.9 * len(ranked))].endings)),
        ("Worst case (one in ten as bad)", told(ranked[int(0.1 * len(ranked))].endings)),
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
    spec, a = state.scenario.incident_by_id[name], state.scenario.assumptions
    incident = state.incidents[name]
    partial = float(a.partial_band) * (1 - p)
    if p <= 0:
        return Bounds(0.0, 0.0, partial if incident.statements or incident.concurred is not None else 0.0)
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
