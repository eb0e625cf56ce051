"""An opponent's choices and what came of them, in words: one table each, for every screen, paper and report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fourthseat.engine.core.orders import Choice
from fourthseat.engine.core.terms import CONSENT, STANDING, ConcurrenceRule, Hour, Outcome, is_silence

__all__ = [
    "ARGUED",
    "BECAME",
    "CHOICE_COMMAND",
    "CHOICE_MEANS",
    "CHOICE_PAST",
    "CHOICE_PRESENT",
    "DETERRED",
    "PRESSED_AND",
    "STILL_OPEN",
    "UNRULED",
    "answers_to",
    "as_sentence",
    "count",
    "incident_ending",
    "indicator_number",
    "listed",
    "rule_told",
    "window_left",
]

CHOICE_COMMAND: Mapping[Choice, str] = {
    "press": "press",
    "hold": "hold",
    "back-down": "back down",
    "sideways": "act elsewhere",
    "offer": "offer terms",
}
"""What is ordered: *back down*."""
CHOICE_PRESENT: Mapping[Choice, str] = {
    "press": "presses",
    "hold": "holds",
    "back-down": "backs down",
    "sideways": "acts elsewhere",
    "offer": "offers terms",
}
"""What the opponent does: *backs down*."""
CHOICE_PAST: Mapping[Choice, str] = {
    "press": "pressed",
    "hold": "held",
    "back-down": "backed down",
    "sideways": "acted elsewhere",
    "offer": "offered terms",
}
"""What the opponent did: *backed down*."""

CHOICE_MEANS: Mapping[Choice, str] = {
    "press": "Go through with it. What comes of it is ruled on when the move closes.",
    "hold": "Leave things as they are: neither go on nor give way. The incident is over.",
    "back-down": "Give way: the act is broken off, and everybody sees it.",
    "sideways": "Answer somewhere else.",
    "offer": "Put terms on the table.",
}
"""What a choice means, for whoever has to make it."""

BECAME: Mapping[Outcome, str] = {
    Outcome.SUCCESS: "frustrated",
    Outcome.PARTIAL: "blunted",
    Outcome.FAILURE: "a fait accompli",
}
"""What an act that was pressed is, once it is ruled on: the act *is frustrated*."""
PRESSED_AND: Mapping[Outcome, str] = {
    Outcome.SUCCESS: "pressed and frustrated",
    Outcome.PARTIAL: "pressed and blunted",
    Outcome.FAILURE: "pressed to a fait accompli",
}
"""The whole course of such an act: it *was pressed and frustrated*."""
ARGUED: Mapping[Outcome, str] = {
    Outcome.SUCCESS: "it stands",
    Outcome.PARTIAL: "it stands in part",
    Outcome.FAILURE: "it does not stand",
}
"""What comes of a matrix argument: its claim *stands*, or does not. Of the act it may be about, :data:`BECAME` tells."""
DETERRED = "deterred"
"""An act the opponent held back or backed down from."""
UNRULED = "pressed, not yet ruled on"
STILL_OPEN = "still open"
"""The window of the incident has not closed: nothing is chosen yet."""


def as_sentence(text: str) -> str:
    """*text* as it ends a sentence: with a full stop, unless it ends with a mark of its own.

    >>> as_sentence("It turned away..."), as_sentence("Time is up"), as_sentence("Why?")
    ('It turned away...', 'Time is up.', 'Why?')
    """
    return text if not text or text.endswith((".", "?", "!", "…", "?'", "?”", ".”", "!”")) else f"{text}."


def answers_to(rule: str) -> tuple[str, str]:
    """What yes and no are called, to a request that counts by *rule*.

    >>> answers_to("quorum:2"), answers_to("silence:24")
    (('Concur', 'Do not concur'), ('Keep silence', 'Break the silence'))
    """
    if rule in (CONSENT, STANDING):
        return "Consent", "Do not consent"
    return ("Keep silence", "Break the silence") if is_silence(rule) else ("Concur", "Do not concur")


def count(number: int, one: str, many: str = "") -> str:
    """A number with its noun.

    >>> count(1, "force"), count(2, "force"), count(0, "reply", "replies"), count(1200, "game")
    ('1 force', '2 forces', 'no replies', '1,200 games')
    """
    return f"{f'{number:,}' if number else 'no'} {one if number == 1 else many or one + 's'}"


def indicator_number(value: float) -> str:
    """An indicator as people say it: one place behind the point from ten on, two below, and none that is zero.

    >>> indicator_number(10.595), indicator_number(0.25), indicator_number(7.0), indicator_number(120000.0)
    ('10.6', '0.25', '7', '120,000')
    """
    places = 1 if abs(value) >= 10 else 2
    return f"{round(value, places):,.{places}f}".rstrip("0").rstrip(".")


def listed(names: Iterable[str]) -> str:
    """*names* as a list in a sentence.

    >>> listed(["ash"]), listed(["ash", "oak"]), listed(["ash", "oak", "elm"]), listed([])
    ('ash', 'ash and oak', 'ash, oak and elm', '')
    """
    *most, last = tuple(names) or ("",)
    return f"{', '.join(most)} and {last}" if most else last


def incident_ending(choice: Choice | None, outcome: Outcome | None) -> str:
    """How an incident that opened has ended, from the opponent's *choice* and the ruling; None where there is none yet.

    >>> incident_ending("press", Outcome.FAILURE), incident_ending("back-down", None), incident_ending(None, None)
    ('pressed to a fait accompli', 'deterred', 'still open')
    """
    if choice is None:
        return STILL_OPEN
    if choice != "press":
        return DETERRED
    return UNRULED if outcome is None else PRESSED_AND[outcome]


def window_left(closes: Hour, now: Hour, *, over: bool) -> str:
    """What is left of a window that is open *now* and usually closes about *closes*; nothing once the game is *over*.

    >>> window_left(60, 36, over=False), window_left(60, 60, over=False), window_left(60, 36, over=True)
    ('about 24 h left', 'may close at any hour', 'still open at ENDEX')
    """
    if over:
        return f"{STILL_OPEN} at ENDEX"
    return f"about {closes - now} h left" if closes > now else "may close at any hour"


def rule_told(rule: str) -> str:
    """A rule of concurrence as people say it.

    >>> [rule_told(rule) for rule in ("unanimity", "lead+1", "quorum:2", "silence:12", "weighted:0.6")]
    ['unanimity', 'lead and 1 more', 'quorum of 2', 'silence, 12 h to object', '60 % by weight']
    """
    if rule == STANDING:
        return "agreed beforehand"
    said = ConcurrenceRule.parse(rule)
    match said.kind:
        case "lead" if said.n:
            return f"lead and {said.n} more"
        case "quorum":
            return f"quorum of {said.n}"
        case "silence":
            return f"silence, {said.n} h to object"
        case "weighted":
            return f"{100 * said.share:g} % by weight"
        case _:
            return rule
