"""How a scenario's conditions stand in a game: contingency injects, what an option requires, and ends.

Every fact and number of the language (:mod:`~fourthseat.engine.scenario.conditions`) is read here from a state, each by one
small function, with the parts of the state it is made of: a condition is looked at again only when one of its parts has
changed. What a scenario does not say is never looked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import NamedTuple

from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.terms import Hour, Seat
from fourthseat.engine.rules.pricing import strength
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.conditions import condition, hours_named
from fourthseat.engine.scenario.expressions import (
    All,
    Chance,
    Expression,
    Fact,
    Facts,
    Number,
    holds,
    parts_of,
    words_of,
)
from fourthseat.engine.scenario.option_rows import Option
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "FACTS", "NUMBERS", "Lacks", "Watch", "Watched", "allows", "can_know", "due", "facts", "hidden", "holds_now", "lacking", "public", "watched",
]  # fmt: skip


class Kind(NamedTuple):
    """One kind of fact or number: how it is read, of which parts of the state it is made, and who may know it."""

    read: Callable[[State, Hour, tuple[str, ...], tuple[str, ...]], float]
    """From the state at an hour, for the names and values it has."""
    parts: tuple[str, ...]
    """Fields of the state; ``hour`` for the clock."""
    known: Callable[[State, Seat, tuple[str, ...]], bool] | None
    """Whether a seat may know it; None for everybody."""


# ---------------------------------------------------------------- who may know


def _has_opened(state: State, _: Seat, names: tuple[str, ...]) -> bool:
    """Of an incident everybody knows how it stands, once it has opened; before, nobody knows that there is one."""
    return state.incidents[names[-1]].opened is not None


def _its_own(_: State, seat: Seat, names: tuple[str, ...]) -> bool:
    return names[0] == seat


def _its_own_order(state: State, seat: Seat, names: tuple[str, ...]) -> bool:
    """What a seat has ordered it knows itself; what nobody else could order it knows as well."""
    who = names[:-1] or state.scenario.option_by_id[names[-1]].seats
    return set(who) == {seat}


def _its_own_picture(state: State, seat: Seat, names: tuple[str, ...]) -> bool:
    return names[0] == seat and _has_opened(state, seat, names)


def _in_the_coalition(state: State, seat: Seat, names: tuple[str, ...]) -> bool:
    about = state.incidents.get(names[0])
    return seat in state.members and (about is None or about.opened is not None)


def _was_told(state: State, seat: Seat, names: tuple[str, ...]) -> bool:
    return names[0] in state.injected and seat in state.scenario.inject_by_id[names[0]].to


def _sees_it(state: State, seat: Seat, names: tuple[str, ...]) -> bool:
    return _shown(state.scenario, seat, names[0])


def _shown(scenario: Scenario, seat: Seat, indicator: str) -> bool:
    """Whether a seat is shown an indicator, in any game."""
    seen_by = scenario.indicator_by_id[indicator].seen_by
    return not seen_by or seat in seen_by


def _nobody(_: State, __: Seat, ___: tuple[str, ...]) -> bool:
    return False


# ---------------------------------------------------------------- facts


def _opened(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    return state.incidents[names[0]].opened is not None


def _ended(state: State, _: Hour, names: tuple[str, ...], outcomes: tuple[str, ...]) -> bool:
    incident = state.incidents[names[0]]
    return incident.choice is not None and (not outcomes or incident.outcome in outcomes)


def _chose(state: State, _: Hour, names: tuple[str, ...], choices: tuple[str, ...]) -> bool:
    return state.incidents[names[0]].choice in choices


def _concurred(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    """About an incident, or on an option anywhere."""
    incident = state.incidents.get(names[0])
    if incident is not None:
        return incident.joint is not None
    return any(request.option == names[0] and request.verdict is True for request in state.requests.values())


def _ordered(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    option, seat = names[-1], names[0] if len(names) > 1 else None
    return any(key[1] == option and seat in (None, key[0]) for key in state.ordered)


def _done(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    option, seat = names[-1], names[0] if len(names) > 1 else None
    return any(what == option and seat in (None, who) for who, what in state.done)


def _declared(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    return names[1] in state.seats[Seat(names[0])].altered.legal


def _access(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> bool:
    return (Seat(names[0]), names[1]) in state.altered.access


FACTS: dict[str, Kind] = {
    "opened": Kind(_opened, ("incidents",), _has_opened),
    "ended": Kind(_ended, ("incidents",), _has_opened),
    "chose": Kind(_chose, ("incidents",), _has_opened),
    "concurred": Kind(_concurred, ("incidents", "requests"), _in_the_coalition),
    "ordered": Kind(_ordered, ("ordered",), _its_own_order),
    "done": Kind(_done, ("done",), _its_own_order),
    "member": Kind(lambda state, _, names, __: names[0] in state.members, ("members",), None),
    "sent": Kind(lambda state, _, names, __: names[0] in state.injected, ("injected",), _was_told),
    "declared": Kind(_declared, ("seats",), None),
    "access": Kind(_access, ("altered",), None),
    "leaked": Kind(lambda state, *_: bool(state.leaks), ("leaks",), _nobody),
    "closing": Kind(lambda state, *_: state.closing, ("closing",), None),
}
"""Every kind of fact."""


# ---------------------------------------------------------------- numbers


def _budget(state: State, _: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> float:
    seat = Seat(names[0])
    own = state.seats[seat]
    return float(state.scenario.seat_by_id[seat].budget_musd) + own.altered.granted - own.spent


def _strength(state: State, hour: Hour, names: tuple[str, ...], __: tuple[str, ...]) -> float:
    """As it would be ruled on if the window closed with this hour, or as it was ruled on."""
    incident = state.incidents[names[0]]
    over = incident.closes is not None and incident.closes <= hour
    return strength(state, incident, incident.closes or 0 if over else hour + 1)


NUMBERS: dict[str, Kind] = {
    "rung": Kind(lambda state, *_: float(state.rung), ("rung",), None),
    "hour": Kind(lambda _, hour, *__: float(hour), ("hour",), None),
    "turn": Kind(lambda state, *_: float(state.turn), ("turn",), None),
    "leaks": Kind(lambda state, *_: float(len(state.leaks)), ("leaks",), _nobody),
    "members": Kind(lambda state, *_: float(len(state.members)), ("members",), None),
    "indicator": Kind(lambda state, _, names, __: state.indicators[names[0]], ("indicators",), _sees_it),
    "trust": Kind(lambda state, _, names, __: state.seats[Seat(names[0])].trust, ("seats",), _its_own),
    "budget": Kind(_budget, ("seats",), _its_own),
    "spent": Kind(lambda state, _, names, __: state.seats[Seat(names[0])].spent, ("seats",), _its_own),
    "strength": Kind(_strength, ("incidents", "members", "seats"), _has_opened),
    "attribution": Kind(
        lambda state, _, names, __: state.incidents[names[1]].attribution.get(Seat(names[0]), 0.0), ("incidents",), _its_own_picture
    ),
}  # fmt: skip
"""Every kind of number."""


def _kind_of(part: Fact | Number) -> Kind:
    return (FACTS if isinstance(part, Fact) else NUMBERS)[part.kind]


# ---------------------------------------------------------------- how it stands


def facts(state: State, hour: Hour | None = None, seed: int | None = None, place: str = "") -> Facts:
    """How it stands in *state*: at *hour*, or the hour of the last entry.

    With *seed*, a chance is drawn at the *place* where the condition stands; without, it does not come up.
    """
    now = state.hour if hour is None else hour

    def so(fact: Fact) -> bool:
        return bool(_kind_of(fact).read(state, now, fact.names, fact.values))

    def number(one: Number) -> float:
        return _kind_of(one).read(state, now, one.names, ())

    def came_up(chance: Chance) -> bool:
        return seed is not None and draw(seed, "condition", place, chance.place) < chance.p

    return Facts(so, number, came_up)


def holds_now(state: State, text: str, hour: Hour | None = None, seed: int | None = None, place: str = "") -> bool:
    """Whether the condition *text* of the state's scenario holds; *place* says where it stands, for its chances."""
    return holds(condition(state.scenario, text), facts(state, hour, seed, place))


