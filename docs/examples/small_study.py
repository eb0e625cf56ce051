"""Run a small study and print its contrasts: every variant against the one without Japan, game by game on the same luck.

Run it: ``python docs/examples/small_study.py``. A study that decides something plays thousands of games: ``fourthseat batch``.
"""

from __future__ import annotations

from pathlib import Path

from fourthseat import scenarios
from fourthseat.engine.study.design import parse_study
from fourthseat.engine.study.findings import study_through
from fourthseat.engine.study.plan import plan
from fourthseat.engine.study.results import Results
from fourthseat.engine.study.runner import Serial, run
from fourthseat.players.cast import cast_for, cast_names

scenario = scenarios.find("tutorial")
study = parse_study(
    {
        "name": "small",
        "question": "What does Japan's seat change in the tutorial?",
        "scenario": "tutorial",
        "coalitions": ["aukus", "aukus-jpn"],  # the first is the baseline
        "rules": ["lead", "unanimity"],  # crossed with the variants, and so is provocation
        "provocation": [True, False],
        "measure": [{"name": "p_press"}, {"name": "hours_to_concurrence"}],
        "stopping": {"first": 50, "cap": 50},  # games an arm: far too few, but quick
    },
    "small_study.py",
)
design = plan(study, scenario)
cast = cast_for(scenario, cast_names(scenario, study.cast))
results = Results(Path("results-small"), design)
findings = study_through(results, lambda blocks: run(design, cast, results, blocks, Serial, 1))

print(f"{study.question} Variant minus {study.coalitions[0]}, {findings.complete} games an arm:\n")
for finding in findings.findings:
    arm = finding.arm
    scene = f"{arm.coalition}, {arm.rule}, {'provoked' if arm.provocation else 'unprovoked'}"
    interval = f"{finding.interval.estimate:+.3f} ± {finding.interval.half_width:.3f}"
    print(f"{finding.measure:<22} {scene:<36} {interval:>16}  {finding.verdict}")
