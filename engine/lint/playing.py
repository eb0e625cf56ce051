"""What some dozens of games show of a scenario: ends that are foregone, orders nobody gives, moves in which nothing happens."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import product

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.orders import Decision
from fourthseat.engine.core.terms import CONTROL, Cell, Seat, Turn
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.measures import measure
from fourthseat.engine.rules import contingency
from fourthseat.engine.rules.fold import apply
from fourthseat.engine.rules.player import Player
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.conditions import condition
from fourthseat.engine.scenario.expressions import All, Expression, holds, words_of
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["Casting", "Played", "empty_moves", "play_to_look", "what_games_show"]

Casting = Callable[[Scenario, str], Mapping[Seat, Player]]
"""Gives the players of a scenario by the name of their kind."""
KINDS = ("doctrine", "mixed", "uniform")
"""Staffs that follow rules of thumb; those of the opponents against seats that order anything they may; and all seats so: what none of
them does, hardly anybody will."""
HARDLY = 0.5
"""Games, of those that were played, in which an opponent was to be expected to choose otherwise than it did."""
ENOUGH = 12
"""Games with something in them before it is said that it is always so."""
SOMETHING = (e.Injected, e.Tried, e.Leaked, e.Licensed)
"""Entries that give a move a subject though no incident is open."""
NEARLY_ALL = 0.9
"""Share of games in which a move is empty before it is called dead."""


@dataclass(slots=True)
class Played:
    """Counts over the games."""

    games: int = 0
    ends: dict[str, Counter[tuple[str, str]]] = field(default_factory=lambda: defaultdict(Counter))
    """Of each incident that was decided by an opponent that weighs: what it chose, and the outcome where it pressed."""
    opened: Counter[str] = field(default_factory=Counter)
    others: dict[str, float] = field(default_factory=lambda: defaultdict(float))
    """Of each such incident, games in which another choice was to be expected: the chances of it together."""
    values: dict[str, set[float | None]] = field(default_factory=lambda: defaultdict(set))
    offered: Counter[str] = field(default_factory=Counter)
    """Options that stood on a menu, by asking."""
    ordered: Counter[str] = field(default_factory=Counter)
    effective: set[str] = field(default_factory=set)
    """Options that took effect at least once."""
    sent: Counter[str] = field(default_factory=Counter)
    handed: Counter[str] = field(default_factory=Counter)
    held: set[str] = field(default_factory=set)
    """Options whose `requires` held at some hour of some game."""
    parts: set[tuple[str, str]] = field(default_factory=set)
    """Of the other options whose `requires` joins several by *and*: the option and each of these that held at some hour."""
    ended: Counter[str] = field(default_factory=Counter)
    """Games that a condition ended, by its sentence."""
    moves: Counter[Turn] = field(default_factory=Counter)
    empty: Counter[Turn] = field(default_factory=Counter)
    """Games in which a move was played, and in which nothing happened in it that its orders could be about."""
    stopped: tuple[str, str] | None = None
    """The game that stopped with an error of the engine, and the error."""


@dataclass(frozen=True, slots=True)
class _Watched:
    """A player whose menus are counted."""

    player: Player
    offered: Counter[str]

    def decide(self, view: View, /) -> Decision:
        """What the player decides."""
        self.offered.update({act.option for act in view.menu})
        return self.player.decide(view)


def play_to_look(scenario: Scenario, casting: Casting, games: int, go_on: Callable[[], bool] = lambda: True) -> Played:
    """Play up to *games* games, variants and kinds of players in turn, as long as *go_on* says so; one at least."""
    seen = Played()
    variants = [(coalition.id, kind) for kind, coalition in product(KINDS, scenario.coalitions)]
    for number in range(games):
        if number and not go_on():
            break
        coalition, kind = variants[number % len(variants)]
        cast = {seat: _Watched(player, seen.offered) for seat, player in _cast(scenario, casting, kind).items()}
        try:
            game = play(Game(scenario, coalition, number), cast)
        except Exception as wrong:  # whatever it is, the author is told and not shown a traceback
            seen.stopped = (f"coalition {coalition}, seed {number}, {kind} seats", f"{type(wrong).__name__}: {wrong}")
            break
        _count(seen, game, ends=kind != "uniform")
    return seen


def _cast(scenario: Scenario, casting: Casting, kind: str) -> Mapping[Seat, Player]:
    """Who sits where in a game of that *kind*."""
    if kind != "mixed":
        return casting(scenario, kind)
    opponents, others = casting(scenario, "doctrine"), casting(scenario, "uniform")
    return {
        seat: opponents[seat] if seat != CONTROL and scenario.cell(seat) is Cell.RED else player
        for seat, player in others.items()
    }


def _count(seen: Played, game: Game, *, ends: bool) -> None:
    """Add *game* to what was *seen*; how its incidents ended, if *ends* mean something."""
    seen.games += 1
    choices: dict[str, tuple[str, str]] = {}
    others: dict[str, float] = {}
    for entry in game.entries:
        match entry:
            case e.IncidentOpened():
                seen.opened[entry.incident] += 1
            case e.Chosen():
                choices[entry.incident] = (str(entry.choice), "")
                p = float(entry.estimate.p)
                others[entry.incident] = 1 - p if entry.choice == "press" else p
            case e.Ruled():
                choices[entry.incident] = ("press", str(entry.outcome))
            case e.Ordered():
                seen.ordered[entry.option] += 1
            case e.Acted() | e.Concurred() | e.Arrived() | e.Sailed() | e.Licensed() | e.Tried():
                seen.effective.update(_options(game, entry))
            case e.Ended() if entry.cause is e.EndCause.CONDITION:
                seen.ended[entry.reason] += 1
            case e.Injected():
                seen.sent[entry.inject] += 1
            case e.HandedOut():
                seen.handed[entry.handout] += 1
    for incident, end in choices.items() if ends else ():
        seen.ends[incident][end] += 1
        seen.others[incident] += others.get(incident, 0.0)
    _count_required(seen, game)
    values = measure(game.scenario, game.entries, game.state)
    for name in _measures(game.scenario):
        if name in values:
            seen.values[name].add(values[name])
    _count_moves(seen, game)


def _count_required(seen: Played, game: Game) -> None:
    """Which options' conditions held in *game*, of those that have held in none before."""
    open_still = [one for one in game.scenario.options if one.requires and one.id not in seen.held]
    state = game.start
    for entry in game.entries if open_still else ():
        state = apply(state, entry)
        for option in open_still:
            if option.id in seen.held:
                continue
            if contingency.allows(state, option):
                seen.held.add(option.id)
                continue
            now = contingency.facts(state)
            parts = _joined(game.scenario, option.requires or "")
            seen.parts |= {(option.id, words_of(part)) for part in parts if holds(part, now)}


