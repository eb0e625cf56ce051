"""The exercise played by doctrines before the day: what fires, what is exercised, who is idle, who is swamped.

Doctrines are not people: a rehearsal finds what cannot work on the day (an inject that never comes, an objective no
inject is about, a cell without a decision), not how the day will go.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import mean

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.statistics import quantile
from fourthseat.engine.core.terms import CONTROL, Seat, Turn
from fourthseat.engine.core.wording import incident_ending
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.causes import why_ended
from fourthseat.engine.record.measures import measure
from fourthseat.engine.record.stopped import names_game
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Load", "Range", "Rehearsal", "Use", "rehearse"]

Range = tuple[float, float, float]
"""5 % quantile, median, 95 % quantile."""


@dataclass(frozen=True, slots=True)
class Use:
    """One inject: in which share of games it came, and when."""

    id: str
    kind: str
    share: float
    hour: Range | None
    last: float = 0.0
    """Share of games in which it came in the last move."""


@dataclass(frozen=True, slots=True)
class Load:
    """One cell in one move."""

    seat: Seat
    turn: Turn
    questions: float
    """Mean number of questions: the move's orders, requests for concurrence, the opponent's choices."""
    most: float
    """Their 95 % quantile."""
    orders: float
    """Mean number of orders given."""
    idle: float
    """Share of games in which it neither ordered nor answered anything."""


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What many games of one scenario and variant had in common."""

    scenario: Scenario
    coalition: str
    games: int
    ended: Mapping[str, int]
    """Games by the reason they ended."""
    moves: Mapping[Turn, int]
    """Games by their last move."""
    injects: tuple[Use, ...]
    objectives: tuple[tuple[Seat, str, str, float], ...]
    """(seat, objective, text, share of games with an inject about it)."""
    loads: tuple[Load, ...]
    waits: Mapping[Seat, float]
    """Mean hours an incident lay before the seat's staff could begin."""
    options: tuple[tuple[Seat, str, float], ...]
    """(seat, option, share of games in which it was ordered)."""
    outcomes: Mapping[str, Mapping[str, float]]
    """Of each incident: shares of its outcomes, *not opened* among them."""
    measures: Mapping[str, Range]
    defined: Mapping[str, float]
    """Share of games in which a measure has a value: hours to concurrence has none where nobody concurred."""
    rounds: Mapping[Turn, Range]
    """Of each move: how often the clock stands for answers after its orders are in."""
    minutes: Range
    """What the day takes if every stage takes the time it is given."""
    about: Mapping[str, tuple[str, ...]]
    """Injects about an objective."""


@dataclass(slots=True)
class _Tally:
    """Counts over the games."""

    ended: Counter[str] = field(default_factory=Counter)
    moves: Counter[Turn] = field(default_factory=Counter)
    fired: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    exercised: Counter[str] = field(default_factory=Counter)
    questions: dict[tuple[Seat, Turn], list[int]] = field(default_factory=lambda: defaultdict(list))
    orders: dict[tuple[Seat, Turn], list[int]] = field(default_factory=lambda: defaultdict(list))
    waits: dict[Seat, list[int]] = field(default_factory=lambda: defaultdict(list))
    ordered: Counter[tuple[Seat, str]] = field(default_factory=Counter)
    outcomes: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    measures: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    rounds: dict[Turn, list[int]] = field(default_factory=lambda: defaultdict(list))
    minutes: list[float] = field(default_factory=list)


