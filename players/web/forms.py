"""What a form says, as orders and decisions; :exc:`RefusalError` names the field that is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import Any, get_args

from fourthseat.engine.core.orders import (
    WANTS_ORDERS,
    Act,
    Argue,
    ArgumentMethod,
    Choose,
    Decision,
    End,
    Intervene,
    Matter,
    MessageKind,
    Order,
    Overrule,
    Point,
    Propose,
    Reply,
    Send,
    Settle,
    Withhold,
)
from fourthseat.engine.core.terms import Outcome, Seat
from fourthseat.engine.rules.view import View
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.argued import ROWS, effect_of
from fourthseat.players.web.branches import RefusalError
from fourthseat.players.web.typed import LONGEST, harmless, has_ink, length

__all__ = [
    "Form",
    "argument",
    "control_answer",
    "exercise",
    "intervention",
    "mark",
    "seat_answer",
    "settlement",
    "words",
]

UNTYPED = frozenset(
    {
        "verb", "token", "key", "once", "back", "seat", "about", "act", "order", "to", "sort", "do", "inject", "parent", "rfi", "motion", "vote",
        "mode", "file", "number", "by", "stage", "matter", "told",
    }
)  # fmt: skip
"""Fields that a page fills in or that are chosen, not typed."""
LABELS = {
    "free": "In your own words", "intent": "Intent", "reason": "Why", "expected": "Effect you expect", "text": "Text",
    "name": "Name", "well": "What went well", "badly": "What did not", "change": "What to change", "confidence": "How sure",
}  # fmt: skip
"""What fields are called on the pages, where it is another word."""


class Form:
    """The fields of a form, each at most :data:`LONGEST` characters."""

    def __init__(self, fields: Mapping[str, Sequence[str]]) -> None:
        """*fields* as they came in."""
        self.fields = fields

    def one(self, name: str, most: int = LONGEST) -> str:
        """The first value of a field, trimmed; empty if there is none, or nothing to see in it.

        Raises :exc:`RefusalError` for one of more than *most* characters: nothing is cut.
        """
        text = (self.fields.get(name) or [""])[0]
        if length(text) > most:
            raise RefusalError(
                f"{_label(name)}: {length(text):,} characters, and a field holds at most {most:,}. Nothing was taken; shorten "
                "it and send it again."
            )
        text = harmless(text).strip()
        return text if has_ink(text) else ""

    def every(self, name: str) -> list[str]:
        """Every value of a field, each once, however often it was sent."""
        texts = [text for value in self.fields.get(name, ()) if (text := harmless(value).strip())]
        return list(dict.fromkeys(texts))

    @property
    def size(self) -> int:
        """Characters of everything in it."""
        return sum(length(value) for values in self.fields.values() for value in values)

    def written(self) -> list[tuple[str, str]]:
        """(field, text) of everything that somebody may have typed, to be given back where the form is not taken."""
        return [
            (_label(name), harmless(value))
            for name, values in self.fields.items()
            for value in values
            if name not in UNTYPED and has_ink(harmless(value))
        ]

    def number(self, name: str, low: float, high: float) -> float | None:
        """A number in a range; None if the field is empty."""
        text = self.one(name)
        if not text:
            return None
        try:
            value = float(text)
        except ValueError:
            raise RefusalError(f"{name}: {text!r} is not a number from {low:g} to {high:g}.") from None
        if not low <= value <= high:
            raise RefusalError(f"{name}: {text} is not from {low:g} to {high:g}.")
        return value


def seat_answer(form: Form, shown: View) -> Decision:
    """A cell's answer to everything it is asked."""
    orders: list[Order] = []
    for n, question in enumerate(shown.questions):
        answer = form.one(f"q{n}")
        if question.kind in WANTS_ORDERS:
            menu = {f"{act.option}@{act.incident}": act for act in shown.menu}
            for value in form.every("act"):
                option, _, incident = value.partition("@")
                orders.append(menu.get(value) or Act(option, incident))
            if form.one("free"):
                orders.append(Propose(form.one("free")))
        elif question.kind == "concur":
            if answer not in ("yes", "no"):
                raise RefusalError(f"Say whether you concur: {question.text}.")
            orders.append(Reply(question.about, answer == "yes"))
        elif question.kind == "choose":
            if answer not in question.choices:
                raise RefusalError(f"Say what you do: {question.text}")
            orders.append(Choose(question.about, next(c for c in question.choices if c == answer)))
    sure = form.number("confidence", 0, 100)
    return Decision(
        tuple(orders),
        intent=form.one("intent"),
        reason=form.one("reason"),
        expected=form.one("expected"),
        confidence=None if sure is None or not form.one("expected") else round(sure),
    )


