"""Why something ended, failed, came to nothing or moved: causes in words."""

from __future__ import annotations

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONSENT, STANDING, is_silence
from fourthseat.engine.record.described import title_of
from fourthseat.engine.record.order_words import cause_told
from fourthseat.engine.rules.state import State
from fourthseat.engine.scenario.scenario import Scenario

__all__ = ["REMEMBERED", "rung_odds", "says", "why_blocked", "why_dropped", "why_ended", "why_trusted"]


REMEMBERED = {
    "gave-way": "the coalition gave way; the next challenger will expect less resistance",
    "firm": "the coalition stood firm; the next challenger will expect more resistance",
    "firm-but-flexible": "the coalition stood firm and left a way out; the next challenger will expect more resistance, and minds it less",
    "intransigent": "the coalition stood firm and left no way out; the next challenger will expect more resistance, and minds it more",
}
"""How a coalition stood, in words."""


def rung_odds(entry: e.RungMoved, *, draws: bool = True) -> str:
    """The chance of a move on the ladder and, unless *draws* is false, what was drawn; empty where it was certain.

    One draw decides both ways: a low one lets a crisis climb, a high one lets it settle, and it settles whatever is drawn where the opponent gives way.
    """
    if entry.p >= 1:
        return ""
    chance = f"{100 * entry.p:.0f} %"
    if entry.draw < entry.p:
        return f"{chance}, drew {entry.draw:.2f}" if draws else chance
    if entry.draw >= 1 - entry.p:
        return f"{chance}, drew {entry.draw:.2f}, and it settles from {1 - entry.p:.2f} on" if draws else chance
    return f"{chance} by itself, and the opponent gave way"


def why_trusted(entry: e.TrustMoved, s: Scenario) -> str:
    """Why a seat trusts the coalition more or less, in words without a stop."""
    option = f"“{s.option_by_id[entry.about].title}”" if entry.about in s.option_by_id else entry.about
    match entry.cause:
        case e.TrustCause.CONCURRED:
            return f"it concurred on {option}"
        case e.TrustCause.REFUSED:
            return f"{option} was refused"
        case e.TrustCause.LICENCE:
            return f"{entry.waited_days:.0f} days for a licence for {option}"
        case e.TrustCause.CONSULTED:
            return "it consulted its partners"
        case e.TrustCause.LEAK:
            return f"a secret got out at {entry.about}"
        case e.TrustCause.LOST:
            return f"“{title_of(s, entry.about)}” was lost without concurrence"
        case e.TrustCause.IN_WORDS:
            return entry.reason


def says(rule: str, concur: bool) -> str:
    """What a seat does that answers a request under *rule*: *concurs*, *does not consent*, *breaks the silence*."""
    if rule in (CONSENT, STANDING):
        return "consents" if concur else "does not consent"
    if is_silence(rule):
        return "keeps silence" if concur else "breaks the silence"
    return "concurs" if concur else "does not concur"


def why_blocked(entry: e.Blocked) -> str:
    """Why a joint measure failed, in words."""
    seats = ", ".join(entry.seats)
    if entry.cause is e.BlockCause.REFUSED:
        return f"refused by {seats}"
    if entry.cause is e.BlockCause.WITHDRAWN:
        return f"{seats} has taken it back"
    return f"the window closed before {seats} had answered"


def why_dropped(entry: e.Dropped, state: State) -> str:
    """Why an accepted order came to nothing, in words, with who and how much; *state* is the one in which it did."""
    match entry.cause:
        case e.DropCause.LEFT:
            return f"{entry.seat} is no longer in {state.coalition.id}"
        case e.DropCause.UNPAID:
            return f"{entry.payer}'s share is {entry.share_musd:.0f} million US$ and it has {entry.left_musd:.0f} left"
    return cause_told(entry.cause, entry.stage, entry.hours_late)


def why_ended(cause: e.EndCause, reason: str) -> str:
    """Why a game ended, in words; *reason* is control's own, or the scenario's."""
    match cause:
        case e.EndCause.ALL_MOVES:
            return "all moves played"
        case e.EndCause.CONTROL:
            return f"ENDEX by CONTROL: {reason}"
        case e.EndCause.CONDITION:
            return reason
        case e.EndCause.TOP_RUNG:
            return f"{reason or 'major conflict'}: handed to the facilitator"
