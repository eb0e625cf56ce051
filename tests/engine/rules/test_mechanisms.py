"""Every mechanism can be switched off by itself: it is alive when on, and what it does is gone when off."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from fourthseat import scenarios
from fourthseat.engine.core import entries as e
from fourthseat.engine.core.records import replace
from fourthseat.engine.core.terms import Estimate
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.rules import concurrence, consenting, durations, legality, pricing, publics, secrecy
from fourthseat.engine.rules.state import start
from fourthseat.engine.scenario.effect_rows import KINDS
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.rule_rows import Mechanisms
from fourthseat.players.cast import cast_for, cast_names

NAMES = tuple(Mechanisms.model_fields)
EFFECTIVE = ("signalling", "coercion", "reinforcement", "events", "law", "alignment", "ladder", "indicators", "access")
"""Switches of effects alone; what the shipped scenarios have of them are statements, hotlines and reinforcements."""
SEEDS = range(6)


@cache
def games(name: str, off: str = "", coalition: str = "aukus-jpn-exempt") -> tuple[Game, ...]:
    """A few games of a shipped scenario with one mechanism off."""
    scenario = vary(scenarios.find(name), {f"mechanisms.{off}": False} if off else {})
    return tuple(play(Game(scenario, coalition, seed), cast_for(scenario, cast_names(scenario, {}))) for seed in SEEDS)


def all_of(kind: type, off: str, name: str = "second-thomas") -> list:
    """Entries of *kind* in those games."""
    return [x for game in games(name, off) for x in game.entries if isinstance(x, kind)]


def reasons(off: str, name: str = "second-thomas") -> str:
    """Every reason anybody was given, in one text."""
    found = (getattr(x, "estimate", None) for game in games(name, off) for x in game.entries)
    return "\n".join(reason for estimate in found if isinstance(estimate, Estimate) for reason in estimate.reasons)


@pytest.mark.parametrize("name", NAMES)
def test_every_switch_changes_some_game(name: str) -> None:
    """With the switch off, the same luck plays another game of some shipped scenario: no switch is dead."""
    tried = (
        ("second-thomas", "aukus-jpn-exempt"),
        ("pillar-two", "aukus-jpn-exempt"),
        ("second-thomas", "aukus"),
        ("scarborough", "aukus-jpn-exempt"),
        ("senkaku", "aukus-jpn-exempt"),
    )

    if name == "publics":  # off unless a scenario says otherwise
        return
    if name in EFFECTIVE:
        assert any(on.entries != off.entries for on, off in zip(week(""), week(name), strict=True))
        return
    assert any(
        on.entries != off.entries for s, c in tried for on, off in zip(games(s, "", c), games(s, name, c), strict=True)
    )


def same_costs(off: str) -> bool:
    """Who proposes a joint measure pays for it."""
    scenario = vary(scenarios.find("second-thomas"), {f"mechanisms.{off}": False} if off else {})
    state, option = start(scenario, "aukus-jpn"), scenario.option_by_id["joint-statement"]
    return legality.costs(state, "USA", option, 10.0) == (("USA", 10.0),)  # type: ignore[arg-type]


def equal_security(off: str) -> bool:
    """The pact's safeguards make no difference to a holder."""
    scenario = vary(scenarios.find("second-thomas"), {f"mechanisms.{off}": False} if off else {})
    plain, guarded = (
        secrecy.security(start(scenario, c), "JPN")  # type: ignore[arg-type]
        for c in ("aukus-jpn", "aukus-jpn-exempt")
    )
    return plain == guarded


def no_outsider_counts(off: str) -> bool:
    """Japan's ships add nothing on station."""
    for game in games("missile-overflight", off):
        for incident in game.state.incidents.values():
            alone = tuple(a for a in incident.arrivals if a.seat != "JPN")
            without = pricing.strength(game.state, replace(incident, arrivals=alone), incident.closes or 0)
            if abs(pricing.strength(game.state, incident, incident.closes or 0) - without) > 1e-9:
                return False
    return True


def no_boost(off: str) -> bool:
    """Technology that flows adds no strength."""
    return all(
        pricing._technology(game.state, seat, force.id, 10**6) == 1.0
        for game in games("pillar-two", off) for seat in ("AUS", "GBR", "JPN") for force in game.scenario.forces_of[seat]  # type: ignore[index]
    )  # fmt: skip


def in_step(off: str) -> bool:
    """Joint or not, the strength on station is the sum of what stands alone; what effects add to it is nobody's to combine."""
    for game in games("missile-overflight", off):
        for known in game.state.incidents.values():
            incident = replace(known, pressures=())
            there = [a for a in incident.arrivals if concurrence.in_time(a.hour, incident.closes)]
            alone = 0.6 * sum(
                a.strength * pricing._technology(game.state, a.seat, a.force, incident.closes or 0) for a in there
            )
            if abs(alone - pricing.strength(game.state, incident, incident.closes or 0)) > 1e-9:
                return False
    return True


