"""A rehearsal in words: what to mend before the day, and everything that was counted as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fourthseat.engine.documents.blocks import Table, number_columns, text_columns
from fourthseat.engine.exercise.rehearsal import Range, Rehearsal
from fourthseat.engine.exercise.stages import MINUTES
from fourthseat.engine.record.measures import measures_of

__all__ = ["tables", "warnings"]

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


def warnings(r: Rehearsal) -> list[str]:
    """What a facilitator should mend before the day, the gravest first; empty if nothing was found."""
    return [*_of_length(r), *_of_injects(r), *_of_objectives(r), *_of_cells(r), *_of_play(r)]


def _of_length(r: Rehearsal) -> Iterator[str]:
    """Days that end early, and days that do not end in time."""
    early = sum(count for turn, count in r.moves.items() if turn < r.scenario.turns)
    if early > RARE * r.games:
        yield f"{early} of {r.games} games end before move {r.scenario.turns}: plan for a short day"
    if r.minutes[1] > DAY_MINUTES:
        yield (
            f"the day takes {_clock(r.minutes[1])} h if every stage takes its time ({_clock(r.minutes[2])} h in a long game): "
            "fewer moves, shorter stages, or doctrine in a seat that is asked often"
        )


def _of_injects(r: Rehearsal) -> Iterator[str]:
    """Injects that never come; contingencies that always do, or come when nothing can be done about them."""
    contingencies = [inject for inject in r.injects if inject.kind == "contingency"]
    comes_in = {inject.id: round(inject.share * r.games) for inject in r.injects}
    for inject in r.injects:
        if inject.share < RARE:
            yield f"{inject.id} ({inject.kind}) comes in {comes_in[inject.id]} of {r.games} games: dead unless control releases it"
    for inject in contingencies:
        if inject.share > OFTEN:
            yield f"{inject.id} is a contingency and comes in {comes_in[inject.id]} of {r.games} games: it might as well be scheduled"
    for inject in contingencies:
        if inject.share >= RARE and inject.last > IDLE * inject.share and r.scenario.turns > 1:
            late = round(inject.last * r.games)
            yield (
                f"{inject.id} is a contingency and comes in the last move in {late} of the {comes_in[inject.id]} games "
                "in which it comes: little is left to do about it"
            )


def _of_objectives(r: Rehearsal) -> Iterator[str]:
    """Objectives no inject is about, and those whose injects do not come."""
    unwritten = [f"{name} ({seat})" for seat, name, _, _ in r.objectives if not r.about[name]]
    unheard = [
        f"{name} ({seat}: {', '.join(r.about[name])})"
        for seat, name, _, share in r.objectives
        if r.about[name] and share < RARE
    ]
    if unwritten:
        yield (
            f"{len(unwritten)} of {len(r.objectives)} objectives are exercised by no inject; an evaluator sees them in the play or "
            f"not at all: {', '.join(unwritten)}"
        )
    if unheard:
        yield f"objectives whose injects do not come: {', '.join(unheard)}"


def _of_cells(r: Rehearsal) -> Iterator[str]:
    """Cells with nothing to do, cells asked too often, staffs too small."""
    for load in r.loads:
        if load.idle > IDLE:
            share = 100 * load.idle
            yield f"{load.seat} neither orders nor answers anything in move {load.turn} in {share:.0f} % of games"
    for load in r.loads:
        if load.most > MANY:
            yield f"{load.seat} is asked {load.most:.0f} questions in move {load.turn} in a busy game: more than {MANY}"
    for seat, hours in r.waits.items():
        if hours > WAIT_HOURS:
            yield f"{seat}: an incident lies {hours:.0f} h on average before a staff team is free"


def _of_play(r: Rehearsal) -> Iterator[str]:
    """Incidents that always end the same, and options nobody orders."""
    for incident, shares in r.outcomes.items():
        ending, share = next(iter(shares.items()))
        if share > OFTEN:
            yield f"{incident} ends the same in {100 * share:.0f} % of games ({ending}): nothing a cell does shows"
    never = [f"{option} ({seat})" for seat, option, share in r.options if share == 0]
    if never:
        yield f"never ordered by the doctrines: {', '.join(never)}"


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
        (name, measures_of(r.scenario)[name].unit, *(f"{x:.2f}" for x in r.measures[name]), _percent(r.defined[name]))
        for name in names
    ]
    yield Table(
        "measures",
        "Spread of the measures of interest",
        (*text_columns("measure", "unit"), *spread, *number_columns("has a value in")),
        rows,
    )


def _clock(minutes: float) -> str:
    """Minutes as hours and minutes: ``7:45``."""
    return f"{minutes // 60:.0f}:{minutes % 60:02.0f}"


def _percent(share: float) -> str:
    return f"{100 * share:.0f} %"


def _hours(cuts: Range | None) -> Sequence[str]:
    """Hours since STARTEX as three cells; dashes for what never came."""
    return ("–",) * 3 if cuts is None else [f"H+{x:.0f}" for x in cuts]
