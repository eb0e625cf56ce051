"""Write a player of your own, seat it, and replay the game it played.

A player is anything with ``decide(view) -> Decision``. It keeps no state that decides; if it wants chance, it takes the luck that
a question carries, so that the same view gives the same decision and the game can be proved.

Run it: ``python docs/examples/own_player.py``
"""

from __future__ import annotations

from dataclasses import dataclass

from fourthseat import scenarios
from fourthseat.engine.core.orders import Act, Choose, Decision, Order, Reply
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.game.game import Game, play
from fourthseat.engine.record.log import EventLog, Header
from fourthseat.engine.record.perspective import told
from fourthseat.engine.record.replay import first_difference, rerun
from fourthseat.engine.rules.view import View
from fourthseat.players.cast import cast_for, cast_names


@dataclass(frozen=True)
class Cautious:
    """Concurs with whatever stays at or below *highest*, and orders the first thing on its menu."""

    highest: int

    def decide(self, view: View, /) -> Decision:
        """Answer every question of *view*."""
        orders: list[Order] = []
        for question in view.questions:
            if question.kind == "concur":
                orders.append(Reply(question.about, view.rung <= self.highest))
            elif question.kind == "choose":  # only an opponent is asked this
                orders.append(Choose(question.about, "hold"))
            elif question.kind == "orders":
                orders += [act for act in view.menu[:1] if isinstance(act, Act)]
        return Decision(tuple(orders), intent="Stay below an exchange of fire.")


scenario = scenarios.find("tutorial")
cast = cast_for(scenario, cast_names(scenario, {})) | {Seat("JPN"): Cautious(highest=3)}
game = play(Game(scenario, coalition="aukus-jpn", seed=7), cast)
log = EventLog(Header(scenario, "aukus-jpn", 7, {"JPN": "cautious"}), tuple(game.entries))

for line in told(log.entries, game.start):
    if line.text.startswith("JPN"):
        print(f"H+{line.hour}: {line.text}")

again = rerun(log)  # the same scenario, seed and decisions
print("\nplayed again:", "equal" if first_difference(log.entries, again.entries) is None else "different")
