"""What an appraisal finds: each point against a scenario that was made to fail it, and one that was not."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest

from fourthseat import scenarios
from fourthseat.engine.scenario.doctrine_sets import OWN
from fourthseat.engine.scenario.overrides import vary
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.engine.study.appraise.appraisal import QUICK, Appraisal, appraise, change_lines, table
from fourthseat.engine.study.appraise.judging import tail, used
from fourthseat.engine.study.appraise.playing import Job, Table, Told, Watched, play_jobs
from fourthseat.engine.study.appraise.points import TITLES, Judged, Status
from fourthseat.engine.study.appraise.sweep import Number, every_number, further, rounds, sweep
from fourthseat.engine.study.executors import Crew, Serial
from fourthseat.players.staffing import staffed

TUTORIAL = scenarios.find("tutorial").model_copy(update={"exempts": ()})
SMALL = QUICK._replace(own=5, anybody=2, numbers=1, numbers_anybody=1, numbers_again=1, strength=5, secrets=5, tail=40)


@cache
def numbers() -> dict[str, Number]:
    """Every number of the tutorial, by its path."""
    return {one.path: one for one in every_number(TUTORIAL)}


def look(scenario: Scenario, *points: int) -> Appraisal:
    """A small look in this process."""
    with Crew(Serial, 1) as crew:
        return appraise(scenario, staffed, crew, SMALL, 1, None, points)


def point(scenario: Scenario, number: int) -> Judged:
    """One point of it."""
    return look(scenario, number).points[0]


def test_the_same_look_says_the_same_and_a_program_can_read_it() -> None:
    """Every point asked for once, in order; numbers that JSON has."""
    first, again = look(TUTORIAL, 10, 3, 7), look(TUTORIAL, 3, 7, 10)

    assert [one.point for one in first.points] == [3, 7, 10]
    assert first.plain() == again.plain()
    assert json.loads(json.dumps(first.plain(), allow_nan=False))["points"][0]["title"] == TITLES[3]
    assert [row[0] for row in table(first).rows] == ["3", "7", "10"]


def test_a_number_that_nothing_reads_is_dead_and_one_that_counts_is_not() -> None:
    """Alive as soon as one end moves one measure in one variant; of a number without a range its neighbourhood is tried."""
    alive, dead = numbers()["incident.survey.gain"], Number("desk.base_days", (20.0, 80.0), True)

    def play(jobs: list[Job]) -> Any:
        return play_jobs(Table(TUTORIAL.model_dump_json(by_alias=True), staffed), jobs)

    found, _ = sweep([alive, dead], rounds(TUTORIAL, [OWN], range(1, 3)), play)

    assert found == [dead]
    assert "incident.survey.severity.mode" in numbers(), "spreads are numbers too"


def test_a_number_is_alive_if_something_becomes_likelier_by_it() -> None:
    """How grave an incident is moves the chance of a rung wherever one is drawn, the rung itself in few games."""
    told = play_jobs(
        Table(TUTORIAL.model_dump_json(by_alias=True), staffed),
        [Job(OWN, "aukus-jpn", 4, ((), (("incident.survey.severity.mode", 0.4),), (("desk.base_days", 80.0),)))],
    )[0]
    base, grave, dead = (one for one in told if isinstance(one, Told))

    assert base.measures == grave.measures
    assert base.chances != grave.chances
    assert base.chances == dead.chances


def test_a_second_look_finds_what_one_doctrine_does_on_one_luck_at_one_end() -> None:
    """Every seed once, each variant with each way of staffing in its turn, both ends beside each other; what was found is not asked for again."""
    rare, dead = Number("rare", (1.0, 2.0), True), Number("dead", (1.0,), True)
    staffs, asked = (OWN, "bold", "cautious"), list[Job]()
    lucks = list(further(TUTORIAL, staffs, range(1, 13)))

    def play(jobs: list[Job]) -> list[tuple[Told, ...]]:
        asked.extend(jobs)
        moved = (lucks[5], (("rare", 2.0),))
        return [
            tuple(Told({"spent_musd": float((job[:3], arm) == moved)}, 0, 0, ()) for arm in job.arms) for job in jobs
        ]

    found, games = sweep([rare, dead], lucks, play, ((0, 1),), 4)

    assert found == [dead]
    assert [job.seed for job in asked] == list(range(1, 13))
    assert {(job.staff, job.coalition) for job in asked} == {(s, v.id) for s in staffs for v in TUTORIAL.coalitions}
    assert [len(job.arms) for job in asked] == [4] * 8 + [2] * 4
    assert games == 40


def test_a_number_is_tried_at_both_ends_and_only_where_it_may_be_set() -> None:
    """A share is not tried above one."""
    status_quo = TUTORIAL.incident_by_id["survey"].status_quo

    assert numbers()["incident.survey.status_quo"].ends == (status_quo.high, status_quo.low)
    assert numbers()["coalition.aukus.member.USA.exempt_share"].ends == (0.5,)


@pytest.mark.parametrize(
    ("changes", "number", "of"),
    [
        ({"assumptions.joint_credibility": 0.0, "option.joint-statement.credibility": 0.0}, 4, "survey"),
        ({"mechanisms.expectation": False}, 4, "survey"),
        ({f"option.{option.id}.rung": TUTORIAL.ladder.top for option in TUTORIAL.options}, 10, "PRC"),
    ],
)
def test_what_was_made_to_fail_fails_and_names_its_row(changes: Mapping[str, Any], number: int, of: str) -> None:
    """Words that weigh nothing, ships that weigh nothing until they are there, an opponent with nothing to do."""
    judged = point(vary(TUTORIAL, dict(changes)), number)

    assert judged.status is Status.NOT_MET
    assert of in {fault.of for fault in judged.faults}
    assert all(fault.row and fault.change for fault in judged.faults)


def test_an_end_is_certain_once_enough_lucks_have_seen_no_other() -> None:
    """Variants of one luck are one: twenty games on five seeds say nothing yet."""
    foregone = vary(TUTORIAL, {"incident.survey.status_quo": 9.0})
    jobs = [Job(OWN, "aukus-jpn", seed, watched=True) for seed in range(1, 21)]
    games = [
        one
        for one in play_jobs(Table(foregone.model_dump_json(by_alias=True), staffed), jobs)
        if isinstance(one, Watched)
    ]

    def certain(own: list[Watched]) -> bool:
        return "incident[survey].status_quo" in {fault.row for fault in used(foregone, own, own, own, "b").faults}

    assert certain(games)
    assert not certain(games[:5] * 4)


def test_a_mechanism_without_an_effect_is_looked_at_on_more_lucks_and_only_that(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is seen at once is not asked for again; what is seen on later lucks alone is seen; what is never seen is told as such."""
    asked: list[Job] = []

    def play(_: Any, jobs: list[Job], *__: Any) -> list[tuple[Told, ...]]:
        asked.extend(jobs)
        return [tuple(Told({"leaks": spent(job, arm)}, 0, 0, ()) for arm in job.arms) for job in jobs]

    def spent(job: Job, arm: Any) -> float:
        switched = arm[0][0] if arm else ""
        moves = switched == "mechanisms.trust" or (switched == "mechanisms.safeguards" and job.seed > 50)
        return job.seed % 7 + (1.0 if moves else 0.0)

    monkeypatch.setattr("fourthseat.engine.study.appraise.appraisal.play_all", play)
    with Crew(Serial, 1) as crew:
        size = SMALL._replace(mechanisms=50, mechanisms_again=200)
        judged = appraise(TUTORIAL, staffed, crew, size, 1, None, (2,)).points[0]

    assert {name: one["games"] for name, one in judged.numbers["matter"].items()} == {"trust": 50, "safeguards": 250}
    assert "law" in judged.numbers["none"]
    assert [job.seed for job in asked] == list(range(1, 251))
    assert all((("mechanisms.trust", False),) not in job.arms for job in asked[50:])


