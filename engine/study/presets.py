"""Studies made from a scenario or from another study: the default one, and what a command line says otherwise."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from fourthseat.engine.core.errors import ScenarioError, refuse_name
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.record.measures import chosen, measures_of
from fourthseat.engine.scenario.coalition_rows import Coalition, Member
from fourthseat.engine.scenario.rule_rows import Mechanisms
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.design import Study, parse_study
from fourthseat.engine.study.inputs import given_inputs, ranged
from fourthseat.engine.study.levels import rule_levels

__all__ = ["altered", "default_study", "redeclared"]

DEFAULT_CAP = 2000
"""Blocks of a default study at most: minutes on a small machine."""


def default_study(scenario: Scenario, name: str | None = None) -> Study:
    """A sensible study of a situation: its variants under every rule, provocation on and off, no inputs varied.

    *name* is the shipped scenario or the file that the study is of; by default the scenario's own name. A study reads its scenario by that
    name: what was changed in *scenario* itself belongs into the study's ``set`` and ``off``.
    """
    refuse_name(scenario, "default_study")
    names = [interest.name for interest in scenario.interests][:6] or ["status_quo_held"]
    measures = [_primary(scenario, name) for name in names]
    return parse_study(
        {
            "name": scenario.name,
            "question": _question(scenario),
            "scenario": name or scenario.name,
            "coalitions": _variants(scenario),
            "rules": list(rule_levels(scenario)),
            "measure": measures,
            "stopping": {"cap": DEFAULT_CAP},
        },
        f"default study of {scenario.name}",
    )


def _primary(scenario: Scenario, name: str) -> dict[str, Any]:
    """A measure as a default study declares it: a difference below the engine's own margin does not matter.

    The target is half of it: an interval that narrow always ends in a verdict.
    """
    margin = measures_of(scenario)[name].equivalence_margin
    return {"name": name, "indifference": margin, "half_width": margin / 2}


def redeclared(
    study: Study,
    scenario: Scenario,
    *,
    seed: int | None = None,
    coalitions: Sequence[str] = (),
    rules: Sequence[str] = (),
    provocation: Sequence[bool] = (),
    measures: Sequence[str] = (),
    cast: Mapping[str, str] | None = None,
    changes: Mapping[str, Any] | None = None,
    off: Sequence[str] = (),
) -> Study:
    """*study* with other luck, arms, measures, players, fields or mechanisms; of what is not given its own.

    A measure that *study* is about keeps what it declares of it, any other is declared as a default study does; ``all`` is
    every one. *changes* and *cast* are added to the study's own. Raises :exc:`ScenarioError` for what there is none of.
    """
    raw = study.model_dump(mode="json", by_alias=True)
    declared = {one["name"]: one for one in raw["measure"]}
    for name in coalitions:
        scenario.coalition(name)
    raw |= {"seed": seed} if seed is not None else {}
    for key, values in (("coalitions", coalitions), ("rules", rules), ("provocation", provocation)):
        raw |= {key: list(values)} if values else {}
    if measures:
        raw["measure"] = [declared.get(name) or _primary(scenario, name) for name in chosen(scenario, measures)]
    raw["set"] |= dict(changes or {})
    raw["cast"] |= dict(cast or {})
    raw["off"] = list(dict.fromkeys((*raw["off"], *off)))
    return parse_study(raw, "the command line")


def _variants(scenario: Scenario) -> list[str]:
    """The variants that a default study plays: the first, and those in which the scenario's focus is not as it is there.

    Without a focus, or where none of them or all differ in it, all of them: an empty list.
    """
    first, *others = scenario.coalitions
    told = [other.id for other in others if _focused(other, scenario.focus) != _focused(first, scenario.focus)]
    return [first.id, *told] if scenario.focus and 0 < len(told) < len(others) else []


def _focused(coalition: Coalition, focus: str) -> object:
    """What *focus* is in *coalition*: whether it is that variant, a seat's terms in it, its rule, or a term of its members."""
    if focus == coalition.id:
        return True
    if focus in Member.model_fields:
        return {(row.seat, getattr(row, focus)) for row in coalition.members}
    members, allies = ([row for row in rows if row.seat == focus] for rows in (coalition.members, coalition.allies))
    return members, allies, getattr(coalition, focus, None)


def _question(scenario: Scenario) -> str:
    """What a default study asks: the scenario's own question, or one about its focus, or about its variants by their names."""
    if scenario.question:
        return " ".join(scenario.question.split())
    if (seat := scenario.seat_by_id.get(Seat(scenario.focus))) is not None:
        return f"What do the terms on which {seat.name} belongs change in {scenario.title}?"
    baseline, *others = (coalition.id for coalition in scenario.coalitions)
    if not others:
        return f"How does {scenario.title} come out with {baseline}?"
    *some, last = others
    alternatives = f"{', '.join(some)} or {last}" if some else last
    return f"What changes in {scenario.title} with {alternatives} instead of {baseline}?"


def altered(
    study: Study,
    scenario: Scenario,
    games: int | None = None,
    ablate: Sequence[str] = (),
    futures: int | None = None,
    inputs: Sequence[str] = (),
    variant: str | None = None,
    rule: str | None = None,
    doctrines: Sequence[str] = (),
    opponents: Sequence[str] = (),
) -> Study:
    """*study* with what a command line says otherwise; with *variant* or *rule*, one contrast under one rule, provoked, by one set of doctrines.

    *ablate* may be ``all``. *futures* without inputs in the study or in *inputs* varies every number with a range.
    """
    raw = study.model_dump(mode="json", by_alias=True)
    if games is not None:
        raw["stopping"] |= {"cap": games, "first": min(games, study.stopping.first)}
    if ablate:
        raw["ablate"] = list(Mechanisms.model_fields) if tuple(ablate) == ("all",) else list(ablate)
    if inputs or (futures and not study.inputs):
        make = given_inputs if inputs else ranged
        raw["input"] = make(scenario, inputs, study.coalitions)
    if futures:
        raw["futures"] = futures
        raw["stopping"]["first"] = min(max(raw["stopping"]["first"], 2 * futures), raw["stopping"]["cap"])
    raw |= {"doctrines": list(doctrines)} if doctrines else {}
    raw |= {"opponents": list(opponents)} if opponents else {}
    if variant is not None or rule is not None:
        names = [c.id for c in scenario.coalitions] if not study.coalitions else list(study.coalitions)
        if len(names) < 2 and variant is None:
            raise ScenarioError(f"{study.name} has one variant only: nothing to set against {names[0]}")
        raw["coalitions"] = [names[0], variant or names[1]]
        raw |= {"rules": [rule or study.rules[-1]], "provocation": [study.provocation[0]], "ablate": [], "setting": []}
        for factor, given, own in (
            ("doctrines", doctrines, study.doctrines),
            ("opponents", opponents, study.opponents),
        ):
            raw[factor] = list(given or own)[:1]
    return parse_study(raw, "the command line")