# ---------------------------------------------------------------- what is looked at when


class Watched(NamedTuple):
    """A condition that a game watches: of an inject, or of one of the scenario's ends."""

    name: str
    """The inject, ``end`` with the number of the row, or ``handout`` with the hand-out."""
    expression: Expression
    parts: frozenset[str]
    """Of the state, of which it is made."""
    end: int | None
    """Which of the scenario's ends it is; None for an inject."""
    at_close: bool
    """Whether it can hold only as a move closes."""
    handout: str = ""
    """Which hand-out waits for it; empty for an inject or an end."""


class Watch(NamedTuple):
    """Everything a game of one scenario watches."""

    conditions: tuple[Watched, ...]
    parts: tuple[str, ...]
    """Of the state, of which any of them is made."""
    hours: tuple[Hour, ...]
    """At which one of them may come true by the clock alone."""


def watched(scenario: Scenario) -> Watch:
    """What a game of *scenario* watches, worked out once; ends before injects, for nothing is sent once it has ended."""
    known: Watch | None = vars(scenario).get("_watched")
    if known is None:
        rows = [
            *((f"end {n + 1}", condition(scenario, end.when), n) for n, end in enumerate(scenario.ends)),
            *((i.id, condition(scenario, i.condition), None) for i in scenario.msel if i.condition is not None),
        ]
        found = tuple(Watched(name, said, frozenset(_made_of(said)), end, _at_close(said)) for name, said, end in rows)
        found += tuple(
            Watched(f"handout {one.id}", said, frozenset(_made_of(said)), None, _at_close(said), one.id)
            for one in scenario.handouts
            if one.when is not None and (said := condition(scenario, one.when))
        )
        parts = sorted(set[str]().union(*(one.parts for one in found)))
        named = [one.expression for one in found]
        named += [condition(scenario, o.requires) for o in scenario.options if o.requires and o.requires_throughout]
        hours = sorted(set[int]().union(*map(hours_named, named)))
        known = vars(scenario)["_watched"] = Watch(found, tuple(parts), tuple(hour for hour in hours if hour > 0))
    return known


