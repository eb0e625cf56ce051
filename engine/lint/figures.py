"""Numbers that are allowed and hardly meant: speeds, coordinates, windows and lags in the wrong unit or out of proportion."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, erf, exp, log, sqrt
from typing import NamedTuple

from fourthseat.engine.core.terms import Cell
from fourthseat.engine.rules.durations import hours_to_sail, way
from fourthseat.engine.scenario.complaining import Complaint
from fourthseat.engine.scenario.force_rows import Force, Place
from fourthseat.engine.scenario.incident_rows import Incident
from fourthseat.engine.scenario.scenario import Scenario, nautical_miles

__all__ = ["suspicious_figures"]

AFLOAT = frozenset(
    {
        "surface",
        "undersea",
        "subsurface",
        "submarine",
        "coastguard",
        "sea",
        "naval",
        "navy",
        "maritime",
        "amphibious",
        "ships",
    }
)
"""Domains whose forces are ships."""
FASTEST_SHIP, FASTEST = 60, 650
"""Knots: a fast patrol boat; a fighter in transit. An airliner's 900 km/h are 486 kn."""
NEXT_DOOR = 25
"""Nautical miles below which a force is there already, whatever its speed."""
FAR = 1500
"""Nautical miles from every other place at which one begins to look misplaced."""
MUCH_NEARER = 0.12
"""Of that distance: how near another reading of the same two numbers must bring it."""
SHORT_WINDOW, LONG_MOVE = 24, 48
"""Hours: a window shorter than a day in moves of two days and more was perhaps given in days."""
HARDLY_ANY = 0.2
"""Chance of a position in time below which a staff can hardly be said to take part."""
SLOWEST_LAG = log(60)
"""Log days: a median of two months."""


MOST: dict[str, tuple[float, str]] = {
    "gdp_busd": (200_000, "billion US$; the whole world's is about 110,000"),
    "people": (10_000, "thousands of people; ten million are more than any state clears"),
    "lag_sigma": (5, "log days; it is 1.4 in the data, and 5 means from minutes to years"),
    "hazard_per_month": (10, "leaks a month and thousand people"),
}
"""More than there is, and the unit, of numbers of a seat."""
OUT_OF_PROPORTION = 30
"""Times all that could be sent against it: beyond that a contest is decided before it begins."""
FEW_DAYS = 72
"""Hours: an exercise shorter than three days may well begin with everything."""


def suspicious_figures(s: Scenario) -> Iterator[Complaint]:
    """Every number of *s* that is probably another than was meant."""
    yield from _speeds(s)
    yield from _coordinates(s)
    yield from _windows(s)
    yield from _reach(s)
    yield from _lags(s)
    yield from _sizes(s)
    yield from _proportions(s)
    yield from _hours(s)


def _speeds(s: Scenario) -> Iterator[Complaint]:
    for force in s.forces:
        where = ("force", force.id, "speed_kn")
        fastest = FASTEST_SHIP if force.domain in AFLOAT else FASTEST
        speed = float(force.speed_kn)
        if speed > fastest:
            message = f"speed_kn = {speed:g} is more than anything of domain {force.domain!r} makes ({fastest} kn); {speed:g} km/h are {speed / 1.852:.0f} kn"
            yield Complaint("FS402", where, message, speed)
        far = max((way(s, force, incident)[0] for incident in s.incidents), default=0.0)
        if speed == 0 and force.domain in AFLOAT | {"air"} and far > NEXT_DOOR:
            message = f"speed_kn = 0: it would be {far:,.0f} nautical miles away at once; give its speed in knots"
            yield Complaint("FS402", where, message, speed)


def _coordinates(s: Scenario) -> Iterator[Complaint]:
    places = [place for place in s.places if place.id in s.places_used]
    for place in places:
        others = [other for other in s.places if other.id != place.id]
        if not others:
            continue
        far = _nearest(place.lat, place.lon, others)
        readings = {
            "lon with the other sign": (place.lat, -place.lon),
            "lat with the other sign": (-place.lat, place.lon),
            "lat and lon swapped": (place.lon, place.lat),
        }
        near = {name: _nearest(*at, others) for name, at in readings.items() if abs(at[0]) <= 90}
        name = min(near, key=near.__getitem__)
        if far > FAR and near[name] < MUCH_NEARER * far:
            lat, lon = readings[name]
            message = (
                f"lat = {place.lat:g}, lon = {place.lon:g} is {far:,.0f} nautical miles from every other place; {name} "
                f"(lat = {lat:g}, lon = {lon:g}) it would be {near[name]:,.0f}"
            )
            yield Complaint(
                "FS405", ("place", place.id, "lon" if name.startswith("lon") else "lat"), message, place.lat
            )


def _nearest(lat: float, lon: float, others: list[Place]) -> float:
    return min(nautical_miles(lat, lon, other.lat, other.lon) for other in others)


def _windows(s: Scenario) -> Iterator[Complaint]:
    end = s.endex
    for incident in s.incidents:
        at, window = ("incident", incident.id), incident.window_hours
        if window.high < SHORT_WINDOW and max(s.move_lengths) >= LONG_MOVE:
            message = (
                f"window_hours = {window.low:g} to {window.high:g} in {s.moves_told}: were days meant? "
                f"{window.low:g} to {window.high:g} days are {24 * window.low:g} to {24 * window.high:g} hours"
            )
            yield Complaint("FS403", (*at, "window_hours"), message, window.high)
        if incident.hour is None:
            continue
        if incident.hour + window.low >= end:
            message = f"its window is open until hour {incident.hour + window.low:g} at least, and the last move ends at {end}: nobody can give orders after it"
            yield Complaint("FS407", (*at, "window_hours"), message, window.low)
        if incident.jitter_hours and incident.hour + incident.jitter_hours >= end:
            latest = incident.hour + incident.jitter_hours
            message = f"jitter_hours = {incident.jitter_hours:g} may open it as late as hour {latest:g}; the last move ends at {end}"
            yield Complaint("FS408", (*at, "jitter_hours"), message, float(incident.jitter_hours))


