"""Scenarios made larger: more incidents, moves or seats than any shipped one, of the same rows and read by the same reader."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

__all__ = ["incidents", "moves", "seats"]

Raw = dict[str, Any]


def incidents(raw: Mapping[str, Any], count: int) -> Raw:
    """The tables of a scenario with *count* incidents: copies of those that open by the clock, spread over the exercise.

    An option that is about one of them is about its copies. Incidents that an inject opens stay single.
    """
    made = copy.deepcopy(dict(raw))
    timed = [row for row in made["incident"] if row.get("hour") is not None]
    more = count - len(made["incident"])
    end = made["turns"] * made["turn_hours"]
    for n in range(more):
        row = copy.deepcopy(timed[n % len(timed)])
        source, row["id"] = row["id"], f"{row['id']}-{n + 2}"
        row["hour"] = (n + 1) * end // (more + 2)
        made["incident"].append(row)
        for option in made["option"]:
            if source in option.get("incidents", ()):
                option["incidents"].append(row["id"])
    return made


def moves(raw: Mapping[str, Any], count: int) -> Raw:
    """The same with *count* moves; as many incidents a move as before."""
    made = copy.deepcopy(dict(raw)) | {"turns": count}
    return incidents(made, round(len(made["incident"]) * count / raw["turns"]))


def seats(raw: Mapping[str, Any], count: int) -> Raw:
    """The same with *count* seats: capitals doubled with their forces, memberships, options, stakes and sensors."""
    made = copy.deepcopy(dict(raw))
    capitals = [row for row in made["seat"] if row["cell"] in ("BLUE", "GREEN")]
    for n in range(count - len(made["seat"])):
        row = copy.deepcopy(capitals[n % len(capitals)])
        source, row["id"] = row["id"], f"{row['id']}{n // len(capitals) + 2}"
        made["seat"].append(row)
        _double(made, source, row["id"])
    return made


def _double(made: Raw, source: str, name: str) -> None:
    """Let *name* have and be asked all that *source* has and is asked."""
    for force in [row for row in made["force"] if row["seat"] == source]:
        made["force"].append(force | {"id": f"{force['id']}-{name.lower()}", "seat": name})
    for coalition in made["coalition"]:
        for kind in ("member", "ally"):
            coalition[kind] += [row | {"seat": name} for row in coalition.get(kind, ()) if row["seat"] == source]
    for option in made["option"]:
        if source in option["seats"]:
            option["seats"].append(name)
    for incident in made["incident"]:
        for field in ("stakes", "sensors"):
            if source in incident.get(field, {}):
                incident[field][name] = incident[field][source]
    for inject in made["msel"]:
        if source in inject["to"]:
            inject["to"].append(name)
