"""What the opponent would make of a word, a threat, a ship on its way and a ship on the spot, everything else being equal.

At the moment at which an opponent chooses, its staff's own estimate (:func:`~fourthseat.engine.rules.pricing.appraise`) is asked again for
states that differ in one thing: from nothing said, threatened, sent or there, in steps to much of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from fourthseat.engine.core.entries.changes import Pressure
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Hour
from fourthseat.engine.rules.pricing import appraise
from fourthseat.engine.rules.state import Arrival, IncidentState, State
from fourthseat.engine.scenario.force_rows import Force
from fourthseat.engine.scenario.option_rows import Option

__all__ = ["PROBES", "Probe", "Probed", "probe"]


class Probe(StrEnum):
    """One thing that is supposed, everything else being equal."""

    WORDS = "words"
    WORDS_BESIDE_SHIPS = "words beside ships"
    PUNISHMENT = "punishment"
    UNDER_WAY = "under way"
    ON_STATION = "on station"


PROBES = {
    Probe.WORDS: "a credible joint statement, with nothing at sea",
    Probe.WORDS_BESIDE_SHIPS: "the same with a force half the opponent's on the spot",
    Probe.PUNISHMENT: "a punishment threatened, with nothing at sea",
    Probe.UNDER_WAY: "forces under way, due just before the window closes",
    Probe.ON_STATION: "forces on station",
}
"""Each of them in words."""
THREATS = (0.1, 0.2, 0.4)
"""Utility that pressing is to cost."""
PARTS = (0.25, 0.5, 1.0, 2.0)
"""Strength on station, of the opponent's there."""
LONG_AGO = 24
"""Hours before the opponent's choice at which what is supposed was said or done."""


ELSEWHERE = "elsewhere"
"""Where a force is that is not to count."""


class Probed(NamedTuple):
    """The chance that an opponent presses, along one probe."""

    incident: str
    probe: Probe
    chances: tuple[float, ...]
    """From nothing of it to the most."""

    @property
    def effect(self) -> float:
        """How much the most of it changes the chance."""
        return self.chances[-1] - self.chances[0]

    @property
    def falls(self) -> bool:
        """Whether more of it never makes pressing more likely."""
        return all(after <= before + 1e-9 for before, after in zip(self.chances, self.chances[1:], strict=False))


def probe(state: State, name: str, hour: Hour) -> Iterator[Probed]:
    """Every probe of incident *name*, on which an opponent chooses at *hour*, that its scenario has the means for."""
    now = state.incidents[name]
    if now.choice is not None:
        return
    bare = replace(now, statements=(), arrivals=(), concurred=None, combined=None, pressures=())
    empty = replace(state, voyages={}, tasked={})
    since = max(now.opened or 0, hour - LONG_AGO)

    def asked(states: Sequence[IncidentState], beside: State = empty) -> tuple[float, ...]:
        return tuple(_chance(beside, one, hour) for one in states)

    if words := _words(state, name):
        yield Probed(name, Probe.WORDS, asked([bare, *_spoken(state, bare, words, since)]))
    threats = [replace(bare, pressures=(Pressure("punish", size, since),)) for size in THREATS]
    yield Probed(name, Probe.PUNISHMENT, asked([bare, *threats]))
    if force := _force(state, name):
        away = replace(empty, tasked={force.id: ELSEWHERE})  # else it may be expected before it is there
        there = [replace(bare, arrivals=(_arrived(force, part * bare.red_strength, since),)) for part in PARTS]
        yield Probed(name, Probe.ON_STATION, asked([bare, *there], away))
        if words:
            spoken = _spoken(state, there[1], words, since)
            yield Probed(name, Probe.WORDS_BESIDE_SHIPS, asked([there[1], *spoken], away))
        coming = replace(empty, tasked={force.id: name}, voyages={force.id: (since, hour - 1)})
        yield Probed(name, Probe.UNDER_WAY, (_chance(away, bare, hour), _chance(coming, bare, hour)))


def _chance(state: State, incident: IncidentState, hour: Hour) -> float:
    placed = replace(state, incidents={**state.incidents, incident.id: incident}, hour=hour)
    return float(appraise(placed, incident, hour).estimate.p)


def _words(state: State, name: str) -> Option | None:
    """The most credible statement that a capital of the coalition could make about the incident; a joint one before others."""
    said = [
        option
        for option in state.scenario.options
        if "statement" in option.does
        and name in (option.incidents or (name,))
        and any(seat in state.members for seat in option.seats)
    ]
    return max(said, key=lambda option: (option.joint, float(option.credibility)), default=None)


def _spoken(state: State, bare: IncidentState, option: Option, since: Hour) -> Iterator[IncidentState]:
    """The statement made, and made with the coalition's concurrence where it is a joint one."""
    seat = next(seat for seat in option.seats if seat in state.members)
    said = replace(bare, statements=((seat, option.id),))
    yield said
    if option.joint:
        yield replace(said, concurred=since)


def _force(state: State, name: str) -> Force | None:
    """The strongest force of a member that counts there and that an option could send."""
    scenario, domains = state.scenario, state.scenario.incident_by_id[name].domains
    sendable = {
        (seat, domain)
        for option in scenario.options
        if "deploy" in option.does and name in (option.incidents or (name,))
        for seat in option.seats
        for domain in option.domains
    }
    first = {member.seat for member in scenario.coalitions[0].members}
    forces = [
        force
        for force in scenario.forces
        if force.seat in state.members
        and (force.seat, force.domain) in sendable
        and force.domain in (domains or (force.domain,))
    ]
    return max(forces, key=lambda force: (force.seat in first, float(force.strength)), default=None)


def _arrived(force: Force, strength: float, hour: Hour) -> Arrival:
    return Arrival(force.seat, force.id, strength, hour, False)
