"""Play one game, keep its log, and read its measures.

Run it: ``python docs/examples/play_a_game.py``
"""

from __future__ import annotations

from pathlib import Path

from fourthseat import MEASURES, Game, Header, LogWriter, cast, load_scenario, measure, play, read_log, verify

scenario = load_scenario("tutorial")
players = cast(scenario, {"JPN": "uniform"})  # doctrines in every seat but Tokyo's
path = Path("my-game.jsonl")
game = play(Game(scenario, "aukus-jpn", 7, LogWriter(path, Header(scenario, "aukus-jpn", 7))), players)

for incident in game.state.incidents.values():
    print(f"{incident.id}: the opponent chose to {incident.choice}, the outcome is {incident.outcome}")

print(f"\n{'measure':<22} {'value':>8}  unit")
for name, value in measure(scenario, game.entries, game.state).items():
    number = "–" if value is None else f"{value:.3g}"  # None: it does not apply to this game
    print(f"{name:<22} {number:>8}  {MEASURES[name].unit}")

log = read_log(path)
faults = verify(log)  # played again, line by line
print(f"\n{path}: {len(log.entries)} entries, {'; '.join(faults) or 'equal when played again'}")
print(f"Watch it: fourthseat replay {path}")