def control_answer(form: Form, shown: View) -> Decision:
    """Control's answer: at the opening what happens to proposals, at the close what happens to rulings."""
    orders: list[Order] = [Withhold(inject) for inject in shown.proposals if form.one(f"prop-{inject}") == "hold"]
    for incident, _, _ in shown.rulings:
        ruling = form.one(f"rule-{incident}")
        if ruling in Outcome.__members__:
            why = form.one(f"why-{incident}")
            if not why:
                raise RefusalError(f"Overruling {incident} needs a reason: it stands in the record.")
            orders.append(Overrule(incident, Outcome[ruling], why))
    if form.one("end"):
        orders.append(End(form.one("end")))
    return Decision(tuple(orders), reason=form.one("reason"))


def words(form: Form) -> Send:
    """What one cell says to others."""
    sorts: tuple[MessageKind, ...] = get_args(MessageKind)
    sort = form.one("sort") or "message"
    if sort not in sorts:
        raise RefusalError(f"{sort!r} is none of {', '.join(sorts)}.")
    option, _, incident = form.one("option").partition("@")
    return Send(
        tuple(Seat(to) for to in form.every("to")),
        form.one("text"),
        next(s for s in sorts if s == sort),
        int(form.number("about", 0, 1e9) or 0),
        option,
        incident,
        int(form.number("by_turn", 0, 99) or 0),
    )


def argument(form: Form, scenario: Scenario) -> Argue:
    """A matrix argument as control entered it."""
    methods: tuple[ArgumentMethod, ...] = get_args(ArgumentMethod)
    method = form.one("method")
    if method not in methods:
        raise RefusalError(f"Choose how it is settled: {', '.join(methods)}.")

    def points(side: str) -> tuple[Point, ...]:
        rows = range(1, 7)
        return tuple(
            Point(form.one(f"{side}-by-{n}"), form.one(f"{side}-{n}"), form.one(f"{side}-counts-{n}") == "yes")
            for n in rows
            if form.one(f"{side}-{n}")
        )

    verdict = form.one("verdict")
    votes = tuple(
        (str(seat), form.one(f"vote-{seat}") == "yes") for seat in scenario.players if form.one(f"vote-{seat}")
    )
    addressees = form.every("to") or [str(seat) for seat in scenario.players]
    return Argue(
        form.one("claim"),
        form.one("effect"),
        next(m for m in methods if m == method),
        tuple(Seat(seat) for seat in addressees),
        form.one("incident"),
        points("pro"),
        points("con"),
        votes if method == "vote" else (),
        Outcome[verdict] if verdict in Outcome.__members__ and method in ("consensus", "umpire") else None,
        tuple(effect for n in range(1, ROWS + 1) if (effect := effect_of(form.one, n, form.every)) is not None),
    )


def intervention(form: Form) -> Intervene:
    """A change of the world as control entered it."""
    effects = (effect_of(form.one, n, form.every) for n in range(1, ROWS + 1))
    return Intervene(form.one("reason"), tuple(effect for effect in effects if effect is not None))


def settlement(form: Form) -> Settle:
    """What control grants or refuses, as it entered it; :exc:`RefusalError` for what names no order or no word on it."""
    seat, _, number = form.one("order").partition(" ")
    matters: tuple[Matter, ...] = get_args(Matter)
    matter = next((one for one in matters if one == form.one("matter")), None)
    if not number.isdecimal() or matter is None:
        raise RefusalError(f"Say which order, and what of it: {', '.join(matters)}.")
    if form.one("do") not in ("grant", "refuse"):
        raise RefusalError("Grant it or refuse it.")
    return Settle(
        Seat(seat), int(number[:9]), matter, form.one("do") == "grant", form.one("reason"), bool(form.one("told"))
    )


def exercise(form: Form, names: Sequence[str]) -> dict[str, Any]:
    """The overview's fields as control filled them in; empty where what the exercise says of itself was left as it stood."""
    told = {name: form.one(f"x-{name}") for name in names}
    return {name: "" if form.one(f"was-{name}") == mark(text) else text for name, text in told.items()}


def mark(text: str) -> str:
    """Eight bytes that stand for *text*, however a browser breaks its lines."""
    return blake2b(" ".join(text.split()).encode(), digest_size=8).hexdigest()


def _label(name: str) -> str:
    return LABELS.get(name, name)
