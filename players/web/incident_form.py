"""The form for an incident that the scenario lacks: as one of the scenario's, with what is changed; or a row as a file has it."""

from __future__ import annotations

import re
import tomllib
from typing import Any, NamedTuple

from fourthseat.engine.core.errors import ScenarioError
from fourthseat.engine.core.orders import Introduce
from fourthseat.engine.core.shown import abbreviated
from fourthseat.engine.core.terms import Cell, Hour, Seat
from fourthseat.engine.scenario.added import LIKE, completed_row, piece_of
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.plain import as_read
from fourthseat.engine.scenario.quantity import Spread
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.forms import Form

__all__ = ["IncidentChoices", "Template", "incident_choices", "introduction"]

LONGEST = 30
"""Letters of a name that is made from a title; it ends with a whole word."""
BY_CONTROL = "control, during the exercise"
"""Where a number comes from that is typed into the form."""


class Template(NamedTuple):
    """An incident of the scenario that a new one may be made like."""

    id: str
    title: str
    fields: dict[str, Any]
    """What the form's fields hold for it, by their names."""


class IncidentChoices(NamedTuple):
    """What the form's lists hold."""

    templates: tuple[Template, ...]
    places: tuple[tuple[str, str], ...]
    """On the exercise's map: id and name."""
    opponents: tuple[Seat, ...]
    domains: tuple[str, ...]
    seats: tuple[Seat, ...]
    """Those that may have a stake."""


def incident_choices(scenario: Scenario) -> IncidentChoices:
    """The lists of the form for *scenario*."""
    places = tuple((one.id, one.name) for one in scenario.places if one.id in scenario.places_used)
    seats = tuple(seat for seat in scenario.players if scenario.cell(seat) is not Cell.RED)
    domains = tuple(sorted({force.domain for force in scenario.forces}))
    templates = tuple(Template(one.id, one.title, _fields(one, seats)) for one in as_read(scenario).incidents)
    return IncidentChoices(templates, places, tuple(sorted(scenario.red)), domains, seats)


def _fields(one: Incident, seats: tuple[Seat, ...]) -> dict[str, Any]:
    """*one* as the form's fields have it."""
    stakes = {f"n-stake-{seat}": f"{float(one.stakes.get(seat, 0.5)):g}" for seat in seats}
    return {
        "n-title": one.title, "n-text": one.text, "n-place": one.place or "", "n-opponent": str(one.challengers[0]), "n-domains": list(one.domains),
        "n-severity": f"{one.severity.mode:g}", "n-window": f"{one.window_hours.mode:g}", "n-strength": f"{float(one.red_strength):g}", **stakes,
    }  # fmt: skip


def introduction(form: Form, scenario: Scenario, now: Hour) -> Introduce:
    """The incident that control adds; :exc:`RefusalError` for a field that is no number, or a piece of TOML that is none."""
    said = _piece(form.one("toml")) if form.one("toml") else _filled_in(form, scenario, now)
    said.setdefault(LIKE, form.one("n-like"))
    try:
        row, like = completed_row(scenario, said)
    except ScenarioError as wrong:
        raise RefusalError(f"{wrong}.") from None
    return Introduce(row, like, form.one("reason"))


def _piece(text: str) -> dict[str, Any]:
    """One incident as a file has it: the keys of a row, with or without its header."""
    try:
        return piece_of(tomllib.loads(text))
    except RecursionError:
        raise RefusalError("TOML: nested too deeply for an incident.") from None
    except (ValueError, ScenarioError) as wrong:
        raise RefusalError(f"TOML: {abbreviated(str(wrong), 200)}.") from None


def _filled_in(form: Form, scenario: Scenario, now: Hour) -> dict[str, Any]:
    """What the form says otherwise than the incident it is made like; an empty field says nothing."""
    like = as_read(scenario).incident_by_id.get(form.one("n-like"))
    if like is None:
        raise RefusalError("Choose an incident of the scenario that the new one is like.")
    title = form.one("n-title") or like.title
    said: dict[str, Any] = {"id": form.one("n-id") or _named(title, scenario), "title": title, LIKE: like.id}
    if form.one("n-text"):
        said["text"] = form.one("n-text")
    if form.one("n-shown"):  # lists and boxes hold what the incident has that it is made like
        said |= _chosen(form, like)
    said |= {
        key: spread
        for key, name, low, high in (("severity", "n-severity", 0, 1), ("window_hours", "n-window", 1, 8784))
        if (spread := _spread(form, name, low, high, getattr(like, key))) is not None
    }
    strength = form.number("n-strength", 0, 10_000)
    if strength is not None and strength != float(like.red_strength):
        said["red_strength"] = {"value": strength, "source": BY_CONTROL}
    said["stakes"] = _stakes(form, scenario, like)
    hour = {"now": now, "hour": form.number("n-hour", 0, 100_000)}.get(form.one("n-opens"))
    if hour is not None:
        said["hour"] = int(hour)
    elif form.one("n-opens") == "hour":
        raise RefusalError("Say at which hour it opens.")
    return said


def _chosen(form: Form, like: Incident) -> dict[str, Any]:
    """Where it happens, whose act it is and which forces count, as far as that is another than *like* has."""
    said: dict[str, Any] = {}
    if form.one("n-place") != (like.place or ""):
        said["place"] = form.one("n-place")
    if form.one("n-opponent") != like.challengers[0]:
        said["opponent"] = form.one("n-opponent")
    if set(form.every("n-domains")) != set(like.domains):
        said["domains"] = form.every("n-domains")
    return said


def _spread(form: Form, name: str, low: float, high: float, of: Spread) -> dict[str, Any] | None:
    """A number that is certain, where another stands there than the likeliest of the template's."""
    value = form.number(name, low, high)
    if value is None or f"{value:g}" == f"{of.mode:g}":
        return None
    return {"low": value, "mode": value, "high": value, "source": BY_CONTROL}


def _stakes(form: Form, scenario: Scenario, like: Incident) -> dict[str, Any]:
    """How much each seat cares: as the template says, where nothing else does."""
    found: dict[str, Any] = {str(seat): value.table() for seat, value in like.stakes.items()}
    for seat in scenario.players:
        value = form.number(f"n-stake-{seat}", 0, 1)
        if value is not None and f"{value:g}" != f"{float(like.stakes.get(seat, 0.5)):g}":
            found[str(seat)] = {"value": value, "source": BY_CONTROL}
    return found


def _named(title: str, scenario: Scenario) -> str:
    """A name for it, from its title."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-") or "added"
    if len(name) > LONGEST:
        name = name[: LONGEST + 1].rpartition("-")[0] or name[:LONGEST]
    known = scenario.incident_by_id
    return name if name not in known else next(free for n in range(2, 1000) if (free := f"{name}-{n}") not in known)