def _joined(s: Scenario, text: str) -> tuple[Expression, ...]:
    """What the condition *text* joins by *and*; nothing if it does not."""
    said = condition(s, text)
    return said.parts if isinstance(said, All) else ()


def _never(s: Scenario, seen: Played, option: Option) -> str:
    """Which of what *option* requires never held, where several are joined by *and*; else empty."""
    parts = [words_of(part) for part in _joined(s, option.requires or "")]
    missed = [part for part in parts if (option.id, part) not in seen.parts]
    if not parts:
        return ""
    if len(missed) == len(parts):
        return "; no part of it ever held"
    return f"; never held: {' and '.join(missed)}" if missed else "; each part held, but never all at once"


def _measures(s: Scenario) -> list[str]:
    """The measures the scenario is about, and those of its own."""
    return list(dict.fromkeys([*(one.name for one in s.interests), *(own.name for own in s.own_measures)]))


def _options(game: Game, entry: e.Entry) -> Iterator[str]:
    """The options that *entry* shows to have taken effect."""
    if isinstance(entry, e.Concurred):
        yield game.state.requests[entry.request].option
    elif option := getattr(entry, "option", ""):
        yield str(option)


def _count_moves(seen: Played, game: Game) -> None:
    """Which moves of *game* were played, and which of them were empty."""
    seen.moves.update(entry.turn for entry in game.entries if isinstance(entry, e.TurnOpened))
    seen.empty.update(empty_moves(game))


def empty_moves(game: Game) -> Iterator[Turn]:
    """Moves of *game* in which no incident was open at any time and no inject, intrusion, licence or leak came."""
    starts = [entry for entry in game.entries if isinstance(entry, e.TurnOpened)]
    decided = {entry.incident: entry.hour for entry in game.entries if isinstance(entry, e.Chosen)}
    windows = [
        (entry.hour, decided.get(entry.incident, entry.closes))
        for entry in game.entries
        if isinstance(entry, e.IncidentOpened)
    ]
    came = [entry.hour for entry in game.entries if isinstance(entry, SOMETHING)]
    for number, opened in enumerate(starts):
        start = opened.hour
        close = starts[number + 1].hour if number + 1 < len(starts) else game.state.hour + 1
        if not any(since < close and start < until for since, until in windows) and not any(
            start <= hour < close for hour in came
        ):
            yield opened.turn


