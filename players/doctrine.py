"""National doctrines: rule-of-thumb staffs. Each rule gives its reason; how bold a capital is, is data.

The rules read a :class:`~fourthseat.engine.rules.view.View` and the seat's own :class:`~fourthseat.engine.scenario.rows.Doctrine`, nothing
else. They are a baseline for comparison, not a prediction of any government.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import ClassVar

from fourthseat.engine.core.orders import WANTS_ORDERS, Act, Author, AuthorKind, Choose, Decision, Order, Reply
from fourthseat.engine.core.terms import Cell
from fourthseat.engine.rules.view import IncidentView, Question, View
from fourthseat.players.valuation import best_first

__all__ = ["National", "Opponent", "doctrine_for"]

Advice = tuple[Act, str]

_NATIONAL, _OPPONENT = Author(AuthorKind.DOCTRINE, "national"), Author(AuthorKind.DOCTRINE, "opponent")


@dataclass(frozen=True, slots=True)
class National:
    """The staff of a capital: secure, talk, speak together, send together, else alone, keep a line open."""

    decides_from_view_alone: ClassVar = True

    most: int = 6
    """Orders a staff puts forward in one move."""

    def decide(self, view: View, /) -> Decision:
        """The staff's advice, taken."""
        orders: list[Order] = []
        reasons: list[str] = []
        for question in view.questions:
            match question.kind:
                case "orders" | "flash":
                    for act, reason in self._advice(view):
                        if len(orders) < self.most and act not in orders:
                            orders.append(act)
                            reasons.append(reason)
                case "concur":
                    reply = self._reply(question)
                    orders.append(reply)
                    reasons.append(_told(question, "concurring" if reply.concur else "not concurring"))
        return Decision(
            tuple(orders),
            intent=_intent(view) if orders else "Watch and wait.",
            reason="; ".join(dict.fromkeys(reasons)),
            by=_NATIONAL,
        )

    def _reply(self, question: Question) -> Reply:
        p = question.estimate.p if question.estimate is not None else 0.0
        return Reply(question.about, question.luck < p)

    def _advice(self, view: View) -> Iterator[Advice]:
        doctrine, rung, best, comfortable = view.spec.doctrine, view.rung, view.strongest, view.comfortable
        live = sorted(view.live, key=lambda i: (-i.stake, i.id))
        hardened = view.hardened_at
        if any(hardened is None or hour > hardened for hour, _ in view.leaks) and (act := best("defence")):
            yield act, "a secret got out since networks were last hardened"
        if rung > comfortable and (act := best("hotline")):
            yield act, f"rung {rung} is above our comfort ({comfortable})"
        for incident in live:
            if incident.attribution < doctrine.attribution_needed and (act := best("picture", incident.id)):
                yield act, f"only {100 * incident.attribution:.0f} % sure who did it"
        lapsed = doctrine.consults and (view.consulted == 0 or view.consulted < view.turn - 1)
        if lapsed and any(i.concurred is None for i in live) and (act := best("consult")):
            yield act, "partners concur more readily once consulted"
        for incident in live:
            sure = incident.attribution >= doctrine.attribution_needed
            yield from self._respond(view, incident, comfortable if sure else 1)
        for found in best_first(view, comfortable):
            if "deploy" not in view.options[found.act.option].does:
                yield found.act, found.reason
        for act in view.every("transfer"):
            yield act, "technology takes longest, so it is asked for early"
        if not live and (act := best("defence")):
            yield act, "the quiet moment to harden networks"
        if live and (act := best("posture")):
            yield act, "a crisis is open and forces are at routine readiness"

    def _respond(self, view: View, incident: IncidentView, top: int) -> Iterator[Advice]:
        """Joint before national where the doctrine says so, up to rung *top*; alone only where the stake is high."""
        doctrine, stake, best = view.spec.doctrine, incident.stake, view.strongest
        alone = stake >= 0.5 or not view.members or view.seat not in view.members
        if doctrine.prefers_joint:
            if act := best("statement", incident.id, True, top):
                yield act, "the coalition speaks with one voice"
            if act := best("deploy", incident.id, True, top):
                yield act, "a combined presence is worth more than its parts"
        if alone:
            if act := best("statement", incident.id, False, top):
                yield act, f"our own stake is {100 * stake:.0f} %"
            if act := best("deploy", incident.id, False, top):
                yield act, f"our own stake is {100 * stake:.0f} %: we go whoever comes"
        if not doctrine.prefers_joint and (act := best("deploy", incident.id, True, top)):
            yield act, "others are welcome to join"
        if (incident.attribution < 1 or not incident.assessed) and (act := best("picture", incident.id)):
            yield act, "a shared picture shortens everyone's staff work"


@dataclass(frozen=True, slots=True)
class Opponent:
    """The opponent's staff: press when its own estimate says so; probe, and reinforce if it is the reinforcing kind."""

    decides_from_view_alone: ClassVar = True

    def decide(self, view: View, /) -> Decision:
        """The opponent's orders and choices."""
        orders: list[Order] = []
        reasons: list[str] = []
        for question in view.questions:
            if question.kind == "choose":
                order = self._choose(question)
                orders.append(order)
                reasons.append(_told(question, order.choice))
            elif question.kind in WANTS_ORDERS:
                for act, reason in self._advice(view):
                    orders.append(act)
                    reasons.append(reason)
        return Decision(
            tuple(orders),
            intent="Keep the initiative below the threshold of war.",
            reason="; ".join(reasons),
            by=_OPPONENT,
        )

    def _choose(self, question: Question) -> Choose:
        below = 0.0
        for choice, chance in question.courses:
            below += chance
            if question.luck < below:
                return Choose(question.about, choice)
        return Choose(question.about, question.choices[-1])

    def _advice(self, view: View) -> Iterator[Advice]:
        for act in view.menu:
            option = view.options[act.option]
            if "intrude" in option.does:
                yield act, "secrets are cheapest before a crisis peaks"
            elif "deploy" in option.does:
                yield act, "ships of our own on the spot decide who gives way"
            elif "surge" in option.does and view.spec.doctrine.surges:
                seen = next(i for i in view.live if i.id == act.incident)
                if not seen.on_station and view.hour > seen.opened:
                    yield act, "nobody has come: reinforce"
        for found in best_first(view):
            yield found.act, found.reason


def doctrine_for(cell: Cell) -> National | Opponent:
    """The default doctrine of a cell."""
    return Opponent() if cell is Cell.RED else National()


def _intent(view: View) -> str:
    live = [i.title for i in view.live]
    return f"Deter and hold together over {' and '.join(live)}." if live else "Prepare for the next incident."


def _told(question: Question, verb: str) -> str:
    if question.estimate is None:
        return verb
    return f"{verb}: staff put it at {100 * question.estimate.p:.0f} % ({_first(question.estimate.reasons)})"


def _first(reasons: Iterable[str]) -> str:
    return next(iter(reasons), "no reason given")