def test_strength_is_set_against_itself_on_the_same_luck() -> None:
    """Where pressing is worth little against force, it is rare; where it is worth it whatever happens, it is not."""
    shy = point(vary(TUTORIAL, {"incident.survey.cost": 9.0, "assumptions.precision": 6.0}), 5)
    mad = point(vary(TUTORIAL, {"incident.survey.status_quo": -9.0}), 5)

    assert shy.numbers["press"] < 0.05 < mad.numbers["press"]
    assert {"survey"} == {fault.of for fault in mad.faults if "press" in fault.change}
    assert not any("press" in fault.change for fault in shy.faults)


def test_the_tail_is_a_share_with_an_interval() -> None:
    """None and too much are faults, what lies between is not; a ladder that ends below force cannot have one."""
    assert not tail(TUTORIAL, [2.0] * 99 + [5.0], "b").faults
    assert tail(TUTORIAL, [2.0] * 100, "b").faults[0].row == "mechanisms.accidents"
    assert tail(TUTORIAL, [2.0] * 80 + [6.0] * 20, "b").faults[0].row == "ladder.start"
    low = vary(TUTORIAL, {"ladder.levels": [0, 1, 1, 2, 2, 3, 3]})
    assert "no crisis on it" in tail(low, [2.0] * 100, "b").faults[0].change


def test_a_watched_game_is_the_game_that_is_played() -> None:
    """Watching changes nothing: the measures are those of the same luck measured alone."""
    table_of = Table(TUTORIAL.model_dump_json(by_alias=True), staffed)
    watched, measured = play_jobs(table_of, [Job(OWN, "aukus", 3, watched=True), Job(OWN, "aukus", 3)])

    assert isinstance(watched, Watched)
    assert watched.told == measured[0]
    assert {menu.seat for menu in watched.menus} == set(TUTORIAL.players)
    assert all(probe.falls for probe in watched.probes)


def test_a_short_scenario_is_not_asked_for_secrets() -> None:
    """Six days are too short for any to get out."""
    short = scenarios.find("missile-overflight")

    assert "not asked" in point(short, 9).value
    assert list(change_lines(look(short, 9))) == []


def test_a_term_of_one_coalition_is_tried_in_its_games_alone() -> None:
    """Elsewhere it cannot matter, and a second look spends every luck where it can."""
    first, other = (variant.id for variant in TUTORIAL.coalitions[:2])
    term, any_number = Number(f"coalition.{other}.member.JPN.information", (0.1,), True), Number("dead", (1.0,), True)
    asked = list[Job]()

    def play(jobs: list[Job]) -> list[tuple[Told, ...]]:
        asked.extend(jobs)
        return [tuple(Told({"spent_musd": 1.0}, 0, 0, ()) for _ in job.arms) for job in jobs]

    found, _ = sweep([term, any_number], rounds(TUTORIAL, [OWN], [1]), play)

    assert (term.variant, any_number.variant) == (other, "")
    assert {job.coalition: len(job.arms) - 1 for job in asked if job.coalition in (first, other)} == {
        first: 1,
        other: 2,
    }
    assert found == [term, any_number]
    assert {one.coalition for one in further(TUTORIAL, [OWN], range(9), other)} == {other}
