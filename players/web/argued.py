"""The part of control's form for a matrix argument in which it says what changes if the argument stands."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypedDict

from fourthseat.engine.core.orders import ArguedEffect
from fourthseat.engine.core.terms import Seat
from fourthseat.engine.scenario.argued_rows import ARGUABLE
from fourthseat.engine.scenario.effect_rows import KINDS, SHORT, TARGETS, TERMS
from fourthseat.engine.scenario.scenario import Scenario
from fourthseat.players.web.branches import RefusalError

__all__ = ["ROWS", "EffectChoices", "KindChoice", "choices", "effect_of"]

ROWS = 3
"""Effects that a form has room for."""
OTHER = ("indicator", "place", "term", "coalition", "category")
"""What else an effect may be about, one list for all of it: ``place:harbour``."""


class EffectChoices(NamedTuple):
    """What the form's lists hold for one scenario."""

    kinds: tuple[tuple[str, tuple[KindChoice, ...]], ...]
    """Groups of kinds of effect, by what they change."""
    about: tuple[tuple[str, tuple[tuple[str, str], ...]], ...]
    """Groups of what an effect may be about besides a seat and an incident: (value, title)."""


class KindChoice(NamedTuple):
    """A kind of effect as the form lists it."""

    does: str
    title: str
    """What it is about, in a few words."""
    says: str
    """What it does, in a sentence."""
    unit: str
    fields: str
    """The fields of the form that it reads, with spaces between."""


GROUPS = {
    "incident": "An incident", "force": "Forces", "seat": "A seat", "coalition": "The coalition", "ladder": "The ladder",
    "indicator": "Indicators", "knowledge": "What people know",
}  # fmt: skip
"""What effects change, as the form's groups of kinds are called."""


class _Words(TypedDict, total=False):
    category: str
    indicator: str
    place: str
    term: str
    coalition: str


def choices(s: Scenario) -> EffectChoices:
    """The lists of the form."""
    groups = (
        ("Indicators", [(f"indicator:{one.id}", one.title) for one in s.indicators]),
        ("Places", [(f"place:{one.id}", one.name) for one in s.places]),
        ("Terms of a member", [(f"term:{one}", one.replace("_", " ")) for one in TERMS]),
        ("Variants", [(f"coalition:{one.id}", one.title) for one in s.coalitions]),
        ("Legal categories", [(f"category:{one.id}", one.title) for one in s.legal]),
    )
    kinds = tuple(
        (title, tuple(_kind(does) for does in ARGUABLE if KINDS[does].on == on)) for on, title in GROUPS.items()
    )
    return EffectChoices(kinds, tuple((title, tuple(rows)) for title, rows in groups if rows))


def _kind(does: str) -> KindChoice:
    """One kind, with the form's fields that it reads."""
    kind = KINDS[does]
    reads = {*kind.needs, *kind.takes, *TARGETS[kind.on], *(["amount"] if kind.unit else [])}
    reads |= {"about"} if reads & set(OTHER) else set()
    reads |= {"text"} if "rule" in reads else set()
    reads |= {"lasts"} if kind.undone else set()
    return KindChoice(
        does, f"{SHORT[does]} ({does})", kind.says, kind.unit, " ".join(sorted(reads | {"delay", "chance"}))
    )


def effect_of(
    said: Callable[[str], str], number: int, several: Callable[[str], list[str]] = lambda _: []
) -> ArguedEffect | None:
    """Effect *number* of the form as *said* gives its fields, and *several* those with several values; None if no kind is chosen. :exc:`RefusalError` for no number."""

    def field(name: str) -> str:
        return said(f"e{number}-{name}")

    does = field("does")
    if not does:
        return None
    kind = KINDS.get(does)
    if kind is None or does not in ARGUABLE:
        raise RefusalError(f"Effect {number}: there is no effect {does!r}.")
    what, _, name = field("about").partition(":")
    words: _Words = {what: name} if what in OTHER else {}  # type: ignore[misc]
    text = field("text")
    chance = _number(field("chance"), number, "chance")
    return ArguedEffect(
        does,
        _number(field("amount"), number, "amount"),
        incident=field("incident"),
        seat=Seat(field("seat")),
        force=field("force"),
        text=text if "text" in kind.needs else "",
        rule=text if "rule" in kind.needs else "",
        side="red" if field("side") == "red" and "side" in kind.takes else "blue",
        off=bool(field("off")) and "off" in kind.takes,
        seats=tuple(Seat(seat) for seat in several(f"e{number}-seats")) if "seats" in kind.takes else (),
        delay_hours=_number(field("delay"), number, "hours"),
        lasts_hours=_number(field("lasts"), number, "hours"),
        chance=None if chance is None else chance / 100,
        in_part=bool(field("part")),
        **words,
    )


def _number(text: str, number: int, what: str) -> float | None:
    """A number as a person types it; None for an empty field."""
    if not text:
        return None
    try:
        return float(text.replace(",", ".").replace("−", "-"))
    except ValueError:
        raise RefusalError(f"Effect {number}: {text!r} is not a number; its {what} is one.") from None