def _at_close(said: Expression) -> bool:
    return Fact("closing") in (said.parts if isinstance(said, All) else (said,))


def _made_of(expression: Expression) -> Iterable[str]:
    for part in parts_of(expression):
        if isinstance(part, Fact | Number):
            yield from _kind_of(part).parts


def _waits(state: State, one: Watched) -> bool:
    """Whether what waits for it is still to come."""
    if one.end is not None:
        return True
    if one.handout:
        return all(name != one.handout for _, name, _, _ in state.handed)
    return one.name not in state.injected and one.name not in state.withheld and one.name not in state.proposed


def due(state: State, watch: Watch, changed: Collection[str] | None, hour: Hour, seed: int) -> list[Watched]:
    """The watched conditions that hold now and were not acted upon, of those with a part among *changed*; None for all."""
    if changed is not None and not changed:
        return []
    return [
        one
        for one in watch.conditions
        if (changed is None or not one.parts.isdisjoint(changed))
        and (state.closing or not one.at_close)
        and _waits(state, one)
        and holds(one.expression, facts(state, hour, seed, one.name))
    ]


# ---------------------------------------------------------------- what an option requires


def allows(state: State, option: Option) -> bool:
    """Whether what *option* requires holds."""
    return option.requires is None or holds_now(state, option.requires)