def no_transit(off: str) -> bool:
    """No force is on its way."""
    scenario = vary(scenarios.find("second-thomas"), {f"mechanisms.{off}": False} if off else {})
    state = start(scenario, "aukus")
    return all(durations.transit(state, f, i)[1] == 0 for f in scenario.forces for i in scenario.incidents)


@cache
def week(off: str) -> tuple[Game, ...]:
    """Games of the scenario that uses every kind of effect, with one mechanism off."""
    scenario = scenarios.load(Path(__file__).parents[2] / "data/library_week.toml")
    scenario = vary(scenario, {f"mechanisms.{off}": False} if off else {})
    return tuple(play(Game(scenario, seed=seed), cast_for(scenario, cast_names(scenario, {}))) for seed in (3, 4))


def no_effects(mechanism: str) -> Callable[[str], bool]:
    """No effect of *mechanism* comes about, and nothing drifts."""

    def gone(off: str) -> bool:
        entries = [x for game in week(off) for x in game.entries]
        told = {x.does for x in entries if isinstance(x, e.Effected)} - {"drift"}
        said = any(c.what == "statement" for x in entries if isinstance(x, e.Acted) for c in x.changes)
        drifts = any(isinstance(x, e.Effected) and x.does == "drift" for x in entries)
        kinds = {KINDS[does].mechanism for does in (told | {"statement"} if said else told)}
        return mechanism not in (kinds | {"indicators"} if drifts else kinds)

    return gone


def nothing_beforehand(off: str) -> bool:
    """No measure goes without new concurrence, and no framework shortens a consultation."""
    changes = {"mechanisms.standing_measures": False} if off else {}
    scenario = vary(scenarios.find("second-thomas"), {"coalition.aukus.standing": ["joint-statement"], **changes})
    state, option = start(scenario, "aukus"), scenario.option_by_id["joint-statement"]
    unhurried = vary(scenario, {"treaty.aus-jpn.consultation": 0})
    hours = {durations.consult(start(s, "aukus"), 1, "JPN", "swarm") for s in (scenario, unhurried)}  # type: ignore[arg-type]
    return not concurrence.standing(state, "USA", option) and len(hours) == 1  # type: ignore[arg-type]


def no_public_opinion(off: str) -> bool:
    """No support at home is reckoned, and comfort stays where it is."""
    row = {"seat": "JPN", "source": "invented", "per_rung": {"value": 1, "source": "invented"}}
    scenario = vary(scenarios.find("second-thomas"), {"public": [row], "mechanisms.publics": not off})
    game = play(Game(scenario, "aukus-jpn", 1), cast_for(scenario, cast_names(scenario, {})))
    support = publics.support(game.state, "JPN")  # type: ignore[arg-type]
    return support is None and consenting.comfortable(game.state, "JPN") == 2  # type: ignore[arg-type]


GONE: dict[str, Callable[[str], bool]] = {
    "capability": no_outsider_counts,
    "proximity": no_transit,
    "intelligence": lambda off: not all_of(e.Informed, off),
    "interoperability": in_step,
    "technology": no_boost,
    "resources": same_costs,
    "resolve": lambda off: "membership obliges" not in reasons(off),
    "export_control": lambda off: not all_of(e.LicenceSought, off),
    "exemption": lambda off: all(x.route != "exempt" for x in all_of(e.Licensed, off, "pillar-two")),
    "information_security": lambda off: (
        not all_of(e.Leaked, off, "cyber-suppliers") and not all_of(e.Tried, off, "cyber-suppliers")
    ),
    "safeguards": equal_security,
    "concurrence": lambda off: all(len(x.needed) == 1 for x in all_of(e.Requested, off)),
    "entrapment": lambda off: "above its comfortable rung" not in reasons(off, "senkaku"),
    "provocation": lambda off: "provocation" not in reasons(off),
    "consultation": lambda off: "consulted first" not in reasons(off),
    "trust": lambda off: not all_of(e.TrustMoved, off),
    "accidents": lambda off: not all_of(e.Accident, off, "pillar-two"),
    "reputation": lambda off: not all_of(e.Remembered, off),
    "standing_measures": nothing_beforehand,
    "publics": no_public_opinion,
    "expectation": lambda off: "it reckons with strength" not in reasons(off),
    **{name: no_effects(name) for name in EFFECTIVE},
}


@pytest.mark.parametrize("name", NAMES)
def test_what_a_mechanism_does_is_there_and_gone_when_it_is_off(name: str) -> None:
    """The effect is seen with the switch on, and is nowhere with the switch off."""
    assert not GONE[name]("")
    assert GONE[name](name)


def test_the_names_in_the_schema_are_the_registered_ones() -> None:
    """What a scenario may name is what the engine has."""
    from fourthseat.engine.models import MODEL_NAMES
    from fourthseat.engine.models.escalation import WEIGHTS
    from fourthseat.engine.scenario import checks as coherence

    assert {"deterrence": coherence.DETERRENCE_NAMES, "escalation": coherence.ESCALATION_NAMES} == MODEL_NAMES
    assert set(WEIGHTS) == set(coherence.WEIGHT_NAMES)