def rehearse(
    scenario: Scenario,
    coalition: str,
    cast: Mapping[Seat, Player],
    games: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Play *games* games of seeds from *seed* on, and count."""
    tally = _Tally()
    for k in range(games):
        with names_game(scenario.name, coalition, seed + k):
            _count(play(Game(scenario, coalition, seed + k), cast), tally)
        if progress is not None:
            progress(k + 1, games)
    share = {name: count / games for name, count in tally.exercised.items()}
    return Rehearsal(
        scenario,
        coalition,
        games,
        dict(tally.ended),
        dict(tally.moves),
        tuple(_use(i, tally.fired[i.id], games, scenario) for i in scenario.msel),
        tuple((s.id, o.id, o.text, share.get(o.id, 0.0)) for s in scenario.seats for o in s.objectives),
        tuple(_loads(scenario, tally)),
        {seat: mean(waits) for seat, waits in sorted(tally.waits.items())},
        tuple(
            (seat, option.id, tally.ordered[seat, option.id] / games)
            for seat in scenario.players
            for option in scenario.options
            if seat in option.seats
        ),
        {name: {what: n / games for what, n in count.most_common()} for name, count in tally.outcomes.items()},
        {name: found for name, values in tally.measures.items() if (found := _range(values)) is not None},
        {name: len(values) / games for name, values in tally.measures.items()},
        {turn: found for turn, values in sorted(tally.rounds.items()) if (found := _range(values)) is not None},
        _range(tally.minutes) or (0.0, 0.0, 0.0),
        {
            o.id: tuple(i.id for i in scenario.msel if i.objective == o.id)
            for cell in scenario.seats
            for o in cell.objectives
        },
    )


def _use(inject: Inject, hours: Sequence[int], games: int, scenario: Scenario) -> Use:
    """How often *inject* came, from the *hours* at which it came in those of *games* in which it did."""
    last = scenario.opens_at(scenario.turns)
    share = len(hours) / games
    return Use(inject.id, inject.kind, share, _range(hours), sum(h >= last for h in hours) / games)


def _count(game: Game, tally: _Tally) -> None:
    """Add one finished *game* to *tally*."""
    moves = _count_entries(game, tally)
    _count_moves(moves, game.scenario, tally)
    for incident in game.state.incidents.values():
        open_still = "not opened" if incident.opened is None else "open at ENDEX" if incident.choice is None else ""
        tally.outcomes[incident.id][open_still or incident_ending(incident.choice, incident.outcome)] += 1
    for name, value in measure(game.scenario, game.entries, game.state).items():
        if value is not None:
            tally.measures[name].append(value)


@dataclass(slots=True)
class _Moves:
    """What one game asked of its seats, move by move."""

    last: Turn = 1
    """The move in which the game ended."""
    questions: Counter[tuple[Seat, Turn]] = field(default_factory=Counter)
    orders: Counter[tuple[Seat, Turn]] = field(default_factory=Counter)
    answers: defaultdict[Turn, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Hours at which somebody answered something else than the move's orders: the clock stood for each."""


def _count_entries(game: Game, tally: _Tally) -> _Moves:
    """Walk the log of *game* once: injects, waits, orders and the end go to *tally*, the load of seats is returned."""
    moves = _Moves()
    objective = {inject.id: inject.objective for inject in game.scenario.msel}
    exercised, ordered = set[str](), set[tuple[Seat, str]]()
    for entry in game.entries:
        match entry:
            case e.TurnOpened():
                moves.last = entry.turn
            case e.Injected() if entry.inject in objective:
                tally.fired[entry.inject].append(entry.hour)
                exercised.add(objective[entry.inject])
            case e.Decided() if entry.seat != CONTROL:
                moves.questions[entry.seat, moves.last] += len(entry.asked)
                moves.orders[entry.seat, moves.last] += len(entry.decision.orders)
                if all(question.kind != "orders" for question in entry.asked):
                    moves.answers[moves.last].add(entry.hour)
            case e.Ordered():
                ordered.add((entry.seat, entry.option))
            case e.Assessed():
                tally.waits[entry.seat].append(entry.waited)
            case e.Ended():
                tally.ended[why_ended(entry.cause, entry.reason)] += 1
    tally.exercised.update(exercised)
    tally.ordered.update(ordered)
    return moves


def _count_moves(moves: _Moves, scenario: Scenario, tally: _Tally) -> None:
    """Add the load of every seat in every move one game reached, and the length of its day."""
    played = range(1, moves.last + 1)
    for turn in played:
        for seat in scenario.players:
            tally.questions[seat, turn].append(moves.questions[seat, turn])
            tally.orders[seat, turn].append(moves.orders[seat, turn])
        tally.rounds[turn].append(len(moves.answers[turn]))
    tally.minutes.append(_minutes([len(moves.answers[turn]) for turn in played]))
    tally.moves[moves.last] += 1


def _loads(scenario: Scenario, tally: _Tally) -> Iterator[Load]:
    """Each seat's load in each move that any game reached, over the games that reached it."""
    for seat in scenario.players:
        for turn in range(1, scenario.turns + 1):
            asked, gave = tally.questions.get((seat, turn)), tally.orders.get((seat, turn))
            if asked and gave:
                found = _range(asked)
                idle = sum(n == 0 for n in gave) / len(gave)
                yield Load(seat, turn, mean(asked), found[2] if found else 0.0, mean(gave), idle)


def _minutes(rounds: Sequence[int]) -> float:
    """A day of moves with so many *rounds* of answers each: every stage takes its time, and the hot wash after the last."""
    each = MINUTES["deliberate"] + MINUTES["adjudicate"]
    between = MINUTES["outbrief"] + MINUTES["plenary"]
    moves = len(rounds)
    return (
        MINUTES["brief"] + moves * each + (moves - 1) * between + sum(rounds) * MINUTES["respond"] + MINUTES["washup"]
    )


def _range(values: Iterable[float]) -> Range | None:
    """The 5 %, 50 % and 95 % quantiles of *values*; None of none."""
    known = sorted(values)
    return (quantile(known, 0.05), quantile(known, 0.5), quantile(known, 0.95)) if known else None
