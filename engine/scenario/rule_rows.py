"""What a file says of the rules themselves: mechanisms that can be switched off, and numbers that no single row owns."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from fourthseat.engine.scenario.amounts import Amount, Positive, Share, judged
from fourthseat.engine.scenario.constants import USUAL, ModelConstants
from fourthseat.engine.scenario.quantity import Frozen, Spread
from fourthseat.engine.scenario.texts import no_value

__all__ = ["Assumptions", "Mechanisms"]


def Switch(description: str) -> Any:  # noqa: N802 - stands where Field does
    """A mechanism that is on, and written only where it is off: what was written before there was such a switch stays what it is."""
    return Field(default=True, exclude_if=bool, description=description)


class Mechanisms(Frozen):
    """Every mechanism can be switched off by itself; `fourthseat play --off NAME`."""

    capability: bool = Field(
        default=True,
        description="outsiders' and newcomers' forces count (off: only forces of the first variant's members do)",
    )
    proximity: bool = Field(default=True, description="forces take time over distance")
    intelligence: bool = Field(default=True, description="shared sensors shorten the staffs' lag and raise attribution")
    interoperability: bool = Field(default=True, description="sharing multiplies combined strength")
    technology: bool = Field(default=True, description="transferred technology adds strength")
    resources: bool = Field(default=True, description="budgets bind, and joint measures share their cost")
    resolve: bool = Field(default=True, description="membership obliges")
    export_control: bool = Field(default=True, description="licences are needed")
    exemption: bool = Field(default=True, description="exempt shares apply")
    information_security: bool = Field(default=True, description="secrets can leak or be stolen")
    safeguards: bool = Field(default=True, description="pact safeguards raise security")
    concurrence: bool = Field(default=True, description="joint measures wait for consent")
    entrapment: bool = Field(default=True, description="capitals shy from measures above their comfortable rung")
    provocation: bool = Field(default=True, description="the opponent resents certain members")
    consultation: bool = Field(
        default=True, description="who was asked first concurs rather and sooner; an ally outside must ask first"
    )
    trust: bool = Field(default=True, description="trust moves with experience")
    signalling: bool = Switch("words count: statements and other signals convince the opponent")
    expectation: bool = Switch(
        "forces under way and pledged, and punishment that words threaten, count with the opponent"
    )
    reputation: bool = Switch("how the coalition stood moves what the next challenger expects")
    accidents: bool = Switch("forces that meet may have accidents, which move the ladder")
    coercion: bool = Switch("costs and rewards beside the contest count with the opponent")
    reinforcement: bool = Switch("strength, readiness and forces change by effects")
    events: bool = Switch("effects open, close and change incidents, and carry messages")
    law: bool = Switch("legal categories gate options")
    alignment: bool = Switch("effects change membership, its terms and the rule of concurrence")
    ladder: bool = Switch("effects move the ladder and open lines to the opponent")
    indicators: bool = Switch("indicators drift and change")
    standing_measures: bool = Switch("what was agreed beforehand needs no new concurrence, and shortens consultation")
    access: bool = Switch("forces sail from places of hosts that let them")
    publics: bool = Field(
        default=False,
        exclude_if=no_value,
        description="support at home moves with casualties, success, cost and surprise, and moves the comfortable rung",
    )


_STRANGER = Spread(low=12, mode=24, high=72, source="judgement; as a treaty ally's, who has somebody to call")


class Assumptions(Frozen):
    """Numbers of the rules that no single row owns; any scenario may set its own."""

    precision: Amount = Field(
        default=judged(2, 1, 4, "[McKelveyPalfrey1998]"), description="lambda of the quantal response"
    )
    contest_exponent: Positive = Field(
        default=judged(1, 0.5, 2, "[Tullock1980]"), description="decisiveness of a contest of strength"
    )
    stand_alone: Share = Field(default=judged(0.6, 0.4, 0.8), description="value of a force that shares nothing")
    partial_band: Share = Field(
        default=judged(0.2, 0.1, 0.3), description="share of the missed outcomes that are partial"
    )
    lag_correlation: Share = Field(default=judged(0.5, 0.3, 0.7), description="common shock in the staffs' lags")
    isr_log_days: Amount = Field(
        default=judged(0.4, 0, 0.8), description="log-days a perfect picture takes off a staff's lag"
    )
    release_hours: Amount = Field(
        default=judged(6, 2, 24), description="member to member at full sharing; longer as sharing falls"
    )
    bilateral_release_hours: Amount = Field(
        default=judged(36, 12, 120), description="ally to its treaty partner at full sharing"
    )
    handling_hours: Amount = Field(
        default=judged(6, 2, 24), description="a capital's handling of a request for concurrence"
    )
    consulted: Amount = Field(
        default=judged(0.4, 0, 0.8), description="log-odds of concurring gained by having been consulted"
    )
    stranger_consult_hours: Spread = Field(
        default=_STRANGER,
        exclude_if=lambda hours: hours == _STRANGER,  # logs written before there was such a number stay what they are
        description="a BLUE seat that is neither member nor ally consults the lead before it acts",
    )
    joint_credibility: Amount = Field(
        default=judged(0.25, 0, 0.5),
        description="how far the coalition's concurrence alone convinces the opponent of resistance",
    )
    on_station: Amount = Field(
        default=judged(0.5, 0.2, 0.8),
        description="how far a force matching the opponent's convinces it; twice the force as two such",
    )
    leak_insight: Share = Field(
        default=judged(0.3, 0, 0.6), description="share of the apparent resistance lost once plans are known"
    )
    trust_gain: Share = Field(
        default=judged(0.1, 0.05, 0.2), description="step of trust towards 1 after a good experience"
    )
    trust_loss: Share = Field(default=judged(0.3, 0.2, 0.5), description="step of trust towards 0 after a bad one")
    slow_licence_days: Amount = Field(
        default=judged(60, 30, 90, "F23: 60-day limit"), description="a licence slower than this costs trust"
    )
    recovery: Share = Field(
        default=judged(0.5, 0.2, 0.8), description="share of a force's lost readiness regained each turn"
    )
    wear: Share = Field(default=judged(0.1, 0, 0.3), description="readiness lost by a deployment")
    campaign_hazard: Amount = Field(
        default=judged(1, 0.5, 4), description="multiplies every holder's leak hazard while a crisis lasts"
    )
    models: ModelConstants = Field(
        default=USUAL,
        exclude_if=lambda said: said == USUAL,  # logs written before there was such a table stay what they are
        description="constants of the outcome models",
    )
