"""What in an events list is playable and yet likely to go wrong on the day."""

from __future__ import annotations

from fourthseat.engine.exercise.msel.summary import Where
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["lint"]


def lint(scenario: Scenario, where: Where | None = None) -> list[str]:
    """What is playable and yet likely to go wrong on the day, by Event Number; with *where*, by row and column too."""

    def at(event: str, field: str) -> str:
        return f"{where(event, field) if where else ''}{event}"

    told = []
    about = {one.objective for one in scenario.msel}
    for one in scenario.msel:
        if not one.objective:
            told.append(f"{at(one.id, 'objective')}: serves no exercise objective")
        if not one.expected:
            told.append(f"{at(one.id, 'expected')}: no expected response: an evaluator has nothing to look for")
        if one.kind == "contingency" and one.hour is not None:
            told.append(f"{at(one.id, 'hour')}: a contingency inject has a time (H+{one.hour}); its condition decides")
    timed: dict[tuple[str, int], list[str]] = {}
    for one in scenario.msel:
        for to in one.to if one.hour is not None else ():
            timed.setdefault((to, one.hour or 0), []).append(one.id)
    crowded: dict[tuple[int, tuple[str, ...]], list[str]] = {}
    for (seat, hour), names in timed.items():
        if len(names) > 1:
            crowded.setdefault((hour, tuple(names)), []).append(seat)
    told += [
        f"{where(names[0], 'hour') if where else ''}{', '.join(names)}: all at H+{hour} for {', '.join(seats)}"
        for (hour, names), seats in crowded.items()
    ]
    bare = [f"{o.id} ({cell.id})" for cell in scenario.seats for o in cell.objectives if o.id not in about]
    if bare:
        told.append(f"objectives no inject is about: {', '.join(bare)}")
    return told