def what_games_show(s: Scenario, seen: Played) -> Iterator[Complaint]:
    """What the games of *s* show an author; nothing that was seen too seldom to be said."""
    if seen.stopped is not None:
        game, wrong = seen.stopped
        yield Complaint("FS700", ("incident",), f"{game}: the game stops: {wrong}")
    if seen.games < ENOUGH:
        return
    yield from _of_incidents(s, seen)
    yield from _of_options(s, seen)
    yield from _of_injects(s, seen)
    yield from _of_ends(s, seen)
    for handout in s.handouts:
        if not seen.handed[handout.id]:
            message = f"was handed out in none of {seen.games} games"
            yield Complaint("FS712", ("handout", handout.id, "id"), message, handout.id)
    for name in _measures(s):
        values = seen.values[name]
        if len(values) == 1:
            (value,) = values
            shown = "has no value" if value is None else f"is {value:g}"
            table = "measure" if any(own.name == name for own in s.own_measures) else "interest"
            message = f"{table}: {name} {shown} in all {seen.games} games of all variants"
            yield Complaint("FS702", (table, name), message, name)
    for turn in sorted(seen.moves):
        if seen.empty[turn] >= NEARLY_ALL * seen.moves[turn] and seen.moves[turn] >= ENOUGH:
            last = ", the last" if turn == s.turns else ""
            message = f"turns: move {turn}{last}: nothing is open, no inject comes and no secret is at stake in {seen.empty[turn]} of {seen.moves[turn]} games"
            yield Complaint("FS704", ("turns",), message, s.turns)


def _of_incidents(s: Scenario, seen: Played) -> Iterator[Complaint]:
    for incident in s.incidents:
        at, ends = ("incident", incident.id), seen.ends[incident.id]
        if not seen.opened[incident.id]:
            yield Complaint("FS709", (*at, "id"), f"opened in none of {seen.games} games", incident.id)
        elif len({choice for choice, _ in ends}) == 1 and ends.total() >= ENOUGH and seen.others[incident.id] < HARDLY:
            told = "; ".join(f"{' '.join(filter(None, end))} {count} times" for end, count in ends.most_common())
            message = f"the opponent chose the same in all {ends.total()} games in which it was asked: {told}"
            yield Complaint("FS701", (*at, "id"), message, incident.id)


def _of_options(s: Scenario, seen: Played) -> Iterator[Complaint]:
    for option in s.options:
        at = ("option", option.id, "id")
        if option.requires and option.id not in seen.held:
            message = f"requires: {option.requires!r} held in none of {seen.games} games{_never(s, seen, option)}"
            yield Complaint("FS713", ("option", option.id, "requires"), message, option.requires)
        elif not seen.offered[option.id]:
            yield Complaint("FS706", at, f"stood on nobody's menu in {seen.games} games", option.id)
        elif not seen.ordered[option.id]:
            message = f"was ordered in none of {seen.games} games, though it stood on menus"
            yield Complaint("FS705", at, message, option.id)
        elif option.id not in seen.effective and seen.ordered[option.id] >= ENOUGH:
            message = f"was ordered {seen.ordered[option.id]} times in {seen.games} games and never took effect"
            yield Complaint("FS703", at, message, option.id)


def _of_injects(s: Scenario, seen: Played) -> Iterator[Complaint]:
    for inject in s.msel:
        at = ("msel", inject.id, "id")
        if not seen.sent[inject.id]:
            yield Complaint("FS707", at, f"came in none of {seen.games} games", inject.id)
        elif inject.kind == "contingency" and seen.sent[inject.id] == seen.games:
            yield Complaint("FS708", at, f"came in all {seen.games} games, whatever was done", inject.id)


def _of_ends(s: Scenario, seen: Played) -> Iterator[Complaint]:
    """Conditions that end the exercise never, or always."""
    for number, end in enumerate(s.ends):
        often = seen.ended[end.text]
        if not often:
            yield Complaint(
                "FS710", ("end", number, "when"), f"when: {end.when!r} held in none of {seen.games} games", end.when
            )
        elif often == seen.games:
            message = f"when: {end.when!r} ended all {seen.games} games before their last move was over"
            yield Complaint("FS711", ("end", number, "when"), message, end.when)
