"""Sentences of what comes of it: incidents, concurrence, licences, forces, the opponent's choices, rulings, the ladder and trust."""

from __future__ import annotations

from fourthseat.engine.core import entries as e
from fourthseat.engine.core.terms import CONSENT, STANDING
from fourthseat.engine.core.wording import BECAME, CHOICE_PRESENT, as_sentence, rule_told
from fourthseat.engine.record.causes import REMEMBERED, rung_odds, says, why_blocked, why_dropped, why_trusted
from fourthseat.engine.record.described import order_about, quoted, request_about
from fourthseat.engine.record.effect_words import changes_told, effect_sentence, item_told
from fourthseat.engine.record.sentences import OUTCOME_STYLE, NarrativeLine, odds_told, sentence
from fourthseat.engine.rules.state import State

__all__ = ["by_chance", "ruling"]


TOLD_BY_ANOTHER = frozenset({"rung", "intrude"})
"""Kinds of effect whose coming about an entry of its own tells."""


@sentence.register
def _effected(entry: e.Effected, state: State) -> NarrativeLine | None:
    if entry.came == "about" and entry.does in TOLD_BY_ANOTHER:
        return None
    return NarrativeLine(effect_sentence(entry, state), "quiet" if entry.came == "not" else "")


@sentence.register
def _incident_opened(entry: e.IncidentOpened, state: State) -> NarrativeLine:
    spec = state.scenario.incident_by_id[entry.incident]
    return NarrativeLine(
        f"INCIDENT: {spec.title}. {spec.text} The window closes at {state.scenario.told(entry.closes)}.", "bad"
    )


@sentence.register
def _informed(entry: e.Informed, state: State) -> NarrativeLine:
    sure = state.incidents[entry.incident].attribution[entry.seat]
    return NarrativeLine(
        f"{entry.source} shares its picture with {entry.seat} on {quoted(state, entry.incident)}: "
        f"{entry.seat} is {100 * sure:.0f} % sure who did it.",
        "quiet",
    )


@sentence.register
def _assessed(entry: e.Assessed, state: State) -> NarrativeLine:
    waited = f" (the file lay {entry.waited} h before a team was free)" if entry.waited else ""
    return NarrativeLine(f"{entry.seat} has a position on {quoted(state, entry.incident)}{waited}.", "quiet")


@sentence.register
def _requested(entry: e.Requested, state: State) -> NarrativeLine:
    if entry.rule == STANDING:
        owners = [seat for seat in entry.needed if seat != entry.seat]
        asked = f", and asks {', '.join(owners)}" if owners else ""
        return NarrativeLine(
            f"{entry.seat} acts on what was agreed beforehand{asked}: {request_about(state, entry.request)}."
        )
    if entry.rule == CONSENT:
        hosts = ", ".join(entry.needed)
        return NarrativeLine(f"{entry.seat} asks for the consent of {hosts}: {request_about(state, entry.request)}.")
    return NarrativeLine(
        f"{entry.seat} asks for concurrence: {request_about(state, entry.request)}; rule {rule_told(entry.rule)}, "
        f"answers that count: {', '.join(entry.needed)}."
    )


@sentence.register
def _received(entry: e.Received, state: State) -> NarrativeLine:
    said = says(state.requests[entry.request].rule, entry.concur)
    late = ", too late" if entry.late else ""
    priced = entry.estimate
    detail = () if priced is None else (f"its staff said {odds_told(priced)}: {'; '.join(priced.reasons)}",)
    return NarrativeLine(
        f"{entry.seat} {said}{late}: {request_about(state, entry.request)}.",
        "" if entry.concur else "warn",
        detail=detail,
    )


@sentence.register
def _concurred(entry: e.Concurred, state: State) -> NarrativeLine:
    if entry.standing:
        return NarrativeLine(
            f"AGREED BEFOREHAND, {entry.took} h after it opened: {request_about(state, entry.request)}.", "good"
        )
    return NarrativeLine(f"THE COALITION CONCURS after {entry.took} h: {request_about(state, entry.request)}.", "good")


