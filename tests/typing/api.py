"""What a type checker has to know of the public names. Checked by mypy, strictly, in tests/test_package.py; never run."""

from __future__ import annotations

from pathlib import Path
from typing import assert_type

import fourthseat as fs


class Waits:
    """The smallest player there is."""

    def decide(self, view: fs.View, /) -> fs.Decision:
        """Nothing, whatever is asked."""
        question: fs.Question = view.questions[0]
        assert_type(question.about, str)
        return fs.Decision(
            (fs.Act("patrol"), fs.Reply("request", True), fs.Choose("incident", "hold")), reason="why not"
        )


def situations() -> tuple[fs.Scenario, str]:
    """Scenarios."""
    assert_type(fs.scenario_names(), tuple[str, ...])
    scenario = fs.load_scenario("tutorial")
    assert_type(scenario, fs.Scenario)
    return fs.configure(
        scenario, rule="lead", changes={"assumptions.precision": 1}, off=["trust"], events=Path("e.csv")
    )


def games(scenario: fs.Scenario) -> fs.Game:
    """A game with a player of one's own in a seat."""
    players = fs.cast(scenario, {"USA": "uniform"})
    assert_type(players, dict[fs.Seat, fs.Player])
    players[fs.Seat("JPN")] = Waits()
    game = fs.Game(scenario, "aukus-jpn", 7)
    assert_type(game, fs.Game)
    game.submit({seat: players[seat].decide(view) for seat, view in game.pending.items()})
    assert_type(fs.measure(scenario, game.entries, game.state), dict[str, float | None])
    assert_type(fs.MEASURES["p_press"].unit, str)
    return fs.play(game, players)


def logs(scenario: fs.Scenario) -> None:
    """Written, read, verified, played again, forked."""
    writer = fs.LogWriter(Path("g.jsonl"), fs.Header(scenario, "aukus", 1))
    fs.Game(scenario, "aukus", 1, writer)
    writer.close()
    log = fs.read_log("g.jsonl")
    assert_type(log, fs.EventLog)
    assert_type(fs.verify(log), list[str])
    assert_type(fs.rerun(log), fs.Game)
    fork = fs.fork(log, 2, orders={"JPN": [("patrol", "")]})
    assert_type(fs.play(fork.game, fork.cast), fs.Game)


def studies(scenario: fs.Scenario) -> fs.Results:
    """Run and read."""
    study = fs.load_study(Path("s.toml"))
    assert_type(study, fs.Study)
    assert_type(fs.run_study(fs.default_study(scenario, "tutorial"), Path("r"), workers=2), fs.FinishedStudy)
    finished = fs.read_study(Path("r"))
    assert_type(finished.hash, str)
    assert_type(fs.compare(scenario, games=10).baseline, str)
    return finished.results


def errors() -> list[type[fs.FourthSeatError]]:
    """One is enough to catch them all."""
    assert_type(fs.__version__, str)
    assert_type(fs.write_after_action(Path("g.jsonl")).folder, Path)
    return [fs.ScenarioError, fs.OrderError, fs.LogError]


def messages() -> fs.Send:
    """Words between cells."""
    return fs.Send((fs.Seat("USA"),), "Hold fast.")