class _Trip(NamedTuple):
    """What a force needs to be at an incident: hours altogether, hours of them at sea or in the air, miles."""

    hours: int
    transit: int
    nmi: float
    force: Force


def _reach(s: Scenario) -> Iterator[Complaint]:
    for incident in s.incidents:
        trips = list(_trips(s, incident))
        if not trips:
            continue
        first = min(trips, key=lambda trip: trip.hours)
        closes = incident.window_hours.high
        if first.hours >= closes:
            message = (
                f"no force can be there in time: the first, {first.force.id} of {first.force.seat}, needs {first.hours} hours "
                f"({first.transit} of them for {first.nmi:,.0f} nautical miles at {float(first.force.speed_kn):g} kn), and the window is "
                f"open for {closes:g} at most"
            )
            yield Complaint("FS404", ("incident", incident.id, "window_hours"), message, closes)


def _trips(s: Scenario, incident: Incident) -> Iterator[_Trip]:
    """What each force that could be sent there needs at the very least."""
    for option in s.options:
        if "deploy" not in option.does or incident.id not in (option.incidents or (incident.id,)):
            continue
        for seat in option.seats:
            for force in s.forces_of.get(seat, ()):
                if force.domain in option.domains:
                    nmi, hours = way(s, force, incident)
                    ready = hours_to_sail(force, raised=True)
                    yield _Trip(ceil(option.staff_hours) + ready + hours, hours, nmi, force)


def _lags(s: Scenario) -> Iterator[Complaint]:
    for seat in s.seats:
        if seat.lag_mu > SLOWEST_LAG and seat.cell is not Cell.RED:
            message = f"lag_mu = {float(seat.lag_mu):g} is a median of {exp(seat.lag_mu):,.0f} days until its staff has a position"
            yield Complaint("FS409", ("seat", seat.id, "lag_mu"), message, float(seat.lag_mu))
    staffs = [seat for seat in s.seats if seat.cell is Cell.BLUE]
    for incident in s.incidents if staffs else ():
        hours = incident.window_hours.mode
        chances = {seat.id: _in_time(float(seat.lag_mu), float(seat.lag_sigma), hours) for seat in staffs}
        best = max(chances, key=chances.__getitem__)
        if chances[best] < HARDLY_ANY:
            median = 24 * exp(s.seat_by_id[best].lag_mu)
            message = (
                f"the fastest staff, {best}'s, has a position after {median:,.0f} hours in half of all games, and the window is open for "
                f"about {hours:g}: it is in time in {100 * chances[best]:.0f} of 100"
            )
            yield Complaint("FS406", ("incident", incident.id, "window_hours"), message, hours)


def _in_time(mu: float, sigma: float, hours: float) -> float:
    """Chance that a lognormal lag of log days *mu* and *sigma* is shorter than *hours*."""
    if hours <= 0:
        return 0.0
    z = log(hours / 24) - mu
    return 0.5 * (1 + erf(z / (sigma * sqrt(2)))) if sigma > 0 else float(z > 0)


def _sizes(s: Scenario) -> Iterator[Complaint]:
    """Numbers in a smaller unit than their key's."""
    for seat in s.seats:
        for field, (most, meaning) in MOST.items():
            value = float(getattr(seat, field))
            if value > most:
                yield Complaint("FS411", ("seat", seat.id, field), f"{field} = {value:,.0f} is in {meaning}", value)
        budget = float(seat.budget_musd)
        if "gdp_busd" in seat.model_fields_set and budget > 1000 * seat.gdp_busd:
            message = f"budget_musd = {budget:,.0f} is more than the seat's whole economy (gdp_busd = {float(seat.gdp_busd):g}); it is in million US$"
            yield Complaint("FS411", ("seat", seat.id, "budget_musd"), message, budget)
    for option in s.options:
        windows = [i.window_hours.high for i in s.incidents if i.id in (option.incidents or (i.id,))]
        if windows and option.about and option.staff_hours >= max(windows):
            message = f"staff_hours = {float(option.staff_hours):g} is longer than any window it could be about ({max(windows):g} hours at most)"
            yield Complaint("FS412", ("option", option.id, "staff_hours"), message, float(option.staff_hours))


def _proportions(s: Scenario) -> Iterator[Complaint]:
    """Opponents that are a thousand times as strong as all others together, or as weak."""
    for incident in s.incidents:
        sent = {trip.force.id: float(trip.force.strength) for trip in _trips(s, incident)}
        ours, theirs = sum(sent.values()), float(incident.red_strength)
        if ours and theirs > OUT_OF_PROPORTION * ours:
            message = f"red_strength = {theirs:g} against {ours:g}, the strength of all forces that could be sent there"
            yield Complaint("FS410", ("incident", incident.id, "red_strength"), message, theirs)


def _hours(s: Scenario) -> Iterator[Complaint]:
    """Injects and incidents that all come in the first hours, numbered like days."""
    end = s.endex
    timed = [("msel", inject.id, inject.hour) for inject in s.msel if inject.hour is not None]
    latest = max((hour for _, _, hour in timed), default=0)
    if len(timed) >= 2 and end > FEW_DAYS and 0 < latest <= end / 24:
        table, row, hour = max(timed, key=lambda one: one[2])
        message = f"hour = {hour} is the last inject of an exercise of {end} hours; were days meant? day {hour} begins at hour {24 * hour}"
        yield Complaint("FS413", (table, row, "hour"), message, hour)
