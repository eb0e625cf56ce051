"""The exercise played by doctrines before the day: what fires, what is exercised, who is idle, who is swamped.

Doctrines are not people: a rehearsal finds what cannot work on the day (an inject that never comes, an objective no
inject is about, a cell without a decision), not how the day will go.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.statistics import quantile
from fourthseat.engine.core.terms import CONTROL, Seat, Turn
from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.engine.rules.player import Player
from fourthseat.engine.scenario.rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Load", "Rehearsal", "Use", "rehearse", "tables", "warnings"]

Range = tuple[float, float, float]
"""5 % quantile, median, 95 % quantile."""

RARE, OFTEN = 0.05, 0.95
"""Shares of games below and above which something as good as never or always happens."""
IDLE = 0.5
"""Share of games in which a cell has nothing to do in a move, from which the facilitator is told."""
MANY = 6
"""Questions in one move, at the 95 % quantile, above which a cell is called swamped: one an hour of a seminar's day."""
WAIT_HOURS = 48
"""Mean hours an incident lies before a staff team is free, from which the staff is called too small."""

DAY_MINUTES = 480
"""Minutes of a day in one room, breaks not counted: a median above it is told. Judgement."""
OUTCOMES = {
    "SUCCESS": "pressed, frustrated",
    "PARTIAL": "pressed, blunted",
    "FAILURE": "pressed, a fait accompli",
}


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

    ended: Counter[str]
    moves: Counter[Turn]
    fired: dict[str, list[int]]
    exercised: Counter[str]
    questions: dict[tuple[Seat, Turn], list[int]]
    orders: dict[tuple[Seat, Turn], list[int]]
    waits: dict[Seat, list[int]]
    ordered: Counter[tuple[Seat, str]]
    outcomes: dict[str, Counter[str]]
    measures: dict[str, list[float]]
    rounds: dict[Turn, list[int]]
    minutes: list[float]


