"""Play one game, keep its log, and read its measures.

Run it: ``python docs/examples/play_a_game.py``
"""

from __future__ import annotations

from pathlib import Path

from fourthseat import scenarios
from fourthseat.engine.core.entries import Chosen
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header, lines
from fourthseat.engine.record.measures import MEASURES, measure
from fourthseat.players.cast import cast_for, cast_names

scenario = scenarios.find("tutorial")
names = cast_names(scenario, {"JPN": "uniform"})  # doctrines in every seat but Tokyo's
game = play(Game(scenario, coalition="aukus-jpn", seed=7), cast_for(scenario, names))

for entry in game.entries:
    if isinstance(entry, Chosen):
        print(f"H+{entry.hour}: the opponent chose to {entry.choice} (it presses with {entry.estimate.p:.0%})")

print(f"\n{'measure':<22} {'value':>8}  unit")
for name, value in measure(scenario, game.entries, game.state).items():
    number = "–" if value is None else f"{value:.3g}"  # None: it does not apply to this game
    print(f"{name:<22} {number:>8}  {MEASURES[name].unit}")

log = EventLog(
    Header(scenario, "aukus-jpn", 7, {str(seat): player for seat, player in names.items()}), tuple(game.entries)
)
Path("my-game.jsonl").write_text("".join(lines(log)), "utf-8")
print("\nwritten: my-game.jsonl (fourthseat replay my-game.jsonl)")
