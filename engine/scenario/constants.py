"""The constants of the outcome models: judgements, each with the range in which nobody can say it is wrong."""

from __future__ import annotations

from pydantic import Field

from fourthseat.engine.scenario.amounts import Amount, Positive, Share, judged
from fourthseat.engine.scenario.quantity import Frozen

__all__ = ["USUAL", "ModelConstants"]


class ModelConstants(Frozen):
    """What the outcome models take for granted, where no data says it: all of it can be set, varied and screened."""

    # ---- whether the opponent presses (perfect deterrence)
    hard_share: Share = Field(
        default=judged(0.5, 0.2, 0.8),
        description="chance that the opponent is hard: would sooner fight than back down where that pays; perfect model alone",
    )
    back_down: Amount = Field(
        default=judged(0.3, 0.1, 0.6, "[Fearon1997]"),
        description="cost of backing down once resisted, as a share of what being stopped costs; perfect model alone",
    )

    # ---- what it expects
    late_half_life: Positive = Field(
        default=judged(0.25, 0.1, 0.5),
        description="share of an incident's window in which half the worth of coming after it is lost",
    )
    aftermath: Amount = Field(
        default=judged(0.3, 0, 0.6),
        description="what the opponent expects to pay afterwards if words are wholly believed, whatever happens on the spot; utility",
    )

    further_acts: Share = Field(
        default=judged(0.5, 0.25, 1),
        description="what each further punishment of one incident counts for, of the one before it, heaviest first: 1 adds them up",
    )

    # ---- what it remembers
    reputation_step: Share = Field(
        default=judged(0.5, 0.2, 0.8), description="part of the way that a memory moves towards the last experience"
    )
    reputation_slope: Amount = Field(
        default=judged(0.5, 0, 1, "sign after [Huth1988]"),
        description="log-odds of words being believed between no reputation and one for standing firm",
    )
    grievance: Amount = Field(
        default=judged(0.1, 0, 0.3, "sign after [Huth1988]"),
        description="worth of leaving things as they are that the opponent loses to a coalition that left no way out; utility",
    )

    # ---- whether a capital concurs
    trust_slope: Amount = Field(
        default=judged(2, 1, 4), description="log-odds of concurring between no trust and full trust"
    )
    stake_slope: Amount = Field(
        default=judged(2, 1, 4, "sign after [Huth1988]"),
        description="log-odds of concurring between no stake and a vital one",
    )
    attribution_slope: Amount = Field(
        default=judged(4, 2, 8), description="log-odds of concurring lost per unit of attribution that is missing"
    )

    # ---- what leaks
    security_slope: Amount = Field(
        default=judged(1.5, 0.5, 3),
        description="a holder at full security leaks exp(-this) times as fast as one at none",
    )

    doors: Amount = Field(
        default=judged(0.3, 0, 0.6),
        description="an intrusion's effort counts for more with the thousands of people who have access, to this power",
    )
    alarm: Amount = Field(
        default=judged(0.25, 0, 1), description="part added to a holder's defence by each earlier try at it"
    )
    caution: Share = Field(
        default=judged(0.1, 0, 0.3),
        description="sharing level that a member loses once a secret has got out at it: the others release less",
    )

    # ---- how the ladder answers
    quiet_protests: Share = Field(
        default=judged(0.5, 0.2, 0.8), description="share of acts on level 1 to which nobody has to reply"
    )
    coercion_as_display: Share = Field(
        default=judged(0.5, 0.2, 0.8),
        description="how far an act on level 2 is answered like a display of force, rather than a threat",
    )
    exchange_as_war: Share = Field(
        default=judged(0.1, 0, 0.3),
        description="how far an act on level 5 is answered like war, rather than a use of force",
    )
    fire: Share = Field(
        default=judged(0.2, 0.05, 0.4), description="share of replies by force that are an exchange of fire"
    )
    settles: Share = Field(
        default=judged(0.5, 0.2, 1),
        description="share of replies below the present rung that bring the crisis down rather than leave it",
    )
    severity_slope: Amount = Field(default=judged(1, 0, 2), description="log-odds of climbing between severity 0 and 1")
    cohesion_slope: Amount = Field(
        default=judged(0.5, 0, 1), description="log-odds of climbing lost between cohesion 0 and 1"
    )
    hotline_slope: Amount = Field(
        default=judged(0.4, 0, 0.8), description="log-odds of climbing lost by a hotline in use"
    )
    provocation_slope: Amount = Field(
        default=judged(2, 0, 5), description="log-odds of climbing per unit of provocation"
    )
    met_slope: Amount = Field(
        default=judged(0.6, 0, 1.2),
        description="log-odds of climbing gained if even forces met, lost if none did or one side was hopeless: the data mix all",
    )
    held_slope: Amount = Field(
        default=judged(1.5, 0.5, 3), description="log-odds of climbing lost if the opponent does not press"
    )

    # ---- whether forces that meet have an accident
    accidents_per_day: Amount = Field(
        default=judged(0.002, 0.0005, 0.006),
        description="accidents a day for each pair of hull-equivalents that meet, at severity 0.5",
    )
    accident_severity: Amount = Field(
        default=judged(4, 2, 6), description="log of the rate of accidents between severity 0 and 1"
    )
    accident_hotline: Amount = Field(
        default=judged(0.7, 0, 1.4), description="log of the rate of accidents lost by a hotline in use"
    )
    accident_harm: Share = Field(
        default=judged(0.2, 0, 0.4), description="severity that an accident adds to its incident"
    )

    # ---- what an exchange of fire costs
    shots: Amount = Field(default=judged(4, 2, 8), description="weapons a hull fires in a limited exchange")
    p_hit: Share = Field(default=judged(0.6, 0.4, 0.8), description="chance that an unopposed shot hits")
    defences: Amount = Field(default=judged(4, 2, 8), description="intercepts a hull can try")
    p_stop: Share = Field(default=judged(0.5, 0.3, 0.7), description="chance that an intercept stops a hit")
    hulls_per_hit: Amount = Field(
        default=judged(0.4, 0.2, 0.8), description="hulls put out of action by a net hit, mean"
    )

    # ---- matrix arguments
    so_close: Positive = Field(
        default=judged(2, 1, 3), description="an argument missed by no more than this on two dice holds in part"
    )


USUAL = ModelConstants()
"""As they are where a scenario says nothing."""