def rehearse(
    scenario: Scenario,
    coalition: str,
    cast: Mapping[Seat, Player],
    games: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Rehearsal:
    """Play *games* games of seeds from *seed* on, and count."""
    tally = _Tally(
        Counter(), Counter(), defaultdict(list), Counter(), defaultdict(list), defaultdict(list), defaultdict(list),
        Counter(), defaultdict(Counter), defaultdict(list), defaultdict(list), [],
    )  # fmt: skip
    for k in range(games):
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
    last = (scenario.turns - 1) * scenario.turn_hours
    share = len(hours) / games
    return Use(inject.id, inject.kind, share, _range(hours), sum(h >= last for h in hours) / games)


def _count(game: Game, tally: _Tally) -> None:
    scenario, turn = game.scenario, 1
    objective = {inject.id: inject.objective for inject in scenario.msel}
    questions: Counter[tuple[Seat, Turn]] = Counter()
    orders: Counter[tuple[Seat, Turn]] = Counter()
    exercised, ordered = set[str](), set[tuple[Seat, str]]()
    answers = defaultdict[Turn, set[int]](set)
    for entry in game.entries:
        match entry:
            case e.TurnOpened():
                turn = entry.turn
            case e.Injected() if entry.inject in objective:
                tally.fired[entry.inject].append(entry.hour)
                exercised.add(objective[entry.inject])
            case e.Decided() if entry.seat != CONTROL:
                questions[entry.seat, turn] += len(entry.asked)
                orders[entry.seat, turn] += len(entry.decision.orders)
                if "orders" not in {name.split(":")[0] for name in entry.asked}:
                    answers[turn].add(entry.hour)
            case e.Ordered():
                ordered.add((entry.seat, entry.option))
            case e.Assessed():
                tally.waits[entry.seat].append(entry.waited)
            case e.Ended():
                tally.ended[entry.reason] += 1
    for last in range(1, turn + 1):
        for seat in scenario.players:
            tally.questions[seat, last].append(questions[seat, last])
            tally.orders[seat, last].append(orders[seat, last])
        tally.rounds[last].append(len(answers[last]))
    tally.minutes.append(_minutes([len(answers[move]) for move in range(1, turn + 1)]))
    tally.moves[turn] += 1
    tally.exercised.update(exercised)
    tally.ordered.update(ordered)
    for incident in game.state.incidents.values():
        told = "not opened" if incident.opened is None else "open at ENDEX" if incident.choice is None else ""
        told = told or (
            "deterred" if incident.choice != "press" else OUTCOMES.get(str(incident.outcome), "pressed, not ruled on")
        )
        tally.outcomes[incident.id][told] += 1
    for name, value in measure(scenario, game.entries, game.state).items():
        if value is not None:
            tally.measures[name].append(value)


def _loads(scenario: Scenario, tally: _Tally) -> Iterator[Load]:
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
    known = sorted(values)
    return (quantile(known, 0.05), quantile(known, 0.5), quantile(known, 0.95)) if known else None


def warnings(r: Rehearsal) -> list[str]:
    """What a facilitator should mend before the day, the gravest first; empty if nothing was found."""
    games = f"of {r.games} games"
    early = sum(count for turn, count in r.moves.items() if turn < r.scenario.turns)
    told = []
    if early > RARE * r.games:
        told.append(f"{early} {games} end before move {r.scenario.turns}: plan for a short day")
    if r.minutes[1] > DAY_MINUTES:
        told.append(
            f"the day takes {_clock(r.minutes[1])} h if every stage takes its time ({_clock(r.minutes[2])} h in a long game): "
            "fewer moves, shorter stages, or doctrine in a seat that is asked often"
        )
    told += [
        f"{one.id} ({one.kind}) comes in {round(one.share * r.games)} {games}: dead unless control releases it"
        for one in r.injects
        if one.share < RARE
    ]
    told += [
        f"{one.id} is a contingency and comes in {round(one.share * r.games)} {games}: it might as well be scheduled"
        for one in r.injects
        if one.kind == "contingency" and one.share > OFTEN
    ]
    told += [
        f"{one.id} is a contingency and comes in the last move in {round(one.last * r.games)} of the {round(one.share * r.games)} games "
        "in which it comes: little is left to do about it"
        for one in r.injects
        if one.kind == "contingency" and one.share >= RARE and one.last > IDLE * one.share and r.scenario.turns > 1
    ]
    unwritten = [f"{name} ({seat})" for seat, name, _, _ in r.objectives if not r.about[name]]
    unheard = [
        f"{name} ({seat}: {', '.join(r.about[name])})"
        for seat, name, _, share in r.objectives
        if r.about[name] and share < RARE
    ]
    if unwritten:
        told.append(
            f"{len(unwritten)} of {len(r.objectives)} objectives are exercised by no inject; an evaluator sees them in the play or "
            f"not at all: {', '.join(unwritten)}"
        )
    if unheard:
        told.append(f"objectives whose injects do not come: {', '.join(unheard)}")
    told += [
        f"{one.seat} neither orders nor answers anything in move {one.turn} in {100 * one.idle:.0f} % of games"
        for one in r.loads
        if one.idle > IDLE
    ]
    told += [
        f"{one.seat} is asked {one.most:.0f} questions in move {one.turn} in a busy game: more than {MANY}"
        for one in r.loads
        if one.most > MANY
    ]
    told += [
        f"{seat}: an incident lies {hours:.0f} h on average before a staff team is free"
        for seat, hours in r.waits.items()
        if hours > WAIT_HOURS
    ]
    for incident, shares in r.outcomes.items():
        what, share = next(iter(shares.items()))
        if share > OFTEN:
            told.append(f"{incident} ends the same in {100 * share:.0f} % of games ({what}): nothing a cell does shows")
    never = [f"{option} ({seat})" for seat, option, share in r.options if share == 0]
    if never:
        told.append(f"never ordered by the doctrines: {', '.join(never)}")
    return told


def tables(r: Rehearsal) -> Iterator[Table]:
    """Everything counted."""
    rows: list[tuple[str, ...]]
    spread = number_columns("5 %", "median", "95 %")
    rows = [(reason, str(count)) for reason, count in sorted(r.ended.items(), key=lambda row: -row[1])]
    yield Table("ends", "How the games ended", (*text_columns("reason"), *number_columns("games")), rows)
    rows = [(str(turn), str(r.moves.get(turn, 0)), *(f"{x:.0f}" for x in found)) for turn, found in r.rounds.items()]
    yield Table(
        "length",
        "Length: how often a move's clock stands for answers once its orders are in",
        (*number_columns("move", "games that end in it"), *spread),
        rows,
    )
    rows = [("all stages at their full time", *(f"{_clock(x)} h" for x in r.minutes))]
    yield Table(
        "day",
        f"Length of the day ({', '.join(f'{name} {minutes}' for name, minutes in MINUTES.items())} min)",
        (*text_columns(""), *spread),
        rows,
    )
    rows = [(one.id, one.kind, _percent(one.share), *_hours(one.hour), _percent(one.last)) for one in r.injects]
    yield Table(
        "injects",
        "Injects",
        (*text_columns("number", "type"), *number_columns("comes in"), *spread, *number_columns("in the last move")),
        rows,
    )
    rows = [
        (seat, name, ", ".join(r.about[name]) or "none", _percent(share) if r.about[name] else "–", text)
        for seat, name, text, share in r.objectives
    ]
    yield Table(
        "objectives",
        "Objectives, and whether an inject about them comes",
        (*text_columns("seat", "objective", "injects"), *number_columns("come in"), *text_columns("what")),
        rows,
    )
    rows = [
        (one.seat, str(one.turn), f"{one.questions:.1f}", f"{one.most:.0f}", f"{one.orders:.1f}", _percent(one.idle))
        for one in r.loads
    ]
    yield Table(
        "load",
        "Load of a cell in a move: times it is asked (its orders, concurrence, the opponent's choice), orders it gives",
        (*text_columns("seat"), *number_columns("move", "asked", "in a busy game", "orders", "idle in")),
        rows,
    )
    rows = [(seat, f"{hours:.0f}") for seat, hours in r.waits.items()]
    columns = (*text_columns("seat"), *number_columns("hours"))
    yield Table("waits", "Hours an incident waits for a staff team, mean", columns, rows)
    rows = [
        (incident, "; ".join(f"{what} {_percent(share)}" for what, share in shares.items()))
        for incident, shares in r.outcomes.items()
    ]
    yield Table("outcomes", "Outcomes", text_columns("incident", "how it ended"), rows)
    names = [interest.name for interest in r.scenario.interests if interest.name in r.measures]
    rows = [
        (name, MEASURES[name].unit, *(f"{x:.2f}" for x in r.measures[name]), _percent(r.defined[name]))
        for name in names
    ]
    yield Table(
        "measures",
        "Spread of the measures of interest",
        (*text_columns("measure", "unit"), *spread, *number_columns("has a value in")),
        rows,
    )


def _clock(minutes: float) -> str:
    return f"{minutes // 60:.0f}:{minutes % 60:02.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _hours(found: Range | None) -> Sequence[str]:
    return ("–",) * 3 if found is None else [f"H+{x:.0f}" for x in found]
