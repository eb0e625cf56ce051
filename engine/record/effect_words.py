"""What an effect has done, in words: one sentence a kind, from what the entry says and the state after it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from fourthseat.engine.core.entries.changes import Change, Effected, Pressure
from fourthseat.engine.core.orders import Argue, ArguedEffect
from fourthseat.engine.core.terms import NOBODY, Seat
from fourthseat.engine.core.wording import indicator_number, listed
from fourthseat.engine.rules.effects import (
    ON_THE_CLOCK,
    SWITCHED_ELSEWHERE,
    On,
    changes,
    possible,
    pressure,
    told,
)
from fourthseat.engine.rules.seen import options_known
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.argued_rows import row_of
from fourthseat.engine.scenario.effect_rows import KINDS, SHORT, EffectRow
from fourthseat.engine.scenario.event_rows import Inject
from fourthseat.engine.scenario.scenario import Scenario

__all__ = [
    "changes_told", "effect_sentence", "foreseen", "heard", "inject_in_words", "item_told", "plainly", "row_in_words", "source_of",
]  # fmt: skip


def effect_sentence(entry: Effected, state: State) -> str:
    """*entry* in a sentence: what has changed, and by what."""
    by = source_of(entry, state)
    if entry.came == "not":
        return f"{by}: no effect on {SHORT[entry.does]} ({100 * entry.p:.0f} %, drew {entry.draw:.2f})."
    if entry.text:
        return f"{by}: {entry.text}"
    parts = list(dict.fromkeys(_parts(entry, state)))
    undone = " It has worn off." if entry.came == "undone" else ""
    return f"{by}: {'; '.join(parts) or KINDS[entry.does].says}.{undone}"


SEEN_BY_ITSELF = frozenset(
    {"access", "attribution", "close", "drift", "indicator", "intrude", "message", "open", "picture", "rung"}
)
"""Kinds that whoever is told of sees come about in what it is shown: no sentence is said of them beside that."""


def heard(entry: Effected, seat: Seat, state: State) -> str:
    """*entry* as *seat*, or with no seat the public, is told of it; empty if it is not, or sees it for itself.

    Who did it is said to those who know the option by name, and what an opponent weighs without the model's numbers.
    """
    s = state.scenario
    to_it = seat in entry.to if seat != NOBODY else set(s.players) <= set(entry.to)
    if not to_it or entry.came == "not" or entry.does in SEEN_BY_ITSELF:
        return ""
    sort, _, name = entry.source.partition(" ")
    by = f"{source_of(entry, state)}: " if sort == "option" and seat and name in options_known(s, seat) else ""
    said = plainly(entry, state)
    return f"{by}{said[:1].lower()}{said[1:]}" if by and not said.startswith(tuple(s.players)) else f"{by}{said}"


def plainly(entry: Effected, state: State) -> str:
    """What has changed, in a sentence without what did it and without the numbers that an opponent weighs."""
    if entry.text and entry.came == "about":
        return entry.text
    at = f" ({state.scenario.incident_by_id[entry.incident].title})" if entry.incident else ""
    told = [_SAID[entry.pressure.what](entry.pressure.amount) + at] if entry.pressure else list(_parts(entry, state))
    said = "; ".join(dict.fromkeys(told)) or (KINDS[entry.does].says if entry.does in KINDS else "nothing has changed")
    return f"{said[:1].upper()}{said[1:]}.{' It has worn off.' if entry.came == 'undone' else ''}"


def source_of(entry: Effected, state: State) -> str:
    """What the effect is of: the title of the option or incident, the name of the inject."""
    sort, _, name = entry.source.partition(" ")
    scenario = state.scenario
    match sort:
        case "option":
            option = scenario.option_by_id[name]
            # A row that names its seat is about that seat, whoever ordered it: to put the name before the title would say that it did.
            about = any(row.does == entry.does and row.seat == entry.seat for row in option.effects)
            return option.title if about or not entry.seat else f"{entry.seat}, {option.title}"
        case "incident":
            return f"After “{scenario.incident_by_id[name].title}”"
        case "inject":
            return f"Inject {name}"
        case "argument":
            return f"Argument {name}"
        case "control":
            return f"Control's change {name}"
    return "By itself"


def changes_told(changes: Iterable[Change], state: State) -> Iterator[str]:
    """Each of *changes* in words."""
    for change in changes:
        yield _CHANGED[change.what](change, state)


def item_told(scenario: Scenario, item: str) -> str:
    """What is shared, in words: the plan of a measure, a picture, a technology line."""
    kind, name, *about = item.split(":")
    titles = [scenario.incident_by_id[one].title for one in about if one in scenario.incident_by_id]
    at = f" ({titles[0]})" if titles else ""
    if kind == "plan":
        return f"the plan of “{scenario.option_by_id[name].title}”{at}"
    return f"{name}'s picture{at}" if kind == "picture" else f"the technology of {scenario.programme_by_id[name].title}"


def foreseen(state: State, order: Argue) -> tuple[str, ...]:
    """What each effect of *order* would change if it stood now, when, and who would be told; a sentence each.

    The effects are such as :func:`~fourthseat.engine.rules.legality.refuse` lets pass.
    """
    return tuple(
        f"{_foreseen(state, order, effect)} Told to: {_told(state, order, effect)}." for effect in order.effects
    )


NAMED = {
    "lost": "loss", "arrives": "arrival", "moves": "a new home", "joins": "membership", "leaves": "the end of the membership", "open": "the opening",
    "close": "the end",
}  # fmt: skip
"""What a row brings, where the few words for what its kind is about do not say it."""


def inject_in_words(inject: Inject, s: Scenario) -> str:
    """What *inject* changes, for people: ``trust of NORTH -0.05; the crisis goes one rung down``; empty if it only tells."""
    effect, does = inject.effect, []
    if effect.opens is not None:
        does.append(f"opens “{s.incident_by_id[effect.opens].title}”")
    does += [
        f"confidence in who is behind “{s.incident_by_id[name].title}” {step:+g}"
        for name, step in effect.attribution.items()
    ]
    does += [f"trust of {who} {step:+g}" for who, step in effect.trust.items()]
    does += [f"exempt share of {who} {step:+g}" for who, step in effect.exempt_share.items()]
    if effect.rung:
        does.append(f"the crisis goes one rung {'up' if effect.rung > 0 else 'down'}")
    return "; ".join([*does, *(row_in_words(row, s) for row in inject.effects)])


def row_in_words(row: EffectRow, s: Scenario) -> str:
    """*row* of a file for people, before it comes about: ``trust of NORTH -0.1, after 12 h``."""
    known: dict[str, str] = {incident.id: incident.title for incident in s.incidents}
    known |= {indicator.id: indicator.title for indicator in s.indicators}
    known |= {variant.id: variant.title for variant in s.coalitions}
    known |= {force.id: force.name for force in s.forces} | {place.id: place.name for place in s.places}
    named = (row.incident, row.indicator, row.force, row.place, row.coalition)
    about = [row.seat, *(f"“{known.get(name, name)}”" for name in named if name), row.category, row.term, row.rule]
    of = ", ".join(filter(None, about))
    size = "" if row.amount is None else f" {float(row.amount):+g}"
    later = [f"after {row.delay_hours:g} h"] if row.delay_hours else []
    later += [f"for {row.lasts_hours:g} h"] if row.lasts_hours is not None else []
    later += [f"with a chance of {100 * row.chance:.0f} %"] if row.chance is not None else []
    later += [f"if {row.when}"] if row.when else []
    reaches = f" to {', '.join(row.seats)}" if row.seats else ""
    text = f": “{row.text}”" if row.text else ""
    return f"{NAMED.get(row.does, SHORT[row.does])}{f' of {of}' if of else ''}{reaches}{size}{text}{''.join(f', {one}' for one in later)}"


def _on(order: Argue, state: State, effect: ArguedEffect) -> On:
    return On(state.hour, effect.seat, effect.incident or order.incident, effect.amount or 0.0)


def _foreseen(state: State, order: Argue, effect: ArguedEffect) -> str:
    """What it would set, as its entry will tell it, and the conditions it has."""
    row, on = row_of(effect), _on(order, state, effect)
    later = "".join(f", {words}" for words in _modified(effect))
    if row.does not in SWITCHED_ELSEWHERE and not getattr(state.scenario.mechanisms, row.kind.mechanism):
        return f"{SHORT[row.does].capitalize()}: nothing, for the mechanism {row.kind.mechanism} is switched off."
    added, sets = pressure(state, row, on), changes(state, row, on)
    if not possible(state, row, on) or (added is None and not sets and row.does not in ON_THE_CLOCK):
        return f"{SHORT[row.does].capitalize()}{later}: nothing changes as things stand."
    entry = Effected(
        state.hour,
        row.does,
        "about",
        (),
        f"argument {state.arguments + 1}",
        on.seat,
        on.incident,
        sets,
        added,
        row.text,
    )
    said = effect_sentence(entry, state).partition(": ")[2]
    return f"{SHORT[row.does].capitalize()}{later}: {said}"


def _told(state: State, order: Argue, effect: ArguedEffect) -> str:
    to = told(state, row_of(effect), _on(order, state, effect))
    if set(state.scenario.players) <= set(to):
        return "everybody"
    return ", ".join(to) or "control alone"


def _modified(effect: ArguedEffect) -> Iterator[str]:
    """When it comes about, on what condition, and for how long."""
    if effect.delay_hours:
        yield f"after {effect.delay_hours:g} h"
    if effect.lasts_hours is not None:
        yield f"for {effect.lasts_hours:g} h"
    if effect.half_life_hours is not None:
        yield f"half of it gone every {effect.half_life_hours:g} h"
    if effect.chance is not None:
        yield f"with a chance of {100 * effect.chance:.0f} %"
    if effect.when:
        yield f"if {effect.when}"
    if effect.in_part:
        yield "in part too"


def _parts(entry: Effected, state: State) -> Iterator[str]:
    """Each change in words."""
    at = f" ({state.scenario.incident_by_id[entry.incident].title})" if entry.incident else ""
    if entry.pressure is not None:
        yield _PRESSURE[entry.pressure.what](entry.pressure, state.scenario.strength_unit) + at
    sure = {change.seat: f"{100 * change.to:.0f} %" for change in entry.changes if change.what == "attribution"}
    if len(entry.changes) > 1 and len(sure) == len(entry.changes):
        alike = len(set(sure.values())) == 1
        who = (
            "capitals are " + min(sure.values())
            if alike
            else listed(f"{seat} is {much}" for seat, much in sure.items())
        )
        yield f"{who} sure who is behind it{at}"
        return
    for change in entry.changes:
        yield _CHANGED[change.what](change, state)
    if not entry.changes and entry.pressure is None and entry.does in _ALONE:
        yield _ALONE[entry.does] + at


def _lasting(pressure: Pressure) -> str:
    until = f" until H+{pressure.until}" if pressure.until is not None else ""
    return until + (f", half of it gone every {pressure.half_life:.0f} h" if pressure.half_life else "")


_PRESSURE: dict[str, Callable[[Pressure, str], str]] = {
    "signal": lambda p, _: (
        f"the opponent thinks resistance {'likelier' if p.amount > 0 else 'less likely'} by {100 * abs(p.amount):.0f} points of a hundred{_lasting(p)}"
    ),
    "punish": lambda p, _: f"pressing is expected to cost the opponent {p.amount:.2f} more{_lasting(p)}",
    "reward": lambda p, _: f"leaving things as they are is worth {p.amount:+.2f} to the opponent{_lasting(p)}",
    "blue": lambda p, unit: f"the coalition's strength there changes by {p.amount:+.1f} {unit}{_lasting(p)}",
    "red": lambda p, unit: f"the opponent's strength there changes by {p.amount:+.1f} {unit}{_lasting(p)}",
}
_SAID: dict[str, Callable[[float], str]] = {
    "signal": lambda more: f"resistance looks {'likelier' if more > 0 else 'less likely'} than it did",
    "punish": lambda _: "pressing would cost the opponent more than before",
    "reward": lambda more: f"leaving things as they are is worth {'more' if more > 0 else 'less'} to the opponent",
    "blue": lambda more: f"the coalition is {'stronger' if more > 0 else 'weaker'} there",
    "red": lambda more: f"the opponent is {'stronger' if more > 0 else 'weaker'} there",
}
"""The same without numbers, which belong to the model."""
_ALONE = {
    "open": "it opens",
    "close": "the opponent leaves it",
    "picture": "the picture is on its way",
}
"""What is told in full by an entry of its own."""


def _incident(change: Change, state: State) -> str:
    return f"“{state.scenario.incident_by_id[change.incident].title}”"


def _force(change: Change, state: State) -> str:
    return state.scenario.force_by_id[change.option.partition(" ")[0]].name


def _indicator(change: Change, state: State) -> str:
    row = state.scenario.indicator_by_id[change.option]
    return f"{row.title}: now {indicator_number(change.to)} {row.unit}"


def _category(state: State, name: str) -> str:
    row = state.scenario.legal_by_id.get(name)
    return name if row is None else row.title


def _place(state: State, name: str) -> str:
    return state.scenario.place_name(name)


def _rungs(moved: float) -> str:
    """How much higher or lower than it was somebody is comfortable."""
    n = round(abs(moved))
    return (
        f"{n} {'rung' if n == 1 else 'rungs'} {'higher' if moved > 0 else 'lower'} than"
        if n
        else "up to the rung it was"
    )


def _better(share: float) -> str:
    """How much better or worse than it was something is done."""
    n = round(100 * abs(share))
    return f"{n} % {'better' if share > 0 else 'worse'} than" if n else "as well as"


_CHANGED: dict[str, Callable[[Change, State], str]] = {
    "access": lambda c, s: f"{c.seat} {'may' if c.to else 'may no longer'} sail from {_place(s, c.option)}",
    "arrival": lambda c, s: f"{_force(c, s)} counts {c.to:.1f} at {_incident(c, s)}",
    "attribution": lambda c, s: f"{c.seat} is {100 * c.to:.0f} % sure who is behind {_incident(c, s)}",
    "closes": lambda c, s: f"the window of {_incident(c, s)} closes at H+{c.to:.0f}",
    "comfort": lambda c, _: f"{c.seat} is comfortable {_rungs(c.to)} at the start",
    "consulted": lambda c, _: f"{c.seat} has consulted its partners",
    "exempt_share": lambda c, _: (
        f"{c.seat} receives {100 * c.to:+.0f} % of items without a licence, beside its terms"
        if round(100 * c.to)
        else f"{c.seat} receives items without a licence as its terms say"
    ),
    "granted": lambda c, _: (
        f"{c.seat} has {c.to:+.0f} million US$ beside its budget"
        if round(c.to)
        else f"{c.seat} has its budget, no more and no less"
    ),
    "hardened": lambda c, _: f"{c.seat}'s networks are hardened by {100 * c.to:.0f} %",
    "highest_act": lambda c, s: f"the coalition has acted on rung {c.to:.0f} over {_incident(c, s)}",
    "home": lambda c, s: f"{_force(c, s)} moves to {_place(s, c.option.partition(' ')[2])}",
    "hotline": lambda c, _: "a line to the opponent is open" if c.to else "the line to the opponent is closed",
    "indicator": _indicator,
    "legal": lambda c, s: f"{c.seat} {'declares' if c.to else 'lifts'} “{_category(s, c.option)}”",
    "member": lambda c, _: f"{c.seat} {'joins' if c.option else 'leaves'} the coalition",
    "part": lambda c, s: f"{100 * c.to:.0f} % of {_force(c, s)} is there",
    "programme": lambda c, _: f"{c.option} flows to {c.seat}",
    "provoked": lambda c, _: (
        f"the coalition provokes the opponent by {c.to:+.2f} beside its members"
        if round(c.to, 2)
        else "the coalition provokes the opponent by its members alone"
    ),
    "raised": lambda c, _: f"{c.seat}'s forces are at {'raised' if c.to else 'routine'} readiness",
    "readiness": lambda c, s: (
        f"{_force(c, s)} ({s.scenario.force_by_id[c.option.partition(' ')[0]].seat}): {100 * c.to:.0f} % ready"
    ),
    "red_strength": lambda c, s: f"the opponent has {c.to:.1f} {s.scenario.strength_unit} at {_incident(c, s)}",
    "rule": lambda c, s: f"the coalition concurs by {c.option or s.coalition.rule}",
    "security": lambda c, _: f"{c.seat} keeps secrets {_better(c.to)} at the start",
    "severity": lambda c, s: f"{_incident(c, s)} is {100 * c.to:.0f} % as grave as an act can be",
    "statement": lambda c, s: f"{c.seat} has spoken about {_incident(c, s)}",
    "term": lambda c, _: (
        f"{c.seat}'s {c.option} changes by {c.to:+.2f} in all"
        if round(c.to, 2)
        else f"{c.seat}'s {c.option} is what its terms say"
    ),
    "trust": lambda c, _: f"{c.seat}'s trust in the coalition is {100 * c.to:.0f} %",
    "window": lambda c, s: f"the window of {_incident(c, s)} will be {c.to:.0f} h",
}
