"""An incident that an exercise gets while it is played: a row as a scenario's file has it, beside those it began with.

The scenario of a game's state is then another one, which has the row too; so whoever asks the state's scenario knows it, and what a
log or a file says of the scenario stays as it was.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from fourthseat.engine.core.errors import ScenarioError, nearest
from fourthseat.engine.core.shown import quoted
from fourthseat.engine.core.terms import Hour
from fourthseat.engine.scenario.agreement_checks import agreement_complaints
from fourthseat.engine.scenario.checks import contradictions
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.complaints import explained
from fourthseat.engine.scenario.effect_checks import effect_complaints
from fourthseat.engine.scenario.findings import shortened
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.plain import as_read, plain
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.scenario.sense import senseless

__all__ = ["LIKE", "completed_row", "incident_of", "piece_of", "with_incident", "wrong_with_row"]

LIKE = "like"
"""The key of a piece that names the incident whatever it does not say is taken from."""
NEEDLESS = frozenset({"FS205"})
"""That nothing opens it: control does."""


def piece_of(tables: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of the one incident in *tables*, with or without its header; :exc:`ScenarioError` if there is not just one."""
    if "incident" not in tables:
        return dict(tables)
    rows = tables["incident"]
    row = rows[0] if isinstance(rows, list) and len(rows) == 1 else rows
    if len(tables) > 1 or not isinstance(row, dict):
        raise ScenarioError("one [[incident]] and nothing else is wanted here, or its keys alone")
    return dict(row)


def completed_row(scenario: Scenario, said: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The whole row that *said* means, and the incident it is like (empty for none), from which it has what it does not say.

    Its hour is its own alone: without one it waits until control opens it. Raises :exc:`ScenarioError` for an unknown *like*, and for numbers that no log can hold.
    """
    try:  # as a log will have it: a date is a text, a number is finite
        said = json.loads(json.dumps(dict(said), default=str, allow_nan=False))
    except (ValueError, RecursionError):
        raise ScenarioError("the row holds a number that is not finite, or is nested too deeply") from None
    like = said.get(LIKE, "")
    own = {key: value for key, value in said.items() if key != LIKE}
    if not like:
        return own, ""
    known = as_read(scenario).incident_by_id
    if not isinstance(like, str) or like not in known:
        raise ScenarioError(f"{LIKE} = {quoted(str(like))}: there is no such incident; {nearest(str(like), known)}")
    row = known[like].model_dump(mode="json", by_alias=True)
    for key in ("id", "hour", "jitter_hours"):
        row.pop(key, None)
    for one, other in (("opponent", "opponents"), ("opponents", "opponent")):
        if one in own and other not in own:
            row.pop(other, None)
    if own.get("place", "-") == "":  # nowhere
        row.pop("place", None)
        row.pop("also_at", None)
        own = {key: value for key, value in own.items() if key != "place"}
    return row | own, like


def incident_of(row: Mapping[str, Any]) -> Incident:
    """*row* as a row of incidents; :exc:`ScenarioError` with every key that is wrong and what would be right."""
    found = _read(row)
    if isinstance(found, Incident):
        return found
    raise ScenarioError("; ".join(shortened([str(one) for one in found])))


def _read(row: Mapping[str, Any]) -> Incident | list[Complaint]:
    called = f"incident[{row.get('id', '?')}]"
    try:
        return Incident.model_validate_json(json.dumps(row, default=str))
    except RecursionError:
        return [Complaint("FS002", ("incident",), "nested too deeply for a scenario", key=called)]
    except ValidationError as wrong:
        found = explained(wrong, row, Incident)
        return [replace(one, key=f"{called}.{one.called}" if one.called else called) for one in found]


def with_incident(scenario: Scenario, row: Mapping[str, Any], like: str) -> Scenario:
    """*scenario* with the incident of *row* beside its own, made once; itself if it has one of that name already.

    Options about the incident *like* alone are about the new one too.
    """
    incident = incident_of(row)
    real = as_read(scenario)
    if incident.id in real.incident_by_id:
        return scenario
    made: dict[tuple[str, str], Scenario] = vars(real).setdefault("_with_incident", {})
    key = (incident.model_dump_json(by_alias=True), like)
    if key not in made:
        options = tuple(
            option.model_copy(update={"incidents": (*option.incidents, incident.id)})
            if like and like in option.incidents
            else option
            for option in real.options
        )
        made[key] = real.model_copy(update={"incidents": (*real.incidents, incident), "options": options})
    return made[key] if real is scenario else plain(made[key], real)


def wrong_with_row(scenario: Scenario, row: Mapping[str, Any], like: str, now: Hour) -> list[Complaint]:
    """Everything that is wrong with *row* as a further incident of *scenario* at hour *now*, as a check of the file would say it."""
    real = as_read(scenario)
    found = _read(row)
    if not isinstance(found, Incident):
        return found
    at = ("incident", found.id)
    if found.id in real.incident_by_id:
        message = f"id = {found.id!r}: there is such an incident already; choose another name, such as {_free(real, found.id)}"
        return [Complaint("FS004", (*at, "id"), message, found.id)]
    if like and like not in real.incident_by_id:
        message = f"{LIKE} = {like!r}: there is no such incident; {nearest(like, real.incident_by_id)}"
        return [Complaint("FS201", (*at, LIKE), message, like)]
    return [*_of_the_exercise(real, found, now), *_of_the_file(with_incident(real, row, like), found.id)]


def _of_the_file(extended: Scenario, name: str) -> Iterator[Complaint]:
    """What the checks of a file find about the row called *name*."""
    every = (contradictions, effect_complaints, agreement_complaints, senseless)
    for one in (complaint for check in every for complaint in check(extended)):
        if one.where[:2] == ("incident", name) and one.code not in NEEDLESS:
            yield one


def _of_the_exercise(s: Scenario, incident: Incident, now: Hour) -> Iterator[Complaint]:
    """What is wrong with it because the exercise is under way: an hour that has passed, a place outside its map."""
    at = ("incident", incident.id)
    if incident.hour is not None and incident.hour < now:
        message = f"hour = {incident.hour} has passed: it is H+{now}; give an hour from {now} to {s.endex - 1}, or none"
        yield Complaint("FS203", (*at, "hour"), message, incident.hour)
    known = {place.id for place in s.places}
    for field, place in (("place", incident.place), *(("also_at", one) for one in incident.also_at)):
        if place is not None and place in known and place not in s.places_used:
            used = ", ".join(sorted(s.places_used))
            message = (
                f"{field} = {place!r} lies on no map of this exercise, which was framed before; one of {used}, or none"
            )
            yield Complaint("FS201", (*at, field), message, place)


def _free(s: Scenario, name: str) -> str:
    """A name like *name* that no incident has."""
    return next(free for n in range(2, 1000) if (free := f"{name}-{n}") not in s.incident_by_id)