def can_know(state: State, seat: Seat, expression: Expression) -> bool:
    """Whether *seat* may know how every fact and number in *expression* stands."""
    for part in parts_of(expression):
        if isinstance(part, Fact | Number):
            known = _kind_of(part).known
            if known is not None and not known(state, seat, part.names):
                return False
    return True


def public(scenario: Scenario, expression: Expression) -> bool:
    """Whether every seat may know how everything in *expression* stands, once it has happened."""
    return not any(hidden(scenario, seat, expression) for seat in scenario.players)


def hidden(scenario: Scenario, seat: Seat, expression: Expression) -> list[str]:
    """The facts and numbers in *expression* that *seat* is never told, in their words."""
    return [
        words_of(part)
        for part in parts_of(expression)
        if isinstance(part, Fact | Number) and not _ever_told(scenario, seat, part)
    ]


def _ever_told(s: Scenario, seat: Seat, part: Fact | Number) -> bool:
    """Whether *seat* can come to know *part* in some game: incidents open, injects are sent, members may change."""
    known = _kind_of(part).known
    if known in (None, _has_opened):
        return True
    if known in (_its_own, _its_own_picture):
        return part.names[0] == seat
    if known is _its_own_order:
        return {*(part.names[:-1] or s.option_by_id[part.names[-1]].seats)} == {seat}
    if known is _in_the_coalition:
        return any(member.seat == seat for coalition in s.coalitions for member in coalition.members)
    if known is _was_told:
        return seat in s.inject_by_id[part.names[0]].to
    return known is _sees_it and _shown(s, seat, part.names[0])


class Lacks(NamedTuple):
    """What keeps something off a seat's menu, as far as that seat may know it."""

    parts: tuple[Expression, ...] = ()
    """The parts of what is required that do not hold; none if the seat may know of none."""
    law: tuple[str, ...] = ()
    """Titles of legal categories, of which one is to be declared first."""
    titles: tuple[tuple[str, str, str], ...] = ()
    """Incidents, options and legal categories that *parts* speak of: the kind of part, the name there, the title."""
    names: tuple[tuple[str, str, str], ...] = ()
    """Seats, places, indicators and whatever else *parts* speak of, likewise with what people call them."""


def lacking(state: State, seat: Seat, text: str) -> Lacks | None:
    """What the condition *text* lacks now, of what *seat* may know; None if it holds."""
    if holds_now(state, text):
        return None
    said = condition(state.scenario, text)
    now = facts(state)
    parts = [part for part in (said.parts if isinstance(said, All) else (said,)) if not holds(part, now)]
    known = tuple([part for part in parts if can_know(state, seat, part)])
    return Lacks(known, (), *_called(state.scenario, known))


_Called = tuple[tuple[str, str, str], ...]


def _called(s: Scenario, parts: Iterable[Expression]) -> tuple[_Called, _Called]:
    """What the rows that *parts* name are called: those with titles, and the others with names."""
    titles: dict[tuple[str, str], str] = {}
    names: dict[tuple[str, str], str] = {}
    indicators = {one.id: one.title for one in s.indicators}
    for one in (one for part in parts for one in parts_of(part)):
        if not isinstance(one, Fact | Number):
            continue
        for name in one.names:
            key = one.kind, name
            law = s.legal_by_id.get(name) if one.kind == "declared" else None
            row = law or s.incident_by_id.get(name) or s.option_by_id.get(name)
            inject = s.inject_by_id.get(name)
            if isinstance(one, Number) and one.kind == "indicator":
                names[key] = indicators.get(name, name)
            elif row is not None:
                titles[key] = row.title
            elif inject is not None:  # its name on control's list would tell how many there are
                names[key] = f"the message of {inject.sender}"
            else:  # a seat by its code, as everywhere in a sentence: its title may want an article
                names[key] = name if Seat(name) in s.seat_by_id else s.place_name(name)
    return tuple([(*key, title) for key, title in titles.items()]), tuple([(*key, told) for key, told in names.items()])
