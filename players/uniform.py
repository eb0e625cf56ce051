"""A seat that draws from its menu: the floor every doctrine must beat, and the engine's fuzzer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from fourthseat.engine.core.chance import draw
from fourthseat.engine.core.orders import Act, Author, AuthorKind, Choose, Decision, Order, Reply
from fourthseat.engine.rules.view import View
from fourthseat.engine.rules.view_parts import Question

__all__ = ["Uniform"]


@dataclass(frozen=True, slots=True)
class Uniform:
    """Orders up to *most* menu rows at random, concurs and chooses by a fair die.

    Its chance is the luck its questions carry, so the same view gives the same decision.
    """

    decides_from_view_alone: ClassVar = True

    most: int = 2

    def decide(self, view: View, /) -> Decision:
        """A draw from what is allowed."""
        orders: list[Order] = []
        for question in view.questions:
            orders += self._answer(view, question)
        by = Author(AuthorKind.PROGRAM, "uniform")
        return Decision(tuple(orders), reason="drawn from the menu" if orders else "", by=by)

    def _answer(self, view: View, question: Question) -> list[Order]:
        die = int(question.luck * 2**53)
        match question.kind:
            case "concur":
                return [Reply(question.about, question.luck < 0.5)]
            case "choose":
                return [Choose(question.about, question.choices[int(question.luck * len(question.choices))])]
            case "orders" | "flash":
                menu, picked = list(view.menu), list[Act]()
                for n in range(int(draw(die, "how many") * (self.most + 1))):
                    if menu:
                        picked.append(menu.pop(int(draw(die, "which", n) * len(menu))))
                return list(picked)
            case _:
                return []
