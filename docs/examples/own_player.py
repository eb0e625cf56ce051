"""Write a player of your own, seat it, and replay the game it played.

A player is anything with ``decide(view) -> Decision``. It keeps no state that decides; if it wants chance, it takes the luck that
a question carries, so that the same view gives the same decision and the game can be proved.

Run it: ``python docs/examples/own_player.py``
"""

from __future__ import annotations

from dataclasses import dataclass

from fourthseat import (
    Act,
    Choose,
    Decision,
    EventLog,
    Game,
    Header,
    Reply,
    Seat,
    View,
    cast,
    load_scenario,
    play,
    rerun,
)


@dataclass(frozen=True)
class Cautious:
    """Concurs with whatever stays at or below *highest*, and orders the first thing on its menu."""

    highest: int

    def decide(self, view: View, /) -> Decision:
        """Answer every question of *view*."""
        orders: list[Act | Reply | Choose] = []
        for question in view.questions:
            if question.kind == "concur":
                orders.append(Reply(question.about, view.rung <= self.highest))
            elif question.kind == "choose":  # only an opponent is asked this
                orders.append(Choose(question.about, "hold"))
            elif question.kind == "orders":
                orders += [act for act in view.menu[:1] if isinstance(act, Act)]
        return Decision(tuple(orders), intent="Stay below an exchange of fire.")


scenario = load_scenario("tutorial")
players = cast(scenario) | {Seat("JPN"): Cautious(highest=3)}
game = play(Game(scenario, "aukus-jpn", 7), players)
log = EventLog(Header(scenario, "aukus-jpn", 7, {"JPN": "cautious"}), tuple(game.entries))

for entry in log.entries:
    if getattr(entry, "seat", "") == "JPN":
        print(f"H+{entry.hour}: {type(entry).__name__} {getattr(entry, 'option', '')}")

again = rerun(log)  # the same scenario, seed and decisions
print("\nplayed again:", "equal" if tuple(again.entries) == log.entries else "different")