@sentence.register
def _consented(entry: e.Consented, state: State) -> NarrativeLine:
    request = state.requests[entry.request]
    return NarrativeLine(
        f"{', '.join(request.needed)} agreed: {request_about(state, entry.request)} ({request.seat}).", "good"
    )


@sentence.register
def _blocked(entry: e.Blocked, state: State) -> NarrativeLine:
    if state.requests[entry.request].rule == CONSENT:
        return NarrativeLine(f"No consent to {request_about(state, entry.request)}: {why_blocked(entry)}.", "bad")
    return NarrativeLine(f"No concurrence on {request_about(state, entry.request)}: {why_blocked(entry)}.", "bad")


@sentence.register
def _dropped(entry: e.Dropped, state: State) -> NarrativeLine:
    what = order_about(state.scenario, entry.option, entry.incident)
    if entry.cause is e.DropCause.JOINED:
        return NarrativeLine(f"{entry.seat}'s {what}: {why_dropped(entry, state)}.", "quiet")
    return NarrativeLine(f"Nothing comes of {entry.seat}'s {what}: {why_dropped(entry, state)}.", "quiet")


@sentence.register
def _licence_sought(entry: e.LicenceSought, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{entry.seat} applies for an export licence: {state.scenario.option_by_id[entry.option].title}."
    )


@sentence.register
def _licensed(entry: e.Licensed, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{entry.seat} is cleared for “{state.scenario.option_by_id[entry.option].title}” after {entry.days:.0f} {'day' if round(entry.days) == 1 else 'days'} ({entry.route})."
    )


@sentence.register
def _acted(entry: e.Acted, state: State) -> NarrativeLine:
    together = " for the coalition" if entry.joint else ""
    return NarrativeLine(f"{entry.seat}{together}: {order_about(state.scenario, entry.option, entry.incident)}.")


