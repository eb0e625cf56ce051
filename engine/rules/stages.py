"""What stands between an order and its effect: the stages it goes through, by its option."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from fourthseat.engine.scenario.effect_rows import Step
from fourthseat.engine.scenario.option_rows import Option

__all__ = ["Stage", "stages_of"]


class Stage(StrEnum):
    """One thing that stands between an order and its effect."""

    POSITION = "position"
    """Its capital has a position on the incident."""
    STAFF = "staff"
    """A team of the crisis staff draws it up."""
    DESK = "desk"
    """The same by a desk of its own: pictures, talking, hardening and licensing need no crisis staff."""
    CONSULTATION = "consultation"
    """An ally outside consults its treaty partner."""
    CONSENT = "consent"
    """The owners or hosts of a national measure agree to it."""
    CONCURRENCE = "concurrence"
    """The coalition concurs."""
    LICENCE = "licence"
    """The export licence is issued."""
    EFFECT = "effect"
    """It is done; forces leave."""


def stages_of(option: Option, incident: str) -> tuple[Stage, ...]:
    """What stands between an order and its effect."""
    hosts = (bool(option.consent_of) or option.asks_access) and not option.joint
    if option.steps is not None:
        return _listed(option.steps, option.joint, hosts, bool(incident))
    return _stages(option.desk_work, option.joint, hosts, bool(option.licence), bool(incident))


@cache
def _stages(desk_work: bool, joint: bool, hosts: bool, licensed: bool, about: bool) -> tuple[Stage, ...]:
    stages = [Stage.POSITION, Stage.STAFF] if about and not desk_work else [Stage.DESK]
    if about:
        stages.append(Stage.CONSULTATION)
    if hosts:
        stages.append(Stage.CONSENT)
    if joint and (about or licensed):
        stages.append(Stage.CONCURRENCE)
    if licensed:
        stages.append(Stage.LICENCE)
    return (*stages, Stage.EFFECT)


@cache
def _listed(steps: tuple[Step, ...], joint: bool, hosts: bool, about: bool) -> tuple[Stage, ...]:
    """The stages of an option that lists its steps; a transit is no stage: forces are under way once all is done."""
    stages: list[Stage] = []
    for step in steps:
        match step:
            case "staff":
                stages += [Stage.POSITION, Stage.STAFF] if about else [Stage.DESK]
            case "desk":
                stages.append(Stage.DESK)
            case "consultation" if about:
                stages.append(Stage.CONSULTATION)
            case "consent" if hosts:
                stages.append(Stage.CONSENT)
            case "concurrence" if about and joint:
                stages.append(Stage.CONCURRENCE)
            case "licence":
                stages.append(Stage.LICENCE)
    return (*stages, Stage.EFFECT)
