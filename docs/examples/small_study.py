"""Run a small study and print its contrasts: every variant against the one without Japan, game by game on the same luck.

Run it: ``python docs/examples/small_study.py``. A study that decides something plays thousands of games: ``fourthseat batch``.
"""

from __future__ import annotations

from pathlib import Path

from fourthseat import load_study, run_study

STUDY = """
name = "small"
question = "What does Japan's seat change in the tutorial?"
scenario = "tutorial"
coalitions = ["aukus", "aukus-jpn"]  # the first is the baseline
rules = ["lead", "unanimity"]        # crossed with the variants, and so is provocation
provocation = [true, false]
measure = [{ name = "p_press" }, { name = "hours_to_concurrence" }]
stopping = { first = 50, cap = 50 }  # games an arm: far too few, but quick
"""

file = Path("small.toml")
file.write_text(STUDY, "utf-8")
study = load_study(file)
finished = run_study(study, Path("results-small"), workers=0)  # in this process; None: one worker a core

print(f"{study.question} Variant minus {study.coalitions[0]}, {finished.findings.complete} games an arm:\n")
for finding in finished.findings.findings:
    arm = finding.arm
    scene = f"{arm.coalition}, {arm.rule}, {'provoked' if arm.provocation else 'unprovoked'}"
    interval = f"{finding.interval.estimate:+.3f} ± {finding.interval.half_width:.3f}"
    print(f"{finding.measure:<22} {scene:<36} {interval:>16}  {finding.verdict}")
print("\nThe report: results-small/report.html")