@sentence.register
def _sailed(entry: e.Sailed, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    far = f" {entry.nmi:.0f} nmi" if entry.nmi else ""
    via = f" from {state.scenario.place_name(entry.via)}" if entry.via else ""
    return NarrativeLine(
        f"{entry.seat} sends {force.name}{far}{via} to {quoted(state, entry.incident)}; due {state.scenario.told(entry.arrives)}."
    )


@sentence.register
def _recalled(entry: e.Recalled, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    at_once = "home at once" if entry.from_station else "which had not left yet"
    back = at_once if entry.home == entry.hour else f"home {state.scenario.told(entry.home)}"
    whence = "its station at" if entry.from_station else "its way to"
    return NarrativeLine(f"{entry.seat} calls back {force.name} from {whence} {quoted(state, entry.incident)}, {back}.")


@sentence.register
def _returned(entry: e.Returned, state: State) -> NarrativeLine:
    return NarrativeLine(f"{state.scenario.force_by_id[entry.force].name} ({entry.seat}) is home.", "quiet")


@sentence.register
def _arrived(entry: e.Arrived, state: State) -> NarrativeLine:
    force = state.scenario.force_by_id[entry.force]
    late = ", too late" if entry.late else ""
    return NarrativeLine(
        f"On station: {force.name} ({entry.seat}), strength {entry.strength:.1f}{late}.",
        "warn" if entry.late else "good",
    )


@sentence.register
def _chosen(entry: e.Chosen, state: State) -> NarrativeLine:
    spec = state.scenario.incident_by_id[entry.incident]
    pressed = entry.choice == "press"
    does = CHOICE_PRESENT[entry.choice].upper() if pressed else CHOICE_PRESENT[entry.choice]
    style = "bad" if pressed else "good"
    detail = (f"an opponent of this type presses with {odds_told(entry.estimate)}", *entry.estimate.reasons)
    each = "; ".join(f"{seat} {CHOICE_PRESENT[choice]}" for seat, choice in entry.choices)
    who = " and ".join(seat for seat, choice in entry.choices if choice == entry.choice) or spec.challengers[0]
    return NarrativeLine(f"{who} {does}: {spec.title}{f' ({each})' if each else ''}.", style, detail=detail)


@sentence.register
def _tried(entry: e.Tried, state: State) -> NarrativeLine:
    if not entry.item and not entry.estimate.p:
        return NarrativeLine(f"{entry.seat} looks for secrets and finds that nothing is shared yet.", "quiet")
    came = "succeeds" if entry.success else "fails"
    return NarrativeLine(
        f"{entry.seat} tries {entry.holder}'s networks{f', after {item_told(state.scenario, entry.item)},' if entry.item else ''} and {came} ({odds_told(entry.estimate, entry.draw)}).",
        "bad" if entry.success else "quiet",
        detail=entry.estimate.reasons,
    )


@sentence.register
def _leaked(entry: e.Leaked, state: State) -> NarrativeLine:
    said, held = by_chance(entry, state), changes_told(entry.changes, state)
    return NarrativeLine(f"{said} (chance {100 * entry.p:.1f} %, drew {entry.draw:.3f}).", "bad", detail=tuple(held))


def by_chance(entry: e.Accident | e.Leaked, state: State) -> str:
    """What came about that nobody had ordered, without its odds and without a stop."""
    if isinstance(entry, e.Accident):
        return f"ACCIDENT at {quoted(state, entry.incident)}: forces that met have hurt people, and nobody ordered it"
    what = item_told(state.scenario, entry.item) if entry.item else "a secret of the coalition"
    return f"{what[0].upper()}{what[1:]} gets out at {entry.holder}, by {entry.route}"


@sentence.register
def _ruled(entry: e.Ruled, state: State) -> NarrativeLine:
    return NarrativeLine(ruling(entry, state), OUTCOME_STYLE[entry.outcome], detail=entry.estimate.reasons)


def ruling(entry: e.Ruled, state: State, *, draws: bool = True) -> str:
    """What was ruled and by whom, with the odds and, unless *draws* is false, what was drawn."""
    same = entry.proposed is entry.outcome
    how = {
        e.Ruler.MODEL: "",
        e.Ruler.CONTROL: f" — control {'rules as the model does' if same else 'overrules the model'}: ",
        e.Ruler.ARGUMENT: " — settled by argument: ",
    }
    who = f"{how[entry.by]}{entry.reason}" if entry.by is not e.Ruler.MODEL else ""
    odds = odds_told(entry.estimate, entry.draw if draws else None)
    return as_sentence(
        f"RULING: {quoted(state, entry.incident)} is {BECAME[entry.outcome]} (chance to frustrate {odds}){who}"
    )


@sentence.register
def _exchanged(entry: e.Exchanged, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Limited exchange at {quoted(state, entry.incident)}: expected losses {entry.blue_loss:.1f} {state.scenario.strength_unit} "
        f"of the coalition's, {entry.red_loss:.1f} of the opponent's.",
        "bad",
        detail=entry.reasons,
    )


@sentence.register
def _accident(entry: e.Accident, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{by_chance(entry, state)} ({100 * entry.estimate.p:.1f} %, drew {entry.draw:.3f}).",
        "bad",
        detail=entry.estimate.reasons,
    )


@sentence.register
def _remembered(entry: e.Remembered, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"Remembered of {quoted(state, entry.incident)}: {REMEMBERED[entry.conduct]}.",
        "bad" if entry.conduct == "gave-way" else "",
    )


@sentence.register
def _rung_moved(entry: e.RungMoved, state: State) -> NarrativeLine:
    why = f"{entry.source}: {entry.reason}" if entry.reason else entry.source
    odds = rung_odds(entry)
    told = f" ({odds})" if odds else ""
    return NarrativeLine(f"Rung {entry.to}, {state.scenario.ladder.rungs[entry.to]}: {why}{told}.", "warn")


@sentence.register
def _trust_moved(entry: e.TrustMoved, state: State) -> NarrativeLine:
    return NarrativeLine(
        f"{entry.seat}'s trust is now {100 * entry.to:.0f} %: {why_trusted(entry, state.scenario)}.", "quiet"
    )
